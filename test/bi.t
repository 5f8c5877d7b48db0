# The report views through the clients of BI tools: libpq, JDBC, and Mondrian, LibreOffice and R with the questions of doc/bi.
# The shop is that of doc/reports.md. Java, its jars, LibreOffice and R are Debian's; what is missing is skipped.

use strict;
use warnings;
use Test::More;

BEGIN
{
	eval { require PostgreSQL::Test::Utils; require PostgreSQL::Test::Cluster; 1 }
		or plan skip_all => 'needs PostgreSQL::Test::Cluster (PostgreSQL 15)';
}

# Ask.java and Columns.java are run from source, which a JRE cannot.
my $java = grep({ -x "$_/javac" } split /:/, $ENV{PATH}) && -e '/usr/share/java/postgresql.jar';
my $mondrian = $java && !grep { !-e "/usr/share/java/$_.jar" } qw(mondrian commons-collections3 log4j-1.2);
my $office = grep({ -x "$_/soffice" } split /:/, $ENV{PATH}) && -e '/usr/lib/libreoffice/program/libpostgresql-sdbclo.so'
	&& system(q{/usr/bin/python3 -c 'import uno' 2>/dev/null}) == 0;

my $r = grep({ -x "$_/Rscript" } split /:/, $ENV{PATH})
	&& system(q{Rscript -e 'library(RPostgreSQL); library(ggplot2)' >/dev/null 2>&1}) == 0;

# JDBC knows no Unix sockets.
my $node = PostgreSQL::Test::Cluster->new('bi');
$node->init(extra => [ '--encoding=UTF8', '--locale=C.UTF-8' ]);
$node->append_conf('postgresql.conf', "listen_addresses = '127.0.0.1'") if $java;
$node->start;
my $url = 'jdbc:postgresql://127.0.0.1:' . $node->port . '/postgres?user=' . getpwuid($<);

# What a program prints, with | for tabs.
sub said
{
	my ($out, $err) = PostgreSQL::Test::Utils::run_command([@_]);

	is($err, '', "$_[0] complains of nothing");
	$out =~ tr/\t/|/;
	return $out;
}

sub asked
{
	return $node->safe_psql('postgres', $_[0]);
}

my ($shop) = PostgreSQL::Test::Utils::slurp_file('doc/reports.md') =~ /(.*)^## Worklists/ms;
$node->safe_psql('postgres', join "\n", 'CREATE EXTENSION customer_grade;', $shop =~ /^```sql\n(.*?)^```/msg);

# One with everything: a key of several columns, points, labels without rank, customers without grade.
$node->safe_psql('postgres', q{
	SELECT customer_grade.define_standard('points', $$grades high > low, new; metric a number; criterion size max 10 = a;
		grade new when a is null; grade high when score >= 7.5; grade low when score >= 2;$$, '2020-01-01', force => 'some get no grade');
	CREATE TABLE "Kunde" (region text, nr bigint, a numeric, PRIMARY KEY (region, nr));
	INSERT INTO "Kunde" SELECT 'r' || n % 2, n, nullif(n, 9) + 0.25 FROM generate_series(0, 9) AS n;
	SELECT customer_grade.attach('points', '"Kunde"', time_zone => 'UTC', prefix => 'kunde');
	UPDATE "Kunde" SET a = 3 WHERE nr = 1;
	SELECT customer_grade.create_report_views('points', '"Kunde"');
});
my @views = split /\n/, asked(q{SELECT view FROM customer_grade.report_view UNION ALL SELECT grades FROM customer_grade.attachment ORDER BY 1});
is(@views, 16, 'views');

# Plain types, such as every client knows.
my $types = qr/text|smallint|integer|bigint|numeric(?:\([459],4\))?|date|timestamp with time zone/;
my @columns = map { my $view = $_; map { "$view|$_" } split /\n/, asked("SELECT * FROM $view \\gdesc") } @views;
cmp_ok(scalar @columns, '>', 150, 'libpq: columns');
is(join("\n", grep { !/\|$types$/ } @columns), '', 'libpq: plain types');
is(join("\n", grep { /share\|/ && !/\|numeric\([459],4\)$/ } @columns), '', 'libpq: shares tell their decimals');

SKIP:
{
	skip 'needs javac and libpostgresql-jdbc-java', 1 unless $java;

	my @described = split /\n/, said('java', '-cp', '/usr/share/java/postgresql.jar', 'test/bi/Columns.java', $url, @views);
	my %class = ( # of the values
		SMALLINT => 'java.lang.Integer', INTEGER => 'java.lang.Integer', BIGINT => 'java.lang.Long', NUMERIC => 'java.math.BigDecimal',
		VARCHAR => 'java.lang.String', DATE => 'java.sql.Date', TIMESTAMP => 'java.sql.Timestamp');

	is(@described, @columns, 'JDBC: columns');
	is(join("\n", grep { my (undef, undef, $type, $class) = split /\|/; $class ne ($class{$type} // '') } @described), '', 'JDBC: plain types');
	is(join("\n", grep { !/\|[a-z]\p{ASCII}+$/ } @described), '', 'JDBC: a description of each');
	is(join("\n", grep { /share\|/ && !/\|[59],4\|/ } @described), '', 'JDBC: shares have decimals');
}

# R draws the charts of doc/bi/r, and prints their numbers.
SKIP:
{
	skip 'needs r-cran-rpostgresql and r-cran-ggplot2', 1 unless $r;

	my $dir = PostgreSQL::Test::Utils::tempdir();
	local @ENV{qw(PGHOST PGPORT PGUSER)} = ($node->host, $node->port, scalar getpwuid($<));
	is( said('doc/bi/r/report', 'postgres', $dir),
		join("\n", 'grade_label|customers|share',
			asked(q{SELECT coalesce(grade, '-'), customers, share::float FROM customer_grade.distribution('tier', 'client')}),
			'as_of|grade_label|customers',
			asked(q{SELECT m.as_of, coalesce(t.grade, '-'), t.customers FROM (SELECT DISTINCT as_of FROM client_tier_monthly) AS m,
				customer_grade.distribution('tier', 'client', m.as_of) AS t WHERE t.customers > 0 ORDER BY m.as_of, t.rank})),
		'R: the numbers of SQL');
	like(PostgreSQL::Test::Utils::slurp_file("$dir/$_.png"), qr/^\x89PNG/, "R: $_.png") foreach qw(distribution months);
}

# LibreOffice runs the saved queries, and writes what they say.
SKIP:
{
	skip 'needs libreoffice-base, -calc and -sdbc-postgresql, and python3-uno', 1 unless $office;

	my $dir = PostgreSQL::Test::Utils::tempdir();
	local $ENV{HOME} = $dir;
	my $printed = said('doc/bi/libreoffice/report', join(' ', 'host=' . $node->host, 'port=' . $node->port, 'dbname=postgres'), $dir);
	is($printed, join("\n", 'distribution', 'grade_label|title_en|customers|share|target_share',
			asked(q{SELECT coalesce(grade, '-'), title_en, customers, CASE share WHEN 0 THEN '0.0' ELSE share::float::text END, target_share::float FROM customer_grade.distribution('tier', 'client')}),
			"\ntrend\nas_of|grade_label|customers|color",
			asked(q{SELECT d.day, coalesce(t.grade, '-'), t.customers, t.color FROM unnest('{2024-01-31,2024-02-29,2024-03-31}'::date[]) AS d(day),
				customer_grade.distribution('tier', 'client', d.day) AS t ORDER BY d.day, t.rank}),
			"\nworse\nchanged_on|id|label_from|label_to|notches|cause",
			"2024-03-11|2|A|B|-1|delete sale\n2024-03-11|7|B|C|-1|insert sale\n"), 'LibreOffice: the numbers of SQL');
	like(PostgreSQL::Test::Utils::slurp_file("$dir/grades.$_->[0]"), $_->[1], "grades.$_->[0]") foreach [ odb => qr/^PK/ ], [ ods => qr/^PK/ ], [ pdf => qr/^%PDF/ ];
}

# What Mondrian must say, from the report functions and tables. A line per member of the scale and a total.
my $scale = q{(SELECT grade_label, grade, sort_order FROM client_tier_scale) AS s};

sub expected
{
	my ($month_before, $month) = @_;

	my $labels = asked(q{SELECT string_agg(grade_label, '|' ORDER BY sort_order) || '|All grades' FROM client_tier_scale});
	return join "\n", map { my ($head, $query) = @$_; "$head\n" . asked($query) . "\n" } (
		[ 'distribution.mdx|Customers|Share', qq{
			SELECT s.grade_label, nullif(d.customers, 0), CASE WHEN d.customers > 0 THEN d.share END FROM $scale
			LEFT JOIN customer_grade.distribution('tier', 'client') AS d ON d.grade IS NOT DISTINCT FROM s.grade ORDER BY s.sort_order;
			SELECT 'All grades', sum(customers), 1.0000 FROM customer_grade.distribution('tier', 'client') } ],
		[ "migration.mdx|$labels", qq{
			WITH m AS (SELECT coalesce(grade_from, '-') AS f, coalesce(grade_to, '-') AS t, customers FROM customer_grade.migration('tier', 'client', '$month_before', '$month')),
				f AS (SELECT grade_label, sort_order FROM $scale UNION ALL VALUES ('All grades', 1000))
			SELECT f.grade_label || '|' || string_agg(coalesce((SELECT sum(customers)::text FROM m
				WHERE f.grade_label IN (m.f, 'All grades') AND t.grade_label IN (m.t, 'All grades')), ''), '|' ORDER BY t.sort_order)
			FROM f, f AS t GROUP BY f.grade_label, f.sort_order ORDER BY f.sort_order } ],
		[ 'sales.mdx|Customers|Amount', qq{
			WITH a AS (SELECT coalesce(l.grade, '-') AS label, s.* FROM sale AS s LEFT JOIN client_tier_ledger AS l ON l.id = s.client)
			SELECT s.grade_label, nullif(count(DISTINCT a.client), 0), round(sum(a.amount), 2) FROM $scale
			LEFT JOIN a ON a.label = s.grade_label GROUP BY s.grade_label, s.sort_order ORDER BY s.sort_order;
			SELECT 'All grades', count(DISTINCT client), round(sum(amount), 2) FROM sale } ],
		[ "trend.mdx|$labels", qq{
			SELECT d.day || '|' || string_agg(coalesce(nullif(t.customers, 0)::text, ''), '|' ORDER BY s.sort_order) || '|' || sum(t.customers)
			FROM (SELECT DISTINCT as_of FROM client_tier_monthly) AS d(day) CROSS JOIN $scale
			LEFT JOIN LATERAL customer_grade.distribution('tier', 'client', d.day) AS t ON t.grade IS NOT DISTINCT FROM s.grade
			GROUP BY d.day ORDER BY d.day } ]);
}

SKIP:
{
	skip 'needs javac, libpostgresql-jdbc-java, libmondrian-java, libcommons-collections3-java and liblog4j1.2-java', 1 unless $mondrian;

	my $answers = said('doc/bi/mondrian/ask', $url);
	is($answers, expected('2024-02-29', '2024-03-31'), 'Mondrian: the totals of SQL');
	my $text = PostgreSQL::Test::Utils::slurp_file('doc/bi/README.md');
	my ($sales) = $answers =~ /^(sales\.mdx.*?\n)\n/ms;
	$sales =~ tr/|/\t/;
	cmp_ok(index($text, $sales), '>=', 0, 'doc/bi/README.md shows an answer') or diag($sales);

	# A new version with another label, that leaves some without a grade: the periods before it keep theirs.
	$node->safe_psql('postgres', q{
		SELECT customer_grade.define_standard('tier', $$grades A > B > D; metric revenue number; metric orders number;
			grade A when revenue >= 10000; grade B when revenue >= 4000; grade D when revenue > 3000;$$, '2024-04-01', force => 'some get no grade');
		ALTER ROLE CURRENT_USER SET customer_grade.clock = '2024-04-15 10:00+00'; });
	$node->safe_psql('postgres', q{CALL customer_grade.publish('tier')});
	is(asked('SELECT grade_label, title_en FROM client_tier_scale ORDER BY sort_order'), "A|A\nB|B\nD|D\nC|small\n-|not graded", 'the dimension keeps labels of earlier versions');

	my $question = PostgreSQL::Test::Utils::slurp_file('doc/bi/mondrian/migration.mdx');
	ok($question =~ s/2024-03-31/2024-04-15/, 'another month');
	my $file = PostgreSQL::Test::Utils::tempdir() . '/migration.mdx';
	PostgreSQL::Test::Utils::append_to_file($file, $question);
	$answers = said('doc/bi/mondrian/ask', $url, 'doc/bi/mondrian/distribution.mdx', $file, map { "doc/bi/mondrian/$_.mdx" } qw(sales trend));
	is($answers, expected('2024-03-31', '2024-04-15'), '... and the totals agree again');
	like($answers, qr/^distribution.*^-\|\d/ms, '... with customers that are not graded');
}

$node->stop;
done_testing();
