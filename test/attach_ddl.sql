-- DDL on what is attached: followed, or refused with an error that tells what to do; nothing is
-- lost silently.  (Renames of table, metric, ledger and schema, partitions: attach.sql.)

\o /dev/null
SET client_min_messages = warning;
SET customer_grade.clock = '2026-01-15 12:00+00';	-- a new day would be a change
SELECT customer_grade.define_standard('sales', 'grades A > B > C; metric amount number; grade A when amount >= 100; grade B when amount >= 10; grade C otherwise;', '2020-01-01');
-- SQLSTATE, message and hint of what fails
CREATE FUNCTION pg_temp.error(statement text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	told text;
BEGIN
	EXECUTE statement;
	RETURN 'no error';
EXCEPTION WHEN OTHERS THEN
	GET STACKED DIAGNOSTICS told = PG_EXCEPTION_HINT;
	RETURN format('%s %s%s', SQLSTATE, SQLERRM, ' | ' || nullif(told, ''));
END $$;
CREATE FUNCTION pg_temp.wrong(subject regclass) RETURNS text LANGUAGE sql AS
	$$ SELECT coalesce(string_agg(v::text, '; '), '') FROM customer_grade.verify('sales', subject) AS v $$;
\o
SELECT * FROM no_plan();

--
-- Keys
--
\o /dev/null
CREATE TABLE customer (id int PRIMARY KEY, amount numeric(10,2), other text);
CREATE TABLE orders (customer_id int, amount numeric);
INSERT INTO customer VALUES (1, 5), (2, 50);
SELECT customer_grade.attach('sales', 'customer');
SELECT customer_grade.watch('sales', 'customer', 'orders', 'customer_id');
\o
ALTER TABLE customer RENAME id TO number;
SELECT is(pg_temp.error('INSERT INTO customer VALUES (3, 500)'), '42703 column "id" of table "public.customer", by which standard "sales" finds customers, does not exist any more'
	' | Rename the column back, or detach the standard from table "public.customer", then attach it again.', 'a renamed key column tells what to do');
ALTER TABLE customer RENAME number TO id;
ALTER TABLE orders RENAME customer_id TO customer;
SELECT is(pg_temp.error('INSERT INTO orders VALUES (1, 500)'), '42703 column "customer_id" of table "public.orders", by which standard "sales" finds customers, does not exist any more'
	' | Rename the column back, or detach the standard from table "public.customer", then attach it again.', 'so does the column of a source');
ALTER TABLE orders DROP COLUMN customer;
SELECT matches(pg_temp.error('INSERT INTO orders VALUES (500)'), '^42703 column "customer_id" of table "public.orders"', 'one that is dropped, too');
SELECT is(pg_temp.error('ALTER TABLE customer ALTER id TYPE bigint'), '0A000 cannot alter type of a column used by a view or rule', 'the type of a key is not changed by the way');
SELECT matches(pg_temp.error('ALTER TABLE customer DROP COLUMN id'), '^2BP01', 'nor is a key column dropped');
ALTER TABLE orders ADD customer_id int;
INSERT INTO orders VALUES (500, 1);
SELECT is(pg_temp.wrong('customer'), '', 'verify() is empty');
ALTER TABLE customer ADD tier text;
SELECT customer_grade.alter_attachment('sales', 'customer', mirror => 'tier');
ALTER TABLE customer RENAME tier TO level;
SELECT is(pg_temp.error('UPDATE customer SET amount = 500 WHERE id = 1'), '42703 column "tier" of table "public.customer", which repeats the grade of standard "sales", does not exist any more'
	' | SELECT customer_grade.alter_attachment(''sales'', ''public.customer'', reset => ''{mirror}''); or name another column by mirror => ''...''.', 'a renamed mirror, as well');
SELECT customer_grade.alter_attachment('sales', 'customer', mirror => 'level');
SELECT is(pg_temp.error('UPDATE customer SET amount = 500 WHERE id = 1'), 'no error', '... which is cured by naming it');
CREATE TABLE reserved (grade int PRIMARY KEY, amount numeric);
SELECT matches(pg_temp.error($$ SELECT customer_grade.attach('sales', 'reserved') $$), '^42701 key column "grade" of table "public.reserved" has the name of a column of the ledger \| ALTER TABLE', 'a key that has the name of a column of the ledger is refused');
CREATE TABLE named (name text PRIMARY KEY, amount numeric);
SELECT is(pg_temp.error($$ SELECT customer_grade.attach('sales', 'named', mirror => 'name') $$), '22023 key column "name" of table "public.named" cannot repeat the grade | mirror must name a column that grades may overwrite.', 'nor is a key overwritten with grades');
\o /dev/null
ALTER TABLE named ADD grade text;
SELECT customer_grade.define_standard('rival', 'grades X > Y; metric amount number; grade X when amount >= 10; grade Y otherwise;', '2020-01-01');
SELECT customer_grade.attach('rival', 'named', mirror => 'grade');
\o
SELECT is(pg_temp.error($$ SELECT customer_grade.attach('sales', 'named', mirror => 'grade') $$), '42710 column "grade" of table "public.named" already repeats the grade of another standard | Name another column of type text.', 'two standards do not write one column in turns, for ever');
CREATE TABLE plain (number int, standard text, subject text, parameters int, k int, l int, m int, n int, amount numeric, PRIMARY KEY (number, standard, subject, parameters, k, l, m, n));
SELECT lives_ok($$ SELECT customer_grade.attach('sales', 'plain') $$, 'other names are free');
INSERT INTO plain VALUES (1, 'a', 'b', 1, 1, 1, 1, 1, 100);
INSERT INTO plain SELECT i, 'a', 'b', 1, 1, 1, 1, 1, 100 FROM generate_series(2, 2000) AS i;
UPDATE plain SET amount = 10, m = 2 WHERE number < 1500;
SELECT is(pg_temp.wrong('plain'), '', 'verify() is empty');
\o /dev/null
CREATE EXTENSION citext;
CREATE TABLE by_citext (name citext PRIMARY KEY, amount numeric);
\o
SELECT is(pg_temp.error($$ SELECT customer_grade.attach('sales', 'by_citext') $$), '0A000 a key of type public.citext is not supported'
	' | Its equality operator is not one of PostgreSQL''s own. Use text, perhaps with a nondeterministic collation, as the key of table "public.by_citext".', 'a key that other operators compare is refused');

--
-- Metrics
--
SELECT is(pg_temp.error('ALTER TABLE customer ALTER amount TYPE numeric(20,2)'), '0A000 cannot alter type of a column used by a view or rule', 'the type of a metric is not changed under the view');
DROP VIEW customer_sales_metrics;
ALTER TABLE customer ALTER amount TYPE numeric(20,2);
SELECT is(pg_temp.error('UPDATE customer SET amount = 1'), '42P01 the metrics view of standard "sales" on table "public.customer" does not exist any more'
	' | refresh() makes the view again if attach() has made it. Otherwise name another one by alter_attachment(metrics => ...).', 'but the view may be dropped for it');
SELECT matches(pg_temp.error($$ SELECT * FROM customer_grade.verify('sales', 'customer') $$), '^42P01 the metrics view', 'verify() says so, too');
SELECT is(customer_grade.refresh('sales', 'customer'), 0::bigint, 'refresh() makes it again');
SELECT has_view('customer_sales_metrics');
UPDATE customer SET amount = 123456789012 WHERE id = 1;
SELECT is((SELECT grade FROM customer_sales_ledger WHERE id = 1) || pg_temp.wrong('customer'), 'A', 'and grading goes on, history and all');
\o /dev/null
CREATE TABLE given (id int PRIMARY KEY);
CREATE VIEW given_metrics AS SELECT id, 10 AS amount FROM given;
SELECT customer_grade.attach('sales', 'given', 'given_metrics');
DROP VIEW given_metrics;
CREATE VIEW given_metrics AS SELECT id, 100 AS amount FROM given;
\o
SELECT matches(pg_temp.error('INSERT INTO given VALUES (1)'), '^42P01 the metrics view of standard "sales" on table "public.given" does not exist', 'a given view that is replaced by another');
SELECT customer_grade.alter_attachment('sales', 'given', metrics => 'given_metrics') \g /dev/null
INSERT INTO given VALUES (1);
SELECT is((SELECT grade FROM given_sales_ledger) || pg_temp.wrong('given'), 'A', 'the attachment is told');
CREATE OR REPLACE VIEW given_metrics AS SELECT id, 10 AS amount FROM given;
SELECT is((SELECT count(*) FROM customer_grade.verify('sales', 'given')), 1::bigint, 'verify() tells what a changed view would change');
SELECT is(customer_grade.refresh('sales', 'given') || pg_temp.wrong('given'), '1', 'refresh() grades by it');
DROP VIEW given_metrics;
CREATE VIEW given_metrics AS SELECT id FROM given;
SELECT matches(pg_temp.error($$ SELECT customer_grade.alter_attachment('sales', 'given', metrics => 'given_metrics') $$), '^42703 .*amount',
	'a view that lacks a metric is an error that names it');

--
-- What attach() has made
--
SELECT matches(pg_temp.error('DROP TABLE customer_sales_ledger'), '^2BP01', 'the ledger is not dropped by the way');
DROP TABLE given_sales_ledger CASCADE;
SELECT is(pg_temp.error('INSERT INTO given VALUES (2)'), '42P01 the ledger of standard "sales" on table "public.given" does not exist any more'
	' | Detach the standard, then attach it again.', 'dropped by force it is missed');
\o /dev/null
SELECT customer_grade.detach('sales', 'given');
DROP VIEW given_metrics;
CREATE VIEW given_metrics AS SELECT id, 10 AS amount FROM given;
\o
SELECT lives_ok($$ SELECT customer_grade.attach('sales', 'given', 'given_metrics') $$, 'detaching and attaching cures it');

--
-- Dropping subject, source and schema
--
SELECT matches(pg_temp.error('DROP TABLE customer'), '^2BP01', 'the subject is not dropped by the way');
DROP TABLE customer CASCADE;
SELECT is((SELECT count(*) FROM customer_grade.attachment WHERE standard = 'sales' AND NOT EXISTS (SELECT FROM pg_class WHERE oid = subject)), 0::bigint, 'by force: the attachment is forgotten');
SELECT is((SELECT count(*) FROM customer_grade.source) + (SELECT count(*) FROM customer_grade.parameter_set WHERE NOT EXISTS (SELECT FROM pg_class WHERE oid = subject)), 0::bigint, 'with its sources and parameters');
SELECT is((SELECT count(*) FROM customer_sales_ledger), 2::bigint, 'the ledger is kept');
SELECT lives_ok('INSERT INTO orders VALUES (1, 1)', 'the source is free');
\o /dev/null
CREATE TABLE customer (id int PRIMARY KEY);
CREATE VIEW customer_metrics AS SELECT id, 10 AS amount FROM customer;
SELECT customer_grade.attach('sales', 'customer', 'customer_metrics');
SELECT customer_grade.watch('sales', 'customer', 'orders', 'customer_id');
DROP TABLE orders;
\o
INSERT INTO customer VALUES (1);
SELECT is((SELECT count(*) FROM customer_grade.source) || pg_temp.wrong('customer'), '0', 'a source that is dropped is forgotten');
\o /dev/null
CREATE SCHEMA shop;
CREATE TABLE shop.customer (id int PRIMARY KEY, amount numeric);
CREATE TABLE person (id int PRIMARY KEY, shop_customer int);
SELECT customer_grade.attach('sales', 'shop.customer');
SELECT customer_grade.watch('sales', 'shop.customer', 'person', 'shop_customer');
DROP SCHEMA shop CASCADE;
\o
SELECT is((SELECT count(*) FROM customer_grade.attachment AS a WHERE NOT EXISTS (SELECT FROM pg_class WHERE oid = subject)), 0::bigint, 'DROP SCHEMA CASCADE leaves no attachment');
SELECT lives_ok('INSERT INTO person VALUES (1, 1)', 'nor a trigger elsewhere');

--
-- A source's key of another type: plans that the session has saved are for the former one
--
\o /dev/null
CREATE TABLE reader (id text PRIMARY KEY);
CREATE TABLE reader_total (id text, amount numeric);
CREATE TABLE loan (reader_id text);
CREATE VIEW reader_metrics AS SELECT r.id, (SELECT sum(t.amount) FROM reader_total AS t WHERE t.id = r.id) AS amount FROM reader AS r;
INSERT INTO reader VALUES ('1'), ('2');
INSERT INTO reader_total VALUES ('1', 5), ('2', 5);
SELECT customer_grade.attach('sales', 'reader', 'reader_metrics');
SELECT customer_grade.watch('sales', 'reader', 'loan', 'reader_id');
INSERT INTO loan VALUES ('1');
ALTER TABLE loan ALTER reader_id TYPE int USING reader_id::int;
\o
SELECT throws_ok('INSERT INTO loan VALUES (1)', '42883', NULL, 'a source''s key that becomes of a type without comparison is an error');
\o /dev/null
ALTER TABLE loan ALTER reader_id TYPE varchar(10);
UPDATE reader_total SET amount = 50 WHERE id = '2';
INSERT INTO loan VALUES ('2');
\o
SELECT is(pg_temp.wrong('reader'), '', 'of one with it is found');

--
-- What a session has read of the registry: read again only after what concerns it
--
\o /dev/null
CREATE TABLE cached (id int PRIMARY KEY, amount numeric);
CREATE TABLE elsewhere (id int);
SELECT customer_grade.attach('sales', 'cached');
CREATE TABLE cached_orders (cached_id int, amount numeric);
SELECT customer_grade.watch('sales', 'cached', 'cached_orders', 'cached_id');
-- after a statement, does the next write read the registry? (its sources are read for nothing else)
CREATE FUNCTION pg_temp.reads(statement text) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
	count bigint;
BEGIN
	INSERT INTO cached_orders VALUES (1, 1);
	EXECUTE statement;
	count := pg_temp.scans();
	INSERT INTO cached_orders VALUES (1, 1);
	RETURN pg_temp.scans() > count;
END $$;
CREATE FUNCTION pg_temp.scans() RETURNS bigint LANGUAGE sql AS
	$$ SELECT seq_scan + coalesce(idx_scan, 0) FROM pg_stat_xact_all_tables WHERE relid = 'customer_grade_internal.source'::regclass $$;
\o
SELECT is(pg_temp.reads(statement), read, format('%s: %s', statement, CASE WHEN read THEN 'read again' ELSE 'not read again' END))
FROM (VALUES
	('SELECT', false),
	('CREATE TEMPORARY TABLE scratch (i int); DROP TABLE scratch', false),
	('ALTER TABLE elsewhere ADD more int', false),
	('ANALYZE elsewhere', false),
	('ALTER TABLE cached ADD more int', true),
	('ALTER TABLE cached_orders ADD more int', true),
	('ALTER TABLE cached_sales_ledger ADD more int', true),
	('ALTER VIEW cached_sales_metrics RENAME TO cached_metrics', true),
	('ALTER SCHEMA public RENAME TO public2; ALTER SCHEMA public2 RENAME TO public', true),
	('SELECT customer_grade.alter_attachment(''sales'', ''cached'', reset => ''{approver}'')', true),
	('SELECT customer_grade.watch(''sales'', ''cached'', ''elsewhere'', ''id'')', true)) AS s (statement, read);

--
-- Dropping the extension
--
SELECT matches(pg_temp.error('DROP EXTENSION customer_grade'), '^2BP01 .* \| Use DROP \.\.\. CASCADE', 'the extension is not dropped by the way');
\o /dev/null
DROP EXTENSION customer_grade CASCADE;
\o
SELECT is((SELECT count(*) FROM customer_sales_ledger) || ' ' || (SELECT count(*) FROM customer_sales_ledger2) || ' ' || (SELECT count(*) FROM plain_sales_ledger) || ' ' || (SELECT count(*) > 0 FROM plain_sales_history),
	'2 1 2000 true', 'by force: ledgers and history are kept');
SELECT lives_ok('INSERT INTO customer VALUES (2); UPDATE plain SET amount = 0', 'tables are as before');
\o /dev/null
CREATE EXTENSION customer_grade;
SELECT customer_grade.define_standard('sales', 'grades A > C; metric amount number; grade A when amount >= 10; grade C otherwise;', '2020-01-01');
\o
SELECT is(customer_grade.attach('sales', 'plain')::text, 'plain_sales_ledger2', 'and attached again, beside what was kept');
SELECT is(pg_temp.wrong('plain'), '', 'verify() is empty');
SELECT * FROM finish();
