# Dump and restore, in all their forms, and pg_upgrade: ledgers and history arrive as they
# were, statements regrade as before, and nothing is graded twice. RESTORES=n repeats the
# parallel restore so many times.

use strict;
use warnings;
use Test::More;

BEGIN
{
	eval { require PostgreSQL::Test::Utils; require PostgreSQL::Test::Cluster; 1 }
		or plan skip_all => 'needs PostgreSQL::Test::Cluster (PostgreSQL 15)';
}

my $node = PostgreSQL::Test::Cluster->new('restore');
$node->init;
$node->append_conf('postgresql.conf', 'log_statement = none');
$node->start;
my $dir = $node->basedir;
my $repeats = $ENV{RESTORES} // 5;

# Whether a command succeeds, and what it says.
sub run
{
	my @command = @_;
	my $output = '';

	local %ENV = (%ENV, PGHOST => $node->host, PGPORT => $node->port);
	my $ok = PostgreSQL::Test::Utils::run_log(\@command, '>&', \$output);
	return ($ok, $output);
}

# A command that must succeed.
sub runs
{
	my ($how, @command) = @_;
	my ($ok, $output) = run(@command);

	ok($ok, $how) or diag($output);
}

$node->safe_psql('postgres', q{
	CREATE ROLE regress_owner LOGIN;
	CREATE ROLE regress_app LOGIN;
	CREATE ROLE regress_dba LOGIN;
	CREATE ROLE regress_other LOGIN;
	CREATE ROLE regress_sales;
	CREATE DATABASE source;
});

# a subject with a source and a given metrics view; one by its own columns, in partitions
$node->safe_psql('source', q{
	CREATE EXTENSION customer_grade;
	SELECT customer_grade.define_standard('sales',
		'grades A > B > C; metric amount number; parameter big number = 100;
		 grade A when amount >= big; grade B when amount >= 10; grade C otherwise;
		 override within 1 rank;', '2020-01-01');
	CREATE SCHEMA shop AUTHORIZATION regress_owner;
	GRANT USAGE ON SCHEMA shop TO regress_app;
	SET ROLE regress_owner;
	CREATE TABLE shop.customer (id int PRIMARY KEY, name text);
	CREATE TABLE shop.orders (id serial PRIMARY KEY, customer_id int REFERENCES shop.customer ON DELETE CASCADE, amount numeric,
		ordered_on date DEFAULT '2026-01-05');
	CREATE VIEW shop.metrics AS SELECT c.id, coalesce(sum(o.amount), 0) AS amount
		FROM shop.customer AS c LEFT JOIN shop.orders AS o ON o.customer_id = c.id GROUP BY c.id;
	CREATE TABLE shop.project (region text, no int, amount numeric, PRIMARY KEY (region, no)) PARTITION BY LIST (region);
	CREATE TABLE shop.project_n PARTITION OF shop.project FOR VALUES IN ('n');
	CREATE TABLE shop.project_rest PARTITION OF shop.project DEFAULT;
	GRANT INSERT ON shop.orders TO regress_app;
	GRANT USAGE ON shop.orders_id_seq TO regress_app;
	SELECT customer_grade.attach('sales', 'shop.customer', 'shop.metrics', parameters => '{"big": 200}');
	SELECT customer_grade.watch('sales', 'shop.customer', 'shop.orders', 'customer_id');
	SELECT customer_grade.attach('sales', 'shop.project');
	SELECT customer_grade.track('shop.customer', 'shop.orders', 'customer_id', 'ordered_on', 'amount');
	INSERT INTO shop.customer SELECT i, 'customer ' || i FROM generate_series(1, 300) AS i;
	INSERT INTO shop.orders (customer_id, amount) SELECT i % 300 + 1, i % 90 FROM generate_series(1, 900) AS i;
	UPDATE shop.orders SET amount = amount + 60 WHERE customer_id % 3 = 0;
	DELETE FROM shop.customer WHERE id > 290;
	INSERT INTO shop.project SELECT r, i, i * 3 FROM unnest('{n,s,x}'::text[]) AS r, generate_series(1, 50) AS i;
	UPDATE shop.project SET amount = amount - 20 WHERE amount > 80;
	DELETE FROM shop.project WHERE no = 50;
	SELECT customer_grade.alter_attachment('sales', 'shop.project', overrider => 'regress_sales');
	CREATE TABLE shop.branch (id int PRIMARY KEY, amount numeric);
	INSERT INTO shop.branch VALUES (1, 5), (2, 50);
	SELECT customer_grade.attach('sales', 'shop.branch');
	SELECT customer_grade.override('sales', 'shop.branch', '1', 'B', 'promising');
	SELECT customer_grade.detach('sales', 'shop.branch');
	RESET ROLE;
	GRANT USAGE ON SCHEMA shop TO regress_sales;
	SET ROLE regress_sales;
	SELECT customer_grade.override('sales', 'shop.project', '{"region": "n", "no": 2}', 'B', 'promising', '2999-12-31');
	SELECT customer_grade.override('sales', 'shop.project', '{"region": "n", "no": 3}', 'B', 'promising');
	SELECT customer_grade.end_override('sales', 'shop.project', '{"region": "n", "no": 3}', 'not so');
});

my @tables = qw(shop.branch_sales_history shop.branch_sales_decisions shop.customer_sales_ledger shop.customer_sales_history shop.project_sales_ledger shop.project_sales_history
	shop.customer_orders_activity shop.customer_orders_monthly customer_grade.tracking
	shop.project_sales_decisions customer_grade.attachment customer_grade.parameter_set customer_grade.source);
my $triggers = q{SELECT tgrelid::regclass, tgname, tgenabled FROM pg_trigger
	WHERE tgfoid IN ('customer_grade_internal.regrade()'::regprocedure, 'customer_grade_internal.key_changed()'::regprocedure,
		'customer_grade_internal.keep_activity()'::regprocedure) ORDER BY tgrelid::regclass::text, tgname};

# All rows, each with the name of its table.
sub contents
{
	my ($database, $on) = @_;

	return map { my $table = $_; map { "$table: $_" } split /\n/, $on->safe_psql($database, "SELECT t FROM $table AS t ORDER BY t::text") }
		@tables;
}

my @source = contents('source', $node);
is($node->safe_psql('source', q{SELECT string_agg(DISTINCT cause, ', ' ORDER BY cause) FROM shop.customer_sales_history}),
	'deleted, insert orders, update orders', 'grades have changed for several causes');

# The first row of a database that differs from the source's; undef: none does.
sub first_difference
{
	my ($database, $on) = @_;
	my @rows = contents($database, $on);
	my $n = 0;

	$n++ while $n < @rows && $n < @source && $rows[$n] eq $source[$n];
	return $n == @rows && $n == @source ? undef : 'got ' . ($rows[$n] // 'no row') . ', expected ' . ($source[$n] // 'no row');
}

# Everything is as it was, and goes on.
sub continues
{
	my ($database, $how, $on) = @_;

	$on //= $node;
	is(first_difference($database, $on), undef, "$how: ledgers, history, activity and attachments are the same");
	is($on->safe_psql($database, $triggers), $node->safe_psql('source', $triggers), "$how: so are the triggers");
	my $verify = q{SELECT 'customer', v.* FROM customer_grade.verify('sales', 'shop.customer') AS v
		UNION ALL SELECT 'project', v.* FROM customer_grade.verify('sales', 'shop.project') AS v;
		SELECT * FROM customer_grade.verify_activity('shop.customer', 'shop.orders')};
	is($on->safe_psql($database, $verify), '', "$how: verify() is empty");
	is($on->safe_psql($database, q{
		SET ROLE regress_app;
		INSERT INTO shop.orders (id, customer_id, amount) VALUES (10001, 1, 1000);
		RESET ROLE;
		UPDATE shop.project_n SET amount = 1000 WHERE no = 1;
		SELECT l.grade, h.grade, h.cause FROM shop.customer_sales_ledger AS l JOIN shop.customer_sales_history AS h USING (id)
			WHERE h.id = 1 AND h.valid_to = l.since;
		SELECT l.grade, h.grade, h.cause FROM shop.project_sales_ledger AS l JOIN shop.project_sales_history AS h USING (region, no)
			WHERE region = 'n' AND no = 1 AND h.valid_to = l.since;}),
		"A|B|insert orders\nA|C|update project_n", "$how: statements regrade, and close one period");
	is($on->safe_psql($database, q{
		BEGIN;
		DO $$ BEGIN PERFORM customer_grade.attach('sales', 'shop.branch'); END $$;
		SELECT g.id, g.grade, g.state, g.cause FROM shop.branch_sales_grades AS g ORDER BY id, valid_from;
		ROLLBACK;}),
		"1|C|final|override\n1|B|override|detached\n1|B|override|\n2|B|final|detached\n2|B|final|",
		"$how: what was detached goes on when it is attached again");
	is($on->safe_psql($database, q{
		SET ROLE regress_sales;
		DO $$ BEGIN
			PERFORM customer_grade.end_override('sales', 'shop.project', '{"region": "n", "no": 2}', 'over');
			PERFORM customer_grade.override('sales', 'shop.project', '{"region": "n", "no": 4}', 'B', 'promising');
		END $$;
		RESET ROLE;
		SELECT no, grade, state FROM shop.project_sales_ledger WHERE region = 'n' AND no BETWEEN 2 AND 4 ORDER BY no;}),
		"2|C|final\n3|C|final\n4|B|override", "$how: decisions hold, and those who decide still may");
	is($on->safe_psql($database, $verify), '', "$how: verify() is still empty");
}

#
# Complete dumps
#
my %dumps = (plain => 'p', custom => 'c', directory => 'd');
for my $format (sort keys %dumps)
{
	runs("dump, format $format", 'pg_dump', "-F$dumps{$format}", '-f', "$dir/$format", $node->connstr('source'));
}

sub create
{
	my ($database, $owner) = @_;

	$node->safe_psql('postgres', "CREATE DATABASE $database " . ($owner ? "OWNER $owner" : ''));
	return $node->connstr($database);
}

my $target = create('plain');
runs('plain', 'psql', '-X', '-q', '-v', 'ON_ERROR_STOP=1', '-d', $target, '-f', "$dir/plain");
continues('plain', 'plain');

$target = create('custom');
runs('custom', 'pg_restore', '-e', '-d', $target, "$dir/custom");
continues('custom', 'custom');

# --clean drops the keys of partitions before those of their roots, which the server refuses
my ($ok, $output) = run('pg_restore', '--clean', '--if-exists', '-d', $target, "$dir/custom");
is(join("\n", grep { /ERROR/ && !/cannot drop inherited constraint/ } split(/\n/, $output)), '', '--clean over what is there');
continues('custom', '--clean');

$target = create('parallel');
runs('directory, two jobs', 'pg_restore', '-e', '-j2', '-d', $target, "$dir/directory");
continues('parallel', 'directory, two jobs');

# two jobs that meet in one table may do so in one restore and not in the next
for my $time (1 .. $repeats)
{
	$target = create("again_$time");
	runs("two jobs, again ($time)", 'pg_restore', '-e', '-j2', '-d', $target, "$dir/directory");
	is(first_difference("again_$time", $node), undef, '... give the same');
	$node->safe_psql('postgres', "DROP DATABASE again_$time");
}

# Whatever a trigger of the registry did to a user's table, another job could be doing at the same time.
my $definitions = q{SELECT c.relname, c.xmin, (SELECT max(a.xmin::text::bigint) FROM pg_attribute AS a WHERE a.attrelid = c.oid) FROM pg_class AS c
	WHERE c.relnamespace = 'shop'::regnamespace ORDER BY c.relname};
$target = create('sections');
runs('section pre-data', 'pg_restore', '-e', '--section=pre-data', '-d', $target, "$dir/custom");
my $before = $node->safe_psql('sections', $definitions);
runs('section data', 'pg_restore', '-e', '--section=data', '-d', $target, "$dir/custom");
is($node->safe_psql('sections', $definitions), $before, 'the data change the definition of no table, the rights on it included');
runs('section post-data', 'pg_restore', '-e', '--section=post-data', '-d', $target, "$dir/custom");
continues('sections', 'sections');

#
# Under another owner
#
$target = create('owned', 'regress_dba');
runs('--no-owner, by the owner of the database, which is not a superuser', 'pg_restore', '-e', '--no-owner', '-d', "$target user=regress_dba", "$dir/custom");
is($node->safe_psql('owned', q{SELECT DISTINCT relowner::regrole FROM pg_class WHERE relnamespace = 'shop'::regnamespace}), 'regress_dba',
	'it owns everything');
continues('owned', '--no-owner');

#
# The data only
#
$target = create('data_only');
runs('the schema only', 'pg_restore', '-e', '--schema-only', '-d', $target, "$dir/custom");
my ($status, $out, $err) = $node->psql('data_only', q{INSERT INTO shop.customer VALUES (1)});
like($err, qr/standard "sales" is not attached to table "shop\.customer"\nDETAIL:  Trigger ".*" is left over\.\nHINT:  .*customer_grade\.attach/, 'without data the attachment is missing, and a write says so');
($ok, $output) = run('pg_restore', '--data-only', '-1', '-d', $target, "$dir/custom");
ok(!$ok, 'the data with triggers that fire: an error');
like($output, qr/duplicate key value violates unique constraint "customer_(sales_ledger|orders_activity)_pkey"/, 'that a ledger has its rows already');
runs('--disable-triggers', 'pg_restore', '-e', '--data-only', '--disable-triggers', '-d', $target, "$dir/custom");
continues('data_only', '--disable-triggers');

#
# One table
#
$target = create('one_table');
runs('dump of one table', 'pg_dump', '-Fc', '-t', 'shop.customer', '-f', "$dir/one", $node->connstr('source'));
$node->safe_psql('one_table', q{CREATE EXTENSION customer_grade; CREATE SCHEMA shop AUTHORIZATION regress_owner});
runs('its restore', 'pg_restore', '-e', '-d', $target, "$dir/one");
($status, $out, $err) = $node->psql('one_table', q{\set VERBOSITY verbose
	INSERT INTO shop.customer VALUES (1000)});
like($err, qr/ERROR:  55000: standard "sales" is not attached to table "shop\.customer"\nDETAIL:  .*\nHINT:  .*SELECT customer_grade\.attach\('sales', 'shop\.customer'\);/,
	'the first write tells what is missing');
is($node->safe_psql('one_table', q{
	SELECT customer_grade.define_standard('sales', 'grades A > C; metric id number; grade A when id >= 1000; grade C otherwise;', '2020-01-01');
	SET ROLE regress_owner;
	SELECT customer_grade.attach('sales', 'shop.customer');
	INSERT INTO shop.customer VALUES (1000);
	SELECT count(*), count(*) FILTER (WHERE grade = 'A') FROM shop.customer_sales_ledger;
	SELECT count(*) FROM pg_trigger WHERE tgrelid = 'shop.customer'::regclass AND NOT tgisinternal;
	SELECT * FROM customer_grade.verify('sales', 'shop.customer');}),
	"1\nshop.customer_sales_ledger\n291|1\n6", 'attach() sets it right, with the triggers that are there');

#
# pg_upgrade
#
SKIP:
{
	chomp(my $bindir = `"$ENV{PG_CONFIG}" --bindir`);

	skip 'no pg_upgrade', 8 unless -x "$bindir/pg_upgrade";
	# since 18 the extension is not under extension_destdir, and LOAD of '$libdir/...' looks nowhere else
	skip 'pg_upgrade needs customer_grade in $libdir', 8 if `"$bindir/postgres" --version` =~ /\) (\d+)/ && $1 >= 18;
	my $new = PostgreSQL::Test::Cluster->new('upgraded');
	$new->init;
	$node->safe_psql('postgres', "DROP DATABASE $_") for qw(plain custom parallel sections owned data_only one_table);
	$node->stop;
	chdir(${PostgreSQL::Test::Utils::tmp_check});
	my $user = $ENV{PGUSER} // getpwuid($<);
	$output = '';
	ok(PostgreSQL::Test::Utils::run_log([ 'pg_upgrade', '-d', $node->data_dir, '-D', $new->data_dir, '-b', $bindir, '-B', $bindir,
				'-p', $node->port, '-P', $new->port, '-s', $new->host, '-U', $user ], '>&', \$output), 'pg_upgrade')
		or diag($output);
	chdir('..');
	$new->start;
	$node->start;
	continues('source', 'pg_upgrade', $new);
	$new->stop;
}

$node->stop;
done_testing();
