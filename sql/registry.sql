-- What the registry says when it refuses.
\set SHOW_CONTEXT never
SET datestyle = 'ISO';

SELECT customer_grade.define_standard('sales_2020', 'grades A; grade A otherwise;', '2020-01-01');
SELECT customer_grade.define_standard('sales_2020', 'grades B; grade B otherwise;', '2021-01-01');
SELECT customer_grade.define_standard('sales_2020', 'grades C; grade C otherwise;', '2021-01-01');
SELECT customer_grade.retire_standard('sales_2020', '2022-01-01');

-- names that are unknown
SELECT customer_grade.grade('sales_2021', '{}');
SELECT customer_grade.grade('something else', '{}');
SELECT customer_grade.grade('grades A; grade A otherwise', '{}');
SELECT customer_grade.grade('the three grades', '{}');
SELECT customer_grade.grade(repeat('客', 100), '{}');
SELECT customer_grade.grade('', '{}');
SELECT customer_grade.grade(NULL::text, '{}');

-- no version in force
SET customer_grade.as_of = '2019-12-31';
SELECT customer_grade.grade('sales_2020', '{}');
SET customer_grade.as_of = '2020-01-01';
SELECT customer_grade.define_standard('many', 'grades A; grade A otherwise;', date '2021-01-01' + i) IS NULL AS failed
FROM generate_series(1, 12) AS i GROUP BY 1;
SELECT customer_grade.grade('many', '{}');
RESET customer_grade.as_of;

-- the evaluation date
SET customer_grade.as_of = '1.2.2020';
SET customer_grade.as_of = '2021-02-29';

-- names that cannot be
SELECT customer_grade.define_standard('a;b', 'grades A; grade A otherwise;');
SELECT customer_grade.define_standard('', 'grades A; grade A otherwise;');
SELECT customer_grade.define_standard('a b', 'grades A; grade A otherwise;');
\set VERBOSITY terse
INSERT INTO customer_grade_internal.standard (name, version, rubric, effective) VALUES ('a-b', 1, 'grades A; grade A otherwise;', 'empty');
\set VERBOSITY default

-- what is no rubric
SELECT customer_grade.define_standard('a', 'grades A');

-- periods that overlap
INSERT INTO customer_grade_internal.standard (name, version, rubric, effective)
	VALUES ('sales_2020', 9, 'grades A; grade A otherwise;', '[2020-12-31,2021-01-02)');

-- retiring
SELECT customer_grade.retire_standard('sales_2020', '2022-01-01');
SELECT customer_grade.retire_standard('sales_2021', '2022-01-01');

-- adopting
SELECT customer_grade.adopt('sales_opportunity');
SELECT customer_grade.adopt('sales_opportunity_abcd', 'sales_2020');

-- rights
CREATE ROLE regress_grade_registry;
SET ROLE regress_grade_registry;
-- the role that has created the extension is called differently from server to server
\set VERBOSITY terse
SELECT customer_grade.define_standard('a', 'grades A; grade A otherwise;');
SELECT customer_grade.grant_standard(NULL, 'regress_grade_registry');
SELECT customer_grade.define_standard('sales_2020', 'grades A; grade A otherwise;');
SELECT customer_grade.retire_standard('sales_2020');
SELECT customer_grade.grant_standard('sales_2020', 'regress_grade_registry');
SELECT customer_grade.grant_standard('sales_2021', 'regress_grade_registry');
SELECT customer_grade.grant_dump('regress_grade_registry');
INSERT INTO customer_grade_internal.standard (name, version, rubric, effective) VALUES ('a', 1, 'grades A; grade A otherwise;', 'empty');
\set VERBOSITY default
RESET ROLE;
SELECT customer_grade.define_standard('owned', 'grades A; grade A otherwise;', '2020-01-01', owner => 'regress_grade_registry');
SET ROLE regress_grade_registry;
SELECT customer_grade.define_standard('owned', 'grades A; grade A otherwise;', '2021-01-01');
SELECT customer_grade.alter_standard('owned', owner => 'pg_monitor');
RESET ROLE;
SELECT customer_grade.define_standard('owned', 'grades A; grade A otherwise;', '2022-01-01', owner => 'pg_monitor');
DROP ROLE regress_grade_registry;
SELECT customer_grade.drop_standard('owned');
DROP ROLE regress_grade_registry;

-- what never changes, and an owner that is not the same for all versions
UPDATE customer_grade_internal.standard SET rubric = 'grades D; grade D otherwise;' WHERE name = 'sales_2020';
UPDATE customer_grade_internal.standard SET created_by = 'the board' WHERE name = 'sales_2020';
\set VERBOSITY terse
UPDATE customer_grade_internal.standard SET owner = 'pg_monitor' WHERE name = 'sales_2020' AND version = 1;
\set VERBOSITY default

-- the trigger
CREATE TABLE other (name text);
CREATE TRIGGER wrong AFTER INSERT ON other FOR EACH ROW EXECUTE FUNCTION customer_grade_internal.standard_changed();
INSERT INTO other VALUES ('x');
SELECT customer_grade_internal.standard_changed();
SELECT customer_grade_internal.tables_dropped();
DROP TABLE other;

-- a registry that a superuser has changed
BEGIN;
ALTER EXTENSION customer_grade DROP VIEW customer_grade.treatment;
DROP VIEW customer_grade.treatment;
ALTER EXTENSION customer_grade DROP VIEW customer_grade.standard;
DROP VIEW customer_grade.standard;
ALTER TABLE customer_grade_internal.standard DROP COLUMN effective;
SELECT customer_grade.grade('sales_2020', '{}');
ROLLBACK;
BEGIN;
ALTER TABLE customer_grade_internal.standard RENAME TO elsewhere;
SELECT customer_grade.grade('sales_2020', '{}');
ROLLBACK;
BEGIN;
ALTER TABLE customer_grade_internal.standard RENAME TO elsewhere;
SELECT customer_grade.drop_standard('sales_2020');
ROLLBACK;

DELETE FROM customer_grade_internal.standard;
