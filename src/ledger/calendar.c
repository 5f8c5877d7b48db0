/*
 * calendar.c
 *		Spans, ends of periods and days of reviews.
 *
 * Own reviews are always counted from their anchor, not from the one before: a
 * customer of 29 February is reviewed on the 28th, and in leap years on the
 * 29th.
 */
#include "postgres.h"

#include "utils/datetime.h"

#include "ledger/calendar.h"

#define LAST_DAY	(DATE_END_JULIAN - POSTGRES_EPOCH_JDATE - 1)
#define LAST_YEAR	5874897

typedef struct CalendarDay
{
	int			year;
	int			month;			/* 1 to 12 */
	int			day;
} CalendarDay;

static CalendarDay
split_day(DateADT date)
{
	CalendarDay result;

	j2date(date + POSTGRES_EPOCH_JDATE, &result.year, &result.month, &result.day);
	return result;
}

/* A day of a month; a month beyond December is one of a later year. */
static DateADT
make_day(int64 year, int64 month, int day)
{
	year += (month - 1) / MONTHS_PER_YEAR;
	month = (month - 1) % MONTHS_PER_YEAR + 1;
	if (year > LAST_YEAR)
		return LAST_DAY;
	return date2j(year, month, Min(day, day_tab[isleap(year)][month - 1])) - POSTGRES_EPOCH_JDATE;
}

static DateADT
add_times(DateADT day, Span span, int64 times)
{
	CalendarDay from;

	if (DATE_NOT_FINITE(day))
		return day;
	if (span.months == 0)
		return Min(day + span.days * times, (int64) LAST_DAY);
	from = split_day(day);
	return make_day(from.year, from.month + span.months * times, from.day);
}

DateADT
calendar_add(DateADT day, Span span)
{
	return add_times(day, span, 1);
}

DateADT
calendar_day_after(DateADT day)
{
	return day >= LAST_DAY ? NEVER : day + 1;
}

DateADT
calendar_period_end(DateADT day, Period period, bool next)
{
	CalendarDay date;
	int			past;

	if (DATE_NOT_FINITE(day))
		return day;
	date = split_day(day);
	past = (date.month - 1) / (int) period;
	return make_day(date.year, (past + (next ? 2 : 1)) * (int) period, 31);
}

/* ---------------------------------------------------------- common reviews */

/* The i-th day of every year on which there is a review; false: it has no more. */
static bool
review_of_year(const ReviewTerm *review, int i, DayOfYear *day)
{
	switch (review->calendar)
	{
		case CALENDAR_PERIOD_END:
			day->month = (i + 1) * (int) review->period;
			day->day = 31;
			return day->month <= MONTHS_PER_YEAR;
		case CALENDAR_MONTH_DAY:
			day->month = i + 1;
			day->day = review->day;
			return day->month <= MONTHS_PER_YEAR;
		case CALENDAR_YEARLY:
			if (i >= list_length(review->days))
				return false;
			*day = *(DayOfYear *) list_nth(review->days, i);
			return true;
		case CALENDAR_WINDOW:	/* its first day; a review held within it is after that */
			*day = *(DayOfYear *) linitial(review->days);
			return i == 0;
		default:
			return false;
	}
}

/* Days since the last day of a weekly review, 0 to 6. */
static int
days_since_weekday(const ReviewTerm *review, DateADT day)
{
	return (j2day(day + POSTGRES_EPOCH_JDATE) - review->day + 7) % 7;
}

/* The last common review as of a day or before. */
static DateADT
review_last(const ReviewTerm *review, DateADT day)
{
	int			year = split_day(day).year;
	DateADT		last = DATEVAL_NOBEGIN;

	if (review->calendar == CALENDAR_DAILY)
		return day;
	if (review->calendar == CALENDAR_WEEKLY)
		return day - days_since_weekday(review, day);
	for (int y = year - 1; y <= year; y++)
	{
		DayOfYear	of_year;

		for (int i = 0; review_of_year(review, i, &of_year); i++)
		{
			DateADT		date = make_day(y, of_year.month, of_year.day);

			if (date <= day)
				last = Max(last, date);
		}
	}
	return last;
}

DateADT
review_next(const ReviewTerm *review, DateADT day)
{
	int			year = split_day(day).year;
	DateADT		next = NEVER;

	if (review->calendar == CALENDAR_DAILY)
		return calendar_day_after(day);
	if (review->calendar == CALENDAR_WEEKLY)
		return Min(day + 7 - days_since_weekday(review, day), LAST_DAY);
	for (int y = year; y <= year + 1; y++)
	{
		DayOfYear	of_year;

		for (int i = 0; review_of_year(review, i, &of_year); i++)
		{
			DateADT		date = make_day(y, of_year.month, of_year.day);

			if (date > day)
				next = Min(next, date);
		}
	}
	return next;
}

/* The review as of a day is held once that day, and what "after" says, is over. */
static DateADT
review_held_on(const ReviewTerm *review, DateADT day)
{
	return calendar_day_after(calendar_add(day, review->after));
}

DateADT
review_due(const ReviewTerm *review, DateADT reviewed_on, DateADT today)
{
	DateADT		day = review_last(review, today - 1);

	while (day > reviewed_on && review_held_on(review, day) > today)
		day = review_last(review, day - 1);
	return day > reviewed_on ? day : NEVER;
}

/* ------------------------------------------------------------- own reviews */

/*
 * How many spans after the anchor the last own review is, as of a day or
 * before, or the one after that; at least 1.
 */
static int64
count_reviews(const ReviewTerm *review, DateADT anchor, DateADT day)
{
	CalendarDay from = split_day(anchor);
	CalendarDay to = split_day(day);
	int64		count;

	if (review->every.months == 0)
		count = ((int64) day - anchor) / review->every.days;
	else
		count = ((int64) (to.year - from.year) * MONTHS_PER_YEAR + to.month - from.month) / review->every.months;
	return Max(count, 1);
}

DateADT
own_review_next(const ReviewTerm *review, DateADT anchor, DateADT day)
{
	int64		count = count_reviews(review, anchor, day);
	DateADT		next = add_times(anchor, review->every, count);

	if (next <= day)
		next = add_times(anchor, review->every, count + 1);
	return next > day ? next : NEVER;
}

DateADT
own_review_due(const ReviewTerm *review, DateADT anchor, DateADT planned_on, DateADT today)
{
	int64		count = count_reviews(review, anchor, today - 1);
	DateADT		day = add_times(anchor, review->every, count);

	if (day >= today && count > 1)
		day = add_times(anchor, review->every, count - 1);
	return day < today && day >= planned_on ? day : NEVER;
}
