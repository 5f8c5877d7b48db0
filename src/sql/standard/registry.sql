-- The registry: the standards of this database, in versions.

-- Only in the exclusion constraint below: && on dates together with = on names, without btree_gist.
CREATE TYPE customer_grade_internal.text_range AS RANGE (
	subtype = pg_catalog.text,
	collation = pg_catalog."C"
);
COMMENT ON TYPE customer_grade_internal.text_range IS
	'range of text in byte order, used to compare names in the exclusion constraint of customer_grade_internal.standard';

-- src/standard/standard.h knows the columns by number.
CREATE TABLE customer_grade_internal.standard (
	name        text COLLATE pg_catalog."C" NOT NULL,
	version     integer NOT NULL,
	rubric      customer_grade.rubric NOT NULL,
	title       text,
	description text,
	origin      text,
	effective   daterange NOT NULL,
	owner       customer_grade_internal.role_reference NOT NULL DEFAULT customer_grade_internal.caller(),
	settings    jsonb NOT NULL DEFAULT '{}',
	created_at  timestamp with time zone NOT NULL DEFAULT pg_catalog.clock_timestamp(),
	created_by  text NOT NULL DEFAULT pg_catalog.pg_get_userbyid(customer_grade_internal.caller()),
	status      text NOT NULL DEFAULT 'final',
	accepted    jsonb NOT NULL DEFAULT '[]',
	two_people  boolean NOT NULL DEFAULT false,
	created_login text NOT NULL DEFAULT session_user,
	approved_by text,
	approved_at timestamp with time zone,
	PRIMARY KEY (name, version),
	CONSTRAINT standard_name_check
		CHECK (name ~ '^([A-Za-z0-9_.]|[^\x01-\x7f])+$' AND pg_catalog.octet_length(name) <= 200),
	CONSTRAINT standard_version_check
		CHECK (version > 0),
	CONSTRAINT standard_status_check
		CHECK (status IN ('final', 'draft', 'withdrawn') AND (status = 'final' OR pg_catalog.isempty(effective))),
	CONSTRAINT standard_effective_excl
		EXCLUDE USING gist (customer_grade_internal.text_range(name, name, '[]') WITH =, effective WITH &&)
);
COMMENT ON TABLE customer_grade_internal.standard IS
	'grading standards, one row for each version; define_standard(), approve_standard(), alter_standard(), '
	'retire_standard() and drop_standard() change them';
COMMENT ON COLUMN customer_grade_internal.standard.name IS
	'name of the standard: letters, digits, "_" and "."';
COMMENT ON COLUMN customer_grade_internal.standard.version IS
	'number of the version, counted from 1';
COMMENT ON COLUMN customer_grade_internal.standard.rubric IS
	'the rules';
COMMENT ON COLUMN customer_grade_internal.standard.title IS
	'what the standard is called';
COMMENT ON COLUMN customer_grade_internal.standard.description IS
	'what it is for, and what this version changes';
COMMENT ON COLUMN customer_grade_internal.standard.origin IS
	'where it comes from: a document, a decision';
COMMENT ON COLUMN customer_grade_internal.standard.effective IS
	'evaluation dates on which this version is in force; they never overlap those of another version; empty: a draft, or superseded '
	'before it was in force';
COMMENT ON COLUMN customer_grade_internal.standard.owner IS
	'role whose members may change this standard; the same for all versions';
COMMENT ON COLUMN customer_grade_internal.standard.settings IS
	'how reports show the grades: {"color": {"A": "#004488"}}, which everybody sees; nothing in it changes a grade. The rest of it is for '
	'members of the owner and roles that grant_standard() has given the standard';
COMMENT ON COLUMN customer_grade_internal.standard.created_at IS
	'when this version was added';
COMMENT ON COLUMN customer_grade_internal.standard.created_by IS
	'the role that added it';
COMMENT ON COLUMN customer_grade_internal.standard.status IS
	'final; draft: approve_standard() has not put it among the versions yet; withdrawn: a draft that withdraw_draft() has ended';
COMMENT ON COLUMN customer_grade_internal.standard.accepted IS
	'findings of lint() and cases that somebody has accepted: a list of {"statement", "message", "reason", "accepted_by", "accepted_on"}; '
	'those of cases are seen by who sees the cases';
COMMENT ON COLUMN customer_grade_internal.standard.two_people IS
	'must another person than its author approve each version? The same for all versions';
COMMENT ON COLUMN customer_grade_internal.standard.created_login IS
	'the login role of the session that added it';
COMMENT ON COLUMN customer_grade_internal.standard.approved_by IS
	'the role that approved the draft; null: it was none';
COMMENT ON COLUMN customer_grade_internal.standard.approved_at IS
	'when';

SELECT pg_catalog.pg_extension_config_dump('customer_grade_internal.standard', '');

CREATE FUNCTION customer_grade_internal.standard_changed() RETURNS trigger
LANGUAGE C VOLATILE
AS 'MODULE_PATHNAME', 'standard_changed';
COMMENT ON FUNCTION customer_grade_internal.standard_changed() IS
	'trigger of customer_grade_internal.standard: refuses changes of what never changes, and invalidates cached plans';

CREATE TRIGGER standard_changed
	AFTER INSERT OR UPDATE OR DELETE ON customer_grade_internal.standard
	FOR EACH ROW EXECUTE FUNCTION customer_grade_internal.standard_changed();
COMMENT ON TRIGGER standard_changed ON customer_grade_internal.standard IS
	'keeps what never changes, and invalidates cached plans';
CREATE TRIGGER standard_truncated
	AFTER TRUNCATE ON customer_grade_internal.standard
	FOR EACH STATEMENT EXECUTE FUNCTION customer_grade_internal.standard_changed();
COMMENT ON TRIGGER standard_truncated ON customer_grade_internal.standard IS
	'invalidates cached plans';
-- on a subscriber, too
ALTER TABLE customer_grade_internal.standard ENABLE ALWAYS TRIGGER standard_changed;
ALTER TABLE customer_grade_internal.standard ENABLE ALWAYS TRIGGER standard_truncated;
