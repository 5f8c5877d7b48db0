-- Warnings and notices: the command succeeds, but perhaps not as intended.
BEGIN;
SET LOCAL customer_grade.clock = '2024-03-01 12:00+00';
\pset format unaligned
\t on
SET LOCAL client_min_messages = warning;
SELECT customer_grade.define_standard('g', 'grades A > B; metric amount number; grade A when amount > 10; grade B otherwise; approval of A;', '2020-01-01');
CREATE TABLE buyer (id int PRIMARY KEY, amount numeric);
INSERT INTO buyer VALUES (1, 5), (2, 50);
SET LOCAL client_min_messages = notice;

-- metrics that change without a change of rows
CREATE VIEW by_clock AS SELECT id, CASE WHEN current_date > '2000-01-01' THEN amount END AS amount FROM buyer;
SELECT customer_grade.attach('g', 'buyer', 'by_clock');

-- a benchmark of nobody
SELECT customer_grade.define_standard('cut', 'grades A > B; metric amount number; parameter line number = 10; grade A when amount >= line; grade B otherwise;', '2020-01-01');
SELECT customer_grade.attach('cut', 'buyer', benchmark => 'SELECT max(amount) AS line FROM public.buyer WHERE id = 0');
SELECT customer_grade.detach('cut', 'buyer', true);

-- rows of a customer that no index finds
CREATE TABLE visit (buyer_id int, day date);
SELECT customer_grade.track('buyer', 'visit', 'buyer_id', 'day');

-- metrics from a table that nobody watches, by the day
CREATE TABLE sale (buyer_id int, amount numeric, day date);
CREATE VIEW by_sale AS SELECT b.id, (SELECT sum(s.amount) FROM sale AS s WHERE s.buyer_id = b.id AND s.day > customer_grade.as_of() - 30) AS amount FROM buyer AS b;
SELECT customer_grade.alter_attachment('g', 'buyer', metrics => 'by_sale');
SELECT customer_grade.watch('g', 'buyer', 'sale', 'buyer_id');

-- attached again: tables that are left go on, or are in the way
SELECT customer_grade.detach('g', 'buyer');
SELECT customer_grade.attach('g', 'buyer', prefix => 'buyer_g');
SELECT customer_grade.detach('g', 'buyer');
DROP VIEW by_clock, by_sale;
ALTER TABLE buyer ALTER id TYPE bigint;
SELECT customer_grade.attach('g', 'buyer', prefix => 'buyer_g');

-- a metric whose formula fails for a customer
SET LOCAL client_min_messages = warning;
SELECT customer_grade.define_standard('quotient', 'grades A > B; metric m number; metric n number; grade A when n / (m - 5) >= 10; grade B otherwise;', '2020-01-01');
CREATE TABLE quotient (id int PRIMARY KEY, m numeric, n numeric);
INSERT INTO quotient VALUES (1, 5.2, 1.9);
SELECT customer_grade.attach('quotient', 'quotient');
SELECT metric, threshold FROM customer_grade.watchlist('quotient', 'quotient');

-- a table whose decisions cannot be read does not hide those about others
ALTER TABLE quotient_quotient_ledger RENAME valid_from TO "when";
SELECT subject, key, decision, proposed_grade FROM customer_grade.awaiting();
-- a version and the tables that it does not change; a day that was not given
SET LOCAL client_min_messages = notice;
SELECT customer_grade.define_standard('g', 'grades A > B; metric size number; parameter cut number; grade A when size > cut; grade B otherwise;', '2024-04-01');
SELECT customer_grade.define_standard('other', 'grades A; grade A otherwise;');
SELECT customer_grade.define_standard('other', 'grades B; grade B otherwise;', '2024-03-02');
SELECT customer_grade.retire_standard('other');
CREATE ROLE regress_author;
SELECT customer_grade.grant_standard('g', 'regress_author');
SET LOCAL ROLE regress_author;
SELECT customer_grade.define_standard('g', 'grades A > B; metric amount number; grade A when amount > 20; grade B otherwise;', '2024-05-01');
RESET ROLE;
-- warnings of lint(); drafts, without errors and with some
SELECT customer_grade.define_standard('warned', 'grades A > B; metric n number; metric m number; grade A when n > 5; grade B when n > 3; grade A when n > 2 and m > 4; grade B otherwise;', '2024-03-02');
SELECT customer_grade.define_standard('warned', 'grades A > B; metric n number; grade A when n > 5; grade B otherwise;', draft => true);
SELECT customer_grade.define_standard('warned', 'grades A > B; metric n number; grade A when n > 5; grade B when n > 3;', draft => true);
SELECT customer_grade.drop_standard('g', force => true);
-- grades that cannot be imported
SET LOCAL client_min_messages = warning;
CREATE TABLE had (id int, grade text);
INSERT INTO had VALUES (1, 'A'), (2, 'Z'), (3, 'A'), (4, 'A');
CREATE TABLE held (id int PRIMARY KEY, m numeric, n numeric);
INSERT INTO held VALUES (1, 6, 20), (2, 6, 1);
SELECT customer_grade.attach('quotient', 'held', initial => 'had');
ROLLBACK;
