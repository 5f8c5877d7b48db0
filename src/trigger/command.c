/*
 * command.c
 *		Commands that fire several statement triggers on one table: INSERT ... ON
 *		CONFLICT DO UPDATE and MERGE.
 *
 * The server fires the AFTER triggers of DELETE before those of UPDATE, and
 * those of INSERT last.  A BEFORE STATEMENT trigger, command_begins(), which
 * fires for all events when the command begins, notes which events are to
 * come.  A note is dropped when an AFTER trigger of its event fires, or when a
 * subtransaction is rolled back.  A command that a row trigger runs within
 * another command on the same table leaves its rows to the outer one.
 *
 * If rows left by one trigger have not been taken by another when the
 * transaction commits, the commit fails: better no transaction than customers
 * with wrong grades.
 */
#include "postgres.h"

#include "access/xact.h"
#include "catalog/pg_trigger.h"
#include "executor/executor.h"
#include "executor/tuptable.h"
#include "miscadmin.h"
#include "utils/lsyscache.h"
#include "utils/memutils.h"
#include "utils/rel.h"
#include "utils/reltrigger.h"
#include "utils/resowner.h"
#include "utils/tuplestore.h"

#include "compat.h"
#include "trigger/command.h"
#include "trigger/event.h"
#include "trigger/names.h"
#include "trigger/statement.h"

/* Events in the order in which their AFTER triggers fire. */
typedef enum EventOrder
{
	ORDER_DELETE,
	ORDER_UPDATE,
	ORDER_INSERT
} EventOrder;

/* A table on which a command has begun an UPDATE or INSERT. */
typedef struct Begun
{
	Oid			relation;
	EventOrder	event;
} Begun;

/* Rows left for the triggers of a function and its arguments. */
typedef struct LeftRows
{
	Oid			relation;
	Oid			function;
	const char *argument;		/* its only one, or "" */
	int			nest_level;		/* of the outermost subtransaction that has left some */
	TupleDesc	desc;
	Tuplestorestate *rows;
} LeftRows;

/* Both live as long as the transaction. */
static List *begun = NIL;
static List *left_rows = NIL;

/* ------------------------------------------------------------- transactions */

static void
refuse_left_rows(void)
{
	ListCell   *lc;

	foreach(lc, left_rows)
	{
		Oid			relation = ((LeftRows *) lfirst(lc))->relation;

		/* the rows of a table that has been dropped need no grades */
		if (get_rel_name(relation) != NULL)
			ereport(ERROR,
					(errcode(ERRCODE_E_R_I_E_TRIGGER_PROTOCOL_VIOLATED),
					 errmsg("changes to table \"%s\" were not graded because one of its triggers did not fire",
							qualified_name(relation)),
					 errhint("Do not enable or disable its triggers in the middle of a command.")));
	}
}

static void
transaction_ends(XactEvent event, void *arg)
{
	(void) arg;
	switch (event)
	{
		case XACT_EVENT_PRE_COMMIT:
		case XACT_EVENT_PRE_PREPARE:
			refuse_left_rows();
			break;
		case XACT_EVENT_COMMIT:
		case XACT_EVENT_ABORT:
		case XACT_EVENT_PREPARE:
			begun = NIL;
			left_rows = NIL;
			break;
		default:
			break;
	}
}

static void
subtransaction_ends(SubXactEvent event, SubTransactionId mine, SubTransactionId parent, void *arg)
{
	int			nest_level = GetCurrentTransactionNestLevel();
	List	   *kept = NIL;
	ListCell   *lc;
	MemoryContext old;

	(void) mine;
	(void) parent;
	(void) arg;
	if (event == SUBXACT_EVENT_ABORT_SUB)
		begun = NIL;			/* each event of a command that goes on then locks its own customers */
	if (left_rows == NIL || (event != SUBXACT_EVENT_ABORT_SUB && event != SUBXACT_EVENT_COMMIT_SUB))
		return;
	old = MemoryContextSwitchTo(TopTransactionContext);
	foreach(lc, left_rows)
	{
		LeftRows   *left = lfirst(lc);

		if (left->nest_level < nest_level || event == SUBXACT_EVENT_COMMIT_SUB)
		{
			left->nest_level = Min(left->nest_level, nest_level - 1);
			kept = lappend(kept, left);
		}
	}
	left_rows = kept;
	MemoryContextSwitchTo(old);
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

/* ------------------------------------------------------------------- events */

static EventOrder
event_order(TriggerEvent event)
{
	return TRIGGER_FIRED_BY_INSERT(event) ? ORDER_INSERT :
		TRIGGER_FIRED_BY_UPDATE(event) ? ORDER_UPDATE : ORDER_DELETE;
}

static bool
has_begun(Oid relation, EventOrder event)
{
	ListCell   *lc;

	foreach(lc, begun)
	{
		const Begun *command = lfirst(lc);

		if (command->relation == relation && command->event == event)
			return true;
	}
	return false;
}

static void
forget_begun(Oid relation, EventOrder event)
{
	ListCell   *lc;

	foreach(lc, begun)
	{
		const Begun *command = lfirst(lc);

		if (command->relation == relation && command->event == event)
			begun = foreach_delete_current(begun, lc);
	}
}

PG_FUNCTION_INFO_V1(command_begins);

Datum
command_begins(PG_FUNCTION_ARGS)
{
	TriggerData *data = (TriggerData *) fcinfo->context;
	Oid			relation;
	EventOrder	event;

	if (!CALLED_AS_TRIGGER(fcinfo) || !TRIGGER_FIRED_BEFORE(data->tg_event) || TRIGGER_FIRED_FOR_ROW(data->tg_event))
		ereport(ERROR,
				(errcode(ERRCODE_E_R_I_E_TRIGGER_PROTOCOL_VIOLATED),
				 errmsg("function \"%s\" can only be called as a trigger before a statement", "command_begins")));
	relation = RelationGetRelid(data->tg_relation);
	event = event_order(data->tg_event);
	listen_to_transactions();
	if (event != ORDER_DELETE && !has_begun(relation, event))
	{
		MemoryContext old = MemoryContextSwitchTo(TopTransactionContext);
		Begun	   *command = palloc(sizeof(Begun));

		command->relation = relation;
		command->event = event;
		begun = lappend(begun, command);
		MemoryContextSwitchTo(old);
	}
	return PointerGetDatum(NULL);
}

/* --------------------------------------------------------------------- rows */

static const char *
only_argument(const Trigger *trigger)
{
	return trigger->tgnargs > 0 ? trigger->tgargs[0] : "";
}

/* Will a trigger of the same function and argument fire after that event? */
static bool
trigger_follows(const TriggerData *data, EventOrder event)
{
	const TriggerDesc *triggers = data->tg_relation->trigdesc;

	for (int i = 0; triggers != NULL && i < triggers->numtriggers; i++)
	{
		const Trigger *trigger = &triggers->triggers[i];

		if (trigger->tgfoid == data->tg_trigger->tgfoid &&
			strcmp(only_argument(trigger), only_argument(data->tg_trigger)) == 0 &&
			trigger_fires_after(trigger, event == ORDER_INSERT ? TRIGGER_TYPE_INSERT : TRIGGER_TYPE_UPDATE))
			return true;
	}
	return false;
}

static LeftRows *
find_left_rows(const TriggerData *data)
{
	ListCell   *lc;

	foreach(lc, left_rows)
	{
		LeftRows   *left = lfirst(lc);

		if (left->relation == RelationGetRelid(data->tg_relation) &&
			left->function == data->tg_trigger->tgfoid &&
			strcmp(left->argument, only_argument(data->tg_trigger)) == 0)
			return left;
	}
	return NULL;
}

static void
copy_rows(LeftRows *left, Tuplestorestate *rows)
{
	TupleTableSlot *slot;
	int			pointer;

	if (rows == NULL)
		return;
	slot = MakeSingleTupleTableSlot(left->desc, &TTSOpsMinimalTuple);
	pointer = tuplestore_alloc_read_pointer(rows, EXEC_FLAG_REWIND);
	tuplestore_select_read_pointer(rows, pointer);
	tuplestore_rescan(rows);
	while (tuplestore_gettupleslot(rows, true, false, slot))
	{
		CHECK_FOR_INTERRUPTS();
		tuplestore_puttupleslot(left->rows, slot);
	}
	ExecDropSingleTupleTableSlot(slot);
}

/*
 * Keep the rows for the trigger that takes them.  The files of the store
 * belong to the transaction, not to the command that has left the rows.
 */
static void
leave_rows(const TriggerData *data)
{
	MemoryContext old_context = MemoryContextSwitchTo(TopTransactionContext);
	ResourceOwner old_owner = CurrentResourceOwner;
	LeftRows   *left = find_left_rows(data);

	CurrentResourceOwner = TopTransactionResourceOwner;
	if (left == NULL)
	{
		left = palloc(sizeof(LeftRows));
		left->relation = RelationGetRelid(data->tg_relation);
		left->function = data->tg_trigger->tgfoid;
		left->argument = pstrdup(only_argument(data->tg_trigger));
		left->desc = CreateTupleDescCopy(RelationGetDescr(data->tg_relation));
		left->nest_level = GetCurrentTransactionNestLevel();
		left->rows = tuplestore_begin_heap(false, false, work_mem);
		left_rows = lappend(left_rows, left);
	}
	copy_rows(left, data->tg_oldtable);
	copy_rows(left, data->tg_newtable);
	CurrentResourceOwner = old_owner;
	MemoryContextSwitchTo(old_context);
}

bool
command_leaves_rows(const TriggerData *data)
{
	Oid			relation = RelationGetRelid(data->tg_relation);
	EventOrder	event = event_order(data->tg_event);

	if (TRIGGER_FIRED_BY_TRUNCATE(data->tg_event))
		return false;
	forget_begun(relation, event);
	for (int later = event + 1; later <= ORDER_INSERT; later++)
	{
		if (has_begun(relation, later) && trigger_follows(data, later))
		{
			if (trigger_rows(data) > 0)
				leave_rows(data);
			return true;
		}
	}
	return false;
}

EphemeralNamedRelation
command_earlier_rows(const TriggerData *data)
{
	LeftRows   *left = TRIGGER_FIRED_BY_TRUNCATE(data->tg_event) ? NULL : find_left_rows(data);

	/* rows left by a command around this subtransaction must survive its rollback */
	if (left == NULL || left->nest_level < GetCurrentTransactionNestLevel())
		return NULL;
	left_rows = list_delete_ptr(left_rows, left);
	return statement_table(EARLIER_ROWS, left->rows, left->desc);
}
