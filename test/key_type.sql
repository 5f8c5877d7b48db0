-- alter_key_type(): another type for a key, with everything that has it.

\o /dev/null
SET client_min_messages = warning;
SET customer_grade.clock = '2026-01-10 12:00+00';
SELECT customer_grade.define_standard(n, 'grades A > B; metric amount number; grade A when amount >= 100; grade B otherwise;', '2020-01-01')
FROM unnest('{s,u}'::text[]) AS n;
CREATE ROLE regress_key_owner;
CREATE ROLE regress_key_reader;
CREATE ROLE regress_key_other;
GRANT ALL ON SCHEMA public TO regress_key_owner, regress_key_other;
\o
\ir include/error.sql
SELECT * FROM no_plan();
\o /dev/null
SET ROLE regress_key_owner;
-- which type the key has in all tables and views of a prefix
CREATE FUNCTION pg_temp.types(prefix text, key name DEFAULT 'id') RETURNS text LANGUAGE sql AS $$
	SELECT string_agg(DISTINCT format_type(a.atttypid, a.atttypmod), ', ') FROM pg_class AS c JOIN pg_attribute AS a ON a.attrelid = c.oid AND a.attname = key
	WHERE c.relname ~ ('^' || prefix || '(_|$)') AND c.relkind IN ('r', 'v', 'p')
$$;
CREATE FUNCTION pg_temp.described(prefix text) RETURNS text LANGUAGE sql AS $$
	SELECT string_agg(format('%s %s %s %s %s', c.relname, c.relkind, c.relacl, c.reloptions, obj_description(c.oid, 'pg_class')) || coalesce((
		SELECT string_agg(concat_ws(' ', a.attname, a.attacl, col_description(c.oid, a.attnum)), ', ' ORDER BY a.attnum) FROM pg_attribute AS a
		WHERE a.attrelid = c.oid AND a.attnum > 0), ''), E'\n' ORDER BY c.relname)
	FROM pg_class AS c WHERE c.relname ~ ('^' || prefix || '(_|$)') AND c.relkind IN ('r', 'v', 'p')
$$;

--
-- Two standards, one with a metrics view of its own, tracked and watched rows, reports, a decision, an outbox
--
\o /dev/null
CREATE TABLE customer (id int PRIMARY KEY, amount numeric);
CREATE TABLE sale (id int PRIMARY KEY, customer_id int REFERENCES customer, amount numeric, on_day date);
CREATE INDEX ON sale (customer_id);
INSERT INTO customer SELECT i, i * 40 FROM generate_series(1, 5) AS i;
CREATE VIEW customer_figures WITH (security_barrier) AS SELECT c.id, (SELECT coalesce(sum(s.amount), 0) FROM sale AS s WHERE s.customer_id = c.id) AS amount FROM customer AS c;
SELECT customer_grade.attach('s', 'customer', outbox => true), customer_grade.attach('u', 'customer', 'customer_figures');
SELECT customer_grade.watch('u', 'customer', 'sale', 'customer_id'), customer_grade.track('customer', 'sale', 'customer_id', 'on_day', 'amount');
SELECT customer_grade.create_report_views('s', 'customer');
SELECT customer_grade.override('s', 'customer', '1', 'A', 'promising');
SELECT customer_grade.grant_reports('s', 'customer', 'regress_key_reader');
GRANT SELECT (id), UPDATE (amount) ON customer_figures TO regress_key_reader WITH GRANT OPTION;
CREATE VIEW customer_best AS SELECT id, grade FROM customer_s_current WHERE grade = 'A';
COMMENT ON COLUMN customer_best.id IS 'the best';
GRANT SELECT ON customer_best TO PUBLIC;
INSERT INTO sale VALUES (1, 2, 500, '2026-01-05');
CREATE TEMP TABLE before AS SELECT pg_temp.described('customer') AS description, (SELECT string_agg(l::text, '; ' ORDER BY id) FROM customer_s_ledger AS l) AS ledger;
\o
SELECT is(pg_temp.types('customer'), 'integer', 'a key is an integer');
SELECT throws_ok('ALTER TABLE customer ALTER id TYPE bigint', '0A000', NULL, 'ALTER TABLE alone is refused');
SELECT is(pg_temp.error(format('SELECT customer_grade.alter_key_type(%s)', arguments)), expected, arguments) FROM (VALUES
	($$NULL, 'id', 'bigint'$$, '22004 argument "subject" must not be null | Name the table whose key is of another type from now on.'),
	($$'customer', NULL, 'bigint'$$, '22004 argument "key_column" must not be null | The key of table "public.customer" is id.'),
	($$'customer', 'id', NULL$$, '22004 argument "new_type" must not be null | Name a type, such as ''bigint''.')) AS v (arguments, expected);
SELECT lives_ok($$ SELECT customer_grade.alter_key_type('customer', 'id', 'bigint') $$, 'alter_key_type()');
SELECT is(pg_temp.types('customer'), 'bigint', 'it is a bigint everywhere');
SELECT is(pg_temp.described('customer'), (SELECT description FROM before), 'views have their comments, grants and options');
SELECT is((SELECT string_agg(l::text, '; ' ORDER BY id) FROM customer_s_ledger AS l), (SELECT ledger FROM before), 'rows are as they were');
SELECT is_empty($$ SELECT * FROM customer_grade.doctor() $$, 'doctor() finds nothing');
SELECT is_empty($$ SELECT * FROM customer_grade.verify('s', 'customer') UNION ALL SELECT * FROM customer_grade.verify('u', 'customer') $$, 'nor verify()');
\o /dev/null
INSERT INTO customer VALUES (5000000000, 200);
INSERT INTO sale VALUES (2, 3, 100, '2026-01-06');
UPDATE customer SET id = 6000000000 WHERE id = 1;
\o
SELECT is((SELECT string_agg(concat_ws(' ', id, grade, state), ', ' ORDER BY id) FROM customer_s_ledger WHERE id > 1000), '5000000000 A final, 6000000000 A override', 'large keys are graded, decisions follow keys');
SELECT is((SELECT grade FROM customer_u_ledger WHERE id = 3), 'A', 'so are rows of the watched table');
SELECT is((SELECT string_agg(id::text, ', ' ORDER BY id) FROM customer_best), '3, 4, 5, 5000000000, 6000000000', 'views of yours show them');
SELECT is_empty($$ SELECT * FROM customer_grade.verify_activity('customer', 'sale') $$, 'activity goes on');
SELECT is((SELECT count(*) FROM customer_sale_monthly), 2::bigint, '... and is shown');
SELECT is((SELECT count(*) FROM customer_grade.report_view WHERE view::text LIKE 'customer_s_%'), (SELECT count(*) FROM customer_grade.report_view), 'the registry knows the views');
DROP VIEW customer_best;
SELECT lives_ok($$ SELECT customer_grade.detach('s', 'customer', true), customer_grade.detach('u', 'customer', true), customer_grade.untrack('customer', 'sale') $$, 'all can be detached');

--
-- Composite keys, partitions, text
--
\o /dev/null
CREATE TABLE parted (region text COLLATE "C", no int, amount numeric, PRIMARY KEY (region, no)) PARTITION BY LIST (region);
CREATE TABLE parted_n PARTITION OF parted FOR VALUES IN ('n');
CREATE TABLE parted_rest PARTITION OF parted DEFAULT;
INSERT INTO parted VALUES ('n', 1, 10), ('s', 2, 200);
SELECT customer_grade.attach('s', 'parted');
\o
SELECT throws_ok($$ SELECT customer_grade.alter_key_type('parted', 'region', 'varchar') $$, '42P16', NULL, 'a partition key keeps its type');
SELECT lives_ok($$ SELECT customer_grade.alter_key_type('parted', 'no', 'varchar(20)') $$, 'another column of the key does not');
SELECT is(pg_temp.types('parted', 'no'), 'character varying(20)', '... in all tables');
SELECT is((SELECT count(*) FROM pg_constraint WHERE conrelid = 'parted_s_ledger'::regclass AND contype = 'c'), 1::bigint, 'a key with text has room');
UPDATE parted SET no = 'x' || no;
UPDATE parted_n SET amount = 300;
SELECT is((SELECT string_agg(concat_ws(' ', region, no, grade), ', ' ORDER BY region) FROM parted_s_ledger), 'n x1 A, s x2 A', 'partitions have their triggers');
SELECT is_empty($$ SELECT * FROM customer_grade.verify('s', 'parted') UNION ALL SELECT NULL, standard, problem, NULL, NULL, NULL FROM customer_grade.doctor() $$, 'nothing is wrong');
\o /dev/null
CREATE TABLE named (name text COLLATE "C" PRIMARY KEY, amount numeric);
INSERT INTO named VALUES ('7', 100);
SELECT customer_grade.attach('s', 'named');
SELECT customer_grade.alter_key_type('named', 'name', 'varchar');
\o
SELECT is((SELECT string_agg(DISTINCT a.attcollation::regcollation::text, ', ') FROM pg_attribute AS a WHERE a.attname = 'name' AND a.attrelid::regclass::text ~ '^named'), '"C"', 'a collation stays');

--
-- A table that is neither graded nor tracked
--
CREATE TABLE bare (id int PRIMARY KEY);
SELECT lives_ok($$ SELECT customer_grade.alter_key_type('bare', 'id', 'bigint') $$, 'a table that has nothing of ours');
SELECT is(pg_temp.types('bare'), 'bigint', '... gets the type');

--
-- What is refused
--
SELECT throws_ok($$ SELECT customer_grade.alter_key_type('named', 'amount', 'bigint') $$, '42703', 'table "public.named" has no key column "amount"', 'another column');
SELECT throws_ok($$ SELECT customer_grade.alter_key_type('named', 'name', 'bigint USING 1') $$, '42601', NULL, 'what is no type');
SELECT throws_ok($$ SELECT customer_grade.alter_key_type('named', 'name', 'nothing') $$, '42704', NULL, '... or does not exist');
SELECT throws_ok($$ SELECT customer_grade.alter_key_type('named', 'name', 'bigint') $$, '42804', NULL, 'a type that values are not converted to');
CREATE MATERIALIZED VIEW named_copy AS SELECT name FROM named;
SELECT throws_ok($$ SELECT customer_grade.alter_key_type('named', 'name', 'text') $$, '2BP01', '"public.named_copy" reads the key of table "public.named" and cannot be made again', 'a materialized view');
DROP MATERIALIZED VIEW named_copy;
GRANT SELECT ON named TO regress_key_other;
SET ROLE regress_key_other;
CREATE VIEW others_view AS SELECT name FROM named;
SELECT throws_ok($$ SELECT customer_grade.alter_key_type('named', 'name', 'text') $$, '42501', 'must be owner of table "public.named"', 'who does not own the table');
SET ROLE regress_key_owner;
SELECT throws_ok($$ SELECT customer_grade.alter_key_type('named', 'name', 'text') $$, '2BP01', NULL, 'a view of another owner');
SELECT is_empty($$ SELECT * FROM customer_grade.doctor() $$, 'nothing has changed by that');
RESET ROLE;
DROP OWNED BY regress_key_owner, regress_key_reader, regress_key_other CASCADE;
DROP ROLE regress_key_owner, regress_key_reader, regress_key_other;
SELECT * FROM finish();
