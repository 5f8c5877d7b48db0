-- customer_treatments(): what customers get for the grade in force, not for the one that the standard would give them.
SET client_min_messages = warning;
SELECT * FROM no_plan();

SELECT customer_grade.define_standard('card', 'grades gold > silver; metric revenue number; grade gold when revenue >= 100; grade silver otherwise; review year end; demotion at review;', '2020-01-01') \g /dev/null
SELECT customer_grade.set_treatment('card', grade, name, value, unit, condition) FROM (VALUES
	('gold', 'visit_interval', '1', 'month', NULL), ('silver', 'visit_interval', '3', 'month', NULL),
	(NULL, 'gift', 'calendar', NULL, 'region = ''north''')) AS t(grade, name, value, unit, condition) \g /dev/null
CREATE TABLE customer (id text PRIMARY KEY, revenue numeric, region text);
INSERT INTO customer VALUES ('C-001', 500, 'north'), ('C-002', 5, 'south'), ('C-003', NULL, 'north');
SELECT customer_grade.attach('card', 'customer') \g /dev/null
UPDATE customer SET revenue = 1;
SELECT results_eq($$ SELECT customer ->> 'id', grade, name, value, unit FROM customer_grade.customer_treatments('card', 'customer') $$, $$ VALUES
	('C-001', 'gold', 'gift', 'calendar', NULL), ('C-001', 'gold', 'visit_interval', '1', 'month'),
	('C-002', 'silver', 'visit_interval', '3', 'month'), ('C-003', 'silver', 'gift', 'calendar', NULL), ('C-003', 'silver', 'visit_interval', '3', 'month') $$,
	'of all: a demotion waits, conditions see the row');
SELECT results_eq($$ SELECT grade, name FROM customer_grade.customer_treatments('card', 'customer', 'C-001') $$,
	$$ VALUES ('gold', 'gift'), ('gold', 'visit_interval') $$, 'of one');
SELECT results_eq($$ SELECT t.grade, t.name FROM customer AS c, customer_grade.row_treatments('card', c) AS t WHERE c.id = 'C-001' $$,
	$$ VALUES ('silver', 'gift'), ('silver', 'visit_interval') $$, 'a row gets what the standard says');
SELECT is_empty($$ SELECT * FROM customer_grade.customer_treatments('card', 'customer', 'C-009') $$, 'nothing for nobody');
SELECT results_eq($$ SELECT c.id, count(*) FROM customer AS c, customer_grade.customer_treatments('card', 'customer', c.id) AS t GROUP BY 1 ORDER BY 1 $$,
	$$ VALUES ('C-001', 2::bigint), ('C-002', 1), ('C-003', 2) $$, 'joined by the key');

SELECT * FROM finish();
