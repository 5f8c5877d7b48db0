\echo Use "CREATE EXTENSION customer_grade" to load this file. \quit

-- The catalog is in Chinese and English. (The control file names no encoding: the server would convert
-- this script before it runs, and tell of a character instead.)
DO $check$
BEGIN
	IF pg_catalog.getdatabaseencoding() <> 'UTF8' THEN
		RAISE feature_not_supported USING
			MESSAGE = 'extension "customer_grade" needs a UTF8 database',
			DETAIL = pg_catalog.format('The encoding of database "%s" is %s.',
				pg_catalog.current_database(), pg_catalog.getdatabaseencoding()),
			HINT = 'CREATE DATABASE ... ENCODING ''UTF8'' TEMPLATE template0;';
	END IF;
END
$check$;

-- Made here and not by the control file, so that DROP EXTENSION removes the schemas.
CREATE SCHEMA customer_grade;
COMMENT ON SCHEMA customer_grade IS 'customer grading: functions, types and views for users (extension customer_grade)';
GRANT USAGE ON SCHEMA customer_grade TO PUBLIC;

CREATE SCHEMA customer_grade_internal;
COMMENT ON SCHEMA customer_grade_internal IS
	'internals of the extension customer_grade: registry tables, trigger and helper functions; not for users, and may change in any '
	'version';
GRANT USAGE ON SCHEMA customer_grade_internal TO PUBLIC;
