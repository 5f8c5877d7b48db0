# The examples of README.md and doc/ run as they stand, one after the other, and print what
# the text says they print.

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
	my ($name, $script) = @_;
	my $file = $node->basedir . '/example.sql';

	PostgreSQL::Test::Utils::append_to_file($file, $script);
	my ($out, $err) = PostgreSQL::Test::Utils::run_command(
		[ 'psql', '-X', '-q', '-v', 'ON_ERROR_STOP=1', '-P', 'footer=off', '-d', $node->connstr('postgres'), '-f', $file ]);
	unlink $file;
	is($err, '', "$name runs");
	$out =~ s/[ \t]+$//mg;
	return $out;
}

foreach my $name (qw(README.md doc/language.md doc/grading-rows.md))
{
	my $text = PostgreSQL::Test::Utils::slurp_file($name);

	while ($text =~ /^```sql\n(.*?)^```\n(?:\n```\n(.*?)^```\n)?/msg)
	{
		my ($sql, $result) = ($1, $2);
		my ($first) = $sql =~ /(.*)/;

		# a rubric by itself
		$sql = "SELECT \$rubric\$$sql\$rubric\$::customer_grade.rubric IS NOT NULL;" if $sql =~ /^grades /;

		my $out = printed("$name: $first", $sql);
		cmp_ok(index($out, $result), '>=', 0, '... and prints what it says') or diag($out) if defined $result;
	}
}

$node->stop;
done_testing();
