/*
 * difference.h
 *		The one query that compares the ledger with what the standard says now:
 *		for the triggers, reviews and verify().
 */
#ifndef LEDGER_DIFFERENCE_H
#define LEDGER_DIFFERENCE_H

#include "postgres.h"

#include "ledger/attachment.h"
#include "trigger/template.h"

/* Which customers are compared. */
typedef enum DifferenceScope
{
	DIFFERENCE_ONE,				/* the one that a query gives */
	DIFFERENCE_FEW,				/* those that a query gives, one by one: this also reaches into a view with GROUP BY */
	DIFFERENCE_MANY,			/* those that a query gives, as a set */
	DIFFERENCE_ALL				/* all of the metrics view and of the ledger */
} DifferenceScope;

/*
 * The query is a template.  Beside the places that difference_places() gives
 * it needs those of the attachment, the parameters (terms.h), and
 *
 *	{customers}		a query for their keys; not for DIFFERENCE_ALL
 *	{grader}		a standard or rubric, quoted
 *
 * Besides the key it gives "is stored" (the ledger has a row), "is gone" (the
 * metrics view has none), "period ends" (the period in force ends, at "at" and
 * by "cause"), since, what the ledger has ("old ...") and what it should have
 * ("new ...", computed_grade, computed_rank, worse_since, final_on, due_on).
 */
extern const char difference_template[];

/*
 * A plain attachment has no policy and no decision.  Unless dated, a row that
 * would only get another date or parameter set does not differ.
 */
extern const Place *difference_places(DifferenceScope scope, bool plain, bool dated);

#endif							/* LEDGER_DIFFERENCE_H */
