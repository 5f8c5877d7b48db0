-- Reports: what is coming.

CREATE FUNCTION customer_grade_internal.numeric_constants(standard text, parameters jsonb) RETURNS numeric[]
LANGUAGE sql STABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $function$
	SELECT coalesce(array_agg(DISTINCT abs(c.value)), '{}')
	FROM unnest(customer_grade_internal.constants(numeric_constants.standard, numeric_constants.parameters)) AS c(value)
$function$;
COMMENT ON FUNCTION customer_grade_internal.numeric_constants(text, jsonb) IS
	'the numbers that a standard''s version in force compares and calculates with, parameters included, without their signs';

CREATE FUNCTION customer_grade_internal.near_query(attachment customer_grade_internal.attachment, metric text, domain text,
	parameters jsonb, constants numeric[]) RETURNS text
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $function$
DECLARE
	type regtype;
	places integer;
	landmarks numeric[];
	moved text;
BEGIN
	SELECT c.atttypid, CASE
			WHEN c.atttypid IN ('int2'::regtype, 'int4'::regtype, 'int8'::regtype) THEN 0
			WHEN c.atttypid = 'numeric'::regtype AND c.atttypmod >= 0 THEN (c.atttypmod - 4) & 2047 END
	INTO type, places FROM pg_attribute AS c WHERE c.attrelid = attachment.metrics AND c.attname = metric;
	-- each constant with its neighbours, as the column can hold them
	landmarks := ARRAY(
		SELECT DISTINCT trunc(c.value, coalesce(places, scale(c.value)))
			+ s.sign * power(10::numeric, -coalesce(places, scale(c.value) + 2))
		FROM unnest(constants) AS c(value), (VALUES (-1), (0), (1)) AS s(sign));
	-- the row with another value of the metric
	SELECT string_agg(CASE WHEN c.attname = metric
			THEN format('t.tried%s AS %I',
				CASE WHEN type IN ('float4'::regtype, 'float8'::regtype) THEN '::' || type ELSE '' END, c.attname)
			ELSE format('(t.row).%I', c.attname) END, ', ' ORDER BY c.attnum)
	INTO moved FROM pg_attribute AS c WHERE c.attrelid = attachment.metrics AND c.attnum > 0 AND NOT c.attisdropped;

	RETURN format($query$
		WITH RECURSIVE landmark AS MATERIALIZED (
			SELECT l.at FROM unnest(%5$L::numeric[]) AS l(at) WHERE l.at > 0
		), base AS (
			SELECT b.row, b.value, b.grade, b.places, abs(b.value) AS size, trunc(abs(b.value) * $1, b.places) AS reach
			FROM (
				SELECT m.*::%1$s AS row, m.%2$I::numeric AS value, customer_grade.grade(%3$L, m.*, %4$L::jsonb) AS grade,
					coalesce(%9$L, greatest(0, 2 - floor(log(abs(nullif(m.%2$I, 0))::float8))))::integer AS places
				FROM %1$s AS m
				WHERE m.%2$I::numeric NOT IN (0, 'NaN')
			) AS b
		), graded AS (
			-- the landmarks within reach, and its ends
			SELECT t.row, t.value, t.grade, t.places, t.size, t.tried,
				CASE WHEN %7$s THEN customer_grade.grade(%3$L, r.*, %4$L::jsonb) ELSE t.grade END AS new_grade
			FROM (
				SELECT b.*, sign(b.value) * l.at AS tried FROM base AS b
					JOIN landmark AS l ON l.at BETWEEN b.size - b.reach AND b.size + b.reach
				WHERE l.at <> b.size
				UNION ALL
				SELECT b.*, b.value - b.reach FROM base AS b WHERE b.reach > 0
				UNION ALL
				SELECT b.*, b.value + b.reach FROM base AS b WHERE b.reach > 0
			) AS t, LATERAL (SELECT %6$s) AS r
		), first AS (
			SELECT DISTINCT ON (%8$s, g.tried > g.value) g.* FROM graded AS g
			WHERE g.new_grade IS DISTINCT FROM g.grade
			ORDER BY %8$s, g.tried > g.value, abs(g.tried - g.value)
		), halved AS (
			-- between the last landmark that keeps the grade, or the value, and what does not
			SELECT g.row, g.value, g.grade, g.places, coalesce((
					SELECT sign(g.value) * CASE WHEN abs(g.tried) > g.size THEN max(l.at) ELSE min(l.at) END FROM landmark AS l
					WHERE l.at > least(g.size, abs(g.tried)) AND l.at < greatest(g.size, abs(g.tried))), g.value) AS nearer,
				g.tried, g.new_grade, 0 AS round
			FROM first AS g
			UNION ALL
			SELECT t.row, t.value, t.grade, t.places, CASE WHEN n.grade IS NOT DISTINCT FROM t.grade THEN t.tried ELSE t.nearer END,
				CASE WHEN n.grade IS NOT DISTINCT FROM t.grade THEN t.far ELSE t.tried END,
				CASE WHEN n.grade IS NOT DISTINCT FROM t.grade THEN t.new_grade ELSE n.grade END, t.round + 1
			FROM (
				SELECT h.row, h.value, h.grade, h.places, h.nearer, h.tried AS far, h.new_grade, h.round,
					round((h.nearer + h.tried) / 2, h.places) AS tried
				FROM halved AS h WHERE h.round < 40
			) AS t, LATERAL (SELECT %6$s) AS r, LATERAL (SELECT customer_grade.grade(%3$L, r.*, %4$L::jsonb) AS grade) AS n
			WHERE t.tried > least(t.nearer, t.far) AND t.tried < greatest(t.nearer, t.far)
		)
		SELECT DISTINCT ON (%8$s, g.tried > g.value) g.row, %10$s AS key, g.grade, g.new_grade, g.value, g.tried AS threshold
		FROM halved AS g
		ORDER BY %8$s, g.tried > g.value, g.round DESC
		$query$, attachment.metrics, metric, attachment.standard, parameters, landmarks, moved,
		CASE WHEN domain IS NULL THEN 'true'
			ELSE format('customer_grade.grade(%L::customer_grade.rubric, r.*) = %L',
				customer_grade_internal.condition_rubric(format('"%s" %s', replace(metric, '"', '""'), domain)), 'yes') END,
		(SELECT string_agg(format('(g.row).%I', k.name), ', ') FROM unnest(attachment.key_columns) AS k(name)),
		places, customer_grade_internal.key_expression(attachment.key_columns, '(g.row)'));
END
$function$;
COMMENT ON FUNCTION customer_grade_internal.near_query(customer_grade_internal.attachment, text, text, jsonb, numeric[]) IS
	'the query of the customers whose grade changes when one metric moves by a part $1 of its value: grade, the other grade, value and '
	'the nearest value that was found to give it';

CREATE FUNCTION customer_grade_internal.as_owner_watchlist(standard text, subject regclass, within numeric DEFAULT 0.1,
	days integer DEFAULT 30)
RETURNS TABLE (key jsonb, grade text, rank smallint, computed_grade text, reason text, grade_to text, metric text, value numeric,
	threshold numeric, change numeric,
	due_on date)
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $function$
#variable_conflict use_column
DECLARE
	a customer_grade_internal.attachment := customer_grade_internal.attached(as_owner_watchlist.standard, as_owner_watchlist.subject);
	today date := customer_grade_internal.clock_day(a);
	values jsonb := (SELECT p.parameters FROM customer_grade.parameter_set AS p
		WHERE p.standard = as_owner_watchlist.standard AND p.subject = as_owner_watchlist.subject AND p.number = a.parameter_set);
	constants numeric[];
	m record;
BEGIN
	PERFORM customer_grade_internal.check_readable(a.grades, a.decisions);
	PERFORM customer_grade_internal.check_may_evaluate(a.subject, a.metrics);
	IF as_owner_watchlist.within NOT BETWEEN 0 AND 0.99 THEN
		RAISE invalid_parameter_value USING
			MESSAGE = format('invalid distance %s', as_owner_watchlist.within),
			HINT = 'It is a fraction of the metric''s value, 0 to 0.99: 0.1 is ten percent.';
	END IF;
	PERFORM customer_grade_internal.use_version(a);
	constants := customer_grade_internal.numeric_constants(as_owner_watchlist.standard, values);
	FOR m IN
		SELECT n.name, n.domain
		FROM customer_grade.metrics(as_owner_watchlist.standard) AS n
			JOIN pg_attribute AS c ON c.attrelid = a.metrics AND c.attname = n.name AND c.attnum > 0
			JOIN pg_type AS t ON t.oid = c.atttypid AND t.typcategory = 'N'
	LOOP
		BEGIN
			RETURN QUERY EXECUTE format($query$
				SELECT n.key, l.grade, l.rank, n.grade, 'near ' || customer_grade_internal.direction($3, $4, n.grade, $4, n.new_grade),
					n.new_grade, $2, trim_scale(n.value), trim_scale(n.threshold),
					round((n.threshold - n.value) / abs(n.value), 4), NULL::date
				FROM (%1$s) AS n JOIN %2$s AS l ON %3$s
				ORDER BY abs((n.threshold - n.value) / n.value), n.key
				$query$, customer_grade_internal.near_query(a, m.name, m.domain, values, constants), a.ledger,
				customer_grade_internal.key_match(a.key_columns, '(n.row)', a.key_columns, 'l'))
			USING as_owner_watchlist.within, m.name, as_owner_watchlist.standard, a.version;
		EXCEPTION WHEN data_exception OR check_violation THEN
			-- a value that the formula cannot take, such as a divisor of 0
			RAISE WARNING USING
				MESSAGE = format('metric "%s" is left out of the watchlist', m.name),
				DETAIL = SQLERRM;
		END;
	END LOOP;

	RETURN QUERY EXECUTE format($query$
		SELECT %1$s, l.grade, l.rank, l.computed_grade, w.reason, w.grade_to,
			NULL::text, NULL::numeric, NULL::numeric, NULL::numeric, w.due_on
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
	'customers about to change: "near better", "near worse" and so on where one numeric metric by itself would give another computed '
	'grade if it moved by at most a part of its value (threshold: the nearest value found that does, change: how far that is), and what '
	'waits or ends within so many days: demotions, promotions, approvals, probation, overrides; and who has no own review '
	'planned. Errors: 55000 not attached, 22023 no such distance';

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
