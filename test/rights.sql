-- The rights of PUBLIC and of the role that has created the extension, which is no superuser, on every object of the
-- extension, one by one.  (public_face.t computes which internal functions PUBLIC needs.)

SELECT * FROM no_plan();
\o /dev/null
SET client_min_messages = error;
CREATE ROLE regress_dba;
SELECT format('ALTER DATABASE %I OWNER TO regress_dba', current_database()) \gexec
DROP EXTENSION customer_grade;
SET ROLE regress_dba;
CREATE EXTENSION customer_grade;
RESET ROLE;

CREATE TEMP TABLE object AS
	SELECT c.relname || CASE c.relkind WHEN 'r' THEN ' (table)' WHEN 'S' THEN ' (sequence)' WHEN 'v' THEN ' (view)' ELSE ' (?)' END AS name,
		n.nspname AS schema, c.relkind::text AS kind, c.relowner AS owner,
		coalesce(c.relacl, acldefault(CASE c.relkind WHEN 'S' THEN 's' ELSE 'r' END::"char", c.relowner)) AS acl
	FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace
	WHERE n.nspname IN ('customer_grade', 'customer_grade_internal') AND c.relkind NOT IN ('i', 'c')
	UNION ALL
	SELECT p.oid::regprocedure::text, n.nspname, 'f', p.proowner, coalesce(p.proacl, acldefault('f', p.proowner))
	FROM pg_proc AS p JOIN pg_namespace AS n ON n.oid = p.pronamespace
	WHERE n.nspname IN ('customer_grade', 'customer_grade_internal')
	UNION ALL
	SELECT t.oid::regtype::text || ' (type)', n.nspname, 'T', t.typowner, coalesce(t.typacl, acldefault('T', t.typowner))
	FROM pg_type AS t JOIN pg_namespace AS n ON n.oid = t.typnamespace
	WHERE n.nspname IN ('customer_grade', 'customer_grade_internal') AND t.typelem = 0 AND t.typrelid = 0
	UNION ALL
	SELECT n.nspname || ' (schema)', n.nspname, 'n', n.nspowner, n.nspacl
	FROM pg_namespace AS n WHERE n.nspname IN ('customer_grade', 'customer_grade_internal');
CREATE FUNCTION pg_temp.rights(acl aclitem[], role oid) RETURNS text LANGUAGE sql AS $$
	SELECT coalesce(string_agg(a.privilege_type || CASE WHEN a.is_grantable THEN '*' ELSE '' END, ' ' ORDER BY a.privilege_type), 'none')
	FROM aclexplode(acl) AS a WHERE a.grantee = role
$$;
-- bodies of gates and what only they call; and what the server calls without asking for a right
CREATE TEMP TABLE internal AS SELECT '^customer_grade_internal\.(registry_.*|administrator|make_registry_view|take_back|dumped_relations|'
	'attached_tables|make_room|check_definition|needs_two_people|find_draft|check_one_person|findings|is_accepted|accepted_so_far|accept|open_errors|'
	'check_accepted|tell_warnings|tell_draft|case_failure|caller_may_see|check_(case_names|dump_grantor|grantor|new_owner|role|standard_exists|standard_owner|standard_writer|unattached)|foreseen_problems|tell_new_version|fail_standard|former_parents|lock_standards|owner_of_standard|(protect|release)_role|'
	'rubric_(in|out|recv|send|support)|'
	'activity_(in|out|recv|send|cmp|hash|hash_extended|agg_.*)|(relation|role)_reference_(in|out)|cutoff_transition|examples_add|pareto_cutoff_final|'
	'population_(cuts|largest|pareto|quantile)_final|'
	'quota_cutoff_final|attachment_changed|attachment_check|partitions_changed|refuse_writing|standard_changed|tables_dropped)\(' AS called_by_server;
\o

SELECT is((SELECT count(DISTINCT owner) || ' ' || bool_and(rolsuper) FROM object JOIN pg_roles AS r ON r.oid = owner), '1 true',
	'all objects belong to one superuser');
SELECT is(pg_temp.rights(acl, 0), CASE
		WHEN kind = 'n' THEN 'USAGE'
		WHEN kind = 'T' THEN 'USAGE'
		WHEN kind = 'v' AND schema = 'customer_grade' THEN 'SELECT'
		WHEN kind = 'f' AND (schema = 'customer_grade' OR name !~ (SELECT called_by_server FROM internal)) THEN 'EXECUTE'
		ELSE 'none' END, 'PUBLIC on ' || name)
FROM object ORDER BY kind, name;
SELECT is(pg_temp.rights(acl, 'regress_dba'::regrole), CASE
		WHEN name = 'customer_grade_internal.role_reference (type)' THEN 'USAGE*'
		WHEN kind = 'r' THEN 'INSERT SELECT*'
		WHEN kind = 'S' THEN 'SELECT* UPDATE'
		ELSE 'none' END, 'the role that created the extension on ' || name)
FROM object ORDER BY kind, name;
SELECT is((SELECT string_agg(DISTINCT a.grantee::regrole::text, ' ') FROM object, aclexplode(acl) AS a
	WHERE a.grantee NOT IN (0, owner, 'regress_dba'::regrole)), NULL, 'nobody else has any right');
SELECT ok(NOT has_function_privilege('regress_dba', p.oid, 'EXECUTE'), p.oid::regprocedure || ' is for the owner of the registry only')
FROM pg_proc AS p WHERE p.pronamespace = 'customer_grade_internal'::regnamespace AND p.proname ~ '^registry_' ORDER BY p.oid::regprocedure::text;

SELECT * FROM finish();
\o /dev/null
SELECT format('ALTER DATABASE %I OWNER TO CURRENT_USER', current_database()) \gexec
DROP EXTENSION customer_grade;
DROP OWNED BY regress_dba;
DROP ROLE regress_dba;
