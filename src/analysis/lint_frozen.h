/*
 * lint_frozen.h
 *		A rubric with the values that its parameters have somewhere.
 */
#ifndef ANALYSIS_LINT_FROZEN_H
#define ANALYSIS_LINT_FROZEN_H

#include "postgres.h"

#include "utils/jsonb.h"

#include "rubric/rubric.h"

/*
 * Give the parameters of a rubric, which is changed, these values, and what the
 * text computes from them.  One without a value, or with one for each group,
 * stays as it is.  Throws where jsonb is no object of usable values.
 */
extern void rubric_freeze(Rubric *rubric, Jsonb *given);

#endif							/* ANALYSIS_LINT_FROZEN_H */
