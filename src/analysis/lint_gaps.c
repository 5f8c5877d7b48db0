/*
 * lint_gaps.c
 *		Rows that no rule fits.
 *
 * A row found is widened to a block of cells in which no rule fits either, so
 * that the message can say where the gap is, and the next search leaves the
 * block out.
 */
#include "postgres.h"

#include "nodes/value.h"

#include "analysis/solve_print.h"
#include "analysis/lint_solver.h"

#define MAX_GAPS	5			/* listed of one rubric */
#define MAX_BLOCKS	50			/* looked at: several may come to the same row */

typedef struct GapSearch
{
	Solver	   *solver;
	Conditions	rows;
	int		   *cells;			/* of the rows found */
	char	   *witness;
	List	   *told;			/* of String: messages and witnesses */
	int		   *uncertain;		/* of the first row that could not be shown; NULL: none */
} GapSearch;

static bool
no_rule(void *context pg_attribute_unused(), const Outcome *outcome)
{
	return outcome->reason == REASON_NO_RULE;
}

static int *
copy_cells(const Solver *solver, const int *cells)
{
	int			size = sizeof(int) * list_length(solver->model->by_variable);
	int		   *copy = palloc(Max(size, 1));

	memcpy(copy, cells, size);
	return copy;
}

static bool
offer_gap(void *context, const int *cells, bool certain pg_attribute_unused())
{
	GapSearch  *search = context;

	search->witness = witness_find(&search->solver->witnesses, cells, no_rule, NULL, true);
	if (search->witness)
		search->cells = copy_cells(search->solver, cells);
	else if (search->uncertain == NULL)
		search->uncertain = copy_cells(search->solver, cells);
	return search->witness != NULL;
}

/* For each variable its one cell, or all. */
static bool **
block_of(const Model *m, const int *cells)
{
	int			nvariables = list_length(m->by_variable);
	bool	  **block = palloc(sizeof(bool *) * Max(nvariables, 1));

	for (int i = 0; i < nvariables; i++)
	{
		int			ncells = model_axis(m, i)->ncells;

		block[i] = palloc(sizeof(bool) * ncells);
		for (int cell = 0; cell < ncells; cell++)
			block[i][cell] = cells[i] < 0 || cells[i] == cell;
	}
	return block;
}

static void
try_cell(const GapSearch *search, bool **block, bool *allowed)
{
	*allowed = true;
	*allowed = search_all_within(search->solver->model, &search->rows, block);
}

/* Add other cells as long as all rows there are in the gap. */
static void
widen(const GapSearch *search, bool **block, int variable)
{
	for (int cell = 0; cell < model_axis(search->solver->model, variable)->ncells; cell++)
		if (!block[variable][cell])
			try_cell(search, block, &block[variable][cell]);
}

/* True for rows outside the block. */
static Diagram
outside(Model *m, bool *const *block)
{
	Diagram		result = diagram_bits(m->diagrams, MAY_BE_FALSE);

	for (int i = list_length(m->by_variable) - 1; i >= 0; i--)
	{
		int			ncells = model_axis(m, i)->ncells;
		Diagram    *children = palloc(sizeof(Diagram) * ncells);

		for (int cell = 0; cell < ncells; cell++)
			children[cell] = block[i][cell] ? result : diagram_bits(m->diagrams, MAY_BE_TRUE);
		result = diagram_node(m->diagrams, i, children);
	}
	return result;
}

/* The cell of an expression that the witness lies in; -1: not found. */
static int
cell_of_witness(const GapSearch *search, int variable)
{
	const Model *m = search->solver->model;
	int		   *cells = copy_cells(search->solver, search->cells);

	for (int i = 0; i < list_length(m->by_variable); i++)
		cells[i] = -1;
	for (int cell = 0; cell < model_axis(m, variable)->ncells; cell++)
	{
		cells[variable] = cell;
		if (witness_meets(&search->solver->witnesses, condition_of_cells(m, block_of(m, cells))))
			return cell;
	}
	return -1;
}

/* The cells of the witness: those found may be others where expressions are not of one cell. */
static void
take_cells_of_witness(const GapSearch *search)
{
	const Solver *solver = search->solver;
	const Model *m = solver->model;
	bool		any = false;

	witness_take_cells(&solver->witnesses, search->cells);
	for (int i = 0; i < list_length(m->by_variable); i++)
	{
		any |= model_axis(m, i)->kind != AXIS_METRIC && search->cells[i] >= 0;
		if (model_axis(m, i)->kind != AXIS_METRIC)
			search->cells[i] = -1;
	}
	if (any && !search_all_within(solver->model, &search->rows, block_of(m, search->cells)))
	{
		for (int i = 0; i < list_length(m->by_variable); i++)
			if (model_axis(m, i)->kind == AXIS_EXPRESSION || model_axis(m, i)->kind == AXIS_COMPARISON)
				search->cells[i] = cell_of_witness(search, i);
	}
}

/* A block around the rows found. */
static bool **
widened_block(const GapSearch *search)
{
	bool	  **block = block_of(search->solver->model, search->cells);

	for (int i = 0; i < list_length(search->solver->model->by_variable); i++)
		if (search->cells[i] >= 0)
			widen(search, block, i);
	return block;
}

/*
 * The statement is the last rule, behind which nothing comes.  Rows of another
 * block may have come to the same row, or to the same words.
 */
static void
report_gap(GapSearch *search, bool **block)
{
	Solver	   *solver = search->solver;
	const Rule *last = solver_rule(solver, solver->nrules - 1);
	const char *where;
	char	   *message;

	where = describe_cells(solver->model, block);
	message = where[0] ? psprintf("no rule fits where %s", where) : pstrdup("no rule fits any customer");
	if (list_member(search->told, makeString(message)) || list_member(search->told, makeString(search->witness)))
		return;
	search->told = lappend(lappend(search->told, makeString(message)), makeString(search->witness));
	solver_report_condition(solver, solver_report(solver, SEVERITY_ERROR, last->start, last->end, search->witness, message),
							condition_of_cells(solver->model, block));
}

static void
report_uncertain(GapSearch *search)
{
	Solver	   *solver = search->solver;
	const Rule *last = solver_rule(solver, solver->nrules - 1);
	bool	  **block = block_of(solver->model, search->uncertain);

	(void) solver_report(solver, SEVERITY_NOT_ANALYSED, last->start, last->end, NULL,
						 psprintf("it is not known whether there are customers that no rule fits, where %s", describe_cells(solver->model, block)));
}

void
find_gaps(Solver *solver)
{
	GapSearch	search = {.solver = solver};
	Found		found = FOUND_NONE;

	if (solver->nrules == 0 || solver_rule(solver, solver->nrules - 1)->when == NULL)
		return;
	solver_rows_at(solver, solver->nrules, &search.rows);
	for (int i = 0; i < MAX_BLOCKS && list_length(search.told) < 2 * MAX_GAPS; i++)
	{
		bool	  **block;

		found = search_rows(solver->model, &search.rows, offer_gap, &search);
		if (found != FOUND_ENOUGH)
			break;
		take_cells_of_witness(&search);
		block = widened_block(&search);
		report_gap(&search, block);
		conditions_add(&search.rows, outside(solver->model, block), MAY_BE_TRUE);
	}
	if (search.uncertain && found == FOUND_OTHERS)
		report_uncertain(&search);
}
