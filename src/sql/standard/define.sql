-- Adding versions of a standard and ending it.

CREATE FUNCTION customer_grade.as_of() RETURNS date
LANGUAGE C STABLE PARALLEL SAFE
AS 'MODULE_PATHNAME', 'as_of';
COMMENT ON FUNCTION customer_grade.as_of() IS
	'the evaluation date: the setting customer_grade.as_of, or else today';

CREATE FUNCTION customer_grade.define_standard(
	name text,
	rubric customer_grade.rubric,
	effective_from date DEFAULT NULL,
	title text DEFAULT NULL,
	description text DEFAULT NULL,
	origin text DEFAULT NULL,
	owner regrole DEFAULT NULL
) RETURNS integer
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $function$
#variable_conflict use_column
DECLARE
	start_day date := coalesce(effective_from, customer_grade.as_of());
	new_version integer;
BEGIN
	IF define_standard.name !~ E'^([A-Za-z0-9_.]|[^\\x01-\\x7f])+$' THEN
		RAISE invalid_name USING
			MESSAGE = format('invalid name "%s" of a standard', define_standard.name),
			HINT = 'A name has letters, digits, "_" and ".".';
	END IF;

	-- one session at a time, so that each sees the versions of those before it
	LOCK TABLE customer_grade_internal.standard IN SHARE ROW EXCLUSIVE MODE;

	-- the version of that day ends there; if it only begins there, it is superseded
	UPDATE customer_grade_internal.standard AS s
	SET effective = s.effective * daterange(NULL, start_day)
	WHERE s.name = define_standard.name AND s.effective @> start_day;

	INSERT INTO customer_grade_internal.standard AS new
		(name, version, rubric, title, description, origin, effective, owner)
	SELECT define_standard.name,
		coalesce(max(s.version), 0) + 1,
		define_standard.rubric,
		define_standard.title,
		define_standard.description,
		define_standard.origin,
		daterange(start_day, min(lower(s.effective)) FILTER (WHERE lower(s.effective) > start_day)),
		coalesce(define_standard.owner,
			(array_agg(s.owner ORDER BY s.version DESC))[1],
			quote_ident(CURRENT_USER)::regrole)
	FROM customer_grade_internal.standard AS s
	WHERE s.name = define_standard.name
	RETURNING new.version INTO new_version;

	RETURN new_version;
END
$function$;
COMMENT ON FUNCTION customer_grade.define_standard(text, customer_grade.rubric, date, text, text, text, regrole) IS
	'add a version of a standard, in force from a day (default: the evaluation date) until a later version begins; returns its number. '
	'The first version makes the current user the owner, unless owner is given. Errors: 42602 invalid name, 42501 not yours';

CREATE FUNCTION customer_grade.retire_standard(
	name text,
	effective_to date DEFAULT NULL
) RETURNS void
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $function$
#variable_conflict use_column
DECLARE
	end_day date := coalesce(effective_to, customer_grade.as_of());
BEGIN
	LOCK TABLE customer_grade_internal.standard IN SHARE ROW EXCLUSIVE MODE;

	UPDATE customer_grade_internal.standard AS s
	SET effective = s.effective * daterange(NULL, end_day)
	WHERE s.name = retire_standard.name AND s.effective && daterange(end_day, NULL);
	IF FOUND THEN
		RETURN;
	END IF;

	IF NOT EXISTS (SELECT FROM customer_grade_internal.standard AS s WHERE s.name = retire_standard.name) THEN
		RAISE undefined_object USING
			MESSAGE = format('standard "%s" does not exist', retire_standard.name);
	END IF;
	RAISE object_not_in_prerequisite_state USING
		MESSAGE = format('standard "%s" has no version effective on %s or later',
			retire_standard.name, to_char(end_day, 'YYYY-MM-DD'));
END
$function$;
COMMENT ON FUNCTION customer_grade.retire_standard(text, date) IS
	'end a standard: from effective_to on (default: the evaluation date) none of its versions is in force. For members of the owner. '
	'Errors: 42704 no such standard, 55000 it has already ended, 42501 not yours';
