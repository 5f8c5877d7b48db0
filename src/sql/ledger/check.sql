-- What attach(), watch() and track() refuse.

CREATE FUNCTION customer_grade_internal.check_given(argument text, is_given boolean, hint text) RETURNS void
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $function$
BEGIN
	IF NOT is_given THEN
		PERFORM customer_grade_internal.throw('22004',
			message => format('argument "%s" must not be null', argument),
			hint => check_given.hint);
	END IF;
END
$function$;
COMMENT ON FUNCTION customer_grade_internal.check_given(text, boolean, text) IS
	'require that an argument is not null. Error: 22004 it is null';

CREATE FUNCTION customer_grade_internal.is_table(relation regclass) RETURNS boolean
LANGUAGE sql STABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $function$
	SELECT c.relkind IN ('r', 'p') FROM pg_class AS c WHERE c.oid = relation
$function$;
COMMENT ON FUNCTION customer_grade_internal.is_table(regclass) IS
	'is this a table, perhaps a partitioned one? Null: there is no such relation';

CREATE FUNCTION customer_grade_internal.check_parts(read regclass) RETURNS void
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $function$
DECLARE
	part record;
BEGIN
	SELECT c.oid::regclass AS relation, k.kind, CASE c.relkind WHEN 'v' THEN 'view' ELSE 'table' END AS noun INTO part
	FROM customer_grade_internal.watched_tables(read) AS w(relation) JOIN pg_class AS c ON c.oid = w.relation,
		LATERAL (SELECT CASE WHEN c.relpersistence = 't' THEN 'temporary' WHEN c.relkind = 'f' THEN 'foreign'
			WHEN c.relkind = 'r' AND c.relpersistence = 'u' THEN 'unlogged' END AS kind) AS k
	WHERE k.kind IS NOT NULL LIMIT 1;
	IF FOUND THEN
		PERFORM customer_grade_internal.throw('42809',
			message => format('grades cannot depend on %s %s "%s"', part.kind, part.noun, part.relation),
			detail => concat_ws(' ',
				CASE WHEN part.relation <> read THEN format('It is a partition or child of table "%s".', read) END,
				CASE part.kind WHEN 'foreign' THEN 'Triggers on it do not see which rows a statement changes.'
					WHEN 'temporary' THEN 'Only one session sees its rows, and they end with that session.'
					ELSE 'A crash empties it, and the grades stay.' END),
			hint => CASE part.kind WHEN 'foreign' THEN 'Grade the rows on the server that has them.'
				WHEN 'temporary' THEN format('Use a permanent %s.', part.noun)
				ELSE format('ALTER TABLE %s SET LOGGED;', part.relation) END);
	END IF;
END
$function$;
COMMENT ON FUNCTION customer_grade_internal.check_parts(regclass) IS
	'require that a relation and its partitions and children keep their rows as a ledger does, and that triggers see all changes to them. '
	'Error: 42809 one is temporary, unlogged or foreign';

CREATE FUNCTION customer_grade_internal.check_key_count(subject regclass, keys name[], relation regclass, columns name[]) RETURNS void
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $function$
BEGIN
	IF cardinality(columns) IS DISTINCT FROM cardinality(keys) THEN
		PERFORM customer_grade_internal.throw('22023',
			message => format('the key of table "%s" has %s columns, not %s',
				subject, cardinality(keys), coalesce(cardinality(columns), 0)),
			hint => format('Name the columns of relation "%s" that hold %s.', relation, customer_grade_internal.column_list(keys)));
	END IF;
END
$function$;
COMMENT ON FUNCTION customer_grade_internal.check_key_count(regclass, name[], regclass, name[]) IS
	'require as many columns as the key of a subject has. Error: 22023 another number';

CREATE FUNCTION customer_grade_internal.check_key(subject regclass, keys name[], relation regclass, columns name[]) RETURNS void
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $function$
DECLARE
	pair record;
	integers CONSTANT oid[] := '{smallint,integer,bigint}'::regtype[];
BEGIN
	FOR pair IN
		SELECT u.column_name, c.attname IS NOT NULL AS present, c.atttypid = k.atttypid
				OR EXISTS (SELECT FROM pg_cast AS t WHERE t.castcontext = 'i' AND t.castsource = c.atttypid AND t.casttarget = k.atttypid)
				OR c.atttypid = ANY (integers) AND k.atttypid = ANY (integers) AS same_type,
			c.attcollation = k.attcollation AS same_collation,
			format_type(k.atttypid, k.atttypmod) || coalesce(' COLLATE ' || nullif(k.attcollation, 0)::regcollation, '') AS type
		FROM unnest(keys, columns) AS u(key_name, column_name)
			JOIN pg_attribute AS k ON k.attrelid = subject AND k.attname = u.key_name
			LEFT JOIN pg_attribute AS c ON c.attrelid = relation AND c.attname = u.column_name AND NOT c.attisdropped
	LOOP
		IF NOT pair.present THEN
			PERFORM customer_grade_internal.throw('42703',
				message => format('relation "%s" has no column "%s"', relation, pair.column_name),
				hint => format('Its columns must hold the key of table "%s".', subject));
		ELSIF NOT (pair.same_type AND pair.same_collation) THEN
			PERFORM customer_grade_internal.throw('42804',
				message => format('column "%s" of relation "%s" cannot hold the key of table "%s"', pair.column_name, relation, subject),
				hint => format('Its type must be %s.', pair.type));
		END IF;
	END LOOP;
END
$function$;
COMMENT ON FUNCTION customer_grade_internal.check_key(regclass, name[], regclass, name[]) IS
	'require that columns of a relation can hold the key of a subject. Errors: 42703 no such column, 42804 another type or collation';

CREATE FUNCTION customer_grade_internal.check_key_names(subject regclass, key_columns name[], taken name[], relation text) RETURNS void
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $function$
DECLARE
	clash name;
BEGIN
	SELECT k.name INTO clash FROM unnest(key_columns) AS k(name) WHERE k.name = ANY (taken) LIMIT 1;
	IF FOUND THEN
		PERFORM customer_grade_internal.throw('42701',
			message => format('key column "%s" of table "%s" has the name of a column of the %s', clash, subject, relation),
			hint => format('ALTER TABLE %s RENAME COLUMN %I TO ...;', subject, clash));
	END IF;
END
$function$;
COMMENT ON FUNCTION customer_grade_internal.check_key_names(regclass, name[], name[], text) IS
	'require that a table of ours can have the key of a subject beside these columns. Error: 42701 two have the same name';

CREATE FUNCTION customer_grade_internal.check_key_columns(subject regclass, keys name[]) RETURNS void
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $function$
DECLARE
	-- those of decisions have two more columns
	most CONSTANT integer := current_setting('max_index_keys')::integer - 2;
BEGIN
	IF cardinality(keys) > most THEN
		PERFORM customer_grade_internal.throw('54011',
			message => format('the key of table "%s" has %s columns, more than %s', subject, cardinality(keys), most),
			detail => 'The indexes of history and decisions have more columns than the key.',
			hint => 'Give the table a shorter primary key, and these columns a UNIQUE constraint.');
	END IF;
END
$function$;
COMMENT ON FUNCTION customer_grade_internal.check_key_columns(regclass, name[]) IS
	'require no more key columns than our indexes can have. Error: 54011 there are more';

CREATE FUNCTION customer_grade_internal.check_key_size(VARIADIC key "any") RETURNS boolean
LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'check_key_size';
COMMENT ON FUNCTION customer_grade_internal.check_key_size("any") IS
	'constraint of ledgers: true, or error 22001 if a key has no room in the indexes of history and decisions';

CREATE FUNCTION customer_grade_internal.set_key_size_check(ledger regclass, keys name[]) RETURNS void
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $function$
DECLARE
	name name;
BEGIN
	FOR name IN SELECT c.conname FROM pg_constraint AS c
		WHERE c.conrelid = ledger AND c.contype = 'c' AND pg_get_constraintdef(c.oid) LIKE '%check_key_size(%'
	LOOP
		EXECUTE format('ALTER TABLE %s DROP CONSTRAINT %I', ledger, name);
	END LOOP;
	-- keys of a fixed length have room in every index
	IF EXISTS (SELECT FROM pg_attribute AS c WHERE c.attrelid = ledger AND c.attname = ANY (keys) AND c.attlen = -1) THEN
		EXECUTE format('ALTER TABLE %s ADD CHECK (customer_grade_internal.check_key_size(%s))', ledger,
			customer_grade_internal.column_list(keys));
	END IF;
END
$function$;
COMMENT ON FUNCTION customer_grade_internal.set_key_size_check(regclass, name[]) IS
	'give a ledger the constraint that its keys have room in our indexes, if they may be long';

CREATE FUNCTION customer_grade_internal.check_key_operators(subject regclass) RETURNS void
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $function$
DECLARE
	type text;
BEGIN
	-- keys are compared by operators of pg_catalog only, which no user can replace
	SELECT format_type(a.atttypid, a.atttypmod) INTO type
	FROM pg_index AS i, unnest(i.indkey::int2[], i.indclass::oid[]) AS k(attnum, class), pg_opclass AS o, pg_attribute AS a
	WHERE i.indrelid = subject AND i.indisprimary AND o.oid = k.class AND o.opcnamespace <> 'pg_catalog'::regnamespace
		AND a.attrelid = i.indrelid AND a.attnum = k.attnum;
	IF FOUND THEN
		PERFORM customer_grade_internal.throw('0A000',
			message => format('a key of type %s is not supported', type),
			hint => format('Its equality operator is not one of PostgreSQL''s own. Use text, perhaps with a nondeterministic collation, '
				'as the key of table "%s".', subject));
	END IF;
END
$function$;
COMMENT ON FUNCTION customer_grade_internal.check_key_operators(regclass) IS
	'require that keys are compared by operators that no user can replace. Error: 0A000 they are not';

CREATE FUNCTION customer_grade_internal.check_subject(subject regclass) RETURNS void
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $function$
BEGIN
	IF NOT customer_grade_internal.is_table(subject) OR customer_grade_internal.primary_key(subject) IS NULL THEN
		PERFORM customer_grade_internal.throw('42809',
			message => format('"%s" is not a table with a primary key', subject),
			hint => 'The primary key tells customers apart.');
	END IF;
	PERFORM customer_grade_internal.check_parts(subject);
END
$function$;
COMMENT ON FUNCTION customer_grade_internal.check_subject(regclass) IS
	'require that the rows of this relation can be customers. Error: 42809 it is not a permanent table with a primary key';

CREATE FUNCTION customer_grade_internal.check_source(source regclass) RETURNS void
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $function$
BEGIN
	IF NOT customer_grade_internal.is_table(source) THEN
		PERFORM customer_grade_internal.throw('42809',
			message => format('"%s" is not a table', source),
			hint => 'Only changes to the rows of a table can be followed.');
	END IF;
	PERFORM customer_grade_internal.check_parts(source);
END
$function$;
COMMENT ON FUNCTION customer_grade_internal.check_source(regclass) IS
	'require that changes to the rows of this relation can be followed. Error: 42809 it is not a permanent table';

CREATE FUNCTION customer_grade_internal.check_row_security(relation regclass, subject regclass) RETURNS void
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $function$
BEGIN
	IF EXISTS (SELECT FROM pg_class AS c WHERE c.oid = relation AND c.relrowsecurity
			AND (c.relforcerowsecurity OR c.relowner <> (SELECT o.relowner FROM pg_class AS o WHERE o.oid = subject))) THEN
		PERFORM customer_grade_internal.throw('55000',
			message => format('row-level security of table "%s" applies to the owner of table "%s"', relation, subject),
			hint => 'It could hide rows, and customers would be graded on partial data.');
	END IF;
END
$function$;
COMMENT ON FUNCTION customer_grade_internal.check_row_security(regclass, regclass) IS
	'require that row-level security hides no row of a subject or source from the owner of the subject. Error: 55000 it may';

CREATE FUNCTION customer_grade_internal.check_object(option text, value jsonb) RETURNS void
LANGUAGE plpgsql IMMUTABLE
SET search_path = pg_catalog, pg_temp
AS $function$
BEGIN
	IF jsonb_typeof(value) <> 'object' THEN
		PERFORM customer_grade_internal.throw('22023',
			message => format('%s is not a JSON object: %s', option, value),
			hint => 'Write values by name, such as {"limit": 1000}.');
	END IF;
END
$function$;
COMMENT ON FUNCTION customer_grade_internal.check_object(text, jsonb) IS
	'require that the value of an option is a JSON object or null. Error: 22023 it is not';

CREATE FUNCTION customer_grade_internal.has_column(relation regclass, name text) RETURNS boolean
LANGUAGE sql STABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $function$
	SELECT EXISTS (SELECT FROM pg_attribute AS c
		WHERE c.attrelid = has_column.relation AND c.attname = has_column.name AND c.attnum > 0 AND NOT c.attisdropped)
$function$;
COMMENT ON FUNCTION customer_grade_internal.has_column(regclass, text) IS
	'has a relation a column of this name?';

CREATE FUNCTION customer_grade_internal.check_columns(relation regclass, VARIADIC names text[]) RETURNS void
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $function$
DECLARE
	missing text;
BEGIN
	SELECT n.name INTO missing FROM unnest(names) WITH ORDINALITY AS n(name, place)
	WHERE n.name IS NOT NULL AND NOT customer_grade_internal.has_column(relation, n.name)
	ORDER BY n.place LIMIT 1;
	IF FOUND THEN
		PERFORM customer_grade_internal.throw('42703', message => format('table "%s" has no column "%s"', relation, missing));
	END IF;
END
$function$;
COMMENT ON FUNCTION customer_grade_internal.check_columns(regclass, text[]) IS
	'require that a table has columns of these names; null: no name. Error: 42703 it has not';

CREATE FUNCTION customer_grade_internal.label_of(a customer_grade_internal.attachment) RETURNS name
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $function$
BEGIN
	IF a.label IS NOT NULL AND NOT customer_grade_internal.has_column(a.subject, a.label) THEN
		PERFORM customer_grade_internal.throw('42703',
			message => format('column "%s" of table "%s", the label of standard "%s", does not exist any more', a.label, a.subject,
				a.standard),
			hint => format('SELECT customer_grade.alter_attachment(%L, %L, reset => ''{label}''); or name another column by label => ''...''.',
				a.standard, a.subject::text));
	END IF;
	RETURN a.label;
END
$function$;
COMMENT ON FUNCTION customer_grade_internal.label_of(customer_grade_internal.attachment) IS
	'the column of the subject that names customers in reports; null: none. Error: 42703 it is gone';

CREATE FUNCTION customer_grade_internal.check_options(standard text, subject regclass, key_columns name[], mirror name, label name,
	time_zone text) RETURNS void
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $function$
#variable_conflict use_column
BEGIN
	IF check_options.mirror IS NOT NULL AND NOT EXISTS (SELECT FROM pg_attribute AS c WHERE c.attrelid = check_options.subject
			AND c.attname = check_options.mirror AND c.atttypid = 'text'::regtype AND NOT c.attisdropped AND c.attgenerated = '') THEN
		PERFORM customer_grade_internal.throw('42703',
			message => format('table "%s" has no column "%s" of type text', check_options.subject, check_options.mirror),
			hint => format('ALTER TABLE %s ADD %I text;', check_options.subject, check_options.mirror));
	ELSIF check_options.mirror = ANY (check_options.key_columns) THEN
		PERFORM customer_grade_internal.throw('22023',
			message => format('key column "%s" of table "%s" cannot repeat the grade', check_options.mirror, check_options.subject),
			hint => 'mirror must name a column that grades may overwrite.');
	ELSIF EXISTS (SELECT FROM customer_grade.attachment AS a WHERE a.subject = check_options.subject
			AND a.mirror = check_options.mirror AND a.standard <> check_options.standard) THEN
		PERFORM customer_grade_internal.throw('42710',
			message => format('column "%s" of table "%s" already repeats the grade of another standard',
				check_options.mirror, check_options.subject),
			hint => 'Name another column of type text.');
	END IF;
	PERFORM customer_grade_internal.check_columns(check_options.subject, check_options.label);
	-- an error of its own names the zone
	PERFORM now() AT TIME ZONE check_options.time_zone;
END
$function$;
COMMENT ON FUNCTION customer_grade_internal.check_options(text, regclass, name[], name, name, text) IS
	'require options that an attachment may have. Errors: 42703 no such column, 22023 a key column or an unknown time zone, 42710 '
	'a column that another standard has';
