# A load on an attachment: orders and customers are inserted, updated, deleted, upserted and
# moved at random, and the grades are made of their activity, too.  What must hold after it, whatever happened in between.

package AttachLoad;

use strict;
use warnings;
use Exporter qw(import);
use PostgreSQL::Test::Utils;
use Test::More;

our @EXPORT = qw(prepare_load load_command review_command load_is_right);

# Customers 1 to 220 belong to the load.
sub prepare_load
{
	my ($node) = @_;

	$node->safe_psql('postgres', q{
		CREATE EXTENSION customer_grade;
		SELECT customer_grade.define_standard('sales',
			'grades A, B, D; metric amount number; metric orders number; score = amount + orders;
			 grade A when amount >= 500; grade B when amount >= 100; grade D otherwise;', '2020-01-01');
		CREATE TABLE customer (id int PRIMARY KEY, name text);
		CREATE TABLE orders (id int PRIMARY KEY, customer_id int, amount numeric, at date DEFAULT date '2026-01-01' - (random() ^ 2 * 400)::int);
		CREATE INDEX ON orders (customer_id, at);
		SELECT customer_grade.track('customer', 'orders', 'customer_id', 'at', 'amount', months => 6);
		CREATE VIEW metrics AS
			SELECT c.id, coalesce(max(customer_grade.sum_amount(a.series)), 0) AS amount, count(o.id) AS orders
			FROM customer AS c LEFT JOIN customer_orders_activity AS a ON a.id = c.id
				LEFT JOIN orders AS o ON o.customer_id = c.id GROUP BY c.id;
		INSERT INTO customer SELECT generate_series(1, 200);
		INSERT INTO orders SELECT i, i % 200 + 1, i % 100 FROM generate_series(1, 2000) AS i;
		SELECT customer_grade.attach('sales', 'customer', 'metrics');
		SELECT customer_grade.watch('sales', 'customer', 'orders', 'customer_id');
		CREATE SEQUENCE numbers START 1000000;
	});
}

# Base rows are locked in key order, as an application must that wants no deadlock of its own.
my %statements = (
	insert => q{INSERT INTO orders SELECT nextval('numbers'), 1 + random() * 220, random() * 100 FROM generate_series(1, :n);},
	update => q{WITH o AS MATERIALIZED (SELECT id FROM orders WHERE id % 97 = :c % 97 ORDER BY id FOR UPDATE)
		UPDATE orders SET amount = random() * 100, customer_id = 1 + random() * 220, at = at + (random() * 60 - 30)::int FROM o WHERE orders.id = o.id;},
	delete => q{WITH o AS MATERIALIZED (SELECT id FROM orders WHERE id % 211 = :c ORDER BY id FOR UPDATE)
		DELETE FROM orders USING o WHERE orders.id = o.id;},
	upsert => q{INSERT INTO orders SELECT id, 1 + random() * 220, random() * 100
		FROM (SELECT DISTINCT (random() * 2500)::int AS id FROM generate_series(0, :n)) AS o ORDER BY id
		ON CONFLICT (id) DO UPDATE SET amount = excluded.amount, customer_id = excluded.customer_id;},
	customer => q{INSERT INTO customer SELECT c FROM (SELECT DISTINCT 1 + :c - generate_series(0, :n) AS c) AS c WHERE c > 0 ORDER BY c
		ON CONFLICT (id) DO NOTHING;},
	gone => q{WITH c AS MATERIALIZED (SELECT id FROM customer WHERE id BETWEEN :c AND :c + 2 ORDER BY id FOR UPDATE)
		DELETE FROM customer USING c WHERE customer.id = c.id;},
	serializable => q{BEGIN ISOLATION LEVEL REPEATABLE READ; INSERT INTO orders VALUES (nextval('numbers'), :c, 10); COMMIT;},
);
my %weights = (insert => 5, update => 3, delete => 1, upsert => 3, customer => 1, gone => 1, serializable => 2);

# The pgbench of eight clients with so many transactions each. Before 15 it gives up at the first failure to serialize.
sub load_command
{
	my ($node, $transactions) = @_;
	my $retries = $node->safe_psql('postgres', 'SHOW server_version_num') >= 150000;
	my @files;

	for my $name (sort keys %statements)
	{
		next if $name eq 'serializable' && !$retries;
		my $file = $node->basedir . "/$name.sql";
		PostgreSQL::Test::Utils::append_to_file($file, "\\set c random(1, 210)\n\\set n random(1, 5)\n"
			. $statements{$name} =~ s/\s*\n\s*/ /gr . "\n") unless -e $file;
		push @files, '-f', "$file\@$weights{$name}";
	}
	return ('pgbench', '-n', '-c', 8, '-j', 2, '-t', $transactions, ($retries ? ('--max-tries=100', '--failures-detailed') : ()),
		@files, $node->connstr('postgres'));
}

# The psql that publishes versions and reviews customers beside them, in small batches, a
# thousand times, and goes on with what has stopped.
sub review_command
{
	my ($node) = @_;
	my $file = $node->basedir . '/reviews.sql';

	PostgreSQL::Test::Utils::append_to_file($file, <<'SQL' x 1000) unless -e $file;
SELECT customer_grade.define_standard('sales', format('grades A, B, D; metric amount number; metric orders number; score = amount + orders;
	grade A when amount >= %s; grade B when amount >= 100; grade D otherwise;', 400 + 100 * random())::customer_grade.rubric, '2020-01-02');
CALL customer_grade.run_due_reviews(batch_size => 30);
CALL customer_grade.review('sales', 'customer', batch_size => 7);
SQL
	return ('psql', '-X', '-q', '-v', 'ON_ERROR_STOP=1', '-d', $node->connstr('postgres'), '-f', $file);
}

sub load_is_right
{
	my ($node, $when) = @_;

	is($node->safe_psql('postgres', q{SELECT * FROM customer_grade.verify('sales', 'customer')}), '', "$when: verify() is empty");
	is($node->safe_psql('postgres', q{SELECT * FROM customer_grade.verify_activity('customer', 'orders')}), '', "$when: so is verify_activity()");
	is($node->safe_psql('postgres', q{SELECT count(*) FROM (SELECT valid_to, cause, lead(valid_from) OVER (PARTITION BY id ORDER BY valid_from) AS next
			FROM customer_sales_grades) AS p WHERE next < valid_to OR next > valid_to AND cause <> 'deleted' OR valid_to IS NULL AND next IS NOT NULL}),
		0, "$when: no period overlaps another, and there is no hole");
}

1;
