-- The casts rubric::jsonb and back: nothing is lost, and what a program edits is written.
\set seed 0.7
\set rubrics 2000

\set QUIET on
SET client_min_messages = warning;
\ir oracle/oracle.sql
SET search_path = customer_grade, oracle, public;

SELECT * FROM no_plan();

-- The statements by their fields alone.
CREATE FUNCTION pg_temp.bare(document jsonb) RETURNS jsonb LANGUAGE sql AS $$
	SELECT jsonb_build_object('statements', jsonb_agg(s.statement - 'text' - 'before' ORDER BY s.place))
	FROM jsonb_array_elements(document -> 'statements') WITH ORDINALITY AS s(statement, place)
$$;

SELECT setseed(:seed) \g /dev/null
CREATE TEMP TABLE tried AS
	SELECT 'catalog: ' || c.name || ' ' || c.version AS name, c.rubric FROM catalog AS c
	UNION ALL
	SELECT 'random ' || n, (oracle.rubric()).rubric::rubric FROM generate_series(1, :rubrics) AS n
	UNION ALL
	SELECT 'terms ' || n, ('/* a; */ GRADES "a b" ''x; -- y'' > "it''s" > 01, "未知";-- last' || E'\n' || 'metric "Z" text in (''a''''b'', ''b;''); metric "when" date;'
		|| ' metric x number > -5; grade "a b" when "Z" = ''a''''b''; grade 01 otherwise; ' || n.term || ' ;  -- end')::rubric
	FROM unnest(ARRAY['review daily', 'review weekly monday ''t''', 'review month day 31 after 2 weeks', 'review half-year end after 1 day',
		'review yearly 03-31, 09-30', 'review yearly 03-25 to 03-30 after 3 months', 'review every 18 months from "when"', 'review every 2 years',
		'review year end; promotion one step at review; demotion one step 30 days after review', 'promotion never; demotion after 1 quarter',
		'review daily; demotion one step after 30 days', 'validity 1 year; demotion one step', 'demotion never', 'validity to end of next half-year ''v''',
		'validity to end of month', 'provisional 6 months since "when" ''p''', 'provisional 1 year', 'approval', 'approval valid 1 year ''t'' steps a ''A'', "B"',
		'approval of "a b", "it''s" until 01', 'override never ''o''', 'override', 'override within 2 ranks by two people valid 10 days',
		'target "a b" = 20%, 01 = 0.5', 'treatment t', 'treatment "T" for 01, "a b" when x > 1 unit ''u'' ''t''',
		'treatment t = (1 + x) * 2 when x > 1, null when (x = 2), - x otherwise unit ''u''', 'parameter p date; parameter q in (''b'' > ''a'') = ''a'';'
		|| ' parameter r number between -1 and 5% = 2% keep 1% unit ''u''; scope when x < 5 ''s''; require x, "Z" or "when"',
		'criterion c weight -1 max (x + 1) missing x ''t'' = + x; score = score * (2 - 1); floor 01 when x = 1; cap 01 when (x = 2) at once',
		'criterion c max 5 = 5 when x > 1 ''many; | a'', 0 otherwise ''few''']) WITH ORDINALITY AS n(term, n)
	WHERE true;

SELECT is((SELECT string_agg(name, ', ') FROM tried AS t WHERE t.rubric::jsonb::rubric::text <> t.rubric::text), NULL, 'back and forth, each text is the same byte for byte');
SELECT is((SELECT string_agg(name, ', ') FROM tried AS t, LATERAL (SELECT pg_temp.bare(t.rubric::jsonb)::rubric) AS p(printed)
	WHERE pg_temp.bare(p.printed::jsonb)::rubric::text <> p.printed::text), NULL, 'a text that is written from fields is written so again');
SELECT is((SELECT string_agg(name, ', ') FROM tried AS t WHERE describe(pg_temp.bare(t.rubric::jsonb)::rubric, 'en') <> describe(t.rubric, 'en')), NULL,
	'and says the same');
SELECT is((SELECT string_agg(name, ', ') FROM tried AS t WHERE pg_temp.bare(t.rubric::jsonb) <> pg_temp.bare(pg_temp.bare(t.rubric::jsonb)::rubric::jsonb)), NULL,
	'with the same fields');
SELECT cmp_ok((SELECT count(*) FROM tried), '>', 2100::bigint, 'of more than 2,100 texts');

--
-- Edits
--
CREATE TEMP TABLE document AS SELECT $$-- head
grades A > B;   -- scale
metric x number >= 0 'size';
grade A when x >= 90   'large'; /* and */ grade B otherwise;
-- end
$$::rubric::jsonb AS d;

SELECT is(edited::rubric::text, wanted, what)
FROM document, LATERAL (VALUES
	(jsonb_set(d, '{statements,2,when}', '"x >= 95"'), E'-- head\ngrades A > B;   -- scale\nmetric x number >= 0 ''size'';\ngrade A when x >= 95 ''large''; /* and */ grade B otherwise;\n-- end\n',
		'a bound: all else stays'),
	(d #- '{statements,2,title}', E'-- head\ngrades A > B;   -- scale\nmetric x number >= 0 ''size'';\ngrade A when x >= 90; /* and */ grade B otherwise;\n-- end\n', 'no title any more'),
	(jsonb_set(d, '{statements,1,domain}', '{"above": "1", "to": "10"}'), NULL, 'a domain that the language has not'),
	(jsonb_set(d, '{statements,1,domain}', '{"from": "1", "to": "10"}'), E'-- head\ngrades A > B;   -- scale\nmetric x number between 1 and 10 ''size'';\ngrade A when x >= 90   ''large''; /* and */ grade B otherwise;\n-- end\n', 'a domain'),
	(jsonb_insert(d, '{statements,2}', '{"kind": "cap", "label": "B", "when": " x = 7 ", "at_once": true, "title": "it''s"}'),
		E'-- head\ngrades A > B;   -- scale\nmetric x number >= 0 ''size'';\ncap B when  x = 7  at once ''it''''s'';\ngrade A when x >= 90   ''large''; /* and */ grade B otherwise;\n-- end\n', 'a statement by its fields'),
	(jsonb_insert(d, '{statements,2}', '{"text": "cap B when x=7 -- seven", "before": " -- new"}'),
		E'-- head\ngrades A > B;   -- scale\nmetric x number >= 0 ''size''; -- new\ncap B when x=7 -- seven\n;\ngrade A when x >= 90   ''large''; /* and */ grade B otherwise;\n-- end\n', 'a statement by its text'),
	(d #- '{statements,0,unranked}', E'-- head\ngrades A > B;   -- scale\nmetric x number >= 0 ''size'';\ngrade A when x >= 90   ''large''; /* and */ grade B otherwise;\n-- end\n',
		'a list of nothing need not be given'),
	(d #- '{statements,2}', E'-- head\ngrades A > B;   -- scale\nmetric x number >= 0 ''size''; /* and */ grade B otherwise;\n-- end\n', 'without a statement'),
	(jsonb_set(d, '{statements,2,text}', '"grade A when x > 1"'), E'-- head\ngrades A > B;   -- scale\nmetric x number >= 0 ''size'';\ngrade A when x >= 90 ''large''; /* and */ grade B otherwise;\n-- end\n', 'fields go before the text')
) AS e(edited, wanted, what)
WHERE wanted IS NOT NULL;

SELECT is(jsonb_set(d, '{statements,0,ranked,0,label}', '"A+"') #>> '{statements,0,ranked,0,label}', 'A+', 'a label of another name') FROM document;
SELECT throws_ok(format('SELECT %L::jsonb::rubric', edited), state, message, message)
FROM document, LATERAL (VALUES
	(jsonb_set(d, '{statements,2,label}', '"C+"'), '42601', 'statements[2].label: unknown grade "C+"'),
	(jsonb_set(d, '{statements,2,when}', '"y > 1"'), '42601', 'statements[2].when: unknown name "y"'),
	(jsonb_set(d, '{statements,2,when}', '"x > "'), '42601', 'statements[2].when: syntax error at ";", expected an expression'),
	(jsonb_set(d, '{statements,2,when}', '"x > 1; grade B otherwise"'), '22023', 'statements[2]: must be one statement'),
	(jsonb_set(d #- '{statements,2,title}', '{statements,2,when}', '"x > 1 ''t''"'), '42601', 'statements[2].when: syntax error at "''t''", expected an operator or ";"'),
	(jsonb_set(d, '{statements,2,wen}', '"x > 1"'), '22023', 'statements[2].wen: does not fit its statement'),
	(jsonb_set(d, '{statements,2,when}', '1'), '22023', 'statements[2].when: must be a string'),
	(jsonb_set(d, '{statements,2,when}', 'null'), '22023', 'statements[2].when: is missing'),
	(jsonb_set(d, '{statements,3,otherwise}', '"yes"'), '22023', 'statements[3].otherwise: must be true or false'),
	(jsonb_set(d, '{statements,2,kind}', '"grad"'), '22023', 'statements[2].kind: there are no statements of kind "grad"'),
	(jsonb_set(d, '{statements,2}', '{"text": "grade A when x >"}'), '42601', NULL),
	(jsonb_set(d, '{statements,2}', '"grade"'), '22023', 'statements[2]: must be an object'),
	(jsonb_set(d, '{statements,2,before}', '"x"'), '22023', 'statements[2].before: must be white space and comments'),
	(jsonb_set(d, '{statements,2,before}', '"/*"'), '22023', 'statements[2].before: must be white space and comments'),
	(jsonb_set(d, '{statements,2,before}', '1'), '22023', 'statements[2].before: must be a string'),
	(jsonb_set(d, '{statements,1,domain}', '[]'), '22023', 'statements[1].domain: must be an object'),
	(jsonb_set(d, '{statements,1,domain}', '{"in": "a"}'), '22023', 'statements[1].domain.in: must be an array'),
	(jsonb_set(d, '{statements,1,domain}', '{"in": []}'), '22023', 'statements[1].domain.in: must be an array of one or more'),
	(jsonb_set(d, '{statements,1,domain}', '{"in": [1]}'), '22023', 'statements[1].domain.in[0]: must be a string'),
	(jsonb_set(d, '{statements,0,ranked,1}', '"B"'), '22023', 'statements[0].ranked[1]: must be an object'),
	(jsonb_set(d, '{statements,2}', '{"kind": "require", "any_of": ["x"]}'), '22023', 'statements[2].any_of[0]: must be an array of names'),
	(jsonb_set(d, '{statements,2}', '{"kind": "override", "within": 1.5}'), '22023', 'statements[2].within: must be a whole number'),
	(d - 'statements', '22023', 'statements: must be an array'),
	('[]', '22023', 'the rubric must be a JSON object')
) AS e(edited, state, message);

SELECT * FROM finish();
