-- Plans of triggers are saved for the session: one for all partitions with the same columns, and not without bound.

\o /dev/null
SELECT current_setting('server_version_num')::int >= 140000 AS shows_memory \gset
\if :shows_memory
SET client_min_messages = warning;
SELECT customer_grade.define_standard('sales', 'grades A > B; metric amount number; grade A when amount >= 100; grade B otherwise;', '2020-01-01');
CREATE TABLE customer (id int, part int, amount numeric, PRIMARY KEY (id, part)) PARTITION BY LIST (part);
SELECT format('CREATE TABLE customer_%s PARTITION OF customer FOR VALUES IN (%1$s)', i) FROM generate_series(1, 20) AS i \gexec
-- those attached later differ in the columns that they have had
SELECT format('CREATE TABLE customer_%s (%s part int NOT NULL, amount numeric, id int NOT NULL)', 20 + i,
	(SELECT string_agg(format('dropped_%s int, ', d), '') FROM generate_series(1, i) AS d)) FROM generate_series(1, 20) AS i \gexec
SELECT format('ALTER TABLE customer_%s DROP COLUMN dropped_%s', 20 + i, d) FROM generate_series(1, 20) AS i, generate_series(1, i) AS d \gexec
SELECT format('ALTER TABLE customer ATTACH PARTITION customer_%s FOR VALUES IN (%1$s)', i) FROM generate_series(21, 40) AS i \gexec
SELECT customer_grade.attach('sales', 'customer');
CREATE FUNCTION plans() RETURNS bigint LANGUAGE sql AS
	$$ SELECT count(*) FROM pg_backend_memory_contexts WHERE name = 'SPI Plan' $$;
-- plans for each event, order of magnitude of rows, and list of columns
CREATE PROCEDURE write(parts int4range) LANGUAGE plpgsql AS $$
BEGIN
	FOR part IN lower(parts) .. upper(parts) - 1 LOOP
		FOR digits IN 1 .. 3 LOOP
			EXECUTE format('INSERT INTO customer_%s (id, part, amount) SELECT i, %1$s, 1 FROM generate_series(1, %2$s) AS i', part, 10 ^ digits / 2);
			EXECUTE format('UPDATE customer_%s SET amount = 200', part);
			EXECUTE format('DELETE FROM customer_%s', part);
		END LOOP;
	END LOOP;
END $$;
CALL write('[1,2]');
SELECT plans() AS kept \gset
CALL write('[1,20]');
SELECT plans() AS again \gset
BEGIN;
CALL write('[21,40]');
SELECT plans() AS many \gset
COMMIT;
SELECT plans() AS rest \gset
INSERT INTO customer_1 VALUES (1, 1, 500);
\endif
\o
SELECT * FROM no_plan();
\if :shows_memory
SELECT is(:again, :kept, 'a statement that comes again, on whichever partition, is not planned again');
SELECT cmp_ok(:many - :kept, '>', 500, 'a transaction may need many plans');
SELECT cmp_ok(:rest, '<', :kept, 'which are given up when it has ended');
SELECT is((SELECT grade FROM customer_sales_ledger), 'A', 'and made again');
\else
SELECT skip('this PostgreSQL does not show the memory of a session', 1);
\endif
SELECT * FROM finish();
