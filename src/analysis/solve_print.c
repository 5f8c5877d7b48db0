/*
 * solve_print.c
 *		Cells of variables in words, or rather in the language of rubrics.
 */
#include "postgres.h"

#include "utils/builtins.h"

#include "analysis/number.h"
#include "analysis/solve_print.h"
#include "text.h"

#define MAX_LENGTH	50			/* then the rest is left out */

/* For whom cells are printed. */
typedef struct Printer
{
	const Model *model;
	bool		exact;			/* to be evaluated, else to be read */
} Printer;

/* Between these, with each of them doubled within. */
static char *
quoted(const char *text, char quote)
{
	StringInfoData result;

	initStringInfo(&result);
	appendStringInfoChar(&result, quote);
	for (const char *p = text; *p; p++)
	{
		if (*p == quote)
			appendStringInfoChar(&result, quote);
		appendStringInfoChar(&result, *p);
	}
	appendStringInfoChar(&result, quote);
	return result.data;
}

static char *
expression(const Printer *printer, const RubricExpr *expr)
{
	char	   *source = expr->kind == EXPR_SCORE ? pstrdup("score") : rubric_source(printer->model->rubric, expr->start, expr->end);

	return printer->exact ? psprintf("(%s)", source) : source;
}

static char *
axis_name(const Printer *printer, const Axis *axis)
{
	if (axis->input)
		return printer->exact ? quoted(axis->input->name, '"') : axis->input->name;
	if (axis->kind == AXIS_TILE)
		return rubric_tile(printer->model->rubric, axis->index)->key;
	return expression(printer, axis->expr);
}

static char *
literal_text(const Printer *printer, const Axis *axis, const Decimal *number)
{
	RubricType	type = axis->input ? axis->input->type : RUBRIC_NUMBER;
	int32		whole = 0;
	const char *text;

	if (type != RUBRIC_NUMBER && type != RUBRIC_UNKNOWN)
		(void) decimal_to_int32(number, &whole);
	switch (type)
	{
		case RUBRIC_TEXT:
			text = model_text(printer->model, whole);
			return text ? quoted(text, '\'') : pstrdup("another text");
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
add_interval(const Printer *printer, const Axis *axis, int first, int last, StringInfo parts)
{
	const Bound *low = &axis->cells[first].low;
	const Bound *high = &axis->cells[last].high;
	char	   *name = axis_name(printer, axis);
	StringInfoData interval;

	initStringInfo(&interval);
	if (first == last && extent_is_number(&axis->cells[first]))
	{
		add_part(parts, " or ", psprintf("%s = %s", name, literal_text(printer, axis, &low->value)));
		return;
	}
	/* the ends of the whole axis need no word */
	if (first > 0 && !low->infinite)
		add_part(&interval, " and ", psprintf("%s %s %s", name, low->open ? ">" : ">=", literal_text(printer, axis, &low->value)));
	if (last + 1 < axis->ncells && axis->cells[last + 1].may_be_value && !high->infinite)
		add_part(&interval, " and ", psprintf("%s %s %s", name, high->open ? "<" : "<=", literal_text(printer, axis, &high->value)));
	if (interval.len > 0)
		add_part(parts, " or ", interval.data);
}

/* None of those that the axis names. */
static char *
other_texts(const Printer *printer, const Axis *axis)
{
	StringInfoData list;

	initStringInfo(&list);
	for (int cell = 0; cell < axis->ncells; cell++)
		if (axis->cells[cell].may_be_value && extent_is_number(&axis->cells[cell]))
			add_part(&list, ", ", literal_text(printer, axis, &axis->cells[cell].low.value));
	if (list.len == 0)
		return psprintf("%s is not null", axis_name(printer, axis));
	return psprintf("%s not in (%s)", axis_name(printer, axis), list.data);
}

static void
add_text(const Printer *printer, const Axis *axis, int cell, StringInfo parts)
{
	const Extent *extent = &axis->cells[cell];

	if (extent_is_number(extent))
		add_part(parts, " or ", psprintf("%s = %s", axis_name(printer, axis), literal_text(printer, axis, &extent->low.value)));
	else if (printer->exact)
		add_part(parts, " or ", other_texts(printer, axis));
	else
		add_part(parts, " or ", psprintf("%s is another text", axis_name(printer, axis)));
}

/* false and null, or true and null, in one word; NULL: another pair */
static char *
describe_boolean(const Printer *printer, const Axis *axis, const bool *allowed)
{
	if (axis->input == NULL || axis->input->type != RUBRIC_BOOLEAN || axis->ncells != 3 || !allowed[2])
		return NULL;
	return psprintf("%s is not %s", axis_name(printer, axis), allowed[0] ? "true" : "false");
}

/* Of texts without an order, and of conditions, "less" and "greater" say that they differ. */
static char *
describe_comparison(const Printer *printer, const Axis *axis, const bool *allowed)
{
	static const char *const operators[8] = {"", "<", "=", "<=", ">", "<>", ">=", ""};
	int			signs = (allowed[0] ? 1 : 0) + (allowed[1] ? 2 : 0) + (allowed[2] ? 4 : 0);
	char	   *left = expression(printer, axis->expr);
	char	   *right = expression(printer, axis->other);
	bool		has_order = axis->expr->type == RUBRIC_TEXT ? axis->expr->order && axis->other->order : axis->expr->type != RUBRIC_BOOLEAN;

	if (has_order || signs == 2)
		return psprintf("%s %s %s", left, operators[signs], right);
	if (allowed[1])
		return psprintf("(%s = %s) is not null", left, right);
	return psprintf("%s <> %s", left, right);
}

static char *
describe_axis(const Printer *printer, const Axis *axis, const bool *allowed)
{
	StringInfoData parts;
	int			last;

	if (axis->kind == AXIS_COMPARISON)
		return describe_comparison(printer, axis, allowed);
	if (allowed[axis->ncells - 1] && (allowed[0] || allowed[1]) && describe_boolean(printer, axis, allowed))
		return describe_boolean(printer, axis, allowed);
	initStringInfo(&parts);
	for (int first = 0; first < axis->ncells; first = last + 1)
	{
		last = first;
		if (!allowed[first])
			continue;
		if (!axis->cells[first].may_be_value)
			add_part(&parts, " or ", psprintf("%s is null", axis_name(printer, axis)));
		else if (axis->input && (axis->input->type == RUBRIC_TEXT || axis->input->type == RUBRIC_BOOLEAN))
			add_text(printer, axis, first, &parts);
		else
		{
			while (last + 1 < axis->ncells && allowed[last + 1] && axis->cells[last + 1].may_be_value)
				last++;
			add_interval(printer, axis, first, last, &parts);
		}
	}
	return parts.data;
}

static bool
all_allowed(const Axis *axis, const bool *allowed)
{
	for (int cell = 0; cell < axis->ncells; cell++)
		if (!allowed[cell])
			return false;
	return true;
}

char *
describe_cells(const Model *m, bool *const *allowed)
{
	Printer		printer = {.model = m};
	StringInfoData result;
	char	   *only = NULL;
	int			count = 0;

	initStringInfo(&result);
	for (int i = 0; i < list_length(m->by_variable); i++)
	{
		const Axis *axis = model_axis(m, i);
		char	   *part = all_allowed(axis, allowed[i]) ? NULL : describe_axis(&printer, axis, allowed[i]);

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

char *
condition_of_cells(const Model *m, bool *const *allowed)
{
	Printer		printer = {.model = m, .exact = true};
	StringInfoData result;

	initStringInfo(&result);
	for (int i = 0; i < list_length(m->by_variable); i++)
	{
		const Axis *axis = model_axis(m, i);
		char	   *part;

		if (all_allowed(axis, allowed[i]))
			continue;
		part = describe_axis(&printer, axis, allowed[i]);
		/* "": any value, but not null */
		add_part(&result, " and ", part[0] ? psprintf("(%s)", part) : psprintf("%s is not null", axis_name(&printer, axis)));
	}
	return result.len > 0 ? result.data : pstrdup("true");
}
