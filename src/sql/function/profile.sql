-- The results of several standards for one row.

CREATE FUNCTION customer_grade.profile(family text, input "any", parameters jsonb DEFAULT NULL)
RETURNS jsonb
LANGUAGE c STABLE PARALLEL SAFE COST 50
AS 'MODULE_PATHNAME', 'standard_profile';
COMMENT ON FUNCTION customer_grade.profile(text, "any", jsonb) IS
	'the results of all standards of a family for a row, as one object: the key "grade" is for the standard named family itself, and '
	'every other key is the dimension of a standard named family.dimension. The value is the grade, or the score if a standard has no '
	'grades; null if the row is not graded. Only standards with a version in force on the evaluation date count. Errors: 42704 no such '
	'family; others as grade()';
