-- Two worlds, one of plain tables and one whose customers are partitioned, and what their transactions call.

\o /dev/null
SET client_min_messages = warning;
\ir model.sql
SELECT customer_grade.define_standard(v.variant, ('grades A > B > C; metric amount number; parameter for_a number = 100' || coalesce(' keep ' || v.keep_a, '') || '; parameter for_b number = 40' || coalesce(' keep ' || v.keep_b, '') || ';
	score = amount; grade A when amount >= for_a; grade B when amount >= for_b; grade C otherwise; ' || v.statements)::customer_grade.rubric, '2020-01-01')
FROM model.variant AS v;

-- Statements in a subtransaction, which is rolled back at their end, if so wanted, or if they meet a constraint.
CREATE FUNCTION public.attempt(statements text, fails boolean) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
	EXECUTE statements;
	IF fails THEN
		PERFORM 1 / 0;
	END IF;
EXCEPTION WHEN division_by_zero OR unique_violation THEN
END $$;

-- Delete all customers, or empty their table, and insert them again, but for some; with an amount of their own or other ones.
CREATE FUNCTION public.reload(world text, by text, share float, change int) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
	rows jsonb;
BEGIN
	EXECUTE format('LOCK TABLE %I.customer IN SHARE ROW EXCLUSIVE MODE', world);
	EXECUTE format('SELECT jsonb_agg(c) FROM %I.customer AS c', world) INTO rows;
	EXECUTE format(by || ' %I.customer', world);
	EXECUTE format('INSERT INTO %1$I.customer SELECT r.region, r.id, greatest(0, r.amount + $2) FROM jsonb_populate_recordset(NULL::%1$I.customer, $1) AS r
		WHERE r.id %% 10 < 10 * $3'::text, world) USING rows, change, share;
END $$;

\set world plain
\set by_region ''
\set unique DEFERRABLE
\ir world.sql
\set world partitioned
\set by_region 'PARTITION BY LIST (region)'
\set unique ''
\ir world.sql
\o
