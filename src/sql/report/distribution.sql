-- Reports: how many customers have which grade.

CREATE FUNCTION customer_grade_internal.as_owner_distribution(standard text, subject regclass, as_of date DEFAULT NULL)
RETURNS TABLE (grade text, rank smallint, title_zh text, title_en text, color text, customers bigint, share numeric,
	target_share numeric, bar text)
LANGUAGE plpgsql STABLE ROWS 10
SET search_path = pg_catalog, pg_temp
AS $function$
#variable_conflict use_column
DECLARE
	a customer_grade_internal.attachment := customer_grade_internal.attached(as_owner_distribution.standard, as_owner_distribution.subject);
BEGIN
	PERFORM customer_grade_internal.check_readable(a.grades);
	RETURN QUERY EXECUTE format($query$
		WITH held AS (
			SELECT g.grade, min(g.rank) AS rank, count(*) AS customers
			FROM %s AS g
			WHERE customer_grade_internal.held_at(g.valid_from, g.valid_to, $3)
			GROUP BY g.grade
		), known AS (
			SELECT array_agg(h.grade) AS grades, array_agg(h.rank) AS ranks FROM held AS h
		), line AS (
			SELECT s.*, coalesce(h.customers, 0) AS customers,
				round(coalesce(h.customers / nullif(sum(h.customers) OVER (), 0), 0), 4) AS share
			FROM known AS k
				CROSS JOIN LATERAL customer_grade_internal.scale_with($1, $2, k.grades, k.ranks) AS s
				LEFT JOIN held AS h ON h.grade IS NOT DISTINCT FROM s.grade
		)
		SELECT l.grade, l.rank, l.title_zh, l.title_en, l.color, l.customers, l.share, l.target_share,
			customer_grade_internal.bar(l.share, l.target_share)
		FROM line AS l
		ORDER BY l.place
		$query$, a.grades)
	USING as_owner_distribution.standard, customer_grade_internal.version_at(a, as_owner_distribution.as_of),
		customer_grade_internal.closing(a, as_owner_distribution.as_of);
END
$function$;
COMMENT ON FUNCTION customer_grade_internal.as_owner_distribution(text, regclass, date) IS
	'how many customers have each grade at the end of a day (default: now), as a share of all customers, beside the target share that '
	'the standard''s settings give; customers that are not graded are the row whose grade is null. Error: 55000 not attached';

CREATE FUNCTION customer_grade_internal.distribution_days(standard text, subject regclass, days date[])
RETURNS TABLE (day date, place integer, grade text, rank smallint, title_zh text, title_en text, color text,
	customers bigint, share numeric, target_share numeric)
LANGUAGE plpgsql STABLE ROWS 100
SET search_path = pg_catalog, pg_temp
AS $function$
#variable_conflict use_column
DECLARE
	a customer_grade_internal.attachment := customer_grade_internal.attached(distribution_days.standard, distribution_days.subject);
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
		), known AS (
			SELECT array_agg(h.grade) AS grades, array_agg(h.rank) AS ranks FROM held AS h
		)
		SELECT d.day, s.place::integer, s.grade, s.rank, s.title_zh, s.title_en, s.color, coalesce(h.customers, 0),
			round(coalesce(h.customers / nullif(sum(h.customers) OVER (PARTITION BY d.day), 0), 0), 4), s.target_share
		FROM unnest($2) WITH ORDINALITY AS d(day, place)
			CROSS JOIN known AS k
			CROSS JOIN LATERAL customer_grade_internal.scale_with($1, $4, k.grades, k.ranks) AS s
			LEFT JOIN held AS h ON h.place = d.place AND h.grade IS NOT DISTINCT FROM s.grade
		ORDER BY d.day, s.place
		$query$, a.grades)
	USING distribution_days.standard, sorted,
		ARRAY(SELECT customer_grade_internal.closing(a, d.day) FROM unnest(sorted) WITH ORDINALITY AS d(day, place) ORDER BY d.place),
		customer_grade_internal.version_at(a, sorted[cardinality(sorted)]);
END
$function$;
COMMENT ON FUNCTION customer_grade_internal.distribution_days(text, regclass, date[]) IS
	'distribution() at the ends of several days in one pass, for charts; grades and titles are those of the last day. Error: 55000 not '
	'attached';

-- N. Siddiqi, Credit Risk Scorecards (2006); an empty class counts as 0.0001, because ln(0) is undefined.
CREATE FUNCTION customer_grade_internal.stability_part(share_from numeric, share_to numeric) RETURNS numeric
LANGUAGE sql IMMUTABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $function$
	SELECT (greatest(share_to, 0.0001) - greatest(share_from, 0.0001)) * ln(greatest(share_to, 0.0001) / greatest(share_from, 0.0001))
$function$;
COMMENT ON FUNCTION customer_grade_internal.stability_part(numeric, numeric) IS
	'what a class with these shares contributes to the population stability index; null shares are 0';

CREATE FUNCTION customer_grade_internal.stability_band(psi numeric) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $function$
	SELECT CASE WHEN psi < 0.1 THEN 'stable' WHEN psi <= 0.25 THEN 'shifting' WHEN psi > 0.25 THEN 'shifted' END
$function$;
COMMENT ON FUNCTION customer_grade_internal.stability_band(numeric) IS
	'what a population stability index says: stable, shifting or shifted';

CREATE FUNCTION customer_grade_internal.as_owner_population_stability(standard text, subject regclass, from_date date,
	to_date date DEFAULT NULL)
RETURNS TABLE (grade text, rank smallint, share_from numeric, share_to numeric, contribution numeric, psi numeric, band text)
LANGUAGE sql STABLE ROWS 10
SET search_path = pg_catalog, pg_temp
AS $function$
	SELECT p.grade, p.rank, p.share_from, p.share_to, round(p.contribution, 4), round(p.psi, 4),
		customer_grade_internal.stability_band(p.psi)
	FROM (
		-- the distribution of nobody is none
		SELECT c.*, CASE WHEN sum(c.share_from) OVER () > 0 AND sum(c.share_to) OVER () > 0 THEN c.part END AS contribution,
			CASE WHEN sum(c.share_from) OVER () > 0 AND sum(c.share_to) OVER () > 0 THEN sum(c.part) OVER () END AS psi
		FROM (
			SELECT coalesce(f.grade, t.grade) AS grade, coalesce(t.rank, f.rank) AS rank,
				coalesce(f.share, 0) AS share_from, coalesce(t.share, 0) AS share_to, coalesce(t.ordinality, f.ordinality) AS place,
				customer_grade_internal.stability_part(f.share, t.share) AS part
			FROM customer_grade_internal.as_owner_distribution(as_owner_population_stability.standard,
					as_owner_population_stability.subject, from_date) WITH ORDINALITY AS f
				FULL JOIN customer_grade_internal.as_owner_distribution(as_owner_population_stability.standard,
					as_owner_population_stability.subject, to_date)
					WITH ORDINALITY AS t
					ON coalesce(f.grade, '') = coalesce(t.grade, '')
			WHERE f.customers > 0 OR t.customers > 0
		) AS c
	) AS p
	ORDER BY p.grade IS NULL, p.rank, p.place
$function$;
COMMENT ON FUNCTION customer_grade_internal.as_owner_population_stability(text, regclass, date, date) IS
	'the population stability index of the distribution between the ends of two days: sum of (to - from) * ln(to / from) over the grades '
	'and those not graded; below 0.1 stable, up to 0.25 shifting, above shifted; null where there were no customers on one of the days. '
	'Error: 55000 not attached';

CREATE FUNCTION customer_grade_internal.as_owner_concentration(standard text, subject regclass, amount_column name)
RETURNS TABLE (grade text, rank smallint, title_zh text, title_en text, customers bigint, customer_share numeric, amount numeric,
	amount_share numeric,
	cumulative_share numeric, gini numeric)
LANGUAGE plpgsql STABLE ROWS 10
SET search_path = pg_catalog, pg_temp
AS $function$
#variable_conflict use_column
DECLARE
	a customer_grade_internal.attachment := customer_grade_internal.attached(as_owner_concentration.standard,
		as_owner_concentration.subject);
BEGIN
	PERFORM customer_grade_internal.check_readable(a.grades);
	-- Gini of sorted amounts x1..xn: 2 * sum(i * xi) / (n * sum(xi)) - (n + 1) / n
	RETURN QUERY EXECUTE format($query$
		WITH held AS (
			SELECT l.grade, l.rank, coalesce(m.%1$I, 0)::numeric AS amount
			FROM %2$s AS l LEFT JOIN %3$s AS m ON %4$s
			WHERE l.since IS NOT NULL
		), placed AS (
			SELECT h.*, row_number() OVER (ORDER BY h.amount) AS place,
				row_number() OVER (PARTITION BY h.grade ORDER BY h.amount) AS place_in_grade
			FROM held AS h
		), figure AS (
			SELECT p.grade, min(p.rank) AS rank, count(*) AS customers, sum(p.amount) AS amount, min(p.amount) AS least,
				sum(p.place_in_grade * p.amount) AS moment, sum(p.place * p.amount) AS all_moment
			FROM placed AS p
			GROUP BY p.grade
		), known AS (
			SELECT array_agg(f.grade) AS grades, array_agg(f.rank) AS ranks FROM figure AS f
		), line AS (
			SELECT s.grade, s.rank, s.title_zh, s.title_en, s.place, false AS total,
				coalesce(f.customers, 0) AS customers, coalesce(f.amount, 0) AS amount, f.least, f.moment
			FROM known AS k
				CROSS JOIN LATERAL customer_grade_internal.scale_with($1, $2, k.grades, k.ranks) AS s
				LEFT JOIN figure AS f ON f.grade IS NOT DISTINCT FROM s.grade
			UNION ALL
			SELECT NULL, NULL, '合计', 'total', NULL, true, sum(f.customers), sum(f.amount), min(f.least), sum(f.all_moment)
			FROM figure AS f
		)
		SELECT l.grade, l.rank, l.title_zh, l.title_en, l.customers::bigint,
			round(l.customers / nullif(sum(l.customers) OVER everybody, 0), 4), l.amount,
			round(l.amount / nullif(sum(l.amount) OVER everybody, 0), 4),
			round(sum(l.amount) OVER (PARTITION BY l.total ORDER BY l.place) / nullif(sum(l.amount) OVER everybody, 0), 4),
			CASE WHEN l.least >= 0 AND l.amount > 0
				THEN round(2 * l.moment / (l.customers * l.amount) - (l.customers + 1) / l.customers::numeric, 4) END
		FROM line AS l
		WINDOW everybody AS (PARTITION BY l.total)
		ORDER BY l.total, l.place
		$query$,
		as_owner_concentration.amount_column,
		a.ledger,
		customer_grade_internal.amount_source(a, as_owner_concentration.amount_column),
		customer_grade_internal.key_match(a.key_columns, 'm', a.key_columns, 'l'))
	USING as_owner_concentration.standard, a.version;
END
$function$;
COMMENT ON FUNCTION customer_grade_internal.as_owner_concentration(text, regclass, name) IS
	'what share of an amount, a numeric column of the metrics view or subject, each grade brings in, the cumulative share from the best '
	'grade on, and the Gini coefficient within the grade (0: all customers alike, near 1: one brings in all; null where an amount is '
	'negative); the last row is the total. A customer without amount counts as 0. Errors: 55000 not attached, 42703 no such column';
