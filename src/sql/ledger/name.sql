-- Names: of columns as quoted lists, of keys, and of the objects that attach() and track() make.

-- A list of columns is text: quoted names with commas between them.
CREATE FUNCTION customer_grade_internal.column_list(columns name[], qualifier text DEFAULT NULL) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $function$
	SELECT string_agg(coalesce(qualifier || '.', '') || quote_ident(c.name), ', ' ORDER BY c.ordinality)
	FROM unnest(columns) WITH ORDINALITY AS c(name, ordinality)
$function$;
COMMENT ON FUNCTION customer_grade_internal.column_list(name[], text) IS
	'columns as a quoted list, each after the qualifier';

CREATE FUNCTION customer_grade_internal.key_match(columns name[], qualifier text, other_columns name[], other text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $function$
	SELECT string_agg(format('%s.%I = %s.%I', qualifier, k.name, other, k.other_name), ' AND ' ORDER BY k.ordinality)
	FROM unnest(columns, other_columns) WITH ORDINALITY AS k(name, other_name, ordinality)
$function$;
COMMENT ON FUNCTION customer_grade_internal.key_match(name[], text, name[], text) IS
	'the condition that joins two relations by the key';

CREATE FUNCTION customer_grade_internal.key_object(VARIADIC "any") RETURNS jsonb
LANGUAGE C STABLE PARALLEL SAFE
AS 'MODULE_PATHNAME', 'key_object';
COMMENT ON FUNCTION customer_grade_internal.key_object("any") IS
	'jsonb_build_object(), faster for numbers and text';

CREATE FUNCTION customer_grade_internal.key_expression(columns name[], qualifier text, names name[] DEFAULT NULL) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $function$
	SELECT format('customer_grade_internal.key_object(%s)',
		string_agg(format('%L::text, %s.%I', coalesce(k.name, k.own_name), qualifier, k.own_name), ', ' ORDER BY k.ordinality))
	FROM unnest(columns, names) WITH ORDINALITY AS k(own_name, name, ordinality)
$function$;
COMMENT ON FUNCTION customer_grade_internal.key_expression(name[], text, name[]) IS
	'the expression of a key as a JSON object, its columns under their own or other names';

-- A subquery that has columns of ours beside the key calls the key "key 1", "key 2", ...: a column of the
-- key may have any name, also one that we have given.
CREATE FUNCTION customer_grade_internal.key_names(key_columns name[]) RETURNS name[]
LANGUAGE sql IMMUTABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $function$
	SELECT array_agg('key ' || n ORDER BY n) FROM generate_series(1, cardinality(key_columns)) AS n
$function$;
COMMENT ON FUNCTION customer_grade_internal.key_names(name[]) IS
	'the names of a key in a subquery, "key 1" and so on, which no other column there has';

CREATE FUNCTION customer_grade_internal.named_keys(key_columns name[], qualifier text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $function$
	SELECT string_agg(format('%s.%I AS %I', qualifier, k.name, k.alias), ', ' ORDER BY k.ordinality)
	FROM unnest(key_columns, customer_grade_internal.key_names(key_columns)) WITH ORDINALITY AS k(name, alias, ordinality)
$function$;
COMMENT ON FUNCTION customer_grade_internal.named_keys(name[], text) IS
	'the columns of a key under the names of key_names()';

-- Gates pass on the text of a key as a JSON string, see owner_gate.sql. It may be that of an object; else it is the value
-- itself, whatever it looks like.
CREATE FUNCTION customer_grade_internal.key_object(columns name[], key jsonb) RETURNS jsonb
LANGUAGE plpgsql IMMUTABLE PARALLEL RESTRICTED
SET search_path = pg_catalog, pg_temp
AS $function$
DECLARE
	object jsonb := key;
BEGIN
	IF jsonb_typeof(key) = 'string' AND key #>> '{}' ~ E'^\\s*\\{' THEN
		BEGIN
			object := (key #>> '{}')::jsonb;
		EXCEPTION WHEN data_exception THEN
			NULL;
		END;
	END IF;
	IF jsonb_typeof(object) = 'object' AND ARRAY(SELECT jsonb_object_keys(object)) @> columns::text[]
		AND columns::text[] @> ARRAY(SELECT jsonb_object_keys(object))
	THEN
		RETURN object;
	END IF;
	RETURN CASE WHEN cardinality(columns) = 1 AND jsonb_typeof(key) <> 'object' THEN jsonb_build_object(columns[1], key) END;
END
$function$;
COMMENT ON FUNCTION customer_grade_internal.key_object(name[], jsonb) IS
	'a key as an object of these columns, where it is one or the value of a single column; null: it is neither';

CREATE FUNCTION customer_grade_internal.read_key(attachment customer_grade_internal.attachment, key jsonb) RETURNS jsonb
LANGUAGE plpgsql STABLE PARALLEL RESTRICTED
SET search_path = pg_catalog, pg_temp
AS $function$
DECLARE
	columns CONSTANT name[] := attachment.key_columns;
	object jsonb := customer_grade_internal.key_object(columns, key);
BEGIN
	BEGIN
		EXECUTE format('SELECT %s FROM jsonb_populate_record(NULL::%s, $1) AS k WHERE NOT (%s) IS NULL',
			customer_grade_internal.key_expression(columns, 'k'), attachment.ledger, customer_grade_internal.column_list(columns, 'k'))
		INTO object USING object;
	EXCEPTION WHEN data_exception THEN
		object := NULL;
	END;
	IF object IS NULL OR object <> jsonb_strip_nulls(object) THEN
		PERFORM customer_grade_internal.throw('22023',
			message => format('%s is not a key of table "%s"', coalesce(key #>> '{}', 'null'), attachment.subject),
			hint => format(CASE WHEN cardinality(columns) = 1 THEN 'A key is an object with column %s, or the value of that column.'
				ELSE 'A key is an object with columns %s.' END, customer_grade_internal.column_list(columns)));
	END IF;
	RETURN object;
END
$function$;
COMMENT ON FUNCTION customer_grade_internal.read_key(customer_grade_internal.attachment, jsonb) IS
	'a customer''s key as an object of its columns, with values of their types; for a key of one column its value is accepted, too. '
	'Error: 22023 it is not a key';

-- Beside the key: ledger and history (and the view of both), decisions, outbox, review queue.
CREATE FUNCTION customer_grade_internal.own_columns() RETURNS name[]
LANGUAGE sql IMMUTABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $function$
	SELECT '{grade,rank,score,computed_grade,computed_rank,state,since,version,parameter_set,evaluated_on,worse_since,falls_on,
		valid_until,provisional_until,review_on,due_on,
		problem,before,metrics,valid_from,valid_to,cause,
		decision_id,decision,status,reason,proposed_by,proposed_at,proposed_login,steps,
		decided_by,decided_at,decision_reason,ended_by,ended_at,end_reason,
		event_id,old_grade,old_rank,new_grade,new_rank,direction,at,
		queue_review,queue_number}'::name[]
$function$;
COMMENT ON FUNCTION customer_grade_internal.own_columns() IS
	'the columns that the tables of an attachment have beside the key';

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
	'the beginning of a name: whole characters, at most so many bytes';

CREATE FUNCTION customer_grade_internal.default_prefix(subject regclass, standard text) RETURNS text
LANGUAGE sql STABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $function$
	-- the name that a person would guess; both parts of a long one stay readable
	SELECT customer_grade_internal.cut(c.relname, 24) || '_' || customer_grade_internal.cut(replace(standard, '.', '_'), 24)
	FROM pg_class AS c WHERE c.oid = subject
$function$;
COMMENT ON FUNCTION customer_grade_internal.default_prefix(regclass, text) IS
	'what the names of the objects that attach() makes begin with';

CREATE FUNCTION customer_grade_internal.prefix_of(a customer_grade_internal.attachment) RETURNS text
LANGUAGE sql STABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $function$
	SELECT regexp_replace(c.relname, E'_ledger\\d*$', '') FROM pg_class AS c WHERE c.oid = a.ledger
$function$;
COMMENT ON FUNCTION customer_grade_internal.prefix_of(customer_grade_internal.attachment) IS
	'what the names of the objects of an attachment begin with; null: its ledger is gone';

CREATE FUNCTION customer_grade_internal.numbered_names(prefix text, suffix text) RETURNS TABLE (number integer, name text)
LANGUAGE sql IMMUTABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $function$
	SELECT n, customer_grade_internal.cut(prefix, 50) || '_' || suffix || coalesce(nullif(n, 1)::text, '')
	FROM generate_series(1, 1000) AS n
$function$;
COMMENT ON FUNCTION customer_grade_internal.numbered_names(text, text) IS
	'the names that an object which attach() makes may have, the first one without number';

CREATE FUNCTION customer_grade_internal.free_name(subject regclass, prefix text, suffix text) RETURNS text
LANGUAGE sql STABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $function$
	SELECT quote_ident(n.nspname) || '.' || quote_ident(names.name)
	FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace, customer_grade_internal.numbered_names(prefix, suffix) AS names
	WHERE c.oid = subject
		AND NOT EXISTS (SELECT FROM pg_class AS other WHERE other.relnamespace = c.relnamespace AND other.relname = names.name)
	ORDER BY names.number LIMIT 1
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

CREATE FUNCTION customer_grade_internal.drop_made(subject regclass, VARIADIC made regclass[]) RETURNS void
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $function$
DECLARE
	one record;
BEGIN
	-- skip what DROP ... CASCADE has dropped already, and what belongs to another owner: we have not made that
	FOR one IN
		SELECT CASE c.relkind WHEN 'v' THEN 'VIEW' ELSE 'TABLE' END AS kind, c.oid::regclass AS relation
		FROM unnest(made) WITH ORDINALITY AS m(relation, ordinality)
			JOIN pg_class AS c ON c.oid = m.relation
			JOIN pg_class AS s ON s.oid = subject AND s.relowner = c.relowner
		ORDER BY m.ordinality
	LOOP
		EXECUTE format('DROP %s %s', one.kind, one.relation);
	END LOOP;
END
$function$;
COMMENT ON FUNCTION customer_grade_internal.drop_made(regclass, regclass[]) IS
	'drop tables and views that were made for a subject, in this order, if they still exist and have the same owner';
