-- Triggers that do not fire: verify() and verify_activity() tell, refresh() and refresh_activity() cure.

\o /dev/null
SET client_min_messages = warning;
SET customer_grade.clock = '2026-01-15 12:00+00';	-- a new day would be a change
SELECT customer_grade.define_standard('sales', 'grades A > B; metric amount number; grade A when amount >= 10; grade B otherwise;', '2020-01-01');
-- SQLSTATE, message and hint of what fails
CREATE FUNCTION pg_temp.error(statement text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	hint text;
BEGIN
	EXECUTE statement;
	RETURN 'no error';
EXCEPTION WHEN OTHERS THEN
	GET STACKED DIAGNOSTICS hint = PG_EXCEPTION_HINT;
	RETURN format('%s %s%s', SQLSTATE, SQLERRM, ' | ' || nullif(hint, ''));
END $$;
CREATE TABLE client (id int PRIMARY KEY, amount numeric);
CREATE TABLE orders (client int, amount numeric, at date) PARTITION BY RANGE (at);
CREATE TABLE orders_2026 PARTITION OF orders FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');
CREATE VIEW metrics AS SELECT c.id, c.amount + coalesce(sum(o.amount), 0) AS amount FROM client AS c LEFT JOIN orders AS o ON o.client = c.id GROUP BY c.id;
INSERT INTO client VALUES (1, 5), (2, 50);
SELECT customer_grade.attach('sales', 'client', 'metrics', outbox => true);
SELECT customer_grade.watch('sales', 'client', 'orders', 'client');
SELECT customer_grade.track('client', 'orders', 'client', 'at', 'amount');
CREATE TABLE trigger_before AS SELECT tgrelid::regclass AS relation, tgname, pg_get_triggerdef(oid) AS definition
	FROM pg_trigger WHERE tgname LIKE 'customer_grade_%' AND tgrelid::regclass::text !~ '^customer_grade';
CREATE FUNCTION pg_temp.wrong() RETURNS SETOF text LANGUAGE sql AS $$
	SELECT format('%s %s', v.key, v.problem) FROM customer_grade.verify('sales', 'client') AS v
	UNION SELECT format('%s %s', v.key, v.problem) FROM customer_grade.verify_activity('client', 'orders') AS v
	ORDER BY 1 $$;
\o
SELECT * FROM no_plan();

SELECT results_eq($$ SELECT relation::text, count(*) FROM trigger_before GROUP BY 1 ORDER BY 1 $$,
	$$ VALUES ('client', 6::bigint), ('client_sales_decisions', 5), ('orders', 9), ('orders_2026', 9) $$, 'the triggers of an attachment and of a tracking');
SELECT is_empty('SELECT pg_temp.wrong()', 'all are as they should be');
SET quote_all_identifiers = on;
SELECT is_empty('SELECT pg_temp.wrong()', 'also where names are quoted');
SELECT is(customer_grade.refresh('sales', 'client'), 0::bigint, 'refresh() makes none then');
RESET quote_all_identifiers;

-- disabled for a load, and forgotten
ALTER TABLE client DISABLE TRIGGER ALL;
INSERT INTO client VALUES (3, 50);
SELECT results_eq('SELECT pg_temp.wrong()', $$ VALUES
	(' trigger "customer_grade_begin" of table "public.client" is disabled'),
	(' trigger "customer_grade_regrade_sales_delete" of table "public.client" is disabled'),
	(' trigger "customer_grade_regrade_sales_insert" of table "public.client" is disabled'),
	(' trigger "customer_grade_regrade_sales_key" of table "public.client" is disabled'),
	(' trigger "customer_grade_regrade_sales_truncate" of table "public.client" is disabled'),
	(' trigger "customer_grade_regrade_sales_update" of table "public.client" is disabled'),
	('{"id": 3} not in the ledger') $$, 'verify() tells which triggers are disabled');
SELECT is(customer_grade.refresh('sales', 'client'), 1::bigint, 'refresh() grades what has been missed');
SELECT is_empty('SELECT pg_temp.wrong()', 'and enables them');
INSERT INTO client VALUES (4, 50);
SELECT is_empty('SELECT pg_temp.wrong()', 'so that they fire again');
ALTER TABLE orders_2026 DISABLE TRIGGER customer_grade_regrade_sales_insert, ENABLE REPLICA TRIGGER customer_grade_activity_insert, ENABLE ALWAYS TRIGGER customer_grade_begin;
SELECT results_eq('SELECT pg_temp.wrong()', $$ VALUES
	(' trigger "customer_grade_activity_insert" of table "public.orders_2026" is enabled for replication only'),
	(' trigger "customer_grade_regrade_sales_insert" of table "public.orders_2026" is disabled') $$, 'on partitions, too, and those that fire in replication only');
SELECT is(customer_grade.refresh('sales', 'client') + customer_grade.refresh_activity('client', 'orders'), 0::bigint, 'refresh_activity() cures those of a tracking');
SELECT is_empty('SELECT pg_temp.wrong()', '... so that nothing is wrong');
SELECT is((SELECT tgenabled FROM pg_trigger WHERE tgrelid = 'orders_2026'::regclass AND tgname = 'customer_grade_begin'), 'A', 'one that always fires stays so');

-- dropped, each in turn
CREATE PROCEDURE drop_each() LANGUAGE plpgsql AS $$
DECLARE
	t record;
	told text;
BEGIN
	FOR t IN SELECT * FROM trigger_before ORDER BY relation::text, tgname LOOP
		EXECUTE format('DROP TRIGGER %I ON %s', t.tgname, t.relation);
		SELECT string_agg(w, '; ') INTO told FROM pg_temp.wrong() AS w;
		IF told IS DISTINCT FROM format(' trigger "%s" of table "public.%s" is missing', t.tgname, t.relation) THEN
			RAISE '% of %: %', t.tgname, t.relation, told;
		END IF;
		IF t.tgname LIKE '%activity%' THEN
			PERFORM customer_grade.refresh_activity('client', 'orders');
		ELSE
			PERFORM customer_grade.refresh('sales', 'client');
		END IF;
	END LOOP;
END $$;
SELECT lives_ok('CALL drop_each()', 'verify() or verify_activity() misses each trigger, refresh() or refresh_activity() makes it again');
SELECT results_eq($$ SELECT tgname, pg_get_triggerdef(oid) FROM pg_trigger WHERE tgname LIKE 'customer_grade_%' AND tgrelid::regclass::text !~ '^customer_grade' ORDER BY 2 $$,
	'SELECT tgname, definition FROM trigger_before ORDER BY 2', 'as attach(), watch() and track() made them');
SELECT is_empty('SELECT pg_temp.wrong()', 'nothing is missing');

-- replaced
\o /dev/null
CREATE FUNCTION nothing() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END';
SELECT customer_grade.define_standard('other', 'grades A > B; metric amount number; grade A when amount >= 10; grade B otherwise;', '2020-01-01');
DROP TRIGGER customer_grade_regrade_sales_update ON client;
CREATE TRIGGER customer_grade_regrade_sales_update AFTER UPDATE ON client FOR EACH STATEMENT EXECUTE FUNCTION nothing();
DROP TRIGGER customer_grade_regrade_sales_delete ON client;
CREATE TRIGGER customer_grade_regrade_sales_delete AFTER DELETE ON client REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION customer_grade_internal.regrade('other');
\o
SELECT results_eq('SELECT pg_temp.wrong()', $$ VALUES
	(' trigger "customer_grade_regrade_sales_delete" of table "public.client" is replaced by another one'),
	(' trigger "customer_grade_regrade_sales_update" of table "public.client" is replaced by another one') $$, 'triggers that only have the names are none of ours');
SELECT is(pg_temp.error($$ SELECT customer_grade.refresh('sales', 'client') $$), '42710 trigger "customer_grade_regrade_sales_delete" of table "public.client" is replaced by another one'
	' | DROP TRIGGER customer_grade_regrade_sales_delete ON public.client;', 'refresh() does not drop what is not ours');
DROP TRIGGER customer_grade_regrade_sales_delete ON public.client;
DROP TRIGGER customer_grade_regrade_sales_update ON public.client;
SELECT is(customer_grade.refresh('sales', 'client'), 0::bigint, 'but makes them once it is dropped');
SELECT is_empty('SELECT pg_temp.wrong()', 'nothing is missing');

-- renamed, so that it fires after those of the application
ALTER TRIGGER customer_grade_regrade_sales_update ON client RENAME TO zz_regrade;
SELECT is_empty('SELECT pg_temp.wrong()', 'a renamed trigger is the same trigger');
SELECT is(customer_grade.refresh('sales', 'client'), 0::bigint, 'refresh() accepts it');
SELECT is((SELECT count(*) FROM pg_trigger WHERE tgrelid = 'client'::regclass), 6::bigint, 'and does not make another one');
ALTER TABLE client DISABLE TRIGGER zz_regrade;
SELECT results_eq('SELECT pg_temp.wrong()', $$ VALUES (' trigger "zz_regrade" of table "public.client" is disabled') $$, 'it may be disabled like any other');

-- by its owner only
\o /dev/null
CREATE ROLE regress_trigger_stranger;
GRANT CREATE ON SCHEMA public TO regress_trigger_stranger;
SET ROLE regress_trigger_stranger;
\o
SELECT matches(pg_temp.error($$ SELECT customer_grade.refresh('sales', 'client') $$), '^42501', 'the triggers of a table are its owner''s');
RESET ROLE;
REVOKE CREATE ON SCHEMA public FROM regress_trigger_stranger;
DROP ROLE regress_trigger_stranger;

-- names that need quotes
\o /dev/null
CREATE SCHEMA "my ""Shop"" 50%";
CREATE TABLE "my ""Shop"" 50%"."Cust'omer" ("Id" int PRIMARY KEY, amount numeric);
SELECT customer_grade.define_standard('客户.非常长的标准名称.二〇二六', 'grades A > B; metric amount number; grade A when amount >= 10; grade B otherwise;', '2020-01-01');
SELECT customer_grade.attach('客户.非常长的标准名称.二〇二六', '"my ""Shop"" 50%"."Cust''omer"', outbox => true);
\o
SELECT is_empty($$ SELECT * FROM customer_grade.verify('客户.非常长的标准名称.二〇二六', '"my ""Shop"" 50%"."Cust''omer"') $$, 'names that need quotes');

SELECT * FROM finish();
