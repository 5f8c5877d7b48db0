-- When reviews are held, and as of which day: common ones by calendar, and each customer's own.

\o /dev/null
SET client_min_messages = warning;
CREATE FUNCTION pg_temp.terms(statement text) RETURNS customer_grade.rubric LANGUAGE sql AS
	$$ SELECT ('grades A > B; metric x number; metric joined_on date; grade A when x >= 100; grade B otherwise; ' || statement || ';')::customer_grade.rubric $$;
CREATE FUNCTION pg_temp.clock(day text) RETURNS void LANGUAGE sql AS $$ SELECT set_config('customer_grade.clock', day || ' 12:00+00', false) $$;
-- the reviews of a table that are done, and what verify() says of it
CREATE FUNCTION pg_temp.log(subject regclass) RETURNS text LANGUAGE sql AS $$
	SELECT string_agg(concat_ws(' ', kind, as_of, status, changed), ', ' ORDER BY id) FROM customer_grade.review AS r WHERE r.subject = $1 AND kind <> 'attach' $$;
CREATE FUNCTION pg_temp.wrong(subject regclass) RETURNS text LANGUAGE sql AS $$
	SELECT coalesce(string_agg(v::text, '; '), '') FROM customer_grade.attachment AS a, customer_grade.verify(a.standard, a.subject) AS v WHERE a.subject = $1 $$;
\o
SELECT * FROM no_plan();

--
-- Calendars
--
SELECT is(customer_grade_internal.next_review_day(pg_temp.terms('review ' || calendar), after), expected, format('%s after %s', calendar, after))
FROM (VALUES
	('month end', date '2024-01-30', date '2024-01-31'),
	('month end', '2024-01-31', '2024-02-29'),
	('month end', '2023-01-31', '2023-02-28'),
	('month end', '2100-02-01', '2100-02-28'),
	('month end', '2024-12-31', '2025-01-31'),
	('Month  END', '2024-04-01', '2024-04-30'),
	('quarter end', '2024-01-01', '2024-03-31'),
	('quarter end', '2024-03-31', '2024-06-30'),
	('quarter end', '2024-12-30', '2024-12-31'),
	('quarter end', '2024-12-31', '2025-03-31'),
	('half-year end', '2024-06-29', '2024-06-30'),
	('half-year end', '2024-06-30', '2024-12-31'),
	('half-year end', '2024-12-31', '2025-06-30'),
	('year end', '2024-12-31', '2025-12-31'),
	('year end', '2024-01-01', '2024-12-31'),
	('month day 25', '2024-01-25', '2024-02-25'),
	('month day 25', '2024-01-24', '2024-01-25'),
	('month day 5', '2024-12-31', '2025-01-05'),
	('month day 30', '2024-01-30', '2024-02-29'),
	('month day 31', '2024-03-31', '2024-04-30'),
	('yearly 03-31', '2024-03-30', '2024-03-31'),
	('yearly 03-31', '2024-03-31', '2025-03-31'),
	('yearly 02-29', '2024-02-28', '2024-02-29'),
	('yearly 02-29', '2024-02-29', '2025-02-28'),
	('yearly 02-29', '2027-02-28', '2028-02-29'),
	('yearly 12-31', '2024-12-31', '2025-12-31'),
	('yearly 01-01', '2024-12-31', '2025-01-01'),
	('yearly 03-31, 09-15', '2024-03-31', '2024-09-15'),
	('yearly 03-31, 09-15', '2024-09-15', '2025-03-31'),
	('yearly 03-25 to 03-30', '2024-03-24', '2024-03-25'),
	('yearly 03-25 to 03-30', '2024-03-25', '2025-03-25'),
	('yearly 03-25 to 03-30', '2024-03-28', '2025-03-25'),
	('yearly 03-25 to 03-30', '2024-03-30', '2025-03-25'),
	('yearly 12-28 to 12-31', '2024-12-30', '2025-12-28'),
	('weekly monday', '2024-02-26', '2024-03-04'),
	('weekly monday', '2024-03-03', '2024-03-04'),
	('weekly sunday', '2024-02-26', '2024-03-03'),
	('daily', '2024-02-28', '2024-02-29'),
	('month end after 5 days', '2024-01-31', '2024-02-29'),
	('every 12 months from joined_on', '2024-01-31', NULL),
	('daily', 'infinity', NULL)) AS t(calendar, after, expected);
-- the review as of a day is due from a later day on
SELECT results_eq(format($$ SELECT customer_grade_internal.due_review_day(%1$L, date %2$L - 1, t.today) FROM (VALUES (date %3$L - 1), (%3$L)) AS t(today) $$,
	pg_temp.terms('review ' || calendar), day, held_on), format('VALUES (NULL::date), (%L)', day), format('%s as of %s', calendar, day))
FROM (VALUES
	('month end', date '2024-01-31', date '2024-02-01'),
	('month end after 5 days', '2024-01-31', '2024-02-06'),
	('month end after 1 month', '2024-01-31', '2024-03-01'),
	('year end after 2 weeks', '2024-12-31', '2025-01-15'),
	('quarter end after 1 month', '2024-03-31', '2024-05-01')) AS t(calendar, day, held_on);
SELECT is(customer_grade_internal.due_review_day(pg_temp.terms('review every 6 months'), '2024-01-10', '2025-01-31'), NULL, 'own reviews are no common ones');
SELECT is(customer_grade_internal.due_review_day(pg_temp.terms('review ' || calendar), '2024-01-10', today), expected, format('%s on %s', calendar, today))
FROM (VALUES
	('month end', date '2024-01-31', NULL::date),
	('month end', '2024-02-01', '2024-01-31'),
	('month end', '2024-02-29', '2024-01-31'),
	('month end', '2024-03-01', '2024-02-29'),
	('month end', '2030-01-01', '2029-12-31'),
	('month end after 5 days', '2024-02-05', NULL),
	('month end after 5 days', '2024-02-06', '2024-01-31'),
	('month end after 5 days', '2024-03-05', '2024-01-31'),
	('month end after 5 days', '2024-03-06', '2024-02-29'),
	('weekly monday after 10 days', '2024-01-20', NULL),
	('weekly monday after 10 days', '2024-01-26', '2024-01-15'),
	('every 12 months from joined_on', '2030-01-01', NULL)) AS t(calendar, today, expected);

--
-- As of its day, when that is over and the books are closed
--
\o /dev/null
CREATE TABLE customer (id int PRIMARY KEY);
CREATE TABLE sale (customer int, day date, amount numeric);
CREATE INDEX ON sale (customer);
CREATE VIEW sales AS SELECT c.id, coalesce((SELECT sum(s.amount) FROM sale AS s WHERE s.customer = c.id AND s.day <= customer_grade.as_of()
	AND s.day > customer_grade.as_of() - 30), 0) AS x FROM customer AS c;
INSERT INTO customer SELECT generate_series(1, 4);
SELECT customer_grade.define_standard('closed', 'grades A > B; metric x number; grade A when x >= 100; grade B otherwise;
	review month end after 5 days; promotion at review; demotion at review;', '2020-01-01');
SELECT pg_temp.clock('2024-01-10');
SELECT customer_grade.attach('closed', 'customer', 'sales', prefix => 'c', time_zone => 'UTC');
SELECT customer_grade.watch('closed', 'customer', 'sale', 'customer');
SELECT pg_temp.clock('2024-01-31');
INSERT INTO sale VALUES (1, '2024-01-31', 100);
SELECT pg_temp.clock('2024-02-04');
INSERT INTO sale VALUES (2, '2024-01-31', 100), (3, '2024-02-03', 100);
SELECT pg_temp.clock('2024-02-05');
CALL customer_grade.run_due_reviews();
\o
SELECT is(pg_temp.log('customer'), NULL, 'it is not held before the days after its day are over');
\o /dev/null
SELECT pg_temp.clock('2024-02-06');
CALL customer_grade.run_due_reviews();
\o
SELECT is(pg_temp.log('customer'), 'review 2024-01-31 done 3', 'then it is held as of its day');
SELECT is((SELECT string_agg(concat_ws(' ', id, grade, computed_grade), ', ' ORDER BY id) FROM c_ledger), '1 A A, 2 A A, 3 B A, 4 B B',
	'the sales of its day count, also what was entered later; those of a later day only for the computed grade');
SELECT is(customer_grade.next_review('closed', 'customer'), '2024-02-29', 'the next one');
SELECT is(pg_temp.wrong('customer'), '', 'verify() is empty');

-- of several that were missed the last one; who was graded since is settled as of that day, then graded as of today
\o /dev/null
SELECT pg_temp.clock('2024-06-10');
INSERT INTO sale VALUES (3, '2024-05-20', 100), (4, '2024-06-09', 100), (1, '2024-06-09', 100);
SELECT pg_temp.clock('2024-06-25');
CALL customer_grade.run_due_reviews();
\o
SELECT is(pg_temp.log('customer'), 'review 2024-01-31 done 3, review 2024-05-31 done 4', 'of several that were missed the last one');
SELECT is((SELECT string_agg(concat_ws(' ', id, grade, computed_grade, evaluated_on), ', ' ORDER BY id) FROM c_ledger),
	'1 B A 2024-06-25, 2 B B 2024-05-31, 3 A B 2024-06-25, 4 B A 2024-06-25', 'it decides as of its day, and computed grades are those of today');
SELECT is(pg_temp.wrong('customer'), '', 'verify() is empty');
\o /dev/null
CALL customer_grade.run_due_reviews();
\o
SELECT is(pg_temp.log('customer'), 'review 2024-01-31 done 3, review 2024-05-31 done 4', 'once');

-- what was graded on a later day is not taken back for a moment
\o /dev/null
CREATE TABLE quick (id int PRIMARY KEY);
INSERT INTO quick SELECT generate_series(11, 13);
CREATE VIEW quick_sales AS SELECT q.id, coalesce((SELECT sum(s.amount) FROM sale AS s WHERE s.customer = q.id AND s.day <= customer_grade.as_of()), 0) AS x FROM quick AS q;
SELECT customer_grade.define_standard('quick', 'grades A > B; metric x number; grade A when x >= 100; grade B otherwise; review month end;', '2020-01-01');
SELECT pg_temp.clock('2024-07-10');
SELECT customer_grade.attach('quick', 'quick', 'quick_sales', prefix => 'q', outbox => true, time_zone => 'UTC');
SELECT customer_grade.watch('quick', 'quick', 'sale', 'customer');
SELECT pg_temp.clock('2024-08-03');
INSERT INTO sale VALUES (11, '2024-08-02', 100);
SELECT pg_temp.clock('2024-08-05');
CALL customer_grade.run_due_reviews();
\o
SELECT is(pg_temp.log('quick'), 'review 2024-07-31 done 1', 'a review as of a day before');
SELECT is((SELECT string_agg(concat_ws(' ', id, grade, valid_from::date, cause), ', ' ORDER BY id, valid_from) FROM q_grades WHERE id = 11),
	'11 B 2024-07-10 insert sale, 11 A 2024-08-03', 'leaves a grade of a later day');
SELECT is((SELECT string_agg(concat_ws(' ', id, old_grade, new_grade), ', ' ORDER BY event_id) FROM q_outbox WHERE old_grade IS NOT NULL), '11 B A', 'and no event');
SELECT is(pg_temp.wrong('quick'), '', 'verify() is empty');

-- foreseen: with values of the population as of the day; a review that is overdue does not find what has changed since
\o /dev/null
CREATE TABLE best (id int PRIMARY KEY, x numeric);
INSERT INTO best VALUES (1, 10), (2, 20), (3, 30), (4, 40);
SELECT customer_grade.define_standard('best', 'grades A > B; metric x number; parameter cut = top(x, 50%); grade A when x >= cut; grade B otherwise;
	review month end; promotion at review; demotion at review;', '2020-01-01');
SELECT pg_temp.clock('2024-09-10');
SELECT customer_grade.attach('best', 'best', prefix => 'b', time_zone => 'UTC');
UPDATE best SET x = 100 WHERE id = 1;
\o
SELECT results_eq($$ SELECT (key ->> 'id')::int, stored_grade, grade, change FROM customer_grade.verify('best', 'best', '2024-09-30') ORDER BY 1 $$,
	$$ VALUES (1, 'B', 'A', 'promotion'), (3, 'A', 'B', 'demotion') $$, 'verify() on a day takes the values that a review would take');
SELECT pg_temp.clock('2024-12-10') \g /dev/null
UPDATE best SET x = 1 WHERE id = 4;
SELECT results_eq($$ SELECT (key ->> 'id')::int, reason, due_on FROM customer_grade.watchlist('best', 'best', 0.01) WHERE metric IS NULL ORDER BY 1 $$,
	$$ VALUES (1, 'promotion waits', date '2024-09-30'), (4, 'demotion waits', '2024-12-31') $$, 'watchlist() tells the review that finds it');

--
-- A window
--
\o /dev/null
CREATE TABLE yearly (id int PRIMARY KEY, x numeric);
CREATE TABLE by_hand (LIKE yearly INCLUDING ALL);
SELECT customer_grade.define_standard('window', 'grades A > B; metric x number; grade A when x >= 100; grade B otherwise; review yearly 03-25 to 03-30;', '2020-01-01');
SELECT pg_temp.clock('2025-01-10');
SELECT customer_grade.attach('window', 'yearly', time_zone => 'UTC'), customer_grade.attach('window', 'by_hand', time_zone => 'UTC');
SELECT pg_temp.clock('2025-03-25');
CALL customer_grade.review('window', 'by_hand');
CALL customer_grade.run_due_reviews();
SELECT pg_temp.clock('2025-03-26');
CALL customer_grade.run_due_reviews();
\o
SELECT is(pg_temp.log('yearly'), 'review 2025-03-25 done 0', 'a window: as of its first day');
SELECT is(pg_temp.log('by_hand'), 'review 2025-03-25 done 0', 'unless it was held by hand');
\o /dev/null
SELECT pg_temp.clock('2026-03-24');
CALL customer_grade.review('window', 'by_hand');
SELECT pg_temp.clock('2026-03-28');
CALL customer_grade.review('window', 'yearly');
CALL customer_grade.run_due_reviews();
\o
SELECT is(pg_temp.log('yearly'), 'review 2025-03-25 done 0, review 2026-03-28 done 0', 'also later in the window');
SELECT is(pg_temp.log('by_hand'), 'review 2025-03-25 done 0, review 2026-03-24 done 0, review 2026-03-25 done 0', 'one before the window is another one');

--
-- Each customer's own
--
\o /dev/null
CREATE TABLE member (id int PRIMARY KEY, x numeric, joined_on date, note text);
INSERT INTO member VALUES (1, 500, '2020-02-29'), (2, 500, '2021-03-10'), (3, 500, NULL), (4, 500, '2023-03-10'), (5, 500, '2024-01-05'), (6, 500, '2024-08-01');
SELECT customer_grade.define_standard('own', pg_temp.terms('review every 12 months from joined_on; demotion at review'), '2020-01-01');
SELECT pg_temp.clock('2024-01-10');
SELECT customer_grade.attach('own', 'member', prefix => 'm', time_zone => 'UTC');
UPDATE member SET x = 1;
CREATE FUNCTION pg_temp.members() RETURNS text LANGUAGE sql AS
	$$ SELECT string_agg(concat_ws(' ', id, grade, review_on), ', ' ORDER BY id) FROM m_ledger $$;
\o
SELECT is(pg_temp.members(), '1 A 2024-02-29, 2 A 2024-03-10, 3 A, 4 A 2024-03-10, 5 A 2025-01-05, 6 A 2025-08-01', 'the next day of each, counted from its date');
SELECT is((SELECT string_agg(concat_ws(' ', id, due_on), ', ' ORDER BY id) FROM m_ledger WHERE due_on < '2025-01-01'), '1 2024-03-01, 2 2024-03-11, 4 2024-03-11', 'they are due when it is over');
SELECT is(customer_grade.next_review('own', 'member'), NULL, 'there is no common one');
SELECT results_eq($$ SELECT (key ->> 'id')::int, due_on FROM customer_grade.watchlist('own', 'member', 0.01) WHERE reason = 'no review planned' $$,
	'VALUES (3, NULL::date)', 'the watchlist tells who has no date');
\o /dev/null
SELECT pg_temp.clock('2024-02-29');
CALL customer_grade.run_due_reviews();
\o
SELECT is(pg_temp.log('member'), NULL, 'on the day itself nothing is due');
\o /dev/null
SELECT pg_temp.clock('2024-03-01');
CALL customer_grade.run_due_reviews();
\o
SELECT is(pg_temp.log('member'), 'due 2024-03-01 done 1', 'on the day after it is');
SELECT is((SELECT concat_ws(' ', grade, evaluated_on, review_on) FROM m_ledger WHERE id = 1), 'B 2024-02-29 2025-02-28', 'held as of its day; who has joined on 29 February is next on the 28th');
SELECT is(pg_temp.wrong('member'), '', 'verify() is empty');
\o /dev/null
SELECT pg_temp.clock('2024-03-20');
CALL customer_grade.run_due_reviews(batch_size => 1);
\o
SELECT is(pg_temp.log('member'), 'due 2024-03-01 done 1, due 2024-03-20 done 2', 'in batches');
SELECT is(pg_temp.members(), '1 B 2025-02-28, 2 B 2025-03-10, 3 A, 4 B 2025-03-10, 5 A 2025-01-05, 6 A 2025-08-01', 'each by its own day');
\o /dev/null
CALL customer_grade.run_due_reviews(batch_size => 1);
\o
SELECT is(pg_temp.log('member'), 'due 2024-03-01 done 1, due 2024-03-20 done 2', 'once');

-- missed for years, in one batch with others; graded since
\o /dev/null
SELECT pg_temp.clock('2028-02-20');
UPDATE member SET note = 'x' WHERE id = 5;
CALL customer_grade.run_due_reviews();
\o
SELECT is(pg_temp.members(), '1 B 2028-02-29, 2 B 2028-03-10, 3 A, 4 B 2028-03-10, 5 B 2029-01-05, 6 B 2028-08-01', 'of several that were missed the last one; in leap years on the 29th');
SELECT is((SELECT string_agg(concat_ws(' ', id, valid_from::date, evaluated_on), ', ' ORDER BY id) FROM m_ledger WHERE id IN (5, 6)), '5 2028-02-20 2028-02-20, 6 2028-02-20 2027-08-01',
	'as of its day; who was graded since, as of today after that');
SELECT is(pg_temp.wrong('member'), '', 'verify() is empty');

-- another date
UPDATE member SET joined_on = '2024-06-30' WHERE id = 6;
UPDATE member SET joined_on = '2027-12-15' WHERE id = 3;
SELECT is((SELECT string_agg(concat_ws(' ', id, grade, review_on), ', ' ORDER BY id) FROM m_ledger WHERE id IN (3, 6)), '3 A 2028-12-15, 6 B 2028-06-30', 'another date plans it again');

-- since the grade
\o /dev/null
CREATE TABLE held (id int PRIMARY KEY, x numeric);
INSERT INTO held VALUES (1, 5), (2, 500);
SELECT customer_grade.define_standard('held', 'grades A > B; metric x number; grade A when x >= 100; grade B otherwise; review every 6 months; demotion at review;', '2020-01-01');
SELECT pg_temp.clock('2024-01-31');
SELECT customer_grade.attach('held', 'held', prefix => 'h', time_zone => 'UTC');
SELECT pg_temp.clock('2024-03-15');
UPDATE held SET x = 500 WHERE id = 1;
SELECT pg_temp.clock('2024-08-01');
CALL customer_grade.run_due_reviews();
\o
SELECT is((SELECT string_agg(concat_ws(' ', id, grade, since::date, review_on), ', ' ORDER BY id) FROM h_ledger), '1 A 2024-03-15 2024-09-15, 2 A 2024-01-31 2025-01-31', 'without a date since it has its grade');
SELECT is(pg_temp.wrong('held'), '', 'verify() is empty');

-- what falls due after its day
\o /dev/null
SELECT customer_grade.define_standard('kept', 'grades A > B; metric x number; metric joined_on date; grade A when x >= 100; grade B otherwise; '
	'review every 1 month from joined_on; demotion after 10 days;', '2020-01-01');
SELECT pg_temp.clock('2024-01-31');
CREATE TABLE kept (id int PRIMARY KEY, x numeric, joined_on date);
INSERT INTO kept VALUES (1, 500, '2024-01-15'), (2, 500, '2024-01-15');
SELECT customer_grade.attach('kept', 'kept', prefix => 'k', time_zone => 'UTC');
SELECT pg_temp.clock('2024-02-14');
UPDATE kept SET x = 5 WHERE id = 1;
SELECT pg_temp.clock('2024-02-26');
CALL customer_grade.run_due_reviews();
\o
SELECT is((SELECT string_agg(concat_ws(' ', id, grade, evaluated_on, due_on), ', ' ORDER BY id) FROM k_ledger), '1 B 2024-02-26 2024-03-16, 2 A 2024-02-15 2024-03-16', 'is settled as of today');
SELECT is(pg_temp.wrong('kept'), '', 'verify() is empty');

-- without a date it counts from the day on which a review has given another grade, which is after the day of the review
\o /dev/null
SELECT customer_grade.define_standard('moved', 'grades A > B; metric x number; grade A when x >= 100; grade B otherwise; '
	'review every 6 months; promotion at review; demotion at review;', '2020-01-01');
SELECT pg_temp.clock('2024-01-31');
CREATE TABLE moved (id int PRIMARY KEY, x numeric);
INSERT INTO moved VALUES (1, 500), (2, 5);
SELECT customer_grade.attach('moved', 'moved', prefix => 'o', time_zone => 'UTC');
UPDATE moved SET x = 505 - x;
SELECT pg_temp.clock('2024-08-03');
CALL customer_grade.run_due_reviews();
\o
SELECT is((SELECT string_agg(concat_ws(' ', id, grade, since::date, review_on), ', ' ORDER BY id) FROM o_ledger), '1 B 2024-08-03 2025-02-03, 2 A 2024-08-03 2025-02-03', 'counts from the day of the grade');
SELECT is(pg_temp.wrong('moved'), '', 'verify() is empty');
UPDATE moved SET x = x + 1;
SELECT is((SELECT string_agg(review_on::text, ' ' ORDER BY id) FROM o_ledger), '2025-02-03 2025-02-03', 'and stays planned');
SELECT * FROM finish();
