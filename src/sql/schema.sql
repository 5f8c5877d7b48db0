\echo Use "CREATE EXTENSION customer_grade" to load this file. \quit

-- Made here and not by the control file, so that DROP EXTENSION removes the schemas.
CREATE SCHEMA customer_grade;
COMMENT ON SCHEMA customer_grade IS 'customer grading: functions, types and views for users (extension customer_grade)';
GRANT USAGE ON SCHEMA customer_grade TO PUBLIC;

CREATE SCHEMA customer_grade_internal;
COMMENT ON SCHEMA customer_grade_internal IS
	'internals of the extension customer_grade: registry tables, trigger and helper functions; not for users, and may change in any '
	'version';
GRANT USAGE ON SCHEMA customer_grade_internal TO PUBLIC;
