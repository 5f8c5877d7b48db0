-- The rules of decisions: who may decide what, and what may be decided. Everything here and in decide.sql runs as the
-- owner of the table of decisions. So the role that decides, the reader, is passed by name, as caller.

CREATE FUNCTION customer_grade_internal.approval_term(rubric customer_grade.rubric, grade text, day date,
	OUT needed boolean, OUT steps text[], OUT titles text[], OUT last_day date)
LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'approval_term';
COMMENT ON FUNCTION customer_grade_internal.approval_term(customer_grade.rubric, text, date) IS
	'does a grade need approval, by which steps, with which titles, and what is the last day of an approval that is given on a day (null: '
	'it has none)?';

CREATE FUNCTION customer_grade_internal.override_term(rubric customer_grade.rubric, day date,
	OUT never boolean, OUT within integer, OUT two_people boolean, OUT last_day date)
LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'override_term';
COMMENT ON FUNCTION customer_grade_internal.override_term(customer_grade.rubric, date) IS
	'may nobody override grades, how many ranks from the computed grade (null: any), does that take two people, and what is the last day '
	'of an override that begins on a day (null: it has none)?';

CREATE FUNCTION customer_grade_internal.needed_approvals(rubric customer_grade.rubric, day date)
RETURNS TABLE (grade text, steps text[], titles text[], last_day date)
LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
AS $function$
	SELECT g.grade, t.steps, t.titles, t.last_day
	FROM customer_grade.grades(rubric) WITH ORDINALITY AS g,
		LATERAL customer_grade_internal.approval_term(rubric, g.grade, day) AS t
	WHERE t.needed
	ORDER BY g.ordinality
$function$;
COMMENT ON FUNCTION customer_grade_internal.needed_approvals(customer_grade.rubric, date) IS
	'the grades that need approval, best first, as approval_term() tells it of each';

CREATE FUNCTION customer_grade_internal.next_step(steps text[], taken jsonb) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $function$
	SELECT s.name FROM unnest(steps) WITH ORDINALITY AS s(name, place)
	WHERE (taken @> jsonb_build_array(jsonb_build_object('step', s.name))) IS NOT TRUE
	ORDER BY s.place LIMIT 1
$function$;
COMMENT ON FUNCTION customer_grade_internal.next_step(text[], jsonb) IS
	'the first of these steps that was not taken yet; null: all were';

CREATE FUNCTION customer_grade_internal.lock_customer(
	standard text, subject regclass, key jsonb,
	OUT grade text, OUT rank smallint, OUT computed_grade text, OUT computed_rank smallint, OUT state text)
LANGUAGE C VOLATILE STRICT
AS 'MODULE_PATHNAME', 'lock_customer';
COMMENT ON FUNCTION customer_grade_internal.lock_customer(text, regclass, jsonb) IS
	'lock a customer''s ledger row until the transaction ends, as regrading does, and return its grades; key: an object; state null: '
	'there is no such customer. Error: 42501 not yours';

CREATE FUNCTION customer_grade_internal.live_decisions(a customer_grade_internal.attachment, key jsonb)
RETURNS TABLE (decision_id bigint, decision text, grade text, status text, valid_from date, valid_until date, proposed_by text,
	proposed_login text, steps jsonb)
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $function$
BEGIN
	RETURN QUERY EXECUTE format($query$
		SELECT d.decision_id, d.decision, d.grade, d.status, d.valid_from, d.valid_until, d.proposed_by, d.proposed_login, d.steps
		FROM %1$s AS d, jsonb_populate_record(NULL::%1$s, $1) AS k
		WHERE %2$s AND d.status IN ('proposed', 'approved', 'rejected')
		$query$, a.decisions, customer_grade_internal.key_match(a.key_columns, 'd', a.key_columns, 'k'))
	USING key;
END
$function$;
COMMENT ON FUNCTION customer_grade_internal.live_decisions(customer_grade_internal.attachment, jsonb) IS
	'the decisions about a customer that wait or have not been ended, even if their last day has passed';

CREATE FUNCTION customer_grade_internal.check_decision_kind(decision text) RETURNS void
LANGUAGE plpgsql IMMUTABLE
SET search_path = pg_catalog, pg_temp
AS $function$
BEGIN
	IF decision NOT IN ('override', 'minimum', 'approval') THEN
		PERFORM customer_grade_internal.throw('22023',
			message => format('"%s" is not a kind of decision', decision),
			hint => 'The kinds are override, minimum and approval.');
	END IF;
END
$function$;
COMMENT ON FUNCTION customer_grade_internal.check_decision_kind(text) IS
	'require a kind of decision, or null. Error: 22023 it is another word';

CREATE FUNCTION customer_grade_internal.check_caller(a customer_grade_internal.attachment, deed text, decision text, caller name)
RETURNS void
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $function$
DECLARE
	decides CONSTANT boolean := customer_grade_internal.decides(a, caller);
BEGIN
	IF deed IN ('override', 'end_override') THEN
		PERFORM customer_grade_internal.check_decider(a, 'override', NULL, caller);
	ELSIF deed IN ('approve', 'reject') AND NOT decides THEN
		-- for want of an approver it is overrides that wait
		PERFORM customer_grade_internal.check_decider(a, coalesce(decision, CASE
			WHEN a.approver IS NULL AND a.step_approvers IS NULL AND a.overrider IS NOT NULL THEN 'override'
			ELSE 'approval' END), a.approval_steps[1], caller);
	-- who writes a customer decides more about its grade than a proposal does
	ELSIF NOT (decides OR has_any_column_privilege(caller, a.subject, 'INSERT, UPDATE')) THEN
		PERFORM customer_grade_internal.throw('42501',
			message => format('must have the right to insert or update rows of table "%s" to propose grades', a.subject),
			hint => 'Members of its approver and its overrider may propose, too.');
	END IF;
END
$function$;
COMMENT ON FUNCTION customer_grade_internal.check_caller(customer_grade_internal.attachment, text, text, name) IS
	'require that this role may do what a function is named after, about one kind of decision at least. Error: 42501 it may not';

-- Whoever has proposed a decision, or taken a step of it.
CREATE FUNCTION customer_grade_internal.people(proposed_by text, proposed_login text, steps jsonb) RETURNS text[]
LANGUAGE sql IMMUTABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $function$
	SELECT ARRAY[proposed_by, proposed_login]
		|| ARRAY(SELECT s ->> p.who FROM jsonb_array_elements(steps) AS s, unnest('{by,login}'::text[]) AS p(who))
$function$;
COMMENT ON FUNCTION customer_grade_internal.people(text, text, jsonb) IS
	'the roles that have taken part in a decision, and their login roles';

CREATE FUNCTION customer_grade_internal.is_another_person(people text[], caller name) RETURNS boolean
LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
AS $function$
	-- a person is both the current role and the login role; but a superuser may act for anybody
	SELECT (caller = ANY (people)) IS NOT TRUE
		AND ((session_user = ANY (people)) IS NOT TRUE OR (SELECT r.rolsuper FROM pg_roles AS r WHERE r.rolname = session_user))
$function$;
COMMENT ON FUNCTION customer_grade_internal.is_another_person(text[], name) IS
	'is this role, as a person, none of these?';

CREATE FUNCTION customer_grade_internal.check_another_person(proposed record, caller name) RETURNS void
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $function$
DECLARE
	step jsonb;
BEGIN
	IF NOT customer_grade_internal.is_another_person(ARRAY[proposed.proposed_by, proposed.proposed_login], caller) THEN
		PERFORM customer_grade_internal.throw('42501',
			message => format('role "%s" has proposed this %s and cannot approve it', proposed.proposed_by, proposed.decision_kind),
			hint => 'Another person must approve it.');
	END IF;
	SELECT s INTO step FROM jsonb_array_elements(proposed.steps) AS s
	WHERE NOT customer_grade_internal.is_another_person(ARRAY[s ->> 'by', s ->> 'login'], caller);
	IF FOUND THEN
		PERFORM customer_grade_internal.throw('42501',
			message => format('role "%s" has taken step "%s" of this approval and cannot take another one', step ->> 'by', step ->> 'step'),
			hint => 'Another person must take it.');
	END IF;
END
$function$;
COMMENT ON FUNCTION customer_grade_internal.check_another_person(record, name) IS
	'require that other people have proposed what this role approves, and taken its steps. Error: 42501 it was the same';

CREATE FUNCTION customer_grade_internal.labels(a customer_grade_internal.attachment, OUT ranked text[], OUT every text[])
LANGUAGE sql STABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $function$
	SELECT array_agg(g.grade ORDER BY g.rank) FILTER (WHERE g.rank IS NOT NULL), array_agg(g.grade ORDER BY g.rank, g.grade)
	FROM customer_grade.standard AS s, customer_grade.grades(s.rubric) AS g
	WHERE s.name = a.standard AND s.version = a.version
$function$;
COMMENT ON FUNCTION customer_grade_internal.labels(customer_grade_internal.attachment) IS
	'the labels of the version in force: those with a rank, best first, and all';

CREATE FUNCTION customer_grade_internal.check_may_override(a customer_grade_internal.attachment, key jsonb, standing record,
	decision text, grade text, ranked text[]) RETURNS void
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $function$
DECLARE
	term CONSTANT record := customer_grade_internal.override_term(customer_grade_internal.rubric_of(a.standard, a.version),
		customer_grade_internal.clock_day(a));
	-- a minimum never makes a grade worse
	better CONSTANT integer := standing.computed_rank - array_position(ranked, grade);
	distance CONSTANT integer := CASE decision WHEN 'minimum' THEN greatest(better, 0) ELSE abs(better) END;
	ranks CONSTANT text := CASE term.within WHEN 1 THEN '1 rank' ELSE term.within || ' ranks' END;
BEGIN
	IF term.never THEN
		PERFORM customer_grade_internal.throw('42501',
			message => format('standard "%s" lets nobody override grades', a.standard),
			detail => 'Its text says: override never.');
	ELSIF decision = 'minimum' AND grade <> ALL (ranked) IS NOT FALSE THEN
		PERFORM customer_grade_internal.throw('22023',
			message => format('grade "%s" has no rank', grade),
			hint => 'A customer can have at least a grade that has one: ' || array_to_string(ranked, ', ') || '.');
	ELSIF (distance <= term.within) IS NOT TRUE AND term.within IS NOT NULL THEN
		PERFORM customer_grade_internal.throw('42501',
			message => format('grade "%s" is more than %s away from the computed grade %s of customer %s',
				grade, ranks, coalesce('"' || standing.computed_grade || '"', 'none'), key),
			detail => coalesce('The distance is ' || distance || '.', 'One of the grades has no rank.'),
			hint => format('The text of the standard says: override within %s.', ranks));
	END IF;
END
$function$;
COMMENT ON FUNCTION customer_grade_internal.check_may_override(customer_grade_internal.attachment, jsonb, record, text, text, text[]) IS
	'require that the standard lets people set this grade, or this minimum. Errors: 42501 nobody may, or it is too far from the computed '
	'grade, 22023 a minimum without rank';

CREATE FUNCTION customer_grade_internal.check_decided_grade(a customer_grade_internal.attachment, key jsonb, standing record,
	decision text, grade text) RETURNS void
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $function$
DECLARE
	known CONSTANT record := customer_grade_internal.labels(a);
	needing CONSTANT text[] := ARRAY(SELECT n.grade FROM customer_grade_internal.needed_approvals(
		customer_grade_internal.rubric_of(a.standard, a.version), customer_grade_internal.clock_day(a)) AS n);
BEGIN
	IF grade <> ALL (known.every) IS NOT FALSE THEN
		PERFORM customer_grade_internal.throw('22023',
			message => format('standard "%s" has no grade "%s"', a.standard, grade),
			hint => format('Its grades are %s.', array_to_string(known.every, ', ')));
	ELSIF decision <> 'approval' THEN
		PERFORM customer_grade_internal.check_may_override(a, key, standing, decision, grade, known.ranked);
	ELSIF grade <> ALL (needing) THEN
		PERFORM customer_grade_internal.throw('22023',
			message => format('grade "%s" needs no approval', grade),
			hint => coalesce('Grades that need it: ' || nullif(array_to_string(needing, ', '), '') || '.', 'No grade needs it.'));
	END IF;
END
$function$;
COMMENT ON FUNCTION customer_grade_internal.check_decided_grade(customer_grade_internal.attachment, jsonb, record, text, text) IS
	'require that the grade of a decision is one of the standard, and one that needs approval or that people may set. Errors: 22023 it is '
	'not, 42501 it is too far from the computed grade, or nobody may override';

CREATE FUNCTION customer_grade_internal.check_valid_until(a customer_grade_internal.attachment, decision text, grade text,
	valid_from date, valid_until date) RETURNS date
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $function$
DECLARE
	today CONSTANT date := customer_grade_internal.clock_day(a);
	begins CONSTANT date := greatest(valid_from, today);
	rubric CONSTANT customer_grade.rubric := customer_grade_internal.rubric_of(a.standard, a.version);
	last_day CONSTANT date := CASE decision WHEN 'approval'
		THEN (SELECT t.last_day FROM customer_grade_internal.approval_term(rubric, grade, begins) AS t)
		ELSE (SELECT t.last_day FROM customer_grade_internal.override_term(rubric, begins) AS t) END;
BEGIN
	IF valid_until > last_day THEN
		PERFORM customer_grade_internal.throw('22023',
			message => format('%s holds until %s at most',
				CASE decision WHEN 'approval' THEN 'an approval or its rejection' ELSE 'an override' END, last_day),
			hint => format('The text of the standard says so: SELECT * FROM customer_grade.terms(%L);', a.standard));
	ELSIF valid_until < today THEN
		PERFORM customer_grade_internal.throw('22023',
			message => format('valid_until (%s) is in the past: today is %s', valid_until, today));
	ELSIF valid_until < begins THEN
		PERFORM customer_grade_internal.throw('22023',
			message => format('valid_until (%s) is before valid_from (%s)', valid_until, begins));
	END IF;
	RETURN coalesce(valid_until, last_day);
END
$function$;
COMMENT ON FUNCTION customer_grade_internal.check_valid_until(customer_grade_internal.attachment, text, text, date, date) IS
	'the last day of a decision: the one that is wanted, or the latest that the standard allows, null: none. Error: 22023 it is too late, '
	'in the past, or before it begins';

CREATE FUNCTION customer_grade_internal.check_valid_from(a customer_grade_internal.attachment, valid_from date) RETURNS void
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $function$
DECLARE
	today CONSTANT date := customer_grade_internal.clock_day(a);
BEGIN
	IF valid_from < today THEN
		PERFORM customer_grade_internal.throw('22023',
			message => format('valid_from (%s) is in the past: today is %s', valid_from, today),
			hint => 'Without valid_from it begins at once.');
	END IF;
END
$function$;
COMMENT ON FUNCTION customer_grade_internal.check_valid_from(customer_grade_internal.attachment, date) IS
	'require that a decision begins today or later. Error: 22023 its first day is in the past';

CREATE FUNCTION customer_grade_internal.check_only_decision(a customer_grade_internal.attachment, key jsonb, decision text, status text,
	ending bigint[]) RETURNS void
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $function$
#variable_conflict use_column
DECLARE
	other record;
BEGIN
	SELECT d.decision_id, d.grade, d.valid_from, d.valid_until INTO other
	FROM customer_grade_internal.live_decisions(a, check_only_decision.key) AS d
	WHERE d.decision = check_only_decision.decision AND d.status = check_only_decision.status AND d.decision_id <> ALL (ending);
	IF FOUND THEN
		PERFORM customer_grade_internal.throw('23505',
			message => format('customer %s already has %s that is %s', check_only_decision.key,
				CASE check_only_decision.decision WHEN 'minimum' THEN 'a minimum' ELSE 'an ' || check_only_decision.decision END,
				check_only_decision.status),
			detail => format('Decision %s: grade %s%s%s.', other.decision_id, other.grade, ', from ' || other.valid_from,
				', valid until ' || other.valid_until),
			hint => CASE WHEN check_only_decision.status = 'proposed' THEN 'Approve, reject or withdraw it first.'
				ELSE 'End it first: end_override().' END);
	END IF;
END
$function$;
COMMENT ON FUNCTION customer_grade_internal.check_only_decision(customer_grade_internal.attachment, jsonb, text, text, bigint[]) IS
	'require that the customer has no other decision of this kind and status, but for those that are ending. Error: 23505 it has';
