-- Drafts: what they are good for, who reads them, and who approves them.
SELECT * FROM no_plan();

\o /dev/null
SET client_min_messages = warning;
SET TimeZone = 'UTC';
SET customer_grade.clock = '2026-06-15 12:00+00';
\ir include/error.sql
CREATE ROLE regress_team;
CREATE ROLE regress_one LOGIN;
CREATE ROLE regress_two LOGIN;
CREATE ROLE regress_granted LOGIN;
CREATE ROLE regress_owner;
GRANT regress_team TO regress_one, regress_two;
GRANT CREATE ON SCHEMA public TO regress_owner;
CREATE FUNCTION pg_temp.rubric(bound int) RETURNS customer_grade.rubric LANGUAGE sql AS
	$$ SELECT format('grades A > B; metric n number; grade A when n >= %s; grade B otherwise;', bound)::customer_grade.rubric $$;
CREATE FUNCTION pg_temp.versions() RETURNS text LANGUAGE sql AS
	$$ SELECT string_agg(concat_ws(' ', version, status, effective), ', ' ORDER BY version) FROM customer_grade.standard WHERE name = 's' $$;
GRANT USAGE ON SCHEMA pg_catalog TO regress_one;
SELECT customer_grade.define_standard('s', pg_temp.rubric(10), '2020-01-01', owner => 'regress_team');
SELECT customer_grade.grant_standard('s', 'regress_granted');
SET ROLE regress_owner;
CREATE TABLE client (id int PRIMARY KEY, n numeric);
INSERT INTO client VALUES (1, 5), (2, 15), (3, 25);
SELECT customer_grade.attach('s', 'client');
RESET ROLE;
\o

--
-- A draft
--
SET ROLE regress_granted;
SELECT is(customer_grade.define_standard('s', pg_temp.rubric(20), title => 'tighter', draft => true), 2, 'a draft gets a number');
SELECT is(pg_temp.versions(), '1 final [2020-01-01,), 2 draft empty', 'and no days; nothing ends by it');
SELECT is(customer_grade.grade('s', '{"n": 15}'), 'A', 'nobody is graded by it');
SELECT is(customer_grade.grade(customer_grade.rubric_of('s', 2), '{"n": 15}'), 'B', 'unless it is asked for by rubric_of()');
SELECT is((SELECT string_agg(condition, ', ') FROM customer_grade.rules(customer_grade.rubric_of('s', 2))), 'n >= 20, otherwise', 'like all that takes a rubric');
SELECT is_empty($$ SELECT * FROM customer_grade.run_cases('s', version => 2) $$, 'run_cases()');
SELECT is((SELECT count(*) FROM customer_grade.coverage('s', version => 2)), 5::bigint, 'coverage()');
SELECT isnt_empty($$ SELECT * FROM customer_grade.suggest_cases('s', version => 2) $$, 'suggest_cases()');
RESET ROLE;
GRANT regress_granted TO regress_owner;
SET ROLE regress_owner;
SELECT results_eq($$ SELECT key, grade, grade_to FROM customer_grade.impact('s', 'client', version => 2) $$, $$ VALUES (jsonb '{"id": 2}', 'A', 'B') $$, 'impact()');
SELECT is_empty($$ SELECT * FROM customer_grade.check_version('s', 'client', version => 2) $$, 'check_version()');
SELECT is((SELECT sum(customers) FROM customer_grade.coverage('s', 'client', version => 2) WHERE kind = 'rule' AND ordinal = 1), 1::numeric, 'coverage() of a table');
SELECT is(pg_temp.error(command), answer, command) FROM (VALUES
	($$ SET customer_grade.version = '2 s'; SELECT customer_grade.grade('s', '{"n": 15}') $$, '42704 standard "s" has no version 2'),
	($$ SELECT customer_grade_internal.open_publish('s', 'client', 2) $$,
		'55000 version 2 of standard "s" is a draft | SELECT customer_grade.approve_standard(''s'', 2);')) AS e(command, answer);
RESET customer_grade.version;
RESET ROLE;
REVOKE regress_granted FROM regress_owner;

-- who does not write the standard does not see it, also where the table's owner would read for it
SET ROLE regress_owner;
SELECT is(pg_temp.versions(), '1 final [2020-01-01,)', 'others do not see a draft');
SELECT is(pg_temp.error(command), '42704 standard "s" has no version 2 | Its latest version is 1.', command)
FROM unnest(ARRAY[$$ SELECT customer_grade.rubric_of('s', 2) $$, $$ SELECT customer_grade.impact('s', 'client', version => 2) $$,
	$$ SELECT customer_grade.suggest_cases('s', version => 2) $$, $$ SELECT customer_grade.coverage('s', 'client', version => 2) $$,
	$$ SELECT customer_grade_internal.open_publish('s', 'client', 2) $$]) AS command;
SELECT alike(pg_temp.error($$ SELECT customer_grade.check_version('s', 'client', version => 2) $$), '42704 %', 'check_version()');
GRANT SELECT ON client_s_metrics TO regress_granted;
SET ROLE regress_granted;
SELECT is((SELECT count(*) FROM customer_grade.impact('s', 'client', version => 2)), 1::bigint, 'the reader counts, not the owner of the table');
SELECT is((SELECT string_agg(grade, ' ') FROM customer_grade.grade_scale('s')), 'A B', 'reports go by the version in force');

-- errors
SELECT is(pg_temp.error(command), answer, command) FROM (VALUES
	($$ SELECT customer_grade.define_standard('s', pg_temp.rubric(30), '2026-01-01', draft => true) $$, '22023 a draft is effective on no day | Give effective_from to approve_standard().'),
	($$ SELECT customer_grade.approve_standard('s', 2) $$, '42501 permission denied for standard "s" | It belongs to role regress_team, and only its members may do this.')) AS e(command, answer);
SET ROLE regress_one;
SELECT is(pg_temp.error(command), answer, command) FROM (VALUES
	($$ SELECT customer_grade.approve_standard('s', 9) $$, '42704 standard "s" has no version 9 | Its latest version is 2.'),
	($$ SELECT customer_grade.approve_standard('t', 1) $$, '42704 standard "t" does not exist'),
	($$ SELECT customer_grade.approve_standard('s', 1) $$, '55000 version 1 of standard "s" is no draft'),
	($$ SELECT customer_grade.withdraw_draft('s', 1) $$, '55000 version 1 of standard "s" is no draft'),
	($$ SELECT customer_grade.alter_standard('s', effective => '[2026-01-01,)', version => 2) $$,
		'55000 version 2 of standard "s" is a draft | SELECT customer_grade.approve_standard(''s'', 2);')) AS e(command, answer);
SELECT lives_ok($$ SELECT customer_grade.alter_standard('s', title => 'in force'), customer_grade.alter_standard('s', title => 'tighter still', version => 2) $$, 'titles change');
SELECT is((SELECT string_agg(title, ', ' ORDER BY version) FROM customer_grade.standard WHERE name = 's'), 'in force, tighter still', 'by default that of the latest final version');

--
-- Approval
--
SELECT lives_ok($$ SELECT customer_grade.approve_standard('s', 2, '2026-07-01') $$, 'a member of the owner approves it');
SELECT is(pg_temp.versions(), '1 final [2020-01-01,2026-07-01), 2 final [2026-07-01,)', 'now it is a version as others');
SELECT is((SELECT concat_ws(' ', created_by, approved_by, approved_at IS NOT NULL) FROM customer_grade.standard WHERE name = 's' AND version = 2),
	'regress_granted regress_one t', 'who defined and approved it is noted');
SELECT is(pg_temp.error($$ SELECT customer_grade.approve_standard('s', 2) $$), '55000 version 2 of standard "s" is no draft', 'it is approved once');
SELECT is(customer_grade.define_standard('s', pg_temp.rubric(30), draft => true), 3, 'another draft');
SELECT lives_ok($$ SELECT customer_grade.withdraw_draft('s', 3) $$, 'is withdrawn');
SELECT is(pg_temp.error(command), '55000 version 3 of standard "s" is a draft that was withdrawn | Define it again with define_standard().', command)
FROM unnest('{"SELECT customer_grade.approve_standard(''s'', 3)","SELECT customer_grade.withdraw_draft(''s'', 3)"}'::text[]) AS command;
SELECT is(customer_grade.define_standard('s', pg_temp.rubric(31), draft => true), 4, 'its number is never that of another text');
SET ROLE regress_granted;
SELECT is(pg_temp.error($$ SELECT customer_grade.withdraw_draft('s', 4) $$),
	'42501 permission denied for standard "s" | It belongs to role regress_team, and only its members may do this.', 'a draft of another is for the owner');
SELECT is(customer_grade.define_standard('s', pg_temp.rubric(32), draft => true), 5, 'one''s own');
SELECT lives_ok($$ SELECT customer_grade.withdraw_draft('s', 5) $$, 'one may withdraw');
RESET ROLE;
SELECT throws_ok($$ UPDATE customer_grade_internal.standard SET effective = '[2040-01-01,)' WHERE name = 's' AND status = 'draft' $$, '23514', NULL, 'a draft never has days');
SELECT throws_ok($$ UPDATE customer_grade_internal.standard SET created_login = 'x' WHERE name = 's' AND version = 4 $$, '55000',
	'column "created_login" of a version of standard "s" never changes', 'its author stays');

-- only drafts
SELECT customer_grade.define_standard('new', pg_temp.rubric(1), draft => true) \g /dev/null
SET customer_grade.as_of = '2026-06-15';
SELECT is(pg_temp.error($$ SELECT customer_grade.grade('new', '{}') $$), '55000 standard "new" has no version effective on 2026-06-15 | None of its versions has been approved yet.', 'the first version may be a draft');
SELECT customer_grade.approve_standard('new', 1, '2026-06-01') \g /dev/null
SELECT is(customer_grade.grade('new', '{"n": 1}'), 'A', 'until it is approved');
RESET customer_grade.as_of;

--
-- Two people
--
SET ROLE regress_one;
SELECT lives_ok($$ SELECT customer_grade.alter_standard('s', two_people => true) $$, 'from now on two people decide');
SELECT is((SELECT bool_and(two_people) FROM customer_grade.standard WHERE name = 's'), true, 'about all versions');
SELECT is(pg_temp.error(command), answer, command) FROM (VALUES
	($$ SELECT customer_grade.define_standard('s', pg_temp.rubric(40)) $$,
		'55000 two people decide about each version of standard "s" | Define it with draft => true; then another member of role regress_team approves it.'),
	($$ SELECT customer_grade.alter_standard('s', two_people => false) $$,
		'55000 two people decide about each version of standard "s": one person cannot end that | A superuser that is asked by them can: SELECT customer_grade.alter_standard(''s'', two_people => false);'),
	($$ SELECT customer_grade.alter_standard('s', effective => '[2020-01-01,2026-06-20)', version => 1) $$,
		'55000 two people decide about each version of standard "s": its dates do not change by hand | A superuser that is asked by them can: SELECT customer_grade.alter_standard(''s'', two_people => false);'),
	($$ SELECT customer_grade.drop_standard('s', true) $$,
		'55000 two people decide about each version of standard "s": one person cannot drop it | A superuser that is asked by them can: SELECT customer_grade.alter_standard(''s'', two_people => false);')) AS e(command, answer);
SELECT is(pg_temp.error($$ SELECT customer_grade.approve_standard('s', 4) $$),
	'42501 role "regress_one" has defined this draft and cannot approve it | Another member of role regress_team must approve it.', 'the author does not approve its own draft');
-- a person is the role it has logged in as, too
RESET ROLE;
SET SESSION AUTHORIZATION regress_one;
SET ROLE regress_team;
SELECT is(customer_grade.define_standard('s', pg_temp.rubric(50), draft => true), 6, 'a draft as the owner itself');
SELECT is((SELECT created_by || ' ' || created_login FROM customer_grade.standard WHERE name = 's' AND version = 6), 'regress_team regress_one', 'the login is noted');
RESET ROLE;
SELECT is(pg_temp.error($$ SELECT customer_grade.approve_standard('s', 6) $$),
	'42501 role "regress_team" has defined this draft and cannot approve it | Another member of role regress_team must approve it.', 'is still the draft of who has logged in');
RESET SESSION AUTHORIZATION;
SET SESSION AUTHORIZATION regress_two;
SELECT lives_ok($$ SELECT customer_grade.approve_standard('s', 6) $$, 'another person approves it');
RESET SESSION AUTHORIZATION;
SELECT is((SELECT version FROM customer_grade.standard WHERE name = 's' AND effective @> date '2026-06-15'), 6, 'it is in force from today on');
SELECT lives_ok($$ SELECT customer_grade.alter_standard('s', two_people => false) $$, 'a superuser ends it');

SELECT * FROM finish();
\o /dev/null
SELECT customer_grade.detach('s', 'client', true), customer_grade.drop_standard('s'), customer_grade.drop_standard('new');
DROP OWNED BY regress_team, regress_one, regress_two, regress_granted, regress_owner;
DROP ROLE regress_team, regress_one, regress_two, regress_granted, regress_owner;
