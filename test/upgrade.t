# ALTER EXTENSION UPDATE: an upgraded extension is what a new one would be, and what was attached goes on.
#
# It goes from every released install script (test/release) to this version, and from this one to a next
# version that is made up here: a new function, a new table, another layout of ledgers.

use strict;
use warnings;
use Test::More;

BEGIN
{
	eval { require PostgreSQL::Test::Utils; require PostgreSQL::Test::Cluster; 1 }
		or plan skip_all => 'needs PostgreSQL::Test::Cluster (PostgreSQL 15)';
}

my $dir = PostgreSQL::Test::Utils::tempdir();
my $root = "$dir/root";
my ($version) = PostgreSQL::Test::Utils::slurp_file('customer_grade.control') =~ /^default_version = '(.*)'/m;
my $next = $version =~ s/(\d+)\.\d+$/($1 + 1) . '.0'/er;

sub run
{
	my @command = @_;
	my $out = '';

	IPC::Run::run(\@command, '>&', \$out) or BAIL_OUT("@command: $out");
	return;
}

sub add
{
	my ($file, $text) = @_;

	PostgreSQL::Test::Utils::append_to_file($file, $text);
	return;
}

sub replace
{
	my ($file, $from, $to) = @_;
	my $text = PostgreSQL::Test::Utils::slurp_file($file);

	$text =~ s/\Q$from\E/$to/ or BAIL_OUT("$file has no '$from'");
	unlink $file;
	add($file, $text);
	return;
}

#
# The next version
#

# What it adds; a script that upgrades does the same.
my $addition = q{
CREATE FUNCTION customer_grade.greeting(name text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$ SELECT 'hello ' || name $$;
COMMENT ON FUNCTION customer_grade.greeting(text) IS 'what the next version has';
REVOKE ALL ON FUNCTION customer_grade.greeting(text) FROM PUBLIC;
CREATE TABLE customer_grade_internal.note (id int PRIMARY KEY, body text NOT NULL DEFAULT 'none');
COMMENT ON TABLE customer_grade_internal.note IS 'notes';
COMMENT ON COLUMN customer_grade_internal.note.id IS 'number';
COMMENT ON COLUMN customer_grade_internal.note.body IS 'text';
GRANT INSERT ON customer_grade_internal.note TO @extowner@;
GRANT SELECT ON customer_grade_internal.note TO @extowner@ WITH GRANT OPTION;
SELECT pg_catalog.pg_extension_config_dump('customer_grade_internal.note', '');
CREATE FUNCTION customer_grade_internal.layout_1_to_2(standard text, subject regclass) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
	EXECUTE format('ALTER TABLE %s ADD remark text', (customer_grade_internal.attached(standard, subject)).ledger);
END $$;
COMMENT ON FUNCTION customer_grade_internal.layout_1_to_2(text, regclass) IS 'ledgers get a remark';
};

mkdir "$dir/tree" or die $!;
run('sh', '-c', qq{tar -c --exclude=./tmp_check . | tar -x -C "$dir/tree"});
run('cp', '-a', "$ENV{CLUSTER_DIR}/root", $root);
my @released = glob('test/release/customer_grade--*.sql');
chomp(my $sharedir = `"$ENV{PG_CONFIG}" --sharedir`);
run('cp', @released, "$root$sharedir/extension") if @released;
{
	my $layout = PostgreSQL::Test::Utils::slurp_file('src/sql/ledger/layout.sql');
	my ($function) = $layout =~ /^(CREATE FUNCTION customer_grade_internal\.layout\(\).*?^\$function\$;)/ms;

	replace("$dir/tree/customer_grade.control", "default_version = '$version'", "default_version = '$next'");
	replace("$dir/tree/src/sql/ledger/layout.sql", "\tSELECT 1\n", "\tSELECT 2\n");
	replace("$dir/tree/src/sql/install.list", "grants.sql\n", "next.sql\ngrants.sql\n");
	add("$dir/tree/src/sql/next.sql", $addition);
	$function =~ s/CREATE/CREATE OR REPLACE/;
	$function =~ s/SELECT 1/SELECT 2/;
	add("$dir/tree/src/sql/upgrade/$version--$next.sql",
		qq{\\echo Use "ALTER EXTENSION customer_grade UPDATE" to load this file. \\quit\n$function\n$addition});

	# the library serves both
	run('make', '-s', '-C', "$dir/tree", 'install', "DESTDIR=$root", 'MODULE_big=', 'with_llvm=no');
}

my $node = PostgreSQL::Test::Cluster->new('upgrade');
my $conf = PostgreSQL::Test::Utils::slurp_file($ENV{TEMP_CONFIG});

$conf =~ s{\Q$ENV{CLUSTER_DIR}\E/root}{$root}g;
$node->init(extra => [ '--encoding=UTF8', '--locale=C.UTF-8' ]);
$node->append_conf('postgresql.conf', $conf);
$node->start;

sub database
{
	my ($name, $sql) = @_;

	$node->safe_psql('postgres', "CREATE DATABASE $name");
	$node->safe_psql($name, $sql) if $sql;
	return $name;
}

#
# What an extension is
#

my $description = PostgreSQL::Test::Utils::slurp_file('test/include/extension.sql');
my $query = q{SELECT object, property, value FROM described ORDER BY object COLLATE "C", property COLLATE "C", value COLLATE "C"};

# Of a database, or of what it would be after a statement.
sub described
{
	my ($database, $statement) = @_;

	return $node->safe_psql($database, $statement ? "BEGIN; $statement; $description $query; ROLLBACK" : "$description $query");
}

sub same
{
	my ($upgraded, $new, $name) = @_;
	my ($is, $should) = map { described($_) } $upgraded, $new;

	unless (ok($is eq $should, $name))
	{
		my %lines;

		$lines{$_}-- foreach split /\n/, $is;
		$lines{$_}++ foreach split /\n/, $should;
		diag(($lines{$_} < 0 ? '- ' : '+ ') . $_) foreach grep { $lines{$_} } sort keys %lines;
	}
	return;
}

#
# Tests
#

database('new_version', "CREATE EXTENSION customer_grade VERSION '$version'");
database('new_next', 'CREATE EXTENSION customer_grade');
is($node->safe_psql('new_next', 'SELECT extversion FROM pg_extension WHERE extname = $$customer_grade$$'), $next, 'the next version is there');

foreach my $script (@released)
{
	my ($released) = $script =~ /--(.*)\.sql/;
	my $name = 'from_' . $released =~ tr/./_/r;

	database($name, "CREATE EXTENSION customer_grade VERSION '$released'; ALTER EXTENSION customer_grade UPDATE TO '$version'");
	same($name, 'new_version', "$released upgraded to $version is $version");
}

# two owners, each with its own customers
my $ledgers = q{
	SELECT 'ours', t::text FROM (SELECT id, grade, since, version FROM customer_sales_ledger) AS t UNION ALL
	SELECT 'theirs', t::text FROM (SELECT id, grade, since, version FROM theirs.client_sales_ledger) AS t UNION ALL
	SELECT 'history', t::text FROM (SELECT id, grade, valid_from, valid_to, cause FROM customer_sales_history) AS t ORDER BY 1, 2};

$node->safe_psql('postgres', 'CREATE ROLE regress_owner');
database('shop', qq{
	CREATE EXTENSION customer_grade VERSION '$version';
	CREATE SCHEMA theirs AUTHORIZATION regress_owner;
	SELECT customer_grade.define_standard('sales', 'grades A > B; grade A when amount >= 100; grade B otherwise;');
	CREATE TABLE customer (id int PRIMARY KEY, amount numeric);
	INSERT INTO customer VALUES (1, 10), (2, 1000);
	SELECT customer_grade.attach('sales', 'customer');
	UPDATE customer SET amount = 200 WHERE id = 1;
	SET ROLE regress_owner;
	CREATE TABLE theirs.client (id int PRIMARY KEY, amount numeric);
	INSERT INTO theirs.client VALUES (1, 500);
	SELECT customer_grade.attach('sales', 'theirs.client');
});
my $before = $node->safe_psql('shop', $ledgers);
$node->command_ok([ 'pg_dump', '-Fc', '-f', "$dir/old.dump", $node->connstr('shop') ], "dump of $version");

$node->safe_psql('shop', 'ALTER EXTENSION customer_grade UPDATE');
is($node->safe_psql('shop', 'SELECT extversion, customer_grade.greeting($$you$$) FROM pg_extension WHERE extname = $$customer_grade$$'),
	"$next|hello you", "ALTER EXTENSION UPDATE goes to $next");
is($node->safe_psql('shop', $ledgers), $before, 'ledgers and history are as they were');
$node->safe_psql('shop', 'UPDATE customer SET amount = 1 WHERE id = 2');
is($node->safe_psql('shop', 'SELECT grade FROM customer_sales_ledger WHERE id = 2'), 'B', 'customers are regraded in the old layout');

# Rows of users are not what an extension is.
$node->safe_psql('postgres', "CREATE DATABASE upgraded");
$node->safe_psql('upgraded', "CREATE EXTENSION customer_grade VERSION '$version'; ALTER EXTENSION customer_grade UPDATE");
same('upgraded', 'new_next', "$version upgraded to $next is $next");

# what a script may forget
foreach my $forgotten (
	[ 'a comment', 'COMMENT ON FUNCTION customer_grade.greeting(text) IS NULL' ],
	[ 'a column\'s comment', 'COMMENT ON COLUMN customer_grade_internal.note.body IS NULL' ],
	[ 'a right', 'REVOKE INSERT ON customer_grade_internal.note FROM CURRENT_USER' ],
	[ 'a default', 'ALTER TABLE customer_grade_internal.note ALTER body DROP DEFAULT' ],
	[ 'what is dumped', 'UPDATE pg_extension SET extconfig = extconfig[2:], extcondition = extcondition[2:] WHERE extname = $$customer_grade$$' ],
	[ 'a function\'s volatility', 'ALTER FUNCTION customer_grade.greeting(text) VOLATILE' ],
	[ 'a row of the catalog', 'DELETE FROM customer_grade_internal.catalog WHERE name = (SELECT min(name) FROM customer_grade.catalog)' ])
{
	isnt(described('upgraded', $forgotten->[1]), described('new_next'), "... and it would be seen without $forgotten->[0]");
}

# layouts
my $layouts = 'SELECT subject, layout FROM customer_grade.attachment ORDER BY subject::text';
my $upgrade = 'SELECT * FROM customer_grade.upgrade_attachments()';

is($node->safe_psql('shop', $layouts), "customer|1\ntheirs.client|1", 'attachments keep their layout');
is($node->safe_psql('shop', "SET ROLE regress_owner; $upgrade"), 'sales|theirs.client|1|2', 'an owner upgrades its own attachments');
is($node->safe_psql('shop', $upgrade), 'sales|customer|1|2', 'the other the rest');
is($node->safe_psql('shop', $upgrade), '', '... once');
is($node->safe_psql('shop', 'SELECT remark FROM customer_sales_ledger; SELECT remark FROM theirs.client_sales_ledger'), "\n\n",
	'both ledgers are rebuilt');
$node->safe_psql('shop', q{
	CREATE TABLE other (id int PRIMARY KEY, amount numeric);
	SELECT customer_grade.attach('sales', 'other');
	UPDATE customer SET amount = 5000;
});
is($node->safe_psql('shop', $layouts), "customer|2\nother|2\ntheirs.client|2", 'new ones begin with it');
is($node->safe_psql('shop', q{
		SELECT id, grade FROM customer_sales_ledger ORDER BY 1;
		SELECT * FROM customer_grade.verify('sales', 'customer');
		SELECT * FROM customer_grade.verify('sales', 'theirs.client')}), "1|A\n2|A", 'customers are regraded in the new layout');

# a dump of the version before, into a server that has the next one
database('restored');
$node->command_ok([ 'pg_restore', '-d', $node->connstr('restored'), "$dir/old.dump" ], 'restore');
is($node->safe_psql('restored', $ledgers), $before, '... with its ledgers and history');
is($node->safe_psql('restored', $upgrade), "sales|customer|1|2\nsales|theirs.client|1|2", '... which are upgraded, too');
$node->safe_psql('restored', 'UPDATE customer SET amount = 1 WHERE id = 2');
is($node->safe_psql('restored', 'SELECT grade FROM customer_sales_ledger WHERE id = 2'), 'B', '... and kept');

$node->stop;
done_testing();
