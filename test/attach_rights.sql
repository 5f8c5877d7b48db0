-- Who may do what with attachments.  An application can do nothing to the owner of the tables that it fills,
-- and the owner can do no more to the application than without attachments.  See also attach.sql.

\o /dev/null
SET client_min_messages = error;
CREATE FUNCTION pg_temp.error(statement text) RETURNS text LANGUAGE plpgsql AS $$
BEGIN
	EXECUTE statement;
	RETURN 'no error';
EXCEPTION WHEN OTHERS THEN
	RETURN SQLSTATE || ' ' || SQLERRM;
END $$;
CREATE FUNCTION pg_temp.wrong(subject regclass) RETURNS text LANGUAGE sql AS
	$$ SELECT coalesce(string_agg(v::text, '; '), '') FROM customer_grade.verify('sales', subject) AS v $$;

-- the extension belongs to the owner of the database, which is not a superuser
CREATE ROLE regress_dba;
CREATE ROLE regress_owner;
CREATE ROLE regress_heir;
CREATE ROLE regress_app;
SELECT format('ALTER DATABASE %I OWNER TO regress_dba', current_database()) \gexec
DROP EXTENSION customer_grade;
SET ROLE regress_dba;
\o
SELECT * FROM no_plan();
SELECT lives_ok('CREATE EXTENSION customer_grade', 'the owner of a database installs the extension');
\o /dev/null
SELECT customer_grade.grant_standard(NULL, 'regress_owner');
SELECT format('GRANT CREATE ON DATABASE %I TO regress_owner', current_database()) \gexec
RESET ROLE;

--
-- An ordinary role attaches; an application inserts orders and no more
--
SET ROLE regress_owner;
CREATE SCHEMA shop;
CREATE TABLE shop.customer (id int PRIMARY KEY, name text);
CREATE TABLE shop.orders (customer_id int, amount numeric, at timestamptz NOT NULL DEFAULT now());
CREATE VIEW shop.metrics AS SELECT c.id, coalesce(sum(o.amount), 0) AS amount, count(o) FILTER (WHERE o.at::date = customer_grade.as_of()) AS today
	FROM shop.customer AS c LEFT JOIN shop.orders AS o ON o.customer_id = c.id GROUP BY c.id;
GRANT USAGE ON SCHEMA shop TO regress_app;
GRANT INSERT ON shop.orders TO regress_app;
INSERT INTO shop.customer SELECT generate_series(1, 5);
\o
SELECT lives_ok($$ SELECT customer_grade.define_standard('sales',
	'grades A > B > C; metric amount number; metric today number; grade A when amount >= 100 or today >= 2; grade B when amount >= 10; grade C otherwise;', '2020-01-01') $$, 'an ordinary role that may write standards defines one');
SELECT lives_ok($$ SELECT customer_grade.attach('sales', 'shop.customer', 'shop.metrics', time_zone => 'Asia/Shanghai', outbox => true) $$, 'attaches it to its table');
SELECT lives_ok($$ SELECT customer_grade.watch('sales', 'shop.customer', 'shop.orders', 'customer_id') $$, 'watches another');
RESET ROLE;
SET ROLE regress_app;
SELECT lives_ok('INSERT INTO shop.orders VALUES (1, 100), (2, 10)', 'an application that may only insert orders has customers graded');
SELECT is(pg_temp.error(format('SELECT * FROM %s', t)), '42501 permission denied for ' || CASE WHEN t ~ 'grades|metrics' THEN 'view ' ELSE 'table ' END || split_part(t, '.', 2), 'it does not read ' || t)
FROM unnest('{shop.customer_sales_ledger,shop.customer_sales_history,shop.customer_sales_grades,shop.customer_sales_decisions,shop.customer_sales_outbox,shop.metrics,shop.orders}'::text[]) AS t;
SELECT alike(pg_temp.error(statement), '42501 %', statement)
FROM unnest(ARRAY[
	$$INSERT INTO shop.customer_sales_ledger (id, grade) VALUES (9, 'A')$$,
	$$UPDATE shop.customer_sales_ledger SET grade = 'A'$$,
	$$INSERT INTO shop.customer_sales_decisions (id, decision, grade, status) VALUES (2, 'override', 'A', 'approved')$$,
	$$DELETE FROM shop.customer_sales_history$$,
	$$TRUNCATE shop.orders$$,
	$$UPDATE customer_grade_internal.attachment SET parameters = '{"x": 1}'$$,
	$$UPDATE customer_grade_internal.attachment SET time_zone = 'UTC', benchmark = 'SELECT 1'$$,
	$$INSERT INTO customer_grade_internal.parameter_set VALUES ('sales', 'shop.customer', 2, '{}')$$,
	$$UPDATE customer_grade_internal.parameter_set SET parameters = '{"x": 1}'$$,
	$$DELETE FROM customer_grade_internal.source$$,
	$$DELETE FROM customer_grade_internal.attachment$$,
	$$TRUNCATE customer_grade_internal.attachment$$,
	$$INSERT INTO customer_grade_internal.review (standard, subject, kind, as_of) VALUES ('sales', 'shop.customer', 'review', '2026-01-01')$$,
	$$DELETE FROM customer_grade_internal.review$$,
	$$INSERT INTO customer_grade_internal.report_view SELECT (jsonb_populate_record(NULL::customer_grade_internal.report_view, '{"standard": "sales", "subject": "shop.customer", "view": "shop.metrics"}')).*$$,
	$$INSERT INTO customer_grade_internal.tracking SELECT (jsonb_populate_record(NULL::customer_grade_internal.tracking, '{"subject": "shop.customer", "source": "shop.orders"}')).*$$,
	$$SELECT customer_grade.override('sales', 'shop.customer', '{"id": 1}', 'A', 'because')$$,
	$$SELECT * FROM customer_grade.take_events('sales', 'shop.customer')$$,
	$$UPDATE customer_grade_internal.standard SET rubric = 'grades A; grade A otherwise;'$$,
	$$SELECT customer_grade.refresh('sales', 'shop.customer')$$,
	$$SELECT customer_grade_internal.regrade_keys('sales', 'shop.customer', 'SELECT 1')$$,
	$$SELECT customer_grade.verify('sales', 'shop.customer')$$,
	$$SELECT customer_grade.grade_at('sales', 'shop.customer', '{"id": 1}', now())$$,
	$$SELECT customer_grade.detach('sales', 'shop.customer')$$,
	$$SELECT customer_grade.watch('sales', 'shop.customer', 'shop.orders', 'customer_id')$$,
	$$ALTER TABLE shop.orders DISABLE TRIGGER ALL$$,
	$$SET session_replication_role = replica$$,
	$$SET customer_grade.clock = '2000-01-01'$$]) AS statement;
RESET ROLE;
\o /dev/null
-- its settings and what it has planted change nothing: the day begins where the attachment says
SELECT format('GRANT TEMPORARY ON DATABASE %I TO regress_app', current_database()) \gexec
SET customer_grade.clock = '2026-03-01 04:00:00 UTC';
SET ROLE regress_app;
CREATE TEMP TABLE customer (id int, grade text);
CREATE TEMP TABLE metrics (id int, amount numeric);
CREATE TEMP TABLE attachment (id int);
CREATE TEMP TABLE old_rows (customer_id int);
CREATE TEMP TABLE new_rows (customer_id int);
SET search_path = pg_temp, public, pg_catalog;
SET TimeZone = 'America/Los_Angeles';
SET DateStyle = 'SQL, DMY';
SELECT set_config('standard_conforming_strings', 'off', false) WHERE current_setting('server_version_num')::int < 190000;	-- 19 refuses it
SET transform_null_equals = on;
SET quote_all_identifiers = on;
SET customer_grade.as_of = '2020-01-01';
INSERT INTO shop.orders VALUES (3, 1, '2026-02-28 15:59:59 UTC'), (3, 1, '2026-02-28 15:59:58 UTC'), (4, 1, '2026-02-28 16:00:00 UTC'), (4, 1, '2026-03-01 15:59:59 UTC');
RESET ALL;
SET client_min_messages = error;
RESET ROLE;
SET customer_grade.clock = '2026-03-01 04:00:00 UTC';
\o
SELECT is((SELECT string_agg(id || grade, ' ' ORDER BY id) FROM shop.customer_sales_ledger), '1A 2B 3C 4A 5C', 'two orders within the day of the attachment''s time zone');
SET TimeZone = 'Pacific/Kiritimati';
SELECT is(pg_temp.wrong('shop.customer'), '', 'verify() finds the same in another time zone');
SELECT is(current_setting('TimeZone'), 'Pacific/Kiritimati', 'and leaves it alone');
RESET TimeZone;
SELECT is((SELECT DISTINCT evaluated_on || ' ' || version FROM shop.customer_sales_ledger WHERE id IN (3, 4)), '2026-03-01 1', 'date and version are not chosen by as_of');
RESET customer_grade.clock;

--
-- A hostile owner: its functions run with its rights, whichever role inserts
--
\o /dev/null
CREATE TABLE secret (line text);
CREATE TABLE loot (line text);
GRANT INSERT, SELECT ON loot TO PUBLIC;
GRANT SELECT ON secret TO regress_app;
SET ROLE regress_owner;
CREATE TABLE shop.trap (id int PRIMARY KEY, what text);
CREATE FUNCTION shop.try(what text) RETURNS int LANGUAGE plpgsql AS $$
BEGIN
	EXECUTE what;
	RETURN 1;
END $$;
CREATE VIEW shop.trap_metrics AS SELECT id, shop.try(what) AS amount, 0 AS today FROM shop.trap;
GRANT INSERT ON shop.trap TO regress_app;
SELECT customer_grade.attach('sales', 'shop.trap', 'shop.trap_metrics');
SET ROLE regress_app;
\o
SELECT is(pg_temp.error(format('INSERT INTO shop.trap VALUES (1, %L)', what)), message, what)
FROM (VALUES
	('SET ROLE regress_app', '42501 cannot set parameter "role" within security-definer function'),
	('RESET ROLE', '42501 cannot set parameter "role" within security-definer function'),
	('SET SESSION AUTHORIZATION DEFAULT', '42501 cannot set parameter "session_authorization" within security-definer function'),
	('SELECT * FROM public.secret', '42501 permission denied for table secret'),
	('SELECT 1', 'no error')) AS v(what, message);
SELECT lives_ok($$ INSERT INTO shop.trap VALUES (2, 'INSERT INTO public.loot VALUES (current_user)') $$, 'the owner''s function may do what the owner may');
SELECT is((SELECT string_agg(DISTINCT line, ' ') FROM loot), 'regress_owner', 'as himself');
SELECT is(current_user::text || ' ' || current_setting('search_path'), 'regress_app ' || (SELECT reset_val FROM pg_settings WHERE name = 'search_path'), 'role and search path are as before');
RESET ROLE;
-- a row of the registry that names others' tables, which only a superuser can make
\o /dev/null
CREATE TABLE precious (id int PRIMARY KEY);
CREATE VIEW precious_view AS SELECT * FROM precious;
SET session_replication_role = replica;
UPDATE customer_grade_internal.attachment SET history = 'precious', metrics = 'precious_view', metrics_made = true WHERE subject = 'shop.trap'::regclass;
RESET session_replication_role;
SET ROLE regress_owner;
\o
SELECT is(pg_temp.error($$ INSERT INTO shop.trap VALUES (3, 'SELECT 1') $$), '42501 "public.precious" and "shop.trap_sales_ledger" have different owners', 'a history of somebody else is refused');
RESET ROLE;
SELECT is(pg_temp.error($$ SELECT customer_grade.refresh('sales', 'shop.trap') $$), '42501 "public.precious" and "shop.trap_sales_ledger" have different owners', 'also to a superuser');
SELECT lives_ok($$ SELECT customer_grade.detach('sales', 'shop.trap', true) $$, 'who may detach');
\o /dev/null
SET ROLE regress_owner;
CREATE TABLE shop.visit (trap_id int, on_day date);
SELECT customer_grade.track('shop.trap', 'shop.visit', 'trap_id', 'on_day');
RESET ROLE;
SET session_replication_role = replica;
UPDATE customer_grade_internal.tracking SET activity = 'precious', monthly = 'precious_view' WHERE source = 'shop.visit'::regclass;
RESET session_replication_role;
\o
SELECT lives_ok($$ SELECT customer_grade.untrack('shop.trap', 'shop.visit') $$, 'or untrack');
SELECT is(to_regclass('precious') IS NOT NULL AND to_regclass('precious_view') IS NOT NULL, true, 'without dropping what is not the owner''s');

--
-- Row-level security
--
\o /dev/null
SET ROLE regress_owner;
CREATE TABLE shop.secured (id int PRIMARY KEY, amount numeric, today int);
CREATE TABLE shop.forced (id int PRIMARY KEY, amount numeric, today int);
INSERT INTO shop.secured VALUES (1, 100), (2, 10);
ALTER TABLE shop.secured ENABLE ROW LEVEL SECURITY;
CREATE POLICY app ON shop.secured TO regress_app USING (id = 1) WITH CHECK (true);
ALTER TABLE shop.forced ENABLE ROW LEVEL SECURITY;
ALTER TABLE shop.forced FORCE ROW LEVEL SECURITY;
GRANT SELECT, INSERT, UPDATE ON shop.secured TO regress_app;
\o
SELECT lives_ok($$ SELECT customer_grade.attach('sales', 'shop.secured') $$, 'a subject with row-level security is attached');
SET ROLE regress_app;
INSERT INTO shop.secured VALUES (3, 100);
UPDATE shop.secured SET amount = 1;
SET ROLE regress_owner;
UPDATE shop.secured SET today = 0;
SELECT is((SELECT string_agg(id || grade, ' ' ORDER BY id) FROM shop.secured_sales_ledger) || pg_temp.wrong('shop.secured'), '1C 2B 3A', 'what an application sees of it grades all the same');
SELECT is(pg_temp.error($$ SELECT customer_grade.attach('sales', 'shop.forced') $$), '55000 row-level security of table "shop.forced" applies to the owner of table "shop.forced"', 'forced on its owner it is refused');
SELECT is(pg_temp.error($$ SELECT customer_grade.watch('sales', 'shop.customer', 'shop.forced', 'id') $$), '55000 row-level security of table "shop.forced" applies to the owner of table "shop.customer"', 'so is such a source');
ALTER TABLE shop.secured FORCE ROW LEVEL SECURITY;
RESET ROLE;
SET ROLE regress_app;
INSERT INTO shop.secured VALUES (4, 100, 0);
RESET ROLE;
SELECT is((SELECT grade FROM shop.secured_sales_ledger WHERE id = 4), 'A', 'forced later it does not stop grading');
SELECT is(pg_temp.wrong('shop.secured'), '', 'nor does it hide rows from verify()');

--
-- A superuser grades customers of other owners: nothing of theirs runs later with the superuser's rights
--
\o /dev/null
SET ROLE regress_owner;
CREATE TABLE shop.snare (id int);
CREATE FUNCTION shop.sprung() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END';
CREATE CONSTRAINT TRIGGER sprung AFTER INSERT ON shop.snare DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION shop.sprung();
CREATE FUNCTION shop.set_snare(amount numeric) RETURNS numeric LANGUAGE sql VOLATILE AS 'INSERT INTO shop.snare VALUES (1); SELECT $1';
CREATE FUNCTION shop.set_snare() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN INSERT INTO shop.snare VALUES (1); RETURN NEW; END';
CREATE TABLE shop.bait (id int PRIMARY KEY, amount numeric);
CREATE TABLE shop.bite (id int, at date);
CREATE VIEW shop.bait_metrics AS SELECT id, shop.set_snare(amount) AS amount, 0 AS today FROM shop.bait;
SELECT customer_grade.attach('sales', 'shop.bait', 'shop.bait_metrics', benchmark => 'SELECT jsonb_build_object() AS none WHERE shop.set_snare(1) = 1');
SELECT customer_grade.track('shop.bait', 'shop.bite', 'id', 'at');
CREATE TRIGGER set_snare BEFORE INSERT ON shop.bait_bite_activity FOR EACH ROW EXECUTE FUNCTION shop.set_snare();
INSERT INTO shop.bait VALUES (1, 1);
ALTER TABLE shop.bite DISABLE TRIGGER USER;
INSERT INTO shop.bite VALUES (1, '2020-01-01');
ALTER TABLE shop.bite ENABLE TRIGGER USER;
RESET ROLE;
\o
SELECT is(pg_temp.error(statement), '42501 cannot fire deferred trigger within security-restricted operation', statement)
FROM unnest(ARRAY[
	$$SELECT customer_grade.refresh('sales', 'shop.bait')$$,
	$$SELECT customer_grade_internal.benchmark_values('sales', 'shop.bait', '2020-01-01')$$,
	$$SELECT customer_grade.refresh_activity('shop.bait', 'shop.bite')$$]) AS statement;
SET ROLE regress_owner;
SELECT lives_ok($$ SELECT customer_grade.refresh('sales', 'shop.bait') $$, 'its owner may do so itself');
RESET ROLE;

--
-- Owners change
--
ALTER TABLE shop.customer OWNER TO regress_heir;
SET ROLE regress_app;
SELECT is(pg_temp.error('INSERT INTO shop.orders VALUES (5, 100)'), '42501 "shop.customer" and "shop.customer_sales_ledger" have different owners', 'another owner of the subject alone is an error');
RESET ROLE;
ALTER TABLE shop.customer OWNER TO regress_owner;
GRANT USAGE, CREATE ON SCHEMA shop TO regress_heir;
REASSIGN OWNED BY regress_owner TO regress_heir;
SELECT is((SELECT string_agg(DISTINCT relowner::regrole::text, ' ') FROM pg_class WHERE relname LIKE 'customer_sales%'), 'regress_heir', 'REASSIGN OWNED takes all of it');
SET ROLE regress_app;
SELECT lives_ok('INSERT INTO shop.orders VALUES (5, 100)', 'and grading goes on');
SET ROLE regress_heir;
SELECT is((SELECT grade FROM shop.customer_sales_ledger WHERE id = 5) || pg_temp.wrong('shop.customer'), 'A', 'by the heir''s rights');
SELECT lives_ok($$ SELECT customer_grade.refresh('sales', 'shop.customer') $$, 'who refreshes');
RESET ROLE;
DROP OWNED BY regress_heir CASCADE;
SELECT is((SELECT count(*) FROM customer_grade.attachment) + (SELECT count(*) FROM customer_grade.source) + (SELECT count(*) FROM customer_grade.parameter_set), 0::bigint, 'DROP OWNED leaves nothing behind in the registry');
SET ROLE regress_dba;
SELECT lives_ok('DROP EXTENSION customer_grade', 'and the owner of the database may drop the extension');
RESET ROLE;
SELECT * FROM finish();
\o /dev/null
SELECT format('ALTER DATABASE %I OWNER TO CURRENT_USER', current_database()) \gexec
DROP OWNED BY regress_dba, regress_owner, regress_heir, regress_app CASCADE;
DROP ROLE regress_dba, regress_owner, regress_heir, regress_app;
