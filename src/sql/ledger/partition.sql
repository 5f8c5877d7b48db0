-- Following DDL: partitions and children of subjects, sources and tracked tables, and dropped tables.

CREATE FUNCTION customer_grade_internal.relation_and_parents(relation regclass) RETURNS SETOF regclass
LANGUAGE sql STABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $function$
	WITH RECURSIVE t AS (
		SELECT relation AS member
		UNION
		SELECT i.inhparent::regclass FROM t JOIN pg_inherits AS i ON i.inhrelid = t.member
	)
	SELECT t.member FROM t
$function$;
COMMENT ON FUNCTION customer_grade_internal.relation_and_parents(regclass) IS
	'a table and all tables that it is a partition or child of';

CREATE FUNCTION customer_grade_internal.follow_partitions(moved regclass[]) RETURNS void
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $function$
DECLARE
	followed CONSTANT regclass[] := ARRAY(
		SELECT p.relation
		FROM unnest(moved) AS u(relation), customer_grade_internal.relation_and_parents(u.relation) AS p(relation)
		WHERE p.relation IN (
			SELECT a.subject FROM customer_grade.attachment AS a
			UNION ALL SELECT s.source FROM customer_grade.source AS s
			UNION ALL SELECT k.source FROM customer_grade.tracking AS k));
	t record;
	filled boolean;
BEGIN
	-- a detached part keeps no triggers
	FOR t IN
		SELECT m.relation, g.name AS tgname
		FROM unnest(moved) AS u(relation), customer_grade_internal.watched_tables(u.relation) AS m(relation),
			customer_grade_internal.activity_triggers(m.relation) AS g(name)
		WHERE NOT EXISTS (
			SELECT FROM customer_grade_internal.relation_and_parents(m.relation) AS p(relation)
				JOIN customer_grade.tracking AS k ON k.source = p.relation)
		UNION
		SELECT m.relation, g.name
		FROM unnest(moved) AS u(relation), customer_grade_internal.watched_tables(u.relation) AS m(relation),
			customer_grade_internal.standard_triggers(m.relation) AS g
		WHERE NOT EXISTS (
			SELECT FROM customer_grade_internal.relation_and_parents(m.relation) AS p(relation), customer_grade.attachment AS a
				LEFT JOIN customer_grade.source AS s ON s.standard = a.standard AND s.subject = a.subject
			WHERE g.standard = a.standard AND p.relation IN (a.subject, a.decisions, s.source))
	LOOP
		EXECUTE format('DROP TRIGGER %I ON %s', t.tgname, t.relation);
		PERFORM customer_grade_internal.drop_begin_trigger(t.relation);
	END LOOP;

	IF followed = '{}' THEN
		RETURN;
	END IF;
	PERFORM customer_grade_internal.check_parts(f.relation) FROM unnest(followed) AS f(relation);
	-- as its owner: planning a query can run functions of the table's indexes and constraints
	filled := customer_grade_internal.owner_query(moved[1],
		format('SELECT 1 FROM %s LIMIT 1', moved[1]), customer_grade.as_of()) IS NOT NULL;
	-- activity first: grades may depend on it
	FOR t IN
		SELECT DISTINCT k.subject, k.source, k.activity::oid AS activity
		FROM unnest(moved) AS u(relation), customer_grade_internal.relation_and_parents(u.relation) AS p(relation)
			JOIN customer_grade.tracking AS k ON k.source = p.relation
		ORDER BY activity
	LOOP
		IF filled THEN
			PERFORM customer_grade.refresh_activity(t.subject, t.source);
		ELSE
			PERFORM customer_grade_internal.make_triggers(customer_grade_internal.needed_activity_triggers(t.source));
		END IF;
	END LOOP;
	FOR t IN
		SELECT DISTINCT a.standard, a.subject, a.ledger::oid AS ledger
		FROM unnest(moved) AS u(relation), customer_grade_internal.relation_and_parents(u.relation) AS p(relation),
			customer_grade.attachment AS a LEFT JOIN customer_grade.source AS s ON s.standard = a.standard AND s.subject = a.subject
		WHERE p.relation IN (a.subject, s.source)
		ORDER BY ledger
	LOOP
		IF filled THEN
			PERFORM customer_grade.refresh(t.standard, t.subject);
		ELSE
			PERFORM customer_grade_internal.make_triggers(customer_grade_internal.needed_triggers(t.standard, t.subject));
		END IF;
	END LOOP;
END
$function$;
COMMENT ON FUNCTION customer_grade_internal.follow_partitions(regclass[]) IS
	'the first of these tables was attached to a parent, detached from one or made unlogged: make and drop triggers, and if it has rows, '
	'rebuild the activity and refresh the attachments of the whole. Error: 42809 a part is temporary, unlogged or foreign';

CREATE FUNCTION customer_grade_internal.partitions_changed() RETURNS event_trigger
LANGUAGE C VOLATILE
AS 'MODULE_PATHNAME', 'partitions_changed';
COMMENT ON FUNCTION customer_grade_internal.partitions_changed() IS
	'event trigger: calls follow_partitions() for tables that became or ceased to be partitions or children';

CREATE EVENT TRIGGER customer_grade_partitions ON ddl_command_end
	WHEN TAG IN ('CREATE TABLE', 'ALTER TABLE', 'CREATE SCHEMA', 'CREATE FOREIGN TABLE', 'ALTER FOREIGN TABLE')
	EXECUTE FUNCTION customer_grade_internal.partitions_changed();
COMMENT ON EVENT TRIGGER customer_grade_partitions IS
	'gives new partitions of graded and tracked tables their triggers; regrades and recounts the rows of attached and detached ones';

CREATE FUNCTION customer_grade_internal.former_parents(relations oid[]) RETURNS oid[]
LANGUAGE C VOLATILE STRICT
AS 'MODULE_PATHNAME', 'former_parents';
COMMENT ON FUNCTION customer_grade_internal.former_parents(oid[]) IS
	'in the body of tables_dropped(): the tables that dropped ones were partitions or children of';

-- The rows of a dropped table's attachments must go: a dump could not name the table, so it could not be restored.
CREATE FUNCTION customer_grade_internal.registry_tables_dropped() RETURNS void
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $function$
DECLARE
	a customer_grade_internal.attachment;
	counted customer_grade_internal.tracking;
	parents CONSTANT oid[] := customer_grade_internal.former_parents(ARRAY(
		SELECT d.objid FROM pg_event_trigger_dropped_objects() AS d WHERE d.object_type IN ('table', 'foreign table')));
	kept text;
BEGIN
	-- what most statements drop, temporary tables above all, is none of ours
	IF parents = '{}' AND NOT EXISTS (
		SELECT FROM pg_event_trigger_dropped_objects() AS d
		WHERE d.classid = 'pg_class'::regclass AND d.objsubid = 0 AND (
			EXISTS (SELECT FROM customer_grade_internal.attachment AS t WHERE t.subject = d.objid)
			OR EXISTS (SELECT FROM customer_grade_internal.source AS s WHERE s.source = d.objid)
			OR EXISTS (SELECT FROM customer_grade_internal.tracking AS t WHERE t.subject = d.objid)
			OR EXISTS (SELECT FROM customer_grade_internal.tracking AS t WHERE t.source = d.objid)
			OR EXISTS (SELECT FROM customer_grade_internal.tracking AS t WHERE t.activity = d.objid)))
	THEN
		RETURN;
	END IF;
	FOR a IN
		SELECT t.* FROM pg_event_trigger_dropped_objects() AS d JOIN customer_grade_internal.attachment AS t ON t.subject = d.objid
		WHERE d.classid = 'pg_class'::regclass AND d.objsubid = 0
		ORDER BY t.standard, t.subject
	LOOP
		SELECT string_agg(format('"%s"', c.oid::regclass), ', ' ORDER BY m.ordinality) INTO kept
		FROM unnest(ARRAY[a.ledger, a.history, a.grades, a.decisions, a.outbox]) WITH ORDINALITY AS m(relation, ordinality)
			JOIN pg_class AS c ON c.oid = m.relation;
		PERFORM customer_grade_internal.release(a);
		RAISE NOTICE '%', format('standard "%s" is detached from the dropped table%s', a.standard, '; what remains: ' || kept);
	END LOOP;
	FOR counted IN
		SELECT t.* FROM customer_grade_internal.tracking AS t
		WHERE EXISTS (SELECT FROM pg_event_trigger_dropped_objects() AS d
			WHERE d.classid = 'pg_class'::regclass AND d.objsubid = 0 AND d.objid IN (t.subject, t.source, t.activity))
		ORDER BY t.activity::oid
	LOOP
		SELECT string_agg(format('"%s"', c.oid::regclass), ', ' ORDER BY m.ordinality) INTO kept
		FROM unnest(ARRAY[counted.activity, counted.monthly]) WITH ORDINALITY AS m(relation, ordinality)
			JOIN pg_class AS c ON c.oid = m.relation;
		PERFORM customer_grade_internal.release_tracking(counted);
		RAISE NOTICE '%', format('rows are no longer tracked, because a table is dropped%s', '; what remains: ' || kept);
	END LOOP;

	-- a partition or child is gone with its rows
	FOR counted IN
		SELECT t.* FROM customer_grade_internal.tracking AS t WHERE t.source = ANY (parents) ORDER BY t.activity::oid
	LOOP
		PERFORM customer_grade.refresh_activity(counted.subject, counted.source);
	END LOOP;
	FOR a IN
		SELECT t.* FROM customer_grade_internal.attachment AS t
		WHERE EXISTS (SELECT FROM pg_class AS c WHERE c.oid = t.metrics)
			AND (t.subject = ANY (parents) OR EXISTS (SELECT FROM customer_grade_internal.source AS s
				WHERE s.standard = t.standard AND s.subject = t.subject AND s.source = ANY (parents)))
		ORDER BY t.ledger::oid
	LOOP
		PERFORM customer_grade.refresh(a.standard, a.subject);
	END LOOP;
	DELETE FROM customer_grade_internal.source AS s USING pg_event_trigger_dropped_objects() AS d
	WHERE d.classid = 'pg_class'::regclass AND d.objsubid = 0 AND s.source = d.objid;
END
$function$;
COMMENT ON FUNCTION customer_grade_internal.registry_tables_dropped() IS
	'body of tables_dropped()';

CREATE FUNCTION customer_grade_internal.tables_dropped() RETURNS event_trigger
LANGUAGE C VOLATILE
AS 'MODULE_PATHNAME', 'registry_event_gate';
COMMENT ON FUNCTION customer_grade_internal.tables_dropped() IS
	'event trigger: removes attachments, sources and tracking of dropped tables, and refreshes what has lost a partition';

-- No list of commands: any DROP ... CASCADE may reach a table, such as that of the type or the server that it is made of.
CREATE EVENT TRIGGER customer_grade_dropped ON sql_drop
	EXECUTE FUNCTION customer_grade_internal.tables_dropped();
COMMENT ON EVENT TRIGGER customer_grade_dropped IS
	'removes the attachments of dropped tables; ledger and history stay';
