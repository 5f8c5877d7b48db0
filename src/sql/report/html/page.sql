-- The report page.

CREATE FUNCTION customer_grade_internal.html_head_of_page(standard text, version integer, title text, day date, words jsonb) RETURNS text
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $function$
DECLARE
	style CONSTANT text := customer_grade_internal.html_style(standard, version);
BEGIN
	RETURN format($html$<html lang="%s">
<head>
<meta charset="utf-8"/>
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'sha256-%s'; base-uri 'none'; form-action 'none'"/>
<meta name="viewport" content="width=device-width, initial-scale=1"/>
<meta name="color-scheme" content="light dark"/>
<meta name="referrer" content="no-referrer"/>
<meta name="generator" content="customer_grade"/>
<title>%s · %s · %s</title>
<style>%s</style>
</head>
$html$,
		words ->> 'lang',
		encode(sha256(convert_to(style, 'UTF8')), 'base64'),
		customer_grade_internal.html_escape(title), words ->> 'report', day,
		style);
END
$function$;
COMMENT ON FUNCTION customer_grade_internal.html_head_of_page(text, integer, text, date, jsonb) IS
	'the element head of the report: its title and the only style sheet, whose hash the policy allows';

CREATE FUNCTION customer_grade_internal.html_header(attachment customer_grade_internal.attachment, version integer, title text,
	from_date date, as_of date, words jsonb) RETURNS text
LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
AS $function$
	SELECT format($html$<a class="skip" href="#distribution">%s</a>
<svg class="defs" width="0" height="0" aria-hidden="true"><title>%s</title><desc>%2$s</desc><defs>
<pattern id="hatch" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
<rect class="paper" width="6" height="6"/><rect class="ungraded" width="2" height="6"/></pattern></defs></svg>
<header>
<p class="eyebrow">%s</p>
<h1><bdi>%s</bdi></h1>
<p>%s</p>
<p class="quiet">%s</p>
</header>
$html$,
		words ->> 'skip',
		words ->> 'no grade',
		words ->> 'report',
		customer_grade_internal.html_escape(title),
		customer_grade_internal.html_days(format(words ->> 'period', as_of, from_date)),
		format(words ->> 'of', '<bdi>' || customer_grade_internal.html_escape(attachment.standard) || '</bdi>', version,
			'<bdi>' || customer_grade_internal.html_escape(attachment.subject::text) || '</bdi>'))
$function$;
COMMENT ON FUNCTION customer_grade_internal.html_header(customer_grade_internal.attachment, integer, text, date, date, jsonb) IS
	'the head of the visible page: what is reported, and for which days';

CREATE FUNCTION customer_grade_internal.html_sections(attachment customer_grade_internal.attachment, from_date date, as_of date,
	name_column name, amount_column name, words jsonb) RETURNS text
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $function$
DECLARE
	every CONSTANT text := CASE WHEN as_of - from_date <= 1100 THEN 'month' WHEN as_of - from_date <= 3300 THEN 'quarter' ELSE 'year' END;
	days CONSTANT date[] := customer_grade_internal.grid(from_date, as_of, every);
	-- some sections are about today only
	is_today CONSTANT boolean := as_of = customer_grade_internal.clock_day(attachment);
	series jsonb;
	moves jsonb;
	sections text;
	contents text;
BEGIN
	SELECT jsonb_agg(to_jsonb(d)) INTO series
	FROM customer_grade_internal.distribution_days(attachment.standard, attachment.subject, days || ARRAY[from_date, as_of]) AS d;
	SELECT jsonb_agg(to_jsonb(m)) INTO moves
	FROM customer_grade_internal.as_owner_migration(attachment.standard, attachment.subject, from_date, as_of) AS m;
	SELECT '<div class="pair">' || string_agg(customer_grade_internal.html_section(s.id, s.body, words), '' ORDER BY s.place)
			FILTER (WHERE s.place <= 4) || E'</div>\n'
		|| string_agg(customer_grade_internal.html_section(s.id, s.body, words), '' ORDER BY s.place) FILTER (WHERE s.place > 4),
		string_agg(format('<li><a href="#%s">%s</a></li>', s.id, words ->> s.id), '' ORDER BY s.place)
	INTO sections, contents
	FROM (VALUES
		(1, 'distribution', customer_grade_internal.html_distribution(from_date, as_of, series, words)),
		(2, 'months', customer_grade_internal.html_months(days, every, series, words)),
		(3, 'migration', customer_grade_internal.html_migration(attachment, from_date, as_of, moves, words)),
		(4, 'concentration', CASE WHEN is_today AND amount_column IS NOT NULL
			THEN customer_grade_internal.html_concentration(attachment, amount_column, words) END),
		(5, 'movers', customer_grade_internal.html_movers(attachment, from_date, as_of, name_column, words)),
		(6, 'approvals', CASE WHEN is_today THEN customer_grade_internal.html_approvals(attachment, name_column, words) END),
		(7, 'problems', CASE WHEN is_today THEN customer_grade_internal.html_problems(attachment, name_column, words) END),
		(8, 'watchlist', CASE WHEN is_today THEN customer_grade_internal.html_watchlist(attachment, name_column, words) END),
		(9, 'standard', customer_grade_internal.html_standard(attachment, from_date, as_of, words)),
		(10, 'findings', CASE WHEN is_today THEN customer_grade_internal.html_findings(attachment, words) END)
	) AS s(place, id, body)
	WHERE s.body IS NOT NULL;
	RETURN format(E'<nav class="contents" aria-label="%s"><ul>%s</ul></nav>\n', words ->> 'contents', contents)
		|| customer_grade_internal.html_figures(attachment, from_date, as_of, series, moves, words)
		|| E'<main>\n' || sections || E'</main>\n';
END
$function$;
COMMENT ON FUNCTION customer_grade_internal.html_sections(customer_grade_internal.attachment, date, date, name, name, jsonb) IS
	'the table of contents, the key figures and all sections of the report';

-- Its queries read much and run once: compiling them would take longer than running them.
CREATE FUNCTION customer_grade_internal.as_owner_report_html(
	standard text,
	subject regclass,
	as_of date DEFAULT NULL,
	language text DEFAULT NULL,
	from_date date DEFAULT NULL,
	name_column name DEFAULT NULL,
	amount_column name DEFAULT NULL
) RETURNS text
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
SET jit = off
AS $function$
#variable_conflict use_column
DECLARE
	a customer_grade_internal.attachment := customer_grade_internal.attached(as_owner_report_html.standard, as_owner_report_html.subject);
	words CONSTANT jsonb := customer_grade_internal.html_words(
		coalesce(as_owner_report_html.language, current_setting('customer_grade.language')));
	today CONSTANT date := customer_grade_internal.clock_day(a);
	last_day CONSTANT date := least(as_owner_report_html.as_of, today);
	first_day date;
	version record;
BEGIN
	PERFORM customer_grade_internal.check_readable(a.grades);
	IF as_owner_report_html.name_column IS NOT NULL THEN
		PERFORM customer_grade_internal.check_readable(a.subject);
	END IF;
	PERFORM customer_grade_internal.check_columns(as_owner_report_html.subject, as_owner_report_html.name_column);
	SELECT s.version,
		customer_grade_internal.title_part(coalesce(s.title, s.name), CASE words ->> 'lang' WHEN 'en' THEN 2 ELSE 1 END) AS title
	INTO version
	FROM customer_grade.standard AS s
	WHERE s.name = as_owner_report_html.standard AND s.version = customer_grade_internal.version_at(a, last_day);
	PERFORM customer_grade_internal.use_version(a);
	-- a year back, as far as there are grades
	EXECUTE format('SELECT (min(g.valid_from) AT TIME ZONE %L)::date FROM %s AS g', a.time_zone, a.grades) INTO first_day;
	first_day := least(greatest(coalesce(as_owner_report_html.from_date, (last_day - interval '1 year')::date), first_day), last_day);

	RETURN E'<!DOCTYPE html>\n'
		|| customer_grade_internal.html_head_of_page(as_owner_report_html.standard, version.version, version.title, last_day, words)
		|| E'<body>\n'
		|| customer_grade_internal.html_header(a, version.version, version.title, first_day, last_day, words)
		|| customer_grade_internal.html_sections(a, first_day, last_day,
			coalesce(as_owner_report_html.name_column, customer_grade_internal.label_of(a)), as_owner_report_html.amount_column, words)
		|| format(E'<footer>%s</footer>\n</body>\n</html>\n', format(words ->> 'footer', today));
END
$function$;
COMMENT ON FUNCTION customer_grade_internal.as_owner_report_html(text, regclass, date, text, date, name, name) IS
	'everything about one graded table as one HTML page without script, network or fonts of its own: key figures, distribution, months, '
	'migration, movers, concentration of an amount, approvals awaited, problems, watchlist, the standard and what lint() finds, at the end of a day (default: now) and since '
	'from_date (default: a year before); language en or zh, by default that of the setting '
	'customer_grade.language; name_column of the subject, by default that of the option label, shows customers by name. Errors: 55000 not '
	'attached, 22023 no such language, 42703 no such column';
