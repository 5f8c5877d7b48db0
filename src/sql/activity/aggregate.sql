-- Aggregates that make a series of events or merge series.

CREATE FUNCTION customer_grade_internal.activity_agg_event(internal, date) RETURNS internal
LANGUAGE c IMMUTABLE PARALLEL SAFE
AS 'MODULE_PATHNAME', 'activity_agg_event';
COMMENT ON FUNCTION customer_grade_internal.activity_agg_event(internal, date) IS
	'part of the aggregate activity_agg';

CREATE FUNCTION customer_grade_internal.activity_agg_event(internal, date, numeric) RETURNS internal
LANGUAGE c IMMUTABLE PARALLEL SAFE
AS 'MODULE_PATHNAME', 'activity_agg_event';
COMMENT ON FUNCTION customer_grade_internal.activity_agg_event(internal, date, numeric) IS
	'part of the aggregate activity_agg';

CREATE FUNCTION customer_grade_internal.activity_agg_event(internal, date, numeric, numeric) RETURNS internal
LANGUAGE c IMMUTABLE PARALLEL SAFE
AS 'MODULE_PATHNAME', 'activity_agg_event';
COMMENT ON FUNCTION customer_grade_internal.activity_agg_event(internal, date, numeric, numeric) IS
	'part of the aggregate activity_agg';

CREATE FUNCTION customer_grade_internal.activity_agg_event(internal, date, numeric, numeric, bigint) RETURNS internal
LANGUAGE c IMMUTABLE PARALLEL SAFE
AS 'MODULE_PATHNAME', 'activity_agg_event';
COMMENT ON FUNCTION customer_grade_internal.activity_agg_event(internal, date, numeric, numeric, bigint) IS
	'part of the aggregate activity_agg';

CREATE FUNCTION customer_grade_internal.activity_agg_series(internal, customer_grade.activity) RETURNS internal
LANGUAGE c IMMUTABLE PARALLEL SAFE
AS 'MODULE_PATHNAME', 'activity_agg_series';
COMMENT ON FUNCTION customer_grade_internal.activity_agg_series(internal, customer_grade.activity) IS
	'part of the aggregate activity_agg';

CREATE FUNCTION customer_grade_internal.activity_agg_final(internal) RETURNS customer_grade.activity
LANGUAGE c IMMUTABLE PARALLEL SAFE
AS 'MODULE_PATHNAME', 'activity_agg_final';
COMMENT ON FUNCTION customer_grade_internal.activity_agg_final(internal) IS
	'part of the aggregate activity_agg';

CREATE FUNCTION customer_grade_internal.activity_agg_combine(internal, internal) RETURNS internal
LANGUAGE c IMMUTABLE PARALLEL SAFE
AS 'MODULE_PATHNAME', 'activity_agg_combine';
COMMENT ON FUNCTION customer_grade_internal.activity_agg_combine(internal, internal) IS
	'part of the aggregate activity_agg';

CREATE FUNCTION customer_grade_internal.activity_agg_serialize(internal) RETURNS bytea
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'activity_agg_serialize';
COMMENT ON FUNCTION customer_grade_internal.activity_agg_serialize(internal) IS
	'part of the aggregate activity_agg';

CREATE FUNCTION customer_grade_internal.activity_agg_deserialize(bytea, internal) RETURNS internal
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'activity_agg_deserialize';
COMMENT ON FUNCTION customer_grade_internal.activity_agg_deserialize(bytea, internal) IS
	'part of the aggregate activity_agg';

CREATE AGGREGATE customer_grade.activity_agg(at date) (
	SFUNC = customer_grade_internal.activity_agg_event,
	STYPE = internal,
	SSPACE = 512,
	FINALFUNC = customer_grade_internal.activity_agg_final,
	COMBINEFUNC = customer_grade_internal.activity_agg_combine,
	SERIALFUNC = customer_grade_internal.activity_agg_serialize,
	DESERIALFUNC = customer_grade_internal.activity_agg_deserialize,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE customer_grade.activity_agg(date) IS
	'the series of events, with counts only. Rows with a null date are ignored; null if no row is left';

CREATE AGGREGATE customer_grade.activity_agg(at date, amount numeric) (
	SFUNC = customer_grade_internal.activity_agg_event,
	STYPE = internal,
	SSPACE = 512,
	FINALFUNC = customer_grade_internal.activity_agg_final,
	COMBINEFUNC = customer_grade_internal.activity_agg_combine,
	SERIALFUNC = customer_grade_internal.activity_agg_serialize,
	DESERIALFUNC = customer_grade_internal.activity_agg_deserialize,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE customer_grade.activity_agg(date, numeric) IS
	'the series of events, with counts and amounts. Rows with a null date are ignored, and a null amount counts as 0; null if no row is '
	'left. Errors: as activity()';

CREATE AGGREGATE customer_grade.activity_agg(at date, amount numeric, quantity numeric) (
	SFUNC = customer_grade_internal.activity_agg_event,
	STYPE = internal,
	SSPACE = 512,
	FINALFUNC = customer_grade_internal.activity_agg_final,
	COMBINEFUNC = customer_grade_internal.activity_agg_combine,
	SERIALFUNC = customer_grade_internal.activity_agg_serialize,
	DESERIALFUNC = customer_grade_internal.activity_agg_deserialize,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE customer_grade.activity_agg(date, numeric, numeric) IS
	'the series of events, with counts, amounts and quantities. Rows with a null date are ignored, and a null amount or quantity counts '
	'as 0; null if no row is left. Errors: as activity()';

CREATE AGGREGATE customer_grade.activity_agg(at date, amount numeric, quantity numeric, count bigint) (
	SFUNC = customer_grade_internal.activity_agg_event,
	STYPE = internal,
	SSPACE = 512,
	FINALFUNC = customer_grade_internal.activity_agg_final,
	COMBINEFUNC = customer_grade_internal.activity_agg_combine,
	SERIALFUNC = customer_grade_internal.activity_agg_serialize,
	DESERIALFUNC = customer_grade_internal.activity_agg_deserialize,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE customer_grade.activity_agg(date, numeric, numeric, bigint) IS
	'the series of events, where each row stands for count events: for rows that are summed up by day. Rows with a null date or count '
	'are ignored, and a null amount or quantity counts as 0; null if no row is left. Errors: as activity()';

CREATE AGGREGATE customer_grade.activity_agg(series customer_grade.activity) (
	SFUNC = customer_grade_internal.activity_agg_series,
	STYPE = internal,
	SSPACE = 512,
	FINALFUNC = customer_grade_internal.activity_agg_final,
	COMBINEFUNC = customer_grade_internal.activity_agg_combine,
	SERIALFUNC = customer_grade_internal.activity_agg_serialize,
	DESERIALFUNC = customer_grade_internal.activity_agg_deserialize,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE customer_grade.activity_agg(customer_grade.activity) IS
	'all series merged; nulls are ignored; null if no series is left';
