-- What detach() leaves: closed periods and decisions. attach() goes on with them where it can.

\o /dev/null
SET client_min_messages = warning;
SET customer_grade.clock = '2026-01-10 12:00+00';
SELECT customer_grade.define_standard(n, 'grades Gold > Silver > Bronze; metric spend number;
	grade Gold when spend >= 1000; grade Silver when spend >= 400; grade Bronze otherwise;
	review year end; demotion at review; provisional 1 month;', '2020-01-01')
FROM unnest('{t,other}'::text[]) AS n;
CREATE FUNCTION pg_temp.periods(history text, which int) RETURNS text LANGUAGE plpgsql AS $$
DECLARE result text;
BEGIN
	EXECUTE format('SELECT string_agg(concat_ws('' '', grade, state, to_char(valid_from AT TIME ZONE ''UTC'', ''MM-DD''), '
		'to_char(valid_to AT TIME ZONE ''UTC'', ''MM-DD''), cause), ''; '' ORDER BY valid_from) FROM %s WHERE id = $1', history)
		INTO result USING which;
	RETURN result;
END $$;
CREATE TABLE customer (id int PRIMARY KEY, spend numeric);
INSERT INTO customer VALUES (1, 2000), (2, 10), (3, 500), (4, 10);
\o
SELECT * FROM no_plan();

--
-- Detaching closes the open periods
--
\o /dev/null
SELECT customer_grade.attach('t', 'customer', prefix => 'n', time_zone => 'UTC');
SET customer_grade.clock = '2026-02-10 12:00+00';
SELECT customer_grade.refresh('t', 'customer');
SET customer_grade.clock = '2026-02-15 12:00+00';
UPDATE customer SET spend = 10 WHERE id = 1;
INSERT INTO customer VALUES (6, 500);
SELECT customer_grade.override('t', 'customer', '2', 'Gold', 'promo'), customer_grade.override('t', 'customer', '4', 'Gold', 'promo');
SET customer_grade.clock = '2026-03-01 12:00+00';
SELECT customer_grade.detach('t', 'customer');
\o
SELECT is(pg_temp.periods('n_history', 1), 'Gold provisional 01-10 02-10 refresh; Gold final 02-10 02-15 update customer; Gold final 02-15 03-01 detached', 'the period in force is closed');
SELECT is(pg_temp.periods('n_history', 2), 'Bronze provisional 01-10 02-10 refresh; Bronze final 02-10 02-15 override; Gold override 02-15 03-01 detached', 'so is that of an override');
SELECT is((SELECT string_agg(concat_ws(' ', id, status), ', ' ORDER BY id) FROM n_decisions), '2 approved, 4 approved', 'decisions stay');
SELECT is(to_regclass('n_ledger'), NULL, 'the ledger is gone');

--
-- Attaching again goes on
--
\o /dev/null
UPDATE customer SET spend = 5000 WHERE id = 3;
DELETE FROM customer WHERE id = 4;
INSERT INTO customer VALUES (5, 10);
SET customer_grade.clock = '2026-03-10 12:00+00';
SELECT customer_grade.attach('t', 'customer', prefix => 'n', time_zone => 'UTC');
\o
SELECT is((SELECT string_agg(concat_ws(' ', id, grade, computed_grade, state), ', ' ORDER BY id) FROM n_ledger),
	'1 Gold Bronze final, 2 Gold Bronze override, 3 Gold Gold final, 5 Bronze Bronze provisional, 6 Silver Silver provisional', 'what was held is held, and overridden');
SELECT is((SELECT string_agg(concat_ws(' ', id, since AT TIME ZONE 'UTC', provisional_until, worse_since), ', ' ORDER BY id) FROM n_ledger WHERE id IN (1, 5, 6)),
	'1 2026-01-10 12:00:00 2026-02-15, 5 2026-03-10 12:00:00 2026-04-09, 6 2026-02-15 12:00:00 2026-03-14', 'since, provisional time and waiting demotion do not begin again');
SELECT is(pg_temp.periods('n_grades', 1), 'Gold provisional 01-10 02-10 refresh; Gold final 02-10 02-15 update customer; Gold final 02-15 03-01 detached; Gold final 03-01',
	'periods have no gap where nothing has changed');
SELECT is(pg_temp.periods('n_grades', 3), 'Silver provisional 01-10 02-10 refresh; Silver final 02-10 03-01 detached; Silver final 03-01 03-10 refresh; Gold final 03-10',
	'nor where a grade has');
SELECT is(pg_temp.periods('n_grades', 4), 'Bronze provisional 01-10 02-10 refresh; Bronze final 02-10 02-15 override; Gold override 02-15 03-01 detached; Gold override 03-01 03-10 deleted',
	'who has left meanwhile leaves now');
SELECT is((SELECT concat_ws(' ', status, end_reason) FROM n_decisions WHERE id = 4), 'ended deleted', 'with its decisions');
SELECT is((SELECT array_agg(DISTINCT parameter_set ORDER BY parameter_set) FROM n_grades), '{1,2}', 'no number of a parameter set is used twice');
SELECT is_empty($$ SELECT * FROM customer_grade.verify('t', 'customer') $$, 'verify() is empty');
SELECT is_empty($$ SELECT * FROM customer_grade.doctor() $$, 'so is doctor()');
SELECT is_empty($$ SELECT * FROM customer_grade.movers('t', 'customer', '2026-02-16', '2026-03-05') $$, 'reports tell nothing of it');
SELECT is((SELECT string_agg(concat_ws(' ', key ->> 'id', grade_from, grade_to), ', ') FROM customer_grade.movers('t', 'customer', '2026-02-16', '2026-03-11') WHERE direction = 'better'),
	'3 Silver Gold', 'but what has changed meanwhile');
\o /dev/null
SELECT customer_grade.end_override('t', 'customer', '2', 'over');
SET customer_grade.clock = '2026-04-05 12:00+00';
CALL customer_grade.review('t', 'customer');
\o
SELECT is((SELECT string_agg(concat_ws(' ', id, grade, state), ', ' ORDER BY id) FROM n_ledger WHERE id < 3), '1 Bronze final, 2 Bronze final', 'overrides can be ended, reviews apply');
SELECT is_empty($$ SELECT id, valid_from FROM n_grades GROUP BY id, valid_from HAVING count(*) > 1 $$, 'no two periods begin together');

-- in one transaction with changes, and with a clock that stands still
\o /dev/null
BEGIN;
UPDATE customer SET spend = 450 WHERE id = 5;
SELECT customer_grade.detach('t', 'customer'), customer_grade.attach('t', 'customer', prefix => 'n', scores => 'history', time_zone => 'UTC');
UPDATE customer SET spend = 20 WHERE id = 5;
COMMIT;
\o
SELECT is_empty($$ SELECT * FROM customer_grade.verify('t', 'customer') $$, 'detached and attached again in one transaction');
SELECT is((SELECT count(*) FROM (SELECT valid_to, lead(valid_from) OVER (PARTITION BY id ORDER BY valid_from) AS next FROM n_grades) AS p WHERE next <> valid_to),
	0::bigint, 'periods still join');

--
-- It goes on with its own tables only
--
\o /dev/null
SELECT customer_grade.detach('t', 'customer');
SELECT customer_grade.attach('other', 'customer', prefix => 'n');
\o
SELECT is((SELECT history::text FROM customer_grade.attachment), 'n_history2', 'not for another standard');
SELECT is((SELECT count(*) FROM n_history2), 0::bigint, '... which begins with nothing');
SELECT is(customer_grade.attach('t', 'customer', prefix => 'n')::text, 'n_ledger2', 'while the other one has the name of the ledger');
SELECT is((SELECT history::text || ' ' || decisions FROM customer_grade.attachment WHERE standard = 't'), 'n_history n_decisions', 'history and decisions are found');
\o /dev/null
SELECT customer_grade.detach('other', 'customer', true), customer_grade.detach('t', 'customer');
ALTER TABLE n_history ADD note text, ADD needed text NOT NULL DEFAULT '';
SELECT customer_grade.attach('t', 'customer', prefix => 'n');
\o
SELECT is((SELECT history::text FROM customer_grade.attachment), 'n_history', 'columns of yours do not matter');
\o /dev/null
SELECT customer_grade.detach('t', 'customer');
ALTER TABLE n_history ALTER needed DROP DEFAULT;
SELECT customer_grade.attach('t', 'customer', prefix => 'n');
\o
SELECT is((SELECT history::text FROM customer_grade.attachment), 'n_history2', '... unless a period needs them');
\o /dev/null
SELECT customer_grade.detach('t', 'customer', true);
ALTER TABLE n_history DROP needed, DROP CONSTRAINT n_history_check;
SELECT customer_grade.attach('t', 'customer', prefix => 'n');
\o
SELECT is((SELECT history::text FROM customer_grade.attachment), 'n_history2', 'its constraints must be there');
\o /dev/null
SELECT customer_grade.detach('t', 'customer', true);
ALTER TABLE n_history ADD CHECK (valid_from < valid_to);
ALTER TABLE customer ALTER id TYPE bigint;
SELECT customer_grade.attach('t', 'customer', prefix => 'n');
\o
SELECT is((SELECT history::text FROM customer_grade.attachment), 'n_history2', 'the key must have the same type');
\o /dev/null
SELECT customer_grade.detach('t', 'customer');
SELECT customer_grade.attach('t', 'customer', prefix => 'n');
\o
SELECT is((SELECT history::text FROM customer_grade.attachment), 'n_history2', 'the last one that fits goes on');
\o /dev/null
SELECT customer_grade.detach('t', 'customer', drop_history => true);
\o
SELECT is(to_regclass('n_history2'), NULL, 'drop_history drops it');
SELECT has_table('n_history', '... and nothing else');

-- a left outbox goes on, too; the ledger of a dropped table has the last periods, so its history does not
\o /dev/null
CREATE TABLE gone (id int PRIMARY KEY, spend numeric);
INSERT INTO gone VALUES (1, 10);
SELECT customer_grade.attach('t', 'gone', outbox => true);
DROP TABLE gone CASCADE;
CREATE TABLE gone (id int PRIMARY KEY, spend numeric);
SELECT customer_grade.attach('t', 'gone', outbox => true);
\o
SELECT is((SELECT concat_ws(' ', ledger, history, outbox) FROM customer_grade.attachment), 'gone_t_ledger2 gone_t_history2 gone_t_outbox2', 'a dropped table leaves a ledger: new names');
\o /dev/null
SELECT customer_grade.detach('t', 'gone', true);
DROP VIEW gone_t_grades;
DROP TABLE gone_t_ledger;
SELECT customer_grade.attach('t', 'gone', outbox => true);
\o
SELECT is((SELECT concat_ws(' ', ledger, history, outbox) FROM customer_grade.attachment), 'gone_t_ledger gone_t_history gone_t_outbox', 'without it its other tables go on');
SELECT is((SELECT string_agg(new_grade, ' ') FROM gone_t_outbox), 'Bronze', 'with the events that nobody has taken');
SELECT customer_grade.detach('t', 'gone', true) \g /dev/null

-- what is missing is no reason not to detach
\o /dev/null
SELECT customer_grade.attach('t', 'gone', prefix => 'x');
DROP VIEW x_grades;
DROP TABLE x_history;
\o
SELECT lives_ok($$ SELECT customer_grade.detach('t', 'gone') $$, 'an attachment without history is detached');
SELECT * FROM finish();
