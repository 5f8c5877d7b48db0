-- Partitions and children that come and go by unusual ways: foreign tables, and DETACH CONCURRENTLY
-- that is interrupted.  (The usual ways: attach.sql, track.sql.)

\o /dev/null
SET client_min_messages = warning;
SET customer_grade.clock = '2026-01-15 12:00+00';	-- a new day would be a change
SELECT customer_grade.define_standard('sales', 'grades A > B > C; metric amount number; grade A when amount >= 100; grade B when amount >= 10; grade C otherwise;', '2020-01-01');
\ir include/error.sql
CREATE FUNCTION pg_temp.wrong(subject regclass) RETURNS text LANGUAGE sql AS
	$$ SELECT coalesce(string_agg(v::text, '; '), '') FROM customer_grade.verify('sales', subject) AS v $$;
CREATE FUNCTION pg_temp.wrong_activity(subject regclass, source regclass) RETURNS text LANGUAGE sql AS
	$$ SELECT coalesce(string_agg(v::text, '; '), '') FROM customer_grade.verify_activity(subject, source) AS v $$;
\o
SELECT * FROM no_plan();

--
-- Foreign tables: no trigger on them sees changed rows
--
\o /dev/null
CREATE EXTENSION postgres_fdw;
CREATE SERVER far FOREIGN DATA WRAPPER postgres_fdw;
CREATE TABLE client (id int PRIMARY KEY, amount numeric);
CREATE TABLE orders (client int, at date, amount numeric) PARTITION BY RANGE (at);
CREATE TABLE orders_2026 PARTITION OF orders FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');
CREATE VIEW client_metrics AS SELECT c.id, c.amount + (SELECT coalesce(sum(o.amount), 0) FROM orders AS o WHERE o.client = c.id) AS amount FROM client AS c;
SELECT customer_grade.attach('sales', 'client', 'client_metrics');
SELECT customer_grade.watch('sales', 'client', 'orders', 'client');
\o
\set refused '42809 grades cannot depend on foreign table "public.orders_far" | It is a partition or child of table "public.orders". Triggers on it do not see which rows a statement changes. | Grade the rows on the server that has them.'
SELECT is(pg_temp.error($$ CREATE FOREIGN TABLE orders_far PARTITION OF orders FOR VALUES FROM ('2027-01-01') TO ('2028-01-01') SERVER far $$), :'refused',
	'a foreign partition of a watched table is refused');
CREATE FOREIGN TABLE orders_far (client int, at date, amount numeric) SERVER far;
SELECT is(pg_temp.error($$ ALTER TABLE orders ATTACH PARTITION orders_far FOR VALUES FROM ('2027-01-01') TO ('2028-01-01') $$), :'refused',
	'so is attaching one');
CREATE TABLE orders_2027 (client int, at date, amount numeric) PARTITION BY RANGE (at);
ALTER TABLE orders_2027 ATTACH PARTITION orders_far FOR VALUES FROM ('2027-01-01') TO ('2028-01-01');
SELECT is(pg_temp.error($$ ALTER TABLE orders ATTACH PARTITION orders_2027 FOR VALUES FROM ('2027-01-01') TO ('2028-01-01') $$), :'refused',
	'or a table that has one');
ALTER TABLE orders_2027 DETACH PARTITION orders_far;
CREATE FOREIGN TABLE client_far (id int NOT NULL, amount numeric) SERVER far;
SELECT is(pg_temp.error('ALTER FOREIGN TABLE client_far INHERIT client'),
	'42809 grades cannot depend on foreign table "public.client_far" | It is a partition or child of table "public.client". Triggers on it do not see which rows a statement changes. | Grade the rows on the server that has them.',
	'a foreign child of an attached table is refused');
SELECT matches(pg_temp.error('ALTER TABLE client_far INHERIT client'), '^42809 ', 'whatever the command is called');
SELECT matches(pg_temp.error('CREATE FOREIGN TABLE client_near () INHERITS (client) SERVER far'), '^42809 ', 'so is one that is made');
INSERT INTO client VALUES (1, 5);
INSERT INTO orders VALUES (1, '2026-01-01', 200);
SELECT is((SELECT grade FROM client_sales_ledger WHERE id = 1) || pg_temp.wrong('client'), 'A', 'all goes on');

\o /dev/null
CREATE TABLE parts (client int, at date, amount numeric) PARTITION BY RANGE (at);
CREATE FOREIGN TABLE parts_far PARTITION OF parts FOR VALUES FROM ('2026-01-01') TO ('2027-01-01') SERVER far;
CREATE TABLE person (id int PRIMARY KEY, amount numeric);
CREATE FOREIGN TABLE person_far () INHERITS (person) SERVER far;
\o
SELECT matches(pg_temp.error($$ SELECT customer_grade.watch('sales', 'client', 'parts', 'client') $$), '^42809 grades cannot depend on foreign table "public.parts_far"',
	'a table that has a foreign partition is not watched');
SELECT matches(pg_temp.error($$ SELECT customer_grade.track('client', 'parts', 'client', 'at') $$), '^42809 grades cannot depend on foreign table "public.parts_far"',
	'nor tracked');
SELECT matches(pg_temp.error($$ SELECT customer_grade.attach('sales', 'person') $$), '^42809 grades cannot depend on foreign table "public.person_far"',
	'a table that has a foreign child is not attached');
ALTER FOREIGN TABLE person_far NO INHERIT person;
SELECT lives_ok($$ SELECT customer_grade.attach('sales', 'person') $$, 'until the child is none any more');
SELECT lives_ok('ALTER TABLE parts DETACH PARTITION parts_far; DROP FOREIGN TABLE parts_far', 'other foreign tables come and go');
SELECT customer_grade.track('client', 'parts', 'client', 'at') AS activity;
SELECT matches(pg_temp.error($$ CREATE FOREIGN TABLE parts_far PARTITION OF parts FOR VALUES FROM ('2026-01-01') TO ('2027-01-01') SERVER far $$),
	'^42809 grades cannot depend on foreign table "public.parts_far"', 'a foreign partition of a tracked table is refused');

-- what else can take a table along
\o /dev/null
CREATE FOREIGN TABLE base (id int NOT NULL) SERVER far;
CREATE TABLE derived (amount numeric, PRIMARY KEY (id)) INHERITS (base);
SELECT customer_grade.attach('sales', 'derived');
CREATE TYPE shape AS (id int, amount numeric);
CREATE TABLE typed OF shape (PRIMARY KEY (id));
SELECT customer_grade.attach('sales', 'typed');
DROP FOREIGN TABLE base CASCADE;
DROP TYPE shape CASCADE;
\o
SELECT is((SELECT count(*) FROM customer_grade.attachment AS a WHERE NOT EXISTS (SELECT FROM pg_class WHERE oid = subject)), 0::bigint,
	'a table that falls with a foreign parent or with its type is forgotten');

--
-- DETACH PARTITION CONCURRENTLY, interrupted
--
SELECT current_setting('server_version_num')::int >= 140000 AS detaches_concurrently \gset
\if :detaches_concurrently
\o /dev/null
CREATE EXTENSION dblink;
CREATE TABLE account (id int, region text, amount numeric, PRIMARY KEY (id, region)) PARTITION BY LIST (region);
CREATE TABLE account_eu PARTITION OF account FOR VALUES IN ('eu');
CREATE TABLE account_us PARTITION OF account FOR VALUES IN ('us');
CREATE TABLE sale (id int, region text, at date, amount numeric) PARTITION BY LIST (region);
CREATE TABLE sale_us PARTITION OF sale FOR VALUES IN ('us');
INSERT INTO account VALUES (1, 'eu', 100), (2, 'us', 1);
INSERT INTO sale VALUES (1, 'us', '2026-01-01', 5), (2, 'us', '2026-01-01', 5);
SELECT customer_grade.attach('sales', 'account');
SELECT customer_grade.track('client', 'sale', 'id', 'at', 'amount');
SELECT dblink_connect(name, format('host=%s port=%s dbname=%s', split_part(current_setting('unix_socket_directories'), ',', 1), current_setting('port'), current_database()))
FROM unnest('{reader,detacher}'::text[]) AS name;
-- a reader makes the command wait; then it is cancelled
CREATE PROCEDURE interrupt_detach(root regclass, part regclass) LANGUAGE plpgsql AS $$
DECLARE
	detacher int := (SELECT pid FROM dblink('detacher', 'SELECT pg_backend_pid()') AS d(pid int));
BEGIN
	PERFORM dblink_exec('reader', 'BEGIN');
	PERFORM FROM dblink('reader', format('SELECT count(*) FROM %s', root)) AS d(count int);
	PERFORM dblink_send_query('detacher', format('ALTER TABLE %s DETACH PARTITION %s CONCURRENTLY', root, part));
	WHILE NOT EXISTS (SELECT FROM pg_inherits WHERE inhrelid = part AND inhdetachpending) LOOP
		PERFORM pg_sleep(0.01);
	END LOOP;
	PERFORM pg_cancel_backend(detacher);
	PERFORM FROM dblink_get_result('detacher', false) AS d(result text);
	PERFORM FROM dblink_get_result('detacher', false) AS d(result text);
	PERFORM dblink_exec('reader', 'COMMIT');
END $$;
CALL interrupt_detach('account', 'account_us');
CALL interrupt_detach('sale', 'sale_us');
\o
SELECT is((SELECT count(*) FROM account) || ' ' || (SELECT count(*) FROM pg_inherits WHERE inhrelid = 'account_us'::regclass), '1 1', 'the command is half done');
SELECT is(pg_temp.wrong('account'), '("{""id"": 2, ""region"": ""us""}",C,,,,"not in the subject")', 'verify() tells whose rows the table does not show any more');
INSERT INTO account_us VALUES (3, 'us', 100);
UPDATE account_us SET amount = 500;
SELECT is((SELECT string_agg(format('%s %s', id, grade), ', ' ORDER BY id) FROM account_sales_ledger) || pg_temp.wrong('account'), '1 A', 'what is written to the partition counts no more');
INSERT INTO sale_us VALUES (1, 'us', '2026-01-02', 7);
SELECT is((SELECT string_agg(id || series::text, ', ' ORDER BY id) FROM client_sale_activity), '2{2026-01-01 1 5 0}', 'nor is it an event');
UPDATE account_us SET amount = 1 WHERE id = 2;
SELECT customer_grade.refresh_activity('client', 'sale') AS changed;
SELECT is(pg_temp.wrong_activity('client', 'sale'), '', 'refresh_activity() leaves nothing of it');
ALTER TABLE account DETACH PARTITION account_us FINALIZE;
ALTER TABLE sale DETACH PARTITION sale_us FINALIZE;
SELECT is(pg_temp.wrong('account') || pg_temp.wrong_activity('client', 'sale'), '', 'FINALIZE ends it');
SELECT lives_ok($$ INSERT INTO account_us VALUES (9, 'us', 1); INSERT INTO sale_us VALUES (9, 'us', '2026-01-01', 1) $$, 'and leaves tables without our triggers');
SET customer_grade.clock = '2026-01-15 12:30+00';
ALTER TABLE account ATTACH PARTITION account_us FOR VALUES IN ('us');
SELECT is((SELECT count(*) FROM account_sales_ledger) || pg_temp.wrong('account'), '4', 'which may come back');

-- interrupted, and ended before anything else is written
SET customer_grade.clock = '2026-01-15 13:00+00';
CALL interrupt_detach('account', 'account_us');
ALTER TABLE account DETACH PARTITION account_us FINALIZE;
SELECT is((SELECT count(*) FROM account_sales_ledger) || pg_temp.wrong('account'), '1', 'FINALIZE alone takes the grades of the rows away');

-- interrupted, and dropped
SET customer_grade.clock = '2026-01-15 14:00+00';
ALTER TABLE account ATTACH PARTITION account_us FOR VALUES IN ('us');
SET customer_grade.clock = '2026-01-15 15:00+00';
CALL interrupt_detach('account', 'account_us');
DROP TABLE account_us;
SELECT is((SELECT count(*) FROM account_sales_ledger) || pg_temp.wrong('account'), '1', 'so does DROP TABLE');

-- not interrupted
SET customer_grade.clock = '2026-01-15 16:00+00';
CREATE TABLE account_us PARTITION OF account FOR VALUES IN ('us');
INSERT INTO account_us VALUES (2, 'us', 1);
ALTER TABLE account DETACH PARTITION account_us CONCURRENTLY;
SELECT is((SELECT count(*) FROM account_sales_ledger) || pg_temp.wrong('account'), '1', 'uninterrupted it takes the grades away, too');
\endif

-- a table that looks like a partition of a graded table
CREATE TABLE impostor (id int);
CREATE TRIGGER customer_grade_regrade_sales_insert BEFORE UPDATE ON impostor FOR EACH ROW EXECUTE FUNCTION suppress_redundant_updates_trigger();
BEGIN;
DROP TABLE impostor;
SELECT is(count(*), 0::bigint, 'a table that is no partition is dropped without a lock on ledgers') FROM pg_locks
WHERE relation IN (SELECT a.ledger FROM customer_grade.attachment AS a) AND mode = 'ShareRowExclusiveLock';
COMMIT;

SELECT * FROM finish();
