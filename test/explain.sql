-- What explain() shows of a run is what the other functions answer: its result, the rule that
-- decided, the cap or floor that moved the grade and the score are those of assess(), on the random
-- rubrics and rows of the oracle. sql/explain.sql shows each kind of step.
\set seed 0.6
\set rubrics 200
\set rows 30

\set QUIET on
SET client_min_messages = warning;
\ir oracle/oracle.sql

CREATE TABLE oracle.explained (rubric text, parameters jsonb, "row" oracle.customer, answer text, explained text);

-- What assess() says of a row.
CREATE FUNCTION oracle.answered(rubric customer_grade.rubric, "row" oracle.customer, parameters jsonb) RETURNS text
LANGUAGE plpgsql AS $$
DECLARE
	graded boolean := EXISTS (SELECT FROM customer_grade.grades(rubric));
	a record;
	detail text;
BEGIN
	SELECT * INTO a FROM customer_grade.assess(rubric, "row", parameters) AS a;
	RETURN CASE WHEN a.reason LIKE 'refused: %' THEN a.reason
		WHEN graded THEN coalesce(a.grade || format(' by rule %s, %s', a.rule, coalesce(a.adjusted, 'not moved')), 'not graded: ' || a.reason)
		ELSE coalesce('scored ' || a.score, 'not scored: ' || a.reason) END;
EXCEPTION WHEN OTHERS THEN
	GET STACKED DIAGNOSTICS detail = PG_EXCEPTION_DETAIL;
	RETURN oracle.refused(SQLERRM, detail);
END
$$;

-- The same from the steps of explain().
CREATE FUNCTION oracle.explained(rubric customer_grade.rubric, "row" oracle.customer, parameters jsonb) RETURNS text
LANGUAGE plpgsql AS $$
DECLARE
	last record;
	rules integer;
	score text;
	detail text;
BEGIN
	SELECT e.* INTO last FROM customer_grade.explain(rubric, "row", parameters) AS e ORDER BY e.step DESC LIMIT 1;
	SELECT count(*) FILTER (WHERE e.kind = 'rule'), min(e.value) FILTER (WHERE e.kind = 'score') INTO rules, score
	FROM customer_grade.explain(rubric, "row", parameters) AS e;
	IF score IS DISTINCT FROM last.value THEN
		RETURN format('score %s and then %s', score, last.value);
	END IF;
	RETURN CASE WHEN last.outcome ~ '^graded' THEN format('%s by rule %s, %s', last.name, rules, CASE last.outcome
				WHEN 'graded, lifted by a floor' THEN 'floor' WHEN 'graded, limited by a cap' THEN 'cap' ELSE 'not moved' END)
			WHEN last.outcome = 'scored' THEN 'scored ' || score::numeric
			ELSE last.outcome END;
EXCEPTION WHEN OTHERS THEN
	GET STACKED DIAGNOSTICS detail = PG_EXCEPTION_DETAIL;
	RETURN oracle.refused(SQLERRM, detail);
END
$$;

CREATE PROCEDURE oracle.explain_all(rubrics integer, rows integer)
LANGUAGE plpgsql AS $$
DECLARE
	made record;
BEGIN
	FOR i IN 1 .. rubrics LOOP
		IF i % 20 = 1 THEN
			PERFORM oracle.fill(rows);
		END IF;
		made := oracle.rubric();
		INSERT INTO oracle.explained
		SELECT made.rubric, made.parameters, x, oracle.answered(made.rubric::customer_grade.rubric, x, made.parameters),
			oracle.explained(made.rubric::customer_grade.rubric, x, made.parameters)
		FROM oracle.customer AS x;
		COMMIT;
	END LOOP;
END
$$;

-- score() gives a double precision result as numeric, which has 15 digits of it; explain() shows all.
CREATE FUNCTION oracle.agrees(explained text, answer text) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$
	SELECT CASE WHEN explained = answer THEN true
		WHEN explained ~ '^scored' THEN 'scored ' || substr(explained, 8)::float8::numeric = answer
		ELSE false END
$$;

SELECT setseed(:seed) \g /dev/null
CALL oracle.explain_all(:rubrics, :rows);

SELECT plan(5);

SELECT cmp_ok(count(*), '>', 10::bigint, 'rows are graded by several rules, moved by caps and floors')
FROM (SELECT DISTINCT answer FROM oracle.explained WHERE answer ~ '(cap|floor)$') AS a;

SELECT cmp_ok(count(*), '>', 100::bigint, 'rows are not graded for many reasons')
FROM (SELECT DISTINCT answer FROM oracle.explained WHERE answer ~ '^not graded') AS a;

SELECT cmp_ok(count(*), '>', 50::bigint, 'there are scores')
FROM oracle.explained WHERE answer ~ '^scored';

SELECT cmp_ok(count(*), '>', 100::bigint, 'there are rows that are refused and expressions that fail')
FROM oracle.explained WHERE answer ~ '^refused: ';

SELECT is(count(*), 0::bigint, 'explain() never comes to another result')
FROM oracle.explained WHERE oracle.agrees(explained, answer) IS NOT TRUE;

SELECT diag(format(E'answer: %s, explained: %s\nrubric:\n%s\nparameters: %s\nrow: %s', answer, explained, rubric, parameters, jsonb_strip_nulls(to_jsonb("row"))))
FROM oracle.explained WHERE oracle.agrees(explained, answer) IS NOT TRUE
ORDER BY length(rubric), rubric, ("row").id LIMIT 3;

SELECT * FROM finish();
