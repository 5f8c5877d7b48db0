-- Decisions belong to a customer, not to its key: they end with the customer, and follow it to another key.

\o /dev/null
SET client_min_messages = warning;
SET timezone = 'UTC';
CREATE ROLE regress_app;
SELECT customer_grade.define_standard('sales', 'grades A > B > C > D; metric amount number; grade A when amount >= 1000; grade B when amount >= 100; grade C when amount >= 10; grade D otherwise; approval of A;', '2020-01-01');
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
SELECT customer_grade.attach('sales', 'customer');
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
SELECT is(pg_temp.decided('customer'), '1 override C ended regress_app deleted, 1 approval A withdrawn regress_app deleted, 2 approval A ended regress_app deleted, 3 approval A ended regress_app rejected, deleted, 4 approval A withdrawn postgres a slip, 5 override D approved',
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

--
-- Keys change
--
\o /dev/null
DELETE FROM customer;
DELETE FROM customer_sales_decisions;
ALTER TABLE customer DROP CONSTRAINT customer_pkey, ADD PRIMARY KEY (id) DEFERRABLE;
INSERT INTO customer SELECT n, 1000 FROM generate_series(1, 4) AS n;
SELECT customer_grade.override('sales', 'customer', '1', 'C', 'x'), customer_grade.propose('sales', 'customer', '1', 'A', 'y');
SELECT customer_grade.approve('sales', 'customer', '2', 'z');
SELECT customer_grade.reject('sales', 'customer', '3');
GRANT UPDATE ON customer TO regress_app;
SELECT decision_id AS first FROM customer_sales_decisions ORDER BY decision_id LIMIT 1 \gset
CREATE TABLE before AS SELECT to_jsonb(d) - 'id' AS row FROM customer_sales_decisions AS d;
\o
SELECT is(pg_temp.stand('customer'), '1 C override, 2 A final, 3 B final, 4 B pending', 'before');
SET ROLE regress_app;
UPDATE customer SET id = 10, amount = 100 WHERE id = 1;
RESET ROLE;
SELECT is(pg_temp.stand('customer'), '2 A final, 3 B final, 4 B pending, 10 C override', 'an override follows its customer');
SELECT is(pg_temp.decided('customer'), '10 override C approved, 10 approval A proposed, 2 approval A approved, 3 approval A rejected', 'and a proposal');
SELECT is((SELECT string_agg(concat_ws(' ', grade, state), ', ' ORDER BY valid_from) FROM customer_sales_grades WHERE id = 10), 'B pending, C override, C override', 'which is in force at once');
UPDATE customer SET id = CASE id WHEN 10 THEN 2 WHEN 2 THEN 10 END WHERE id IN (2, 10);
SELECT is(pg_temp.stand('customer'), '2 C override, 3 B final, 4 B pending, 10 A final', 'two swap their keys');
UPDATE customer SET id = id + 1;
SELECT is(pg_temp.stand('customer'), '3 C override, 4 B final, 5 B pending, 11 A final', 'all of them move on');
SELECT is(pg_temp.decided('customer'), '3 override C approved, 3 approval A proposed, 11 approval A approved, 4 approval A rejected', 'so do all decisions');
SELECT is((SELECT count(*) FROM before FULL JOIN (SELECT to_jsonb(d) - 'id' AS row FROM customer_sales_decisions AS d) AS d USING (row) WHERE before IS NULL OR d IS NULL), 0::bigint, 'which stay what they are');
BEGIN;
SAVEPOINT s;
UPDATE customer SET id = id + 1;
ROLLBACK TO s;
UPDATE customer SET id = 1 WHERE id = 3;
DELETE FROM customer WHERE id = 4;
UPDATE customer SET id = 4 WHERE id = 1;
COMMIT;
SELECT is(pg_temp.stand('customer'), '4 C override, 5 B pending, 11 A final', 'one after the other, after a rollback');
SELECT is(pg_temp.decided('customer'), '4 override C approved, 4 approval A proposed, 11 approval A approved, 4 approval A ended postgres rejected, deleted', 'the key of a deleted customer is free');
INSERT INTO customer VALUES (1, 1);
ALTER TABLE customer DROP CONSTRAINT customer_pkey, ADD PRIMARY KEY (id);
INSERT INTO customer VALUES (11, 2000), (12, 1) ON CONFLICT (id) DO UPDATE SET id = 20;
SELECT is(pg_temp.stand('customer'), '1 D final, 4 C override, 5 B pending, 12 D final, 20 A final', 'an upsert changes a key');
WITH one AS (UPDATE customer SET id = 21 WHERE id = 20) UPDATE customer SET id = 22 WHERE id = 4;
SELECT is(pg_temp.stand('customer'), '1 D final, 5 B pending, 12 D final, 21 A final, 22 C override', 'two updates in one statement');
UPDATE customer SET id = 22 WHERE id = 22;
SELECT is(pg_temp.stand('customer'), '1 D final, 5 B pending, 12 D final, 21 A final, 22 C override', 'a key is set to what it is');
SELECT is(pg_temp.wrong('customer'), '', 'verify() finds no difference');

-- triggers that run statements of their own on the same table, and on a source, meanwhile
\o /dev/null
CREATE TABLE orders (customer_id int, amount numeric);
SELECT customer_grade.watch('sales', 'customer', 'orders', 'customer_id');
CREATE FUNCTION meddle() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	UPDATE orders SET customer_id = NEW.id WHERE customer_id = OLD.id;
	UPDATE customer SET amount = amount WHERE id = NEW.id;
	BEGIN
		UPDATE customer SET id = 99 WHERE id = NEW.id;
		RAISE division_by_zero;
	EXCEPTION WHEN division_by_zero THEN
		NULL;
	END;
	RETURN NULL;
END $$;
CREATE TRIGGER aa AFTER UPDATE ON customer FOR EACH ROW WHEN (OLD.id <> NEW.id AND NEW.id <> 99) EXECUTE FUNCTION meddle();
CREATE TRIGGER zz AFTER UPDATE ON customer FOR EACH ROW WHEN (OLD.id <> NEW.id AND NEW.id <> 99) EXECUTE FUNCTION meddle();
ALTER TABLE customer DROP CONSTRAINT customer_pkey, ADD PRIMARY KEY (id) DEFERRABLE;
INSERT INTO orders SELECT id, 1 FROM customer;
UPDATE customer SET id = id - 1 WHERE id > 20;
UPDATE customer SET id = CASE id WHEN 20 THEN 21 ELSE 20 END WHERE id IN (20, 21);
\o
SELECT is(pg_temp.stand('customer'), '1 D final, 5 B pending, 12 D final, 20 C override, 21 A final', 'decisions follow all the same');
SELECT is(pg_temp.wrong('customer'), '', 'verify() finds no difference');
CREATE TRIGGER wrong AFTER UPDATE ON before FOR EACH STATEMENT EXECUTE FUNCTION customer_grade_internal.key_changed('sales');
SELECT throws_ok('UPDATE before SET row = row', '39P01', 'function "key_changed" can only be called as a trigger after the update of a row', 'the trigger is one of rows');

-- by a foreign key, of a part of the key; another standard at the same time
\o /dev/null
CREATE TABLE shop (region text REFERENCES region ON UPDATE CASCADE, id int, amount numeric, PRIMARY KEY (id, region));
INSERT INTO shop VALUES ('s', 1, 1), ('s', 2, 1);
SELECT customer_grade.define_standard('other', 'grades A > B; metric amount number; grade A when amount >= 1000; grade B otherwise;', '2020-01-01');
SELECT customer_grade.attach('sales', 'shop'), customer_grade.attach('other', 'shop');
SELECT customer_grade.override('sales', 'shop', '{"id": 1, "region": "s"}', 'B', 'x'), customer_grade.override('other', 'shop', '{"id": 2, "region": "s"}', 'A', 'x');
UPDATE region SET name = 'south' WHERE name = 's';
\o
SELECT is(pg_temp.decided('shop'), '1 override B approved', 'it stays in force');
SELECT is((SELECT string_agg(concat_ws(' ', standard, id, region, grade, state), ', ' ORDER BY standard, id) FROM (
	SELECT 'sales' AS standard, id, region, grade, state FROM shop_sales_ledger UNION ALL SELECT 'other', id, region, grade, state FROM shop_other_ledger) AS l),
	'other 1 south B final, other 2 south A override, sales 1 south B override, sales 2 south D final', 'in both standards');

-- partitions: within one, from one to another, alone and together; which is which must be clear
\o /dev/null
DELETE FROM parted;
DELETE FROM parted_sales_decisions;
CREATE TABLE parted_rest PARTITION OF parted DEFAULT;
INSERT INTO parted SELECT n, CASE WHEN n < 4 THEN 'n' ELSE 's' END, 1 FROM generate_series(1, 6) AS n;
SELECT customer_grade.override('sales', 'parted', jsonb_build_object('id', id, 'part', part), CASE id % 3 WHEN 0 THEN 'A' WHEN 1 THEN 'B' ELSE 'C' END, 'x') FROM parted ORDER BY id;
CREATE FUNCTION pg_temp.parted() RETURNS text LANGUAGE sql AS
	$$ SELECT string_agg(concat_ws(' ', id, part, grade, NULLIF(state, 'override')), ', ' ORDER BY id, part) FROM parted_sales_ledger $$;
\o
SELECT is(pg_temp.parted(), '1 n B, 2 n C, 3 n A, 4 s B, 5 s C, 6 s A', 'before');
UPDATE parted SET id = id + 10;
SELECT is(pg_temp.parted(), '11 n B, 12 n C, 13 n A, 14 s B, 15 s C, 16 s A', 'within the partitions');
UPDATE parted SET part = 'w' WHERE id = 11;
UPDATE parted_s SET id = 17 WHERE id = 16;
SELECT is(pg_temp.parted(), '11 w B, 12 n C, 13 n A, 14 s B, 15 s C, 17 s A', 'within the same one');
UPDATE parted SET part = 's', id = 18 WHERE id = 13;
SELECT is(pg_temp.parted(), '11 w B, 12 n C, 14 s B, 15 s C, 17 s A, 18 s A', 'a single row from one to another');
UPDATE parted SET part = CASE part WHEN 's' THEN 'x' ELSE 's' END WHERE id < 18;
SELECT is(pg_temp.parted(), '11 s B, 12 s C, 14 x B, 15 x C, 17 x A, 18 s A', 'many, told apart by the rest of the key');
UPDATE parted SET part = 'n', id = id + 10;
SELECT is(pg_temp.parted(), '21 n D final, 22 n D final, 24 n D final, 25 n D final, 27 n D final, 28 n D final', 'nothing tells which is which: they are other customers');
SELECT is((SELECT string_agg(DISTINCT concat_ws(' ', status, end_reason), ', ') FROM parted_sales_decisions), 'ended deleted', 'whose decisions have ended');
SELECT is(pg_temp.wrong('parted'), '', 'verify() finds no difference');

-- a table with a child
\o /dev/null
CREATE TABLE parent (id int PRIMARY KEY, amount numeric);
CREATE TABLE child (PRIMARY KEY (id)) INHERITS (parent);
INSERT INTO child VALUES (1, 1), (2, 1);
SELECT customer_grade.attach('sales', 'parent');
SELECT customer_grade.override('sales', 'parent', '1', 'B', 'x'), customer_grade.override('sales', 'parent', '2', 'A', 'x');
UPDATE parent SET id = 3 WHERE id = 1;
UPDATE child SET id = 4 WHERE id = 2;
\o
SELECT is(pg_temp.stand('parent'), '3 B override, 4 A override', 'children, too');
ALTER TABLE child NO INHERIT parent;
SELECT is((SELECT count(*) FROM pg_trigger WHERE tgrelid = 'child'::regclass AND NOT tgisinternal), 0::bigint, 'no trigger stays on a child');
SELECT customer_grade.detach('sales', 'parted', true) \g /dev/null
SELECT is((SELECT count(*) FROM pg_trigger AS g WHERE tgrelid::regclass::text ~ '^parted' AND NOT tgisinternal), 0::bigint, 'nor on partitions after detach()');

\o /dev/null
SELECT customer_grade.detach(standard, subject, true) FROM customer_grade.attachment;
DROP TABLE customer, orders, branch, shop, region, member, parted, parent, child, before CASCADE;
DROP FUNCTION meddle;
DROP ROLE regress_app;
\o
SELECT * FROM finish();
