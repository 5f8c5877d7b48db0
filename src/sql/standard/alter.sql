-- Changing a standard without changing its rules, and dropping it.

-- Otherwise one person could undo what asks for two.
CREATE FUNCTION customer_grade_internal.check_one_person(name text, consequence text) RETURNS void
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $function$
BEGIN
	IF customer_grade_internal.needs_two_people(name) AND NOT customer_grade_internal.administers() THEN
		PERFORM customer_grade_internal.throw('55000',
			message => format('two people decide about each version of standard "%s": %s', name, consequence),
			hint => format('A superuser that is asked by them can: SELECT customer_grade.alter_standard(%L, two_people => false);', name));
	END IF;
END
$function$;
COMMENT ON FUNCTION customer_grade_internal.check_one_person(text, text) IS
	'require that one person may do this to a standard; for the bodies of gates. Error: 55000 it asks for two people';

CREATE FUNCTION customer_grade_internal.registry_alter_standard(
	name text,
	owner regrole,
	title text,
	settings jsonb,
	two_people boolean,
	effective daterange,
	version integer
) RETURNS void
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $function$
#variable_conflict use_column
DECLARE
	former CONSTANT regrole := customer_grade_internal.owner_of_standard(registry_alter_standard.name);
	changed integer;
BEGIN
	PERFORM customer_grade_internal.check_object('settings', registry_alter_standard.settings);
	PERFORM customer_grade_internal.lock_standards();
	PERFORM customer_grade_internal.check_standard_owner(registry_alter_standard.name);
	PERFORM customer_grade_internal.check_new_owner(registry_alter_standard.owner);
	changed := coalesce(registry_alter_standard.version, (
		SELECT s.version FROM customer_grade_internal.standard AS s WHERE s.name = registry_alter_standard.name
		ORDER BY s.status = 'final' DESC, s.version DESC LIMIT 1));
	PERFORM customer_grade_internal.check_version_exists(registry_alter_standard.name, changed);
	IF registry_alter_standard.effective IS NOT NULL THEN
		PERFORM customer_grade_internal.check_version_final(registry_alter_standard.name, changed);
		PERFORM customer_grade_internal.check_one_person(registry_alter_standard.name, 'its dates do not change by hand');
	END IF;
	IF registry_alter_standard.two_people IS FALSE THEN
		PERFORM customer_grade_internal.check_one_person(registry_alter_standard.name, 'one person cannot end that');
	END IF;
	UPDATE customer_grade_internal.standard AS s
	SET title = coalesce(registry_alter_standard.title, s.title),
		settings = coalesce(registry_alter_standard.settings, s.settings),
		effective = coalesce(registry_alter_standard.effective, s.effective)
	WHERE s.name = registry_alter_standard.name AND s.version = changed;
	UPDATE customer_grade_internal.standard AS s
	SET two_people = registry_alter_standard.two_people
	WHERE s.name = registry_alter_standard.name AND s.two_people <> registry_alter_standard.two_people;
	IF registry_alter_standard.owner IS NOT NULL THEN
		-- of all versions alike
		UPDATE customer_grade_internal.standard AS s
		SET owner = registry_alter_standard.owner
		WHERE s.name = registry_alter_standard.name;
		PERFORM customer_grade_internal.protect_role(registry_alter_standard.owner);
		PERFORM customer_grade_internal.release_role(former);
	END IF;
END
$function$;
COMMENT ON FUNCTION customer_grade_internal.registry_alter_standard(text, regrole, text, jsonb, boolean, daterange, integer) IS
	'body of alter_standard()';

CREATE FUNCTION customer_grade.alter_standard(
	name text,
	owner regrole DEFAULT NULL,
	title text DEFAULT NULL,
	settings jsonb DEFAULT NULL,
	two_people boolean DEFAULT NULL,
	effective daterange DEFAULT NULL,
	version integer DEFAULT NULL
) RETURNS void
LANGUAGE C VOLATILE
AS 'MODULE_PATHNAME', 'registry_gate';
COMMENT ON FUNCTION customer_grade.alter_standard(text, regrole, text, jsonb, boolean, daterange, integer) IS
	'change the owner of a standard, or title, settings and effective dates of one of its versions (default: the latest); null leaves a '
	'property as it is. two_people: from now on another person than its author must approve each version; to end that, and to change dates '
	'meanwhile, is for who administers the registry. The rules of a version never change: define_standard() adds another version. For '
	'members of the owner. Errors: 42704 no such standard or version, 42501 not yours, 55000 it is a draft or two people decide, 23P01 the '
	'dates overlap those of another version';

CREATE FUNCTION customer_grade_internal.registry_drop_standard(name text, force boolean) RETURNS void
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $function$
#variable_conflict use_column
DECLARE
	roles CONSTANT regrole[] := ARRAY(
		SELECT g.role::regrole FROM customer_grade_internal.standard_grant AS g WHERE g.standard = registry_drop_standard.name)
		|| customer_grade_internal.owner_of_standard(registry_drop_standard.name);
	used CONSTANT integer[] := ARRAY(
		SELECT a.version FROM customer_grade_internal.attachment AS a WHERE a.standard = registry_drop_standard.name
		UNION
		SELECT r.version FROM customer_grade_internal.review AS r
		WHERE r.standard = registry_drop_standard.name AND r.finished_at IS NULL
		ORDER BY 1);
	role regrole;
BEGIN
	PERFORM customer_grade_internal.lock_standards();
	PERFORM customer_grade_internal.check_standard_owner(registry_drop_standard.name);
	PERFORM customer_grade_internal.check_one_person(registry_drop_standard.name, 'one person cannot drop it');
	PERFORM customer_grade_internal.check_unattached(registry_drop_standard.name, force);
	IF used <> '{}' THEN
		DELETE FROM customer_grade_internal.standard AS s WHERE s.name = registry_drop_standard.name AND s.version <> ALL (used);
		UPDATE customer_grade_internal.standard AS s SET effective = 'empty' WHERE s.name = registry_drop_standard.name;
		RAISE NOTICE '%', format('standard "%s" keeps version %s, by which tables are graded', registry_drop_standard.name,
			array_to_string(used, ', '))
			USING HINT = 'Drop it again when it is attached to no table.';
		RETURN;
	END IF;
	DELETE FROM customer_grade_internal.standard_grant AS g WHERE g.standard = registry_drop_standard.name;
	DELETE FROM customer_grade_internal.standard_case AS c WHERE c.standard = registry_drop_standard.name;
	DELETE FROM customer_grade_internal.standard AS s WHERE s.name = registry_drop_standard.name;
	FOREACH role IN ARRAY roles LOOP
		PERFORM customer_grade_internal.release_role(role);
	END LOOP;
END
$function$;
COMMENT ON FUNCTION customer_grade_internal.registry_drop_standard(text, boolean) IS
	'body of drop_standard()';

CREATE FUNCTION customer_grade.drop_standard(name text, force boolean DEFAULT false) RETURNS void
LANGUAGE C VOLATILE
AS 'MODULE_PATHNAME', 'registry_gate';
COMMENT ON FUNCTION customer_grade.drop_standard(text, boolean) IS
	'drop all versions of a standard. force: if it is attached to tables, drop the versions that none of them is '
	'graded by, and let no version be effective. For members of its owner. Errors: 42704 no such standard, 2BP01 it is attached to a '
	'table, 55000 two people decide about it, 42501 not yours';
