-- Values that a standard takes from the population: as restated in plain SQL on random data; when they are taken and frozen; that
-- plans, workers and indexes grade by them as a row at a time does; who may take them.

SET client_min_messages = error;
SET TimeZone = 'UTC';
SET customer_grade.clock = '2026-03-01 12:00+00';
SET customer_grade.as_of = '2026-03-01';
SELECT * FROM no_plan();
\o /dev/null
\ir include/error.sql
SELECT setseed(0.25);

--
-- Every function, on random data with ties, nulls and what does not belong to the population
--
CREATE TABLE figure (id int PRIMARY KEY, region text, is_new boolean, x numeric, d double precision, on_day date, outside boolean);
SELECT customer_grade.define_standard('all', $$grades A > B; metric region text; metric is_new boolean; metric x number >= -50; metric d number; metric on_day date;
	metric outside boolean;
	scope when outside is not true; require on_day;
	define small = case when x < 50 then x end;
	parameter n = count(x); parameter total = sum(x); parameter mean = avg(x); parameter low = min(x); parameter high = max(x); parameter last_day = max(on_day);
	parameter middle = median(x); parameter spread = stddev(x); parameter q = quantile(x, 0.3); parameter best = top(x, 20%); parameter third = largest(x, 3);
	parameter abc = pareto(x, 80%); parameter doubled = top(d, 30%); parameter worst = -top(-x, 20%);
	parameter best_by = top(small, 10% per region); parameter n_by = count(x per region, is_new); parameter abc_by = pareto(x, 50% per is_new);
	define t = tile(x, 5); define t_by = tile(x, 3 per region);
	define good = case when x >= best_by then 1 else 0 end;
	parameter part = 25% * count(on_day per region) / count(on_day per region); parameter quarter = top(x, part per region); parameter n_good = sum(good); parameter n_first = count(case when t = 1 then 1 end);
	criterion c = t * 10;
	parameter best_score = top(score, 10%);
	grade A when x >= best and t_by = 3; grade B otherwise;$$, '2020-01-01');
CREATE VIEW none AS SELECT * FROM figure WHERE false;
CREATE VIEW wrong AS SELECT id, region, is_new, x::text AS x, d, on_day, outside FROM figure;
CREATE VIEW belongs AS SELECT * FROM figure WHERE outside IS NOT TRUE AND on_day IS NOT NULL AND coalesce(x >= -50, true);

-- the n-th largest, of fewer the smallest
CREATE FUNCTION pg_temp.nth(amounts numeric[], n numeric) RETURNS numeric LANGUAGE sql AS $$
	SELECT a FROM (SELECT a, row_number() OVER (ORDER BY a DESC) AS place, count(*) OVER () AS all_ FROM unnest(amounts) AS a WHERE a IS NOT NULL) AS s
	WHERE place = least(n, all_) $$;
CREATE FUNCTION pg_temp.best(amounts numeric[], share numeric) RETURNS numeric LANGUAGE sql AS $$
	SELECT pg_temp.nth(amounts, greatest(floor(count(a) * share), 1)) FROM unnest(amounts) AS a $$;
CREATE FUNCTION pg_temp.abc(amounts numeric[], share numeric) RETURNS numeric LANGUAGE sql AS $$
	SELECT max(a) FILTER (WHERE reached >= share * total) FROM (
		SELECT a, sum(greatest(a, 0)) OVER (ORDER BY a DESC ROWS UNBOUNDED PRECEDING) AS reached, sum(greatest(a, 0)) OVER () AS total
		FROM unnest(amounts) AS a WHERE a IS NOT NULL) AS s WHERE total > 0 $$;
-- the tile of x: one more than the number of percentile_cont() below it
CREATE FUNCTION pg_temp.tile(x numeric, amounts numeric[], n int) RETURNS int LANGUAGE sql AS $$
	SELECT (1 + count(*) FILTER (WHERE x > (SELECT percentile_cont(i::float8 / n) WITHIN GROUP (ORDER BY a) FROM unnest(amounts) AS a)::numeric + 1e-9))::int
	FROM generate_series(1, n - 1) AS i WHERE x IS NOT NULL HAVING x IS NOT NULL $$;

CREATE TABLE seen (trial int, name text, taken text, restated text);
CREATE FUNCTION pg_temp.trial(trial int, rows int) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
	taken jsonb;
	ties int := 1 + floor(random() * 60);
BEGIN
	TRUNCATE figure;
	INSERT INTO figure SELECT i, CASE WHEN random() < 0.9 THEN 'r' || floor(random() * 4) END, CASE WHEN random() < 0.8 THEN random() < 0.5 END,
		CASE WHEN random() < 0.9 THEN round((random() * ties * 3)::numeric - 20, (i % 3)) END, CASE WHEN random() < 0.9 THEN random() * 1000 / 7 END,
		CASE WHEN random() < 0.95 THEN date '2026-01-01' + (random() * 30)::int END, CASE WHEN random() < 0.9 THEN false WHEN random() < 0.5 THEN true END
	FROM generate_series(1, rows) AS i;
	-- outside its domain
	UPDATE figure SET x = -51 WHERE id % 17 = 0;
	taken := customer_grade.benchmark('all', 'figure');
	INSERT INTO seen
	SELECT trial, r.name, taken ->> r.name, r.value
	FROM (SELECT array_agg(x) AS x, array_agg(d::text::numeric) AS d, count(x) AS n, sum(x) AS total, avg(x) AS mean, min(x) AS low, max(x) AS high, max(on_day) AS last_day,
			percentile_cont(0.5) WITHIN GROUP (ORDER BY x) AS middle, stddev(x) AS spread, percentile_cont(0.3) WITHIN GROUP (ORDER BY x) AS q FROM belongs) AS s,
		LATERAL (VALUES ('n', n::text), ('total', total::text), ('mean', mean::text), ('low', low::text), ('high', high::text), ('last_day', last_day::text),
			('middle', middle::text), ('spread', spread::text), ('q', q::text), ('best', pg_temp.best(x, 0.2)::text), ('third', pg_temp.nth(x, 3)::text),
			('abc', pg_temp.abc(x, 0.8)::text), ('doubled', pg_temp.best(d, 0.3)::text),
			('worst', (SELECT -pg_temp.best(array_agg(-a), 0.2) FROM unnest(x) AS a)::text)) AS r(name, value);
	INSERT INTO seen
	SELECT trial, 'best_by ' || region, taken -> 'best_by' ->> region, pg_temp.best(array_agg(CASE WHEN x < 50 THEN x END), 0.1)::text FROM belongs
	WHERE region IS NOT NULL GROUP BY region
	UNION ALL
	SELECT trial, 'quarter ' || region, taken -> 'quarter' ->> region, pg_temp.best(array_agg(x), 0.25)::text FROM belongs
	WHERE region IS NOT NULL GROUP BY region
	UNION ALL
	SELECT trial, format('n_by %s %s', region, is_new), taken -> 'n_by' -> region ->> is_new::text, count(x)::text FROM belongs
	WHERE region IS NOT NULL AND is_new IS NOT NULL GROUP BY region, is_new
	UNION ALL
	SELECT trial, format('abc_by %s', is_new), taken -> 'abc_by' ->> is_new::text, pg_temp.abc(array_agg(x), 0.5)::text FROM belongs
	WHERE is_new IS NOT NULL GROUP BY is_new
	UNION ALL
	SELECT trial, 'n_good', taken ->> 'n_good', sum(CASE WHEN b.x >= (taken -> 'best_by' ->> b.region)::numeric THEN 1
		ELSE 0 END)::text FROM belongs AS b
	UNION ALL
	SELECT trial, 'n_first', taken ->> 'n_first', count(*) FILTER (WHERE pg_temp.tile(x, (SELECT array_agg(a.x) FROM belongs AS a), 5) = 1)::text FROM belongs
	UNION ALL
	SELECT trial, 'best_score', taken ->> 'best_score', pg_temp.best(array_agg(10 * pg_temp.tile(x, (SELECT array_agg(a.x) FROM belongs AS a), 5)), 0.1)::text FROM belongs
	UNION ALL
	SELECT trial, 'grade ' || id, customer_grade.grade('all', b, taken), CASE WHEN x >= (taken ->> 'best')::numeric AND
		pg_temp.tile(x, (SELECT array_agg(a.x) FROM belongs AS a WHERE a.region = b.region), 3) = 3 THEN 'A' WHEN x >= (taken ->> 'best')::numeric AND region IS NULL THEN NULL
		WHEN x IS NULL AND region IS NULL THEN NULL WHEN x IS NULL THEN NULL ELSE 'B' END FROM belongs AS b WHERE trial % 5 = 0;
END $$;
SELECT pg_temp.trial(i, i * i) FROM generate_series(1, 16) AS i;
\o
SELECT cmp_ok(count(*), '>', 700::bigint, 'values compared') FROM seen;
SELECT is_empty($$ SELECT * FROM seen WHERE taken IS DISTINCT FROM restated
	AND CASE WHEN taken ~ '^[-0-9.]+$' AND restated ~ '^[-0-9.]+$' AND name <> 'last_day'
		THEN abs(taken::numeric - restated::numeric) > CASE WHEN name ~ '^(n|total|low|high|best|third|abc|doubled|worst)' THEN 0 ELSE 1e-6 END ELSE true END $$,
	'as restated in SQL');
-- a cut-off of double precision is reached by who has it
SELECT is((SELECT count(*) FROM belongs WHERE d >= (SELECT (customer_grade.benchmark('all', 'figure') ->> 'doubled')::float8)), (SELECT greatest(floor(count(d) * 0.3), 1)::bigint FROM belongs),
	'the shares of numbers in double precision are exact');

-- of nobody
SELECT is(jsonb_strip_nulls(customer_grade.benchmark('all', 'none')), '{"n": 0, "n_by": {}, "abc_by": {}, "best_by": {}, "n_first": 0, "part": {}, "quarter": {}, "tile(x, 3 per region)": {}}', 'of nobody');

--
-- Given values go first, later values follow them
--
SELECT is(customer_grade.benchmark('all', 'figure', '{"best_by": 0, "best": 7}') - ARRAY(SELECT jsonb_object_keys(customer_grade.benchmark('all', 'figure'))),
	'{}', 'the same names') ;
SELECT is(customer_grade.benchmark('all', 'figure', '{"best_by": -50, "best": 7}') ->> 'n_good', (SELECT count(x)::text FROM belongs), 'a value from outside is that of everybody, and others follow it');
SELECT is(pg_temp.error($$ SELECT customer_grade.benchmark('all', 'figure', '[]') $$), '22023 parameters is not a JSON object: [] | Write values by name, such as {"limit": 1000}.', 'no object');
SELECT is(pg_temp.error($$ SELECT customer_grade.benchmark('none', 'figure') $$), '55000 standard "none" has no version effective on 2026-03-01 | define_standard() adds one.', 'no standard');
SELECT is(pg_temp.error($$ SELECT customer_grade.benchmark('all', 'pg_class') $$), '42703 "pg_class" has no column for metric "region" | Values of the population are taken from columns with the names of the metrics.', 'no metric');
SELECT is(pg_temp.error($$ SELECT customer_grade.benchmark('all', 'wrong') $$), '42804 column "x" of type text cannot be the number metric "x"', 'a column of another type');

\o /dev/null
SELECT customer_grade.define_standard('limits', 'grades A > B; metric x number; metric g text; parameter cut between 0 and 10 = max(x); parameter s = 120%; parameter top_ = 1; grade A when x >= cut; grade B otherwise;', '2020-01-01');
SELECT customer_grade.define_standard('shares', 'grades A > B; metric x number; parameter s = 120%; parameter cut = top(x, s); grade A when x >= cut; grade B otherwise;', '2020-01-01');
SELECT customer_grade.define_standard('number', 'grades A > B; metric x number; parameter s = 1.5; parameter cut = largest(x, s); grade A when x >= cut; grade B otherwise;', '2020-01-01');
SELECT customer_grade.define_standard('many', 'grades A > B; metric x number; metric g text; parameter cut = max(x per g); grade A when x >= cut; grade B otherwise;', '2020-01-01');
CREATE TABLE big (id int PRIMARY KEY, x numeric, g text);
INSERT INTO big SELECT i, i, 'g' || i FROM generate_series(1, 10000) AS i;
\o
SELECT is(pg_temp.error($$ SELECT customer_grade.benchmark('limits', 'big') $$), '22023 value 10000 of parameter "cut" is outside its domain (between 0 and 10)', 'outside its domain');
SELECT is(pg_temp.error($$ SELECT customer_grade.benchmark('shares', 'big') $$), '22003 share 1.20 is not between 0 and 1', 'a share that is none');
SELECT is(pg_temp.error($$ SELECT customer_grade.benchmark('number', 'big') $$), '22003 1.5 is not a number of customers', 'a number that is none');
SELECT is((SELECT count(*) FROM big WHERE customer_grade.grade('many', big, (SELECT customer_grade.benchmark('many', 'big'))) = 'A'), 10000::bigint, '10,000 groups');
\o /dev/null
SELECT customer_grade.attach('many', 'big');
INSERT INTO big VALUES (0, 0, 'one more');
\o
SELECT is(pg_temp.error($$ SELECT customer_grade.benchmark('many', 'big') $$), '54000 too many groups in "cut" | The limit is 10000.', 'too many groups');
SELECT is(pg_temp.error($$ SELECT customer_grade.verify('many', 'big', customer_grade.as_of()) $$), '54000 too many groups in "cut" | The limit is 10000.',
	'verify() of a day fails as a review would');
\o /dev/null
SELECT customer_grade.alter_attachment('many', 'big', benchmark => 'SELECT jsonb_build_object(''cut'', jsonb_object_agg(g, x)) FROM public.big');
\o
SELECT is(pg_temp.error($$ SELECT customer_grade.verify('many', 'big', customer_grade.as_of()) $$), '54000 too many groups in "cut" | The limit is 10000.', 'also where a benchmark gives them');
\o /dev/null
DELETE FROM big WHERE id = 0;
SELECT customer_grade.alter_attachment('many', 'big', benchmark => 'SELECT jsonb_build_object(''cut'', jsonb_build_object(''g1'', ''high''))');
\o
SELECT is(pg_temp.error($$ SELECT customer_grade.verify('many', 'big', customer_grade.as_of()) $$), '22023 parameter "cut" must be a number, not a string', 'or no number');

--
-- Faults of values that are given
--
SELECT is((customer_grade.assess('many', ROW(1, 5, 'g')::big, given::jsonb)).reason, reason, given)
FROM (VALUES
	(NULL, 'refused: parameter "cut" has no value'),
	('{"cut": null}', 'undecided'),
	('{"cut": {"other": 3}}', 'undecided'),
	('{"cut": {"g": null}}', 'undecided'),
	('{"cut": {"g": "x"}}', 'refused: parameter "cut" must be a number, not a string'),
	('{"cut": {"g": {"h": 3}}}', 'refused: parameter "cut" must be a number, not an object or array'),
	('{"cut": [3]}', 'refused: parameter "cut" must be a number, not an object or array')) AS v(given, reason);
SELECT is((customer_grade.assess('grades A > B; metric x number; metric g text; metric h text; parameter cut = max(x per g, h); grade A when x >= cut and tile(x, 3) > 0; grade B otherwise;'::customer_grade.rubric,
	'{"x": 5, "g": "a", "h": "b"}', given::jsonb)).reason, reason, given)
FROM (VALUES
	('{"cut": 3}', 'refused: "tile(x, 3)" has no cuts'),
	('{"cut": 3, "tile(x, 3)": [1]}', 'refused: "tile(x, 3)" must be an array of 2 numbers in ascending order'),
	('{"cut": 3, "tile(x, 3)": [2, 1]}', 'refused: "tile(x, 3)" must be an array of 2 numbers in ascending order'),
	('{"cut": 3, "tile(x, 3)": [1, "2"]}', 'refused: "tile(x, 3)" must be an array of 2 numbers in ascending order'),
	('{"cut": {"a": 3}, "tile(x, 3)": [1, 2]}', 'refused: "cut" must have an object for each group'),
	('{"cut": {"a": {"b": 3}}, "tile(x, 3)": null}', 'undecided'),
	('{"cut": {"a": {"b": 3}}, "tile(x, 3)": [1, 2]}', NULL)) AS v(given, reason);

--
-- Plans, workers, indexes, rows of any form
--
\o /dev/null
CREATE TABLE many (id int PRIMARY KEY, g text, b boolean, x numeric);
INSERT INTO many SELECT i, 'g' || i % 7, i % 3 = 0, i % 1000 FROM generate_series(1, 20000) AS i;
ALTER TABLE many SET (parallel_workers = 2);
ANALYZE many;
SELECT $$grades A > B > C; metric g text; metric b boolean; metric x number; parameter cut = top(x, 20% per g, b); define t = tile(x, 4); grade A when x >= cut; grade B when t >= 3; grade C otherwise;$$ AS rubric \gset
SELECT customer_grade.define_standard('many_groups', :'rubric', '2020-01-01');
SELECT customer_grade.benchmark('many_groups', 'many') AS given \gset
\o
CREATE TEMP TABLE expected AS SELECT id, CASE WHEN x >= customer_grade.quota_cutoff(0.2) WITHIN GROUP (ORDER BY a) THEN 'A' ELSE 'not' END AS grade
FROM many, LATERAL (SELECT m.x AS a FROM many AS m WHERE m.g = many.g AND m.b = many.b AND many.id % 500 = 0) AS s GROUP BY id, x;
SELECT is((SELECT count(*) FROM expected JOIN many USING (id) WHERE (customer_grade.grade(:'rubric'::customer_grade.rubric, many, :'given') = 'A') <> (expected.grade = 'A')), 0::bigint, 'the best of each group');
CREATE TEMP TABLE by_row AS SELECT id, customer_grade.grade(:'rubric'::customer_grade.rubric, to_jsonb(many), :'given') AS grade FROM many;
SELECT is((SELECT count(*) FROM many JOIN by_row USING (id) WHERE by_row.grade IS DISTINCT FROM customer_grade.grade(:'rubric'::customer_grade.rubric, many, :'given')), 0::bigint, 'columns, as JSON');
SELECT is((SELECT count(*) FROM many JOIN by_row USING (id) WHERE by_row.grade IS DISTINCT FROM customer_grade.grade('many_groups', ROW(many.*)::many, :'given')), 0::bigint, 'whole rows, by name');
SELECT format('SELECT count(*) FROM many JOIN by_row USING (id) WHERE by_row.grade IS DISTINCT FROM %s', customer_grade.to_sql(:'rubric'::customer_grade.rubric, 'many', :'given')) AS printed \gset
SELECT is((:printed), 0::bigint, 'as SQL');
PREPARE graded(jsonb) AS SELECT string_agg(customer_grade.grade('many_groups', many, $1), '' ORDER BY id) FROM many WHERE id IN (3, 500, 900, 999);
\o /dev/null
\set other '{"cut": 1000, "tile(x, 4)": [5, 6, 999]}'
EXECUTE graded(:'given'); EXECUTE graded(:'other'); EXECUTE graded(:'given'); EXECUTE graded(:'other'); EXECUTE graded(:'given'); EXECUTE graded(:'other');
\o
EXECUTE graded(:'given') \gset first_
EXECUTE graded(:'other') \gset second_
SELECT is(:'first_string_agg' || ' ' || :'second_string_agg', 'CBAA CBBB', 'a prepared plan takes the parameters of each execution')
FROM (SELECT string_agg(grade, '' ORDER BY id) AS g FROM by_row WHERE id IN (3, 500, 900, 999)) AS s;
BEGIN;
SET LOCAL parallel_setup_cost = 0;
SET LOCAL parallel_tuple_cost = 0;
SET LOCAL min_parallel_table_scan_size = 0;
SET LOCAL parallel_leader_participation = off;
CREATE FUNCTION pg_temp.plan(query text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE line text; result text := '';
BEGIN
	FOR line IN EXECUTE 'EXPLAIN (COSTS off) ' || query LOOP result := result || line || E'\n'; END LOOP;
	RETURN result;
END $$;
SELECT alike(pg_temp.plan(format('SELECT customer_grade.grade(%L::customer_grade.rubric, many, %L), count(*) FROM many GROUP BY 1', :'rubric', :'given')), '%Gather%', 'workers are there');
SELECT results_eq(format('SELECT customer_grade.grade(%L::customer_grade.rubric, many, %L) AS g, count(*) FROM many GROUP BY 1 ORDER BY 1', :'rubric', :'given'),
	'SELECT grade, count(*) FROM by_row GROUP BY 1 ORDER BY 1', 'workers grade alike');
COMMIT;
CREATE INDEX many_index ON many (customer_grade.grade(:'rubric'::customer_grade.rubric, many, :'given'));
ANALYZE many;
SELECT alike(pg_temp.plan(format('SELECT * FROM many WHERE customer_grade.grade(%L::customer_grade.rubric, many, %L) IS NULL', :'rubric', :'given')), '%many_index%', 'an index is used');
UPDATE many SET x = 5000 WHERE id = 3;
SELECT is((SELECT string_agg(id::text, ' ') FROM many WHERE customer_grade.grade(:'rubric'::customer_grade.rubric, many, :'given') = 'A' AND id < 10), '3', 'and finds by the values frozen in it');
-- cells: only comparisons with cut-offs; other values of parameters make others
SELECT is((SELECT count(*) FROM many WHERE customer_grade.grade('grades A > B; metric x number; parameter a = top(x, 20%); parameter b = a / 2; grade A when x >= b; grade B otherwise;'::customer_grade.rubric, many,
	jsonb_build_object('a', CASE WHEN id < 10000 THEN 100 ELSE 200 END)) = 'A'), (SELECT count(*) FROM many WHERE x >= CASE WHEN id < 10000 THEN 50 ELSE 100 END), 'cells follow the parameters');

RESET customer_grade.as_of;
--
-- Frozen at attach(), by reviews, and when a version is published
--
\o /dev/null
SET customer_grade.clock = '2026-03-01 12:00+00';
CREATE TABLE client (id int PRIMARY KEY, region text, amount numeric);
INSERT INTO client SELECT i, CASE WHEN i % 2 = 0 THEN 'N' ELSE 'S' END, i * 10 FROM generate_series(1, 10) AS i;
SELECT customer_grade.define_standard('f', 'grades A > B > C; metric region text; metric amount number >= 0; parameter cut_a = top(amount, 20%) keep 50% * cut_a; parameter cut_b = top(amount, 50% per region) keep top(amount, 60% per region);
	parameter minimum = 5; require amount; grade A when amount >= cut_a; grade B when amount >= cut_b and amount >= minimum; grade C otherwise;', '2020-01-01');
SELECT customer_grade.attach('f', 'client');
CREATE FUNCTION pg_temp.grades() RETURNS text LANGUAGE sql AS $$ SELECT string_agg(grade, '' ORDER BY id) FROM client_f_ledger $$;
CREATE FUNCTION pg_temp.sets() RETURNS text LANGUAGE sql AS $$
	SELECT string_agg(concat_ws(' ', l.kind, l.status, l.parameter_set, 'of', l.population, l.parameters), E'\n' ORDER BY l.id) FROM customer_grade.review_log('f', 'client') AS l $$;
\o
SELECT is(customer_grade.frozen('f', 'client'), '{"cut_a": 90, "cut_b": {"N": 80, "S": 70}, "cut_b keep": {"N": 60, "S": 50}}', 'taken at attach()');
SELECT is(customer_grade.frozen('f', 'client'), customer_grade.benchmark('f', 'client'), 'as benchmark() takes it');
SELECT is(pg_temp.grades(), 'CCCCCCBBAA', 'and graded by');
-- keep: all values at once
UPDATE client SET amount = 46 WHERE id = 10;
UPDATE client SET amount = 51 WHERE id = 7;
UPDATE client SET amount = 45 WHERE id = 9;
SELECT is((SELECT string_agg(concat(id, ' ', grade, computed_grade), ', ' ORDER BY id) FROM client_f_ledger WHERE id >= 7), '7 BC, 8 BB, 9 AC, 10 AC', 'who reaches its grade by the keep values keeps it');
UPDATE client SET amount = 65 WHERE id = 10;
UPDATE client SET amount = 44 WHERE id = 9;
SELECT is((SELECT string_agg(concat(id, ' ', grade, computed_grade), ', ' ORDER BY id) FROM client_f_ledger WHERE id >= 7), '7 BC, 8 BB, 9 CC, 10 AC', 'who does not falls');
SELECT is_empty($$ SELECT * FROM customer_grade.verify('f', 'client') $$, 'verify() is empty');
SELECT results_eq($$ SELECT name, expression, value, outcome FROM customer_grade.explain_customer('f', 'client', 10) WHERE kind IN ('parameter', 'keep') ORDER BY step $$, $$ VALUES
	('A', 'cut_a keep 50% * cut_a, cut_b keep top(amount, 60% per region)', NULL, 'kept by the keep values'),
	('cut_a', 'top(amount, 20%)', '90', 'top 20% of 10 customers, set 1'),
	('cut_b', 'top(amount, 50% per region)', '80', 'top 50% per region of 10 customers, set 1'), ('minimum', NULL, '5', NULL) $$, 'what the values are');
SELECT results_eq($$ SELECT name, measure FROM customer_grade_internal.population_definitions('grades A; metric x number; metric region text; metric vip boolean; parameter share = 20%;
		parameter cut = top(x, share per region, vip); parameter low = sum(x) keep quantile(x, 0.1); parameter middle = median(x); parameter half = avg(x) / 2; parameter third = largest(- x, 3);
		define fifth = tile(x, 5); grade A when x >= cut and x > low and x > middle and x < half and x < third and fifth > 1; grade A otherwise;') $$,
	$$ VALUES ('cut', 'top share per region, vip'), ('low', 'sum'), ('low keep', 'quantile 0.1'), ('middle', 'median'), ('half', NULL), ('third', 'largest 3'), ('tile(x, 5)', NULL) $$, '... in words');
UPDATE client SET amount = NULL WHERE id = 1;
CALL customer_grade.review('f', 'client');
SELECT is(pg_temp.sets(), 'attach done 1 of 10 {"cut_a": 90, "cut_b": {"N": 80, "S": 70}, "cut_b keep": {"N": 60, "S": 50}}
review done 2 of 9 {"cut_a": 80, "cut_b": {"N": 65, "S": 50}, "cut_b keep": {"N": 60, "S": 50}}', 'taken again by a review');

-- from outside
SELECT customer_grade.alter_attachment('f', 'client', parameters => '{"cut_a": 70}', benchmark => 'SELECT NULL::int AS cut_a, jsonb ''{"N": 1}'' AS cut_b') \g /dev/null
CALL customer_grade.review('f', 'client');
SELECT is(customer_grade.frozen('f', 'client'), '{"cut_a": 70, "cut_b": {"N": 1}, "cut_b keep": {"N": 60, "S": 50}}', 'benchmark, then the option, then the text');
SELECT customer_grade.alter_attachment('f', 'client', reset => '{parameters,benchmark}') \g /dev/null
CALL customer_grade.review('f', 'client');

-- a version that takes one in another way
SELECT customer_grade.define_standard('f', 'grades A > B > C; metric region text; metric amount number >= 0; parameter cut_a = top(amount,  20%) /* the same */ keep 60% * cut_a;
	parameter cut_b = top(amount, 30% per region) keep top(amount, 60% per region);
	require amount; grade A when amount >= cut_a; grade B when amount >= cut_b; grade C otherwise;', '2026-03-01') \g /dev/null
UPDATE client SET amount = 1000 WHERE id > 5;
SELECT is_empty($$ SELECT problem FROM customer_grade.check_version('f', 'client', version => 2) $$, 'check_version() takes what it lacks');
SELECT results_eq($$ SELECT count(*) FROM customer_grade.impact('f', 'client', version => 2) $$, ARRAY[1::bigint], 'so does impact()');
CALL customer_grade.publish('f', 'client', version => 2);
SELECT is(customer_grade.frozen('f', 'client'), '{"cut_a": 80, "cut_b": {"N": 1000, "S": 1000}, "cut_b keep": {"N": 60, "S": 50}}', 'what is taken in the same way stays');
SELECT is_empty($$ SELECT * FROM customer_grade.verify('f', 'client') $$, 'verify() is empty');

-- a review that cannot take them
SELECT customer_grade.define_standard('f', 'grades A > B; metric region text; metric amount number >= 0; parameter cut_a <= 500 = avg(amount); grade A when amount >= cut_a; grade B otherwise;', '2026-03-01') \g /dev/null
\set ON_ERROR_STOP off
CALL customer_grade.publish('f', 'client', version => 3, force => 'a test');
SELECT is(:'LAST_ERROR_MESSAGE'::text, 'value 571.1111111111111111 of parameter "cut_a" is outside its domain (<= 500)', 'outside its domain');
\set ON_ERROR_STOP on
SELECT is((SELECT version || ' ' || parameter_set FROM customer_grade.attachment WHERE standard = 'f'), '2 5', 'the old version and the old set are in force');

--
-- Who may take them
--
\o /dev/null
CREATE ROLE regress_pop_reader;
CREATE ROLE regress_pop_owner;
GRANT USAGE ON SCHEMA customer_grade TO regress_pop_reader;
ALTER TABLE client OWNER TO regress_pop_owner;
GRANT regress_pop_owner TO current_user;
\o
SET ROLE regress_pop_reader;
SELECT is(pg_temp.error($$ SELECT customer_grade.benchmark('f', 'client') $$), '42501 permission denied for table client', 'not who may not read the table');
SELECT is(pg_temp.error($$ SELECT customer_grade.frozen('f', 'client') $$), '42501 permission denied for standard "f" on table "public.client" | It is open to roles that may read the table, its ledger or its grades.', 'nor is it told the values in force');
RESET ROLE;
GRANT SELECT ON client TO regress_pop_reader;
SET ROLE regress_pop_reader;
SELECT is(pg_temp.error($$ SELECT customer_grade.benchmark('f', 'client') $$), '22023 value 571.1111111111111111 of parameter "cut_a" is outside its domain (<= 500)', 'who may takes them');
SELECT is(customer_grade.frozen('f', 'client') -> 'cut_a', '80', 'sees the values in force, too');
RESET ROLE;
DROP OWNED BY regress_pop_reader;
DROP ROLE regress_pop_reader;
--
-- What is given is not taken, and needs no column
--
CREATE TABLE narrow (id int PRIMARY KEY, amount numeric);
INSERT INTO narrow VALUES (1, 10);
SELECT customer_grade.define_standard('elsewhere', 'grades A > B; metric amount number; metric wide number; parameter cut = top(wide, 20%);
	grade A when amount >= cut; grade B otherwise;', '2020-01-01') \g /dev/null
SELECT throws_ok($$ SELECT customer_grade.attach('elsewhere', 'narrow') $$, '42703', '"narrow_elsewhere_metrics" has no column for metric "wide"', 'a column to take a value from');
SELECT lives_ok($$ SELECT customer_grade.attach('elsewhere', 'narrow', parameters => '{"cut": 5}') $$, 'the value from outside');
SELECT is((SELECT grade FROM narrow_elsewhere_ledger), 'A', 'is what grades');

SELECT * FROM finish();
