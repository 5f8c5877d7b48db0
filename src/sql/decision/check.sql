-- The rules of decisions: who may decide what, and the course of a decision.

CREATE FUNCTION customer_grade_internal.lock_customer(
	standard text, subject regclass, key jsonb,
	OUT grade text, OUT rank smallint, OUT computed_grade text, OUT computed_rank smallint, OUT state text)
LANGUAGE C VOLATILE STRICT
AS 'MODULE_PATHNAME', 'lock_customer';
COMMENT ON FUNCTION customer_grade_internal.lock_customer(text, regclass, jsonb) IS
	'lock a customer''s ledger row until the transaction ends, as regrading does, and tell how he stands; key: an object; state is null: there is no such customer. For those who may write decisions. Error: 42501 not yours';

-- The people of an attachment, for one kind of decision.
CREATE FUNCTION customer_grade_internal.may_decide(attachment customer_grade_internal.attachment, decision text) RETURNS boolean
LANGUAGE sql STABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $function$
	SELECT coalesce(pg_has_role(CASE may_decide.decision WHEN 'override' THEN (attachment).overrider ELSE (attachment).approver END, 'USAGE'),
		customer_grade_internal.owns((attachment).subject))
$function$;
COMMENT ON FUNCTION customer_grade_internal.may_decide(customer_grade_internal.attachment, text) IS
	'may the current user override, or approve, in this attachment?';

CREATE FUNCTION customer_grade_internal.labels(standard text, day date, OUT ranked text[], OUT every text[])
LANGUAGE sql STABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $function$
	SELECT array_agg(g.label ORDER BY g.rank) FILTER (WHERE g.rank IS NOT NULL), array_agg(g.label ORDER BY g.rank, g.label)
	FROM customer_grade_internal.standard AS s, customer_grade.grades(s.rubric) AS g
	WHERE s.name = labels.standard AND s.effective @> day
$function$;
COMMENT ON FUNCTION customer_grade_internal.labels(text, date) IS
	'the labels of the version effective on a day: those with a rank, best first, and all';

CREATE FUNCTION customer_grade_internal.decision_check() RETURNS trigger
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $function$
DECLARE
	a customer_grade_internal.attachment;
	customer record;
	known record;
	other record;
	today date;
	key jsonb;
	legal boolean;
	-- what of a row may change; the rest is stamped below or stays
	changeable CONSTANT text[] := '{status,valid_until,proposed_by,proposed_at,proposed_login,decided_by,decided_at,decision_reason,ended_by,ended_at,end_reason}';
	deciding boolean := NEW.status IN ('approved', 'rejected') AND (TG_OP = 'INSERT' OR OLD.status = 'proposed');
	ending boolean := TG_OP = 'UPDATE' AND NEW.status IN ('withdrawn', 'ended') AND OLD.status <> NEW.status;
BEGIN
	SELECT * INTO a FROM customer_grade_internal.attachment AS t WHERE t.decisions = TG_RELID;
	IF NOT FOUND THEN
		RAISE object_not_in_prerequisite_state USING
			MESSAGE = format('%s is a table of decisions of no attachment any more', TG_RELID::regclass);
	END IF;
	SELECT jsonb_object_agg(c, to_jsonb(NEW) -> c) INTO key FROM unnest(a.key_columns) AS c;
	customer := customer_grade_internal.lock_customer(a.standard, a.subject, key);
	today := customer_grade_internal.clock_day(a);

	IF customer.state IS NULL AND NOT ending THEN
		RAISE invalid_parameter_value USING
			MESSAGE = format('customer %s is not in table %s', key, a.subject);
	END IF;

	-- what may become of it
	legal := CASE
		WHEN TG_OP = 'INSERT' THEN NEW.status IN ('proposed', 'approved') OR NEW.status = 'rejected' AND NEW.decision = 'approval'
		WHEN NEW.status <> OLD.status THEN (OLD.status, NEW.status) IN (('proposed', 'approved'), ('proposed', 'rejected'), ('proposed', 'withdrawn'),
			('approved', 'ended'), ('rejected', 'ended'))
		WHEN NEW.valid_until IS DISTINCT FROM OLD.valid_until THEN NEW.status = 'approved'
			AND (coalesce(NEW.valid_until, 'infinity') < coalesce(OLD.valid_until, 'infinity') OR NEW.decision = 'override' AND NOT a.four_eyes)
		ELSE true END;
	IF TG_OP = 'UPDATE' AND to_jsonb(NEW) - changeable <> to_jsonb(OLD) - changeable THEN
		RAISE object_not_in_prerequisite_state USING
			MESSAGE = format('decision %s of table %s cannot be made another one', OLD.decision_id, TG_RELID::regclass),
			DETAIL = 'Customer, decision, grade and reason of a decision stay as they are.',
			HINT = 'End or withdraw it and make a new one.';
	ELSIF NOT legal THEN
		RAISE object_not_in_prerequisite_state USING
			MESSAGE = CASE WHEN TG_OP = 'INSERT' THEN format('a new %s cannot be %s', NEW.decision, NEW.status)
				WHEN NEW.status = OLD.status THEN format('decision %s of table %s cannot be made valid for longer', OLD.decision_id, TG_RELID::regclass)
				ELSE format('decision %s of table %s is %s and cannot become %s', OLD.decision_id, TG_RELID::regclass, OLD.status, NEW.status) END,
			HINT = 'What is proposed is approved, rejected or withdrawn; what is approved or rejected ends.';
	END IF;

	-- by whom
	IF NOT customer_grade_internal.may_decide(a, NEW.decision)
		AND NOT (NEW.decision = 'approval' AND NEW.status = 'proposed')
		AND NOT (NEW.status = 'withdrawn' AND OLD.proposed_by = current_user)
	THEN
		RAISE insufficient_privilege USING
			MESSAGE = format('must be member of role %s to %s', quote_ident(pg_get_userbyid(coalesce(
					CASE NEW.decision WHEN 'override' THEN a.overrider ELSE a.approver END,
					(SELECT c.relowner FROM pg_class AS c WHERE c.oid = a.subject)))),
				CASE NEW.decision WHEN 'override' THEN 'override grades' ELSE 'decide about grades' END);
	END IF;
	-- a person is who he is and who he has signed in as; but a superuser may stand in for anybody
	IF TG_OP = 'UPDATE' AND deciding AND NEW.status = 'approved' AND (current_user IN (OLD.proposed_by, OLD.proposed_login)
		OR session_user IN (OLD.proposed_by, OLD.proposed_login)
			AND NOT (SELECT r.rolsuper FROM pg_roles AS r WHERE r.rolname = session_user))
	THEN
		RAISE insufficient_privilege USING
			MESSAGE = format('%s has proposed this %s and cannot approve it', OLD.proposed_by, NEW.decision),
			HINT = 'Another member must do it.';
	END IF;
	IF TG_OP = 'INSERT' AND deciding THEN
		IF NEW.decision = 'override' AND a.four_eyes THEN
			RAISE insufficient_privilege USING
				MESSAGE = 'an override must be approved by another person',
				HINT = 'Propose it: status ''proposed''.';
		ELSIF NEW.decision = 'approval' AND NEW.grade IS DISTINCT FROM customer.computed_grade THEN
			RAISE insufficient_privilege USING
				MESSAGE = format('the computed grade of customer %s is %s, not %s', key, coalesce(customer.computed_grade, 'none'), NEW.grade),
				HINT = 'Any other must be proposed by another person.';
		END IF;
	END IF;

	-- what
	IF TG_OP = 'INSERT' OR deciding AND NEW.status = 'approved' THEN
		known := customer_grade_internal.labels(a.standard, today);
		IF NEW.grade <> ALL (known.every) IS NOT FALSE THEN
			RAISE invalid_parameter_value USING
				MESSAGE = format('standard "%s" has no grade "%s"', a.standard, NEW.grade),
				HINT = format('Its grades are %s.', array_to_string(known.every, ', '));
		END IF;
		IF NEW.decision = 'approval' AND (NEW.grade = ANY (a.approval)) IS NOT TRUE THEN
			RAISE invalid_parameter_value USING
				MESSAGE = format('grade %s needs no approval', NEW.grade),
				HINT = coalesce('Those that do are ' || array_to_string(a.approval, ', ') || '.', 'None does.');
		END IF;
		IF NEW.decision = 'override' AND (abs(array_position(known.ranked, NEW.grade) - customer.computed_rank) <= a.notch_limit) IS NOT TRUE
			AND a.notch_limit IS NOT NULL
		THEN
			RAISE insufficient_privilege USING
				MESSAGE = format('grade %s is more than %s ranks away from the computed grade %s of customer %s', NEW.grade, a.notch_limit,
					coalesce(customer.computed_grade, 'none'), key),
				DETAIL = coalesce('It is ' || abs(array_position(known.ranked, NEW.grade) - customer.computed_rank) || '.',
					'One of them has no rank.'),
				HINT = 'The owner of the subject sets notch_limit of the attachment.';
		END IF;
	END IF;

	IF NEW.decision = 'override' AND coalesce(NEW.reason, '') !~ '[^[:space:]]' THEN
		RAISE invalid_parameter_value USING
			MESSAGE = 'an override needs a reason';
	END IF;

	-- until when
	IF deciding AND NEW.decision = 'approval' AND a.valid_for IS NOT NULL THEN
		NEW.valid_until := coalesce(NEW.valid_until, (today + a.valid_for)::date);
		IF NEW.valid_until > (today + a.valid_for)::date THEN
			RAISE invalid_parameter_value USING
				MESSAGE = format('an approval or its rejection holds until %s at most', (today + a.valid_for)::date),
				HINT = 'The owner of the subject sets valid_for of the attachment.';
		END IF;
	END IF;
	IF NEW.valid_until < today AND (TG_OP = 'INSERT' OR deciding OR NEW.valid_until IS DISTINCT FROM OLD.valid_until) THEN
		RAISE invalid_parameter_value USING
			MESSAGE = format('valid_until (%s) is over: today is %s', NEW.valid_until, today);
	END IF;

	-- one of its kind
	IF TG_OP = 'INSERT' OR deciding THEN
		EXECUTE format('SELECT d.decision_id, d.grade, d.valid_until FROM %s AS d WHERE (%s) = (%s) AND d.decision = $2 AND d.status = $3',
			TG_RELID::regclass, customer_grade_internal.column_list(a.key_columns, 'd'), customer_grade_internal.column_list(a.key_columns, '($1)'))
		INTO other USING NEW, NEW.decision, NEW.status;
		IF other.decision_id IS NOT NULL THEN
			RAISE unique_violation USING
				MESSAGE = format('customer %s has an %s already that is %s', key, NEW.decision, NEW.status),
				DETAIL = format('Decision %s: grade %s%s.', other.decision_id, other.grade, ', valid until ' || other.valid_until),
				HINT = CASE WHEN NEW.status = 'proposed' THEN 'Approve, reject or withdraw it first.'
					WHEN NEW.decision = 'override' AND NEW.status = 'approved' THEN 'End it first: end_override().'
					ELSE 'End it first; approve() and reject() do so.' END;
		END IF;
	END IF;

	-- who and when are not the writer's to say
	IF TG_OP = 'INSERT' THEN
		NEW.proposed_by := CASE WHEN NEW.decision = 'override' OR NOT deciding THEN current_user END;
		NEW.proposed_login := CASE WHEN NEW.proposed_by IS NOT NULL THEN session_user END;
		NEW.proposed_at := CASE WHEN NEW.proposed_by IS NOT NULL THEN customer_grade_internal.clock_now() END;
	ELSE
		NEW.proposed_by := OLD.proposed_by;
		NEW.proposed_login := OLD.proposed_login;
		NEW.proposed_at := OLD.proposed_at;
	END IF;
	IF deciding THEN
		NEW.decided_by := current_user;
		NEW.decided_at := customer_grade_internal.clock_now();
	ELSIF TG_OP = 'INSERT' THEN
		NEW.decided_by := NULL;
		NEW.decided_at := NULL;
		NEW.decision_reason := NULL;
	ELSE
		NEW.decided_by := OLD.decided_by;
		NEW.decided_at := OLD.decided_at;
		NEW.decision_reason := OLD.decision_reason;
	END IF;
	IF ending THEN
		NEW.valid_until := OLD.valid_until;
		NEW.ended_by := current_user;
		NEW.ended_at := customer_grade_internal.clock_now();
	ELSIF TG_OP = 'INSERT' THEN
		NEW.ended_by := NULL;
		NEW.ended_at := NULL;
		NEW.end_reason := NULL;
	ELSE
		NEW.ended_by := OLD.ended_by;
		NEW.ended_at := OLD.ended_at;
		NEW.end_reason := OLD.end_reason;
	END IF;
	RETURN NEW;
END
$function$;
COMMENT ON FUNCTION customer_grade_internal.decision_check() IS
	'trigger of tables of decisions: who may decide what, four eyes, notch limit, the course of a decision; stamps who and when. Errors: 42501 not yours to decide, 22023 no such grade or day, 55000 not that way, 23505 there is one already';
