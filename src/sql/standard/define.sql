-- Adding versions of a standard and ending it.

CREATE FUNCTION customer_grade.as_of() RETURNS date
LANGUAGE C STABLE PARALLEL SAFE
AS 'MODULE_PATHNAME', 'as_of';
COMMENT ON FUNCTION customer_grade.as_of() IS
	'the evaluation date: the setting customer_grade.as_of, or else today';

CREATE FUNCTION customer_grade_internal.effective_version(standard text, day date) RETURNS integer
LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
AS $function$
	SELECT s.version FROM customer_grade.standard AS s WHERE s.name = effective_version.standard AND s.effective @> day
$function$;
COMMENT ON FUNCTION customer_grade_internal.effective_version(text, date) IS
	'the version of a standard that is effective on a day; null: none';

CREATE FUNCTION customer_grade_internal.rubric_of(standard text, version integer) RETURNS customer_grade.rubric
LANGUAGE sql STABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $function$
	SELECT s.rubric FROM customer_grade.standard AS s WHERE s.name = rubric_of.standard AND s.version = rubric_of.version
$function$;
COMMENT ON FUNCTION customer_grade_internal.rubric_of(text, integer) IS
	'the rubric of a version of a standard; null: there is none';

-- Who forgets the cast of a rubric's text calls the form for standards.
CREATE FUNCTION customer_grade_internal.check_standard_known(standard text) RETURNS void
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $function$
BEGIN
	IF NOT EXISTS (SELECT FROM customer_grade.standard AS s WHERE s.name = check_standard_known.standard) THEN
		PERFORM customer_grade_internal.throw('42704',
			message => format('standard "%s" does not exist', standard),
			hint => CASE WHEN standard LIKE '%;%' THEN 'If this is the text of a rubric, cast it: ''...''::customer_grade.rubric.' END);
	END IF;
END
$function$;
COMMENT ON FUNCTION customer_grade_internal.check_standard_known(text) IS
	'require a standard that the reader may see. Error: 42704 there is none';

CREATE FUNCTION customer_grade_internal.check_version_exists(standard text, version integer) RETURNS void
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $function$
#variable_conflict use_column
DECLARE
	latest CONSTANT integer := (SELECT max(s.version) FROM customer_grade.standard AS s WHERE s.name = check_version_exists.standard);
BEGIN
	PERFORM customer_grade_internal.check_standard_known(check_version_exists.standard);
	IF check_version_exists.version IS NULL THEN
		PERFORM customer_grade_internal.throw('22004',
			message => format('no version of standard "%s" is named', check_version_exists.standard),
			hint => format('Its latest version is %s.', latest));
	ELSIF NOT EXISTS (SELECT FROM customer_grade.standard AS s
			WHERE s.name = check_version_exists.standard AND s.version = check_version_exists.version) THEN
		PERFORM customer_grade_internal.throw('42704',
			message => format('standard "%s" has no version %s', check_version_exists.standard, check_version_exists.version),
			hint => format('Its latest version is %s.', latest));
	END IF;
END
$function$;
COMMENT ON FUNCTION customer_grade_internal.check_version_exists(text, integer) IS
	'require a version of a standard. Errors: 42704 there is none of that number, 22004 it is null';

CREATE FUNCTION customer_grade_internal.check_version_final(standard text, version integer) RETURNS void
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $function$
#variable_conflict use_column
DECLARE
	status CONSTANT text := (SELECT s.status FROM customer_grade.standard AS s
		WHERE s.name = check_version_final.standard AND s.version = check_version_final.version);
BEGIN
	IF status = 'draft' THEN
		PERFORM customer_grade_internal.throw('55000',
			message => format('version %s of standard "%s" is a draft', check_version_final.version, check_version_final.standard),
			hint => format('SELECT customer_grade.approve_standard(%L, %s);', check_version_final.standard, check_version_final.version));
	ELSIF status = 'withdrawn' THEN
		PERFORM customer_grade_internal.throw('55000',
			message => format('version %s of standard "%s" is a draft that was withdrawn', check_version_final.version,
				check_version_final.standard),
			hint => 'Define it again with define_standard().');
	END IF;
END
$function$;
COMMENT ON FUNCTION customer_grade_internal.check_version_final(text, integer) IS
	'require that a version is no draft. Error: 55000 it is or was one';

CREATE FUNCTION customer_grade.rubric_of(standard text, version integer) RETURNS customer_grade.rubric
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $function$
BEGIN
	PERFORM customer_grade_internal.check_version_exists(standard, version);
	RETURN customer_grade_internal.rubric_of(standard, version);
END
$function$;
COMMENT ON FUNCTION customer_grade.rubric_of(text, integer) IS
	'the rubric of a version of a standard, a draft included, for all functions that take a rubric: grade(rubric_of(''sales'', 3), c), '
	'lint(rubric_of(''sales'', 3)). A draft is for members of the owner and roles to which grant_standard() has granted the standard. '
	'Errors: 42704 no such standard or version, or you may not read it';

-- One session at a time changes the versions of standards, so that each sees those of the sessions before it.
CREATE FUNCTION customer_grade_internal.lock_standards() RETURNS void
LANGUAGE sql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $function$
	LOCK TABLE customer_grade_internal.standard IN SHARE ROW EXCLUSIVE MODE
$function$;
COMMENT ON FUNCTION customer_grade_internal.lock_standards() IS
	'let no other session change standards until the transaction ends; for the bodies of gates';

-- The version of that day ends there; if it only begins there, it is superseded.
CREATE FUNCTION customer_grade_internal.make_room(name text, start_day date) RETURNS daterange
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $function$
#variable_conflict use_column
BEGIN
	UPDATE customer_grade_internal.standard AS s
	SET effective = s.effective * daterange(NULL, start_day)
	WHERE s.name = make_room.name AND s.effective @> start_day;
	RETURN (
		SELECT daterange(start_day, min(lower(s.effective)) FILTER (WHERE lower(s.effective) > start_day))
		FROM customer_grade_internal.standard AS s
		WHERE s.name = make_room.name);
END
$function$;
COMMENT ON FUNCTION customer_grade_internal.make_room(text, date) IS
	'end the version that is effective on a day; returns the days of one that begins then. For the bodies of gates';

CREATE FUNCTION customer_grade_internal.check_definition(name text, effective_from date, draft boolean) RETURNS void
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $function$
DECLARE
	owner CONSTANT regrole := customer_grade_internal.owner_of_standard(name);
BEGIN
	IF check_definition.name !~ E'^([A-Za-z0-9_.]|[^\\x01-\\x7f])+$' THEN
		PERFORM customer_grade_internal.throw('42602',
			message => format('invalid name "%s" of a standard', check_definition.name),
			hint => 'A name has letters, digits, "_" and ".".');
	ELSIF draft AND effective_from IS NOT NULL THEN
		PERFORM customer_grade_internal.throw('22023',
			message => 'a draft is effective on no day',
			hint => 'Give effective_from to approve_standard().');
	ELSIF draft IS NOT TRUE AND customer_grade_internal.needs_two_people(name) THEN
		PERFORM customer_grade_internal.throw('55000',
			message => format('two people decide about each version of standard "%s"', check_definition.name),
			hint => format('Define it with draft => true; then another member of role %s approves it.', owner));
	END IF;
END
$function$;
COMMENT ON FUNCTION customer_grade_internal.check_definition(text, date, boolean) IS
	'require that a version can be defined so. Errors: 42602 invalid name, 22023 a draft with a first day, 55000 it must be a draft';

CREATE FUNCTION customer_grade_internal.registry_define_standard(
	name text,
	rubric customer_grade.rubric,
	effective_from date,
	title text,
	description text,
	origin text,
	owner regrole,
	draft boolean,
	force text
) RETURNS integer
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $function$
#variable_conflict use_column
DECLARE
	start_day date := coalesce(effective_from, customer_grade_internal.day_in(current_setting('TimeZone')));
	findings CONSTANT jsonb := customer_grade_internal.findings(registry_define_standard.name, registry_define_standard.rubric);
	accepted jsonb;
	latest customer_grade_internal.standard;
	new_version integer;
BEGIN
	PERFORM customer_grade_internal.lock_standards();
	PERFORM customer_grade_internal.check_standard_writer(registry_define_standard.name);
	PERFORM customer_grade_internal.check_new_owner(registry_define_standard.owner);
	PERFORM customer_grade_internal.check_definition(registry_define_standard.name, effective_from, draft);
	SELECT s.* INTO latest FROM customer_grade_internal.standard AS s
	WHERE s.name = registry_define_standard.name ORDER BY s.version DESC LIMIT 1;
	accepted := customer_grade_internal.accept(findings, customer_grade_internal.accepted_so_far(registry_define_standard.name), force);
	new_version := coalesce(latest.version, 0) + 1;
	IF draft IS NOT TRUE THEN
		PERFORM customer_grade_internal.check_accepted(registry_define_standard.name, new_version, findings, accepted,
			'define_standard(..., force => ''reason'')');
	END IF;
	owner := coalesce(registry_define_standard.owner, latest.owner, customer_grade_internal.caller());
	INSERT INTO customer_grade_internal.standard AS new
		(name, version, rubric, title, description, origin, effective, owner, status, accepted, two_people)
	VALUES (registry_define_standard.name, new_version, registry_define_standard.rubric,
		coalesce(registry_define_standard.title, latest.title), coalesce(registry_define_standard.description, latest.description),
		registry_define_standard.origin,
		CASE WHEN draft THEN 'empty' ELSE customer_grade_internal.make_room(registry_define_standard.name, start_day) END,
		owner, CASE WHEN draft THEN 'draft' ELSE 'final' END, accepted, coalesce(latest.two_people, false));
	PERFORM customer_grade_internal.protect_role(owner);
	IF draft THEN
		PERFORM customer_grade_internal.tell_draft(registry_define_standard.name, new_version, findings, accepted);
	ELSE
		PERFORM customer_grade_internal.tell_new_version(registry_define_standard.name, new_version, start_day,
			effective_from IS NOT NULL, registry_define_standard.rubric);
		PERFORM customer_grade_internal.tell_warnings(registry_define_standard.name, new_version, findings);
	END IF;
	RETURN new_version;
END
$function$;
COMMENT ON FUNCTION customer_grade_internal.registry_define_standard(text, customer_grade.rubric, date, text, text, text, regrole, boolean,
	text) IS
	'body of define_standard()';

CREATE FUNCTION customer_grade.define_standard(
	name text,
	rubric customer_grade.rubric,
	effective_from date DEFAULT NULL,
	title text DEFAULT NULL,
	description text DEFAULT NULL,
	origin text DEFAULT NULL,
	owner regrole DEFAULT NULL,
	draft boolean DEFAULT false,
	force text DEFAULT NULL
) RETURNS integer
LANGUAGE C VOLATILE
AS 'MODULE_PATHNAME', 'registry_gate';
COMMENT ON FUNCTION customer_grade.define_standard(text, customer_grade.rubric, date, text, text, text, regrole, boolean, text) IS
	'add a version of a standard, effective from a day (default: today by the clock, in the session''s time zone) until a later version '
	'begins; returns its number. Title and description, where not given, are those of the version before. '
	'Tables that the standard is attached to keep their version until publish() puts this one in force. '
	'It refuses a rubric that has errors by lint(), or fails cases of the standard, unless force gives a reason: then these findings are '
	'accepted, also for later versions that have them. draft: effective on no day until approve_standard(). '
	'The first version makes the current user the owner, unless owner, a role that it is a member of, is given. For members of the owner '
	'and roles to which grant_standard() has granted it; the first version for roles to which it has granted to define new standards. '
	'Errors: 23514 errors or failing cases, 42602 invalid name, 55000 two people decide: it must be a draft, 22023 a draft with a first '
	'day, or an empty reason, 42501 not yours';

CREATE FUNCTION customer_grade_internal.registry_retire_standard(name text, effective_to date, force boolean) RETURNS void
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $function$
#variable_conflict use_column
DECLARE
	end_day date := coalesce(effective_to, customer_grade_internal.day_in(current_setting('TimeZone')));
BEGIN
	PERFORM customer_grade_internal.lock_standards();
	PERFORM customer_grade_internal.check_standard_owner(registry_retire_standard.name);
	PERFORM customer_grade_internal.check_unattached(registry_retire_standard.name, force);
	UPDATE customer_grade_internal.standard AS s
	SET effective = s.effective * daterange(NULL, end_day)
	WHERE s.name = registry_retire_standard.name AND s.effective && daterange(end_day, NULL);
	IF NOT FOUND THEN
		PERFORM customer_grade_internal.throw('55000',
			message => format('standard "%s" has no version effective on %s or later',
				registry_retire_standard.name, to_char(end_day, 'YYYY-MM-DD')));
	END IF;
	IF effective_to IS NULL THEN
		RAISE NOTICE '%', format('standard "%s" has no effective version from %s on',
			registry_retire_standard.name, to_char(end_day, 'YYYY-MM-DD'));
	END IF;
END
$function$;
COMMENT ON FUNCTION customer_grade_internal.registry_retire_standard(text, date, boolean) IS
	'body of retire_standard()';

CREATE FUNCTION customer_grade.retire_standard(name text, effective_to date DEFAULT NULL, force boolean DEFAULT false) RETURNS void
LANGUAGE C VOLATILE
AS 'MODULE_PATHNAME', 'registry_gate';
COMMENT ON FUNCTION customer_grade.retire_standard(text, date, boolean) IS
	'end a standard: from effective_to on (default: today by the clock, in the session''s time zone) none of its versions is effective. '
	'force: even if it is attached to tables, which keep their versions. For members of the owner. Errors: 42704 no such standard, 2BP01 '
	'it is attached to a table, 55000 it has already ended, 42501 not yours';
