-- Deciding: overrides, proposals, approvals. Nobody but its owner has a right to write a table of decisions. What users
-- call are gates, whose bodies run as that owner, restricted, see src/sql/owner_gate.sql.

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
END
$function$;
COMMENT ON FUNCTION customer_grade_internal.write_decision(customer_grade_internal.attachment, name, jsonb, bigint[]) IS
	'end decisions, and insert one with these columns or update the one whose decision_id they have; returns its number';

CREATE FUNCTION customer_grade_internal.stamp(deed text, caller name) RETURNS jsonb
LANGUAGE sql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $function$
	SELECT jsonb_build_object(deed || '_by', caller, deed || '_at', customer_grade_internal.clock_now())
$function$;
COMMENT ON FUNCTION customer_grade_internal.stamp(text, name) IS
	'the columns of a decision that tell who has proposed, decided or ended it, and when';

CREATE FUNCTION customer_grade_internal.set_override(a customer_grade_internal.attachment, caller name, key jsonb, standing record,
	grade text, reason text, valid_until date) RETURNS bigint
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $function$
#variable_conflict use_column
DECLARE
	begins_as CONSTANT text := CASE WHEN a.four_eyes THEN 'proposed' ELSE 'approved' END;
	lapsed bigint[];
BEGIN
	PERFORM customer_grade_internal.check_decided_grade(a, set_override.key, standing, 'override', set_override.grade);
	IF coalesce(reason, '') !~ '[^[:space:]]' THEN
		PERFORM customer_grade_internal.throw('22023',
			message => 'an override needs a reason');
	END IF;
	PERFORM customer_grade_internal.check_valid_until(a, 'override', set_override.valid_until);
	lapsed := ARRAY(
		SELECT d.decision_id FROM customer_grade_internal.live_decisions(a, set_override.key) AS d
		WHERE d.decision = 'override' AND d.status = 'approved' AND d.valid_until < customer_grade_internal.clock_day(a));
	PERFORM customer_grade_internal.check_only_decision(a, set_override.key, 'override', begins_as, lapsed);
	RETURN customer_grade_internal.write_decision(a, caller,
		set_override.key || jsonb_build_object('decision', 'override', 'grade', set_override.grade, 'status', begins_as,
			'reason', reason, 'valid_until', set_override.valid_until, 'proposed_login', session_user)
			|| customer_grade_internal.stamp('proposed', caller)
			|| CASE WHEN a.four_eyes THEN '{}' ELSE customer_grade_internal.stamp('decided', caller) END,
		ending => lapsed);
END
$function$;
COMMENT ON FUNCTION customer_grade_internal.set_override(customer_grade_internal.attachment, name, jsonb, record, text, text, date) IS
	'override(); with four eyes: propose it';

CREATE FUNCTION customer_grade_internal.lift_override(a customer_grade_internal.attachment, caller name, key jsonb, reason text)
RETURNS bigint
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $function$
#variable_conflict use_column
DECLARE
	overriding bigint;
BEGIN
	SELECT d.decision_id INTO overriding FROM customer_grade_internal.live_decisions(a, lift_override.key) AS d
	WHERE d.decision = 'override' AND d.status = 'approved';
	IF NOT FOUND THEN
		PERFORM customer_grade_internal.throw('55000',
			message => format('customer %s has no override', lift_override.key));
	END IF;
	RETURN customer_grade_internal.write_decision(a, caller,
		jsonb_build_object('decision_id', overriding, 'status', 'ended', 'end_reason', reason)
			|| customer_grade_internal.stamp('ended', caller));
END
$function$;
COMMENT ON FUNCTION customer_grade_internal.lift_override(customer_grade_internal.attachment, name, jsonb, text) IS
	'end_override()';

CREATE FUNCTION customer_grade_internal.propose_grade(a customer_grade_internal.attachment, caller name, key jsonb, standing record,
	grade text, reason text) RETURNS bigint
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $function$
#variable_conflict use_column
DECLARE
	proposed CONSTANT text := coalesce(propose_grade.grade, standing.computed_grade);
BEGIN
	IF proposed IS NULL THEN
		PERFORM customer_grade_internal.throw('55000',
			message => format('customer %s is not graded', propose_grade.key),
			hint => 'Name the grade that is proposed.');
	END IF;
	PERFORM customer_grade_internal.check_decided_grade(a, propose_grade.key, standing, 'approval', proposed);
	PERFORM customer_grade_internal.check_only_decision(a, propose_grade.key, 'approval', 'proposed', '{}');
	RETURN customer_grade_internal.write_decision(a, caller,
		propose_grade.key || jsonb_build_object('decision', 'approval', 'grade', proposed, 'status', 'proposed',
			'reason', reason, 'proposed_login', session_user)
			|| customer_grade_internal.stamp('proposed', caller));
END
$function$;
COMMENT ON FUNCTION customer_grade_internal.propose_grade(customer_grade_internal.attachment, name, jsonb, record, text, text) IS
	'propose()';

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
	proposed record;
	judged text;
	covering text[];
	last_day date;
	replaced bigint[];
BEGIN
	SELECT count(*) AS number, min(d.decision_id) AS decision_id, coalesce(min(d.decision), judge.decision, 'approval') AS decision,
		min(d.grade) AS grade, min(d.valid_until) AS valid_until, min(d.proposed_by) AS proposed_by, min(d.proposed_login) AS proposed_login
	INTO proposed
	FROM customer_grade_internal.live_decisions(a, judge.key) AS d
	WHERE d.status = 'proposed' AND d.decision = coalesce(judge.decision, d.decision);
	IF proposed.number > 1 THEN
		PERFORM customer_grade_internal.throw('55000',
			message => format('an override and an approval of customer %s are proposed', judge.key),
			hint => 'Say which one: decision => ''override'' or decision => ''approval''.');
	END IF;
	PERFORM customer_grade_internal.check_decider(a, proposed.decision, caller);
	IF proposed.number = 0 AND (proposed.decision = 'override' OR (standing.computed_grade = ANY (a.approval)) IS NOT TRUE) THEN
		PERFORM customer_grade_internal.throw('55000',
			message => format('nothing awaits approval for customer %s', judge.key),
			hint => 'propose() proposes a grade.');
	END IF;
	judged := coalesce(proposed.grade, standing.computed_grade);
	IF approving THEN
		PERFORM customer_grade_internal.check_second_person(a, proposed, caller);
		PERFORM customer_grade_internal.check_decided_grade(a, judge.key, standing, proposed.decision, judged);
	END IF;
	last_day := customer_grade_internal.check_valid_until(a, proposed.decision, coalesce(judge.valid_until, proposed.valid_until));

	-- these end to make room: what has lapsed, an earlier rejection, an approval that another one replaces, and an
	-- approval that covers the grade now rejected
	covering := (SELECT l.ranked[:standing.computed_rank] FROM customer_grade_internal.labels(a) AS l)
		|| standing.computed_grade;
	replaced := ARRAY(
		SELECT d.decision_id FROM customer_grade_internal.live_decisions(a, judge.key) AS d
		WHERE d.decision = proposed.decision AND (d.status = 'rejected' OR d.status = 'approved' AND (d.valid_until < today
			OR d.decision = 'approval' AND (approving OR proposed.number = 0 AND d.grade = ANY (covering)))));
	PERFORM customer_grade_internal.check_only_decision(a, judge.key, proposed.decision, judge.status, replaced);
	RETURN customer_grade_internal.write_decision(a, caller,
		jsonb_build_object('status', judge.status, 'decision_reason', reason, 'valid_until', last_day)
			|| customer_grade_internal.stamp('decided', caller)
			|| CASE WHEN proposed.number = 1 THEN jsonb_build_object('decision_id', proposed.decision_id)
				ELSE judge.key || jsonb_build_object('decision', proposed.decision, 'grade', judged) END,
		ending => replaced);
END
$function$;
COMMENT ON FUNCTION customer_grade_internal.judge(customer_grade_internal.attachment, name, jsonb, record, text, text, date, text) IS
	'approve() and reject(); status: approved or rejected';

CREATE FUNCTION customer_grade_internal.withdraw_proposal(a customer_grade_internal.attachment, caller name, key jsonb, reason text,
	decision text) RETURNS bigint
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $function$
#variable_conflict use_column
DECLARE
	proposed record;
BEGIN
	SELECT count(*) AS number, min(d.decision_id) AS decision_id, min(d.decision) AS decision, min(d.proposed_by) AS proposed_by
	INTO proposed
	FROM customer_grade_internal.live_decisions(a, withdraw_proposal.key) AS d
	WHERE d.status = 'proposed' AND d.decision = coalesce(withdraw_proposal.decision, d.decision);
	IF proposed.number <> 1 THEN
		PERFORM customer_grade_internal.throw('55000',
			message => CASE proposed.number WHEN 0 THEN format('nothing is proposed for customer %s', withdraw_proposal.key)
				ELSE format('an override and an approval of customer %s are proposed', withdraw_proposal.key) END,
			hint => CASE proposed.number WHEN 0 THEN 'To end what is approved, use end_override() or reject().'
				ELSE 'Say which one: decision => ''override'' or decision => ''approval''.' END);
	END IF;
	IF caller <> proposed.proposed_by THEN
		PERFORM customer_grade_internal.check_decider(a, proposed.decision, caller);
	END IF;
	RETURN customer_grade_internal.write_decision(a, caller,
		jsonb_build_object('decision_id', proposed.decision_id, 'status', 'withdrawn', 'end_reason', reason)
			|| customer_grade_internal.stamp('ended', caller));
END
$function$;
COMMENT ON FUNCTION customer_grade_internal.withdraw_proposal(customer_grade_internal.attachment, name, jsonb, text, text) IS
	'withdraw()';

CREATE FUNCTION customer_grade_internal.decide(step text, standard text, subject regclass, key jsonb, grade text DEFAULT NULL,
	reason text DEFAULT NULL, valid_until date DEFAULT NULL, decision text DEFAULT NULL) RETURNS bigint
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
	PERFORM customer_grade_internal.check_caller(a, step, decision, caller);
	customer := customer_grade_internal.read_key(a, key);
	standing := customer_grade_internal.lock_customer(standard, subject, customer);
	IF standing.state IS NULL AND step NOT IN ('end_override', 'withdraw') THEN
		PERFORM customer_grade_internal.throw('22023',
			message => format('customer %s is not in table "%s"', customer, subject));
	END IF;
	RETURN CASE step
		WHEN 'override' THEN customer_grade_internal.set_override(a, caller, customer, standing, grade, reason, valid_until)
		WHEN 'end_override' THEN customer_grade_internal.lift_override(a, caller, customer, reason)
		WHEN 'propose' THEN customer_grade_internal.propose_grade(a, caller, customer, standing, grade, reason)
		WHEN 'approve' THEN customer_grade_internal.judge(a, caller, customer, standing, 'approved', reason, valid_until, decision)
		WHEN 'reject' THEN customer_grade_internal.judge(a, caller, customer, standing, 'rejected', reason, valid_until, decision)
		WHEN 'withdraw' THEN customer_grade_internal.withdraw_proposal(a, caller, customer, reason, decision) END;
END
$function$;
COMMENT ON FUNCTION customer_grade_internal.decide(text, text, regclass, jsonb, text, text, date, text) IS
	'take a step of a decision, which bears the name of the function that users call, as the owner of the table and for the reader. '
	'Errors: those of that function';

CREATE FUNCTION customer_grade_internal.as_owner_override(standard text, subject regclass, key jsonb, grade text, reason text,
	valid_until date DEFAULT NULL) RETURNS bigint
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $function$
BEGIN
	RETURN customer_grade_internal.decide('override', $1, $2, $3, grade => $4, reason => $5, valid_until => $6);
END
$function$;
COMMENT ON FUNCTION customer_grade_internal.as_owner_override(text, regclass, jsonb, text, text, date) IS
	'set a customer''s grade, whatever the standard says, until a day or until end_override(); with four eyes it is proposed and begins '
	'when another person approves it. key: an object, or the value of a single key column. Returns the number of the decision. Errors: '
	'22023 no such grade or customer, 23505 there is one already';

CREATE FUNCTION customer_grade_internal.as_owner_end_override(standard text, subject regclass, key jsonb, reason text DEFAULT NULL)
RETURNS bigint
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $function$
BEGIN
	RETURN customer_grade_internal.decide('end_override', $1, $2, $3, reason => $4);
END
$function$;
COMMENT ON FUNCTION customer_grade_internal.as_owner_end_override(text, regclass, jsonb, text) IS
	'end a customer''s override: the computed grade applies again. Returns the number of the decision. Error: 55000 there is none';

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
	'or update rows of the subject. Returns the number of the decision. Errors: 22023 no such grade or customer, or it needs no '
	'approval, 23505 there is a proposal already';

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
	'approve what is proposed for a customer (decision: override or approval, where both are), else the computed grade that waits for '
	'approval; it holds until a day, at most as long as the attachment says. An earlier approval ends. Returns the number of the '
	'decision. Errors: 42501 proposed by yourself, 55000 nothing waits';

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
	'reject what is proposed for a customer (decision: override or approval, where both are), else the computed grade: it no longer '
	'waits for approval, until a day and at most as long as an approval would hold, and an approval that covers it ends. Returns the '
	'number of the decision. Error: 55000 nothing waits';

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
	'withdraw what is proposed for a customer; for the role that proposed it and for those that decide. Returns the number of the '
	'decision. Error: 55000 nothing is proposed';
