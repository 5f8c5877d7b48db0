-- Reports: the numbers are those that plain SQL over a diary kept beside the ledger gives.

\o /dev/null
SET client_min_messages = warning;
SET TimeZone = 'UTC';
CREATE FUNCTION pg_temp.clock(at text) RETURNS void LANGUAGE sql AS $$ SELECT set_config('customer_grade.clock', at, false) $$;
SELECT pg_temp.clock('2024-01-01 12:00+00');
SELECT customer_grade.define_standard('sales', $$
	grades A '重点客户 | key account' > B '普通 | normal' > C;
	metric amount number >= 0 unit 'CNY' '金额 | amount';
	metric months number >= 0 unit 'month' '成交期 | months';
	require amount, months;
	grade A when amount >= 1000 or months <= 3;
	grade B when amount >= 500 or months <= 6;
	grade C otherwise;
	target A = 20%, B = 50%;
$$, '2020-01-01', title => '销售标准 | sales standard');
-- a standard that differs in its terms only
CREATE FUNCTION pg_temp.define(name text, terms text, from_day date) RETURNS int LANGUAGE sql AS $$
	SELECT customer_grade.define_standard(define.name, (s.rubric::text || terms)::customer_grade.rubric, from_day, s.title)
	FROM customer_grade.standard AS s WHERE s.name = 'sales' $$;
SELECT customer_grade.alter_standard('sales', settings => '{"color": {"C": "#123456"}}');
CREATE TABLE customer (id int PRIMARY KEY, name text, amount int, months int, revenue numeric);
-- the standard once more, by hand
CREATE FUNCTION by_hand(amount numeric, months numeric) RETURNS text LANGUAGE sql IMMUTABLE AS $$
	SELECT CASE WHEN amount IS NULL OR months IS NULL THEN NULL WHEN amount >= 1000 OR months <= 3 THEN 'A'
		WHEN amount >= 500 OR months <= 6 THEN 'B' ELSE 'C' END $$;
CREATE TABLE diary (day date, id int, grade text, PRIMARY KEY (day, id));
-- acts at noon in UTC, which is the evening of the same day in Shanghai, and notes what came of it
CREATE FUNCTION pg_temp.act(day date, VARIADIC statements text[]) RETURNS void LANGUAGE plpgsql AS $$
DECLARE statement text;
BEGIN
	PERFORM pg_temp.clock(day || ' 12:00+00');
	FOREACH statement IN ARRAY statements LOOP EXECUTE statement; END LOOP;
	INSERT INTO diary SELECT act.day, c.id, by_hand(c.amount, c.months) FROM customer AS c;
END $$;
CREATE FUNCTION pg_temp.diary(at date) RETURNS TABLE (id int, grade text) LANGUAGE sql AS $$
	SELECT d.id, d.grade FROM diary AS d WHERE d.day = (SELECT max(day) FROM diary WHERE day <= at) $$;
INSERT INTO customer SELECT n, 'c' || n, n * 7919 % 1500, 1 + n % 17, n % 10 * 10 FROM generate_series(1, 120) AS n;
INSERT INTO customer VALUES (121, 'unknown', NULL, 3, 1000);
SELECT customer_grade.attach('sales', 'customer', time_zone => 'Asia/Shanghai');
SELECT pg_temp.act('2024-01-01', 'SELECT');
SELECT pg_temp.act('2024-01-20', 'UPDATE customer SET amount = amount * 2 WHERE id % 5 = 0');
SELECT pg_temp.act('2024-02-10', 'UPDATE customer SET amount = amount / 2 WHERE id % 5 = 0', 'UPDATE customer SET months = 20 WHERE id % 6 = 0');
SELECT pg_temp.act('2024-02-29', 'DELETE FROM customer WHERE id % 40 = 0', 'INSERT INTO customer VALUES (200, ''new'', 700, 9, 5)');
SELECT pg_temp.act('2024-03-15', 'UPDATE customer SET amount = amount * 2 WHERE id % 10 = 0', 'UPDATE customer SET amount = NULL WHERE id = 7');
SELECT pg_temp.act('2024-04-01', 'UPDATE customer SET amount = amount / 2 WHERE id % 20 = 0', 'UPDATE customer SET amount = 20 WHERE id = 121');
SELECT pg_temp.clock('2024-04-10 12:00+00');
CREATE TEMP VIEW days AS SELECT DISTINCT day FROM diary;
\o
SELECT * FROM no_plan();

--
-- Labels, titles, colors
--
SELECT results_eq($$ SELECT grade, rank, title_zh, title_en, color, target_share FROM customer_grade.grade_scale('sales') $$,
	$$ VALUES ('A', 1::smallint, '重点客户', 'key account', '#1f2f73', 0.20), ('B', 2::smallint, '普通', 'normal', '#3f93b8', 0.50),
		('C', 3::smallint, 'C', 'C', '#123456', NULL), (NULL, NULL, '未评级', 'not graded', '#bbbbbb', NULL) $$,
	'grade_scale(): titles by language, colors of the settings, targets of the text, and a row for no grade');
SELECT is((SELECT array_agg(customer_grade_internal.grade_color(n, 5) ORDER BY n) FROM generate_series(1, 5) AS n),
	'{#1f2f73,#23609f,#3f93b8,#86bfae,#c9d79f}'::text[], 'five grades have the colors of the ramp');
SELECT is((SELECT bool_and(light > before) FROM (
		SELECT c.light, lag(c.light, 1, 0.0) OVER (PARTITION BY g.of ORDER BY n.rank) AS before
		FROM generate_series(1, 64) AS g(of), generate_series(1, g.of) AS n(rank), LATERAL (SELECT decode(substr(customer_grade_internal.grade_color(n.rank, g.of), 2), 'hex') AS rgb) AS x,
			LATERAL (SELECT 0.3 * get_byte(x.rgb, 0) + 0.59 * get_byte(x.rgb, 1) + 0.11 * get_byte(x.rgb, 2) AS light) AS c) AS l),
	true, 'each grade is lighter than the better one');
SELECT is((SELECT count(DISTINCT customer_grade_internal.grade_color(n, 64)) FROM generate_series(1, 64) AS n), 64::bigint, 'as many grades as there may be have different ones');
SELECT is(customer_grade_internal.grade_color(1, 1), '#1f2f73', 'one grade has one');
SELECT is(customer_grade_internal.title_part('A级', 1) || customer_grade_internal.title_part('A级', 2), 'A级A级', 'a title of one part stands for both');
SELECT is(customer_grade_internal.bar(0.25), repeat('█', 10), 'bar()');
SELECT is(customer_grade_internal.bar(0.1125, 0.2), '████▌   |', 'bar() with the target');
SELECT is(customer_grade_internal.bar(0.5, 0.2), '████████|███████████', 'bar() over the target');
SELECT is(customer_grade_internal.bar(0), '', 'bar() of nothing');

--
-- Distribution
--
SELECT results_eq(format($$ SELECT grade, customers, share FROM customer_grade.distribution('sales', 'customer', %L) ORDER BY grade $$, day),
	format($$ SELECT g.grade, count(d.id), round(count(d.id) / (sum(count(d.id)) OVER ()), 4)
		FROM (VALUES ('A'), ('B'), ('C'), (NULL)) AS g(grade) LEFT JOIN pg_temp.diary(%L) AS d ON d.grade IS NOT DISTINCT FROM g.grade
		GROUP BY g.grade ORDER BY g.grade $$, day), 'distribution() at the end of ' || day)
FROM days ORDER BY day;
SELECT results_eq($$ SELECT * FROM customer_grade.distribution('sales', 'customer') $$,
	$$ SELECT * FROM customer_grade.distribution('sales', 'customer', '2024-04-10') $$, 'without a day: now');
SELECT is((SELECT sum(customers) FROM customer_grade.distribution('sales', 'customer', '2023-12-31')), 0::numeric, 'before all: nobody');
SELECT is((SELECT array_agg(coalesce(grade, '-') ORDER BY ordinality) FROM customer_grade.distribution('sales', 'customer') WITH ORDINALITY), '{A,B,C,-}'::text[],
	'best first, not graded last');
SELECT is((SELECT bar FROM customer_grade.distribution('sales', 'customer') WHERE grade = 'A'),
	(SELECT customer_grade_internal.bar(round(count(*) FILTER (WHERE grade = 'A') / count(*)::numeric, 4), 0.2) FROM pg_temp.diary('2024-04-10')), 'its bar');
SELECT is((SELECT customers FROM customer_grade.distribution('sales', 'customer', '2024-01-19') WHERE grade = 'A'),
	(SELECT count(*) FROM pg_temp.diary('2024-01-01') WHERE grade = 'A'), 'a day ends in the time zone of the attachment');

--
-- Migration and movers
--
SELECT results_eq(format($$ SELECT grade_from, grade_to, direction, customers FROM customer_grade.migration('sales', 'customer', %1$L, %2$L) ORDER BY 1, 2, 3 $$, f.day, t.day),
	format($$ SELECT f.grade, t.grade, CASE WHEN f.id IS NULL THEN 'joined' WHEN t.id IS NULL THEN 'left' WHEN f.grade = t.grade OR f.grade IS NULL AND t.grade IS NULL THEN 'same'
			WHEN f.grade IS NULL THEN 'graded' WHEN t.grade IS NULL THEN 'no longer graded' WHEN f.grade > t.grade THEN 'better' ELSE 'worse' END AS direction, count(*)
		FROM pg_temp.diary(%1$L) AS f FULL JOIN pg_temp.diary(%2$L) AS t USING (id) GROUP BY 1, 2, 3 ORDER BY 1, 2, 3 $$, f.day, t.day),
	'migration() from ' || f.day || ' to ' || t.day)
FROM days AS f, days AS t WHERE f.day < t.day ORDER BY f.day, t.day;
SELECT is_empty($$
	SELECT grade, d.customers, m.customers
	FROM customer_grade.distribution('sales', 'customer', '2024-01-31') AS d
		FULL JOIN (SELECT coalesce(grade_from, '-') AS g, sum(customers) AS customers, sum(share) AS share
			FROM customer_grade.migration('sales', 'customer', '2024-01-31', '2024-03-31') WHERE direction <> 'joined' GROUP BY 1) AS m ON m.g = coalesce(d.grade, '-')
	WHERE d.customers <> m.customers OR abs(m.share - 1) > 0.001 $$, 'its rows add up to the distribution at the beginning');
SELECT is_empty($$
	SELECT grade, d.customers, m.customers
	FROM customer_grade.distribution('sales', 'customer', '2024-03-31') AS d
		FULL JOIN (SELECT coalesce(grade_to, '-') AS g, sum(customers) AS customers
			FROM customer_grade.migration('sales', 'customer', '2024-01-31', '2024-03-31') WHERE direction <> 'left' GROUP BY 1) AS m ON m.g = coalesce(d.grade, '-')
	WHERE d.customers <> m.customers $$, 'its columns to the one at the end');
SELECT results_eq($$ SELECT sum(amount) FROM customer_grade.migration('sales', 'customer', '2024-01-31', NULL, 'revenue') $$,
	$$ SELECT sum(revenue) FROM customer $$, 'all amounts of the subject are in it');
SELECT results_eq($$ SELECT grade_from, grade_to, amount FROM customer_grade.migration('sales', 'customer', '2024-01-31', NULL, 'amount') WHERE direction = 'worse' ORDER BY 1, 2 $$,
	$$ SELECT d.grade, by_hand(amount, months), sum(amount)::numeric FROM customer JOIN pg_temp.diary('2024-01-31') AS d USING (id)
		WHERE d.grade < by_hand(amount, months) GROUP BY 1, 2 ORDER BY 1, 2 $$, 'amounts of the metrics view');
SELECT throws_ok($$ SELECT customer_grade.migration('sales', 'customer', '2024-01-31', NULL, 'none') $$, '42703', 'neither "public.customer_sales_metrics" nor "public.customer" has a column "none"', 'an amount that nobody has');
SELECT throws_ok($$ SELECT customer_grade.migration('sales', 'customer', '2024-01-31', NULL, 'name') $$, '42804', 'column "name" of relation "public.customer" is not numeric', 'an amount that is none');
SELECT results_eq($$ SELECT (key ->> 'id')::int, grade_from, grade_to, notches FROM customer_grade.movers('sales', 'customer', '2024-01-01', '2024-03-31') ORDER BY 1 $$,
	$$ SELECT id, f.grade, t.grade, ascii(f.grade) - ascii(t.grade) FROM pg_temp.diary('2024-01-01') AS f FULL JOIN pg_temp.diary('2024-03-31') AS t USING (id)
		WHERE f.grade IS DISTINCT FROM t.grade OR f.id IS NULL OR t.id IS NULL ORDER BY 1 $$, 'movers()');
SELECT results_eq($$ SELECT direction, cause, at FROM customer_grade.movers('sales', 'customer', '2024-01-01', '2024-03-31') WHERE key = '{"id": 7}' $$,
	$$ VALUES ('no longer graded', 'update customer', '2024-03-15 12:00+00'::timestamptz) $$, 'with the cause and time of the change');
SELECT results_eq($$ SELECT direction, cause, at FROM customer_grade.movers('sales', 'customer', '2024-01-01', '2024-03-10') WHERE key IN ('{"id": 40}', '{"id": 200}') ORDER BY 1 $$,
	$$ VALUES ('joined', NULL, '2024-02-29 12:00+00'::timestamptz), ('left', 'deleted', '2024-02-29 12:00+00') $$, 'customers that joined and left');
SELECT is_empty($$ SELECT * FROM customer_grade.movers('sales', 'customer', '2024-01-01', '2024-01-10') $$, 'nobody moves when nothing happens');
SELECT results_eq(format($$ SELECT DISTINCT psi FROM customer_grade.population_stability('sales', 'customer', '2024-01-01', %L) $$, day),
	format($$ SELECT round(sum((t - f) * (ln(t) - ln(f))), 4) FROM (SELECT
			greatest(round(count(*) FILTER (WHERE NOT later) / sum(count(*) FILTER (WHERE NOT later)) OVER (), 4), 0.0001) AS f,
			greatest(round(count(*) FILTER (WHERE later) / sum(count(*) FILTER (WHERE later)) OVER (), 4), 0.0001) AS t
		FROM (SELECT grade, false AS later FROM pg_temp.diary('2024-01-01') UNION ALL SELECT grade, true FROM pg_temp.diary(%L)) AS d GROUP BY grade) AS s $$, day),
	'population_stability() to ' || day)
FROM days WHERE day > '2024-01-01' ORDER BY day;
SELECT is((SELECT DISTINCT band FROM customer_grade.population_stability('sales', 'customer', '2024-01-01', '2024-01-05')), 'stable', 'and its band');
SELECT results_eq($$ SELECT DISTINCT contribution, psi, band FROM customer_grade.population_stability('sales', 'customer', '2020-01-01', '2024-01-05') $$,
	$$ VALUES (NULL::numeric, NULL::numeric, NULL) $$, 'none where there was nobody');

--
-- Time
--
SELECT results_eq($$ SELECT (key ->> 'id')::int, path, changes, reversals FROM customer_grade.flapping('sales', 'customer', '2023-12-31', times => 1) ORDER BY 1 $$,
	$$ WITH c AS (
			SELECT id, day, grade, lag(grade) OVER w AS before FROM diary WINDOW w AS (PARTITION BY id ORDER BY day)
		), s AS (
			SELECT id, day, grade, sign(ascii(grade) - ascii(before)) AS step FROM c WHERE grade IS DISTINCT FROM before OR NOT EXISTS (SELECT FROM diary AS d WHERE d.id = c.id AND d.day < c.day)
		), r AS (SELECT *, lag(step) OVER (PARTITION BY id ORDER BY day) AS previous FROM s)
		SELECT id, string_agg(coalesce(grade, '-'), ' > ' ORDER BY day), count(*) - 1, count(*) FILTER (WHERE step = -previous) FROM r
		GROUP BY id HAVING count(*) FILTER (WHERE step = -previous) >= 1 ORDER BY 1 $$, 'flapping()');
SELECT is((SELECT count(*) > 0 AND bool_and(reversals >= 2) FROM customer_grade.flapping('sales', 'customer', '2023-12-31')), true, 'customers that changed back and forth twice');
SELECT results_eq($$ SELECT grade, ended, mean_days, longest_days, current, current_mean_days FROM customer_grade.dwell_time('sales', 'customer') $$,
	$$ WITH c AS (SELECT id, day, grade, lag(grade) OVER w AS before, lag(day) OVER w AS day_before FROM diary WINDOW w AS (PARTITION BY id ORDER BY day)),
		s AS (SELECT id, grade, day, coalesce(lead(day) OVER (PARTITION BY id ORDER BY day), CASE WHEN id IN (40, 80, 120) THEN '2024-02-29'::date END) AS until
			FROM c WHERE day_before IS NULL OR grade IS DISTINCT FROM before)
		SELECT grade, count(until), round(avg(until - day), 1), round(max(until - day)::numeric, 1),
			count(*) FILTER (WHERE until IS NULL), round(avg('2024-04-10'::date - day) FILTER (WHERE until IS NULL), 1)
		FROM s GROUP BY grade ORDER BY grade $$, 'dwell_time()');
SELECT results_eq($$ SELECT as_of, (key ->> 'id')::int, grade FROM customer_grade.grade_days('sales', 'customer', '2024-01-15', '2024-12-31') ORDER BY 1, 2 $$,
	$$ SELECT m.day, d.id, d.grade FROM unnest('{2024-01-31,2024-02-29,2024-03-31,2024-04-10}'::date[]) AS m(day), pg_temp.diary(m.day) AS d ORDER BY 1, 2 $$,
	'grade_days() by month ends of a leap year, and never after today');
SELECT results_eq($$ SELECT as_of, count(*) FROM customer_grade.grade_days('sales', 'customer', '2024-02-27', '2024-03-02', 'day') GROUP BY 1 ORDER BY 1 $$,
	$$ SELECT m::date, (SELECT count(*) FROM pg_temp.diary(m::date)) FROM generate_series(date '2024-02-27', '2024-03-02', '1 day') AS m ORDER BY 1 $$, 'by days');
SELECT is(customer_grade_internal.grid('2024-01-01', '2024-12-31', 'quarter'), '{2024-03-31,2024-06-30,2024-09-30,2024-12-31}'::date[], 'a grid of quarters');
SELECT is(customer_grade_internal.grid('2024-01-03', '2024-01-18', 'week'), '{2024-01-07,2024-01-14,2024-01-18}'::date[], 'a grid of weeks');
SELECT throws_ok($$ SELECT customer_grade.grade_days('sales', 'customer', '2024-01-01', NULL, 'decade') $$, '22023', 'invalid value for every: "decade"', 'no such grid');

--
-- Money
--
SELECT results_eq($$ SELECT coalesce(grade, title_en), customers, amount, cumulative_share, gini FROM customer_grade.concentration('sales', 'customer', 'revenue') $$,
	$$ WITH c AS (SELECT coalesce(by_hand(amount, months), 'not graded') AS grade, revenue FROM customer),
		g AS (SELECT grade, revenue FROM c UNION ALL SELECT 'total', revenue FROM c)
		SELECT s.grade, count(*), sum(revenue),
			round((SELECT sum(revenue) FROM c WHERE c.grade <= s.grade OR s.grade = 'total') / (SELECT sum(revenue) FROM c), 4),
			(SELECT round(sum(abs(x.revenue - y.revenue)) / nullif(2 * count(*) * avg(x.revenue), 0), 4)
				FROM g AS x, g AS y WHERE x.grade = s.grade AND y.grade = s.grade)
		FROM g AS s GROUP BY s.grade ORDER BY s.grade = 'total', s.grade = 'not graded', s.grade $$, 'concentration() with Gini''s own definition');
UPDATE customer SET revenue = -1 WHERE id = 1;
SELECT is((SELECT gini FROM customer_grade.concentration('sales', 'customer', 'revenue') WHERE title_en = 'total'), NULL, 'no Gini coefficient of negative amounts');
UPDATE customer SET revenue = 10 WHERE id = 1;

--
-- Watchlist: the nearest whole number that gives another grade, on either side
--
\o /dev/null
CREATE TEMP TABLE nearest AS
	SELECT DISTINCT ON (c.id, m.metric, n > m.value) c.id, m.metric, m.value, n::numeric, n > m.value AS up, by_hand(c.amount, c.months) AS grade, b.grade AS grade_to
	FROM customer AS c, LATERAL (VALUES ('amount', amount), ('months', months)) AS m(metric, value), generate_series(0, 3 * m.value + 1) AS n,
		LATERAL (SELECT CASE m.metric WHEN 'amount' THEN by_hand(n, c.months) ELSE by_hand(c.amount, n) END AS grade) AS b
	WHERE b.grade <> by_hand(c.amount, c.months)
	ORDER BY c.id, m.metric, n > m.value, abs(n - m.value);
CREATE TEMP TABLE watching AS SELECT (key ->> 'id')::int AS id, w.* FROM customer_grade.watchlist('sales', 'customer', 0.15) AS w;
\o
SELECT cmp_ok((SELECT count(*) FROM watching), '>', 10::bigint, 'customers are near');
SELECT is_empty($$ SELECT id, metric, value, threshold, grade, grade_to, due_on FROM watching EXCEPT SELECT id, metric, value, n, grade, grade_to, NULL::date FROM nearest $$,
	'watchlist() of a threshold standard');
-- the width of a grade is told from its own first value or from the last one before it
CREATE TEMP VIEW width AS SELECT n.*, abs(n.n - n.value) AS distance, abs(n.n - o.n) AS width FROM nearest AS n LEFT JOIN nearest AS o ON (o.id, o.metric, o.up) = (n.id, n.metric, NOT n.up);
SELECT is_empty($$ SELECT * FROM width JOIN watching AS w USING (id, metric) WHERE w.threshold = n AND (distance > 0.15 * w.value OR distance > 0.15 * width) $$,
	'near is near in the value and in the width of the grade');
SELECT is_empty($$ SELECT * FROM width AS d WHERE distance <= 0.15 * value AND coalesce(distance < 0.15 * (width - 1), true)
	AND NOT EXISTS (SELECT FROM watching AS w WHERE (w.id, w.metric, w.threshold) = (d.id, d.metric, d.n)) $$, 'who is, is told');
SELECT is((SELECT count(*) FROM customer_grade.watchlist('sales', 'customer', 0)), 0::bigint, 'within 0 finds no customer');
SELECT throws_ok($$ SELECT customer_grade.watchlist('sales', 'customer', 1) $$, '22023', 'invalid distance 1', 'nor beyond zero');
SELECT is((SELECT array_agg(DISTINCT reason ORDER BY reason) FROM customer_grade.watchlist('sales', 'customer', 0.15)), '{near better,near worse}'::text[], 'reasons');
SELECT is(current_setting('customer_grade.as_of', true), '', 'the evaluation date is left as it was');
\o /dev/null
SELECT customer_grade.define_standard('card', $$
	grades A > B > C, special;
	metric ratio number between 0 and 1;
	metric amount number;
	metric number_of_claims number >= 0;
	metric kind text in ('usual', '500 odd');
	parameter top number;
	criterion sales max 50 = amount / top * 50;
	criterion payment = 50 * ratio;
	treatment visit_interval for B = 1 unit 'month';
	grade special when kind = '500 odd' and amount > 2990.5;
	grade A when score >= 80;
	grade B when score >= 40;
	grade C otherwise;
	cap B when number_of_claims > 3;
$$, '2020-01-01');
CREATE TABLE "Kunde ""x'" ("Nr '1" int, region text, ratio numeric(6,4), amount double precision, number_of_claims smallint, kind text, PRIMARY KEY (region, "Nr '1"));
INSERT INTO "Kunde ""x'" SELECT n, 'r' || n % 3, (n * 37 % 101) / 100.0, n * n - 20, n % 6, CASE WHEN n > 50 AND n % 3 = 0 THEN '500 odd' ELSE 'usual' END FROM generate_series(1, 90) AS n WHERE n * 37 % 101 <= 100;
SELECT customer_grade.attach('card', '"Kunde ""x''"', parameters => '{"top": 3000}');
CREATE FUNCTION pg_temp.card(k "Kunde ""x'", metric text, value numeric) RETURNS text LANGUAGE sql AS
	$$ SELECT customer_grade.grade('card', to_jsonb(k) || jsonb_build_object(metric, value), '{"top": 3000}') $$;
CREATE TEMP TABLE watched AS
	SELECT k, w.* FROM customer_grade.watchlist('card', '"Kunde ""x''"', 0.25) AS w JOIN "Kunde ""x'" AS k ON w.key = jsonb_build_object('region', k.region, 'Nr ''1', k."Nr '1");
\o
SELECT is((SELECT array_agg(DISTINCT metric ORDER BY metric) FROM watched), '{amount,number_of_claims,ratio}'::text[], 'a scorecard has customers near a change by each metric');
SELECT is_empty($$ SELECT * FROM watched WHERE pg_temp.card(k, metric, threshold + CASE bound WHEN 'more than' THEN 0.001 WHEN 'less than' THEN -0.001 ELSE 0 END)
	IS DISTINCT FROM grade_to OR grade_to = grade $$, 'what watchlist() says they would get, they would');
SELECT is_empty($$ SELECT * FROM watched, generate_series(1, 19) AS n WHERE pg_temp.card(k, metric, value + (threshold - value) * n / 20 - sign(threshold - value) * abs(value) / 100) <> grade
	AND abs(threshold - value) > abs(value) / 50 $$, 'and none between gives another grade');
SELECT is_empty($$ SELECT k."Nr '1", m.metric, n FROM "Kunde ""x'" AS k, unnest('{ratio,amount}'::text[]) AS m(metric), generate_series(-24, 24) AS n,
		LATERAL (SELECT (to_jsonb(k) ->> m.metric)::numeric AS value) AS v
	WHERE v.value * (1 + n / 100.0) BETWEEN -1000000 AND CASE m.metric WHEN 'ratio' THEN 1 ELSE 1000000 END
		AND pg_temp.card(k, m.metric, v.value * (1 + n / 100.0)) <> pg_temp.card(k, m.metric, v.value)
		AND NOT EXISTS (SELECT FROM watched AS w WHERE w.k = k AND w.metric = m.metric AND sign(w.threshold - w.value) = sign(n * v.value)) $$, 'no customer is missing');
SELECT is((SELECT count(*) FROM watched WHERE metric = 'number_of_claims' AND threshold <> trunc(threshold)), 0::bigint, 'claims are whole');
SELECT is((SELECT count(*) > 0 FROM watched WHERE reason = 'near other' AND grade_to = 'special'), true, 'a label without rank is neither better nor worse');

\o /dev/null
SELECT customer_grade.define_standard('quotient', 'grades A > B; metric m number; metric n number; grade A when n / (m - 5) >= 10; grade B otherwise;', '2020-01-01');
CREATE TABLE quotient (id int PRIMARY KEY, m numeric, n numeric);
INSERT INTO quotient VALUES (1, 5.2, 1.9), (2, 7, 21);
SELECT customer_grade.attach('quotient', 'quotient');
SET client_min_messages = error;
\o
SELECT results_eq($$ SELECT key, metric, threshold FROM customer_grade.watchlist('quotient', 'quotient') ORDER BY 1, 2 $$,
	$$ VALUES ('{"id": 1}'::jsonb, 'm', 5.19), ('{"id": 1}'::jsonb, 'n', 2.0), ('{"id": 2}', 'm', 7.100001), ('{"id": 2}', 'n', 19.999999) $$, 'a metric that divides by zero on the way does not hide the others; columns may be called as they like');
SET client_min_messages = warning;

-- what waits and what ends
\o /dev/null
CREATE TABLE waiting (id int PRIMARY KEY, amount numeric, months numeric);
INSERT INTO waiting SELECT n, 1200, 20 FROM generate_series(1, 6) AS n;
SELECT pg_temp.define('waiting', 'demotion after 20 days;', '2020-01-01');
SELECT customer_grade.attach('waiting', 'waiting', prefix => 'waiting_sales', overrider => NULL, time_zone => 'UTC');
UPDATE waiting SET amount = 1 WHERE id = 1;
SELECT pg_temp.define('waiting', 'demotion after 20 days; provisional 10 days;', '2020-01-02');
CALL customer_grade.publish('waiting', 'waiting');
INSERT INTO waiting VALUES (7, 700, 20);
INSERT INTO waiting_sales_decisions (id, decision, grade, status, reason, proposed_by, proposed_at, decided_by, decided_at, valid_until)
VALUES (2, 'override', 'C', 'approved', 'lawsuit', 'chief', '2024-04-10', 'chief', '2024-04-10', '2024-04-20'),
	(3, 'override', 'B', 'approved', 'check', 'chief', '2024-04-10', 'chief', '2024-04-10', '2024-12-20');
\o
SELECT results_eq($$ SELECT (key ->> 'id')::int, grade, reason, grade_to, due_on FROM customer_grade.watchlist('waiting', 'waiting', 0.01) WHERE metric IS NULL ORDER BY 1 $$,
	$$ VALUES (1, 'A', 'demotion waits', 'C', '2024-04-30'::date), (2, 'C', 'override ends', 'A', '2024-04-21'), (7, 'B', 'provisional ends', 'B', '2024-04-20') $$,
	'watchlist(): demotions that wait, provisional grades and overrides that end');
-- a fall that a review announces
\o /dev/null
CREATE TABLE announced (id int PRIMARY KEY, amount numeric, months numeric);
INSERT INTO announced VALUES (1, 1200, 20);
SELECT pg_temp.define('announced', 'review month end; demotion 2 days after review;', '2020-01-01');
SELECT customer_grade.attach('announced', 'announced', time_zone => 'UTC');
UPDATE announced SET amount = 1;
\o
SELECT results_eq($$ SELECT (key ->> 'id')::int, reason, due_on FROM customer_grade.watchlist('announced', 'announced', 0.01) WHERE metric IS NULL $$,
	$$ VALUES (1, 'demotion waits', '2024-04-30'::date) $$, 'a demotion waits for the review');
CALL customer_grade.review('announced', 'announced');
SELECT results_eq($$ SELECT (key ->> 'id')::int, reason, due_on FROM customer_grade.watchlist('announced', 'announced', 0.01) WHERE metric IS NULL $$,
	$$ VALUES (1, 'demotion waits', '2024-04-13'::date) $$, '... and then for the day that it has announced');
\o /dev/null
CREATE TABLE approving (id int PRIMARY KEY, amount numeric, months numeric);
SELECT pg_temp.define('approving', 'review month end; demotion at review; approval of A;', '2020-01-01');
SELECT customer_grade.attach('approving', 'approving', prefix => 'approving_sales', time_zone => 'UTC');
INSERT INTO approving VALUES (1, 1500, 20), (2, 1500, 20), (3, 1500, 20), (4, 700, 20);
INSERT INTO approving_sales_decisions (id, decision, grade, status, proposed_by, proposed_at, decided_by, decided_at, valid_until)
VALUES (2, 'approval', 'A', 'approved', 'seller', '2024-04-10', 'chief', '2024-04-10', '2024-05-10'),
	(3, 'approval', 'A', 'approved', 'seller', '2024-04-10', 'chief', '2024-04-10', '2024-05-11');
UPDATE approving SET amount = 1 WHERE id = 4;
\o
SELECT results_eq($$ SELECT (key ->> 'id')::int, grade, computed_grade, reason, due_on FROM customer_grade.watchlist('approving', 'approving', 0.01) WHERE metric IS NULL ORDER BY 1 $$,
	$$ VALUES (1, 'B', 'A', 'approval awaited', NULL::date), (2, 'A', 'A', 'approval ends', '2024-05-11'), (4, 'B', 'C', 'demotion waits', '2024-04-30') $$, 'approvals, and demotions at the review');
\o /dev/null
CALL customer_grade.review('approving', 'approving');
\o
SELECT results_eq($$ SELECT kind, as_of, status, total, progress, changed, refused, parameters, problem FROM customer_grade.review_log('approving', 'approving') $$,
	$$ VALUES ('attach', date '2024-04-10', 'done', 0::bigint, NULL::numeric, 0::bigint, 0::bigint, '{}'::jsonb, NULL::text), ('review', '2024-04-10', 'done', 1, 1.0, 1, 0, '{}', NULL) $$, 'review_log()');
SELECT is_empty($$ SELECT * FROM customer_grade.watchlist('approving', 'approving', 0.01) WHERE reason = 'demotion waits' $$, 'nothing waits after the review');
SELECT results_eq($$ SELECT as_of, customers, overridden, rate, better, worse, decided FROM customer_grade.override_rate('waiting', 'waiting', '2024-04-09', every => 'day') $$,
	$$ VALUES ('2024-04-09'::date, 0::bigint, 0::bigint, NULL::numeric, 0::bigint, 0::bigint, 0::bigint), ('2024-04-10', 7, 2, 0.2857, 0, 2, 2) $$, 'override_rate()');

--
-- Roll-off
--
\o /dev/null
CREATE TABLE buyer (id int PRIMARY KEY, joined_on date);
CREATE TABLE purchase (buyer int, day date, amount numeric);
INSERT INTO buyer SELECT n, '2023-01-01' FROM generate_series(1, 40) AS n;
INSERT INTO purchase SELECT 1 + n % 40, date '2023-12-01' + n * 53 % 130, n % 7 * 20 FROM generate_series(1, 200) AS n;
CREATE VIEW bought AS
SELECT b.id, coalesce(sum(p.amount), 0) AS last_three_months
FROM buyer AS b LEFT JOIN purchase AS p ON p.buyer = b.id AND p.day < date_trunc('month', customer_grade.as_of())
	AND p.day >= date_trunc('month', customer_grade.as_of()) - interval '3 months'
GROUP BY b.id;
SELECT customer_grade.define_standard('buying', 'grades A > B > C; metric last_three_months number; grade A when last_three_months >= 200; grade B when last_three_months >= 80; grade C otherwise;', '2020-01-01');
SELECT customer_grade.attach('buying', 'buyer', 'bought', time_zone => 'UTC');
CREATE FUNCTION pg_temp.bought(buyer int, day date) RETURNS text LANGUAGE sql AS $$
	SELECT CASE WHEN s >= 200 THEN 'A' WHEN s >= 80 THEN 'B' ELSE 'C' END
	FROM (SELECT coalesce(sum(amount), 0) AS s FROM purchase AS p WHERE p.buyer = bought.buyer AND to_char(p.day, 'YYYY-MM') IN
		(to_char(bought.day - interval '1 month', 'YYYY-MM'), to_char(bought.day - interval '2 month', 'YYYY-MM'), to_char(bought.day - interval '3 month', 'YYYY-MM'))) AS t $$;
\o
SELECT results_eq($$ SELECT (key ->> 'id')::int, due_on, grade, grade_to FROM customer_grade.roll_off('buying', 'buyer', 4) ORDER BY 1 $$,
	$$ SELECT DISTINCT ON (b.id) b.id, d.day, pg_temp.bought(b.id, '2024-04-10'), pg_temp.bought(b.id, d.day)
		FROM buyer AS b, unnest('{2024-04-10,2024-05-01,2024-06-01,2024-07-01,2024-08-01}'::date[]) AS d(day)
		WHERE pg_temp.bought(b.id, d.day) <> pg_temp.bought(b.id, '2024-04-10') ORDER BY b.id, d.day $$, 'roll_off(): who changes on the first of which month');
SELECT is((SELECT count(*) > 5 AND bool_and(direction IN ('worse', 'better')) FROM customer_grade.roll_off('buying', 'buyer', 4)), true, 'with the direction');
SELECT results_eq($$ SELECT * FROM customer_grade.roll_off('buying', 'buyer', 2, 'day') $$, $$ SELECT * FROM customer_grade.roll_off('buying', 'buyer', 2) $$, 'day by day it is the same');
SELECT is((SELECT amount FROM customer_grade.concentration('buying', 'buyer', 'last_three_months') WHERE title_en = 'total'),
	(SELECT sum(amount) FROM purchase WHERE day BETWEEN '2024-01-01' AND '2024-03-31'), 'amounts of a metrics view are as of the clock''s day');
SELECT is((SELECT sum(amount) FROM customer_grade.migration('buying', 'buyer', '2024-01-31', '2024-02-10', 'last_three_months')), NULL, 'nobody was there then');
INSERT INTO purchase VALUES (4, '2024-03-05', 1000);
SELECT grade FROM buyer_buying_ledger WHERE id = 4 \gset

SELECT is((SELECT grade || grade_to || direction FROM customer_grade.roll_off('buying', 'buyer', 1) WHERE due_on = '2024-04-10' AND key = '{"id": 4}'),
	:'grade' || 'Abetter', 'what no trigger noticed is found as of today');
SELECT is_empty($$ SELECT * FROM customer_grade.roll_off('sales', 'customer', 4) $$, 'without dates in it nothing falls');
SELECT is(current_setting('customer_grade.as_of', true), '', 'the evaluation date is left as it was');
SET customer_grade.as_of = '2024-02-02';
SELECT is((SELECT count(*) > 0 FROM customer_grade.roll_off('buying', 'buyer')) AND current_setting('customer_grade.as_of') = '2024-02-02', true, 'or as it was set');
RESET customer_grade.as_of;

--
-- Comparing
--
SELECT results_eq($$ SELECT (key ->> 'id')::int, grade, grade_to, direction FROM customer_grade.impact('sales', 'customer', $r$
		grades A > B > C; metric amount number >= 0; metric months number >= 0; parameter cut number; parameter as_of date; require amount, months;
		grade A when amount >= cut; grade B when months <= 6 and as_of = date '2024-04-10'; grade C otherwise; $r$, parameters => '{"cut": 1200}') ORDER BY 1 $$,
	$$ SELECT id, old, new, CASE WHEN new > old THEN 'worse' ELSE 'better' END FROM (SELECT id, by_hand(amount, months) AS old,
			CASE WHEN amount >= 1200 THEN 'A' WHEN months <= 6 THEN 'B' ELSE 'C' END AS new FROM customer WHERE amount IS NOT NULL) AS c
		WHERE old <> new ORDER BY 1 $$, 'impact(): who would move');
SELECT is((SELECT count(*) FROM customer_grade.impact('sales', 'customer', (SELECT rubric FROM customer_grade.standard WHERE name = 'sales'))), 0::bigint, 'by the same rubric nobody');
SELECT is((SELECT array_agg(DISTINCT reason) FROM customer_grade.impact('sales', 'customer', 'grades A; metric amount number; scope when amount < 0; grade A otherwise;')
	WHERE direction = 'no longer graded'), '{out of scope}'::text[], 'with the reason of those it would not grade');

--
-- One customer
--
SELECT bag_eq($$ SELECT section_zh, section_en, item_zh, value, result FROM customer_grade.assessment_form('card', '"Kunde ""x''"', '{"region": "r1", "Nr ''1": 40}') WHERE section_en <> 'metric' $$,
	$$ SELECT * FROM (VALUES ('客户', 'customer', 'Nr ''1', '40', NULL), ('客户', 'customer', 'region', 'r1', NULL), ('标准', 'standard', 'card', 'card', '1'),
		('参数', 'parameter', 'top', '3000', NULL)) AS v(a, b, c, d, e)
		UNION ALL SELECT CASE kind WHEN 'criterion' THEN '评分' WHEN 'score' THEN '总分' WHEN 'rule' THEN '规则' WHEN 'cap' THEN '上限' ELSE '评级结果' END, kind,
			CASE kind WHEN 'score' THEN '总分' ELSE name END, CASE WHEN kind IN ('rule', 'cap') THEN expression ELSE value END, outcome
		FROM customer_grade.explain('card', (SELECT k FROM "Kunde ""x'" AS k WHERE "Nr '1" = 40), '{"top": 3000}') WHERE kind NOT IN ('metric', 'parameter')
		UNION ALL VALUES ('当前等级', 'grade in force', 'B', 'B', 'final, since 2024-04-10'), ('待遇', 'treatment', 'visit_interval', '1 month', NULL) $$,
	'assessment_form(): what explain() says, the grade in force, what it gets');
SELECT is((SELECT array_agg(section_en || ' ' || item_en || ' ' || value || ' ' || result ORDER BY line) FROM customer_grade.assessment_form('waiting', 'waiting', '{"id": 2}')
		WHERE section_en IN ('decision', 'history', 'grade in force')),
	'{"grade in force C C override, since 2024-04-10","decision override C approved, chief, 2024-04-10, lawsuit, until 2024-04-20","history key account A final, 2024-04-10 to 2024-04-10, override"}'::text[],
	'its decisions and its history');
SELECT throws_ok($$ SELECT customer_grade.assessment_form('waiting', 'waiting', '{"id": 99}') $$, 'P0002', 'no customer with key {"id": 99} in table "public.waiting"', 'of nobody');
SELECT results_eq($$ SELECT standard, title_zh, title_en, grade, rank, grade_zh, grade_en, state FROM customer_grade.customer_grades('waiting', '{"id": 1}') $$,
	$$ VALUES ('waiting', '销售标准', 'sales standard', 'A', 1::smallint, '重点客户', 'key account', 'final') $$, 'customer_grades()');

--
-- Views
--
SELECT is((SELECT array_agg(v::text ORDER BY v::text) FROM customer_grade.create_report_views('sales', 'customer') AS v),
	'{customer_sales_changes,customer_sales_current,customer_sales_distribution,customer_sales_migration,customer_sales_monthly,customer_sales_scale,customer_sales_trend}'::text[], 'create_report_views()');
SELECT lives_ok($$ SELECT customer_grade.create_report_views('sales', 'customer') $$, 'once more makes them again');
SELECT is((SELECT count(*) FROM customer_grade.create_report_views('card', '"Kunde ""x''"')), 7::bigint, 'of a table with a hostile name');
SELECT is_empty($$ SELECT a.attrelid::regclass, a.attname FROM customer_grade.report_view AS v JOIN pg_attribute AS a ON a.attrelid = v.view AND a.attnum > 0
	WHERE coalesce(col_description(a.attrelid, a.attnum), '') !~ '^[[:ascii:]]+$' OR coalesce(obj_description(v.view), '') !~ '^the |^how |^each ' $$,
	'each view and column is told of');
SET customer_grade.language = zh;
SELECT customer_grade.create_report_views('sales', 'customer') \g /dev/null
SELECT is_empty($$ SELECT a.attrelid::regclass, a.attname FROM customer_grade.report_view AS v JOIN pg_attribute AS a ON a.attrelid = v.view AND a.attnum > 0
	WHERE v.subject = 'customer'::regclass AND (col_description(a.attrelid, a.attnum) !~ '[一-龥]' OR obj_description(v.view) !~ '^[一-龥]') $$,
	'... in the language of the session');
RESET customer_grade.language;
SELECT results_eq('SELECT grade, rank, title_zh, title_en, color, customers, share, target_share FROM customer_sales_distribution ORDER BY rank',
	$$ SELECT grade, rank, title_zh, title_en, color, customers, share, target_share FROM customer_grade.distribution('sales', 'customer') $$, 'the view of the distribution');
SELECT results_eq('SELECT as_of, id, grade FROM customer_sales_monthly ORDER BY 1, 2',
	$$ SELECT as_of, (key ->> 'id')::int, grade FROM customer_grade.grade_days('sales', 'customer', '2024-01-01') ORDER BY 1, 2 $$, 'the view of months has the key''s own type');
SELECT results_eq('SELECT as_of, grade, customers, share FROM customer_sales_trend ORDER BY 1, 2',
	$$ SELECT d.day, t.grade, t.customers, t.share FROM unnest('{2024-01-31,2024-02-29,2024-03-31,2024-04-10}'::date[]) AS d(day),
		customer_grade.distribution('sales', 'customer', d.day) AS t WHERE customers > 0 ORDER BY 1, 2 $$, 'the view of the trend');
SELECT results_eq($$ SELECT grade_from, rank_from, grade_to, rank_to, direction, customers FROM customer_sales_migration WHERE as_of = '2024-03-31' ORDER BY 1, 3, 5 $$,
	$$ SELECT grade_from, rank_from, grade_to, rank_to, direction, customers FROM customer_grade.migration('sales', 'customer', '2024-02-29', '2024-03-31') ORDER BY 1, 3, 5 $$, 'the view of the migration');
SELECT results_eq($$ SELECT id, changed_on, grade_from, grade_to, cause FROM customer_sales_changes ORDER BY 1, 2 $$,
	$$ SELECT * FROM (SELECT id, lead(day) OVER w, grade, lead(grade) OVER w AS next, 'update customer' FROM (SELECT DISTINCT ON (id, sequence) id, day, grade FROM (
			SELECT d.*, count(*) FILTER (WHERE changed) OVER (PARTITION BY id ORDER BY day) AS sequence FROM (SELECT d.*, grade IS DISTINCT FROM lag(grade) OVER (PARTITION BY id ORDER BY day) AS changed FROM diary AS d) AS d) AS d
		ORDER BY id, sequence, day) AS d WINDOW w AS (PARTITION BY id ORDER BY day)) AS c(id, day, grade, next, cause) WHERE day IS NOT NULL
		UNION ALL SELECT id, '2024-02-29', grade, NULL, 'deleted' FROM pg_temp.diary('2024-02-10') WHERE id % 40 = 0 ORDER BY 1, 2 $$, 'the view of changes');
SELECT results_eq('SELECT id, grade_label, grade, days_since FROM customer_sales_current WHERE id IN (7, 200) ORDER BY 1', $$ VALUES (7, '-', NULL, 26), (200, 'B', 'B', 9) $$, 'the view of now');
SELECT is((SELECT array_agg(grade_label ORDER BY sort_order) FROM customer_sales_scale), '{A,B,C,-}'::text[], 'the view of the grades');
SELECT is_empty($$ SELECT * FROM (SELECT grade_label FROM customer_sales_current UNION SELECT computed_label FROM customer_sales_monthly
	UNION SELECT label_from FROM customer_sales_changes UNION SELECT label_to FROM customer_sales_migration) AS l WHERE NOT EXISTS (SELECT FROM customer_sales_scale AS s WHERE s.grade_label = l.grade_label) $$,
	'... has every label of the others');

-- rights
\o /dev/null
CREATE ROLE regress_analyst;
GRANT SELECT ON customer_sales_distribution, customer_sales_current, customer_sales_migration TO regress_analyst;
SET ROLE regress_analyst;
\o
SELECT is((SELECT sum(customers) FROM customer_sales_distribution), (SELECT count(*) FROM customer_sales_current)::numeric, 'a reader needs the views only');
SELECT throws_ok($$ SELECT customer_grade.distribution('sales', 'customer') $$, '42501', 'permission denied for view customer_sales_grades', 'a function asks for the right to read the grades');
SELECT throws_ok($$ SELECT customer_grade.create_report_views('sales', 'customer') $$, '42501', 'permission denied for standard "sales" on table "public.customer"', 'views are made by the owner');
SELECT throws_ok($$ SELECT customer_grade.drop_report_views('sales', 'customer') $$, '42501', 'must be owner of table "public.customer"', 'and only its owner may drop them');
SELECT throws_ok($$ INSERT INTO customer_grade_internal.report_view VALUES ('sales', 'customer', 'x', 'customer') $$, '42501', 'permission denied for table report_view', 'and other tables cannot be dropped as if they were views');
RESET ROLE;
GRANT SELECT ON customer_sales_ledger, customer_sales_history, customer_sales_grades, customer_sales_metrics, customer_sales_decisions, customer TO regress_analyst;
SET ROLE regress_analyst;
SELECT is((SELECT sum(customers) FROM customer_grade.distribution('sales', 'customer')), (SELECT count(*) FROM customer)::numeric, 'the right to read ledger and history suffices for the functions');
SELECT lives_ok($$ SELECT customer_grade.watchlist('sales', 'customer'), customer_grade.roll_off('sales', 'customer'), customer_grade.movers('sales', 'customer', '2024-01-01') $$, 'all of them');
RESET ROLE;
SELECT is((SELECT count(*) FROM customer_grade.report_view AS v JOIN pg_class AS c ON c.oid = v.view WHERE pg_get_userbyid(c.relowner) <> current_user), 0::bigint, 'the views belong to the owner of the subject');

-- names taken and clashing, detaching
\o /dev/null
CREATE TABLE clash (color int PRIMARY KEY, amount int, months int);
SELECT customer_grade.attach('sales', 'clash', prefix => repeat('长', 18));
CREATE TABLE other (id int PRIMARY KEY, amount int, months int);
SELECT customer_grade.attach('sales', 'other', prefix => repeat('长', 21));
\o
SELECT lives_ok($$ SELECT customer_grade.create_report_views('sales', 'clash') $$, 'a key may have the name of a column of theirs');

--
-- The option label
--
\o /dev/null
CREATE TABLE shop (id int, branch int, owner text, amount numeric, months int, PRIMARY KEY (id, branch));
INSERT INTO shop VALUES (1, 1, 'Mei & Co', 2000, 9), (1, 2, 'Tom''s', 600, 9), (2, 1, NULL, 10, 9);
SELECT customer_grade.attach('sales', 'shop', label => 'owner', time_zone => 'UTC');
SELECT pg_temp.clock('2024-04-12 12:00+00');
UPDATE shop SET amount = 3000 WHERE branch = 2;
DELETE FROM shop WHERE id = 2;
SELECT customer_grade.create_report_views('sales', 'shop');
\o
SELECT results_eq('SELECT id, branch, customer_label, grade FROM shop_sales_current', $$ VALUES (1, 1, 'Mei & Co', 'A'), (1, 2, 'Tom''s', 'A') $$, 'label: its column is beside the key');
SELECT results_eq('SELECT id, branch, customer_label, grade_to FROM shop_sales_changes ORDER BY id', $$ VALUES (1, 2, 'Tom''s', 'A'), (2, 1, NULL, NULL) $$, '... also of changes, empty for who has left');
SELECT results_eq('SELECT id, branch, customer_label FROM shop_sales_monthly ORDER BY id, branch', $$ VALUES (1, 1, 'Mei & Co'), (1, 2, 'Tom''s') $$, '... and of months');
SELECT is(col_description('shop_sales_current'::regclass, 3), 'name of the customer, of the column that the option label names', '... with a comment');
SELECT matches(customer_grade.report_html('sales', 'shop', from_date => '2024-01-01'), 'Tom&#39;s', '... and on the page');
SELECT unalike(customer_grade.report_html('sales', 'shop', name_column => 'branch'), '%Tom&#39;s%', 'which another column can name');
SELECT throws_ok($$ SELECT customer_grade.alter_attachment('sales', 'shop', label => 'name') $$, '42703', 'table "public.shop" has no column "name"', 'a label that is no column is refused');
ALTER TABLE shop RENAME owner TO keeper;
SELECT is((SELECT string_agg(customer_label, ', ' ORDER BY branch) FROM shop_sales_current), 'Mei & Co, Tom''s', 'views follow a column that is renamed');
SELECT throws_ok($$ SELECT customer_grade.report_html('sales', 'shop') $$, '42703', 'column "owner" of table "public.shop", the label of standard "sales", does not exist any more', 'the page tells that it is');
SELECT lives_ok($$ SELECT customer_grade.alter_attachment('sales', 'shop', reset => '{label}'), customer_grade.create_report_views('sales', 'shop') $$, 'a label can be given up');
SELECT hasnt_column('shop_sales_current', 'customer_label', '... and is gone from views that are made again');

SELECT is((SELECT string_agg(attname, ', ' ORDER BY attnum) FROM pg_attribute AS c, customer_grade.report_view AS v
		WHERE v.subject = 'clash'::regclass AND v.name = 'current' AND c.attrelid = v.view AND c.attname ~ 'color'), 'key_color, color', 'it is called key_... there');
SELECT customer_grade.drop_report_views('sales', 'clash') \g /dev/null
SELECT lives_ok($$ SELECT customer_grade.create_report_views('sales', 'other') $$, 'long names');
SELECT is((SELECT count(*) FROM customer_grade.report_view WHERE subject = 'other'::regclass AND octet_length(view::text) < 64), 7::bigint, 'are cut between characters');
DROP VIEW customer_sales_trend;
SELECT lives_ok($$ SELECT customer_grade.detach('sales', 'customer') $$, 'detach() drops what is left of the views');
SELECT is((SELECT count(*) FROM pg_class WHERE relname ~ '^customer_sales' AND relkind = 'v'), 0::bigint, 'all of them');
SELECT throws_ok($$ SELECT customer_grade.distribution('sales', 'customer') $$, '55000', 'standard "sales" is not attached to table "public.customer"', 'nothing to report of what is not attached');

\o /dev/null
DROP OWNED BY regress_analyst;
DROP ROLE regress_analyst;
\o
SELECT * FROM finish();
