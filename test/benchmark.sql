-- The values of parameters that an attachment freezes: its benchmark, its option parameters, the defaults of the standard; what is
-- refused, and that a review without a value leaves the old set in force.

SET client_min_messages = error;
SET customer_grade.clock = '2026-11-01 12:00';
SELECT * FROM no_plan();
\o /dev/null
CREATE TABLE client (id int PRIMARY KEY, amount numeric, season int);
SELECT customer_grade.define_standard('top', 'grades A > B; metric amount number >= 0; parameter cut number between 0 and 1000; parameter unread number;
	parameter share number = 1; grade A when amount >= cut * share; grade B otherwise; review daily;', '2020-01-01');
\ir include/error.sql
CREATE FUNCTION pg_temp.sets() RETURNS text LANGUAGE sql AS $$
	SELECT string_agg(p.parameters::text, ' ' ORDER BY p.number) FROM customer_grade.parameter_set AS p $$;
CREATE FUNCTION pg_temp.reviews() RETURNS text LANGUAGE sql AS $$
	SELECT string_agg(concat_ws(' ', r.kind, r.status, r.parameter_set, r.problem), ', ' ORDER BY r.id) FROM customer_grade.review AS r WHERE r.kind <> 'attach' $$;
\o

--
-- attach()
--
SELECT is(pg_temp.error($$ SELECT customer_grade.attach('top', 'client', $$ || options || ')'), expected, options)
FROM (VALUES
	($$parameters => '{"cut": "x", "share": true}'$$, '22023 parameter "cut" must be a number, not a string | Standard "top" cannot grade table "public.client".
parameter "share" must be a number, not a boolean | Give values by parameters => ... or by the benchmark.'),
	($$parameters => '{"cut": 1001}'$$, '22023 value 1001 of parameter "cut" is outside its domain (between 0 and 1000) | Standard "top" cannot grade table "public.client". | Give values by parameters => ... or by the benchmark.'),
	($$parameters => '{"cut": 1, "shere": 1}'$$, '22023 standard "top" has no parameter "shere" | The option "parameters" names it. | Did you mean "share"?'),
	($$parameters => '{"cut": 1, "nothing": null}'$$, '22023 standard "top" has no parameter "nothing" | The option "parameters" names it. | Its parameters are cut, share, unread.'),
	($$parameters => '{"cut": 1}', benchmark => 'SELECT 1 AS cut_x'$$, '22023 standard "top" has no parameter "cut_x" | The benchmark names it. | Did you mean "cut"?'),
	($$parameters => '{"share": true}'$$, '22023 parameter "share" must be a number, not a boolean | Standard "top" cannot grade table "public.client". | Give values by parameters => ... or by the benchmark.'),
	($$benchmark => 'SELECT max(amount) AS cut FROM client'$$, '42P01 relation "client" does not exist | A benchmark finds relations by their full names: write schema.name.'),
	($$benchmark => 'SELECT ''{"cut": [1]}''::jsonb'$$, '22023 parameter "cut" must be a number, not an object or array | Standard "top" cannot grade table "public.client". | Give values by parameters => ... or by the benchmark.'))
	AS v (options, expected);
SELECT is((SELECT count(*) FROM customer_grade.attachment), 0::bigint, 'nothing is attached');

--
-- attach() without a value: nobody is graded, and nothing is stopped
--
\o /dev/null
CREATE TABLE guest (id int PRIMARY KEY, amount numeric);
INSERT INTO guest VALUES (1, 900);
\o
-- psql of its own, for the warning
\setenv PGDATABASE :DBNAME
\set told `psql -X -q -t -c "SET client_min_messages = warning" -c "SET customer_grade.clock = '2026-11-01 12:00'" -c "SELECT customer_grade.attach('top', 'guest', parameters => '{\"share\": 2}', benchmark => 'SELECT NULL::int AS cut', outbox => true)" 2>&1`
SELECT matches(:'told'::text, '^WARNING:  no customer of table "public.guest" is graded: there is no value for "cut"
DETAIL:  Standard "top" needs values of all parameters that it reads; until then problems[(][)] lists the customers.
HINT:  SELECT customer_grade.alter_attachment[(]''top'', ''public.guest'', parameters => ''{"cut": null, "share": 2}''[)];  -- with a value instead of null; then CALL customer_grade.review[(]''top'', ''public.guest''[)];
', 'a warning with its cure');
SELECT is((SELECT count(*) FROM regexp_matches(:'told'::text, 'WARNING', 'g')), 1::bigint, 'told once');
INSERT INTO guest VALUES (2, -1);
SELECT is((SELECT string_agg(concat_ws(' ', id, grade, computed_grade, state, problem), ', ' ORDER BY id) FROM guest_top_ledger),
	'1 final parameter "cut" has no value, 2 final parameter "cut" has no value', 'the ledger says why');
SELECT is((SELECT string_agg(p.key::text || ' ' || p.problem, ', ') FROM customer_grade.problems('top', 'guest') AS p),
	'{"id": 1} parameter "cut" has no value, {"id": 2} parameter "cut" has no value', 'problems() lists the customers');
SELECT is((SELECT string_agg(concat_ws(' ', direction, problem), ', ') FROM guest_top_outbox), 'joined parameter "cut" has no value, joined parameter "cut" has no value', 'events tell');
SELECT is_empty($$ SELECT * FROM customer_grade.verify('top', 'guest') $$, 'verify() is empty');
SELECT is((SELECT string_agg(e.kind || ' ' || e.outcome, ', ') FROM customer_grade.explain_customer('top', 'guest', 1) AS e WHERE e.kind = 'problem'),
	'problem refused: parameter "cut" has no value', 'explain_customer() as well');
\set ON_ERROR_STOP off
CALL customer_grade.review('top', 'guest');
\set ON_ERROR_STOP on
SELECT is(:'LAST_ERROR_MESSAGE'::text, 'parameter "cut" has no value', 'a review fails as always');
-- the statement of the warning, with a value
SELECT customer_grade.alter_attachment('top', 'public.guest', parameters => '{"cut": 400, "share": 2}') \g /dev/null
CALL customer_grade.review('top', 'public.guest');
SELECT is((SELECT string_agg(concat_ws(' ', id, grade, problem), ', ' ORDER BY id) FROM guest_top_ledger), '1 A, 2 value -1 of metric "amount" is outside its domain (>= 0)', 'then all are graded');
SELECT is(pg_temp.error($$ SELECT customer_grade.attach('top', 'client', refusals => 'raise') $$), 'no error', 'an empty table, where refusals are errors');
SELECT is(pg_temp.error('INSERT INTO client VALUES (1, 1)'), '23514 parameter "cut" has no value | It is customer {"id": 1} of table "public.client".', 'of each write');
SELECT customer_grade.detach('top', 'guest', true), customer_grade.detach('top', 'client', true) \g /dev/null

-- a benchmark of nobody gives way to the option
SELECT customer_grade.attach('top', 'client', parameters => '{"cut": 100}', benchmark => 'SELECT max(amount) / 2 AS cut FROM public.client') \g /dev/null
SELECT is(pg_temp.sets(), '{"cut": 100}', 'frozen: the value of the option');
INSERT INTO client VALUES (1, 900, 1);
SELECT results_eq('SELECT grade FROM client_top_ledger', ARRAY['A'], 'a customer is graded by it');

--
-- alter_attachment() and review()
--
SELECT is(pg_temp.error($$ SELECT customer_grade.alter_attachment('top', 'client', $$ || options || ')'), expected, options)
FROM (VALUES
	($$parameters => '{"cat": 1}'$$, '22023 standard "top" has no parameter "cat" | The option "parameters" names it. | Did you mean "cut"?'),
	($$benchmark => 'SELECT 1 AS cat'$$, '22023 standard "top" has no parameter "cat" | The benchmark names it. | Did you mean "cut"?'),
	($$benchmark => 'SELECT 1 AS cut FROM client'$$, '42P01 relation "client" does not exist | A benchmark finds relations by their full names: write schema.name.'),
	($$benchmark => 'SELECT 1 / 0 AS cut'$$, '22012 division by zero'),
	($$benchmark => 'SELECT 1 AS cut WHERE false'$$, '21000 the benchmark of standard "top" on table "public.client" gives 0 rows | It must give one row, with a column for each parameter or one of type jsonb with all of them.'))
	AS v (options, expected);
SELECT is((SELECT a.benchmark || ' ' || a.parameters FROM customer_grade.attachment AS a), 'SELECT max(amount) / 2 AS cut FROM public.client {"cut": 100}', 'the options are as they were');
SELECT customer_grade.alter_attachment('top', 'client', benchmark => 'SELECT max(amount) / 2 AS cut FROM public.client WHERE season = 2') \g /dev/null
CALL customer_grade.review('top', 'client');
SELECT is(pg_temp.reviews() || ': ' || pg_temp.sets(), 'review done 2: {"cut": 100} {"cut": 100}', 'a season of nobody: the value of the option');

SELECT customer_grade.alter_attachment('top', 'client', reset => '{parameters}') \g /dev/null
\set ON_ERROR_STOP off
CALL customer_grade.review('top', 'client');
\set ON_ERROR_STOP on
SELECT is(:'LAST_ERROR_MESSAGE'::text, 'parameter "cut" has no value', 'without that the review fails');
SELECT is(pg_temp.reviews(), 'review done 2, review failed parameter "cut" has no value', 'and ends as failed');
SELECT is((SELECT d.problem FROM customer_grade.doctor() AS d WHERE d.problem ~ 'review'),
	(SELECT format('review %s as of 2026-11-01 has failed: parameter "cut" has no value', max(r.id)) FROM customer_grade.review AS r), 'doctor() tells it');
INSERT INTO client VALUES (2, 10, 1);
SELECT results_eq('SELECT grade, parameter_set FROM client_top_ledger ORDER BY id', $$ VALUES ('A', 1), ('B', 2) $$, 'the old set is in force');
SELECT is_empty($$ SELECT * FROM customer_grade.verify('top', 'client') $$, 'verify() is empty');
-- the next try asks again
INSERT INTO client VALUES (3, 40, 2);
CALL customer_grade.review('top', 'client');
SELECT is(pg_temp.reviews() || ': ' || pg_temp.sets(),
	'review done 2, review failed parameter "cut" has no value, review done 3: {"cut": 100} {"cut": 100} {"cut": 20.0000000000000000}', 'the next try asks again');

-- a scheduler: the failed one is told once, the next day asks again
UPDATE client SET season = 1;
SET customer_grade.clock = '2026-11-03 12:00';
\set ON_ERROR_STOP off
CALL customer_grade.run_due_reviews();
\set ON_ERROR_STOP on
SELECT is(:'LAST_ERROR_MESSAGE'::text, '1 of the attachments could not be reviewed or published', 'run_due_reviews() fails');
SELECT is((SELECT count(*) FROM customer_grade.review AS r WHERE r.as_of = '2026-11-02' AND r.status = 'failed'), 1::bigint, 'after one try');
INSERT INTO client VALUES (4, 400, 2);
CALL customer_grade.run_due_reviews();
SELECT is((SELECT string_agg(r.status, ' ' ORDER BY r.id) FROM customer_grade.review AS r WHERE r.as_of = '2026-11-02'), 'failed done', 'later the same day it is done');

-- values for the next version can be given before it grades
SELECT customer_grade.define_standard('top', 'grades A > B; metric amount number >= 0; parameter cut number; parameter limit_b number; grade A when amount >= cut + limit_b; grade B otherwise;', '2026-12-01') \g /dev/null
SELECT lives_ok($$ SELECT customer_grade.alter_attachment('top', 'client', parameters => '{"limit_b": 5}') $$, 'a parameter of a version to come');

--
-- A review that refuses everybody
--
\o /dev/null
CREATE TABLE shop (id int PRIMARY KEY, amount numeric);
INSERT INTO shop VALUES (1, 5), (2, 50);
SELECT customer_grade.attach('top', 'shop', parameters => '{"cut": 10}');
ALTER TABLE shop DISABLE TRIGGER USER;
UPDATE shop SET amount = -amount;
\o
\set ON_ERROR_STOP off
CALL customer_grade.review('top', 'shop');
\set ON_ERROR_STOP on
SELECT is(:'LAST_ERROR_MESSAGE'::text, 'no customer of table "public.shop" can be graded by standard "top": value -5 of metric "amount" is outside its domain (>= 0)', 'it raises');
SELECT is((SELECT concat_ws(' ', r.status, r.done, r.refused, r.problem) FROM customer_grade.review AS r WHERE r.kind = 'review' AND r.subject = 'shop'::regclass),
	'failed 2 2 no customer of table "public.shop" can be graded by standard "top": value -5 of metric "amount" is outside its domain (>= 0)', 'and is not done');
UPDATE shop SET amount = 7 WHERE id = 1;
CALL customer_grade.review('top', 'shop');
SELECT is((SELECT concat_ws(' ', r.status, r.done, r.refused) FROM customer_grade.review AS r WHERE r.subject = 'shop'::regclass ORDER BY r.id DESC LIMIT 1), 'done 1 1', 'one that refuses some is done');

--
-- A review that fails holds up nothing else that is due
--
\o /dev/null
SELECT customer_grade.detach('top', 'shop');
SET customer_grade.clock = '2027-01-10 12:00';
SELECT customer_grade.define_standard('best', 'grades A > B; metric amount number; parameter cut number between 0 and 100 = max(amount); grade A when amount >= cut; '
	'grade B otherwise; review month end;', '2020-01-01');
CREATE TABLE buyer (id int PRIMARY KEY, amount numeric);
INSERT INTO buyer VALUES (1, 50), (2, 5);
SELECT customer_grade.attach('best', 'buyer');
SELECT customer_grade.override('best', 'buyer', 2, 'A', 'a trial', '2027-01-31');
UPDATE buyer SET amount = 500 WHERE id = 1;
SET customer_grade.clock = '2027-02-01 12:00';
\o
\set ON_ERROR_STOP off
CALL customer_grade.run_due_reviews();
\set ON_ERROR_STOP on
SELECT is(:'LAST_ERROR_MESSAGE'::text, '1 of the attachments could not be reviewed or published', 'a value that is not possible fails the review');
SELECT is((SELECT string_agg(concat_ws(' ', r.kind, r.as_of, r.status), ', ' ORDER BY r.id) FROM customer_grade.review AS r WHERE r.subject = 'buyer'::regclass AND r.kind <> 'attach'),
	'review 2027-01-31 failed, due 2027-02-01 done', 'after one try what else is due is done');
SELECT is((SELECT concat_ws(' ', grade, state) FROM buyer_best_ledger WHERE id = 2), 'B final', 'the override has ended');
SELECT is(customer_grade.frozen('best', 'buyer'), '{"cut": 50}', 'by the old values');
SELECT is_empty($$ SELECT * FROM customer_grade.verify('best', 'buyer') $$, 'verify() is empty');
UPDATE buyer SET amount = 90 WHERE id = 1;
CALL customer_grade.run_due_reviews();
SELECT is((SELECT concat_ws(' ', r.kind, r.as_of, r.status) FROM customer_grade.review AS r WHERE r.subject = 'buyer'::regclass ORDER BY r.id DESC LIMIT 1),
	'review 2027-01-31 done', 'the next call holds the review');


--
-- A parameter may have any name
--
\o /dev/null
CREATE TABLE lettered (id int PRIMARY KEY, amount numeric);
SELECT customer_grade.define_standard('lettered', 'grades A > B; metric amount number; parameter b number; grade A when amount >= b; grade B otherwise;', '2020-01-01');
SELECT customer_grade.attach('lettered', 'lettered', benchmark => 'SELECT 5 AS b');
\o
SELECT is((SELECT parameters FROM customer_grade.parameter_set WHERE standard = 'lettered'), '{"b": 5}', 'also one that a query of ours uses');
SELECT * FROM finish();
