-- Rows that are worth a case.

CREATE FUNCTION customer_grade_internal.suggested(rubric customer_grade.rubric, parameters jsonb)
RETURNS TABLE (name text, input jsonb)
AS 'MODULE_PATHNAME', 'list_suggestions'
LANGUAGE C IMMUTABLE PARALLEL SAFE STRICT ROWS 50;
COMMENT ON FUNCTION customer_grade_internal.suggested(customer_grade.rubric, jsonb) IS
	'a row for each part of a rubric that decides it, and rows on both sides of each bound; input null: none was found. parameters: of all'
	' that have no value in the text';

CREATE FUNCTION customer_grade.suggest_cases(standard text, rubric customer_grade.rubric DEFAULT NULL, version integer DEFAULT NULL,
	parameters jsonb DEFAULT NULL)
RETURNS TABLE (name text, input jsonb, as_of date, expected_grade text, expected_score numeric, note text)
LANGUAGE plpgsql STABLE ROWS 50
SET search_path = pg_catalog, pg_temp
AS $function$
#variable_conflict use_column
DECLARE
	chosen CONSTANT customer_grade.rubric := customer_grade_internal.chosen_rubric(standard, suggest_cases.rubric, suggest_cases.version);
	given CONSTANT jsonb := coalesce(suggest_cases.parameters, '{}');
	today CONSTANT date := customer_grade.as_of();
	filled CONSTANT jsonb := customer_grade_internal.with_as_of(chosen, given, today);
	-- a parameter that the day fills
	day CONSTANT date := CASE WHEN filled <> given THEN today END;
	has_grades CONSTANT boolean := EXISTS (SELECT FROM customer_grade.grades(chosen));
BEGIN
	PERFORM customer_grade_internal.check_object('parameters', suggest_cases.parameters);
	RETURN QUERY
		SELECT s.name, s.input, day, a.grade,
			-- a case compares as many decimals as are written
			CASE WHEN a.grade IS NOT NULL OR NOT has_grades THEN trim_scale(round(a.score, 6)) END,
			CASE WHEN s.input IS NULL THEN 'no row was found that shows it' ELSE a.reason END
		FROM customer_grade_internal.suggested(chosen, filled) WITH ORDINALITY AS s,
			LATERAL customer_grade.assess(chosen, s.input, filled) AS a
		ORDER BY s.ordinality;
END
$function$;
COMMENT ON FUNCTION customer_grade.suggest_cases(text, customer_grade.rubric, integer, jsonb) IS
	'rows that are worth a case, for set_case(): one that each part of a standard decides, see coverage(), and both rows of each step '
	'around a bound at which the answer changes, with the grade and score that it gives them now, the score to six decimals: say of each '
	'whether that is right. Of what no row shows, or none was found for, there is a row without input. By the version in force on '
	'as_of(), another one, also a draft, or a rubric that is no version yet; parameters: values that the text does not give. '
	'Errors: 42704 no such standard or '
	'version, 22023 rubric and version are given, or a parameter has no value, 55000 no version is effective';
