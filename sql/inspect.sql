--
-- The parts of a rubric as rows.
--
SELECT $$
  -- a bit of everything
  grades A 'A级客户 | grade A' > B > C 'the rest', none 'in none of the classes';
  metric opened_on date 'opened on';
  metric sales number >= 0 unit 'CNY/month' '销售额';
  metric visits between 0 and 31;
  metric credit in ('good' > 'fair' > 'bad');
  metric vip boolean;
  metric "Region" text in ('north', 'south');
  metric unread number;
  parameter top number > 0 = 10万 unit 'CNY/month' 'the best customer';
  parameter share = 5%;
  parameter as_of date;
  define ratio = sales / top;
  scope when opened_on >= date '2016-04-21' 'after the trial';
  require sales or visits, credit;
  criterion amount weight (1 - share) max 100 missing -5 '销售额' = ratio * 100;
  criterion contact = 10 when visits > 5, 5 when vip,
    0 otherwise;
  score = score / 2;
  grade A when score >= 80
    and credit >= 'fair' 'best';
  grade none when "Region" = 'south' or as_of is null;
  grade C otherwise 'others';
  cap B when visits = 0 'not visited';
  floor B when vip;
$$::customer_grade.rubric AS rubric
\gset
SELECT * FROM customer_grade.grades(:'rubric'::customer_grade.rubric);
SELECT * FROM customer_grade.metrics(:'rubric'::customer_grade.rubric);
SELECT * FROM customer_grade.parameters(:'rubric'::customer_grade.rubric);
SELECT * FROM customer_grade.criteria(:'rubric'::customer_grade.rubric);
SELECT * FROM customer_grade.rules(:'rubric'::customer_grade.rubric);

-- The ordinal of a grade rule is the one that assess() names.
SELECT a.grade, a.rule, r.condition
FROM customer_grade.assess(:'rubric'::customer_grade.rubric, '{"opened_on": "2020-01-01", "sales": 1, "credit": "bad", "visits": 3, "Region": "south"}', '{"as_of": "2020-01-01"}') AS a,
	customer_grade.rules(:'rubric'::customer_grade.rubric) AS r
WHERE r.kind = 'grade' AND r.ordinal = a.rule;

-- The type of a typed row, as generated columns need it.
\pset format unaligned
\pset tuples_only on
SELECT customer_grade.input_type(:'rubric'::customer_grade.rubric);
SELECT customer_grade.input_type('score = a + 1;'::customer_grade.rubric, 'sales."Card input"') AS create_type
\gset
CREATE SCHEMA sales;
:create_type;
CREATE TABLE visit (a integer, score numeric GENERATED ALWAYS AS (customer_grade.score('score = a + 1;'::customer_grade.rubric, ROW(a)::sales."Card input")) STORED);
INSERT INTO visit VALUES (1), (NULL) RETURNING *;
DROP TABLE visit;
DROP SCHEMA sales CASCADE;
\pset format aligned
\pset tuples_only off

-- The short form: a column decides where the use does not.
SELECT * FROM customer_grade.metrics('grades A; grade A when a > 1 and b = ''x'' and c and d is null;'::customer_grade.rubric);
SELECT customer_grade.input_type('grades A; grade A when d is null;'::customer_grade.rubric);
-- nothing read
SELECT customer_grade.input_type('grades A; grade A otherwise;'::customer_grade.rubric);
SELECT count(*) FROM customer_grade.criteria('grades A; grade A otherwise;'::customer_grade.rubric);

-- A standard: its version in force on the evaluation date.
SELECT customer_grade.define_standard('inspected', :'rubric'::customer_grade.rubric, '2020-01-01', force => 'one of each part');
SELECT customer_grade.define_standard('inspected', 'grades X > Y; metric m number; grade X when m > 1; grade Y otherwise;', '2024-01-01');
SET customer_grade.as_of = '2023-12-31';
SELECT (SELECT count(*) FROM customer_grade.grades('inspected')) AS grades, (SELECT count(*) FROM customer_grade.metrics('inspected')) AS metrics,
	(SELECT count(*) FROM customer_grade.parameters('inspected')) AS parameters, (SELECT count(*) FROM customer_grade.criteria('inspected')) AS criteria,
	(SELECT count(*) FROM customer_grade.rules('inspected')) AS rules, length(customer_grade.input_type('inspected')) > 50 AS input_type;
SET customer_grade.as_of = '2024-12-31';
SELECT * FROM customer_grade.rules('inspected');
SELECT customer_grade.input_type('inspected', 'x');
RESET customer_grade.as_of;

-- Nulls and errors
SELECT count(*) FROM customer_grade.rules(NULL::customer_grade.rubric);
SELECT customer_grade.input_type(NULL::text) IS NULL, customer_grade.input_type('inspected', NULL) IS NULL;
SELECT * FROM customer_grade.rules('no such standard');
SELECT customer_grade.input_type('inspected', 'a..b');
SELECT customer_grade.drop_standard('inspected');

-- Tokens: all of the text, one after the other.
SELECT * FROM customer_grade_internal.tokens(E'grade "A 1" when x>=1.5万 or\n\t等级 = \'it\'\'s\' /* a /* b */ */ -- end');
SELECT count(*) > 80 AS many, count(*) FILTER (WHERE whole <> rubric::text) AS broken
FROM customer_grade.catalog, LATERAL (SELECT string_agg(token, '' ORDER BY "position") AS whole FROM customer_grade_internal.tokens(rubric::text)) AS t;
SELECT count(*) AS gaps FROM customer_grade.catalog, LATERAL (
	SELECT "position" + length(token) AS next, lead("position") OVER (ORDER BY "position") AS following FROM customer_grade_internal.tokens(rubric::text)) AS t
WHERE next <> following;
SELECT count(*) FROM customer_grade_internal.tokens('');
SELECT * FROM customer_grade_internal.tokens('x ＞ 1');
