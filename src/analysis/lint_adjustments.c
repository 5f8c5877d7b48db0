/*
 * lint_adjustments.c
 *		Caps and floors that never or always apply, and grades that are never
 *		reached because of them.
 *
 * A way to a grade is a rule that decides, a floor that lifts its grade or
 * none, and a cap that lowers what they give or none.
 */
#include "postgres.h"

#include "nodes/bitmapset.h"

#include "analysis/lint_solver.h"

typedef struct Way
{
	int			label;			/* so far */
	Conditions	rows;
} Way;

typedef bool (*TakeWay) (Solver *solver, const Way *way, void *context);

static int
rank_of(const Solver *solver, int label)
{
	return rubric_label(solver->rubric, label)->rank;
}

/* Is a label that a floor (or cap) leads to beyond another one, so that it moves the other one? */
static bool
moves(const Solver *solver, bool floor, int to, int from)
{
	int			to_rank = rank_of(solver, to);
	int			from_rank = rank_of(solver, from);

	return from_rank > 0 && to_rank > 0 && (floor ? to_rank < from_rank : to_rank > from_rank);
}

/* The rows of a way for which those of the floors (or caps) that go beyond a label are false. */
static void
add_without(const Solver *solver, bool floor, int from, Conditions *rows)
{
	const List *adjustments = floor ? solver->rubric->floors : solver->rubric->caps;
	const Diagram *conditions = floor ? solver->floors : solver->caps;
	ListCell   *lc;

	foreach(lc, adjustments)
		if (moves(solver, floor, ((const Rule *) lfirst(lc))->label, from))
		conditions_add(rows, conditions[foreach_current_index(lc)], MAY_BE_FALSE);
}

/*
 * From a way on through one of the floors (or caps); true as soon as take()
 * says so.  Those that move the label farther are looked at before.
 */
static bool
take_adjustments(Solver *solver, bool floor, const Way *way, TakeWay take, void *context)
{
	const List *adjustments = floor ? solver->rubric->floors : solver->rubric->caps;
	const Diagram *conditions = floor ? solver->floors : solver->caps;
	Way			next = {.label = way->label};
	ListCell   *lc;

	conditions_copy(&next.rows, &way->rows);
	add_without(solver, floor, way->label, &next.rows);
	if (take(solver, &next, context))
		return true;
	foreach(lc, adjustments)
	{
		const Rule *adjustment = lfirst(lc);

		if (!moves(solver, floor, adjustment->label, way->label))
			continue;
		next.label = adjustment->label;
		conditions_copy(&next.rows, &way->rows);
		add_without(solver, floor, adjustment->label, &next.rows);
		conditions_add(&next.rows, conditions[foreach_current_index(lc)], MAY_BE_TRUE);
		if (take(solver, &next, context))
			return true;
	}
	return false;
}

/* All ways to the end of the rules. */
static bool
take_rules(Solver *solver, TakeWay take, void *context)
{
	for (int i = 0; i < solver->nrules; i++)
	{
		Way			way = {.label = solver_rule(solver, i)->label};

		if (solver->dead[i])
			continue;
		solver_rows_at(solver, i, &way.rows);
		conditions_add(&way.rows, solver->rules[i], MAY_BE_TRUE);
		if (take(solver, &way, context))
			return true;
	}
	return false;
}

/* What take_adjustments() is to do next. */
typedef struct Next
{
	TakeWay		take;
	void	   *context;
} Next;

static bool
through_floors(Solver *solver, const Way *way, void *context)
{
	const Next *next = context;

	return take_adjustments(solver, true, way, next->take, next->context);
}

/* ------------------------------------------------- does an adjustment apply? */

typedef struct Visit
{
	bool		floor;
	const Rule *adjustment;
	TakeRows	take;
	void	   *context;
} Visit;

static bool
visit_way(Solver *solver, const Way *way, void *context)
{
	const Visit *visit = context;
	Conditions	rows;

	if (!moves(solver, visit->floor, visit->adjustment->label, way->label))
		return false;
	conditions_copy(&rows, &way->rows);
	add_without(solver, visit->floor, visit->adjustment->label, &rows);
	return visit->take(solver, &rows, visit->context);
}

bool
take_rows_at_adjustment(Solver *solver, bool floor, const Rule *adjustment, TakeRows take, void *context)
{
	Visit		visit = {.floor = floor, .adjustment = adjustment, .take = take, .context = context};
	Next		next = {.take = visit_way, .context = &visit};

	if (floor)
		return take_rules(solver, visit_way, &visit);
	return take_rules(solver, through_floors, &next);
}

/* Is there a row for which the condition comes out so? */
static bool
comes_out(Solver *solver, const Conditions *rows, void *context)
{
	const Condition *condition = context;
	Conditions	all;
	bool		certain;

	conditions_copy(&all, rows);
	conditions_add(&all, condition->diagram, condition->wanted);
	return search_any(solver->model, &all, &certain);
}

static bool
any_comes_out(Solver *solver, bool floor, const Rule *adjustment, Diagram diagram, int wanted)
{
	Condition	condition = {.diagram = diagram, .wanted = wanted};

	return take_rows_at_adjustment(solver, floor, adjustment, comes_out, &condition);
}

static void
check_adjustment(Solver *solver, bool floor, const Rule *adjustment, Diagram condition)
{
	const char *noun = floor ? "floor" : "cap";
	const char *other = floor ? "worse" : "better";

	char	   *message;

	if (!any_comes_out(solver, floor, adjustment, condition, MAY_BE_TRUE))
		message = psprintf("this %s never applies: nobody with a %s grade than \"%s\" meets its condition", noun, other,
						   solver_label(solver, adjustment->label));
	else if (!any_comes_out(solver, floor, adjustment, condition, MAY_BE_FALSE | MAY_BE_NULL))
		message = psprintf("this %s always applies: everybody with a %s grade than \"%s\" meets its condition", noun, other,
						   solver_label(solver, adjustment->label));
	else
		return;
	solver_report_condition(solver, solver_report(solver, SEVERITY_ERROR, adjustment->start, adjustment->end, NULL, message),
							rubric_source(solver->rubric, adjustment->when->start, adjustment->when->end));
}

/* ------------------------------------------------------------ grades reached */

static bool
arrive(Solver *solver, const Way *way, void *context pg_attribute_unused())
{
	bool		certain;

	if (!solver->reached[way->label])
		solver->reached[way->label] = search_any(solver->model, &way->rows, &certain);
	return false;
}

static bool
through_caps(Solver *solver, const Way *way, void *context)
{
	return take_adjustments(solver, false, way, arrive, context);
}

void
mark_reached(Solver *solver)
{
	Next		next = {.take = through_caps};

	(void) take_rules(solver, through_floors, &next);
}

/* Labels whose rules do decide. */
static void
report_unreached(Solver *solver)
{
	Bitmapset  *told = NULL;

	for (int i = 0; i < solver->nrules; i++)
	{
		const Rule *rule = solver_rule(solver, i);

		if (solver->dead[i] || solver->reached[rule->label] || bms_is_member(rule->label, told))
			continue;
		told = bms_add_member(told, rule->label);
		(void) solver_report(solver, SEVERITY_ERROR, rule->start, rule->end, NULL,
							 psprintf("grade \"%s\" can never be reached: a cap or floor always takes it away", solver_label(solver, rule->label)));
	}
}

void
find_idle_adjustments(Solver *solver)
{
	ListCell   *lc;

	if (solver->rubric->floors == NIL && solver->rubric->caps == NIL)
		return;
	foreach(lc, solver->rubric->floors)
		check_adjustment(solver, true, lfirst(lc), solver->floors[foreach_current_index(lc)]);
	foreach(lc, solver->rubric->caps)
		check_adjustment(solver, false, lfirst(lc), solver->caps[foreach_current_index(lc)]);
	report_unreached(solver);
}
