/*
 * print_sql.c
 *		A rubric as plain SQL: one expression that runs without this extension.
 *
 * lower.c writes what SQL lacks (rules, caps and floors, criteria) as
 * expressions of the rubric's own language; this file prints expressions.  It
 * does not know the types of the columns, so what it prints must mean the
 * same for each that can feed a metric:
 *
 * - Integers must not stay integers in arithmetic, where they truncate and
 *   overflow, nor real stay real.  "c.x + 0::numeric" turns both into what the
 *   evaluator computes with, numeric and double precision, and leaves these
 *   two alone.  One operand so treated is enough for an operator; a bare
 *   column is right in a comparison.
 * - Text is cast to text, for enums, varchar and char(n).  It compares byte by
 *   byte as long as the collation of the column is deterministic.
 * - A value of an ordered list becomes its position in the list.
 *
 * A long score that several conditions read goes into a subselect.
 */
#include "postgres.h"

#include <math.h>

#include "lib/stringinfo.h"
#include "utils/builtins.h"

#include "compat.h"
#include "decimal.h"
#include "rubric/grader.h"
#include "rubric/print_sql.h"
#include "rubric/printer.h"

/* A score longer than this is not written out more than once. */
#define SHORT_SCORE		100

/* One of the ways to print an expression, as the operand of something that binds at level around. */
typedef void (*PrintValue) (Printer *p, const RubricExpr *expr, Level around);

/* EXPR_EQ and the five after it */
static const char *const operators[] = {"=", "<>", "<", "<=", ">", ">="};

static void print(Printer *p, const RubricExpr *expr, Level around);
static void print_typed(Printer *p, const RubricExpr *expr, Level around);

const char *
rubric_sql_type(RubricType type)
{
	switch (type)
	{
		case RUBRIC_NUMBER:
			return "numeric";
		case RUBRIC_BOOLEAN:
			return "boolean";
		case RUBRIC_DATE:
			return "date";
		default:
			return "text";
	}
}

/* ----------------------------------------------------------------- numbers */

static const RubricExpr *
resolve(Printer *p, const RubricExpr *expr)
{
	return lower_resolve(&p->lowering, expr);
}

/* A literal that SQL reads as an integer. */
static bool
is_integer(Printer *p, const RubricExpr *expr)
{
	expr = resolve(p, expr);
	return expr->kind == EXPR_LITERAL && expr->type == RUBRIC_NUMBER && !expr->isnull &&
		strchr(expr->text, '.') == NULL;
}

/* An integer that real holds exactly. */
static bool
is_small_integer(Printer *p, const RubricExpr *expr)
{
	return is_integer(p, expr) && strlen(resolve(p, expr)->text) <= 7;
}

/* A literal that double precision cannot hold: to compare with it, SQL must cast the other side to numeric. */
static bool
is_beyond_double(Printer *p, const RubricExpr *expr)
{
	Decimal		number;
	double		nearest;
	Decimal		zero;

	expr = resolve(p, expr);
	if (expr->kind != EXPR_LITERAL || expr->type != RUBRIC_NUMBER || expr->isnull)
		return false;
	decimal_from_string(&number, expr->text);
	decimal_from_int64(&zero, 0);
	nearest = decimal_nearest_double(&number);
	return isinf(nearest) || (nearest == 0 && decimal_compare(&number, &zero) != 0);
}

static bool
any_beyond_double(Printer *p, const RubricExpr *expr)
{
	for (int i = 0; i < expr->nargs; i++)
	{
		if (is_beyond_double(p, expr->args[i]))
			return true;
	}
	return false;
}

static bool
is_extreme(const RubricExpr *expr)
{
	return expr->kind == EXPR_FUNCTION &&
		(expr->function == FUNC_LEAST || expr->function == FUNC_GREATEST);
}

/* A difference of dates, or of columns that may be dates or numbers. */
static bool
is_difference(const RubricExpr *expr)
{
	return expr->kind == EXPR_SUBTRACT && expr->args[0]->type != RUBRIC_NUMBER;
}

/*
 * Is a number, printed by print(), numeric or double precision in SQL?  A
 * column may be anything; a literal without decimals is an integer; a case and
 * its like have the widest type of their values.
 */
static bool
is_typed(Printer *p, const RubricExpr *expr)
{
	expr = resolve(p, expr);
	switch (expr->kind)
	{
		case EXPR_LITERAL:
			return !is_integer(p, expr);
		case EXPR_METRIC:
			return false;
		case EXPR_SUBTRACT:
			return !is_difference(expr);
		case EXPR_CASE:
		case EXPR_FUNCTION:
			if (expr->kind == EXPR_FUNCTION && !is_extreme(expr) && expr->function != FUNC_COALESCE)
				return true;
			for (int i = 0; i < expr->nargs; i++)
			{
				const RubricExpr *arg;

				if (!rubric_is_result(expr, i))
					continue;
				arg = resolve(p, expr->args[i]);
				if (arg->type == RUBRIC_NUMBER && (arg->kind == EXPR_METRIC || is_typed(p, arg)))
					return true;
			}
			return false;
		default:
			return true;
	}
}

/* ---------------------------------------------------------------- printing */

static void
start_line(Printer *p)
{
	appendStringInfoChar(p->out, '\n');
	appendStringInfoSpaces(p->out, 2 * p->indent);
}

/* Between two words: a new line, or a blank. */
static void
print_gap(Printer *p, bool new_line)
{
	if (new_line)
		start_line(p);
	else
		appendStringInfoChar(p->out, ' ');
}

static bool
bracket(Printer *p, Level own, Level around)
{
	if (own >= around)
		return false;
	appendStringInfoChar(p->out, '(');
	return true;
}

static void
unbracket(Printer *p, bool bracketed)
{
	if (bracketed)
		appendStringInfoChar(p->out, ')');
}

static void
print_column(Printer *p, const RubricExpr *metric)
{
	if (p->alias)
		appendStringInfo(p->out, "%s.", quote_identifier(p->alias));
	appendStringInfoString(p->out, quote_identifier(rubric_metric(p->lowering.rubric, metric->index)->name));
}

static void
print_literal(Printer *p, const RubricExpr *expr)
{
	StringInfo	out = p->out;

	if (expr->isnull)
	{
		appendStringInfoString(out, "null");
		if (expr->type != RUBRIC_UNKNOWN)
			appendStringInfo(out, "::%s", rubric_sql_type(expr->type));
		return;
	}
	switch (expr->type)
	{
		case RUBRIC_NUMBER:
			appendStringInfoString(out, expr->text);
			break;
		case RUBRIC_BOOLEAN:
			appendStringInfoString(out, expr->boolean ? "true" : "false");
			break;
		case RUBRIC_DATE:
			appendStringInfo(out, "date %s", quote_literal_cstr(expr->text));
			break;
		default:
			appendStringInfoString(out, quote_literal_cstr(expr->text));
			break;
	}
}

/* One of several values of which SQL makes one type: a column must not decide it. */
static void
print_alternative(Printer *p, const RubricExpr *expr, Level around)
{
	const RubricExpr *value = resolve(p, expr);

	if (value->kind == EXPR_METRIC && value->type == RUBRIC_NUMBER)
		print_typed(p, value, around);
	else
		print(p, value, around);
}

static void
print_call(Printer *p, const char *name, const RubricExpr *expr, PrintValue print_argument)
{
	appendStringInfo(p->out, "%s(", name);
	for (int i = 0; i < expr->nargs; i++)
	{
		if (i > 0)
			appendStringInfoString(p->out, ", ");
		print_argument(p, expr->args[i], LEVEL_ANY);
	}
	appendStringInfoChar(p->out, ')');
}

static void
print_case(Printer *p, const RubricExpr *expr, PrintValue print_value)
{
	const RubricExpr *subject = expr->subject;
	const RubricExpr *otherwise = expr->args[expr->nargs - 1];
	bool		lines = expr->start < 0;
	bool		compare = false;	/* write the comparisons with the subject out */

	for (int i = 0; subject && i + 1 < expr->nargs; i += 2)
		compare |= is_beyond_double(p, expr->args[i]);
	appendStringInfoString(p->out, "case");
	if (subject && !compare)
	{
		appendStringInfoChar(p->out, ' ');
		p->indent++;
		print(p, subject, subject->kind == EXPR_CASE ? LEVEL_BRACKETS : LEVEL_ADD);
		p->indent--;
	}
	p->indent++;
	for (int i = 0; i + 1 < expr->nargs; i += 2)
	{
		print_gap(p, lines);
		appendStringInfoString(p->out, "when ");
		if (compare)
			print(p, lower_comparison(EXPR_EQ, subject, expr->args[i]), LEVEL_ANY);
		else
			print(p, expr->args[i], subject ? LEVEL_ADD : LEVEL_ANY);
		appendStringInfoString(p->out, " then ");
		print_value(p, expr->args[i + 1], LEVEL_ANY);
	}
	if (!resolve(p, otherwise)->isnull)
	{
		print_gap(p, lines);
		appendStringInfoString(p->out, "else ");
		print_value(p, otherwise, LEVEL_ANY);
	}
	p->indent--;
	print_gap(p, lines);
	appendStringInfoString(p->out, "end");
}

/* a + b and the like: one of them must be numeric or double precision already. */
static void
print_operator(Printer *p, const char *operator, const RubricExpr *expr, Level own, Level around)
{
	const RubricExpr *a = expr->args[0];
	const RubricExpr *b = expr->args[1];
	bool		typed = is_difference(expr) || is_typed(p, a) || is_typed(p, b);
	bool		type_b = !typed && is_integer(p, b) && !is_integer(p, a);
	bool		bracketed = bracket(p, own, around);

	if (typed || type_b)
		print(p, a, own);
	else
		print_typed(p, a, own);
	print_gap(p, expr->start < 0 && expr->kind == EXPR_ADD);
	appendStringInfo(p->out, "%s ", operator);
	if (type_b)
		print_typed(p, b, own + 1);
	else
		print(p, b, own + 1);
	unbracket(p, bracketed);
}

static void
print_compared(Printer *p, const RubricExpr *expr, const RubricExpr *other)
{
	if (expr->type == RUBRIC_NUMBER && is_beyond_double(p, other) && !is_beyond_double(p, expr))
	{
		print(p, expr, LEVEL_CAST);
		appendStringInfoString(p->out, "::numeric");
	}
	else
		print(p, expr, LEVEL_ADD);
}

static void
print_comparison(Printer *p, const char *operator, const RubricExpr *a, const RubricExpr *b, Level around)
{
	bool		bracketed = bracket(p, LEVEL_COMPARE, around);

	print_compared(p, a, b);
	appendStringInfo(p->out, " %s ", operator);
	print_compared(p, b, a);
	unbracket(p, bracketed);
}

/* Text goes by its bytes. */
static void
print_bytes(Printer *p, const RubricExpr *expr)
{
	print(p, expr, LEVEL_CAST);
	appendStringInfoString(p->out, " collate \"C\"");
}

/* Is it a comparison of text that asks for more than equality? */
static bool
is_of_bytes(const RubricExpr *a, const RubricExpr *b)
{
	return a->type == RUBRIC_TEXT && !(a->order && b->order);
}

static void
print_bytes_comparison(Printer *p, const RubricExpr *expr, Level around)
{
	bool		bracketed = bracket(p, LEVEL_COMPARE, around);

	print_bytes(p, expr->args[0]);
	appendStringInfo(p->out, " %s ", operators[expr->kind - EXPR_EQ]);
	print(p, expr->args[1], LEVEL_ADD);
	unbracket(p, bracketed);
}

static void
print_like(Printer *p, const RubricExpr *expr, Level around)
{
	bool		bracketed = bracket(p, LEVEL_COMPARE, around);

	print_bytes(p, expr->args[0]);
	appendStringInfoString(p->out, expr->negated ? " not like " : " like ");
	print(p, expr->args[1], LEVEL_ADD);
	unbracket(p, bracketed);
}

static void
print_concat(Printer *p, const RubricExpr *expr, Level around)
{
	bool		bracketed = bracket(p, LEVEL_CONCAT, around);

	print(p, expr->args[0], LEVEL_CONCAT);
	appendStringInfoString(p->out, " || ");
	print(p, expr->args[1], LEVEL_ADD);
	unbracket(p, bracketed);
}

/* ---------------------------------------------------------- ordered values */

/* The place of a value in its list: 1 is the best. */
static void
print_position(Printer *p, const RubricExpr *expr, Level around)
{
	const Domain *order = expr->order;

	expr = resolve(p, expr);
	switch (expr->kind)
	{
		case EXPR_LITERAL:
			if (expr->isnull)
				appendStringInfoString(p->out, "null::int");
			else
				appendStringInfo(p->out, "%d", rubric_domain_position(order, expr->text,
																	  strlen(expr->text)) + 1);
			break;
		case EXPR_METRIC:
			appendStringInfoString(p->out, "case ");
			print(p, expr, LEVEL_ADD);
			for (int i = 0; i < order->nvalues; i++)
				appendStringInfo(p->out, " when %s then %d",
								 quote_literal_cstr(order->values[i]->text), i + 1);
			appendStringInfoString(p->out, " end");
			break;
		case EXPR_CASE:
			print_case(p, expr, print_position);
			break;
		case EXPR_FUNCTION:
			/* the lesser is the worse, which stands farther back */
			if (expr->function == FUNC_LEAST)
				print_call(p, "greatest", expr, print_position);
			else if (expr->function == FUNC_GREATEST)
				print_call(p, "least", expr, print_position);
			else if (expr->function == FUNC_COALESCE)
				print_call(p, "coalesce", expr, print_position);
			else
				print_call(p, "nullif", expr, print_position);
			break;
		default:
			elog(ERROR, "unexpected ordered expression: %d", (int) expr->kind);
	}
	(void) around;
}

/* least() or greatest() of ordered values as text. */
static void
print_value_at_position(Printer *p, const RubricExpr *expr)
{
	appendStringInfoString(p->out, "case ");
	print_position(p, expr, LEVEL_ADD);
	for (int i = 0; i < expr->order->nvalues; i++)
		appendStringInfo(p->out, " when %d then %s", i + 1,
						 quote_literal_cstr(expr->order->values[i]->text));
	appendStringInfoString(p->out, " end");
}

/* metric in (the values of its list from first to last) */
static void
print_stretch(Printer *p, const RubricExpr *metric, int first, int last, bool negated, Level around)
{
	bool		bracketed = bracket(p, LEVEL_COMPARE, around);

	print(p, metric, LEVEL_ADD);
	if (first == last)
		appendStringInfoString(p->out, negated ? " <> " : " = ");
	else
		appendStringInfoString(p->out, negated ? " not in (" : " in (");
	for (int i = first; i <= last; i++)
	{
		if (i > first)
			appendStringInfoString(p->out, ", ");
		appendStringInfoString(p->out, quote_literal_cstr(metric->order->values[i]->text));
	}
	if (first != last)
		appendStringInfoChar(p->out, ')');
	unbracket(p, bracketed);
}

/* The position of an ordered literal, or -1 when it is none or null. */
static int
literal_position(Printer *p, const RubricExpr *expr)
{
	const Domain *order = expr->order;

	expr = resolve(p, expr);
	if (expr->kind != EXPR_LITERAL || expr->isnull)
		return -1;
	return rubric_domain_position(order, expr->text, strlen(expr->text));
}

/*
 * The better value is the greater one, and stands nearer to the front.  A
 * comparison with a literal names the values that fulfil it, if there are any.
 */
static void
print_ordered_comparison(Printer *p, ExprKind kind, const RubricExpr *a, const RubricExpr *b,
						 Level around)
{
	const RubricExpr *metric = resolve(p, a);
	int			literal = literal_position(p, b);
	bool		bracketed;

	if (literal_position(p, a) >= 0 && literal < 0)
	{
		print_ordered_comparison(p, rubric_mirrored(kind), b, a, around);
		return;
	}
	if (kind == EXPR_EQ || kind == EXPR_NE)
	{
		if (!is_extreme(metric) && !is_extreme(resolve(p, b)))
		{
			print_comparison(p, operators[kind - EXPR_EQ], a, b, around);
			return;
		}
	}
	else if (metric->kind == EXPR_METRIC && literal >= 0)
	{
		bool		better = kind == EXPR_GT || kind == EXPR_GE;
		int			first = better ? 0 : kind == EXPR_LE ? literal : literal + 1;
		int			last = !better ? metric->order->nvalues - 1 :
			kind == EXPR_GE ? literal : literal - 1;

		if (first <= last)
		{
			print_stretch(p, metric, first, last, false, around);
			return;
		}
	}

	bracketed = bracket(p, LEVEL_COMPARE, around);
	print_position(p, a, LEVEL_ADD);
	appendStringInfo(p->out, " %s ", operators[rubric_mirrored(kind) - EXPR_EQ]);
	print_position(p, b, LEVEL_ADD);
	unbracket(p, bracketed);
}

/* -------------------------------------------------------------- conditions */

static void
print_junction(Printer *p, const RubricExpr *expr, Level around)
{
	bool		is_or = expr->kind == EXPR_OR;
	bool		bracketed = bracket(p, is_or ? LEVEL_OR : LEVEL_AND, around);

	for (int i = 0; i < expr->nargs; i++)
	{
		if (i > 0)
			appendStringInfoString(p->out, is_or ? " or " : " and ");
		print(p, expr->args[i], LEVEL_NOT);
	}
	unbracket(p, bracketed);
}

static void
print_negatable(Printer *p, const RubricExpr *expr, RubricExpr *positive, Level around)
{
	print(p, expr->negated ? lower_node(EXPR_NOT, RUBRIC_BOOLEAN, list_make1(positive)) : positive, around);
}

/*
 * SQL makes one type of the value and of a list of literals, and may choose
 * real; and it evaluates a list that is not of literals to its end, where the
 * rubric stops at the first that is equal.
 */
static void
print_in(Printer *p, const RubricExpr *expr, Level around)
{
	const RubricExpr *x = expr->args[0];
	bool		literals = true;
	bool		exact_as_real = true;
	bool		bracketed;

	for (int i = 1; i < expr->nargs; i++)
	{
		if (resolve(p, expr->args[i])->kind != EXPR_LITERAL)
			literals = false;
		else if (!is_small_integer(p, expr->args[i]))
			exact_as_real = false;
	}
	if (!literals || any_beyond_double(p, expr) || (x->order && is_extreme(resolve(p, x))))
	{
		List	   *args = NIL;

		for (int i = 1; i < expr->nargs; i++)
			args = lappend(args, lower_comparison(EXPR_EQ, x, expr->args[i]));
		print_negatable(p, expr, lower_junction(EXPR_OR, args), around);
		return;
	}

	bracketed = bracket(p, LEVEL_COMPARE, around);
	if (x->type == RUBRIC_NUMBER && !exact_as_real && expr->nargs > 2)
		print_typed(p, x, LEVEL_ADD);
	else
		print(p, x, LEVEL_ADD);
	appendStringInfoString(p->out, expr->negated ? " not in (" : " in (");
	for (int i = 1; i < expr->nargs; i++)
	{
		if (i > 1)
			appendStringInfoString(p->out, ", ");
		print(p, expr->args[i], LEVEL_ANY);
	}
	appendStringInfoChar(p->out, ')');
	unbracket(p, bracketed);
}

static void
print_between(Printer *p, const RubricExpr *expr, Level around)
{
	const RubricExpr *x = expr->args[0];
	bool		ordered = x->order && expr->args[1]->order && expr->args[2]->order;
	bool		bracketed;

	if (ordered && resolve(p, x)->kind == EXPR_METRIC)
	{
		int			last = literal_position(p, expr->args[1]);
		int			first = literal_position(p, expr->args[2]);

		if (first >= 0 && first <= last)
		{
			print_stretch(p, resolve(p, x), first, last, expr->negated, around);
			return;
		}
	}
	if (ordered || any_beyond_double(p, expr))
	{
		print_negatable(p, expr,
						lower_node(EXPR_AND, RUBRIC_BOOLEAN,
								   list_make2(lower_comparison(EXPR_GE, x, expr->args[1]),
											  lower_comparison(EXPR_LE, x, expr->args[2]))),
						around);
		return;
	}
	bracketed = bracket(p, LEVEL_COMPARE, around);
	if (is_of_bytes(x, expr->args[1]))
		print_bytes(p, x);
	else
		print(p, x, LEVEL_ADD);
	appendStringInfoString(p->out, expr->negated ? " not between " : " between ");
	print(p, expr->args[1], LEVEL_ADD);
	appendStringInfoString(p->out, " and ");
	print(p, expr->args[2], LEVEL_ADD);
	unbracket(p, bracketed);
}

static void
print_is(Printer *p, const RubricExpr *expr, const char *what, Level around)
{
	const RubricExpr *arg = resolve(p, expr->args[0]);
	bool		bracketed = bracket(p, LEVEL_IS, around);

	if (arg->kind == EXPR_METRIC)
		print_column(p, arg);
	else
		print(p, arg, LEVEL_CAST);
	appendStringInfo(p->out, " is %s%s", expr->negated ? "not " : "", what);
	unbracket(p, bracketed);
}

/* ------------------------------------------------------------------- dates */

static void
print_int(Printer *p, const RubricExpr *expr)
{
	if (is_integer(p, expr))
		print(p, expr, LEVEL_ANY);
	else
	{
		print_typed(p, expr, LEVEL_CAST);
		appendStringInfoString(p->out, "::numeric::int");
	}
}

/* signed_on + 30, signed_on - 7 */
static void
print_add_days(Printer *p, const RubricExpr *expr, Level around)
{
	const RubricExpr *days = resolve(p, rubric_shift(expr));
	bool		bracketed = bracket(p, LEVEL_ADD, around);

	print(p, expr->args[0], LEVEL_ADD);
	if (is_integer(p, days) && days->text[0] == '-')
		appendStringInfo(p->out, " - %s", days->text + 1);
	else
	{
		appendStringInfoString(p->out, " + ");
		print_int(p, days);
	}
	unbracket(p, bracketed);
}

/* (signed_on + make_interval(months => 3))::date */
static void
print_add_months(Printer *p, const RubricExpr *expr)
{
	appendStringInfoChar(p->out, '(');
	print(p, expr->args[0], LEVEL_ADD);
	appendStringInfoString(p->out, " + make_interval(months => ");
	print_int(p, rubric_shift(expr));
	appendStringInfoString(p->out, "))::date");
}

/* A field of a date, or of the age between two, as numeric. */
static void
print_field(Printer *p, const char *field, const RubricExpr *expr)
{
	appendStringInfo(p->out, "extract(%s from ", field);
	if (expr->nargs == 1)
		print(p, expr->args[0], LEVEL_ANY);
	else
	{
		appendStringInfoString(p->out, "age(");
		print(p, expr->args[1], LEVEL_CAST);
		appendStringInfoString(p->out, "::timestamp, ");
		print(p, expr->args[0], LEVEL_CAST);
		appendStringInfoString(p->out, "::timestamp)");
	}
	appendStringInfoString(p->out, ")::numeric");
}

static void
print_months_between(Printer *p, const RubricExpr *expr)
{
	appendStringInfoChar(p->out, '(');
	print_field(p, "year", expr);
	appendStringInfoString(p->out, " * 12 + ");
	print_field(p, "month", expr);
	appendStringInfoChar(p->out, ')');
}

/* --------------------------------------------------------------- functions */

/* A number as numeric, for what SQL has for nothing else. */
static void
print_exact(Printer *p, const RubricExpr *expr)
{
	bool		cast = is_double(&p->lowering.precision, expr);

	print_typed(p, expr, cast ? LEVEL_CAST : LEVEL_ANY);
	if (cast)
		appendStringInfoString(p->out, "::numeric");
}

static void
print_function(Printer *p, const RubricExpr *expr)
{
	const char *name = rubric_function_name(expr->function);

	switch (expr->function)
	{
		case FUNC_ROUND:
		case FUNC_TRUNC:
			if (expr->nargs == 2)
			{
				appendStringInfo(p->out, "%s(", name);
				print_exact(p, expr->args[0]);
				appendStringInfoString(p->out, ", ");
				print_int(p, expr->args[1]);
				appendStringInfoChar(p->out, ')');
				return;
			}
			print_call(p, name, expr, print_typed);
			break;
		case FUNC_LEAST:
		case FUNC_GREATEST:
			if (expr->order)
				print_value_at_position(p, expr);
			else
				print_call(p, name, expr, print_alternative);
			break;
		case FUNC_COALESCE:
			print_call(p, name, expr, print_alternative);
			break;
		case FUNC_NULLIF:
			if (any_beyond_double(p, expr))
			{
				appendStringInfoString(p->out, "case when ");
				print_comparison(p, "=", expr->args[0], expr->args[1], LEVEL_ANY);
				appendStringInfoString(p->out, " then null else ");
				print_typed(p, expr->args[0], LEVEL_ANY);
				appendStringInfoString(p->out, " end");
				return;
			}
			/* of the type of both, so the second may make it double precision */
			appendStringInfoString(p->out, "nullif(");
			if (expr->type == RUBRIC_NUMBER)
				print_typed(p, expr->args[0], LEVEL_ANY);
			else
				print(p, expr->args[0], LEVEL_ANY);
			appendStringInfoString(p->out, ", ");
			print(p, expr->args[1], LEVEL_ANY);
			appendStringInfoChar(p->out, ')');
			break;
		case FUNC_MOD:
			appendStringInfo(p->out, "%s(", name);
			print_exact(p, expr->args[0]);
			appendStringInfoString(p->out, ", ");
			print_exact(p, expr->args[1]);
			appendStringInfoChar(p->out, ')');
			break;
		case FUNC_LENGTH:
			print_call(p, name, expr, print);
			appendStringInfoString(p->out, "::numeric");
			break;
		case FUNC_LOWER:
			appendStringInfo(p->out, "%s(", name);
			print_bytes(p, expr->args[0]);
			appendStringInfoChar(p->out, ')');
			break;
		case FUNC_YEAR:
		case FUNC_MONTH:
		case FUNC_DAY:
			print_field(p, name, expr);
			break;
		case FUNC_MONTHS_BETWEEN:
			print_months_between(p, expr);
			break;
		case FUNC_YEARS_BETWEEN:
			print_field(p, "year", expr);
			break;
		default:
			print_call(p, name, expr, print_typed);
			break;
	}
}

/* A name that none of the metrics has, nor the alias. */
static char *
free_name(const Printer *p, const char *name)
{
	char	   *result = pstrdup(name);
	bool		taken = p->alias && strcmp(p->alias, result) == 0;

	for (int i = 0; i < list_length(p->lowering.rubric->metrics) && !taken; i++)
		taken = strcmp(rubric_metric(p->lowering.rubric, i)->name, result) == 0;
	return taken ? free_name(p, psprintf("%s_", result)) : result;
}

/* (select grade from (select score as score) scorecard) */
static void
print_subselect(Printer *p, const RubricExpr *grade)
{
	char	   *table = free_name(p, "scorecard");
	char	   *column = free_name(p, "score");

	p->subselect = NULL;
	p->score_column = psprintf("%s.%s", table, column);
	p->lowering.score_is_column = true;
	appendStringInfoString(p->out, "(select ");
	p->indent++;
	print(p, grade, LEVEL_ANY);
	p->lowering.score_is_column = false;
	start_line(p);
	appendStringInfoString(p->out, "from (select ");
	p->indent++;
	print(p, p->lowering.score, LEVEL_ANY);
	p->indent -= 2;
	appendStringInfo(p->out, " as %s) %s)", column, table);
}

/* Print an expression as the operand of something that binds at level around. */
static void
print(Printer *p, const RubricExpr *expr, Level around)
{
	StringInfo	out = p->out;
	bool		bracketed;

	if (p->replace && p->replace(p, expr))
		return;
	expr = resolve(p, expr);
	if (expr == p->subselect)
	{
		print_subselect(p, expr);
		return;
	}
	switch (expr->kind)
	{
		case EXPR_LITERAL:
			/* a literal can be negative: a parameter, a bound of a domain */
			bracketed = bracket(p, expr->type == RUBRIC_NUMBER && !expr->isnull && expr->text[0] == '-' ?
								LEVEL_NEGATE : LEVEL_CAST, around);
			print_literal(p, expr);
			unbracket(p, bracketed);
			break;
		case EXPR_METRIC:
			print_column(p, expr);
			if (expr->type == RUBRIC_TEXT)
				appendStringInfoString(out, "::text");
			break;
		case EXPR_SCORE:
			appendStringInfoString(out, p->score_column);
			break;
		case EXPR_NEGATE:
			/* what it negates gets brackets when it is negative: "--" begins a comment */
			bracketed = bracket(p, LEVEL_NEGATE, around);
			appendStringInfoChar(out, '-');
			print_typed(p, expr->args[0], LEVEL_CAST);
			unbracket(p, bracketed);
			break;
		case EXPR_ADD:
			print_operator(p, "+", expr, LEVEL_ADD, around);
			break;
		case EXPR_SUBTRACT:
			print_operator(p, "-", expr, LEVEL_ADD, around);
			break;
		case EXPR_ADD_DAYS:
			print_add_days(p, expr, around);
			break;
		case EXPR_ADD_MONTHS:
			print_add_months(p, expr);
			break;
		case EXPR_CONCAT:
			print_concat(p, expr, around);
			break;
		case EXPR_MULTIPLY:
			print_operator(p, "*", expr, LEVEL_MULTIPLY, around);
			break;
		case EXPR_DIVIDE:
			print_operator(p, "/", expr, LEVEL_MULTIPLY, around);
			break;
		case EXPR_EQ:
		case EXPR_NE:
		case EXPR_LT:
		case EXPR_LE:
		case EXPR_GT:
		case EXPR_GE:
			if (expr->args[0]->order && expr->args[1]->order)
				print_ordered_comparison(p, expr->kind, expr->args[0], expr->args[1], around);
			else if (expr->kind >= EXPR_LT && is_of_bytes(expr->args[0], expr->args[1]))
				print_bytes_comparison(p, expr, around);
			else
				print_comparison(p, operators[expr->kind - EXPR_EQ],
								 expr->args[0], expr->args[1], around);
			break;
		case EXPR_LIKE:
			print_like(p, expr, around);
			break;
		case EXPR_AND:
		case EXPR_OR:
			print_junction(p, expr, around);
			break;
		case EXPR_NOT:
			bracketed = bracket(p, LEVEL_NOT, around);
			appendStringInfoString(out, "not ");
			print(p, expr->args[0], LEVEL_CAST);
			unbracket(p, bracketed);
			break;
		case EXPR_IS_NULL:
			print_is(p, expr, "null", around);
			break;
		case EXPR_IS_TRUE:
			print_is(p, expr, "true", around);
			break;
		case EXPR_IS_FALSE:
			print_is(p, expr, "false", around);
			break;
		case EXPR_IN:
			print_in(p, expr, around);
			break;
		case EXPR_BETWEEN:
			print_between(p, expr, around);
			break;
		case EXPR_CASE:
			bracketed = bracket(p, LEVEL_CAST, around);
			print_case(p, expr, print_alternative);
			unbracket(p, bracketed);
			break;
		case EXPR_FUNCTION:
			print_function(p, expr);
			break;
		default:
			elog(ERROR, "unexpected rubric expression: %d", (int) expr->kind);
	}
}

/* Print a number so that SQL takes it for numeric or double precision. */
static void
print_typed(Printer *p, const RubricExpr *expr, Level around)
{
	bool		bracketed;

	expr = resolve(p, expr);
	if (is_typed(p, expr))
		print(p, expr, around);
	else if (expr->kind == EXPR_METRIC)
	{
		bracketed = bracket(p, LEVEL_ADD, around);
		print(p, expr, LEVEL_ADD);
		appendStringInfoString(p->out, " + 0::numeric");
		unbracket(p, bracketed);
	}
	else
	{
		print(p, expr, LEVEL_CAST);
		appendStringInfoString(p->out, "::numeric");
	}
}

/* ------------------------------------------------------------------- whole */

/* The score as numeric. */
static void
print_score(Printer *p, const RubricExpr *score)
{
	if (is_double(&p->lowering.precision, score))
	{
		print(p, score, LEVEL_CAST);
		appendStringInfoString(p->out, "::numeric");
	}
	else
		print_typed(p, score, LEVEL_ANY);
}

/* Do the rules read the score in a way that needs a subselect? */
static bool
score_is_long(Printer *p, RubricExpr *grade)
{
	StringInfo	out = p->out;
	StringInfoData score;

	if (p->lowering.score == NULL || lower_score_reads(&p->lowering, grade) < 2)
		return false;
	initStringInfo(&score);
	p->out = &score;
	print(p, p->lowering.score, LEVEL_ANY);
	p->out = out;
	return score.len > SHORT_SCORE;
}

static void
print_grade(Printer *p)
{
	List	   *guards;
	RubricExpr *grade = lower_grade(&p->lowering, &guards);

	/* scopes and requirements stay outside of it: where they fail, no score is computed */
	if (score_is_long(p, grade))
		p->subselect = grade;
	print(p, lower_guarded(&p->lowering, guards, grade, p->subselect == NULL), LEVEL_ANY);

	/* where no label has a rank, nothing but nulls has been printed */
	if (p->lowering.as_rank && rubric_label(p->lowering.rubric, 0)->rank == 0)
		appendStringInfoString(p->out, "::smallint");
}

/*
 * The domain test of the metrics that are checked when a row is graded, those
 * that nothing reads but have a domain among them, as a CHECK: null
 * passes.  NaN and infinity differ from themselves by NaN; where a list or
 * two bounds exclude them, nothing need be said.
 */
static void
print_check(Printer *p)
{
	for (int i = 0; i < list_length(p->lowering.rubric->metrics); i++)
	{
		Input	   *input = rubric_metric(p->lowering.rubric, i);
		const Domain *domain = &input->domain;
		RubricExpr *metric = lower_node(EXPR_METRIC, input->type, NIL);
		RubricExpr *condition = lower_domain(metric, domain);

		if (!input->declared || (p->sources ? p->sources[i].kind == SOURCE_NONE : !grader_wants(input)))
			continue;
		metric->index = i;
		if (condition)
		{
			if (p->out->len > 0)
				appendStringInfoString(p->out, "\nand ");
			print(p, condition, LEVEL_NOT);
		}
		if (input->type == RUBRIC_NUMBER &&
			(domain->kind == DOMAIN_ANY || (domain->kind == DOMAIN_RANGE && !(domain->low && domain->high))))
		{
			if (p->out->len > 0)
				appendStringInfoString(p->out, condition ? " and " : "\nand ");
			print(p, metric, LEVEL_ADD);
			appendStringInfoString(p->out, " - ");
			print(p, metric, LEVEL_ADD);
			appendStringInfoString(p->out, " = 0");
		}
	}
	if (p->out->len == 0)
		appendStringInfoString(p->out, "true");
}

void
printer_init(Printer *p, const Rubric *rubric, ParameterValues *values, const char *alias)
{
	memset(p, 0, sizeof(Printer));
	p->alias = alias;
	lower_init(&p->lowering, rubric, values);
}

char *
printer_text(Printer *p, const RubricExpr *expr)
{
	StringInfo	around = p->out;
	StringInfoData out;

	initStringInfo(&out);
	p->out = &out;
	if (expr->type == RUBRIC_NUMBER)
		print_typed(p, expr, LEVEL_ANY);
	else
		print(p, expr, LEVEL_ANY);
	p->out = around;
	return out.data;
}

char *
printer_check(Printer *p)
{
	StringInfoData out;

	initStringInfo(&out);
	p->out = &out;
	print_check(p);
	p->out = NULL;
	return out.data;
}

char *
rubric_print_sql(const Rubric *rubric, SqlPart part, const char *alias,
				 Jsonb *parameters, const DateADT *as_of)
{
	StringInfoData out;
	Printer		p;
	ParameterValues *values = parameters_make(rubric);

	fault_throw_any(parameters_take(values, parameters, as_of));
	printer_init(&p, rubric, values, alias);
	initStringInfo(&out);
	p.out = &out;
	p.lowering.as_rank = part == SQL_RANK;
	switch (part)
	{
		case SQL_GRADE:
		case SQL_RANK:
			print_grade(&p);
			break;
		case SQL_SCORE:
			print_score(&p, lower_score(&p.lowering));
			break;
		case SQL_CHECK:
			print_check(&p);
			break;
	}
	return out.data;
}
