/*
 * moment.c
 *		The moment for which an answer of the registry is valid.
 *
 * A call site resolves the name of its standard once and keeps the answer as
 * long as the snapshot shows the same.  Some things change the answer without
 * changing the snapshot; each begins a new epoch.  See standard.h.
 */
#include "postgres.h"

#include "access/xact.h"

#include "standard/standard.h"

uint64		resolution_epoch = 0;

/*
 * A rollback to a savepoint undoes what was written after it, but changes none
 * of the numbers of a REPEATABLE READ snapshot.
 */
static void
savepoint_ended(SubXactEvent event, SubTransactionId mine, SubTransactionId parent, void *arg)
{
	(void) mine;
	(void) parent;
	(void) arg;
	if (event == SUBXACT_EVENT_ABORT_SUB)
		resolution_epoch++;
}

void
standard_watch_savepoints(void)
{
	RegisterSubXactCallback(savepoint_ended, NULL);
}

void
standard_moment_take(StandardMoment *moment)
{
	Snapshot	snapshot;

	if (!ActiveSnapshotSet())
		elog(ERROR, "no snapshot is active");
	snapshot = GetActiveSnapshot();
	moment->lxid = my_local_transaction_id();
	moment->curcid = snapshot->curcid;
	moment->xmax = snapshot->xmax;
	moment->xcnt = snapshot->xcnt;
	moment->subxcnt = snapshot->subxcnt;
	moment->epoch = resolution_epoch;
	moment->zone = session_timezone;
}
