-- The scale of a standard for reports: grades in order, titles, colors.

CREATE FUNCTION customer_grade_internal.title_part(title text, part integer) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $function$
	SELECT coalesce(nullif(split_part(title, ' | ', part), ''), title)
$function$;
COMMENT ON FUNCTION customer_grade_internal.title_part(text, integer) IS
	'of a title "Chinese | English" the Chinese (1) or the English part (2); a title without parts stands for both';

CREATE FUNCTION customer_grade_internal.shown_title(title text) RETURNS text
LANGUAGE sql STABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $function$
	SELECT customer_grade_internal.title_part(title, CASE current_setting('customer_grade.language') WHEN 'zh' THEN 1 ELSE 2 END)
$function$;
COMMENT ON FUNCTION customer_grade_internal.shown_title(text) IS
	'of a title "Chinese | English" the part in the language of the setting customer_grade.language';

-- From dark to light, so that neighbors differ for color-blind readers and in grey print. No red at the end:
-- the last grade is usually the largest, and no cause for alarm.
CREATE FUNCTION customer_grade_internal.grade_color(rank integer, of integer) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $function$
	SELECT CASE WHEN rank BETWEEN 1 AND of THEN '#' || string_agg(
			lpad(to_hex(round(s.low + (s.high - s.low) * (p.place - floor(p.place)))::int), 2, '0'), '' ORDER BY s.channel)
		ELSE '#bbbbbb' END
	FROM (SELECT 4.0 * (rank - 1) / greatest(of - 1, 1) AS place) AS p,
		(VALUES (1, ARRAY[31, 35, 63, 134, 201]), (2, ARRAY[47, 96, 147, 191, 215]), (3, ARRAY[115, 159, 184, 174, 159]))
			AS c(channel, steps),
		LATERAL (SELECT c.channel, c.steps[floor(p.place) + 1] AS low, c.steps[least(floor(p.place) + 2, 5)] AS high) AS s
	GROUP BY p.place
$function$;
COMMENT ON FUNCTION customer_grade_internal.grade_color(integer, integer) IS
	'the color of a rank on a scale of so many, from dark blue (best) to light green (worst); grey without a rank';

CREATE FUNCTION customer_grade_internal.version_scale(standard text, version integer)
RETURNS TABLE (grade text, rank smallint, title_zh text, title_en text, color text, target_share numeric)
LANGUAGE sql STABLE PARALLEL SAFE ROWS 10
SET search_path = pg_catalog, pg_temp
AS $function$
	SELECT s.grade, s.rank, s.title_zh, s.title_en, s.color, s.target_share
	FROM (
		SELECT g.grade, g.rank, customer_grade_internal.title_part(coalesce(g.title, g.grade), 1),
			customer_grade_internal.title_part(coalesce(g.title, g.grade), 2),
			coalesce(v.settings #>> ARRAY['color', g.grade], customer_grade_internal.grade_color(g.rank, count(g.rank) OVER ()::integer)),
			t.share, g.ordinality
		FROM customer_grade.standard AS v
			CROSS JOIN customer_grade.grades(v.rubric) WITH ORDINALITY AS g
			LEFT JOIN customer_grade_internal.targets(v.rubric) AS t ON t.grade = g.grade
		WHERE v.name = version_scale.standard AND v.version = version_scale.version
		UNION ALL
		SELECT NULL, NULL, '未评级', 'not graded', customer_grade_internal.grade_color(NULL, NULL), NULL, 1000
	) AS s(grade, rank, title_zh, title_en, color, target_share, place)
	ORDER BY s.place
$function$;
COMMENT ON FUNCTION customer_grade_internal.version_scale(text, integer) IS
	'the grades of a version, best first, and a last row for customers that are not graded';

CREATE FUNCTION customer_grade.grade_scale(standard text, as_of date DEFAULT NULL)
RETURNS TABLE (grade text, rank smallint, title_zh text, title_en text, color text, target_share numeric)
LANGUAGE sql STABLE PARALLEL SAFE ROWS 10
SET search_path = pg_catalog, pg_temp
AS $function$
	SELECT s.* FROM customer_grade_internal.version_scale(grade_scale.standard, (
		SELECT v.version FROM customer_grade.standard AS v
		WHERE v.name = grade_scale.standard AND v.status = 'final'
		ORDER BY v.effective @> coalesce(grade_scale.as_of, customer_grade.as_of()) DESC, v.version DESC
		LIMIT 1)) AS s
$function$;
COMMENT ON FUNCTION customer_grade.grade_scale(text, date) IS
	'the grades of a standard on a date, best first, with titles, colors and target shares, and a last row with a null grade for '
	'customers that are not graded; the standard''s settings may give {"color": {"A": "#004488"}}';

CREATE FUNCTION customer_grade_internal.version_at(a customer_grade_internal.attachment, day date) RETURNS integer
LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
AS $function$
	SELECT coalesce((
		SELECT r.version FROM customer_grade.review AS r
		WHERE r.standard = a.standard AND r.subject = a.subject AND r.kind IN ('attach', 'publish')
			AND r.parameter_set IS NOT NULL AND r.as_of <= day
		ORDER BY r.id DESC LIMIT 1), a.version)
$function$;
COMMENT ON FUNCTION customer_grade_internal.version_at(customer_grade_internal.attachment, date) IS
	'the version in force for a table at the end of a day, as the log of reviews tells; without a day: the one in force now';

CREATE FUNCTION customer_grade_internal.scale_with(standard text, version integer, held text[], ranks smallint[])
RETURNS TABLE (grade text, rank smallint, title_zh text, title_en text, color text, target_share numeric, place bigint)
LANGUAGE sql STABLE PARALLEL SAFE ROWS 10
SET search_path = pg_catalog, pg_temp
AS $function$
	WITH scale AS (
		SELECT s.* FROM customer_grade_internal.version_scale(scale_with.standard, scale_with.version) WITH ORDINALITY AS s
	)
	SELECT a.grade, a.rank, a.title_zh, a.title_en, a.color, a.target_share,
		row_number() OVER (ORDER BY a.grade IS NULL, a.rank, a.ordinality, a.grade)
	FROM (
		SELECT s.* FROM scale AS s
		UNION ALL
		SELECT h.grade, min(h.rank), h.grade, h.grade, customer_grade_internal.grade_color(NULL, NULL), NULL, NULL
		FROM unnest(scale_with.held, scale_with.ranks) AS h(grade, rank)
		WHERE h.grade IS NOT NULL AND NOT EXISTS (SELECT FROM scale AS s WHERE s.grade = h.grade)
		GROUP BY h.grade
	) AS a
	ORDER BY 7
$function$;
COMMENT ON FUNCTION customer_grade_internal.scale_with(text, integer, text[], smallint[]) IS
	'the scale of a version with the grades that customers have from other versions, in the order of their ranks';
