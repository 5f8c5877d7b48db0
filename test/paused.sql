-- alter_attachment(paused => true): statements grade nobody until the pause ends.

\o /dev/null
SET client_min_messages = warning;
SET customer_grade.clock = '2026-01-10 12:00+00';
SELECT customer_grade.define_standard(n, ('grades A > B; metric amount number; grade A when amount >= 100; grade B otherwise;' || terms)::customer_grade.rubric, '2020-01-01')
FROM (VALUES ('s', 'review year end; demotion at review;'), ('u', '')) AS v(n, terms);
CREATE TABLE customer (id int PRIMARY KEY, amount numeric);
CREATE FUNCTION pg_temp.grades(ledger regclass) RETURNS text LANGUAGE plpgsql AS $$
DECLARE result text;
BEGIN
	EXECUTE format('SELECT string_agg(concat_ws('' '', id, grade, state), '', '' ORDER BY id) FROM %s', ledger) INTO result;
	RETURN result;
END $$;
INSERT INTO customer VALUES (1, 500), (2, 5);
SELECT customer_grade.attach('s', 'customer'), customer_grade.attach('u', 'customer');
SET customer_grade.clock = '2026-01-11 12:00+00';
\o
SELECT * FROM no_plan();
UPDATE customer SET amount = 500 WHERE id = 2;
SELECT is(pg_temp.grades('customer_s_ledger'), '1 A final, 2 A final', 'a statement grades');
SELECT lives_ok($$ SELECT customer_grade.alter_attachment('s', 'customer', paused => true) $$, 'a pause begins');
UPDATE customer SET amount = 5;
INSERT INTO customer VALUES (3, 500);
TRUNCATE customer;
INSERT INTO customer VALUES (1, 5), (3, 500), (4, 500);
UPDATE customer SET id = 5 WHERE id = 4;
SELECT lives_ok($$ SELECT customer_grade.override('s', 'customer', '1', 'B', 'promo') $$, 'people can decide');
SELECT is(pg_temp.grades('customer_s_ledger'), '1 A final, 2 A final', 'statements grade nobody');
SELECT is(pg_temp.grades('customer_u_ledger'), '1 B final, 3 A final, 5 A final', 'but by other standards');
SELECT is((SELECT string_agg(v.problem, ', ') FROM customer_grade.verify('s', 'customer') AS v WHERE v.key IS NULL AND v.problem LIKE '%paused%'), 'grading is paused', 'verify() tells it');
SELECT is((SELECT string_agg(concat_ws(' ', d.standard, d.problem), ', ') FROM customer_grade.doctor() AS d), 's grading is paused', 'so does doctor()');
SELECT cure FROM customer_grade.doctor() \gset
:cure \g /dev/null
SELECT is(pg_temp.grades('customer_s_ledger'), '1 B override, 3 A final, 5 A final', 'the end of the pause grades all');
SELECT is((SELECT string_agg(concat_ws(' ', id, grade, cause), ', ' ORDER BY id, valid_from) FROM customer_s_history), '1 A override, 2 B update customer, 2 A deleted', 'history has what was, and nothing between');
SELECT is_empty($$ SELECT * FROM customer_grade.verify('s', 'customer') $$, 'verify() is empty');
UPDATE customer SET amount = 5 WHERE id = 5;
SELECT is((SELECT computed_grade FROM customer_s_ledger WHERE id = 5), 'B', 'statements grade again');
SELECT customer_grade.alter_attachment('s', 'customer', paused => true) \g /dev/null
UPDATE customer SET amount = 500 WHERE id = 5;
SELECT customer_grade.alter_attachment('s', 'customer', paused => true) \g /dev/null
SELECT is((SELECT computed_grade FROM customer_s_ledger WHERE id = 5), 'B', 'to pause again is no end');
SELECT customer_grade.alter_attachment('s', 'customer', reset => '{paused}') \g /dev/null
SELECT is((SELECT computed_grade FROM customer_s_ledger WHERE id = 5), 'A', 'reset ends it, too');
SELECT * FROM finish();
