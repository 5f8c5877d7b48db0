-- What doctor() finds about trackings and about the registry as a whole.

CREATE FUNCTION customer_grade_internal.relation_findings(k customer_grade_internal.tracking)
RETURNS SETOF customer_grade_internal.finding
LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
AS $function$
	SELECT NULL, k.subject, m.relation::text, format('the %s of a tracking does not exist any more', m.kind),
		format('SELECT customer_grade.untrack(%L, %L);', k.subject, k.source)
	FROM (VALUES ('subject', k.subject), ('source', k.source), ('activity', k.activity), ('view by month', k.monthly))
		AS m(kind, relation)
	WHERE NOT EXISTS (SELECT FROM pg_class AS c WHERE c.oid = m.relation)
$function$;
COMMENT ON FUNCTION customer_grade_internal.relation_findings(customer_grade_internal.tracking) IS
	'relations of a tracking that do not exist';

CREATE FUNCTION customer_grade_internal.trigger_findings(k customer_grade_internal.tracking)
RETURNS SETOF customer_grade_internal.finding
LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
AS $function$
	SELECT NULL, k.subject, t.relation::text, t.problem, concat(
		CASE WHEN t.repair IS NULL THEN format('DROP TRIGGER %I ON %s; ', t.name, t.relation) END,
		format('SELECT customer_grade.refresh_activity(%L, %L);', k.subject, k.source))
	FROM customer_grade_internal.trigger_problems(customer_grade_internal.needed_activity_triggers(k.source)) AS t
$function$;
COMMENT ON FUNCTION customer_grade_internal.trigger_findings(customer_grade_internal.tracking) IS
	'triggers of a tracking that do not fire';

CREATE FUNCTION customer_grade_internal.partition_findings(k customer_grade_internal.tracking)
RETURNS SETOF customer_grade_internal.finding
LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
AS $function$
	SELECT f.* FROM customer_grade_internal.detached_findings(NULL, k.subject, k.source) AS f
$function$;
COMMENT ON FUNCTION customer_grade_internal.partition_findings(customer_grade_internal.tracking) IS
	'partitions of a tracked table that are neither attached nor detached';

CREATE FUNCTION customer_grade_internal.orphan_findings() RETURNS SETOF customer_grade_internal.finding
LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
AS $function$
	SELECT o.standard, o.subject, o.registry, 'the registry has rows of an attachment that does not exist',
		format('DELETE FROM customer_grade_internal.%I WHERE (standard, subject) = (%L, %L::regclass);', o.registry, o.standard, o.subject)
	FROM (
		SELECT 'source' AS registry, s.standard, s.subject FROM customer_grade_internal.source AS s
		UNION SELECT 'parameter_set', p.standard, p.subject FROM customer_grade_internal.parameter_set AS p
		UNION SELECT 'review', r.standard, r.subject FROM customer_grade_internal.review AS r
		UNION SELECT 'report_view', v.standard, v.subject FROM customer_grade_internal.report_view AS v) AS o
	WHERE NOT EXISTS (SELECT FROM customer_grade_internal.attachment AS a WHERE a.standard = o.standard AND a.subject = o.subject)
	ORDER BY o.registry, o.standard, o.subject::oid
$function$;
COMMENT ON FUNCTION customer_grade_internal.orphan_findings() IS
	'rows of the registry that belong to no attachment';

CREATE FUNCTION customer_grade_internal.left_over_findings() RETURNS SETOF customer_grade_internal.finding
LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
AS $function$
	WITH needed AS (
		SELECT n.*
		FROM customer_grade_internal.attachment AS a, unnest(customer_grade_internal.needed_triggers(a.standard, a.subject)) AS n
		UNION ALL
		SELECT n.*
		FROM customer_grade_internal.tracking AS k, unnest(customer_grade_internal.needed_activity_triggers(k.source)) AS n
	), present AS MATERIALIZED (
		SELECT g.tgrelid, g.tgname, customer_grade_internal.trigger_action(g.oid) AS action
		FROM pg_trigger AS g JOIN pg_proc AS p ON p.oid = g.tgfoid
		WHERE p.pronamespace = 'customer_grade_internal'::regnamespace
			AND p.proname IN ('regrade', 'command_begins', 'keep_activity', 'decision_check', 'outbox_notify')
	)
	SELECT NULL, g.tgrelid::regclass, g.tgrelid::regclass::text,
		format('trigger "%s" of table "%s" is left over', g.tgname, g.tgrelid::regclass),
		format('DROP TRIGGER %I ON %s;', g.tgname, g.tgrelid::regclass)
	FROM present AS g
	WHERE NOT EXISTS (SELECT FROM needed AS n WHERE n.relation = g.tgrelid AND n.action = g.action)
		-- trigger_findings() tells of one that has the place of another
		AND NOT EXISTS (SELECT FROM needed AS n WHERE n.relation = g.tgrelid AND n.name = g.tgname)
	ORDER BY 3, 4
$function$;
COMMENT ON FUNCTION customer_grade_internal.left_over_findings() IS
	'triggers on tables that no attachment and no tracking needs: statements on these tables fail';

CREATE FUNCTION customer_grade_internal.owner_findings() RETURNS SETOF customer_grade_internal.finding
LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
AS $function$
	SELECT DISTINCT s.name, NULL::regclass, s.owner::text, 'the owner of the standard is a role that does not exist any more',
		format('SELECT customer_grade.alter_standard(%L, owner => quote_ident(CURRENT_USER)::regrole);', s.name)
	FROM customer_grade_internal.standard AS s
	WHERE NOT EXISTS (SELECT FROM pg_roles AS r WHERE r.oid = s.owner)
	ORDER BY 1
$function$;
COMMENT ON FUNCTION customer_grade_internal.owner_findings() IS
	'standards whose owner does not exist';

CREATE FUNCTION customer_grade_internal.event_trigger_findings() RETURNS SETOF customer_grade_internal.finding
LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
AS $function$
	SELECT NULL, NULL::regclass, e.evtname::text, format('event trigger "%s" is disabled', e.evtname),
		format('ALTER EVENT TRIGGER %I ENABLE;', e.evtname)
	FROM pg_event_trigger AS e
	WHERE e.evtname IN ('customer_grade_partitions', 'customer_grade_dropped') AND e.evtenabled IN ('D', 'R')
	ORDER BY e.evtname
$function$;
COMMENT ON FUNCTION customer_grade_internal.event_trigger_findings() IS
	'event triggers of the extension that do not fire';
