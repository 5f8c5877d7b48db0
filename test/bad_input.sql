-- Bad input: each raises one clear error, with an SQLSTATE, what is wrong and what to do;
-- the session goes on and nothing is lost.  The messages of single statements of a rubric
-- are in sql/rubric_errors.sql; here is what is hostile as a whole, and rows, names, bytes.

SET statement_timeout = '60s';	-- nothing here may take exponential time
BEGIN;
SELECT * FROM no_plan();

-- SQLSTATE: message, then detail and hint on lines of their own
CREATE FUNCTION pg_temp.failure(command text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	state text;
	message text;
	detail text;
	hint text;
BEGIN
	EXECUTE command;
	RETURN 'no error';
EXCEPTION WHEN OTHERS THEN
	GET STACKED DIAGNOSTICS state = RETURNED_SQLSTATE, message = MESSAGE_TEXT,
		detail = PG_EXCEPTION_DETAIL, hint = PG_EXCEPTION_HINT;
	RETURN concat_ws(E'\n', state || ': ' || message, nullif(detail, ''), nullif(hint, ''));
END
$$;
CREATE FUNCTION pg_temp.refusal(rubric text) RETURNS text LANGUAGE sql AS
	$$SELECT pg_temp.failure(format('SELECT %L::customer_grade.rubric', rubric))$$;

CREATE TEMP TABLE customer (id int PRIMARY KEY, amount numeric, credit text, active boolean, since date);
INSERT INTO customer VALUES (1, 10, 'good', true, '2020-01-01');
SELECT customer_grade.define_standard('credit', $$
	grades A > B;
	metric amount number >= 0;
	metric credit text in ('good' > 'fair' > 'poor');
	metric active boolean;
	metric since date >= date '2000-01-01';
	metric never_read number in (1, 2, 3);
	grade A when amount >= 5 and credit >= 'fair' and active and since < date '2025-01-01';
	grade B otherwise;
	$$, '2024-01-01') AS version \gset

--
-- Rubrics
--
SELECT is(pg_temp.refusal(bad), failure, why)
FROM (VALUES
	('',
		'42601: rubric is empty',
		'an empty rubric'),
	((repeat(' ', 2 * 1024 * 1024)),
		$$54000: rubric is too large
The limit is 1048576 bytes.$$,
		'2 MB of nothing'),
	(('score = 1;' || repeat(' ', 1024 * 1024 - 9)),
		$$54000: rubric is too large
The limit is 1048576 bytes.$$,
		'one byte more than the limit'),
	(('score = 1;' || repeat(' ', 1024 * 1024 - 10)),
		'no error',
		'as large as may be'),
	(('score = ' || repeat('(', 10000) || '1' || repeat(')', 10000) || ';'),
		$$54001: expression is nested too deep
Line 1, column 209: ...((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((...
The limit is 200 levels.$$,
		'10,000 brackets'),
	(('score = ' || repeat('(', 201) || '1' || repeat(')', 201) || ';'),
		$$54001: expression is nested too deep
Line 1, column 209: ...(((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((1))))))))))))))))))))))))))))))))))))))...
The limit is 200 levels.$$,
		'201 brackets'),
	(('score = ' || repeat('(', 200) || '1' || repeat(')', 200) || ';'),
		'no error',
		'200 brackets'),
	(('score = ' || repeat('- ', 500000) || '1;'),
		$$54001: expression is nested too deep
Line 1, column 409: ...- - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - ...
The limit is 200 levels.$$,
		'500,000 signs'),
	(('grades A; grade A when ' || repeat('not ', 200000) || 'x;'),
		$$54001: expression is nested too deep
Line 1, column 824: ...not not not not not not not not not not not not not not not not not not not not not not not not not ...
The limit is 200 levels.$$,
		'200,000 times not'),
	(('score = ' || repeat('case when x then ', 30000) || '1' || repeat(' end', 30000) || ';'),
		$$54001: expression is nested too deep
Line 1, column 3409: ...n x then case when x then case when x then case when x then case when x then case when x then case w...
The limit is 200 levels.$$,
		'30,000 cases in each other'),
	(('score = ' || repeat('abs(', 30000) || '1' || repeat(')', 30000) || ';'),
		$$54001: expression is nested too deep
Line 1, column 812: ...(abs(abs(abs(abs(abs(abs(abs(abs(abs(abs(abs(abs(abs(abs(abs(abs(abs(abs(abs(abs(abs(abs(abs(abs(abs...
The limit is 200 levels.$$,
		'30,000 calls in each other'),
	(('score = ' || repeat('1+', 400000) || '1;'),
		$$54001: expression is too long
Line 1, column 4009: ...1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+1+...
The limit is a chain of 2000 operators, defines written out.$$,
		'a sum of 400,000'),
	((repeat('/*', 500000)),
		$$42601: unterminated comment
Line 1, column 1: /*/*/*/*/*/*/*/*/*/*/*/*/*/*/*/*/*/*/*/*...$$,
		'500,000 comments begun'),
	(('score = ' || repeat('9', 500000) || ';'),
		$$54000: number is too long
Line 1, column 9: score = 9999999999999999999999999999999999999999...
The limit is 1000 digits.$$,
		'a number of 500,000 digits'),
	(('metric ' || repeat('x', 64) || '; score = 1;'),
		$$54000: name of a metric is too long
Line 1, column 8: metric xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx...
The limit is 63 bytes, as for the name of a column.$$,
		'a name longer than that of a column'),
	((repeat('define x = 1;', 70000)),
		$$54000: too many defines
Line 1, column 13001: ...e x = 1;define x = 1;define x = 1;define x = 1;define x = 1;define x = 1;define x = 1;define x = 1;d...
The limit is 1000.$$,
		'70,000 statements'),
	(('grades ' || (SELECT string_agg('g' || i, '>') FROM generate_series(1, 65) AS i) || '; grade g1 otherwise;'),
		$$54000: too many grades
Line 1, column 255: ...g50>g51>g52>g53>g54>g55>g56>g57>g58>g59>g60>g61>g62>g63>g64>g65; grade g1 otherwise;
The limit is 64.$$,
		'65 grades'),
	('metric amount number; grades A; grade A when amonut > 1;',
		$$42601: unknown name "amonut"
Line 1, column 46: metric amount number; grades A; grade A when amonut > 1;
Did you mean "amount"?$$,
		'an unknown name'),
	('grades A > Bronze; grade bronze otherwise;',
		$$42601: unknown grade "bronze"
Line 1, column 26: grades A > Bronze; grade bronze otherwise;
Did you mean "Bronze"?$$,
		'an unknown label'),
	('grades A; grade A when rond(x) > 1;',
		$$42601: unknown function "rond"
Line 1, column 24: grades A; grade A when rond(x) > 1;
Did you mean "round"?$$,
		'an unknown function'),
	('grades A; grade A otherwise; grades B;',
		$$42601: grades are defined twice
Line 1, column 30: grades A; grade A otherwise; grades B;$$,
		'a statement twice'),
	('metric a text; grades A; grade A when a > 1;',
		$$42601: cannot compare text with a number
Line 1, column 43: metric a text; grades A; grade A when a > 1;$$,
		'text compared with a number'),
	('define a = b + 1; define b = 1; grades A; grade A when a > 1;',
		$$42601: "b" is used before it is declared
Line 1, column 12: define a = b + 1; define b = 1; grades A; grade A w...
A name is declared above its first use.$$,
		'a name used before it is declared'),
	('grades A，B; grade A when x > 1;',
		$$42601: unexpected character "，"
Line 1, column 9: grades A，B; grade A when x > 1;
Use the ASCII character "," instead.$$,
		'full-width punctuation'),
	('grades A; grade A when x > 10万元;',
		$$42601: "元" directly after a number
Line 1, column 31: grades A; grade A when x > 10万元;
Put a space after the number; only a percent sign and the Chinese units of 10^4, 10^8 and 10^12 are written directly after it.$$,
		'a unit behind a number'),
	('grades A; grade A when x > 1 / 0;',
		$$22012: division by zero
Line 1, column 32: grades A; grade A when x > 1 / 0;$$,
		'division by zero, for sure'),
	('SELECT 1;',
		$$42601: syntax error at "SELECT", expected a statement
Line 1, column 1: SELECT 1;$$,
		'SQL'),
	('{"a": 1}',
		$$42601: unexpected character "{"
Line 1, column 1: {"a": 1}$$,
		'JSON'),
	(('score = 1;' || chr(1)),
		$$42601: unexpected character of code 1
Line 1, column 11: score = 1;$$,
		'a control character')
) AS c(bad, failure, why);

--
-- Rows and parameters
--
SELECT is(pg_temp.failure(bad), failure, replace(bad, 'customer_grade.', ''))
FROM (VALUES
	($$SELECT customer_grade.grade('credit', c) FROM (SELECT id, amount FROM customer) c$$,
		$$42703: the row has no column for metric "credit"
Rows are matched by column name; a view or a typed ROW(...) can rename columns.$$),
	($$SELECT customer_grade.grade('credit', c) FROM (SELECT id, amount, credit AS credits, active, since FROM customer) c$$,
		$$42703: the row has no column for metric "credit"
Rows are matched by column name; a view or a typed ROW(...) can rename columns.$$),
	($$SELECT customer_grade.grade('credit', c) FROM (SELECT id, amount::text AS amount, credit, active, since FROM customer) c$$,
		$$42804: column "amount" of type text cannot be the number metric "amount"
Give a column of a fitting type, or cast it in a view or in ROW(...).$$),
	($$SELECT customer_grade.grade('credit', c) FROM (SELECT id, amount, 7 AS credit, active, since FROM customer) c$$,
		$$42804: column "credit" of type integer cannot be the text metric "credit"
Give a column of a fitting type, or cast it in a view or in ROW(...).$$),
	($$SELECT customer_grade.grade('credit', c) FROM (SELECT id, amount, credit, 1 AS active, since FROM customer) c$$,
		$$42804: column "active" of type integer cannot be the boolean metric "active"
Give a column of a fitting type, or cast it in a view or in ROW(...).$$),
	($$SELECT customer_grade.grade('credit', c) FROM (SELECT id, amount, credit, active, since::timestamp FROM customer) c$$,
		$$42804: column "since" of type timestamp without time zone cannot be the date metric "since"
Cast the column to date in a view or in ROW(...).$$),
	($$SELECT customer_grade.grade('credit', c) FROM (SELECT id, ARRAY[amount] AS amount, credit, active, since FROM customer) c$$,
		$$42804: column "amount" of type numeric[] cannot be the number metric "amount"
Give a column of a fitting type, or cast it in a view or in ROW(...).$$),
	($$SELECT customer_grade.grade('credit', c) FROM (SELECT id, -1 AS amount, credit, active, since FROM customer) c$$,
		$$23514: value -1 of metric "amount" is outside its domain
The domain is: >= 0.$$),
	($$SELECT customer_grade.grade('credit', c) FROM (SELECT id, amount, 'goood' AS credit, active, since FROM customer) c$$,
		$$23514: value 'goood' of metric "credit" is outside its domain
The domain is: in ('good' > 'fair' > 'poor').$$),
	($$SELECT customer_grade.grade('credit', c) FROM (SELECT id, amount, 'Good'::varchar AS credit, active, since FROM customer) c$$,
		$$23514: value 'Good' of metric "credit" is outside its domain
The domain is: in ('good' > 'fair' > 'poor').$$),
	($$SELECT customer_grade.grade('credit', c) FROM (SELECT id, amount, '' AS credit, active, since FROM customer) c$$,
		$$23514: value '' of metric "credit" is outside its domain
The domain is: in ('good' > 'fair' > 'poor').$$),
	($$SELECT customer_grade.grade('credit', c) FROM (SELECT id, amount, credit, active, date '1999-12-31' AS since FROM customer) c$$,
		$$23514: value 1999-12-31 of metric "since" is outside its domain
The domain is: >= date '2000-01-01'.$$),
	($$SELECT customer_grade.grade('credit', c) FROM (SELECT id, amount, credit, active, since, 4 AS never_read FROM customer) c$$,
		$$23514: value 4 of metric "never_read" is outside its domain
The domain is: in (1, 2, 3).$$),
	($$SELECT customer_grade.grade('credit', c) FROM (SELECT id, amount, credit, active, since, 'x' AS never_read FROM customer) c$$,
		$$42804: column "never_read" of type text cannot be the number metric "never_read"
Give a column of a fitting type, or cast it in a view or in ROW(...).$$),
	($$SELECT customer_grade.grade('credit', c) FROM (SELECT id, 'NaN'::numeric AS amount, credit, active, since FROM customer) c$$,
		'23514: metric "amount" must be a finite number, not NaN'),
	($$SELECT customer_grade.grade('credit', c) FROM (SELECT id, 'Infinity'::numeric AS amount, credit, active, since FROM customer) c$$,
		'23514: metric "amount" must be a finite number, not Infinity'),
	($$SELECT customer_grade.grade('credit', c) FROM (SELECT id, '-Infinity'::numeric AS amount, credit, active, since FROM customer) c$$,
		'23514: metric "amount" must be a finite number, not -Infinity'),
	($$SELECT customer_grade.grade('credit', c) FROM (SELECT id, 'NaN'::float8 AS amount, credit, active, since FROM customer) c$$,
		'23514: metric "amount" must be a finite number, not NaN'),
	($$SELECT customer_grade.grade('credit', c) FROM (SELECT id, 'Infinity'::real AS amount, credit, active, since FROM customer) c$$,
		'23514: metric "amount" must be a finite number, not Infinity'),
	($$SELECT customer_grade.grade('credit', '7'::jsonb)$$,
		$$22023: the row must be a JSON object
Write it as {"name": value, ...}.$$),
	($$SELECT customer_grade.grade('credit', '"x"'::jsonb)$$,
		$$22023: the row must be a JSON object
Write it as {"name": value, ...}.$$),
	($$SELECT customer_grade.grade('credit', 'null'::jsonb)$$,
		$$22023: the row must be a JSON object
Write it as {"name": value, ...}.$$),
	($$SELECT customer_grade.grade('credit', '[{"amount": 1}]'::jsonb)$$,
		$$22023: the row must be a JSON object
Write it as {"name": value, ...}.$$),
	($$SELECT customer_grade.grade('credit', '{"amount": "1"}'::jsonb)$$,
		'42804: metric "amount" must be a number, not a string'),
	($$SELECT customer_grade.grade('credit', '{"amount": [1]}'::jsonb)$$,
		'42804: metric "amount" must be a number, not an object or array'),
	($$SELECT customer_grade.grade('credit', '{"amount": true}'::jsonb)$$,
		'42804: metric "amount" must be a number, not a boolean'),
	($$SELECT customer_grade.grade('credit', '{"credit": {"a": 1}}'::jsonb)$$,
		'42804: metric "credit" must be a string, not an object or array'),
	($$SELECT customer_grade.grade('credit', '{"since": "2020-02-30"}'::jsonb)$$,
		$$22007: invalid date "2020-02-30" for metric "since"
A date is written as YYYY-MM-DD.$$),
	($$SELECT customer_grade.grade('credit', '{"since": "1.1.2020"}'::jsonb)$$,
		$$22007: invalid date "1.1.2020" for metric "since"
A date is written as YYYY-MM-DD.$$),
	($$SELECT customer_grade.grade('credit', '{"since": 2020}'::jsonb)$$,
		'42804: metric "since" must be a date, not a number'),
	($$SELECT customer_grade.grade('credit', '{"active": "yes"}'::jsonb)$$,
		'42804: metric "active" must be a boolean, not a string'),
	($$SELECT customer_grade.grade('credit', '{"amount": 1'::json)$$,
		$$22P02: invalid input syntax for type json
The input string ended unexpectedly.$$),
	($$SELECT customer_grade.grade('credit', '{"amount": 1')$$,
		$$22P02: invalid input syntax for type json
The input string ended unexpectedly.$$),
	($$SELECT customer_grade.grade('credit', '{"amount": -1}')$$,
		$$23514: value -1 of metric "amount" is outside its domain
The domain is: >= 0.$$),
	($$SELECT customer_grade.grade('credit', '{"credit": "\u0000"}')$$,
		$$22P05: unsupported Unicode escape sequence
\u0000 cannot be converted to text.$$),
	($$SELECT customer_grade.grade('credit', 7)$$,
		$$42804: a value of type integer is not a row
Give a row of a table, a typed ROW(...), jsonb or json.$$),
	($$SELECT customer_grade.grade('credit', ARRAY[1])$$,
		$$42804: a value of type integer[] is not a row
Give a row of a table, a typed ROW(...), jsonb or json.$$),
	($$SELECT customer_grade.grade('credit', 'x'::bytea)$$,
		$$42804: a value of type bytea is not a row
Give a row of a table, a typed ROW(...), jsonb or json.$$),
	($$SELECT customer_grade.grade('credit', ROW(1, 2))$$,
		$$42703: the row has no column for metric "amount"
Rows are matched by column name; a view or a typed ROW(...) can rename columns.$$),
	($$SELECT customer_grade.grade('credit', c, '[]') FROM customer c$$,
		$$22023: the parameters must be a JSON object
Write it as {"name": value, ...}.$$),
	($$SELECT customer_grade.grade('parameter p; grades A; grade A when amount > p;'::customer_grade.rubric, c) FROM customer AS c$$,
		$$22023: parameter "p" has no value
Give it in the parameters, as in '{"p": ...}'::jsonb, or give it a default in the rubric.$$),
	($$SELECT customer_grade.grade('parameter p; grades A; grade A when amount > p;'::customer_grade.rubric, c, '{"p": "x"}') FROM customer AS c$$,
		'42804: parameter "p" must be a number, not a string'),
	($$SELECT customer_grade.grade('parameter p between 1 and 2; grades A; grade A when amount > p;'::customer_grade.rubric, c, '{"p": 3}') FROM customer AS c$$,
		$$23514: value 3 of parameter "p" is outside its domain
The domain is: between 1 and 2.$$),
	($$SELECT customer_grade.grade('parameter p date; grades A; grade A when since > p;'::customer_grade.rubric, c, '{"p": "infinity"}') FROM customer AS c$$,
		$$22007: invalid date "infinity" for parameter "p"
A date is written as YYYY-MM-DD.$$),
	($$SELECT customer_grade.grade('grades A; grade A when 1 / (amount - 10) > 1;'::customer_grade.rubric, c) FROM customer AS c$$,
		'22012: division by zero'),
	($$SELECT customer_grade.grade('grades A; grade A when exp(amount * 1000) > 1;'::customer_grade.rubric, c) FROM customer AS c$$,
		'22003: value overflows numeric format'),
	($$SELECT customer_grade.grade('grades A; grade A when ln(amount - 10) > 1;'::customer_grade.rubric, c) FROM customer AS c$$,
		'2201E: cannot take logarithm of zero'),
	($$SELECT customer_grade.grade('grades A; grade A when sqrt(-amount) > 1;'::customer_grade.rubric, c) FROM customer AS c$$,
		'2201F: cannot take square root of a negative number'),
	($$SELECT customer_grade.grade('grades A; grade A when power(-amount, 0.5) > 1;'::customer_grade.rubric, c) FROM customer AS c$$,
		'2201F: a negative number raised to a non-integer power yields a complex result'),
	($$SELECT customer_grade.grade('grades A; grade A when power(amount, 200000) > 1;'::customer_grade.rubric, c) FROM customer AS c$$,
		'22003: value overflows numeric format'),
	($$SELECT customer_grade.grade('grades A; grade A when round(amount, 3000000000) > 1;'::customer_grade.rubric, c) FROM customer AS c$$,
		'22003: integer out of range'),
	($$SELECT customer_grade.grade('grades A; grade A when amount > 1;'::customer_grade.rubric, c) FROM (SELECT 1e308::float8 * 1 AS amount) c$$,
		'no error'),
	($$SELECT customer_grade.grade('grades A; grade A when amount * amount > 1;'::customer_grade.rubric, c) FROM (SELECT 1e308::float8 * 1 AS amount) c$$,
		'22003: value out of range: overflow'),
	($$SELECT customer_grade.score('grades A; grade A when amount > 1;'::customer_grade.rubric, c) FROM customer AS c$$,
		$$22023: the rubric has no score
A score needs criterion statements or score = ....$$),
	($$SELECT customer_grade.grade('score = amount;'::customer_grade.rubric, c) FROM customer AS c$$,
		$$22023: the rubric has no grades
It gives a score only: call score().$$)
) AS c(bad, failure)
-- numeric has infinity since 14
WHERE current_setting('server_version_num')::int >= 140000 OR bad NOT LIKE '%Infinity''::numeric%';

--
-- Names
--
SELECT is(pg_temp.failure(bad), failure, replace(bad, 'customer_grade.', ''))
FROM (VALUES
	($$SELECT customer_grade.grade('nobody', c) FROM customer c$$,
		'42704: standard "nobody" does not exist'),
	($$SELECT customer_grade.grade('credits', c) FROM customer c$$,
		$$42704: standard "credits" does not exist
Did you mean "credit"?$$),
	($$SELECT customer_grade.grade('', c) FROM customer c$$,
		'42704: standard "" does not exist'),
	($$SELECT customer_grade.grade('grades A; grade A when amount > 1;', c) FROM customer c$$,
		$$42704: standard "grades A; grade A when amount > 1;" does not exist
If this is the text of a rubric, cast it: '...'::customer_grade.rubric.$$),
	($$SELECT customer_grade.grade('score = amount', c) FROM customer c$$,
		'42704: standard "score = amount" does not exist'),
	($$SELECT customer_grade.grade(repeat('x', 100000), c) FROM customer c$$,
		'42704: standard "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx..." does not exist'),
	($$SELECT customer_grade.grade('credit; DROP TABLE customer', c) FROM customer c$$,
		$$42704: standard "credit; DROP TABLE customer" does not exist
If this is the text of a rubric, cast it: '...'::customer_grade.rubric.$$),
	($$SELECT customer_grade.metrics('nobody')$$,
		'42704: standard "nobody" does not exist'),
	($$SELECT customer_grade.metrics('grades A; grade A when x;')$$,
		$$42704: standard "grades A; grade A when x;" does not exist
If this is the text of a rubric, cast it: '...'::customer_grade.rubric.$$),
	($$SELECT customer_grade.define_standard('bad name;', 'score = 1;')$$,
		$$42602: invalid name "bad name;" of a standard
A name has letters, digits, "_" and ".".$$),
	($$SELECT customer_grade.define_standard('', 'score = 1;')$$,
		$$42602: invalid name "" of a standard
A name has letters, digits, "_" and ".".$$),
	($$SELECT customer_grade.define_standard('x', 'score = ;')$$,
		$$42601: syntax error at ";", expected an expression
Line 1, column 9: score = ;$$),
	($$SELECT customer_grade.adopt('nobody')$$,
		$$42704: the catalog has no standard "nobody"
SELECT name, title_en FROM customer_grade.catalog lists them.$$),
	($$SET customer_grade.as_of = 'yesterday'$$,
		$$22023: invalid value for parameter "customer_grade.as_of": "yesterday"
A date is written YYYY-MM-DD.$$),
	($$SET customer_grade.as_of = '2020-02-30'$$,
		$$22023: invalid value for parameter "customer_grade.as_of": "2020-02-30"
A date is written YYYY-MM-DD.$$),
	($$SELECT set_config('customer_grade.as_of', '2020-01-01', true), customer_grade.grade('credit', c) FROM customer c$$,
		$$55000: standard "credit" has no version effective on 2020-01-01
Effective periods: version 1: [2024-01-01,).$$),
	($$SELECT customer_grade.to_sql('credit', part => 'nothing')$$,
		$$22023: unknown part "nothing" of a rubric
The parts are grade, score, rank and check.$$)
) AS c(bad, failure);

SELECT is(pg_temp.refusal('metric a; score = ' || repeat('x', 500000) || ';'),
	'42601: unknown name "' || repeat('x', 386) || '...
Line 1, column 19: metric a; score = ' || repeat('x', 40) || '...
A rubric that declares a metric declares them all.', 'a name of 500,000 bytes is told in part');

-- more of the same than a column can hold
SELECT is(pg_temp.failure(format('SELECT %L::customer_grade.rubric',
	'grades A; grade A when ' || repeat('x = 1 or ', 100000) || 'x = 2;')), 'no error', '100,000 alternatives are fine');
SELECT is(customer_grade.grade(('grades A; grade A when x in (' || repeat('1, ', 200000) || '2);')::customer_grade.rubric, '{"x": 2}'),
	'A', 'and so is a list of 200,000');

-- What is missing is no error.
SELECT is((customer_grade.assess('credit', NULL::customer)).reason, 'no row', 'no row');
SELECT is((customer_grade.assess('credit', NULL::jsonb)).reason, 'no row', 'no jsonb');
SELECT is(customer_grade.grade(NULL::text, c), NULL, 'no standard') FROM customer AS c;
SELECT is((customer_grade.assess('credit', ROW(NULL, NULL, NULL, NULL, NULL)::customer)).reason,
	'missing: amount, credit, active, since', 'a row of nulls');
SELECT is((customer_grade.assess('credit', '{"amount": null, "other": [1]}')).reason,
	'missing: amount, credit, active, since', 'JSON without the metrics');
SELECT is(customer_grade.grade('grades A, B; grade A when x > 1; grade B otherwise;'::customer_grade.rubric, n), grade,
	x || ' in an undeclared metric is what it is in SQL')
FROM (VALUES ('NaN'::float8, 'A'), ('Infinity', 'A'), ('-Infinity', 'B')) AS n(x, grade);

--
-- Expressions that a careless walk visits 2^100 times: an answer or 54000, and at once
--
CREATE FUNCTION pg_temp.outcome(rubric text) RETURNS text LANGUAGE sql AS $function$
	SELECT string_agg(DISTINCT left(split_part(pg_temp.failure('SELECT ' || format(command, rubric)), E'\n', 1), 65), ' | ')
	FROM unnest(ARRAY['%L::customer_grade.rubric', 'customer_grade.grade(%L::customer_grade.rubric, ''{"x": 1}'')',
		'customer_grade.assess(%L::customer_grade.rubric, ''{"x": 1}'')',
		'count(*) FROM customer_grade.explain(%L::customer_grade.rubric, ''{"x": 1}'')',
		'count(*) FROM customer_grade.metrics(%L::customer_grade.rubric)',
		'count(*) FROM customer_grade.rules(%L::customer_grade.rubric)',
		'customer_grade.input_type(%L::customer_grade.rubric)',
		'length(customer_grade.to_sql(%L::customer_grade.rubric))',
		'length(customer_grade.to_sql(%L::customer_grade.rubric, part => ''check''))']) AS command
$function$;
SELECT is(pg_temp.outcome(rubric), outcome, why)
FROM (VALUES
	('define d1 = x + 1;' || (SELECT string_agg(format('define d%s = d%s + d%2$s;', i, i - 1), '' ORDER BY i) FROM generate_series(2, 1000) AS i)
		|| 'grades A; grade A when d1000 > 1;',
		'54000: rubric is too large with its defines written out',
		'1,000 defines that read the one before twice'),
	('define d1 = x + 1;' || (SELECT string_agg(format('define d%s = d%s + d%2$s;', i, i - 1), '' ORDER BY i) FROM generate_series(2, 12) AS i)
		|| 'grades A; grade A when d12 > 1;',
		'no error',
		'12 of them'),
	('define d1 = x > 1;' || (SELECT string_agg(format('define d%s = d%s and (d%2$s or not d%2$s);', i, i - 1), '' ORDER BY i) FROM generate_series(2, 1000) AS i)
		|| 'grades A; grade A when d1000;',
		'54000: rubric is too large with its defines written out',
		'1,000 conditions that read the one before three times'),
	('grades A; grade A when ' || repeat('case ', 100) || 'x' || repeat(' when 1 then 2 when 2 then 1 end', 100) || ' = 1;',
		'no error',
		'a case of a case of ..., 100 deep, two arms each'),
	('grades A; grade A when ' || repeat('case x when 1 then ', 100) || 'x' || repeat(' when 2 then 1 end', 100) || ' = 1;',
		'no error',
		'a case in a case in ..., 100 deep'),
	('grades A; grade A when ' || repeat('nullif(', 100) || 'x' || repeat(', 7)', 100) || ' = 1;',
		'no error',
		'nullif of nullif of ..., 100 deep'),
	('grades A; grade A when ' || repeat('(case when ', 99) || 'x' || repeat(' between 1 and 2 then 1 else 3 end)', 99) || ' = 1;',
		'no error',
		'between of between of ..., 99 deep'),
	('grades A; grade A when ' || repeat('(case when ', 99) || 'x' || repeat(' in (1, 2, 3) then 1 else 4 end)', 99) || ' = 1;',
		'no error',
		'in of in of ..., 99 deep'),
	('grades A; grade A when ' || repeat('(x > 1 and (x > 2 or ', 99) || 'x = 1' || repeat('))', 99) || ';',
		'no error',
		'and of or of and of or ..., 198 deep'),
	('grades A; grade A when ' || repeat('coalesce(least(', 99) || 'x' || repeat(', 1), 2)', 99) || ' = 1;',
		'no error',
		'calls, 198 deep'),
	('grades A; grade A when x' || repeat(' + x', 1990) || ' > 1;',
		'no error',
		'a sum of 1,991'),
	('grades A; grade A when x' || repeat(' is null', 1990) || ';',
		'no error',
		'is null is null ...')
) AS c(rubric, outcome, why);

--
-- Bytes
--
SELECT is(left(pg_temp.failure(command), 62), failure, command)
FROM (VALUES
	($$SELECT convert_from('\x67726164657320ff', 'UTF8')::customer_grade.rubric$$,
		'22021: invalid byte sequence for encoding "UTF8": 0xff'),
	($$SELECT convert_from('\x673dc0af', 'UTF8')::customer_grade.rubric$$,
		'22021: invalid byte sequence for encoding "UTF8": 0xc0 0xaf'),
	($$SELECT convert_from('\x73636f7265003d20313b', 'UTF8')::customer_grade.rubric$$,
		'22021: invalid byte sequence for encoding "UTF8": 0x00'),
	($$SELECT ('score = 1' || chr(0))::customer_grade.rubric$$,
		'54000: null character not permitted')
) AS c(command, failure);

-- A rubric of 2 kB, with most of the language, cut off at each byte.
CREATE TEMP TABLE whole AS SELECT $rubric$
-- 客户分级标准 /* not a comment */
grades "Very good" '重点' > A 'it''s' > B > C, none '无';
metric amount number between 0 and 1000万 unit 'CNY' '金额';
metric target number > 0; metric overdue number >= 0 unit 'day';
metric credit_record text in ('excellent' > 'good' > 'fair' > 'poor') '信用记录';
metric 渠道 text in ('direct', 'partner', 'web');
metric active boolean; metric since date >= date '2000-01-01'; metric odd; metric seen date; metric "odd ""name""" number;
parameter as_of date;
parameter w_amount number between 0 and 1 = 0.3 unit 'share' 'weight';
parameter cut number = 60%;
define share = amount / target;
define years = round((as_of - since) / 365.25, 1);
define late = coalesce(overdue, 0) > 30;
scope when active is not false 'active customers';
require amount or overdue, since;
criterion amount weight w_amount max 100 missing -5 '金额' = round(least(share * 20, 20), 4);
criterion years weight (1 - w_amount) max (50 + 50) = 2 * years when years < 5, 4 * years when years < 10, 45 otherwise;
criterion credit weight 0.2 missing 0 = 100 when credit_record >= 'good', 50 when credit_record = 'fair', 0 otherwise;
criterion channel = case 渠道 when 'direct' then 3 when 'partner' then -+2 else 1 end;
criterion other = 1 when amount not in (1, 2.50, 3亿) and not (overdue between 1 and 2) or late is null, null otherwise;
score = greatest(0, score) / 1.5;
grade "Very good" when score >= cut * 100 and nullif(amount, 0) <> power(2, 10);
grade A when score >= 40 and not late /* nested /* comment */ */;
grade B when (score >= 20) is true or credit_record in ('excellent', 'good') or "odd ""name""" != 1;
grade none otherwise 'none of them';
cap B when late '逾期';
cap C when overdue > 90 and credit_record < 'good';
floor C when amount >= 500万 'large';
floor B when case when active then amount >= 900万 when years > +3 then null else abs(odd) + ceil(cut) - trunc(-1.5) > ln(10) end;
floor A when floor(sqrt(exp(1))) = 1 and seen between date '2020-02-29' and as_of is not null;
$rubric$ AS rubric;
SELECT cmp_ok(octet_length(rubric), '>', 2000, 'a rubric of 2 kB') FROM whole;
SELECT is(pg_temp.refusal(rubric), 'no error', 'the whole of it is a rubric') FROM whole;
SELECT results_eq(
	$$SELECT left(failure, 5), count(*) > 100 FROM (
		SELECT pg_temp.failure(format('SELECT convert_from(%L, %L)::customer_grade.rubric', substr(bytes, 1, n), 'UTF8')) AS failure
		FROM (SELECT convert_to(rubric, 'UTF8') AS bytes FROM whole) AS b, generate_series(0, length(bytes)) AS n
		) AS cut GROUP BY 1 ORDER BY 1$$,
	$$VALUES ('22021', false), ('42601', true), ('no er', false)$$,
	'cut off at each byte, it is a rubric, or does not parse, or ends within a character');
SELECT is(count(*), 0::bigint, 'also with its beginning cut off, and each byte left out or doubled')
FROM (SELECT convert_to(rubric, 'UTF8') AS bytes FROM whole) AS b, generate_series(0, length(bytes) - 1) AS n,
	LATERAL (VALUES (substr(bytes, n + 1)), (substr(bytes, 1, n) || substr(bytes, n + 2)),
		(substr(bytes, 1, n + 1) || substr(bytes, n + 1))) AS v(bad)
WHERE left(pg_temp.failure(format('SELECT convert_from(%L, %L)::customer_grade.rubric', bad, 'UTF8')), 5)
	NOT IN ('no er', '42601', '22021', '22012', '54000');

--
-- The binary form, through COPY
--
CREATE TEMP TABLE copied (id int, rubric customer_grade.rubric);
INSERT INTO copied SELECT 1, rubric::customer_grade.rubric FROM whole;

-- a file of one row: id 2 and these bytes as the rubric, perhaps with another length
CREATE FUNCTION pg_temp.copy(value bytea, length int DEFAULT NULL) RETURNS text LANGUAGE sql AS $function$
	SELECT pg_temp.failure(format('COPY copied FROM PROGRAM %L (FORMAT binary)',
		(SELECT 'printf ''' || string_agg('\' || lpad(to_octal, 3, '0'), '' ORDER BY n) || ''''
		 FROM (SELECT '\x5047434f50590aff0d0a000000000000000000'::bytea || '\x00020000000400000002'
				|| decode(lpad(to_hex(coalesce($2, length($1))), 8, '0'), 'hex') || $1 || '\xffff' AS bytes) AS file,
			generate_series(0, length(bytes) - 1) AS n,
			LATERAL (SELECT get_byte(bytes, n) / 64 || '' || get_byte(bytes, n) / 8 % 8 || get_byte(bytes, n) % 8 AS to_octal) AS o)))
$function$;
SELECT is(left(pg_temp.copy(value, length), length(failure)), failure, why)
FROM (VALUES
	('\x01'::bytea || 'score = 1;', NULL, 'no error', 'version 1 and a rubric'),
	('\x00'::bytea || 'score = 1;', NULL, '22P03: unsupported rubric version number 0', 'another version'),
	('\x02'::bytea || 'score = 1;', NULL, '22P03: unsupported rubric version number 2', 'another version'),
	('score = 1;'::bytea, NULL, '22P03: unsupported rubric version number 115', 'no version'),
	(''::bytea, NULL, '08P01: no data left in message', 'nothing at all'),
	('\x01'::bytea, NULL, '42601: rubric is empty', 'no rubric'),
	('\x01'::bytea || 'score = ;', NULL, '42601: syntax error at ";", expected an expression', 'not a rubric'),
	('\x01'::bytea || 'score = 1;' || '\x00', NULL, '22021: invalid byte sequence for encoding "UTF8": 0x00', 'a NUL at the end'),
	('\x01'::bytea || 'score' || '\x00'::bytea || ' = 1;', NULL, '22021: invalid byte sequence for encoding "UTF8": 0x00', 'a NUL inside'),
	('\x01'::bytea || 'score = ' || '\xff'::bytea || ';', NULL, '22021: invalid byte sequence for encoding "UTF8": 0xff', 'not UTF-8'),
	('\x01'::bytea || 'score = ' || '\xe5ae'::bytea, NULL, '22021: invalid byte sequence for encoding "UTF8": 0xe5 0xae', 'half a character at the end'),
	('\x01'::bytea || 'score = 1;', 2147483647, '54000', '2 GB announced'),
	('\x01'::bytea || 'score = 1;', 1000, '22P04: unexpected EOF in COPY data', 'more announced than there is'),
	('\x01'::bytea || 'score = 1;', -2, '22P04: invalid field size', 'a negative length'),
	('\x01'::bytea || 'score = 1;', 5, '42601: syntax error at "scor", expected a statement', 'less announced than there is')
) AS c(value, length, failure, why);

--
-- What should never be: a value of an enum that is gone, an extension without one of its functions
--
CREATE TYPE mood AS ENUM ('good', 'bad');
CREATE TABLE judged AS SELECT 'bad'::mood AS mood, point '(1,2)' AS place;
SAVEPOINT damage;
DELETE FROM pg_enum WHERE enumlabel = 'bad' AND enumtypid = 'mood'::regtype;
SELECT alike(pg_temp.failure($$SELECT customer_grade.grade('grades A > B; grade A when mood = ''good''; grade B otherwise;'::customer_grade.rubric, j)
	FROM judged AS j$$), '22P03: invalid internal value for enum: %', 'a value of an enum that is gone');
ALTER EXTENSION customer_grade DROP FUNCTION customer_grade_internal.score_columns(customer_grade.rubric, jsonb, text[], boolean, "any");
DROP FUNCTION customer_grade_internal.score_columns(customer_grade.rubric, jsonb, text[], boolean, "any");
SELECT alike(pg_temp.failure($$SELECT customer_grade.score('score = amount;'::customer_grade.rubric, c) FROM customer AS c$$),
	'42883: function score_columns of the extension customer_grade does not exist%', 'a function that is gone');
ROLLBACK TO damage;
SELECT alike(pg_temp.failure($$SELECT customer_grade.grade('grades A > B; grade A when place is null; grade B otherwise;'::customer_grade.rubric, j)
	FROM judged AS j$$), '42804: column "place" of type point cannot be a metric%', 'a column of a type that no metric has');

--
-- After all that
--
SELECT results_eq('SELECT id, length(rubric::text) FROM copied ORDER BY id',
	$$SELECT 1, length(rubric) FROM whole UNION ALL VALUES (2, 10)$$, 'only the good rubrics were stored');
SELECT is(customer_grade.grade('credit', c), 'A', 'and grading goes on') FROM customer AS c;
SELECT results_eq($$SELECT name, version FROM customer_grade.standard$$, $$VALUES ('credit' COLLATE "C", 1)$$,
	'with the standard there was');

SELECT * FROM finish();
ROLLBACK;
