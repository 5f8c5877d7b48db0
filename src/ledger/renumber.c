/*
 * renumber.c
 *		Ledger, history and decisions follow customers whose keys change.
 *
 * The row trigger key_changed() notes the former and the new key of each row.
 * At the end of the statement, when the customers are locked, regrade() has
 * their rows moved, all at once: the statement may have swapped keys.
 *
 * An earlier customer of the new key keeps its periods.  Those of the moved one
 * that begin before the last of them ends stay under the former key, with the
 * cause "renumbered".  So the periods of the present customer of a key are
 * those after the last one that has this cause or "deleted".
 *
 * The notes live in memory, one store for each attachment and statement.  A
 * statement that a trigger runs meanwhile has a higher trigger depth and takes
 * only its own.
 *
 * A row that moves to another partition fires no trigger for updates, as the
 * server deletes and inserts it.  It is found in the transition tables: as the
 * only row whose key has changed, or as the only one whose key has the same
 * other columns beside those of the partition key.
 */
#include "postgres.h"

#include "access/xact.h"
#include "catalog/pg_class.h"
#include "catalog/pg_type.h"
#include "commands/async.h"
#include "executor/spi.h"
#include "executor/tuptable.h"
#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/fmgroids.h"
#include "utils/memutils.h"
#include "utils/partcache.h"
#include "utils/rel.h"
#include "utils/resowner.h"
#include "utils/snapmgr.h"
#include "utils/tuplestore.h"

#include "compat.h"
#include "ledger/decision.h"
#include "ledger/period.h"
#include "ledger/renumber.h"
#include "ledger/transaction.h"
#include "standard/standard.h"
#include "trigger/event.h"
#include "trigger/names.h"
#include "trigger/statement.h"
#include "trigger/template.h"

/* The keys that a statement has changed: its former columns, then the new ones. */
typedef struct Renumbering
{
	Oid			ledger;			/* of the attachment */
	int			depth;			/* of the triggers of the statement */
	int			nest_level;		/* of its subtransaction */
	TupleDesc	desc;
	Tuplestorestate *keys;
} Renumbering;

/* Those whose statements have not ended, as long as the transaction. */
static List *renumberings = NIL;

/* The table of keys in statements. */
#define RENUMBERED "renumbered"

/* ------------------------------------------------------------- transactions */

static void
transaction_ends(XactEvent event, void *arg)
{
	(void) arg;
	if (event == XACT_EVENT_COMMIT || event == XACT_EVENT_ABORT || event == XACT_EVENT_PREPARE)
		renumberings = NIL;
}

static void
subtransaction_ends(SubXactEvent event, SubTransactionId mine, SubTransactionId parent, void *arg)
{
	int			nest_level = GetCurrentTransactionNestLevel();
	ListCell   *lc;

	(void) mine;
	(void) parent;
	(void) arg;
	foreach(lc, renumberings)
	{
		Renumbering *renumbering = lfirst(lc);

		if (renumbering->nest_level < nest_level)
			continue;
		if (event == SUBXACT_EVENT_ABORT_SUB)
			renumberings = foreach_delete_current(renumberings, lc);
		else if (event == SUBXACT_EVENT_COMMIT_SUB)
			renumbering->nest_level = nest_level - 1;
	}
}

static void
listen_to_transactions(void)
{
	static bool listening = false;

	if (!listening)
	{
		RegisterXactCallback(transaction_ends, NULL);
		RegisterSubXactCallback(subtransaction_ends, NULL);
		listening = true;
	}
}

/* -------------------------------------------------------------------- notes */

/* "old 1", "old 2", ...: no column of a key has such a name beside them. */
static List *
numbered(const char *word, int count)
{
	List	   *names = NIL;

	for (int i = 1; i <= count; i++)
		names = lappend(names, psprintf("%s %d", word, i));
	return names;
}

static void
describe_keys(TupleDesc desc, int first, List *keys, List *names, TupleDesc row)
{
	ListCell   *lc;
	ListCell   *lc2;

	forboth(lc, keys, lc2, names)
	{
		Form_pg_attribute column = TupleDescAttr(row, SPI_fnumber(row, lfirst(lc)) - 1);

		TupleDescInitEntry(desc, first, lfirst(lc2), column->atttypid, column->atttypmod, 0);
		TupleDescInitEntryCollation(desc, first, column->attcollation);
		first++;
	}
}

/* A new store, for rows like those of a table. */
static Renumbering *
make_renumbering(const Attachment *attachment, int depth, TupleDesc row)
{
	MemoryContext old_context = MemoryContextSwitchTo(TopTransactionContext);
	ResourceOwner old_owner = CurrentResourceOwner;
	Renumbering *renumbering = palloc(sizeof(Renumbering));
	int			columns = list_length(attachment->keys);

	listen_to_transactions();
	CurrentResourceOwner = TopTransactionResourceOwner;
	renumbering->ledger = attachment->ledger.oid;
	renumbering->depth = depth;
	renumbering->nest_level = GetCurrentTransactionNestLevel();
	renumbering->desc = CreateTemplateTupleDesc(2 * columns);
	describe_keys(renumbering->desc, 1, attachment->keys, numbered("old", columns), row);
	describe_keys(renumbering->desc, columns + 1, attachment->keys, numbered("new", columns), row);
	renumbering->keys = tuplestore_begin_heap(false, false, work_mem);
	CurrentResourceOwner = old_owner;
	MemoryContextSwitchTo(old_context);
	return renumbering;
}

static int
trigger_depth(void)
{
	return DatumGetInt32(OidFunctionCall0(F_PG_TRIGGER_DEPTH));
}

/* The store that a row trigger adds to. */
static Renumbering *
current_renumbering(const Attachment *attachment, TupleDesc row)
{
	int			depth = trigger_depth();
	int			nest_level = GetCurrentTransactionNestLevel();
	Renumbering *renumbering;
	MemoryContext old;
	ListCell   *lc;

	foreach(lc, renumberings)
	{
		renumbering = lfirst(lc);
		if (renumbering->ledger == attachment->ledger.oid && renumbering->depth == depth && renumbering->nest_level == nest_level)
			return renumbering;
	}
	renumbering = make_renumbering(attachment, depth, row);
	old = MemoryContextSwitchTo(TopTransactionContext);
	renumberings = lappend(renumberings, renumbering);
	MemoryContextSwitchTo(old);
	return renumbering;
}

static void
note_keys(const Attachment *attachment, TupleDesc row, TupleTableSlot *former, TupleTableSlot *present)
{
	Renumbering *renumbering = current_renumbering(attachment, row);
	Datum		values[2 * INDEX_MAX_KEYS];
	bool		nulls[2 * INDEX_MAX_KEYS];
	int			columns = list_length(attachment->keys);
	ResourceOwner old_owner = CurrentResourceOwner;
	ListCell   *lc;

	foreach(lc, attachment->keys)
	{
		int			number = SPI_fnumber(row, lfirst(lc));
		int			i = foreach_current_index(lc);

		values[i] = slot_getattr(former, number, &nulls[i]);
		values[columns + i] = slot_getattr(present, number, &nulls[columns + i]);
	}
	CurrentResourceOwner = TopTransactionResourceOwner;
	tuplestore_putvalues(renumbering->keys, renumbering->desc, values, nulls);
	CurrentResourceOwner = old_owner;
}

PG_FUNCTION_INFO_V1(key_changed);

Datum
key_changed(PG_FUNCTION_ARGS)
{
	TriggerData *data = (TriggerData *) fcinfo->context;
	Oid			relation;
	ListCell   *lc;

	if (!CALLED_AS_TRIGGER(fcinfo) || !TRIGGER_FIRED_AFTER(data->tg_event) || !TRIGGER_FIRED_FOR_ROW(data->tg_event) ||
		!TRIGGER_FIRED_BY_UPDATE(data->tg_event) || data->tg_trigger->tgnargs != 1)
		ereport(ERROR,
				(errcode(ERRCODE_E_R_I_E_TRIGGER_PROTOCOL_VIOLATED),
				 errmsg("function \"%s\" can only be called as a trigger after the update of a row", "key_changed"),
				 errhint("attach() makes its triggers.")));
	relation = RelationGetRelid(data->tg_relation);
	SPI_connect();
	foreach(lc, attachments_of(data->tg_trigger->tgargs[0], relation))
	{
		const Attachment *attachment = lfirst(lc);

		if (!attachment->paused && is_part_of(relation, attachment->subject.oid))
			note_keys(attachment, RelationGetDescr(data->tg_relation), data->tg_trigslot, data->tg_newslot);
	}
	SPI_finish();
	return PointerGetDatum(NULL);
}

/* The notes of a statement, and of statements that have left their rows to it, in their order. */
static List *
take_renumberings(const Attachment *attachment, int depth)
{
	List	   *taken = NIL;
	ListCell   *lc;

	foreach(lc, renumberings)
	{
		Renumbering *renumbering = lfirst(lc);

		if (renumbering->ledger == attachment->ledger.oid && renumbering->depth >= depth)
		{
			taken = lappend(taken, renumbering);
			renumberings = foreach_delete_current(renumberings, lc);
		}
	}
	return taken;
}

/* ------------------------------------------------------------------- moving */

/* Former and new keys as a table for statements. */
#define MOVES "moves"

/* The places of templates here. */
static const Place *
renumber_places(const Attachment *attachment, List *rest)
{
	List	   *former = numbered("old", list_length(attachment->keys));
	List	   *present = numbered("new", list_length(attachment->keys));
	const Place places[] = {
		/* the columns of MOVES */
		{.name = "old", .columns = former, .names = attachment->keys},
		{.name = "new", .columns = present, .names = attachment->keys},
		/* the key under their names */
		{.name = "to_old", .columns = attachment->keys, .names = former},
		{.name = "to_new", .columns = attachment->keys, .names = present},
		{.name = "rest", .columns = rest},
		{.name = NULL}
	};

	return memcpy(palloc(sizeof(places)), places, sizeof(places));
}

/* Also those that have moved to another partition. */
#define WITH_MOVED \
	"WITH former AS (SELECT {keys} FROM old_rows EXCEPT SELECT {old:r} FROM " RENUMBERED " AS r), " \
	"	present AS (SELECT {keys} FROM new_rows EXCEPT SELECT {new:r} FROM " RENUMBERED " AS r), " \
	"	gone AS (TABLE former EXCEPT TABLE present), come AS (TABLE present EXCEPT TABLE former) " \
	"TABLE " RENUMBERED " " \
	"UNION SELECT {to_old:g as}, {to_new:c as} FROM gone AS g, come AS c " \
	"WHERE (SELECT count(*) FROM gone) = 1 AND (SELECT count(*) FROM come) = 1"

static const char only_moved[] = WITH_MOVED;

static const char moved_by_rest[] = WITH_MOVED
" UNION SELECT {to_old:g as}, {to_new:c as} "
"FROM (SELECT *, count(*) OVER (PARTITION BY {rest}) AS `alike` FROM gone) AS g "
"	JOIN (SELECT *, count(*) OVER (PARTITION BY {rest}) AS `alike` FROM come) AS c ON {rest:g=c} "
"WHERE g.`alike` = 1 AND c.`alike` = 1";

/* The columns of the key that are not in the partition key of a table. */
static List *
rest_of_key(const Attachment *attachment, Relation partitioned)
{
	PartitionKey partition_key = RelationGetPartitionKey(partitioned);
	List	   *rest = NIL;
	ListCell   *lc;

	foreach(lc, attachment->keys)
	{
		int			number = SPI_fnumber(RelationGetDescr(partitioned), lfirst(lc));
		bool		decides = false;

		for (int i = 0; i < get_partition_natts(partition_key); i++)
			decides = decides || get_partition_col_attnum(partition_key, i) == number;
		if (!decides)
			rest = lappend(rest, lfirst(lc));
	}
	return rest;
}

/* Run a statement about MOVES. */
static uint64
run(const Attachment *attachment, const StatementKey *key, const char *template, int expected)
{
	return statement_execute(key, template, PLACE_SETS(attachment->places, renumber_places(attachment, NIL)),
							 0, NULL, NULL, NULL, GetLatestSnapshot(), expected);
}

#define PERIOD PERIOD_COLUMNS ", valid_from"

/* It was found by this transaction; what has begun in it leaves nothing but the period that it has closed. */
static const char end_former[] =
"WITH gone AS ("
"	DELETE FROM {ledger} AS l USING " MOVES " AS r "
"	WHERE {new:r=l} AND NOT EXISTS (SELECT FROM " MOVES " AS m WHERE {old:m=l}) "
"	RETURNING l.*, CASE WHEN customer_grade_internal.is_own(l.xmin) THEN l.before ELSE '{}' END AS `own before`"
"), ended AS ("
"	UPDATE {decisions} AS d SET " END_DECISION("$1", "customer_grade_internal.clock_now()")
"	FROM gone AS g WHERE {keys:d=g} AND g.since IS NOT NULL AND " LIVE_DECISION
"), closed_before AS ("
"	UPDATE {history} AS h SET cause = 'deleted' "
"	FROM gone AS g WHERE {keys:h=g} AND h.valid_to = g.valid_from AND g.`own before` ? 'closed' RETURNING h.*"
"), closed AS ("
"	INSERT INTO {history} ({keys}, score, " PERIOD ", valid_to, cause) "
"	SELECT {keys}, CASE WHEN {scores_kept} THEN score END, " PERIOD ", customer_grade_internal.period_end(valid_from), 'deleted' "
"	FROM gone WHERE since IS NOT NULL AND NOT coalesce(`own before`, '{}') ?| ARRAY['added', 'closed', 'begun'] RETURNING *"
"), former AS ("
"	SELECT {keys}, grade, rank, valid_to AS at FROM closed_before "
"	UNION ALL SELECT {keys}, grade, rank, valid_to FROM closed "
"	UNION ALL SELECT {keys}, `own before` -> 'begun' ->> 'grade', (`own before` -> 'begun' ->> 'rank')::int2, valid_from "
"	FROM gone WHERE `own before` ? 'begun'"
")";

static const char and_tell_former[] =
", taken_back AS ("
"	DELETE FROM {outbox} AS o USING gone AS g WHERE {keys:o=g} AND customer_grade_internal.is_own(o.xmin)"
") "
"INSERT INTO {outbox} ({keys}, old_grade, old_rank, direction, cause, at) "
"SELECT {keys}, grade, rank, 'left', 'deleted', at FROM former ORDER BY {keys}";

/*
 * Who has a new key in the ledger, and keeps its own, is gone: a command may
 * delete one customer and give its key to another one.
 */
static void
end_former_customers(const Attachment *attachment, const StatementKey *key, Oid changer)
{
	bool		tell = OidIsValid(attachment->outbox.oid);
	Oid			types[1] = {TEXTOID};
	Datum		values[1] = {CStringGetTextDatum(GetUserNameFromId(changer, false))};
	uint64		former;

	former = statement_execute(key, psprintf("%s%s", end_former, tell ? and_tell_former : " SELECT FROM former"),
							   PLACE_SETS(attachment->places, renumber_places(attachment, NIL)),
							   1, types, values, NULL, GetLatestSnapshot(), tell ? SPI_OK_INSERT : SPI_OK_SELECT);
	if (attachment->notify && tell && former > 0)
		Async_Notify(PUBLIC_SCHEMA, "");
}

/*
 * The history of a key is that of the customer that the ledger has since an
 * earlier one was deleted or took another key.
 */
#define AFTER_EARLIER_CUSTOMERS(row, key) \
	"NOT EXISTS (SELECT FROM {history} AS e WHERE {" key ":r=e} AND e.cause IN ('deleted', 'renumbered') AND e.valid_to >= " row ".valid_to)"
#define OF_MOVED_CUSTOMER \
	"{old:r=h} AND {old:r=l} AND l.since IS NOT NULL AND " AFTER_EARLIER_CUSTOMERS("h", "old")

/* The end of the last period that is not of who moves away from the new key. */
#define END_OF_EARLIER_ONES \
	"(SELECT max(o.valid_to) FROM {history} AS o WHERE {new:r=o} AND NOT (" \
	"	EXISTS (SELECT FROM " MOVES " AS m WHERE {old:m=o}) AND " AFTER_EARLIER_CUSTOMERS("o", "new") "))"

/* Periods that begin too early stay; the number of those found. */
static uint64
leave_periods(const Attachment *attachment, const StatementKey *key)
{
	return run(attachment, key,
			   "UPDATE {history} AS h SET cause = 'renumbered' FROM " MOVES " AS r, {ledger} AS l "
			   "WHERE " OF_MOVED_CUSTOMER " AND h.valid_from < " END_OF_EARLIER_ONES,
			   SPI_OK_UPDATE);
}

/* What this transaction found of the period in force, the row l, see transaction.c. */
#define FOUND_PERIOD \
	"CASE WHEN NOT o.`is own` OR l.before IS NULL THEN to_jsonb(l.*) " \
	"	WHEN l.before ? 'begun' THEN l.before -> 'begun' " \
	"	WHEN l.before ? 'closed' THEN to_jsonb(h.*) " \
	"	ELSE CASE WHEN l.before ? 'dates' " \
	"			THEN to_jsonb(l.*) - ARRAY['worse_since', 'falls_on', 'valid_until', 'provisional_until', 'review_on'] || (l.before -> 'dates') " \
	"			ELSE to_jsonb(l.*) END " \
	"		|| jsonb_strip_nulls(jsonb_build_object('parameter_set', l.before -> 'parameter_set')) END"

/*
 * So does the first part of a period in force; the rest begins later.  One that
 * has begun in this transaction was not committed and leaves nothing.  The one
 * that the transaction has closed for it, h, may have to stay, too.
 */
static uint64
cut_periods(const Attachment *attachment, const StatementKey *key)
{
	return run(attachment, key,
			   "WITH cut AS ("
			   "	SELECT l.*, CASE WHEN l.valid_from < e.ended THEN greatest(customer_grade_internal.period_end(l.valid_from), e.ended) "
			   "			ELSE l.valid_from END AS `begins`, "
			   "		(o.`is own` AND l.before ?| ARRAY['added', 'closed', 'begun']) IS TRUE AS `is new`, " FOUND_PERIOD " AS `found period`, "
			   "		CASE WHEN o.`is own` THEN l.before ELSE jsonb_build_object('problem', l.problem) END AS `kept before` "
			   "	FROM " MOVES " AS r JOIN {ledger} AS l ON {old:r=l} "
			   "		CROSS JOIN LATERAL (SELECT " END_OF_EARLIER_ONES " AS ended) AS e "
			   "		CROSS JOIN LATERAL (SELECT customer_grade_internal.is_own(l.xmin) AS `is own`) AS o "
			   "		LEFT JOIN {history} AS h ON o.`is own` AND l.before ? 'closed' AND {keys:h=l} AND h.valid_to = l.valid_from "
			   "	WHERE l.since IS NOT NULL AND (l.valid_from < e.ended OR h.valid_from < e.ended)"
			   "), stays AS ("
			   "	INSERT INTO {history} ({keys}, score, " PERIOD ", valid_to, cause) "
			   "	SELECT {keys}, CASE WHEN {scores_kept} THEN score END, " PERIOD ", `begins`, 'renumbered' FROM cut WHERE NOT `is new`"
			   ") "
			   "UPDATE {ledger} AS l SET valid_from = `begins`, "
			   "	since = CASE WHEN c.`is new` AND c.before ? 'added' THEN `begins` ELSE c.since END, "
			   "	before = CASE WHEN c.`is new` AND c.before ? 'added' THEN c.before "
			   "		ELSE jsonb_build_object('begun', `found period` - ARRAY['before', 'valid_to'] || jsonb_build_object('valid_from', `begins`)) "
			   "			|| jsonb_strip_nulls(jsonb_build_object('problem', `kept before` -> 'problem', 'decided', `kept before` -> 'decided')) END "
			   "FROM cut AS c WHERE {keys:l=c}",
			   SPI_OK_UPDATE);
}

/* All rows are deleted before the first is inserted, because of ORDER BY: keys may be swapped. */
static void
move_history(const Attachment *attachment, const StatementKey *key)
{
	run(attachment, key,
		"WITH moved AS ("
		"	DELETE FROM {history} AS h USING " MOVES " AS r, {ledger} AS l WHERE " OF_MOVED_CUSTOMER " RETURNING {new:r}, h.*"
		") "
		"INSERT INTO {history} ({keys}, score, " PERIOD ", valid_to, cause) "
		"SELECT {new:m}, score, " PERIOD ", valid_to, cause FROM moved AS m ORDER BY {new:m}, valid_from",
		SPI_OK_INSERT);
}

static void
move_ledger(const Attachment *attachment, const StatementKey *key)
{
	run(attachment, key,
		"WITH moved AS ("
		"	DELETE FROM {ledger} AS l USING " MOVES " AS r WHERE {old:r=l} AND l.since IS NOT NULL "
		"	RETURNING {new:r}, l.*, CASE WHEN customer_grade_internal.is_own(l.xmin) THEN l.before "
		"		WHEN l.problem IS NOT NULL THEN jsonb_build_object('problem', l.problem) END AS `kept before`"
		") "
		"INSERT INTO {ledger} ({keys}, grade, rank, score, computed_grade, computed_rank, state, since, valid_from, "
		"	version, parameter_set, evaluated_on, " TERM_DATES ", due_on, problem, before, metrics) "
		"SELECT {new:m}, grade, rank, score, computed_grade, computed_rank, state, since, valid_from, "
		"	version, parameter_set, evaluated_on, " TERM_DATES ", due_on, problem, `kept before`, metrics "
		"FROM moved AS m ORDER BY {new:m}",
		SPI_OK_INSERT);
}

/* Move what belongs to the customers of MOVES. */
static void
move_all(const Attachment *attachment, const StatementKey *key, Oid changer)
{
	transaction_writes(attachment->ledger.oid);
	end_former_customers(attachment, key, changer);
	/* what stays under a key may be in the way of who gets that key */
	while (leave_periods(attachment, key) + cut_periods(attachment, key) > 0)
		CHECK_FOR_INTERRUPTS();
	move_history(attachment, key);
	move_ledger(attachment, key);
	if (attachment_has_decisions(attachment))
		run(attachment, key,
			"UPDATE {decisions} AS d SET ({keys}) = ROW({new:r}) FROM " MOVES " AS r "
			"WHERE {old:r=d} AND " LIVE_DECISION,
			SPI_OK_UPDATE);
	if (OidIsValid(attachment->outbox.oid))
		run(attachment, key,
			"UPDATE {outbox} AS o SET ({keys}) = ROW({new:r}) FROM " MOVES " AS r "
			"WHERE {old:r=o} AND customer_grade_internal.is_own(o.xmin)",
			SPI_OK_UPDATE);
}

void
renumber_given(const Attachment *attachment, const char *query, Oid changer)
{
	StatementKey key = {.rows = PG_UINT64_MAX};
	const Place given[] = {{.name = "given_moves", .text = query}, {.name = NULL}};
	EphemeralNamedRelation moves;

	SPI_connect();
	moves = statement_store(MOVES, &key, "{given_moves}", PLACE_SETS(attachment->places, given),
							0, NULL, NULL, NULL, GetLatestSnapshot(), NULL, NULL);
	if (moves != NULL)
	{
		move_all(attachment, &key, changer);
		tuplestore_end(moves->reldata);
	}
	SPI_finish();
}

/* Move what belongs to these customers, and to those that have moved from partition to partition of a table, if given. */
static void
move_customers(const Attachment *attachment, const Renumbering *renumbering, const TriggerData *data, Oid changer, Relation partitioned)
{
	StatementKey key = {.rows = PG_UINT64_MAX};
	List	   *rest = partitioned == NULL ? NIL : rest_of_key(attachment, partitioned);
	const char *query = partitioned == NULL ? "TABLE " RENUMBERED : rest == NIL ? only_moved : moved_by_rest;
	EphemeralNamedRelation moves;

	/* a connection of its own, since a table cannot be taken out of one, see statement_store() */
	SPI_connect();
	key.transition = trigger_register_rows(data, NULL);
	statement_register(statement_table(RENUMBERED, renumbering->keys, renumbering->desc));
	moves = statement_store(MOVES, &key, query, PLACE_SETS(attachment->places, renumber_places(attachment, rest)),
							0, NULL, NULL, NULL, GetLatestSnapshot(), NULL, NULL);
	if (moves != NULL)
	{
		move_all(attachment, &key, changer);
		tuplestore_end(moves->reldata);
	}
	SPI_finish();
}

void
renumber_customers(const Attachment *attachment, const TriggerData *data, Oid changer)
{
	Relation	relation = data->tg_relation;
	bool		moving = TRIGGER_FIRED_BY_UPDATE(data->tg_event) && relation->rd_rel->relkind == RELKIND_PARTITIONED_TABLE;
	List	   *taken;
	ListCell   *lc;

	if ((renumberings == NIL && !moving) || !is_part_of(RelationGetRelid(relation), attachment->subject.oid))
		return;
	taken = take_renumberings(attachment, trigger_depth());
	if (taken == NIL && moving)
		taken = list_make1(make_renumbering(attachment, 0, RelationGetDescr(relation)));
	/* the statement itself has the last notes */
	foreach(lc, taken)
	{
		Renumbering *renumbering = lfirst(lc);

		move_customers(attachment, renumbering, data, changer, moving && lc == list_tail(taken) ? relation : NULL);
		tuplestore_end(renumbering->keys);
	}
}
