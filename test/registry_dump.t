# The registry survives dump and restore, with its owners and rights, also when the
# database's owner, who is no superuser, dumps and restores it; and others may dump it.

use strict;
use warnings;
use Test::More;

BEGIN
{
	eval { require PostgreSQL::Test::Utils; require PostgreSQL::Test::Cluster; 1 }
		or plan skip_all => 'needs PostgreSQL::Test::Cluster (PostgreSQL 15)';
}

my $node = PostgreSQL::Test::Cluster->new('dump');
$node->init;
$node->start;

$node->safe_psql('postgres', q{
	CREATE ROLE regress_analyst LOGIN;
	CREATE ROLE regress_author LOGIN;
	CREATE ROLE regress_dba LOGIN;
	CREATE ROLE regress_dumper LOGIN;
	CREATE ROLE regress_reader LOGIN;
	CREATE DATABASE source;
	CREATE DATABASE source_of_dba OWNER regress_dba;
});
my $version = $node->safe_psql('postgres', 'SHOW server_version_num') / 10000;
$node->safe_psql('postgres', 'GRANT pg_read_all_data TO regress_reader') if $version >= 14;
my $content = q{
	SELECT customer_grade.grant_standard(NULL, 'regress_author');
	SELECT customer_grade.define_standard('sales',
		E'grades A; -- 注释 and comments\\ngrade A otherwise;', '2020-01-01', '销售');
	SELECT customer_grade.grant_standard('sales', 'regress_analyst');
	SELECT customer_grade.define_standard('sales', 'grades B; grade B otherwise;', '2021-01-01');
	SELECT customer_grade.define_standard('sales', 'grades C; grade C otherwise; treatment visit_interval = 7;', '2021-01-01');
	SELECT customer_grade.adopt('unicom_personal_vip', 'vip');
	SELECT customer_grade.define_standard('tried', 'grades A > B; metric n number; grade A when n > 1;', '2020-01-01', force => 'the gap is meant');
	SELECT customer_grade.set_case('tried', 'right', '{"n": 2}', '{}', '2020-01-01', 'A', NULL, 'a note'),
		customer_grade.set_case('tried', 'wrong', '{"n": 2}', expected_grade => 'B');
	SELECT customer_grade.define_standard('tried', 'grades A > B; metric n number; grade A when n > 2; grade B otherwise;', draft => true);
	SELECT customer_grade.alter_standard('tried', two_people => true);
	SELECT customer_grade.grant_dump('regress_dumper');
	CREATE TABLE customer (id int PRIMARY KEY, amount numeric,
		CHECK (customer_grade.grade('grades A > B; grade A when amount > 0; grade B otherwise;'::customer_grade.rubric,
			customer) IS NOT NULL));
	INSERT INTO customer VALUES (1, 1);
	CREATE INDEX ON customer (customer_grade.grade('grades A > B; grade A when amount > 0; grade B otherwise;'::customer_grade.rubric,
		customer));
	CREATE VIEW graded AS SELECT id, customer_grade.grade('sales', c) FROM customer AS c;
	GRANT SELECT ON graded TO PUBLIC;
	GRANT SELECT ON customer TO regress_dumper;
	CREATE TABLE kept (id int PRIMARY KEY);
	INSERT INTO kept VALUES (1);
	SELECT customer_grade.attach('sales', 'kept');
	GRANT SELECT ON ALL TABLES IN SCHEMA public TO regress_dumper;
	GRANT SELECT ON ALL SEQUENCES IN SCHEMA public TO regress_dumper;
};
my @as_dba = (extra_params => [ '-U', 'regress_dba' ]);
$node->safe_psql('source', "CREATE EXTENSION customer_grade; $content");
$node->safe_psql('source_of_dba', "CREATE EXTENSION customer_grade; $content", @as_dba);

my $rows = q{SELECT * FROM customer_grade.standard ORDER BY name, version;
	SELECT * FROM customer_grade.standard_case ORDER BY standard, name;
	SELECT * FROM customer_grade.treatment ORDER BY standard, grade, name, place};
my $granted = q{SELECT standard, role, granted_by FROM customer_grade.standard_grant ORDER BY standard, role};
my $catalog = q{SELECT count(*) FROM customer_grade.catalog};
my $dir = $node->basedir;

# nothing may be said on the way
sub quiet
{
	my ($name, @command) = @_;
	my $output = '';
	my $logged = -s $node->logfile;

	local %ENV = (%ENV, PGHOST => $node->host, PGPORT => $node->port);
	my $ok = PostgreSQL::Test::Utils::run_log(\@command, '>&', \$output);
	is(($ok ? '' : 'failed ') . $output, '', $name);
	# pg_restore does not show warnings
	is(join("\n", grep { /(WARNING|ERROR): / } split /\n/, PostgreSQL::Test::Utils::slurp_file($node->logfile, $logged)), '', "$name: no warning");
}

sub restored
{
	my ($database, $source, $how) = @_;

	is($node->safe_psql($database, $rows), $node->safe_psql($source, $rows), "$how: the versions are the same");
	is($node->safe_psql($database, $granted), $node->safe_psql($source, $granted), "$how: so are the grants");
	is($node->safe_psql($database, q{SELECT string_agg(concat_ws(' ', name, passed), ', ') FROM customer_grade.run_cases('tried', version => 2)}),
		'right f, wrong t', "$how: cases run, also by a draft");
	is($node->safe_psql($database, $catalog), $node->safe_psql($source, $catalog), "$how: the catalog is there once");
	is($node->safe_psql($database, 'SELECT * FROM graded'), '1|C', "$how: customers have their grade");
	is($node->safe_psql($database, q{SELECT grade FROM kept_sales_ledger; SELECT * FROM customer_grade.verify('sales', 'kept')}), 'C', "$how: attachments, too");
	my ($status, $out, $err) = $node->psql($database, q{
		INSERT INTO customer_grade_internal.standard (name, version, rubric, effective, owner)
			SELECT 'sales', 9, 'grades A; grade A otherwise;', '[2020-01-01,2020-01-02)', owner FROM customer_grade.standard WHERE name = 'sales' LIMIT 1});
	like($err, qr/standard_effective_excl/, "$how: periods do not overlap");
	is($node->safe_psql($database, q{
		SET ROLE regress_analyst;
		SELECT customer_grade.define_standard('sales', 'grades D; grade D otherwise;', '2022-01-01');
		SELECT * FROM graded;
		SET ROLE regress_author;
		SELECT customer_grade.define_standard('own', 'grades D; grade D otherwise;', '2022-01-01');}), "4\n1|D\n1", "$how: analysts write on");
	my $kept = q{SELECT has_table_privilege('regress_dumper', 'customer_grade_internal.review', 'SELECT');
		SELECT string_agg(DISTINCT grantee::regrole::text, ' ') FROM pg_type AS t, aclexplode(t.typacl) AS a WHERE t.typname = 'role_reference' AND a.grantee::regrole::text ~ '^regress_a'};
	is($node->safe_psql($database, $kept), "t\nregress_analyst regress_author", "$how: rights on the registry are there");
	is($node->safe_psql($database, "SELECT customer_grade.revoke_dump('regress_dumper'), customer_grade.revoke_standard('sales', 'regress_analyst') \\g /dev/null\n$kept"),
		"f\nregress_author", "$how: and can be taken back");
}

# by whom, of which database, and who restores it
my $superuser = $ENV{PGUSER} // getpwuid($<);
my %dumps = (
	superuser => [ 'source', $superuser, 'superuser', 'owner' ],
	owner => [ 'source_of_dba', 'regress_dba', 'superuser', 'owner' ],
	grant_dump => [ 'source', 'regress_dumper', 'superuser' ],
	$version >= 14 ? (pg_read_all_data => [ 'source', 'regress_reader', 'superuser' ]) : ());
for my $dump (sort keys %dumps)
{
	my ($source, $role, @restorers) = @{ $dumps{$dump} };

	quiet("dump: $dump", 'pg_dump', '-Fc', '-U', $role, '-f', "$dir/$dump", $source);
	for my $restorer (@restorers)
	{
		my $target = "${dump}_$restorer";

		$node->safe_psql('postgres', "CREATE DATABASE $target" . ($restorer eq 'owner' ? ' OWNER regress_dba' : ''));
		quiet("dump: $dump, restore: $restorer", 'pg_restore', '-e', '-d', $target,
			$restorer eq 'owner' ? ('-U', 'regress_dba', $source eq 'source' ? '--no-owner' : ()) : (), "$dir/$dump");
		restored($target, $source, "dump: $dump, restore: $restorer");
	}
}

my $data = "$dir/data";
quiet('dump of the data only', 'pg_dump', '-Fc', '--data-only', '-f', $data, 'source');
$node->safe_psql('postgres', 'CREATE DATABASE data_only');
$node->safe_psql('data_only', 'CREATE EXTENSION customer_grade');
$node->command_ok([ 'pg_restore', '-d', $node->connstr('data_only'), '-t', 'standard', '-t', 'standard_case', '-t', 'standard_grant', $data ], 'restore of the data only');
is($node->safe_psql('data_only', $rows), $node->safe_psql('source', $rows), 'restore of the data only: the versions are the same');

my ($status, $out, $err) = $node->psql('source', 'SELECT customer_grade.revoke_dump($$regress_dumper$$)');
is($err, '', 'the right to dump is taken back');
$node->command_fails_like([ 'pg_dump', '-U', 'regress_dumper', '-f', '/dev/null', $node->connstr('source') ], qr/permission denied for (table|sequence)|may lack SELECT privilege/, 'who may not read the registry does not dump it');

is($node->safe_psql('superuser_owner', 'DROP EXTENSION customer_grade CASCADE; SELECT count(*) FROM pg_namespace WHERE nspname = $$customer_grade$$',
	@as_dba), '0', 'the owner drops it, and nothing is left');

$node->stop;
done_testing();
