/*
 * metrics_row.h
 *		The metrics of one customer, without running the metrics view.
 *
 * Most metrics views only join a customer's own row with a few rows that have
 * the same key, such as its activity.  Such a view is taken apart once; then
 * its expressions are evaluated over rows that are looked up by their keys.
 */
#ifndef LEDGER_METRICS_ROW_H
#define LEDGER_METRICS_ROW_H

#include "postgres.h"

#include "executor/tuptable.h"
#include "nodes/bitmapset.h"
#include "utils/snapshot.h"

typedef struct MetricsRow MetricsRow;

/*
 * Take a view apart whose columns keys (char *) identify a customer.  NULL: it
 * is of another kind, or reads a table of another owner.  All is allocated in
 * CurrentMemoryContext.
 */
extern MetricsRow *metrics_row_make(Oid view, List *keys, Oid owner);

/* The view and the tables that it reads: OIDs, in the order in which they are locked. */
extern List *metrics_row_relations(const MetricsRow *metrics);

/* Let it be dropped when something changes that it was made from; false: it is out of date already. */
extern bool metrics_row_depend(const MetricsRow *metrics);

/* The columns of the view. */
extern TupleDesc metrics_row_desc(const MetricsRow *metrics);

/* Do they depend on nothing but the rows: not on the day, a setting or another table? */
extern bool metrics_row_is_immutable(const MetricsRow *metrics);

/*
 * Evaluate these columns of the view (numbers from 1) for the customer of a
 * key, into a slot that is made for it and lives in CurrentMemoryContext.  The
 * relations are locked, and the active snapshot is the one to read with.
 * NULL: the view has no row for it, or the key cannot be compared with that of
 * the tables.
 */
extern TupleTableSlot *metrics_row_get(const MetricsRow *metrics, const Oid *types, const Datum *values, const Bitmapset *columns);

/*
 * Has the view no row for the customer of a key, because it joins this table,
 * and the table has none?  false: it may have one.
 */
extern bool metrics_row_is_gone(const MetricsRow *metrics, Oid table, const Oid *types, const Datum *values);

#endif							/* LEDGER_METRICS_ROW_H */
