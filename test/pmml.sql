-- Scorecards in PMML: models of our own, and those that other projects have published, where these are: see README.md there.
BEGIN;
SELECT * FROM no_plan();
SET LOCAL client_min_messages = warning;
SET search_path = customer_grade, public;

\ir include/failure.sql
-- A model with these fields of the dictionary, of the mining schema and characteristics.
CREATE FUNCTION pg_temp.model(data text, mining text, characteristics text, attributes text DEFAULT '') RETURNS text LANGUAGE sql AS $$
	SELECT format('<?xml version="1.0"?>
<!-- <Scorecard> in a comment -->
<PMML version="4.4" xmlns="http://www.dmg.org/PMML-4_4"><Header/><DataDictionary>%s</DataDictionary>
<Scorecard modelName="m" functionName="regression" %s><MiningSchema>%s</MiningSchema>
<Characteristics>
%s
</Characteristics></Scorecard></PMML>', data, attributes, mining, characteristics)
$$;
SELECT pg_temp.model($$<DataField name="Age" dataType="double" optype="continuous"><Interval closure="closedOpen" leftMargin="0" rightMargin="150"/></DataField><DataField name="job" dataType="string"><Value value="a b"/><Value value="say &quot;x&quot;"/><Value value="old" property="invalid"/></DataField><DataField name="home" dataType="boolean"/><DataField name="y" dataType="double"/>$$, $$<MiningField name="Age" missingValueTreatment="returnInvalid"/><MiningField name="job" invalidValueTreatment="asMissing" missingValueReplacement="a b"/><MiningField name="home"/><MiningField name="y" usageType="target"/>$$, $$<Characteristic name="by age" reasonCode="RA" baselineScore="20"><Attribute partialScore="5" reasonCode="young"><SimplePredicate field="Age" operator="lessThan" value="30"/></Attribute><Attribute partialScore="2e1"><CompoundPredicate booleanOperator="and"><SimplePredicate field="Age" operator="greaterOrEqual" value="30"/><SimplePredicate field="Age" operator="notEqual" value="66"/></CompoundPredicate></Attribute></Characteristic>
<Characteristic name="other" reasonCode="RO"><Attribute partialScore="-3"><SimpleSetPredicate field="job" booleanOperator="isNotIn"><Array type="string">"a b" c</Array></SimpleSetPredicate></Attribute><Attribute><SimplePredicate field="home" operator="isNotMissing"/><ComplexPartialScore><Apply function="if"><FieldRef field="home"/><Apply function="+"><FieldRef field="Age"/><Constant>0.5</Constant></Apply><Constant>-1</Constant></Apply></ComplexPartialScore></Attribute><Attribute partialScore="7"><True/></Attribute></Characteristic>$$, $$initialScore="-2.5" baselineScore="4"$$) AS card \gset
SELECT is(rubric_from_pmml(:'card')::text, $$metric "Age" number;
metric job text;
metric home boolean;

define "job (valid)" = case when job in ('a b', 'say "x"') then job end;
define "job (completed)" = coalesce("job (valid)", 'a b');

scope when "Age" is null or "Age" >= 0 and "Age" < 150;

require "Age";

criterion "by age" missing 0 'RA' = 5 when "Age" < 30 'young', 20 when "Age" >= 30 and "Age" <> 66;
criterion other missing 0 'RO' = -3 when ("job (completed)" not in ('a b', 'c')) is true, case when home then ("Age" + (0.5)) else (-1) end when (home is not null) is true, 7 when true;

score = score - 2.5;
$$, 'a model as a rubric');
SELECT is(pmml_baselines(:'card'), '{"by age": 20, "other": 4}', '... and its baselines');
SELECT is((SELECT a.score FROM assess(rubric_from_pmml(:'card'), i.input) AS a), i.expected, i.input::text)
FROM (VALUES ('{"Age": 29, "job": "say \"x\"", "home": true}'::jsonb, 5 - 3 - 2.5), ('{"Age": 30, "job": "unknown", "home": true}', 20 + 30.5 - 2.5),
	('{"Age": 66, "home": false}', 0 - 1 - 2.5), ('{"Age": 66}', 7 - 2.5), ('{"home": true}', NULL), ('{"Age": 150, "home": true}', NULL)) AS i(input, expected);
SELECT results_eq($$ SELECT r.name, r.lost, r.reason FROM reasons(rubric_from_pmml($$ || quote_literal(:'card') || $$), '{"Age": 20}', pmml_baselines($$ || quote_literal(:'card') || $$)) AS r $$,
	$$ VALUES ('by age', 15::numeric, 'young'), ('other', -3, 'RO') $$, 'reason codes');

-- What is refused, with its line.
SELECT is(pg_temp.failure(format('SELECT rubric_from_pmml(%L)', c.document)), c.expected, c.expected)
FROM (VALUES
	('no XML', '2200M: the document is not XML'),
	('', '2200M: the document is not XML'),
	('<PMML><open></PMML>', '2200M: the document is not XML'),
	('<!DOCTYPE x><PMML/>', E'22023: a document with a DOCTYPE is not read\nDMN and PMML need none: remove it.'),
	('<html/>', '22023: the document is no PMML, but html'),
	('<PMML/>', '22023: the document has no Scorecard'),
	(E'<PMML>\n\n<Header/><TreeModel/></PMML>', '0A000: line 3, TreeModel: only a Scorecard can be read'),
	('<PMML><Scorecard modelName="a"/><Scorecard modelName="b"/></PMML>', E'22023: the document has several Scorecards\nThere are: "a", "b".'),
	(pg_temp.model('', '', ''), '0A000: line 4, Scorecard: has no Characteristic'),
	(pg_temp.model('', '<MiningField name="x"/>', ''), '0A000: line 4, MiningField x: dataType "" is not understood'),
	(pg_temp.model('<DataField name="x" dataType="dateTime"/>', '<MiningField name="x"/>', ''), '0A000: line 3, DataField x: dataType "dateTime" is not understood'),
	(pg_temp.model('<DataField name="x" dataType="double"/>', '<MiningField name="x" invalidValueTreatment="asValue"/>', ''),
		'0A000: line 4, MiningField x: invalidValueTreatment "asValue" is not understood'),
	(pg_temp.model('<DataField name="x" dataType="double"/>', '<MiningField name="x" outliers="asMissingValues"/>', ''),
		'0A000: line 4, MiningField x: outliers "asMissingValues" is not understood'),
	(pg_temp.model('<DataField name="x" dataType="double"><Value value="many"/></DataField>', '<MiningField name="x"/>', ''), '0A000: line 3, Value: "many" is no number'),
	(pg_temp.model('<DataField name="x" dataType="boolean"><Value value="many"/></DataField>', '<MiningField name="x"/>', ''), '0A000: line 3, Value: "many" is no boolean'),
	(pg_temp.model('', '', E'<Characteristic name="c">\n<Attribute partialScore="1"><SimplePredicate field="z" operator="equal" value="1"/></Attribute></Characteristic>'),
		'0A000: line 7, SimplePredicate: there is no field "z" that the model reads'),
	(pg_temp.model('', '', '<Characteristic name="c"><Attribute partialScore="1"/></Characteristic>'), '0A000: line 6, Attribute: lacks a predicate or a partial score'),
	(pg_temp.model('', '', '<Characteristic name="c"><Attribute partialScore="1"><Maybe/></Attribute></Characteristic>'), '0A000: line 6, Maybe: is no predicate that is understood'),
	(pg_temp.model('', '', '<Characteristic name="c"><Attribute partialScore="NaN"><True/></Attribute></Characteristic>'), '0A000: line 6, Attribute: "NaN" is no number'),
	(pg_temp.model('', '', '<Characteristic name="c"><Attribute><True/><ComplexPartialScore><Apply function="log10"><Constant>5</Constant></Apply></ComplexPartialScore></Attribute></Characteristic>'),
		'0A000: line 6, Apply: there is no function "log10" in a rubric'),
	(pg_temp.model('', '', '<Characteristic name="c"><Attribute><True/><ComplexPartialScore><Aggregate/></ComplexPartialScore></Attribute></Characteristic>'),
		'0A000: line 6, Aggregate: is no expression that is understood')
) AS c(document, expected);
SELECT is(pg_temp.failure(format('SELECT rubric_from_pmml(%L, ''b'')', :'card')), E'22023: the document has no Scorecard "b"\nThere are: "m".', 'no such model');

-- Entities neither grow nor read files; nothing large gets as far as the parser.
SELECT is(pg_temp.failure(format('SELECT rubric_from_pmml(%L)', '<!DOCTYPE a [<!ENTITY a "aaaaaaaaaa">' || (SELECT string_agg(format('<!ENTITY a%s "%s">', n, repeat('&a' || n - 1 || ';', 10)), '')
	FROM generate_series(1, 20) AS n) || ']><PMML>&a20;</PMML>')), E'22023: a document with a DOCTYPE is not read\nDMN and PMML need none: remove it.', 'an entity bomb');
SELECT is(pg_temp.failure(format('SELECT rubric_from_pmml(%L)', '<?xml version="1.0"?><!-- x --><!doctype a [<!ENTITY a SYSTEM "file:///etc/passwd">]><PMML><Header>&a;</Header></PMML>')),
	E'22023: a document with a DOCTYPE is not read\nDMN and PMML need none: remove it.', 'an external entity');
SELECT is(pg_temp.failure('SELECT rubric_from_pmml(''<PMML>&a;</PMML>'')'), '2200M: the document is not XML', 'an entity that nobody has declared');
SELECT is(pg_temp.failure('SELECT rubric_from_pmml(repeat('' '', 16 * 1024 * 1024 + 1))'), '54000: the document is larger than 16 MB', 'a document of 16 MB');
SELECT is(pg_temp.failure('SELECT rubric_from_pmml(repeat(''<a>'', 100000))'), '2200M: the document is not XML', 'elements nested deep');

-- Hostile names.
SELECT is(score(rubric_from_pmml(pg_temp.model('<DataField name="a &quot;b&quot; &lt;&apos;&gt; ; --" dataType="string"/>', '<MiningField name="a &quot;b&quot; &lt;&apos;&gt; ; --"/>',
	'<Characteristic name="select"><Attribute partialScore="3"><SimplePredicate field="a &quot;b&quot; &lt;&apos;&gt; ; --" operator="equal" value="it&apos;s"/></Attribute></Characteristic>')),
	'{"a \"b\" <''> ; --": "it''s"}'), 3::numeric, 'names that need quotes');
SELECT is(pg_temp.failure(format('SELECT rubric_from_pmml(%L)', pg_temp.model(format('<DataField name="%s" dataType="string"/>', repeat('x', 64)), format('<MiningField name="%s"/>', repeat('x', 64)),
	'<Characteristic name="c"><Attribute partialScore="3"><True/></Attribute></Characteristic>'))), E'54000: statements[0].name: name of a metric is too long\nThe limit is 63 bytes, as for the name of a column.', 'names longer than columns may have');
SELECT matches(pg_temp.failure(format('SELECT rubric_from_pmml(%L)', pg_temp.model('', '', repeat('<Characteristic name="c"><Attribute partialScore="3"><True/></Attribute></Characteristic>', 2)))),
	'criterion "c" is defined twice', 'names that collide');

-- There and back: scorecards of ours, of the catalog, and random rows that lack something.
CREATE FUNCTION pg_temp.back(r rubric) RETURNS rubric LANGUAGE sql AS $$ SELECT rubric_from_pmml(rubric_to_pmml(r)) $$;
SELECT is(rubric_to_pmml('metric x number > 0; metric region text in (''N'', ''<"S"> ''''&''); metric since date; criterion a weight 0.5 max 100 missing 5 ''R | "A"'' = 50 when x >= 10 ''top'', 300 otherwise; score = score - 7;'::rubric, 'm', '{"a": 30}'),
	$$<?xml version="1.0" encoding="UTF-8"?>
<PMML version="4.4" xmlns="http://www.dmg.org/PMML-4_4">
<Header/>
<DataDictionary>
<DataField name="x" optype="continuous" dataType="double"><Interval closure="openClosed" leftMargin="0"/></DataField>
<DataField name="region" optype="categorical" dataType="string"><Value value="N"/><Value value="&lt;&quot;S&quot;&gt; '&amp;"/></DataField>
<DataField name="since" optype="continuous" dataType="date"></DataField>
</DataDictionary>
<Scorecard modelName="m" functionName="regression" useReasonCodes="true" reasonCodeAlgorithm="pointsBelow" initialScore="-7">
<MiningSchema>
<MiningField name="x"/>
<MiningField name="region"/>
<MiningField name="since"/>
</MiningSchema>
<Characteristics>
<Characteristic name="a" reasonCode="R | &quot;A&quot;" baselineScore="30">
<Attribute partialScore="25.0" reasonCode="top"><SimplePredicate field="x" operator="greaterOrEqual" value="10"/></Attribute>
<Attribute partialScore="5"><SimplePredicate field="x" operator="isMissing"/></Attribute>
<Attribute partialScore="50.0"><True/></Attribute>
</Characteristic>
</Characteristics>
</Scorecard>
</PMML>
$$, 'a document');
CREATE TEMP TABLE tried AS
	SELECT n::text AS name, r.rubric::rubric AS rubric, pg_temp.back(r.rubric::rubric) AS back
	FROM (VALUES
		(1, 'metric x number; metric y number; metric t text; metric f boolean; metric d date;
			criterion a weight 0.4 max 100 missing 5 = 50 when x >= 10 and y < 3, 2 * x when x > 3, 0 otherwise;
			criterion b missing -1 = 5 when t in (''a'', ''b "c"'') or not f, 1 when x not in (1, 2), x - y otherwise;
			criterion c missing 0 = 1 when x / (y * y + 1) > 3, -2 when (f and x > 0) is true, 3 when d < date ''2024-01-02'';
			criterion e = 1 when x is null, 2 when (y between 0 and 1) is true, 3 otherwise; score = score + 0.25;'),
		(2, 'metric x number; metric y number; metric t text; metric f boolean; metric d date; parameter cut = 2; define twice = cut * x;
			criterion a missing 0 = greatest(least(twice, 5), abs(y), 1);
			criterion b missing 0 = case when f then 1 when x = 2 then sqrt(4) else -(y) end;
			criterion c missing 7 = 1 when twice >= 2 and not (t = ''a'' or t = ''none''), 2 when x > cut, 0 when not (x between -1 and 1);')) AS r(n, rubric)
	UNION ALL
	SELECT c.name, c.rubric, pg_temp.back(c.rubric) FROM catalog AS c
	WHERE EXISTS (SELECT FROM criteria(c.rubric)) AND pg_temp.failure(format('SELECT rubric_to_pmml(%L::rubric)', c.rubric)) = 'no error';
SELECT cmp_ok(count(*), '>=', 5::bigint, 'scorecards that go out and come back') FROM tried;
SELECT setseed(0.1) \g /dev/null
CREATE TEMP TABLE input AS
	SELECT t.name, s.input FROM tried AS t, LATERAL customer_grade_internal.suggested(t.rubric, customer_grade_internal.with_as_of(t.rubric, '{}', '2024-01-01')) AS s WHERE s.input IS NOT NULL
	UNION ALL
	SELECT t.name, i.input
	FROM tried AS t, generate_series(1, 500) AS n, LATERAL (SELECT jsonb_build_object('x', CASE WHEN random() < 0.8 THEN floor(random() * 14) - 2 END, 'y', CASE WHEN random() < 0.8 THEN floor(random() * 6) - 1 END,
		't', (ARRAY['a', 'b "c"', 'c', NULL])[1 + floor(random() * 4)::int], 'f', (ARRAY[true, false, NULL])[1 + floor(random() * 3)::int],
		'd', (ARRAY['2024-01-01', '2024-01-02', NULL])[1 + floor(random() * 3)::int]) WHERE n > 0) AS i(input)
	WHERE t.name ~ '^\d$';
SELECT is_empty($$ SELECT t.name, i.input, a.score, b.score FROM tried AS t JOIN input AS i USING (name), assess(t.rubric, i.input) AS a, assess(t.back, i.input) AS b
	WHERE round(a.score, 6) <> round(b.score, 6) OR (a.score IS NULL AND b.score IS NOT NULL AND a.reason NOT LIKE 'out of scope%' AND a.reason NOT LIKE 'missing%') $$, '... give the same scores');
SELECT cmp_ok(count(*), '>', 600::bigint, '... to many rows') FROM tried AS t JOIN input AS i USING (name), assess(t.rubric, i.input) AS a, assess(t.back, i.input) AS b
WHERE a.score = b.score;
SELECT define_standard('partner', 'metric x number; criterion size missing 0 = 1 when x > 3, 2 otherwise;', '2024-01-01') \g /dev/null
SELECT is(rubric_to_pmml('partner'), rubric_to_pmml(rubric_of('partner', 1), 'partner'), 'a standard by its name');
SELECT is(pg_temp.failure(format('SELECT rubric_to_pmml(%L::rubric)', c.rubric)), c.expected, c.expected)
FROM (VALUES ('grades A; grade A otherwise;', '22023: the rubric has no criteria'),
	('metric x number; criterion a = round(x, 1);', '0A000: a Scorecard has no words for "round(x, 1)"'),
	('metric x number; metric y number; criterion a = 1 when x > y, 0 otherwise;', '0A000: a Scorecard has no words for "x > y"'),
	('metric x number; criterion a = 1 when (x > 1) is false, 0 otherwise;', '0A000: a Scorecard has no words for "(x > 1) is false"'),
	('metric x number; criterion a = x; score = score / 2;', '0A000: a Scorecard has no words for "score / 2"'),
	('metric x number; parameter p = sum(x); criterion a = x / p;', '0A000: a Scorecard has no words for "sum(x)"'),
	('metric x number; metric t text; criterion a missing (2 * 3) = x;', '0A000: a Scorecard has no words for "2 * 3"')) AS c(rubric, expected);

-- Models and expected scores of other projects.
\if :{?conformance_dir}
\setenv DIR :conformance_dir
CREATE TEMP TABLE model (file text, document text);
CREATE TEMP TABLE encoded (file text, content text);
\copy encoded FROM PROGRAM 'for f in "$DIR"/pmml_scorecard/models/*.pmml; do echo "$(basename "$f"),$(base64 -w0 "$f")"; done' CSV
INSERT INTO model SELECT file, convert_from(decode(content, 'base64'), 'UTF8') FROM encoded;
CREATE TEMP TABLE cases (case_id text, model_file text, model_name text, inputs jsonb, expected_score numeric, reason_1 text, reason_2 text, reason_3 text,
	reasons_checked int, source text, note text, cross_check_score text, cross_check_reasons text);
\copy cases FROM PROGRAM 'cat "$DIR"/pmml_scorecard/cases.csv' CSV HEADER
CREATE TEMP TABLE errors (case_id text, model_file text, inputs jsonb, expected text, source text);
\copy errors FROM PROGRAM 'cat "$DIR"/pmml_scorecard/error_cases.csv' CSV HEADER
CREATE TEMP TABLE given AS
	SELECT c.*, r.rubric, score(r.rubric, c.inputs) AS score, ARRAY(
		SELECT l.reason FROM reasons(r.rubric, c.inputs, pmml_baselines(m.document, c.model_name)) AS l,
			LATERAL (SELECT CASE WHEN m.document ~ 'pointsAbove' THEN -l.lost ELSE l.lost END AS lost) AS s
		WHERE s.lost > 0 ORDER BY s.lost DESC, l.place) AS reasons
	FROM cases AS c JOIN model AS m ON m.file = c.model_file, LATERAL (SELECT rubric_from_pmml(m.document, c.model_name)) AS r(rubric);
SELECT is(count(*), 60::bigint, 'sixty cases') FROM given;
SELECT is_empty($$ SELECT case_id, expected_score, score FROM given WHERE score IS NULL OR abs(score - expected_score) > 1e-9 * abs(expected_score) $$, 'scores');
SELECT results_eq($$ SELECT count(*), count(*) FILTER (WHERE reasons[1 : reasons_checked] = array_remove(ARRAY[reason_1, reason_2, reason_3], NULL)) FROM given WHERE reasons_checked > 0 $$,
	'VALUES (55::bigint, 55::bigint)', 'all lists of reasons');
-- not scored or refused; numbers as strings are for the caller to convert
SELECT results_eq($$ SELECT e.case_id, a.score, CASE WHEN r.error <> 'no error' THEN r.error ELSE a.reason END
		FROM errors AS e JOIN model AS m ON m.file = e.model_file,
			LATERAL (SELECT pg_temp.failure(format('SELECT score(rubric_from_pmml(%L), %L)', m.document, e.inputs))) AS r(error)
			LEFT JOIN LATERAL assess(rubric_from_pmml(m.document), e.inputs) AS a ON r.error = 'no error' ORDER BY 1 $$,
	$$ VALUES ('convertible-strings', NULL::numeric, '42804: metric "input1" must be a number, not a string'), ('not-convertible', NULL, '42804: metric "input3" must be a number, not a boolean'),
		('out-of-range', NULL, 'out of scope'), ('required-missing', NULL, 'missing: input3') $$, 'inputs that a model refuses');
\else
SELECT skip('there is no directory with the cases of others');
\endif

SELECT * FROM finish();
ROLLBACK;
