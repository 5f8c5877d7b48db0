/*
 * lint_missing.c
 *		Missing inputs that stop the grading although a later rule asks for them,
 *		and such as "is true" hides.
 */
#include "postgres.h"

#include "nodes/bitmapset.h"

#include "analysis/lint_solver.h"

/* Where an expression stands: what it belongs to, and the rows that come there. */
typedef struct Place
{
	Solver	   *solver;
	int			rule;			/* its number; -1: a criterion */
	Conditions	rows;
	List	  **told;			/* of Bitmapset: metrics that "is true" was told of */
} Place;

static Diagram
is_null(Solver *solver, RubricExpr *expr)
{
	RubricExpr	test = {.kind = EXPR_IS_NULL, .type = RUBRIC_BOOLEAN, .nargs = 1, .args = &expr};

	return model_truth(solver->model, &test);
}

/* Is there such a row for which this is true? */
static bool
comes_true(Solver *solver, const Conditions *rows, Diagram condition)
{
	Conditions	all;
	bool		certain;

	conditions_copy(&all, rows);
	conditions_add(&all, condition, MAY_BE_TRUE);
	return search_any(solver->model, &all, &certain);
}

/* Something is provided for a null that never comes here, though rows have it. */
static void
check_null(const Place *place, const RubricExpr *test, RubricExpr *expr)
{
	Solver	   *solver = place->solver;
	Diagram		null = is_null(solver, expr);

	if (!comes_true(solver, &solver->guards, null) || comes_true(solver, &place->rows, null))
		return;
	solver_report(solver, SEVERITY_WARNING, test->start, test->end, NULL,
				  psprintf("\"%s\" is never missing here: where it is, %s before is undecided, and grading stops there",
						   rubric_source(solver->rubric, expr->start, expr->end), place->rule >= 0 ? "a rule" : "an alternative"));
}

/* ------------------------------------------------------------------ is true */


static bool
graded_later(void *context, const Outcome *outcome)
{
	return outcome->reason == REASON_GRADED && outcome->rule > *(int *) context;
}

static bool
is_told(const List *told, const Bitmapset *metrics)
{
	ListCell   *lc;

	foreach(lc, told)
		if (bms_equal(lfirst(lc), metrics))
		return true;
	return false;
}

/*
 * "is true" around alternatives: a missing one counts as not shown, as long as
 * another is there.  But who has none of them is graded, too.
 */
static void
check_is_true(const Place *place, RubricExpr *test)
{
	Solver	   *solver = place->solver;
	const RubricExpr *inner = test->args[0];
	Bitmapset  *metrics = rubric_metrics_read(solver->rubric, inner);
	Conditions	rows;
	Found		found;
	char	   *witness;
	int			rule = place->rule;
	int			metric = -1;

	if (inner->kind != EXPR_OR || bms_num_members(metrics) < 2 || is_told(*place->told, metrics))
		return;
	conditions_copy(&rows, &place->rows);
	conditions_add(&rows, solver->rules[rule], MAY_BE_FALSE);
	while ((metric = bms_next_member(metrics, metric)) >= 0)
	{
		RubricExpr	name = {.kind = EXPR_METRIC, .index = metric, .type = rubric_metric(solver->rubric, metric)->type};

		conditions_add(&rows, is_null(solver, &name), MAY_BE_TRUE);
	}
	witness = solver_witness(solver, &rows, false, graded_later, &rule, &found);
	if (witness == NULL)
		return;
	*place->told = lappend(*place->told, metrics);
	solver_report(solver, SEVERITY_WARNING, test->start, test->end, witness,
				  "\"is true\" counts as not shown what is missing, and who lacks all of it is graded, too");
}

static bool
check_within(RubricExpr *expr, void *context)
{
	const Place *place = context;

	if (expr->kind == EXPR_IS_NULL && !expr->negated)
		check_null(place, expr, expr->args[0]);
	else if (expr->kind == EXPR_FUNCTION && expr->function == FUNC_COALESCE)
		check_null(place, expr, expr->args[0]);
	else if (expr->kind == EXPR_IS_TRUE && !expr->negated && place->rule >= 0)
		check_is_true(place, expr);
	return rubric_expr_walk(expr, check_within, context);
}

static void
check_criterion(Solver *solver, const Criterion *criterion)
{
	Place		place = {.solver = solver, .rule = -1};
	ListCell   *lc;

	conditions_copy(&place.rows, &solver->guards);
	foreach(lc, criterion->alternatives)
	{
		const Alternative *alternative = lfirst(lc);

		Diagram		when;

		if (alternative->when == NULL)
			return;
		when = model_truth(solver->model, alternative->when);
		/* of one that never decides more is told already */
		if (comes_true(solver, &place.rows, when))
			(void) check_within(alternative->when, &place);
		conditions_add(&place.rows, when, MAY_BE_FALSE);
	}
}

void
find_missing(Solver *solver)
{
	List	   *told = NIL;
	ListCell   *lc;

	for (int i = 0; i < solver->nrules; i++)
	{
		Place		place = {.solver = solver, .rule = i, .told = &told};

		if (solver->dead[i] || solver_rule(solver, i)->when == NULL)
			continue;
		solver_rows_at(solver, i, &place.rows);
		(void) check_within(solver_rule(solver, i)->when, &place);
	}
	foreach(lc, solver->rubric->criteria)
		check_criterion(solver, lfirst(lc));
}
