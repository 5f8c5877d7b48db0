-- Who decides: the options approver and overrider of an attachment. One role approves, or each step of an approval has its
-- own; without a role the owner of the subject decides.

CREATE FUNCTION customer_grade_internal.approver_options(approver text) RETURNS jsonb
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $function$
DECLARE
	roles jsonb;
BEGIN
	IF (approver ~ '^[[:space:]]*[{]') IS NOT TRUE THEN
		RETURN jsonb_build_object('approver', approver::regrole, 'approval_steps', NULL, 'step_approvers', NULL);
	END IF;
	BEGIN
		roles := approver;
	EXCEPTION WHEN invalid_text_representation THEN
		PERFORM customer_grade_internal.throw('22023',
			message => format('approver is neither a role nor a JSON object: %s', approver),
			hint => 'Name a role, or one for each step: {"director": "role_a", "manager": "role_b"}.');
	END;
	RETURN (
		SELECT jsonb_build_object('approver', NULL, 'approval_steps', coalesce(jsonb_agg(e.key ORDER BY e.key), '[]'),
			'step_approvers', coalesce(jsonb_agg(e.value::regrole ORDER BY e.key), '[]'))
		FROM jsonb_each_text(roles) AS e WHERE e.value IS NOT NULL);
END
$function$;
COMMENT ON FUNCTION customer_grade_internal.approver_options(text) IS
	'the columns of an attachment for the option approver: the name of a role, or of one for each step. Errors: 42704 no such role, 22023 '
	'it is neither';

CREATE FUNCTION customer_grade_internal.named_roles(a customer_grade_internal.attachment) RETURNS regrole[]
LANGUAGE sql IMMUTABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $function$
	SELECT array_remove(ARRAY[a.approver::regrole, a.overrider::regrole] || a.step_approvers::regrole[], NULL)
$function$;
COMMENT ON FUNCTION customer_grade_internal.named_roles(customer_grade_internal.attachment) IS
	'the roles that the options of an attachment name';

-- As the option was written, for cures.
CREATE FUNCTION customer_grade_internal.approver_option(a customer_grade_internal.attachment, missing text) RETURNS text
LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
AS $function$
	SELECT format('SELECT customer_grade.alter_attachment(%L, %L, approver => %L);  -- with a role instead of null', a.standard, a.subject,
		jsonb_object_agg(s.step, s.role))
	FROM (
		SELECT s.step, s.role::regrole::text FROM unnest(a.approval_steps, a.step_approvers) AS s(step, role) WHERE s.step <> missing
		UNION ALL
		SELECT missing, NULL) AS s(step, role)
$function$;
COMMENT ON FUNCTION customer_grade_internal.approver_option(customer_grade_internal.attachment, text) IS
	'the call that gives a step a role and leaves the others their roles';

-- Roles by step say nothing of an approval without steps: it would fall to the owner.
CREATE FUNCTION customer_grade_internal.approvals_without_role(a customer_grade_internal.attachment, rubric customer_grade.rubric)
RETURNS TABLE (step text, problem text, cure text)
LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
AS $function$
	WITH term AS (
		SELECT t.statement, t.grade, t.value FROM customer_grade.terms(rubric) AS t WHERE a.approval_steps IS NOT NULL
	)
	SELECT DISTINCT t.value, format('step "%s" has no role', t.value), customer_grade_internal.approver_option(a, t.value)
	FROM term AS t
	WHERE t.statement = 'approval step' AND t.value <> ALL (a.approval_steps)
	UNION ALL
	SELECT NULL, format('the approval of "%s" has no step, and approver names roles for steps only', t.grade),
		format('SELECT customer_grade.alter_attachment(%L, %L, approver => NULL);  -- with a role instead of null, for all approvals',
			a.standard, a.subject)
	FROM term AS t
	WHERE t.statement = 'approval' AND NOT EXISTS (SELECT FROM term AS s WHERE s.statement = 'approval step' AND s.grade = t.grade)
	ORDER BY 1, 2
$function$;
COMMENT ON FUNCTION customer_grade_internal.approvals_without_role(customer_grade_internal.attachment, customer_grade.rubric) IS
	'the approvals of a rubric, or their steps, for which an attachment names no role although it names some';

CREATE FUNCTION customer_grade_internal.check_steps(a customer_grade_internal.attachment) RETURNS void
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $function$
DECLARE
	missing record;
BEGIN
	SELECT s.* INTO missing
	FROM customer_grade_internal.approvals_without_role(a, customer_grade_internal.rubric_of(a.standard, a.version)) AS s LIMIT 1;
	IF FOUND THEN
		PERFORM customer_grade_internal.throw('22023',
			message => missing.problem,
			detail => CASE WHEN missing.step IS NOT NULL
				THEN format('Standard "%s" asks for this step of an approval, and approver does not name it.', a.standard) END,
			hint => CASE WHEN missing.step IS NOT NULL
				THEN format('approver => ''{"%s": "a_role", ...}'' names a role for each step, approver => ''a_role'' one for all.', missing.step)
				ELSE 'approver => ''a_role'' names one for all approvals.' END);
	END IF;
END
$function$;
COMMENT ON FUNCTION customer_grade_internal.check_steps(customer_grade_internal.attachment) IS
	'require that each approval in the version in force, and each of its steps, has a role where approver names some. Error: 22023 one has '
	'none';

CREATE FUNCTION customer_grade_internal.decider(a customer_grade_internal.attachment, decision text, step text DEFAULT NULL) RETURNS regrole
LANGUAGE sql STABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $function$
	SELECT coalesce(CASE decision WHEN 'approval' THEN coalesce(a.step_approvers[array_position(a.approval_steps, step)], a.approver)
		ELSE a.overrider END, c.relowner::regrole)
	FROM pg_class AS c WHERE c.oid = a.subject
$function$;
COMMENT ON FUNCTION customer_grade_internal.decider(customer_grade_internal.attachment, text, text) IS
	'the role whose members override, or approve, or take a step of approvals: the owner of the subject where the attachment names none';

CREATE FUNCTION customer_grade_internal.decides(a customer_grade_internal.attachment, role name) RETURNS boolean
LANGUAGE sql STABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $function$
	SELECT pg_has_role(role, customer_grade_internal.decider(a, 'override'), 'USAGE')
		OR pg_has_role(role, customer_grade_internal.decider(a, 'approval'), 'USAGE')
		OR EXISTS (SELECT FROM unnest(a.step_approvers) AS s(role) WHERE pg_has_role(decides.role, s.role, 'USAGE'))
$function$;
COMMENT ON FUNCTION customer_grade_internal.decides(customer_grade_internal.attachment, name) IS
	'may this role override grades, approve them or take a step of approvals?';

CREATE FUNCTION customer_grade_internal.check_decider(a customer_grade_internal.attachment, decision text, step text, caller name)
RETURNS void
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $function$
DECLARE
	decider CONSTANT regrole := customer_grade_internal.decider(a, decision, step);
BEGIN
	IF NOT pg_has_role(caller, decider, 'USAGE') THEN
		PERFORM customer_grade_internal.throw('42501',
			message => format('must be member of role "%s" to %s', decider,
				CASE WHEN decision <> 'approval' THEN 'override grades' ELSE coalesce('take step "' || step || '"',
					'approve or reject grades') END));
	END IF;
END
$function$;
COMMENT ON FUNCTION customer_grade_internal.check_decider(customer_grade_internal.attachment, text, text, name) IS
	'require that this role may override, or approve, or take a step of approvals. Error: 42501 it may not';
