\echo Use "CREATE EXTENSION customer_grade" to load this file. \quit

-- Made here and not by the control file, so that DROP EXTENSION removes it.
CREATE SCHEMA customer_grade;
COMMENT ON SCHEMA customer_grade IS 'customer grading standards (extension customer_grade)';
GRANT USAGE ON SCHEMA customer_grade TO PUBLIC;

CREATE SCHEMA customer_grade_internal;
COMMENT ON SCHEMA customer_grade_internal IS
	'what customer_grade is made of: registry tables, trigger and helper functions; nothing here is for users, and all may change in any '
	'version';
GRANT USAGE ON SCHEMA customer_grade_internal TO PUBLIC;
