-- The terms, targets and treatments of a rubric as rows: as written in its text, for reports and BI.

CREATE FUNCTION customer_grade.terms(rubric customer_grade.rubric)
RETURNS TABLE (statement text, grade text, value text, title text, line integer)
AS 'MODULE_PATHNAME', 'rubric_terms'
LANGUAGE C IMMUTABLE PARALLEL SAFE STRICT ROWS 10;
CREATE FUNCTION customer_grade.terms(standard text)
RETURNS TABLE (statement text, grade text, value text, title text, line integer)
AS 'MODULE_PATHNAME', 'standard_terms'
LANGUAGE C STABLE PARALLEL SAFE STRICT ROWS 10;
COMMENT ON FUNCTION customer_grade.terms(customer_grade.rubric) IS
	'the terms and targets of a rubric as written: statement is review, promotion, demotion, validity, provisional, approval, approval '
	'step, override, cap at once or target; a statement for several grades has a row for each';
COMMENT ON FUNCTION customer_grade.terms(text) IS
	'the terms and targets of a standard''s version in force as written: statement is review, promotion, demotion, validity, '
	'provisional, approval, approval step, override, cap at once or target; a statement for several grades has a row for each';

CREATE FUNCTION customer_grade.treatments(rubric customer_grade.rubric)
RETURNS TABLE (name text, grade text, place integer, value text, condition text, unit text, title text)
AS 'MODULE_PATHNAME', 'rubric_treatments'
LANGUAGE C IMMUTABLE PARALLEL SAFE STRICT ROWS 20;
CREATE FUNCTION customer_grade.treatments(standard text)
RETURNS TABLE (name text, grade text, place integer, value text, condition text, unit text, title text)
AS 'MODULE_PATHNAME', 'standard_treatments'
LANGUAGE C STABLE PARALLEL SAFE STRICT ROWS 20;
COMMENT ON FUNCTION customer_grade.treatments(customer_grade.rubric) IS
	'what each grade of a rubric gets, as written: a row for each grade and alternative; place counts what a grade gets by one name';
COMMENT ON FUNCTION customer_grade.treatments(text) IS
	'what each grade of a standard''s version in force gets, as written: a row for each grade and alternative; place counts what a grade '
	'gets by one name';

CREATE FUNCTION customer_grade_internal.targets(rubric customer_grade.rubric)
RETURNS TABLE (grade text, share numeric)
AS 'MODULE_PATHNAME', 'rubric_targets'
LANGUAGE C IMMUTABLE PARALLEL SAFE STRICT ROWS 5;
COMMENT ON FUNCTION customer_grade_internal.targets(customer_grade.rubric) IS
	'the shares of customers that a rubric aims at';
