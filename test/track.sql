-- Trackings: the activity of customers follows the rows of a table, whatever kind of statement
-- changes them, and says what the rows say.

\o /dev/null
SET client_min_messages = warning;
SET customer_grade.clock = '2024-06-15 12:00 UTC';
-- what verify_activity() says, and whether the monthly view has the sums that plain SQL gives
CREATE FUNCTION pg_temp.wrong(subject regclass, source regclass) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	t customer_grade.tracking := customer_grade_internal.tracked(subject, source);
	keys text := customer_grade_internal.column_list(t.key_columns);
	source_keys text := customer_grade_internal.column_list(t.customer_columns);
	day text := CASE customer_grade_internal.base_type(t.source, t.at_column) WHEN 'timestamptz'::regtype
		THEN format('(%I AT TIME ZONE %L)::date', t.at_column, t.time_zone) ELSE format('%I::date', t.at_column) END;
	amount text := coalesce(quote_ident(t.amount_column) || '::numeric', '0');
	quantity text := coalesce(quote_ident(t.quantity_column) || '::numeric', '0');
	result text;
	sums bigint;
	months bigint;
BEGIN
	SELECT string_agg(v::text, '; ') INTO result FROM customer_grade.verify_activity(subject, source) AS v;
	EXECUTE format('SELECT count(*) FROM (
			SELECT %1$s, sum(count), sum(amount), sum(quantity) FROM %2$s GROUP BY %1$s) AS a (%1$s, c, a, q)
		FULL JOIN (SELECT %3$s, count(*), coalesce(sum(%4$s), 0), coalesce(sum(%5$s), 0) FROM %6$s
			WHERE num_nulls(%3$s, %7$I) = 0 GROUP BY %3$s) AS s (%1$s, c, a, q) USING (%1$s)
		WHERE (a.c, a.a, a.q) IS DISTINCT FROM (s.c, s.a, s.q)',
		keys, t.monthly, source_keys, amount, quantity, source, t.at_column) INTO sums;
	EXECUTE format('SELECT count(*) FROM (
			SELECT %1$s, month, count, amount, quantity FROM %2$s WHERE month IS NOT NULL) AS a (%1$s, month, c, a, q)
		LEFT JOIN (SELECT %3$s, date_trunc(''month'', %8$s)::date, count(*), coalesce(sum(%4$s), 0), coalesce(sum(%5$s), 0) FROM %6$s
			WHERE num_nulls(%3$s, %7$I) = 0 GROUP BY 1, %9$s) AS s (%1$s, month, c, a, q) USING (%1$s, month)
		WHERE (a.c, a.a, a.q) IS DISTINCT FROM (s.c, s.a, s.q)',
		keys, t.monthly, source_keys, amount, quantity, source, t.at_column, day,
		(SELECT string_agg(i::text, ', ') FROM generate_series(2, cardinality(t.key_columns) + 1) AS i)) INTO months;
	RETURN coalesce(result, '') || CASE WHEN sums > 0 THEN ' wrong sums: ' || sums ELSE '' END
		|| CASE WHEN months > 0 THEN ' wrong months: ' || months ELSE '' END;
END $$;
\o
SELECT * FROM no_plan();

--
-- Statements of all kinds
--
\o /dev/null
CREATE TABLE customer (id int PRIMARY KEY, name text);
CREATE TABLE orders (id serial PRIMARY KEY, customer_id int, ordered_on date, amount numeric, quantity int, note text);
CREATE INDEX ON orders (customer_id, ordered_on);
INSERT INTO customer SELECT generate_series(1, 5);
INSERT INTO orders (customer_id, ordered_on, amount, quantity) VALUES
	(1, '2024-06-01', 10.50, 1), (1, '2024-06-30', 20, 2), (1, '2024-05-07', 5, NULL), (2, '2020-01-01', NULL, 3),
	(NULL, '2024-01-01', 1, 1), (3, NULL, 1, 1), (77, '2024-03-31', -4, 1);
\o
SELECT is(customer_grade.track('customer', 'orders', 'customer_id', 'ordered_on', 'amount', 'quantity', months => 6)::text,
	'customer_orders_activity', 'track() returns the table of the activity');
SELECT is((SELECT string_agg(id || ' ' || series, ', ' ORDER BY id) FROM customer_orders_activity),
	'1 {2024-05-07 1 5.0 0; 2024-06-01..2024-06-30 2 30.5 3}, 2 {2020-01-01 1 0 3}, 77 {2024-03-31 1 -4 1}',
	'rows that are there are counted, those without key or date are not; customers that do not exist may have some');
SELECT is((SELECT string_agg(concat_ws(' ', id, month, count, amount, quantity), ', ' ORDER BY id, month) FROM customer_orders_monthly),
	'1 2024-05-01 1 5.0 0, 1 2024-06-01 2 30.5 3, 2 2020-01-01 1 0 3, 77 2024-03-01 1 -4 1', 'the view shows them by month');
INSERT INTO orders (customer_id, ordered_on, amount) VALUES (1, '2023-12-31', 1), (1, '2024-06-15', 1), (4, '2024-06-15', 1), (4, NULL, 1), (NULL, NULL, 1);
SELECT is((SELECT string_agg(id || ' ' || series, ', ' ORDER BY id) FROM customer_orders_activity WHERE id IN (1, 4)),
	'1 {2023-12-31 carried 1 1.0 0; 2024-05-07 1 5.0 0; 2024-06-01..2024-06-30 3 31.5 3}, 4 {2024-06-15 1 1 0}', 'INSERT; months before those that are kept are carried');
SELECT is((SELECT string_agg(concat_ws(' ', coalesce(month::text, 'before'), count, amount), ', ' ORDER BY month NULLS FIRST) FROM customer_orders_monthly WHERE id = 1),
	'before 1 1.0, 2024-05-01 1 5.0, 2024-06-01 3 31.5', 'which the view shows with a null month');
UPDATE orders SET amount = amount * 2 WHERE customer_id = 1 AND ordered_on >= '2024-06-01';
SELECT is((SELECT series::text FROM customer_orders_activity WHERE id = 1), '{2023-12-31 carried 1 1 0; 2024-05-07 1 5 0; 2024-06-01..2024-06-30 3 63 3}', 'UPDATE');
DELETE FROM orders WHERE ordered_on >= '2024-06-01';
SELECT is((SELECT string_agg(id || ' ' || series, ', ' ORDER BY id) FROM customer_orders_activity),
	'1 {2023-12-31 1 1 0; 2024-05-07 1 5 0}, 2 {2020-01-01 1 0 3}, 77 {2024-03-31 1 -4 1}',
	'DELETE; without the last month an earlier one is kept again; nothing stays of a customer without events');
UPDATE orders SET ordered_on = '2019-06-30' WHERE customer_id = 1 AND amount = 1;
SELECT is((SELECT series::text FROM customer_orders_activity WHERE id = 1), '{2019-06-30 carried 1 1 0; 2024-05-07 1 5 0}', 'UPDATE of a date, over the bound');
UPDATE orders SET ordered_on = '2024-05-31' WHERE customer_id = 1 AND amount = 1;
SELECT is((SELECT series::text FROM customer_orders_activity WHERE id = 1), '{2024-05-07..2024-05-31 2 6 0}', 'and back');
UPDATE orders SET customer_id = 3 WHERE customer_id = 77;
UPDATE orders SET customer_id = NULL WHERE customer_id = 2;
UPDATE orders SET ordered_on = '2024-01-01' WHERE customer_id = 4 AND ordered_on IS NULL;
SELECT is((SELECT string_agg(id || ' ' || series, ', ' ORDER BY id) FROM customer_orders_activity),
	'1 {2024-05-07..2024-05-31 2 6 0}, 3 {2024-03-31 1 -4 1}, 4 {2024-01-01 1 1 0}', 'UPDATE of the customer, to and from none');
\o /dev/null
CREATE TEMP TABLE state AS SELECT string_agg(xmin::text || ctid || xmax, ',' ORDER BY id) AS rows FROM customer_orders_activity;
\o
UPDATE orders SET note = 'x', amount = amount;
UPDATE orders SET amount = 1 WHERE false;
SELECT is((SELECT string_agg(xmin::text || ctid || xmax, ',' ORDER BY id) FROM customer_orders_activity), (SELECT rows FROM state),
	'an UPDATE of other columns neither writes nor locks a series');
COPY orders (id, customer_id, ordered_on, amount, quantity) FROM stdin;
1001	1	2024-06-02	1	1
1002	2	2024-06-02	1	1
1003	2	2024-07-02	1	1
1004	\N	2024-06-02	1	1
\.
SELECT is(pg_temp.wrong('customer', 'orders'), '', 'COPY');

-- one command of which one part reads what another has written
INSERT INTO orders (id, customer_id, ordered_on, amount) VALUES (1001, 1, '2024-06-03', 7), (1010, 1, '2024-06-04', 8), (1011, 9, '2024-06-04', 8)
	ON CONFLICT (id) DO UPDATE SET amount = excluded.amount, ordered_on = excluded.ordered_on;
SELECT is(pg_temp.wrong('customer', 'orders'), '', 'ON CONFLICT DO UPDATE that inserts and updates rows of one customer');
WITH gone AS (DELETE FROM orders WHERE id IN (1001, 1002) RETURNING *), changed AS (UPDATE orders SET amount = 100 WHERE id = 1010)
INSERT INTO orders (customer_id, ordered_on, amount, quantity) SELECT customer_id, ordered_on, amount, 5 FROM gone;
SELECT is(pg_temp.wrong('customer', 'orders'), '', 'writable CTEs');
DO $$ BEGIN
	IF current_setting('server_version_num')::int >= 150000 THEN
		EXECUTE $merge$ MERGE INTO orders USING (VALUES (1003, 1, 5), (1010, 1, NULL), (1020, 1, 6), (1021, 2, 7)) AS v(id, customer_id, amount) ON orders.id = v.id
		WHEN MATCHED AND v.amount IS NULL THEN DELETE
		WHEN MATCHED THEN UPDATE SET amount = v.amount, customer_id = v.customer_id
		WHEN NOT MATCHED THEN INSERT (id, customer_id, ordered_on, amount) VALUES (v.id, v.customer_id, '2024-06-05', v.amount) $merge$;
	END IF;
END $$;
SELECT is(pg_temp.wrong('customer', 'orders'), '', 'MERGE');
DO $$ BEGIN
	FOR i IN 1..20 LOOP
		INSERT INTO orders (customer_id, ordered_on, amount) VALUES (i % 3, date '2024-06-01' + i, i);
		UPDATE orders SET amount = amount + 1 WHERE customer_id = 1;
		INSERT INTO orders (customer_id, ordered_on, amount) VALUES (1, date '2024-05-01' + i, i);
		DELETE FROM orders WHERE id = (SELECT max(id) FROM orders WHERE customer_id = i % 3);
	END LOOP;
END $$;
SELECT is(pg_temp.wrong('customer', 'orders'), '', 'many statements of one command');
BEGIN;
SAVEPOINT s;
DELETE FROM orders WHERE customer_id = 1;
INSERT INTO orders (customer_id, ordered_on, amount) VALUES (1, '2024-06-05', 1000);
ROLLBACK TO s;
INSERT INTO orders (customer_id, ordered_on, amount) VALUES (1, '2024-06-06', 1);
DELETE FROM orders WHERE customer_id = 2;
INSERT INTO orders (customer_id, ordered_on, amount) VALUES (2, '2024-06-06', 1);
COMMIT;
SELECT is(pg_temp.wrong('customer', 'orders'), '', 'a savepoint is rolled back');
\o /dev/null
-- the user's triggers change rows before ours see the statement
CREATE FUNCTION double_amount() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
	IF pg_trigger_depth() < 3 THEN
		UPDATE orders SET amount = amount * 2 WHERE id IN (SELECT id FROM n);
		DELETE FROM orders WHERE note = 'delete';
		INSERT INTO orders (customer_id, ordered_on, amount, note) SELECT customer_id, ordered_on - 40, 1, 'added' FROM n;
	END IF;
	RETURN NULL;
END $$;
CREATE FUNCTION add_order() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
	INSERT INTO orders (customer_id, ordered_on, amount, note) VALUES (NEW.customer_id, NEW.ordered_on - 40, 1, 'added');
	RETURN NULL;
END $$;
CREATE TRIGGER a AFTER INSERT ON orders REFERENCING NEW TABLE AS n FOR EACH STATEMENT EXECUTE FUNCTION double_amount();
\o
INSERT INTO orders (customer_id, ordered_on, amount, note) VALUES (1, '2024-06-07', 1, NULL), (1, '2024-06-08', 1, 'delete'), (3, '2024-04-08', 1, NULL);
SELECT is(pg_temp.wrong('customer', 'orders'), '', 'a statement trigger of the user that updates, deletes and inserts');
DROP TRIGGER a ON orders;
CREATE TRIGGER z AFTER INSERT ON orders REFERENCING NEW TABLE AS n FOR EACH STATEMENT EXECUTE FUNCTION double_amount();
INSERT INTO orders (customer_id, ordered_on, amount, note) VALUES (1, '2024-06-07', 1, NULL), (1, '2024-06-08', 1, 'delete'), (3, '2024-04-08', 1, NULL);
SELECT is(pg_temp.wrong('customer', 'orders'), '', 'and one that fires after ours');
DROP TRIGGER z ON orders;
CREATE TRIGGER r AFTER INSERT ON orders FOR EACH ROW WHEN (NEW.note IS NULL) EXECUTE FUNCTION add_order();
INSERT INTO orders (customer_id, ordered_on, amount, note) VALUES (1, '2024-06-07', 1, NULL), (2, '2024-06-08', 1, NULL);
SELECT is(pg_temp.wrong('customer', 'orders'), '', 'a row trigger that inserts');
DROP TRIGGER r ON orders;

-- random statements, each a command of its own
\o /dev/null
TRUNCATE orders;
SELECT setseed(0.25);
CREATE TEMP TABLE statement AS
SELECT i, CASE
	WHEN kind < 0.5 THEN format('INSERT INTO orders (customer_id, ordered_on, amount, quantity) SELECT 1 + (random() * 20)::int, date ''2024-07-10'' - (random() ^ 3 * 900)::int, round((random() * 1000)::numeric, (random() * 3)::int), random() * 10 FROM generate_series(1, %s)', 1 + (size * 5)::int)
	WHEN kind < 0.6 THEN format('UPDATE orders SET amount = amount + 0.5 WHERE id %% 50 = %s', (size * 49)::int)
	WHEN kind < 0.7 THEN format('UPDATE orders SET ordered_on = ordered_on - (random() * 300)::int, customer_id = 1 + (random() * 20)::int WHERE id %% 40 = %s', (size * 39)::int)
	WHEN kind < 0.75 THEN format('UPDATE orders SET ordered_on = least(ordered_on + 100, ''2024-07-10'') WHERE id %% 40 = %s', (size * 39)::int)
	WHEN kind < 0.85 THEN format('DELETE FROM orders WHERE id %% 30 = %s', (size * 29)::int)
	WHEN kind < 0.9 THEN format('DELETE FROM orders WHERE customer_id = %s AND ordered_on > ''2024-02-01''', 1 + (size * 19)::int)
	WHEN kind < 0.97 THEN format('INSERT INTO orders (id, customer_id, ordered_on, amount) SELECT %s + n * 7, %s, date ''2024-06-30'' - n * 20, n FROM generate_series(0, 9) AS n ON CONFLICT (id) DO UPDATE SET amount = excluded.amount + 1, ordered_on = excluded.ordered_on', 1000000 + (size * 200)::int, 1 + (size * 19)::int)
	WHEN kind < 0.99 THEN 'UPDATE orders SET amount = -amount WHERE customer_id < 4'
	ELSE 'INSERT INTO orders (customer_id, ordered_on, amount) SELECT 1 + (random() * 20)::int, date ''2024-06-10'' - (random() * 900)::int, 1 FROM generate_series(1, 1200)'
	END AS text
FROM (SELECT i, random() AS kind, random() AS size FROM generate_series(1, 400) AS i) AS r;
CREATE TEMP TABLE found (after_statement int, wrong text);
SELECT text, CASE WHEN i % 5 = 0 THEN format('INSERT INTO found SELECT %s, pg_temp.wrong(''customer'', ''orders'')', i) END
FROM statement ORDER BY i \gexec
\o
SELECT is_empty($$ SELECT * FROM found WHERE wrong <> '' ORDER BY 1 LIMIT 3 $$, '400 random statements');
SELECT is((SELECT count(*) FROM found), 80::bigint, 'each looked at');
SELECT cmp_ok((SELECT count(*) FROM customer_orders_monthly WHERE month IS NULL), '>', 10::bigint, 'some of whose months are carried');
SELECT is(customer_grade.refresh_activity('customer', 'orders'), 0::bigint, 'refresh_activity() finds nothing to do');
\o /dev/null
UPDATE customer_orders_activity SET series = '{}' WHERE id % 2 = 0;
DELETE FROM customer_orders_activity WHERE id = 3;
INSERT INTO customer_orders_activity VALUES (-1, '{2020-01-01 1 0 0}');
\o
SELECT is((SELECT count(*) > 9 FROM customer_grade.verify_activity('customer', 'orders')), true, 'verify_activity() tells what is wrong');
SELECT is(customer_grade.refresh_activity('customer', 'orders') > 9 AND pg_temp.wrong('customer', 'orders') = '', true, 'which refresh_activity() cures');
SELECT cmp_ok(customer_grade.alter_tracking('customer', 'orders', months => 3), '>', 9::bigint, 'other months are kept');
SELECT is(pg_temp.wrong('customer', 'orders') || (SELECT max(c) FROM (SELECT count(*) AS c FROM customer_orders_monthly WHERE month <= '2024-06-01' GROUP BY id) AS c), '3', 'as many as asked');
UPDATE orders SET amount = 3, ordered_on = ordered_on - 31;
SELECT is(pg_temp.wrong('customer', 'orders'), '', 'all rows at once');
DELETE FROM orders WHERE id % 2 = 0;
SELECT is(pg_temp.wrong('customer', 'orders'), '', 'half of them');
TRUNCATE orders;
SELECT is((SELECT count(*) FROM customer_orders_activity), 0::bigint, 'TRUNCATE');

--
-- Errors
--
INSERT INTO orders (id, customer_id, ordered_on, amount) VALUES (1, 1, '2024-06-01', 1);
SELECT throws_ok($$ INSERT INTO orders (customer_id, ordered_on, amount) VALUES (1, 'infinity', 1) $$, '22008', 'date out of range for type activity: "infinity"', 'an infinite date is refused');
SELECT throws_ok($$ INSERT INTO orders (customer_id, ordered_on, amount) VALUES (1, '2024-06-01', 'NaN') $$, '22023', 'amount must be a finite number', 'an amount that is not a number is refused');
SELECT throws_ok($$ UPDATE orders SET amount = 'NaN' $$, '22023', 'amount must be a finite number', 'in an UPDATE, too');
SELECT is(pg_temp.wrong('customer', 'orders'), '', 'and the statement fails whole');
SELECT throws_ok($$ SELECT customer_grade.track('customer', 'orders', 'customer_id', 'ordered_on') $$, '42710', 'rows of table "public.orders" are already tracked for table "public.customer"', 'tracking twice is refused');
SELECT throws_ok($$ SELECT customer_grade.untrack('orders', 'orders') $$, '55000', 'rows of table "public.orders" are not tracked for table "public.orders"', 'what is not tracked is not untracked');
SELECT throws_ok($$ SELECT customer_grade.refresh_activity('orders', 'orders') $$, '55000', 'rows of table "public.orders" are not tracked for table "public.orders"', 'nor refreshed');
SELECT throws_ok($$ SELECT customer_grade_internal.keep_activity() $$, '39P01', 'function "keep_activity" can only be called as a trigger', 'the trigger is not called by hand');
SELECT throws_ok($$ SELECT customer_grade_internal.command_begins() $$, '39P01', 'function "command_begins" can only be called as a trigger before a statement', 'nor the one before it');
SELECT throws_ok($$ SELECT customer_grade_internal.partitions_changed() $$, '39P03', 'function "partitions_changed" can only be called as an event trigger', 'nor the event trigger');
\o /dev/null
CREATE TABLE visits (customer text, customer_id int, at time, seen_at timestamp, "when" text, cost text, price money, n numeric);
CREATE TABLE keyless (id int);
CREATE VIEW visits_view AS SELECT * FROM visits;
\o
SELECT throws_ok(format('SELECT customer_grade.track(%s)', arguments), state, message, 'track() is refused: ' || message)
FROM (VALUES
	($$ 'customer', 'visits', 'customer', 'seen_at' $$, '42804', 'column "customer" of relation "public.visits" cannot hold the key of table "public.customer"'),
	($$ 'customer', 'visits', 'nothing', 'seen_at' $$, '42703', 'relation "public.visits" has no column "nothing"'),
	($$ 'customer', 'visits', ARRAY['customer_id', 'n'], 'seen_at' $$, '22023', 'the key of table "public.customer" has 1 columns, not 2'),
	($$ 'customer', 'visits', '{}'::name[], 'seen_at' $$, '22023', 'the key of table "public.customer" has 1 columns, not 0'),
	($$ 'customer', 'visits', 'customer_id', 'seen' $$, '42703', 'table "public.visits" has no column "seen"'),
	($$ 'customer', 'visits', 'customer_id', NULL $$, '42703', NULL),
	($$ 'customer', 'visits', 'customer_id', 'at' $$, '42804', 'column "at" of table "public.visits" has type time without time zone'),
	($$ 'customer', 'visits', 'customer_id', 'when' $$, '42804', 'column "when" of table "public.visits" has type text'),
	($$ 'customer', 'visits', 'customer_id', 'seen_at', 'cost' $$, '42804', 'column "cost" of table "public.visits" has type text'),
	($$ 'customer', 'visits', 'customer_id', 'seen_at', 'n', 'price' $$, '42804', 'column "price" of table "public.visits" has type money'),
	($$ 'customer', 'visits', 'customer_id', 'seen_at', 'n', 'm' $$, '42703', 'table "public.visits" has no column "m"'),
	($$ 'customer', 'visits', 'customer_id', 'seen_at', months => 0 $$, '22023', 'cannot keep 0 months'),
	($$ 'customer', 'visits', 'customer_id', 'seen_at', time_zone => 'Nowhere' $$, '22023', NULL),
	($$ 'customer', 'visits_view', 'customer_id', 'seen_at' $$, '42809', '"public.visits_view" is not a table'),
	($$ 'keyless', 'visits', 'customer_id', 'seen_at' $$, '42809', '"public.keyless" is not a table with a primary key')) AS t(arguments, state, message);
SELECT is((SELECT count(*) FROM pg_trigger WHERE tgrelid = 'visits'::regclass), 0::bigint, 'what is refused leaves no trigger');
ALTER TABLE orders RENAME amount TO total;
SELECT throws_ok($$ INSERT INTO orders (customer_id, ordered_on, total) VALUES (1, '2024-06-01', 1) $$, '42703',
	'table "public.orders", whose rows are tracked, has no column "amount" any more', 'a renamed column is an error that names it');
SELECT customer_grade.untrack('customer', 'orders'), customer_grade.track('customer', 'orders', 'customer_id', 'ordered_on', 'total') \g /dev/null
INSERT INTO orders (customer_id, ordered_on, total) VALUES (1, '2024-06-01', 1);
SELECT is(pg_temp.wrong('customer', 'orders'), '', 'that track() with its new name cures');
ALTER TABLE orders RENAME TO renamed;
ALTER TABLE customer_orders_activity RENAME TO its_activity;
INSERT INTO renamed (customer_id, ordered_on, total) VALUES (1, '2024-06-01', 1);
SELECT is(pg_temp.wrong('customer', 'renamed'), '', 'source and activity may be renamed');
ALTER TABLE renamed RENAME TO orders;
CREATE TRIGGER by_hand AFTER UPDATE ON orders REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION customer_grade_internal.keep_activity();
SELECT throws_ok('UPDATE orders SET total = 2', '39P01', 'trigger "by_hand" must have the transition tables old_rows and new_rows', 'a trigger made by hand is looked at');
DROP TRIGGER by_hand ON orders;
CREATE TRIGGER by_hand AFTER UPDATE ON orders FOR EACH ROW EXECUTE FUNCTION customer_grade_internal.keep_activity();
SELECT throws_ok('UPDATE orders SET total = 2', '39P01', 'trigger "by_hand" must fire after a statement and have 0 argument(s)', 'so is one for each row');
DROP TRIGGER by_hand ON orders;
-- as a replica no event trigger fires that would end the tracking
BEGIN;
SET LOCAL session_replication_role = replica;
DROP TABLE its_activity CASCADE;
SET LOCAL session_replication_role = origin;
SELECT throws_ok($$ INSERT INTO orders (customer_id, ordered_on, total) VALUES (1, '2024-06-01', 1) $$, '42P01',
	'customers or activity that the rows of table "public.orders" are tracked for do not exist any more', 'activity that is gone is an error');
ROLLBACK;
DROP TABLE customer CASCADE;
SELECT lives_ok($$ INSERT INTO orders (customer_id, ordered_on, total) VALUES (1, '2024-06-01', 1) $$, 'when the customers are dropped, their rows are not tracked any more');
\o /dev/null
CREATE TABLE customer (id int PRIMARY KEY);
SELECT customer_grade.track('customer', 'orders', 'customer_id', 'ordered_on', prefix => 'other');
\o
DROP TABLE other_activity CASCADE;
SELECT lives_ok($$ INSERT INTO orders (customer_id, ordered_on, total) VALUES (1, '2024-06-01', 1) $$, 'nor when the activity is dropped by force');
SELECT is((SELECT count(*) FROM customer_grade.tracking), 0::bigint, 'the registry knows');
\o /dev/null
SELECT customer_grade.track('customer', 'orders', 'customer_id', 'ordered_on', prefix => 'their');
\o
DELETE FROM customer_grade_internal.tracking;
SELECT throws_ok($$ INSERT INTO orders (customer_id, ordered_on, total) VALUES (1, '2024-06-01', 1) $$, '55000', 'rows of table "public.orders" are not tracked', 'a trigger without its registry says so');
DROP TABLE orders, customer CASCADE;

--
-- Keys, types, time zones
--
\o /dev/null
CREATE DOMAIN price AS numeric CHECK (VALUE < 1000000);
CREATE DOMAIN moment AS timestamptz;
CREATE TABLE branch ("Nr" smallint, region text COLLATE "C", opened date, PRIMARY KEY (region, "Nr"));
CREATE TABLE sale (r text COLLATE "C", n bigint, at moment, total price, pieces real);
CREATE INDEX ON sale (r, n, at);
\o
SELECT is(customer_grade.track('branch', 'sale', ARRAY['r', 'n'], 'at', 'total', 'pieces', time_zone => 'Asia/Shanghai', prefix => 'Branch sales')::text,
	'"Branch sales_activity"', 'a composite key, domains, a prefix');
INSERT INTO sale VALUES ('n', 1, '2024-05-31 15:59:59.999 UTC', 1, 0.5), ('n', 1, '2024-05-31 16:00 UTC', 2, 0.25), ('北', 1, '2024-05-31 16:00 UTC', 4, 1), ('n', 2, NULL, 8, 1);
SELECT is((SELECT string_agg(a::text, ' ' ORDER BY region, "Nr") FROM "Branch sales_activity" AS a),
	'(n,1,"{2024-05-31 1 1 0.50; 2024-06-01 1 2 0.25}") (北,1,"{2024-06-01 1 4 1}")', 'days are those of the time zone');
SET TimeZone = 'America/Los_Angeles';
UPDATE sale SET total = total + 1;
RESET TimeZone;
SELECT is(pg_temp.wrong('branch', 'sale') || (SELECT string_agg(a::text, ' ' ORDER BY region, "Nr") FROM "Branch sales_activity" AS a),
	'(n,1,"{2024-05-31 1 2 0.50; 2024-06-01 1 3 0.25}") (北,1,"{2024-06-01 1 5 1}")', 'whatever the session''s');
-- midnight came twice
SELECT customer_grade.alter_tracking('branch', 'sale', time_zone => 'America/Havana') \g /dev/null
DELETE FROM sale;
INSERT INTO sale SELECT 'n', 1, timestamptz '2020-11-01 02:00 UTC' + i * interval '15 minutes', 1 FROM generate_series(0, 20) AS i;
UPDATE sale SET total = total + 1 WHERE at < '2020-11-01 04:20 UTC';
SELECT is(pg_temp.wrong('branch', 'sale') || (SELECT string_agg(month || ' ' || count, ' ' ORDER BY month) FROM "Branch sales_monthly"), '2020-10-01 8 2020-11-01 13', 'midnight that comes twice');
SELECT lives_ok($$ SELECT customer_grade.untrack('branch', 'sale') $$, 'untrack()');
SELECT is(to_regclass('"Branch sales_activity"') IS NULL AND to_regclass('"Branch sales_monthly"') IS NULL
	AND NOT EXISTS (SELECT FROM pg_trigger WHERE tgrelid = 'sale'::regclass) AND NOT EXISTS (SELECT FROM customer_grade.tracking), true, 'leaves nothing');
\o /dev/null
CREATE TABLE by_uuid (id uuid PRIMARY KEY);
CREATE TABLE uuid_event (id uuid, at timestamp);
SELECT customer_grade.track('by_uuid', 'uuid_event', 'id', 'at');
INSERT INTO uuid_event SELECT md5((i % 30)::text)::uuid, timestamp '2024-01-01' + i * interval '7 hours' FROM generate_series(1, 300) AS i;
UPDATE uuid_event SET at = at + interval '1 month' WHERE extract(day FROM at) = 30;
DELETE FROM uuid_event WHERE extract(day FROM at) = 10;
\o
SELECT is(pg_temp.wrong('by_uuid', 'uuid_event'), '', 'counts without amount and quantity');
DROP TABLE uuid_event;
SELECT lives_ok(format('SELECT customer_grade.untrack(%L, %s)', 'by_uuid', source::oid), 'a source that is dropped can still be untracked') FROM customer_grade.tracking;

--
-- Several
--
\o /dev/null
CREATE TABLE customer (id int PRIMARY KEY);
CREATE TABLE shop (id int PRIMARY KEY);
CREATE TABLE orders (customer_id int REFERENCES customer ON DELETE CASCADE ON UPDATE CASCADE, shop_id int, at date, amount int);
CREATE TABLE visit (customer_id int, at date);
INSERT INTO customer SELECT generate_series(1, 10);
INSERT INTO shop SELECT generate_series(1, 3);
SELECT customer_grade.track('customer', 'orders', 'customer_id', 'at', 'amount');
SELECT customer_grade.track('shop', 'orders', 'shop_id', 'at', 'amount', months => 2);
SELECT customer_grade.track('customer', 'visit', 'customer_id', 'at');
INSERT INTO orders SELECT 1 + i % 10, 1 + i % 3, date '2023-01-01' + i, i FROM generate_series(1, 500) AS i;
INSERT INTO visit SELECT 1 + i % 12, date '2023-01-01' + i FROM generate_series(1, 100) AS i;
UPDATE orders SET shop_id = 1 WHERE amount > 450;
DELETE FROM orders WHERE amount % 7 = 0;
DELETE FROM visit WHERE customer_id = 3;
\o
SELECT is(pg_temp.wrong(subject, source), '', format('%s of %s', source, subject)) FROM customer_grade.tracking ORDER BY 1, source::text, subject::text;
DELETE FROM customer WHERE id = 2;
UPDATE customer SET id = 200 WHERE id = 4;
SELECT is(pg_temp.wrong('customer', 'orders') || (SELECT string_agg(id::text, ' ' ORDER BY id) FROM customer_orders_activity), '1 3 5 6 7 8 9 10 200', 'ON DELETE CASCADE, ON UPDATE CASCADE');
SELECT customer_grade.untrack('shop', 'orders') \g /dev/null
INSERT INTO orders VALUES (1, 1, '2024-06-01', 1);
SELECT is(pg_temp.wrong('customer', 'orders'), '', 'untracking one subject leaves the other');
CREATE VIEW reads_activity AS SELECT * FROM customer_orders_activity;
SELECT throws_ok($$ SELECT customer_grade.untrack('customer', 'orders') $$, '2BP01', NULL, 'activity that a view reads is not dropped');
DROP TABLE customer, shop, orders, visit, customer_orders_activity, customer_visit_activity CASCADE;
DELETE FROM customer_grade_internal.tracking;

--
-- Partitions and children
--
\o /dev/null
CREATE TABLE customer (id int PRIMARY KEY);
CREATE TABLE orders (customer_id int, at date, amount int) PARTITION BY RANGE (at);
CREATE TABLE orders_2023 PARTITION OF orders FOR VALUES FROM ('2023-01-01') TO ('2024-01-01');
CREATE TABLE orders_2024 PARTITION OF orders FOR VALUES FROM ('2024-01-01') TO ('2025-01-01') PARTITION BY LIST (customer_id);
CREATE TABLE orders_2024_1 PARTITION OF orders_2024 FOR VALUES IN (1);
CREATE TABLE orders_2024_2 (amount int, customer_id int, at date);
ALTER TABLE orders_2024 ATTACH PARTITION orders_2024_2 DEFAULT;
INSERT INTO orders SELECT i % 4, date '2023-06-01' + i, i FROM generate_series(1, 400) AS i;
SELECT customer_grade.track('customer', 'orders', 'customer_id', 'at', 'amount', months => 9);
\o
SELECT throws_ok($$ SELECT customer_grade.track('customer', 'orders_2023', 'customer_id', 'at') $$, '42809', 'table "public.orders_2023" is a partition or child of another table', 'a partition is not tracked by itself');
INSERT INTO orders VALUES (1, '2023-01-01', 1), (1, '2024-01-01', 1), (2, '2024-02-01', 2);
INSERT INTO orders_2023 VALUES (1, '2023-01-01', 1);
INSERT INTO orders_2024_2 (customer_id, at, amount) VALUES (3, '2024-03-01', 5);
INSERT INTO orders_2024 VALUES (3, '2024-03-01', 5), (1, '2024-03-01', 5);
UPDATE orders SET at = at + 150 WHERE amount = 5;
UPDATE orders SET at = '2023-07-07' WHERE amount = 2;
UPDATE orders SET customer_id = 2 WHERE customer_id = 1 AND at = '2024-01-01';
UPDATE orders_2024_2 SET amount = amount + 1;
DELETE FROM orders_2023 WHERE amount % 3 = 0;
COPY orders_2024_1 FROM stdin;
1	2024-06-01	1000
\.
SELECT is(pg_temp.wrong('customer', 'orders'), '', 'statements on root and partitions');
\o /dev/null
CREATE TABLE orders_2025 PARTITION OF orders FOR VALUES FROM ('2025-01-01') TO ('2026-01-01');
\o
INSERT INTO orders_2025 VALUES (1, '2025-01-01', 1);
UPDATE orders_2024 SET amount = 0;
SELECT is(pg_temp.wrong('customer', 'orders'), '', 'a new partition');
TRUNCATE orders_2024_2;
SELECT is(pg_temp.wrong('customer', 'orders'), '', 'TRUNCATE of a partition');
ALTER TABLE orders DETACH PARTITION orders_2023;
SELECT is(pg_temp.wrong('customer', 'orders'), '', 'DETACH PARTITION');
INSERT INTO orders_2023 VALUES (1, '2023-01-01', 1);
ALTER TABLE orders ATTACH PARTITION orders_2023 FOR VALUES FROM ('2023-01-01') TO ('2024-01-01');
INSERT INTO orders_2023 VALUES (1, '2023-01-01', 1);
SELECT is(pg_temp.wrong('customer', 'orders'), '', 'ATTACH PARTITION');
DROP TABLE orders_2023;
SELECT is(pg_temp.wrong('customer', 'orders'), '', 'DROP of a partition');
\o /dev/null
SELECT customer_grade.untrack('customer', 'orders');
CREATE TABLE event (customer_id int, at date);
CREATE TABLE special_event (what text) INHERITS (event);
SELECT customer_grade.track('customer', 'event', 'customer_id', 'at');
INSERT INTO event VALUES (1, '2024-01-01'), (2, '2024-01-02');
INSERT INTO special_event VALUES (1, '2024-01-03'), (3, '2024-01-02');
UPDATE event SET at = at + 60 WHERE customer_id <> 2;
DELETE FROM special_event WHERE customer_id = 3;
\o
SELECT is(pg_temp.wrong('customer', 'event') || (SELECT string_agg(id::text, ' ' ORDER BY id) FROM customer_event_activity), '1 2', 'children');
DROP TABLE special_event;
SELECT is(pg_temp.wrong('customer', 'event'), '', 'DROP of a child');
SELECT customer_grade.untrack('customer', 'event') \g /dev/null
SELECT is((SELECT count(*) FROM pg_trigger WHERE tgfoid = 'customer_grade_internal.keep_activity'::regproc), 0::bigint, 'no trigger stays on a partition or child');
DROP TABLE customer, orders, event CASCADE;

--
-- Grades from activity: a scorecard of six complete months
--
\o /dev/null
SELECT customer_grade.adopt('pharma_distributor_scorecard', 'distributor');
CREATE TABLE distributor (id int PRIMARY KEY, margin numeric);
CREATE TABLE purchase (distributor_id int, bought_at timestamptz, amount numeric, pieces int);
CREATE INDEX ON purchase (distributor_id, bought_at);
INSERT INTO distributor SELECT i, i FROM generate_series(1, 10) AS i;
SELECT customer_grade.track('distributor', 'purchase', 'distributor_id', 'bought_at', 'amount', 'pieces', months => 13, time_zone => 'Asia/Shanghai');
CREATE VIEW distributor_metrics AS
SELECT d.id, 'all' AS cohort, m.amt[1] AS amt_m1_yuan, m.amt[2] AS amt_m2_yuan, m.amt[3] AS amt_m3_yuan, m.amt[4] AS amt_m4_yuan, m.amt[5] AS amt_m5_yuan,
	m.amt[6] AS amt_m6_yuan, customer_grade.sum_quantity(coalesce(a.series, '{}'), 6, customer_grade.as_of()) AS qty_half_year, d.margin AS gross_margin_pct,
	'normal' AS collection_status, 30 AS avg_collection_days, 90 AS problem_limit_days, 60 AS key_share_pct, false AS bid_price_breach,
	'advance_plan' AS procurement_mode, 10 AS rest_score
FROM distributor AS d LEFT JOIN distributor_purchase_activity AS a ON a.id = d.id,
	LATERAL (SELECT array_agg(m.amount ORDER BY m.month) AS amt FROM customer_grade.months(coalesce(a.series, '{}'), 6, customer_grade.as_of()) AS m) AS m;
SELECT customer_grade.attach('distributor', 'distributor', 'distributor_metrics', '{"top_monthly_avg_yuan": 10000, "top_qty_half_year": 600}');
SELECT customer_grade.watch('distributor', 'distributor', 'purchase', 'distributor_id');
INSERT INTO purchase SELECT i % 9, timestamptz '2023-06-01 UTC' + i * interval '17 hours', 500 + i * 7 % 1000, 1 + i % 20 FROM generate_series(1, 500) AS i;
UPDATE purchase SET amount = amount * 3 WHERE distributor_id IN (3, 4);
DELETE FROM purchase WHERE distributor_id = 5 AND bought_at > '2024-03-01';
INSERT INTO purchase VALUES (6, '2024-05-31 15:59 UTC', 20000, 1), (7, '2024-05-31 16:00 UTC', 20000, 1);
-- what the rubric says of the same metrics made by plain SQL from the purchases
CREATE VIEW by_hand AS
SELECT d.id, customer_grade.score('distributor', jsonb_build_object(
	'amt_m1_yuan', m.a[1], 'amt_m2_yuan', m.a[2], 'amt_m3_yuan', m.a[3], 'amt_m4_yuan', m.a[4], 'amt_m5_yuan', m.a[5], 'amt_m6_yuan', m.a[6],
	'qty_half_year', m.q, 'gross_margin_pct', d.margin, 'collection_status', 'normal', 'avg_collection_days', 30,
	'problem_limit_days', 90, 'key_share_pct', 60, 'bid_price_breach', false, 'procurement_mode', 'advance_plan', 'rest_score', 10),
	'{"top_monthly_avg_yuan": 10000, "top_qty_half_year": 600}') AS score
FROM distributor AS d, LATERAL (SELECT array_agg(s.amount ORDER BY n) AS a, sum(s.pieces) AS q FROM generate_series(1, 6) AS n,
	LATERAL (SELECT coalesce(sum(amount), 0) AS amount, coalesce(sum(pieces), 0) AS pieces FROM purchase
		WHERE distributor_id = d.id AND date_trunc('month', bought_at AT TIME ZONE 'Asia/Shanghai') = timestamp '2023-11-01' + n * interval '1 month') AS s) AS m;
\o
SELECT results_eq('SELECT id, score FROM distributor_distributor_ledger ORDER BY id', 'SELECT id, score FROM by_hand ORDER BY id', 'the trigger that grades sees the activity of its statement');
SELECT is((SELECT count(DISTINCT score) >= 9 AND count(DISTINCT grade) > 1 FROM distributor_distributor_ledger), true, 'which matters');
SELECT is_empty($$ SELECT * FROM customer_grade.verify('distributor', 'distributor') $$, 'verify() is empty');
SELECT is(pg_temp.wrong('distributor', 'purchase'), '', 'so is verify_activity()');
INSERT INTO purchase (distributor_id, bought_at, amount, pieces) SELECT 8, '2024-02-01', 10, 1 FROM generate_series(1, 3000);
SELECT results_eq('SELECT id, score FROM distributor_distributor_ledger ORDER BY id', 'SELECT id, score FROM by_hand ORDER BY id', 'many rows at once');
-- a standard that watches the activity itself regrades when a series changes
\o /dev/null
SELECT customer_grade.adopt('pharma_distributor_scorecard', 'lazy');
SELECT customer_grade.attach('lazy', 'distributor', 'distributor_metrics', '{"top_monthly_avg_yuan": 10000, "top_qty_half_year": 600}');
SELECT customer_grade.watch('lazy', 'distributor', 'distributor_purchase_activity', 'id');
INSERT INTO purchase VALUES (9, '2024-04-01', 7000, 1), (10, '2024-03-01', 700, 1);
UPDATE purchase SET amount = amount + 10 WHERE distributor_id = 3 AND bought_at > '2024-01-01';
DELETE FROM purchase WHERE distributor_id = 10;
\o
SELECT results_eq('SELECT id, score FROM distributor_lazy_ledger ORDER BY id', 'SELECT id, score FROM by_hand ORDER BY id', 'a standard that watches the activity itself');
TRUNCATE purchase;
SELECT results_eq('SELECT id, score FROM distributor_lazy_ledger ORDER BY id', 'SELECT id, score FROM by_hand ORDER BY id', 'TRUNCATE, for it');
SELECT results_eq('SELECT id, score FROM distributor_distributor_ledger ORDER BY id', 'SELECT id, score FROM by_hand ORDER BY id', 'TRUNCATE');
SELECT is_empty($$ SELECT * FROM customer_grade.verify('distributor', 'distributor') $$, 'verify() is empty');

--
-- Size
--
INSERT INTO purchase SELECT 1 + i % 10, timestamptz '2023-07-01 UTC' + (i / 10 % 340) * interval '1 day', round((random() * 1e7)::numeric, 2), random() * 1000 FROM generate_series(1, 20000) AS i;
SELECT cmp_ok((SELECT max(pg_column_size(series) / (SELECT count(*) FROM customer_grade.months(series)))::int FROM distributor_purchase_activity), '<=', 24,
	'a month takes 24 bytes or less, head included');
SELECT is(reloptions, '{fillfactor=70}', 'pages have room for series to grow') FROM pg_class WHERE oid = 'distributor_purchase_activity'::regclass;

--
-- Rights and names
--
\o /dev/null
CREATE ROLE regress_owner;
CREATE ROLE regress_member;
CREATE ROLE regress_app;
CREATE ROLE regress_other;
GRANT regress_owner TO regress_member;
CREATE SCHEMA "my ""Shop" AUTHORIZATION regress_owner;
GRANT USAGE ON SCHEMA "my ""Shop" TO regress_app, regress_other;
SET ROLE regress_owner;
CREATE TABLE "my ""Shop"."Cust'omer" ("I""d" int PRIMARY KEY);
CREATE TABLE "my ""Shop"."or.ders $1" ("cust '$omer" int, "a t" timestamptz, "select" numeric, "q""" int);
GRANT INSERT ON "my ""Shop"."or.ders $1" TO regress_app;
RESET ROLE;
CREATE TABLE public.foreign_events (customer int, at date);
GRANT CREATE ON SCHEMA public TO regress_app, regress_other;
\o
SET ROLE regress_other;
SELECT throws_ok($$ SELECT customer_grade.track('"my ""Shop"."Cust''omer"', '"my ""Shop"."or.ders $1"', 'cust ''$omer', 'a t') $$, '42501', 
	'must be owner of tables ""my ""Shop"."Cust''omer"" and ""my ""Shop"."or.ders $1""', 'only the owner of the tables may track');
SELECT throws_ok($$ INSERT INTO customer_grade_internal.tracking VALUES ('"my ""Shop"."Cust''omer"', '"my ""Shop"."or.ders $1"', '{id}', '{id}', 'at', NULL, NULL, 1, 'UTC', 'foreign_events', 'foreign_events') $$, '42501', 'permission denied for table tracking', 'nor by hand');
RESET ROLE;
SET ROLE regress_member;
SELECT throws_ok($$ SELECT customer_grade.track('"my ""Shop"."Cust''omer"', 'public.foreign_events', 'customer', 'at') $$, '42501', 'must be owner of tables ""my ""Shop"."Cust''omer"" and "public.foreign_events"', 'nor a source of another owner');
SELECT lives_ok($$ SELECT customer_grade.track('"my ""Shop"."Cust''omer"', '"my ""Shop"."or.ders $1"', 'cust ''$omer', 'a t', 'select', 'q"', time_zone => 'Europe/Berlin') $$, 'a member of the owner tracks');
RESET ROLE;
SELECT is((SELECT string_agg(relname || ' ' || relowner::regrole, ', ' ORDER BY relname) FROM pg_class WHERE relnamespace = '"my ""Shop"'::regnamespace AND relname ~ '(activity|monthly)$'),
	'Cust''omer_or_ders $1_activity regress_owner, Cust''omer_or_ders $1_monthly regress_owner', 'what is made belongs to the owner');
SET ROLE regress_app;
SELECT lives_ok($$ INSERT INTO "my ""Shop"."or.ders $1" VALUES (1, '2024-01-01', 5, 1), (2, '2024-01-01', 5, 1) $$, 'an application inserts orders');
SELECT throws_ok($$ SELECT * FROM "my ""Shop"."Cust'omer_or_ders $1_activity" $$, '42501', NULL, 'and does not read activity');
SELECT throws_ok($$ SELECT customer_grade.refresh_activity('"my ""Shop"."Cust''omer"', '"my ""Shop"."or.ders $1"') $$, '42501', NULL, 'nor refresh it');
SELECT throws_ok($$ SELECT customer_grade.untrack('"my ""Shop"."Cust''omer"', '"my ""Shop"."or.ders $1"') $$, '42501', 'must be owner of table ""my ""Shop"."Cust''omer""', 'nor untrack it');
SELECT throws_ok($$ UPDATE customer_grade_internal.tracking SET months = 1 $$, '42501', 'permission denied for table tracking', 'nor change it');
\o /dev/null
CREATE FUNCTION public.never(int, int) RETURNS boolean LANGUAGE sql AS 'SELECT false';
CREATE OPERATOR public.= (LEFTARG = int, RIGHTARG = int, FUNCTION = public.never);
CREATE FUNCTION public.date_trunc(text, timestamp) RETURNS timestamp LANGUAGE sql AS $$ SELECT timestamp '2000-01-01' $$;
CREATE FUNCTION public.trim(customer_grade.activity, int, date) RETURNS customer_grade.activity LANGUAGE sql AS $$ SELECT NULL::customer_grade.activity $$;
CREATE TEMP TABLE new_rows ("cust '$omer" int);
CREATE TEMP TABLE tracking (subject regclass);
SET search_path = public, pg_temp, pg_catalog;
INSERT INTO "my ""Shop"."or.ders $1" VALUES (1, '2024-01-31 23:00 UTC', 1, 1);
RESET search_path;
RESET ROLE;
UPDATE "my ""Shop"."or.ders $1" SET "select" = 7 WHERE "cust '$omer" = 2;
DROP OPERATOR public.= (int, int);
DROP FUNCTION public.never(int, int), public.date_trunc(text, timestamp), public.trim(customer_grade.activity, int, date);
\o
SELECT is(pg_temp.wrong('"my ""Shop"."Cust''omer"', '"my ""Shop"."or.ders $1"') || (SELECT string_agg(m::text, ' ' ORDER BY "I""d", month) FROM "my ""Shop"."Cust'omer_or_ders $1_monthly" AS m),
	'(1,2024-01-01,1,5,1) (1,2024-02-01,1,1,1) (2,2024-01-01,1,7,1)', 'hostile names and what is planted in public change nothing');
-- a row of the registry that names another owner's table, which only a superuser can make, gives no right on it
\o /dev/null
CREATE TABLE secret (id int PRIMARY KEY, series customer_grade.activity);
SET ROLE regress_app;
CREATE TABLE public.attacker (id int PRIMARY KEY, at date);
SELECT customer_grade.track('attacker', 'attacker', 'id', 'at');
RESET ROLE;
SET session_replication_role = replica;
UPDATE customer_grade_internal.tracking SET activity = 'secret' WHERE subject = 'attacker'::regclass;
RESET session_replication_role;
SET ROLE regress_app;
\o
SELECT throws_ok($$ INSERT INTO attacker VALUES (1, '2024-01-01') $$, '42501', '"public.attacker" and "public.secret" have different owners', 'a table of another owner is refused as activity');
SELECT throws_ok($$ SELECT customer_grade_internal.change_row('tracking', '{"subject": "public.attacker"}', '{"source": "\"my \"\"Shop\".\"or.ders $1\""}') $$, '42501', '""my ""Shop"."or.ders $1"" and "public.attacker" have different owners', 'and as source');
RESET ROLE;
-- tables of two owners
ALTER TABLE public.foreign_events OWNER TO regress_other;
SELECT throws_ok($$ SELECT customer_grade.track('"my ""Shop"."Cust''omer"', 'public.foreign_events', 'customer', 'at') $$, '42501',
	'"public.foreign_events" and ""my ""Shop"."Cust''omer"" have different owners', 'source and customers have one owner');
ALTER TABLE public.foreign_events OWNER TO regress_owner;
SELECT lives_ok($$ SELECT customer_grade.track('"my ""Shop"."Cust''omer"', 'public.foreign_events', 'customer', 'at') $$, 'then it is tracked');
ALTER TABLE public.foreign_events OWNER TO regress_other;
GRANT SELECT ON public.foreign_events TO regress_owner;
SET ROLE regress_other;
INSERT INTO public.foreign_events VALUES (1, '2024-01-01');
RESET ROLE;
SELECT is((SELECT string_agg(a::text, ' ') FROM "my ""Shop"."Cust'omer_foreign_events_activity" AS a), '(1,"{2024-01-01 1 0 0}")', 'another owner of the source changes nothing, if that of the customers may read it');
SET ROLE regress_other;
SELECT lives_ok('DROP TABLE public.foreign_events', 'it may drop it');
RESET ROLE;
SELECT is((SELECT count(*) FROM customer_grade.tracking WHERE activity = '"my ""Shop"."Cust''omer_foreign_events_activity"'::regclass), 0::bigint, 'which ends the tracking');
-- row-level security
\o /dev/null
SET ROLE regress_owner;
ALTER TABLE "my ""Shop"."or.ders $1" ENABLE ROW LEVEL SECURITY;
CREATE POLICY app ON "my ""Shop"."or.ders $1" TO regress_app USING (false) WITH CHECK (true);
RESET ROLE;
SET ROLE regress_app;
INSERT INTO "my ""Shop"."or.ders $1" VALUES (3, '2024-01-01', 5, 1);
RESET ROLE;
\o
SELECT is(pg_temp.wrong('"my ""Shop"."Cust''omer"', '"my ""Shop"."or.ders $1"'), '', 'row-level security of an application hides nothing from the owner');
ALTER TABLE "my ""Shop"."or.ders $1" FORCE ROW LEVEL SECURITY;
SET ROLE regress_owner;
SELECT customer_grade.untrack('"my ""Shop"."Cust''omer"', '"my ""Shop"."or.ders $1"') \g /dev/null
SELECT throws_ok($$ SELECT customer_grade.track('"my ""Shop"."Cust''omer"', '"my ""Shop"."or.ders $1"', 'cust ''$omer', 'a t') $$, '55000', 'row-level security of table ""my ""Shop"."or.ders $1"" applies to the owner of table ""my ""Shop"."Cust''omer""', 'that which hides rows from the owner is refused');
RESET ROLE;

\o /dev/null
DROP EXTENSION customer_grade CASCADE;
\o
SELECT lives_ok($$ INSERT INTO purchase VALUES (1, '2024-01-01', 1, 1) $$, 'after DROP EXTENSION CASCADE tables are as before');
SELECT * FROM finish();
\o /dev/null
DROP OWNED BY regress_app, regress_other, regress_owner CASCADE;
DROP ROLE regress_app, regress_other, regress_member, regress_owner;
