-- The transaction is the unit: what its statements do between the state that it found and the one that it leaves was never
-- committed. No term goes by it, and neither history nor outbox has it.

\o /dev/null
SET client_min_messages = warning;
SET customer_grade.clock = '2025-06-19 12:00+00';
SELECT customer_grade.define_standard(name, ('grades Gold > Silver > Bronze; metric spend number;
	grade Gold when spend >= 1000; grade Silver when spend >= 400; grade Bronze otherwise;' || terms)::customer_grade.rubric, '2020-01-01')
FROM (VALUES ('sales', ''), ('held', 'review year end; demotion at review;'),
	('trial', 'review year end; demotion at review; provisional 3 days;'), ('approved', 'demotion after 2 days; approval of Gold until Bronze;')) AS v(name, terms);
CREATE FUNCTION pg_temp.clock(day text) RETURNS void LANGUAGE sql AS $$ SELECT set_config('customer_grade.clock', day || ' 12:00+00', false) $$;
-- "1 grade (computed) state since from", customers in order
CREATE FUNCTION pg_temp.ledger(name text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	result text;
BEGIN
	EXECUTE format('SELECT string_agg(concat_ws('' '', id, grade, ''('' || computed_grade || '')'', state, to_char(since, ''MM-DD''), to_char(valid_from, ''MM-DD'')), '', '' ORDER BY id) FROM %s_ledger', name) INTO result;
	RETURN result;
END $$;
CREATE FUNCTION pg_temp.history(name text, VARIADIC keys int[] DEFAULT '{}') RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	result text;
BEGIN
	EXECUTE format('SELECT coalesce(string_agg(concat_ws('' '', id, grade, ''('' || computed_grade || '')'', state, to_char(valid_from, ''MM-DD''), to_char(valid_to, ''MM-DD''), cause), '', '' ORDER BY id, valid_from), '''') FROM %s_history WHERE $1 = ''{}'' OR id = ANY ($1)', name) INTO result USING keys;
	RETURN result;
END $$;
CREATE FUNCTION pg_temp.events(name text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	result text;
BEGIN
	EXECUTE format('WITH taken AS (DELETE FROM %s_outbox RETURNING *) SELECT coalesce(string_agg(concat_ws('' '', id, coalesce(old_grade, ''-''), coalesce(new_grade, ''-''), cause), '', '' ORDER BY event_id), '''') FROM taken', name) INTO result;
	RETURN result;
END $$;
\o
SELECT * FROM no_plan();

--
-- Several statements about one customer
--
\o /dev/null
CREATE TABLE member (id int PRIMARY KEY);
CREATE TABLE line (id int PRIMARY KEY, member int, amount numeric);
CREATE VIEW spending AS SELECT m.id, coalesce((SELECT sum(l.amount) FROM line AS l WHERE l.member = m.id), 0) AS spend FROM member AS m;
INSERT INTO member VALUES (1);
INSERT INTO line VALUES (1, 1, 600);
SELECT customer_grade.attach('held', 'member', 'spending', prefix => 'm', outbox => true, time_zone => 'UTC');
SELECT customer_grade.watch('held', 'member', 'line', 'member');
SELECT pg_temp.events('m');
SELECT pg_temp.clock('2025-06-20');
BEGIN;
INSERT INTO line VALUES (2, 1, 600);
\o
SELECT is(pg_temp.ledger('m'), '1 Gold (Gold) final 06-20 06-20', 'after each statement the ledger is right');
\o /dev/null
DELETE FROM line WHERE id = 1;
COMMIT;
\o
SELECT is(pg_temp.ledger('m'), '1 Silver (Silver) final 06-19 06-19', 'a line replaced by an equal one has changed nothing: no rule about demotions keeps what was never committed');
SELECT is(pg_temp.history('m') || pg_temp.events('m'), '', 'nor is there a period or an event');
\o /dev/null
BEGIN;
INSERT INTO line VALUES (3, 1, 100);
INSERT INTO line VALUES (4, 1, 100);
INSERT INTO line VALUES (5, 1, 300);
COMMIT;
\o
SELECT is(pg_temp.events('m'), '1 Silver Gold insert line', 'three lines of an order are one event');
SELECT is(pg_temp.history('m'), '1 Silver (Silver) final 06-19 06-20 insert line', 'and end one period');
\o /dev/null
SELECT pg_temp.clock('2025-06-21');
BEGIN;
DELETE FROM line WHERE id = 3;
DELETE FROM line WHERE id = 4;
INSERT INTO line VALUES (6, 1, 1);
COMMIT;
\o
SELECT is(pg_temp.ledger('m'), '1 Gold (Silver) final 06-20 06-21', 'one demotion waits, since when it was earned');
SELECT is((SELECT worse_since FROM m_ledger), '2025-06-21'::date, 'from that day');
\o /dev/null
BEGIN;
SAVEPOINT s;
DELETE FROM line;
ROLLBACK TO s;
INSERT INTO line VALUES (7, 1, 1000);
SAVEPOINT t;
DELETE FROM line WHERE id = 7;
RELEASE t;
COMMIT;
\o
SELECT is(pg_temp.ledger('m'), '1 Gold (Silver) final 06-20 06-21', 'savepoints that roll back leave nothing');
SELECT is((SELECT worse_since FROM m_ledger), '2025-06-21'::date, 'the demotion waits as before');
SELECT is(pg_temp.history('m'), '1 Silver (Silver) final 06-19 06-20 insert line, 1 Gold (Gold) final 06-20 06-21 delete line', 'no period is added');
SELECT is_empty($$ SELECT * FROM customer_grade.verify('held', 'member') $$, 'verify() finds nothing');

--
-- Customers that come back
--
\o /dev/null
CREATE TABLE client (id int PRIMARY KEY DEFERRABLE, spend numeric);
INSERT INTO client VALUES (1, 2000), (3, 10);
SELECT pg_temp.clock('2025-06-19');
SELECT customer_grade.attach('trial', 'client', prefix => 'c', outbox => true, time_zone => 'UTC');
SELECT pg_temp.clock('2025-06-22');
SELECT customer_grade.refresh('trial', 'client');
INSERT INTO client VALUES (2, 500);
UPDATE client SET spend = 10 WHERE id = 1;
SELECT customer_grade.override('trial', 'client', '3', 'Silver', 'promised');
SELECT pg_temp.events('c');
SELECT pg_temp.clock('2025-06-23');
CREATE TABLE before AS SELECT * FROM c_ledger;
CREATE TABLE past AS SELECT * FROM c_history;
CREATE FUNCTION pg_temp.differs() RETURNS bigint LANGUAGE sql AS $$
	SELECT (SELECT count(*) FROM (SELECT to_jsonb(l) - '{before,evaluated_on}'::text[] FROM c_ledger AS l EXCEPT SELECT to_jsonb(b) - '{before,evaluated_on}'::text[] FROM before AS b) AS d)
		+ (SELECT count(*) FROM (TABLE c_history EXCEPT ALL TABLE past) AS d) + (SELECT count(*) FROM c_ledger) - 3
$$;
BEGIN;
DELETE FROM client;
\o
SELECT is((SELECT count(*) FROM c_ledger), 0::bigint, 'between the statements of a reload nobody is graded');
\o /dev/null
INSERT INTO client VALUES (3, 10), (1, 10), (2, 500);
COMMIT;
\o
SELECT is(pg_temp.differs(), 0::bigint, 'DELETE and INSERT of everybody changes nothing: held grade, provisional, waiting demotion, override, since');
SELECT is((SELECT status FROM c_decisions), 'approved', 'the override holds');
\o /dev/null
BEGIN;
TRUNCATE client;
COPY client FROM stdin;
1	10
2	500
3	10
\.
COMMIT;
\o
SELECT is(pg_temp.differs(), 0::bigint, 'neither do TRUNCATE and COPY');
SELECT is(pg_temp.events('c'), '', 'no event');
\o /dev/null
BEGIN;
TRUNCATE client;
INSERT INTO client VALUES (1, 10), (4, 1000), (3, 10);
COMMIT;
\o
SELECT is(pg_temp.ledger('c'), '1 Gold (Bronze) final 06-19 06-22, 3 Silver (Bronze) override 06-22 06-22, 4 Gold (Gold) provisional 06-23 06-23',
	'who is not back is gone, and who was not there is new');
SELECT is(pg_temp.events('c'), '2 Silver - deleted, 4 - Gold insert client', 'with their events');
SELECT is((SELECT string_agg(cause, ', ') FROM c_history WHERE id = 2), 'deleted', 'and a period');
\o /dev/null
BEGIN;
INSERT INTO client VALUES (9, 1);
UPDATE client SET spend = 5000 WHERE id = 9;
UPDATE client SET spend = 500 WHERE id = 9;
COMMIT;
\o
SELECT is((SELECT concat_ws(' ', grade, state, worse_since) FROM c_ledger WHERE id = 9), 'Silver provisional', 'a new customer begins with the grade in which its transaction leaves it');
SELECT is(pg_temp.events('c'), '9 - Silver update client', 'and with one event');
\o /dev/null
BEGIN;
INSERT INTO client VALUES (10, 1);
DELETE FROM client WHERE id = 10;
COMMIT;
\o
SELECT is((SELECT count(*) FROM c_grades WHERE id = 10), 0::bigint, 'one that comes and goes was never there');
SELECT is(pg_temp.events('c'), '', 'and no event tells of it');

--
-- Keys that change
--
\o /dev/null
SELECT pg_temp.clock('2025-06-24');
BEGIN;
UPDATE client SET id = 7 WHERE id = 3;
COMMIT;
\o
SELECT is((SELECT concat_ws(' ', grade, state, to_char(since, 'MM-DD'), to_char(valid_from, 'MM-DD')) FROM c_ledger WHERE id = 7), 'Silver override 06-22 06-22',
	'the ledger follows a key');
SELECT is((SELECT string_agg(concat_ws(' ', id, grade, cause), ', ' ORDER BY valid_from) FROM c_history WHERE id IN (3, 7)), '7 Bronze refresh, 7 Bronze override', 'so does the history');
SELECT is((SELECT id FROM c_decisions), 7, 'and what people decided');
\o /dev/null
UPDATE client SET id = CASE id WHEN 7 THEN 1 ELSE 7 END WHERE id IN (1, 7);
\o
SELECT is((SELECT string_agg(concat_ws(' ', id, grade, state), ', ' ORDER BY id) FROM c_ledger WHERE id IN (1, 7)), '1 Silver override, 7 Gold final', 'keys may be swapped');
SELECT is((SELECT string_agg(concat_ws(' ', id, grade, cause), ', ' ORDER BY id, valid_from) FROM c_history WHERE id IN (1, 7)),
	'1 Bronze refresh, 1 Bronze override, 7 Gold refresh, 7 Gold update client', 'also in the history');
\o /dev/null
UPDATE client SET id = id + 100;
UPDATE client SET id = id + 1;
UPDATE client SET id = id - 101;
\o
SELECT is((SELECT string_agg(concat_ws(' ', id, grade, state), ', ' ORDER BY id) FROM c_ledger WHERE id IN (1, 7)), '1 Silver override, 7 Gold final', 'or all move by one');
SELECT is_empty($$ SELECT * FROM customer_grade.verify('trial', 'client') $$, 'and verify() finds nothing');
\o /dev/null
SELECT pg_temp.events('c');
BEGIN;
UPDATE client SET id = 20 WHERE id = 7;
INSERT INTO client VALUES (7, 10);
COMMIT;
\o
SELECT is((SELECT string_agg(concat_ws(' ', id, grade), ', ' ORDER BY id) FROM c_ledger WHERE id IN (7, 20)), '7 Bronze, 20 Gold', 'a new customer under the former key is another one');
SELECT is(pg_temp.events('c'), '7 - Bronze insert client', 'as its event says');
\o /dev/null
SELECT pg_temp.clock('2025-06-25');
BEGIN;
DELETE FROM client WHERE id = 1;
UPDATE client SET id = 1 WHERE id = 20;
COMMIT;
\o
SELECT is((SELECT string_agg(concat_ws(' ', id, grade, to_char(valid_from, 'MM-DD'), to_char(valid_to, 'MM-DD'), cause), ', ' ORDER BY id, valid_from) FROM c_grades WHERE id IN (1, 20)),
	'1 Bronze 06-19 06-22 refresh, 1 Bronze 06-22 06-22 override, 1 Silver 06-22 06-25 deleted, 1 Gold 06-25, '
		'20 Gold 06-19 06-22 renumbered, 20 Gold 06-22 06-22 renumbered, 20 Gold 06-22 06-25 renumbered',
	'periods that overlap those of an earlier customer of the key stay under the former key');
\o /dev/null
BEGIN;
UPDATE client SET id = 30 WHERE id = 1;
ROLLBACK;
\o
SELECT is((SELECT count(*) FROM c_ledger WHERE id = 30), 0::bigint, 'a key that is rolled back moves nothing');

--
-- Decisions: terms go by what they leave
--
\o /dev/null
CREATE TABLE plan (id int PRIMARY KEY, spend numeric);
INSERT INTO plan VALUES (1, 1200);
SELECT customer_grade.attach('approved', 'plan', prefix => 'p');
SELECT pg_temp.clock('2025-06-26');
BEGIN;
SELECT customer_grade.approve('approved', 'plan', '1');
UPDATE plan SET spend = 450;
UPDATE plan SET spend = 460;
COMMIT;
\o
SELECT is((SELECT concat_ws(' ', grade, computed_grade, worse_since) FROM p_ledger), 'Gold Silver 2025-06-26', 'an approved grade is held, although it was never committed');
SELECT is(pg_temp.history('p'), '1 Bronze (Gold) pending 06-25 06-26 approved', 'and is no period');

--
-- The clock stands still, or steps back
--
\o /dev/null
CREATE TABLE rush (id int PRIMARY KEY, spend numeric);
SELECT customer_grade.attach('sales', 'rush', prefix => 'r');
INSERT INTO rush VALUES (1, 0);
DELETE FROM rush;
INSERT INTO rush VALUES (1, 0);
UPDATE rush SET spend = 1000;
DELETE FROM rush;
SELECT pg_temp.clock('2025-06-01');
INSERT INTO rush VALUES (1, 0);
UPDATE rush SET spend = 1000;
UPDATE rush SET spend = 0;
\o
SELECT is((SELECT string_agg(grade || ' ' || coalesce(cause, 'in force'), ', ' ORDER BY valid_from) FROM r_grades),
	'Bronze deleted, Bronze update rush, Gold deleted, Bronze update rush, Gold update rush, Bronze in force', 'each state is a period');
SELECT is((SELECT count(*) FROM (SELECT valid_from, lag(coalesce(valid_to, 'infinity')) OVER (ORDER BY valid_from) AS before FROM r_grades) AS p WHERE before > valid_from), 0::bigint,
	'no two overlap');

--
-- Scores of past days
--
\o /dev/null
SELECT pg_temp.clock('2025-01-05');
SELECT customer_grade.define_standard('pay', 'grades A > B; metric pay number; criterion p = pay; grade A when score >= 80; grade B otherwise;', '2020-01-01');
CREATE TABLE kept (id int PRIMARY KEY, pay numeric);
CREATE TABLE lost (LIKE kept INCLUDING ALL);
INSERT INTO kept VALUES (1, 75);
INSERT INTO lost VALUES (1, 75);
SELECT customer_grade.attach('pay', 'kept', prefix => 'k', scores => 'history', time_zone => 'UTC');
SELECT customer_grade.attach('pay', 'lost', prefix => 'l', time_zone => 'UTC');
SELECT pg_temp.clock('2025-04-05');
UPDATE kept SET pay = 55;
UPDATE lost SET pay = 55;
\o
SELECT is((SELECT string_agg(concat_ws(' ', as_of, grade, score), ', ' ORDER BY as_of) FROM customer_grade.grade_days('pay', 'kept', '2025-01-31', '2025-04-30')),
	'2025-01-31 B 75, 2025-02-28 B 75, 2025-03-31 B 75, 2025-04-05 B 55', 'scores that are kept are those of their days');
SELECT is((SELECT string_agg(concat_ws(' ', as_of, grade, score), ', ' ORDER BY as_of) FROM customer_grade.grade_days('pay', 'lost', '2025-01-31', '2025-04-30')),
	'2025-01-31 B, 2025-02-28 B, 2025-03-31 B, 2025-04-05 B 55', 'others are not told');
SELECT is((SELECT concat_ws(' ', (SELECT count(*) FROM k_history), (SELECT count(*) FROM l_history))), '1 0', 'a score ends a period where it is kept');
SELECT is((SELECT string_agg(to_char(since, 'YYYY-MM-DD'), ' ') FROM k_ledger), '2025-01-05', 'the grade has been in force all the time');

--
-- A command that deletes one customer and gives its key to another: the former one has left
--
\o /dev/null
CREATE TABLE seat (id int PRIMARY KEY, spend numeric);
INSERT INTO seat VALUES (1, 2000), (2, 500), (4, 500), (5, 500);
SELECT pg_temp.clock('2025-07-01');
SELECT customer_grade.attach('sales', 'seat', prefix => 's', outbox => true, time_zone => 'UTC');
SELECT pg_temp.events('s');
CREATE FUNCTION pg_temp.replace(former int, present int) RETURNS void LANGUAGE sql AS $$
	WITH gone AS (DELETE FROM seat WHERE id = former RETURNING id) UPDATE seat AS s SET id = g.id FROM gone AS g WHERE s.id = present
$$;
SELECT pg_temp.clock('2025-07-02');
SELECT pg_temp.replace(2, 1);
\o
SELECT is(pg_temp.history('s'), '1 Gold (Gold) final 07-01 07-02 renumbered, 2 Silver (Silver) final 07-01 07-02 deleted', 'history');
SELECT is(pg_temp.events('s'), '2 Silver - deleted', 'an event');
\o /dev/null
BEGIN;
UPDATE seat SET spend = 5 WHERE id = 4;
INSERT INTO seat VALUES (3, 7);
SELECT pg_temp.replace(4, 2);
SELECT pg_temp.replace(5, 3);
UPDATE seat SET spend = 450 WHERE id = 4;
COMMIT;
\o
SELECT is(pg_temp.history('s'), '1 Gold (Gold) final 07-01 07-02 renumbered, 2 Silver (Silver) final 07-01 07-02 deleted, '
	'4 Silver (Silver) final 07-01 07-02 deleted, 4 Gold (Gold) final 07-02 07-02 update seat, '
	'5 Silver (Silver) final 07-01 07-02 deleted', 'one that the transaction has changed before: as it was found');
SELECT is(pg_temp.events('s'), '4 Silver - deleted, 5 Silver - deleted, 4 Gold Silver update seat, 5 - Bronze insert seat', 'who has left is told, and what the present customer of the key does');
\o /dev/null
BEGIN;
INSERT INTO seat VALUES (6, 7);
SELECT pg_temp.replace(6, 5);
COMMIT;
\o
SELECT is((SELECT string_agg(concat_ws(' ', h.id, h.grade, h.cause), ', ') FROM s_history AS h WHERE h.id = 6), NULL, 'one that has come in this transaction leaves nothing');
SELECT is(pg_temp.events('s'), '', 'nor an event');
SELECT is_empty($$ SELECT * FROM customer_grade.verify('sales', 'seat') $$, 'all of this is right');

--
-- Who takes the key of an earlier customer leaves its periods behind, and is the same customer for what follows
--
\o /dev/null
CREATE TABLE desk (id int PRIMARY KEY, spend numeric);
INSERT INTO desk SELECT i, 2000 FROM generate_series(1, 8) AS i;
SELECT pg_temp.clock('2025-07-03');
SELECT customer_grade.attach('sales', 'desk', prefix => 'd', outbox => true, time_zone => 'UTC');
SELECT customer_grade.attach('held', 'desk', prefix => 'e', time_zone => 'UTC');
SELECT pg_temp.clock('2025-07-04');
DELETE FROM desk WHERE id > 4;
SELECT pg_temp.events('d');
SELECT pg_temp.clock('2025-07-05');
BEGIN;
UPDATE desk SET id = 5 WHERE id = 1;
UPDATE desk SET spend = 500 WHERE id = 5;
UPDATE desk SET spend = 100 WHERE id = 5;
COMMIT;
BEGIN;
UPDATE desk SET id = 6 WHERE id = 2;
UPDATE desk SET spend = 500 WHERE id = 6;
UPDATE desk SET spend = 2000 WHERE id = 6;
COMMIT;
BEGIN;
UPDATE desk SET spend = 500 WHERE id = 3;
UPDATE desk SET id = 7 WHERE id = 3;
DELETE FROM desk WHERE id = 7;
INSERT INTO desk VALUES (7, 450);
COMMIT;
BEGIN;
UPDATE desk SET id = 8 WHERE id = 4;
DELETE FROM desk WHERE id = 8;
COMMIT;
\o
SELECT is(pg_temp.ledger('d'), '5 Bronze (Bronze) final 07-05 07-05, 6 Gold (Gold) final 07-03 07-04, 7 Silver (Silver) final 07-05 07-05', 'grades');
SELECT is(pg_temp.events('d'), '5 Gold Bronze update desk, 7 Gold Silver insert desk, 4 Gold - deleted', 'events tell of the grade before');
SELECT is(pg_temp.ledger('e'), '5 Gold (Bronze) final 07-03 07-05, 6 Gold (Gold) final 07-03 07-04, 7 Gold (Silver) final 07-03 07-05', 'terms go by it');
SELECT is(pg_temp.history('d'), '1 Gold (Gold) final 07-03 07-05 renumbered, 2 Gold (Gold) final 07-03 07-04 renumbered, 3 Gold (Gold) final 07-03 07-05 renumbered, '
	'4 Gold (Gold) final 07-03 07-05 deleted, 5 Gold (Gold) final 07-03 07-04 deleted, 6 Gold (Gold) final 07-03 07-04 deleted, '
	'7 Gold (Gold) final 07-03 07-04 deleted, 8 Gold (Gold) final 07-03 07-04 deleted', 'history');

--
-- The history goes from the key before the transaction to the one after it
--
\o /dev/null
SELECT pg_temp.clock('2025-07-06');
UPDATE desk SET spend = 500 WHERE id = 6;
SELECT pg_temp.events('d');
SELECT pg_temp.history('d') AS history, pg_temp.ledger('d') AS ledger \gset
SELECT pg_temp.clock('2025-07-07');
BEGIN;
UPDATE desk SET id = 8 WHERE id = 6;
UPDATE desk SET spend = 1 WHERE id = 8;
UPDATE desk SET spend = 500, id = 6 WHERE id = 8;
COMMIT;
\o
SELECT is(pg_temp.history('d'), :'history'::text, 'there and back: no trace, also where an earlier customer has had the key');
SELECT is(pg_temp.ledger('d'), :'ledger'::text, 'nor in the ledger');
SELECT is(pg_temp.events('d'), '', 'nor an event');
\o /dev/null
BEGIN;
UPDATE desk SET id = 8 WHERE id = 6;
SAVEPOINT here;
UPDATE desk SET id = 4 WHERE id = 8;
ROLLBACK TO here;
UPDATE desk SET id = 20 WHERE id = 8;
COMMIT;
\o
SELECT is(pg_temp.history('d', 6, 8, 20), '6 Gold (Gold) final 07-03 07-04 deleted, 8 Gold (Gold) final 07-03 07-04 deleted, 20 Gold (Gold) final 07-04 07-06 update desk', 'by way of the key of an earlier customer: all of it follows');
\o /dev/null
SELECT pg_temp.clock('2025-07-08');
BEGIN;
UPDATE desk SET id = 21 WHERE id = 20;
INSERT INTO desk VALUES (20, 500);
DELETE FROM desk WHERE id = 21;
COMMIT;
\o
SELECT is(pg_temp.history('d', 20, 21), '20 Gold (Gold) final 07-04 07-06 update desk, 20 Silver (Silver) final 07-06 07-08 deleted', 'who is deleted under another key has left under its own');
SELECT is(pg_temp.events('d'), '20 Silver - deleted, 20 - Silver insert desk', 'before the next one came');
\o /dev/null
BEGIN;
UPDATE desk SET id = 22 WHERE id = 7;
SELECT customer_grade.detach('sales', 'desk');
COMMIT;
\o
SELECT is(pg_temp.history('d', 7, 22), '7 Gold (Gold) final 07-03 07-04 deleted, 22 Silver (Silver) final 07-05 07-08 detached', 'detach() ends the periods under the new key');

SELECT * FROM finish();
