-- What a session keeps between statements is never older than the catalog and the registry.
BEGIN;
SELECT * FROM no_plan();
SET client_min_messages = warning;
SET customer_grade.clock = '2026-03-31 12:00+00';

SELECT customer_grade.define_standard('sales',
	'grades A, D; metric amount number; grade A when amount >= 100; grade D otherwise;', '2020-01-01') \g /dev/null
SELECT customer_grade.define_standard('wide',
	'grades A, D; metric amount number; grade A when amount >= 50; grade D otherwise;', '2020-01-01') \g /dev/null
CREATE SCHEMA shop;
CREATE TABLE shop.customer (id int PRIMARY KEY, grade text);
CREATE TABLE shop.orders (customer_id bigint, amount numeric);
CREATE VIEW shop.metrics AS
	SELECT id, (SELECT coalesce(sum(amount), 0) FROM shop.orders WHERE customer_id = id) AS amount FROM shop.customer;
SELECT customer_grade.attach('sales', 'shop.customer', 'shop.metrics') \g /dev/null
SELECT customer_grade.watch('sales', 'shop.customer', 'shop.orders', 'customer_id') \g /dev/null
INSERT INTO shop.customer SELECT generate_series(1, 9);

CREATE FUNCTION grades(ledger text DEFAULT 'shop.customer_sales_ledger') RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	result text;
BEGIN
	EXECUTE format('SELECT string_agg(grade, '''' ORDER BY id) FROM %s', ledger) INTO result;
	RETURN result;
END $$;

-- one row, one key, of another type than the subject's
INSERT INTO shop.orders VALUES (1, 100);
SELECT is(grades(), 'ADDDDDDDD', 'one order');
INSERT INTO shop.orders VALUES (2, 60), (2, 60);
SELECT is(grades(), 'AADDDDDDD', 'two orders of one customer');
INSERT INTO shop.orders VALUES (NULL, 60);
SELECT is(grades(), 'AADDDDDDD', 'an order without a customer');
INSERT INTO shop.orders VALUES (77, 60);
SELECT is(grades(), 'AADDDDDDD', 'an order of a customer that does not exist leaves no ledger row');
UPDATE shop.orders SET amount = 99 WHERE customer_id = 1;
SELECT is(grades(), 'DADDDDDDD', 'another amount');
UPDATE shop.orders SET amount = 100, customer_id = 3 WHERE customer_id = 1;
SELECT is(grades(), 'DAADDDDDD', 'another amount and customer');
UPDATE shop.orders SET customer_id = 4 WHERE customer_id = 3;
SELECT is(grades(), 'DADADDDDD', 'two customers in one row''s update');
UPDATE shop.orders SET customer_id = NULL WHERE customer_id = 4;
SELECT is(grades(), 'DADDDDDDD', 'and nobody''s');
DELETE FROM shop.customer WHERE id = 2;
SELECT is(grades(), 'DDDDDDDD', 'one customer deleted');
INSERT INTO shop.customer VALUES (2);
SELECT is(grades(), 'DADDDDDDD', 'and back');

-- the options, changed
SELECT customer_grade.alter_attachment('sales', 'shop.customer', mirror => 'grade') \g /dev/null
INSERT INTO shop.orders VALUES (5, 100);
SELECT is((SELECT grade FROM shop.customer WHERE id = 5), 'A', 'a mirror is written from now on');
SAVEPOINT s;
SELECT customer_grade.alter_attachment('sales', 'shop.customer', reset => '{mirror}') \g /dev/null
INSERT INTO shop.orders VALUES (6, 100);
SELECT is((SELECT grade FROM shop.customer WHERE id = 6), NULL, 'or no more');
ROLLBACK TO s;
INSERT INTO shop.orders VALUES (6, 100);
SELECT is((SELECT grade FROM shop.customer WHERE id = 6), 'A', 'a rollback to a savepoint takes that back');

-- another attachment of the same standard to the same source, without a trigger of its own
CREATE TABLE shop.region (id int PRIMARY KEY, amount numeric);
INSERT INTO shop.region SELECT n, 0 FROM generate_series(1, 9) AS n;
SELECT customer_grade.attach('sales', 'shop.region', prefix => 'region') \g /dev/null
SELECT customer_grade.watch('sales', 'shop.region', 'shop.orders', 'customer_id') \g /dev/null
ALTER TABLE shop.region DISABLE TRIGGER USER;
UPDATE shop.region SET amount = 200 WHERE id = 7;
ALTER TABLE shop.region ENABLE TRIGGER USER;
INSERT INTO shop.orders VALUES (7, 100);
SELECT is(grades() || ' ' || grades('shop.region_ledger'), 'DADDAAADD DDDDDDADD', 'both are regraded');
SELECT customer_grade.detach('sales', 'shop.region', true) \g /dev/null
INSERT INTO shop.orders VALUES (8, 100);
SELECT is(grades(), 'DADDAAAAD', 'one is left');

-- names: neither the old name is used, nor a table that has taken it
ALTER TABLE shop.customer_sales_ledger RENAME TO ledger;
INSERT INTO shop.orders VALUES (9, 100);
SELECT is(grades('shop.ledger'), 'DADDAAAAA', 'a renamed ledger');
ALTER SCHEMA shop RENAME TO store;
CREATE SCHEMA shop;
CREATE TABLE shop.ledger (LIKE store.ledger INCLUDING ALL);
CREATE TABLE shop.customer_sales_history (LIKE store.customer_sales_history INCLUDING ALL);
DELETE FROM store.orders WHERE customer_id = 9;
SELECT is(grades('store.ledger'), 'DADDAAAAD', 'a renamed schema');
SELECT is(count(*)::int, 0, 'nothing goes to the tables of the old name') FROM (TABLE shop.ledger UNION ALL TABLE shop.ledger) AS l;
ALTER TABLE store.customer RENAME COLUMN id TO number;
SELECT throws_ok('INSERT INTO store.orders VALUES (9, 1)', NULL, NULL, 'a key column with another name is noticed');
ALTER TABLE store.customer RENAME COLUMN number TO id;
ALTER TABLE store.metrics RENAME TO numbers;
INSERT INTO store.orders VALUES (9, 100);
SELECT is(grades('store.ledger'), 'DADDAAAAA', 'a renamed metrics view');

-- the version and its parameters are read after the rows are locked, for each statement
SELECT customer_grade.define_standard('sales',
	'grades A, D; metric amount number; grade A when amount >= 1000; grade D otherwise;', '2026-03-01') \g /dev/null
INSERT INTO store.orders VALUES (9, 1);
SELECT is((SELECT grade || version FROM store.ledger WHERE id = 9), 'A1', 'another version, which is not in force');
SELECT customer_grade_internal.put_in_force(customer_grade_internal.attached('sales', 'store.customer'), 2) \g /dev/null
INSERT INTO store.orders VALUES (9, 1);
SELECT is((SELECT grade || version FROM store.ledger WHERE id = 9), 'D2', '... and is');
SET customer_grade.clock = '2026-02-28 12:00+00';
INSERT INTO store.orders VALUES (9, 1);
SELECT is((SELECT grade || version || ' ' || evaluated_on FROM store.ledger WHERE id = 9), 'D2 2026-02-28', 'another day');
SET customer_grade.clock = '2026-02-28 23:30+00';
SELECT customer_grade.alter_attachment('sales', 'store.customer', time_zone => 'Europe/Berlin') \g /dev/null
INSERT INTO store.orders VALUES (9, 1);
SELECT is((SELECT grade || version || ' ' || evaluated_on FROM store.ledger WHERE id = 9), 'D2 2026-03-01', 'another time zone');

SELECT * FROM finish();
ROLLBACK;
