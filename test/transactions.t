# Eight clients run transactions of several statements, at all levels of isolation and by clocks that differ, with savepoints,
# reloads and changes of keys, while others decide and review. Afterwards all tables are as the model says, which knows only
# what has been committed: see transactions/model.sql.
# LOAD_TRANSACTIONS=n of each client, or make stress: for SECONDS, with CLIENTS; SEED=n for others.

use strict;
use warnings;
use POSIX ();
use IO::Handle;
use Test::More;

BEGIN
{
	eval { require PostgreSQL::Test::Utils; require PostgreSQL::Test::Cluster; 1 }
		or plan skip_all => 'needs PostgreSQL::Test::Cluster (PostgreSQL 15)';
}
use lib 'test/lib';
use RandomTransactions;

my $seconds = $ENV{SECONDS};
my $clients = $ENV{CLIENTS} || 8;
my $transactions = $ENV{LOAD_TRANSACTIONS} || 25;
my $seed = $ENV{SEED} || 1;

# What transactions may well meet: a failure to serialize, a deadlock, a key that another has inserted, and what follows.
my %expected = map { $_ => 1 } qw(40001 40P01 23505 25P02 3B001);

my $node = PostgreSQL::Test::Cluster->new('transactions');
$node->init;
$node->append_conf('postgresql.conf', "deadlock_timeout = 50ms\nautovacuum_naptime = 1s");
$node->start;
$node->safe_psql('postgres', 'CREATE EXTENSION customer_grade');
my ($status, undef, $errors) = $node->psql('postgres', '\i test/transactions/worlds.sql', on_error_stop => 1);
is($errors, '', 'worlds');

# Sends transactions of a phase to a psql until it has sent all, or the time is over.
sub client
{
	my ($number, $role, $is_late) = @_;
	my $until = $seconds && time() + $seconds / 2;

	srand($seed * 1000 + 2 * $number + $is_late);
	open my $psql, '|-', 'psql', '-X', '-q', '-v', 'VERBOSITY=verbose', '-v', 'SHOW_CONTEXT=errors',
		'-o', '/dev/null', '-d', $node->connstr('postgres') or die "psql: $!\n";
	fcntl($psql, 1031, 4096);	# F_SETPIPE_SZ, where there is one: so that few wait when the time is over
	$psql->autoflush(1);
	print $psql "SET client_min_messages = error; SET jit = off;\n";
	for (my $sent = 0; $until ? time() < $until : 2 * $sent < $transactions; $sent++)
	{
		print $psql map { "$_;\n" } load_transaction($role, $is_late);
	}
	close $psql or die "psql ends with $?\n";
}

my @failed;
my @roles = (('write') x $clients, 'decide', 'review');
for my $is_late (0, 1)
{
	my %running;

	for my $number (1 .. @roles)
	{
		my $pid = fork() // die "fork: $!\n";

		if ($pid == 0)
		{
			open STDERR, '>>', $node->basedir . "/client$number.err";
			my $ok = eval { client($number, $roles[ $number - 1 ], $is_late); 1 };
			print STDERR $@ unless $ok;
			POSIX::_exit($ok ? 0 : 1);
		}
		$running{$pid} = $number;
	}
	push @failed, grep { waitpid($_, 0); $? } sort keys %running;
}
is(scalar(@failed), 0, 'all clients come to their end');

my (%met, @unexpected);
for my $number (1 .. @roles)
{
	# a message with what follows it
	for my $line (split /^(?=psql:|\S*ERROR)/m, PostgreSQL::Test::Utils::slurp_file($node->basedir . "/client$number.err"))
	{
		my ($code) = $line =~ /ERROR:  (\w{5}): /;

		$met{$code}++ if $code;
		push @unexpected, "client $number: $line" if $code ? !$expected{$code} : $line =~ /FATAL|PANIC|psql ends/;
	}
}
is(join("\n", @unexpected[ 0 .. ($#unexpected > 9 ? 9 : $#unexpected) ]), '', 'no error is unexpected');

$node->safe_psql('postgres', 'CREATE INDEX ON model.log (tx, seq); ANALYZE model.log; SELECT model.replay()', timeout => 3600);
$node->safe_psql('postgres', "SELECT model.compare(w), model.verify(w) FROM unnest('{plain,partitioned}'::text[]) AS w");
my ($replayed, $evaluations) = split /\|/, $node->safe_psql('postgres', 'TABLE model.replayed');
note("$replayed transactions have changed something, $evaluations evaluations; errors met: ", join(', ', map { "$_ $met{$_}" } sort keys %met));
cmp_ok($replayed, '>', $seconds || $clients * $transactions / 4, 'many transactions are committed');
is($node->safe_psql('postgres', q{SELECT concat_ws(', ', tx, world, variant, key, what, E'\n  expected: ' || expected, E'\n  found:    ' || found)
	FROM model.difference ORDER BY number LIMIT 10}), '', 'all tables are as the model says');
is($node->safe_psql('postgres', 'SELECT count(*) FROM model.difference'), 0, 'nothing differs');
my $log = $node->safe_psql('postgres', q{SELECT concat_ws(' ', seq, tx, at, world, entry, what, key, old, new, seen) FROM model.log
	WHERE tx = (SELECT tx FROM model.difference WHERE tx IS NOT NULL ORDER BY number LIMIT 1) ORDER BY seq LIMIT 60});
diag("what the first transaction that differs has done:\n$log") if $log;

done_testing();
