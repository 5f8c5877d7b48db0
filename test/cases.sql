-- Cases: rows with the grade that a standard must give them; what they cover; which ones are worth having.
SELECT * FROM no_plan();

\o /dev/null
SET client_min_messages = warning;
SET TimeZone = 'UTC';
\ir include/error.sql
CREATE ROLE regress_author;
CREATE ROLE regress_granted;
CREATE ROLE regress_owner;
CREATE ROLE regress_stranger;
GRANT CREATE ON SCHEMA public TO regress_owner;
SELECT customer_grade.define_standard('card', $$
	grades A > B > C; metric orders number; metric claims number between 0 and 100; metric since date; parameter as_of date; parameter much number = 50;
	scope when claims < 90;
	require orders;
	criterion size max 10 missing 1 = 10 when orders >= much, 5 when orders > 20, 0 otherwise;
	criterion years = 2 when as_of - since >= 365, 0 otherwise;
	grade A when score >= 10; grade B when score >= 5; grade C otherwise;
	floor B when orders = 7;
	cap B when claims > 3; $$, '2020-01-01', owner => 'regress_author');
SELECT customer_grade.grant_standard('card', 'regress_granted'), customer_grade.grant_standard(NULL, 'regress_author');
SET ROLE regress_author;
\o

--
-- Cases and their results
--
SELECT lives_ok(format($$ SELECT customer_grade.set_case('card', %s) $$, c), c)
FROM unnest(ARRAY[
	$$'large', '{"orders": 50, "claims": 0, "since": "2026-01-01"}', NULL, '2026-12-31', 'A', 10$$,
	$$'a year', '{"orders": 50, "claims": 0, "since": "2026-01-01"}', NULL, '2027-01-01', 'A', 12$$,
	$$'capped', '{"orders": 50, "claims": 4, "since": "2026-01-01"}', NULL, '2026-12-31', expected_grade => 'B', note => 'letter of 1 March'$$,
	$$'score only', '{"orders": 21, "claims": 0, "since": "2026-01-01"}', '{"much": 20}', '2026-12-31', expected_score => 10$$,
	$$'no orders', '{"claims": 0}'$$,
	$$'out of scope', '{"orders": 1, "claims": 90}'$$,
	$$'wrong', '{"orders": 20, "claims": 0, "since": "2026-01-01"}', NULL, '2026-12-31', 'B', 5$$,
	$$'graded', '{"orders": 20, "claims": 0, "since": "2026-01-01"}', NULL, '2026-12-31'$$,
	$$'refused', '{"orders": 20, "claims": 101}'$$,
	$$'wrong score', '{"orders": 50, "claims": 0, "since": "2026-01-01"}', NULL, '2026-12-31', 'A', 11$$]) AS c;
SELECT results_eq($$ SELECT name, passed, grade, score, reason FROM customer_grade.run_cases('card') $$, $$ VALUES
	('a year', true, 'A', 12::numeric, NULL),
	('capped', true, 'B', 10, NULL),
	('graded', false, 'C', 0, NULL),
	('large', true, 'A', 10, NULL),
	('no orders', true, NULL, NULL, 'missing: orders'),
	('out of scope', true, NULL, NULL, 'out of scope'),
	('refused', false, NULL, NULL, 'refused: value 101 of metric "claims" is outside its domain (between 0 and 100)'),
	('score only', true, 'A', 10, NULL),
	('wrong', false, 'C', 0, NULL),
	('wrong score', false, 'A', 10, NULL) $$, 'each case has a row, whether it passes, fails or is refused');
SELECT results_eq($$ SELECT name, expected_grade, expected_score, note FROM customer_grade.run_cases('card') WHERE note IS NOT NULL OR expected_score = 5 $$,
	$$ VALUES ('capped', 'B', NULL::numeric, 'letter of 1 March'), ('wrong', 'B', 5, NULL) $$, 'with what was expected and why');
SELECT is((SELECT string_agg(name, ', ') FROM customer_grade.run_cases('card', 'grades C; metric orders number; grade C when orders = 20;') WHERE passed),
	'no orders, out of scope', 'by a rubric that is no version');
SELECT lives_ok($$ SELECT customer_grade.set_case('card', 'wrong', '{"orders": 20, "claims": 0, "since": "2026-01-01"}', NULL, '2026-12-31', 'C') $$, 'a case is written again');
SELECT is((SELECT passed FROM customer_grade.run_cases('card') WHERE name = 'wrong'), true, 'and replaces the one of its name');
SELECT lives_ok(format($$ SELECT customer_grade.drop_case('card', %L) $$, name), 'drop ' || name) FROM unnest('{graded,refused,wrong score}'::text[]) AS name;
SELECT is((SELECT count(*) || ' ' || bool_and(passed) FROM customer_grade.run_cases('card')), '7 true', 'all pass');

-- scores are compared to the places that are expected; a standard without grades
SELECT customer_grade.define_standard('share', 'metric part number; metric whole number; score = part / whole;', '2020-01-01', owner => 'regress_author'),
	customer_grade.set_case('share', 'a third', '{"part": 1, "whole": 3}', expected_score => 0.33),
	customer_grade.set_case('share', 'finer', '{"part": 1, "whole": 3}', expected_score => 0.330),
	customer_grade.set_case('share', 'nothing', '{"whole": 3}'),
	customer_grade.set_case('share', 'zero', '{"part": 1, "whole": 0}') \g /dev/null
SELECT results_eq($$ SELECT name, passed FROM customer_grade.run_cases('share') $$,
	$$ VALUES ('a third', true), ('finer', false), ('nothing', true), ('zero', false) $$, 'scores to as many places as are written; division by zero is no right answer');

-- errors
SELECT is(pg_temp.error(command), answer, command) FROM (VALUES
	($$ SELECT customer_grade.set_case('none', 'x', '{}') $$, '42704 standard "none" does not exist'),
	($$ SELECT customer_grade.set_case('card', 'x', '[]') $$, '22023 input is not a JSON object: [] | Write values by name, such as {"limit": 1000}.'),
	($$ SELECT customer_grade.set_case('card', 'x', '{}', '1') $$, '22023 parameters is not a JSON object: 1 | Write values by name, such as {"limit": 1000}.'),
	($$ SELECT customer_grade.set_case('card', ' ', '{}') $$,
		'22004 a case needs a name and an input | SELECT customer_grade.set_case(''card'', ''at the bound'', ''{"amount": 1000}'', expected_grade => ''A'');'),
	($$ SELECT customer_grade.set_case('card', 'x', NULL) $$,
		'22004 a case needs a name and an input | SELECT customer_grade.set_case(''card'', ''at the bound'', ''{"amount": 1000}'', expected_grade => ''A'');'),
	($$ SELECT customer_grade.set_case('card', 'x', '{"order": 1}') $$, '22023 no version of standard "card" has a metric "order" | Did you mean "orders"?'),
	($$ SELECT customer_grade.set_case('card', 'x', '{"turnover": 1}') $$, '22023 no version of standard "card" has a metric "turnover" | Its metrics are claims, orders, since.'),
	($$ SELECT customer_grade.set_case('card', 'x', '{}', '{"mch": 1}') $$, '22023 no version of standard "card" has a parameter "mch" | Did you mean "much"?'),
	($$ SELECT customer_grade.set_case('card', 'x', '{}', '{"much keep": 1, "tile(orders, 5)": [1, 2, 3, 4], "number": 1}') $$, '22023 no version of standard "card" has a parameter "number" | Its parameters are as_of, as_of keep, much, much keep, tile(orders, 5).'),
	($$ SELECT customer_grade.drop_case('card', 'x') $$, '42704 standard "card" has no case "x" | The view customer_grade.standard_case lists them.'),
	($$ SELECT customer_grade.run_cases('none') $$, '42704 standard "none" does not exist'),
	($$ SELECT customer_grade.run_cases('card', version => 9) $$, '42704 standard "card" has no version 9 | Its latest version is 1.'),
	($$ SELECT customer_grade.run_cases('card', 'grades A; grade A otherwise;', 1) $$,
		'22023 a rubric and a version are given | Give one of them, or neither for the version in force.')) AS e(command, answer);

-- who reads and writes them
SET ROLE regress_granted;
SELECT is((SELECT count(*) FROM customer_grade.standard_case WHERE standard = 'card'), 7::bigint, 'who was granted the standard sees them');
SELECT lives_ok($$ SELECT customer_grade.set_case('card', 'large', '{"orders": 60, "claims": 0, "since": "2026-01-01"}', NULL, '2026-12-31', 'A') $$, 'and writes them');
SELECT is((SELECT created_by FROM customer_grade.standard_case WHERE standard = 'card' AND name = 'large'), 'regress_granted', 'which is noted');
SET ROLE regress_stranger;
SELECT is_empty('SELECT FROM customer_grade.standard_case', 'others do not see them');
SELECT is(pg_temp.error($$ SELECT customer_grade.run_cases('card') $$), '42501 permission denied for the cases of standard "card" | '
	'Role regress_author can allow it: SELECT customer_grade.grant_standard(''card'', ''regress_stranger'');', 'and are told so');
SELECT alike(pg_temp.error(command), '42501 permission denied for standard "card"%', command)
FROM unnest('{"SELECT customer_grade.set_case(''card'', ''large'', ''{}'')","SELECT customer_grade.drop_case(''card'', ''large'')"}'::text[]) AS command;
RESET ROLE;

-- settings but for colors, and accepted findings of cases, are for the same roles
\o /dev/null
SELECT customer_grade.alter_standard('card', settings => '{"color": {"A": "#112233"}, "layout": {"A": "left"}}');
SELECT customer_grade.set_case('card', 'doubtful', '{"orders": 1, "claims": 0, "since": "2026-01-01"}', NULL, '2026-12-31', 'A');
SELECT customer_grade.define_standard('card', customer_grade.rubric_of('card', 1), '2030-01-01', force => 'under discussion');
SELECT customer_grade.drop_case('card', 'doubtful');
\o
SELECT is((SELECT settings || jsonb_build_object('accepted', jsonb_array_length(n.accepted)) FROM customer_grade.standard AS s, LATERAL (
		SELECT accepted FROM customer_grade.standard AS n WHERE n.name = s.name AND n.version = 2) AS n WHERE s.name = 'card' AND s.version = 1),
	'{"color": {"A": "#112233"}, "layout": {"A": "left"}, "accepted": 1}', 'who administers sees all settings and what was accepted');
SET ROLE regress_granted;
SELECT is((SELECT settings FROM customer_grade.standard WHERE name = 'card' AND version = 1), '{"color": {"A": "#112233"}, "layout": {"A": "left"}}', 'so does who has got the standard');
SET ROLE regress_stranger;
SELECT is((SELECT settings FROM customer_grade.standard WHERE name = 'card' AND version = 1), '{"color": {"A": "#112233"}}', 'others see the colors, which reports show');
SELECT is((SELECT accepted FROM customer_grade.standard WHERE name = 'card' AND version = 2), '[]', 'and no case');
RESET ROLE;

--
-- Coverage
--
SELECT results_eq($$ SELECT kind, ordinal, name, statement, cases FROM customer_grade.coverage('card') $$, $$ VALUES
	('scope', 1, NULL, 'claims < 90', 1::bigint),
	('require', 1, NULL, 'orders', 1),
	('points', 1, 'size', '10 when orders >= much', 4),
	('points', 2, 'size', '5 when orders > 20', 0),
	('points', 3, 'size', '0', 1),
	('missing', NULL, 'size', '1', 0),
	('points', 1, 'years', '2 when as_of - since >= 365', 1),
	('points', 2, 'years', '0', 4),
	('rule', 1, 'A', 'score >= 10', 4),
	('rule', 2, 'B', 'score >= 5', 0),
	('rule', 3, 'C', 'grade C otherwise', 1),
	('no rule', NULL, NULL, NULL, 0),
	('floor', 1, 'B', 'orders = 7', 0),
	('cap', 1, 'B', 'claims > 3', 1),
	('undecided', NULL, NULL, NULL, 0),
	('refused', NULL, NULL, NULL, 0) $$, 'how many cases each part decides');
SELECT is((SELECT string_agg(kind || ' ' || line, ', ') FROM customer_grade.coverage('card') WHERE kind IN ('scope', 'cap')), 'scope 3, cap 9', 'with its line');
SELECT is((SELECT sum(cases) FROM customer_grade.coverage('card', rubric => 'grades C; metric orders number; grade C when orders = 20;') WHERE kind = 'rule'),
	1::numeric, 'of a rubric that is no version');
SET ROLE regress_owner;
\o /dev/null
CREATE TABLE client (id int PRIMARY KEY, orders numeric, claims numeric, since date);
INSERT INTO client VALUES (1, 100, 0, '2020-01-01'), (2, 30, 0, '2020-01-01'), (3, 7, 0, NULL), (4, NULL, 0, NULL), (5, 1, 95, NULL), (6, 1, NULL, NULL), (7, 1, 101, NULL), (8, 60, 5, NULL),
	(9, 1, 2, CURRENT_DATE);
SELECT customer_grade.attach('card', 'client');
\o
RESET ROLE;
SELECT results_eq($$ SELECT kind, ordinal, name, customers FROM customer_grade.coverage('card', 'client') WHERE customers > 0 $$, $$ VALUES
	('scope', 1, NULL, 1::bigint), ('require', 1, NULL, 1), ('points', 1, 'size', 2), ('points', 2, 'size', 1), ('points', 3, 'size', 2),
	('points', 1, 'years', 2), ('points', 2, 'years', 1), ('rule', 1, 'A', 1), ('rule', 2, 'B', 1), ('rule', 3, 'C', 1),
	('undecided', NULL, NULL, 3), ('refused', NULL, NULL, 1) $$, 'and about how many customers; where the score is null, no rule is decided');
SELECT results_eq($$ SELECT c.grade, count(*) FROM client_card_ledger AS c GROUP BY 1 ORDER BY 1 $$,
	$$ VALUES ('A', 1::bigint), ('B', 1), ('C', 1), (NULL, 6) $$, 'as they are graded');
SET ROLE regress_owner;
SELECT is((SELECT string_agg(DISTINCT coalesce(cases::text, 'null'), ' ') || ' ' || sum(customers) FROM customer_grade.coverage('card', 'client') WHERE kind = 'rule'),
	'null 3', 'the owner of the table sees its customers, not the cases of another''s standard');
SELECT alike(pg_temp.error($$ SELECT customer_grade.coverage('card') $$), '42501 permission denied for the cases of standard "card"%', 'without a table it is told so');
SET ROLE regress_granted;
SELECT alike(pg_temp.error($$ SELECT customer_grade.coverage('card', 'client') $$), '42501 permission denied%', 'nor does the author''s role read the table');
RESET ROLE;

--
-- Suggestions
--
SET customer_grade.as_of = '2026-12-31';
SELECT results_eq($$ SELECT name, input, expected_grade, note
	FROM customer_grade.suggest_cases('card', 'grades A > B; metric n number; grade A when n > 5; grade B when n >= 2;') $$, $$ VALUES
	('rule 1: A', jsonb '{"n": 6}', 'A', NULL),
	('rule 2: B', '{"n": 2}', 'B', NULL),
	('no rule', '{"n": 1}', NULL, 'no rule'),
	('undecided', '{}', NULL, 'missing: n'),
	('n = 5', '{"n": 5}', 'B', NULL) $$, 'a row for each part, and both sides of each bound');
SELECT is_empty($$ SELECT s.*, a.grade FROM customer_grade.suggest_cases('card') AS s,
	LATERAL customer_grade.assess(customer_grade.rubric_of('card', 1), s.input, jsonb_build_object('as_of', s.as_of)) AS a
	WHERE s.input IS NOT NULL AND (s.expected_grade IS DISTINCT FROM a.grade OR a.grade IS NOT NULL AND s.expected_score IS DISTINCT FROM a.score) $$, 'what is suggested is how it is graded');
SELECT customer_grade.drop_case('card', name) FROM customer_grade.standard_case WHERE standard = 'card' \g /dev/null
SELECT customer_grade.set_case('card', name, input, NULL, as_of, expected_grade, expected_score)
FROM customer_grade.suggest_cases('card') WHERE input IS NOT NULL \g /dev/null
SELECT is((SELECT bool_and(passed) FROM customer_grade.run_cases('card')), true, 'suggestions are cases that pass');
SELECT is_empty($$ SELECT kind, name, statement FROM customer_grade.coverage('card') WHERE cases = 0 AND kind NOT IN ('no rule', 'missing', 'refused') $$, '... and leave uncovered only what cannot be');
-- both sides of each bound, strict or not
SELECT is((SELECT string_agg(x, ' ' ORDER BY x::numeric) FROM unnest('{3,20,21,49,50}'::text[]) AS x
	WHERE EXISTS (SELECT FROM customer_grade.standard_case AS c WHERE c.standard = 'card' AND (c.input ->> 'orders' = x OR c.input ->> 'claims' = x))),
	'3 20 21 49 50', 'the bounds of two metrics are there');
SELECT is(pg_temp.error($$ SELECT customer_grade.suggest_cases('card', 'grades A; metric n number; parameter p number; grade A when n > p;') $$),
	'22023 parameter "p" has no value | Give it in the parameters, as in ''{"p": ...}''::jsonb, or give it a default in the rubric.', 'a parameter without a value is needed');
SELECT is((SELECT string_agg(coalesce(input::text, note), ', ') FROM customer_grade.suggest_cases('card', 'grades A; metric n number; parameter p number; grade A when n > p;', parameters => '{"p": 3}')
	WHERE name = 'rule 1: A'), '{"n": 4}', 'and used');
SELECT is((SELECT string_agg(name || ' ' || coalesce(input::text, note), ', ') FROM customer_grade.suggest_cases('card', 'grades A > B; metric n number; grade A when n > 5; grade B when n > 6; grade B otherwise;')),
	'rule 1: A {"n": 5.5}, rule 2: B no row was found that shows it, rule 3: B {"n": 4}, undecided {}, n = 5 {"n": 5}, n = 6 no row was found that shows it', 'what is not found is said');
-- what is behind other rules, computed dates and formulas
SELECT results_eq($$ SELECT s.name, s.input IS NULL FROM customer_grade.suggest_cases('card', 'grades A > B > C;
	metric first_on date; metric last_on date; metric a number; metric b number; parameter as_of date;
	define age = as_of - first_on; define span = last_on - first_on;
	grade A when age >= 365 and span > 180 and a / b >= 0.5; grade B when span > 30 and a / b > 0.25; grade C otherwise;') AS s$$, $$ VALUES
	('rule 1: A', false), ('rule 2: B', false), ('rule 3: C', false), ('undecided', false), ('first_on = 2025-12-31', false), ('first_on = 2026-01-01', false) $$,
	'computed dates and formulas');
SELECT results_eq($$ SELECT s.name, s.input FROM customer_grade.suggest_cases('card', 'grades A > B; metric n number; metric m number;
	criterion x = 10 when n >= 5, 4 when n >= 2, 0 otherwise; criterion y = 3 when m > 0.5, 0 otherwise; grade A when score >= 6; grade B otherwise;') AS s WHERE s.name ~ 'score|m =' $$, $$ VALUES
	('m = 0.5', jsonb '{"m": 0.5, "n": 2}'), ('m = 0.6', '{"m": 0.6, "n": 2}'), ('score = 4', '{"m": 0, "n": 2}') $$, 'the scores next to a bound of the score');
SELECT is((SELECT max(scale(expected_score)) FROM customer_grade.suggest_cases('card', 'metric n number; score = n / 3; metric m number; grades A; grade A when score > m;')), 6, 'scores have no endless decimals');


SELECT * FROM finish();
\o /dev/null
SELECT customer_grade.detach('card', 'client', true);
SELECT customer_grade.drop_standard('card'), customer_grade.drop_standard('share');
DROP OWNED BY regress_author, regress_granted, regress_owner, regress_stranger;
DROP ROLE regress_author, regress_granted, regress_owner, regress_stranger;
