-- Why a row has no more points, and no better grade.

CREATE FUNCTION customer_grade.reasons(rubric customer_grade.rubric, input "any", baseline jsonb DEFAULT NULL,
	parameters jsonb DEFAULT NULL)
RETURNS TABLE (place integer, kind text, name text, value numeric, needed numeric, lost numeric, reason text, grade text, rule integer)
LANGUAGE C IMMUTABLE PARALLEL SAFE ROWS 5
AS 'MODULE_PATHNAME', 'rubric_reasons';
COMMENT ON FUNCTION customer_grade.reasons(customer_grade.rubric, "any", jsonb, jsonb) IS
	'why a row has no more points and no better grade. criterion: the points that it gives (value), those that it is measured by (needed: '
	'of the baseline, an object of points by criterion, or else the most that it can give) and the points lost, most first; less than 0: it '
	'gives more than its baseline; null: not known. reason: the title of the alternative that applies, or else of the criterion. '
	'condition: of the rules for the next better grade, the parts that failed, as far as they were evaluated; of a comparison of numbers '
	'both sides and how far they are apart. cap: what limits the grade, which would be this one. Errors: 22023 the baseline is not an '
	'object of numbers by criterion; those of grade().';

CREATE FUNCTION customer_grade.reasons(standard text, input "any", baseline jsonb DEFAULT NULL, parameters jsonb DEFAULT NULL)
RETURNS TABLE (place integer, kind text, name text, value numeric, needed numeric, lost numeric, reason text, grade text, rule integer)
LANGUAGE C STABLE PARALLEL SAFE ROWS 5
AS 'MODULE_PATHNAME', 'rubric_reasons';
COMMENT ON FUNCTION customer_grade.reasons(text, "any", jsonb, jsonb) IS
	'the same by the version of the standard in force on the evaluation date, as_of(). Errors: 42704 no such standard; those of reasons() '
	'of a rubric.';
