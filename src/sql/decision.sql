-- Decisions: grades that people set (overrides) and grades that they approve.
-- An attachment has a table of them. Its row trigger, decision_check(), is the one place of
-- all rules, so that they hold for who writes the table directly as well.

-- proposed -> approved | rejected | withdrawn, approved -> ended, rejected -> ended
CREATE FUNCTION customer_grade.make_decisions(name text, subject regclass, key_columns name[]) RETURNS void
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $function$
DECLARE
	c record;
BEGIN
	EXECUTE format('CREATE TABLE %s (decision_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, %s, '
		'decision text NOT NULL CHECK (decision IN (''override'', ''approval'')), grade text NOT NULL, '
		'status text NOT NULL CHECK (status IN (''proposed'', ''approved'', ''rejected'', ''withdrawn'', ''ended'')), '
		'reason text, valid_until date, '
		'proposed_by text, proposed_at timestamp with time zone, proposed_login text, '
		'decided_by text, decided_at timestamp with time zone, decision_reason text, '
		'ended_by text, ended_at timestamp with time zone, end_reason text)',
		name, customer_grade.key_definitions(subject, key_columns));
	EXECUTE format('CREATE UNIQUE INDEX ON %s (%s, decision, status) WHERE status IN (''proposed'', ''approved'', ''rejected'')',
		name, customer_grade.column_list(key_columns));
	EXECUTE format('CREATE TRIGGER decision_check BEFORE INSERT OR UPDATE ON %s '
		'FOR EACH ROW EXECUTE FUNCTION customer_grade.decision_check()', name);
	EXECUTE format('COMMENT ON TABLE %s IS %L', name, format('人工决定 | what people decided about the grades of %s: overrides, approvals', subject));
	FOR c IN
		SELECT k.name AS column, '客户标识 | key of the customer' AS meaning FROM unnest(key_columns) AS k(name)
		UNION ALL
		VALUES ('decision_id', '决定编号 | number of the decision'),
			('decision', '种类: override 人工指定, approval 批准 | override or approval'),
			('grade', '等级 | the grade that is set or approved'),
			('status', '状态: proposed 待批准, approved 有效, rejected 否决, withdrawn 撤回, ended 终止 | proposed, approved (in force), rejected, withdrawn or ended'),
			('reason', '理由 | why it is proposed or set'),
			('valid_until', '有效至 | last day on which it holds; null: no end'),
			('proposed_by', '提出人 | who proposed it; null: the standard itself, by the computed grade'),
			('proposed_at', '提出时间 | when'),
			('proposed_login', '提出人登录名 | the role that he had signed in as'),
			('decided_by', '决定人 | who approved, set or rejected it'),
			('decided_at', '决定时间 | when'),
			('decision_reason', '决定理由 | why'),
			('ended_by', '终止人 | who withdrew or ended it'),
			('ended_at', '终止时间 | when'),
			('end_reason', '终止理由 | why')
	LOOP
		EXECUTE format('COMMENT ON COLUMN %s.%I IS %L', name, c.column, c.meaning);
	END LOOP;
END
$function$;
COMMENT ON FUNCTION customer_grade.make_decisions(text, regclass, name[]) IS
	'make the table of what people decide about the grades of a subject, with the trigger that checks them';

-- The rights come with the options and go with them. A table that detach() leaves is like any other.
CREATE FUNCTION customer_grade.grant_decisions() RETURNS trigger
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $function$
DECLARE
	a customer_grade.attachment := CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
	former regrole[] := CASE TG_OP WHEN 'INSERT' THEN '{}' ELSE ARRAY[OLD.approver, OLD.overrider] END;
	present regrole[] := CASE TG_OP WHEN 'DELETE' THEN '{}' ELSE ARRAY[NEW.approver, NEW.overrider] END;
	rights text := format('SELECT, INSERT (%s, decision, grade, status, reason, valid_until, decision_reason), '
		'UPDATE (status, valid_until, decision_reason, end_reason)', customer_grade.column_list(a.key_columns));
	r record;
BEGIN
	-- gone already; or a restore, which sets the rights itself in its own time
	IF NOT EXISTS (SELECT FROM pg_class AS c WHERE c.oid = a.decisions AND pg_has_role(c.relowner, 'USAGE')) THEN
		RETURN NULL;
	END IF;
	FOR r IN
		SELECT DISTINCT role, (role = ANY (present)) IS TRUE AS granted FROM unnest(former || present) AS role
		WHERE EXISTS (SELECT FROM pg_roles AS e WHERE e.oid = role)
	LOOP
		EXECUTE format(CASE WHEN r.granted THEN 'GRANT %s ON %s TO %s' ELSE 'REVOKE %s ON %s FROM %s' END, rights, a.decisions, r.role);
	END LOOP;
	IF TG_OP = 'DELETE' THEN
		EXECUTE format('DROP TRIGGER IF EXISTS decision_check ON %s', a.decisions);
	END IF;
	RETURN NULL;
END
$function$;
COMMENT ON FUNCTION customer_grade.grant_decisions() IS
	'trigger of attachment: approver and overrider get their rights on the table of decisions, former ones lose them';
CREATE TRIGGER grant_decisions AFTER INSERT OR DELETE OR UPDATE OF approver, overrider, decisions ON customer_grade.attachment
	FOR EACH ROW EXECUTE FUNCTION customer_grade.grant_decisions();
COMMENT ON TRIGGER grant_decisions ON customer_grade.attachment IS 'rights of approver and overrider';

CREATE FUNCTION customer_grade.key_object(subject regclass, key_columns name[], key jsonb) RETURNS jsonb
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $function$
DECLARE
	object jsonb := CASE WHEN jsonb_typeof(key) = 'object' THEN key
		WHEN cardinality(key_columns) = 1 THEN jsonb_build_object(key_columns[1], key) END;
BEGIN
	IF (SELECT count(*) FROM jsonb_each_text(object) AS k WHERE k.key = ANY (key_columns) AND k.value IS NOT NULL) <> cardinality(key_columns)
		OR (SELECT count(*) FROM jsonb_object_keys(object)) <> cardinality(key_columns) OR object IS NULL
	THEN
		RAISE invalid_parameter_value USING
			MESSAGE = format('%s is no key of table %s', coalesce(key::text, 'null'), subject),
			HINT = format('A key is an object with %s%s.', customer_grade.column_list(key_columns),
				CASE WHEN cardinality(key_columns) = 1 THEN ', or its value' ELSE '' END);
	END IF;
	RETURN object;
END
$function$;
COMMENT ON FUNCTION customer_grade.key_object(regclass, name[], jsonb) IS
	'a customer''s key as an object of its columns; of a single column the value will do. Error: 22023 it is none';

CREATE FUNCTION customer_grade.lock_customer(
	standard text, subject regclass, key jsonb,
	OUT grade text, OUT rank smallint, OUT computed_grade text, OUT computed_rank smallint, OUT state text)
LANGUAGE C VOLATILE STRICT
AS 'MODULE_PATHNAME', 'lock_customer';
COMMENT ON FUNCTION customer_grade.lock_customer(text, regclass, jsonb) IS
	'lock a customer''s ledger row until the transaction ends, as regrading does, and tell how he stands; key: an object; state is null: there is no such customer. For those who may write decisions. Error: 42501 not yours';

-- The people of an attachment, for one kind of decision.
CREATE FUNCTION customer_grade.may_decide(attachment customer_grade.attachment, decision text) RETURNS boolean
LANGUAGE sql STABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $function$
	SELECT coalesce(pg_has_role(CASE may_decide.decision WHEN 'override' THEN (attachment).overrider ELSE (attachment).approver END, 'USAGE'),
		customer_grade.owns((attachment).subject))
$function$;
COMMENT ON FUNCTION customer_grade.may_decide(customer_grade.attachment, text) IS
	'may the current user override, or approve, in this attachment?';

CREATE FUNCTION customer_grade.labels(standard text, day date, OUT ranked text[], OUT every text[])
LANGUAGE sql STABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $function$
	SELECT array_agg(g.label ORDER BY g.rank) FILTER (WHERE g.rank IS NOT NULL), array_agg(g.label ORDER BY g.rank, g.label)
	FROM customer_grade.standard AS s, customer_grade.grades(s.rubric) AS g
	WHERE s.name = labels.standard AND s.effective @> day
$function$;
COMMENT ON FUNCTION customer_grade.labels(text, date) IS
	'the labels of the version effective on a day: those with a rank, best first, and all';

CREATE FUNCTION customer_grade.decision_check() RETURNS trigger
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $function$
DECLARE
	a customer_grade.attachment;
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
	SELECT * INTO a FROM customer_grade.attachment AS t WHERE t.decisions = TG_RELID;
	IF NOT FOUND THEN
		RAISE object_not_in_prerequisite_state USING
			MESSAGE = format('%s is a table of decisions of no attachment any more', TG_RELID::regclass);
	END IF;
	SELECT jsonb_object_agg(c, to_jsonb(NEW) -> c) INTO key FROM unnest(a.key_columns) AS c;
	customer := customer_grade.lock_customer(a.standard, a.subject, key);
	today := customer_grade.clock_day(a);

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
	IF NOT customer_grade.may_decide(a, NEW.decision)
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
		known := customer_grade.labels(a.standard, today);
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
			TG_RELID::regclass, customer_grade.column_list(a.key_columns, 'd'), customer_grade.column_list(a.key_columns, '($1)'))
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
		NEW.proposed_at := CASE WHEN NEW.proposed_by IS NOT NULL THEN customer_grade.clock_now() END;
	ELSE
		NEW.proposed_by := OLD.proposed_by;
		NEW.proposed_login := OLD.proposed_login;
		NEW.proposed_at := OLD.proposed_at;
	END IF;
	IF deciding THEN
		NEW.decided_by := current_user;
		NEW.decided_at := customer_grade.clock_now();
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
		NEW.ended_at := customer_grade.clock_now();
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
COMMENT ON FUNCTION customer_grade.decision_check() IS
	'trigger of tables of decisions: who may decide what, four eyes, notch limit, the course of a decision; stamps who and when. Errors: 42501 not yours to decide, 22023 no such grade or day, 55000 not that way, 23505 there is one already';

CREATE FUNCTION customer_grade.override(standard text, subject regclass, key jsonb, grade text, reason text, valid_until date DEFAULT NULL) RETURNS bigint
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $function$
#variable_conflict use_column
DECLARE
	a customer_grade.attachment := customer_grade.attached(override.standard, override.subject);
	customer jsonb := customer_grade.key_object(override.subject, a.key_columns, override.key);
	keys text := customer_grade.column_list(a.key_columns);
	result bigint;
BEGIN
	PERFORM customer_grade.lock_customer(override.standard, override.subject, customer);
	-- in one statement, so that the customer is regraded once
	EXECUTE format($query$
		WITH k AS (SELECT %2$s FROM jsonb_populate_record(NULL::%1$s, $1)),
			lapsed AS (UPDATE %1$s AS d SET status = 'ended', end_reason = 'lapsed' FROM k
				WHERE (%3$s) = (%4$s) AND d.decision = 'override' AND d.status = 'approved' AND d.valid_until < $6 RETURNING 1)
		INSERT INTO %1$s (%2$s, decision, grade, status, reason, valid_until)
		SELECT %4$s, 'override', $2, $3, $4, $5 FROM k, (SELECT count(*) FROM lapsed) AS l RETURNING decision_id
		$query$, a.decisions, keys, customer_grade.column_list(a.key_columns, 'd'), customer_grade.column_list(a.key_columns, 'k'))
	INTO result USING customer, override.grade, CASE WHEN a.four_eyes THEN 'proposed' ELSE 'approved' END,
		override.reason, override.valid_until, customer_grade.clock_day(a);
	RETURN result;
END
$function$;
COMMENT ON FUNCTION customer_grade.override(text, regclass, jsonb, text, text, date) IS
	'set a customer''s grade, whatever the standard says, until a day or until end_override(); with four eyes it is proposed and begins when another one approves it. key: an object, or the value of a single key column. Returns the number of the decision. Errors: 42501 not yours, 22023 no such grade or customer, 23505 there is one already';

CREATE FUNCTION customer_grade.end_override(standard text, subject regclass, key jsonb, reason text DEFAULT NULL) RETURNS bigint
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $function$
#variable_conflict use_column
DECLARE
	a customer_grade.attachment := customer_grade.attached(end_override.standard, end_override.subject);
	customer jsonb := customer_grade.key_object(end_override.subject, a.key_columns, end_override.key);
	result bigint;
BEGIN
	PERFORM customer_grade.lock_customer(end_override.standard, end_override.subject, customer);
	EXECUTE format('UPDATE %1$s AS d SET status = ''ended'', end_reason = $2 FROM jsonb_populate_record(NULL::%1$s, $1) AS k '
		'WHERE (%2$s) = (%3$s) AND d.decision = ''override'' AND d.status = ''approved'' RETURNING d.decision_id',
		a.decisions, customer_grade.column_list(a.key_columns, 'd'), customer_grade.column_list(a.key_columns, 'k'))
	INTO result USING customer, end_override.reason;
	IF result IS NULL THEN
		RAISE object_not_in_prerequisite_state USING
			MESSAGE = format('customer %s has no override', customer);
	END IF;
	RETURN result;
END
$function$;
COMMENT ON FUNCTION customer_grade.end_override(text, regclass, jsonb, text) IS
	'end a customer''s override: the computed grade is back. Returns the number of the decision. Errors: 42501 not yours, 55000 there is none';

CREATE FUNCTION customer_grade.propose(standard text, subject regclass, key jsonb, grade text DEFAULT NULL, reason text DEFAULT NULL) RETURNS bigint
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $function$
#variable_conflict use_column
DECLARE
	a customer_grade.attachment := customer_grade.attached(propose.standard, propose.subject);
	customer jsonb := customer_grade.key_object(propose.subject, a.key_columns, propose.key);
	keys text := customer_grade.column_list(a.key_columns);
	standing record := customer_grade.lock_customer(propose.standard, propose.subject, customer);
	result bigint;
BEGIN
	IF propose.grade IS NULL AND standing.computed_grade IS NULL THEN
		RAISE object_not_in_prerequisite_state USING
			MESSAGE = format('customer %s is not graded', customer),
			HINT = 'Name the grade that is proposed.';
	END IF;
	EXECUTE format('INSERT INTO %1$s (%2$s, decision, grade, status, reason) SELECT %2$s, ''approval'', $2, ''proposed'', $3 '
		'FROM (SELECT %2$s FROM jsonb_populate_record(NULL::%1$s, $1)) AS k RETURNING decision_id', a.decisions, keys)
	INTO result USING customer, coalesce(propose.grade, standing.computed_grade), propose.reason;
	RETURN result;
END
$function$;
COMMENT ON FUNCTION customer_grade.propose(text, regclass, jsonb, text, text) IS
	'propose a grade that needs approval, the computed one unless another is named. Returns the number of the decision. Errors: 42501 not yours, 22023 no such grade or customer, or it needs no approval, 23505 there is a proposal already';

-- approve() and reject(): of what is proposed, else of the grade that the standard gives
CREATE FUNCTION customer_grade.decide(standard text, subject regclass, key jsonb, status text, reason text, valid_until date, decision text) RETURNS bigint
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $function$
#variable_conflict use_column
DECLARE
	a customer_grade.attachment := customer_grade.attached(decide.standard, decide.subject);
	customer jsonb := customer_grade.key_object(decide.subject, a.key_columns, decide.key);
	standing record := customer_grade.lock_customer(decide.standard, decide.subject, customer);
	today date := customer_grade.clock_day(a);
	approving boolean := decide.status = 'approved';
	keys text := customer_grade.column_list(a.key_columns);
	of_customer text := format('FROM %1$s AS d, jsonb_populate_record(NULL::%1$s, $1) AS k WHERE (%2$s) = (%3$s)', a.decisions,
		customer_grade.column_list(a.key_columns, 'd'), customer_grade.column_list(a.key_columns, 'k'));
	proposed record;
	covering text[];
	replaced bigint[];
	result bigint;
BEGIN
	IF decide.decision NOT IN ('override', 'approval') THEN
		RAISE invalid_parameter_value USING
			MESSAGE = format('"%s" is no kind of decision', decide.decision),
			HINT = 'There are override and approval.';
	END IF;
	EXECUTE format('SELECT count(*) AS number, min(d.decision_id) AS decision_id, coalesce(min(d.decision), $2, ''approval'') AS decision %s '
		'AND d.status = ''proposed'' AND d.decision = coalesce($2, d.decision)', of_customer)
	INTO proposed USING customer, decide.decision;
	IF proposed.number > 1 THEN
		RAISE object_not_in_prerequisite_state USING
			MESSAGE = format('an override and an approval of customer %s are proposed', customer),
			HINT = 'Say which one: decision => ''override'' or decision => ''approval''.';
	ELSIF proposed.number = 0 AND (proposed.decision = 'override' OR (standing.computed_grade = ANY (a.approval)) IS NOT TRUE) THEN
		RAISE object_not_in_prerequisite_state USING
			MESSAGE = format('nothing of customer %s waits for approval', customer),
			HINT = 'propose() proposes a grade.';
	END IF;

	-- its place is taken: what has lapsed, an earlier rejection, an earlier approval by another one, or by
	-- the rejection of the grade that it covers
	covering := (SELECT l.ranked[:standing.computed_rank] FROM customer_grade.labels(a.standard, today) AS l) || standing.computed_grade;
	EXECUTE format('SELECT array_agg(d.decision_id) %s AND d.decision = $2 AND (d.status = ''rejected'' OR d.status = ''approved'' '
		'AND (d.valid_until < $3 OR $2 = ''approval'' AND ($4 OR $5 AND d.grade = ANY ($6))))', of_customer)
	INTO replaced USING customer, proposed.decision, today, approving, proposed.number = 0, covering;

	-- in one statement, so that the customer is regraded once
	EXECUTE format('WITH replaced AS (UPDATE %1$s AS d SET status = ''ended'', '
		'end_reason = CASE WHEN d.valid_until < $3 THEN ''lapsed'' ELSE ''replaced'' END WHERE d.decision_id = ANY ($2) RETURNING 1) '
		|| CASE WHEN proposed.number = 1
		THEN 'UPDATE %1$s AS d SET status = $4, decision_reason = $5, valid_until = coalesce($6, d.valid_until) '
			'FROM (SELECT count(*) FROM replaced) AS r WHERE d.decision_id = $7 RETURNING d.decision_id'
		ELSE 'INSERT INTO %1$s (%2$s, decision, grade, status, decision_reason, valid_until) SELECT %3$s, ''approval'', $8, $4, $5, $6 '
			'FROM jsonb_populate_record(NULL::%1$s, $1) AS k, (SELECT count(*) FROM replaced) AS r RETURNING decision_id'
		END, a.decisions, keys, customer_grade.column_list(a.key_columns, 'k'))
	INTO result USING customer, replaced, today, decide.status, decide.reason, decide.valid_until, proposed.decision_id, standing.computed_grade;
	RETURN result;
END
$function$;
COMMENT ON FUNCTION customer_grade.decide(text, regclass, jsonb, text, text, date, text) IS
	'what approve() and reject() do';

CREATE FUNCTION customer_grade.approve(standard text, subject regclass, key jsonb, reason text DEFAULT NULL, valid_until date DEFAULT NULL, decision text DEFAULT NULL) RETURNS bigint
LANGUAGE sql VOLATILE
AS $function$
	SELECT customer_grade.decide($1, $2, $3, 'approved', $4, $5, $6)
$function$;
COMMENT ON FUNCTION customer_grade.approve(text, regclass, jsonb, text, date, text) IS
	'approve what is proposed for a customer (decision: override or approval, where both are), else the computed grade that waits for approval; it holds until a day, at most as long as the attachment says. An earlier approval ends. Returns the number of the decision. Errors: 42501 not yours, or proposed by yourself, 55000 nothing waits';

CREATE FUNCTION customer_grade.reject(standard text, subject regclass, key jsonb, reason text DEFAULT NULL, valid_until date DEFAULT NULL, decision text DEFAULT NULL) RETURNS bigint
LANGUAGE sql VOLATILE
AS $function$
	SELECT customer_grade.decide($1, $2, $3, 'rejected', $4, $5, $6)
$function$;
COMMENT ON FUNCTION customer_grade.reject(text, regclass, jsonb, text, date, text) IS
	'reject what is proposed for a customer (decision: override or approval, where both are), else the computed grade: it waits for approval no more, until a day and at most as long as an approval would hold, and an approval of it ends. Returns the number of the decision. Errors: 42501 not yours, 55000 nothing waits';

CREATE FUNCTION customer_grade.withdraw(standard text, subject regclass, key jsonb, reason text DEFAULT NULL, decision text DEFAULT NULL) RETURNS bigint
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $function$
#variable_conflict use_column
DECLARE
	a customer_grade.attachment := customer_grade.attached(withdraw.standard, withdraw.subject);
	customer jsonb := customer_grade.key_object(withdraw.subject, a.key_columns, withdraw.key);
	ids bigint[];
BEGIN
	PERFORM customer_grade.lock_customer(withdraw.standard, withdraw.subject, customer);
	EXECUTE format('SELECT array_agg(d.decision_id) FROM %1$s AS d, jsonb_populate_record(NULL::%1$s, $1) AS k '
		'WHERE (%2$s) = (%3$s) AND d.status = ''proposed'' AND d.decision = coalesce($2, d.decision)', a.decisions,
		customer_grade.column_list(a.key_columns, 'd'), customer_grade.column_list(a.key_columns, 'k'))
	INTO ids USING customer, withdraw.decision;
	IF cardinality(ids) = 1 THEN
		EXECUTE format('UPDATE %s SET status = ''withdrawn'', end_reason = $2 WHERE decision_id = $1', a.decisions)
		USING ids[1], withdraw.reason;
		RETURN ids[1];
	END IF;
	RAISE object_not_in_prerequisite_state USING
		MESSAGE = CASE WHEN ids IS NULL THEN format('nothing is proposed for customer %s', customer)
			ELSE format('an override and an approval of customer %s are proposed', customer) END,
		HINT = CASE WHEN ids IS NULL THEN 'What is approved ends by end_override() or reject().'
			ELSE 'Say which one: decision => ''override'' or decision => ''approval''.' END;
END
$function$;
COMMENT ON FUNCTION customer_grade.withdraw(text, regclass, jsonb, text, text) IS
	'withdraw what is proposed for a customer: for who has proposed it, or decides. Returns the number of the decision. Errors: 42501 not yours, 55000 nothing is proposed';
