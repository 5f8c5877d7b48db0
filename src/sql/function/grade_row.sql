-- The trigger that keeps the grade in the row.

CREATE FUNCTION customer_grade.grade_row() RETURNS trigger
LANGUAGE C VOLATILE
AS 'MODULE_PATHNAME', 'grade_row';
COMMENT ON FUNCTION customer_grade.grade_row() IS
	'trigger BEFORE INSERT OR UPDATE FOR EACH ROW: keeps grade, score and rank in columns of the row; arguments: standard, grade column '
	'[, score column [, rank column]], where '''' is a result that is not kept. The standard''s version is that of the current date, '
	'whatever customer_grade.as_of says.';
