-- The triggers that keep grades and activity up to date: which a table needs, and making, checking and dropping them.

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

CREATE FUNCTION customer_grade_internal.key_changed() RETURNS trigger
LANGUAGE C VOLATILE
AS 'MODULE_PATHNAME', 'key_changed';
COMMENT ON FUNCTION customer_grade_internal.key_changed() IS
	'row trigger of subjects: notes a key that changes, so that the decisions about the customer follow it when regrade() fires';

CREATE FUNCTION customer_grade_internal.standard_triggers(relation regclass) RETURNS TABLE (name name, standard text)
LANGUAGE sql STABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $function$
	-- the argument ends with a zero byte
	SELECT g.tgname, convert_from(substr(g.tgargs, 1, length(g.tgargs) - 1), getdatabaseencoding()) FROM pg_trigger AS g
	WHERE g.tgrelid = relation AND g.tgparentid = 0
		AND g.tgfoid IN ('customer_grade_internal.regrade()'::regprocedure, 'customer_grade_internal.key_changed()'::regprocedure)
$function$;
COMMENT ON FUNCTION customer_grade_internal.standard_triggers(regclass) IS
	'the triggers on a table that grade its rows or follow their keys, and the standards they are for';

CREATE FUNCTION customer_grade_internal.trigger_name(standard text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $function$
	-- long names that begin alike get triggers of different names
	SELECT 'customer_grade_regrade_' || customer_grade_internal.cut(standard, 22) ||
		CASE WHEN octet_length(standard) > 22 THEN '_' || left(md5(standard), 6) ELSE '' END
$function$;
COMMENT ON FUNCTION customer_grade_internal.trigger_name(text) IS
	'what the names of a standard''s triggers begin with';

CREATE FUNCTION customer_grade_internal.command_begins() RETURNS trigger
LANGUAGE C VOLATILE
AS 'MODULE_PATHNAME', 'command_begins';
COMMENT ON FUNCTION customer_grade_internal.command_begins() IS
	'statement trigger of subjects, sources and tracked tables: notes that a command begins, so that one which inserts and updates (ON '
	'CONFLICT, MERGE) locks its customers once';

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

CREATE TYPE customer_grade_internal.needed_trigger AS (relation regclass, name name, action text);
COMMENT ON TYPE customer_grade_internal.needed_trigger IS
	'a trigger that a table must have; action: what follows its name in CREATE TRIGGER, as pg_get_triggerdef() writes it';

CREATE FUNCTION customer_grade_internal.statement_triggers(relation regclass, prefix text, call text)
RETURNS SETOF customer_grade_internal.needed_trigger
LANGUAGE sql STABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
SET quote_all_identifiers = off
AS $function$
	SELECT relation, t.name::name, format('%s ON %s%s FOR EACH STATEMENT EXECUTE FUNCTION %s', t.event, relation, t.tables, t.call)
	FROM (VALUES
		('customer_grade_begin', 'BEFORE INSERT OR UPDATE', '', 'customer_grade_internal.command_begins()'),
		(prefix || '_insert', 'AFTER INSERT', ' REFERENCING NEW TABLE AS new_rows', call),
		(prefix || '_update', 'AFTER UPDATE', ' REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows', call),
		(prefix || '_delete', 'AFTER DELETE', ' REFERENCING OLD TABLE AS old_rows', call),
		(prefix || '_truncate', 'AFTER TRUNCATE', '', call)) AS t(name, event, tables, call)
$function$;
COMMENT ON FUNCTION customer_grade_internal.statement_triggers(regclass, text, text) IS
	'the triggers on a table that call a function after each statement that changes rows, with the rows that it has changed';

CREATE FUNCTION customer_grade_internal.needed_triggers(standard text, subject regclass)
RETURNS customer_grade_internal.needed_trigger[]
LANGUAGE sql STABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
SET quote_all_identifiers = off
AS $function$
	WITH a AS (
		SELECT t.* FROM customer_grade.attachment AS t
		WHERE t.standard = needed_triggers.standard AND t.subject = needed_triggers.subject
	), watched AS (
		SELECT a.subject AS relation FROM a
		UNION SELECT a.decisions FROM a
		UNION SELECT s.source FROM a JOIN customer_grade.source AS s ON s.standard = a.standard AND s.subject = a.subject
	), needed AS (
		SELECT t.*
		FROM (SELECT DISTINCT p.relation FROM watched AS w, customer_grade_internal.watched_tables(w.relation) AS p(relation)) AS p,
			customer_grade_internal.statement_triggers(p.relation, customer_grade_internal.trigger_name(needed_triggers.standard),
				format('customer_grade_internal.regrade(%L)', needed_triggers.standard)) AS t
		UNION ALL
		-- the server would give a row trigger of a partitioned table to its partitions by itself, and refuse those that have it
		SELECT c.oid, customer_grade_internal.trigger_name(needed_triggers.standard) || '_key',
			format('AFTER UPDATE ON %s FOR EACH ROW WHEN (%s) EXECUTE FUNCTION customer_grade_internal.key_changed(%L)', p.relation, (
				SELECT string_agg(format('OLD.%I IS DISTINCT FROM NEW.%1$I', k.name), ' OR ') FROM unnest(a.key_columns) AS k(name)),
				needed_triggers.standard)
		FROM a, customer_grade_internal.watched_tables(a.subject) AS p(relation) JOIN pg_class AS c ON c.oid = p.relation
		WHERE c.relkind <> 'p'
	)
	SELECT array_agg(ROW(n.*)::customer_grade_internal.needed_trigger) FROM needed AS n
$function$;
COMMENT ON FUNCTION customer_grade_internal.needed_triggers(text, regclass) IS
	'all triggers that the tables of an attachment must have: subject, sources and decisions, with their parts';

-- The server writes the condition of a row trigger in its own way.
CREATE FUNCTION customer_grade_internal.without_condition(action text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $function$
	SELECT regexp_replace(action, ' FOR EACH ROW WHEN [(].*[)] EXECUTE FUNCTION ', ' FOR EACH ROW EXECUTE FUNCTION ')
$function$;
COMMENT ON FUNCTION customer_grade_internal.without_condition(text) IS
	'what follows the name in CREATE TRIGGER, without the condition of a row trigger';

CREATE FUNCTION customer_grade_internal.trigger_action(trigger oid) RETURNS text
LANGUAGE sql STABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
SET quote_all_identifiers = off
AS $function$
	SELECT customer_grade_internal.without_condition(
		substr(pg_get_triggerdef(g.oid), length('CREATE TRIGGER ' || quote_ident(g.tgname) || ' ') + 1))
	FROM pg_trigger AS g WHERE g.oid = trigger
$function$;
COMMENT ON FUNCTION customer_grade_internal.trigger_action(oid) IS
	'what follows the name of a trigger in CREATE TRIGGER, without the condition of a row trigger';

-- A trigger may have been renamed, to fire earlier or later than others.
CREATE FUNCTION customer_grade_internal.trigger_problems(needed customer_grade_internal.needed_trigger[])
RETURNS TABLE (relation regclass, name name, problem text, repair text)
LANGUAGE sql STABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
SET quote_all_identifiers = off
AS $function$
	WITH present AS (
		SELECT g.tgrelid, g.tgname, g.tgenabled, customer_grade_internal.trigger_action(g.oid) AS action
		FROM pg_trigger AS g
		WHERE g.tgrelid IN (SELECT n.relation FROM unnest(needed) AS n) AND NOT g.tgisinternal
	), troubled AS (
		SELECT n.relation, coalesce(p.tgname, n.name) AS name, CASE
				WHEN p.tgenabled = 'D' THEN 'is disabled'
				WHEN p.tgenabled = 'R' THEN 'is enabled for replication only'
				WHEN other.tgname IS NULL THEN 'is missing'
				ELSE 'is replaced by another one' END AS problem, n.action
		FROM unnest(needed) AS n
			JOIN pg_class AS c ON c.oid = n.relation
			LEFT JOIN present AS p ON p.tgrelid = n.relation AND p.action = customer_grade_internal.without_condition(n.action)
			LEFT JOIN present AS other ON other.tgrelid = n.relation AND other.tgname = n.name
		WHERE p.tgname IS NULL OR p.tgenabled IN ('D', 'R')
	)
	SELECT t.relation, t.name, format('trigger "%s" of table "%s" %s', t.name, t.relation, t.problem), CASE t.problem
		WHEN 'is missing' THEN format('CREATE TRIGGER %I %s', t.name, t.action)
		WHEN 'is replaced by another one' THEN NULL
		ELSE format('ALTER TABLE %s ENABLE TRIGGER %I', t.relation, t.name) END
	FROM troubled AS t
	ORDER BY t.relation::text, t.name
$function$;
COMMENT ON FUNCTION customer_grade_internal.trigger_problems(customer_grade_internal.needed_trigger[]) IS
	'which of these triggers do not fire: missing, disabled, or replaced by others of the same name; repair: the statement that makes it '
	'fire, null: the other one must be dropped first';

CREATE FUNCTION customer_grade_internal.make_triggers(needed customer_grade_internal.needed_trigger[]) RETURNS void
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $function$
DECLARE
	t record;
BEGIN
	FOR t IN SELECT * FROM customer_grade_internal.trigger_problems(needed) LOOP
		IF t.repair IS NULL THEN
			PERFORM customer_grade_internal.throw('42710',
				message => t.problem,
				hint => format('DROP TRIGGER %I ON %s;', t.name, t.relation));
		END IF;
		EXECUTE t.repair;
	END LOOP;
END
$function$;
COMMENT ON FUNCTION customer_grade_internal.make_triggers(customer_grade_internal.needed_trigger[]) IS
	'make those of these triggers that are missing, and enable those that are disabled. Error: 42710 another trigger has the name of one';

CREATE FUNCTION customer_grade_internal.drop_triggers(standard text, watched regclass) RETURNS void
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $function$
DECLARE
	t record;
BEGIN
	FOR t IN
		SELECT g.name, relation
		FROM customer_grade_internal.watched_tables(watched) AS relation,
			customer_grade_internal.standard_triggers(relation) AS g
		WHERE g.standard = drop_triggers.standard
	LOOP
		EXECUTE format('DROP TRIGGER %I ON %s', t.name, t.relation);
		PERFORM customer_grade_internal.drop_begin_trigger(t.relation);
	END LOOP;
END
$function$;
COMMENT ON FUNCTION customer_grade_internal.drop_triggers(text, regclass) IS
	'drop the triggers of a standard on a subject or source and its partitions';

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
	'drop the triggers of a standard on a table that is no subject, no table of decisions and no source of it any more';
