/*
 * ops.c
 *		Making, merging, folding and comparing series.
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "common/hashfn.h"
#include "fmgr.h"
#include "miscadmin.h"
#include "utils/array.h"
#include "utils/builtins.h"

#include "activity/activity.h"

PG_FUNCTION_INFO_V1(activity_make);

/* activity(at date, amount numeric, quantity numeric, count bigint): null sums are 0, a null date is null. */
Datum
activity_make(PG_FUNCTION_ARGS)
{
	Activity	activity;

	if (PG_ARGISNULL(0) || PG_ARGISNULL(3))
		PG_RETURN_NULL();
	activity_init(&activity, 1);
	activity_add_events(&activity, PG_GETARG_DATEADT(0), PG_GETARG_INT64(3), &fcinfo->args[1]);
	PG_RETURN_DATUM(activity_store(&activity));
}

PG_FUNCTION_INFO_V1(activity_merge_two);

/* Merges the shorter series into the longer one. */
Datum
activity_merge_two(PG_FUNCTION_ARGS)
{
	struct varlena *a = PG_DETOAST_DATUM(PG_GETARG_DATUM(0));
	struct varlena *b = PG_DETOAST_DATUM(PG_GETARG_DATUM(1));
	bool		swap = VARSIZE(a) < VARSIZE(b);
	Activity	activity;
	ActivityReader other;

	activity_load(&activity, PointerGetDatum(swap ? b : a));
	activity_open(&other, PointerGetDatum(swap ? a : b));
	activity_merge(&activity, &other);
	PG_RETURN_DATUM(activity_store(&activity));
}

static int32
get_months(int32 months)
{
	if (months < 1 || months > ACTIVITY_MAX_MONTHS)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("number of months must be between 1 and %d", ACTIVITY_MAX_MONTHS)));
	return months;
}

PG_FUNCTION_INFO_V1(activity_trim);

/* Keeps so many calendar months, the last one that of the date; older ones go into the carried total. */
Datum
activity_trim(PG_FUNCTION_ARGS)
{
	int32		months = get_months(PG_GETARG_INT32(1));
	int32		as_of = activity_get_day(PG_GETARG_DATEADT(2));
	Activity	activity;

	activity_load(&activity, PG_GETARG_DATUM(0));
	activity_fold(&activity, activity_month(as_of) - months);
	PG_RETURN_DATUM(activity_store(&activity));
}

static int
last_month(const Activity *activity)
{
	return activity_month(activity->periods[activity->nperiods - 1].last);
}

PG_FUNCTION_INFO_V1(activity_bounded);

/*
 * The same up to the last event if that is earlier than the date.  As long as
 * no event is later than the date, the series does not depend on it.
 */
Datum
activity_bounded(PG_FUNCTION_ARGS)
{
	int32		months = get_months(PG_GETARG_INT32(1));
	Activity	activity;

	activity_load(&activity, PG_GETARG_DATUM(0));
	activity_bound(&activity, months, PG_GETARG_DATEADT(2));
	PG_RETURN_DATUM(activity_store(&activity));
}

/* Removes the months of these dates; if one is folded, returns false and that month. */
static bool
remove_months(Activity *activity, ArrayType *array, int *folded)
{
	Datum	   *dates;
	int			ndates;

	if (array_contains_nulls(array))
		ereport(ERROR,
				(errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED),
				 errmsg("a month must not be null")));
	deconstruct_array(array, DATEOID, sizeof(DateADT), true, TYPALIGN_INT, &dates, NULL, &ndates);
	for (int i = 0; i < ndates; i++)
	{
		int			month = activity_month(activity_get_day(DatumGetDateADT(dates[i])));
		int			index = activity_find(activity, month);

		CHECK_FOR_INTERRUPTS();
		if (activity->carried && month <= activity_month(activity->periods[0].last))
		{
			*folded = month;
			return false;
		}
		if (index < activity->nperiods && activity_month(activity->periods[index].first) == month)
		{
			activity->nperiods--;
			memmove(&activity->periods[index], &activity->periods[index + 1],
					(activity->nperiods - index) * sizeof(ActivityPeriod));
		}
	}
	return true;
}

PG_FUNCTION_INFO_V1(activity_without_months);

/* Removes the months of these dates, so that they can be recounted. */
Datum
activity_without_months(PG_FUNCTION_ARGS)
{
	Activity	activity;
	int			folded;

	activity_load(&activity, PG_GETARG_DATUM(0));
	if (!remove_months(&activity, PG_GETARG_ARRAYTYPE_P(1), &folded))
		ereport(ERROR,
				(errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
				 errmsg("month %04d-%02d is folded into the carried total",
						folded / MONTHS_PER_YEAR, folded % MONTHS_PER_YEAR + 1),
				 errhint("Rebuild the whole activity with activity_agg() and trim().")));
	PG_RETURN_DATUM(activity_store(&activity));
}

PG_FUNCTION_INFO_V1(activity_replace_months);

/*
 * The months of these dates get the events of another series (null: none)
 * instead of those they have.  Null if that is not possible without all
 * events: one of the months is folded, or fewer months would be folded without
 * the last month.
 */
Datum
activity_replace_months(PG_FUNCTION_ARGS)
{
	Activity	activity;
	int			folded;
	int			last = 0;

	if (PG_ARGISNULL(0) || PG_ARGISNULL(1))
		PG_RETURN_NULL();
	activity_load(&activity, PG_GETARG_DATUM(0));
	if (activity.nperiods > 0)
		last = last_month(&activity);
	if (!remove_months(&activity, PG_GETARG_ARRAYTYPE_P(1), &folded))
		PG_RETURN_NULL();
	if (!PG_ARGISNULL(2))
	{
		ActivityReader events;

		activity_open(&events, PG_GETARG_DATUM(2));
		activity_merge(&activity, &events);
	}
	if (activity.carried && last_month(&activity) < last)
		PG_RETURN_NULL();
	PG_RETURN_DATUM(activity_store(&activity));
}

/* -------------------------------------------------------------- comparison */

/* A series has exactly one stored form, so its bytes are compared; the order has no meaning. */
static int
compare(FunctionCallInfo fcinfo)
{
	struct varlena *a = PG_DETOAST_DATUM(PG_GETARG_DATUM(0));
	struct varlena *b = PG_DETOAST_DATUM(PG_GETARG_DATUM(1));
	int			result = memcmp(VARDATA(a), VARDATA(b), Min(VARSIZE(a), VARSIZE(b)) - VARHDRSZ);

	if (result == 0)
		result = (VARSIZE(a) > VARSIZE(b)) - (VARSIZE(a) < VARSIZE(b));
	PG_FREE_IF_COPY(a, 0);
	PG_FREE_IF_COPY(b, 1);
	return result;
}

PG_FUNCTION_INFO_V1(activity_cmp);

Datum
activity_cmp(PG_FUNCTION_ARGS)
{
	PG_RETURN_INT32(compare(fcinfo));
}

PG_FUNCTION_INFO_V1(activity_eq);

Datum
activity_eq(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(compare(fcinfo) == 0);
}

PG_FUNCTION_INFO_V1(activity_ne);

Datum
activity_ne(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(compare(fcinfo) != 0);
}

PG_FUNCTION_INFO_V1(activity_lt);

Datum
activity_lt(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(compare(fcinfo) < 0);
}

PG_FUNCTION_INFO_V1(activity_le);

Datum
activity_le(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(compare(fcinfo) <= 0);
}

PG_FUNCTION_INFO_V1(activity_gt);

Datum
activity_gt(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(compare(fcinfo) > 0);
}

PG_FUNCTION_INFO_V1(activity_ge);

Datum
activity_ge(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(compare(fcinfo) >= 0);
}

PG_FUNCTION_INFO_V1(activity_hash);

Datum
activity_hash(PG_FUNCTION_ARGS)
{
	struct varlena *activity = PG_DETOAST_DATUM(PG_GETARG_DATUM(0));
	Datum		result = hash_any((unsigned char *) VARDATA(activity), VARSIZE(activity) - VARHDRSZ);

	PG_FREE_IF_COPY(activity, 0);
	PG_RETURN_DATUM(result);
}

PG_FUNCTION_INFO_V1(activity_hash_extended);

Datum
activity_hash_extended(PG_FUNCTION_ARGS)
{
	struct varlena *activity = PG_DETOAST_DATUM(PG_GETARG_DATUM(0));
	Datum		result = hash_any_extended((unsigned char *) VARDATA(activity),
										   VARSIZE(activity) - VARHDRSZ, PG_GETARG_INT64(1));

	PG_FREE_IF_COPY(activity, 0);
	PG_RETURN_DATUM(result);
}
