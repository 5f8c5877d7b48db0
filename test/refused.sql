-- assess() tells the faults that grade(), score(), rank() and explain() raise, with the same sentence, and raises none itself:
-- on the random rubrics and rows of the oracle, in each way that a row can come, and for each kind of fault.
\set seed 0.7
\set rubrics 200
\set rows 40

\set QUIET on
SET client_min_messages = warning;
\ir oracle/oracle.sql

--
-- Random rubrics and rows
--
CREATE TABLE oracle.answered (rubric text, parameters jsonb, "row" oracle.customer, way text, raised text, assessed text);

-- What score() and grade() say of a row: assess() looks at the score first.
CREATE FUNCTION oracle.raised(call text, calls text[]) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	answers text[] := '{}';
	answer text;
	name text;
	detail text;
BEGIN
	FOREACH name IN ARRAY calls LOOP
		EXECUTE replace(call, '@', name) INTO answer;
		answers := answers || coalesce(answer, 'null');
	END LOOP;
	RETURN array_to_string(answers, ' ');
EXCEPTION WHEN OTHERS THEN
	GET STACKED DIAGNOSTICS detail = PG_EXCEPTION_DETAIL;
	RETURN oracle.refused(SQLERRM, detail);
END
$$;

CREATE PROCEDURE oracle.answer_all(rubrics integer, rows integer)
LANGUAGE plpgsql AS $$
DECLARE
	made record;
	calls text[];
	way text;
	input text;
	arguments text;
BEGIN
	FOR i IN 1 .. rubrics LOOP
		IF i % 20 = 1 THEN
			PERFORM oracle.fill(rows);
		END IF;
		made := oracle.rubric();
		calls := CASE WHEN made.rubric ~ '\mcriterion\M' THEN '{score}' ELSE '{}' END::text[] ||
			CASE WHEN made.rubric ~ '\mgrades\M' THEN '{grade,rank}' ELSE '{}' END::text[];
		FOREACH way IN ARRAY '{columns,row,json}'::text[] LOOP
			-- an undeclared metric whose use tells no type is a number in JSON
			CONTINUE WHEN way = 'json' AND made.rubric !~ '\mmetric\M';
			input := CASE way WHEN 'columns' THEN 'x' WHEN 'row' THEN '(SELECT y FROM oracle.customer AS y WHERE y.id = x.id)'
				ELSE 'to_jsonb(x)' END;
			arguments := format('%L::customer_grade.rubric, %s, %L::jsonb', made.rubric, input, made.parameters);
			EXECUTE format($sql$
				INSERT INTO oracle.answered
				SELECT %1$L, %2$L, x, %3$L,
					oracle.raised(%6$L || x.id, %5$L),
					CASE WHEN (x.a).reason LIKE 'refused: %%' THEN (x.a).reason
						ELSE array_to_string(ARRAY(SELECT coalesce(to_jsonb(x.a) ->> c, 'null') FROM unnest(%5$L::text[]) AS c), ' ') END
				FROM (SELECT x, x.id, customer_grade.assess(%4$s) AS a FROM oracle.customer AS x OFFSET 0) AS x $sql$,
				made.rubric, made.parameters, way, arguments, calls,
				format('SELECT customer_grade.@(%s) FROM oracle.customer AS x WHERE x.id = ', arguments));
		END LOOP;
		COMMIT;
	END LOOP;
END
$$;

SELECT setseed(:seed) \g /dev/null
CALL oracle.answer_all(:rubrics, :rows);

SELECT * FROM no_plan();
SELECT cmp_ok(count(*), '>', 10000::bigint, 'rows') FROM oracle.answered;
SELECT cmp_ok(count(DISTINCT regexp_replace(raised, '-?[0-9.]+|''.*''|"[^"]*"', '', 'g')), '>=', 12::bigint, 'many kinds of faults are met')
FROM oracle.answered WHERE raised ~ '^refused: ';
SELECT cmp_ok(count(*), '>', 500::bigint, 'rows are refused ' || w) FROM unnest('{columns,row,json}'::text[]) AS w
	JOIN oracle.answered AS a ON a.way = w AND a.raised ~ '^refused: ' GROUP BY w;
SELECT is(count(*), 0::bigint, 'assess() answers as the others do, or tells what they raise') FROM oracle.answered WHERE raised <> assessed;
SELECT diag(format(E'raised: %s, assessed: %s\nrow as %s: %s\nparameters: %s\nrubric:\n%s', raised, assessed, way, to_jsonb("row"), parameters, rubric))
FROM oracle.answered WHERE raised <> assessed ORDER BY length(rubric) LIMIT 2;

--
-- Each kind of fault
--
CREATE TABLE oracle.fault (id int GENERATED ALWAYS AS IDENTITY, rubric text, input jsonb, parameters jsonb, reason text);
INSERT INTO oracle.fault (rubric, input, parameters, reason) VALUES
('metric amount number between 0 and 800; score = amount;', '{"amount": 900}', NULL, 'value 900 of metric "amount" is outside its domain (between 0 and 800)'),
('metric amount number >= 0; score = 1;', '{"amount": -1}', NULL, 'value -1 of metric "amount" is outside its domain (>= 0)'),
($$metric credit text in ('good' > 'poor'); score = case credit when 'good' then 1 end;$$, '{"credit": "it''s"}', NULL,
	$$value 'it''s' of metric "credit" is outside its domain (in ('good' > 'poor'))$$),
($$metric born date >= date '1900-01-01'; score = case when born is null then 1 end;$$, '{"born": "0800-12-25"}', NULL,
	$$value 0800-12-25 of metric "born" is outside its domain (>= date '1900-01-01')$$),
('metric amount number; score = amount;', '{"amount": "900"}', NULL, 'metric "amount" must be a number, not a string'),
('metric amount number; score = amount;', '{"amount": [900]}', NULL, 'metric "amount" must be a number, not an object or array'),
('metric vip boolean; score = case when vip then 1 end;', '{"vip": 1}', NULL, 'metric "vip" must be a boolean, not a number'),
($$metric name text; score = case name when 'x' then 1 end;$$, '{"name": true}', NULL, 'metric "name" must be a string, not a boolean'),
($$metric born date; score = case when born is null then 1 end;$$, '{"born": "2026-02-30"}', NULL, 'invalid date "2026-02-30" for metric "born"'),
('metric x number; score = x;', '[1]', NULL, 'the row must be a JSON object'),
('metric x number; parameter cut number; score = x + cut;', '{"x": 1}', NULL, 'parameter "cut" has no value'),
('metric x number; parameter cut number; score = x + cut;', '{"x": 1}', '{"cut": null}', 'parameter "cut" has no value'),
('metric x number; parameter cut number; score = x + cut;', '{"x": 1}', '{"cut": "1"}', 'parameter "cut" must be a number, not a string'),
('metric x number; parameter cut number > 0; score = x + cut;', '{"x": 1}', '{"cut": 0}', 'value 0 of parameter "cut" is outside its domain (> 0)'),
('metric x number; score = x;', '{"x": 1}', '[]', 'the parameters must be a JSON object'),
('metric x number; score = 1 / x;', '{"x": 0.00}', NULL, 'division by zero'),
('metric x number; score = ln(x);', '{"x": 0}', NULL, 'cannot take logarithm of zero'),
('metric x number; score = ln(x);', '{"x": -0.1}', NULL, 'cannot take logarithm of a negative number'),
('metric x number; score = sqrt(x);', '{"x": -1}', NULL, 'cannot take square root of a negative number'),
('metric x number; score = exp(x);', '{"x": 1e9}', NULL, 'value overflows numeric format'),
('metric x number; metric y number; score = power(x, y);', '{"x": 0, "y": -1}', NULL, 'zero raised to a negative power is undefined'),
('metric x number; metric y number; score = power(x, y);', '{"x": -8, "y": 0.5}', NULL, 'a negative number raised to a non-integer power yields a complex result'),
('metric x number; metric y number; score = power(x, y);', '{"x": 10, "y": 200000}', NULL, 'value overflows numeric format'),
('metric x number; metric y number; score = power(x, y);', '{"x": 100, "y": 65536}', NULL, 'value overflows numeric format'),
('metric x number; metric y number; score = power(x, y);', '{"x": 0.1, "y": -131072}', NULL, 'value overflows numeric format'),
('metric x number; metric y number; score = power(x, y);', '{"x": 2, "y": 435412}', NULL, 'value overflows numeric format'),
('metric x number; metric y number; score = power(x, y);', '{"x": 10, "y": 2605.767}', NULL, 'value overflows numeric format'),
('metric x number; score = x + x;', '{"x": 9e131071}', NULL, 'value overflows numeric format'),
('metric x number; score = x - 4 * x;', '{"x": 9e131071}', NULL, 'value overflows numeric format'),
('metric x number; score = x * x;', '{"x": 1e70000}', NULL, 'value overflows numeric format'),
('metric x number; score = x / 0.01;', '{"x": 9e131071}', NULL, 'value overflows numeric format'),
('metric x number; score = round(x);', jsonb_build_object('x', (repeat('9', 131072) || '.5')::numeric), NULL, 'value overflows numeric format'),
('metric x number; score = ceil(x);', jsonb_build_object('x', (repeat('9', 131072) || '.1')::numeric), NULL, 'value overflows numeric format'),
('metric x number; score = floor(x);', jsonb_build_object('x', ('-' || repeat('9', 131072) || '.1')::numeric), NULL, 'value overflows numeric format'),
('metric x number; score = round(1, x);', '{"x": 3000000000}', NULL, 'integer out of range'),
-- in each part of a rubric
('metric x number; criterion c weight (1 / x) = 1 when x > 0;', '{"x": 0}', NULL, 'division by zero'),
('metric x number; criterion c max (1 / x) = 1;', '{"x": 0}', NULL, 'division by zero'),
('metric x number; metric y number; criterion c missing (1 / x) = y;', '{"x": 0}', NULL, 'division by zero'),
('metric x number; criterion c = 1 / x when true, 2 otherwise;', '{"x": 0}', NULL, 'division by zero'),
('metric x number; define d = 1 / x; define e = d + d; score = e + e;', '{"x": 0}', NULL, 'division by zero'),
('metric x number; scope when 1 / x > 1; score = x;', '{"x": 0}', NULL, 'division by zero'),
('grades A > B; metric x number; define d = 1 / x; require d; grade A when x > 1; grade B otherwise;', '{"x": 0}', NULL, 'division by zero'),
('grades A > B; metric x number; grade A when 1 / x > 1; grade B otherwise;', '{"x": 0}', NULL, 'division by zero'),
('grades A > B; metric x number; grade B otherwise; floor A when 1 / x > 1;', '{"x": 0}', NULL, 'division by zero'),
('grades A > B; metric x number; grade A otherwise; cap B when 1 / x > 1;', '{"x": 0}', NULL, 'division by zero'),
-- what is not evaluated has no fault
('metric x number; score = case when x <> 0 then 1 / x else 7 end;', '{"x": 0}', NULL, NULL),
('metric x number; metric y number; score = coalesce(x, 1 / y);', '{"x": 1, "y": 0}', NULL, NULL),
('metric x number; metric y number; score = 1 / y + x;', '{"y": null, "x": 0}', NULL, NULL),
('metric x number; metric y number; score = y / x;', '{"x": 0, "y": null}', NULL, NULL),
('metric x number; score = 1 / nullif(x, 0);', '{"x": 0}', NULL, NULL),
('metric x number; scope when x > 0; score = 1 / x;', '{"x": 0}', NULL, NULL),
('metric x number; metric y number; require y; score = 1 / x;', '{"x": 0}', NULL, NULL),
('grades A > B; metric x number; grade A when x = 0 or 1 / x > 1; grade B when 1 / x > 2;', '{"x": 0}', NULL, NULL),
('grades A > B; metric x number; grade A otherwise; floor A when 1 / x > 1;', '{"x": 0}', NULL, NULL),
('metric x number; metric y number; criterion c max (1 / x) = y;', '{"x": 0, "y": -1}', NULL, NULL),
('metric x number; metric unread number; score = x;', '{"x": 1, "unread": "?"}', NULL, NULL),
('metric x number; parameter unread number; score = x;', '{"x": 1}', NULL, NULL),
('metric x number; parameter unread number > 0; score = x;', '{"x": 1}', '{"unread": null}', NULL),
('metric x number; metric y number; score = power(x, y);', '{"x": 10, "y": 131071}', NULL, NULL),
('metric x number; metric y number; score = power(x, y);', '{"x": 0.1, "y": -131071}', NULL, NULL),
('metric x number; metric y number; score = power(x, y);', '{"x": 10, "y": 2605.766}', NULL, NULL),
('metric x number; metric y number; score = power(x, y);', '{"x": 0, "y": 0}', NULL, NULL),
('metric x number; score = exp(x);', '{"x": -1e9}', NULL, NULL);

CREATE FUNCTION oracle.part(rubric text) RETURNS text LANGUAGE sql AS
	$$ SELECT CASE WHEN rubric ~ '\mgrades\M' THEN 'grade' ELSE 'score' END $$;
SELECT is((customer_grade.assess(f.rubric::customer_grade.rubric, f.input, f.parameters)).reason, 'refused: ' || f.reason,
	left(f.rubric, 100) || coalesce(': ' || left(f.reason, 50), ''))
FROM oracle.fault AS f WHERE f.reason IS NOT NULL ORDER BY f.id;
SELECT is((customer_grade.assess(f.rubric::customer_grade.rubric, f.input, f.parameters)).reason ^@ 'refused: ', false, left(f.rubric, 100))
FROM oracle.fault AS f WHERE f.reason IS NULL AND (customer_grade.assess(f.rubric::customer_grade.rubric, f.input, f.parameters)).reason IS NOT NULL;
SELECT is_empty($$
	SELECT f.rubric, left(r.raised, 100), left(a.reason, 100)
	FROM oracle.fault AS f, LATERAL customer_grade.assess(f.rubric::customer_grade.rubric, f.input, f.parameters) AS a,
		LATERAL oracle.raised(format('SELECT customer_grade.@(%L::customer_grade.rubric, %L::jsonb, %L::jsonb)', f.rubric, f.input, f.parameters),
			ARRAY[oracle.part(f.rubric)]) AS r (raised)
	WHERE r.raised <> CASE WHEN a.reason ^@ 'refused: ' THEN a.reason ELSE coalesce(a.grade, a.score::text, 'null') END
$$, 'grade() or score() raises the same');
SELECT is_empty($$
	SELECT f.rubric FROM oracle.fault AS f, LATERAL oracle.raised(format('SELECT count(*) FROM customer_grade.explain(%L::customer_grade.rubric, %L::jsonb, %L::jsonb)',
		f.rubric, f.input, f.parameters), '{x}') AS r (raised)
	WHERE f.rubric !~ 'criterion' AND (r.raised ^@ 'refused: ') <> (f.reason IS NOT NULL)
$$, 'explain() raises as well');

--
-- Double precision, dates and rows of tables
--
CREATE TABLE oracle.line (n numeric, d double precision, e double precision, r real, day date, other date);
SELECT is((SELECT (customer_grade.assess(('score = ' || score || ';')::customer_grade.rubric, l)).reason
		FROM jsonb_populate_record(NULL::oracle.line, input::jsonb) AS l), reason, score || ' of ' || input)
FROM (VALUES
	('d * e', '{"d": 1e300, "e": 1e300}', 'refused: value out of range: overflow'),
	('d + e', '{"d": 1e308, "e": 1e308}', 'refused: value out of range: overflow'),
	('d - e', '{"d": -1e308, "e": 1e308}', 'refused: value out of range: overflow'),
	('d * e', '{"d": 1e-300, "e": 1e-300}', 'refused: value out of range: underflow'),
	('d / e', '{"d": 1e300, "e": 1e-300}', 'refused: value out of range: overflow'),
	('d / e', '{"d": 1e-300, "e": 1e300}', 'refused: value out of range: underflow'),
	('d / e', '{"d": 1, "e": 0}', 'refused: division by zero'),
	('d / e', '{"d": "NaN", "e": 0}', NULL),
	('exp(d)', '{"d": 1000}', 'refused: value out of range: overflow'),
	('exp(d)', '{"d": -1000}', 'refused: value out of range: underflow'),
	('ln(d)', '{"d": 0}', 'refused: cannot take logarithm of zero'),
	('ln(r)', '{"r": -1}', 'refused: cannot take logarithm of a negative number'),
	('sqrt(d)', '{"d": -1}', 'refused: cannot take square root of a negative number'),
	('power(d, e)', '{"d": 0, "e": -1}', 'refused: zero raised to a negative power is undefined'),
	('power(d, e)', '{"d": -8, "e": 0.5}', 'refused: a negative number raised to a non-integer power yields a complex result'),
	('power(d, e)', '{"d": 10, "e": 400}', 'refused: value out of range: overflow'),
	('power(d, e)', '{"d": 10, "e": -400}', 'refused: value out of range: underflow'),
	('n + d', '{"n": 1e400, "d": 1}', format('refused: "1%s" is out of range for type double precision', repeat('0', 400))),
	('round(1, d)', '{"d": "NaN"}', 'refused: cannot convert NaN to integer'),
	('round(1, d)', '{"d": "Infinity"}', CASE WHEN current_setting('server_version_num')::int >= 140000
		THEN 'refused: cannot convert infinity to integer' ELSE 'refused: cannot convert infinity to numeric' END),
	('day - other', '{"day": "infinity", "other": "2026-01-01"}', 'refused: cannot subtract infinite dates'),
	('day - other', '{"day": "2026-01-01", "other": "-infinity"}', 'refused: cannot subtract infinite dates')) AS v (score, input, reason);
SELECT is(customer_grade.assess('metric d number; score = d;'::customer_grade.rubric, l)::text,
	format('(,,,,,"refused: metric ""d"" must be a finite number, not %s")', l.d), 'a number that is not finite: ' || l.d)
FROM (VALUES ('NaN'::float8), ('Infinity'), ('-Infinity')) AS l (d);

-- a table of rows checked by one SELECT, by rubric and by name, also after the cells are made
CREATE TABLE oracle.staged (id int, amount numeric);
INSERT INTO oracle.staged SELECT i, CASE WHEN i % 100 = 0 THEN -i ELSE i END FROM generate_series(1, 1000) AS i;
SELECT customer_grade.define_standard('checked', 'grades A > B; metric amount number >= 0; parameter cut number = 500; grade A when amount >= cut; grade B otherwise;', '2020-01-01') \g /dev/null
SELECT is((SELECT string_agg(DISTINCT format('%s %s', a.grade, a.reason), ', ') FROM oracle.staged AS s, customer_grade.assess('checked', s) AS a WHERE s.id % 100 <> 0),
	'A , B ', 'good rows are graded');
SELECT is((SELECT count(*) FROM oracle.staged AS s, customer_grade.assess('checked', s) AS a
	WHERE a.reason = format('refused: value %s of metric "amount" is outside its domain (>= 0)', s.amount)), 10::bigint, 'each bad one is told');
SELECT is((SELECT count(*) FROM oracle.staged AS s, customer_grade.assess('checked', s, '{"cut": "x"}') AS a
	WHERE a.reason = 'refused: parameter "cut" must be a number, not a string'), 1000::bigint, 'bad parameters refuse all rows');
SELECT is((SELECT string_agg(a.reason, ', ') FROM unnest('{"{\"cut\": \"x\"}", "{\"cut\": 5}", "{\"cut\": \"y\"}", "{}"}'::jsonb[]) WITH ORDINALITY AS p (value, place),
	customer_grade.assess('checked', '{"amount": 7}'::jsonb, p.value) AS a),
	'refused: parameter "cut" must be a number, not a string, refused: parameter "cut" must be a number, not a string', 'the rows after them are graded');
SELECT throws_ok($$ SELECT customer_grade.grade('checked', s) FROM oracle.staged AS s WHERE id = 100 $$, '23514',
	'value -100 of metric "amount" is outside its domain', 'grade() raises');
SELECT throws_ok($$ SELECT customer_grade.assess('grades A; grade A when nonsense >= 0;'::customer_grade.rubric, s) FROM oracle.staged AS s $$, '42703',
	NULL, 'what is no fault of the data raises: a column that is missing');
SELECT * FROM finish();
