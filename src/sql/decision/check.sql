-- The rules of decisions: who may decide what, and what may be decided. Everything here and in decide.sql runs as the
-- owner of the table of decisions. So the role that decides, the reader, is passed by name, as caller.

CREATE FUNCTION customer_grade_internal.lock_customer(
	standard text, subject regclass, key jsonb,
	OUT grade text, OUT rank smallint, OUT computed_grade text, OUT computed_rank smallint, OUT state text)
LANGUAGE C VOLATILE STRICT
AS 'MODULE_PATHNAME', 'lock_customer';
COMMENT ON FUNCTION customer_grade_internal.lock_customer(text, regclass, jsonb) IS
	'lock a customer''s ledger row until the transaction ends, as regrading does, and return its grades; key: an object; state null: '
	'there is no such customer. Error: 42501 not yours';

CREATE FUNCTION customer_grade_internal.live_decisions(a customer_grade_internal.attachment, key jsonb)
RETURNS TABLE (decision_id bigint, decision text, grade text, status text, valid_until date, proposed_by text, proposed_login text)
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $function$
BEGIN
	RETURN QUERY EXECUTE format($query$
		SELECT d.decision_id, d.decision, d.grade, d.status, d.valid_until, d.proposed_by, d.proposed_login
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
	IF decision NOT IN ('override', 'approval') THEN
		PERFORM customer_grade_internal.throw('22023',
			message => format('"%s" is not a kind of decision', decision),
			hint => 'The kinds are override and approval.');
	END IF;
END
$function$;
COMMENT ON FUNCTION customer_grade_internal.check_decision_kind(text) IS
	'require a kind of decision, or null. Error: 22023 it is another word';

CREATE FUNCTION customer_grade_internal.decider(a customer_grade_internal.attachment, decision text) RETURNS regrole
LANGUAGE sql STABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $function$
	SELECT coalesce(CASE decision WHEN 'override' THEN (a).overrider ELSE (a).approver END, c.relowner::regrole)
	FROM pg_class AS c WHERE c.oid = (a).subject
$function$;
COMMENT ON FUNCTION customer_grade_internal.decider(customer_grade_internal.attachment, text) IS
	'the role whose members override, or approve, in this attachment: the owner of the subject where the attachment names none';

CREATE FUNCTION customer_grade_internal.check_decider(a customer_grade_internal.attachment, decision text, caller name) RETURNS void
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $function$
DECLARE
	decider CONSTANT regrole := customer_grade_internal.decider(a, decision);
BEGIN
	IF NOT pg_has_role(caller, decider, 'USAGE') THEN
		PERFORM customer_grade_internal.throw('42501',
			message => format('must be member of role "%s" to %s', decider,
				CASE decision WHEN 'override' THEN 'override grades' ELSE 'approve or reject grades' END));
	END IF;
END
$function$;
COMMENT ON FUNCTION customer_grade_internal.check_decider(customer_grade_internal.attachment, text, name) IS
	'require that this role may override, or approve. Error: 42501 it may not';

CREATE FUNCTION customer_grade_internal.check_caller(a customer_grade_internal.attachment, step text, decision text, caller name)
RETURNS void
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $function$
DECLARE
	decides CONSTANT boolean := pg_has_role(caller, customer_grade_internal.decider(a, 'override'), 'USAGE')
		OR pg_has_role(caller, customer_grade_internal.decider(a, 'approval'), 'USAGE');
BEGIN
	IF step IN ('override', 'end_override') THEN
		PERFORM customer_grade_internal.check_decider(a, 'override', caller);
	ELSIF step IN ('approve', 'reject') AND NOT decides THEN
		PERFORM customer_grade_internal.check_decider(a, coalesce(decision, 'approval'), caller);
	-- who writes a customer decides more about its grade than a proposal does
	ELSIF NOT (decides OR has_any_column_privilege(caller, a.subject, 'INSERT, UPDATE')) THEN
		PERFORM customer_grade_internal.throw('42501',
			message => format('must have the right to insert or update rows of table "%s" to propose grades', a.subject),
			hint => 'Members of its approver and its overrider may propose, too.');
	END IF;
END
$function$;
COMMENT ON FUNCTION customer_grade_internal.check_caller(customer_grade_internal.attachment, text, text, name) IS
	'require that this role may take a step, about one kind of decision at least. Error: 42501 it may not';

CREATE FUNCTION customer_grade_internal.is_second_person(proposed_by text, proposed_login text, caller name) RETURNS boolean
LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
AS $function$
	-- a person is both the current role and the login role; but a superuser may act for anybody
	SELECT coalesce(caller NOT IN (proposed_by, proposed_login), true)
		AND (coalesce(session_user NOT IN (proposed_by, proposed_login), true)
			OR (SELECT r.rolsuper FROM pg_roles AS r WHERE r.rolname = session_user))
$function$;
COMMENT ON FUNCTION customer_grade_internal.is_second_person(text, text, name) IS
	'has another person than this role proposed something, or nobody?';

CREATE FUNCTION customer_grade_internal.check_second_person(a customer_grade_internal.attachment, proposed record, caller name)
RETURNS void
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $function$
BEGIN
	IF NOT customer_grade_internal.is_second_person(proposed.proposed_by, proposed.proposed_login, caller) THEN
		PERFORM customer_grade_internal.throw('42501',
			message => format('role "%s" has proposed this %s and cannot approve it', proposed.proposed_by, proposed.decision),
			hint => format('Another member of role "%s" must approve it.', customer_grade_internal.decider(a, proposed.decision)));
	END IF;
END
$function$;
COMMENT ON FUNCTION customer_grade_internal.check_second_person(customer_grade_internal.attachment, record, name) IS
	'require that another person has proposed what this role approves. Error: 42501 it was the same';

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

CREATE FUNCTION customer_grade_internal.check_decided_grade(a customer_grade_internal.attachment, key jsonb, standing record,
	decision text, grade text) RETURNS void
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $function$
DECLARE
	known CONSTANT record := customer_grade_internal.labels(a);
	distance CONSTANT integer := abs(array_position(known.ranked, grade) - standing.computed_rank);
BEGIN
	IF grade <> ALL (known.every) IS NOT FALSE THEN
		PERFORM customer_grade_internal.throw('22023',
			message => format('standard "%s" has no grade "%s"', a.standard, grade),
			hint => format('Its grades are %s.', array_to_string(known.every, ', ')));
	END IF;
	IF decision = 'approval' AND (grade = ANY (a.approval)) IS NOT TRUE THEN
		PERFORM customer_grade_internal.throw('22023',
			message => format('grade "%s" needs no approval', grade),
			hint => coalesce('Grades that need it: ' || array_to_string(a.approval, ', ') || '.', 'No grade needs it.'));
	END IF;
	IF decision = 'override' AND a.notch_limit IS NOT NULL AND (distance <= a.notch_limit) IS NOT TRUE THEN
		PERFORM customer_grade_internal.throw('42501',
			message => format('grade "%s" is more than %s ranks away from the computed grade %s of customer %s',
				grade, a.notch_limit, coalesce('"' || standing.computed_grade || '"', 'none'), key),
			detail => coalesce('The distance is ' || distance || '.', 'One of the grades has no rank.'),
			hint => 'The owner of the subject sets notch_limit of the attachment.');
	END IF;
END
$function$;
COMMENT ON FUNCTION customer_grade_internal.check_decided_grade(customer_grade_internal.attachment, jsonb, record, text, text) IS
	'require that the grade of a decision is one of the standard, and one that needs approval or is near enough to the computed grade. '
	'Errors: 22023 it is not, 42501 it is too far';

CREATE FUNCTION customer_grade_internal.check_valid_until(a customer_grade_internal.attachment, decision text, valid_until date)
RETURNS date
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $function$
DECLARE
	today CONSTANT date := customer_grade_internal.clock_day(a);
	-- null: no limit
	last_day CONSTANT date := CASE decision WHEN 'approval' THEN (today + a.valid_for)::date END;
BEGIN
	IF valid_until > last_day THEN
		PERFORM customer_grade_internal.throw('22023',
			message => format('an approval or its rejection holds until %s at most', last_day),
			hint => 'The owner of the subject sets valid_for of the attachment.');
	ELSIF valid_until < today THEN
		PERFORM customer_grade_internal.throw('22023',
			message => format('valid_until (%s) is in the past: today is %s', valid_until, today));
	END IF;
	RETURN coalesce(valid_until, last_day);
END
$function$;
COMMENT ON FUNCTION customer_grade_internal.check_valid_until(customer_grade_internal.attachment, text, date) IS
	'the last day of a decision: the one that is wanted, or null, and for an approval at most that of the attachment. Error: 22023 it is '
	'too late, or in the past';

CREATE FUNCTION customer_grade_internal.check_only_decision(a customer_grade_internal.attachment, key jsonb, decision text, status text,
	ending bigint[]) RETURNS void
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $function$
#variable_conflict use_column
DECLARE
	other record;
BEGIN
	SELECT d.decision_id, d.grade, d.valid_until INTO other
	FROM customer_grade_internal.live_decisions(a, check_only_decision.key) AS d
	WHERE d.decision = check_only_decision.decision AND d.status = check_only_decision.status AND d.decision_id <> ALL (ending);
	IF FOUND THEN
		PERFORM customer_grade_internal.throw('23505',
			message => format('customer %s already has an %s that is %s',
				check_only_decision.key, check_only_decision.decision, check_only_decision.status),
			detail => format('Decision %s: grade %s%s.', other.decision_id, other.grade, ', valid until ' || other.valid_until),
			hint => CASE WHEN check_only_decision.status = 'proposed' THEN 'Approve, reject or withdraw it first.'
				ELSE 'End it first: end_override().' END);
	END IF;
END
$function$;
COMMENT ON FUNCTION customer_grade_internal.check_only_decision(customer_grade_internal.attachment, jsonb, text, text, bigint[]) IS
	'require that the customer has no other decision of this kind and status, but for those that are ending. Error: 23505 it has';
