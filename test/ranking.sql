-- The rank of each customer by its score, within its cohort.

SET client_min_messages = warning;
SET customer_grade.clock = '2025-06-15 12:00+00';
CREATE ROLE regress_owner;
CREATE ROLE regress_reader;
CREATE ROLE regress_stranger;
GRANT CREATE ON SCHEMA public TO regress_owner;
SELECT customer_grade.define_standard('size', $$
	metric region text;
	metric amount number >= 0;
	parameter best = max(amount);
	parameter factor number = 100;
	require amount;
	score = factor * amount / best;
	$$, '2020-01-01') \g /dev/null
SELECT customer_grade.define_standard('graded', 'grades A > B; metric amount number; grade A when amount > 5; grade B otherwise;', '2020-01-01') \g /dev/null

SELECT * FROM no_plan();
CREATE FUNCTION pg_temp.ranks(statement text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	result text;
BEGIN
	EXECUTE 'SELECT string_agg(concat_ws('' '', key ->> ''id'', cohort ->> ''region'', rank, trim_scale(score)), '', '' ORDER BY n) FROM '
		|| statement || ' WITH ORDINALITY AS r(key, cohort, rank, score, n)' INTO result;
	RETURN result;
END $$;

SET ROLE regress_owner;
CREATE TABLE client (id int PRIMARY KEY, region text, amount numeric);
INSERT INTO client VALUES (1, 'north', 10), (2, 'north', 40), (3, 'south', 20), (4, 'north', 40), (5, 'south', NULL), (6, NULL, 5), (7, 'south', -1);
SELECT is(pg_temp.ranks($$ customer_grade.ranking('size', 'client') $$), '2 1 100, 4 1 100, 3 3 50, 1 4 25, 6 5 12.5',
	'equal scores share a rank, and the next is left out; who has no score or is refused has no rank');
SELECT is(pg_temp.ranks($$ customer_grade.ranking('size', 'client', '{region}') $$), '6 1 12.5, 2 north 1 100, 4 north 1 100, 1 north 3 25, 3 south 1 50',
	'within a cohort; no region is a cohort, too');
SELECT is(pg_temp.ranks($$ customer_grade.ranking('size', 'client', '{region,amount}') $$), '6 1 12.5, 1 north 1 25, 3 south 1 50, 2 north 1 100, 4 north 1 100',
	'of two columns');
SELECT is(pg_temp.ranks($$ customer_grade.ranking('size', 'client', parameters => '{"best": 80, "factor": 1}') $$), '2 1 0.5, 4 1 0.5, 3 3 0.25, 1 4 0.125, 6 5 0.0625',
	'by other values of parameters');

-- an attached table: by the values that it is graded with
CREATE VIEW figures AS SELECT c.id, c.amount, c.region FROM client AS c WHERE c.id <> 7;
SELECT customer_grade.attach('size', 'client', 'figures') \g /dev/null
INSERT INTO client VALUES (8, 'north', 80);
SELECT is(pg_temp.ranks($$ customer_grade.ranking('size', 'client', '{region}') $$), '6 1 12.5, 8 north 1 200, 2 north 2 100, 4 north 2 100, 1 north 4 25, 3 south 1 50',
	'an attached table is ranked by its frozen values');
SELECT is((SELECT string_agg(concat_ws(' ', id, trim_scale(score)), ', ' ORDER BY id) FROM client_size_ledger WHERE score IS NOT NULL), '1 25, 2 100, 3 50, 4 100, 6 12.5, 8 200',
	'as in its ledger');
SELECT is(pg_temp.ranks($$ customer_grade.ranking('size', 'client', parameters => '{"factor": 1}') $$), '8 1 2, 2 2 1, 4 2 1, 3 4 0.5, 1 5 0.25, 6 6 0.125', 'and by others');
SELECT is(pg_temp.ranks($$ customer_grade.ranking('size', 'figures') $$), '8 1 100, 2 2 50, 4 2 50, 3 4 25, 1 5 12.5, 6 6 6.25',
	'any other relation by those taken from it');
SELECT is(key, '{"id": 8, "amount": 80, "region": "north"}', 'without a primary key, the whole row is the key') FROM customer_grade.ranking('size', 'figures') LIMIT 1;
CREATE VIEW lettered AS SELECT f.*, f.id AS m FROM figures AS f;
SELECT is(key, '{"m": 8, "id": 8, "amount": 80, "region": "north"}', '... whatever its columns are called') FROM customer_grade.ranking('size', 'lettered') LIMIT 1;

-- a version that is not yet in force for the table
RESET ROLE;
SELECT customer_grade.alter_attachment('size', 'client', publish => 'by hand') \g /dev/null
SELECT customer_grade.define_standard('size', 'metric region text; metric amount number; score = -amount;', '2025-06-01') \g /dev/null
SET ROLE regress_owner;
SELECT is((SELECT key ->> 'id' FROM customer_grade.ranking('size', 'client') LIMIT 1), '8', 'an attached table is ranked by the version in force for it');
SELECT is((SELECT key ->> 'id' FROM customer_grade.ranking('size', 'figures') LIMIT 1), '6', 'any other by the one that is effective');

-- errors
SELECT throws_ok($$ SELECT customer_grade.ranking('graded', 'client') $$, '22023', 'the rubric has no score', 'no score');
SELECT throws_ok($$ SELECT customer_grade.ranking('size', 'client', '{cohort}') $$, '42703', 'relation "public.figures" has no column "cohort"', 'no such column');
SELECT throws_ok($$ SELECT customer_grade.ranking('size', 'client', parameters => '[]') $$, '22023', 'parameters is not a JSON object: []', 'no values of parameters');
SELECT throws_ok($$ SELECT customer_grade.ranking('none', 'client') $$, '55000', NULL, 'no such standard');

-- rights
GRANT SELECT ON client TO regress_reader;
SET ROLE regress_reader;
SELECT throws_ok($$ SELECT customer_grade.ranking('size', 'client') $$, '42501', 'permission denied for view figures', 'who may not read the metrics');
RESET ROLE;
GRANT SELECT ON figures TO regress_reader;
SET ROLE regress_reader;
SELECT is(pg_temp.ranks($$ customer_grade.ranking('size', 'client', '{region}') $$), '6 1 12.5, 8 north 1 200, 2 north 2 100, 4 north 2 100, 1 north 4 25, 3 south 1 50',
	'who may');
SET ROLE regress_stranger;
SELECT throws_ok($$ SELECT customer_grade.ranking('size', 'client') $$, '42501', NULL, 'a stranger');
RESET ROLE;

SELECT * FROM finish();
\o /dev/null
DROP OWNED BY regress_owner, regress_reader, regress_stranger CASCADE;
DROP ROLE regress_owner, regress_reader, regress_stranger;
