-- What lint() finds by solving is true, and nothing is left out: random rubrics over a grid that has
-- a point in each cell that their comparisons can cut, every row of which is graded.
\set seed 0.25
\set rubrics 200

\set QUIET on
SET client_min_messages = warning;
\ir linted/random.sql

SELECT setseed(:seed) \g /dev/null
CALL linted.run(:rubrics);

SELECT * FROM no_plan();

SELECT cmp_ok(count(*), '>', 30000::bigint, 'the grid has cells enough') FROM linted.grid;

SELECT cmp_ok(count(*) FILTER (WHERE kind = k.kind), '>=', k.least::bigint, format('%s of %s are among the random rubrics', k.least, k.kind))
FROM linted.finding RIGHT JOIN (VALUES ('gap', 20), ('dead rule', 60), ('never reached', 20), ('sound', 20)) AS k(kind, least) USING (kind)
GROUP BY k.kind, k.least ORDER BY k.kind;

SELECT is(count(rubric), 0::bigint, what || ': none') FROM linted.mistake RIGHT JOIN (VALUES
	('a witness of a gap that a rule fits'),
	('a gap that is not found'),
	('a gap that its witness is not in'),
	('a customer beside the gap that it is counted in'),
	('a gap that is none'),
	('a rule said to be dead that decides'),
	('a dead rule that is not found'),
	('a grade said to be never reached that is'),
	('a grade that is never reached and not found'),
	('a cap or floor said to be idle that changes a grade')) AS k(what) USING (what)
GROUP BY what ORDER BY what;

SELECT diag(format(E'%s: %s\nrubric:\n%s', what, detail, rubric))
FROM (SELECT * FROM linted.mistake ORDER BY length(rubric), rubric, what LIMIT 3) AS shortest;

SELECT diag(format('%s rubrics, %s not analysed in part', count(DISTINCT rubric), count(DISTINCT rubric) FILTER (WHERE kind = 'not analysed')))
FROM linted.finding;

SELECT * FROM finish();
