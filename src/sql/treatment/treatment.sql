-- Treatments: what a customer gets for a grade. The texts of standards say it.

CREATE VIEW customer_grade.treatment WITH (security_barrier) AS
	SELECT s.name AS standard, s.version, t.name, t.grade, t.place, t.value, t.condition, t.unit, t.title
	FROM customer_grade.standard AS s, customer_grade.treatments(s.rubric) AS t
	WHERE s.effective OPERATOR(pg_catalog.@>) customer_grade.as_of();
COMMENT ON VIEW customer_grade.treatment IS
	'treatments: what customers get for their grades, as the texts in force say it';
COMMENT ON COLUMN customer_grade.treatment.standard IS
	'name of the standard';
COMMENT ON COLUMN customer_grade.treatment.version IS
	'number of its version in force on as_of()';
COMMENT ON COLUMN customer_grade.treatment.name IS
	'what it is: visit_interval, service_level, price, credit_limit, payment_term, priority, ...';
COMMENT ON COLUMN customer_grade.treatment.grade IS
	'the grade that gets it';
COMMENT ON COLUMN customer_grade.treatment.place IS
	'counts what the grade gets by this name, in the order of the text';
COMMENT ON COLUMN customer_grade.treatment.value IS
	'how much or which: text, or an expression as written; null: it is given without a value';
COMMENT ON COLUMN customer_grade.treatment.condition IS
	'when it is given, as written; null: always; otherwise: when the alternatives before it are not';
COMMENT ON COLUMN customer_grade.treatment.unit IS
	'unit of the value; null: a word or a plain number';
COMMENT ON COLUMN customer_grade.treatment.title IS
	'its title, such as the wording of the document that it comes from';
CREATE TRIGGER read_only INSTEAD OF INSERT OR UPDATE OR DELETE ON customer_grade.treatment
	FOR EACH ROW EXECUTE FUNCTION customer_grade_internal.refuse_writing();
COMMENT ON TRIGGER read_only ON customer_grade.treatment IS 'the view is read-only';
GRANT SELECT ON customer_grade.treatment TO PUBLIC;

CREATE FUNCTION customer_grade_internal.unit_span(unit text) RETURNS interval
LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'treatment_unit_span';
COMMENT ON FUNCTION customer_grade_internal.unit_span(text) IS
	'the time that a unit of a treatment is, second to year in English or Chinese, or that it is per, as in time/month; a working day '
	'counts as 1.4 days; null: worklists do not understand it';

CREATE FUNCTION customer_grade_internal.treatment_amount(value text) RETURNS numeric
LANGUAGE sql IMMUTABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $function$
	SELECT CASE WHEN value ~ E'^\\s*-?\\d+(\\.\\d+)?\\s*$' THEN value::numeric END
$function$;
COMMENT ON FUNCTION customer_grade_internal.treatment_amount(text) IS
	'the value of a treatment as an amount; null: it is none';

CREATE FUNCTION customer_grade_internal.treatment_interval(value text, unit text) RETURNS interval
LANGUAGE sql IMMUTABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $function$
	-- "3 month" is every three months; "2 time/month" and the like are so many times in one
	SELECT CASE WHEN n.number < 0 THEN NULL
		WHEN unit NOT LIKE '%/%' THEN CASE WHEN n.number <= u.most THEN n.number::float8 * u.span END
		WHEN n.number * u.most >= 1 THEN u.span / n.number::float8 END
	FROM customer_grade_internal.treatment_amount(value) AS n(number),
		(SELECT s.span, extract(epoch FROM interval '1000 years')::numeric / extract(epoch FROM s.span)::numeric AS most
			FROM customer_grade_internal.unit_span(unit) AS s(span)) AS u
$function$;
COMMENT ON FUNCTION customer_grade_internal.treatment_interval(text, text) IS
	'value and unit of a treatment as an interval: "0.5" "week", "3" "month", "2" "time/year"; null: it is not an interval, or one of '
	'more than 1000 years';

CREATE FUNCTION customer_grade_internal.given(rubric customer_grade.rubric, input anyelement, parameters jsonb, grade text, names text[])
RETURNS TABLE (name text, value text, unit text, title text, problem text)
AS 'MODULE_PATHNAME', 'rubric_treat'
LANGUAGE C IMMUTABLE PARALLEL SAFE ROWS 5;
CREATE FUNCTION customer_grade_internal.given(standard text, input anyelement, parameters jsonb, grade text, names text[])
RETURNS TABLE (name text, value text, unit text, title text, problem text)
AS 'MODULE_PATHNAME', 'rubric_treat'
LANGUAGE C STABLE PARALLEL SAFE ROWS 5;
COMMENT ON FUNCTION customer_grade_internal.given(customer_grade.rubric, anyelement, jsonb, text, text[]) IS
	'the treatments that a grade of a rubric gets, for a row, in the order of the text: those that have a value or need none and whose '
	'condition is true; those whose value or condition has a fault, without a value: problem says it. names: only these; null: all. '
	'Errors: a parameter, or a json value of the wrong type, as of grade()';
COMMENT ON FUNCTION customer_grade_internal.given(text, anyelement, jsonb, text, text[]) IS
	'the treatments that a grade of a standard''s version in force gets, for a row';

CREATE FUNCTION customer_grade_internal.treated_metrics(rubric customer_grade.rubric) RETURNS text[]
AS 'MODULE_PATHNAME', 'rubric_treated_metrics'
LANGUAGE C IMMUTABLE PARALLEL SAFE STRICT;
COMMENT ON FUNCTION customer_grade_internal.treated_metrics(customer_grade.rubric) IS
	'the metrics that the treatments of a rubric read, by themselves or in the score';

CREATE FUNCTION customer_grade.treatments(standard text, grade text)
RETURNS TABLE (name text, place integer, value text, condition text, unit text, title text)
LANGUAGE sql STABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $function$
	SELECT t.name, t.place, t.value, t.condition, t.unit, t.title
	FROM customer_grade.treatments(treatments.standard) AS t
	WHERE t.grade = treatments.grade
	ORDER BY t.name, t.place
$function$;
COMMENT ON FUNCTION customer_grade.treatments(text, text) IS
	'what a grade of a standard''s version in force gets, as written, including what depends on a condition';

CREATE FUNCTION customer_grade.row_treatments(standard text, input anyelement, parameters jsonb DEFAULT NULL)
RETURNS TABLE (grade text, name text, value text, unit text, title text, problem text)
LANGUAGE sql STABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $function$
	SELECT g.grade, t.name, t.value, t.unit, t.title, t.problem
	FROM (SELECT customer_grade.grade(standard, input, parameters) AS grade) AS g,
		customer_grade_internal.given(standard, input, parameters, g.grade, NULL) WITH ORDINALITY AS t
	WHERE g.grade IS NOT NULL
	ORDER BY t.name, t.ordinality
$function$;
COMMENT ON FUNCTION customer_grade.row_treatments(text, anyelement, jsonb) IS
	'what a row gets: the treatments of the grade that the standard gives it, with their values for this row; none when it is not graded. '
	'problem: why one has no value, such as a division by zero; then it is not given. '
	'The row is a row of a table or jsonb. For customers of an attached table, whose grade in force counts: customer_treatments()';

-- Takes literals without a type, from which anyelement could not be determined.
CREATE FUNCTION customer_grade.row_treatments(standard text, "row" text, parameters jsonb DEFAULT NULL)
RETURNS TABLE (grade text, name text, value text, unit text, title text, problem text)
LANGUAGE sql STABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $function$
	SELECT t.grade, t.name, t.value, t.unit, t.title, t.problem
	FROM customer_grade.row_treatments(standard, "row"::jsonb, parameters) AS t
$function$;
COMMENT ON FUNCTION customer_grade.row_treatments(text, text, jsonb) IS
	'the same for a row as the text of a JSON object';
