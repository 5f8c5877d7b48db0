-- Customers that cannot be graded: they keep their grade, and the ledger says why.

\o /dev/null
SET client_min_messages = warning;
SET customer_grade.clock = '2026-01-10 12:00+00';
SELECT customer_grade.define_standard('s', 'grades A > B; metric amount number between 0 and 1000; grade A when amount >= 100; grade B otherwise;', '2020-01-01');
CREATE FUNCTION pg_temp.problems(subject regclass) RETURNS text LANGUAGE sql AS $$
	SELECT string_agg(concat_ws(' ', p.key ->> 'id', p.grade, p.problem), ', ') FROM customer_grade.problems('s', subject) AS p
$$;
CREATE FUNCTION pg_temp.events(outbox regclass) RETURNS text LANGUAGE plpgsql AS $$
DECLARE result text;
BEGIN
	EXECUTE format('SELECT string_agg(concat_ws('' '', id, direction, old_grade, new_grade, problem, cause), '', '' ORDER BY event_id) FROM %s', outbox) INTO result;
	EXECUTE format('DELETE FROM %s', outbox);
	RETURN result;
END $$;
\o
SELECT * FROM no_plan();

--
-- An error of the metrics view about one customer, met by a review
--
\o /dev/null
CREATE TABLE customer (id int PRIMARY KEY, amount numeric, divisor int NOT NULL DEFAULT 1);
CREATE VIEW metrics AS SELECT id, amount / divisor AS amount FROM customer;
INSERT INTO customer VALUES (1, 500), (2, 5), (3, 500);
SELECT customer_grade.attach('s', 'customer', 'metrics', outbox => true, notify => true);
SELECT customer_grade.create_report_views('s', 'customer');
DELETE FROM customer_s_outbox;
\o
SELECT throws_ok('UPDATE customer SET divisor = 0 WHERE id = 1', '22012', 'division by zero', 'an error of the metrics view fails the statement');
\o /dev/null
ALTER TABLE customer DISABLE TRIGGER USER;
UPDATE customer SET divisor = 0 WHERE id = 1;
INSERT INTO customer VALUES (4, 7, 0), (5, 7, 1);
ALTER TABLE customer ENABLE TRIGGER USER;
SET customer_grade.clock = '2026-02-10 12:00+00';
CALL customer_grade.review('s', 'customer');
\o
SELECT is(pg_temp.problems('customer'), '1 A division by zero, 4 division by zero', 'a review grades the others, and lists who cannot be graded');
SELECT is(pg_temp.events('customer_s_outbox'), '1 same A A division by zero review 2026-02-10, 4 joined division by zero review 2026-02-10, 5 joined B review 2026-02-10', 'events tell it');
SELECT is((SELECT refused FROM customer_grade.review_log('s', 'customer') ORDER BY id DESC LIMIT 1), 2::bigint, 'the log counts it');
SELECT is((SELECT count(*) FROM customer_s_current WHERE problem IS NOT NULL), 2::bigint, 'the view of grades in force shows it');
SELECT alike(customer_grade.report_html('s', 'customer'), '%of 5 customers; 2 cannot be graded now%', 'so does the page');
\setenv PGDATABASE :DBNAME
\set told `psql -X -q -c "SET customer_grade.clock = '2026-02-10 12:00+00'" -c "SELECT count(*) FROM customer_grade.watchlist('s', 'customer')" 2>&1`
SELECT alike(:'told'::text, E'%WARNING:  the watchlist does not tell who is near another grade\nDETAIL:  division by zero%', 'the watchlist says what it cannot tell');
SELECT alike((SELECT result FROM customer_grade.assessment_form('s', 'customer', '2') WHERE section_en = 'grade in force'), 'final, since%', 'the form of another customer says nothing');
SELECT is_empty($$ SELECT * FROM customer_grade.verify('s', 'customer') $$, 'verify() has nothing to add');
SELECT results_eq($$ SELECT kind, problem, blocks FROM customer_grade.check_version('s', 'customer', version => 1) $$, $$ VALUES ('error', 'division by zero', true) $$,
	'for check_version() it is an error');
SELECT is_empty($$ SELECT * FROM customer_grade.verify('s', 'customer', '2026-02-10') $$, 'nor has a comparison as of a day');
\o /dev/null
SET customer_grade.clock = '2026-03-10 12:00+00';
CALL customer_grade.review('s', 'customer');
\o
SELECT is((SELECT concat_ws(' ', changed, refused) FROM customer_grade.review_log('s', 'customer') ORDER BY id DESC LIMIT 1), '0 2', 'the next review changes nothing');
SELECT is(pg_temp.events('customer_s_outbox'), NULL, '... and tells nothing again');
SELECT is((SELECT count(*) FROM customer_s_history), 0::bigint, 'no period has ended');

-- what changes meanwhile, and the end of it
\o /dev/null
CREATE OR REPLACE VIEW metrics AS SELECT id, amount / nullif(divisor, 0) AS amount FROM customer;
\o
SELECT is((SELECT string_agg(concat_ws(' ', v.key ->> 'id', v.stored_grade, v.grade, v.problem), ', ' ORDER BY v.key ->> 'id') FROM customer_grade.verify('s', 'customer') AS v),
	'1 A not refused any more, 4 not refused any more', 'verify() tells a problem that is no more');
SELECT is((SELECT string_agg(concat_ws(' ', v.key ->> 'id', v.change), ', ' ORDER BY v.key ->> 'id') FROM customer_grade.verify('s', 'customer', '2026-03-10') AS v),
	'1 not refused any more, 4 not refused any more', 'also as of a day');
UPDATE customer SET divisor = 1 WHERE id = 1;
SELECT is(pg_temp.problems('customer'), '4 division by zero', 'a statement that changes the customer ends it');
SELECT is(pg_temp.events('customer_s_outbox'), '1 same A A update customer', 'an event tells that, too');
SELECT customer_grade.refresh('s', 'customer') \g /dev/null
SELECT is(pg_temp.problems('customer'), NULL, 'refresh() as well');
SELECT is(pg_temp.events('customer_s_outbox'), '4 same refresh', '... with an event');
SELECT is_empty($$ SELECT * FROM customer_grade.verify('s', 'customer') $$, 'verify() is empty');

--
-- Refusals of the standard: statements, COPY, review, publish, refresh
--
\o /dev/null
SET customer_grade.clock = '2026-01-10 12:00+00';
CREATE TABLE buyer (id int PRIMARY KEY);
CREATE TABLE sale (id int PRIMARY KEY, buyer int, amount numeric);
CREATE INDEX ON sale (buyer);
CREATE VIEW figures AS SELECT b.id, coalesce((SELECT sum(s.amount) FROM sale AS s WHERE s.buyer = b.id), 0) AS amount FROM buyer AS b;
INSERT INTO buyer VALUES (1), (2);
INSERT INTO sale VALUES (1, 1, 500);
SELECT customer_grade.attach('s', 'buyer', 'figures', outbox => true), customer_grade.watch('s', 'buyer', 'sale', 'buyer');
DELETE FROM buyer_s_outbox;
SET customer_grade.clock = '2026-02-10 12:00+00';
\o
SELECT lives_ok('INSERT INTO sale VALUES (2, 1, -600)', 'a refund is accepted');
SELECT is(pg_temp.problems('buyer'), '1 A value -100 of metric "amount" is outside its domain (between 0 and 1000)', 'the grade stays, and the problem is told');
SELECT is(pg_temp.events('buyer_s_outbox'), '1 same A A value -100 of metric "amount" is outside its domain (between 0 and 1000) insert sale', 'by an event, too');
SELECT is((SELECT string_agg(concat_ws(' ', grade, computed_grade, score, problem IS NULL), ', ' ORDER BY id) FROM buyer_s_ledger), 'A A f, B B t', 'the computed grade is the last one');
SELECT is_empty($$ SELECT * FROM customer_grade.verify('s', 'buyer') $$, 'verify() finds it equal');
SELECT customer_grade.refresh('s', 'buyer') \g /dev/null
SELECT is(pg_temp.events('buyer_s_outbox'), NULL, 'refresh() tells nothing again');
\o /dev/null
CALL customer_grade.review('s', 'buyer');
\o
SELECT is((SELECT concat_ws(' ', status, changed, refused) FROM customer_grade.review_log('s', 'buyer') ORDER BY id DESC LIMIT 1), 'done 0 1', 'a review counts it');
SELECT is_empty($$ SELECT * FROM customer_grade.verify('s', 'buyer') $$, 'verify() finds it equal after a review');
COPY sale FROM stdin;
3	2	5000
\.
SELECT is(pg_temp.problems('buyer'), '1 A value -100 of metric "amount" is outside its domain (between 0 and 1000), 2 B value 5000 of metric "amount" is outside its domain (between 0 and 1000)', 'COPY');
INSERT INTO sale VALUES (4, 3, -1);
INSERT INTO buyer VALUES (3);
SELECT is((SELECT concat_ws(' ', coalesce(grade, 'none'), since IS NOT NULL, problem) FROM buyer_s_ledger WHERE id = 3), 'none t value -1 of metric "amount" is outside its domain (between 0 and 1000)', 'a new customer is not graded');
UPDATE sale SET amount = 100 WHERE id IN (3, 4);
SELECT is((SELECT string_agg(concat_ws(' ', id, grade, since AT TIME ZONE 'UTC'), ', ' ORDER BY id) FROM buyer_s_ledger WHERE id > 1 AND problem IS NULL), '2 A 2026-02-10 12:00:00, 3 A 2026-02-10 12:00:00.000001', 'values that are right end it');
\o /dev/null
SELECT customer_grade.define_standard('s', 'grades A > B; metric amount number between -1000 and 1000; grade A when amount >= 100; grade B otherwise;', '2026-02-10');
CALL customer_grade.publish('s', 'buyer');
\o
SELECT is(pg_temp.problems('buyer'), NULL, 'a version that allows them ends it, too');
SELECT is((SELECT grade FROM buyer_s_ledger WHERE id = 1), 'B', '... with a grade');
SELECT is_empty($$ SELECT * FROM customer_grade.verify('s', 'buyer') $$, 'verify() is empty');

-- refusals as errors
SELECT customer_grade.alter_attachment('s', 'buyer', refusals => 'raise') \g /dev/null
SELECT throws_ok('INSERT INTO sale VALUES (5, 2, -6000)', '23514', NULL, 'refusals may be errors');
\o /dev/null
ALTER TABLE sale DISABLE TRIGGER USER;
INSERT INTO sale VALUES (5, 2, -6000);
ALTER TABLE sale ENABLE TRIGGER USER;
SET customer_grade.clock = '2026-03-10 12:00+00';
CALL customer_grade.review('s', 'buyer');
\o
SELECT is((SELECT concat_ws(' ', status, refused) FROM customer_grade.review_log('s', 'buyer') ORDER BY id DESC LIMIT 1), 'done 1', 'they do not stop a review');
SELECT alike(pg_temp.problems('buyer'), '2 A %value -5900 of metric "amount" is outside its domain%', '... which notes them');
SELECT is_empty($$ SELECT * FROM customer_grade.verify('s', 'buyer') $$, 'verify() finds it equal');

--
-- The grade that they keep, by other terms and by another version
--
\o /dev/null
CREATE TABLE kept (id int PRIMARY KEY, amount numeric);
INSERT INTO kept VALUES (1, 50), (2, 500), (3, 0);
\set kept 'grades A > B > C; metric amount number between 0 and 1000; grade A when amount >= 100; grade B when amount >= 10; grade C otherwise;'
SELECT customer_grade.define_standard('k', (:'kept' || ' review year end; demotion at review;')::customer_grade.rubric, '2020-01-01');
SELECT customer_grade.attach('k', 'kept');
UPDATE kept SET amount = 5 WHERE id = 2;
UPDATE kept SET amount = 5000 WHERE id < 3;
SELECT customer_grade.define_standard('k', :'kept'::customer_grade.rubric, '2020-01-02');
CALL customer_grade.publish('k', 'kept', force => 'a test');
\o
SELECT is((SELECT string_agg(concat_ws(' ', id, grade, rank), ', ' ORDER BY id) FROM kept_k_ledger), '1 B 2, 2 C 3, 3 C 3', 'a demotion that no term holds any longer takes effect');
SELECT is_empty($$ SELECT * FROM customer_grade.verify('k', 'kept') $$, 'verify() is empty');
SELECT customer_grade.define_standard('k', 'grades S > A > B; metric amount number between 0 and 1000; grade S when amount >= 500; grade A when amount >= 100; grade B otherwise;', '2020-01-03') \g /dev/null
CALL customer_grade.publish('k', 'kept', force => 'a test');
SELECT is((SELECT string_agg(concat_ws(' ', id, grade, rank, computed_rank), ', ' ORDER BY id) FROM kept_k_ledger), '1 B 3 3, 2 C, 3 B 3 3', 'a kept grade has its rank in the version in force');
SELECT is_empty($$ SELECT * FROM customer_grade.verify('k', 'kept') $$, 'verify() is empty');

-- by easier thresholds
\o /dev/null
CREATE TABLE eased (id int PRIMARY KEY, amount numeric);
INSERT INTO eased VALUES (1, 150), (2, 150), (3, 50);
SELECT customer_grade.define_standard('e', 'grades A > B; metric amount number between 0 and 1000; parameter cut number = 100 keep 80; grade A when amount >= cut; grade B otherwise; demotion after 5 days;', '2020-01-01');
SELECT customer_grade.attach('e', 'eased');
UPDATE eased SET amount = 90 WHERE id = 1;
UPDATE eased SET amount = 10 WHERE id = 2;
UPDATE eased SET amount = 5000;
\o
SELECT is((SELECT string_agg(concat_ws(' ', id, grade, computed_grade, worse_since), ', ' ORDER BY id) FROM eased_e_ledger), '1 A B, 2 A B 2026-03-10, 3 B B',
	'who keeps its grade by easier thresholds goes on keeping it, unless its demotion waits already');
SELECT is_empty($$ SELECT * FROM customer_grade.verify('e', 'eased') $$, 'verify() is empty');
SET customer_grade.clock = '2026-03-15 12:00+00';
CALL customer_grade.run_due_reviews();
SELECT is((SELECT string_agg(concat_ws(' ', id, grade), ', ' ORDER BY id) FROM eased_e_ledger), '1 A, 2 B, 3 B', 'which takes effect');

--
-- Who may read them
--
\o /dev/null
CREATE ROLE regress_problem_reader;
GRANT USAGE ON SCHEMA customer_grade TO regress_problem_reader;
SET ROLE regress_problem_reader;
\o
SELECT throws_ok($$ SELECT customer_grade.problems('s', 'customer') $$, '42501', NULL, 'not everybody');
RESET ROLE;
GRANT SELECT ON customer_s_grades TO regress_problem_reader;
SET ROLE regress_problem_reader;
SELECT lives_ok($$ SELECT customer_grade.problems('s', 'customer') $$, 'who may read the grades');
RESET ROLE;
DROP OWNED BY regress_problem_reader;
DROP ROLE regress_problem_reader;
SELECT * FROM finish();
