-- Statistics of a series. The window is the given number of calendar months before the month of the date; with
-- including_current it ends with the month of the date.

CREATE FUNCTION customer_grade.event_count(series customer_grade.activity) RETURNS bigint
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'activity_event_count';
COMMENT ON FUNCTION customer_grade.event_count(series customer_grade.activity) IS
	'number of events, including the carried total';

CREATE FUNCTION customer_grade.event_count(series customer_grade.activity, months integer, as_of date,
	including_current boolean DEFAULT false) RETURNS bigint
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'activity_event_count';
COMMENT ON FUNCTION customer_grade.event_count(series customer_grade.activity, months integer, as_of date, including_current boolean) IS
	'number of events in the window; null if only a part of the carried total is in the window';

CREATE FUNCTION customer_grade.sum_amount(series customer_grade.activity) RETURNS numeric
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'activity_sum_amount';
COMMENT ON FUNCTION customer_grade.sum_amount(series customer_grade.activity) IS
	'sum of the amounts, including the carried total';

CREATE FUNCTION customer_grade.sum_amount(series customer_grade.activity, months integer, as_of date,
	including_current boolean DEFAULT false) RETURNS numeric
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'activity_sum_amount';
COMMENT ON FUNCTION customer_grade.sum_amount(series customer_grade.activity, months integer, as_of date, including_current boolean) IS
	'sum of the amounts in the window; null if only a part of the carried total is in the window';

CREATE FUNCTION customer_grade.sum_quantity(series customer_grade.activity) RETURNS numeric
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'activity_sum_quantity';
COMMENT ON FUNCTION customer_grade.sum_quantity(series customer_grade.activity) IS
	'sum of the quantities, including the carried total';

CREATE FUNCTION customer_grade.sum_quantity(series customer_grade.activity, months integer, as_of date,
	including_current boolean DEFAULT false) RETURNS numeric
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'activity_sum_quantity';
COMMENT ON FUNCTION customer_grade.sum_quantity(series customer_grade.activity, months integer, as_of date, including_current boolean) IS
	'sum of the quantities in the window; null if only a part of the carried total is in the window';

CREATE FUNCTION customer_grade.average(series customer_grade.activity, months integer, as_of date,
	including_current boolean DEFAULT false) RETURNS numeric
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'activity_average';
COMMENT ON FUNCTION customer_grade.average(series customer_grade.activity, months integer, as_of date, including_current boolean) IS
	'amount per month, where months without events count as 0; null if only a part of the carried total is in the window';

CREATE FUNCTION customer_grade.max_month(series customer_grade.activity, months integer, as_of date,
	including_current boolean DEFAULT false) RETURNS numeric
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'activity_max_month';
COMMENT ON FUNCTION customer_grade.max_month(series customer_grade.activity, months integer, as_of date, including_current boolean) IS
	'amount of the best month, where months without events count as 0; null if the window reaches into the carried total';

CREATE FUNCTION customer_grade.min_month(series customer_grade.activity, months integer, as_of date,
	including_current boolean DEFAULT false) RETURNS numeric
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'activity_min_month';
COMMENT ON FUNCTION customer_grade.min_month(series customer_grade.activity, months integer, as_of date, including_current boolean) IS
	'amount of the worst month, where months without events count as 0; null if the window reaches into the carried total';

CREATE FUNCTION customer_grade.active_months(series customer_grade.activity, months integer, as_of date,
	including_current boolean DEFAULT false) RETURNS integer
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'activity_active_months';
COMMENT ON FUNCTION customer_grade.active_months(series customer_grade.activity, months integer, as_of date, including_current boolean) IS
	'number of months with events; null if the window reaches into the carried total';

CREATE FUNCTION customer_grade.stability(series customer_grade.activity, months integer, as_of date,
	including_current boolean DEFAULT false) RETURNS numeric
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'activity_stability';
COMMENT ON FUNCTION customer_grade.stability(series customer_grade.activity, months integer, as_of date, including_current boolean) IS
	'(average - (max_month - min_month)) / average; null if the average is not positive, or if the window reaches into the carried total';

CREATE FUNCTION customer_grade.first_event(series customer_grade.activity) RETURNS date
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'activity_first_event';
COMMENT ON FUNCTION customer_grade.first_event(series customer_grade.activity) IS
	'date of the first event, including the carried total; null if there is none';

CREATE FUNCTION customer_grade.last_event(series customer_grade.activity) RETURNS date
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'activity_last_event';
COMMENT ON FUNCTION customer_grade.last_event(series customer_grade.activity) IS
	'date of the last event, including the carried total; null if there is none';

CREATE FUNCTION customer_grade.recency(series customer_grade.activity, as_of date) RETURNS integer
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'activity_recency';
COMMENT ON FUNCTION customer_grade.recency(series customer_grade.activity, as_of date) IS
	'days since the last event on or before the date; null if there is none, or if the date lies among several events of a month, '
	'because their dates are not kept';

CREATE FUNCTION customer_grade.tenure(series customer_grade.activity, as_of date) RETURNS integer
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'activity_tenure';
COMMENT ON FUNCTION customer_grade.tenure(series customer_grade.activity, as_of date) IS
	'days since the first event; null if there is none on or before the date';

CREATE FUNCTION customer_grade.months(series customer_grade.activity, OUT month date, OUT count bigint, OUT amount numeric,
	OUT quantity numeric) RETURNS SETOF record
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE ROWS 36
AS 'MODULE_PATHNAME', 'activity_months';
COMMENT ON FUNCTION customer_grade.months(series customer_grade.activity, OUT month date, OUT count bigint,
	OUT amount numeric, OUT quantity numeric) IS
	'the months with events, by their first day, without the carried total';

CREATE FUNCTION customer_grade.months(series customer_grade.activity, months integer, as_of date,
	including_current boolean DEFAULT false, OUT month date, OUT count bigint, OUT amount numeric, OUT quantity numeric)
RETURNS SETOF record
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE ROWS 12
AS 'MODULE_PATHNAME', 'activity_window_months';
COMMENT ON FUNCTION customer_grade.months(series customer_grade.activity, months integer, as_of date, including_current boolean,
	OUT month date, OUT count bigint, OUT amount numeric, OUT quantity numeric) IS
	'all months of the window, by their first day; 0 in months without events, null in months that are folded into the carried total';
