-- What lint() finds by solving is true of any rubric: those of the oracle, whose expressions go beyond
-- comparisons with constants. Where it finds no gap and analyses all, no row of 10,000 is without a rule.
\set seed 0.7
\set rubrics 60

\set QUIET on
SET client_min_messages = warning;
\ir oracle/oracle.sql

SELECT setseed(:seed) \g /dev/null
SELECT oracle.fill(400) \g /dev/null

-- Rows of halves of rows; as JSON, where no number is double precision.
CREATE TABLE oracle.input AS
SELECT to_jsonb(a) || jsonb_build_object('i2', b.i2, 'n0', b.n0, 'n', b.n, 'd', b.d, 'ov', b.ov, 'oe', b.oe, 'v', b.v, 'b2', b.b2, 'd2', b.d2) AS input
FROM oracle.customer AS a JOIN oracle.customer AS b ON (a.id + b.id) % 16 = 0
LIMIT 10000;

CREATE TABLE oracle.linted (rubric text, kind text, wrong text);

-- Values that the text has stay; the others are given.
CREATE FUNCTION oracle.lint(rubric text, given jsonb) RETURNS SETOF oracle.linted
LANGUAGE plpgsql AS $$
DECLARE
	parsed CONSTANT customer_grade.rubric := rubric;
	parameters CONSTANT jsonb := given - '{p_text,p_boolean,p_date,p_ordered}'::text[];
	found record;
	grades text[];
	reasons text[];
BEGIN
	SELECT array_agg(DISTINCT a.grade), array_agg(DISTINCT a.reason) FILTER (WHERE a.reason = 'no rule') INTO grades, reasons
	FROM oracle.input AS i, customer_grade.assess(parsed, i.input, parameters) AS a;
	FOR found IN SELECT * FROM customer_grade.lint(parsed) WHERE severity IN ('error', 'not analysed') LOOP
		IF found.message LIKE 'no rule fits%' THEN
			RETURN NEXT ROW (rubric, 'gap'::text, CASE WHEN (customer_grade.assess(parsed, found.witness, parameters)).reason
				IS DISTINCT FROM 'no rule' THEN 'witness ' || found.witness::text END);
			reasons := NULL;
		ELSIF found.severity = 'not analysed' THEN
			RETURN NEXT ROW (rubric, 'not analysed'::text, NULL::text);
			reasons := NULL;
		ELSIF found.message LIKE 'grade%' THEN
			RETURN NEXT ROW (rubric, 'never reached'::text, CASE WHEN substring(found.message FROM '"(\w+)"') = ANY (grades) THEN found.message END);
		END IF;
	END LOOP;
	IF reasons IS NOT NULL THEN
		RETURN NEXT ROW (rubric, 'gap'::text, 'a gap that is not found'::text);
	END IF;
	RETURN NEXT ROW (rubric, 'rubric'::text, NULL::text);
END
$$;

CREATE PROCEDURE oracle.lint_all(rubrics integer)
LANGUAGE plpgsql AS $$
DECLARE
	made record;
BEGIN
	FOR i IN 1 .. rubrics LOOP
		made := oracle.rubric();
		IF made.rubric ~ '\mgrades\M' THEN
			INSERT INTO oracle.linted SELECT l.* FROM oracle.lint(made.rubric, made.parameters) AS l;
		END IF;
		COMMIT;
	END LOOP;
END
$$;
CALL oracle.lint_all(:rubrics);

SELECT * FROM no_plan();

SELECT is(count(*), 10000::bigint, 'enough rows') FROM oracle.input;
SELECT cmp_ok(count(*), '>', 40::bigint, 'enough rubrics') FROM oracle.linted WHERE kind = 'rubric';
SELECT cmp_ok(count(*), '>', 5::bigint, 'some have gaps') FROM oracle.linted WHERE kind = 'gap';
SELECT cmp_ok(count(*), '>', 5::bigint, 'some have grades that are never reached') FROM oracle.linted WHERE kind = 'never reached';
SELECT is(count(*), 0::bigint, 'nothing found is false, and no gap is left out') FROM oracle.linted WHERE wrong IS NOT NULL;

SELECT diag(format(E'%s\nrubric:\n%s', wrong, rubric)) FROM oracle.linted WHERE wrong IS NOT NULL ORDER BY length(rubric), rubric LIMIT 3;
SELECT diag(format('%s: %s', kind, count(*))) FROM oracle.linted GROUP BY kind ORDER BY kind;

SELECT * FROM finish();
