/*
 * solve_print.c
 *		Cells of variables in words, or rather in the rubric's own language.
 */
#include "postgres.h"

#include "utils/builtins.h"

#include "analysis/number.h"
#include "analysis/solve_print.h"
#include "text.h"

#define MAX_LENGTH	50			/* then the rest is left out */

static char *
axis_name(const Model *m, const Axis *axis)
{
	if (axis->input)
		return axis->input->name;
	if (axis->kind == AXIS_TILE)
		return rubric_tile(m->rubric, axis->index)->key;
	return axis->expr->kind == EXPR_SCORE ? pstrdup("score") : rubric_source(m->rubric, axis->expr->start, axis->expr->end);
}

static char *
literal_text(const Model *m, const Axis *axis, const Decimal *number)
{
	RubricType	type = axis->input ? axis->input->type : RUBRIC_NUMBER;
	int32		whole = 0;
	const char *text;

	if (type != RUBRIC_NUMBER && type != RUBRIC_UNKNOWN)
		(void) decimal_to_int32(number, &whole);
	switch (type)
	{
		case RUBRIC_TEXT:
			text = model_text(m, whole);
			return text ? quote_literal_cstr(text) : pstrdup("another text");
		case RUBRIC_BOOLEAN:
			return pstrdup(whole ? "true" : "false");
		case RUBRIC_DATE:
			return psprintf("date '%s'", iso_date(whole));
		default:
			return number_text(number);
	}
}

static void
add_part(StringInfo parts, const char *separator, char *part)
{
	appendStringInfo(parts, "%s%s", parts->len > 0 ? separator : "", part);
}

/* Neighbouring cells [first, last] as one interval. */
static void
add_interval(const Model *m, const Axis *axis, int first, int last, StringInfo parts)
{
	const Bound *low = &axis->cells[first].low;
	const Bound *high = &axis->cells[last].high;
	char	   *name = axis_name(m, axis);
	StringInfoData interval;

	initStringInfo(&interval);
	if (first == last && extent_is_number(&axis->cells[first]))
	{
		add_part(parts, " or ", psprintf("%s = %s", name, literal_text(m, axis, &low->value)));
		return;
	}
	/* the ends of the whole axis need no word */
	if (first > 0 && !low->infinite)
		add_part(&interval, " and ", psprintf("%s %s %s", name, low->open ? ">" : ">=", literal_text(m, axis, &low->value)));
	if (last + 1 < axis->ncells && axis->cells[last + 1].may_be_value && !high->infinite)
		add_part(&interval, " and ", psprintf("%s %s %s", name, high->open ? "<" : "<=", literal_text(m, axis, &high->value)));
	if (interval.len > 0)
		add_part(parts, " or ", interval.data);
}

static void
add_text(const Model *m, const Axis *axis, int cell, StringInfo parts)
{
	const Extent *extent = &axis->cells[cell];

	if (extent_is_number(extent))
		add_part(parts, " or ", psprintf("%s = %s", axis_name(m, axis), literal_text(m, axis, &extent->low.value)));
	else
		add_part(parts, " or ", psprintf("%s is another text", axis_name(m, axis)));
}

/* false and null, or true and null, in one word; NULL: another pair */
static char *
describe_boolean(const Model *m, const Axis *axis, const bool *allowed)
{
	if (axis->input == NULL || axis->input->type != RUBRIC_BOOLEAN || axis->ncells != 3 || !allowed[2])
		return NULL;
	return psprintf("%s is not %s", axis_name(m, axis), allowed[0] ? "true" : "false");
}

static char *
describe_comparison(const Model *m, const Axis *axis, const bool *allowed)
{
	static const char *const operators[8] = {"", "<", "=", "<=", ">", "<>", ">=", ""};
	int			signs = (allowed[0] ? 1 : 0) + (allowed[1] ? 2 : 0) + (allowed[2] ? 4 : 0);

	return psprintf("%s %s %s", rubric_source(m->rubric, axis->expr->start, axis->expr->end), operators[signs],
					rubric_source(m->rubric, axis->other->start, axis->other->end));
}

static char *
describe_axis(const Model *m, const Axis *axis, const bool *allowed)
{
	StringInfoData parts;
	int			last;

	if (axis->kind == AXIS_COMPARISON)
		return describe_comparison(m, axis, allowed);
	if (allowed[axis->ncells - 1] && (allowed[0] || allowed[1]) && describe_boolean(m, axis, allowed))
		return describe_boolean(m, axis, allowed);
	initStringInfo(&parts);
	for (int first = 0; first < axis->ncells; first = last + 1)
	{
		last = first;
		if (!allowed[first])
			continue;
		if (!axis->cells[first].may_be_value)
			add_part(&parts, " or ", psprintf("%s is null", axis_name(m, axis)));
		else if (axis->input && (axis->input->type == RUBRIC_TEXT || axis->input->type == RUBRIC_BOOLEAN))
			add_text(m, axis, first, &parts);
		else
		{
			while (last + 1 < axis->ncells && allowed[last + 1] && axis->cells[last + 1].may_be_value)
				last++;
			add_interval(m, axis, first, last, &parts);
		}
	}
	return parts.data;
}

char *
describe_cells(const Model *m, bool *const *allowed)
{
	StringInfoData result;
	char	   *only = NULL;
	int			count = 0;

	initStringInfo(&result);
	for (int i = 0; i < list_length(m->by_variable); i++)
	{
		const Axis *axis = model_axis(m, i);
		bool		all = true;
		char	   *part;

		for (int cell = 0; cell < axis->ncells; cell++)
			all = all && allowed[i][cell];
		part = all ? NULL : describe_axis(m, axis, allowed[i]);
		/* "": any value, but not null, which the rest tells well enough */
		if (part == NULL || part[0] == '\0')
			continue;
		only = part;
		if (count++ > 0 && result.len >= MAX_LENGTH)
		{
			appendStringInfoString(&result, " and so on");
			break;
		}
		add_part(&result, " and ", strstr(part, " or ") ? psprintf("(%s)", part) : part);
	}
	return count == 1 ? only : result.data;
}
