-- The rows of the registry that belong to a subject: only its owner changes them, and all that they name has that owner.

CREATE FUNCTION customer_grade_internal.owns(subject regclass) RETURNS boolean
LANGUAGE sql STABLE PARALLEL RESTRICTED
SET search_path = pg_catalog, pg_temp
AS $function$
	SELECT pg_has_role(customer_grade_internal.caller(), c.relowner, 'USAGE') FROM pg_class AS c WHERE c.oid = owns.subject
$function$;
COMMENT ON FUNCTION customer_grade_internal.owns(regclass) IS
	'is the caller a member of the owner of this table? Null: there is no such table';

CREATE FUNCTION customer_grade_internal.check_owner(subject regclass) RETURNS void
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $function$
BEGIN
	-- a table that is gone is left to who administers the registry
	IF subject IS NOT NULL AND NOT coalesce(customer_grade_internal.owns(subject), customer_grade_internal.administers()) THEN
		PERFORM customer_grade_internal.throw('42501',
			message => format('must be owner of table "%s"', subject));
	END IF;
END
$function$;
COMMENT ON FUNCTION customer_grade_internal.check_owner(regclass) IS
	'require that the caller is a member of the owner of this table; null: of none. Error: 42501 it is not';

CREATE FUNCTION customer_grade_internal.check_owner_of_both(subject regclass, source regclass) RETURNS void
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $function$
BEGIN
	IF (customer_grade_internal.owns(subject) AND customer_grade_internal.owns(source)) IS NOT TRUE THEN
		PERFORM customer_grade_internal.throw('42501',
			message => format('must be owner of tables "%s" and "%s"', subject, source));
	END IF;
END
$function$;
COMMENT ON FUNCTION customer_grade_internal.check_owner_of_both(regclass, regclass) IS
	'require that the caller is a member of the owners of a subject and a source. Error: 42501 it is not';

-- Grading runs as the owner of the subject: a table of another owner would be read and written with rights it does not have.
CREATE FUNCTION customer_grade_internal.check_same_owner(subject regclass, VARIADIC relations regclass[]) RETURNS void
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $function$
DECLARE
	other regclass;
	kind text;
	owner name;
BEGIN
	SELECT r.oid, CASE WHEN r.relkind = 'v' THEN 'VIEW' ELSE 'TABLE' END, pg_get_userbyid(s.relowner) INTO other, kind, owner
	FROM pg_class AS s, pg_class AS r
	WHERE s.oid = check_same_owner.subject AND r.oid = ANY (relations) AND r.relowner <> s.relowner
	ORDER BY array_position(relations, r.oid::regclass) LIMIT 1;
	IF FOUND THEN
		PERFORM customer_grade_internal.throw('42501',
			message => format('"%s" and "%s" have different owners', other, subject),
			hint => format('ALTER %s %s OWNER TO %I;', kind, other, owner));
	END IF;
END
$function$;
COMMENT ON FUNCTION customer_grade_internal.check_same_owner(regclass, regclass[]) IS
	'require that these relations have the owner of the subject. Error: 42501 one of them has another';

-- What runs as the owner, in the body of an owner gate, asks for the rights of the role that has called the gate.
CREATE FUNCTION customer_grade_internal.check_readable(VARIADIC relations regclass[]) RETURNS void
LANGUAGE C STABLE STRICT PARALLEL RESTRICTED
AS 'MODULE_PATHNAME', 'check_readable_relations';
COMMENT ON FUNCTION customer_grade_internal.check_readable(regclass[]) IS
	'require that the reader may read all rows of these relations, and that they belong to the current user, as which the body of a gate '
	'runs. Error: 42501 one of these is not so';

CREATE FUNCTION customer_grade_internal.check_may_evaluate(subject regclass, metrics regclass) RETURNS void
LANGUAGE C STABLE PARALLEL RESTRICTED
AS 'MODULE_PATHNAME', 'check_may_evaluate';
COMMENT ON FUNCTION customer_grade_internal.check_may_evaluate(regclass, regclass) IS
	'require that the reader may read the metrics of a subject, and that row-level security of the subject hides no row from it. Error: '
	'42501 one of these is not so';

-- It is a trigger, so that a restore, which copies rows into the tables, is checked as well. What a row names may be gone
-- by then: such a row is kept, and harms nobody, because owners are compared again when it is used. Nobody else may name
-- what does not exist, or only in a session: the next table that anybody makes would get that number, and the row stays when
-- the session has ended.
CREATE FUNCTION customer_grade_internal.attachment_check() RETURNS trigger
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $function$
DECLARE
	subjects CONSTANT regclass[] := array_remove(ARRAY[
		CASE WHEN TG_OP <> 'INSERT' THEN OLD.subject END, CASE WHEN TG_OP <> 'DELETE' THEN NEW.subject END], NULL);
	named regclass[];
	passing regclass;
BEGIN
	PERFORM customer_grade_internal.check_owner(s.subject) FROM unnest(subjects) AS s(subject);
	IF TG_OP = 'DELETE' THEN
		RETURN OLD;
	END IF;
	named := ARRAY(
		SELECT v.value::customer_grade_internal.relation_reference
		FROM pg_attribute AS c JOIN jsonb_each_text(to_jsonb(NEW)) AS v ON v.key = c.attname
		WHERE c.attrelid = TG_RELID AND c.atttypid = 'customer_grade_internal.relation_reference'::regtype AND v.value IS NOT NULL
		ORDER BY c.attnum);
	PERFORM customer_grade_internal.check_same_owner(NEW.subject, VARIADIC named);
	-- where a restore adds a row without a subject
	PERFORM customer_grade_internal.check_owner(c.oid) FROM pg_class AS c WHERE c.oid = ANY (named);
	SELECT n.relation INTO passing FROM unnest(named) AS n(relation)
	WHERE NOT EXISTS (SELECT FROM pg_class AS c WHERE c.oid = n.relation AND c.relpersistence <> 't')
		AND NOT EXISTS (SELECT FROM jsonb_each_text(to_jsonb(OLD)) AS o WHERE o.value = n.relation::text)
		AND NOT customer_grade_internal.administers()
	LIMIT 1;
	IF FOUND THEN
		PERFORM customer_grade_internal.throw('42809',
			message => format('"%s" is not a permanent relation', passing));
	END IF;
	IF TG_TABLE_NAME = 'attachment' AND TG_OP = 'UPDATE' THEN
		IF (OLD.mirror, OLD.label, OLD.time_zone) IS DISTINCT FROM (NEW.mirror, NEW.label, NEW.time_zone) THEN
			PERFORM customer_grade_internal.check_options(NEW.standard, NEW.subject, NEW.key_columns, NEW.mirror, NEW.label,
				NEW.time_zone);
		END IF;
	END IF;
	RETURN NEW;
END
$function$;
COMMENT ON FUNCTION customer_grade_internal.attachment_check() IS
	'trigger of the tables of attachments, reviews and trackings: only the owner of the subject writes, and all that a row names has that '
	'owner';

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

CREATE FUNCTION customer_grade_internal.change_attachment(standard text, subject regclass, fields jsonb) RETURNS void
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $function$
BEGIN
	PERFORM customer_grade_internal.change_row('attachment', jsonb_build_object('standard', standard, 'subject', subject), fields);
END
$function$;
COMMENT ON FUNCTION customer_grade_internal.change_attachment(text, regclass, jsonb) IS
	'change fields of an attachment in the registry. For the owner of the subject';

CREATE FUNCTION customer_grade_internal.registry_lock_attachment(standard text, subject regclass) RETURNS customer_grade_internal.attachment
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $function$
#variable_conflict use_column
DECLARE
	result customer_grade_internal.attachment;
BEGIN
	PERFORM customer_grade_internal.check_owner(registry_lock_attachment.subject);
	SELECT * INTO result FROM customer_grade_internal.attachment AS a
	WHERE a.standard = registry_lock_attachment.standard AND a.subject = registry_lock_attachment.subject FOR UPDATE;
	RETURN result;
END
$function$;
COMMENT ON FUNCTION customer_grade_internal.registry_lock_attachment(text, regclass) IS
	'body of lock_attachment()';

CREATE FUNCTION customer_grade_internal.lock_attachment(standard text, subject regclass) RETURNS customer_grade_internal.attachment
LANGUAGE C VOLATILE
AS 'MODULE_PATHNAME', 'registry_gate';
COMMENT ON FUNCTION customer_grade_internal.lock_attachment(text, regclass) IS
	'let no other session change an attachment until the transaction ends; returns it as it is then. For the owner of the subject';
