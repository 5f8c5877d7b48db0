/*
 * stats.c
 *		Statistics of a series.
 *
 * They cover all events, or a window of calendar months: those before the
 * month of a date, or those up to it.  A month without events counts as 0.  If
 * a window reaches into the carried total, the result is not known, so it is
 * null; but counts and sums are known if the whole carried total lies in the
 * window.
 */
#include "postgres.h"

#include "access/htup_details.h"
#include "funcapi.h"
#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/datetime.h"
#include "utils/tuplestore.h"

#include "activity/activity.h"

/* Months from and to a month, both included. */
typedef struct Window
{
	int			from;
	int			to;
} Window;

typedef struct Statistics
{
	bool		total_known;	/* count and sums */
	bool		months_known;	/* the other fields */
	int64		count;
	Decimal		sums[ACTIVITY_SUMS];
	int			active_months;
	Decimal		max_amount;
	Decimal		min_amount;
} Statistics;

/* ------------------------------------------------------------------ window */

/* Arguments from one on: months integer, as_of date, including_current boolean. */
static Window
get_window(FunctionCallInfo fcinfo)
{
	int32		months = PG_GETARG_INT32(1);
	int			to = activity_month(activity_get_day(PG_GETARG_DATEADT(2)));
	Window		window;

	if (months < 1 || months > ACTIVITY_MAX_MONTHS)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("number of months must be between 1 and %d", ACTIVITY_MAX_MONTHS)));
	window.to = PG_GETARG_BOOL(3) ? to : to - 1;
	window.from = window.to - months + 1;
	return window;
}

static void
set_known(Statistics *statistics, const ActivityPeriod *carried, Window window)
{
	int			first = activity_month(carried->first);
	int			last = activity_month(carried->last);
	bool		apart = last < window.from || first > window.to;
	bool		within = window.from <= first && last <= window.to;

	statistics->total_known = apart || within;
	statistics->months_known = apart || (within && first == last);
}

static void
read_statistics(Statistics *statistics, Datum stored, Window window)
{
	ActivityReader reader;
	Decimal		amount;
	Decimal		quantity;

	activity_open(&reader, stored);
	memset(statistics, 0, sizeof(*statistics));
	statistics->total_known = statistics->months_known = true;
	decimal_set(&statistics->sums[ACTIVITY_AMOUNT], 0, reader.scales[ACTIVITY_AMOUNT]);
	decimal_set(&statistics->sums[ACTIVITY_QUANTITY], 0, reader.scales[ACTIVITY_QUANTITY]);
	statistics->max_amount = statistics->min_amount = statistics->sums[ACTIVITY_AMOUNT];

	/* from the end, because most windows are there */
	for (int i = reader.nperiods - 1; i >= 0; i--)
	{
		ActivityPeriod period;

		activity_read(&reader, i, &period);
		if (reader.carried && i == 0)
			set_known(statistics, &period, window);
		if (activity_month(period.last) < window.from)
			break;
		if (activity_month(period.first) > window.to || !statistics->total_known)
			continue;

		if (period.count > PG_INT64_MAX - statistics->count)
			ereport(ERROR,
					(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
					 errmsg("count of events out of range for type activity")));
		statistics->count += period.count;
		decimal_set(&amount, period.sums[ACTIVITY_AMOUNT], reader.scales[ACTIVITY_AMOUNT]);
		decimal_set(&quantity, period.sums[ACTIVITY_QUANTITY], reader.scales[ACTIVITY_QUANTITY]);
		fault_throw_any(decimal_add(&statistics->sums[ACTIVITY_AMOUNT], &statistics->sums[ACTIVITY_AMOUNT], &amount));
		fault_throw_any(decimal_add(&statistics->sums[ACTIVITY_QUANTITY], &statistics->sums[ACTIVITY_QUANTITY], &quantity));
		if (statistics->active_months == 0 || decimal_compare(&amount, &statistics->max_amount) > 0)
			statistics->max_amount = amount;
		if (statistics->active_months == 0 || decimal_compare(&amount, &statistics->min_amount) < 0)
			statistics->min_amount = amount;
		statistics->active_months++;
	}

	/* months without events */
	if (statistics->active_months <= window.to - window.from)
	{
		decimal_set(&amount, 0, reader.scales[ACTIVITY_AMOUNT]);
		if (decimal_compare(&amount, &statistics->max_amount) > 0)
			statistics->max_amount = amount;
		if (decimal_compare(&amount, &statistics->min_amount) < 0)
			statistics->min_amount = amount;
	}
}

static void
get_statistics(FunctionCallInfo fcinfo, Statistics *statistics)
{
	read_statistics(statistics, PG_GETARG_DATUM(0), get_window(fcinfo));
}

/* For functions that also have a form with one argument: all events. */
static void
get_total(FunctionCallInfo fcinfo, Statistics *statistics)
{
	/* wide enough for all months, and its length fits */
	Window		always = {0, PG_INT32_MAX - 1};

	read_statistics(statistics, PG_GETARG_DATUM(0), PG_NARGS() == 1 ? always : get_window(fcinfo));
}

static Datum
numeric_datum(const Decimal *decimal)
{
	return NumericGetDatum(decimal_to_numeric(decimal));
}

PG_FUNCTION_INFO_V1(activity_event_count);

Datum
activity_event_count(PG_FUNCTION_ARGS)
{
	Statistics	statistics;

	get_total(fcinfo, &statistics);
	if (!statistics.total_known)
		PG_RETURN_NULL();
	PG_RETURN_INT64(statistics.count);
}

static Datum
get_sum(FunctionCallInfo fcinfo, int which)
{
	Statistics	statistics;

	get_total(fcinfo, &statistics);
	if (!statistics.total_known)
		PG_RETURN_NULL();
	PG_RETURN_DATUM(numeric_datum(&statistics.sums[which]));
}

PG_FUNCTION_INFO_V1(activity_sum_amount);

Datum
activity_sum_amount(PG_FUNCTION_ARGS)
{
	return get_sum(fcinfo, ACTIVITY_AMOUNT);
}

PG_FUNCTION_INFO_V1(activity_sum_quantity);

Datum
activity_sum_quantity(PG_FUNCTION_ARGS)
{
	return get_sum(fcinfo, ACTIVITY_QUANTITY);
}

PG_FUNCTION_INFO_V1(activity_average);

/* Amount per month. */
Datum
activity_average(PG_FUNCTION_ARGS)
{
	Statistics	statistics;
	Decimal		months;

	get_statistics(fcinfo, &statistics);
	if (!statistics.total_known)
		PG_RETURN_NULL();
	decimal_from_int64(&months, PG_GETARG_INT32(1));
	fault_throw_any(decimal_divide(&months, &statistics.sums[ACTIVITY_AMOUNT], &months));
	PG_RETURN_DATUM(numeric_datum(&months));
}

PG_FUNCTION_INFO_V1(activity_max_month);

Datum
activity_max_month(PG_FUNCTION_ARGS)
{
	Statistics	statistics;

	get_statistics(fcinfo, &statistics);
	if (!statistics.months_known)
		PG_RETURN_NULL();
	PG_RETURN_DATUM(numeric_datum(&statistics.max_amount));
}

PG_FUNCTION_INFO_V1(activity_min_month);

Datum
activity_min_month(PG_FUNCTION_ARGS)
{
	Statistics	statistics;

	get_statistics(fcinfo, &statistics);
	if (!statistics.months_known)
		PG_RETURN_NULL();
	PG_RETURN_DATUM(numeric_datum(&statistics.min_amount));
}

PG_FUNCTION_INFO_V1(activity_active_months);

Datum
activity_active_months(PG_FUNCTION_ARGS)
{
	Statistics	statistics;

	get_statistics(fcinfo, &statistics);
	if (!statistics.months_known)
		PG_RETURN_NULL();
	PG_RETURN_INT32(statistics.active_months);
}

PG_FUNCTION_INFO_V1(activity_stability);

/*
 * (average - (max_month - min_month)) / average, multiplied by the number of
 * months on both sides of the fraction so that it is rounded only once.
 */
Datum
activity_stability(PG_FUNCTION_ARGS)
{
	Statistics	statistics;
	Decimal    *sum = &statistics.sums[ACTIVITY_AMOUNT];
	Decimal		zero;
	Decimal		result;
	Decimal		months;

	get_statistics(fcinfo, &statistics);
	decimal_from_int64(&zero, 0);
	if (!statistics.months_known || decimal_compare(sum, &zero) <= 0)
		PG_RETURN_NULL();
	decimal_from_int64(&months, PG_GETARG_INT32(1));
	fault_throw_any(decimal_subtract(&result, &statistics.max_amount, &statistics.min_amount));
	fault_throw_any(decimal_multiply(&result, &result, &months));
	fault_throw_any(decimal_subtract(&result, sum, &result));
	fault_throw_any(decimal_divide(&result, &result, sum));
	PG_RETURN_DATUM(numeric_datum(&result));
}

/* ------------------------------------------------------------------- dates */

PG_FUNCTION_INFO_V1(activity_first_event);

Datum
activity_first_event(PG_FUNCTION_ARGS)
{
	ActivityReader reader;
	ActivityPeriod period;

	activity_open(&reader, PG_GETARG_DATUM(0));
	if (reader.nperiods == 0)
		PG_RETURN_NULL();
	activity_read(&reader, 0, &period);
	PG_RETURN_DATEADT(activity_to_date(period.first));
}

PG_FUNCTION_INFO_V1(activity_last_event);

Datum
activity_last_event(PG_FUNCTION_ARGS)
{
	ActivityReader reader;
	ActivityPeriod period;

	activity_open(&reader, PG_GETARG_DATUM(0));
	if (reader.nperiods == 0)
		PG_RETURN_NULL();
	activity_read(&reader, reader.nperiods - 1, &period);
	PG_RETURN_DATEADT(activity_to_date(period.last));
}

PG_FUNCTION_INFO_V1(activity_tenure);

/* Days from the first event to a date; null before it. */
Datum
activity_tenure(PG_FUNCTION_ARGS)
{
	ActivityReader reader;
	ActivityPeriod period;
	DateADT		as_of = PG_GETARG_DATEADT(1);
	int32		day = activity_get_day(as_of);

	activity_open(&reader, PG_GETARG_DATUM(0));
	if (reader.nperiods == 0)
		PG_RETURN_NULL();
	activity_read(&reader, 0, &period);
	if (period.first > day)
		PG_RETURN_NULL();
	PG_RETURN_INT32(as_of - activity_to_date(period.first));
}

PG_FUNCTION_INFO_V1(activity_recency);

/*
 * Days from the last event on or before a date; null if there is none, or if
 * the date lies among more than two events of a period, because the dates
 * between the first and the last are not kept.
 */
Datum
activity_recency(PG_FUNCTION_ARGS)
{
	ActivityReader reader;
	DateADT		as_of = PG_GETARG_DATEADT(1);
	int32		day = activity_get_day(as_of);

	activity_open(&reader, PG_GETARG_DATUM(0));
	for (int i = reader.nperiods - 1; i >= 0; i--)
	{
		ActivityPeriod period;

		activity_read(&reader, i, &period);
		if (period.last <= day)
			PG_RETURN_INT32(as_of - activity_to_date(period.last));
		if (period.first < day && period.count > 2)
			PG_RETURN_NULL();
		if (period.first <= day)
			PG_RETURN_INT32(as_of - activity_to_date(period.first));
	}
	PG_RETURN_NULL();
}

/* -------------------------------------------------------------------- rows */

/* Count, amount and quantity of a period as columns. */
static void
set_columns(Datum *values, const ActivityPeriod *period, const int *scales)
{
	*values++ = Int64GetDatum(period->count);
	for (int which = 0; which < ACTIVITY_SUMS; which++)
	{
		Decimal		sum;

		decimal_set(&sum, period->sums[which], scales[which]);
		*values++ = numeric_datum(&sum);
	}
}

static DateADT
month_to_date(int month)
{
	/* a window may begin before the year 1 */
	int			year = month >= 0 ? month / MONTHS_PER_YEAR : -((MONTHS_PER_YEAR - 1 - month) / MONTHS_PER_YEAR);

	return date2j(year, month - year * MONTHS_PER_YEAR + 1, 1) - POSTGRES_EPOCH_JDATE;
}

PG_FUNCTION_INFO_V1(activity_months);

/* The months that have events. */
Datum
activity_months(PG_FUNCTION_ARGS)
{
	ReturnSetInfo *result = (ReturnSetInfo *) fcinfo->resultinfo;
	ActivityReader reader;
	ActivityPeriod period;
	Datum		values[2 + ACTIVITY_SUMS];
	bool		nulls[2 + ACTIVITY_SUMS] = {false};

	InitMaterializedSRF(fcinfo, 0);
	activity_open(&reader, PG_GETARG_DATUM(0));
	for (int i = reader.carried; i < reader.nperiods; i++)
	{
		activity_read(&reader, i, &period);
		values[0] = DateADTGetDatum(month_to_date(activity_month(period.first)));
		set_columns(&values[1], &period, reader.scales);
		tuplestore_putvalues(result->setResult, result->setDesc, values, nulls);
	}
	return (Datum) 0;
}

PG_FUNCTION_INFO_V1(activity_window_months);

/* All months of a window. */
Datum
activity_window_months(PG_FUNCTION_ARGS)
{
	ReturnSetInfo *result = (ReturnSetInfo *) fcinfo->resultinfo;
	Window		window = get_window(fcinfo);
	ActivityReader reader;
	ActivityPeriod period;
	Datum		values[2 + ACTIVITY_SUMS];
	int			next = 0;

	InitMaterializedSRF(fcinfo, 0);
	activity_open(&reader, PG_GETARG_DATUM(0));
	for (int month = window.from; month <= window.to; month++)
	{
		bool		nulls[2 + ACTIVITY_SUMS] = {false};

		CHECK_FOR_INTERRUPTS();
		memset(&period, 0, sizeof(period));
		for (; next < reader.nperiods; next++)
		{
			activity_read(&reader, next, &period);
			if (activity_month(period.last) >= month)
				break;
		}
		if (next == reader.nperiods || activity_month(period.first) > month)
			memset(&period, 0, sizeof(period));
		/* one of several that are folded */
		else if (activity_month(period.first) != activity_month(period.last))
			memset(&nulls[1], true, sizeof(nulls) - sizeof(nulls[0]));
		values[0] = DateADTGetDatum(month_to_date(month));
		set_columns(&values[1], &period, reader.scales);
		tuplestore_putvalues(result->setResult, result->setDesc, values, nulls);
	}
	return (Datum) 0;
}

PG_FUNCTION_INFO_V1(activity_carried);

/* The carried total as a row; null if nothing is carried. */
Datum
activity_carried(PG_FUNCTION_ARGS)
{
	ActivityReader reader;
	ActivityPeriod period;
	TupleDesc	tupdesc;
	Datum		values[3 + ACTIVITY_SUMS];
	bool		nulls[3 + ACTIVITY_SUMS] = {false};

	activity_open(&reader, PG_GETARG_DATUM(0));
	if (!reader.carried)
		PG_RETURN_NULL();
	if (get_call_result_type(fcinfo, NULL, &tupdesc) != TYPEFUNC_COMPOSITE)
		elog(ERROR, "return type must be a row type");
	activity_read(&reader, 0, &period);
	values[0] = DateADTGetDatum(activity_to_date(period.first));
	values[1] = DateADTGetDatum(activity_to_date(period.last));
	set_columns(&values[2], &period, reader.scales);
	PG_RETURN_DATUM(HeapTupleGetDatum(heap_form_tuple(BlessTupleDesc(tupdesc), values, nulls)));
}
