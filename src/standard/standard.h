/*
 * standard.h
 *		Standards by name: the registry table, the evaluation date, and which
 *		version of a standard is effective.
 *
 * Nothing read from the registry is kept here.  A caller that keeps an answer
 * must keep its StandardMoment as well, and ask again as soon as that moment
 * is over.  Relcache invalidation alone would not do: an older snapshot could
 * leave its version behind for later transactions.
 */
#ifndef STANDARD_H
#define STANDARD_H

#include "postgres.h"

#include "access/genam.h"
#include "nodes/pg_list.h"
#include "pgtime.h"
#include "storage/proc.h"
#include "utils/date.h"
#include "utils/relcache.h"
#include "utils/snapmgr.h"
#include "utils/snapshot.h"

#include "compat.h"

/* What users call and read; the internals. */
#define PUBLIC_SCHEMA	"customer_grade"
#define INTERNAL_SCHEMA	"customer_grade_internal"

/* Columns of customer_grade_internal.standard, in the order of src/sql/standard/registry.sql. */
typedef enum StandardColumn
{
	STANDARD_NAME = 1,
	STANDARD_VERSION,
	STANDARD_RUBRIC,
	STANDARD_TITLE,
	STANDARD_DESCRIPTION,
	STANDARD_ORIGIN,
	STANDARD_EFFECTIVE,
	STANDARD_OWNER,
	STANDARD_SETTINGS,
	STANDARD_CREATED_AT,
	STANDARD_CREATED_BY,
	STANDARD_STATUS,
	STANDARD_ACCEPTED,
	STANDARD_TWO_PEOPLE,
	STANDARD_CREATED_LOGIN,
	STANDARD_APPROVED_BY,
	STANDARD_APPROVED_AT
} StandardColumn;

/*
 * The moment in which a name was resolved: while it lasts, resolving again
 * gives the same answer.  Within a transaction, xmax and the number of running
 * transactions tell what others have committed: the set of transactions
 * running below an xmax can only shrink, so an equal number means the same
 * set.  curcid tells what the transaction itself has written.  epoch tells
 * what neither shows: changes of the settings as_of and version, and rollbacks
 * to a savepoint.
 */
typedef struct StandardMoment
{
	LocalTransactionId lxid;
	CommandId	curcid;
	TransactionId xmax;
	uint32		xcnt;
	int32		subxcnt;		/* where a standby keeps the running transactions */
	uint64		epoch;
	pg_tz	   *zone;
} StandardMoment;

/* Counts the changes of what a name resolves to that no snapshot shows. */
extern uint64 resolution_epoch;

/* Does this moment still last?  (Zeroed means never taken.)  Called for every row. */
static inline bool
standard_moment_is_now(const StandardMoment *moment)
{
	Snapshot	snapshot;

	if (moment->lxid != my_local_transaction_id() || !ActiveSnapshotSet())
		return false;
	snapshot = GetActiveSnapshot();
	return moment->curcid == snapshot->curcid &&
		moment->xmax == snapshot->xmax &&
		moment->xcnt == snapshot->xcnt &&
		moment->subxcnt == snapshot->subxcnt &&
		moment->epoch == resolution_epoch &&
		moment->zone == session_timezone;
}

/* Remember the present moment; needs an active snapshot. */
extern void standard_moment_take(StandardMoment *moment);

/* Define the settings, and watch for rollbacks to savepoints; called once by _PG_init(). */
extern void standard_define_settings(void);
extern void standard_define_version_setting(void);
extern void standard_watch_savepoints(void);

/* The table customer_grade_internal.standard; InvalidOid if there is none. */
extern Oid	standard_registry_oid(void);

/* Open the registry with lock, after making sure that its columns are those above. */
extern Relation standard_registry_open(LOCKMODE lock);

/* Start reading the versions of name; snapshot NULL: the latest. */
extern SysScanDesc standard_begin_versions(Relation registry, text *name, Snapshot snapshot);

/* The time by the setting clock or else the real time. */
extern TimestampTz standard_clock_now(void);

/* The day in a time zone, by the setting clock or else the real time. */
extern DateADT standard_clock_day(text *time_zone);

/* The date for which standards are resolved: the setting as_of, or else today. */
extern DateADT standard_evaluation_date(void);

/*
 * The rubric of the version of name that is effective on date, as seen by
 * snapshot, palloc'ed; raises an error if there is none.  snapshot must be
 * active or registered.
 */
extern text *standard_resolve(text *name, DateADT date, Snapshot snapshot);

/* The rubric of a final version by its number; NULL, or the other one raises an error, if there is none. */
extern text *standard_find_version(text *name, int version, Snapshot snapshot);
extern text *standard_version(text *name, int version, Snapshot snapshot);

/* What a query uses by name: the version that the setting names, or else the one effective on date. */
extern text *standard_used(text *name, DateADT date, Snapshot snapshot);

/*
 * The rubrics (text *) of all versions of name that this or a later
 * transaction may use, including superseded ones, some of them twice; NIL if
 * the name is unknown.
 */
extern List *standard_all_versions(text *name);

/*
 * The standards (text *) of a family that have a version effective on date, by
 * name: the one named family itself and all named "family.dimension". Raises
 * 42704 if there is no such standard at all.
 */
extern List *standard_family(text *family, DateADT date, Snapshot snapshot);

#endif							/* STANDARD_H */
