-- explain() comes to the result of assess() for each standard of the catalog and random input:
-- the same grade and score, the same reason, the same error. test/explain.sql does so with random rubrics.
\set seed 0.42
\set inputs 100

\set QUIET on
SET client_min_messages = warning;

-- A value for a metric or parameter, of its domain where that is a list.
CREATE FUNCTION pg_temp.some_value(type text, domain text) RETURNS jsonb LANGUAGE plpgsql VOLATILE AS $$
DECLARE
	listed text[] := ARRAY(SELECT m[1] FROM regexp_matches(domain, $r$('(?:[^']|'')*'|[-0-9.]+)$r$, 'g') AS m);
	chosen text := listed[1 + floor(random() * cardinality(listed))];
BEGIN
	IF random() < 0.15 THEN
		RETURN 'null';
	ELSIF domain LIKE 'in (%' THEN
		RETURN CASE WHEN chosen ^@ '''' THEN to_jsonb(replace(trim(chosen, ''''), '''''', '''')) ELSE to_jsonb(chosen::numeric) END;
	END IF;
	RETURN CASE type
		WHEN 'boolean' THEN to_jsonb(random() < 0.5)
		WHEN 'date' THEN to_jsonb(date '2014-01-01' + (random() * 5000)::int)
		WHEN 'text' THEN to_jsonb((ARRAY['a', 'b', 'VIP'])[1 + floor(random() * 3)])
		ELSE to_jsonb(CASE WHEN domain ~ 'between 0 and 100' THEN round((random() * 100)::numeric, 1)
			WHEN domain ~ 'between' THEN round(random()::numeric, 2)
			ELSE round((10 ^ (random() * 7))::numeric, (random() * 2)::int) END)
		END;
END
$$;

CREATE FUNCTION pg_temp.assessed(rubric customer_grade.rubric, input jsonb, parameters jsonb) RETURNS text LANGUAGE sql AS $$
	SELECT concat_ws('|', coalesce(a.grade, CASE WHEN a.reason LIKE 'refused: %' THEN regexp_replace(a.reason, ' \([^"]*\)$', '')
		WHEN EXISTS (SELECT FROM customer_grade.grades(rubric)) THEN 'not graded: ' || a.reason
		ELSE coalesce('not scored: ' || a.reason, 'scored') END), a.score)
	FROM customer_grade.assess(rubric, input, parameters) AS a
$$;

CREATE FUNCTION pg_temp.explained(rubric customer_grade.rubric, input jsonb, parameters jsonb) RETURNS text LANGUAGE plpgsql AS $$
BEGIN
	RETURN (SELECT concat_ws('|', CASE WHEN e.outcome ^@ 'graded' THEN e.name ELSE e.outcome END, e.value)
		FROM customer_grade.explain(rubric, input, parameters) AS e ORDER BY e.step DESC LIMIT 1);
EXCEPTION WHEN others THEN
	RETURN 'refused: ' || SQLERRM;
END
$$;

SELECT setseed(:seed) \g /dev/null

CREATE TEMP TABLE compared AS
SELECT c.name, c.version, i.input, p.parameters, pg_temp.assessed(c.rubric, i.input, p.parameters) AS assessed,
	pg_temp.explained(c.rubric, i.input, p.parameters) AS explained
FROM customer_grade.catalog AS c, generate_series(1, :inputs) AS s (n),
	-- each n has values of its own
	LATERAL (SELECT s.n, coalesce(jsonb_object_agg(m.name, pg_temp.some_value(m.type, m.domain)), '{}') AS input
		FROM customer_grade.metrics(c.rubric) AS m) AS i,
	LATERAL (SELECT s.n, coalesce(jsonb_object_agg(m.name, coalesce(nullif(pg_temp.some_value(m.type, ''), 'null'), '7')), '{}') AS parameters
		FROM customer_grade.parameters(c.rubric) AS m WHERE m.value IS NULL) AS p;

SELECT plan(4);
SELECT cmp_ok(count(DISTINCT (name, version)), '>', 80::bigint, 'the standards of the catalog') FROM compared WHERE assessed !~ '^(not|refused)';
SELECT cmp_ok(count(*), '>', 100::bigint, 'rows are not graded for many reasons') FROM (SELECT DISTINCT assessed FROM compared WHERE assessed ~ '^not') AS a;
SELECT cmp_ok(count(*), '>', 10::bigint, 'some input is refused') FROM compared WHERE assessed ~ '^refused: ';
SELECT is_empty('SELECT name, version, input, parameters, assessed, explained FROM compared WHERE assessed IS DISTINCT FROM explained LIMIT 3',
	'explain() comes to the results of assess()');
SELECT * FROM finish();
