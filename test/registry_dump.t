# The registry survives dump and restore, with its owners and rights, also when the
# database's owner, who is no superuser, restores it.

use strict;
use warnings;
use Test::More;

BEGIN
{
	eval { require PostgreSQL::Test::Utils; require PostgreSQL::Test::Cluster; 1 }
		or plan skip_all => 'needs PostgreSQL::Test::Cluster (PostgreSQL 15)';
}

my $node = PostgreSQL::Test::Cluster->new('dump');
$node->init;
$node->start;

$node->safe_psql('postgres', q{
	CREATE ROLE regress_analyst LOGIN;
	CREATE ROLE regress_dba LOGIN;
	CREATE DATABASE source;
	CREATE DATABASE target;
	CREATE DATABASE owned OWNER regress_dba;
	CREATE DATABASE data_only;
});
$node->safe_psql('source', q{
	CREATE EXTENSION customer_grade;
	GRANT INSERT, UPDATE ON customer_grade_internal.standard TO regress_analyst;
	SELECT customer_grade.define_standard('sales',
		E'grades A; -- 注释 and comments\\ngrade A otherwise;', '2020-01-01', '销售', owner => 'regress_analyst');
	SELECT customer_grade.define_standard('sales', 'grades B; grade B otherwise;', '2021-01-01');
	SELECT customer_grade.define_standard('sales', 'grades C; grade C otherwise;', '2021-01-01');
	SELECT customer_grade.adopt('unicom_personal_vip', 'vip');
	INSERT INTO customer_grade_internal.treatment (standard, grade, name, value, unit) VALUES ('sales', 'C', 'visit_interval', '7', 'day');
	CREATE TABLE customer (id int PRIMARY KEY, amount numeric,
		CHECK (customer_grade.grade('grades A > B; grade A when amount > 0; grade B otherwise;'::customer_grade.rubric,
			customer) IS NOT NULL));
	INSERT INTO customer VALUES (1, 1);
	CREATE INDEX ON customer (customer_grade.grade('grades A > B; grade A when amount > 0; grade B otherwise;'::customer_grade.rubric,
		customer));
	CREATE VIEW graded AS SELECT id, customer_grade.grade('sales', c) FROM customer AS c;
	GRANT SELECT ON graded TO PUBLIC;
});

my $rows = q{SELECT * FROM customer_grade.standard ORDER BY name, version;
	SELECT * FROM customer_grade.treatment ORDER BY standard, grade, name, value};
my $catalog = q{SELECT count(*) FROM customer_grade.catalog};
my $dump = $node->basedir . '/source.dump';
my $data = $node->basedir . '/data.dump';
$node->command_ok([ 'pg_dump', '-Fc', '-f', $dump, $node->connstr('source') ], 'dump');
$node->command_ok([ 'pg_dump', '-Fc', '--data-only', '-f', $data, $node->connstr('source') ], 'dump of the data only');

sub restored
{
	my ($database, $how) = @_;

	is($node->safe_psql($database, $rows), $node->safe_psql('source', $rows), "$how: the versions are the same");
	is($node->safe_psql($database, $catalog), $node->safe_psql('source', $catalog), "$how: the catalog is there once");
	is($node->safe_psql($database, 'SELECT * FROM graded'), '1|C', "$how: customers have their grade");
	my ($status, $out, $err) = $node->psql($database, q{
		INSERT INTO customer_grade_internal.standard (name, version, rubric, effective)
			VALUES ('sales', 9, 'grades A; grade A otherwise;', '[2020-01-01,2020-01-02)')});
	like($err, qr/standard_effective_excl/, "$how: periods do not overlap");
	is($node->safe_psql($database, q{
		SET ROLE regress_analyst;
		SELECT customer_grade.define_standard('sales', 'grades D; grade D otherwise;', '2022-01-01');
		SELECT * FROM graded;}), "4\n1|D", "$how: the analyst writes on");
}

$node->command_ok([ 'pg_restore', '-d', $node->connstr('target'), $dump ], 'restore');
restored('target', 'restore');

$node->command_ok([ 'pg_restore', '-d', $node->connstr('owned') . ' user=regress_dba', '--no-owner', $dump ],
	'restore by the owner of the database');
restored('owned', 'restore by the owner of the database');

$node->safe_psql('data_only', q{CREATE EXTENSION customer_grade; CREATE TABLE customer (id int PRIMARY KEY, amount numeric)});
$node->command_ok([ 'pg_restore', '-d', $node->connstr('data_only'), $data ], 'restore of the data only');
is($node->safe_psql('data_only', $rows), $node->safe_psql('source', $rows), 'restore of the data only: the versions are the same');

is($node->safe_psql('owned', 'DROP EXTENSION customer_grade CASCADE; SELECT count(*) FROM pg_namespace WHERE nspname = $$customer_grade$$',
	extra_params => [ '-U', 'regress_dba' ]), '0', 'the owner drops it, and nothing is left');

$node->stop;
done_testing();
