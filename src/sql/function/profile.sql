-- The results of several standards for one row.

CREATE FUNCTION customer_grade.profile(family text, "row" "any", parameters jsonb DEFAULT NULL)
RETURNS jsonb
LANGUAGE c STABLE PARALLEL SAFE COST 50
AS 'MODULE_PATHNAME', 'standard_profile';
COMMENT ON FUNCTION customer_grade.profile(text, "any", jsonb) IS
	'the results of all standards of a family for a row, as one object: "grade" is that of the standard named family itself, every other '
	'key is the dimension of a standard named family.dimension; a score where a standard has no grades; null where it is undecided. Only '
	'versions effective on the evaluation date count. Errors: 42704 no such family, else as grade()';
