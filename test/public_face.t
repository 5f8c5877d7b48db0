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

is_deeply([ rows(q{
	SELECT c.relname FROM pg_class AS c, aclexplode(c.relacl) AS a
	WHERE c.relnamespace = 'customer_grade_internal'::regnamespace AND a.grantee <> c.relowner}) ], [], 'nobody has a right on the tables themselves');
is_deeply([ rows(q{
	SELECT p.oid::regprocedure FROM pg_proc AS p
	WHERE p.pronamespace = 'customer_grade_internal'::regnamespace AND starts_with(p.proname, 'registry_') AND has_function_privilege('public', p.oid, 'EXECUTE')}) ],
	[], '... nor on the functions that write them as their owner');
is_deeply([ rows(q{
	SELECT g.proname FROM pg_proc AS g
	WHERE g.prosrc IN ('registry_gate', 'registry_event_gate') AND NOT EXISTS (
		SELECT FROM pg_proc AS b WHERE b.pronamespace = 'customer_grade_internal'::regnamespace AND b.proname = 'registry_' || g.proname
			AND b.proargtypes = g.proargtypes)}) ], [], 'each gate has its body');

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
	rows(q{SELECT regexp_replace(pg_get_viewdef(oid), '\s+', ' ', 'g') FROM pg_class WHERE relnamespace = 'customer_grade'::regnamespace AND relkind = 'v'}),
	# who restores a dump fires them
	rows(q{SELECT regexp_replace(p.prosrc, '\s+', ' ', 'g') FROM pg_proc AS p JOIN pg_trigger AS g ON g.tgfoid = p.oid
		WHERE g.tgrelid::regclass::text ~ '^customer_grade_internal\.' AND NOT g.tgisinternal}),
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
