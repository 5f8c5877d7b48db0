-- The report as one HTML page, for people without a BI tool: report_html().
--
-- The charts are SVG written here, and no chart library is bundled. A library would need script: the page
-- could then no longer forbid all script by its content security policy, would be blank in mail previews
-- and where scripts are off, print a canvas badly, and be a megabyte of somebody else's code in a database
-- extension. Bars, columns and one curve are a few rectangles: what has to be good is the numbers, the type
-- and the words, and these are ours in any case.
--
-- Rules of the house: every figure comes from a report function (the folder above); every text from outside
-- goes through html_escape(); the page is HTML and well-formed XML at once; there is no style attribute,
-- as the policy allows the one style sheet only; the columns' widths are percentages, so that a phone gets
-- narrower charts and not smaller letters.

-- What XML forbids, and what would turn the direction of the text around it, becomes U+FFFD.
CREATE FUNCTION customer_grade_internal.html_escape(words text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT
SET search_path = pg_catalog, pg_temp
AS $function$
	SELECT replace(replace(replace(replace(replace(
		regexp_replace(words, E'[\\x01-\\x08\\x0b\\x0c\\x0e-\\x1f\\x7f-\\x9f\\u202a-\\u202e\\u2066-\\u2069\\ufffe\\uffff]', E'\uFFFD', 'g'),
		'&', '&amp;'), '<', '&lt;'), '>', '&gt;'), '"', '&quot;'), '''', '&#39;')
$function$;
COMMENT ON FUNCTION customer_grade_internal.html_escape(text) IS
	'text as the content of an element or attribute of HTML and XML';

CREATE FUNCTION customer_grade_internal.html_number(number numeric) RETURNS text
LANGUAGE sql STABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $function$
	SELECT coalesce(to_char(number, 'FM999,999,999,999,999,999,999,990'), '–')
$function$;
COMMENT ON FUNCTION customer_grade_internal.html_number(numeric) IS
	'a number without decimals, with separators of thousands; a dash for null';

CREATE FUNCTION customer_grade_internal.html_amount(number numeric) RETURNS text
LANGUAGE sql STABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $function$
	SELECT coalesce(rtrim(rtrim(to_char(number, 'FM999,999,999,999,999,999,999,990.0099'), '0'), '.'), '–')
$function$;
COMMENT ON FUNCTION customer_grade_internal.html_amount(numeric) IS
	'a number with the decimals it has, four at most';

CREATE FUNCTION customer_grade_internal.html_percent(share numeric) RETURNS text
LANGUAGE sql STABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $function$
	SELECT CASE
		WHEN share IS NULL THEN '–'
		WHEN share > 0 AND share < 0.0005 THEN '&lt;0.1%'
		WHEN share > 0.9995 AND share < 1 THEN '&gt;99.9%'
		ELSE to_char(100 * share, 'FM999,990.0') || '%' END
$function$;
COMMENT ON FUNCTION customer_grade_internal.html_percent(numeric) IS
	'a share as a percentage; a small one is not shown as 0; a dash for null';

-- Grades are told apart by their label; color helps: one ramp over the ranks, grey for the rest.
CREATE FUNCTION customer_grade_internal.html_grade_class(grade text, rank smallint) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $function$
	SELECT CASE WHEN grade IS NULL THEN 'gn' WHEN rank IS NULL THEN 'gu' ELSE 'g' || rank END
$function$;
COMMENT ON FUNCTION customer_grade_internal.html_grade_class(text, smallint) IS
	'the class that colors a grade: g1 is the best, gu a grade without a rank, gn not graded';

CREATE FUNCTION customer_grade_internal.html_chip(grade text, rank smallint, words jsonb) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $function$
	SELECT format('<bdi class="chip %s">%s</bdi>', customer_grade_internal.html_grade_class(grade, rank),
		coalesce(customer_grade_internal.html_escape(grade),
			format('<span aria-hidden="true">–</span><span class="unseen">%s</span>', words ->> 'no grade')))
$function$;
COMMENT ON FUNCTION customer_grade_internal.html_chip(text, smallint, jsonb) IS
	'a grade as a label on its color';

CREATE FUNCTION customer_grade_internal.html_bar(class text, share numeric, title text, target numeric DEFAULT NULL) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $function$
	SELECT format('<svg class="bar" width="100%%" height="12" aria-hidden="true"><title>%s</title><desc>%1$s</desc>'
		'<rect class="track" width="100%%" height="12" rx="2"/><rect class="%s" width="%s%%" height="12" rx="2"/>%s</svg>',
		title, class, round(100 * coalesce(share, 0), 2),
		CASE WHEN target IS NOT NULL THEN format('<rect class="mark" x="%s%%" y="-2" width="2" height="16"/>', round(100 * target, 2)) END)
$function$;
COMMENT ON FUNCTION customer_grade_internal.html_bar(text, numeric, text, numeric) IS
	'a bar for a share beside its number, with a mark at the target; the title is HTML';

CREATE FUNCTION customer_grade_internal.html_section(id text, body text, words jsonb) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $function$
	SELECT format(E'<section id="%s" aria-labelledby="%1$s-title">\n<h2 id="%1$s-title">%s</h2>\n%s\n</section>\n',
		id, words ->> id, body)
$function$;
COMMENT ON FUNCTION customer_grade_internal.html_section(text, text, jsonb) IS
	'a section under its heading';

CREATE FUNCTION customer_grade_internal.html_days(html text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT
SET search_path = pg_catalog, pg_temp
AS $function$
	SELECT regexp_replace(html, E'\\m(\\d{4}-\\d{2}-\\d{2})\\M', E'<span class="day">\\1</span>', 'g')
$function$;
COMMENT ON FUNCTION customer_grade_internal.html_days(text) IS
	'text without elements, in which no line breaks within a date';

-- A table that is too wide scrolls, the page never does. Tables that are often too wide scroll by keyboard, too.
CREATE FUNCTION customer_grade_internal.html_table(class text, caption text, head text, body text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT
SET search_path = pg_catalog, pg_temp
AS $function$
	SELECT format(E'<div class="scroll"%5$s><table class="%2$s">\n<caption>%1$s</caption>\n'
		'<thead><tr>%3$s</tr></thead>\n<tbody>\n%4$s\n</tbody></table></div>',
		customer_grade_internal.html_days(caption), class, head, body,
		CASE WHEN class IN ('matrix', 'plain') THEN format(' role="region" tabindex="0" aria-label="%s"', caption) END)
$function$;
COMMENT ON FUNCTION customer_grade_internal.html_table(text, text, text, text) IS
	'a table with its caption; all parts are HTML. Without rows: null';

CREATE FUNCTION customer_grade_internal.html_head(VARIADIC cells text[]) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $function$
	-- a column of numbers is marked by a #
	SELECT string_agg(format('<th scope="col"%s>%s</th>', CASE WHEN c.cell LIKE '#%' THEN ' class="n"' END, ltrim(c.cell, '#')), ''
		ORDER BY c.ordinality)
	FROM unnest(cells) WITH ORDINALITY AS c(cell, ordinality)
	WHERE c.cell IS NOT NULL
$function$;
COMMENT ON FUNCTION customer_grade_internal.html_head(text[]) IS
	'the head of a table; # before a word: a column of numbers';

CREATE FUNCTION customer_grade_internal.html_change(change numeric) RETURNS text
LANGUAGE sql STABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $function$
	SELECT CASE WHEN change IS NULL THEN '–' WHEN round(100 * change, 1) = 0 THEN '±0.0'
		ELSE CASE WHEN change > 0 THEN '+' ELSE '−' END || to_char(abs(100 * change), 'FM990.0') END
$function$;
COMMENT ON FUNCTION customer_grade_internal.html_change(numeric) IS
	'the difference of two shares in percentage points';
