/*
 * resolve.c
 *		From a standard's name to the rubric effective on the evaluation date.
 *
 * The registry is read by its primary key (not through SPI, whose query might
 * be compiled by JIT) with the snapshot of the statement, so an answer is as
 * fresh as everything else that the statement sees.  Only the planner reads
 * with the latest snapshot, because it must know the metrics of every version
 * that a later execution may use.
 */
#include "postgres.h"

#include "access/genam.h"
#include "access/htup_details.h"
#include "access/table.h"
#include "access/xact.h"
#include "catalog/namespace.h"
#include "catalog/pg_type.h"
#include "lib/stringinfo.h"
#include "mb/pg_wchar.h"
#include "utils/builtins.h"
#include "utils/fmgroids.h"
#include "utils/lsyscache.h"
#include "utils/rangetypes.h"
#include "utils/rel.h"
#include "utils/typcache.h"

#include "standard/standard.h"
#include "text.h"

#define REGISTRY_TABLE	"standard"
#define REGISTRY_INDEX	"standard_pkey"

/* limits for names and version lists quoted in errors */
#define NAME_SHOWN		63
#define VERSIONS_SHOWN	10

static List *add_versions(List *rubrics, Relation registry, text *name, Snapshot snapshot);
static Datum version_column(Relation registry, HeapTuple tuple, StandardColumn column);
pg_noreturn static void fail_unknown(Relation registry, text *name, Snapshot snapshot);
pg_noreturn static void fail_not_effective(Relation registry, text *name, DateADT date, Snapshot snapshot);
static void append_range(StringInfo out, TypeCacheEntry *type, const RangeType *range);

/* Looked up each time: two cached searches, and no state that could outlive DROP EXTENSION. */
Oid
standard_registry_oid(void)
{
	Oid			schema = get_namespace_oid(INTERNAL_SCHEMA, true);

	return OidIsValid(schema) ? get_relname_relid(REGISTRY_TABLE, schema) : InvalidOid;
}

Relation
standard_registry_open(LOCKMODE lock)
{
	static const struct
	{
		StandardColumn column;
		Oid			type;
	}			expected[] =
	{
		{STANDARD_NAME, TEXTOID},
		{STANDARD_EFFECTIVE, DATERANGEOID},
		{STANDARD_CREATED_AT, TIMESTAMPTZOID},
		{STANDARD_CREATED_BY, TEXTOID},
		{STANDARD_STATUS, TEXTOID},
		{STANDARD_APPROVED_AT, TIMESTAMPTZOID}
	};
	Oid			oid = standard_registry_oid();
	Relation	registry;
	TupleDesc	desc;
	bool		usable;

	if (!OidIsValid(oid))
		ereport(ERROR,
				(errcode(ERRCODE_UNDEFINED_TABLE),
				 errmsg("relation \"%s.%s\" does not exist", INTERNAL_SCHEMA, REGISTRY_TABLE)));
	registry = table_open(oid, lock);

	/* a superuser can alter the table: raise an error rather than crash */
	desc = RelationGetDescr(registry);
	usable = desc->natts >= STANDARD_APPROVED_AT &&
		TupleDescAttr(desc, STANDARD_RUBRIC - 1)->attlen == -1;
	for (int i = 0; usable && i < (int) lengthof(expected); i++)
		usable = TupleDescAttr(desc, expected[i].column - 1)->atttypid == expected[i].type;
	if (!usable)
		ereport(ERROR,
				(errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
				 errmsg("relation \"%s.%s\" does not have the expected columns",
						INTERNAL_SCHEMA, REGISTRY_TABLE),
				 errhint("Run ALTER EXTENSION customer_grade UPDATE.")));
	return registry;
}

/* Is the version that a row of the registry holds effective on date? */
static bool
is_effective(Relation registry, HeapTuple version, DateADT date)
{
	TypeCacheEntry *daterange = lookup_type_cache(DATERANGEOID, TYPECACHE_RANGE_INFO);
	RangeType  *effective = DatumGetRangeTypeP(version_column(registry, version, STANDARD_EFFECTIVE));

	return range_contains_elem_internal(daterange, effective, DateADTGetDatum(date));
}

/* Drafts are for those who may read them: rubric_of() asks. */
static bool
is_final(Relation registry, HeapTuple version)
{
	return strcmp(TextDatumGetCString(version_column(registry, version, STANDARD_STATUS)), "final") == 0;
}

text *
standard_resolve(text *name, DateADT date, Snapshot snapshot)
{
	Relation	registry = standard_registry_open(AccessShareLock);
	SysScanDesc scan = standard_begin_versions(registry, name, snapshot);
	bool		known = false;
	text	   *rubric = NULL;
	HeapTuple	tuple;

	while (rubric == NULL && HeapTupleIsValid(tuple = systable_getnext(scan)))
	{
		known = true;
		if (is_effective(registry, tuple, date))
			rubric = DatumGetTextPCopy(version_column(registry, tuple, STANDARD_RUBRIC));
	}
	systable_endscan(scan);
	if (!known)
		fail_unknown(registry, name, snapshot);
	if (rubric == NULL)
		fail_not_effective(registry, name, date, snapshot);

	/* the lock is kept, as for any table a query has read */
	table_close(registry, NoLock);
	return rubric;
}

text *
standard_find_version(text *name, int version, Snapshot snapshot)
{
	Relation	registry = standard_registry_open(AccessShareLock);
	SysScanDesc scan = standard_begin_versions(registry, name, snapshot);
	text	   *rubric = NULL;
	HeapTuple	tuple;

	while (rubric == NULL && HeapTupleIsValid(tuple = systable_getnext(scan)))
	{
		if (DatumGetInt32(version_column(registry, tuple, STANDARD_VERSION)) == version && is_final(registry, tuple))
			rubric = DatumGetTextPCopy(version_column(registry, tuple, STANDARD_RUBRIC));
	}
	systable_endscan(scan);
	table_close(registry, NoLock);
	return rubric;
}

text *
standard_version(text *name, int version, Snapshot snapshot)
{
	text	   *rubric = standard_find_version(name, version, snapshot);

	if (rubric == NULL)
	{
		Relation	registry = standard_registry_open(AccessShareLock);
		SysScanDesc scan = standard_begin_versions(registry, name, snapshot);

		if (!HeapTupleIsValid(systable_getnext(scan)))
			fail_unknown(registry, name, snapshot);
		ereport(ERROR,
				(errcode(ERRCODE_UNDEFINED_OBJECT),
				 errmsg("standard \"%s\" has no version %d", text_to_cstring(name), version)));
	}
	return rubric;
}

List *
standard_all_versions(text *name)
{
	List	   *rubrics;
	Relation	registry;

	if (!OidIsValid(standard_registry_oid()))
		return NIL;
	registry = standard_registry_open(AccessShareLock);
	rubrics = add_versions(NIL, registry, name, NULL);

	/* a transaction with an older snapshot still sees versions that have been replaced since */
	if (IsolationUsesXactSnapshot() && ActiveSnapshotSet())
		rubrics = add_versions(rubrics, registry, name, GetActiveSnapshot());
	table_close(registry, NoLock);
	return rubrics;
}

/* Is name the family itself or one of its dimensions? */
static bool
in_family(const text *name, const text *family)
{
	Size		length = VARSIZE_ANY_EXHDR(family);

	return VARSIZE_ANY_EXHDR(name) >= length &&
		memcmp(VARDATA_ANY(name), VARDATA_ANY(family), length) == 0 &&
		(VARSIZE_ANY_EXHDR(name) == length || VARDATA_ANY(name)[length] == '.');
}

List *
standard_family(text *family, DateADT date, Snapshot snapshot)
{
	Relation	registry = standard_registry_open(AccessShareLock);
	SysScanDesc scan = systable_beginscan(registry, InvalidOid, false, snapshot, 0, NULL);
	List	   *names = NIL;
	bool		known = false;
	HeapTuple	tuple;

	while (HeapTupleIsValid(tuple = systable_getnext(scan)))
	{
		text	   *name = DatumGetTextPP(version_column(registry, tuple, STANDARD_NAME));

		if (!in_family(name, family))
			continue;
		known = true;
		if (is_effective(registry, tuple, date))
			names = lappend(names, DatumGetTextPCopy(PointerGetDatum(name)));
	}
	systable_endscan(scan);
	if (!known)
		fail_unknown(registry, family, snapshot);
	table_close(registry, NoLock);
	return names;
}

SysScanDesc
standard_begin_versions(Relation registry, text *name, Snapshot snapshot)
{
	Oid			index = get_relname_relid(REGISTRY_INDEX, RelationGetNamespace(registry));
	ScanKeyData key;

	/* ScanKeyInit means collation "C", which is the column's */
	ScanKeyInit(&key, STANDARD_NAME, BTEqualStrategyNumber, F_TEXTEQ, PointerGetDatum(name));
	return systable_beginscan(registry, index, OidIsValid(index), snapshot, 1, &key);
}

static List *
add_versions(List *rubrics, Relation registry, text *name, Snapshot snapshot)
{
	SysScanDesc scan = standard_begin_versions(registry, name, snapshot);
	HeapTuple	tuple;

	while (HeapTupleIsValid(tuple = systable_getnext(scan)))
		rubrics = lappend(rubrics, DatumGetTextPCopy(version_column(registry, tuple, STANDARD_RUBRIC)));
	systable_endscan(scan);
	return rubrics;
}

/* A column that is declared NOT NULL. */
static Datum
version_column(Relation registry, HeapTuple tuple, StandardColumn column)
{
	bool		isnull;
	Datum		value = heap_getattr(tuple, column, RelationGetDescr(registry), &isnull);

	if (isnull)
		elog(ERROR, "null in column %d of relation \"%s.%s\"", column, INTERNAL_SCHEMA, REGISTRY_TABLE);
	return value;
}

static void
fail_unknown(Relation registry, text *name, Snapshot snapshot)
{
	char	   *wanted = text_to_cstring(name);
	int			shown = pg_mbcliplen(wanted, strlen(wanted), NAME_SHOWN);
	bool		is_rubric = strchr(wanted, ';') != NULL || strstr(wanted, "grades") != NULL;
	char	   *hint = NULL;

	if (!is_rubric)
	{
		SysScanDesc scan = systable_beginscan(registry, InvalidOid, false, snapshot, 0, NULL);
		List	   *names = NIL;
		HeapTuple	tuple;

		while (HeapTupleIsValid(tuple = systable_getnext(scan)))
			names = lappend(names, TextDatumGetCString(version_column(registry, tuple, STANDARD_NAME)));
		systable_endscan(scan);
		hint = nearest_name(wanted, names);
	}
	ereport(ERROR,
			(errcode(ERRCODE_UNDEFINED_OBJECT),
			 errmsg("standard \"%.*s%s\" does not exist", shown, wanted, wanted[shown] ? "..." : ""),
			 is_rubric ? errhint("If this is the text of a rubric, cast it: '...'::customer_grade.rubric.") :
			 hint ? errhint("%s", hint) : 0));
}

static void
fail_not_effective(Relation registry, text *name, DateADT date, Snapshot snapshot)
{
	TypeCacheEntry *daterange = lookup_type_cache(DATERANGEOID, TYPECACHE_RANGE_INFO);
	SysScanDesc scan = standard_begin_versions(registry, name, snapshot);
	StringInfoData when;
	StringInfoData versions;
	int			count = 0;
	HeapTuple	tuple;

	initStringInfo(&versions);
	while (HeapTupleIsValid(tuple = systable_getnext(scan)))
	{
		if (!is_final(registry, tuple) || ++count > VERSIONS_SHOWN)
			continue;
		appendStringInfo(&versions, "%sversion %d: ", count > 1 ? ", " : "",
						 DatumGetInt32(version_column(registry, tuple, STANDARD_VERSION)));
		append_range(&versions, daterange,
					 DatumGetRangeTypeP(version_column(registry, tuple, STANDARD_EFFECTIVE)));
	}
	systable_endscan(scan);
	if (count > VERSIONS_SHOWN)
		appendStringInfo(&versions, ", and %d more", count - VERSIONS_SHOWN);

	initStringInfo(&when);
	append_iso_date(&when, date);
	ereport(ERROR,
			(errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
			 errmsg("standard \"%s\" has no version effective on %s", text_to_cstring(name), when.data),
			 count > 0 ? errdetail("Effective periods: %s.", versions.data) :
			 errdetail("None of its versions has been approved yet.")));
}

/* As range_out writes it, but with dates in ISO form. */
static void
append_range(StringInfo out, TypeCacheEntry *type, const RangeType *range)
{
	RangeBound	lower;
	RangeBound	upper;
	bool		empty;

	range_deserialize(type, range, &lower, &upper, &empty);
	if (empty)
	{
		appendStringInfoString(out, "superseded");
		return;
	}
	appendStringInfoChar(out, lower.infinite ? '(' : '[');
	if (!lower.infinite)
		append_iso_date(out, DatumGetDateADT(lower.val));
	appendStringInfoChar(out, ',');
	if (!upper.infinite)
		append_iso_date(out, DatumGetDateADT(upper.val));
	appendStringInfoChar(out, ')');
}
