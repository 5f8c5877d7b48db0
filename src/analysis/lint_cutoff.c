/*
 * lint_cutoff.c
 *		Cut-offs of rules, and which of two is above the other.
 */
#include "postgres.h"

#include "analysis/lint_cutoff.h"
#include "analysis/lint_known.h"

bool
threshold_of(const RubricExpr *condition, ExprKind kind, Threshold *threshold)
{
	ExprKind	comparison;
	bool		turned;

	if (condition == NULL || condition->kind < EXPR_LT || condition->kind > EXPR_GE)
		return false;
	turned = condition->args[0]->kind == kind;
	comparison = turned ? rubric_mirrored(condition->kind) : condition->kind;
	threshold->measure = condition->args[turned ? 1 : 0];
	threshold->value = condition->args[turned ? 0 : 1];
	threshold->is_upper = comparison == EXPR_LT || comparison == EXPR_LE;
	threshold->is_strict = comparison == EXPR_LT || comparison == EXPR_GT;
	return threshold->value->kind == kind;
}

/* NULL: it is something else */
static CutOff *
cut_of_rule(const Rubric *rubric, const Rule *rule)
{
	const Label *label = rubric_label(rubric, rule->label);
	Threshold	threshold;
	CutOff	   *cut;

	if (label->rank == 0 || !threshold_of(rule->when, EXPR_PARAMETER, &threshold))
		return NULL;
	cut = palloc(sizeof(CutOff));
	cut->label = rule->label;
	cut->rank = label->rank;
	cut->parameter = threshold.value->index;
	cut->threshold = threshold;
	return cut;
}

List *
rubric_cuts(const Rubric *rubric)
{
	List	   *cuts = NIL;
	ListCell   *lc;

	foreach(lc, rubric->rules)
	{
		CutOff	   *cut = cut_of_rule(rubric, lfirst(lc));

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
cuts_compare(const Rubric *rubric, const CutOff *a, const CutOff *b, bool *above)
{
	const RubricExpr *x = rubric_parameter(rubric, a->parameter)->value;
	const RubricExpr *y = rubric_parameter(rubric, b->parameter)->value;
	int			sign;

	if (x == NULL || y == NULL || a->threshold.is_upper != b->threshold.is_upper || !same_expression(a->threshold.measure, b->threshold.measure))
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
