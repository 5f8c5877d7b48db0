-- diff(): what another text of a standard changes, in words.

\set QUIET on
SET client_min_messages = warning;
SET search_path = customer_grade, public;

SELECT * FROM no_plan();

\set old 'grades A ''重点 | key'' > B > C; metric x number >= 0 unit ''CNY'' ''额 | revenue''; metric y number; parameter p = 1; grade A when x >= 10万 and y > p; grade B when x > 5; grade C otherwise; cap C when y < 0; treatment v for A = 1 unit ''week'';'
\set new 'grades A ''重点 | key'' > B > C > D; metric x number >= 0 unit ''CNY'' ''额 | revenue''; metric y number; parameter p = 2; grade B when x > 5; grade A when x >= 10万 and x < 20万 and y > p; grade C when y > 3; grade D otherwise; review month end; treatment v for A, D = 2 unit ''week'';'

SELECT results_eq(format('SELECT part, statement, field, kind, old, new FROM diff(%L::rubric, %L::rubric)', :'old', :'new'),
	$$ VALUES
	('Grades', 'D', NULL, 'added', NULL, 'Rank 4'),
	('Rules', 'A (key)', 'Condition', 'changed', 'revenue at least 100000 CNY and y more than “p”', 'revenue from 100000 CNY (included) to 200000 CNY (excluded) and y more than “p”'),
	('Rules', 'C', 'Condition', 'changed', 'all other customers', 'y more than 3'),
	('Limits', 'Never better than C', NULL, 'removed', 'y less than 0', NULL),
	('Rules', 'Rules', NULL, 'changed', 'A (key), B, C', 'B, A (key), C'),
	('Rules', 'D', NULL, 'added', NULL, 'all other customers'),
	('Parameters', 'p', 'Value', 'changed', '1', '2'),
	('Reviews and changes', 'Review', 'Rule', 'changed', 'None by the calendar.', 'At the end of each month.'),
	('What each grade gets', 'v', 'A', 'changed', '1 week', '2 weeks'),
	('What each grade gets', 'v', 'D', 'added', NULL, '2 weeks') $$, 'added, removed, changed, and another order');
SELECT results_eq(format('SELECT sentence FROM diff(%L, %L)', :'old', :'new'), $$ VALUES
	('Grades: “D” is new: Rank 4'),
	('Rules: Condition of “A (key)” was: revenue at least 100000 CNY and y more than “p”; it is now: revenue from 100000 CNY (included) to 200000 CNY (excluded) and y more than “p”'),
	('Rules: Condition of “C” was: all other customers; it is now: y more than 3'),
	('Limits: “Never better than C” is dropped; it was: y less than 0'),
	('Rules: the order was: A (key), B, C; it is now: B, A (key), C'),
	('Rules: “D” is new: all other customers'),
	('Parameters: Value of “p” was: 1; it is now: 2'),
	('Reviews and changes: Rule of “Review” was: None by the calendar.; it is now: At the end of each month.'),
	('What each grade gets: A of “v” was: 1 week; it is now: 2 weeks'),
	('What each grade gets: “v” now has D: 2 weeks') $$, 'in sentences');
SELECT results_eq(format('SELECT sentence FROM diff(%L, %L, language => ''zh'')', :'old', :'new'), $$ VALUES
	('等级：新增“D”：排名 4'),
	('评级规则：“A（重点）”的条件由“额在10万元（含）以上，且y在“p”（不含）以上”改为“额在10万元（含）至20万元（不含）之间，且y在“p”（不含）以上”'),
	('评级规则：“C”的条件由“其余全部客户”改为“y在3（不含）以上”'),
	('等级的上限与下限：删除“不高于C”，原为：y在0（不含）以下'),
	('评级规则：顺序由“A（重点）, B, C”改为“B, A（重点）, C”'),
	('评级规则：新增“D”：其余全部客户'),
	('参数：“p”的取值由“1”改为“2”'),
	('复评与等级变动：“复评”的规则由“没有定期复评。”改为“每月末。”'),
	('各等级待遇：“v”的A由“1周”改为“2周”'),
	('各等级待遇：“v”新增D：2周') $$, 'also in Chinese');

SELECT results_eq($$ SELECT kind, old, new, sentence FROM diff('grades A > B, U; metric x number; grade A when x > 1; grade B otherwise;', 'grades A > B, V; metric x number; grade A when x > 1; grade B otherwise;') $$,
	$$ VALUES ('added', NULL, '', 'Grades: “V” is new'), ('removed', '', NULL, 'Grades: “U” is dropped') $$, 'a name of which nothing else is told');
SELECT results_eq($$ SELECT statement, old, new FROM diff('metric x number; criterion c max 5 = 5 when x > 1 ''多 | many'', 0 otherwise ''few'';', 'metric x number; criterion c max 5 = 5 when x > 1 ''多 | a lot'', 0 otherwise;') $$,
	$$ VALUES ('c', '5 (many) if x more than 1; otherwise 0 (few)', '5 (a lot) if x more than 1; otherwise 0') $$, 'the reasons of points');

SELECT results_eq($$ SELECT old, new FROM diff('grades A; metric x number; grade A when x > 1; treatment contact = ''w1'' ''weekly'';', 'grades A; metric x number; grade A when x > 1; treatment contact = ''w2'' ''weekly'';') $$,
	$$ VALUES ('“w1” (weekly)', '“w2” (weekly)') $$, 'the code that a title explains');

SELECT is_empty(format('SELECT * FROM diff(%L, %L)', :'old', '-- a comment' || E'\n' || replace(:'old', '; ', E' ;\n')), 'layout and comments say nothing');

SELECT is_empty($$ SELECT * FROM diff(
	'grades A > B; metric x number; parameter p = 0.30; criterion c weight 0.50 = 10.0 when x > 5.00, 0 otherwise; grade A when score >= p; grade B otherwise; treatment t for A = 0.20;',
	'grades A > B; metric x number; parameter p = 30%; criterion c weight 0.5 = 10 when x > 5, 0 otherwise; grade A when score >= p; grade B otherwise; treatment t for A = 20%;') $$,
	'nor does how a number is written');
SELECT results_eq($$ SELECT field, old, new FROM diff('grades A; metric x number ''of 1.0''; grade A when x > 1.50 and x < 2.0;', 'grades A; metric x number ''of 1.0''; grade A when x > 1.5 and x < 2.5;') $$,
	$$ VALUES ('Condition', 'of 1.0 from 1.50 (excluded) to 2.0 (excluded)', 'of 1.0 from 1.5 (excluded) to 2.5 (excluded)') $$, 'what differs is shown as written');

SELECT define_standard('sales', :'old', '2024-01-01') \g /dev/null
SELECT define_standard('sales', :'new', '2025-01-01', force => 'only its words count here') \g /dev/null
SELECT bag_eq($$ SELECT sentence FROM diff('sales', 1, 2) $$, format('SELECT sentence FROM diff(%L, %L)', :'old', :'new'), 'of two versions');
SELECT is_empty($$ SELECT * FROM diff('sales', 2, 2) $$, 'a version does not differ from itself');
SELECT is((SELECT count(*) FROM diff('sales', 1, 2) WHERE kind = 'added'), (SELECT count(*) FROM diff('sales', 2, 1) WHERE kind = 'removed'), 'what one way adds the other removes');
SELECT throws_ok($$ SELECT * FROM diff('sales', 1, 3) $$, '42704', 'standard "sales" has no version 3', 'no such version');
SELECT throws_ok($$ SELECT * FROM diff('sales', NULL, 1) $$, '22004', 'no version of standard "sales" is named', 'no version at all');
SELECT throws_ok($$ SELECT * FROM diff('sales', 1, 2, 'fr') $$, '22023', 'a standard cannot be described in language "fr"', 'no such language');

SELECT is((SELECT count(*) FROM catalog AS c, diff(c.rubric, c.rubric)), 0::bigint, 'no standard of the catalog differs from itself');
SELECT cmp_ok((SELECT count(*) FROM catalog AS a JOIN catalog AS b USING (name), diff(a.rubric, b.rubric, 'zh') WHERE a.version < b.version), '>', 0::bigint,
	'its versions differ');

SELECT * FROM finish();
