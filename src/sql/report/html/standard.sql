-- Section of the report page: the standard.

CREATE FUNCTION customer_grade_internal.html_rubric(rubric text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $function$
	SELECT string_agg(CASE t.kind
			WHEN 'comment' THEN format('<i class="c">%s</i>', e.html)
			WHEN 'string' THEN format('<span class="s">%s</span>', e.html)
			WHEN 'number' THEN format('<span class="v">%s</span>', e.html)
			WHEN 'keyword' THEN format('<b class="k">%s</b>', e.html)
			ELSE e.html END, '' ORDER BY t.position)
	FROM customer_grade_internal.tokens(rubric) AS t, LATERAL (SELECT customer_grade_internal.html_escape(t.token) AS html) AS e
$function$;
COMMENT ON FUNCTION customer_grade_internal.html_rubric(text) IS
	'the text of a rubric with comments, strings, numbers and words of the language marked';

CREATE FUNCTION customer_grade_internal.html_standard(attachment customer_grade_internal.attachment, as_of date, words jsonb) RETURNS text
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $function$
#variable_conflict use_column
DECLARE
	shown CONSTANT integer := customer_grade_internal.version_at(attachment, as_of);
	text_of CONSTANT customer_grade.rubric := customer_grade_internal.rubric_of(attachment.standard, shown);
	part integer := CASE words ->> 'lang' WHEN 'en' THEN 2 ELSE 1 END;
	grades text;
	rules text;
	metrics text;
	criteria text;
BEGIN
	SELECT string_agg(format('<tr><th scope="row">%s</th><td><bdi>%s</bdi></td><td>%s</td><td>%s</td></tr>',
		customer_grade_internal.html_chip(g.grade, g.rank, words),
		customer_grade_internal.html_escape(nullif(CASE part WHEN 2 THEN g.title_en ELSE g.title_zh END, g.grade)),
		(SELECT string_agg(coalesce('<code>' || customer_grade_internal.html_rubric(nullif(r.condition, 'otherwise')) || '</code>',
			words ->> 'otherwise')
				|| coalesce(format('<span class="sub">%s</span>',
					customer_grade_internal.html_escape(customer_grade_internal.title_part(r.title, part))), ''),
					'<br/>' ORDER BY r.ordinal)
			FROM customer_grade.rules(text_of) AS r WHERE r.kind = 'grade' AND r.grade = g.grade),
		(SELECT string_agg(customer_grade_internal.html_escape(concat_ws(' ',
			coalesce(words ->> ('treatment ' || t.name), replace(t.name, '_', ' ')) || ':',
				CASE WHEN t.value ~ '^[0-9]{4,15}$' THEN customer_grade_internal.html_amount(t.value::numeric) ELSE t.value END,
				coalesce(words ->> ('unit ' || t.unit), t.unit))
				|| coalesce(' (' || t.condition || ')', '')), '<br/>' ORDER BY t.name, t.place)
			FROM customer_grade.treatments(text_of) AS t WHERE t.grade = g.grade)), E'\n' ORDER BY g.ordinality)
	INTO grades
	FROM customer_grade_internal.version_scale(attachment.standard, shown) WITH ORDINALITY AS g
	WHERE g.grade IS NOT NULL;

	SELECT string_agg(format('<tr><th scope="row">%s%s</th><td>%s%s</td></tr>', words ->> r.kind,
		CASE WHEN r.grade IS NOT NULL THEN ' ' || customer_grade_internal.html_chip(r.grade,
			(SELECT s.rank FROM customer_grade_internal.version_scale(attachment.standard, shown) AS s WHERE s.grade = r.grade), words) END,
		'<code>' || customer_grade_internal.html_rubric(r.condition) || '</code>',
		'<span class="sub">' || customer_grade_internal.html_escape(customer_grade_internal.title_part(r.title, part)) || '</span>'),
		E'\n' ORDER BY r.place)
	INTO rules
	FROM customer_grade.rules(text_of) WITH ORDINALITY AS r(ordinal, kind, grade, condition, title, place) WHERE r.kind <> 'grade';

	SELECT string_agg(format('<tr><th scope="row"><code>%s</code></th><td>%s</td><td>%s</td></tr>',
		customer_grade_internal.html_escape(m.name),
		customer_grade_internal.html_escape(customer_grade_internal.title_part(m.title, part)),
		customer_grade_internal.html_escape(concat_ws(' ', m.type, m.domain, m.unit))), E'\n' ORDER BY m.ordinality)
	INTO metrics
	FROM customer_grade.metrics(text_of) WITH ORDINALITY AS m;

	SELECT string_agg(format('<tr><th scope="row">%s</th><td class="n">%s</td><td class="n">%s</td><td><code>%s</code></td></tr>',
		customer_grade_internal.html_escape(coalesce(customer_grade_internal.title_part(c.title, part), c.name)),
		customer_grade_internal.html_escape(c.weight),
		customer_grade_internal.html_escape(c.max), customer_grade_internal.html_rubric(c.points)), E'\n' ORDER BY c.ordinality)
	INTO criteria
	FROM customer_grade.criteria(text_of) WITH ORDINALITY AS c;

	RETURN format('<p class="lead">%s</p>', words ->> 'standard lead')
		|| customer_grade_internal.html_table('stack rules', words ->> 'standard caption',
			customer_grade_internal.html_head(words ->> 'grade', words ->> 'meaning', words ->> 'condition', words ->> 'gets'), grades)
		|| coalesce('<h3>' || (words ->> 'before') || '</h3>' || customer_grade_internal.html_table('stack', words ->> 'before',
			customer_grade_internal.html_head(words ->> 'rule', words ->> 'condition'), rules), '')
		|| coalesce('<h3>' || (words ->> 'criteria') || '</h3>' || customer_grade_internal.html_table('stack', words ->> 'criteria',
			customer_grade_internal.html_head(words ->> 'criterion', '#' || (words ->> 'weight'), '#' || (words ->> 'max'),
				words ->> 'computed'), criteria), '')
		|| coalesce('<h3>' || (words ->> 'metrics') || '</h3>' || customer_grade_internal.html_table('stack', words ->> 'metrics',
			customer_grade_internal.html_head(words ->> 'metric', words ->> 'meaning', words ->> 'values'), metrics), '')
		|| format('<details><summary>%s</summary><pre dir="ltr">%s</pre></details>', words ->> 'text',
			customer_grade_internal.html_rubric(btrim(text_of::text, E'\n')));
END
$function$;
COMMENT ON FUNCTION customer_grade_internal.html_standard(customer_grade_internal.attachment, date, jsonb) IS
	'section: the version in force on a day, as tables and as text';
