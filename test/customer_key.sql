-- A customer's key: every function that takes one takes the value of the key column as well, as a literal and typed, and an object of
-- the key columns.
SET client_min_messages = warning;
SET TimeZone = 'UTC';
SELECT * FROM no_plan();

SELECT customer_grade.define_standard('t', 'grades Gold > Silver > Bronze, new; metric spend number; grade Gold when spend >= 1000; grade Silver when spend >= 400; grade Bronze otherwise;
	approval of Gold; approval of Bronze until new; treatment gift for Bronze, new = ''calendar'';', '2020-01-01') \g /dev/null

-- one table for each type of key, with keys that are easily taken for something else
CREATE TABLE typed (type text, value text, relation text GENERATED ALWAYS AS ('key_' || regexp_replace(type, E'\\W', '', 'g')) STORED);
INSERT INTO typed VALUES
	('int', '7'), ('int', '-1'), ('bigint', '9007199254740993'), ('smallint', '7'), ('numeric(10,2)', '7.50'), ('numeric', '1e3'),
	('uuid', 'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11'), ('date', '2024-02-29'), ('timestamptz', '2024-02-29 12:00:00+00'), ('boolean', 't'),
	('text', '7'), ('text', '007'), ('text', 'C-001'), ('text', 'null'), ('text', 'true'), ('text', '{x}'), ('text', '"q"'), ('text', '{"a": 1}'),
	('text', ' '), ('text', ''), ('text', '[1]'), ('text', E'a''b\\c\n'), ('text', '客户'), ('varchar(10)', 'C-001'), ('char(6)', 'C-1');
SELECT format('CREATE TABLE %I (id %s PRIMARY KEY, spend numeric, owner text DEFAULT ''sales''); SELECT customer_grade.attach(''t'', %1$L);', relation, type)
FROM (SELECT DISTINCT relation, type FROM typed) AS t \gexec \g /dev/null
SELECT format('INSERT INTO %I VALUES (%L, 1)', relation, value) FROM typed \gexec

-- the functions, for a key and the column that tells whom they are about
CREATE TABLE taking (function text, arguments text);
INSERT INTO taking VALUES
	('grade_at', $$'t', %1$L, %2$s, 'infinity'$$),
	('customer_grades', '%1$L, %2$s'), ('assessment_form', $$'t', %1$L, %2$s$$), ('explain_customer', $$'t', %1$L, %2$s$$), ('customer_treatments', $$'t', %1$L, %2$s$$),
	('override', $$'t', %1$L, %2$s, 'Gold', 'a reason'$$), ('end_override', $$'t', %1$L, %2$s$$),
	('merge_customers', '%1$L, %2$s, %2$s'),	-- which are the same
	('forget_customer', $$'t', %1$L, %2$s$$), ('propose', $$'t', %1$L, %2$s, 'Gold'$$), ('approve', $$'t', %1$L, %2$s$$), ('reject', $$'t', %1$L, %2$s$$), ('withdraw', $$'t', %1$L, %2$s$$);
SELECT set_eq($$ SELECT function FROM taking $$,
	$$ SELECT p.proname FROM pg_proc AS p WHERE p.pronamespace = 'customer_grade'::regnamespace AND 'anycompatible'::regtype = ANY (p.proargtypes) $$,
	'all functions that take a key');
SELECT is_empty($$ SELECT p.oid::regprocedure FROM pg_proc AS p WHERE p.pronamespace = 'customer_grade'::regnamespace AND p.proargnames[1:p.pronargs] && '{key}'
	AND 'anycompatible'::regtype <> ALL (p.proargtypes) $$, '... take it of any type');

-- What each function says of a key in this form; nothing stays.
CREATE FUNCTION pg_temp.answer(relation text, function text, arguments text, key text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	answer text;
BEGIN
	EXECUTE format('SELECT string_agg(t::text, %L) FROM customer_grade.%I(%s) AS t', E'\n', function, format(arguments, relation, key)) INTO answer;
	RAISE SQLSTATE 'ZZZZZ';
EXCEPTION WHEN SQLSTATE 'ZZZZZ' THEN
	-- decisions are numbered on
	RETURN CASE WHEN function ~ '^(override|end_override|propose|approve|reject|withdraw)$' THEN 'decision' ELSE answer END;
WHEN OTHERS THEN
	RETURN SQLSTATE || ' ' || SQLERRM;
END $$;
CREATE TABLE answers AS
SELECT v.type, v.value, f.form, t.function, pg_temp.answer(v.relation, t.function, t.arguments, f.key) AS answer
FROM typed AS v, taking AS t, LATERAL (VALUES
	('object', format('jsonb_build_object(''id'', %L::%s)', v.value, v.type)),
	('text of an object', format('%L', jsonb_build_object('id', v.value))),
	('literal', format('%L', v.value)),
	('typed', format('%L::%s', v.value, v.type)),
	('text', format('%L::text', v.value)),
	('column', format('(SELECT k.id FROM %I AS k WHERE k.id = %L)', v.relation, v.value)),
	('jsonb', format('to_jsonb(%L::%s)', v.value, v.type))) AS f(form, key);
SELECT is((SELECT count(*) FROM answers WHERE form = 'object' AND answer !~ '^[0-9A-Z]{5} '), (SELECT count(*) FROM typed, taking WHERE function NOT IN ('end_override', 'withdraw', 'forget_customer', 'merge_customers')),
	'all keys are found');
SELECT is_empty($$ SELECT a.* FROM answers AS a JOIN answers AS o USING (type, value, function)
	WHERE o.form = 'object' AND a.answer IS DISTINCT FROM o.answer $$, 'in all forms alike');

-- the parameters of a client
PREPARE by_parameter AS SELECT customer_grade.grade_at('t', 'key_text', $1, 'infinity');
SELECT is(pg_typeof(grade_at), 'text') FROM customer_grade.grade_at('t', 'key_text', 'C-001', 'infinity');
PREPARE other AS SELECT parameter_types::text FROM pg_prepared_statements WHERE name = 'by_parameter';
SELECT results_eq('other', ARRAY['{text}'], 'a parameter without a type is text');

-- composite keys are objects
CREATE TABLE branch (region text, no int, spend numeric, PRIMARY KEY (region, no));
INSERT INTO branch VALUES ('n', 7, 500);
SELECT customer_grade.attach('t', 'branch') \g /dev/null
SELECT is(customer_grade.grade_at('t', 'branch', '{"no": 7, "region": "n"}', 'infinity'), 'Silver', 'an object as a literal');
SELECT is(customer_grade.grade_at('t', 'branch', to_json(b), 'infinity'), 'Silver', 'as json') FROM (SELECT region, no FROM branch) AS b;
SELECT is(customer_grade.grade_at('t', 'branch', '{"no": "7", "region": "n"}'::jsonb, 'infinity'), 'Silver', 'with the text of a value');
SELECT throws_ok(format('SELECT customer_grade.grade_at(''t'', %L, %s, ''infinity'')', relation, key), '22023', message, relation || ': ' || key)
FROM (VALUES
	('branch', '7', '7 is not a key of table "public.branch"'),
	('branch', $$'{"no": 7}'$$, '{"no": 7} is not a key of table "public.branch"'),
	('branch', $$'{"no": "x", "region": "n"}'$$, '{"no": "x", "region": "n"} is not a key of table "public.branch"'),
	('key_int', $$'C-001'$$, 'C-001 is not a key of table "public.key_int"'),
	('key_int', '7.5', '7.5 is not a key of table "public.key_int"'),
	('key_int', $$'{"nr": 7}'$$, '{"nr": 7} is not a key of table "public.key_int"'),
	('key_int', $$''$$, ' is not a key of table "public.key_int"'),
	('key_text', $$'{"nr": 7}'::jsonb$$, '{"nr": 7} is not a key of table "public.key_text"'),
	('key_text', $$'null'::jsonb$$, 'null is not a key of table "public.key_text"'),
	('key_text', 'NULL', 'null is not a key of table "public.key_text"'),
	('key_text', $$'{"id": null}'$$, '{"id": null} is not a key of table "public.key_text"'),
	('key_uuid', $$'7'$$, '7 is not a key of table "public.key_uuid"')) AS v(relation, key, message);

-- a type of the caller's does not lend its casts the rights of the owner of the table
CREATE ROLE regress_owner;
CREATE ROLE regress_reader;
CREATE SCHEMA trap;
GRANT CREATE, USAGE ON SCHEMA trap TO regress_reader;
CREATE TABLE owned (id text PRIMARY KEY, spend numeric);
INSERT INTO owned VALUES ('here', 5000);
ALTER TABLE owned OWNER TO regress_owner;
SELECT customer_grade.attach('t', 'owned') \g /dev/null
GRANT SELECT ON owned_t_grades TO regress_reader;
SET ROLE regress_reader;
CREATE TABLE trap.sprung (by name);
GRANT INSERT ON trap.sprung TO PUBLIC;
CREATE TYPE trap.place AS ENUM ('here');
CREATE FUNCTION trap.to_text(trap.place) RETURNS text LANGUAGE sql AS $$ INSERT INTO trap.sprung VALUES (current_user); SELECT 'there' $$;
CREATE FUNCTION trap.to_json(trap.place) RETURNS json LANGUAGE sql AS $$ INSERT INTO trap.sprung VALUES (current_user); SELECT '"there"'::json $$;
CREATE CAST (trap.place AS text) WITH FUNCTION trap.to_text(trap.place);
CREATE CAST (trap.place AS json) WITH FUNCTION trap.to_json(trap.place);
SELECT is(customer_grade.grade_at('t', 'owned', 'here'::trap.place, 'infinity'), 'Silver', 'a key of another type');
SELECT is_empty('SELECT * FROM trap.sprung', 'its casts do not run');
RESET ROLE;

SELECT * FROM finish();
DROP OWNED BY regress_owner, regress_reader CASCADE;
DROP ROLE regress_owner, regress_reader;
