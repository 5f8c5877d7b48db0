-- awaiting(): what waits for a decision, told to those who may decide, and to nobody else.
SET client_min_messages = warning;
SET TimeZone = 'UTC';
SET customer_grade.clock = '2024-03-01 12:00+00';
SELECT * FROM no_plan();

CREATE ROLE regress_owner;
CREATE ROLE regress_other_owner;
CREATE ROLE regress_boss;
CREATE ROLE regress_clerk;
CREATE ROLE regress_second_clerk IN ROLE regress_clerk;
CREATE ROLE regress_stranger;
SELECT customer_grade.define_standard('s', 'grades A > B > C; metric x number; grade A when x >= 100; grade B when x >= 10; grade C otherwise; approval of A; override by two people;', '2020-01-01') \g /dev/null
CREATE SCHEMA hidden;
CREATE TABLE hidden.client (region text, no int, x numeric, PRIMARY KEY (region, no));
ALTER SCHEMA hidden OWNER TO regress_owner;
ALTER TABLE hidden.client OWNER TO regress_owner;
CREATE TABLE shop (id int PRIMARY KEY, x numeric);
ALTER TABLE shop OWNER TO regress_other_owner;
CREATE TABLE none (id int PRIMARY KEY, x numeric);
INSERT INTO hidden.client VALUES ('n', 1, 20), ('n', 2, 20), ('s', 1, 5);
INSERT INTO shop VALUES (1, 20), (2, 200);
SELECT customer_grade.attach('s', 'hidden.client', approver => 'regress_boss', overrider => 'regress_clerk') \g /dev/null
SELECT customer_grade.attach('s', 'shop', approver => 'regress_boss') \g /dev/null
SELECT customer_grade.attach('s', 'none') \g /dev/null

CREATE FUNCTION pg_temp.waiting(role text) RETURNS SETOF text LANGUAGE plpgsql AS $$
BEGIN
	EXECUTE format('SET LOCAL ROLE %I', role);
	RETURN QUERY SELECT concat_ws(' | ', w.subject, w.key, w.decision, w.proposed_grade, w.grade, w.computed_grade, w.since, w.proposed_by, w.reason, w.valid_until)
		FROM customer_grade.awaiting() AS w;
	RESET ROLE;
END $$;

SELECT results_eq($$ SELECT * FROM pg_temp.waiting('regress_boss') $$, ARRAY['shop | {"id": 2} | approval | A | B | A | 2024-03-01 12:00:00+00'],
	'a computed grade that waits');
SET customer_grade.clock = '2024-03-02 12:00+00';
UPDATE hidden.client SET x = 500 WHERE no = 2;
SET customer_grade.clock = '2024-03-03 12:00+00';
GRANT USAGE ON SCHEMA hidden TO regress_clerk;
SET ROLE regress_clerk;
SELECT customer_grade.override('s', 'hidden.client', '{"region": "s", "no": 1}', 'B', 'a promise', '2024-12-31') \g /dev/null
SELECT customer_grade.propose('s', 'hidden.client', '{"region": "n", "no": 1}', 'A', 'will grow') \g /dev/null
RESET ROLE;
SELECT results_eq($$ SELECT * FROM pg_temp.waiting('regress_boss') $$, ARRAY[
	'hidden.client | {"no": 2, "region": "n"} | approval | A | B | A | 2024-03-02 12:00:00+00',
	'hidden.client | {"no": 1, "region": "n"} | approval | A | B | B | 2024-03-03 12:00:00+00 | regress_clerk | will grow',
	'shop | {"id": 2} | approval | A | B | A | 2024-03-01 12:00:00+00'], 'in tables of several owners, proposals among them, oldest first');
SELECT is_empty($$ SELECT * FROM pg_temp.waiting('regress_clerk') $$, 'nobody approves what it has proposed itself');
SELECT results_eq($$ SELECT * FROM pg_temp.waiting('regress_second_clerk') $$,
	ARRAY['hidden.client | {"no": 1, "region": "s"} | override | B | C | C | 2024-03-03 12:00:00+00 | regress_clerk | a promise | 2024-12-31'], 'another member does');
SELECT is_empty($$ SELECT * FROM pg_temp.waiting('regress_stranger') $$, 'nothing waits for a stranger');
SELECT results_eq($$ SELECT count(*) FROM pg_temp.waiting('regress_owner') $$, ARRAY[0::bigint], 'the owner decides only where nobody is named');
SELECT results_eq($$ SELECT count(*) FROM pg_temp.waiting(current_user::text) $$, ARRAY[2::bigint], 'a superuser decides everything but what its own login has proposed');

-- of one table
SET ROLE regress_boss;
SELECT throws_ok($$ SELECT * FROM hidden.client_s_ledger $$, '42501', NULL, 'who decides need not read the ledger');
SELECT is((SELECT count(*) FROM customer_grade.awaiting('s', 'shop')), 1::bigint, 'one table');
RESET ROLE;
SET ROLE regress_stranger;
SELECT throws_ok($$ SELECT * FROM customer_grade.awaiting('s', 'shop') $$, '42501', 'must be member of role "regress_boss" to approve or reject grades', 'not for a stranger');
RESET ROLE;
SELECT throws_ok($$ SELECT * FROM customer_grade.awaiting('s', 'typed') $$, '42P01', NULL, 'no such table');

-- decided: it waits no more
SET ROLE regress_boss;
SELECT customer_grade.approve('s', 'shop', w.key) FROM customer_grade.awaiting('s', 'shop') AS w \g /dev/null
SELECT is_empty($$ SELECT * FROM customer_grade.awaiting('s', 'shop') $$, 'its key is one for approve()');
RESET ROLE;

-- a table that cannot be read does not hide the others
UPDATE shop SET x = 300 WHERE id = 1;
ALTER TABLE hidden.client_s_ledger OWNER TO regress_other_owner;
SELECT results_eq($$ SELECT * FROM pg_temp.waiting('regress_boss') $$, ARRAY['shop | {"id": 1} | approval | A | B | A | 2024-03-03 12:00:00+00'], 'the others are shown');
SET client_min_messages = error;
SELECT results_eq($$ SELECT * FROM customer_grade_internal.deciding() AS d WHERE d.subject = 'hidden.client'::regclass $$, $$ VALUES ('s', 'hidden.client'::regclass) $$, 'it is not forgotten');

SELECT * FROM finish();
DROP OWNED BY regress_owner, regress_other_owner, regress_boss, regress_clerk, regress_second_clerk, regress_stranger CASCADE;
DROP ROLE regress_owner, regress_other_owner, regress_boss, regress_clerk, regress_second_clerk, regress_stranger;
