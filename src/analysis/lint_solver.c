/*
 * lint_solver.c
 *		The findings that need solving: which rows are there, and which not?
 *
 * solve_model.c makes decision diagrams of the rubric's conditions,
 * solve_search.c finds rows for which they come out in a certain way,
 * solve_witness.c makes such rows and has them graded.  What each search looks
 * for stands in lint_gaps.c, lint_holes.c, lint_rules.c, lint_adjustments.c,
 * lint_alternatives.c and lint_missing.c.
 */
#include "postgres.h"

#include "utils/memutils.h"

#include "analysis/lint.h"
#include "analysis/lint_solver.h"

/* Steps of all searches together: about a second. */
#define MAX_WORK	1000000

Finding *
solver_report(Solver *solver, Severity severity, int start, int end, const char *witness, const char *message)
{
	MemoryContext old = MemoryContextSwitchTo(solver->results);
	Finding    *finding = finding_add(solver->findings, severity, start, end, message);

	finding->witness = witness ? pstrdup(witness) : NULL;
	MemoryContextSwitchTo(old);
	return finding;
}

void
solver_report_condition(Solver *solver, Finding *finding, const char *condition)
{
	finding->condition = MemoryContextStrdup(solver->results, condition);
}

const Rule *
solver_rule(const Solver *solver, int rule)
{
	return list_nth(solver->rubric->rules, rule);
}

const char *
solver_label(const Solver *solver, int label)
{
	return rubric_label(solver->rubric, label)->name;
}

void
solver_rows_at(const Solver *solver, int rule, Conditions *conditions)
{
	conditions_copy(conditions, &solver->guards);
	for (int i = 0; i < rule; i++)
		conditions_add(conditions, solver->rules[i], MAY_BE_FALSE);
}

typedef struct WitnessSearch
{
	Solver	   *solver;
	bool		certain;
	OutcomeTest test;
	void	   *context;
	char	   *json;
} WitnessSearch;

static bool
offer_witness(void *context, const int *cells, bool certain)
{
	WitnessSearch *search = context;

	if (certain || !search->certain)
		search->json = witness_find(&search->solver->witnesses, cells, search->test, search->context, false);
	return search->json != NULL;
}

char *
solver_witness(Solver *solver, const Conditions *conditions, bool certain, OutcomeTest test, void *context, Found *found)
{
	WitnessSearch search = {.solver = solver, .certain = certain, .test = test, .context = context};

	*found = search_rows(solver->model, conditions, offer_witness, &search);
	return search.json;
}

/* Is there a node below that asks for one? */
static bool
reads_parameter(const Model *m, Diagram diagram, bool *seen)
{
	int			variable = diagram_variable(m->diagrams, diagram);
	const Axis *axis;

	if (variable == NO_VARIABLE || seen[diagram])
		return false;
	diagram_count_work(m->diagrams);
	seen[diagram] = true;
	axis = model_axis(m, variable);
	if (axis->kind == AXIS_PARAMETER || axis->kind == AXIS_TILE || axis->reads_parameter)
		return true;
	for (int cell = 0; cell < axis->ncells; cell++)
		if (reads_parameter(m, diagram_child(m->diagrams, diagram, cell), seen))
			return true;
	return false;
}

bool
solver_reads_parameter(const Solver *solver, const Conditions *conditions)
{
	bool	   *seen = palloc0(sizeof(bool) * diagram_count(solver->model->diagrams));
	bool		result = false;

	for (int i = 0; i < conditions->count && !result; i++)
		result = reads_parameter(solver->model, conditions->conditions[i].diagram, seen);
	pfree(seen);
	return result;
}

static Diagram *
make_conditions(Solver *solver, const List *rules)
{
	Diagram    *conditions = palloc(sizeof(Diagram) * Max(list_length(rules), 1));
	ListCell   *lc;

	foreach(lc, rules)
	{
		const Rule *rule = lfirst(lc);

		conditions[foreach_current_index(lc)] = rule->when ? model_truth(solver->model, rule->when) :
			diagram_bits(solver->model->diagrams, MAY_BE_TRUE);
	}
	return conditions;
}

void
solver_begin(Solver *solver, Goal goal, Jsonb *parameters, sigjmp_buf *escape)
{
	const Rubric *rubric = solver->rubric;
	ListCell   *lc;

	solver->model = model_make(rubric, MAX_WORK, escape);
	witnesses_begin(&solver->witnesses, solver->model, goal, parameters);
	conditions_init(&solver->guards);
	foreach(lc, solver->model->guards)
		conditions_add(&solver->guards, lfirst_int(lc), MAY_BE_TRUE);
	solver->nrules = list_length(rubric->rules);
	solver->rules = make_conditions(solver, rubric->rules);
	solver->floors = make_conditions(solver, rubric->floors);
	solver->caps = make_conditions(solver, rubric->caps);
	solver->dead = palloc0(sizeof(bool) * Max(solver->nrules, 1));
	solver->reached = palloc0(sizeof(bool) * Max(list_length(rubric->labels), 1));
}

static void
find_all(Solver *solver)
{
	find_dead_rules(solver);
	find_gaps(solver);
	find_idle_adjustments(solver);
	find_overlaps(solver);
	find_dead_alternatives(solver);
	find_missing(solver);
	find_holes(solver);
}

void
lint_by_solving(Findings *findings)
{
	MemoryContext old = CurrentMemoryContext;
	MemoryContext context = AllocSetContextCreate(old, "customer_grade lint", ALLOCSET_DEFAULT_SIZES);
	Solver		solver = {.findings = findings, .results = old, .rubric = findings->rubric};
	sigjmp_buf	escape;

	MemoryContextSwitchTo(context);
	if (sigsetjmp(escape, 0) == 0)
	{
		solver_begin(&solver, GOAL_GRADE, NULL, &escape);
		find_all(&solver);
	}
	else
		(void) solver_report(&solver, SEVERITY_NOT_ANALYSED, 0, findings->rubric->length, NULL,
							 "the standard is too large to be searched to the end, so more may be wrong with it than is listed");
	MemoryContextSwitchTo(old);
	MemoryContextDelete(context);
}
