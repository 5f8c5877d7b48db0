-- The language of what is said about a standard.

CREATE FUNCTION customer_grade_internal.language_of(given text) RETURNS text
LANGUAGE sql STABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $function$
	SELECT coalesce(given, nullif(current_setting('customer_grade.language', true), ''), 'en')
$function$;
COMMENT ON FUNCTION customer_grade_internal.language_of(text) IS
	'the language given, or else that of the setting customer_grade.language, or else en';
