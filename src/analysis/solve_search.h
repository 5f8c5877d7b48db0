/*
 * solve_search.h
 *		Looks for rows for which several conditions come out as wanted.
 */
#ifndef ANALYSIS_SOLVE_SEARCH_H
#define ANALYSIS_SOLVE_SEARCH_H

#include "postgres.h"

#include "analysis/solve_model.h"

typedef struct Condition
{
	Diagram		diagram;
	int			wanted;			/* MAY_BE_ bits, one of which is to come out */
} Condition;

/* What all rows looked for have in common. */
typedef struct Conditions
{
	int			count;
	int			max;
	Condition  *conditions;
} Conditions;

extern void conditions_init(Conditions *conditions);
extern void conditions_add(Conditions *conditions, Diagram diagram, int wanted);
extern void conditions_join(Conditions *conditions, const Conditions *others);
extern void conditions_copy(Conditions *copy, const Conditions *conditions);

/*
 * Rows found: the cell of each variable, or -1 where any will do.  certain:
 * all rows there are such rows; else some may be.  True: enough.
 */
typedef bool (*OfferRows) (void *context, const int *cells, bool certain);

typedef enum Found
{
	FOUND_NONE,					/* there are no such rows */
	FOUND_ENOUGH,
	FOUND_OTHERS				/* none of those offered was enough */
} Found;

extern Found search_rows(Model *model, const Conditions *conditions, OfferRows offer, void *context);

/* Are there such rows?  certain: those found are. */
extern bool search_any(Model *model, const Conditions *conditions, bool *certain);

/* Do the conditions hold for all rows of these cells?  allowed: for each variable which of its cells. */
extern bool search_all_within(Model *model, const Conditions *conditions, bool *const *allowed);

#endif							/* ANALYSIS_SOLVE_SEARCH_H */
