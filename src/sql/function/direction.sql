-- How one grade of a standard relates to another one.

CREATE FUNCTION customer_grade_internal.direction(standard text, version_from integer, grade_from text, version_to integer,
	grade_to text, rubric_to customer_grade.rubric DEFAULT NULL) RETURNS text
LANGUAGE C STABLE PARALLEL SAFE
AS 'MODULE_PATHNAME', 'grade_direction';
COMMENT ON FUNCTION customer_grade_internal.direction(text, integer, text, integer, text, customer_grade.rubric) IS
	'how one grade relates to an earlier one: better, worse, same, graded, no longer graded, or other where they have no ranks on one '
	'scale. Grades of two versions are compared on the scale of the later one that has both; rubric_to: of a version that is not defined '
	'yet, in place of version_to';

CREATE FUNCTION customer_grade_internal.notches(standard text, version_from integer, grade_from text, version_to integer,
	grade_to text, rubric_to customer_grade.rubric DEFAULT NULL) RETURNS integer
LANGUAGE C STABLE PARALLEL SAFE
AS 'MODULE_PATHNAME', 'grade_notches';
COMMENT ON FUNCTION customer_grade_internal.notches(text, integer, text, integer, text, customer_grade.rubric) IS
	'by how many ranks one grade is better than an earlier one, on the same scale as direction(); negative: worse; null: not comparable';
