-- Sections of the report page: which customers moved, and which are about to.

-- Only few customers are shown, so each name is looked up by key.
CREATE FUNCTION customer_grade_internal.html_customer(attachment customer_grade_internal.attachment, key jsonb,
	name_column name) RETURNS text
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $function$
DECLARE
	id text := (SELECT string_agg(format('%s %s', k.name, key ->> k.name), ', ' ORDER BY k.ordinality)
		FROM unnest(attachment.key_columns) WITH ORDINALITY AS k(name, ordinality));
	name text;
BEGIN
	IF name_column IS NOT NULL THEN
		EXECUTE format('SELECT s.%I::text FROM jsonb_populate_record(NULL::%s, $1) AS k JOIN %2$s AS s ON %s',
			name_column, attachment.subject,
			customer_grade_internal.key_match(attachment.key_columns, 's', attachment.key_columns, 'k'))
		INTO name USING key;
	END IF;
	RETURN format('<bdi>%s</bdi>', customer_grade_internal.html_escape(coalesce(name, id)))
		|| coalesce(format('<span class="sub"><bdi>%s</bdi></span>', CASE WHEN name IS NOT NULL
			THEN customer_grade_internal.html_escape(id) END), '');
END
$function$;
COMMENT ON FUNCTION customer_grade_internal.html_customer(customer_grade_internal.attachment, jsonb, name) IS
	'a customer by name and key';

CREATE FUNCTION customer_grade_internal.html_migration(attachment customer_grade_internal.attachment, from_date date, as_of date,
	moves jsonb, words jsonb) RETURNS text
LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
AS $function$
	WITH m AS (
		SELECT m.*, CASE m.direction WHEN 'joined' THEN 'joined' ELSE coalesce('=' || m.grade_from, '') END AS source,
			CASE m.direction WHEN 'left' THEN 'left' ELSE coalesce('=' || m.grade_to, '') END AS target
		FROM jsonb_to_recordset(moves) AS m(grade_from text, rank_from smallint, grade_to text, rank_to smallint, direction text,
			customers bigint, share numeric)
	), known AS (
		SELECT array_agg(o.grade) AS grades, array_agg(o.rank) AS ranks
		FROM (SELECT m.grade_from AS grade, m.rank_from AS rank FROM m UNION SELECT m.grade_to, m.rank_to FROM m) AS o
	), scale AS (
		SELECT s.grade, s.rank, s.place, coalesce('=' || s.grade, '') AS id
		FROM known AS k, customer_grade_internal.scale_with(attachment.standard, customer_grade_internal.version_at(attachment, as_of),
			k.grades, k.ranks) AS s
	), source AS (
		SELECT s.id, s.place, CASE WHEN s.grade IS NULL THEN words ->> 'no grade'
			ELSE customer_grade_internal.html_chip(s.grade, s.rank, words) END AS name
		FROM scale AS s
		WHERE s.grade IS NOT NULL OR EXISTS (SELECT FROM m WHERE m.source = '')
		UNION ALL SELECT 'joined', 2000, words ->> 'new' WHERE EXISTS (SELECT FROM m WHERE m.source = 'joined')
	), target AS (
		SELECT s.id, s.place, CASE WHEN s.grade IS NULL THEN words ->> 'no grade'
			ELSE customer_grade_internal.html_chip(s.grade, s.rank, words) END AS name
		FROM scale AS s
		WHERE s.grade IS NOT NULL OR EXISTS (SELECT FROM m WHERE m.target = '')
		UNION ALL SELECT 'left', 2000, words ->> 'gone' WHERE EXISTS (SELECT FROM m WHERE m.target = 'left')
	), line AS (
		SELECT f.place, format('<tr><th scope="row">%s</th>%s<td class="n">%s</td></tr>', f.name,
			string_agg(CASE WHEN m.customers IS NULL THEN '<td></td>' ELSE format('<td class="%s%s">%s<small>%s%s</small></td>',
				CASE m.direction WHEN 'better' THEN 'up' WHEN 'worse' THEN 'down' ELSE 'same' END,
				CASE WHEN m.direction IN ('better', 'worse', 'same') THEN least(floor(m.share * 5), 4) ELSE 0 END,
				customer_grade_internal.html_number(m.customers),
				CASE m.direction WHEN 'better' THEN '▲ ' WHEN 'worse' THEN '▼ ' WHEN 'same' THEN '= ' END,
				CASE WHEN m.share IS NOT NULL THEN customer_grade_internal.html_percent(m.share) END) END, '' ORDER BY t.place, t.id),
			customer_grade_internal.html_number(coalesce(sum(m.customers), 0))) AS html
		FROM source AS f CROSS JOIN target AS t LEFT JOIN m ON m.source = f.id AND m.target = t.id
		GROUP BY f.id, f.place, f.name
	)
	SELECT format('<p class="lead">%s%s</p>', customer_grade_internal.html_days(format(words ->> 'migration lead', from_date, as_of)),
			(SELECT CASE WHEN count(m.grade_from) > 0 THEN format(words ->> 'stayed share', customer_grade_internal.html_percent(
				coalesce(sum(m.customers) FILTER (WHERE m.direction = 'same' AND m.grade_to IS NOT NULL), 0)
				/ sum(m.customers) FILTER (WHERE m.grade_from IS NOT NULL))) END FROM m))
		|| customer_grade_internal.html_table('matrix', format(words ->> 'migration caption', from_date, as_of),
			customer_grade_internal.html_head(words ->> 'from to')
				|| (SELECT string_agg(format('<th scope="col">%s</th>', t.name), '' ORDER BY t.place, t.id) FROM target AS t)
				|| customer_grade_internal.html_head('#' || (words ->> 'total')),
			(SELECT string_agg(l.html, E'\n' ORDER BY l.place) FROM line AS l))
		|| format('<ul class="key"><li><b class="up3">▲</b>%s</li><li><b class="same3">=</b>%s</li>'
			'<li><b class="down3">▼</b>%s</li></ul>',
			words ->> 'up', words ->> 'stayed', words ->> 'down')
$function$;
COMMENT ON FUNCTION customer_grade_internal.html_migration(customer_grade_internal.attachment, date, date, jsonb, jsonb) IS
	'section: the migration matrix as a heat map, shares of the row as shade';

CREATE FUNCTION customer_grade_internal.html_movers(attachment customer_grade_internal.attachment, from_date date, as_of date,
	name_column name, words jsonb) RETURNS text
LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
AS $function$
	WITH moved AS MATERIALIZED (
		SELECT m.* FROM customer_grade_internal.as_owner_movers(attachment.standard, attachment.subject, from_date, as_of) AS m
		WHERE m.direction IN ('better', 'worse')
	), list AS (
		SELECT w.way, (SELECT count(*) FROM moved AS m WHERE m.direction = w.direction) AS customers, count(*) AS shown, string_agg(format(
			'<tr><th scope="row">%s</th><td class="step">%s<span aria-hidden="true"> → </span>%s</td>'
			'<td>%s<span class="sub"><bdi>%s</bdi></span></td></tr>',
			customer_grade_internal.html_customer(attachment, m.key, name_column),
			customer_grade_internal.html_chip(m.grade_from, m.rank_from, words),
			customer_grade_internal.html_chip(m.grade_to, m.rank_to, words),
			customer_grade_internal.html_days((m.at AT TIME ZONE attachment.time_zone)::date::text),
			customer_grade_internal.html_days(customer_grade_internal.html_escape(m.cause))), E'\n'
				ORDER BY abs(m.notches) DESC, least(m.rank_from, m.rank_to), m.at DESC, m.key) FILTER (WHERE m.key IS NOT NULL) AS rows
		FROM (VALUES ('up', 'better'), ('down', 'worse')) AS w(way, direction) LEFT JOIN LATERAL (
			SELECT * FROM moved AS m WHERE m.direction = w.direction
			ORDER BY abs(m.notches) DESC, least(m.rank_from, m.rank_to), m.at DESC, m.key LIMIT 8
		) AS m ON true
		GROUP BY w.way, w.direction
	)
	SELECT format('<p class="lead">%s</p><div class="two">', customer_grade_internal.html_days(format(words ->> 'movers lead', from_date)))
		|| string_agg(format('<div><h3><span class="%s" aria-hidden="true">%s</span> %s <span class="quiet">%s</span></h3>', l.way,
				CASE l.way WHEN 'up' THEN '▲' ELSE '▼' END, words ->> ('moved ' || l.way),
				CASE WHEN l.rows IS NOT NULL THEN format(words ->> 'shown', l.shown, customer_grade_internal.html_number(l.customers)) END)
			|| CASE WHEN l.rows IS NULL THEN '<p class="quiet">' || (words ->> ('none ' || l.way)) || '</p>'
				ELSE customer_grade_internal.html_table('moves', words ->> ('movers ' || l.way || ' caption'),
					customer_grade_internal.html_head(words ->> 'customer', words ->> 'move', words ->> 'when'), l.rows) END
			|| '</div>', E'\n' ORDER BY l.way DESC) || '</div>'
	FROM list AS l
$function$;
COMMENT ON FUNCTION customer_grade_internal.html_movers(customer_grade_internal.attachment, date, date, name, jsonb) IS
	'section: the customers that moved furthest, up and down';

CREATE FUNCTION customer_grade_internal.html_watchlist(attachment customer_grade_internal.attachment, name_column name,
	words jsonb) RETURNS text
LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
AS $function$
	WITH w AS MATERIALIZED (
		SELECT w.*, min(w.due_on) OVER (PARTITION BY w.reason) AS first_due, count(*) OVER (PARTITION BY w.reason) AS entries,
			row_number() OVER (PARTITION BY w.reason ORDER BY w.due_on, abs(w.change), w.rank, w.key) AS place
		FROM customer_grade_internal.as_owner_watchlist(attachment.standard, attachment.subject) AS w
		WHERE w.reason <> 'approval awaited'
	), line AS (
		SELECT w.reason, w.first_due, w.entries, w.place,
			format('<tr><th scope="row">%s</th><td class="step">%s%s</td><td>%s</td><td class="step n">%s</td></tr>',
			customer_grade_internal.html_customer(attachment, w.key, name_column),
			customer_grade_internal.html_chip(w.grade, w.rank, words),
			CASE WHEN w.grade_to <> w.grade OR w.metric IS NOT NULL
				THEN '<span aria-hidden="true"> → </span>' || customer_grade_internal.html_chip(w.grade_to, s.rank, words) END,
			CASE WHEN w.metric IS NOT NULL THEN format('<bdi>%s</bdi><span class="sub">%s → %s</span>',
				customer_grade_internal.html_escape(customer_grade_internal.title_part(coalesce(m.title, replace(w.metric, '_', ' ')),
					CASE words ->> 'lang' WHEN 'en' THEN 2 ELSE 1 END)),
				customer_grade_internal.html_amount(w.value), customer_grade_internal.html_amount(w.threshold)) END,
			coalesce(w.due_on::text,
				CASE WHEN w.change < 0 THEN '−' ELSE '+' END || customer_grade_internal.html_percent(abs(w.change)))) AS html
		FROM w LEFT JOIN customer_grade_internal.version_scale(attachment.standard, attachment.version) AS s ON s.grade = w.grade_to
			LEFT JOIN customer_grade.metrics(attachment.standard) AS m ON m.name = w.metric
		WHERE w.place <= 5
	)
	SELECT coalesce(format('<p class="lead">%s</p>', words ->> 'watchlist lead')
		|| customer_grade_internal.html_table('watch', words ->> 'watchlist caption',
			customer_grade_internal.html_head(words ->> 'customer', words ->> 'move', words ->> 'why', '#' || (words ->> 'due')),
			string_agg(format(E'<tr class="group"><th scope="colgroup" colspan="4">%s <span class="quiet">%s</span></th></tr>\n%s',
				coalesce(words ->> g.reason, customer_grade_internal.html_escape(g.reason)),
				format(words ->> 'shown', g.shown, customer_grade_internal.html_number(g.entries)), g.rows),
				E'\n' ORDER BY g.first_due, g.reason)),
		'<p class="quiet">' || (words ->> 'nothing') || '</p>')
	FROM (
		SELECT l.reason, l.first_due, l.entries, count(*) AS shown, string_agg(l.html, E'\n' ORDER BY l.place) AS rows
		FROM line AS l GROUP BY l.reason, l.first_due, l.entries
	) AS g
$function$;
COMMENT ON FUNCTION customer_grade_internal.html_watchlist(customer_grade_internal.attachment, name, jsonb) IS
	'section: the customers whose grade may change soon, the nearest of each kind; those that wait for approval have a section of their own';
