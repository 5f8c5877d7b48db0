/*
 * cutoff.c
 *		Cut-offs of a population: ordered-set aggregates over amounts.
 *
 *		pareto_cutoff(), quota_cutoff()		for queries of users
 *		quantile(), top(), largest(), pareto(), cuts()	for the functions of a rubric of these names
 *
 * The amounts are sorted, the best first, and the final function looks at
 * those that it wants.  All have one transition function, so that PostgreSQL
 * sorts once for all that are over the same amounts.
 *
 * Nearly all amounts are whole numbers of cents or their like: as long as they
 * are, they are kept as integers in memory.  What does not fit, by its digits
 * or by its number, goes to a sort on disk.
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

#define MAX_SCALE	18			/* of an integer */

typedef struct Cutoff
{
	MemoryContext context;
	bool		more_is_better;
	bool		shared;			/* several final functions read it */
	bool		sorted;
	int64		count;
	Decimal		total;			/* of what is above zero */
	bool		has_negative;

	/* as integers, in units of the scale */
	int64	   *integers;
	int64		max_integers;
	int			scale;

	/* or in a sort, which is read forward */
	Tuplesortstate *sort;		/* NULL: as integers */
	int64		next;			/* the place that is read next; 0 is the best */
	Decimal		last;			/* what was read last, */
	Decimal		before;			/* and before that */
} Cutoff;

static void
end_sort(Datum cutoff)
{
	Cutoff	   *state = (Cutoff *) DatumGetPointer(cutoff);

	if (state->sort)
		tuplesort_end(state->sort);
	state->sort = NULL;
}

static Cutoff *
make_cutoff(FunctionCallInfo fcinfo, MemoryContext context)
{
	Cutoff	   *state = MemoryContextAllocZero(context, sizeof(Cutoff));
	const SortGroupClause *order = linitial_node(SortGroupClause, AggGetAggref(fcinfo)->aggorder);

	state->context = context;
	state->more_is_better = order->sortop == lookup_type_cache(NUMERICOID, TYPECACHE_LT_OPR)->lt_opr;
	state->shared = AggStateIsShared(fcinfo);
	state->max_integers = 64;
	state->integers = MemoryContextAlloc(context, sizeof(int64) * state->max_integers);
	AggRegisterCallback(fcinfo, end_sort, PointerGetDatum(state));
	return state;
}

/* ----------------------------------------------------------------- collecting */

/* From now on amounts go to a sort, those collected so far first. */
static void
begin_sort(Cutoff *state)
{
	MemoryContext old = MemoryContextSwitchTo(state->context);
	TypeCacheEntry *numeric = lookup_type_cache(NUMERICOID, TYPECACHE_LT_OPR | TYPECACHE_GT_OPR);

	/* read again by each of the aggregates that share it */
	state->sort = tuplesort_begin_datum(NUMERICOID, state->more_is_better ? numeric->gt_opr : numeric->lt_opr,
										InvalidOid, false, work_mem, NULL, state->shared);
	MemoryContextSwitchTo(old);
	for (int64 i = 0; i < state->count; i++)
	{
		Decimal		amount;
		DecimalBuffer buffer;

		CHECK_FOR_INTERRUPTS();
		decimal_set(&amount, state->integers[i], state->scale);
		tuplesort_putdatum(state->sort, NumericGetDatum(decimal_write_numeric(&amount, &buffer)), false);
	}
	pfree(state->integers);
	state->integers = NULL;
}

/* More decimal places; false: one of the integers is too large for that. */
static bool
scale_up(Cutoff *state, int scale)
{
	int64		factor = (int64) decimal_power10[scale - state->scale];
	int64		limit = PG_INT64_MAX / factor;

	for (int64 i = 0; i < state->count; i++)
	{
		if (state->integers[i] > limit || state->integers[i] < -limit)
			return false;
	}
	for (int64 i = 0; i < state->count; i++)
		state->integers[i] *= factor;
	state->scale = scale;
	return true;
}

static bool
has_room(Cutoff *state)
{
	if (state->count < state->max_integers)
		return true;
	if (state->max_integers * 2 * sizeof(int64) > Max(work_mem, maintenance_work_mem) * (Size) 1024)
		return false;
	state->max_integers *= 2;
	state->integers = repalloc_huge(state->integers, sizeof(int64) * state->max_integers);
	return true;
}

/* False: it is none, or there is no room. */
static bool
add_integer(Cutoff *state, const Decimal *amount)
{
	int64		integer;

	if (!decimal_is_small(amount) || amount->scale > MAX_SCALE ||
		(amount->scale > state->scale && !scale_up(state, amount->scale)) ||
		pg_mul_s64_overflow((int64) amount->coefficient, (int64) decimal_power10[state->scale - amount->scale], &integer) ||
		!has_room(state))
		return false;
	state->integers[state->count] = integer;
	return true;
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
	if (state->sort == NULL && !add_integer(state, &amount))
		begin_sort(state);
	if (state->sort)
		tuplesort_putdatum(state->sort, PG_GETARG_DATUM(1), false);
	state->count++;
	if (sign_of(&amount) > 0)
		add_amount(&state->total, &amount, state->context);
	else if (sign_of(&amount) < 0)
		state->has_negative = true;
	PG_RETURN_POINTER(state);
}

/* -------------------------------------------------------------------- reading */

static int
compare_ascending(const void *a, const void *b)
{
	int64		x = *(const int64 *) a;
	int64		y = *(const int64 *) b;

	return (x > y) - (x < y);
}

static int
compare_descending(const void *a, const void *b)
{
	return compare_ascending(b, a);
}

/* The sorted amounts; NULL: there are none, or an argument is null. */
static Cutoff *
begin_final(FunctionCallInfo fcinfo)
{
	Cutoff	   *state;

	if (!AggCheckCallContext(fcinfo, NULL))
		elog(ERROR, "final function called in non-aggregate context");
	if (PG_ARGISNULL(0) || PG_ARGISNULL(1))
		return NULL;
	state = (Cutoff *) PG_GETARG_POINTER(0);
	if (state->sorted && state->sort)
		tuplesort_rescan(state->sort);
	else if (!state->sorted && state->sort)
		tuplesort_performsort(state->sort);
	else if (!state->sorted)
		qsort(state->integers, state->count, sizeof(int64), state->more_is_better ? compare_descending : compare_ascending);
	state->sorted = true;
	state->next = 0;
	return state;
}

/* The amount at a place; places must not descend by more than one. */
static Decimal
amount_at(Cutoff *state, int64 place)
{
	Decimal		amount;

	CHECK_FOR_INTERRUPTS();
	if (state->sort == NULL)
	{
		decimal_set(&amount, state->integers[place], state->scale);
		return amount;
	}
	while (state->next <= place)
	{
		Datum		datum;
		bool		isnull;

		/* the one before is wanted, too, where an amount lies between two */
		if (place - state->next > 1)
		{
			if (!tuplesort_skiptuples(state->sort, place - state->next - 1, true))
				elog(ERROR, "fewer amounts than counted");
			state->next = place - 1;
		}
		if (!sort_getdatum(state->sort, &datum, &isnull))
			elog(ERROR, "fewer amounts than counted");
		state->before = state->last;
		decimal_from_numeric(&state->last, datum);
		state->next++;
	}
	return place == state->next - 1 ? state->last : state->before;
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

static int64
to_int64(const Decimal *whole)
{
	return DatumGetInt64(DirectFunctionCall1(numeric_int8, NumericGetDatum(decimal_to_numeric(whole))));
}

/* The last amount of the best that together make up the share of what is above zero. */
static Datum
reach_share(Cutoff *state, const Decimal *share)
{
	Decimal		wanted;
	Decimal		reached;
	Decimal		amount;

	decimal_from_int64(&reached, 0);
	fault_throw_any(decimal_multiply(&wanted, &state->total, share));
	for (int64 place = 0; place < state->count; place++)
	{
		amount = amount_at(state, place);
		if (sign_of(&amount) > 0)
			add_amount(&reached, &amount, CurrentMemoryContext);
		if (decimal_compare(&reached, &wanted) >= 0)
			break;
	}
	return NumericGetDatum(decimal_to_numeric(&amount));
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
	Decimal		amount;

	if (state == NULL)
		PG_RETURN_NULL();
	share = get_share(fcinfo);
	decimal_from_int64(&quota, state->count);
	fault_throw_any(decimal_multiply(&quota, &quota, &share));
	fault_throw_any(decimal_floor(&quota, &quota));
	amount = amount_at(state, Max(to_int64(&quota), 1) - 1);
	PG_RETURN_NUMERIC(decimal_to_numeric(&amount));
}

PG_FUNCTION_INFO_V1(population_largest);

/* The n-th best amount; of fewer the last. */
Datum
population_largest(PG_FUNCTION_ARGS)
{
	Cutoff	   *state = begin_final(fcinfo);
	Decimal		number;
	Decimal		whole;
	Decimal		amount;

	if (state == NULL)
		PG_RETURN_NULL();
	decimal_from_numeric(&number, PG_GETARG_DATUM(1));
	decimal_trunc(&whole, &number, 0);
	if (sign_of(&whole) <= 0 || decimal_compare(&number, &whole) != 0)
		ereport(ERROR,
				(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
				 errmsg("%s is not a number of customers",
						DatumGetCString(DirectFunctionCall1(numeric_out, PG_GETARG_DATUM(1))))));
	amount = amount_at(state, Min(to_int64(&whole), state->count) - 1);
	PG_RETURN_NUMERIC(decimal_to_numeric(&amount));
}

/* ------------------------------------------------------------- interpolation */

/*
 * The amount at a place between two in ascending order, which begins with 0:
 * low + (high - low) * part / parts, as percentile_cont() has it, but exact.
 */
static Datum
amount_between(Cutoff *state, int64 place, const Decimal *part, const Decimal *parts)
{
	bool		is_between = sign_of(part) > 0;
	Decimal		high = amount_at(state, state->count - 1 - place - is_between);
	Decimal		low = amount_at(state, state->count - 1 - place);
	Decimal		rise;

	fault_throw_any(decimal_subtract(&rise, &high, &low));
	if (sign_of(&rise) > 0)
	{
		fault_throw_any(decimal_multiply(&rise, &rise, part));
		if (parts)
			fault_throw_any(decimal_divide(&rise, &rise, parts));
		fault_throw_any(decimal_add(&low, &low, &rise));
	}
	return NumericGetDatum(decimal_to_numeric(&low));
}

PG_FUNCTION_INFO_V1(population_quantile);

Datum
population_quantile(PG_FUNCTION_ARGS)
{
	Cutoff	   *state = begin_final(fcinfo);
	Decimal		share;
	Decimal		position;
	Decimal		place;

	if (state == NULL)
		PG_RETURN_NULL();
	share = get_share(fcinfo);
	decimal_from_int64(&position, state->count - 1);
	fault_throw_any(decimal_multiply(&position, &position, &share));
	fault_throw_any(decimal_floor(&place, &position));
	fault_throw_any(decimal_subtract(&position, &position, &place));
	PG_RETURN_DATUM(amount_between(state, to_int64(&place), &position, NULL));
}

PG_FUNCTION_INFO_V1(population_cuts);

/* The quantiles at 1/n, 2/n, ..., as numeric[]. */
Datum
population_cuts(PG_FUNCTION_ARGS)
{
	Cutoff	   *state = begin_final(fcinfo);
	int			tiles;
	Decimal		parts;
	Datum	   *cuts;

	if (state == NULL)
		PG_RETURN_NULL();
	tiles = PG_GETARG_INT32(1);
	cuts = palloc(sizeof(Datum) * tiles);
	decimal_from_int64(&parts, tiles);
	for (int i = tiles - 1; i > 0; i--)
	{
		int64		position = (state->count - 1) * i;
		Decimal		part;

		decimal_from_int64(&part, position % tiles);
		cuts[i - 1] = amount_between(state, position / tiles, &part, &parts);
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
