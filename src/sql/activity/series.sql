-- Activity: making, merging and folding series.

CREATE FUNCTION customer_grade.merge(a customer_grade.activity, b customer_grade.activity) RETURNS customer_grade.activity
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'activity_merge_two';
COMMENT ON FUNCTION customer_grade.merge(a customer_grade.activity, b customer_grade.activity) IS
	'the events of both';

CREATE OPERATOR customer_grade.+ (
	FUNCTION = customer_grade.merge,
	LEFTARG = customer_grade.activity,
	RIGHTARG = customer_grade.activity,
	COMMUTATOR = OPERATOR(customer_grade.+)
);
COMMENT ON OPERATOR customer_grade.+ (customer_grade.activity, customer_grade.activity) IS 'the events of both';

CREATE FUNCTION customer_grade.trim(series customer_grade.activity, months integer, as_of date) RETURNS customer_grade.activity
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'activity_trim';
COMMENT ON FUNCTION customer_grade.trim(series customer_grade.activity, months integer, as_of date) IS
	'a series cut to the given number of calendar months, ending with the month of as_of; older ones are folded into the carried total. '
	'Error: 22023 months less than 1';

CREATE FUNCTION customer_grade.without_months(series customer_grade.activity, months date[]) RETURNS customer_grade.activity
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'activity_without_months';
COMMENT ON FUNCTION customer_grade.without_months(series customer_grade.activity, months date[]) IS
	'the series without the months of these dates, to recount them. Error: 55000 one of them is folded into the carried total';

CREATE FUNCTION customer_grade.replace_months(series customer_grade.activity, months date[], events customer_grade.activity)
	RETURNS customer_grade.activity
LANGUAGE c IMMUTABLE PARALLEL SAFE
AS 'MODULE_PATHNAME', 'activity_replace_months';
COMMENT ON FUNCTION customer_grade.replace_months(series customer_grade.activity, months date[], events customer_grade.activity) IS
	'the series with the months of these dates replaced by the events (null: none). Null if that is not possible without all events: one '
	'of the months is folded, or the last month is gone while others are folded';

CREATE FUNCTION customer_grade.bounded(series customer_grade.activity, months integer, as_of date) RETURNS customer_grade.activity
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'activity_bounded';
COMMENT ON FUNCTION customer_grade.bounded(series customer_grade.activity, months integer, as_of date) IS
	'a series cut to the given number of calendar months, ending with the month of the last event or of as_of, whichever is earlier; '
	'older ones are folded into the carried total, later ones stay. Error: 22023 months less than 1';

CREATE FUNCTION customer_grade.carried(series customer_grade.activity, OUT first_event date, OUT last_event date,
	OUT count bigint, OUT amount numeric, OUT quantity numeric) RETURNS record
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'activity_carried';
COMMENT ON FUNCTION customer_grade.carried(series customer_grade.activity, OUT first_event date, OUT last_event date,
	OUT count bigint, OUT amount numeric, OUT quantity numeric) IS
	'the carried total: all events up to and including the month of its last event; null if no month is folded';
