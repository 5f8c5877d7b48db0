/*
 * lint.h
 *		Looks for mistakes in a checked rubric.
 */
#ifndef ANALYSIS_LINT_H
#define ANALYSIS_LINT_H

#include "analysis/finding.h"

/* all findings, sorted */
extern List *rubric_lint(const Rubric *rubric);

#endif							/* ANALYSIS_LINT_H */
