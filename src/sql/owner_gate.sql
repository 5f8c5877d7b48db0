-- The gates of what runs as the owner of a table: for each body as_owner_<name>() the function <name>(), with its arguments,
-- its result and its comment, which is written for users. What all have in common is added here.
--
-- A customer's key is of any type: users have the value of a column, a literal, or an object of the key columns. The gate
-- makes it jsonb for the body.

DO $block$
DECLARE
	body record;
BEGIN
	FOR body IN
		SELECT p.oid, pg_catalog.substr(p.proname, pg_catalog.length('as_owner_') + 1) AS name, p.provolatile, p.proretset, p.prorows,
			pg_catalog.replace(pg_catalog.pg_get_function_arguments(p.oid), 'key jsonb', 'key anycompatible') AS arguments,
			pg_catalog.pg_get_function_identity_arguments(p.oid) AS identity, pg_catalog.pg_get_function_result(p.oid) AS result,
			pg_catalog.obj_description(p.oid, 'pg_proc') AS comment
		FROM pg_catalog.pg_proc AS p
		WHERE p.pronamespace = 'customer_grade_internal'::pg_catalog.regnamespace AND pg_catalog.starts_with(p.proname, 'as_owner_')
	LOOP
		EXECUTE pg_catalog.format('CREATE FUNCTION customer_grade.%I(%s) RETURNS %s LANGUAGE C %s%s AS ''MODULE_PATHNAME'', ''owner_gate''',
			body.name, body.arguments, body.result, CASE body.provolatile WHEN 's' THEN 'STABLE' ELSE 'VOLATILE' END,
			CASE WHEN body.proretset THEN ' ROWS ' || body.prorows END);
		EXECUTE pg_catalog.format('COMMENT ON FUNCTION customer_grade.%I(%s) IS %L', body.name,
			pg_catalog.replace(body.identity, 'key jsonb', 'key anycompatible'),
			body.comment || '. Runs as the owner of the table; error 42501: you lack the right');
		EXECUTE pg_catalog.format('COMMENT ON FUNCTION customer_grade_internal.%I(%s) IS %L',
			'as_owner_' || body.name, body.identity, pg_catalog.format('body of %s()', body.name));
	END LOOP;
END
$block$;
