-- The version in force: a table goes by the version that was put in force for it, until publish() or run_due_reviews() puts
-- another one in force.

\o /dev/null
SET client_min_messages = warning;
SET customer_grade.clock = '2026-01-10 12:00+00';
CREATE FUNCTION pg_temp.lead(text) RETURNS customer_grade.rubric LANGUAGE sql AS
	$$ SELECT ('grades A > B; metric budget number; grade A when budget > ' || $1 || '; grade B otherwise;')::customer_grade.rubric $$;
CREATE FUNCTION pg_temp.ledger() RETURNS text LANGUAGE plpgsql AS
	$$ BEGIN RETURN string_agg(format('%s %s%s', id, grade, version), ', ' ORDER BY id) FROM lead_lead_ledger; END $$;
CREATE FUNCTION pg_temp.state() RETURNS text LANGUAGE sql AS
	$$ SELECT concat_ws(' ', 'version', version, 'passed over ' || passed_over, 'waiting: ' || waiting) FROM customer_grade.attachment WHERE standard = 'lead' $$;
CREATE TABLE lead (id int PRIMARY KEY, budget numeric, country text);
INSERT INTO lead VALUES (1, 5, 'DE'), (2, 50, 'FR');
SELECT customer_grade.define_standard('lead', pg_temp.lead('1'), '2026-01-01');
SELECT customer_grade.attach('lead', 'lead');
\o
SELECT * FROM no_plan();

SELECT is(pg_temp.state() || ': ' || pg_temp.ledger(), 'version 1: 1 A1, 2 A1', 'attach() puts the version effective today in force');
\o /dev/null
SELECT customer_grade.define_standard('lead', pg_temp.lead('10'), '2026-01-05');
UPDATE lead SET country = country || '1';
CALL customer_grade.review('lead', 'lead');
\o
SELECT is(pg_temp.state() || ': ' || pg_temp.ledger(), 'version 1: 1 A1, 2 A1', 'a new version changes nothing: neither writers nor reviews go by it');
SELECT is_empty($$ SELECT * FROM customer_grade.verify('lead', 'lead') $$, 'all is as it should be');
SELECT results_eq($$ SELECT key, stored_grade, grade, change FROM customer_grade.verify('lead', 'lead', '2026-01-10') $$,
	$$ VALUES (jsonb '{"id": 1}', 'A', 'B', 'demotion') $$, 'verify() on a day tells whom the new one will move');
SELECT is_empty($$ SELECT * FROM customer_grade.verify('lead', 'lead', '2026-01-09') $$, '... on a day that is over by the one in force');
SELECT customer_grade.alter_attachment('lead', 'lead', publish => 'by hand') \g /dev/null
SELECT is_empty($$ SELECT * FROM customer_grade.verify('lead', 'lead', '2026-01-10') $$, '... nobody where versions are published by hand');
CALL customer_grade.run_due_reviews();
SELECT is(pg_temp.state(), 'version 1', 'nor does run_due_reviews() publish it');
SELECT customer_grade.alter_attachment('lead', 'lead', reset => '{publish}') \g /dev/null
CALL customer_grade.run_due_reviews();
SELECT is(pg_temp.state() || ': ' || pg_temp.ledger(), 'version 2: 1 B2, 2 A2', '... automatically it does, and switches everybody');
SELECT is_empty($$ SELECT * FROM customer_grade.verify('lead', 'lead') $$, 'all is as it should be');

-- back and ahead
CALL customer_grade.publish('lead', 'lead', version => 1);
SELECT is(pg_temp.state() || ': ' || pg_temp.ledger(), 'version 1 passed over 2: 1 A1, 2 A1', 'publish() goes back');
CALL customer_grade.run_due_reviews();
SELECT is(pg_temp.state(), 'version 1 passed over 2', '... and run_due_reviews() leaves it there');
SELECT is((SELECT count(*) FROM customer_grade.doctor()), 0::bigint, '... and nobody is told to change it');
SELECT customer_grade.define_standard('lead', pg_temp.lead('100'), '2026-02-01') \g /dev/null
SELECT results_eq($$ SELECT stored_grade, grade FROM customer_grade.verify('lead', 'lead', '2026-02-01') ORDER BY key $$,
	$$ VALUES ('A', 'B'), ('A', 'B') $$, 'until a later version takes effect');
SET customer_grade.clock = '2026-02-01 12:00+00';
CALL customer_grade.run_due_reviews();
SELECT is(pg_temp.state() || ': ' || pg_temp.ledger(), 'version 3: 1 B3, 2 B3', '... which is published');
SELECT customer_grade.define_standard('lead', pg_temp.lead('0'), '2027-01-01') \g /dev/null
CALL customer_grade.publish('lead', 'lead', version => 4);
SELECT is(pg_temp.state() || ': ' || pg_temp.ledger(), 'version 4 passed over 3: 1 A4, 2 A4', 'a version may be in force before it is effective');
CALL customer_grade.publish('lead');
SELECT is(pg_temp.state(), 'version 3', 'by default it is the one that is effective');
SELECT throws_ok($$ SELECT customer_grade_internal.open_publish('lead', 'lead', 9) $$, '42704', 'standard "lead" has no version 9', 'only versions are published');

-- broken off
SELECT customer_grade_internal.open_publish('lead', 'lead', 2) AS publish \gset
SELECT lives_ok($$ SELECT customer_grade.cancel_review('lead', 'lead') $$, 'a publish that has not begun can be cancelled');
SELECT is(pg_temp.state(), 'version 3', '... and has changed nothing');
SELECT customer_grade_internal.open_publish('lead', 'lead', 2) AS publish \gset
SELECT customer_grade_internal.advance_review(:publish, 100, 0) \g /dev/null
SELECT is(pg_temp.state(), 'version 2 passed over 3', 'its first step puts the version in force');
INSERT INTO lead VALUES (3, 20, 'IT');
SELECT is(pg_temp.ledger(), '1 B3, 2 B3, 3 A2', 'which grades everything from then on');
SELECT is_empty($$ SELECT * FROM customer_grade.verify('lead', 'lead') $$, 'each row is right by its own version');
SELECT throws_ok($$ SELECT customer_grade.cancel_review('lead', 'lead') $$, '55000',
	format('publish %s of standard "lead" on table "public.lead" cannot be cancelled: version 2 is in force already', :publish), 'then it must be finished');
CALL customer_grade.run_due_reviews();
SELECT is(pg_temp.ledger(), '1 B2, 2 A2, 3 A2', '... by run_due_reviews(), too');
SELECT customer_grade_internal.open_publish('lead', 'lead', 3) AS publish \gset
SELECT customer_grade_internal.advance_review(:publish, 100, 0) \g /dev/null
CALL customer_grade.publish('lead', 'lead', version => 2);
SELECT is(pg_temp.ledger() || ' ' || (SELECT status FROM customer_grade.review WHERE id = :publish), '1 B2, 2 A2, 3 A2 cancelled', '... or another version takes its place');
SELECT is_empty($$ SELECT * FROM customer_grade.verify('lead', 'lead') $$, 'all is as it should be');

-- a version that stays
SELECT throws_ok($$ SELECT customer_grade.retire_standard('lead', '2026-01-20') $$, '2BP01', 'standard "lead" is attached to table "public.lead"', 'an attached standard does not end');
SELECT throws_ok($$ SELECT customer_grade.drop_standard('lead') $$, '2BP01', 'standard "lead" is attached to table "public.lead"', '... nor is it dropped');
SELECT lives_ok($$ SELECT customer_grade.retire_standard('lead', '2026-01-20', true) $$, '... unless it must');
SELECT lives_ok($$ SELECT customer_grade.drop_standard('lead', force => 'true') $$, '... altogether');
SELECT is((SELECT string_agg(version || ' ' || effective, ', ') FROM customer_grade.standard WHERE name = 'lead'), '2 empty', 'then the version in force stays');
INSERT INTO lead VALUES (4, 20, 'ES');
SELECT is(pg_temp.ledger(), '1 B2, 2 A2, 3 A2, 4 A2', '... and grades');
SELECT is((SELECT count(*) FROM customer_grade.doctor()), 0::bigint, '... and nothing is wrong with that');
CREATE VIEW lead_figures AS SELECT * FROM lead;
SELECT lives_ok($$ SELECT customer_grade.alter_attachment('lead', 'lead', metrics => 'lead_figures') $$, '... and tells what another metrics view must give');
SELECT customer_grade.detach('lead', 'lead', true) \g /dev/null
SELECT lives_ok($$ SELECT customer_grade.drop_standard('lead') $$, 'without a table it can go');
SELECT is((SELECT count(*) FROM customer_grade.standard WHERE name = 'lead'), 0::bigint, '... altogether');
SELECT throws_ok($$ SET customer_grade.version = 'lead' $$, '22023', NULL, 'the setting version is for our own statements, and has a form of its own');

-- what stands in the way
\o /dev/null
RESET customer_grade.clock;
CREATE FUNCTION pg_temp.problems(version int) RETURNS SETOF text LANGUAGE plpgsql AS $$
BEGIN
	RETURN QUERY SELECT concat_ws(' | ', kind, problem, customers, examples, CASE WHEN blocks THEN 'blocks' END)
		FROM customer_grade.check_version('order', 'client', version => $1);
END $$;
CREATE FUNCTION pg_temp.refusal(force text DEFAULT NULL) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	told text;
BEGIN
	PERFORM customer_grade_internal.open_publish('order', 'client', NULL, force);
	RETURN 'none';
EXCEPTION WHEN object_not_in_prerequisite_state THEN
	GET STACKED DIAGNOSTICS told = PG_EXCEPTION_DETAIL;
	RETURN told;
END $$;
CREATE TABLE client (id int PRIMARY KEY, amount numeric, region text);
INSERT INTO client SELECT n, n - 3, 'EU' FROM generate_series(1, 20) AS n;
SELECT customer_grade.define_standard('order', 'grades A > B > C; metric amount number; grade A when amount > 10; grade B when amount > 5; grade C otherwise;
	review daily; approval of A until B;', '2020-01-01');
SELECT customer_grade.attach('order', 'client');
SELECT customer_grade.override('order', 'client', '1', 'C', 'a reason');
SELECT customer_grade.define_standard('order', 'grades S > B; metric amount number >= 0; metric region number; metric visits number; metric unread text; parameter cut number; parameter as_of date; parameter known number = 1;
	grade S when amount > cut and region > known and visits > 1 and as_of > date ''2020-01-01''; grade B otherwise;', '2020-01-02');
SELECT customer_grade.alter_standard('order', settings => '{"color": {"A": "#112233", "S": "#112234"}, "review": {"A": 1}}');
\o
SELECT results_eq('SELECT pg_temp.problems(2)', $$ VALUES
	('metric | column "region" of "public.client" is of type text, which cannot be a metric of type number | blocks'),
	('metric | "public.client_order_metrics" has no column for metric "visits" | blocks'),
	('parameter | parameter "cut" has no value | blocks'),
	('label | decisions of kind override name grade "C", which the version lacks | 1 | [{"id": 1}] | blocks'),
	('label | setting "color" names grade "A", which the version lacks') $$, 'what a version lacks, or asks for in vain');
SELECT is(pg_temp.refusal(), concat_ws(E'\n', 'column "region" of "public.client" is of type text, which cannot be a metric of type number',
	'"public.client_order_metrics" has no column for metric "visits"', 'parameter "cut" has no value',
	'decisions of kind override name grade "C", which the version lacks: 1 customer(s), such as {"id": 1}'), 'publish() refuses it, and says why');
SELECT is(pg_temp.refusal('we know'), concat_ws(E'\n', 'column "region" of "public.client" is of type text, which cannot be a metric of type number',
	'"public.client_order_metrics" has no column for metric "visits"', 'parameter "cut" has no value'), 'a reason replaces no metric, and no value');
SELECT throws_ok($$ SELECT customer_grade_internal.open_publish('order', 'client', 2) $$, '55000', 'version 2 of standard "order" cannot be put in force for table "public.client"', '... as an error');
SELECT throws_ok($$ SELECT customer_grade_internal.open_publish('order', 'client', 2, ' ') $$, '22023', 'force needs a reason', 'force without a reason');
\setenv PGDATABASE :DBNAME
\set told `psql -X -q -v VERBOSITY=verbose -c 'CALL customer_grade.run_due_reviews()' 2>&1`
SELECT matches(:'told'::text, 'ERROR:  55000: 1 of the attachments could not be reviewed or published\nDETAIL:  Standard "order" on table "public.client": version 2 waits: column "region" .*; parameter "cut" has no value',
	'run_due_reviews() tells that it waits');
SELECT is((SELECT string_agg(kind || ' ' || version || ' ' || status, ', ' ORDER BY id) FROM customer_grade.review WHERE standard = 'order' AND kind <> 'due'), 'attach 1 done', '... and publishes nothing');
SELECT matches((SELECT problem FROM customer_grade.doctor()), '^version 2 is effective, but version 1 is in force: column "region"', 'so does doctor()');
SELECT is_empty($$ SELECT * FROM customer_grade.verify('order', 'client') $$, 'all is as it should be');
\o /dev/null
ALTER TABLE client ADD visits int DEFAULT 2;
SELECT customer_grade.alter_attachment('order', 'client', parameters => '{"cut": 12}');
SELECT customer_grade.end_override('order', 'client', '1');
SELECT customer_grade.define_standard('order', 'grades S > B; metric amount number >= 0; metric visits number; parameter cut number; grade S when amount > cut and visits > 1; grade B otherwise;', '2020-01-02');
\o
SELECT results_eq('SELECT pg_temp.problems(3)', $$ VALUES ('metric | "public.client_order_metrics" has no column for metric "visits"') $$,
	'publish() adds columns itself');
CALL customer_grade_internal.extend_before_publish('order', 'client');
SELECT results_eq('SELECT pg_temp.problems(3)', $$ VALUES ('domain | value of metric "amount" outside its domain (>= 0) | 2 | [{"id": 1}, {"id": 2}] | blocks') $$, 'then rows are looked at');
CALL customer_grade.publish('order', 'client', force => 'two old clients are known to be wrong');
SELECT is((SELECT concat_ws(' ', kind, version, refused, forced) FROM customer_grade.review ORDER BY id DESC LIMIT 1), 'publish 3 2 two old clients are known to be wrong', 'a reason publishes nevertheless, and stays in the log');
SELECT is((SELECT string_agg(DISTINCT parameters::text, ',') FROM customer_grade.parameter_set WHERE standard = 'order' AND number = (SELECT parameter_set FROM customer_grade.attachment WHERE standard = 'order')),
	'{"cut": 12}', 'values that a version needs in addition come from the option');
\o /dev/null
SELECT customer_grade.define_standard('order', 'grades S > B; metric amount number >= 0; grade S when amount > 12; grade B otherwise;', '2020-01-02');
\o
SELECT results_eq('SELECT pg_temp.problems(4)', $$ VALUES ('domain | value of metric "amount" outside its domain (>= 0) | 2 | [{"id": 1}, {"id": 2}]') $$, 'what the version in force refuses, too, is not in the way');
SELECT is((SELECT string_agg(kind || ' ' || problem, ', ') FROM customer_grade.check_version('order', 'client', 'grades A; metric amount number; grade A when 1 / (amount - 3) > 0; grade A otherwise;') WHERE blocks), 'row refused: division by zero', 'a row that the rubric refuses');
SELECT throws_ok($$ SELECT * FROM customer_grade.check_version('order', 'client', 'grades A; grade A otherwise;', 1) $$, '22023', 'check_version() takes a rubric or a version, not both', 'one of two');
SELECT throws_ok($$ SELECT * FROM customer_grade.check_version('order', 'client', version => 99) $$, '42704', 'standard "order" does not exist, or has no such version', 'no such version');
SELECT is((SELECT count(*) FROM customer_grade.check_version('order')), 1::bigint, 'of all tables');
CREATE ROLE regress_version_stranger;
SET ROLE regress_version_stranger;
SELECT is((SELECT count(*) FROM customer_grade.check_version('order')), 0::bigint, '... whose rows one may read');
RESET ROLE;
DROP ROLE regress_version_stranger;
CALL customer_grade.run_due_reviews();
SELECT is((SELECT version || coalesce(waiting, '') FROM customer_grade.attachment WHERE standard = 'order'), '4', 'nothing waits any more');

-- grades of two versions
\o /dev/null
SET customer_grade.clock = '2026-03-01 12:00+00';
CREATE TABLE k (id int PRIMARY KEY, x numeric);
INSERT INTO k VALUES (1, 500), (2, 150), (3, 60), (4, 1), (5, 777);
SELECT customer_grade.define_standard('sc', 'grades A > B > C, old; metric x number; grade old when x = 777; grade A when x >= 200; grade B when x >= 100; grade C otherwise;', '2020-01-01');
SELECT customer_grade.attach('sc', 'k', outbox => true);
SELECT customer_grade.create_report_views('sc', 'k');
DELETE FROM k_sc_outbox;
SELECT customer_grade.define_standard('sc', 'grades S1 > S2 > A > B > C; metric x number; grade S1 when x >= 1000; grade S2 when x >= 400; grade A when x >= 120; grade B when x >= 50; grade C otherwise;', '2026-03-02');
SET customer_grade.clock = '2026-03-05 12:00+00';
CREATE VIEW moves AS VALUES (1, 'A', 'S2', 'better', 1), (2, 'B', 'A', 'better', 1), (3, 'C', 'B', 'better', 1), (5, 'old', 'S2', 'other', NULL);
\o
SELECT results_eq($$ SELECT (key -> 'id')::int, grade, grade_to, direction FROM customer_grade.impact('sc', 'k', version => 2) ORDER BY 1 $$, 'SELECT column1, column2, column3, column4 FROM moves', 'impact() of a version');
SELECT results_eq($$ SELECT (key -> 'id')::int, grade, grade_to, direction FROM customer_grade.impact('sc', 'k', (SELECT rubric FROM customer_grade.standard WHERE name = 'sc' AND version = 2)) ORDER BY 1 $$,
	'SELECT column1, column2, column3, column4 FROM moves', '... and of a rubric');
SELECT throws_ok($$ SELECT * FROM customer_grade.impact('sc', 'k') $$, '22023', 'impact() takes either a rubric or a version', '... of nothing');
SELECT results_eq($$ SELECT (key -> 'id')::int, change FROM customer_grade.verify('sc', 'k', '2026-03-05') ORDER BY 1 $$, $$ VALUES (1, 'promotion'), (2, 'promotion'), (3, 'promotion'), (5, 'change') $$, 'verify() on a day');
CALL customer_grade.publish('sc', 'k');
SELECT results_eq($$ SELECT (key -> 'id')::int, grade_from, grade_to, direction, notches FROM customer_grade.movers('sc', 'k', '2026-03-01') ORDER BY 1 $$, 'TABLE moves', 'movers()');
SELECT results_eq($$ SELECT grade_from, grade_to, direction FROM customer_grade.migration('sc', 'k', '2026-03-01') WHERE direction <> 'same' ORDER BY 1 $$,
	'SELECT column2, column3, column4 FROM moves ORDER BY 1', 'migration()');
SELECT results_eq('SELECT id, grade_from, grade_to, direction, notches FROM k_sc_changes ORDER BY 1', 'TABLE moves', 'the view of changes');
SELECT results_eq($$ SELECT (key -> 'id')::int, old_grade, new_grade, direction FROM customer_grade.take_events('sc', 'k') ORDER BY 1 $$, 'SELECT column1, column2, column3, column4 FROM moves', 'events');
SELECT is((SELECT string_agg(grade, ' ') FROM customer_grade.distribution('sc', 'k')), 'S1 S2 A B C', 'the distribution has the grades of the version in force');
SELECT is((SELECT string_agg(grade, ' ') FROM customer_grade.distribution('sc', 'k', '2026-03-03')), 'A B C old', '... that day');
SELECT is((SELECT string_agg(grade_label, ' ' ORDER BY sort_order) FROM k_sc_scale), 'S1 S2 A B C old -', 'the scale has those of other versions, too');
CALL customer_grade.publish('sc', 'k', version => 1);
SELECT results_eq($$ SELECT (key -> 'id')::int, direction, notches FROM customer_grade.movers('sc', 'k', '2026-03-04', '2026-03-05') ORDER BY 1 $$, $$ VALUES (0, '', 0) LIMIT 0 $$, 'there and back is no move');
SELECT is((SELECT string_agg(direction, ' ' ORDER BY (key -> 'id')::int) FROM customer_grade.take_events('sc', 'k')), 'worse worse worse other', '... but one down');
SELECT is((SELECT string_agg(grade_label, ' ' ORDER BY sort_order) FROM k_sc_scale), 'A B C old S1 S2 -', 'the views follow');
SELECT is((SELECT changes || ' ' || reversals FROM customer_grade.flapping('sc', 'k', '2026-03-01', times => 1) WHERE key = '{"id": 1}'), '2 1', 'flapping()');
SELECT is(customer_grade_internal.direction('sc', 1, from_grade, 2, to_grade) || coalesce(customer_grade_internal.notches('sc', 1, from_grade, 2, to_grade), 0), told, concat_ws(' to ', from_grade, to_grade))
FROM (VALUES ('A', 'A', 'same0'), ('A', NULL, 'no longer graded0'), (NULL, 'A', 'graded0'), (NULL, NULL, 'same0'), ('C', 'S1', 'better4'), ('A', 'old', 'other0'), ('A', 'Z', 'other0'), ('old', 'S1', 'other0')) AS v(from_grade, to_grade, told);
SELECT is(customer_grade_internal.direction(standard, version_from, 'A', version_to, 'B'), told, 'versions that are not there')
FROM (VALUES ('sc', 9, 1, 'worse'), ('sc', 1, 9, 'worse'), ('sc', NULL, 1, 'worse'), ('sc', 8, 9, 'other'), ('none', 1, 2, 'other'), (NULL, 1, 2, 'other')) AS v(standard, version_from, version_to, told);

SELECT * FROM finish();
