/*
 * case_suggest.c
 *		Rows that show what a rubric does.
 *
 * The solver of lint finds them.  For each part: a row that it decides.  For
 * each bound of a metric and each side of it: a row in which the step over the
 * bound changes what decides, or the grade; then both rows of the step show on
 * which side the bound itself is.  For each bound of the score: rows with the
 * scores next to it.  Each row has been graded before it is suggested.
 */
#include "postgres.h"

#include "lib/stringinfo.h"
#include "nodes/value.h"
#include "utils/builtins.h"

#include "analysis/case_parts.h"
#include "analysis/case_suggest.h"
#include "analysis/lint_boundary.h"
#include "analysis/lint_frozen.h"
#include "analysis/lint_solver.h"
#include "analysis/number.h"

/* In so many combinations of cells a row is sought for each condition, of a part and of a step: most need one. */
#define MAX_OFFERS_OF_A_PART	16
#define MAX_OFFERS_OF_A_STEP	4

/* A condition that may decide, and the rows that come there. */
typedef struct Target
{
	Conditions	rows;
	Diagram		condition;
} Target;

typedef struct Search
{
	Solver		solver;
	int			nparts;			/* that are done */
	List	   *targets;		/* of Target */
	List	   *inputs;			/* of String: what is suggested already */
	List	   *suggestions;
} Search;

static Bitmapset *
decided(const Search *search, const Outcome *outcome)
{
	const Witnesses *w = &search->solver.witnesses;

	return parts_decided(w->grader.rubric, w->grader.program, outcome);
}

/* input: NULL where no row is found; the same row is suggested once. */
static void
suggest(Search *search, char *name, char *input)
{
	Suggestion *suggestion;

	if (input && list_member(search->inputs, makeString(input)))
		return;
	if (input)
		search->inputs = lappend(search->inputs, makeString(input));
	suggestion = palloc0(sizeof(Suggestion));
	suggestion->name = name;
	suggestion->input = input;
	search->suggestions = lappend(search->suggestions, suggestion);
}

/* -------------------------------------------------------------------- parts */

typedef struct PartSearch
{
	Search	   *search;
	int			part;
	bool		graded;			/* it must be graded, too */
	Diagram		condition;
	int			wanted;
	int			offers;			/* of this search */
	char	   *input;
} PartSearch;

static bool
is_decided(void *context, const Outcome *outcome)
{
	const PartSearch *search = context;

	return bms_is_member(search->part, decided(search->search, outcome)) && (!search->graded || outcome->label >= 0);
}

static bool
offer_row(void *context, const int *cells, bool certain pg_attribute_unused())
{
	PartSearch *search = context;

	search->input = witness_find(&search->search->solver.witnesses, cells, is_decided, search, true);
	return search->input != NULL || ++search->offers >= MAX_OFFERS_OF_A_PART;
}

/* Is there a row of these for which the condition comes out as wanted, and that the part decides? */
static bool
find_row(Solver *solver, const Conditions *rows, void *context)
{
	PartSearch *search = context;
	Conditions	all;

	conditions_copy(&all, rows);
	conditions_add(&all, search->condition, search->wanted);
	search->offers = 0;
	(void) search_rows(solver->model, &all, offer_row, search);
	return search->input != NULL;
}

static bool
find_row_at(PartSearch *search, const Conditions *rows, Diagram condition, int wanted)
{
	search->condition = condition;
	search->wanted = wanted;
	return find_row(&search->search->solver, rows, search);
}

/* Rows that come to a scope or requirement, or with all of them to what follows. */
static void
rows_at_guard(const Solver *solver, int guard, Conditions *rows)
{
	conditions_copy(rows, &solver->guards);
	rows->count = guard;
}

static bool
find_undecided_rule(PartSearch *search, const List *rules, bool floors)
{
	Solver	   *solver = &search->search->solver;
	const Diagram *conditions = floors ? solver->floors : solver->caps;
	ListCell   *lc;

	foreach(lc, rules)
	{
		search->condition = conditions[foreach_current_index(lc)];
		search->wanted = MAY_BE_NULL;
		if (take_rows_at_adjustment(solver, floors, lfirst(lc), find_row, search))
			return true;
	}
	return false;
}

static void
find_undecided(PartSearch *search)
{
	Solver	   *solver = &search->search->solver;
	Conditions	rows;

	for (int i = 0; i < list_length(solver->rubric->scopes); i++)
	{
		rows_at_guard(solver, i, &rows);
		if (find_row_at(search, &rows, solver->guards.conditions[i].diagram, MAY_BE_NULL))
			return;
	}
	for (int i = 0; i < solver->nrules; i++)
	{
		solver_rows_at(solver, i, &rows);
		if (find_row_at(search, &rows, solver->rules[i], MAY_BE_NULL))
			return;
	}
	if (!find_undecided_rule(search, solver->rubric->floors, true))
		(void) find_undecided_rule(search, solver->rubric->caps, false);
}

/* Rows that come to an alternative of a criterion, and its condition. */
static Diagram
rows_at_alternative(Solver *solver, const Criterion *criterion, int number, Conditions *rows)
{
	Diagram		condition = diagram_bits(solver->model->diagrams, MAY_BE_TRUE);

	conditions_copy(rows, &solver->guards);
	for (int i = 0; i <= number; i++)
	{
		const Alternative *alternative = list_nth(criterion->alternatives, i);

		if (alternative->when == NULL)
			return diagram_bits(solver->model->diagrams, MAY_BE_TRUE);
		condition = model_truth(solver->model, alternative->when);
		if (i < number)
			conditions_add(rows, condition, MAY_BE_FALSE);
	}
	return condition;
}

/* Points, or what counts instead of them: of rows that come there, first those that a rule grades. */
static void
find_points(PartSearch *search, const Conditions *rows, Diagram condition)
{
	Solver	   *solver = &search->search->solver;

	search->graded = true;
	for (int i = 0; i < solver->nrules && search->input == NULL; i++)
	{
		Conditions	graded;

		solver_rows_at(solver, i, &graded);
		conditions_add(&graded, solver->rules[i], MAY_BE_TRUE);
		conditions_join(&graded, rows);
		(void) find_row_at(search, &graded, condition, MAY_BE_TRUE);
	}
	search->graded = false;
	if (search->input == NULL)
		(void) find_row_at(search, rows, condition, MAY_BE_TRUE);
}

static void
find_part(PartSearch *search, const Part *part)
{
	Solver	   *solver = &search->search->solver;
	Diagram		any = diagram_bits(solver->model->diagrams, MAY_BE_TRUE);
	Conditions	rows;
	int			guard = part->item;

	switch (part->kind)
	{
		case PART_REQUIRE:
			guard += list_length(solver->rubric->scopes);
			/* FALLTHROUGH */
		case PART_SCOPE:
			rows_at_guard(solver, guard, &rows);
			(void) find_row_at(search, &rows, solver->guards.conditions[guard].diagram, MAY_BE_FALSE);
			break;
		case PART_POINTS:
			{
				Diagram		condition = rows_at_alternative(solver, list_nth(solver->rubric->criteria, part->item), part->ordinal - 1, &rows);

				find_points(search, &rows, condition);
				break;
			}
		case PART_MISSING:
			find_points(search, &solver->guards, model_no_points(solver->model, list_nth(solver->rubric->criteria, part->item)));
			break;
		case PART_RULE:
			solver_rows_at(solver, part->item, &rows);
			(void) find_row_at(search, &rows, solver->rules[part->item], MAY_BE_TRUE);
			break;
		case PART_NO_RULE:
			solver_rows_at(solver, solver->nrules, &rows);
			(void) find_row_at(search, &rows, any, MAY_BE_TRUE);
			break;
		case PART_FLOOR:
		case PART_CAP:
			search->condition = (part->kind == PART_FLOOR ? solver->floors : solver->caps)[part->item];
			search->wanted = MAY_BE_TRUE;
			(void) take_rows_at_adjustment(solver, part->kind == PART_FLOOR,
										   list_nth(part->kind == PART_FLOOR ? solver->rubric->floors : solver->rubric->caps, part->item), find_row, search);
			break;
		case PART_UNDECIDED:
			find_undecided(search);
			break;
		case PART_REFUSED:
			break;
	}
}

static char *
part_name(const Part *part)
{
	StringInfoData name;
	bool		of_criterion = part->kind == PART_POINTS || part->kind == PART_MISSING;

	initStringInfo(&name);
	appendStringInfoString(&name, part_kind_name(part->kind));
	if (of_criterion)
		appendStringInfo(&name, " of %s", part->name);
	if (part->ordinal > 0)
		appendStringInfo(&name, " %d", part->ordinal);
	if (part->name && !of_criterion)
		appendStringInfo(&name, ": %s", part->name);
	return name.data;
}

/* A row that is refused, or that no rule grades, is not what an author wants to see missed. */
static void
suggest_part(Search *search, const Part *part)
{
	PartSearch	row = {.search = search, .part = part->number};

	find_part(&row, part);
	if (row.input || part->start >= 0)
		suggest(search, part_name(part), row.input);
	search->nparts++;
}

/* ------------------------------------------------------------------ targets */

static void
add_target(Search *search, const Conditions *rows, Diagram condition)
{
	Target	   *target = palloc(sizeof(Target));

	conditions_copy(&target->rows, rows);
	target->condition = condition;
	search->targets = lappend(search->targets, target);
}

/* What take_rows_at_adjustment() is to do. */
typedef struct AdjustmentTarget
{
	Search	   *search;
	Diagram		condition;
} AdjustmentTarget;

static bool
add_way(Solver *solver pg_attribute_unused(), const Conditions *rows, void *context)
{
	const AdjustmentTarget *target = context;

	add_target(target->search, rows, target->condition);
	return false;
}

static void
add_adjustments(Search *search, bool floors)
{
	Solver	   *solver = &search->solver;
	ListCell   *lc;

	foreach(lc, floors ? solver->rubric->floors : solver->rubric->caps)
	{
		AdjustmentTarget target = {search, (floors ? solver->floors : solver->caps)[foreach_current_index(lc)]};

		(void) take_rows_at_adjustment(solver, floors, lfirst(lc), add_way, &target);
	}
}

/* All that may decide, and the rows that come there. */
static void
find_targets(Search *search)
{
	Solver	   *solver = &search->solver;
	Conditions	rows;
	ListCell   *lc;

	for (int i = 0; i < solver->guards.count; i++)
	{
		rows_at_guard(solver, i, &rows);
		add_target(search, &rows, solver->guards.conditions[i].diagram);
	}
	foreach(lc, solver->rubric->criteria)
	{
		const Criterion *criterion = lfirst(lc);

		for (int i = 0; i < list_length(criterion->alternatives); i++)
		{
			Diagram		condition = rows_at_alternative(solver, criterion, i, &rows);

			for (int rule = 0; rule < solver->nrules; rule++)
			{
				Conditions	graded;

				solver_rows_at(solver, rule, &graded);
				conditions_add(&graded, solver->rules[rule], MAY_BE_TRUE);
				conditions_join(&graded, &rows);
				add_target(search, &graded, condition);
			}
			add_target(search, &rows, condition);
		}
	}
	for (int i = 0; i < solver->nrules; i++)
	{
		solver_rows_at(solver, i, &rows);
		add_target(search, &rows, solver->rules[i]);
	}
	add_adjustments(search, true);
	add_adjustments(search, false);
}

/* ------------------------------------------------------------------- bounds */

/* A step over a bound of a metric, from a value to the next. */
typedef struct Step
{
	Search	   *search;
	const Axis *axis;
	int			cells[2];
	Decimal		values[2];
	int			from;			/* the cell that is searched: 0 or 1 */
	int			graded;			/* so many of the two rows must be, at least */
	int			offers;			/* of this search */
	bool		shown;
} Step;

static bool
changes(void *context, const Outcome *outcome pg_attribute_unused())
{
	const Step *step = context;
	Witnesses  *w = &step->search->solver.witnesses;
	Outcome		outcomes[2];
	Bitmapset  *parts[2];

	for (int i = 0; i < 2; i++)
	{
		witness_run_with(w, step->axis->index, &step->values[i], &outcomes[i]);
		parts[i] = decided(step->search, &outcomes[i]);
	}
	return outcomes[0].reason != REASON_REFUSED && outcomes[1].reason != REASON_REFUSED &&
		(outcomes[0].label >= 0) + (outcomes[1].label >= 0) >= step->graded &&
		(outcomes[0].label != outcomes[1].label || !bms_equal(parts[0], parts[1]));
}

static char *
value_name(const char *name, const char *value)
{
	return psprintf("%s = %s", name, value);
}

static void
suggest_step(const Step *step)
{
	for (int i = 0; i < 2; i++)
		suggest(step->search, value_name(step->axis->input->name, witness_number_text(step->axis->input, &step->values[i])),
				witness_json_with(&step->search->solver.witnesses, step->axis->index, &step->values[i]));
}

static bool
offer_step(void *context, const int *cells, bool certain pg_attribute_unused())
{
	Step	   *step = context;
	Model	   *m = step->search->solver.model;
	int			size = sizeof(int) * list_length(m->by_variable);
	int		   *own = memcpy(palloc(size), cells, size);

	own[step->axis->variable] = step->cells[step->from];
	step->shown = witness_find(&step->search->solver.witnesses, own, changes, step, true) != NULL;
	if (step->shown)
		suggest_step(step);
	return step->shown || ++step->offers >= MAX_OFFERS_OF_A_STEP;
}

/* A row that comes to a condition in one of the cells, where it is true, but in the other cell it is not. */
static void
show_step_at(Step *step, const Target *target)
{
	Model	   *m = step->search->solver.model;
	int			variable = step->axis->variable;
	Diagram		conditions[2];

	for (int i = 0; i < 2; i++)
		conditions[i] = diagram_restrict(m->diagrams, target->condition, variable, step->cells[i]);
	if (conditions[0] == conditions[1])
		return;
	for (step->from = 0; step->from < 2 && !step->shown; step->from++)
	{
		Conditions	rows;

		conditions_init(&rows);
		for (int i = 0; i < target->rows.count; i++)
			conditions_add(&rows, diagram_restrict(m->diagrams, target->rows.conditions[i].diagram, variable, step->cells[step->from]),
						   target->rows.conditions[i].wanted);
		conditions_add(&rows, conditions[step->from], MAY_BE_TRUE);
		conditions_add(&rows, conditions[1 - step->from], MAY_BE_FALSE | MAY_BE_NULL);
		step->offers = 0;
		(void) search_rows(m, &rows, offer_step, step);
		if (step->shown)
			return;
	}
}

/* One unit of the last digit of what the metric is compared with. */
static Decimal
unit_of(const Axis *axis)
{
	Decimal		unit;
	int			scale = 0;
	ListCell   *lc;

	foreach(lc, axis->cuts)
	{
		const Decimal *cut = lfirst(lc);

		if (cut->numeric == NULL && axis->input->type == RUBRIC_NUMBER)
			scale = Max(scale, cut->scale);
	}
	decimal_set(&unit, 1, scale);
	return unit;
}

/* From the bound, a cell of one value, to the one before or behind it; false: there is none. */
static bool
make_step(Step *step, const Axis *axis, int cell, int direction)
{
	Decimal		unit = unit_of(axis);
	int			other = cell + direction;
	int			near = direction > 0 ? 0 : 1;
	Decimal		value = axis->cells[cell].low.value;
	Decimal    *next = &step->values[1 - near];

	if (other < 0 || other >= axis->ncells || !axis->cells[other].may_be_value)
		return false;
	step->axis = axis;
	step->cells[near] = cell;
	step->values[near] = value;
	step->cells[1 - near] = other;
	if ((direction > 0 ? decimal_add(next, &value, &unit) : decimal_subtract(next, &value, &unit)) != NULL ||
		!extent_contains(&axis->cells[other], next))
		*next = plain_number(&axis->cells[other]);
	return true;
}

static bool
show_step(Search *search, const Axis *axis, int cell, int direction)
{
	Step		step = {.search = search};
	ListCell   *lc;

	if (!make_step(&step, axis, cell, direction))
		return false;
	/* rows without a grade only where no others show it */
	for (step.graded = 2; step.graded >= 0 && !step.shown; step.graded--)
	{
		foreach(lc, search->targets)
		{
			show_step_at(&step, lfirst(lc));
			if (step.shown)
				break;
		}
	}
	return step.shown;
}

static bool
is_written(const List *boundaries, const Model *m, const Axis *axis, const Decimal *value)
{
	ListCell   *lc;

	foreach(lc, boundaries)
	{
		const Boundary *boundary = lfirst(lc);
		Decimal		number;

		if (boundary->metric != axis->index)
			continue;
		model_number(unconstify(Model *, m), boundary->value, &number);
		if (decimal_compare(&number, value) == 0)
			return true;
	}
	return false;
}

/* The bounds of a metric, also those that follow from what it is calculated with. */
static void
suggest_metric_bounds(Search *search, const Axis *axis, const List *boundaries)
{
	if (axis->variable < 0 || (axis->input->type != RUBRIC_NUMBER && axis->input->type != RUBRIC_DATE))
		return;
	for (int cell = 0; cell < axis->ncells; cell++)
	{
		const Decimal *value = &axis->cells[cell].low.value;
		bool		shown;

		if (!extent_is_number(&axis->cells[cell]))
			continue;
		shown = show_step(search, axis, cell, -1);
		shown |= show_step(search, axis, cell, 1);
		if (!shown && is_written(boundaries, search->solver.model, axis, value))
			suggest(search, value_name(axis->input->name, witness_number_text(axis->input, value)), NULL);
	}
}

/* -------------------------------------------------------------------- score */

typedef struct ScoreSearch
{
	Search	   *search;
	Decimal		value;
	char	   *input;
} ScoreSearch;

static bool
has_score(void *context, const Outcome *outcome)
{
	const ScoreSearch *search = context;
	const Program *program = search->search->solver.witnesses.grader.program;
	ListCell   *lc;

	if (outcome->reason == REASON_REFUSED)
		return false;
	foreach(lc, program_trace(program))
	{
		const Note *note = lfirst(lc);
		Decimal		score;

		if (note->kind == NOTE_SCORE)
			return program_note_number(program, note->value, note->is_double, &score) && decimal_compare(&score, &search->value) == 0;
	}
	return false;
}

static bool
offer_score(void *context, const int *cells, bool certain pg_attribute_unused())
{
	ScoreSearch *search = context;

	search->input = witness_find(&search->search->solver.witnesses, cells, has_score, search, true);
	return search->input != NULL;
}

static void
suggest_score(Search *search, const Decimal *value)
{
	ScoreSearch row = {.search = search, .value = *value};
	RubricExpr	score = {.kind = EXPR_SCORE, .type = RUBRIC_NUMBER};
	RubricExpr	literal = {.kind = EXPR_LITERAL, .type = RUBRIC_NUMBER, .text = number_text(value)};
	RubricExpr *args[] = {&score, &literal};
	RubricExpr	equal = {.kind = EXPR_EQ, .type = RUBRIC_BOOLEAN, .nargs = 2, .args = args};
	Conditions	rows;

	conditions_copy(&rows, &search->solver.guards);
	conditions_add(&rows, model_truth(search->solver.model, &equal), MAY_BE_TRUE);
	if (search_rows(search->solver.model, &rows, offer_score, &row) == FOUND_ENOUGH)
		suggest(search, value_name("score", number_text(value)), row.input);
}

/* The greatest score below the bound, and the least from there on. */
typedef struct ScoreNeighbours
{
	const Decimal *bound;
	bool		found[2];
	Decimal		values[2];
} ScoreNeighbours;

static void
look_at_score(ScoreNeighbours *near, const Extent *extent)
{
	int			side = decimal_compare(&extent->low.value, near->bound) < 0 ? 0 : 1;
	int			order;

	if (!extent_is_number(extent))
		return;
	order = near->found[side] ? decimal_compare(&extent->low.value, &near->values[side]) : 0;
	if (near->found[side] && (side == 0 ? order <= 0 : order >= 0))
		return;
	near->found[side] = true;
	near->values[side] = extent->low.value;
}

static void
look_at_scores(const Model *m, Diagram diagram, bool *seen, ScoreNeighbours *near)
{
	int			variable = diagram_variable(m->diagrams, diagram);

	if (seen[diagram])
		return;
	seen[diagram] = true;
	diagram_count_work(m->diagrams);
	if (variable == NO_VARIABLE)
	{
		look_at_score(near, diagram_leaf_extent(m->diagrams, diagram));
		return;
	}
	for (int cell = 0; cell < diagram_cells(m->diagrams, variable); cell++)
		look_at_scores(m, diagram_child(m->diagrams, diagram, cell), seen, near);
}

static void
suggest_score_bound(Search *search, const RubricExpr *bound)
{
	Model	   *m = search->solver.model;
	Diagram		scores = model_score(m);
	Decimal		value;
	ScoreNeighbours near = {.bound = &value};
	bool	   *seen = palloc0(sizeof(bool) * diagram_count(m->diagrams));

	model_number(m, bound, &value);
	look_at_scores(m, scores, seen, &near);
	pfree(seen);
	if (near.found[0])
		suggest_score(search, &near.values[0]);
	if (near.found[1])
		suggest_score(search, &near.values[1]);
	else
		suggest_score(search, &value);
}

/* -------------------------------------------------------------------- whole */

static void
suggest_bounds(Search *search)
{
	List	   *boundaries = rubric_boundaries(search->solver.rubric);
	int			told = -1;
	ListCell   *lc;

	find_targets(search);
	for (int i = 0; i < list_length(search->solver.rubric->metrics); i++)
		suggest_metric_bounds(search, &search->solver.model->metrics[i], boundaries);
	foreach(lc, boundaries)
	{
		const Boundary *boundary = lfirst(lc);

		if (boundary->metric < 0 && boundary->number > told)
		{
			told = boundary->number;
			suggest_score_bound(search, boundary->value);
		}
	}
}

/* The rows of points last: most of them show a rule, too, and are named after it. */
static List *
parts_in_order(const Rubric *rubric)
{
	List	   *first = NIL;
	List	   *last = NIL;
	ListCell   *lc;

	foreach(lc, rubric_parts(rubric))
	{
		const Part *part = lfirst(lc);

		if (part->kind == PART_POINTS || part->kind == PART_MISSING)
			last = lappend(last, lfirst(lc));
		else
			first = lappend(first, lfirst(lc));
	}
	return list_concat(first, last);
}

List *
rubric_suggest(Rubric *rubric, Jsonb *parameters)
{
	Search	   *search = palloc0(sizeof(Search));
	List	   *parts = parts_in_order(rubric);
	sigjmp_buf	escape;
	ListCell   *lc;

	rubric_freeze(rubric, parameters);
	search->solver.rubric = rubric;
	if (sigsetjmp(escape, 0) == 0)
	{
		solver_begin(&search->solver, GOAL_EXPLAIN, parameters, &escape);
		foreach(lc, parts)
			suggest_part(search, lfirst(lc));
		suggest_bounds(search);
	}
	/* beyond the limit of work nothing more is found */
	for (int i = search->nparts; i < list_length(parts); i++)
	{
		const Part *part = list_nth(parts, i);

		if (part->start >= 0)
			suggest(search, part_name(part), NULL);
	}
	return search->suggestions;
}
