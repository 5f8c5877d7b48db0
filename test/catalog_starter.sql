-- The standards for a start, with the values that they take from a population, against plain SQL.

\ir include/catalog_begin.sql

--
-- Three tiers: limits by default and from outside
--
INSERT INTO graded (standard, input, parameters, expected, why)
SELECT 'three_tiers', jsonb_build_object('revenue', revenue), parameters::jsonb, expected, why
FROM (VALUES
	(0, NULL, 'bronze', 'no revenue'),
	(9999.99, NULL, 'bronze', 'just under silver'),
	(10000, NULL, 'silver', 'exactly silver'),
	(10000.01, NULL, 'silver', 'just over'),
	(99999.99, NULL, 'silver', 'just under gold'),
	(100000, NULL, 'gold', 'exactly gold'),
	(100000.01, NULL, 'gold', 'just over'),
	(NULL, NULL, NULL, 'revenue missing'),
	(500, '{"gold_from": 500, "silver_from": 50}', 'gold', 'limits from outside'),
	(499, '{"gold_from": 500, "silver_from": 50}', 'silver', 'limits from outside'),
	(49, '{"gold_from": 500, "silver_from": 50}', 'bronze', 'limits from outside'),
	(50000, '{"gold_from": 50000}', 'gold', 'one limit from outside'),
	(9999, '{"gold_from": 50000}', 'bronze', 'the other by default')
) AS c(revenue, parameters, expected, why);
INSERT INTO named (standard, input, metric) VALUES ('three_tiers', '{}', 'revenue');
INSERT INTO refused (standard, input, why) VALUES ('three_tiers', '{"revenue": -1}', 'revenue below 0');
INSERT INTO refused (standard, input, parameters, why) VALUES ('three_tiers', '{"revenue": 1}', '{"gold_from": -1}', 'limit below 0');
INSERT INTO treated (standard, grade, name, value, unit) VALUES
	('three_tiers', 'gold', 'visit_interval', '1', 'month'),
	('three_tiers', 'silver', 'visit_interval', '3', 'month'),
	('three_tiers', 'bronze', 'visit_interval', '1', 'year');
INSERT INTO treated (standard, grade, input, name, value) VALUES
	('abc_revenue', 'A', NULL, 'resource', 'focus'),
	('rfm_segments', 'at_risk', NULL, 'marketing', 'personal contact');

--
-- ABC analysis by hand: 50 + 30 are 80 % of 100, and 15 more are 95 %
--
INSERT INTO graded (standard, input, parameters, expected, why)
SELECT 'abc_revenue', jsonb_build_object('revenue', revenue), '{"a_from": 30, "b_from": 15}', expected, why
FROM (VALUES
	(50, 'A', 'the largest'), (30.01, 'A', 'just over A'), (30, 'A', 'with whom 80 % are reached'), (29.99, 'B', 'just under A'),
	(15.01, 'B', 'just over B'), (15, 'B', 'with whom 95 % are reached'), (14.99, 'C', 'just under B'), (5, 'C', 'the rest'),
	(0, 'C', 'no revenue'), (NULL, NULL, 'revenue missing')
) AS c(revenue, expected, why);
INSERT INTO graded (standard, input, parameters, expected, why) VALUES
	('abc_revenue', '{"revenue": 0}', '{"a_from": 0, "b_from": 0}', 'C', 'nobody has any revenue'),
	('abc_revenue', '{"revenue": 7}', '{"a_from": 7, "b_from": 7}', 'A', 'all alike');
INSERT INTO named (standard, input, parameters, metric) VALUES
	('abc_revenue', '{}', '{"a_from": 30, "b_from": 15}', 'revenue');
INSERT INTO refused (standard, input, parameters, why) VALUES
	('abc_revenue', '{"revenue": -0.01}', '{"a_from": 30, "b_from": 15}', 'revenue below 0');

--
-- RFM: the customary table of segments. Cut-offs 10, 20, 30, 40 days, 1, 2, 3, 4 purchases and 100, 200, 300, 400 yuan,
-- so that the scores are easy to see.
--
CREATE TEMP TABLE segment (r int, fm1 text, fm2 text, fm3 text, fm4 text, fm5 text);
INSERT INTO segment VALUES
	(5, 'new', 'potential_loyalist', 'potential_loyalist', 'champions', 'champions'),
	(4, 'promising', 'potential_loyalist', 'potential_loyalist', 'loyal', 'loyal'),
	(3, 'about_to_sleep', 'about_to_sleep', 'need_attention', 'loyal', 'loyal'),
	(2, 'hibernating', 'hibernating', 'at_risk', 'at_risk', 'cannot_lose'),
	(1, 'hibernating', 'hibernating', 'at_risk', 'at_risk', 'cannot_lose');
CREATE FUNCTION pg_temp.segment(r int, f int, m int) RETURNS text LANGUAGE sql STABLE AS
	'SELECT (ARRAY[fm1, fm2, fm3, fm4, fm5])[(f + m + 1) / 2] FROM segment WHERE segment.r = $1';
CREATE TEMP TABLE cutoff AS SELECT jsonb '{"tile(recency_days, 5)": [10, 20, 30, 40], "tile(frequency, 5)": [1, 2, 3, 4],
	"tile(monetary, 5)": [100, 200, 300, 400]}' AS parameters;
SELECT results_eq(format($$ SELECT name, value FROM customer_grade.catalog_treatments('rfm_segments', 'new', '{"recency_days": 5}', %L) $$, parameters),
	$$ VALUES ('marketing', 'onboard') $$, 'treatments of an input, with the values that the standard takes from the population')
FROM cutoff;
SELECT results_eq($$ SELECT name, value FROM customer_grade.catalog_treatments('rfm_segments', 'new', '{"recency_days": 5}') $$,
	$$ VALUES ('marketing', 'onboard') $$, 'which are not asked for where no treatment reads them');
-- all 125 combinations of scores, by values on the cut-offs
INSERT INTO graded (standard, input, parameters, expected, why)
SELECT 'rfm_segments', jsonb_build_object('recency_days', (6 - r) * 10, 'frequency', f, 'monetary', m * 100), parameters,
	pg_temp.segment(r, f, m), format('r %s, f %s, m %s', r, f, m)
FROM cutoff, generate_series(1, 5) AS r, generate_series(1, 5) AS f, generate_series(1, 5) AS m;
INSERT INTO graded (standard, input, parameters, expected, why)
SELECT 'rfm_segments', jsonb_build_object('recency_days', recency, 'frequency', frequency, 'monetary', monetary), parameters, expected, why
FROM cutoff, (VALUES
	(10, 5, 500, 'champions', 'recency exactly on the first cut-off'),
	(10.01, 5, 500, 'loyal', 'recency just over the first cut-off'),
	(30, 5, 500, 'loyal', 'recency exactly on the third cut-off'),
	(30.01, 5, 500, 'cannot_lose', 'recency just over the third cut-off'),
	(0, 1, 100, 'new', 'frequency and amount on the first cut-off'),
	(0, 1.01, 100.01, 'potential_loyalist', 'both just over the first cut-off'),
	(0, 2, 100, 'potential_loyalist', 'one of the two: half a point upward'),
	(0, 3, 300, 'potential_loyalist', 'both on the third cut-off'),
	(0, 3.01, 300, 'champions', 'frequency just over the third cut-off, half a point upward'),
	(99, 4, 400, 'at_risk', 'both on the fourth cut-off'),
	(99, 4.01, 400.01, 'cannot_lose', 'both just over the fourth cut-off'),
	(NULL, 5, 500, NULL, 'recency missing'),
	(0, NULL, 500, NULL, 'frequency missing'),
	(0, 5, NULL, NULL, 'amount missing'),
	(NULL, 0, 0, NULL, 'never bought')
) AS c(recency, frequency, monetary, expected, why);
INSERT INTO named (standard, input, parameters, metric)
SELECT 'rfm_segments', '{"recency_days": 1, "frequency": 1, "monetary": 1}'::jsonb - metric, parameters, metric
FROM cutoff, unnest(ARRAY['recency_days', 'frequency', 'monetary']) AS metric;
INSERT INTO refused (standard, input, parameters, why)
SELECT 'rfm_segments', '{"recency_days": 1, "frequency": 1, "monetary": 1}'::jsonb || difference::jsonb, parameters, why
FROM cutoff, (VALUES
	('{"recency_days": -1}', 'a purchase in the future'),
	('{"frequency": -1}', 'frequency below 0'),
	('{"monetary": -1}', 'amount below 0')
) AS c(difference, why);

--
-- What is taken from populations: one without ties to speak of, one where most bought once, one of a single customer
--
CREATE TEMP TABLE customer (part text, id int, recency_days int, frequency int, monetary numeric, revenue numeric);
INSERT INTO customer
SELECT 'spread', i, i * 7919 % 1009, i * 104729 % 211, (i * 15485863::bigint % 1000003) / 100.0, (i * 32452843::bigint % 1000003)::numeric ^ 2 / 1e6
FROM generate_series(1, 2000) AS i
UNION ALL
SELECT 'once', i, i % 50, CASE WHEN i % 10 < 8 THEN 1 ELSE i % 7 + 1 END, i % 20 * 5, CASE WHEN i % 3 = 0 THEN 0 ELSE i % 20 * 5 END
FROM generate_series(1, 500) AS i
UNION ALL
VALUES ('single', 1, 3, 1, 10, 10);

CREATE TEMP TABLE benchmark (standard text, part text, parameters jsonb);
SELECT customer_grade.adopt(name) FROM unnest('{abc_revenue,rfm_segments,top_share,top_share_by_region}'::text[]) AS s(name);
CREATE TEMP TABLE cohort (LIKE customer);
DO $$
DECLARE
	of_part text;
BEGIN
	FOR of_part IN SELECT DISTINCT part FROM customer LOOP
		TRUNCATE cohort;
		INSERT INTO cohort SELECT * FROM customer WHERE part = of_part;
		INSERT INTO benchmark SELECT name, of_part, customer_grade.benchmark(name, 'cohort')
			FROM unnest('{abc_revenue,rfm_segments,top_share}'::text[]) AS s(name);
	END LOOP;
END $$;

-- ABC: in when those before it do not yet make up the share; ties are in as well
CREATE TEMP TABLE abc AS
SELECT c.part, c.id, customer_grade.grade(k.rubric, c, b.parameters) AS grade,
	CASE WHEN c.revenue = 0 THEN 'C' WHEN c.before < 0.80 * c.total THEN 'A' WHEN c.before < 0.95 * c.total THEN 'B' ELSE 'C' END AS expected
FROM (
	SELECT *, sum(revenue) OVER w - sum(revenue) OVER (PARTITION BY part, revenue) AS before,
		sum(revenue) OVER (PARTITION BY part) AS total
	FROM customer WINDOW w AS (PARTITION BY part ORDER BY revenue DESC)) AS c
JOIN benchmark AS b ON b.part = c.part AND b.standard = 'abc_revenue'
JOIN customer_grade.catalog AS k ON k.name = b.standard;
SELECT is(count(*) FILTER (WHERE grade IS DISTINCT FROM expected)::int, 0, format('abc_revenue of the cohort "%s" as plain SQL', part))
FROM abc GROUP BY part ORDER BY part;
SELECT is(array_agg(DISTINCT grade ORDER BY grade), CASE part WHEN 'single' THEN '{A}' ELSE '{A,B,C}'::text[] END, format('abc_revenue: classes of the cohort "%s"', part))
FROM abc GROUP BY part ORDER BY part;
-- what the classes are there for
SELECT ok(share >= 0.80 AND share < 0.81, format('abc_revenue: class A has %s of the revenue of the cohort "spread"', round(share, 4)))
FROM (SELECT sum(revenue) FILTER (WHERE grade = 'A') / sum(revenue) AS share FROM abc JOIN customer USING (part, id) WHERE part = 'spread') AS s;

-- RFM: the cut-off at a share is interpolated between its neighbours by rank, and the score counts the cut-offs
CREATE FUNCTION pg_temp.cutoff(sorted numeric[], share numeric) RETURNS numeric LANGUAGE sql IMMUTABLE AS $$
	SELECT sorted[1 + floor(at)::int] + (at - floor(at)) * (sorted[1 + ceil(at)::int] - sorted[1 + floor(at)::int])
	FROM (SELECT share * (cardinality(sorted) - 1) AS at) AS position $$;
CREATE TEMP TABLE quintile AS
SELECT part, share,
	pg_temp.cutoff(array_agg(recency_days::numeric ORDER BY recency_days), share) AS r,
	pg_temp.cutoff(array_agg(frequency::numeric ORDER BY frequency), share) AS f,
	pg_temp.cutoff(array_agg(monetary ORDER BY monetary), share) AS m
FROM customer, (VALUES (0.2), (0.4), (0.6), (0.8)) AS s(share)
GROUP BY part, share;
SELECT is((b.parameters -> format('tile(%s, 5)', c.metric) ->> (q.share * 5)::int - 1)::numeric, c.value,
	format('rfm_segments: %s of the cohort "%s" at %s', c.metric, q.part, q.share))
FROM quintile AS q
CROSS JOIN LATERAL (VALUES ('recency_days', q.r), ('frequency', q.f), ('monetary', q.m)) AS c(metric, value)
JOIN benchmark AS b ON b.part = q.part AND b.standard = 'rfm_segments'
ORDER BY q.part, c.metric, q.share;
CREATE TEMP TABLE rfm AS
SELECT c.part, c.id, customer_grade.grade(k.rubric, c, b.parameters) AS grade,
	(SELECT pg_temp.segment(
			1 + count(*) FILTER (WHERE c.recency_days <= q.r)::int,
			1 + count(*) FILTER (WHERE c.frequency > q.f)::int,
			1 + count(*) FILTER (WHERE c.monetary > q.m)::int)
		FROM quintile AS q WHERE q.part = c.part) AS expected
FROM customer AS c
JOIN benchmark AS b ON b.part = c.part AND b.standard = 'rfm_segments'
JOIN customer_grade.catalog AS k ON k.name = b.standard;
SELECT is(count(*) FILTER (WHERE grade IS DISTINCT FROM expected)::int, 0, format('rfm_segments of the cohort "%s" as plain SQL', part))
FROM rfm GROUP BY part ORDER BY part;
SELECT is(count(DISTINCT grade)::int, 10, 'rfm_segments: all ten segments occur in the cohort "spread"')
FROM rfm WHERE part = 'spread';
SELECT is_empty($$ SELECT FROM rfm JOIN customer USING (part, id) WHERE part = 'once' AND frequency = 1 AND grade IN ('champions', 'cannot_lose') AND monetary < 80 $$,
	'rfm_segments: where most bought once, that alone makes no champion');

--
-- The best 20, 30 and 50 %
--
SELECT is(count(*) FILTER (WHERE c.grade IS DISTINCT FROM c.expected)::int, 0, format('top_share of the cohort "%s" as plain SQL', part))
FROM (
	SELECT c.part, customer_grade.grade('top_share', c, b.parameters) AS grade,
		CASE WHEN rank() OVER w <= greatest(1, floor(0.2 * count(*) OVER p)) THEN 'A'
			WHEN rank() OVER w <= greatest(1, floor(0.5 * count(*) OVER p)) THEN 'B' ELSE 'C' END AS expected
	FROM customer AS c JOIN benchmark AS b ON b.part = c.part AND b.standard = 'top_share'
	WINDOW w AS (PARTITION BY c.part ORDER BY revenue DESC), p AS (PARTITION BY c.part)) AS c
GROUP BY part ORDER BY part;
CREATE TEMP TABLE regional AS
SELECT r.region, i AS id, (i * i * 31 % 997)::numeric AS revenue
FROM (VALUES ('north', 100), ('south', 40), ('isle', 5)) AS r(region, size), generate_series(1, size) AS i;
SELECT is(count(*) FILTER (WHERE c.grade IS DISTINCT FROM c.expected)::int, 0, format('top_share_by_region: %s as plain SQL', region))
FROM (
	SELECT c.region, customer_grade.grade('top_share_by_region', c, b.parameters) AS grade,
		CASE WHEN c.place <= floor(0.2 * c.peers) THEN 'A' WHEN c.place <= floor(0.5 * c.peers) THEN 'B' ELSE 'C' END AS expected
	FROM (
			SELECT *, CASE region WHEN 'isle' THEN rank() OVER (ORDER BY revenue DESC) ELSE rank() OVER w END AS place,
				CASE region WHEN 'isle' THEN count(*) OVER () ELSE count(*) OVER (PARTITION BY region) END AS peers
			FROM regional WINDOW w AS (PARTITION BY region ORDER BY revenue DESC)) AS c,
		customer_grade.benchmark('top_share_by_region', 'regional') AS b(parameters)) AS c
GROUP BY region ORDER BY region;

--
-- Members, flights, leads, subscriptions, suppliers
--
INSERT INTO graded (standard, input, parameters, expected, why)
SELECT standard, input::jsonb, parameters::jsonb, expected, why
FROM (VALUES
	('loyalty_tiers', '{"joined_on": "2024-01-15", "points": 20000}', NULL, 'black', 'exactly black'),
	('loyalty_tiers', '{"joined_on": "2024-01-15", "points": 19999}', NULL, 'gold', 'just under black'),
	('loyalty_tiers', '{"joined_on": "2024-01-15", "points": 8000}', NULL, 'gold', 'exactly gold'),
	('loyalty_tiers', '{"joined_on": "2024-01-15", "points": 7999}', NULL, 'silver', 'just under gold'),
	('loyalty_tiers', '{"joined_on": "2024-01-15", "points": 2000}', NULL, 'silver', 'exactly silver'),
	('loyalty_tiers', '{"joined_on": "2024-01-15", "points": 1999}', NULL, 'basic', 'just under silver'),
	('loyalty_tiers', '{"joined_on": "2024-01-15", "points": 500}', '{"silver_from": 500}', 'silver', 'an own limit'),
	('loyalty_tiers', '{"points": 500}', NULL, NULL, 'no anniversary without a day of joining'),
	('airline_status', '{"status_points": 100000, "flights": 4}', NULL, 'platinum', 'exactly platinum'),
	('airline_status', '{"status_points": 99999, "flights": 4}', NULL, 'gold', 'just under platinum'),
	('airline_status', '{"status_points": 100000, "flights": 3}', NULL, 'silver', 'points without flights'),
	('airline_status', '{"status_points": 50000, "flights": 4}', NULL, 'gold', 'exactly gold'),
	('airline_status', '{"status_points": 24999, "flights": 9}', NULL, 'member', 'just under silver'),
	('airline_status', '{"status_points": 0, "flights": 0, "lifetime_points": 1000000}', NULL, 'gold', 'gold for life'),
	('airline_status', '{"status_points": 100000, "flights": 9, "lifetime_points": 1000000}', NULL, 'platinum', 'for life, and better'),
	('airline_status', '{"status_points": 0, "flights": 0, "lifetime_points": 999999}', NULL, 'member', 'just under a million'),
	('airline_status', '{"status_points": 0}', NULL, NULL, 'flights missing'),
	('lead_matrix', '{"competitor": true, "industry": "target", "employees": 900}', NULL, 'disqualified', 'a competitor'),
	('lead_matrix', '{}', NULL, 'D4', 'nothing is known'),
	('customer_health', '{"last_login_on": "2024-06-30", "seats": 10, "active_seats": 10, "open_p1": 0, "nps": 100}', '{"as_of": "2024-06-30"}', 'green', '100 points'),
	('customer_health', '{"last_login_on": "2024-05-31", "seats": 10, "active_seats": 10, "open_p1": 0, "nps": 100}', '{"as_of": "2024-06-30"}', 'green', 'a half-life: 20 points less'),
	('customer_health', '{"last_login_on": "2024-05-01", "seats": 10, "active_seats": 10, "open_p1": 2, "nps": 0}', '{"as_of": "2024-06-30"}', 'yellow', '10 + 35 + 7.5 + 5'),
	('customer_health', '{"last_login_on": "2024-06-30", "seats": 10, "active_seats": 0, "open_p1": 3}', '{"as_of": "2024-06-30"}', 'yellow', '40 + 0 + 0 + 5: who was not asked'),
	('customer_health', '{"last_login_on": "2020-01-01", "seats": 10, "active_seats": 5, "open_p1": 3}', '{"as_of": "2024-06-30"}', 'red', '0 + 17.5 + 0 + 5'),
	('customer_health', '{"last_login_on": "2024-07-01", "seats": 10, "active_seats": 10, "open_p1": 0, "churn_notice": true}', '{"as_of": "2024-06-30"}', 'red', 'has given notice'),
	('customer_health', '{"last_login_on": "2024-06-30", "seats": 10, "active_seats": 10}', '{"as_of": "2024-06-30"}', NULL, 'tickets missing'),
	('supplier_scorecard', '{"ppm": 50, "on_time": 1, "price_index": 1, "answer_days": 0, "certified": true}', NULL, 'A', '100 points'),
	('supplier_scorecard', '{"ppm": 50, "on_time": 1, "price_index": 1, "answer_days": 0, "certified": false}', NULL, 'B', 'not certified'),
	('supplier_scorecard', '{"ppm": 50, "on_time": 1, "price_index": 1, "answer_days": 0, "certified": true, "line_stops": 1}', NULL, 'C', 'a stop of the line'),
	('supplier_scorecard', '{"ppm": 51, "on_time": 1, "price_index": 1, "certified": true}', NULL, 'B', '32 + 30 + 20 + 5: no report was asked for'),
	('supplier_scorecard', '{"ppm": 1001, "on_time": 0.98, "price_index": 1, "answer_days": 0, "certified": true}', NULL, 'D', '0 + 27 + 20 + 10'),
	('supplier_scorecard', '{"ppm": 50, "on_time": 1, "price_index": 1, "answer_days": 0, "certified": true, "legal_breach": true}', NULL, 'blocked', 'has broken the law'),
	('supplier_scorecard', '{"on_time": 1, "price_index": 1, "certified": true}', NULL, NULL, 'quality missing')
) AS c(standard, input, parameters, expected, why);
-- each of the sixteen cells
INSERT INTO graded (standard, input, expected, why)
SELECT 'lead_matrix', f.input || e.input, f.letter || e.digit, 'fit ' || f.letter || ', engagement ' || e.digit
FROM (VALUES ('A', jsonb '{"industry": "target", "employees": 50, "title_level": "vp"}'), ('B', '{"industry": "adjacent", "employees": 500}'),
		('C', '{"title_level": "vp"}'), ('D', '{"industry": "adjacent", "employees": 49}')) AS f(letter, input),
	(VALUES (1, jsonb '{"demo_request": true, "downloads": 3}'), (2, '{"demo_request": true}'), (3, '{"visits_30d": 99}'), (4, '{"downloads": 2}')) AS e(digit, input);
INSERT INTO refused (standard, input, why) VALUES
	('loyalty_tiers', '{"joined_on": "2024-01-15", "points": -1}', 'points below 0'),
	('supplier_scorecard', '{"ppm": 0, "on_time": 1.01, "price_index": 1, "certified": true}', 'more than all deliveries');
INSERT INTO refused (standard, input, parameters, why) VALUES
	('customer_health', '{"last_login_on": "2024-06-30", "seats": 0, "active_seats": 0, "open_p1": 0}', '{"as_of": "2024-06-30"}', 'no seats');
INSERT INTO treated (standard, grade, name, value, unit) VALUES
	('loyalty_tiers', 'black', 'price', '10', '% off'),
	('airline_status', 'gold', 'benefit', 'lounge, with a guest', NULL),
	('lead_matrix', 'A2', 'service_mode', 'sales', NULL),
	('supplier_scorecard', 'C', 'audit_interval', '6', 'month');

SELECT is((SELECT string_agg(concat_ws(' ', t.statement, t.grade, t.value), ', ' ORDER BY t.n)
		FROM customer_grade.terms(c.rubric) WITH ORDINALITY AS t(statement, grade, value, title, line, n)
		WHERE t.statement NOT IN ('target', 'approval', 'override', 'cap at once')), expected, name || ': how grades change')
FROM (VALUES
	('three_tiers', NULL),
	('abc_revenue', 'review quarter end, promotion at review, demotion at review'),
	('rfm_segments', 'review month end'),
	('top_share', 'review year end, promotion at review, demotion one step at review'),
	('top_share_by_region', 'review year end, promotion at review, demotion one step at review'),
	('loyalty_tiers', 'review every 12 months from joined_on, promotion immediate, demotion one step 30 days after review'),
	('airline_status', 'review year end, promotion immediate, demotion one step at review, validity to end of next year'),
	('lead_matrix', 'review weekly monday, promotion immediate, demotion at review'),
	('customer_health', 'review daily, promotion at review, demotion after 14 days'),
	('supplier_scorecard', 'review half-year end, promotion one step at review, demotion at review, provisional 6 months since first_delivery_on')
) AS s(name, expected)
JOIN customer_grade.catalog AS c USING (name);
SELECT is((SELECT settings FROM customer_grade.catalog WHERE name = 'customer_health') -> 'color' ->> 'red', '#c62828', 'customer_health: red is red');

SELECT is_empty(format($$
		SELECT grade FROM customer_grade.catalog, customer_grade.grades(rubric) WHERE name = %L AND title NOT LIKE '%% | %%'
		UNION ALL
		SELECT m.name FROM customer_grade.catalog AS c, customer_grade.metrics(rubric) AS m WHERE c.name = %1$L AND m.title NOT LIKE '%% | %%' $$, name),
	name || ': titles in both languages')
FROM customer_grade.catalog
WHERE name IN ('three_tiers', 'abc_revenue', 'rfm_segments', 'top_share', 'top_share_by_region', 'loyalty_tiers', 'airline_status', 'lead_matrix',
	'customer_health', 'supplier_scorecard') ORDER BY name;

\ir include/catalog_end.sql
