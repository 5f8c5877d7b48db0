-- The parts of a rubric, for reports and user interfaces. Each function takes a rubric, or the
-- name of a standard; the latter uses the version in force on the evaluation date.

CREATE FUNCTION customer_grade.grades(rubric customer_grade.rubric)
RETURNS TABLE (grade text, rank smallint, title text)
AS 'MODULE_PATHNAME', 'rubric_grades'
LANGUAGE C IMMUTABLE PARALLEL SAFE STRICT ROWS 10;
CREATE FUNCTION customer_grade.grades(standard text)
RETURNS TABLE (grade text, rank smallint, title text)
AS 'MODULE_PATHNAME', 'standard_grades'
LANGUAGE C STABLE PARALLEL SAFE STRICT ROWS 10;
COMMENT ON FUNCTION customer_grade.grades(customer_grade.rubric) IS
	'the grades of a rubric, best first; rank is null for a grade without a rank';
COMMENT ON FUNCTION customer_grade.grades(text) IS
	'the grades of a standard''s version in force, best first; rank is null for a grade without a rank';

CREATE FUNCTION customer_grade.metrics(rubric customer_grade.rubric)
RETURNS TABLE (name text, type text, domain text, unit text, title text)
AS 'MODULE_PATHNAME', 'rubric_metrics'
LANGUAGE C IMMUTABLE PARALLEL SAFE STRICT ROWS 10;
CREATE FUNCTION customer_grade.metrics(standard text)
RETURNS TABLE (name text, type text, domain text, unit text, title text)
AS 'MODULE_PATHNAME', 'standard_metrics'
LANGUAGE C STABLE PARALLEL SAFE STRICT ROWS 10;
COMMENT ON FUNCTION customer_grade.metrics(customer_grade.rubric) IS
	'the metrics of a rubric; type is null if the column decides it';
COMMENT ON FUNCTION customer_grade.metrics(text) IS
	'the metrics of a standard''s version in force; type is null if the column decides it';

CREATE FUNCTION customer_grade.parameters(rubric customer_grade.rubric)
RETURNS TABLE (name text, type text, domain text, value text, keep text, groups text, unit text, title text)
AS 'MODULE_PATHNAME', 'rubric_parameters'
LANGUAGE C IMMUTABLE PARALLEL SAFE STRICT ROWS 10;
CREATE FUNCTION customer_grade.parameters(standard text)
RETURNS TABLE (name text, type text, domain text, value text, keep text, groups text, unit text, title text)
AS 'MODULE_PATHNAME', 'standard_parameters'
LANGUAGE C STABLE PARALLEL SAFE STRICT ROWS 10;
COMMENT ON FUNCTION customer_grade.parameters(customer_grade.rubric) IS
	'the parameters of a rubric: value and keep as written, groups for each of which they have a value';
COMMENT ON FUNCTION customer_grade.parameters(text) IS
	'the parameters of a standard''s version in force: value and keep as written, groups for each of which they have a value';

CREATE FUNCTION customer_grade.criteria(rubric customer_grade.rubric)
RETURNS TABLE (name text, weight text, max text, missing text, points text, title text)
AS 'MODULE_PATHNAME', 'rubric_criteria'
LANGUAGE C IMMUTABLE PARALLEL SAFE STRICT ROWS 10;
CREATE FUNCTION customer_grade.criteria(standard text)
RETURNS TABLE (name text, weight text, max text, missing text, points text, title text)
AS 'MODULE_PATHNAME', 'standard_criteria'
LANGUAGE C STABLE PARALLEL SAFE STRICT ROWS 10;
COMMENT ON FUNCTION customer_grade.criteria(customer_grade.rubric) IS
	'the criteria of the scorecard of a rubric, as written';
COMMENT ON FUNCTION customer_grade.criteria(text) IS
	'the criteria of the scorecard of a standard''s version in force, as written';

CREATE FUNCTION customer_grade.rules(rubric customer_grade.rubric)
RETURNS TABLE (ordinal integer, kind text, grade text, condition text, title text)
AS 'MODULE_PATHNAME', 'rubric_rules'
LANGUAGE C IMMUTABLE PARALLEL SAFE STRICT ROWS 10;
CREATE FUNCTION customer_grade.rules(standard text)
RETURNS TABLE (ordinal integer, kind text, grade text, condition text, title text)
AS 'MODULE_PATHNAME', 'standard_rules'
LANGUAGE C STABLE PARALLEL SAFE STRICT ROWS 10;
COMMENT ON FUNCTION customer_grade.rules(customer_grade.rubric) IS
	'the rules of a rubric as written, in the order they are tried; kind is scope, require, grade, floor or cap; ordinal counts within '
	'each kind';
COMMENT ON FUNCTION customer_grade.rules(text) IS
	'the rules of a standard''s version in force as written, in the order they are tried; kind is scope, require, grade, floor or cap; '
	'ordinal counts within each kind';

CREATE FUNCTION customer_grade.input_type(rubric customer_grade.rubric, type_name text DEFAULT 'grade_input')
RETURNS text
AS 'MODULE_PATHNAME', 'rubric_input_type'
LANGUAGE C IMMUTABLE PARALLEL SAFE STRICT;
CREATE FUNCTION customer_grade.input_type(standard text, type_name text DEFAULT 'grade_input')
RETURNS text
AS 'MODULE_PATHNAME', 'standard_input_type'
LANGUAGE C STABLE PARALLEL SAFE STRICT;
COMMENT ON FUNCTION customer_grade.input_type(customer_grade.rubric, text) IS
	'the CREATE TYPE statement for a row with the metrics that a rubric reads, for grade(..., ROW(...)::grade_input)';
COMMENT ON FUNCTION customer_grade.input_type(text, text) IS
	'the CREATE TYPE statement for a row with the metrics that a standard''s version in force reads, for grade(..., ROW(...)::grade_input)';

CREATE FUNCTION customer_grade.to_sql(rubric customer_grade.rubric, alias text DEFAULT NULL, parameters jsonb DEFAULT NULL,
	part text DEFAULT 'grade')
RETURNS text
AS 'MODULE_PATHNAME', 'rubric_to_sql'
LANGUAGE C IMMUTABLE PARALLEL SAFE;
CREATE FUNCTION customer_grade.to_sql(standard text, alias text DEFAULT NULL, parameters jsonb DEFAULT NULL,
	part text DEFAULT 'grade')
RETURNS text
AS 'MODULE_PATHNAME', 'standard_to_sql'
LANGUAGE C STABLE PARALLEL SAFE;
COMMENT ON FUNCTION customer_grade.to_sql(customer_grade.rubric, text, jsonb, text) IS
	'a plain SQL expression with the same result as the rubric, over the columns of alias; part is grade, score, rank, or check (the '
	'domains as a CHECK; remove the lines of metrics that nothing reads if the table lacks their columns). A long score is put into a '
	'subselect. Errors: 22023 unknown part, or a parameter without a value; 54000 too large';
COMMENT ON FUNCTION customer_grade.to_sql(text, text, jsonb, text) IS
	'a plain SQL expression with the same result as the standard''s version in force, over the columns of alias; part is grade, score, '
	'rank, or check (the domains as a CHECK; remove the lines of metrics that nothing reads if the table lacks their columns). A long '
	'score is put into a subselect. Errors: 22023 unknown part, or a parameter without a value; 42704 no such standard; 54000 too large';

CREATE FUNCTION customer_grade_internal.tokens(rubric text)
RETURNS TABLE ("position" integer, kind text, token text)
AS 'MODULE_PATHNAME', 'rubric_tokens'
LANGUAGE C IMMUTABLE PARALLEL SAFE STRICT ROWS 200;
COMMENT ON FUNCTION customer_grade_internal.tokens(text) IS
	'the tokens of a rubric or a part of it, with white space and comments, so that together they are the text: place of the first '
	'character, kind (keyword, name, number, string, symbol, comment, space) and text';
