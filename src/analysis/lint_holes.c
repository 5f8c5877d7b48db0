/*
 * lint_holes.c
 *		Bounds that do not meet although both sides are written.
 *
 * "between 81 and 90" and "between 91 and 100", or "< 90" and "> 90", leave
 * something out.  Where nothing else fits, that is a gap; where a later rule
 * takes it, such as "otherwise", it gets a grade that is worse (or better) than
 * those on both sides.
 */
#include "postgres.h"

#include "nodes/bitmapset.h"

#include "analysis/lint_solver.h"
#include "analysis/number.h"

/* Steps of this search: it is not worth more of those that all searches have together. */
#define MAX_WORK	150000

/* A cell of a metric, and its neighbours. */
typedef struct Hole
{
	Solver	   *solver;
	const Axis *axis;
	const bool *reads;			/* for each rule: the metric? */
	int			cells[3];
	Decimal		values[3];		/* in them */
	Outcome		outcomes[3];	/* of the row that shows it */
	char	   *witness;
} Hole;

enum
{
	BELOW,
	WITHIN,
	ABOVE
};

/* Is it a single value, or what lies between two numbers that follow one another as they are written, such as 90 and 91? */
static bool
is_narrow(const Axis *axis, int cell)
{
	const Extent *extent = &axis->cells[cell];
	Decimal		unit;
	Decimal		width;

	if (extent_is_number(extent))
		return true;
	if (extent->low.infinite || extent->high.infinite ||
		!extent_is_number(&axis->cells[cell - 1]) || !extent_is_number(&axis->cells[cell + 1]) ||
		extent->low.value.numeric || extent->high.value.numeric)
		return false;
	decimal_set(&unit, 1, Max(extent->low.value.scale, extent->high.value.scale));
	return decimal_subtract(&width, &extent->high.value, &extent->low.value) == NULL && decimal_compare(&width, &unit) == 0;
}

static bool
rank_at(const Hole *hole, int side, int *rank)
{
	int			label = hole->outcomes[side].label;

	*rank = label < 0 ? 0 : rubric_label(hole->solver->rubric, label)->rank;
	return *rank > 0;
}

/* Does the row fall out of the order of grades in the cell? */
static bool
falls_through(void *context, const Outcome *outcome pg_attribute_unused())
{
	Hole	   *hole = context;
	int			ranks[3];

	for (int i = 0; i < 3; i++)
	{
		witness_run_with(&hole->solver->witnesses, hole->axis->index, &hole->values[i], &hole->outcomes[i]);
		if (!rank_at(hole, i, &ranks[i]))
			return false;
	}
	return hole->outcomes[WITHIN].rule > hole->outcomes[BELOW].rule && hole->outcomes[WITHIN].rule > hole->outcomes[ABOVE].rule &&
		((ranks[WITHIN] > ranks[BELOW] && ranks[WITHIN] > ranks[ABOVE]) ||
		 (ranks[WITHIN] < ranks[BELOW] && ranks[WITHIN] < ranks[ABOVE]));
}

static bool
offer_hole(void *context, const int *cells, bool certain pg_attribute_unused())
{
	Hole	   *hole = context;
	Witnesses  *w = &hole->solver->witnesses;
	int			size = sizeof(int) * list_length(hole->solver->model->by_variable);
	int		   *own = memcpy(palloc(size), cells, size);

	own[hole->axis->variable] = hole->cells[WITHIN];
	if (witness_find(w, own, falls_through, hole, true) != NULL)
	{
		/* of the row that is shown, not of one tried last */
		(void) falls_through(hole, NULL);
		hole->witness = witness_json_with(w, hole->axis->index, &hole->values[WITHIN]);
	}
	return hole->witness != NULL;
}

/* What a rule comes to in one of the cells. */
static Diagram
rule_at(const Hole *hole, int rule, int side)
{
	Diagram		condition = hole->solver->rules[rule];

	if (!hole->reads[rule])
		return condition;
	return diagram_restrict(hole->solver->model->diagrams, condition, hole->axis->variable, hole->cells[side]);
}

/* Where a rule decides in one of the cells, those before it are false there. */
static void
add_earlier(const Hole *hole, int rule, int side, Conditions *rows)
{
	Model	   *m = hole->solver->model;
	const Conditions *guards = &hole->solver->guards;

	for (int i = 0; i < guards->count; i++)
		conditions_add(rows, diagram_restrict(m->diagrams, guards->conditions[i].diagram, hole->axis->variable, hole->cells[side]), MAY_BE_TRUE);
	for (int i = 0; i < rule; i++)
		conditions_add(rows, rule_at(hole, i, side), MAY_BE_FALSE);
}

/* Can a rule decide beside the cell, and comes it to something else in it? */
static bool
differs(const Hole *hole, int rule, int side)
{
	if (!hole->reads[rule] || hole->solver->dead[rule])
		return false;
	return rule_at(hole, rule, side) != rule_at(hole, rule, WITHIN);
}

/* Does a later rule give a grade that is worse than those of both, or better? */
static bool
is_left_to_another(const Hole *hole, int below, int above)
{
	const Rubric *rubric = hole->solver->rubric;
	int			first = rubric_label(rubric, solver_rule(hole->solver, below)->label)->rank;
	int			second = rubric_label(rubric, solver_rule(hole->solver, above)->label)->rank;

	for (int i = Max(below, above) + 1; i < hole->solver->nrules; i++)
	{
		int			rank = rubric_label(rubric, solver_rule(hole->solver, i)->label)->rank;

		if (rank > 0 && (rank > Max(first, second) || rank < Min(first, second)))
			return first > 0 && second > 0;
	}
	return false;
}

/* A row that one rule decides below and one above, and neither within. */
static bool
find_row(Hole *hole, int below, int above)
{
	Model	   *m = hole->solver->model;
	Conditions	rows;
	bool		certain;

	conditions_init(&rows);
	conditions_add(&rows, rule_at(hole, below, BELOW), MAY_BE_TRUE);
	conditions_add(&rows, rule_at(hole, below, WITHIN), MAY_BE_FALSE);
	conditions_add(&rows, rule_at(hole, above, ABOVE), MAY_BE_TRUE);
	conditions_add(&rows, rule_at(hole, above, WITHIN), MAY_BE_FALSE);
	/* most pairs go no further */
	if (!search_any(m, &rows, &certain))
		return false;
	add_earlier(hole, below, BELOW, &rows);
	add_earlier(hole, above, ABOVE, &rows);
	return search_rows(m, &rows, offer_hole, hole) == FOUND_ENOUGH;
}

static char *
grade_at(const Hole *hole, int side)
{
	return rubric_label(hole->solver->rubric, hole->outcomes[side].label)->name;
}

/* The statement is the later of the two rules. */
static void
report_hole(Hole *hole, int below, int above)
{
	const Rule *rule = solver_rule(hole->solver, Max(below, above));
	const Extent *extent = &hole->axis->cells[hole->cells[WITHIN]];
	const char *name = hole->axis->input->name;
	char	   *where;

	if (extent_is_number(extent))
		where = psprintf("exactly %s of \"%s\"", witness_number_text(hole->axis->input, &extent->low.value), name);
	else
		where = psprintf("what lies between %s and %s of \"%s\"", number_text(&extent->low.value), number_text(&extent->high.value), name);
	(void) solver_report(hole->solver, SEVERITY_WARNING, rule->start, rule->end, hole->witness,
						 psprintf("%s gets \"%s\", but less gets \"%s\" and more \"%s\"", where,
								  grade_at(hole, WITHIN), grade_at(hole, BELOW), grade_at(hole, ABOVE)));
}

/* One finding for each cell. */
static void
check_cell(Solver *solver, const Axis *axis, const bool *reads, int64 limit, int cell)
{
	Hole		hole = {.solver = solver, .axis = axis, .reads = reads, .cells = {cell - 1, cell, cell + 1}};

	for (int i = 0; i < 3; i++)
		hole.values[i] = plain_number(&axis->cells[hole.cells[i]]);
	for (int below = 0; below < solver->nrules; below++)
	{
		if (!differs(&hole, below, BELOW))
			continue;
		for (int above = 0; above < solver->nrules; above++)
		{
			if (above == below || diagram_work(solver->model->diagrams) > limit || !differs(&hole, above, ABOVE))
				continue;
			if (is_left_to_another(&hole, below, above) && find_row(&hole, below, above))
			{
				report_hole(&hole, below, above);
				return;
			}
		}
	}
}

void
find_holes(Solver *solver)
{
	bool	   *reads = palloc(sizeof(bool) * Max(solver->nrules, 1));
	int64		limit = diagram_work(solver->model->diagrams) + MAX_WORK;

	for (int i = 0; i < list_length(solver->rubric->metrics); i++)
	{
		const Axis *axis = &solver->model->metrics[i];

		for (int rule = 0; rule < solver->nrules; rule++)
			reads[rule] = solver_rule(solver, rule)->when &&
				bms_is_member(i, rubric_metrics_read(solver->rubric, solver_rule(solver, rule)->when));
		if (axis->variable < 0 || (axis->input->type != RUBRIC_NUMBER && axis->input->type != RUBRIC_DATE))
			continue;
		for (int cell = 1; cell + 1 < axis->ncells; cell++)
			if (axis->cells[cell - 1].may_be_value && axis->cells[cell + 1].may_be_value && is_narrow(axis, cell))
				check_cell(solver, axis, reads, limit, cell);
	}
	if (diagram_work(solver->model->diagrams) > limit)
		(void) solver_report(solver, SEVERITY_NOT_ANALYSED, 0, solver->rubric->length, NULL,
							 "there are too many bounds to look at each of them for one that does not meet the next");
}
