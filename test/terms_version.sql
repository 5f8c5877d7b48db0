-- A version that differs in its terms only regrades nobody: everybody is settled by its terms, and only who changes is written.

\o /dev/null
SET client_min_messages = warning;
SET timezone = 'UTC';
SET customer_grade.clock = '2025-01-10 12:00+00';
CREATE FUNCTION pg_temp.alike(a text, b text) RETURNS boolean LANGUAGE sql AS $$
	SELECT customer_grade_internal.grade_alike(a::customer_grade.rubric, b::customer_grade.rubric)
$$;
\set rules 'grades A > B > C; metric amount number; parameter cut = 100; grade A when amount >= cut; grade B when amount >= 50; grade C otherwise;'
SELECT customer_grade.define_standard('s', :'rules', '2020-01-01');
CREATE TABLE customer (id int PRIMARY KEY, amount int);
INSERT INTO customer VALUES (1, 200), (2, 60), (3, 10);
SELECT customer_grade.attach('s', 'customer');
\o
SELECT * FROM no_plan();

SELECT ok(pg_temp.alike(:'rules', :'rules'), 'a text grades as itself');
SELECT ok(pg_temp.alike(:'rules', 'REVIEW month end; -- monthly' || E'\n' || :'rules' || 'promotion at review; treatment gift for A = 1 unit ''piece'';'),
	'terms, treatments, comments and space do not matter');
SELECT ok(pg_temp.alike(:'rules' || 'demotion never;', :'rules' || 'demotion immediate; target A = 20%;'), 'nor do other terms');
SELECT ok(NOT pg_temp.alike(:'rules', replace(:'rules', '50', '60')), 'another bound does');
SELECT ok(NOT pg_temp.alike(:'rules', replace(:'rules', '= 100;', '= 100 keep 90;')), 'another value for keeping a grade does');
SELECT ok(NOT pg_temp.alike(:'rules', :'rules' || 'cap C when amount = 7;'), 'one rule more does');
SELECT ok(NOT pg_temp.alike(:'rules' || 'cap C when amount = 7;', :'rules'), 'and one less');
SELECT ok(pg_temp.alike('metric review number; score = review; define validity = 1;', 'metric review number; score = review; define validity = 1;'),
	'a name may be a word of the terms');
SELECT ok(NOT pg_temp.alike('metric review number; score = review;', 'metric review number; score = review + 1;'), 'and is read all the same');

CREATE TEMP TABLE before AS SELECT id, ctid AS place FROM customer_s_ledger;
SELECT customer_grade.define_standard('s', (:'rules' || 'review month end; demotion at review; approval of B;')::customer_grade.rubric);
CALL customer_grade.publish('s', 'customer');
SELECT is((SELECT (version, alike)::text FROM customer_grade.attachment), '(2,"{1,2}")', 'the version is in force, and grades as the first');
SELECT set_eq('SELECT l.id FROM customer_s_ledger AS l JOIN before AS b ON b.place = l.ctid AND b.id = l.id', '{1,2,3}'::int[],
	'who stays as it is, is not written');
SELECT is((SELECT string_agg(concat_ws(' ', id, grade, status), ', ') FROM customer_s_decisions), '2 B approved', 'who holds a grade that now needs approval stays by a decision');
UPDATE customer SET amount = 10 WHERE id = 1;
SELECT is((SELECT concat_ws(' ', grade, computed_grade, version) FROM customer_s_ledger WHERE id = 1), 'A C 2', 'its terms hold for all');
SELECT is_empty($$ SELECT * FROM customer_grade.verify('s', 'customer') $$, 'verify() takes the terms of the version in force for all rows');
SELECT customer_grade.define_standard('s', (replace(:'rules', '50', '5') || 'demotion immediate;')::customer_grade.rubric);
CALL customer_grade.publish('s', 'customer');
SELECT is((SELECT (version, alike)::text FROM customer_grade.attachment), '(3,{3})', 'a version with other rules is no longer alike');
SELECT is((SELECT array_agg(DISTINCT version) FROM customer_s_ledger), '{3}', 'and grades everybody');
SELECT is_empty($$ SELECT * FROM customer_grade.verify('s', 'customer') $$, 'as verify() finds');
CALL customer_grade.publish('s', 'customer', version => 1);
SELECT is((SELECT (version, alike)::text FROM customer_grade.attachment), '(1,"{1,2}")', 'one may go back');
SELECT is((SELECT string_agg(grade, '' ORDER BY id) FROM customer_s_ledger), 'CBC', 'to the first terms, too');
SELECT * FROM finish();
