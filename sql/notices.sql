-- Warnings and notices: the command succeeds, but perhaps not as intended.
BEGIN;
SET LOCAL customer_grade.clock = '2024-03-01 12:00+00';
\pset format unaligned
\t on
SET LOCAL client_min_messages = warning;
SELECT customer_grade.define_standard('g', 'grades A > B; metric amount number; grade A when amount > 10; grade B otherwise;', '2020-01-01');
CREATE TABLE buyer (id int PRIMARY KEY, amount numeric);
INSERT INTO buyer VALUES (1, 5), (2, 50);
SET LOCAL client_min_messages = notice;

-- metrics that change without a change of rows
CREATE VIEW by_clock AS SELECT id, CASE WHEN current_date > '2000-01-01' THEN amount END AS amount FROM buyer;
SELECT customer_grade.attach('g', 'buyer', 'by_clock');

-- a benchmark of nobody
SELECT customer_grade.define_standard('cut', 'grades A > B; metric amount number; parameter line number = 10; grade A when amount >= line; grade B otherwise;', '2020-01-01');
SELECT customer_grade.attach('cut', 'buyer', benchmark => 'SELECT max(amount) AS line FROM public.buyer WHERE id = 0');

-- rows of a customer that no index finds
CREATE TABLE visit (buyer_id int, day date);
SELECT customer_grade.track('buyer', 'visit', 'buyer_id', 'day');

-- a metric whose formula fails for a customer
SET LOCAL client_min_messages = warning;
SELECT customer_grade.define_standard('quotient', 'grades A > B; metric m number; metric n number; grade A when n / (m - 5) >= 10; grade B otherwise;', '2020-01-01');
CREATE TABLE quotient (id int PRIMARY KEY, m numeric, n numeric);
INSERT INTO quotient VALUES (1, 5.2, 1.9);
SELECT customer_grade.attach('quotient', 'quotient');
SELECT metric, threshold FROM customer_grade.watchlist('quotient', 'quotient');
ROLLBACK;
