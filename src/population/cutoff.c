/*
 * cutoff.c
 *		Cut-offs of a population: ordered-set aggregates over amounts.
 *
 *		pareto_cutoff(), quota_cutoff()		for queries of users
 *		quantile(), top(), largest(), pareto(), cuts()	for the functions of a rubric of these names
 *
 * The rows are sorted, the best first (on disk if they do not fit in
 * work_mem), and the final function walks down.  All of them have one
 * transition function, so that PostgreSQL sorts once for all that are over the
 * same amounts.
 *
 * The order of WITHIN GROUP leads up to the best: ORDER BY amount means that
 * more is better, ORDER BY amount DESC that less is.
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "common/shortest_dec.h"
#include "fmgr.h"
#include "miscadmin.h"
#include "nodes/parsenodes.h"
#include "nodes/primnodes.h"
#include "utils/array.h"
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
	bool		sorted;
	int64		count;
	Decimal		total;			/* of what is above zero */
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
	/* read again by each of the aggregates that share it */
	state->sort = tuplesort_begin_datum(NUMERICOID, more_is_better(fcinfo, numeric) ? numeric->gt_opr : numeric->lt_opr,
										InvalidOid, false, work_mem, NULL, AggStateIsShared(fcinfo));
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

static int
sign_of(const Decimal *amount)
{
	Decimal		zero;

	decimal_from_int64(&zero, 0);
	return decimal_compare(amount, &zero);
}

PG_FUNCTION_INFO_V1(cutoff_transition);

Datum
cutoff_transition(PG_FUNCTION_ARGS)
{
	MemoryContext context;
	Cutoff	   *state;
	Decimal		amount;

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
	if (sign_of(&amount) > 0)
		add_amount(&state->total, &amount, state->context);
	else if (sign_of(&amount) < 0)
		state->has_negative = true;
	PG_RETURN_POINTER(state);
}

/* The sorted amounts, from the first one on; NULL: there are none, or an argument is null. */
static Cutoff *
begin_final(FunctionCallInfo fcinfo)
{
	Cutoff	   *state;

	if (!AggCheckCallContext(fcinfo, NULL))
		elog(ERROR, "final function called in non-aggregate context");
	if (PG_ARGISNULL(0) || PG_ARGISNULL(1))
		return NULL;
	state = (Cutoff *) PG_GETARG_POINTER(0);
	if (state->sorted)
		tuplesort_rescan(state->sort);
	else
		tuplesort_performsort(state->sort);
	state->sorted = true;
	return state;
}

static Decimal
get_share(FunctionCallInfo fcinfo)
{
	Decimal		share;
	Decimal		zero;
	Decimal		one;

	decimal_from_numeric(&share, PG_GETARG_DATUM(1));
	decimal_from_int64(&zero, 0);
	decimal_from_int64(&one, 1);
	if (decimal_compare(&share, &zero) < 0 || decimal_compare(&share, &one) > 0)
		ereport(ERROR,
				(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
				 errmsg("share %s is not between 0 and 1",
						DatumGetCString(DirectFunctionCall1(numeric_out, PG_GETARG_DATUM(1))))));
	return share;
}

/* The next amount, copied into CurrentMemoryContext; false: there is none. */
static bool
next_amount(Cutoff *state, Datum *amount)
{
	bool		isnull;

	CHECK_FOR_INTERRUPTS();
	return sort_getdatum(state->sort, amount, &isnull);
}

/* The amount that stands so many places after the next one. */
static Datum
skip_to_amount(Cutoff *state, int64 places)
{
	Datum		amount;

	CHECK_FOR_INTERRUPTS();
	if (!tuplesort_skiptuples(state->sort, places, true) || !next_amount(state, &amount))
		elog(ERROR, "fewer amounts than counted");
	return amount;
}

/* The last amount of the best that together make up the share of what is above zero. */
static Datum
reach_share(Cutoff *state, const Decimal *share)
{
	Decimal		wanted;
	Decimal		reached;
	Decimal		amount;
	Datum		current;
	Datum		cutoff = (Datum) 0;

	decimal_from_int64(&reached, 0);
	fault_throw_any(decimal_multiply(&wanted, &state->total, share));
	while (next_amount(state, &current))
	{
		decimal_from_numeric(&amount, current);
		if (sign_of(&amount) > 0)
			add_amount(&reached, &amount, CurrentMemoryContext);
		if (cutoff != (Datum) 0)
			pfree(DatumGetPointer(cutoff));
		cutoff = current;
		if (decimal_compare(&reached, &wanted) >= 0)
			break;
	}
	return cutoff;
}

PG_FUNCTION_INFO_V1(pareto_cutoff);

Datum
pareto_cutoff(PG_FUNCTION_ARGS)
{
	Cutoff	   *state = begin_final(fcinfo);
	Decimal		share;

	if (state == NULL)
		PG_RETURN_NULL();
	share = get_share(fcinfo);
	if (state->has_negative)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("a share of a total needs amounts that are not negative"),
				 errhint("Leave negative amounts out with FILTER, or use greatest(amount, 0).")));
	PG_RETURN_DATUM(reach_share(state, &share));
}

PG_FUNCTION_INFO_V1(population_pareto);

/* The same; what is below zero counts as zero, and of nothing there is no share. */
Datum
population_pareto(PG_FUNCTION_ARGS)
{
	Cutoff	   *state = begin_final(fcinfo);
	Decimal		share;

	if (state == NULL)
		PG_RETURN_NULL();
	share = get_share(fcinfo);
	if (sign_of(&state->total) <= 0)
		PG_RETURN_NULL();
	PG_RETURN_DATUM(reach_share(state, &share));
}

PG_FUNCTION_INFO_V1(quota_cutoff);

/* The k-th best amount, k the share of the number of amounts, rounded down, at least one. */
Datum
quota_cutoff(PG_FUNCTION_ARGS)
{
	Cutoff	   *state = begin_final(fcinfo);
	Decimal		share;
	Decimal		quota;
	int64		places;

	if (state == NULL)
		PG_RETURN_NULL();
	share = get_share(fcinfo);
	decimal_from_int64(&quota, state->count);
	fault_throw_any(decimal_multiply(&quota, &quota, &share));
	fault_throw_any(decimal_floor(&quota, &quota));
	places = DatumGetInt64(DirectFunctionCall1(numeric_int8,
											   NumericGetDatum(decimal_to_numeric(&quota))));
	PG_RETURN_DATUM(skip_to_amount(state, Max(places, 1) - 1));
}

PG_FUNCTION_INFO_V1(population_largest);

/* The n-th best amount; of fewer the last. */
Datum
population_largest(PG_FUNCTION_ARGS)
{
	Cutoff	   *state = begin_final(fcinfo);
	Numeric		number;
	int64		places;

	if (state == NULL)
		PG_RETURN_NULL();
	number = PG_GETARG_NUMERIC(1);
	places = DatumGetInt64(DirectFunctionCall1(numeric_int8, NumericGetDatum(number)));
	if (places < 1 || DatumGetInt32(DirectFunctionCall2(numeric_cmp, NumericGetDatum(number),
													   DirectFunctionCall1(int8_numeric, Int64GetDatum(places)))) != 0)
		ereport(ERROR,
				(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
				 errmsg("%s is not a number of customers",
						DatumGetCString(DirectFunctionCall1(numeric_out, NumericGetDatum(number))))));
	PG_RETURN_DATUM(skip_to_amount(state, Min(places, state->count) - 1));
}

/* ------------------------------------------------------------- interpolation */

/* Amounts by their place in ascending order; places are asked for in descending order. */
typedef struct AscendingPlaces
{
	Cutoff	   *state;
	int64		place;			/* of the amount read last */
	Decimal		amount;			/* that one, */
	Decimal		above;			/* and the one before it, at place + 1 */
} AscendingPlaces;

static void
go_down_to(AscendingPlaces *places, int64 place)
{
	while (places->place > place)
	{
		/* the one above is wanted, too, where it lies between two */
		int64		skipped = Max(places->place - place - 2, 0);

		places->above = places->amount;
		decimal_from_numeric(&places->amount, skip_to_amount(places->state, skipped));
		places->place -= skipped + 1;
	}
}

/*
 * The amount at a place between two: low + (high - low) * part / parts, as
 * percentile_cont() has it, but exact.  The places begin with 0.
 */
static const Fault *
interpolate(Decimal *result, AscendingPlaces *places, int64 place, const Decimal *part, const Decimal *parts)
{
	const Fault *fault;
	Decimal		rise;

	go_down_to(places, place);
	*result = places->amount;
	if (part == NULL || sign_of(part) <= 0)
		return NULL;
	fault = decimal_subtract(&rise, &places->above, &places->amount);
	if (fault == NULL && sign_of(&rise) > 0)
	{
		fault = decimal_multiply(&rise, &rise, part);
		if (fault == NULL && parts)
			fault = decimal_divide(&rise, &rise, parts);
		if (fault == NULL)
			fault = decimal_add(result, result, &rise);
	}
	return fault;
}

PG_FUNCTION_INFO_V1(population_quantile);

Datum
population_quantile(PG_FUNCTION_ARGS)
{
	Cutoff	   *state = begin_final(fcinfo);
	AscendingPlaces places = {0};
	Decimal		share;
	Decimal		position;
	Decimal		whole;
	Decimal		result;
	int64		place;

	if (state == NULL)
		PG_RETURN_NULL();
	share = get_share(fcinfo);
	places.state = state;
	places.place = state->count;
	decimal_from_int64(&position, state->count - 1);
	fault_throw_any(decimal_multiply(&position, &position, &share));
	fault_throw_any(decimal_floor(&whole, &position));
	fault_throw_any(decimal_subtract(&position, &position, &whole));
	place = DatumGetInt64(DirectFunctionCall1(numeric_int8, NumericGetDatum(decimal_to_numeric(&whole))));
	fault_throw_any(interpolate(&result, &places, place, &position, NULL));
	PG_RETURN_NUMERIC(decimal_to_numeric(&result));
}

PG_FUNCTION_INFO_V1(population_cuts);

/* The quantiles at 1/n, 2/n, ..., as numeric[]. */
Datum
population_cuts(PG_FUNCTION_ARGS)
{
	Cutoff	   *state = begin_final(fcinfo);
	AscendingPlaces places = {0};
	int			tiles;
	Decimal		parts;
	Datum	   *cuts;

	if (state == NULL)
		PG_RETURN_NULL();
	tiles = PG_GETARG_INT32(1);
	cuts = palloc(sizeof(Datum) * tiles);
	places.state = state;
	places.place = state->count;
	decimal_from_int64(&parts, tiles);
	for (int i = tiles - 1; i > 0; i--)
	{
		int64		position = (state->count - 1) * i;
		Decimal		part;
		Decimal		cut;

		decimal_from_int64(&part, position % tiles);
		fault_throw_any(interpolate(&cut, &places, position / tiles, &part, &parts));
		cuts[i - 1] = NumericGetDatum(decimal_to_numeric(&cut));
	}
	PG_RETURN_ARRAYTYPE_P(construct_array(cuts, tiles - 1, NUMERICOID, -1, false, TYPALIGN_INT));
}

/* ------------------------------------------------------- doubles as numerics */

PG_FUNCTION_INFO_V1(exact_number);

/*
 * The shortest decimal that reads as the same double, so that who has the
 * amount of a cut-off is found to have it.
 */
Datum
exact_number(PG_FUNCTION_ARGS)
{
	float8		number = PG_GETARG_FLOAT8(0);
	char		digits[DOUBLE_SHORTEST_DECIMAL_LEN];

	double_to_shortest_decimal_buf(number, digits);
	return DirectFunctionCall3(numeric_in, CStringGetDatum(digits), ObjectIdGetDatum(InvalidOid), Int32GetDatum(-1));
}
