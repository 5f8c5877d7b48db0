# run_due_reviews() called by pg_cron, in Debian's package postgresql-NN-cron, every minute.

use strict;
use warnings;
use Test::More;

BEGIN
{
	eval { require PostgreSQL::Test::Utils; require PostgreSQL::Test::Cluster; 1 }
		or plan skip_all => 'needs PostgreSQL::Test::Cluster (PostgreSQL 15)';
}

my $node = PostgreSQL::Test::Cluster->new('cron');
chomp(my $sharedir = `"$ENV{PG_CONFIG}" --sharedir`);
plan skip_all => 'needs pg_cron' unless -e "$sharedir/extension/pg_cron.control";

$node->init;
# the server listens on no TCP/IP, where pg_cron would connect to by default
$node->append_conf('postgresql.conf',
	"shared_preload_libraries = 'pg_cron'\ncron.database_name = 'postgres'\ncron.use_background_workers = on\nmax_worker_processes = 20\n"
	. "customer_grade.clock = '2024-03-31 10:00+00'");
$node->start;
$node->safe_psql('postgres', q{
	CREATE EXTENSION pg_cron;
	CREATE EXTENSION customer_grade;
	CREATE ROLE regress_sales LOGIN;
	GRANT USAGE ON SCHEMA cron TO regress_sales;
	SELECT customer_grade.define_standard('sales',
		'grades A, D; metric amount number; parameter cut number; grade A when amount >= cut; grade D otherwise; review daily;', '2020-01-01');
	CREATE TABLE customer (id int PRIMARY KEY, amount numeric);
	INSERT INTO customer VALUES (1, 10), (2, 100), (3, 60);
	ALTER TABLE customer OWNER TO regress_sales;
	SELECT customer_grade.attach('sales', 'customer', benchmark => 'SELECT max(amount) AS cut FROM public.customer');
	DELETE FROM customer WHERE id = 2;
	-- as if it had been attached the day before yesterday
	UPDATE customer_grade_internal.review SET as_of = as_of - 2;
	-- another owner's table, whose review fails, does not concern this role
	CREATE TABLE other (id int PRIMARY KEY, amount numeric);
	SELECT customer_grade.attach('sales', 'other', parameters => '{"cut": 1}');
	CREATE TABLE line AS SELECT 1 AS cut;
	SELECT customer_grade.alter_attachment('sales', 'other', benchmark => 'SELECT cut FROM public.line');
	DROP TABLE line;
});
$node->safe_psql('postgres', q{SELECT cron.schedule('reviews', '* * * * *', 'CALL customer_grade.run_due_reviews()')},
	extra_params => [ '-U', 'regress_sales' ]);

# pg_cron goes by the real clock: it comes within a minute
$node->poll_query_until('postgres', q{SELECT count(*) > 0 FROM cron.job_run_details WHERE status IN ('succeeded', 'failed')});
is($node->safe_psql('postgres', q{SELECT concat_ws(' ', status, return_message) FROM cron.job_run_details ORDER BY runid LIMIT 1}), 'succeeded CALL', 'pg_cron has run it');
is($node->safe_psql('postgres', q{SELECT string_agg(id || ' ' || grade, ', ' ORDER BY id) FROM customer_sales_ledger}), '1 D, 3 A', 'customers are reviewed with a new benchmark');
is($node->safe_psql('postgres', q{SELECT concat_ws(' ', subject, status, started_by, as_of) FROM customer_grade.review WHERE kind = 'review'}),
	'customer done regress_sales 2024-03-30', 'what is due, as of yesterday, is done for the role that scheduled it');
is($node->safe_psql('postgres', q{SELECT * FROM customer_grade.verify('sales', 'customer')}), '', 'verify() is empty');

$node->stop;
done_testing();
