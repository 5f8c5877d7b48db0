/*
 * solve_model.c
 *		A rubric as decision diagrams over the cells of its metrics.
 *
 * First the cuts are collected: each comparison of something with a constant
 * cuts the metrics that the something may be (solve_cells.c).  Between two cuts
 * all values of a metric are alike.  Then expressions become diagrams from their
 * leaves to the top.  An expression that depends on more than cells has extents
 * there; if such an extent is compared with something inside it, the comparison
 * gets a variable of its own (see AxisKind), so that it comes out the same
 * wherever it stands.  So the diagrams never leave out an outcome that a row
 * can have, but they may have one that no row has.
 */
#include "postgres.h"

#include "miscadmin.h"

#include "analysis/solve_model_internal.h"
#include "rubric/value.h"

#define SIGNS_EQUAL		SIGN_MAY_BE_EQUAL

/* Numbers of tests: see diagram_any(). */
#define TEST_UNDECIDED	1
#define TEST_WIDE		2

/* ------------------------------------------------------------------- leaves */

static Diagram
exact(Model *m, int64 number)
{
	Decimal		value;
	Extent		extent;

	decimal_from_int64(&value, number);
	extent = extent_exact(&value);
	return diagram_extent(m->diagrams, &extent);
}

static Diagram
null_value(Model *m)
{
	Extent		extent = extent_null();

	return diagram_extent(m->diagrams, &extent);
}

static Diagram
literal_value(Model *m, const RubricExpr *literal)
{
	Decimal		number;
	Extent		extent;

	if (literal->isnull)
		return null_value(m);
	model_number(m, literal, &number);
	extent = extent_exact(&number);
	return diagram_extent(m->diagrams, &extent);
}

static Diagram
axis_value(Model *m, const Axis *axis)
{
	Diagram    *children = palloc(sizeof(Diagram) * axis->ncells);
	Diagram		result;

	for (int i = 0; i < axis->ncells; i++)
		children[i] = diagram_extent(m->diagrams, &axis->cells[i]);
	result = diagram_node(m->diagrams, axis->variable, children);
	pfree(children);
	return result;
}

/* --------------------------------------------------------- wide expressions */

static bool
is_wide(const Diagrams *diagrams, Diagram leaf)
{
	const Extent *extent = diagram_leaf_extent(diagrams, leaf);

	return extent->may_be_value && (extent->low.infinite || extent->high.infinite ||
									decimal_compare(&extent->low.value, &extent->high.value) != 0);
}

/* The value of an expression that is cut: where its extent is wide, its own cells tell more. */
static Diagram
narrow(Model *m, const RubricExpr *expr, Diagram value)
{
	Axis	   *axis = model_find_expression(m, expr);

	if (axis == NULL || !diagram_any(m->diagrams, value, is_wide, TEST_WIDE))
		return value;
	return diagram_apply(m->diagrams, OP_NARROW, 0, value, axis_value(m, axis));
}

static bool
is_undecided(const Diagrams *diagrams, Diagram leaf)
{
	int			signs = diagram_leaf_bits(diagrams, leaf) & SIGNS_OF_VALUES;

	return (signs & (signs - 1)) != 0;
}

/* The signs of a - b where cells leave several: a variable of its own decides. */
static Diagram
refine(Model *m, const RubricExpr *a, const RubricExpr *b, Diagram signs)
{
	bool		swapped;
	Axis	   *axis;
	Diagram		children[3];

	if (!diagram_any(m->diagrams, signs, is_undecided, TEST_UNDECIDED))
		return signs;
	axis = model_comparison(m, a, b, &swapped);
	children[0] = diagram_bits(m->diagrams, swapped ? SIGN_MAY_BE_GREATER : SIGN_MAY_BE_LESS);
	children[1] = diagram_bits(m->diagrams, SIGN_MAY_BE_EQUAL);
	children[2] = diagram_bits(m->diagrams, swapped ? SIGN_MAY_BE_LESS : SIGN_MAY_BE_GREATER);
	return diagram_apply(m->diagrams, OP_REFINE_SIGNS, 0, signs, diagram_node(m->diagrams, axis->variable, children));
}

/* --------------------------------------------------------------- conditions */

static Diagram
apply(Model *m, Operation operation, Diagram a, Diagram b)
{
	return diagram_apply(m->diagrams, operation, 0, a, b);
}

/* A text of an ordered list as its place there: the better, the greater; back: the other way round. */
static Extent
map_order(void *context, int arg, const Extent *extent)
{
	Model	   *m = context;
	const Domain *order = list_nth(m->orders, arg / 2);
	bool		back = arg % 2 == 1;
	Extent		result = extent_everything();

	for (int i = 0; i < order->nvalues && extent_is_number(extent); i++)
	{
		Decimal		place;
		Decimal		text;

		decimal_from_int64(&place, order->nvalues - i);
		model_number(m, order->values[i], &text);
		if (decimal_compare(&extent->low.value, back ? &place : &text) == 0)
			result = extent_exact(back ? &text : &place);
	}
	result.may_be_value = extent->may_be_value;
	result.may_be_null = extent->may_be_null;
	result.may_fail = extent->may_fail;
	return result;
}

static Diagram
mapped(Model *m, Diagram value, const Domain *order, bool back)
{
	int			number = 0;
	ListCell   *lc;

	foreach(lc, m->orders)
	{
		if (rubric_same_order(lfirst(lc), order))
			break;
		number++;
	}
	if (number == list_length(m->orders))
		m->orders = lappend(m->orders, unconstify(Domain *, order));
	return diagram_apply(m->diagrams, OP_MAP, number * 2 + back, value, 0);
}

/* A value that is compared by its place in an ordered list. */
static Diagram
ordered_value(Model *m, const RubricExpr *expr)
{
	return mapped(m, model_value(m, expr), expr->order, false);
}

/* Any text, or null where it is null: the numbers that texts have here tell no order. */
static Diagram
any_text(Model *m, Diagram text)
{
	return diagram_apply(m->diagrams, OP_FUNCTION_OF_ONE, FUNC_LOWER, text, 0);
}

static Diagram
compare(Model *m, const RubricExpr *a, const RubricExpr *b, int true_signs)
{
	bool		ordered = a->order && b->order;
	bool		by_bytes = a->type == RUBRIC_TEXT && !ordered && true_signs != SIGN_MAY_BE_EQUAL &&
		true_signs != (SIGN_MAY_BE_LESS | SIGN_MAY_BE_GREATER);
	Diagram		left = ordered ? ordered_value(m, a) : model_value(m, a);
	Diagram		right = ordered ? ordered_value(m, b) : model_value(m, b);
	Diagram		signs = refine(m, a, b, apply(m, OP_SIGNS, by_bytes ? any_text(m, left) : left, right));

	return diagram_apply(m->diagrams, OP_SIGNS_TO_TRUTH, true_signs, signs, 0);
}

/* Nothing is known of it but that it comes out the same wherever it stands: as if the pattern were equal to it, or not. */
static Diagram
like(Model *m, const RubricExpr *expr)
{
	RubricExpr *plain = palloc(sizeof(RubricExpr));
	Diagram		signs = apply(m, OP_SIGNS, any_text(m, model_value(m, expr->args[0])), model_value(m, expr->args[1]));

	*plain = *expr;
	plain->negated = false;
	return diagram_apply(m->diagrams, OP_SIGNS_TO_TRUTH, SIGNS_EQUAL, refine(m, plain, expr->args[1], signs), 0);
}

static Diagram
junction(Model *m, const RubricExpr *expr)
{
	Diagram		result = model_truth(m, expr->args[0]);

	for (int i = 1; i < expr->nargs; i++)
		result = apply(m, expr->kind == EXPR_AND ? OP_AND : OP_OR, result, model_truth(m, expr->args[i]));
	return result;
}

static Diagram
in_list(Model *m, const RubricExpr *expr)
{
	Diagram		result = compare(m, expr->args[0], expr->args[1], SIGNS_EQUAL);

	for (int i = 2; i < expr->nargs; i++)
		result = apply(m, OP_OR, result, compare(m, expr->args[0], expr->args[i], SIGNS_EQUAL));
	return result;
}

static Diagram
is_null(Model *m, const RubricExpr *expr)
{
	if (expr->type == RUBRIC_BOOLEAN)
		return apply(m, OP_IS_NULL, model_truth(m, expr), 0);
	return apply(m, OP_VALUE_IS_NULL, model_value(m, expr), 0);
}

Diagram
model_arm(Model *m, const RubricExpr *expr, int i)
{
	return expr->subject ? compare(m, expr->subject, expr->args[i], SIGNS_EQUAL) : model_truth(m, expr->args[i]);
}

static Diagram
case_truth(Model *m, const RubricExpr *expr)
{
	Diagram		result = model_truth(m, expr->args[expr->nargs - 1]);

	for (int i = expr->nargs - 3; i >= 0; i -= 2)
		result = diagram_choose(m->diagrams, model_arm(m, expr, i), model_truth(m, expr->args[i + 1]), result);
	return result;
}

/* As it stands, without the "not" of "is not", "not in", "not between". */
static Diagram
plain_truth(Model *m, const RubricExpr *expr)
{
	static const int true_signs[] = {
		[EXPR_EQ] = SIGN_MAY_BE_EQUAL,
		[EXPR_NE] = SIGN_MAY_BE_LESS | SIGN_MAY_BE_GREATER,
		[EXPR_LT] = SIGN_MAY_BE_LESS,
		[EXPR_LE] = SIGN_MAY_BE_LESS | SIGN_MAY_BE_EQUAL,
		[EXPR_GT] = SIGN_MAY_BE_GREATER,
		[EXPR_GE] = SIGN_MAY_BE_GREATER | SIGN_MAY_BE_EQUAL,
	};
	Diagram		low;

	switch (expr->kind)
	{
		case EXPR_LITERAL:
			return diagram_bits(m->diagrams, expr->isnull ? MAY_BE_NULL : expr->boolean ? MAY_BE_TRUE : MAY_BE_FALSE);
		case EXPR_AND:
		case EXPR_OR:
			return junction(m, expr);
		case EXPR_NOT:
			return apply(m, OP_NOT, model_truth(m, expr->args[0]), 0);
		case EXPR_IS_TRUE:
			return apply(m, OP_IS_TRUE, model_truth(m, expr->args[0]), 0);
		case EXPR_IS_FALSE:
			return apply(m, OP_IS_FALSE, model_truth(m, expr->args[0]), 0);
		case EXPR_IS_NULL:
			return is_null(m, expr->args[0]);
		case EXPR_EQ:
		case EXPR_NE:
		case EXPR_LT:
		case EXPR_LE:
		case EXPR_GT:
		case EXPR_GE:
			return compare(m, expr->args[0], expr->args[1], true_signs[expr->kind]);
		case EXPR_BETWEEN:
			low = compare(m, expr->args[0], expr->args[1], true_signs[EXPR_GE]);
			return apply(m, OP_AND, low, compare(m, expr->args[0], expr->args[2], true_signs[EXPR_LE]));
		case EXPR_IN:
			return in_list(m, expr);
		case EXPR_LIKE:
			return like(m, expr);
		case EXPR_CASE:
			return case_truth(m, expr);
		default:
			return apply(m, OP_TO_TRUTH, model_value(m, expr), 0);
	}
}

Diagram
model_truth(Model *m, const RubricExpr *condition)
{
	Diagram		result;

	check_stack_depth();
	diagram_count_work(m->diagrams);
	result = plain_truth(m, condition);
	return condition->negated ? apply(m, OP_NOT, result, 0) : result;
}

/* ------------------------------------------------------------------- values */

static Diagram
arithmetic(Model *m, const RubricExpr *expr)
{
	Diagram		a = model_value(m, expr->args[0]);
	Diagram		b = expr->nargs > 1 ? model_value(m, expr->args[1]) : 0;

	return narrow(m, expr, diagram_apply(m->diagrams, OP_ARITHMETIC, expr->kind, a, b));
}

static Diagram
case_value(Model *m, const RubricExpr *expr)
{
	Diagram		result = model_value(m, expr->args[expr->nargs - 1]);

	for (int i = expr->nargs - 3; i >= 0; i -= 2)
		result = diagram_choose(m->diagrams, model_arm(m, expr, i), model_value(m, expr->args[i + 1]), result);
	return result;
}

/* All arguments of coalesce(), least() or greatest(). */
static Diagram
fold(Model *m, const RubricExpr *expr, Operation operation)
{
	bool		ordered = expr->order && operation == OP_FUNCTION;
	Diagram		result = ordered ? ordered_value(m, expr->args[0]) : model_value(m, expr->args[0]);

	for (int i = 1; i < expr->nargs; i++)
	{
		Diagram		next = ordered ? ordered_value(m, expr->args[i]) : model_value(m, expr->args[i]);

		result = diagram_apply(m->diagrams, operation, expr->function, result, next);
	}
	return ordered ? mapped(m, result, expr->order, true) : result;
}

static Diagram
tile_value(Model *m, const RubricExpr *expr)
{
	Diagram		unknown = is_null(m, expr->args[0]);

	return diagram_choose(m->diagrams, unknown, null_value(m), axis_value(m, &m->tiles[expr->index]));
}

static Diagram
function_value(Model *m, const RubricExpr *expr)
{
	Diagram		a;
	Diagram		b;

	switch (expr->function)
	{
		case FUNC_TILE:
			return tile_value(m, expr);
		case FUNC_COALESCE:
			return fold(m, expr, OP_COALESCE);
		case FUNC_LEAST:
		case FUNC_GREATEST:
			return fold(m, expr, OP_FUNCTION);
		case FUNC_NULLIF:
			return diagram_choose(m->diagrams, compare(m, expr->args[0], expr->args[1], SIGNS_EQUAL), null_value(m),
								  model_value(m, expr->args[0]));
		default:
			break;
	}
	a = model_value(m, expr->args[0]);
	if (expr->nargs == 1)
		return narrow(m, expr, diagram_apply(m->diagrams, OP_FUNCTION_OF_ONE, expr->function, a, 0));
	b = model_value(m, expr->args[1]);
	return narrow(m, expr, diagram_apply(m->diagrams, OP_FUNCTION, expr->function, a, b));
}

static Diagram
define_value(Model *m, int index)
{
	if (m->defines[index] < 0)
		m->defines[index] = model_value(m, rubric_define(m->rubric, index)->expr);
	return m->defines[index];
}

Diagram
model_value(Model *m, const RubricExpr *expr)
{
	check_stack_depth();
	diagram_count_work(m->diagrams);
	switch (expr->kind)
	{
		case EXPR_LITERAL:
			return literal_value(m, expr);
		case EXPR_METRIC:
			return axis_value(m, &m->metrics[expr->index]);
		case EXPR_PARAMETER:
			if (m->known[expr->index])
				return literal_value(m, m->values[expr->index]);
			return axis_value(m, &m->parameters[expr->index]);
		case EXPR_DEFINE:
			return define_value(m, expr->index);
		case EXPR_SCORE:
			return model_score(m);
		case EXPR_NEGATE:
		case EXPR_ADD:
		case EXPR_SUBTRACT:
		case EXPR_MULTIPLY:
		case EXPR_DIVIDE:
		case EXPR_ADD_DAYS:
		case EXPR_ADD_MONTHS:
		case EXPR_CONCAT:
			return arithmetic(m, expr);
		case EXPR_FUNCTION:
			return function_value(m, expr);
		case EXPR_CASE:
			return case_value(m, expr);
		default:
			return apply(m, OP_TO_VALUE, model_truth(m, expr), 0);
	}
}

/* -------------------------------------------------------------------- score */

/* Points of an alternative, within zero and the maximum. */
static Diagram
points_value(Model *m, const Criterion *criterion, const RubricExpr *points)
{
	Diagram		result = model_value(m, points);

	if (criterion->max == NULL)
		return result;
	result = apply(m, OP_LIMIT_ABOVE, result, model_value(m, criterion->max));
	return apply(m, OP_LIMIT_BELOW, result, exact(m, 0));
}

/* As it stands, weighted, without what counts for missing points. */
static Diagram
alternatives_value(Model *m, const Criterion *criterion)
{
	Diagram		result = null_value(m);

	for (int i = list_length(criterion->alternatives) - 1; i >= 0; i--)
	{
		const Alternative *alternative = list_nth(criterion->alternatives, i);
		Diagram		points = points_value(m, criterion, alternative->points);

		if (alternative->when)
		{
			Diagram		when = model_truth(m, alternative->when);

			points = diagram_choose(m->diagrams, when, points, result);
			/* a null stops: no points */
			points = diagram_choose(m->diagrams, apply(m, OP_IS_NULL, when, 0), null_value(m), points);
		}
		result = points;
	}
	if (criterion->weight)
		result = diagram_apply(m->diagrams, OP_ARITHMETIC, EXPR_MULTIPLY, model_value(m, criterion->weight), result);
	return result;
}

Diagram
model_no_points(Model *m, const Criterion *criterion)
{
	return apply(m, OP_VALUE_IS_NULL, alternatives_value(m, criterion), 0);
}

static Diagram
criterion_value(Model *m, const Criterion *criterion)
{
	Diagram		result = alternatives_value(m, criterion);

	if (criterion->missing)
		result = apply(m, OP_COALESCE, result, model_value(m, criterion->missing));
	return result;
}

static Diagram
sum_value(Model *m)
{
	static const RubricExpr sum = {.kind = EXPR_SCORE, .type = RUBRIC_NUMBER};

	if (m->sum < 0)
	{
		Diagram		result = exact(m, 0);
		ListCell   *lc;

		foreach(lc, m->rubric->criteria)
			result = diagram_apply(m->diagrams, OP_ARITHMETIC, EXPR_ADD, result, criterion_value(m, lfirst(lc)));
		m->sum = narrow(m, &sum, result);
	}
	return m->sum;
}

Diagram
model_score(Model *m)
{
	if (m->rubric->score == NULL || m->in_score)
		return sum_value(m);
	if (m->score < 0)
	{
		m->in_score = true;
		m->score = model_value(m, m->rubric->score);
		m->in_score = false;
	}
	return m->score;
}

/* -------------------------------------------------------------------- whole */

/* At least one of the names is not null. */
static Diagram
requirement_truth(Model *m, const Requirement *requirement)
{
	Diagram		result = diagram_bits(m->diagrams, MAY_BE_FALSE);
	ListCell   *lc;

	foreach(lc, requirement->names)
		result = apply(m, OP_OR, result, apply(m, OP_NOT, is_null(m, lfirst(lc)), 0));
	return result;
}

static void
make_guards(Model *m)
{
	ListCell   *lc;

	foreach(lc, m->rubric->scopes)
		m->guards = lappend_int(m->guards, model_truth(m, ((Rule *) lfirst(lc))->when));
	foreach(lc, m->rubric->requirements)
		m->guards = lappend_int(m->guards, requirement_truth(m, lfirst(lc)));
}

Model *
model_make(const Rubric *rubric, int64 limit, sigjmp_buf *escape)
{
	Model	   *m = palloc0(sizeof(Model));
	int			ndefines = list_length(rubric->defines);

	m->rubric = rubric;
	m->diagrams = diagrams_make(limit, escape, map_order, m);
	m->sum = m->score = -1;
	m->defines = palloc(sizeof(Diagram) * Max(ndefines, 1));
	m->constant = palloc(sizeof(int) * Max(ndefines, 1));
	for (int i = 0; i < ndefines; i++)
		m->defines[i] = m->constant[i] = -1;
	cut_rubric(m);
	make_guards(m);
	return m;
}
