-- Reports: which customers moved, and how long customers stay.

CREATE FUNCTION customer_grade_internal.as_owner_migration(standard text, subject regclass, from_date date, to_date date DEFAULT NULL,
	amount_column name DEFAULT NULL)
RETURNS TABLE (grade_from text, rank_from smallint, grade_to text, rank_to smallint, direction text,
	customers bigint, share numeric, amount numeric)
LANGUAGE plpgsql STABLE ROWS 30
SET search_path = pg_catalog, pg_temp
SET customer_grade.as_of = ''
AS $function$
#variable_conflict use_column
DECLARE
	a customer_grade_internal.attachment := customer_grade_internal.attached(as_owner_migration.standard, as_owner_migration.subject);
BEGIN
	PERFORM customer_grade_internal.check_readable(a.grades);
	PERFORM set_config('customer_grade.as_of',
		to_char(coalesce(as_owner_migration.to_date, customer_grade_internal.clock_day(a)), 'YYYY-MM-DD'), true);
	RETURN QUERY EXECUTE format($query$
		SELECT c.grade_from, c.rank_from, c.grade_to, c.rank_to, c.direction, count(*),
			round(CASE WHEN c.direction <> 'joined'
				THEN count(*) / sum(count(*)) OVER (PARTITION BY c.grade_from, c.rank_from, c.direction = 'joined') END, 4),
			%2$s
		FROM (%1$s) AS c %3$s
		GROUP BY c.grade_from, c.rank_from, c.grade_to, c.rank_to, c.direction
		ORDER BY c.direction = 'joined', c.grade_from IS NULL, c.rank_from, c.grade_from,
			c.direction = 'left', c.grade_to IS NULL, c.rank_to, c.grade_to
		$query$,
		customer_grade_internal.change_query(a),
		CASE WHEN as_owner_migration.amount_column IS NULL THEN 'NULL::numeric'
			ELSE format('sum(m.%I::numeric)', as_owner_migration.amount_column) END,
		CASE WHEN as_owner_migration.amount_column IS NULL THEN ''
			ELSE format('LEFT JOIN %s AS m ON %s', customer_grade_internal.amount_source(a, as_owner_migration.amount_column),
				customer_grade_internal.key_match(a.key_columns, 'm', customer_grade_internal.key_names(a.key_columns), 'c')) END)
	USING customer_grade_internal.closing(a, as_owner_migration.from_date), customer_grade_internal.closing(a, as_owner_migration.to_date);
END
$function$;
COMMENT ON FUNCTION customer_grade_internal.as_owner_migration(text, regclass, date, date, name) IS
	'the migration matrix between the ends of two days (second default: now): customers and their share of those that had the first '
	'grade; direction is better, worse, same, graded, no longer graded, joined, left or other; amount: the sum of a numeric column of '
	'the metrics view, evaluated as of the second day, or of the subject. Errors: 55000 not attached, 42703 no such column';

CREATE FUNCTION customer_grade_internal.as_owner_movers(standard text, subject regclass, from_date date, to_date date DEFAULT NULL)
RETURNS TABLE (key jsonb, grade_from text, rank_from smallint, grade_to text, rank_to smallint, direction text,
	notches integer, cause text, at timestamp with time zone)
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $function$
#variable_conflict use_column
DECLARE
	a customer_grade_internal.attachment := customer_grade_internal.attached(as_owner_movers.standard, as_owner_movers.subject);
	keys CONSTANT name[] := customer_grade_internal.key_names(a.key_columns);
BEGIN
	PERFORM customer_grade_internal.check_readable(a.grades);
	-- cause and time of the last change: the end of the span's latest period with another grade than the final one
	RETURN QUERY EXECUTE format($query$
		WITH c AS (
			SELECT c.*, customer_grade_internal.notches(%7$L, c.version_from, c.grade_from, c.version_to, c.grade_to) AS notches
			FROM (%1$s) AS c WHERE c.direction <> 'same'
		), last AS (
			SELECT DISTINCT ON (%2$s) %2$s, h.cause, h.valid_to
			FROM c JOIN %3$s AS h ON %4$s
			WHERE h.valid_to >= $1 AND h.valid_to < $2 AND (h.grade IS DISTINCT FROM c.grade_to OR c.none_to)
			ORDER BY %2$s, h.valid_to DESC
		)
		SELECT %5$s, c.grade_from, c.rank_from, c.grade_to, c.rank_to, c.direction,
			c.notches, l.cause, coalesce(l.valid_to, c.since)
		FROM c LEFT JOIN last AS l ON %6$s
		ORDER BY c.notches NULLS LAST, c.direction, %2$s
		$query$,
		customer_grade_internal.change_query(a),
		customer_grade_internal.column_list(keys, 'c'),
		a.history,
		customer_grade_internal.key_match(a.key_columns, 'h', keys, 'c'),
		customer_grade_internal.key_expression(keys, 'c', a.key_columns),
		customer_grade_internal.key_match(keys, 'l', keys, 'c'),
		a.standard)
	USING customer_grade_internal.closing(a, as_owner_movers.from_date), customer_grade_internal.closing(a, as_owner_movers.to_date);
END
$function$;
COMMENT ON FUNCTION customer_grade_internal.as_owner_movers(text, regclass, date, date) IS
	'the customers whose grade differs between the ends of two days (second default: now), deepest fall first; notches: how many ranks '
	'better, on a scale that has both; cause and at: of the last change between. Error: 55000 not attached';

CREATE FUNCTION customer_grade_internal.spell_query(attachment customer_grade_internal.attachment) RETURNS text
LANGUAGE sql STABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $function$
	SELECT format($query$
		SELECT %3$s, s.grade, min(s.rank) AS rank, min(s.version) AS first_version, max(s.version) AS last_version,
			min(s.valid_from) AS valid_from,
			CASE WHEN bool_and(s.valid_to IS NOT NULL) THEN max(s.valid_to) END AS valid_to
		FROM (
			SELECT s.*, count(*) FILTER (WHERE s.begins) OVER (PARTITION BY %3$s ORDER BY s.valid_from) AS spell
			FROM (
				SELECT %1$s, g.grade, g.rank, g.version, g.valid_from, g.valid_to,
					(lag(g.valid_to) OVER w IS DISTINCT FROM g.valid_from OR lag(g.grade) OVER w IS DISTINCT FROM g.grade) AS begins
				FROM %2$s AS g
				WHERE g.valid_from IS NOT NULL
				WINDOW w AS (PARTITION BY %4$s ORDER BY g.valid_from)
			) AS s
		) AS s
		GROUP BY %3$s, s.spell, s.grade
		$query$,
		customer_grade_internal.named_keys(attachment.key_columns, 'g'),
		attachment.grades,
		customer_grade_internal.column_list(customer_grade_internal.key_names(attachment.key_columns), 's'),
		customer_grade_internal.column_list(attachment.key_columns, 'g'))
$function$;
COMMENT ON FUNCTION customer_grade_internal.spell_query(customer_grade_internal.attachment) IS
	'the query of the unbroken times that customers had one grade, whatever else changed; an open one has no end. key_names() tells what '
	'it calls the key';

CREATE FUNCTION customer_grade_internal.as_owner_dwell_time(standard text, subject regclass)
RETURNS TABLE (grade text, rank smallint, title_zh text, title_en text, ended bigint, mean_days numeric, median_days numeric,
	longest_days numeric, current bigint, current_mean_days numeric)
LANGUAGE plpgsql STABLE ROWS 10
SET search_path = pg_catalog, pg_temp
AS $function$
#variable_conflict use_column
DECLARE
	a customer_grade_internal.attachment := customer_grade_internal.attached(as_owner_dwell_time.standard, as_owner_dwell_time.subject);
BEGIN
	PERFORM customer_grade_internal.check_readable(a.grades);
	RETURN QUERY EXECUTE format($query$
		WITH stay AS (
			SELECT t.grade, t.rank, t.valid_to IS NOT NULL AS over,
				(extract(epoch FROM coalesce(t.valid_to, $2) - t.valid_from) / 86400)::numeric AS days
			FROM (%s) AS t
		), figure AS (
			SELECT y.grade, min(y.rank) AS rank,
				count(*) FILTER (WHERE y.over) AS ended, avg(y.days) FILTER (WHERE y.over) AS mean_days,
				(percentile_cont(0.5) WITHIN GROUP (ORDER BY y.days::float8) FILTER (WHERE y.over))::numeric AS median_days,
				max(y.days) FILTER (WHERE y.over) AS longest_days,
				count(*) FILTER (WHERE NOT y.over) AS current, avg(y.days) FILTER (WHERE NOT y.over) AS current_mean_days
			FROM stay AS y
			GROUP BY y.grade
		), known AS (
			SELECT array_agg(f.grade) AS grades, array_agg(f.rank) AS ranks FROM figure AS f
		)
		SELECT s.grade, s.rank, s.title_zh, s.title_en, f.ended, round(f.mean_days, 1), round(f.median_days, 1),
			round(f.longest_days, 1), f.current, round(f.current_mean_days, 1)
		FROM known AS k
			CROSS JOIN LATERAL customer_grade_internal.scale_with($1, $3, k.grades, k.ranks) AS s
			JOIN figure AS f ON f.grade IS NOT DISTINCT FROM s.grade
		ORDER BY s.place
		$query$, customer_grade_internal.spell_query(a))
	USING as_owner_dwell_time.standard, customer_grade_internal.clock_now(), a.version;
END
$function$;
COMMENT ON FUNCTION customer_grade_internal.as_owner_dwell_time(text, regclass) IS
	'how long customers stay in a grade: mean, median and longest of the stays that ended, and mean so far of those that go on. Error: '
	'55000 not attached';

CREATE FUNCTION customer_grade_internal.as_owner_flapping(standard text, subject regclass, from_date date,
	to_date date DEFAULT NULL, times integer DEFAULT 2)
RETURNS TABLE (key jsonb, changes bigint, reversals bigint, path text)
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $function$
#variable_conflict use_column
DECLARE
	a customer_grade_internal.attachment := customer_grade_internal.attached(as_owner_flapping.standard, as_owner_flapping.subject);
	keys CONSTANT name[] := customer_grade_internal.key_names(a.key_columns);
BEGIN
	PERFORM customer_grade_internal.check_readable(a.grades);
	RETURN QUERY EXECUTE format($query$
		SELECT %3$s, s.changes, s.reversals, s.path
		FROM (
			SELECT %2$s, count(*) - 1 AS changes, count(*) FILTER (WHERE s.step = -s.previous) AS reversals,
				string_agg(coalesce(s.grade, '-'), ' > ' ORDER BY s.valid_from) AS path
			FROM (
				SELECT s.*, lag(s.step) OVER (PARTITION BY %2$s ORDER BY s.valid_from) AS previous
				FROM (
					SELECT s.*, sign(customer_grade_internal.notches(%4$L, lag(s.last_version) OVER w, lag(s.grade) OVER w,
						s.first_version, s.grade)) AS step
					FROM (%1$s) AS s
					WHERE s.valid_from < $2 AND (s.valid_to >= $1 OR s.valid_to IS NULL)
					WINDOW w AS (PARTITION BY %2$s ORDER BY s.valid_from)
				) AS s
			) AS s
			GROUP BY %2$s
		) AS s
		WHERE s.reversals >= $3
		ORDER BY s.reversals DESC, s.changes DESC, %2$s
		$query$,
		customer_grade_internal.spell_query(a),
		customer_grade_internal.column_list(keys, 's'),
		customer_grade_internal.key_expression(keys, 's', a.key_columns),
		a.standard)
	USING customer_grade_internal.closing(a, as_owner_flapping.from_date), customer_grade_internal.closing(a, as_owner_flapping.to_date),
		as_owner_flapping.times;
END
$function$;
COMMENT ON FUNCTION customer_grade_internal.as_owner_flapping(text, regclass, date, date, integer) IS
	'customers that changed back and forth between the ends of two days: reversals counts the changes whose direction is opposite to '
	'that of the change before. Error: 55000 not attached';

CREATE FUNCTION customer_grade_internal.as_owner_grade_days(standard text, subject regclass, from_date date, to_date date DEFAULT NULL,
	every text DEFAULT 'month')
RETURNS TABLE (as_of date, key jsonb, grade text, rank smallint, score numeric, computed_grade text, computed_rank smallint, state text)
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $function$
#variable_conflict use_column
DECLARE
	a customer_grade_internal.attachment := customer_grade_internal.attached(as_owner_grade_days.standard, as_owner_grade_days.subject);
	days CONSTANT date[] := customer_grade_internal.grid(as_owner_grade_days.from_date,
		least(as_owner_grade_days.to_date, customer_grade_internal.clock_day(a)), as_owner_grade_days.every);
BEGIN
	PERFORM customer_grade_internal.check_readable(a.grades);
	RETURN QUERY EXECUTE format($query$
		SELECT d.day, %2$s, g.grade, g.rank, %4$s, g.computed_grade, g.computed_rank, g.state
		FROM unnest($1::date[], $2::timestamptz[]) AS d(day, closing)
			JOIN %1$s AS g ON customer_grade_internal.held_at(g.valid_from, g.valid_to, d.closing)
		ORDER BY d.day, %3$s
		$query$, a.grades, customer_grade_internal.key_expression(a.key_columns, 'g'),
			customer_grade_internal.column_list(a.key_columns, 'g'), customer_grade_internal.score_at(a, 'g', 'd.closing'))
	USING days, ARRAY(SELECT customer_grade_internal.closing(a, d.day) FROM unnest(days) WITH ORDINALITY AS d(day, place) ORDER BY d.place);
END
$function$;
COMMENT ON FUNCTION customer_grade_internal.as_owner_grade_days(text, regclass, date, date, text) IS
	'the grade of each customer at the end of each week, month, quarter or year, or of every day, and of the last day, which is never '
	'after today. Errors: 55000 not attached, 22023 another word for every';

CREATE FUNCTION customer_grade_internal.grid(from_date date, to_date date, every text) RETURNS date[]
LANGUAGE plpgsql STABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $function$
DECLARE
	step CONSTANT interval := CASE every WHEN 'day' THEN '1 day' WHEN 'week' THEN '1 week' WHEN 'month' THEN '1 month'
		WHEN 'quarter' THEN '3 months' WHEN 'year' THEN '1 year' END;
BEGIN
	IF step IS NULL THEN
		PERFORM customer_grade_internal.throw('22023',
			message => format('invalid value for every: "%s"', every),
			hint => 'Use day, week, month, quarter or year.');
	ELSIF NOT (isfinite(from_date) AND isfinite(to_date)) THEN
		PERFORM customer_grade_internal.throw('22023',
			message => format('cannot report each %s from %s to %s', every, from_date, to_date),
			hint => 'Both must be days.');
	END IF;
	RETURN ARRAY(
		SELECT DISTINCT least((date_trunc(every, d.day) + step)::date - 1, to_date)
		FROM generate_series(date_trunc(every, from_date::timestamp), to_date::timestamp, step) AS d(day)
		ORDER BY 1);
END
$function$;
COMMENT ON FUNCTION customer_grade_internal.grid(date, date, text) IS
	'the last days of the days, weeks, months, quarters or years of a span; that of the last one is the end of the span. Error: 22023 '
	'another word for every, or a span without end';
