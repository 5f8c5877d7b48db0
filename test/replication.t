# A physical standby answers.  Logical replication: what regrading has written is replicated,
# the subscriber grades nothing a second time, and takes over when it is told to.

use strict;
use warnings;
use Test::More;

BEGIN
{
	eval { require PostgreSQL::Test::Utils; require PostgreSQL::Test::Cluster; 1 }
		or plan skip_all => 'needs PostgreSQL::Test::Cluster (PostgreSQL 15)';
}

my $publisher = PostgreSQL::Test::Cluster->new('publisher');
$publisher->init(allows_streaming => 'logical');
$publisher->append_conf('postgresql.conf', 'log_statement = none');
$publisher->start;
$publisher->safe_psql('postgres', q{
	CREATE EXTENSION customer_grade;
	SELECT customer_grade.define_standard('sales',
		'grades A > B > C; metric amount number; grade A when amount >= 100; grade B when amount >= 10; grade C otherwise;', '2020-01-01');
	CREATE TABLE customer (id int PRIMARY KEY, name text);
	CREATE TABLE orders (id serial PRIMARY KEY, customer_id int, amount numeric);
	CREATE VIEW metrics AS SELECT c.id, coalesce(sum(o.amount), 0) AS amount
		FROM customer AS c LEFT JOIN orders AS o ON o.customer_id = c.id GROUP BY c.id;
	SELECT customer_grade.attach('sales', 'customer', 'metrics');
	SELECT customer_grade.watch('sales', 'customer', 'orders', 'customer_id');
	INSERT INTO customer SELECT generate_series(1, 100);
	INSERT INTO orders (customer_id, amount) SELECT i, i * 3 FROM generate_series(1, 90) AS i;
});

#
# A standby
#
$publisher->backup('base');
my $standby = PostgreSQL::Test::Cluster->new('standby');
$standby->init_from_backup($publisher, 'base', has_streaming => 1);
$standby->append_conf('postgresql.conf', 'hot_standby_feedback = on');
$standby->start;

$publisher->safe_psql('postgres', q{INSERT INTO orders (customer_id, amount) VALUES (100, 1000)});
$publisher->wait_for_catchup($standby, 'replay', $publisher->lsn('insert'));
is($standby->safe_psql('postgres', 'SELECT grade FROM customer_sales_ledger WHERE id = 100'), 'A', 'a standby has the grades');
is($standby->safe_psql('postgres', q{SELECT customer_grade.grade('sales', m) FROM metrics AS m WHERE id = 100}), 'A', 'grade()');
is($standby->safe_psql('postgres', q{SELECT customer_grade.grade_at('sales', 'customer', '{"id": 100}', clock_timestamp())}), 'A', 'grade_at()');
is($standby->safe_psql('postgres', q{SELECT count(*) FROM customer_grade.explain('sales', (SELECT m FROM metrics AS m WHERE id = 100))}) > 0, 1, 'explain()');
is($standby->safe_psql('postgres', q{SELECT * FROM customer_grade.verify('sales', 'customer')}), '', 'verify() is empty');
my ($status, $out, $err) = $standby->psql('postgres', q{SELECT customer_grade.refresh('sales', 'customer')});
like($err, qr/read-only transaction|recovery is in progress|during recovery/, 'refresh() says that the standby only reads');
($status, $out, $err) = $standby->psql('postgres', q{SELECT customer_grade.attach('sales', 'orders')});
like($err, qr/read-only transaction|recovery is in progress|during recovery/, 'so does attach()');

#
# A subscriber: its triggers, which a dump of the schema brings, do not fire for what it receives
#
my $subscriber = PostgreSQL::Test::Cluster->new('subscriber');
$subscriber->init(allows_streaming => 'logical');
$subscriber->append_conf('postgresql.conf', 'log_statement = none');
$subscriber->start;

my $dump = '';
PostgreSQL::Test::Utils::run_log([ 'pg_dump', '--schema-only', $publisher->connstr('postgres') ], '>', \$dump);
$subscriber->safe_psql('postgres', $dump);
($status, $out, $err) = $subscriber->psql('postgres', 'INSERT INTO customer VALUES (1)');
like($err, qr/standard "sales" is not attached to table "public\.customer"/, 'a write to a subscriber that nothing has come to is refused');

# the tables of the attachments, and of the registry all but the catalog, which came with the extension
my $tables = $publisher->safe_psql('postgres', q{
	SELECT string_agg(t, ', ') FROM (
		SELECT relation::regclass::text AS t
		FROM customer_grade.attachment AS a, jsonb_each_text(to_jsonb(a)) AS c(name, relation)
		WHERE name IN ('subject', 'ledger', 'history', 'decisions') AND relation IS NOT NULL
		UNION SELECT source::text FROM customer_grade.source
		UNION SELECT c.oid::regclass::text FROM pg_class AS c
		WHERE relnamespace = 'customer_grade_internal'::regnamespace AND relkind = 'r' AND relname !~ '^catalog') AS t});
$publisher->safe_psql('postgres', "CREATE PUBLICATION graded FOR TABLE $tables");
$subscriber->safe_psql('postgres', "CREATE SUBSCRIPTION graded CONNECTION '" . $publisher->connstr('postgres') =~ s/'/''/gr . "' PUBLICATION graded");
$subscriber->wait_for_subscription_sync($publisher, 'graded');

my $grades = q{SELECT g FROM customer_sales_grades AS g ORDER BY id, valid_from};
is($subscriber->safe_psql('postgres', $grades), $publisher->safe_psql('postgres', $grades), 'ledger and history are copied');
$publisher->safe_psql('postgres', q{
	UPDATE orders SET amount = amount * 10 WHERE customer_id < 30;
	INSERT INTO customer VALUES (1000);
	INSERT INTO orders (customer_id, amount) VALUES (1000, 50), (5, 1000);
	DELETE FROM orders WHERE customer_id = 90;
	DELETE FROM customer WHERE id = 91;
	SELECT customer_grade.define_standard('sales',
		'grades A > B > C; metric amount number; grade A when amount >= 200; grade B when amount >= 10; grade C otherwise; treatment days for A = 14;', '2020-01-02');
	SELECT customer_grade.refresh('sales', 'customer');
	UPDATE orders SET amount = 0 WHERE customer_id = 5;
	SELECT customer_grade.grant_standard('sales', 'pg_monitor'), customer_grade.grant_standard(NULL, 'pg_monitor');
	SELECT customer_grade.revoke_standard('sales', 'pg_monitor');
});
$publisher->wait_for_catchup('graded');
is($subscriber->safe_psql('postgres', $grades), $publisher->safe_psql('postgres', $grades), 'so is what changes, once');
is($subscriber->safe_psql('postgres', q{SELECT count(*), count(DISTINCT cause) FROM customer_sales_history}) =~ /^\d{2,}\|\d+$/, 1, 'which is history');
is($subscriber->safe_psql('postgres', q{SELECT * FROM customer_grade.verify('sales', 'customer')}), '', 'verify() is empty there');
is($subscriber->safe_psql('postgres', q{SELECT customer_grade.grade_at('sales', 'customer', '{"id": 1000}', clock_timestamp())}), 'B', 'grade_at() there');

is($subscriber->safe_psql('postgres', q{SELECT value FROM customer_grade.treatment}), 14, 'treatments');
is($subscriber->safe_psql('postgres', q{SELECT concat(standard, role) FROM customer_grade.standard_grant}), 'pg_monitor', 'and grants');

# taking over: sequences are not replicated
$subscriber->safe_psql('postgres', q{DROP SUBSCRIPTION graded; SELECT setval('orders_id_seq', max(id)) FROM orders;
	INSERT INTO orders (customer_id, amount) VALUES (1000, 1000)});
is($subscriber->safe_psql('postgres', q{SELECT l.grade, h.grade, h.cause FROM customer_sales_ledger AS l JOIN customer_sales_history AS h USING (id)
	WHERE id = 1000 AND h.valid_to = l.since}), 'A|B|insert orders', 'one that takes over regrades');
is($subscriber->safe_psql('postgres', q{SELECT * FROM customer_grade.verify('sales', 'customer')}), '', 'verify() is empty');

$_->stop for $subscriber, $standby, $publisher;
done_testing();
