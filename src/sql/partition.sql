-- Partitions and children of subjects and sources: those that come and those that go.

CREATE FUNCTION customer_grade.relation_and_parents(relation regclass) RETURNS SETOF regclass
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
COMMENT ON FUNCTION customer_grade.relation_and_parents(regclass) IS
	'a table with all that it is a partition or child of';

CREATE FUNCTION customer_grade.follow_partitions(moved regclass[]) RETURNS void
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $function$
DECLARE
	t record;
	filled boolean;
BEGIN
	-- a part that has gone takes no triggers along
	FOR t IN
		SELECT DISTINCT m.relation, g.tgname
		FROM unnest(moved) AS u(relation), customer_grade.watched_tables(u.relation) AS m(relation)
			JOIN pg_trigger AS g ON g.tgrelid = m.relation AND g.tgfoid = 'customer_grade.regrade()'::regprocedure AND g.tgparentid = 0
		WHERE NOT EXISTS (
			SELECT FROM customer_grade.relation_and_parents(m.relation) AS p(relation), customer_grade.attachment AS a
				LEFT JOIN customer_grade.source AS s ON s.standard = a.standard AND s.subject = a.subject
			WHERE g.tgargs = convert_to(a.standard, getdatabaseencoding()) || '\x00'
				AND p.relation IN (a.subject, a.decisions, s.source))
	LOOP
		EXECUTE format('DROP TRIGGER %I ON %s', t.tgname, t.relation);
	END LOOP;

	EXECUTE format('SELECT EXISTS (SELECT FROM %s)', moved[1]) INTO filled;
	FOR t IN
		SELECT DISTINCT a.standard, a.subject, p.relation, a.ledger::oid AS ledger
		FROM unnest(moved) AS u(relation), customer_grade.relation_and_parents(u.relation) AS p(relation),
			customer_grade.attachment AS a LEFT JOIN customer_grade.source AS s ON s.standard = a.standard AND s.subject = a.subject
		WHERE p.relation IN (a.subject, s.source)
		ORDER BY ledger
	LOOP
		IF filled THEN
			PERFORM customer_grade.refresh(t.standard, t.subject);
		ELSE
			PERFORM customer_grade.make_triggers(t.standard, t.relation);
		END IF;
	END LOOP;
END
$function$;
COMMENT ON FUNCTION customer_grade.follow_partitions(regclass[]) IS
	'a table, the first one, was put under another or taken away: make and drop regrade triggers, and if it has rows, grade anew what is attached to the whole';

CREATE FUNCTION customer_grade.partitions_changed() RETURNS event_trigger
LANGUAGE C VOLATILE
AS 'MODULE_PATHNAME', 'partitions_changed';
COMMENT ON FUNCTION customer_grade.partitions_changed() IS
	'event trigger: has follow_partitions() look after tables that became or ceased to be partitions or children';

CREATE EVENT TRIGGER customer_grade_partitions ON ddl_command_end
	WHEN TAG IN ('CREATE TABLE', 'ALTER TABLE')
	EXECUTE FUNCTION customer_grade.partitions_changed();
COMMENT ON EVENT TRIGGER customer_grade_partitions IS
	'new partitions of graded tables get triggers, attached and detached ones have their rows graded';
