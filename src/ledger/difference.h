/*
 * difference.h
 *		The one query that compares the ledger with what the standard says now:
 *		of the triggers, of reviews and of verify().
 */
#ifndef LEDGER_DIFFERENCE_H
#define LEDGER_DIFFERENCE_H

#include "postgres.h"

#include "ledger/attachment.h"

/* Which customers are compared. */
typedef enum DifferenceScope
{
	DIFFERENCE_ONE,				/* that of a query */
	DIFFERENCE_FEW,				/* those of a query, one by one: reaches into a view with GROUP BY, too */
	DIFFERENCE_MANY,			/* those of a query, as a set */
	DIFFERENCE_ALL				/* all of the metrics view and of the ledger */
} DifferenceScope;

/* The parameters of the query. */
#define DIFFERENCE_PARAMETERS	9

extern void difference_arguments(const Terms *terms, const char *cause, bool reviewing,
								 Oid *types, Datum *values, char *nulls);

/*
 * The query for the customers that keys, a query, gives.  grader: a quoted
 * standard or rubric.  Unless dated, a row that would only get another date
 * or parameter set does not differ.
 *
 * It gives, besides the key: stored (the ledger has a row), gone (the metrics
 * view has none), ends (the period in force ends, at at, by cause), since and
 * what stands in the ledger (old_...) and should (new_..., computed_...,
 * worse_since, provisional_until, due_on).
 */
extern char *difference_query(const Attachment *attachment, DifferenceScope scope, const char *keys,
							  const char *grader, bool plain, bool dated);

#endif							/* LEDGER_DIFFERENCE_H */
