-- Infinite dates, and those beyond the year 9999: what needs a day says so.

\o /dev/null
SET client_min_messages = error;
SET customer_grade.clock = '2024-01-01 12:00+00';
SELECT customer_grade.define_standard('s', 'grades A > B; metric amount number; grade A when amount >= 100; grade B otherwise;', '2020-01-01');
CREATE TABLE customer (id int PRIMARY KEY, amount numeric);
INSERT INTO customer VALUES (1, 1);
SELECT customer_grade.attach('s', 'customer');
CREATE TABLE call (statement text);
INSERT INTO call VALUES
	($$ SELECT customer_grade.verify('s', 'customer', %L) $$),
	($$ SELECT customer_grade_internal.open_review('s', 'customer', 'review', %L) $$),
	($$ SELECT customer_grade_internal.regrade_keys('s', 'customer', 'SELECT 1', %L) $$),
	($$ SELECT customer_grade_internal.owner_query('customer', 'SELECT 1', %L) $$),
	($$ SELECT customer_grade_internal.benchmark_values('s', 'customer', %L) $$),
	($$ SELECT customer_grade_internal.difference('s', 'customer', NULL, %L, true) $$),
	($$ SELECT customer_grade_internal.difference_result('s', 'customer', NULL, %L, true, 'SELECT 1') $$);
\o
SELECT * FROM no_plan();
SELECT throws_ok(format(statement, day), '22023', 'cannot grade as of ' || day, format(statement, day)) FROM call, unnest('{infinity,-infinity,10000-01-01,5874897-12-31}'::text[]) AS day;
SELECT throws_ok(format('SELECT customer_grade.%s(''s'', ''customer'', %L, ''2024-01-01'', ''year'')', name, '-infinity'), '22023',
	'cannot report each year from -infinity to 2024-01-01', name || '() without a beginning') FROM unnest('{grade_days,override_rate}'::text[]) AS name;
SELECT is((SELECT count(*) FROM customer_grade.grade_days('s', 'customer', '2023-12-31', 'infinity')), 1::bigint, 'without an end they end today');
SELECT * FROM finish();
