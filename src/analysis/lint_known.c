/*
 * lint_known.c
 *		What is known of metrics where an expression is evaluated.
 */
#include "postgres.h"

#include "miscadmin.h"

#include "analysis/lint_known.h"
#include "decimal.h"

/* ------------------------------------------------------------ expressions */

static bool
same_literal(const RubricExpr *a, const RubricExpr *b)
{
	return a->type == b->type && a->isnull == b->isnull && (a->isnull || rubric_compare_literals(a, b) == 0);
}

bool
same_expression(const RubricExpr *a, const RubricExpr *b)
{
	check_stack_depth();
	if (a == NULL || b == NULL)
		return a == b;
	if (a->kind != b->kind || a->nargs != b->nargs || a->negated != b->negated || a->ngroups != b->ngroups)
		return false;
	switch (a->kind)
	{
		case EXPR_LITERAL:
			return same_literal(a, b);
		case EXPR_METRIC:
		case EXPR_PARAMETER:
		case EXPR_DEFINE:
			return a->index == b->index;
		case EXPR_FUNCTION:
			if (a->function != b->function)
				return false;
			break;
		default:
			break;
	}
	for (int i = 0; i < a->nargs; i++)
		if (!same_expression(a->args[i], b->args[i]))
			return false;
	return same_expression(a->subject, b->subject);
}

static const RubricExpr *
define_of(const Rubric *rubric, const RubricExpr *expr)
{
	return rubric_define(rubric, expr->index)->expr;
}

static bool
is_null_literal(const RubricExpr *expr)
{
	return expr->kind == EXPR_LITERAL && expr->isnull;
}

/* The results of a case, or the arguments of a function, that are not just null. */
static List *
results_of(const RubricExpr *expr)
{
	List	   *results = NIL;

	for (int i = 0; i < expr->nargs; i++)
		if (rubric_is_result(expr, i) && !is_null_literal(expr->args[i]))
			results = lappend(results, expr->args[i]);
	return results;
}

/* -------------------------------------------------------------------- null */

/* The metrics that all of these expressions need. */
static Bitmapset *
needed_by_all(const Rubric *rubric, List *expressions)
{
	Bitmapset  *metrics = NULL;
	ListCell   *lc;

	foreach(lc, expressions)
	{
		Bitmapset  *needed = metrics_needed(rubric, lfirst(lc));

		metrics = foreach_current_index(lc) == 0 ? needed : bms_int_members(metrics, needed);
	}
	return metrics;
}

static Bitmapset *
needed_by_any(const Rubric *rubric, const RubricExpr *expr, int nargs)
{
	Bitmapset  *metrics = NULL;

	for (int i = 0; i < nargs; i++)
		metrics = bms_add_members(metrics, metrics_needed(rubric, expr->args[i]));
	return metrics;
}

Bitmapset *
metrics_needed(const Rubric *rubric, const RubricExpr *expr)
{
	check_stack_depth();
	if (rubric_is_strict_operator(expr->kind))
		return needed_by_any(rubric, expr, expr->nargs);
	switch (expr->kind)
	{
		case EXPR_METRIC:
			return bms_make_singleton(expr->index);
		case EXPR_DEFINE:
			return metrics_needed(rubric, define_of(rubric, expr));
		case EXPR_IN:
		case EXPR_BETWEEN:
			return needed_by_any(rubric, expr, 1);
		case EXPR_AND:
		case EXPR_OR:
		case EXPR_CASE:
			return needed_by_all(rubric, results_of(expr));
		case EXPR_FUNCTION:
			switch (expr->function)
			{
				case FUNC_LEAST:
				case FUNC_GREATEST:
				case FUNC_COALESCE:
					return needed_by_all(rubric, results_of(expr));
				case FUNC_NULLIF:
					return needed_by_any(rubric, expr, 1);
				default:
					return rubric_is_population(expr) ? NULL : needed_by_any(rubric, expr, rubric_plain_args(expr));
			}
		default:
			return NULL;
	}
}

static Bitmapset *not_null_after(const Rubric *rubric, const RubricExpr *condition, Came came);

/* All parts of a junction came so, or one of them, nobody knows which. */
static Bitmapset *
not_null_after_parts(const Rubric *rubric, const RubricExpr *junction, Came came, bool all_came)
{
	Bitmapset  *metrics = NULL;

	for (int i = 0; i < junction->nargs; i++)
	{
		Bitmapset  *part = not_null_after(rubric, junction->args[i], came);

		if (all_came || i == 0)
			metrics = bms_add_members(metrics, part);
		else
			metrics = bms_int_members(metrics, part);
	}
	return metrics;
}

static Bitmapset *
not_null_after(const Rubric *rubric, const RubricExpr *condition, Came came)
{
	check_stack_depth();
	switch (condition->kind)
	{
		case EXPR_DEFINE:
			return not_null_after(rubric, define_of(rubric, condition), came);
		case EXPR_AND:
			return not_null_after_parts(rubric, condition, came, came == CAME_TRUE);
		case EXPR_OR:
			return not_null_after_parts(rubric, condition, came, came != CAME_TRUE);
		case EXPR_NOT:
			if (came == CAME_NOT_TRUE)
				return NULL;
			return not_null_after(rubric, condition->args[0], came == CAME_TRUE ? CAME_FALSE : CAME_TRUE);
		case EXPR_IS_NULL:
			if ((came == CAME_TRUE) == condition->negated)
				return metrics_needed(rubric, condition->args[0]);
			return NULL;
		case EXPR_IS_TRUE:
		case EXPR_IS_FALSE:
			if ((came == CAME_TRUE) != condition->negated)
				return not_null_after(rubric, condition->args[0], condition->kind == EXPR_IS_TRUE ? CAME_TRUE : CAME_FALSE);
			return NULL;
		default:
			return came == CAME_NOT_TRUE ? NULL : metrics_needed(rubric, condition);
	}
}

/* Of a criterion that has no value where these are missing. */
static Bitmapset *
missed_by_criterion(const Known *known, const Criterion *criterion)
{
	Bitmapset  *metrics = NULL;
	ListCell   *lc;

	if (criterion->missing)
		return NULL;
	foreach(lc, criterion->alternatives)
	{
		const Alternative *alternative = lfirst(lc);

		metrics = bms_add_members(metrics, metrics_missed(known, alternative->points));
		if (alternative->when)
			metrics = bms_add_members(metrics, bms_difference(metrics_needed(known->rubric, alternative->when), known->not_null));
	}
	return metrics;
}

static Bitmapset *
missed_by_score(const Known *known)
{
	Bitmapset  *metrics = NULL;
	ListCell   *lc;

	foreach(lc, known->rubric->criteria)
		metrics = bms_add_members(metrics, missed_by_criterion(known, lfirst(lc)));
	return metrics;
}

/* Null only where all of these are. */
static Bitmapset *
missed_by_all(const Known *known, List *expressions)
{
	Bitmapset  *metrics = NULL;
	ListCell   *lc;

	foreach(lc, expressions)
	{
		Bitmapset  *missed = metrics_missed(known, lfirst(lc));

		if (bms_is_empty(missed))
			return NULL;
		metrics = bms_add_members(metrics, missed);
	}
	return metrics;
}

static Bitmapset *
missed_by_any(const Known *known, const RubricExpr *expr, int nargs)
{
	Bitmapset  *metrics = NULL;

	for (int i = 0; i < nargs; i++)
		metrics = bms_add_members(metrics, metrics_missed(known, expr->args[i]));
	return metrics;
}

static Bitmapset *
missed_by_case(const Known *known, const RubricExpr *expr)
{
	Known		here = *known;
	Bitmapset  *metrics = NULL;

	for (int i = 0; i + 1 < expr->nargs; i += 2)
	{
		Known		then = expr->subject ? here : known_after(here, expr->args[i], CAME_TRUE);

		metrics = bms_add_members(metrics, metrics_missed(&then, expr->args[i + 1]));
		if (expr->subject == NULL)
			here = known_after(here, expr->args[i], CAME_NOT_TRUE);
	}
	return bms_add_members(metrics, metrics_missed(&here, expr->args[expr->nargs - 1]));
}

Bitmapset *
metrics_missed(const Known *known, const RubricExpr *expr)
{
	check_stack_depth();
	switch (expr->kind)
	{
		case EXPR_METRIC:
			return bms_is_member(expr->index, known->not_null) ? NULL : bms_make_singleton(expr->index);
		case EXPR_DEFINE:
			return metrics_missed(known, define_of(known->rubric, expr));
		case EXPR_SCORE:
			return missed_by_score(known);
		case EXPR_CASE:
			return missed_by_case(known, expr);
		case EXPR_FUNCTION:
			switch (expr->function)
			{
				case FUNC_LEAST:
				case FUNC_GREATEST:
				case FUNC_COALESCE:
					return missed_by_all(known, results_of(expr));
				case FUNC_NULLIF:
					return missed_by_any(known, expr, 1);
				default:
					return rubric_is_population(expr) ? NULL : missed_by_any(known, expr, rubric_plain_args(expr));
			}
		case EXPR_NEGATE:
		case EXPR_ADD:
		case EXPR_SUBTRACT:
		case EXPR_MULTIPLY:
		case EXPR_DIVIDE:
		case EXPR_ADD_DAYS:
		case EXPR_ADD_MONTHS:
		case EXPR_CONCAT:
			return missed_by_any(known, expr, expr->nargs);
		default:
			return NULL;
	}
}

/* ------------------------------------------------------------------- signs */

static int
sign_of_literal(const RubricExpr *literal)
{
	Decimal		value;
	Decimal		zero;
	int			order;

	if (literal->isnull || literal->type != RUBRIC_NUMBER)
		return literal->isnull ? 0 : SIGN_ANY;
	decimal_from_string(&value, literal->text);
	decimal_from_int64(&zero, 0);
	order = decimal_compare(&value, &zero);
	return order < 0 ? SIGN_MINUS : order == 0 ? SIGN_ZERO : SIGN_PLUS;
}

/* Of what is greater than (or equal to) something with these signs. */
static int
signs_above(int signs, bool or_equal)
{
	if (signs & SIGN_MINUS)
		return SIGN_ANY;
	if (signs & SIGN_ZERO)
		return or_equal ? SIGN_ZERO | SIGN_PLUS : SIGN_PLUS;
	return SIGN_PLUS;
}

static int
signs_negated(int signs)
{
	return (signs & SIGN_ZERO) | (signs & SIGN_MINUS ? SIGN_PLUS : 0) | (signs & SIGN_PLUS ? SIGN_MINUS : 0);
}

static int
signs_below(int signs, bool or_equal)
{
	return signs_negated(signs_above(signs_negated(signs), or_equal));
}

static int
signs_of_domain(const Domain *domain)
{
	int			signs = 0;

	if (domain->kind == DOMAIN_RANGE)
		return (domain->low ? signs_above(sign_of_literal(domain->low), !domain->low_open) : SIGN_ANY) &
			(domain->high ? signs_below(sign_of_literal(domain->high), !domain->high_open) : SIGN_ANY);
	for (int i = 0; i < domain->nvalues; i++)
		signs |= sign_of_literal(domain->values[i]);
	for (int i = 0; i < domain->nranges; i++)
		signs |= signs_above(sign_of_literal(domain->lows[i]), true) & signs_below(sign_of_literal(domain->highs[i]), true);
	return domain->kind == DOMAIN_ANY ? SIGN_ANY : signs;
}

/* A parameter that has no value in the text will have one that makes sense. */
static int
signs_of_parameter(const Known *known, const Input *parameter)
{
	const RubricExpr *value = rubric_default(parameter);

	if (value)
		return sign_of_literal(value);
	if (parameter->value)
		return known_signs(known, parameter->value) & signs_of_domain(&parameter->domain);
	return signs_of_domain(&parameter->domain) & ~SIGN_ZERO;
}

static int
signs_of_sum(int a, int b)
{
	int			signs = 0;

	if (((a | b) & SIGN_PLUS) && ((a | b) & SIGN_MINUS))
		return SIGN_ANY;
	if ((a & SIGN_ZERO) && (b & SIGN_ZERO))
		signs |= SIGN_ZERO;
	return signs | ((a | b) & (SIGN_PLUS | SIGN_MINUS));
}

static int
signs_of_product(int a, int b)
{
	int			signs = (a | b) & SIGN_ZERO;

	if (((a & SIGN_PLUS) && (b & SIGN_PLUS)) || ((a & SIGN_MINUS) && (b & SIGN_MINUS)))
		signs |= SIGN_PLUS;
	if (((a & SIGN_PLUS) && (b & SIGN_MINUS)) || ((a & SIGN_MINUS) && (b & SIGN_PLUS)))
		signs |= SIGN_MINUS;
	return signs;
}

static int
signs_of_case(const Known *known, const RubricExpr *expr)
{
	Known		here = *known;
	int			signs = 0;

	for (int i = 0; i + 1 < expr->nargs; i += 2)
	{
		Known		then = expr->subject ? here : known_after(here, expr->args[i], CAME_TRUE);

		signs |= known_signs(&then, expr->args[i + 1]);
		if (expr->subject == NULL)
			here = known_after(here, expr->args[i], CAME_NOT_TRUE);
	}
	return signs | known_signs(&here, expr->args[expr->nargs - 1]);
}

/* The greatest of values, of which some may be null. */
static int
signs_of_greatest(const Known *known, const RubricExpr *expr, bool least)
{
	int			all = 0;
	int			result = 0;

	for (int i = 0; i < expr->nargs; i++)
	{
		int			signs = known_signs(known, expr->args[i]);

		if (least)
			signs = signs_negated(signs);
		all |= signs;
		/* one that is there and never below zero */
		if (!(signs & SIGN_MINUS) && bms_is_empty(metrics_missed(known, expr->args[i])) && !is_null_literal(expr->args[i]))
			result = result == SIGN_PLUS || !(signs & SIGN_ZERO) ? SIGN_PLUS : SIGN_ZERO | SIGN_PLUS;
	}
	result = result ? all & result : all;
	return least ? signs_negated(result) : result;
}

static int
signs_of_function(const Known *known, const RubricExpr *expr)
{
	int			signs = SIGN_ANY;

	if (expr->nargs > 0 && expr->args[0]->type == RUBRIC_NUMBER)
		signs = known_signs(known, expr->args[0]);
	switch (expr->function)
	{
		case FUNC_ABS:
			return signs & SIGN_MINUS ? (signs & SIGN_ZERO) | SIGN_PLUS : signs;
		case FUNC_CEIL:
			return signs & SIGN_MINUS ? signs | SIGN_ZERO : signs;
		case FUNC_FLOOR:
			return signs & SIGN_PLUS ? signs | SIGN_ZERO : signs;
		case FUNC_ROUND:
		case FUNC_TRUNC:
			return signs | SIGN_ZERO;
		case FUNC_LEAST:
		case FUNC_GREATEST:
			return signs_of_greatest(known, expr, expr->function == FUNC_LEAST);
		case FUNC_COALESCE:
			for (int i = 1; i < expr->nargs; i++)
				signs |= known_signs(known, expr->args[i]);
			return signs;
		case FUNC_NULLIF:
			return known_signs(known, expr->args[1]) == SIGN_ZERO ? signs & ~SIGN_ZERO : signs;
		case FUNC_EXP:
		case FUNC_TILE:
			return SIGN_PLUS;
		case FUNC_SQRT:
			return signs & ~SIGN_MINUS;
		case FUNC_POWER:
			return signs == SIGN_PLUS ? SIGN_PLUS : SIGN_ANY;
		case FUNC_MOD:
			return signs | SIGN_ZERO;
		case FUNC_MONTH:
		case FUNC_DAY:
			return SIGN_PLUS;
		case FUNC_LENGTH:
		case FUNC_COUNT:
		case FUNC_STDDEV:
			return SIGN_ZERO | SIGN_PLUS;
		case FUNC_SUM:
		case FUNC_AVG:
		case FUNC_MIN:
		case FUNC_MAX:
		case FUNC_MEDIAN:
		case FUNC_QUANTILE:
		case FUNC_TOP:
		case FUNC_LARGEST:
		case FUNC_PARETO:
			return signs;
		default:
			return SIGN_ANY;
	}
}

/* By what the expression is made of. */
static int
signs_of_parts(const Known *known, const RubricExpr *expr)
{
	switch (expr->kind)
	{
		case EXPR_LITERAL:
			return sign_of_literal(expr);
		case EXPR_METRIC:
			return signs_of_domain(&rubric_metric(known->rubric, expr->index)->domain);
		case EXPR_PARAMETER:
			return signs_of_parameter(known, rubric_parameter(known->rubric, expr->index));
		case EXPR_DEFINE:
			return known_signs(known, define_of(known->rubric, expr));
		case EXPR_NEGATE:
			return signs_negated(known_signs(known, expr->args[0]));
		case EXPR_ADD:
			return signs_of_sum(known_signs(known, expr->args[0]), known_signs(known, expr->args[1]));
		case EXPR_SUBTRACT:
			return signs_of_sum(known_signs(known, expr->args[0]), signs_negated(known_signs(known, expr->args[1])));
		case EXPR_MULTIPLY:
		case EXPR_DIVIDE:
			return signs_of_product(known_signs(known, expr->args[0]), known_signs(known, expr->args[1]));
		case EXPR_CASE:
			return signs_of_case(known, expr);
		case EXPR_FUNCTION:
			return signs_of_function(known, expr);
		default:
			return SIGN_ANY;
	}
}

int
known_signs(const Known *known, const RubricExpr *expr)
{
	int			signs;

	check_stack_depth();
	if (expr->type != RUBRIC_NUMBER)
		return is_null_literal(expr) ? 0 : SIGN_ANY;
	signs = signs_of_parts(known, expr);
	for (const SignFact *fact = known->signs; fact; fact = fact->before)
		if (same_expression(fact->expr, expr))
			signs &= fact->signs;
	return signs;
}

static void
learn_sign(Known *known, const RubricExpr *expr, int signs)
{
	SignFact   *fact;

	if (expr->kind == EXPR_LITERAL || (known_signs(known, expr) & ~signs) == 0)
		return;
	fact = palloc(sizeof(SignFact));
	fact->expr = expr;
	fact->signs = signs;
	fact->before = known->signs;
	known->signs = fact;
}

/* a is (came) less than, equal to, ... b */
static void
learn_order(Known *known, ExprKind kind, const RubricExpr *a, const RubricExpr *b)
{
	int			signs = known_signs(known, b);

	switch (kind)
	{
		case EXPR_EQ:
			learn_sign(known, a, signs);
			break;
		case EXPR_NE:
			learn_sign(known, a, signs == SIGN_ZERO ? SIGN_MINUS | SIGN_PLUS : SIGN_ANY);
			break;
		case EXPR_GT:
		case EXPR_GE:
			learn_sign(known, a, signs_above(signs, kind == EXPR_GE));
			break;
		case EXPR_LT:
		case EXPR_LE:
			learn_sign(known, a, signs_below(signs, kind == EXPR_LE));
			break;
		default:
			break;
	}
}

static void
learn_list(Known *known, const RubricExpr *in, bool is_member)
{
	int			signs = 0;

	for (int i = 1; i < in->nargs; i++)
		signs |= known_signs(known, in->args[i]);
	if (is_member)
		learn_sign(known, in->args[0], signs);
	for (int i = 1; i < in->nargs && !is_member; i++)
		learn_order(known, EXPR_NE, in->args[0], in->args[i]);
}

/* A null is of no sign: so what did not come true tells of signs what false does. */
static void
learn_signs(Known *known, const RubricExpr *condition, bool truth)
{
	ExprKind	kind = condition->kind;

	check_stack_depth();
	switch (kind)
	{
		case EXPR_DEFINE:
			learn_signs(known, define_of(known->rubric, condition), truth);
			break;
		case EXPR_AND:
		case EXPR_OR:
			for (int i = 0; i < condition->nargs && truth == (kind == EXPR_AND); i++)
				learn_signs(known, condition->args[i], truth);
			break;
		case EXPR_NOT:
			learn_signs(known, condition->args[0], !truth);
			break;
		case EXPR_IS_TRUE:
			learn_signs(known, condition->args[0], truth != condition->negated);
			break;
		case EXPR_IS_FALSE:
			learn_signs(known, condition->args[0], truth == condition->negated);
			break;
		case EXPR_EQ:
		case EXPR_NE:
		case EXPR_LT:
		case EXPR_LE:
		case EXPR_GT:
		case EXPR_GE:
			kind = truth ? kind : rubric_opposite(kind);
			learn_order(known, kind, condition->args[0], condition->args[1]);
			learn_order(known, rubric_mirrored(kind), condition->args[1], condition->args[0]);
			break;
		case EXPR_BETWEEN:
			if (truth == condition->negated)
				break;
			learn_order(known, EXPR_GE, condition->args[0], condition->args[1]);
			learn_order(known, EXPR_LE, condition->args[0], condition->args[2]);
			break;
		case EXPR_IN:
			learn_list(known, condition, truth != condition->negated);
			break;
		default:
			break;
	}
}

/* ------------------------------------------------------------------- known */

Known
known_after(Known known, const RubricExpr *condition, Came came)
{
	known.not_null = bms_union(known.not_null, not_null_after(known.rubric, condition, came));
	learn_signs(&known, condition, came == CAME_TRUE);
	return known;
}

Known
known_decided(Known known, const RubricExpr *condition)
{
	Bitmapset  *either = not_null_after(known.rubric, condition, CAME_TRUE);

	known.not_null = bms_union(known.not_null, bms_int_members(either, not_null_after(known.rubric, condition, CAME_FALSE)));
	return known;
}

Known
known_in_scope(const Rubric *rubric)
{
	Known		known = {.rubric = rubric};
	ListCell   *lc;

	foreach(lc, rubric->scopes)
		known = known_after(known, ((Rule *) lfirst(lc))->when, CAME_TRUE);
	foreach(lc, rubric->requirements)
	{
		const Requirement *requirement = lfirst(lc);

		if (list_length(requirement->names) == 1)
			known.not_null = bms_union(known.not_null, metrics_needed(rubric, linitial(requirement->names)));
	}
	return known;
}
