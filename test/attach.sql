-- Attachments: grades follow the rows, whatever kind of statement changes them, and
-- verify() finds no difference.

\o /dev/null
SET client_min_messages = warning;
CREATE FUNCTION pg_temp.sales(more text DEFAULT '') RETURNS customer_grade.rubric LANGUAGE sql AS
	$$ SELECT ('grades A > B > C; metric amount number between 0 and 1000000; grade A when amount >= 100; grade B when amount >= 10; grade C otherwise;' || more)::customer_grade.rubric $$;
SELECT customer_grade.define_standard('sales', pg_temp.sales(), '2020-01-01');
-- what verify() says, and whether periods join without hole or overlap
CREATE FUNCTION pg_temp.wrong(standard text, subject text, keys text DEFAULT 'id') RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	a customer_grade.attachment;
	result text;
	broken bigint;
BEGIN
	SELECT * INTO a FROM customer_grade.attachment AS t WHERE t.standard = $1 AND t.subject = $2::regclass;
	SELECT string_agg(v::text, '; ') INTO result FROM customer_grade.verify($1, $2::regclass) AS v;
	EXECUTE format('SELECT count(*) FROM (SELECT valid_from, valid_to, cause, lead(valid_from) OVER (PARTITION BY %s ORDER BY valid_from) AS next FROM %s) AS p
		WHERE valid_from >= valid_to OR next < valid_to OR next > valid_to AND cause <> ''deleted'' OR valid_to IS NULL AND next IS NOT NULL', keys, a.grades) INTO broken;
	RETURN coalesce(result, '') || CASE WHEN broken > 0 THEN ' broken periods: ' || broken ELSE '' END;
END $$;
CREATE FUNCTION pg_temp.grades(ledger text, keys text DEFAULT 'id') RETURNS text LANGUAGE plpgsql AS $$
DECLARE result text;
BEGIN
	EXECUTE format('SELECT string_agg(concat_ws('' '', %s, grade), '', '' ORDER BY %s) FROM %s', keys, keys, ledger) INTO result;
	RETURN result;
END $$;
CREATE FUNCTION pg_temp.last_cause(history text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE result text;
BEGIN
	EXECUTE format('SELECT cause FROM %s ORDER BY valid_to DESC LIMIT 1', history) INTO result;
	RETURN result;
END $$;
\o
SELECT * FROM no_plan();

--
-- Metrics from the subject's own columns
--
\o /dev/null
CREATE TABLE own (id int PRIMARY KEY, amount numeric, other text);
INSERT INTO own VALUES (1, 5), (2, 50), (3, 500);
\o
SELECT is(customer_grade.attach('sales', 'own', refusals => 'raise')::text, 'own_sales_ledger', 'attach() returns the ledger');
SELECT is(pg_temp.grades('own_sales_ledger'), '1 C, 2 B, 3 A', 'rows that are there are graded');
INSERT INTO own VALUES (4, 20), (5, 200);
SELECT is(pg_temp.grades('own_sales_ledger'), '1 C, 2 B, 3 A, 4 B, 5 A', 'INSERT');
UPDATE own SET amount = amount * 10 WHERE id < 3;
SELECT is(pg_temp.grades('own_sales_ledger'), '1 B, 2 A, 3 A, 4 B, 5 A', 'UPDATE');
SELECT is(pg_temp.last_cause('own_sales_history'), 'update own', 'the period that ends names the cause');
SELECT is((SELECT count(*) FROM own_sales_history), 2::bigint, 'history has closed periods only');
UPDATE own SET id = id + 10 WHERE id > 3;
SELECT is(pg_temp.grades('own_sales_ledger'), '1 B, 2 A, 3 A, 14 B, 15 A', 'UPDATE of the key');
UPDATE own SET id = 4 - id WHERE id IN (1, 3) AND false;
DELETE FROM own WHERE id = 15;
SELECT is(pg_temp.grades('own_sales_ledger'), '1 B, 2 A, 3 A, 14 B', 'DELETE');
SELECT is((SELECT valid_to IS NOT NULL AND cause = 'deleted' FROM own_sales_grades WHERE id = 15), true, 'its last period is closed');
INSERT INTO own VALUES (1, 1000), (6, 11) ON CONFLICT (id) DO UPDATE SET amount = excluded.amount;
SELECT is(pg_temp.grades('own_sales_ledger'), '1 A, 2 A, 3 A, 6 B, 14 B', 'ON CONFLICT DO UPDATE, rows of both kinds');
WITH gone AS (DELETE FROM own WHERE id = 6 RETURNING *), new AS (INSERT INTO own SELECT id + 1, amount FROM gone)
UPDATE own SET amount = 0 WHERE id = 1;
SELECT is(pg_temp.grades('own_sales_ledger'), '1 C, 2 A, 3 A, 7 B, 14 B', 'writable CTEs');
COPY own (id, amount) FROM stdin;
20	10
21	100
\.
SELECT is(pg_temp.grades('own_sales_ledger'), '1 C, 2 A, 3 A, 7 B, 14 B, 20 B, 21 A', 'COPY');
\o /dev/null
CREATE TEMP TABLE state AS SELECT pg_current_wal_insert_lsn() AS place, (SELECT string_agg(xmin::text || ctid, ',' ORDER BY id) FROM own_sales_ledger) AS rows;
\o
UPDATE own SET amount = 7 WHERE false;
UPDATE own SET other = 'x';
SELECT is((SELECT string_agg(xmin::text || ctid, ',' ORDER BY id) FROM own_sales_ledger), (SELECT rows FROM state), 'what changes no grade writes no ledger row');
UPDATE own SET amount = 6 WHERE id = 1;
SELECT is((SELECT count(*) FROM own_sales_history WHERE id = 1), 3::bigint, 'nor history');
SELECT throws_ok('UPDATE own SET amount = amount - 50', '23514', 'value -39 of metric "amount" is outside its domain (between 0 and 1000000)', 'a value outside the domain fails the whole statement');
SELECT is(pg_temp.wrong('sales', 'own'), '', 'verify() is empty');
UPDATE own SET amount = NULL WHERE id = 2;
SELECT is((SELECT grade IS NULL AND since IS NOT NULL FROM own_sales_ledger WHERE id = 2)::text || pg_temp.wrong('sales', 'own'), 'true', 'a customer without a metric has a ledger row without a grade')
WHERE customer_grade.grade('sales', '{"amount": null}'::jsonb) IS NULL;
DO $$ BEGIN
	IF current_setting('server_version_num')::int >= 150000 THEN
		EXECUTE $merge$ MERGE INTO own USING (VALUES (1, 70), (2, 7), (30, 700), (20, NULL)) AS v(id, amount) ON own.id = v.id
		WHEN MATCHED AND v.amount IS NULL THEN DELETE
		WHEN MATCHED THEN UPDATE SET amount = v.amount
		WHEN NOT MATCHED THEN INSERT (id, amount) VALUES (v.id, v.amount) $merge$;
	ELSE
		UPDATE own SET amount = 70 WHERE id = 1; UPDATE own SET amount = 7 WHERE id = 2; INSERT INTO own VALUES (30, 700); DELETE FROM own WHERE id = 20;
	END IF;
END $$;
SELECT is(pg_temp.grades('own_sales_ledger'), '1 B, 2 C, 3 A, 7 B, 14 B, 21 A, 30 A', 'MERGE');
BEGIN;
SAVEPOINT s;
UPDATE own SET amount = 0;
ROLLBACK TO s;
UPDATE own SET amount = 1000 WHERE id = 2;
COMMIT;
SELECT is(pg_temp.grades('own_sales_ledger'), '1 B, 2 A, 3 A, 7 B, 14 B, 21 A, 30 A', 'a savepoint is rolled back');
SELECT is(customer_grade.grade_at('sales', 'own', '{"id": 2}', clock_timestamp()), 'A', 'grade_at() now');
SELECT is(customer_grade.grade_at('sales', 'own', '{"id": 2}', h.valid_from), h.grade, 'grade_at() at the beginning of a period')
FROM own_sales_history AS h WHERE id = 2 ORDER BY valid_from LIMIT 1;
SELECT is(customer_grade.grade_at('sales', 'own', '{"id": 2}', '2000-01-01'), NULL, 'grade_at() before it was attached');
SELECT is(customer_grade.grade_at('sales', 'own', '2', clock_timestamp()), 'A', 'grade_at() by the value of the key');
SELECT throws_ok($$ SELECT customer_grade.grade_at('sales', 'own', '{}', now()) $$, '22023', '{} is not a key of table "public.own"', 'grade_at() without a key');
TRUNCATE own;
SELECT is(pg_temp.grades('own_sales_ledger'), NULL, 'TRUNCATE');
SELECT is(pg_temp.wrong('sales', 'own'), '', 'verify() is empty');
SET customer_grade.clock = '2099-12-31 12:00+00';
INSERT INTO own VALUES (1, 5);
SELECT is((SELECT since FROM own_sales_ledger), '2099-12-31 12:00+00', 'periods begin by the clock that triggers go by');
DELETE FROM own;
RESET customer_grade.clock;
\o /dev/null
SELECT customer_grade.define_standard('letters', 'grades A > B; metric m number; metric a number; grade A when m > a; grade B otherwise;', '2020-01-01');
CREATE TABLE letters (id int PRIMARY KEY, m int, a int);
SELECT customer_grade.attach('letters', 'letters');
\o
INSERT INTO letters VALUES (1, 2, 1), (2, 1, 2);
SELECT is(pg_temp.grades('letters_letters_ledger'), '1 A, 2 B', 'metrics may be called as they like');
SELECT throws_ok($$ SELECT customer_grade.attach('sales', 'own', refusals => 'raise') $$, '42710', 'standard "sales" is already attached to table "public.own"', 'attaching twice is refused');
SELECT throws_ok('ALTER TABLE own DROP COLUMN amount', '2BP01', NULL, 'a metric column is not dropped');
ALTER TABLE own RENAME amount TO sum;
INSERT INTO own VALUES (1, 10);
ALTER TABLE own RENAME id TO number;
SELECT throws_ok('INSERT INTO own VALUES (2, 100)', '42703', 'column "id" of table "public.own", by which standard "sales" finds customers, does not exist any more', 'a renamed key column is an error')
WHERE NOT EXISTS (SELECT FROM customer_grade.attachment WHERE subject = 'own'::regclass AND key_columns = '{number}');
ALTER TABLE own RENAME number TO id;
ALTER TABLE own RENAME TO renamed;
ALTER TABLE own_sales_ledger RENAME TO its_ledger;
CREATE SCHEMA elsewhere;
ALTER TABLE renamed SET SCHEMA elsewhere;
INSERT INTO elsewhere.renamed VALUES (2, 100);
SELECT is(pg_temp.grades('its_ledger'), '1 B, 2 A', 'table, metric, ledger and schema may be renamed');
SELECT throws_ok('DROP TABLE elsewhere.renamed', '2BP01', NULL, 'the subject is not dropped by the way');

--
-- Detaching
--
SELECT lives_ok($$ SELECT customer_grade.detach('sales', 'elsewhere.renamed') $$, 'detach()');
SELECT is((SELECT count(*) FROM pg_trigger WHERE tgrelid = 'elsewhere.renamed'::regclass), 0::bigint, 'leaves no trigger');
SELECT is(to_regclass('its_ledger') IS NULL AND to_regclass('own_sales_history') IS NOT NULL, true, 'and keeps the history');
SELECT lives_ok($$ ALTER TABLE elsewhere.renamed SET SCHEMA public; ALTER TABLE renamed RENAME TO own; ALTER TABLE own RENAME sum TO amount;
	SELECT customer_grade.attach('sales', 'own', refusals => 'raise') $$, 'attach() finds other names beside a history that was kept');
INSERT INTO own VALUES (3, 1);
SELECT is(pg_temp.wrong('sales', 'own'), '', 'verify() is empty');
SELECT throws_ok($$ SELECT customer_grade.detach('sales', 'state') $$, '55000', NULL, 'what is not attached is not detached');
SELECT customer_grade.detach('sales', 'own', true) WHERE false;

--
-- Keys
--
\o /dev/null
CREATE TABLE composite (region text COLLATE "C", "Year" smallint, day date, amount numeric, PRIMARY KEY ("Year", region, day));
INSERT INTO composite VALUES ('n', 2024, '2024-02-29', 100);
SELECT customer_grade.attach('sales', 'composite');
INSERT INTO composite SELECT r, y, make_date(y, 3, 1), y - 2000 FROM unnest('{n,s,北}'::text[]) AS r, generate_series(2001, 2030) AS y;
UPDATE composite SET region = 'x', amount = 50 WHERE region = 's';
\o
SELECT is(pg_temp.wrong('sales', 'composite', '"Year", region, day'), '', 'a composite key');
SELECT is(customer_grade.grade_at('sales', 'composite', '{"Year": 2024, "region": "n", "day": "2024-02-29"}', clock_timestamp()), 'A', 'grade_at() by it');
\o /dev/null
CREATE TABLE by_uuid (id uuid PRIMARY KEY, amount int);
CREATE TABLE by_bigint (id bigint PRIMARY KEY, amount double precision);
CREATE TABLE by_varchar (id varchar(20) COLLATE "POSIX" PRIMARY KEY, amount real);
CREATE TABLE by_char (id char(5) PRIMARY KEY, amount bigint);
CREATE DOMAIN number AS int CHECK (VALUE > 0);
CREATE TABLE by_domain (id number PRIMARY KEY, amount bigint);
CREATE TABLE by_timestamp (id timestamptz PRIMARY KEY, amount bigint);
\o
SELECT is(customer_grade.attach('sales', t::regclass)::text, t || '_sales_ledger', 'key of ' || t) FROM unnest('{by_uuid,by_bigint,by_varchar,by_char,by_domain,by_timestamp}'::text[]) AS t;
INSERT INTO by_uuid SELECT md5(i::text)::uuid, i FROM generate_series(1, 120) AS i;
INSERT INTO by_bigint SELECT i * 10000000000, i FROM generate_series(1, 120) AS i;
INSERT INTO by_varchar SELECT 'K-' || i, i FROM generate_series(1, 120) AS i;
INSERT INTO by_char SELECT i, i FROM generate_series(1, 120) AS i;
INSERT INTO by_domain SELECT i, i FROM generate_series(1, 120) AS i;
INSERT INTO by_timestamp SELECT to_timestamp(i), i FROM generate_series(1, 120) AS i;
\o /dev/null
SELECT format('UPDATE by_%s SET amount = amount + 5; DELETE FROM by_%1$s WHERE amount > 115;', t) FROM unnest('{uuid,bigint,varchar,char,domain,timestamp}'::text[]) AS t \gexec
\o
SELECT is(pg_temp.wrong('sales', t), '', t || ' is right') FROM unnest('{by_uuid,by_bigint,by_varchar,by_char,by_domain,by_timestamp}'::text[]) AS t;

--
-- Sources and a given metrics view
--
\o /dev/null
CREATE TABLE customer (id int PRIMARY KEY, name text);
CREATE TABLE orders (id serial PRIMARY KEY, customer_id int REFERENCES customer ON DELETE CASCADE ON UPDATE CASCADE, amount numeric);
CREATE INDEX ON orders (customer_id);
CREATE VIEW customer_metrics AS SELECT c.id, coalesce(sum(o.amount), 0) AS amount
	FROM customer AS c LEFT JOIN orders AS o ON o.customer_id = c.id GROUP BY c.id;
SELECT customer_grade.attach('sales', 'customer', 'customer_metrics');
SELECT customer_grade.watch('sales', 'customer', 'orders', 'customer_id');
\o
INSERT INTO customer SELECT i FROM generate_series(1, 5) AS i;
INSERT INTO orders (customer_id, amount) VALUES (1, 10), (1, 90), (2, 30), (NULL, 1000), (3, 5);
SELECT is(pg_temp.grades('customer_sales_ledger'), '1 A, 2 B, 3 C, 4 C, 5 C', 'rows of a source regrade, those without a key do not');
UPDATE orders SET customer_id = 4 WHERE customer_id = 2;
SELECT is(pg_temp.grades('customer_sales_ledger'), '1 A, 2 C, 3 C, 4 B, 5 C', 'rows of a source change their customer');
UPDATE orders SET customer_id = 2 WHERE customer_id IS NULL;
UPDATE orders SET customer_id = NULL WHERE customer_id = 1 AND amount = 90;
SELECT is(pg_temp.grades('customer_sales_ledger'), '1 B, 2 A, 3 C, 4 B, 5 C', 'from and to no customer');
UPDATE customer SET id = 40 WHERE id = 4;
SELECT is(pg_temp.grades('customer_sales_ledger'), '1 B, 2 A, 3 C, 5 C, 40 B', 'ON UPDATE CASCADE');
DELETE FROM customer WHERE id IN (1, 5);
SELECT is(pg_temp.grades('customer_sales_ledger'), '2 A, 3 C, 40 B', 'ON DELETE CASCADE');
TRUNCATE orders;
SELECT is(pg_temp.grades('customer_sales_ledger'), '2 C, 3 C, 40 C', 'TRUNCATE of a source');
INSERT INTO orders (customer_id, amount) SELECT 2, 1 FROM generate_series(1, 2000);
SELECT is(pg_temp.grades('customer_sales_ledger'), '2 A, 3 C, 40 C', 'many rows at once');
TRUNCATE customer CASCADE;
SELECT is(pg_temp.grades('customer_sales_ledger'), NULL, 'TRUNCATE CASCADE');
SELECT is(pg_temp.wrong('sales', 'customer'), '', 'verify() is empty');
ALTER TABLE orders DROP CONSTRAINT orders_customer_id_fkey;
INSERT INTO orders (customer_id, amount) VALUES (77, 10);
SELECT is(pg_temp.grades('customer_sales_ledger'), NULL, 'rows of a customer that is not there leave no stub');
SELECT throws_ok($$ SELECT customer_grade.watch('sales', 'customer', 'orders', 'nothing') $$, '42703', 'relation "public.orders" has no column "nothing"', 'a key column must exist');
SELECT throws_ok($$ SELECT customer_grade.watch('sales', 'customer', 'orders', 'id', 'amount') $$, '22023', 'the key of table "public.customer" has 1 columns, not 2', 'as many as the key has');
CREATE TABLE notes (customer text, amount numeric);
SELECT throws_ok($$ SELECT customer_grade.watch('sales', 'customer', 'notes', 'customer') $$, '42804', 'column "customer" of relation "public.notes" cannot hold the key of table "public.customer"', 'and be of its type');
CREATE TABLE fractions (customer numeric);
SELECT throws_ok($$ SELECT customer_grade.watch('sales', 'customer', 'fractions', 'customer') $$, '42804', 'column "customer" of relation "public.fractions" cannot hold the key of table "public.customer"', 'not of one that has more values');
SELECT throws_ok($$ SELECT customer_grade.watch('sales', 'notes', 'orders', 'customer_id') $$, '55000', 'standard "sales" is not attached to table "public.notes"', 'only attached tables have sources');
SELECT throws_ok($$ SELECT customer_grade.attach('sales', 'notes') $$, '42809', '"public.notes" is not a table with a primary key', 'a table without a key is refused');
SELECT throws_ok($$ SELECT customer_grade.attach('nothing', 'customer') $$, '42704', 'standard "nothing" does not exist', 'an unknown standard is refused');
CREATE MATERIALIZED VIEW stale AS SELECT 1 AS id, 1 AS amount;
CREATE TABLE other (id int PRIMARY KEY);
SELECT throws_ok($$ SELECT customer_grade.attach('sales', 'other', 'stale') $$, '42809', 'relation "public.stale" is neither a view nor a table', 'a materialized view is refused');
SELECT throws_ok($$ SELECT customer_grade.attach('sales', 'other', 'notes') $$, '42703', 'relation "public.notes" has no column "id"', 'metrics without the key are refused');
\o /dev/null
CREATE TABLE detail (other_id int, amount numeric);
CREATE VIEW doubled AS SELECT o.id, d.amount FROM other AS o LEFT JOIN detail AS d ON d.other_id = o.id;
INSERT INTO other VALUES (1), (2);
INSERT INTO detail VALUES (1, 1), (1, 2);
\o
SELECT throws_ok($$ SELECT customer_grade.attach('sales', 'other', 'doubled') $$, '21000', '"public.doubled" gives several rows for customer {"id": 1}', 'nor are metrics that give a customer twice');
DELETE FROM detail WHERE amount = 2;
SELECT lives_ok($$ SELECT customer_grade.attach('sales', 'other', 'doubled'); SELECT customer_grade.watch('sales', 'other', 'detail', 'other_id') $$, 'one row each is right');
SELECT throws_ok('INSERT INTO detail VALUES (2, 100), (2, 10)', '21000', '"public.doubled" gives several rows for customer {"id": 2}', 'two rows later are an error');
SELECT customer_grade.detach('sales', 'other', true) \g /dev/null

-- one source, two subjects; two standards, one subject; a source that is a subject itself
\o /dev/null
SELECT customer_grade.define_standard('second', 'grades big > small; metric amount number; grade big when amount > 50; grade small otherwise;', '2020-01-01');
ALTER TABLE orders ADD shop_id int;
CREATE TABLE shop (id int PRIMARY KEY);
CREATE VIEW shop_metrics AS SELECT s.id, (SELECT coalesce(sum(amount), 0) FROM orders WHERE shop_id = s.id) AS amount FROM shop AS s;
SELECT customer_grade.attach('sales', 'shop', 'shop_metrics');
SELECT customer_grade.watch('sales', 'shop', 'orders', 'shop_id');
SELECT customer_grade.attach('second', 'customer', 'customer_metrics');
SELECT customer_grade.watch('second', 'customer', 'orders', 'customer_id');
SELECT customer_grade.attach('sales', 'orders');
INSERT INTO customer SELECT generate_series(1, 3);
INSERT INTO shop SELECT generate_series(1, 3);
INSERT INTO orders (customer_id, shop_id, amount) VALUES (1, 2, 60), (1, 3, 50);
\o
SELECT is(pg_temp.grades('customer_sales_ledger'), '1 A, 2 C, 3 C', 'a source of two subjects: the first');
SELECT is(pg_temp.grades('shop_sales_ledger'), '1 C, 2 B, 3 B', 'the second');
SELECT is(pg_temp.grades('customer_second_ledger'), '1 big, 2 small, 3 small', 'another standard');
SELECT is(pg_temp.wrong('sales', 'orders'), '', 'a source with grades of its own');
\o /dev/null
SELECT customer_grade.detach('sales', 'shop');
INSERT INTO orders (customer_id, shop_id, amount) VALUES (3, 3, 500);
\o
SELECT is(pg_temp.grades('customer_sales_ledger'), '1 A, 2 C, 3 A', 'detaching one subject leaves the other');
\o /dev/null
SELECT customer_grade.detach('sales', 'customer');
INSERT INTO orders (id, customer_id, shop_id, amount) VALUES (99999, 3, 3, 5000);
\o
SELECT is(pg_temp.wrong('sales', 'orders') || (SELECT grade FROM orders_sales_ledger WHERE id = 99999), 'A', 'and a source with grades of its own keeps them');
SELECT is(pg_temp.wrong('second', 'customer'), '', 'another standard, too');
DROP VIEW customer_metrics CASCADE;
SELECT throws_ok($$ INSERT INTO orders (customer_id, amount) VALUES (2, 1) $$, '42P01', 'the metrics view of standard "second" on table "public.customer" does not exist any more', 'a metrics view dropped by force is an error');
SELECT lives_ok($$ SELECT customer_grade.detach('second', 'customer') $$, 'that detaching cures');
SELECT lives_ok($$ INSERT INTO orders (customer_id, amount) VALUES (2, 1) $$, 'for the source, too');

--
-- Partitions and children
--
\o /dev/null
CREATE TABLE parted (id int, kind int, amount numeric, PRIMARY KEY (id, kind)) PARTITION BY RANGE (kind);
CREATE TABLE parted_1 PARTITION OF parted FOR VALUES FROM (0) TO (10);
CREATE TABLE parted_2 PARTITION OF parted FOR VALUES FROM (10) TO (20) PARTITION BY RANGE (id);
CREATE TABLE parted_2a PARTITION OF parted_2 FOR VALUES FROM (0) TO (1000);
INSERT INTO parted VALUES (1, 1, 10), (2, 11, 100);
SELECT customer_grade.attach('sales', 'parted', refusals => 'raise');
\o
INSERT INTO parted VALUES (3, 1, 10), (4, 11, 100);
INSERT INTO parted_1 VALUES (5, 1, 10);
INSERT INTO parted_2a VALUES (6, 11, 100);
UPDATE parted SET kind = kind + 10 WHERE id = 3;
UPDATE parted_2 SET amount = 1 WHERE id = 4;
DELETE FROM parted_1 WHERE id = 1;
SELECT is(pg_temp.grades('parted_sales_ledger', 'id, kind'), '2 11 A, 3 11 B, 4 11 C, 5 1 B, 6 11 A', 'statements on root and partitions');
CREATE TABLE parted_3 PARTITION OF parted FOR VALUES FROM (20) TO (30);
INSERT INTO parted_3 VALUES (7, 21, 1);
INSERT INTO parted VALUES (8, 21, 1);
COPY parted_3 FROM stdin;
9	21	1000
\.
SELECT is(pg_temp.wrong('sales', 'parted', 'id, kind') || (SELECT count(*) FROM parted_sales_ledger), '8', 'a new partition');
ALTER TABLE parted DETACH PARTITION parted_1;
CREATE TABLE parted_4 (id int, kind int, amount numeric, PRIMARY KEY (id, kind));
INSERT INTO parted_4 VALUES (10, 31, 100);
ALTER TABLE parted ATTACH PARTITION parted_4 FOR VALUES FROM (30) TO (40);
SELECT is(pg_temp.wrong('sales', 'parted', 'id, kind') || pg_temp.grades('parted_sales_ledger', 'id, kind'),
	'2 11 A, 3 11 B, 4 11 C, 6 11 A, 7 21 C, 8 21 C, 9 21 A, 10 31 A', 'ATTACH and DETACH PARTITION grade their rows');
CREATE SCHEMA parts CREATE TABLE parted_5 PARTITION OF public.parted FOR VALUES FROM (40) TO (50);
INSERT INTO parts.parted_5 VALUES (11, 41, 500);
SELECT is((SELECT grade FROM parted_sales_ledger WHERE id = 11), 'A', 'one made with its schema has triggers, too');
DROP SCHEMA parts CASCADE;
TRUNCATE parted_2;
SELECT is(pg_temp.grades('parted_sales_ledger', 'id, kind'), '7 21 C, 8 21 C, 9 21 A, 10 31 A', 'TRUNCATE of a partition');
INSERT INTO parted_1 VALUES (50, 1, 1);
SELECT is(pg_temp.grades('parted_sales_ledger', 'id, kind'), '7 21 C, 8 21 C, 9 21 A, 10 31 A', 'a detached partition is on its own');
DROP TABLE parted_4;
SELECT is(pg_temp.grades('parted_sales_ledger', 'id, kind') || pg_temp.wrong('sales', 'parted', 'id, kind'), '7 21 C, 8 21 C, 9 21 A', 'a partition that is dropped takes its rows along');
SELECT throws_ok('CREATE TABLE parted_5 (id int, kind int, amount numeric, PRIMARY KEY (id, kind)); INSERT INTO parted_5 VALUES (1, 41, -1);
	ALTER TABLE parted ATTACH PARTITION parted_5 FOR VALUES FROM (40) TO (50)', '23514', 'value -1 of metric "amount" is outside its domain (between 0 and 1000000)', 'a partition with rows that cannot be graded is not attached');
\o /dev/null
SELECT customer_grade.detach('sales', 'parted', true);
CREATE TABLE parent (id int PRIMARY KEY, amount numeric);
CREATE TABLE child (more int) INHERITS (parent);
SELECT customer_grade.attach('sales', 'parent');
CREATE TABLE grandchild () INHERITS (child);
\o
INSERT INTO parent VALUES (1, 1);
INSERT INTO child VALUES (2, 20);
INSERT INTO grandchild VALUES (3, 300);
UPDATE parent SET amount = amount + 9;
DELETE FROM grandchild;
SELECT is(pg_temp.wrong('sales', 'parent') || pg_temp.grades('parent_sales_ledger'), '1 B, 2 B', 'children');
ALTER TABLE child NO INHERIT parent;
SELECT is(pg_temp.wrong('sales', 'parent') || pg_temp.grades('parent_sales_ledger'), '1 B', 'NO INHERIT');
ALTER TABLE child INHERIT parent;
SELECT is(pg_temp.wrong('sales', 'parent') || pg_temp.grades('parent_sales_ledger'), '1 B, 2 B', 'INHERIT');
SELECT is((SELECT count(*) FROM pg_trigger WHERE tgfoid = 'customer_grade_internal.regrade'::regproc AND tgrelid::regclass::text LIKE 'parted%' AND tgrelid <> 'parted_1'::regclass), 0::bigint, 'no trigger stays on a partition');

--
-- Names
--
\o /dev/null
CREATE SCHEMA "My ""Schema";
CREATE TABLE "My ""Schema"."Ta.ble '$1" ("Ke""y" int PRIMARY KEY, "amount" int);
CREATE TABLE "My ""Schema"."Ord'ers" ("Cust omer" int);
SELECT customer_grade.define_standard('客户分级标准客户分级标准客户分级标准客户分级标准客户分级标准', pg_temp.sales(), '2020-01-01');
SELECT customer_grade.define_standard('客户分级标准客户分级标准客户分级标准客户分级标准客户分级标准二', pg_temp.sales(), '2020-01-01');
SELECT customer_grade.define_standard('a.b', pg_temp.sales(), '2020-01-01');
SELECT customer_grade.define_standard('a_b', pg_temp.sales(), '2020-01-01');
CREATE TABLE "客户客户客户客户客户客户客户客户客户客户客" (id int PRIMARY KEY, amount numeric);
\o
SELECT lives_ok(format($$ SELECT customer_grade.attach(%L, %L) $$, s, t), format('standard %s on table %s', s, t))
FROM unnest('{a.b,a_b,客户分级标准客户分级标准客户分级标准客户分级标准客户分级标准,客户分级标准客户分级标准客户分级标准客户分级标准客户分级标准二}'::text[]) AS s,
	(VALUES ('"My ""Schema"."Ta.ble ''$1"'), ('"客户客户客户客户客户客户客户客户客户客户客"')) AS v(t);
SELECT lives_ok($$ SELECT customer_grade.watch('a.b', '"My ""Schema"."Ta.ble ''$1"', '"My ""Schema"."Ord''ers"', 'Cust omer') $$, 'a source with such a name');
INSERT INTO "My ""Schema"."Ta.ble '$1" SELECT i, i FROM generate_series(1, 120) AS i;
UPDATE "My ""Schema"."Ta.ble '$1" SET amount = amount + 1;
INSERT INTO "My ""Schema"."Ord'ers" VALUES (1), (2), (1000);
INSERT INTO "客户客户客户客户客户客户客户客户客户客户客" SELECT i, i FROM generate_series(1, 120) AS i;
SELECT is(pg_temp.wrong(standard, subject::text, quote_ident(key_columns[1])), '', format('%s on %s is right', standard, subject))
FROM customer_grade.attachment WHERE standard LIKE 'a%b' OR standard LIKE '客%' ORDER BY standard, subject::text;
\o /dev/null
SELECT customer_grade.detach(standard, subject, true) FROM customer_grade.attachment WHERE standard LIKE 'a%b' OR standard LIKE '客%';
\o
SELECT is((SELECT count(*) FROM pg_class WHERE relname ~ '(ledger|history|grades|metrics)\d*$' AND relnamespace IN ('"My ""Schema"'::regnamespace, 'public'::regnamespace) AND relname ~ '^(Ta|客)'), 0::bigint, 'detach() leaves nothing');
SELECT lives_ok($$ INSERT INTO "客户客户客户客户客户客户客户客户客户客户客" VALUES (-1, 1) $$, 'no trigger stays');
DROP SCHEMA "My ""Schema" CASCADE;

--
-- Versions, dates, clock
--
\o /dev/null
CREATE TABLE dated (id int PRIMARY KEY, amount numeric);
SELECT customer_grade.define_standard('dated', 'grades old; grade old otherwise;', '2000-01-01');
SELECT customer_grade.define_standard('dated', 'grades new; grade new otherwise;', '2090-01-01');
SELECT customer_grade.attach('dated', 'dated', time_zone => 'Asia/Shanghai');
\o
SET customer_grade.as_of = '2095-01-01';
INSERT INTO dated VALUES (1), (2);
RESET customer_grade.as_of;
SELECT is(pg_temp.grades('dated_dated_ledger'), '1 old, 2 old', 'the session''s as_of does not choose the version');
SET customer_grade.clock = '2089-12-31 16:30:00 UTC';
INSERT INTO dated VALUES (3);
SELECT is(pg_temp.grades('dated_dated_ledger') || (SELECT evaluated_on FROM dated_dated_ledger WHERE id = 3), '1 old, 2 old, 3 old2090-01-01', 'nor does the clock, which gives the day in the time zone of the attachment');
SET customer_grade.clock = '1999-01-01 00:00:00 UTC';
SELECT lives_ok('INSERT INTO dated VALUES (4)', 'nor is a day without a version an error: the one in force stays');
SELECT throws_ok($$ SELECT customer_grade.attach('dated', 'dated') $$, '55000', 'standard "dated" has no version effective on 1999-01-01', 'but there must be one to begin with');
SELECT throws_ok($$ SELECT customer_grade_internal.open_publish('dated', 'dated', NULL) $$, '55000', 'standard "dated" has no version effective on 1999-01-01', 'and one to be published');
RESET customer_grade.clock;
SELECT is(pg_temp.wrong('dated', 'dated'), '', 'verify() is empty');
\o /dev/null
SELECT customer_grade.define_standard('dated', 'grades newer; grade newer otherwise;', '2001-01-01');
\o
UPDATE dated SET amount = 1 WHERE id = 1;
SELECT is((SELECT grade || version FROM dated_dated_ledger WHERE id = 1), 'old1', 'what changes is graded by the version in force');
\o /dev/null
CALL customer_grade.publish('dated', 'dated');
\o
SELECT is((SELECT string_agg(DISTINCT grade || version, ',') FROM dated_dated_ledger), 'newer3', 'publish() puts another one in force');
SELECT is((SELECT string_agg(DISTINCT version || ' ' || split_part(cause, ' ', 1), ',') FROM dated_dated_history), '1 publish', 'the periods of the old one are closed');
SELECT is(pg_temp.wrong('dated', 'dated'), '', 'verify() is empty');
SELECT is(customer_grade.refresh('dated', 'dated'), 0::bigint, 'refresh() grades by the version in force');
SELECT throws_ok($$ SELECT customer_grade.retire_standard('dated', '2001-01-01') $$, '2BP01', 'standard "dated" is attached to table "public.dated"', 'a standard is not retired under an attachment');
SELECT lives_ok($$ SELECT customer_grade.retire_standard('dated', '2001-01-01', force => true) $$, 'unless it must');
UPDATE dated SET amount = 2;
INSERT INTO dated VALUES (5);
SELECT is((SELECT string_agg(DISTINCT grade || version, ',') FROM dated_dated_ledger), 'newer3', 'then the table keeps its version');

--
-- Mirror
--
\o /dev/null
CREATE TABLE mirrored (id int PRIMARY KEY, amount numeric, grade text);
INSERT INTO mirrored SELECT i, i * 10 FROM generate_series(1, 12) AS i;
SELECT customer_grade.attach('sales', 'mirrored', mirror => 'grade');
\o
SELECT is((SELECT string_agg(grade, '' ORDER BY id) FROM mirrored), 'BBBBBBBBBAAA', 'attach() fills a mirror');
UPDATE mirrored SET amount = 5 WHERE id IN (3, 11);
INSERT INTO mirrored VALUES (13, 300, 'C'), (14, NULL, 'A');
UPDATE mirrored SET grade = 'A' WHERE id < 3;
SELECT is((SELECT string_agg(coalesce(grade, '-'), '' ORDER BY id) FROM mirrored), 'BBCBBBBBBACAA-', 'it repeats the grade, even if something else is written into it');
INSERT INTO mirrored SELECT i, 50 FROM generate_series(100, 3000) AS i;
UPDATE mirrored SET amount = 200 WHERE id >= 100;
SELECT is((SELECT string_agg(DISTINCT grade, '') FROM mirrored WHERE id >= 100), 'A', 'many rows at once');
DELETE FROM mirrored WHERE id > 12;
SELECT is((SELECT count(*) FROM mirrored AS m FULL JOIN mirrored_sales_ledger AS l USING (id) WHERE m.grade IS DISTINCT FROM l.grade)
	|| pg_temp.wrong('sales', 'mirrored'), '0', 'mirror and ledger agree');
SELECT throws_ok($$ SELECT customer_grade.attach('second', 'mirrored', mirror => 'amount') $$, '42703', 'table "public.mirrored" has no column "amount" of type text', 'a mirror is a column of type text');

SELECT throws_ok($$ SELECT customer_grade.alter_attachment('sales', 'mirrored', mirror => 'amount') $$, '42703', 'table "public.mirrored" has no column "amount" of type text', 'nor can an option make it another type of column');
SELECT throws_ok($$ SELECT customer_grade.alter_attachment('sales', 'mirrored', time_zone => 'Mars') $$, '22023', NULL, 'and a time zone');

--
-- Benchmark
--
\o /dev/null
SELECT customer_grade.define_standard('top', 'grades top > rest; metric amount number; parameter cut number = 0; grade top when amount >= cut; grade rest otherwise;', '2020-01-01');
CREATE TABLE ranked (id int PRIMARY KEY, amount numeric);
INSERT INTO ranked SELECT i, i FROM generate_series(1, 100) AS i;
SELECT customer_grade.attach('top', 'ranked', parameters => '{"cut": 5}', benchmark => 'SELECT percentile_disc(0.9) WITHIN GROUP (ORDER BY amount) AS cut FROM public.ranked');
\o
SELECT is((SELECT count(*) FROM ranked_top_ledger WHERE grade = 'top'), 11::bigint, 'a benchmark gives the parameters');
INSERT INTO ranked SELECT i, 1000 FROM generate_series(101, 200) AS i;
SELECT is((SELECT parameters FROM customer_grade.parameter_set WHERE standard = 'top'), '{"cut": 90}'::jsonb, 'which stay frozen');
SELECT is(customer_grade_internal.freeze_parameters('top', 'ranked', '2026-01-01'), 2, 'a new set is numbered');
SELECT is(customer_grade.refresh('top', 'ranked'), 200::bigint, 'and grades');
SELECT is((SELECT count(*) FROM ranked_top_ledger WHERE grade = 'top' AND parameter_set = 2)::text || pg_temp.wrong('top', 'ranked'), '100', 'everybody');
SELECT throws_ok($$ SELECT customer_grade.alter_attachment('top', 'ranked', benchmark => 'SELECT 1 AS cut UNION SELECT 2') $$, '21000', 'the benchmark of standard "top" on table "public.ranked" gives 2 rows', 'a benchmark gives one row');
SELECT customer_grade.alter_attachment('top', 'ranked', benchmark => 'SELECT jsonb_build_object(''cut'', 7) -- one column') \g /dev/null
SELECT is(customer_grade_internal.benchmark_values('top', 'ranked', '2026-01-01'), '{"cut": 7}', 'or one of type jsonb');
SET ROLE pg_monitor;
SELECT throws_ok($$ SELECT customer_grade_internal.benchmark_values('top', 'ranked', '2026-01-01') $$, '42501', NULL, 'only its owner asks it');
RESET ROLE;

--
-- Options
--
SELECT throws_ok(format('SELECT customer_grade.alter_attachment(''top'', ''ranked'', %s)', o), '23514', NULL, o)
FROM unnest('{scores => ''sometimes'',refusals => ''never'',publish => ''now''}'::text[]) AS o;
\o /dev/null
CREATE TABLE opt (id int PRIMARY KEY, amount numeric);
INSERT INTO opt VALUES (1, 500), (2, 50);
SET customer_grade.clock = '2026-01-10 12:00 UTC';
SELECT customer_grade.define_standard('slow', pg_temp.sales('review year end; demotion at review; provisional 1 month;'), '2020-01-01');
SELECT customer_grade.attach('slow', 'opt', prefix => 'my', outbox => true, time_zone => 'UTC');
\o
SELECT is((SELECT string_agg(concat_ws(' ', id, grade, state, provisional_until, due_on), ', ' ORDER BY id) FROM my_ledger),
	'1 A provisional 2026-02-09 2026-02-10, 2 B provisional 2026-02-09 2026-02-10', 'terms, and a prefix of one''s own');
SET customer_grade.clock = '2026-02-10 12:00 UTC';
SELECT is(customer_grade.refresh('slow', 'opt'), 2::bigint, 'probation ends');
SET customer_grade.clock = '2026-02-15 12:00 UTC';
UPDATE opt SET amount = 5;
SELECT is((SELECT string_agg(concat_ws(' ', id, grade, computed_grade, state, worse_since), ', ' ORDER BY id) FROM my_ledger),
	'1 A C final 2026-02-15, 2 B C final 2026-02-15', 'a worse grade waits for a review');
SET customer_grade.clock = '2026-02-26 12:00 UTC';
SELECT is(customer_grade_internal.regrade_keys('slow', 'opt', 'SELECT 1 AS id', reviewing => true, cause => 'review'), 1::bigint, 'regrade_keys()');
SELECT is((SELECT string_agg(concat_ws(' ', id, grade, computed_grade, state), ', ' ORDER BY id) FROM my_ledger),
	'1 C C final, 2 B C final', 'the review demotes');
SELECT is((SELECT string_agg(concat_ws(' ', id, coalesce(old_grade, '-'), new_grade, cause), ', ' ORDER BY event_id) FROM my_outbox),
	'1 - A refresh, 2 - B refresh, 1 A C review', 'the outbox has the changes of grades');
SELECT is(pg_temp.wrong('slow', 'opt'), '', 'verify() is empty');
INSERT INTO my_decisions (id, decision, grade, status, reason) VALUES (2, 'override', 'A', 'approved', 'a test');
SELECT is((SELECT concat_ws(' ', grade, computed_grade, state) FROM my_ledger WHERE id = 2), 'A C override', 'a decision regrades');
RESET customer_grade.clock;
SELECT lives_ok($$ SELECT customer_grade.detach('slow', 'opt', true) $$, 'detach() removes all of it');
SELECT is((SELECT count(*) FROM pg_class WHERE relname LIKE 'my\_%'), 0::bigint, 'nothing is left');
SELECT throws_ok($$ CREATE TABLE clash (version int PRIMARY KEY, amount numeric); SELECT customer_grade.attach('sales', 'clash') $$, '42701', 'key column "version" of table "public.clash" has the name of a column of the ledger', 'a key column that the ledger has is refused');

--
-- A new version that reads a column more
--
\o /dev/null
CREATE TABLE wider (id int PRIMARY KEY, amount numeric, visits int);
INSERT INTO wider VALUES (1, 50, 3), (2, 50, 30);
SELECT customer_grade.define_standard('wide', 'grades a > b; metric amount number; grade a when amount > 10; grade b otherwise;', '2020-01-01');
SELECT customer_grade.attach('wide', 'wider');
ALTER TABLE wider RENAME amount TO volume;
SELECT customer_grade.define_standard('wide', 'grades a > b; metric amount number; metric visits number; grade a when amount > 10 and visits > 10; grade b otherwise;', '2020-01-01');
\o
SELECT lives_ok('UPDATE wider SET visits = visits', 'the metrics view lacks a column that a new version reads, which is not in force');
CALL customer_grade.publish('wide', 'wider');
SELECT is(pg_temp.wrong('wide', 'wider') || pg_temp.grades('wider_wide_ledger'), '1 b, 2 a', 'publish() adds it');

--
-- Clock in a metrics view
--
\o /dev/null
CREATE VIEW clock_metrics AS SELECT id, volume AS amount, CURRENT_DATE - date '2020-01-01' AS visits FROM wider;
CREATE VIEW over_clock AS SELECT * FROM clock_metrics;
CREATE VIEW as_of_metrics AS SELECT id, volume AS amount, customer_grade.as_of() - date '2020-01-01' AS visits FROM wider;
CREATE VIEW now_metrics AS SELECT id, volume AS amount, extract(day FROM now()) AS visits FROM wider;
\o
SELECT is(customer_grade_internal.uses_clock(v), expected, v || ' asks for the time or not')
FROM (VALUES ('clock_metrics', true), ('over_clock', true), ('now_metrics', true), ('as_of_metrics', false), ('wider_wide_metrics', false)) AS t(v, expected);
CREATE VIEW twice_in_2095 AS SELECT id, volume AS amount, 1 AS visits FROM wider UNION ALL SELECT id, volume, 1 FROM wider WHERE customer_grade.as_of() > '2094-12-31';
SET customer_grade.as_of = '2095-01-01';
SELECT lives_ok($$ SELECT customer_grade_internal.check_metrics('wider', '{id}', 'twice_in_2095', '2025-01-01') $$, 'several rows on a day of the session');
SELECT throws_ok($$ SELECT customer_grade_internal.check_metrics('wider', '{id}', 'twice_in_2095', '2095-01-01') $$, '21000', NULL, 'several rows on the day that counts');
RESET customer_grade.as_of;

--
-- Sources found through a query: the group's grade makes the card of its key persons
--
\o /dev/null
CREATE TABLE company (id int PRIMARY KEY, amount numeric);
CREATE TABLE person (id int PRIMARY KEY, company_id int REFERENCES company, role text);
SELECT customer_grade.define_standard('card', 'grades diamond > gold > silver; metric company_grade text in (''A'' > ''B'' > ''C''); metric role text in (''leader'', ''contact'');
	grade diamond when company_grade = ''A'' and role = ''leader''; grade gold when company_grade = ''A'' or role = ''leader''; grade silver otherwise;', '2020-01-01');
INSERT INTO company VALUES (1, 50), (2, 500);
INSERT INTO person VALUES (1, 1, 'leader'), (2, 1, 'contact'), (3, 2, 'leader');
SELECT customer_grade.attach('sales', 'company');
CREATE VIEW person_metrics AS SELECT p.id, l.grade AS company_grade, p.role FROM person AS p LEFT JOIN company_sales_ledger AS l ON l.id = p.company_id;
SELECT customer_grade.attach('card', 'person', 'person_metrics');
SELECT customer_grade.watch_through('card', 'person', 'company_sales_ledger', '{id}', 'SELECT company_id, id FROM public.person WHERE company_id IS NOT NULL');
\o
SELECT is(pg_temp.grades('person_card_ledger'), '1 gold, 2 silver, 3 diamond', 'cards by the grades of the companies');
UPDATE company SET amount = 100 WHERE id = 1;
SELECT is(pg_temp.grades('person_card_ledger'), '1 diamond, 2 gold, 3 diamond', 'a grade of a company regrades its persons');
UPDATE person SET company_id = 2 WHERE id = 2;
UPDATE company SET amount = 0;
SELECT is(pg_temp.grades('person_card_ledger'), '1 gold, 2 silver, 3 gold', 'all of them');
TRUNCATE person;
SELECT is(pg_temp.grades('person_card_ledger'), NULL, 'TRUNCATE of the subject');
INSERT INTO person SELECT i, 1 + i % 2, 'contact' FROM generate_series(1, 3000) AS i;
UPDATE company SET amount = 1000;
SELECT is((SELECT string_agg(DISTINCT grade, '') FROM person_card_ledger) || pg_temp.wrong('card', 'person') || pg_temp.wrong('sales', 'company'), 'gold', 'verify() is empty');
SELECT throws_ok($$ SELECT customer_grade.watch_through('sales', 'company', 'person_card_ledger', '{id}', 'SELECT id, company_id FROM public.person') $$, '42P17', 
	'table "public.person_card_ledger" cannot be a source of table "public.company": its rows change with the grades of table "public.company"', 'a cycle is refused');
SELECT throws_ok($$ SELECT customer_grade.watch('sales', 'company', 'company_sales_ledger', 'id') $$, '42P17', 'table "public.company_sales_ledger" cannot be a source of table "public.company": its rows change with the grades of table "public.company"', 'the shortest, too');
SELECT throws_ok($$ SELECT customer_grade.watch_through('card', 'person', 'company', '{id}', 'SELECT company_id, id FROM person') $$, '42P01', NULL, 'names in a mapping are qualified');
SELECT throws_ok($$ SELECT customer_grade.watch_through('card', 'person', 'company', '{id}', 'SELECT company_id FROM public.person') $$, '22023', 
	'a mapping from table "public.company" to table "public.person" must have 2 columns', 'a mapping has both keys');
SELECT throws_ok($$ SELECT customer_grade.watch_through('card', 'person', 'company', '{id}', 'SELECT role, id FROM public.person') $$, '42804', 'column "role" of relation "customer_grade_mapping" cannot hold the key of table "public.company"', 'of their types');
SELECT throws_ok($$ SELECT customer_grade_internal.regrade_keys('card', 'person', NULL) $$, '22004', 'standard, subject and keys must not be null', 'regrading needs keys');
-- as a replica no event trigger fires that would take the dropped source out of the registry
\o /dev/null
CREATE TABLE branch_office (id int PRIMARY KEY, company_id int);
SELECT customer_grade.watch_through('card', 'person', 'branch_office', '{id}', 'SELECT b.id AS office, p.id FROM public.branch_office AS b JOIN public.person AS p USING (company_id)');
BEGIN;
SET LOCAL session_replication_role = replica;
DROP TABLE branch_office;
SET LOCAL session_replication_role = origin;
\o
SELECT throws_ok('UPDATE person SET role = role WHERE id = 1', '42P01', 'a table of an attachment does not exist any more', 'a source that is gone is an error');
ROLLBACK;
SELECT customer_grade.unwatch('card', 'person', 'branch_office') \g /dev/null

--
-- Commands that insert and change rows: their triggers lock and grade all customers at once
--
\o /dev/null
CREATE TABLE shopper (id int PRIMARY KEY);
CREATE TABLE purchase (id int PRIMARY KEY, shopper_id int, amount numeric);
CREATE VIEW shopper_metrics AS SELECT s.id, (SELECT coalesce(sum(p.amount), 0) FROM purchase AS p WHERE p.shopper_id = s.id) AS amount FROM shopper AS s;
SELECT customer_grade.attach('sales', 'shopper', 'shopper_metrics', prefix => 'shopper');
SELECT customer_grade.watch('sales', 'shopper', 'purchase', 'shopper_id');
INSERT INTO shopper SELECT generate_series(1, 5);
INSERT INTO purchase SELECT i, i, 5 FROM generate_series(1, 4) AS i;
\o
INSERT INTO purchase VALUES (1, 1, 50), (11, 5, 500), (2, 3, 60) ON CONFLICT (id) DO UPDATE SET amount = excluded.amount, shopper_id = excluded.shopper_id;
SELECT is(pg_temp.grades('shopper_ledger') || pg_temp.wrong('sales', 'shopper'), '1 B, 2 C, 3 B, 4 C, 5 A', 'ON CONFLICT of several customers');
SELECT is((SELECT string_agg(DISTINCT cause, ', ') FROM shopper_history WHERE grade = 'C'), 'insert purchase', 'in one go');
INSERT INTO purchase VALUES (1, 1, 5) ON CONFLICT (id) DO UPDATE SET amount = excluded.amount;
INSERT INTO purchase VALUES (1, 1, 7) ON CONFLICT (id) DO NOTHING;
SELECT is(pg_temp.grades('shopper_ledger'), '1 C, 2 C, 3 B, 4 C, 5 A', 'all of them there, or none');
BEGIN;
SAVEPOINT s;
SELECT throws_ok('INSERT INTO purchase VALUES (1, 1, 70), (12, 2, 1/(1 - 1)) ON CONFLICT (id) DO UPDATE SET amount = excluded.amount', '22012', 'division by zero', 'one that fails');
ROLLBACK TO s;
UPDATE purchase SET amount = 200 WHERE id = 1;
SELECT is(pg_temp.grades('shopper_ledger'), '1 A, 2 C, 3 B, 4 C, 5 A', 'leaves nothing behind that waits');
COMMIT;
DO $$ BEGIN
	IF current_setting('server_version_num')::int >= 150000 THEN
		EXECUTE $merge$ MERGE INTO purchase AS p USING (VALUES (1, 1, NULL), (2, 3, 5), (13, 2, 300)) AS v(id, shopper_id, amount) ON p.id = v.id
		WHEN MATCHED AND v.amount IS NULL THEN DELETE
		WHEN MATCHED THEN UPDATE SET amount = v.amount
		WHEN NOT MATCHED THEN INSERT VALUES (v.id, v.shopper_id, v.amount) $merge$;
	ELSE
		DELETE FROM purchase WHERE id = 1; UPDATE purchase SET amount = 5 WHERE id = 2; INSERT INTO purchase VALUES (13, 2, 300);
	END IF;
END $$;
SELECT is(pg_temp.grades('shopper_ledger') || pg_temp.wrong('sales', 'shopper'), '1 C, 2 A, 3 B, 4 C, 5 A', 'MERGE with all actions');
INSERT INTO purchase SELECT i, 1 + i % 5, 0.1 FROM generate_series(1, 3000) AS i ON CONFLICT (id) DO UPDATE SET amount = 1000;
SELECT is(pg_temp.grades('shopper_ledger') || pg_temp.wrong('sales', 'shopper'), '1 B, 2 A, 3 A, 4 A, 5 A', 'many rows');
ALTER TABLE purchase DISABLE TRIGGER customer_grade_regrade_sales_insert;
UPDATE purchase SET amount = 0;
INSERT INTO purchase VALUES (1, 2, 50) ON CONFLICT (id) DO UPDATE SET amount = excluded.amount, shopper_id = excluded.shopper_id;
ALTER TABLE purchase ENABLE TRIGGER customer_grade_regrade_sales_insert;
SELECT is(pg_temp.grades('shopper_ledger') || pg_temp.wrong('sales', 'shopper'), '1 C, 2 B, 3 C, 4 C, 5 C', 'nothing is left to a trigger that is disabled');
\o /dev/null
CREATE FUNCTION pg_temp.touch() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN UPDATE purchase SET amount = 500 WHERE id = 2; RETURN NEW; END $$;
CREATE TRIGGER touch BEFORE INSERT ON purchase FOR EACH ROW EXECUTE FUNCTION pg_temp.touch();
INSERT INTO purchase VALUES (5001, 5, 60);
\o
SELECT is(pg_temp.wrong('sales', 'shopper') || (SELECT grade FROM shopper_ledger WHERE id = 5), 'B', 'a command within a command leaves its rows to the outer one');
SELECT lives_ok($$ SELECT customer_grade.detach('sales', 'shopper', true) $$, 'detach()');
SELECT is((SELECT count(*) FROM pg_trigger WHERE tgrelid = 'purchase'::regclass AND tgname <> 'touch'), 0::bigint, 'leaves no trigger on a source');

--
-- Rights
--
\o /dev/null
CREATE ROLE regress_owner;
CREATE ROLE regress_member;
CREATE ROLE regress_app;
CREATE ROLE regress_other;
GRANT regress_owner TO regress_member;
CREATE SCHEMA shop AUTHORIZATION regress_owner;
GRANT USAGE ON SCHEMA shop TO regress_app;
SET ROLE regress_owner;
CREATE TABLE shop.customer (id int PRIMARY KEY, amount numeric);
CREATE TABLE shop.orders (customer_id int, amount numeric);
ALTER TABLE shop.orders ENABLE ROW LEVEL SECURITY;
CREATE POLICY app ON shop.orders TO regress_app USING (false) WITH CHECK (true);
CREATE VIEW shop.metrics AS SELECT id, (SELECT coalesce(sum(o.amount), 0) FROM shop.orders AS o WHERE o.customer_id = c.id) AS amount FROM shop.customer AS c;
GRANT INSERT ON shop.orders TO regress_app;
INSERT INTO shop.customer VALUES (1), (2);
RESET ROLE;
\o
SET ROLE regress_other;
SELECT throws_ok($$ SELECT customer_grade.attach('sales', 16384::oid::regclass) $$, NULL, NULL, 'a table that does not exist is not attached');
RESET ROLE;
GRANT USAGE ON SCHEMA shop TO regress_other;
SET ROLE regress_other;
SELECT throws_ok($$ SELECT customer_grade.attach('sales', 'shop.customer') $$, '42501', 'must be owner of table "shop.customer"', 'only the owner of the table may attach');
SELECT throws_ok($$ INSERT INTO customer_grade_internal.attachment VALUES ('sales', 'shop.customer', '{id}', 'shop.metrics', false, 'shop.orders', 'shop.orders', 'shop.orders', 'shop.orders', NULL, 'shop.orders', 'UTC') $$, '42501', 'permission denied for table attachment', 'nor by hand');
RESET ROLE;
SET ROLE regress_member;
SELECT lives_ok($$ SELECT customer_grade.attach('sales', 'shop.customer', 'shop.metrics') $$, 'a member of the owner attaches');
SELECT lives_ok($$ SELECT customer_grade.watch('sales', 'shop.customer', 'shop.orders', 'customer_id') $$, 'and watches');
SELECT throws_ok($$ SELECT customer_grade.watch('sales', 'shop.customer', 'public.orders', 'customer_id') $$, '42501', 'must be owner of tables "shop.customer" and "public.orders"', 'but only tables of the owner');
RESET ROLE;
SELECT is(tableowner, 'regress_owner', tablename || ' belongs to the owner') FROM pg_tables WHERE schemaname = 'shop' ORDER BY tablename;
SET ROLE regress_app;
SELECT throws_ok('SELECT * FROM shop.customer_sales_ledger', '42501', NULL, 'an application does not read the ledger');
SELECT throws_ok($$ SET customer_grade.clock = '2000-01-01' $$, '42501', NULL, 'nor set the clock');
SELECT throws_ok($$ SELECT customer_grade.refresh('sales', 'shop.customer') $$, '42501', NULL, 'nor refresh');
SELECT throws_ok($$ SELECT customer_grade.detach('sales', 'shop.customer') $$, '42501', 'permission denied for standard "sales" on table "shop.customer"', 'nor detach');
SELECT lives_ok('INSERT INTO shop.orders VALUES (1, 100), (2, 50)', 'it inserts orders');
RESET ROLE;
SELECT is(pg_temp.grades('shop.customer_sales_ledger') || pg_temp.wrong('sales', 'shop.customer'), '1 A, 2 B', 'which regrade, row-level security or not');
\o /dev/null
-- objects planted by other users in public or in a temporary schema
GRANT CREATE ON SCHEMA public TO regress_app;
SET ROLE regress_app;
CREATE FUNCTION public.never(int, int) RETURNS boolean LANGUAGE sql AS 'SELECT false';
CREATE OPERATOR public.= (LEFTARG = int, RIGHTARG = int, FUNCTION = public.never);
CREATE FUNCTION public.greatest_now() RETURNS timestamptz LANGUAGE sql AS 'SELECT now()';
CREATE FUNCTION public.clock_timestamp() RETURNS timestamptz LANGUAGE sql AS $$ SELECT timestamptz '2000-01-01' $$;
CREATE FUNCTION public.coalesce_sum(numeric) RETURNS numeric LANGUAGE sql AS 'SELECT 0.0';
CREATE FUNCTION public.to_char(date, text) RETURNS text LANGUAGE sql AS $$ SELECT '2000-01-01' $$;
CREATE TEMP TABLE attachment (standard text, subject regclass);
CREATE TEMP TABLE orders (customer_id int, amount numeric);
\o
SET search_path = public, pg_temp, pg_catalog;
INSERT INTO shop.orders VALUES (2, 50);
RESET search_path;
RESET ROLE;
DROP OPERATOR public.= (int, int);
DROP FUNCTION public.never(int, int), public.clock_timestamp(), public.to_char(date, text);
SELECT is(pg_temp.grades('shop.customer_sales_ledger') || pg_temp.wrong('sales', 'shop.customer'), '1 A, 2 A', 'operators and functions in public change nothing');
SELECT is((SELECT bool_and(valid_to > '2020-01-01') FROM shop.customer_sales_history), true, 'nor the time');
-- a row of the registry that names another owner's table, which only a superuser can make, gives no right on it
\o /dev/null
CREATE TABLE secret (id int PRIMARY KEY, grade text, rank smallint, score numeric, state text DEFAULT 'final', since timestamptz, version int, parameter_set int, evaluated_on date);
CREATE TABLE attacker (id int PRIMARY KEY, amount numeric);
ALTER TABLE attacker OWNER TO regress_app;
GRANT CREATE ON SCHEMA public TO regress_other;
CREATE VIEW foreign_metrics AS SELECT 1 AS id, 1 AS amount;
ALTER VIEW foreign_metrics OWNER TO regress_other;
GRANT SELECT ON foreign_metrics TO PUBLIC;
GRANT USAGE ON SCHEMA shop TO regress_app;
SET ROLE regress_app;
SELECT customer_grade.attach('sales', 'attacker');
RESET ROLE;
SET session_replication_role = replica;
UPDATE customer_grade_internal.attachment SET ledger = 'secret' WHERE subject = 'attacker'::regclass;
RESET session_replication_role;
SET ROLE regress_app;
\o
SELECT throws_ok('INSERT INTO attacker VALUES (1, 1)', '42501', '"public.attacker" and "public.secret" have different owners', 'a ledger of another owner is refused');
SELECT throws_ok($$ SELECT customer_grade_internal.add_row('source', '{"standard": "sales", "subject": "public.attacker", "source": "shop.orders", "customer_columns": "{customer_id}"}') $$, '42501', '"shop.orders" and "public.attacker" have different owners', 'so is a source');
RESET ROLE;
SET ROLE regress_owner;
SELECT throws_ok($$ CREATE TABLE shop.mine (id int PRIMARY KEY); SELECT customer_grade.attach('sales', 'shop.mine', 'public.foreign_metrics') $$, '42501', '"public.foreign_metrics" and "shop.mine" have different owners', 'so is a metrics view');
RESET ROLE;
SET row_security = off;
SELECT lives_ok('INSERT INTO shop.orders VALUES (1, 1)', 'row_security = off, as in a restore');
RESET row_security;
\o /dev/null
DROP EXTENSION customer_grade CASCADE;
\o
SELECT lives_ok('INSERT INTO shop.orders VALUES (1, 1); INSERT INTO parent VALUES (77, 1)', 'after DROP EXTENSION CASCADE tables are as before');
SELECT * FROM finish();
\o /dev/null
DROP OWNED BY regress_app, regress_other, regress_owner CASCADE;
DROP ROLE regress_app, regress_other, regress_member, regress_owner;
