-- settle() by the terms of a text: from the grade that the rubric gives to the grade in force, row by row, and the
-- standards that people use. See settle_random.sql for random histories.

\o /dev/null
SET client_min_messages = warning;
CREATE FUNCTION pg_temp.rubric(terms text) RETURNS customer_grade.rubric LANGUAGE sql IMMUTABLE AS $$
	SELECT ('grades A > B > C > D, none; metric x number; metric joined_on date; metric first_on date; grade A when x = 1; grade B when x = 2; '
		'grade C when x = 3; grade D when x = 4; grade none otherwise; ' || terms)::customer_grade.rubric
$$;
-- "grade state, what else is in force"
CREATE FUNCTION pg_temp.settle(terms text, standing jsonb, day date DEFAULT '2024-03-01') RETURNS text LANGUAGE sql AS $$
	SELECT concat_ws(', ', coalesce(s.grade, '-') || coalesce('/' || s.rank, '') || ' ' || s.state, 'worse since ' || s.worse_since, 'falls on ' || s.falls_on,
		'valid until ' || s.valid_until, 'provisional until ' || s.provisional_until, 'review on ' || s.review_on, 'due on ' || s.due_on)
	FROM (SELECT '{A,B,C,D}'::text[]) AS l(labels),
		jsonb_to_record(standing) AS i(reviewing boolean, is_new boolean, held text, held_since date, state text, worse_since date, falls_on date, valid_until date,
			provisional_until date, review_on date, computed text, kept text, cap text, since date, review_from date, override text, override_until date,
			minimum text, minimum_until date, next_start date, approved text, approved_until date, rejected text, rejected_until date),
		customer_grade_internal.settle(pg_temp.rubric(terms), day, reviewing, is_new, held, held_since, i.state, i.worse_since, i.falls_on, i.valid_until,
			i.provisional_until, i.review_on, computed, array_position(labels, kept)::smallint, array_position(labels, cap)::smallint, since, review_from,
			override, override_until, minimum, minimum_until, next_start, approved, approved_until, rejected, rejected_until) AS s
$$;
\o
SELECT * FROM no_plan();

SELECT is(pg_temp.settle(terms, standing), result, what)
FROM (VALUES
	-- no terms
	('', '{"held": "B", "computed": "A"}'::jsonb, 'A/1 final', 'without terms up at once'),
	('', '{"held": "B", "computed": "D"}', 'D/4 final', 'and down'),
	('', '{"held": "B", "computed": null}', '- final', 'not graded at once'),
	('', '{"held": null, "computed": "D"}', 'D/4 final', 'graded at once'),
	('', '{"held": "B", "computed": "none"}', 'none final', 'to a label without rank at once'),
	-- 1: override
	('', '{"held": "C", "computed": "C", "override": "A"}', 'A/1 override', 'an override'),
	('', '{"held": "C", "computed": "C", "override": "A", "override_until": "2024-03-01"}', 'A/1 override, due on 2024-03-02', 'on its last day'),
	('', '{"held": "C", "computed": "C", "override": "A", "override_until": "2024-02-29"}', 'C/3 final', 'it has ended'),
	('', '{"held": "C", "computed": "C", "next_start": "2024-04-01"}', 'C/3 final, due on 2024-04-01', 'one that is still to begin'),
	('', '{"held": "C", "computed": null, "override": "B"}', 'B/2 override', 'of who is not graded'),
	('', '{"held": "C", "computed": "C", "override": "none"}', 'none override', 'a label without rank'),
	('', '{"held": "C", "computed": "C", "override": "gold"}', 'gold override', 'one of an older version'),
	('approval of A;', '{"held": "C", "computed": "C", "override": "A"}', 'A/1 override', 'it needs no other approval'),
	('demotion after 1 month;', '{"held": "A", "computed": "C", "override": "B", "worse_since": "2024-02-20", "falls_on": "2024-03-20"}', 'B/2 override', 'what waits is forgotten'),
	('validity 1 year;', '{"held": "A", "computed": "C", "override": "B", "valid_until": "2024-12-31"}', 'B/2 override', 'validity, too'),
	-- 2: approval
	('approval of A;', '{"held": "C", "computed": "A"}', 'B/2 pending', 'meanwhile the next worse grade'),
	('approval of A, B;', '{"held": "D", "computed": "A"}', 'C/3 pending', 'that needs no approval'),
	('approval;', '{"held": null, "computed": "B"}', '- pending', 'every ranked grade needs it'),
	('approval;', '{"held": null, "computed": "none"}', 'none final', 'a label without rank does not'),
	('approval of A until D;', '{"held": "C", "computed": "A"}', 'D/4 pending', 'the grade that is named'),
	('approval until none;', '{"held": "none", "computed": "B"}', 'none pending', 'one without rank'),
	('approval of A until C; approval of B until D;', '{"held": "D", "computed": "A"}', 'C/3 pending', 'each its own'),
	('approval of A until C; approval of B until D;', '{"held": "D", "computed": "B"}', 'D/4 pending', 'of two statements'),
	('approval of none;', '{"held": "D", "computed": "none"}', '- pending', 'a label without rank may need it'),
	('approval of A;', '{"held": "B", "state": "pending", "computed": "A", "approved": "A"}', 'A/1 final', 'approved'),
	('approval of A;', '{"held": "A", "computed": "A", "approved": "A", "approved_until": "2024-03-01"}', 'A/1 final, due on 2024-03-02', 'the last day of an approval'),
	('approval of A; validity 1 year;', '{"held": "A", "computed": "A", "valid_until": "2024-12-31", "approved": "A", "approved_until": "2024-02-29"}',
		'B/2 pending, valid until 2025-03-01, due on 2025-03-02', 'it lapses at once, within validity, and a new term begins'),
	('approval of A; review year end; demotion at review;', '{"held": "A", "computed": "D", "worse_since": "2024-01-01"}', 'B/2 final, worse since 2024-03-01', 'a demotion waits on from there'),
	('approval of A, B;', '{"held": "D", "computed": "B", "approved": "A"}', 'B/2 final', 'an approval covers worse grades'),
	('approval of A, B;', '{"held": "C", "computed": "A", "approved": "B"}', 'B/2 pending', 'not better ones, but they do not take it'),
	('approval of A;', '{"held": "B", "state": "pending", "computed": "A", "rejected": "A"}', 'B/2 final', 'rejected'),
	('approval of A;', '{"held": "B", "computed": "A", "rejected": "A", "rejected_until": "2024-03-01"}', 'B/2 final, due on 2024-03-02', 'until a day'),
	('approval of A;', '{"held": "B", "computed": "A", "rejected": "A", "rejected_until": "2024-02-29"}', 'B/2 pending', 'then a candidate again'),
	('approval of A; review year end; promotion at review;', '{"held": "C", "computed": "A"}', 'C/3 pending', 'the grade meanwhile is reached by the promotion'),
	('approval of A; promotion never;', '{"held": "C", "state": "pending", "computed": "A", "approved": "A"}', 'A/1 final', 'the one that was pending begins with its approval'),
	('approval of A; promotion never;', '{"held": "C", "computed": "A", "approved": "A"}', 'C/3 final', 'one approved beforehand does not'),
	('approval of B; review year end; promotion one step at review;', '{"held": "C", "computed": "A", "reviewing": true}', 'A/1 final', 'a step leads over a grade that is not approved'),
	-- 2: caps at once
	('review year end; demotion at review; validity 1 year;', '{"held": "A", "computed": "C", "cap": "B", "valid_until": "2024-12-31"}',
		'B/2 final, worse since 2024-03-01, valid until 2025-03-01', 'a cap at once bounds what is held'),
	('demotion never;', '{"held": "A", "computed": "C", "cap": "C"}', 'C/3 final', 'whatever the demotion says'),
	('demotion never;', '{"held": "D", "computed": "D", "cap": "C"}', 'D/4 final', 'a worse grade is within it'),
	('approval of B; demotion never;', '{"held": "A", "computed": "D", "cap": "B"}', 'C/3 final', 'its grade may need approval'),
	-- 3
	('review year end; promotion at review; demotion at review;', '{"held": "A", "computed": null}', '- final', 'not graded does not wait'),
	('review year end; promotion at review; demotion at review;', '{"held": "none", "computed": "A"}', 'A/1 final', 'nor does a label without rank'),
	('promotion never; demotion never;', '{"held": "gold", "computed": "D"}', 'D/4 final', 'a label of an older version is left at once'),
	('promotion never;', '{"is_new": true, "computed": "A"}', 'A/1 final', 'a new customer has its grade at once'),
	-- 4: an override has ended
	('demotion never;', '{"held": "A", "state": "override", "computed": "C", "kept": "A", "override": "A", "override_until": "2024-02-29"}', 'C/3 final', 'the computed grade is back at once'),
	('promotion never; validity 1 year;', '{"held": "D", "state": "override", "computed": "A"}', 'A/1 final, valid until 2025-03-01, due on 2025-03-02', 'also a better one'),
	-- 4: a minimum
	('', '{"held": "C", "computed": "C", "minimum": "B", "minimum_until": "2024-12-31"}', 'B/2 override, due on 2025-01-01', 'a minimum lifts'),
	('promotion never;', '{"held": "C", "computed": "C", "minimum": "B", "minimum_until": "2024-03-01"}', 'B/2 override, due on 2024-03-02', 'at once'),
	('approval of B;', '{"held": "C", "computed": "C", "minimum": "B"}', 'B/2 override', 'without approval'),
	('', '{"held": "B", "state": "override", "computed": "C", "minimum": "B", "minimum_until": "2024-02-29"}', 'C/3 final', 'after it the computed grade is back at once'),
	('', '{"held": "B", "state": "override", "computed": "A", "minimum": "B"}', 'A/1 final', 'who earns more has it'),
	('promotion never;', '{"held": "B", "state": "override", "computed": "A", "minimum": "B"}', 'B/2 final', 'by the promotion'),
	('', '{"held": "B", "computed": "C", "minimum": "B"}', 'B/2 final', 'who has held the grade before keeps it under its own state'),
	('demotion after 1 month;', '{"held": "B", "computed": "C", "minimum": "B", "minimum_until": "2024-02-29"}', 'B/2 final, worse since 2024-03-01, falls on 2024-04-01, due on 2024-04-01', 'and then falls by the terms'),
	('', '{"held": "A", "computed": "D", "minimum": "B"}', 'B/2 override', 'who falls falls to it'),
	('', '{"held": "A", "computed": null, "minimum": "B"}', '- final', 'who is not graded is not lifted'),
	('', '{"held": "A", "computed": "none", "minimum": "B"}', 'none final', 'nor is a label without rank'),
	('approval of C until none;', '{"held": "none", "computed": "C", "minimum": "B"}', 'B/2 override', 'but one that only stands in is'),
	('', '{"held": "A", "computed": "C", "minimum": "B", "cap": "C"}', 'B/2 override', 'people may lift above a cap at once'),
	('', '{"held": "C", "computed": "C", "minimum": "B", "override": "D"}', 'D/4 override', 'an override goes before it'),
	-- 5: keep
	('', '{"held": "A", "computed": "C", "kept": "A"}', 'A/1 final', 'keep values keep the grade'),
	('', '{"held": "A", "computed": "C", "kept": "B"}', 'B/2 final', 'or a part of it'),
	('', '{"held": "B", "computed": "C", "kept": "A"}', 'B/2 final', 'and never give a better one'),
	('', '{"held": "B", "computed": "A", "kept": "A"}', 'A/1 final', 'a customer that earns a better grade gets it'),
	('approval of A;', '{"held": "A", "computed": "B", "kept": "A"}', 'B/2 final', 'what is kept lapses with its approval'),
	-- 6: probation
	('provisional 6 months;', '{"is_new": true, "computed": "B"}', 'B/2 provisional, provisional until 2024-08-31, due on 2024-09-01', 'a new customer is on probation'),
	('provisional 6 months;', '{"held": "B", "computed": "B"}', 'B/2 final', 'an old one is not'),
	('provisional 6 months; promotion never; demotion never; validity 1 year;', '{"held": "B", "state": "provisional", "provisional_until": "2024-03-01", "computed": "C", "kept": "B"}',
		'C/3 provisional, provisional until 2024-03-01, due on 2024-03-02', 'nothing holds it on the last day'),
	('provisional 6 months; demotion never; validity 1 year;', '{"held": "B", "state": "provisional", "provisional_until": "2024-02-29", "computed": "C", "kept": "B"}',
		'C/3 final, valid until 2025-03-01, due on 2025-03-02', 'then the computed grade is final'),
	('provisional 6 months; approval of A;', '{"is_new": true, "computed": "A"}', 'B/2 pending, provisional until 2024-08-31, due on 2024-09-01', 'approval is asked for on probation'),
	('provisional 6 months since first_on;', '{"held": "B", "computed": "C", "since": "2023-12-15"}', 'C/3 provisional, provisional until 2024-06-14, due on 2024-06-15', 'since a date'),
	('provisional 6 months since first_on; demotion never;', '{"held": "B", "computed": "C", "since": "2023-09-01"}', 'B/2 final', 'it was over before'),
	('provisional 6 months since first_on; demotion never;', '{"held": "B", "computed": "C", "since": null}', 'B/2 final', 'it has not begun'),
	('provisional 6 months since first_on; demotion never;', '{"held": "B", "computed": "C", "provisional_until": "2024-06-01"}', 'B/2 final', 'nor ended'),
	('provisional 6 months since first_on; demotion never;', '{"held": "B", "computed": "C", "since": "2024-03-10"}', 'B/2 final, due on 2024-03-10', 'it begins later'),
	('provisional 3 months since first_on;', '{"held": "B", "state": "provisional", "provisional_until": "2024-06-14", "computed": "C", "since": "2023-12-15"}',
		'C/3 provisional, provisional until 2024-03-14, due on 2024-03-15', 'another span in the text'),
	('demotion never;', '{"held": "B", "state": "provisional", "provisional_until": "2024-06-14", "computed": "C"}', 'C/3 final', 'none in the text any more'),
	-- 7: promotion
	('review year end; promotion at review;', '{"held": "B", "computed": "A"}', 'B/2 final', 'promotion waits for the review'),
	('review year end; promotion at review;', '{"held": "D", "computed": "A", "reviewing": true}', 'A/1 final', 'which promotes'),
	('review year end; promotion at review;', '{"held": "B", "computed": "C"}', 'C/3 final', 'demotion does not wait for it'),
	('review year end; promotion one step at review;', '{"held": "D", "computed": "A", "reviewing": true}', 'C/3 final', 'one step a review'),
	('promotion never;', '{"held": "B", "computed": "A", "reviewing": true}', 'B/2 final', 'never'),
	('promotion never;', '{"held": "B", "computed": "C"}', 'C/3 final', 'which is no demotion'),
	-- 8: demotion
	('demotion never;', '{"held": "A", "computed": "C", "reviewing": true}', 'A/1 final', 'never'),
	('review year end; demotion at review;', '{"held": "A", "computed": "C"}', 'A/1 final, worse since 2024-03-01', 'demotion waits for the review and says since when'),
	('review year end; demotion at review;', '{"held": "A", "computed": "D", "worse_since": "2024-02-10"}', 'A/1 final, worse since 2024-02-10', 'an even worse grade does not begin again'),
	('review year end; demotion at review;', '{"held": "A", "computed": "A", "worse_since": "2024-02-10"}', 'A/1 final', 'a customer that recovers no longer waits'),
	('review year end; demotion at review;', '{"held": "A", "computed": "C", "worse_since": "2024-02-10", "reviewing": true}', 'C/3 final', 'the review demotes'),
	('review year end; demotion one step at review;', '{"held": "A", "computed": "C", "worse_since": "2024-02-10", "reviewing": true}', 'B/2 final, worse since 2024-02-10', 'one step, more to come'),
	('demotion after 10 days;', '{"held": "A", "computed": "C"}', 'A/1 final, worse since 2024-03-01, falls on 2024-03-11, due on 2024-03-11', 'a fall is announced'),
	('demotion after 10 days;', '{"held": "A", "computed": "B", "worse_since": "2024-02-20", "falls_on": "2024-03-01"}', 'B/2 final', 'and comes'),
	('demotion after 20 days;', '{"held": "A", "computed": "B", "worse_since": "2024-02-20", "falls_on": "2024-03-01"}', 'A/1 final, worse since 2024-02-20, falls on 2024-03-11, due on 2024-03-11', 'a longer span in the text'),
	('demotion after 5 days;', '{"held": "A", "computed": "B", "worse_since": "2024-02-20", "falls_on": "2024-03-05"}', 'B/2 final', 'a shorter one'),
	('demotion after 10 days;', '{"held": "A", "computed": "A", "worse_since": "2024-02-25", "falls_on": "2024-03-06"}', 'A/1 final', 'recovery ends it'),
	('demotion after 1 month;', '{"held": "A", "computed": "B", "worse_since": "2024-01-31"}', 'B/2 final', 'a month after 31 January is over at the end of February'),
	('demotion after 10 days;', '{"held": "A", "computed": "C", "worse_since": "2024-03-05"}', 'A/1 final, worse since 2024-03-01, falls on 2024-03-11, due on 2024-03-11', 'as of a day before it began, it begins there'),
	('demotion one step after 10 days;', '{"held": "A", "computed": "C", "worse_since": "2024-02-20"}', 'B/2 final, worse since 2024-03-01, falls on 2024-03-11, due on 2024-03-11', 'a step, and the next one so much later'),
	('review year end; demotion 30 days after review;', '{"held": "A", "computed": "C"}', 'A/1 final, worse since 2024-03-01', 'only a review announces'),
	('review year end; demotion 30 days after review;', '{"held": "A", "computed": "C", "worse_since": "2024-02-10", "reviewing": true}',
		'A/1 final, worse since 2024-03-01, falls on 2024-04-01, due on 2024-04-01', 'the span begins with the end of its day'),
	('review year end; demotion 30 days after review;', '{"held": "A", "computed": "C", "worse_since": "2024-01-31", "falls_on": "2024-03-02", "reviewing": true}',
		'A/1 final, worse since 2024-01-31, falls on 2024-03-02, due on 2024-03-02', 'a later review does not begin it again'),
	('review year end; demotion 30 days after review;', '{"held": "A", "computed": "C", "worse_since": "2024-01-30", "falls_on": "2024-03-01"}', 'C/3 final', 'it falls without another review'),
	('review year end; demotion at review;', '{"held": "A", "computed": "C", "worse_since": "2024-01-30", "falls_on": "2024-03-01"}', 'A/1 final, worse since 2024-01-30', 'no span in the text any more: at the next review'),
	-- 8, 9: validity
	('validity 12 months;', '{"is_new": true, "computed": "A"}', 'A/1 final, valid until 2025-03-01, due on 2025-03-02', 'the last day is the same day of the month'),
	('validity to end of quarter;', '{"is_new": true, "computed": "A"}', 'A/1 final, valid until 2024-03-31, due on 2024-04-01', 'to the end of a period'),
	('validity to end of next half-year;', '{"is_new": true, "computed": "A"}', 'A/1 final, valid until 2024-12-31, due on 2025-01-01', 'of the next one'),
	('validity 12 months;', '{"held": "A", "computed": "C", "valid_until": "2024-03-01"}', 'A/1 final, worse since 2024-03-01, falls on 2024-03-02, valid until 2024-03-01, due on 2024-03-02', 'no fall on the last day'),
	('validity 12 months;', '{"held": "A", "computed": "C", "valid_until": "2024-02-29"}', 'C/3 final, valid until 2025-03-01, due on 2025-03-02', 'after it'),
	('validity 12 months;', '{"held": "A", "computed": "A", "valid_until": "2024-02-29"}', 'A/1 final, valid until 2025-02-28, due on 2025-03-01', 'who need not fall has the next term, counted from there'),
	('validity 12 months; promotion never;', '{"held": "B", "computed": "A", "valid_until": "2022-02-28"}', 'B/2 final, valid until 2025-02-28, due on 2025-03-01', 'or the one after that'),
	('validity 12 months; demotion after 30 days;', '{"held": "A", "computed": "C", "worse_since": "2024-01-01", "valid_until": "2024-06-30"}',
		'A/1 final, worse since 2024-01-01, falls on 2024-07-01, valid until 2024-06-30, due on 2024-07-01', 'span and validity each hold it'),
	('validity 12 months; demotion one step;', '{"held": "A", "computed": "D", "valid_until": "2024-02-29"}', 'B/2 final, worse since 2024-03-01, falls on 2025-03-02, valid until 2025-03-01, due on 2025-03-02', 'a step each term'),
	('review year end; validity 12 months; demotion at review;', '{"held": "A", "computed": "C", "valid_until": "2024-03-02", "reviewing": true}', 'A/1 final, worse since 2024-03-01, valid until 2024-03-02', 'a review within validity'),
	('review year end; validity 12 months; demotion at review;', '{"held": "A", "computed": "C", "valid_until": "2024-03-01", "reviewing": true}', 'C/3 final, valid until 2025-03-01, due on 2025-03-02', 'one as of the last day counts as after it'),
	('validity 12 months;', '{"held": "A", "computed": "A"}', 'A/1 final, valid until 2025-03-01, due on 2025-03-02', 'validity is new in the text'),
	('validity 12 months; demotion after 30 days;', '{"held": "A", "computed": "C", "worse_since": "2024-02-10", "falls_on": "2024-03-11"}',
		'A/1 final, worse since 2024-02-10, falls on 2024-03-11, due on 2024-03-11', 'what is announced goes on'),
	('', '{"held": "A", "computed": "C", "valid_until": "2024-06-30"}', 'A/1 final, worse since 2024-03-01, falls on 2024-07-01, valid until 2024-06-30, due on 2024-07-01', 'a term that was promised stays'),
	('', '{"held": "A", "computed": "A", "valid_until": "2024-02-29"}', 'A/1 final', 'until it is over'),
	-- own reviews
	('review every 12 months from joined_on;', '{"held": "A", "computed": "A", "review_from": "2020-02-29"}', 'A/1 final, review on 2025-02-28, due on 2025-03-01', 'counted from its date'),
	('review every 12 months from joined_on;', '{"held": "A", "computed": "A", "review_from": "2020-05-10", "review_on": "2024-05-10"}', 'A/1 final, review on 2024-05-10, due on 2024-05-11', 'planned'),
	('review every 12 months from joined_on;', '{"held": "A", "computed": "A", "review_from": "2020-02-20", "review_on": "2024-02-20"}', 'A/1 final, review on 2024-02-20, due on 2024-02-21', 'one that was missed stays'),
	('review every 12 months from joined_on;', '{"held": "A", "computed": "A", "review_from": "2020-02-20", "review_on": "2024-02-20", "reviewing": true}', 'A/1 final, review on 2025-02-20, due on 2025-02-21', 'until one is held'),
	('review every 12 months from joined_on;', '{"held": "A", "computed": "A", "review_from": "2021-07-01", "review_on": "2024-05-10"}', 'A/1 final, review on 2024-07-01, due on 2024-07-02', 'another date'),
	('review every 12 months from joined_on;', '{"held": "A", "computed": "A"}', 'A/1 final', 'no date, no review'),
	('review every 6 months;', '{"held": "A", "computed": "B", "held_since": "2023-12-01", "review_on": "2024-06-01"}', 'B/2 final, review on 2024-09-01, due on 2024-09-02', 'since it got its grade'),
	('review every 6 months;', '{"held": "A", "computed": "A", "held_since": "2022-12-01"}', 'A/1 final, review on 2024-06-01, due on 2024-06-02', 'in steps from there'),
	('review every 6 months;', '{"held": null, "computed": null, "held_since": "2022-12-01"}', '- final', 'who is not graded has none')
) AS v(terms, standing, result, what);

--
-- Standards that people use, from event to event: day, as of a review, computed grade.
--
\o /dev/null
CREATE FUNCTION pg_temp.history(terms text, held text, valid_until date, events text) RETURNS SETOF text LANGUAGE plpgsql AS $$
DECLARE
	event text[];
	s record;
BEGIN
	SELECT held AS grade, 'final' AS state, NULL::date AS worse_since, NULL::date AS falls_on, history.valid_until AS valid_until INTO s;
	FOREACH event SLICE 1 IN ARRAY ARRAY(SELECT regexp_split_to_array(e, ' ') FROM regexp_split_to_table(events, ', ') AS e) LOOP
		SELECT n.* INTO s FROM customer_grade_internal.settle(pg_temp.rubric(terms), event[1]::date, event[2] = 'review', false, s.grade, NULL, s.state, s.worse_since,
			s.falls_on, s.valid_until, NULL, NULL, event[3], NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL) AS n;
		RETURN NEXT concat_ws(', ', event[1] || ' ' || s.grade, 'falls on ' || s.falls_on, 'valid until ' || s.valid_until);
	END LOOP;
END
$$;
\o
SELECT results_eq(format('SELECT pg_temp.history(%L, %L, %L, %L)', terms, held, valid_until, events), history, what)
FROM (VALUES
	('review year end; promotion immediate; demotion one step at review; validity to end of next year;', 'D', date '2025-12-31',
		'2025-06-01 - B, 2025-12-31 review B, 2026-01-02 - D, 2026-12-31 review D, 2027-05-01 - D, 2027-12-31 review D',
		'{"2025-06-01 B, valid until 2026-12-31","2025-12-31 B, valid until 2026-12-31","2026-01-02 B, valid until 2026-12-31","2026-12-31 C, valid until 2027-12-31",
			"2027-05-01 C, valid until 2027-12-31","2027-12-31 D, valid until 2028-12-31"}'::text[],
		'airline: earned in 2025, nothing flown since: a step at the end of 2026, another one a year later'),
	('review year end; promotion immediate; demotion one step at review; validity to end of next year;', 'D', '2025-12-31',
		'2025-06-01 - B, 2026-01-02 - D, 2026-09-01 - B, 2026-12-31 review B, 2027-01-02 - D, 2027-12-31 review D',
		'{"2025-06-01 B, valid until 2026-12-31","2026-01-02 B, valid until 2026-12-31","2026-09-01 B, valid until 2026-12-31","2026-12-31 B, valid until 2027-12-31",
			"2027-01-02 B, valid until 2027-12-31","2027-12-31 C, valid until 2028-12-31"}',
		'airline: earned again in 2026'),
	('review year end; promotion immediate; demotion one step 2 months after review; validity to end of next year;', 'B', '2026-12-31',
		'2025-12-31 review D, 2026-12-31 review D, 2027-01-20 - D, 2027-02-28 - D, 2027-03-01 - D',
		'{"2025-12-31 B, valid until 2026-12-31","2026-12-31 B, falls on 2027-03-01, valid until 2026-12-31","2027-01-20 B, falls on 2027-03-01, valid until 2026-12-31",
			"2027-02-28 B, falls on 2027-03-01, valid until 2026-12-31","2027-03-01 C, valid until 2028-12-31"}',
		'hotel: status until the end of February after the next year'),
	('review year end; promotion immediate; demotion one step 2 months after review; validity to end of next year;', 'B', '2026-12-31',
		'2026-12-31 review D, 2027-02-15 - B, 2027-03-01 - B, 2027-03-02 - D',
		'{"2026-12-31 B, falls on 2027-03-01, valid until 2026-12-31","2027-02-15 B, valid until 2027-12-31","2027-03-01 B, valid until 2027-12-31","2027-03-02 B, valid until 2027-12-31"}',
		'hotel: recovers in February'),
	('review every 12 months from joined_on; promotion immediate; demotion 30 days after review;', 'A', NULL,
		'2026-05-10 review C, 2026-06-09 - C, 2026-06-10 - C', '{"2026-05-10 A, falls on 2026-06-10","2026-06-09 A, falls on 2026-06-10","2026-06-10 C"}',
		'retail: thirty days of grace after the anniversary'),
	('review daily; promotion at review; demotion after 14 days;', 'A', NULL,
		'2026-05-10 - C, 2026-05-20 - A, 2026-05-21 - C, 2026-06-03 - C, 2026-06-04 - C',
		'{"2026-05-10 A, falls on 2026-05-24","2026-05-20 A","2026-05-21 A, falls on 2026-06-04","2026-06-03 A, falls on 2026-06-04","2026-06-04 C"}',
		'health: a quiet fortnight alarms nobody'),
	('review month end; promotion at review; demotion one step 30 days after review;', 'A', NULL,
		'2024-01-31 review C, 2024-02-29 review C, 2024-03-01 - C, 2024-03-31 review C, 2024-05-01 - C',
		'{"2024-01-31 A, falls on 2024-03-02","2024-02-29 A, falls on 2024-03-02","2024-03-01 A, falls on 2024-03-02","2024-03-31 B","2024-05-01 B"}',
		'monthly reviews with grace: the review after the fall announces the next step')
) AS v(terms, held, valid_until, events, history, what);

--
-- Calendars
--
SELECT is(string_agg(customer_grade_internal.next_review_day(pg_temp.rubric(format('review %s;', calendar)), day::date)::text, ' ' ORDER BY place), days, calendar)
FROM (VALUES
	('month end', '2024-01-30 2024-01-31 2024-02-28', '2024-01-31 2024-02-29 2024-02-29'),
	('quarter end', '2024-03-30 2024-03-31 2024-12-31', '2024-03-31 2024-06-30 2025-03-31'),
	('half-year end', '2024-03-31 2024-06-30', '2024-06-30 2024-12-31'),
	('year end', '2024-12-30 2024-12-31', '2024-12-31 2025-12-31'),
	('month day 30', '2024-01-29 2024-01-30 2023-02-01', '2024-01-30 2024-02-29 2023-02-28'),
	('yearly 03-31, 09-30', '2024-03-30 2024-03-31 2024-09-30', '2024-03-31 2024-09-30 2025-03-31'),
	('yearly 02-29', '2024-01-01 2024-02-29 2023-01-01', '2024-02-29 2025-02-28 2023-02-28'),
	('yearly 03-25 to 03-30', '2024-03-24 2024-03-25 2024-03-28', '2024-03-25 2025-03-25 2025-03-25'),
	('weekly monday', '2024-03-03 2024-03-04 2024-03-10', '2024-03-04 2024-03-11 2024-03-11'),
	('weekly sunday', '2024-03-03 2024-03-04', '2024-03-10 2024-03-10'),
	('daily', '2024-02-28', '2024-02-29')) AS v(calendar, froms, days), regexp_split_to_table(froms, ' ') WITH ORDINALITY AS f(day, place)
GROUP BY calendar, days ORDER BY calendar;
SELECT is(count(*), 0::bigint, 'no review lies between the last one and the next one')
FROM unnest('{month end,quarter end,half-year end,year end,month day 31,"yearly 03-31, 09-30",yearly 02-29,yearly 03-25 to 03-30,weekly friday,daily}'::text[]) AS calendar,
	LATERAL (SELECT pg_temp.rubric(format('review %s;', calendar)) AS terms OFFSET 0) AS r, generate_series(timestamp '2023-01-01', '2025-01-31', '1 day') AS t(instant),
	LATERAL (SELECT customer_grade_internal.due_review_day(terms, '2020-01-01', instant::date + 1) AS last, customer_grade_internal.next_review_day(terms, instant::date) AS next) AS d
WHERE NOT (last <= instant AND next > instant) IS NOT FALSE
	OR customer_grade_internal.next_review_day(terms, last) <> next OR customer_grade_internal.due_review_day(terms, '2020-01-01', next + 1) <> next;
SELECT is(customer_grade_internal.due_review_day(pg_temp.rubric(terms), reviewed_on, today), day, what)
FROM (VALUES
	('review month end;', date '2024-01-31', date '2024-02-29', NULL::date, 'the day is not over'),
	('review month end;', '2024-01-31', '2024-03-01', '2024-02-29', 'it is'),
	('review month end;', '2023-06-30', '2024-03-01', '2024-02-29', 'of several the last'),
	('review month end;', '2024-02-29', '2024-03-01', NULL, 'it has been held'),
	('review month end after 5 days;', '2023-12-31', '2024-02-05', NULL, 'the books are open'),
	('review month end after 5 days;', '2023-12-31', '2024-02-06', '2024-01-31', 'they are closed'),
	('review daily after 10 days;', '2023-12-31', '2024-02-06', '2024-01-26', 'many reviews wait for their books'),
	('review yearly 03-25 to 03-30;', '2023-03-25', '2024-03-26', '2024-03-25', 'the first day of a window'),
	('review yearly 03-25 to 03-30;', '2024-03-25', '2024-03-30', NULL, 'one was held in the window'),
	('review yearly 03-25 to 03-30;', '2024-03-24', '2024-03-30', '2024-03-25', 'one was held before it'),
	('', '2024-01-31', '2024-03-01', NULL, 'no reviews')) AS v(terms, reviewed_on, today, day, what);
SELECT is(customer_grade_internal.due_own_review_day(pg_temp.rubric(terms), counts_from, review_on, today), day, what)
FROM (VALUES
	('review every 1 month from joined_on;', date '2023-01-31', date '2024-02-29', date '2024-02-29', NULL::date, 'the day is not over'),
	('review every 1 month from joined_on;', '2023-01-31', '2024-02-29', '2024-03-01', '2024-02-29', 'it is'),
	('review every 1 month from joined_on;', '2023-01-31', '2023-02-28', '2024-03-30', '2024-02-29', 'of several the last'),
	('review every 2 weeks from joined_on;', '2024-01-01', '2024-01-15', '2024-03-01', '2024-02-26', 'in weeks'),
	('review every 1 month from joined_on;', '2023-01-31', '2024-03-31', '2024-03-30', NULL, 'it is planned for later'),
	('review month end;', '2023-01-31', '2024-02-29', '2024-03-01', NULL, 'no own reviews')) AS v(terms, counts_from, review_on, today, day, what);

--
-- Errors, and the ends of time
--
SELECT throws_ok($$ SELECT customer_grade_internal.settle(NULL, '2024-03-01', false, false, 'A', NULL, 'final', NULL, NULL, NULL, NULL, NULL, 'A', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL,
	NULL, NULL, NULL, NULL) $$, '22004', 'terms must not be null', 'no terms');
SELECT throws_ok(format('SELECT pg_temp.settle(%L, %L, %L)', '', standing, day), state, message, message)
FROM (VALUES ('{}', NULL::date, '22004', 'day must not be null'), ('{}', 'infinity', '22023', 'cannot settle grades as of infinity'),
	('{"state": "done"}', '2024-03-01', '22023', 'unknown state "done" of a grade')) AS v(standing, day, state, message);
SELECT throws_ok($$ SELECT customer_grade_internal.settle('grades A > B; grade A otherwise;', '2024-03-01', false, false, 'A', NULL, 'final', NULL, NULL, NULL, NULL, NULL, 'A', 3::smallint, NULL, NULL,
	NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL) $$, '22023', 'rank 3 is out of range', 'a rank that there is not');
SELECT is(pg_temp.settle('validity 1000 years; provisional 1000 years since first_on; review every 1000 years from joined_on;',
	'{"held": "A", "computed": "A", "since": "5874800-01-01", "review_from": "5874800-01-01"}', '5874897-12-01'),
	'A/1 provisional, provisional until 5874897-12-30, review on 5874897-12-31, due on 5874897-12-31', 'nothing is after the last of all days');
SELECT is(pg_temp.settle('provisional 1 year since first_on; review every 1 month from joined_on; validity to end of next year;',
	'{"held": "A", "computed": "A", "since": "-infinity", "review_from": "-infinity", "valid_until": "infinity", "approved": "A", "approved_until": "-infinity"}'),
	'A/1 final, valid until 2025-12-31, due on 2026-01-01', 'dates without end');
SELECT * FROM finish();
