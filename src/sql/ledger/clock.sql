-- The clock of attachments.

CREATE FUNCTION customer_grade_internal.clock_now() RETURNS timestamp with time zone
LANGUAGE C VOLATILE PARALLEL SAFE
AS 'MODULE_PATHNAME', 'clock_now';
COMMENT ON FUNCTION customer_grade_internal.clock_now() IS
	'the current time for triggers, reviews and reports: the setting customer_grade.clock, which only superusers may change, or else the '
	'real time';

CREATE FUNCTION customer_grade_internal.day_in(time_zone text) RETURNS date
LANGUAGE sql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $function$
	SELECT (customer_grade_internal.clock_now() AT TIME ZONE time_zone)::date
$function$;
COMMENT ON FUNCTION customer_grade_internal.day_in(text) IS
	'the date of clock_now() in a time zone';

CREATE FUNCTION customer_grade_internal.clock_day(attachment customer_grade_internal.attachment) RETURNS date
LANGUAGE sql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $function$
	SELECT customer_grade_internal.day_in((attachment).time_zone)
$function$;
COMMENT ON FUNCTION customer_grade_internal.clock_day(customer_grade_internal.attachment) IS
	'the date of clock_now() in the time zone of an attachment';

CREATE FUNCTION customer_grade_internal.check_day(day date) RETURNS void
LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'check_day';
COMMENT ON FUNCTION customer_grade_internal.check_day(date) IS
	'require a day as of which customers can be graded, or null. Error: 22023 it is infinite';
