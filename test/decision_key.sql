-- Decisions belong to a customer, not to its key: they end with the customer.

\o /dev/null
SET client_min_messages = warning;
SET timezone = 'UTC';
CREATE ROLE regress_app;
SELECT customer_grade.define_standard('sales', 'grades A > B > C > D; metric amount number; grade A when amount >= 1000; grade B when amount >= 100; grade C when amount >= 10; grade D otherwise;', '2020-01-01');
-- how the customers of a table stand, and what has been decided about them
CREATE FUNCTION pg_temp.stand(subject text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	result text;
BEGIN
	EXECUTE format('SELECT string_agg(concat_ws('' '', id, grade, state), '', '' ORDER BY id) FROM %s_sales_ledger', subject) INTO result;
	RETURN result;
END $$;
CREATE FUNCTION pg_temp.decided(subject text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	result text;
BEGIN
	EXECUTE format('SELECT string_agg(concat_ws('' '', id, decision, grade, status, ended_by, end_reason), '', '' ORDER BY decision_id) FROM %s_sales_decisions', subject) INTO result;
	RETURN result;
END $$;
CREATE FUNCTION pg_temp.wrong(subject text) RETURNS text LANGUAGE sql AS
	$$ SELECT coalesce(string_agg(v::text, '; '), '') FROM customer_grade.verify('sales', subject::regclass) AS v $$;
\o
SELECT * FROM no_plan();

--
-- One statement ends some of them, an override, an approval, a rejection or a proposal
--
\o /dev/null
CREATE TABLE customer (id int PRIMARY KEY, amount numeric);
SELECT customer_grade.attach('sales', 'customer', approval => '{A}');
INSERT INTO customer SELECT n, 1000 FROM generate_series(1, 6) AS n;
SELECT customer_grade.override('sales', 'customer', '1', 'C', 'x'), customer_grade.propose('sales', 'customer', '1', 'A');
SELECT customer_grade.approve('sales', 'customer', '2');
SELECT customer_grade.reject('sales', 'customer', '3');
SELECT customer_grade.propose('sales', 'customer', '4'), customer_grade.withdraw('sales', 'customer', '4', 'a slip');
SELECT customer_grade.override('sales', 'customer', '5', 'D', 'x');
GRANT SELECT, DELETE ON customer TO regress_app;
\o
SELECT is(pg_temp.stand('customer'), '1 C override, 2 A final, 3 B final, 4 B pending, 5 D override, 6 B pending', 'before');
BEGIN;
DELETE FROM customer;
SELECT is((SELECT count(*) FROM customer_sales_decisions WHERE status IN ('proposed', 'approved', 'rejected')), 0::bigint, 'all are deleted');
ROLLBACK;
SELECT is(pg_temp.decided('customer'), '1 override C approved, 1 approval A proposed, 2 approval A approved, 3 approval A rejected, 4 approval A withdrawn postgres a slip, 5 override D approved', 'and rolled back');
SET ROLE regress_app;
DELETE FROM customer WHERE id < 5;
RESET ROLE;
SELECT is(pg_temp.decided('customer'), '1 override C ended regress_app deleted, 1 approval A withdrawn regress_app deleted, 2 approval A ended regress_app deleted, 3 approval A ended regress_app deleted, 4 approval A withdrawn postgres a slip, 5 override D approved',
	'the table tells who has ended them, and why');
SELECT is((SELECT count(*) FROM customer_sales_decisions AS d JOIN customer_sales_history AS h ON h.id = d.id AND h.valid_to = d.ended_at AND h.cause = 'deleted'), 4::bigint, 'and when');
INSERT INTO customer VALUES (1, 20), (2, 1000), (3, 1000);
SELECT is(pg_temp.stand('customer'), '1 C final, 2 B pending, 3 B pending, 5 D override, 6 B pending', 'others of the same keys have none of them');
SELECT lives_ok($$ SELECT customer_grade.override('sales', 'customer', '1', 'A', 'another') $$, 'but may have their own');
SELECT is(pg_temp.wrong('customer'), '', 'verify() finds no difference');

-- customers who are there before and after the statement are the same
INSERT INTO customer VALUES (5, 30) ON CONFLICT (id) DO UPDATE SET amount = excluded.amount;
WITH gone AS (DELETE FROM customer WHERE id = 1 RETURNING id, amount) INSERT INTO customer SELECT * FROM gone;
SELECT is(pg_temp.stand('customer'), '1 A override, 2 B pending, 3 B pending, 5 D override, 6 B pending', 'an upsert ends nothing, nor does DELETE with INSERT in one statement');
TRUNCATE customer;
SELECT is((SELECT string_agg(id || ' ' || status, ', ' ORDER BY decision_id) FROM customer_sales_decisions WHERE decision_id >= 6 OR id = 5), '5 ended, 1 ended', 'TRUNCATE ends them');
INSERT INTO customer VALUES (1, 1), (5, 1);
SELECT is(pg_temp.stand('customer'), '1 D final, 5 D final', 'nothing is left of them');

-- behind the triggers' back
\o /dev/null
SELECT customer_grade.override('sales', 'customer', '1', 'A', 'x');
ALTER TABLE customer DISABLE TRIGGER USER;
DELETE FROM customer WHERE id = 1;
ALTER TABLE customer ENABLE TRIGGER USER;
SELECT customer_grade.refresh('sales', 'customer');
\o
SELECT is((SELECT concat_ws(' ', status, end_reason) FROM customer_sales_decisions ORDER BY decision_id DESC LIMIT 1), 'ended deleted', 'refresh() ends them, too');

--
-- By a foreign key
--
\o /dev/null
CREATE TABLE region (name text PRIMARY KEY);
CREATE TABLE branch (id int PRIMARY KEY, amount numeric, region text REFERENCES region ON DELETE CASCADE ON UPDATE CASCADE);
INSERT INTO region VALUES ('n'), ('s');
INSERT INTO branch VALUES (1, 1, 'n'), (2, 1, 'n'), (3, 1, 's');
SELECT customer_grade.attach('sales', 'branch');
SELECT customer_grade.override('sales', 'branch', n::text::jsonb, 'B', 'x') FROM generate_series(1, 3) AS n;
DELETE FROM region WHERE name = 'n';
\o
SELECT is(pg_temp.decided('branch'), '1 override B ended postgres deleted, 2 override B ended postgres deleted, 3 override B approved', 'rows deleted by a foreign key');

--
-- A customer that only the metrics view has lost is still one
--
\o /dev/null
CREATE TABLE member (id int PRIMARY KEY, amount numeric, active boolean DEFAULT true);
CREATE VIEW member_metrics AS SELECT id, amount FROM member WHERE active;
SELECT customer_grade.attach('sales', 'member', 'member_metrics');
INSERT INTO member VALUES (1, 1), (2, 1);
SELECT customer_grade.override('sales', 'member', n::text::jsonb, 'B', 'x') FROM generate_series(1, 2) AS n;
UPDATE member SET active = false;
\o
SELECT is(pg_temp.stand('member'), NULL, 'nobody is graded');
SELECT is(pg_temp.decided('member'), '1 override B approved, 2 override B approved', 'decisions stay');
DELETE FROM member WHERE id = 2;
UPDATE member SET active = true;
SELECT is(pg_temp.stand('member'), '1 B override', 'and are in force again');
SELECT is(pg_temp.decided('member'), '1 override B approved, 2 override B ended postgres deleted', 'until the customer is deleted');

--
-- Partitions and children
--
\o /dev/null
CREATE TABLE parted (id int, part text, amount numeric, PRIMARY KEY (id, part)) PARTITION BY LIST (part);
CREATE TABLE parted_n PARTITION OF parted FOR VALUES IN ('n', 'w');
CREATE TABLE parted_s PARTITION OF parted FOR VALUES IN ('s');
CREATE TABLE parted_e PARTITION OF parted FOR VALUES IN ('e');
INSERT INTO parted VALUES (1, 'n', 1), (2, 'n', 1), (3, 's', 1), (4, 'e', 1);
SELECT customer_grade.attach('sales', 'parted');
SELECT customer_grade.override('sales', 'parted', jsonb_build_object('id', id, 'part', part), 'B', 'x') FROM parted ORDER BY id;
DELETE FROM parted_n WHERE id = 1;
ALTER TABLE parted DETACH PARTITION parted_s;
DROP TABLE parted_e;
\o
SELECT is(pg_temp.decided('parted'), '1 override B ended postgres deleted, 2 override B approved, 3 override B ended postgres deleted, 4 override B ended postgres deleted', 'deleted in a partition, detached, dropped');
ALTER TABLE parted ATTACH PARTITION parted_s FOR VALUES IN ('s');
SELECT is(pg_temp.stand('parted'), '2 B override, 3 D final', 'attached, it is another customer');
SELECT is(pg_temp.wrong('parted'), '', 'verify() finds no difference');

\o /dev/null
SELECT customer_grade.detach(standard, subject, true) FROM customer_grade.attachment;
DROP TABLE customer, branch, region, member, parted CASCADE;
DROP ROLE regress_app;
\o
SELECT * FROM finish();
