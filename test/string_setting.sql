-- Old applications set standard_conforming_strings = off: our functions do what they do with on. PostgreSQL 19 knows only on.

\o /dev/null
SET client_min_messages = error;
SET customer_grade.clock = '2024-01-01 12:00+00';
SET escape_string_warning = off;
CREATE FUNCTION pg_temp.set_strings(value text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
	PERFORM set_config('standard_conforming_strings', value, false);
EXCEPTION WHEN OTHERS THEN
	NULL;
END $$;
\o
SELECT * FROM no_plan();

-- a string with a backslash is an E'' string, or the continuation of one
SELECT is_empty($test$
	SELECT p.oid::regprocedure::text, m[1]
	FROM pg_proc AS p JOIN pg_language AS l ON l.oid = p.prolang,
		regexp_matches(p.prosrc, E'(--[^\\n]*|\\mE(?:''(?:[^''\\\\]|\\\\.|'''')*''(?:\\s*\\n\\s*(?='')|))+|''(?:[^'']|'''')*'')', 'g') AS m
	WHERE p.pronamespace IN ('customer_grade'::regnamespace, 'customer_grade_internal'::regnamespace) AND l.lanname IN ('sql', 'plpgsql')
		AND m[1] ~ '^''' AND m[1] ~ E'\\\\'
	$test$, 'no string of our functions depends on the setting');

SELECT pg_temp.set_strings('off') \g /dev/null
\o /dev/null
SELECT customer_grade.define_standard('s', 'grades A > B; metric amount number; grade A when amount >= 100; grade B otherwise; review month end;', '2020-01-01');
CREATE TABLE "back\slash" (id int PRIMARY KEY, amount numeric, extra numeric, mirror text);
INSERT INTO "back\slash" VALUES (1, 100), (2, 1);
SELECT customer_grade.attach('s', '"back\\slash"', mirror => 'mirror');
SELECT customer_grade.define_standard('s', 'grades A > B; metric amount number; metric extra number; grade A when amount >= 100 and extra > 0; grade B otherwise; review month end;', '2021-01-01');
SELECT customer_grade.refresh('s', '"back\\slash"');
UPDATE "back\slash" SET extra = 1;
SELECT customer_grade.add_outbox('s', '"back\\slash"');
SELECT customer_grade.create_report_views('s', '"back\\slash"');
CREATE TABLE part (a int PRIMARY KEY, amount numeric, extra numeric) PARTITION BY RANGE (a);
SELECT customer_grade.attach('s', 'part');
CREATE TABLE part_1 PARTITION OF part FOR VALUES FROM (0) TO (10);
INSERT INTO part_1 VALUES (1, 100, 1);
ALTER TABLE part DETACH PARTITION part_1;
SET customer_grade.clock = '2024-02-01 12:00+00';
CALL customer_grade.run_due_reviews();
\o
SELECT is((SELECT string_agg(format('%s %s', id, grade), ', ' ORDER BY id) FROM "back\slash_s_ledger"), '1 A, 2 B', 'attach() and refresh() after a new version');
SELECT is((SELECT string_agg(attname, ' ' ORDER BY attnum) FROM pg_attribute WHERE attrelid = '"back\\slash_s_metrics"'::regclass), 'id amount extra', 'the metrics view has the new metric');
SELECT is((SELECT count(*) FROM customer_grade.verify('s', '"back\\slash"')), 0::bigint, 'verify()');
SELECT is((SELECT count(*) FROM pg_trigger WHERE tgrelid = 'part_1'::regclass), 0::bigint, 'a detached partition');
SELECT is(customer_grade_internal.treatment_interval('3', 'month'), interval '3 months', 'treatment_interval()');
SELECT is(customer_grade.next_review('s', '"back\\slash"'), '2024-02-29', 'next_review()');
SELECT throws_ok('SELECT customer_grade.define_standard(''a b'', ''grades A; grade A otherwise;'')', '42602', 'invalid name "a b" of a standard', 'define_standard()');
SELECT is(customer_grade_internal.html_escape(E'<\x01>'), E'&lt;\uFFFD&gt;', 'HTML');
SELECT alike(customer_grade.report_html('s', '"back\\slash"'), '%back_slash%', 'report_html()');
SELECT is((SELECT string_agg(format('%s %s', kind, status), ', ' ORDER BY id) FROM customer_grade.review AS r WHERE kind <> 'attach' AND r.subject = '"back\\slash"'::regclass), 'review done, publish done', 'run_due_reviews()');
SELECT lives_ok('SELECT customer_grade.detach(''s'', ''"back\\\\slash"''), customer_grade.detach(''s'', ''part'')', 'detach()');
SELECT * FROM finish();
