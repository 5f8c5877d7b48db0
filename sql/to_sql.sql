--
-- to_sql(): a rubric as plain SQL.  That it answers as the evaluator does is
-- shown by test/oracle.sql; here is what it looks like.
--
\pset format unaligned
\pset tuples_only on

-- Conditions that cannot be null get no way out to null.
SELECT customer_grade.to_sql($$
  grades A > B > C > D;
  metric monthly_amount  number >= 0;
  metric months_to_close number >= 0;
  require monthly_amount, months_to_close;
  grade A when monthly_amount >= 10万 or months_to_close <= 3;
  grade B when monthly_amount >= 5万  or months_to_close <= 6;
  grade C when monthly_amount >= 2万  or months_to_close <= 12;
  grade D otherwise;
$$::customer_grade.rubric, 'c') AS sql
\gset opportunity_
\echo :opportunity_sql

-- The others do, once for each metric that may be missing; not the last of all.
SELECT customer_grade.to_sql('grades A > B > C; grade A when a >= 5; grade B when a >= 3 and b < 2; grade C when a > 1;'::customer_grade.rubric);
SELECT customer_grade.to_sql('grades A > B > C; grade A when (a >= 5 or b) is true; grade B when b in (true); grade C otherwise;'::customer_grade.rubric);
SELECT customer_grade.to_sql('grades A > B; grade A when a in (1, 2); grade B when a + 1 > 2 or a is null or not (a between 3 and 5);'::customer_grade.rubric);

-- Scopes come first, then what is required, at least one of several.
SELECT customer_grade.to_sql($$
  grades A > B;
  scope when imported_on >= date '2016-04-21' 'after the trial';
  scope when kind <> 'test';
  require a or b, c;
  grade A when a > 1;
  grade B otherwise;
$$::customer_grade.rubric, 'new');

-- Integers do not truncate, round() and trunc() take what they get.
SELECT customer_grade.to_sql(format('score = %s;', expression)::customer_grade.rubric, 'c')
FROM (VALUES ('a / b'), ('a / 2'), ('a * 0.5'), ('1 / a'), ('a + b - 2'), ('a - (b - 2)'), ('a - -2'), ('-a'), ('-(a - b)'), ('(a + b) * -c'),
	('abs(a)'), ('ceil(a / 2)'), ('round(a)'), ('round(a, 2)'), ('round(a, b)'), ('trunc(a / b, 1)'), ('ln(a)'), ('power(a, 2)'),
	('least(a, 20)'), ('greatest(a, b, 0.5)'), ('coalesce(a, 0)'), ('a / nullif(b, 0)'), ('nullif(5, a) / 3'),
	('case when a > b then 10 else 5 end'), ('case when a > b then 10 else 5 end / 3'), ('case when a > b then a else 5 end'),
	('case a when 1 then 10 when 2 then 20 end'), ('case a + b when 1 then 10 else b end'), ('case 1 when a then 10 when b then 20 end'), ('case case a when 1 then b end when 2 then 3 end'), ('date ''2020-03-01'' - opened_on'), ('2 * (date ''2020-03-01'' - opened_on)'),
	('1'), ('1.50'), ('round(1.005, 2)'), ('5%'), ('1.5万')) AS e (expression);

-- Conditions
SELECT customer_grade.to_sql(format('grades A; grade A when %s;', condition)::customer_grade.rubric)
FROM (VALUES ('not a > 1'), ('not (x or y)'), ('x = (a > 1)'), ('(a > 1) is not true'), ('(a + 1) is null'), ('a > 1 or b > 1 and x'),
	('(a > 1 or b > 1) and x'), ('a in (1, 2.5)'), ('a in (1, b)'), ('a not in (1, b)'), ('a in (0.1)'), ('a between 1 and b + 1'),
	('a not between -1 and 1'), ('t = ''it''''s'''), ('t <> ''a\b'''), ('t in (''a'', ''b'')'), ('coalesce(t, ''a'') = u and u <> ''b'''),
	('day > date ''2020-02-29'''), ('coalesce(x, a > 1)'), ('case when x then a > 1 else b > 1 end'), ('t is null'), ('a = null'),
	('"Quoted" = 1 and "select" = 2 and 客户 = 3')) AS c (condition);

-- Ordered values: the better is the greater.
SELECT customer_grade.to_sql(format($$
  grades A;
  metric p text in ('excellent' > 'good' > 'fair' > 'poor');
  metric q text in ('excellent' > 'good' > 'fair' > 'poor');
  grade A when %s;$$, condition)::customer_grade.rubric, 'c')
FROM (VALUES ('p >= ''good'''), ('p > ''good'''), ('p <= ''good'''), ('p < ''good'''), ('''good'' > p'), ('p > ''excellent'''), ('p = ''good'''),
	('p between ''fair'' and ''good'''), ('p not between ''fair'' and ''good'''), ('p in (''poor'', ''fair'')'), ('p > q'), ('p = q'),
	('least(p, q) >= ''fair'''), ('greatest(p, q) = ''good'''), ('coalesce(p, ''fair'') > q')) AS c (condition);

-- Caps and floors, as grade and as rank; a label without rank is left alone.
\set adjusted '$$grades A > B > C, none; grade A when a > 3; grade B when a > 2; grade none when a < 0; grade C otherwise; floor B when vip; cap B when overdue > 30; cap C when overdue > 60; cap C when fraud;$$::customer_grade.rubric'
SELECT customer_grade.to_sql(:adjusted);
SELECT customer_grade.to_sql(:adjusted, part => 'rank');
SELECT customer_grade.to_sql('grades unranked yes, no; grade yes when a > 1; grade no otherwise;'::customer_grade.rubric, part => 'rank');

-- A scorecard: points clamped, weighted, or the missing amount.
\set card '$$grades A > B > C; metric sales number >= 0; metric paid number; metric visits number between 0 and 31; metric credit in (''good'' > ''bad''); metric vip boolean; parameter top = 200; parameter weight; criterion sales weight 0.6 max 100 = sales / top * 100; criterion paid weight 0.3 max 100 missing 20 = 100 when paid >= sales, 120 when vip, 50 * paid / nullif(sales, 0) otherwise; criterion visits weight weight = visits; score = round(score, 2); require sales, visits; grade A when score >= 80; grade B when score >= 60 and credit >= ''good''; grade C otherwise;$$::customer_grade.rubric'
SELECT customer_grade.to_sql(:card, 'c', '{"weight": 0.10}', 'score');
SELECT customer_grade.to_sql(:card, 'c', '{"weight": 0.10, "top": 300}');
SELECT customer_grade.to_sql(:card, 'c', '{"weight": 0.10}', 'check');
SELECT customer_grade.to_sql(:card, part => 'check', parameters => '{"weight": 1}');

-- A short score is written out wherever it is read, as generated columns want it.
SELECT customer_grade.to_sql('grades A > B; criterion a max 10 = a; grade A when score > 5; grade B when score > 3;'::customer_grade.rubric);
-- The names of the subselect keep clear of the columns' names.
SELECT customer_grade.to_sql('grades A > B; criterion a max 10 = round(coalesce("score", scorecard, 5) / nullif("score", 0) * greatest("score", 7), 2); grade A when score > 5; grade B when score > 3;'::customer_grade.rubric);

-- A rubric without grades: its score.  Parameters of all types.
SELECT customer_grade.to_sql('parameter n = -2; parameter d date = date ''2020-01-01''; parameter t text = ''it''''s''; parameter b boolean; score = case when b and a = t and day > d then -n else n - 1 end;'::customer_grade.rubric,
	NULL, '{"b": true}');

-- A domain is tested also of a metric that nothing reads; a table without it leaves the line out.
SELECT customer_grade.to_sql('metric a number > 0; metric b number > 0; score = a;'::customer_grade.rubric, part => 'check');
SELECT customer_grade.to_sql('score = a;'::customer_grade.rubric, part => 'check');
SELECT customer_grade.to_sql('metric a in (1, 2); metric b number < 5; metric d date > date ''2000-01-01''; score = case when d is null then a else b end;'::customer_grade.rubric, 'c', part => 'check');

--
-- What is printed works.
--
\pset format aligned
\pset tuples_only off
CREATE TYPE credit AS ENUM ('bad', 'good', 'unknown');
CREATE TABLE customer (id int PRIMARY KEY, sales int, paid real, visits smallint, credit credit, vip boolean);
INSERT INTO customer VALUES
	(1, 150, 150, 30, 'good', false), (2, 100, 33, 7, 'good', false), (3, 100, 33, 7, 'bad', true), (4, 0, 5, 1, NULL, false),
	(5, 120, NULL, 3, 'good', NULL), (6, NULL, 1, 1, 'good', true), (7, 100, 33, 7, NULL, false), (8, 300, 300, 31, 'bad', true);
SELECT customer_grade.to_sql(:card, 'c', '{"weight": 0.10}') AS grade, customer_grade.to_sql(:card, 'c', '{"weight": 0.10}', 'score') AS score,
	customer_grade.to_sql(:card, 'c', '{"weight": 0.10}', 'rank') AS rank, customer_grade.to_sql(:card, 'c', '{"weight": 0.10}', 'check') AS check
\gset
SELECT id, :grade AS grade, :score AS score, :rank AS rank, :check AS check FROM customer AS c ORDER BY id;
SELECT id, customer_grade.grade(:card, c, '{"weight": 0.10}') AS grade, customer_grade.score(:card, c, '{"weight": 0.10}') AS score,
	customer_grade.rank(:card, c, '{"weight": 0.10}') AS rank FROM customer AS c ORDER BY id;

-- In a CHECK and a generated column, without the extension's schema in sight.
SELECT customer_grade.to_sql($$
  grades A > B > C;
  metric amount number between 0 and 10万;
  metric months number > 0;
  grade A when amount / months >= 1000 'per month';
  grade B when amount >= 100;
  grade C otherwise;
  cap B when months < 2;
$$::customer_grade.rubric) AS grade, customer_grade.to_sql('metric amount number between 0 and 10万; metric months number > 0; score = amount / months;'::customer_grade.rubric,
	part => 'check') AS check
\gset
CREATE TABLE contract (amount int, months double precision, CHECK (:check), grade text GENERATED ALWAYS AS (:grade) STORED);
INSERT INTO contract VALUES (5000, 1), (5000, 3), (5000, 12), (50, 1), (NULL, 3);
SELECT * FROM contract ORDER BY amount, months;
\set VERBOSITY terse
INSERT INTO contract VALUES (100001, 1);
INSERT INTO contract VALUES (1, 'NaN');
INSERT INTO contract VALUES (NULL, 'Infinity');

--
-- A standard: the version in force on the evaluation date, which is its as_of.
--
SELECT customer_grade.define_standard('tenure', 'grades new > old; metric since date; parameter as_of date; grade new when as_of - since < 365; grade old otherwise;', '2020-01-01');
SELECT customer_grade.define_standard('tenure', 'grades new > old; metric since date; parameter as_of date; grade new when as_of - since < 730; grade old otherwise;', '2024-01-01');
\pset format unaligned
\pset tuples_only on
SET customer_grade.as_of = '2023-12-31';
SELECT customer_grade.to_sql('tenure');
SET customer_grade.as_of = '2024-12-31';
SELECT customer_grade.to_sql('tenure', 'c', NULL, 'rank');
SELECT customer_grade.to_sql('tenure', 'c', '{"as_of": "2024-06-30"}');
RESET customer_grade.as_of;

--
-- Nulls and errors
--
SELECT customer_grade.to_sql(NULL::customer_grade.rubric) IS NULL, customer_grade.to_sql(NULL::text) IS NULL;
\set VERBOSITY default
SELECT customer_grade.to_sql('tenure', part => 'grades');
SELECT customer_grade.to_sql('tenure', part => NULL);
SELECT customer_grade.to_sql('score = a;'::customer_grade.rubric, part => 'rank');
SELECT customer_grade.to_sql('grades A; grade A when a > 1;'::customer_grade.rubric, part => 'score');
SELECT customer_grade.to_sql('parameter p; score = a + p;'::customer_grade.rubric);
SELECT customer_grade.to_sql('parameter p; score = a + p;'::customer_grade.rubric, 'c', '{"p": "5"}');
SELECT customer_grade.to_sql('parameter p number > 0 = 1; score = a + p;'::customer_grade.rubric, 'c', '{"p": 0}');
SELECT customer_grade.to_sql('no such standard');

-- Defines are written out wherever they are read, caps for each grade they change.
SELECT length(customer_grade.to_sql(format('define x = a%s; grades %s; %s %s', repeat(' + a', 200),
	(SELECT string_agg(n::text, ' > ') FROM generate_series(1, 60) AS n),
	(SELECT string_agg(format('grade %s when a = %1$s;', n), ' ') FROM generate_series(1, 60) AS n),
	(SELECT string_agg(format('cap 60 when x > %s;', n), ' ') FROM generate_series(1, 900) AS n))::customer_grade.rubric));

-- Differences to the evaluator that random rubrics have brought to light: must all be true
\set VERBOSITY terse
CREATE TABLE odd (i2 smallint, i4 int, n numeric, d double precision, b boolean, b2 boolean, d1 date, d2 date, o varchar(5));
INSERT INTO odd VALUES (0, 2147483647, 1.50, 0.1, true, NULL, '2020-02-29', '2020-03-01', 'x'), (-32768, 7, 2.5, 2.5, NULL, true, NULL, '2020-03-01', NULL);
CREATE FUNCTION same(rubric customer_grade.rubric, part text DEFAULT 'grade') RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
	result boolean;
BEGIN
	EXECUTE format('SELECT bool_and((%s)::text IS NOT DISTINCT FROM customer_grade.%I($1, x)::text) FROM odd AS x',
		customer_grade.to_sql(rubric, 'x', part => part), part) INTO result USING rubric;
	RETURN result;
END
$$;
-- caps to one label hold when one of them holds, in whatever order
SELECT same('grades A > B > C; grade A otherwise; cap C when b; cap C when b2; cap B when b;');
SELECT same('grades A > B > C; grade A otherwise; cap C when b2; cap C when b; cap B when b2;');
SELECT same('grades A > B > C; grade C otherwise; floor A when b; floor A when b2;');
-- a missing amount that is never used still makes the sum double precision
SELECT same('criterion a missing d = 2.50; criterion b weight 1.00 = n;', 'score');
-- but not the product of weight and points
SELECT same('grades A > B; criterion a weight 61 missing d = 1.10; grade A when score = 67.1; grade B otherwise;');
-- a score that may be double precision, rounded, behind a subselect
SELECT same('grades A > B > C; criterion a max 10 = d * 3; criterion b max 20 missing 5 = n * 7 when n > 1, i4 / 1000 otherwise; grade A when round(score, 2) > 15; grade B when round(score, 1) > 3.1; grade C otherwise;');
-- least of nothing but integers, rounded
SELECT same('score = least(i4, i2) + round(i4, 3) + -i2 + abs(i2) + i4 * i4;', 'score');
-- nullif is of the type of both
SELECT same('score = nullif(5, d) / 3;', 'score');
-- days between dates of undeclared columns
SELECT same('score = d2 - d1;', 'score');
-- an ordered parameter as one of several values
SELECT same('grades A > B; metric b boolean; metric o text in (''x'' > ''y''); parameter p text in (''x'' > ''y'') = ''y''; grade A when case when b then o else p end between ''y'' and ''x''; grade B otherwise;');
DROP TABLE odd, contract, customer;
DROP TYPE credit;
DROP FUNCTION same;
SELECT customer_grade.drop_standard('tenure');
