/*
 * case_suggest.h
 *		Rows to be looked at before a rubric is trusted: one for each of its parts
 *		and on both sides of each bound.
 */
#ifndef ANALYSIS_CASE_SUGGEST_H
#define ANALYSIS_CASE_SUGGEST_H

#include "postgres.h"

#include "utils/date.h"
#include "utils/jsonb.h"

#include "rubric/rubric.h"

typedef struct Suggestion
{
	char	   *name;
	Jsonb	   *input;			/* NULL: no row was found */
} Suggestion;

/*
 * Of Suggestion.  parameters (may be NULL) and as_of as those of
 * program_set_parameters(); a fault in them is raised.
 */
extern List *rubric_suggest(const text *source, Jsonb *parameters, DateADT as_of);

#endif							/* ANALYSIS_CASE_SUGGEST_H */
