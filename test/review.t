# Reviews that are killed, cancelled, timed out or out of space go on where they stopped: no
# customer is left out and none is moved twice (by terms that allow one step at each review).

use strict;
use warnings;
use Test::More;

BEGIN
{
	eval { require PostgreSQL::Test::Utils; require PostgreSQL::Test::Cluster; 1 }
		or plan skip_all => 'needs PostgreSQL::Test::Cluster (PostgreSQL 15)';
}
use IPC::Run;

my $customers = 3000;
my $node = PostgreSQL::Test::Cluster->new('review');
$node->init;
$node->append_conf('postgresql.conf', "restart_after_crash = on\nmax_prepared_transactions = 1\nautovacuum_naptime = 1s\nlog_statement = none");
$node->start;
$node->safe_psql('postgres', qq{
	CREATE EXTENSION customer_grade;
	SELECT customer_grade.define_standard('sales',
		'grades A > B > C > D > E > F > G > H > I > J; metric amount number; grade A when amount > 0; grade J otherwise;
		review year end; promotion one step at review;', '2020-01-01');
	CREATE TABLE customer (id int PRIMARY KEY, amount numeric);
	INSERT INTO customer SELECT i, 0 FROM generate_series(1, $customers) AS i;
	SELECT customer_grade.attach('sales', 'customer');
	UPDATE customer SET amount = 1;
});
my $review = q{CALL customer_grade.review('sales', 'customer')};

sub in_background
{
	my ($sql) = @_;
	my ($out, $err) = ('', '');
	my $process = IPC::Run::start([ 'psql', '-X', '-q', '-d', $node->connstr('postgres'), '-c', $sql ], '>', \$out, '2>', \$err);

	return sub { eval { $process->finish }; return $err };
}

# The backend that is at it, once it has dealt with so many customers.
sub backend_at_work
{
	my ($done) = @_;

	$node->poll_query_until('postgres', "SELECT status = 'running' AND done >= $done FROM customer_grade.review ORDER BY id DESC LIMIT 1")
		or BAIL_OUT('the review does not go on');
	return $node->safe_psql('postgres', q{SELECT pid FROM pg_stat_activity WHERE query LIKE 'CALL%' AND state = 'active'});
}

sub review_status
{
	return $node->safe_psql('postgres', 'SELECT status FROM customer_grade.review ORDER BY id DESC LIMIT 1');
}

sub verify_is_empty
{
	is($node->safe_psql('postgres', q{SELECT * FROM customer_grade.verify('sales', 'customer')}), '', shift() . ': verify() is empty');
}

# The review goes on to its end: then all customers of its beginning have moved by one step.
sub goes_on
{
	my ($name, $grade) = @_;
	my (undef, undef, $err) = $node->psql('postgres', $review);

	like($err, qr/goes on/, "$name: called again, it goes on");
	ended($name, $grade);
}

sub ended
{
	my ($name, $grade) = @_;

	is($node->safe_psql('postgres', qq{SELECT DISTINCT grade FROM customer_sales_ledger WHERE id BETWEEN 1 AND $customers}), $grade,
		"$name: everybody has moved once");
	is($node->safe_psql('postgres', q{SELECT concat_ws(' ', status, total = done, (SELECT count(*) FROM customer_sales_queue))
		FROM customer_grade.review ORDER BY id DESC LIMIT 1}), 'done t 0', "$name: the log says it is done");
	verify_is_empty($name);
}

my ($finish, $pid, $err);

# kill -9
$finish = in_background($review =~ s/\)$/, batch_size => 2)/r);
$pid = backend_at_work(200);
kill('KILL', $pid);
$finish->();
# until it has noticed the crash, the server still answers
$node->wait_for_log(qr/all server processes terminated; reinitializing/);
$node->poll_query_until('postgres', 'SELECT true') or BAIL_OUT('the server does not come back');
is(review_status(), 'running', 'killed: it is open');
verify_is_empty('killed');
$node->safe_psql('postgres', 'INSERT INTO customer VALUES (0, 1); UPDATE customer SET amount = 2 WHERE id % 7 = 0; DELETE FROM customer WHERE id = 0');
goes_on('killed', 'I');

# cancelled
$finish = in_background($review =~ s/\)$/, batch_size => 2)/r);
$node->safe_psql('postgres', 'SELECT pg_cancel_backend(' . backend_at_work(200) . ')');
like($finish->(), qr/canceling statement due to user request/, 'cancelled');
is(review_status(), 'running', 'cancelled: it is open');
verify_is_empty('cancelled');
goes_on('cancelled', 'H');

# two sessions, one of which is terminated
$finish = in_background($review =~ s/\)$/, batch_size => 2)/r);
$pid = backend_at_work(100);
my $second = in_background($review =~ s/\)$/, batch_size => 3)/r);
$node->poll_query_until('postgres', q{SELECT count(*) = 2 FROM pg_stat_activity WHERE query LIKE 'CALL%' AND state = 'active'});
$node->safe_psql('postgres', "SELECT pg_terminate_backend($pid)");
$finish->();
like($second->(), qr/goes on/, 'two sessions: the second helps');
ended('two sessions', 'G');

# a statement's time is over
(undef, undef, $err) = $node->psql('postgres', "SET statement_timeout = '300ms'; " . $review =~ s/\)$/, batch_size => 1)/r);
like($err, qr/statement timeout/, 'statement timeout');
verify_is_empty('statement timeout');
goes_on('statement timeout', 'F');

# somebody does not commit
$node->safe_psql('postgres', q{BEGIN; UPDATE customer SET amount = 5 WHERE id = 1000; PREPARE TRANSACTION 'writer'});
(undef, undef, $err) = $node->psql('postgres', "SET lock_timeout = '200ms'; $review");
like($err, qr/lock timeout/, 'lock timeout');
is(review_status(), 'waiting', 'lock timeout: it waits for sessions that write by the old parameters');
is($node->safe_psql('postgres', 'SELECT problem FROM customer_grade.review ORDER BY id DESC LIMIT 1'),
	'canceling statement due to lock timeout', 'lock timeout: the log says why');
$node->safe_psql('postgres', q{COMMIT PREPARED 'writer'});
goes_on('lock timeout', 'E');
$node->safe_psql('postgres', q{SELECT customer_grade_internal.advance_review(customer_grade_internal.open_review('sales', 'customer', 'review', NULL), 100, 0)});
$node->safe_psql('postgres', 'SELECT customer_grade_internal.advance_review(max(id), 100, 0) FROM customer_grade.review') for 1 .. 2;
$node->safe_psql('postgres', q{BEGIN; UPDATE customer SET amount = 6 WHERE id = 1000; PREPARE TRANSACTION 'writer'});
(undef, undef, $err) = $node->psql('postgres', "SET lock_timeout = '200ms'; $review");
like($err, qr/lock timeout/, 'lock timeout in a batch');
is(review_status(), 'running', 'lock timeout in a batch: it is open');
verify_is_empty('lock timeout in a batch');
$node->safe_psql('postgres', q{ROLLBACK PREPARED 'writer'});
goes_on('lock timeout in a batch', 'D');

# no room on the disk for what has to be sorted
(undef, undef, $err) = $node->psql('postgres', "SET work_mem = '64kB'; SET temp_file_limit = '1kB'; $review");
like($err, qr/temporary file size exceeds/, 'out of space');
is(review_status(), 'scanning', 'out of space: it is open');
verify_is_empty('out of space');
goes_on('out of space', 'C');

# a session in a transaction, one of a single statement, one that is serializable
(undef, undef, $err) = $node->psql('postgres', "BEGIN; $review");
like($err, qr/CALL customer_grade\.review\(\) cannot run inside a transaction block/, 'not in a transaction block');
(undef, undef, $err) = $node->psql('postgres', q{BEGIN; CALL customer_grade.run_due_reviews()});
like($err, qr/cannot run inside a transaction block/, 'nor what is due');
(undef, undef, $err) = $node->psql('postgres', q{BEGIN; CALL customer_grade.publish('sales')});
like($err, qr/cannot run inside a transaction block/, 'nor publishing');
$node->safe_psql('postgres', "SET default_transaction_isolation = serializable; $review");
ended('serializable', 'B');

$node->stop;
done_testing();
