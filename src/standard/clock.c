/*
 * clock.c
 *		Which day it is: the settings as_of and clock.
 *
 * Queries resolve standards on the evaluation date, which everybody may set.
 * Triggers go by the clock, which only a superuser may set, for tests and
 * replays: what is stored must not depend on a setting of the session that
 * writes.
 */
#include "postgres.h"

#include "utils/builtins.h"
#include "utils/date.h"
#include "utils/fmgrprotos.h"
#include "utils/guc.h"
#include "utils/timestamp.h"

#include "compat.h"
#include "standard/standard.h"
#include "text.h"

static char *clock_setting;		/* read by clock_now() in SQL */
static char *as_of_setting;		/* as the user wrote it; "" means not set */
static bool as_of_is_set = false;
static DateADT as_of_date;

/* GUC check hook: empty, or a date in ISO form, kept parsed in *extra. */
static bool
check_as_of(char **value, void **extra, GucSource source)
{
	DateADT		date;

	(void) source;
	if (**value == '\0')
		return true;
	if (!parse_iso_date(*value, strlen(*value), &date))
	{
		GUC_check_errdetail("A date is written YYYY-MM-DD.");
		return false;
	}
	*extra = guc_malloc(LOG, sizeof(DateADT));
	if (*extra == NULL)
		return false;
	*(DateADT *) *extra = date;
	return true;
}

static void
assign_as_of(const char *value, void *extra)
{
	(void) value;
	as_of_is_set = extra != NULL;
	if (as_of_is_set)
		as_of_date = *(DateADT *) extra;
	resolution_epoch++;
}

/* The present time for triggers: the setting clock, or else the real time. */
TimestampTz
standard_clock_now(void)
{
	if (clock_setting[0] == '\0')
		return GetCurrentTimestamp();
	return DatumGetTimestampTz(DirectFunctionCall3(timestamptz_in, CStringGetDatum(clock_setting),
												   ObjectIdGetDatum(InvalidOid), Int32GetDatum(-1)));
}

DateADT
standard_clock_day(text *time_zone)
{
	Datum		local = DirectFunctionCall2(timestamptz_zone, PointerGetDatum(time_zone),
											TimestampTzGetDatum(standard_clock_now()));

	return DatumGetDateADT(DirectFunctionCall1(timestamp_date, local));
}

DateADT
standard_evaluation_date(void)
{
	return as_of_is_set ? as_of_date : GetSQLCurrentDate();
}

void
standard_define_settings(void)
{
	DefineCustomStringVariable("customer_grade.as_of",
							   "Date, as YYYY-MM-DD, on which the standards used by name are looked up.",
							   "Empty: today. Triggers do not look at it.",
							   &as_of_setting, "", PGC_USERSET, 0,
							   check_as_of, assign_as_of, NULL);
	DefineCustomStringVariable("customer_grade.clock",
							   "Time that triggers take for now, for tests and replays.",
							   "Empty: the real time.",
							   &clock_setting, "", PGC_SUSET, 0, NULL, NULL, NULL);
}

/* The evaluation date. */
PG_FUNCTION_INFO_V1(as_of);
Datum
as_of(PG_FUNCTION_ARGS)
{
	(void) fcinfo;
	PG_RETURN_DATEADT(standard_evaluation_date());
}

/* The clock that triggers go by. */
PG_FUNCTION_INFO_V1(clock_now);
Datum
clock_now(PG_FUNCTION_ARGS)
{
	(void) fcinfo;
	PG_RETURN_TIMESTAMPTZ(standard_clock_now());
}
