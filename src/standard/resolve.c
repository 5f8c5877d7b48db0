/*
 * resolve.c
 *		From a standard's name to the rubric effective on the evaluation date.
 *
 * The registry is read by its primary key with the snapshot of the statement
 * (not through SPI, whose nested query may be compiled by JIT), so an answer
 * is as fresh as the statement's own view of the data.  Only the planner,
 * which must know the metrics of every version a later execution may meet,
 * reads with the latest snapshot.
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
#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/datetime.h"
#include "utils/fmgroids.h"
#include "utils/guc.h"
#include "utils/lsyscache.h"
#include "utils/rangetypes.h"
#include "utils/rel.h"
#include "utils/typcache.h"

#include "rubric/rubric.h"
#include "standard/standard.h"

#define REGISTRY_TABLE	"standard"
#define REGISTRY_INDEX	"standard_pkey"

/* more of a name, or more versions, are not told in an error */
#define NAME_SHOWN		63
#define VERSIONS_SHOWN	10

/* Changes of what a name resolves to that no snapshot shows. */
uint64		standard_changes = 0;

static char *clock_setting;		/* read by clock_now() in SQL */
static char *as_of_setting;		/* as the user wrote it; "": not set */
static bool as_of_is_set = false;
static DateADT as_of_date;

static bool check_as_of(char **value, void **extra, GucSource source);
static void assign_as_of(const char *value, void *extra);
static void savepoint_ended(SubXactEvent event, SubTransactionId mine,
							SubTransactionId parent, void *arg);
static List *add_versions(List *rubrics, Relation registry, text *name, Snapshot snapshot);
static Datum version_column(Relation registry, HeapTuple tuple, StandardColumn column);
pg_noreturn static void fail_unknown(Relation registry, text *name, Snapshot snapshot);
pg_noreturn static void fail_not_effective(Relation registry, text *name, DateADT date,
										   Snapshot snapshot);
static void append_range(StringInfo out, TypeCacheEntry *type, const RangeType *range);
static void append_date(StringInfo out, DateADT date);

/* The evaluation date. */
PG_FUNCTION_INFO_V1(as_of);
Datum
as_of(PG_FUNCTION_ARGS)
{
	(void) fcinfo;
	PG_RETURN_DATEADT(standard_evaluation_date());
}

/* The clock that triggers go by. */
PG_FUNCTION_INFO_V1(clock_now);
Datum
clock_now(PG_FUNCTION_ARGS)
{
	(void) fcinfo;
	PG_RETURN_TIMESTAMPTZ(standard_clock_now());
}

TimestampTz
standard_clock_now(void)
{
	if (clock_setting[0] == '\0')
		return GetCurrentTimestamp();
	return DatumGetTimestampTz(DirectFunctionCall3(timestamptz_in, CStringGetDatum(clock_setting),
												   ObjectIdGetDatum(InvalidOid), Int32GetDatum(-1)));
}

void
standard_define_settings(void)
{
	DefineCustomStringVariable("customer_grade.as_of",
							   "Date, as YYYY-MM-DD, on which the standards used by name are looked up.",
							   "Empty: today. Triggers do not look at it.",
							   &as_of_setting, "", PGC_USERSET, 0,
							   check_as_of, assign_as_of, NULL);
	DefineCustomStringVariable("customer_grade.clock",
							   "Time that triggers take for now, for tests and replays.",
							   "Empty: the real time.",
							   &clock_setting, "", PGC_SUSET, 0, NULL, NULL, NULL);
	RegisterSubXactCallback(savepoint_ended, NULL);
}

DateADT
standard_evaluation_date(void)
{
	return as_of_is_set ? as_of_date : GetSQLCurrentDate();
}

void
standard_moment_take(StandardMoment *moment)
{
	Snapshot	snapshot;

	if (!ActiveSnapshotSet())
		elog(ERROR, "no snapshot is active");
	snapshot = GetActiveSnapshot();
	moment->lxid = my_local_transaction_id();
	moment->curcid = snapshot->curcid;
	moment->xmax = snapshot->xmax;
	moment->xcnt = snapshot->xcnt;
	moment->subxcnt = snapshot->subxcnt;
	moment->changes = standard_changes;
	moment->zone = session_timezone;
}

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
		{STANDARD_OWNER, REGROLEOID}
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

	/* a superuser can alter the table: rather an error than a crash */
	desc = RelationGetDescr(registry);
	usable = desc->natts >= STANDARD_OWNER &&
		TupleDescAttr(desc, STANDARD_RUBRIC - 1)->attlen == -1;
	for (int i = 0; usable && i < (int) lengthof(expected); i++)
		usable = TupleDescAttr(desc, expected[i].column - 1)->atttypid == expected[i].type;
	if (!usable)
		ereport(ERROR,
				(errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
				 errmsg("relation \"%s.%s\" does not have the expected columns",
						INTERNAL_SCHEMA, REGISTRY_TABLE),
				 errhint("Update the extension, or create it anew.")));
	return registry;
}

text *
standard_effective(Relation registry, text *name, DateADT date, Snapshot snapshot, int *version, bool *known)
{
	TypeCacheEntry *daterange = lookup_type_cache(DATERANGEOID, TYPECACHE_RANGE_INFO);
	SysScanDesc scan = standard_begin_versions(registry, name, snapshot);
	text	   *rubric = NULL;
	HeapTuple	tuple;

	*known = false;
	while (rubric == NULL && HeapTupleIsValid(tuple = systable_getnext(scan)))
	{
		RangeType  *effective = DatumGetRangeTypeP(version_column(registry, tuple, STANDARD_EFFECTIVE));

		*known = true;
		if (range_contains_elem_internal(daterange, effective, DateADTGetDatum(date)))
		{
			rubric = DatumGetTextPCopy(version_column(registry, tuple, STANDARD_RUBRIC));
			*version = DatumGetInt32(version_column(registry, tuple, STANDARD_VERSION));
		}
	}
	systable_endscan(scan);
	return rubric;
}

text *
standard_resolve(text *name, DateADT date, Snapshot snapshot)
{
	Relation	registry = standard_registry_open(AccessShareLock);
	int			version;
	bool		known;
	text	   *rubric = standard_effective(registry, name, date, snapshot, &version, &known);

	if (!known)
		fail_unknown(registry, name, snapshot);
	if (rubric == NULL)
		fail_not_effective(registry, name, date, snapshot);

	/* the lock is kept, as for any table a query has read */
	table_close(registry, NoLock);
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

	/* a transaction that keeps its snapshot still sees what was replaced since */
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
	TypeCacheEntry *daterange = lookup_type_cache(DATERANGEOID, TYPECACHE_RANGE_INFO);
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
		if (range_contains_elem_internal(daterange,
										 DatumGetRangeTypeP(version_column(registry, tuple, STANDARD_EFFECTIVE)),
										 DateADTGetDatum(date)))
			names = lappend(names, DatumGetTextPCopy(PointerGetDatum(name)));
	}
	systable_endscan(scan);
	if (!known)
		fail_unknown(registry, family, snapshot);
	table_close(registry, NoLock);
	return names;
}

/* GUC check hook: empty, or a date in ISO form, kept parsed in *extra. */
static bool
check_as_of(char **value, void **extra, GucSource source)
{
	DateADT		date;

	(void) source;
	if (**value == '\0')
		return true;
	if (!rubric_iso_date(*value, strlen(*value), &date))
	{
		GUC_check_errdetail("A date is written YYYY-MM-DD.");
		return false;
	}
	*extra = guc_malloc(LOG, sizeof(DateADT));
	if (*extra == NULL)
		return false;
	*(DateADT *) *extra = date;
	return true;
}

static void
assign_as_of(const char *value, void *extra)
{
	(void) value;
	as_of_is_set = extra != NULL;
	if (as_of_is_set)
		as_of_date = *(DateADT *) extra;
	standard_changes++;
}

/*
 * A rollback to a savepoint takes back what was written after it, and moves
 * none of the numbers of a REPEATABLE READ snapshot.
 */
static void
savepoint_ended(SubXactEvent event, SubTransactionId mine, SubTransactionId parent, void *arg)
{
	(void) mine;
	(void) parent;
	(void) arg;
	if (event == SUBXACT_EVENT_ABORT_SUB)
		standard_changes++;
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
		hint = rubric_nearest(wanted, names);
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
		if (++count > VERSIONS_SHOWN)
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
	append_date(&when, date);
	ereport(ERROR,
			(errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
			 errmsg("standard \"%s\" has no version effective on %s", text_to_cstring(name), when.data),
			 errdetail("Effective periods: %s.", versions.data)));
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
		append_date(out, DatumGetDateADT(lower.val));
	appendStringInfoChar(out, ',');
	if (!upper.infinite)
		append_date(out, DatumGetDateADT(upper.val));
	appendStringInfoChar(out, ')');
}

static void
append_date(StringInfo out, DateADT date)
{
	char		buffer[MAXDATELEN + 1];
	struct pg_tm tm;

	if (DATE_NOT_FINITE(date))
	{
		appendStringInfoString(out, DATE_IS_NOBEGIN(date) ? EARLY : LATE);
		return;
	}
	j2date(date + POSTGRES_EPOCH_JDATE, &tm.tm_year, &tm.tm_mon, &tm.tm_mday);
	EncodeDateOnly(&tm, USE_ISO_DATES, buffer);
	appendStringInfoString(out, buffer);
}
