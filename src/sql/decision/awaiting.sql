-- What waits for a decision. Who decides need not see a ledger: the tables of each attachment are read as their owner, for
-- what the reader may decide.

CREATE FUNCTION customer_grade_internal.as_owner_awaiting(standard text, subject regclass)
RETURNS TABLE (key jsonb, decision text, step text, title text, proposed_grade text, grade text, computed_grade text,
	since timestamp with time zone, proposed_by text, reason text, valid_from date, valid_until date, steps jsonb)
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $function$
#variable_conflict use_column
DECLARE
	caller CONSTANT name := pg_get_userbyid(customer_grade_internal.reader());
	a customer_grade_internal.attachment := customer_grade_internal.attached(as_owner_awaiting.standard, as_owner_awaiting.subject);
BEGIN
	PERFORM customer_grade_internal.check_caller(a, 'approve', NULL, caller);
	RETURN QUERY EXECUTE format($query$
		WITH needed AS MATERIALIZED (
			SELECT n.* FROM customer_grade_internal.needed_approvals($3, $4) AS n
		), waiting AS (
			SELECT %2$s, d.decision AS "the decision", d.grade AS "proposed grade", d.grade AS "the grade", d.proposed_by AS "proposed by",
				d.proposed_login AS "proposed login", d.reason AS "the reason", d.valid_from AS "from day", d.valid_until AS "until day",
				coalesce((d.steps -> -1 ->> 'at')::timestamptz, d.proposed_at) AS "the moment", d.steps AS "steps taken"
			FROM %3$s AS d
			WHERE d.status = 'proposed'
			UNION ALL
			SELECT %6$s, 'approval', l.computed_grade, l.computed_grade, NULL, NULL, NULL, NULL, NULL, l.valid_from, NULL
			FROM %4$s AS l
			WHERE l.state = 'pending'
				AND NOT EXISTS (SELECT FROM %3$s AS d WHERE %5$s AND d.decision = 'approval' AND d.status = 'proposed')
		), asked AS (
			SELECT w.*, n.steps AS "all steps", n.titles AS "all titles",
				CASE w."the decision" WHEN 'approval' THEN customer_grade_internal.next_step(n.steps, w."steps taken") END AS "next step"
			FROM waiting AS w LEFT JOIN needed AS n ON n.grade = w."the grade"
		), who AS MATERIALIZED (
			SELECT p.decision, p.step, pg_has_role($2, customer_grade_internal.decider($1, p.decision, p.step), 'USAGE') AS may
			FROM (
				SELECT 'approval' AS decision, s.step FROM needed AS n, unnest(n.steps) AS s(step)
				UNION SELECT d.decision, NULL FROM unnest('{override,minimum,approval}'::text[]) AS d(decision)) AS p
		)
		SELECT %1$s, w."the decision", w."next step",
			customer_grade_internal.shown_title(w."all titles"[array_position(w."all steps", w."next step")]),
			w."proposed grade", l.grade, l.computed_grade, w."the moment", w."proposed by", w."the reason", w."from day", w."until day",
			w."steps taken"
		FROM asked AS w JOIN %4$s AS l ON %8$s
			JOIN who AS p ON p.decision = w."the decision" AND p.step IS NOT DISTINCT FROM w."next step" AND p.may
		WHERE customer_grade_internal.is_another_person(
			customer_grade_internal.people(w."proposed by", w."proposed login", w."steps taken"), $2)
		ORDER BY w."the moment", %7$s, w."the decision"
		$query$,
		customer_grade_internal.key_expression(customer_grade_internal.key_names(a.key_columns), 'w', a.key_columns),
		customer_grade_internal.named_keys(a.key_columns, 'd'),
		a.decisions,
		a.ledger,
		customer_grade_internal.key_match(a.key_columns, 'd', a.key_columns, 'l'),
		customer_grade_internal.named_keys(a.key_columns, 'l'),
		customer_grade_internal.column_list(customer_grade_internal.key_names(a.key_columns), 'w'),
		customer_grade_internal.key_match(customer_grade_internal.key_names(a.key_columns), 'w', a.key_columns, 'l'))
	USING a, caller, customer_grade_internal.rubric_of(a.standard, a.version), customer_grade_internal.clock_day(a);
END
$function$;
COMMENT ON FUNCTION customer_grade_internal.as_owner_awaiting(text, regclass) IS
	'what waits for your decision about the customers of one table, longest first: proposals, and computed grades that need approval and '
	'that nobody has proposed (proposed_by null), beside the grade in force; step and title: the step of an approval that is yours to '
	'take, steps: those that were taken. What you have proposed yourself, or taken a step of, waits for somebody else. For those who '
	'approve or override. Error: 55000 not attached';

-- As the owner of the registry: who decides need not see the attachment.
CREATE FUNCTION customer_grade_internal.registry_deciding() RETURNS TABLE (standard text, subject regclass)
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $function$
#variable_conflict use_column
BEGIN
	RETURN QUERY
		SELECT a.standard, a.subject::regclass
		FROM customer_grade_internal.attachment AS a
		WHERE customer_grade_internal.decides(a, pg_get_userbyid(customer_grade_internal.caller()))
		ORDER BY a.standard, a.subject::regclass::text;
END
$function$;
COMMENT ON FUNCTION customer_grade_internal.registry_deciding() IS
	'body of deciding()';

CREATE FUNCTION customer_grade_internal.deciding() RETURNS TABLE (standard text, subject regclass)
LANGUAGE C STABLE
AS 'MODULE_PATHNAME', 'registry_gate';
COMMENT ON FUNCTION customer_grade_internal.deciding() IS
	'the attachments in which the caller may override or approve';

CREATE FUNCTION customer_grade.awaiting()
RETURNS TABLE (standard text, subject regclass, key jsonb, decision text, step text, title text, proposed_grade text, grade text,
	computed_grade text, since timestamp with time zone, proposed_by text, reason text, valid_from date, valid_until date, steps jsonb)
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $function$
#variable_conflict use_column
DECLARE
	a record;
BEGIN
	FOR a IN SELECT d.standard, d.subject FROM customer_grade_internal.deciding() AS d LOOP
		BEGIN
			RETURN QUERY SELECT a.standard, a.subject, w.* FROM customer_grade.awaiting(a.standard, a.subject) AS w;
		EXCEPTION WHEN OTHERS THEN
			-- what waits elsewhere is shown all the same
			RAISE WARNING USING
				MESSAGE = format('decisions about table "%s" by standard "%s" are not shown', a.subject, a.standard),
				DETAIL = SQLERRM;
		END;
	END LOOP;
END
$function$;
COMMENT ON FUNCTION customer_grade.awaiting() IS
	'what waits for your decision in all tables whose grades you approve or override, as awaiting() tells it of one; a warning names a '
	'table that cannot be read';
