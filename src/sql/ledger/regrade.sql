-- Grading the customers of an attachment again, and what would change by it.

CREATE FUNCTION customer_grade.refresh(standard text, subject regclass) RETURNS bigint
LANGUAGE C VOLATILE STRICT
AS 'MODULE_PATHNAME', 'refresh_attachment';
COMMENT ON FUNCTION customer_grade.refresh(text, regclass) IS
	'grade all customers of an attachment anew, add to its metrics view what newer versions of the standard read, and make the triggers '
	'of new partitions; blocks writers until the transaction ends. Returns the number of ledger rows changed';

CREATE FUNCTION customer_grade_internal.regrade_keys(
	standard text,
	subject regclass,
	keys text,
	as_of date DEFAULT NULL,
	reviewing boolean DEFAULT false,
	cause text DEFAULT NULL
) RETURNS bigint
LANGUAGE C VOLATILE
AS 'MODULE_PATHNAME', 'regrade_keys';
COMMENT ON FUNCTION customer_grade_internal.regrade_keys(text, regclass, text, date, boolean, text) IS
	'grade the customers anew whose keys a query gives, as of a day (null: today), as a review or not; locks only those. For the owner '
	'of the subject, as whom the query runs. Returns the number of ledger rows changed';

CREATE FUNCTION customer_grade_internal.difference_query(
	standard text,
	subject regclass,
	keys text DEFAULT NULL,
	rubric customer_grade.rubric DEFAULT NULL
) RETURNS text
LANGUAGE C VOLATILE
AS 'MODULE_PATHNAME', 'attachment_difference_query';
COMMENT ON FUNCTION customer_grade_internal.difference_query(text, regclass, text, customer_grade.rubric) IS
	'the query that compares the ledger with what the standard, or a rubric, says; of all customers or those whose keys a query gives. '
	'Its parameters: $1 jsonb parameters, $2 jsonb parameters for keeping a grade or null, $3 integer parameter set, $4 integer version, '
	'$5 date, $6 text cause, $7 the attachment, $8 text[] ranked labels, $9 boolean reviewing; customer_grade.as_of must be set to the '
	'date';

CREATE FUNCTION customer_grade_internal.benchmark_values(standard text, subject regclass, as_of date) RETURNS jsonb
LANGUAGE C VOLATILE STRICT
AS 'MODULE_PATHNAME', 'attachment_benchmark';
COMMENT ON FUNCTION customer_grade_internal.benchmark_values(text, regclass, date) IS
	'what the benchmark query of an attachment gives as of a day; an empty object without one. It runs as the owner of the subject. '
	'Error: 21000 not exactly one row';

CREATE FUNCTION customer_grade_internal.freeze_parameters(standard text, subject regclass, as_of date) RETURNS integer
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $function$
#variable_conflict use_column
DECLARE
	a customer_grade_internal.attachment := customer_grade_internal.attached(freeze_parameters.standard, freeze_parameters.subject);
	new_number integer;
BEGIN
	INSERT INTO customer_grade_internal.parameter_set (standard, subject, number, parameters)
	SELECT freeze_parameters.standard, freeze_parameters.subject, coalesce(max(p.number), 0) + 1,
		a.parameters || customer_grade_internal.benchmark_values(freeze_parameters.standard, freeze_parameters.subject, as_of)
	FROM customer_grade_internal.parameter_set AS p
	WHERE p.standard = freeze_parameters.standard AND p.subject = freeze_parameters.subject
	RETURNING number INTO new_number;
	UPDATE customer_grade_internal.attachment AS u SET parameter_set = new_number
	WHERE u.standard = freeze_parameters.standard AND u.subject = freeze_parameters.subject;
	RETURN new_number;
END
$function$;
COMMENT ON FUNCTION customer_grade_internal.freeze_parameters(text, regclass, date) IS
	'freeze the parameters of an attachment, its benchmark as of a day laid over the given ones, as a new set, which is in force from '
	'then on; returns its number';
