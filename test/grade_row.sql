-- The trigger grade_row keeps grade, score and rank in the row. (How it tells misuse: sql/grade_row.sql.)

\set ON_ERROR_STOP 1
SET client_min_messages = warning;
SELECT * FROM no_plan();

SELECT customer_grade.define_standard('sales', $$
	grades A > B > C > D, none;
	metric amount number >= 0;
	metric months number;
	criterion amount max 100 = amount / 1000;
	criterion speed  weight 2 = 20 - months;
	grade none when amount = 0 and months is null;
	grade A when amount >= 10万 or months <= 3;
	grade B when amount >= 5万  or months <= 6;
	grade C when amount >= 2万  or months <= 12;
	grade D otherwise;
$$, '2000-01-01') AS version \gset

--
-- What is stored
--
CREATE TABLE customer (id int PRIMARY KEY, amount numeric, months numeric, grade text, score numeric, rank smallint);
CREATE TRIGGER grade BEFORE INSERT OR UPDATE ON customer
	FOR EACH ROW EXECUTE FUNCTION customer_grade.grade_row('sales', 'grade', 'score', 'rank');

SELECT setseed(0.5) IS NULL AS seeded \gset
INSERT INTO customer (id, amount, months)
SELECT i, CASE WHEN random() < 0.9 THEN round((random() * 150000)::numeric, 2) END,
	CASE WHEN random() < 0.9 THEN round((random() * 20)::numeric, 1) END
FROM generate_series(1, 5000) AS i;
INSERT INTO customer (id, amount) VALUES (0, 0);

CREATE FUNCTION wrong_rows() RETURNS bigint LANGUAGE sql AS $$
	SELECT count(*) FROM customer AS c
	WHERE (c.grade, c.score::text, c.rank) IS DISTINCT FROM
		(customer_grade.grade('sales', c), customer_grade.score('sales', c)::text, customer_grade.rank('sales', c))
$$;
SELECT is(wrong_rows(), 0::bigint, 'grade, score and rank are those of the functions of these names');
SELECT results_eq('SELECT DISTINCT grade FROM customer ORDER BY 1',
	$$VALUES ('A'), ('B'), ('C'), ('D'), ('none'), (NULL)$$, 'every grade occurs');
SELECT results_eq('SELECT grade, rank, score FROM customer WHERE id = 0',
	$$VALUES ('none', NULL::smallint, NULL::numeric)$$, 'a label without rank has none');

UPDATE customer SET amount = NULL, months = NULL WHERE id = 1;
SELECT results_eq('SELECT grade, score, rank FROM customer WHERE id = 1',
	'VALUES (NULL::text, NULL::numeric, NULL::smallint)', 'a customer that is no longer graded loses grade, score and rank');
UPDATE customer SET amount = amount * 2, months = months - 1;
SELECT is(wrong_rows(), 0::bigint, 'an update of metrics regrades');
UPDATE customer SET grade = 'A', rank = 7, score = NULL;
SELECT is(wrong_rows(), 0::bigint, 'what an application writes into the columns does not count');
UPDATE customer SET id = -id;
SELECT is(wrong_rows(), 0::bigint, 'an update of another column leaves the grade');
INSERT INTO customer AS c (id, amount, months) VALUES (-2, 100000, 20), (5001, 60000, 20)
	ON CONFLICT (id) DO UPDATE SET amount = 30000, months = 20;
SELECT results_eq('SELECT id, grade FROM customer WHERE id IN (-2, 5001) ORDER BY id',
	$$VALUES (-2, 'C'), (5001, 'B')$$, 'ON CONFLICT DO UPDATE grades the updated row');
COPY customer (id, amount, months) FROM stdin;
6001	100000	20
6002	\N	4
6003	1	19.5
\.
SELECT results_eq('SELECT id, grade, rank FROM customer WHERE id > 6000 ORDER BY id',
	$$VALUES (6001, 'A', 1::smallint), (6002, NULL, NULL), (6003, 'D', 4::smallint)$$, 'COPY grades');
SELECT current_setting('server_version_num')::int >= 150000 AS has_merge \gset
\if :has_merge
MERGE INTO customer AS c USING (VALUES (6001, 60000), (6004, 70000)) AS n(id, amount) ON c.id = n.id
	WHEN MATCHED THEN UPDATE SET amount = n.amount
	WHEN NOT MATCHED THEN INSERT (id, amount, months) VALUES (n.id, n.amount, 20);
SELECT results_eq('SELECT id, grade FROM customer WHERE id IN (6001, 6004) ORDER BY id',
	$$VALUES (6001, 'B'), (6004, 'B')$$, 'MERGE grades');
\endif
SELECT throws_ok('INSERT INTO customer (id, amount) VALUES (7001, -1)', '23514', NULL,
	'a value outside its domain is refused');

--
-- Types of columns
--
CREATE TYPE class AS ENUM ('D', 'A', 'B', 'C', 'none');
CREATE DOMAIN good AS text CHECK (VALUE <> 'D');
CREATE DOMAIN good_class AS class CHECK (VALUE <> 'D');
CREATE DOMAIN short AS varchar(1);
CREATE DOMAIN points AS numeric(6, 1) CHECK (VALUE < 100);
CREATE DOMAIN place AS int NOT NULL;

CREATE TABLE typed (amount numeric DEFAULT 30000, months numeric DEFAULT 15.33);
-- the columns that hold result as type, as text; the error if there is one
CREATE FUNCTION stored(result text, type text, amount numeric DEFAULT 30000) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	arguments text := CASE result
		WHEN 'grade' THEN quote_literal('kept')
		WHEN 'score' THEN quote_literal('') || ', ' || quote_literal('kept')
		ELSE quote_literal('') || ', ' || quote_literal('') || ', ' || quote_literal('kept') END;
	answer text;
BEGIN
	TRUNCATE typed;
	EXECUTE format('ALTER TABLE typed ADD kept %s', type);
	EXECUTE format('CREATE TRIGGER grade BEFORE INSERT OR UPDATE ON typed
		FOR EACH ROW EXECUTE FUNCTION customer_grade.grade_row(''sales'', %s)', arguments);
	INSERT INTO typed (amount) VALUES (amount) RETURNING kept::text INTO answer;
	DROP TRIGGER grade ON typed;
	ALTER TABLE typed DROP kept;
	RETURN answer;
EXCEPTION WHEN OTHERS THEN
	RETURN SQLSTATE;
END
$$;
SELECT is(stored(result, type, amount), expected, format('%s of amount %s in %s', result, amount, type))
FROM (VALUES
	('grade', 'text', 30000, 'C'),
	('grade', 'varchar', 30000, 'C'),
	('grade', 'varchar(1)', 30000, 'C'),
	('grade', 'char(3)', 30000, 'C'),
	('grade', 'text COLLATE "C"', 30000, 'C'),
	('grade', 'class', 30000, 'C'),
	('grade', 'good', 30000, 'C'),
	('grade', 'good', 3, '23514'),
	('grade', 'good_class', 30000, 'C'),
	('grade', 'good_class', 3, '23514'),
	('grade', 'short', 30000, 'C'),
	('score', 'numeric', 30000, '39.3400000000000000'),
	('score', 'numeric(5,1)', 30000, '39.3'),
	('score', 'numeric(3,2)', 30000, '22003'),
	('score', 'double precision', 30000, '39.34'),
	('score', 'real', 30000, '39.34'),
	('score', 'points', 30000, '39.3'),
	('score', 'points', 200000, '23514'),
	('rank', 'smallint', 30000, '3'),
	('rank', 'integer', 30000, '3'),
	('rank', 'bigint', 30000, '3'),
	('rank', 'place DEFAULT 1', 30000, '3'),
	('rank', 'place DEFAULT 1', NULL, '23502'),
	('grade', 'name', 30000, '39P01'),
	('grade', '"char"', 30000, '39P01'),
	('grade', 'text[]', 30000, '39P01'),
	('grade', 'jsonb', 30000, '39P01'),
	('score', 'integer', 30000, '39P01'),
	('rank', 'numeric', 30000, '39P01')) AS t(result, type, amount, expected);


-- the values of an enum can change between two statements
CREATE TABLE enumerated (id int, amount numeric, months numeric DEFAULT 20, grade class);
CREATE TRIGGER grade BEFORE INSERT OR UPDATE ON enumerated
	FOR EACH ROW EXECUTE FUNCTION customer_grade.grade_row('sales', 'grade');
INSERT INTO enumerated VALUES (1, 60000);
ALTER TYPE class RENAME VALUE 'B' TO 'b';
SELECT throws_ok('INSERT INTO enumerated VALUES (2, 60000)', '22P02', 'grade "B" of standard "sales" is not a value of enum class', 'a renamed value of an enum is not taken for the grade');
ALTER TYPE class RENAME VALUE 'b' TO 'B';
ALTER TYPE class RENAME VALUE 'C' TO 'c';
BEGIN;
ALTER TYPE class ADD VALUE 'C';
SELECT throws_ok('INSERT INTO enumerated VALUES (2, 30000)', '55P04', NULL, 'nor a value that is not committed yet');
COMMIT;
SELECT lives_ok('INSERT INTO enumerated VALUES (2, 30000), (3, 60000)', 'a committed one is');
SELECT results_eq('SELECT id, grade::text FROM enumerated ORDER BY id',
	$$VALUES (1, 'B'), (2, 'C'), (3, 'B')$$, 'an enum holds the grades');

--
-- The table changes
--
CREATE TABLE changing (a int, amount int, b text, months int, grade text, c int);
CREATE TRIGGER grade BEFORE INSERT OR UPDATE ON changing
	FOR EACH ROW EXECUTE FUNCTION customer_grade.grade_row('sales', 'grade');
-- the grade of a row inserted now, or the error
CREATE FUNCTION inserted(amount text, months text, target text DEFAULT 'changing') RETURNS text LANGUAGE plpgsql AS $$
DECLARE answer text;
BEGIN
	EXECUTE format('INSERT INTO %I (amount, months) VALUES (%s, %s) RETURNING grade', target, amount, months) INTO answer;
	RETURN coalesce(answer, 'NULL');
EXCEPTION WHEN OTHERS THEN
	RETURN SQLSTATE;
END
$$;
SELECT is(inserted('60000', '20'), 'B', 'integer columns are metrics');
ALTER TABLE changing DROP a, DROP b;
SELECT is(inserted('60000', '20'), 'B', 'other columns are dropped');
ALTER TABLE changing ADD d int DEFAULT 7, ADD e text, ADD f numeric GENERATED ALWAYS AS (amount * 2) STORED;
SELECT is(inserted('60000', '20'), 'B', 'columns are added');
UPDATE changing SET months = 2;
SELECT results_eq('SELECT DISTINCT grade, d, f FROM changing', $$VALUES ('A', 7, 120000.0)$$,
	'rows older than the columns are regraded, and generated columns made of the new row');
ALTER TABLE changing DROP f, ALTER amount TYPE double precision, ALTER months TYPE numeric(6, 2);
SELECT is(inserted('19999.99', '12.01'), 'D', 'metrics change their types');
ALTER TABLE changing ALTER grade TYPE varchar(1);
SELECT is(inserted('60000', '20'), 'B', 'the grade changes its type');
SELECT is(inserted('0', 'NULL'), '22001', 'a label that is too long for it is refused');
ALTER TABLE changing RENAME c TO other;
SELECT is(inserted('60000', '20'), 'B', 'another column is renamed');
ALTER TABLE changing RENAME amount TO money;
SELECT is(inserted('60000', '20'), '42703', 'a renamed metric is missed');
ALTER TABLE changing RENAME money TO amount;
BEGIN;
ALTER TABLE changing DROP amount;
ALTER TABLE changing ADD amount text;
SELECT is(inserted('60000', '20'), '42804', 'a metric becomes useless');
ROLLBACK;
SELECT is(inserted('60000', '20'), 'B', 'but that was rolled back');
ALTER TABLE changing RENAME TO changed;
ALTER TABLE changed RENAME grade TO class;
SELECT throws_ok('INSERT INTO changed (amount) VALUES (1)', '39P01', 'column "grade" of table "changed" does not exist',
	'a renamed grade column raises an error');
ALTER TABLE changed DROP class;
SELECT throws_ok('INSERT INTO changed (amount) VALUES (1)', '39P01', 'column "grade" of table "changed" does not exist', 'so is a dropped one');

--
-- The trigger changes
--
CREATE TABLE triggered (amount numeric, months numeric, grade text, other text);
CREATE TRIGGER grade BEFORE INSERT OR UPDATE ON triggered
	FOR EACH ROW EXECUTE FUNCTION customer_grade.grade_row('sales', 'grade');
INSERT INTO triggered VALUES (60000, 20);
ALTER TRIGGER grade ON triggered RENAME TO other;
INSERT INTO triggered VALUES (60000, 20);
SELECT current_setting('server_version_num')::int >= 140000 AS has_replace \gset
\if :has_replace
CREATE OR REPLACE TRIGGER other BEFORE INSERT OR UPDATE ON triggered
	FOR EACH ROW EXECUTE FUNCTION customer_grade.grade_row('sales', 'other');
\else
DROP TRIGGER other ON triggered;
CREATE TRIGGER other BEFORE INSERT OR UPDATE ON triggered
	FOR EACH ROW EXECUTE FUNCTION customer_grade.grade_row('sales', 'other');
\endif
INSERT INTO triggered VALUES (60000, 20);
SELECT results_eq('SELECT grade, other FROM triggered',
	$$VALUES ('B', NULL), ('B', NULL), (NULL, 'B')$$, 'the trigger is renamed and replaced');

-- triggers fire in the order of their names; another standard may take the grade of the first for a metric
SELECT customer_grade.define_standard('visits', $$
	grades often > seldom;
	metric other text in ('A' > 'B' > 'C' > 'D');
	grade often when other >= 'B';
	grade seldom otherwise;
$$, '2000-01-01') AS version \gset
CREATE FUNCTION double_amount() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN NEW.amount := NEW.amount * 2; RETURN NEW; END';
CREATE TRIGGER early BEFORE INSERT ON triggered FOR EACH ROW EXECUTE FUNCTION double_amount();
CREATE TRIGGER zzz BEFORE INSERT OR UPDATE ON triggered
	FOR EACH ROW EXECUTE FUNCTION customer_grade.grade_row('visits', 'grade');
TRUNCATE triggered;
INSERT INTO triggered VALUES (30000, 20), (20000, 20);
SELECT results_eq('SELECT * FROM triggered', $$VALUES (60000.0, 20.0, 'often', 'B'), (40000.0, 20.0, 'seldom', 'C')$$,
	'it reads what earlier triggers wrote, and later ones read what it wrote');

--
-- The standard changes
--
CREATE TABLE dated (amount numeric, months numeric DEFAULT 20, grade text);
CREATE TRIGGER grade BEFORE INSERT OR UPDATE ON dated
	FOR EACH ROW EXECUTE FUNCTION customer_grade.grade_row('sales', 'grade');
SELECT is(inserted('60000', '20', 'dated'), 'B', 'the standard as it is');
BEGIN;
SELECT customer_grade.define_standard('sales', 'grades new; grade new when amount > 0;', current_date, force => 'a gap') AS version \gset
SELECT is(inserted('60000', '20', 'dated'), 'new', 'a version effective today grades the next statement');
SAVEPOINT before;
SELECT customer_grade.define_standard('sales', 'grades newer; grade newer when amount > 0;', current_date, force => 'a gap') AS version \gset
SELECT is(inserted('60000', '20', 'dated'), 'newer', 'one more');
ROLLBACK TO before;
SELECT is(inserted('60000', '20', 'dated'), 'new', 'which is rolled back');
SELECT customer_grade.define_standard('sales', 'grades bad; grade bad when nowhere > 0;', current_date, force => 'a gap') AS version \gset
SELECT is(inserted('60000', '20', 'dated'), '42703', 'one that the row cannot be graded by');
SELECT is(inserted('60000', '20', 'dated'), '42703', 'each time');
ROLLBACK;
SELECT is(inserted('60000', '20', 'dated'), 'B', 'all of it is rolled back');

SELECT customer_grade.define_standard('sales', 'grades future; grade future when amount > 0;', '2999-01-01', force => 'a gap') AS version \gset
SELECT customer_grade.define_standard('days', $$
	parameter as_of date;
	metric since date;
	score = as_of - since;
$$, '2000-01-01') AS version \gset
CREATE TABLE aged (since date, day date DEFAULT current_date, days int, score numeric);
CREATE TRIGGER age BEFORE INSERT ON aged FOR EACH ROW EXECUTE FUNCTION customer_grade.grade_row('days', '', 'score');
SET customer_grade.as_of = '2999-06-01';
SELECT is(inserted('60000', '20', 'dated'), 'B', 'the setting as_of does not choose the version');
INSERT INTO aged VALUES ('2020-01-01');
RESET customer_grade.as_of;
SELECT is(score, (day - since)::numeric, 'nor the parameter of that name') FROM aged;
SELECT is(inserted('60000', '20', 'dated'), 'B', 'the standard in force stays');
CREATE TABLE early (amount numeric, months numeric, grade text);
CREATE TRIGGER grade BEFORE INSERT ON early FOR EACH ROW EXECUTE FUNCTION customer_grade.grade_row('late', 'grade');
SELECT customer_grade.define_standard('late', 'grades A; grade A otherwise;', '2999-01-01') AS version \gset
SELECT is(inserted('1', '1', 'early'), '55000', 'a standard without a version effective today is refused');

-- statement by statement in one session, and within PL/pgSQL
DO $$
BEGIN
	FOR i IN 1..1000 LOOP
		INSERT INTO dated (amount) VALUES (i * 100);
		UPDATE dated SET amount = amount + 1 WHERE amount = i * 100;
	END LOOP;
END
$$;
SELECT is((SELECT count(*) FROM dated AS d WHERE grade IS DISTINCT FROM customer_grade.grade('sales', d)), 0::bigint,
	'single rows in a loop');

--
-- Partitions
--
CREATE TABLE region (id int, part int, amount numeric, months numeric, grade text, rank int) PARTITION BY LIST (part);
CREATE TABLE region_1 PARTITION OF region FOR VALUES IN (1);
CREATE TABLE region_2 (dropped int, rank int, months numeric, grade text, amount numeric, gone text, part int, id int);
ALTER TABLE region_2 DROP dropped, DROP gone;
CREATE TRIGGER grade BEFORE INSERT OR UPDATE ON region
	FOR EACH ROW EXECUTE FUNCTION customer_grade.grade_row('sales', 'grade', '', 'rank');
ALTER TABLE region ATTACH PARTITION region_2 FOR VALUES IN (2);
CREATE TABLE region_3 PARTITION OF region FOR VALUES IN (3);
INSERT INTO region (id, part, amount, months) SELECT i, i % 3 + 1, i * 1000, 20 FROM generate_series(1, 120) AS i;
INSERT INTO region_2 (id, part, amount, months) VALUES (200, 2, 30000, 20);
CREATE FUNCTION wrong_regions() RETURNS bigint LANGUAGE sql AS $$
	SELECT count(*) FROM region AS r
	WHERE (grade, rank) IS DISTINCT FROM (customer_grade.grade('sales', r), customer_grade.rank('sales', r)::int)
$$;
SELECT is(wrong_regions(), 0::bigint, 'partitions with other columns are graded, by the root and by themselves');
UPDATE region SET part = part % 3 + 1, amount = amount + 5000 WHERE id % 2 = 0;
SELECT is(wrong_regions(), 0::bigint, 'rows that move to another partition too');
SELECT is((SELECT count(DISTINCT grade) FROM region_2), 4::bigint, 'there are rows of all grades');

-- a session uses more triggers than are kept
CREATE TABLE many (part int, amount numeric, months numeric DEFAULT 20, grade text) PARTITION BY LIST (part);
SELECT format('CREATE TABLE many_%s PARTITION OF many FOR VALUES IN (%s)', i, i) FROM generate_series(1, 300) AS i \gexec
CREATE TRIGGER grade BEFORE INSERT OR UPDATE ON many
	FOR EACH ROW EXECUTE FUNCTION customer_grade.grade_row('sales', 'grade');
INSERT INTO many SELECT i % 300 + 1, 1000 * i % 150000 FROM generate_series(1, 3000) AS i;
SELECT format('INSERT INTO many VALUES (%s, %s)', i, i * 400) FROM generate_series(1, 300) AS i \gexec
UPDATE many SET amount = amount + 1;
SELECT is((SELECT count(*) FROM many AS m WHERE grade IS DISTINCT FROM customer_grade.grade('sales', m)), 0::bigint,
	'300 partitions are graded in one session');

-- a partition on another server
SELECT count(*) > 0 AS has_fdw FROM pg_available_extensions WHERE name = 'postgres_fdw' \gset
\if :has_fdw
CREATE EXTENSION postgres_fdw;
SELECT format('CREATE SERVER here FOREIGN DATA WRAPPER postgres_fdw OPTIONS (host %L, port %L, dbname %L)',
	split_part(current_setting('unix_socket_directories'), ',', 1), current_setting('port'), current_database()) \gexec
CREATE USER MAPPING FOR CURRENT_USER SERVER here;
CREATE TABLE far (id int, part int, amount numeric, months numeric, grade text, rank int);
CREATE FOREIGN TABLE region_4 PARTITION OF region FOR VALUES IN (4) SERVER here OPTIONS (table_name 'far');
INSERT INTO region (id, part, amount, months) VALUES (301, 4, 60000, 20), (302, 4, 100, 2), (303, 1, 1, 1);
UPDATE region SET amount = 30000 WHERE id = 301;
SELECT results_eq('SELECT id, grade, rank FROM far ORDER BY id', $$VALUES (301, 'C', 3), (302, 'A', 1)$$,
	'a foreign partition is graded');
\endif

--
-- What else is about
--
-- the constraint of a domain can come back to the same trigger, with another version of the standard
CREATE TABLE nested (id int, amount numeric, months numeric, grade text);
CREATE FUNCTION comes_back(label text) RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
	IF label IN ('B', 'C') THEN
		PERFORM customer_grade.drop_standard('nested');
		PERFORM customer_grade.define_standard('nested', 'grades inner; grade inner when amount > 0;', '2000-01-01', force => 'a gap');
		INSERT INTO nested VALUES (2, 1, 1);
	END IF;
	RETURN true;
END
$$;
CREATE DOMAIN nested_grade AS text CHECK (comes_back(VALUE));
ALTER TABLE nested ALTER grade TYPE nested_grade;
SELECT customer_grade.define_standard('nested', 'grades A > B; grade B when amount > 0;', '2000-01-01', force => 'a gap') AS version \gset
CREATE TRIGGER grade BEFORE INSERT ON nested FOR EACH ROW EXECUTE FUNCTION customer_grade.grade_row('nested', 'grade');
INSERT INTO nested VALUES (1, 1, 1), (3, 1, 1);
SELECT results_eq('SELECT id, grade::text FROM nested ORDER BY id, grade::text',
	$$VALUES (1, 'B'), (2, 'inner'), (2, 'inner'), (3, 'B')$$,
	'a statement keeps its version, even if statements within it change the standard');

-- writing rows needs no right on the standards
CREATE ROLE regress_grade_row;
GRANT INSERT, UPDATE, SELECT ON dated TO regress_grade_row;
REVOKE USAGE ON SCHEMA customer_grade FROM PUBLIC;
SET ROLE regress_grade_row;
INSERT INTO dated (amount) VALUES (30001.5);
RESET ROLE;
SELECT is((SELECT grade FROM dated WHERE amount = 30001.5), 'C', 'a role with rights on the table only writes graded rows');
DROP OWNED BY regress_grade_row;
DROP ROLE regress_grade_row;

--
-- A table of many columns: the map of nulls of a row takes room of its own, and goes when the grade fills the last null
--
SELECT format('CREATE TABLE wide (%s, amount numeric, months numeric, grade text)',
	string_agg(format('c%s int DEFAULT %1$s', i), ', ' ORDER BY i)) FROM generate_series(1, 70) AS i \gexec
CREATE TRIGGER grade BEFORE INSERT OR UPDATE ON wide
	FOR EACH ROW EXECUTE FUNCTION customer_grade.grade_row('sales', 'grade');
INSERT INTO wide (c1, c5, amount, months) VALUES (1, 5, 60000, 20), (2, 5, 60000, NULL), (3, 5, NULL, 2), (4, NULL, 60000, 20);
SELECT results_eq('SELECT c1, c5, c70, amount, grade FROM wide ORDER BY c1',
	$$VALUES (1, 5, 70, 60000::numeric, 'B'), (2, 5, 70, 60000, NULL), (3, 5, 70, NULL, 'A'), (4, NULL, 70, 60000, 'B')$$,
	'rows of many columns keep all of them');
UPDATE wide SET months = 2 WHERE months IS NULL;
SELECT is((SELECT string_agg(concat_ws(' ', c1 + c70, grade), ', ' ORDER BY c1) FROM wide WHERE months = 2), '72 A, 73 A', '... when they are updated, too');

--
-- The other two ways of doc/grading-rows.md
--
CREATE TABLE prospect (id int, amount numeric, months numeric);
SELECT customer_grade.input_type('sales', 'sales_input') \gexec
SELECT format($$
	ALTER TABLE prospect ADD grade text GENERATED ALWAYS AS
		(customer_grade.grade(%L::customer_grade.rubric, ROW(amount, months)::sales_input)) STORED$$, rubric)
FROM customer_grade.standard WHERE name = 'sales' AND effective @> date '2026-01-01' \gexec
CREATE VIEW prospects AS SELECT p.*, customer_grade.grade('sales', p) AS graded FROM prospect AS p;
INSERT INTO prospect SELECT i, i * 1000, i % 25 FROM generate_series(0, 120) AS i;
UPDATE prospect SET amount = amount + 7000 WHERE id % 3 = 0;
SELECT is((SELECT count(*) FROM prospects WHERE grade IS DISTINCT FROM graded), 0::bigint,
	'a generated column, a view and the trigger give the same');
INSERT INTO customer SELECT 10000 + id, amount, months FROM prospect;
SELECT is((SELECT count(*) FROM customer AS c JOIN prospects AS p ON c.id = 10000 + p.id
	WHERE c.grade IS DISTINCT FROM p.graded), 0::bigint, 'all three');

SELECT finish();
