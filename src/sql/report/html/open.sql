-- Sections of the report page: what waits for people. Approvals, customers that cannot be graded, mistakes in the standard.

CREATE FUNCTION customer_grade_internal.html_approvals(attachment customer_grade_internal.attachment, name_column name,
	words jsonb) RETURNS text
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $function$
DECLARE
	result text;
BEGIN
	EXECUTE format($query$
		WITH w AS (
			SELECT %1$s AS key, l.grade, l.rank, l.computed_grade, l.computed_rank, l.valid_from, count(*) OVER () AS customers
			FROM %2$s AS l WHERE l.state = 'pending' ORDER BY l.valid_from, %3$s LIMIT 8
		)
		SELECT '<p class="lead">' || format($3 ->> 'approvals lead', customer_grade_internal.html_number(max(w.customers))) || '</p>'
			|| customer_grade_internal.html_table('moves', $3 ->> 'approvals',
				customer_grade_internal.html_head($3 ->> 'customer', $3 ->> 'move', $3 ->> 'waits since'),
				string_agg(format('<tr><th scope="row">%%s</th><td class="step">%%s<span aria-hidden="true"> → </span>%%s</td><td>%%s</td></tr>',
					customer_grade_internal.html_customer($1, w.key, $2), customer_grade_internal.html_chip(w.grade, w.rank, $3),
					customer_grade_internal.html_chip(w.computed_grade, w.computed_rank, $3),
					(w.valid_from AT TIME ZONE ($1).time_zone)::date), E'\n' ORDER BY w.valid_from, w.key))
		FROM w HAVING count(*) > 0
		$query$,
		customer_grade_internal.key_expression(attachment.key_columns, 'l'), attachment.ledger,
		customer_grade_internal.column_list(attachment.key_columns, 'l'))
	INTO result USING attachment, name_column, words;
	RETURN result;
END
$function$;
COMMENT ON FUNCTION customer_grade_internal.html_approvals(customer_grade_internal.attachment, name, jsonb) IS
	'section: the customers whose grade waits for approval, longest first; null: none does';

CREATE FUNCTION customer_grade_internal.html_problems(attachment customer_grade_internal.attachment, name_column name,
	words jsonb) RETURNS text
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $function$
DECLARE
	result text;
BEGIN
	EXECUTE format($query$
		WITH p AS (
			SELECT %1$s AS key, l.problem, count(*) OVER () AS customers FROM %2$s AS l
			WHERE l.problem IS NOT NULL ORDER BY %3$s LIMIT 8
		)
		SELECT '<p class="lead">' || format($3 ->> 'problems lead', customer_grade_internal.html_number(max(p.customers))) || '</p>'
			|| customer_grade_internal.html_table('stack', $3 ->> 'problems',
				customer_grade_internal.html_head($3 ->> 'customer', $3 ->> 'problem'),
				string_agg(format('<tr><th scope="row">%%s</th><td><bdi>%%s</bdi></td></tr>',
					customer_grade_internal.html_customer($1, p.key, $2), customer_grade_internal.html_escape(p.problem)),
					E'\n' ORDER BY p.key))
		FROM p HAVING count(*) > 0
		$query$,
		customer_grade_internal.key_expression(attachment.key_columns, 'l'), attachment.ledger,
		customer_grade_internal.column_list(attachment.key_columns, 'l'))
	INTO result USING attachment, name_column, words;
	RETURN result;
END
$function$;
COMMENT ON FUNCTION customer_grade_internal.html_problems(customer_grade_internal.attachment, name, jsonb) IS
	'section: customers that cannot be graded now, and why; null: there are none';

CREATE FUNCTION customer_grade_internal.html_findings(attachment customer_grade_internal.attachment, words jsonb) RETURNS text
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $function$
BEGIN
	RETURN (
		SELECT '<p class="lead">' || (words ->> 'findings lead') || '</p>'
			|| customer_grade_internal.html_table('stack', words ->> 'findings',
				customer_grade_internal.html_head(words ->> 'line', words ->> 'statement', words ->> 'finding'),
				string_agg(format('<tr><th scope="row">%s</th><td><code>%s</code></td><td>%s</td></tr>', l.line,
					customer_grade_internal.html_escape(l.statement), customer_grade_internal.html_escape(l.message)), E'\n' ORDER BY l.place))
		FROM customer_grade.lint(customer_grade_internal.rubric_of(attachment.standard, attachment.version))
			WITH ORDINALITY AS l(severity, line, statement, message, witness, place)
		WHERE l.severity IN ('error', 'warning')
		HAVING count(*) > 0);
END
$function$;
COMMENT ON FUNCTION customer_grade_internal.html_findings(customer_grade_internal.attachment, jsonb) IS
	'section: errors and warnings of lint() in the version in force; null: none';
