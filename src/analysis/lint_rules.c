/*
 * lint_rules.c
 *		Rules that never decide, grades that are never reached, rules that overlap.
 */
#include "postgres.h"

#include "analysis/lint_solver.h"
#include "analysis/number.h"

/* ------------------------------------------------------ rules that never decide */

static bool
decided_by(void *context, const Outcome *outcome)
{
	return outcome->reason == REASON_GRADED && outcome->rule == *(int *) context;
}

/* The grade is settled, or grading stops, before a rule is tried: always in the same way. */
typedef struct Settling
{
	int			rule;
	bool		seen;
	Outcome		outcome;		/* the first one seen */
} Settling;

static bool
settled_before(void *context, const Outcome *outcome)
{
	Settling   *settling = context;
	bool		settles = (outcome->rule >= 0 && outcome->rule < settling->rule) ||
		(outcome->reason == REASON_RULE_UNDECIDED && outcome->item < settling->rule);

	if (!settles)
		return false;
	if (!settling->seen)
		settling->outcome = *outcome;
	settling->seen = true;
	return outcome->reason == settling->outcome.reason && outcome->rule == settling->outcome.rule &&
		outcome->item == settling->outcome.item;
}

/* Is there a row for which this rule is true and an earlier one comes out so? */
static bool
earlier_comes_out(Solver *solver, int rule, int wanted)
{
	bool		certain;

	for (int i = 0; i < rule; i++)
	{
		Conditions	rows;

		solver_rows_at(solver, i, &rows);
		conditions_add(&rows, solver->rules[i], wanted);
		conditions_add(&rows, solver->rules[rule], MAY_BE_TRUE);
		if (search_any(solver->model, &rows, &certain))
			return true;
	}
	return false;
}

static bool
reads_score(RubricExpr *expr, void *context)
{
	const Rubric *rubric = context;

	if (expr->kind == EXPR_SCORE)
		return true;
	if (expr->kind == EXPR_DEFINE)
		return reads_score(rubric_define(rubric, expr->index)->expr, context);
	return rubric_expr_walk(expr, reads_score, context);
}

/* The least and the greatest score, as far as there are such; NULL: any. */
static char *
score_limits(Solver *solver)
{
	const Extent extent = diagram_whole_extent(solver->model->diagrams, model_score(solver->model));

	if (!extent.may_be_value || (extent.low.infinite && extent.high.infinite))
		return NULL;
	if (extent.low.infinite)
		return psprintf("the score is at most %s", number_text(&extent.high.value));
	if (extent.high.infinite)
		return psprintf("the score is at least %s", number_text(&extent.low.value));
	return psprintf("the score lies between %s and %s", number_text(&extent.low.value), number_text(&extent.high.value));
}

/* Why a rule never decides. */
static char *
why_never(Solver *solver, int rule, bool is_true)
{
	const RubricExpr *when = solver_rule(solver, rule)->when;
	char	   *limits;
	bool		decided;
	bool		stopped;

	if (!is_true)
	{
		if (rubric_has_score(solver->rubric) && reads_score(unconstify(RubricExpr *, when), unconstify(Rubric *, solver->rubric)) &&
			(limits = score_limits(solver)) != NULL)
			return psprintf("its condition is never true: %s", limits);
		return pstrdup("its condition is never true");
	}
	decided = earlier_comes_out(solver, rule, MAY_BE_TRUE);
	stopped = earlier_comes_out(solver, rule, MAY_BE_NULL);
	if (when == NULL)
		return pstrdup(stopped ? "the rules before it decide, or are undecided for a missing input" :
					   "the rules before it leave nobody");
	if (decided && stopped)
		return pstrdup("wherever its condition is true, a rule before it decides, or is undecided for a missing input");
	if (stopped)
		return pstrdup("wherever its condition is true, a rule before it is undecided for a missing input");
	return pstrdup("wherever its condition is true, a rule before it decides");
}

static bool
names_label(const List *rules, int label)
{
	ListCell   *lc;

	foreach(lc, rules)
		if (((const Rule *) lfirst(lc))->label == label)
		return true;
	return false;
}

static void
report_dead(Solver *solver, int rule)
{
	const Rule *statement = solver_rule(solver, rule);
	Settling	settling = {.rule = rule};
	Conditions	rows;
	Found		found;
	char	   *witness;
	Finding    *finding;

	conditions_copy(&rows, &solver->guards);
	conditions_add(&rows, solver->rules[rule], MAY_BE_TRUE);
	witness = statement->when ? solver_witness(solver, &rows, true, settled_before, &settling, &found) : NULL;
	if (statement->when == NULL)
		found = FOUND_ENOUGH;
	if (solver->reached[statement->label])
		finding = solver_report(solver, SEVERITY_ERROR, statement->start, statement->end, witness,
								psprintf("this rule never decides: %s", why_never(solver, rule, found != FOUND_NONE)));
	else
		finding = solver_report(solver, SEVERITY_ERROR, statement->start, statement->end, witness,
								psprintf("grade \"%s\" can never be reached: %s", solver_label(solver, statement->label),
										 why_never(solver, rule, found != FOUND_NONE)));
	if (statement->when)
		solver_report_condition(solver, finding, rubric_source(solver->rubric, statement->when->start, statement->when->end));
}

bool
writes_null(RubricExpr *expr, void *context)
{
	return (expr->kind == EXPR_LITERAL && expr->isnull && expr->end > expr->start) || rubric_expr_walk(expr, writes_null, context);
}

/* "... and null": a rule that is not to decide, but to stop. */
static bool
is_to_stop(Solver *solver, int rule)
{
	RubricExpr *when = solver_rule(solver, rule)->when;
	Conditions	rows;
	bool		certain;

	if (when == NULL || !writes_null(when, NULL))
		return false;
	solver_rows_at(solver, rule, &rows);
	conditions_add(&rows, solver->rules[rule], MAY_BE_NULL);
	return search_any(solver->model, &rows, &certain);
}

/* Does a rule decide any row?  If that cannot be shown, it says so. */
static bool
never_decides(Solver *solver, int rule)
{
	const Rule *statement = solver_rule(solver, rule);
	Conditions	rows;
	Found		found;
	bool		certain;

	solver_rows_at(solver, rule, &rows);
	conditions_add(&rows, solver->rules[rule], MAY_BE_TRUE);
	if (!search_any(solver->model, &rows, &certain))
		return !is_to_stop(solver, rule);
	if (certain || solver_reads_parameter(solver, &rows))
		return false;
	if (solver_witness(solver, &rows, false, decided_by, &rule, &found) == NULL)
		(void) solver_report(solver, SEVERITY_NOT_ANALYSED, statement->start, statement->end, NULL,
							 "it is not known whether this rule ever decides");
	return false;
}

static void
find_labels_without_rule(Solver *solver)
{
	ListCell   *lc;

	foreach(lc, solver->rubric->labels)
	{
		int			label = foreach_current_index(lc);
		const Label *name = lfirst(lc);
		bool		given = names_label(solver->rubric->rules, label) || names_label(solver->rubric->floors, label) ||
			names_label(solver->rubric->caps, label);
		int			quotes = solver->rubric->text[name->start] == '"' ? 2 : 0;

		if (!given)
			(void) solver_report(solver, SEVERITY_NOTICE, name->start, name->start + (int) strlen(name->name) + quotes, NULL,
								 psprintf("no rule gives grade \"%s\"", name->name));
	}
}

void
find_dead_rules(Solver *solver)
{
	for (int i = 0; i < solver->nrules; i++)
		solver->dead[i] = never_decides(solver, i);
	mark_reached(solver);
	for (int i = 0; i < solver->nrules; i++)
		if (solver->dead[i])
			report_dead(solver, i);
	find_labels_without_rule(solver);
}

/* ----------------------------------------------------------------- overlaps */

static int
rank_of(const Solver *solver, int rule)
{
	return rubric_label(solver->rubric, solver_rule(solver, rule)->label)->rank;
}

/* A row for which both are true, so that the first one decides. */
static char *
overlap_witness(Solver *solver, int first, int second)
{
	Conditions	rows;
	Found		found;

	solver_rows_at(solver, first, &rows);
	conditions_add(&rows, solver->rules[first], MAY_BE_TRUE);
	conditions_add(&rows, solver->rules[second], MAY_BE_TRUE);
	return solver_witness(solver, &rows, true, decided_by, &first, &found);
}

/* The rule of a better grade behind this one; it is told once how they are related. */
static void
compare_with_later(Solver *solver, int first, bool *told)
{
	const Rule *statement = solver_rule(solver, first);
	bool		overlaps = false;

	for (int second = first + 1; second < solver->nrules; second++)
	{
		const Rule *later = solver_rule(solver, second);
		char	   *witness;

		if (solver->dead[second] || rank_of(solver, second) == 0 || rank_of(solver, second) >= rank_of(solver, first))
			continue;
		witness = later->when && !overlaps ? overlap_witness(solver, first, second) : NULL;
		if (witness)
		{
			overlaps = true;
			told[second] = true;
			(void) solver_report(solver, SEVERITY_WARNING, statement->start, statement->end, witness,
								 psprintf("this rule comes first and gives \"%s\" where the rule of the better grade \"%s\" fits, too",
										  solver_label(solver, statement->label), solver_label(solver, later->label)));
		}
		else if (later->when && !told[second] && !overlaps)
		{
			told[second] = true;
			(void) solver_report(solver, SEVERITY_NOTICE, later->start, later->end, NULL,
								 psprintf("this rule stands behind that of the worse grade \"%s\"", solver_label(solver, statement->label)));
		}
	}
}

void
find_overlaps(Solver *solver)
{
	bool	   *told = palloc0(sizeof(bool) * Max(solver->nrules, 1));

	for (int i = 0; i < solver->nrules; i++)
		if (!solver->dead[i] && rank_of(solver, i) > 0)
			compare_with_later(solver, i, told);
}
