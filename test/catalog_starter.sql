-- The standards for a start, with the cut-offs that their benchmark queries give for a cohort, against plain SQL.

\ir include/catalog_begin.sql

--
-- Three tiers: limits by default and from outside
--
INSERT INTO graded (standard, input, parameters, expected, why)
SELECT 'three_tiers', jsonb_build_object('revenue_yuan', revenue), parameters::jsonb, expected, why
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
INSERT INTO named (standard, input, metric) VALUES ('three_tiers', '{}', 'revenue_yuan');
INSERT INTO refused (standard, input, why) VALUES ('three_tiers', '{"revenue_yuan": -1}', 'revenue below 0');
INSERT INTO refused (standard, input, parameters, why) VALUES ('three_tiers', '{"revenue_yuan": 1}', '{"gold_from": -1}', 'limit below 0');
INSERT INTO treated (standard, grade, name, value, unit) VALUES
	('three_tiers', 'gold', 'visit_interval', '1', 'month'),
	('three_tiers', 'silver', 'visit_interval', '3', 'month'),
	('three_tiers', 'bronze', 'visit_interval', '1', 'year'),
	('abc_revenue', 'A', 'resource', 'focus', NULL),
	('rfm_segments', 'at_risk', 'marketing', 'personal contact', NULL);

--
-- ABC analysis by hand: 50 + 30 are 80 % of 100, and 15 more are 95 %
--
INSERT INTO graded (standard, input, parameters, expected, why)
SELECT 'abc_revenue', jsonb_build_object('revenue_yuan', revenue), '{"a_from_yuan": 30, "b_from_yuan": 15}', expected, why
FROM (VALUES
	(50, 'A', 'the largest'), (30.01, 'A', 'just over A'), (30, 'A', 'with whom 80 % are reached'), (29.99, 'B', 'just under A'),
	(15.01, 'B', 'just over B'), (15, 'B', 'with whom 95 % are reached'), (14.99, 'C', 'just under B'), (5, 'C', 'the rest'),
	(0, 'C', 'no revenue'), (NULL, NULL, 'revenue missing')
) AS c(revenue, expected, why);
INSERT INTO graded (standard, input, parameters, expected, why) VALUES
	('abc_revenue', '{"revenue_yuan": 0}', '{"a_from_yuan": 0, "b_from_yuan": 0}', 'C', 'nobody has any revenue'),
	('abc_revenue', '{"revenue_yuan": 7}', '{"a_from_yuan": 7, "b_from_yuan": 7}', 'A', 'all alike');
INSERT INTO named (standard, input, parameters, metric) VALUES
	('abc_revenue', '{}', '{"a_from_yuan": 30, "b_from_yuan": 15}', 'revenue_yuan');
INSERT INTO refused (standard, input, parameters, why) VALUES
	('abc_revenue', '{"revenue_yuan": -0.01}', '{"a_from_yuan": 30, "b_from_yuan": 15}', 'revenue below 0');

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
CREATE TEMP TABLE cutoff AS SELECT '{"recency_p20": 10, "recency_p40": 20, "recency_p60": 30, "recency_p80": 40,
	"frequency_p20": 1, "frequency_p40": 2, "frequency_p60": 3, "frequency_p80": 4,
	"monetary_p20": 100, "monetary_p40": 200, "monetary_p60": 300, "monetary_p80": 400}'::jsonb AS parameters;
-- all 125 combinations of scores, by values on the cut-offs
INSERT INTO graded (standard, input, parameters, expected, why)
SELECT 'rfm_segments', jsonb_build_object('recency_days', (6 - r) * 10, 'frequency', f, 'monetary_yuan', m * 100), parameters,
	pg_temp.segment(r, f, m), format('r %s, f %s, m %s', r, f, m)
FROM cutoff, generate_series(1, 5) AS r, generate_series(1, 5) AS f, generate_series(1, 5) AS m;
INSERT INTO graded (standard, input, parameters, expected, why)
SELECT 'rfm_segments', jsonb_build_object('recency_days', recency, 'frequency', frequency, 'monetary_yuan', monetary), parameters, expected, why
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
SELECT 'rfm_segments', '{"recency_days": 1, "frequency": 1, "monetary_yuan": 1}'::jsonb - metric, parameters, metric
FROM cutoff, unnest(ARRAY['recency_days', 'frequency', 'monetary_yuan']) AS metric;
INSERT INTO refused (standard, input, parameters, why)
SELECT 'rfm_segments', '{"recency_days": 1, "frequency": 1, "monetary_yuan": 1}'::jsonb || difference::jsonb, parameters, why
FROM cutoff, (VALUES
	('{"recency_days": -1}', 'a purchase in the future'),
	('{"frequency": -1}', 'frequency below 0'),
	('{"monetary_yuan": -1}', 'amount below 0')
) AS c(difference, why);

--
-- The benchmark queries on cohorts: one without ties to speak of, one where most bought once, one of a single customer
--
CREATE TEMP TABLE customer (part text, id int, recency_days int, frequency int, monetary_yuan numeric, revenue_yuan numeric);
INSERT INTO customer
SELECT 'spread', i, i * 7919 % 1009, i * 104729 % 211, (i * 15485863::bigint % 1000003) / 100.0, (i * 32452843::bigint % 1000003)::numeric ^ 2 / 1e6
FROM generate_series(1, 2000) AS i
UNION ALL
SELECT 'once', i, i % 50, CASE WHEN i % 10 < 8 THEN 1 ELSE i % 7 + 1 END, i % 20 * 5, CASE WHEN i % 3 = 0 THEN 0 ELSE i % 20 * 5 END
FROM generate_series(1, 500) AS i
UNION ALL
VALUES ('single', 1, 3, 1, 10, 10);

CREATE TEMP TABLE benchmark (standard text, part text, parameters jsonb);
DO $$
DECLARE
	b record;
BEGIN
	CREATE TEMP TABLE cohort (LIKE customer);
	FOR b IN SELECT c.name, c.settings ->> 'benchmark' AS query, p.part
		FROM customer_grade.catalog AS c, (SELECT DISTINCT part FROM customer) AS p
		WHERE c.name IN ('abc_revenue', 'rfm_segments') LOOP
		TRUNCATE cohort;
		INSERT INTO cohort SELECT * FROM customer WHERE part = b.part;
		EXECUTE format('INSERT INTO benchmark SELECT %L, %L, to_jsonb(q) FROM (%s) AS q', b.name, b.part, b.query);
	END LOOP;
END $$;
SELECT is((SELECT count(*) FROM benchmark)::int, 6, 'a benchmark of each cohort');
SELECT set_eq(
	format('SELECT jsonb_object_keys(parameters) FROM benchmark WHERE standard = %L', name),
	format('SELECT p.name FROM customer_grade.catalog AS c, customer_grade.parameters(c.rubric) AS p WHERE c.name = %L', name),
	name || ': the benchmark gives just the parameters of the rubric')
FROM customer_grade.catalog WHERE name IN ('abc_revenue', 'rfm_segments') ORDER BY name;

-- ABC: in when those before it do not yet make up the share; ties are in as well
CREATE TEMP TABLE abc AS
SELECT c.part, c.id, customer_grade.grade(k.rubric, c, b.parameters) AS grade,
	CASE WHEN c.revenue_yuan = 0 THEN 'C' WHEN c.before < 0.80 * c.total THEN 'A' WHEN c.before < 0.95 * c.total THEN 'B' ELSE 'C' END AS expected
FROM (
	SELECT *, sum(revenue_yuan) OVER w - sum(revenue_yuan) OVER (PARTITION BY part, revenue_yuan) AS before,
		sum(revenue_yuan) OVER (PARTITION BY part) AS total
	FROM customer WINDOW w AS (PARTITION BY part ORDER BY revenue_yuan DESC)) AS c
JOIN benchmark AS b ON b.part = c.part AND b.standard = 'abc_revenue'
JOIN customer_grade.catalog AS k ON k.name = b.standard;
SELECT is(count(*) FILTER (WHERE grade IS DISTINCT FROM expected)::int, 0, format('abc_revenue of the cohort "%s" as plain SQL', part))
FROM abc GROUP BY part ORDER BY part;
SELECT is(array_agg(DISTINCT grade ORDER BY grade), CASE part WHEN 'single' THEN '{A}' ELSE '{A,B,C}'::text[] END, format('abc_revenue: classes of the cohort "%s"', part))
FROM abc GROUP BY part ORDER BY part;
-- what the classes are there for
SELECT ok(share >= 0.80 AND share < 0.81, format('abc_revenue: class A has %s of the revenue of the cohort "spread"', round(share, 4)))
FROM (SELECT sum(revenue_yuan) FILTER (WHERE grade = 'A') / sum(revenue_yuan) AS share FROM abc JOIN customer USING (part, id) WHERE part = 'spread') AS s;

-- RFM: the cut-off at a share is interpolated between its neighbours by rank, and the score counts the cut-offs
CREATE FUNCTION pg_temp.cutoff(sorted numeric[], share numeric) RETURNS numeric LANGUAGE sql IMMUTABLE AS $$
	SELECT sorted[1 + floor(at)::int] + (at - floor(at)) * (sorted[1 + ceil(at)::int] - sorted[1 + floor(at)::int])
	FROM (SELECT share * (cardinality(sorted) - 1) AS at) AS position $$;
CREATE TEMP TABLE quintile AS
SELECT part, share,
	pg_temp.cutoff(array_agg(recency_days::numeric ORDER BY recency_days), share) AS r,
	pg_temp.cutoff(array_agg(frequency::numeric ORDER BY frequency), share) AS f,
	pg_temp.cutoff(array_agg(monetary_yuan ORDER BY monetary_yuan), share) AS m
FROM customer, (VALUES (0.2), (0.4), (0.6), (0.8)) AS s(share)
GROUP BY part, share;
SELECT is((b.parameters ->> format('%s_p%s', c.metric, (q.share * 100)::int))::numeric, c.value,
	format('rfm_segments: %s of the cohort "%s" at %s', c.metric, q.part, q.share))
FROM quintile AS q
CROSS JOIN LATERAL (VALUES ('recency', q.r), ('frequency', q.f), ('monetary', q.m)) AS c(metric, value)
JOIN benchmark AS b ON b.part = q.part AND b.standard = 'rfm_segments'
ORDER BY q.part, c.metric, q.share;
CREATE TEMP TABLE rfm AS
SELECT c.part, c.id, customer_grade.grade(k.rubric, c, b.parameters) AS grade,
	(SELECT pg_temp.segment(
			1 + count(*) FILTER (WHERE c.recency_days <= q.r)::int,
			1 + count(*) FILTER (WHERE c.frequency > q.f)::int,
			1 + count(*) FILTER (WHERE c.monetary_yuan > q.m)::int)
		FROM quintile AS q WHERE q.part = c.part) AS expected
FROM customer AS c
JOIN benchmark AS b ON b.part = c.part AND b.standard = 'rfm_segments'
JOIN customer_grade.catalog AS k ON k.name = b.standard;
SELECT is(count(*) FILTER (WHERE grade IS DISTINCT FROM expected)::int, 0, format('rfm_segments of the cohort "%s" as plain SQL', part))
FROM rfm GROUP BY part ORDER BY part;
SELECT is(count(DISTINCT grade)::int, 10, 'rfm_segments: all ten segments occur in the cohort "spread"')
FROM rfm WHERE part = 'spread';
SELECT is_empty($$ SELECT FROM rfm JOIN customer USING (part, id) WHERE part = 'once' AND frequency = 1 AND grade IN ('champions', 'cannot_lose') AND monetary_yuan < 80 $$,
	'rfm_segments: where most bought once, that alone makes no champion');

SELECT is_empty(format($$
		SELECT grade FROM customer_grade.catalog, customer_grade.grades(rubric) WHERE name = %L AND title NOT LIKE '%% | %%'
		UNION ALL
		SELECT m.name FROM customer_grade.catalog AS c, customer_grade.metrics(rubric) AS m WHERE c.name = %1$L AND m.title NOT LIKE '%% | %%' $$, name),
	name || ': titles in both languages')
FROM customer_grade.catalog WHERE name IN ('three_tiers', 'abc_revenue', 'rfm_segments') ORDER BY name;

\ir include/catalog_end.sql
