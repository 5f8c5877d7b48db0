/*
 * names.c
 *		Names of columns and relations, and lists of them, as statements of our
 *		own need them.
 *
 * Whatever goes into a statement is quoted, and what could be found in another
 * schema is qualified: names come from users.
 */
#include "postgres.h"

#include "access/genam.h"
#include "access/htup_details.h"
#include "access/table.h"
#include "catalog/pg_class.h"
#include "catalog/pg_inherits.h"
#include "catalog/pg_type.h"
#include "lib/stringinfo.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/fmgroids.h"
#include "utils/lsyscache.h"
#include "utils/rel.h"
#include "utils/syscache.h"

#include "compat.h"
#include "trigger/names.h"

char *
column_list(List *names, const char *qualifier)
{
	StringInfoData out;
	ListCell   *lc;

	initStringInfo(&out);
	foreach(lc, names)
		appendStringInfo(&out, "%s%s%s", foreach_current_index(lc) > 0 ? ", " : "",
						 qualifier, quote_identifier(lfirst(lc)));
	return out.data;
}

char *
same_columns(List *names, const char *a, const char *b)
{
	StringInfoData out;
	ListCell   *lc;

	initStringInfo(&out);
	foreach(lc, names)
	{
		const char *name = quote_identifier(lfirst(lc));

		appendStringInfo(&out, "%s%s%s OPERATOR(pg_catalog.=) %s%s",
						 foreach_current_index(lc) > 0 ? " AND " : "", a, name, b, name);
	}
	return out.data;
}

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

char *
qualified_name(Oid relation)
{
	char	   *name = get_rel_name(relation);

	if (name == NULL)
		ereport(ERROR,
				(errcode(ERRCODE_UNDEFINED_TABLE),
				 errmsg("a table of an attachment does not exist any more"),
				 errhint("Detach the standard and attach it anew.")));
	return quote_qualified_identifier(get_namespace_name(get_rel_namespace(relation)), name);
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
relation_and_parents(Oid relation)
{
	List	   *relations = list_make1_oid(relation);
	ListCell   *lc;

	foreach(lc, relations)
	{
		Relation	inherits = table_open(InheritsRelationId, AccessShareLock);
		ScanKeyData key;
		SysScanDesc scan;
		HeapTuple	tuple;

		ScanKeyInit(&key, Anum_pg_inherits_inhrelid, BTEqualStrategyNumber, F_OIDEQ,
					ObjectIdGetDatum(lfirst_oid(lc)));
		scan = systable_beginscan(inherits, InheritsRelidSeqnoIndexId, true, NULL, 1, &key);
		while (HeapTupleIsValid(tuple = systable_getnext(scan)))
			relations = list_append_unique_oid(relations, ((Form_pg_inherits) GETSTRUCT(tuple))->inhparent);
		systable_endscan(scan);
		table_close(inherits, AccessShareLock);
	}
	return relations;
}
