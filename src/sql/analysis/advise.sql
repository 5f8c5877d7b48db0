-- The ways to a better grade.

CREATE FUNCTION customer_grade.advise(rubric customer_grade.rubric, input "any", target text DEFAULT NULL, parameters jsonb DEFAULT NULL)
RETURNS TABLE (way integer, metric text, value jsonb, bound text, needed jsonb, difference numeric, change numeric, progress numeric,
	grade text, rule integer, points numeric, cap text, note text)
LANGUAGE C IMMUTABLE PARALLEL SAFE ROWS 5
AS 'MODULE_PATHNAME', 'rubric_advise';
COMMENT ON FUNCTION customer_grade.advise(customer_grade.rubric, "any", text, jsonb) IS
	'the ways of a row to the target or a better grade, without target to any better grade: first those that change one metric, then '
	'those that change two, each smallest change first. Of each metric: its value, what is needed (bound: at least, more than, at most, '
	'less than, exactly) and the difference; change: the difference as a part of the value, or of the width of the present grade if that '
	'is greater; progress: the share of the way from the beginning of the present grade to what is needed that lies behind. Of the way: '
	'the grade that it gives, the rule that decides, the points that the score gains, the caps that stop holding. note: found by search '
	'where the metric is calculated with; the only row where no way is found says so. No row if the grade is reached. Errors: 22023 the '
	'target is no grade with a rank, the rubric has no grades; those of grade().';

CREATE FUNCTION customer_grade.advise(standard text, input "any", target text DEFAULT NULL, parameters jsonb DEFAULT NULL)
RETURNS TABLE (way integer, metric text, value jsonb, bound text, needed jsonb, difference numeric, change numeric, progress numeric,
	grade text, rule integer, points numeric, cap text, note text)
LANGUAGE C STABLE PARALLEL SAFE ROWS 5
AS 'MODULE_PATHNAME', 'rubric_advise';
COMMENT ON FUNCTION customer_grade.advise(text, "any", text, jsonb) IS
	'the same by the version of the standard in force on the evaluation date, as_of(). Errors: 42704 no such standard; those of advise() '
	'of a rubric.';

CREATE FUNCTION customer_grade_internal.nearest_way(standard text, input "any", parameters jsonb,
	OUT grade text, OUT grade_to text, OUT rank_to smallint, OUT metric text, OUT value jsonb, OUT bound text, OUT needed jsonb,
	OUT difference numeric, OUT change numeric, OUT progress numeric)
LANGUAGE C STABLE PARALLEL SAFE
AS 'MODULE_PATHNAME', 'nearest_way';
COMMENT ON FUNCTION customer_grade_internal.nearest_way(text, "any", jsonb) IS
	'the smallest change of one metric that gives a better grade, as in advise(); only the grade, where none is found; null for a row that '
	'is refused, or has the best grade';

CREATE FUNCTION customer_grade_internal.near_ways(standard text, input "any", parameters jsonb, within numeric)
RETURNS TABLE (grade text, grade_to text, metric text, bound text, value numeric, threshold numeric)
LANGUAGE C STABLE PARALLEL SAFE ROWS 1
AS 'MODULE_PATHNAME', 'near_ways';
COMMENT ON FUNCTION customer_grade_internal.near_ways(text, "any", jsonb, numeric) IS
	'the numbers of a row by each of which it gets another grade, if it changes by no more than this part of its value and of the width of '
	'the present grade; in each direction the nearest';
