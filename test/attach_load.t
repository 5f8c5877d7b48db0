# Eight clients insert, update, delete, upsert and move orders and customers at random: no
# deadlock of a transaction of one statement, and afterwards verify() finds nothing.
# LOAD_SECONDS=60 for longer.  And prepared transactions.

use strict;
use warnings;
use Test::More;

BEGIN
{
	eval { require PostgreSQL::Test::Utils; require PostgreSQL::Test::Cluster; 1 }
		or plan skip_all => 'needs PostgreSQL::Test::Cluster (PostgreSQL 15)';
}

my $seconds = $ENV{LOAD_SECONDS} || 10;
my $node = PostgreSQL::Test::Cluster->new('load');
$node->init;
$node->append_conf('postgresql.conf', "max_prepared_transactions = 5\ndeadlock_timeout = 100ms\nautovacuum_naptime = 1s");
$node->start;
$node->safe_psql('postgres', q{
	CREATE EXTENSION customer_grade;
	SELECT customer_grade.define_standard('sales',
		'grades A, B, D; metric amount number; metric orders number; score = amount + orders;
		 grade A when amount >= 500; grade B when amount >= 100; grade D otherwise;', '2020-01-01');
	CREATE TABLE customer (id int PRIMARY KEY, name text);
	CREATE TABLE orders (id int PRIMARY KEY, customer_id int, amount numeric);
	CREATE INDEX ON orders (customer_id);
	CREATE VIEW metrics AS SELECT c.id, coalesce(sum(o.amount), 0) AS amount, count(o.id) AS orders
		FROM customer AS c LEFT JOIN orders AS o ON o.customer_id = c.id GROUP BY c.id;
	INSERT INTO customer SELECT generate_series(1, 200);
	INSERT INTO orders SELECT i, i % 200 + 1, i % 100 FROM generate_series(1, 2000) AS i;
	SELECT customer_grade.attach('sales', 'customer', 'metrics');
	SELECT customer_grade.watch('sales', 'customer', 'orders', 'customer_id');
	CREATE SEQUENCE numbers START 1000000;
});

# Base rows are locked in key order, as an application must that wants no deadlock of its own.
# An upsert has one customer: its inserts and its updates fire two triggers, one after the other.
my %statements = (
	insert => q{INSERT INTO orders SELECT nextval('numbers'), 1 + random() * 220, random() * 100 FROM generate_series(1, :n);},
	update => q{WITH o AS MATERIALIZED (SELECT id FROM orders WHERE id % 97 = :c % 97 ORDER BY id FOR UPDATE)
		UPDATE orders SET amount = random() * 100, customer_id = 1 + random() * 220 FROM o WHERE orders.id = o.id;},
	delete => q{WITH o AS MATERIALIZED (SELECT id FROM orders WHERE id % 211 = :c ORDER BY id FOR UPDATE)
		DELETE FROM orders USING o WHERE orders.id = o.id;},
	upsert => q{INSERT INTO orders SELECT id, 1 + id % 200, random() * 100
		FROM (SELECT :c + 200 * generate_series(0, 3) AS id) AS o ORDER BY id
		ON CONFLICT (id) DO UPDATE SET amount = excluded.amount WHERE orders.customer_id = excluded.customer_id;},
	customer => q{INSERT INTO customer SELECT c FROM (SELECT DISTINCT 1 + :c - generate_series(0, :n) AS c) AS c WHERE c > 0 ORDER BY c
		ON CONFLICT (id) DO NOTHING;},
	gone => q{WITH c AS MATERIALIZED (SELECT id FROM customer WHERE id BETWEEN :c AND :c + 2 ORDER BY id FOR UPDATE)
		DELETE FROM customer USING c WHERE customer.id = c.id;},
	serializable => q{BEGIN ISOLATION LEVEL REPEATABLE READ; INSERT INTO orders VALUES (nextval('numbers'), :c, 10); COMMIT;},
);
my %weights = (insert => 5, update => 3, delete => 1, upsert => 3, customer => 1, gone => 1, serializable => 2);
my @files;
for my $name (sort keys %statements)
{
	my $file = $node->basedir . "/$name.sql";
	PostgreSQL::Test::Utils::append_to_file($file, "\\set c random(1, 210)\n\\set n random(1, 5)\n"
		. $statements{$name} =~ s/\s*\n\s*/ /gr . "\n");
	push @files, '-f', "$file\@$weights{$name}";
}
my ($out, $err) = ('', '');
ok(PostgreSQL::Test::Utils::run_log([ 'pgbench', '-n', '-c', 8, '-j', 2, '-T', $seconds, '--max-tries=100', '--failures-detailed',
			@files, $node->connstr('postgres') ], '>', \$out, '2>', \$err), "8 clients for $seconds s")
	or diag($err);
note($out);
unlike($err, qr/ERROR/, 'no statement fails');
is($node->safe_psql('postgres', 'SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()'), 0, 'no deadlock');
is($node->safe_psql('postgres', q{SELECT * FROM customer_grade.verify('sales', 'customer')}), '', 'verify() is empty');
is($node->safe_psql('postgres', q{SELECT count(*) FROM (SELECT valid_to, cause, lead(valid_from) OVER (PARTITION BY id ORDER BY valid_from) AS next
		FROM customer_sales_grades) AS p WHERE next < valid_to OR next > valid_to AND cause <> 'deleted' OR valid_to IS NULL AND next IS NOT NULL}),
	0, 'no period overlaps another, and there is no hole');
cmp_ok($node->safe_psql('postgres', 'SELECT count(*) FROM customer_sales_history'), '>', 100, 'grades have changed');

# a prepared transaction keeps its locks over a restart; another waits for it
$node->safe_psql('postgres', q{TRUNCATE orders; BEGIN; INSERT INTO customer VALUES (1001); INSERT INTO orders VALUES (1, 1001, 300);
	PREPARE TRANSACTION 'one'});
$node->restart;
my ($status, $stdout, $stderr) = $node->psql('postgres', q{SET lock_timeout = '300ms'; INSERT INTO orders VALUES (2, 1001, 300)});
like($stderr, qr/lock timeout/, 'a prepared transaction is waited for');
$node->safe_psql('postgres', q{COMMIT PREPARED 'one'; INSERT INTO orders VALUES (2, 1001, 300)});
is($node->safe_psql('postgres', 'SELECT grade FROM customer_sales_ledger WHERE id = 1001'), 'A', 'and counts');
is($node->safe_psql('postgres', q{SELECT * FROM customer_grade.verify('sales', 'customer')}), '', 'verify() is empty');

done_testing();
