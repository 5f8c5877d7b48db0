/*
 * renumber.c
 *		Ledger, history and decisions follow customers whose keys change.
 *
 * The row trigger key_changed() notes the former and the new key of each row.
 * At the end of the statement, when the customers are locked, regrade() has
 * their rows in the ledger moved, all at once: the statement may have swapped
 * keys.  Their decisions and events move along.
 *
 * The history follows when the transaction commits, from the keys under which
 * the transaction found the customers to those that it leaves them: no other
 * key was ever theirs.  Until then it stays where it is, and a row of the ledger
 * tells where that is, see transaction.c.
 *
 * An earlier customer of the new key keeps its periods.  Those of the moved one
 * that begin before the last of them ends stay under the former key, with the
 * cause "renumbered".  So the periods of the present customer of a key are
 * those after the last one that has this cause or "deleted".
 *
 * The notes live in memory, one store for each attachment and statement.  A
 * statement that a trigger runs meanwhile has a higher trigger depth and takes
 * only its own.  The keys of all moves stay in another store until the
 * transaction ends.  They need not be right where a savepoint is rolled back:
 * the ledger is.
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
#include "ledger/follow.h"
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

const Place *
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

/*
 * Its last period is the one that this transaction found; a customer that is
 * new in it leaves nothing.  One that it has deleted before can come back under
 * this key no more, but under the one that it was found with.
 */
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
"	FROM gone AS g, " FOUND_KEY("g", "g.`own before` -> 'key'") " "
"	WHERE {keys:h=f} AND CASE WHEN g.since IS NULL THEN h.cause = 'renumbered' AND customer_grade_internal.is_own(h.xmin) "
"		ELSE h.valid_to = g.valid_from AND g.`own before` ? 'closed' END "
"	RETURNING h.*, g.since IS NOT NULL AS `was there`"
"), closed AS ("
"	INSERT INTO {history} ({keys}, score, " PERIOD_COLUMNS ", valid_from, valid_to, cause) "
"	SELECT {keys:f}, CASE WHEN {scores_kept} THEN score END, " PERIOD_COLUMNS ", valid_from, "
"		customer_grade_internal.period_end(valid_from), 'deleted' "
"	FROM gone AS g, " FOUND_KEY("g", "g.`own before` -> 'key'") " "
"	WHERE since IS NOT NULL AND NOT coalesce(`own before`, '{}') ?| ARRAY['added', 'closed'] RETURNING *"
"), former AS ("
"	SELECT {keys}, grade, rank, valid_to AS at FROM closed_before WHERE `was there` "
"	UNION ALL SELECT {keys}, grade, rank, valid_to FROM closed"
")";

static const char and_tell_former[] =
", taken_back AS ("
"	DELETE FROM {outbox} AS o USING gone AS g "
"	WHERE {keys:o=g} AND o.direction <> 'left' AND customer_grade_internal.is_own(o.xmin)"
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
 * All rows are deleted before the first is inserted, because of ORDER BY: keys
 * may be swapped.  A customer that is new in this transaction was not found
 * under any key, and one that has its own again needs no note of it.
 */
static void
move_ledger(const Attachment *attachment, const StatementKey *key)
{
	run(attachment, key,
		"WITH moved AS ("
		"	DELETE FROM {ledger} AS l USING " MOVES " AS r WHERE {old:r=l} AND l.since IS NOT NULL "
		"	RETURNING {new:r}, l.*, to_jsonb((SELECT `customer key` FROM (SELECT {keys:l}) AS `customer key`)) AS `old key`, "
		"		to_jsonb((SELECT `customer key` FROM (SELECT {new:r as}) AS `customer key`)) AS `new key`, "
		"		CASE WHEN customer_grade_internal.is_own(l.xmin) THEN l.before "
		"			WHEN l.problem IS NOT NULL THEN jsonb_build_object('problem', l.problem) END AS `kept before`"
		") "
		"INSERT INTO {ledger} ({keys}, grade, rank, score, computed_grade, computed_rank, state, since, valid_from, "
		"	version, parameter_set, evaluated_on, " TERM_DATES ", due_on, problem, before, metrics) "
		"SELECT {new:m}, grade, rank, score, computed_grade, computed_rank, state, since, valid_from, "
		"	version, parameter_set, evaluated_on, " TERM_DATES ", due_on, problem, "
		"	CASE WHEN `kept before` ? 'added' THEN `kept before` "
		"		WHEN coalesce(`kept before` -> 'key', `old key`) = `new key` THEN nullif(`kept before` - 'key', '{}') "
		"		ELSE jsonb_build_object('key', `old key`) || coalesce(`kept before`, '{}') END, metrics "
		"FROM moved AS m ORDER BY {new:m}",
		SPI_OK_INSERT);
}

/* Move what belongs to the customers of MOVES; the history follows when the transaction commits. */
static void
move_all(const Attachment *attachment, const StatementKey *key, EphemeralNamedRelation moves, Oid changer)
{
	transaction_writes(attachment->ledger.oid);
	end_former_customers(attachment, key, changer);
	move_ledger(attachment, key);
	if (attachment_has_decisions(attachment))
		run(attachment, key,
			"UPDATE {decisions} AS d SET ({keys}) = ROW({new:r}) FROM " MOVES " AS r "
			"WHERE {old:r=d} AND " LIVE_DECISION,
			SPI_OK_UPDATE);
	if (OidIsValid(attachment->outbox.oid))
		run(attachment, key,
			"UPDATE {outbox} AS o SET ({keys}) = ROW({new:r}) FROM " MOVES " AS r "
			"WHERE {old:r=o} AND o.direction <> 'left' AND customer_grade_internal.is_own(o.xmin)",
			SPI_OK_UPDATE);
	follow_later(attachment, moves);
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
		move_all(attachment, &key, moves, changer);
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
		move_all(attachment, &key, moves, changer);
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
