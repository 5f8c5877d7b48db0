# Eight clients insert, update, delete, upsert and move orders and customers at random, while
# versions are published and customers reviewed: no deadlock of a transaction of one
# statement, and afterwards verify() finds nothing.
# LOAD_TRANSACTIONS=1000 for more.  And prepared transactions.

use strict;
use warnings;
use Test::More;

BEGIN
{
	eval { require PostgreSQL::Test::Utils; require PostgreSQL::Test::Cluster; 1 }
		or plan skip_all => 'needs PostgreSQL::Test::Cluster (PostgreSQL 15)';
}
use lib 'test/lib';
use AttachLoad;
use IPC::Run;

my $transactions = $ENV{LOAD_TRANSACTIONS} || 100;	# of each client, between looks at the reviews
my $node = PostgreSQL::Test::Cluster->new('load');
$node->init;
$node->append_conf('postgresql.conf', "max_prepared_transactions = 5\ndeadlock_timeout = 100ms\nautovacuum_naptime = 1s");
$node->start;
prepare_load($node);

my $review_err = '';
my $reviewer = IPC::Run::start([ review_command($node) ], '>', '/dev/null', '2>', \$review_err);

my ($out, $err, $failed, $reviews) = ('', '', 0, 0);
for (my $round = 0; $round < 100 && !$failed && $reviews < 5; $round++)
{
	$failed = !IPC::Run::run([ load_command($node, $transactions) ], '>>', \$out, '2>>', \$err);
	$reviews = $node->safe_psql('postgres', q{SELECT count(*) FROM customer_grade.review WHERE status = 'done'});
}
ok(!$failed, '8 clients') or diag($out, $err);
cmp_ok($reviews, '>=', 5, 'are at work until customers have been reviewed beside them');
$node->safe_psql('postgres', q{SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE 'CALL%' OR query LIKE 'SELECT customer_grade.define%'});
eval { $reviewer->finish };
is(join("\n", grep { /ERROR|WARNING/ } split /\n/, $review_err), '', 'nor a review');
load_is_right($node, 'with reviews');
$node->safe_psql('postgres', q{SELECT customer_grade.define_standard('sales', 'grades A, B, D; metric amount number; metric orders number; score = amount + orders;
	grade A when amount >= 500; grade B when amount >= 100; grade D otherwise;', '2020-01-03')});
$node->safe_psql('postgres', 'CALL customer_grade.run_due_reviews()');
# a review that was still to begin has taken the last version with it, and there is nothing to publish
is($node->safe_psql('postgres', q{SELECT status || ' ' || version FROM customer_grade.review ORDER BY id DESC LIMIT 1}),
	$node->safe_psql('postgres', q{SELECT 'done ' || max(version) FROM customer_grade.standard}), 'what was left open is finished, and the last version published');
unlike($err, qr/ERROR/, 'no statement fails');
is($node->safe_psql('postgres', 'SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()'), 0, 'no deadlock');
load_is_right($node, 'afterwards');
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

# what differs goes to disk where it is much, and the file is closed
($status, $stdout, $stderr) = $node->psql('postgres', q{SET work_mem = '64kB';
	CREATE TABLE shop (id int PRIMARY KEY, amount numeric, orders int DEFAULT 0);
	INSERT INTO shop SELECT n, n FROM generate_series(1, 5000) AS n;
	SELECT customer_grade.attach('sales', 'shop', prefix => 'shop');
	UPDATE shop SET amount = 5000 - amount;
	SELECT count(*) FROM shop_ledger WHERE grade = 'A'});
is($stdout, "shop_ledger\n4500", 'many customers are graded again with little memory');
is($stderr, '', 'and nothing is left open');

done_testing();
