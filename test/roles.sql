-- Who may do what: every public function and every table, called by each kind of role.  The right answers stand in
-- roles.matrix: yes, no (42501), or the SQLSTATE of another refusal.

\o /dev/null
SET client_min_messages = error;
SET customer_grade.clock = '2024-06-15 12:00 UTC';
SET TimeZone = 'UTC';
CREATE ROLE regress_dba;
CREATE ROLE regress_owner;
CREATE ROLE regress_analyst;
CREATE ROLE regress_approver;
CREATE ROLE regress_reader;
CREATE ROLE regress_app;
CREATE ROLE regress_stranger;
SELECT format('ALTER DATABASE %I OWNER TO regress_dba', current_database()) \gexec
DROP EXTENSION customer_grade;
SET ROLE regress_dba;
CREATE EXTENSION customer_grade;
RESET ROLE;
GRANT CREATE ON SCHEMA public TO regress_owner;
\ir calls.psql
ALTER TABLE customer OWNER TO regress_owner;
ALTER TABLE orders OWNER TO regress_owner;
ALTER TABLE other OWNER TO regress_owner;
ALTER TABLE kept OWNER TO regress_owner;
GRANT SELECT, INSERT, UPDATE, DELETE ON customer, orders, other, kept TO regress_app;
CREATE TEMP TABLE role (place int GENERATED ALWAYS AS IDENTITY, name text);
INSERT INTO role (name) VALUES (current_user), ('regress_dba'), ('regress_owner'), ('regress_analyst'), ('regress_approver'), ('regress_reader'),
	('regress_app'), ('regress_stranger');
CREATE TEMP TABLE answer (place int GENERATED ALWAYS AS IDENTITY, line text);

CREATE FUNCTION pg_temp.answer(statement text, role text) RETURNS text LANGUAGE plpgsql AS $$
BEGIN
	PERFORM set_config('role', role, true);
	EXECUTE statement;
	RAISE EXCEPTION USING ERRCODE = 'ZZZZZ';	-- undo it
EXCEPTION WHEN OTHERS THEN
	RETURN CASE SQLSTATE WHEN 'ZZZZZ' THEN 'yes' WHEN '42501' THEN 'no' ELSE SQLSTATE END;
END $$;
CREATE FUNCTION pg_temp.answers(statement text) RETURNS text LANGUAGE sql AS
	$$ SELECT string_agg(rpad(pg_temp.answer(statement, r.name), 6), '' ORDER BY r.place) FROM role AS r $$;

-- what gives the roles their part, after a call that makes it possible
CREATE TEMP TABLE part (after text, statement text);
INSERT INTO part VALUES
	($$define_standard('sales'$$, $$SELECT customer_grade.grant_standard('sales', 'regress_analyst'), customer_grade.grant_standard(NULL, 'regress_analyst')$$),
	($$attach('sales', 'customer')$$, $$SELECT customer_grade.grant_reports('sales', 'customer', 'regress_reader')$$),
	($$attach('sales', 'customer')$$, $$SELECT customer_grade.alter_attachment('sales', 'customer', approver => 'regress_approver', overrider => 'regress_approver')$$);

-- each call: asked of every role, then done
DO $$
DECLARE
	c record;
	p record;
BEGIN
	FOR c IN SELECT * FROM call ORDER BY place LOOP
		INSERT INTO answer (line) SELECT pg_temp.answers('SELECT' || c.text) || '|' || rtrim(c.text);
		EXECUTE 'SELECT' || c.text;
		FOR p IN SELECT * FROM part WHERE position(part.after IN c.text) > 0 LOOP
			EXECUTE p.statement;
		END LOOP;
	END LOOP;
END $$;

-- procedures commit: within a transaction who may call them is told 25001
SELECT customer_grade.attach('sales', 'customer', outbox => true, approver => 'regress_approver', overrider => 'regress_approver');
SELECT customer_grade.grant_reports('sales', 'customer', 'regress_reader');
INSERT INTO answer (line) SELECT pg_temp.answers('CALL' || c) || '|' || c FROM unnest(ARRAY[
	$$ customer_grade.review('sales', 'customer')$$, $$ customer_grade.publish('sales', 'customer')$$,
	$$ customer_grade.run_due_reviews()$$]) AS c;

INSERT INTO answer (line)
SELECT pg_temp.answers(format(s.statement, t.name)) || '| ' || format(s.statement, t.name)
FROM (
	SELECT c.oid::regclass::text AS name, c.relkind = 'v' AS is_view FROM pg_class AS c
	WHERE c.relnamespace IN ('customer_grade'::regnamespace, 'customer_grade_internal'::regnamespace) AND c.relkind IN ('r', 'v')
	UNION ALL
	SELECT c.oid::regclass::text, c.relkind = 'v' FROM pg_class AS c WHERE c.relname ~ '^customer_sales_' AND c.relkind IN ('r', 'v')) AS t,
	(VALUES (1, 'SELECT FROM %s LIMIT 1', true), (2, 'INSERT INTO %s DEFAULT VALUES', false), (3, 'DELETE FROM %s', false),
		(4, 'TRUNCATE %s CASCADE', false), (5, 'LOCK TABLE %s IN ACCESS EXCLUSIVE MODE', false), (6, 'SELECT FROM %s LIMIT 1 FOR UPDATE', false),
		(7, 'CREATE TRIGGER evil BEFORE INSERT ON %s FOR EACH ROW EXECUTE FUNCTION suppress_redundant_updates_trigger()', false))
		AS s(place, statement, on_views)
WHERE s.on_views OR NOT t.is_view
ORDER BY t.name COLLATE "C", s.place;
\o

SELECT * FROM no_plan();
\set matrix `cat test/roles.matrix`
CREATE TEMP TABLE expected AS
	SELECT m.line, m.place FROM regexp_split_to_table(:'matrix', '\n') WITH ORDINALITY AS m(line, place) WHERE m.line !~ '^#|^$';
SELECT is(a.line, e.line, substring(coalesce(a.line, e.line) FROM '\|(.*)'))
FROM (SELECT line, row_number() OVER (ORDER BY place) AS place FROM answer) AS a
	FULL JOIN (SELECT line, row_number() OVER (ORDER BY place) AS place FROM expected) AS e USING (place)
ORDER BY place;

SELECT * FROM finish();
\o /dev/null
DROP EXTENSION customer_grade CASCADE;
SELECT format('ALTER DATABASE %I OWNER TO CURRENT_USER', current_database()) \gexec
DROP OWNED BY regress_dba, regress_owner, regress_analyst, regress_approver, regress_reader, regress_app, regress_stranger CASCADE;
DROP ROLE regress_dba, regress_owner, regress_analyst, regress_approver, regress_reader, regress_app, regress_stranger;
