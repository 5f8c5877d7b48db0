-- What a series says. The window is the given number of calendar months before the month of the date, with
-- including_current those up to it.

CREATE FUNCTION customer_grade.event_count(series customer_grade.activity) RETURNS bigint
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'activity_event_count';
COMMENT ON FUNCTION customer_grade.event_count(series customer_grade.activity) IS
	'number of events, carried total included';

CREATE FUNCTION customer_grade.event_count(series customer_grade.activity, months integer, as_of date,
	including_current boolean DEFAULT false) RETURNS bigint
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'activity_event_count';
COMMENT ON FUNCTION customer_grade.event_count(series customer_grade.activity, months integer, as_of date, including_current boolean) IS
	'number of events in the window, null if the window cuts the carried total';

CREATE FUNCTION customer_grade.sum_amount(series customer_grade.activity) RETURNS numeric
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'activity_sum_amount';
COMMENT ON FUNCTION customer_grade.sum_amount(series customer_grade.activity) IS
	'sum of the amounts, carried total included';

CREATE FUNCTION customer_grade.sum_amount(series customer_grade.activity, months integer, as_of date,
	including_current boolean DEFAULT false) RETURNS numeric
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'activity_sum_amount';
COMMENT ON FUNCTION customer_grade.sum_amount(series customer_grade.activity, months integer, as_of date, including_current boolean) IS
	'sum of the amounts in the window, null if the window cuts the carried total';

CREATE FUNCTION customer_grade.sum_quantity(series customer_grade.activity) RETURNS numeric
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'activity_sum_quantity';
COMMENT ON FUNCTION customer_grade.sum_quantity(series customer_grade.activity) IS
	'sum of the quantities, carried total included';

CREATE FUNCTION customer_grade.sum_quantity(series customer_grade.activity, months integer, as_of date,
	including_current boolean DEFAULT false) RETURNS numeric
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'activity_sum_quantity';
COMMENT ON FUNCTION customer_grade.sum_quantity(series customer_grade.activity, months integer, as_of date, including_current boolean) IS
	'sum of the quantities in the window, null if the window cuts the carried total';

CREATE FUNCTION customer_grade.average(series customer_grade.activity, months integer, as_of date,
	including_current boolean DEFAULT false) RETURNS numeric
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'activity_average';
COMMENT ON FUNCTION customer_grade.average(series customer_grade.activity, months integer, as_of date, including_current boolean) IS
	'amount per month, months without events included, null if the window cuts the carried total';

CREATE FUNCTION customer_grade.max_month(series customer_grade.activity, months integer, as_of date,
	including_current boolean DEFAULT false) RETURNS numeric
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'activity_max_month';
COMMENT ON FUNCTION customer_grade.max_month(series customer_grade.activity, months integer, as_of date, including_current boolean) IS
	'amount of the best month, 0 for one without events; null if the window reaches into the carried total';

CREATE FUNCTION customer_grade.min_month(series customer_grade.activity, months integer, as_of date,
	including_current boolean DEFAULT false) RETURNS numeric
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'activity_min_month';
COMMENT ON FUNCTION customer_grade.min_month(series customer_grade.activity, months integer, as_of date, including_current boolean) IS
	'amount of the worst month, 0 for one without events; null if the window reaches into the carried total';

CREATE FUNCTION customer_grade.active_months(series customer_grade.activity, months integer, as_of date,
	including_current boolean DEFAULT false) RETURNS integer
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'activity_active_months';
COMMENT ON FUNCTION customer_grade.active_months(series customer_grade.activity, months integer, as_of date, including_current boolean) IS
	'number of months that have events; null if the window reaches into the carried total';

CREATE FUNCTION customer_grade.stability(series customer_grade.activity, months integer, as_of date,
	including_current boolean DEFAULT false) RETURNS numeric
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'activity_stability';
COMMENT ON FUNCTION customer_grade.stability(series customer_grade.activity, months integer, as_of date, including_current boolean) IS
	'(average - (max_month - min_month)) / average; null unless the average is positive, and if the window reaches into the carried total';

CREATE FUNCTION customer_grade.first_event(series customer_grade.activity) RETURNS date
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'activity_first_event';
COMMENT ON FUNCTION customer_grade.first_event(series customer_grade.activity) IS
	'date of the first event, carried total included';

CREATE FUNCTION customer_grade.last_event(series customer_grade.activity) RETURNS date
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'activity_last_event';
COMMENT ON FUNCTION customer_grade.last_event(series customer_grade.activity) IS
	'date of the last event, carried total included';

CREATE FUNCTION customer_grade.recency(series customer_grade.activity, as_of date) RETURNS integer
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'activity_recency';
COMMENT ON FUNCTION customer_grade.recency(series customer_grade.activity, as_of date) IS
	'days since the last event on or before the date; null without one, and if the date lies among several events of a month, whose '
	'dates are not kept';

CREATE FUNCTION customer_grade.tenure(series customer_grade.activity, as_of date) RETURNS integer
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'activity_tenure';
COMMENT ON FUNCTION customer_grade.tenure(series customer_grade.activity, as_of date) IS
	'days since the first event; null before it';

CREATE FUNCTION customer_grade.months(series customer_grade.activity, OUT month date, OUT count bigint, OUT amount numeric,
	OUT quantity numeric) RETURNS SETOF record
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE ROWS 36
AS 'MODULE_PATHNAME', 'activity_months';
COMMENT ON FUNCTION customer_grade.months(series customer_grade.activity, OUT month date, OUT count bigint, OUT amount numeric,
	OUT quantity numeric) IS
	'the months that have events, by their first day; without the carried total';

CREATE FUNCTION customer_grade.months(series customer_grade.activity, months integer, as_of date,
	including_current boolean DEFAULT false, OUT month date, OUT count bigint, OUT amount numeric, OUT quantity numeric) RETURNS SETOF record
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE ROWS 12
AS 'MODULE_PATHNAME', 'activity_window_months';
COMMENT ON FUNCTION customer_grade.months(series customer_grade.activity, months integer, as_of date, including_current boolean,
	OUT month date, OUT count bigint, OUT amount numeric, OUT quantity numeric) IS
	'all months of the window, 0 where there is no event, null where the month is folded into the carried total';
