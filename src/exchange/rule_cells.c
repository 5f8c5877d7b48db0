/*
 * rule_cells.c
 *		Rules as rows of a decision table.
 *
 * A condition fits into cells where it is made of tests, each of one name
 * against constants, joined by and.  Where missing inputs count as "does not
 * fit" (is true), alternatives joined by or become rows of their own: which of
 * them applies is the same then.  All other conditions stand as they are.
 */
#include "postgres.h"

#include "exchange/cell.h"
#include "exchange/rule_cells.h"

const char *
rule_cell_name(const Rubric *rubric, const RubricExpr *name)
{
	switch (name->kind)
	{
		case EXPR_METRIC:
			return rubric_metric(rubric, name->index)->name;
		case EXPR_PARAMETER:
			return rubric_parameter(rubric, name->index)->name;
		case EXPR_DEFINE:
			return rubric_define(rubric, name->index)->name;
		default:
			return "score";
	}
}

static bool
is_name(const RubricExpr *expr)
{
	return expr->kind == EXPR_METRIC || expr->kind == EXPR_PARAMETER || expr->kind == EXPR_DEFINE || expr->kind == EXPR_SCORE;
}

static bool
same_name(const RubricExpr *a, const RubricExpr *b)
{
	return a->kind == b->kind && (a->kind == EXPR_SCORE || a->index == b->index);
}

/* A literal, perhaps with a sign. */
static bool
is_constant(const RubricExpr *expr)
{
	if (expr->kind == EXPR_NEGATE)
		expr = expr->args[0];
	return expr->kind == EXPR_LITERAL && !expr->isnull;
}

/* -------------------------------------------------------------------- values */

/* A quote within is doubled, or has a backslash before it, as a backslash has then. */
static char *
in_double_quotes(const char *text, CellStyle style)
{
	StringInfoData out;

	initStringInfo(&out);
	appendStringInfoChar(&out, '"');
	for (const char *c = text; *c; c++)
	{
		if (style == CELL_FEEL && (*c == '"' || *c == '\\'))
			appendStringInfoChar(&out, '\\');
		else if (*c == '"')
			appendStringInfoChar(&out, '"');
		appendStringInfoChar(&out, *c);
	}
	appendStringInfoChar(&out, '"');
	return out.data;
}

/* A text without quotes, where it is read as the same text. */
static char *
text_in_cell(const char *text)
{
	CellColumn	column = {.name = "x"};
	CellReading reading = cell_read(text, &column);

	if (reading.problem || reading.type != RUBRIC_TEXT || reading.ordered || list_length(reading.values) != 1 ||
		reading.condition == NULL || strncmp(reading.condition, "x = ", 4) != 0)
		return in_double_quotes(text, CELL_SPREADSHEET);
	return pstrdup(text);
}

static char *
constant_text(const RubricExpr *expr, CellStyle style)
{
	if (expr->kind == EXPR_NEGATE)
		return psprintf("-%s", expr->args[0]->text);
	switch (expr->type)
	{
		case RUBRIC_TEXT:
			return style == CELL_FEEL ? in_double_quotes(expr->text, CELL_FEEL) : text_in_cell(expr->text);
		case RUBRIC_BOOLEAN:
			return pstrdup(expr->boolean ? "true" : "false");
		case RUBRIC_DATE:
			return style == CELL_FEEL ? psprintf("date(\"%s\")", expr->text) : pstrdup(expr->text);
		default:
			return pstrdup(expr->text);
	}
}

/* --------------------------------------------------------------------- tests */

static RuleCell *
make_cell(const RubricExpr *name, char *test)
{
	RuleCell   *cell = palloc0(sizeof(RuleCell));

	cell->name = name;
	cell->test = test;
	return cell;
}

static char *
range_test(const RubricExpr *low, const RubricExpr *high, bool low_open, bool high_open, CellStyle style)
{
	char	   *from = constant_text(low, style);
	char	   *to = constant_text(high, style);

	if (style == CELL_SPREADSHEET && !low_open && !high_open)
		return psprintf("%s..%s", from, to);
	return psprintf("%c%s..%s%c", low_open ? '(' : '[', from, to, high_open ? ')' : ']');
}

static RuleCell *
comparison_cell(const RubricExpr *expr, CellStyle style)
{
	const RubricExpr *name = expr->args[0];
	const RubricExpr *value = expr->args[1];
	ExprKind	kind = expr->kind;
	RuleCell   *cell;
	char	   *text;

	if (is_constant(name))
	{
		name = expr->args[1];
		value = expr->args[0];
		kind = rubric_mirrored(kind);
	}
	if (!is_name(name) || !is_constant(value))
		return NULL;
	text = constant_text(value, style);
	cell = make_cell(name, text);
	switch (kind)
	{
		case EXPR_GE:
		case EXPR_GT:
			cell->low = value;
			break;
		case EXPR_LE:
		case EXPR_LT:
			cell->high = value;
			break;
		case EXPR_NE:
			cell->test = psprintf(style == CELL_FEEL ? "not(null, %s)" : "<> %s", text);
			return cell;
		default:
			return cell;
	}
	cell->open = kind == EXPR_GT || kind == EXPR_LT;
	cell->test = psprintf("%s%s %s", cell->low ? ">" : "<", cell->open ? "" : "=", text);
	return cell;
}

/* In FEEL a null is not equal to a value, so not(value) would fit it. */
static RuleCell *
negated_cell(RuleCell *cell, CellStyle style)
{
	if (cell == NULL || strncmp(cell->test, "not", 3) == 0 || strncmp(cell->test, "<>", 2) == 0)
		return NULL;
	return make_cell(cell->name, psprintf("not(%s%s)", style == CELL_FEEL ? "null, " : "", cell->test));
}

static RuleCell *
list_cell(const RubricExpr *expr, CellStyle style)
{
	StringInfoData list;

	if (!is_name(expr->args[0]))
		return NULL;
	initStringInfo(&list);
	for (int i = 1; i < expr->nargs; i++)
	{
		if (!is_constant(expr->args[i]))
			return NULL;
		appendStringInfo(&list, "%s%s", i > 1 ? ", " : "", constant_text(expr->args[i], style));
	}
	return make_cell(expr->args[0], list.data);
}

static RuleCell *
between_cell(const RubricExpr *expr, CellStyle style)
{
	if (!is_name(expr->args[0]) || !is_constant(expr->args[1]) || !is_constant(expr->args[2]))
		return NULL;
	return make_cell(expr->args[0], range_test(expr->args[1], expr->args[2], false, false, style));
}

static RuleCell *test_cell(const RubricExpr *expr, CellStyle style);

/* Alternatives of one name. */
static RuleCell *
or_cell(const RubricExpr *expr, CellStyle style)
{
	const RubricExpr *name = NULL;
	StringInfoData list;

	initStringInfo(&list);
	for (int i = 0; i < expr->nargs; i++)
	{
		RuleCell   *cell = test_cell(expr->args[i], style);

		if (cell == NULL || strncmp(cell->test, "not", 3) == 0 || (name && !same_name(name, cell->name)))
			return NULL;
		name = cell->name;
		appendStringInfo(&list, "%s%s", i > 0 ? ", " : "", cell->test);
	}
	return make_cell(name, list.data);
}

/* NULL: it is no test of one name against constants. */
static RuleCell *
test_cell(const RubricExpr *expr, CellStyle style)
{
	RuleCell   *cell;

	switch (expr->kind)
	{
		case EXPR_METRIC:
		case EXPR_PARAMETER:
		case EXPR_DEFINE:
			return make_cell(expr, pstrdup("true"));
		case EXPR_NOT:
			if (is_name(expr->args[0]))
				return make_cell(expr->args[0], pstrdup("false"));
			return negated_cell(test_cell(expr->args[0], style), style);
		case EXPR_OR:
			return or_cell(expr, style);
		case EXPR_EQ:
		case EXPR_NE:
		case EXPR_LT:
		case EXPR_LE:
		case EXPR_GT:
		case EXPR_GE:
			return comparison_cell(expr, style);
		case EXPR_IN:
			cell = list_cell(expr, style);
			break;
		case EXPR_BETWEEN:
			cell = between_cell(expr, style);
			break;
		case EXPR_IS_NULL:
			if (!is_name(expr->args[0]))
				return NULL;
			if (expr->negated)
				return make_cell(expr->args[0], pstrdup(style == CELL_FEEL ? "not(null)" : "not null"));
			return make_cell(expr->args[0], pstrdup("null"));
		default:
			return NULL;
	}
	return expr->negated ? negated_cell(cell, style) : cell;
}

/* ---------------------------------------------------------------------- rows */

/* Two bounds of one name are one cell, and so are equal tests. */
static bool
merge_cell(List *cells, const RuleCell *cell, CellStyle style)
{
	ListCell   *lc;

	foreach(lc, cells)
	{
		RuleCell   *other = lfirst(lc);
		const RuleCell *low = cell->low ? cell : other;
		const RuleCell *high = cell->low ? other : cell;

		if (!same_name(other->name, cell->name))
			continue;
		if (strcmp(other->test, cell->test) == 0)
			return true;
		if (low->low == NULL || high->high == NULL)
			continue;
		other->test = range_test(low->low, high->high, low->open, high->open, style);
		other->low = other->high = NULL;
		return true;
	}
	return false;
}

static const RubricExpr *
without_is_true(const RubricExpr *expr)
{
	return expr->kind == EXPR_IS_TRUE && !expr->negated ? expr->args[0] : expr;
}

/* Adds the cells of all that is joined by and; false: something fits into no cell. */
static bool
add_cells(RuleRow *row, const RubricExpr *expr, CellStyle style)
{
	RuleCell   *cell;

	if (row->goes_on)
		expr = without_is_true(expr);
	if (expr->kind == EXPR_AND)
	{
		for (int i = 0; i < expr->nargs; i++)
		{
			if (!add_cells(row, expr->args[i], style))
				return false;
		}
		return true;
	}
	if (expr->kind == EXPR_LITERAL && expr->type == RUBRIC_BOOLEAN && expr->boolean)
		return true;
	cell = test_cell(expr, style);
	if (cell == NULL)
		return false;
	if (!merge_cell(row->cells, cell, style))
		row->cells = lappend(row->cells, cell);
	return true;
}

static RuleRow *
make_row(const RubricExpr *condition, bool goes_on, CellStyle style)
{
	RuleRow    *row = palloc0(sizeof(RuleRow));

	row->goes_on = goes_on;
	return add_cells(row, condition, style) ? row : NULL;
}

/* The alternatives of a condition that never stops; NIL: one of them fits into no cells. */
static List *
alternative_rows(const RubricExpr *condition, CellStyle style)
{
	List	   *rows = NIL;

	for (int i = 0; i < condition->nargs; i++)
	{
		RuleRow    *row = make_row(condition->args[i], true, style);

		if (row == NULL)
			return NIL;
		rows = lappend(rows, row);
	}
	return rows;
}

List *
condition_rows(const Rubric *rubric, const RubricExpr *condition, CellStyle style)
{
	bool		goes_on = condition->kind == EXPR_IS_TRUE && !condition->negated;
	const RubricExpr *inner = without_is_true(condition);
	RuleRow    *row = make_row(inner, goes_on, style);
	List	   *rows = NIL;

	if (row == NULL && goes_on && inner->kind == EXPR_OR)
		rows = alternative_rows(inner, style);
	if (rows != NIL)
		return rows;
	if (row == NULL)
	{
		row = palloc0(sizeof(RuleRow));
		row->cells = list_make1(make_cell(NULL, rubric_source(rubric, condition->start, condition->end)));
	}
	return list_make1(row);
}

List *
rule_rows(const Rubric *rubric, const List *rules, CellStyle style)
{
	List	   *rows = NIL;
	ListCell   *lc;
	ListCell   *lr;

	foreach(lc, rules)
	{
		const Rule *rule = lfirst(lc);
		List	   *its = rule->when ? condition_rows(rubric, rule->when, style) : list_make1(palloc0(sizeof(RuleRow)));

		foreach(lr, its)
			((RuleRow *) lfirst(lr))->rule = rule;
		rows = list_concat(rows, its);
	}
	return rows;
}
