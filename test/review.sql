-- Reviews: all customers are graded again as of a date, by calendar or by hand. A review continues after a
-- stop, tells which customers it could not grade, and verify() finds no difference.

\o /dev/null
SET client_min_messages = error;
CREATE FUNCTION pg_temp.wrong(standard text, subject text) RETURNS text LANGUAGE sql AS
	$$ SELECT coalesce(string_agg(v::text, '; '), '') FROM customer_grade.verify($1, $2::regclass) AS v $$;
CREATE FUNCTION pg_temp.grades(ledger text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE result text;
BEGIN
	EXECUTE format('SELECT string_agg(concat_ws('' '', id, grade), '', '' ORDER BY id) FROM %s', ledger) INTO result;
	RETURN result;
END $$;
-- the last review of a table
CREATE FUNCTION pg_temp.log(subject text) RETURNS text LANGUAGE sql AS $$
	SELECT concat_ws(' ', kind, as_of, 'v' || version, 'set ' || parameter_set, status, done || '/' || total, changed, refused)
	FROM customer_grade.review AS r WHERE r.subject = $1::regclass ORDER BY id DESC LIMIT 1 $$;
\o
SELECT * FROM no_plan();

--
-- A review
--
\o /dev/null
SELECT customer_grade.define_standard('sales', $$
	grades A > B > C; metric amount number >= 0; parameter cut number = 100;
	grade A when amount >= cut; grade B when amount >= 10; grade C otherwise;
	review month end; $$, '2020-01-01');
CREATE TABLE customer (id int PRIMARY KEY, amount numeric, day date DEFAULT '2024-01-01');
INSERT INTO customer SELECT i, i * 20 FROM generate_series(0, 5) AS i;
SET customer_grade.clock = '2024-01-10 12:00+00';
SELECT customer_grade.attach('sales', 'customer', benchmark => 'SELECT max(amount) AS cut FROM public.customer', time_zone => 'Asia/Shanghai');
\o
SELECT is(pg_temp.log('customer'), 'attach 2024-01-10 v1 set 1 done 6/6 6 0', 'attach() is logged');
SELECT is(customer_grade.next_review('sales', 'customer'), '2024-01-31', 'the first review is due at the end of the month');
UPDATE customer SET amount = 60 WHERE id = 5;
SELECT is(pg_temp.grades('customer_sales_ledger'), '0 C, 1 B, 2 B, 3 B, 4 B, 5 B', 'the benchmark is frozen');
\o /dev/null
CREATE TEMP TABLE before AS SELECT id, ctid AS place, xmin::text AS writer FROM customer_sales_ledger;
SET customer_grade.clock = '2024-01-31 12:00+00';
CALL customer_grade.review('sales', 'customer');
\o
SELECT is(pg_temp.grades('customer_sales_ledger'), '0 C, 1 B, 2 B, 3 B, 4 A, 5 B', 'until the review');
SELECT is(pg_temp.log('customer'), 'review 2024-01-31 v1 set 2 done 1/1 1 0', 'its row in the log');
SELECT is((SELECT string_agg(l.id::text, ',') FROM customer_sales_ledger AS l JOIN before USING (id) WHERE (l.ctid, l.xmin::text) IS DISTINCT FROM (before.place, before.writer)),
	'4', 'only customers that change are written');
SELECT is((SELECT cause FROM customer_sales_history WHERE id = 4), 'review 2024-01-31', 'history names the review');
SELECT is((SELECT parameters FROM customer_grade.parameter_set WHERE number = 2), '{"cut": 80}', 'the parameter set of the review');
SELECT is((SELECT reviewed_on FROM customer_grade.attachment), '2024-01-31', 'its date is kept');
SELECT is(customer_grade.next_review('sales', 'customer'), '2024-02-29', 'the next one');
SELECT is(pg_temp.wrong('sales', 'customer'), '', 'verify() is empty');
SELECT is((SELECT count(*) FROM customer_sales_queue), 0::bigint, 'nothing is left on the review queue');
SELECT throws_ok($$ SELECT customer_grade_internal.open_review('sales', 'customer', 'review', '2024-02-01') $$, '22023',
	'cannot review as of 2024-02-01 before that day', 'no review in the future');
SET customer_grade.clock = '2024-01-31 17:00+00';
SELECT lives_ok($$ DO $x$ BEGIN PERFORM customer_grade_internal.open_review('sales', 'customer', 'review', '2024-02-01'); RAISE SQLSTATE 'OKOKO'; EXCEPTION WHEN SQLSTATE 'OKOKO' THEN END $x$ $$,
	'in Shanghai that day has begun');
SELECT throws_ok($$ SELECT customer_grade_internal.open_review('sales', 'customer', 'review', '2024-01-30') $$, '22023',
	'cannot review as of 2024-01-30 after the review as of 2024-01-31', 'none before the last one');
SELECT throws_ok($$ SELECT customer_grade_internal.open_review('sales', 'before', 'review', NULL) $$, '55000', NULL, 'only what is attached is reviewed');
SELECT is((SELECT string_agg(concat_ws(' ', key ->> 'id', stored_grade, grade, change), ', ') FROM customer_grade.verify('sales', 'customer', '2024-06-30')),
	NULL, 'verify(as_of): no customer would move');
UPDATE customer SET amount = 70 WHERE id = 4;
SELECT is((SELECT string_agg(concat_ws(' ', key ->> 'id', stored_grade, grade, change), ', ') FROM customer_grade.verify('sales', 'customer', '2024-06-30')),
	'4 B A promotion', 'verify(as_of): the customers that a new benchmark would move');

-- metrics that change by date alone; many batches
\o /dev/null
CREATE TABLE "Wide Key" ("order" int, "a""b" text, since date, PRIMARY KEY ("order", "a""b"));
INSERT INTO "Wide Key" SELECT i % 10, 'k' || i, date '2024-01-01' + i FROM generate_series(1, 100) AS i;
CREATE VIEW wide_metrics AS SELECT "order", "a""b", customer_grade.as_of() - since AS amount FROM "Wide Key" WHERE since <= customer_grade.as_of();
SET customer_grade.clock = '2024-01-10 12:00+00';
SELECT customer_grade.attach('sales', '"Wide Key"', 'wide_metrics', parameters => '{"cut": 50}');
\o
SELECT is((SELECT count(*) FROM "Wide Key_sales_ledger"), 9::bigint, 'as of January few are there');
\o /dev/null
SET customer_grade.clock = '2024-03-01 12:00+00';
CALL customer_grade.review('sales', '"Wide Key"', batch_size => 7);
\o
SELECT is((SELECT string_agg(grade || n, ' ' ORDER BY grade) FROM (SELECT grade, count(*) AS n FROM "Wide Key_sales_ledger" GROUP BY grade) AS g), 'A10 B40 C10', 'in March more');
SELECT is(pg_temp.log('"Wide Key"'), 'review 2024-03-01 v1 set 2 done 60/60 60 0', 'all of them in batches');
SELECT is(pg_temp.wrong('sales', '"Wide Key"'), '', 'verify() is empty');
UPDATE "Wide Key" SET since = since - 100 WHERE "a""b" = 'k100';
DELETE FROM "Wide Key" WHERE "a""b" = 'k1';
SELECT is(pg_temp.wrong('sales', '"Wide Key"'), '', 'and stays so');

--
-- Stopping and going on
--
\o /dev/null
SET customer_grade.clock = '2024-02-29 12:00+00';
CREATE TABLE line (cut numeric);
INSERT INTO line VALUES (50);
SELECT customer_grade.alter_attachment('sales', 'customer', benchmark => 'SELECT cut FROM public.line');
INSERT INTO line VALUES (60);
CREATE TEMP TABLE opened AS SELECT customer_grade_internal.open_review('sales', 'customer', 'review', NULL) AS id;
SELECT id FROM opened \gset
CALL customer_grade_internal.run_review(:id, 2, false);
\o
SELECT is(pg_temp.log('customer'), 'review 2024-02-29 v1 failed 0 0', 'a benchmark of several rows fails the review');
SELECT alike((SELECT problem FROM customer_grade.review WHERE id = :id), '%row%', 'the log says why');
\o /dev/null
UPDATE opened SET id = customer_grade_internal.open_review('sales', 'customer', 'review', NULL);
SELECT id FROM opened \gset
\o
SELECT is(customer_grade_internal.open_review('sales', 'customer', 'review', '2024-02-29'), :id::bigint, 'asked for again, it goes on');
-- (in a session of its own, whose notice is read and not printed)
\setenv PGDATABASE :DBNAME
\set told `psql -X -q -t -c "SELECT customer_grade_internal.open_review('sales', 'customer', 'review', '2024-02-29')" 2>&1`
SELECT matches(:'told'::text, '^NOTICE:  review \d+ of standard "sales" on table "public.customer" as of 2024-02-29 goes on', 'and says so');
SELECT throws_ok($$ SELECT customer_grade_internal.open_review('sales', 'customer', 'review', '2024-02-28') $$, '55006',
	format('review %s of standard "sales" on table "public.customer" as of 2024-02-29 is not finished', :id), 'another one has to wait');
SELECT throws_ok($$ SELECT customer_grade_internal.open_review('sales', 'customer', 'publish', NULL) $$, '55006', NULL, 'of whatever kind');
\o /dev/null
SELECT customer_grade.alter_attachment('sales', 'customer', benchmark => 'SELECT 60 AS cut');
-- step by step: opening, waiting, scanning, one batch of two
SELECT customer_grade_internal.advance_review(:id, 2, 0);
SELECT customer_grade_internal.advance_review(:id, 2, 0);
SELECT customer_grade_internal.advance_review(:id, 2, 0);
SELECT customer_grade_internal.advance_review(:id, 2, 0);
\o
SELECT is(pg_temp.log('customer'), 'review 2024-02-29 v1 set 3 running 2/3 2 0', 'half way');
SELECT alike(customer_grade_internal.review_progress(:id, clock_timestamp() - interval '1000 s', 1), 'review % of standard "sales" on table "public.customer" as of 2024-02-29: 2 of 3 customers (67 \%), about 1___ s left',
	'a line tells how far it is');
SELECT is(pg_temp.wrong('sales', 'customer'), '', 'verify() is empty there');
UPDATE customer SET amount = 5 WHERE id = 5;
INSERT INTO customer VALUES (6, 60);
SELECT is(pg_temp.wrong('sales', 'customer'), '', 'and as rows change meanwhile');
\o /dev/null
CALL customer_grade.review('sales', 'customer');
\o
SELECT is(pg_temp.log('customer'), 'review 2024-02-29 v1 set 3 done 3/3 2 0', 'it goes on where it stopped');
SELECT is(pg_temp.grades('customer_sales_ledger'), '0 C, 1 B, 2 B, 3 A, 4 A, 5 C, 6 A', 'to the end');
SELECT is(pg_temp.wrong('sales', 'customer'), '', 'verify() is empty');
\o /dev/null
SELECT customer_grade.alter_attachment('sales', 'customer', benchmark => 'SELECT 20 AS cut');
SELECT customer_grade_internal.open_review('sales', 'customer', 'review', NULL) AS id \gset
SELECT customer_grade_internal.advance_review(:id, 1, 0);
SELECT customer_grade_internal.advance_review(:id, 1, 0);
SELECT customer_grade_internal.advance_review(:id, 1, 0);
SELECT customer_grade_internal.advance_review(:id, 1, 0);
\o
SELECT throws_like(format('SELECT customer_grade_internal.advance_review(%s, 0, 0)', :id),
	'review % of standard "sales" on table "public.customer" is not done: customers are left in queue "public.customer_sales_queue"', 'with customers on its queue it is never done');
SELECT is(pg_temp.log('customer'), 'review 2024-02-29 v1 set 4 running 1/2 1 0', 'it goes on');
SELECT is(customer_grade.cancel_review('sales', 'customer'), :id::bigint, 'cancel_review()');
SELECT is(customer_grade.cancel_review('sales', 'customer'), NULL, 'there is nothing more to cancel');
SELECT is(customer_grade_internal.advance_review(:id, 1, 0), NULL, 'a session that works on it stops');
SELECT is(pg_temp.wrong('sales', 'customer'), '', 'verify() is empty');
\o /dev/null
SELECT customer_grade.alter_attachment('sales', 'customer', benchmark => 'SELECT jsonb_build_object(''cut'', 40)');
CALL customer_grade.review('sales', 'customer', '2024-02-29');
\o
SELECT is(pg_temp.grades('customer_sales_ledger'), '0 C, 1 B, 2 A, 3 A, 4 A, 5 C, 6 A', 'the next one finds nothing of it in its way');
SELECT is(pg_temp.wrong('sales', 'customer'), '', 'verify() is empty');

--
-- Customers without an answer
--
\o /dev/null
CREATE TABLE flawed (id int PRIMARY KEY, amount int, divisor int DEFAULT 1, flaw text);
INSERT INTO flawed SELECT i, i FROM generate_series(1, 300) AS i;
CREATE VIEW flawed_metrics AS SELECT id, CASE WHEN customer_grade.as_of() < '2024-03-01' THEN amount
	WHEN flaw = 'domain' THEN -amount WHEN flaw = 'data' THEN amount / (divisor - 1) ELSE amount + 10 END AS amount FROM flawed;
UPDATE flawed SET flaw = CASE WHEN id IN (7, 300) THEN 'domain' ELSE 'data' END WHERE id IN (7, 100, 101, 300);
SET customer_grade.clock = '2024-02-10';
SELECT customer_grade.attach('sales', 'flawed', 'flawed_metrics');
SET customer_grade.clock = '2024-03-01';
CALL customer_grade.review('sales', 'flawed', batch_size => 50);
\o
SELECT is(pg_temp.log('flawed'), 'review 2024-03-01 v1 set 2 done 300/300 20 4', 'a customer without an answer does not stop the others');
SELECT is((SELECT string_agg(concat_ws(' ', p.key ->> 'id', p.grade, p.problem), ', ') FROM customer_grade.problems('sales', 'flawed') AS p),
	'7 C value -7 of metric "amount" is outside its domain (>= 0), 100 A division by zero, 101 A division by zero, 300 A value -300 of metric "amount" is outside its domain (>= 0)',
	'and is listed by key, with the grade that it keeps');
SELECT is((SELECT count(*) FROM flawed_sales_ledger WHERE parameter_set = 2), 20::bigint, 'customers that neither change nor get a problem are not written');
SELECT is(pg_temp.wrong('sales', 'flawed'), '', 'verify() is empty');
\o /dev/null
UPDATE flawed SET flaw = NULL, amount = 3 WHERE id = 7;
SET customer_grade.clock = '2024-03-02';
CALL customer_grade.review('sales', 'flawed');
\o
SELECT is(pg_temp.log('flawed'), 'review 2024-03-02 v1 set 3 done 300/300 0 3', 'again, without one of them');
\o /dev/null
ALTER TABLE flawed DISABLE TRIGGER USER;
DELETE FROM flawed WHERE id = 8;
INSERT INTO flawed VALUES (0, 0), (301, 301);
ALTER TABLE flawed ENABLE TRIGGER USER;
SET customer_grade.clock = '2024-03-03';
CALL customer_grade.review('sales', 'flawed');
\o
SELECT is(pg_temp.log('flawed'), 'review 2024-03-03 v1 set 4 done 302/302 3 3', 'customers that came and went without a trigger are found although others have no answer');
SELECT is(pg_temp.wrong('sales', 'flawed'), '', 'verify() is empty');
-- what is wrong with the view, not with a customer
\o /dev/null
CREATE FUNCTION broken(x int) RETURNS int LANGUAGE plpgsql STABLE AS $$ BEGIN IF customer_grade.as_of() >= '2024-04-01' THEN RETURN x + nothing(); END IF; RETURN x; END $$;
CREATE OR REPLACE VIEW flawed_metrics AS SELECT id, public.broken(amount) AS amount FROM flawed;
SET customer_grade.clock = '2024-04-01';
SELECT customer_grade_internal.open_review('sales', 'flawed', 'review', NULL) AS id \gset
CALL customer_grade_internal.run_review(:id, 100, false);
\o
SELECT is(pg_temp.log('flawed') || ': ' || (SELECT problem FROM customer_grade.review WHERE id = :id),
	'review 2024-04-01 v1 set 5 scanning 0 0: function nothing() does not exist', 'an error of the view stops the review');
\o /dev/null
CREATE OR REPLACE FUNCTION broken(x int) RETURNS int LANGUAGE plpgsql STABLE AS $$ BEGIN IF customer_grade.as_of() >= '2024-04-01' THEN RETURN x / 0; END IF; RETURN x; END $$;
CALL customer_grade_internal.run_review(:id, 100, false);
\o
SELECT is(pg_temp.log('flawed') || ': ' || (SELECT problem FROM customer_grade.review WHERE id = :id),
	'review 2024-04-01 v1 set 5 running 0/301 0 0: no customer of table "public.flawed" can be graded by standard "sales"', 'so does one that all of many customers have');
SELECT is((SELECT count(*) FROM customer_grade.problems('sales', 'flawed')), 3::bigint, 'they are not listed');
\o /dev/null
CREATE OR REPLACE FUNCTION broken(x int) RETURNS int LANGUAGE plpgsql STABLE AS $$ BEGIN RETURN x; END $$;
CALL customer_grade.review('sales', 'flawed');
\o
SELECT is(pg_temp.log('flawed') || pg_temp.wrong('sales', 'flawed'), 'review 2024-04-01 v1 set 5 done 301/301 22 0', 'mended, it goes on');

--
-- Terms
--
\o /dev/null
SELECT customer_grade.define_standard('slow', $$
	grades A > B > C; metric amount number >= 0;
	grade A when amount >= 100; grade B when amount >= 10; grade C otherwise;
	review quarter end; promotion one step at review; demotion at review; provisional 10 days; $$, '2020-01-01');
CREATE TABLE slow (id int PRIMARY KEY, amount int);
SET customer_grade.clock = '2024-01-10';
INSERT INTO slow VALUES (1, 5), (2, 500), (3, 50);
SELECT customer_grade.attach('slow', 'slow');
UPDATE slow SET amount = 5 WHERE id = 3;
\o
SELECT is(pg_temp.grades('slow_slow_ledger'), '1 C, 2 A, 3 C', 'while it is provisional a grade waits for no review');
UPDATE slow SET amount = 50 WHERE id = 3;
SELECT is((SELECT string_agg(concat_ws(' ', key ->> 'id', stored_grade, grade, change), ', ' ORDER BY key) FROM customer_grade.verify('slow', 'slow', '2024-01-20')),
	'1 C C provisional becomes final, 2 A A provisional becomes final, 3 B B provisional becomes final', 'verify(as_of) goes by the terms');
\o /dev/null
SET customer_grade.clock = '2024-01-19';
CALL customer_grade.run_due_reviews();
\o
SELECT is(pg_temp.log('slow'), 'attach 2024-01-10 v1 set 1 done 3/3 3 0', 'nothing is due on the last day of probation');
\o /dev/null
SET customer_grade.clock = '2024-01-20';
CALL customer_grade.run_due_reviews();
\o
SELECT is(pg_temp.log('slow'), 'due 2024-01-20 v1 set 1 done 3/3 3 0', 'what is due without data is done on its day');
SELECT is((SELECT string_agg(DISTINCT grade || state || coalesce(due_on::text, ''), ',') FROM slow_slow_ledger WHERE id = 3), 'Bfinal', 'a grade becomes final');
SELECT is((SELECT count(*) FROM slow_slow_history), 5::bigint, 'which is a period of its own, as is another grade');
UPDATE slow SET amount = CASE id WHEN 1 THEN 500 ELSE 1 END WHERE id < 3;
SELECT is(pg_temp.grades('slow_slow_ledger'), '1 C, 2 A, 3 B', 'the terms then keep everybody until the review');
SELECT is((SELECT string_agg(concat_ws(' ', key ->> 'id', stored_grade, grade, change), ', ' ORDER BY key) FROM customer_grade.verify('slow', 'slow', '2024-03-31')),
	'1 C B promotion, 2 A C demotion', 'verify(as_of) shows what it would change');
\o /dev/null
SET customer_grade.clock = '2024-03-31';
CALL customer_grade.run_due_reviews();
\o
SELECT is(pg_temp.grades('slow_slow_ledger'), '1 C, 2 A, 3 B', 'the day of the review must be over');
\o /dev/null
SET customer_grade.clock = '2024-04-01';
CALL customer_grade.run_due_reviews();
\o
SELECT is(pg_temp.log('slow'), 'review 2024-03-31 v1 set 2 done 2/2 2 0', 'held on the next day, it is as of its day');
SELECT is(pg_temp.grades('slow_slow_ledger'), '1 B, 2 C, 3 B', 'the review moves them, one of them one step');
SELECT is(pg_temp.wrong('slow', 'slow'), '', 'verify() is empty');
\o /dev/null
CALL customer_grade.run_due_reviews();
\o
SELECT is(pg_temp.grades('slow_slow_ledger'), '1 B, 2 C, 3 B', 'once');
\o /dev/null
SET customer_grade.clock = '2024-07-01';
CALL customer_grade.run_due_reviews();
\o
SELECT is(pg_temp.grades('slow_slow_ledger'), '1 A, 2 C, 3 B', 'and the next one the next step');
SELECT is(pg_temp.wrong('slow', 'slow'), '', 'verify() is empty');
\o /dev/null
UPDATE slow SET amount = 500 WHERE id = 2;
CALL customer_grade.publish('slow', 'slow');
\o
SELECT is(pg_temp.grades('slow_slow_ledger'), '1 A, 2 C, 3 B', 'publish() is no review');

--
-- A review that is made up
--
\o /dev/null
CREATE TABLE late (id int PRIMARY KEY, since date, note text);
INSERT INTO late SELECT i, date '2024-05-01' - i FROM generate_series(1, 30) AS i;
CREATE VIEW late_metrics AS SELECT id, customer_grade.as_of() - since AS amount FROM late;
SET customer_grade.clock = '2024-05-01';
SELECT customer_grade.attach('sales', 'late', 'late_metrics', parameters => '{"cut": 50}');
-- the server is down on 31 May
SET customer_grade.clock = '2024-06-20';
UPDATE late SET note = 'x' WHERE id % 3 = 0;
CALL customer_grade.run_due_reviews(batch_size => 4);
\o
SELECT is((SELECT as_of FROM customer_grade.review WHERE subject = 'late'::regclass AND kind = 'review'), '2024-05-31', 'as of the day it was due');
SELECT is((SELECT string_agg(DISTINCT concat_ws(' ', id % 3 = 0, evaluated_on, parameter_set), ', ') FROM late_sales_ledger), 'f 2024-05-01 1, f 2024-05-31 2, t 2024-06-20 2',
	'customers graded on a later day are graded as of its day, then as of today');
SELECT is((SELECT string_agg(id::text, ',') FROM late_sales_ledger WHERE grade IS DISTINCT FROM CASE WHEN evaluated_on - (date '2024-05-01' - id) >= 50 THEN 'A' ELSE 'B' END), NULL, 'both rightly');
SELECT is(pg_temp.wrong('sales', 'late'), '', 'verify() is empty');
SELECT is(customer_grade.next_review('sales', 'late'), '2024-06-30', 'the next review is due as if nothing had happened');

--
-- Versions
--
\o /dev/null
SET customer_grade.clock = '2024-07-01';
SELECT customer_grade.define_standard('sales', $$
	grades A > B > C; metric amount number >= 0; parameter cut number = 100;
	grade A when amount >= cut; grade B when amount >= 20; grade C otherwise;
	review month end; $$, '2024-07-05');
CALL customer_grade.run_due_reviews();
SELECT count(*) AS before FROM customer_grade.review \gset
CALL customer_grade.run_due_reviews();
\o
SELECT is((SELECT count(*) FROM customer_grade.review), :before::bigint, 'when nothing is due nothing is done');
\o /dev/null
SET customer_grade.clock = '2024-07-05';
CALL customer_grade.run_due_reviews();
\o
SELECT is((SELECT string_agg(concat_ws(' ', subject, kind, version, status), ', ' ORDER BY subject::text) FROM customer_grade.review WHERE id > (SELECT max(id) FROM customer_grade.review) - 4),
	'"Wide Key" publish 2 done, customer publish 2 done, flawed publish 2 done, late publish 2 done', 'a version is published on the day it takes effect');
SELECT is((SELECT string_agg(pg_temp.wrong('sales', t), '') FROM unnest(ARRAY['customer', 'flawed', 'late', '"Wide Key"']) AS t), '', 'verify() is empty');
SELECT is((SELECT string_agg(DISTINCT version::text, ',') FROM late_sales_ledger), '2', 'everybody is graded by it');
\o /dev/null
SELECT customer_grade.define_standard('sales', $$
	grades A > B > C; metric amount number >= 0; parameter cut number = 100;
	grade A when amount >= cut; grade B when amount >= 30; grade C otherwise;
	review month end; $$, '2024-07-05');
CALL customer_grade.publish('sales');
\o
SELECT is((SELECT string_agg(DISTINCT version::text, ',') FROM late_sales_ledger), '3', 'publish() of all attachments');
SELECT is((SELECT string_agg(pg_temp.wrong('sales', t), '') FROM unnest(ARRAY['customer', 'flawed', 'late', '"Wide Key"']) AS t), '', 'verify() is empty');

-- one that fails does not stop the others
\o /dev/null
SET customer_grade.clock = '2024-08-01';
TRUNCATE line;
INSERT INTO line VALUES (33);
SELECT customer_grade.alter_attachment('sales', 'customer', benchmark => 'SELECT cut FROM public.line');
ALTER TABLE line RENAME cut TO nothing;
-- (a session of its own, whose error is read and not printed)
\setenv PGDATABASE :DBNAME
\set told `psql -X -q -v VERBOSITY=verbose -c "SET customer_grade.clock = '2024-08-01'" -c 'CALL customer_grade.run_due_reviews()' 2>&1`
\o
SELECT matches(:'told'::text, 'ERROR:  55000: 1 of the attachments could not be reviewed', 'the failure of one is an error in the end');
SELECT is((SELECT string_agg(concat_ws(' ', subject, as_of, status, problem), ', ' ORDER BY subject::text) FROM customer_grade.review WHERE as_of = '2024-07-31'),
	'"Wide Key" 2024-07-31 done, customer 2024-07-31 failed column "cut" does not exist, flawed 2024-07-31 done, late 2024-07-31 done', 'the others are reviewed');
\o /dev/null
ALTER TABLE line RENAME nothing TO cut;
CALL customer_grade.run_due_reviews();
\o
SELECT is((SELECT string_agg(status, ' ' ORDER BY id) FROM customer_grade.review WHERE subject = 'customer'::regclass AND as_of = '2024-07-31'), 'failed done', 'mended, it is made up');
SELECT is(pg_temp.wrong('sales', 'customer'), '', 'verify() is empty');

--
-- Rights
--
\o /dev/null
CREATE ROLE regress_review_owner;
CREATE ROLE regress_review_member IN ROLE regress_review_owner;
CREATE ROLE regress_review_other;
CREATE TABLE seen (who text);
GRANT INSERT ON seen TO PUBLIC;
CREATE TABLE owned (id int PRIMARY KEY, amount int);
INSERT INTO owned VALUES (1, 1), (2, 50);
ALTER TABLE owned OWNER TO regress_review_owner;
SELECT customer_grade.attach('sales', 'owned');
SET ROLE regress_review_owner;
CREATE FUNCTION pg_temp.spy() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN INSERT INTO public.seen VALUES ('trigger ' || current_user); RETURN NEW; END $$;
CREATE TRIGGER spy BEFORE INSERT ON owned_sales_queue FOR EACH ROW EXECUTE FUNCTION pg_temp.spy();
SELECT customer_grade.alter_attachment('sales', 'owned', benchmark => 'WITH s AS (SELECT current_user::text AS who) SELECT 40 AS cut FROM s WHERE who = ''regress_review_owner''');
RESET ROLE;
CALL customer_grade.review('sales', 'owned');
\o
SELECT is((SELECT string_agg(DISTINCT who, ',') FROM seen), 'trigger regress_review_owner', 'what is the owner''s runs as the owner, even if a superuser reviews');
SELECT is(pg_temp.grades('owned_sales_ledger'), '1 C, 2 A', 'the benchmark, too');
-- a trigger deferred to the end of the transaction would run with the rights of the role that calls the review
\o /dev/null
SET ROLE regress_review_owner;
CREATE CONSTRAINT TRIGGER later AFTER INSERT ON owned_sales_history DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION pg_temp.spy();
SELECT customer_grade.alter_attachment('sales', 'owned', benchmark => 'SELECT 60 AS cut');
RESET ROLE;
SELECT customer_grade_internal.open_review('sales', 'owned', 'review', NULL) AS id \gset
CALL customer_grade_internal.run_review(:id, 10, false);
\o
SELECT is((SELECT status || ': ' || problem FROM customer_grade.review WHERE id = :id), 'running: cannot fire deferred trigger within security-restricted operation',
	'nor does anything of the owner''s run later as the superuser');
\o /dev/null
SET ROLE regress_review_owner;
CALL customer_grade.review('sales', 'owned');
DROP TRIGGER later ON owned_sales_history;
RESET ROLE;
\o
SELECT is((SELECT string_agg(DISTINCT who, ',') FROM seen) || ', ' || pg_temp.grades('owned_sales_ledger'), 'trigger regress_review_owner, 1 C, 2 B', 'as the owner it may');
SET ROLE regress_review_other;
SELECT throws_ok($$ SELECT customer_grade_internal.open_review('sales', 'owned', 'review', NULL) $$, '42501', 'permission denied for standard "sales" on table "public.owned"', 'others do not review');
SELECT throws_ok($$ INSERT INTO customer_grade_internal.review (standard, subject, kind, as_of) VALUES ('sales', 'owned', 'review', '2024-01-01') $$, '42501', 'permission denied for table review', 'nor write the log');
SELECT throws_ok($$ SELECT customer_grade_internal.owner_query('owned', 'SELECT 1', '2024-01-01') $$, '42501', NULL, 'nor run anything as the owner');
SELECT throws_ok($$ SELECT customer_grade_internal.difference_result('sales', 'owned', NULL, '2024-01-01', true, 'SELECT 1') $$, '42501', NULL, 'nor compare');
SELECT throws_ok($$ SELECT customer_grade_internal.wait_for_writers('sales', 'owned') $$, '42501', NULL, 'nor wait');
SELECT throws_ok($$ SELECT customer_grade.cancel_review('sales', 'owned') $$, '42501', 'must be owner of table "public.owned"', 'nor cancel');
SELECT lives_ok('SELECT * FROM customer_grade.review', 'everybody may read the log');
\o /dev/null
CALL customer_grade.run_due_reviews();
RESET ROLE;
SET customer_grade.clock = '2024-08-31';
SET ROLE regress_review_member;
CALL customer_grade.review('sales', 'owned');
RESET ROLE;
\o
SELECT is((SELECT started_by || ' ' || status FROM customer_grade.review WHERE subject = 'owned'::regclass ORDER BY id DESC LIMIT 1), 'regress_review_member done', 'a member of the owner reviews');
SET ROLE regress_review_member;
SELECT throws_ok($$ SELECT customer_grade_internal.owner_query('owned', 'SET ROLE postgres', '2024-01-01') $$, '42501', NULL, 'statements of the owner are restricted');
RESET ROLE;

-- batches of nothing would never end, or end with nothing done
SELECT throws_ok(format('CALL customer_grade.%s', call), '22023', 'batch_size must be at least 1', call)
FROM (VALUES ('review(''sales'', ''owned'', batch_size => 0)'), ('review(''sales'', ''owned'', batch_size => NULL)'),
	('publish(''sales'', ''owned'', batch_size => -1)'), ('run_due_reviews(0)')) AS v(call);

-- names are names, not formats
\o /dev/null
CREATE TABLE "50%s off" (id int PRIMARY KEY, amount numeric);
INSERT INTO "50%s off" VALUES (1, 10), (2, 1000);
SELECT customer_grade.attach('sales', '"50%s off"');
UPDATE "50%s off_sales_ledger" SET grade = 'C', rank = 3, computed_grade = 'C', computed_rank = 3;
CALL customer_grade.review('sales', '"50%s off"', batch_size => 1);
\o
SELECT is((SELECT status || ' ' || done FROM customer_grade.review WHERE subject = '"50%s off"'::regclass AND kind = 'review'),
	'done ' || (SELECT total FROM customer_grade.review WHERE subject = '"50%s off"'::regclass AND kind = 'review'), 'a review of a table with a % in its name ends');
SELECT is((SELECT count(*) FROM customer_grade.verify('sales', '"50%s off"')), 0::bigint, '... with everybody graded right');

-- detaching removes the log, so that a later attachment starts again
SELECT lives_ok($$ SELECT customer_grade.detach('sales', 'owned') $$, 'detach()');
SELECT is((SELECT count(*) FROM pg_class WHERE relname LIKE 'owned\_sales\_queue%') + (SELECT count(*) FROM customer_grade.review AS r WHERE r.subject = 'owned'::regclass), 0::bigint, 'leaves neither worklist nor log');
\o /dev/null
SELECT customer_grade.detach('sales', '"50%s off"', drop_history => true);
DROP TABLE seen, owned, "50%s off";
DROP ROLE regress_review_other, regress_review_member;
DROP OWNED BY regress_review_owner;
DROP ROLE regress_review_owner;
\o
SELECT * FROM finish();
