-- Customers that cannot be graded: they keep the grade that they have, and their row of the ledger says why.

CREATE FUNCTION customer_grade_internal.as_owner_problems(standard text, subject regclass)
RETURNS TABLE (key jsonb, problem text, grade text, rank smallint, computed_grade text, state text, since timestamp with time zone)
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $function$
#variable_conflict use_column
DECLARE
	a customer_grade_internal.attachment := customer_grade_internal.attached(as_owner_problems.standard, as_owner_problems.subject);
BEGIN
	PERFORM customer_grade_internal.check_readable(a.grades);
	RETURN QUERY EXECUTE format('SELECT %s, l.problem, l.grade, l.rank, l.computed_grade, l.state, l.since FROM %s AS l '
		'WHERE l.problem IS NOT NULL ORDER BY %s', customer_grade_internal.key_expression(a.key_columns, 'l'), a.ledger,
		customer_grade_internal.column_list(a.key_columns, 'l'));
END
$function$;
COMMENT ON FUNCTION customer_grade_internal.as_owner_problems(text, regclass) IS
	'the customers that cannot be graded now, why, and the grade that they keep meanwhile: those that the standard refuses, such as for a '
	'value outside its domain, and those for which the metrics view has raised an error in a review. Error: 55000 not attached';

CREATE FUNCTION customer_grade_internal.count_problems(a customer_grade_internal.attachment, among text DEFAULT 'true') RETURNS bigint
LANGUAGE sql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $function$
	SELECT customer_grade_internal.owner_query(a.subject,
		format('SELECT count(*) FROM %s AS l WHERE l.problem IS NOT NULL AND %s', a.ledger, among), customer_grade.as_of())::bigint
$function$;
COMMENT ON FUNCTION customer_grade_internal.count_problems(customer_grade_internal.attachment, text) IS
	'how many customers cannot be graded, of those rows l of the ledger that meet a condition';
