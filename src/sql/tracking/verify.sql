-- Does the activity of a tracking hold what its events say?

CREATE FUNCTION customer_grade_internal.as_owner_verify_activity(subject regclass, source regclass)
RETURNS TABLE (key jsonb, stored customer_grade.activity, series customer_grade.activity, problem text)
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $function$
DECLARE
	t customer_grade_internal.tracking := customer_grade_internal.tracked(as_owner_verify_activity.subject,
		as_owner_verify_activity.source);
	keys CONSTANT name[] := customer_grade_internal.key_names(t.key_columns);
	day text := format(CASE customer_grade_internal.base_type(t.source, t.at_column) WHEN 'timestamptz'::regtype
		THEN '(s.%I AT TIME ZONE $2)::date' ELSE 's.%I::date' END, t.at_column);
BEGIN
	PERFORM customer_grade_internal.check_readable(t.activity, t.source);
	RETURN QUERY
		SELECT NULL::jsonb, NULL::customer_grade.activity, NULL::customer_grade.activity, p.problem
		FROM customer_grade_internal.trigger_problems(customer_grade_internal.needed_activity_triggers(t.source)) AS p;
	-- both up to the same day: a series with events of the future depends on when it was written
	RETURN QUERY EXECUTE format($query$
		SELECT CASE WHEN a.series IS NOT NULL THEN %1$s ELSE %2$s END, a.series, n.series, 'differs'
		FROM (
			SELECT %3$s, customer_grade.bounded(a.series, $1, $3) AS series FROM %4$s AS a
		) AS a FULL JOIN (
			SELECT %5$s, customer_grade.bounded(customer_grade.activity_agg(%6$s, %7$s, %8$s), $1, $3) AS series
			FROM %9$s AS s
			WHERE num_nulls(s.%10$I, %11$s) = 0
			GROUP BY %11$s
		) AS n ON %12$s
		WHERE a.series OPERATOR(customer_grade.=) n.series IS NOT TRUE
		$query$,
		customer_grade_internal.key_expression(keys, 'a', t.key_columns),
		customer_grade_internal.key_expression(keys, 'n', t.key_columns),
		customer_grade_internal.named_keys(t.key_columns, 'a'),
		t.activity,
		customer_grade_internal.named_keys(t.customer_columns, 's'),
		day,
		coalesce('s.' || quote_ident(t.amount_column), 'NULL') || '::numeric',
		coalesce('s.' || quote_ident(t.quantity_column), 'NULL') || '::numeric',
		t.source,
		t.at_column,
		customer_grade_internal.column_list(t.customer_columns, 's'),
		customer_grade_internal.key_match(keys, 'a', keys, 'n'))
	USING t.months, t.time_zone, (customer_grade_internal.clock_now() AT TIME ZONE t.time_zone)::date;
END
$function$;
COMMENT ON FUNCTION customer_grade_internal.as_owner_verify_activity(regclass, regclass) IS
	'recompute all activity of a tracking from the source and return the differences: there must be none. A row '
	'without a key tells of a trigger that does not fire; refresh_activity() cures it. Error: 55000 not tracked';
