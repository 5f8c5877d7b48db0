-- The triggers on subjects and sources that keep grades up to date.

CREATE FUNCTION customer_grade_internal.regrade() RETURNS trigger
LANGUAGE C VOLATILE
AS 'MODULE_PATHNAME', 'regrade';
COMMENT ON FUNCTION customer_grade_internal.regrade() IS
	'statement trigger of subjects and sources: grades again the customers whose rows the statement changed';

-- The tables whose statements are seen: root triggers do not see statements on a partition or a child.
CREATE FUNCTION customer_grade_internal.watched_tables(watched regclass) RETURNS SETOF regclass
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
COMMENT ON FUNCTION customer_grade_internal.watched_tables(regclass) IS
	'a table with its partitions and children';

CREATE FUNCTION customer_grade_internal.regrade_triggers(standard text, relation regclass) RETURNS SETOF name
LANGUAGE sql STABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $function$
	SELECT g.tgname FROM pg_trigger AS g
	WHERE g.tgrelid = relation AND g.tgfoid = 'customer_grade_internal.regrade()'::regprocedure AND g.tgparentid = 0
		AND g.tgargs = convert_to(standard, getdatabaseencoding()) || E'\\x00'
$function$;
COMMENT ON FUNCTION customer_grade_internal.regrade_triggers(text, regclass) IS
	'the regrade triggers of a standard on a table';

CREATE FUNCTION customer_grade_internal.trigger_name(standard text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $function$
	-- long names that begin alike get triggers of different names
	SELECT 'customer_grade_regrade_' || customer_grade_internal.cut(standard, 22) ||
		CASE WHEN octet_length(standard) > 22 THEN '_' || left(md5(standard), 6) ELSE '' END
$function$;
COMMENT ON FUNCTION customer_grade_internal.trigger_name(text) IS
	'what the names of a standard''s regrade triggers begin with';

CREATE FUNCTION customer_grade_internal.command_begins() RETURNS trigger
LANGUAGE C VOLATILE
AS 'MODULE_PATHNAME', 'command_begins';
COMMENT ON FUNCTION customer_grade_internal.command_begins() IS
	'statement trigger of subjects, sources and tracked tables: notes that a command begins, so that one which inserts and updates (ON '
	'CONFLICT, MERGE) locks its customers once';

CREATE FUNCTION customer_grade_internal.make_begin_trigger(relation regclass) RETURNS void
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $function$
BEGIN
	IF NOT EXISTS (SELECT FROM pg_trigger AS g WHERE g.tgrelid = relation
		AND g.tgfoid = 'customer_grade_internal.command_begins()'::regprocedure) THEN
		EXECUTE format('CREATE TRIGGER customer_grade_begin BEFORE INSERT OR UPDATE ON %s '
			'FOR EACH STATEMENT EXECUTE FUNCTION customer_grade_internal.command_begins()', relation);
	END IF;
END
$function$;
COMMENT ON FUNCTION customer_grade_internal.make_begin_trigger(regclass) IS
	'make the trigger command_begins() of a table, where it is missing';

CREATE FUNCTION customer_grade_internal.drop_begin_trigger(relation regclass) RETURNS void
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $function$
DECLARE
	name name;
BEGIN
	IF NOT EXISTS (SELECT FROM pg_trigger AS g JOIN pg_proc AS p ON p.oid = g.tgfoid
			WHERE g.tgrelid = relation AND p.pronamespace = 'customer_grade_internal'::regnamespace
				AND p.proname IN ('regrade', 'keep_activity')) THEN
		FOR name IN SELECT g.tgname FROM pg_trigger AS g
			WHERE g.tgrelid = relation AND g.tgfoid = 'customer_grade_internal.command_begins()'::regprocedure
		LOOP
			EXECUTE format('DROP TRIGGER %I ON %s', name, relation);
		END LOOP;
	END IF;
END
$function$;
COMMENT ON FUNCTION customer_grade_internal.drop_begin_trigger(regclass) IS
	'drop the trigger command_begins() of a table, where no other trigger needs it any more';

CREATE FUNCTION customer_grade_internal.make_statement_triggers(relation regclass, prefix text, call text) RETURNS void
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $function$
DECLARE
	event record;
BEGIN
	FOR event IN
		SELECT * FROM (VALUES
			('insert', 'REFERENCING NEW TABLE AS new_rows'),
			('update', 'REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows'),
			('delete', 'REFERENCING OLD TABLE AS old_rows'),
			('truncate', '')) AS e(name, tables)
	LOOP
		EXECUTE format('CREATE TRIGGER %I AFTER %s ON %s %s FOR EACH STATEMENT EXECUTE FUNCTION %s',
			prefix || '_' || event.name, event.name, relation, event.tables, call);
	END LOOP;
END
$function$;
COMMENT ON FUNCTION customer_grade_internal.make_statement_triggers(regclass, text, text) IS
	'make triggers on a table that call a function after each statement that changes rows, with the rows that it has changed';

CREATE FUNCTION customer_grade_internal.make_triggers(standard text, watched regclass) RETURNS void
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $function$
DECLARE
	relation regclass;
BEGIN
	FOR relation IN SELECT customer_grade_internal.watched_tables(watched) LOOP
		PERFORM customer_grade_internal.make_begin_trigger(relation);
		CONTINUE WHEN EXISTS (SELECT FROM customer_grade_internal.regrade_triggers(standard, relation));
		PERFORM customer_grade_internal.make_statement_triggers(relation, customer_grade_internal.trigger_name(standard),
			format('customer_grade_internal.regrade(%L)', standard));
	END LOOP;
END
$function$;
COMMENT ON FUNCTION customer_grade_internal.make_triggers(text, regclass) IS
	'make the regrade triggers of a subject or source and of its partitions, where they are missing';

CREATE FUNCTION customer_grade_internal.drop_triggers(standard text, watched regclass) RETURNS void
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $function$
DECLARE
	t record;
BEGIN
	FOR t IN
		SELECT name, relation
		FROM customer_grade_internal.watched_tables(watched) AS relation,
			customer_grade_internal.regrade_triggers(standard, relation) AS name
	LOOP
		EXECUTE format('DROP TRIGGER %I ON %s', t.name, t.relation);
		PERFORM customer_grade_internal.drop_begin_trigger(t.relation);
	END LOOP;
END
$function$;
COMMENT ON FUNCTION customer_grade_internal.drop_triggers(text, regclass) IS
	'drop the regrade triggers of a standard on a subject or source and its partitions';

CREATE FUNCTION customer_grade_internal.drop_unneeded_triggers(standard text, watched regclass) RETURNS void
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $function$
#variable_conflict use_column
BEGIN
	IF NOT EXISTS (SELECT FROM customer_grade.source AS s
			WHERE s.standard = drop_unneeded_triggers.standard AND s.source = watched)
		AND NOT EXISTS (SELECT FROM customer_grade.attachment AS a
			WHERE a.standard = drop_unneeded_triggers.standard AND watched IN (a.subject, a.decisions))
	THEN
		PERFORM customer_grade_internal.drop_triggers(drop_unneeded_triggers.standard, watched);
	END IF;
END
$function$;
COMMENT ON FUNCTION customer_grade_internal.drop_unneeded_triggers(text, regclass) IS
	'drop the regrade triggers of a standard on a table that is no subject, no table of decisions and no source of it any more';
