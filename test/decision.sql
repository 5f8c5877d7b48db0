-- Decisions of people: approvals, overrides, and who may make them.

\o /dev/null
SET client_min_messages = warning;
SET timezone = 'UTC';
CREATE ROLE regress_owner;
CREATE ROLE regress_government;		-- approves
CREATE ROLE regress_sales;			-- overrides
CREATE ROLE regress_alice LOGIN;
CREATE ROLE regress_bob LOGIN;
CREATE ROLE regress_nobody;
GRANT regress_government, regress_sales TO regress_alice, regress_bob;
GRANT CREATE ON SCHEMA public TO regress_owner;
CREATE FUNCTION pg_temp.on_day(day text) RETURNS void LANGUAGE sql AS $$ SELECT set_config('customer_grade.clock', day || ' 12:00+00', false) $$;
-- "grade (computed) state": how a customer stands, after what time alone has changed
CREATE FUNCTION pg_temp.stands(standard text, subject text, id int) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	a customer_grade.attachment := customer_grade_internal.attached(standard, subject::regclass);
	result text;
BEGIN
	PERFORM customer_grade_internal.regrade_keys(standard, subject::regclass, format('SELECT id FROM public.%I', subject));
	EXECUTE format('SELECT coalesce(grade, ''-'') || '' ('' || coalesce(computed_grade, ''-'') || '') '' || state FROM %s WHERE id = $1', a.ledger) INTO result USING id;
	RETURN result;
END $$;
CREATE FUNCTION pg_temp.course(standard text, subject text, id int) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	result text;
BEGIN
	EXECUTE format('SELECT string_agg(coalesce(grade, ''-'') || '' '' || state || coalesce('', '' || cause, ''''), ''; '' ORDER BY valid_from) FROM %s WHERE id = $1',
		(customer_grade_internal.attached(standard, subject::regclass)).grades) INTO result USING id;
	RETURN result;
END $$;
\o
SELECT * FROM no_plan();

--
-- S18a: a special customer is one from the approval by the local government on
--
\o /dev/null
SELECT customer_grade.define_standard('power_important_customer', 'grades special > level1 > level2, temporary, none;
	metric state_affairs boolean;
	metric national_security boolean;
	metric casualties boolean;
	require national_security;
	grade special when state_affairs and national_security;
	grade level1 when casualties;
	grade none otherwise;
	approval of special, level1, level2, temporary until none;', '2020-01-01');
CREATE TABLE power (id int PRIMARY KEY, state_affairs boolean, national_security boolean, casualties boolean DEFAULT false, pollution text DEFAULT 'none');
INSERT INTO power VALUES (1, true, true), (2, true, false), (3, true, NULL), (4, true, true);
SELECT pg_temp.on_day('2024-05-01');
SELECT customer_grade.attach('power_important_customer', 'power', approver => 'regress_government', overrider => 'regress_sales');
-- the power company, which keeps the customers' data, only proposes
GRANT UPDATE (pollution) ON power TO regress_nobody;
\set stands 'pg_temp.stands(\'power_important_customer\', \'power\', '
\o
SELECT is(:stands 1), 'none (special) pending', 'a special customer waits as none');
SELECT is(:stands 2), 'none (none) final', 'one that is none needs no approval');
SELECT is(:stands 3), '- (-) final', 'one that is not graded neither');
SELECT throws_ok($$ SELECT customer_grade.propose('power_important_customer', 'power', '3') $$, '55000', 'customer {"id": 3} is not graded', 'whose grade must be named');
SET ROLE regress_nobody;
SELECT isnt(customer_grade.propose('power_important_customer', 'power', '1', reason => 'seat of the government'), NULL, 'a role that may write customers proposes');
SELECT throws_ok($$ SELECT customer_grade.approve('power_important_customer', 'power', '1') $$, '42501', NULL,
	'but not approve');
SELECT throws_ok($$ SELECT customer_grade.propose('power_important_customer', 'power', '{"id": 1}') $$, '23505', 'customer {"id": 1} already has an approval that is proposed', 'nor propose twice');
RESET ROLE;
SELECT is(:stands 1), 'none (special) pending', 'proposed, it still waits');
SET ROLE regress_bob;
SELECT isnt(customer_grade.approve('power_important_customer', 'power', '{"id": 1}', 'filed'), NULL, 'a member approves');
RESET ROLE;
SELECT is(:stands 1), 'special (special) final', 'it is in force');
SELECT is(pg_temp.course('power_important_customer', 'power', 1), 'none pending, approved; special final', 'and history says why');
SELECT is(concat_ws(' ', proposed_by, proposed_at::date, reason, decided_by, decision_reason, valid_until), 'regress_nobody 2024-05-01 seat of the government regress_bob filed', 'the decision records who, when and why')
FROM power_power_important_customer_decisions;
UPDATE power SET national_security = false, casualties = true WHERE id = 1;
SELECT is(:stands 1), 'level1 (level1) final', 'the approval of a grade covers worse ones');
UPDATE power SET national_security = true, state_affairs = true WHERE id = 1;
SET ROLE regress_bob;
SELECT isnt(customer_grade.reject('power_important_customer', 'power', '1', 'moved away'), NULL, 'an approval is taken back');
RESET ROLE;
SELECT is(:stands 1), 'none (special) final', 'then it waits no more, but is none');
SELECT is(string_agg(concat_ws(' ', grade, status, ended_by, end_reason), ', ' ORDER BY decision_id), 'special ended regress_bob replaced, special rejected', 'the decisions')
FROM power_power_important_customer_decisions WHERE id = 1;
UPDATE power SET national_security = false WHERE id = 1;
SELECT is(:stands 1), 'none (level1) pending', 'another grade waits again');
-- what the standard gives may be approved without a proposal; a proposal, only by another person than its author
SET ROLE regress_bob;
SELECT throws_ok($$ SELECT customer_grade.approve('power_important_customer', 'power', '2') $$, '55000', 'nothing awaits approval for customer {"id": 2}', 'nothing waits');
SELECT isnt(customer_grade.reject('power_important_customer', 'power', '4', 'no'), NULL, 'rejected without a proposal');
RESET ROLE;
SELECT is(:stands 4), 'none (special) final', 'is final');
SELECT is(pg_temp.course('power_important_customer', 'power', 4), 'none pending, rejected; none final', 'by the rejection');
SET ROLE regress_bob;
SELECT isnt(customer_grade.approve('power_important_customer', 'power', '4', 'after all'), NULL, 'approved after all');
RESET ROLE;
SELECT is(:stands 4), 'special (special) final', 'it is in force');
SELECT is(count(*), 0::bigint, 'verify() finds no difference') FROM customer_grade.verify('power_important_customer', 'power');

--
-- S40a: a card holds 365 days from the application
--
\o /dev/null
SELECT customer_grade.define_standard('hotel_vip', $$ grades V4 > V3 > V2 > V1, none;
	metric assigned_level text;
	grade V4 when assigned_level = 'V4';
	grade V2 when assigned_level = 'V2';
	grade none otherwise;
	approval of V1, V2, V3, V4 until none valid 365 days; $$, '2020-01-01');
CREATE TABLE guest (id int PRIMARY KEY, assigned_level text);
SELECT pg_temp.on_day('2024-01-10');
SELECT customer_grade.attach('hotel_vip', 'guest', approver => 'regress_sales');
INSERT INTO guest VALUES (1, 'V2'), (2, 'V4');
\set stands 'pg_temp.stands(\'hotel_vip\', \'guest\', '
SELECT pg_temp.on_day('2024-01-12');
\o
SELECT is(:stands 1), 'none (V2) pending', 'an application waits');
SET ROLE regress_bob;
SELECT throws_ok($$ SELECT customer_grade.approve('hotel_vip', 'guest', '1', valid_until => '2025-01-12') $$, '22023', 'an approval or its rejection holds until 2025-01-11 at most', 'not longer than 365 days');
SELECT throws_ok($$ SELECT customer_grade.approve('hotel_vip', 'guest', '1', valid_until => '2024-01-11') $$, '22023', 'valid_until (2024-01-11) is in the past: today is 2024-01-12', 'nor until yesterday');
SELECT lives_ok($$ SELECT customer_grade.approve('hotel_vip', 'guest', '1', valid_until => date '2024-01-10' + 365) $$, 'from the day of the application');
SELECT lives_ok($$ SELECT customer_grade.approve('hotel_vip', 'guest', '2') $$, 'from the day of the approval');
RESET ROLE;
SELECT is(:stands 1), 'V2 (V2) final', 'approved');
SELECT results_eq('SELECT id, due_on FROM guest_hotel_vip_ledger ORDER BY id', $$ VALUES (1, '2025-01-10'::date), (2, '2025-01-12') $$, 'it is known when it ends');
SELECT pg_temp.on_day('2025-01-09') \g /dev/null
SELECT is(:stands 1), 'V2 (V2) final', 'the last day, 2024 being a leap year');
SELECT pg_temp.on_day('2025-01-10') \g /dev/null
SELECT is(:stands 1), 'none (V2) pending', 'it has lapsed');
SELECT is(:stands 2), 'V4 (V4) final', 'the other one has not');
-- renewal: before its end without a gap, after it as well
SET ROLE regress_bob;
SELECT lives_ok($$ SELECT customer_grade.approve('hotel_vip', 'guest', id::text::jsonb) FROM unnest('{1,2}'::int[]) AS id $$, 'both are renewed');
RESET ROLE;
SELECT is(:stands 1), 'V2 (V2) final', 'in force again');
SELECT is(pg_temp.course('hotel_vip', 'guest', 2), 'none pending, approved; V4 final', 'or without one');
SELECT is(string_agg(concat_ws(' ', id, status, valid_until, end_reason), ', ' ORDER BY decision_id),
	'1 ended 2025-01-09 lapsed, 2 ended 2025-01-11 replaced, 1 approved 2026-01-10, 2 approved 2026-01-10', 'the decisions') FROM guest_hotel_vip_decisions;
SELECT pg_temp.on_day('2026-01-11') \g /dev/null
SELECT is(:stands 2), 'none (V4) pending', 'until they lapse');

--
-- S43a: a customer with computed grade A waits as B; A for a year; promotions and demotions at the review
--
\o /dev/null
SELECT customer_grade.define_standard('manufacturer_abc', $$ grades A > B > C;
	metric level text in ('high' > 'mid' > 'low');
	grade A when level = 'high';
	grade B when level = 'mid';
	grade C otherwise;
	review yearly 03-25 to 03-30;
	promotion at review;
	demotion at review;
	approval of A valid 1 year; $$, '2020-01-01');
CREATE TABLE maker (id int PRIMARY KEY, level text);
SELECT pg_temp.on_day('2024-01-01');
SELECT customer_grade.attach('manufacturer_abc', 'maker', approver => 'regress_government');
INSERT INTO maker VALUES (1, 'high'), (2, 'mid'), (3, 'low');
\set stands 'pg_temp.stands(\'manufacturer_abc\', \'maker\', '
\o
SELECT is(:stands 1), 'B (A) pending', 'a candidate for A waits as B');
SELECT is(:stands 2), 'B (B) final', 'others do not wait');
SET ROLE regress_alice;
SELECT customer_grade.propose('manufacturer_abc', 'maker', '1') \g /dev/null
SELECT throws_ok($$ SELECT customer_grade.approve('manufacturer_abc', 'maker', '1') $$, '42501', 'role "regress_alice" has proposed this approval and cannot approve it', 'four eyes');
SET ROLE regress_bob;
SELECT customer_grade.approve('manufacturer_abc', 'maker', '1') \g /dev/null
RESET ROLE;
SELECT is(:stands 1), 'A (A) final', 'approved, it is A at once');
UPDATE maker SET level = 'mid' WHERE id = 1;
UPDATE maker SET level = 'high' WHERE id = 2;
UPDATE maker SET level = 'mid' WHERE id = 3;
SELECT is(:stands 1), 'A (B) final', 'demotion waits for the review');
SELECT is(:stands 2), 'B (A) pending', 'promotion for approval');
SELECT is(:stands 3), 'C (B) final', 'or for the review');
SELECT pg_temp.on_day('2024-03-25') \g /dev/null
SELECT is(customer_grade_internal.regrade_keys('manufacturer_abc', 'maker', 'SELECT id FROM public.maker', NULL, true, 'review 2024-03-25') > 0, true, 'the review');
SELECT is(:stands 1), 'B (B) final', 'demotes');
SELECT is(:stands 2), 'B (A) pending', 'approves nobody');
SELECT is(:stands 3), 'B (B) final', 'and promotes');
SET ROLE regress_bob;
SELECT customer_grade.approve('manufacturer_abc', 'maker', '2') \g /dev/null
RESET ROLE;
SELECT is(:stands 2), 'A (A) final', 'approved');
SELECT pg_temp.on_day('2025-03-25') \g /dev/null
SELECT is(:stands 2), 'A (A) final', 'the last day of the year');
SELECT pg_temp.on_day('2025-03-26') \g /dev/null
SELECT is(:stands 2), 'B (A) pending', 'A is not for life: it lapses at once, and waits for approval');
SET ROLE regress_bob;
SELECT customer_grade.reject('manufacturer_abc', 'maker', '2', 'not confirmed') \g /dev/null
RESET ROLE;
SELECT is(:stands 2), 'B (A) final', 'not confirmed');
SELECT pg_temp.on_day('2026-03-27') \g /dev/null
SELECT is(:stands 2), 'B (A) pending', 'but a candidate again in the next year');

-- what a scheduler runs: the review when its day is over, and what is due in between
SELECT pg_temp.on_day('2026-03-28') \g /dev/null
SET ROLE regress_bob;
SELECT customer_grade.approve('manufacturer_abc', 'maker', '2') \g /dev/null
RESET ROLE;
UPDATE maker SET level = 'low' WHERE id = 3;
SELECT results_eq('SELECT id, grade, computed_grade, state, due_on FROM maker_manufacturer_abc_ledger WHERE id > 1 ORDER BY id',
	$$ VALUES (2, 'A', 'A', 'final', '2027-03-29'::date), (3, 'B', 'C', 'final', NULL) $$, 'A for a year; a demotion waits');
SET client_min_messages = error;
CALL customer_grade.run_due_reviews();
SELECT results_eq('SELECT id, grade, state FROM maker_manufacturer_abc_ledger WHERE id > 1 ORDER BY id', $$ VALUES (2, 'A', 'final'), (3, 'C', 'final') $$, 'the review demotes');
SELECT pg_temp.on_day('2027-03-29') \g /dev/null
CALL customer_grade.run_due_reviews();
SET client_min_messages = warning;
SELECT results_eq('SELECT id, grade, state, due_on FROM maker_manufacturer_abc_ledger WHERE id = 2', $$ VALUES (2, 'B', 'pending', NULL::date) $$, 'and A has lapsed a year later');
SELECT results_eq('SELECT grade, state FROM guest_hotel_vip_ledger', $$ VALUES ('none', 'pending'), ('none', 'pending') $$, 'as have the cards of the hotel');
SELECT is(count(*), 0::bigint, 'verify() finds no difference') FROM customer_grade.verify('manufacturer_abc', 'maker');

--
-- Overrides
--
\o /dev/null
SELECT customer_grade.define_standard('sales', 'grades A > B > C > D, blocked; metric amount number; grade A when amount >= 1000; grade B when amount >= 100; grade C when amount >= 10; grade D when amount >= 0; grade blocked otherwise;
	review month end; demotion at review; approval of A; override within 2 ranks;', '2020-01-01');
SELECT customer_grade.define_standard('sales', (SELECT replace(rubric::text, 'override within 2 ranks;', 'override by two people;') FROM customer_grade.standard WHERE name = 'sales')::customer_grade.rubric, '2025-07-01');
SELECT pg_temp.on_day('2025-06-01');
SET ROLE regress_owner;
CREATE TABLE customer (id int PRIMARY KEY, amount numeric);
INSERT INTO customer SELECT n, 10 ^ (n % 4) FROM generate_series(0, 9) AS n;
SELECT customer_grade.attach('sales', 'customer', overrider => 'regress_sales', approver => 'regress_government');
RESET ROLE;
\set stands 'pg_temp.stands(\'sales\', \'customer\', '
\o
SET ROLE regress_alice;
SELECT throws_ok(format($$ SELECT customer_grade.override('sales', 'customer', %L, %L, %L, %L) $$, key, grade, reason, valid_until), sqlstate, message, message)
FROM (VALUES ('4', 'A', 'friend', NULL::date, '42501', 'grade "A" is more than 2 ranks away from the computed grade "D" of customer {"id": 4}'),
	('4', 'blocked', 'foe', NULL, '42501', 'grade "blocked" is more than 2 ranks away from the computed grade "D" of customer {"id": 4}'),
	('4', 'E', 'typo', NULL, '22023', 'standard "sales" has no grade "E"'),
	('4', 'C', ' ', NULL, '22023', 'an override needs a reason'),
	('4', 'C', 'late', '2025-05-31', '22023', 'valid_until (2025-05-31) is in the past: today is 2025-06-01'),
	('40', 'C', 'who?', NULL, '22023', 'customer {"id": 40} is not in table "public.customer"'),
	('{"ID": 4}', 'C', 'who?', NULL, '22023', '{"ID": 4} is not a key of table "public.customer"'),
	('{"x": 1, "id": 4}', 'C', 'who?', NULL, '22023', '{"x": 1, "id": 4} is not a key of table "public.customer"'),
	('null', 'C', 'who?', NULL, '22023', 'null is not a key of table "public.customer"')) AS v(key, grade, reason, valid_until, sqlstate, message);
SELECT is((SELECT count(*) FROM customer_sales_decisions), 0::bigint, 'nothing was decided');
SELECT lives_ok($$ SELECT customer_grade.override('sales', 'customer', '4', 'B', 'opens a plant', '2025-06-30') $$, 'alice overrides');
RESET ROLE;
SELECT is(:stands 4), 'B (D) override', 'B beside the computed D');
SELECT is((SELECT concat_ws(' ', proposed_by, decided_by, decided_at) FROM customer_sales_decisions), 'regress_alice regress_alice 2025-06-01 12:00:00+00', 'by whom and when');
SET ROLE regress_bob;
SELECT throws_ok($$ SELECT customer_grade.override('sales', 'customer', '4', 'C', 'me too') $$, '23505', 'customer {"id": 4} already has an override that is approved', 'one at a time');
RESET ROLE;
UPDATE customer SET amount = 10 WHERE id = 4;
SELECT is(:stands 4), 'B (C) override', 'the computed grade moves on under it');
SELECT pg_temp.on_day('2025-06-30') \g /dev/null
SELECT is(:stands 4), 'B (C) override', 'its last day');
SELECT pg_temp.on_day('2025-07-01') \g /dev/null
SELECT is(:stands 4), 'C (C) final', 'then the computed grade is back, not at the next review');
SET ROLE regress_bob;
SELECT lives_ok($$ SELECT customer_grade.override('sales', 'customer', '4', 'D', 'late payer') $$, 'one that has lapsed does not block another');
SELECT lives_ok($$ SELECT customer_grade.end_override('sales', 'customer', '4', 'has paid') $$, 'and is ended');
SELECT throws_ok($$ SELECT customer_grade.end_override('sales', 'customer', '4') $$, '55000', 'customer {"id": 4} has no override', 'once');
RESET ROLE;
SELECT is(pg_temp.course('sales', 'customer', 4), 'D final, override; B override, override; B override, override ended; C final, override; D override, override ended; C final', 'all of it is in the history');
SELECT is(string_agg(concat_ws(' ', grade, status, ended_by, ended_at::date, end_reason), ', ' ORDER BY decision_id),
	'B ended regress_bob 2025-07-01 lapsed, D ended regress_bob 2025-07-01 has paid', 'and in the decisions') FROM customer_sales_decisions;

-- four eyes
SET client_min_messages = error;
CALL customer_grade.publish('sales', 'customer');
SET client_min_messages = warning;
SET ROLE regress_alice;
SELECT lives_ok($$ SELECT customer_grade.override('sales', 'customer', '8', 'blocked', 'fraud') $$, 'where two people decide, an override is proposed');
RESET ROLE;
SELECT is(:stands 8), 'D (D) final', 'not in force yet');
SET ROLE regress_alice;
SELECT throws_ok($$ SELECT customer_grade.approve('sales', 'customer', '8') $$, '42501', 'role "regress_alice" has proposed this override and cannot approve it', 'nor by its author');
SET ROLE regress_bob;
SELECT lives_ok($$ SELECT customer_grade.approve('sales', 'customer', '8', 'indeed') $$, 'another one approves');
RESET ROLE;
SELECT is(:stands 8), 'blocked (D) override', 'in force, a label without rank');
-- for four eyes the login role counts, not only the current role
SET SESSION AUTHORIZATION regress_alice;
SET ROLE regress_sales;
SELECT customer_grade.override('sales', 'customer', '9', 'C', 'x') \g /dev/null
RESET ROLE;
SELECT throws_ok($$ SELECT customer_grade.approve('sales', 'customer', '9') $$, '42501', 'role "regress_sales" has proposed this override and cannot approve it', 'SET ROLE makes no second person');
SET SESSION AUTHORIZATION regress_bob;
SELECT throws_ok($$ SELECT customer_grade.reject('sales', 'customer', '9', decision => 'approval') $$, '55000', 'nothing awaits approval for customer {"id": 9}', 'there is none of this kind');
SELECT throws_ok($$ SELECT customer_grade.reject('sales', 'customer', '9', decision => 'whim') $$, '22023', '"whim" is not a kind of decision', 'nor of a kind that does not exist');
SELECT lives_ok($$ SELECT customer_grade.reject('sales', 'customer', '9', 'no') $$, 'bob rejects it');
SELECT lives_ok($$ SELECT customer_grade.override('sales', 'customer', '9', 'A', 'y'), customer_grade.propose('sales', 'customer', '9', 'A') $$, 'an override and an approval are proposed');
SELECT throws_ok($$ SELECT customer_grade.approve('sales', 'customer', '9') $$, '55000', 'customer {"id": 9} has several decisions that are proposed', 'which one?');
SELECT throws_ok($$ SELECT customer_grade.withdraw('sales', 'customer', '9') $$, '55000', 'customer {"id": 9} has several decisions that are proposed', 'which one?');
SELECT lives_ok($$ SELECT customer_grade.withdraw('sales', 'customer', '9', 'a slip', 'override') $$, 'one is withdrawn');
SELECT lives_ok($$ SELECT customer_grade.withdraw('sales', 'customer', '9') $$, 'then the other');
SELECT throws_ok($$ SELECT customer_grade.withdraw('sales', 'customer', '9') $$, '55000', 'nothing is proposed for customer {"id": 9}', 'nothing is left');
RESET SESSION AUTHORIZATION;
SELECT is(string_agg(concat_ws(' ', decision, grade, status, proposed_by, proposed_login, decided_by, ended_by, end_reason), ', ' ORDER BY decision_id),
	'override C rejected regress_sales regress_alice regress_bob, override A withdrawn regress_bob regress_bob regress_bob a slip, approval A withdrawn regress_bob regress_bob regress_bob',
	'as the table says') FROM customer_sales_decisions WHERE id = 9;

--
-- Only the owner writes the table itself
--
SET SESSION AUTHORIZATION regress_alice;
SELECT throws_ok(statement, '42501', message, statement)
FROM (VALUES
	($$ INSERT INTO customer_sales_decisions (id, decision, grade, status, reason) VALUES (5, 'override', 'C', 'approved', 'x') $$, 'permission denied for table customer_sales_decisions'),
	($$ INSERT INTO customer_sales_decisions (id, decision, grade, status, reason) VALUES (5, 'override', 'C', 'proposed', 'x') $$, 'permission denied for table customer_sales_decisions'),
	($$ UPDATE customer_sales_decisions SET status = 'approved' $$, 'permission denied for table customer_sales_decisions'),
	($$ UPDATE customer_sales_decisions SET decided_by = 'regress_bob' $$, 'permission denied for table customer_sales_decisions'),
	($$ DELETE FROM customer_sales_decisions $$, 'permission denied for table customer_sales_decisions'),
	($$ TRUNCATE customer_sales_decisions $$, 'permission denied for table customer_sales_decisions'),
	($$ SELECT * FROM customer_sales_ledger $$, 'permission denied for table customer_sales_ledger'),
	($$ UPDATE customer_sales_ledger SET grade = 'A' $$, 'permission denied for table customer_sales_ledger'),
	($$ SELECT customer_grade_internal.as_owner_override('sales', 'customer', '5', 'C', 'x') $$, 'permission denied for standard "sales" on table "public.customer"')
) AS v(statement, message);
SELECT is((SELECT count(*) FROM customer_sales_decisions WHERE status = 'ended'), 2::bigint, 'an overrider reads the decisions');
RESET SESSION AUTHORIZATION;
-- four eyes bind the owner where it calls the functions, not where it writes its table
SET ROLE regress_owner;
SELECT throws_ok($$ SELECT customer_grade.override('sales', 'customer', '5', 'B', 'x') $$, '42501',
	'must be member of role "regress_sales" to override grades', 'the owner is no member');
SELECT throws_ok($$ SELECT customer_grade.approve('sales', 'customer', '5') $$, '42501',
	'must be member of role "regress_government" to approve or reject grades', 'of neither role');
INSERT INTO customer_sales_decisions (id, decision, grade, status, reason) VALUES (5, 'override', 'B', 'approved', 'by hand');
SELECT is(:stands 5), 'B (C) override', 'a row that the owner writes regrades as well');
UPDATE customer_sales_decisions SET status = 'ended' WHERE id = 5;
SELECT is(:stands 5), 'C (C) final', 'both ways');
SELECT throws_ok($$ INSERT INTO customer_sales_decisions (id, decision, grade, status) VALUES (0, 'whim', 'A', 'proposed') $$, '23514', NULL, 'it must be a decision');
SELECT throws_ok($$ INSERT INTO customer_sales_decisions (id, decision, grade, status) SELECT 5, 'override', 'B', 'approved' FROM generate_series(1, 2) $$, '23P01', NULL, 'one of a kind');
RESET ROLE;

-- others
SET ROLE regress_nobody;
SELECT throws_ok(statement, '42501', message, statement)
FROM (VALUES
	($$ SELECT customer_grade.override('sales', 'customer', '1', 'B', 'x') $$, 'must be member of role "regress_sales" to override grades'),
	($$ SELECT customer_grade.end_override('sales', 'customer', '77') $$, 'must be member of role "regress_sales" to override grades'),
	($$ SELECT customer_grade.approve('sales', 'customer', '77') $$, 'must be member of role "regress_government" to approve or reject grades'),
	($$ SELECT customer_grade.reject('sales', 'customer', '8', decision => 'override') $$, 'must be member of role "regress_sales" to override grades'),
	($$ SELECT customer_grade.propose('sales', 'customer', '1', 'A') $$, 'must have the right to insert or update rows of table "public.customer" to propose grades'),
	($$ SELECT customer_grade.withdraw('sales', 'customer', '77') $$, 'must have the right to insert or update rows of table "public.customer" to propose grades'),
	($$ SELECT customer_grade_internal.lock_customer('sales', 'customer', '{"id": 1}') $$, 'must be owner of table customer')) AS v(statement, message);
RESET ROLE;
GRANT SELECT ON customer_sales_decisions TO regress_nobody;
GRANT INSERT ON customer TO regress_nobody;
SET ROLE regress_nobody;
SELECT throws_ok($$ SELECT customer_grade.override('sales', 'customer', '1', 'B', 'x') $$, '42501', NULL, 'the right to propose is no right to override');
SELECT throws_ok($$ SELECT customer_grade.propose('sales', 'customer', '1', 'B') $$, '22023', 'grade "B" needs no approval', 'it proposes nothing else');
SELECT lives_ok($$ SELECT customer_grade.propose('sales', 'customer', '1', 'A', 'grows') $$, 'it proposes what needs approval');
RESET ROLE;
-- an overrider that approves nothing may propose, but not decide about approvals
REVOKE regress_government FROM regress_bob;
SET ROLE regress_bob;
SELECT throws_ok($$ SELECT customer_grade.approve('sales', 'customer', '1') $$, '42501', 'must be member of role "regress_government" to approve or reject grades', 'an overrider does not approve');
SELECT throws_ok($$ SELECT customer_grade.withdraw('sales', 'customer', '1') $$, '42501', 'must be member of role "regress_government" to approve or reject grades', 'nor withdraw what another role has proposed');
SET ROLE regress_nobody;
SELECT lives_ok($$ SELECT customer_grade.withdraw('sales', 'customer', '1') $$, 'its author does');
RESET ROLE;
-- the right to read goes with the options, and keeps the roles
SELECT throws_like('DROP ROLE regress_sales', 'role "regress_sales" cannot be dropped%', 'the overrider cannot be dropped');
SELECT throws_like('DROP ROLE regress_government', 'role "regress_government" cannot be dropped%', 'nor the approver');
SELECT is(array_agg(DISTINCT a.grantee::regrole || ' ' || a.privilege_type), '{regress_government SELECT,regress_nobody SELECT,regress_sales SELECT}', 'only SELECT is granted')
FROM pg_class AS c, aclexplode(c.relacl) AS a WHERE c.oid = 'customer_sales_decisions'::regclass AND a.grantee <> c.relowner;
SET ROLE regress_owner;
SELECT customer_grade.alter_attachment('sales', 'customer', overrider => 'regress_bob', approver => 'regress_owner') \g /dev/null
RESET ROLE;
SELECT is(has_table_privilege('regress_sales', 'customer_sales_decisions', 'SELECT'), false, 'a former overrider loses its right');
SELECT is(has_table_privilege('regress_government', 'customer_sales_decisions', 'SELECT'), false, 'a former approver too');
SELECT is(has_table_privilege('regress_bob', 'customer_sales_decisions', 'SELECT'), true, 'the new one has it');
SET ROLE regress_owner;
SELECT customer_grade.alter_attachment('sales', 'customer', approver => 'regress_bob', reset => '{overrider}') \g /dev/null
RESET ROLE;
SELECT is(has_table_privilege('regress_bob', 'customer_sales_decisions', 'SELECT'), true, 'a role that approves now instead of overriding keeps it');
SELECT is(has_table_privilege('regress_owner', 'customer_sales_decisions', 'SELECT'), true, 'so does the owner, which has approved');
SET ROLE regress_owner;
SELECT lives_ok($$ SELECT customer_grade.override('sales', 'customer', '1', 'B', 'the owner') $$, 'without an overrider the owner overrides');
RESET ROLE;
CREATE ROLE regress_deputy IN ROLE regress_owner;
SET ROLE regress_deputy;
SELECT lives_ok($$ SELECT customer_grade.approve('sales', 'customer', '1') $$, 'and another member of the owner agrees');
RESET ROLE;

-- customers that go
SELECT customer_grade.override('sales', 'customer', '2', 'A', 'x') \g /dev/null
SET ROLE regress_deputy;
SELECT customer_grade.approve('sales', 'customer', '2') \g /dev/null
RESET ROLE;
DELETE FROM customer WHERE id = 2;
SELECT is((SELECT count(*) FROM customer_sales_ledger WHERE id = 2), 0::bigint, 'a customer under an override is deleted');
SELECT throws_ok($$ SELECT customer_grade.end_override('sales', 'customer', '2', 'gone') $$, '55000', 'customer {"id": 2} has no override', 'which has ended the override');
INSERT INTO customer VALUES (2, 1);
SELECT is(:stands 2), 'D (D) final', 'another customer of the same key has no override');
DELETE FROM customer WHERE id = 2;
SELECT is(customer_grade_internal.lock_customer('sales', 'customer', '{"id": 77}')::text, '(,,,,)', 'a customer that does not exist has no grade');
SELECT is((SELECT count(*) FROM customer_sales_ledger WHERE since IS NULL), 0::bigint, 'nor a row');
SELECT is(count(*), 0::bigint, 'verify() finds no difference') FROM unnest('{power_important_customer,hotel_vip,manufacturer_abc,sales}'::text[], '{power,guest,maker,customer}'::text[]) AS t(standard, subject), customer_grade.verify(standard, subject::regclass);

-- composite keys of other types
\o /dev/null
CREATE TABLE branch (region text COLLATE "C", "No" smallint, amount numeric, PRIMARY KEY ("No", region));
INSERT INTO branch VALUES ('n', 1, 10), ('北', 2, 1000);
SELECT customer_grade.define_standard('plain_sales', (SELECT replace(rubric::text, 'override by two people;', '') FROM customer_grade.standard WHERE name = 'sales' AND version = 2)::customer_grade.rubric, '2020-01-01');
SELECT customer_grade.attach('plain_sales', 'branch');
\o
SELECT lives_ok($$ SELECT customer_grade.override('plain_sales', 'branch', '{"No": 2, "region": "北"}', 'B', 'composite') $$, 'a composite key');
SELECT throws_ok($$ SELECT customer_grade.override('plain_sales', 'branch', '2', 'B', 'composite') $$, '22023', '2 is not a key of table "public.branch"', 'has no single value');
SELECT throws_ok($$ SELECT customer_grade.override('plain_sales', 'branch', '{"No": 2, "region": null}', 'B', 'composite') $$, '22023', '{"No": 2, "region": null} is not a key of table "public.branch"', 'and no nulls');
SELECT is((SELECT string_agg(region || grade || state, ',' ORDER BY "No") FROM branch_plain_sales_ledger), 'nCfinal,北Boverride', 'it is regraded');
SELECT customer_grade.alter_attachment('plain_sales', 'branch', overrider => 'regress_sales') \g /dev/null
SELECT customer_grade.detach('plain_sales', 'branch') \g /dev/null
SELECT is(has_table_privilege('regress_sales', 'branch_plain_sales_decisions', 'SELECT'), false, 'detach() takes the rights on the decisions that it keeps');
SELECT is((SELECT count(*) FROM pg_trigger WHERE tgrelid = 'branch_plain_sales_decisions'::regclass AND NOT tgisinternal), 0::bigint, 'and leaves them like any other table');

--
-- What the owner has put on its tables does not run with the rights of who decides
--
\o /dev/null
CREATE TABLE loot (line text);
GRANT INSERT ON loot TO PUBLIC;
SET ROLE regress_owner;
CREATE FUNCTION trap() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	INSERT INTO public.loot VALUES (current_user);
	BEGIN
		SET ROLE NONE;
		INSERT INTO public.loot VALUES ('out');
	EXCEPTION WHEN insufficient_privilege THEN
		NULL;
	END;
	RETURN NULL;
END $$;
CREATE FUNCTION trapped(id int) RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
	INSERT INTO public.loot VALUES (current_user);
	RETURN true;
END $$;
CREATE TRIGGER trap AFTER INSERT OR UPDATE ON customer_sales_decisions FOR EACH ROW EXECUTE FUNCTION trap();
ALTER TABLE customer_sales_decisions ADD CHECK (trapped(id));
CREATE CONSTRAINT TRIGGER later AFTER INSERT ON customer_sales_decisions DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (NEW.id = 3) EXECUTE FUNCTION trap();
RESET ROLE;
TRUNCATE loot;
\o
SELECT lives_ok($$ SELECT customer_grade.override('sales', 'customer', '0', 'B', 'by a superuser') $$, 'a superuser overrides');
SELECT is((SELECT string_agg(DISTINCT line, ' ') FROM loot), 'regress_owner', 'triggers and constraints run as the owner, and get no further');
SELECT throws_ok($$ SELECT customer_grade.override('sales', 'customer', '3', 'B', 'by a superuser') $$, '42501',
	'cannot fire deferred trigger within security-restricted operation', 'nothing is left to run later');

--
-- Half a year of generated orders, decisions and reviews: the day on which something is due is known. Of two
-- tables that all happens to, one is regraded every day, the other one only who is due.
--
\o /dev/null
SELECT setseed(0.5);
CREATE TABLE daily (id int PRIMARY KEY, amount numeric, quick numeric);
CREATE TABLE due (LIKE daily INCLUDING ALL);
SELECT pg_temp.on_day('2024-01-01');
SELECT customer_grade.define_standard('policies', 'grades A > B > C > D, none; metric amount number; parameter cut number = 1 keep 0.9;
	grade none when amount < 0; grade A when amount >= 30 * cut; grade B when amount >= 20 * cut; grade C when amount >= 10 * cut; grade D otherwise;
	review month day 1; promotion one step at review; demotion after 5 days; provisional 20 days; approval of A, B valid 10 days;', '2020-01-01');
SELECT customer_grade.attach('policies', t, prefix => t::text) FROM unnest('{daily,due}'::regclass[]) AS t;
CREATE FUNCTION pg_temp.differing() RETURNS bigint LANGUAGE sql AS $$
	SELECT count(*) FROM (SELECT id, grade, rank, computed_grade, state, worse_since, falls_on, provisional_until, due_on FROM daily_ledger) AS x
	FULL JOIN (SELECT id, grade, rank, computed_grade, state, worse_since, falls_on, provisional_until, due_on FROM due_ledger) AS y USING (id)
	WHERE x IS DISTINCT FROM y
$$;
CREATE TABLE seen (day date, differing bigint, verified bigint);
CREATE PROCEDURE happens(day date) LANGUAGE plpgsql AS $$
DECLARE
	event int;
	statement text;
	t text;
BEGIN
	PERFORM pg_temp.on_day(day::text);
	PERFORM customer_grade_internal.regrade_keys('policies', 'daily', 'SELECT id FROM public.daily', cause => 'day');
	PERFORM customer_grade_internal.regrade_keys('policies', 'due', format('SELECT id FROM public.due_ledger WHERE due_on <= %L', day), cause => 'due');
	COMMIT;
	FOR event IN 1 .. 4 LOOP
		statement := format(CASE floor(random() * 10)::int
			WHEN 0 THEN 'INSERT INTO %%s (id, amount) VALUES (%1$s, %2$s) ON CONFLICT (id) DO UPDATE SET amount = excluded.amount'
			WHEN 1 THEN 'UPDATE %%s SET amount = %2$s WHERE id %% 20 = %1$s'
			WHEN 2 THEN 'UPDATE %%s SET amount = amount + %2$s - 15 WHERE id = %1$s'
			WHEN 3 THEN 'SELECT customer_grade.override(''policies'', ''%%s'', ''%1$s'', %3$L, ''x'', %4$L)'
			WHEN 4 THEN 'SELECT customer_grade.end_override(''policies'', ''%%s'', ''%1$s'', ''x'', ' || quote_literal((ARRAY['override', 'minimum'])[1 + floor(random() * 2)::int]) || ')'
			WHEN 5 THEN 'SELECT customer_grade.approve(''policies'', ''%%s'', ''%1$s'', ''x'', %5$L)'
			WHEN 6 THEN 'SELECT customer_grade.approve(''policies'', ''%%s'', ''%1$s'', ''x'')'
			WHEN 7 THEN 'SELECT customer_grade.reject(''policies'', ''%%s'', ''%1$s'', ''x'')'
			WHEN 8 THEN 'SELECT customer_grade.override(''policies'', ''%%s'', ''%1$s'', %3$L, ''x'', %6$L, %5$L, ' || (random() < 0.6)::text || ')'
			ELSE 'DELETE FROM %%s WHERE id = %1$s' END,
			floor(random() * 20)::int, floor(random() * 45)::int - 5, ('{A,B,C,D,none}'::text[])[1 + floor(random() * 5)::int],
			CASE WHEN random() < 0.8 THEN day + floor(random() * 15)::int END, day + floor(random() * 10)::int,
			day + 10 + floor(random() * 10)::int);
		FOREACH t IN ARRAY '{daily,due}'::text[] LOOP
			BEGIN
				EXECUTE format(statement, t);
			-- nobody there, nothing waits, one is there already
			EXCEPTION WHEN invalid_parameter_value OR object_not_in_prerequisite_state OR unique_violation THEN
				NULL;
			END;
		END LOOP;
		COMMIT;
	END LOOP;
	IF extract(day FROM day) = 1 THEN
		PERFORM customer_grade_internal.regrade_keys('policies', r::regclass, 'SELECT id FROM public.' || r, reviewing => true, cause => 'review') FROM unnest('{daily,due}'::text[]) AS r;
		COMMIT;
	END IF;
	INSERT INTO seen SELECT day, pg_temp.differing(), (SELECT count(*) FROM customer_grade.verify('policies', 'daily')) + (SELECT count(*) FROM customer_grade.verify('policies', 'due'));
END $$;
SELECT format('CALL happens(%L)', day) FROM generate_series(date '2024-01-02', '2024-06-30', '1 day') AS day \gexec
\o
SELECT is((SELECT string_agg(seen::text, ' ' ORDER BY day) FROM seen WHERE differing > 0 OR verified > 0), NULL, 'on no day do they differ, nor does verify() find anything');
SELECT is((SELECT count(*) FROM (SELECT id, pg_temp.course('policies', 'daily', id) AS course FROM generate_series(0, 19) AS id) AS c
	WHERE replace(replace(course, ' daily', ' due'), ', day', ', due') IS DISTINCT FROM pg_temp.course('policies', 'due', id)), 0::bigint, 'their histories tell the same');
SELECT is((SELECT string_agg(DISTINCT state, ', ' ORDER BY state) FROM due_grades), 'final, override, pending, provisional', 'all states occur');
-- whether one decision takes the place of another is left to random(), which is another one since 15
SELECT is((SELECT string_agg(DISTINCT cause, ', ' ORDER BY cause) FROM due_grades WHERE cause NOT LIKE '% due_decisions'),
	'approved, deleted, due, insert due, override, override ended, rejected, review, update due', 'and causes');
SELECT is((SELECT count(*) FROM (SELECT *, lead(valid_from) OVER (PARTITION BY id ORDER BY valid_from) AS next FROM due_grades) AS p
	WHERE next < valid_to OR next > valid_to AND cause <> 'deleted' OR valid_to IS NULL AND next IS NOT NULL), 0::bigint, 'the history has neither overlap nor hole');

\o /dev/null
SELECT customer_grade.detach(standard, subject, true) FROM customer_grade.attachment;
DROP TABLE loot, power, guest, maker, customer, branch, daily, due CASCADE;
DROP TABLE IF EXISTS branch_plain_sales_decisions, branch_plain_sales_history;
DROP FUNCTION trap, trapped;
REVOKE CREATE ON SCHEMA public FROM regress_owner;
DROP ROLE regress_owner, regress_deputy, regress_government, regress_sales, regress_alice, regress_bob, regress_nobody;
\o
SELECT * FROM finish();
