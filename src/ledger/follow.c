/*
 * follow.c
 *		The history follows customers whose keys have changed.
 *
 * It does so once, when the transaction commits: a key that a customer has had
 * in between, and lost again, was never its own.  What is about to read
 * histories of a transaction that has changed keys calls follow_keys() first.
 *
 * The rows of the ledger tell which customers have moved, and from where: see
 * transaction.c.  Where to look for them is noted here, in one store for each
 * attachment: the keys of all moves, also of those that were rolled back.
 */
#include "postgres.h"

#include "access/xact.h"
#include "catalog/namespace.h"
#include "executor/spi.h"
#include "fmgr.h"
#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"
#include "utils/memutils.h"
#include "utils/resowner.h"
#include "utils/snapmgr.h"
#include "utils/tuplestore.h"

#include "compat.h"
#include "ledger/follow.h"
#include "ledger/period.h"
#include "ledger/renumber.h"
#include "ledger/transaction.h"
#include "standard/standard.h"
#include "trigger/context.h"
#include "trigger/role.h"
#include "trigger/statement.h"
#include "trigger/template.h"

/* The keys that a transaction has moved customers of an attachment from and to. */
typedef struct Moved
{
	char	   *standard;
	Oid			subject;
	Oid			ledger;
	TupleDesc	desc;
	Tuplestorestate *keys;
} Moved;

/* In the memory of the transaction. */
static List *moved_customers = NIL;

/* They as a table for statements. */
#define MOVED "moved_keys"

/* -------------------------------------------------------------------- moving */

/* Customers under these keys whose rows this transaction has written. */
#define OWN_ROWS \
	"(SELECT {old:r as} FROM " MOVED " AS r UNION SELECT {new:r as} FROM " MOVED " AS r) AS s JOIN {ledger} AS l " \
	"ON {keys:l=s} AND customer_grade_internal.is_own(l.xmin)"

/*
 * From where to where: those that have moved, and those that are new, perhaps
 * under a key that another one has left.
 */
static const char moves_of_transaction[] =
"SELECT {to_old:k as}, {to_new:l as} FROM " OWN_ROWS ", LATERAL jsonb_populate_record(NULL::{history}, l.before -> 'key') AS k "
"WHERE l.since IS NOT NULL AND l.before ?| ARRAY['key', 'added']";

/* Who was deleted under another key than it was found with. */
static const char end_deleted[] =
"WITH gone AS ("
"	DELETE FROM {ledger} AS d USING " OWN_ROWS " WHERE {keys:d=l} AND l.since IS NULL RETURNING d.*"
") "
"UPDATE {history} AS h SET cause = 'deleted' FROM gone AS g, " FOUND_KEY("g", "g.before -> 'key'") " "
"WHERE {keys:h=f} AND h.cause = 'renumbered' AND customer_grade_internal.is_own(h.xmin)";

/*
 * The history of a key is that of the customer found there, since an earlier
 * one was deleted or took another key.
 */
#define AFTER_EARLIER_CUSTOMERS(row, key) \
	"NOT EXISTS (SELECT FROM {history} AS e WHERE {" key ":r=e} AND e.cause IN ('deleted', 'renumbered') AND e.valid_to >= " row ".valid_to)"
#define OF_MOVED_CUSTOMER	"{old:r=h} AND " AFTER_EARLIER_CUSTOMERS("h", "old")

/* The end of the last period that is not of who moves away from the new key. */
#define END_OF_EARLIER_ONES \
	"(SELECT max(o.valid_to) FROM {history} AS o WHERE {new:r=o} AND NOT (" \
	"	EXISTS (SELECT FROM " MOVES " AS m WHERE {old:m=o}) AND " AFTER_EARLIER_CUSTOMERS("o", "new") "))"

/* Periods that begin too early stay. */
static const char leave_periods[] =
"UPDATE {history} AS h SET cause = 'renumbered' FROM " MOVES " AS r "
"WHERE " OF_MOVED_CUSTOMER " AND h.valid_from < " END_OF_EARLIER_ONES;

/*
 * So does the first part of a period in force; the rest begins later.  One that
 * has begun in this transaction begins later altogether, and the one before it,
 * which stays, ends later.
 */
static const char cut_periods[] =
"WITH cut AS ("
"	SELECT l.*, {old:r}, e.ended AS `begins` "
"	FROM " MOVES " AS r JOIN {ledger} AS l ON {new:r=l} CROSS JOIN LATERAL (SELECT " END_OF_EARLIER_ONES " AS ended) AS e "
"	WHERE l.valid_from < e.ended"
"), longer AS ("
"	UPDATE {history} AS h SET valid_to = `begins` FROM cut AS c WHERE {old:c=h} AND h.valid_to = c.valid_from AND c.before ? 'closed'"
"), stays AS ("
"	INSERT INTO {history} ({keys}, score, " PERIOD_COLUMNS ", valid_from, valid_to, cause) "
"	SELECT {old:c}, CASE WHEN {scores_kept} THEN score END, " PERIOD_COLUMNS ", valid_from, `begins`, 'renumbered' "
"	FROM cut AS c WHERE NOT before ?| ARRAY['added', 'closed']"
") "
"UPDATE {ledger} AS l SET valid_from = `begins`, since = CASE WHEN c.before ? 'added' THEN `begins` ELSE c.since END "
"FROM cut AS c WHERE {keys:l=c}";

/* All rows are deleted before the first is inserted, because of ORDER BY: keys may be swapped. */
static const char move_periods[] =
"WITH moved AS ("
"	DELETE FROM {history} AS h USING " MOVES " AS r WHERE " OF_MOVED_CUSTOMER " RETURNING {new:r}, h.*"
") "
"INSERT INTO {history} ({keys}, score, " PERIOD_COLUMNS ", valid_from, valid_to, cause) "
"SELECT {new:m}, score, " PERIOD_COLUMNS ", valid_from, valid_to, cause FROM moved AS m ORDER BY {new:m}, valid_from";

/* A customer has left its key before another one comes, though it was deleted later. */
static const char order_events[] =
"WITH later AS ("
"	DELETE FROM {outbox} AS o USING (SELECT {old:r as} FROM " MOVED " AS r UNION SELECT {new:r as} FROM " MOVED " AS r) AS s "
"	WHERE {keys:o=s} AND customer_grade_internal.is_own(o.xmin) AND o.direction <> 'left' AND EXISTS ("
"		SELECT FROM {outbox} AS l WHERE {keys:l=o} AND customer_grade_internal.is_own(l.xmin) AND l.direction = 'left' AND l.event_id > o.event_id) "
"	RETURNING o.*"
") "
"INSERT INTO {outbox} ({keys}, old_grade, old_rank, new_grade, new_rank, direction, state, problem, cause, at) "
"SELECT {keys}, old_grade, old_rank, new_grade, new_rank, direction, state, problem, cause, at FROM later ORDER BY event_id";

/* What follows in this transaction finds the customers as they are now. */
static const char forget_found[] =
"UPDATE {ledger} AS l SET before = NULL FROM " MOVES " AS r WHERE {new:r=l} AND l.before ? 'key'";

static uint64
run(const Attachment *attachment, const char *template, int expected)
{
	const StatementKey key = {.rows = PG_UINT64_MAX};	/* seldom run: no plan is kept */

	return statement_execute(&key, template, PLACE_SETS(attachment->places, renumber_places(attachment, NIL)),
							 0, NULL, NULL, NULL, GetLatestSnapshot(), expected);
}

static void
follow(const Attachment *attachment, const Moved *moved, bool transaction_goes_on)
{
	const StatementKey key = {.rows = PG_UINT64_MAX};
	EphemeralNamedRelation moves;
	SavedRole	role;

	role_begin(attachment->owner, &role);
	SPI_connect();
	statement_register(statement_table(MOVED, moved->keys, moved->desc));
	run(attachment, end_deleted, SPI_OK_UPDATE);
	if (OidIsValid(attachment->outbox.oid))
		run(attachment, order_events, SPI_OK_INSERT);
	moves = statement_store(MOVES, &key, moves_of_transaction, PLACE_SETS(attachment->places, renumber_places(attachment, NIL)),
							0, NULL, NULL, NULL, GetLatestSnapshot(), NULL, NULL);
	if (moves != NULL)
	{
		/* what stays under a key may be in the way of who gets that key */
		while (run(attachment, leave_periods, SPI_OK_UPDATE) + run(attachment, cut_periods, SPI_OK_UPDATE) > 0)
			CHECK_FOR_INTERRUPTS();
		run(attachment, move_periods, SPI_OK_INSERT);
		if (transaction_goes_on)
			run(attachment, forget_found, SPI_OK_UPDATE);
		tuplestore_end(moves->reldata);
	}
	SPI_finish();
	role_end(&role);
}

/* --------------------------------------------------------------------- notes */

static Moved *
find_moved(Oid ledger)
{
	ListCell   *lc;

	foreach(lc, moved_customers)
	{
		Moved	   *moved = lfirst(lc);

		if (moved->ledger == ledger)
			return moved;
	}
	return NULL;
}

bool
follow_is_due(Oid ledger)
{
	return find_moved(ledger) != NULL;
}

static void
forget_moved(Moved *moved)
{
	moved_customers = list_delete_ptr(moved_customers, moved);
	tuplestore_end(moved->keys);
}

/* The attachment; NULL: this transaction has dropped it, or the extension. */
static const Attachment *
attachment_of(const Moved *moved)
{
	Oid			schema = get_namespace_oid(INTERNAL_SCHEMA, true);
	TupleDesc	desc;

	if (!OidIsValid(schema) || get_rel_name(moved->ledger) == NULL ||
		!HeapTupleIsValid(registry_row(REGISTRY_ATTACHMENT, moved->standard, moved->subject, 0, GetLatestSnapshot(), &desc)))
		return NULL;
	return attachment_of_subject(moved->standard, moved->subject);
}

static void
transaction_ends(XactEvent event, void *arg)
{
	(void) arg;
	if (event == XACT_EVENT_COMMIT || event == XACT_EVENT_ABORT || event == XACT_EVENT_PREPARE)
		moved_customers = NIL;
	if ((event != XACT_EVENT_PRE_COMMIT && event != XACT_EVENT_PRE_PREPARE) || moved_customers == NIL)
		return;
	PushActiveSnapshot(GetTransactionSnapshot());
	SPI_connect();
	while (moved_customers != NIL)
	{
		Moved	   *moved = linitial(moved_customers);
		const Attachment *attachment = attachment_of(moved);

		if (attachment != NULL)
			follow(attachment, moved, false);
		forget_moved(moved);
	}
	SPI_finish();
	PopActiveSnapshot();
}

static Moved *
make_moved(const Attachment *attachment, TupleDesc desc)
{
	static bool listening = false;
	Moved	   *moved = palloc(sizeof(Moved));

	if (!listening)
		RegisterXactCallback(transaction_ends, NULL);
	listening = true;
	moved->standard = pstrdup(attachment->standard);
	moved->subject = attachment->subject.oid;
	moved->ledger = attachment->ledger.oid;
	moved->desc = CreateTupleDescCopy(desc);
	moved->keys = tuplestore_begin_heap(false, false, work_mem);
	moved_customers = lappend(moved_customers, moved);
	return moved;
}

void
follow_later(const Attachment *attachment, EphemeralNamedRelation moves)
{
	Moved	   *moved = find_moved(attachment->ledger.oid);
	TupleTableSlot *slot = MakeSingleTupleTableSlot(moves->md.tupdesc, &TTSOpsMinimalTuple);
	MemoryContext old_context = MemoryContextSwitchTo(TopTransactionContext);
	ResourceOwner old_owner = CurrentResourceOwner;

	CurrentResourceOwner = TopTransactionResourceOwner;
	if (moved == NULL)
		moved = make_moved(attachment, moves->md.tupdesc);
	tuplestore_select_read_pointer(moves->reldata, 0);
	tuplestore_rescan(moves->reldata);
	while (tuplestore_gettupleslot(moves->reldata, true, false, slot))
		tuplestore_puttupleslot(moved->keys, slot);
	CurrentResourceOwner = old_owner;
	MemoryContextSwitchTo(old_context);
	ExecDropSingleTupleTableSlot(slot);
}

/* follow_keys(standard text, subject regclass) */
PG_FUNCTION_INFO_V1(follow_keys);

Datum
follow_keys(PG_FUNCTION_ARGS)
{
	char	   *standard = text_to_cstring(PG_GETARG_TEXT_PP(0));
	Oid			subject = PG_GETARG_OID(1);
	ErrorContextCallback *callers = hide_internal_callers();
	List	   *all = list_copy(moved_customers);
	ListCell   *lc;

	SPI_connect();
	foreach(lc, all)
	{
		Moved	   *moved = lfirst(lc);

		if (moved->subject == subject && strcmp(moved->standard, standard) == 0)
		{
			follow(own_attachment(standard, subject), moved, true);
			forget_moved(moved);
		}
	}
	SPI_finish();
	error_context_stack = callers;
	PG_RETURN_VOID();
}
