-- import_grades() and attach(initial): customers go on with the grades that they have already; merge_customers(): with those of a duplicate.

SET client_min_messages = warning;
SET customer_grade.clock = '2025-06-15 12:00+00';
SET TimeZone = 'UTC';
SELECT * FROM no_plan();

SELECT customer_grade.define_standard('tier', 'grades gold > silver > bronze; metric points number; grade gold when points >= 100; grade silver when points >= 50; grade bronze otherwise;
	review month end; demotion at review; approval of gold valid 1 year; provisional 3 months;', '2020-01-01') \g /dev/null
SELECT customer_grade.define_standard('plain', 'grades gold > silver > bronze; metric points number; grade gold when points >= 100; grade silver when points >= 50; grade bronze otherwise;', '2020-01-01') \g /dev/null
CREATE TABLE member (id int PRIMARY KEY, points numeric, shown text);
INSERT INTO member SELECT n, 10 * n FROM generate_series(1, 12) AS n;
SELECT customer_grade.attach('tier', 'member', outbox => true, mirror => 'shown') \g /dev/null
SELECT customer_grade.attach('plain', 'member', scores => 'history', keep_metrics => true) \g /dev/null
SELECT customer_grade.override('tier', 'member', 9, 'bronze', 'a reason') \g /dev/null

-- What must hold at any time.
CREATE FUNCTION pg_temp.sound(what text) RETURNS SETOF text LANGUAGE plpgsql AS $$
BEGIN
	RETURN NEXT is_empty($q$ SELECT * FROM customer_grade.verify('tier', 'member') $q$, what || ': verify() finds nothing');
	RETURN NEXT is_empty($q$ SELECT * FROM customer_grade.verify('plain', 'member') $q$, what || ': nor in the other standard');
	RETURN NEXT is_empty($q$ SELECT * FROM (SELECT id, valid_to, lead(valid_from) OVER (PARTITION BY id ORDER BY valid_from) AS next FROM member_tier_grades WHERE cause IS DISTINCT FROM 'deleted') AS p
		WHERE next <> valid_to AND valid_to IS NOT NULL $q$, what || ': periods follow one another');
	RETURN NEXT is_empty($q$ SELECT * FROM (SELECT id, valid_to, lead(valid_from) OVER (PARTITION BY id ORDER BY valid_from) AS next FROM member_plain_grades) AS p WHERE next < valid_to $q$, what || ': and do not overlap');
END $$;

--
-- Later
--
SET customer_grade.clock = '2025-07-10 12:00+00';
CREATE TABLE crm (id int, tier text, since date, till date, why text);
INSERT INTO crm VALUES (1, 'gold', '2024-03-01', '2025-12-31', 'since the fair'), (2, 'silver', '2025-07-01', NULL, NULL), (3, 'silver', NULL, NULL, NULL), (10, 'silver', '2024-01-01', NULL, NULL),
	(4, 'platinum', '2024-03-01', NULL, NULL), (5, NULL, NULL, NULL, NULL), (6, 'gold', '2025-08-01', NULL, NULL), (7, 'gold', '2024-01-01', '2025-07-09', NULL),
	(8, 'gold', NULL, NULL, NULL), (8, 'silver', NULL, NULL, NULL), (9, 'gold', NULL, NULL, NULL), (99, 'gold', NULL, NULL, NULL), (NULL, 'gold', NULL, NULL, NULL), (11, 'gold', 'infinity', NULL, NULL);
SELECT results_eq($$ SELECT (key ->> 'id')::int, given, problem FROM customer_grade.import_grades('tier', 'member', 'crm', grade => 'tier', until => 'till', reason => 'why') $$, $$ VALUES
	(4, 'platinum', 'the standard has no grade "platinum"'), (5, NULL, 'the grade is null'), (6, 'gold', 'since is in the future'), (7, 'gold', 'until is in the past'),
	(8, 'gold', 'several rows have this key'), (8, 'silver', 'several rows have this key'), (9, 'gold', 'an override is in force'), (11, 'gold', 'a date is not finite'),
	(99, 'gold', 'the table has no such customer'), (NULL, 'gold', 'the key is null') $$, 'rows that cannot be imported are listed');
SELECT results_eq($$ SELECT id, grade, computed_grade, state, since, valid_until, provisional_until FROM member_tier_ledger WHERE id IN (1, 2, 3, 10) ORDER BY id $$, $$ VALUES
	(1, 'gold', 'bronze', 'final', timestamptz '2024-03-01', date '2025-12-31', NULL::date), (2, 'silver', 'bronze', 'final', '2025-07-01', NULL, NULL),
	(3, 'silver', 'bronze', 'final', '2025-07-10 12:00', NULL, NULL), (10, 'silver', 'gold', 'pending', '2024-01-01', NULL, NULL) $$, 'the others hold what they had, since then, and terms go by that');
SELECT results_eq('SELECT id, grade, valid_from, valid_to, cause FROM member_tier_history WHERE id IN (1, 2, 3, 10) ORDER BY id, valid_from', $$ VALUES
	(2, 'bronze', timestamptz '2025-06-15 12:00', timestamptz '2025-07-01', 'import'), (3, 'bronze', '2025-06-15 12:00', '2025-07-10 12:00', 'import'),
	(10, 'silver', '2024-01-01', '2025-07-10 12:00', 'import') $$, 'what was in force before ends then, or has never been; a better grade begins to wait for approval');
SELECT results_eq($$ SELECT id, grade, status, valid_until, decision_reason FROM member_tier_decisions WHERE decision = 'approval' $$, $$ VALUES (1, 'gold', 'approved', date '2025-12-31', 'since the fair') $$, 'a grade that needs approval is approved');
SELECT is((SELECT string_agg(shown, ' ' ORDER BY id) FROM member WHERE id IN (1, 2, 3)), 'gold silver silver', 'the mirror shows them');
SELECT pg_temp.sound('import');
CREATE VIEW crm_plain AS SELECT id, tier, since FROM crm WHERE id IN (1, 10);
SELECT is_empty($$ SELECT * FROM customer_grade.import_grades('plain', 'member', 'crm_plain', 'tier') $$, 'a view, another standard');
SELECT results_eq('SELECT id, grade, valid_from, valid_to FROM member_plain_grades WHERE id IN (1, 10) ORDER BY id, valid_from', $$ VALUES
	(1, 'gold', timestamptz '2024-03-01', timestamptz '2025-07-10 12:00'), (1, 'bronze', '2025-07-10 12:00', NULL), (10, 'silver', '2024-01-01', '2025-07-10 12:00'), (10, 'gold', '2025-07-10 12:00', NULL) $$,
	'without terms the computed grade is in force at once, and the past is known');
SELECT results_eq($$ SELECT (key ->> 'id')::int, problem FROM customer_grade.import_grades('plain', 'member', 'crm_plain', 'tier') $$, $$ VALUES (1, 'it has a later period in the history'), (10, 'it has a later period in the history') $$, 'nothing is imported twice over what has happened since');
SELECT pg_temp.sound('without terms');
-- the review takes away what is not earned any more, but for what is promised or approved
SET customer_grade.clock = '2025-08-01 06:00+00';
CALL customer_grade.run_due_reviews();
SELECT is((SELECT string_agg(id || ' ' || grade, ', ' ORDER BY id) FROM member_tier_ledger WHERE id IN (1, 2, 3)), '1 gold, 2 bronze, 3 bronze', 'a review settles them by the terms');
SELECT pg_temp.sound('review');

--
-- At attach
--
CREATE TABLE card (id text PRIMARY KEY, points numeric);
INSERT INTO card VALUES ('a', 10), ('b', 200), ('c', 60);
CREATE TABLE known (id text, grade text, since timestamptz);
INSERT INTO known VALUES ('a', 'gold', '2023-01-01'), ('b', 'bronze', '2024-01-01'), ('x', 'gold', NULL);
SELECT customer_grade.attach('tier', 'card', initial => 'known', outbox => true) \g /dev/null
SELECT results_eq('SELECT id, grade, computed_grade, state, since FROM card_tier_ledger ORDER BY id', $$ VALUES ('a', 'gold', 'bronze', 'final', timestamptz '2023-01-01'),
	('b', 'silver', 'gold', 'pending', '2025-08-01 06:00'), ('c', 'silver', 'silver', 'provisional', '2025-08-01 06:00') $$, 'attach() takes them at once');
SELECT results_eq('SELECT id, grade, since, valid_to FROM card_tier_history ORDER BY id', $$ VALUES ('b', 'bronze', timestamptz '2024-01-01', timestamptz '2025-08-01 06:00') $$, 'the past is what they had');
SELECT is_empty($$ SELECT * FROM customer_grade.verify('tier', 'card') $$, 'and verify() finds nothing');

--
-- Merge
--
INSERT INTO member VALUES (101, 10);
SET customer_grade.clock = '2025-08-10 12:00+00';
BEGIN;
SELECT is(customer_grade.merge_customers('member', 1, 101), 2::bigint, 'a customer that is twice there is merged, in both standards');
SELECT pg_temp.sound('merge');
DELETE FROM member WHERE id = 1;
COMMIT;
SELECT results_eq($$ SELECT id, grade, since FROM member_tier_ledger WHERE id IN (1, 101) $$, $$ VALUES (101, 'gold', timestamptz '2024-03-01') $$, 'the grade goes on, since it is held');
SELECT results_eq($$ SELECT id, status FROM member_tier_decisions WHERE decision = 'approval' AND id IN (1, 101) $$, $$ VALUES (101, 'approved') $$, 'so does the approval');
SELECT results_eq($$ SELECT DISTINCT id, grade, cause FROM member_tier_history WHERE id IN (1, 101) ORDER BY id $$, $$ VALUES (1, 'gold', 'renumbered'), (101, 'bronze', 'deleted') $$, 'periods of both stay apart');
SELECT pg_temp.sound('after the merge');
SELECT cmp_ok(customer_grade.forget_customer('tier', 'member', 1), '>=', 1::bigint, 'the former one can be forgotten');
SELECT is((SELECT count(*) FROM member_tier_grades WHERE id = 1) + (SELECT count(*) FROM member_tier_decisions WHERE id = 1) + (SELECT count(*) FROM member_tier_outbox WHERE id = 1), 0::bigint, '... without a rest');
SELECT customer_grade.propose('tier', 'card', 'c', 'gold', 'a good year') \g /dev/null
SELECT is(customer_grade.merge_customers('card', 'a', 'c'), 1::bigint, 'text keys');
SELECT is((SELECT string_agg(status || ' ' || end_reason, ', ') FROM card_tier_decisions WHERE id = 'c' AND status <> 'approved'), 'withdrawn deleted', 'what is proposed for who ends is withdrawn');
SELECT is((SELECT string_agg(id || ' ' || grade, ', ' ORDER BY id) FROM card_tier_ledger), 'a bronze, b silver, c gold', 'who stays in the table is graded again');
SELECT is_empty($$ SELECT * FROM customer_grade.verify('tier', 'card') $$, 'and verify() finds nothing');

--
-- Mistakes
--
SELECT throws_ok($$ SELECT * FROM customer_grade.import_grades('tier', 'member', 'crm') $$, '42703', '"public.crm" has no column "grade"', 'no grade');
SELECT throws_ok($$ SELECT * FROM customer_grade.import_grades('tier', 'member', 'crm', 'tier', 'why') $$, '42804', 'column "why" is of type text, not date', 'no date');
SELECT throws_ok($$ SELECT * FROM customer_grade.import_grades('tier', 'crm', 'crm', 'tier') $$, '55000', NULL, 'not attached');
SELECT throws_ok($$ SELECT customer_grade.merge_customers('member', 2, 77) $$, '55000', 'customer {"id": 77} is not in "public.member"', 'no such customer');
SELECT throws_ok($$ SELECT customer_grade.merge_customers('member', 2, 2) $$, '22023', '{"id": 2} is the same customer', 'with itself');
SELECT throws_ok($$ SELECT customer_grade.merge_customers('crm', 2, 3) $$, '55000', 'no standard is attached to table "public.crm"', 'a table without a standard');
SELECT is(customer_grade.merge_customers('member', 777, 2), 0::bigint, 'who has no grade has nothing to go on with');
CREATE ROLE regress_import_other;
CREATE TABLE foreign_crm (id int, grade text);
ALTER TABLE foreign_crm OWNER TO regress_import_other;
SELECT throws_ok($$ SELECT * FROM customer_grade.import_grades('tier', 'member', 'foreign_crm') $$, '42501', NULL, 'a table of another owner');
GRANT SELECT ON crm, member TO regress_import_other;
SET ROLE regress_import_other;
SELECT throws_ok($$ SELECT * FROM customer_grade.import_grades('tier', 'member', 'crm', 'tier') $$, '42501', 'must be owner of table "public.member"', 'who does not own the subject');
SELECT throws_ok($$ SELECT customer_grade.merge_customers('member', 2, 3) $$, '42501', 'must be owner of table "public.member"', '... does not merge either');
RESET ROLE;
DROP TABLE foreign_crm;
DROP OWNED BY regress_import_other;
DROP ROLE regress_import_other;

SELECT * FROM finish();
