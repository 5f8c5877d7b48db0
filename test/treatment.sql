-- Treatments: what a grade gets, and for whom.

BEGIN;
SELECT * FROM no_plan();

SELECT customer_grade.define_standard('card', $$
	grades gold > silver > bronze, blocked;
	metric revenue number >= 0; metric region text; metric joined_on date; metric vip boolean; metric orders number;
	parameter rate number = 10%; parameter bonus number;
	define big = revenue >= 500;
	criterion size = revenue / 10;
	grade blocked when (region = 'nowhere') is true; grade gold when (revenue >= 100) is true; grade silver otherwise;
	treatment visit_interval for gold = 1 unit 'month' '每月一次 | once a month';
	treatment visit_interval for silver = 3 unit 'month';
	treatment card_count for gold = 10 when big, 5 when revenue >= 200, 1 otherwise;
	treatment gift for gold when region = 'north' -- only there
		and vip;
	treatment hotline = '95555';
	treatment hotline for gold = '95556';
	treatment limit for gold, silver = rate * revenue when vip, score otherwise unit 'CNY';
	treatment per_order for silver = revenue / orders;
	treatment since for silver = joined_on;
	treatment is_vip for silver = vip;
	treatment news for bronze, blocked;
	treatment extra for bronze = bonus;
$$, '2020-01-01') \g /dev/null

-- as written
SELECT results_eq($$ SELECT name, place, value, condition, unit, title FROM customer_grade.treatments('card', 'gold') $$, $$ VALUES
	('card_count', 1, '10', 'big', NULL, NULL), ('card_count', 2, '5', 'revenue >= 200', NULL, NULL), ('card_count', 3, '1', 'otherwise', NULL, NULL),
	('gift', 1, NULL, E'region = \'north\' -- only there\n\t\tand vip', NULL, NULL),
	('hotline', 1, '95555', NULL, NULL, NULL), ('hotline', 2, '95556', NULL, NULL, NULL),
	('limit', 1, 'rate * revenue', 'vip', 'CNY', NULL), ('limit', 2, 'score', 'otherwise', 'CNY', NULL),
	('visit_interval', 1, '1', NULL, 'month', '每月一次 | once a month') $$, 'treatments() of a grade');
SELECT is((SELECT count(*) FROM customer_grade.treatments('card', 'platinum')), 0::bigint, 'a grade that there is not gets nothing');
SELECT set_eq('SELECT name, grade, place, value, condition, unit, title FROM customer_grade.treatments($$card$$)',
	$$ SELECT name, grade, place, value, condition, unit, title FROM customer_grade.treatment WHERE standard = 'card' AND version = 1 $$, 'the view shows the texts in force');

-- of a row
CREATE FUNCTION pg_temp.gets(VARIADIC "row" text[]) RETURNS text LANGUAGE sql AS $$
	SELECT string_agg(concat_ws(' ', t.name, t.value, t.unit), ', ')
	FROM customer_grade.row_treatments('card', "row"[1]::jsonb, coalesce("row"[2], '{"bonus": 1}')::jsonb) AS t $$;
SELECT is(pg_temp.gets('{"revenue": 500, "region": "north", "vip": true}'), 'card_count 10, gift, hotline 95555, hotline 95556, limit 50.00 CNY, visit_interval 1 month',
	'of a row: the first alternative that applies, those whose condition is true, with values');
SELECT is(pg_temp.gets('{"revenue": 499.99, "vip": false}'), 'card_count 5, hotline 95555, hotline 95556, limit 49.9990000000000000 CNY, visit_interval 1 month', 'the second; the score');
SELECT is(pg_temp.gets('{"revenue": 150}'), 'card_count 1, hotline 95555, hotline 95556, visit_interval 1 month', 'otherwise; an unknown condition stops: no value');
SELECT is(pg_temp.gets('{"revenue": 1, "orders": 4, "joined_on": "2024-02-29", "vip": true}'),
	'hotline 95555, is_vip true, limit 0.10 CNY, per_order 0.25000000000000000000, since 2024-02-29, visit_interval 3 month', 'another grade; numbers, dates, booleans');
SELECT is(pg_temp.gets('{"revenue": 1, "vip": true}', '{"rate": 0.5, "bonus": 1}'), 'hotline 95555, is_vip true, limit 0.5 CNY, visit_interval 3 month', 'parameters; what has no value is not given');
SELECT is(pg_temp.gets('{"region": "nowhere"}'), 'hotline 95555, news', 'a label without rank, a treatment without a value');
SELECT is(pg_temp.gets('{}'), 'hotline 95555, visit_interval 3 month', 'a row of nothing that is graded all the same');
SELECT results_eq($$ SELECT name, value, problem FROM customer_grade.row_treatments('card', '{"revenue": 1, "orders": 0, "vip": true}'::jsonb, '{"bonus": 1}') $$, $$ VALUES
	('hotline', '95555', NULL), ('is_vip', 'true', NULL), ('limit', '0.10', NULL), ('per_order', NULL, 'division by zero'), ('visit_interval', '3', NULL) $$,
	'a value that fails is told, and the others are given');
SELECT throws_ok($$ SELECT pg_temp.gets('{"revenue": 1, "orders": "x"}') $$, '42804', 'metric "orders" must be a number, not a string', 'json of another type is an error, as of grade()');
SELECT throws_ok($$ SELECT pg_temp.gets('{"revenue": 1}', '{}') $$, '22023', 'parameter "bonus" has no value', 'a parameter that only treatments read is missed by them');
SELECT is(customer_grade.grade('card', '{"revenue": 1}'), 'silver', '... and not by grade()');
SELECT lives_ok($$ SELECT customer_grade.grade('card', c) FROM (SELECT 5 AS revenue, 'x' AS region) AS c $$, 'nor need a row have what only treatments read');
SELECT throws_ok($$ SELECT t.* FROM (SELECT 5 AS revenue, 'x'::text AS region) AS c, customer_grade.row_treatments('card', c, '{"bonus": 1}') AS t $$, '42703',
	'the row has no column for metric "joined_on"', '... for whose treatments it must');
SELECT is_empty($$ SELECT * FROM customer_grade.row_treatments('card', NULL::jsonb) $$, 'no row, nothing');

CREATE TEMP TABLE customer AS SELECT * FROM (VALUES (1, 600, 'south', true, 3::double precision), (2, 250, 'north', true, 2), (3, 5, 'north', false, 3)) AS v(id, revenue, region, vip, orders);
ALTER TABLE customer ADD joined_on date;
SELECT results_eq($$ SELECT c.id, string_agg(concat_ws(' ', t.name, t.value), ', ' ORDER BY t.name, t.value)
		FROM customer AS c, customer_grade.row_treatments('card', c, '{"bonus": 2}') AS t WHERE t.name <> 'hotline' GROUP BY 1 ORDER BY 1 $$,
	$$ VALUES (1, 'card_count 10, limit 60.00, visit_interval 1'), (2, 'card_count 5, gift, limit 25.00, visit_interval 1'),
		(3, 'is_vip false, limit 0.50000000000000000000, per_order 1.6666666666666667, visit_interval 3') $$, 'for the rows of a table, doubles too');

-- faults of defines and scores that several treatments read, and of inputs
SELECT set_eq($$ SELECT t.name, t.value, t.problem FROM (VALUES (0, 5, 2), (3, 5, 2), (3, 5, -1), (0, -5, -1)) AS c(orders, revenue, visits),
		customer_grade_internal.given($r$ grades A; metric orders number; metric revenue number >= 0; metric visits number >= 0; define average = revenue / orders;
			grade A otherwise; criterion size = average; treatment a = average; treatment b = 2 * average; treatment c when average > 1; treatment d = score; treatment e = 'e';
			treatment f = revenue; treatment g = visits; treatment h = 1 when orders = 0, average otherwise; $r$::customer_grade.rubric, c, '{}', 'A', NULL) AS t
		WHERE (orders, revenue, visits) = (0, 5, 2) $$, $$ VALUES ('a', NULL, 'division by zero'), ('b', NULL, 'division by zero'), ('c', NULL, 'division by zero'),
		('d', NULL, 'division by zero'), ('e', 'e', NULL), ('f', '5', NULL), ('g', '2', NULL), ('h', '1', NULL) $$, 'each says its own fault');
SELECT results_eq($$ SELECT visits, revenue, string_agg(concat_ws(' ', t.name, t.value, t.problem), ', ' ORDER BY t.name)
		FROM (VALUES (3, 6, 2), (3, 6, -1), (0, -6, -1), (3, 6, NULL)) AS c(orders, revenue, visits),
		customer_grade_internal.given($r$ grades A; metric orders number; metric revenue number >= 0; metric visits number >= 0; define average = revenue / orders;
			grade A otherwise; treatment a = average; treatment e = 'e'; treatment f = 10 * average; treatment g = visits; $r$::customer_grade.rubric, c, '{}', 'A', NULL) AS t
		GROUP BY orders, revenue, visits ORDER BY 1, 2 $$, $$ VALUES
	(-1, -6, 'a value -6 of metric "revenue" is outside its domain (>= 0), e e, f value -6 of metric "revenue" is outside its domain (>= 0), g value -1 of metric "visits" is outside its domain (>= 0)'),
	(-1, 6, 'a 2.0000000000000000, e e, f 20.0000000000000000, g value -1 of metric "visits" is outside its domain (>= 0)'),
	(2, 6, 'a 2.0000000000000000, e e, f 20.0000000000000000, g 2'), (NULL, 6, 'a 2.0000000000000000, e e, f 20.0000000000000000') $$,
	'a value outside its domain concerns only what reads it; rows after it are as before');

-- each version has its own
SELECT customer_grade.define_standard('card', 'grades gold; metric revenue number; grade gold otherwise; treatment visit = 2 unit ''week'';', current_date + 30) \g /dev/null
SELECT is((SELECT count(DISTINCT version) FROM customer_grade.treatment WHERE standard = 'card'), 1::bigint, 'a version to come does not show');
SELECT set_config('customer_grade.as_of', (current_date + 30)::text, true) \g /dev/null
SELECT results_eq($$ SELECT grade, name, value, unit FROM customer_grade.treatment WHERE standard = 'card' $$, $$ VALUES ('gold', 'visit', '2', 'week') $$, 'until it is in force');
SELECT results_eq($$ SELECT grade, name, value FROM customer_grade.row_treatments('card', '{"revenue": 5}') $$, $$ VALUES ('gold', 'visit', '2') $$, 'for rows, too');
SELECT set_config('customer_grade.as_of', '', true) \g /dev/null

-- adopt() brings them along: they are in the text
SELECT is(customer_grade.adopt('cmb_five_level', 'bank'), 'bank', 'adopt under another name');
SELECT results_eq($$ SELECT name, grade, place, value, condition, unit, title FROM customer_grade.treatment WHERE standard = 'bank' $$,
	$$ SELECT name, grade, place, value, condition, unit, title FROM customer_grade.catalog_treatment WHERE standard = 'cmb_five_level' $$, 'with the treatments');
SELECT is((SELECT settings FROM customer_grade.standard WHERE name = 'bank'), (SELECT settings FROM customer_grade.catalog WHERE name = 'cmb_five_level'),
	'and the settings');
SELECT cmp_ok((SELECT count(*) FROM customer_grade.catalog_treatment), '>', 500::bigint, 'the catalog has treatments');

-- what only grading reads need not be given
SELECT results_eq($$ SELECT name, value, problem FROM customer_grade.catalog_treatments('rfm_segments', 'new', '{}') $$, $$ VALUES ('marketing', 'onboard', NULL) $$,
	'treatments that read no tile need no cuts');
SELECT throws_ok($$ SELECT * FROM customer_grade_internal.given('grades A; metric x number; define fifth = tile(x, 5); grade A otherwise; treatment t = fifth;'::customer_grade.rubric,
	'{"x": 1}'::jsonb, '{}', 'A', NULL) $$, '22023', '"tile(x, 5)" has no cuts', 'those that read one do');

SELECT * FROM finish();
ROLLBACK;
