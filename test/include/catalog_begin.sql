-- Tables of cases for standards of the catalog; catalog_end.sql asserts them.

BEGIN;
SELECT * FROM no_plan();

-- what an input must be graded as; null: not graded
CREATE TEMP TABLE graded (
	id int GENERATED ALWAYS AS IDENTITY, standard text, version int DEFAULT 1, input jsonb,
	parameters jsonb, expected text, why text);
-- the metrics that the reason of "not graded" must name
CREATE TEMP TABLE named (
	id int GENERATED ALWAYS AS IDENTITY, standard text, version int DEFAULT 1, input jsonb,
	parameters jsonb, metric text);
-- what an input must score
CREATE TEMP TABLE scored (
	id int GENERATED ALWAYS AS IDENTITY, standard text, version int DEFAULT 1, input jsonb,
	parameters jsonb, expected numeric, why text);
-- inputs that are refused: a value outside its domain
CREATE TEMP TABLE refused (
	id int GENERATED ALWAYS AS IDENTITY, standard text, version int DEFAULT 1, input jsonb,
	parameters jsonb, why text);
-- treatments that a customer with this grade and input must get
CREATE TEMP TABLE treated (
	id int GENERATED ALWAYS AS IDENTITY, standard text, grade text, input jsonb DEFAULT '{}',
	name text, value text, unit text);
