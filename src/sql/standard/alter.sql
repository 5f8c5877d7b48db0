-- Changing a standard without changing its rules, and dropping it.

CREATE FUNCTION customer_grade.alter_standard(
	name text,
	owner regrole DEFAULT NULL,
	title text DEFAULT NULL,
	settings jsonb DEFAULT NULL,
	effective daterange DEFAULT NULL,
	version integer DEFAULT NULL
) RETURNS void
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $function$
#variable_conflict use_column
DECLARE
	latest integer;
BEGIN
	PERFORM customer_grade_internal.check_object('settings', alter_standard.settings);
	LOCK TABLE customer_grade_internal.standard IN SHARE ROW EXCLUSIVE MODE;
	SELECT max(s.version) INTO latest FROM customer_grade_internal.standard AS s WHERE s.name = alter_standard.name;
	IF latest IS NULL THEN
		RAISE undefined_object USING
			MESSAGE = format('standard "%s" does not exist', alter_standard.name);
	END IF;
	UPDATE customer_grade_internal.standard AS s
	SET title = coalesce(alter_standard.title, s.title),
		settings = coalesce(alter_standard.settings, s.settings),
		effective = coalesce(alter_standard.effective, s.effective)
	WHERE s.name = alter_standard.name AND s.version = coalesce(alter_standard.version, latest);
	IF NOT FOUND THEN
		RAISE undefined_object USING
			MESSAGE = format('standard "%s" has no version %s', alter_standard.name, alter_standard.version),
			HINT = format('Its latest version is %s.', latest);
	END IF;
	-- of all versions alike
	UPDATE customer_grade_internal.standard AS s
	SET owner = alter_standard.owner
	WHERE s.name = alter_standard.name AND s.owner <> alter_standard.owner;
END
$function$;
COMMENT ON FUNCTION customer_grade.alter_standard(text, regrole, text, jsonb, daterange, integer) IS
	'change the owner of a standard, or title, settings and effective dates of one of its versions (default: the latest); null leaves a '
	'property as it is. The rules of a version never change: define_standard() adds another version. For members of the owner. Errors: '
	'42704 no such standard or version, 42501 not yours, 23P01 the dates overlap those of another version';

CREATE FUNCTION customer_grade.drop_standard(name text) RETURNS void
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $function$
#variable_conflict use_column
DECLARE
	subject regclass;
BEGIN
	LOCK TABLE customer_grade_internal.standard IN SHARE ROW EXCLUSIVE MODE;
	SELECT a.subject INTO subject FROM customer_grade_internal.attachment AS a
	WHERE a.standard = drop_standard.name ORDER BY a.subject::text LIMIT 1;
	IF FOUND THEN
		RAISE dependent_objects_still_exist USING
			MESSAGE = format('standard "%s" is attached to table "%s"', drop_standard.name, subject),
			HINT = format('SELECT customer_grade.detach(%L, %L);', drop_standard.name, subject);
	END IF;
	-- first, because the trigger of treatments looks up the owner of the standard
	DELETE FROM customer_grade_internal.treatment AS t WHERE t.standard = drop_standard.name;
	DELETE FROM customer_grade_internal.standard AS s WHERE s.name = drop_standard.name;
	IF NOT FOUND THEN
		RAISE undefined_object USING
			MESSAGE = format('standard "%s" does not exist', drop_standard.name);
	END IF;
END
$function$;
COMMENT ON FUNCTION customer_grade.drop_standard(text) IS
	'drop all versions of a standard and its treatments. For members of its owner. Errors: 42704 no such standard, 2BP01 it is attached '
	'to a table, 42501 not yours';
