-- A NULL where a customer's key should be concerns nobody: rows of sources with it are written as any others, and grade nobody.

\o /dev/null
SET client_min_messages = warning;
SELECT customer_grade.define_standard('tier', 'grades Gold > Silver > Bronze; metric spend number;
	grade Gold when spend >= 1000; grade Silver when spend >= 400; grade Bronze otherwise;', '2020-01-01');

-- households through their members, who may have none
CREATE TABLE household (id int PRIMARY KEY);
CREATE TABLE member (id int PRIMARY KEY, household_id int);
CREATE TABLE orders (id int PRIMARY KEY, member_id int, amount numeric);
CREATE VIEW household_spend AS SELECT h.id, coalesce((SELECT sum(o.amount) FROM member AS m JOIN orders AS o ON o.member_id = m.id
	WHERE m.household_id = h.id), 0) AS spend FROM household AS h;
INSERT INTO household VALUES (1);
INSERT INTO member VALUES (11, 1), (98, 77), (99, NULL);
SELECT customer_grade.attach('tier', 'household', 'household_spend', prefix => 'household');
SELECT customer_grade.watch_through('tier', 'household', 'orders', '{member_id}', 'SELECT id, household_id FROM public.member');
SELECT customer_grade.watch('tier', 'household', 'member', 'household_id');

-- branches by region and number; a visit may lack either
CREATE TABLE branch (region text, number int, PRIMARY KEY (region, number));
CREATE TABLE visitor (id int PRIMARY KEY, region text, number int);
CREATE TABLE visit (id int PRIMARY KEY, visitor_id int, amount numeric);
CREATE VIEW branch_spend AS SELECT b.region, b.number, coalesce((SELECT sum(v.amount) FROM visitor AS p JOIN visit AS v ON v.visitor_id = p.id
	WHERE p.region = b.region AND p.number = b.number), 0) AS spend FROM branch AS b;
INSERT INTO branch VALUES ('north', 1);
INSERT INTO visitor VALUES (1, 'north', 1), (2, 'north', NULL), (3, NULL, 1), (4, NULL, NULL), (5, 'south', 1);
SELECT customer_grade.attach('tier', 'branch', 'branch_spend', prefix => 'branch');
SELECT customer_grade.watch_through('tier', 'branch', 'visit', '{visitor_id}',
	'SELECT id, region, number FROM public.visitor -- some have no branch');
SELECT customer_grade.watch('tier', 'branch', 'visitor', 'region', 'number');
\o
SELECT * FROM no_plan();

CREATE FUNCTION pg_temp.accepted(statement text) RETURNS SETOF text LANGUAGE plpgsql AS $$
BEGIN
	RETURN NEXT lives_ok(statement, statement);
	RETURN NEXT is((SELECT string_agg(concat_ws(' ', l.id, l.grade), ', ') FROM household_ledger AS l), '1 Bronze', 'no household moves');
	RETURN NEXT is((SELECT string_agg(concat_ws(' ', l.region, l.number, l.grade), ', ') FROM branch_ledger AS l), 'north 1 Bronze', 'no branch moves');
END $$;

-- members 98 and 99 have a household that is not there, and none; member 97 is not there
SELECT pg_temp.accepted(statement) FROM unnest(ARRAY[
	'INSERT INTO orders VALUES (1, 99, 5000)',
	'INSERT INTO orders VALUES (2, 99, 5000), (3, 98, 5000), (4, 97, 5000), (5, NULL, 5000)',
	'UPDATE orders SET amount = 6000',
	'UPDATE orders SET member_id = 98 WHERE id = 2',
	'INSERT INTO orders VALUES (1, 99, 0), (6, 99, 0) ON CONFLICT (id) DO UPDATE SET amount = 7000',
	'DELETE FROM orders WHERE id = 1',
	'UPDATE member SET id = id WHERE household_id IS NULL',
	'INSERT INTO visit SELECT id, id, 5000 FROM visitor WHERE id > 1',
	'UPDATE visit SET amount = 6000',
	'UPDATE visitor SET id = id WHERE id > 1',
	'DELETE FROM visit',
	'DELETE FROM visitor WHERE id IN (2, 4)']) AS s(statement);

COPY orders FROM STDIN;
7	99	5000
8	98	5000
9	\N	5000
\.
SELECT is((SELECT count(*) FROM orders WHERE id > 6), 3::bigint, 'COPY adds rows of nobody');

SELECT lives_ok('INSERT INTO orders VALUES (10, 99, 5000), (11, 11, 500)', 'rows of nobody and of a customer in one statement');
SELECT results_eq('SELECT id, grade FROM household_ledger', $$ VALUES (1, 'Silver') $$, 'grade the customer');
SELECT lives_ok('UPDATE orders SET member_id = 99 WHERE id = 11', 'a row that leaves its customer');
SELECT results_eq('SELECT id, grade FROM household_ledger', $$ VALUES (1, 'Bronze') $$, 'grades the customer');

SELECT is(customer_grade_internal.regrade_keys('tier', 'household', 'SELECT NULL::int AS id'), 0::bigint, 'nobody is regraded');
SELECT is(customer_grade_internal.regrade_keys('tier', 'branch', $$ SELECT 'north' AS region, NULL::int AS number UNION ALL SELECT NULL, 1 $$), 0::bigint,
	'nor a part of a key');
SELECT is_empty($$ SELECT * FROM customer_grade.verify('tier', 'household') $$, 'verify() of households');
SELECT is_empty($$ SELECT * FROM customer_grade.verify('tier', 'branch') $$, 'verify() of branches');
--
-- Arguments that are missing
--
\ir include/error.sql
SELECT is(pg_temp.error(format('SELECT customer_grade.%s', call)), expected, call) FROM (VALUES
	($$watch('tier', 'household', NULL, 'household_id')$$, '22004 argument "source" must not be null | Name the table whose rows change the metrics.'),
	($$watch_through('tier', 'household', NULL, '{member_id}', 'SELECT 1')$$, '22004 argument "source" must not be null | Name the table whose rows change the metrics.'),
	($$watch_through('tier', 'household', 'orders', NULL, 'SELECT 1')$$, '22004 argument "source_key" must not be null | Name the columns of the key of table "public.orders".'),
	($$watch_through('tier', 'household', 'orders', '{member_id,NULL}', 'SELECT 1')$$, '22004 argument "source_key" must not be null | Name the columns of the key of table "public.orders".'),
	($$watch_through('tier', 'household', 'orders', '{member_id}', NULL)$$,
		'22004 argument "mapping" must not be null | Give a query that selects the key of table "public.orders", then the key of table "public.household".'))
	AS v (call, expected);

SELECT * FROM finish();
