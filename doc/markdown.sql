-- Functions that write Markdown, GitHub's; for catalog.sql and reference.sql.

-- Text that means nothing to Markdown, on one line.
CREATE FUNCTION pg_temp.prose(words text) RETURNS text LANGUAGE sql IMMUTABLE AS $function$
	SELECT regexp_replace(replace(regexp_replace(btrim(words, E' \t\n'), '\s+', ' ', 'g'), '&', '&amp;'),
		'([\\`*~<>|\[\]])', '\\\1', 'g')
$function$;

-- Code on one line; a table ends its cells at a bar even there.
CREATE FUNCTION pg_temp.code(words text) RETURNS text LANGUAGE sql IMMUTABLE AS $function$
	SELECT '`' || replace(regexp_replace(btrim(words, E' \t\n'), '\s+', ' ', 'g'), '|', '\|') || '`'
$function$;

CREATE FUNCTION pg_temp.code_block(words text) RETURNS text LANGUAGE sql IMMUTABLE AS $function$
	SELECT E'```sql\n' || btrim(words, E'\n') || E'\n```'
$function$;

CREATE FUNCTION pg_temp.anchor(heading text) RETURNS text LANGUAGE sql IMMUTABLE AS $function$
	SELECT '#' || replace(regexp_replace(lower(heading), '[.|]', '', 'g'), ' ', '-')
$function$;

CREATE FUNCTION pg_temp.line(VARIADIC cells text[]) RETURNS text LANGUAGE sql IMMUTABLE AS $function$
	SELECT '| ' || array_to_string(cells, ' | ', '') || ' |'
$function$;

-- A table; without lines, null.
CREATE FUNCTION pg_temp.lines(lines text, VARIADIC columns text[]) RETURNS text LANGUAGE sql IMMUTABLE AS $function$
	SELECT concat_ws(E'\n', pg_temp.line(VARIADIC columns), '|' || repeat('---|', cardinality(columns)), lines)
	WHERE lines IS NOT NULL
$function$;

-- The same under its title.
CREATE FUNCTION pg_temp.section(title text, lines text, VARIADIC columns text[]) RETURNS text
LANGUAGE sql IMMUTABLE AS $function$
	SELECT '**' || title || E'**\n\n' || pg_temp.lines(lines, VARIADIC columns)
$function$;

-- A comment as sentences.
CREATE FUNCTION pg_temp.sentences(comment text) RETURNS text LANGUAGE sql IMMUTABLE AS $function$
	SELECT pg_temp.prose(upper(left(comment, 1)) || substr(comment, 2)) || CASE WHEN comment LIKE '%.' THEN '' ELSE '.' END
$function$;
