-- Names: of columns as quoted lists, of keys, and of the objects that attach() and track() make.

-- The names below are quoted lists of columns: "a", "b".
CREATE FUNCTION customer_grade_internal.column_list(columns name[], qualifier text DEFAULT NULL) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $function$
	SELECT string_agg(coalesce(qualifier || '.', '') || quote_ident(c.name), ', ' ORDER BY c.ordinality)
	FROM unnest(columns) WITH ORDINALITY AS c(name, ordinality)
$function$;
COMMENT ON FUNCTION customer_grade_internal.column_list(name[], text) IS
	'columns as a quoted list, each after the qualifier';

CREATE FUNCTION customer_grade_internal.primary_key(subject regclass) RETURNS name[]
LANGUAGE sql STABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $function$
	SELECT array_agg(a.attname ORDER BY k.ordinality)
	FROM pg_index AS i, unnest(i.indkey::int2[]) WITH ORDINALITY AS k(attnum, ordinality), pg_attribute AS a
	WHERE i.indrelid = subject AND i.indisprimary AND a.attrelid = i.indrelid AND a.attnum = k.attnum
$function$;
COMMENT ON FUNCTION customer_grade_internal.primary_key(regclass) IS
	'the columns of a table''s primary key in order; null: it has none';

CREATE FUNCTION customer_grade_internal.cut(name text, bytes integer) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $function$
	SELECT left(name, max(n)) FROM generate_series(0, least(length(name), bytes)) AS n
	WHERE octet_length(left(name, n)) <= bytes
$function$;
COMMENT ON FUNCTION customer_grade_internal.cut(text, integer) IS
	'the beginning of a name, whole characters of at most so many bytes';

CREATE FUNCTION customer_grade_internal.default_prefix(subject regclass, standard text) RETURNS text
LANGUAGE sql STABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $function$
	-- what a person would guess; of a long one both parts stay readable
	SELECT customer_grade_internal.cut(c.relname, 24) || '_' || customer_grade_internal.cut(replace(standard, '.', '_'), 24)
	FROM pg_class AS c WHERE c.oid = subject
$function$;
COMMENT ON FUNCTION customer_grade_internal.default_prefix(regclass, text) IS
	'what the names of the objects that attach() makes begin with';

CREATE FUNCTION customer_grade_internal.free_name(subject regclass, prefix text, suffix text) RETURNS text
LANGUAGE sql STABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $function$
	SELECT quote_ident(n.nspname) || '.' || quote_ident(names.name)
	FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace,
		generate_series(1, 1000) AS number,
		LATERAL (SELECT customer_grade_internal.cut(prefix, 50) || '_' || suffix || coalesce(nullif(number, 1)::text, '') AS name) AS names
	WHERE c.oid = subject
		AND NOT EXISTS (SELECT FROM pg_class AS other WHERE other.relnamespace = c.relnamespace AND other.relname = names.name)
	ORDER BY number LIMIT 1
$function$;
COMMENT ON FUNCTION customer_grade_internal.free_name(regclass, text, text) IS
	'the qualified name of an object that attach() makes, in the schema of the subject; numbered if it is taken';

CREATE FUNCTION customer_grade_internal.key_definitions(subject regclass, key_columns name[]) RETURNS text
LANGUAGE sql STABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $function$
	SELECT string_agg(format('%I %s%s NOT NULL', a.attname, format_type(a.atttypid, a.atttypmod),
		coalesce(' COLLATE ' || nullif(a.attcollation, 0)::regcollation, '')), ', ' ORDER BY k.ordinality)
	FROM unnest(key_columns) WITH ORDINALITY AS k(name, ordinality), pg_attribute AS a
	WHERE a.attrelid = subject AND a.attname = k.name
$function$;
COMMENT ON FUNCTION customer_grade_internal.key_definitions(regclass, name[]) IS
	'the key columns of a subject as column definitions of a table of ours';
