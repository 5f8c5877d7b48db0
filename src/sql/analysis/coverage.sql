-- What decides: which parts of a standard its cases, and real customers, come to.

CREATE FUNCTION customer_grade_internal.parts(rubric customer_grade.rubric)
RETURNS TABLE (part integer, line integer, kind text, ordinal integer, name text, statement text, title text)
AS 'MODULE_PATHNAME', 'list_rubric_parts'
LANGUAGE C IMMUTABLE PARALLEL SAFE STRICT ROWS 20;
COMMENT ON FUNCTION customer_grade_internal.parts(customer_grade.rubric) IS
	'the parts of a rubric that can decide about a row, numbered in the order of evaluation';

CREATE FUNCTION customer_grade_internal.decided(rubric customer_grade.rubric, input "any", parameters jsonb)
RETURNS integer[]
AS 'MODULE_PATHNAME', 'rubric_decided'
LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION customer_grade_internal.decided(customer_grade.rubric, "any", jsonb) IS
	'the numbers of the parts() that decide about a row';

-- In one scan.
CREATE FUNCTION customer_grade_internal.customers_decided(a customer_grade_internal.attachment, rubric customer_grade.rubric) RETURNS jsonb
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $function$
DECLARE
	today CONSTANT date := customer_grade_internal.clock_day(a);
	parameters CONSTANT jsonb := customer_grade_internal.with_as_of(rubric,
		(customer_grade_internal.version_parameters(a, rubric, today)).parameters, today);
	result jsonb;
BEGIN
	EXECUTE format($query$
		SELECT coalesce(jsonb_object_agg(c.part, c.customers), '{}')
		FROM (
			SELECT p.part, count(*) AS customers
			FROM %s AS m, unnest(customer_grade_internal.decided(%L::customer_grade.rubric, m.*, $1)) AS p(part)
			GROUP BY p.part
		) AS c
		$query$, customer_grade_internal.extended_metrics(a, rubric), rubric) INTO result USING parameters;
	RETURN result;
END
$function$;
COMMENT ON FUNCTION customer_grade_internal.customers_decided(customer_grade_internal.attachment, customer_grade.rubric) IS
	'for each part of a rubric that decides about customers of an attachment, about how many';

CREATE FUNCTION customer_grade_internal.as_owner_coverage(standard text, subject regclass DEFAULT NULL,
	rubric customer_grade.rubric DEFAULT NULL, version integer DEFAULT NULL)
RETURNS TABLE (line integer, kind text, ordinal integer, name text, statement text, title text, cases bigint, customers bigint)
LANGUAGE plpgsql STABLE ROWS 20
SET search_path = pg_catalog, pg_temp
AS $function$
#variable_conflict use_column
DECLARE
	a customer_grade_internal.attachment;
	chosen customer_grade.rubric;
	decided jsonb;
	shows_cases boolean;
BEGIN
	IF as_owner_coverage.subject IS NULL THEN
		PERFORM customer_grade_internal.check_case_reader(as_owner_coverage.standard);
	ELSE
		a := customer_grade_internal.attached(as_owner_coverage.standard, as_owner_coverage.subject);
		PERFORM customer_grade_internal.check_may_evaluate(a.subject, a.metrics);
		PERFORM customer_grade_internal.use_version(a);
	END IF;
	chosen := customer_grade_internal.chosen_rubric(as_owner_coverage.standard, as_owner_coverage.rubric,
		coalesce(as_owner_coverage.version, CASE WHEN as_owner_coverage.rubric IS NULL THEN a.version END));
	IF a.subject IS NOT NULL THEN
		PERFORM customer_grade_internal.check_evaluable(a, chosen, true);
		decided := customer_grade_internal.customers_decided(a, chosen);
	END IF;
	SELECT customer_grade_internal.reads_cases(s.name, s.owner) INTO shows_cases
	FROM customer_grade.standard AS s WHERE s.name = as_owner_coverage.standard LIMIT 1;
	RETURN QUERY
		SELECT p.line, p.kind, p.ordinal, p.name, p.statement, p.title, CASE WHEN shows_cases THEN (
				SELECT count(*) FROM customer_grade_internal.graded_cases(as_owner_coverage.standard, chosen) AS c
				WHERE p.part = ANY (customer_grade_internal.decided(chosen, c.input, c.parameters))) END,
			CASE WHEN decided IS NOT NULL THEN coalesce((decided ->> p.part::text)::bigint, 0) END
		FROM customer_grade_internal.parts(chosen) AS p
		ORDER BY p.part;
END
$function$;
COMMENT ON FUNCTION customer_grade_internal.as_owner_coverage(text, regclass, customer_grade.rubric, integer) IS
	'about how many cases of a standard, and, if you name a table, about how many of its customers each part decides: scopes and '
	'requirements that end the grading, the points taken of each criterion, rules, floors and caps, and the rows that no rule grades, that '
	'are undecided or refused. What nothing decides is not tried by any case. By the version in force, or another one, also a draft, or a '
	'rubric that is no version yet. cases is null for roles that are neither members of the owner nor have got the standard by '
	'grant_standard(); without a table they get an error. Errors: '
	'42704 no such standard or version, 22023 rubric and version are given, 55000 not attached, or no version is effective';
