# A restore onto a cluster that lacks a role, or a table, keeps the rows of the registry that name it.

use strict;
use warnings;
use Test::More;

BEGIN
{
	eval { require PostgreSQL::Test::Utils; require PostgreSQL::Test::Cluster; 1 }
		or plan skip_all => 'needs PostgreSQL::Test::Cluster (PostgreSQL 15)';
}

my $here = PostgreSQL::Test::Cluster->new('here');
my $there = PostgreSQL::Test::Cluster->new('there');
foreach ($here, $there)
{
	$_->init;
	$_->start;
}

$here->safe_psql('postgres', q{
	CREATE ROLE regress_analyst;
	CREATE ROLE regress_approver;
	CREATE EXTENSION customer_grade;
	SELECT customer_grade.define_standard('sales', 'grades A > B; metric amount number; grade A when amount >= 100; grade B otherwise; approval of A;',
		'2020-01-01', owner => 'regress_analyst');
	SELECT customer_grade.define_standard('other', 'grades A > B; metric amount number; grade A when amount >= 9; grade B otherwise;', '2020-01-01');
	SELECT customer_grade.grant_standard('other', 'regress_analyst');
	CREATE TABLE customer (id int PRIMARY KEY, amount numeric);
	CREATE TABLE "no such" (id int PRIMARY KEY, amount numeric);
	CREATE TABLE away (id int PRIMARY KEY, amount numeric);
	INSERT INTO customer VALUES (1, 100);
	SELECT customer_grade.attach('sales', 'customer', approver => 'regress_approver');
	SELECT customer_grade.attach('sales', '"no such"');
	SELECT customer_grade.attach('sales', 'away');
	SELECT customer_grade.attach('other', 'customer');
});
my $dump = $here->basedir . '/here.dump';
$here->command_ok([ 'pg_dump', '-Fc', '--exclude-table=*such*', '--exclude-table=away*', '-f', $dump, $here->connstr('postgres') ], 'a dump without two tables');

my ($out, $err) = PostgreSQL::Test::Utils::run_command([ 'pg_restore', '--verbose', '-d', $there->connstr('postgres'), $dump ]);
like($err, qr/role regress_analyst does not exist/, 'a restore where a role is missing warns');
like($err, qr/relation public\.\"no such\" does not exist/, '... and where a table is missing');
unlike($err, qr/COPY failed/, 'and loses no table of the registry');


sub same
{
	my ($query, $name) = @_;

	is($there->safe_psql('postgres', $query), $here->safe_psql('postgres', $query), $name);
}
same('SELECT name, version, rubric, effective, created_by FROM customer_grade.standard ORDER BY 1', 'all standards are there');
same('SELECT standard, key_columns, version FROM customer_grade.attachment ORDER BY 1, 2, 3', 'all attachments');
same('SELECT standard, number, parameters FROM customer_grade.parameter_set ORDER BY 1, 2, 3', 'all parameter sets');
same('SELECT id, standard, kind, status FROM customer_grade.review ORDER BY 1', 'all reviews');
is($there->safe_psql('postgres', q{SELECT owner FROM customer_grade.standard WHERE name = 'sales'}), '-', 'the missing owner is nobody');
is($there->safe_psql('postgres', q{SELECT approver FROM customer_grade.attachment WHERE approver IS NOT NULL}), '-', '... the missing approver, too');
is($there->safe_psql('postgres', q{INSERT INTO customer VALUES (2, 9); SELECT id, grade FROM customer_other_ledger ORDER BY id}), "1|A\n2|A",
	'the table that is there is graded');
is($there->safe_psql('postgres', q{SELECT id, grade FROM customer_sales_ledger ORDER BY id}), $here->safe_psql('postgres', q{
	SELECT id, grade FROM customer_sales_ledger}) . "\n2|B", '... by both standards');

# what administers them may mend it
$there->safe_psql('postgres', q{
	CREATE ROLE regress_heir;
	SELECT customer_grade.alter_standard('sales', owner => 'regress_heir');
	SELECT customer_grade.alter_attachment('sales', 'customer', approver => 'regress_heir')});
is($there->safe_psql('postgres', q{SELECT DISTINCT owner FROM customer_grade.standard WHERE name = 'sales'}), 'regress_heir', 'a superuser gives the standard to another role');
is($there->safe_psql('postgres', q{
	SELECT customer_grade.detach(standard, subject) FROM customer_grade.attachment WHERE subject::text ~ '^[0-9]+$';
	SELECT string_agg(standard || ' ' || subject, ', ' ORDER BY standard) FROM customer_grade.attachment}), "\n\nother customer, sales customer",
	'and detaches what has no table');

$here->stop;
$there->stop;
done_testing();
