/*
 * difference.h
 *		The one query that compares the ledger with what the standard says now:
 *		of the triggers, of reviews and of verify().
 */
#ifndef LEDGER_DIFFERENCE_H
#define LEDGER_DIFFERENCE_H

#include "postgres.h"

#include "ledger/attachment.h"
#include "trigger/template.h"

/* Which customers are compared. */
typedef enum DifferenceScope
{
	DIFFERENCE_ONE,				/* that of a query */
	DIFFERENCE_FEW,				/* those of a query, one by one: reaches into a view with GROUP BY, too */
	DIFFERENCE_MANY,			/* those of a query, as a set */
	DIFFERENCE_ALL				/* all of the metrics view and of the ledger */
} DifferenceScope;

/*
 * The query is a template.  Beside the places that difference_places() gives
 * it needs those of the attachment, the parameters (terms.h), and
 *
 *	{customers}		a query for their keys; not for DIFFERENCE_ALL
 *	{grader}		a standard or rubric, quoted
 *
 * It gives, besides the key: stored (the ledger has a row), gone (the metrics
 * view has none), ends (the period in force ends, at at, by cause), since and
 * what stands in the ledger (old_...) and should (new_..., computed_...,
 * worse_since, final_on, due_on).
 */
extern const char difference_template[];

/*
 * A plain attachment has no policy and no decision.  Unless dated, a row that
 * would only get another date or parameter set does not differ.
 */
extern const Place *difference_places(DifferenceScope scope, bool plain, bool dated);

#endif							/* LEDGER_DIFFERENCE_H */
