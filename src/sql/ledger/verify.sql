-- Asking the ledger: is it right, and what was a customer's grade at some time?

CREATE FUNCTION customer_grade_internal.as_owner_verify(standard text, subject regclass)
RETURNS TABLE (key jsonb, stored_grade text, grade text, stored_score numeric, score numeric, problem text)
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
SET customer_grade.as_of = ''
AS $function$
#variable_conflict use_column
DECLARE
	a customer_grade_internal.attachment := customer_grade_internal.attached(as_owner_verify.standard, as_owner_verify.subject);
	graded record;
	keys text := customer_grade_internal.column_list(a.key_columns);
	basis text := customer_grade_internal.basis_query(a);
	last customer_grade_internal.review := customer_grade_internal.last_review(a.standard, a.subject);
BEGIN
	PERFORM customer_grade_internal.check_tables(a.standard, a.subject);
	PERFORM customer_grade_internal.check_may_evaluate(a.subject, a.metrics);
	PERFORM customer_grade_internal.check_readable(a.grades);
	RETURN QUERY
		SELECT NULL::jsonb, NULL::text, NULL::text, NULL::numeric, NULL::numeric, t.problem
		FROM customer_grade_internal.trigger_problems(customer_grade_internal.needed_triggers(a.standard, a.subject)) AS t
		UNION ALL
		SELECT NULL, NULL, NULL, NULL, NULL, f.problem FROM customer_grade_internal.pause_findings(a) AS f;
	-- each row as of the date, by the version and with the parameters it stands for
	FOR graded IN EXECUTE format('SELECT l.* FROM (SELECT DISTINCT evaluated_on, version, parameter_set FROM (%s) AS t) AS l '
		'JOIN customer_grade.standard AS s ON s.name = $1 AND s.version = l.version '
		'JOIN customer_grade.parameter_set AS p ON p.standard = $1 AND p.subject = $2 AND p.number = l.parameter_set', basis)
		USING a.standard, a.subject
	LOOP
		PERFORM set_config('customer_grade.as_of', to_char(graded.evaluated_on, 'YYYY-MM-DD'), true);
		RETURN QUERY
			SELECT d.key, d.old_grade, d.new_grade, d.old_score, d.new_score,
				coalesce(d.problem, CASE WHEN d.gone THEN 'not in the subject' ELSE 'differs' END)
			FROM customer_grade_internal.difference_or_problem(a.standard, a.subject,
				-- CASE: otherwise the planner multiplies the selectivities of three dependent conditions and expects one row
				format('SELECT %s FROM (%s) AS t '
					'WHERE CASE WHEN (version, parameter_set, evaluated_on) = (%L, %L, %L) THEN true ELSE false END',
					keys, basis, graded.version, graded.parameter_set, graded.evaluated_on),
				graded.evaluated_on, false, CASE WHEN graded.version = ANY (a.alike) THEN a.version ELSE graded.version END,
				graded.parameter_set) AS d
			WHERE d.since IS NOT NULL;
	END LOOP;

	-- and, on the day of the last review, those that have no row or none that counts
	PERFORM set_config('customer_grade.as_of', to_char(last.as_of, 'YYYY-MM-DD'), true) WHERE last.as_of IS NOT NULL;
	RETURN QUERY EXECUTE format($query$
		SELECT to_jsonb(k.*), l.grade, NULL::text, l.score, NULL::numeric,
			CASE WHEN l.since IS NULL THEN 'not in the ledger' ELSE 'of a version that is gone' END
		FROM (SELECT %3$s FROM %2$s) AS s FULL JOIN %1$s AS l USING (%3$s), LATERAL (SELECT %3$s) AS k
		WHERE l.since IS NULL OR NOT EXISTS (SELECT FROM customer_grade.standard AS v WHERE v.name = $1 AND v.version = l.version)
		$query$, a.ledger, a.metrics, keys) USING a.standard;
END
$function$;
COMMENT ON FUNCTION customer_grade_internal.as_owner_verify(text, regclass) IS
	'recompute each customer as of the date, by the version and with the parameters it was graded with (of its last write or the last '
	'review, whichever is later), and return the differences, and customers that cannot be graded: there must be none. A row without a '
	'key tells of a trigger that does not fire: it is missing, disabled or replaced. refresh() cures all of them, except that another '
	'trigger must be dropped first. Error: 55000 not attached';

CREATE FUNCTION customer_grade_internal.as_owner_grade_at(standard text, subject regclass, key jsonb, at timestamp with time zone)
RETURNS text
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $function$
DECLARE
	a customer_grade_internal.attachment := customer_grade_internal.attached(as_owner_grade_at.standard, as_owner_grade_at.subject);
	result text;
BEGIN
	PERFORM customer_grade_internal.check_readable(a.grades);
	EXECUTE format('SELECT g.grade FROM %1$s AS g WHERE (%2$s) = (SELECT %3$s FROM jsonb_populate_record(NULL::%4$s, $1) AS k) '
		'AND g.valid_from <= $2 AND (g.valid_to > $2 OR g.valid_to IS NULL)',
			a.grades, customer_grade_internal.column_list(a.key_columns, 'g'),
		customer_grade_internal.column_list(a.key_columns, 'k'), a.ledger)
	INTO result USING customer_grade_internal.read_key(a, key), at;
	RETURN result;
END
$function$;
COMMENT ON FUNCTION customer_grade_internal.as_owner_grade_at(text, regclass, jsonb, timestamp with time zone) IS
	'the grade of a customer at a point in time, null: it had none; key: its key columns as an object, or the value of a single one. '
	'Errors: 55000 not attached, 22023 it is not a key';
