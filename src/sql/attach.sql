-- Attachments: a standard kept up to date for the rows of a table.

CREATE TABLE customer_grade.attachment (
	standard      text COLLATE pg_catalog."C" NOT NULL,
	subject       regclass NOT NULL,
	key_columns   name[] NOT NULL,
	metrics       regclass NOT NULL,
	metrics_made  boolean NOT NULL,
	ledger        regclass NOT NULL,
	history       regclass NOT NULL,
	grades        regclass NOT NULL,
	time_zone     text NOT NULL,
	parameter_set integer NOT NULL DEFAULT 1,
	layout        integer NOT NULL DEFAULT 1,
	PRIMARY KEY (standard, subject)
);
COMMENT ON TABLE customer_grade.attachment IS
	'standards attached to tables; attach() and detach() write it';
COMMENT ON COLUMN customer_grade.attachment.standard IS
	'name of the standard';
COMMENT ON COLUMN customer_grade.attachment.subject IS
	'the table whose rows are graded';
COMMENT ON COLUMN customer_grade.attachment.key_columns IS
	'its primary key';
COMMENT ON COLUMN customer_grade.attachment.metrics IS
	'the view that gives the metrics of each key';
COMMENT ON COLUMN customer_grade.attachment.metrics_made IS
	'attach() has made that view, so detach() drops it';
COMMENT ON COLUMN customer_grade.attachment.ledger IS
	'the table of the grades in force, one row a key';
COMMENT ON COLUMN customer_grade.attachment.history IS
	'the table of the closed periods';
COMMENT ON COLUMN customer_grade.attachment.grades IS
	'the view that unites both';
COMMENT ON COLUMN customer_grade.attachment.time_zone IS
	'its clock decides the evaluation date';
COMMENT ON COLUMN customer_grade.attachment.parameter_set IS
	'number of the parameter set in force';
COMMENT ON COLUMN customer_grade.attachment.layout IS
	'layout of ledger and history, counted from 1';

CREATE TABLE customer_grade.parameter_set (
	standard   text COLLATE pg_catalog."C" NOT NULL,
	subject    regclass NOT NULL,
	number     integer NOT NULL,
	parameters jsonb NOT NULL,
	frozen_at  timestamp with time zone NOT NULL DEFAULT pg_catalog.clock_timestamp(),
	PRIMARY KEY (standard, subject, number),
	CONSTRAINT parameter_set_parameters_check
		CHECK (pg_catalog.jsonb_typeof(parameters) = 'object')
);
COMMENT ON TABLE customer_grade.parameter_set IS
	'the values of parameters that an attachment grades with, frozen and numbered';
COMMENT ON COLUMN customer_grade.parameter_set.standard IS 'name of the standard';
COMMENT ON COLUMN customer_grade.parameter_set.subject IS 'the table whose rows are graded';
COMMENT ON COLUMN customer_grade.parameter_set.number IS 'number of the set, counted from 1';
COMMENT ON COLUMN customer_grade.parameter_set.parameters IS 'the values by name';
COMMENT ON COLUMN customer_grade.parameter_set.frozen_at IS 'when they were taken';

CREATE TABLE customer_grade.source (
	standard    text COLLATE pg_catalog."C" NOT NULL,
	subject     regclass NOT NULL,
	source      regclass NOT NULL,
	key_columns name[] NOT NULL,
	PRIMARY KEY (standard, subject, source)
);
COMMENT ON TABLE customer_grade.source IS
	'tables whose rows change a customer''s metrics; watch() writes it';
COMMENT ON COLUMN customer_grade.source.standard IS 'name of the standard';
COMMENT ON COLUMN customer_grade.source.subject IS 'the table whose rows are graded';
COMMENT ON COLUMN customer_grade.source.source IS 'the table that is watched';
COMMENT ON COLUMN customer_grade.source.key_columns IS 'its columns that hold the key of the subject, in the key''s order';

SELECT pg_catalog.pg_extension_config_dump('customer_grade.attachment', '');
SELECT pg_catalog.pg_extension_config_dump('customer_grade.parameter_set', '');
SELECT pg_catalog.pg_extension_config_dump('customer_grade.source', '');

CREATE FUNCTION customer_grade.owns(subject regclass) RETURNS boolean
LANGUAGE sql STABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $function$
	SELECT pg_has_role(c.relowner, 'USAGE') FROM pg_class AS c WHERE c.oid = owns.subject
$function$;
COMMENT ON FUNCTION customer_grade.owns(regclass) IS
	'is the current user a member of the owner of this table?';

-- Only the owner of a subject attaches standards to it; everybody may know. Row-level security
-- would say that too, but refuse the COPY of a restore.
CREATE FUNCTION customer_grade.attachment_check() RETURNS trigger
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $function$
DECLARE
	touched regclass[] := CASE TG_OP
		WHEN 'INSERT' THEN ARRAY[NEW.subject]
		WHEN 'DELETE' THEN ARRAY[OLD.subject]
		ELSE ARRAY[OLD.subject, NEW.subject] END;
BEGIN
	-- nor does anybody have another's statements regrade his customers
	IF TG_TABLE_NAME = 'source' AND TG_OP <> 'DELETE' THEN
		touched := touched || NEW.source;
	END IF;
	-- who may empty the table may fill it, as a restore does
	IF NOT has_table_privilege(TG_RELID, 'TRUNCATE')
		AND EXISTS (SELECT FROM unnest(touched) AS t(subject) WHERE NOT coalesce(customer_grade.owns(t.subject), TG_OP = 'DELETE'))
	THEN
		RAISE insufficient_privilege USING
			MESSAGE = format('must be owner of table %s', touched[1]);
	END IF;
	IF TG_OP = 'DELETE' THEN
		RETURN OLD;
	END IF;
	RETURN NEW;
END
$function$;
COMMENT ON FUNCTION customer_grade.attachment_check() IS
	'trigger of attachment, parameter_set and source: only the owner of the subject writes';

CREATE TRIGGER attachment_check BEFORE INSERT OR UPDATE OR DELETE ON customer_grade.attachment
	FOR EACH ROW EXECUTE FUNCTION customer_grade.attachment_check();
COMMENT ON TRIGGER attachment_check ON customer_grade.attachment IS 'only the owner of the subject writes';
CREATE TRIGGER attachment_check BEFORE INSERT OR UPDATE OR DELETE ON customer_grade.parameter_set
	FOR EACH ROW EXECUTE FUNCTION customer_grade.attachment_check();
COMMENT ON TRIGGER attachment_check ON customer_grade.parameter_set IS 'only the owner of the subject writes';
CREATE TRIGGER attachment_check BEFORE INSERT OR UPDATE OR DELETE ON customer_grade.source
	FOR EACH ROW EXECUTE FUNCTION customer_grade.attachment_check();
COMMENT ON TRIGGER attachment_check ON customer_grade.source IS 'only the owner of the subject writes';

-- No SET: so the planner writes it into the query.
CREATE FUNCTION customer_grade.clock_now() RETURNS timestamp with time zone
LANGUAGE sql VOLATILE
AS $function$
	SELECT CASE WHEN pg_catalog.current_setting('customer_grade.clock', true) OPERATOR(pg_catalog.<>) ''
		THEN pg_catalog.current_setting('customer_grade.clock')::pg_catalog.timestamptz
		ELSE pg_catalog.clock_timestamp() END
$function$;
COMMENT ON FUNCTION customer_grade.clock_now() IS
	'the clock that triggers go by: the setting customer_grade.clock, which only a superuser changes, else the real one';

CREATE FUNCTION customer_grade.regrade() RETURNS trigger
LANGUAGE C VOLATILE
AS 'MODULE_PATHNAME', 'regrade';
COMMENT ON FUNCTION customer_grade.regrade() IS
	'statement trigger of subjects and sources: grades the customers anew whose rows the statement changed';

-- The names below are quoted lists of columns: "a", "b".
CREATE FUNCTION customer_grade.column_list(columns name[], qualifier text DEFAULT NULL) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $function$
	SELECT string_agg(coalesce(qualifier || '.', '') || quote_ident(c.name), ', ' ORDER BY c.ordinality)
	FROM unnest(columns) WITH ORDINALITY AS c(name, ordinality)
$function$;
COMMENT ON FUNCTION customer_grade.column_list(name[], text) IS
	'columns as a quoted list, each after the qualifier';

CREATE FUNCTION customer_grade.primary_key(subject regclass) RETURNS name[]
LANGUAGE sql STABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $function$
	SELECT array_agg(a.attname ORDER BY k.ordinality)
	FROM pg_index AS i, unnest(i.indkey::int2[]) WITH ORDINALITY AS k(attnum, ordinality), pg_attribute AS a
	WHERE i.indrelid = subject AND i.indisprimary AND a.attrelid = i.indrelid AND a.attnum = k.attnum
$function$;
COMMENT ON FUNCTION customer_grade.primary_key(regclass) IS
	'the columns of a table''s primary key in order; null: it has none';

-- All versions' metrics that the subject has as columns: the view serves every version.
CREATE FUNCTION customer_grade.metrics_query(standard text, subject regclass, key_columns name[]) RETURNS text
LANGUAGE sql STABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $function$
	SELECT format('SELECT %s FROM %s AS s',
		string_agg(format('s.%I', c.name), ', ' ORDER BY c.place, c.name), subject)
	FROM (
		SELECT k.name::text, k.ordinality AS place
		FROM unnest(key_columns) WITH ORDINALITY AS k(name, ordinality)
		UNION ALL
		SELECT DISTINCT m.name, 1000000
		FROM customer_grade.standard AS v, customer_grade.metrics(v.rubric) AS m, pg_attribute AS a
		WHERE v.name = metrics_query.standard AND a.attrelid = subject AND a.attname = m.name
			AND a.attnum > 0 AND NOT a.attisdropped AND m.name <> ALL (key_columns)
	) AS c
$function$;
COMMENT ON FUNCTION customer_grade.metrics_query(text, regclass, name[]) IS
	'the query of the metrics view that attach() makes: the key and the columns that some version of the standard reads';

CREATE FUNCTION customer_grade.cut(name text, bytes integer) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $function$
	SELECT left(name, max(n)) FROM generate_series(0, least(length(name), bytes)) AS n
	WHERE octet_length(left(name, n)) <= bytes
$function$;
COMMENT ON FUNCTION customer_grade.cut(text, integer) IS
	'the beginning of a name, whole characters of at most so many bytes';

CREATE FUNCTION customer_grade.free_name(subject regclass, standard text, suffix text) RETURNS text
LANGUAGE sql STABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $function$
	-- what a person would guess; of a long one both parts stay readable; numbered if it is taken
	SELECT quote_ident(n.nspname) || '.' || quote_ident(names.name)
	FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace,
		generate_series(1, 1000) AS number,
		LATERAL (SELECT customer_grade.cut(c.relname, 24) || '_' || customer_grade.cut(replace(standard, '.', '_'), 24)
			|| '_' || suffix || coalesce(nullif(number, 1)::text, '') AS name) AS names
	WHERE c.oid = subject
		AND NOT EXISTS (SELECT FROM pg_class AS other WHERE other.relnamespace = c.relnamespace AND other.relname = names.name)
	ORDER BY number LIMIT 1
$function$;
COMMENT ON FUNCTION customer_grade.free_name(regclass, text, text) IS
	'the qualified name of an object that attach() makes';

-- The tables whose statements are seen: root triggers do not see statements on a partition or a child.
CREATE FUNCTION customer_grade.watched_tables(watched regclass) RETURNS SETOF regclass
LANGUAGE sql STABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $function$
	WITH RECURSIVE t AS (
		SELECT watched AS relation
		UNION
		SELECT i.inhrelid::regclass FROM t JOIN pg_inherits AS i ON i.inhparent = t.relation
	)
	SELECT t.relation FROM t
$function$;
COMMENT ON FUNCTION customer_grade.watched_tables(regclass) IS
	'a table with its partitions and children';

CREATE FUNCTION customer_grade.regrade_triggers(standard text, relation regclass) RETURNS SETOF name
LANGUAGE sql STABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $function$
	SELECT g.tgname FROM pg_trigger AS g
	WHERE g.tgrelid = relation AND g.tgfoid = 'customer_grade.regrade()'::regprocedure AND g.tgparentid = 0
		AND g.tgargs = convert_to(standard, getdatabaseencoding()) || '\x00'
$function$;
COMMENT ON FUNCTION customer_grade.regrade_triggers(text, regclass) IS
	'the regrade triggers of a standard on a table';

CREATE FUNCTION customer_grade.make_triggers(standard text, watched regclass) RETURNS void
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $function$
DECLARE
	relation regclass;
	-- of two long names that begin alike each has its own
	name text := 'customer_grade_' || customer_grade.cut(standard, 30) ||
		CASE WHEN octet_length(standard) > 30 THEN '_' || left(md5(standard), 6) ELSE '' END;
BEGIN
	FOR relation IN SELECT customer_grade.watched_tables(watched) LOOP
		CONTINUE WHEN EXISTS (SELECT FROM customer_grade.regrade_triggers(standard, relation));
		EXECUTE format('CREATE TRIGGER %I AFTER INSERT ON %s REFERENCING NEW TABLE AS new_rows '
			'FOR EACH STATEMENT EXECUTE FUNCTION customer_grade.regrade(%L)', name || '_insert', relation, standard);
		EXECUTE format('CREATE TRIGGER %I AFTER UPDATE ON %s REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows '
			'FOR EACH STATEMENT EXECUTE FUNCTION customer_grade.regrade(%L)', name || '_update', relation, standard);
		EXECUTE format('CREATE TRIGGER %I AFTER DELETE ON %s REFERENCING OLD TABLE AS old_rows '
			'FOR EACH STATEMENT EXECUTE FUNCTION customer_grade.regrade(%L)', name || '_delete', relation, standard);
		EXECUTE format('CREATE TRIGGER %I AFTER TRUNCATE ON %s '
			'FOR EACH STATEMENT EXECUTE FUNCTION customer_grade.regrade(%L)', name || '_truncate', relation, standard);
	END LOOP;
END
$function$;
COMMENT ON FUNCTION customer_grade.make_triggers(text, regclass) IS
	'make the regrade triggers of a subject or source and of its partitions, where they are missing';

CREATE FUNCTION customer_grade.drop_triggers(standard text, watched regclass) RETURNS void
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $function$
DECLARE
	t record;
BEGIN
	FOR t IN
		SELECT name, relation
		FROM customer_grade.watched_tables(watched) AS relation, customer_grade.regrade_triggers(standard, relation) AS name
	LOOP
		EXECUTE format('DROP TRIGGER %I ON %s', t.name, t.relation);
	END LOOP;
END
$function$;
COMMENT ON FUNCTION customer_grade.drop_triggers(text, regclass) IS
	'drop the regrade triggers of a standard on a subject or source and its partitions';

CREATE FUNCTION customer_grade.check_key(subject regclass, keys name[], relation regclass, columns name[]) RETURNS void
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $function$
DECLARE
	pair record;
BEGIN
	FOR pair IN
		SELECT u.column_name, c.attname IS NOT NULL AS present, c.atttypid = k.atttypid
				OR EXISTS (SELECT FROM pg_cast AS t WHERE t.castcontext = 'i'
					AND (t.castsource, t.casttarget) IN ((c.atttypid, k.atttypid), (k.atttypid, c.atttypid))) AS same_type,
			c.attcollation = k.attcollation AS same_collation,
			format_type(k.atttypid, k.atttypmod) || coalesce(' COLLATE ' || nullif(k.attcollation, 0)::regcollation, '') AS type
		FROM unnest(keys, columns) AS u(key_name, column_name)
			JOIN pg_attribute AS k ON k.attrelid = subject AND k.attname = u.key_name
			LEFT JOIN pg_attribute AS c ON c.attrelid = relation AND c.attname = u.column_name AND NOT c.attisdropped
	LOOP
		IF NOT pair.present THEN
			RAISE undefined_column USING
				MESSAGE = format('%s has no column "%s"', relation, pair.column_name),
				HINT = format('It must hold the key of %s.', subject);
		ELSIF NOT (pair.same_type AND pair.same_collation) THEN
			RAISE datatype_mismatch USING
				MESSAGE = format('column "%s" of %s cannot hold the key of %s', pair.column_name, relation, subject),
				HINT = format('Its type must be %s.', pair.type);
		END IF;
	END LOOP;
END
$function$;
COMMENT ON FUNCTION customer_grade.check_key(regclass, name[], regclass, name[]) IS
	'do the columns of a relation fit the key of a subject? Errors: 42703 no such column, 42804 another type or collation';

CREATE FUNCTION customer_grade.refresh(standard text, subject regclass) RETURNS bigint
LANGUAGE C VOLATILE STRICT
AS 'MODULE_PATHNAME', 'refresh_attachment';
COMMENT ON FUNCTION customer_grade.refresh(text, regclass) IS
	'grade all customers of an attachment anew, and make the triggers of new partitions; blocks writers until the transaction ends. Returns the number of ledger rows changed. Needed after DDL that moves rows (ATTACH, DETACH PARTITION)';

CREATE FUNCTION customer_grade.attach(
	standard text,
	subject regclass,
	metrics regclass DEFAULT NULL,
	parameters jsonb DEFAULT NULL,
	time_zone text DEFAULT NULL
) RETURNS regclass
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $function$
#variable_conflict use_column
DECLARE
	keys name[] := customer_grade.primary_key(attach.subject);
	owner name := (SELECT pg_get_userbyid(c.relowner) FROM pg_class AS c WHERE c.oid = attach.subject);
	ledger_name text := customer_grade.free_name(attach.subject, attach.standard, 'ledger');
	history_name text := customer_grade.free_name(attach.subject, attach.standard, 'history');
	grades_name text := customer_grade.free_name(attach.subject, attach.standard, 'grades');
	metrics_name text := customer_grade.free_name(attach.subject, attach.standard, 'metrics');
	key_definitions text;
	object text;
BEGIN
	IF NOT customer_grade.owns(attach.subject) THEN
		RAISE insufficient_privilege USING
			MESSAGE = format('must be owner of table %s', attach.subject);
	END IF;
	IF NOT EXISTS (SELECT FROM customer_grade.standard AS s WHERE s.name = attach.standard) THEN
		RAISE undefined_object USING
			MESSAGE = format('standard "%s" does not exist', attach.standard),
			HINT = 'define_standard() makes one, adopt() copies one of the catalog.';
	END IF;
	IF (SELECT c.relkind NOT IN ('r', 'p') FROM pg_class AS c WHERE c.oid = attach.subject) OR keys IS NULL THEN
		RAISE wrong_object_type USING
			MESSAGE = format('%s is not a table with a primary key', attach.subject),
			HINT = 'The ledger has one row for each key of the subject.';
	END IF;
	IF EXISTS (SELECT FROM customer_grade.attachment AS a
			WHERE a.standard = attach.standard AND a.subject = attach.subject) THEN
		RAISE duplicate_object USING
			MESSAGE = format('standard "%s" is attached to table %s already', attach.standard, attach.subject),
			HINT = 'refresh() grades all of it anew, detach() undoes it.';
	END IF;

	-- nobody writes until the triggers are there and all customers are graded
	EXECUTE format('LOCK TABLE %s IN SHARE ROW EXCLUSIVE MODE', attach.subject);

	IF attach.metrics IS NULL THEN
		EXECUTE format('CREATE VIEW %s AS %s', metrics_name,
			customer_grade.metrics_query(attach.standard, attach.subject, keys));
		EXECUTE format('COMMENT ON VIEW %s IS %L', metrics_name,
			format('metrics that standard %s reads of %s', attach.standard, attach.subject));
	ELSE
		metrics_name := attach.metrics::text;
		PERFORM customer_grade.check_key(attach.subject, keys, attach.metrics, keys);
		IF (SELECT c.relkind NOT IN ('v', 'r', 'p') FROM pg_class AS c WHERE c.oid = attach.metrics) THEN
			RAISE wrong_object_type USING
				MESSAGE = format('%s is neither a view nor a table', attach.metrics),
				HINT = 'Metrics must be true in the transaction that changes them.';
		END IF;
		IF (SELECT c.relowner::regrole <> owner::regrole FROM pg_class AS c WHERE c.oid = attach.metrics) THEN
			RAISE insufficient_privilege USING
				MESSAGE = format('%s and %s have different owners', attach.metrics, attach.subject),
				HINT = format('ALTER VIEW %s OWNER TO %I;', attach.metrics, owner);
		END IF;
	END IF;

	SELECT string_agg(format('%I %s%s NOT NULL', a.attname, format_type(a.atttypid, a.atttypmod),
		coalesce(' COLLATE ' || nullif(a.attcollation, 0)::regcollation, '')), ', ' ORDER BY k.ordinality)
	INTO key_definitions
	FROM unnest(keys) WITH ORDINALITY AS k(name, ordinality), pg_attribute AS a
	WHERE a.attrelid = attach.subject AND a.attname = k.name;
	EXECUTE format('CREATE TABLE %s (%s, grade text, rank smallint, score numeric, '
		'state text NOT NULL DEFAULT ''final'', since timestamp with time zone, version integer, '
		'parameter_set integer, evaluated_on date, PRIMARY KEY (%s)) WITH (fillfactor = 90)',
		ledger_name, key_definitions, customer_grade.column_list(keys));
	EXECUTE format('CREATE TABLE %s (%s, grade text, rank smallint, score numeric, state text NOT NULL, '
		'valid_from timestamp with time zone NOT NULL, valid_to timestamp with time zone NOT NULL, '
		'version integer, parameter_set integer, cause text NOT NULL, '
		'PRIMARY KEY (%s, valid_from), UNIQUE (%3$s, valid_to), CHECK (valid_from < valid_to))',
		history_name, key_definitions, customer_grade.column_list(keys));
	EXECUTE format('CREATE VIEW %s AS SELECT %s, grade, rank, score, state, since AS valid_from, '
		'NULL::timestamp with time zone AS valid_to, version, parameter_set, NULL::text AS cause FROM %s '
		'UNION ALL SELECT %2$s, grade, rank, score, state, valid_from, valid_to, version, parameter_set, cause FROM %4$s',
		grades_name, customer_grade.column_list(keys), ledger_name, history_name);
	EXECUTE format('COMMENT ON TABLE %s IS %L', ledger_name, format('grades in force of %s by standard %s', attach.subject, attach.standard));
	EXECUTE format('COMMENT ON TABLE %s IS %L', history_name, format('earlier grades of %s by standard %s', attach.subject, attach.standard));
	EXECUTE format('COMMENT ON VIEW %s IS %L', grades_name, format('all grades of %s by standard %s, each with its period', attach.subject, attach.standard));
	-- a member of the owner may attach: what is made belongs to the owner
	FOREACH object IN ARRAY ARRAY[ledger_name, history_name] LOOP
		EXECUTE format('ALTER TABLE %s OWNER TO %I', object, owner);
	END LOOP;
	EXECUTE format('ALTER VIEW %s OWNER TO %I', grades_name, owner);
	IF attach.metrics IS NULL THEN
		EXECUTE format('ALTER VIEW %s OWNER TO %I', metrics_name, owner);
	END IF;

	INSERT INTO customer_grade.parameter_set (standard, subject, number, parameters)
	VALUES (attach.standard, attach.subject, 1, coalesce(attach.parameters, '{}'));
	INSERT INTO customer_grade.attachment
		(standard, subject, key_columns, metrics, metrics_made, ledger, history, grades, time_zone)
	VALUES (attach.standard, attach.subject, keys, metrics_name::regclass, attach.metrics IS NULL,
		ledger_name::regclass, history_name::regclass, grades_name::regclass,
		coalesce(attach.time_zone, current_setting('TimeZone')));

	PERFORM customer_grade.refresh(attach.standard, attach.subject);
	RETURN ledger_name::regclass;
END
$function$;
COMMENT ON FUNCTION customer_grade.attach(text, regclass, regclass, jsonb, text) IS
	'keep the grades of a table''s rows by a standard, in the transactions that change them: makes ledger, history, a view of both, a metrics view where none is given, and triggers, grades all rows, and returns the ledger. For the owner of the subject. Errors: 42501 not yours, 42704 no such standard, 42710 attached already, 42809 no table with a primary key';

CREATE FUNCTION customer_grade.attached(standard text, subject regclass) RETURNS customer_grade.attachment
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $function$
#variable_conflict use_column
DECLARE
	found_row customer_grade.attachment;
BEGIN
	SELECT * INTO found_row FROM customer_grade.attachment AS a
	WHERE a.standard = attached.standard AND a.subject = attached.subject;
	IF NOT FOUND THEN
		RAISE object_not_in_prerequisite_state USING
			MESSAGE = format('standard "%s" is not attached to table %s', attached.standard, attached.subject),
			HINT = format('SELECT customer_grade.attach(%L, %L);', attached.standard, attached.subject);
	END IF;
	RETURN found_row;
END
$function$;
COMMENT ON FUNCTION customer_grade.attached(text, regclass) IS
	'the attachment of a standard to a table. Error: 55000 there is none';

CREATE FUNCTION customer_grade.detach(standard text, subject regclass, drop_history boolean DEFAULT false) RETURNS void
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $function$
#variable_conflict use_column
DECLARE
	a customer_grade.attachment := customer_grade.attached(detach.standard, detach.subject);
	watched regclass;
	made record;
BEGIN
	IF NOT customer_grade.owns(detach.subject) THEN
		RAISE insufficient_privilege USING MESSAGE = format('must be owner of table %s', detach.subject);
	END IF;
	FOR watched IN SELECT detach.subject UNION SELECT s.source FROM customer_grade.source AS s
			WHERE s.standard = detach.standard AND s.subject = detach.subject
	LOOP
		-- another attachment may need the triggers
		CONTINUE WHEN EXISTS (SELECT FROM customer_grade.source AS s
			WHERE s.standard = detach.standard AND s.source = watched AND s.subject <> detach.subject)
			OR watched <> detach.subject AND EXISTS (SELECT FROM customer_grade.attachment AS o
			WHERE o.standard = detach.standard AND o.subject = watched);
		PERFORM customer_grade.drop_triggers(detach.standard, watched);
	END LOOP;
	-- what DROP ... CASCADE has taken already is not there
	FOR made IN
		SELECT CASE c.relkind WHEN 'v' THEN 'VIEW' ELSE 'TABLE' END AS kind, c.oid::regclass AS relation
		FROM unnest(ARRAY[a.grades, a.ledger, CASE WHEN drop_history THEN a.history END,
				CASE WHEN a.metrics_made THEN a.metrics END]) WITH ORDINALITY AS m(relation, ordinality)
			JOIN pg_class AS c ON c.oid = m.relation
		ORDER BY m.ordinality
	LOOP
		EXECUTE format('DROP %s %s', made.kind, made.relation);
	END LOOP;
	DELETE FROM customer_grade.source AS s WHERE s.standard = detach.standard AND s.subject = detach.subject;
	DELETE FROM customer_grade.parameter_set AS p WHERE p.standard = detach.standard AND p.subject = detach.subject;
	DELETE FROM customer_grade.attachment AS d WHERE d.standard = detach.standard AND d.subject = detach.subject;
END
$function$;
COMMENT ON FUNCTION customer_grade.detach(text, regclass, boolean) IS
	'undo attach(); the history is kept unless asked. Errors: 55000 not attached, 42501 not yours';

CREATE FUNCTION customer_grade.watch(standard text, subject regclass, source regclass, VARIADIC key_columns name[]) RETURNS void
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $function$
#variable_conflict use_column
DECLARE
	a customer_grade.attachment := customer_grade.attached(watch.standard, watch.subject);
BEGIN
	IF NOT (customer_grade.owns(watch.subject) AND customer_grade.owns(watch.source)) THEN
		RAISE insufficient_privilege USING
			MESSAGE = format('must be owner of tables %s and %s', watch.subject, watch.source);
	END IF;
	IF cardinality(watch.key_columns) <> cardinality(a.key_columns) THEN
		RAISE invalid_parameter_value USING
			MESSAGE = format('the key of %s has %s columns, not %s', watch.subject,
				cardinality(a.key_columns), cardinality(watch.key_columns)),
			HINT = format('Name the columns of %s that hold %s.', watch.source, customer_grade.column_list(a.key_columns));
	END IF;
	PERFORM customer_grade.check_key(watch.subject, a.key_columns, watch.source, watch.key_columns);
	IF EXISTS (SELECT FROM pg_class AS c WHERE c.oid = watch.source AND c.relrowsecurity
			AND (c.relforcerowsecurity OR c.relowner <> (SELECT o.relowner FROM pg_class AS o WHERE o.oid = watch.subject))) THEN
		RAISE object_not_in_prerequisite_state USING
			MESSAGE = format('row-level security of %s applies to the owner of %s', watch.source, watch.subject),
			HINT = 'Customers would be graded by a part of their rows.';
	END IF;

	EXECUTE format('LOCK TABLE %s IN SHARE ROW EXCLUSIVE MODE', watch.source);
	INSERT INTO customer_grade.source (standard, subject, source, key_columns)
	VALUES (watch.standard, watch.subject, watch.source, watch.key_columns);
	PERFORM customer_grade.refresh(watch.standard, watch.subject);
END
$function$;
COMMENT ON FUNCTION customer_grade.watch(text, regclass, regclass, name[]) IS
	'rows of another table regrade their customers: names its columns that hold the subject''s key. For the owner of both tables. Errors: 55000 not attached, or row security would hide rows; 42501 not yours; 42703 no such column';

CREATE FUNCTION customer_grade.verify(standard text, subject regclass)
RETURNS TABLE (key jsonb, stored_grade text, grade text, stored_score numeric, score numeric, problem text)
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $function$
#variable_conflict use_column
DECLARE
	a customer_grade.attachment := customer_grade.attached(verify.standard, verify.subject);
	old_as_of text := coalesce(current_setting('customer_grade.as_of', true), '');
	graded record;
	keys text := customer_grade.column_list(a.key_columns);
BEGIN
	-- each row as of the date, by the version and with the parameters it was graded with
	FOR graded IN EXECUTE format('SELECT l.day, l.version, s.rubric FROM (SELECT DISTINCT evaluated_on AS day, version FROM %s) AS l '
		'JOIN customer_grade.standard AS s ON s.name = $1 AND s.version = l.version', a.ledger) USING verify.standard
	LOOP
		PERFORM set_config('customer_grade.as_of', to_char(graded.day, 'YYYY-MM-DD'), true);
		RETURN QUERY EXECUTE format($query$
			SELECT to_jsonb(k), l.grade, n.grade, l.score, n.score, 'differs'
			FROM %1$s AS l JOIN customer_grade.parameter_set AS p
					ON p.standard = $1 AND p.subject = $2 AND p.number = l.parameter_set
				JOIN %2$s AS m USING (%3$s), LATERAL customer_grade.assess(%5$L::customer_grade.rubric, m, p.parameters) AS n,
				LATERAL (SELECT %4$s) AS k
			WHERE l.evaluated_on = $3 AND l.version = $4 AND (l.grade IS DISTINCT FROM n.grade OR l.score IS DISTINCT FROM n.score OR l.rank IS DISTINCT FROM n.rank)
			$query$, a.ledger, a.metrics, keys, customer_grade.column_list(a.key_columns, 'l'), graded.rubric)
		USING verify.standard, verify.subject, graded.day, graded.version;
	END LOOP;
	PERFORM set_config('customer_grade.as_of', old_as_of, true);

	RETURN QUERY EXECUTE format($query$
		SELECT to_jsonb(k), l.grade, NULL::text, l.score, NULL::numeric, CASE WHEN s.present IS NULL THEN 'not in the subject' WHEN l.since IS NULL THEN 'not in the ledger' ELSE 'of a version that is gone' END
		FROM (SELECT %3$s, true AS present FROM %2$s) AS s FULL JOIN %1$s AS l USING (%3$s), LATERAL (SELECT %3$s) AS k
		WHERE s.present IS NULL OR l.since IS NULL OR NOT EXISTS (SELECT FROM customer_grade.standard AS v WHERE v.name = $1 AND v.version = l.version)
		$query$, a.ledger, a.metrics, keys) USING verify.standard;
END
$function$;
COMMENT ON FUNCTION customer_grade.verify(text, regclass) IS
	'recompute each customer as of the date, by the version and with the parameters it was graded with, and return the differences: none, always';

CREATE FUNCTION customer_grade.grade_at(standard text, subject regclass, key jsonb, at timestamp with time zone) RETURNS text
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $function$
DECLARE
	a customer_grade.attachment := customer_grade.attached(grade_at.standard, grade_at.subject);
	result text;
BEGIN
	EXECUTE format('SELECT g.grade FROM %s AS g WHERE to_jsonb(g) @> $1 AND g.valid_from <= $2 AND (g.valid_to > $2 OR g.valid_to IS NULL)', a.grades)
	INTO result USING key, at;
	RETURN result;
END
$function$;
COMMENT ON FUNCTION customer_grade.grade_at(text, regclass, jsonb, timestamp with time zone) IS
	'the grade of a customer at a point in time; key: its key columns as an object';
