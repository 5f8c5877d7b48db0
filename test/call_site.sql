-- One call site, other arguments: PL/pgSQL keeps it for the whole transaction.

BEGIN;
SELECT plan(17);

CREATE FUNCTION pg_temp.by_rubric(r customer_grade.rubric, input jsonb, p jsonb DEFAULT NULL) RETURNS text LANGUAGE plpgsql AS $$
BEGIN RETURN customer_grade.grade(r, input, p); END $$;
CREATE FUNCTION pg_temp.by_name(s text, input jsonb, p jsonb DEFAULT NULL) RETURNS text LANGUAGE plpgsql AS $$
BEGIN RETURN customer_grade.grade(s, input, p); END $$;
CREATE FUNCTION pg_temp.columns(names text[], a int, b int) RETURNS text LANGUAGE plpgsql AS $$
BEGIN RETURN customer_grade_internal.grade_columns('grades A > B; metric x; metric y; grade A when x > y; grade B otherwise;'::customer_grade.rubric, NULL, names, true, a, b); END $$;

SELECT is(pg_temp.by_rubric('grades A > B; metric x; parameter y = 0; grade A when x > y; grade B otherwise;', '{"x": 1}', '{"y": 0}'), 'A', 'the first call');
SELECT is(pg_temp.by_rubric('grades A > B; metric x; parameter y = 0; grade A when x > y; grade B otherwise;', '{"x": 1}', '{"y": 5}'), 'B', 'other parameters');
SELECT is(pg_temp.by_rubric('grades A > B; metric x; parameter y = 0; grade A when x > y; grade B otherwise;', '{"x": 1}'), 'A', 'no parameters');
SELECT is(pg_temp.by_rubric('grades A > B; grade B otherwise;', '{"x": 1}', '{"y": 0}'), 'B', 'another rubric');

SELECT customer_grade.define_standard('one', 'grades A > B; metric x; parameter y = 0; grade A when x > y; grade B otherwise;');
SELECT customer_grade.define_standard('two', 'grades A > B; grade B otherwise;');
SELECT is(pg_temp.by_name('one', '{"x": 1}', '{"y": 0}'), 'A', 'a standard');
SELECT is(pg_temp.by_name('one', '{"x": 1}', '{"y": 5}'), 'B', 'other parameters');
SELECT is(pg_temp.by_name('two', '{"x": 1}'), 'B', 'another standard');
SELECT is(pg_temp.by_name('one', '{"x": 1}'), 'A', 'and back');

SELECT is(pg_temp.columns('{x,y}', 2, 1), 'A', 'columns');
SELECT is(pg_temp.columns('{y,x}', 2, 1), 'B', 'other names of the columns');

-- an error on the way leaves nothing half done
CREATE FUNCTION pg_temp.survivor(r customer_grade.rubric, inputs jsonb[]) RETURNS text LANGUAGE plpgsql AS $$
DECLARE result text := '';
BEGIN
	FOR i IN 1..array_length(inputs, 1) LOOP
		BEGIN
			result := result || customer_grade.grade(r, inputs[i]);
		EXCEPTION WHEN others THEN
			result := result || '!';
		END;
	END LOOP;
	RETURN result;
END $$;
SELECT is(pg_temp.survivor('grades A > B; metric x number between 0 and 9; define d = 1 / x; grade A when d > 0.5 and d < 9; grade B when d > 0;',
	ARRAY['{"x": 1}', '{"x": 10}', '{"x": 5}', '{"x": 0}', '{"x": 1}', '[]', '{"x": "a"}', '{"x": 1}']::jsonb[]), 'A!B!A!!A', 'errors between rows');

-- weight and max are computed without points too, as SQL does
SELECT throws_ok($$ SELECT customer_grade.score('metric x; metric y; criterion c weight (1 / y) missing 5 = x;'::customer_grade.rubric, '{"y": 0}') $$,
	'22012', 'division by zero', 'a weight that fails');

-- a score that is null has a reason as well
SELECT is((customer_grade.assess('metric x; metric y; criterion a = x; criterion b missing 1 = y;'::customer_grade.rubric, '{}')).reason, 'missing: x, y', 'no score: the reason');
SELECT is((customer_grade.assess('metric x; metric y; criterion a = x; criterion b missing 1 = y;'::customer_grade.rubric, '{"x": 1}')).reason, NULL, 'a score: no reason');

-- columns of types that few tables have
CREATE TEMP TABLE rare (label name, day date, ratio double precision);
INSERT INTO rare VALUES ('x', '2026-01-02', 1.5), ('y', '2026-01-03', -1.5), (NULL, NULL, NULL);
CREATE FUNCTION pg_temp.over_rare(r customer_grade.rubric) RETURNS text LANGUAGE sql AS $$
	SELECT string_agg(coalesce(customer_grade.grade(r, rare), '-'), '' ORDER BY day) FROM rare
$$;
SELECT is(pg_temp.over_rare($$grades A > B; metric label text; require label; grade A when label = 'x'; grade B otherwise;$$), 'AB-', 'a column of type name');
SELECT is(pg_temp.over_rare($$grades A > B; metric day date; require day;
	grade A when day in (date '2026-01-01', date '2026-01-03'); grade B otherwise;$$), 'BA-', 'a date in a list');
SELECT is(pg_temp.over_rare($$grades A > B > C; metric ratio number; require ratio; grade A when ceil(ratio) = 2; grade B when ceil(ratio) = -1; grade C otherwise;$$),
	'AB-', 'ceil() of double precision');

SELECT * FROM finish();
ROLLBACK;
