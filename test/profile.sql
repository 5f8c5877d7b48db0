-- profile(): all standards of a family at once.

BEGIN;
SELECT plan(14);

SELECT customer_grade.define_standard('client', 'grades A > B; metric x number >= 0; grade A when x > 5; grade B otherwise;', '2020-01-01');
SELECT customer_grade.define_standard('client.loyal', 'grades unranked yes, no; metric y boolean; grade yes when y; grade no otherwise;', '2020-01-01');
SELECT customer_grade.define_standard('client.points', 'parameter factor = 2; metric x number; score = x * factor;', '2020-01-01');
SELECT customer_grade.define_standard('clientele', 'grades Z; grade Z otherwise;', '2020-01-01');
SELECT customer_grade.define_standard('client.late', 'grades L; grade L otherwise;', '2030-01-01');
SET LOCAL customer_grade.as_of = '2024-01-01';

SELECT is(customer_grade.profile('client', '{"x": 7, "y": true}'), '{"grade": "A", "loyal": "yes", "points": 14}',
	'one key a dimension, the standard of the family''s own name is "grade", a score is a number');
SELECT is(customer_grade.profile('client', '{"x": 7}'), '{"grade": "A", "loyal": null, "points": 14}',
	'an undecided dimension is null and does not close the others');
SELECT is(customer_grade.profile('client', '{"y": false}'::json), '{"grade": null, "loyal": "no", "points": null}', 'from json');
SELECT is(customer_grade.profile('client', '{"x": 7}', '{"factor": 3}'), '{"grade": "A", "loyal": null, "points": 21}', 'parameters reach all');
SELECT is(customer_grade.profile('client.loyal', '{"y": true}'), '{"grade": "yes"}', 'a single standard is a family too');
SELECT is(customer_grade.profile('client', NULL), '{"grade": null, "loyal": null, "points": null}', 'no row');
SELECT is(customer_grade.profile(NULL, '{}'), NULL, 'no family');
SELECT throws_ok($$ SELECT customer_grade.profile('client', '{"x": -1}') $$, '23514', 'value -1 of metric "x" is outside its domain', 'refused input raises');
SELECT throws_ok($$ SELECT customer_grade.profile('clien', '{"x": 1}') $$, '42704', 'standard "clien" does not exist', 'no such family');
SELECT throws_ok($$ SELECT customer_grade.profile('client', 5) $$, '42804', 'a value of type integer is not a row', 'a number is not a row');

CREATE TEMP TABLE customer AS SELECT i AS id, i AS x, i % 2 = 0 AS y FROM generate_series(1, 1000) AS i;
SELECT is_empty($$
	SELECT id FROM customer AS c
	WHERE customer_grade.profile('client', c) IS DISTINCT FROM jsonb_build_object(
		'grade', customer_grade.grade('client', c), 'loyal', customer_grade.grade('client.loyal', c),
		'points', customer_grade.score('client.points', c)) $$, 'rows of a table give what the single calls give');

SET LOCAL customer_grade.as_of = '2031-01-01';
SELECT is(customer_grade.profile('client', '{}'), '{"grade": null, "late": "L", "loyal": null, "points": null}', 'a dimension that takes effect later');
SET LOCAL customer_grade.as_of = '2019-01-01';
SELECT is(customer_grade.profile('client', '{}'), '{}', 'nothing is effective');

-- one call site, two moments
RESET customer_grade.as_of;
CREATE FUNCTION pg_temp.twice() RETURNS text LANGUAGE plpgsql AS $$
DECLARE result text := '';
BEGIN
	FOR i IN 1..2 LOOP
		result := result || (customer_grade.profile('client', '{"x": 7, "y": true}') ->> 'loyal') || ' ';
		PERFORM customer_grade.define_standard('client.loyal', 'grades unranked ja, nein; metric y boolean; grade ja when y; grade nein otherwise;', '2021-01-01');
	END LOOP;
	RETURN result;
END $$;
SELECT is(pg_temp.twice(), 'yes ja ', 'a new version is seen by the next call of the same call site');

SELECT * FROM finish();
ROLLBACK;
