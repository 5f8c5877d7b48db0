-- Drafts: versions that are effective on no day until somebody approves them, another person than the author where the standard
-- asks for two people. A draft that was withdrawn stays, so its number never becomes that of another text.

CREATE FUNCTION customer_grade_internal.needs_two_people(name text) RETURNS boolean
LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
AS $function$
	SELECT coalesce((SELECT s.two_people FROM customer_grade_internal.standard AS s WHERE s.name = needs_two_people.name LIMIT 1), false)
$function$;
COMMENT ON FUNCTION customer_grade_internal.needs_two_people(text) IS
	'must another person than its author approve each version of a standard? For the bodies of gates';

CREATE FUNCTION customer_grade_internal.find_draft(name text, version integer) RETURNS customer_grade_internal.standard
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $function$
#variable_conflict use_column
DECLARE
	draft customer_grade_internal.standard;
BEGIN
	PERFORM customer_grade_internal.check_version_exists(find_draft.name, find_draft.version);
	SELECT s.* INTO draft FROM customer_grade_internal.standard AS s
	WHERE s.name = find_draft.name AND s.version = find_draft.version;
	IF draft.status = 'final' THEN
		PERFORM customer_grade_internal.throw('55000',
			message => format('version %s of standard "%s" is no draft', find_draft.version, find_draft.name));
	ELSIF draft.status = 'withdrawn' THEN
		PERFORM customer_grade_internal.check_version_final(find_draft.name, find_draft.version);
	END IF;
	RETURN draft;
END
$function$;
COMMENT ON FUNCTION customer_grade_internal.find_draft(text, integer) IS
	'a draft; for the bodies of gates. Errors: 42704 no such version, 55000 it is no draft';

CREATE FUNCTION customer_grade_internal.registry_approve_standard(name text, version integer, effective_from date, force text) RETURNS void
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $function$
#variable_conflict use_column
DECLARE
	start_day CONSTANT date := coalesce(effective_from, customer_grade_internal.day_in(current_setting('TimeZone')));
	caller CONSTANT name := pg_get_userbyid(customer_grade_internal.caller());
	draft customer_grade_internal.standard;
	findings jsonb;
	kept jsonb;
BEGIN
	PERFORM customer_grade_internal.lock_standards();
	PERFORM customer_grade_internal.check_standard_owner(registry_approve_standard.name);
	draft := customer_grade_internal.find_draft(registry_approve_standard.name, registry_approve_standard.version);
	IF draft.two_people AND NOT customer_grade_internal.is_another_person(ARRAY[draft.created_by, draft.created_login], caller) THEN
		PERFORM customer_grade_internal.throw('42501',
			message => format('role "%s" has defined this draft and cannot approve it', draft.created_by),
			hint => format('Another member of role %s must approve it.', draft.owner::regrole));
	END IF;
	findings := customer_grade_internal.findings(draft.name, draft.rubric);
	kept := customer_grade_internal.accept(findings, draft.accepted, force);
	PERFORM customer_grade_internal.check_accepted(draft.name, draft.version, findings, kept,
		format('approve_standard(%L, %s, force => ''reason'')', draft.name, draft.version));
	UPDATE customer_grade_internal.standard AS s
	SET status = 'final', effective = customer_grade_internal.make_room(draft.name, start_day), accepted = kept,
		approved_by = caller, approved_at = clock_timestamp()
	WHERE s.name = draft.name AND s.version = draft.version;
	PERFORM customer_grade_internal.tell_new_version(draft.name, draft.version, start_day, effective_from IS NOT NULL, draft.rubric);
	PERFORM customer_grade_internal.tell_warnings(draft.name, draft.version, findings);
END
$function$;
COMMENT ON FUNCTION customer_grade_internal.registry_approve_standard(text, integer, date, text) IS
	'body of approve_standard()';

CREATE FUNCTION customer_grade.approve_standard(name text, version integer, effective_from date DEFAULT NULL, force text DEFAULT NULL)
RETURNS void
LANGUAGE C VOLATILE
AS 'MODULE_PATHNAME', 'registry_gate';
COMMENT ON FUNCTION customer_grade.approve_standard(text, integer, date, text) IS
	'put a draft among the versions of a standard, effective from a day (default: today by the clock, in the session''s time zone) until '
	'a later version begins. Like define_standard() it refuses errors of lint() and failing cases unless they were accepted, or force '
	'gives a reason. Where alter_standard(two_people => true) is set, another person than its author must approve it. For members of the '
	'owner. Errors: 42704 no such version, 55000 it is no draft, 23514 errors or failing cases, 22023 an empty reason, 42501 not yours, or '
	'you have defined it';

CREATE FUNCTION customer_grade_internal.registry_withdraw_draft(name text, version integer) RETURNS void
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $function$
#variable_conflict use_column
DECLARE
	draft customer_grade_internal.standard;
BEGIN
	PERFORM customer_grade_internal.lock_standards();
	PERFORM customer_grade_internal.check_standard_exists(registry_withdraw_draft.name);
	PERFORM customer_grade_internal.check_standard_writer(registry_withdraw_draft.name);
	draft := customer_grade_internal.find_draft(registry_withdraw_draft.name, registry_withdraw_draft.version);
	IF draft.created_by <> pg_get_userbyid(customer_grade_internal.caller()) THEN
		PERFORM customer_grade_internal.check_standard_owner(draft.name);
	END IF;
	UPDATE customer_grade_internal.standard AS s SET status = 'withdrawn'
	WHERE s.name = draft.name AND s.version = draft.version;
END
$function$;
COMMENT ON FUNCTION customer_grade_internal.registry_withdraw_draft(text, integer) IS
	'body of withdraw_draft()';

CREATE FUNCTION customer_grade.withdraw_draft(name text, version integer) RETURNS void
LANGUAGE C VOLATILE
AS 'MODULE_PATHNAME', 'registry_gate';
COMMENT ON FUNCTION customer_grade.withdraw_draft(text, integer) IS
	'end a draft that is not to be approved; its text and number stay. For its author and members of the owner. Errors: 42704 no such '
	'version, 55000 it is no draft, 42501 not yours';
