-- verify() compares all customers that can be graded, and lists those that cannot.

\o /dev/null
SET client_min_messages = error;
SET TimeZone = 'UTC';
SET customer_grade.clock = '2024-01-01 12:00+00';
SELECT customer_grade.define_standard('s',
	'grades A > B; metric amount number >= 0; metric rate number; grade A when amount >= 100 and coalesce(rate, 0) >= 0; grade B otherwise;', '2020-01-01');
CREATE TABLE customer (region text, "Number" int, amount numeric, PRIMARY KEY (region, "Number"));
CREATE TABLE orders (region text, "Number" int, sold int, returned int);
CREATE VIEW metrics AS
	SELECT c.*, o.rate FROM customer AS c
		LEFT JOIN (SELECT region, "Number", sum(sold) / sum(returned) AS rate FROM orders GROUP BY region, "Number") AS o USING (region, "Number");
INSERT INTO customer SELECT CASE WHEN n % 2 = 0 THEN 'it''s' ELSE 'nördlich' END, n, n % 200 FROM generate_series(1, 2500) AS n;
INSERT INTO orders SELECT region, "Number", 3, 2 FROM customer;
SELECT customer_grade.attach('s', 'customer', 'metrics');

-- what verify() finds
CREATE FUNCTION pg_temp.found() RETURNS SETOF text LANGUAGE sql AS $$
	SELECT concat_ws(' ', key ->> 'region', key ->> 'Number', stored_grade, grade, problem) FROM customer_grade.verify('s', 'customer') ORDER BY (key ->> 'Number')::int $$;
CREATE FUNCTION pg_temp.foreseen() RETURNS SETOF text LANGUAGE sql AS $$
	SELECT concat_ws(' ', key ->> 'region', key ->> 'Number', stored_grade, grade, change) FROM customer_grade.verify('s', 'customer', '2024-06-30') ORDER BY (key ->> 'Number')::int $$;
\o
SELECT * FROM no_plan();
SELECT is_empty('SELECT pg_temp.found()', 'all is right');

\o /dev/null
ALTER TABLE customer DISABLE TRIGGER USER;
UPDATE customer SET amount = -amount WHERE "Number" = 7;
UPDATE customer SET amount = 0 WHERE "Number" IN (100, 2100);
DELETE FROM customer WHERE "Number" = 2499;
INSERT INTO customer VALUES ('new', 2501, 1), ('new', 2502, -1);
UPDATE orders SET returned = 0 WHERE "Number" IN (8, 2200);
ALTER TABLE customer ENABLE TRIGGER USER;
\o
SELECT results_eq('SELECT pg_temp.found()', $$VALUES
	('nördlich 7 B B refused: value -7 of metric "amount" is outside its domain (>= 0)'),
	('it''s 8 B cannot be graded: division by zero'),
	('it''s 100 A B differs'),
	('it''s 2100 A B differs'),
	('it''s 2200 B cannot be graded: division by zero'),
	('nördlich 2499 B not in the subject'),
	('new 2501 not in the ledger'),
	('new 2502 not in the ledger')$$, 'customers without an answer do not hide the others');
SELECT results_eq('SELECT pg_temp.foreseen()', $$VALUES
	('nördlich 7 B B refused: value -7 of metric "amount" is outside its domain (>= 0)'),
	('it''s 8 B cannot be graded: division by zero'),
	('it''s 100 A B demotion'),
	('it''s 2100 A B demotion'),
	('it''s 2200 B cannot be graded: division by zero'),
	('nördlich 2499 B not in the subject'),
	('new 2501 B not in the ledger'),
	('new 2502 refused: value -1 of metric "amount" is outside its domain (>= 0)')$$, 'nor does verify(as_of)');
SELECT is((SELECT count(*) FROM customer_grade.verify('s', 'customer') WHERE stored_score IS NOT NULL), 0::bigint, 'there is no score');

-- what is wrong with the view, not with a customer
CREATE FUNCTION broken(x numeric) RETURNS numeric LANGUAGE plpgsql STABLE AS 'BEGIN RETURN nothing(x); END';
CREATE OR REPLACE VIEW metrics AS SELECT c.region, c."Number", public.broken(c.amount) AS amount, NULL::bigint AS rate FROM customer AS c;
SELECT throws_ok('SELECT pg_temp.found()', '42883', 'function nothing(numeric) does not exist', 'an error of the view is an error of verify()');
SELECT throws_ok('SELECT pg_temp.foreseen()', '42883', 'function nothing(numeric) does not exist', 'and of verify(as_of)');
SELECT * FROM finish();
