-- The evaluator and the SQL that to_sql() prints are the same, shown on random rubrics and rows.
-- See oracle/oracle.sql for how; "compared" counts evaluations of grade(), score() and rank().
\set seed 0.4
\set rubrics 400
\set rows 100

\set QUIET on
SET client_min_messages = warning;
\ir oracle/oracle.sql

SELECT setseed(:seed) \g /dev/null
CALL oracle.run(:rubrics, :rows);

SELECT plan(3);

SELECT cmp_ok(sum(compared), '>=', 200000::numeric, 'at least 200,000 evaluations were compared')
FROM oracle.outcome;

SELECT cmp_ok(sum(failed), '>=', 1000::numeric, 'refused rows and failing expressions are among them')
FROM oracle.outcome;

SELECT is(count(*), 0::bigint, 'no evaluation differs from the printed SQL')
FROM oracle.difference;

-- How to see one that differs again.
SELECT diag(format(E'%s() of a row given as %s: %s, SQL: %s\nrubric:\n%s\nparameters: %s\nrow: %s\nSQL:\n%s', part, way,
	coalesce(evaluator, 'null'), coalesce("sql", 'null'), rubric, parameters, jsonb_strip_nulls(to_jsonb("row")), printed))
FROM (SELECT * FROM oracle.difference ORDER BY length(rubric), rubric, part, way, ("row").id LIMIT 3) AS shortest;

SELECT diag(format('%s evaluations, %s of them failed with the same SQLSTATE', sum(compared), sum(failed)))
FROM oracle.outcome;

SELECT * FROM finish();
