-- The option keep_metrics: each period keeps the inputs that it began by, and explain_customer() explains past days from them.

\o /dev/null
CREATE ROLE regress_boss;
SET client_min_messages = warning;
SET TimeZone = 'UTC';
SET customer_grade.clock = '2026-01-10 12:00+00';
SELECT customer_grade.define_standard('t', 'grades A ''best'' > B > C; metric amount number >= 0; metric note text; parameter cut number = 10; parameter as_of date;
	grade A when amount >= cut * 10 and as_of > date ''2000-01-01''; grade B when amount >= cut; grade C otherwise;', '2020-01-01', 'the title');
CREATE TABLE customer (id int PRIMARY KEY, amount double precision, note text, unread text DEFAULT 'secret');
INSERT INTO customer VALUES (1, 7.5, 'x'), (2, 20, NULL), (3, 200, 'x'), (4, 30, 'x');
SELECT customer_grade.attach('t', 'customer', parameters => '{"cut": 12}', prefix => 'k', keep_metrics => true, outbox => true, time_zone => 'UTC');
CREATE FUNCTION pg_temp.kept(which int) RETURNS text LANGUAGE sql AS $$
	SELECT string_agg(concat_ws(' ', p.grade, p.cause, coalesce(p.metrics::text, '-')), '; ' ORDER BY p.valid_from)
	FROM (SELECT id, grade, cause, valid_from, metrics FROM k_history UNION ALL SELECT id, grade, NULL, valid_from, metrics FROM k_ledger) AS p
	WHERE p.id = which
$$;
CREATE FUNCTION pg_temp.why(which int, at date) RETURNS SETOF text LANGUAGE sql AS $$
	SELECT concat_ws(' | ', e.kind, e.name, e.title, e.expression, e.value, e.outcome) FROM customer_grade.explain_customer('t', 'customer', which, at) AS e
$$;
\ir include/error.sql
\o
SELECT * FROM no_plan();

--
-- What is kept
--
SELECT is(pg_temp.kept(2), 'B {"cut": 12, "note": null, "as_of": "2026-01-10", "amount": 20}', 'what the version reads, and the parameters');
SET customer_grade.clock = '2026-02-10 12:00+00';
UPDATE customer SET amount = 25 WHERE id = 2;
SELECT is(pg_temp.kept(2), 'B {"cut": 12, "note": null, "as_of": "2026-01-10", "amount": 20}', 'within a period the first ones stay');
UPDATE customer SET amount = 500 WHERE id = 2;
SELECT is(pg_temp.kept(2), 'B update customer {"cut": 12, "note": null, "as_of": "2026-01-10", "amount": 20}; A {"cut": 12, "note": null, "as_of": "2026-02-10", "amount": 500}',
	'they go to the history with their period');
UPDATE customer SET amount = -1 WHERE id = 3;
SELECT customer_grade.override('t', 'customer', 3, 'B', 'a promise') \g /dev/null
SELECT is(pg_temp.kept(3), 'A override {"cut": 12, "note": "x", "as_of": "2026-01-10", "amount": 200}; B {"cut": 12, "note": "x", "as_of": "2026-01-10", "amount": 200}',
	'a customer that is refused: those that its computed grade came from');
INSERT INTO customer VALUES (9, -1, 'x');
SELECT is(pg_temp.kept(9), '-', 'a new one that is refused has none');
DELETE FROM customer WHERE id = 9;
CALL customer_grade.review('t', 'customer');
SELECT is(pg_temp.kept(1), 'C {"cut": 12, "note": "x", "as_of": "2026-01-10", "amount": 7.5}', 'a review that changes no grade keeps them');

-- what a transaction does is one change
BEGIN;
UPDATE customer SET amount = 1000 WHERE id = 1;
UPDATE customer SET amount = 1001 WHERE id = 1;
UPDATE customer SET amount = 0 WHERE id = 2;
UPDATE customer SET amount = 501 WHERE id = 2;
INSERT INTO customer VALUES (5, 1), (6, 1), (7, 1);
UPDATE customer SET amount = 2 WHERE id = 5;
DELETE FROM customer WHERE id IN (6, 4);
INSERT INTO customer VALUES (4, 31, 'y');
COMMIT;
SELECT is(pg_temp.kept(1), 'C update customer {"cut": 12, "note": "x", "as_of": "2026-01-10", "amount": 7.5}; A {"cut": 12, "note": "x", "as_of": "2026-02-10", "amount": 1001}',
	'those that the transaction leaves');
SELECT is(pg_temp.kept(2), 'B update customer {"cut": 12, "note": null, "as_of": "2026-01-10", "amount": 20}; A {"cut": 12, "note": null, "as_of": "2026-02-10", "amount": 500}',
	'a period that is taken back has its own again');
SELECT is(pg_temp.kept(5), 'C {"cut": 12, "note": null, "as_of": "2026-02-10", "amount": 2}', 'of a new customer: those of the last statement');
SELECT is(pg_temp.kept(6), NULL, 'who came and went leaves nothing');
SELECT is(pg_temp.kept(4), 'B {"cut": 12, "note": "x", "as_of": "2026-01-10", "amount": 30}', 'who was deleted and is back has its own');
SELECT is_empty($$ SELECT * FROM customer_grade.verify('t', 'customer') $$, 'verify() finds nothing');

-- they follow a key
UPDATE customer SET id = 12 WHERE id = 2;
SELECT is(pg_temp.kept(12), 'B update customer {"cut": 12, "note": null, "as_of": "2026-01-10", "amount": 20}; A {"cut": 12, "note": null, "as_of": "2026-02-10", "amount": 500}',
	'they follow a key that changes');
SET customer_grade.clock = '2026-03-01 12:00+00';
DELETE FROM customer WHERE id = 5;
UPDATE customer SET id = 5 WHERE id = 7;
SELECT is(pg_temp.kept(7) || '; ' || pg_temp.kept(5), 'C renumbered {"cut": 12, "note": null, "as_of": "2026-02-10", "amount": 1}; '
	'C deleted {"cut": 12, "note": null, "as_of": "2026-02-10", "amount": 2}; C {"cut": 12, "note": null, "as_of": "2026-02-10", "amount": 1}', 'also where a part stays');
UPDATE customer SET id = 2 WHERE id = 12;

--
-- Explaining a past day
--
SELECT results_eq($$ SELECT * FROM pg_temp.why(2, '2026-01-10') $$, ARRAY['grade | B | final since 2026-01-10', 'period | B | from 2026-01-10 to 2026-02-10: update customer',
	'version | t | the title | 1 | graded last with parameter set 1', 'metric | amount | >= 0 | 20', 'parameter | cut | 12', 'parameter | as_of | 2026-01-10',
	'rule | A | amount >= cut * 10 and as_of > date ''2000-01-01'' | amount = 20, cut = 12, as_of = 2026-01-10 | false',
	'rule | B | amount >= cut | amount = 20, cut = 12 | true: decides', 'result | B | Not A: amount >= cut * 10 fails by 100. | graded'], 'a period that has ended');
SELECT results_eq($$ SELECT * FROM pg_temp.why(2, '2026-03-01') WHERE why !~ '^(rule|parameter)' $$, ARRAY['grade | A | best | final since 2026-02-10',
	'period | A | in force since 2026-02-10', 'version | t | the title | 1 | graded last with parameter set 2', 'metric | amount | >= 0 | 500', 'result | A | best | graded'],
	'today: the period in force, by what it began with');
SELECT is((SELECT e.value FROM customer_grade.explain_customer('t', 'customer', 2) AS e WHERE e.name = 'amount'), '501', 'without a day by what the customer has now');
SELECT results_eq($$ SELECT * FROM pg_temp.why(3, '2026-02-20') WHERE why !~ '^(rule|parameter|metric)' $$, ARRAY['grade | B | override since 2026-02-10',
	'period | B | in force since 2026-02-10', 'override | B | a promise | set by ' || current_user::text COLLATE "default" || ' on 2026-02-10',
	'version | t | the title | 1 | graded last with parameter set 1', 'result | A | best | graded'], 'an override');
SELECT is(pg_temp.error(format($$ SELECT * FROM pg_temp.why(%s, %L) $$, id, day)), expected, id || ' ' || day)
FROM (VALUES
	(1, '2026-01-09', 'P0002 customer {"id": 1} of table "public.customer" had no grade at the end of 2026-01-09 | Its first grade that is kept is of 2026-01-10.'),
	(8, '2026-01-10', 'P0002 no customer with key {"id": 8} in table "public.customer"'),
	(1, '2026-03-02', '22023 cannot explain the grade of 2026-03-02 | Today is 2026-03-01. | Without a day, explain_customer() explains the grade in force.'),
	(1, 'infinity', '22023 cannot grade as of infinity | Give a day of the years 1 to 9999, such as date ''2026-03-31''.')) AS v (id, day, expected);
DELETE FROM customer WHERE id = 1;
SELECT is(pg_temp.error($$ SELECT * FROM pg_temp.why(1, '2026-03-01') $$),
	'P0002 customer {"id": 1} of table "public.customer" had no grade at the end of 2026-03-01 | Its last grade before ended on 2026-03-01: deleted.', 'a customer that is gone');
SELECT is((SELECT string_agg(why, '; ') FROM pg_temp.why(1, '2026-02-28') WHERE why ~ '^(grade|result)'), 'grade | A | best | final since 2026-02-10; result | A | best | graded',
	'on a day when it was there');

-- what waits
SELECT customer_grade.define_standard('w', 'grades A > B > C; metric x number; parameter a number = 100 keep 80; grade A when x >= a; grade B when x >= 10; grade C otherwise;
	review year end; promotion at review; demotion at review; provisional 1 month; approval of A;', '2020-01-01') \g /dev/null
CREATE TABLE client (id int PRIMARY KEY, x numeric);
INSERT INTO client SELECT n, CASE n WHEN 4 THEN 1 ELSE 200 END FROM generate_series(1, 5) AS n;
SELECT customer_grade.attach('w', 'client', approver => 'regress_boss', time_zone => 'UTC') \g /dev/null
CREATE FUNCTION pg_temp.held(which int, at date) RETURNS text LANGUAGE sql AS $$
	SELECT string_agg(concat_ws(' | ', e.kind, e.name, e.title, e.expression, e.value, e.outcome), '; ' ORDER BY e.step)
	FROM customer_grade.explain_customer('w', 'client', which, at) AS e WHERE e.kind NOT IN ('period', 'version') $$;
SET customer_grade.clock = '2026-03-02 12:00+00';
SELECT customer_grade.propose('w', 'client', 1, reason => 'grows') \g /dev/null
SET customer_grade.clock = '2026-03-03 12:00+00';
SET ROLE regress_boss;
SELECT customer_grade.approve('w', 'client', 1, 'indeed', '2026-03-20') \g /dev/null
SELECT customer_grade.reject('w', 'client', 2, 'too early') \g /dev/null
SELECT customer_grade.approve('w', 'client', 5, 'late enough') \g /dev/null
RESET ROLE;
SET customer_grade.clock = '2026-04-10 12:00+00';
SELECT customer_grade.refresh('w', 'client') \g /dev/null
SET customer_grade.clock = '2026-04-20 12:00+00';
UPDATE client SET x = 90 WHERE id = 5;
UPDATE client SET x = 1 WHERE id = 3;
UPDATE client SET x = 20 WHERE id = 4;
SET customer_grade.clock = '2026-04-21 12:00+00';
SET ROLE regress_boss;
SELECT customer_grade.approve('w', 'client', 2, 'late enough') \g /dev/null
RESET ROLE;
UPDATE client SET x = 20 WHERE id IN (1, 2);
SET customer_grade.clock = '2026-04-22 12:00+00';
SELECT is(pg_temp.held(id, day), concat_ws('; ', expected, 'metrics | not kept when this period began'), concat_ws(' ', id, day)) FROM (VALUES
	(1, date '2026-03-01', 'grade | B | pending since 2026-03-01; approval | A | waited; provisional | B | until 2026-03-31'),
	(1, '2026-03-02', 'grade | B | pending since 2026-03-01; approval | A | grows | proposed by ' || current_user || ' on 2026-03-02; provisional | B | until 2026-03-31'),
	(1, '2026-03-03', 'grade | A | provisional since 2026-03-03; approval | A | grows; indeed | approved by regress_boss on 2026-03-03, until 2026-03-20; provisional | A | until 2026-03-31'),
	(1, '2026-04-22', 'grade | B | final since 2026-04-10'),
	(2, '2026-03-03', 'grade | B | provisional since 2026-03-01; approval | A | too early | decided by regress_boss on 2026-03-03; provisional | B | until 2026-03-31'),
	(2, '2026-04-22', 'grade | B | final since 2026-03-01; approval | A | late enough | approved by regress_boss on 2026-04-21'),
	(3, '2026-04-20', 'grade | B | final since 2026-03-01; demotion | C | waited since 2026-04-20'),
	(4, '2026-04-20', 'grade | C | final since 2026-03-01; promotion | B | waited for a review'),
	(5, '2026-04-20', 'grade | A | final since 2026-03-03; approval | A | late enough | approved by regress_boss on 2026-03-03; keep | A | kept by the keep values'))
	AS v (id, day, expected);

--
-- The end of it
--
\o /dev/null
INSERT INTO customer VALUES (8, 40, 'x');
UPDATE customer SET amount = -1 WHERE id = 4;
SELECT customer_grade.detach('t', 'customer');
SET customer_grade.clock = '2026-04-23 12:00+00';
SELECT customer_grade.attach('t', 'customer', parameters => '{"cut": 15}', prefix => 'k', keep_metrics => true, outbox => true, time_zone => 'UTC');
\o
SELECT is(pg_temp.kept(8), 'B detached {"cut": 12, "note": "x", "as_of": "2026-04-22", "amount": 40}; B {"cut": 12, "note": "x", "as_of": "2026-04-22", "amount": 40}',
	'what goes on after detach() has its inputs');
SELECT is((SELECT string_agg(e.value, ' ') FROM customer_grade.explain_customer('t', 'customer', 8, '2026-04-23') AS e WHERE e.name IN ('cut', 'as_of')), '12 2026-04-22',
	'and the parameters of a set that is gone');
SELECT customer_grade.prune_history('t', 'customer', '2026-03-01') \g /dev/null
SELECT is(pg_temp.kept(2), 'A detached {"cut": 12, "note": null, "as_of": "2026-02-10", "amount": 500}; A {"cut": 12, "note": null, "as_of": "2026-02-10", "amount": 500}',
	'prune_history() takes them with their periods');
SELECT is(pg_temp.error($$ SELECT * FROM pg_temp.why(2, '2026-01-10') $$),
	'P0002 customer {"id": 2} of table "public.customer" had no grade at the end of 2026-01-10 | Its first grade that is kept is of 2026-02-10.', 'and days before are not explained');
DELETE FROM customer WHERE id = 8;
SELECT customer_grade.forget_customer('t', 'customer', 8) \g /dev/null
SELECT is(pg_temp.kept(8), NULL, 'forget_customer() with the customer');

SELECT customer_grade.alter_attachment('t', 'customer', keep_metrics => false) \g /dev/null
SELECT is(pg_temp.kept(2), 'A detached {"cut": 12, "note": null, "as_of": "2026-02-10", "amount": 500}; A -', 'switched off: periods in force lose them');
SELECT is((SELECT l.problem || ' ' || l.before FROM k_ledger AS l WHERE l.id = 4), (SELECT l.problem || ' ' || jsonb_build_object('problem', l.problem) FROM k_ledger AS l WHERE l.id = 4),
	'a problem stays known');
BEGIN;
UPDATE customer SET amount = 1 WHERE id IN (2, 4);
COMMIT;
SELECT is(pg_temp.kept(2) ~ '; A update customer -; C -$', true, 'and later ones have none');
SELECT is((SELECT e.outcome FROM customer_grade.explain_customer('t', 'customer', 2, '2026-04-23') AS e WHERE e.kind = 'metrics'), 'not kept when this period began', 'as an explanation says');
SELECT customer_grade.alter_attachment('t', 'customer', keep_metrics => true) \g /dev/null
UPDATE customer SET amount = 2 WHERE id = 2;
SELECT is(pg_temp.kept(2) ~ '; C -$', true, 'switched on: a period that has begun before has none');
UPDATE customer SET amount = 999 WHERE id = 2;
SELECT is(pg_temp.kept(2) ~ '; C update customer -; A {"cut": 15, "note": null, "as_of": "2026-04-23", "amount": 999}$', true, 'the next one has them');
SELECT customer_grade.detach('t', 'customer') \g /dev/null
SELECT customer_grade.attach('t', 'customer', parameters => '{"cut": 15}', prefix => 'k', time_zone => 'UTC') \g /dev/null
SELECT is(pg_temp.kept(2) ~ '; A detached {"cut": 15, "note": null, "as_of": "2026-04-23", "amount": 999}; A -$', true, 'attached again without the option');
SELECT is_empty($$ SELECT * FROM customer_grade.verify('t', 'customer') WHERE problem !~ 'outside' $$, 'verify() finds nothing');

--
-- Types of columns: arithmetic as when it was graded; without such a column by numbers
--
\o /dev/null
SELECT customer_grade.define_standard('sum', 'grades A > B; metric x number; grade A when x * 3 = 0.9; grade B otherwise;', '2020-01-01');
CREATE TABLE item (id int PRIMARY KEY, x double precision, y double precision DEFAULT 1);
INSERT INTO item VALUES (1, 0.3);
CREATE VIEW item_metrics AS SELECT id, x, y FROM item;
SELECT customer_grade.attach('sum', 'item', 'item_metrics', keep_metrics => true, time_zone => 'UTC');
UPDATE item SET x = 1;
CREATE FUNCTION pg_temp.sum() RETURNS text LANGUAGE sql AS $$
	SELECT string_agg(concat_ws(' ', e.kind, e.name, e.value, e.outcome), '; ' ORDER BY e.step) FROM customer_grade.explain_customer('sum', 'item', 1, '2026-04-23') AS e
	WHERE e.kind IN ('version', 'metric', 'result') $$;
\o
SELECT is(pg_temp.sum(), 'version sum 1 graded last with parameter set 1; metric x 0.3; result B graded', 'in double precision');
\o /dev/null
SET customer_grade.clock = '2026-04-24 12:00+00';
SELECT customer_grade.define_standard('sum', 'grades A > B; metric y number; grade A when y > 5; grade B otherwise;', '2026-04-24');
CALL customer_grade.publish('sum');
CREATE VIEW item_y AS SELECT id, y FROM item;
SELECT customer_grade.alter_attachment('sum', 'item', metrics => 'item_y');
\o
SELECT is(pg_temp.sum(), 'version sum 1 graded last with parameter set 1; metric x 0.3; result A graded', 'of a view that has no such column any more: by numbers');
DROP VIEW item_metrics, item_y;
SELECT throws_ok('SELECT pg_temp.sum()', '42P01', NULL, 'without a metrics view nothing is explained');

SELECT * FROM finish();
DROP OWNED BY regress_boss CASCADE;
DROP ROLE regress_boss;
