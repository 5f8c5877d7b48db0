-- Mistakes in a standard, found before anybody is graded by it.

CREATE FUNCTION customer_grade.lint(rubric customer_grade.rubric)
RETURNS TABLE (severity text, line integer, statement text, message text, witness jsonb)
AS 'MODULE_PATHNAME', 'rubric_lint_rows'
LANGUAGE C IMMUTABLE PARALLEL SAFE STRICT ROWS 10;
CREATE FUNCTION customer_grade.lint(standard text)
RETURNS TABLE (severity text, line integer, statement text, message text, witness jsonb)
AS 'MODULE_PATHNAME', 'standard_lint_rows'
LANGUAGE C STABLE PARALLEL SAFE STRICT ROWS 10;
COMMENT ON FUNCTION customer_grade.lint(customer_grade.rubric) IS
	'mistakes in a rubric: severity is error, warning, notice or not analysed; witness is a row of metrics that shows the mistake, where '
	'one does. Null where the rubric is null';
COMMENT ON FUNCTION customer_grade.lint(text) IS
	'mistakes in a standard''s version in force, as lint() of its rubric';
