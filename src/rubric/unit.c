/*
 * unit.c
 *		Units of treatments that are a time.
 */
#include "postgres.h"

#include "rubric/unit.h"

typedef struct UnitNames
{
	const char *names[5];
	Interval	span;
} UnitNames;

/* English, then Chinese */
static const UnitNames units[] = {
	{{"s", "second", "seconds", "\u79d2"}, {.time = USECS_PER_SEC}},
	{{"min", "minute", "minutes", "\u5206\u949f", "\u5206\u9418"}, {.time = USECS_PER_MINUTE}},
	{{"h", "hour", "hours", "\u5c0f\u65f6", "\u5c0f\u6642"}, {.time = USECS_PER_HOUR}},
	{{"day", "days", "\u5929", "\u65e5"}, {.day = 1}},
	{{"working day", "working days", "\u5de5\u4f5c\u65e5"}, {.day = 1, .time = USECS_PER_DAY * 2 / 5}},
	{{"week", "weeks", "\u5468", "\u9031", "\u661f\u671f"}, {.day = 7}},
	{{"month", "months", "\u6708", "\u4e2a\u6708", "\u500b\u6708"}, {.month = 1}},
	{{"quarter", "quarters", "\u5b63", "\u5b63\u5ea6"}, {.month = 3}},
	{{"half-year", "half-years", "half year", "\u534a\u5e74"}, {.month = 6}},
	{{"year", "years", "\u5e74"}, {.month = 12}},
};

bool
unit_is_rate(const char *unit)
{
	return strchr(unit, '/') != NULL;
}

/* A copy of the unit, or of what it is per, without blanks around it. */
static char *
trimmed(const char *unit)
{
	char	   *name = pstrdup(unit_is_rate(unit) ? strchr(unit, '/') + 1 : unit);
	char	   *end;

	/* what comes after another slash says nothing about the time */
	name[strcspn(name, "/")] = '\0';
	name += strspn(name, " ");
	end = name + strlen(name);
	while (end > name && end[-1] == ' ')
		*--end = '\0';
	return name;
}

bool
unit_span(const char *unit, Interval *span)
{
	char	   *name = trimmed(unit);

	for (int i = 0; i < (int) lengthof(units); i++)
		for (int j = 0; j < (int) lengthof(units[i].names) && units[i].names[j]; j++)
			if (pg_strcasecmp(name, units[i].names[j]) == 0)
			{
				*span = units[i].span;
				return true;
			}
	return false;
}
