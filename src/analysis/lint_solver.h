/*
 * lint_solver.h
 *		What the searches of lint_solver.c share.
 */
#ifndef ANALYSIS_LINT_SOLVER_H
#define ANALYSIS_LINT_SOLVER_H

#include "postgres.h"

#include "analysis/lint_finding.h"
#include "analysis/solve_search.h"
#include "analysis/solve_witness.h"

typedef struct Solver
{
	Findings   *findings;
	MemoryContext results;		/* where findings live */
	const Rubric *rubric;
	Model	   *model;
	Witnesses	witnesses;
	Conditions	guards;			/* rows to which the standard applies, with all that is required */
	int			nrules;
	Diagram    *rules;			/* the condition of each */
	Diagram    *floors;
	Diagram    *caps;
	bool	   *dead;			/* rules that never decide */
	bool	   *reached;		/* for each label: does any row get it at last? */
} Solver;

/*
 * Of a solver with its rubric: all but findings.  Beyond the limit of work it
 * leaves through escape, here and later; goal and parameters: what rows are
 * graded for, see witnesses_begin().
 */
extern void solver_begin(Solver *solver, Goal goal, Jsonb *parameters, sigjmp_buf *escape);

/* A finding that outlives the solver; witness may be NULL. */
extern Finding *solver_report(Solver *solver, Severity severity, int start, int end, const char *witness, const char *message);

/* ... and which customers it concerns: those for whom this is true. */
extern void solver_report_condition(Solver *solver, Finding *finding, const char *condition);

/* Rows that come to a rule: those before it are false for them. */
extern void solver_rows_at(const Solver *solver, int rule, Conditions *conditions);

/*
 * The first row found that passes the test, as JSON.  NULL: there is none
 * (found: FOUND_NONE), or none that could be shown.  certain: the test does not
 * tell whether the conditions hold, so take none for which that is not sure.
 */
extern char *solver_witness(Solver *solver, const Conditions *conditions, bool certain, OutcomeTest test, void *context, Found *found);

/* Do these conditions depend on a parameter that is not known, or on a tile? */
extern bool solver_reads_parameter(const Solver *solver, const Conditions *conditions);

extern const Rule *solver_rule(const Solver *solver, int rule);
extern const char *solver_label(const Solver *solver, int label);

/* lint_gaps.c: rows that no rule fits */
extern void find_gaps(Solver *solver);

/* lint_holes.c: bounds that do not meet, so that a later rule takes what is between */
extern void find_holes(Solver *solver);

/* lint_rules.c: rules that never decide, grades that are never reached, rules that overlap */
extern void find_dead_rules(Solver *solver);
extern void find_overlaps(Solver *solver);

/* Is there a null that the author has written, not that of a case without "else"?  A RubricWalker. */
extern bool writes_null(RubricExpr *expr, void *context);

/*
 * lint_adjustments.c: which labels are reached, from rules through floors and
 * caps; caps and floors that never or always apply
 */
extern void mark_reached(Solver *solver);

/* For each way on which a floor or cap is looked at and moves the grade, its rows; true as soon as take() says so. */
typedef bool (*TakeRows) (Solver *solver, const Conditions *rows, void *context);
extern bool take_rows_at_adjustment(Solver *solver, bool floor, const Rule *adjustment, TakeRows take, void *context);

extern void find_idle_adjustments(Solver *solver);

/* lint_alternatives.c: alternatives of criteria and cases that never decide */
extern void find_dead_alternatives(Solver *solver);

/* lint_missing.c: missing inputs that stop where they seem to be meant, or do not where they should */
extern void find_missing(Solver *solver);

#endif							/* ANALYSIS_LINT_SOLVER_H */
