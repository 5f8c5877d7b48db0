/*
 * lint_cutoff.h
 *		Thresholds: conditions that compare something with a value, and nothing
 *		else.  Cut-offs: rules whose threshold is a parameter.
 */
#ifndef ANALYSIS_LINT_CUTOFF_H
#define ANALYSIS_LINT_CUTOFF_H

#include "postgres.h"

#include "rubric/rubric.h"

/* "measure >= value" */
typedef struct Threshold
{
	const RubricExpr *measure;
	const RubricExpr *value;
	bool		is_upper;		/* "measure <= value" */
	bool		is_strict;		/* < or > */
} Threshold;

/* "grade A when measure >= parameter" */
typedef struct CutOff
{
	int			label;			/* with a rank */
	int			rank;
	int			parameter;
	Threshold	threshold;
} CutOff;

/* Is a condition a comparison with a value of this kind, on either side? */
extern bool threshold_of(const RubricExpr *condition, ExprKind kind, Threshold *threshold);

/* of the rules of ranked grades, in their order: of CutOff */
extern List *rubric_cuts(const Rubric *rubric);

/* is the cut-off a above b, if both cut the same and their order is known?  false: it is not, or they are equal */
extern bool cuts_compare(const Rubric *rubric, const CutOff *a, const CutOff *b, bool *above);

#endif							/* ANALYSIS_LINT_CUTOFF_H */
