-- Every public function takes literals without a type: as a person writes them, and as drivers send them.

\o /dev/null
SET client_min_messages = error;
SET customer_grade.clock = '2024-06-15 12:00 UTC';
SET TimeZone = 'UTC';
CREATE TABLE customer (id int PRIMARY KEY, amount numeric, shop int);
CREATE TABLE orders (id int PRIMARY KEY, customer_id int, on_day date, amount numeric);
CREATE INDEX ON orders (customer_id);
CREATE TABLE other (id int PRIMARY KEY, amount numeric);
CREATE TABLE kept (id int PRIMARY KEY, amount numeric, grade text);
INSERT INTO customer VALUES (7, 2000, 1), (8, 10, 1);
INSERT INTO orders VALUES (1, 7, '2024-01-01', 5);
\o
SELECT * FROM no_plan();

-- in this order: one prepares the other
CREATE TABLE call (place int GENERATED ALWAYS AS IDENTITY, text text);
INSERT INTO call (text) VALUES
	($$ customer_grade.define_standard('sales', 'grades A > B; metric amount number; grade A when amount > 1000; grade B otherwise;', '2024-01-01', 'title') $$),
	($$ customer_grade.define_standard('gone', 'grades A > B; metric amount number; grade A when amount > 1000; grade B otherwise;', '2024-01-01') $$),
	($$ customer_grade.define_standard('scored', 'metric amount number; criterion size max 100 = amount;', '2024-01-01') $$),
	($$ customer_grade.alter_standard('sales', NULL, 'sales', '{"target_share": {"A": 0.2}}') $$),
	($$ customer_grade.retire_standard('gone', '2024-05-01') $$),
	($$ customer_grade.drop_standard('gone') $$),
	($$ customer_grade.grant_standard('sales', 'pg_monitor') $$),
	($$ customer_grade.revoke_standard('sales', 'pg_monitor') $$),
	($$ customer_grade.grant_standard(NULL, 'pg_monitor') $$),
	($$ customer_grade.revoke_standard(NULL, 'pg_monitor') $$),
	($$ customer_grade.grant_dump('pg_monitor') $$),
	($$ customer_grade.revoke_dump('pg_monitor') $$),
	($$ customer_grade.adopt('cmb_five_level', 'bank') $$),
	($$ customer_grade.catalog_treatments('cmb_five_level', 'gold', '{}') $$),
	($$ customer_grade.as_of() $$),
	($$ customer_grade.grade('sales', '{"amount": 5}') $$),
	($$ customer_grade.grade('sales', '{"amount": 5}', '{}') $$),
	($$ customer_grade.score('scored', '{"amount": 5}') $$),
	($$ customer_grade.rank('sales', '{"amount": 5}') $$),
	($$ customer_grade.assess('sales', '{"amount": 5}') $$),
	($$ customer_grade.explain('sales', '{"amount": 5}') $$),
	($$ customer_grade.profile('sales', '{"amount": 5}') $$),
	($$ customer_grade.grades('sales') $$),
	($$ customer_grade.metrics('sales') $$),
	($$ customer_grade.parameters('sales') $$),
	($$ customer_grade.criteria('sales') $$),
	($$ customer_grade.rules('sales') $$),
	($$ customer_grade.input_type('sales') $$),
	($$ customer_grade.to_sql('sales', 'c') $$),
	($$ customer_grade.grade_scale('sales', '2024-06-01') $$),
	($$ customer_grade.set_treatment('sales', 'A', 'visit_interval', '1', 'week') $$),
	($$ customer_grade.treatments('sales', 'A') $$),
	($$ customer_grade.customer_treatments('sales', '{"amount": 5000}') $$),
	($$ customer_grade.attach('sales', 'customer') $$),
	($$ customer_grade.alter_attachment('sales', 'customer', reset => '{grace}') $$),
	($$ customer_grade.watch('sales', 'customer', 'orders', 'customer_id') $$),
	($$ customer_grade.unwatch('sales', 'customer', 'orders') $$),
	($$ customer_grade.watch_through('sales', 'customer', 'orders', '{id}', 'SELECT id, customer_id FROM public.orders') $$),
	($$ customer_grade.track('customer', 'orders', 'customer_id', 'on_day', 'amount') $$),
	($$ customer_grade.verify_activity('customer', 'orders') $$),
	($$ customer_grade.refresh_activity('customer', 'orders') $$),
	($$ customer_grade.alter_tracking('customer', 'orders', '12', 'UTC') $$),
	($$ customer_grade.untrack('customer', 'orders') $$),
	($$ customer_grade.track('customer', 'orders', ARRAY['customer_id'], 'on_day') $$),
	($$ customer_grade.untrack('customer', 'orders') $$),
	($$ customer_grade.refresh('sales', 'customer') $$),
	($$ customer_grade.verify('sales', 'customer') $$),
	($$ customer_grade.verify('sales', 'customer', '2024-07-01') $$),
	($$ customer_grade.grade_at('sales', 'customer', '{"id": 7}', '2024-06-15') $$),
	($$ customer_grade.grade_at('sales', 'customer', '7', '2024-06-15') $$),
	($$ customer_grade.add_outbox('sales', 'customer') $$),
	($$ customer_grade.take_events('sales', 'customer', 5) $$),
	($$ customer_grade.take_events('sales', 'customer', '5') $$),
	($$ customer_grade.drop_outbox('sales', 'customer') $$),
	($$ customer_grade.override('sales', 'customer', '7', 'B', 'a reason', '2024-07-01') $$),
	($$ customer_grade.end_override('sales', 'customer', '{"id": 7}') $$),
	($$ customer_grade.alter_attachment('sales', 'customer', approval => '{A}') $$),
	($$ customer_grade.propose('sales', 'customer', '7', 'A') $$),
	($$ customer_grade.withdraw('sales', 'customer', '7') $$),
	($$ customer_grade.approve('sales', 'customer', '7', 'fine', '2024-07-01') $$),
	($$ customer_grade.reject('sales', 'customer', '7', 'not fine') $$),
	($$ customer_grade.next_review_date('month end', '2024-01-01') $$),
	($$ customer_grade.next_review('sales', 'customer') $$),
	($$ customer_grade.cancel_review('sales', 'customer') $$),
	($$ customer_grade.review_log('sales', 'customer') $$),
	($$ customer_grade.distribution('sales', 'customer', '2024-06-15') $$),
	($$ customer_grade.population_stability('sales', 'customer', '2024-01-01', '2024-06-15') $$),
	($$ customer_grade.concentration('sales', 'customer', 'amount') $$),
	($$ customer_grade.migration('sales', 'customer', '2024-01-01', NULL, 'amount') $$),
	($$ customer_grade.movers('sales', 'customer', '2024-01-01') $$),
	($$ customer_grade.dwell_time('sales', 'customer') $$),
	($$ customer_grade.flapping('sales', 'customer', '2024-01-01') $$),
	($$ customer_grade.grade_days('sales', 'customer', '2024-01-01', NULL, 'month') $$),
	($$ customer_grade.override_rate('sales', 'customer', '2024-01-01') $$),
	($$ customer_grade.watchlist('sales', 'customer', '0.1', '30') $$),
	($$ customer_grade.roll_off('sales', 'customer', 3, 'month') $$),
	($$ customer_grade.compare('sales', 'customer', 'grades A > B; metric amount number; grade A when amount > 5; grade B otherwise;', '{}') $$),
	($$ customer_grade.customer_grades('customer', '{"id": 7}') $$),
	($$ customer_grade.customer_grades('customer', '7') $$),
	($$ customer_grade.assessment_form('sales', 'customer', '{"id": 7}') $$),
	($$ customer_grade.assessment_form('sales', 'customer', '7') $$),
	($$ customer_grade.contacts_due('sales', 'customer', 'orders', 'on_day', '{customer_id}') $$),
	($$ customer_grade.service_order('sales', 'customer', 'orders', 'on_day', '{customer_id}') $$),
	($$ customer_grade.credit_check('sales', 'customer', 'orders', 'amount', 'on_day', '{customer_id}') $$),
	($$ customer_grade.benefits_expiring('sales', 'customer', '30', '{validity}') $$),
	($$ customer_grade.report_html('sales', 'customer', '2024-06-15', 'zh', '2024-01-01', 'id', 'amount') $$),
	($$ customer_grade.create_report_views('sales', 'customer') $$),
	($$ customer_grade.grant_reports('sales', 'customer', 'pg_monitor') $$),
	($$ customer_grade.drop_report_views('sales', 'customer') $$),
	($$ customer_grade.upgrade_attachments() $$),
	($$ customer_grade.detach('sales', 'customer', 'true') $$),
	-- monthly activity
	($$ customer_grade.activity('2024-01-01', '5', '1') $$),
	($$ customer_grade.activity_agg('2024-01-01', 5) $$),
	($$ customer_grade.merge('{2024-01-01 1 5 0}', '{2024-02-01 1 5 0}') $$),
	($$ customer_grade.bounded('{2024-01-01 1 5 0}', 3, '2024-06-15') $$),
	($$ customer_grade.months('{2024-01-01 1 5 0}') $$),
	($$ customer_grade.carried('{2024-01-01 1 5 0}') $$),
	($$ customer_grade.trim('{2024-01-01 1 5 0}', 3, '2024-06-15') $$),
	($$ customer_grade.without_months('{2024-01-01 1 5 0}', '{2024-01-01}') $$),
	($$ customer_grade.replace_months('{2024-01-01 1 5 0}', '{2024-01-01}', '{2024-01-01 1 5 0}') $$),
	($$ customer_grade.months('{2024-01-01 1 5 0}', 3, '2024-06-15') $$),
	($$ customer_grade.active_months('{2024-01-01 1 5 0}', 3, '2024-06-15', 'true') $$),
	($$ customer_grade.average('{2024-01-01 1 5 0}', '3', '2024-06-15') $$),
	($$ customer_grade.event_count('{2024-01-01 1 5 0}') $$),
	($$ customer_grade.event_count('{2024-01-01 1 5 0}', 3, '2024-06-15') $$),
	($$ customer_grade.sum_amount('{2024-01-01 1 5 0}') $$),
	($$ customer_grade.sum_amount('{2024-01-01 1 5 0}', 3, '2024-06-15') $$),
	($$ customer_grade.sum_quantity('{2024-01-01 1 5 0}') $$),
	($$ customer_grade.sum_quantity('{2024-01-01 1 5 0}', 3, '2024-06-15') $$),
	($$ customer_grade.max_month('{2024-01-01 1 5 0}', 3, '2024-06-15') $$),
	($$ customer_grade.min_month('{2024-01-01 1 5 0}', 3, '2024-06-15') $$),
	($$ customer_grade.stability('{2024-01-01 1 5 0}', 3, '2024-06-15') $$),
	($$ customer_grade.first_event('{2024-01-01 1 5 0}') $$),
	($$ customer_grade.last_event('{2024-01-01 1 5 0}') $$),
	($$ customer_grade.recency('{2024-01-01 1 5 0}', '2024-06-15') $$),
	($$ customer_grade.tenure('{2024-01-01 1 5 0}', '2024-06-15') $$),
	-- cutoffs
	($$ customer_grade.pareto_cutoff('0.8') WITHIN GROUP (ORDER BY amount) FROM customer $$),
	($$ customer_grade.quota_cutoff('0.8') WITHIN GROUP (ORDER BY amount) FROM customer $$);

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
	($$ approve('sales', 'customer', '7', decision => 'yes') $$, '"yes" is not a kind of decision | The kinds are override and approval.'),
	($$ withdraw('sales', 'customer', '7', decision => 'yes') $$, '"yes" is not a kind of decision | The kinds are override and approval.'),
	($$ attach('sales', 'other', parameters => '[1]') $$, 'parameters is not a JSON object: [1] | Write values by name, such as {"limit": 1000}.'),
	($$ alter_attachment('sales', 'customer', parameters => '5') $$, 'parameters is not a JSON object: 5 | Write values by name, such as {"limit": 1000}.'),
	($$ compare('sales', 'customer', 'grades A; grade A otherwise;', '[]') $$, 'parameters is not a JSON object: [] | Write values by name, such as {"limit": 1000}.'),
	($$ alter_standard('sales', settings => '[]') $$, 'settings is not a JSON object: [] | Write values by name, such as {"limit": 1000}.'),
	($$ track('customer', 'orders', 'customer_id', 'on_day', months => 0) $$, 'cannot keep 0 months | months must be 1 to 12000.'),
	($$ customer_grades('customer', '{"nr": 7}') $$, '{"nr": 7} is not a key of table "public.customer" | A key is an object with column id, or the value of that column.'),
	($$ assessment_form('sales', 'customer', '{"id": null}') $$, '{"id": null} is not a key of table "public.customer" | A key is an object with column id, or the value of that column.'),
	($$ grade_at('sales', 'customer', NULL, '2024-01-01') $$, 'null is not a key of table "public.customer" | A key is an object with column id, or the value of that column.')) AS v(command, message);

SELECT * FROM finish();
