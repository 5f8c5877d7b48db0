-- describe(): a standard in words, as Markdown.

CREATE FUNCTION customer_grade_internal.description(rubric customer_grade.rubric, language text, parameters jsonb DEFAULT NULL,
	source jsonb DEFAULT NULL)
RETURNS TABLE (section text, form text, heading text, lead text, heads text[], place integer, key text, cells text[])
LANGUAGE C STABLE PARALLEL SAFE ROWS 50
AS 'MODULE_PATHNAME', 'rubric_description';
COMMENT ON FUNCTION customer_grade_internal.description(customer_grade.rubric, text, jsonb, jsonb) IS
	'a rubric in words, in language en or zh (null: that of the setting customer_grade.language): the rows of its sections, in order. '
	'form: how a section is shown, as table, list, steps or matrix; lead: sentences before its rows; heads: of its columns; key: of the '
	'row, the same in each version and language; cells may have lines, those of a list begin with a tab for each level. parameters: '
	'values in force; null: rules show none. source: where the standard comes from. Error: 22023 no such language';

CREATE FUNCTION customer_grade_internal.markdown(rubric customer_grade.rubric, language text, parameters jsonb DEFAULT '{}',
	source jsonb DEFAULT NULL, title text DEFAULT NULL)
RETURNS text
LANGUAGE C STABLE PARALLEL SAFE
AS 'MODULE_PATHNAME', 'rubric_markdown';
COMMENT ON FUNCTION customer_grade_internal.markdown(customer_grade.rubric, text, jsonb, jsonb, text) IS
	'a description as Markdown; arguments as of description(); title: of the whole';

CREATE FUNCTION customer_grade.describe(rubric customer_grade.rubric, language text DEFAULT NULL) RETURNS text
LANGUAGE sql STABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $function$
	SELECT customer_grade_internal.markdown(describe.rubric, describe.language)
$function$;
COMMENT ON FUNCTION customer_grade.describe(customer_grade.rubric, text) IS
	'a rubric in words, as Markdown that people read and sign: grades, whom they are for, rules with their bounds, points, parameters, '
	'terms, and what each grade gets. language: en or zh; default: the setting customer_grade.language, or else en. Error: 22023 no such '
	'language';

CREATE FUNCTION customer_grade_internal.version_source(standard text, version integer) RETURNS jsonb
LANGUAGE sql STABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $function$
	SELECT jsonb_strip_nulls(jsonb_build_object(
		'standard', v.name, 'version', v.version::text,
		'empty', CASE WHEN isempty(v.effective) THEN 'empty' END,
		'from', to_char(lower(v.effective), 'YYYY-MM-DD'), 'until', to_char(upper(v.effective) - 1, 'YYYY-MM-DD'),
		'origin', v.origin, 'remarks', v.description))
	FROM customer_grade.standard AS v
	WHERE v.name = version_source.standard AND v.version = version_source.version
$function$;
COMMENT ON FUNCTION customer_grade_internal.version_source(text, integer) IS
	'where a version comes from and when it is effective, for description()';

CREATE FUNCTION customer_grade.describe(standard text, version integer DEFAULT NULL, language text DEFAULT NULL,
	subject regclass DEFAULT NULL)
RETURNS text
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $function$
#variable_conflict use_column
DECLARE
	parameters jsonb := '{}';
	number integer := describe.version;
	shown customer_grade.standard;
BEGIN
	IF describe.subject IS NOT NULL THEN
		parameters := customer_grade.frozen(describe.standard, describe.subject);
		number := coalesce(number, (customer_grade_internal.attached(describe.standard, describe.subject)).version);
	END IF;
	number := customer_grade_internal.version_or_effective(describe.standard, number);
	SELECT * INTO shown FROM customer_grade.standard AS v WHERE v.name = describe.standard AND v.version = number;
	RETURN customer_grade_internal.markdown(shown.rubric, describe.language, parameters,
		customer_grade_internal.version_source(shown.name, shown.version), coalesce(shown.title, shown.name));
END
$function$;
COMMENT ON FUNCTION customer_grade.describe(text, integer, text, regclass) IS
	'a standard in words, as Markdown that people read and sign: grades, whom they are for, rules with their bounds, points, parameters, '
	'terms, what each grade gets, and where it comes from. version: default the one effective on as_of(), or the one in force for '
	'subject, a table that the standard is attached to: then parameters have the values that are frozen for it. language: en or zh; '
	'default: the setting customer_grade.language, or else en. Errors: 42704 no such standard or version, 22023 no such language, 55000 '
	'not attached';
