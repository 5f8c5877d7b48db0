# What goes wrong in the middle of regrading fails the whole statement with a clear error and
# leaves nothing half graded; what held it up being gone, the statement succeeds.

use strict;
use warnings;
use Test::More;

BEGIN
{
	eval { require PostgreSQL::Test::Utils; require PostgreSQL::Test::Cluster; 1 }
		or plan skip_all => 'needs PostgreSQL::Test::Cluster (PostgreSQL 15)';
}

my $node = PostgreSQL::Test::Cluster->new('faults');
$node->init(extra => ['--wal-segsize=1']);
$node->append_conf('postgresql.conf', "log_statement = none\nmax_prepared_transactions = 5\ntemp_file_limit = 16MB");
$node->start;

# The metrics of customer 7000 go wrong in the way that the setting test.fault says.
my $customers = 10000;
$node->safe_psql('postgres', qq{
	CREATE EXTENSION customer_grade;
	SELECT customer_grade.define_standard('sales',
		'grades A > B > C; metric amount number between 0 and 1000000; score = amount; grade A when amount >= 100; grade B when amount >= 10; grade C otherwise;', '2020-01-01');
	CREATE TABLE customer (id int PRIMARY KEY, bonus numeric NOT NULL DEFAULT 0);
	CREATE TABLE orders (id serial PRIMARY KEY, customer_id int, amount numeric);
	CREATE INDEX ON orders (customer_id);
	CREATE FUNCTION fault() RETURNS numeric LANGUAGE plpgsql AS \$\$
	BEGIN
		CASE current_setting('test.fault', true)
			WHEN 'division' THEN RETURN 1 / 0;
			WHEN 'domain' THEN RETURN -1;
			WHEN 'cancel' THEN PERFORM pg_cancel_backend(pg_backend_pid());
			WHEN 'terminate' THEN PERFORM pg_terminate_backend(pg_backend_pid());
			ELSE NULL;
		END CASE;
		RETURN 0;
	END \$\$;
	CREATE VIEW metrics AS SELECT c.id,
			CASE WHEN c.id = 7000 AND fault() < 0 THEN -1 ELSE c.bonus + (SELECT coalesce(sum(o.amount), 0) FROM orders AS o WHERE o.customer_id = c.id) END AS amount
		FROM customer AS c;
	INSERT INTO customer SELECT generate_series(1, $customers);
	SELECT customer_grade.attach('sales', 'customer', 'metrics', refusals => 'raise');
	SELECT customer_grade.watch('sales', 'customer', 'orders', 'customer_id');
});

my $few = q{INSERT INTO orders (customer_id, amount) SELECT 6990 + i, 50 FROM generate_series(1, 20) AS i};
my $many = q{UPDATE customer SET bonus = 500 - bonus};

# All grades there are and were; what verify() finds.
my $grades = '';
my $wrong = '';

sub look
{
	my $before = $grades;

	($grades, $wrong) = split(/\n/, $node->safe_psql('postgres', q{
		SELECT md5(string_agg(g::text, ',' ORDER BY id, valid_from)) FROM customer_sales_grades AS g;
		SELECT v FROM customer_grade.verify('sales', 'customer') AS v}), 2);
	$wrong //= '';
	return $grades ne $before;
}

# The statement fails so, and nothing has changed.
sub fails
{
	my ($statement, $error, $how) = @_;

	my ($status, $out, $err) = $node->psql('postgres', $statement);
	like($err, $error, $how);
	ok(!look(), "$how: no grade has changed");
	is($wrong, '', "$how: verify() is empty");
}

# The statement succeeds.
sub succeeds
{
	my ($statement, $how) = @_;

	my ($status, $out, $err) = $node->psql('postgres', $statement);
	is($err, '', $how);
	ok(look(), "$how: grades have changed");
	is($wrong, '', "$how: verify() is empty");
}

look();

#
# Errors of the metrics
#
my %errors = (
	division => qr/ERROR:  division by zero/,
	domain => qr/ERROR:  .*metric "?amount"?.*between 0 and 1000000/s,
	cancel => qr/ERROR:  canceling statement due to user request/,
	terminate => qr/terminating connection due to administrator command/,
);
for my $fault (sort keys %errors)
{
	fails("SET test.fault = '$fault'; $few", $errors{$fault}, "$fault, 20 customers");
	fails("SET test.fault = '$fault'; $many", $errors{$fault}, "$fault, $customers customers") if $fault =~ /division|terminate/;
}
fails("SET test.fault = 'division'; TRUNCATE orders", $errors{division}, 'division, TRUNCATE');
succeeds("\\set VERBOSITY terse\nBEGIN;\n$few;\nSAVEPOINT s;\nDO \$\$ BEGIN SET LOCAL test.fault = 'division'; $many; EXCEPTION WHEN division_by_zero THEN NULL; END \$\$;\nROLLBACK TO s;\nCOMMIT",
	'a savepoint before it');

#
# Time
#
for my $timeout (20, 60, 120)
{
	my ($status, $out, $err) = $node->psql('postgres', "SET statement_timeout = $timeout; $many");
	is($err =~ /canceling statement due to statement timeout/ ? 'failed' : $err eq '' ? 'done' : $err, look() ? 'done' : 'failed',
		"a timeout of $timeout ms: the statement has failed whole or is done");
	is($wrong, '', "a timeout of $timeout ms: verify() is empty");
}

#
# Others
#
$node->safe_psql('postgres', q{BEGIN; INSERT INTO orders (customer_id, amount) VALUES (7000, 40); PREPARE TRANSACTION 'held'});
fails("SET lock_timeout = 50; $few", qr/ERROR:  canceling statement due to lock timeout/, 'lock_timeout, 20 customers');
fails("SET lock_timeout = 50; $many", qr/ERROR:  canceling statement due to lock timeout/, "lock_timeout, $customers customers");
fails("SET lock_timeout = 50; SELECT customer_grade.refresh('sales', 'customer')", qr/ERROR:  canceling statement due to lock timeout/, 'lock_timeout, refresh()');
succeeds(q{COMMIT PREPARED 'held'}, 'the other commits');
succeeds($few, '20 customers');
$node->safe_psql('postgres', q{BEGIN; INSERT INTO orders (customer_id, amount) VALUES (3, 40); PREPARE TRANSACTION 'held'});
fails(q{ROLLBACK PREPARED 'held'}, qr/^$/, 'a prepared transaction is rolled back');

my ($status, $out, $err) = $node->psql('postgres', "BEGIN ISOLATION LEVEL SERIALIZABLE; SELECT count(*) FROM orders;
	\\! psql -X -q -d \"" . $node->connstr('postgres') . "\" -c 'BEGIN ISOLATION LEVEL SERIALIZABLE; SELECT count(*) FROM orders; INSERT INTO orders (customer_id, amount) VALUES (7000, 60); COMMIT'
	$few; COMMIT");
like($err, qr/ERROR:  could not serialize access/, 'a serialization failure');
look();
is($wrong, '', 'a serialization failure: verify() is empty');

#
# Disk: no file of the session may grow beyond 1 MB, then no temporary one
#
SKIP:
{
	skip 'no prlimit', 6 unless system('prlimit --version >/dev/null 2>&1') == 0;

	$node->safe_psql('postgres', 'VACUUM FULL');
	fails("SELECT 'prlimit --fsize=1048576:unlimited --pid ' || pg_backend_pid() AS limit \\gset\n\\setenv LIMIT :limit\n\\! \$LIMIT\n$many",
		qr/ERROR:  could not extend file .*: File too large\nHINT:  Check free disk space/, 'a full disk');
	succeeds($many, 'a disk with space');
}
fails("SET work_mem = 64; SET temp_file_limit = 1000; $many", qr/ERROR:  temporary file size exceeds "?temp_file_limit"?/, 'a limit of temporary files');
succeeds($many, 'without it');

#
# Standards and triggers
#
$node->safe_psql('postgres', q{SELECT customer_grade.retire_standard('sales', '2020-01-02', force => true)});
succeeds($few, 'a standard that is retired');
$node->safe_psql('postgres', q{SELECT customer_grade.define_standard('sales',
	'grades A > B; metric amount number; score = amount; grade A when amount >= 100; grade B otherwise;', '2020-01-02')});
$node->safe_psql('postgres', q{CALL customer_grade.publish('sales', 'customer')});
succeeds($few, 'another version');
$node->safe_psql('postgres', "SET session_replication_role = replica; $few; UPDATE customer SET bonus = 0 WHERE id = 7000;");
look();
isnt($wrong, '', 'verify() tells what triggers were not to see');
cmp_ok($node->safe_psql('postgres', q{SELECT customer_grade.refresh('sales', 'customer')}), '>', 0, 'refresh() mends it');
look();
is($wrong, '', 'verify() is empty');

$node->stop;
done_testing();
