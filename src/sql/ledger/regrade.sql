-- Grading the customers of an attachment again, and what would change by it.

CREATE FUNCTION customer_grade.refresh(standard text, subject regclass) RETURNS bigint
LANGUAGE C VOLATILE STRICT
AS 'MODULE_PATHNAME', 'refresh_attachment';
COMMENT ON FUNCTION customer_grade.refresh(text, regclass) IS
	'grade all customers of an attachment again, add to its metrics view what newer versions of the standard read, and make the triggers '
	'that are missing and enable those that are disabled; blocks writers until the transaction ends. Returns the number of ledger rows '
	'changed. Errors: 55000 not attached, 42501 not yours, 42710 another trigger has the name of one';

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
	'grade again the customers whose keys a query gives, as of a day (null: today), as a review or not; locks only those. The query runs '
	'as the owner of the subject. For that owner. Returns the number of ledger rows changed';

CREATE FUNCTION customer_grade_internal.difference(
	standard text,
	subject regclass,
	keys text,
	as_of date,
	reviewing boolean,
	version integer DEFAULT NULL,
	parameter_set integer DEFAULT NULL,
	parameters jsonb DEFAULT NULL
) RETURNS TABLE (
	key jsonb, stored boolean, gone boolean, since timestamp with time zone,
	old_grade text, old_rank smallint, old_score numeric, old_state text,
	new_grade text, new_rank smallint, new_score numeric, new_state text
)
LANGUAGE C VOLATILE
AS 'MODULE_PATHNAME', 'difference';
COMMENT ON FUNCTION customer_grade_internal.difference(text, regclass, text, date, boolean, integer, integer, jsonb) IS
	'what grading would change as of a day, to which customer_grade.as_of must be set, as a review or not, for the customers that keys, '
	'a query, gives, or all; by a version, parameter set or parameters other than those in force, where given. stored: the ledger has a '
	'row (since null: one that does not count); gone: the metrics view has none';

CREATE FUNCTION customer_grade_internal.check_tables(standard text, subject regclass) RETURNS void
LANGUAGE C STABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'check_tables';
COMMENT ON FUNCTION customer_grade_internal.check_tables(text, regclass) IS
	'require that all tables of an attachment exist and have one owner. Errors: 42P01 no such table, 42703 no such column, 42501 another '
	'owner';

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
