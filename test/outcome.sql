-- bins() and discrimination(): standards against what became of the customers, beside plain SQL and beside figures that were published.

BEGIN;
SET client_min_messages = warning;
SET search_path = customer_grade, public;
SELECT * FROM no_plan();

SELECT define_standard('card', $$
	grades A > B > C, none;
	metric income number >= 0;
	metric region text;
	parameter cut = top(income, 50%);
	scope when region <> 'x' or region is null;
	criterion money missing 1 = 30 when income >= 100 'much', 20 when income >= 50 'some', 10 when income > 1000 'never', 0 otherwise 'little';
	criterion place = 5 when region = 'n', 0 when region = 's';
	criterion rich = 1 when income >= cut, 0 otherwise;
	grade none when region = 'none';
	grade A when score >= 35;
	grade B when score >= 20;
	grade C otherwise;
$$, force => 'to measure') \g /dev/null
CREATE TABLE seen (id serial, income numeric, region text, bad boolean, late int);
INSERT INTO seen (income, region, bad)
SELECT v.income, v.region, v.bad FROM (VALUES
	(150, 'n', false, 8), (150, 'n', true, 1), (60, 's', false, 5), (60, 'n', true, 2), (10, 's', false, 2), (10, 'n', true, 6), (10, 's', true, 1),
	(NULL, 'n', false, 2), (NULL, 's', true, 1), (-1, 'n', true, 1), (200, 'x', false, 1), (150, NULL, false, 1), (150, 'none', true, 2), (999, 'n', NULL, 4)) AS v(income, region, bad, times),
	generate_series(1, v.times);

--
-- Bins
--
CREATE VIEW bins AS SELECT * FROM bins('card', 'money', 'seen', 'bad');
SELECT results_eq('SELECT bin, alternative, title, customers, good, bad, adjusted FROM bins', $$ VALUES
	(1, '30 when income >= 100', 'much', 12::bigint, 9::bigint, 3::bigint, false), (2, '20 when income >= 50', 'some', 7, 5, 2, false),
	(3, '10 when income > 1000', 'never', 0, 0, 0, false), (4, '0 otherwise', 'little', 9, 2, 7, false), (5, 'missing', NULL, 3, 2, 1, false),
	(6, NULL, NULL, 2, 1, 1, false) $$, 'customers by the alternatives that they take; the others stand last');
SELECT is((SELECT string_agg(b.bin::text, ', ') FROM bins AS b WHERE abs(b.woe - ln((nullif(b.good, 0) / 19.0) / (nullif(b.bad, 0) / 14.0))) > 0.000001
	OR abs(b.iv - (b.good / 19.0 - b.bad / 14.0) * ln((nullif(b.good, 0) / 19.0) / (nullif(b.bad, 0) / 14.0))) > 0.000001 OR abs(b.bad_rate - b.bad / nullif(b.customers, 0)::numeric) > 0.000001), NULL, 'rates, woe and iv by their formulas')
FROM (SELECT count(*) FROM bins WHERE customers > 0 HAVING count(*) = 5) AS all_of_them;
SELECT results_eq('SELECT woe, iv, bad_rate FROM bins WHERE bin = 3', 'VALUES (NULL::numeric, NULL::numeric, NULL::numeric)', 'a bin of nobody has none');
SELECT results_eq($$ SELECT alternative, good, bad, adjusted, woe, iv FROM bins('card', 'place', (SELECT 'seen'::regclass), 'bad') WHERE alternative ~ 'when' $$,
	$$ VALUES ('5 when region = ''n''', 10::bigint, 9::bigint, false, round(ln((10 / 19.0) / (9 / 14.0)), 6), round((10 / 19.0 - 9 / 14.0) * ln((10 / 19.0) / (9 / 14.0)), 6)),
		('0 when region = ''s''', 7, 2, false, round(ln((7 / 19.0) / (2 / 14.0)), 6), round((7 / 19.0 - 2 / 14.0) * ln((7 / 19.0) / (2 / 14.0)), 6)) $$, 'another criterion');
CREATE VIEW some_seen AS SELECT s.income, s.region, s.bad FROM seen AS s WHERE s.region IN ('n', 's') AND (s.income = 10 OR (s.income = 150 AND NOT s.bad));
SELECT results_eq($$ SELECT alternative, good, bad, adjusted, woe, iv FROM bins('card', 'money', 'some_seen', 'bad') WHERE customers > 0 $$,
	$$ VALUES ('30 when income >= 100', 8::bigint, 0::bigint, true, round(ln((8.5 / 10) / (0.5 / 7)), 6), round(0.8 * ln((8.5 / 10) / (0.5 / 7)), 6)),
		('0 otherwise', 2, 7, false, round(ln((2 / 10.0) / (7 / 7.0)), 6), round((0.2 - 1) * ln((2 / 10.0) / (7 / 7.0)), 6)) $$,
	'where a bin has no bad, half a one is added to both for woe');
CREATE VIEW good_only AS SELECT * FROM seen WHERE NOT bad;
SELECT results_eq($$ SELECT count(*), count(woe), count(iv), sum(customers)::bigint, sum(bad)::bigint FROM bins('card', 'money', 'good_only', 'bad') $$, 'VALUES (6::bigint, 0::bigint, 0::bigint, 19::bigint, 0::bigint)',
	'without anybody bad nothing is told from the good');

--
-- Discrimination
--
CREATE VIEW told AS SELECT * FROM discrimination('card', 'seen', 'bad');
CREATE TABLE assessed AS SELECT s.bad, a.score, -a.rank AS value, a.grade FROM seen AS s,
	assess('card', s, (SELECT benchmark('card', 'seen'))) AS a WHERE s.bad IS NOT NULL;
CREATE FUNCTION pg_temp.auc(a numeric[], b numeric[]) RETURNS numeric LANGUAGE sql AS $$
	SELECT avg(CASE WHEN x > y THEN 1 WHEN x = y THEN 0.5 ELSE 0 END) FROM unnest(a) AS x, unnest(b) AS y
$$;
SELECT is(t.auc, round(pg_temp.auc(w.good, w.bad), 6), 'auc of the ' || t.measure || ' is that of all pairs') FROM told AS t, LATERAL (
	SELECT array_agg(v.value) FILTER (WHERE NOT a.bad) AS good, array_agg(v.value) FILTER (WHERE a.bad) AS bad
	FROM assessed AS a, LATERAL (SELECT CASE t.measure WHEN 'score' THEN a.score ELSE a.value END) AS v(value) WHERE v.value IS NOT NULL) AS w WHERE t.grade IS NULL AND t.auc IS NOT NULL;
SELECT ok((SELECT bool_and(abs(t.gini - (2 * t.auc - 1)) <= 0.000002) FROM told AS t WHERE t.auc IS NOT NULL), 'gini is twice auc less one');
SELECT is((SELECT t.ks FROM told AS t WHERE t.measure = 'score'), (
	SELECT round(max(abs((SELECT count(*) FILTER (WHERE a.bad) FROM assessed AS a WHERE a.score <= x.score) / bads - (SELECT count(*) FILTER (WHERE NOT a.bad) FROM assessed AS a WHERE a.score <= x.score) / goods)), 6)
	FROM assessed AS x, (SELECT count(*) FILTER (WHERE a.bad)::numeric AS bads, count(*) FILTER (WHERE NOT a.bad)::numeric AS goods FROM assessed AS a WHERE a.score IS NOT NULL) AS n WHERE x.score IS NOT NULL),
	'ks is the greatest difference of the shares');
SELECT results_eq($$ SELECT grade, rank, customers, good, bad, bad_rate FROM told WHERE measure = 'grade' OFFSET 1 $$,
	$$ SELECT a.grade, (-a.value)::int, count(*), count(*) FILTER (WHERE NOT a.bad), count(*) FILTER (WHERE a.bad), round(avg(a.bad::int), 6) FROM assessed AS a GROUP BY a.grade, a.value ORDER BY a.value DESC NULLS LAST, a.grade $$,
	'grades with their bad rates, best first; those without a rank, and who is not graded, stand last');
SELECT is((SELECT max(t.ks) FROM told AS t WHERE t.grade IS NOT NULL), (SELECT t.ks FROM told AS t WHERE t.measure = 'grade' AND t.grade IS NULL AND t.auc IS NOT NULL), 'the ks of the grades is that of the best cut');
SELECT results_eq($$ SELECT count(*), count(auc) FROM discrimination('card', 'good_only', 'bad') $$, 'SELECT count(*) + 2, 0::bigint FROM (SELECT DISTINCT a.grade FROM assessed AS a WHERE NOT a.bad) AS g', 'without anybody bad there is no auc');
SELECT define_standard('score_only', 'metric income number; criterion c = income;') \g /dev/null
SELECT results_eq($$ SELECT measure, grade, customers FROM discrimination('score_only', 'seen', 'bad') $$, $$ VALUES ('score', NULL::text, 30::bigint) $$, 'a standard without grades');
SELECT define_standard('grades_only', 'grades A > B; metric income number; grade A when income > 50; grade B otherwise;') \g /dev/null
SELECT results_eq($$ SELECT measure, grade, rank, customers FROM discrimination('grades_only', 'seen', 'bad') $$, $$ VALUES ('grade', NULL::text, NULL::int, 30::bigint), ('grade', 'A', 1, 20), ('grade', 'B', 2, 10), ('grade', NULL, NULL, 3) $$, 'a standard without a score');
CREATE VIEW perfect AS SELECT n AS income, n < 10 AS bad, n >= 10 AS turned, false AS none FROM generate_series(1, 20) AS n;
SELECT results_eq($$ SELECT auc, gini, ks FROM discrimination('score_only', 'perfect', 'bad') $$, 'VALUES (1::numeric, 1::numeric, 1::numeric)', 'perfect order');
SELECT results_eq($$ SELECT auc, gini, ks FROM discrimination('score_only', 'perfect', 'turned') $$, 'VALUES (0::numeric, -1::numeric, 1::numeric)', 'the order turned round');

--
-- Mistakes
--
SELECT throws_ok($$ SELECT * FROM bins('card', 'money', 'seen', 'worse') $$, '42703', '"customer_grade.seen" has no column "worse"', 'no such column');
SELECT throws_ok($$ SELECT * FROM discrimination('card', 'seen', 'late') $$, '42804', 'column "late" is of type integer, not boolean', 'a flag of another type');
SELECT throws_ok($$ SELECT * FROM bins('card', 'size', 'seen', 'bad') $$, '22023', 'the standard has no criterion "size"', 'no such criterion');
SELECT throws_ok($$ SELECT * FROM bins('grades_only', 'size', 'seen', 'bad') $$, '22023', 'the standard has no criterion "size"', 'no criterion at all');
SELECT throws_ok($$ SELECT * FROM bins('nothing', 'size', 'seen', 'bad') $$, '55000', NULL, 'no such standard');

SELECT * FROM finish();
ROLLBACK;
