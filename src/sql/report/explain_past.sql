-- Reports: why one customer had the grade of a past day, from what the history and the ledger keep of that period.

-- $1 key, $2 the end of the day, $3 the day. The terms may have been others then: they are told by what they did.
CREATE FUNCTION customer_grade_internal.past_query(a customer_grade_internal.attachment) RETURNS text
LANGUAGE sql STABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $function$
	SELECT format($query$
		WITH k AS (
			SELECT k.* FROM jsonb_populate_record(NULL::%1$s, $1) AS k
		), kept AS (
			SELECT g.* FROM k, LATERAL (
				SELECT %3$s, score, valid_from, NULL::timestamptz AS valid_to, NULL AS cause FROM %1$s AS l
				WHERE %4$s AND since IS NOT NULL
				UNION ALL
				SELECT %3$s, score, valid_from, valid_to, cause FROM %2$s AS l WHERE %4$s) AS g
		), p AS (
			SELECT p.* FROM kept AS p WHERE customer_grade_internal.held_at(p.valid_from, p.valid_to, $2)
		), d AS (
			SELECT d.*, d.decided_at < $2 IS TRUE AS "is decided", b."begun at", coalesce(d.proposed_by, d.steps -> 0 ->> 'by') AS "begun by"
			FROM %5$s AS d JOIN k ON %6$s,
				LATERAL (SELECT coalesce(d.proposed_at, (d.steps -> 0 ->> 'at')::timestamptz)) AS b("begun at")
			WHERE coalesce(b."begun at", d.decided_at) < $2 AND (d.ended_at IS NULL OR d.ended_at >= $2)
				AND (d.valid_until IS NULL OR d.valid_until >= $3)
		), step(place, kind, name, title, expression, value, outcome) AS (
			SELECT 1, 'grade', p.grade, g.title, NULL, (%7$s)::text, format('%%s since %%s', p.state, p.since::date)
			FROM p LEFT JOIN customer_grade.grades(customer_grade_internal.rubric_of(%8$L, p.version)) AS g ON g.grade = p.grade
			UNION ALL
			SELECT 2, 'period', p.grade, NULL, NULL, NULL,
				CASE WHEN p.valid_to IS NULL THEN format('in force since %%s', p.valid_from::date)
					ELSE format('from %%s to %%s: %%s', p.valid_from::date, p.valid_to::date, p.cause) END
			FROM p
			UNION ALL
			SELECT CASE WHEN d."is decided" THEN 3 ELSE 4 END, d.decision, d.grade,
				nullif(concat_ws('; ', d.reason, CASE WHEN d."is decided" THEN d.decision_reason END), ''), NULL, NULL,
				CASE WHEN NOT d."is decided" THEN format('proposed by %%s on %%s', d."begun by", d."begun at"::date)
					ELSE format('%%s by %%s on %%s%%s%%s', CASE WHEN d.decision <> 'approval' THEN 'set' WHEN d.status = 'ended' THEN 'decided'
							ELSE d.status END, d.decided_by, d.decided_at::date, ', from ' || d.valid_from, ', until ' || d.valid_until) END
			FROM d
			UNION ALL
			SELECT 4, 'approval', p.computed_grade, NULL, NULL, NULL, 'waited'
			FROM p WHERE p.state = 'pending' AND NOT EXISTS (SELECT FROM d WHERE d.decision = 'approval' AND NOT d."is decided")
			UNION ALL
			SELECT 5, CASE WHEN p.worse_since IS NULL THEN 'keep' ELSE 'demotion' END,
				CASE WHEN p.worse_since IS NULL THEN p.grade ELSE p.computed_grade END, NULL, NULL, NULL,
				CASE WHEN p.worse_since IS NULL THEN 'kept by the keep values' ELSE format('waited since %%s', p.worse_since) END
			FROM p WHERE p.computed_rank > p.rank AND p.state <> 'override'
			UNION ALL
			SELECT 5, 'promotion', p.computed_grade, NULL, NULL, NULL, 'waited for a review'
			FROM p WHERE p.computed_rank < p.rank AND p.state NOT IN ('override', 'pending')
				AND NOT EXISTS (SELECT FROM d WHERE d.decision = 'approval' AND d."is decided" AND d.grade = p.computed_grade)
			UNION ALL
			SELECT 6, 'provisional', p.grade, NULL, NULL, NULL, format('until %%s', p.provisional_until)
			FROM p WHERE p.provisional_until IS NOT NULL
			UNION ALL
			SELECT 7, 'version', v.name, v.title, NULL, v.version::text, format('graded last with parameter set %%s', p.parameter_set)
			FROM p JOIN customer_grade.standard AS v ON v.name = %8$L AND v.version = p.version
			UNION ALL
			SELECT 8, 'metrics', NULL, NULL, NULL, NULL, 'not kept when this period began' FROM p WHERE p.metrics IS NULL
		)
		SELECT (row_number() OVER w)::integer AS step, s.kind, s.name, s.title, s.expression, s.value, s.outcome, p.version, p.metrics
		FROM step AS s, p
		WINDOW w AS (ORDER BY s.place, s.kind DESC, s.name)
		ORDER BY 1
		$query$,
		a.ledger,
		a.history,
		customer_grade_internal.period_columns(),
		customer_grade_internal.key_match(a.key_columns, 'l', a.key_columns, 'k'),
		a.decisions,
		customer_grade_internal.key_match(a.key_columns, 'd', a.key_columns, 'k'),
		customer_grade_internal.score_at(a, 'p', '$2'),
		a.standard)
$function$;
COMMENT ON FUNCTION customer_grade_internal.past_query(customer_grade_internal.attachment) IS
	'the query of what held the grade of a customer at the end of a day, and of the inputs that are kept of that period';

CREATE FUNCTION customer_grade_internal.refuse_day_without_grade(a customer_grade_internal.attachment, customer jsonb, at date) RETURNS void
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $function$
DECLARE
	other record;
BEGIN
	EXECUTE format('SELECT count(*) AS periods, min(g.valid_from) AS first, '
		'max(g.valid_to) FILTER (WHERE g.valid_to < $2) AS last_end, '
		'(array_agg(g.cause ORDER BY g.valid_to DESC) FILTER (WHERE g.valid_to < $2))[1] AS cause '
		'FROM %1$s AS g JOIN jsonb_populate_record(NULL::%2$s, $1) AS k ON %3$s WHERE g.valid_from IS NOT NULL', a.grades, a.ledger,
		customer_grade_internal.key_match(a.key_columns, 'g', a.key_columns, 'k'))
	INTO other USING customer, customer_grade_internal.closing(a, at);
	IF other.periods = 0 THEN
		PERFORM customer_grade_internal.throw('P0002',
			message => format('no customer with key %s in table "%s"', customer, a.subject));
	END IF;
	PERFORM customer_grade_internal.throw('P0002',
		message => format('customer %s of table "%s" had no grade at the end of %s', customer, a.subject, at),
		detail => CASE WHEN other.last_end IS NULL THEN format('Its first grade that is kept is of %s.', other.first::date)
			ELSE format('Its last grade before ended on %s: %s.', other.last_end::date, other.cause) END);
END
$function$;
COMMENT ON FUNCTION customer_grade_internal.refuse_day_without_grade(customer_grade_internal.attachment, jsonb, date) IS
	'error P0002: a customer had no grade on a day, with when it had one';

-- Types of columns matter: arithmetic with double precision differs from that with numeric. A view that has changed since may lack some.
CREATE FUNCTION customer_grade_internal.kept_row(rubric customer_grade.rubric, metrics regclass) RETURNS text
LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
AS $function$
	SELECT CASE WHEN EXISTS (SELECT FROM customer_grade_internal.unusable_metrics(kept_row.rubric, kept_row.metrics)) THEN '$1'
		ELSE format('jsonb_populate_record(NULL::%s, $1)', kept_row.metrics) END
$function$;
COMMENT ON FUNCTION customer_grade_internal.kept_row(customer_grade.rubric, regclass) IS
	'an expression for the row that a rubric grades from inputs that are kept, $1: a row of the metrics view, if that has the metrics '
	'still';

CREATE FUNCTION customer_grade_internal.explain_past(a customer_grade_internal.attachment, customer jsonb, at date)
RETURNS TABLE (step integer, kind text, name text, title text, expression text, value text, outcome text)
LANGUAGE plpgsql STABLE ROWS 30
SET search_path = pg_catalog, pg_temp
AS $function$
#variable_conflict use_column
DECLARE
	today CONSTANT date := customer_grade_internal.clock_day(a);
	held record;
	rubric customer_grade.rubric;
	parameters jsonb;
BEGIN
	PERFORM customer_grade_internal.check_day(at);
	IF at > today THEN
		PERFORM customer_grade_internal.throw('22023',
			message => format('cannot explain the grade of %s', at),
			detail => format('Today is %s.', today),
			hint => 'Without a day, explain_customer() explains the grade in force.');
	END IF;
	FOR held IN EXECUTE customer_grade_internal.past_query(a) USING customer, customer_grade_internal.closing(a, at), at LOOP
		RETURN QUERY SELECT held.step, held.kind, held.name, held.title, held.expression, held.value, held.outcome;
	END LOOP;
	IF NOT FOUND THEN
		PERFORM customer_grade_internal.refuse_day_without_grade(a, customer, at);
	END IF;
	IF held.metrics IS NOT NULL THEN
		rubric := customer_grade_internal.rubric_of(a.standard, held.version);
		parameters := (SELECT jsonb_object_agg(p.name, held.metrics -> p.name) FROM customer_grade.parameters(rubric) AS p
			WHERE held.metrics ? p.name);
		RETURN QUERY SELECT * FROM customer_grade_internal.explain_steps(
			format('customer_grade.explain($2, %s, $3)', customer_grade_internal.kept_row(rubric, a.metrics)),
			held.metrics, rubric, parameters, held.step);
	END IF;
END
$function$;
COMMENT ON FUNCTION customer_grade_internal.explain_past(customer_grade_internal.attachment, jsonb, date) IS
	'why a customer had its grade at the end of a day. Errors: 22023 a day to come, P0002 it had none';
