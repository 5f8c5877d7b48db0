-- Cut-offs of a population, against plain SQL with window functions.

BEGIN;
SELECT * FROM no_plan();

CREATE TEMP TABLE amount (part text, x numeric);
INSERT INTO amount SELECT 'even', i FROM generate_series(1, 100) AS i;
INSERT INTO amount SELECT 'ties', 10 FROM generate_series(1, 50);
INSERT INTO amount VALUES ('one', 7.50), ('zeros', 0), ('zeros', 0), ('nulls', NULL), ('mixed', NULL), ('mixed', 3);
INSERT INTO amount SELECT 'wide', i * 1e30 FROM generate_series(1, 100) AS i;
INSERT INTO amount SELECT 'many', (i * 7919 % 100003) / 100.0 FROM generate_series(1, 50000) AS i;

-- the row with which the running total reaches the share, or the largest
CREATE FUNCTION pg_temp.pareto(part text, share numeric) RETURNS numeric LANGUAGE sql AS $$
	SELECT coalesce(
		max(x) FILTER (WHERE running >= share * total), max(x))
	FROM (
		SELECT x, sum(x) OVER (ORDER BY x DESC, ctid ROWS UNBOUNDED PRECEDING) AS running, sum(x) OVER () AS total
		FROM amount WHERE amount.part = $1 AND x IS NOT NULL) AS a $$;
CREATE FUNCTION pg_temp.quota(part text, share numeric) RETURNS numeric LANGUAGE sql AS $$
	SELECT x FROM amount WHERE amount.part = $1 AND x IS NOT NULL ORDER BY x DESC
	OFFSET (SELECT greatest(floor(count(x) * share), 1) - 1 FROM amount WHERE amount.part = $1) LIMIT 1 $$;

CREATE TEMP TABLE cutoff AS
	SELECT p.part, s.share,
		customer_grade.pareto_cutoff(s.share) WITHIN GROUP (ORDER BY a.x) AS pareto,
		customer_grade.quota_cutoff(s.share) WITHIN GROUP (ORDER BY a.x) AS quota
	FROM (SELECT DISTINCT part FROM amount) AS p, (VALUES (0), (0.01), (0.333), (0.8), (0.95), (1)) AS s(share), amount AS a
	WHERE a.part = p.part
	GROUP BY p.part, s.share;
SELECT is(pareto, pg_temp.pareto(part, share), format('pareto_cutoff(%s) of %s', share, part)) FROM cutoff ORDER BY part, share;
SELECT is(quota, pg_temp.quota(part, share), format('quota_cutoff(%s) of %s', share, part)) FROM cutoff ORDER BY part, share;

-- ABC analysis by hand: 50 + 30 = 80 of 100 are class A
SELECT is(customer_grade.pareto_cutoff(0.8) WITHIN GROUP (ORDER BY x), 30::numeric, '50 and 30 make up 80 % of 100')
FROM (VALUES (50), (30), (15), (5)) AS v(x);
SELECT is(customer_grade.pareto_cutoff(0.81) WITHIN GROUP (ORDER BY x), 15::numeric, '81 % needs the next one')
FROM (VALUES (50), (30), (15), (5)) AS v(x);

-- the order leads up to the best
SELECT is(customer_grade.pareto_cutoff(0.2) WITHIN GROUP (ORDER BY x DESC), 15::numeric, 'DESC: the smallest come first, 5 and 15 make up 20 %')
FROM (VALUES (50), (30), (15), (5)) AS v(x);
SELECT results_eq($$ SELECT customer_grade.quota_cutoff(0.2) WITHIN GROUP (ORDER BY d), customer_grade.quota_cutoff(0.2) WITHIN GROUP (ORDER BY d DESC),
		customer_grade.quota_cutoff(0.2) WITHIN GROUP (ORDER BY d USING >), customer_grade.quota_cutoff(0.2) WITHIN GROUP (ORDER BY d NULLS FIRST)
	FROM generate_series(1::numeric, 100) AS d $$, $$ VALUES (81::numeric, 20::numeric, 20::numeric, 81::numeric) $$,
	'a quota of the largest, and one of the smallest');
SELECT is(customer_grade.pareto_cutoff(0.8) WITHIN GROUP (ORDER BY x::numeric), NULL, 'no amounts, no cut-off') FROM amount WHERE false;
SELECT is(customer_grade.pareto_cutoff(NULL) WITHIN GROUP (ORDER BY x), NULL, 'no share, no cut-off') FROM amount;
-- one per cent, rounded down, at least one
SELECT is(customer_grade.quota_cutoff(0.01) WITHIN GROUP (ORDER BY x), 298::numeric, '1 % of 299 are 2') FROM generate_series(1, 299) AS x;
SELECT is(customer_grade.quota_cutoff(0.01) WITHIN GROUP (ORDER BY x), 99::numeric, '1 % of 99 is none, but at least one') FROM generate_series(1, 99) AS x;

SELECT throws_ok(format('SELECT customer_grade.pareto_cutoff(%s) WITHIN GROUP (ORDER BY x) FROM amount', share), '22003',
	format('share %s is not between 0 and 1', btrim(share, '''')), 'share ' || share)
FROM (VALUES ('-0.01'), ('1.01'), ('''NaN''')) AS s(share);
SELECT throws_ok('SELECT customer_grade.pareto_cutoff(0.5) WITHIN GROUP (ORDER BY x - 1) FROM amount', '22023',
	'a share of a total needs amounts that are not negative', 'a negative amount');
SELECT throws_ok($$ SELECT customer_grade.quota_cutoff(0.5) WITHIN GROUP (ORDER BY 'NaN'::numeric) FROM amount $$, '22023',
	'an amount must be a finite number', 'no number');

SELECT * FROM finish();
ROLLBACK;
