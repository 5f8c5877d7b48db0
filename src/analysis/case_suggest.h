/*
 * case_suggest.h
 *		Rows to be looked at before a rubric is trusted: one for each of its parts
 *		and on both sides of each bound.
 */
#ifndef ANALYSIS_CASE_SUGGEST_H
#define ANALYSIS_CASE_SUGGEST_H

#include "postgres.h"

#include "utils/jsonb.h"

#include "rubric/rubric.h"

typedef struct Suggestion
{
	char	   *name;
	char	   *input;			/* JSON; NULL: no row was found */
} Suggestion;

/*
 * Of Suggestion, for a rubric with these values of parameters, which it is
 * given: see rubric_freeze().  A fault in them is raised.
 */
extern List *rubric_suggest(Rubric *rubric, Jsonb *parameters);

#endif							/* ANALYSIS_CASE_SUGGEST_H */
