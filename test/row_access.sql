-- A statement about a single customer reads and writes its rows without a query, where it can. The same
-- statements in two schemas, once so and once by queries, must leave the same rows after each of them.

\o /dev/null
SET client_min_messages = warning;
SET customer_grade.clock = '2024-06-15 12:00 UTC';
SELECT customer_grade.define_standard('tier', $$ grades A > B > C; metric amount number >= -50; metric orders number; metric blocked boolean;
	parameter limit_a number = 100;
	score = amount + orders;
	grade A when amount >= limit_a; grade B when amount >= 10; grade C otherwise; cap C when blocked; $$, '2020-01-01');
SELECT customer_grade.define_standard('size', 'grades big > small; metric amount number; grade big when amount >= 20; grade small otherwise;',
	'2020-01-01');

CREATE TABLE what (way text PRIMARY KEY, row_access text);
INSERT INTO what VALUES ('by_rows', 'on'), ('by_queries', 'off');

-- run a statement in both schemas
CREATE PROCEDURE run(statement text) LANGUAGE plpgsql AS $$
DECLARE
	w what;
BEGIN
	FOR w IN SELECT * FROM public.what LOOP
		PERFORM set_config('search_path', w.way || ', public', false), set_config('customer_grade.row_access', w.row_access, false);
		EXECUTE statement;
	END LOOP;
	RESET search_path;
	RESET customer_grade.row_access;
END $$;
-- all rows that the extension keeps in a schema; versions of parameters and standards are the same in both
CREATE FUNCTION kept(way text) RETURNS SETOF text LANGUAGE plpgsql AS $$
DECLARE
	t regclass;
BEGIN
	FOR t IN SELECT oid FROM pg_class WHERE relnamespace = way::regnamespace AND relkind = 'r'
		AND relname ~ '_(ledger|history|activity|outbox)$' ORDER BY relname
	LOOP
		RETURN QUERY EXECUTE format('SELECT %L || '' '' || to_jsonb(t)::text FROM %s AS t', (SELECT relname FROM pg_class WHERE oid = t), t);
	END LOOP;
END $$;
CREATE FUNCTION same(statement text, what text) RETURNS SETOF text LANGUAGE plpgsql AS $$
BEGIN
	CALL public.run(statement);
	RETURN NEXT bag_eq('SELECT kept(''by_rows'')', 'SELECT kept(''by_queries'')', what);
	RETURN NEXT is_empty('SELECT * FROM customer_grade.verify(''tier'', ''by_rows.customer'')', 'verify() finds nothing: ' || what);
	RETURN NEXT is_empty('SELECT * FROM customer_grade.verify(''size'', ''by_rows.customer'')', 'nor for the other standard');
END $$;
\o
SELECT * FROM no_plan();

--
-- Orders
--
\o /dev/null
CREATE SCHEMA by_rows;
CREATE SCHEMA by_queries;
CALL run($$ CREATE TABLE customer (id bigint, branch varchar(3), blocked boolean NOT NULL DEFAULT false, PRIMARY KEY (branch, id)) $$);
CALL run($$ INSERT INTO customer SELECT i, b FROM generate_series(1, 4) AS i, unnest('{N,S}'::text[]) AS b $$);
CALL run($$ CREATE TABLE orders (id int PRIMARY KEY, at timestamptz, no int, branch text, amount int, quantity numeric) $$);
CALL run($$ INSERT INTO orders VALUES (1, '2024-05-31 23:30+00', 1, 'N', 50, 1.5), (2, '2023-01-01', 2, 'S', 10, NULL) $$);
CALL run($$ SELECT customer_grade.track('customer', 'orders', '{branch,no}'::name[], 'at', 'amount', 'quantity', 6, 'Asia/Shanghai', 'tracked') $$);
CALL run($$ CREATE FUNCTION total(series customer_grade.activity) RETURNS numeric LANGUAGE sql IMMUTABLE
	AS 'SELECT coalesce(customer_grade.sum_amount(series), 0)' $$);
CALL run($$ CREATE VIEW metrics AS SELECT c.branch, c.id, total(a.series) AS amount, customer_grade.event_count(a.series)::numeric AS orders, c.blocked
	FROM customer AS c LEFT JOIN tracked_activity AS a USING (branch, id) $$);
CALL run($$ SELECT customer_grade.attach('tier', 'customer', 'metrics', prefix => 'tier', outbox => true) $$);
CALL run($$ SELECT customer_grade.attach('size', 'customer', 'metrics', prefix => 'size', scores => 'history') $$);
CALL run($$ SELECT customer_grade.watch(s, 'customer', 'tracked_activity', 'branch', 'id') FROM unnest('{tier,size}'::text[]) AS s $$);
\o
SELECT same($$ INSERT INTO orders VALUES (3, '2024-06-01', 1, 'N', 1, 1) $$, 'an order that changes the score');
SELECT is((SELECT (score, evaluated_on)::text FROM by_rows.tier_ledger WHERE (branch, id) = ('N', 1)), '(53,2024-06-15)', 'which is written');
SELECT same($$ INSERT INTO orders VALUES (4, '2024-06-01', 1, 'N', 0, NULL) $$, 'one of nothing');
SELECT same($$ INSERT INTO orders VALUES (5, '2024-06-01', 1, 'N', 60, 2) $$, 'one that moves its customer');
SELECT same($$ INSERT INTO orders VALUES (6, '2024-06-02', 3, 'N', 5, 2) $$, 'the first one of a customer');
SELECT same($$ INSERT INTO orders VALUES (7, '2024-06-02', 33, 'N', 5, 2) $$, 'one of a customer that does not exist');
SELECT same($$ INSERT INTO orders VALUES (8, '2024-06-02', NULL, 'N', 5, 2), (9, NULL, 1, 'N', 5, 2) $$, 'rows that are no events');
SELECT same($$ INSERT INTO orders VALUES (10, NULL, 1, 'N', 5, 2) $$, 'a single row that is no event');
SELECT same($$ INSERT INTO orders VALUES (11, '2023-06-02', 1, 'N', 5, 2) $$, 'an order of a month that is not kept');
SELECT same($$ INSERT INTO orders VALUES (12, '2024-06-30 17:00+00', 1, 'N', 5, 2) $$, 'one in the future, in the next month of the time zone');
SELECT same($$ UPDATE orders SET amount = 2 WHERE id = 3 $$, 'an order that changes');
SELECT same($$ DELETE FROM orders WHERE id = 4 $$, 'an order that goes');
SELECT same($$ INSERT INTO orders VALUES (14, '2024-06-03', 2, 'S', -90, 1) $$, 'an order that makes the customer''s amount invalid');
SELECT isnt((SELECT problem FROM by_rows.tier_ledger WHERE (branch, id) = ('S', 2)), NULL, 'which is told');
SELECT same($$ INSERT INTO orders VALUES (15, '2024-06-03', 2, 'S', 95, 1) $$, 'and one that mends that');
SELECT same($$ INSERT INTO orders VALUES (16, '2024-06-03', 2, 'S', 1, 1) ON CONFLICT (id) DO UPDATE SET amount = 0 $$, 'an upsert that inserts');
SELECT same($$ INSERT INTO orders VALUES (16, '2024-06-03', 2, 'S', 1, 1) ON CONFLICT (id) DO UPDATE SET amount = 2 $$, 'an upsert that updates');

--
-- Transactions of several statements
--
SELECT same($$ DO $do$ BEGIN
	INSERT INTO orders VALUES (20, '2024-06-04', 3, 'S', 1, 1);
	INSERT INTO orders VALUES (21, '2024-06-04', 3, 'S', 12, 1);
	INSERT INTO orders VALUES (22, '2024-06-04', 3, 'S', 1, 1);
END $do$ $$, 'a score, then a move, then a score');
SELECT same($$ DO $do$ BEGIN
	INSERT INTO orders VALUES (23, '2024-06-04', 4, 'S', 1, 1);
	BEGIN
		INSERT INTO orders VALUES (24, '2024-06-04', 4, 'S', 30, 1);
		RAISE EXCEPTION 'back';
	EXCEPTION WHEN raise_exception THEN
	END;
	INSERT INTO orders VALUES (25, '2024-06-04', 4, 'S', 1, 1);
END $do$ $$, 'a move that is undone between two scores');
SELECT same($$ DO $do$ BEGIN
	DELETE FROM customer WHERE (branch, id) = ('S', 3);
	INSERT INTO customer VALUES (3, 'S');
	INSERT INTO orders VALUES (26, '2024-06-04', 3, 'S', 1, 1);
END $do$ $$, 'a customer that is away for a moment');
SELECT same($$ UPDATE customer SET blocked = true WHERE (branch, id) = ('S', 3) $$, 'a customer that is blocked');
SELECT same($$ UPDATE customer SET blocked = blocked WHERE (branch, id) = ('S', 3) $$, 'an update of nothing');
SELECT same($$ UPDATE customer SET id = 9 WHERE (branch, id) = ('S', 3) $$, 'another key');
SELECT same($$ DELETE FROM customer WHERE (branch, id) = ('S', 9) $$, 'a customer that goes');
SELECT same($$ INSERT INTO customer VALUES (9, 'S') $$, 'one that comes back later');
SELECT same($$ DO $do$ BEGIN
	DELETE FROM customer WHERE (branch, id) = ('S', 9);
	INSERT INTO customer VALUES (9, 'S');
	DELETE FROM customer WHERE (branch, id) = ('S', 9);
END $do$ $$, 'one that goes twice');

--
-- Another day, another version, other parameters
--
SET customer_grade.clock = '2024-06-16 12:00 UTC';
SELECT same($$ INSERT INTO orders VALUES (30, '2024-06-04', 1, 'N', 0, 1) $$, 'the next day');
SELECT is((SELECT evaluated_on FROM by_rows.size_ledger WHERE (branch, id) = ('N', 1)), '2024-06-16', 'which is written');
\o /dev/null
SELECT customer_grade.define_standard('size', 'grades big > small; metric amount number; grade big when amount >= 2000; grade small otherwise;',
	'2024-06-16');
CALL customer_grade.publish('size', 'by_rows.customer');
CALL customer_grade.publish('size', 'by_queries.customer');
\o
SELECT same($$ INSERT INTO orders VALUES (31, '2024-06-04', 1, 'N', 1, 1) $$, 'another version');
SELECT is((SELECT version FROM by_rows.size_ledger WHERE (branch, id) = ('N', 1)), 2, 'which is in force');

--
-- What the way without queries is made from changes
--
SELECT same($$ CREATE OR REPLACE FUNCTION total(series customer_grade.activity) RETURNS numeric LANGUAGE sql IMMUTABLE
	AS 'SELECT coalesce(customer_grade.sum_amount(series), 0) * 10';
	SELECT customer_grade.refresh(s, 'customer') FROM unnest('{tier,size}'::text[]) AS s;
	INSERT INTO orders VALUES (40, '2024-06-04', 2, 'N', 3, 1) $$, 'a function of the view');
SELECT is((SELECT computed_grade FROM by_rows.tier_ledger WHERE (branch, id) = ('N', 2)), 'B', 'counts as it is now');
SELECT same($$ CREATE OR REPLACE VIEW metrics AS SELECT c.branch, c.id, total(a.series) + 1 AS amount, 7::numeric AS orders, c.blocked
	FROM customer AS c LEFT JOIN tracked_activity AS a USING (branch, id);
	SELECT customer_grade.refresh(s, 'customer') FROM unnest('{tier,size}'::text[]) AS s;
	INSERT INTO orders VALUES (41, '2024-06-04', 2, 'N', 0, 1) $$, 'the view');
SELECT is((SELECT score FROM by_rows.tier_ledger WHERE (branch, id) = ('N', 2)), 38::numeric, 'counts as it is now, too');
SELECT same($$ CREATE TABLE seen (n int);
	CREATE FUNCTION see() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN INSERT INTO seen VALUES (1); RETURN NULL; END';
	CREATE TRIGGER see AFTER UPDATE ON tracked_activity FOR EACH ROW EXECUTE FUNCTION see();
	INSERT INTO orders VALUES (42, '2024-06-04', 2, 'N', 0, 1) $$, 'a trigger of somebody else');
SELECT is((SELECT count(*) FROM by_rows.seen), 1::bigint, 'fires');
SELECT same($$ DROP TRIGGER see ON tracked_activity; ALTER TABLE tracked_activity ADD note text DEFAULT 'new';
	INSERT INTO orders VALUES (43, '2024-06-04', 2, 'N', 0, 1) $$, 'a column more');
SELECT is((SELECT note FROM by_rows.tracked_activity WHERE (branch, id) = ('N', 2)), 'new', 'is kept');

SELECT * FROM finish();
