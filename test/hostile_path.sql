-- Procedures that commit, and functions that the planner inlines, have no search path of their own. A search path that has other
-- operators, functions and types in front of pg_catalog changes nothing of what they do.

\o /dev/null
SET client_min_messages = error;
SET TimeZone = 'UTC';
SET customer_grade.clock = '2024-01-01 12:00+00';
CREATE FUNCTION pg_temp.functions() RETURNS SETOF regprocedure LANGUAGE sql AS $$
	SELECT p.oid::regprocedure FROM pg_proc AS p JOIN pg_language AS l ON l.oid = p.prolang
	WHERE p.pronamespace IN ('customer_grade'::regnamespace, 'customer_grade_internal'::regnamespace) AND l.lanname IN ('sql', 'plpgsql')
		AND ('search_path=pg_catalog, pg_temp' = ANY (p.proconfig)) IS NOT TRUE $$;

-- all operators of pg_catalog, its functions that ours name, and types that the grammar does not know
CREATE SCHEMA evil;
CREATE FUNCTION evil.fail() RETURNS boolean LANGUAGE plpgsql AS 'BEGIN RAISE EXCEPTION ''evil''; END';
CREATE FUNCTION pg_temp.make(statement text) RETURNS integer LANGUAGE plpgsql AS $$
BEGIN
	EXECUTE statement;
	RETURN 1;
EXCEPTION WHEN OTHERS THEN
	RETURN 0;			-- pseudotypes
END $$;
CREATE TABLE made AS
SELECT 'functions' AS what, sum(pg_temp.make(format('CREATE FUNCTION evil.%I(%s) RETURNS %s LANGUAGE plpgsql AS ''BEGIN RAISE EXCEPTION $m$evil$m$; END''',
	p.proname, pg_get_function_arguments(p.oid), pg_get_function_result(p.oid)))) AS number
FROM pg_proc AS p WHERE p.pronamespace = 'pg_catalog'::regnamespace AND p.prokind = 'f'
	AND p.proname IN (
		SELECT m[1] FROM pg_proc AS o, regexp_matches(o.prosrc, '(\w+)\(', 'g') AS m
		WHERE o.pronamespace IN ('customer_grade'::regnamespace, 'customer_grade_internal'::regnamespace))
UNION ALL
SELECT 'operators', sum(pg_temp.make(format('CREATE FUNCTION evil.operator_%s(%s, %s) RETURNS %s LANGUAGE plpgsql AS ''BEGIN RAISE EXCEPTION $m$evil$m$; END'';
	CREATE OPERATOR evil.%s (LEFTARG = %2$s, RIGHTARG = %3$s, FUNCTION = evil.operator_%1$s)',
	o.oid, o.oprleft::regtype, o.oprright::regtype, o.oprresult::regtype, o.oprname)))
FROM pg_operator AS o WHERE o.oprnamespace = 'pg_catalog'::regnamespace AND o.oprkind = 'b'
UNION ALL
SELECT 'types', sum(pg_temp.make(format('CREATE DOMAIN evil.%I AS pg_catalog.%1$I CHECK (evil.fail())', t.typname)))
FROM pg_type AS t WHERE t.typnamespace = 'pg_catalog'::regnamespace AND t.typtype = 'b' AND t.typelem = 0;

SELECT customer_grade.define_standard('s', 'grades A > B > C; metric amount number; parameter cut number = 100; grade A when amount >= cut; grade B when amount >= 50; grade C otherwise;
	review month end; approval of A; provisional 10 days;', '2020-01-01');
CREATE TABLE customer (id int PRIMARY KEY, amount numeric);
CREATE TABLE second (id int PRIMARY KEY, amount numeric);
INSERT INTO customer SELECT n, n FROM generate_series(1, 200) AS n;
INSERT INTO second VALUES (1, 100), (2, 60);
SELECT customer_grade.attach('s', 'customer', benchmark => 'SELECT 80 AS cut');
SELECT customer_grade.attach('s', 'second', benchmark => 'SELECT 1 / (SELECT count(*) FROM public.customer WHERE id = 199) AS cut');
\o
SELECT * FROM no_plan();
SELECT cmp_ok(number, '>', minimum::bigint, what) FROM made JOIN (VALUES ('functions', 100), ('operators', 500), ('types', 50)) AS m(what, minimum) USING (what);
SELECT set_eq('SELECT pg_temp.functions()::text', '{
	"customer_grade.review(text,regclass,date,integer)", "customer_grade.publish(text,regclass,integer,text,integer)", "customer_grade.run_due_reviews(integer)",
	"customer_grade_internal.run_review(bigint,integer,boolean)",
	"customer_grade_internal.held_at(timestamp with time zone,timestamp with time zone,timestamp with time zone)",
	"customer_grade_internal.in_sample(jsonb,text,numeric)", "customer_grade_internal.move_direction(boolean,boolean,text)",
	"customer_grade_internal.rule_text(text[],integer,text)",
	"customer_grade_internal.extend_before_publish(text,regclass)"}'::text[], 'the functions without a search path of their own, all of which are called below');

SET search_path = evil, pg_catalog, pg_temp;
\o /dev/null
CALL customer_grade.review('s', 'public.customer', batch_size => 50);
CALL customer_grade.publish('s', 'public.customer');
CALL customer_grade.publish('s');
SELECT customer_grade.approve('s', 'public.customer', '150');
SELECT customer_grade.reject('s', 'public.customer', '151');
SELECT customer_grade.override('s', 'public.customer', '152', 'B', 'a reason');
SELECT customer_grade.end_override('s', 'public.customer', '152');
SELECT customer_grade.propose('s', 'public.customer', '153', 'A');
SELECT customer_grade.withdraw('s', 'public.customer', '153');
SELECT customer_grade_internal.held_at('2024-01-01', NULL, '2024-02-01') AS held \gset
SELECT customer_grade_internal.in_sample('{"id": 1}', 'seed', 1) AS sampled, customer_grade_internal.move_direction(false, true, 'worse') AS moved,
	customer_grade_internal.rule_text('{high,low}', 2, 'cap') AS rule \gset
\o
RESET search_path;
SELECT is(:'held'::boolean, true, 'held_at()');
SELECT is((:'sampled', :'moved', :'rule')::text, '(t,refused,"low, limited by a cap")', 'in_sample(), move_direction(), rule_text()');
SELECT is((SELECT string_agg(format('%s %s %s', subject, kind, status), ', ' ORDER BY id) FROM customer_grade.review WHERE kind <> 'attach'),
	'customer review done, customer publish done, customer publish done, second publish done', 'review(), publish()');
SELECT is((SELECT string_agg(format('%s %s', decision, status), ', ' ORDER BY decision_id) FROM customer_s_decisions), 'approval approved, approval rejected, override ended, approval withdrawn', 'decisions');

-- a customer that is refused, and an attachment that fails
\o /dev/null
DELETE FROM customer WHERE id = 199;
ALTER TABLE customer DISABLE TRIGGER USER;
UPDATE customer SET amount = 'NaN' WHERE id = 7;
ALTER TABLE customer ENABLE TRIGGER USER;
\setenv PGDATABASE :DBNAME
\set told `psql -X -q -v VERBOSITY=verbose -c "SET customer_grade.clock = '2024-02-01'; SET search_path = evil, pg_catalog, pg_temp" -c 'CALL customer_grade.run_due_reviews()' 2>&1`
\o
SELECT unalike(:'told'::text, '%evil%', 'run_due_reviews()');
SELECT alike(:'told'::text, '%refused 1 (see customer_grade.problems())%', 'it tells what is refused');
SELECT alike(:'told'::text, E'%ERROR:  55000: 1 of the attachments could not be reviewed or published\nDETAIL:  Standard "s" on table "public.second": division by zero%', 'and what failed');
SELECT is((SELECT string_agg(format('%s %s', subject, status), ', ' ORDER BY id) FROM customer_grade.review WHERE as_of > '2024-01-01' AND kind = 'review'), 'customer done, second failed', 'after the others');
SELECT * FROM finish();
