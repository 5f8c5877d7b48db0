# What psql cannot ask for: fast-path function calls, and databases of other encodings.
#
# A fast-path call (PQfn) brings no expression tree, so the type of the row is not known: an
# error, and the server goes on.

use strict;
use warnings;
use IO::Socket::UNIX;
use Test::More;

BEGIN
{
	eval { require PostgreSQL::Test::Utils; require PostgreSQL::Test::Cluster; 1 }
		or plan skip_all => 'needs PostgreSQL::Test::Cluster (PostgreSQL 15)';
}

my $node = PostgreSQL::Test::Cluster->new('fastpath');
$node->init;
$node->start;
$node->safe_psql('postgres', q{
	CREATE EXTENSION customer_grade;
	SELECT customer_grade.define_standard('s', 'grades A > B; grade A when x > 1; grade B otherwise;');
});
my $user = $node->safe_psql('postgres', 'SELECT current_user');
my $server = IO::Socket::UNIX->new(Peer => $node->host . '/.s.PGSQL.' . $node->port) or die "no connection: $!";
$server->timeout(30);

my $startup = pack('N Z* Z* Z* Z* x', 196608, 'user', $user, 'database', 'postgres');
print $server pack('N', 4 + length $startup), $startup;
$server->flush;
answer();

# Messages up to "ready for query"; SQLSTATE and message of an error among them, else ''.
sub answer
{
	my $state = '';

	while (read($server, my $head, 5) == 5)
	{
		my ($type, $length) = unpack('a N', $head);

		read($server, my $body, $length - 4) == $length - 4 or last;
		$state = "$1: $2" if $type eq 'E' && $body =~ /\0C(.....)\0M([^\0]*)\0/;
		return $state if $type eq 'Z';
	}
	return 'connection lost';
}

# Calls the function with the standard's name, texts and nulls.
sub call
{
	my ($function, @texts) = @_;
	my $oid = $node->safe_psql('postgres', "SELECT '$function'::regprocedure::oid");
	my $nargs = $node->safe_psql('postgres', "SELECT pronargs FROM pg_proc WHERE oid = $oid");
	my $message = pack('N n n n N/a*', $oid, 1, 0, $nargs, 's');

	$message .= defined $texts[$_] ? pack('N/a*', $texts[$_]) : pack('N', 0xffffffff) foreach 0 .. $nargs - 2;
	$message .= pack('n', 0);

	print $server 'F', pack('N', 4 + length $message), $message;
	$server->flush;
	return answer();
}

foreach my $name (qw(grade score rank assess profile))
{
	is(call("customer_grade.$name(text,\"any\",jsonb)"), '42804: could not determine the type of the row', "$name()");
}
my $columns = 'customer_grade_internal.grade_columns(text,jsonb,text[],boolean,"any")';
is(call($columns), '', 'grade_columns(): no row');
is(call($columns, undef, '{x}', 't'), '42P18: could not determine the type of column "x"', 'grade_columns(): a row');

close $server;

# the catalog is in Chinese and English
foreach my $encoding (qw(LATIN1 SQL_ASCII))
{
	$node->safe_psql('postgres', qq{CREATE DATABASE "$encoding" ENCODING '$encoding' LOCALE 'C' TEMPLATE template0});
	my ($status, $out, $err) = $node->psql($encoding, '\set VERBOSITY verbose
CREATE EXTENSION customer_grade');
	like($err, qr/ERROR:  0A000: extension "customer_grade" needs a UTF8 database
DETAIL:  The encoding of database "$encoding" is $encoding\.
HINT:  CREATE DATABASE \.\.\. ENCODING 'UTF8' TEMPLATE template0;/, "a database in $encoding");
}

$node->stop;
done_testing();
