-- customer_treatments(): what customers get for the grade in force, not for the one that the standard would give them.
SET client_min_messages = warning;
SELECT * FROM no_plan();

SELECT customer_grade.define_standard('card', $$grades gold > silver; metric revenue number; metric region text; parameter months number = 1;
	grade gold when revenue >= 100; grade silver otherwise; review year end; demotion at review;
	treatment visit_interval for gold = months unit 'month';
	treatment visit_interval for silver = 3 unit 'month';
	treatment gift = 'calendar' when region = 'north';$$, '2020-01-01') \g /dev/null
CREATE TABLE customer (id text PRIMARY KEY, revenue numeric, region text);
INSERT INTO customer VALUES ('C-001', 500, 'north'), ('C-002', 5, 'south'), ('C-003', NULL, 'north');
CREATE VIEW figures AS SELECT id, revenue FROM customer;
SELECT customer_grade.attach('card', 'customer', 'figures') \g /dev/null
SELECT customer_grade.watch('card', 'customer', 'customer', 'id') \g /dev/null
UPDATE customer SET revenue = 1;
SELECT results_eq($$ SELECT customer ->> 'id', grade, name, value, unit FROM customer_grade.customer_treatments('card', 'customer') $$, $$ VALUES
	('C-001', 'gold', 'gift', 'calendar', NULL), ('C-001', 'gold', 'visit_interval', '1', 'month'),
	('C-002', 'silver', 'visit_interval', '3', 'month'), ('C-003', 'silver', 'gift', 'calendar', NULL), ('C-003', 'silver', 'visit_interval', '3', 'month') $$,
	'of all: a demotion waits, conditions see the row, which need not be that of the metrics view');
SELECT results_eq($$ SELECT grade, name FROM customer_grade.customer_treatments('card', 'customer', 'C-001') $$,
	$$ VALUES ('gold', 'gift'), ('gold', 'visit_interval') $$, 'of one');
SELECT results_eq($$ SELECT t.grade, t.name FROM customer AS c, customer_grade.row_treatments('card', c) AS t WHERE c.id = 'C-001' $$,
	$$ VALUES ('silver', 'gift'), ('silver', 'visit_interval') $$, 'a row gets what the standard says');
SELECT is_empty($$ SELECT * FROM customer_grade.customer_treatments('card', 'customer', 'C-009') $$, 'nothing for nobody');
SELECT results_eq($$ SELECT c.id, count(*) FROM customer AS c, customer_grade.customer_treatments('card', 'customer', c.id) AS t GROUP BY 1 ORDER BY 1 $$,
	$$ VALUES ('C-001', 2::bigint), ('C-002', 1), ('C-003', 2) $$, 'joined by the key');

-- by the parameters that graded it, and by the version in force for the table
SELECT customer_grade.alter_attachment('card', 'customer', parameters => '{"months": 2}') \g /dev/null
\setenv PGDATABASE :DBNAME
\! psql -X -q -c "SET client_min_messages = warning" -c "CALL customer_grade.review('card', 'customer')"
SELECT is(value, '3', 'who fell has the interval of its grade') FROM customer_grade.customer_treatments('card', 'customer', 'C-001') WHERE name = 'visit_interval';
UPDATE customer SET revenue = 200 WHERE id = 'C-002';
SELECT is(value, '2', 'the parameters of the review count') FROM customer_grade.customer_treatments('card', 'customer', 'C-002') WHERE name = 'visit_interval';
SELECT customer_grade.define_standard('card', $$grades gold > silver; metric revenue number; grade gold when revenue >= 100; grade silver otherwise;
	treatment hotline = '95555';$$, '2020-01-02') \g /dev/null
SELECT set_eq($$ SELECT DISTINCT name FROM customer_grade.customer_treatments('card', 'customer') $$, '{gift,visit_interval}'::text[], 'a version that is not published does not count');

-- what a treatment reads must be there
SELECT customer_grade.define_standard('short', 'grades gold; metric revenue number; metric visits number; grade gold otherwise; treatment visit = 1 when visits > 2;', '2020-01-01') \g /dev/null
SELECT customer_grade.attach('short', 'customer') \g /dev/null
SELECT throws_ok($$ SELECT * FROM customer_grade.customer_treatments('short', 'customer') $$, '42703', '"public.customer_short_metrics" has no column for metric "visits", which a treatment reads',
	'a column is missing');

-- one that is refused keeps its grade, and does not keep the others from theirs
\o /dev/null
CREATE TABLE buyer (id int PRIMARY KEY, revenue numeric, orders numeric, visits numeric, visited_on date);
INSERT INTO buyer VALUES (1, 500, 5, 1, '2020-01-01'), (2, 50, 0, 1, NULL), (3, 500, 1, 1, NULL), (4, 500, 1, -1, NULL), (5, 5000000, 1, 1, '2020-01-01');
SELECT customer_grade.define_standard('limited', 'grades gold > silver; metric revenue number >= 0; metric orders number; metric visits number >= 0; '
	'grade gold when revenue >= 100; grade silver otherwise; '
	'treatment credit_limit = 10% * revenue; treatment hotline for gold = ''95555''; treatment gift for gold when revenue >= 300; '
	'treatment price = revenue / orders; treatment visit_interval = 1 / orders unit ''month''; treatment visit_interval = revenue unit ''year''; '
	'treatment visits = visits; treatment validity = 1 / orders unit ''year'';', '2020-01-01');
CREATE VIEW revenue AS SELECT id, revenue FROM buyer;
SELECT customer_grade.attach('limited', 'buyer', 'revenue');
SELECT customer_grade.watch('limited', 'buyer', 'buyer', 'id');
UPDATE buyer SET revenue = -1 WHERE id = 3;
\o
SELECT results_eq($$ SELECT customer ->> 'id', name, value, problem FROM customer_grade.customer_treatments('limited', 'buyer') WHERE name IN ('credit_limit', 'hotline', 'gift') $$,
	$$ VALUES ('1', 'credit_limit', '50.00', NULL), ('1', 'gift', NULL, NULL), ('1', 'hotline', '95555', NULL), ('2', 'credit_limit', '5.00', NULL),
	('3', 'credit_limit', NULL, 'value -1 of metric "revenue" is outside its domain (>= 0)'), ('3', 'gift', NULL, 'value -1 of metric "revenue" is outside its domain (>= 0)'), ('3', 'hotline', '95555', NULL),
	('4', 'credit_limit', '50.00', NULL), ('4', 'gift', NULL, NULL), ('4', 'hotline', '95555', NULL),
	('5', 'credit_limit', '500000.00', NULL), ('5', 'gift', NULL, NULL), ('5', 'hotline', '95555', NULL) $$,
	'who is refused gets what does not read why');
SELECT results_eq($$ SELECT customer ->> 'id', name, value, problem FROM customer_grade.customer_treatments('limited', 'buyer')
		WHERE name IN ('price', 'visits') AND (customer ->> 'id') IN ('1', '2', '4') $$, $$ VALUES
	('1', 'price', '100.0000000000000000', NULL), ('1', 'visits', '1', NULL), ('2', 'price', NULL, 'division by zero'), ('2', 'visits', '1', NULL),
	('4', 'price', '500.0000000000000000', NULL), ('4', 'visits', NULL, 'value -1 of metric "visits" is outside its domain (>= 0)') $$,
	'a value that fails stops nobody, nor does one that only treatments read');
SELECT set_eq($$ SELECT (key ->> 'id')::int FROM customer_grade.contacts_due('limited', 'buyer', 'buyer', 'visited_on', as_of => current_date + 400) $$, '{1,2,3,4,5}'::int[],
	'nor the worklists, which do not understand an interval of millions of years');
SELECT set_eq($$ SELECT (key ->> 'id')::int FROM customer_grade.credit_check('limited', 'buyer', 'buyer', 'revenue') $$, '{1,2,4,5}'::int[], 'nor the check of credit limits');
SELECT set_eq($$ SELECT (key ->> 'id')::int FROM customer_grade.benefits_expiring('limited', 'buyer', 366) $$, '{1,3,4,5}'::int[], 'nor of what ends');

SELECT * FROM finish();
