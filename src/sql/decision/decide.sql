-- Deciding: overrides, proposals, approvals. Nobody but its owner has a right to write a table of decisions. What users
-- call are gates, whose bodies run as that owner, restricted, see src/sql/owner_gate.sql.

CREATE FUNCTION customer_grade_internal.fail_decided(subject regclass) RETURNS void
LANGUAGE plpgsql IMMUTABLE
SET search_path = pg_catalog, pg_temp
AS $function$
BEGIN
	PERFORM customer_grade_internal.throw('40001',
		message => format('somebody else has decided about a customer of table "%s" meanwhile', subject),
		hint => 'Repeat the transaction.');
END
$function$;
COMMENT ON FUNCTION customer_grade_internal.fail_decided(regclass) IS
	'error 40001: others have committed a decision that the snapshot of this transaction does not see';

CREATE FUNCTION customer_grade_internal.write_decision(a customer_grade_internal.attachment, caller name, wanted jsonb,
	ending bigint[] DEFAULT '{}') RETURNS bigint
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $function$
DECLARE
	columns CONSTANT name[] := ARRAY(SELECT jsonb_object_keys(wanted - 'decision_id'));
	result bigint;
BEGIN
	-- in one statement, so that the customer is regraded once
	EXECUTE format($query$
		WITH ended AS (
			UPDATE %1$s AS d SET status = 'ended', ended_by = $3, ended_at = $4,
				end_reason = CASE WHEN d.valid_until < $5 THEN 'lapsed' ELSE 'replaced' END
			WHERE d.decision_id = ANY ($2)
			RETURNING 1
		), first AS (
			SELECT count(*) FROM ended
		)
		$query$ || CASE WHEN wanted ? 'decision_id' THEN $query$
		UPDATE %1$s AS d SET (%2$s) = ROW(%3$s)
		FROM first, jsonb_populate_record(NULL::%1$s, $1) AS w WHERE d.decision_id = w.decision_id
		$query$ ELSE $query$
		INSERT INTO %1$s AS d (%2$s)
		SELECT %3$s FROM first, jsonb_populate_record(NULL::%1$s, $1) AS w
		$query$ END || 'RETURNING d.decision_id',
		a.decisions,
		customer_grade_internal.column_list(columns),
		customer_grade_internal.column_list(columns, 'w'))
	INTO result USING wanted, ending, caller, customer_grade_internal.clock_now(), customer_grade_internal.clock_day(a);
	RETURN result;
EXCEPTION WHEN exclusion_violation THEN
	PERFORM customer_grade_internal.fail_decided(a.subject);
END
$function$;
COMMENT ON FUNCTION customer_grade_internal.write_decision(customer_grade_internal.attachment, name, jsonb, bigint[]) IS
	'end decisions, and insert one with these columns or update the one whose decision_id they have; returns its number. Error: 40001 '
	'another transaction has decided';

CREATE FUNCTION customer_grade_internal.stamp(deed text, caller name) RETURNS jsonb
LANGUAGE sql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $function$
	SELECT jsonb_build_object(deed || '_by', caller, deed || '_at', customer_grade_internal.clock_now())
$function$;
COMMENT ON FUNCTION customer_grade_internal.stamp(text, name) IS
	'the columns of a decision that tell who has proposed, decided or ended it, and when';

CREATE FUNCTION customer_grade_internal.set_override(a customer_grade_internal.attachment, caller name, key jsonb, standing record,
	decision text, grade text, reason text, valid_from date, valid_until date) RETURNS bigint
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $function$
#variable_conflict use_column
DECLARE
	today CONSTANT date := customer_grade_internal.clock_day(a);
	two_people CONSTANT boolean := (SELECT t.two_people
		FROM customer_grade_internal.override_term(customer_grade_internal.rubric_of(a.standard, a.version), today) AS t);
	begins_as CONSTANT text := CASE WHEN two_people THEN 'proposed' ELSE 'approved' END;
	last_day date;
	lapsed bigint[];
BEGIN
	PERFORM customer_grade_internal.check_decided_grade(a, set_override.key, standing, set_override.decision, set_override.grade);
	IF coalesce(reason, '') !~ '[^[:space:]]' THEN
		PERFORM customer_grade_internal.throw('22023',
			message => 'an override needs a reason');
	END IF;
	PERFORM customer_grade_internal.check_valid_from(a, set_override.valid_from);
	last_day := customer_grade_internal.check_valid_until(a, set_override.decision, set_override.grade, set_override.valid_from,
		set_override.valid_until);
	lapsed := ARRAY(
		SELECT d.decision_id FROM customer_grade_internal.live_decisions(a, set_override.key) AS d
		WHERE d.decision = set_override.decision AND d.status = 'approved' AND d.valid_until < today);
	PERFORM customer_grade_internal.check_only_decision(a, set_override.key, set_override.decision, begins_as, lapsed);
	RETURN customer_grade_internal.write_decision(a, caller,
		set_override.key || jsonb_build_object('decision', set_override.decision, 'grade', set_override.grade, 'status', begins_as,
			'reason', reason, 'valid_from', nullif(set_override.valid_from, today),
			-- what is proposed has the default when it is approved
			'valid_until', CASE WHEN two_people THEN set_override.valid_until ELSE last_day END, 'proposed_login', session_user)
			|| customer_grade_internal.stamp('proposed', caller)
			|| CASE WHEN two_people THEN '{}' ELSE customer_grade_internal.stamp('decided', caller) END,
		ending => lapsed);
END
$function$;
COMMENT ON FUNCTION customer_grade_internal.set_override(customer_grade_internal.attachment, name, jsonb, record, text, text, text, date,
	date) IS
	'override(); where the standard asks for two people: propose it';

CREATE FUNCTION customer_grade_internal.fail_several(key jsonb, kinds text[], what text) RETURNS void
LANGUAGE plpgsql IMMUTABLE
SET search_path = pg_catalog, pg_temp
AS $function$
BEGIN
	PERFORM customer_grade_internal.throw('55000',
		message => format('customer %s has several decisions that are %s', key, what),
		hint => 'Say which one: ' || (SELECT string_agg(format('decision => %L', k.kind), ' or ' ORDER BY k.kind)
			FROM unnest(kinds) AS k(kind)) || '.');
END
$function$;
COMMENT ON FUNCTION customer_grade_internal.fail_several(jsonb, text[], text) IS
	'error 55000: a customer has decisions of these kinds, and which one is meant is not said';

CREATE FUNCTION customer_grade_internal.lift_override(a customer_grade_internal.attachment, caller name, key jsonb, reason text,
	decision text) RETURNS bigint
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $function$
#variable_conflict use_column
DECLARE
	overriding record;
BEGIN
	SELECT array_agg(d.decision_id) AS ids, array_agg(d.decision) AS kinds INTO overriding
	FROM customer_grade_internal.live_decisions(a, lift_override.key) AS d
	WHERE d.decision = coalesce(lift_override.decision, d.decision) AND d.decision <> 'approval' AND d.status = 'approved';
	IF overriding.ids IS NULL THEN
		PERFORM customer_grade_internal.throw('55000',
			message => format('customer %s has no %s', lift_override.key, coalesce(lift_override.decision, 'override')));
	ELSIF cardinality(overriding.ids) > 1 THEN
		PERFORM customer_grade_internal.fail_several(lift_override.key, overriding.kinds, 'in force');
	END IF;
	RETURN customer_grade_internal.write_decision(a, caller,
		jsonb_build_object('decision_id', overriding.ids[1], 'status', 'ended', 'end_reason', reason)
			|| customer_grade_internal.stamp('ended', caller));
END
$function$;
COMMENT ON FUNCTION customer_grade_internal.lift_override(customer_grade_internal.attachment, name, jsonb, text, text) IS
	'end_override()';

CREATE FUNCTION customer_grade_internal.step_taken(step text, caller name, reason text) RETURNS jsonb
LANGUAGE sql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $function$
	SELECT jsonb_build_array(jsonb_strip_nulls(jsonb_build_object('step', step, 'by', caller, 'login', session_user,
		'at', customer_grade_internal.clock_now(), 'reason', reason)))
	WHERE step IS NOT NULL
$function$;
COMMENT ON FUNCTION customer_grade_internal.step_taken(text, name, text) IS
	'what a decision keeps of a step of an approval, as an array of one; null: there is no step';

CREATE FUNCTION customer_grade_internal.propose_grade(a customer_grade_internal.attachment, caller name, key jsonb, standing record,
	grade text, reason text) RETURNS bigint
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $function$
#variable_conflict use_column
DECLARE
	proposed CONSTANT text := coalesce(propose_grade.grade, standing.computed_grade);
	asked text[];
	first text;
BEGIN
	IF proposed IS NULL THEN
		PERFORM customer_grade_internal.throw('55000',
			message => format('customer %s is not graded', propose_grade.key),
			hint => 'Name the grade that is proposed.');
	END IF;
	PERFORM customer_grade_internal.check_decided_grade(a, propose_grade.key, standing, 'approval', proposed);
	PERFORM customer_grade_internal.check_only_decision(a, propose_grade.key, 'approval', 'proposed', '{}');
	-- who may take the first of several steps takes it by proposing
	SELECT t.steps INTO asked FROM customer_grade_internal.approval_term(customer_grade_internal.rubric_of(a.standard, a.version),
		proposed, customer_grade_internal.clock_day(a)) AS t;
	IF cardinality(asked) > 1 AND pg_has_role(caller, customer_grade_internal.decider(a, 'approval', asked[1]), 'USAGE') THEN
		first := asked[1];
	END IF;
	RETURN customer_grade_internal.write_decision(a, caller,
		propose_grade.key || jsonb_build_object('decision', 'approval', 'grade', proposed, 'status', 'proposed',
			'reason', reason, 'proposed_login', session_user, 'steps', customer_grade_internal.step_taken(first, caller, reason))
			|| customer_grade_internal.stamp('proposed', caller));
END
$function$;
COMMENT ON FUNCTION customer_grade_internal.propose_grade(customer_grade_internal.attachment, name, jsonb, record, text, text) IS
	'propose()';

CREATE FUNCTION customer_grade_internal.proposed_decision(a customer_grade_internal.attachment, key jsonb, decision text,
	OUT decision_id bigint, OUT decision_kind text, OUT grade text, OUT valid_from date, OUT valid_until date, OUT proposed_by text,
	OUT proposed_login text, OUT steps jsonb)
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $function$
#variable_conflict use_column
DECLARE
	kinds CONSTANT text[] := ARRAY(
		SELECT d.decision FROM customer_grade_internal.live_decisions(a, proposed_decision.key) AS d
		WHERE d.status = 'proposed' AND d.decision = coalesce(proposed_decision.decision, d.decision));
BEGIN
	IF cardinality(kinds) > 1 THEN
		PERFORM customer_grade_internal.fail_several(proposed_decision.key, kinds, 'proposed');
	END IF;
	SELECT d.decision_id, d.decision, d.grade, d.valid_from, d.valid_until, d.proposed_by, d.proposed_login, d.steps
	INTO decision_id, decision_kind, grade, valid_from, valid_until, proposed_by, proposed_login, steps
	FROM customer_grade_internal.live_decisions(a, proposed_decision.key) AS d
	WHERE d.status = 'proposed' AND d.decision = ANY (kinds);
END
$function$;
COMMENT ON FUNCTION customer_grade_internal.proposed_decision(customer_grade_internal.attachment, jsonb, text) IS
	'the decision of a kind (null: any) that is proposed about a customer; null: there is none. Error: 55000 there are several';

-- approve() and reject() decide about what is proposed, else about the computed grade.
CREATE FUNCTION customer_grade_internal.judge(a customer_grade_internal.attachment, caller name, key jsonb, standing record,
	status text, reason text, valid_until date, decision text) RETURNS bigint
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $function$
#variable_conflict use_column
DECLARE
	today CONSTANT date := customer_grade_internal.clock_day(a);
	approving CONSTANT boolean := judge.status = 'approved';
	proposed CONSTANT record := customer_grade_internal.proposed_decision(a, judge.key, judge.decision);
	kind CONSTANT text := coalesce(proposed.decision_kind, judge.decision, 'approval');
	judged CONSTANT text := coalesce(proposed.grade, standing.computed_grade);
	wanted_until CONSTANT date := coalesce(judge.valid_until, proposed.valid_until);
	-- the computed grade and those better: an approval of one covers it
	covering CONSTANT text[] := (SELECT l.ranked[:standing.computed_rank] FROM customer_grade_internal.labels(a) AS l)
		|| standing.computed_grade;
	asked record;
	covered bigint[];
	step text;
	taken jsonb;
	ends_here boolean;
	last_day date;
	replaced bigint[];
	fields jsonb;
BEGIN
	SELECT * INTO asked
	FROM customer_grade_internal.approval_term(customer_grade_internal.rubric_of(a.standard, a.version), judged, today);
	IF proposed.decision_id IS NULL AND (kind <> 'approval' OR asked.needed IS NOT TRUE) THEN
		PERFORM customer_grade_internal.throw('55000',
			message => format('nothing awaits approval for customer %s', judge.key),
			hint => 'propose() proposes a grade.');
	END IF;
	covered := ARRAY(
		SELECT d.decision_id FROM customer_grade_internal.live_decisions(a, judge.key) AS d
		WHERE kind = 'approval' AND proposed.decision_id IS NULL AND d.decision = 'approval' AND d.status = 'approved'
			AND d.grade = ANY (covering));
	IF kind = 'approval' THEN
		-- who puts a grade in force takes it back
		step := CASE WHEN NOT approving AND covered <> '{}' THEN asked.steps[cardinality(asked.steps)]
			ELSE customer_grade_internal.next_step(asked.steps, proposed.steps) END;
	END IF;
	PERFORM customer_grade_internal.check_decider(a, kind, step, caller);
	IF approving THEN
		PERFORM customer_grade_internal.check_another_person(proposed, caller);
		PERFORM customer_grade_internal.check_decided_grade(a, judge.key, standing, kind, judged);
	END IF;
	last_day := customer_grade_internal.check_valid_until(a, kind, judged, proposed.valid_from, wanted_until);
	taken := coalesce(proposed.steps || customer_grade_internal.step_taken(step, caller, reason),
		customer_grade_internal.step_taken(step, caller, reason), proposed.steps);
	ends_here := NOT approving OR kind <> 'approval' OR customer_grade_internal.next_step(asked.steps, taken) IS NULL;
	fields := jsonb_build_object('steps', taken) || CASE WHEN proposed.decision_id IS NULL
		THEN judge.key || jsonb_build_object('decision', kind, 'grade', judged)
		ELSE jsonb_build_object('decision_id', proposed.decision_id) END;
	IF NOT ends_here THEN
		RETURN customer_grade_internal.write_decision(a, caller,
			fields || jsonb_build_object('status', 'proposed', 'valid_until', wanted_until));
	END IF;

	-- these end to make room: what has lapsed, an earlier rejection, an approval that another one replaces, and an
	-- approval that covers the grade now rejected
	replaced := ARRAY(
		SELECT d.decision_id FROM customer_grade_internal.live_decisions(a, judge.key) AS d
		WHERE d.decision = kind AND (d.status = 'rejected' OR d.status = 'approved' AND (d.valid_until < today
			OR kind = 'approval' AND approving OR d.decision_id = ANY (covered))));
	PERFORM customer_grade_internal.check_only_decision(a, judge.key, kind, judge.status, replaced);
	RETURN customer_grade_internal.write_decision(a, caller,
		fields || jsonb_build_object('status', judge.status, 'decision_reason', reason, 'valid_until', last_day)
			|| customer_grade_internal.stamp('decided', caller),
		ending => replaced);
END
$function$;
COMMENT ON FUNCTION customer_grade_internal.judge(customer_grade_internal.attachment, name, jsonb, record, text, text, date, text) IS
	'approve() and reject(); status: approved or rejected. An approval of several steps stays proposed until the last one';

CREATE FUNCTION customer_grade_internal.withdraw_proposal(a customer_grade_internal.attachment, caller name, key jsonb, reason text,
	decision text) RETURNS bigint
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $function$
DECLARE
	proposed CONSTANT record := customer_grade_internal.proposed_decision(a, key, decision);
	asked text[];
BEGIN
	IF proposed.decision_id IS NULL THEN
		PERFORM customer_grade_internal.throw('55000',
			message => format('nothing is proposed for customer %s', key),
			hint => 'To end what is approved, use end_override() or reject().');
	END IF;
	IF caller IS DISTINCT FROM coalesce(proposed.proposed_by, proposed.steps -> 0 ->> 'by') THEN
		SELECT t.steps INTO asked FROM customer_grade_internal.approval_term(
			customer_grade_internal.rubric_of(a.standard, a.version), proposed.grade, customer_grade_internal.clock_day(a)) AS t;
		PERFORM customer_grade_internal.check_decider(a, proposed.decision_kind,
			customer_grade_internal.next_step(asked, proposed.steps), caller);
	END IF;
	RETURN customer_grade_internal.write_decision(a, caller,
		jsonb_build_object('decision_id', proposed.decision_id, 'status', 'withdrawn', 'end_reason', reason)
			|| customer_grade_internal.stamp('ended', caller));
END
$function$;
COMMENT ON FUNCTION customer_grade_internal.withdraw_proposal(customer_grade_internal.attachment, name, jsonb, text, text) IS
	'withdraw()';

CREATE FUNCTION customer_grade_internal.decide(deed text, standard text, subject regclass, key jsonb, grade text DEFAULT NULL,
	reason text DEFAULT NULL, valid_from date DEFAULT NULL, valid_until date DEFAULT NULL, decision text DEFAULT NULL) RETURNS bigint
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $function$
DECLARE
	caller CONSTANT name := pg_get_userbyid(customer_grade_internal.reader());
	a customer_grade_internal.attachment := customer_grade_internal.attached(standard, subject);
	customer jsonb;
	standing record;
BEGIN
	PERFORM customer_grade_internal.check_decision_kind(decision);
	PERFORM customer_grade_internal.check_caller(a, deed, decision, caller);
	customer := customer_grade_internal.read_key(a, key);
	standing := customer_grade_internal.lock_customer(standard, subject, customer);
	IF standing.state IS NULL AND deed NOT IN ('end_override', 'withdraw') THEN
		PERFORM customer_grade_internal.throw('22023',
			message => format('customer %s is not in table "%s"', customer, subject));
	END IF;
	RETURN CASE deed
		WHEN 'override' THEN customer_grade_internal.set_override(a, caller, customer, standing, decision, grade, reason, valid_from,
			valid_until)
		WHEN 'end_override' THEN customer_grade_internal.lift_override(a, caller, customer, reason, decision)
		WHEN 'propose' THEN customer_grade_internal.propose_grade(a, caller, customer, standing, grade, reason)
		WHEN 'approve' THEN customer_grade_internal.judge(a, caller, customer, standing, 'approved', reason, valid_until, decision)
		WHEN 'reject' THEN customer_grade_internal.judge(a, caller, customer, standing, 'rejected', reason, valid_until, decision)
		WHEN 'withdraw' THEN customer_grade_internal.withdraw_proposal(a, caller, customer, reason, decision) END;
END
$function$;
COMMENT ON FUNCTION customer_grade_internal.decide(text, text, regclass, jsonb, text, text, date, date, text) IS
	'do what bears the name of the function that users call, as the owner of the table and for the reader. Errors: those of that function';

CREATE FUNCTION customer_grade_internal.as_owner_override(standard text, subject regclass, key jsonb, grade text, reason text,
	valid_until date DEFAULT NULL, valid_from date DEFAULT NULL, at_least boolean DEFAULT false) RETURNS bigint
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $function$
BEGIN
	RETURN customer_grade_internal.decide('override', $1, $2, $3, grade => $4, reason => $5, valid_until => $6, valid_from => $7,
		decision => CASE WHEN $8 THEN 'minimum' ELSE 'override' END);
END
$function$;
COMMENT ON FUNCTION customer_grade_internal.as_owner_override(text, regclass, jsonb, text, text, date, date, boolean) IS
	'set a customer''s grade, whatever the rules of the standard say, from a day (default: at once) until a day or until end_override(); '
	'at_least: the customer has at least this grade, and a better one if it earns that. Where the standard says "by two people" it is '
	'proposed and begins when another person approves it. key: an object, or the value of a single key column. Returns the number of the '
	'decision. Errors: 22023 no such grade or customer, no reason, days in the past or beyond what the standard allows, 23505 there is '
	'one already, 42501 the standard lets nobody override, or only fewer ranks';

CREATE FUNCTION customer_grade_internal.as_owner_end_override(standard text, subject regclass, key jsonb, reason text DEFAULT NULL,
	decision text DEFAULT NULL) RETURNS bigint
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $function$
BEGIN
	RETURN customer_grade_internal.decide('end_override', $1, $2, $3, reason => $4, decision => $5);
END
$function$;
COMMENT ON FUNCTION customer_grade_internal.as_owner_end_override(text, regclass, jsonb, text, text) IS
	'end a customer''s override, or its minimum (decision: override or minimum, where it has both), also one that is still to begin: the '
	'computed grade applies again. Returns the number of the decision. Error: 55000 there is none';

CREATE FUNCTION customer_grade_internal.as_owner_propose(standard text, subject regclass, key jsonb, grade text DEFAULT NULL,
	reason text DEFAULT NULL) RETURNS bigint
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $function$
BEGIN
	RETURN customer_grade_internal.decide('propose', $1, $2, $3, grade => $4, reason => $5);
END
$function$;
COMMENT ON FUNCTION customer_grade_internal.as_owner_propose(text, regclass, jsonb, text, text) IS
	'propose a grade that needs approval, the computed one unless another is named; for those that decide and for roles that may insert '
	'or update rows of the subject. A member of the role of the first step takes that step with it, if others follow. Returns the number '
	'of the decision. Errors: 22023 no such grade or customer, or it needs no approval, 23505 there is a proposal already';

CREATE FUNCTION customer_grade_internal.as_owner_approve(standard text, subject regclass, key jsonb, reason text DEFAULT NULL,
	valid_until date DEFAULT NULL, decision text DEFAULT NULL) RETURNS bigint
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $function$
BEGIN
	RETURN customer_grade_internal.decide('approve', $1, $2, $3, reason => $4, valid_until => $5, decision => $6);
END
$function$;
COMMENT ON FUNCTION customer_grade_internal.as_owner_approve(text, regclass, jsonb, text, date, text) IS
	'approve what is proposed for a customer (decision: override, minimum or approval, where several are), else the computed grade that '
	'waits for approval; it holds until a day, at most as long as the standard says. An earlier approval ends. Where the standard names '
	'steps, each is a call by another person, and the last puts the grade in force. Returns the number of the decision. Errors: 42501 '
	'proposed by yourself, or the step is not yours, 55000 nothing waits, 22023 it would hold too long';

CREATE FUNCTION customer_grade_internal.as_owner_reject(standard text, subject regclass, key jsonb, reason text DEFAULT NULL,
	valid_until date DEFAULT NULL, decision text DEFAULT NULL) RETURNS bigint
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $function$
BEGIN
	RETURN customer_grade_internal.decide('reject', $1, $2, $3, reason => $4, valid_until => $5, decision => $6);
END
$function$;
COMMENT ON FUNCTION customer_grade_internal.as_owner_reject(text, regclass, jsonb, text, date, text) IS
	'reject what is proposed for a customer, at any step (decision: override, minimum or approval, where several are), else the computed '
	'grade: it no longer waits for approval, until a day and at most as long as an approval would hold, and an approval that covers it '
	'ends. Returns the number of the decision. Errors: 55000 nothing waits, 42501 the step is not yours';

CREATE FUNCTION customer_grade_internal.as_owner_withdraw(standard text, subject regclass, key jsonb, reason text DEFAULT NULL,
	decision text DEFAULT NULL) RETURNS bigint
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $function$
BEGIN
	RETURN customer_grade_internal.decide('withdraw', $1, $2, $3, reason => $4, decision => $5);
END
$function$;
COMMENT ON FUNCTION customer_grade_internal.as_owner_withdraw(text, regclass, jsonb, text, text) IS
	'withdraw what is proposed for a customer; for the role that proposed it or took its first step, and for those that decide. Returns '
	'the number of the decision. Error: 55000 nothing is proposed';
