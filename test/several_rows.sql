-- Metrics that begin to give two rows for a customer are refused, whatever the ledger holds: by triggers for one customer, a
-- few and many, by refresh() and verify(); a review lists the customer and grades the others.

\o /dev/null
SET client_min_messages = error;
SET TimeZone = 'UTC';
SET customer_grade.clock = '2024-01-01 12:00+00';
SELECT customer_grade.define_standard('s',
	'grades A > B > C; metric amount number; parameter round number; grade A when amount >= 100; grade B when amount >= 50; grade C otherwise;', '2020-01-01');
CREATE TABLE customer (id int PRIMARY KEY, amount numeric);
CREATE TABLE factor (customer_id int, factor numeric);
CREATE VIEW metrics AS SELECT c.id, c.amount * coalesce(f.factor, 1) AS amount FROM customer AS c LEFT JOIN factor AS f ON f.customer_id = c.id;
INSERT INTO customer SELECT n, 100 FROM generate_series(1, 3000) AS n;
INSERT INTO factor VALUES (1, 1);
SELECT customer_grade.attach('s', 'customer', 'metrics', benchmark => 'SELECT 1 AS round');
SELECT customer_grade.watch('s', 'customer', 'factor', 'customer_id');
CREATE FUNCTION pg_temp.refused(statement text, what text, key int DEFAULT 1) RETURNS text LANGUAGE sql AS $$
	SELECT throws_ok(statement, '21000', format('"public.metrics" gives several rows for customer {"id": %s}', key), what) $$;
\o
SELECT * FROM no_plan();

-- one row equals the ledger, the other one does not; or both do; or none does
SELECT pg_temp.refused('INSERT INTO factor VALUES (1, 0)', 'a second row with another grade');
SELECT pg_temp.refused('INSERT INTO factor VALUES (1, 1)', 'a second row that is the same');
SELECT pg_temp.refused('INSERT INTO factor VALUES (1, 2)', 'a second row with the same grade');
SELECT pg_temp.refused('INSERT INTO factor VALUES (2, 0), (2, 0.5)', 'two rows, neither of which the ledger has', 2);
SELECT pg_temp.refused('INSERT INTO customer VALUES (3001, 100); INSERT INTO factor VALUES (3001, 1), (3001, 1)', 'two rows of a new customer', 3001);
SELECT is((SELECT string_agg(format('%s %s', id, grade), ', ' ORDER BY id) FROM customer_s_ledger WHERE id IN (1, 2, 3001)), '1 A, 2 A', 'nothing of it stays');

-- by rows that nothing watches
ALTER TABLE factor DISABLE TRIGGER USER;
INSERT INTO factor VALUES (1, 0);
ALTER TABLE factor ENABLE TRIGGER USER;
SELECT pg_temp.refused('UPDATE customer SET amount = 100 WHERE id = 1', 'one customer');
SELECT pg_temp.refused('UPDATE customer SET amount = 100 WHERE id <= 10', 'a few');
SELECT pg_temp.refused('UPDATE customer SET amount = 100', 'many');
SELECT pg_temp.refused('TRUNCATE factor; INSERT INTO factor VALUES (1, 1), (1, 1)', 'after TRUNCATE');
SELECT pg_temp.refused('SELECT customer_grade.refresh(''s'', ''customer'')', 'refresh()');
SELECT lives_ok('UPDATE customer SET amount = 60 WHERE id = 2', 'other customers are graded');
SELECT is((SELECT string_agg(v::text, '; ') FROM customer_grade.verify('s', 'customer') AS v),
	'("{""id"": 1}",A,,,,"cannot be graded: ""public.metrics"" gives several rows for customer {""id"": 1}")', 'verify() lists it');
SELECT is((SELECT string_agg(v::text, '; ') FROM customer_grade.verify('s', 'customer', '2024-03-31') AS v),
	'("{""id"": 1}",A,,,,"cannot be graded: ""public.metrics"" gives several rows for customer {""id"": 1}")', 'so does verify(as_of)');
\o /dev/null
ALTER TABLE customer DISABLE TRIGGER USER;
UPDATE customer SET amount = 10 WHERE id = 5;
DELETE FROM customer WHERE id = 6;
INSERT INTO customer VALUES (3002, 10);
ALTER TABLE customer ENABLE TRIGGER USER;
SET customer_grade.clock = '2024-02-01 12:00+00';
CALL customer_grade.review('s', 'customer');
\o
SELECT is((SELECT format('%s, changed %s, refused %s', status, changed, refused) FROM customer_grade.review WHERE kind = 'review'),
	'done, changed 3, refused 1', 'a review refuses it, and grades the others');
SELECT is((SELECT string_agg(format('%s %s', p.key, p.problem), ', ') FROM customer_grade.problems('s', 'customer') AS p),
	'{"id": 1} "public.metrics" gives several rows for customer {"id": 1}', 'and lists it');
SELECT is((SELECT string_agg(format('%s %s', id, grade), ', ' ORDER BY id) FROM customer_s_ledger WHERE id IN (1, 5, 6, 3002)), '1 A, 5 C, 3002 C',
	'others have their grades, also one that is new');
SELECT is((SELECT count(*) FROM customer_s_history WHERE id = 1), 0::bigint, 'nothing of the two rows got into the history');
DELETE FROM factor;
SELECT is((SELECT string_agg(v::text, '; ') FROM customer_grade.verify('s', 'customer') AS v), NULL, 'without the second row all is right');
SELECT * FROM finish();
