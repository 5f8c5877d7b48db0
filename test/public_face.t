# The public face: the schema customer_grade is what users call and read; PUBLIC has on
# customer_grade_internal exactly what running that takes.

use strict;
use warnings;
use Test::More;

BEGIN
{
	eval { require PostgreSQL::Test::Utils; require PostgreSQL::Test::Cluster; 1 }
		or plan skip_all => 'needs PostgreSQL::Test::Cluster (PostgreSQL 15)';
}

my $node = PostgreSQL::Test::Cluster->new('face');
$node->init;
$node->start;
$node->safe_psql('postgres', 'CREATE EXTENSION customer_grade');

sub rows { return split /\n/, $node->safe_psql('postgres', shift); }

is_deeply([ rows(q{SELECT DISTINCT relkind FROM pg_class WHERE relnamespace = 'customer_grade'::regnamespace}) ], ['v'],
	'the relations of customer_grade are views');
is_deeply([ rows(q{
	SELECT c.relname, a.privilege_type
	FROM pg_class AS c, aclexplode(c.relacl) AS a
	WHERE c.relnamespace = 'customer_grade'::regnamespace AND a.grantee <> c.relowner AND (a.grantee, a.privilege_type) <> (0, 'SELECT')}) ],
	[], '... which everybody may read and nobody may write');
is_deeply([ rows(q{
	SELECT relname FROM pg_class
	WHERE relnamespace = 'customer_grade_internal'::regnamespace AND relkind = 'r'
	EXCEPT SELECT relname FROM pg_class WHERE relnamespace = 'customer_grade'::regnamespace}) ], [], '... one for each table of the registry');

# The functions run with the rights of who calls them, and write these tables.
is_deeply([ rows(q{
	SELECT c.relname || ' ' || string_agg(a.privilege_type, ' ' ORDER BY a.privilege_type)
	FROM pg_class AS c, aclexplode(c.relacl) AS a
	WHERE c.relnamespace = 'customer_grade_internal'::regnamespace AND a.grantee = 0
	GROUP BY c.relname ORDER BY c.relname}) ],
	[ 'attachment DELETE INSERT SELECT UPDATE', 'catalog SELECT', 'catalog_treatment SELECT', 'parameter_set DELETE INSERT SELECT UPDATE',
	'report_view DELETE INSERT SELECT UPDATE', 'review DELETE INSERT SELECT UPDATE', 'review_refusal DELETE INSERT SELECT UPDATE',
	'source DELETE INSERT SELECT UPDATE', 'standard SELECT', 'tracking DELETE INSERT SELECT UPDATE', 'treatment SELECT' ],
	'what PUBLIC may do with the tables of the registry');

# From what users call to what that calls, and so on. The library's own calls are strings in its source.
my %body = map { split /\t/, $_, 2 } rows(q{
	SELECT p.proname || E'\t' || string_agg(regexp_replace(p.prosrc, '\s+', ' ', 'g'), ' ')
	FROM pg_proc AS p JOIN pg_language AS l ON l.oid = p.prolang
	WHERE p.pronamespace = 'customer_grade_internal'::regnamespace AND l.lanname IN ('sql', 'plpgsql')
	GROUP BY p.proname});
my @roots = (
	rows(q{SELECT regexp_replace(p.prosrc, '\s+', ' ', 'g') FROM pg_proc AS p JOIN pg_language AS l ON l.oid = p.prolang
		WHERE p.pronamespace = 'customer_grade'::regnamespace AND l.lanname IN ('sql', 'plpgsql')}),
	rows(q{SELECT oprcode FROM pg_operator WHERE oprnamespace = 'customer_grade'::regnamespace}),
	rows(q{SELECT castfunc::regproc FROM pg_cast WHERE castfunc::regproc::text ~ '^customer_grade_internal\.'}),
	rows(q{SELECT coalesce(pg_get_expr(conbin, conrelid), pg_get_constraintdef(oid)) FROM pg_constraint WHERE connamespace = 'customer_grade_internal'::regnamespace}),
	rows(q{SELECT pg_get_expr(adbin, adrelid) FROM pg_attrdef WHERE adrelid::regclass::text ~ '^customer_grade_internal\.'}),
	# the bodies of gates that run as the owner of a table
	rows(q{SELECT 'customer_grade_internal.as_owner_' || proname FROM pg_proc WHERE pronamespace = 'customer_grade'::regnamespace AND prosrc = 'owner_gate'}),
	# what the planner rewrites a call with a whole row to
	rows(q{SELECT 'customer_grade_internal.' || proname FROM pg_proc WHERE proname ~ '_columns$' AND proargnames && '{row_exists}'}),
	map({ PostgreSQL::Test::Utils::slurp_file($_) } glob('src/*/*.c')));

my %needed;
while (defined(my $text = shift @roots))
{
	while ($text =~ /customer_grade_internal\.(\w+)/g)
	{
		push @roots, $body{$1} if !$needed{$1}++ && $body{$1};
	}
}

my @functions = rows(q{
	SELECT p.proname || ' ' || bool_and(has_function_privilege('public', p.oid, 'EXECUTE'))
	FROM pg_proc AS p WHERE p.pronamespace = 'customer_grade_internal'::regnamespace GROUP BY p.proname ORDER BY p.proname});
cmp_ok(scalar @functions, '>', 100, 'internal functions are found');
foreach (@functions)
{
	my ($name, $granted) = split / /;

	is($granted, $needed{$name} ? 'true' : 'false', "$name(): " . ($needed{$name} ? 'needed by the public face' : 'not for PUBLIC'));
}

done_testing();
