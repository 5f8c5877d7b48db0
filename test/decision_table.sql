-- Decision tables and points tables: what their cells say, and the way back.
BEGIN;
SELECT * FROM no_plan();
SET LOCAL client_min_messages = warning;
SET search_path = customer_grade, public;

\ir include/failure.sql

-- Cells as people write them. A column x of a type, or of one that its cells tell; null: the cell is refused.
SELECT is(
	(SELECT coalesce(r.condition, r.problem) FROM customer_grade_internal.read_cell(c.cell, 'x', c.type, c.percent, c.thousands) AS r),
	c.expected, format('a cell %s', c.cell))
FROM (VALUES
	(NULL, NULL, NULL, NULL, NULL),
	('', NULL, NULL, NULL, NULL),
	(' - ', NULL, NULL, NULL, NULL),
	('100', 'number', NULL, NULL, 'x = 100'),
	('>= 100', 'number', NULL, NULL, 'x >= 100'),
	('≥100', 'number', NULL, NULL, 'x >= 100'),
	('＜－5', 'number', NULL, NULL, '"－5" is no number'),
	('< -5', 'number', NULL, NULL, 'x < -5'),
	('!= 5', 'number', NULL, NULL, 'x != 5'),
	('90..100', 'number', NULL, NULL, 'x between 90 and 100'),
	('[90..100]', 'number', NULL, NULL, 'x between 90 and 100'),
	('[90..100)', 'number', NULL, NULL, 'x >= 90 and x < 100'),
	(']90..100]', 'number', NULL, NULL, 'x > 90 and x <= 100'),
	('(-1 .. 1.5)', 'number', NULL, NULL, 'x > -1 and x < 1.5'),
	('[90..100', 'number', NULL, NULL, 'range "[90..100" has a bracket on one side only'),
	('90~100', 'number', NULL, NULL, '"90~100" does not tell which of its ends belong to it'),
	('90-100', 'number', NULL, NULL, '"90-100" does not tell which of its ends belong to it'),
	('90～100', 'number', NULL, NULL, '"90~100" does not tell which of its ends belong to it'),
	('< 5, > 10', 'number', NULL, NULL, '(x < 5 or x > 10)'),
	('1, 2, > 10', 'number', NULL, NULL, '(x > 10 or x in (1, 2))'),
	('1；2', 'number', NULL, NULL, 'x in (1, 2)'),
	('10万', 'number', NULL, NULL, 'x = 10万'),
	('>= 1.5 亿', 'number', NULL, NULL, 'x >= 1.5亿'),
	('60%', 'number', NULL, NULL, '"60%" may be a part of 1 or percentage points'),
	('>= 60%', 'number', 'fraction', NULL, 'x >= 60%'),
	('>= 60 %', 'number', 'points', NULL, 'x >= 60'),
	('1,000', 'number', NULL, NULL, '"1,000" is no number'),
	('1,000', 'number', NULL, ',', 'x = 1000'),
	('1,000, 2,500.50', 'number', NULL, ',', 'x in (1000, 2500.50)'),
	('1.000,5', 'number', NULL, '.', 'x = 1000.5'),
	('1 000 000', 'number', NULL, ' ', 'x = 1000000'),
	('1''000', 'number', NULL, '''', 'x = 1000'),
	('1,00', 'number', NULL, ',', '"1,00" is no number'),
	('1,0000', 'number', NULL, ',', '"1,0000" is no number'),
	('1000,000', 'number', NULL, ',', '"1000,000" is no number'),
	('.5', 'number', NULL, NULL, '".5" is no number'),
	('100 CNY', 'number', NULL, NULL, '"100 CNY" is no number'),
	('> ', 'number', NULL, NULL, '"" is no value'),
	('1, , 2', 'number', NULL, NULL, '"" is no value'),
	('A', 'text', NULL, NULL, 'x = ''A'''),
	('A, B', 'text', NULL, NULL, 'x in (''A'', ''B'')'),
	('甲、乙', 'text', NULL, NULL, 'x in (''甲'', ''乙'')'),
	('"A, B", C', 'text', NULL, NULL, 'x in (''A, B'', ''C'')'),
	('"say ""yes"""', 'text', NULL, NULL, 'x = ''say "yes"'''),
	('it''s', 'text', NULL, NULL, 'x = ''it''''s'''),
	('<> A', 'text', NULL, NULL, 'x <> ''A'''),
	('not(A, B)', 'text', NULL, NULL, 'x not in (''A'', ''B'')'),
	('NOT (A)', 'text', NULL, NULL, 'x <> ''A'''),
	('not(< 5, 7)', 'number', NULL, NULL, 'not (x < 5 or x = 7)'),
	('>= good', 'text', NULL, NULL, 'x >= ''good'''),
	('90..100', 'text', NULL, NULL, 'x = ''90..100'''),
	('null', 'text', NULL, NULL, 'x is null'),
	('not null', 'number', NULL, NULL, 'x is not null'),
	('"null"', 'text', NULL, NULL, 'x = ''null'''),
	('A, null', 'text', NULL, NULL, '(x is null or x = ''A'')'),
	('true', 'boolean', NULL, NULL, 'x'),
	('是', 'boolean', NULL, NULL, 'x'),
	('No', 'boolean', NULL, NULL, 'not x'),
	('not(true)', 'boolean', NULL, NULL, 'not (x)'),
	('maybe', 'boolean', NULL, NULL, '"maybe" is no boolean'),
	('>= 2020-02-29', 'date', NULL, NULL, 'x >= date ''2020-02-29'''),
	('[2020-01-01..2021-01-01)', 'date', NULL, NULL, 'x >= date ''2020-01-01'' and x < date ''2021-01-01'''),
	('2021-02-29', 'date', NULL, NULL, '"2021-02-29" is no date'),
	('"A" B', 'number', NULL, NULL, '""A" B" is no value')
) AS c(cell, type, percent, thousands, expected);

-- A table with one row for each rule.
CREATE TEMP TABLE rule (n int, segment text, revenue_min text, share text, "First Order" text, vip text, grade text, remark text);
INSERT INTO rule VALUES
	(1, 'A, B', '10万', '>= 60', '', 'true', 'gold', 'many orders'),
	(2, '-', '5万', '[40..60)', '>= 2020-01-01', NULL, 'silver', NULL),
	(4, NULL, NULL, NULL, NULL, NULL, 'none', NULL),
	(3, 'not(C)', NULL, '< 5, > 10', NULL, NULL, 'bronze', 'the rest'),
	(NULL, NULL, '', ' ', NULL, NULL, NULL, NULL);
SELECT is(rubric_from_table('rule', title => 'remark', order_by => 'n')::text, $$grades gold > silver > bronze > none;

metric segment text;
metric revenue number;
metric share number;
metric vip boolean;
metric "First Order" date;

grade gold when segment in ('A', 'B') and revenue >= 10万 and share >= 60 and vip 'many orders';
grade silver when revenue >= 5万 and share >= 40 and share < 60 and "First Order" >= date '2020-01-01';
grade bronze when segment <> 'C' and (share < 5 or share > 10) 'the rest';
grade none otherwise;
$$, 'a rubric that people can read');
SELECT matches(rubric_from_table('rule', title => 'remark', order_by => 'n', missing => 'next', grades => '{none,bronze,silver,gold}')::text,
	$$grades none > bronze > silver > gold;.*grade gold when \(segment in \('A', 'B'\) and .* and vip\) is true 'many orders';$$, 'missing inputs that make a rule fail');

-- types and domains from a subject, which also has a column that ends like a bound
CREATE TYPE pg_temp.level AS ENUM ('low', 'high');
CREATE TEMP TABLE buyer (segment text, revenue_min numeric, share numeric, "First Order" date, vip boolean, level pg_temp.level);
INSERT INTO buyer (segment) VALUES ('A'), ('B'), ('D');
SELECT matches(rubric_from_table('rule', title => 'remark', order_by => 'n', subject => 'buyer', grades => '{gold,silver,bronze,none}')::text,
	$$metric segment text in \('A', 'B', 'D', 'C'\);
metric revenue_min number;$$, 'the subject tells metrics, types and values');
CREATE TEMP TABLE by_level (level text, grade text);
INSERT INTO by_level VALUES ('high', 'A'), ('low', 'B');
SELECT matches(rubric_from_table('by_level', subject => 'buyer')::text, $$metric level text in \('low', 'high'\);$$, '... all values of an enum');
INSERT INTO by_level VALUES ('hihg', 'B');
SELECT is(pg_temp.failure($$SELECT rubric_from_table('by_level', subject => 'buyer')$$), $$42601: row 3 of table "by_level": 'hihg' is outside the domain in ('low', 'high')$$,
	'... and a value that it cannot have');

-- columns that are numbers, bounds of all kinds
CREATE TEMP TABLE bound (x_above int, x_below numeric, y_max float8, flag boolean, since date, tier text);
INSERT INTO bound VALUES (1, 2.5, NULL, true, '2020-01-01', 'A'), (NULL, NULL, 7, false, NULL, 'B');
SELECT matches(rubric_from_table('bound', 'tier')::text, $$grade A when x > 1 and x < 2.5 and flag and "since" = date '2020-01-01';
grade B when y <= 7 and not flag;$$, 'columns of other types than text');

-- A scorecard before the rules.
CREATE TEMP TABLE points (n int, criterion text, metric text, weight text, max text, missing text, "from" text, "to" text, test text, points text, reason text, title text);
INSERT INTO points VALUES
	(1, 'size', 'revenue', '0.5', '100', '0', '1,000', '5,000', NULL, '50', 'some', '规模 | size'), (2, 'size', 'revenue', NULL, NULL, NULL, '5,000', NULL, NULL, '100', 'many', NULL),
	(3, 'size', 'revenue', NULL, NULL, NULL, NULL, NULL, NULL, '0', 'few', NULL),
	(4, 'region', NULL, '0.5', NULL, NULL, NULL, NULL, 'N, S', '20', NULL, NULL), (5, 'region', NULL, NULL, NULL, NULL, NULL, NULL, '-', '-5', NULL, NULL);
SELECT is(criteria_from_table('points', 'n', thousands => ',')::text, $$metric revenue number;
metric region text;

criterion size weight 0.5 max 100 missing 0 '规模 | size' = 50 when revenue >= 1000 and revenue < 5000 'some', 100 when revenue >= 5000 'many', 0 otherwise 'few';
criterion region weight 0.5 = 20 when region in ('N', 'S'), -5 otherwise;
$$, 'a points table');
SELECT matches(criteria_from_table('points', 'n', '(]', thousands => ',')::text, 'revenue > 1000 and revenue <= 5000', '... whose bounds are told');
CREATE TEMP TABLE by_score (score text, grade text);
INSERT INTO by_score VALUES ('>= 50', 'A'), ('', 'B');
SELECT results_eq($$SELECT grade(r, v) FROM (SELECT rubric_from_table('by_score', preamble => criteria_from_table('points', 'n', thousands => ',')::text)) AS t(r),
	(VALUES ('{"revenue": 5000, "region": "N"}'::jsonb), ('{"revenue": 4999.99, "region": "N"}')) AS i(v)$$, '{A,B}'::text[], 'grades by the score of a points table');

-- The way back.
SELECT results_eq($$SELECT * FROM rule_table($r$
	grades A > B > C, none;
	metric x number; metric y number; metric t text in ('p' > 'q, "r"'); metric flag boolean; metric since date;
	parameter cut = 7;
	define twice = 2 * x;
	scope when since >= date '2020-01-01' 'from 2020';
	require x, y or t;
	grade A when x >= 10万 and x < 200000.5 and not flag 'large';
	grade A when (y between -1 and 1 or (t >= 'p' and flag)) is true;
	grade B when twice in (2, 4) and t <> 'q, "r"' and 5 < y and x not in (1, 2);
	grade B when x + y > 3 or flag;
	grade C when (x is null or x > 7) and y <> 3 and cut > 3 and not (y < 2 or y > 8);
	grade none otherwise;
	floor C when flag = true;
	cap B when x > y;
	$r$::rubric)$$, $$VALUES
	(1, 'scope', NULL, 'since', '>= 2020-01-01', 'stop', 'from 2020'),
	(2, 'require', NULL, NULL, 'x', 'stop', NULL),
	(3, 'require', NULL, NULL, 'y or t', 'stop', NULL),
	(4, 'grade', 'A', 'x', '[100000..200000.5)', 'stop', 'large'),
	(4, 'grade', 'A', 'flag', 'false', 'stop', 'large'),
	(5, 'grade', 'A', 'y', '-1..1', 'next', NULL),
	(6, 'grade', 'A', 't', '>= p', 'next', NULL),
	(6, 'grade', 'A', 'flag', 'true', 'next', NULL),
	(7, 'grade', 'B', 'twice', '2, 4', 'stop', NULL),
	(7, 'grade', 'B', 't', '<> "q, ""r"""', 'stop', NULL),
	(7, 'grade', 'B', 'y', '> 5', 'stop', NULL),
	(7, 'grade', 'B', 'x', 'not(1, 2)', 'stop', NULL),
	(8, 'grade', 'B', NULL, 'x + y > 3 or flag', 'stop', NULL),
	(9, 'grade', 'C', 'x', 'null, > 7', 'stop', NULL),
	(9, 'grade', 'C', 'y', '<> 3', 'stop', NULL),
	(9, 'grade', 'C', 'cut', '> 3', 'stop', NULL),
	(9, 'grade', 'C', 'y', 'not(< 2, > 8)', 'stop', NULL),
	(10, 'grade', 'none', NULL, NULL, 'stop', NULL),
	(11, 'floor', 'C', 'flag', 'true', 'stop', NULL),
	(12, 'cap', 'B', NULL, 'x > y', 'stop', NULL)$$, 'rules as a table');
SELECT define_standard('sales', rubric_from_table('rule', title => 'remark', order_by => 'n'), '2024-01-01') \g /dev/null
SELECT results_eq($$SELECT * FROM rule_table('sales')$$, $$SELECT * FROM rule_table(rubric_of('sales', 1))$$, '... of a standard');

-- What the catalog and random rubrics give to rows, their tables give, too.
CREATE TEMP TABLE back (rule integer, kind text, grade text, metric text, test text, missing text, title text);
CREATE FUNCTION pg_temp.there_and_back(r rubric) RETURNS rubric LANGUAGE plpgsql AS $$
BEGIN
	TRUNCATE back;
	INSERT INTO back SELECT * FROM rule_table(r);
	RETURN rubric_from_table('back', grades => ARRAY(SELECT g.grade FROM grades(r) AS g),
		preamble => (SELECT string_agg(s.statement ->> 'text' || ';', E'\n' ORDER BY s.place) FROM jsonb_array_elements(r::jsonb -> 'statements') WITH ORDINALITY AS s(statement, place)
			WHERE s.statement ->> 'kind' IN ('metric', 'parameter', 'define', 'criterion', 'score')));
END
$$;
CREATE FUNCTION pg_temp.alike(a rubric, b rubric, input jsonb) RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
	RETURN (SELECT (x.grade, x.score) IS NOT DISTINCT FROM (y.grade, y.score) FROM assess(a, input) AS x, assess(b, input) AS y);
END
$$;
CREATE TEMP TABLE tried AS
	SELECT c.name, c.rubric, pg_temp.there_and_back(c.rubric) AS back
	FROM catalog AS c WHERE EXISTS (SELECT FROM grades(c.rubric)) AND NOT EXISTS (SELECT FROM grades(c.rubric) WHERE rank IS NULL)
		AND NOT EXISTS (SELECT FROM parameters(c.rubric) AS p WHERE p.value IS NULL OR p.value ~ '\(')
		AND c.rubric::text !~ '\mtile\(';
SELECT cmp_ok(count(*), '>=', 30::bigint, 'standards of the catalog go to a table and back') FROM tried;
CREATE TEMP TABLE compared AS
	SELECT t.name, s.input, pg_temp.alike(t.rubric, t.back, s.input) AS alike
	FROM tried AS t, LATERAL customer_grade_internal.suggested(t.rubric, customer_grade_internal.with_as_of(t.rubric, '{}', '2024-01-01')) AS s WHERE s.input IS NOT NULL;
SELECT cmp_ok(count(*), '>', 400::bigint, '... with rows for all that decides') FROM compared;
SELECT is_empty('SELECT * FROM compared WHERE NOT alike', '... and give the same grades');

SELECT setseed(0.3) \g /dev/null
CREATE FUNCTION pg_temp.one_of(VARIADIC choices text[]) RETURNS text LANGUAGE sql VOLATILE AS
	'SELECT choices[1 + floor(random() * cardinality(choices))]';
CREATE FUNCTION pg_temp.test() RETURNS text LANGUAGE sql VOLATILE AS $$
	SELECT CASE floor(random() * 8)
		WHEN 0 THEN format('%s %s %s', pg_temp.one_of('x', 'y'), pg_temp.one_of('<', '<=', '>', '>=', '=', '<>'), floor(random() * 7) - 3)
		WHEN 1 THEN format('%s %s between %s and %s', pg_temp.one_of('x', 'y'), pg_temp.one_of('', 'not'), floor(random() * 3) - 3, floor(random() * 4))
		WHEN 2 THEN format('%s %s in (%s, %s)', pg_temp.one_of('x', 'y'), pg_temp.one_of('', 'not'), floor(random() * 3) - 3, floor(random() * 4))
		WHEN 3 THEN format('t %s ''%s''', pg_temp.one_of('=', '<>'), pg_temp.one_of('a', 'b, c', 'null', '-', '5', 'it''''s', '', '"'))
		WHEN 4 THEN format('%s is %s null', pg_temp.one_of('x', 't', 'flag'), pg_temp.one_of('', 'not'))
		WHEN 5 THEN format('%s flag', pg_temp.one_of('', 'not'))
		WHEN 6 THEN format('since %s date ''2024-01-0%s''', pg_temp.one_of('<', '>=', '='), floor(random() * 3) + 1)
		ELSE format('(x < %s or x > %s)', floor(random() * 3) - 3, floor(random() * 4)) END
$$;
CREATE FUNCTION pg_temp.condition() RETURNS text LANGUAGE sql VOLATILE AS $$
	SELECT format(pg_temp.one_of('%s and %s', '%s and %s and %s', '(%s and %s) is true', '(%s or %s and %s) is true', '%s or %s', '%s'),
		pg_temp.test(), pg_temp.test(), pg_temp.test())
$$;
TRUNCATE tried, compared;
INSERT INTO tried
	SELECT r.n::text, r.rubric, pg_temp.there_and_back(r.rubric)
	FROM (SELECT n, format('grades A > B > C; metric x number; metric y number; metric t text; metric flag boolean; metric since date; '
		'grade A when %s; grade B when %s; grade B when %s; grade C %s; cap B when %s; floor B when %s;', pg_temp.condition(), pg_temp.condition(),
		pg_temp.condition(), pg_temp.one_of('otherwise', 'when ' || pg_temp.condition()), pg_temp.condition(), pg_temp.condition())::rubric
		FROM generate_series(1, 200) AS n) AS r(n, rubric);
INSERT INTO compared
	SELECT t.name, i.input, pg_temp.alike(t.rubric, t.back, i.input)
	FROM tried AS t, generate_series(1, 20) AS n, LATERAL (SELECT jsonb_build_object(
		'x', CASE WHEN random() < 0.9 AND n > 0 THEN floor(random() * 7) - 3 END, 'y', CASE WHEN random() < 0.9 THEN floor(random() * 7) - 3 END,
		't', nullif(pg_temp.one_of('a', 'b, c', 'null', '-', '5', 'it''s', '', '"', 'none'), 'none'),
		'flag', pg_temp.one_of('true', 'false', NULL)::boolean, 'since', '2024-01-0' || pg_temp.one_of('1', '2', '3')) WHERE n > 0) AS i(input);
SELECT is(count(*), 4000::bigint, 'random rows') FROM compared;
SELECT is_empty('SELECT * FROM compared WHERE NOT alike', 'random rubrics give the same grades by their table');
SELECT cmp_ok(count(DISTINCT grade(t.rubric, c.input)), '=', 3::bigint, '... all of them') FROM tried AS t JOIN compared AS c USING (name);

-- A spreadsheet that was saved as CSV.
SELECT count(*) > 0 AS has_file_fdw FROM pg_available_extensions WHERE name = 'file_fdw' \gset
\if :has_file_fdw
	SET LOCAL search_path = public;
	CREATE EXTENSION file_fdw;
	CREATE SERVER file FOREIGN DATA WRAPPER file_fdw;
	DO $do$
	DECLARE
		file CONSTANT text := current_setting('data_directory') || '/customer_grade_rules.csv';
	BEGIN
		EXECUTE format($$COPY (SELECT line FROM (VALUES (1, 'revenue,region,tier,remark'), (2, '"≥ 10万","N, S",A,"key account"'), (3, '"[5万..10万)",,B,'),
			(4, ',,C,'), (5, ',,,')) AS l(n, line) ORDER BY n) TO %L$$, file);
		EXECUTE format('CREATE FOREIGN TABLE spreadsheet (revenue text, region text, tier text, remark text) SERVER file '
			'OPTIONS (filename %L, format ''csv'', header ''true'')', file);
	END
	$do$;
	SELECT is(customer_grade.rubric_from_table('spreadsheet', 'tier', 'remark')::text, $$grades A > B > C;

metric revenue number;
metric region text;

grade A when revenue >= 10万 and region in ('N', 'S') 'key account';
grade B when revenue >= 5万 and revenue < 10万;
grade C otherwise;
$$, 'a foreign table of a CSV file');
	SET search_path = customer_grade, public;
\else
	SELECT skip('no file_fdw');
\endif

-- Findings of lint are told.
CREATE TEMP TABLE gap (x text, grade text);
INSERT INTO gap VALUES ('>= 10', 'A'), ('< 9', 'B');
SELECT is(pg_temp.failure('SELECT rubric_from_table(''gap'')'), 'no error', 'findings of lint refuse nothing');

-- What is refused, with its place.
CREATE FUNCTION pg_temp.refusal(variadic cells text[]) RETURNS text LANGUAGE plpgsql AS $$
BEGIN
	TRUNCATE gap;
	INSERT INTO gap SELECT split_part(c, ' => ', 1), nullif(split_part(c, ' => ', 2), '') FROM unnest(cells) AS c;
	RETURN pg_temp.failure('SELECT rubric_from_table(''gap'')');
END
$$;
SELECT is(pg_temp.refusal(VARIADIC '{}'), '22023: table "gap" has no rules', 'a table without rules');
SELECT is(pg_temp.refusal('>= 5 => A', '> many => B'), E'22023: row 2, column "x" of table "gap": "many" is no number', 'a cell that is no number');
SELECT is(pg_temp.refusal('>= 5 => A', '1,000 => B'), E'22023: row 2, column "x" of table "gap": "1,000" is no number\n'
	'Separators of thousands are told, as in thousands => '',''. A list has spaces: 1, 500.', 'thousands');
SELECT is(pg_temp.refusal('>= 5% => A'), E'22023: row 1, column "x" of table "gap": "5%" may be a part of 1 or percentage points\n'
	'Tell which: percent => ''fraction'' reads 60% as 0.6, percent => ''points'' as 60.', 'percent');
SELECT is(pg_temp.refusal('50~90 => A'), E'22023: row 1, column "x" of table "gap": "50~90" does not tell which of its ends belong to it\n'
	'Write 90..100 with both ends, [90..100) without the last one.', 'a range without ends');
SELECT is(pg_temp.refusal('> 2024-13-01 => A', '> 2024-01-01 => B'), E'22023: row 1, column "x" of table "gap": "2024-13-01" is no date\n'
	'A date is written as YYYY-MM-DD.', 'a date that there is not');
SELECT is(pg_temp.refusal('5 =>'), '22023: row 1 of table "gap" has no grade', 'no grade');
SELECT is(pg_temp.refusal('- => A', '5 => B'), E'22023: row 1 of table "gap" has no condition\n'
	'Only the last row may fit everybody; rows below it would never be reached.', 'a row that fits everybody before others');
SELECT matches(pg_temp.failure('SELECT rubric_from_table(''gap'', ''tier'')'), '^42703: table "(pg_temp_\d+\.)?gap" has no column "tier"$', 'no such column');
SELECT is(pg_temp.failure('SELECT rubric_from_table(''gap'', percent => ''maybe'')'), '22023: percent must be "fraction" or "points", not "maybe"', 'percent');
SELECT is(pg_temp.failure('SELECT rubric_from_table(''gap'', missing => ''maybe'')'), '22023: missing must be "stop" or "next", not "maybe"', 'missing');
SELECT is(pg_temp.failure('SELECT rubric_from_table(''gap'', thousands => ''#'')'), E'22023: thousands are not separated by "#"\n'
	'They are separated by a comma, a point, a space or an apostrophe.', 'thousands');
SELECT matches(pg_temp.failure('SELECT rubric_from_table(''gap'', preamble => ''metric x numbr;'')'), '^42601: syntax error', 'a preamble that is none');
INSERT INTO gap SELECT '5', 'A' FROM generate_series(1, 1001);
SELECT is(pg_temp.failure('SELECT rubric_from_table(''gap'')'), '54000: table "gap" has more than 1000 rows', 'too many rows');
TRUNCATE back;
INSERT INTO back (rule, kind, grade, metric, test) VALUES (1, 'review', 'A', 'x', '> 5');
SELECT is(pg_temp.failure('SELECT rubric_from_table(''back'')'), E'22023: row 1, column "kind" of table "back": "review" is no kind of rule\n'
	'There are grade, floor, cap, scope and require.', 'a kind that there is not');

CREATE FUNCTION pg_temp.points_refusal(change text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	refusal text;
BEGIN
	CREATE TEMP TABLE changed AS SELECT * FROM points;
	EXECUTE 'UPDATE changed SET ' || change;
	refusal := pg_temp.failure('SELECT criteria_from_table(''changed'', ''n'', thousands => '','')');
	DROP TABLE changed;
	RETURN refusal;
END
$$;
SELECT is(pg_temp.points_refusal('criterion = NULL WHERE n = 2'), '22023: row 2, column "criterion" of table "changed": the row names no criterion', 'no criterion');
SELECT is(pg_temp.points_refusal('points = NULL WHERE n = 2'), '22023: row 2, column "points" of table "changed": there are none', 'no points');
SELECT is(pg_temp.points_refusal('points = ''1, 2'' WHERE n = 2'), '22023: row 2, column "points" of table "changed": it is no number', 'two points');
SELECT is(pg_temp.points_refusal('weight = ''5%'' WHERE n = 1'), E'22023: row 1, column "weight" of table "changed": "5%" may be a part of 1 or percentage points\n'
	'Tell which: percent => ''fraction'' reads 60% as 0.6, percent => ''points'' as 60.', 'a weight in percent');
SELECT is(pg_temp.points_refusal('"to" = ''many'' WHERE n = 1'), '22023: row 1, column "to" of table "changed": "many" is no number', 'a bound that is no number');
SELECT is(pg_temp.points_refusal('"from" = NULL WHERE n = 2'), E'22023: row 2 of table "changed" has no condition\n'
	'Only the last row of a criterion may fit everybody; those below it would never be reached.', 'a row for everybody before others');
SELECT is(pg_temp.points_refusal('n = 1 WHERE false') , 'no error', 'nothing changed');
SELECT is(pg_temp.failure('SELECT criteria_from_table(''points'', bounds => ''['')'), '22023: bounds are one of [), [], (] and (), not "["', 'bounds');
TRUNCATE points;
SELECT is(pg_temp.failure('SELECT criteria_from_table(''points'')'), '22023: table "points" has no rules', 'an empty points table');

-- Hostile names, and whose rights count.
CREATE TABLE "no ""table"" 'here'" ("select" text, "x""y" text, "A'B" text, "row" text, "score" text, "$$" text, "grade" text);
INSERT INTO "no ""table"" 'here'" VALUES ('1', '2', '"it''s; drop"', '4', '5', '6', 'a"b'), (NULL, NULL, NULL, NULL, NULL, NULL, 'select');
SELECT is(grade(rubric_from_table('"no ""table"" ''here''"'), '{"select": 1, "x\"y": 2, "A''B": "it''s; drop", "row": 4, "score": 5, "$$": 6}'), 'a"b', 'names that need quotes');
CREATE TABLE long_name (n123456789012345678901234567890123456789012345678901234567890_m text, grade text);
INSERT INTO long_name VALUES ('1', 'A');
SELECT is(pg_temp.failure('SELECT rubric_from_table(''long_name'')'), 'no error', 'names as long as columns may have');
CREATE ROLE regress_reader;
CREATE TABLE private (x text, grade text);
INSERT INTO private VALUES ('1', 'A');
SET LOCAL ROLE regress_reader;
SELECT is(pg_temp.failure('SELECT customer_grade.rubric_from_table(''private'')'), '42501: permission denied for table private', 'the rights of the caller count');
SELECT is(pg_temp.failure('SELECT customer_grade.criteria_from_table(''private'')'), '42703: table "customer_grade.private" has no column "criterion"', '... of points tables');
RESET ROLE;

SELECT * FROM finish();
ROLLBACK;
