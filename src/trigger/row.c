/*
 * row.c
 *		One row of a table by its primary key, without a query.
 */
#include "postgres.h"

#include "access/genam.h"
#include "access/stratnum.h"
#include "access/table.h"
#include "access/tableam.h"
#include "access/xact.h"
#include "catalog/pg_am.h"
#include "catalog/pg_class.h"
#include "catalog/pg_trigger.h"
#include "commands/trigger.h"
#include "executor/executor.h"
#include "executor/spi.h"
#include "fmgr.h"
#include "miscadmin.h"
#include "parser/parse_coerce.h"
#include "utils/datum.h"
#include "utils/guc.h"
#include "utils/lsyscache.h"
#include "utils/rel.h"
#include "utils/reltrigger.h"
#include "utils/snapmgr.h"
#include "utils/tuplestore.h"

#include "compat.h"
#include "trigger/event.h"
#include "trigger/row.h"

/* The setting row_access. */
static bool row_access = true;

void
row_define_settings(void)
{
	DefineCustomBoolVariable("customer_grade.row_access",
							 "Reads and writes the row of a single customer without a query, where that is possible.",
							 "Off: statements do all; for tests.",
							 &row_access, true, PGC_SUSET, 0, NULL, NULL, NULL);
}

bool
row_may_lock(void)
{
	return row_access && !IsolationUsesXactSnapshot();
}

bool
row_is_plain(Relation relation)
{
	return relation->rd_rel->relkind == RELKIND_RELATION && relation->rd_rel->relam == HEAP_TABLE_AM_OID &&
		!relation->rd_rel->relispartition && relation->rd_rules == NULL;
}

bool
row_read_key(List *columns, TupleTableSlot *slot, Oid *types, Datum *values)
{
	TupleDesc	desc = slot->tts_tupleDescriptor;
	ListCell   *lc;

	foreach(lc, columns)
	{
		int			number = SPI_fnumber(desc, lfirst(lc));
		int			column = foreach_current_index(lc);
		bool		isnull;
		Datum		value;
		Form_pg_attribute attribute;

		if (number <= 0)
			return false;
		value = slot_getattr(slot, number, &isnull);
		if (isnull)
			return false;
		attribute = TupleDescAttr(desc, number - 1);
		types[column] = attribute->atttypid;
		values[column] = datumCopy(value, attribute->attbyval, attribute->attlen);
	}
	return true;
}

/*
 * Fill in the scan of an index by the first of its columns; false: those of the
 * key are others, or the values cannot be compared with them.
 */
static bool
make_scan_keys(Relation index, const RowKey *key, ScanKey keys)
{
	if (index->rd_index->indnkeyatts < key->ncolumns)
		return false;
	for (int i = 0; i < key->ncolumns; i++)
	{
		int			value = 0;
		Oid			family = index->rd_opfamily[i];
		Oid			type;
		Oid			equal;

		while (value < key->ncolumns && key->columns[value] != index->rd_index->indkey.values[i])
			value++;
		if (value == key->ncolumns)
			return false;
		type = key->types[value];
		if (IsBinaryCoercible(type, index->rd_opcintype[i]))
			type = index->rd_opcintype[i];
		equal = get_opfamily_member(family, index->rd_opcintype[i], type, BTEqualStrategyNumber);
		if (!OidIsValid(equal))
			return false;
		ScanKeyEntryInitialize(&keys[i], 0, i + 1, BTEqualStrategyNumber, type, index->rd_indcollation[i],
							   get_opcode(equal), key->values[value]);
	}
	return true;
}

/* The primary key's index, opened; NULL: there is none that is in force at once. */
static Relation
open_primary_key(Relation relation)
{
	Oid			oid = relation_primary_key_index(relation);
	Relation	index;

	if (!OidIsValid(oid))
		return NULL;
	index = index_open(oid, AccessShareLock);
	if (index->rd_index->indimmediate && index->rd_index->indisvalid && index->rd_rel->relam == BTREE_AM_OID)
		return index;
	index_close(index, AccessShareLock);
	return NULL;
}

/* The first row of a key; the primary key has so many further columns. */
static bool
find_first(Relation relation, const RowKey *key, int further, Snapshot snapshot, TupleTableSlot *slot, bool *usable)
{
	Relation	index = open_primary_key(relation);
	ScanKeyData keys[INDEX_MAX_KEYS];
	bool		found = false;

	*usable = index != NULL && index->rd_index->indnkeyatts == key->ncolumns + further && make_scan_keys(index, key, keys);
	if (*usable)
	{
		IndexScanDesc scan = index_begin_scan(relation, index, snapshot, key->ncolumns);

		index_rescan(scan, keys, key->ncolumns, NULL, 0);
		found = index_getnext_slot(scan, ForwardScanDirection, slot);
		index_endscan(scan);
	}
	if (index != NULL)
		index_close(index, AccessShareLock);
	return found;
}

bool
row_find(Relation relation, const RowKey *key, Snapshot snapshot, TupleTableSlot *slot, bool *usable)
{
	return find_first(relation, key, 0, snapshot, slot, usable);
}

bool
row_is_first(Oid table, const RowKey *key, Snapshot snapshot)
{
	Relation	relation = table_open(table, AccessShareLock);
	TupleTableSlot *slot = table_slot_create(relation, NULL);
	bool		usable = row_is_plain(relation);
	bool		found = usable && find_first(relation, key, 1, snapshot, slot, &usable);

	ExecDropSingleTupleTableSlot(slot);
	table_close(relation, NoLock);
	return usable && !found;
}

bool
row_lock(Relation relation, const RowKey *key, TupleTableSlot *slot)
{
	Snapshot	snapshot;
	bool		usable;
	bool		locked = false;

	if (!row_may_lock())
		return false;
	CommandCounterIncrement();	/* see what the statement has done that fires us */
	snapshot = RegisterSnapshot(GetLatestSnapshot());
	if (row_find(relation, key, snapshot, slot, &usable))
	{
		ItemPointerData place = slot->tts_tid;
		TM_FailureData failure;

		/*
		 * a version that was written while we waited may have another key: the
		 * caller's statement finds out
		 */
		locked = table_tuple_lock(relation, &place, snapshot, slot, GetCurrentCommandId(false), LockTupleNoKeyExclusive,
								  LockWaitBlock, TUPLE_LOCK_FLAG_FIND_LAST_VERSION, &failure) == TM_Ok && !failure.traversed;
	}
	UnregisterSnapshot(snapshot);
	return locked;
}

bool
row_has_only_triggers_of(Relation relation, Oid schema)
{
	const TriggerDesc *triggers = relation->trigdesc;

	for (int i = 0; triggers != NULL && i < triggers->numtriggers; i++)
	{
		const Trigger *trigger = &triggers->triggers[i];

		if (TRIGGER_FOR_ROW(trigger->tgtype) || get_func_namespace(trigger->tgfoid) != schema)
			return false;
	}
	return true;
}

void
row_change_begin(RowChange *change, Oid relation)
{
	change->relation = table_open(relation, RowExclusiveLock);
	change->old_row = table_slot_create(change->relation, NULL);
	change->new_row = NULL;
	change->deleted = false;
}

/* Update a row; old_row NULL: insert it. */
static void
write_row(Relation relation, TupleTableSlot *old_row, TupleTableSlot *new_row)
{
	EState	   *estate = CreateExecutorState();
	ResultRelInfo *target = makeNode(ResultRelInfo);
	EPQState	recheck;

	InitResultRelInfo(target, relation, 0, NULL, 0);
	ExecOpenIndices(target, false);
	if (old_row == NULL)
		exec_simple_relation_insert(target, estate, new_row);
	else
	{
		eval_plan_qual_init(&recheck, estate);
		exec_simple_relation_update(target, estate, &recheck, old_row, new_row);
		EvalPlanQualEnd(&recheck);
	}
	ExecCloseIndices(target);
	FreeExecutorState(estate);
	CommandCounterIncrement();
}

bool
row_insert(Oid table, int ncolumns, const AttrNumber *columns, const NullableDatum *values)
{
	Relation	relation = table_open(table, RowExclusiveLock);
	TupleDesc	desc = RelationGetDescr(relation);
	bool		has_defaults = desc->constr != NULL && desc->constr->num_defval > 0;
	bool		done = row_is_plain(relation) && relation->trigdesc == NULL && !has_defaults;

	if (done)
	{
		TupleTableSlot *row = MakeSingleTupleTableSlot(desc, &TTSOpsVirtual);

		memset(row->tts_isnull, true, desc->natts * sizeof(bool));
		for (int i = 0; i < ncolumns; i++)
		{
			row->tts_values[columns[i] - 1] = values[i].value;
			row->tts_isnull[columns[i] - 1] = values[i].isnull;
		}
		write_row(relation, NULL, ExecStoreVirtualTuple(row));
		ExecDropSingleTupleTableSlot(row);
	}
	table_close(relation, NoLock);
	return done;
}

void
row_change_columns(RowChange *change, int ncolumns, const AttrNumber *columns, const NullableDatum *values)
{
	TupleDesc	desc = RelationGetDescr(change->relation);
	TupleTableSlot *row = MakeSingleTupleTableSlot(desc, &TTSOpsVirtual);

	slot_getallattrs(change->old_row);
	memcpy(row->tts_values, change->old_row->tts_values, desc->natts * sizeof(Datum));
	memcpy(row->tts_isnull, change->old_row->tts_isnull, desc->natts * sizeof(bool));
	for (int i = 0; i < ncolumns; i++)
	{
		row->tts_values[columns[i] - 1] = values[i].value;
		row->tts_isnull[columns[i] - 1] = values[i].isnull;
	}
	change->new_row = ExecStoreVirtualTuple(row);
	write_row(change->relation, change->old_row, change->new_row);
}

void
row_change_delete(RowChange *change)
{
	simple_table_tuple_delete(change->relation, &change->old_row->tts_tid, GetActiveSnapshot());
	change->deleted = true;
	CommandCounterIncrement();
}

static Tuplestorestate *
store_row(TupleTableSlot *row)
{
	Tuplestorestate *store = tuplestore_begin_heap(false, false, work_mem);

	tuplestore_puttupleslot(store, row);
	return store;
}

/* Fire the triggers after a statement that has changed one row. */
static void
fire_triggers(const RowChange *change, TriggerEvent event)
{
	TriggerData data = {
		.type = T_TriggerData, .tg_event = event | TRIGGER_EVENT_AFTER, .tg_relation = change->relation
	};
	const TriggerDesc *triggers = change->relation->trigdesc;
	bool		inserts = event == TRIGGER_EVENT_INSERT;
	int16		type = change->deleted ? TRIGGER_TYPE_DELETE : inserts ? TRIGGER_TYPE_INSERT : TRIGGER_TYPE_UPDATE;

	for (int i = 0; triggers != NULL && i < triggers->numtriggers; i++)
	{
		FmgrInfo	function;

		LOCAL_FCINFO(fcinfo, 0);
		data.tg_trigger = &triggers->triggers[i];
		if (!trigger_fires_after(data.tg_trigger, type))
			continue;
		if (data.tg_newtable == NULL && !change->deleted)
			data.tg_newtable = store_row(change->new_row);
		if (data.tg_oldtable == NULL && !inserts)
			data.tg_oldtable = store_row(change->old_row);
		fmgr_info(data.tg_trigger->tgfoid, &function);
		InitFunctionCallInfoData(*fcinfo, &function, 0, InvalidOid, (struct Node *) &data, NULL);
		(void) FunctionCallInvoke(fcinfo);
	}
	if (data.tg_newtable != NULL)
		tuplestore_end(data.tg_newtable);
	if (data.tg_oldtable != NULL)
		tuplestore_end(data.tg_oldtable);
}

void
row_change_end(RowChange *change, TriggerEvent event)
{
	if (change->relation == NULL)
		return;
	if (change->deleted)
		fire_triggers(change, TRIGGER_EVENT_DELETE);
	else if (change->new_row != NULL)
	{
		fire_triggers(change, event);
		ExecDropSingleTupleTableSlot(change->new_row);
	}
	ExecDropSingleTupleTableSlot(change->old_row);
	table_close(change->relation, NoLock);
}
