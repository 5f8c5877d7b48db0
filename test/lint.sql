-- What lint() finds by solving: each finding, and what looks like one and is none. That nothing else is
-- found and nothing left out is shown by test/lint_random.sql.

SELECT * FROM no_plan();

-- All that is told of a rubric, without notices: severity, the statement, the message, the witness.
CREATE FUNCTION pg_temp.told(rubric text, severities text[] DEFAULT '{error,warning,not analysed}') RETURNS text LANGUAGE sql AS $$
	SELECT string_agg(concat_ws(' | ', l.severity, l.statement, l.message, l.witness::text), E'\n')
	FROM customer_grade.lint(rubric::customer_grade.rubric) AS l
	WHERE l.severity = ANY (severities)
$$;

--
-- Gaps
--
SELECT is(pg_temp.told('grades A > B; metric n number between 0 and 100; grade A when n between 91 and 100; grade B when n <= 90;'),
	'error | grade B when n <= 90 | no rule fits where n > 90 and n < 91 | {"n": 90.5}', 'between two whole numbers');
SELECT is(pg_temp.told('grades A > B > C; metric n number; grade A when n > 10; grade B when n < 10 and n > 5; grade C when n <= 5;'),
	'error | grade C when n <= 5 | no rule fits where n = 10 | {"n": 10}', 'exactly on a bound');
SELECT is(pg_temp.told('grades A > B; metric n number; grade A when n between 8 and 10; grade B when n between 5 and 7;'),
	'error | grade B when n between 5 and 7 | no rule fits where n < 5 or n > 7 and n < 8 or n > 10 | {"n": 4}', 'several gaps of one metric');
SELECT is(pg_temp.told('grades A > B; metric n number; metric m number; grade A when n > 10 or m > 10; grade B when m between 5 and 7;'),
	E'error | grade B when m between 5 and 7 | no rule fits where n <= 10 and (m < 5 or m > 7 and m <= 10) | {"m": 4, "n": 9}', '... of two');
SELECT is(pg_temp.told('grades A > B; metric n number in (1, 2, 3, 4); grade A when n <= 2; grade B when n >= 3;'), NULL, 'nothing lies between the values of a list');
SELECT is(pg_temp.told('grades A > B; metric d date; grade A when d <= date ''2024-02-28''; grade B when d > date ''2024-02-28'';'), NULL, 'days: none between');
SELECT is(pg_temp.told('grades A > B; metric d date; grade A when d < date ''2024-02-28''; grade B when d >= date ''2024-03-01'';'),
	'error | grade B when d >= date ''2024-03-01'' | no rule fits where d >= date ''2024-02-28'' and d <= date ''2024-02-29'' | {"d": "2024-02-28"}', 'days: two between');
SELECT is(pg_temp.told('grades A > B; metric c text in (''good'' > ''fair'' > ''poor''); grade A when c > ''fair''; grade B when c < ''fair'';'),
	'error | grade B when c < ''fair'' | no rule fits where c = ''fair'' | {"c": "fair"}', 'ordered text');
SELECT is(pg_temp.told('grades A > B; metric c text; grade A when c = ''gold''; grade B when c in (''silver'', ''bronze'');'),
	'error | grade B when c in (''silver'', ''bronze'') | no rule fits where c is another text | {"c": "other"}', 'a text that is not named');
SELECT is(pg_temp.told('grades A > B; metric a number; metric f boolean; grade A when a >= 5 and f; grade B when (a < 5) is true;'),
	'error | grade B when (a < 5) is true | no rule fits where (a >= 5 or a is null) and f = false | {"f": false}', 'a block of two metrics');
SELECT is(pg_temp.told('grades A > B; metric a number; grade A when a >= 5; grade B when a < 5;'), NULL, 'a missing input is no gap: the customer is undecided');
SELECT is(pg_temp.told('grades A > B; metric a number; require a; grade A when (a >= 5) is true; grade B when (a < 5) is true;'), NULL, 'what is required is there');
SELECT is(pg_temp.told('grades A > B; metric a number; scope when a > 2; grade A when a >= 5; grade B when a between 3 and 5;'),
	'error | grade B when a between 3 and 5 | no rule fits where a > 2 and a < 3 | {"a": 2.5}', 'only within the scope');
SELECT is(pg_temp.told('grades A > B; metric a number; metric b number; grade A when a > b; grade B when a < b;'),
	'error | grade B when a < b | no rule fits where a = b | {"a": 1, "b": 1}', 'two metrics');
SELECT is(pg_temp.told('grades A > B; metric a number >= 0; metric b number > 0; grade A when a / b > 30%; grade B when a / b < 30%;'),
	'error | grade B when a / b < 30% | no rule fits where a / b = 0.3 | {"a": 0.3, "b": 1}', 'a ratio of two');
SELECT is(pg_temp.told('grades A > B; metric a number; define x = coalesce(a * 2, 0) + 1; grade A when x >= 10; grade B when x <= 9;'),
	'error | grade B when x <= 9 | no rule fits where a > 4 and a < 4.5 | {"a": 4.3}', 'through names and arithmetic');
SELECT is(pg_temp.told('grades A > B; metric a number; parameter cut = 5; parameter half = cut / 2; grade A when a >= cut; grade B when a < half;'),
	'error | grade B when a < half | no rule fits where a >= 2.5 and a < 5 | {"a": 2.5}', 'parameters have the values of the text');
SELECT is(pg_temp.told('grades A > B > C; metric a number; parameter cut_a = top(a, 20%); parameter cut_b = top(a, 50%);
	grade A when a >= cut_a; grade B when a >= cut_b and a < cut_a; grade C when a < cut_b;', '{error,not analysed}'), NULL, 'values of the population: whatever they are');
SELECT is(pg_temp.told('grades A > B; metric a number; parameter cut number; grade A when a > cut; grade B when a < cut;'),
	'not analysed | grade B when a < cut | it is not known whether there are customers that no rule fits, where a = cut', 'a value that nobody knows');
SELECT is(pg_temp.told('grades A > B; metric a number; grade A when tile(a, 3) = 3; grade B when tile(a, 3) <= 2;', '{error,not analysed}'), NULL, 'tiles are whole numbers');

SELECT is(pg_temp.told('grades A; metric t text; metric u text; grade A when t = u;'),
	'not analysed | grade A when t = u | it is not known whether there are customers that no rule fits, where t is another text and u is another text and t <> u', 'texts without an order differ, none is less');

--
-- Rules that never decide
--
SELECT is(pg_temp.told('grades A > B > C; metric n number; grade B when n >= 10; grade A when n >= 100; grade C otherwise;'),
	'error | grade A when n >= 100 | grade "A" can never be reached: wherever its condition is true, a rule before it decides | {"n": 100}', 'covered by a rule before');
SELECT is(pg_temp.told('grades A > B, unknown; metric n number; grade A when n >= 5; grade B when n < 5; grade unknown when n is null;'),
	'error | grade unknown when n is null | grade "unknown" can never be reached: wherever its condition is true, a rule before it is undecided for a missing input | {}',
	'null stops before');
SELECT is(pg_temp.told('grades A > B; metric n number between 0 and 100; grade A when n >= 90; grade A when n > 100; grade B otherwise;'),
	'error | grade A when n > 100 | this rule never decides: its condition is never true', 'outside the domain');
SELECT is(pg_temp.told('grades A > B > C; metric n number; require n; grade A when n >= 5; grade B when n < 5; grade C otherwise;'),
	'error | grade C otherwise | grade "C" can never be reached: the rules before it leave nobody', 'otherwise');
SELECT is(pg_temp.told('grades A > B; metric a number >= 0; metric b number >= 0; criterion x max 50 = a; criterion y = 40 when b >= 10, 20 otherwise; grade A when score >= 91; grade B otherwise;'),
	'error | grade A when score >= 91 | grade "A" can never be reached: its condition is never true: the score lies between 20 and 90', 'points that cannot add up');
SELECT is(pg_temp.told('grades A > B > C; metric a number; criterion x = 10 when a >= 5, 5 otherwise; grade A when score > 8; grade B when score > 5; grade C otherwise;'),
	'error | grade B when score > 5 | grade "B" can never be reached: wherever its condition is true, a rule before it decides | {"a": 5}', 'no sum of points between two grades');
SELECT is(pg_temp.told('grades A > B; metric a number; metric b number; grade A when a >= 5; grade A when a >= 5 and b >= 5; grade B otherwise;'),
	'error | grade A when a >= 5 and b >= 5 | this rule never decides: wherever its condition is true, a rule before it decides | {"a": 5, "b": 5}', 'a narrower rule behind a wider one');
SELECT is(pg_temp.told('grades A > B; metric a number; metric f boolean; grade A when a >= 5; grade B when f and null; grade B otherwise;'), NULL,
	'a rule that is to stop is meant so');

--
-- Caps and floors
--
SELECT is(pg_temp.told('grades A > B > C; metric a number; metric f boolean; grade A when a >= 5; grade B when a < 5; grade C otherwise; cap C when a < 3; cap B when a < 0 and f;', '{error}'),
	E'error | grade C otherwise | this rule never decides: the rules before it decide, or are undecided for a missing input\n'
	'error | cap B when a < 0 and f | this cap never applies: nobody with a better grade than "B" meets its condition', 'a cap that never applies');
SELECT is(pg_temp.told('grades A > B > C; metric a number; grade A when a >= 5; grade B otherwise; cap B when a >= 1; floor C when a < 0;', '{error}'),
	E'error | grade A when a >= 5 | grade "A" can never be reached: a cap or floor always takes it away\n'
	'error | cap B when a >= 1 | this cap always applies: everybody with a better grade than "B" meets its condition\n'
	'error | floor C when a < 0 | this floor never applies: nobody with a worse grade than "C" meets its condition', 'a cap that always applies');
SELECT is(pg_temp.told('grades A > B > C; metric a number; metric f boolean; require f; grade A when a >= 5; grade C otherwise; cap C when f; floor B when a >= 3;'), NULL, 'caps and floors that do something');

--
-- Alternatives
--
SELECT is(pg_temp.told('metric a number; criterion x = 1 when a >= 5, 2 when a >= 10, 0 otherwise;'),
	'error | 2 when a >= 10 | this alternative never decides: those before it decide, or are undecided for a missing input, wherever its condition is true', 'of a criterion');
SELECT is(pg_temp.told('metric a number between 0 and 10; criterion x = 1 when a >= 5, 2 when a > 10, 3 when a is null, 0 otherwise;'),
	E'error | 2 when a > 10 | this alternative never decides: its condition is never true\n'
	'error | 3 when a is null | this alternative never decides: those before it decide, or are undecided for a missing input, wherever its condition is true', '... stopped by null');
SELECT is(pg_temp.told('grades A > B; metric a number; define x = case when a >= 5 then 1 when a >= 7 then 2 else 0 end; grade A when x >= 1; grade B otherwise;'),
	'error | a >= 7 then 2 | this alternative of a case never decides: those before it decide, or are undecided for a missing input, wherever its condition is true', 'of a case');
SELECT is(pg_temp.told('grades A > B; metric a number; parameter mode text in (''x'', ''y'') = ''x''; grade A when case mode when ''x'' then a > 5 when ''y'' then a > 7 end; grade B otherwise;'), NULL,
	'a parameter may have another value');

--
-- Missing inputs
--
SELECT is(pg_temp.told('grades A > B > C; metric n number; metric m number; grade A when n >= 5; grade B when m >= 3 or n is null; grade C otherwise;'),
	'warning | n is null | "n" is never missing here: where it is, a rule before is undecided, and grading stops there', 'asked for too late');
SELECT is(pg_temp.told('grades A > B > C; metric n number; metric m number; grade A when n >= 5 and m >= 1; grade B when m >= 3 or n is null; grade C otherwise;'), NULL, 'not too late for all');
SELECT is(pg_temp.told('grades A > B; metric n number; metric m number; grade A when (n >= 5 or m >= 3) is true; grade B otherwise;'),
	'warning | (n >= 5 or m >= 3) is true | "is true" counts as not shown what is missing, and who lacks all of it is graded, too | {}', 'is true without a requirement');
SELECT is(pg_temp.told('grades A > B; metric n number; metric m number; require n or m; grade A when (n >= 5 or m >= 3) is true; grade B otherwise;'), NULL, '... and with it');
SELECT is(pg_temp.told('grades A > B; metric n number; grade A when (n > 5) is true; grade B otherwise;'),
	'warning | (n > 5) is true | "is true" counts as not shown what is missing, and who lacks all of it is graded, too | {}', '... of one metric');
SELECT is(pg_temp.told('grades A > B, none; metric n number; grade A when (n > 5) is true; grade none when n is null; grade B otherwise;'), NULL, '... unless a later rule asks for it');
SELECT is(pg_temp.told('grades A > B; metric f boolean; grade A when f is true; grade B otherwise;'), NULL, '... or a flag alone is said to be true');
SELECT is(pg_temp.told('metric n number; criterion x = 10 when (n > 5) is true, 0 otherwise;'),
	'warning | (n > 5) is true | "is true" counts as not shown what is missing, and who lacks all of it gets points, too | {}', '... in a criterion');
SELECT is(pg_temp.told('metric n number; criterion x = 10 when (n > 5) is true, 5 when n is null, 0 otherwise;'), NULL, '... that provides for it');
SELECT is(pg_temp.told('grades A > B; metric n number; metric late number; require n; grade A when n > 5; grade B otherwise; cap B when late > 3;'),
	'warning | cap B when late > 3 | who lacks what this cap reads is not graded, although a rule has given a grade | {"n": 6}', 'a cap takes away the grade of who lacks something');
SELECT is(pg_temp.told('grades A > B; metric n number; metric late number; require n; grade A when n > 5; grade B otherwise; floor A when late < 3;'),
	'warning | floor A when late < 3 | who lacks what this floor reads is not graded, although a rule has given a grade | {"n": 4}', '... or a floor');
SELECT is(pg_temp.told('grades A > B; metric n number; metric late number; require n, late; grade A when n > 5; grade B otherwise; cap B when late > 3;'), NULL, '... unless it is required');
SELECT is(pg_temp.told('grades A > B; metric n number; grade A when n > 5; grade B otherwise; cap B when n < 10;'), NULL, '... or without it no rule decides');
SELECT is(pg_temp.told('grades A > B > C; metric n number; metric medals number; require n; grade A when n > 5 and medals > 2; grade B when n > 5; grade C otherwise;'),
	'warning | grade A when n > 5 and medals > 2 | who lacks "medals" is not graded here, although a later rule fits that does without it | {"n": 6}', 'a later rule does without it');
SELECT is(pg_temp.told('grades A > B > C; metric n number; metric medals number; require n; grade A when n > 5 and medals > 2; grade B when n > 5 and medals <= 2; grade C when n <= 5;'), NULL,
	'... not if it asks for it as well');
SELECT is(pg_temp.told('grades A > B > C; metric n number; metric medals number; grade A when n > 5 and medals > 2; grade B when n > 5; grade C otherwise;'), NULL,
	'... nor where the standard does not say what may be missing');
SELECT is(pg_temp.told('grades A > B > C; metric n number; metric medals number; grade A when n > 5 and medals > 2; grade B when n > 5; grade B when coalesce(medals, 0) > 5; grade C otherwise;', '{warning}'),
	'warning | grade A when n > 5 and medals > 2 | who lacks "medals" is not graded here, although a later rule fits that does without it | {"n": 6}', '... be it by a coalesce elsewhere');

--
-- Bounds that do not meet
--
SELECT is(pg_temp.told('grades A > B > C; metric n number; require n; grade A when n between 91 and 100; grade B when n between 81 and 90; grade C otherwise;'),
	'warning | grade B when n between 81 and 90 | what lies between 90 and 91 of "n" gets "C", but less gets "B" and more "A" | {"n": 90.5}', 'whole numbers only are thought of');
SELECT is(pg_temp.told('grades A > B > C; metric n number; require n; grade A when n > 90; grade B when n > 80 and n < 90; grade C otherwise;'),
	'warning | grade B when n > 80 and n < 90 | exactly 90 of "n" gets "C", but less gets "B" and more "A" | {"n": 90}', 'a bound that neither has');
SELECT is(pg_temp.told('grades A > B > C; metric n number; metric m number; require n, m; grade A when m < 0.5 and n > 1; grade B when m > 0.5; grade C otherwise;'),
	'warning | grade B when m > 0.5 | exactly 0.5 of "m" gets "C", but less gets "A" and more "B" | {"m": 0.5, "n": 2}', '... beside another metric');
SELECT is(pg_temp.told('grades A > B > C; metric n number; require n; grade A when n >= 90; grade B when n > 80 and n < 90; grade C otherwise;'), NULL, 'one that one of them has');
SELECT is(pg_temp.told('grades A > B > C; metric n number; require n; grade A when n > 100; grade B when n < 50; grade C otherwise;'), NULL, 'a class in the middle');
SELECT is(pg_temp.told('grades A > B > C; metric n number; require n; grade A when n > 90; grade B when n = 90; grade C otherwise;'), NULL, 'a value of its own');

--
-- Order
--
SELECT is(pg_temp.told('grades A > B > C; metric n number; metric f boolean; grade B when f; grade A when n >= 100; grade C otherwise;'),
	'warning | grade B when f | this rule comes first and gives "B" where the rule of the better grade "A" fits, too | {"f": true, "n": 100}', 'an overlap out of rank order');
SELECT is(pg_temp.told('grades A > B > C, none; metric n number; grade C when n < 5; grade A when n >= 100; grade B otherwise;', '{error,warning,notice}'),
	E'notice | none | no rule gives grade "none"\n'
	'notice | grade A when n >= 100 | this rule stands behind that of the worse grade "C"', 'out of rank order, without overlap');

--
-- Limits
--
SELECT ok(bool_or(severity = 'not analysed' AND message LIKE 'the standard is too large to be searched%'), 'too much work')
FROM customer_grade.lint((
	SELECT 'grades A > B; ' || string_agg(format('metric m%s number; criterion k%1$s weight 0.%s = 7 when m%1$s >= 3, 5 when m%1$s >= 2, 1 otherwise;', i, 7919 * i + 13), ' ') ||
		' grade A when score >= 20; grade B otherwise;'
	FROM generate_series(1, 24) AS i)::customer_grade.rubric);
SELECT is(count(*), 0::bigint, 'a scorecard of nine criteria') FROM customer_grade.lint((
	SELECT 'grades A > B > C; ' || string_agg(format('metric m%s number; criterion k%1$s weight %s%% = 100 when m%1$s >= 90, 80 when m%1$s >= 80, 60 when m%1$s >= 60, 30 when m%1$s >= 30, 0 otherwise;',
			i, CASE i WHEN 1 THEN 12 ELSE 11 END), ' ') || ' grade A when score >= 90; grade B when score >= 60; grade C otherwise;'
	FROM generate_series(1, 9) AS i)::customer_grade.rubric);
SELECT cmp_ok(count(*), '>', 0::bigint, 'sixty rules over forty metrics') FROM customer_grade.lint((
	SELECT 'grades A > B; ' || (SELECT string_agg(format('metric m%s number between 0 and 100;', i), ' ') FROM generate_series(1, 40) AS i) || string_agg(format(
			'grade %s when m%s >= %s and m%s < %s and m%s between %s and %s;', CASE WHEN r <= 30 THEN 'A' ELSE 'B' END, 1 + r * 7 % 40, r, 1 + r * 11 % 40, 100 - r, 1 + r * 17 % 40, r / 2, 50 + r / 2), ' ')
	FROM generate_series(1, 60) AS r)::customer_grade.rubric) WHERE severity = 'error' AND message LIKE 'no rule fits%';

SELECT * FROM finish();
