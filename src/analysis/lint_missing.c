/*
 * lint_missing.c
 *		Missing inputs that stop the grading where they seem to mean "not shown":
 *		a later rule asks for them or does without them, or the grade was given
 *		already; and such as "is true" hides.
 */
#include "postgres.h"

#include "nodes/bitmapset.h"

#include "analysis/lint_solver.h"

/* Where an expression stands: what it belongs to, and the rows that come there. */
typedef struct Place
{
	Solver	   *solver;
	int			rule;			/* its number; -1: a criterion */
	const Criterion *criterion;
	int			alternative;	/* its number */
	Diagram		when;			/* the whole condition */
	Conditions	rows;
	List	  **told;			/* of Bitmapset: metrics that "is true" was told of */
} Place;

static Diagram
is_null(Solver *solver, RubricExpr *expr)
{
	RubricExpr	test = {.kind = EXPR_IS_NULL, .type = RUBRIC_BOOLEAN, .nargs = 1, .args = &expr};

	return model_truth(solver->model, &test);
}

static Diagram
metric_is_null(Solver *solver, int metric)
{
	RubricExpr	name = {.kind = EXPR_METRIC, .index = metric, .type = rubric_metric(solver->rubric, metric)->type};

	return is_null(solver, &name);
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
	(void) solver_report(solver, SEVERITY_WARNING, test->start, test->end, NULL,
						 psprintf("\"%s\" is never missing here: where it is, %s before is undecided, and grading stops there",
								  rubric_source(solver->rubric, expr->start, expr->end), place->rule >= 0 ? "a rule" : "an alternative"));
}

/* ------------------------------------------------------------------ is true */

/* Is there a test for null of one of these metrics? */
typedef struct NullTests
{
	const Rubric *rubric;
	const Bitmapset *metrics;
} NullTests;

static bool
tests_null(RubricExpr *expr, void *context)
{
	const NullTests *tests = context;

	if (expr->kind == EXPR_IS_NULL && bms_overlap(rubric_metrics_read(tests->rubric, expr->args[0]), tests->metrics))
		return true;
	return rubric_expr_walk(expr, tests_null, context);
}

static bool
covers(const Solver *solver, RubricExpr *when, const Bitmapset *metrics)
{
	NullTests	tests = {.rubric = solver->rubric, .metrics = metrics};

	return when && tests_null(when, &tests);
}

/* Who lacks these metrics is graded by a later rule that does not ask whether they are there. */
typedef struct Hiding
{
	const Solver *solver;
	int			rule;
	const Bitmapset *metrics;
} Hiding;

static bool
graded_later(void *context, const Outcome *outcome)
{
	const Hiding *hiding = context;

	return outcome->reason == REASON_GRADED && outcome->rule > hiding->rule &&
		!covers(hiding->solver, solver_rule(hiding->solver, outcome->rule)->when, hiding->metrics);
}

static bool
not_refused(void *context pg_attribute_unused(), const Outcome *outcome)
{
	return outcome->reason != REASON_REFUSED;
}

/* A row that lacks the metrics, and gets the points of a later alternative that does not ask whether they are there. */
static char *
points_later(const Place *place, const Conditions *rows, const Bitmapset *metrics)
{
	Solver	   *solver = place->solver;
	Conditions	all;

	conditions_copy(&all, rows);
	for (int i = place->alternative + 1; i < list_length(place->criterion->alternatives); i++)
	{
		const Alternative *alternative = list_nth(place->criterion->alternatives, i);
		Diagram		when = alternative->when ? model_truth(solver->model, alternative->when) :
			diagram_bits(solver->model->diagrams, MAY_BE_TRUE);
		Conditions	taken;
		Found		found;
		char	   *witness;

		conditions_copy(&taken, &all);
		conditions_add(&taken, when, MAY_BE_TRUE);
		conditions_add(&all, when, MAY_BE_FALSE);
		witness = covers(solver, alternative->when, metrics) ? NULL : solver_witness(solver, &taken, true, not_refused, NULL, &found);
		if (witness)
			return witness;
	}
	return NULL;
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
 * "is true" counts what is missing as not shown.  That is sound as long as
 * something else is shown, but who lacks all of it is graded, too.  Of a lone
 * name it is said on purpose: "blacklisted is true".
 */
static void
check_is_true(const Place *place, RubricExpr *test)
{
	Solver	   *solver = place->solver;
	Bitmapset  *metrics = rubric_metrics_read(solver->rubric, test->args[0]);
	Hiding		hiding = {.solver = solver, .rule = place->rule, .metrics = metrics};
	Conditions	rows;
	Found		found;
	char	   *witness;
	int			metric = -1;

	if (test->args[0]->kind == EXPR_METRIC || bms_is_empty(metrics) || is_told(*place->told, metrics))
		return;
	conditions_copy(&rows, &place->rows);
	conditions_add(&rows, place->when, MAY_BE_FALSE);
	while ((metric = bms_next_member(metrics, metric)) >= 0)
		conditions_add(&rows, metric_is_null(solver, metric), MAY_BE_TRUE);
	witness = place->criterion ? points_later(place, &rows, metrics) :
		solver_witness(solver, &rows, false, graded_later, &hiding, &found);
	if (witness == NULL)
		return;
	*place->told = lappend(*place->told, metrics);
	(void) solver_report(solver, SEVERITY_WARNING, test->start, test->end, witness,
						 psprintf("\"is true\" counts as not shown what is missing, and who lacks all of it %s, too",
								  place->criterion ? "gets points" : "is graded"));
}

static bool
check_within(RubricExpr *expr, void *context)
{
	const Place *place = context;

	if (expr->kind == EXPR_IS_NULL && !expr->negated)
		check_null(place, expr, expr->args[0]);
	else if (expr->kind == EXPR_FUNCTION && expr->function == FUNC_COALESCE)
		check_null(place, expr, expr->args[0]);
	else if (expr->kind == EXPR_IS_TRUE && !expr->negated)
		check_is_true(place, expr);
	return rubric_expr_walk(expr, check_within, context);
}

static void
check_criterion(Solver *solver, const Criterion *criterion, List **told)
{
	Place		place = {.solver = solver, .rule = -1, .criterion = criterion, .told = told};
	ListCell   *lc;

	conditions_copy(&place.rows, &solver->guards);
	foreach(lc, criterion->alternatives)
	{
		const Alternative *alternative = lfirst(lc);

		if (alternative->when == NULL)
			return;
		place.alternative = foreach_current_index(lc);
		place.when = model_truth(solver->model, alternative->when);
		/* of one that never decides more is told already */
		if (comes_true(solver, &place.rows, place.when))
			(void) check_within(alternative->when, &place);
		conditions_add(&place.rows, place.when, MAY_BE_FALSE);
	}
}

/* --------------------------------------------------------------- undecided */

static bool
undecided_at_rule(void *context, const Outcome *outcome)
{
	return outcome->reason == REASON_RULE_UNDECIDED && outcome->item == *(int *) context;
}

/* A row that a rule is undecided for as it lacks this metric alone, and that a later rule fits which does without it. */
static char *
fits_later(Solver *solver, int rule, int metric, const Bitmapset *read)
{
	Conditions	rows;
	int			other = -1;

	solver_rows_at(solver, rule, &rows);
	conditions_add(&rows, solver->rules[rule], MAY_BE_NULL);
	while ((other = bms_next_member(read, other)) >= 0)
		conditions_add(&rows, metric_is_null(solver, other), other == metric ? MAY_BE_TRUE : MAY_BE_FALSE);
	for (int i = rule + 1; i < solver->nrules; i++)
	{
		RubricExpr *when = solver_rule(solver, i)->when;
		Conditions	fits;
		Found		found;
		char	   *witness;

		if (when == NULL || solver->dead[i] || bms_is_member(metric, rubric_metrics_read(solver->rubric, when)))
			continue;
		conditions_copy(&fits, &rows);
		conditions_add(&fits, solver->rules[i], MAY_BE_TRUE);
		witness = solver_witness(solver, &fits, true, undecided_at_rule, &rule, &found);
		if (witness)
			return witness;
	}
	return NULL;
}

/* Does an expression provide for what it reads to be missing? */
static bool
provides_for_null(RubricExpr *expr, void *context)
{
	const NullTests *tests = context;
	bool		provides = expr->kind == EXPR_IS_NULL || expr->kind == EXPR_IS_TRUE || expr->kind == EXPR_IS_FALSE ||
		(expr->kind == EXPR_FUNCTION && expr->function == FUNC_COALESCE);

	if (provides && bms_overlap(rubric_metrics_read(tests->rubric, expr->args[0]), tests->metrics))
		return true;
	return rubric_expr_walk(expr, provides_for_null, context);
}

typedef struct Provision
{
	NullTests	tests;
	bool		found;
} Provision;

static void
find_provision(RubricExpr *root, RubricRole role pg_attribute_unused(), void *context)
{
	Provision  *provision = context;

	provision->found = provision->found || provides_for_null(root, &provision->tests);
}

/*
 * Does the author think of this metric as one that may be missing?  So if the
 * standard says what it requires, and that is something else, or provides for
 * it elsewhere.
 */
static bool
is_meant_optional(Solver *solver, int metric)
{
	Provision	provision = {.tests = {.rubric = solver->rubric, .metrics = bms_make_singleton(metric)}};

	if (!comes_true(solver, &solver->guards, metric_is_null(solver, metric)))
		return false;
	if (solver->rubric->requirements != NIL)
		return true;
	rubric_walk(solver->rubric, find_provision, &provision);
	return provision.found;
}

/* Each metric is told of once. */
static void
check_stop(Solver *solver, int rule, Bitmapset **told)
{
	const Rule *statement = solver_rule(solver, rule);
	Bitmapset  *read = rubric_metrics_read(solver->rubric, statement->when);
	int			metric = -1;

	while ((metric = bms_next_member(read, metric)) >= 0)
	{
		char	   *witness = NULL;

		if (!bms_is_member(metric, *told) && is_meant_optional(solver, metric))
			witness = fits_later(solver, rule, metric, read);
		if (witness == NULL)
			continue;
		*told = bms_add_member(*told, metric);
		(void) solver_report(solver, SEVERITY_WARNING, statement->start, statement->end, witness,
							 psprintf("who lacks \"%s\" is not graded here, although a later rule fits that does without it",
									  rubric_metric(solver->rubric, metric)->name));
	}
}

/* A floor or cap that is undecided takes away a grade that was given. */
typedef struct Loss
{
	bool		floor;
	int			number;
	char	   *witness;
} Loss;

static bool
undecided_at_adjustment(void *context, const Outcome *outcome)
{
	const Loss *loss = context;

	return outcome->reason == (loss->floor ? REASON_FLOOR_UNDECIDED : REASON_CAP_UNDECIDED) && outcome->item == loss->number;
}

static bool
find_loss(Solver *solver, const Conditions *rows, void *context)
{
	Loss	   *loss = context;
	Conditions	all;
	Found		found;

	conditions_copy(&all, rows);
	conditions_add(&all, (loss->floor ? solver->floors : solver->caps)[loss->number], MAY_BE_NULL);
	loss->witness = solver_witness(solver, &all, true, undecided_at_adjustment, loss, &found);
	return loss->witness != NULL;
}

static void
check_losses(Solver *solver, bool floor)
{
	ListCell   *lc;

	foreach(lc, floor ? solver->rubric->floors : solver->rubric->caps)
	{
		const Rule *adjustment = lfirst(lc);
		Loss		loss = {.floor = floor, .number = foreach_current_index(lc)};

		if (take_rows_at_adjustment(solver, floor, adjustment, find_loss, &loss))
			(void) solver_report(solver, SEVERITY_WARNING, adjustment->start, adjustment->end, loss.witness,
								 psprintf("who lacks what this %s reads is not graded, although a rule has given a grade", floor ? "floor" : "cap"));
	}
}

void
find_missing(Solver *solver)
{
	List	   *told = NIL;
	Bitmapset  *stopping = NULL;
	ListCell   *lc;

	for (int i = 0; i < solver->nrules; i++)
	{
		Place		place = {.solver = solver, .rule = i, .when = solver->rules[i], .told = &told};

		if (solver->dead[i] || solver_rule(solver, i)->when == NULL)
			continue;
		solver_rows_at(solver, i, &place.rows);
		(void) check_within(solver_rule(solver, i)->when, &place);
		if (!writes_null(solver_rule(solver, i)->when, NULL))
			check_stop(solver, i, &stopping);
	}
	foreach(lc, solver->rubric->criteria)
		check_criterion(solver, lfirst(lc), &told);
	check_losses(solver, true);
	check_losses(solver, false);
}
