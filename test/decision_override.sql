-- Overrides: how far, by whom and how long the standard allows them, such as begin later, and minimums.

\o /dev/null
SET client_min_messages = warning;
SET timezone = 'UTC';
CREATE ROLE regress_alice;
CREATE ROLE regress_bob;
CREATE ROLE regress_carl;
CREATE ROLE regress_boss;
GRANT regress_boss TO regress_alice, regress_bob;
CREATE FUNCTION pg_temp.on_day(day text) RETURNS void LANGUAGE sql AS $$ SELECT set_config('customer_grade.clock', day || ' 12:00+00', false) $$;
CREATE FUNCTION pg_temp.error(statement text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	hint text;
	detail text;
BEGIN
	EXECUTE statement;
	RETURN 'no error';
EXCEPTION WHEN OTHERS THEN
	GET STACKED DIAGNOSTICS detail = PG_EXCEPTION_DETAIL, hint = PG_EXCEPTION_HINT;
	RETURN concat_ws(' | ', SQLSTATE || ' ' || SQLERRM, nullif(detail, ''), nullif(hint, ''));
END $$;
CREATE FUNCTION pg_temp.stands(standard text, id int) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	a customer_grade_internal.attachment := customer_grade_internal.attached(standard, 'shop');
	result text;
BEGIN
	PERFORM customer_grade_internal.regrade_keys(standard, 'shop', format('SELECT id FROM public.%s WHERE due_on <= %L', a.ledger, customer_grade_internal.clock_day(a)));
	EXECUTE format('SELECT concat_ws('' '', grade, ''('' || computed_grade || '')'', state, due_on) FROM %s WHERE id = $1', a.ledger) INTO result USING id;
	RETURN result;
END $$;
CREATE FUNCTION pg_temp.standard(name text, terms text) RETURNS void LANGUAGE sql AS $$
	SELECT customer_grade.define_standard(name, format('grades A > B > C > D, blocked; metric amount number; grade A when amount >= 1000; grade B when amount >= 100;
		grade C when amount >= 10; grade D when amount >= 0; grade blocked otherwise; %s', terms)::customer_grade.rubric, '2020-01-01')
$$;
SELECT pg_temp.on_day('2024-01-31');
CREATE TABLE shop (id int PRIMARY KEY, amount numeric);
INSERT INTO shop VALUES (1, 10), (2, 10), (3, 100), (4, 1000);
SELECT pg_temp.standard('free', ''), pg_temp.standard('never', 'override never;'), pg_temp.standard('near', 'override within 1 rank;'),
	pg_temp.standard('pair', 'override by two people valid 1 month;'), pg_temp.standard('brief', 'override valid 1 month;'),
	pg_temp.standard('yearly', 'review month end; demotion at review; promotion at review;');
SELECT customer_grade.attach(name, 'shop', overrider => 'regress_boss', prefix => name) FROM unnest('{free,never,near,pair,brief,yearly}'::text[]) AS name;
\o
SELECT * FROM no_plan();
SET ROLE regress_alice;

-- how far
SELECT is(pg_temp.error($$ SELECT customer_grade.override('never', 'shop', 1, 'B', 'x') $$), '42501 standard "never" lets nobody override grades | Its text says: override never.', 'never');
SELECT is(pg_temp.error($$ SELECT customer_grade.override('never', 'shop', 1, 'B', 'x', at_least => true) $$), '42501 standard "never" lets nobody override grades | Its text says: override never.', 'nor at least');
SELECT is(pg_temp.error($$ SELECT customer_grade.override('near', 'shop', 1, 'A', 'x') $$),
	'42501 grade "A" is more than 1 rank away from the computed grade "C" of customer {"id": 1} | The distance is 2. | The text of the standard says: override within 1 rank.', 'within 1 rank');
SELECT is(pg_temp.error($$ SELECT customer_grade.override('near', 'shop', 4, 'C', 'x') $$),
	'42501 grade "C" is more than 1 rank away from the computed grade "A" of customer {"id": 4} | The distance is 2. | The text of the standard says: override within 1 rank.', 'down as well');
SELECT is(pg_temp.error($$ SELECT customer_grade.override('near', 'shop', 1, 'A', 'x', at_least => true) $$),
	'42501 grade "A" is more than 1 rank away from the computed grade "C" of customer {"id": 1} | The distance is 2. | The text of the standard says: override within 1 rank.', 'a minimum lifts no further');
SELECT lives_ok($$ SELECT customer_grade.override('near', 'shop', 4, 'C', 'x', at_least => true) $$, 'but makes nothing worse');
SELECT lives_ok($$ SELECT customer_grade.override('free', 'shop', 4, 'blocked', 'fraud') $$, 'without a term: any grade');

-- how long
SELECT is(pg_temp.error($$ SELECT customer_grade.override('brief', 'shop', 1, 'A', 'x', '2024-03-01') $$),
	'22023 an override holds until 2024-02-29 at most | The text of the standard says so: SELECT * FROM customer_grade.terms(''brief'');', 'too long');
SELECT is(pg_temp.error($$ SELECT customer_grade.override('brief', 'shop', 1, 'A', 'x', valid_from => '2024-01-30') $$),
	'22023 valid_from (2024-01-30) is in the past: today is 2024-01-31 | Without valid_from it begins at once.', 'in the past');
SELECT is(pg_temp.error($$ SELECT customer_grade.override('brief', 'shop', 1, 'A', 'x', '2024-02-10', '2024-02-11') $$),
	'22023 valid_until (2024-02-10) is before valid_from (2024-02-11)', 'it ends before it begins');
SELECT lives_ok($$ SELECT customer_grade.override('brief', 'shop', 1, 'A', 'x') $$, 'without a day: the longest term');
SELECT lives_ok($$ SELECT customer_grade.override('brief', 'shop', 2, 'A', 'x', valid_from => '2024-02-15') $$, 'counted from its first day');
SELECT lives_ok($$ SELECT customer_grade.override('brief', 'shop', 3, 'A', 'x', '2024-02-05', '2024-01-31') $$, 'from today');
RESET ROLE;
SELECT is((SELECT string_agg(concat_ws(' ', id, valid_from, valid_until), ', ' ORDER BY id) FROM brief_decisions), '1 2024-02-29, 2 2024-02-15 2024-03-15, 3 2024-02-05', 'as the table says');

-- two people
SET ROLE regress_alice;
SELECT lives_ok($$ SELECT customer_grade.override('pair', 'shop', 1, 'B', 'x') $$, 'one proposes');
RESET ROLE;
SET ROLE regress_carl;
SELECT is(pg_temp.error($$ SELECT customer_grade.approve('pair', 'shop', 1) $$), '42501 must be member of role "regress_boss" to override grades', 'a stranger is told who decides');
RESET ROLE;
SET ROLE regress_alice;
SELECT lives_ok($$ SELECT customer_grade.override('pair', 'shop', 1, 'C', 'y', at_least => true, valid_from => '2024-02-20', valid_until => '2024-02-25') $$, 'and a minimum');
SELECT is(pg_temp.error($$ SELECT customer_grade.approve('pair', 'shop', 1, decision => 'override') $$), '42501 role "regress_alice" has proposed this override and cannot approve it | Another person must approve it.', 'not alone');
RESET ROLE;
SELECT pg_temp.on_day('2024-02-10') \g /dev/null
SET ROLE regress_bob;
SELECT is((SELECT string_agg(concat_ws(' ', w.decision, w.proposed_grade, w.step, w.valid_from, w.valid_until), ', ') FROM customer_grade.awaiting('pair', 'shop') AS w), 'minimum C 2024-02-20 2024-02-25, override B', 'they wait for another one');
SELECT is(pg_temp.error($$ SELECT customer_grade.approve('pair', 'shop', 1) $$), '55000 customer {"id": 1} has several decisions that are proposed | Say which one: decision => ''minimum'' or decision => ''override''.', 'which one?');
SELECT lives_ok($$ SELECT customer_grade.approve('pair', 'shop', 1, decision => 'override') $$, 'another agrees');
SELECT lives_ok($$ SELECT customer_grade.approve('pair', 'shop', 1) $$, 'to both');
RESET ROLE;
SELECT is((SELECT string_agg(concat_ws(' ', decision, status, valid_from, valid_until), ', ' ORDER BY decision) FROM pair_decisions), 'minimum approved 2024-02-20 2024-02-25, override approved 2024-03-10', 'the term counts from then');
SELECT is(pg_temp.stands('pair', 1), 'B (C) override 2024-02-20', 'in force');
SET ROLE regress_alice;
SELECT is(pg_temp.error($$ SELECT customer_grade.end_override('pair', 'shop', 1) $$), '55000 customer {"id": 1} has several decisions that are in force | Say which one: decision => ''minimum'' or decision => ''override''.', 'which one ends?');
SELECT lives_ok($$ SELECT customer_grade.end_override('pair', 'shop', 1, 'over', 'minimum') $$, 'this one');
SELECT is(pg_temp.error($$ SELECT customer_grade.end_override('pair', 'shop', 1, 'over', 'minimum') $$), '55000 customer {"id": 1} has no minimum', 'once');
SELECT is(pg_temp.error($$ SELECT customer_grade.end_override('pair', 'shop', 1, 'over', 'approval') $$), '55000 customer {"id": 1} has no approval', 'an approval is no override');
SELECT lives_ok($$ SELECT customer_grade.end_override('pair', 'shop', 1) $$, 'and the other one');
RESET ROLE;

-- one that begins later
SELECT is(pg_temp.stands('brief', 2), 'C (C) final 2024-02-15', 'it has not begun');
SELECT pg_temp.on_day('2024-02-15') \g /dev/null
SELECT is(pg_temp.stands('brief', 2), 'A (C) override 2024-03-16', 'it begins on its day');
SET ROLE regress_bob;
SELECT is(pg_temp.error($$ SELECT customer_grade.override('brief', 'shop', 2, 'B', 'x', valid_from => '2024-05-01') $$),
	'23505 customer {"id": 2} already has an override that is approved | Decision 2: grade A, from 2024-02-15, valid until 2024-03-15. | End it first: end_override().', 'one at a time, those to come among them');
RESET ROLE;
SELECT pg_temp.on_day('2024-03-16') \g /dev/null
SELECT is(pg_temp.stands('brief', 2), 'C (C) final', 'and ends after its last one');
SET ROLE regress_bob;
SELECT lives_ok($$ SELECT customer_grade.override('brief', 'shop', 2, 'B', 'x', valid_from => '2024-05-01') $$, 'then another one is set');
SELECT lives_ok($$ SELECT customer_grade.end_override('brief', 'shop', 2, 'not needed') $$, 'and ended before it begins');
RESET ROLE;
SELECT is(pg_temp.stands('brief', 2), 'C (C) final', 'nothing is due');

-- at least
SET ROLE regress_bob;
SELECT is(pg_temp.error($$ SELECT customer_grade.override('yearly', 'shop', 1, 'blocked', 'x', at_least => true) $$),
	'22023 grade "blocked" has no rank | A customer can have at least a grade that has one: A, B, C, D.', 'a minimum has a rank');
SELECT lives_ok($$ SELECT customer_grade.override('yearly', 'shop', 1, 'B', 'a promise', '2024-06-30', at_least => true) $$, 'at least B');
SELECT is(pg_temp.error($$ SELECT customer_grade.override('yearly', 'shop', 1, 'A', 'x', at_least => true) $$),
	'23505 customer {"id": 1} already has a minimum that is approved | Decision 1: grade B, valid until 2024-06-30. | End it first: end_override().', 'one at a time');
RESET ROLE;
SELECT is(pg_temp.stands('yearly', 1), 'B (C) override 2024-07-01', 'it lifts at once');
UPDATE shop SET amount = 5000 WHERE id = 1;
SELECT is(pg_temp.stands('yearly', 1), 'B (A) final', 'who earns more is promoted as ever');
SELECT customer_grade_internal.regrade_keys('yearly', 'shop', 'SELECT 1 AS id', NULL, true) \g /dev/null
SELECT is(pg_temp.stands('yearly', 1), 'A (A) final', 'beyond it');
UPDATE shop SET amount = 10 WHERE id = 1;
SELECT customer_grade_internal.regrade_keys('yearly', 'shop', 'SELECT 1 AS id', NULL, true) \g /dev/null
SELECT is(split_part(pg_temp.stands('yearly', 1), ' ', 1), 'B', 'and falls no further than to it');
SET ROLE regress_bob;
SELECT lives_ok($$ SELECT customer_grade.override('yearly', 'shop', 1, 'D', 'fraud') $$, 'an override beside it');
RESET ROLE;
SELECT is(pg_temp.stands('yearly', 1), 'D (C) override', 'takes precedence');
SET ROLE regress_bob;
SELECT lives_ok($$ SELECT customer_grade.end_override('yearly', 'shop', 1, 'was none', 'override') $$, 'ended');
RESET ROLE;
SELECT is(pg_temp.stands('yearly', 1), 'B (C) override 2024-07-01', 'the minimum holds again');
SELECT is((SELECT string_agg(concat_ws(' ', e.kind, e.name, e.outcome), E'\n') FROM customer_grade.explain_customer('yearly', 'shop', 1) AS e WHERE e.kind IN ('override', 'minimum')),
	'minimum B set by regress_bob on 2024-03-16, until 2024-06-30', 'explain_customer() tells it');
SELECT is((SELECT decided FROM customer_grade.override_rate('yearly', 'shop', '2024-03-16', '2024-03-16', 'day')), 2::bigint, 'and override_rate() counts both');
SELECT pg_temp.on_day('2024-07-01') \g /dev/null
SELECT is(split_part(pg_temp.stands('yearly', 1), ' due', 1), 'C (C) final', 'until its end');
SELECT is(count(*), 0::bigint, 'verify() finds no difference') FROM unnest('{free,never,near,pair,brief,yearly}'::text[]) AS name, customer_grade.verify(name, 'shop');

\o /dev/null
SELECT customer_grade.detach(standard, subject, true) FROM customer_grade.attachment;
DROP TABLE shop;
DROP ROLE regress_alice, regress_bob, regress_boss;
\o
SELECT * FROM finish();
