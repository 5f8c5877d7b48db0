/*
 * lint.h
 *		Looks for mistakes in a checked rubric.
 */
#ifndef ANALYSIS_LINT_H
#define ANALYSIS_LINT_H

#include "analysis/lint_finding.h"

/* all findings, sorted */
extern List *rubric_lint(const Rubric *rubric);

/* The searches; each adds its findings.  lint_solver.c: those that need solving: which rows are there, and which not? */
extern void lint_by_solving(Findings *findings);
extern void lint_words(Findings *findings);
extern void lint_numbers(Findings *findings);
extern void lint_terms(Findings *findings);

#endif							/* ANALYSIS_LINT_H */
