-- The rules of decisions: who may decide what, and the course of a decision.

CREATE FUNCTION customer_grade_internal.lock_customer(
	standard text, subject regclass, key jsonb,
	OUT grade text, OUT rank smallint, OUT computed_grade text, OUT computed_rank smallint, OUT state text)
LANGUAGE C VOLATILE STRICT
AS 'MODULE_PATHNAME', 'lock_customer';
COMMENT ON FUNCTION customer_grade_internal.lock_customer(text, regclass, jsonb) IS
	'lock a customer''s ledger row until the transaction ends, as regrading does, and return its grades; key: an object; state null: '
	'there is no such customer. For roles that may write decisions. Error: 42501 not yours';

-- Members of the role that an attachment names for this kind of decision, or of the owner where it names none.
CREATE FUNCTION customer_grade_internal.may_decide(attachment customer_grade_internal.attachment, decision text) RETURNS boolean
LANGUAGE sql STABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $function$
	SELECT coalesce(
		pg_has_role(CASE may_decide.decision WHEN 'override' THEN (attachment).overrider ELSE (attachment).approver END, 'USAGE'),
		customer_grade_internal.owns((attachment).subject))
$function$;
COMMENT ON FUNCTION customer_grade_internal.may_decide(customer_grade_internal.attachment, text) IS
	'may the current user override, or approve, in this attachment?';

CREATE FUNCTION customer_grade_internal.labels(standard text, day date, OUT ranked text[], OUT every text[])
LANGUAGE sql STABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $function$
	SELECT array_agg(g.grade ORDER BY g.rank) FILTER (WHERE g.rank IS NOT NULL), array_agg(g.grade ORDER BY g.rank, g.grade)
	FROM customer_grade.standard AS s, customer_grade.grades(s.rubric) AS g
	WHERE s.name = labels.standard AND s.effective @> day
$function$;
COMMENT ON FUNCTION customer_grade_internal.labels(text, date) IS
	'the labels of the version effective on a day: those with a rank, best first, and all';

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

CREATE FUNCTION customer_grade_internal.check_decision_change(decisions regclass, is_new boolean, former record, wanted record,
	four_eyes boolean)
RETURNS void
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $function$
DECLARE
	legal CONSTANT boolean := CASE
		WHEN is_new THEN wanted.status IN ('proposed', 'approved') OR wanted.status = 'rejected' AND wanted.decision = 'approval'
		WHEN wanted.status <> former.status THEN (former.status, wanted.status) IN (
			('proposed', 'approved'), ('proposed', 'rejected'), ('proposed', 'withdrawn'), ('approved', 'ended'), ('rejected', 'ended'))
		WHEN wanted.valid_until IS DISTINCT FROM former.valid_until THEN wanted.status = 'approved'
			AND (coalesce(wanted.valid_until, 'infinity') < coalesce(former.valid_until, 'infinity')
				OR wanted.decision = 'override' AND NOT four_eyes)
		ELSE true END;
BEGIN
	IF NOT legal THEN
		PERFORM customer_grade_internal.throw('55000',
			message => CASE
				WHEN is_new THEN format('a new %s cannot be %s', wanted.decision, wanted.status)
				WHEN wanted.status = former.status
					THEN format('decision %s of table "%s" cannot be made valid for longer', former.decision_id, decisions)
				ELSE format('decision %s of table "%s" is %s and cannot become %s',
					former.decision_id, decisions, former.status, wanted.status) END,
			hint => 'A proposed decision can be approved, rejected or withdrawn; an approved or rejected one can only end.');
	END IF;
END
$function$;
COMMENT ON FUNCTION customer_grade_internal.check_decision_change(regclass, boolean, record, record, boolean) IS
	'require that a decision may begin as, or become, what is wanted. Error: 55000 it may not';

CREATE FUNCTION customer_grade_internal.check_decider(a customer_grade_internal.attachment, wanted record, deciding boolean) RETURNS void
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $function$
DECLARE
	decider CONSTANT regrole := coalesce(CASE wanted.decision WHEN 'override' THEN a.overrider ELSE a.approver END,
		(SELECT c.relowner FROM pg_class AS c WHERE c.oid = a.subject));
BEGIN
	IF NOT customer_grade_internal.may_decide(a, wanted.decision)
		AND NOT (wanted.decision = 'approval' AND wanted.status = 'proposed')
		AND NOT (wanted.status = 'withdrawn' AND wanted.proposed_by = current_user)
	THEN
		PERFORM customer_grade_internal.throw('42501',
			message => format('must be member of role "%s" to %s', decider,
				CASE wanted.decision WHEN 'override' THEN 'override grades' ELSE 'approve or reject grades' END));
	END IF;
	-- a person is both the current role and the login role; but a superuser may act for anybody
	IF deciding AND wanted.status = 'approved' AND (current_user IN (wanted.proposed_by, wanted.proposed_login)
		OR session_user IN (wanted.proposed_by, wanted.proposed_login)
			AND NOT (SELECT r.rolsuper FROM pg_roles AS r WHERE r.rolname = session_user))
	THEN
		PERFORM customer_grade_internal.throw('42501',
			message => format('role "%s" has proposed this %s and cannot approve it', wanted.proposed_by, wanted.decision),
			hint => format('Another member of role "%s" must approve it.', decider));
	END IF;
END
$function$;
COMMENT ON FUNCTION customer_grade_internal.check_decider(customer_grade_internal.attachment, record, boolean) IS
	'require that the current user may write this decision and has not proposed it. Error: 42501';

CREATE FUNCTION customer_grade_internal.check_four_eyes(a customer_grade_internal.attachment, key jsonb, computed_grade text,
	wanted record) RETURNS void
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $function$
BEGIN
	IF wanted.decision = 'override' AND a.four_eyes THEN
		PERFORM customer_grade_internal.throw('42501',
			message => 'an override must be approved by another person',
			hint => 'Insert it with status ''proposed''.');
	ELSIF wanted.decision = 'approval' AND wanted.grade IS DISTINCT FROM computed_grade THEN
		PERFORM customer_grade_internal.throw('42501',
			message => format('the computed grade of customer %s is %s, not "%s"',
				key, coalesce('"' || computed_grade || '"', 'none'), wanted.grade),
			hint => 'Any other grade must be proposed by another person first.');
	END IF;
END
$function$;
COMMENT ON FUNCTION customer_grade_internal.check_four_eyes(customer_grade_internal.attachment, jsonb, text, record) IS
	'require that a decision nobody has proposed needs no second person. Error: 42501 it does';

CREATE FUNCTION customer_grade_internal.check_decided_grade(a customer_grade_internal.attachment, key jsonb, standing record,
	wanted record) RETURNS void
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $function$
DECLARE
	known CONSTANT record := customer_grade_internal.labels(a.standard, customer_grade_internal.clock_day(a));
	distance CONSTANT integer := abs(array_position(known.ranked, wanted.grade) - standing.computed_rank);
BEGIN
	IF wanted.grade <> ALL (known.every) IS NOT FALSE THEN
		PERFORM customer_grade_internal.throw('22023',
			message => format('standard "%s" has no grade "%s"', a.standard, wanted.grade),
			hint => format('Its grades are %s.', array_to_string(known.every, ', ')));
	END IF;
	IF wanted.decision = 'approval' AND (wanted.grade = ANY (a.approval)) IS NOT TRUE THEN
		PERFORM customer_grade_internal.throw('22023',
			message => format('grade "%s" needs no approval', wanted.grade),
			hint => coalesce('Grades that need it: ' || array_to_string(a.approval, ', ') || '.', 'No grade needs it.'));
	END IF;
	IF wanted.decision = 'override' AND a.notch_limit IS NOT NULL AND (distance <= a.notch_limit) IS NOT TRUE THEN
		PERFORM customer_grade_internal.throw('42501',
			message => format('grade "%s" is more than %s ranks away from the computed grade %s of customer %s',
				wanted.grade, a.notch_limit, coalesce('"' || standing.computed_grade || '"', 'none'), key),
			detail => coalesce('The distance is ' || distance || '.', 'One of the grades has no rank.'),
			hint => 'The owner of the subject sets notch_limit of the attachment.');
	END IF;
END
$function$;
COMMENT ON FUNCTION customer_grade_internal.check_decided_grade(customer_grade_internal.attachment, jsonb, record, record) IS
	'require that the grade of a decision is one of the standard, and one that needs approval or is near enough to the computed grade. '
	'Errors: 22023 it is not, 42501 it is too far';

CREATE FUNCTION customer_grade_internal.check_only_decision(decisions regclass, key_columns name[], key jsonb, wanted record) RETURNS void
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $function$
DECLARE
	other record;
BEGIN
	EXECUTE format($query$
		SELECT d.decision_id, d.grade, d.valid_until
		FROM %1$s AS d, jsonb_populate_record(NULL::%1$s, $1) AS k
		WHERE %2$s AND d.decision = $2 AND d.status = $3
		$query$, decisions, customer_grade_internal.key_match(key_columns, 'd', key_columns, 'k'))
	INTO other USING key, wanted.decision, wanted.status;
	IF other.decision_id IS NOT NULL THEN
		PERFORM customer_grade_internal.throw('23505',
			message => format('customer %s already has an %s that is %s', key, wanted.decision, wanted.status),
			detail => format('Decision %s: grade %s%s.', other.decision_id, other.grade, ', valid until ' || other.valid_until),
			hint => CASE WHEN wanted.status = 'proposed' THEN 'Approve, reject or withdraw it first.'
				WHEN wanted.decision = 'override' AND wanted.status = 'approved' THEN 'End it first: end_override().'
				ELSE 'End it first; approve() and reject() do so.' END);
	END IF;
END
$function$;
COMMENT ON FUNCTION customer_grade_internal.check_only_decision(regclass, name[], jsonb, record) IS
	'require that the customer has no other decision of this kind and status. Error: 23505 it has';

-- The writer does not choose who and when; a reason is taken only together with the step it explains.
CREATE FUNCTION customer_grade_internal.decision_stamps() RETURNS text[]
LANGUAGE sql IMMUTABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $function$
	SELECT '{proposed_by,proposed_at,proposed_login,decided_by,decided_at,decision_reason,ended_by,ended_at,end_reason}'::text[]
$function$;
COMMENT ON FUNCTION customer_grade_internal.decision_stamps() IS
	'the columns of a decision that tell who did what, when and why';

CREATE FUNCTION customer_grade_internal.stamp_decision(former jsonb, wanted record, proposing boolean, deciding boolean,
	ending boolean) RETURNS jsonb
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $function$
DECLARE
	at CONSTANT timestamp with time zone := customer_grade_internal.clock_now();
	stamps jsonb := (SELECT jsonb_object_agg(s.name, former -> s.name) FROM unnest(customer_grade_internal.decision_stamps()) AS s(name));
BEGIN
	IF proposing THEN
		stamps := stamps || jsonb_build_object('proposed_by', current_user, 'proposed_at', at, 'proposed_login', session_user);
	END IF;
	IF deciding THEN
		stamps := stamps || jsonb_build_object('decided_by', current_user, 'decided_at', at, 'decision_reason', wanted.decision_reason);
	END IF;
	IF ending THEN
		stamps := stamps || jsonb_build_object('ended_by', current_user, 'ended_at', at, 'end_reason', wanted.end_reason);
	END IF;
	RETURN stamps;
END
$function$;
COMMENT ON FUNCTION customer_grade_internal.stamp_decision(jsonb, record, boolean, boolean, boolean) IS
	'the columns decision_stamps() of a decision that is written: as they were (null: it is new), with the current user and time for '
	'what is done now';

CREATE FUNCTION customer_grade_internal.decision_check() RETURNS trigger
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $function$
DECLARE
	is_new CONSTANT boolean := TG_OP = 'INSERT';
	deciding CONSTANT boolean := NEW.status IN ('approved', 'rejected') AND (is_new OR OLD.status = 'proposed');
	ending CONSTANT boolean := NOT is_new AND NEW.status IN ('withdrawn', 'ended') AND OLD.status <> NEW.status;
	proposing CONSTANT boolean := is_new AND (NEW.decision = 'override' OR NOT deciding);
	-- what of a row may change
	changeable CONSTANT text[] := customer_grade_internal.decision_stamps() || '{status,valid_until}';
	a customer_grade_internal.attachment;
	today date;
	key jsonb;
	customer record;
BEGIN
	SELECT * INTO a FROM customer_grade.attachment AS t WHERE t.decisions = TG_RELID;
	IF NOT FOUND THEN
		PERFORM customer_grade_internal.throw('55000',
			message => format('table "%s" no longer belongs to an attachment', TG_RELID::regclass));
	END IF;
	SELECT jsonb_object_agg(c, to_jsonb(NEW) -> c) INTO key FROM unnest(a.key_columns) AS c;
	customer := customer_grade_internal.lock_customer(a.standard, a.subject, key);
	today := customer_grade_internal.clock_day(a);
	IF customer.state IS NULL AND NOT ending THEN
		PERFORM customer_grade_internal.throw('22023',
			message => format('customer %s is not in table "%s"', key, a.subject));
	END IF;

	IF NOT is_new AND to_jsonb(NEW) - changeable <> to_jsonb(OLD) - changeable THEN
		PERFORM customer_grade_internal.throw('55000',
			message => format('decision %s of table "%s" cannot be made another one', OLD.decision_id, TG_RELID::regclass),
			detail => 'Customer, decision, grade and reason of a decision stay as they are.',
			hint => 'End or withdraw it, then make a new one.');
	END IF;
	PERFORM customer_grade_internal.check_decision_change(TG_RELID, is_new, OLD, NEW, a.four_eyes);
	NEW := jsonb_populate_record(NEW, customer_grade_internal.stamp_decision(
		CASE WHEN NOT is_new THEN to_jsonb(OLD) END, NEW, proposing, deciding, ending));
	PERFORM customer_grade_internal.check_decider(a, NEW, deciding AND NOT is_new);
	IF is_new AND deciding THEN
		PERFORM customer_grade_internal.check_four_eyes(a, key, customer.computed_grade, NEW);
	END IF;
	IF is_new OR deciding AND NEW.status = 'approved' THEN
		PERFORM customer_grade_internal.check_decided_grade(a, key, customer, NEW);
	END IF;
	IF NEW.decision = 'override' AND coalesce(NEW.reason, '') !~ '[^[:space:]]' THEN
		PERFORM customer_grade_internal.throw('22023',
			message => 'an override needs a reason');
	END IF;

	IF ending THEN
		NEW.valid_until := OLD.valid_until;
	ELSIF deciding AND NEW.decision = 'approval' AND a.valid_for IS NOT NULL THEN
		NEW.valid_until := coalesce(NEW.valid_until, (today + a.valid_for)::date);
		IF NEW.valid_until > (today + a.valid_for)::date THEN
			PERFORM customer_grade_internal.throw('22023',
				message => format('an approval or its rejection holds until %s at most', (today + a.valid_for)::date),
				hint => 'The owner of the subject sets valid_for of the attachment.');
		END IF;
	END IF;
	IF NEW.valid_until < today AND (is_new OR deciding OR NEW.valid_until IS DISTINCT FROM OLD.valid_until) THEN
		PERFORM customer_grade_internal.throw('22023',
			message => format('valid_until (%s) is in the past: today is %s', NEW.valid_until, today));
	END IF;
	IF is_new OR deciding THEN
		PERFORM customer_grade_internal.check_only_decision(TG_RELID, a.key_columns, key, NEW);
	END IF;
	RETURN NEW;
END
$function$;
COMMENT ON FUNCTION customer_grade_internal.decision_check() IS
	'trigger of tables of decisions: who may decide what, four eyes, notch limit, the course of a decision; stamps who and when. Errors: '
	'42501 not yours to decide, 22023 no such grade or day, 55000 not from this status, 23505 there is one already';
