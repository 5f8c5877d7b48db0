-- Only the owner of a subject may write what belongs to its attachments.

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
		PERFORM customer_grade_internal.throw('42501',
			message => format('must be owner of table "%s"', subject));
	END IF;
END
$function$;
COMMENT ON FUNCTION customer_grade_internal.check_owner(regclass) IS
	'require that the current user is a member of the owner of this table. Error: 42501 it is not';

-- Everybody may read which standards are attached; only the owner of the subject may change it. Row-level
-- security could enforce this, too, but would refuse the COPY of a restore.
CREATE FUNCTION customer_grade_internal.attachment_check() RETURNS trigger
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $function$
DECLARE
	touched regclass[];
BEGIN
	IF TG_TABLE_NAME = 'review_refusal' THEN
		touched := ARRAY(
			SELECT r.subject FROM customer_grade_internal.review AS r
			WHERE r.id IN (CASE WHEN TG_OP <> 'INSERT' THEN OLD.review END, CASE WHEN TG_OP <> 'DELETE' THEN NEW.review END));
	ELSE
		touched := array_remove(ARRAY[
			CASE WHEN TG_OP <> 'INSERT' THEN OLD.subject END,
			CASE WHEN TG_OP <> 'DELETE' THEN NEW.subject END], NULL);
	END IF;
	IF TG_TABLE_NAME IN ('source', 'tracking') THEN
		-- and only the owner of the source: its statements will regrade customers
		IF TG_OP <> 'DELETE' THEN
			touched := touched || NEW.source;
		-- dropping the source table needs no rights on the subject
		ELSIF coalesce(customer_grade_internal.owns(OLD.source), true) THEN
			RETURN OLD;
		END IF;
	END IF;
	-- TRUNCATE privilege implies write permission, as for a restore
	IF NOT has_table_privilege(TG_RELID, 'TRUNCATE')
		AND EXISTS (SELECT FROM unnest(touched) AS t(subject) WHERE NOT coalesce(customer_grade_internal.owns(t.subject), TG_OP = 'DELETE'))
	THEN
		PERFORM customer_grade_internal.throw('42501',
			message => format('must be owner of table "%s"', touched[1]));
	END IF;
	IF TG_OP = 'DELETE' THEN
		RETURN OLD;
	END IF;
	IF TG_TABLE_NAME = 'attachment' AND TG_OP = 'UPDATE' THEN
		IF (OLD.mirror, OLD.approval, OLD.until_approved, OLD.time_zone) IS DISTINCT
			FROM (NEW.mirror, NEW.approval, NEW.until_approved, NEW.time_zone) THEN
			PERFORM customer_grade_internal.check_options(NEW.standard, NEW.subject, NEW.key_columns, NEW.mirror, NEW.approval,
				NEW.until_approved, NEW.time_zone);
		END IF;
	END IF;
	RETURN NEW;
END
$function$;
COMMENT ON FUNCTION customer_grade_internal.attachment_check() IS
	'trigger of the tables of attachments, reviews and trackings: only the owner of the subject writes';

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
	'trigger of attachment, source and tracking: sessions that have cached them read them again';

CREATE TRIGGER attachment_changed AFTER INSERT OR UPDATE OR DELETE ON customer_grade_internal.attachment
	FOR EACH ROW EXECUTE FUNCTION customer_grade_internal.attachment_changed();
COMMENT ON TRIGGER attachment_changed ON customer_grade_internal.attachment IS 'sessions that have cached it read it again';
CREATE TRIGGER attachment_changed AFTER INSERT OR UPDATE OR DELETE ON customer_grade_internal.source
	FOR EACH ROW EXECUTE FUNCTION customer_grade_internal.attachment_changed();
COMMENT ON TRIGGER attachment_changed ON customer_grade_internal.source IS 'sessions that have cached it read it again';
ALTER TABLE customer_grade_internal.attachment ENABLE ALWAYS TRIGGER attachment_changed;
ALTER TABLE customer_grade_internal.source ENABLE ALWAYS TRIGGER attachment_changed;
