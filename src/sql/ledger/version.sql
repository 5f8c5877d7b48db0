-- The version in force: which one a table is graded by, and which one it would be graded by.

CREATE FUNCTION customer_grade_internal.first_version(standard text, day date) RETURNS integer
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $function$
DECLARE
	version CONSTANT integer := customer_grade_internal.effective_version(standard, day);
BEGIN
	IF version IS NULL THEN
		PERFORM customer_grade_internal.throw('55000',
			message => format('standard "%s" has no version effective on %s', standard, to_char(day, 'YYYY-MM-DD')),
			hint => 'define_standard() adds one.');
	END IF;
	RETURN version;
END
$function$;
COMMENT ON FUNCTION customer_grade_internal.first_version(text, date) IS
	'the version by which a table is graded that is attached on a day. Error: 55000 none is effective';

CREATE FUNCTION customer_grade_internal.version_or_effective(standard text, version integer) RETURNS integer
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $function$
BEGIN
	IF version IS NOT NULL THEN
		PERFORM customer_grade_internal.check_version_exists(standard, version);
		RETURN version;
	END IF;
	PERFORM customer_grade_internal.check_standard_known(standard);
	RETURN customer_grade_internal.first_version(standard, customer_grade.as_of());
END
$function$;
COMMENT ON FUNCTION customer_grade_internal.version_or_effective(text, integer) IS
	'the version given, or else the one effective on the evaluation date. Errors: 42704 no such standard or version, 55000 none is '
	'effective';

CREATE FUNCTION customer_grade_internal.due_version(a customer_grade_internal.attachment, day date) RETURNS integer
LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
AS $function$
	SELECT v.version FROM customer_grade_internal.effective_version(a.standard, day) AS v(version)
	WHERE v.version NOT IN (a.version, coalesce(a.passed_over, 0))
$function$;
COMMENT ON FUNCTION customer_grade_internal.due_version(customer_grade_internal.attachment, date) IS
	'the version that is effective on a day and waits for being put in force; null: none. One that was passed over does not wait';

CREATE FUNCTION customer_grade_internal.publishes(a customer_grade_internal.attachment) RETURNS boolean
LANGUAGE sql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $function$
	SELECT a.publish = 'automatic' AND customer_grade_internal.due_version(a, customer_grade_internal.clock_day(a)) IS NOT NULL
$function$;
COMMENT ON FUNCTION customer_grade_internal.publishes(customer_grade_internal.attachment) IS
	'is there a version that run_due_reviews() should put in force today?';

CREATE FUNCTION customer_grade_internal.foreseen_version(a customer_grade_internal.attachment, day date) RETURNS integer
LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
AS $function$
	SELECT coalesce(CASE WHEN a.publish = 'automatic' AND day >= customer_grade_internal.clock_day(a)
		THEN customer_grade_internal.due_version(a, day) END, a.version)
$function$;
COMMENT ON FUNCTION customer_grade_internal.foreseen_version(customer_grade_internal.attachment, date) IS
	'the version in force on a day to come if run_due_reviews() can publish what is due by then; before today: the one in force now';

CREATE FUNCTION customer_grade_internal.publish_day(a customer_grade_internal.attachment, version integer) RETURNS date
LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
AS $function$
	SELECT greatest(lower(s.effective), customer_grade_internal.clock_day(a))
	FROM customer_grade.standard AS s WHERE s.name = a.standard AND s.version = publish_day.version
$function$;
COMMENT ON FUNCTION customer_grade_internal.publish_day(customer_grade_internal.attachment, integer) IS
	'the day on which run_due_reviews() puts a version in force, at the earliest';

CREATE FUNCTION customer_grade_internal.alike_versions(standard text, version integer) RETURNS integer[]
LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
AS $function$
	SELECT array_agg(o.version ORDER BY o.version)
	FROM customer_grade.standard AS v JOIN customer_grade.standard AS o ON o.name = v.name
	WHERE v.name = alike_versions.standard AND v.version = alike_versions.version
		AND customer_grade_internal.grade_alike(o.rubric, v.rubric)
$function$;
COMMENT ON FUNCTION customer_grade_internal.alike_versions(text, integer) IS
	'the versions of a standard that differ from one in terms, targets and treatments only, itself among them';

CREATE FUNCTION customer_grade_internal.put_in_force(a customer_grade_internal.attachment, version integer) RETURNS void
LANGUAGE sql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $function$
	-- whoever puts another version in force than the one effective today does not want that one tomorrow
	SELECT customer_grade_internal.change_attachment(a.standard, a.subject, jsonb_build_object('version', put_in_force.version,
		'alike', customer_grade_internal.alike_versions(a.standard, put_in_force.version),
		'passed_over', nullif(customer_grade_internal.effective_version(a.standard, customer_grade_internal.clock_day(a)),
			put_in_force.version),
		'waiting', NULL))
$function$;
COMMENT ON FUNCTION customer_grade_internal.put_in_force(customer_grade_internal.attachment, integer) IS
	'grade an attachment by a version from now on. For the owner of the subject';

CREATE FUNCTION customer_grade_internal.use_version(a customer_grade_internal.attachment) RETURNS void
LANGUAGE sql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $function$
	SELECT set_config('customer_grade.version', a.version || ' ' || a.standard, true)
$function$;
COMMENT ON FUNCTION customer_grade_internal.use_version(customer_grade_internal.attachment) IS
	'let what uses the standard by name use the version in force, until the function that calls, or its gate, ends';
