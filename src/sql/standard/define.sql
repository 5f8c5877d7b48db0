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

CREATE FUNCTION customer_grade_internal.check_version_exists(standard text, version integer) RETURNS void
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $function$
#variable_conflict use_column
DECLARE
	latest CONSTANT integer := (SELECT max(s.version) FROM customer_grade.standard AS s WHERE s.name = check_version_exists.standard);
BEGIN
	IF NOT EXISTS (SELECT FROM customer_grade.standard AS s
			WHERE s.name = check_version_exists.standard AND s.version = check_version_exists.version) THEN
		PERFORM customer_grade_internal.throw('42704',
			message => format('standard "%s" has no version %s', check_version_exists.standard, check_version_exists.version),
			hint => format('Its latest version is %s.', latest));
	END IF;
END
$function$;
COMMENT ON FUNCTION customer_grade_internal.check_version_exists(text, integer) IS
	'require a version of a standard. Error: 42704 there is none of that number';

-- One session at a time changes the versions of standards, so that each sees those of the sessions before it.
CREATE FUNCTION customer_grade_internal.lock_standards() RETURNS void
LANGUAGE sql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $function$
	LOCK TABLE customer_grade_internal.standard IN SHARE ROW EXCLUSIVE MODE
$function$;
COMMENT ON FUNCTION customer_grade_internal.lock_standards() IS
	'let no other session change standards until the transaction ends; for the bodies of gates';

CREATE FUNCTION customer_grade_internal.registry_define_standard(
	name text,
	rubric customer_grade.rubric,
	effective_from date,
	title text,
	description text,
	origin text,
	owner regrole
) RETURNS integer
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $function$
#variable_conflict use_column
DECLARE
	start_day date := coalesce(effective_from, customer_grade_internal.day_in(current_setting('TimeZone')));
	new_version integer;
BEGIN
	IF registry_define_standard.name !~ E'^([A-Za-z0-9_.]|[^\\x01-\\x7f])+$' THEN
		PERFORM customer_grade_internal.throw('42602',
			message => format('invalid name "%s" of a standard', registry_define_standard.name),
			hint => 'A name has letters, digits, "_" and ".".');
	END IF;
	PERFORM customer_grade_internal.lock_standards();
	PERFORM customer_grade_internal.check_standard_writer(registry_define_standard.name);
	PERFORM customer_grade_internal.check_new_owner(registry_define_standard.owner);

	-- the version of that day ends there; if it only begins there, it is superseded
	UPDATE customer_grade_internal.standard AS s
	SET effective = s.effective * daterange(NULL, start_day)
	WHERE s.name = registry_define_standard.name AND s.effective @> start_day;

	INSERT INTO customer_grade_internal.standard AS new
		(name, version, rubric, title, description, origin, effective, owner)
	SELECT registry_define_standard.name,
		coalesce(max(s.version), 0) + 1,
		registry_define_standard.rubric,
		registry_define_standard.title,
		registry_define_standard.description,
		registry_define_standard.origin,
		daterange(start_day, min(lower(s.effective)) FILTER (WHERE lower(s.effective) > start_day)),
		coalesce(registry_define_standard.owner,
			(array_agg(s.owner ORDER BY s.version DESC))[1],
			customer_grade_internal.caller())
	FROM customer_grade_internal.standard AS s
	WHERE s.name = registry_define_standard.name
	RETURNING new.version, new.owner INTO new_version, owner;
	PERFORM customer_grade_internal.protect_role(owner);
	PERFORM customer_grade_internal.tell_new_version(registry_define_standard.name, new_version, start_day, effective_from IS NOT NULL,
		registry_define_standard.rubric);
	RETURN new_version;
END
$function$;
COMMENT ON FUNCTION customer_grade_internal.registry_define_standard(text, customer_grade.rubric, date, text, text, text, regrole) IS
	'body of define_standard()';

CREATE FUNCTION customer_grade.define_standard(
	name text,
	rubric customer_grade.rubric,
	effective_from date DEFAULT NULL,
	title text DEFAULT NULL,
	description text DEFAULT NULL,
	origin text DEFAULT NULL,
	owner regrole DEFAULT NULL
) RETURNS integer
LANGUAGE C VOLATILE
AS 'MODULE_PATHNAME', 'registry_gate';
COMMENT ON FUNCTION customer_grade.define_standard(text, customer_grade.rubric, date, text, text, text, regrole) IS
	'add a version of a standard, effective from a day (default: today by the clock, in the session''s time zone) until a later version '
	'begins; returns its number. Tables that the standard is attached to keep their version until publish() puts this one in force. '
	'The first version makes the current user the owner, unless owner, a role that it is a member of, is given. For members of the owner '
	'and roles to which grant_standard() has granted it; the first version for roles to which it has granted to define new standards. '
	'Errors: 42602 invalid name, 42501 not yours';

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
