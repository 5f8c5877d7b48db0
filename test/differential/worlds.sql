-- Two worlds that hold what grades depend on, one with plain tables and one with partitioned ones, and triggers of users on
-- all tables, which do what settings tell them to do.

\o /dev/null
SET client_min_messages = warning;
SELECT customer_grade.define_standard(name,
	'grades A > B > C; metric amount number; grade A when amount >= 100; grade B when amount >= 40; grade C otherwise;', '2020-01-01')
FROM unnest(ARRAY['own', 'total']) AS name;

-- Limits how many triggers do something in one transaction; what a sequence has counted is not rolled back.
CREATE SEQUENCE public.fuel;

-- What one trigger of a user does: the setting of its name. "skip" leaves out the row.
CREATE FUNCTION hook() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
	action text := coalesce(current_setting('hook.' || TG_ARGV[0], true), '');
BEGIN
	IF action = 'skip' THEN
		RETURN NULL;
	ELSIF action <> '' AND pg_trigger_depth() <= 4 AND nextval('public.fuel') <= 12 THEN
		EXECUTE action;
	END IF;
	IF TG_OP = 'DELETE' THEN
		RETURN OLD;
	END IF;
	RETURN NEW;
END $$;

-- Statements in a subtransaction; if one of them fails, or the last shall, it is rolled back. Other errors than those that the
-- statements may well meet are found.
CREATE FUNCTION attempt(statements text, fails boolean) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
	EXECUTE statements;
	IF fails THEN
		PERFORM 1 / 0;
	END IF;
EXCEPTION WHEN OTHERS THEN
	IF SQLSTATE <> ALL (string_to_array(current_setting('test.expected_errors'), ' ')) OR SQLERRM LIKE '%several rows for a customer%' THEN
		RAISE;
	END IF;
END $$;

-- Transactions that have been committed.
CREATE TABLE committed (transaction int PRIMARY KEY);

\set world plain
\set by_id ''
\ir world.sql
\set world partitioned
\set by_id 'PARTITION BY RANGE (id)'
\ir world.sql
\o
