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
		format('SELECT customer_grade_internal.remove_rows(%L, %L);', o.registry,
			jsonb_build_object('standard', o.standard, 'subject', o.subject))
	FROM (
		SELECT 'source' AS registry, s.standard, s.subject FROM customer_grade.source AS s
		UNION SELECT 'parameter_set', p.standard, p.subject FROM customer_grade.parameter_set AS p
		UNION SELECT 'review', r.standard, r.subject FROM customer_grade.review AS r
		UNION SELECT 'report_view', v.standard, v.subject FROM customer_grade.report_view AS v) AS o
	WHERE NOT EXISTS (SELECT FROM customer_grade.attachment AS a WHERE a.standard = o.standard AND a.subject = o.subject)
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
		FROM customer_grade.attachment AS a, unnest(customer_grade_internal.needed_triggers(a.standard, a.subject)) AS n
		UNION ALL
		SELECT n.*
		FROM customer_grade.tracking AS k, unnest(customer_grade_internal.needed_activity_triggers(k.source)) AS n
	), present AS MATERIALIZED (
		SELECT g.tgrelid, g.tgname, customer_grade_internal.trigger_action(g.oid) AS action
		FROM pg_trigger AS g JOIN pg_proc AS p ON p.oid = g.tgfoid
		WHERE p.pronamespace = 'customer_grade_internal'::regnamespace
			AND p.proname IN ('regrade', 'key_changed', 'command_begins', 'keep_activity')
	)
	SELECT NULL, g.tgrelid::regclass, g.tgrelid::regclass::text,
		format('trigger "%s" of table "%s" is left over', g.tgname, g.tgrelid::regclass),
		format('DROP TRIGGER %I ON %s;', g.tgname, g.tgrelid::regclass)
	FROM present AS g
	WHERE NOT EXISTS (SELECT FROM needed AS n
			WHERE n.relation = g.tgrelid AND customer_grade_internal.without_condition(n.action) = g.action)
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
	FROM customer_grade.standard AS s
	WHERE NOT EXISTS (SELECT FROM pg_roles AS r WHERE r.oid = s.owner)
	UNION ALL
	SELECT g.standard, NULL, g.role::text, 'a role that may write the standard does not exist any more',
		format('SELECT customer_grade.revoke_standard(%L, %L);', g.standard, g.role)
	FROM customer_grade.standard_grant AS g
	WHERE NOT EXISTS (SELECT FROM pg_roles AS r WHERE r.oid = g.role)
	ORDER BY 1, 3
$function$;
COMMENT ON FUNCTION customer_grade_internal.owner_findings() IS
	'standards whose owner, or a role that may write them, does not exist';

-- DROP OWNED takes away what keeps DROP ROLE from dropping a role, see protect_role().
CREATE FUNCTION customer_grade_internal.unprotected_findings() RETURNS SETOF customer_grade_internal.finding
LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
AS $function$
	SELECT u.standard, NULL::regclass, u.role::text, 'DROP ROLE would drop this role, which owns or may write the standard', u.cure
	FROM (
		SELECT DISTINCT s.name AS standard, s.owner AS role,
			format('SELECT customer_grade.alter_standard(%L, owner => %L);', s.name, s.owner) AS cure
		FROM customer_grade.standard AS s
		UNION ALL
		SELECT g.standard, g.role, format('SELECT customer_grade.grant_standard(%L, %L);', g.standard, g.role)
		FROM customer_grade.standard_grant AS g) AS u
		JOIN pg_roles AS r ON r.oid = u.role
	WHERE NOT customer_grade_internal.is_protected(u.role)
	ORDER BY 1, 3
$function$;
COMMENT ON FUNCTION customer_grade_internal.unprotected_findings() IS
	'roles that standards name and that could be dropped';

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
