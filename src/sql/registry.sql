-- The registry: the standards of this database, in versions.

-- Only in the exclusion constraint below: && on dates together with = on names, without btree_gist.
CREATE TYPE customer_grade.text_range AS RANGE (
	subtype = pg_catalog.text,
	collation = pg_catalog."C"
);
COMMENT ON TYPE customer_grade.text_range IS
	'range of text in byte order; stands for a name in the exclusion constraint of customer_grade.standard';

-- src/standard/standard.h knows the first eight columns by number.
CREATE TABLE customer_grade.standard (
	name        text COLLATE pg_catalog."C" NOT NULL,
	version     integer NOT NULL,
	rubric      customer_grade.rubric NOT NULL,
	title       text,
	description text,
	source      text,
	effective   daterange NOT NULL,
	owner       regrole NOT NULL DEFAULT pg_catalog.quote_ident(CURRENT_USER)::pg_catalog.regrole,
	settings    jsonb NOT NULL DEFAULT '{}',
	created_at  timestamp with time zone NOT NULL DEFAULT pg_catalog.clock_timestamp(),
	created_by  text NOT NULL DEFAULT CURRENT_USER,
	PRIMARY KEY (name, version),
	CONSTRAINT standard_name_check
		CHECK (name ~ '^([A-Za-z0-9_.]|[^\x01-\x7f])+$' AND pg_catalog.octet_length(name) <= 200),
	CONSTRAINT standard_version_check
		CHECK (version > 0),
	CONSTRAINT standard_effective_excl
		EXCLUDE USING gist (customer_grade.text_range(name, name, '[]') WITH =, effective WITH &&)
);
COMMENT ON TABLE customer_grade.standard IS
	'grading standards, one row a version; members of the owner write them, and who may TRUNCATE this table';
COMMENT ON COLUMN customer_grade.standard.name IS
	'name of the standard: letters, digits, "_" and "."';
COMMENT ON COLUMN customer_grade.standard.version IS
	'number of the version, counted from 1';
COMMENT ON COLUMN customer_grade.standard.rubric IS
	'the rules';
COMMENT ON COLUMN customer_grade.standard.title IS
	'what the standard is called';
COMMENT ON COLUMN customer_grade.standard.description IS
	'what it is for, and what this version changes';
COMMENT ON COLUMN customer_grade.standard.source IS
	'where it comes from: a document, a decision';
COMMENT ON COLUMN customer_grade.standard.effective IS
	'evaluation dates this version is used for; never those of another version; empty: superseded before it was used';
COMMENT ON COLUMN customer_grade.standard.owner IS
	'role whose members write the versions of this standard; the same for all of them';
COMMENT ON COLUMN customer_grade.standard.settings IS
	'what the standard says of review, promotion, demotion, provisional grades, approval and validity, as data';
COMMENT ON COLUMN customer_grade.standard.created_at IS
	'when this version was written';
COMMENT ON COLUMN customer_grade.standard.created_by IS
	'who wrote it';

SELECT pg_catalog.pg_extension_config_dump('customer_grade.standard', '');

CREATE FUNCTION customer_grade.standard_changed() RETURNS trigger
LANGUAGE C VOLATILE
AS 'MODULE_PATHNAME', 'standard_changed';
COMMENT ON FUNCTION customer_grade.standard_changed() IS
	'trigger of customer_grade.standard: checks the owner and has cached plans made anew';

CREATE TRIGGER standard_changed
	AFTER INSERT OR UPDATE OR DELETE ON customer_grade.standard
	FOR EACH ROW EXECUTE FUNCTION customer_grade.standard_changed();
COMMENT ON TRIGGER standard_changed ON customer_grade.standard IS
	'checks the owner and has cached plans made anew';
CREATE TRIGGER standard_truncated
	AFTER TRUNCATE ON customer_grade.standard
	FOR EACH STATEMENT EXECUTE FUNCTION customer_grade.standard_changed();
COMMENT ON TRIGGER standard_truncated ON customer_grade.standard IS
	'has cached plans made anew';
-- on a subscriber, too
ALTER TABLE customer_grade.standard ENABLE ALWAYS TRIGGER standard_changed;
ALTER TABLE customer_grade.standard ENABLE ALWAYS TRIGGER standard_truncated;

CREATE FUNCTION customer_grade.as_of() RETURNS date
LANGUAGE C STABLE PARALLEL SAFE
AS 'MODULE_PATHNAME', 'as_of';
COMMENT ON FUNCTION customer_grade.as_of() IS
	'the evaluation date: the setting customer_grade.as_of, else today';

CREATE FUNCTION customer_grade.define_standard(
	name text,
	rubric customer_grade.rubric,
	effective_from date DEFAULT NULL,
	title text DEFAULT NULL,
	description text DEFAULT NULL,
	source text DEFAULT NULL,
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
	IF define_standard.name !~ '^([A-Za-z0-9_.]|[^\x01-\x7f])+$' THEN
		RAISE invalid_name USING
			MESSAGE = format('invalid name "%s" of a standard', define_standard.name),
			HINT = 'A name has letters, digits, "_" and ".".';
	END IF;

	-- one at a time, so that each sees the versions of those before it
	LOCK TABLE customer_grade.standard IN SHARE ROW EXCLUSIVE MODE;

	-- the version of that day ends there; if it only begins there, it is superseded
	UPDATE customer_grade.standard AS s
	SET effective = s.effective * daterange(NULL, start_day)
	WHERE s.name = define_standard.name AND s.effective @> start_day;

	INSERT INTO customer_grade.standard AS new
		(name, version, rubric, title, description, source, effective, owner)
	SELECT define_standard.name,
		coalesce(max(s.version), 0) + 1,
		define_standard.rubric,
		define_standard.title,
		define_standard.description,
		define_standard.source,
		daterange(start_day, min(lower(s.effective)) FILTER (WHERE lower(s.effective) > start_day)),
		coalesce(define_standard.owner,
			(array_agg(s.owner ORDER BY s.version DESC))[1],
			quote_ident(CURRENT_USER)::regrole)
	FROM customer_grade.standard AS s
	WHERE s.name = define_standard.name
	RETURNING new.version INTO new_version;

	RETURN new_version;
END
$function$;
COMMENT ON FUNCTION customer_grade.define_standard(text, customer_grade.rubric, date, text, text, text, regrole) IS
	'add a version of a standard, effective from a day (default: the evaluation date) until the next later one; returns its number';

CREATE FUNCTION customer_grade.retire_standard(
	name text,
	effective_until date DEFAULT NULL
) RETURNS void
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $function$
#variable_conflict use_column
DECLARE
	end_day date := coalesce(effective_until, customer_grade.as_of());
BEGIN
	LOCK TABLE customer_grade.standard IN SHARE ROW EXCLUSIVE MODE;

	UPDATE customer_grade.standard AS s
	SET effective = s.effective * daterange(NULL, end_day)
	WHERE s.name = retire_standard.name AND s.effective && daterange(end_day, NULL);
	IF FOUND THEN
		RETURN;
	END IF;

	IF NOT EXISTS (SELECT FROM customer_grade.standard AS s WHERE s.name = retire_standard.name) THEN
		RAISE undefined_object USING
			MESSAGE = format('standard "%s" does not exist', retire_standard.name);
	END IF;
	RAISE object_not_in_prerequisite_state USING
		MESSAGE = format('standard "%s" has no version effective on %s or later',
			retire_standard.name, to_char(end_day, 'YYYY-MM-DD'));
END
$function$;
COMMENT ON FUNCTION customer_grade.retire_standard(text, date) IS
	'end a standard: from that day on (default: the evaluation date) no version of it is effective';
