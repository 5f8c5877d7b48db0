-- What CREATE EXTENSION makes: every object has a comment, every function its labels.

BEGIN;
SELECT plan(5);

-- those that PostgreSQL makes along with a range type hang on it, an operator family comes with its class
CREATE TEMP VIEW member AS
	SELECT d.classid, d.objid, pg_describe_object(d.classid, d.objid, 0) AS object
	FROM pg_depend AS d
	JOIN pg_extension AS e ON d.refclassid = 'pg_extension'::regclass AND d.refobjid = e.oid
	WHERE e.extname = 'customer_grade' AND d.deptype = 'e' AND d.classid <> 'pg_opfamily'::regclass AND NOT EXISTS (
		SELECT FROM pg_depend AS part
		WHERE part.classid = d.classid AND part.objid = d.objid AND part.deptype = 'i' AND part.refclassid = 'pg_type'::regclass)
		-- since 18 the row types of tables are members, too
		AND NOT (d.classid = 'pg_type'::regclass AND EXISTS (
			SELECT FROM pg_type AS t JOIN pg_class AS c ON c.oid = t.typrelid WHERE t.oid = d.objid AND c.relkind IN ('r', 'v')));

SELECT is_empty($$
	SELECT object FROM member AS m
	WHERE NOT EXISTS (
		SELECT FROM pg_description AS d
		WHERE d.classoid = m.classid AND d.objoid = m.objid AND d.objsubid = 0)
	ORDER BY 1 $$, 'every object has a comment');
SELECT is_empty($$
	SELECT attrelid::regclass, attname
	FROM pg_attribute JOIN member ON classid = 'pg_class'::regclass AND objid = attrelid
	WHERE attnum > 0 AND NOT attisdropped AND col_description(attrelid, attnum) IS NULL
		-- those of a sequence cannot have one
		AND (SELECT relkind <> 'S' FROM pg_class WHERE oid = attrelid)
	ORDER BY 1, 2 $$, 'every column has a comment');
SELECT is_empty($$
	SELECT tgrelid::regclass, tgname
	FROM pg_trigger AS t JOIN member ON classid = 'pg_class'::regclass AND objid = tgrelid
	WHERE NOT tgisinternal AND obj_description(t.oid, 'pg_trigger') IS NULL
	ORDER BY 1, 2 $$, 'every trigger has a comment');
SELECT is_empty($$
	SELECT object
	FROM pg_proc AS p JOIN member ON classid = 'pg_proc'::regclass AND objid = p.oid
	WHERE prolang = (SELECT oid FROM pg_language WHERE lanname = 'c') AND provolatile <> 'v' AND proparallel <> 's'
		-- gates change role and settings, and parallel workers do not know whom a body works for
		AND prosrc NOT IN ('owner_gate', 'registry_gate', 'gate_caller_role', 'gate_reader_role', 'administers', 'check_readable_relations', 'check_may_evaluate')
	ORDER BY 1 $$, 'what changes nothing may run in parallel');
SELECT is_empty($$
	SELECT object
	FROM pg_proc AS p JOIN member ON classid = 'pg_proc'::regclass AND objid = p.oid
	WHERE prosecdef
	ORDER BY 1 $$, 'no function has the rights of its owner');

SELECT * FROM finish();
ROLLBACK;
