/*
 * call.h
 *		One call site of grade(), score(), rank(), assess(), explain(): from the
 *		arguments of a call to an evaluated row.
 */
#ifndef FUNCTION_CALL_H
#define FUNCTION_CALL_H

#include "postgres.h"

#include "fmgr.h"

#include "rubric/grader.h"

/* Arguments of F(rubric or standard, row, ..., parameters, ...): parameters are the last jsonb behind the row ... */
#define CALL_SOURCE			0
#define CALL_ROW			1
#define CALL_PARAMETERS		2	/* of functions that have nothing between */

/* ... and of F_columns(rubric or standard, parameters, names, row exists, column, ...) */
#define COLUMNS_PARAMETERS	1
#define COLUMNS_NAMES		2
#define COLUMNS_ROW_EXISTS	3
#define COLUMNS_FIRST		4

/* The name that F_columns has for F. */
#define COLUMNS_SUFFIX "_columns"

typedef struct CallSite CallSite;

/*
 * Evaluate the row of this call; a fault in it is raised.  NULL: the rubric or
 * standard is null.  Otherwise the grader used and the outcome; where there is
 * no row (REASON_NO_ROW) the grader may have no program yet.
 */
extern Grader *call_evaluate(FunctionCallInfo fcinfo, Goal goal, Outcome *outcome);

/* The same, but a fault is the outcome (REASON_REFUSED). */
extern Grader *call_evaluate_softly(FunctionCallInfo fcinfo, Goal goal, Outcome *outcome);

/* An error if the rubric has no grades. */
extern void call_require_grades(const Grader *grader);

/*
 * The smallest changes of rows of this call site, whose program has its
 * parameters.  Made again when any of them changes.
 */
struct Ways;
extern struct Ways *call_ways(FunctionCallInfo fcinfo);

/* The row that a function returns which has evaluated; looked up once for a call site. */
extern TupleDesc call_result_desc(FunctionCallInfo fcinfo);

/* treat.c: the treatments that a call of GOAL_TREAT asks for: those of its grade, and of its names if it gives any */
extern Bitmapset *call_treatments(FunctionCallInfo fcinfo, const Rubric *rubric);

/*
 * reasons.c: why the row last evaluated (GOAL_EXPLAIN) has no more points and
 * no better grade, in words; NULL: it lacks nothing
 */
extern char *reasons_sentence(const Grader *grader, const Outcome *outcome);


/* support.c: the function of this schema, name and argument types; InvalidOid, or the second throws, where there is none. */
extern Oid	find_function_of_schema(const char *schema, const char *name, int nargs, const Oid *types);
extern Oid	function_of_schema(const char *schema, const char *name, int nargs, const Oid *types);

#endif							/* FUNCTION_CALL_H */
