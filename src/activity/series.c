/*
 * series.c
 *		Arithmetic of monthly series: adding, merging, folding.
 *
 * Every period that comes from outside goes through activity_add(), which
 * checks it, so a series in memory is always valid.
 */
#include "postgres.h"

#include "fmgr.h"
#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/datetime.h"

#include "activity/activity.h"

#define FIRST_YEAR 1
#define LAST_YEAR 9999

const char *const activity_sum_names[ACTIVITY_SUMS] = {"amount", "quantity"};

void
activity_init(Activity *activity, int capacity)
{
	memset(activity, 0, sizeof(*activity));
	activity->capacity = Max(capacity, 2);
	activity->periods = palloc(activity->capacity * sizeof(ActivityPeriod));
}

/* Loads a stored series, with room for one month more. */
void
activity_load(Activity *activity, Datum stored)
{
	ActivityReader reader;

	activity_open(&reader, stored);
	activity_init(activity, reader.nperiods + 1);
	memcpy(activity->scales, reader.scales, sizeof(activity->scales));
	activity->carried = reader.carried;
	activity->nperiods = reader.nperiods;
	for (int i = 0; i < reader.nperiods; i++)
		activity_read(&reader, i, &activity->periods[i]);
}

/* ------------------------------------------------------------------- dates */

/* false: infinite, or not in the years 1 to 9999 */
bool
activity_from_date(int32 *day, DateADT date)
{
	int			year;
	int			month;
	int			day_of_month;

	if (date < date2j(FIRST_YEAR, 1, 1) - POSTGRES_EPOCH_JDATE ||
		date > date2j(LAST_YEAR, 12, 31) - POSTGRES_EPOCH_JDATE)
		return false;
	j2date(date + POSTGRES_EPOCH_JDATE, &year, &month, &day_of_month);
	*day = (year * MONTHS_PER_YEAR + month - 1) << ACTIVITY_DAY_BITS | day_of_month;
	return true;
}

DateADT
activity_to_date(int32 day)
{
	int			month = activity_month(day);

	return date2j(month / MONTHS_PER_YEAR, month % MONTHS_PER_YEAR + 1,
				  activity_day_of_month(day)) - POSTGRES_EPOCH_JDATE;
}

/* The day of an argument. */
int32
activity_get_day(DateADT date)
{
	int32		day;

	if (!activity_from_date(&day, date))
		ereport(ERROR,
				(errcode(ERRCODE_DATETIME_VALUE_OUT_OF_RANGE),
				 errmsg("date out of range for type activity: \"%s\"",
						DatumGetCString(DirectFunctionCall1(date_out, DateADTGetDatum(date)))),
				 errdetail("An activity holds dates of the years %d to %d.", FIRST_YEAR, LAST_YEAR)));
	return day;
}

/* -------------------------------------------------------------------- sums */

static bool
report_sum_range(int which, Node *context)
{
	ereturn(context, false,
			(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
			 errmsg("%s out of range for type activity", activity_sum_names[which]),
			 errdetail("An activity holds %d digits, counted at the largest number of decimal places among its periods.",
					   DECIMAL_MAX_SCALE)));
}

/* The amount or quantity of an argument as a coefficient without trailing decimal zeros; null is 0. */
int128
activity_get_sum(NullableDatum numeric, int which, int *scale)
{
	Decimal		decimal;

	*scale = 0;
	if (numeric.isnull)
		return 0;
	decimal_from_numeric(&decimal, numeric.value);
	if (!decimal_is_finite(&decimal))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("%s must be a finite number", activity_sum_names[which])));
	if (decimal.numeric)
		decimal_from_numeric(&decimal,
							 DirectFunctionCall1(numeric_trim_scale, NumericGetDatum(decimal.numeric)));
	if (decimal.numeric)
		report_sum_range(which, NULL);
	if (decimal_is_small(&decimal))
	{
		int64		coefficient = (int64) decimal.coefficient;

		for (; decimal.scale > 0 && coefficient % 10 == 0; decimal.scale--)
			coefficient /= 10;
		decimal.coefficient = coefficient;
	}
	else
		for (; decimal.scale > 0 && decimal.coefficient % 10 == 0; decimal.scale--)
			decimal.coefficient /= 10;
	*scale = decimal.scale;
	return decimal.coefficient;
}

/* Brings period and series to the greater of their scales. */
static bool
align_scales(Activity *activity, ActivityPeriod *period, const int *scales, Node *context)
{
	for (int which = 0; which < ACTIVITY_SUMS; which++)
	{
		int			places = scales[which] - activity->scales[which];

		if (places < 0 && !decimal_scale_up(&period->sums[which], -places))
			return report_sum_range(which, context);
		if (places > 0)
		{
			for (int i = 0; i < activity->nperiods; i++)
				if (!decimal_scale_up(&activity->periods[i].sums[which], places))
					return report_sum_range(which, context);
			activity->scales[which] = scales[which];
		}
	}
	return true;
}

/* ----------------------------------------------------------------- periods */

static bool
is_day(int32 day)
{
	int			month = activity_month(day);
	int			year = month / MONTHS_PER_YEAR;

	return year >= FIRST_YEAR && year <= LAST_YEAR && activity_day_of_month(day) >= 1 &&
		activity_day_of_month(day) <= day_tab[isleap(year)][month % MONTHS_PER_YEAR];
}

/* What is wrong with a period, as a sentence; NULL: nothing. */
const char *
activity_check(const ActivityPeriod *period, bool carried)
{
	int128		limit = (int128) decimal_power10[DECIMAL_MAX_SCALE];

	if (!is_day(period->first) || !is_day(period->last))
		return "A date is not of the years 1 to 9999.";
	if (period->first > period->last)
		return "The first event is after the last one.";
	if (!carried && activity_month(period->first) != activity_month(period->last))
		return "First and last event are not in the same month.";
	if (period->count < 1)
		return "The count of events is less than 1.";
	if (period->count == 1 && period->first != period->last)
		return "One event has two dates.";
	for (int which = 0; which < ACTIVITY_SUMS; which++)
		if (period->sums[which] >= limit || period->sums[which] <= -limit)
			return "An amount or quantity has more than 38 digits.";
	return NULL;
}

/* Index of the first month that is this one or later. */
int
activity_find(const Activity *activity, int month)
{
	int			low = activity->carried;
	int			high = activity->nperiods;

	/* mostly the last month or a later one */
	if (low < high && activity_month(activity->periods[high - 1].first) < month)
		return high;
	while (low < high)
	{
		int			middle = (low + high) / 2;

		if (activity_month(activity->periods[middle].first) < month)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* Adds the events of another period, at the same scales. */
static bool
add_events(ActivityPeriod *period, const ActivityPeriod *other, Node *context)
{
	int128		limit = (int128) decimal_power10[DECIMAL_MAX_SCALE];

	if (other->count > PG_INT64_MAX - period->count)
		ereturn(context, false,
				(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
				 errmsg("count of events out of range for type activity")));
	period->count += other->count;
	period->first = Min(period->first, other->first);
	period->last = Max(period->last, other->last);
	for (int which = 0; which < ACTIVITY_SUMS; which++)
	{
		/* both are below 10^38, and 2 * 10^38 does not fit */
		int128		sum = (int128) ((uint128) period->sums[which] + (uint128) other->sums[which]);

		if (sum >= limit || sum <= -limit ||
			((period->sums[which] < 0) == (other->sums[which] < 0) &&
			 (period->sums[which] < 0) != (sum < 0)))
			return report_sum_range(which, context);
		period->sums[which] = sum;
	}
	return true;
}

static void
insert_period(Activity *activity, int index, const ActivityPeriod *period)
{
	if (activity->nperiods == activity->capacity)
	{
		activity->capacity *= 2;
		activity->periods = repalloc(activity->periods, activity->capacity * sizeof(ActivityPeriod));
	}
	memmove(&activity->periods[index + 1], &activity->periods[index],
			(activity->nperiods - index) * sizeof(ActivityPeriod));
	activity->periods[index] = *period;
	activity->nperiods++;
}

/* Folds the months up to this one into the carried total. */
static bool
fold_months(Activity *activity, int month, Node *context)
{
	int			end = activity_find(activity, month + 1);
	int			folded = end - activity->carried;

	/* without a carried total, the first month becomes the carried total */
	for (int i = 1; i < end; i++)
		if (!add_events(&activity->periods[0], &activity->periods[i], context))
			return false;
	if (folded > 0)
	{
		activity->carried = true;
		memmove(&activity->periods[1], &activity->periods[end],
				(activity->nperiods - end) * sizeof(ActivityPeriod));
		activity->nperiods -= end - 1;
	}
	return true;
}

void
activity_fold(Activity *activity, int month)
{
	(void) fold_months(activity, month, NULL);
}

static bool
add_period(Activity *activity, ActivityPeriod period, bool carried, const int *scales, Node *context)
{
	int			month = activity_month(period.first);
	int			index;

	if (!align_scales(activity, &period, scales, context))
		return false;
	if (carried)
	{
		if (!fold_months(activity, activity_month(period.last), context))
			return false;
		if (activity->carried)
			return add_events(&activity->periods[0], &period, context);
		insert_period(activity, 0, &period);
		activity->carried = true;
		return true;
	}
	if (activity->carried && month <= activity_month(activity->periods[0].last))
		return add_events(&activity->periods[0], &period, context);
	index = activity_find(activity, month);
	if (index < activity->nperiods && activity_month(activity->periods[index].first) == month)
		return add_events(&activity->periods[index], &period, context);
	if (activity->nperiods - activity->carried >= ACTIVITY_MAX_MONTHS)
		ereturn(context, false,
				(errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
				 errmsg("activity has more than %d months", ACTIVITY_MAX_MONTHS)));
	insert_period(activity, index, &period);
	return true;
}

/* Adds a month or (carried) a carried total that comes from outside; sqlstate is for an impossible one. */
bool
activity_add(Activity *activity, const ActivityPeriod *period, bool carried, const int *scales,
			 int sqlstate, Node *context)
{
	const char *problem = activity_check(period, carried);

	if (problem)
		ereturn(context, false,
				(errcode(sqlstate),
				 errmsg("invalid period of an activity"),
				 errdetail_internal("%s", problem)));
	return add_period(activity, *period, carried, scales, context);
}

/* Adds all of another series. */
void
activity_merge(Activity *activity, const ActivityReader *other)
{
	ActivityPeriod period;

	for (int i = 0; i < other->nperiods; i++)
	{
		CHECK_FOR_INTERRUPTS();
		activity_read(other, i, &period);
		(void) add_period(activity, period, other->carried && i == 0, other->scales, NULL);
	}
}

/* Adds so many events of one day, which together have these sums; a sum that is null is 0. */
void
activity_add_events(Activity *activity, DateADT day, int64 count, const NullableDatum *sums)
{
	ActivityPeriod period = {.first = activity_get_day(day), .count = count};
	int			scales[ACTIVITY_SUMS];

	period.last = period.first;
	for (int which = 0; which < ACTIVITY_SUMS; which++)
		period.sums[which] = activity_get_sum(sums[which], which, &scales[which]);
	(void) activity_add(activity, &period, false, scales, ERRCODE_INVALID_PARAMETER_VALUE, NULL);
}

/*
 * Keeps so many calendar months, the last one that of the day or, if that is
 * earlier, of the last event; older ones go into the carried total.
 */
void
activity_bound(Activity *activity, int months, DateADT day)
{
	int			until = activity_month(activity_get_day(day));

	if (activity->nperiods > 0)
		activity_fold(activity, Min(until, activity_month(activity->periods[activity->nperiods - 1].last)) - months);
}
