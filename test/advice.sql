-- What attach() tells at once: tables that nobody watches, missing indexes, dates without reviews, values of the population.

\o /dev/null
SET client_min_messages = warning;
SELECT customer_grade.define_standard('tier', 'grades Gold > Silver; metric spend number; grade Gold when spend >= 1000; grade Silver otherwise;', '2020-01-01');
CREATE TABLE customer (id int PRIMARY KEY, region text, referrer int, amount numeric);
CREATE TABLE purchase (id int PRIMARY KEY, buyer int, amount numeric, at date);
CREATE TABLE line (purchase int, amount numeric);
CREATE VIEW none AS SELECT id, amount AS spend FROM customer;
SELECT customer_grade.attach('tier', 'customer', 'none', prefix => 'c');
CREATE FUNCTION pg_temp.told(query text) RETURNS SETOF text LANGUAGE plpgsql AS $$
BEGIN
	EXECUTE 'CREATE OR REPLACE VIEW metrics_of_test AS ' || query;
	PERFORM customer_grade.alter_attachment('tier', 'customer', metrics => 'metrics_of_test');
	RETURN QUERY SELECT concat_ws(' > ', t.problem, coalesce(t.cure, t.hint))
	FROM customer_grade_internal.attached('tier', 'customer') AS a, LATERAL (
		SELECT * FROM customer_grade_internal.unwatched_advice(a) UNION ALL SELECT * FROM customer_grade_internal.index_advice(a)
		UNION ALL SELECT * FROM customer_grade_internal.unseen_advice(a) UNION ALL SELECT * FROM customer_grade_internal.population_advice(a)
		UNION ALL SELECT * FROM customer_grade_internal.date_advice(a)) AS t;
	PERFORM customer_grade.alter_attachment('tier', 'customer', metrics => 'none');
	DROP VIEW metrics_of_test;
END $$;
CREATE FUNCTION pg_temp.watch_lines(query text) RETURNS text LANGUAGE sql AS $$
	SELECT string_agg(substring(t.t FROM '^metrics come .* > SELECT customer_grade[.](.*);$'), ' ') FROM pg_temp.told(query) AS t
$$;
CREATE FUNCTION pg_temp.computations(query text) RETURNS text LANGUAGE sql AS $$
	SELECT string_agg(substring(t.t FROM '^view "public[.]metrics_of_test" computes (.*) over several customers > '), ', ') FROM pg_temp.told(query) AS t
$$;
\o
SELECT * FROM no_plan();

SELECT set_eq($$ SELECT pg_temp.told('SELECT c.id, coalesce((SELECT sum(p.amount) FROM purchase AS p WHERE p.buyer = c.id), 0) AS spend FROM customer AS c') $$, ARRAY[
	'metrics come from table "public.purchase", which is not watched > SELECT customer_grade.watch(''tier'', ''public.customer'', ''public.purchase'', ''buyer'');',
	'table "public.purchase" has no index on buyer > CREATE INDEX ON public.purchase (buyer);'], 'a table that nobody watches, without an index');

-- which columns hold the customer
SELECT is(pg_temp.watch_lines(query), 'watch(''tier'', ''public.customer'', ''public.purchase'', ''buyer'')', query) FROM unnest(ARRAY[
	'SELECT c.id, p.amount AS spend FROM customer AS c LEFT JOIN purchase AS p ON p.buyer = c.id AND p.id = c.referrer',
	'SELECT buyer AS id, sum(amount) AS spend FROM purchase GROUP BY buyer',
	'SELECT id, spend FROM customer JOIN (SELECT buyer AS id, sum(amount) AS spend FROM purchase GROUP BY 1) AS p USING (id)',
	'SELECT id, spend FROM customer NATURAL JOIN (SELECT buyer AS id, sum(amount) AS spend FROM purchase GROUP BY 1) AS p',
	'WITH p AS (SELECT buyer, sum(amount) AS spend FROM purchase GROUP BY buyer) SELECT c.id, p.spend FROM customer AS c JOIN p ON p.buyer = c.id',
	'SELECT c.id, p.spend FROM customer AS c, LATERAL (SELECT sum(amount) AS spend FROM purchase WHERE buyer = c.id) AS p',
	'SELECT x.id, sum(x.amount) AS spend FROM (SELECT id, amount FROM customer UNION ALL SELECT buyer, amount FROM purchase) AS x GROUP BY x.id',
	'SELECT buyer AS id, amount AS spend FROM purchase WHERE amount > 0 UNION ALL SELECT buyer, 0 FROM purchase WHERE amount <= 0',
	'SELECT c.id, p.spend FROM customer AS c JOIN (SELECT d.referrer, sum(p.amount) AS spend FROM customer AS d JOIN purchase AS p ON p.buyer = d.referrer GROUP BY 1) AS p ON p.referrer = c.id'
	]) AS q(query);
SELECT is(pg_temp.watch_lines('SELECT c.id, (SELECT sum(l.amount) FROM purchase AS p JOIN line AS l ON l.purchase = p.id WHERE p.buyer = c.id) AS spend FROM customer AS c'),
	'watch_through(''tier'', ''public.customer'', ''public.line'', ''{purchase}'', ''SELECT id, buyer FROM public.purchase'') '
	'watch(''tier'', ''public.customer'', ''public.purchase'', ''buyer'')', 'a table between');
SELECT is(pg_temp.watch_lines('SELECT c.id, c.amount * (SELECT count(*) FROM line) AS spend FROM customer AS c'),
	'watch(''tier'', ''public.customer'', ''public.line'', ''<column with id>'')', 'nothing tells the column');

\o /dev/null
CREATE TABLE loan (giver int REFERENCES customer, taker int REFERENCES customer, amount numeric);
\o
SELECT is(pg_temp.watch_lines('SELECT c.id, (SELECT sum(amount) FROM loan WHERE taker = c.id) AS spend FROM customer AS c'),
	'watch(''tier'', ''public.customer'', ''public.loan'', ''taker'')', 'what the view compares is more than a foreign key');

-- views of views, partitions, other schemas
\o /dev/null
CREATE SCHEMA shop;
CREATE TABLE shop.visit (customer_id int REFERENCES customer, at date, amount numeric) PARTITION BY RANGE (at);
CREATE TABLE shop.visit_2024 PARTITION OF shop.visit FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');
CREATE TABLE shop.old_visit () INHERITS (purchase);
CREATE VIEW shop.visits AS SELECT customer_id AS key, sum(amount) AS amount FROM shop.visit GROUP BY 1;
CREATE VIEW shop.all_visits AS SELECT key, amount FROM shop.visits;
\o
SELECT is(pg_temp.watch_lines('SELECT c.id, v.amount AS spend FROM customer AS c JOIN shop.all_visits AS v ON v.key = c.id'),
	'watch(''tier'', ''public.customer'', ''shop.visit'', ''customer_id'')', 'through views of views');
SELECT is(pg_temp.watch_lines('SELECT c.id, (SELECT max(amount) FROM shop.visit) AS spend FROM customer AS c'),
	'watch(''tier'', ''public.customer'', ''shop.visit'', ''customer_id'')', 'a foreign key tells');
\o /dev/null
CREATE INDEX ON purchase (buyer, at);
CREATE VIEW bought AS SELECT c.id, c.referrer, (SELECT sum(p.amount) FROM purchase AS p WHERE p.buyer = c.id) AS spend FROM customer AS c;
SELECT customer_grade.alter_attachment('tier', 'customer', metrics => 'bought');
\o
SELECT results_eq($$ SELECT * FROM customer_grade.unwatched('tier', 'customer') $$,
	$$ VALUES ('purchase'::regclass, 'SELECT customer_grade.watch(''tier'', ''public.customer'', ''public.purchase'', ''buyer'');', true) $$, 'unwatched(), with an index');
SELECT lives_ok((SELECT watch FROM customer_grade.unwatched('tier', 'customer')), 'its line can be run');
SELECT is_empty($$ SELECT * FROM customer_grade.unwatched('tier', 'customer') $$, 'nothing is left');
\o /dev/null
CREATE OR REPLACE VIEW bought AS SELECT c.id, c.referrer, (SELECT sum(p.amount) FROM purchase AS p WHERE p.buyer = c.id)
	+ (SELECT sum(o.amount) FROM shop.old_visit AS o WHERE o.buyer = c.id) AS spend FROM customer AS c;
\o
SELECT is_empty($$ SELECT * FROM customer_grade.unwatched('tier', 'customer') $$, 'a child of a watched table is watched');
SELECT throws_ok($$ SELECT * FROM customer_grade.unwatched('tier', 'purchase') $$, '55000', NULL, 'unwatched() of a table that is not graded');

-- a key of two columns, and a subject whose metrics are a table
\o /dev/null
CREATE TABLE branch (region text, number int, PRIMARY KEY (region, number));
CREATE TABLE visit (id int PRIMARY KEY, number int, area text, amount numeric);
CREATE VIEW branch_spend AS SELECT region, b.number, sum(amount) AS spend FROM branch AS b LEFT JOIN visit AS v ON area = region AND v.number = b.number GROUP BY 1, 2;
SELECT customer_grade.attach('tier', 'branch', 'branch_spend');
CREATE TABLE firm (id int PRIMARY KEY);
CREATE TABLE firm_spend (id int PRIMARY KEY, spend numeric);
SELECT customer_grade.attach('tier', 'firm', 'firm_spend');
\o
SELECT is((SELECT watch FROM customer_grade.unwatched('tier', 'branch')), $$SELECT customer_grade.watch('tier', 'public.branch', 'public.visit', 'area', 'number');$$, 'a key of two columns');
SELECT is((SELECT watch FROM customer_grade.unwatched('tier', 'firm')), $$SELECT customer_grade.watch('tier', 'public.firm', 'public.firm_spend', 'id');$$, 'metrics in a table');

-- over several customers
SELECT is(pg_temp.computations(query), computation, query) FROM (VALUES
	('SELECT id, amount / sum(amount) OVER () AS spend FROM customer', 'a window function'),
	('SELECT id, amount / sum(amount) OVER (PARTITION BY region) AS spend FROM customer', 'a window function'),
	('SELECT id, amount / (SELECT max(amount) FROM customer) AS spend FROM customer', 'an aggregate'),
	('SELECT id, amount / (SELECT max(amount) FROM line) AS spend FROM customer', 'an aggregate'),
	('SELECT c.id, c.amount / a.mean AS spend FROM customer AS c JOIN (SELECT region, avg(amount) AS mean FROM customer GROUP BY region) AS a USING (region)', 'an aggregate'),
	('WITH p AS (SELECT buyer, sum(amount) AS spend, max(sum(amount)) OVER () AS most FROM purchase GROUP BY buyer)
		SELECT buyer AS id, spend / most AS spend FROM p', 'a window function'),
	('SELECT c.id, (SELECT sum(p.amount) FROM purchase AS p WHERE p.buyer = c.id) AS spend FROM customer AS c', NULL),
	('SELECT buyer AS id, sum(amount) AS spend FROM purchase GROUP BY buyer', NULL),
	('SELECT c.id, p.running AS spend FROM customer AS c LEFT JOIN LATERAL (SELECT sum(amount) OVER (ORDER BY at) AS running FROM purchase WHERE buyer = c.id
		ORDER BY at DESC LIMIT 1) AS p ON true', NULL),
	('SELECT DISTINCT buyer AS id, first_value(amount) OVER (PARTITION BY buyer ORDER BY at) AS spend FROM purchase', NULL),
	('SELECT c.id, sum(l.amount) AS spend FROM customer AS c JOIN purchase AS p ON p.buyer = c.id
		JOIN (SELECT purchase, max(amount) AS amount FROM line GROUP BY purchase) AS l ON l.purchase = p.id GROUP BY c.id', NULL),
	('SELECT p.buyer AS id, sum((SELECT max(l.amount) FROM line AS l WHERE l.purchase = p.id)) AS spend FROM purchase AS p GROUP BY p.buyer', NULL)
	) AS q(query, computation);

-- what cannot be watched
\o /dev/null
CREATE MATERIALIZED VIEW factor AS SELECT id, 2 AS factor FROM firm;
CREATE FUNCTION bonus(id int) RETURNS numeric LANGUAGE sql STABLE AS 'SELECT sum(spend) FROM public.firm_spend';
CREATE FUNCTION twice(amount numeric) RETURNS numeric LANGUAGE sql IMMUTABLE AS 'SELECT amount * 2';
\o
SELECT set_eq($$ SELECT pg_temp.told('SELECT c.id, public.twice(c.amount * f.factor + public.bonus(c.id)) AS spend FROM customer AS c JOIN factor AS f USING (id)') $$, ARRAY[
	'metrics come from materialized view "public.factor", which cannot be watched > When it has changed: SELECT customer_grade.refresh(''tier'', ''public.customer'');',
	'metrics come from function "public.bonus(integer)", whose tables are not known > Use watch() for these tables.'], 'no trigger sees it');

-- dates
SELECT is((SELECT string_agg(t, ', ') FROM pg_temp.told('SELECT id, amount * (customer_grade.as_of() - date ''2020-01-01'') AS spend FROM customer') AS t),
	'grades of table "public.customer" change with the date, but no review is due > State when everybody is reviewed in a new version of standard "tier": review daily;',
	'a view that asks for the day');
\o /dev/null
SELECT customer_grade.define_standard('tier', 'grades Gold > Silver; metric spend number; grade Gold when spend >= 1000; grade Silver otherwise; review month end;', '2020-01-02');
CALL customer_grade.publish('tier', 'customer');
\o
SELECT is_empty($$ SELECT pg_temp.told('SELECT id, amount * (customer_grade.as_of() - date ''2020-01-01'') AS spend FROM customer') $$, '... with a calendar');
\o /dev/null
SELECT customer_grade.define_standard('age', 'grades Old > New; parameter as_of date; metric founded date; grade Old when as_of - founded > 365; grade New otherwise;', '2020-01-01');
CREATE TABLE maker (id int PRIMARY KEY, founded date);
SELECT customer_grade.attach('age', 'maker');
\o
SELECT results_eq($$ SELECT object, detail FROM customer_grade_internal.date_advice(customer_grade_internal.attached('age', 'maker')) $$,
	$$ VALUES ('age', 'Standard "age" has a parameter as_of.') $$, 'a standard that asks for the day');

-- metrics that are missing are found without rows
\o /dev/null
CREATE TABLE empty (id int PRIMARY KEY, spent numeric, spend text);
CREATE VIEW misspelt AS SELECT id, spent FROM empty;
CREATE VIEW fitting AS SELECT id, spent AS spend FROM empty;
\o
SELECT throws_ok($$ SELECT customer_grade.attach('tier', 'empty', 'misspelt') $$, '42703', 'the row has no column for metric "spend"', 'a metric without a column');
SELECT throws_ok($$ SELECT customer_grade.attach('tier', 'empty') $$, '42804', 'column "spend" of type text cannot be the number metric "spend"', 'a metric of another type');
SELECT lives_ok($$ SELECT customer_grade.attach('tier', 'empty', 'fitting') $$, 'a view that fits');
SELECT throws_ok($$ SELECT customer_grade.alter_attachment('tier', 'empty', metrics => 'misspelt') $$, '42703', 'the row has no column for metric "spend"', 'another that does not');

-- advice runs nothing of the owner's, and tells each attachment
SELECT is((SELECT count(*) FROM customer_grade.attachment AS a, customer_grade.unwatched(a.standard, a.subject)), 2::bigint, 'unwatched() of all');
SELECT * FROM finish();
