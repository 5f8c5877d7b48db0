-- Attachments: which standards are kept up to date for the rows of which tables.

CREATE TABLE customer_grade.attachment (
	standard        text COLLATE pg_catalog."C" NOT NULL,
	subject         regclass NOT NULL,
	key_columns     name[] NOT NULL,
	metrics         regclass NOT NULL,
	metrics_made    boolean NOT NULL,
	ledger          regclass NOT NULL,
	history         regclass NOT NULL,
	grades          regclass NOT NULL,
	decisions       regclass NOT NULL,
	outbox          regclass,
	worklist        regclass NOT NULL,
	time_zone       text NOT NULL,
	parameter_set   integer NOT NULL DEFAULT 1,
	layout          integer NOT NULL DEFAULT customer_grade.layout(),
	mirror          name,
	benchmark       text,
	parameters      jsonb NOT NULL DEFAULT '{}',
	promotion       text NOT NULL DEFAULT 'immediate',
	demotion        text NOT NULL DEFAULT 'immediate',
	grace           interval,
	maintenance     jsonb,
	provisional     interval,
	approval        text[],
	until_approved  text,
	approver        regrole,
	valid_for       interval,
	overrider       regrole,
	notch_limit     integer,
	four_eyes       boolean NOT NULL DEFAULT false,
	review_calendar text,
	notify          boolean NOT NULL DEFAULT false,
	reviewed_on     date,
	PRIMARY KEY (standard, subject),
	CONSTRAINT attachment_parameters_check
		CHECK (pg_catalog.jsonb_typeof(parameters) = 'object'),
	CONSTRAINT attachment_mirror_check
		CHECK (mirror <> ALL (key_columns)),
	CONSTRAINT attachment_promotion_check
		CHECK (promotion IN ('immediate', 'at review', 'one step at review')),
	CONSTRAINT attachment_demotion_check
		CHECK (demotion IN ('immediate', 'at review', 'one step at review')),
	CONSTRAINT attachment_grace_check
		CHECK (grace > interval '0'),
	CONSTRAINT attachment_maintenance_check
		CHECK (pg_catalog.jsonb_typeof(maintenance) = 'object'),
	CONSTRAINT attachment_provisional_check
		CHECK (provisional > interval '0'),
	CONSTRAINT attachment_approval_check
		CHECK (pg_catalog.cardinality(approval) > 0 AND pg_catalog.array_position(approval, NULL) IS NULL
			AND (until_approved = ANY (approval)) IS NOT TRUE),
	CONSTRAINT attachment_valid_for_check
		CHECK (valid_for > interval '0'),
	CONSTRAINT attachment_notch_limit_check
		CHECK (notch_limit > 0)
);
COMMENT ON TABLE customer_grade.attachment IS
	'standards attached to tables; attach() and detach() write it; the owner of the subject may UPDATE the options, from mirror to notify';
COMMENT ON COLUMN customer_grade.attachment.standard IS
	'name of the standard';
COMMENT ON COLUMN customer_grade.attachment.subject IS
	'the table whose rows are graded';
COMMENT ON COLUMN customer_grade.attachment.key_columns IS
	'its primary key';
COMMENT ON COLUMN customer_grade.attachment.metrics IS
	'the view that gives the metrics of each key';
COMMENT ON COLUMN customer_grade.attachment.metrics_made IS
	'attach() has made that view, so detach() drops it';
COMMENT ON COLUMN customer_grade.attachment.ledger IS
	'the table of the grades in force, one row a key';
COMMENT ON COLUMN customer_grade.attachment.history IS
	'the table of the closed periods';
COMMENT ON COLUMN customer_grade.attachment.grades IS
	'the view that unites both';
COMMENT ON COLUMN customer_grade.attachment.decisions IS
	'the table of what people decided: overrides, approvals';
COMMENT ON COLUMN customer_grade.attachment.outbox IS
	'the table of grade changes for consumers; null: not asked for';
COMMENT ON COLUMN customer_grade.attachment.worklist IS
	'the table of the customers that an open review still has to deal with';
COMMENT ON COLUMN customer_grade.attachment.time_zone IS
	'its clock decides the evaluation date';
COMMENT ON COLUMN customer_grade.attachment.parameter_set IS
	'number of the parameter set in force';
COMMENT ON COLUMN customer_grade.attachment.layout IS
	'layout of ledger and history, counted from 1';
COMMENT ON COLUMN customer_grade.attachment.mirror IS
	'column of the subject that repeats the grade in force; null: none';
COMMENT ON COLUMN customer_grade.attachment.benchmark IS
	'query whose one row gives values of parameters, one a column, frozen at attach() and at each review; null: none';
COMMENT ON COLUMN customer_grade.attachment.parameters IS
	'values of parameters; those of the benchmark go before them';
COMMENT ON COLUMN customer_grade.attachment.promotion IS
	'when a better grade takes effect: immediate, at review, or one step at review';
COMMENT ON COLUMN customer_grade.attachment.demotion IS
	'when a worse grade takes effect: immediate, at review, or one step at review';
COMMENT ON COLUMN customer_grade.attachment.grace IS
	'a worse grade takes effect only after the computed grade was worse that long; null: at once';
COMMENT ON COLUMN customer_grade.attachment.maintenance IS
	'values of parameters that count for keeping a grade, where those for reaching it are higher (dead band); null: the same';
COMMENT ON COLUMN customer_grade.attachment.provisional IS
	'how long the grade of a new customer is provisional; null: it is not';
COMMENT ON COLUMN customer_grade.attachment.approval IS
	'grades that need approval; null: none';
COMMENT ON COLUMN customer_grade.attachment.until_approved IS
	'the grade in force until then; null: the next worse one that needs no approval';
COMMENT ON COLUMN customer_grade.attachment.approver IS
	'role whose members approve; null: the owner of the subject';
COMMENT ON COLUMN customer_grade.attachment.valid_for IS
	'how long an approval holds; null: without end';
COMMENT ON COLUMN customer_grade.attachment.overrider IS
	'role whose members override grades; null: the owner of the subject';
COMMENT ON COLUMN customer_grade.attachment.notch_limit IS
	'how many ranks an override may be away from the computed grade; null: any number';
COMMENT ON COLUMN customer_grade.attachment.four_eyes IS
	'an override takes effect only when another member approves it';
COMMENT ON COLUMN customer_grade.attachment.review_calendar IS
	'when reviews are due; null: never by themselves';
COMMENT ON COLUMN customer_grade.attachment.notify IS
	'wake up listeners when the outbox gets events; such transactions commit one after the other';
COMMENT ON COLUMN customer_grade.attachment.reviewed_on IS
	'evaluation date of the last completed review; null: none yet';

CREATE TABLE customer_grade.parameter_set (
	standard   text COLLATE pg_catalog."C" NOT NULL,
	subject    regclass NOT NULL,
	number     integer NOT NULL,
	parameters jsonb NOT NULL,
	frozen_at  timestamp with time zone NOT NULL DEFAULT pg_catalog.clock_timestamp(),
	PRIMARY KEY (standard, subject, number),
	CONSTRAINT parameter_set_parameters_check
		CHECK (pg_catalog.jsonb_typeof(parameters) = 'object')
);
COMMENT ON TABLE customer_grade.parameter_set IS
	'the values of parameters that an attachment grades with, frozen and numbered';
COMMENT ON COLUMN customer_grade.parameter_set.standard IS 'name of the standard';
COMMENT ON COLUMN customer_grade.parameter_set.subject IS 'the table whose rows are graded';
COMMENT ON COLUMN customer_grade.parameter_set.number IS 'number of the set, counted from 1';
COMMENT ON COLUMN customer_grade.parameter_set.parameters IS 'the values by name';
COMMENT ON COLUMN customer_grade.parameter_set.frozen_at IS 'when they were taken';

CREATE TABLE customer_grade.source (
	standard    text COLLATE pg_catalog."C" NOT NULL,
	subject     regclass NOT NULL,
	source      regclass NOT NULL,
	key_columns name[] NOT NULL,
	mapping     text,
	PRIMARY KEY (standard, subject, source)
);
COMMENT ON TABLE customer_grade.source IS
	'tables whose rows change a customer''s metrics; watch() writes it';
COMMENT ON COLUMN customer_grade.source.standard IS 'name of the standard';
COMMENT ON COLUMN customer_grade.source.subject IS 'the table whose rows are graded';
COMMENT ON COLUMN customer_grade.source.source IS 'the table that is watched';
COMMENT ON COLUMN customer_grade.source.key_columns IS 'its columns that hold the key of the subject, in the key''s order; with a mapping: its own key';
COMMENT ON COLUMN customer_grade.source.mapping IS 'query that gives its key and, after it, the key of the subject; null: its columns hold that';

SELECT pg_catalog.pg_extension_config_dump('customer_grade.attachment', '');
SELECT pg_catalog.pg_extension_config_dump('customer_grade.parameter_set', '');
SELECT pg_catalog.pg_extension_config_dump('customer_grade.source', '');

CREATE FUNCTION customer_grade.owns(subject regclass) RETURNS boolean
LANGUAGE sql STABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $function$
	SELECT pg_has_role(c.relowner, 'USAGE') FROM pg_class AS c WHERE c.oid = owns.subject
$function$;
COMMENT ON FUNCTION customer_grade.owns(regclass) IS
	'is the current user a member of the owner of this table?';

CREATE FUNCTION customer_grade.check_owner(subject regclass) RETURNS void
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $function$
BEGIN
	IF NOT customer_grade.owns(subject) THEN
		RAISE insufficient_privilege USING
			MESSAGE = format('must be owner of table %s', subject);
	END IF;
END
$function$;
COMMENT ON FUNCTION customer_grade.check_owner(regclass) IS
	'is the current user a member of the owner of this table? Error: 42501 no';

-- Only the owner of a subject attaches standards to it; everybody may know. Row-level security
-- would say that too, but refuse the COPY of a restore.
CREATE FUNCTION customer_grade.attachment_check() RETURNS trigger
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $function$
DECLARE
	touched regclass[] := CASE TG_OP
		WHEN 'INSERT' THEN ARRAY[NEW.subject]
		WHEN 'DELETE' THEN ARRAY[OLD.subject]
		ELSE ARRAY[OLD.subject, NEW.subject] END;
BEGIN
	-- nor does anybody have another's statements regrade his customers
	IF TG_TABLE_NAME IN ('source', 'tracking') AND TG_OP <> 'DELETE' THEN
		touched := touched || NEW.source;
	END IF;
	-- who drops a source is not asked whose customers it was for
	IF TG_TABLE_NAME IN ('source', 'tracking') AND TG_OP = 'DELETE' THEN
		IF coalesce(customer_grade.owns(OLD.source), true) THEN
			RETURN OLD;
		END IF;
	END IF;
	-- who may empty the table may fill it, as a restore does
	IF NOT has_table_privilege(TG_RELID, 'TRUNCATE')
		AND EXISTS (SELECT FROM unnest(touched) AS t(subject) WHERE NOT coalesce(customer_grade.owns(t.subject), TG_OP = 'DELETE'))
	THEN
		RAISE insufficient_privilege USING
			MESSAGE = format('must be owner of table %s', touched[1]);
	END IF;
	IF TG_OP = 'DELETE' THEN
		RETURN OLD;
	END IF;
	IF TG_TABLE_NAME = 'attachment' AND TG_OP = 'UPDATE' THEN
		IF (OLD.mirror, OLD.approval, OLD.until_approved, OLD.time_zone) IS DISTINCT FROM (NEW.mirror, NEW.approval, NEW.until_approved, NEW.time_zone) THEN
			PERFORM customer_grade.check_options(NEW.standard, NEW.subject, NEW.key_columns, NEW.mirror, NEW.approval, NEW.until_approved, NEW.time_zone);
		END IF;
	END IF;
	RETURN NEW;
END
$function$;
COMMENT ON FUNCTION customer_grade.attachment_check() IS
	'trigger of attachment, parameter_set, source and tracking: only the owner of the subject writes';

CREATE TRIGGER attachment_check BEFORE INSERT OR UPDATE OR DELETE ON customer_grade.attachment
	FOR EACH ROW EXECUTE FUNCTION customer_grade.attachment_check();
COMMENT ON TRIGGER attachment_check ON customer_grade.attachment IS 'only the owner of the subject writes';
CREATE TRIGGER attachment_check BEFORE INSERT OR UPDATE OR DELETE ON customer_grade.parameter_set
	FOR EACH ROW EXECUTE FUNCTION customer_grade.attachment_check();
COMMENT ON TRIGGER attachment_check ON customer_grade.parameter_set IS 'only the owner of the subject writes';
CREATE TRIGGER attachment_check BEFORE INSERT OR UPDATE OR DELETE ON customer_grade.source
	FOR EACH ROW EXECUTE FUNCTION customer_grade.attachment_check();
COMMENT ON TRIGGER attachment_check ON customer_grade.source IS 'only the owner of the subject writes';

CREATE FUNCTION customer_grade.attachment_changed() RETURNS trigger
LANGUAGE C VOLATILE
AS 'MODULE_PATHNAME', 'attachment_changed';
COMMENT ON FUNCTION customer_grade.attachment_changed() IS
	'trigger of attachment, source and tracking: sessions that have read them read them anew';

CREATE TRIGGER attachment_changed AFTER INSERT OR UPDATE OR DELETE ON customer_grade.attachment
	FOR EACH ROW EXECUTE FUNCTION customer_grade.attachment_changed();
COMMENT ON TRIGGER attachment_changed ON customer_grade.attachment IS 'sessions that have read it read it anew';
CREATE TRIGGER attachment_changed AFTER INSERT OR UPDATE OR DELETE ON customer_grade.source
	FOR EACH ROW EXECUTE FUNCTION customer_grade.attachment_changed();
COMMENT ON TRIGGER attachment_changed ON customer_grade.source IS 'sessions that have read it read it anew';
ALTER TABLE customer_grade.attachment ENABLE ALWAYS TRIGGER attachment_changed;
ALTER TABLE customer_grade.source ENABLE ALWAYS TRIGGER attachment_changed;

CREATE FUNCTION customer_grade.clock_now() RETURNS timestamp with time zone
LANGUAGE C VOLATILE PARALLEL SAFE
AS 'MODULE_PATHNAME', 'clock_now';
COMMENT ON FUNCTION customer_grade.clock_now() IS
	'the clock that triggers go by: the setting customer_grade.clock, which only a superuser changes, else the real one';

CREATE FUNCTION customer_grade.clock_day(attachment customer_grade.attachment) RETURNS date
LANGUAGE sql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $function$
	SELECT (customer_grade.clock_now() AT TIME ZONE (attachment).time_zone)::date
$function$;
COMMENT ON FUNCTION customer_grade.clock_day(customer_grade.attachment) IS
	'the date by the clock in the time zone of an attachment';
