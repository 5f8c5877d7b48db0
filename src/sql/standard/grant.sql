-- Who may write a standard: the members of its owner, and the roles to which these have granted it. They read its drafts, too.

CREATE TABLE customer_grade_internal.standard_grant (
	standard   text COLLATE pg_catalog."C",
	role       customer_grade_internal.role_reference NOT NULL,
	granted_by text NOT NULL,
	granted_at timestamp with time zone NOT NULL DEFAULT pg_catalog.clock_timestamp()
);
COMMENT ON TABLE customer_grade_internal.standard_grant IS
	'roles that may define versions of standards and read their drafts and cases; grant_standard() and revoke_standard() write it';
COMMENT ON COLUMN customer_grade_internal.standard_grant.standard IS
	'name of the standard; null: the role may define new standards';
COMMENT ON COLUMN customer_grade_internal.standard_grant.role IS
	'the role; its members may, too';
COMMENT ON COLUMN customer_grade_internal.standard_grant.granted_by IS
	'the role that granted it';
COMMENT ON COLUMN customer_grade_internal.standard_grant.granted_at IS
	'when';
SELECT customer_grade_internal.make_registry_view('standard_grant', $condition$
	pg_catalog.pg_has_role(customer_grade_internal.reader(), r.role, 'MEMBER') OR EXISTS (
		SELECT FROM customer_grade_internal.standard AS s
		WHERE s.name = r.standard AND pg_catalog.pg_has_role(customer_grade_internal.reader(), s.owner, 'USAGE'))
	OR (SELECT customer_grade_internal.administers())
$condition$);

-- What the views of the registry ask for.
CREATE VIEW customer_grade_internal.written_standard WITH (security_barrier) AS
	SELECT DISTINCT s.name
	FROM customer_grade_internal.standard AS s
	WHERE pg_catalog.pg_has_role(customer_grade_internal.reader(), s.owner, 'USAGE')
		OR EXISTS (
			SELECT FROM customer_grade_internal.standard_grant AS g
			WHERE g.standard = s.name AND pg_catalog.pg_has_role(customer_grade_internal.reader(), g.role, 'USAGE'))
		OR (SELECT customer_grade_internal.administers());
COMMENT ON VIEW customer_grade_internal.written_standard IS
	'standards whose drafts and cases the reader may see: who may write them, and who administers the registry';
COMMENT ON COLUMN customer_grade_internal.written_standard.name IS 'name of the standard';
SELECT customer_grade_internal.make_registry_view('standard', $condition$
	r.status = 'final' OR r.name IN (SELECT w.name FROM customer_grade_internal.written_standard AS w)
$condition$, pg_catalog.jsonb_build_object(
	-- reports show the colors; cases are for who may write the standard
	'settings', $column$
		CASE WHEN r.name IN (SELECT w.name FROM customer_grade_internal.written_standard AS w) THEN r.settings
			WHEN r.settings ? 'color' THEN jsonb_build_object('color', r.settings -> 'color') ELSE '{}' END
	$column$,
	'accepted', $column$
		CASE WHEN r.name IN (SELECT w.name FROM customer_grade_internal.written_standard AS w) THEN r.accepted
			ELSE (SELECT coalesce(jsonb_agg(a.finding ORDER BY a.place), '[]')
				FROM jsonb_array_elements(r.accepted) WITH ORDINALITY AS a(finding, place) WHERE a.finding ->> 'statement' NOT LIKE 'case "%') END
	$column$));

CREATE INDEX standard_grant_role ON customer_grade_internal.standard_grant ((role::oid));
COMMENT ON INDEX customer_grade_internal.standard_grant_role IS 'finds what a role may write';
-- Logical replication needs it, because the table has no primary key.
ALTER TABLE customer_grade_internal.standard_grant REPLICA IDENTITY FULL;

SELECT pg_catalog.pg_extension_config_dump('customer_grade_internal.standard_grant', '');

-- An explicit right on a type that says nothing: DROP ROLE refuses to drop a role that has one, and a dump keeps it.
CREATE FUNCTION customer_grade_internal.is_protected(role regrole) RETURNS boolean
LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
AS $function$
	SELECT EXISTS (
		SELECT FROM pg_type AS t, aclexplode(t.typacl) AS a
		WHERE t.oid = 'customer_grade_internal.role_reference'::regtype AND role IN (a.grantee, t.typowner))
$function$;
COMMENT ON FUNCTION customer_grade_internal.is_protected(regrole) IS
	'does DROP ROLE refuse to drop this role, see protect_role()?';

CREATE FUNCTION customer_grade_internal.protect_role(role regrole) RETURNS void
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $function$
BEGIN
	IF NOT customer_grade_internal.is_protected(role) THEN
		EXECUTE format('GRANT USAGE ON TYPE customer_grade_internal.role_reference TO %s', role);
	END IF;
END
$function$;
COMMENT ON FUNCTION customer_grade_internal.protect_role(regrole) IS
	'keep a role that owns or may write standards from being dropped; for the bodies of gates';

CREATE FUNCTION customer_grade_internal.release_role(role regrole) RETURNS void
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $function$
BEGIN
	IF role <> customer_grade_internal.administrator()
		AND EXISTS (SELECT FROM pg_roles AS r WHERE r.oid = release_role.role)
		AND NOT EXISTS (SELECT FROM customer_grade_internal.standard AS s WHERE s.owner = release_role.role)
		AND NOT EXISTS (SELECT FROM customer_grade_internal.standard_grant AS g WHERE g.role = release_role.role)
	THEN
		PERFORM customer_grade_internal.take_back('USAGE', 'TYPE customer_grade_internal.role_reference', t.typacl, role)
		FROM pg_type AS t WHERE t.oid = 'customer_grade_internal.role_reference'::regtype;
	END IF;
END
$function$;
COMMENT ON FUNCTION customer_grade_internal.release_role(regrole) IS
	'undo protect_role(), unless the role still owns or may write a standard';

CREATE FUNCTION customer_grade_internal.owner_of_standard(name text) RETURNS regrole
LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
AS $function$
	SELECT s.owner FROM customer_grade_internal.standard AS s WHERE s.name = owner_of_standard.name LIMIT 1
$function$;
COMMENT ON FUNCTION customer_grade_internal.owner_of_standard(text) IS
	'the owner of a standard, the same for all its versions; null: there is no such standard. For the bodies of gates';

CREATE FUNCTION customer_grade_internal.fail_standard(name text, detail text, hint text) RETURNS void
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $function$
BEGIN
	PERFORM customer_grade_internal.throw('42501',
		message => format('permission denied for standard "%s"', name),
		detail => detail,
		hint => hint);
END
$function$;
COMMENT ON FUNCTION customer_grade_internal.fail_standard(text, text, text) IS
	'error 42501: the caller may not do this to a standard';

CREATE FUNCTION customer_grade_internal.check_standard_exists(name text) RETURNS void
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $function$
BEGIN
	IF customer_grade_internal.owner_of_standard(name) IS NULL THEN
		PERFORM customer_grade_internal.throw('42704',
			message => format('standard "%s" does not exist', name));
	END IF;
END
$function$;
COMMENT ON FUNCTION customer_grade_internal.check_standard_exists(text) IS
	'require that there is a standard of this name; for the bodies of gates. Error: 42704 there is none';

-- A role that has been dropped is shown by its number. Its standards are left to who administers the registry.
CREATE FUNCTION customer_grade_internal.check_standard_owner(name text) RETURNS void
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $function$
DECLARE
	owner CONSTANT regrole := customer_grade_internal.owner_of_standard(name);
BEGIN
	PERFORM customer_grade_internal.check_standard_exists(name);
	IF pg_has_role(customer_grade_internal.caller(), owner, 'USAGE') IS NOT TRUE
		AND (EXISTS (SELECT FROM pg_roles AS r WHERE r.oid = owner) OR NOT customer_grade_internal.administers())
	THEN
		PERFORM customer_grade_internal.fail_standard(name,
			format('It belongs to role %s, and only its members may do this.', owner), NULL);
	END IF;
END
$function$;
COMMENT ON FUNCTION customer_grade_internal.check_standard_owner(text) IS
	'require that the caller is a member of the owner of a standard. Errors: 42704 there is no such standard, 42501 it is not';

CREATE FUNCTION customer_grade_internal.check_standard_writer(name text) RETURNS void
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $function$
DECLARE
	caller CONSTANT regrole := customer_grade_internal.caller();
	owner CONSTANT regrole := customer_grade_internal.owner_of_standard(name);
BEGIN
	IF pg_has_role(caller, owner, 'USAGE') OR owner IS NULL AND customer_grade_internal.administers()
		OR EXISTS (SELECT FROM customer_grade_internal.standard_grant AS g
			WHERE pg_has_role(caller, g.role, 'USAGE') AND g.standard IS NOT DISTINCT FROM CASE WHEN owner IS NOT NULL THEN name END)
	THEN
		RETURN;
	ELSIF owner IS NULL THEN
		PERFORM customer_grade_internal.fail_standard(name,
			format('Role %s may not define new standards.', caller),
			format('Role %s can allow it: SELECT customer_grade.grant_standard(NULL, %L);',
				customer_grade_internal.administrator(), caller));
	ELSE
		PERFORM customer_grade_internal.fail_standard(name,
			format('It belongs to role %s.', owner),
			format('Role %1$s can grant it: SELECT customer_grade.grant_standard(%2$L, %3$L);', owner, name, caller));
	END IF;
END
$function$;
COMMENT ON FUNCTION customer_grade_internal.check_standard_writer(text) IS
	'require that the caller may define versions of a standard, or a standard that does not exist yet. Error: 42501 it may '
	'not';

CREATE FUNCTION customer_grade_internal.check_new_owner(owner regrole) RETURNS void
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $function$
BEGIN
	IF NOT pg_has_role(customer_grade_internal.caller(), owner, 'USAGE') THEN
		PERFORM customer_grade_internal.throw('42501',
			message => format('must be a member of role %s', owner),
			hint => 'Nobody can give a standard to a role that it does not belong to.');
	END IF;
END
$function$;
COMMENT ON FUNCTION customer_grade_internal.check_new_owner(regrole) IS
	'require that the caller may give a standard to a role (null: to none). Error: 42501 it is no member';

-- Whoever may grant a standard: the members of its owner; to define new ones: who administers the registry.
CREATE FUNCTION customer_grade_internal.check_grantor(name text) RETURNS void
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $function$
BEGIN
	IF name IS NOT NULL THEN
		PERFORM customer_grade_internal.check_standard_owner(name);
	ELSIF NOT customer_grade_internal.administers() THEN
		PERFORM customer_grade_internal.throw('42501',
			message => 'permission denied to grant the right to define new standards',
			hint => format('Members of role %s can grant it.', customer_grade_internal.administrator()));
	END IF;
END
$function$;
COMMENT ON FUNCTION customer_grade_internal.check_grantor(text) IS
	'require that the caller may grant a standard (null: to define new ones). Errors: 42704 no such standard, 42501 it may not';

CREATE FUNCTION customer_grade_internal.registry_grant_standard(name text, role regrole) RETURNS void
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $function$
BEGIN
	PERFORM customer_grade_internal.check_role(role);
	PERFORM customer_grade_internal.check_grantor(name);
	INSERT INTO customer_grade_internal.standard_grant AS g (standard, role, granted_by)
	SELECT registry_grant_standard.name, registry_grant_standard.role, pg_get_userbyid(customer_grade_internal.caller())
	WHERE NOT EXISTS (SELECT FROM customer_grade_internal.standard_grant AS e
		WHERE e.standard IS NOT DISTINCT FROM registry_grant_standard.name AND e.role = registry_grant_standard.role);
	PERFORM customer_grade_internal.protect_role(registry_grant_standard.role);
END
$function$;
COMMENT ON FUNCTION customer_grade_internal.registry_grant_standard(text, regrole) IS
	'body of grant_standard()';

CREATE FUNCTION customer_grade.grant_standard(name text, role regrole) RETURNS void
LANGUAGE C VOLATILE
AS 'MODULE_PATHNAME', 'registry_gate';
COMMENT ON FUNCTION customer_grade.grant_standard(text, regrole) IS
	'let the members of a role define versions of a standard, and read its drafts and cases; name null: define new standards, which '
	'belong to who defines them. For members of the standard''s owner; name null: of the role that created the extension. Errors: 42704 no '
	'such standard, 42501 not yours, 22004 no role';

CREATE FUNCTION customer_grade_internal.registry_revoke_standard(name text, role regrole) RETURNS void
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $function$
BEGIN
	PERFORM customer_grade_internal.check_role(role);
	PERFORM customer_grade_internal.check_grantor(name);
	DELETE FROM customer_grade_internal.standard_grant AS g
	WHERE g.standard IS NOT DISTINCT FROM registry_revoke_standard.name AND g.role = registry_revoke_standard.role;
	-- other roles may have a right on the schema that we have not granted
	IF FOUND THEN
		PERFORM customer_grade_internal.release_role(registry_revoke_standard.role);
	END IF;
END
$function$;
COMMENT ON FUNCTION customer_grade_internal.registry_revoke_standard(text, regrole) IS
	'body of revoke_standard()';

CREATE FUNCTION customer_grade.revoke_standard(name text, role regrole) RETURNS void
LANGUAGE C VOLATILE
AS 'MODULE_PATHNAME', 'registry_gate';
COMMENT ON FUNCTION customer_grade.revoke_standard(text, regrole) IS
	'undo grant_standard(). For the same roles. Errors: 42704 no such standard, 42501 not yours, 22004 no role';
