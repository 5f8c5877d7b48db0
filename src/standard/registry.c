/*
 * registry.c
 *		The trigger of the registry: what never changes in a version of a
 *		standard, and the invalidation it sends.
 *
 * All versions of a standard have the same owner.  The rules of a version, its
 * author and its time never change, so that history can be relied on.  Who may
 * write is asked by the functions that write, see trigger/gate.c: no role has
 * a right to update or delete, and only a restore inserts by itself.
 *
 * It is an AFTER trigger, so it sees the rows as they are stored: no other
 * trigger can change them any more, and one UPDATE may give all versions of a
 * standard to another role.
 */
#include "postgres.h"

#include "access/genam.h"
#include "access/htup_details.h"
#include "access/table.h"
#include "commands/trigger.h"
#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/datum.h"
#include "utils/fmgroids.h"
#include "utils/inval.h"
#include "utils/rel.h"

#include "standard/standard.h"

static void check_unchanged(Relation registry, HeapTuple old, HeapTuple version);
static void check_same_owner(Relation registry, HeapTuple version);
pg_noreturn static void fail_not_owner(Datum name, Oid owner);

/* Trigger after INSERT, UPDATE, DELETE (each row) and TRUNCATE (statement). */
PG_FUNCTION_INFO_V1(standard_changed);
Datum
standard_changed(PG_FUNCTION_ARGS)
{
	TriggerData *trigger = (TriggerData *) fcinfo->context;
	Relation	registry;

	if (!CALLED_AS_TRIGGER(fcinfo) ||
		!TRIGGER_FIRED_AFTER(trigger->tg_event) ||
		RelationGetRelid(trigger->tg_relation) != standard_registry_oid())
		ereport(ERROR,
				(errcode(ERRCODE_E_R_I_E_TRIGGER_PROTOCOL_VIOLATED),
				 errmsg("function \"%s\" is the trigger of customer_grade_internal.standard only",
						"standard_changed")));

	registry = standard_registry_open(NoLock);
	if (TRIGGER_FIRED_FOR_ROW(trigger->tg_event))
	{
		HeapTuple	stored = trigger->tg_trigtuple;

		if (TRIGGER_FIRED_BY_UPDATE(trigger->tg_event))
		{
			stored = trigger->tg_newtuple;
			check_unchanged(registry, trigger->tg_trigtuple, stored);
		}
		if (!TRIGGER_FIRED_BY_DELETE(trigger->tg_event))
			check_same_owner(registry, stored);
	}

	/* plans depend on the metrics of all versions: invalidate them */
	CacheInvalidateRelcache(registry);
	table_close(registry, NoLock);
	return PointerGetDatum(NULL);
}

/* Grades of the past refer to the version: it must stay what it was. */
static void
check_unchanged(Relation registry, HeapTuple old, HeapTuple version)
{
	static const StandardColumn fixed[] = {
		STANDARD_NAME, STANDARD_VERSION, STANDARD_RUBRIC, STANDARD_CREATED_AT, STANDARD_CREATED_BY,
		STANDARD_CREATED_LOGIN
	};
	TupleDesc	desc = RelationGetDescr(registry);

	for (int i = 0; i < (int) lengthof(fixed); i++)
	{
		Form_pg_attribute column = TupleDescAttr(desc, fixed[i] - 1);
		bool		isnull;
		Datum		before = heap_getattr(old, fixed[i], desc, &isnull);
		Datum		after = heap_getattr(version, fixed[i], desc, &isnull);

		if (!datum_image_eq(before, after, column->attbyval, column->attlen))
			ereport(ERROR,
					(errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
					 errmsg("column \"%s\" of a version of standard \"%s\" never changes", NameStr(column->attname),
							TextDatumGetCString(heap_getattr(old, STANDARD_NAME, desc, &isnull))),
					 errhint("define_standard() adds another version.")));
	}
}

/*
 * No other version may belong to another role.  Versions that other sessions
 * have written but not yet committed count, too: each writer checks after
 * writing, so at least one of two writers that disagree sees the other's
 * version.
 */
static void
check_same_owner(Relation registry, HeapTuple version)
{
	TupleDesc	desc = RelationGetDescr(registry);
	bool		isnull;
	Oid			owner = DatumGetObjectId(heap_getattr(version, STANDARD_OWNER, desc, &isnull));
	Datum		name = heap_getattr(version, STANDARD_NAME, desc, &isnull);
	SnapshotData dirty;
	SysScanDesc scan;
	HeapTuple	other;

	InitDirtySnapshot(dirty);
	scan = standard_begin_versions(registry, DatumGetTextPP(name), &dirty);
	while (HeapTupleIsValid(other = systable_getnext(scan)))
	{
		Oid			other_owner = DatumGetObjectId(heap_getattr(other, STANDARD_OWNER, desc, &isnull));

		if (other_owner != owner)
			fail_not_owner(name, other_owner);
	}
	systable_endscan(scan);
}

static void
fail_not_owner(Datum name, Oid owner)
{
	char	   *role = GetUserNameFromId(owner, true);

	ereport(ERROR,
			(errcode(ERRCODE_INSUFFICIENT_PRIVILEGE),
			 errmsg("permission denied for standard \"%s\"", TextDatumGetCString(name)),
			 role ? errdetail("All its versions belong to role \"%s\", and only its members may write them.", role) :
			 errdetail("All its versions belong to a role that no longer exists (OID %u).", owner)));
}
