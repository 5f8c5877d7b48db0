/*
 * row.h
 *		One row of a table by its primary key, without a query.
 *
 * A statement about one customer is dominated by what the executor does before
 * and after it has that row.  These functions do what the apply workers of
 * logical replication do instead.  They answer only for plain tables; what
 * they cannot do, the caller does by a statement.
 */
#ifndef TRIGGER_ROW_H
#define TRIGGER_ROW_H

#include "postgres.h"

#include "commands/trigger.h"
#include "executor/tuptable.h"
#include "nodes/pg_list.h"
#include "utils/relcache.h"
#include "utils/snapshot.h"

/* A key: values for columns of the table, which together are its primary key. */
typedef struct RowKey
{
	int			ncolumns;
	const AttrNumber *columns;
	const Oid  *types;			/* of the values, which are not null */
	const Datum *values;
} RowKey;

/* The key in these columns (char *) of a row, values copied; false: one of them is null, or not there. */
extern bool row_read_key(List *columns, TupleTableSlot *slot, Oid *types, Datum *values);

/* Define the setting row_access; called once by _PG_init(). */
extern void row_define_settings(void);

/* May rows be locked here?  READ COMMITTED only: no error tells a transaction with an older snapshot. */
extern bool row_may_lock(void);

/* Can rows of the table be read here?  A heap that is no partitioned table; row security does not concern who asks. */
extern bool row_is_plain(Relation relation);

/*
 * Put the row of a key into a slot of the table.  false: snapshot shows none,
 * or the key is not the primary key or cannot be compared with it (*usable is
 * false then).
 */
extern bool row_find(Relation relation, const RowKey *key, Snapshot snapshot, TupleTableSlot *slot, bool *usable);

/*
 * Is there no row yet of this key, which is all of the table's primary key but
 * its last column?  false: there is one, or only a query can tell.
 */
extern bool row_is_first(Oid table, const RowKey *key, Snapshot snapshot);

/*
 * Lock the row of a key as UPDATE does, and put its latest version into the
 * slot.  It waits for others that change it.  false: no such row, maybe because
 * it was deleted or got another key meanwhile; or the row cannot be locked here.
 */
extern bool row_lock(Relation relation, const RowKey *key, TupleTableSlot *slot);

/*
 * Are the triggers of the table none but those of this schema which fire for
 * statements?  Then row_change_columns() is an UPDATE of one row.
 */
extern bool row_has_only_triggers_of(Relation relation, Oid schema);

/*
 * Insert a row: these columns (numbers) get these values, the others are null.
 * false: that needs a statement, for triggers or defaults.
 */
extern bool row_insert(Oid table, int ncolumns, const AttrNumber *columns, const NullableDatum *values);

/* A row that was looked for, and maybe updated or deleted.  All zero: nothing is open. */
typedef struct RowChange
{
	Relation	relation;
	TupleTableSlot *old_row;
	TupleTableSlot *new_row;	/* NULL: it was not updated */
	bool		deleted;
} RowChange;

/* Open a table that is to be written, with a slot for its row. */
extern void row_change_begin(RowChange *change, Oid relation);

/* Update the locked row: these columns (numbers) get these values. */
extern void row_change_columns(RowChange *change, int ncolumns, const AttrNumber *columns, const NullableDatum *values);

/* Delete the locked row. */
extern void row_change_delete(RowChange *change);

/*
 * Close the table.  If the row was changed, fire its triggers first, as the
 * current user: those after DELETE, after UPDATE or, where the change stands
 * for an INSERT ... ON CONFLICT, those after INSERT.
 */
extern void row_change_end(RowChange *change, TriggerEvent event);

#endif							/* TRIGGER_ROW_H */
