-- The report page.

-- Its queries read much and run once: compiling them would take longer than running them.
CREATE FUNCTION customer_grade.report_html(
	standard text,
	subject regclass,
	as_of date DEFAULT NULL,
	language text DEFAULT 'en',
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
	a customer_grade_internal.attachment := customer_grade_internal.attached(report_html.standard, report_html.subject);
	today date := customer_grade_internal.clock_day(a);
	last_day date := least(report_html.as_of, today);
	first_day date;
	words jsonb;
	version record;
	every text;
	days date[];
	series jsonb;
	moves jsonb;
	style text;
BEGIN
	SELECT jsonb_object_agg(w.word, CASE report_html.language WHEN 'en' THEN w.en ELSE w.zh END) INTO words
	FROM customer_grade_internal.html_words() AS w WHERE report_html.language IN ('en', 'zh');
	IF words IS NULL THEN
		RAISE invalid_parameter_value USING
			MESSAGE = format('the report is not available in language "%s"', report_html.language),
			HINT = 'It is en or zh.';
	END IF;
	IF report_html.name_column IS NOT NULL AND NOT EXISTS (SELECT FROM pg_attribute AS c
			WHERE c.attrelid = report_html.subject AND c.attname = report_html.name_column AND c.attnum > 0 AND NOT c.attisdropped) THEN
		RAISE undefined_column USING
			MESSAGE = format('%s has no column "%s"', report_html.subject, report_html.name_column);
	END IF;

	-- a year back, as far as there are grades
	EXECUTE format('SELECT (min(g.valid_from) AT TIME ZONE %L)::date FROM %s AS g', a.time_zone, a.grades) INTO first_day;
	first_day := least(greatest(coalesce(report_html.from_date, (last_day - interval '1 year')::date), first_day), last_day);

	SELECT s.version, customer_grade_internal.title_part(coalesce(s.title, s.name), CASE report_html.language WHEN 'en' THEN 2 ELSE 1 END) AS title
	INTO version FROM customer_grade_internal.standard AS s
	WHERE s.name = report_html.standard ORDER BY s.effective @> last_day DESC, s.version DESC LIMIT 1;
	every := CASE WHEN last_day - first_day <= 1100 THEN 'month' WHEN last_day - first_day <= 3300 THEN 'quarter' ELSE 'year' END;
	days := customer_grade_internal.grid(first_day, last_day, every);
	SELECT jsonb_agg(to_jsonb(d)) INTO series
	FROM customer_grade_internal.distribution_days(report_html.standard, report_html.subject, days || ARRAY[first_day, last_day]) AS d;
	SELECT jsonb_agg(to_jsonb(m)) INTO moves
	FROM customer_grade.migration(report_html.standard, report_html.subject, first_day, last_day) AS m;
	style := customer_grade_internal.html_style(report_html.standard, last_day);

	RETURN '<!DOCTYPE html>' || E'\n' || format($html$<html lang="%s">
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
$html$, words ->> 'lang', encode(sha256(convert_to(style, 'UTF8')), 'base64'), customer_grade_internal.html_escape(version.title), words ->> 'report', last_day, style)
		|| format($html$<body>
<a class="skip" href="#distribution">%s</a>
<svg class="defs" width="0" height="0" aria-hidden="true"><title>%s</title><desc>%2$s</desc><defs><pattern id="hatch" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><rect class="paper" width="6" height="6"/><rect class="ungraded" width="2" height="6"/></pattern></defs></svg>
<header>
<p class="eyebrow">%s</p>
<h1><bdi>%s</bdi></h1>
<p>%s</p>
<p class="quiet">%s</p>
</header>
$html$, words ->> 'skip', words ->> 'no grade', words ->> 'report', customer_grade_internal.html_escape(version.title),
			format(words ->> 'period', last_day, first_day),
			format(words ->> 'of', '<bdi>' || customer_grade_internal.html_escape(report_html.standard) || '</bdi>', version.version,
				'<bdi>' || customer_grade_internal.html_escape(report_html.subject::text) || '</bdi>'))
		|| customer_grade_internal.html_figures(a, first_day, last_day, series, moves, words)
		|| E'<main>\n'
		|| E'<div class="pair">\n'
		|| customer_grade_internal.html_section('distribution', customer_grade_internal.html_distribution(first_day, last_day, series, words), words)
		|| customer_grade_internal.html_section('months', customer_grade_internal.html_months(days, every, series, words), words)
		|| customer_grade_internal.html_section('migration', customer_grade_internal.html_migration(a, first_day, last_day, moves, words), words)
		|| CASE WHEN amount_column IS NOT NULL AND last_day = today
			THEN customer_grade_internal.html_section('concentration', customer_grade_internal.html_concentration(a, amount_column, words), words) ELSE '' END
		|| E'</div>\n'
		|| customer_grade_internal.html_section('movers', customer_grade_internal.html_movers(a, first_day, last_day, name_column, words), words)
		|| CASE WHEN last_day = today
			THEN customer_grade_internal.html_section('watchlist', customer_grade_internal.html_watchlist(a, name_column, words), words) ELSE '' END
		|| customer_grade_internal.html_section('standard', customer_grade_internal.html_standard(a, last_day, words), words)
		|| E'</main>\n'
		|| format(E'<footer>%s</footer>\n</body>\n</html>\n', format(words ->> 'footer', today));
END
$function$;
COMMENT ON FUNCTION customer_grade.report_html(text, regclass, date, text, date, name, name) IS
	'the state of an attachment as one HTML page without script, network or fonts of its own: key figures, distribution, months, migration, movers, concentration of an amount, watchlist and the standard itself, at the end of a day (default: now) and since from_date (default: a year before); language en or zh; name_column of the subject shows customers by name. Errors: 55000 not attached, 22023 no such language, 42703 no such column';
