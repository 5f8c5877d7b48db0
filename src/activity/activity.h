/*
 * activity.h
 *		The type activity: the monthly series of a customer.
 *
 * A series is an array of periods, oldest first.  A period is a calendar month
 * that has events, except that the first one may be the carried total: older
 * months folded into one.  Every event in or before the month of the carried
 * total's last event belongs to the carried total, so a month that is present
 * is always complete.
 */
#ifndef ACTIVITY_H
#define ACTIVITY_H

#include "postgres.h"

#include "fmgr.h"
#include "lib/stringinfo.h"
#include "utils/date.h"

#include "compat.h"
#include "decimal.h"

#define ACTIVITY_MAX_MONTHS 12000	/* beside the carried total */

/* A day as year * 12 + (month - 1), shifted, and the day of the month: no calendar arithmetic is needed. */
#define ACTIVITY_DAY_BITS 5
#define activity_month(day) ((day) >> ACTIVITY_DAY_BITS)
#define activity_day_of_month(day) ((day) & ((1 << ACTIVITY_DAY_BITS) - 1))

/* What is summed up. */
enum
{
	ACTIVITY_AMOUNT,
	ACTIVITY_QUANTITY,
	ACTIVITY_SUMS
};

typedef struct ActivityPeriod
{
	int32		first;			/* days of the first and the last event */
	int32		last;
	int64		count;			/* of events, at least 1 */
	int128		sums[ACTIVITY_SUMS];	/* coefficients at the scale of the series */
} ActivityPeriod;

/* A series in memory that can grow. */
typedef struct Activity
{
	int			scales[ACTIVITY_SUMS];	/* decimal places, common to all periods */
	bool		carried;		/* periods[0] is the carried total */
	int			nperiods;
	int			capacity;
	ActivityPeriod *periods;
} Activity;

/* A series as it is stored, see format.c; periods are read one by one. */
typedef struct ActivityReader
{
	int			scales[ACTIVITY_SUMS];
	bool		carried;
	int			nperiods;
	int			count_width;	/* bytes */
	int			sum_widths[ACTIVITY_SUMS];
	int			stride;
	const char *periods;
} ActivityReader;

/* format.c */
extern void activity_open(ActivityReader *reader, Datum stored);
extern void activity_read(const ActivityReader *reader, int index, ActivityPeriod *period);
extern Datum activity_store(const Activity *activity);

/*
 * series.c: functions that add to a series return false after a soft error; context NULL
 * makes every error a hard one.
 */
extern void activity_init(Activity *activity, int capacity);
extern void activity_load(Activity *activity, Datum stored);
extern const char *activity_check(const ActivityPeriod *period, bool carried);
extern bool activity_add(Activity *activity, const ActivityPeriod *period, bool carried,
						 const int *scales, int sqlstate, Node *context);
extern void activity_merge(Activity *activity, const ActivityReader *other);
extern void activity_add_events(Activity *activity, DateADT day, int64 count, const NullableDatum *sums);
extern void activity_bound(Activity *activity, int months, DateADT day);
extern void activity_fold(Activity *activity, int month);
extern int	activity_find(const Activity *activity, int month);
extern bool activity_from_date(int32 *day, DateADT date);
extern DateADT activity_to_date(int32 day);
extern int32 activity_get_day(DateADT date);
extern int128 activity_get_sum(NullableDatum numeric, int which, int *scale);

/* io.c */
extern void activity_write(StringInfo message, const ActivityReader *reader);
extern void activity_receive(Activity *activity, StringInfo message);

extern const char *const activity_sum_names[ACTIVITY_SUMS];

#endif							/* ACTIVITY_H */
