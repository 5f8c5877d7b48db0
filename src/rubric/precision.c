/*
 * precision.c
 *		Is a number of a rubric double precision?
 *
 * That is not a question of the rubric but of the columns it meets: by SQL's
 * rules, one column of real or double precision makes every number computed
 * with it double precision.  A compilation for known columns gets the answer
 * for these.  Printing SQL knows no columns: there the answer is yes if any
 * kind of column would make it yes.
 */
#include "postgres.h"

#include "miscadmin.h"

#include "rubric/precision.h"

void
precision_init(Precision *precision, const Rubric *rubric, const Source *sources)
{
	memset(precision, 0, sizeof(Precision));
	precision->rubric = rubric;
	precision->sources = sources;
	precision->defines = palloc(sizeof(int) * Max(list_length(rubric->defines), 1));
	for (int i = 0; i < list_length(rubric->defines); i++)
		precision->defines[i] = -1;
	precision->sum = -1;
	precision->score = -1;
}

static bool
any_is_double(Precision *precision, const RubricExpr *expr, int first, int stride)
{
	for (int i = first; i < expr->nargs; i += stride)
		if (is_double(precision, expr->args[i]))
			return true;
	return false;
}

static bool
metric_is_double(const Precision *precision, int metric)
{
	return precision->sources == NULL ||
		precision->sources[metric].kind == SOURCE_FLOAT4 ||
		precision->sources[metric].kind == SOURCE_FLOAT8;
}

/* Would SQL compute this number in double precision? */
bool
is_double(Precision *precision, const RubricExpr *expr)
{
	check_stack_depth();

	if (expr->type != RUBRIC_NUMBER)
		return false;
	switch (expr->kind)
	{
		case EXPR_METRIC:
			return metric_is_double(precision, expr->index);
		case EXPR_DEFINE:
			{
				int		   *known = &precision->defines[expr->index];

				if (*known < 0)
					*known = is_double(precision, rubric_define(precision->rubric, expr->index)->expr);
				return *known;
			}
		case EXPR_SCORE:
			return score_is_double(precision);
		case EXPR_COMPUTED:
			return expr->boolean;
		case EXPR_CASE:
			return any_is_double(precision, expr, 1, 2) ||
				is_double(precision, expr->args[expr->nargs - 1]);
		case EXPR_FUNCTION:
			if (expr->function == FUNC_MOD ||
				((expr->function == FUNC_ROUND || expr->function == FUNC_TRUNC) && expr->nargs == 2))
				return false;	/* SQL has them for numeric only */
			if (rubric_is_tile(expr) || rubric_is_population(expr))
				return false;	/* whatever they are of */
			return any_is_double(precision, expr, 0, 1);
		case EXPR_NEGATE:
		case EXPR_ADD:
		case EXPR_SUBTRACT:
		case EXPR_MULTIPLY:
		case EXPR_DIVIDE:
			return any_is_double(precision, expr, 0, 1);
		default:
			return false;
	}
}

/* Points, clamped or not. */
bool
points_are_double(Precision *precision, const Criterion *criterion)
{
	ListCell   *lc;

	foreach(lc, criterion->alternatives)
	{
		if (is_double(precision, ((Alternative *) lfirst(lc))->points))
			return true;
	}
	return criterion->max && is_double(precision, criterion->max);
}

bool
product_is_double(Precision *precision, const Criterion *criterion)
{
	return points_are_double(precision, criterion) ||
		(criterion->weight && is_double(precision, criterion->weight));
}

bool
criterion_is_double(Precision *precision, const Criterion *criterion)
{
	return product_is_double(precision, criterion) ||
		(criterion->missing && is_double(precision, criterion->missing));
}

bool
sum_is_double(Precision *precision)
{
	if (precision->sum < 0)
	{
		ListCell   *lc;

		precision->sum = false;
		foreach(lc, precision->rubric->criteria)
		{
			if (criterion_is_double(precision, lfirst(lc)))
				precision->sum = true;
		}
	}
	return precision->sum;
}

bool
score_is_double(Precision *precision)
{
	if (precision->rubric->score == NULL || precision->in_score)
		return sum_is_double(precision);
	if (precision->score < 0)
	{
		precision->in_score = true;
		precision->score = is_double(precision, precision->rubric->score);
		precision->in_score = false;
	}
	return precision->score;
}
