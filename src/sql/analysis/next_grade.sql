-- The nearest better grade of each customer of a table.

CREATE FUNCTION customer_grade_internal.as_owner_next_grade(standard text, subject regclass)
RETURNS TABLE (key jsonb, grade text, rank smallint, computed_grade text, grade_to text, metric text, value jsonb, bound text, needed jsonb,
	difference numeric, change numeric, progress numeric, due_on date, note text)
LANGUAGE plpgsql STABLE ROWS 10000
SET search_path = pg_catalog, pg_temp
AS $function$
#variable_conflict use_column
DECLARE
	a customer_grade_internal.attachment := customer_grade_internal.attached(as_owner_next_grade.standard, as_owner_next_grade.subject);
	today date := customer_grade_internal.clock_day(a);
	rubric customer_grade.rubric := customer_grade_internal.rubric_of(a.standard, a.version);
	promotion text := customer_grade_internal.term(customer_grade_internal.rubric_of(a.standard, a.version), 'promotion');
	values jsonb := (SELECT p.parameters FROM customer_grade.parameter_set AS p
		WHERE p.standard = as_owner_next_grade.standard AND p.subject = as_owner_next_grade.subject AND p.number = a.parameter_set);
BEGIN
	PERFORM customer_grade_internal.check_readable(a.grades);
	PERFORM customer_grade_internal.check_may_evaluate(a.subject, a.metrics);
	PERFORM customer_grade_internal.use_version(a);
	RETURN QUERY EXECUTE format($query$
		SELECT n.key, n.in_force, n.rank, n.grade, n.grade_to, n.metric, n.value, n.bound, n.needed, n.difference, n.change, n.progress,
			CASE WHEN n.metric IS NOT NULL AND n.state <> 'override' AND NOT n.needs_approval THEN
				CASE WHEN n.state = 'provisional' OR $4 IS NULL OR $4 = 'immediate' THEN $3
					WHEN $4 <> 'never' THEN coalesce(n.review_on, $5) END
			END,
			-- most need no note
			CASE WHEN n.metric IS NULL OR n.state = 'override' OR n.needs_approval OR $4 = 'never' OR starts_with($4, 'one') THEN
				nullif(concat_ws('; ',
					CASE WHEN n.metric IS NULL THEN 'no way found that changes one metric' END,
					CASE WHEN n.state = 'override' THEN 'an override is in force' END,
					CASE WHEN n.state <> 'provisional' THEN
						CASE WHEN $4 = 'never' THEN 'the standard promotes nobody'
							WHEN starts_with($4, 'one') AND n.rank_to < n.rank - 1 THEN 'one step at a time' END
					END,
					CASE WHEN n.needs_approval THEN 'needs approval' END), '') END
		FROM (
			SELECT w.key, w.in_force, w.rank, w.state, w.review_on, (w.way).*, ((w.way).grade_to = ANY ($6)) IS TRUE AS needs_approval
			FROM (
				SELECT %1$s AS key, l.grade AS in_force, l.rank, l.state, l.review_on,
					customer_grade_internal.nearest_way($1, m.*, $2) AS way
				FROM %2$s AS m JOIN %3$s AS l ON %4$s
				OFFSET 0
			) AS w
			WHERE w.way IS DISTINCT FROM NULL
			OFFSET 0
		) AS n
		$query$, customer_grade_internal.key_expression(a.key_columns, 'm'), a.metrics, a.ledger,
		customer_grade_internal.key_match(a.key_columns, 'm', a.key_columns, 'l'))
	USING as_owner_next_grade.standard, values, today, promotion,
		customer_grade_internal.move_day(rubric, true, NULL, NULL, customer_grade_internal.reviewed_on(a), today),
		ARRAY(SELECT p.grade FROM customer_grade_internal.needed_approvals(rubric, today) AS p);
END
$function$;
COMMENT ON FUNCTION customer_grade_internal.as_owner_next_grade(text, regclass) IS
	'for each customer that has not the best computed grade, the smallest change of one metric that gives a better one, as advise() tells '
	'it, by the version and the parameters in force for the table; due_on: when that would be in force if the metric changed today, null: '
	'that is not known; note: why, or that no way was found. In no order. A row that the standard refuses is left out. '
	'Error: 55000 not attached';
