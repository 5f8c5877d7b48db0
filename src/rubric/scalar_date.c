/*
 * scalar_date.c
 *		Dates: days and months later, parts, and what lies between two.
 *
 * As in PostgreSQL, a month after 31 January is the last day of February, and
 * months are whole on the same day of the month.  SQL goes through a timestamp
 * where months are concerned, so what is out of range for one is so here.
 */
#include "postgres.h"

#include "utils/datetime.h"

#include "rubric/scalar.h"

static const Fault out_of_range = {.sqlstate = ERRCODE_DATETIME_VALUE_OUT_OF_RANGE, .message = "date out of range"};

static bool
is_in_months(int64 date)
{
	return date >= DATETIME_MIN_JULIAN - POSTGRES_EPOCH_JDATE && date < TIMESTAMP_END_JULIAN - POSTGRES_EPOCH_JDATE;
}

const Fault *
date_add_days(DateADT *result, DateADT date, int32 days)
{
	int64		sum = DATE_NOT_FINITE(date) ? date : (int64) date + days;

	if (!DATE_NOT_FINITE(date) && !IS_VALID_DATE(sum))
		return &out_of_range;
	*result = (DateADT) sum;
	return NULL;
}

const Fault *
date_add_months(DateADT *result, DateADT date, int32 months)
{
	int			year;
	int			month;
	int			day;
	int64		sum;

	*result = date;
	if (DATE_NOT_FINITE(date))
		return NULL;
	if (!is_in_months(date))
		return &out_of_range;
	j2date(date + POSTGRES_EPOCH_JDATE, &year, &month, &day);
	sum = (int64) year * MONTHS_PER_YEAR + month - 1 + months;
	if (sum < -5000 * MONTHS_PER_YEAR || sum > 300000 * MONTHS_PER_YEAR)
		return &out_of_range;
	/* the remainder of a division of integers may be negative */
	month = (int) ((sum % MONTHS_PER_YEAR + MONTHS_PER_YEAR) % MONTHS_PER_YEAR);
	year = (int) ((sum - month) / MONTHS_PER_YEAR);
	day = Min(day, day_tab[isleap(year)][month]);
	if (!IS_VALID_JULIAN(year, month + 1, day) || !is_in_months((int64) date2j(year, month + 1, day) - POSTGRES_EPOCH_JDATE))
		return &out_of_range;
	*result = date2j(year, month + 1, day) - POSTGRES_EPOCH_JDATE;
	return NULL;
}

const Fault *
date_part(Decimal *result, DateADT date, RubricFunction function)
{
	static const Fault infinite = {.sqlstate = ERRCODE_DATETIME_VALUE_OUT_OF_RANGE, .message = "an infinite date has no year, month or day"};
	int			year;
	int			month;
	int			day;

	if (DATE_NOT_FINITE(date))
		return &infinite;
	j2date(date + POSTGRES_EPOCH_JDATE, &year, &month, &day);
	if (year <= 0)
		year--;					/* there is no year 0 */
	decimal_from_int64(result, function == FUNC_YEAR ? year : function == FUNC_MONTH ? month : day);
	return NULL;
}

static const Fault infinite_difference = {.sqlstate = ERRCODE_DATETIME_VALUE_OUT_OF_RANGE, .message = "cannot subtract infinite dates"};

const Fault *
date_days_between(Decimal *result, DateADT to, DateADT from)
{
	if (DATE_NOT_FINITE(to) || DATE_NOT_FINITE(from))
		return &infinite_difference;
	decimal_from_int64(result, (int64) to - from);
	return NULL;
}

const Fault *
date_months_between(Decimal *result, DateADT from, DateADT to, RubricFunction function)
{
	int			year[2];
	int			month[2];
	int			day[2];
	int			months;

	if (DATE_NOT_FINITE(from) || DATE_NOT_FINITE(to))
		return &infinite_difference;
	if (!is_in_months(from) || !is_in_months(to))
		return &out_of_range;
	j2date(from + POSTGRES_EPOCH_JDATE, &year[0], &month[0], &day[0]);
	j2date(to + POSTGRES_EPOCH_JDATE, &year[1], &month[1], &day[1]);
	months = (year[1] - year[0]) * MONTHS_PER_YEAR + month[1] - month[0];
	if (months > 0 && day[1] < day[0])
		months--;
	else if (months < 0 && day[1] > day[0])
		months++;
	decimal_from_int64(result, function == FUNC_MONTHS_BETWEEN ? months : months / MONTHS_PER_YEAR);
	return NULL;
}
