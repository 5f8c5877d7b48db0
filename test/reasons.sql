-- reasons(): why a row has no more points and no better grade.
BEGIN;
SELECT plan(25);

CREATE TEMP TABLE card AS SELECT 'grades A > B > C; metric a number; metric b number;
	criterion x max 100 ''spend'' = 100 when a >= 10, 50 when a >= 5 ''middling spend'', 0 otherwise ''hardly any spend'';
	criterion y weight 50% max 100 = least(b, 100); criterion z = 10 when b > 50, 3 when b > 20 ''b is low'', 1 otherwise;
	grade A when score >= 120 and b > 5; grade B when score >= 60 ''enough points''; grade C otherwise; cap B when a < 100 ''too little'';'::customer_grade.rubric AS rubric;
SELECT results_eq($$ SELECT r.* FROM card, customer_grade.reasons(rubric, '{"a": 3, "b": 10}') AS r $$,
	$$ VALUES (1, 'criterion', 'x', 0::numeric, 100::numeric, 100::numeric, 'hardly any spend', NULL::text, NULL::integer), (2, 'criterion', 'y', 5, 50, 45, NULL, NULL, NULL),
		(3, 'criterion', 'z', 1, 10, 9, NULL, NULL, NULL), (4, 'condition', 'score >= 60', 6, 60, 54, 'enough points', 'B', 2) $$,
	'points lost, most first, with the title of the alternative; and what the next better grade asks for');
SELECT results_eq($$ SELECT name, reason FROM card, customer_grade.reasons(rubric, '{"a": 7, "b": 30}') AS r WHERE kind = 'criterion' ORDER BY name $$,
	$$ VALUES ('x', 'middling spend'), ('y', NULL), ('z', 'b is low') $$, 'of the alternative that applies');
SELECT results_eq($$ SELECT name, lost FROM card, customer_grade.reasons(rubric, '{"a": 3, "b": 10}', '{"x": 20, "z": 0.5}') AS r WHERE kind = 'criterion' $$,
	$$ VALUES ('y', 45::numeric), ('x', 20), ('z', -0.5) $$, 'against a baseline; less than 0 is more than that');
SELECT results_eq($$ SELECT kind, name, reason, grade, rule FROM card, customer_grade.reasons(rubric, '{"a": 20, "b": 100}') AS r $$,
	$$ VALUES ('cap', 'a < 100', 'too little', 'A', 1) $$, 'a cap limits the grade of a rule');
SELECT is_empty($$ SELECT r.* FROM card, customer_grade.reasons(rubric, '{"a": 200, "b": 100}') AS r $$, 'nothing is lost');
SELECT results_eq($$ SELECT name, value, needed, lost FROM customer_grade.reasons('metric a number; criterion k = a; criterion l missing 2 = 3 when a > 1;'::customer_grade.rubric, '{}') $$,
	$$ VALUES ('l', 2::numeric, 3::numeric, 1::numeric), ('k', NULL, NULL, NULL) $$, 'what is not known stands last');

-- conditions
CREATE TEMP TABLE rules AS SELECT 'grades A > B > C; metric a number; metric b number; metric v boolean; metric t text;
	grade A when (a > 5 or b >= 20) and v and not (b < 11); grade B when 4 < a and t in (''x'', ''y'') ''two''; grade C otherwise;'::customer_grade.rubric AS rubric;
SELECT results_eq($$ SELECT name, value, needed, lost, reason, grade FROM rules, customer_grade.reasons(rubric, '{"a": 3, "b": 10, "v": true, "t": "x"}') $$,
	$$ VALUES ('4 < a', 3::numeric, 4::numeric, 1::numeric, 'two', 'B') $$, 'the next better grade; the constant is what is needed');
SELECT results_eq($$ SELECT name, value FROM rules, customer_grade.reasons(rubric, '{"a": 5, "b": 10, "v": true, "t": "z"}') $$,
	$$ VALUES ('t in (''x'', ''y'')', NULL::numeric) $$, 'a part without numbers');
SELECT results_eq($$ SELECT name, lost FROM rules, customer_grade.reasons(rubric, '{"a": 5, "b": 10, "v": true, "t": "x"}') $$,
	$$ VALUES ('a > 5', 0::numeric), ('b >= 20', 10) $$, 'both of "or"; a strict comparison may be short of nothing');
SELECT results_eq($$ SELECT name, lost FROM rules, customer_grade.reasons(rubric, '{"a": 6, "b": 10, "v": true, "t": "x"}') $$,
	$$ VALUES ('b < 11', 1::numeric) $$, 'one that is met by "or" is none; "not" is one that came true');
SELECT results_eq($$ SELECT name, value, needed, reason FROM rules, customer_grade.reasons(rubric, '{"a": 6, "b": 30, "t": "x"}') $$,
	$$ VALUES ('v', NULL::numeric, NULL::numeric, 'missing: v') $$, 'a value that is missing');
SELECT results_eq($$ SELECT name, value, needed, lost FROM rules, customer_grade.reasons(rubric, (SELECT r FROM (SELECT 3::float8 AS a, 10::real AS b, true AS v, 'x' AS t) AS r)) $$,
	$$ VALUES ('4 < a', 3::numeric, 4::numeric, 1::numeric) $$, 'double precision');

-- in a sentence of explain()
CREATE FUNCTION pg_temp.sentence(rubric customer_grade.rubric, input jsonb) RETURNS text LANGUAGE sql AS $$
	SELECT expression FROM customer_grade.explain(rubric, input) WHERE kind = 'result'
$$;
SELECT is((SELECT pg_temp.sentence(rubric, '{"a": 3, "b": 10}') FROM card), 'Not B: score >= 60 fails by 54. Points lost: hardly any spend 100, y 45, z 9.', 'a sentence');
SELECT is(pg_temp.sentence('grades A > B > C; metric a number; grade C otherwise; floor A when a > 5 ''loyal''; cap B when a < 9 ''逾期 | overdue'';', '{"a": 6}'), 'Not A: limited by overdue.',
	'a cap limits what a floor has lifted');
SET LOCAL customer_grade.language = 'zh';
SELECT is((SELECT pg_temp.sentence(rubric, '{"a": 3, "b": 10}') FROM card), '未达 B：score >= 60 差 54。失分：hardly any spend 100、y 45、z 9。', 'in Chinese');
SELECT is(pg_temp.sentence('grades A > B; metric a number; grade A when a > 5; grade B otherwise; cap B when a < 9 ''逾期 | overdue'';', '{"a": 6}'), '未达 A：受限于 逾期。', 'with the Chinese part of a title');
SET LOCAL customer_grade.language = 'en';
SELECT is((SELECT pg_temp.sentence(rubric, '{"a": 200, "b": 100}') FROM card), NULL, 'none where nothing is lacking');

SELECT throws_ok($$ SELECT customer_grade.reasons('criterion k = 1;'::customer_grade.rubric, '{}', '{"l": 1}') $$, '22023', 'the rubric has no criterion "l"', 'a baseline for no criterion');
SELECT throws_ok($$ SELECT customer_grade.reasons('criterion k = 1;'::customer_grade.rubric, '{}', '{"k": "1"}') $$, '22023', 'the baseline of criterion "k" is not a number', 'numbers');
SELECT throws_ok($$ SELECT customer_grade.reasons('criterion k = 1;'::customer_grade.rubric, '{}', '[]') $$, '22023', NULL, 'an object');
SELECT is_empty($$ SELECT customer_grade.reasons(NULL::customer_grade.rubric, '{}') UNION ALL SELECT customer_grade.reasons('criterion k = 1;'::customer_grade.rubric, NULL::jsonb) $$, 'nulls');
-- ranges: the bound that is failed
SELECT results_eq(format($$ SELECT name, value, needed, lost FROM customer_grade.reasons(
	'grades A > B; metric x number; metric y number; parameter top = 40; grade A when x between 21 and top and y not between 0 and 1; grade B otherwise;'::customer_grade.rubric, %L) $$, input),
	format('VALUES (%L, %s::numeric, %s::numeric, %s::numeric)', name, value, needed, lost), input)
FROM (VALUES ('{"x": 3, "y": 5}', 'x between 21 and top', '3', '21', '18'), ('{"x": 50, "y": 5}', 'x between 21 and top', '50', '40', '10'),
	('{"x": 30, "y": 0.5}', 'y not between 0 and 1', 'NULL', 'NULL', 'NULL'), ('{"y": 5}', 'x between 21 and top', 'NULL', 'NULL', 'NULL')) AS v(input, name, value, needed, lost);
SELECT * FROM finish();
ROLLBACK;
