-- Days of a report are those of the attachment: whatever time zone and evaluation date a session has, each report answers the same.
SET client_min_messages = warning;
SELECT * FROM no_plan();

-- in Los Angeles it is still 31 May, in Auckland 1 June
SET customer_grade.clock = '2025-06-01 03:00+00';
SET TimeZone = 'America/Los_Angeles';
SELECT customer_grade.define_standard('zone', $$grades new > old; metric d date; metric amount number; parameter as_of date;
	score = amount;
	grade new when d >= date '2025-06-01' or as_of - d > 300; grade old otherwise; provisional 10 days;
	treatment visit_interval = 1 when d = date '2025-05-31' unit 'week';
	treatment validity for old = 1 when d = date '2025-05-31' unit 'month';
	treatment credit_limit for old = 5 when d = date '2025-05-31';$$, '2020-01-01') \g /dev/null
CREATE TABLE client (id int PRIMARY KEY, at timestamptz, name text);
INSERT INTO client VALUES (1, '2025-06-01 03:00+00', 'north'), (2, '2025-05-01 06:30+00', 'south');
CREATE TABLE visit (id int PRIMARY KEY, at timestamptz, amount numeric);
INSERT INTO visit VALUES (1, '2025-06-01 04:00+00', 10), (2, '2025-05-02 03:00+00', 20);
CREATE VIEW figures AS SELECT id, at::date AS d, customer_grade.as_of() - at::date AS amount FROM client;
SELECT customer_grade.attach('zone', 'client', 'figures', time_zone => 'America/Los_Angeles') \g /dev/null
SELECT customer_grade.override('zone', 'client', '2', 'new', 'a reason', '2025-06-05') \g /dev/null
SELECT is((SELECT string_agg(grade || ' ' || computed_grade, ', ' ORDER BY id) FROM client_zone_ledger), 'old old, new old', 'graded in Los Angeles');
SET customer_grade.clock = '2025-06-03 03:00+00';

CREATE TABLE call (name text, arguments text);
INSERT INTO call VALUES
	('distribution', ''), ('population_stability', $$, '2025-05-31'$$), ('concentration', $$, 'amount'$$),
	('migration', $$, '2025-05-31', NULL, 'amount'$$), ('movers', $$, '2025-05-30'$$), ('dwell_time', ''), ('flapping', $$, '2025-05-01', NULL, 0$$),
	('grade_days', $$, '2025-05-30', NULL, 'day'$$), ('override_rate', $$, '2025-05-30', NULL, 'day'$$),
	('watchlist', ', 0.9'), ('next_grade', ''), ('roll_off', ', 12'), ('ranking', ''), ('ranking', $$, '{d}'$$),
	('impact', $$, 'grades new > old; metric d date; metric amount number; parameter as_of date; grade new when as_of - d <= 2; grade old otherwise;', policies => true$$), ('impact_matrix', $$, 'grades new > old; metric d date; metric amount number; parameter as_of date; grade new when as_of - d <= 2; grade old otherwise;', as_of => '2025-05-31'$$), ('impact_summary', $$, 'grades new > old; metric d date; metric amount number; parameter as_of date; grade new when as_of - d <= 2; grade old otherwise;'$$),
	('lint', ''), ('challenge', ', 1, 1'),
	('assessment_form', $$, '1'$$), ('explain_customer', $$, '1'$$), ('customer_treatments', ''), ('grade_at', $$, '1', '2025-06-02 00:00+00'$$),
	('verify', ''), ('verify', $$, '2025-06-02'$$), ('check_version', ''), ('problems', ''), ('benchmark', ''), ('coverage', ''),
	('contacts_due', $$, 'visit', 'at', '{id}', 'visit_interval', '2025-06-30'$$), ('service_order', $$, 'visit', 'at', '{id}'$$),
	('credit_check', $$, 'visit', 'amount', 'at', '{id}'$$), ('benefits_expiring', ', 60'), ('report_html', $$, amount_column => 'amount'$$);
SELECT is_empty($$ SELECT DISTINCT p.proname FROM pg_proc AS p
	WHERE p.pronamespace = 'customer_grade'::regnamespace AND p.prosrc = 'owner_gate' AND oidvectortypes(p.proargtypes) ~ '^text, regclass'
		AND p.proname NOT IN ('take_events', 'override', 'end_override', 'propose', 'approve', 'reject', 'withdraw', 'awaiting', 'forget_customer', 'discrimination', 'import_grades')
		AND p.proname NOT IN (SELECT c.name FROM call AS c) $$, 'all reports are called');

-- The rows of a call by a session with these settings.
CREATE FUNCTION pg_temp.answer(call text, zone text, as_of text) RETURNS jsonb LANGUAGE plpgsql AS $$
DECLARE
	answer jsonb;
BEGIN
	PERFORM set_config('TimeZone', zone, true), set_config('customer_grade.as_of', as_of, true);
	EXECUTE 'CREATE TEMP TABLE answer AS SELECT * FROM ' || call || ' AS t';
	IF (current_setting('TimeZone'), current_setting('customer_grade.as_of')) <> (zone, as_of) THEN
		RETURN '"settings are left behind"';
	END IF;
	PERFORM set_config('TimeZone', 'UTC', true), set_config('customer_grade.as_of', '', true);
	SELECT coalesce(jsonb_agg(to_jsonb(a)), '[]') INTO answer FROM answer AS a;
	DROP TABLE answer;
	RETURN answer;
END $$;

CREATE TABLE answer AS
SELECT c.*, pg_temp.answer(t.text, 'America/Los_Angeles', '') AS there, pg_temp.answer(t.text, 'Pacific/Auckland', '2024-01-01') AS elsewhere
FROM call AS c, LATERAL (SELECT format('customer_grade.%I(%L, %L%s)', c.name, 'zone', 'client', c.arguments) AS text) AS t;
SELECT is(elsewhere, there, name || '(' || arguments || ')') FROM answer ORDER BY name, arguments;
SELECT is_empty($$ SELECT name FROM answer WHERE there = '[]' AND name NOT IN ('roll_off', 'verify', 'check_version', 'problems') $$, 'the reports have something to say');

-- the days themselves
SET TimeZone = 'Pacific/Auckland';
SELECT is_empty($$ SELECT * FROM customer_grade.verify('zone', 'client') $$, 'verify() fills the parameter as_of');
SELECT is_empty($$ SELECT * FROM customer_grade.roll_off('zone', 'client', 1) $$, 'nobody moves at midnight of another place');
SELECT is(value, '2025-05-31', 'the form shows the day of the table')
FROM customer_grade.assessment_form('zone', 'client', '1') WHERE section_en = 'metric' AND item_en = 'd';
SELECT results_eq($$ SELECT (key ->> 'id')::int, every, last_contact FROM customer_grade.contacts_due('zone', 'client', 'visit', 'at', '{id}', 'visit_interval', '2025-06-30') $$,
	$$ VALUES (1, interval '7 days', date '2025-05-31') $$, 'conditions of treatments see the day of the table');

-- a rubric may have another parameter of that name
SELECT is((SELECT count(*) FROM customer_grade.impact('zone', 'client', 'grades new > old; parameter as_of number = 5; grade new when as_of = 5; grade old otherwise;')),
	2::bigint, 'as_of that is no date has its default');
SELECT customer_grade.define_standard('number', 'grades A > B; metric amount number; parameter as_of number = 5; grade A when as_of = 5; grade B otherwise;', '2020-01-01', force => 'nobody gets B') \g /dev/null
SELECT customer_grade.attach('number', 'client', 'figures') \g /dev/null
SELECT is_empty($$ SELECT * FROM customer_grade.verify('number', 'client') $$, '... also in verify()');

-- with easier thresholds for keeping a grade, as_of is filled in these, too
SELECT customer_grade.define_standard('kept', 'grades new > old; metric d date; parameter as_of date; parameter days number = 10 keep 100; grade new when as_of - d < days; grade old otherwise;',
	'2020-01-01') \g /dev/null
SELECT customer_grade.attach('kept', 'client', 'figures') \g /dev/null
SET customer_grade.clock = '2025-06-20 03:00+00';
UPDATE client SET name = upper(name);
SELECT is((SELECT string_agg(grade || ' ' || computed_grade, ', ' ORDER BY id) FROM client_kept_ledger), 'new old, old old', 'kept by the easier threshold');
SELECT is_empty($$ SELECT * FROM customer_grade.verify('kept', 'client') $$, '... which verify() finds right');

SELECT * FROM finish();
