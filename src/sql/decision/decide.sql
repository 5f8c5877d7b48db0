-- Deciding: overrides, proposals, approvals.

CREATE FUNCTION customer_grade.override(standard text, subject regclass, key jsonb, grade text, reason text,
	valid_until date DEFAULT NULL) RETURNS bigint
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $function$
#variable_conflict use_column
DECLARE
	a customer_grade_internal.attachment := customer_grade_internal.attached(override.standard, override.subject);
	customer jsonb := customer_grade_internal.read_key(a, override.key);
	result bigint;
BEGIN
	PERFORM customer_grade_internal.lock_customer(override.standard, override.subject, customer);
	-- in one statement, so that the customer is regraded once
	EXECUTE format($query$
		WITH k AS (
			SELECT k.* FROM jsonb_populate_record(NULL::%1$s, $1) AS k
		), lapsed AS (
			UPDATE %1$s AS d SET status = 'ended', end_reason = 'lapsed'
			FROM k
			WHERE %3$s AND d.decision = 'override' AND d.status = 'approved' AND d.valid_until < $6
			RETURNING 1
		)
		INSERT INTO %1$s (%2$s, decision, grade, status, reason, valid_until)
		SELECT %4$s, 'override', $2, $3, $4, $5 FROM k, (SELECT count(*) FROM lapsed) AS l
		RETURNING decision_id
		$query$,
		a.decisions,
		customer_grade_internal.column_list(a.key_columns),
		customer_grade_internal.key_match(a.key_columns, 'd', a.key_columns, 'k'),
		customer_grade_internal.column_list(a.key_columns, 'k'))
	INTO result USING customer, override.grade, CASE WHEN a.four_eyes THEN 'proposed' ELSE 'approved' END,
		override.reason, override.valid_until, customer_grade_internal.clock_day(a);
	RETURN result;
END
$function$;
COMMENT ON FUNCTION customer_grade.override(text, regclass, jsonb, text, text, date) IS
	'set a customer''s grade, whatever the standard says, until a day or until end_override(); with four eyes it is proposed and begins '
	'when another person approves it. key: an object, or the value of a single key column. Returns the number of the decision. Errors: '
	'42501 not yours, 22023 no such grade or customer, 23505 there is one already';

CREATE FUNCTION customer_grade.end_override(standard text, subject regclass, key jsonb, reason text DEFAULT NULL) RETURNS bigint
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $function$
#variable_conflict use_column
DECLARE
	a customer_grade_internal.attachment := customer_grade_internal.attached(end_override.standard, end_override.subject);
	customer jsonb := customer_grade_internal.read_key(a, end_override.key);
	result bigint;
BEGIN
	PERFORM customer_grade_internal.lock_customer(end_override.standard, end_override.subject, customer);
	EXECUTE format($query$
		UPDATE %1$s AS d SET status = 'ended', end_reason = $2
		FROM jsonb_populate_record(NULL::%1$s, $1) AS k
		WHERE %2$s AND d.decision = 'override' AND d.status = 'approved'
		RETURNING d.decision_id
		$query$, a.decisions, customer_grade_internal.key_match(a.key_columns, 'd', a.key_columns, 'k'))
	INTO result USING customer, end_override.reason;
	IF result IS NULL THEN
		RAISE object_not_in_prerequisite_state USING
			MESSAGE = format('customer %s has no override', customer);
	END IF;
	RETURN result;
END
$function$;
COMMENT ON FUNCTION customer_grade.end_override(text, regclass, jsonb, text) IS
	'end a customer''s override: the computed grade applies again. Returns the number of the decision. Errors: 42501 not yours, 55000 '
	'there is none';

CREATE FUNCTION customer_grade.propose(standard text, subject regclass, key jsonb, grade text DEFAULT NULL,
	reason text DEFAULT NULL) RETURNS bigint
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $function$
#variable_conflict use_column
DECLARE
	a customer_grade_internal.attachment := customer_grade_internal.attached(propose.standard, propose.subject);
	customer jsonb := customer_grade_internal.read_key(a, propose.key);
	standing record := customer_grade_internal.lock_customer(propose.standard, propose.subject, customer);
	result bigint;
BEGIN
	IF propose.grade IS NULL AND standing.computed_grade IS NULL THEN
		RAISE object_not_in_prerequisite_state USING
			MESSAGE = format('customer %s is not graded', customer),
			HINT = 'Name the grade that is proposed.';
	END IF;
	EXECUTE format($query$
		INSERT INTO %1$s (%2$s, decision, grade, status, reason)
		SELECT %3$s, 'approval', $2, 'proposed', $3 FROM jsonb_populate_record(NULL::%1$s, $1) AS k
		RETURNING decision_id
		$query$,
		a.decisions,
		customer_grade_internal.column_list(a.key_columns),
		customer_grade_internal.column_list(a.key_columns, 'k'))
	INTO result USING customer, coalesce(propose.grade, standing.computed_grade), propose.reason;
	RETURN result;
END
$function$;
COMMENT ON FUNCTION customer_grade.propose(text, regclass, jsonb, text, text) IS
	'propose a grade that needs approval, the computed one unless another is named. Returns the number of the decision. Errors: 42501 '
	'not yours, 22023 no such grade or customer, or it needs no approval, 23505 there is a proposal already';

-- approve() and reject() decide about what is proposed, else about the computed grade.
CREATE FUNCTION customer_grade_internal.decide(standard text, subject regclass, key jsonb, status text, reason text,
	valid_until date, decision text) RETURNS bigint
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $function$
#variable_conflict use_column
DECLARE
	a customer_grade_internal.attachment := customer_grade_internal.attached(decide.standard, decide.subject);
	customer jsonb := customer_grade_internal.read_key(a, decide.key);
	standing record := customer_grade_internal.lock_customer(decide.standard, decide.subject, customer);
	today date := customer_grade_internal.clock_day(a);
	approving boolean := decide.status = 'approved';
	of_customer text := format('FROM %1$s AS d, jsonb_populate_record(NULL::%1$s, $1) AS k WHERE %2$s',
		a.decisions, customer_grade_internal.key_match(a.key_columns, 'd', a.key_columns, 'k'));
	proposed record;
	covering text[];
	replaced bigint[];
	result bigint;
BEGIN
	PERFORM customer_grade_internal.check_decision_kind(decide.decision);
	EXECUTE format($query$
		SELECT count(*) AS number, min(d.decision_id) AS decision_id, coalesce(min(d.decision), $2, 'approval') AS decision
		%s AND d.status = 'proposed' AND d.decision = coalesce($2, d.decision)
		$query$, of_customer)
	INTO proposed USING customer, decide.decision;
	IF proposed.number > 1 THEN
		PERFORM customer_grade_internal.throw('55000',
			message => format('an override and an approval of customer %s are proposed', customer),
			hint => 'Say which one: decision => ''override'' or decision => ''approval''.');
	ELSIF proposed.number = 0 AND (proposed.decision = 'override' OR (standing.computed_grade = ANY (a.approval)) IS NOT TRUE) THEN
		PERFORM customer_grade_internal.throw('55000',
			message => format('nothing awaits approval for customer %s', customer),
			hint => 'propose() proposes a grade.');
	END IF;

	-- these end to make room: what has lapsed, an earlier rejection, an approval that another one replaces, and an
	-- approval that covers the grade now rejected
	covering := (SELECT l.ranked[:standing.computed_rank] FROM customer_grade_internal.labels(a.standard, today) AS l)
		|| standing.computed_grade;
	EXECUTE format($query$
		SELECT array_agg(d.decision_id)
		%s AND d.decision = $2 AND (d.status = 'rejected' OR d.status = 'approved'
			AND (d.valid_until < $3 OR $2 = 'approval' AND ($4 OR $5 AND d.grade = ANY ($6))))
		$query$, of_customer)
	INTO replaced USING customer, proposed.decision, today, approving, proposed.number = 0, covering;

	-- in one statement, so that the customer is regraded once
	EXECUTE format($query$
		WITH replaced AS (
			UPDATE %1$s AS d SET status = 'ended', end_reason = CASE WHEN d.valid_until < $3 THEN 'lapsed' ELSE 'replaced' END
			WHERE d.decision_id = ANY ($2)
			RETURNING 1
		)
		$query$ || CASE WHEN proposed.number = 1 THEN $query$
		UPDATE %1$s AS d SET status = $4, decision_reason = $5, valid_until = coalesce($6, d.valid_until)
		FROM (SELECT count(*) FROM replaced) AS r
		WHERE d.decision_id = $7
		RETURNING d.decision_id
		$query$ ELSE $query$
		INSERT INTO %1$s (%2$s, decision, grade, status, decision_reason, valid_until)
		SELECT %3$s, 'approval', $8, $4, $5, $6
		FROM jsonb_populate_record(NULL::%1$s, $1) AS k, (SELECT count(*) FROM replaced) AS r
		RETURNING decision_id
		$query$ END,
		a.decisions,
		customer_grade_internal.column_list(a.key_columns),
		customer_grade_internal.column_list(a.key_columns, 'k'))
	INTO result USING customer, replaced, today, decide.status, decide.reason, decide.valid_until, proposed.decision_id,
		standing.computed_grade;
	RETURN result;
END
$function$;
COMMENT ON FUNCTION customer_grade_internal.decide(text, regclass, jsonb, text, text, date, text) IS
	'the common part of approve() and reject()';

CREATE FUNCTION customer_grade.approve(standard text, subject regclass, key jsonb, reason text DEFAULT NULL,
	valid_until date DEFAULT NULL, decision text DEFAULT NULL) RETURNS bigint
LANGUAGE sql VOLATILE
AS $function$
	SELECT customer_grade_internal.decide($1, $2, $3, 'approved', $4, $5, $6)
$function$;
COMMENT ON FUNCTION customer_grade.approve(text, regclass, jsonb, text, date, text) IS
	'approve what is proposed for a customer (decision: override or approval, where both are), else the computed grade that waits for '
	'approval; it holds until a day, at most as long as the attachment says. An earlier approval ends. Returns the number of the '
	'decision. Errors: 42501 not yours, or proposed by yourself, 55000 nothing waits';

CREATE FUNCTION customer_grade.reject(standard text, subject regclass, key jsonb, reason text DEFAULT NULL,
	valid_until date DEFAULT NULL, decision text DEFAULT NULL) RETURNS bigint
LANGUAGE sql VOLATILE
AS $function$
	SELECT customer_grade_internal.decide($1, $2, $3, 'rejected', $4, $5, $6)
$function$;
COMMENT ON FUNCTION customer_grade.reject(text, regclass, jsonb, text, date, text) IS
	'reject what is proposed for a customer (decision: override or approval, where both are), else the computed grade: it no longer '
	'waits for approval, until a day and at most as long as an approval would hold, and an approval that covers it ends. Returns the '
	'number of the decision. Errors: 42501 not yours, 55000 nothing waits';

CREATE FUNCTION customer_grade.withdraw(standard text, subject regclass, key jsonb, reason text DEFAULT NULL,
	decision text DEFAULT NULL) RETURNS bigint
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $function$
#variable_conflict use_column
DECLARE
	a customer_grade_internal.attachment := customer_grade_internal.attached(withdraw.standard, withdraw.subject);
	customer jsonb := customer_grade_internal.read_key(a, withdraw.key);
	ids bigint[];
BEGIN
	PERFORM customer_grade_internal.check_decision_kind(withdraw.decision);
	PERFORM customer_grade_internal.lock_customer(withdraw.standard, withdraw.subject, customer);
	EXECUTE format($query$
		SELECT array_agg(d.decision_id)
		FROM %1$s AS d, jsonb_populate_record(NULL::%1$s, $1) AS k
		WHERE %2$s AND d.status = 'proposed' AND d.decision = coalesce($2, d.decision)
		$query$, a.decisions, customer_grade_internal.key_match(a.key_columns, 'd', a.key_columns, 'k'))
	INTO ids USING customer, withdraw.decision;
	IF cardinality(ids) = 1 THEN
		EXECUTE format('UPDATE %s SET status = ''withdrawn'', end_reason = $2 WHERE decision_id = $1', a.decisions)
		USING ids[1], withdraw.reason;
		RETURN ids[1];
	END IF;
	RAISE object_not_in_prerequisite_state USING
		MESSAGE = CASE WHEN ids IS NULL THEN format('nothing is proposed for customer %s', customer)
			ELSE format('an override and an approval of customer %s are proposed', customer) END,
		HINT = CASE WHEN ids IS NULL THEN 'To end what is approved, use end_override() or reject().'
			ELSE 'Say which one: decision => ''override'' or decision => ''approval''.' END;
END
$function$;
COMMENT ON FUNCTION customer_grade.withdraw(text, regclass, jsonb, text, text) IS
	'withdraw what is proposed for a customer; for the role that proposed it and for those that decide. Returns the number of the '
	'decision. Errors: 42501 not yours, 55000 nothing is proposed';
