-- lint() of a table: what a standard's mistakes do to the customers that are there, with the values that it is graded with.

\o /dev/null
SET client_min_messages = error;
SET customer_grade.clock = '2026-06-15 12:00+00';
CREATE ROLE regress_lint_owner;
CREATE ROLE regress_lint_reader;
GRANT ALL ON SCHEMA public TO regress_lint_owner;
\o
SELECT * FROM no_plan();
\o /dev/null
SELECT customer_grade.define_standard('s', $$grades A > B > C;
metric revenue number >= 0;
metric visits number;
metric since date;
parameter cut_a = 100;
scope when visits is not null or revenue > 0;
require since;
grade B when revenue >= 50;
grade A when revenue >= cut_a;
grade C when revenue <= 20;
grade C when revenue / visits > 1000;
floor B when revenue >= 90;
cap C when visits < 1.5;
cap B when since > date '2020-01-01';
$$, '2020-01-01', force => 'lint() is to find all this');
CREATE TABLE customer (region text, no int, revenue numeric, visits float8, since date, PRIMARY KEY (region, no));
CREATE TABLE other (id int PRIMARY KEY, revenue numeric, visits int, since date);
GRANT SELECT ON customer TO regress_lint_reader;
ALTER TABLE customer OWNER TO regress_lint_owner;
ALTER TABLE other OWNER TO regress_lint_owner;
SET ROLE regress_lint_owner;
INSERT INTO customer VALUES
	('n', 1, 100, 5, '2019-01-01'),	-- B: meets A as well by the text, not by what was given
	('n', 2, 500, 3, '2020-01-01'),	-- B: meets A as well, at two thresholds
	('n', 3, 30, 2, '2019-01-01'),	-- no rule
	('n', 4, 40, 0, '2019-01-01'),	-- refused
	('n', 5, NULL, 1, '2019-01-01'),	-- undecided at the first rule
	('n', 6, -5, 1, '2019-01-01'),	-- refused
	('s', 1, 60, NULL, '2019-01-01'),	-- undecided at a cap
	('s', 2, 50, 1.5, '2019-01-01'),	-- at two thresholds
	('s', 3, 10, 5, '2019-01-01'),	-- C
	('s', 4, 10, 5, NULL),	-- lacks what is required
	('s', 5, NULL, NULL, '2019-01-01'),	-- the scope is undecided
	('s', 6, 600, 3, '2019-01-01'), ('s', 7, 700, 3, '2019-01-01'), ('s', 8, 800, 3, '2019-01-01');
SELECT customer_grade.attach('s', 'customer', parameters => '{"cut_a": 500}');
\o

-- The findings that customers give.
PREPARE found AS SELECT severity, line, statement, message, customers, keys FROM customer_grade.lint('s', 'customer') WHERE customers IS NOT NULL ORDER BY severity, line, message;
SELECT results_eq('found', $$ VALUES
	('error', 9, 'grade A when revenue >= cut_a', 'grade "A" can never be reached: wherever its condition is true, a rule before it decides', 4::bigint,
		'[{"no": 2, "region": "n"}, {"no": 6, "region": "s"}, {"no": 7, "region": "s"}]'::jsonb),
	('error', 11, 'grade C when revenue / visits > 1000', 'no rule fits where (visits < 0 or visits > 0) and revenue > 20 and revenue < 50 and so on', 1, '[{"no": 3, "region": "n"}]'),
	('error', 12, 'floor B when revenue >= 90', 'this floor never applies: nobody with a worse grade than "B" meets its condition', 5,
		'[{"no": 1, "region": "n"}, {"no": 2, "region": "n"}, {"no": 6, "region": "s"}]'),
	('error', 14, 'cap B when since > date ''2020-01-01''', 'this cap never applies: nobody with a better grade than "B" meets its condition', 0, NULL),
	('error', NULL::int, NULL, 'customers are refused', 2::bigint, '[{"no": 4, "region": "n"}, {"no": 6, "region": "n"}]'::jsonb),
	('error', NULL, NULL, 'customers meet no rule', 1, '[{"no": 3, "region": "n"}]'),
	('notice', 8, 'grade B when revenue >= 50', 'customers have exactly 50 of "revenue"', 1, '[{"no": 2, "region": "s"}]'),
	('notice', 9, 'grade A when revenue >= cut_a', 'customers have exactly 500 of "revenue"', 1, '[{"no": 2, "region": "n"}]'),
	('notice', 11, 'grade C when revenue / visits > 1000', 'rule decides no customer', 0, NULL),
	('notice', 13, 'cap C when visits < 1.5', 'customers have exactly 1.5 of "visits"', 1, '[{"no": 2, "region": "s"}]'),
	('notice', 14, 'cap B when since > date ''2020-01-01''', 'customers have exactly 2020-01-01 of "since"', 1, '[{"no": 2, "region": "n"}]'),
	('warning', 6, 'scope when visits is not null or revenue > 0', 'customers are undecided here', 1, '[{"no": 5, "region": "s"}]'),
	('warning', 8, 'grade B when revenue >= 50', 'customers are undecided here', 1, '[{"no": 5, "region": "n"}]'),
	('warning', 8, 'grade B when revenue >= 50', 'customers meet a later rule of better grade "A", too', 4,
		'[{"no": 2, "region": "n"}, {"no": 6, "region": "s"}, {"no": 7, "region": "s"}]'),
	('warning', 13, 'cap C when visits < 1.5', 'customers are undecided here', 1, '[{"no": 1, "region": "s"}]') $$,
	'what the customers come to, and who shows it');
SELECT set_eq($$ SELECT severity, line, message, witness FROM customer_grade.lint('s', 'customer') WHERE message !~ '^customers|rule decides no customer' $$,
	$$ SELECT severity, line, message, witness FROM customer_grade_internal.lint_frozen(
		(SELECT rubric FROM customer_grade.standard WHERE name = 's'), '{"cut_a": 500}') $$, 'the findings of the text are there, too');
SELECT isnt_empty($$ SELECT FROM customer_grade.lint('s', 'customer') WHERE message = 'division by "visits", which may be zero' AND customers IS NULL $$, '... of all kinds');
SELECT is((SELECT array_agg(severity) FROM customer_grade.lint('s', 'customer')),
	(SELECT array_agg(severity ORDER BY array_position('{error,warning,notice,not analysed}', severity)) FROM customer_grade.lint('s', 'customer')), 'the gravest first');

-- Each gap by itself, whatever it is made of; customers on a bound of the score.
RESET ROLE;
\o /dev/null
SELECT customer_grade.define_standard('gaps', $$grades A > B; metric n number; metric "Größe" text; metric f boolean; metric d date; metric m number;
criterion x = 10 when n >= 5, 4 otherwise;
define ratio = n / m;
grade A when score >= 10 and "Größe" = 'it''s' and n > 9;
grade A when n > 5 and "Größe" in ('a\b', 'it''s') and (n < 7 or n > 8) and f;
grade B when n < 1 and d < date '2020-01-01';
grade B when n between 2 and 5 and ratio > 1;
$$, '2020-01-01', force => 'gaps');
CREATE TABLE gap (id int PRIMARY KEY, n numeric, "Größe" text, f boolean, d date, m int);
INSERT INTO gap VALUES (1, 1.5, 'a\b', true, '2019-01-01', 1), (2, 7.5, 'it''s', true, '2019-01-01', 1), (3, 10, 'x', false, '2019-01-01', 1), (4, 0, 'x', false, '2021-01-01', 1),
	(5, 3, 'x', false, '2019-01-01', 3), (6, 3, 'x', false, '2019-01-01', 2), (7, 10, 'it''s', NULL, NULL, NULL), (8, 5, 'x', true, '2019-01-01', 4);
ALTER TABLE gap OWNER TO regress_lint_owner;
SET ROLE regress_lint_owner;
SELECT customer_grade.attach('gaps', 'gap');
\o
SELECT results_eq($$ SELECT message, customers, keys FROM customer_grade.lint('gaps', 'gap') WHERE message ~ 'no rule fits|meet no rule|score' AND severity <> 'not analysed' ORDER BY 1 $$, $$ VALUES
	('customers have a score of exactly 10', 4::bigint, '[{"id": 2}, {"id": 3}, {"id": 7}]'::jsonb),
	('customers meet no rule', 5, '[{"id": 1}, {"id": 2}, {"id": 3}]'),
	('no rule fits where (n < 2 or n >= 7 and n <= 8) and d >= date ''2020-01-01''', 1, '[{"id": 4}]'),
	('no rule fits where (n > 5 and n < 7 or n > 8 and n <= 9) and f = false', 0, NULL),
	('no rule fits where (n > 5 and n < 7 or n > 8) and Größe is another text and so on', 0, NULL),
	('no rule fits where (n >= 1 and n < 2 or n >= 7 and n <= 8) and (d <= date ''2019-12-31'' or d is null)', 2, '[{"id": 1}, {"id": 2}]'),
	('no rule fits where n > 9 and (Größe = ''a\b'' or Größe is another text) and so on', 1, '[{"id": 3}]') $$, 'each gap has its customers');
SET ROLE regress_lint_owner;

-- What is told agrees with what assess() says of each.
SELECT is((SELECT sum(customers) FROM customer_grade.lint('s', 'customer') WHERE message ~ '^customers (meet no rule|are)'),
	(SELECT count(*) FROM customer AS c, customer_grade.assess('s', c.*, '{"cut_a": 500}') AS a WHERE a.grade IS NULL AND a.reason <> 'missing: since')::numeric,
	'all who are not graded, but for who lacks what is required');

-- Rules in the order of their grades do not get in each other's way.
RESET ROLE;
\o /dev/null
SELECT customer_grade.define_standard('t', $$grades A > B, none;
metric revenue number;
metric visits number;
parameter low = 10;
grade none when visits = 0;
grade A when revenue >= 100;
define limit_b = low;
grade B when revenue >= limit_b;
grade none otherwise;
$$, '2020-01-01');
SET ROLE regress_lint_owner;
SELECT customer_grade.attach('t', 'other');
\o
SELECT is_empty($$ SELECT * FROM customer_grade.lint('t', 'other') WHERE customers IS NOT NULL $$, 'nothing is told of nobody');
INSERT INTO other VALUES (1, 100, 1), (2, 10, 1), (3, 5, 1), (4, 500, 0);
SELECT results_eq($$ SELECT severity, line, message, customers, keys FROM customer_grade.lint('t', 'other') WHERE customers IS NOT NULL $$, $$ VALUES
	('notice', 6, 'customers have exactly 100 of "revenue"', 1::bigint, '[{"id": 1}]'::jsonb) $$, 'a label without rank is in nobody''s way');
SELECT is((SELECT rules_by_rank::text FROM customer_grade_internal.rules_by_rank('grades A > B; metric x number; grade B when x > 1; -- first;
	define y = x; grade A when y > 2 ''two'' /* ; */ ; cap B when x > 5;')),
	E'("grades A > B; metric x number;  -- first;\n\tdefine y = x; grade A when y > 2 ''two'';\ngrade B when x > 1;\n cap B when x > 5;","{1,0}")', 'rules in the order of grades stand where all they read is above');

SELECT is((SELECT by_rank::text FROM customer_grade_internal.rules_by_rank('grades A > B, none; metric x number; grade B when x > 1; grade none when x > 2; grade A when x > 3; grade B otherwise;')), NULL,
	'... but a rule of a label without rank stays between them');
SELECT is((SELECT string_agg(message, ', ') FROM customer_grade_internal.lint_frozen(
		'grades A > B; metric s number unit ''%'' ; parameter cut = 60%; require s; grade A when s >= cut; grade B when s >= cut or s = 1; grade B otherwise;', p::jsonb) WHERE message ~ 'points'), wanted, p)
FROM (VALUES ('{}', '60% is 0.6, but "s" counts percentage points, 60% is 0.6, but "s" counts percentage points'), ('{"cut": 60}', NULL), ('{"cut": 0.60}', '60% is 0.6, but "s" counts percentage points, 60% is 0.6, but "s" counts percentage points')) AS v(p, wanted);

-- Values by group, computed ones, dates; a day that goes on.
RESET ROLE;
\o /dev/null
SELECT customer_grade.define_standard('u', $$grades A > B;
metric region text;
metric revenue number >= 0;
metric since date;
parameter as_of date;
parameter cut = top(revenue, 50%);
parameter half = cut / 2;
parameter by_region = top(revenue, 50% per region);
grade A when revenue >= cut and since < as_of;
grade B when revenue >= half or revenue >= by_region;
grade B when revenue < 0;
review month end;
$$, '2020-01-01', force => 'a rule is dead');
CREATE VIEW figures AS SELECT region, no, revenue, customer_grade.as_of() - 1 AS since FROM customer WHERE revenue >= 0;
ALTER VIEW figures OWNER TO regress_lint_owner;
SET ROLE regress_lint_owner;
SELECT customer_grade.attach('u', 'customer', 'figures');
\o
SELECT is((SELECT string_agg(message || ' ' || customers, '; ' ORDER BY line, message) FROM customer_grade.lint('u', 'customer') WHERE customers > 0),
	'customers have exactly 100 of "revenue" 1; customers have exactly 50 of "revenue" 1; customers meet no rule 4', 'cut-offs have the values that are frozen');
RESET ROLE;
SET customer_grade.clock = '2026-06-16 12:00+00';
SET ROLE regress_lint_owner;
SET customer_grade.as_of = '2020-01-01';
SELECT is((SELECT count(*) FROM customer_grade.lint('u', 'customer') WHERE customers > 0), 3::bigint, '... and the parameter as_of the day of the table');
RESET customer_grade.as_of;

-- The version in force counts, also while another waits.
RESET ROLE;
SELECT customer_grade.define_standard('t', 'grades A > B; metric revenue number; grade A when revenue > 499; grade B otherwise;', '2026-06-01') \g /dev/null
SELECT is((SELECT count(*) FROM customer_grade.lint('t', 'other') WHERE message ~ '100'), 1::bigint, 'the version that grades the table');

-- Who may
SET ROLE regress_lint_reader;
SELECT throws_ok($$ SELECT * FROM customer_grade.lint('s', 'customer') $$, '42501', NULL, 'who may not read the metrics learns nothing');
SET ROLE regress_lint_owner;
SELECT throws_ok($$ SELECT * FROM customer_grade.lint('s', 'other') $$, '55000', 'standard "s" is not attached to table "public.other"', 'a table without the standard');
RESET ROLE;
SELECT * FROM finish();
