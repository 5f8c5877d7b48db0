/*
 * lint_cutoff.c
 *		Cut-offs of rules, and which of two is above the other.
 */
#include "postgres.h"

#include "analysis/lint_cutoff.h"
#include "analysis/lint_known.h"

static bool
is_less(ExprKind kind)
{
	return kind == EXPR_LT || kind == EXPR_LE;
}

/* NULL: it is something else */
static Cut *
cut_of_rule(const Rubric *rubric, const Rule *rule)
{
	const RubricExpr *when = rule->when;
	const Label *label = rubric_label(rubric, rule->label);
	bool		turned;
	Cut		   *cut;

	if (label->rank == 0 || when == NULL || when->kind < EXPR_LT || when->kind > EXPR_GE)
		return NULL;
	turned = when->args[0]->kind == EXPR_PARAMETER;
	if (!turned && when->args[1]->kind != EXPR_PARAMETER)
		return NULL;
	cut = palloc(sizeof(Cut));
	cut->label = rule->label;
	cut->rank = label->rank;
	cut->parameter = when->args[turned ? 0 : 1]->index;
	cut->measure = when->args[turned ? 1 : 0];
	cut->is_upper = is_less(when->kind) != turned;
	cut->is_strict = when->kind == EXPR_LT || when->kind == EXPR_GT;
	return cut;
}

List *
rubric_cuts(const Rubric *rubric)
{
	List	   *cuts = NIL;
	ListCell   *lc;

	foreach(lc, rubric->rules)
	{
		Cut		   *cut = cut_of_rule(rubric, lfirst(lc));

		if (cut)
			cuts = lappend(cuts, cut);
	}
	return cuts;
}

/* Which way does a function of the population go as its share or number grows?  0: not known. */
static int
direction_of(RubricFunction function)
{
	switch (function)
	{
		case FUNC_TOP:
		case FUNC_LARGEST:
		case FUNC_PARETO:
			return -1;
		case FUNC_QUANTILE:
			return 1;
		default:
			return 0;
	}
}

static bool
is_same_function(const RubricExpr *a, const RubricExpr *b)
{
	if (!rubric_is_population(a) || !rubric_is_population(b) || a->function != b->function ||
		direction_of(a->function) == 0 || a->ngroups != b->ngroups || !same_expression(a->args[0], b->args[0]))
		return false;
	for (int i = 2; i < a->nargs; i++)
		if (!same_expression(a->args[i], b->args[i]))
			return false;
	return a->args[1]->kind == EXPR_LITERAL && b->args[1]->kind == EXPR_LITERAL;
}

bool
cuts_compare(const Rubric *rubric, const Cut *a, const Cut *b, bool *above)
{
	const RubricExpr *x = rubric_parameter(rubric, a->parameter)->value;
	const RubricExpr *y = rubric_parameter(rubric, b->parameter)->value;
	int			sign;

	if (x == NULL || y == NULL || a->is_upper != b->is_upper || !same_expression(a->measure, b->measure))
		return false;
	if (x->kind == EXPR_LITERAL && y->kind == EXPR_LITERAL && x->type == y->type && !x->isnull && !y->isnull &&
		(x->type == RUBRIC_NUMBER || x->type == RUBRIC_DATE))
		sign = rubric_compare_literals(x, y);
	else if (is_same_function(x, y))
		sign = rubric_compare_literals(x->args[1], y->args[1]) * direction_of(x->function);
	else
		return false;
	*above = sign > 0;
	return sign != 0;
}
