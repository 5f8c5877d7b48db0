-- Commands that fire triggers of several events leave the rows of the first to the last trigger. It
-- grades them even if a subtransaction is rolled back in between; without it there is no commit.
-- (What else such commands do: attach.sql, track.sql.)

\o /dev/null
SET client_min_messages = warning;
SELECT customer_grade.define_standard('sales', 'grades A > B; metric amount number; grade A when amount >= 100; grade B otherwise;', '2020-01-01');
CREATE TABLE customer (id int PRIMARY KEY, amount numeric);
INSERT INTO customer SELECT generate_series(1, 9), 1;
SELECT customer_grade.attach('sales', 'customer');
-- the grades that are A, and what is wrong
CREATE FUNCTION best() RETURNS text LANGUAGE sql AS $$
	SELECT coalesce((SELECT string_agg(id::text, ' ' ORDER BY id) FROM customer_sales_ledger WHERE grade = 'A'), '')
		|| coalesce((SELECT string_agg('; ' || v::text, '') FROM customer_grade.verify('sales', 'customer') AS v), '') $$;
-- a statement in a subtransaction, which ends as it does
CREATE FUNCTION attempt(statement text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
	EXECUTE statement;
EXCEPTION WHEN division_by_zero THEN
END $$;
-- triggers that run what they are told: before a row is inserted, and when rows have been left
CREATE FUNCTION run_setting() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	EXECUTE coalesce(current_setting('test.' || TG_NAME, true), '');
	RETURN NEW;
END $$;
CREATE TRIGGER before_row BEFORE INSERT ON customer FOR EACH ROW WHEN (NEW.id > 9) EXECUTE FUNCTION run_setting();
CREATE TRIGGER zzz_between AFTER UPDATE ON customer FOR EACH STATEMENT WHEN (pg_trigger_depth() = 0) EXECUTE FUNCTION run_setting();
\o
SELECT * FROM no_plan();

--
-- Subtransactions that are rolled back
--
SELECT attempt('INSERT INTO customer VALUES (1, 500), (10, 500) ON CONFLICT (id) DO UPDATE SET amount = excluded.amount') \g /dev/null
SELECT is(best(), '1 10', 'a command in a subtransaction');
SET test.zzz_between = 'SELECT 1 / 0';
SELECT attempt('INSERT INTO customer VALUES (2, 500), (11, 5) ON CONFLICT (id) DO UPDATE SET amount = excluded.amount') \g /dev/null
SELECT is(best(), '1 10', 'rows that a command has left are forgotten when it fails, and the rest is committed');
SELECT attempt($$ SELECT attempt('UPDATE customer SET amount = amount + 0');
	INSERT INTO customer VALUES (2, 500), (11, 5) ON CONFLICT (id) DO UPDATE SET amount = excluded.amount $$) \g /dev/null
SELECT is(best(), '1 10', 'in a subtransaction of a subtransaction, too');
BEGIN;
SAVEPOINT s;
SELECT throws_ok('INSERT INTO customer VALUES (2, 500), (11, 5) ON CONFLICT (id) DO UPDATE SET amount = excluded.amount', '22012', 'division by zero', 'one that fails');
ROLLBACK TO s;
SET LOCAL test.zzz_between = '';
INSERT INTO customer VALUES (3, 500), (12, 5) ON CONFLICT (id) DO UPDATE SET amount = excluded.amount;
COMMIT;
SELECT is(best(), '1 3 10', 'the next command finds none of its rows');

SET test.zzz_between = $$ SELECT attempt('UPDATE customer SET amount = 500 WHERE id = 5; SELECT 1 / 0') $$;
INSERT INTO customer VALUES (4, 500), (13, 5) ON CONFLICT (id) DO UPDATE SET amount = excluded.amount;
SELECT is(best(), '1 3 4 10', 'what a command has left outlives a subtransaction that leaves rows, too, and is rolled back');
SET test.zzz_between = $$ SELECT attempt('UPDATE customer SET amount = 500 WHERE id = 5'), attempt('SELECT 1 / 0') $$;
INSERT INTO customer VALUES (6, 500), (14, 5) ON CONFLICT (id) DO UPDATE SET amount = excluded.amount;
SELECT is(best(), '1 3 4 5 6 10', 'so does what a subtransaction before it has left');
SET test.zzz_between = $$ SELECT attempt('INSERT INTO customer VALUES (99, 5); SELECT 1 / 0') $$;
INSERT INTO customer VALUES (1, 5), (17, 500) ON CONFLICT (id) DO UPDATE SET amount = excluded.amount;
SELECT is(best(), '3 4 5 6 10 17', 'and one whose own command ends');
SET test.zzz_between = $$ SELECT attempt('SELECT 1 / 0'); DELETE FROM customer WHERE id = 99 $$;
INSERT INTO customer VALUES (2, 500), (18, 5) ON CONFLICT (id) DO UPDATE SET amount = excluded.amount;
SELECT is(best(), '2 3 4 5 6 10 17', 'a DELETE that comes first takes what was left for the command''s own trigger');
RESET test.zzz_between;
SET test.before_row = $$ SELECT attempt('UPDATE customer SET amount = 500 WHERE id = 7'), attempt('SELECT 1 / 0') $$;
INSERT INTO customer VALUES (15, 5);
SELECT is(best(), '2 3 4 5 6 7 10 17', 'also where the command itself has left nothing');
RESET test.before_row;

--
-- Triggers of the user that write the table again while a statement of ours writes it: here the grade in a row
--
CREATE TABLE mirrored (id int PRIMARY KEY, amount numeric, grade text);
INSERT INTO mirrored SELECT generate_series(1, 9), 1;
SELECT customer_grade.attach('sales', 'mirrored', mirror => 'grade') \g /dev/null
CREATE TRIGGER before_mirror BEFORE UPDATE ON mirrored FOR EACH ROW WHEN (NEW.grade IS DISTINCT FROM OLD.grade AND NEW.id > 9)
	EXECUTE FUNCTION run_setting();
SET test.before_mirror = 'INSERT INTO public.mirrored AS m VALUES (1, 500), (2, 500) ON CONFLICT (id) DO UPDATE SET amount = excluded.amount';
INSERT INTO mirrored VALUES (10, 500), (11, 5);
SELECT bag_eq('SELECT id, grade FROM mirrored WHERE id IN (1, 2, 10, 11)', $$ VALUES (1, 'A'), (2, 'A'), (10, 'A'), (11, 'B') $$,
	'a command that leaves rows, within another one on the same table');

-- two tables with the same columns, of which different ones, of different types, find customers
CREATE TABLE debit (payer int, payee bigint, amount numeric);
CREATE TABLE credit (payer int, payee bigint, amount numeric);
CREATE VIEW paid AS SELECT m.id, m.amount + coalesce((SELECT sum(d.amount) FROM debit AS d WHERE d.payer = m.id), 0)
	+ coalesce((SELECT sum(c.amount) FROM credit AS c WHERE c.payee = m.id), 0) AS amount FROM mirrored AS m;
SELECT customer_grade.detach('sales', 'mirrored'), customer_grade.attach('sales', 'mirrored', 'paid', mirror => 'grade'),
	customer_grade.watch('sales', 'mirrored', 'debit', 'payer'), customer_grade.watch('sales', 'mirrored', 'credit', 'payee') \g /dev/null
SET test.before_mirror = 'INSERT INTO public.credit VALUES (NULL, 3, 500)';
INSERT INTO debit VALUES (11, NULL, 500);
SELECT bag_eq('SELECT id, grade FROM mirrored WHERE id IN (3, 11)', $$ VALUES (3, 'A'), (11, 'A') $$,
	'a statement for a key of another type, within the same one');
SELECT is_empty($$ SELECT * FROM customer_grade.verify('sales', 'mirrored') $$, 'all other grades are right, too');
RESET test.before_mirror;

--
-- Rows for which no trigger comes
--
-- An INSERT begins where only the trigger that notes it fires (as a replica), so that the UPDATE after
-- it (at the origin) leaves its rows to a trigger that never comes.
SELECT format('ALTER TABLE customer ENABLE ALWAYS TRIGGER %I', tgname)
FROM pg_trigger AS t JOIN pg_proc AS p ON p.oid = tgfoid WHERE tgrelid = 'customer'::regclass AND proname = 'command_begins' \gexec
\set mixed 'SET LOCAL session_replication_role = replica; INSERT INTO customer VALUES (16, 5); SET LOCAL session_replication_role = origin; UPDATE customer SET amount = 500 WHERE id = 8'
\setenv MIXED :mixed
\setenv PGDATABASE :DBNAME
-- (a session of its own, whose error is read and not printed)
\set told `psql -X -q -v VERBOSITY=verbose -c "$MIXED" 2>&1`
SELECT matches(:'told'::text, '^ERROR:  39P01: changes to table "public.customer" were not graded because one of its triggers did not fire', 'what no trigger has taken is not committed');
SELECT is(best(), '2 3 4 5 6 7 10 17', 'none of it');
BEGIN;
:mixed;
CREATE TABLE copy AS TABLE customer;
DROP TABLE customer CASCADE;
COMMIT;
SELECT is((SELECT amount FROM copy WHERE id = 8), 500::numeric, 'of a table that is gone nothing is expected');
SELECT * FROM finish();
