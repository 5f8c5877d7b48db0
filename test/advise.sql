-- advise(): what a row lacks to a better grade.
BEGIN;
SELECT plan(40);

CREATE FUNCTION pg_temp.ways(rubric text, input jsonb, target text DEFAULT NULL) RETURNS TABLE (way integer, told text, grade text)
LANGUAGE sql AS $$
	SELECT a.way, concat_ws(' ', a.metric, a.bound, a.needed), a.grade FROM customer_grade.advise(rubric::customer_grade.rubric, input, target) AS a
$$;

CREATE TEMP TABLE standard AS SELECT 'grades A > B > C; metric revenue number >= 0; metric overdue number >= 0; metric vip boolean;
	grade A when revenue >= 5000; grade B when revenue > 1000 and vip; grade C otherwise; cap C when overdue > 90;'::text AS rubric;

SELECT results_eq('SELECT w.* FROM standard, pg_temp.ways(rubric, ''{"revenue": 700, "overdue": 10, "vip": true}'') AS w',
	$$ VALUES (1, 'revenue more than 1000', 'B') $$, 'without a step the exact bound is told; a strict one as "more than"');
SELECT results_eq('SELECT w.* FROM standard, pg_temp.ways(rubric, ''{"revenue": 700, "overdue": 10, "vip": true}'', ''A'') AS w',
	$$ VALUES (1, 'revenue at least 5000', 'A') $$, 'the target');
SELECT results_eq('SELECT w.* FROM standard, pg_temp.ways(rubric, ''{"revenue": 4000, "overdue": 10, "vip": false}'') AS w ORDER BY 1, 2',
	$$ VALUES (1, 'revenue at least 5000', 'A'), (2, 'vip exactly true', 'B') $$, 'the smallest change first, a boolean being changed as a whole');
SELECT results_eq('SELECT w.* FROM standard, pg_temp.ways(rubric, ''{"revenue": 700, "overdue": 100, "vip": false}'') AS w',
	$$ VALUES (1, 'revenue at least 5000', 'A'), (1, 'overdue at most 90', 'A') $$, 'two metrics where one does not suffice');
SELECT is((SELECT cap FROM standard, customer_grade.advise(rubric::customer_grade.rubric, '{"revenue": 7000, "overdue": 100, "vip": false}') AS a), 'overdue > 90',
	'the cap that must stop holding');
SELECT is((SELECT array_agg(DISTINCT cap) FROM standard, customer_grade.advise(rubric::customer_grade.rubric, '{"revenue": 700, "overdue": 100, "vip": false}') AS a),
	'{overdue > 90}'::text[], 'of a pair, too');
SELECT is_empty('SELECT w.* FROM standard, pg_temp.ways(rubric, ''{"revenue": 7000, "overdue": 10, "vip": true}'') AS w', 'nothing to do for the best grade');
SELECT is_empty('SELECT w.* FROM standard, pg_temp.ways(rubric, ''{"revenue": 2000, "overdue": 10, "vip": true}'', ''B'') AS w', 'nor for a target that is reached');
SELECT results_eq('SELECT w.* FROM standard, pg_temp.ways(rubric, ''{"overdue": 10, "vip": true}'') AS w',
	$$ VALUES (1, 'revenue at least 0', 'C') $$, 'a value that is missing');
SELECT results_eq('SELECT way, metric, note FROM customer_grade.advise(''grades A > B; metric region text; metric x number; grade A when region = ''''N'''' and x > 1; grade B otherwise;''::customer_grade.rubric, ''{"region": "S", "x": 1}'')',
	$$ VALUES (NULL::integer, NULL::text, 'no change of one or two metrics leads there, unless a text changes') $$, 'a text without an order names what a customer is: it is not changed');
SELECT is((SELECT note FROM customer_grade.advise('grades A > B; metric x number; grade A when x * x < 0; grade B otherwise;'::customer_grade.rubric, '{"x": 1}')), 'no way found',
	'where a metric is calculated with, nothing is proved');

-- the column tells the step
CREATE TYPE pg_temp.row AS (revenue numeric(12, 2), overdue integer, vip boolean);
SELECT results_eq($$ SELECT metric, needed, difference, change, progress FROM standard,
	customer_grade.advise(rubric::customer_grade.rubric, (700, 100, true)::pg_temp.row, 'B') $$,
	$$ VALUES ('revenue', '1000.01'::jsonb, 300.01, 0.3000, 0.7000), ('overdue', '90', -10::numeric, 0.1000, NULL) $$, 'needed, difference, change and progress');
CREATE TYPE pg_temp.narrow AS (revenue numeric(3, 0), overdue smallint, vip boolean);
SELECT is((SELECT note FROM standard, customer_grade.advise(rubric::customer_grade.rubric, (700, 0, true)::pg_temp.narrow)),
	'no change of one or two metrics leads there', 'a column that cannot hold what is needed');
SELECT results_eq($$ SELECT metric, bound, needed FROM customer_grade.advise('grades A > B; metric x number; grade A when x > 0.1; grade B otherwise;'::customer_grade.rubric,
	(SELECT r FROM (SELECT 0.05::double precision AS x) AS r)) $$, $$ VALUES ('x', 'more than', '0.1'::jsonb) $$, 'double precision');
SELECT results_eq($$ SELECT metric, bound, needed, difference FROM customer_grade.advise('grades A > B; metric d date; grade A when d > date ''2024-02-28''; grade B otherwise;'::customer_grade.rubric,
	'{"d": "2024-01-31"}') $$, $$ VALUES ('d', 'at least', '"2024-02-29"'::jsonb, 29::numeric) $$, 'a date: days');
SELECT results_eq($$ SELECT metric, bound, needed, difference, change FROM customer_grade.advise(
	'grades A > B; metric q text in (''good'' > ''fair'' > ''poor''); grade A when q >= ''fair''; grade B otherwise;'::customer_grade.rubric, '{"q": "poor"}') $$,
	$$ VALUES ('q', 'at least', '"fair"'::jsonb, 1::numeric, 0.5000) $$, 'ordered text: steps of its list');
SELECT results_eq($$ SELECT metric, bound, needed FROM customer_grade.advise('grades A > B; metric x number; grade A when x = 5; grade B otherwise;'::customer_grade.rubric, '{"x": 7}') $$,
	$$ VALUES ('x', 'exactly', '5'::jsonb) $$, 'one value only');
SELECT results_eq($$ SELECT metric, bound, needed FROM customer_grade.advise('grades A > B; metric x number in (1, 2, 5); grade A when x > 2; grade B otherwise;'::customer_grade.rubric, '{"x": 1}') $$,
	$$ VALUES ('x', 'exactly', '5'::jsonb) $$, 'a value of the domain');
SELECT results_eq($$ SELECT metric, bound, needed FROM customer_grade.advise('grades A > B; metric x number; metric t boolean; grade A when x = 5 and t; grade B otherwise;'::customer_grade.rubric, '{"x": 7, "t": false}') $$,
	$$ VALUES ('x', 'exactly', '5'::jsonb), ('t', 'exactly', 'true') $$, 'one value only, of a pair');
SELECT results_eq($$ SELECT metric, bound, needed FROM customer_grade.advise('grades A > B; metric s boolean; metric t boolean; grade A when s and t; grade B otherwise;'::customer_grade.rubric, '{"s": false, "t": false}') $$,
	$$ VALUES ('s', 'exactly', 'true'::jsonb), ('t', 'exactly', 'true') $$, 'two booleans');
SELECT is((SELECT note FROM customer_grade.advise('grades A > B; metric x number <= 9; grade A when x >= 10; grade B otherwise;'::customer_grade.rubric, '{"x": 7}')),
	'no change of one or two metrics leads there', 'nothing outside the domain');
SELECT results_eq($$ SELECT metric, bound, needed FROM customer_grade.advise('grades A > B; metric a number; metric b number; grade A when a > b; grade B otherwise;'::customer_grade.rubric, '{"a": 3, "b": 8}') $$,
	$$ VALUES ('a', 'more than', '8'::jsonb), ('b', 'less than', '3'::jsonb) $$, 'two metrics compared with each other');

-- points
CREATE TEMP TABLE card AS SELECT 'grades A > B > C; metric a number; metric b number >= 0; criterion x max 100 = 100 when a >= 10, 50 when a >= 5, 0 otherwise;
	criterion y weight 50% = least(b, 100); grade A when score >= 120; grade B when score >= 60; grade C otherwise;'::customer_grade.rubric AS rubric;
SELECT results_eq($$ SELECT way, metric, needed, grade, rule, points FROM card, customer_grade.advise(rubric, '{"a": 3, "b": 10}') $$,
	$$ VALUES (1, 'a', '10'::jsonb, 'B', 2, 100::numeric), (2, 'a', '5', 'B', 2, 55), (2, 'b', '20', 'B', 2, 55) $$, 'of a scorecard, points gained');
SELECT results_eq($$ SELECT metric, bound, needed, note FROM customer_grade.advise('grades A > B; metric paid number >= 0; metric billed number > 0;
	grade A when paid / billed >= 90%; grade B otherwise;'::customer_grade.rubric, '{"paid": 50, "billed": 120}') ORDER BY 1 $$,
	$$ VALUES ('billed', 'at most', '55.555555'::jsonb, 'found by search'), ('paid', 'at least', '108', 'found by search') $$, 'a formula is searched');
SELECT results_eq($$ SELECT b, metric, bound, needed FROM (VALUES (-5), (5), (40)) AS v(b), LATERAL customer_grade.advise('grades A > B; metric a number; metric b number;
	grade A when a / b >= 2; grade B otherwise;'::customer_grade.rubric, jsonb_build_object('a', 10, 'b', b)) WHERE metric = 'b' ORDER BY b $$,
	$$ VALUES (-5, 'b', 'more than', '0'::jsonb), (40, 'b', 'at most', '5') $$, 'across a division by zero');
SELECT results_eq($$ SELECT metric, bound, needed FROM customer_grade.advise('grades A > B; metric b number; grade A when 10 / (b - 3) > 0; grade B otherwise;'::customer_grade.rubric, '{"b": -20}') $$,
	$$ VALUES ('b', 'at least', '3.000001'::jsonb) $$, '... of what is calculated');
SELECT is((SELECT note FROM customer_grade.advise('grades A > B; metric a number; metric b number; metric c number; grade A when a > 1 and b > 1 and c > 1; grade B otherwise;'::customer_grade.rubric, j::jsonb)), note, j)
FROM (VALUES ('{"a": 0, "b": 0, "c": 0}', 'no change of one or two metrics leads there'), ('{"a": 0}', 'no way found')) AS v(j, note);
SELECT results_eq($$ SELECT metric, needed FROM customer_grade.advise('grades A > B; parameter cut; metric x number; grade A when x >= cut; grade B otherwise;'::customer_grade.rubric,
	'{"x": 1}', parameters => '{"cut": 42}') $$, $$ VALUES ('x', '42'::jsonb) $$, 'a parameter that is given');
SELECT results_eq($$ SELECT x, needed FROM (VALUES (1, 4), (1, 5), (2, 5)) AS v(x, cut), LATERAL customer_grade.advise(
	'grades A > B; parameter cut; metric x number; grade A when x >= cut; grade B otherwise;'::customer_grade.rubric, jsonb_build_object('x', x), NULL, jsonb_build_object('cut', cut)) $$,
	$$ VALUES (1, '4'::jsonb), (1, '5'), (2, '5') $$, 'and changes from row to row');

SELECT throws_ok($$ SELECT customer_grade.advise('grades A > B, none; grade B otherwise;'::customer_grade.rubric, '{}', 'none') $$, '22023', 'grade "none" has no rank', 'a target has a rank');
SELECT throws_ok($$ SELECT customer_grade.advise('grades A > B, none; grade B otherwise;'::customer_grade.rubric, '{}', 'a') $$, '22023', 'unknown grade "a"', 'and is a grade');
SELECT throws_ok($$ SELECT customer_grade.advise('metric x number; criterion c = x;'::customer_grade.rubric, '{"x": 1}') $$, '22023', 'the rubric has no grades', 'a score alone');
SELECT is_empty($$ SELECT customer_grade.advise(NULL::customer_grade.rubric, '{}') UNION ALL SELECT customer_grade.advise('grades A; grade A otherwise;'::customer_grade.rubric, NULL::jsonb) $$, 'nulls');

--
-- Proof on random rubrics and rows.
--
\ir oracle/oracle.sql
SELECT setseed(0.3) \g /dev/null

-- the row with another value; strict bounds are met a little beyond
CREATE FUNCTION pg_temp.moved(x oracle.customer, metric text, needed jsonb, bound text) RETURNS oracle.customer
LANGUAGE sql AS $$
	SELECT jsonb_populate_record(x, jsonb_build_object(metric, CASE bound WHEN 'more than' THEN to_jsonb((needed #>> '{}')::numeric + 1e-9)
		WHEN 'less than' THEN to_jsonb((needed #>> '{}')::numeric - 1e-9) ELSE needed END))
$$;
CREATE FUNCTION pg_temp.better(rubric customer_grade.rubric, x oracle.customer, parameters jsonb, than smallint) RETURNS boolean
LANGUAGE sql AS $$ SELECT coalesce((customer_grade.assess(rubric, x, parameters)).rank < coalesce(than, 99), false) $$;

CREATE TEMP TABLE asked (rubric customer_grade.rubric, parameters jsonb, x oracle.customer, rank smallint);
CREATE TEMP TABLE advice (x oracle.customer, asked integer, way integer, metric text, value jsonb, bound text, needed jsonb, grade text, note text, pair boolean);
CREATE FUNCTION pg_temp.collect(rubric text, parameters jsonb) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
	INSERT INTO asked SELECT rubric::customer_grade.rubric, parameters, x, a.rank FROM oracle.customer AS x,
		LATERAL customer_grade.assess(rubric::customer_grade.rubric, x, parameters) AS a WHERE a.reason IS NULL OR a.reason NOT LIKE 'refused%';
END
$$;

-- rubrics that only compare: cuts are exact, and what is not found is not there
CREATE FUNCTION pg_temp.comparison() RETURNS text
LANGUAGE sql AS $$
	SELECT CASE WHEN oracle.chance(70) THEN format('%s %s %s', oracle.one_of('i2', 'n2', 'n0', 'least(i2, 60)', 'coalesce(n2, 5)'),
			oracle.one_of('>=', '>', '<=', '<', '=', '<>'), oracle.one_of('-5', '2', '10.5', '60', '80', '80.5', '99.99', '20'))
		ELSE oracle.one_of('b', 'not b', 'i2 > n2', 'd1 >= date ''2016-04-20''', 'd1 between date ''2016-04-01'' and date ''2016-04-21''', 'ot >= ''good''',
			'i2 in (2, 5, 80)', 'n2 not between 1 and 60', 'score >= 50', 'score > 20', 'n2 is null') END
$$;
CREATE FUNCTION pg_temp.condition() RETURNS text
LANGUAGE sql AS $$
	SELECT pg_temp.comparison() || CASE oracle.below(3) WHEN 0 THEN '' ELSE oracle.one_of(' and ', ' or ') || pg_temp.comparison() END
		|| CASE oracle.below(3) WHEN 0 THEN ' and ' || pg_temp.comparison() ELSE '' END
$$;
CREATE FUNCTION pg_temp.comparison_of_row() RETURNS text
LANGUAGE plpgsql AS $$
DECLARE
	result text;
BEGIN
	LOOP
		result := pg_temp.comparison();
		EXIT WHEN result NOT LIKE '%score%';
	END LOOP;
	RETURN result;
END
$$;
CREATE FUNCTION pg_temp.comparing() RETURNS text
LANGUAGE sql AS $$
	SELECT format('grades A > B > C, none; metric i2 number between -60 and 200; metric n2 number >= 0; metric n0 number; metric b boolean; metric d1 date;
		metric ot text in (''excellent'' > ''good'' > ''fair'' > ''poor''); criterion k missing 0 = 60 when %s, 30 when %s, 5 otherwise; criterion l missing 0 = 20 when %s, 0 otherwise;
		%s grade A when %s; grade none when %s; grade B when %s; grade C otherwise; cap %s when %s;',
		pg_temp.comparison_of_row(), pg_temp.comparison_of_row(), pg_temp.comparison_of_row(), CASE WHEN oracle.chance(20) THEN 'scope when ' || pg_temp.comparison_of_row() || ';' END,
		pg_temp.condition(), pg_temp.comparison(), pg_temp.condition(), oracle.one_of('B', 'C'), pg_temp.comparison())
$$;

SELECT oracle.fill(12) \g /dev/null
DO $$
BEGIN
	FOR i IN 1 .. 60 LOOP
		PERFORM pg_temp.collect(pg_temp.comparing(), NULL);
	END LOOP;
END
$$;
ALTER TABLE asked ADD id serial;
CREATE TEMP TABLE told AS
	SELECT q.id, q.rubric, q.parameters, q.x, q.rank, a.*, count(*) OVER (PARTITION BY q.id, a.way) = 2 AS pair
	FROM asked AS q, LATERAL customer_grade.advise(q.rubric, q.x, NULL, q.parameters) AS a;

SELECT cmp_ok(count(*), '>', 400::bigint, 'many ways were told') FROM told WHERE metric IS NOT NULL;

SELECT is_empty($$
	SELECT t.rubric, t.x, t.metric, t.bound, t.needed, t.grade FROM told AS t
	WHERE t.metric IS NOT NULL AND NOT t.pair
		AND (customer_grade.assess(t.rubric, pg_temp.moved(t.x, t.metric, t.needed, t.bound), t.parameters)).grade IS DISTINCT FROM t.grade $$,
	'each gives what it says');
SELECT is_empty($$
	SELECT a.rubric, a.x, a.metric, b.metric FROM told AS a JOIN told AS b ON b.id = a.id AND b.way = a.way AND b.metric > a.metric
	WHERE a.pair AND NOT pg_temp.better(a.rubric, pg_temp.moved(pg_temp.moved(a.x, a.metric, a.needed, a.bound), b.metric, b.needed, b.bound), a.parameters, a.rank)
		OR pg_temp.better(a.rubric, pg_temp.moved(a.x, a.metric, a.needed, a.bound), a.parameters, a.rank)
		OR pg_temp.better(a.rubric, pg_temp.moved(a.x, b.metric, b.needed, b.bound), a.parameters, a.rank) $$,
	'each pair too, and neither of the two alone');

-- all the places of a grid: whole numbers, and what the constants cut
CREATE TEMP TABLE grid AS
	SELECT 'i2' AS metric, g::numeric AS at FROM generate_series(-70, 210) AS g
	UNION ALL SELECT 'n0', g FROM generate_series(-20, 120) AS g
	UNION SELECT 'n2', c + d FROM (SELECT generate_series(-2, 110)::numeric UNION VALUES (10.5), (80.5), (99.99)) AS n(c), (VALUES (0), (0.01), (-0.01)) AS d(d);
CREATE TEMP TABLE place AS
	SELECT q.id, g.metric, g.at, (to_jsonb(q.x) ->> g.metric)::numeric AS value
	FROM asked AS q, grid AS g
	WHERE pg_temp.better(q.rubric, pg_temp.moved(q.x, g.metric, to_jsonb(g.at), 'at least'), q.parameters, q.rank);
SELECT is_empty($$
	SELECT q.rubric, q.x, p.metric, p.at FROM place AS p JOIN asked AS q USING (id)
	WHERE p.value IS NOT NULL AND NOT EXISTS (SELECT FROM told AS t WHERE t.id = p.id AND t.metric = p.metric AND NOT t.pair
		AND CASE WHEN p.at > p.value THEN (t.needed #>> '{}')::numeric BETWEEN p.value AND p.at ELSE (t.needed #>> '{}')::numeric BETWEEN p.at AND p.value END)
	LIMIT 3 $$,
	'and no place of the grid that gives a better grade is nearer');

-- rubrics of the oracle, with formulas, doubles, enums, groups and tiles: what is told holds
TRUNCATE asked;
DO $$
DECLARE
	made record;
BEGIN
	FOR i IN 1 .. 60 LOOP
		made := oracle.rubric();
		CONTINUE WHEN made.rubric !~ '\mgrades\M';
		PERFORM pg_temp.collect(made.rubric, made.parameters);
	END LOOP;
END
$$;
CREATE TEMP TABLE told_of_any AS
	SELECT q.id, q.rubric, q.parameters, q.x, q.rank, a.*, count(*) OVER (PARTITION BY q.id, a.way) = 2 AS pair
	FROM asked AS q, LATERAL customer_grade.advise(q.rubric, q.x, NULL, q.parameters) AS a;
SELECT cmp_ok(count(*), '>', 200::bigint, 'many ways by random rubrics') FROM told_of_any WHERE metric IS NOT NULL;
SELECT is_empty($$
	SELECT t.rubric, t.parameters, to_jsonb(t.x), t.metric, t.value, t.bound, t.needed, t.grade, m.grade FROM told_of_any AS t,
		LATERAL customer_grade.assess(t.rubric, pg_temp.moved(t.x, t.metric, t.needed, t.bound), t.parameters) AS m
	WHERE t.metric IS NOT NULL AND NOT t.pair AND t.bound IN ('at least', 'at most', 'exactly') AND m.grade IS DISTINCT FROM t.grade LIMIT 3 $$,
	'each gives what it says');

SELECT * FROM finish();
ROLLBACK;
