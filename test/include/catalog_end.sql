-- Asserts the cases of catalog_begin.sql's tables.

CREATE FUNCTION pg_temp.rubric(standard text, version int) RETURNS customer_grade.rubric
LANGUAGE sql STABLE AS
$$ SELECT rubric FROM customer_grade.catalog WHERE name = standard AND catalog.version = rubric.version $$;

SELECT is(customer_grade.grade(pg_temp.rubric(standard, version), input, parameters), expected,
	format('%s %s: %s %s', standard, version, why, input))
FROM graded ORDER BY id;

SELECT alike((customer_grade.assess(pg_temp.rubric(standard, version), input, parameters)).reason, '%' || metric || '%',
	format('%s %s: the reason names %s %s', standard, version, metric, input))
FROM named ORDER BY id;

SELECT is(customer_grade.score(pg_temp.rubric(standard, version), input, parameters), expected,
	format('%s %s: score, %s %s', standard, version, why, input))
FROM scored ORDER BY id;

SELECT matches((customer_grade.assess(pg_temp.rubric(standard, version), input, parameters)).reason,
	'^refused: .*( is outside its domain | must be a finite number)', format('%s %s refuses: %s %s', standard, version, why, input))
FROM refused ORDER BY id;

SELECT ok(EXISTS (
		SELECT FROM customer_grade.catalog_treatments(t.standard, t.grade, t.input) AS c
		WHERE c.name = t.name AND c.value IS NOT DISTINCT FROM t.value AND c.unit IS NOT DISTINCT FROM t.unit),
	format('%s: %s gets %s %s %s', t.standard, t.grade, t.name, t.value, t.unit))
FROM treated AS t ORDER BY id;

-- The printed SQL gives the same grades. It reads columns, so the input becomes a row.
CREATE FUNCTION pg_temp.by_sql(standard text, version int, input jsonb, parameters jsonb, part text) RETURNS text
LANGUAGE plpgsql AS $$
DECLARE
	rubric customer_grade.rubric := pg_temp.rubric(standard, version);
	columns text;
	result text;
BEGIN
	SELECT string_agg(format('(%L::jsonb ->> %L)::%s AS %I', input, m.name, CASE m.type WHEN 'number' THEN 'numeric' ELSE m.type END, m.name), ', ')
	INTO columns FROM customer_grade.metrics(rubric) AS m;
	EXECUTE format('SELECT (%s)::text FROM (SELECT %s) AS c', customer_grade.to_sql(rubric, 'c', parameters, part), columns) INTO result;
	RETURN result;
END $$;

SELECT is(pg_temp.by_sql(standard, version, input, parameters, 'grade'), expected,
	format('%s %s: the printed SQL agrees, %s %s', standard, version, why, input))
FROM graded ORDER BY id;
SELECT is(pg_temp.by_sql(standard, version, input, parameters, 'score')::numeric, expected,
	format('%s %s: the printed SQL agrees, %s %s', standard, version, why, input))
FROM scored ORDER BY id;

SELECT * FROM finish();
ROLLBACK;
