-- Decisions of DMN: models of our own, and the cases of the DMN TCK, where these are: see README.md there.
BEGIN;
SELECT * FROM no_plan();
SET LOCAL client_min_messages = warning;
SET search_path = customer_grade, public;

\ir include/failure.sql

-- Expressions and tests of FEEL, with the names of a model.
CREATE FUNCTION pg_temp.feel(source text, subject text DEFAULT NULL, type text DEFAULT NULL) RETURNS text LANGUAGE sql AS $$
	SELECT coalesce(r.problem, r.condition)
	FROM customer_grade_internal.read_feel(source, subject, type, '{x,Full Name,Full,t,b,d,a-b}', '{x,"\"Full Name\"","\"Full\"",t,b,d,"\"a-b\""}', '{number,number,number,text,boolean,date,number}') AS r
$$;
SELECT is(pg_temp.feel(c.source), c.expected, c.source)
FROM (VALUES
	('1 + 2 * x', '1 + (2 * x)'), ('(1 + 2) * x', '(1 + 2) * x'), ('-x ** 2', 'power((- x), 2)'), ('-5', '-5'), ('- -5', '(- (-5))'), ('.5', '0.5'), ('1e3', '1000'), ('1.50', '1.50'),
	('Full Name / 2', '"Full Name" / 2'), (E'Full\n  Name + 1', '"Full Name" + 1'), ('Full - 1', '"Full" - 1'), ('a-b - 1', '"a-b" - 1'),
	('x / Full', 'x / nullif("Full", 0)'), ('x / 0', 'x / nullif(0, 0)'), ('null + 1', 'null'),
	('x = 5', '(x = 5) is true'), ('x = null', 'x is null'), ('null = x', 'x is null'), ('x = Full', '((x = "Full") is true or (x is null and "Full" is null))'), ('x != 5', 'not ((x = 5) is true)'),
	('x < 5', 'x < 5'), ('5 >= x', '5 >= x'), ('x < null', 'null'), ('x between 1 and 2', 'x >= 1 and x <= 2'),
	('x in (1, [3..5), > 7)', '((x = 1) is true) or (x >= 3 and x < 5) or (x > 7)'), ('x in [1..2]', 'x >= 1 and x <= 2'), ('t in ("a", "b")', '((t = ''a'') is true) or ((t = ''b'') is true)'),
	('b and x > 1 or not(b)', '(b and (x > 1)) or (not b)'), ('if b then 1 else x', 'case when b then 1 else x end'), ('true', 'true'),
	('"it''s \"a\" \\ \u00e9"', '''it''''s "a" \ é'''), ('date("2024-02-29")', 'date ''2024-02-29'''), ('@"2024-02-29"', 'date ''2024-02-29'''), ('date(2024, 2, 9)', 'date ''2024-02-09'''), ('date(d)', 'd'),
	('abs(x)', 'abs(x)'), ('sqrt(x)', 'case when x >= 0 then sqrt(x) end'), ('log(x + 1)', 'case when (x + 1) > 0 then ln(x + 1) end'), ('modulo(x, 3)', 'x - 3 * floor(x / nullif(3, 0))'),
	('min(1, 2)', 'least(1, 2)'), ('max(x, 2)', 'case when x is null then null else greatest(x, 2) end'), ('sum([x, 2])', 'x + 2'), ('mean(x, 2)', '(x + 2) / 2'),
	('round up(x, 0)', 'case when x < 0 then floor(x) else ceil(x) end'), ('round half up(x, 1)', 'round(x, 1)'), ('floor(x, 1)', '(floor(x * 10) / 10)'), ('ceiling(x, -1)', '(ceil(x * 0.1) / 0.1)'),
	('odd(x)', 'x - 2 * floor(x / 2) = 1'), ('1 // comment', '1'), ('1 /* comment */ + 1', '1 + 1'),
	-- refused
	('', 'an expression is expected at the end'), ('1 +', 'an expression is expected at the end'), ('(1', '")" is expected at the end'), ('(1;', '")" is expected at ";"'), ('1 2', '"2" is not understood'),
	('y', 'unknown name "y"'), ('$', '"$" is not understood'), ('x.y', 'parts of "x" cannot be read'), ('date("2024-01-01").year', 'parts of values are not understood'), ('x[1]', 'filters are not understood'),
	('[1, 2]', 'lists are not understood'), ('{a: 1}', 'contexts are not understood'), ('for i in x return i', '"for" is not understood'), ('x instance of number', '"instance of" is not understood'),
	('string length("a")', 'there is no function string length() in a rubric'), ('upper case(t)', 'there is no function upper case() in a rubric'), ('abs()', 'abs() has a wrong number of arguments'), ('abs("a")', 'the argument of abs() must be a number, not a text'),
	('modulo(x, "a")', 'the second argument of modulo() must be a number, not a text'), ('modulo("a", 1)', 'the first argument of modulo() must be a number, not a text'), ('min("a")', 'an argument of min() must be a number, not a text'),
	('min(1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1)', 'min() has too many arguments'), ('round up(x, x)', 'a scale must be a whole number that is written there'),
	('"a" + "b"', 'strings cannot be joined in a rubric'), ('1 + "b"', 'the right side of + must be a number, not a text'), ('d - 1', 'the left side of - must be a number, not a date'), ('-t', 'the operand of - must be a number, not a text'),
	('t < "b"', 'strings have no order in a rubric'), ('b < true', 'booleans have no order'), ('x = "1"', 'a number is compared with a text'), ('x and b', 'the left side of and must be a boolean, not a number'),
	('b or 1', 'the right side of or must be a boolean, not a number'), ('if 1 then 2 else 3', 'the condition of if must be a boolean, not a number'), ('if b then 2', '"else" is expected'), ('if b 2', '"then" is expected'),
	('"a', 'a string has no end'), ('"\u12"', 'a string has an invalid escape'), ('date("2024-02-30")', '"2024-02-30" is no date'), ('date(x)', 'date() takes a date that is written there'), ('1e999', 'number "1e999" is too large'),
	(repeat('1', 1001), 'a number is too long'), (repeat('(', 300) || '1' || repeat(')', 300), 'an expression is nested too deep'), (repeat('-', 300) || '1', 'an expression is nested too deep'), ('x in [1..2', 'the end of a range is expected')
) AS c(source, expected);
SELECT is(pg_temp.feel(c.source, c.subject, c.type), c.expected, format('tests %s', c.source))
FROM (VALUES
	('-', 'x', 'number', NULL), ('', 'x', 'number', NULL), ('5', 'x', 'number', 'x = 5'), ('1, 2', 'x', 'number', 'x in (1, 2)'), ('>= 5', 'x', 'number', 'x >= 5'), ('< 5, > 7', 'x', 'number', '(x < 5) or (x > 7)'),
	('[1..5)', 'x', 'number', 'x >= 1 and x < 5'), (']1..5[', 'x', 'number', 'x > 1 and x < 5'), ('(1..5]', 'x', 'number', 'x > 1 and x <= 5'), ('not(1, 2)', 'x', 'number', 'not (((x = 1) is true) or ((x = 2) is true))'),
	('null', 'x', 'number', 'x is null'), ('not(null)', 'x', 'number', 'not (x is null)'), ('"a", "b"', 't', 'text', 't in (''a'', ''b'')'), ('true', 'b', 'boolean', 'b'), ('false', 'b', 'boolean', 'not b'),
	('x * 2', 'Y', 'number', '((Y = (x * 2)) is true or (Y is null and (x * 2) is null))'), ('x > 2', 't', 'text', '(x > 2)'), ('[1, 2]', 'x', 'number', 'x in (1, 2)'), ('"a"', 'x', 'number', 'a number is compared with a text'),
	('> date("2024-01-01")', 'd', 'date', 'd > date ''2024-01-01'''), (repeat('[', 300) || '1' || repeat(']', 300), 'x', 'number', 'an expression is nested too deep')
) AS c(source, subject, type, expected);

-- A document with these elements; lines count from the first.
CREATE FUNCTION pg_temp.document(elements text) RETURNS text LANGUAGE sql AS $$
	SELECT '<?xml version="1.0" encoding="UTF-8"?>' || E'\n<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" name="m" namespace="n">\n' || elements || E'\n</definitions>'
$$;
CREATE FUNCTION pg_temp.input(name text, type text) RETURNS text LANGUAGE sql AS $$
	SELECT format('<inputData name="%1$s" id="i_%1$s"><variable name="%1$s" typeRef="%2$s"/></inputData>', name, type)
$$;
CREATE FUNCTION pg_temp.needs(VARIADIC ids text[]) RETURNS text LANGUAGE sql AS $$
	SELECT string_agg(format('<informationRequirement><%s href="#%s"/></informationRequirement>', CASE WHEN i ~ '^i_' THEN 'requiredInput' ELSE 'requiredDecision' END, i), '') FROM unnest(ids) AS i
$$;
CREATE FUNCTION pg_temp.literal(name text, needs text, source text) RETURNS text LANGUAGE sql AS $$
	SELECT format('<decision name="%1$s" id="d_%1$s"><variable name="%1$s"/>%2$s<literalExpression><text>%3$s</text></literalExpression></decision>', name, needs, source)
$$;
-- rules: cells of the inputs, and then the output
CREATE FUNCTION pg_temp.decision_table(name text, needs text, policy text, inputs text[], outputs text, rules text[]) RETURNS text LANGUAGE sql AS $$
	SELECT format('<decision name="%1$s" id="d_%1$s"><variable name="%1$s"/>%2$s<decisionTable hitPolicy="%3$s">%4$s%5$s%6$s</decisionTable></decision>', name, needs, policy,
		(SELECT string_agg(format('<input><inputExpression><text>%s</text></inputExpression></input>', i), '') FROM unnest(inputs) AS i), outputs,
		(SELECT string_agg('<rule>' || (SELECT string_agg(format('<inputEntry><text>%s</text></inputEntry>', rules[r][c]), '' ORDER BY c) FROM generate_series(1, cardinality(inputs)) AS c)
			|| (SELECT string_agg(format('<outputEntry><text>%s</text></outputEntry>', rules[r][c]), '' ORDER BY c) FROM generate_series(cardinality(inputs) + 1, array_length(rules, 2)) AS c) || '</rule>', '' ORDER BY r)
			FROM generate_series(1, array_length(rules, 1)) AS r))
$$;
SELECT pg_temp.document('<itemDefinition name="tier"><typeRef>string</typeRef><allowedValues><text>"gold", "new, old"</text></allowedValues></itemDefinition>'
	|| pg_temp.input('Annual Amount', 'number') || pg_temp.input('tier', 'tier') || pg_temp.literal('Monthly', pg_temp.needs('i_Annual Amount'), 'Annual Amount / 12')
	|| pg_temp.decision_table('points', pg_temp.needs('d_Monthly', 'i_tier'), 'FIRST', '{Monthly,tier}', '<output/>', '{{&gt;= 100,-,10},{-,"\"gold\"",Monthly / 10},{-,not(null),1}}')
	|| pg_temp.decision_table('grade', pg_temp.needs('d_points', 'i_tier'), 'PRIORITY', '{points,tier}', '<output name="o"><outputValues><text>"A", "B","C"</text></outputValues><defaultOutputEntry><text>"C"</text></defaultOutputEntry></output>',
		'{{[5..10[,-,"\"B\""},{&gt;= 10,"\"gold\", \"new, old\"","\"A\""}}')) AS model \gset
SELECT is(rubric_from_dmn(:'model')::text, $$grades A > B > C;

metric "Annual Amount" number;
metric tier text in ('gold', 'new, old');

define "Monthly" = "Annual Amount" / 12;
define points = case when ("Monthly" >= 100) is true then 10 when (tier = 'gold') is true then "Monthly" / 10 when (not (tier is null)) is true then 1 else null end;

grade A when (points >= 10 and tier in ('gold', 'new, old')) is true;
grade B when (points >= 5 and points < 10) is true;
grade C otherwise;
$$, 'decisions as a rubric');
SELECT is(grade(rubric_from_dmn(:'model'), i.input), i.expected, i.input::text)
FROM (VALUES ('{"Annual Amount": 1200, "tier": "gold"}'::jsonb, 'A'), ('{"Annual Amount": 1200}', 'C'), ('{"Annual Amount": 720, "tier": "gold"}', 'B'), ('{"tier": "gold"}', 'C')) AS i(input, expected);
SELECT is(rubric_from_dmn(:'model', 'points')::text, $$metric "Annual Amount" number;
metric tier text in ('gold', 'new, old');

define "Monthly" = "Annual Amount" / 12;

criterion points = 10 when ("Monthly" >= 100) is true, "Monthly" / 10 when (tier = 'gold') is true, 1 when (not (tier is null)) is true;
$$, 'a table of numbers');
SELECT matches(rubric_from_dmn(:'model', 'Monthly')::text, 'score = "Annual Amount" / 12;', 'an expression of a number');
SELECT matches(rubric_from_dmn(:'model', grades => '{C,B,A}')::text, '^grades C > B > A;', 'an order that is told');
SELECT pg_temp.document(pg_temp.input('x', 'number') || pg_temp.input('b', 'boolean') || pg_temp.literal('is large', pg_temp.needs('i_x'), 'x &gt; 5')
	|| pg_temp.literal('size', pg_temp.needs('i_x'), 'if x = null then null else if x &gt; 5 then "large" else "small"')
	|| pg_temp.decision_table('two', pg_temp.needs('i_x', 'i_b'), 'UNIQUE', '{x,b}', '<output name="a"/><output name="c"/>', '{{&gt; 5,true,"\"yes\"",1},{-,false,null,2},{&lt;= 5,true,"\"no\"",3}}')) AS model \gset
SELECT is(grade(rubric_from_dmn(:'model', c.decision), c.input), c.expected, format('%s of %s', c.decision, c.input))
FROM (VALUES ('is large', '{"x": 6}'::jsonb, 'true'), ('is large', '{"x": 5}', 'false'), ('is large', '{}', NULL), ('size', '{"x": 6}', 'large'), ('size', '{"x": 1}', 'small'), ('size', '{}', NULL)) AS c(decision, input, expected);
SELECT is(grade(rubric_from_dmn(:'model', 'two', 'a'), c.input), c.expected, format('one of two outputs of %s', c.input))
FROM (VALUES ('{"x": 6, "b": true}'::jsonb, 'yes'), ('{"x": 6, "b": false}', NULL), ('{"x": 1, "b": true}', 'no'), ('{"b": true}', NULL)) AS c(input, expected);
SELECT is(score(rubric_from_dmn(:'model', 'two', 'c'), '{"x": 6, "b": false}'), 2::numeric, 'the other one');

-- Rules that a hit policy forbids to overlap are told.
SELECT is(pg_temp.failure(format('SELECT rubric_from_dmn(%L)', pg_temp.document(pg_temp.input('x', 'number') || pg_temp.decision_table('d', pg_temp.needs('i_x'), p, '{x}', '<output/>', '{{&gt; 5,"\"a\""},{&gt; 7,"\"b\""},{-,"\"b\""}}')))), 'no error', 'overlaps of ' || p)
FROM unnest('{UNIQUE,ANY,FIRST}'::text[]) AS p;

-- What is refused, with its line.
SELECT is(pg_temp.failure(format('SELECT rubric_from_dmn(%L)', c.document)), c.expected, c.expected)
FROM (VALUES
	('no XML', '2200M: the document is not XML'),
	('<PMML/>', '22023: the document is no DMN, but PMML'),
	('<definitions/>', '22023: the document is no DMN, but definitions'),
	('<!DOCTYPE definitions><definitions/>', E'22023: a document with a DOCTYPE is not read\nDMN and PMML need none: remove it.'),
	(pg_temp.document(''), '22023: the document has no decision that no other needs'),
	(pg_temp.document(pg_temp.literal('a', '', '1') || pg_temp.literal('b', '', '1')), E'22023: the document has several decisions\nThere are: "a", "b".'),
	(pg_temp.document(pg_temp.literal('top', pg_temp.needs('d_a'), '1') || E'\n' || pg_temp.literal('a', pg_temp.needs('d_b'), '1') || pg_temp.literal('b', pg_temp.needs('d_a'), '1')), '0A000: line 4, decision a: the decision needs itself'),
	(pg_temp.document(pg_temp.literal('a', pg_temp.needs('i_x'), '1')), '0A000: line 3, requiredInput: "#i_x" is not in the document'),
	(pg_temp.document(pg_temp.input('a', 'number') || pg_temp.literal('a', pg_temp.needs('i_a'), 'a')), '0A000: line 3, decision a: another element has this name'),
	(pg_temp.document(pg_temp.input('x', 'time') || pg_temp.literal('a', pg_temp.needs('i_x'), 'x')), '0A000: line 3, inputData x: type "time" is not understood'),
	(pg_temp.document(pg_temp.input('x', 'date') || pg_temp.literal('a', pg_temp.needs('i_x'), 'x')), '0A000: line 3, decision a: gives neither a number, nor a string, nor a boolean'),
	(pg_temp.document(pg_temp.input('x', 'string') || pg_temp.literal('a', pg_temp.needs('i_x'), 'x')), '0A000: line 3, decision a: gives strings that are not written there'),
	(pg_temp.document(pg_temp.literal('a', '', 'y + 1')), '0A000: line 3, literalExpression: unknown name "y" in "y + 1"'),
	(pg_temp.document('<decision name="a" id="a"><variable name="a" typeRef="string"/><literalExpression><text>1</text></literalExpression></decision>'), '0A000: line 3, decision a: gives a number, not a text'),
	(pg_temp.document('<decision name="a" id="a"/>'), '0A000: line 3, decision a: has no logic'),
	(pg_temp.document('<decision name="a" id="a"><literalExpression expressionLanguage="python"><text>1</text></literalExpression></decision>'), '0A000: line 3, literalExpression: language "python" is not understood'),
	(pg_temp.document('<decision name="a" id="a"><context/></decision>'), '0A000: line 3, context: is not understood'),
	(pg_temp.document('<knowledgeSource name="k" id="k"/><decision name="a" id="a"><informationRequirement><requiredDecision href="#k"/></informationRequirement><literalExpression><text>1</text></literalExpression></decision>'), '0A000: line 3, knowledgeSource k: is not understood'),
	(pg_temp.document(pg_temp.input('x', 'number') || pg_temp.decision_table('d', pg_temp.needs('i_x'), 'COLLECT', '{x}', '<output/>', '{{1,2}}')), '0A000: line 3, decisionTable: hit policy COLLECT is not understood'),
	(pg_temp.document(pg_temp.input('x', 'number') || pg_temp.decision_table('d', pg_temp.needs('i_x'), 'UNIQUE', '{x}', '<output name="a"/><output name="b"/>', '{{1,2,3}}')), E'0A000: line 3, decisionTable: has several outputs\nThere are: a, b.'),
	(pg_temp.document('<decision name="a" id="a"><decisionTable><output/></decisionTable></decision>'), '0A000: line 3, decisionTable: has no rule'),
	(pg_temp.document('<decision name="a" id="a"><decisionTable/></decision>'), E'0A000: line 3, decisionTable: has no output\nThere are: .')
) AS c(document, expected);
SELECT is(pg_temp.failure(format('SELECT rubric_from_dmn(%L, ''x'')', pg_temp.document(pg_temp.literal('a', '', '1')))), E'22023: the document has no decision "x"\nThere are: "a".', 'no such decision');
SELECT is(pg_temp.failure(format('SELECT rubric_from_dmn(%L, ''a'')', pg_temp.document(repeat(pg_temp.literal('a', '', '1'), 2)))), E'22023: the document has several decisions "a"\nThere are: "a", "a".', 'a name that two have');
SELECT is(pg_temp.failure(format('SELECT rubric_from_dmn(%L, ''d'', ''z'')', pg_temp.document(pg_temp.input('x', 'number') || pg_temp.decision_table('d', pg_temp.needs('i_x'), 'UNIQUE', '{x}', '<output name="a"/><output name="b"/>', '{{1,2,3}}')))),
	E'0A000: line 3, decisionTable: has no output "z"\nThere are: a, b.', 'no such output');

-- There and back.
CREATE TEMP TABLE tried AS
	SELECT r.rubric::rubric AS rubric, rubric_from_dmn(rubric_to_dmn(r.rubric::rubric)) AS back
	FROM (VALUES ('grades A > B > C; metric x number; metric region text; metric f boolean; metric since date; require x, region or f;
		grade A when (x >= 10 and x < 100 and region in (''N'', ''"S" \'')) is true; grade B when (since >= date ''2024-01-02'' or x <> 5) is true;
		grade B when (f and not (x < 3 or x > 7)) is true ''title''; grade A when (region not in (''N'') and region is not null and x between 2 and 8) is true; grade C otherwise;')) AS r(rubric);
SELECT setseed(0.2) \g /dev/null
SELECT is(count(*) FILTER (WHERE grade(t.rubric, i.input) IS DISTINCT FROM grade(t.back, i.input)), 0::bigint, 'a rubric goes out and comes back')
FROM tried AS t, generate_series(1, 2000) AS n, LATERAL (SELECT jsonb_build_object('x', CASE WHEN random() < 0.8 THEN floor(random() * 14) - 2 END,
	'region', (ARRAY['N', '"S" \', 'W', NULL])[1 + floor(random() * 4)::int], 'f', (ARRAY[true, false, NULL])[1 + floor(random() * 3)::int],
	'since', (ARRAY['2024-01-01', '2024-01-02', NULL])[1 + floor(random() * 3)::int]) WHERE n > 0) AS i(input);
SELECT define_standard('sales', 'grades A > B; metric x number; grade A when x > 3; grade B otherwise;', '2024-01-01') \g /dev/null
SELECT is(rubric_to_dmn('sales'), rubric_to_dmn(rubric_of('sales', 1)), 'a standard by its name');
SELECT is(pg_temp.failure(format('SELECT rubric_to_dmn(%L::rubric)', c.rubric)), E'0A000: a decision table has no place for "' || c.expected || E'"\nIt has rules that are tests of metrics against constants.', c.expected)
FROM (VALUES ('metric x number; criterion a = x;', 'score'), ('grades A > B; metric x number; metric y number; grade A when x > y; grade B otherwise;', 'grade A when x > y'),
	('grades A > B; metric x number; define z = x; grade A when z > 1; grade B otherwise;', 'grade A when z > 1'),
	('grades A > B; metric x number; grade A otherwise; cap B when x > 1;', 'cap B'), ('grades A > B; metric x number; scope when x > 1; grade A otherwise;', 'scope')) AS c(rubric, expected);

-- The cases of the TCK: what is understood gives the expected result.
\if :{?conformance_dir}
\setenv DIR :conformance_dir
CREATE TEMP TABLE line (content jsonb);
\copy line FROM PROGRAM 'sed ''s/\\/\\\\/g'' "$DIR"/dmn_tck/cases.jsonl'
CREATE TEMP TABLE encoded (path text, content text);
\copy encoded FROM PROGRAM 'cd "$DIR"/dmn_tck/files && for f in */*/*.dmn; do echo "$f,$(base64 -w0 "$f")"; done' CSV
CREATE TEMP TABLE model AS
	SELECT split_part(e.path, '/', 2) AS suite, split_part(e.path, '/', 3) AS file, d.document, customer_grade_internal.xml_document(d.document) AS elements
	FROM encoded AS e, LATERAL (SELECT convert_from(decode(e.content, 'base64'), 'UTF8')) AS d(document);
-- of a table with several outputs each is a result
CREATE TEMP TABLE expected AS
	SELECT l.content ->> 'case' AS suite, l.content ->> 'model' AS file, l.content ->> 'result_node' AS decision, o.key AS output, l.content -> 'inputs' AS inputs, o.value AS expected
	FROM line AS l, LATERAL (
		SELECT NULL AS key, l.content -> 'expected' AS value WHERE jsonb_typeof(l.content -> 'expected') <> 'object'
		UNION ALL
		SELECT e.key, e.value FROM jsonb_each(CASE WHEN jsonb_typeof(l.content -> 'expected') = 'object' THEN l.content -> 'expected' ELSE '{}' END) AS e) AS o
	WHERE coalesce(nullif(l.content ->> 'type', ''), 'decision') = 'decision';
-- without the text, in which errors would look for their lines
CREATE FUNCTION pg_temp.imported(elements jsonb, decision text, output text) RETURNS rubric LANGUAGE plpgsql AS $$
BEGIN
	RETURN customer_grade_internal.dmn_rubric('', elements, decision, output, NULL);
EXCEPTION WHEN feature_not_supported OR invalid_parameter_value THEN
	RETURN NULL;
END
$$;
CREATE TEMP TABLE given AS
	SELECT e.*, coalesce(a.grade, a.score::text) AS given
	FROM (SELECT d.*, pg_temp.imported(m.elements || '{}', d.decision, d.output) AS rubric
			FROM (SELECT DISTINCT suite, file, decision, output FROM expected) AS d JOIN model AS m USING (suite, file)) AS r
		JOIN expected AS e ON (e.suite, e.file, e.decision) = (r.suite, r.file, r.decision) AND e.output IS NOT DISTINCT FROM r.output, assess(r.rubric, e.inputs) AS a
	WHERE r.rubric IS NOT NULL;
SELECT is_empty($$ SELECT * FROM given AS g WHERE NOT CASE WHEN jsonb_typeof(g.expected) = 'number' THEN coalesce(abs(g.given::numeric - g.expected::text::numeric) <= 1e-8, false)
	ELSE g.given IS NOT DISTINCT FROM g.expected #>> '{}' END $$, 'all results are those expected');
SELECT bag_eq('SELECT suite, count(*) FROM given GROUP BY suite', $$ VALUES ('0002-input-data-number', 1), ('0004-simpletable-U', 3), ('0005-simpletable-A', 3), ('0006-simpletable-P1', 3), ('0007-simpletable-P2', 3), ('0010-multi-output-U', 6), ('0012-list-functions', 1), ('0017-tableTests', 2), ('0032-conditionals', 3), ('0050-feel-abs-function', 4), ('0051-feel-sqrt-function', 4), ('0052-feel-exp-function', 4), ('0053-feel-log-function', 4), ('0054-feel-even-function', 6), ('0055-feel-odd-function', 6), ('0056-feel-modulo-function', 16), ('0064-feel-conjunction', 9), ('0065-feel-disjunction', 9), ('0066-feel-negation', 3), ('0068-feel-equality', 25), ('0071-feel-between', 13), ('0072-feel-in', 85), ('0073-feel-comments', 3), ('0075-feel-exponent', 2), ('0077-feel-nan', 1), ('0078-feel-infinity', 2), ('0082-feel-coercion', 1), ('0083-feel-unicode', 1), ('0099-arithmetic-negation', 2), ('0100-arithmetic', 25), ('0100-feel-constants', 2), ('0101-feel-constants', 6), ('0102-feel-constants', 4), ('0105-feel-math', 33), ('0106-feel-ternary-logic', 18), ('0107-feel-ternary-logic-not', 3), ('0108-first-hitpolicy', 6), ('0111-first-hitpolicy-singleoutputcol', 3), ('0117-multi-any-hitpolicy', 6), ('0118-multi-priority-hitpolicy', 6), ('1101-feel-floor-function', 6), ('1102-feel-ceiling-function', 6), ('1141-feel-round-up-function', 5), ('1142-feel-round-down-function', 5), ('1143-feel-round-half-up-function', 5) $$, 'so many of each suite');
\else
SELECT skip('there is no directory with the cases of others');
\endif

SELECT * FROM finish();
ROLLBACK;
