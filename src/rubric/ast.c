/*
 * ast.c
 *		Makes the nodes of a rubric and reads them for the later stages.
 */
#include "postgres.h"

#include "decimal.h"
#include "rubric/parse_internal.h"
#include "text.h"

static const struct
{
	const char *name;
	RubricFunction function;
	int			min_args;
	int			max_args;		/* 0: any number */
}			functions[] = {
	{"abs", FUNC_ABS, 1, 1},
	{"ceil", FUNC_CEIL, 1, 1},
	{"floor", FUNC_FLOOR, 1, 1},
	{"round", FUNC_ROUND, 1, 2},
	{"trunc", FUNC_TRUNC, 1, 2},
	{"least", FUNC_LEAST, 1, 0},
	{"greatest", FUNC_GREATEST, 1, 0},
	{"coalesce", FUNC_COALESCE, 1, 0},
	{"nullif", FUNC_NULLIF, 2, 2},
	{"ln", FUNC_LN, 1, 1},
	{"exp", FUNC_EXP, 1, 1},
	{"sqrt", FUNC_SQRT, 1, 1},
	{"power", FUNC_POWER, 2, 2},
	{"mod", FUNC_MOD, 2, 2},
	{"log10", FUNC_LOG10, 1, 1},
	{"length", FUNC_LENGTH, 1, 1},
	{"lower", FUNC_LOWER, 1, 1},
	{"year", FUNC_YEAR, 1, 1},
	{"month", FUNC_MONTH, 1, 1},
	{"day", FUNC_DAY, 1, 1},
	{"months_between", FUNC_MONTHS_BETWEEN, 2, 2},
	{"years_between", FUNC_YEARS_BETWEEN, 2, 2},
	{"tile", FUNC_TILE, 2, 2},
	{"count", FUNC_COUNT, 1, 1},
	{"sum", FUNC_SUM, 1, 1},
	{"avg", FUNC_AVG, 1, 1},
	{"min", FUNC_MIN, 1, 1},
	{"max", FUNC_MAX, 1, 1},
	{"median", FUNC_MEDIAN, 1, 1},
	{"stddev", FUNC_STDDEV, 1, 1},
	{"quantile", FUNC_QUANTILE, 2, 2},
	{"top", FUNC_TOP, 2, 2},
	{"largest", FUNC_LARGEST, 2, 2},
	{"pareto", FUNC_PARETO, 2, 2},
};

List *
rubric_append(RubricParse *parse, List *list, void *item, int location, const char *what)
{
	if (list_length(list) >= RUBRIC_MAX_ITEMS)
		rubric_fail(parse, location, ERRCODE_PROGRAM_LIMIT_EXCEEDED,
					psprintf("The limit is %d.", RUBRIC_MAX_ITEMS), "too many %s", what);
	return lappend(list, item);
}

RubricExpr *
rubric_node(ExprKind kind, RubricType type, int start, int end, List *args)
{
	RubricExpr *expr = palloc0(sizeof(RubricExpr));
	ListCell   *cell;

	expr->kind = kind;
	expr->type = type;
	expr->start = start;
	expr->end = end;
	if (args)
		expr->args = palloc(list_length(args) * sizeof(RubricExpr *));
	foreach(cell, args)
	{
		RubricExpr *arg = lfirst(cell);

		expr->args[expr->nargs++] = arg;
		expr->height = Max(expr->height, arg->height);
	}
	expr->height++;
	return expr;
}

RubricExpr *
rubric_make_expr(RubricParse *parse, ExprKind kind, RubricLocation place, List *args)
{
	RubricExpr *expr = rubric_node(kind, RUBRIC_UNKNOWN, place.start, place.end, args);

	rubric_check_height(parse, expr);
	return expr;
}

/* A recursion over the tree, through defines, must not use up the stack. */
void
rubric_check_height(RubricParse *parse, const RubricExpr *expr)
{
	if (expr->height > RUBRIC_MAX_HEIGHT)
		rubric_fail(parse, expr->nargs > 0 ? expr->args[expr->nargs - 1]->start : expr->start,
					ERRCODE_STATEMENT_TOO_COMPLEX,
					psprintf("The limit is a chain of %d operators, defines written out.",
							 RUBRIC_MAX_HEIGHT),
					"expression is too long");
}

/* Text is the value of a number, text or date; the type unknown makes a null. */
RubricExpr *
rubric_make_literal(RubricParse *parse, RubricType type, RubricLocation place, char *text)
{
	RubricExpr *expr = rubric_make_expr(parse, EXPR_LITERAL, place, NIL);

	expr->type = type;
	expr->isnull = type == RUBRIC_UNKNOWN;
	expr->text = text;
	if (type == RUBRIC_DATE && !parse_iso_date(text, strlen(text), &expr->date))
		rubric_fail(parse, place.start, ERRCODE_SYNTAX_ERROR,
					"A date is written YYYY-MM-DD.",
					"invalid date \"%s\"", rubric_excerpt(text, strlen(text), 40));
	return expr;
}

/* The negative of a literal number is a literal; nothing is negative zero. */
RubricExpr *
rubric_make_negative(RubricParse *parse, RubricLocation place, RubricExpr *operand)
{
	if (operand->kind != EXPR_LITERAL || operand->type != RUBRIC_NUMBER)
		return rubric_make_expr(parse, EXPR_NEGATE, place, list_make1(operand));
	operand->start = place.start;
	operand->end = place.end;
	if (operand->text[0] == '-')
		operand->text++;
	else if (strspn(operand->text, "0.") < strlen(operand->text))
		operand->text = psprintf("-%s", operand->text);
	return operand;
}

/* A backslash takes the character behind it as it is, so none stands at the end. */
RubricExpr *
rubric_make_like(RubricParse *parse, RubricLocation place, RubricExpr *text, RubricExpr *pattern)
{
	int			escapes = 0;

	for (const char *c = pattern->text; *c; c++)
		escapes = *c == '\\' ? escapes + 1 : 0;
	if (escapes % 2 == 1)
		rubric_fail(parse, pattern->start, ERRCODE_INVALID_ESCAPE_SEQUENCE,
					"A backslash before %, _ or another backslash takes that character as it is.",
					"pattern of like ends with a backslash");
	return rubric_make_expr(parse, EXPR_LIKE, place, list_make2(text, pattern));
}

RubricExpr *
rubric_make_call(RubricParse *parse, RubricLocation place, const RubricName *name, List *args,
				 List *groups)
{
	List	   *names = NIL;
	int			nargs = list_length(args);

	for (int i = 0; i < (int) lengthof(functions); i++)
	{
		RubricExpr *expr;

		names = lappend(names, (char *) functions[i].name);
		if (strcmp(functions[i].name, name->folded) != 0)
			continue;
		if (nargs < functions[i].min_args ||
			(functions[i].max_args > 0 && nargs > functions[i].max_args))
			rubric_fail(parse, place.start, ERRCODE_SYNTAX_ERROR, NULL,
						functions[i].max_args == 1 ? "function %s() takes one argument" :
						functions[i].min_args == 2 ? "function %s() takes two arguments" :
						"function %s() takes one or two arguments",
						functions[i].name);
		if (groups && functions[i].function < FUNC_TILE)
			rubric_fail(parse, ((RubricExpr *) linitial(groups))->start, ERRCODE_SYNTAX_ERROR,
						"Only functions of the population are taken per group.",
						"function %s() has no groups", functions[i].name);
		expr = rubric_make_expr(parse, EXPR_FUNCTION, place, list_concat(args, groups));
		expr->function = functions[i].function;
		expr->ngroups = list_length(groups);
		return expr;
	}
	rubric_fail(parse, place.start, ERRCODE_SYNTAX_ERROR, nearest_name(name->folded, names),
				"unknown function \"%s\"", rubric_excerpt(name->raw, strlen(name->raw), 40));
}

/* "case when 'x' = a then ..." for "case 'x' when a then ...", with a copy of the literal in each arm. */
static void
compare_with_literal(RubricParse *parse, const RubricExpr *literal, List *arms)
{
	for (int i = 0; i < list_length(arms); i += 2)
	{
		RubricExpr *value = list_nth(arms, i);
		RubricLocation place = {value->start, value->end};
		RubricExpr *copy = palloc(sizeof(RubricExpr));

		*copy = *literal;
		lfirst(list_nth_cell(arms, i)) = rubric_make_expr(parse, EXPR_EQ, place, list_make2(copy, value));
	}
}

/*
 * A literal subject goes into each arm: it costs nothing to compute, and as
 * text it may belong to another ordered list in each arm.
 */
/* Not one that is written in the text: it takes no room there. */
static RubricExpr *
make_number(const RubricExpr *near, char *digits)
{
	RubricExpr *literal = rubric_node(EXPR_LITERAL, RUBRIC_NUMBER, near->start, near->start, NIL);

	literal->text = digits;
	return literal;
}

RubricExpr *
rubric_shift(const RubricExpr *expr)
{
	RubricExpr *count = expr->args[1];
	int			times = expr->negated ? -expr->index : expr->index;

	if (count->kind == EXPR_LITERAL && !count->isnull && strlen(count->text) <= 9 && strchr(count->text, '.') == NULL)
		return make_number(count, psprintf("%lld", (long long) atoi(count->text) * times));
	if (times == 1)
		return count;
	return rubric_node(EXPR_MULTIPLY, RUBRIC_NUMBER, count->start, count->end,
					   list_make2(count, make_number(count, psprintf("%d", times))));
}

RubricExpr *
rubric_make_case(RubricParse *parse, RubricLocation place, RubricExpr *subject, List *arms, RubricExpr *otherwise)
{
	RubricExpr *expr;

	if (subject && subject->kind == EXPR_LITERAL)
	{
		compare_with_literal(parse, subject, arms);
		subject = NULL;
	}
	expr = rubric_make_expr(parse, EXPR_CASE, place, lappend(arms, otherwise));
	if (subject)
	{
		expr->subject = subject;
		expr->height = Max(expr->height, subject->height + 1);
		rubric_check_height(parse, expr);
	}
	return expr;
}

Label *
rubric_label(const Rubric *rubric, int index)
{
	return list_nth(rubric->labels, index);
}

Input *
rubric_metric(const Rubric *rubric, int index)
{
	return list_nth(rubric->metrics, index);
}

Input *
rubric_parameter(const Rubric *rubric, int index)
{
	return list_nth(rubric->parameters, index);
}

Define *
rubric_define(const Rubric *rubric, int index)
{
	return list_nth(rubric->defines, index);
}

bool
rubric_is_population(const RubricExpr *expr)
{
	return expr->kind == EXPR_FUNCTION && expr->function >= FUNC_COUNT;
}

bool
rubric_is_tile(const RubricExpr *expr)
{
	return expr->kind == EXPR_FUNCTION && expr->function == FUNC_TILE;
}

int
rubric_plain_args(const RubricExpr *expr)
{
	return expr->nargs - expr->ngroups;
}

Tile *
rubric_tile(const Rubric *rubric, int index)
{
	return list_nth(rubric->tiles, index);
}

Grouping *
rubric_grouping(const Rubric *rubric, int index)
{
	return list_nth(rubric->groupings, index);
}

bool
rubric_is_result(const RubricExpr *expr, int i)
{
	return expr->kind != EXPR_CASE || i % 2 == 1 || i == expr->nargs - 1;
}

bool
rubric_is_strict_operator(ExprKind kind)
{
	switch (kind)
	{
		case EXPR_NEGATE:
		case EXPR_ADD:
		case EXPR_SUBTRACT:
		case EXPR_MULTIPLY:
		case EXPR_DIVIDE:
		case EXPR_ADD_DAYS:
		case EXPR_ADD_MONTHS:
		case EXPR_CONCAT:
		case EXPR_LIKE:
		case EXPR_EQ:
		case EXPR_NE:
		case EXPR_LT:
		case EXPR_LE:
		case EXPR_GT:
		case EXPR_GE:
		case EXPR_NOT:
			return true;
		default:
			return false;
	}
}

bool
rubric_has_score(const Rubric *rubric)
{
	return rubric->score != NULL || rubric->criteria != NIL;
}

const char *
rubric_type_name(RubricType type)
{
	switch (type)
	{
		case RUBRIC_NUMBER:
			return "number";
		case RUBRIC_TEXT:
			return "text";
		case RUBRIC_BOOLEAN:
			return "boolean";
		case RUBRIC_DATE:
			return "date";
		case RUBRIC_UNKNOWN:
			break;
	}
	return "unknown";
}

const char *
rubric_function_name(RubricFunction function)
{
	for (int i = 0; i < (int) lengthof(functions); i++)
		if (functions[i].function == function)
			return functions[i].name;
	return NULL;
}

/* The value of a parameter where it is a literal, or NULL. */
const RubricExpr *
rubric_default(const Input *parameter)
{
	const RubricExpr *value = parameter->value;

	return value && value->kind == EXPR_LITERAL && !value->isnull ? value : NULL;
}

int
rubric_domain_position(const Domain *domain, const char *value, int length)
{
	for (int i = 0; i < domain->nvalues; i++)
	{
		const char *text = domain->values[i]->text;

		if (strncmp(text, value, length) == 0 && text[length] == '\0')
			return i;
	}
	return -1;
}

ExprKind
rubric_opposite(ExprKind comparison)
{
	static const ExprKind opposite[] = {EXPR_NE, EXPR_EQ, EXPR_GE, EXPR_GT, EXPR_LE, EXPR_LT};

	return opposite[comparison - EXPR_EQ];
}

ExprKind
rubric_mirrored(ExprKind comparison)
{
	static const ExprKind mirrored[] = {EXPR_EQ, EXPR_NE, EXPR_GT, EXPR_GE, EXPR_LT, EXPR_LE};

	return mirrored[comparison - EXPR_EQ];
}

bool
rubric_has_keep(const Rubric *rubric)
{
	ListCell   *lc;

	foreach(lc, rubric->parameters)
	{
		if (((Input *) lfirst(lc))->keep)
			return true;
	}
	return false;
}

/* Two literals of the same type. */
int
rubric_compare_literals(const RubricExpr *a, const RubricExpr *b)
{
	Decimal		x;
	Decimal		y;

	switch (a->type)
	{
		case RUBRIC_NUMBER:
			decimal_from_string(&x, a->text);
			decimal_from_string(&y, b->text);
			return decimal_compare(&x, &y);
		case RUBRIC_DATE:
			return a->date < b->date ? -1 : a->date > b->date;
		case RUBRIC_BOOLEAN:
			return a->boolean - b->boolean;
		default:
			return strcmp(a->text, b->text);
	}
}

bool
rubric_same_order(const Domain *a, const Domain *b)
{
	if (a == b)
		return true;
	if (a->nvalues != b->nvalues)
		return false;
	for (int i = 0; i < a->nvalues; i++)
		if (strcmp(a->values[i]->text, b->values[i]->text) != 0)
			return false;
	return true;
}

RubricType
rubric_treatment_type(const TreatmentTerm *term)
{
	ListCell   *lc;

	foreach(lc, term->alternatives)
	{
		const RubricExpr *value = ((Alternative *) lfirst(lc))->points;

		if (value->type != RUBRIC_UNKNOWN)
			return value->type;
	}
	return RUBRIC_UNKNOWN;
}

int
rubric_line(const Rubric *rubric, int location)
{
	int			line = 1;

	for (int i = 0; i < location; i++)
		if (rubric->text[i] == '\n')
			line++;
	return line;
}

char *
rubric_source(const Rubric *rubric, int start, int end)
{
	return pnstrdup(rubric->text + start, end - start);
}
