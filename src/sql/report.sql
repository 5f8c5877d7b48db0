-- Reports over an attachment: who has which grade, who moved, who is about to. A date means the
-- end of that day in the attachment's time zone; no date means now.

CREATE FUNCTION customer_grade.closing(attachment customer_grade.attachment, day date) RETURNS timestamp with time zone
LANGUAGE sql STABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $function$
	SELECT coalesce((day + 1)::timestamp AT TIME ZONE attachment.time_zone, 'infinity')
$function$;
COMMENT ON FUNCTION customer_grade.closing(customer_grade.attachment, date) IS
	'the end of a day in the time zone of the attachment; without a day: infinity, when the periods are open that are open now';

-- No SET: so the planner writes these into the query.
CREATE FUNCTION customer_grade.held_at(valid_from timestamp with time zone, valid_to timestamp with time zone, at timestamp with time zone)
RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $function$
	SELECT valid_from OPERATOR(pg_catalog.<) at AND (valid_to IS NULL OR valid_to OPERATOR(pg_catalog.>=) at)
$function$;
COMMENT ON FUNCTION customer_grade.held_at(timestamp with time zone, timestamp with time zone, timestamp with time zone) IS
	'is this the period just before a point in time?';

CREATE FUNCTION customer_grade.direction(grade_from text, rank_from smallint, grade_to text, rank_to smallint) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $function$
	SELECT CASE
		WHEN grade_from OPERATOR(pg_catalog.=) grade_to OR grade_from IS NULL AND grade_to IS NULL THEN 'same'
		WHEN grade_from IS NULL THEN 'graded'
		WHEN grade_to IS NULL THEN 'no longer graded'
		WHEN rank_to OPERATOR(pg_catalog.<) rank_from THEN 'better'
		WHEN rank_to OPERATOR(pg_catalog.>) rank_from THEN 'worse'
		ELSE 'other' END
$function$;
COMMENT ON FUNCTION customer_grade.direction(text, smallint, text, smallint) IS
	'how one grade relates to an earlier one: better, worse, same, graded, no longer graded, or other where a label has no rank';

CREATE FUNCTION customer_grade.title_part(title text, part integer) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $function$
	SELECT coalesce(nullif(split_part(title, ' | ', part), ''), title)
$function$;
COMMENT ON FUNCTION customer_grade.title_part(text, integer) IS
	'of a title "Chinese | English" the Chinese (1) or the English part (2); a title without parts stands for both';

-- From dark to light, so that neighbours stay apart for the colour-blind and on grey paper. No red at the
-- end: the last grade is mostly the largest, and no alarm.
CREATE FUNCTION customer_grade.grade_colour(rank integer, of integer) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $function$
	SELECT CASE WHEN rank BETWEEN 1 AND of THEN '#' || string_agg(
			lpad(to_hex(round(s.low + (s.high - s.low) * (p.place - floor(p.place)))::int), 2, '0'), '' ORDER BY s.channel)
		ELSE '#bbbbbb' END
	FROM (SELECT 4.0 * (rank - 1) / greatest(of - 1, 1) AS place) AS p,
		(VALUES (1, ARRAY[31, 35, 63, 134, 201]), (2, ARRAY[47, 96, 147, 191, 215]), (3, ARRAY[115, 159, 184, 174, 159])) AS c(channel, steps),
		LATERAL (SELECT c.channel, c.steps[floor(p.place) + 1] AS low, c.steps[least(floor(p.place) + 2, 5)] AS high) AS s
	GROUP BY p.place
$function$;
COMMENT ON FUNCTION customer_grade.grade_colour(integer, integer) IS
	'a colour for a rank of so many, dark blue (best) to light green (worst); grey without rank';

CREATE FUNCTION customer_grade.grade_scale(standard text, as_of date DEFAULT NULL)
RETURNS TABLE (grade text, rank smallint, title_zh text, title_en text, colour text, target_share numeric)
LANGUAGE sql STABLE PARALLEL SAFE ROWS 10
SET search_path = pg_catalog, pg_temp
AS $function$
	SELECT s.grade, s.rank, s.title_zh, s.title_en, s.colour, s.target_share
	FROM (
		SELECT g.label, g.rank, customer_grade.title_part(coalesce(g.title, g.label), 1),
			customer_grade.title_part(coalesce(g.title, g.label), 2),
			coalesce(v.settings #>> ARRAY['colour', g.label], customer_grade.grade_colour(g.rank, count(g.rank) OVER ()::integer)),
			(v.settings #>> ARRAY['target_share', g.label])::numeric, g.ordinality
		FROM (
			SELECT s.rubric, s.settings FROM customer_grade.standard AS s
			WHERE s.name = grade_scale.standard
			ORDER BY s.effective @> coalesce(grade_scale.as_of, customer_grade.as_of()) DESC, s.version DESC
			LIMIT 1
		) AS v, customer_grade.grades(v.rubric) WITH ORDINALITY AS g
		UNION ALL
		SELECT NULL, NULL, '未评级', 'not graded', customer_grade.grade_colour(NULL, NULL), NULL, 1000
	) AS s(grade, rank, title_zh, title_en, colour, target_share, place)
	ORDER BY s.place
$function$;
COMMENT ON FUNCTION customer_grade.grade_scale(text, date) IS
	'the grades of a standard on a date, best first, with titles, colours and target shares, and a last row with a null grade for customers that are not graded; the standard''s settings may give {"colour": {"A": "#004488"}, "target_share": {"A": 0.2}}';

CREATE FUNCTION customer_grade.bar(share numeric, target numeric DEFAULT NULL, width integer DEFAULT 40) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $function$
	SELECT rtrim(CASE WHEN target IS NULL THEN b.bar
		ELSE overlay(rpad(b.bar, width + 1) PLACING '|' FROM round(target * width)::integer + 1) END)
	FROM (SELECT repeat('█', floor(share * width)::integer)
		|| CASE WHEN share * width - floor(share * width) >= 0.5 THEN '▌' ELSE '' END AS bar) AS b
$function$;
COMMENT ON FUNCTION customer_grade.bar(numeric, numeric, integer) IS
	'a share as a bar of text; a "|" stands where the target share is';

-- Pieces of queries, quoted.
CREATE FUNCTION customer_grade.key_object(columns name[], qualifier text, names name[] DEFAULT NULL) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $function$
	SELECT format('jsonb_build_object(%s)', string_agg(format('%L, %s.%I', coalesce(k.name, k.own_name), qualifier, k.own_name), ', ' ORDER BY k.ordinality))
	FROM unnest(columns, names) WITH ORDINALITY AS k(own_name, name, ordinality)
$function$;
COMMENT ON FUNCTION customer_grade.key_object(name[], text, name[]) IS
	'the expression of a key as a JSON object, its columns under their own or other names';

CREATE FUNCTION customer_grade.key_match(columns name[], qualifier text, other_columns name[], other text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $function$
	SELECT string_agg(format('%s.%I = %s.%I', qualifier, k.name, other, k.other_name), ' AND ' ORDER BY k.ordinality)
	FROM unnest(columns, other_columns) WITH ORDINALITY AS k(name, other_name, ordinality)
$function$;
COMMENT ON FUNCTION customer_grade.key_match(name[], text, name[], text) IS
	'the condition that joins two relations by the key';

CREATE FUNCTION customer_grade.change_query(attachment customer_grade.attachment) RETURNS text
LANGUAGE sql STABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $function$
	-- At most one period of a customer holds at a time, so one pass finds both. A join of the two days would be
	-- estimated at millions of rows, and be planned for them.
	SELECT format($query$
		SELECT c.*, CASE WHEN c.none_from THEN 'joined' WHEN c.none_to THEN 'left'
				ELSE customer_grade.direction(c.grade_from, c.rank_from, c.grade_to, c.rank_to) END AS direction
		FROM (
			SELECT %1$s, max(g.grade) FILTER (WHERE g.at_from) AS grade_from, max(g.rank) FILTER (WHERE g.at_from) AS rank_from,
				max(g.grade) FILTER (WHERE g.at_to) AS grade_to, max(g.rank) FILTER (WHERE g.at_to) AS rank_to,
				max(g.valid_from) FILTER (WHERE g.at_to) AS since, max(g.valid_to) FILTER (WHERE g.at_from) AS until,
				NOT bool_or(g.at_from) AS none_from, NOT bool_or(g.at_to) AS none_to
			FROM (
				SELECT %1$s, g.grade, g.rank, g.valid_from, g.valid_to, customer_grade.held_at(g.valid_from, g.valid_to, $1) AS at_from,
					customer_grade.held_at(g.valid_from, g.valid_to, $2) AS at_to
				FROM %2$s AS g
			) AS g
			WHERE g.at_from OR g.at_to
			GROUP BY %1$s
		) AS c
		$query$, customer_grade.column_list(attachment.key_columns), attachment.grades)
$function$;
COMMENT ON FUNCTION customer_grade.change_query(customer_grade.attachment) IS
	'the query of each customer''s grade at two points in time, $1 and $2';

CREATE FUNCTION customer_grade.amount_source(attachment customer_grade.attachment, amount_column name) RETURNS regclass
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $function$
DECLARE
	found_in regclass;
	category "char";
BEGIN
	SELECT a.attrelid, t.typcategory INTO found_in, category
	FROM unnest(ARRAY[attachment.metrics, attachment.subject]) WITH ORDINALITY AS r(relation, ordinality)
		JOIN pg_attribute AS a ON a.attrelid = r.relation AND a.attname = amount_column AND a.attnum > 0 AND NOT a.attisdropped
		JOIN pg_type AS t ON t.oid = a.atttypid
	ORDER BY r.ordinality LIMIT 1;
	IF NOT FOUND THEN
		RAISE undefined_column USING
			MESSAGE = format('neither %s nor %s has a column "%s"', attachment.metrics, attachment.subject, amount_column),
			HINT = 'The amount is a numeric column of the metrics view or of the subject.';
	ELSIF category <> 'N' THEN
		RAISE datatype_mismatch USING
			MESSAGE = format('column "%s" of %s is not numeric', amount_column, found_in);
	END IF;
	RETURN found_in;
END
$function$;
COMMENT ON FUNCTION customer_grade.amount_source(customer_grade.attachment, name) IS
	'the metrics view or the subject, whichever has this numeric column. Errors: 42703 none has it, 42804 it is not numeric';

--
-- Distribution and movement
--

CREATE FUNCTION customer_grade.distribution(standard text, subject regclass, as_of date DEFAULT NULL)
RETURNS TABLE (grade text, rank smallint, title_zh text, title_en text, colour text, customers bigint, share numeric, target_share numeric, bar text)
LANGUAGE plpgsql STABLE ROWS 10
SET search_path = pg_catalog, pg_temp
AS $function$
#variable_conflict use_column
DECLARE
	a customer_grade.attachment := customer_grade.attached(distribution.standard, distribution.subject);
BEGIN
	RETURN QUERY EXECUTE format($query$
		SELECT d.grade, d.rank, d.title_zh, d.title_en, d.colour, d.customers, d.share, d.target_share,
			customer_grade.bar(d.share, d.target_share)
		FROM (
			SELECT coalesce(s.grade, h.grade) AS grade, coalesce(s.rank, h.rank) AS rank,
				coalesce(s.title_zh, h.grade) AS title_zh, coalesce(s.title_en, h.grade) AS title_en,
				coalesce(s.colour, customer_grade.grade_colour(NULL, NULL)) AS colour, coalesce(h.customers, 0) AS customers,
				round(coalesce(coalesce(h.customers, 0) / nullif(sum(h.customers) OVER (), 0), 0), 4) AS share,
				s.target_share, s.ordinality
			FROM customer_grade.grade_scale($1, $2) WITH ORDINALITY AS s
				FULL JOIN (
					SELECT g.grade, min(g.rank) AS rank, count(*) AS customers FROM %s AS g
					WHERE customer_grade.held_at(g.valid_from, g.valid_to, $3)
					GROUP BY g.grade
				) AS h ON coalesce(h.grade, '') = coalesce(s.grade, '')
		) AS d
		ORDER BY d.grade IS NULL, d.rank, d.ordinality, d.grade
		$query$, a.grades)
	USING distribution.standard, coalesce(distribution.as_of, customer_grade.clock_day(a)), customer_grade.closing(a, distribution.as_of);
END
$function$;
COMMENT ON FUNCTION customer_grade.distribution(text, regclass, date) IS
	'how many customers have each grade at the end of a day (default: now), as a share of all customers, beside the target share that the standard''s settings give; customers that are not graded are the row whose grade is null. Error: 55000 not attached';

CREATE FUNCTION customer_grade.distribution_days(standard text, subject regclass, days date[])
RETURNS TABLE (day date, place integer, grade text, rank smallint, title_zh text, title_en text, colour text, customers bigint, share numeric, target_share numeric)
LANGUAGE plpgsql STABLE ROWS 100
SET search_path = pg_catalog, pg_temp
AS $function$
#variable_conflict use_column
DECLARE
	a customer_grade.attachment := customer_grade.attached(distribution_days.standard, distribution_days.subject);
	sorted date[] := ARRAY(SELECT DISTINCT d.day FROM unnest(days) AS d(day) WHERE d.day IS NOT NULL ORDER BY 1);
BEGIN
	-- one pass for all days: a period holds at the ends of the days that lie between its beginning and its end
	RETURN QUERY EXECUTE format($query$
		WITH spans AS (
			SELECT g.grade, min(g.rank) AS rank, width_bucket(g.valid_from, $3) AS before,
				CASE WHEN g.valid_to IS NULL THEN cardinality($3) ELSE width_bucket(g.valid_to, $3) END AS last, count(*) AS customers
			FROM %s AS g
			WHERE g.valid_from IS NOT NULL
			GROUP BY g.grade, 3, 4
		), held AS (
			SELECT d.place, s.grade, min(s.rank) AS rank, sum(s.customers)::bigint AS customers
			FROM spans AS s, generate_series(s.before + 1, s.last) AS d(place)
			GROUP BY d.place, s.grade
		), scale AS (
			SELECT s.*, s.ordinality AS position FROM customer_grade.grade_scale($1, $2[cardinality($2)]) WITH ORDINALITY AS s
			UNION ALL
			SELECT h.grade, min(h.rank), h.grade, h.grade, customer_grade.grade_colour(NULL, NULL), NULL, NULL, NULL
			FROM held AS h
			WHERE h.grade IS NOT NULL AND NOT EXISTS (SELECT FROM customer_grade.grade_scale($1, $2[cardinality($2)]) AS s WHERE s.grade = h.grade)
			GROUP BY h.grade
		)
		SELECT d.day, (row_number() OVER w)::integer, s.grade, s.rank, s.title_zh, s.title_en, s.colour, coalesce(h.customers, 0),
			round(coalesce(h.customers / nullif(sum(h.customers) OVER (PARTITION BY d.day), 0), 0), 4), s.target_share
		FROM unnest($2) WITH ORDINALITY AS d(day, place) CROSS JOIN scale AS s
			LEFT JOIN held AS h ON h.place = d.place AND coalesce('=' || h.grade, '') = coalesce('=' || s.grade, '')
		WINDOW w AS (PARTITION BY d.day ORDER BY s.grade IS NULL, s.rank, s.position, s.grade)
		ORDER BY d.day, 2
		$query$, a.grades)
	USING distribution_days.standard, sorted,
		ARRAY(SELECT customer_grade.closing(a, d.day) FROM unnest(sorted) WITH ORDINALITY AS d(day, place) ORDER BY d.place);
END
$function$;
COMMENT ON FUNCTION customer_grade.distribution_days(text, regclass, date[]) IS
	'distribution() at the ends of several days in one pass, for charts; grades and titles are those of the last day. Error: 55000 not attached';

CREATE FUNCTION customer_grade.migration(standard text, subject regclass, from_date date, to_date date DEFAULT NULL, amount_column name DEFAULT NULL)
RETURNS TABLE (grade_from text, rank_from smallint, grade_to text, rank_to smallint, direction text, customers bigint, share numeric, amount numeric)
LANGUAGE plpgsql STABLE ROWS 30
SET search_path = pg_catalog, pg_temp
AS $function$
#variable_conflict use_column
DECLARE
	a customer_grade.attachment := customer_grade.attached(migration.standard, migration.subject);
	old_as_of text := coalesce(current_setting('customer_grade.as_of', true), '');
BEGIN
	PERFORM set_config('customer_grade.as_of', to_char(coalesce(migration.to_date, customer_grade.clock_day(a)), 'YYYY-MM-DD'), true);
	RETURN QUERY EXECUTE format($query$
		SELECT c.grade_from, c.rank_from, c.grade_to, c.rank_to, c.direction, count(*),
			round(CASE WHEN c.direction <> 'joined'
				THEN count(*) / sum(count(*)) OVER (PARTITION BY c.grade_from, c.rank_from, c.direction = 'joined') END, 4),
			%2$s
		FROM (%1$s) AS c %3$s
		GROUP BY c.grade_from, c.rank_from, c.grade_to, c.rank_to, c.direction
		ORDER BY c.direction = 'joined', c.grade_from IS NULL, c.rank_from, c.grade_from, c.direction = 'left', c.grade_to IS NULL, c.rank_to, c.grade_to
		$query$, customer_grade.change_query(a),
		CASE WHEN migration.amount_column IS NULL THEN 'NULL::numeric' ELSE format('sum(m.%I::numeric)', migration.amount_column) END,
		CASE WHEN migration.amount_column IS NULL THEN ''
			ELSE format('LEFT JOIN %s AS m USING (%s)', customer_grade.amount_source(a, migration.amount_column),
				customer_grade.column_list(a.key_columns)) END)
	USING customer_grade.closing(a, migration.from_date), customer_grade.closing(a, migration.to_date);
	PERFORM set_config('customer_grade.as_of', old_as_of, true);
END
$function$;
COMMENT ON FUNCTION customer_grade.migration(text, regclass, date, date, name) IS
	'the migration matrix between the ends of two days (second default: now): customers and their share of those that had the first grade; direction is better, worse, same, graded, no longer graded, joined, left or other; amount: the sum of a numeric column of the metrics view, evaluated as of the second day, or of the subject. Errors: 55000 not attached, 42703 no such column';

CREATE FUNCTION customer_grade.movers(standard text, subject regclass, from_date date, to_date date DEFAULT NULL)
RETURNS TABLE (key jsonb, grade_from text, rank_from smallint, grade_to text, rank_to smallint, direction text, notches integer, cause text, at timestamp with time zone)
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $function$
#variable_conflict use_column
DECLARE
	a customer_grade.attachment := customer_grade.attached(movers.standard, movers.subject);
	keys text := customer_grade.column_list(a.key_columns);
BEGIN
	-- of several changes the last one: the end of the latest period of the span that has another grade than the last
	RETURN QUERY EXECUTE format($query$
		WITH c AS (SELECT * FROM (%1$s) AS c WHERE c.direction <> 'same'),
		last AS (
			SELECT DISTINCT ON (%2$s) %2$s, h.cause, h.valid_to
			FROM %3$s AS h JOIN c USING (%2$s)
			WHERE h.valid_to >= $1 AND h.valid_to < $2 AND (h.grade IS DISTINCT FROM c.grade_to OR c.none_to)
			ORDER BY %2$s, h.valid_to DESC
		)
		SELECT %4$s, c.grade_from, c.rank_from, c.grade_to, c.rank_to, c.direction,
			(c.rank_from - c.rank_to)::integer, last.cause, coalesce(last.valid_to, c.since)
		FROM c LEFT JOIN last USING (%2$s)
		ORDER BY c.rank_from - c.rank_to NULLS LAST, c.direction, %2$s
		$query$, customer_grade.change_query(a), keys, a.history, customer_grade.key_object(a.key_columns, 'c'))
	USING customer_grade.closing(a, movers.from_date), customer_grade.closing(a, movers.to_date);
END
$function$;
COMMENT ON FUNCTION customer_grade.movers(text, regclass, date, date) IS
	'the customers whose grade differs between the ends of two days (second default: now), deepest fall first; notches: how many ranks better; cause and at: of the last change between. Error: 55000 not attached';

CREATE FUNCTION customer_grade.population_stability(standard text, subject regclass, from_date date, to_date date DEFAULT NULL)
RETURNS TABLE (grade text, rank smallint, share_from numeric, share_to numeric, contribution numeric, psi numeric, band text)
LANGUAGE sql STABLE ROWS 10
SET search_path = pg_catalog, pg_temp
AS $function$
	-- bands: N. Siddiqi, Credit Risk Scorecards (2006); an empty class counts as 0.0001 for there is no logarithm of 0
	SELECT p.grade, p.rank, p.share_from, p.share_to, round(p.part, 4), round(p.psi, 4),
		CASE WHEN p.psi < 0.1 THEN 'stable' WHEN p.psi <= 0.25 THEN 'shifting' ELSE 'shifted' END
	FROM (
		SELECT c.*, sum(c.part) OVER () AS psi
		FROM (
			SELECT coalesce(f.grade, t.grade) AS grade, coalesce(t.rank, f.rank) AS rank,
				coalesce(f.share, 0) AS share_from, coalesce(t.share, 0) AS share_to, coalesce(t.ordinality, f.ordinality) AS place,
				(greatest(t.share, 0.0001) - greatest(f.share, 0.0001)) * ln(greatest(t.share, 0.0001) / greatest(f.share, 0.0001)) AS part
			FROM customer_grade.distribution(population_stability.standard, population_stability.subject, from_date) WITH ORDINALITY AS f
				FULL JOIN customer_grade.distribution(population_stability.standard, population_stability.subject, to_date) WITH ORDINALITY AS t
					ON coalesce(f.grade, '') = coalesce(t.grade, '')
			WHERE f.customers > 0 OR t.customers > 0
		) AS c
	) AS p
	ORDER BY p.grade IS NULL, p.rank, p.place
$function$;
COMMENT ON FUNCTION customer_grade.population_stability(text, regclass, date, date) IS
	'the population stability index of the distribution between the ends of two days: sum of (to - from) * ln(to / from) over the grades and those not graded; below 0.1 stable, up to 0.25 shifting, above shifted. Error: 55000 not attached';

--
-- Time in a grade
--

CREATE FUNCTION customer_grade.spell_query(attachment customer_grade.attachment) RETURNS text
LANGUAGE sql STABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $function$
	SELECT format($query$
		SELECT %1$s, s.grade, min(s.rank) AS rank, min(s.valid_from) AS valid_from,
			CASE WHEN bool_and(s.valid_to IS NOT NULL) THEN max(s.valid_to) END AS valid_to
		FROM (
			SELECT p.*, count(*) FILTER (WHERE p.begins) OVER (PARTITION BY %1$s ORDER BY p.valid_from) AS spell
			FROM (
				SELECT %1$s, g.grade, g.rank, g.valid_from, g.valid_to,
					(lag(g.valid_to) OVER w IS DISTINCT FROM g.valid_from OR lag(g.grade) OVER w IS DISTINCT FROM g.grade) AS begins
				FROM %2$s AS g
				WHERE g.valid_from IS NOT NULL
				WINDOW w AS (PARTITION BY %1$s ORDER BY g.valid_from)
			) AS p
		) AS s
		GROUP BY %1$s, s.spell, s.grade
		$query$, customer_grade.column_list(attachment.key_columns), attachment.grades)
$function$;
COMMENT ON FUNCTION customer_grade.spell_query(customer_grade.attachment) IS
	'the query of the unbroken times that customers had one grade, whatever else changed; an open one has no end';

CREATE FUNCTION customer_grade.dwell_time(standard text, subject regclass)
RETURNS TABLE (grade text, rank smallint, title_zh text, title_en text, ended bigint, mean_days numeric, median_days numeric, longest_days numeric, current bigint, current_mean_days numeric)
LANGUAGE plpgsql STABLE ROWS 10
SET search_path = pg_catalog, pg_temp
AS $function$
#variable_conflict use_column
DECLARE
	a customer_grade.attachment := customer_grade.attached(dwell_time.standard, dwell_time.subject);
BEGIN
	RETURN QUERY EXECUTE format($query$
		SELECT h.grade, coalesce(s.rank, h.rank), coalesce(s.title_zh, h.grade), coalesce(s.title_en, h.grade),
			h.ended, round(h.mean_days, 1), round(h.median_days, 1), round(h.longest_days, 1), h.current, round(h.current_mean_days, 1)
		FROM (
			SELECT d.grade, min(d.rank) AS rank, count(*) FILTER (WHERE d.over) AS ended, avg(d.days) FILTER (WHERE d.over) AS mean_days,
				(percentile_cont(0.5) WITHIN GROUP (ORDER BY d.days::float8) FILTER (WHERE d.over))::numeric AS median_days,
				max(d.days) FILTER (WHERE d.over) AS longest_days,
				count(*) FILTER (WHERE NOT d.over) AS current, avg(d.days) FILTER (WHERE NOT d.over) AS current_mean_days
			FROM (
				SELECT t.grade, t.rank, t.valid_to IS NOT NULL AS over,
					(extract(epoch FROM coalesce(t.valid_to, $2) - t.valid_from) / 86400)::numeric AS days
				FROM (%s) AS t
			) AS d
			GROUP BY d.grade
		) AS h LEFT JOIN customer_grade.grade_scale($1, $3) AS s ON coalesce(s.grade, '') = coalesce(h.grade, '')
		ORDER BY h.grade IS NULL, 2, 1
		$query$, customer_grade.spell_query(a))
	USING dwell_time.standard, customer_grade.clock_now(), customer_grade.clock_day(a);
END
$function$;
COMMENT ON FUNCTION customer_grade.dwell_time(text, regclass) IS
	'how long customers stay in a grade: mean, median and longest of the stays that ended, and mean so far of those that go on. Error: 55000 not attached';

CREATE FUNCTION customer_grade.flapping(standard text, subject regclass, from_date date, to_date date DEFAULT NULL, times integer DEFAULT 2)
RETURNS TABLE (key jsonb, changes bigint, reversals bigint, path text)
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $function$
#variable_conflict use_column
DECLARE
	a customer_grade.attachment := customer_grade.attached(flapping.standard, flapping.subject);
	keys text := customer_grade.column_list(a.key_columns);
BEGIN
	RETURN QUERY EXECUTE format($query$
		SELECT %3$s, t.changes, t.reversals, t.path
		FROM (
			SELECT %2$s, count(*) - 1 AS changes, count(*) FILTER (WHERE d.step = -d.previous) AS reversals,
				string_agg(coalesce(d.grade, '-'), ' > ' ORDER BY d.valid_from) AS path
			FROM (
				SELECT c.*, lag(c.step) OVER (PARTITION BY %2$s ORDER BY c.valid_from) AS previous
				FROM (
					SELECT s.*, sign(s.rank - lag(s.rank) OVER (PARTITION BY %2$s ORDER BY s.valid_from)) AS step
					FROM (%1$s) AS s
					WHERE s.valid_from < $2 AND (s.valid_to >= $1 OR s.valid_to IS NULL)
				) AS c
			) AS d
			GROUP BY %2$s
		) AS t
		WHERE t.reversals >= $3
		ORDER BY t.reversals DESC, t.changes DESC, %2$s
		$query$, customer_grade.spell_query(a), keys, customer_grade.key_object(a.key_columns, 't'))
	USING customer_grade.closing(a, flapping.from_date), customer_grade.closing(a, flapping.to_date), flapping.times;
END
$function$;
COMMENT ON FUNCTION customer_grade.flapping(text, regclass, date, date, integer) IS
	'customers that changed back and forth between the ends of two days: reversals counts the changes whose direction is opposite to that of the change before. Error: 55000 not attached';

CREATE FUNCTION customer_grade.grade_days(standard text, subject regclass, from_date date, to_date date DEFAULT NULL, every text DEFAULT 'month')
RETURNS TABLE (as_of date, key jsonb, grade text, rank smallint, score numeric, computed_grade text, computed_rank smallint, state text)
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $function$
#variable_conflict use_column
DECLARE
	a customer_grade.attachment := customer_grade.attached(grade_days.standard, grade_days.subject);
	last_day date := least(grade_days.to_date, customer_grade.clock_day(a));
BEGIN
	IF grade_days.every NOT IN ('day', 'week', 'month', 'quarter', 'year') THEN
		RAISE invalid_parameter_value USING
			MESSAGE = format('invalid grid "%s"', grade_days.every),
			HINT = 'It is day, week, month, quarter or year.';
	END IF;
	RETURN QUERY EXECUTE format($query$
		SELECT d.day, %2$s, g.grade, g.rank, g.score, g.computed_grade, g.computed_rank, g.state
		FROM unnest($1::date[], $2::timestamptz[]) AS d(day, closing)
			JOIN %1$s AS g ON customer_grade.held_at(g.valid_from, g.valid_to, d.closing)
		ORDER BY d.day, %3$s
		$query$, a.grades, customer_grade.key_object(a.key_columns, 'g'), customer_grade.column_list(a.key_columns, 'g'))
	USING customer_grade.grid(grade_days.from_date, last_day, grade_days.every),
		ARRAY(SELECT customer_grade.closing(a, g.day) FROM unnest(customer_grade.grid(grade_days.from_date, last_day, grade_days.every)) AS g(day));
END
$function$;
COMMENT ON FUNCTION customer_grade.grade_days(text, regclass, date, date, text) IS
	'a row per customer and day, for the last days of weeks, months, quarters or years, or for every day, and for the last day, which is never after today. Errors: 55000 not attached, 22023 no such grid';

CREATE FUNCTION customer_grade.grid(from_date date, to_date date, every text) RETURNS date[]
LANGUAGE sql STABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $function$
	SELECT ARRAY(
		SELECT DISTINCT least((date_trunc(every, d.day) + s.step)::date - 1, to_date) AS day
		FROM (SELECT CASE every WHEN 'quarter' THEN interval '3 months' ELSE ('1 ' || every)::interval END AS step) AS s,
			generate_series(date_trunc(every, from_date::timestamp), to_date::timestamp, s.step) AS d(day)
		ORDER BY 1)
$function$;
COMMENT ON FUNCTION customer_grade.grid(date, date, text) IS
	'the last days of the days, weeks, months, quarters or years of a span; that of the last one is the end of the span';

--
-- Money
--

CREATE FUNCTION customer_grade.concentration(standard text, subject regclass, amount_column name)
RETURNS TABLE (grade text, rank smallint, title_zh text, title_en text, customers bigint, customer_share numeric, amount numeric, amount_share numeric,
	cumulative_share numeric, gini numeric)
LANGUAGE plpgsql STABLE ROWS 10
SET search_path = pg_catalog, pg_temp
AS $function$
#variable_conflict use_column
DECLARE
	a customer_grade.attachment := customer_grade.attached(concentration.standard, concentration.subject);
	old_as_of text := coalesce(current_setting('customer_grade.as_of', true), '');
BEGIN
	PERFORM set_config('customer_grade.as_of', to_char(customer_grade.clock_day(a), 'YYYY-MM-DD'), true);
	-- Gini of sorted amounts x1..xn: 2 * sum(i * xi) / (n * sum(xi)) - (n + 1) / n
	RETURN QUERY EXECUTE format($query$
		WITH held AS (
			SELECT l.grade, l.rank, coalesce(m.%1$I, 0)::numeric AS amount
			FROM %2$s AS l LEFT JOIN %3$s AS m USING (%4$s)
			WHERE l.since IS NOT NULL
		), placed AS (
			SELECT h.*, row_number() OVER (ORDER BY h.amount) AS place,
				row_number() OVER (PARTITION BY h.grade ORDER BY h.amount) AS place_in_grade
			FROM held AS h
		), g AS (
			SELECT p.grade, min(p.rank) AS rank, count(*) AS customers, sum(p.amount) AS amount, min(p.amount) AS least,
				sum(p.place_in_grade * p.amount) AS moment, sum(p.place * p.amount) AS all_moment
			FROM placed AS p GROUP BY p.grade
		), r AS (
			SELECT coalesce(s.grade, g.grade) AS grade, coalesce(s.rank, g.rank) AS rank, coalesce(s.title_zh, g.grade) AS title_zh,
				coalesce(s.title_en, g.grade) AS title_en, coalesce(g.customers, 0) AS customers, coalesce(g.amount, 0) AS amount,
				g.least, g.moment, 0 AS total, s.ordinality
			FROM customer_grade.grade_scale($1, $2) WITH ORDINALITY AS s FULL JOIN g ON coalesce(g.grade, '') = coalesce(s.grade, '')
			UNION ALL
			SELECT NULL, NULL, '合计', 'total', sum(g.customers), sum(g.amount), min(g.least), sum(g.all_moment), 1, NULL FROM g
		)
		SELECT r.grade, r.rank, r.title_zh, r.title_en, r.customers::bigint,
			round(r.customers / nullif(sum(r.customers) OVER (PARTITION BY r.total), 0), 4), r.amount,
			round(r.amount / nullif(sum(r.amount) OVER (PARTITION BY r.total), 0), 4),
			round(sum(r.amount) OVER (PARTITION BY r.total ORDER BY r.grade IS NULL, r.rank, r.ordinality, r.grade)
				/ nullif(sum(r.amount) OVER (PARTITION BY r.total), 0), 4),
			CASE WHEN r.least >= 0 AND r.amount > 0
				THEN round(2 * r.moment / (r.customers * r.amount) - (r.customers + 1) / r.customers::numeric, 4) END
		FROM r
		ORDER BY r.total, r.grade IS NULL, r.rank, r.ordinality, r.grade
		$query$, concentration.amount_column, a.ledger, customer_grade.amount_source(a, concentration.amount_column),
		customer_grade.column_list(a.key_columns))
	USING concentration.standard, customer_grade.clock_day(a);
	PERFORM set_config('customer_grade.as_of', old_as_of, true);
END
$function$;
COMMENT ON FUNCTION customer_grade.concentration(text, regclass, name) IS
	'share of an amount, a numeric column of the metrics view or subject, that each grade brings, added up from the best grade, with the Gini coefficient within the grade (0: all alike, near 1: one brings all; null where an amount is negative); the last row is the total. A customer without amount counts as 0. Errors: 55000 not attached, 42703 no such column';

--
-- People's decisions and reviews
--

CREATE FUNCTION customer_grade.override_rate(standard text, subject regclass, from_date date, to_date date DEFAULT NULL, every text DEFAULT 'month')
RETURNS TABLE (as_of date, customers bigint, overridden bigint, rate numeric, better bigint, worse bigint, decided bigint)
LANGUAGE plpgsql STABLE ROWS 30
SET search_path = pg_catalog, pg_temp
AS $function$
#variable_conflict use_column
DECLARE
	a customer_grade.attachment := customer_grade.attached(override_rate.standard, override_rate.subject);
	days date[] := customer_grade.grid(override_rate.from_date, least(override_rate.to_date, customer_grade.clock_day(a)), override_rate.every);
BEGIN
	RETURN QUERY EXECUTE format($query$
		WITH d AS (
			SELECT d.day, d.closing, coalesce(lag(d.closing) OVER (ORDER BY d.day), $3) AS opening
			FROM unnest($1::date[], $2::timestamptz[]) AS d(day, closing)
		)
		SELECT d.day, count(g.valid_from), count(*) FILTER (WHERE g.state = 'override'),
			round(count(*) FILTER (WHERE g.state = 'override') / nullif(count(g.valid_from), 0)::numeric, 4),
			count(*) FILTER (WHERE g.state = 'override' AND g.rank < g.computed_rank),
			count(*) FILTER (WHERE g.state = 'override' AND g.rank > g.computed_rank),
			(SELECT count(*) FROM %2$s AS o WHERE o.decision = 'override' AND o.status IN ('approved', 'ended')
				AND coalesce(o.decided_at, o.proposed_at) >= d.opening AND coalesce(o.decided_at, o.proposed_at) < d.closing)
		FROM d LEFT JOIN %1$s AS g ON customer_grade.held_at(g.valid_from, g.valid_to, d.closing)
		GROUP BY d.day, d.opening, d.closing
		ORDER BY d.day
		$query$, a.grades, a.decisions)
	USING days, ARRAY(SELECT customer_grade.closing(a, g.day) FROM unnest(days) AS g(day)),
		customer_grade.closing(a, override_rate.from_date - 1);
END
$function$;
COMMENT ON FUNCTION customer_grade.override_rate(text, regclass, date, date, text) IS
	'at the end of each month (or day, week, quarter, year): customers, those whose grade a person has set, their share, how many of these stand better and worse than the rubric says, and the overrides put into force in that time. Error: 55000 not attached';

CREATE FUNCTION customer_grade.review_log(standard text, subject regclass)
RETURNS TABLE (id bigint, kind text, as_of date, status text, total bigint, done bigint, progress numeric, changed bigint, refused bigint,
	started_at timestamp with time zone, duration interval, started_by text, parameters jsonb, problem text)
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $function$
#variable_conflict use_column
BEGIN
	RETURN QUERY SELECT r.id, r.kind, r.as_of, r.status, r.total, r.done, round(r.done / nullif(r.total, 0)::numeric, 4), r.changed, r.refused,
		r.started_at, r.finished_at - r.started_at, r.started_by, p.parameters, r.problem
	FROM customer_grade.review AS r
		LEFT JOIN customer_grade.parameter_set AS p ON p.standard = r.standard AND p.subject = r.subject AND p.number = r.parameter_set
	WHERE r.standard = review_log.standard AND r.subject = review_log.subject
	ORDER BY r.id;
END
$function$;
COMMENT ON FUNCTION customer_grade.review_log(text, regclass) IS
	'the reviews of an attachment, its first grading among them, with their progress, the parameter values they graded with and the error that stopped one; customer_grade.review_refusal has the rows they could not grade';

--
-- What is coming
--

CREATE FUNCTION customer_grade.numeric_constants(standard text, parameters jsonb) RETURNS numeric[]
LANGUAGE sql STABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $function$
	-- read from the printed SQL, which has neither suffixes nor names of parameters; strings and names are taken out
	SELECT coalesce(array_agg(DISTINCT m.match[1]::numeric), '{}')
	FROM (VALUES ('grade'), ('check')) AS p(part),
		regexp_matches(regexp_replace(customer_grade.to_sql(standard, NULL, parameters, p.part),
			$re$'([^']|'')*'|"([^"]|"")*"$re$, ' ', 'g'), '(?<![[:alnum:]_.])(\d+(\.\d+)?)', 'g') AS m(match)
$function$;
COMMENT ON FUNCTION customer_grade.numeric_constants(text, jsonb) IS
	'the numbers that a standard''s version in force compares and calculates with, parameters included';

CREATE FUNCTION customer_grade.near_query(attachment customer_grade.attachment, metric text, domain text, parameters jsonb, constants numeric[]) RETURNS text
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
		SELECT DISTINCT trunc(c.value, coalesce(places, scale(c.value))) + s.sign * power(10::numeric, -coalesce(places, scale(c.value) + 2))
		FROM unnest(constants) AS c(value), (VALUES (-1), (0), (1)) AS s(sign));
	-- the row with another value of the metric
	SELECT string_agg(CASE WHEN c.attname = metric
			THEN format('t.tried%s AS %I', CASE WHEN type IN ('float4'::regtype, 'float8'::regtype) THEN '::' || type ELSE '' END, c.attname)
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
				CASE WHEN %7$s THEN customer_grade.grade(%3$L, r, %4$L::jsonb) ELSE t.grade END AS new_grade
			FROM (
				SELECT b.*, sign(b.value) * l.at AS tried FROM base AS b JOIN landmark AS l ON l.at BETWEEN b.size - b.reach AND b.size + b.reach
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
			) AS t, LATERAL (SELECT %6$s) AS r, LATERAL (SELECT customer_grade.grade(%3$L, r, %4$L::jsonb) AS grade) AS n
			WHERE t.tried > least(t.nearer, t.far) AND t.tried < greatest(t.nearer, t.far)
		)
		SELECT DISTINCT ON (%8$s, g.tried > g.value) g.row, %10$s AS key, g.grade, g.new_grade, g.value, g.tried AS threshold
		FROM halved AS g
		ORDER BY %8$s, g.tried > g.value, g.round DESC
		$query$, attachment.metrics, metric, attachment.standard, parameters, landmarks, moved,
		CASE WHEN domain IS NULL THEN 'true'
			ELSE format('customer_grade.grade(%L::customer_grade.rubric, r) = %L',
				customer_grade.condition_rubric(format('"%s" %s', replace(metric, '"', '""'), domain)), 'yes') END,
		(SELECT string_agg(format('(g.row).%I', k.name), ', ') FROM unnest(attachment.key_columns) AS k(name)),
		places, customer_grade.key_object(attachment.key_columns, '(g.row)'));
END
$function$;
COMMENT ON FUNCTION customer_grade.near_query(customer_grade.attachment, text, text, jsonb, numeric[]) IS
	'the query of the customers whose grade changes when one metric moves by a part $1 of its value: grade, the other grade, value and the nearest value that was found to give it';

CREATE FUNCTION customer_grade.watchlist(standard text, subject regclass, within numeric DEFAULT 0.1, days integer DEFAULT 30)
RETURNS TABLE (key jsonb, grade text, rank smallint, computed_grade text, reason text, grade_to text, metric text, value numeric, threshold numeric, change numeric,
	due_on date)
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $function$
#variable_conflict use_column
DECLARE
	a customer_grade.attachment := customer_grade.attached(watchlist.standard, watchlist.subject);
	today date := customer_grade.clock_day(a);
	old_as_of text := coalesce(current_setting('customer_grade.as_of', true), '');
	values jsonb := (SELECT p.parameters FROM customer_grade.parameter_set AS p
		WHERE p.standard = watchlist.standard AND p.subject = watchlist.subject AND p.number = a.parameter_set);
	constants numeric[];
	m record;
BEGIN
	IF watchlist.within NOT BETWEEN 0 AND 0.99 THEN
		RAISE invalid_parameter_value USING
			MESSAGE = format('invalid distance %s', watchlist.within),
			HINT = 'It is a part of the metric''s value: 0.1 is ten percent.';
	END IF;
	PERFORM set_config('customer_grade.as_of', to_char(today, 'YYYY-MM-DD'), true);
	constants := customer_grade.numeric_constants(watchlist.standard, values);
	FOR m IN
		SELECT n.name, n.domain
		FROM customer_grade.metrics(watchlist.standard) AS n
			JOIN pg_attribute AS c ON c.attrelid = a.metrics AND c.attname = n.name AND c.attnum > 0
			JOIN pg_type AS t ON t.oid = c.atttypid AND t.typcategory = 'N'
	LOOP
		BEGIN
			RETURN QUERY EXECUTE format($query$
				SELECT n.key, l.grade, l.rank, n.grade, 'near ' || customer_grade.direction(n.grade, s.rank, n.new_grade, t.rank), n.new_grade, $2, trim_scale(n.value), trim_scale(n.threshold),
					round((n.threshold - n.value) / abs(n.value), 4), NULL::date
				FROM (%1$s) AS n JOIN %2$s AS l ON %3$s
					LEFT JOIN customer_grade.grade_scale($3, $4) AS s ON s.grade = n.grade
					LEFT JOIN customer_grade.grade_scale($3, $4) AS t ON t.grade = n.new_grade
				ORDER BY abs((n.threshold - n.value) / n.value), n.key
				$query$, customer_grade.near_query(a, m.name, m.domain, values, constants), a.ledger,
				customer_grade.key_match(a.key_columns, '(n.row)', a.key_columns, 'l'))
			USING watchlist.within, m.name, watchlist.standard, today;
		EXCEPTION WHEN data_exception OR check_violation THEN
			-- a value that the formula cannot take, such as a divisor of 0
			RAISE WARNING USING
				MESSAGE = format('metric "%s" is left out of the watchlist', m.name),
				DETAIL = SQLERRM;
		END;
	END LOOP;
	PERFORM set_config('customer_grade.as_of', old_as_of, true);

	RETURN QUERY EXECUTE format($query$
		SELECT %1$s, l.grade, l.rank, l.computed_grade, w.reason, w.grade_to, NULL::text, NULL::numeric, NULL::numeric, NULL::numeric, w.due_on
		FROM %2$s AS l, LATERAL (
			SELECT CASE WHEN l.computed_rank > l.rank THEN 'demotion waits' ELSE 'promotion waits' END AS reason, l.computed_grade AS grade_to,
				CASE WHEN l.computed_rank > l.rank AND $4 = 'immediate' THEN (l.worse_since + $3)::date
					WHEN CASE WHEN l.computed_rank > l.rank THEN $4 ELSE $5 END <> 'immediate'
					THEN customer_grade.next_review_date($6, greatest($7, (l.worse_since + $3)::date - 1)) END AS due_on
			WHERE l.computed_rank <> l.rank AND l.state NOT IN ('override', 'pending')
			UNION ALL
			SELECT 'approval awaited', l.computed_grade, NULL WHERE l.state = 'pending'
			UNION ALL
			SELECT 'provisional ends', l.computed_grade, l.provisional_until WHERE l.state = 'provisional' AND l.provisional_until <= $1 + $2
			UNION ALL
			SELECT d.decision || ' ends', CASE d.decision WHEN 'override' THEN l.computed_grade END, d.valid_until + 1
			FROM %3$s AS d
			WHERE %4$s AND d.status = 'approved' AND d.valid_until BETWEEN $1 AND $1 + $2
		) AS w
		ORDER BY w.reason, w.due_on, %5$s
		$query$, customer_grade.key_object(a.key_columns, 'l'), a.ledger, a.decisions,
		customer_grade.key_match(a.key_columns, 'l', a.key_columns, 'd'), customer_grade.column_list(a.key_columns, 'l'))
	USING today, watchlist.days, a.grace, a.demotion, a.promotion, a.review_calendar, customer_grade.reviewed_on(a);
END
$function$;
COMMENT ON FUNCTION customer_grade.watchlist(text, regclass, numeric, integer) IS
	'customers about to change: "near better", "near worse" and so on where one numeric metric by itself would give another computed grade if it moved by at most a part of its value (threshold: the nearest value found that does, change: how far that is), and what waits or ends within so many days: demotions, promotions, approvals, provisional grades, overrides. Errors: 55000 not attached, 22023 no such distance';

CREATE FUNCTION customer_grade.forecast(standard text, subject regclass, days date[])
RETURNS TABLE (key jsonb, day date, grade text, rank smallint, grade_to text)
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $function$
#variable_conflict use_column
DECLARE
	a customer_grade.attachment := customer_grade.attached(forecast.standard, forecast.subject);
	old_as_of text := coalesce(current_setting('customer_grade.as_of', true), '');
	values jsonb := (SELECT p.parameters FROM customer_grade.parameter_set AS p
		WHERE p.standard = forecast.standard AND p.subject = forecast.subject AND p.number = a.parameter_set);
	day date;
BEGIN
	FOREACH day IN ARRAY forecast.days LOOP
		PERFORM set_config('customer_grade.as_of', to_char(day, 'YYYY-MM-DD'), true);
		RETURN QUERY EXECUTE format($query$
			SELECT %1$s, $1, l.computed_grade, l.computed_rank, n.grade
			FROM (SELECT m.*::%2$s AS row, customer_grade.grade(%5$L, m.*, $2) AS grade FROM %2$s AS m) AS n
				JOIN %3$s AS l ON %4$s
			WHERE n.grade IS DISTINCT FROM l.computed_grade AND l.since IS NOT NULL
			$query$, customer_grade.key_object(a.key_columns, 'l'), a.metrics, a.ledger,
			customer_grade.key_match(a.key_columns, '(n.row)', a.key_columns, 'l'), forecast.standard)
		USING day, values;
	END LOOP;
	PERFORM set_config('customer_grade.as_of', old_as_of, true);
END
$function$;
COMMENT ON FUNCTION customer_grade.forecast(text, regclass, date[]) IS
	'the customers that the rubric would grade otherwise on these days than it does now, if nothing new arrives';

CREATE FUNCTION customer_grade.roll_off(standard text, subject regclass, months integer DEFAULT 3, every text DEFAULT 'month')
RETURNS TABLE (key jsonb, due_on date, grade text, rank smallint, grade_to text, rank_to smallint, direction text)
LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
AS $function$
	-- windows of months move on the first day of a month, what is counted in days on any
	WITH first AS (
		SELECT DISTINCT ON (f.key) f.*
		FROM customer_grade.attached(roll_off.standard, roll_off.subject) AS a,
			LATERAL (SELECT customer_grade.clock_day(a) AS today) AS t,
			LATERAL (SELECT t.today || ARRAY(
				SELECT g.day + CASE roll_off.every WHEN 'day' THEN 0 ELSE 1 END
				FROM unnest(customer_grade.grid(t.today, (t.today + make_interval(months => roll_off.months))::date, roll_off.every)) AS g(day)
				WHERE g.day + CASE roll_off.every WHEN 'day' THEN 0 ELSE 1 END > t.today) AS days) AS d,
			customer_grade.forecast(roll_off.standard, roll_off.subject, d.days) AS f
		ORDER BY f.key, f.day
	)
	SELECT f.key, f.day, f.grade, f.rank, f.grade_to, s.rank, customer_grade.direction(f.grade, f.rank, f.grade_to, s.rank)
	FROM first AS f LEFT JOIN customer_grade.grade_scale(roll_off.standard, f.day) AS s ON s.grade = f.grade_to
	ORDER BY f.day, s.rank NULLS FIRST, f.key
$function$;
COMMENT ON FUNCTION customer_grade.roll_off(text, regclass, integer, text) IS
	'who gets another computed grade on which day of the coming months if nothing new arrives: the metrics view is evaluated as of today and of the first day of each month (or week, quarter, year; day: of every day), so it must ask customer_grade.as_of() for the date. The first change of each customer is listed. Error: 55000 not attached';

CREATE FUNCTION customer_grade.compare(standard text, subject regclass, other customer_grade.rubric, parameters jsonb DEFAULT NULL)
RETURNS TABLE (key jsonb, grade text, rank smallint, grade_to text, rank_to smallint, direction text, reason text)
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $function$
#variable_conflict use_column
DECLARE
	a customer_grade.attachment := customer_grade.attached(compare.standard, compare.subject);
	today date := customer_grade.clock_day(a);
	old_as_of text := coalesce(current_setting('customer_grade.as_of', true), '');
	in_force jsonb := (SELECT p.parameters FROM customer_grade.parameter_set AS p
		WHERE p.standard = compare.standard AND p.subject = compare.subject AND p.number = a.parameter_set);
BEGIN
	PERFORM set_config('customer_grade.as_of', to_char(today, 'YYYY-MM-DD'), true);
	RETURN QUERY EXECUTE format($query$
		SELECT %1$s, (c.old).grade, (c.old).rank, (c.new).grade, (c.new).rank,
			customer_grade.direction((c.old).grade, (c.old).rank, (c.new).grade, (c.new).rank), (c.new).reason
		FROM (
			SELECT m.*::%2$s AS row, customer_grade.assess(%3$L, m.*, $1) AS old, customer_grade.assess(%4$L::customer_grade.rubric, m.*, $2) AS new
			FROM %2$s AS m OFFSET 0
		) AS c
		WHERE (c.old).grade IS DISTINCT FROM (c.new).grade
		ORDER BY (c.old).rank - (c.new).rank NULLS LAST, 1
		$query$, customer_grade.key_object(a.key_columns, '(c.row)'), a.metrics, compare.standard, compare.other)
	USING in_force, jsonb_build_object('as_of', today) || in_force || coalesce(compare.parameters, '{}');
	PERFORM set_config('customer_grade.as_of', old_as_of, true);
END
$function$;
COMMENT ON FUNCTION customer_grade.compare(text, regclass, customer_grade.rubric, jsonb) IS
	'who would move if this rubric were the standard: the customers that it grades otherwise today than the version in force, deepest fall first, with the reason where it does not grade; parameters are laid over those in force. Errors: 55000 not attached, 42703 the metrics view lacks a metric';

--
-- One customer
--

CREATE FUNCTION customer_grade.customer_profile(subject regclass, key jsonb)
RETURNS TABLE (standard text, title_zh text, title_en text, grade text, rank smallint, score numeric, grade_zh text, grade_en text, state text,
	computed_grade text, since timestamp with time zone)
LANGUAGE plpgsql STABLE ROWS 10
SET search_path = pg_catalog, pg_temp
AS $function$
#variable_conflict use_column
DECLARE
	a customer_grade.attachment;
BEGIN
	FOR a IN SELECT * FROM customer_grade.attachment AS t WHERE t.subject = customer_profile.subject ORDER BY t.standard LOOP
		RETURN QUERY EXECUTE format($query$
			SELECT $1, customer_grade.title_part(coalesce(v.title, $1), 1), customer_grade.title_part(coalesce(v.title, $1), 2),
				l.grade, l.rank, l.score, coalesce(s.title_zh, l.grade), coalesce(s.title_en, l.grade), l.state, l.computed_grade, l.since
			FROM %1$s AS l
				JOIN jsonb_populate_record(NULL::%1$s, $3) AS k ON %2$s
				LEFT JOIN customer_grade.standard AS v ON v.name = $1 AND v.version = l.version
				LEFT JOIN customer_grade.grade_scale($1, $2) AS s ON coalesce(s.grade, '') = coalesce(l.grade, '')
			WHERE l.since IS NOT NULL
			$query$, a.ledger, customer_grade.key_match(a.key_columns, 'l', a.key_columns, 'k'))
		USING a.standard, customer_grade.clock_day(a), customer_profile.key;
	END LOOP;
END
$function$;
COMMENT ON FUNCTION customer_grade.customer_profile(regclass, jsonb) IS
	'the grades in force of one customer by all standards attached to the table; key: its key columns as an object, {"id": 7}';

CREATE FUNCTION customer_grade.assessment_form(standard text, subject regclass, key jsonb)
RETURNS TABLE (line integer, section_zh text, section_en text, item_zh text, item_en text, value text, result text)
LANGUAGE plpgsql STABLE ROWS 30
SET search_path = pg_catalog, pg_temp
AS $function$
#variable_conflict use_column
DECLARE
	a customer_grade.attachment := customer_grade.attached(assessment_form.standard, assessment_form.subject);
	old_as_of text := coalesce(current_setting('customer_grade.as_of', true), '');
	last_line integer;
BEGIN
	PERFORM set_config('customer_grade.as_of', to_char(customer_grade.clock_day(a), 'YYYY-MM-DD'), true);
	RETURN QUERY EXECUTE format($query$
		WITH k AS (SELECT k.* FROM jsonb_populate_record(NULL::%1$s, $3) AS k),
		l AS (SELECT l.* FROM %1$s AS l JOIN k ON %3$s),
		form(section_zh, section_en, place, item_zh, item_en, value, result) AS (
			SELECT '客户', 'customer', 1.0, e.key, e.key, e.value, NULL FROM jsonb_each_text($3) AS e
			UNION ALL
			SELECT '标准', 'standard', 2, customer_grade.title_part(coalesce(v.title, v.name), 1), customer_grade.title_part(coalesce(v.title, v.name), 2),
				v.name, v.version::text
			FROM customer_grade.standard AS v WHERE v.name = $1 AND v.effective @> $2
			UNION ALL
			SELECT z.zh, z.en, z.place + e.step / 10000.0, customer_grade.title_part(coalesce(e.title, e.name, z.zh), 1),
				customer_grade.title_part(coalesce(e.title, e.name, z.en), 2),
				CASE WHEN e.kind IN ('metric', 'parameter', 'define', 'score', 'result') THEN coalesce(e.value, e.name)
					WHEN e.kind = 'criterion' THEN e.value ELSE e.expression END, e.outcome
			FROM %2$s AS m JOIN k ON %4$s,
				customer_grade.explain(%7$L, m.*, (SELECT p.parameters FROM customer_grade.parameter_set AS p
					WHERE p.standard = $1 AND p.subject = $4 AND p.number = $5)) AS e
				JOIN (VALUES ('metric', 3, '指标', 'metric'), ('parameter', 4, '参数', 'parameter'), ('define', 5, '计算', 'define'),
						('criterion', 6, '评分', 'criterion'), ('score', 7, '总分', 'score'), ('scope', 8, '适用范围', 'scope'), ('require', 8, '必需', 'require'),
						('rule', 8, '规则', 'rule'), ('floor', 8, '下限', 'floor'), ('cap', 8, '上限', 'cap'), ('result', 9, '评定', 'result'))
					AS z(kind, place, zh, en) ON z.kind = e.kind
			UNION ALL
			SELECT '当前等级', 'grade in force', 10, coalesce(s.title_zh, l.grade), coalesce(s.title_en, l.grade), l.grade,
				concat_ws(', ', l.state, 'since ' || to_char(l.since AT TIME ZONE $6, 'YYYY-MM-DD'),
					'provisional until ' || to_char(l.provisional_until, 'YYYY-MM-DD'), 'worse since ' || to_char(l.worse_since, 'YYYY-MM-DD'))
			FROM l LEFT JOIN customer_grade.grade_scale($1, $2) AS s ON coalesce(s.grade, '') = coalesce(l.grade, '')
			UNION ALL
			SELECT '待遇', 'treatment', 11 + row_number() OVER (ORDER BY t.name, t.value) / 10000.0, t.name, t.name,
				concat_ws(' ', t.value, t.unit), t.note
			FROM l, customer_grade.treatments($1, l.grade) AS t
			UNION ALL
			SELECT '审批', 'decision', 12 + row_number() OVER (ORDER BY d.decision_id) / 10000.0, CASE d.decision WHEN 'override' THEN '人工调整' ELSE '审批' END, d.decision,
				d.grade, concat_ws(', ', d.status, coalesce(d.decided_by, d.proposed_by), to_char(coalesce(d.decided_at, d.proposed_at) AT TIME ZONE $6, 'YYYY-MM-DD'),
					d.reason, 'until ' || to_char(d.valid_until, 'YYYY-MM-DD'))
			FROM %5$s AS d JOIN k ON %6$s
			UNION ALL
			SELECT '历史', 'history', 13 + row_number() OVER (ORDER BY h.valid_from DESC) / 10000.0,
				coalesce(s.title_zh, h.grade), coalesce(s.title_en, h.grade), h.grade,
				concat_ws(', ', h.state, to_char(h.valid_from AT TIME ZONE $6, 'YYYY-MM-DD') || ' to ' || to_char(h.valid_to AT TIME ZONE $6, 'YYYY-MM-DD'), h.cause)
			FROM %8$s AS h JOIN k ON %9$s LEFT JOIN customer_grade.grade_scale($1, $2) AS s ON coalesce(s.grade, '') = coalesce(h.grade, '')
		)
		SELECT (row_number() OVER (ORDER BY f.place, f.item_en))::integer, f.section_zh, f.section_en, f.item_zh, f.item_en, f.value, f.result
		FROM form AS f
		WHERE EXISTS (SELECT FROM l)
		ORDER BY f.place, f.item_en
		$query$, a.ledger, a.metrics, customer_grade.key_match(a.key_columns, 'l', a.key_columns, 'k'),
		customer_grade.key_match(a.key_columns, 'm', a.key_columns, 'k'), a.decisions, customer_grade.key_match(a.key_columns, 'd', a.key_columns, 'k'),
		assessment_form.standard, a.history, customer_grade.key_match(a.key_columns, 'h', a.key_columns, 'k'))
	USING assessment_form.standard, customer_grade.clock_day(a), assessment_form.key, assessment_form.subject, a.parameter_set, a.time_zone;
	GET DIAGNOSTICS last_line = ROW_COUNT;
	PERFORM set_config('customer_grade.as_of', old_as_of, true);
	IF last_line = 0 THEN
		RAISE no_data_found USING
			MESSAGE = format('%s has no customer with the key %s', assessment_form.subject, assessment_form.key),
			HINT = format('The key is an object with %s.', customer_grade.column_list(a.key_columns));
	END IF;
END
$function$;
COMMENT ON FUNCTION customer_grade.assessment_form(text, regclass, jsonb) IS
	'客户质量等级评估表, the assessment form of one customer, line by line: customer, standard, each metric, criterion with points of max, rules, result, the grade in force, what it gets, decisions and history, in Chinese and English; key: its key columns as an object. Errors: 55000 not attached, P0002 no such customer';
