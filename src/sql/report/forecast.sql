-- Reports: what is coming.

CREATE FUNCTION customer_grade_internal.as_owner_watchlist(standard text, subject regclass, within numeric DEFAULT 0.1,
	days integer DEFAULT 30)
RETURNS TABLE (key jsonb, grade text, rank smallint, computed_grade text, reason text, grade_to text, metric text, value numeric,
	bound text, threshold numeric, change numeric, due_on date)
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $function$
#variable_conflict use_column
DECLARE
	a customer_grade_internal.attachment := customer_grade_internal.attached(as_owner_watchlist.standard, as_owner_watchlist.subject);
	today date := customer_grade_internal.clock_day(a);
	values jsonb := (SELECT p.parameters FROM customer_grade.parameter_set AS p
		WHERE p.standard = as_owner_watchlist.standard AND p.subject = as_owner_watchlist.subject AND p.number = a.parameter_set);
BEGIN
	PERFORM customer_grade_internal.check_readable(a.grades, a.decisions);
	PERFORM customer_grade_internal.check_may_evaluate(a.subject, a.metrics);
	IF as_owner_watchlist.within NOT BETWEEN 0 AND 0.99 THEN
		RAISE invalid_parameter_value USING
			MESSAGE = format('invalid distance %s', as_owner_watchlist.within),
			HINT = 'It is a fraction of the metric''s value, 0 to 0.99: 0.1 is ten percent.';
	END IF;
	PERFORM customer_grade_internal.use_version(a);
	BEGIN
		RETURN QUERY EXECUTE format($query$
			SELECT n.key, n.in_force, n.rank, n.grade, 'near ' || d.direction, n.grade_to, n.metric, n.value, n.bound, n.threshold,
				round((n.threshold - n.value) / abs(n.value), 4), NULL::date
			FROM (
				SELECT %1$s AS key, l.grade AS in_force, l.rank, w.*
				FROM %2$s AS m JOIN %3$s AS l ON %4$s, LATERAL customer_grade_internal.near_ways($1, m.*, $2, $3) AS w
			) AS n, LATERAL (SELECT customer_grade_internal.direction($1, $4, n.grade, $4, n.grade_to) AS direction) AS d
			ORDER BY abs((n.threshold - n.value) / n.value), n.key, n.metric
			$query$, customer_grade_internal.key_expression(a.key_columns, 'm'), a.metrics, a.ledger,
			customer_grade_internal.key_match(a.key_columns, 'm', a.key_columns, 'l'))
		USING as_owner_watchlist.standard, values, as_owner_watchlist.within, a.version;
	EXCEPTION WHEN data_exception THEN
		-- the metrics view cannot compute somebody's metrics; what waits can be told without them
		RAISE WARNING USING
			MESSAGE = 'the watchlist does not tell who is near another grade',
			DETAIL = SQLERRM,
			HINT = format('SELECT * FROM customer_grade.problems(%L, %L);', a.standard, a.subject);
	END;

	RETURN QUERY EXECUTE format($query$
		SELECT %1$s, l.grade, l.rank, l.computed_grade, w.reason, w.grade_to,
			NULL::text, NULL::numeric, NULL::text, NULL::numeric, NULL::numeric, w.due_on
		FROM %2$s AS l, LATERAL (
			SELECT m.reason, l.computed_grade AS grade_to,
				customer_grade_internal.move_day($3, l.computed_rank < l.rank, l.falls_on, l.review_on, $4,
					coalesce(l.worse_since, (l.valid_from AT TIME ZONE $6)::date)) AS due_on
			FROM (
				SELECT 'demotion waits' AS reason WHERE l.computed_rank > l.rank
				UNION ALL
				SELECT 'promotion waits' WHERE l.computed_rank < l.rank
			) AS m
			WHERE l.state NOT IN ('override', 'pending')
			UNION ALL
			SELECT 'approval awaited', l.computed_grade, NULL WHERE l.state = 'pending'
			UNION ALL
			SELECT 'no review planned', NULL, NULL WHERE $5 AND l.review_on IS NULL
			UNION ALL
			SELECT 'provisional ends', l.computed_grade, l.provisional_until + 1
			WHERE l.state = 'provisional' AND l.provisional_until < $1 + $2
			UNION ALL
			SELECT d.decision || ' ends', CASE d.decision WHEN 'override' THEN l.computed_grade END, d.valid_until + 1
			FROM %3$s AS d
			WHERE %4$s AND d.status = 'approved' AND d.valid_until BETWEEN $1 AND $1 + $2
		) AS w
		ORDER BY w.reason, w.due_on, %5$s
		$query$,
		customer_grade_internal.key_expression(a.key_columns, 'l'),
		a.ledger,
		a.decisions,
		customer_grade_internal.key_match(a.key_columns, 'l', a.key_columns, 'd'),
		customer_grade_internal.column_list(a.key_columns, 'l'))
	USING today, as_owner_watchlist.days, customer_grade_internal.rubric_of(a.standard, a.version), customer_grade_internal.reviewed_on(a),
		customer_grade_internal.term(customer_grade_internal.rubric_of(a.standard, a.version), 'review')
			~* '^every[[:space:]].*[[:space:]]from[[:space:]]', a.time_zone;
END
$function$;
COMMENT ON FUNCTION customer_grade_internal.as_owner_watchlist(text, regclass, numeric, integer) IS
	'customers about to change: "near better", "near worse" and so on where one number by itself would give another computed grade if it '
	'moved by at most a part of its value, and of the width of the grade in this metric (bound and threshold: the nearest value that does, '
	'change: how far that is, as a part of the value); and what waits or ends within so many days: demotions, promotions, approvals, probation, '
	'overrides; and who has no own review planned. Errors: 55000 not attached, 22023 no such distance';

CREATE FUNCTION customer_grade_internal.forecast(standard text, subject regclass, days date[])
RETURNS TABLE (key jsonb, day date, grade text, rank smallint, grade_to text)
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
SET customer_grade.as_of = ''
AS $function$
#variable_conflict use_column
DECLARE
	a customer_grade_internal.attachment := customer_grade_internal.attached(forecast.standard, forecast.subject);
	values jsonb := (SELECT p.parameters FROM customer_grade.parameter_set AS p
		WHERE p.standard = forecast.standard AND p.subject = forecast.subject AND p.number = a.parameter_set);
	day date;
BEGIN
	PERFORM customer_grade_internal.check_readable(a.grades);
	PERFORM customer_grade_internal.check_may_evaluate(a.subject, a.metrics);
	PERFORM customer_grade_internal.use_version(a);
	FOREACH day IN ARRAY forecast.days LOOP
		PERFORM set_config('customer_grade.as_of', to_char(day, 'YYYY-MM-DD'), true);
		RETURN QUERY EXECUTE format($query$
			SELECT %1$s, $1, l.computed_grade, l.computed_rank, n.grade
			FROM (SELECT m.*::%2$s AS row, customer_grade.grade(%5$L, m.*, $2) AS grade FROM %2$s AS m) AS n
				JOIN %3$s AS l ON %4$s
			WHERE n.grade IS DISTINCT FROM l.computed_grade AND l.since IS NOT NULL
			$query$, customer_grade_internal.key_expression(a.key_columns, 'l'), a.metrics, a.ledger,
			customer_grade_internal.key_match(a.key_columns, '(n.row)', a.key_columns, 'l'), forecast.standard)
		USING day, values;
	END LOOP;
END
$function$;
COMMENT ON FUNCTION customer_grade_internal.forecast(text, regclass, date[]) IS
	'the customers that the rubric would grade differently on these days than now, if nothing new arrives. Error: 42501 the reader may not '
	'read the grades or the metrics';

CREATE FUNCTION customer_grade_internal.as_owner_roll_off(standard text, subject regclass, months integer DEFAULT 3,
	every text DEFAULT 'month')
RETURNS TABLE (key jsonb, due_on date, grade text, rank smallint, grade_to text, rank_to smallint, direction text)
LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
AS $function$
	-- windows of months move on the first day of a month, windows of days on any day
	WITH first AS (
		SELECT DISTINCT ON (f.key) f.*
		FROM customer_grade_internal.attached(as_owner_roll_off.standard, as_owner_roll_off.subject) AS a,
			LATERAL (SELECT customer_grade_internal.clock_day(a) AS today) AS t,
			LATERAL (SELECT t.today || ARRAY(
				SELECT g.day + CASE as_owner_roll_off.every WHEN 'day' THEN 0 ELSE 1 END
				FROM unnest(customer_grade_internal.grid(t.today, (t.today + make_interval(months => as_owner_roll_off.months))::date,
					as_owner_roll_off.every)) AS g(day)
				WHERE g.day + CASE as_owner_roll_off.every WHEN 'day' THEN 0 ELSE 1 END > t.today) AS days) AS d,
			customer_grade_internal.forecast(as_owner_roll_off.standard, as_owner_roll_off.subject, d.days) AS f
		ORDER BY f.key, f.day
	)
	SELECT f.key, f.day, f.grade, f.rank, f.grade_to, s.rank,
		customer_grade_internal.direction(a.standard, a.version, f.grade, a.version, f.grade_to)
	FROM customer_grade_internal.attached(as_owner_roll_off.standard, as_owner_roll_off.subject) AS a
		CROSS JOIN first AS f
		LEFT JOIN customer_grade_internal.version_scale(a.standard, a.version) AS s ON s.grade = f.grade_to
	ORDER BY f.day, s.rank NULLS FIRST, f.key
$function$;
COMMENT ON FUNCTION customer_grade_internal.as_owner_roll_off(text, regclass, integer, text) IS
	'which customers get another computed grade in the coming months if nothing new arrives, and on which day: the metrics view is '
	'evaluated as of today and of the first day of each month (or week, quarter, year; day: of every day), so it must take the date from '
	'customer_grade.as_of(). Only the first change of each customer is listed. Error: 55000 not attached';
