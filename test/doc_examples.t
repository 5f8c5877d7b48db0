# The examples of the README and of doc/ run as they stand, one after the other, and print
# what the text says. Each document of doc/ and doc/zh/ begins with the database that the README leaves
# behind. What else it needs is in a comment: <!--sql ... -->.

use strict;
use warnings;
use Test::More;

BEGIN
{
	eval { require PostgreSQL::Test::Utils; require PostgreSQL::Test::Cluster; 1 }
		or plan skip_all => 'needs PostgreSQL::Test::Cluster (PostgreSQL 15)';
}

my $node = PostgreSQL::Test::Cluster->new('examples');
$node->init(extra => [ '--encoding=UTF8', '--locale=C.UTF-8' ]);
$node->start;

# What psql prints for a script: aligned, without trailing blanks and row counts.
sub printed
{
	my ($database, $name, $script) = @_;
	my $file = $node->basedir . '/example.sql';

	PostgreSQL::Test::Utils::append_to_file($file, $script);
	my ($out, $err) = PostgreSQL::Test::Utils::run_command(
		[ 'psql', '-X', '-q', '-v', 'ON_ERROR_STOP=1', '-P', 'footer=off', '-d', $node->connstr($database), '-f', $file ]);
	unlink $file;
	# what attach() advises, and the example does next
	$err =~ s/^.*NOTICE:  (?:metrics come from table .*, which is not watched|grades of .* change with the date, but no review is due)\n(?:(?:DETAIL|HINT): .*\n?){2}//mg;
	$err =~ s/^.*NOTICE:  (?:review|publish) \d+ of standard .*\n?//mg;	# said every few seconds, if it takes so long
	$err =~ s/^.*NOTICE:  version \d+ of standard .*\n?(?:DETAIL:  .*\n?)?(?:HINT:  .*\n?)?//mg;
	$err =~ s/^.*NOTICE:  lint\(\) warns of version \d+ of standard "silent": .*\nHINT:  .*\n?//mg;	# of what the example then shows
	is($err, '', "$name runs");
	$out =~ s/[ \t]+$//mg;
	return "$out\n";	# run_command() takes the last one off
}

sub run_examples
{
	my ($database, $name) = @_;
	my $text = PostgreSQL::Test::Utils::slurp_file($name);

	while ($text =~ /^(?:<!--|```)sql\n(.*?)^(?:-->|```)\n(?:\n```\n(.*?)^```\n)?/msg)
	{
		my ($sql, $result) = ($1, $2);
		my ($first) = $sql =~ /(.*)/;

		my $in = $database;

		# a rubric by itself, also above CREATE EXTENSION
		if ($sql =~ /^grades /)
		{
			$sql = "SELECT \$rubric\$$sql\$rubric\$::customer_grade.rubric IS NOT NULL;";
			$in = 'rubric';
		}

		my $out = printed($in, "$name: $first", $sql);
		cmp_ok(index($out, $result), '>=', 0, '... and prints what it says') or diag($out) if defined $result;
	}
}

$node->safe_psql('postgres', 'CREATE DATABASE rubric');
$node->safe_psql('rubric', 'CREATE EXTENSION customer_grade');
run_examples('postgres', 'README.md');
my $number = 0;
# the generated documents quote the catalog and comments, which have tests of their own
foreach my $name (grep({ !m{doc/(catalog|reference)\.md} } sort glob('README.*.md doc/*.md doc/zh/*.md')))
{
	my $database = 'doc' . ++$number;

	# a README in another language says the same
	$node->safe_psql('template1', "CREATE DATABASE $database TEMPLATE " . ($name =~ /README/ ? 'template0' : 'postgres'));
	run_examples($database, $name);
}

$node->stop;
done_testing();
