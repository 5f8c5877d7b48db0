/*
 * cutoff.c
 *		Cut-offs of a population: pareto_cutoff() and quota_cutoff().
 *
 * Both are ordered-set aggregates over amounts.  The rows are sorted, the best
 * first (on disk if they do not fit in work_mem), and the final function walks
 * down to the last row that still belongs to the group.  The cut-off is the
 * amount of that row, so every row with at least this amount belongs to the
 * group, ties included.
 *
 * The order of WITHIN GROUP leads up to the best: ORDER BY amount means that
 * more is better, ORDER BY amount DESC that less is.
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "fmgr.h"
#include "miscadmin.h"
#include "nodes/parsenodes.h"
#include "nodes/primnodes.h"
#include "utils/builtins.h"
#include "utils/fmgrprotos.h"
#include "utils/tuplesort.h"
#include "utils/typcache.h"

#include "compat.h"
#include "decimal.h"

typedef struct Cutoff
{
	MemoryContext context;
	Tuplesortstate *sort;
	int64		count;
	Decimal		total;
	bool		has_negative;
} Cutoff;

static void
end_sort(Datum cutoff)
{
	Cutoff	   *state = (Cutoff *) DatumGetPointer(cutoff);

	if (state->sort)
		tuplesort_end(state->sort);
	state->sort = NULL;
}

/* Does the order of WITHIN GROUP end with the largest amount? */
static bool
more_is_better(FunctionCallInfo fcinfo, const TypeCacheEntry *numeric)
{
	const SortGroupClause *order = linitial_node(SortGroupClause, AggGetAggref(fcinfo)->aggorder);

	return order->sortop == numeric->lt_opr;
}

static Cutoff *
make_cutoff(FunctionCallInfo fcinfo, MemoryContext context)
{
	MemoryContext old = MemoryContextSwitchTo(context);
	TypeCacheEntry *numeric = lookup_type_cache(NUMERICOID, TYPECACHE_LT_OPR | TYPECACHE_GT_OPR);
	Cutoff	   *state = palloc0(sizeof(Cutoff));

	state->context = context;
	state->sort = tuplesort_begin_datum(NUMERICOID, more_is_better(fcinfo, numeric) ? numeric->gt_opr : numeric->lt_opr,
										InvalidOid, false, work_mem, NULL, false);
	AggRegisterCallback(fcinfo, end_sort, PointerGetDatum(state));
	MemoryContextSwitchTo(old);
	return state;
}

/* Adds to the sum; a sum too large for a coefficient is allocated in context, to outlive the row. */
static void
add_amount(Decimal *total, const Decimal *amount, MemoryContext context)
{
	Decimal		sum;

	fault_throw_any(decimal_add(&sum, total, amount));
	if (sum.numeric)
	{
		MemoryContext old = MemoryContextSwitchTo(context);

		sum.numeric = DatumGetNumericCopy(NumericGetDatum(sum.numeric));
		MemoryContextSwitchTo(old);
	}
	if (total->numeric)
		pfree(total->numeric);
	*total = sum;
}

PG_FUNCTION_INFO_V1(cutoff_transition);

Datum
cutoff_transition(PG_FUNCTION_ARGS)
{
	MemoryContext context;
	Cutoff	   *state;
	Decimal		amount;
	Decimal		zero;

	decimal_from_int64(&zero, 0);
	if (!AggCheckCallContext(fcinfo, &context))
		elog(ERROR, "cutoff_transition called in non-aggregate context");
	state = PG_ARGISNULL(0) ? NULL : (Cutoff *) PG_GETARG_POINTER(0);
	if (PG_ARGISNULL(1))
	{
		if (state == NULL)
			PG_RETURN_NULL();
		PG_RETURN_POINTER(state);
	}
	if (state == NULL)
		state = make_cutoff(fcinfo, context);

	decimal_from_numeric(&amount, PG_GETARG_DATUM(1));
	if (!decimal_is_finite(&amount))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("an amount must be a finite number")));
	tuplesort_putdatum(state->sort, PG_GETARG_DATUM(1), false);
	state->count++;
	state->has_negative = state->has_negative || decimal_compare(&amount, &zero) < 0;
	add_amount(&state->total, &amount, state->context);
	PG_RETURN_POINTER(state);
}

/* The sorted amounts and the share, from the arguments of a final function; NULL: no amounts. */
static Cutoff *
begin_final(FunctionCallInfo fcinfo, Decimal *share)
{
	Cutoff	   *state;
	Decimal		zero;
	Decimal		one;

	if (!AggCheckCallContext(fcinfo, NULL))
		elog(ERROR, "final function called in non-aggregate context");
	if (PG_ARGISNULL(0) || PG_ARGISNULL(1))
		return NULL;
	decimal_from_numeric(share, PG_GETARG_DATUM(1));
	decimal_from_int64(&zero, 0);
	decimal_from_int64(&one, 1);
	if (decimal_compare(share, &zero) < 0 || decimal_compare(share, &one) > 0)
		ereport(ERROR,
				(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
				 errmsg("share %s is not between 0 and 1",
						DatumGetCString(DirectFunctionCall1(numeric_out, PG_GETARG_DATUM(1))))));
	state = (Cutoff *) PG_GETARG_POINTER(0);
	tuplesort_performsort(state->sort);
	return state;
}

/* The next amount, copied into CurrentMemoryContext; false: there is none. */
static bool
next_amount(Cutoff *state, Datum *amount)
{
	bool		isnull;

	CHECK_FOR_INTERRUPTS();
	return sort_getdatum(state->sort, amount, &isnull);
}

PG_FUNCTION_INFO_V1(pareto_cutoff);

/* The last amount of the best that together make up the share of the total. */
Datum
pareto_cutoff(PG_FUNCTION_ARGS)
{
	Decimal		share;
	Cutoff	   *state = begin_final(fcinfo, &share);
	Decimal		wanted;
	Decimal		reached;
	Decimal		amount;
	Datum		current;
	Datum		cutoff = (Datum) 0;

	if (state == NULL)
		PG_RETURN_NULL();
	if (state->has_negative)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("a share of a total needs amounts that are not negative"),
				 errhint("Leave negative amounts out with FILTER, or use greatest(amount, 0).")));
	decimal_from_int64(&reached, 0);
	fault_throw_any(decimal_multiply(&wanted, &state->total, &share));

	while (next_amount(state, &current))
	{
		decimal_from_numeric(&amount, current);
		add_amount(&reached, &amount, CurrentMemoryContext);
		if (cutoff != (Datum) 0)
			pfree(DatumGetPointer(cutoff));
		cutoff = current;
		if (decimal_compare(&reached, &wanted) >= 0)
			break;
	}
	PG_RETURN_DATUM(cutoff);
}

PG_FUNCTION_INFO_V1(quota_cutoff);

/* The k-th best amount, k the share of the number of amounts, rounded down, at least one. */
Datum
quota_cutoff(PG_FUNCTION_ARGS)
{
	Decimal		share;
	Cutoff	   *state = begin_final(fcinfo, &share);
	Decimal		count;
	Decimal		quota;
	int64		places;
	Datum		amount = (Datum) 0;

	if (state == NULL)
		PG_RETURN_NULL();
	decimal_from_int64(&count, state->count);
	fault_throw_any(decimal_multiply(&quota, &count, &share));
	fault_throw_any(decimal_floor(&quota, &quota));
	places = DatumGetInt64(DirectFunctionCall1(numeric_int8,
											   NumericGetDatum(decimal_to_numeric(&quota))));
	for (int64 place = 0; place < Max(places, 1); place++)
	{
		if (amount != (Datum) 0)
			pfree(DatumGetPointer(amount));
		if (!next_amount(state, &amount))
			elog(ERROR, "fewer amounts than counted");
	}
	PG_RETURN_DATUM(amount);
}
