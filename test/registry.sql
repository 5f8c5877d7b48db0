-- The registry: which version of a standard is in force, and that no cached plan
-- or call site keeps an old one.

SELECT * FROM no_plan();
\o /dev/null

-- standards that tell which of them was used
CREATE FUNCTION pg_temp.tells(label text) RETURNS customer_grade.rubric LANGUAGE sql AS
	$$ SELECT format('grades %s; grade %s otherwise; metric x number;', label, label)::customer_grade.rubric $$;
-- a standard that says yes for rows where metric is 1
CREATE FUNCTION pg_temp.reads(metric text) RETURNS customer_grade.rubric LANGUAGE sql AS
	$$ SELECT format('grades %1$s_yes, %1$s_no; metric %1$s number; grade %1$s_yes when %1$s = 1; grade %1$s_no otherwise;',
		metric)::customer_grade.rubric $$;
CREATE FUNCTION pg_temp.versions(name text) RETURNS text LANGUAGE sql AS
	$$ SELECT string_agg(version || ' ' || effective, ', ' ORDER BY version) FROM customer_grade.standard AS s WHERE s.name = $1 $$;
CREATE FUNCTION pg_temp.on_day(name text, day date) RETURNS text LANGUAGE plpgsql AS $$
BEGIN
	PERFORM set_config('customer_grade.as_of', coalesce(to_char(day, 'YYYY-MM-DD'), ''), false);
	RETURN customer_grade.grade(name, '{}');
END $$;
\o

--
-- Versions and their periods
--
SELECT is(customer_grade.define_standard('s', pg_temp.tells('v1'), '2020-01-01'), 1, 'the first version is 1');
SELECT is(pg_temp.versions('s'), '1 [2020-01-01,)', 'it stays in force');
SELECT is(customer_grade.define_standard('s', pg_temp.tells('v2'), '2022-01-01'), 2, 'then comes 2');
SELECT is(pg_temp.versions('s'), '1 [2020-01-01,2022-01-01), 2 [2022-01-01,)', 'and ends the one before it');
SELECT is(customer_grade.define_standard('s', pg_temp.tells('v3'), '2021-01-01'), 3, 'one can come between two others');
SELECT is(pg_temp.versions('s'), '1 [2020-01-01,2021-01-01), 2 [2022-01-01,), 3 [2021-01-01,2022-01-01)', 'and is in force until the later one');
SELECT is(customer_grade.define_standard('s', pg_temp.tells('v4'), '2021-01-01'), 4, 'one can begin on the day of another');
SELECT is(pg_temp.versions('s'), '1 [2020-01-01,2021-01-01), 2 [2022-01-01,), 3 empty, 4 [2021-01-01,2022-01-01)', 'which is superseded');
SELECT is(customer_grade.define_standard('s', pg_temp.tells('v5'), '2019-01-01'), 5, 'one can come before all others');
SELECT is(pg_temp.versions('s'), '1 [2020-01-01,2021-01-01), 2 [2022-01-01,), 3 empty, 4 [2021-01-01,2022-01-01), 5 [2019-01-01,2020-01-01)',
	'and is in force until the first of them');

SELECT is(pg_temp.on_day('s', day), expected, 'in force on ' || day)
FROM (VALUES (date '2019-01-01', 'v5'), ('2019-12-31', 'v5'), ('2020-01-01', 'v1'), ('2020-12-31', 'v1'), ('2021-01-01', 'v4'),
	('2021-12-31', 'v4'), ('2022-01-01', 'v2'), ('9999-12-31', 'v2')) AS c(day, expected);
SELECT throws_ok($$ SELECT pg_temp.on_day('s', '2018-12-31') $$, '55000', 'standard "s" has no version effective on 2018-12-31', 'none in force before the first');
SELECT is(pg_temp.on_day('s', NULL), 'v2', 'today, by default');

SELECT lives_ok($$ SELECT customer_grade.retire_standard('s', '2024-01-01') $$, 'a standard is retired');
SELECT is(pg_temp.on_day('s', '2023-12-31'), 'v2', 'it is in force until the day before');
SELECT throws_ok($$ SELECT pg_temp.on_day('s', '2024-01-01') $$, '55000', 'standard "s" has no version effective on 2024-01-01', 'and not on that day');
RESET customer_grade.as_of;
SELECT is(customer_grade.define_standard('s', pg_temp.tells('v6'), '2025-01-01'), 6, 'a retired standard may return');
SELECT lives_ok($$ SELECT customer_grade.retire_standard('s', '2021-06-01') $$, 'retiring earlier takes later versions back');
SELECT is(pg_temp.versions('s'), '1 [2020-01-01,2021-01-01), 2 empty, 3 empty, 4 [2021-01-01,2021-06-01), 5 [2019-01-01,2020-01-01), 6 empty',
	'their periods are empty');

BEGIN;	-- of one day
SELECT is(customer_grade.define_standard('today', pg_temp.tells('v1')), 1, 'without a date');
SELECT is(effective, daterange(current_date, NULL), 'it is in force from today') FROM customer_grade.standard WHERE name = 'today';
COMMIT;
SELECT is(customer_grade.define_standard('always', pg_temp.tells('v1'), '-infinity'), 1, 'from the beginning of time');
SELECT is(pg_temp.on_day('always', '0001-01-01'), 'v1', 'in force on the first of all days');
SELECT is(customer_grade.define_standard('销售.客户_1', pg_temp.tells('v1'), '2020-01-01', 'title', 'description', 'source'), 1,
	'names have letters of any script, digits, "_" and "."');
SELECT is(concat_ws('/', title, description, origin, owner, created_by), concat_ws('/', 'title', 'description', 'source', current_user, current_user),
	'what is said about it is kept')
FROM customer_grade.standard WHERE name = '销售.客户_1';
SELECT is(customer_grade.define_standard('销售.客户_1', pg_temp.tells('v2'), '2021-01-01', description => 'another'), 2, 'a new version');
SELECT is((SELECT concat_ws('/', title, description, origin) FROM customer_grade.standard WHERE name = '销售.客户_1' AND version = 2), 'title/another',
	'has the title of the version before it, and its own document');
RESET customer_grade.as_of;

--
-- The evaluation date
--
SELECT is(customer_grade.as_of(), current_date, 'the evaluation date is today');
SET TimeZone = 'Pacific/Kiritimati';
SELECT is(customer_grade.as_of(), current_date, 'in the time zone of the session: the first to have it');
SET TimeZone = 'Etc/GMT+12';
SELECT is(customer_grade.as_of(), current_date, 'in the time zone of the session: the last to have it');
RESET TimeZone;
SET customer_grade.as_of = '2024-02-29';
SELECT is(customer_grade.as_of(), date '2024-02-29', 'or the setting');
BEGIN;
SET LOCAL customer_grade.as_of = '0001-01-01';
SELECT is(customer_grade.as_of(), date '0001-01-01', 'for a transaction');
ROLLBACK;
SELECT is(customer_grade.as_of(), date '2024-02-29', 'which ends');
SET customer_grade.as_of = '';
SELECT is(customer_grade.as_of(), current_date, 'empty means today');
SELECT throws_ok(format('SET customer_grade.as_of = %L', bad), '22023', NULL, 'no date as we write it: ' || bad)
FROM (VALUES ('2023-02-29'), ('2024-2-29'), ('24-02-29'), ('29.02.2024'), ('2024-13-01'), ('2024-00-01'), ('2024-01-00'), ('2024-01-32'),
	('2024-01-01 '), ('0000-01-01'), ('today'), ('infinity'), ('2024/01/01'), ('+024-01-01'), ('20240-1-01')) AS c(bad);
SET customer_grade.as_of = '2020-06-01';
SELECT is(customer_grade.define_standard('then', pg_temp.tells('v1')), 1, 'a standard defined at another evaluation date');
SELECT is(pg_temp.versions('then'), format('1 [%s,)', current_date), 'is effective from today');
SET customer_grade.clock = '2021-03-04 23:30+00';
SET TimeZone = 'Asia/Shanghai';
SELECT is(customer_grade.define_standard('then', pg_temp.tells('v2')), 2, 'today is the day of the clock');
SELECT is((SELECT lower(effective) FROM customer_grade.standard WHERE name = 'then' AND version = 2), '2021-03-05', 'in the time zone of the session');
SELECT lives_ok($$ SELECT customer_grade.retire_standard('then') $$, 'a standard ends today by the clock, too');
SELECT is(pg_temp.versions('then'), '1 empty, 2 empty', 'on the day on which it began');
RESET TimeZone;
RESET customer_grade.clock;
RESET customer_grade.as_of;

--
-- Nothing keeps an old version
--
\o /dev/null
CREATE TABLE customer (id int PRIMARY KEY, a int, b int);
INSERT INTO customer VALUES (1, 1, 0);
CREATE TABLE poor_customer (id int PRIMARY KEY, a int);
INSERT INTO poor_customer VALUES (1, 1);
SELECT customer_grade.define_standard('r', pg_temp.reads('a'), '2020-01-01');
SET plan_cache_mode = force_generic_plan;
PREPARE graded AS SELECT customer_grade.grade('r', c) FROM customer AS c;
PREPARE graded_poor AS SELECT customer_grade.grade('r', c) FROM poor_customer AS c;
\o
SELECT results_eq('EXECUTE graded', $$ VALUES ('a_yes') $$, 'a prepared statement, version 1');
SELECT results_eq('EXECUTE graded_poor', $$ VALUES ('a_yes') $$, 'a prepared statement on a table with just its metric');
SELECT is(customer_grade.define_standard('r', pg_temp.reads('b'), '2022-01-01'), 2, 'version 2 reads another column');
SELECT results_eq('EXECUTE graded', $$ VALUES ('b_no') $$, 'the prepared statement follows');
SELECT throws_ok('EXECUTE graded_poor', '42703', 'the row has no column for metric "b"', 'a table that lacks the new metric is refused');
SET customer_grade.as_of = '2021-12-31';
SELECT results_eq('EXECUTE graded', $$ VALUES ('a_yes') $$, 'and follows the evaluation date');
SELECT results_eq('EXECUTE graded_poor', $$ VALUES ('a_yes') $$, 'a missing metric is no error where the version in force does not need it');
SET customer_grade.as_of = '2022-01-01';
SELECT results_eq('EXECUTE graded', $$ VALUES ('b_no') $$, 'and back');
RESET customer_grade.as_of;

-- a version stays what it was, even for a superuser
SELECT throws_ok(format('UPDATE customer_grade_internal.standard SET %s WHERE name = ''r'' AND version = 2', change), '55000',
	format('column "%s" of a version of standard "r" never changes', split_part(change, ' ', 1)), change)
FROM unnest(ARRAY['rubric = ''grades A; grade A otherwise;''', 'version = 3', 'created_by = ''the board''', 'created_at = ''1999-01-01''']) AS change;
SELECT throws_ok($$ UPDATE customer_grade_internal.standard SET name = 'other' WHERE name = 'r' AND version = 2 $$, '55000',
	'column "name" of a version of standard "r" never changes', 'nor does its name');
SELECT results_eq('EXECUTE graded', $$ VALUES ('b_no') $$, 'the prepared statement goes by it still');

\o /dev/null
SELECT customer_grade.alter_standard('r', effective => 'empty');
SELECT customer_grade.alter_standard('r', effective => '[2020-01-01,)', version => 1);
\o
SELECT results_eq('EXECUTE graded', $$ VALUES ('a_yes') $$, 'another period is noticed');
-- a row that no function has written, as in a restore
\o /dev/null
SELECT customer_grade.alter_standard('r', effective => '[2020-01-01,2021-01-01)', version => 1);
INSERT INTO customer_grade_internal.standard (name, version, rubric, effective) VALUES ('r', 7, pg_temp.reads('b'), '[2021-01-01,)');
\o
SELECT results_eq('EXECUTE graded', $$ VALUES ('b_no') $$, 'a plain INSERT is noticed');
BEGIN;
SELECT is(customer_grade.define_standard('r', pg_temp.reads('id'), '2022-01-01'), 8, 'within a transaction');
SELECT results_eq('EXECUTE graded', $$ VALUES ('id_yes') $$, 'its own version is seen');
ROLLBACK;
SELECT results_eq('EXECUTE graded', $$ VALUES ('b_no') $$, 'and forgotten with it');

-- one call site in a loop, in each isolation level; step 2 is rolled back to a savepoint, step 3 changes nothing
\o /dev/null
CREATE FUNCTION pg_temp.loop() RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	c customer;
	seen text := '';
BEGIN
	SELECT * INTO c FROM customer;
	FOR step IN 1..6 LOOP
		BEGIN
			CASE step
				WHEN 2 THEN PERFORM customer_grade.define_standard('r', pg_temp.reads('id'), '2022-01-01');
				WHEN 4 THEN PERFORM customer_grade.define_standard('r', pg_temp.reads('id'), '2023-01-01');
				WHEN 5 THEN PERFORM set_config('customer_grade.as_of', '2020-06-01', true);
				WHEN 6 THEN PERFORM set_config('customer_grade.as_of', '', true);
				ELSE NULL;
			END CASE;
			seen := seen || ' ' || customer_grade.grade('r', c);
			IF step = 2 THEN
				RAISE assert_failure;
			END IF;
		EXCEPTION WHEN assert_failure THEN
			NULL;
		END;
	END LOOP;
	RETURN seen;
END $$;
\o
BEGIN;
SELECT is(pg_temp.loop(), ' b_no id_yes b_no id_yes a_yes id_yes', 'a PL/pgSQL loop, READ COMMITTED');
ROLLBACK;
BEGIN ISOLATION LEVEL REPEATABLE READ;
SELECT is(pg_temp.loop(), ' b_no id_yes b_no id_yes a_yes id_yes', 'a PL/pgSQL loop, REPEATABLE READ');
ROLLBACK;
BEGIN ISOLATION LEVEL SERIALIZABLE;
SELECT is(pg_temp.loop(), ' b_no id_yes b_no id_yes a_yes id_yes', 'a PL/pgSQL loop, SERIALIZABLE');
ROLLBACK;

-- the same call site, before and after a rollback to a savepoint, with no command between
\o /dev/null
CREATE FUNCTION pg_temp.graded(c customer) RETURNS text LANGUAGE plpgsql STABLE AS
	$$ BEGIN RETURN customer_grade.grade('r', c); END $$;
CREATE FUNCTION pg_temp.undone(c customer) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	before text;
BEGIN
	BEGIN
		PERFORM customer_grade.define_standard('r', pg_temp.reads('id'), '2022-01-01');
		before := pg_temp.graded(c);
		RAISE assert_failure;
	EXCEPTION WHEN assert_failure THEN
		RETURN before || ' ' || pg_temp.graded(c);
	END;
END $$;
\o
BEGIN ISOLATION LEVEL REPEATABLE READ;
SELECT is(pg_temp.undone(c), 'id_yes b_no', 'a version that a savepoint took back') FROM customer AS c;
ROLLBACK;

-- a call site while the time zone changes: in these two it is never the same day
\o /dev/null
SET TimeZone = 'Etc/GMT+12';
SELECT customer_grade.define_standard('zone', pg_temp.tells('west'), '2020-01-01');
SET TimeZone = 'Pacific/Kiritimati';
SELECT customer_grade.define_standard('zone', pg_temp.tells('east'));
RESET TimeZone;
CREATE FUNCTION pg_temp.travel() RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	seen text := '';
	zone text;
BEGIN
	FOREACH zone IN ARRAY ARRAY['Etc/GMT+12', 'Pacific/Kiritimati', 'Etc/GMT+12'] LOOP
		PERFORM set_config('TimeZone', zone, true);
		seen := seen || ' ' || customer_grade.grade('zone', '{}');
	END LOOP;
	RETURN seen;
END $$;
\o
SELECT is(pg_temp.travel(), ' west east west', 'today is the day of the time zone');

-- a procedure that commits
\o /dev/null
CREATE PROCEDURE pg_temp.commits(INOUT seen text) LANGUAGE plpgsql AS $$
DECLARE
	c customer;
BEGIN
	SELECT * INTO c FROM customer;
	seen := '';
	FOR step IN 1..3 LOOP
		seen := seen || ' ' || customer_grade.grade('r', c);
		IF step = 1 THEN
			PERFORM customer_grade.define_standard('r', pg_temp.reads('id'), '2022-01-01');
		ELSE
			PERFORM customer_grade.alter_standard('r', effective => 'empty', version => 8);
			PERFORM customer_grade.alter_standard('r', effective => '[2021-01-01,)', version => 7);
		END IF;
		COMMIT;
	END LOOP;
END $$;
CALL pg_temp.commits(NULL) \gset
\o
SELECT is(:'seen'::text, ' b_no id_yes b_no', 'a procedure that commits between');

-- a cursor sees what was there when it was opened
BEGIN;
\o /dev/null
DECLARE graded CURSOR FOR SELECT customer_grade.grade('r', c) AS grade FROM customer AS c, generate_series(1, 3);
FETCH graded \gset first_
SELECT customer_grade.define_standard('r', pg_temp.reads('id'), '2022-01-01');
FETCH graded \gset second_
SET LOCAL customer_grade.as_of = '2020-06-01';
FETCH graded \gset third_
\o
SELECT is(:'first_grade' || ' ' || :'second_grade', 'b_no b_no', 'an open cursor keeps its version');
SELECT is(:'third_grade'::text, 'a_yes', 'and follows the evaluation date');
ROLLBACK;

-- one statement, many names; names that are computed; null
SELECT is(string_agg(coalesce(customer_grade.grade(n, c), '-'), ' ' ORDER BY i), 'b_no v1 - b_no v1 b_no', 'a name in each row')
FROM customer AS c, unnest(ARRAY['r', 'today', NULL, 'r', 'today', 'r']) WITH ORDINALITY AS names(n, i);

-- parallel workers
\o /dev/null
CREATE TABLE many AS SELECT i AS id, i % 2 AS a, 0 AS b FROM generate_series(1, 20000) AS i;
ANALYZE many;
SET parallel_setup_cost = 0;
SET parallel_tuple_cost = 0;
SET min_parallel_table_scan_size = 0;
SET max_parallel_workers_per_gather = 2;
SELECT set_config(CASE WHEN current_setting('server_version_num')::int >= 160000 THEN 'debug_parallel_query' ELSE 'force_parallel_mode' END, 'on', false);
CREATE FUNCTION pg_temp.plan(query text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	line text;
	plan text := '';
BEGIN
	FOR line IN EXECUTE 'EXPLAIN (COSTS OFF) ' || query LOOP
		plan := plan || line || E'\n';
	END LOOP;
	RETURN plan;
END $$;
\o
SELECT matches(pg_temp.plan($$ SELECT customer_grade.grade('r', m) AS g, count(*) FROM many AS m GROUP BY g $$), 'Gather', 'many rows are graded by workers');
SELECT results_eq($$ SELECT customer_grade.grade('r', m) AS g, count(*) FROM many AS m GROUP BY g $$, $$ VALUES ('b_no', 20000::bigint) $$,
	'and find the version in force');
SET customer_grade.as_of = '2020-06-01';
SELECT results_eq($$ SELECT customer_grade.grade('r', m) AS g, count(*) FROM many AS m GROUP BY g ORDER BY g $$,
	$$ VALUES ('a_no', 10000::bigint), ('a_yes', 10000) $$, 'and know the evaluation date');
SELECT is(customer_grade.as_of(), date '2020-06-01', 'which is the same in a worker');
RESET customer_grade.as_of;
BEGIN;
SELECT is(customer_grade.define_standard('r', pg_temp.reads('id'), '2022-01-01'), 9, 'a version not yet committed');
SELECT results_eq($$ SELECT customer_grade.grade('r', m) AS g, count(*) FROM many AS m GROUP BY g ORDER BY g $$,
	$$ VALUES ('id_no', 19999::bigint), ('id_yes', 1) $$, 'is seen by workers, too');
ROLLBACK;
\o /dev/null
SELECT set_config(CASE WHEN current_setting('server_version_num')::int >= 160000 THEN 'debug_parallel_query' ELSE 'force_parallel_mode' END, 'off', false);
\o

-- a long rubric is stored out of line
SELECT is(customer_grade.define_standard('long',
	('grades A; grade A otherwise; -- ' || (SELECT string_agg(md5(i::text), ' ') FROM generate_series(1, 5000) AS i))::customer_grade.rubric,
	'2020-01-01'), 1, 'a rubric of 165 kB');
SELECT is(customer_grade.grade('long', '{}'), 'A', 'is found');

--
-- The extension comes and goes within a session
--
\o /dev/null
PREPARE dated AS SELECT customer_grade.grade('r', c) FROM customer AS c;
\o
SELECT results_eq('EXECUTE dated', $$ VALUES ('b_no') $$, 'before');
\o /dev/null
DROP FUNCTION pg_temp.tells(text);
DROP FUNCTION pg_temp.reads(text);
DROP EXTENSION customer_grade;
CREATE EXTENSION customer_grade;
\o
SELECT throws_ok('EXECUTE dated', '42704', 'standard "r" does not exist', 'a new registry is empty');
\o /dev/null
SELECT customer_grade.define_standard('r', 'grades back; grade back otherwise;', '2020-01-01');
\o
SELECT results_eq('EXECUTE dated', $$ VALUES ('back') $$, 'and used at once');
\o /dev/null
TRUNCATE customer_grade_internal.standard;
\o
SELECT throws_ok('EXECUTE dated', '42704', 'standard "r" does not exist', 'a TRUNCATE is noticed');

SELECT * FROM finish();
