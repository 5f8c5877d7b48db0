-- Runs the variants of a subject in turn, so that noise on the machine affects all of them. It measures
-- the backend's processor time, because other work on the machine disturbs that least.

SET client_min_messages = warning;

-- The functions without planner support, which get the whole row.
CREATE SCHEMA whole;
DO $$
DECLARE
	definition text;
BEGIN
	FOR definition IN SELECT pg_get_functiondef(oid) FROM pg_proc WHERE prosupport = 'customer_grade_internal.rubric_support'::regproc LOOP
		EXECUTE regexp_replace(replace(definition, 'FUNCTION customer_grade.', 'FUNCTION whole.'), ' SUPPORT \S+', '');
	END LOOP;
END $$;

CREATE TABLE variant (
	subject text, variant text, query text NOT NULL,
	before text,							-- run first, not measured
	slow boolean NOT NULL DEFAULT false,	-- two rounds are enough
	PRIMARY KEY (subject, variant));
CREATE TABLE timing (subject text, variant text, jit boolean, ms numeric);

CREATE FUNCTION ms(query text) RETURNS numeric LANGUAGE plpgsql AS $$
DECLARE
	start double precision := processor_ms();
BEGIN
	EXECUTE query;
	RETURN round((processor_ms() - start)::numeric, 1);
END $$;

CREATE PROCEDURE measure(wanted text, rounds int, with_jit boolean) LANGUAGE plpgsql AS $$
DECLARE
	v variant;
	took numeric;
BEGIN
	PERFORM set_config('jit', with_jit::text, false), set_config('jit_above_cost', '0', false),
		set_config('max_parallel_workers_per_gather', '0', false);
	FOR round IN 0 .. rounds LOOP
		FOR v IN SELECT * FROM variant WHERE subject = wanted ORDER BY ctid LOOP
			CONTINUE WHEN v.slow AND round > 2;
			IF v.before IS NOT NULL THEN
				EXECUTE v.before;
			END IF;
			took := ms(v.query);
			IF round > 0 THEN				-- the first round warms up
				INSERT INTO timing VALUES (wanted, v.variant, with_jit, took);
			END IF;
			COMMIT;
		END LOOP;
	END LOOP;
END $$;

SELECT 'CASE WHEN monthly_amount >= 100000 OR months_to_close <= 3 THEN ''A'''
	' WHEN monthly_amount >= 50000 OR months_to_close <= 6 THEN ''B'''
	' WHEN monthly_amount >= 20000 OR months_to_close <= 12 THEN ''C'' ELSE ''D'' END' AS sales_case \gset
SELECT format('%L::customer_grade.rubric', rubric::text) AS sales FROM customer_grade.standard WHERE name = 'sales' \gset
SELECT format('%L::customer_grade.rubric', rubric::text) AS card FROM customer_grade.standard WHERE name = 'card' \gset

INSERT INTO variant (subject, variant, query, slow)
SELECT t, variant, format('SELECT count(%s) FROM %I AS t', expression, t), variant = 'PL/pgSQL'
FROM unnest('{narrow,broad}'::text[]) AS t, (VALUES
	('scan', 'months_to_close'),
	('CASE', :'sales_case'),
	('PL/pgSQL', 'sales_plpgsql(monthly_amount, months_to_close)'),
	('C by hand', 'sales_floor(monthly_amount, months_to_close)'),
	('grade(rubric, row)', format('customer_grade.grade(%s, t)', :'sales')),
	('grade(name, row)', 'customer_grade.grade(''sales'', t)'),
	('not rewritten', 'whole.grade(''sales'', t)'),
	('the row alone', 't')) AS v (variant, expression);

INSERT INTO variant (subject, variant, query, slow) VALUES
('card', 'scan', 'SELECT count(rest_score) FROM partner', false),
('card', 'SQL', 'SELECT count(grade) FROM card_sql', false),
('card', 'PL/pgSQL', 'SELECT count(card_plpgsql_grade(p)) FROM partner p', true),
('card', 'grade(rubric, row)', format('SELECT count(customer_grade.grade(%s, p)) FROM partner p', :'card'), false),
('card', 'grade(name, row)', 'SELECT count(customer_grade.grade(''card'', p)) FROM partner p', false),
('card', 'SQL, score too', 'SELECT count(score), count(grade) FROM card_sql', false),
('card', 'score(), grade()', 'SELECT count(customer_grade.score(''card'', p)), count(customer_grade.grade(''card'', p)) FROM partner p', false);

INSERT INTO variant (subject, variant, before, query)
SELECT 'trigger', variant, 'TRUNCATE ' || t,
	format('INSERT INTO %I (id, name, monthly_amount, months_to_close) SELECT * FROM narrow WHERE id <= %s', t, :rows / 2)
FROM (VALUES ('plain insert', 'kept_plain'), ('empty C trigger', 'kept_empty'), ('grade_row()', 'kept_grade_row'),
	('PL/pgSQL', 'kept_plpgsql'), ('generated column', 'kept_generated')) AS v (variant, t);

-- The answers first: a time counts only if the answers are right.
CREATE TABLE difference AS
SELECT 'narrow' AS subject, count(*) AS rows, count(*) FILTER (WHERE
	customer_grade.grade(:sales, t) IS DISTINCT FROM :sales_case OR
	customer_grade.grade('sales', t) IS DISTINCT FROM :sales_case OR
	whole.grade('sales', t) IS DISTINCT FROM :sales_case OR
	sales_floor(monthly_amount, months_to_close) IS DISTINCT FROM :sales_case) AS different
FROM narrow AS t
UNION ALL
SELECT 'broad', count(*), count(*) FILTER (WHERE customer_grade.grade('sales', t) IS DISTINCT FROM :sales_case)
FROM broad AS t
UNION ALL
SELECT 'card', count(*), count(*) FILTER (WHERE
	customer_grade.score('card', p)::text IS DISTINCT FROM s.score::text OR
	customer_grade.grade('card', p) IS DISTINCT FROM s.grade OR
	whole.score('card', p)::text IS DISTINCT FROM s.score::text)
FROM partner AS p JOIN card_sql AS s USING (id);

CALL measure('narrow', :rounds, false);
CALL measure('narrow', :rounds, true);
CALL measure('broad', :rounds, false);
CALL measure('broad', :rounds, true);
CALL measure('card', :rounds, false);
CALL measure('card', :rounds, true);
CALL measure('trigger', :rounds, false);
CALL measure('trigger', :rounds, true);

INSERT INTO difference
SELECT 'trigger', count(*), count(*) FILTER (WHERE g.grade IS DISTINCT FROM k.grade)
FROM kept_generated AS g JOIN kept_grade_row AS k USING (id);

--
-- Memory of the backend when it is at the last of 100,000 rows and of all of them
--
CREATE TABLE memory (what text, rows int, bytes bigint);
CREATE PROCEDURE weigh(what text, expression text, source text) LANGUAGE plpgsql AS $$
DECLARE
	rows int;
	grades bigint;
	bytes bigint;
BEGIN
	FOREACH rows IN ARRAY ARRAY[100000, (SELECT max(id) FROM narrow)] LOOP
		EXECUTE format('SELECT count(%s), max(CASE WHEN id = %s THEN allocated() END) FROM %s WHERE id <= %2$s',
			expression, rows, source) INTO grades, bytes;
		INSERT INTO memory VALUES (what, rows, bytes);
	END LOOP;
END $$;
SET jit = off;
CALL weigh('grade()', 'customer_grade.grade(''sales'', t)', 'narrow AS t');
CALL weigh('grade(), not rewritten', 'whole.grade(''sales'', t)', 'narrow AS t');
CALL weigh('score()', 'customer_grade.score(''card'', t)', 'partner AS t');
CALL weigh('assess()', '(customer_grade.assess(''card'', t)).reason', 'partner AS t');

-- the trigger's memory, reported by a second trigger at the last row
CREATE FUNCTION weigh_last() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN INSERT INTO memory VALUES ('grade_row()', NEW.id, allocated()); RETURN NEW; END $$;
DO $$
DECLARE
	last int;
BEGIN
	FOREACH last IN ARRAY ARRAY[100000, (SELECT max(id) FROM narrow)] LOOP
		DROP TRIGGER IF EXISTS weigh ON kept_grade_row;
		EXECUTE format('CREATE TRIGGER weigh BEFORE INSERT ON kept_grade_row FOR EACH ROW WHEN (NEW.id = %s) EXECUTE FUNCTION weigh_last()', last);
		TRUNCATE kept_grade_row;
		INSERT INTO kept_grade_row (id, name, monthly_amount, months_to_close) SELECT * FROM narrow WHERE id <= last;
	END LOOP;
END $$;
