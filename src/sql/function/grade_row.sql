-- The trigger that keeps the grade in the row.

CREATE FUNCTION customer_grade.grade_row() RETURNS trigger
LANGUAGE C VOLATILE
AS 'MODULE_PATHNAME', 'grade_row';
COMMENT ON FUNCTION customer_grade.grade_row() IS
	'trigger BEFORE INSERT OR UPDATE FOR EACH ROW: keeps grade, score and rank in columns of the row. Arguments: standard, grade column '
	'[, score column [, rank column]]; '''' means that a result is not kept. Uses the version in force on the current date and ignores '
	'customer_grade.as_of. Errors: as grade(); 39P01 not such a trigger, or no such column';
