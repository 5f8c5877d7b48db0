/*
 * transaction.c
 *		The transaction is the unit in which customers change.
 *
 * A customer that several statements of a transaction change goes from the
 * state in which the transaction found it to the one in which it leaves it.
 * The grades between the two were never committed: no terms go by them, no
 * period of the history and no event has them.  Yet the ledger is right after
 * each statement.
 *
 * What the transaction found is kept in the tables, so that it is right after
 * ROLLBACK TO SAVEPOINT, and any number of customers needs no memory.  A row
 * that this transaction has written is recognised by its xmin, is_own().  If
 * it is a row of a ledger, its column "before" says where to look:
 *
 *	null				in the row itself: the period in force has not ended
 *	{"closed": true}	in the period of the history that ends where this one
 *						begins
 *	{"added": true}		nowhere: there was no such customer
 *	{"decided": ...}	beside this, what a decision or a review of this
 *						transaction has left: the terms go by that
 *	{"problem": ..., "parameter_set": ..., "dates": {"worse_since": ..., ...}}
 *						beside this, these columns of the row, if they were others;
 *						dates are those of the terms
 *	{"key": ...}		beside this, the key that the customer had, if it was
 *						another one: its history is there until the transaction
 *						ends, see follow.c
 *
 * A customer that the transaction has deleted has a last period whose cause is
 * "deleted".  Where it was deleted under another key than it was found with, the
 * cause is "renumbered" instead, and a row of the ledger without a grade says
 * {"key": ...} under the key by which it can come back.
 *
 * The first statement of a transaction need not look for any of this.
 */
#include "postgres.h"

#include "access/xact.h"
#include "fmgr.h"
#include "nodes/pg_list.h"
#include "utils/memutils.h"

#include "compat.h"
#include "ledger/transaction.h"

/* In the memory of the transaction. */
static List *written_ledgers = NIL;

static void
transaction_ends(XactEvent event, void *arg)
{
	(void) arg;
	if (event == XACT_EVENT_COMMIT || event == XACT_EVENT_ABORT || event == XACT_EVENT_PREPARE)
		written_ledgers = NIL;
}

void
transaction_writes(Oid ledger)
{
	static bool listening = false;
	MemoryContext old;

	if (!listening)
		RegisterXactCallback(transaction_ends, NULL);
	listening = true;
	old = MemoryContextSwitchTo(TopTransactionContext);
	written_ledgers = list_append_unique_oid(written_ledgers, ledger);
	MemoryContextSwitchTo(old);
}

bool
transaction_has_written(Oid ledger)
{
	return list_member_oid(written_ledgers, ledger);
}

/* is_own(xmin xid) RETURNS boolean: does this transaction have this number, or a part of it that is not rolled back? */
PG_FUNCTION_INFO_V1(is_own);

Datum
is_own(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(TransactionIdIsCurrentTransactionId(PG_GETARG_TRANSACTIONID(0)));
}
