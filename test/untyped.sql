-- Every public function takes literals without a type: as a person writes them, and as drivers send them.

\o /dev/null
SET client_min_messages = error;
SET customer_grade.clock = '2024-06-15 12:00 UTC';
SET TimeZone = 'UTC';
\ir calls.psql
\o
SELECT * FROM no_plan();

-- procedures commit: outside of a function
SELECT customer_grade.define_standard('reviewed', 'grades A > B; metric amount number; grade A when amount > 1000; grade B otherwise;', '2024-01-01'),
	customer_grade.attach('reviewed', 'other') \g /dev/null
CALL customer_grade.review('reviewed', 'other', '2024-06-15', '100');
CALL customer_grade.publish('reviewed', 'other');
CALL customer_grade.run_due_reviews('100');
CREATE TRIGGER keep BEFORE INSERT ON kept FOR EACH ROW EXECUTE FUNCTION customer_grade.grade_row('reviewed', 'grade');
INSERT INTO kept VALUES (1, 2000);

DO $$
DECLARE c record;
BEGIN
	FOR c IN SELECT * FROM call ORDER BY place LOOP
		BEGIN
			EXECUTE 'SELECT' || c.text;
			UPDATE call SET text = c.text || '-- ok' WHERE place = c.place;
		EXCEPTION WHEN OTHERS THEN
			UPDATE call SET text = c.text || '-- ' || SQLSTATE || ' ' || SQLERRM WHERE place = c.place;
		END;
	END LOOP;
END $$;
SELECT matches(text, '-- ok$', text) FROM call ORDER BY place;
SELECT is((SELECT grade FROM kept), 'A', 'grade_row()');
SELECT is_empty($$
	SELECT DISTINCT p.proname FROM pg_proc AS p
	WHERE p.pronamespace = 'customer_grade'::regnamespace
		AND p.proname NOT IN (SELECT substring(text FROM 'customer_grade\.(\w+)') FROM call)
		AND p.proname NOT IN ('review', 'publish', 'run_due_reviews', 'grade_row') $$, 'all public functions are called');

-- what is none of the values allowed is told with them
SELECT customer_grade.attach('sales', 'customer') \g /dev/null
CREATE FUNCTION pg_temp.error(command text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE hint text;
BEGIN
	EXECUTE command;
	RETURN 'no error';
EXCEPTION WHEN OTHERS THEN
	GET STACKED DIAGNOSTICS hint = PG_EXCEPTION_HINT;
	RETURN SQLSTATE || ' ' || SQLERRM || ' | ' || hint;
END $$;
SELECT is(pg_temp.error('SELECT customer_grade.' || command), '22023 ' || message, command) FROM (VALUES
	($$ roll_off('sales', 'customer', every => 'decade') $$, 'invalid value for every: "decade" | Use day, week, month, quarter or year.'),
	($$ grade_days('sales', 'customer', '2024-01-01', every => 'days') $$, 'invalid value for every: "days" | Use day, week, month, quarter or year.'),
	($$ override_rate('sales', 'customer', '2024-01-01', every => '') $$, 'invalid value for every: "" | Use day, week, month, quarter or year.'),
	($$ report_html('sales', 'customer', language => 'fr') $$, 'the report is not available in language "fr" | It is en or zh.'),
	($$ approve('sales', 'customer', '7', decision => 'yes') $$, '"yes" is not a kind of decision | The kinds are override, minimum and approval.'),
	($$ withdraw('sales', 'customer', '7', decision => 'yes') $$, '"yes" is not a kind of decision | The kinds are override, minimum and approval.'),
	($$ attach('sales', 'other', parameters => '[1]') $$, 'parameters is not a JSON object: [1] | Write values by name, such as {"limit": 1000}.'),
	($$ alter_attachment('sales', 'customer', parameters => '5') $$, 'parameters is not a JSON object: 5 | Write values by name, such as {"limit": 1000}.'),
	($$ impact('sales', 'customer', 'grades A; grade A otherwise;', parameters => '[]') $$, 'parameters is not a JSON object: [] | Write values by name, such as {"limit": 1000}.'),
	($$ alter_standard('sales', settings => '[]') $$, 'settings is not a JSON object: [] | Write values by name, such as {"limit": 1000}.'),
	($$ track('customer', 'orders', 'customer_id', 'on_day', months => 0) $$, 'cannot keep 0 months | months must be 1 to 12000.'),
	($$ customer_grades('customer', '{"nr": 7}') $$, '{"nr": 7} is not a key of table "public.customer" | A key is an object with column id, or the value of that column.'),
	($$ assessment_form('sales', 'customer', '{"id": null}') $$, '{"id": null} is not a key of table "public.customer" | A key is an object with column id, or the value of that column.'),
	($$ grade_at('sales', 'customer', NULL, '2024-01-01') $$, 'null is not a key of table "public.customer" | A key is an object with column id, or the value of that column.')) AS v(command, message);

SELECT * FROM finish();
