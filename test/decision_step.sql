-- Approvals in steps, each by another person, and versions that begin to ask approval.

\o /dev/null
SET client_min_messages = warning;
SET timezone = 'UTC';
CREATE ROLE regress_owner;
CREATE ROLE regress_section;
CREATE ROLE regress_director;
CREATE ROLE regress_manager;
CREATE ROLE regress_anna LOGIN;
CREATE ROLE regress_bo LOGIN;
CREATE ROLE regress_chen LOGIN;
CREATE ROLE regress_dora LOGIN;
CREATE ROLE regress_clerk;
CREATE ROLE regress_stranger;
GRANT regress_section TO regress_anna, regress_dora;
GRANT regress_director TO regress_bo, regress_anna, regress_dora;
GRANT regress_manager TO regress_chen, regress_bo;
GRANT CREATE ON SCHEMA public TO regress_owner;
CREATE FUNCTION pg_temp.on_day(day text) RETURNS void LANGUAGE sql AS $$ SELECT set_config('customer_grade.clock', day || ' 12:00+00', false) $$;
CREATE FUNCTION pg_temp.error(statement text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	detail text;
	hint text;
BEGIN
	EXECUTE statement;
	RETURN 'no error';
EXCEPTION WHEN OTHERS THEN
	GET STACKED DIAGNOSTICS detail = PG_EXCEPTION_DETAIL, hint = PG_EXCEPTION_HINT;
	RETURN concat_ws(' | ', SQLSTATE || ' ' || SQLERRM, nullif(detail, ''), nullif(hint, ''));
END $$;
CREATE FUNCTION pg_temp.stands(id int) RETURNS text LANGUAGE plpgsql AS $$
BEGIN
	RETURN (SELECT coalesce(l.grade, '-') || ' (' || coalesce(l.computed_grade, '-') || ') ' || l.state FROM maker_abc_ledger AS l WHERE l.id = $1);
END $$;
-- what awaiting() shows a role
CREATE FUNCTION pg_temp.waits(role text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	result text;
BEGIN
	EXECUTE format('SET LOCAL ROLE %I', role);
	SELECT string_agg(concat_ws(' ', w.key ->> 'id', w.proposed_grade, w.step, w.title, (SELECT string_agg(s ->> 'by', '+') FROM jsonb_array_elements(w.steps) AS s)), ', ') INTO result
	FROM customer_grade.awaiting() AS w;
	RESET ROLE;
	RETURN result;
END $$;
SELECT pg_temp.on_day('2024-03-01');
SELECT customer_grade.define_standard('abc', $$ grades A > B > C;
	metric level text in ('high' > 'mid' > 'low');
	grade A when level = 'high';
	grade B when level = 'mid';
	grade C otherwise;
	approval of A until B valid 1 year '不采用終身制 | not for life' steps section '科長申報', director '部長審核', manager '總經理批準';
	$$, '2020-01-01');
\o
SELECT * FROM no_plan();
SET ROLE regress_owner;
CREATE TABLE maker (id int PRIMARY KEY, level text);
GRANT SELECT, INSERT ON maker TO regress_clerk;

--
-- Each step has a role
--
SELECT is(pg_temp.error($$ SELECT customer_grade.attach('abc', 'maker', approver => '{"section": "regress_section", "manager": "regress_manager"}') $$),
	'22023 step "director" has no role | Standard "abc" asks for this step of an approval, and approver does not name it. | '
	'approver => ''{"director": "a_role", ...}'' names a role for each step, approver => ''a_role'' one for all.', 'a step without a role');
SELECT is(pg_temp.error($$ SELECT customer_grade.attach('abc', 'maker', approver => '{"section": null}') $$) LIKE '22023 step "director" has no role%', true, 'null is none');
SELECT is(pg_temp.error($$ SELECT customer_grade.attach('abc', 'maker', approver => '{section: regress_section}') $$),
	'22023 approver is neither a role nor a JSON object: {section: regress_section} | Name a role, or one for each step: {"director": "role_a", "manager": "role_b"}.', 'not JSON');
SELECT throws_ok($$ SELECT customer_grade.attach('abc', 'maker', approver => '{"director": "regress_nemo"}') $$, '42704', 'role "regress_nemo" does not exist', 'no such role');
SELECT throws_ok($$ SELECT customer_grade.attach('abc', 'maker', approver => 'regress_nemo') $$, '42704', 'role "regress_nemo" does not exist', 'nor this one');
SELECT lives_ok($$ SELECT customer_grade.attach('abc', 'maker', overrider => 'regress_section',
	approver => '{"section": "regress_section", "director": "regress_director", "manager": "regress_manager"}') $$, 'all steps');
SELECT is(concat_ws(' ', approver, approval_steps, step_approvers), '{director,manager,section} {regress_director,regress_manager,regress_section}', 'are kept')
FROM customer_grade.attachment;
RESET ROLE;
INSERT INTO maker VALUES (1, 'high'), (2, 'mid'), (3, 'high'), (4, 'high');
SELECT is(pg_temp.stands(1), 'B (A) pending', 'a candidate');
SELECT throws_like(format('DROP ROLE %I', role), format('role "%s" cannot be dropped%%', role), role) FROM unnest('{regress_section,regress_director,regress_manager}'::text[]) AS role;

--
-- In order, each by another person
--
SELECT is(pg_temp.waits('regress_anna'), '1 A section 科長申報, 3 A section 科長申報, 4 A section 科長申報', 'the first step waits for the section');
SELECT is(pg_temp.waits('regress_bo'), NULL, 'and for nobody else');
SET ROLE regress_bo;
SELECT throws_ok($$ SELECT customer_grade.approve('abc', 'maker', 1) $$, '42501', 'must be member of role "regress_section" to take step "section"', 'the director is not the first');
SET ROLE regress_anna;
SELECT lives_ok($$ SELECT customer_grade.approve('abc', 'maker', 1, 'visited') $$, 'the section reports it');
RESET ROLE;
SELECT is(pg_temp.stands(1), 'B (A) pending', 'which puts nothing in force');
SELECT is(pg_temp.waits('regress_anna'), '3 A section 科長申報, 4 A section 科長申報', 'it waits no more for her, who is a director, too');
SELECT is(pg_temp.waits('regress_bo'), '1 A director 部長審核 regress_anna', 'but for another director');
SELECT is(pg_temp.waits('regress_chen'), NULL, 'not yet for the manager');
SET ROLE regress_anna;
SELECT throws_ok($$ SELECT customer_grade.approve('abc', 'maker', 1) $$, '42501', 'role "regress_anna" has taken step "section" of this approval and cannot take another one', 'nobody takes two steps');
SET ROLE regress_chen;
SELECT throws_ok($$ SELECT customer_grade.approve('abc', 'maker', 1) $$, '42501', 'must be member of role "regress_director" to take step "director"', 'no step is left out');
RESET ROLE;
SELECT pg_temp.on_day('2024-03-05') \g /dev/null
SET ROLE regress_bo;
SELECT lives_ok($$ SELECT customer_grade.approve('abc', 'maker', 1, 'checked', '2025-02-01') $$, 'the director');
RESET ROLE;
SELECT is((SELECT string_agg(concat_ws(' | ', e.kind, e.name, e.title, e.outcome), E'\n' ORDER BY e.step) FROM customer_grade.explain_customer('abc', 'maker', 1) AS e
	WHERE e.kind IN ('grade', 'approval', 'step')), E'grade | B | pending since 2024-03-01\napproval | A | waits for role regress_manager to take step "manager"\n'
	'step | section | 科長申報 | taken by regress_anna on 2024-03-01: visited\nstep | director | 部長審核 | taken by regress_bo on 2024-03-05: checked', 'explain_customer() tells the steps');
SELECT is((SELECT string_agg(e.outcome, E'\n') FROM customer_grade.explain_customer('abc', 'maker', 3) AS e WHERE e.kind = 'approval'),
	'waits for role regress_section to take step "section"', 'also those to come');
-- bo is a manager, too
SET ROLE regress_bo;
SELECT throws_ok($$ SELECT customer_grade.approve('abc', 'maker', 1) $$, '42501', 'role "regress_bo" has taken step "director" of this approval and cannot take another one', 'nor the last one');
SET SESSION AUTHORIZATION regress_bo;
SET ROLE regress_manager;
SELECT throws_ok($$ SELECT customer_grade.approve('abc', 'maker', 1) $$, '42501', 'role "regress_bo" has taken step "director" of this approval and cannot take another one', 'nor under another name');
SET SESSION AUTHORIZATION regress_chen;
SELECT lives_ok($$ SELECT customer_grade.approve('abc', 'maker', 1, 'agreed') $$, 'the manager');
RESET SESSION AUTHORIZATION;
SELECT is(pg_temp.stands(1), 'A (A) final', 'puts it in force');
SELECT is(concat_ws(' ', grade, status, valid_until, decided_by, decision_reason), 'A approved 2025-02-01 regress_chen agreed', 'until the day that the director has set')
FROM maker_abc_decisions WHERE id = 1;
SELECT is((SELECT string_agg(concat_ws(' ', s ->> 'step', s ->> 'by', s ->> 'login', s ->> 'reason'), ', ') FROM maker_abc_decisions, jsonb_array_elements(steps) AS s WHERE id = 1),
	'section regress_anna postgres visited, director regress_bo postgres checked, manager regress_chen regress_chen agreed', 'who, when and why is kept');
SELECT is((SELECT string_agg(f.result, '; ') FROM customer_grade.assessment_form('abc', 'maker', 1) AS f WHERE f.section_en = 'decision'),
	'approved, regress_chen, 2024-03-05, until 2025-02-01, section: regress_anna, director: regress_bo, manager: regress_chen', 'and in the form');
SELECT is((SELECT string_agg(concat_ws(' ', e.kind, e.name, e.outcome), '; ') FROM customer_grade.explain_customer('abc', 'maker', 1, '2024-03-03') AS e WHERE e.kind = 'approval'),
	'approval A proposed by regress_anna on 2024-03-01', 'and how far it had come on a day before');
-- taking it back is for those who put it in force
SET ROLE regress_anna;
SELECT throws_ok($$ SELECT customer_grade.reject('abc', 'maker', 1) $$, '42501', 'must be member of role "regress_manager" to take step "manager"', 'the section takes nothing back');
SET ROLE regress_chen;
SELECT lives_ok($$ SELECT customer_grade.reject('abc', 'maker', 1, 'moved away') $$, 'the manager does');
RESET ROLE;
SELECT is(pg_temp.stands(1), 'B (A) final', 'rejected');
SELECT is((SELECT string_agg(concat_ws(' ', status, end_reason, jsonb_array_length(steps)), ', ' ORDER BY decision_id) FROM maker_abc_decisions WHERE id = 1), 'ended replaced 3, rejected 1', 'the decisions');

--
-- Proposals
--
SET ROLE regress_clerk;
SELECT lives_ok($$ SELECT customer_grade.propose('abc', 'maker', 2, 'A', 'will grow') $$, 'who writes customers proposes');
RESET ROLE;
SELECT is(pg_temp.waits('regress_dora'), '3 A section 科長申報, 4 A section 科長申報, 2 A section 科長申報', 'and takes no step by that');
SET ROLE regress_dora;
SELECT lives_ok($$ SELECT customer_grade.propose('abc', 'maker', 3, reason => 'seen') $$, 'a section chief proposes');
RESET ROLE;
SELECT is(pg_temp.waits('regress_bo'), '3 A director 部長審核 regress_dora', 'and takes the first step by that');
SET ROLE regress_stranger;
SELECT throws_ok($$ SELECT customer_grade.withdraw('abc', 'maker', 3) $$, '42501', NULL, 'a stranger withdraws nothing');
SET ROLE regress_clerk;
SELECT throws_ok($$ SELECT customer_grade.withdraw('abc', 'maker', 3) $$, '42501', 'must be member of role "regress_director" to take step "director"', 'nor who has not proposed it');
SET ROLE regress_bo;
SELECT lives_ok($$ SELECT customer_grade.reject('abc', 'maker', 3, 'no') $$, 'rejected at the second step');
RESET ROLE;
SELECT is(pg_temp.stands(3), 'B (A) final', 'it is over');
SELECT is((SELECT string_agg(concat_ws(' ', status, decided_by, decision_reason, s ->> 'step', s ->> 'by'), ', ') FROM maker_abc_decisions, jsonb_array_elements(steps) AS s WHERE id = 3),
	'rejected regress_bo no section regress_dora, rejected regress_bo no director regress_bo', 'by the director');
SET ROLE regress_anna;
SELECT lives_ok($$ SELECT customer_grade.approve('abc', 'maker', 4) $$, 'a first step');
SET ROLE regress_dora;
SELECT lives_ok($$ SELECT customer_grade.withdraw('abc', 'maker', 4, 'too early') $$, 'is withdrawn by who could take the next one');
RESET ROLE;
SELECT is(pg_temp.waits('regress_anna'), '4 A section 科長申報, 2 A section 科長申報', 'it waits for the first step again');

--
-- A text without steps: roles by step name nobody for it
--
\set plain 'grades A > B; metric level text; grade A when level = \'high\'; grade B otherwise; approval of A until B;'
SELECT results_eq(format('SELECT kind, problem, cure, blocks FROM customer_grade.check_version(%L, %L, rubric => %L) WHERE kind = %L', 'abc', 'maker', :'plain', 'step'),
	$$ VALUES ('step', 'the approval of "A" has no step, and approver names roles for steps only',
		'SELECT customer_grade.alter_attachment(''abc'', ''public.maker'', approver => NULL);  -- with a role instead of null, for all approvals', true) $$, 'check_version() says it');
SELECT customer_grade.define_standard('plain', :'plain', '2024-01-01') \g /dev/null
SELECT is(pg_temp.error($$ SELECT customer_grade.attach('plain', 'maker', approver => '{"manager": "regress_manager"}') $$),
	'22023 the approval of "A" has no step, and approver names roles for steps only | approver => ''a_role'' names one for all approvals.', 'and attach()');

--
-- A version with another step
--
\o /dev/null
SELECT customer_grade.define_standard('abc', (SELECT replace(rubric::text, 'director ''部長審核'',', 'director ''部長審核'', legal,') FROM customer_grade.standard WHERE name = 'abc')::customer_grade.rubric, '2024-03-01');
\o
SELECT results_eq($$ SELECT kind, problem, cure, blocks FROM customer_grade.check_version('abc', 'maker') $$,
	$$ VALUES ('step', 'step "legal" has no role', 'SELECT customer_grade.alter_attachment(''abc'', ''public.maker'', approver => '
		'''{"legal": null, "manager": "regress_manager", "section": "regress_section", "director": "regress_director"}'');  -- with a role instead of null', true) $$, 'its role is missing');
SELECT throws_ok($$ SELECT customer_grade_internal.open_publish('abc', 'maker', 2) $$, '55000', 'version 2 of standard "abc" cannot be put in force for table "public.maker"', 'so it is not published');
SELECT is(pg_temp.error($$ SELECT customer_grade.alter_attachment('abc', 'maker', approver => '{"director": "regress_director"}') $$) LIKE '22023 step "%" has no role%', true, 'nor does a step lose its role');
SELECT lives_ok($$ SELECT customer_grade.alter_attachment('abc', 'maker',
	approver => '{"legal": "regress_stranger", "manager": "regress_manager", "section": "regress_section", "director": "regress_director"}') $$, 'a role for a step to come');
SELECT is(has_table_privilege('regress_stranger', 'maker_abc_decisions', 'SELECT'), true, 'which may read the decisions');
SET ROLE regress_anna;
SELECT lives_ok($$ SELECT customer_grade.approve('abc', 'maker', 4) $$, 'an approval begins');
SET ROLE regress_bo;
SELECT lives_ok($$ SELECT customer_grade.approve('abc', 'maker', 4) $$, 'by the old steps');
RESET ROLE;
SET client_min_messages = error;
CALL customer_grade.publish('abc', 'maker');
SET client_min_messages = warning;
SELECT is(pg_temp.waits('regress_stranger'), '4 A legal regress_anna+regress_bo', 'and goes on by the new ones');
SELECT lives_ok($$ SELECT customer_grade.alter_attachment('abc', 'maker', approver => 'regress_manager') $$, 'one role for all steps');
SELECT is(has_table_privilege('regress_stranger', 'maker_abc_decisions', 'SELECT'), false, 'former roles lose their right');
SELECT is(pg_temp.waits('regress_chen'), '2 A section 科長申報, 4 A legal regress_anna+regress_bo', 'one role');
SELECT lives_ok($$ SELECT customer_grade.alter_attachment('abc', 'maker', reset => '{approver}') $$, 'or the owner');
SELECT is(pg_temp.waits('regress_owner'), '2 A section 科長申報, 4 A legal regress_anna+regress_bo', 'who then decides');
SELECT is(count(*), 0::bigint, 'verify() finds no difference') FROM customer_grade.verify('abc', 'maker');

--
-- A version that begins to ask approval
--
\o /dev/null
SELECT customer_grade.define_standard('vip', $$ grades gold > silver > bronze; metric x number; grade gold when x >= 100; grade silver when x >= 10; grade bronze otherwise;
	approval of silver; review month end; demotion at review; $$, '2020-01-01');
SELECT customer_grade.define_standard('vip', $$ grades gold > silver > bronze; metric x number; grade gold when x >= 100; grade silver when x >= 10; grade bronze otherwise;
	approval of gold, silver valid 6 months steps director; review month end; demotion at review; $$, '2024-04-01');
CREATE TABLE guest (id int PRIMARY KEY, x numeric);
INSERT INTO guest VALUES (1, 500), (2, 50), (3, 50), (4, 5), (5, 500), (6, 50), (7, 500);
SELECT customer_grade.attach('vip', 'guest');
SELECT customer_grade.approve('vip', 'guest', 2, 'knows him');
SELECT customer_grade.approve('vip', 'guest', 6, 'knows her');
SELECT customer_grade.override('vip', 'guest', 4, 'gold', 'a star');
UPDATE guest SET x = 5 WHERE id = 5;
UPDATE guest SET x = 500 WHERE id = 6;
\o
SELECT is((SELECT string_agg(concat_ws(' ', id, grade, computed_grade, state), ', ' ORDER BY id) FROM guest_vip_ledger),
	'1 gold gold final, 2 silver silver final, 3 bronze silver pending, 4 gold bronze override, 5 gold bronze final, 6 gold gold final, 7 gold gold final', 'before');
SELECT pg_temp.on_day('2024-04-01') \g /dev/null
SET client_min_messages = error;
CALL customer_grade.run_due_reviews();
SET client_min_messages = warning;
SELECT is((SELECT version FROM customer_grade.attachment WHERE standard = 'vip'), 2, 'a new version is in force');
SELECT is((SELECT string_agg(concat_ws(' ', id, grade, computed_grade, state, due_on), ', ' ORDER BY id) FROM guest_vip_ledger),
	'1 gold gold final 2024-10-02, 2 silver silver final, 3 bronze silver pending, 4 gold bronze override, 5 bronze bronze final, 6 gold gold final 2024-10-02, 7 gold gold final 2024-10-02',
	'who holds a grade keeps it') ;
SELECT is((SELECT string_agg(concat_ws(' ', id, decision, grade, status, valid_until, decided_by = current_user, decided_at::date, decision_reason, end_reason), E'\n' ORDER BY decided_at, id) FROM guest_vip_decisions WHERE decision = 'approval'),
	E'2 approval silver approved t 2024-03-05 knows him\n6 approval silver ended t 2024-03-05 knows her replaced\n'
	'1 approval gold approved 2024-10-01 t 2024-04-01 held when version 2 began to ask for approval\n'
	'6 approval gold approved 2024-10-01 t 2024-04-01 held when version 2 began to ask for approval\n'
	'7 approval gold approved 2024-10-01 t 2024-04-01 held when version 2 began to ask for approval', 'by decisions that say so');
SELECT is(paused, false, 'nothing stays paused') FROM customer_grade.attachment WHERE standard = 'vip';
SELECT is(count(*), 0::bigint, 'verify() finds no difference') FROM customer_grade.verify('vip', 'guest');
UPDATE guest SET x = 600 WHERE id = 2;
SELECT is((SELECT concat_ws(' ', grade, computed_grade, state) FROM guest_vip_ledger WHERE id = 2), 'silver gold pending', 'who comes later waits');
SELECT pg_temp.on_day('2024-10-02') \g /dev/null
SET client_min_messages = error;
CALL customer_grade.run_due_reviews();
SET client_min_messages = warning;
SELECT is((SELECT string_agg(concat_ws(' ', id, grade, computed_grade, state), ', ' ORDER BY id) FROM guest_vip_ledger WHERE id IN (1, 2, 7)),
	'1 bronze gold pending, 2 silver gold pending, 7 bronze gold pending', 'and those approvals lapse') ;

\o /dev/null
SELECT customer_grade.detach(standard, subject, true) FROM customer_grade.attachment;
DROP TABLE maker, guest;
REVOKE CREATE ON SCHEMA public FROM regress_owner;
DROP ROLE regress_owner, regress_section, regress_director, regress_manager, regress_anna, regress_bo, regress_chen, regress_dora, regress_clerk, regress_stranger;
\o
SELECT * FROM finish();
