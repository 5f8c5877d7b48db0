-- The outbox: an event for each change of a grade, in the transaction that changes it, and
-- each taken once.

\o /dev/null
SET client_min_messages = warning;
SELECT customer_grade.define_standard('sales', 'grades A > B; metric amount number; grade A when amount >= 100; grade B otherwise;', '2020-01-01');
CREATE TABLE customer (region text, id int, amount numeric, PRIMARY KEY (region, id));
INSERT INTO customer VALUES ('n', 1, 10), ('s', 1, 100);
SELECT customer_grade.attach('sales', 'customer');
\o
SELECT * FROM no_plan();

SELECT throws_ok($$ SELECT * FROM customer_grade.take_events('sales', 'customer') $$, '55000', 'standard "sales" on table "public.customer" has no outbox', 'no outbox unless it is asked for');
SELECT is(customer_grade.add_outbox('sales', 'customer')::text, 'customer_sales_outbox', 'add_outbox()');
SELECT is(customer_grade.add_outbox('sales', 'customer')::text, 'customer_sales_outbox', 'twice is once');
UPDATE customer SET amount = 200;
INSERT INTO customer VALUES ('n', 2, NULL), ('n', 3, 5);
UPDATE customer SET amount = 6 WHERE id = 3;
DELETE FROM customer WHERE id > 1;
SELECT is((SELECT string_agg(concat_ws(' ', key, coalesce(old_grade, '-'), coalesce(new_grade, '-'), new_rank, state, cause), E'\n' ORDER BY event_id)
	FROM customer_grade.take_events('sales', 'customer')),
	'{"id": 1, "region": "n"} B A 1 final update customer
{"id": 2, "region": "n"} - - final insert customer
{"id": 3, "region": "n"} - B 2 final insert customer
{"id": 2, "region": "n"} - - deleted
{"id": 3, "region": "n"} B - deleted', 'changes of grades, new and deleted customers');
SELECT is((SELECT count(*) FROM customer_sales_outbox), 0::bigint, 'what is taken is gone');
BEGIN;
UPDATE customer SET amount = 1 WHERE region = 's';
ROLLBACK;
SELECT is((SELECT count(*) FROM customer_sales_outbox), 0::bigint, 'what is rolled back has not happened');
UPDATE customer SET amount = 1 WHERE region = 's';
BEGIN;
SELECT is((SELECT count(*) FROM customer_grade.take_events('sales', 'customer')), 1::bigint, 'a consumer takes an event');
ROLLBACK;
SELECT is((SELECT count(*) FROM customer_sales_outbox), 1::bigint, 'and fails: it is back');
SELECT is((SELECT count(*) FROM customer_grade.take_events('sales', 'customer', 0)), 0::bigint, 'as many as are asked for');

-- a consumer needs rights on the outbox only
\o /dev/null
CREATE ROLE regress_consumer;
GRANT SELECT, UPDATE, DELETE ON customer_sales_outbox TO regress_consumer;
SET ROLE regress_consumer;
\o
SELECT is((SELECT old_grade || new_grade FROM customer_grade.take_events('sales', 'customer')), 'AB', 'a consumer takes');
SELECT throws_ok('SELECT * FROM customer_sales_ledger', '42501', NULL, 'and reads nothing else');
SELECT throws_ok($$ INSERT INTO customer_sales_outbox (region, id, cause, at) VALUES ('n', 1, 'forged', now()) $$, '42501', NULL, 'nor forges');
RESET ROLE;
\o /dev/null
SELECT customer_grade.drop_outbox('sales', 'customer');
\o
UPDATE customer SET amount = 1000;
SELECT is(to_regclass('customer_sales_outbox'), NULL, 'drop_outbox()');
SELECT * FROM finish();
DROP ROLE regress_consumer;
