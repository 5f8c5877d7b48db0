-- Thousands of new customers in one statement are written to the ledger once; what comes of them is the same as if they come in
-- smaller statements.

\o /dev/null
SET client_min_messages = error;
SET TimeZone = 'UTC';
SET customer_grade.clock = '2024-01-01 12:00+00';
SELECT customer_grade.define_standard('s', $$
	grades A > B > C;
	metric amount number >= 0;
	grade A when amount >= 800; grade B when amount >= 400; grade C otherwise;
	approval of A;
$$, '2020-01-01');
CREATE FUNCTION pg_temp.make(name text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
	EXECUTE format('CREATE SCHEMA %I', name);
	EXECUTE format('CREATE TABLE %I.customer (id int, region text, amount numeric, PRIMARY KEY (region, id))', name);
	PERFORM customer_grade.attach('s', format('%I.customer', name)::regclass, approver => 'postgres', outbox => true,
		scores => 'history', keep_metrics => true);
END $$;
SELECT pg_temp.make('many');
SELECT pg_temp.make('few');
\o
SELECT * FROM no_plan();

-- ledger, history and events of an attachment
CREATE FUNCTION pg_temp.kept(name text) RETURNS SETOF jsonb LANGUAGE plpgsql AS $$
BEGIN
	RETURN QUERY EXECUTE format('SELECT to_jsonb(l.*) - ''before'' FROM %I.customer_s_ledger AS l', name);
	RETURN QUERY EXECUTE format('SELECT to_jsonb(h.*) FROM %I.customer_s_history AS h', name);
	RETURN QUERY EXECUTE format('SELECT to_jsonb(o.*) - ''event_id'' FROM %I.customer_s_outbox AS o', name);
END $$;
CREATE FUNCTION pg_temp.same(what text) RETURNS SETOF text LANGUAGE sql AS $$
	SELECT bag_eq('SELECT * FROM pg_temp.kept(''many'')', 'SELECT * FROM pg_temp.kept(''few'')', what)
	UNION ALL SELECT is_empty('SELECT * FROM customer_grade.verify(''s'', ''many.customer'')', what || ': right') $$;
CREATE PROCEDURE pg_temp.add(amounts text) LANGUAGE plpgsql AS $$
BEGIN
	EXECUTE 'INSERT INTO many.customer SELECT n, n % 3, ' || amounts || ' FROM generate_series(1, 3000) AS n';
	FOR part IN 0 .. 3 LOOP
		EXECUTE 'INSERT INTO few.customer SELECT n, n % 3, ' || amounts || ' FROM generate_series(1, 3000) AS n WHERE n % 4 = $1' USING part;
	END LOOP;
END $$;

BEGIN;
CALL pg_temp.add('n % 1000');
SELECT is(pg_stat_get_xact_tuples_updated('many.customer_s_ledger'::regclass), 0::bigint, 'no row of the ledger is written twice');
COMMIT;
SELECT is((SELECT count(*) FROM many.customer_s_ledger WHERE state = 'pending'), 600::bigint, 'A waits for approval');
SELECT pg_temp.same('new');

-- again, after periods that have ended at the same moment
DELETE FROM many.customer;
DELETE FROM few.customer;
CALL pg_temp.add('n % 900');
SELECT pg_temp.same('after earlier customers of these keys');

-- changed in the same transaction
DELETE FROM many.customer;
DELETE FROM few.customer;
BEGIN;
CALL pg_temp.add('n % 500');
UPDATE many.customer SET amount = amount + 400 WHERE id <= 2000;
UPDATE few.customer SET amount = amount + 400 WHERE id <= 2000;
DELETE FROM many.customer WHERE id <= 100;
DELETE FROM few.customer WHERE id <= 100;
COMMIT;
SELECT pg_temp.same('changed in their transaction');

-- some are in the ledger already
SET session_replication_role = replica;
DELETE FROM many.customer;
DELETE FROM few.customer;
RESET session_replication_role;
CALL pg_temp.add('n % 700');
SELECT pg_temp.same('where the ledger has some');

-- of keys that come twice nothing stays
SELECT throws_ok('INSERT INTO many.customer SELECT n % 2000 + 5000, ''x'', 1 FROM generate_series(1, 3000) AS n', '23505');
SELECT pg_temp.same('after an error');

-- a source: customers that its rows are about are locked as before
CREATE TABLE many.note (customer_id int, customer_region text);
SELECT customer_grade.watch('s', 'many.customer', 'many.note', VARIADIC '{customer_region,customer_id}'::name[]) \g /dev/null
BEGIN;
INSERT INTO many.customer SELECT n + 10000, 'y', n FROM generate_series(1, 2000) AS n;
SELECT is(pg_stat_get_xact_tuples_updated('many.customer_s_ledger'::regclass), 2000::bigint, 'with a source there are stubs first');
COMMIT;
SELECT is_empty('SELECT * FROM customer_grade.verify(''s'', ''many.customer'')', 'with a source: right');

SELECT * FROM finish();
