-- forget_customer() and prune_history(): what was is erased.

\o /dev/null
SET client_min_messages = warning;
SET customer_grade.clock = '2026-01-10 12:00+00';
SELECT customer_grade.define_standard('s', 'grades A > B; metric amount number; grade A when amount >= 100; grade B otherwise;', '2020-01-01');
CREATE ROLE regress_forget_owner;
CREATE ROLE regress_forget_reader;
GRANT ALL ON SCHEMA public TO regress_forget_owner;
\o
SELECT * FROM no_plan();
\o /dev/null
SET ROLE regress_forget_owner;
CREATE TABLE customer (region text, no int, amount numeric, PRIMARY KEY (region, no));
CREATE TABLE sale (id int PRIMARY KEY, region text, no int, day date, amount numeric);
CREATE INDEX ON sale (region, no);
INSERT INTO customer VALUES ('n', 1, 500), ('n', 2, 5), ('s', 1, 500);
INSERT INTO sale VALUES (1, 'n', 1, '2026-01-05', 10), (2, 's', 1, '2026-01-05', 10);
SELECT customer_grade.attach('s', 'customer', outbox => true, time_zone => 'Asia/Shanghai');
SELECT customer_grade.track('customer', 'sale', '{region,no}'::name[], 'day', 'amount');
RESET ROLE;
SET customer_grade.clock = '2026-02-10 12:00+00';
SET ROLE regress_forget_owner;
UPDATE customer SET amount = 505 - amount;
SELECT customer_grade.override('s', 'customer', '{"region": "n", "no": 1}', 'A', 'promo');
SELECT customer_grade.grant_reports('s', 'customer', 'regress_forget_reader');
-- how many rows of ours a customer has
CREATE FUNCTION pg_temp.rows(r text, n int) RETURNS bigint LANGUAGE sql AS $$
	SELECT (SELECT count(*) FROM customer_s_ledger WHERE (region, no) = (r, n)) + (SELECT count(*) FROM customer_s_history WHERE (region, no) = (r, n))
		+ (SELECT count(*) FROM customer_s_decisions WHERE (region, no) = (r, n)) + (SELECT count(*) FROM customer_s_outbox WHERE (region, no) = (r, n))
		+ (SELECT count(*) FROM customer_sale_activity WHERE (region, no) = (r, n))
$$;
\o
SELECT throws_ok($$ SELECT customer_grade.forget_customer('s', 'customer', '{"region": "n", "no": 1}') $$, '55000',
	'customer {"no": 1, "region": "n"} is still in "public.customer"', 'a customer that the table has is not forgotten');
DELETE FROM customer WHERE (region, no) = ('n', 1);
SET ROLE regress_forget_reader;
SELECT throws_ok($$ SELECT customer_grade.forget_customer('s', 'customer', '{"region": "n", "no": 1}') $$, '42501', 'must be owner of table "public.customer"', 'only the owner may');
SELECT throws_ok($$ SELECT customer_grade.prune_history('s', 'customer', '2026-02-01') $$, '42501', 'must be owner of table "public.customer"', '... prune the history, either');
SET ROLE regress_forget_owner;
SELECT cmp_ok(pg_temp.rows('n', 1), '>', 4::bigint, 'much is known of it');
SELECT lives_ok($$ SELECT customer_grade.forget_customer('s', 'customer', '{"region": "n", "no": 1}') $$, 'forget_customer()');
SELECT is(pg_temp.rows('n', 1), 1::bigint, 'activity is counted from rows that are there');
DELETE FROM sale WHERE id = 1;
SELECT is(pg_temp.rows('n', 1), 0::bigint, '... and goes with them');
SELECT cmp_ok(pg_temp.rows('s', 1), '>', 2::bigint, 'other customers are as they were');
SELECT is((SELECT concat_ws(' ', kind, as_of, status, changed, started_by) FROM customer_grade.review WHERE kind = 'forget'),
	'forget 2026-02-10 done 8 regress_forget_owner', 'the log tells it');
SELECT is((SELECT count(*) FROM customer_grade.review AS r WHERE r::text LIKE '%"n"%' OR r::text LIKE '%(n%'), 0::bigint, '... without the key');
SELECT is(customer_grade.forget_customer('s', 'customer', '{"region": "n", "no": 1}'), 0::bigint, 'nothing is left to forget');
BEGIN;
INSERT INTO customer VALUES ('n', 7, 5);
COMMIT;
BEGIN;
UPDATE customer SET amount = 500 WHERE no = 7;
UPDATE customer SET no = 8 WHERE no = 7;
DELETE FROM customer WHERE no = 8;
SELECT is(customer_grade.forget_customer('s', 'customer', '{"region": "n", "no": 7}') > 0, true, 'one that has got another key in the transaction');
COMMIT;
SELECT is((SELECT count(*) FROM customer_s_grades WHERE no IN (7, 8)), 0::bigint, 'leaves nothing either');
SELECT is_empty($$ SELECT * FROM customer_grade.verify('s', 'customer') $$, 'verify() is empty');
SELECT is_empty($$ SELECT * FROM customer_grade.doctor() $$, 'so is doctor()');
INSERT INTO customer VALUES ('n', 1, 5);
SELECT is((SELECT concat_ws(' ', grade, state) FROM customer_s_ledger WHERE (region, no) = ('n', 1)), 'B final', 'a customer of the same key is new');

-- metrics that still have it
\o /dev/null
CREATE VIEW everybody AS SELECT id, id * 100 AS amount FROM generate_series(1, 2) AS id;
CREATE TABLE client (id int PRIMARY KEY);
INSERT INTO client VALUES (1);
SELECT customer_grade.attach('s', 'client', 'everybody');
\o
SELECT throws_ok($$ SELECT customer_grade.forget_customer('s', 'client', 2) $$, '55000', 'customer {"id": 2} is still in "public.everybody"', 'nor one that the metrics have');

--
-- The history before a day
--
RESET ROLE;
SET customer_grade.clock = '2026-03-31 15:59+00';
SET ROLE regress_forget_owner;
UPDATE customer SET amount = 505 - amount;
RESET ROLE;
SET customer_grade.clock = '2026-03-31 16:01+00';
SET ROLE regress_forget_owner;
UPDATE customer SET amount = 505 - amount;
SELECT is((SELECT count(*) FROM customer_s_history), 8::bigint, 'periods that have ended');
SELECT is(customer_grade.prune_history('s', 'customer', '2026-04-01'), 5::bigint, 'those before a day are deleted, in the time zone of the attachment');
SELECT is((SELECT string_agg(concat_ws(' ', region, no, grade, valid_to IS NULL), ', ' ORDER BY region, no, valid_from) FROM customer_s_grades),
	'n 1 A f, n 1 B t, n 2 B f, n 2 A t, s 1 A f, s 1 B t', 'the later ones stay');
SELECT is((SELECT concat_ws(' ', kind, as_of, changed) FROM customer_grade.review WHERE kind = 'prune'), 'prune 2026-04-01 5', 'the log tells it');
SELECT is_empty($$ SELECT * FROM customer_grade.verify('s', 'customer') $$, 'verify() is empty');
SELECT is(customer_grade.prune_history('s', 'customer', '2026-04-01'), 0::bigint, 'again there is nothing to do');
SELECT throws_ok($$ SELECT customer_grade.prune_history('s', 'customer', 'infinity') $$, '22023', NULL, 'a day must be one');
RESET ROLE;
DROP OWNED BY regress_forget_owner, regress_forget_reader CASCADE;
DROP ROLE regress_forget_owner, regress_forget_reader;
SELECT * FROM finish();
