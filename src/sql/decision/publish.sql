-- A version that begins to ask approval for a grade. Who holds it is approved as of that day.

CREATE FUNCTION customer_grade_internal.new_approvals(a customer_grade_internal.attachment, rubric customer_grade.rubric, day date)
RETURNS jsonb
LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
AS $function$
	SELECT jsonb_agg(jsonb_build_object('grade', n.grade, 'last_day', n.last_day, 'covering',
		(SELECT array_agg(c.grade) FROM customer_grade.grades(rubric) AS g JOIN customer_grade.grades(rubric) AS c
			ON c.rank <= g.rank OR c.grade = g.grade WHERE g.grade = n.grade)))
	FROM customer_grade_internal.needed_approvals(rubric, day) AS n
	WHERE (SELECT t.needed FROM customer_grade_internal.approval_term(
		customer_grade_internal.rubric_of(a.standard, a.version), n.grade, day) AS t) IS NOT TRUE
$function$;
COMMENT ON FUNCTION customer_grade_internal.new_approvals(customer_grade_internal.attachment, customer_grade.rubric, date) IS
	'the grades for which a rubric asks approval, other than the version in force: for each the last day of an approval given on a day, '
	'and the grades whose approval covers it; null: there are none';

-- The decisions change nothing by the version that is still in force. So nobody is graded meanwhile, not millions of
-- customers in one transaction: the pause is one that nobody else sees.
CREATE FUNCTION customer_grade_internal.approve_holders(a customer_grade_internal.attachment, version integer) RETURNS void
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $function$
DECLARE
	today CONSTANT date := customer_grade_internal.clock_day(a);
	new_ones CONSTANT jsonb := customer_grade_internal.new_approvals(a, customer_grade_internal.rubric_of(a.standard, version), today);
BEGIN
	IF new_ones IS NULL THEN
		RETURN;
	END IF;
	PERFORM customer_grade_internal.change_attachment(a.standard, a.subject, '{"paused": true}');
	PERFORM customer_grade_internal.owner_query(a.subject, format($query$
		WITH holder AS (
			SELECT l.*, n.last_day AS "last day"
			FROM %1$s AS l JOIN jsonb_to_recordset(%2$L) AS n(grade text, last_day date, covering text[]) ON n.grade = l.grade
			WHERE l.since IS NOT NULL AND l.state <> 'override' AND NOT EXISTS (
				SELECT FROM %3$s AS d
				WHERE %4$s AND d.decision = 'approval' AND d.status = 'approved' AND (d.valid_until IS NULL OR d.valid_until >= %5$L)
					AND d.grade = ANY (n.covering))
		), ended AS (
			UPDATE %3$s AS d SET status = 'ended', ended_by = %6$L, ended_at = %7$L,
				end_reason = CASE WHEN d.valid_until < %5$L THEN 'lapsed' ELSE 'replaced' END
			FROM holder AS l WHERE %4$s AND d.decision = 'approval' AND d.status = 'approved'
		)
		INSERT INTO %3$s (%8$s, decision, grade, status, valid_until, decided_by, decided_at, decision_reason)
		SELECT %9$s, 'approval', l.grade, 'approved', l."last day", %6$L, %7$L, %10$L
		FROM holder AS l
		$query$, a.ledger, new_ones, a.decisions, customer_grade_internal.key_match(a.key_columns, 'd', a.key_columns, 'l'),
		today, current_user, customer_grade_internal.clock_now(), customer_grade_internal.column_list(a.key_columns),
		customer_grade_internal.column_list(a.key_columns, 'l'),
		format('held when version %s began to ask for approval', version)), today);
	PERFORM customer_grade_internal.change_attachment(a.standard, a.subject, jsonb_build_object('paused', a.paused));
	-- plans that were made for a small table would read all of it for each customer
	PERFORM customer_grade_internal.owner_query(a.subject, format('ANALYZE %s', a.decisions), today);
EXCEPTION WHEN exclusion_violation THEN
	PERFORM customer_grade_internal.fail_decided(a.subject);
END
$function$;
COMMENT ON FUNCTION customer_grade_internal.approve_holders(customer_grade_internal.attachment, integer) IS
	'approve, as of today, the grades that customers hold and for which a version that is about to be published asks approval, other than '
	'the one in force; for the owner of the subject';
