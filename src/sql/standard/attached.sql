-- What those who change a standard are told about the tables that it is attached to.

-- As may_see(), but in the body of a gate.
CREATE FUNCTION customer_grade_internal.caller_may_see(a customer_grade_internal.attachment) RETURNS boolean
LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
AS $function$
	SELECT customer_grade_internal.administers() OR EXISTS (
		SELECT FROM unnest(ARRAY[a.subject, a.ledger, a.grades]) AS r(relation)
		WHERE has_table_privilege(customer_grade_internal.caller(), r.relation, 'SELECT'))
$function$;
COMMENT ON FUNCTION customer_grade_internal.caller_may_see(customer_grade_internal.attachment) IS
	'may the caller of a gate see an attachment?';

CREATE FUNCTION customer_grade_internal.attached_tables(standard text, OUT shown text, OUT hidden bigint)
LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
AS $function$
	SELECT string_agg(format('"%s" (version %s)', t.subject, t.version), ', ' ORDER BY t.subject::text) FILTER (WHERE t.visible),
		count(*) FILTER (WHERE NOT t.visible)
	FROM (
		SELECT a.subject::regclass AS subject, a.version, customer_grade_internal.caller_may_see(a) AS visible
		FROM customer_grade_internal.attachment AS a WHERE a.standard = attached_tables.standard
	) AS t
$function$;
COMMENT ON FUNCTION customer_grade_internal.attached_tables(text) IS
	'the tables that a standard is attached to, with their versions in force, as far as the caller may see them, and the number of '
	'others; for the bodies of gates';

CREATE FUNCTION customer_grade_internal.foreseen_problems(standard text, rubric customer_grade.rubric) RETURNS text
LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
AS $function$
	SELECT string_agg(CASE WHEN p.place <= 10 THEN format('Table "%s": %s.', p.subject, p.problem) ELSE '...' END, E'\n' ORDER BY p.place)
	FROM (
		SELECT a.subject::regclass AS subject, p.problem, row_number() OVER (ORDER BY a.subject::regclass::text, p.ordinality) AS place
		FROM customer_grade_internal.attachment AS a,
			customer_grade_internal.registered_problems(a, rubric) WITH ORDINALITY AS p
		WHERE a.standard = foreseen_problems.standard AND customer_grade_internal.caller_may_see(a) AND p.blocks
	) AS p
	WHERE p.place <= 11
$function$;
COMMENT ON FUNCTION customer_grade_internal.foreseen_problems(text, customer_grade.rubric) IS
	'what stands in the way of a rubric in the attached tables that the caller may see, as far as it can be told without reading them; '
	'for the bodies of gates';

CREATE FUNCTION customer_grade_internal.tell_new_version(standard text, version integer, start_day date, is_given boolean,
	rubric customer_grade.rubric) RETURNS void
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $function$
DECLARE
	tables CONSTANT record := customer_grade_internal.attached_tables(standard);
	is_attached CONSTANT boolean := tables.shown IS NOT NULL OR tables.hidden > 0;
	told CONSTANT text := format('version %s of standard "%s" is effective from %s', version, standard, to_jsonb(start_day) #>> '{}');
BEGIN
	IF is_attached THEN
		RAISE NOTICE '%', told USING
			DETAIL = concat_ws(E'\n', format('These tables keep their versions in force: %s.', concat_ws(', ',
				tables.shown, nullif(tables.hidden, 0) || ' that you may not see')),
				customer_grade_internal.foreseen_problems(standard, rubric)),
			HINT = format('CALL customer_grade.publish(%L); puts it in force in your tables. Where publish is automatic, '
				'run_due_reviews() does so from that day on.', standard);
	ELSIF NOT is_given THEN
		RAISE NOTICE '%', told;
	END IF;
END
$function$;
COMMENT ON FUNCTION customer_grade_internal.tell_new_version(text, integer, date, boolean, customer_grade.rubric) IS
	'notice of the day from which a new version is effective, unless the caller has given it, and of the tables that it does not change';

CREATE FUNCTION customer_grade_internal.check_unattached(standard text, force boolean) RETURNS void
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $function$
#variable_conflict use_column
DECLARE
	subject regclass;
BEGIN
	SELECT a.subject INTO subject FROM customer_grade_internal.attachment AS a
	WHERE a.standard = check_unattached.standard ORDER BY a.subject::text LIMIT 1;
	IF FOUND AND force IS NOT TRUE THEN
		PERFORM customer_grade_internal.throw('2BP01',
			message => format('standard "%s" is attached to table "%s"', check_unattached.standard, subject),
			hint => format('SELECT customer_grade.detach(%L, %L); otherwise, with force => true, its tables keep their versions.',
				check_unattached.standard, subject));
	END IF;
END
$function$;
COMMENT ON FUNCTION customer_grade_internal.check_unattached(text, boolean) IS
	'require that a standard is attached to no table, or force; for the bodies of gates. Error: 2BP01 it is';
