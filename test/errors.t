# Every error message of language and registry is listed in doc/language.md and raised in a test.
#
# Messages are the string literals that errmsg(), rubric_fail(), the scanner's refuse() and RAISE are given.

use strict;
use warnings;
use utf8;
use Test::More;

binmode Test::More->builder->$_, ':utf8' foreach qw(output failure_output);

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

my %which = (errmsg => 0, rubric_fail => 4, refuse => 2);
my %messages;    # as the document writes them, with an ellipsis for what differs, and where they are

foreach my $source (glob('src/text.c src/rubric/*.[cyl] src/standard/*.c'),
	grep { !/grade_row/ } glob('src/function/*.c'))
{
	my $code = text_of($source);

	while ($code =~ /\b(errmsg|rubric_fail|refuse)\(/g)
	{
		my $argument = (arguments($code, pos $code))[ $which{$1} ] // '';

		$argument =~ s/"\s*\n\s*"//g;
		while ($argument =~ /"((?:[^"\\]|\\.)*)"/g)
		{
			my $message = $1 =~ s/\\"/"/gr;

			$message =~ s/%(?:\.\*s%s|\.\*s|[sduc])/…/g;
			$messages{$message} = $source unless $message =~ /^…?$/;
		}
	}
}

foreach my $source (qw(src/sql/standard/registry.sql src/sql/standard/define.sql src/sql/treatment/treatment.sql src/sql/catalog/catalog.sql))
{
	my $code = text_of($source);

	$messages{ $1 =~ s/%s/…/gr } = $source while $code =~ /MESSAGE = (?:format\()?'([^']*)'/g;
}

cmp_ok(scalar keys %messages, '>', 80, 'messages are found in the source');

my $document = text_of('doc/language.md') =~ s/\\\|/|/gr;
my $met = join("\n", map { text_of($_) } glob('expected/*.out test/*.sql test/*.t')) =~ s/\\"/"/gr;

foreach my $message (sort keys %messages)
{
	my $pattern = join '.{1,200}?', map { quotemeta } split /…/, $message, -1;

	ok(index($document, "`$message`") >= 0, "told: $message") or diag("doc/language.md lacks it ($messages{$message})");
	ok($met =~ /$pattern/, '... and met')
		or diag("no test shows it ($messages{$message})");
}

done_testing();
