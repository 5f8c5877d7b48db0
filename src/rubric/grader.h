/*
 * grader.h
 *		A rubric at work on one kind of row: what a call site or a trigger keeps.
 */
#ifndef RUBRIC_GRADER_H
#define RUBRIC_GRADER_H

#include "postgres.h"

#include "access/tupdesc.h"
#include "executor/tuptable.h"

#include "rubric/program.h"

typedef struct Grader
{
	MemoryContext context;		/* all below; reset when the rubric changes */
	Goal		goal;
	text	   *source;			/* the rubric's text; NULL: none yet */
	const Rubric *shared;		/* as parsed */
	MemoryContext bound;		/* what follows; reset when the kind of row changes */
	const Rubric *rubric;		/* all types known */
	Program    *program;		/* NULL: no kind of row bound yet */
	int			nmetrics;
	Bitmapset  *read_by_terms;	/* GOAL_TREAT, GOAL_SETTLE: the metrics that these read */
	NullableDatum *inputs;		/* of the row, where they must be fetched */
	AttrNumber *columns;		/* for each metric its column; 0: not bound */
	int			last_column;	/* the highest of them */
	Datum	   *labels;			/* text of each label; lives as long as the rubric */
} Grader;

/* owner: what the grader lives in; its memory goes with it. */
extern void grader_init(Grader *grader, MemoryContext owner, Goal goal);

/*
 * Take this rubric; true if it differs from the last one, which drops program
 * and parameters.
 */
extern bool grader_set_rubric(Grader *grader, const text *source);

/*
 * Make the program for rows of tupdesc; 42703 names a metric without column,
 * 42804 one whose column has an unusable type.
 */
extern void grader_bind_row(Grader *grader, TupleDesc tupdesc);
extern void grader_run_slot(Grader *grader, TupleTableSlot *slot, Outcome *outcome);

/*
 * The same for columns given by name: the input of names[i] is number i of
 * those that program_run() gets.  The names from ncolumns on, up to nnames,
 * are columns that the row is known not to have.  A metric in neither list:
 * if planned, the plan is out of date (40001), else the row lacks it.
 */
extern void grader_bind_columns(Grader *grader, int ncolumns, int nnames, char **names,
								const Oid *types, bool planned);

/* The same for JSON objects. */
extern void grader_bind_json(Grader *grader);
extern void grader_run_json(Grader *grader, Jsonb *document, Outcome *outcome);

/*
 * Does the rubric need this metric in the row?  A metric that nothing reads is
 * needed if it has a domain to be checked.
 */
extern bool grader_wants(const Input *metric);

#endif							/* RUBRIC_GRADER_H */
