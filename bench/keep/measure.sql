-- Times each way in turn, round by round; the first round warms up.

SET client_min_messages = warning;
SET search_path = keep, public;
SET max_parallel_workers_per_gather = 0;

-- Single orders in the server, the same for all ways: of customers from all over the table, of 100 customers with a usual
-- history, and of 100 with a long one. (EXECUTE cannot call what commits.)
SELECT format('CALL %I(%L::int[], %s)', 'one_by_one_' || w.name, k.keys, CASE WHEN round > 0 THEN format('%L', 'one order, ' || k.kind) ELSE 'NULL' END)
FROM generate_series(0, :rounds) AS round, way AS w, (
		SELECT 1 AS place, 'any' AS kind, array_agg(101 + n * 7919 % (:customers - 100)) AS keys FROM generate_series(1::bigint, 2000) AS n
		UNION ALL SELECT 2, 'usual history', array_agg(100 + n) FROM generate_series(1, 100) AS n
		UNION ALL SELECT 3, 'long history', array_agg(n) FROM generate_series(1, 100) AS n) AS k
ORDER BY round, k.place, w.place \gexec

-- Everything again: the order, then the whole view.
DO $$
DECLARE
	start double precision := processor_ms();
BEGIN
	REFRESH MATERIALIZED VIEW totals;
	INSERT INTO timing VALUES ('one order, any', 'matview', false, 1000 * (processor_ms() - start), 'us');
END $$;

-- Many orders in one statement.
CREATE PROCEDURE many(rounds int, with_jit boolean) LANGUAGE plpgsql AS $$
DECLARE
	w record;
	start double precision;
	wal pg_lsn;
BEGIN
	PERFORM set_config('jit', with_jit::text, false);
	FOR round IN 0 .. rounds LOOP
		FOR w IN SELECT * FROM way ORDER BY place LOOP
			CONTINUE WHEN w.slow AND round > 2;
			start := processor_ms();
			wal := pg_current_wal_insert_lsn();
			EXECUTE format('INSERT INTO %s (customer_id, amount, ordered_on) SELECT * FROM batch', w.orders);
			COMMIT;
			IF round > 0 THEN
				INSERT INTO timing VALUES ('statement', w.name, with_jit, processor_ms() - start, 'ms'),
					('WAL', w.name, with_jit, pg_current_wal_insert_lsn() - wal, 'bytes');
			END IF;
		END LOOP;
	END LOOP;
END $$;
CALL many(:rounds, false);
CALL many(:rounds, true);

-- New customers: 40,000 accounts by COPY.
CREATE PROCEDURE copy_customers(rounds int) LANGUAGE plpgsql AS $$
DECLARE
	file text := current_setting('data_directory') || '/arrivals';
	way text;
	start double precision;
BEGIN
	FOR round IN 0 .. rounds LOOP
		EXECUTE format('COPY (SELECT 1000000 * %s + n, name, monthly_amount, months_to_close '
			'FROM (SELECT *, row_number() OVER (ORDER BY id) AS n FROM account LIMIT 40000) AS a) TO %L', round, file);
		FOREACH way IN ARRAY '{plain,attached}'::text[] LOOP
			start := processor_ms();
			EXECUTE format('COPY %I FROM %L', 'arrival_' || way, file);
			COMMIT;
			INSERT INTO timing SELECT 'COPY', way, false, processor_ms() - start, 'ms' WHERE round > 0;
		END LOOP;
	END LOOP;
END $$;
CALL copy_customers(:rounds);

-- A review: the metrics of one customer in a hundred were changed with triggers disabled.
CREATE PROCEDURE measure_review(rounds int, with_jit boolean) LANGUAGE plpgsql AS $$
DECLARE
	start double precision;
BEGIN
	PERFORM set_config('jit', with_jit::text, false);
	FOR round IN 0 .. rounds LOOP
		ALTER TABLE account DISABLE TRIGGER USER;
		UPDATE account SET months_to_close = CASE WHEN months_to_close <= 3 THEN 60 ELSE 1 END, monthly_amount = 0
		WHERE id % 100 = round % 100;
		ALTER TABLE account ENABLE TRIGGER USER;
		COMMIT;
		start := processor_ms();
		PERFORM count(*) FILTER (WHERE a.grade IS DISTINCT FROM l.grade)
		FROM account_metrics AS m, LATERAL customer_grade.assess('account', m) AS a, account_ledger AS l WHERE l.id = m.id;
		INSERT INTO timing SELECT 'review', 'one SELECT', with_jit, processor_ms() - start, 'ms' WHERE round > 0;
		COMMIT;
		start := processor_ms();
		CALL customer_grade.review('account', 'account');
		INSERT INTO timing SELECT 'review', 'review()', with_jit, processor_ms() - start, 'ms' WHERE round > 0;
		COMMIT;
	END LOOP;
END $$;
CALL measure_review(:rounds, false);
CALL measure_review(:rounds, true);

-- The answers: the grades of each way, compared with its orders.
CREATE TABLE answer (subject text, rows bigint, different bigint);
SELECT format('INSERT INTO answer SELECT %L, count(*), count(*) FILTER (WHERE k.grade IS DISTINCT FROM letter(t.amount)) '
	'FROM %s AS k JOIN (SELECT customer_id AS id, sum(amount) AS amount FROM %s GROUP BY customer_id) AS t USING (id)', name, kept, orders)
FROM way WHERE kept IS NOT NULL ORDER BY place \gexec
INSERT INTO answer
SELECT 'review', (SELECT count(*) FROM account), count(*) FROM customer_grade.verify('account', 'account');

-- The most memory of the backend while periods are closed, which is the last that a statement does, by half of the orders and by
-- all. (A row trigger on the ledger would make the server's UPDATE keep memory for each row.) What the owner's code sets is undone,
-- so it goes into a table.
CREATE TABLE weight (bytes bigint);
CREATE FUNCTION weigh() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	INSERT INTO keep.weight VALUES (keep.allocated());
	RETURN NEW;
END $$;
CREATE PROCEDURE weigh_statement(way text) LANGUAGE plpgsql AS $$
DECLARE
	w record;
	part record;
	history regclass := way || '_history';
BEGIN
	SELECT * INTO w FROM way AS f WHERE f.name = way;
	-- every ledger row is written, and less than half of the orders fill the memory that a query may have
	EXECUTE format('UPDATE %s SET evaluated_on = NULL', w.kept);
	EXECUTE format('CREATE TRIGGER weigh BEFORE INSERT ON %s FOR EACH ROW EXECUTE FUNCTION weigh()', history);
	FOR part IN SELECT * FROM (VALUES ('half', 0.5), ('all', 1)) AS p (name, share) LOOP
		TRUNCATE weight;
		EXECUTE format('INSERT INTO %s (customer_id, amount, ordered_on) SELECT customer_id, amount, ordered_on FROM batch LIMIT %s * (SELECT count(*) FROM batch)',
			w.orders, part.share);
		INSERT INTO timing SELECT 'memory', format('%s, %s', w.name, part.name), false, max(bytes), 'bytes' FROM weight;
		EXECUTE format('UPDATE %s SET evaluated_on = NULL', w.kept);
		COMMIT;
	END LOOP;
	EXECUTE format('DROP TRIGGER weigh ON %s', history);
END $$;
SET jit = off;
SET work_mem = '1MB';
CALL weigh_statement('by_sum');
CALL weigh_statement('by_activity');
