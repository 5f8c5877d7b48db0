/*
 * lint.h
 *		Looks for mistakes in a checked rubric.
 */
#ifndef ANALYSIS_LINT_H
#define ANALYSIS_LINT_H

#include "analysis/finding.h"

/* all findings, sorted */
extern List *rubric_lint(const Rubric *rubric);

/* The searches; each adds its findings. */
extern void lint_words(Findings *findings);
extern void lint_numbers(Findings *findings);
extern void lint_terms(Findings *findings);

#endif							/* ANALYSIS_LINT_H */
