-- Mistakes put into sound standards of the catalog: lint() finds them, or the standard with the mistake is as sound as
-- before, which is computed.
SET client_min_messages = warning;
\o /dev/null
\ir linted/mutations.sql
\o
SELECT * FROM no_plan();

SELECT diag(format('%s: %s of %s found, %s %%', coalesce(kind, 'all'), count(*) FILTER (WHERE found <> '{}'), count(*), round(100.0 * count(*) FILTER (WHERE found <> '{}') / count(*))))
FROM result GROUP BY ROLLUP (kind) ORDER BY kind;
SELECT diag(format('%s: %s not found, as %s', kind, count(*), reason)) FROM miss GROUP BY kind, reason ORDER BY 1;

SELECT cmp_ok((100 * count(*) FILTER (WHERE found <> '{}') / count(*))::integer, '>=', least, format('%s: at least %s %% are found', kind, least))
FROM result JOIN (VALUES ('bound moved', 3), ('otherwise removed', 80), ('rule removed', 70), ('rules swapped', 30), ('strict or inclusive', 0)) AS k(kind, least) USING (kind)
GROUP BY kind, least ORDER BY kind;
SELECT is_empty('SELECT kind, name, version, lost, unreached FROM miss WHERE reason IS NULL', 'every miss has a reason');
SELECT is_empty($$ SELECT kind, name, witness FROM miss WHERE moved > 0 AND witness IS NULL $$, 'with a row that gets another grade, or there is none');

-- Both sides of a bound are written: then a slip makes a gap, or a hole that a later rule takes.
CREATE TEMP TABLE ladder AS SELECT unnest(ARRAY[
	'grades A > B > C; metric x number between 0 and 100; grade A when x between 90 and 100; grade B when x >= 60 and x < 90; grade C when x < 60;',
	'grades A > B > C; metric x number between 0 and 100; grade A when x >= 90; grade B when x >= 60 and x < 90; grade C otherwise;',
	'grades A > B > C; metric x number between 0 and 100; metric y number; require x, y; grade A when x >= 90 and y > 3; grade B when x > 60 and x < 90; grade B when x >= 90 and y <= 3; grade C when x <= 60;']) AS rubric;
SELECT is_empty($$ SELECT rubric FROM ladder, customer_grade.lint(rubric::customer_grade.rubric) AS l WHERE l.severity IN ('error', 'warning') $$, 'ladders that are sound');
SELECT isnt_empty(format('SELECT FROM customer_grade.lint(%L::customer_grade.rubric) AS l WHERE l.severity IN (''error'', ''warning'')', m.slip), 'a slip: ' || m.slip)
FROM (
	SELECT replace(rubric, 'x >= 90 ', 'x > 90 ') AS slip FROM ladder
	UNION SELECT replace(rubric, 'x >= 90;', 'x > 90;') FROM ladder UNION SELECT replace(rubric, 'between 90 and', 'between 91 and') FROM ladder
	UNION SELECT replace(rubric, 'x < 60', 'x <= 59') FROM ladder UNION SELECT replace(rubric, 'x <= 60', 'x < 60') FROM ladder
	UNION SELECT replace(rubric, 'x < 90', 'x <= 89') FROM ladder
) AS m WHERE m.slip NOT IN (SELECT rubric FROM ladder) ORDER BY m.slip;

SELECT * FROM finish();
