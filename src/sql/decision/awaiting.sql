-- What waits for a decision. Who decides need not see a ledger: the tables of each attachment are read as their owner, for
-- what the reader may decide.

CREATE FUNCTION customer_grade_internal.as_owner_awaiting(standard text, subject regclass)
RETURNS TABLE (key jsonb, decision text, proposed_grade text, grade text, computed_grade text, since timestamp with time zone,
	proposed_by text, reason text, valid_until date)
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $function$
#variable_conflict use_column
DECLARE
	caller CONSTANT name := pg_get_userbyid(customer_grade_internal.reader());
	a customer_grade_internal.attachment := customer_grade_internal.attached(as_owner_awaiting.standard, as_owner_awaiting.subject);
	decided CONSTANT text[] := ARRAY(
		SELECT d.decision FROM unnest('{override,approval}'::text[]) AS d(decision)
		WHERE pg_has_role(caller, customer_grade_internal.decider(a, d.decision), 'USAGE'));
BEGIN
	PERFORM customer_grade_internal.check_caller(a, 'approve', NULL, caller);
	RETURN QUERY EXECUTE format($query$
		SELECT %1$s, w.decision, w.proposed_grade, w.grade, w.computed_grade, w.since, w.proposed_by, w.reason, w.valid_until
		FROM (
			SELECT %2$s, d.decision, d.grade AS proposed_grade, l.grade, l.computed_grade, d.proposed_at AS since, d.proposed_by, d.reason,
				d.valid_until, d.proposed_login
			FROM %3$s AS d JOIN %4$s AS l ON %5$s
			WHERE d.status = 'proposed'
			UNION ALL
			SELECT %6$s, 'approval', l.computed_grade, l.grade, l.computed_grade, l.valid_from, NULL, NULL, NULL, NULL
			FROM %4$s AS l
			WHERE l.state = 'pending'
				AND NOT EXISTS (SELECT FROM %3$s AS d WHERE %5$s AND d.decision = 'approval' AND d.status = 'proposed')
		) AS w
		WHERE w.decision = ANY ($1) AND customer_grade_internal.is_second_person(w.proposed_by, w.proposed_login, $2)
		ORDER BY w.since, %7$s, w.decision
		$query$,
		customer_grade_internal.key_expression(customer_grade_internal.key_names(a.key_columns), 'w', a.key_columns),
		customer_grade_internal.named_keys(a.key_columns, 'd'),
		a.decisions,
		a.ledger,
		customer_grade_internal.key_match(a.key_columns, 'd', a.key_columns, 'l'),
		customer_grade_internal.named_keys(a.key_columns, 'l'),
		customer_grade_internal.column_list(customer_grade_internal.key_names(a.key_columns), 'w'))
	USING decided, caller;
END
$function$;
COMMENT ON FUNCTION customer_grade_internal.as_owner_awaiting(text, regclass) IS
	'what waits for your decision about the customers of one table, oldest first: proposals, and computed grades that need approval and '
	'that nobody has proposed (proposed_by null), beside the grade in force. Your own proposals wait for somebody else. For those who '
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
		WHERE pg_has_role(customer_grade_internal.caller(), customer_grade_internal.decider(a, 'override'), 'USAGE')
			OR pg_has_role(customer_grade_internal.caller(), customer_grade_internal.decider(a, 'approval'), 'USAGE')
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
RETURNS TABLE (standard text, subject regclass, key jsonb, decision text, proposed_grade text, grade text, computed_grade text,
	since timestamp with time zone, proposed_by text, reason text, valid_until date)
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
