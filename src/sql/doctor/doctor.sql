-- doctor(): all problems of all attachments, trackings and the registry at once.

CREATE FUNCTION customer_grade_internal.may_examine(subject regclass) RETURNS boolean
LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
AS $function$
	SELECT coalesce(customer_grade_internal.owns(subject), false) OR customer_grade_internal.administers()
$function$;
COMMENT ON FUNCTION customer_grade_internal.may_examine(regclass) IS
	'may the current user see what is wrong with this subject (null: with the registry)? Members of its owner may, and who administers the '
	'registry';

-- An error is a finding, too: one broken row must not hide the others.
CREATE FUNCTION customer_grade_internal.examine(standard text, subject regclass, look text, at anyelement)
RETURNS SETOF customer_grade_internal.finding
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $function$
BEGIN
	RETURN QUERY EXECUTE format('SELECT f.* FROM %s AS f', look) USING at;
EXCEPTION WHEN OTHERS THEN
	RETURN QUERY SELECT standard, subject, NULL::text, format('cannot be examined: %s', SQLERRM), NULL::text;
END
$function$;
COMMENT ON FUNCTION customer_grade_internal.examine(text, regclass, text, anyelement) IS
	'what a function of doctor() finds at an attachment or tracking, $1; if it fails, that is what is found';

CREATE FUNCTION customer_grade.doctor()
RETURNS TABLE (standard text, subject regclass, object text, problem text, cure text)
LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
AS $function$
	WITH found AS (
		SELECT 1 AS place, look.place AS second_place, f.*
		FROM customer_grade.attachment AS a,
			unnest('{
				customer_grade_internal.relation_findings($1), customer_grade_internal.trigger_findings($1),
				customer_grade_internal.pause_findings($1),
				customer_grade_internal.partition_findings($1), customer_grade_internal.role_findings($1),
				customer_grade_internal.version_findings($1), customer_grade_internal.review_findings($1),
				customer_grade_internal.advice_findings($1)}'::text[]) WITH ORDINALITY AS look(call, place),
			customer_grade_internal.examine(a.standard, a.subject, look.call,
				ROW(a.*)::customer_grade_internal.attachment) AS f
		WHERE customer_grade_internal.may_examine(a.subject)
		UNION ALL
		SELECT 2, look.place, f.*
		FROM customer_grade.tracking AS k,
			unnest('{
				customer_grade_internal.relation_findings($1), customer_grade_internal.trigger_findings($1),
				customer_grade_internal.partition_findings($1)}'::text[]) WITH ORDINALITY AS look(call, place),
			customer_grade_internal.examine(NULL, k.subject, look.call,
				ROW(k.*)::customer_grade_internal.tracking) AS f
		WHERE customer_grade_internal.may_examine(k.subject)
		UNION ALL
		SELECT 3, look.place, f.*
		FROM unnest('{
				customer_grade_internal.left_over_findings(), customer_grade_internal.orphan_findings(),
				customer_grade_internal.owner_findings(), customer_grade_internal.unprotected_findings(),
				customer_grade_internal.event_trigger_findings()}'::text[])
				WITH ORDINALITY AS look(call, place),
			customer_grade_internal.examine(NULL, NULL, look.call, NULL::text) AS f
		WHERE customer_grade_internal.may_examine(f.subject)
	)
	SELECT f.standard, f.subject, f.object, f.problem, f.cure
	FROM found AS f
	ORDER BY f.place, f.standard, f.subject::text, f.second_place, f.object, f.problem
$function$;
COMMENT ON FUNCTION customer_grade.doctor() IS
	'what is wrong with attachments, trackings and the registry, one row for each problem: triggers that do not fire or are left over, '
	'relations and roles that do not exist, partitions that are half detached, versions that are not published, reviews left open and '
	'customers refused by the last one, tables that a metrics view reads and nobody watches, or that lack an index. cure: SQL, null: what '
	'to do depends on what the table is for. A caller sees what concerns its own tables; superusers and members of the role that created '
	'the extension see everything. It never fails because of what it finds, and runs nothing of the tables'' owners';
