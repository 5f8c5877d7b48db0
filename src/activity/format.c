/*
 * format.c
 *		The stored form of the type activity.
 *
 *		varlena header
 *		uint32	header word, see below
 *		the carried total, if any:
 *			uint32	day of the first event
 *			uint32	day of the last event
 *			count, amount, quantity
 *		each month, oldest first:
 *			uint32	month, day of the first event, day of the last event
 *			count, amount, quantity
 *
 * Integers are in native byte order, packed without alignment, each column in
 * the narrowest width that holds all of its values: mostly 10 to 14 bytes a
 * month.  Sums are coefficients at the fewest decimal places that hold all
 * values of their column.  So a series has exactly one stored form, and
 * comparing and hashing look at bytes.
 */
#include "postgres.h"

#include "fmgr.h"

#include "activity/activity.h"

typedef struct StoredActivity
{
	int32		varlena_header;
	uint32		header;
	char		periods[FLEXIBLE_ARRAY_MEMBER];
} StoredActivity;

/* The header word: version, whether carried, widths, scales; the highest bits are reserved. */
#define FORMAT_VERSION 1
#define VERSION_MASK 0xFF
#define CARRIED_FLAG 0x100
#define COUNT_WIDTH_SHIFT 9		/* 3 bits each: an index of widths[] */
#define AMOUNT_WIDTH_SHIFT 12
#define QUANTITY_WIDTH_SHIFT 15
#define WIDTH_MASK 0x7
#define AMOUNT_SCALE_SHIFT 18	/* 6 bits each */
#define QUANTITY_SCALE_SHIFT 24
#define SCALE_MASK 0x3F
#define RESERVED_MASK 0xC0000000

static const int width_shifts[ACTIVITY_SUMS] = {AMOUNT_WIDTH_SHIFT, QUANTITY_WIDTH_SHIFT};
static const int scale_shifts[ACTIVITY_SUMS] = {AMOUNT_SCALE_SHIFT, QUANTITY_SCALE_SHIFT};

static const int widths[] = {0, 1, 2, 4, 8, 16};

#define MAX_COUNT_WIDTH 4		/* indexes */
#define MAX_SUM_WIDTH 5

/* A month: the month itself above two days of the month. */
#define MONTH_SHIFT (2 * ACTIVITY_DAY_BITS)

static int128
get_integer(const char *at, int width)
{
	int8		byte;
	int16		small;
	int32		medium;
	int64		large;
	int128		huge;

	switch (width)
	{
		case 0:
			return 0;
		case 1:
			memcpy(&byte, at, sizeof(byte));
			return byte;
		case 2:
			memcpy(&small, at, sizeof(small));
			return small;
		case 4:
			memcpy(&medium, at, sizeof(medium));
			return medium;
		case 8:
			memcpy(&large, at, sizeof(large));
			return large;
		default:
			memcpy(&huge, at, sizeof(huge));
			return huge;
	}
}

static char *
put_integer(char *at, int128 value, int width)
{
	int8		byte = (int8) value;
	int16		small = (int16) value;
	int32		medium = (int32) value;
	int64		large = (int64) value;

	switch (width)
	{
		case 0:
			break;
		case 1:
			memcpy(at, &byte, sizeof(byte));
			break;
		case 2:
			memcpy(at, &small, sizeof(small));
			break;
		case 4:
			memcpy(at, &medium, sizeof(medium));
			break;
		case 8:
			memcpy(at, &large, sizeof(large));
			break;
		default:
			memcpy(at, &value, sizeof(value));
	}
	return at + width;
}

/* The bits that an integer needs, its sign the lowest of them. */
static uint128
needed_bits(int128 value)
{
	return (uint128) value << 1 ^ (uint128) (value >> 127);
}

/* Index of the narrowest width for integers whose needed bits are or'ed in bits. */
static int
narrowest_width(uint128 bits)
{
	int			index = 0;

	while (widths[index] < 16 && bits >> (widths[index] * 8) != 0)
		index++;
	return index;
}

pg_noreturn static void
report_corruption(const char *detail)
{
	ereport(ERROR,
			(errcode(ERRCODE_DATA_CORRUPTED),
			 errmsg("stored activity is not valid"),
			 errdetail_internal("%s", detail)));
}

/* Opens a stored series, toasted or not; the reader points into it or into a copy. */
void
activity_open(ActivityReader *reader, Datum stored)
{
	const StoredActivity *activity = (StoredActivity *) PG_DETOAST_DATUM(stored);
	int			size = (int) VARSIZE(activity) - (int) offsetof(StoredActivity, periods);
	uint32		header;

	if (size < 0)
		report_corruption("It has no header.");
	header = activity->header;
	if ((header & VERSION_MASK) != FORMAT_VERSION)
		report_corruption("Its format version is not known.");
	if ((header & RESERVED_MASK) != 0)
		report_corruption("Reserved bits are set.");

	reader->carried = (header & CARRIED_FLAG) != 0;
	reader->periods = activity->periods;
	if ((header >> COUNT_WIDTH_SHIFT & WIDTH_MASK) > MAX_COUNT_WIDTH)
		report_corruption("A width is not known.");
	reader->count_width = widths[header >> COUNT_WIDTH_SHIFT & WIDTH_MASK];
	reader->stride = sizeof(uint32) + reader->count_width;
	for (int i = 0; i < ACTIVITY_SUMS; i++)
	{
		int			width = header >> width_shifts[i] & WIDTH_MASK;

		reader->scales[i] = header >> scale_shifts[i] & SCALE_MASK;
		if (width > MAX_SUM_WIDTH || reader->scales[i] > DECIMAL_MAX_SCALE)
			report_corruption("A width or scale is not known.");
		reader->sum_widths[i] = widths[width];
		reader->stride += reader->sum_widths[i];
	}
	if (reader->carried)
		size -= sizeof(uint32);
	if (size < 0 || size % reader->stride != 0 || (reader->carried && size == 0))
		report_corruption("Its size does not fit its header.");
	reader->nperiods = size / reader->stride;
}

void
activity_read(const ActivityReader *reader, int index, ActivityPeriod *period)
{
	const char *at = reader->periods + index * reader->stride;
	uint32		day;

	if (reader->carried && index == 0)
	{
		memcpy(&day, at, sizeof(day));
		period->first = day;
		at += sizeof(day);
		memcpy(&day, at, sizeof(day));
		period->last = day;
	}
	else
	{
		int32		month;

		if (reader->carried)
			at += sizeof(day);
		memcpy(&day, at, sizeof(day));
		month = (day >> MONTH_SHIFT) << ACTIVITY_DAY_BITS;
		period->first = month | activity_day_of_month(day >> ACTIVITY_DAY_BITS);
		period->last = month | activity_day_of_month(day);
	}
	at += sizeof(day);
	period->count = (int64) get_integer(at, reader->count_width);
	at += reader->count_width;
	for (int i = 0; i < ACTIVITY_SUMS; i++)
	{
		period->sums[i] = get_integer(at, reader->sum_widths[i]);
		at += reader->sum_widths[i];
	}
}

/* Number of decimal places that are zero in a whole column. */
static int
count_spare_places(const Activity *activity, int which)
{
	int			spare = activity->scales[which];

	for (int i = 0; i < activity->nperiods && spare > 0; i++)
	{
		int128		sum = activity->periods[i].sums[which];

		/* a 64-bit integer ends in at most 18 zeros */
		if (sum == 0)
			continue;
		if ((int64) sum == sum)
			for (spare = Min(spare, 18); spare > 0; spare--)
			{
				if ((int64) sum % (int64) decimal_power10[spare] == 0)
					break;
			}
		else
			while (spare > 0 && sum % (int128) decimal_power10[spare] != 0)
				spare--;
	}
	return spare;
}

Datum
activity_store(const Activity *activity)
{
	StoredActivity *stored;
	uint128		count_bits = 0;
	uint128		sum_bits[ACTIVITY_SUMS] = {0};
	int128		divisors[ACTIVITY_SUMS];
	int			count_width;
	int			sum_widths[ACTIVITY_SUMS];
	uint32		header = FORMAT_VERSION;
	Size		size;
	char	   *at;

	for (int which = 0; which < ACTIVITY_SUMS; which++)
	{
		int			spare = count_spare_places(activity, which);

		divisors[which] = (int128) decimal_power10[spare];
		header |= (uint32) (activity->scales[which] - spare) << scale_shifts[which];
	}
	for (int i = 0; i < activity->nperiods; i++)
	{
		const ActivityPeriod *period = &activity->periods[i];

		count_bits |= needed_bits(period->count);
		for (int which = 0; which < ACTIVITY_SUMS; which++)
		{
			int128		sum = period->sums[which];

			if (divisors[which] != 1)
				sum /= divisors[which];
			sum_bits[which] |= needed_bits(sum);
		}
	}

	count_width = narrowest_width(count_bits);
	header |= (uint32) count_width << COUNT_WIDTH_SHIFT;
	count_width = widths[count_width];
	size = sizeof(uint32) + count_width;
	for (int which = 0; which < ACTIVITY_SUMS; which++)
	{
		int			width = narrowest_width(sum_bits[which]);

		header |= (uint32) width << width_shifts[which];
		sum_widths[which] = widths[width];
		size += sum_widths[which];
	}
	size *= activity->nperiods;
	if (activity->carried)
	{
		header |= CARRIED_FLAG;
		size += sizeof(uint32);
	}

	size += offsetof(StoredActivity, periods);
	stored = palloc0(size);
	SET_VARSIZE(stored, size);
	stored->header = header;
	at = stored->periods;
	for (int i = 0; i < activity->nperiods; i++)
	{
		const ActivityPeriod *period = &activity->periods[i];

		if (activity->carried && i == 0)
		{
			at = put_integer(at, period->first, sizeof(uint32));
			at = put_integer(at, period->last, sizeof(uint32));
		}
		else
			at = put_integer(at,
							 activity_month(period->first) << MONTH_SHIFT |
							 activity_day_of_month(period->first) << ACTIVITY_DAY_BITS |
							 activity_day_of_month(period->last),
							 sizeof(uint32));
		at = put_integer(at, period->count, count_width);
		for (int which = 0; which < ACTIVITY_SUMS; which++)
		{
			int128		sum = period->sums[which];

			if (divisors[which] != 1)
				sum /= divisors[which];
			at = put_integer(at, sum, sum_widths[which]);
		}
	}
	Assert(at == (char *) stored + size);
	return PointerGetDatum(stored);
}
