\echo Use "CREATE EXTENSION customer_grade" to load this file. \quit

-- Made here and not by the control file, so that DROP EXTENSION removes it.
CREATE SCHEMA customer_grade;
COMMENT ON SCHEMA customer_grade IS 'customer grading standards (extension customer_grade)';
GRANT USAGE ON SCHEMA customer_grade TO PUBLIC;
