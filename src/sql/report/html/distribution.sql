-- Sections of the report page: how many customers have each grade, now and by month, and what they bring in. What
-- several sections read is computed once and given to them as jsonb: series is distribution_days(), moves is migration().

CREATE FUNCTION customer_grade_internal.html_figures(attachment customer_grade_internal.attachment, from_date date, as_of date,
	series jsonb, moves jsonb, words jsonb) RETURNS text
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $function$
DECLARE
	now record;
	best record;
	moved record;
	state record;
BEGIN
	SELECT coalesce(sum(d.customers), 0) AS customers, coalesce(sum(d.customers) FILTER (WHERE d.grade IS NOT NULL), 0) AS graded
	INTO now
	FROM jsonb_to_recordset(series) AS d(day date, grade text, customers bigint) WHERE d.day = as_of;
	SELECT d.grade, d.share, b.share AS share_before INTO best
	FROM jsonb_to_recordset(series) AS d(day date, grade text, rank smallint, share numeric)
		LEFT JOIN jsonb_to_recordset(series) AS b(day date, grade text, share numeric) ON b.day = from_date AND b.grade = d.grade
	WHERE d.day = as_of ORDER BY d.rank LIMIT 1;
	SELECT coalesce(sum(m.customers) FILTER (WHERE m.direction = 'better'), 0) AS up,
		coalesce(sum(m.customers) FILTER (WHERE m.direction = 'worse'), 0) AS down,
		sum(m.customers) FILTER (WHERE m.grade_from IS NOT NULL AND m.grade_to IS NOT NULL) AS both_times
	INTO moved
	FROM jsonb_to_recordset(moves) AS m(grade_from text, grade_to text, direction text, customers bigint);
	EXECUTE format($query$
		SELECT count(*) FILTER (WHERE g.state = 'provisional') AS provisional,
			count(*) FILTER (WHERE g.state = 'pending') AS pending,
			count(*) FILTER (WHERE g.state = 'override') AS overrides,
			-- the past does not tell
			(SELECT count(*) FROM %s AS l WHERE l.problem IS NOT NULL AND $2) AS refused
		FROM %s AS g
		WHERE customer_grade_internal.held_at(g.valid_from, g.valid_to, $1)
		$query$, attachment.ledger, attachment.grades)
	INTO state USING customer_grade_internal.closing(attachment, as_of), as_of = customer_grade_internal.clock_day(attachment);

	RETURN (
		SELECT format(E'<dl class="kpis">\n%s</dl>\n', string_agg(format(
			'<div><dt>%s</dt><dd class="figure">%s</dd><dd class="note">%s</dd></div>' || E'\n',
				k.label, k.figure, k.note), '' ORDER BY k.place))
		FROM (VALUES
			(1, words ->> 'graded', customer_grade_internal.html_number(now.graded),
				format(words ->> 'of all', customer_grade_internal.html_number(now.customers))
					|| CASE WHEN state.refused > 0 THEN format(words ->> 'refused', customer_grade_internal.html_number(state.refused))
						ELSE '' END),
			(2, format(words ->> 'top share', customer_grade_internal.html_escape(best.grade)),
				customer_grade_internal.html_percent(best.share),
				format(words ->> 'from', customer_grade_internal.html_percent(best.share_before))),
			(3, words ->> 'moved up',
				format('<span class="up" aria-hidden="true">▲</span> %s', customer_grade_internal.html_number(moved.up)),
				CASE WHEN moved.both_times > 0 THEN format(words ->> 'in period',
					customer_grade_internal.html_percent(moved.up / moved.both_times)) END),
			(4, words ->> 'moved down',
				format('<span class="down" aria-hidden="true">▼</span> %s', customer_grade_internal.html_number(moved.down)),
				CASE WHEN moved.both_times > 0 THEN format(words ->> 'in period',
					customer_grade_internal.html_percent(moved.down / moved.both_times)) END),
			(5, words ->> 'not graded', customer_grade_internal.html_number(now.customers - now.graded),
				CASE WHEN now.customers > 0 THEN format(words ->> 'of customers',
					customer_grade_internal.html_percent((now.customers - now.graded) / now.customers)) END),
			(6, words ->> 'open', customer_grade_internal.html_number(state.provisional + state.pending + state.overrides),
				format(words ->> 'states', customer_grade_internal.html_number(state.provisional),
					customer_grade_internal.html_number(state.pending),
					customer_grade_internal.html_number(state.overrides)))
		) AS k(place, label, figure, note));
END
$function$;
COMMENT ON FUNCTION customer_grade_internal.html_figures(customer_grade_internal.attachment, date, date, jsonb, jsonb, jsonb) IS
	'the key figures at the head of the report';

CREATE FUNCTION customer_grade_internal.html_distribution(from_date date, as_of date, series jsonb, words jsonb) RETURNS text
LANGUAGE sql STABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $function$
	SELECT format('<p class="lead">%s</p>', format(words ->> 'distribution lead',
			customer_grade_internal.html_number((array_agg(d.customers ORDER BY d.rank))[1]),
			customer_grade_internal.html_number(sum(d.customers)),
			customer_grade_internal.html_chip((array_agg(d.grade ORDER BY d.rank))[1], min(d.rank), words)))
		|| customer_grade_internal.html_table(CASE WHEN bool_or(d.targets) THEN 'bars targets' ELSE 'bars' END,
			format(words ->> 'distribution caption', as_of, from_date)
				|| CASE WHEN bool_or(d.targets) THEN words ->> 'target mark' ELSE '' END,
			customer_grade_internal.html_head(words ->> 'grade', words ->> 'meaning',
				'#' || (words ->> 'customers'), '#' || (words ->> 'share'),
				CASE WHEN bool_or(d.targets) THEN '#' || (words ->> 'target') END, '#' || (words ->> 'change')),
			string_agg(format('<tr><th scope="row">%s</th><td class="wide">%s%s</td><td class="n">%s</td>'
				'<td class="n">%s</td>%s<td class="n">%s</td></tr>',
				customer_grade_internal.html_chip(d.grade, d.rank, words),
				CASE WHEN d.title IS DISTINCT FROM d.grade THEN '<bdi>' || customer_grade_internal.html_escape(d.title) || '</bdi>' END,
				customer_grade_internal.html_bar(customer_grade_internal.html_grade_class(d.grade, d.rank), d.share,
					customer_grade_internal.html_percent(d.share), d.target_share),
				customer_grade_internal.html_number(d.customers), customer_grade_internal.html_percent(d.share),
				CASE WHEN d.targets THEN '<td class="n target">' || customer_grade_internal.html_percent(d.target_share) || '</td>' END,
				customer_grade_internal.html_change(d.change)), E'\n' ORDER BY d.place))
	FROM (
		SELECT t.*, CASE words ->> 'lang' WHEN 'en' THEN t.title_en ELSE t.title_zh END AS title,
			t.share - f.share AS change, bool_or(t.target_share IS NOT NULL) OVER () AS targets
		FROM jsonb_to_recordset(series) AS t(day date, place integer, grade text, rank smallint, title_zh text, title_en text,
				customers bigint, share numeric, target_share numeric)
			LEFT JOIN jsonb_to_recordset(series) AS f(day date, grade text, share numeric)
				ON f.day = from_date AND coalesce('=' || f.grade, '') = coalesce('=' || t.grade, '')
		WHERE t.day = as_of
	) AS d
$function$;
COMMENT ON FUNCTION customer_grade_internal.html_distribution(date, date, jsonb, jsonb) IS
	'section: customers by grade, as a table with bars';

-- Columns stacked from the best grade up; labels stand beside the last column, apart from each other.
CREATE FUNCTION customer_grade_internal.html_months(days date[], every text, series jsonb, words jsonb) RETURNS text
LANGUAGE plpgsql STABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $function$
#variable_conflict use_column
DECLARE
	height constant numeric := 240;	-- of the plot, in pixels
	stack jsonb;
	ceiling numeric;
	step numeric;
	lines text;
	ticks text;
	columns text;
	labels text;
	heads text;
	rows text;
BEGIN
	SELECT jsonb_agg(to_jsonb(s)), max(s.total) INTO stack, ceiling
	FROM (
		SELECT g.place AS column, d.day, d.grade, d.rank, d.customers, d.place,
			sum(d.customers) OVER (PARTITION BY d.day ORDER BY d.place) AS top, sum(d.customers) OVER (PARTITION BY d.day) AS total
		FROM unnest(days) WITH ORDINALITY AS g(day, place)
			JOIN jsonb_to_recordset(series) AS d(day date, place integer, grade text, rank smallint, customers bigint) ON d.day = g.day
	) AS s;
	-- three to six lines at 1, 2 or 5 times a power of ten
	SELECT n.step INTO step
	FROM (SELECT m * power(10::numeric, e) AS step FROM unnest(ARRAY[1, 2, 5]) AS m, generate_series(0, 18) AS e) AS n
	WHERE n.step * 5 >= ceiling ORDER BY n.step LIMIT 1;
	ceiling := greatest(ceil(ceiling / step) * step, 1);

	SELECT string_agg(format('<line class="grid" x1="0" x2="100%%" y1="%s" y2="%1$s"/>'
		'<text x="0" dx="-8" y="%1$s" dy="4" text-anchor="end">%s</text>',
		round(10 + height - height * v / ceiling, 1), customer_grade_internal.html_number(v)), '')
	INTO lines FROM generate_series(0::numeric, ceiling, step) AS v;

	-- where there is room all columns have a tick, on a phone every third
	SELECT string_agg(CASE WHEN d.back % 3 = 0 OR cardinality(days) <= 18
			THEN format('<text%s x="%s%%" y="%s" text-anchor="middle">%s</text>', CASE WHEN d.back % 3 <> 0 THEN ' class="minor"' END,
				d.x, height + 28,
				CASE WHEN every = 'year' THEN to_char(d.day, 'YYYY') WHEN words ->> 'lang' = 'en' THEN to_char(d.day, 'Mon')
					ELSE to_char(d.day, 'FMMM"月"') END) END, '')
		-- beside the year that follows there is no room for the one before
		|| string_agg(CASE WHEN every <> 'year' AND extract(year FROM d.day) IS DISTINCT FROM extract(year FROM days[d.place - 1])
			AND (d.place > 1 OR extract(year FROM coalesce(days[2], d.day)) = extract(year FROM d.day))
			THEN format('<text class="strong%s" x="%s%%" y="%s" text-anchor="middle">%s</text>',
				CASE WHEN d.place = 1 AND extract(month FROM d.day) > 9 THEN ' minor' END,
				d.x, height + 45, to_char(d.day, 'YYYY')) END, '')
	INTO ticks
	FROM (
		SELECT d.day, d.place, cardinality(days) - d.place AS back, round((d.place - 0.5) * 100 / cardinality(days), 2) AS x
		FROM unnest(days) WITH ORDINALITY AS d(day, place)
	) AS d;

	SELECT string_agg(format('<rect class="%s" x="%s%%" y="%s" width="%s%%" height="%s"><title>%s · %s: %s</title></rect>',
		customer_grade_internal.html_grade_class(s.grade, s.rank), round((s.column - 0.89) * 100 / cardinality(days), 2),
		round(10 + height - height * s.top / ceiling, 1), round(78.0 / cardinality(days), 2),
		round(greatest(height * s.customers / ceiling - 1, 0.5), 1), s.day,
		coalesce(customer_grade_internal.html_escape(s.grade), words ->> 'no grade'),
		customer_grade_internal.html_number(s.customers)), E'\n' ORDER BY s.column, s.place)
	INTO columns
	FROM jsonb_to_recordset(stack) AS s("column" integer, day date, grade text, rank smallint, customers bigint, place integer, top numeric)
	WHERE s.customers > 0;

	-- from the bottom up, each label in the middle of its part, or as near to it as the label below allows
	WITH RECURSIVE part AS (
		SELECT s.grade, s.customers / nullif(s.total, 0) AS share, 10 + height - height * (s.top - s.customers / 2.0) / ceiling AS middle,
			row_number() OVER (ORDER BY s.place) AS n, count(*) OVER () AS parts
		FROM jsonb_to_recordset(stack) AS s("column" integer, grade text, rank smallint, customers bigint, place integer, top numeric,
			total numeric)
		WHERE s.column = cardinality(days) AND s.customers > 0
	), placed AS (
		SELECT p.*, p.middle AS y FROM part AS p WHERE p.n = 1
		UNION ALL
		SELECT p.*, least(p.middle, b.y - 17) FROM placed AS b JOIN part AS p ON p.n = b.n + 1
	)
	SELECT string_agg(format('<text class="strong" x="100%%" dx="6" y="%s" dy="4">%s<tspan class="share" dx="5">%s</tspan></text>',
		round(p.y, 1),
		coalesce(customer_grade_internal.html_escape(left(p.grade, 5) || CASE WHEN length(p.grade) > 5 THEN '…' ELSE '' END), '–'),
		customer_grade_internal.html_percent(p.share)), '')
	INTO labels FROM placed AS p WHERE p.parts <= 12;

	SELECT string_agg(format('<th scope="col" class="n">%s</th>', customer_grade_internal.html_chip(s.grade, s.rank, words)), ''
		ORDER BY s.place)
	INTO heads
	FROM jsonb_to_recordset(stack) AS s("column" integer, grade text, rank smallint, place integer) WHERE s.column = cardinality(days);
	SELECT string_agg(t.line, E'\n' ORDER BY t.day) INTO rows
	FROM (
		SELECT s.day, format('<tr><th scope="row">%s</th>%s<td class="n">%s</td></tr>', s.day,
			string_agg(format('<td class="n">%s</td>', customer_grade_internal.html_number(s.customers)), '' ORDER BY s.place),
			customer_grade_internal.html_number(sum(s.customers))) AS line
		FROM jsonb_to_recordset(stack) AS s(day date, customers bigint, place integer)
		GROUP BY s.day
	) AS t;

	RETURN format('<p class="lead">%s</p><figure class="chart wide%s">'
		'<svg role="img" aria-labelledby="months-name months-text" width="100%%" height="%s">'
			'<title id="months-name">%s</title><desc id="months-text">%s</desc>%s' || E'\n%s\n%s\n%s</svg></figure>\n',
			words ->> 'months lead', length(customer_grade_internal.html_number(ceiling)), height + 52, words ->> 'months caption',
			format(words ->> 'months text', days[1], days[cardinality(days)]), lines, columns, ticks, labels)
		|| format('<details><summary>%s</summary>%s</details>', words ->> 'numbers',
			customer_grade_internal.html_table('plain', words ->> 'months caption',
				customer_grade_internal.html_head(words ->> 'period end') || heads
					|| customer_grade_internal.html_head('#' || (words ->> 'total')), rows));
END
$function$;
COMMENT ON FUNCTION customer_grade_internal.html_months(date[], text, jsonb, jsonb) IS
	'section: customers by grade at the ends of months, of quarters or years in a long span';

CREATE FUNCTION customer_grade_internal.html_concentration(attachment customer_grade_internal.attachment, amount_column name,
	words jsonb) RETURNS text
LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
AS $function$
	WITH c AS MATERIALIZED (
		SELECT c.*, count(*) OVER () AS lines FROM customer_grade_internal.as_owner_concentration(attachment.standard, attachment.subject,
			amount_column) WITH ORDINALITY AS c
	), part AS (
		SELECT c.*, 48 + 462 * coalesce(sum(c.customer_share) OVER w, 0) AS x, 170 - 160 * coalesce(sum(c.amount_share) OVER w, 0) AS y
		FROM c WHERE c.ordinality < c.lines
		WINDOW w AS (ORDER BY c.ordinality)
	), amount AS (
		SELECT n.name, format(words ->> 'concentration caption', n.name) AS caption,
			(SELECT c.gini FROM c WHERE c.ordinality = c.lines) AS gini
		FROM (
			SELECT customer_grade_internal.html_escape(coalesce((SELECT customer_grade_internal.title_part(m.title, CASE words ->> 'lang'
				WHEN 'en' THEN 2 ELSE 1 END)
				FROM customer_grade.metrics(attachment.standard) AS m WHERE m.name = amount_column),
				replace(amount_column, '_', ' '))) AS name
		) AS n
	)
	-- the chart is 520 wide; its points are the grades, best first
	SELECT coalesce((SELECT format('<p class="lead">%s</p>',
		format(words ->> 'concentration lead', customer_grade_internal.html_percent(p.customer_share),
				customer_grade_internal.html_chip(p.grade, p.rank, words), customer_grade_internal.html_percent(p.amount_share), '<bdi>'
					|| amount.name || '</bdi>'))
			FROM part AS p WHERE p.ordinality = 1 AND p.amount_share IS NOT NULL), '')
		|| (SELECT format('<figure class="curve-box">'
				'<svg role="img" aria-labelledby="curve-name curve-text" viewBox="0 0 520 213" width="100%%">'
				'<title id="curve-name">%s</title><desc id="curve-text">%s</desc>'
				'<path class="grid" d="M48 10H510M48 90H510M48 170H510M48 10V170M279 10V170M510 10V170"/>'
				'<text x="42" y="15" text-anchor="end">100%%</text><text x="42" y="95" text-anchor="end">50%%</text>'
				'<text x="42" y="174" text-anchor="end">0</text>'
				'<text x="48" y="189">0</text><text x="279" y="189" text-anchor="middle">50%%</text>'
				'<text x="510" y="189" text-anchor="end">100%%</text>'
				'<text x="48" y="208">%s →</text><line class="equal" x1="48" y1="170" x2="510" y2="10"/>'
				'<path class="under" d="M48 170%s V170Z"/><path class="curve" d="M48 170%4$s"/>%s</svg>%s</figure>',
			amount.caption, format(words ->> 'concentration text', amount.name), words ->> 'share of customers',
			string_agg(format('L%s %s', round(p.x, 1), round(p.y, 1)), '' ORDER BY p.ordinality),
			string_agg(CASE WHEN p.customers > 0 AND p.grade IS NOT NULL AND p.lines <= 12
				THEN format('<circle class="dot" cx="%s" cy="%s" r="4"/><text class="strong" x="%1$s" y="%2$s" dx="%s" dy="16">%s</text>',
				round(p.x, 1), round(p.y, 1), CASE WHEN p.x > 490 THEN -12 ELSE 7 END,
				customer_grade_internal.html_escape(left(p.grade, 6))) END, '' ORDER BY p.ordinality),
			CASE WHEN amount.gini IS NOT NULL THEN '<figcaption>' || format(words ->> 'gini', round(amount.gini, 2))
				|| '</figcaption>' END) FROM part AS p)
		|| customer_grade_internal.html_table('plain', amount.caption,
			customer_grade_internal.html_head(words ->> 'grade', '#' || (words ->> 'customers'), '#' || (words ->> 'amount'), '#'
				|| (words ->> 'sum'), '#' || (words ->> 'average')),
			(SELECT string_agg(format('<tr><th scope="row">%s</th><td class="n">%s</td><td class="n"><b>%s</b></td><td class="n">%s</td>'
				'<td class="n">%s</td></tr>',
				customer_grade_internal.html_chip(p.grade, p.rank, words), customer_grade_internal.html_percent(p.customer_share),
				customer_grade_internal.html_percent(p.amount_share),
				customer_grade_internal.html_number(p.amount), customer_grade_internal.html_number(p.amount / nullif(p.customers, 0))),
				E'\n' ORDER BY p.ordinality) FROM part AS p))
	FROM amount
$function$;
COMMENT ON FUNCTION customer_grade_internal.html_concentration(customer_grade_internal.attachment, name, jsonb) IS
	'section: what share of an amount each grade brings in, as a curve and a table';
