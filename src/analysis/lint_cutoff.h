/*
 * lint_cutoff.h
 *		Cut-offs: rules that compare something with a parameter, and nothing else.
 */
#ifndef ANALYSIS_LINT_CUTOFF_H
#define ANALYSIS_LINT_CUTOFF_H

#include "postgres.h"

#include "rubric/rubric.h"

/* "grade A when measure >= parameter" */
typedef struct Cut
{
	int			label;			/* with a rank */
	int			rank;
	int			parameter;
	const RubricExpr *measure;
	bool		is_upper;		/* "measure <= parameter" */
	bool		is_strict;		/* < or > */
} Cut;

/* of the rules of ranked grades, in their order: of Cut */
extern List *rubric_cuts(const Rubric *rubric);

/* is the cut-off a above b, if both cut the same and their order is known?  false: it is not, or they are equal */
extern bool cuts_compare(const Rubric *rubric, const Cut *a, const Cut *b, bool *above);

#endif							/* ANALYSIS_LINT_CUTOFF_H */
