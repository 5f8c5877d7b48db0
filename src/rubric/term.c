/*
 * term.c
 *		What the terms of a rubric are made of: spans, days, labels, steps.
 */
#include "postgres.h"

#include "rubric/parse_internal.h"
#include "text.h"

#define MAX_YEARS	1000		/* of a span */

static const char *const weekdays[] = {
	"monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"
};

/* The value of digits; limit + 1 where it is more than the limit. */
static int
count_of(const char *digits, int limit)
{
	int64		count = 0;

	for (const char *c = digits; *c && count <= limit; c++)
		count = count * 10 + (*c - '0');
	return Min(count, limit + 1);
}

/* From 1 to limit; what: "a span", for messages. */
int
rubric_make_count(RubricParse *parse, const char *digits, int limit, const char *what, RubricLocation place)
{
	int			count = count_of(digits, limit);

	if (count == 0)
		rubric_fail(parse, place.start, ERRCODE_SYNTAX_ERROR, NULL, "%s must be positive", what);
	if (count > limit)
		rubric_fail(parse, place.start, ERRCODE_PROGRAM_LIMIT_EXCEEDED,
					psprintf("The limit is %d.", limit), "%s is too large", what);
	return count;
}

/* So many times some days or months. */
Span
rubric_make_span(RubricParse *parse, const char *digits, int days, int months, RubricLocation place)
{
	int			limit = months > 0 ? MAX_YEARS * 12 / months : MAX_YEARS * 365 / days;
	int			count = rubric_make_count(parse, digits, limit, "a span", place);
	Span		span;

	span.days = count * days;
	span.months = count * months;
	return span;
}

/* A day of the month. */
int
rubric_make_day(RubricParse *parse, const char *digits, int last, RubricLocation place)
{
	int			day = count_of(digits, last);

	if (day < 1 || day > last)
		rubric_fail(parse, place.start, ERRCODE_SYNTAX_ERROR, NULL,
					"there is no day %s", rubric_source(parse->rubric, place.start, place.end));
	return day;
}

DayOfYear *
rubric_make_day_of_year(RubricParse *parse, const char *month, const char *day, RubricLocation place)
{
	static const int lengths[] = {31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
	DayOfYear  *result = palloc(sizeof(DayOfYear));

	result->month = rubric_make_day(parse, month, lengthof(lengths), place);
	result->day = rubric_make_day(parse, day, lengths[result->month - 1], place);
	return result;
}

int
rubric_compare_days(const DayOfYear *a, const DayOfYear *b)
{
	return a->month != b->month ? a->month - b->month : a->day - b->day;
}

/* The days of a year stand in its order. */
List *
rubric_add_day(RubricParse *parse, List *days, DayOfYear *day, RubricLocation place)
{
	if (rubric_compare_days(llast(days), day) >= 0)
		rubric_fail(parse, place.start, ERRCODE_SYNTAX_ERROR,
					"List the days of a year in its order, each once: 03-31, 09-30",
					"%02d-%02d comes before %s", ((DayOfYear *) llast(days))->month, ((DayOfYear *) llast(days))->day,
					rubric_source(parse->rubric, place.start, place.end));
	return lappend(days, day);
}

/* 1 is Monday. */
int
rubric_make_weekday(RubricParse *parse, const RubricName *name, RubricLocation place)
{
	List	   *names = NIL;

	for (int i = 0; i < (int) lengthof(weekdays); i++)
	{
		if (strcmp(weekdays[i], name->folded) == 0)
			return i + 1;
		names = lappend(names, (char *) weekdays[i]);
	}
	rubric_fail(parse, place.start, ERRCODE_SYNTAX_ERROR, nearest_name(name->folded, names),
				"\"%s\" is not a day of the week", rubric_excerpt(name->raw, strlen(name->raw), 40));
}

const char *
rubric_weekday_name(int day)
{
	return weekdays[day - 1];
}

LabelName *
rubric_make_label_name(const RubricName *name, RubricLocation place)
{
	LabelName  *result = palloc(sizeof(LabelName));

	result->name = name->raw;
	result->start = place.start;
	return result;
}

ApprovalStep *
rubric_make_step(const RubricName *name, char *title, RubricLocation place)
{
	ApprovalStep *step = palloc(sizeof(ApprovalStep));

	step->name = name->folded;
	step->title = title;
	step->start = place.start;
	return step;
}
