-- explain_customer(): why a customer has the grade in force.
SET client_min_messages = warning;
SET TimeZone = 'UTC';
SET customer_grade.clock = '2024-03-01 12:00+00';
SELECT * FROM no_plan();

CREATE ROLE regress_boss;
CREATE ROLE regress_clerk;
CREATE ROLE regress_reader;

-- by the version, the frozen parameters and the day that the row was graded with
SELECT customer_grade.define_standard('f', 'grades A ''best'' > B; metric x number; parameter cut number = 50; grade A when x >= cut; grade B otherwise;', '2020-01-01', 'the title') \g /dev/null
CREATE TABLE fx (id text PRIMARY KEY, x numeric);
INSERT INTO fx VALUES ('C-001', 60), ('C-002', 200);
SELECT customer_grade.attach('f', 'fx', benchmark => 'SELECT max(x) / 2 AS cut FROM public.fx') \g /dev/null
SELECT results_eq($$ SELECT * FROM customer_grade.explain_customer('f', 'fx', 'C-001') $$, $$ VALUES
	(1, 'grade', 'B', NULL, NULL, NULL, 'final since 2024-03-01'),
	(2, 'version', 'f', 'the title', NULL, '1', 'graded as of 2024-03-01 with parameter set 1'),
	(3, 'metric', 'x', NULL, NULL, '60', NULL),
	(4, 'parameter', 'cut', NULL, NULL, '100.0000000000000000', NULL),
	(5, 'rule', 'A', NULL, 'x >= cut', 'x = 60, cut = 100.0000000000000000', 'false'),
	(6, 'rule', 'B', NULL, 'otherwise', NULL, 'true: decides'),
	(7, 'result', 'B', NULL, 'Not A: x >= cut fails by 40.', NULL, 'graded') $$, 'with the frozen parameters');
SET customer_grade.clock = '2024-04-01 12:00+00';
INSERT INTO fx VALUES ('C-003', 400);
CALL customer_grade.review('f', 'fx');
SELECT customer_grade.define_standard('f', 'grades A > B; metric x number; grade B otherwise;', '2024-05-01') \g /dev/null
SET customer_grade.clock = '2024-05-02 12:00+00';
SELECT results_eq($$ SELECT kind, value, outcome FROM customer_grade.explain_customer('f', 'fx', 'C-001') WHERE kind IN ('version', 'parameter') $$,
	$$ VALUES ('version', '1', 'graded as of 2024-04-01 with parameter set 2'), ('parameter', '200.0000000000000000', NULL) $$,
	'of the review that has found it right, not of a version that is not published');
SELECT results_eq($$ SELECT DISTINCT title FROM customer_grade.explain_customer('f', 'fx', 'C-002') WHERE name = 'A' AND title IS NOT NULL $$, $$ VALUES ('best') $$, 'with titles');

-- as of its day
SET customer_grade.clock = '2024-03-01 12:00+00';
SELECT customer_grade.define_standard('age', 'grades new > old; metric days number; parameter as_of date; grade new when days < 30 and as_of < date ''2024-03-20''; grade old otherwise;', '2020-01-01') \g /dev/null
CREATE TABLE joined (id int PRIMARY KEY, on_day date);
INSERT INTO joined VALUES (1, '2024-02-20');
CREATE VIEW age AS SELECT id, customer_grade.as_of() - on_day AS days FROM joined;
SELECT customer_grade.attach('age', 'joined', 'age') \g /dev/null
SET customer_grade.clock = '2024-06-01 12:00+00';
SELECT results_eq($$ SELECT kind, name, value FROM customer_grade.explain_customer('age', 'joined', 1) WHERE kind IN ('metric', 'parameter', 'result') $$,
	$$ VALUES ('metric', 'days', '10'), ('parameter', 'as_of', '2024-03-01'), ('result', 'new', NULL) $$, 'metrics and as_of of the day it was graded on');

-- what holds the grade
SET customer_grade.clock = '2024-03-01 12:00+00';
CREATE FUNCTION pg_temp.define_p(keep text, terms text) RETURNS int LANGUAGE sql AS $$
	SELECT customer_grade.define_standard('p', (format('grades A > B > C; metric x number; parameter a number = 100%s; criterion size = x; grade A when x >= a; grade B when x >= 10; grade C otherwise;', keep) || terms)::customer_grade.rubric, '2020-01-01') $$;
SELECT pg_temp.define_p(' keep 80% * a', 'review month end; promotion at review; demotion 10 days after review;') \g /dev/null
CREATE TABLE client (id int PRIMARY KEY, x numeric);
INSERT INTO client SELECT n, 20 FROM generate_series(1, 6) AS n;
SELECT customer_grade.attach('p', 'client', approver => 'regress_boss', overrider => 'regress_clerk') \g /dev/null
CREATE FUNCTION pg_temp.why(id int) RETURNS SETOF text LANGUAGE sql AS $$
	SELECT concat_ws(' | ', e.kind, e.name, e.title, e.expression, e.value, e.outcome) FROM customer_grade.explain_customer('p', 'client', id) AS e
	WHERE e.step < (SELECT v.step FROM customer_grade.explain_customer('p', 'client', id) AS v WHERE v.kind = 'version')
$$;
SELECT results_eq('SELECT * FROM pg_temp.why(1)', ARRAY['grade | B | 20 | final since 2024-03-01'], 'nothing holds it');
UPDATE client SET x = 1 WHERE id = 1;
SELECT results_eq('SELECT * FROM pg_temp.why(1)', ARRAY['grade | B | 1 | final since 2024-03-01', 'demotion | C | 10 days after review | waits since 2024-03-01, until 2024-03-31'],
	'a demotion that waits');
SELECT results_eq($$ SELECT name, outcome FROM customer_grade.explain_customer('p', 'client', 1) WHERE kind = 'result' $$, $$ VALUES ('C', 'graded') $$, 'the steps explain the computed grade');
SELECT is((SELECT due_on::text FROM customer_grade.watchlist('p', 'client') WHERE reason = 'demotion waits'), '2024-03-31', 'as the watchlist says');
UPDATE client SET x = 500 WHERE id = 2;
SELECT results_eq('SELECT * FROM pg_temp.why(2)', ARRAY['grade | B | 500 | final since 2024-03-01', 'promotion | A | at review | waits for a review, until 2024-03-31'],
	'a promotion that waits for a review');
CALL customer_grade.review('p', 'client', '2024-03-01');
SELECT results_eq('SELECT * FROM pg_temp.why(1)', ARRAY['grade | B | 1 | final since 2024-03-01', 'demotion | C | 10 days after review | waits since 2024-03-01, until 2024-03-12'],
	'a demotion that a review has announced');
UPDATE client SET x = 90 WHERE id = 2;
SELECT results_eq('SELECT * FROM pg_temp.why(2)', ARRAY['grade | A | 90 | final since 2024-03-01', 'keep | A | a keep 80% * a | kept by the keep values'], 'a dead band');
SELECT pg_temp.define_p('', 'review month end; demotion at review; approval of A; provisional 1 month;') \g /dev/null
CALL customer_grade.publish('p', 'client');
UPDATE client SET x = 500 WHERE id = 3;
SELECT results_eq('SELECT * FROM pg_temp.why(3)', ARRAY['grade | B | 500 | pending since 2024-03-01', 'approval | A | waits for role regress_boss'], 'a grade that waits for approval');
SELECT customer_grade.propose('p', 'client', 3, reason => 'grows') \g /dev/null
SELECT results_eq('SELECT * FROM pg_temp.why(3)', ARRAY['grade | B | 500 | pending since 2024-03-01',
	'approval | A | grows | proposed by ' || current_user::text COLLATE "default" || ' on 2024-03-01: waits for role regress_boss'], 'one that is proposed');
SELECT customer_grade.withdraw('p', 'client', 3) \g /dev/null
SET ROLE regress_boss;
SELECT customer_grade.reject('p', 'client', 3, 'too early', '2024-05-01') \g /dev/null
RESET ROLE;
SELECT results_eq('SELECT * FROM pg_temp.why(3)', ARRAY['grade | B | 500 | final since 2024-03-01', 'approval | A | too early | rejected by regress_boss on 2024-03-01, until 2024-05-01'], 'rejected');
SET ROLE regress_boss;
SELECT customer_grade.approve('p', 'client', 3, 'late enough') \g /dev/null
RESET ROLE;
SELECT results_eq('SELECT * FROM pg_temp.why(3)', ARRAY['grade | A | 500 | final since 2024-03-01', 'approval | A | late enough | approved by regress_boss on 2024-03-01'], 'approved');
INSERT INTO client VALUES (7, 20);
SELECT results_eq('SELECT * FROM pg_temp.why(7)', ARRAY['grade | B | 20 | provisional since 2024-03-01', 'provisional | B | 1 month | until 2024-03-31'], 'provisional');
SET ROLE regress_clerk;
SELECT customer_grade.override('p', 'client', 1, 'A', 'a promise', '2024-06-30') \g /dev/null
RESET ROLE;
SELECT results_eq('SELECT * FROM pg_temp.why(1)', ARRAY['grade | A | 1 | override since 2024-03-01', 'override | A | a promise | set by regress_clerk on 2024-03-01, until 2024-06-30'],
	'an override, whatever the terms');
SELECT pg_temp.define_p('', 'review month end; demotion at review; approval of A; provisional 1 month; override by two people;') \g /dev/null
CALL customer_grade.publish('p', 'client');
SET ROLE regress_clerk;
SELECT customer_grade.override('p', 'client', 4, 'C', 'bad payer') \g /dev/null
RESET ROLE;
SELECT results_eq('SELECT * FROM pg_temp.why(4)', ARRAY['grade | B | 20 | final since 2024-03-01',
	'override | C | bad payer | proposed by regress_clerk on 2024-03-01: waits for role regress_clerk'], 'one that waits for a second person');
SELECT is_empty($$ SELECT * FROM customer_grade.verify('p', 'client') $$, 'all of this is right');

-- what cannot be evaluated now does not hide what is in force
CREATE VIEW broken AS SELECT id, 1 / (x - 20) AS x FROM client WHERE id > 4;
INSERT INTO client VALUES (8, 5);
SELECT customer_grade.alter_attachment('p', 'client', metrics => 'broken') \g /dev/null
SELECT results_eq($$ SELECT kind, outcome FROM customer_grade.explain_customer('p', 'client', 5) WHERE kind IN ('grade', 'problem') $$,
	$$ VALUES ('grade', 'final since 2024-03-01'), ('problem', 'division by zero') $$, 'a customer that cannot be graded');

-- who may
SELECT throws_ok($$ SELECT * FROM customer_grade.explain_customer('f', 'fx', 'C-009') $$, 'P0002', 'no customer with key {"id": "C-009"} in table "public.fx"', 'no such customer');
SET ROLE regress_reader;
SELECT throws_ok($$ SELECT * FROM customer_grade.explain_customer('f', 'fx', 'C-001') $$, '42501', NULL, 'not for a stranger');
RESET ROLE;
GRANT SELECT ON fx_f_grades, fx_f_decisions TO regress_reader;
SET ROLE regress_reader;
SELECT throws_ok($$ SELECT * FROM customer_grade.explain_customer('f', 'fx', 'C-001') $$, '42501', 'permission denied for view fx_f_metrics', 'nor for who may not read the metrics');
RESET ROLE;
SELECT customer_grade.grant_reports('f', 'fx', 'regress_reader') \g /dev/null
SET ROLE regress_reader;
SELECT isnt_empty($$ SELECT * FROM customer_grade.explain_customer('f', 'fx', 'C-001') $$, 'for a reader of reports');
RESET ROLE;

SELECT * FROM finish();
DROP OWNED BY regress_boss, regress_clerk, regress_reader CASCADE;
DROP ROLE regress_boss, regress_clerk, regress_reader;
