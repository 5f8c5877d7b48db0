-- What an error shows: the customer concerned, and nothing of the statements and functions inside.
SET client_min_messages = warning;
SET customer_grade.clock = '2024-03-01 12:00+00';
SET timezone = 'UTC';

-- Message and context of a failing statement; what surrounds it here, arguments and line numbers left out.
CREATE FUNCTION told(statement text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	context text;
BEGIN
	EXECUTE statement;
	RETURN 'no error';
EXCEPTION WHEN OTHERS THEN
	GET STACKED DIAGNOSTICS context = PG_EXCEPTION_CONTEXT;
	context := split_part(context, 'SQL statement "' || statement, 1);
	RETURN SQLERRM || E'\n' || regexp_replace(regexp_replace(context, '\(\w+(,[^()\n]+)*\) line', '(...) line', 'g'), 'line \d+', 'line ...', 'g');
END $$;
\pset format unaligned
\t on

SELECT customer_grade.define_standard('g', 'grades A > B; metric amount number between 0 and 100; grade A when amount > 10; grade B otherwise;', '2020-01-01');
CREATE TABLE customer (id int PRIMARY KEY, amount numeric);
INSERT INTO customer SELECT n, n FROM generate_series(1, 20) AS n;
SELECT customer_grade.attach('g', 'customer', refusals => 'raise');

-- one customer, a few, many
INSERT INTO customer VALUES (21, 200);
UPDATE customer SET amount = amount + 90 WHERE id IN (1, 2, 11);
UPDATE customer SET amount = 101;
SELECT told('DELETE FROM customer_grade_internal.parameter_set; UPDATE customer SET amount = 1');

-- a key of two columns, one of them a text
CREATE TABLE "My Shop" ("group" int, name text, amount numeric, PRIMARY KEY ("group", name));
SELECT customer_grade.attach('g', '"My Shop"', refusals => 'raise');
INSERT INTO "My Shop" VALUES (1, 'O''Brien', -1);

-- a source, and one that is connected by a query
CREATE TABLE orders (customer_id int, region text, amount numeric);
CREATE TABLE region (region text PRIMARY KEY, factor int);
CREATE TABLE total (id int PRIMARY KEY);
CREATE VIEW total_metrics AS
	SELECT t.id, coalesce((SELECT sum(o.amount * r.factor) FROM orders AS o JOIN region AS r USING (region) WHERE o.customer_id = t.id), 0) AS amount FROM total AS t;
INSERT INTO total VALUES (1), (2);
INSERT INTO region VALUES ('north', 1);
SELECT customer_grade.attach('g', 'total', 'total_metrics', refusals => 'raise');
SELECT customer_grade.watch('g', 'total', 'orders', 'customer_id');
SELECT customer_grade.watch_through('g', 'total', 'region', '{region}', 'SELECT region, customer_id FROM public.orders');
INSERT INTO orders VALUES (1, 'north', 60);
INSERT INTO orders VALUES (2, 'north', 200);
UPDATE region SET factor = 2;

-- a function of one's own is shown
CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RAISE EXCEPTION ''no''; END';
CREATE TRIGGER refuse BEFORE INSERT ON customer_g_history FOR EACH ROW EXECUTE FUNCTION refuse();
UPDATE customer SET amount = 90 WHERE id = 1;
DROP TRIGGER refuse ON customer_g_history;

-- a column that is missing
CREATE TABLE bare (id int PRIMARY KEY, amount numeric);
CREATE VIEW bare_metrics AS SELECT id, amount FROM bare;
SELECT customer_grade.attach('g', 'bare', 'bare_metrics', refusals => 'raise');
ALTER TABLE bare_g_ledger RENAME score TO points;
SELECT told('INSERT INTO bare VALUES (1, 1)');

-- attach(), refresh(), ATTACH PARTITION
CREATE TABLE late (id int PRIMARY KEY, amount numeric);
INSERT INTO late VALUES (1, 500);
SELECT told($$SELECT customer_grade.attach('g', 'late', refusals => 'raise')$$);
SELECT told($$SELECT customer_grade.attach('g', 'late', refusals => 'raise', benchmark => 'SELECT 1 / 0 AS x')$$);
SELECT told($$SELECT customer_grade.attach('g', 'late', refusals => 'raise', benchmark => 'SELEC 1')$$);
SELECT told($$SELECT customer_grade.attach('g', 'late', refusals => 'raise', benchmark => 'SELECT 1 AS x UNION ALL SELECT 2')$$);
UPDATE late SET amount = 5;
SELECT customer_grade.attach('g', 'late', refusals => 'raise');
ALTER TABLE late DISABLE TRIGGER USER;
UPDATE late SET amount = 500;
ALTER TABLE late ENABLE TRIGGER USER;
SELECT customer_grade.refresh('g', 'late');
ALTER TABLE late_g_ledger RENAME due_on TO due;
SELECT told($$SELECT count(*) FROM customer_grade.verify('g', 'late')$$);
ALTER TABLE late_g_ledger RENAME due TO due_on;
CREATE TABLE parted (id int PRIMARY KEY, amount numeric) PARTITION BY RANGE (id);
SELECT customer_grade.attach('g', 'parted', refusals => 'raise');
CREATE TABLE part (id int PRIMARY KEY, amount numeric);
INSERT INTO part VALUES (1, 500);
ALTER TABLE parted ATTACH PARTITION part FOR VALUES FROM (1) TO (10);

-- reviews
CREATE TABLE divisor AS SELECT 1 AS n;
SELECT customer_grade.alter_attachment('g', 'customer', benchmark => 'SELECT jsonb_build_object() FROM public.divisor WHERE 1 / n = 1');
UPDATE divisor SET n = 0;
CALL customer_grade.review('g', 'customer');
CREATE FUNCTION review_it() RETURNS void LANGUAGE plpgsql AS $$ BEGIN PERFORM * FROM customer_grade.verify('g', 'customer', '2024-03-02'); END $$;
SELECT told('SELECT review_it()');
CALL customer_grade.publish('g', 'customer', version => 9);

-- values of the population with which nobody can be graded
SELECT customer_grade.define_standard('own', 'grades A > B; metric amount number; metric name text; parameter best = max(amount per name); grade A when amount >= best; grade B otherwise;', '2020-01-01');
CREATE TABLE crowd (name text PRIMARY KEY, amount numeric);
INSERT INTO crowd SELECT n, n FROM generate_series(1, 10000) AS n;
SELECT customer_grade.attach('own', 'crowd');
INSERT INTO crowd VALUES ('one more', 1);
CALL customer_grade.review('own', 'crowd');

-- tracking
CREATE TABLE event (customer_id int, day date, amount numeric);
CREATE INDEX ON event (customer_id, day);
INSERT INTO event VALUES (1, 'infinity', 1);
SELECT told($$SELECT customer_grade.track('customer', 'event', customer_columns => '{customer_id}'::name[], at_column => 'day', amount_column => 'amount')$$);
DELETE FROM event;
SELECT customer_grade.track('customer', 'event', customer_columns => '{customer_id}'::name[], at_column => 'day', amount_column => 'amount');
INSERT INTO event VALUES (1, 'infinity', 1);
INSERT INTO event VALUES (1, '2024-01-01', '1e200');
ALTER TABLE event RENAME day TO at;
INSERT INTO event VALUES (1, '2024-01-01', 1);

-- TRUNCATE, after which triggers of the subject and of the outbox fire, too: no warning
CREATE TABLE person (id int PRIMARY KEY, grade text);
CREATE TABLE payment (person_id int, amount numeric);
CREATE VIEW person_metrics AS SELECT id, (SELECT coalesce(sum(amount), 0) FROM payment WHERE person_id = id) AS amount FROM person;
INSERT INTO person VALUES (1);
INSERT INTO payment VALUES (1, 50);
SELECT customer_grade.define_standard('g', 'grades A > B; metric amount number between 0 and 100; grade A when amount > 10; grade B otherwise;', '2024-02-15');
SELECT customer_grade.attach('g', 'person', 'person_metrics', mirror => 'grade', outbox => true, refusals => 'raise');
SELECT customer_grade.watch('g', 'person', 'payment', 'person_id');
TRUNCATE payment;
SELECT * FROM person;

-- what is not attached: the hint can be pasted
CREATE SCHEMA "O'Brien's";
CREATE TABLE "O'Brien's"."My Shop" (id int PRIMARY KEY);
SELECT customer_grade.refresh('g', '"O''Brien''s"."My Shop"');
SELECT told($$SELECT customer_grade.detach('g', '"O''Brien''s"."My Shop"')$$);
DELETE FROM customer_grade_internal.attachment WHERE subject = 'late'::regclass;
UPDATE late SET amount = 1;
SELECT customer_grade_internal.drop_unneeded_triggers('g', 'public.late');
UPDATE late SET amount = 1;

-- what a helper refuses, called by a function, in its declarations and by a trigger
SELECT told($$SELECT customer_grade.watch('g', 'customer', 'orders', 'nothing')$$);
SELECT told($$SELECT customer_grade.override('g', 'customer', '{"nr": 1}', 'A', 'x')$$);
SELECT told($$SELECT customer_grade.override('g', 'customer', '1', 'Z', 'x')$$);
SELECT told('SELECT customer_grade_internal.throw(NULL, NULL)');
SELECT told($$SELECT customer_grade.impact_summary('g', 'customer')$$);

SET client_min_messages = error;
DROP TABLE customer, divisor, "My Shop", orders, region, total, bare, late, parted, event, person, payment, "O'Brien's"."My Shop" CASCADE;
DROP SCHEMA "O'Brien's";
DROP FUNCTION told, refuse, review_it;
SELECT customer_grade.drop_standard('g');
