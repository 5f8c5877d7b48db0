-- The type activity: the monthly series of a customer.

CREATE TYPE customer_grade.activity;

CREATE FUNCTION customer_grade.activity_in(cstring) RETURNS customer_grade.activity
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'activity_in';
COMMENT ON FUNCTION customer_grade.activity_in(cstring) IS
	'text input: {2016-03-02..2016-03-30 2 150.00 3; ...}, periods in any order';

CREATE FUNCTION customer_grade.activity_out(customer_grade.activity) RETURNS cstring
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'activity_out';
COMMENT ON FUNCTION customer_grade.activity_out(customer_grade.activity) IS
	'text output: periods of days, count, amount and quantity, oldest first';

CREATE FUNCTION customer_grade.activity_recv(internal) RETURNS customer_grade.activity
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'activity_recv';
COMMENT ON FUNCTION customer_grade.activity_recv(internal) IS
	'binary input: checks whatever text input checks';

CREATE FUNCTION customer_grade.activity_send(customer_grade.activity) RETURNS bytea
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'activity_send';
COMMENT ON FUNCTION customer_grade.activity_send(customer_grade.activity) IS
	'binary output: a version byte and the periods';

CREATE TYPE customer_grade.activity (
	INPUT = customer_grade.activity_in,
	OUTPUT = customer_grade.activity_out,
	RECEIVE = customer_grade.activity_recv,
	SEND = customer_grade.activity_send,
	ALIGNMENT = int4,
	STORAGE = extended
);
COMMENT ON TYPE customer_grade.activity IS
	'the monthly series of a customer: count, amount and quantity of each month, older months folded into a carried total, first and last event';

CREATE FUNCTION customer_grade.activity_to_jsonb(customer_grade.activity) RETURNS jsonb
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'activity_to_jsonb';
COMMENT ON FUNCTION customer_grade.activity_to_jsonb(customer_grade.activity) IS
	'the series as JSON: {"carried": {...}, "months": [{"first", "last", "count", "amount", "quantity"}, ...]}';

CREATE FUNCTION customer_grade.activity_from_jsonb(jsonb) RETURNS customer_grade.activity
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'activity_from_jsonb';
COMMENT ON FUNCTION customer_grade.activity_from_jsonb(jsonb) IS
	'the series from JSON as activity_to_jsonb() writes it';

CREATE CAST (customer_grade.activity AS jsonb) WITH FUNCTION customer_grade.activity_to_jsonb(customer_grade.activity) AS ASSIGNMENT;
COMMENT ON CAST (customer_grade.activity AS jsonb) IS 'the series as JSON';
CREATE CAST (jsonb AS customer_grade.activity) WITH FUNCTION customer_grade.activity_from_jsonb(jsonb);
COMMENT ON CAST (jsonb AS customer_grade.activity) IS 'the series from JSON';

-- Making, merging, folding

CREATE FUNCTION customer_grade.activity(at date, amount numeric DEFAULT 0, quantity numeric DEFAULT 0, count bigint DEFAULT 1) RETURNS customer_grade.activity
LANGUAGE c IMMUTABLE PARALLEL SAFE
AS 'MODULE_PATHNAME', 'activity_make';
COMMENT ON FUNCTION customer_grade.activity(at date, amount numeric, quantity numeric, count bigint) IS
	'the series of one event, or of so many on one day; a null amount or quantity counts as 0. Errors: 22008 date not of the years 1 to 9999, 22023 NaN or infinity, or count less than 1, 22003 more than 38 digits';

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

CREATE FUNCTION customer_grade.replace_months(series customer_grade.activity, months date[], events customer_grade.activity) RETURNS customer_grade.activity
LANGUAGE c IMMUTABLE PARALLEL SAFE
AS 'MODULE_PATHNAME', 'activity_replace_months';
COMMENT ON FUNCTION customer_grade.replace_months(series customer_grade.activity, months date[], events customer_grade.activity) IS
	'the series with the months of these dates made of the events (null: none) instead; null where that takes all events: a month is folded, or the last month is gone while others are folded';

CREATE FUNCTION customer_grade.bounded(series customer_grade.activity, months integer, as_of date) RETURNS customer_grade.activity
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'activity_bounded';
COMMENT ON FUNCTION customer_grade.bounded(series customer_grade.activity, months integer, as_of date) IS
	'keeps so many calendar months, the last one that of the last event or of the date, whichever is earlier, and folds older ones into the carried total; later ones stay';

CREATE FUNCTION customer_grade.carried(series customer_grade.activity, OUT first_event date, OUT last_event date, OUT count bigint, OUT amount numeric, OUT quantity numeric) RETURNS record
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'activity_carried';
COMMENT ON FUNCTION customer_grade.carried(series customer_grade.activity, OUT first_event date, OUT last_event date, OUT count bigint, OUT amount numeric, OUT quantity numeric) IS
	'the carried total: all events up to the month of its last event; null if no month is folded';

-- Comparison: by the bytes of the stored form, which is one for equal series

CREATE FUNCTION customer_grade.activity_lt(customer_grade.activity, customer_grade.activity) RETURNS boolean
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'activity_lt';
COMMENT ON FUNCTION customer_grade.activity_lt(customer_grade.activity, customer_grade.activity) IS
	'less than';

CREATE FUNCTION customer_grade.activity_le(customer_grade.activity, customer_grade.activity) RETURNS boolean
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'activity_le';
COMMENT ON FUNCTION customer_grade.activity_le(customer_grade.activity, customer_grade.activity) IS
	'less than or equal';

CREATE FUNCTION customer_grade.activity_eq(customer_grade.activity, customer_grade.activity) RETURNS boolean
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'activity_eq';
COMMENT ON FUNCTION customer_grade.activity_eq(customer_grade.activity, customer_grade.activity) IS
	'equal';

CREATE FUNCTION customer_grade.activity_ne(customer_grade.activity, customer_grade.activity) RETURNS boolean
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'activity_ne';
COMMENT ON FUNCTION customer_grade.activity_ne(customer_grade.activity, customer_grade.activity) IS
	'not equal';

CREATE FUNCTION customer_grade.activity_ge(customer_grade.activity, customer_grade.activity) RETURNS boolean
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'activity_ge';
COMMENT ON FUNCTION customer_grade.activity_ge(customer_grade.activity, customer_grade.activity) IS
	'greater than or equal';

CREATE FUNCTION customer_grade.activity_gt(customer_grade.activity, customer_grade.activity) RETURNS boolean
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'activity_gt';
COMMENT ON FUNCTION customer_grade.activity_gt(customer_grade.activity, customer_grade.activity) IS
	'greater than';

CREATE FUNCTION customer_grade.activity_cmp(customer_grade.activity, customer_grade.activity) RETURNS integer
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'activity_cmp';
COMMENT ON FUNCTION customer_grade.activity_cmp(customer_grade.activity, customer_grade.activity) IS
	'less than, equal, greater than: -1, 0, 1; the order has no meaning';

CREATE FUNCTION customer_grade.activity_hash(customer_grade.activity) RETURNS integer
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'activity_hash';
COMMENT ON FUNCTION customer_grade.activity_hash(customer_grade.activity) IS
	'hash';

CREATE FUNCTION customer_grade.activity_hash_extended(customer_grade.activity, bigint) RETURNS bigint
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'activity_hash_extended';
COMMENT ON FUNCTION customer_grade.activity_hash_extended(customer_grade.activity, bigint) IS
	'hash with a seed';

CREATE OPERATOR customer_grade.< (
	FUNCTION = customer_grade.activity_lt,
	LEFTARG = customer_grade.activity,
	RIGHTARG = customer_grade.activity,
	COMMUTATOR = OPERATOR(customer_grade.>),
	NEGATOR = OPERATOR(customer_grade.>=),
	RESTRICT = scalarltsel,
	JOIN = scalarltjoinsel
);
COMMENT ON OPERATOR customer_grade.< (customer_grade.activity, customer_grade.activity) IS 'less than';

CREATE OPERATOR customer_grade.<= (
	FUNCTION = customer_grade.activity_le,
	LEFTARG = customer_grade.activity,
	RIGHTARG = customer_grade.activity,
	COMMUTATOR = OPERATOR(customer_grade.>=),
	NEGATOR = OPERATOR(customer_grade.>),
	RESTRICT = scalarlesel,
	JOIN = scalarlejoinsel
);
COMMENT ON OPERATOR customer_grade.<= (customer_grade.activity, customer_grade.activity) IS 'less than or equal';

CREATE OPERATOR customer_grade.= (
	FUNCTION = customer_grade.activity_eq,
	LEFTARG = customer_grade.activity,
	RIGHTARG = customer_grade.activity,
	COMMUTATOR = OPERATOR(customer_grade.=),
	NEGATOR = OPERATOR(customer_grade.<>),
	RESTRICT = eqsel,
	JOIN = eqjoinsel,
	HASHES,
	MERGES
);
COMMENT ON OPERATOR customer_grade.= (customer_grade.activity, customer_grade.activity) IS 'equal';

CREATE OPERATOR customer_grade.<> (
	FUNCTION = customer_grade.activity_ne,
	LEFTARG = customer_grade.activity,
	RIGHTARG = customer_grade.activity,
	COMMUTATOR = OPERATOR(customer_grade.<>),
	NEGATOR = OPERATOR(customer_grade.=),
	RESTRICT = neqsel,
	JOIN = neqjoinsel
);
COMMENT ON OPERATOR customer_grade.<> (customer_grade.activity, customer_grade.activity) IS 'not equal';

CREATE OPERATOR customer_grade.>= (
	FUNCTION = customer_grade.activity_ge,
	LEFTARG = customer_grade.activity,
	RIGHTARG = customer_grade.activity,
	COMMUTATOR = OPERATOR(customer_grade.<=),
	NEGATOR = OPERATOR(customer_grade.<),
	RESTRICT = scalargesel,
	JOIN = scalargejoinsel
);
COMMENT ON OPERATOR customer_grade.>= (customer_grade.activity, customer_grade.activity) IS 'greater than or equal';

CREATE OPERATOR customer_grade.> (
	FUNCTION = customer_grade.activity_gt,
	LEFTARG = customer_grade.activity,
	RIGHTARG = customer_grade.activity,
	COMMUTATOR = OPERATOR(customer_grade.<),
	NEGATOR = OPERATOR(customer_grade.<=),
	RESTRICT = scalargtsel,
	JOIN = scalargtjoinsel
);
COMMENT ON OPERATOR customer_grade.> (customer_grade.activity, customer_grade.activity) IS 'greater than';

CREATE OPERATOR CLASS customer_grade.activity_btree_ops DEFAULT FOR TYPE customer_grade.activity USING btree AS
	OPERATOR 1 customer_grade.<,
	OPERATOR 2 customer_grade.<=,
	OPERATOR 3 customer_grade.=,
	OPERATOR 4 customer_grade.>=,
	OPERATOR 5 customer_grade.>,
	FUNCTION 1 customer_grade.activity_cmp(customer_grade.activity, customer_grade.activity);
COMMENT ON OPERATOR CLASS customer_grade.activity_btree_ops USING btree IS 'equality, sorting, DISTINCT';

CREATE OPERATOR CLASS customer_grade.activity_hash_ops DEFAULT FOR TYPE customer_grade.activity USING hash AS
	OPERATOR 1 customer_grade.=,
	FUNCTION 1 customer_grade.activity_hash(customer_grade.activity),
	FUNCTION 2 customer_grade.activity_hash_extended(customer_grade.activity, bigint);
COMMENT ON OPERATOR CLASS customer_grade.activity_hash_ops USING hash IS 'equality';

-- Aggregates

CREATE FUNCTION customer_grade.activity_agg_event(internal, date) RETURNS internal
LANGUAGE c IMMUTABLE PARALLEL SAFE
AS 'MODULE_PATHNAME', 'activity_agg_event';
COMMENT ON FUNCTION customer_grade.activity_agg_event(internal, date) IS
	'part of the aggregate activity_agg';

CREATE FUNCTION customer_grade.activity_agg_event(internal, date, numeric) RETURNS internal
LANGUAGE c IMMUTABLE PARALLEL SAFE
AS 'MODULE_PATHNAME', 'activity_agg_event';
COMMENT ON FUNCTION customer_grade.activity_agg_event(internal, date, numeric) IS
	'part of the aggregate activity_agg';

CREATE FUNCTION customer_grade.activity_agg_event(internal, date, numeric, numeric) RETURNS internal
LANGUAGE c IMMUTABLE PARALLEL SAFE
AS 'MODULE_PATHNAME', 'activity_agg_event';
COMMENT ON FUNCTION customer_grade.activity_agg_event(internal, date, numeric, numeric) IS
	'part of the aggregate activity_agg';

CREATE FUNCTION customer_grade.activity_agg_event(internal, date, numeric, numeric, bigint) RETURNS internal
LANGUAGE c IMMUTABLE PARALLEL SAFE
AS 'MODULE_PATHNAME', 'activity_agg_event';
COMMENT ON FUNCTION customer_grade.activity_agg_event(internal, date, numeric, numeric, bigint) IS
	'part of the aggregate activity_agg';

CREATE FUNCTION customer_grade.activity_agg_series(internal, customer_grade.activity) RETURNS internal
LANGUAGE c IMMUTABLE PARALLEL SAFE
AS 'MODULE_PATHNAME', 'activity_agg_series';
COMMENT ON FUNCTION customer_grade.activity_agg_series(internal, customer_grade.activity) IS
	'part of the aggregate activity_agg';

CREATE FUNCTION customer_grade.activity_agg_final(internal) RETURNS customer_grade.activity
LANGUAGE c IMMUTABLE PARALLEL SAFE
AS 'MODULE_PATHNAME', 'activity_agg_final';
COMMENT ON FUNCTION customer_grade.activity_agg_final(internal) IS
	'part of the aggregate activity_agg';

CREATE FUNCTION customer_grade.activity_agg_combine(internal, internal) RETURNS internal
LANGUAGE c IMMUTABLE PARALLEL SAFE
AS 'MODULE_PATHNAME', 'activity_agg_combine';
COMMENT ON FUNCTION customer_grade.activity_agg_combine(internal, internal) IS
	'part of the aggregate activity_agg';

CREATE FUNCTION customer_grade.activity_agg_serialize(internal) RETURNS bytea
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'activity_agg_serialize';
COMMENT ON FUNCTION customer_grade.activity_agg_serialize(internal) IS
	'part of the aggregate activity_agg';

CREATE FUNCTION customer_grade.activity_agg_deserialize(bytea, internal) RETURNS internal
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'activity_agg_deserialize';
COMMENT ON FUNCTION customer_grade.activity_agg_deserialize(bytea, internal) IS
	'part of the aggregate activity_agg';

CREATE AGGREGATE customer_grade.activity_agg(at date) (
	SFUNC = customer_grade.activity_agg_event,
	STYPE = internal,
	SSPACE = 512,
	FINALFUNC = customer_grade.activity_agg_final,
	COMBINEFUNC = customer_grade.activity_agg_combine,
	SERIALFUNC = customer_grade.activity_agg_serialize,
	DESERIALFUNC = customer_grade.activity_agg_deserialize,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE customer_grade.activity_agg(date) IS
	'the series of events, counts of events only. Rows with a null date are left out; null without rows';

CREATE AGGREGATE customer_grade.activity_agg(at date, amount numeric) (
	SFUNC = customer_grade.activity_agg_event,
	STYPE = internal,
	SSPACE = 512,
	FINALFUNC = customer_grade.activity_agg_final,
	COMBINEFUNC = customer_grade.activity_agg_combine,
	SERIALFUNC = customer_grade.activity_agg_serialize,
	DESERIALFUNC = customer_grade.activity_agg_deserialize,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE customer_grade.activity_agg(date, numeric) IS
	'the series of events, counts and amounts. Rows with a null date are left out, a null amount or quantity counts as 0; null without rows';

CREATE AGGREGATE customer_grade.activity_agg(at date, amount numeric, quantity numeric) (
	SFUNC = customer_grade.activity_agg_event,
	STYPE = internal,
	SSPACE = 512,
	FINALFUNC = customer_grade.activity_agg_final,
	COMBINEFUNC = customer_grade.activity_agg_combine,
	SERIALFUNC = customer_grade.activity_agg_serialize,
	DESERIALFUNC = customer_grade.activity_agg_deserialize,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE customer_grade.activity_agg(date, numeric, numeric) IS
	'the series of events, counts, amounts and quantities. Rows with a null date are left out, a null amount or quantity counts as 0; null without rows';

CREATE AGGREGATE customer_grade.activity_agg(at date, amount numeric, quantity numeric, count bigint) (
	SFUNC = customer_grade.activity_agg_event,
	STYPE = internal,
	SSPACE = 512,
	FINALFUNC = customer_grade.activity_agg_final,
	COMBINEFUNC = customer_grade.activity_agg_combine,
	SERIALFUNC = customer_grade.activity_agg_serialize,
	DESERIALFUNC = customer_grade.activity_agg_deserialize,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE customer_grade.activity_agg(date, numeric, numeric, bigint) IS
	'the series of events, so many events a row: for rows that are summed up by day. Rows with a null date or count are left out, a null amount or quantity counts as 0; null without rows';

CREATE AGGREGATE customer_grade.activity_agg(series customer_grade.activity) (
	SFUNC = customer_grade.activity_agg_series,
	STYPE = internal,
	SSPACE = 512,
	FINALFUNC = customer_grade.activity_agg_final,
	COMBINEFUNC = customer_grade.activity_agg_combine,
	SERIALFUNC = customer_grade.activity_agg_serialize,
	DESERIALFUNC = customer_grade.activity_agg_deserialize,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE customer_grade.activity_agg(customer_grade.activity) IS
	'all series merged; nulls are left out, null without any';

-- What a series says. The window is the given number of calendar months before the month of the date, with
-- including_current those up to it.

CREATE FUNCTION customer_grade.event_count(series customer_grade.activity) RETURNS bigint
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'activity_event_count';
COMMENT ON FUNCTION customer_grade.event_count(series customer_grade.activity) IS
	'number of events, carried total included';

CREATE FUNCTION customer_grade.event_count(series customer_grade.activity, months integer, as_of date, including_current boolean DEFAULT false) RETURNS bigint
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'activity_event_count';
COMMENT ON FUNCTION customer_grade.event_count(series customer_grade.activity, months integer, as_of date, including_current boolean) IS
	'number of events in the window, null if the window cuts the carried total';

CREATE FUNCTION customer_grade.sum_amount(series customer_grade.activity) RETURNS numeric
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'activity_sum_amount';
COMMENT ON FUNCTION customer_grade.sum_amount(series customer_grade.activity) IS
	'sum of the amounts, carried total included';

CREATE FUNCTION customer_grade.sum_amount(series customer_grade.activity, months integer, as_of date, including_current boolean DEFAULT false) RETURNS numeric
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'activity_sum_amount';
COMMENT ON FUNCTION customer_grade.sum_amount(series customer_grade.activity, months integer, as_of date, including_current boolean) IS
	'sum of the amounts in the window, null if the window cuts the carried total';

CREATE FUNCTION customer_grade.sum_quantity(series customer_grade.activity) RETURNS numeric
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'activity_sum_quantity';
COMMENT ON FUNCTION customer_grade.sum_quantity(series customer_grade.activity) IS
	'sum of the quantities, carried total included';

CREATE FUNCTION customer_grade.sum_quantity(series customer_grade.activity, months integer, as_of date, including_current boolean DEFAULT false) RETURNS numeric
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'activity_sum_quantity';
COMMENT ON FUNCTION customer_grade.sum_quantity(series customer_grade.activity, months integer, as_of date, including_current boolean) IS
	'sum of the quantities in the window, null if the window cuts the carried total';

CREATE FUNCTION customer_grade.average(series customer_grade.activity, months integer, as_of date, including_current boolean DEFAULT false) RETURNS numeric
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'activity_average';
COMMENT ON FUNCTION customer_grade.average(series customer_grade.activity, months integer, as_of date, including_current boolean) IS
	'amount per month, months without events included, null if the window cuts the carried total';

CREATE FUNCTION customer_grade.max_month(series customer_grade.activity, months integer, as_of date, including_current boolean DEFAULT false) RETURNS numeric
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'activity_max_month';
COMMENT ON FUNCTION customer_grade.max_month(series customer_grade.activity, months integer, as_of date, including_current boolean) IS
	'amount of the best month, 0 for one without events; null if the window reaches into the carried total';

CREATE FUNCTION customer_grade.min_month(series customer_grade.activity, months integer, as_of date, including_current boolean DEFAULT false) RETURNS numeric
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'activity_min_month';
COMMENT ON FUNCTION customer_grade.min_month(series customer_grade.activity, months integer, as_of date, including_current boolean) IS
	'amount of the worst month, 0 for one without events; null if the window reaches into the carried total';

CREATE FUNCTION customer_grade.active_months(series customer_grade.activity, months integer, as_of date, including_current boolean DEFAULT false) RETURNS integer
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'activity_active_months';
COMMENT ON FUNCTION customer_grade.active_months(series customer_grade.activity, months integer, as_of date, including_current boolean) IS
	'number of months that have events; null if the window reaches into the carried total';

CREATE FUNCTION customer_grade.stability(series customer_grade.activity, months integer, as_of date, including_current boolean DEFAULT false) RETURNS numeric
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
	'days since the last event on or before the date; null without one, and if the date lies among several events of a month, whose dates are not kept';

CREATE FUNCTION customer_grade.tenure(series customer_grade.activity, as_of date) RETURNS integer
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'activity_tenure';
COMMENT ON FUNCTION customer_grade.tenure(series customer_grade.activity, as_of date) IS
	'days since the first event; null before it';

CREATE FUNCTION customer_grade.months(series customer_grade.activity, OUT month date, OUT count bigint, OUT amount numeric, OUT quantity numeric) RETURNS SETOF record
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE ROWS 36
AS 'MODULE_PATHNAME', 'activity_months';
COMMENT ON FUNCTION customer_grade.months(series customer_grade.activity, OUT month date, OUT count bigint, OUT amount numeric, OUT quantity numeric) IS
	'the months that have events, by their first day; without the carried total';

CREATE FUNCTION customer_grade.months(series customer_grade.activity, months integer, as_of date, including_current boolean DEFAULT false, OUT month date, OUT count bigint, OUT amount numeric, OUT quantity numeric) RETURNS SETOF record
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE ROWS 12
AS 'MODULE_PATHNAME', 'activity_window_months';
COMMENT ON FUNCTION customer_grade.months(series customer_grade.activity, months integer, as_of date, including_current boolean, OUT month date, OUT count bigint, OUT amount numeric, OUT quantity numeric) IS
	'all months of the window, 0 where there is no event, null where the month is folded into the carried total';
