-- Who may write what belongs to an attachment: the owner of its subject.

CREATE FUNCTION customer_grade_internal.owns(subject regclass) RETURNS boolean
LANGUAGE sql STABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $function$
	SELECT pg_has_role(c.relowner, 'USAGE') FROM pg_class AS c WHERE c.oid = owns.subject
$function$;
COMMENT ON FUNCTION customer_grade_internal.owns(regclass) IS
	'is the current user a member of the owner of this table?';

CREATE FUNCTION customer_grade_internal.check_owner(subject regclass) RETURNS void
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $function$
BEGIN
	IF NOT customer_grade_internal.owns(subject) THEN
		RAISE insufficient_privilege USING
			MESSAGE = format('must be owner of table "%s"', subject);
	END IF;
END
$function$;
COMMENT ON FUNCTION customer_grade_internal.check_owner(regclass) IS
	'is the current user a member of the owner of this table? Error: 42501 no';

-- Only the owner of a subject attaches standards to it; everybody may know. Row-level security
-- would say that too, but refuse the COPY of a restore.
CREATE FUNCTION customer_grade_internal.attachment_check() RETURNS trigger
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
		IF coalesce(customer_grade_internal.owns(OLD.source), true) THEN
			RETURN OLD;
		END IF;
	END IF;
	-- who may empty the table may fill it, as a restore does
	IF NOT has_table_privilege(TG_RELID, 'TRUNCATE')
		AND EXISTS (SELECT FROM unnest(touched) AS t(subject) WHERE NOT coalesce(customer_grade_internal.owns(t.subject), TG_OP = 'DELETE'))
	THEN
		RAISE insufficient_privilege USING
			MESSAGE = format('must be owner of table "%s"', touched[1]);
	END IF;
	IF TG_OP = 'DELETE' THEN
		RETURN OLD;
	END IF;
	IF TG_TABLE_NAME = 'attachment' AND TG_OP = 'UPDATE' THEN
		IF (OLD.mirror, OLD.approval, OLD.until_approved, OLD.time_zone) IS DISTINCT FROM (NEW.mirror, NEW.approval, NEW.until_approved, NEW.time_zone) THEN
			PERFORM customer_grade_internal.check_options(NEW.standard, NEW.subject, NEW.key_columns, NEW.mirror, NEW.approval, NEW.until_approved, NEW.time_zone);
		END IF;
	END IF;
	RETURN NEW;
END
$function$;
COMMENT ON FUNCTION customer_grade_internal.attachment_check() IS
	'trigger of attachment, parameter_set, source and tracking: only the owner of the subject writes';

CREATE TRIGGER attachment_check BEFORE INSERT OR UPDATE OR DELETE ON customer_grade_internal.attachment
	FOR EACH ROW EXECUTE FUNCTION customer_grade_internal.attachment_check();
COMMENT ON TRIGGER attachment_check ON customer_grade_internal.attachment IS 'only the owner of the subject writes';
CREATE TRIGGER attachment_check BEFORE INSERT OR UPDATE OR DELETE ON customer_grade_internal.parameter_set
	FOR EACH ROW EXECUTE FUNCTION customer_grade_internal.attachment_check();
COMMENT ON TRIGGER attachment_check ON customer_grade_internal.parameter_set IS 'only the owner of the subject writes';
CREATE TRIGGER attachment_check BEFORE INSERT OR UPDATE OR DELETE ON customer_grade_internal.source
	FOR EACH ROW EXECUTE FUNCTION customer_grade_internal.attachment_check();
COMMENT ON TRIGGER attachment_check ON customer_grade_internal.source IS 'only the owner of the subject writes';

CREATE FUNCTION customer_grade_internal.attachment_changed() RETURNS trigger
LANGUAGE C VOLATILE
AS 'MODULE_PATHNAME', 'attachment_changed';
COMMENT ON FUNCTION customer_grade_internal.attachment_changed() IS
	'trigger of attachment, source and tracking: sessions that have read them read them anew';

CREATE TRIGGER attachment_changed AFTER INSERT OR UPDATE OR DELETE ON customer_grade_internal.attachment
	FOR EACH ROW EXECUTE FUNCTION customer_grade_internal.attachment_changed();
COMMENT ON TRIGGER attachment_changed ON customer_grade_internal.attachment IS 'sessions that have read it read it anew';
CREATE TRIGGER attachment_changed AFTER INSERT OR UPDATE OR DELETE ON customer_grade_internal.source
	FOR EACH ROW EXECUTE FUNCTION customer_grade_internal.attachment_changed();
COMMENT ON TRIGGER attachment_changed ON customer_grade_internal.source IS 'sessions that have read it read it anew';
ALTER TABLE customer_grade_internal.attachment ENABLE ALWAYS TRIGGER attachment_changed;
ALTER TABLE customer_grade_internal.source ENABLE ALWAYS TRIGGER attachment_changed;
