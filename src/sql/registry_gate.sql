-- Who may read and write the registry. No role has a right on its tables; functions write them as their owner, through gates:
-- the body of a gate is the function registry_<its name>, which only the owner of the registry may call.

-- Parallel workers do not know for whom a body works.
CREATE FUNCTION customer_grade_internal.caller() RETURNS regrole
LANGUAGE C STABLE PARALLEL RESTRICTED
AS 'MODULE_PATHNAME', 'gate_caller_role';
COMMENT ON FUNCTION customer_grade_internal.caller() IS
	'the role on whose behalf the registry is read or written: in the body of a gate who has called it, else the current user';

CREATE FUNCTION customer_grade_internal.reader() RETURNS regrole
LANGUAGE C STABLE PARALLEL RESTRICTED
AS 'MODULE_PATHNAME', 'gate_reader_role';
COMMENT ON FUNCTION customer_grade_internal.reader() IS
	'the role for which the owner of a table reads or decides: in the body of an owner gate who has called it, else the current user';

CREATE FUNCTION customer_grade_internal.administrator() RETURNS regrole
LANGUAGE C STABLE PARALLEL SAFE
AS 'MODULE_PATHNAME', 'administrator';
COMMENT ON FUNCTION customer_grade_internal.administrator() IS
	'the role that has created the extension; its members, and superusers, administer the registry';

CREATE FUNCTION customer_grade_internal.administers() RETURNS boolean
LANGUAGE C STABLE PARALLEL RESTRICTED
AS 'MODULE_PATHNAME', 'administers';
COMMENT ON FUNCTION customer_grade_internal.administers() IS
	'does the caller administer the registry?';

-- The rows are given as JSON: then no type of the caller's takes part, whose functions would run as the owner of the registry.
-- Triggers of the tables check whether the caller may write them.
CREATE FUNCTION customer_grade_internal.registry_columns(fields jsonb, alias text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $function$
	SELECT string_agg(alias || quote_ident(f.name), ', ' ORDER BY f.name) FROM jsonb_object_keys(fields) AS f(name)
$function$;
COMMENT ON FUNCTION customer_grade_internal.registry_columns(jsonb, text) IS
	'the columns that an object names, as a list for SQL';

-- Of other columns a caller could find out the values in rows that it may not read: those that match are refused, and no others.
CREATE FUNCTION customer_grade_internal.registry_condition(key jsonb) RETURNS text
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $function$
DECLARE
	other text;
BEGIN
	SELECT k.name INTO other FROM jsonb_object_keys(key) AS k(name)
	WHERE k.name <> ALL (ARRAY['standard', 'subject', 'source', 'id']) LIMIT 1;
	IF FOUND THEN
		PERFORM customer_grade_internal.throw('42501',
			message => format('rows of the registry are not selected by "%s"', other));
	END IF;
	RETURN (SELECT string_agg(format('r.%1$I = k.%1$I', k.name), ' AND ' ORDER BY k.name) FROM jsonb_object_keys(key) AS k(name));
END
$function$;
COMMENT ON FUNCTION customer_grade_internal.registry_condition(jsonb) IS
	'the condition that a row r of the registry has the values of a key k. Error: 42501 it names other columns than those of a key';

CREATE FUNCTION customer_grade_internal.registry_table(name text) RETURNS text
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $function$
BEGIN
	IF name <> ALL (ARRAY['attachment', 'parameter_set', 'source', 'report_view', 'review', 'tracking']) THEN
		PERFORM customer_grade_internal.throw('42501',
			message => format('rows of "%s" are written by functions of their own only', name));
	END IF;
	RETURN 'customer_grade_internal.' || quote_ident(name);
END
$function$;
COMMENT ON FUNCTION customer_grade_internal.registry_table(text) IS
	'a table of the registry whose rows belong to the owner of their subject. Error: 42501 it is none';

CREATE FUNCTION customer_grade_internal.registry_add_row(name text, fields jsonb) RETURNS jsonb
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $function$
DECLARE
	result jsonb;
BEGIN
	EXECUTE format('INSERT INTO %1$s AS r (%2$s) SELECT %3$s FROM jsonb_populate_record(NULL::%1$s, $1) AS n RETURNING to_jsonb(r.*)',
		customer_grade_internal.registry_table(name), customer_grade_internal.registry_columns(fields, ''),
		customer_grade_internal.registry_columns(fields, 'n.'))
	INTO result USING fields;
	RETURN result;
END
$function$;
COMMENT ON FUNCTION customer_grade_internal.registry_add_row(text, jsonb) IS
	'body of add_row()';

CREATE FUNCTION customer_grade_internal.add_row(name text, fields jsonb) RETURNS jsonb
LANGUAGE C VOLATILE
AS 'MODULE_PATHNAME', 'registry_gate';
COMMENT ON FUNCTION customer_grade_internal.add_row(text, jsonb) IS
	'add a row to a table of the registry; fields that are not named get their defaults. Returns the row. For the owner of its subject';

CREATE FUNCTION customer_grade_internal.registry_change_row(name text, key jsonb, fields jsonb) RETURNS bigint
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $function$
DECLARE
	result bigint;
BEGIN
	EXECUTE format('UPDATE %1$s AS r SET (%2$s) = ROW(%3$s) '
		'FROM jsonb_populate_record(NULL::%1$s, $1) AS n, jsonb_populate_record(NULL::%1$s, $2) AS k WHERE %4$s',
		customer_grade_internal.registry_table(name), customer_grade_internal.registry_columns(fields, ''),
		customer_grade_internal.registry_columns(fields, 'n.'), customer_grade_internal.registry_condition(key))
	USING fields, key;
	GET DIAGNOSTICS result = ROW_COUNT;
	RETURN result;
END
$function$;
COMMENT ON FUNCTION customer_grade_internal.registry_change_row(text, jsonb, jsonb) IS
	'body of change_row()';

CREATE FUNCTION customer_grade_internal.change_row(name text, key jsonb, fields jsonb) RETURNS bigint
LANGUAGE C VOLATILE
AS 'MODULE_PATHNAME', 'registry_gate';
COMMENT ON FUNCTION customer_grade_internal.change_row(text, jsonb, jsonb) IS
	'change fields of the rows of a table of the registry that have the values of key; returns how many there are. For the owner of their '
	'subject';

CREATE FUNCTION customer_grade_internal.registry_remove_rows(name text, key jsonb) RETURNS bigint
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $function$
DECLARE
	result bigint;
BEGIN
	EXECUTE format('DELETE FROM %1$s AS r USING jsonb_populate_record(NULL::%1$s, $1) AS k WHERE %2$s',
		customer_grade_internal.registry_table(name), customer_grade_internal.registry_condition(key))
	USING key;
	GET DIAGNOSTICS result = ROW_COUNT;
	RETURN result;
END
$function$;
COMMENT ON FUNCTION customer_grade_internal.registry_remove_rows(text, jsonb) IS
	'body of remove_rows()';

CREATE FUNCTION customer_grade_internal.remove_rows(name text, key jsonb) RETURNS bigint
LANGUAGE C VOLATILE
AS 'MODULE_PATHNAME', 'registry_gate';
COMMENT ON FUNCTION customer_grade_internal.remove_rows(text, jsonb) IS
	'remove the rows of a table of the registry that have the values of key; returns how many there were. For the owner of their subject';

-- The registry as users read it. A view reads the table as the owner of the registry, and shows the rows that concern who asks.
-- PostgreSQL would let a superuser write through such a view, past the functions that keep triggers and rights in step.
CREATE FUNCTION customer_grade_internal.refuse_writing() RETURNS trigger
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $function$
BEGIN
	PERFORM customer_grade_internal.throw('55000',
		message => format('view "%s.%s" is read-only', TG_TABLE_SCHEMA, TG_TABLE_NAME),
		detail => format('It shows %s.', obj_description(TG_RELID, 'pg_class')),
		hint => 'Functions write the registry.');
	RETURN NULL;
END
$function$;
COMMENT ON FUNCTION customer_grade_internal.refuse_writing() IS
	'trigger of the views of the registry. Error: 55000 they are read-only';

CREATE FUNCTION customer_grade_internal.make_registry_view(name text, visible text DEFAULT 'true',
	columns jsonb DEFAULT '{}') RETURNS void
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $function$
DECLARE
	relation CONSTANT regclass := format('customer_grade_internal.%I', name);
BEGIN
	EXECUTE format('CREATE VIEW customer_grade.%I WITH (security_barrier) AS SELECT %s FROM %s AS r WHERE %s', name, (
			SELECT string_agg(coalesce(columns ->> a.attname || format(' AS %I', a.attname), format(CASE a.atttypid::regtype::text
				WHEN 'customer_grade_internal.relation_reference' THEN 'r.%I::regclass'
				WHEN 'customer_grade_internal.role_reference' THEN 'r.%I::regrole'
				WHEN 'customer_grade_internal.role_reference[]' THEN 'r.%I::regrole[]' ELSE 'r.%I' END, a.attname)), ', ' ORDER BY a.attnum)
			FROM pg_attribute AS a WHERE a.attrelid = relation AND a.attnum > 0),
		relation, visible);
	EXECUTE format('COMMENT ON VIEW customer_grade.%I IS %L', name, obj_description(relation, 'pg_class'));
	EXECUTE (
		SELECT string_agg(format('COMMENT ON COLUMN customer_grade.%I.%I IS %L',
			name, a.attname, col_description(a.attrelid, a.attnum)), ';')
		FROM pg_attribute AS a WHERE a.attrelid = relation AND a.attnum > 0);
	EXECUTE format('CREATE TRIGGER read_only INSTEAD OF INSERT OR UPDATE OR DELETE ON customer_grade.%I '
		'FOR EACH ROW EXECUTE FUNCTION customer_grade_internal.refuse_writing()', name);
	EXECUTE format('COMMENT ON TRIGGER read_only ON customer_grade.%I IS %L', name, 'the view is read-only');
	EXECUTE format('GRANT SELECT ON customer_grade.%I TO PUBLIC', name);
END
$function$;
COMMENT ON FUNCTION customer_grade_internal.make_registry_view(text, text, jsonb) IS
	'make the view in schema customer_grade of a table r of the registry, with its comments, for the rows that meet a condition. columns: '
	'expressions of those that not everybody sees as they are, by name';

CREATE FUNCTION customer_grade_internal.may_read(VARIADIC relations regclass[]) RETURNS boolean
LANGUAGE C STABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'may_read_any';
COMMENT ON FUNCTION customer_grade_internal.may_read(regclass[]) IS
	'may the current user read all columns of one of these relations?';

CREATE FUNCTION customer_grade_internal.may_see(standard text, subject regclass) RETURNS boolean
LANGUAGE C STABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'may_see_attachment';
COMMENT ON FUNCTION customer_grade_internal.may_see(text, regclass) IS
	'may the current user read the subject of an attachment, its ledger or its grades, or does it administer the registry? Who may sees '
	'the attachment, with its parameters, reviews and what they could not grade';

-- A restore by the administrator repeats in its name what the owner of the registry has granted. A REVOKE by the owner does not
-- reach that: the administrator's right to grant goes, with all that it has granted, and what others have of it is granted again.
CREATE FUNCTION customer_grade_internal.take_back(privilege text, object text, acl aclitem[], role regrole) RETURNS void
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $function$
DECLARE
	administrator CONSTANT regrole := customer_grade_internal.administrator();
	granted CONSTANT regrole[] := ARRAY(
		SELECT a.grantee FROM aclexplode(acl) AS a
		WHERE a.grantor = administrator AND a.privilege_type = privilege AND administrator <> current_user::regrole);
	other regrole;
BEGIN
	EXECUTE format('REVOKE %s ON %s FROM %s', privilege, object, role);
	IF role = ANY (granted) THEN
		EXECUTE format('REVOKE GRANT OPTION FOR %s ON %s FROM %s CASCADE', privilege, object, administrator);
		EXECUTE format('GRANT %s ON %s TO %s WITH GRANT OPTION', privilege, object, administrator);
		FOREACH other IN ARRAY array_remove(granted, role) LOOP
			EXECUTE format('GRANT %s ON %s TO %s', privilege, object, other);
		END LOOP;
	END IF;
END
$function$;
COMMENT ON FUNCTION customer_grade_internal.take_back(text, text, aclitem[], regrole) IS
	'revoke a privilege on an object of the extension, which has these rights, from a role; for the bodies of gates';

CREATE FUNCTION customer_grade_internal.check_role(role regrole) RETURNS void
LANGUAGE plpgsql IMMUTABLE
SET search_path = pg_catalog, pg_temp
AS $function$
BEGIN
	IF role IS NULL THEN
		PERFORM customer_grade_internal.throw('22004', message => 'role must not be null');
	END IF;
END
$function$;
COMMENT ON FUNCTION customer_grade_internal.check_role(regrole) IS
	'require a role to grant something to. Error: 22004 it is null';

-- pg_dump reads the tables themselves.
CREATE FUNCTION customer_grade_internal.dumped_relations() RETURNS TABLE (relation text, acl aclitem[])
LANGUAGE sql STABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $function$
	SELECT CASE c.relkind WHEN 'S' THEN 'SEQUENCE ' ELSE '' END || c.oid::regclass, c.relacl
	FROM pg_class AS c
	WHERE c.relnamespace = 'customer_grade_internal'::regnamespace AND c.relkind IN ('r', 'S')
$function$;
COMMENT ON FUNCTION customer_grade_internal.dumped_relations() IS
	'tables and sequences of the registry, as GRANT names them, and the rights on them';

CREATE FUNCTION customer_grade_internal.check_dump_grantor() RETURNS void
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $function$
BEGIN
	IF NOT customer_grade_internal.administers() THEN
		PERFORM customer_grade_internal.throw('42501',
			message => 'permission denied to grant the right to dump the registry',
			hint => format('Members of role %s can grant it.', customer_grade_internal.administrator()));
	END IF;
END
$function$;
COMMENT ON FUNCTION customer_grade_internal.check_dump_grantor() IS
	'require that the caller administers the registry. Error: 42501 it does not';

CREATE FUNCTION customer_grade_internal.registry_grant_dump(role regrole) RETURNS void
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $function$
BEGIN
	PERFORM customer_grade_internal.check_role(role);
	PERFORM customer_grade_internal.check_dump_grantor();
	EXECUTE (SELECT string_agg(format('GRANT SELECT ON %s TO %s', d.relation, role), ';')
		FROM customer_grade_internal.dumped_relations() AS d);
END
$function$;
COMMENT ON FUNCTION customer_grade_internal.registry_grant_dump(regrole) IS
	'body of grant_dump()';

CREATE FUNCTION customer_grade.grant_dump(role regrole) RETURNS void
LANGUAGE C VOLATILE
AS 'MODULE_PATHNAME', 'registry_gate';
COMMENT ON FUNCTION customer_grade.grant_dump(regrole) IS
	'let a role dump the registry: it may read all of it, benchmarks and messages about customers included. A superuser, the role that '
	'created the extension and (PostgreSQL 14 and later) pg_read_all_data can dump it anyway. For members of the role that created the '
	'extension. Errors: 42501 you are none, 22004 no role';

CREATE FUNCTION customer_grade_internal.registry_revoke_dump(role regrole) RETURNS void
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $function$
BEGIN
	PERFORM customer_grade_internal.check_role(role);
	PERFORM customer_grade_internal.check_dump_grantor();
	PERFORM customer_grade_internal.take_back('SELECT', d.relation, d.acl, role) FROM customer_grade_internal.dumped_relations() AS d;
END
$function$;
COMMENT ON FUNCTION customer_grade_internal.registry_revoke_dump(regrole) IS
	'body of revoke_dump()';

CREATE FUNCTION customer_grade.revoke_dump(role regrole) RETURNS void
LANGUAGE C VOLATILE
AS 'MODULE_PATHNAME', 'registry_gate';
COMMENT ON FUNCTION customer_grade.revoke_dump(regrole) IS
	'undo grant_dump(). For members of the role that created the extension. Errors: 42501 you are none, 22004 no role';
