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
	SELECT a.standard, a.subject, r.role::text, format('the %s is a role that does not exist any more', r.option),
		format('SELECT customer_grade.alter_attachment(%L, %L, reset => %L);', a.standard, a.subject, ARRAY[r.option])
	FROM (VALUES ('approver', a.approver::regrole), ('overrider', a.overrider::regrole)) AS r(option, role)
	WHERE r.role IS NOT NULL AND NOT EXISTS (SELECT FROM pg_roles AS e WHERE e.oid = r.role)
	UNION ALL
	SELECT DISTINCT a.standard, a.subject, e.rolname::text, 'this role decides about grades, but has lost its right to read the decisions',
		format('GRANT SELECT ON %s TO %I;', a.decisions, e.rolname)
	FROM pg_roles AS e JOIN pg_class AS c ON c.oid = a.decisions
	WHERE e.oid IN (a.approver, a.overrider)
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
			WHEN v.version IS NULL THEN 'no version of the standard is in force'
			ELSE format('version %s is in force, but customers were last graded by version %s', v.version, last.version) END,
		CASE WHEN v.version IS NOT NULL THEN format('CALL customer_grade.publish(%L, %L);', a.standard, a.subject) END
	FROM customer_grade_internal.last_review(a.standard, a.subject) AS last
		LEFT JOIN customer_grade.standard AS v
			ON v.name = a.standard AND v.effective @> customer_grade_internal.clock_day(a)
	WHERE v.version IS NULL OR v.version <> last.version
$function$;
COMMENT ON FUNCTION customer_grade_internal.version_findings(customer_grade_internal.attachment) IS
	'versions in force that an attachment does not grade all its customers by';

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
		format('SELECT key, message FROM customer_grade.review_refusal WHERE review = %s;', r.id)
	FROM (
		SELECT l.* FROM customer_grade.review AS l
		WHERE l.standard = a.standard AND l.subject = a.subject AND l.status = 'done'
		ORDER BY l.id DESC LIMIT 1) AS r
	WHERE r.refused > 0
$function$;
COMMENT ON FUNCTION customer_grade_internal.review_findings(customer_grade_internal.attachment) IS
	'reviews of an attachment that are left open, that the last one has failed, and what the last one done has refused';

-- By a foreign key, or else by the names of the key.
CREATE FUNCTION customer_grade_internal.likely_customer_columns(relation regclass, subject regclass, key_columns name[]) RETURNS name[]
LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
AS $function$
	WITH referring AS (
		SELECT array_agg(c.attname ORDER BY n.ordinality) AS names
		FROM pg_constraint AS f, unnest(key_columns) WITH ORDINALITY AS n(name, ordinality),
			unnest(f.conkey, f.confkey) AS k(attnum, key_attnum), pg_attribute AS c, pg_attribute AS p
		WHERE f.contype = 'f' AND f.conrelid = relation AND f.confrelid = subject
			AND c.attrelid = relation AND c.attnum = k.attnum
			AND p.attrelid = subject AND p.attnum = k.key_attnum AND p.attname = n.name
		GROUP BY f.oid
		ORDER BY f.oid LIMIT 1
	)
	SELECT coalesce((SELECT r.names FROM referring AS r WHERE cardinality(r.names) = cardinality(key_columns)), CASE
		WHEN NOT EXISTS (
			SELECT FROM unnest(key_columns) AS n(name)
			WHERE NOT EXISTS (SELECT FROM pg_attribute AS c WHERE c.attrelid = relation AND c.attname = n.name AND NOT c.attisdropped))
		THEN key_columns END)
$function$;
COMMENT ON FUNCTION customer_grade_internal.likely_customer_columns(regclass, regclass, name[]) IS
	'the columns of a table that seem to hold the key of a subject; null: none';

CREATE FUNCTION customer_grade_internal.unwatched_findings(a customer_grade_internal.attachment)
RETURNS SETOF customer_grade_internal.finding
LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
AS $function$
	WITH RECURSIVE read AS (
		SELECT a.metrics::oid AS id
		UNION
		SELECT d.refobjid
		FROM read AS r JOIN pg_rewrite AS w ON w.ev_class = r.id
			JOIN pg_depend AS d ON d.classid = 'pg_rewrite'::regclass AND d.objid = w.oid AND d.refclassid = 'pg_class'::regclass
	), watched AS (
		SELECT a.subject AS relation
		UNION SELECT s.source FROM customer_grade.source AS s WHERE s.standard = a.standard AND s.subject = a.subject
		-- what is kept of a watched table changes with it
		UNION SELECT k.activity FROM customer_grade.tracking AS k JOIN customer_grade.source AS s
				ON s.source = k.source AND s.standard = a.standard AND s.subject = a.subject
	), unwatched AS (
		SELECT c.oid::regclass AS relation,
			customer_grade_internal.likely_customer_columns(c.oid, a.subject, a.key_columns) AS columns
		FROM read AS r JOIN pg_class AS c ON c.oid = r.id
		WHERE c.relkind IN ('r', 'p') AND c.relnamespace NOT IN ('pg_catalog'::regnamespace, 'customer_grade_internal'::regnamespace)
			AND NOT EXISTS (SELECT FROM customer_grade_internal.relation_and_parents(c.oid) AS p(relation) JOIN watched USING (relation))
	)
	SELECT a.standard, a.subject, u.relation::text, 'the metrics view reads this table, which is not watched', CASE
		WHEN u.columns IS NOT NULL THEN format('SELECT customer_grade.watch(%L, %L, %L, %s);', a.standard, a.subject, u.relation,
			(SELECT string_agg(quote_literal(n.name), ', ' ORDER BY n.ordinality)
				FROM unnest(u.columns) WITH ORDINALITY AS n(name, ordinality)))
		END
	FROM unwatched AS u
	ORDER BY u.relation::text
$function$;
COMMENT ON FUNCTION customer_grade_internal.unwatched_findings(customer_grade_internal.attachment) IS
	'tables that the metrics view of an attachment reads, directly or through other views, and that are not watched';
