/*
 * lint_boundary.c
 *		The thresholds of a rubric.
 */
#include "postgres.h"

#include "analysis/lint_boundary.h"
#include "rubric/statement.h"

typedef struct Search
{
	const Rubric *rubric;
	Statements *statements;
	List	   *found;
} Search;

/* The constant that an expression is; NULL: none of an order. */
static const RubricExpr *
constant_of(const Rubric *rubric, const RubricExpr *expr)
{
	if (expr->kind == EXPR_PARAMETER)
		expr = rubric_default(rubric_parameter(rubric, expr->index));
	if (expr == NULL || expr->kind != EXPR_LITERAL || expr->isnull ||
		(expr->type != RUBRIC_NUMBER && expr->type != RUBRIC_DATE))
		return NULL;
	return expr;
}

/* Is it a metric or the score? */
static bool
is_measure(const Rubric *rubric, const RubricExpr *expr, int *metric)
{
	while (expr->kind == EXPR_DEFINE)
		expr = rubric_define(rubric, expr->index)->expr;
	*metric = expr->kind == EXPR_METRIC ? expr->index : -1;
	return expr->kind == EXPR_METRIC || expr->kind == EXPR_SCORE;
}

static void
add_boundary(Search *search, const RubricExpr *a, const RubricExpr *b)
{
	int			metric;
	const RubricExpr *value = constant_of(search->rubric, b);
	int			number = list_length(search->found);
	Boundary   *boundary;
	const Statement *statement;
	ListCell   *lc;

	if (value == NULL || !is_measure(search->rubric, a, &metric))
		return;
	statement = statement_at(search->statements, a->start);
	foreach(lc, search->found)
	{
		const Boundary *other = lfirst(lc);

		if (other->metric != metric || rubric_compare_literals(other->value, value) != 0)
			continue;
		if (other->start == statement->start)
			return;
		number = other->number;
	}
	boundary = palloc(sizeof(Boundary));
	boundary->metric = metric;
	boundary->value = value;
	boundary->number = number;
	boundary->start = statement->start;
	boundary->end = statement->end;
	search->found = lappend(search->found, boundary);
}

static bool
search_expr(RubricExpr *expr, void *context)
{
	switch (expr->kind)
	{
		case EXPR_LT:
		case EXPR_LE:
		case EXPR_GT:
		case EXPR_GE:
			add_boundary(context, expr->args[1], expr->args[0]);
			/* FALLTHROUGH */
		case EXPR_BETWEEN:
			for (int i = 1; i < expr->nargs; i++)
				add_boundary(context, expr->args[0], expr->args[i]);
			break;
		default:
			break;
	}
	return rubric_expr_walk(expr, search_expr, context);
}

static void
search_root(RubricExpr *root, RubricRole role, void *context)
{
	if (!rubric_role_is_term(role) && role != ROLE_VALUE && role != ROLE_KEEP)
		search_expr(root, context);
}

List *
rubric_boundaries(const Rubric *rubric)
{
	Search		search = {.rubric = rubric, .statements = statements_make(rubric->text, rubric->length)};

	rubric_walk(rubric, search_root, &search);
	return search.found;
}
