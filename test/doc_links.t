# The documents: every link between them leads somewhere, every one is found from README.md, and that
# in another language is like it.

use strict;
use warnings;
use utf8;
use File::Basename qw(dirname);
use File::Find qw(find);
use File::Spec::Functions qw(canonpath);
use Test::More;

binmode Test::More->builder->$_, ':utf8' foreach qw(output failure_output);

my %document;    # by path: its links and anchors

find(
	{
		no_chdir => 1,
		wanted => sub {
			$File::Find::prune = 1 if m{^\./(?:build|tmp_check|\.git)$} || /node_modules$/;
			$document{ canonpath($_) } = undef if /\.md$/;
		},
	},
	'.');

# The anchor that GitHub gives a heading.
sub anchor
{
	my ($heading) = @_;

	$heading =~ s/!?\[([^]]*)\]\([^)]*\)/$1/g;
	$heading =~ s/[^\w\- ]//g;
	$heading =~ s/ /-/g;
	return lc $heading;
}

sub text_of
{
	my ($path) = @_;

	open my $file, '<:encoding(UTF-8)', $path or die "$path: $!";
	return do { local $/; <$file> };
}

sub parsed
{
	my ($path) = @_;
	my $text = text_of($path);
	my (@links, %anchors, %seen);

	$text =~ s/^( *)```.*?^\1```[ \t]*$//msg;
	while ($text =~ /^(#{1,6})[ \t]+(.*?)[ \t]*$/mg)
	{
		my $anchor = anchor($2);

		$anchors{ $seen{$anchor} ? "$anchor-$seen{$anchor}" : $anchor } = 1;
		$seen{$anchor}++;
	}
	$anchors{$1} = 1 while $text =~ /<a (?:id|name)="([^"]+)"/g;
	$text =~ s/`[^`\n]*`//g;
	push @links, $1 while $text =~ /\]\(<?([^)\s>]+)>?(?:\s+"[^"]*")?\)/g;
	push @links, $1 while $text =~ /^\[[^]]+\]:\s*(\S+)/mg;
	push @links, $1 while $text =~ /<(?:img|a)\s[^>]*(?:src|href)="([^"]+)"/g;
	return { links => \@links, anchors => \%anchors };
}

$document{$_} = parsed($_) foreach keys %document;

# Where a link of a document leads: path and anchor; nothing for the rest of the world.
sub target
{
	my ($from, $link) = @_;
	my ($path, $anchor) = split /#/, $link, 2;

	return if $link =~ /^[a-z][a-z0-9+.-]*:/i;
	return ($from, $anchor) if $path eq '';
	my @parts;
	foreach my $part (split m{/}, canonpath(dirname($from) . "/$path"))
	{
		if ($part eq '..' && @parts) { pop @parts }
		elsif ($part ne '.') { push @parts, $part }
	}
	return (join('/', @parts), $anchor);
}

foreach my $from (sort keys %document)
{
	my @broken;

	foreach my $link (@{ $document{$from}{links} })
	{
		my ($path, $anchor) = target($from, $link);

		next unless defined $path;
		push @broken, $link
			if !-e $path || defined $anchor && !($document{$path} && $document{$path}{anchors}{$anchor});
	}
	is("@broken", '', "links of $from");
}

my %found = ('README.md' => 1);
my @reading = ('README.md');
while (my $from = shift @reading)
{
	foreach my $link (@{ $document{$from}{links} })
	{
		my ($path) = target($from, $link);

		push @reading, $path if defined $path && $document{$path} && !$found{$path}++;
	}
}

# CHANGELOG.md is found where every project has it; those of directories describe what lies beside them.
is(join(' ', grep { !$found{$_} && !m{^CHANGELOG|/README\.md$} } sort keys %document), '', 'every document is found from README.md');

# A README in another language has the same code, but for remarks, and the same headings.
sub skeleton
{
	my ($text) = @_;
	my @code = map { s/[ \t]*(?:--|#) .*//mgr } $text =~ /^```.*?\n(.*?)^```$/msg;
	my @headings = $text =~ /^(#+) /mg;

	return join "\n", @code, @headings;
}

# Further documents translate the strings of their examples, too, and so what these print.
sub skeleton_without_words
{
	my ($text) = @_;
	my $skeleton = skeleton($text =~ s/^(```sql\n.*?^```\n)\n```\n.*?^```$/$1/msgr);

	$skeleton =~ s/ ?(?:'[^']*'|"[^"]*")//g;
	$skeleton =~ s/\btitle_zh\b/title_en/g;
	$skeleton =~ s/^SET customer_grade\.language = zh;\n//mg;
	return $skeleton;
}

is(skeleton(text_of($_)), skeleton(text_of('README.md')), "$_ says what README.md says") foreach sort glob('README.*.md');
foreach my $path (sort glob('doc/zh/*.md'))
{
	my $english = $path =~ s{zh/}{}r;

	is(skeleton_without_words(text_of($path)), skeleton_without_words(text_of($english)), "$path says what $english says");
}

done_testing();
