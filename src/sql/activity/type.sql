-- The type activity: the monthly series of a customer.

CREATE TYPE customer_grade.activity;

CREATE FUNCTION customer_grade_internal.activity_in(cstring) RETURNS customer_grade.activity
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'activity_in';
COMMENT ON FUNCTION customer_grade_internal.activity_in(cstring) IS
	'text input: {2016-03-02..2016-03-30 2 150.00 3; ...}, periods in any order';

CREATE FUNCTION customer_grade_internal.activity_out(customer_grade.activity) RETURNS cstring
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'activity_out';
COMMENT ON FUNCTION customer_grade_internal.activity_out(customer_grade.activity) IS
	'text output: periods of days, count, amount and quantity, oldest first';

CREATE FUNCTION customer_grade_internal.activity_recv(internal) RETURNS customer_grade.activity
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'activity_recv';
COMMENT ON FUNCTION customer_grade_internal.activity_recv(internal) IS
	'binary input: makes the same checks as text input';

CREATE FUNCTION customer_grade_internal.activity_send(customer_grade.activity) RETURNS bytea
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'activity_send';
COMMENT ON FUNCTION customer_grade_internal.activity_send(customer_grade.activity) IS
	'binary output: a version byte and the periods';

CREATE TYPE customer_grade.activity (
	INPUT = customer_grade_internal.activity_in,
	OUTPUT = customer_grade_internal.activity_out,
	RECEIVE = customer_grade_internal.activity_recv,
	SEND = customer_grade_internal.activity_send,
	ALIGNMENT = int4,
	STORAGE = extended
);
COMMENT ON TYPE customer_grade.activity IS
	'the monthly series of a customer: count, amount and quantity of each month, older months folded into a carried total, first and '
	'last event';

CREATE FUNCTION customer_grade_internal.activity_to_jsonb(customer_grade.activity) RETURNS jsonb
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'activity_to_jsonb';
COMMENT ON FUNCTION customer_grade_internal.activity_to_jsonb(customer_grade.activity) IS
	'the series as JSON: {"carried": {...}, "months": [{"first", "last", "count", "amount", "quantity"}, ...]}';

CREATE FUNCTION customer_grade_internal.activity_from_jsonb(jsonb) RETURNS customer_grade.activity
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'activity_from_jsonb';
COMMENT ON FUNCTION customer_grade_internal.activity_from_jsonb(jsonb) IS
	'the series from JSON of the form that activity_to_jsonb() writes';

CREATE CAST (customer_grade.activity AS jsonb)
	WITH FUNCTION customer_grade_internal.activity_to_jsonb(customer_grade.activity) AS ASSIGNMENT;
COMMENT ON CAST (customer_grade.activity AS jsonb) IS 'the series as JSON';
CREATE CAST (jsonb AS customer_grade.activity) WITH FUNCTION customer_grade_internal.activity_from_jsonb(jsonb);
COMMENT ON CAST (jsonb AS customer_grade.activity) IS 'the series from JSON';

-- Making, merging, folding

CREATE FUNCTION customer_grade.activity(at date, amount numeric DEFAULT 0, quantity numeric DEFAULT 0, count bigint DEFAULT 1)
	RETURNS customer_grade.activity
LANGUAGE c IMMUTABLE PARALLEL SAFE
AS 'MODULE_PATHNAME', 'activity_make';
COMMENT ON FUNCTION customer_grade.activity(at date, amount numeric, quantity numeric, count bigint) IS
	'the series of one event, or of count events on one day; a null amount or quantity counts as 0. Errors: 22008 date outside the years '
	'1 to 9999, 22023 NaN or infinity, or count less than 1, 22003 more than 38 digits';
