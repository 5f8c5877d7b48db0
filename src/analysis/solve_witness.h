/*
 * solve_witness.h
 *		Rows that show a finding, checked by grading them.
 */
#ifndef ANALYSIS_SOLVE_WITNESS_H
#define ANALYSIS_SOLVE_WITNESS_H

#include "postgres.h"

#include "analysis/solve_model.h"
#include "rubric/grader.h"

/* What grades the rows of one rubric. */
typedef struct Witnesses
{
	Model	   *model;
	Grader		grader;
	bool		usable;			/* false: a parameter has no value that will do */
	bool		given;			/* parameters have the values of a call, not just any that fit the model */
	NullableDatum *row;			/* for each metric */
	uint32		seed;
} Witnesses;

/* parameters: of a call, for which a fault is raised; NULL: of those that are not known, any */
extern void witnesses_begin(Witnesses *witnesses, Model *model, Goal goal, Jsonb *parameters);

/* Does the outcome show what the row is to show? */
typedef bool (*OutcomeTest) (void *context, const Outcome *outcome);

/*
 * A row of these cells as JSON; NULL: none was found that passes the test.
 * least: the test says all that the row is to show, so what it does not need
 * is left out.
 */
extern char *witness_find(Witnesses *witnesses, const int *cells, OutcomeTest test, void *context, bool least);

/* The row looked at with another number or date for a metric: graded, and as JSON. */
extern void witness_run_with(Witnesses *witnesses, int metric, const Decimal *number, Outcome *outcome);
extern char *witness_json_with(Witnesses *witnesses, int metric, const Decimal *number);

/* A plain number in a cell that has values. */
extern Decimal plain_number(const Extent *cell);

/* A number or date as JSON writes it. */
extern char *witness_number_text(const Input *metric, const Decimal *number);

/* Does the last row found meet a condition, in the language of rubrics? */
extern bool witness_meets(Witnesses *witnesses, const char *condition);

/* the cells of the metrics that the last row found lies in, given those that it was searched in: what it has left out is null */
extern void witness_take_cells(const Witnesses *witnesses, int *cells);

/* the text of a rubric with a treatment more for each of these conditions but NULL, and such as are too large, called after its place: "1", "2" */
extern char *text_with_conditions(const Rubric *rubric, int count, const char *const *conditions);

#endif							/* ANALYSIS_SOLVE_WITNESS_H */
