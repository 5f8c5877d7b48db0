-- Cut-offs of a population, for benchmark queries.

CREATE FUNCTION customer_grade_internal.cutoff_transition(internal, numeric) RETURNS internal
LANGUAGE c IMMUTABLE PARALLEL SAFE
AS 'MODULE_PATHNAME', 'cutoff_transition';
COMMENT ON FUNCTION customer_grade_internal.cutoff_transition(internal, numeric) IS
	'part of the aggregates pareto_cutoff and quota_cutoff';

CREATE FUNCTION customer_grade_internal.pareto_cutoff_final(internal, numeric) RETURNS numeric
LANGUAGE c IMMUTABLE PARALLEL SAFE
AS 'MODULE_PATHNAME', 'pareto_cutoff';
COMMENT ON FUNCTION customer_grade_internal.pareto_cutoff_final(internal, numeric) IS
	'part of the aggregate pareto_cutoff';

CREATE FUNCTION customer_grade_internal.quota_cutoff_final(internal, numeric) RETURNS numeric
LANGUAGE c IMMUTABLE PARALLEL SAFE
AS 'MODULE_PATHNAME', 'quota_cutoff';
COMMENT ON FUNCTION customer_grade_internal.quota_cutoff_final(internal, numeric) IS
	'part of the aggregate quota_cutoff';

CREATE AGGREGATE customer_grade.pareto_cutoff(share numeric ORDER BY amount numeric) (
	SFUNC = customer_grade_internal.cutoff_transition,
	STYPE = internal,
	FINALFUNC = customer_grade_internal.pareto_cutoff_final,
	FINALFUNC_MODIFY = READ_WRITE,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE customer_grade.pareto_cutoff(numeric, numeric) IS
	'ABC analysis: the smallest amount among the largest customers that together make up the share (0 to 1) of the total; class A '
	'consists of the customers with at least this amount. With ORDER BY ... DESC less is better: the largest among the smallest. Nulls '
	'are ignored; null if there are no amounts. Errors: 22003 share not between 0 and 1, 22023 negative or infinite amount';

CREATE AGGREGATE customer_grade.quota_cutoff(share numeric ORDER BY amount numeric) (
	SFUNC = customer_grade_internal.cutoff_transition,
	STYPE = internal,
	FINALFUNC = customer_grade_internal.quota_cutoff_final,
	FINALFUNC_MODIFY = READ_WRITE,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE customer_grade.quota_cutoff(numeric, numeric) IS
	'the amount of the last customer within a quota: the share (0 to 1) of the number of customers, rounded down, at least one, largest '
	'amounts first; with ORDER BY ... DESC the smallest first. Customers with the same amount belong to it, too. Nulls are ignored; null '
	'if there are no amounts. Errors: 22003 share not between 0 and 1, 22023 infinite amount';
