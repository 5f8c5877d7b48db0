# Every error message of the source is raised in a test; those of language and registry are listed in
# doc/language.md and its translation as well.
#
# Messages are the string literals that errmsg(), rubric_fail(), the scanner's refuse(), fault_make(), the
# .message of a fault and, in SQL, MESSAGE = and message => are given.

use strict;
use warnings;
use utf8;
use File::Find;
use Test::More;

binmode Test::More->builder->$_, ':utf8' foreach qw(output failure_output);

# Language and registry.
my $told_rooms = qr{^src/(text\.c|(rubric|standard|function)/\w+\.[cyl]|sql/(standard/(registry|grant|define|alter)|treatment/treatment|catalog/catalog)\.sql)$};
my $not_told = qr{^src/(function/grade_row|standard/reference)\.c$};

sub text_of
{
	my ($name) = @_;

	open my $file, '<:encoding(UTF-8)', $name or die "$name: $!";
	return do { local $/; <$file> };
}

# The arguments of the call whose parenthesis has just been read.
sub arguments
{
	my ($code, $position) = @_;
	my ($depth, @arguments) = (0, '');

	pos($code) = $position;
	while ($code =~ /\G("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)+'|.)/gs)
	{
		my $token = $1;

		last if $token eq ')' && $depth == 0;
		$depth++ if $token eq '(';
		$depth-- if $token eq ')';
		if ($token eq ',' && $depth == 0) { push @arguments, '' }
		else { $arguments[-1] .= $token }
	}
	return @arguments;
}

# The messages of C code, as the document writes them: with an ellipsis for what differs.
sub messages_in_c
{
	my ($code) = @_;
	my %which = (errmsg => 0, rubric_fail => 4, refuse => 2);
	my @messages;

	while ($code =~ /\b(errmsg|rubric_fail|refuse)\(/g)
	{
		my $argument = (arguments($code, pos $code))[ $which{$1} ] // '';

		$argument =~ s/"\s*U?INT64_FORMAT\s*"/%d/g;
		$argument =~ s/"\s*\n\s*"//g;
		push @messages, $1 =~ s/\\"/"/gr =~ s/%(?:\.\*s%s|\.\*s|\d*[sduc])/…/gr =~ s/%%/%/gr while $argument =~ /"((?:[^"\\]|\\.)*)"/g;
	}
	while ($code =~ /\bfault_make\(\w+,\s*psprintf\("((?:[^"\\]|\\.)*)"|\.message = "([^"]*)"/g)
	{
		push @messages, ($1 // $2) =~ s/\\"/"/gr =~ s/%(?:\.\*s|[sduc])/…/gr;
	}
	return @messages;
}

# The same of SQL: the value of MESSAGE, or of the argument message, is a string, a call of format() or a CASE of such.
sub messages_in_sql
{
	my ($code) = @_;
	my @messages;

	while ($code =~ /\b(?:MESSAGE =|message =>) /g)
	{
		my ($depth, $before) = (0, '');

		while ($code =~ /\G\s*('(?:[^']|'')*'|\w+(?:\.\w+)*|.)/gcs)
		{
			my $token = $1;

			last if $depth == 0 && $token =~ /^[,;]$/;
			last if $depth < 0;
			push @messages, $1 =~ s/''/'/gr =~ s/%(?:\d\$)?[sIL]/…/gr
				if ($depth == 0 && $before =~ /^(|THEN|ELSE)$/ || $before =~ /^(pg_catalog\.)?format\($/) && $token =~ /^'(.*)'$/s;
			$depth += ($token eq '(') - ($token eq ')');
			$before = $token eq '(' ? "$before(" : $token;
		}
	}
	return @messages;
}

my %messages;    # and where they are
my @sources;

find({ no_chdir => 1, wanted => sub { push @sources, $File::Find::name if /\.(c|y|l|sql)$/ } }, 'src');
foreach my $source (sort @sources)
{
	my $code = text_of($source);

	foreach my $message ($source =~ /\.sql$/ ? messages_in_sql($code) : messages_in_c($code))
	{
		push @{ $messages{$message} }, $source if $message !~ /^…?$/;
	}
}
cmp_ok(scalar keys %messages, '>', 200, 'messages are found in the source');

my %document = map { $_ => text_of($_) =~ s/\\\|/|/gr } qw(doc/language.md doc/zh/language.md);
my $met = join("\n", map { text_of($_) } glob('expected/*.out test/*.sql test/*.t')) =~ s/\\"/"/gr =~ s/''/'/gr;

foreach my $message (sort keys %messages)
{
	my @rooms = @{ $messages{$message} };
	my $pattern = join '.{1,200}?', map { quotemeta } split /…/, $message, -1;

	if (grep { /$told_rooms/ && !/$not_told/ } @rooms)
	{
		foreach my $path (sort keys %document)
		{
			ok(index($document{$path}, "`$message`") >= 0, "told: $message") or diag("$path lacks it (@rooms)");
		}
	}
	ok($met =~ /$pattern/, "met: $message") or diag("no test shows it (@rooms)");
}

done_testing();
