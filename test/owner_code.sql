-- What the owner of a table has written never runs with the rights of another role: neither what every public function
-- evaluates that takes a graded table, nor what its triggers, types and policies do. And nobody learns more from these
-- functions than the owner has granted.

\o /dev/null
SET client_min_messages = error;
SET customer_grade.clock = '2024-06-01 12:00:00 UTC';
CREATE ROLE regress_owner;
CREATE ROLE regress_reader;
CREATE ROLE regress_stranger;
SELECT format('GRANT CREATE ON DATABASE %I TO regress_owner', current_database()) \gexec

-- what the owner would like to have
CREATE SCHEMA victim;
CREATE TABLE victim.customer (id int PRIMARY KEY, amount numeric);
INSERT INTO victim.customer VALUES (1, 100);
SELECT customer_grade.define_standard('sales',
	'grades A > B > C; metric amount number; parameter cut number = 100; grade A when amount >= cut; grade B when amount >= 10; grade C otherwise;
	review month end; approval of A;
	treatment visit_interval for A = 1 unit ''week''; treatment validity for A = 10 unit ''day''; treatment credit_limit = 5 when amount > 0;',
	'2020-01-01');
SELECT customer_grade.attach('sales', 'victim.customer');
SELECT customer_grade.define_standard('other', 'grades A > B; metric amount number; grade A when amount > 7; grade B otherwise;', '2020-01-01');
SELECT customer_grade.define_standard('size', 'metric amount number; score = amount;', '2020-01-01');
SELECT customer_grade.define_standard('scored', 'metric amount number; criterion size max 100 = amount;', '2020-01-01');
CREATE TABLE victim.requests (region text, nr int, day date);
GRANT USAGE ON SCHEMA victim TO regress_reader;
GRANT SELECT ON victim.requests TO regress_reader;

SET ROLE regress_owner;
CREATE SCHEMA trap;
GRANT USAGE ON SCHEMA trap TO PUBLIC;
-- who steps into which trap is counted by sequences: they survive ROLLBACK
CREATE SCHEMA sprung;
GRANT USAGE ON SCHEMA sprung TO PUBLIC;
CREATE SEQUENCE sprung.by_another_role;
CREATE SEQUENCE sprung.with_booty;
GRANT USAGE ON SEQUENCE sprung.by_another_role, sprung.with_booty TO PUBLIC;
SELECT format('CREATE SEQUENCE sprung.%I', place)
FROM unnest('{metrics,grades,trigger,policy,rule,domain,check,cast,benchmark,mapping,view,index}'::text[]) AS place \gexec
CREATE FUNCTION trap.spring(place text) RETURNS boolean LANGUAGE sql AS 'SELECT true';

-- the key has a type and a domain of the owner's
CREATE TYPE trap.region AS ENUM ('north', 'south');
CREATE FUNCTION trap.to_json(region trap.region) RETURNS json LANGUAGE plpgsql AS
	$$ BEGIN PERFORM trap.spring('cast'); RETURN to_json(region::text); END $$;
CREATE CAST (trap.region AS json) WITH FUNCTION trap.to_json(trap.region);
CREATE DOMAIN trap.number AS int CHECK (trap.spring('domain'));
CREATE TABLE trap.customer (region trap.region, nr trap.number, name text, amount numeric, paid boolean, PRIMARY KEY (region, nr), CHECK (trap.spring('check') AND nr > 0));
CREATE TABLE trap.orders (id int PRIMARY KEY, region trap.region, nr trap.number, amount numeric, day date);
CREATE TABLE trap.events (region trap.region, nr trap.number, amount numeric, day date);
CREATE TABLE trap.held (region trap.region, nr trap.number, grade text);
CREATE VIEW trap.metrics AS SELECT c.region, c.nr, CASE WHEN trap.spring('metrics') THEN c.amount END AS amount FROM trap.customer AS c;
CREATE VIEW trap.open_orders AS SELECT * FROM trap.orders WHERE trap.spring('view');
INSERT INTO trap.customer VALUES ('north', 1, 'North Ltd', 200), ('north', 2, 'Arctic Ltd', 98), ('south', 1, 'South Ltd', 5);
INSERT INTO trap.orders VALUES (1, 'north', 1, 7, '2024-06-01'), (2, 'south', 1, 9, '2024-06-02');
CREATE TABLE trap.visits (id int PRIMARY KEY, region trap.region, nr trap.number);
CREATE TABLE trap.place (id int PRIMARY KEY, day date);
INSERT INTO trap.events SELECT region, nr, amount, day FROM trap.orders;
SELECT customer_grade.attach('sales', 'trap.customer', 'trap.metrics', benchmark => $$ SELECT 101 AS cut WHERE trap.spring('benchmark') $$,
	approver => 'regress_reader', overrider => 'regress_reader', outbox => true);
SELECT customer_grade.watch_through('sales', 'trap.customer', 'trap.orders', '{id}',
	'SELECT o.id, o.region, o.nr FROM trap.orders AS o WHERE trap.spring(''mapping'')');
SELECT customer_grade.track('trap.customer', 'trap.events', ARRAY['region', 'nr'], 'day', 'amount');
SELECT customer_grade.create_report_views('sales', 'trap.customer');
UPDATE trap.customer SET amount = amount + 1;
SET ROLE regress_reader;
SELECT customer_grade.override('sales', 'trap.customer', '{"region": "south", "nr": 1}', 'B', 'a reason');
SELECT customer_grade.propose('sales', 'trap.customer', '{"region": "north", "nr": 2}', 'A');
SET ROLE regress_owner;

-- triggers, policies, a rule, and what reads the ledger
CREATE FUNCTION trap.spring_trigger() RETURNS trigger LANGUAGE plpgsql AS
	$$ BEGIN PERFORM trap.spring('trigger'); RETURN coalesce(NEW, OLD); END $$;
SELECT format('CREATE TRIGGER before_row BEFORE INSERT OR UPDATE OR DELETE ON trap.%1$I FOR EACH ROW EXECUTE FUNCTION trap.spring_trigger();'
	'CREATE TRIGGER after_statement AFTER INSERT OR UPDATE OR DELETE ON trap.%1$I FOR EACH STATEMENT EXECUTE FUNCTION trap.spring_trigger();', relname)
FROM pg_class WHERE relnamespace = 'trap'::regnamespace AND relname ~ '^customer_sales_(ledger|history|decisions|outbox)$' \gexec
SELECT format('CREATE POLICY everything ON trap.%1$I USING (trap.spring(''policy''));'
	'ALTER TABLE trap.%1$I ENABLE ROW LEVEL SECURITY;', relname)
FROM pg_class WHERE relnamespace = 'trap'::regnamespace AND relname ~ '^customer_sales_(ledger|history)$' \gexec
SELECT format('CREATE OR REPLACE VIEW %s AS SELECT * FROM (%s) AS g WHERE trap.spring(''grades'')',
	a.grades, rtrim(pg_get_viewdef(a.grades), ';')) FROM customer_grade.attachment AS a \gexec
CREATE TABLE trap.event AS SELECT * FROM trap.customer_sales_outbox;
CREATE RULE spring AS ON DELETE TO trap.customer_sales_outbox
	DO INSTEAD DELETE FROM trap.event AS e WHERE e.event_id = OLD.event_id AND trap.spring('rule') RETURNING e.*;
-- planning a query computes what is constant in the conditions of indexes
CREATE FUNCTION trap.always(number int) RETURNS boolean LANGUAGE plpgsql IMMUTABLE AS $$ BEGIN RETURN trap.spring('index'); END $$;
CREATE TABLE trap.more_orders (LIKE trap.orders INCLUDING CONSTRAINTS);
INSERT INTO trap.more_orders VALUES (3, 'south', 1, 1, '2024-06-03');
SELECT format('CREATE INDEX %I ON %s ((1)) WHERE trap.always(1)', 'planned_' || relname, oid::regclass)
FROM pg_class WHERE relnamespace = 'trap'::regnamespace AND relkind = 'r' \gexec

-- armed
CREATE OR REPLACE FUNCTION trap.spring(place text) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
	attempt text;
BEGIN
	IF current_user <> 'regress_owner' THEN
		PERFORM nextval('sprung.by_another_role');
		RAISE WARNING 'trap % sprung by %', place, current_user;
	ELSE
		PERFORM nextval('sprung.' || place);
	END IF;
	FOREACH attempt IN ARRAY ARRAY[
		'RESET ROLE', 'SET SESSION AUTHORIZATION DEFAULT', $a$ SELECT set_config('role', 'none', false) $a$,
		'ALTER ROLE regress_owner SUPERUSER', 'CREATE TABLE victim.loot ()', 'SELECT * FROM victim.customer',
		$a$ SELECT customer_grade_internal.remove_rows('attachment', '{"subject": "victim.customer"}') $a$,
		$a$ SELECT customer_grade_internal.change_row('attachment', '{"subject": "victim.customer"}', '{"benchmark": "SELECT 1"}') $a$,
		$a$ SELECT customer_grade.distribution('sales', 'victim.customer') $a$,
		$a$ SELECT customer_grade_internal.as_owner_distribution('sales', 'victim.customer') $a$,
		$a$ SELECT customer_grade.alter_attachment('sales', 'victim.customer', benchmark => 'SELECT 1') $a$]
	LOOP
		BEGIN
			EXECUTE attempt;
			PERFORM nextval('sprung.with_booty');
			RAISE WARNING 'trap % sprung by %: %', place, current_user, attempt;
		EXCEPTION WHEN insufficient_privilege OR undefined_table THEN
			NULL;
		END;
	END LOOP;
	-- nor must what it sets stay set
	PERFORM set_config('search_path', 'trap', false), set_config('trap.left', 'behind', false);
	RETURN true;
END $$;
RESET ROLE;
SET customer_grade.clock = '2024-06-15 12:00:00 UTC';

-- One call of each public function that takes a table, and what the caller must be able to read: nothing else than these.
-- Without such a list the function is not opened by grants on relations.
CREATE TABLE calls (function text, arguments text, readable text[]);
SET search_path = customer_grade, public;
INSERT INTO calls VALUES
	('attach', $$ 'other', 'trap.customer' $$, NULL),
	('alter_attachment', $$ 'sales', 'trap.customer', benchmark => 'SELECT 1 AS cut' $$, NULL),
	('prune_history', $$ 'sales', 'trap.customer', '2024-01-01' $$, NULL),
	('forget_customer', $$ 'sales', 'trap.customer', '{"region": "north", "nr": 77}' $$, NULL),
	('import_grades', $$ 'sales', 'trap.customer', 'trap.held' $$, NULL),
	('merge_customers', $$ 'trap.customer', '{"region": "north", "nr": 1}', '{"region": "north", "nr": 2}' $$, NULL),
	('alter_key_type', $$ 'trap.customer', 'nr', 'bigint' $$, NULL),
	('detach', $$ 'sales', 'trap.customer', true $$, NULL),
	('refresh', $$ 'sales', 'trap.customer' $$, NULL),
	('watch', $$ 'sales', 'trap.customer', 'trap.events', 'region', 'nr' $$, NULL),
	('watch_through', $$ 'sales', 'trap.customer', 'trap.visits', '{id}', 'SELECT v.id, v.region, v.nr FROM trap.visits AS v WHERE trap.spring(''mapping'')' $$, NULL),
	('unwatch', $$ 'sales', 'trap.customer', 'trap.orders' $$, NULL),
	('unwatched', $$ 'sales', 'trap.customer' $$, '{grades}'),
	('verify(text,regclass)', $$ 'sales', 'trap.customer' $$, '{grades,metrics}'),
	('verify(text,regclass,date)', $$ 'sales', 'trap.customer', '2024-06-15' $$, '{grades,metrics}'),
	('check_version', $$ 'sales', 'trap.customer', version => 1 $$, '{grades,metrics,decisions}'),
	('problems', $$ 'sales', 'trap.customer' $$, '{grades}'),
	('coverage', $$ 'sales', 'trap.customer' $$, '{metrics}'),
	('verify_activity', $$ 'trap.customer', 'trap.events' $$, '{activity,trap.events}'),
	('grade_at', $$ 'sales', 'trap.customer', '{"region": "north", "nr": 1}', '2024-06-10' $$, '{grades}'),
	('add_outbox', $$ 'sales', 'trap.customer' $$, NULL),
	('drop_outbox', $$ 'sales', 'trap.customer' $$, NULL),
	('take_events', $$ 'sales', 'trap.customer' $$, NULL),
	('next_review', $$ 'sales', 'trap.customer' $$, NULL),
	('cancel_review', $$ 'sales', 'trap.customer' $$, NULL),
	('refresh_activity', $$ 'trap.customer', 'trap.events' $$, NULL),
	('alter_tracking', $$ 'trap.customer', 'trap.events', 12 $$, NULL),
	('untrack', $$ 'trap.customer', 'trap.events' $$, NULL),
	('frozen', $$ 'sales', 'trap.customer' $$, NULL),
	('describe', $$ 'sales', NULL, 'en', 'trap.customer' $$, NULL),
	('bins', $$ 'scored', 'size', 'trap.customer', 'paid' $$, '{subject}'),
	('discrimination', $$ 'sales', 'trap.customer', 'paid' $$, '{subject}'),
	('benchmark', $$ 'sales', 'trap.customer' $$, '{subject}'),
	('distribution', $$ 'sales', 'trap.customer' $$, '{grades}'),
	('population_stability', $$ 'sales', 'trap.customer', '2024-06-10' $$, '{grades}'),
	('concentration', $$ 'sales', 'trap.customer', 'amount' $$, '{grades,metrics}'),
	('migration', $$ 'sales', 'trap.customer', '2024-06-10', NULL, 'amount' $$, '{grades,metrics}'),
	('movers', $$ 'sales', 'trap.customer', '2024-06-10' $$, '{grades}'),
	('dwell_time', $$ 'sales', 'trap.customer' $$, '{grades}'),
	('flapping', $$ 'sales', 'trap.customer', '2024-05-01', NULL, 0 $$, '{grades}'),
	('grade_days', $$ 'sales', 'trap.customer', '2024-05-01' $$, '{grades}'),
	('override_rate', $$ 'sales', 'trap.customer', '2024-05-01' $$, '{grades,decisions}'),
	('review_log', $$ 'sales', 'trap.customer' $$, NULL),
	('ranking', $$ 'size', 'trap.customer' $$, '{subject}'),
	('watchlist', $$ 'sales', 'trap.customer' $$, '{grades,metrics,decisions}'),
	('next_grade', $$ 'sales', 'trap.customer' $$, '{grades,metrics}'),
	('roll_off', $$ 'sales', 'trap.customer' $$, '{grades,metrics}'),
	('lint', $$ 'sales', 'trap.customer' $$, '{metrics}'),
	('impact', $$ 'sales', 'trap.customer', 'grades A > B; metric amount number; grade A when amount > 7; grade B otherwise;', policies => true $$, '{grades,metrics}'),
	('impact_matrix', $$ 'sales', 'trap.customer', 'grades A > B; metric amount number; grade A when amount > 7; grade B otherwise;', amount_column => 'amount' $$, '{metrics}'),
	('impact_summary', $$ 'sales', 'trap.customer', 'grades A > B; metric amount number; grade A when amount > 7; grade B otherwise;', as_of => '2024-06-01' $$, '{metrics}'),
	('challenge', $$ 'sales', 'trap.customer', 1, 1 $$, '{metrics}'),
	('customer_grades', $$ 'trap.customer', '{"region": "north", "nr": 1}' $$, '{grades}'),
	('assessment_form', $$ 'sales', 'trap.customer', '{"region": "north", "nr": 1}' $$, '{grades,metrics,decisions}'),
	('explain_customer', $$ 'sales', 'trap.customer', '{"region": "north", "nr": 1}' $$, '{grades,metrics,decisions}'),
	('customer_treatments', $$ 'sales', 'trap.customer' $$, '{grades,metrics,subject}'),
	('awaiting', $$ 'sales', 'trap.customer' $$, NULL),
	('drop_report_views', $$ 'sales', 'trap.customer' $$, NULL),
	('create_report_views', $$ 'sales', 'trap.customer' $$, NULL),
	('grant_reports', $$ 'sales', 'trap.customer', 'regress_stranger' $$, NULL),
	('contacts_due', $$ 'sales', 'trap.customer', 'trap.open_orders', 'day' $$, '{grades,metrics,subject,trap.open_orders}'),
	('service_order', $$ 'sales', 'trap.customer', 'trap.open_orders', 'day' $$, '{grades,trap.open_orders}'),
	('credit_check', $$ 'sales', 'trap.customer', 'trap.open_orders', 'amount', 'day' $$, '{grades,metrics,subject,trap.open_orders}'),
	('benefits_expiring', $$ 'sales', 'trap.customer' $$, '{grades,metrics,subject}'),
	('report_html', $$ 'sales', 'trap.customer', name_column => 'name', amount_column => 'amount' $$, '{grades,metrics,decisions,subject}'),
	('track(regclass,regclass,name[],name,name,name,integer,text,text)', $$ 'trap.customer', 'trap.orders', ARRAY['region', 'nr'], 'day' $$, NULL),
	('override', $$ 'sales', 'trap.customer', '{"region": "north", "nr": 2}', 'A', 'a reason' $$, NULL),
	('end_override', $$ 'sales', 'trap.customer', '{"region": "south", "nr": 1}' $$, NULL),
	('propose', $$ 'sales', 'trap.customer', '{"region": "north", "nr": 1}' $$, NULL),
	('approve', $$ 'sales', 'trap.customer', '{"region": "north", "nr": 1}' $$, NULL),
	('reject', $$ 'sales', 'trap.customer', '{"region": "north", "nr": 1}' $$, NULL),
	('withdraw', $$ 'sales', 'trap.customer', '{"region": "north", "nr": 2}' $$, NULL),
	('track(regclass,regclass,name,name,name,name,integer,text,text)', $$ 'trap.place', 'trap.place', 'id', 'day' $$, NULL);

-- The outcome of a call by a role. Nothing of it stays.
CREATE FUNCTION pg_temp.outcome(role name, function text, arguments text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	path CONSTANT text := current_setting('search_path');
BEGIN
	EXECUTE format('SET LOCAL ROLE %I', role);
	EXECUTE format('SELECT count(*) FROM customer_grade.%s(%s)', split_part(function, '(', 1), arguments);
	RAISE SQLSTATE 'ZZZZZ' USING MESSAGE = CASE WHEN current_user = role AND current_setting('search_path') = path
		AND coalesce(current_setting('trap.left', true), '') = '' THEN 'done' ELSE 'done, but settings are left behind' END;
EXCEPTION WHEN SQLSTATE 'ZZZZZ' THEN
	RETURN SQLERRM;
WHEN OTHERS THEN
	RETURN SQLSTATE || ' ' || SQLERRM;
END $$;

-- The same for a role that may read these relations and no others.
CREATE FUNCTION pg_temp.outcome_with(readable text[], function text, arguments text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	relation text;
	result text;
BEGIN
	FOREACH relation IN ARRAY readable LOOP
		EXECUTE format('GRANT SELECT ON %s TO regress_reader', CASE WHEN relation ~ '\.' THEN relation
			WHEN relation = 'subject' THEN 'trap.customer' WHEN relation = 'metrics' THEN 'trap.metrics'
			WHEN relation = 'activity' THEN 'trap.customer_events_activity'
			ELSE 'trap.customer_sales_' || relation END);
	END LOOP;
	result := pg_temp.outcome('regress_reader', function, arguments);
	RAISE SQLSTATE 'ZZZZZ';
EXCEPTION WHEN SQLSTATE 'ZZZZZ' THEN
	RETURN result;
END $$;
\o
SELECT * FROM no_plan();
SELECT bag_eq($$
	SELECT CASE WHEN count(*) OVER (PARTITION BY p.proname) = 1 THEN p.proname ELSE p.oid::regprocedure::text END
	FROM pg_proc AS p
	WHERE p.pronamespace = 'customer_grade'::regnamespace AND 'regclass'::regtype = ANY (p.proargtypes::regtype[])
		-- procedures follow; the last two are a SELECT of the caller's own
		AND p.proname NOT IN ('review', 'publish', 'rubric_from_table', 'criteria_from_table') $$,
	'SELECT function FROM calls', 'these are all public functions that take a table');

--
-- Whoever calls, the owner's code runs as the owner
--
SELECT is(pg_temp.outcome('postgres', function, arguments), 'done', 'a superuser calls ' || function) FROM calls;
\o /dev/null
SELECT customer_grade.grant_reports('sales', 'trap.customer', 'regress_reader');
GRANT SELECT ON trap.customer, trap.open_orders, trap.events, trap.customer_events_activity TO regress_reader;
GRANT SELECT, UPDATE, DELETE ON trap.customer_sales_outbox TO regress_reader;
\o
\set by_other_rights '{take_events,next_review,review_log,frozen,describe,override,end_override,propose,approve,reject,withdraw,awaiting}'
SELECT is(pg_temp.outcome('regress_reader', function, arguments), 'done', 'a reader calls ' || function) FROM calls
WHERE readable IS NOT NULL OR function = ANY (:'by_other_rights');
SELECT alike(pg_temp.outcome('regress_reader', function, arguments), '42501 %', 'and is refused ' || function) FROM calls
WHERE readable IS NULL AND function <> ALL (:'by_other_rights');
-- whoever writes a table has its owner's AFTER triggers run with its own rights, as without the extension
\o /dev/null
SELECT format('ALTER TABLE trap.%I DISABLE TRIGGER after_statement', relname)
FROM pg_class WHERE relnamespace = 'trap'::regnamespace AND relname ~ '^customer_sales_(ledger|history|decisions|outbox)$' \gexec
DROP INDEX trap.planned_orders;
\o
SELECT lives_ok('UPDATE trap.orders SET amount = amount + 1', 'a superuser writes a watched table');
CALL customer_grade.review('sales', 'trap.customer');
CALL customer_grade.publish('sales', 'trap.customer');
CALL customer_grade.run_due_reviews();
SET ROLE regress_owner;
SELECT lives_ok('ALTER TABLE trap.more_orders INHERIT trap.orders', 'the owner adds a child, which the extension follows with its own rights');
SELECT lives_ok('DROP TABLE trap.more_orders', 'and drops it');
RESET ROLE;
SELECT is((SELECT string_agg(s.status || ' ' || s.kind, ', ' ORDER BY s.id) FROM customer_grade.review AS s WHERE s.subject = 'trap.customer'::regclass),
	'done attach, done review, done publish', 'reviews');
SELECT is((SELECT string_agg(relname, ' ' ORDER BY relname) FROM pg_class
	WHERE relnamespace = 'sprung'::regnamespace AND CASE WHEN relkind = 'S' THEN pg_sequence_last_value(oid) IS NULL END),
	'by_another_role policy with_booty', 'all traps were sprung, but none by another role, none with success, and policies are not for the owner');
SELECT ok(NOT rolsuper, 'the owner is no superuser') FROM pg_roles WHERE rolname = 'regress_owner';
SELECT is((SELECT count(*) FROM pg_class WHERE relnamespace = 'victim'::regnamespace AND relowner = 'regress_owner'::regrole), 0::bigint, 'and owns nothing there');

--
-- Nobody reads more than the owner has granted
--
\o /dev/null
REVOKE ALL ON ALL TABLES IN SCHEMA trap FROM regress_reader;
\o
SELECT is(pg_temp.outcome_with(readable, function, arguments), 'done', function || ' asks for SELECT on ' || array_to_string(readable, ', '))
FROM calls WHERE readable IS NOT NULL;
SELECT alike(pg_temp.outcome_with(array_remove(readable, one), function, arguments), '42501 permission denied for %', function || ' is refused without ' || one)
FROM calls, unnest(readable) AS one;
SELECT matches(pg_temp.outcome('regress_stranger', function, arguments), '^42501 |are not tracked', 'a stranger is refused ' || function)
FROM calls WHERE function <> 'review_log';
SELECT is(pg_temp.outcome('regress_stranger', 'next_review', $$ 'sales', 'trap.customer' $$), '42501 permission denied for standard "sales" on table "trap.customer"',
	'the attachment itself is open to whoever reads one of its tables');
SELECT is(pg_temp.outcome('regress_reader', 'take_events', $$ 'sales', 'trap.customer' $$), '42501 permission denied for table customer_sales_outbox', 'events are taken with SELECT');
GRANT SELECT, UPDATE ON trap.customer_sales_outbox TO regress_reader;
SELECT is(pg_temp.outcome('regress_reader', 'take_events', $$ 'sales', 'trap.customer' $$), '42501 permission denied to take events from table "trap.customer_sales_outbox"', 'and with DELETE');
REVOKE UPDATE ON trap.customer_sales_outbox FROM regress_reader;
GRANT DELETE ON trap.customer_sales_outbox TO regress_reader;
SELECT is(pg_temp.outcome('regress_reader', 'take_events', $$ 'sales', 'trap.customer' $$), '42501 permission denied to take events from table "trap.customer_sales_outbox"', 'and with UPDATE');
GRANT UPDATE ON trap.customer_sales_outbox TO regress_reader;
SELECT is(pg_temp.outcome('regress_reader', 'take_events', $$ 'sales', 'trap.customer' $$), 'done', 'and no other right');

-- the owner reads for the caller only what is its own
SELECT is(pg_temp.outcome_with('{grades,victim.requests}', 'service_order', $$ 'sales', 'trap.customer', 'victim.requests', 'day' $$),
	'42501 "victim.requests" and "trap.customer" have different owners', 'a relation named as an argument has the owner of the table');
SELECT is(pg_temp.outcome_with('{grades}', 'service_order', $$ 'sales', 'trap.customer', 'trap.orders', 'day' $$),
	'42501 permission denied for table orders', 'and the caller may read it');
SELECT is(pg_temp.outcome_with('{grades}', 'concentration', $$ 'sales', 'trap.customer', 'name' $$), '42804 column "name" of relation "trap.customer" is not numeric', 'an amount is a numeric column');
SELECT is(pg_temp.outcome_with('{grades}', 'concentration', $$ 'sales', 'trap.customer', 'amount) FROM trap.customer; --' $$),
	'42703 neither "trap.metrics" nor "trap.customer" has a column "amount) FROM trap.customer; --"', 'and no expression');
SELECT is(pg_temp.outcome_with('{grades}', 'report_html', $$ 'sales', 'trap.customer', '2024-06-10', name_column => 'name' $$), '42501 permission denied for table customer', 'so are names in the page');
SELECT is(pg_temp.outcome_with('{grades}', 'report_html', $$ 'sales', 'trap.customer', '2024-06-10' $$), 'done', 'which without them shows grades only');

-- a reader of one of two standards sees the grades by that one
\o /dev/null
SET ROLE regress_owner;
SELECT customer_grade.attach('other', 'trap.customer', 'trap.metrics');
GRANT SELECT ON trap.customer_sales_grades TO regress_reader;
SET ROLE regress_reader;
\o
SELECT results_eq($$ SELECT standard FROM customer_grade.customer_grades('trap.customer', '{"region": "north", "nr": 1}') $$, '{sales}'::text[],
	'customer_grades() gives the grades that its caller may read');
RESET ROLE;

-- what has got another owner is not read, nor is a body called by itself
\o /dev/null
ALTER VIEW trap.customer_other_grades OWNER TO regress_stranger;
\o
SELECT is(pg_temp.outcome('postgres', 'distribution', $$ 'other', 'trap.customer' $$), '42501 "trap.customer_other_grades" does not belong to role "regress_owner"', 'the owner of the table reads no code of others');
SELECT throws_ok($$ SELECT customer_grade_internal.as_owner_distribution('sales', 'trap.customer') $$, '42501', '"trap.customer_sales_grades" does not belong to role "postgres"', 'nor does a superuser who calls the body');
SELECT throws_ok('SELECT customer_grade.customer_grades(1::regclass, NULL)', '42P01', 'relation with OID 1 does not exist', 'there must be a table, whose owner it is');
ALTER VIEW trap.customer_other_grades OWNER TO regress_owner;

-- row-level security of the table
\o /dev/null
REVOKE ALL ON ALL TABLES IN SCHEMA trap FROM regress_reader;
CREATE POLICY own ON trap.customer FOR SELECT TO regress_reader USING (region = 'north');
ALTER TABLE trap.customer ENABLE ROW LEVEL SECURITY;
\o
SELECT is(pg_temp.outcome_with(readable, function, arguments), '42501 row-level security of table "trap.customer" applies to role "regress_reader"',
	function || ' evaluates no metrics for whom it hides rows')
FROM calls WHERE readable && '{metrics,subject}';
SELECT is(pg_temp.outcome_with(readable, function, arguments), 'done', function || ' reads the grades')
FROM calls WHERE NOT readable && '{metrics,subject,decisions}';
ALTER TABLE trap.customer DISABLE ROW LEVEL SECURITY;

-- a deferred trigger would run when the transaction of the caller ends
SET ROLE regress_owner;
CREATE CONSTRAINT TRIGGER later AFTER DELETE ON trap.event DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION trap.spring_trigger();
RESET ROLE;
SELECT throws_ok($$ SELECT customer_grade.take_events('sales', 'trap.customer') $$, '42501', 'cannot fire deferred trigger within security-restricted operation', 'no trigger of the owner waits for the end of the transaction');
DROP TRIGGER later ON trap.event;

--
-- grant_reports()
--
SELECT throws_ok($$ SET ROLE regress_reader; SELECT customer_grade.grant_reports('sales', 'trap.customer', 'regress_stranger') $$, '42501', NULL, 'only the owner grants reports');
SET ROLE regress_owner;
SELECT lives_ok($$ SELECT customer_grade.grant_reports('sales', 'trap.customer', 'regress_stranger') $$, 'the owner grants reports');
RESET ROLE;
SELECT is(pg_temp.outcome('regress_stranger', function, arguments), 'done', 'then a stranger calls ' || function)
FROM calls WHERE NOT readable && '{subject,trap.open_orders,trap.events}';
SELECT is((SELECT count(*) FROM customer_grade.report_view AS v WHERE v.subject = 'trap.customer'::regclass AND has_table_privilege('regress_stranger', v.view, 'SELECT')),
	7::bigint, 'and reads the report views');
SET ROLE regress_owner;
REVOKE SELECT ON ALL TABLES IN SCHEMA trap FROM regress_stranger;
RESET ROLE;
SELECT alike(pg_temp.outcome('regress_stranger', function, arguments), '42501 %', 'until that is revoked: ' || function)
FROM calls WHERE NOT readable && '{subject,trap.open_orders,trap.events}';

--
-- refresh() makes the metrics view again from its definition, which the owner has written
--
\o /dev/null
SELECT customer_grade.define_standard('sly', 'grades A > B; metric amount number; grade A when amount > 1; grade B otherwise;', '2020-01-01');
SET ROLE regress_owner;
CREATE TABLE trap.sly (id int PRIMARY KEY, amount numeric, "a' lit; ALTER ROLE regress_owner SUPERUSER; /*" numeric);
SELECT customer_grade.attach('sly', 'trap.sly');
CREATE OR REPLACE VIEW trap.sly_sly_metrics AS SELECT 1 AS id, 1::numeric AS amount, E'x\n FROM */ SELECT 1 --'::text AS lit;
RESET ROLE;
SELECT customer_grade.define_standard('sly', 'grades A > B; metric amount number; metric "a'' lit; ALTER ROLE regress_owner SUPERUSER; /*" number;'
	'grade A when "a'' lit; ALTER ROLE regress_owner SUPERUSER; /*" > 1; grade B otherwise;', '2099-01-01');
\o
SELECT throws_ok($$ SELECT customer_grade.refresh('sly', 'trap.sly') $$, '42501', NULL, 'what it says is done as the owner');
SELECT ok(NOT rolsuper, 'which is still no superuser') FROM pg_roles WHERE rolname = 'regress_owner';

SELECT is((SELECT pg_sequence_last_value('sprung.by_another_role')), NULL, 'in all this no trap was sprung by another role');
SELECT * FROM finish();

\o /dev/null
DROP OWNED BY regress_owner, regress_reader, regress_stranger CASCADE;
DROP ROLE regress_owner, regress_reader, regress_stranger;
