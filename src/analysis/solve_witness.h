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
	NullableDatum *row;			/* for each metric */
	uint32		seed;
} Witnesses;

extern void witnesses_begin(Witnesses *witnesses, Model *model);

/* Does the outcome show what the row is to show? */
typedef bool (*OutcomeTest) (void *context, const Outcome *outcome);

/*
 * A row of these cells as JSON; NULL: none was found that passes the test.
 * least: the test says all that the row is to show, so what it does not need
 * is left out.
 */
extern char *witness_find(Witnesses *witnesses, const int *cells, OutcomeTest test, void *context, bool least);


/* what the last row found has left out of these cells is null */
extern void witness_take_cells(const Witnesses *witnesses, int *cells);

#endif							/* ANALYSIS_SOLVE_WITNESS_H */
