-- What lint() and cases find stops a version, unless somebody accepts it: then it stays accepted as long as it is the same.
SELECT * FROM no_plan();

\o /dev/null
SET client_min_messages = warning;
SET TimeZone = 'UTC';
SET customer_grade.clock = '2026-06-15 12:00+00';
\ir include/error.sql
-- what a version has accepted
CREATE FUNCTION pg_temp.accepted(version int) RETURNS text LANGUAGE sql AS $$
	SELECT string_agg(concat_ws(' / ', a ->> 'statement', a ->> 'reason', a ->> 'accepted_by' = current_user, a ->> 'accepted_on'), '; ')
	FROM customer_grade.standard AS s, jsonb_array_elements(s.accepted) AS a WHERE s.name = 's' AND s.version = $1 $$;
\o

-- errors of lint(), in the first version, too
SELECT is(pg_temp.error($$ SELECT customer_grade.define_standard('s', 'grades A > B > C; metric n number;
	grade B when n >= 10;
	grade A when n >= 100;
	grade C otherwise;') $$),
	'23514 version 1 of standard "s" has 1 error | '
	'Line 3: grade "A" can never be reached: wherever its condition is true, a rule before it decides. | '
	'lint() and run_cases() of the rubric tell more. To accept them: define_standard(..., force => ''reason'').', 'a version with an error is refused');
SELECT is_empty($$ SELECT FROM customer_grade.standard WHERE name = 's' $$, 'and not there');
SELECT is(pg_temp.error($$ SELECT customer_grade.define_standard('s', 'grades A > B; metric n number between 0 and 100; grade A when n between 91 and 100; grade B when n <= 90;') $$),
	'23514 version 1 of standard "s" has 1 error | Line 1: no rule fits where n > 90 and n < 91. | '
	'lint() and run_cases() of the rubric tell more. To accept them: define_standard(..., force => ''reason'').', 'a gap is one');
SELECT is(pg_temp.error($$ SELECT customer_grade.define_standard('s', 'grades A; grade A otherwise;', force => ' ') $$),
	'22023 force needs a reason | The version keeps it: force => ''the second rule stays until the contracts end''.', 'force is a reason');
SELECT lives_ok($$ SELECT customer_grade.define_standard('s', 'grades A > B > C; metric n number;
	grade B when n >= 10;
	grade A when n >= 100;
	grade C otherwise;', '2020-01-01', force => 'A comes later') $$, 'with a reason it is accepted');
SELECT is(pg_temp.accepted(1), 'grade A when n >= 100 / A comes later / t / 2026-06-15', 'which the version keeps');

-- as long as statement and message are the same, on whatever line
SELECT lives_ok($$ SELECT customer_grade.define_standard('s', 'grades A > B > C; metric n number;
	-- as before
	grade B when n >= 20;
	grade A when n >= 100;
	grade C otherwise;', '2021-01-01') $$, 'a later version has the same finding');
SELECT is(pg_temp.accepted(2), 'grade A when n >= 100 / A comes later / t / 2026-06-15', 'with its reason');
SELECT alike(pg_temp.error($$ SELECT customer_grade.define_standard('s', 'grades A > B > C; metric n number;
	grade B when n >= 20;
	grade A when n >= 101;
	grade C otherwise;', '2022-01-01') $$), '23514 version 3 of standard "s" has 1 error | Line 3: %', 'another statement is another finding');
SELECT lives_ok($$ SELECT customer_grade.define_standard('s', 'grades A > B; metric n number; grade A when n >= 20; grade B otherwise;', '2022-01-01') $$, 'without it');
SELECT is(pg_temp.accepted(3), NULL, 'nothing is accepted any more');
SELECT alike(pg_temp.error($$ SELECT customer_grade.define_standard('s', 'grades A > B > C; metric n number; grade B when n >= 20; grade A when n >= 100; grade C otherwise;') $$),
	'23514 version 4 %', 'nor does it come back by itself');

-- cases that fail
SELECT customer_grade.set_case('s', 'at the bound', '{"n": 20}', expected_grade => 'A'), customer_grade.set_case('s', 'none', '{}') \g /dev/null
SELECT is(pg_temp.error($$ SELECT customer_grade.define_standard('s', 'grades A > B; metric n number; grade A when n > 20; grade B otherwise;') $$),
	'23514 version 4 of standard "s" has 1 error | Case "at the bound": expected grade A, got grade B. | '
	'lint() and run_cases() of the rubric tell more. To accept them: define_standard(..., force => ''reason'').', 'a case that fails is an error');
SELECT lives_ok($$ SELECT customer_grade.define_standard('s', 'grades A > B; metric n number; grade A when n > 20; grade B otherwise;', '2023-01-01', force => 'letter of 1 March') $$, 'unless it is accepted');
SELECT lives_ok($$ SELECT customer_grade.define_standard('s', 'grades A > B; metric n number; grade A when n > 20.5; grade B otherwise;', '2024-01-01') $$, 'for later versions, too');
SELECT is(pg_temp.accepted(5), 'case "at the bound" / letter of 1 March / t / 2026-06-15', 'with its reason');
SELECT is(pg_temp.error($$ SELECT customer_grade.define_standard('s', 'grades A > B; metric n number; grade A when n > 30; grade B when n > 25;') $$),
	'23514 version 6 of standard "s" has 2 errors | Line 1: no rule fits where n <= 25.' || E'\n' || 'Case "at the bound": expected grade A, got no grade (no rule). | '
	'lint() and run_cases() of the rubric tell more. To accept them: define_standard(..., force => ''reason'').', 'another result is another finding');
SELECT customer_grade.set_case('s', 'bound ' || i, '{"n": 20}', expected_grade => 'A') FROM generate_series(1, 12) AS i \g /dev/null
SELECT alike(pg_temp.error($$ SELECT customer_grade.define_standard('s', 'grades A > B; metric n number; grade A when n > 30; grade B otherwise;') $$),
	'23514 version 6 of standard "s" has 12 errors | Case "bound 1": %' || E'\n... and 2 more. | %', 'ten are listed');

-- a draft may have errors; it is its approval that they stop
SELECT lives_ok($$ SELECT customer_grade.define_standard('s', 'grades A > B; metric n number; grade A when n > 30; grade B when n > 25;', draft => true) $$, 'a draft may have errors');
SELECT alike(pg_temp.error($$ SELECT customer_grade.approve_standard('s', 6) $$), '23514 version 6 of standard "s" has 14 errors | Line 1: no rule fits where n <= 25.%'
	'To accept them: approve_standard(''s'', 6, force => ''reason'').', 'they stop its approval');
SELECT lives_ok($$ SELECT customer_grade.approve_standard('s', 6, '2025-01-01', 'the new list of 2025') $$, 'unless they are accepted');
SELECT is((SELECT count(DISTINCT a ->> 'statement') || ' ' || string_agg(DISTINCT a ->> 'reason', ' ') FROM customer_grade.standard AS s, jsonb_array_elements(s.accepted) AS a
	WHERE s.name = 's' AND s.version = 6), '14 the new list of 2025', 'which the version keeps');

-- nothing else stops a version: this one has a warning
SELECT is((SELECT string_agg(DISTINCT severity, ' ') FROM customer_grade.lint(
	'grades A > B; metric n number; metric m number; grade A when n > 5; grade B when n > 3; grade A when n > 2 and m > 4; grade B otherwise;'::customer_grade.rubric)
	WHERE severity IN ('error', 'warning')), 'warning', 'a rubric with a warning');
SELECT lives_ok($$ SELECT customer_grade.define_standard('w',
	'grades A > B; metric n number; metric m number; grade A when n > 5; grade B when n > 3; grade A when n > 2 and m > 4; grade B otherwise;') $$, 'is not stopped');
SELECT is((SELECT accepted FROM customer_grade.standard WHERE name = 'w'), '[]', 'and nothing is accepted');

-- the catalog passes on what stands in its texts
UPDATE customer_grade_internal.catalog SET accepted = '[{"statement": "x", "message": "y", "reason": "so it stands"}]' WHERE name = 'abc_revenue';
SELECT customer_grade.adopt('abc_revenue') \g /dev/null
SELECT is((SELECT accepted #>> '{0,reason}' FROM customer_grade.standard WHERE name = 'abc_revenue'), 'so it stands', 'adopt() passes on what the catalog has accepted');

SELECT * FROM finish();
