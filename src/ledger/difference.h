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

typedef struct DifferenceKind
{
	DifferenceScope scope;
	bool		unique;			/* the metrics view has one row for a customer at most, see metrics_are_unique() */
	bool		plain;			/* no terms hold a grade, and there is no decision */
	bool		dated;			/* a row that would only get another date or parameter set differs, too */
	bool		again;			/* this transaction has written this ledger before */
	bool		metrics_kept;	/* the result has "old metrics" and "new metrics" */
	bool		foreseen;		/* all customers of the metrics view, whether they differ or not */
	const char *new_approvals;	/* literal of what new_approvals() gives: assume these approvals; NULL: none */
} DifferenceKind;

/*
 * The query is a template.  Beside the places that difference_places() gives
 * it needs those of the attachment, the parameters (basis.h), and
 *
 *	{customers}		a query for their keys, for DIFFERENCE_MANY each once; not
 *					for DIFFERENCE_ALL
 *	{grader}		a standard or rubric, quoted
 *	{former}, {amount}	expressions over a row of the metrics view, m; only for
 *					what is foreseen
 *
 * Besides the key it gives
 *
 *	"is stored", "is gone"	the ledger has a row, the metrics view has none
 *	"old ..."				what this transaction found, see transaction.c; "old
 *							since" NULL: nothing
 *	"period ends"			the period found ends, at the moment "at", by "cause"
 *	"taken back"			the end of the period that this transaction has closed
 *							before, or NULL
 *	"begun period"			what was found of a period that this transaction has begun, or NULL
 *	"new ..."				what the ledger should have
 *	"is back"				the ledger has no row of it; with "old since": because this
 *							transaction has deleted it
 *
 * It gives those that differ; for DIFFERENCE_ONE the customer, with "differs",
 * and more than one row where the metrics view has several for it.  What is
 * foreseen has also "new assessment", "former assessment" and "amount of it".
 */
extern const char difference_template[];

extern const Place *difference_places(const DifferenceKind *kind);

/* Does the planner know that a metrics view gives one row for a customer at most?  For comparisons of many. */
extern bool metrics_are_unique(const Attachment *attachment);

#endif							/* LEDGER_DIFFERENCE_H */
