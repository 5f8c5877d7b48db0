/*
 * text.c
 *		Texts, names and dates as text, for all rooms.
 *
 * Labels and names are compared by their bytes, regardless of the collation,
 * and dates are read and written in ISO form, regardless of DateStyle: what is
 * stored or resolved must not depend on the settings of a session.
 */
#include "postgres.h"

#include "text.h"

#include "datatype/timestamp.h"
#include "mb/pg_wchar.h"
#include "miscadmin.h"
#include "utils/datetime.h"
#include "utils/varlena.h"

#include "compat.h"

bool
same_text(const text *a, const text *b)
{
	return VARSIZE_ANY_EXHDR(a) == VARSIZE_ANY_EXHDR(b) &&
		memcmp(VARDATA_ANY(a), VARDATA_ANY(b), VARSIZE_ANY_EXHDR(a)) == 0;
}

char *
nearest_name(const char *name, List *candidates)
{
	int			length = strlen(name);
	int			best_distance = Min(3, pg_mbstrlen_with_len(name, length) / 2) + 1;
	const char *best = NULL;
	ListCell   *cell;

	if (length > NAMEDATALEN)
		return NULL;			/* too expensive to compare */
	foreach(cell, candidates)
	{
		const char *candidate = lfirst(cell);
		int			distance;

		if (strlen(candidate) > NAMEDATALEN)
			continue;
		if (pg_strcasecmp(name, candidate) == 0)
			distance = 0;
		else
			distance = varstr_levenshtein_less_equal(name, length, candidate, strlen(candidate),
													 1, 1, 1, best_distance - 1, true);
		if (distance < best_distance)
		{
			best = candidate;
			best_distance = distance;
		}
	}
	return best ? psprintf("Did you mean \"%s\"?", best) : NULL;
}

bool
parse_iso_date(const char *text, int length, DateADT *date)
{
	int			part[3] = {0, 0, 0};
	int			year;
	int			month;
	int			day;

	if (length != strlen("YYYY-MM-DD"))
		return false;
	for (int i = 0, p = 0; i < length; i++)
	{
		if (i == 4 || i == 7)
		{
			if (text[i] != '-')
				return false;
			p++;
		}
		else if (text[i] >= '0' && text[i] <= '9')
			part[p] = part[p] * 10 + text[i] - '0';
		else
			return false;
	}
	year = part[0];
	month = part[1];
	day = part[2];
	if (year < 1 || month < 1 || month > MONTHS_PER_YEAR ||
		day < 1 || day > day_tab[isleap(year)][month - 1])
		return false;
	*date = date2j(year, month, day) - POSTGRES_EPOCH_JDATE;
	return true;
}

void
append_iso_date(StringInfo out, DateADT date)
{
	char		buffer[MAXDATELEN + 1];
	struct pg_tm tm;

	if (DATE_NOT_FINITE(date))
	{
		appendStringInfoString(out, DATE_IS_NOBEGIN(date) ? EARLY : LATE);
		return;
	}
	j2date(date + POSTGRES_EPOCH_JDATE, &tm.tm_year, &tm.tm_mon, &tm.tm_mday);
	EncodeDateOnly(&tm, USE_ISO_DATES, buffer);
	appendStringInfoString(out, buffer);
}

char *
iso_date(DateADT date)
{
	StringInfoData out;

	initStringInfo(&out);
	append_iso_date(&out, date);
	return out.data;
}
