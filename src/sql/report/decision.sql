-- Reports: what people decided, and the reviews.

CREATE FUNCTION customer_grade_internal.as_owner_override_rate(standard text, subject regclass, from_date date, to_date date DEFAULT NULL,
	every text DEFAULT 'month')
RETURNS TABLE (as_of date, customers bigint, overridden bigint, rate numeric, better bigint, worse bigint, decided bigint)
LANGUAGE plpgsql STABLE ROWS 30
SET search_path = pg_catalog, pg_temp
AS $function$
#variable_conflict use_column
DECLARE
	a customer_grade_internal.attachment := customer_grade_internal.attached(as_owner_override_rate.standard,
		as_owner_override_rate.subject);
	days date[] := customer_grade_internal.grid(as_owner_override_rate.from_date,
		least(as_owner_override_rate.to_date, customer_grade_internal.clock_day(a)), as_owner_override_rate.every);
BEGIN
	PERFORM customer_grade_internal.check_readable(a.grades, a.decisions);
	RETURN QUERY EXECUTE format($query$
		WITH d AS (
			SELECT d.day, d.closing, coalesce(lag(d.closing) OVER (ORDER BY d.day), $3) AS opening
			FROM unnest($1::date[], $2::timestamptz[]) AS d(day, closing)
		)
		SELECT d.day, count(g.valid_from), count(*) FILTER (WHERE g.state = 'override'),
			round(count(*) FILTER (WHERE g.state = 'override') / nullif(count(g.valid_from), 0)::numeric, 4),
			count(*) FILTER (WHERE g.state = 'override' AND g.rank < g.computed_rank),
			count(*) FILTER (WHERE g.state = 'override' AND g.rank > g.computed_rank),
			(SELECT count(*) FROM %2$s AS o WHERE o.decision IN ('override', 'minimum') AND o.status IN ('approved', 'ended')
				AND coalesce(o.decided_at, o.proposed_at) >= d.opening AND coalesce(o.decided_at, o.proposed_at) < d.closing)
		FROM d LEFT JOIN %1$s AS g ON customer_grade_internal.held_at(g.valid_from, g.valid_to, d.closing)
		GROUP BY d.day, d.opening, d.closing
		ORDER BY d.day
		$query$, a.grades, a.decisions)
	USING days, ARRAY(SELECT customer_grade_internal.closing(a, g.day) FROM unnest(days) AS g(day)),
		customer_grade_internal.closing(a, as_owner_override_rate.from_date - 1);
END
$function$;
COMMENT ON FUNCTION customer_grade_internal.as_owner_override_rate(text, regclass, date, date, text) IS
	'at the end of each month (or day, week, quarter, year): customers, those whose grade a person has set, their share, how many of '
	'these are better and worse than the computed grade, and the overrides put into force in that time. Error: 55000 not attached';

CREATE FUNCTION customer_grade.review_log(standard text, subject regclass)
RETURNS TABLE (id bigint, kind text, as_of date, status text, total bigint, done bigint, progress numeric, changed bigint, refused bigint,
	started_at timestamp with time zone, duration interval, started_by text, parameter_set integer, parameters jsonb, population bigint,
	problem text)
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $function$
#variable_conflict use_column
BEGIN
	PERFORM customer_grade_internal.attached(review_log.standard, review_log.subject);
	RETURN QUERY SELECT r.id, r.kind, r.as_of, r.status, r.total, r.done, round(r.done / nullif(r.total, 0)::numeric, 4),
		r.changed, r.refused, r.started_at, r.finished_at - r.started_at, r.started_by, r.parameter_set, p.parameters, p.population, r.problem
	FROM customer_grade.review AS r
		LEFT JOIN customer_grade.parameter_set AS p
			ON p.standard = r.standard AND p.subject = r.subject AND p.number = r.parameter_set
	WHERE r.standard = review_log.standard AND r.subject = review_log.subject
	ORDER BY r.id;
END
$function$;
COMMENT ON FUNCTION customer_grade.review_log(text, regclass) IS
	'the reviews of an attachment, its first grading among them, with their progress, the number and the values of the parameter set '
	'they graded with, the size of the population that these were taken from, and the error that stopped one; problems() lists '
	'the customers that cannot be graded now. For who may read the table, its '
	'ledger or its grades. Errors: 55000 not attached, 42501 you may not';
