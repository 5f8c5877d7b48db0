-- Cut-offs of a population: for benchmark queries, and what the functions of a rubric are computed by.

CREATE FUNCTION customer_grade_internal.cutoff_transition(internal, numeric) RETURNS internal
LANGUAGE c IMMUTABLE PARALLEL SAFE
AS 'MODULE_PATHNAME', 'cutoff_transition';
COMMENT ON FUNCTION customer_grade_internal.cutoff_transition(internal, numeric) IS
	'part of the aggregates of sorted amounts';

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

CREATE FUNCTION customer_grade_internal.population_pareto_final(internal, numeric) RETURNS numeric
LANGUAGE c IMMUTABLE PARALLEL SAFE
AS 'MODULE_PATHNAME', 'population_pareto';
COMMENT ON FUNCTION customer_grade_internal.population_pareto_final(internal, numeric) IS
	'part of the aggregate population_pareto';

CREATE FUNCTION customer_grade_internal.population_largest_final(internal, numeric) RETURNS numeric
LANGUAGE c IMMUTABLE PARALLEL SAFE
AS 'MODULE_PATHNAME', 'population_largest';
COMMENT ON FUNCTION customer_grade_internal.population_largest_final(internal, numeric) IS
	'part of the aggregate population_largest';

CREATE FUNCTION customer_grade_internal.population_quantile_final(internal, numeric) RETURNS numeric
LANGUAGE c IMMUTABLE PARALLEL SAFE
AS 'MODULE_PATHNAME', 'population_quantile';
COMMENT ON FUNCTION customer_grade_internal.population_quantile_final(internal, numeric) IS
	'part of the aggregate population_quantile';

CREATE FUNCTION customer_grade_internal.population_cuts_final(internal, integer) RETURNS numeric[]
LANGUAGE c IMMUTABLE PARALLEL SAFE
AS 'MODULE_PATHNAME', 'population_cuts';
COMMENT ON FUNCTION customer_grade_internal.population_cuts_final(internal, integer) IS
	'part of the aggregate population_cuts';

CREATE AGGREGATE customer_grade.pareto_cutoff(share numeric ORDER BY amount numeric) (
	SFUNC = customer_grade_internal.cutoff_transition,
	STYPE = internal,
	FINALFUNC = customer_grade_internal.pareto_cutoff_final,
	FINALFUNC_MODIFY = SHAREABLE,
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
	FINALFUNC_MODIFY = SHAREABLE,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE customer_grade.quota_cutoff(numeric, numeric) IS
	'the amount of the last customer within a quota: the share (0 to 1) of the number of customers, rounded down, at least one, largest '
	'amounts first; with ORDER BY ... DESC the smallest first. Customers with the same amount belong to it, too. Nulls are ignored; null '
	'if there are no amounts. Errors: 22003 share not between 0 and 1, 22023 infinite amount';

CREATE AGGREGATE customer_grade_internal.population_pareto(share numeric ORDER BY amount numeric) (
	SFUNC = customer_grade_internal.cutoff_transition,
	STYPE = internal,
	FINALFUNC = customer_grade_internal.population_pareto_final,
	FINALFUNC_MODIFY = SHAREABLE,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE customer_grade_internal.population_pareto(numeric, numeric) IS
	'pareto() of a rubric: the amount with which the largest together make up the share of the total; below zero counts as zero';

CREATE AGGREGATE customer_grade_internal.population_largest(number numeric ORDER BY amount numeric) (
	SFUNC = customer_grade_internal.cutoff_transition,
	STYPE = internal,
	FINALFUNC = customer_grade_internal.population_largest_final,
	FINALFUNC_MODIFY = SHAREABLE,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE customer_grade_internal.population_largest(numeric, numeric) IS
	'largest() of a rubric: the n-th largest amount, of fewer the smallest';

CREATE AGGREGATE customer_grade_internal.population_quantile(share numeric ORDER BY amount numeric) (
	SFUNC = customer_grade_internal.cutoff_transition,
	STYPE = internal,
	FINALFUNC = customer_grade_internal.population_quantile_final,
	FINALFUNC_MODIFY = SHAREABLE,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE customer_grade_internal.population_quantile(numeric, numeric) IS
	'quantile() and median() of a rubric: percentile_cont(), but exact';

CREATE AGGREGATE customer_grade_internal.population_cuts(tiles integer ORDER BY amount numeric) (
	SFUNC = customer_grade_internal.cutoff_transition,
	STYPE = internal,
	FINALFUNC = customer_grade_internal.population_cuts_final,
	FINALFUNC_MODIFY = SHAREABLE,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE customer_grade_internal.population_cuts(integer, numeric) IS
	'tile() of a rubric: the quantiles at 1/n, 2/n, ...';

CREATE FUNCTION customer_grade_internal.exact_number(double precision) RETURNS numeric
LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'exact_number';
COMMENT ON FUNCTION customer_grade_internal.exact_number(double precision) IS
	'a number as the shortest decimal that reads as the same number';
