/*
 * lint_boundary.h
 *		The thresholds of a rubric: where a metric or the score is compared with a
 *		constant.
 */
#ifndef ANALYSIS_LINT_BOUNDARY_H
#define ANALYSIS_LINT_BOUNDARY_H

#include "postgres.h"

#include "rubric/rubric.h"

typedef struct Boundary
{
	int			metric;			/* -1: the score */
	const RubricExpr *value;	/* a literal: number or date */
	int			number;			/* the same for the same metric (or score) and value */
	int			start;			/* the statement that compares */
	int			end;
} Boundary;

/* each once: of Boundary */
extern List *rubric_boundaries(const Rubric *rubric);

#endif							/* ANALYSIS_LINT_BOUNDARY_H */
