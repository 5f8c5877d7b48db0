-- explain(): every kind of step and every outcome, in the order of evaluation.
SET search_path = customer_grade;
\set VERBOSITY terse
\pset null '(null)'

CREATE FUNCTION steps(rubric text, input jsonb, parameters jsonb DEFAULT NULL)
RETURNS TABLE (n int, kind text, name text, title text, expression text, value text, outcome text)
LANGUAGE sql SET search_path = customer_grade
AS 'SELECT * FROM explain(rubric::rubric, input, parameters)';

-- scopes: in, out, undecided
SELECT * FROM steps('grades A > B; scope when region <> ''x'' ''our regions''; scope when a > 0; grade A when a > 5; grade B otherwise;', '{"region": "n", "a": 7}');
SELECT * FROM steps('grades A > B; scope when region <> ''x'' ''our regions''; scope when a > 0; grade A when a > 5; grade B otherwise;', '{"region": "x", "a": 7}');
SELECT * FROM steps('grades A > B; scope when region <> ''x''; scope when a > 0; grade A when a > 5; grade B otherwise;', '{"region": "n", "a": 0}');
SELECT * FROM steps('grades A > B; scope when region <> ''x'' ''our regions''; scope when a > 0; grade A when a > 5; grade B otherwise;', '{"a": 7}');
SELECT * FROM steps('grades A > B; scope when region <> ''x'' ''our regions''; scope when a > 0; grade A when a > 5; grade B otherwise;', '{"region": "n"}');

-- requirements: only one that is not met is shown
SELECT * FROM steps('grades A > B; require a, b or c; grade A when a > 5; grade B when b > 1 or c > 1; grade A otherwise;', '{"a": 1, "c": 2}');
SELECT * FROM steps('grades A > B; require a, b or c; grade A when a > 5; grade B when b > 1 or c > 1; grade A otherwise;', '{"b": 1, "c": 2}');
SELECT * FROM steps('grades A > B; require a, b or c; grade A when a > 5; grade B when b > 1 or c > 1; grade A otherwise;', '{"a": 1}');
SELECT * FROM steps('grades A > B; metric a; metric b; define half = a / 2; require a, b; require half; grade A when half > 5; grade B otherwise;', '{"a": 1}');
SELECT * FROM steps('grades A > B; metric a; define half = nullif(a, 1) / 2; require half; grade A when half > 5; grade B otherwise;', '{"a": 1}');

-- rules: false, true, undecided with and without a missing metric, no rule, otherwise
SELECT * FROM steps('grades A ''best'' > B > C; grade A when a >= 10 ''large''; grade B when a >= 5 or b; grade C otherwise;', '{"a": 7, "b": false}');
SELECT * FROM steps('grades A ''best'' > B > C; grade A when a >= 10 ''large''; grade B when a >= 5 or b; grade C otherwise ''the rest'';', '{"a": 2, "b": false}');
SELECT * FROM steps('grades A ''best'' > B > C; grade A when a >= 10 ''large''; grade B when a >= 5 or b; grade C otherwise;', '{"a": 12}');
SELECT * FROM steps('grades A ''best'' > B > C; grade A when a >= 10 ''large''; grade B when a >= 5 or b; grade C otherwise;', '{"a": 2}');
SELECT * FROM steps('grades A > B; grade A when a > 1 and null; grade B otherwise;', '{"a": 7}');
SELECT * FROM steps('grades A > B; grade A when a > 1; grade B when a < 0;', '{"a": 1}');

-- caps and floors: the farthest that holds; only those beyond the grade reached are looked at
SELECT t.row, s.* FROM (VALUES (1, '{"a": 1, "b": 11, "c": 0}'::jsonb),
	(2, '{"a": 1, "b": 101, "c": 6}'::jsonb),
	(3, '{"a": 11, "b": 0, "c": 1}'::jsonb),
	(4, '{"a": 11, "c": 1}'::jsonb),
	(5, '{"a": 6, "c": 1}'::jsonb),
	(6, '{"a": 6, "b": 1}'::jsonb),
	(7, '{"a": 3, "b": 1, "c": 1}'::jsonb)) AS t(row, input),
	LATERAL steps($$grades A > B > C > D; metric a; metric b; metric c;
	floor B when b > 10 'long with us'; floor A when b > 100; cap C when c > 0 'late payer'; cap D when c > 5;
	grade A when a > 10; grade B when a > 5; grade C when a > 2; grade D otherwise;$$, input) AS s
ORDER BY t.row, s.n;
-- several for one label: any of them that holds; else the first that is undecided
SELECT t.row, s.* FROM (VALUES (1, '{"a": 11, "c": 11}'::jsonb),
	(2, '{"a": 11, "b": 1}'::jsonb),
	(3, '{"a": 11, "c": 1}'::jsonb),
	(4, '{"a": 11, "b": 1, "c": 1}'::jsonb)) AS t(row, input),
	LATERAL steps($$grades A > B > C; metric a; metric b; metric c; grade A when a > 10; grade C otherwise;
	cap B when b > 10; cap B when c > 10 'second'; cap B when b > 20;$$, input) AS s
ORDER BY t.row, s.n;
SELECT * FROM steps('grades A > B > C; floor A when b > 1; floor A when null; grade C otherwise;', '{"b": 1}');
-- a grade without rank is out of their reach
SELECT * FROM steps('grades A > B, X ''left us''; cap B when true; grade X when gone; grade A otherwise;', '{"gone": true}');

-- criteria: points, maximum, weight, the missing amount
SELECT t.row, s.* FROM (VALUES (1, '{"a": 4, "b": 1, "w": 2, "m": 3}'::jsonb),
	(2, '{"a": 14, "w": 2, "m": 30}'::jsonb),
	(3, '{"a": -4, "b": 0, "w": 2, "m": 3}'::jsonb),
	(4, '{"b": 0, "w": 2, "m": 3}'::jsonb),
	(5, '{"a": 4, "b": 1, "m": 3}'::jsonb),
	(6, '{"a": 4, "b": 1, "w": 2}'::jsonb)) AS t(row, input),
	LATERAL steps($$criterion x weight 0.3 max 10 'sales' = a; criterion y missing 2 = b; criterion z weight w max (m * 2) = a * 2 when a > 3, 1 otherwise;$$, input) AS s
ORDER BY t.row, s.n;
SELECT * FROM steps('parameter w; criterion x weight w max 5 missing 1 = a when a > 3, a when b;', '{"a": 2}', '{"w": 3}');
SELECT * FROM steps('criterion x weight w missing 1 = a;', '{"a": 2}');
-- a maximum that must be computed is not, where points are below zero
SELECT * FROM steps('criterion x max (1 / a) = b;', '{"a": 0, "b": -1}');
SELECT * FROM steps('criterion x max (1 / a) = b;', '{"a": 0, "b": 1}');

-- the score is shown before the rules, whether or not one reads it
SELECT * FROM steps($$grades A > B; criterion x = a; score = score / 2 + extra; grade A when score >= 5; grade B when score > 0 and extra < 9; grade A otherwise;$$, '{"a": 4, "extra": 1}');
SELECT * FROM steps($$grades A > B; criterion x = a; grade A when big or score >= 5; grade B otherwise;$$, '{"a": 4, "big": true}');
SELECT * FROM steps($$grades A > B; criterion x = a; grade A when big or score >= 5; grade B otherwise;$$, '{"big": false}');
SELECT * FROM steps($$grades A > B; criterion x = a; grade A when big; grade B otherwise; cap B when score < 5;$$, '{"a": 4, "big": true}');
SELECT * FROM steps('grades unranked s; metric x number; criterion a = x * 2; grade s otherwise;', '{"x": 1}');
-- score only
SELECT * FROM steps('metric a number; score = a * 2;', '{"a": 4}');
SELECT * FROM steps('metric a number; score = a * 2;', '{}');
SELECT * FROM steps('metric a number; score = a * null;', '{"a": 1}');
SELECT * FROM steps('criterion x = a; criterion y = b;', '{"a": 4}');
SELECT * FROM steps('scope when b; criterion x = a;', '{"a": 4, "b": false}');
SELECT * FROM steps('scope when b; require a; criterion x = a;', '{"b": true}');

-- defines: where they were first read, each once
SELECT t.row, s.* FROM (VALUES (1, '{"a": 1, "b": 2}'::jsonb),
	(2, '{"a": 5, "b": 2}'::jsonb),
	(3, '{"a": 5}'::jsonb)) AS t(row, input),
	LATERAL steps($$grades A > B > C; metric a; metric b; define twice = a * 2; define more = twice + b; define unread = a / 0;
	define good = more > 10; grade A when b > 100 and unread > 1; grade B when good or twice > 3; grade C when twice > 0 and more > 0; grade A otherwise;$$, input) AS s
ORDER BY t.row, s.n;
SELECT * FROM steps('define ratio = a / b; scope when b > 0; criterion x = ratio; criterion y weight ratio = ratio;', '{"a": 4, "b": 2}');
SELECT * FROM steps('define ratio = a / b; scope when b > 0; criterion x = ratio; criterion y weight ratio = ratio;', '{"a": 4, "b": 0}');

-- types: dates, text, ordered text, booleans, units; parameters given, with a default, as_of
SELECT * FROM steps($$grades A > B; metric since date 'customer since'; metric sort text in ('shop', 'firm'); metric credit in ('good' > 'fair' > 'poor') 'credit record';
	metric vip boolean; metric amount number >= 0 unit 'CNY' 'amount a month'; metric unused number; parameter as_of date; parameter cut number = 5万 unit 'CNY'; parameter word text = 'firm';
	grade A when (sort = word and credit >= 'fair' and vip is not false and as_of - since > 30) or amount > cut; grade B otherwise;$$,
	'{"since": "2024-01-15", "sort": "firm", "credit": "fair", "vip": true, "amount": 12.50}', '{"as_of": "2024-03-01"}');
SELECT * FROM steps($$grades A > B; metric amount number >= 0 unit 'CNY'; grade A when case round(amount) when 1 then false when 2 then true else amount > 5 end; grade B otherwise;$$, '{}');
SELECT * FROM steps('grades A > B; metric a between 1 and 5; grade A when a > 3; grade B otherwise;', '{"a": 9}');
SELECT * FROM steps('grades A > B; parameter p; grade A when a > p; grade B otherwise;', '{"a": 9}');

-- rows of a table, real and double precision among them; several in one call
CREATE TABLE customer (id int, amount numeric, share real, kind text);
INSERT INTO customer VALUES (1, 10.50, 0.5, 'a'), (2, NULL, 0.25, 'b'), (3, 3, NULL, NULL);
SELECT c.id, e.* FROM customer AS c, explain('grades A > B; define part = amount * share; criterion x max 9 = part; grade A when score > 3 and kind = ''a''; grade B otherwise;'::rubric, c) AS e
ORDER BY c.id, e.step;
SELECT e.* FROM explain('grades A; grade A when lower > upper;'::rubric, (SELECT r FROM (SELECT 1 AS lower, 2.5 AS upper) AS r)) AS e;
SELECT e.* FROM customer AS c LEFT JOIN customer AS d ON false, explain('grades A; grade A when amount > 1;'::rubric, d) AS e WHERE c.id = 1;
SELECT e.* FROM explain('criterion x = a;'::rubric, NULL::jsonb) AS e;
SELECT count(*) FROM explain(NULL::rubric, '{}'::jsonb) AS e;

DROP TABLE customer;
DROP FUNCTION steps;
