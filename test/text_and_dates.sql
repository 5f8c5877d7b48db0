-- Text by its bytes, patterns, days and months of dates, mod() and log10(), domains of several ranges: what they
-- give, what they refuse, and that lint(), describe(), and advise() know them. That grade() and the SQL
-- of to_sql() give the same is shown by oracle.sql, too.

BEGIN;
SET client_min_messages = warning;
SET search_path = customer_grade, public;
SELECT * FROM no_plan();

-- The score of an expression over a row.
CREATE FUNCTION pg_temp.value(declarations text, expression text, input jsonb) RETURNS numeric LANGUAGE sql AS $$
	SELECT score((declarations || ' score = ' || expression || ';')::rubric, input)
$$;
CREATE FUNCTION pg_temp.truth(declarations text, condition text, input jsonb) RETURNS numeric LANGUAGE sql AS $$
	SELECT pg_temp.value(declarations, 'case when ' || condition || ' then 1 when not (' || condition || ') then 0 end', input)
$$;
CREATE FUNCTION pg_temp.findings(rubric text) RETURNS text LANGUAGE sql AS $$
	SELECT string_agg(l.severity || coalesce(' ' || l.witness::text, ''), ', ' ORDER BY l.severity, l.statement) FROM lint(rubric::rubric) AS l
$$;

--
-- Text
--
SELECT is((SELECT string_agg(format('%L and %L: %s', a, b, condition), '; ')
	FROM unnest('{"", " ", a, B, ab, b, 10, 9, ä, 金, 銀, "金 ", z}'::text[]) AS a, unnest('{"", a, B, ab, 10, ä, 金}'::text[]) AS b,
		(VALUES ('<'), ('<='), ('>'), ('>='), ('=')) AS o(operator), LATERAL (SELECT format('t %s u', operator) AS condition) AS c,
		LATERAL (SELECT CASE operator WHEN '<' THEN a COLLATE "C" < b WHEN '<=' THEN a COLLATE "C" <= b WHEN '>' THEN a COLLATE "C" > b
			WHEN '>=' THEN a COLLATE "C" >= b ELSE a = b END AS wanted) AS w
	WHERE pg_temp.truth('metric t text; metric u text;', condition, jsonb_build_object('t', a, 'u', b)) <> wanted::int), NULL,
	'text has the order of its bytes');
SELECT is((SELECT string_agg(format('%L like %L', t, p), '; ')
	FROM unnest(ARRAY['', 'a', 'ab', 'abc', 'abab', 'a%', 'a_b', 'a\b', '金', '金銀', '金a銀', 'aäb', repeat('ab', 200)]) AS t,
		unnest(ARRAY['', '%', '_', '__', '%%', 'a%', '%b', '%a%b', 'a_b', 'a\_b', 'a\%', 'a\\b', '金_', '_銀', '金%銀', '%銀%', '_%_', '%ab%ab', 'a\b', '%_b%c%']) AS p
	WHERE pg_temp.truth('metric t text;', format('t like ''%s''', p), jsonb_build_object('t', t)) IS DISTINCT FROM (t LIKE p)::int
		OR pg_temp.truth('metric t text;', format('t not like ''%s''', p), jsonb_build_object('t', t)) IS DISTINCT FROM (t NOT LIKE p)::int), NULL,
	'patterns match as in SQL');
SELECT is(pg_temp.value('metric t text;', expression, jsonb_build_object('t', t)), wanted::numeric, expression || ' of ' || coalesce(t, 'null'))
FROM (VALUES ('length(t)', '金銀 a', '4'), ('length(t)', '', '0'), ('length(t)', NULL, NULL), ('length(t) / 2', 'abc', '1.5'),
	('length(t || t)', '金', '2'), ('length(t || null)', '金', NULL),
	('case when lower(t) = ''abcÄ金'' then 1 else 0 end', 'aBCÄ金', '1'), ('case when t || ''-'' || lower(t) = ''A-a'' then 1 else 0 end', 'A', '1'),
	('case when t like ''a%'' then 1 when t not like ''a%'' then 0 end', NULL, NULL),
	('case when t between ''K'' and ''M'' then 1 else 0 end', 'Kx', '1'), ('case when t between ''K'' and ''M'' then 1 else 0 end', 'Mx', '0')) AS v(expression, t, wanted);
SELECT define_standard('owner', 'metric region text; grades A > B; grade A when region like ''N%''; grade B otherwise; treatment owner for A = ''Key account'' || ''-'' || region;') \g /dev/null
SELECT is((SELECT t.value FROM row_treatments('owner', '{"region": "N"}'::jsonb) AS t), 'Key account-N', 'a treatment may be made of texts');
SELECT throws_ok($$ SELECT pg_temp.value('metric t text;', 'length(t || t)', jsonb_build_object('t', repeat('x', 600000))) $$, '54000',
	'text made by || is longer than 1048576 bytes', 'texts do not grow without limit');
SELECT is(grade('metric t text; grades A > B; grade A when t || t <> ''x''; grade B otherwise;'::rubric, '{"t": "x"}'), 'A', 'below that they are made');

--
-- Dates
--
SELECT is((SELECT string_agg(format('%s %s', d, n), ', ') FROM generate_series(date '1999-12-01', '2000-04-01', '1 day') AS day, LATERAL (SELECT day::date AS d) AS x,
		generate_series(-30, 30) AS n
	WHERE pg_temp.truth('metric d date; metric n number; metric w date;', 'd + n months = w', jsonb_build_object('d', d, 'n', n, 'w', (d + n * interval '1 month')::date)) = 0
		OR pg_temp.truth('metric d date; metric n number; metric w date;', 'd - n years = w', jsonb_build_object('d', d, 'n', n, 'w', (d - n * interval '1 year')::date)) = 0), NULL,
	'months and years are added as PostgreSQL adds them');
SELECT is((SELECT string_agg(format('%s %s', a, b), ', ') FROM generate_series(date '2019-12-20', '2020-04-05', '1 day') AS x, LATERAL (SELECT x::date AS a) AS xa,
		generate_series(date '2018-01-25', '2021-03-05', '13 days') AS y, LATERAL (SELECT y::date AS b) AS yb
	WHERE pg_temp.value('metric a date; metric b date;', 'months_between(a, b)', jsonb_build_object('a', a, 'b', b))
			<> extract(year from age(b::timestamp, a::timestamp)) * 12 + extract(month from age(b::timestamp, a::timestamp))
		OR pg_temp.value('metric a date; metric b date;', 'years_between(a, b)', jsonb_build_object('a', a, 'b', b)) <> extract(year from age(b::timestamp, a::timestamp))), NULL,
	'months and years between are those of age()');
SELECT is(pg_temp.truth('metric d date;', condition, '{"d": "2024-01-31"}'), 1::numeric, condition)
FROM unnest('{d + 1 month = date ''2024-02-29'', d + 13 months = date ''2025-02-28'', d - 1 quarter = date ''2023-10-31'', d + 1 half-year = date ''2024-07-31'',
	d + 2 weeks = date ''2024-02-14'', d - 1 day = date ''2024-01-30'', d - 31 = date ''2023-12-31'', d + 1.5 = date ''2024-02-02'', d + 0.4 years = date ''2024-06-30'',
	d + 1 year - d = 366, d + 1 month + 1 month = date ''2024-03-29'', d + 2 * 3 months = date ''2024-07-31'', d - -1 days = date ''2024-02-01'',
	year(d) = 2024 and month(d) = 1 and day(d) = 31, months_between(d\, d + 40 days) = 1}'::text[]) AS condition;
SELECT is((SELECT score('score = year(d) + month(d) + day(d);'::rubric, x) FROM (SELECT date '0044-03-15 BC' AS d) AS x), extract(year from date '0044-03-15 BC')::numeric + 18, 'years before Christ are negative');
SELECT is((SELECT a.reason FROM (SELECT d::date AS d) AS x, assess(('metric d date; grades A > B; grade A when ' || condition || '; grade B otherwise;')::rubric, x) AS a), 'refused: ' || message, condition || ' of ' || d)
FROM (VALUES ('year(d) > 1', 'infinity', 'an infinite date has no year, month or day'), ('months_between(d, date ''2020-01-01'') > 1', '-infinity', 'cannot subtract infinite dates'),
	('d + 1 > date ''2020-01-01''', '5874897-12-31', 'date out of range'), ('d - 10000 < date ''2020-01-01''', '4714-11-24 BC', 'date out of range'),
	('d + 1 month > date ''2020-01-01''', '5874897-12-31', 'date out of range'), ('d + 1 month > date ''2020-01-01''', '294276-12-31', 'date out of range'),
	('d - 1 year < date ''2020-01-01''', '4714-11-24 BC', 'date out of range'), ('d + 1000000000 months > date ''2020-01-01''', '2020-01-01', 'date out of range'),
	('years_between(d, d) = 0', '5874897-12-31', 'date out of range'), ('d + 10000000000 > d', '2020-01-01', 'integer out of range')) AS v(condition, d, message);
SELECT is((SELECT grade(('metric d date; grades A > B; grade A when ' || condition || '; grade B otherwise;')::rubric, x) FROM (SELECT date 'infinity' AS d) AS x), 'A', condition || ' of an infinite date')
FROM unnest('{d + 1 month = d, d - 30 days = d, d + 5 years > date ''2020-01-01''}'::text[]) AS condition;
SELECT is(grade('grades A > B; grade A when signed_on + 30 days >= date ''2024-01-31''; grade B otherwise;'::rubric, x), 'A', 'a unit tells that an undeclared name is a date')
FROM (SELECT date '2024-01-01' AS signed_on) AS x;

--
-- Numbers
--
SELECT is(pg_temp.value('metric a number; metric b number;', expression, input::jsonb)::text, wanted, expression || ' of ' || input)
FROM (VALUES ('mod(a, b)', '{"a": 7.5, "b": 2}', '1.5'), ('mod(a, b)', '{"a": -7, "b": 2}', '-1'), ('mod(a, b)', '{"a": 7, "b": -2.00}', '1.00'), ('mod(a, b)', '{"a": null, "b": 0}', NULL),
	('log10(a)', '{"a": 1000}', log(1000::numeric)::text), ('log10(a)', '{"a": 0.001}', log(0.001)::text)) AS v(expression, input, wanted);
SELECT is((SELECT score('score = log10(d) + mod(d, 3);'::rubric, x) FROM (SELECT 100::float8 AS d) AS x), 3::numeric, 'of double precision');
SELECT throws_ok($$ SELECT pg_temp.value('metric a number;', 'mod(a, 0)', '{"a": 1}') $$, '22012', 'division by zero', 'a remainder of zero');
SELECT throws_ok($$ SELECT pg_temp.value('metric a number;', 'log10(a)', '{"a": 0}') $$, '2201E', 'cannot take logarithm of zero', 'the logarithm of zero');
SELECT throws_ok($$ SELECT pg_temp.value('metric a number;', 'log10(a)', '{"a": -1}') $$, '2201E', 'cannot take logarithm of a negative number', '... and below');

--
-- Domains of several ranges
--
SELECT is((SELECT string_agg(x.n::text, ' ' ORDER BY x.n) FROM unnest('{-1,0,0.5,100,100.01,500,899.99,900,999,1000}'::numeric[]) AS u, LATERAL (SELECT u) AS x(n),
	assess('metric n number in (0 to 100, 500, 900 to 999); grades A; grade A otherwise;'::rubric, x) AS a WHERE a.grade = 'A'), '0 0.5 100 500 900 999', 'both ends belong to a range');
SELECT is((SELECT string_agg(x.n::text, ' ' ORDER BY x.n) FROM unnest('{-1,0,0.5,100,100.01,500,899.99,900,999,1000,NaN}'::float8[]) AS u, LATERAL (SELECT u) AS x(n),
	assess('metric n number in (0 to 100, 500, 900 to 999); grades A; grade A otherwise;'::rubric, x) AS a WHERE a.grade = 'A'), '0 0.5 100 500 900 999', '... also in double precision');
SELECT is((SELECT string_agg(n::text, ' ' ORDER BY n) FROM (SELECT x.n FROM generate_series(-1, 1000) AS u, LATERAL (SELECT u) AS x(n)
	WHERE (SELECT a.grade FROM assess('metric n number in (0 to 1, 500, 998 to 999); grades A; grade A otherwise;'::rubric, x) AS a) = 'A') AS inside), '0 1 500 998 999', '... and by cells');
SELECT is((SELECT a.reason FROM assess('metric n in (0 to 100, 900 to 999); grades A; grade A otherwise;'::rubric, '{"n": 500}') AS a),
	'refused: value 500 of metric "n" is outside its domain (in (0 to 100, 900 to 999))', 'a value between them is refused');
SELECT is((SELECT string_agg(d::text, ' ' ORDER BY d) FROM generate_series(date '2019-12-31', '2020-01-05', '1 day') AS day, LATERAL (SELECT day::date AS d) AS x,
	assess('metric d in (date ''2020-01-01'' to date ''2020-01-02'', date ''2020-01-04''); grades A; grade A otherwise;'::rubric, x) AS a WHERE a.grade = 'A'),
	'2020-01-01 2020-01-02 2020-01-04', 'ranges of dates');
SELECT is(to_sql('metric n in (0 to 100, 900 to 999); score = n;'::rubric, part => 'check'), '(n between 0 and 100 or n between 900 and 999)', 'as a check');
SELECT is((SELECT m.domain FROM metrics('metric n in (0 to 100, 900 to 999); score = n;'::rubric) AS m), 'in (0 to 100, 900 to 999)', 'and in the list of metrics');
SELECT is(jsonb_path_query_first('metric n in (0 to 100, 900); score = n;'::rubric::jsonb, '$.statements[0].domain')::text, '{"in": ["0 to 100", "900"]}', 'and as JSON');
SELECT is((jsonb_build_object('statements', '[{"kind": "metric", "name": "n", "domain": {"in": ["0 to 100", "900"]}}, {"kind": "score", "value": "n"}]'::jsonb)::rubric)::text,
	E'metric n in (0 to 100, 900);\nscore = n;', '... and back');

--
-- Words stay free, and mistakes are told
--
SELECT is(score('metric like number; metric months number; metric day number; score = like + months + day(date ''2020-01-05'') + day;'::rubric, '{"like": 1, "months": 2, "day": 3}'), 11::numeric, 'the new words are names, too');
SELECT throws_ok(format('SELECT %L::customer_grade.rubric', declarations || ' score = ' || expression || ';'), CASE WHEN message ~ 'like ends' THEN '22025' ELSE '42601' END, message, expression)
FROM (VALUES ('metric n number;', 'n + 1e6', '"e6" directly after a number'), ('metric n number;', 'case when n like ''a'' then 1 end', 'operand of like must be text, not a number'),
	('metric t text;', 'case when t like ''a\'' then 1 end', 'pattern of like ends with a backslash'), ('metric n number;', 'case when n || ''a'' = ''b'' then 1 end', 'operand of || must be text, not a number'),
	('metric d date;', '3 + d', 'a date stands to the right of +'), ('metric d date;', 'd + d', 'operand of + must be a number, not a date'), ('metric d date;', 'd + 3 days', 'the score must be a number, not a date'),
	('metric n number;', 'case when n + 3 days = n then 1 end', 'what days or months are added to must be a date, not a number'),
	('metric t text in (''a'', ''b'');', 'case when t > ''a'' then 1 end', '> does not work on text'), ('metric t text in (''a'' > ''b''); metric u text;', 'case when t > u then 1 end', '> does not work on text'),
	('metric t text;', 'case when least(t, ''b'') = ''b'' then 1 end', 'least does not work on text'), ('metric d date;', 'length(d)', 'argument of length() must be text, not a date'),
	('metric n in (0 to 5, 3 to 9);', 'n', 'ranges of "n" are not in ascending order'), ('metric n in (5 to 0, 9);', 'n', 'range of "n" is empty'),
	('metric n text in (''a'' to ''c'');', '1', 'text has no order for a range'), ('metric n in (0 to 5, date ''2020-01-01'');', 'n', 'domain of "n" has a value of type date, not number'),
	('parameter p in (0 to 5, 9) = 7;', 'p', '7 is outside the domain in (0 to 5, 9)')) AS v(declarations, expression, message);
CREATE FUNCTION pg_temp.hint(rubric text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	hint text;
BEGIN
	PERFORM rubric::customer_grade.rubric;
	RETURN NULL;
EXCEPTION WHEN OTHERS THEN
	GET STACKED DIAGNOSTICS hint = PG_EXCEPTION_HINT;
	RETURN hint;
END
$$;
SELECT is(pg_temp.hint('score = a + ' || number || ';'), 'Numbers are written without an exponent: ' || wanted || '.', number)
FROM (VALUES ('1e6', '1000000'), ('1E+6', '1000000'), ('2.5e3', '2500'), ('1e-3', '0.001'), ('12.345e1', '123.45')) AS v(number, wanted);
SELECT is(pg_temp.hint('score = a + ' || number || ';'), 'Put a space after the number; only a percent sign and the Chinese units of 10^4, 10^8 and 10^12 are written directly after it.', number)
FROM unnest('{1else,1e,1e+,1e500}'::text[]) AS number;

--
-- What tells about standards
--
SELECT is(pg_temp.findings(r), wanted, r) FROM (VALUES
	('grades A > B; metric n text; require n; grade A when n like ''K%''; grade B when n not like ''K%'';', 'not analysed'),
	('grades A > B; metric n text; require n; grade A when n < ''M''; grade B when n >= ''M'';', 'not analysed'),
	('grades A > B; metric n text; require n; grade A when n < ''M''; grade B when n > ''N'';', 'error {"n": "M"}, not analysed'),
	('grades A > B; metric d date; require d; grade A when d + 1 month < date ''2020-01-01''; grade B when d + 1 month >= date ''2020-01-01'';', NULL),
	('grades A > B; metric d date; require d; grade A when d + 1 month < date ''2020-01-01''; grade B when d + 1 year >= date ''2020-01-01'';', 'not analysed'),
	('grades A > B; metric n number > 0; require n; grade A when log10(n) > 3; grade B when log10(n) <= 3;', NULL),
	('grades A > B; metric n number in (0 to 100, 900 to 999); require n; grade A when n >= 900; grade B when n <= 100;', NULL),
	('grades A > B; metric n number in (0 to 100, 900 to 999); require n; grade A when n >= 950; grade B when n < 50;', 'error {"n": 50}')) AS v(r, wanted);
SELECT is((SELECT l.message FROM lint('grades A > B > C; metric n number in (0 to 100, 900 to 999); require n; grade A when n >= 900; grade C when n between 101 and 899; grade B when n <= 100;'::rubric) AS l),
	'grade "C" can never be reached: its condition is never true', 'nothing lies between the ranges');
SELECT is(substring(describe(('grades A > B; metric t text ''代码 | code''; metric d date ''首单 | first order''; metric n number in (0 to 100, 900); metric x number; grade A when ' || condition || '; grade B otherwise;')::rubric, language)
	FROM '1\. \*\*A\*\*[:：] ?([^\n]*)'), wanted, condition || ' in ' || language)
FROM (VALUES ('t like ''K%''', 'en', 'code matches the pattern “K%”'), ('t like ''K%''', 'zh', '代码符合模式“K%”'), ('not t like ''K%''', 'en', 'code does not match the pattern “K%”'),
	('t >= ''M''', 'en', 'code is “M” or sorts after it'), ('t < ''M''', 'zh', '代码按字节排在“M”之前'), ('t > ''M''', 'en', 'code sorts after “M”'), ('t <= ''M''', 'zh', '代码为“M”或按字节排在其前'),
	('lower(t || ''x'') = ''kx''', 'en', '(“code” followed by “x”) in lower case is “kx”'), ('length(t) = 5', 'zh', '“代码”的字符数等于5'),
	('d + 1 month < date ''2020-01-01''', 'en', '1 month after “first order” before 2020-01-01'), ('d - 2 years < date ''2020-01-01''', 'zh', '“首单”前2年在2020-01-01（不含）以前'),
	('d + 2 weeks < date ''2020-01-01''', 'en', '14 days after “first order” before 2020-01-01'), ('d + x months < date ''2020-01-01''', 'en', '“x” months after “first order” before 2020-01-01'),
	('years_between(d, date ''2020-01-01'') > 2', 'en', 'the whole years from “first order” to 2020-01-01 more than 2'), ('year(d) + month(d) + day(d) > 2', 'zh', '（“首单”的年份） + （“首单”的月份） + （“首单”的日）在2（不含）以上'),
	('mod(x, 2) = 1', 'en', 'the remainder of “x” divided by 2 equal to 1'), ('log10(x) > 1', 'zh', '“x”的常用对数在1（不含）以上')) AS v(condition, language, wanted);
SELECT ok(describe('metric n number in (0 to 100, 900); score = n;'::rubric, language) LIKE '%' || wanted || '%', 'ranges in ' || language) FROM (VALUES ('en', '0 to 100, 900'), ('zh', '0至100、900')) AS v(language, wanted);
SELECT is((SELECT a.needed::text FROM advise('grades A > B; metric d date; grade A when d + 1 month < date ''2020-01-01''; grade B otherwise;'::rubric, '{"d": "2019-12-15"}') AS a), '"2019-11-30"', 'advise searches');
SELECT is((SELECT a.needed::text FROM advise('grades A > B; metric n in (0 to 100, 900 to 999); grade A when n > 50 and n <> 100 and n >= 700; grade B otherwise;'::rubric, '{"n": 40}') AS a), '900', '... and keeps within the ranges');
SELECT is((SELECT e.name FROM explain('grades A > B; metric t text; grade A when t like ''K%''; grade B otherwise;'::rubric, '{"t": "x"}') AS e WHERE e.kind = 'result'), 'B', 'explain shows the pattern');

SELECT * FROM finish();
ROLLBACK;
