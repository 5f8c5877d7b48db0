-- What doctor() finds about one attachment. Each function looks for problems of one kind, in the catalogs and the
-- registry only: nothing of the tables' owners runs.

CREATE TYPE customer_grade_internal.finding AS (standard text, subject regclass, object text, problem text, cure text);
COMMENT ON TYPE customer_grade_internal.finding IS
	'a row of doctor(); cure: SQL, null: what to do depends on what the tables are for';

CREATE FUNCTION customer_grade_internal.relation_findings(a customer_grade_internal.attachment)
RETURNS SETOF customer_grade_internal.finding
LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
AS $function$
	WITH member AS (
		SELECT m.*, c.oid IS NOT NULL AS present, c.relowner
		FROM (VALUES ('subject', a.subject), ('metrics view', a.metrics), ('ledger', a.ledger), ('history', a.history),
				('view of ledger and history', a.grades), ('table of decisions', a.decisions), ('outbox', a.outbox),
				('review queue', a.review_queue)) AS m(kind, relation)
			LEFT JOIN pg_class AS c ON c.oid = m.relation
		WHERE m.relation IS NOT NULL
	)
	SELECT a.standard, a.subject, m.relation::text, format('the %s does not exist any more', m.kind), CASE
		WHEN m.kind = 'subject' THEN format('SELECT customer_grade.detach(%L, %L);', a.standard, a.subject)
		WHEN m.kind = 'metrics view' AND a.metrics_made THEN format('SELECT customer_grade.refresh(%L, %L);', a.standard, a.subject)
		ELSE format('SELECT customer_grade.detach(%L, %L);  -- then attach it again, with its options', a.standard, a.subject) END
	FROM member AS m, member AS s
	-- without a subject the attachment ends, whatever else is missing
	WHERE NOT m.present AND s.kind = 'subject' AND (s.present OR m.kind = 'subject')
	UNION ALL
	SELECT a.standard, a.subject, m.relation::text,
		format('the %s belongs to role "%s", not to the owner of the table', m.kind, pg_get_userbyid(m.relowner)),
		format('ALTER TABLE %s OWNER TO %I;', m.relation, pg_get_userbyid(s.relowner))
	FROM member AS m, member AS s WHERE s.kind = 'subject' AND m.relowner <> s.relowner
	UNION ALL
	SELECT a.standard, a.subject, s.source::text, 'a watched table does not exist any more',
		format('SELECT customer_grade.unwatch(%L, %L, %L);', a.standard, a.subject, s.source)
	FROM customer_grade.source AS s
	WHERE s.standard = a.standard AND s.subject = a.subject AND NOT EXISTS (SELECT FROM pg_class AS c WHERE c.oid = s.source)
$function$;
COMMENT ON FUNCTION customer_grade_internal.relation_findings(customer_grade_internal.attachment) IS
	'relations of an attachment that do not exist, or have another owner';

CREATE FUNCTION customer_grade_internal.trigger_findings(a customer_grade_internal.attachment)
RETURNS SETOF customer_grade_internal.finding
LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
AS $function$
	SELECT a.standard, a.subject, t.relation::text, t.problem, concat(
		CASE WHEN t.repair IS NULL THEN format('DROP TRIGGER %I ON %s; ', t.name, t.relation) END,
		format('SELECT customer_grade.refresh(%L, %L);', a.standard, a.subject))
	FROM customer_grade_internal.trigger_problems(customer_grade_internal.needed_triggers(a.standard, a.subject)) AS t
$function$;
COMMENT ON FUNCTION customer_grade_internal.trigger_findings(customer_grade_internal.attachment) IS
	'triggers of an attachment that do not fire';

CREATE FUNCTION customer_grade_internal.pause_findings(a customer_grade_internal.attachment)
RETURNS SETOF customer_grade_internal.finding
LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
AS $function$
	SELECT a.standard, a.subject, a.subject::text, 'grading is paused',
		format('SELECT customer_grade.alter_attachment(%L, %L, paused => false);', a.standard, a.subject)
	WHERE a.paused
$function$;
COMMENT ON FUNCTION customer_grade_internal.pause_findings(customer_grade_internal.attachment) IS
	'an attachment whose statements grade nobody for now';

CREATE FUNCTION customer_grade_internal.detached_findings(standard text, subject regclass, watched regclass)
RETURNS SETOF customer_grade_internal.finding
LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
AS $function$
	-- the column is there since PostgreSQL 14
	SELECT standard, subject, i.inhrelid::regclass::text, format('detaching it from table "%s" was interrupted', i.inhparent::regclass),
		format('ALTER TABLE %s DETACH PARTITION %s FINALIZE;', i.inhparent::regclass, i.inhrelid::regclass)
	FROM customer_grade_internal.watched_tables(watched) AS w(relation) JOIN pg_inherits AS i ON i.inhrelid = w.relation
	WHERE to_jsonb(i) ->> 'inhdetachpending' = 'true'
$function$;
COMMENT ON FUNCTION customer_grade_internal.detached_findings(text, regclass, regclass) IS
	'partitions of a table that are neither attached to it nor detached';

CREATE FUNCTION customer_grade_internal.partition_findings(a customer_grade_internal.attachment)
RETURNS SETOF customer_grade_internal.finding
LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
AS $function$
	SELECT f.*
	FROM (
			SELECT a.subject AS relation
			UNION SELECT s.source FROM customer_grade.source AS s WHERE s.standard = a.standard AND s.subject = a.subject
		) AS w,
		customer_grade_internal.detached_findings(a.standard, a.subject, w.relation) AS f
$function$;
COMMENT ON FUNCTION customer_grade_internal.partition_findings(customer_grade_internal.attachment) IS
	'partitions of subject and sources that are neither attached nor detached';

CREATE FUNCTION customer_grade_internal.role_findings(a customer_grade_internal.attachment)
RETURNS SETOF customer_grade_internal.finding
LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
AS $function$
	SELECT a.standard, a.subject, r.role::text, format('the %s is a role that does not exist any more', r.what), r.cure
	FROM (
		SELECT o.role, o.option AS what,
			format('SELECT customer_grade.alter_attachment(%L, %L, reset => %L);', a.standard, a.subject, ARRAY[o.option]) AS cure
		FROM (VALUES ('approver', a.approver::regrole), ('overrider', a.overrider::regrole)) AS o(option, role)
		UNION ALL
		SELECT s.role::regrole, format('approver of step "%s"', s.step), customer_grade_internal.approver_option(a, s.step)
		FROM unnest(a.approval_steps, a.step_approvers) AS s(step, role)) AS r
	WHERE r.role IS NOT NULL AND NOT EXISTS (SELECT FROM pg_roles AS e WHERE e.oid = r.role)
	UNION ALL
	SELECT DISTINCT a.standard, a.subject, e.rolname::text, 'this role decides about grades, but has lost its right to read the decisions',
		format('GRANT SELECT ON %s TO %I;', a.decisions, e.rolname)
	FROM pg_roles AS e JOIN pg_class AS c ON c.oid = a.decisions
	WHERE e.oid = ANY (customer_grade_internal.named_roles(a)::oid[])
		AND NOT EXISTS (SELECT FROM aclexplode(c.relacl) AS r WHERE e.oid IN (r.grantee, c.relowner))
$function$;
COMMENT ON FUNCTION customer_grade_internal.role_findings(customer_grade_internal.attachment) IS
	'roles in the options of an attachment that do not exist, or have lost their right';

CREATE FUNCTION customer_grade_internal.version_findings(a customer_grade_internal.attachment)
RETURNS SETOF customer_grade_internal.finding
LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
AS $function$
	SELECT a.standard, a.subject, a.standard, CASE
			WHEN NOT EXISTS (SELECT FROM customer_grade.standard AS s WHERE s.name = a.standard)
				THEN 'the standard does not exist any more'
			WHEN NOT EXISTS (SELECT FROM customer_grade.standard AS s WHERE s.name = a.standard AND s.version = a.version)
				THEN format('version %s of the standard, which is in force, does not exist any more', a.version)
			ELSE format('version %s is effective, but version %s is in force: %s', due.version, a.version,
				coalesce(a.waiting, CASE a.publish WHEN 'automatic' THEN 'run_due_reviews() has not been called since'
					ELSE 'versions are published by hand' END)) END,
		CASE WHEN due.version IS NOT NULL THEN format('CALL customer_grade.publish(%L, %L);', a.standard, a.subject) END
	FROM customer_grade_internal.due_version(a, customer_grade_internal.clock_day(a)) AS due(version)
	WHERE due.version IS NOT NULL
		OR NOT EXISTS (SELECT FROM customer_grade.standard AS s WHERE s.name = a.standard AND s.version = a.version)
$function$;
COMMENT ON FUNCTION customer_grade_internal.version_findings(customer_grade_internal.attachment) IS
	'versions that wait for being put in force, and why, and versions in force that are gone';

CREATE FUNCTION customer_grade_internal.review_findings(a customer_grade_internal.attachment)
RETURNS SETOF customer_grade_internal.finding
LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
AS $function$
	SELECT a.standard, a.subject, r.id::text,
		format('%s %s as of %s is not finished', r.kind, r.id, to_char(r.as_of, 'YYYY-MM-DD')) || coalesce(': ' || r.problem, ''),
		CASE r.kind WHEN 'due' THEN 'CALL customer_grade.run_due_reviews();'
			ELSE format('CALL customer_grade.%I(%L, %L);', r.kind, a.standard, a.subject) END
	FROM customer_grade.review AS r
	WHERE r.standard = a.standard AND r.subject = a.subject AND r.finished_at IS NULL
	UNION ALL
	SELECT a.standard, a.subject, r.id::text,
		format('%s %s as of %s has failed: %s', r.kind, r.id, to_char(r.as_of, 'YYYY-MM-DD'), r.problem), NULL
	FROM (
		SELECT l.* FROM customer_grade.review AS l
		WHERE l.standard = a.standard AND l.subject = a.subject
		ORDER BY l.id DESC LIMIT 1) AS r
	WHERE r.status = 'failed'
	UNION ALL
	SELECT a.standard, a.subject, r.id::text, format('%s %s as of %s could not grade %s customer(s)',
			r.kind, r.id, to_char(r.as_of, 'YYYY-MM-DD'), r.refused),
		format('SELECT * FROM customer_grade.problems(%L, %L);', a.standard, a.subject)
	FROM (
		SELECT l.* FROM customer_grade.review AS l
		WHERE l.standard = a.standard AND l.subject = a.subject AND l.status = 'done'
			AND l.kind NOT IN ('forget', 'prune')
		ORDER BY l.id DESC LIMIT 1) AS r
	WHERE r.refused > 0
$function$;
COMMENT ON FUNCTION customer_grade_internal.review_findings(customer_grade_internal.attachment) IS
	'reviews of an attachment that are left open, that the last one has failed, and what the last one done has refused';

-- What attach() has told, as long as it is so.
CREATE FUNCTION customer_grade_internal.advice_findings(a customer_grade_internal.attachment)
RETURNS SETOF customer_grade_internal.finding
LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
AS $function$
	SELECT a.standard, a.subject, f.object, f.problem, f.cure
	FROM (
		SELECT u.* FROM customer_grade_internal.unwatched_advice(a) AS u
		UNION ALL
		SELECT i.* FROM customer_grade_internal.index_advice(a) AS i) AS f
$function$;
COMMENT ON FUNCTION customer_grade_internal.advice_findings(customer_grade_internal.attachment) IS
	'tables that the metrics view of an attachment reads, and that are not watched, or have no index on the columns of the key';
