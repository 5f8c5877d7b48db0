-- Reports: why one customer has the grade that is in force.

-- $1 the attachment, $2 key, $3 today, $4 day of the last common review, $5 rubric in force. Columns of ours beside a key have a blank in
-- their names.
-- What holds the grade comes before what it was computed by.
CREATE FUNCTION customer_grade_internal.standing_query(a customer_grade_internal.attachment) RETURNS text
LANGUAGE sql STABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $function$
	SELECT format($query$
		WITH k AS (
			SELECT k.* FROM jsonb_populate_record(NULL::%1$s, $2) AS k
		), l AS (
			SELECT l.*, t.version AS "graded by", t.parameter_set AS "graded with", t.evaluated_on AS "graded on",
				(l.since AT TIME ZONE ($1).time_zone)::date AS "since day"
			FROM %1$s AS l JOIN k ON %2$s JOIN (%3$s) AS t ON %4$s
		), d AS (
			SELECT d.*, t.steps AS "all steps", t.titles AS "all titles", n."next step",
				customer_grade_internal.decider($1, d.decision, n."next step") AS "who decides"
			FROM %5$s AS d JOIN k ON %6$s
				LEFT JOIN LATERAL customer_grade_internal.approval_term($5, d.grade, $3) AS t ON d.decision = 'approval',
				LATERAL (SELECT customer_grade_internal.next_step(t.steps, d.steps)) AS n("next step")
			WHERE d.status IN ('proposed', 'approved', 'rejected') AND (d.valid_until IS NULL OR d.valid_until >= $3)
		), rejected AS (
			SELECT FROM d JOIN l ON d.status = 'rejected' AND d.grade = l.computed_grade
		), worse AS (
			-- a demotion that waits
			SELECT l.* FROM l WHERE l.computed_rank > l.rank AND l.state <> 'override'
		), step(place, kind, name, title, expression, value, outcome) AS (
			SELECT 1, 'grade', l.grade, g.title, NULL, l.score::text, format('%%s since %%s', l.state, l."since day")
			FROM l LEFT JOIN customer_grade.grades(customer_grade_internal.rubric_of(($1).standard, l.version)) AS g ON g.grade = l.grade
			UNION ALL
			SELECT CASE d.status WHEN 'proposed' THEN 3 ELSE 2 END, d.decision, d.grade,
				nullif(concat_ws('; ', d.reason, d.decision_reason), ''), NULL, NULL,
				CASE d.status WHEN 'proposed' THEN format('%%swaits for role %%s%%s',
						'proposed by ' || d.proposed_by || ' on ' || (d.proposed_at AT TIME ZONE ($1).time_zone)::date || ': ',
						d."who decides", ' to take step "' || d."next step" || '"')
					ELSE format('%%s by %%s on %%s%%s%%s', CASE d.decision WHEN 'approval' THEN d.status ELSE 'set' END, d.decided_by,
						(d.decided_at AT TIME ZONE ($1).time_zone)::date, ', from ' || d.valid_from, ', until ' || d.valid_until) END
			FROM d
			UNION ALL
			SELECT CASE d.status WHEN 'proposed' THEN 3 ELSE 2 END + s.number / 1000.0, 'step', s.step ->> 'step',
				d."all titles"[array_position(d."all steps", s.step ->> 'step')], NULL, NULL, format('taken by %%s on %%s%%s', s.step ->> 'by',
					((s.step ->> 'at')::timestamptz AT TIME ZONE ($1).time_zone)::date, ': ' || (s.step ->> 'reason'))
			FROM d, jsonb_array_elements(d.steps) WITH ORDINALITY AS s(step, number)
			UNION ALL
			SELECT 3, 'approval', l.computed_grade, NULL, NULL, NULL,
				format('waits for role %%s%%s', customer_grade_internal.decider($1, 'approval', t.steps[1]),
					' to take step "' || t.steps[1] || '"')
			FROM l, LATERAL customer_grade_internal.approval_term($5, l.computed_grade, $3) AS t
			WHERE l.state = 'pending' AND NOT EXISTS (SELECT FROM d WHERE d.decision = 'approval' AND d.status = 'proposed')
			UNION ALL
			SELECT 4, 'keep', w.grade, NULL, k.expression, NULL, 'kept by the keep values'
			FROM worse AS w, (
				SELECT string_agg(format('%%s keep %%s', p.name, p.keep), ', ') AS expression
				FROM customer_grade.parameters(customer_grade_internal.rubric_of(($1).standard, ($1).version)) AS p WHERE p.keep IS NOT NULL) AS k
			WHERE w.worse_since IS NULL AND k.expression IS NOT NULL
			UNION ALL
			SELECT 4, 'demotion', w.computed_grade, NULL, customer_grade_internal.term($5, 'demotion'), NULL,
				format('waits since %%s%%s', w.worse_since,
					', until ' || customer_grade_internal.move_day($5, false, w.falls_on, w.review_on, $4, w.worse_since))
			FROM worse AS w WHERE w.worse_since IS NOT NULL
			UNION ALL
			SELECT 4, 'promotion', l.computed_grade, NULL, customer_grade_internal.term($5, 'promotion'), NULL,
				format('waits for a review%%s', ', until ' || customer_grade_internal.move_day($5, true, NULL, l.review_on, $4,
					(l.valid_from AT TIME ZONE ($1).time_zone)::date))
			FROM l
			WHERE l.computed_rank < l.rank AND l.state NOT IN ('override', 'pending')
				AND customer_grade_internal.term($5, 'promotion') <> 'immediate'
				AND NOT EXISTS (SELECT FROM rejected)
			UNION ALL
			SELECT 5, 'provisional', l.grade, NULL, customer_grade_internal.term($5, 'provisional'), NULL, format('until %%s', l.provisional_until)
			FROM l WHERE l.provisional_until IS NOT NULL
			UNION ALL
			SELECT 5, 'validity', l.grade, NULL, customer_grade_internal.term($5, 'validity'), NULL, format('until %%s', l.valid_until)
			FROM l WHERE l.valid_until IS NOT NULL
			UNION ALL
			SELECT 6, 'problem', NULL, NULL, NULL, NULL, format('refused: %%s', l.problem)
			FROM l WHERE l.problem IS NOT NULL
			UNION ALL
			SELECT 7, 'version', v.name, v.title, NULL, v.version::text,
				format('graded as of %%s with parameter set %%s', l."graded on", l."graded with")
			FROM l JOIN customer_grade.standard AS v ON v.name = ($1).standard AND v.version = l."graded by"
		)
		SELECT (row_number() OVER w)::integer AS step, s.kind, s.name, s.title, s.expression, s.value, s.outcome,
			l."graded by" AS graded_by, l."graded with" AS graded_with, l."graded on" AS graded_on, l.problem
		FROM step AS s, l
		WHERE l.since IS NOT NULL
		WINDOW w AS (ORDER BY s.place, s.kind DESC, s.name)
		ORDER BY 1
		$query$,
		a.ledger,
		customer_grade_internal.key_match(a.key_columns, 'l', a.key_columns, 'k'),
		customer_grade_internal.basis_query(a),
		customer_grade_internal.key_match(a.key_columns, 't', a.key_columns, 'l'),
		a.decisions,
		customer_grade_internal.key_match(a.key_columns, 'd', a.key_columns, 'k'))
$function$;
COMMENT ON FUNCTION customer_grade_internal.standing_query(customer_grade_internal.attachment) IS
	'the query of what holds the grade of a customer: grade, decisions, terms, version, and by what it was computed';

-- steps: the rows of explain(), from $1 key or inputs, $2 rubric, $3 parameters. What is in force is explained even where they fail.
CREATE FUNCTION customer_grade_internal.explain_steps(steps text, input jsonb, rubric customer_grade.rubric, parameters jsonb,
	after integer)
RETURNS TABLE (step integer, kind text, name text, title text, expression text, value text, outcome text)
LANGUAGE plpgsql STABLE ROWS 30
SET search_path = pg_catalog, pg_temp
AS $function$
#variable_conflict use_column
BEGIN
	RETURN QUERY EXECUTE
		'SELECT $4 + e.step, e.kind, e.name, e.title, e.expression, e.value, e.outcome FROM ' || steps || ' AS e ORDER BY e.step'
	USING input, rubric, parameters, after;
EXCEPTION WHEN OTHERS THEN
	IF NOT customer_grade_internal.concerns_a_row(SQLSTATE) THEN
		RAISE;
	END IF;
	RETURN QUERY SELECT after + 1, 'problem', NULL::text, NULL::text, NULL::text, NULL::text, SQLERRM;
END
$function$;
COMMENT ON FUNCTION customer_grade_internal.explain_steps(text, jsonb, customer_grade.rubric, jsonb, integer) IS
	'the steps of explain(), numbered after those of a report; why they cannot be computed, where they cannot';

CREATE FUNCTION customer_grade_internal.as_owner_explain_customer(standard text, subject regclass, key jsonb, at date DEFAULT NULL)
RETURNS TABLE (step integer, kind text, name text, title text, expression text, value text, outcome text)
LANGUAGE plpgsql STABLE ROWS 30
SET search_path = pg_catalog, pg_temp
SET customer_grade.as_of = ''
AS $function$
#variable_conflict use_column
DECLARE
	a customer_grade_internal.attachment := customer_grade_internal.attached(as_owner_explain_customer.standard,
		as_owner_explain_customer.subject);
	-- first: names with their schemas, whatever search_path the owner's code sets
	steps CONSTANT text := format('%s AS m JOIN jsonb_populate_record(NULL::%s, $1) AS k ON %s, customer_grade.explain($2, m.*, $3)',
		a.metrics, a.ledger, customer_grade_internal.key_match(a.key_columns, 'm', a.key_columns, 'k'));
	customer CONSTANT jsonb := customer_grade_internal.read_key(a, as_owner_explain_customer.key);
	held record;
	rubric customer_grade.rubric;
	used customer_grade.parameter_set;
	parameters jsonb;
BEGIN
	PERFORM customer_grade_internal.check_readable(a.grades, a.decisions);
	PERFORM customer_grade_internal.check_may_evaluate(a.subject, a.metrics);
	IF as_owner_explain_customer.at IS NOT NULL THEN
		RETURN QUERY SELECT * FROM customer_grade_internal.explain_past(a, customer, as_owner_explain_customer.at);
		RETURN;
	END IF;
	FOR held IN EXECUTE customer_grade_internal.standing_query(a)
		USING a, customer, customer_grade_internal.clock_day(a), customer_grade_internal.reviewed_on(a),
			customer_grade_internal.rubric_of(a.standard, a.version)
	LOOP
		RETURN QUERY SELECT held.step, held.kind, held.name, held.title, held.expression, held.value, held.outcome;
	END LOOP;
	IF NOT FOUND THEN
		RAISE no_data_found USING
			MESSAGE = format('no customer with key %s in table "%s"', customer, as_owner_explain_customer.subject);
	END IF;

	-- how the computed grade came about, by what the row was graded with
	PERFORM set_config('customer_grade.as_of', to_char(held.graded_on, 'YYYY-MM-DD'), true);
	rubric := customer_grade_internal.rubric_of(a.standard, held.graded_by);
	SELECT * INTO used FROM customer_grade.parameter_set AS p
	WHERE p.standard = a.standard AND p.subject = a.subject AND p.number = held.graded_with;
	parameters := customer_grade_internal.with_as_of(rubric, used.parameters, held.graded_on);
	RETURN QUERY
		SELECT e.step, e.kind, e.name, e.title, e.expression, e.value, CASE WHEN e.kind = 'parameter' AND e.name = ANY (used.taken)
			THEN concat_ws(' ', d.measure, format('of %s customers, set %s', used.population, used.number)) ELSE e.outcome END
		FROM customer_grade_internal.explain_steps(steps, customer, rubric, parameters, held.step) AS e
			LEFT JOIN customer_grade_internal.population_definitions(rubric) AS d ON d.name = e.name
		-- the problem is told above
		WHERE held.problem IS NULL OR e.kind <> 'problem';
END
$function$;
COMMENT ON FUNCTION customer_grade_internal.as_owner_explain_customer(text, regclass, jsonb, date) IS
	'why a customer has its grade, one row per step, in the form of explain(): the grade in force, the override or approval that it has '
	'or waits for, with its steps, the terms that hold it (a demotion that waits, keep values, a promotion that waits for a review, a '
	'provisional grade), why it is refused, the version and the parameter set that it was graded by, then the steps of explain(). key: its '
	'key columns as an object, or the value of a single one. at: why it had its grade at the end of that day: the same, and when the '
	'period began and what ended it; the steps come from the metrics and parameters that the period began by, if the option keep_metrics '
	'was on then. Errors: 55000 not attached, 22023 it is not a key, or a day to come, P0002 no such customer, or none with a grade on '
	'that day';
