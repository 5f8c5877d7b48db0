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

-- Lines of words, those of a list indented.
CREATE FUNCTION customer_grade_internal.html_lines(words text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT
SET search_path = pg_catalog, pg_temp
AS $function$
	SELECT string_agg(CASE depth WHEN 0 THEN '' ELSE repeat('&#160;', 3 * (depth - 1)) || '– ' END
		|| customer_grade_internal.html_escape(ltrim(l.line, E'\t')), '<br/>' ORDER BY l.ordinality)
	FROM regexp_split_to_table(words, E'\n') WITH ORDINALITY AS l(line, ordinality),
		LATERAL (SELECT length(l.line) - length(ltrim(l.line, E'\t')) AS depth) AS d
$function$;
COMMENT ON FUNCTION customer_grade_internal.html_lines(text) IS
	'words of description() as HTML';

CREATE FUNCTION customer_grade_internal.html_described(rubric customer_grade.rubric, section text, parameters jsonb, words jsonb)
RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $function$
	SELECT format('<h3>%s</h3>', customer_grade_internal.html_escape(d.heading))
		|| customer_grade_internal.html_table('stack', customer_grade_internal.html_escape(d.heading),
			customer_grade_internal.html_head(VARIADIC d.heads), string_agg((
				SELECT '<tr>' || string_agg(format(CASE c.ordinality WHEN 1 THEN '<th scope="row">%s</th>' ELSE '<td>%s</td>' END,
					customer_grade_internal.html_lines(c.cell)), '' ORDER BY c.ordinality) || '</tr>'
				FROM unnest(d.cells) WITH ORDINALITY AS c(cell, ordinality)), E'\n' ORDER BY d.place))
	FROM customer_grade_internal.description(rubric, substr(words ->> 'lang', 1, 2), parameters) AS d
	WHERE d.section = html_described.section
	GROUP BY d.heading, d.heads
$function$;
COMMENT ON FUNCTION customer_grade_internal.html_described(customer_grade.rubric, text, jsonb, jsonb) IS
	'a section of description() under its heading, as a table; null: the rubric has none';

CREATE FUNCTION customer_grade_internal.html_version_changes(standard text, old_version integer, new_version integer, heading text,
	words jsonb) RETURNS text
LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
AS $function$
	SELECT format('<h3>%s</h3><ul>', format(words ->> heading, new_version, old_version))
		|| string_agg(format('<li>%s</li>', customer_grade_internal.html_escape(d.sentence)), E'\n' ORDER BY d.ordinality) || '</ul>'
	FROM customer_grade.diff(customer_grade_internal.rubric_of(standard, old_version),
		customer_grade_internal.rubric_of(standard, new_version), substr(words ->> 'lang', 1, 2))
		WITH ORDINALITY AS d(part, statement, field, kind, old, new, sentence, ordinality)
	WHERE old_version <> new_version
$function$;
COMMENT ON FUNCTION customer_grade_internal.html_version_changes(text, integer, integer, text, jsonb) IS
	'what a version changes, compared with another, in sentences, under the heading with this key in words; null: nothing';

CREATE FUNCTION customer_grade_internal.next_version(a customer_grade_internal.attachment, day date) RETURNS integer
LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
AS $function$
	SELECT coalesce(customer_grade_internal.due_version(a, day), (
		SELECT s.version FROM customer_grade.standard AS s
		WHERE s.name = a.standard AND s.effective >> daterange(day, day, '[]')
		ORDER BY s.effective LIMIT 1))
$function$;
COMMENT ON FUNCTION customer_grade_internal.next_version(customer_grade_internal.attachment, date) IS
	'the version that waits for being put in force for an attachment, or else the one that is effective next after a day; null: none';

CREATE FUNCTION customer_grade_internal.html_standard(attachment customer_grade_internal.attachment, from_date date, as_of date,
	words jsonb) RETURNS text
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $function$
#variable_conflict use_column
DECLARE
	shown CONSTANT integer := customer_grade_internal.version_at(attachment, as_of);
	text_of CONSTANT customer_grade.rubric := customer_grade_internal.rubric_of(attachment.standard, shown);
	part integer := CASE words ->> 'lang' WHEN 'en' THEN 2 ELSE 1 END;
	parameters CONSTANT jsonb := CASE shown WHEN attachment.version
		THEN customer_grade.frozen(attachment.standard, attachment.subject) ELSE '{}' END;
	conditions text[];	-- of scopes, requirements, rules, floors and caps, in words
	grades text;
	rules text;
	metrics text;
	criteria text;
BEGIN
	SELECT array_agg(customer_grade_internal.html_lines(d.cells[2]) ORDER BY d.place) INTO conditions
	FROM customer_grade_internal.description(text_of, substr(words ->> 'lang', 1, 2), parameters) AS d
	WHERE d.section IN ('applies', 'rules', 'limits');

	SELECT string_agg(format('<tr><th scope="row">%s</th><td><bdi>%s</bdi></td><td>%s</td><td>%s</td></tr>',
		customer_grade_internal.html_chip(g.grade, g.rank, words),
		customer_grade_internal.html_escape(nullif(CASE part WHEN 2 THEN g.title_en ELSE g.title_zh END, g.grade)),
		(SELECT string_agg(conditions[r.place]
				|| coalesce(format('<span class="sub">%s</span>',
					customer_grade_internal.html_escape(customer_grade_internal.title_part(r.title, part))), ''),
					'<br/>' ORDER BY r.place)
			FROM customer_grade.rules(text_of) WITH ORDINALITY AS r(ordinal, kind, grade, condition, title, place)
			WHERE r.kind = 'grade' AND r.grade = g.grade),
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
		conditions[r.place],
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

	SELECT string_agg(format('<tr><th scope="row">%s</th><td class="n">%s</td><td class="n">%s</td><td>%s</td></tr>',
		customer_grade_internal.html_escape(coalesce(customer_grade_internal.title_part(c.title, part), c.name)),
		customer_grade_internal.html_escape(c.weight),
		customer_grade_internal.html_escape(c.max), customer_grade_internal.html_lines(d.cells[2])), E'\n' ORDER BY c.ordinality)
	INTO criteria
	FROM customer_grade.criteria(text_of) WITH ORDINALITY AS c
		JOIN customer_grade_internal.description(text_of, substr(words ->> 'lang', 1, 2), parameters) AS d
			ON d.section = 'points' AND d.key = c.name;

	RETURN format('<p class="lead">%s</p>', words ->> 'standard lead')
		|| customer_grade_internal.html_table('stack rules', words ->> 'standard caption',
			customer_grade_internal.html_head(words ->> 'grade', words ->> 'meaning', words ->> 'condition', words ->> 'gets'), grades)
		|| coalesce('<h3>' || (words ->> 'before') || '</h3>' || customer_grade_internal.html_table('stack', words ->> 'before',
			customer_grade_internal.html_head(words ->> 'rule', words ->> 'condition'), rules), '')
		|| coalesce('<h3>' || (words ->> 'criteria') || '</h3>' || customer_grade_internal.html_table('stack', words ->> 'criteria',
			customer_grade_internal.html_head(words ->> 'criterion', '#' || (words ->> 'weight'), '#' || (words ->> 'max'),
				words ->> 'computed'), criteria), '')
		|| coalesce(customer_grade_internal.html_described(text_of, 'defines', parameters, words), '')
		|| coalesce(customer_grade_internal.html_described(text_of, 'parameters', parameters, words), '')
		|| coalesce(customer_grade_internal.html_described(text_of, 'terms', parameters, words), '')
		|| coalesce(customer_grade_internal.html_described(text_of, 'decisions', parameters, words), '')
		|| coalesce('<h3>' || (words ->> 'metrics') || '</h3>' || customer_grade_internal.html_table('stack', words ->> 'metrics',
			customer_grade_internal.html_head(words ->> 'metric', words ->> 'meaning', words ->> 'values'), metrics), '')
		|| coalesce(customer_grade_internal.html_version_changes(attachment.standard,
			customer_grade_internal.version_at(attachment, from_date), shown, 'version changes', words), '')
		-- the past has nothing to come
		|| CASE WHEN as_of >= customer_grade_internal.clock_day(attachment) THEN
			coalesce(customer_grade_internal.html_version_changes(attachment.standard, shown,
				customer_grade_internal.next_version(attachment, as_of), 'version to come', words), '')
			ELSE '' END
		|| format('<details><summary>%s</summary><pre dir="ltr">%s</pre></details>', words ->> 'text',
			customer_grade_internal.html_rubric(btrim(text_of::text, E'\n')));
END
$function$;
COMMENT ON FUNCTION customer_grade_internal.html_standard(customer_grade_internal.attachment, date, date, jsonb) IS
	'section: the version in force on a day, in words and as text, what it changes since another day, and what the next one, which waits, '
	'will change';
