/*
 * names.c
 *		Names of relations for our statements and messages.
 *
 * Names in statements are quoted and qualified, since they come from users.
 */
#include "postgres.h"

#include "access/genam.h"
#include "access/htup_details.h"
#include "access/table.h"
#include "catalog/namespace.h"
#include "catalog/pg_class.h"
#include "catalog/pg_inherits.h"
#include "catalog/pg_type.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/fmgroids.h"
#include "utils/lsyscache.h"
#include "utils/rel.h"
#include "utils/syscache.h"

#include "compat.h"
#include "standard/standard.h"
#include "trigger/names.h"

List *
names_of_array(Datum array)
{
	Datum	   *elements;
	int			count;
	List	   *names = NIL;

	deconstruct_array(DatumGetArrayTypeP(array), NAMEOID, NAMEDATALEN, false, TYPALIGN_CHAR,
					  &elements, NULL, &count);
	for (int i = 0; i < count; i++)
		names = lappend(names, pstrdup(NameStr(*DatumGetName(elements[i]))));
	return names;
}

List *
oids_of_array(Datum array)
{
	ArrayType  *ids = DatumGetArrayTypeP(array);
	Datum	   *elements;
	bool	   *nulls;
	int			count;
	List	   *oids = NIL;

	deconstruct_array(ids, ARR_ELEMTYPE(ids), sizeof(Oid), true, TYPALIGN_INT, &elements, &nulls, &count);
	for (int i = 0; i < count; i++)
	{
		if (!nulls[i])
			oids = lappend_oid(oids, DatumGetObjectId(elements[i]));
	}
	return oids;
}

Datum
array_of_oids(List *oids, Oid type)
{
	Datum	   *elements = palloc(sizeof(Datum) * Max(list_length(oids), 1));
	ListCell   *lc;

	foreach(lc, oids)
		elements[foreach_current_index(lc)] = ObjectIdGetDatum(lfirst_oid(lc));
	return PointerGetDatum(construct_array(elements, list_length(oids), type, sizeof(Oid), true, TYPALIGN_INT));
}

char *
qualified_name(Oid relation)
{
	char	   *name = get_rel_name(relation);

	if (name == NULL)
		ereport(ERROR,
				(errcode(ERRCODE_UNDEFINED_TABLE),
				 errmsg("a table of an attachment does not exist any more"),
				 errhint("Detach the standard, then attach it again.")));
	return quote_qualified_identifier(get_namespace_name(get_rel_namespace(relation)), name);
}

char *
shown_name(Oid relation)
{
	return get_rel_name(relation) == NULL ? psprintf("%u", relation) : qualified_name(relation);
}

Oid
public_type(const char *name)
{
	return GetSysCacheOid2(TYPENAMENSP, Anum_pg_type_oid, CStringGetDatum(name),
						   ObjectIdGetDatum(get_namespace_oid(PUBLIC_SCHEMA, false)));
}

Oid
relation_owner(Oid relation)
{
	HeapTuple	tuple = SearchSysCache1(RELOID, ObjectIdGetDatum(relation));
	Oid			owner = InvalidOid;

	if (HeapTupleIsValid(tuple))
	{
		owner = ((Form_pg_class) GETSTRUCT(tuple))->relowner;
		ReleaseSysCache(tuple);
	}
	return owner;
}

List *
relation_and_parents(Oid relation, Snapshot snapshot, bool *being_detached)
{
	List	   *relations = list_make1_oid(relation);
	ListCell   *lc;

	*being_detached = false;
	foreach(lc, relations)
	{
		Relation	inherits = table_open(InheritsRelationId, AccessShareLock);
		ScanKeyData key;
		SysScanDesc scan;
		HeapTuple	tuple;

		ScanKeyInit(&key, Anum_pg_inherits_inhrelid, BTEqualStrategyNumber, F_OIDEQ,
					ObjectIdGetDatum(lfirst_oid(lc)));
		scan = systable_beginscan(inherits, InheritsRelidSeqnoIndexId, true, snapshot, 1, &key);
		while (HeapTupleIsValid(tuple = systable_getnext(scan)))
		{
			Form_pg_inherits inherits = (Form_pg_inherits) GETSTRUCT(tuple);

			relations = list_append_unique_oid(relations, inherits->inhparent);
			if (is_being_detached(inherits))
				*being_detached = true;
		}
		systable_endscan(scan);
		table_close(inherits, AccessShareLock);
	}
	return relations;
}

bool
is_part_of(Oid relation, Oid whole)
{
	bool		being_detached;

	return relation == whole || list_member_oid(relation_and_parents(relation, NULL, &being_detached), whole);
}
