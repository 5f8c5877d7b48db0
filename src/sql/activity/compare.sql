-- Comparison of series, by the bytes of the stored form: equal series have the same bytes.

CREATE FUNCTION customer_grade_internal.activity_lt(customer_grade.activity, customer_grade.activity) RETURNS boolean
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'activity_lt';
COMMENT ON FUNCTION customer_grade_internal.activity_lt(customer_grade.activity, customer_grade.activity) IS
	'less than';

CREATE FUNCTION customer_grade_internal.activity_le(customer_grade.activity, customer_grade.activity) RETURNS boolean
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'activity_le';
COMMENT ON FUNCTION customer_grade_internal.activity_le(customer_grade.activity, customer_grade.activity) IS
	'less than or equal';

CREATE FUNCTION customer_grade_internal.activity_eq(customer_grade.activity, customer_grade.activity) RETURNS boolean
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'activity_eq';
COMMENT ON FUNCTION customer_grade_internal.activity_eq(customer_grade.activity, customer_grade.activity) IS
	'equal';

CREATE FUNCTION customer_grade_internal.activity_ne(customer_grade.activity, customer_grade.activity) RETURNS boolean
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'activity_ne';
COMMENT ON FUNCTION customer_grade_internal.activity_ne(customer_grade.activity, customer_grade.activity) IS
	'not equal';

CREATE FUNCTION customer_grade_internal.activity_ge(customer_grade.activity, customer_grade.activity) RETURNS boolean
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'activity_ge';
COMMENT ON FUNCTION customer_grade_internal.activity_ge(customer_grade.activity, customer_grade.activity) IS
	'greater than or equal';

CREATE FUNCTION customer_grade_internal.activity_gt(customer_grade.activity, customer_grade.activity) RETURNS boolean
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'activity_gt';
COMMENT ON FUNCTION customer_grade_internal.activity_gt(customer_grade.activity, customer_grade.activity) IS
	'greater than';

CREATE FUNCTION customer_grade_internal.activity_cmp(customer_grade.activity, customer_grade.activity) RETURNS integer
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'activity_cmp';
COMMENT ON FUNCTION customer_grade_internal.activity_cmp(customer_grade.activity, customer_grade.activity) IS
	'less than, equal, greater than: -1, 0, 1; the order has no meaning';

CREATE FUNCTION customer_grade_internal.activity_hash(customer_grade.activity) RETURNS integer
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'activity_hash';
COMMENT ON FUNCTION customer_grade_internal.activity_hash(customer_grade.activity) IS
	'hash';

CREATE FUNCTION customer_grade_internal.activity_hash_extended(customer_grade.activity, bigint) RETURNS bigint
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'activity_hash_extended';
COMMENT ON FUNCTION customer_grade_internal.activity_hash_extended(customer_grade.activity, bigint) IS
	'hash with a seed';

CREATE OPERATOR customer_grade.< (
	FUNCTION = customer_grade_internal.activity_lt,
	LEFTARG = customer_grade.activity,
	RIGHTARG = customer_grade.activity,
	COMMUTATOR = OPERATOR(customer_grade.>),
	NEGATOR = OPERATOR(customer_grade.>=),
	RESTRICT = scalarltsel,
	JOIN = scalarltjoinsel
);
COMMENT ON OPERATOR customer_grade.< (customer_grade.activity, customer_grade.activity) IS 'less than';

CREATE OPERATOR customer_grade.<= (
	FUNCTION = customer_grade_internal.activity_le,
	LEFTARG = customer_grade.activity,
	RIGHTARG = customer_grade.activity,
	COMMUTATOR = OPERATOR(customer_grade.>=),
	NEGATOR = OPERATOR(customer_grade.>),
	RESTRICT = scalarlesel,
	JOIN = scalarlejoinsel
);
COMMENT ON OPERATOR customer_grade.<= (customer_grade.activity, customer_grade.activity) IS 'less than or equal';

CREATE OPERATOR customer_grade.= (
	FUNCTION = customer_grade_internal.activity_eq,
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
	FUNCTION = customer_grade_internal.activity_ne,
	LEFTARG = customer_grade.activity,
	RIGHTARG = customer_grade.activity,
	COMMUTATOR = OPERATOR(customer_grade.<>),
	NEGATOR = OPERATOR(customer_grade.=),
	RESTRICT = neqsel,
	JOIN = neqjoinsel
);
COMMENT ON OPERATOR customer_grade.<> (customer_grade.activity, customer_grade.activity) IS 'not equal';

CREATE OPERATOR customer_grade.>= (
	FUNCTION = customer_grade_internal.activity_ge,
	LEFTARG = customer_grade.activity,
	RIGHTARG = customer_grade.activity,
	COMMUTATOR = OPERATOR(customer_grade.<=),
	NEGATOR = OPERATOR(customer_grade.<),
	RESTRICT = scalargesel,
	JOIN = scalargejoinsel
);
COMMENT ON OPERATOR customer_grade.>= (customer_grade.activity, customer_grade.activity) IS 'greater than or equal';

CREATE OPERATOR customer_grade.> (
	FUNCTION = customer_grade_internal.activity_gt,
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
	FUNCTION 1 customer_grade_internal.activity_cmp(customer_grade.activity, customer_grade.activity);
COMMENT ON OPERATOR CLASS customer_grade.activity_btree_ops USING btree IS 'equality, sorting, DISTINCT';

CREATE OPERATOR CLASS customer_grade.activity_hash_ops DEFAULT FOR TYPE customer_grade.activity USING hash AS
	OPERATOR 1 customer_grade.=,
	FUNCTION 1 customer_grade_internal.activity_hash(customer_grade.activity),
	FUNCTION 2 customer_grade_internal.activity_hash_extended(customer_grade.activity, bigint);
COMMENT ON OPERATOR CLASS customer_grade.activity_hash_ops USING hash IS 'equality';
