-- settle(): from the grade that the rubric gives to the grade in force, rule by rule, then
-- against a restatement in PL/pgSQL on generated cases.

\o /dev/null
SET client_min_messages = warning;
-- of the labels A > B > C > D and unranked ones: "grade state, worse since, provisional until, due on"
CREATE FUNCTION pg_temp.settle(policy jsonb, standing jsonb, day date DEFAULT '2024-03-01') RETURNS text LANGUAGE sql AS $$
	SELECT concat_ws(' ', coalesce(s.grade, '-') || coalesce('/' || s.rank, ''), s.state, 'worse since ' || s.worse_since,
		'provisional until ' || s.final_on, 'due on ' || s.due_on)
	FROM (SELECT '{A,B,C,D}'::text[]) AS l(labels),
		jsonb_to_record(standing) AS i(held text, state text, worse_since date, final_on date, is_new boolean, reviewing boolean,
			computed text, kept text, override text, override_until date, approved text, approved_until date, rejected text, rejected_until date),
		customer_grade_internal.settle(jsonb_populate_record(NULL::customer_grade_internal.attachment, policy), labels, day, reviewing,
			held, coalesce(state, 'final'), worse_since, i.final_on, is_new, computed, array_position(labels, computed)::smallint,
			array_position(labels, kept)::smallint, override, override_until, approved, approved_until, rejected, rejected_until) AS s
$$;
\o
SELECT * FROM no_plan();

SELECT is(pg_temp.settle(policy, standing), result, what)
FROM (VALUES
	-- nothing asked for
	('{}'::jsonb, '{"held": "B", "computed": "A"}'::jsonb, 'A/1 final', 'without a policy up at once'),
	('{}', '{"held": "B", "computed": "D"}', 'D/4 final', 'and down'),
	('{}', '{"held": "B", "computed": null}', '- final', 'not graded at once'),
	('{}', '{"held": null, "computed": "D"}', 'D/4 final', 'graded at once'),
	('{}', '{"held": "B", "computed": "none"}', 'none final', 'to a label without rank at once'),
	('{"promotion": null, "demotion": null}', '{"held": "B", "computed": "A"}', 'A/1 final', 'a rule of null is the default'),
	-- promotion and demotion
	('{"promotion": "at review"}', '{"held": "B", "computed": "A"}', 'B/2 final', 'promotion waits for the review'),
	('{"promotion": "at review"}', '{"held": "D", "computed": "A", "reviewing": true}', 'A/1 final', 'which promotes'),
	('{"promotion": "at review"}', '{"held": "B", "computed": "C"}', 'C/3 final', 'demotion does not wait for it'),
	('{"promotion": "one step at review"}', '{"held": "D", "computed": "A"}', 'D/4 final', 'a step is made at review only'),
	('{"promotion": "one step at review"}', '{"held": "D", "computed": "A", "reviewing": true}', 'C/3 final', 'one a review'),
	('{"promotion": "one step at review"}', '{"held": "B", "computed": "A", "reviewing": true}', 'A/1 final', 'the last one'),
	('{"demotion": "at review"}', '{"held": "A", "computed": "C"}', 'A/1 final worse since 2024-03-01', 'demotion waits for the review and says since when'),
	('{"demotion": "at review"}', '{"held": "A", "computed": "C", "worse_since": "2024-02-10"}', 'A/1 final worse since 2024-02-10', 'still waits'),
	('{"demotion": "at review"}', '{"held": "A", "computed": "D", "worse_since": "2024-02-10"}', 'A/1 final worse since 2024-02-10', 'an even worse grade does not begin again'),
	('{"demotion": "at review"}', '{"held": "A", "computed": "A", "worse_since": "2024-02-10"}', 'A/1 final', 'a customer that recovers no longer waits'),
	('{"demotion": "at review"}', '{"held": "B", "computed": "A", "worse_since": "2024-02-10"}', 'A/1 final', 'and may be promoted while a demotion waited'),
	('{"demotion": "at review", "promotion": "at review"}', '{"held": "B", "computed": "A", "worse_since": "2024-02-10"}', 'B/2 final', 'or wait for that'),
	('{"demotion": "at review"}', '{"held": "A", "computed": "C", "worse_since": "2024-02-10", "reviewing": true}', 'C/3 final', 'the review demotes'),
	('{"demotion": "one step at review"}', '{"held": "A", "computed": "C", "reviewing": true}', 'B/2 final worse since 2024-03-01', 'one step, more to come'),
	('{"demotion": "one step at review"}', '{"held": "B", "computed": "C", "worse_since": "2024-02-10", "reviewing": true}', 'C/3 final', 'the last one'),
	('{"promotion": "at review", "demotion": "at review"}', '{"held": "A", "computed": null}', '- final', 'not graded does not wait'),
	('{"promotion": "at review", "demotion": "at review"}', '{"held": "A", "computed": "none"}', 'none final', 'nor does a label without rank'),
	('{"promotion": "at review", "demotion": "at review"}', '{"held": "none", "computed": "A"}', 'A/1 final', 'in neither direction'),
	('{"promotion": "at review", "demotion": "at review"}', '{"held": "gold", "computed": "D"}', 'D/4 final', 'a label of an older version is left at once'),
	('{"promotion": "at review", "demotion": "at review"}', '{"is_new": true, "computed": "A"}', 'A/1 final', 'a new customer has its grade at once'),
	-- grace
	('{"grace": "10 days"}', '{"held": "A", "computed": "C"}', 'A/1 final worse since 2024-03-01 due on 2024-03-11', 'grace begins'),
	('{"grace": "10 days"}', '{"held": "A", "computed": "B", "worse_since": "2024-02-21"}', 'A/1 final worse since 2024-02-21 due on 2024-03-02', 'its last day'),
	('{"grace": "10 days"}', '{"held": "A", "computed": "B", "worse_since": "2024-02-20"}', 'B/2 final', 'is over'),
	('{"grace": "1 month"}', '{"held": "A", "computed": "B", "worse_since": "2024-01-31"}', 'B/2 final', 'a month after 31 January, in a leap year, is over on 1 March'),
	('{"grace": "1 month"}', '{"held": "A", "computed": "B", "worse_since": "2024-02-29"}', 'A/1 final worse since 2024-02-29 due on 2024-03-29', 'a month after 29 February'),
	('{"grace": "36 hours"}', '{"held": "A", "computed": "B"}', 'A/1 final worse since 2024-03-01 due on 2024-03-03', 'a part of a day is a day'),
	('{"grace": "0"}', '{"held": "A", "computed": "B"}', 'B/2 final', 'no grace'),
	('{"grace": "10 days"}', '{"held": "B", "computed": "A"}', 'A/1 final', 'promotion needs none'),
	('{"grace": "10 days"}', '{"held": "A", "computed": "C", "worse_since": "2024-03-05"}', 'A/1 final worse since 2024-03-01 due on 2024-03-11', 'as of a day before it began, it begins there'),
	('{"grace": "10 days", "demotion": "at review"}', '{"held": "A", "computed": "C", "worse_since": "2024-02-25", "reviewing": true}', 'A/1 final worse since 2024-02-25', 'a review within the grace does not demote'),
	('{"grace": "10 days", "demotion": "at review"}', '{"held": "A", "computed": "C", "worse_since": "2024-02-01", "reviewing": true}', 'C/3 final', 'one after it does'),
	('{"grace": "10 days", "demotion": "one step at review"}', '{"held": "A", "computed": "C", "worse_since": "2024-02-01", "reviewing": true}', 'B/2 final worse since 2024-02-01', 'by a step, the next one needs no other grace'),
	-- dead band
	('{}', '{"held": "A", "computed": "C", "kept": "A"}', 'A/1 final', 'the keep values keep the grade'),
	('{}', '{"held": "A", "computed": "C", "kept": "B"}', 'B/2 final', 'or a part of it'),
	('{}', '{"held": "B", "computed": "C", "kept": "A"}', 'B/2 final', 'and never give a better one'),
	('{}', '{"held": "B", "computed": "A", "kept": "A"}', 'A/1 final', 'a customer that earns a better grade gets it'),
	('{}', '{"held": "B", "computed": "C", "kept": "D"}', 'C/3 final', 'nor take away an earned grade'),
	('{}', '{"held": "A", "computed": "C"}', 'C/3 final', 'no dead band'),
	('{}', '{"held": "gold", "computed": "C", "kept": "A"}', 'C/3 final', 'a label without rank is not kept'),
	('{"grace": "10 days"}', '{"held": "A", "computed": "C", "kept": "A", "worse_since": "2024-02-25"}', 'A/1 final', 'what is kept is not worse'),
	-- approval
	('{"approval": ["A"]}', '{"held": "C", "computed": "A"}', 'B/2 pending', 'meanwhile the next worse grade'),
	('{"approval": ["A", "B"]}', '{"held": "D", "computed": "A"}', 'C/3 pending', 'that needs no approval'),
	('{"approval": ["A", "B", "C", "D"]}', '{"held": null, "computed": "B"}', '- pending', 'or none'),
	('{"approval": ["A"], "until_approved": "D"}', '{"held": "C", "computed": "A"}', 'D/4 pending', 'or the one that is named'),
	('{"approval": ["A", "B", "C", "D"], "until_approved": "none"}', '{"held": "none", "computed": "B"}', 'none pending', 'one without rank'),
	('{"approval": ["A", "C"], "until_approved": "B"}', '{"held": "D", "computed": "C"}', 'D/4 pending', 'never a better one than was earned'),
	('{"approval": ["A"]}', '{"held": "B", "state": "pending", "computed": "A", "approved": "A"}', 'A/1 final', 'approved'),
	('{"approval": ["A"]}', '{"held": "B", "state": "pending", "computed": "A", "approved": "A", "approved_until": "2024-03-01"}', 'A/1 final due on 2024-03-02', 'the last day of an approval'),
	('{"approval": ["A"]}', '{"held": "A", "computed": "A", "approved": "A", "approved_until": "2024-02-29"}', 'B/2 pending', 'it has lapsed'),
	('{"approval": ["A"], "demotion": "at review", "grace": "1 year"}', '{"held": "A", "computed": "A", "approved": "A", "approved_until": "2024-02-29"}', 'B/2 pending', 'at once, whatever the demotion rule says'),
	('{"approval": ["A"], "demotion": "at review"}', '{"held": "A", "computed": "D", "worse_since": "2024-01-01"}', 'B/2 final worse since 2024-01-01', 'the demotion waits on'),
	('{"approval": ["A", "B"]}', '{"held": "D", "computed": "B", "approved": "A"}', 'B/2 final', 'an approval covers worse grades'),
	('{"approval": ["A", "B"]}', '{"held": "C", "computed": "A", "approved": "B"}', 'B/2 pending', 'not better ones, but they do not take it'),
	('{"approval": ["A", "B", "C", "D"], "until_approved": "none"}', '{"held": "B", "computed": "A", "approved": "B"}', 'B/2 pending', 'nor does the one that is named'),
	('{"approval": ["A", "B"], "until_approved": "C"}', '{"held": "C", "computed": "A", "approved": "D"}', 'C/3 pending', 'unless it is better'),
	('{"approval": ["A", "none"]}', '{"held": "A", "computed": "none", "approved": "A"}', '- pending', 'an approval covers no label without rank'),
	('{"approval": ["A", "none"]}', '{"held": null, "computed": "none", "approved": "none"}', 'none final', 'but its own'),
	('{"approval": ["A"]}', '{"held": "B", "state": "pending", "computed": "A", "rejected": "A"}', 'B/2 final', 'rejected'),
	('{"approval": ["A"]}', '{"held": "B", "computed": "A", "rejected": "A", "rejected_until": "2024-03-01"}', 'B/2 final due on 2024-03-02', 'until a day'),
	('{"approval": ["A"]}', '{"held": "B", "computed": "A", "rejected": "A", "rejected_until": "2024-02-29"}', 'B/2 pending', 'then a candidate again'),
	('{"approval": ["A", "B"]}', '{"held": "C", "computed": "A", "rejected": "B"}', 'C/3 pending', 'a customer that has risen since waits for approval again'),
	('{"approval": ["A"]}', '{"held": "B", "computed": "B", "approved": "A", "approved_until": "2024-12-31"}', 'B/2 final', 'an approval that is not needed is no date to wait for'),
	('{"approval": ["A"], "promotion": "at review"}', '{"held": "C", "computed": "A"}', 'C/3 pending', 'the grade meanwhile is reached by the promotion rule'),
	('{"approval": ["A"], "promotion": "at review"}', '{"held": "C", "state": "pending", "computed": "A", "approved": "A"}', 'A/1 final', 'the one that was pending begins with its approval'),
	('{"approval": ["A"], "promotion": "at review"}', '{"held": "C", "computed": "A", "approved": "A", "approved_until": "2024-12-31"}', 'C/3 final due on 2025-01-01', 'one approved beforehand waits for the review'),
	('{"approval": ["B"], "promotion": "one step at review"}', '{"held": "C", "computed": "A", "reviewing": true}', 'A/1 final', 'a step leads over a grade that is not approved'),
	('{"approval": ["B"], "demotion": "one step at review"}', '{"held": "A", "computed": "C", "reviewing": true}', 'C/3 final', 'down as well'),
	('{"approval": ["A"]}', '{"held": "A", "computed": "B", "kept": "A", "approved": "A", "approved_until": "2024-12-31"}', 'A/1 final due on 2025-01-01', 'a grade kept by the dead band'),
	('{"approval": ["A"]}', '{"held": "A", "computed": "B", "kept": "A"}', 'B/2 final', 'lapses with its approval'),
	-- provisional
	('{"provisional": "6 months"}', '{"is_new": true, "computed": "B"}', 'B/2 provisional provisional until 2024-09-01 due on 2024-09-01', 'a new customer is provisional'),
	('{"provisional": "6 months"}', '{"held": "B", "state": "provisional", "final_on": "2024-03-02", "computed": "C"}', 'C/3 provisional provisional until 2024-03-02 due on 2024-03-02', 'and moves'),
	('{"provisional": "6 months"}', '{"held": "B", "state": "provisional", "final_on": "2024-03-01", "computed": "B"}', 'B/2 final', 'until the day'),
	('{}', '{"held": "B", "state": "provisional", "final_on": "2024-03-02", "computed": "B"}', 'B/2 provisional provisional until 2024-03-02 due on 2024-03-02', 'even if nobody is any more'),
	('{"provisional": "6 months"}', '{"held": "B", "computed": "B"}', 'B/2 final', 'old customers are not'),
	('{"provisional": "6 months", "approval": ["A"]}', '{"is_new": true, "computed": "A"}', 'B/2 pending provisional until 2024-09-01 due on 2024-09-01', 'pending goes before provisional'),
	('{"provisional": "6 months", "approval": ["A"]}', '{"held": "B", "state": "pending", "final_on": "2024-09-01", "computed": "A", "approved": "A", "approved_until": "2024-08-01"}',
		'A/1 provisional provisional until 2024-09-01 due on 2024-08-02', 'approved, it is provisional'),
	-- override
	('{}', '{"held": "C", "computed": "C", "override": "A"}', 'A/1 override', 'an override'),
	('{}', '{"held": "A", "state": "override", "computed": "C", "override": "A", "override_until": "2024-03-01"}', 'A/1 override due on 2024-03-02', 'on its last day'),
	('{"demotion": "at review", "grace": "1 year"}', '{"held": "A", "state": "override", "computed": "C", "override": "A", "override_until": "2024-02-29"}', 'C/3 final', 'after it the computed grade is back at once'),
	('{"demotion": "at review", "promotion": "at review"}', '{"held": "D", "state": "override", "computed": "A"}', 'A/1 final', 'also a better one'),
	('{}', '{"held": "A", "state": "override", "computed": "C", "kept": "A"}', 'C/3 final', 'no dead band keeps it'),
	('{"demotion": "at review", "grace": "10 days"}', '{"held": "A", "computed": "C", "override": "B", "worse_since": "2024-02-28"}', 'B/2 override', 'nothing waits under an override'),
	('{}', '{"held": "C", "computed": null, "override": "B"}', 'B/2 override', 'a customer that is not graded may have one'),
	('{}', '{"held": "C", "computed": "C", "override": "none"}', 'none override', 'a label without rank'),
	('{"approval": ["A"]}', '{"held": "C", "computed": "C", "override": "A"}', 'A/1 override', 'it needs no other approval'),
	('{"approval": ["A"]}', '{"held": "A", "state": "override", "computed": "A", "override": "A", "override_until": "2024-02-29"}', 'B/2 pending', 'and is none'),
	('{"approval": ["A"], "provisional": "6 months"}', '{"is_new": true, "computed": "A", "override": "D", "override_until": "2024-12-31"}',
		'D/4 override provisional until 2024-09-01 due on 2024-09-01', 'override, pending and provisional'),
	('{"approval": ["A"]}', '{"held": "D", "state": "override", "final_on": "2024-09-01", "computed": "A", "override": "D", "override_until": "2024-02-01"}',
		'B/2 pending provisional until 2024-09-01 due on 2024-09-01', 'then pending'),
	('{"approval": ["A"]}', '{"held": "D", "state": "override", "final_on": "2024-09-01", "computed": "A", "rejected": "A"}',
		'B/2 provisional provisional until 2024-09-01 due on 2024-09-01', 'then provisional')
) AS v(policy, standing, result, what);

SELECT is(string_agg(day || ' ' || pg_temp.settle('{"grace": "3 days"}', jsonb_build_object('held', 'A', 'computed', 'C', 'worse_since', '2024-02-28'), day), E'\n' ORDER BY day),
	'2024-02-28 A/1 final worse since 2024-02-28 due on 2024-03-02
2024-02-29 A/1 final worse since 2024-02-28 due on 2024-03-02
2024-03-01 A/1 final worse since 2024-02-28 due on 2024-03-02
2024-03-02 C/3 final', 'a grace interval day by day')
FROM (SELECT generate_series('2024-02-28'::date, '2024-03-02', '1 day')::date) AS d(day);

SELECT throws_ok(format('SELECT pg_temp.settle(%L, %L)', policy, standing), '22023', message, message)
FROM (VALUES ('{"promotion": "later"}', '{}', 'unknown promotion rule "later"'),
	('{"demotion": "At review"}', '{}', 'unknown demotion rule "At review"'),
	('{}', '{"state": "done"}', 'unknown state "done" of a grade')) AS v(policy, standing, message);
SELECT throws_ok($$ SELECT customer_grade_internal.settle(jsonb_populate_record(NULL::customer_grade_internal.attachment, '{}'), '{A,B}', '2024-03-01', false, NULL, 'final', NULL, NULL, true,
	'C', 3::smallint, NULL, NULL, NULL, NULL, NULL, NULL, NULL) $$, '22023', 'rank 3 is out of range', 'a rank that there is not');
SELECT throws_ok($$ SELECT customer_grade_internal.settle(NULL, '{A,B}', '2024-03-01', false, NULL, 'final', NULL, NULL, true, 'A', 1::smallint, NULL, NULL, NULL, NULL, NULL, NULL, NULL) $$,
	'22004', 'policy must not be null', 'no policy');
SELECT throws_ok($$ SELECT customer_grade_internal.settle(jsonb_populate_record(NULL::customer_grade_internal.attachment, '{}'), '{A,B}', NULL, false, NULL, 'final', NULL, NULL, true,
	'A', 1::smallint, NULL, NULL, NULL, NULL, NULL, NULL, NULL) $$, '22004', 'day must not be null', 'no day');

--
-- Generated cases
--
\o /dev/null
SELECT setseed(0.25);
CREATE FUNCTION pg_temp.pick(VARIADIC labels text[]) RETURNS text LANGUAGE sql VOLATILE AS
	$$ SELECT labels[1 + floor(random() * cardinality(labels))::int] $$;
CREATE FUNCTION pg_temp.day(distance int) RETURNS date LANGUAGE sql VOLATILE AS
	$$ SELECT CASE WHEN random() < 0.7 THEN '2024-02-20'::date + floor(random() * distance)::int END $$;
\ir include/restated.sql
CREATE TABLE cases OF restated.standing;
INSERT INTO cases
SELECT number, jsonb_populate_record(NULL::customer_grade_internal.attachment, jsonb_build_object(
		'promotion', pg_temp.pick('immediate', 'at review', 'one step at review'),
		'demotion', pg_temp.pick('immediate', 'at review', 'one step at review'),
		'grace', pg_temp.pick(NULL, '5 days', '1 month', '10 days 1 hour'),
		'provisional', pg_temp.pick(NULL, '5 days', '1 month'),
		'approval', pg_temp.pick(NULL, '["A"]', '["A","B"]', '["B"]', '["A","B","C","D","none"]', '["B","gold"]')::jsonb,
		'until_approved', pg_temp.pick(NULL, NULL, 'C', 'D', 'none', 'B'))) AS policy,
	'{A,B,C,D}'::text[] AS labels, '2024-02-20'::date + floor(random() * 20)::int AS day, random() < 0.3 AS reviewing,
	CASE WHEN is_new THEN NULL ELSE pg_temp.pick(NULL, 'A', 'B', 'C', 'D', 'A', 'B', 'C', 'D', 'none', 'gold') END AS held,
	CASE WHEN is_new THEN 'final' ELSE pg_temp.pick('final', 'provisional', 'pending', 'override') END AS state,
	CASE WHEN is_new THEN NULL ELSE pg_temp.day(20) END AS worse_since, CASE WHEN is_new THEN NULL ELSE pg_temp.day(30) END AS final_on, is_new,
	pg_temp.pick(NULL, 'A', 'B', 'C', 'D', 'A', 'B', 'C', 'D', 'none') AS computed, pg_temp.pick(NULL, NULL, 'A', 'B', 'C', 'D') AS kept,
	pg_temp.pick(NULL, NULL, NULL, 'A', 'D', 'none') AS override, pg_temp.day(30) AS override_until,
	pg_temp.pick(NULL, NULL, 'A', 'B', 'C', 'none') AS approved, pg_temp.day(30) AS approved_until, pg_temp.pick(NULL, NULL, 'A', 'B', 'none') AS rejected, pg_temp.day(30) AS rejected_until
FROM (SELECT number, random() < 0.1 AS is_new FROM generate_series(1, 20000) AS number) AS g;

CREATE FUNCTION pg_temp.settled(c cases) RETURNS jsonb LANGUAGE sql AS $$
	SELECT to_jsonb(s) FROM customer_grade_internal.settle(c.policy, c.labels, c.day, c.reviewing, c.held, c.state, c.worse_since, c.final_on, c.is_new,
		c.computed, array_position(c.labels, c.computed)::smallint, array_position(c.labels, c.kept)::smallint,
		c.override, c.override_until, c.approved, c.approved_until, c.rejected, c.rejected_until) AS s
$$;
CREATE TABLE results AS SELECT c.number, s.*
FROM cases AS c, customer_grade_internal.settle(c.policy, c.labels, c.day, c.reviewing, c.held, c.state, c.worse_since, c.final_on, c.is_new,
	c.computed, array_position(c.labels, c.computed)::smallint, array_position(c.labels, c.kept)::smallint,
	c.override, c.override_until, c.approved, c.approved_until, c.rejected, c.rejected_until) AS s;
\o
SELECT is((SELECT count(*) FROM results AS r JOIN cases AS c USING (number)
	WHERE to_jsonb(r) - 'number' <> restated.settle(c)), 0::bigint, 'settle() and its restatement agree on 20,000 cases');
SELECT is((SELECT to_jsonb(c) - 'policy' - 'labels' || jsonb_build_object('policy', jsonb_strip_nulls(to_jsonb(c.policy)), 'settle', to_jsonb(r), 'restated', restated.settle(c))
	FROM results AS r JOIN cases AS c USING (number) WHERE to_jsonb(r) - 'number' <> restated.settle(c) ORDER BY number LIMIT 1), NULL, 'the first that differs');
SELECT cmp_ok(count(*), '>', 250::bigint, what || ' occurs often')
FROM (SELECT state AS what FROM results UNION ALL
	SELECT 'waiting demotion' FROM results WHERE worse_since IS NOT NULL UNION ALL
	SELECT 'due day' FROM results WHERE due_on IS NOT NULL UNION ALL
	SELECT 'promotion held back' FROM results JOIN cases USING (number) WHERE grade = held AND computed < held AND held < 'E' AND results.state = 'final') AS w
GROUP BY what ORDER BY what;
SELECT is((SELECT count(*) FROM results WHERE rank IS DISTINCT FROM array_position('{A,B,C,D}', grade)), 0::bigint, 'the rank is that of the label');
SELECT is((SELECT count(*) FROM results JOIN cases USING (number) WHERE due_on <= day), 0::bigint, 'a due day is to come');
SELECT is((SELECT count(*) FROM results AS r JOIN cases AS c USING (number), customer_grade_internal.settle(c.policy, c.labels, c.day, false, r.grade, r.state, r.worse_since, r.final_on, false,
		c.computed, array_position(c.labels, c.computed)::smallint, array_position(c.labels, c.kept)::smallint,
		c.override, c.override_until, c.approved, c.approved_until, c.rejected, c.rejected_until) AS s
	WHERE to_jsonb(s) <> to_jsonb(r) - 'number'), 0::bigint, 'to settle again changes nothing');
SELECT is((SELECT count(*) FROM results AS r JOIN cases AS c USING (number), customer_grade_internal.settle(c.policy, c.labels, c.day, true, r.grade, r.state, r.worse_since, r.final_on, false,
		c.computed, array_position(c.labels, c.computed)::smallint, array_position(c.labels, c.kept)::smallint,
		c.override, c.override_until, c.approved, c.approved_until, c.rejected, c.rejected_until) AS s
	WHERE c.reviewing AND to_jsonb(s) <> to_jsonb(r) - 'number'
		AND NOT ((c.policy).promotion = 'one step at review' OR (c.policy).demotion = 'one step at review')), 0::bigint, 'nor to review again, but for steps');
-- between today and the due day nothing changes by itself, and on it something does
SELECT is((SELECT count(*) FROM results AS r JOIN cases AS c USING (number), generate_series(c.day + 1, least(r.due_on - 1, c.day + 40), '1 day') AS d(day),
		customer_grade_internal.settle(c.policy, c.labels, d.day::date, false, r.grade, r.state, r.worse_since, r.final_on, false,
		c.computed, array_position(c.labels, c.computed)::smallint, array_position(c.labels, c.kept)::smallint,
		c.override, c.override_until, c.approved, c.approved_until, c.rejected, c.rejected_until) AS s
	WHERE number <= 5000 AND to_jsonb(s) <> to_jsonb(r) - 'number'), 0::bigint, 'before the due day nothing changes');
SELECT is((SELECT count(*) FROM results AS r JOIN cases AS c USING (number),
		customer_grade_internal.settle(c.policy, c.labels, coalesce(r.due_on, c.day), false, r.grade, r.state, r.worse_since, r.final_on, false,
		c.computed, array_position(c.labels, c.computed)::smallint, array_position(c.labels, c.kept)::smallint,
		c.override, c.override_until, c.approved, c.approved_until, c.rejected, c.rejected_until) AS s
	WHERE r.due_on IS NOT NULL AND to_jsonb(s) = to_jsonb(r) - 'number'), 0::bigint, 'on it something does');
SELECT * FROM finish();
