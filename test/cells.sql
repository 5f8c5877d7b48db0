-- grade() keeps the outcomes of rubrics that only compare metrics with constants in cells
-- (src/rubric/cells.c), which assess() does not: both must give the same grades, row by row,
-- around every threshold.

BEGIN;
SET client_min_messages = warning;
SELECT * FROM no_plan();

-- Every threshold of the rubrics below, what lies just about it, and what is odd.
CREATE TABLE numbers AS
SELECT DISTINCT ON (n::text) n
FROM (SELECT base + step AS n
	FROM unnest('{-7.5,-3,0,0.005,0.5,1,2.25,3,12,20000,50000,100000,1234567890123456}'::numeric[]) AS base,
		unnest('{0,0.0,0.00,1,-1,0.1,-0.1,0.01,-0.01,0.0001,-0.0001,0.000000001,-0.000000000001}'::numeric[]) AS step
	UNION ALL
	SELECT unnest('{NULL,NULL,9223372036854775807,9223372036854775808,-9223372036854775809,922337203685477580.7,1e30,-1e30,1e-30,
		1e200,0.00000000000000000000000000000000000000001}'::numeric[])) AS around;
SELECT cmp_ok((SELECT count(*) FROM numbers), '>', 120::bigint, 'enough numbers');

CREATE TABLE many AS
SELECT row_number() OVER () AS id, a.n AS a, b.n AS b, (a.n > b.n) AS flag,
	CASE WHEN abs(a.n) < 30000 THEN a.n::smallint END AS small, CASE WHEN abs(a.n) < 2e9 THEN a.n::int END AS middle,
	CASE WHEN abs(a.n) < 9e18 THEN a.n::bigint END AS large, CASE WHEN abs(a.n) < 1e30 AND (a.n = 0 OR abs(a.n) > 1e-30) THEN a.n::real END AS single, b.n::double precision AS double,
	date '2020-01-01' + CASE WHEN abs(b.n) < 60000 THEN b.n::int END AS day,
	(ARRAY['good', 'fair', 'poor', 'Good', 'goo', '', NULL])[1 + abs(hashint4(row_number() OVER ()::int)) % 7] AS word,
	(ARRAY['good', 'fair', 'poor', NULL])[1 + abs(hashint4(row_number() OVER ()::int + 1)) % 4] AS credit,
	(ARRAY['a', 'ab ', NULL])[1 + abs(hashint4(row_number() OVER ()::int + 2)) % 3]::char(4) AS padded
FROM numbers AS a, numbers AS b;
-- numeric has infinity since 14
SELECT CASE WHEN current_setting('server_version_num')::int >= 140000 THEN 'Infinity' ELSE 'NaN' END AS infinity \gset
INSERT INTO many (id, a, b, day) VALUES (-1, 'NaN', :'infinity'::numeric, 'infinity'), (-2, - :'infinity'::numeric, 'NaN', '-infinity');

CREATE TABLE rubrics (id int GENERATED ALWAYS AS IDENTITY, rubric text, parameters jsonb, scope text DEFAULT 'true');
INSERT INTO rubrics (rubric) VALUES
('grades A > B > C > D; grade A when a >= 10万 or b <= 3; grade B when a >= 5万 or b <= 12; grade C when a >= 2万; grade D otherwise;'),
('grades A > B > C > D; require a, b; grade A when a > 10万 and b < 3; grade B when not (a < 5万 or b <= 12); grade C when (a <> 2万) is true; grade D otherwise;'),
('grades A > B > C; grade A when (a >= 0.005) is true and b is null; grade B when a = 0.5 or b = -7.5; grade C when a is not null;'),
('grades A > B > C; grade A when 0.5 < a and 2.25 >= b; grade B when -3 = a or 0.005 <> b; grade C otherwise;'),
('grades A > B > C; grade A when a between -3 and 2.25; grade B when b in (0, 1, 3, 12, 0.5); grade C when b not between 0 and 1 or a is null;'),
('grades A > B > C; grade A when a > 9223372036854775806; grade B when a > -1.000 or b >= 1234567890123456.5; grade C otherwise;'),
('grades A > B; grade A when a > 922337203685477580.7; grade B when b < 1; grade A otherwise;'),
('grades A > B > C; grade A when small > 2.5 or middle <= -3; grade B when large >= 20000.5 or middle = 12; grade C otherwise;'),
('grades A > B > C; grade A when flag; grade B when not flag and a > 0; grade C when flag is null or flag = false;'),
('grades A > B > C; grade A when day >= date ''2020-01-13'' and day <> date ''2020-01-02''; grade B when day < date ''2019-12-30''; grade C when day is not null;'),
('grades A > B > C; grade A when word = ''good'' or credit = ''poor''; grade B when word <> ''fair''; grade C when padded = ''ab'' or padded in (''a'', ''b'');'),
('grades A > B > C; metric credit text in (''good'' > ''fair'' > ''poor''); metric a number; grade A when credit >= ''fair'' and a > 1; grade B when credit < ''good''; grade C otherwise;'),
('grades A > B > C; cap C when b < 0; cap B when a < 0; floor B when a = 50000; grade A when a > 0 or b > 0; grade B when a is null; grade C otherwise;'),
('grades A > B; scope when a > -3; grade A when single > 0.005; grade B when double <= 3 or b > 3;'),
('grades A > B > C; define rich = a > 5万; define soon = b <= 3; grade A when rich and soon; grade B when rich or soon; grade C when not rich;'),
('grades A > B > C; define half = a / 2; grade A when half > 1; grade B when b > 2; grade C otherwise;'),
('grades A > B > C; grade A when coalesce(a, 0) > 1; grade B when least(a, b) > 2; grade C otherwise;'),
('grades A > B; grade A when a > b; grade B when b > 0;'),
('grades A > B > C; grade A when case when a > 1 then b > 1 when a is null then false else b < 3 end; grade B when case b when 3 then true when 12 then null else a > 0 end; grade C otherwise;'),
('grades A > B > C; grade A when (a > 1 or b > 1 or small > 1 or middle > 1 or large > 1 or day > date ''2020-01-01'' or flag or word = ''good'' or credit = ''good'') and a < 12; grade B when b > 0; grade C otherwise;'),
('grades A; grade A when small > 0 or small < -20000;'),
('grades A > B; grade A when ' || (SELECT string_agg('a = ' || n, ' or ') FROM generate_series(1, 30) AS n) || '; grade B otherwise;'),
('grades A > B; grade A when ' || (SELECT string_agg('a = ' || n, ' or ') FROM generate_series(1, 70) AS n) || '; grade B otherwise;');
INSERT INTO rubrics (rubric, parameters) VALUES
('grades A > B > C; metric a number; parameter cut number = 5万; parameter day0 date = date ''2020-01-13''; metric day date; grade A when a >= cut; grade B when day > day0; grade C otherwise;', NULL),
('grades A > B > C; metric a number; parameter cut number = 5万; parameter day0 date = date ''2020-01-13''; metric day date; grade A when a >= cut; grade B when day > day0; grade C otherwise;', '{"cut": 2.25, "day0": "2020-01-02"}');
-- declared metrics refuse NaN and infinity
UPDATE rubrics SET scope = 'id > 0' WHERE rubric ~ 'metric a ';
INSERT INTO rubrics (rubric, scope) VALUES
('grades A > B > C; metric a number >= 0; metric b number between -3 and 12; grade A when a > 5万; grade B when b > 0; grade C otherwise;', '(a >= 0 or a is null) and (b between -3 and 12 or b is null) and a < 1e308'),
('grades A > B > C; metric a number in (0, 1, 3, 12, 0.5); metric word text in (''good'', ''fair'', ''''); grade A when a > 1; grade B when word = ''''; grade C otherwise;', '(a is null or a in (0, 1, 3, 12, 0.5)) and (word is null or word in (''good'', ''fair'', ''''))');

CREATE FUNCTION differences(rubric text, parameters jsonb, scope text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	result text;
BEGIN
	EXECUTE format($q$
		SELECT format('%%s of %%s rows, %%s grades', count(*) FILTER (WHERE g IS DISTINCT FROM w), count(*) > 50, count(DISTINCT w) > 0)
		FROM (SELECT customer_grade.grade(%1$L::customer_grade.rubric, t, %2$L::jsonb) AS g,
			(customer_grade.assess(%1$L::customer_grade.rubric, t, %2$L::jsonb)).grade AS w FROM many t WHERE %3$s OFFSET 0) AS both_ways $q$,
		rubric, parameters, scope) INTO result;
	RETURN result;
END $$;

SELECT is(differences(rubric, parameters, scope), '0 of t rows, t grades', left(rubric, 150) || coalesce(parameters::text, ''))
FROM rubrics ORDER BY id;

-- Parameters that change while rows pass
SELECT is(count(*) FILTER (WHERE g IS DISTINCT FROM CASE WHEN a >= cut THEN 'A' WHEN a IS NOT NULL THEN 'B' END), 0::bigint, 'parameters that change by row')
FROM (SELECT a, cut, customer_grade.grade('grades A > B; parameter cut number; metric a number; grade A when a >= cut; grade B otherwise;'::customer_grade.rubric, q,
		jsonb_build_object('cut', cut)) AS g
	FROM (SELECT a, CASE WHEN id % 1000 < 500 THEN 3 ELSE 12.25 END AS cut FROM many WHERE id > 0 ORDER BY id) AS q OFFSET 0) AS graded;

-- Values that are refused, long after the cells are made
SELECT throws_ok($$SELECT count(customer_grade.grade('grades A > B; metric v number >= 0; grade A when v > 1000; grade B otherwise;'::customer_grade.rubric, q))
	FROM (SELECT 3000 - n AS v FROM generate_series(1, 3005) AS n) AS q$$, '23514', 'value -1 of metric "v" is outside its domain',
	'a value outside of the domain');
SELECT throws_ok($$SELECT count(customer_grade.grade('grades A > B; metric v number; grade A when v > 1000; grade B otherwise;'::customer_grade.rubric, q))
	FROM (SELECT CASE WHEN n < 300 THEN n::numeric ELSE 'NaN' END AS v FROM generate_series(1, 305) AS n) AS q$$, '23514', 'metric "v" must be a finite number, not NaN', 'not a number');
SELECT throws_ok($$SELECT count(customer_grade.grade('grades A > B; metric v text in (''x'', ''y''); grade A when v = ''x''; grade B otherwise;'::customer_grade.rubric, q))
	FROM (SELECT CASE WHEN n < 300 THEN 'x' ELSE 'z' END AS v FROM generate_series(1, 305) AS n) AS q$$, '23514', 'value ''z'' of metric "v" is outside its domain', 'a text outside of the domain');

-- JSON, text out of line
SELECT is(count(*) FILTER (WHERE g IS DISTINCT FROM CASE WHEN n % 7 = 0 THEN 'A' WHEN n > 100 THEN 'B' END), 0::bigint, 'json')
FROM (SELECT n, customer_grade.grade('grades A > B; metric v number; metric w boolean; grade A when w; grade B when v > 100;'::customer_grade.rubric,
		jsonb_build_object('v', n, 'w', n % 7 = 0)) AS g FROM generate_series(1, 500) AS n) AS graded;

SELECT * FROM finish();
ROLLBACK;
