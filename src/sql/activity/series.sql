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
	'keeps so many calendar months, the last one that of the date, and folds older ones into the carried total';

CREATE FUNCTION customer_grade.without_months(series customer_grade.activity, months date[]) RETURNS customer_grade.activity
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'activity_without_months';
COMMENT ON FUNCTION customer_grade.without_months(series customer_grade.activity, months date[]) IS
	'the series without the months of these dates, to be made anew; 55000 if one of them is folded';

CREATE FUNCTION customer_grade.replace_months(series customer_grade.activity, months date[], events customer_grade.activity)
	RETURNS customer_grade.activity
LANGUAGE c IMMUTABLE PARALLEL SAFE
AS 'MODULE_PATHNAME', 'activity_replace_months';
COMMENT ON FUNCTION customer_grade.replace_months(series customer_grade.activity, months date[], events customer_grade.activity) IS
	'the series with the months of these dates made of the events (null: none) instead; null where that takes all events: a month is '
	'folded, or the last month is gone while others are folded';

CREATE FUNCTION customer_grade.bounded(series customer_grade.activity, months integer, as_of date) RETURNS customer_grade.activity
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'activity_bounded';
COMMENT ON FUNCTION customer_grade.bounded(series customer_grade.activity, months integer, as_of date) IS
	'keeps so many calendar months, the last one that of the last event or of the date, whichever is earlier, and folds older ones into '
	'the carried total; later ones stay';

CREATE FUNCTION customer_grade.carried(series customer_grade.activity, OUT first_event date, OUT last_event date,
	OUT count bigint, OUT amount numeric, OUT quantity numeric) RETURNS record
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'activity_carried';
COMMENT ON FUNCTION customer_grade.carried(series customer_grade.activity, OUT first_event date, OUT last_event date,
	OUT count bigint, OUT amount numeric, OUT quantity numeric) IS
	'the carried total: all events up to the month of its last event; null if no month is folded';
