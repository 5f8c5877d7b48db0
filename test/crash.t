# kill -9 of the server under load, with reviews, CRASHES=20 times: of one backend, so that the postmaster
# restarts all, or of the postmaster and all its children.  After recovery verify() is
# empty, and what a client saw committed is there and has had its effect.

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
use Time::HiRes qw(sleep);

my $crashes = $ENV{CRASHES} || 20;

# A crash of a process loses nothing that was written, flushed or not: fsync = off is safe here.
my $node = PostgreSQL::Test::Cluster->new('crash');
$node->init;
$node->append_conf('postgresql.conf', "restart_after_crash = on\nmax_wal_size = 32MB\ncheckpoint_timeout = 30s\nautovacuum_naptime = 1s\nlog_statement = none");
$node->start;
prepare_load($node);

# A customer per transaction, whose order makes it an A: psql prints its number when the
# server has said that it is committed.  The load touches none of these numbers.
$node->safe_psql('postgres', 'CREATE SEQUENCE own_numbers START -1 INCREMENT -97');
my $client = $node->basedir . '/client.sql';
PostgreSQL::Test::Utils::append_to_file($client, <<'SQL' x 3000);
BEGIN; INSERT INTO customer VALUES (nextval('own_numbers')) RETURNING id AS id \gset
INSERT INTO orders VALUES (:id, :id, 100); UPDATE orders SET amount = 500 WHERE id = :id;
COMMIT;
\echo :id
SQL

my %committed;
for my $crash (1 .. $crashes)
{
	my ($load_out, $load_err, $client_out, $client_err) = ('', '', '', '');
	my $own_customers = '(SELECT count(*) FROM customer WHERE id < 0)';
	my $reviews = '(SELECT count(*) FROM customer_grade.review)';
	my ($commits_before, $reviews_before) = split /\|/, $node->safe_psql('postgres', "SELECT $own_customers, $reviews");
	my $load = IPC::Run::start([ load_command($node, 100000) ], '>', \$load_out, '2>', \$load_err);
	my $review_err = '';
	my $reviewer = IPC::Run::start([ review_command($node) ], '>', '/dev/null', '2>', \$review_err);
	my $writer = IPC::Run::start([ 'psql', '-X', '-q', '-A', '-t', '-v', 'ON_ERROR_STOP=1', '-f', $client, $node->connstr('postgres') ],
		'>', \$client_out, '2>', \$client_err);

	# Each crash comes when all have got on, and at another point of their work.
	my $commits = 2 + 7 * $crash % 20;
	$node->poll_query_until('postgres', "SELECT $own_customers - $commits_before >= $commits AND $reviews > $reviews_before")
		or BAIL_OUT('the load makes no progress');

	my $how = $crash % 2 ? 'a backend' : 'the server';
	if ($crash % 2)
	{
		my $pid = $node->safe_psql('postgres', q{SELECT pid FROM pg_stat_activity
			WHERE backend_type = 'client backend' AND pid <> pg_backend_pid() ORDER BY state = 'active' DESC, pid LIMIT 1});
		kill('KILL', $pid) if $pid;
	}
	else
	{
		my $postmaster = (split /\n/, PostgreSQL::Test::Utils::slurp_file($node->data_dir . '/postmaster.pid'))[0];

		kill('STOP', $postmaster);
		my @killed = ($postmaster, children($postmaster));
		$node->kill9;
		kill('KILL', @killed);
		for (my $tries = 0; $tries < 500 && grep({ kill(0, $_) } @killed); $tries++)
		{
			sleep(0.01);
		}
		# if nothing reaps dead processes, they count as running
		unlink($node->data_dir . '/postmaster.pid', $node->host . '/.s.PGSQL.' . $node->port . '.lock');
	}
	eval { $_->finish } for $load, $reviewer, $writer;
	if ($crash % 2)
	{
		# a psql that is refused may be gone before its query is written
		my $back;
		for (my $tries = 0; $tries < 1800 && !$back; $tries++)
		{
			$back = eval { $node->psql('postgres', 'SELECT true') == 0 } or sleep(0.1);
		}
		$back or BAIL_OUT('the server does not come back');
	}
	else
	{
		$node->start;
	}

	my @new = grep { /^-\d+$/ } split /\n/, $client_out;
	cmp_ok(scalar(@new), '>', 0, "crash $crash: the client has been at work");
	$committed{$_} = 1 for @new;
	load_is_right($node, "crash $crash, of $how");
	my @graded = split /\n/, $node->safe_psql('postgres',
		q{SELECT o.id FROM orders AS o JOIN customer AS c USING (id) JOIN customer_sales_ledger AS l USING (id)
			WHERE o.id = o.customer_id AND o.id < 0 AND o.amount = 500 AND l.grade = 'A' AND l.score = 501});
	my %graded = map { $_ => 1 } @graded;
	is(join(' ', grep { !$graded{$_} } sort keys %committed), '', 'crash ' . $crash . ': ' . keys(%committed) . ' committed orders have their effect');
}
$node->safe_psql('postgres', 'CALL customer_grade.run_due_reviews()');
is($node->safe_psql('postgres', "SELECT count(*) > $crashes, count(*) FILTER (WHERE status <> 'done') FROM customer_grade.review"), 't|0',
	'reviews that were killed have come to their end');
load_is_right($node, 'in the end');
$node->stop;
done_testing();

# The processes that one has started.
sub children
{
	my ($parent) = @_;

	return grep { ((process_stat($_) =~ /.*\) \S (\d+)/)[0] // 0) == $parent } map { m{^/proc/(\d+)$} } glob('/proc/[0-9]*');
}

sub process_stat
{
	open(my $stat, '<', "/proc/$_[0]/stat") or return '';
	return <$stat> // '';
}
