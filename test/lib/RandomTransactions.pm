# Random transactions of several statements on the worlds of test/transactions/worlds.sql: rows, keys and orders that change,
# reloads, savepoints, decisions, and clocks that go on, stand still or step back.

package RandomTransactions;

use strict;
use warnings;
use Exporter qw(import);

our @EXPORT = qw(transaction load_transaction);

my ($world, $customers);	# the schema, and the largest number of a customer

# In a load of many sessions customers change their keys first and are deleted later, so that no customer gets the key of one that
# was deleted. MIXED=1: both at a time. Then differences are known of: a period that stays under its former key may be in two parts.
my ($renumbers, $deletes) = (1, 1);
sub set_phase
{
	my ($is_late) = @_;

	$renumbers = $ENV{MIXED} || !$is_late;
	$deletes = $ENV{MIXED} || $is_late;
}

sub pick { return $_[ rand @_ ] }
sub chance { return rand() < $_[0] }
sub number { return 1 + int rand $_[0] }
sub literal { return "'" . ($_[0] =~ s/'/''/gr) . "'" }
sub amount { return pick(0, 10, 35, 45, 90, 120) }

# Most customers are in the region that goes with their number.
sub region
{
	my ($id) = @_;

	return chance(0.9) ? 1 + $id % 3 : number(3);
}

sub key
{
	my $id = number($customers);

	return (region($id), $id);
}

sub condition
{
	my $low = number($customers);

	return pick("id = $low", "id = $low", "id = $low", "id % 4 = $low % 4", "id BETWEEN $low AND $low + 2", "region = 1 + $low % 3");
}

# ------------------------------------------------------------------ customers

sub insert
{
	my %amounts = map { number($customers) => amount() } 1 .. pick(1, 1, 3);

	return "INSERT INTO $world.customer SELECT v.region, v.id, v.amount FROM (VALUES "
		. join(', ', map { '(' . join(', ', region($_), $_, $amounts{$_}) . ')' } sort keys %amounts)
		. ") AS v (region, id, amount) WHERE NOT EXISTS (SELECT FROM $world.customer AS c WHERE c.id = v.id)";
}

sub update { return "UPDATE $world.customer SET amount = " . pick(amount(), 'amount', 'amount + 60', 'greatest(0, amount - 60)') . ' WHERE ' . condition() }

sub delete_rows { return "DELETE FROM $world.customer WHERE " . condition() }

# Deleted, and inserted in the same statement or the next one.
sub again
{
	my ($region, $id) = key();
	my $amount = pick('amount', 'amount', amount());
	my $low = number($customers);

	return "WITH gone AS (DELETE FROM $world.customer WHERE " . condition() . " RETURNING *) INSERT INTO $world.customer SELECT region, id, $amount FROM gone"
		if !$deletes || chance(0.3);
	return ("DELETE FROM $world.customer WHERE id BETWEEN $low AND $low + 1",
		map { "INSERT INTO $world.customer SELECT 1 + $_ % 3, $_, " . amount() . " WHERE NOT EXISTS (SELECT FROM $world.customer WHERE id = $_)" } $low .. $low + pick(0, 1, 2));
}

sub reload
{
	return "SELECT public.reload('$world', " . join(', ', pick("'DELETE FROM'", "'TRUNCATE'"), ($deletes ? pick(1, 1, 0.7) : 1), pick(0, 0, 60, -60)) . ')';
}

# Other keys: free ones, in a chain, exchanged, in another region, there and back again.
sub change_keys
{
	my ($one, $other) = (number($customers), number($customers));
	my $update = "UPDATE $world.customer AS c SET";

	return pick(
		["$update id = $other WHERE id = $one"],
		["$update id = id + 1 WHERE id >= $one"],
		["$update id = id - 1 WHERE id > $one"],
		["$update region = 1 + region % 3 WHERE " . condition()],
		["$update region = o.region, id = o.id FROM $world.customer AS o WHERE (c.id, o.id) IN (($one, $other), ($other, $one))"],
		["$update id = -id WHERE " . condition(), "$update id = -id WHERE id < 0"],
		["$update id = -id WHERE id IN ($one, $other)", "$update id = CASE id WHEN -$one THEN $other ELSE $one END WHERE id < 0"],
		["$update id = 100 WHERE id = $one", statement(0), "$update id = $one WHERE id = 100"]);
}

# --------------------------------------------------------------------- orders

sub orders
{
	my ($region, $id) = key();
	my $order = number(12);

	return pick(
		"INSERT INTO $world.orders VALUES ($order, $region, $id, " . amount() . ') ON CONFLICT (id) DO UPDATE SET amount = excluded.amount',
		"INSERT INTO $world.orders VALUES ($order, $region, $id, 60) ON CONFLICT DO NOTHING",
		"UPDATE $world.orders SET amount = " . amount() . " WHERE id BETWEEN $order AND $order + 2",
		"UPDATE $world.orders SET region = $region, customer_id = $id WHERE id BETWEEN $order AND $order + 1",
		"DELETE FROM $world.orders WHERE id BETWEEN $order AND $order + 1",
		(chance(0.1) ? "TRUNCATE $world.orders" : ()));
}

# A line of an order, then another one, whose sum comes to nothing.
sub to_and_fro
{
	my ($region, $id) = key();

	return ("INSERT INTO $world.orders VALUES (101, $region, $id, 60)", "DELETE FROM $world.orders WHERE id = 101") if chance(0.3);
	return ("UPDATE $world.customer SET amount = amount + 60 WHERE id = $id",
		(chance(0.5) ? statement(0) : ()), "UPDATE $world.customer SET amount = greatest(0, amount - 60) WHERE id = $id");
}

# ------------------------------------------------------------------ decisions

# None in the plain attachment, which then needs no policy, and whose reviews change nothing.
sub decide
{
	my ($region, $id) = key();
	my $key = "$region, $id";
	my $until = pick('NULL', 'NULL', map { "(customer_grade_internal.clock_now() AT TIME ZONE 'UTC')::date + $_" } 0, 3);

	return "SELECT model.decide('$world', '" . pick(qw(held graced)) . "', 'override', $key, '" . pick(qw(A B C)) . "', $until)" if chance(0.4);
	return "SELECT model.decide('$world', '" . pick(qw(held graced)) . "', 'end_override', $key)" if chance(0.4);
	return "SELECT model.decide('$world', 'approved', '" . pick(qw(approve approve reject)) . "', $key, NULL, $until)";
}

# --------------------------------------------------------------- transactions

# Statements in a subtransaction.
sub attempt
{
	return 'SELECT public.attempt(' . literal(join '; ', map { statement(0) } 1 .. number(3)) . ', ' . pick('true', 'false') . ')';
}

sub statement
{
	my ($depth) = @_;

	return attempt() if $depth > 0 && chance(0.12);
	return decide() if chance(0.12);
	return reload() if chance(0.03);
	return @{ change_keys() } if $renumbers && chance(0.2);
	return again() if chance(0.15);
	return to_and_fro() if chance(0.15);
	return orders() if chance(0.3);
	return pick(\&insert, \&insert, \&update, \&update, $deletes ? \&delete_rows : \&update)->();
}

# Statements, and savepoints between them; what to add before some of them.
sub statements
{
	my ($count, $between) = @_;
	my (@statements, @savepoints);

	for my $i (1 .. $count)
	{
		if (chance(0.25))
		{
			push @savepoints, "s$i";
			push @statements, "SAVEPOINT s$i";
		}
		push @statements, $between->(), statement(1);
		push @statements, pick('ROLLBACK TO ', 'RELEASE ') . pop @savepoints if @savepoints && chance(0.6);
	}
	return @statements;
}

# The clock goes on, by days now and then, stands still, or steps back.
sub turn_clock
{
	my $by = pick('0 s', '0 s', '0 s', '1 s', '1 min', '1 day', '3 days', '8 days', '-1 s', '-1 hour', (chance(0.2) ? '-2 days' : ()));

	return $by eq '0 s' ? () : "SELECT set_config('customer_grade.clock', (customer_grade_internal.clock_now() + interval '$by')::text, false)";
}

# A transaction of a single session, which depends on nothing but seed and number: its world and its statements.
sub transaction
{
	my ($seed, $number) = @_;

	srand($seed * 10_000_000 + $number);
	$world = pick('plain', 'partitioned');
	$customers = 9;
	if (chance(0.04))
	{
		my $variant = pick(qw(plain held graced kept approved));

		return ($world, turn_clock(), "CALL customer_grade.review('$variant', '$world.customer')",
			"SELECT model.note_review('$world', '$variant', array_agg(model.key(region, id))) FROM $world.customer");
	}
	return ($world, turn_clock(), statement(1)) if chance(0.15);
	return ($world, turn_clock(), 'BEGIN', statements(number(5), sub { chance(0.15) ? turn_clock() : () }), chance(0.95) ? 'COMMIT' : 'ROLLBACK');
}

# A transaction of one of many sessions: a writer, who has its own clock and level of isolation, or one that only decides or reviews.
sub load_transaction
{
	my ($role, $is_late) = @_;
	my $level = pick("READ COMMITTED", "READ COMMITTED", "REPEATABLE READ", "SERIALIZABLE");

	$world = pick("plain", "partitioned");
	$customers = 30;
	set_phase($is_late);
	return decide() if $role eq "decide";
	if ($role eq "review")
	{
		my ($variant, $low) = (pick(qw(held graced kept approved)), number($customers));

		return "CALL customer_grade.review('plain', '$world.customer', batch_size => 7)" if chance(0.1);
		return "SELECT model.review('$world', '$variant', $low, $low + 5)";
	}
	my @statements = statements(number(5), sub { () });

	# an old snapshot would not show all that TRUNCATE has changed, and a reload from it deletes whom others have inserted
	$level = "READ COMMITTED" if grep { /TRUNCATE \S+orders/ || !$deletes && /public\.reload/ } @statements;
	return ("SELECT set_config('customer_grade.clock', (clock_timestamp() + interval '" . pick(0, 0, 0, 1, 3, 8, 30) . " days')::text, false)",
		"BEGIN ISOLATION LEVEL $level", @statements, "COMMIT");
}

1;
