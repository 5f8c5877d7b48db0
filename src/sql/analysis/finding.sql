-- What stands against a version before it comes among the others: errors of lint() and cases that fail. They are accepted with a
-- reason, once for all versions that have the same finding.

CREATE FUNCTION customer_grade_internal.findings(name text, rubric customer_grade.rubric) RETURNS jsonb
LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
AS $function$
	SELECT coalesce(jsonb_agg(to_jsonb(f.*) - 'place' ORDER BY f.place), '[]')
	FROM (
		SELECT l.severity, l.line, l.statement, l.message, row_number() OVER () AS place
		FROM customer_grade.lint(rubric) AS l WHERE l.severity IN ('error', 'warning')
		UNION ALL
		SELECT 'error', NULL, format('case "%s"', c.name), customer_grade_internal.case_failure(to_jsonb(c.*)), 1000000 + row_number() OVER ()
		FROM customer_grade_internal.case_results(findings.name, rubric) AS c WHERE NOT c.passed
	) AS f
$function$;
COMMENT ON FUNCTION customer_grade_internal.findings(text, customer_grade.rubric) IS
	'errors and warnings of lint() in a rubric for a standard, and its cases that fail: a list of {"severity", "line", "statement", '
	'"message"}';

CREATE FUNCTION customer_grade_internal.is_accepted(finding jsonb, accepted jsonb) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $function$
	SELECT accepted @> jsonb_build_array(jsonb_build_object('statement', finding -> 'statement', 'message', finding -> 'message'))
$function$;
COMMENT ON FUNCTION customer_grade_internal.is_accepted(jsonb, jsonb) IS
	'is a finding among those accepted? The words of the statement and of the message tell';

CREATE FUNCTION customer_grade_internal.accepted_so_far(name text) RETURNS jsonb
LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
AS $function$
	SELECT s.accepted FROM customer_grade_internal.standard AS s
	WHERE s.name = accepted_so_far.name AND s.status <> 'withdrawn'
	ORDER BY s.version DESC LIMIT 1
$function$;
COMMENT ON FUNCTION customer_grade_internal.accepted_so_far(text) IS
	'what was accepted with the latest version of a standard; null: there is none. For the bodies of gates';

CREATE FUNCTION customer_grade_internal.accept(findings jsonb, so_far jsonb, force text) RETURNS jsonb
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $function$
BEGIN
	IF force !~ '[^[:space:]]' THEN
		PERFORM customer_grade_internal.throw('22023', message => 'force needs a reason',
			hint => 'The version keeps it: force => ''the second rule stays until the contracts end''.');
	END IF;
	RETURN (
		SELECT coalesce(jsonb_agg(coalesce(a.accepted, jsonb_build_object('statement', f.finding -> 'statement',
			'message', f.finding -> 'message', 'reason', force, 'accepted_by', pg_get_userbyid(customer_grade_internal.caller()),
			'accepted_on', customer_grade_internal.day_in(current_setting('TimeZone')))) ORDER BY f.place), '[]')
		FROM jsonb_array_elements(findings) WITH ORDINALITY AS f(finding, place)
			LEFT JOIN jsonb_array_elements(so_far) AS a(accepted)
				ON customer_grade_internal.is_accepted(f.finding, jsonb_build_array(a.accepted))
		WHERE f.finding ->> 'severity' = 'error' AND (a.accepted IS NOT NULL OR force IS NOT NULL));
END
$function$;
COMMENT ON FUNCTION customer_grade_internal.accept(jsonb, jsonb, text) IS
	'of the errors found those that were accepted so far, or all for a reason. For the bodies of gates. Error: 22023 an empty reason';

CREATE FUNCTION customer_grade_internal.open_errors(findings jsonb, accepted jsonb, OUT count bigint, OUT shown text)
LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
AS $function$
	SELECT count(*), string_agg(CASE WHEN f.place <= 10 THEN f.line ELSE format('... and %s more.', f.total - 10) END,
		E'\n' ORDER BY f.place) FILTER (WHERE f.place <= 11)
	FROM (
		SELECT upper(left(o.place_of, 1)) || substr(o.place_of, 2) || ': ' || rtrim(e.finding ->> 'message', '.') || '.' AS line,
			row_number() OVER (ORDER BY e.ordinality) AS place, count(*) OVER () AS total
		FROM jsonb_array_elements(findings) WITH ORDINALITY AS e(finding, ordinality),
			LATERAL (SELECT coalesce('line ' || (e.finding ->> 'line'), e.finding ->> 'statement')) AS o(place_of)
		WHERE e.finding ->> 'severity' = 'error' AND NOT customer_grade_internal.is_accepted(e.finding, accepted)
	) AS f
$function$;
COMMENT ON FUNCTION customer_grade_internal.open_errors(jsonb, jsonb) IS
	'how many of the errors found are not accepted, and up to ten of them in lines';

CREATE FUNCTION customer_grade_internal.check_accepted(name text, version integer, findings jsonb, accepted jsonb, cure text) RETURNS void
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $function$
DECLARE
	open_ones CONSTANT record := customer_grade_internal.open_errors(findings, accepted);
BEGIN
	IF open_ones.count > 0 THEN
		PERFORM customer_grade_internal.throw('23514',
			message => format('version %s of standard "%s" has %s', version, name,
				CASE open_ones.count WHEN 1 THEN '1 error' ELSE open_ones.count || ' errors' END),
			detail => open_ones.shown,
			hint => format('lint() and run_cases() of the rubric tell more. To accept them: %s.', cure));
	END IF;
END
$function$;
COMMENT ON FUNCTION customer_grade_internal.check_accepted(text, integer, jsonb, jsonb, text) IS
	'require that all errors found in a version are accepted; cure: the call that accepts them. Error: 23514 they are not';

CREATE FUNCTION customer_grade_internal.tell_warnings(name text, version integer, findings jsonb) RETURNS void
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $function$
DECLARE
	warnings CONSTANT bigint := (SELECT count(*) FROM jsonb_array_elements(findings) AS f WHERE f ->> 'severity' = 'warning');
BEGIN
	IF warnings > 0 THEN
		RAISE NOTICE '%', format('lint() warns of version %s of standard "%s": %s', version, name,
				CASE warnings WHEN 1 THEN '1 finding' ELSE warnings || ' findings' END)
			USING HINT = format('SELECT * FROM customer_grade.lint(customer_grade.rubric_of(%L, %s));', name, version);
	END IF;
END
$function$;
COMMENT ON FUNCTION customer_grade_internal.tell_warnings(text, integer, jsonb) IS
	'notice of how many warnings lint() has';

CREATE FUNCTION customer_grade_internal.tell_draft(name text, version integer, findings jsonb, accepted jsonb) RETURNS void
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $function$
DECLARE
	open_ones CONSTANT record := customer_grade_internal.open_errors(findings, accepted);
BEGIN
	RAISE NOTICE '%', format('version %s of standard "%s" is a draft%s', version, name,
			CASE WHEN open_ones.count = 1 THEN ' with 1 error' WHEN open_ones.count > 1 THEN format(' with %s errors', open_ones.count) END)
		USING DETAIL = coalesce(open_ones.shown, 'It is effective on no day.'),
			HINT = format('SELECT customer_grade.approve_standard(%L, %s); puts it among the versions.', name, version);
END
$function$;
COMMENT ON FUNCTION customer_grade_internal.tell_draft(text, integer, jsonb, jsonb) IS
	'notice of a new draft, with what stands against it';
