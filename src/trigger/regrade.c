/*
 * regrade.c
 *		The statement trigger that keeps ledgers right, and refresh().
 *
 * A statement regrades the customers whose keys are in its old and new rows,
 * in a few set-based statements per attachment, whatever their number:
 *
 *	1	lock the tables of the metrics view: TRUNCATE holds its table before
 *		it waits for ledger rows, so others must not do it the other way round;
 *	2	lock the ledger rows in key order, with stubs for those that have
 *		none (INSERT ... ON CONFLICT DO UPDATE ... WHERE false locks without
 *		writing, waits for whoever is inserting the same key, and starts again
 *		where a row was deleted);
 *	3	only now read version, parameters and date;
 *	4	evaluate the metrics view for these keys, close the periods that end,
 *		write the ledger rows that differ, remove those of customers that are
 *		gone, stubs among them.
 *
 * Steps 3 and 4 read with one snapshot, taken when the locks are held, in all
 * isolation levels, as the triggers of foreign keys do.  Two sessions end in
 * the right answer or in a serialization failure, whatever they do to the
 * same customers, and the version written is the one that graded.
 *
 * The statements run as the owner of the ledger, whoever changes a row, with
 * the clock's date in the attachment's time zone: an application chooses
 * neither the rights nor the version.
 */
#include "postgres.h"

#include "access/genam.h"
#include "access/table.h"
#include "access/xact.h"
#include "catalog/namespace.h"
#include "catalog/partition.h"
#include "catalog/pg_inherits.h"
#include "catalog/pg_type.h"
#include "commands/trigger.h"
#include "executor/spi.h"
#include "lib/stringinfo.h"
#include "miscadmin.h"
#include "storage/lmgr.h"
#include "utils/array.h"
#include "utils/acl.h"
#include "utils/builtins.h"
#include "utils/fmgrprotos.h"
#include "utils/fmgroids.h"
#include "utils/guc.h"
#include "utils/hsearch.h"
#include "utils/lsyscache.h"
#include "utils/memutils.h"
#include "utils/rel.h"
#include "utils/snapmgr.h"
#include "utils/syscache.h"

#include "compat.h"

/* Statements that change more rows than this are planned anew each time, by sets. */
#define FEW_ROWS	999

/* A ledger to be brought up to date, and where the keys are found in the changed table. */
typedef struct Attachment
{
	char	   *standard;
	Oid			subject;
	List	   *keys;			/* of char *: the key's columns */
	List	   *changed_keys;	/* of char *: the columns of the changed table that hold them */
	char	   *ledger;			/* quoted names */
	char	   *history;
	char	   *metrics;
	Oid			ledger_oid;
	Oid			owner;			/* of all of them */
} Attachment;

/* The keys to be graded, and by which statement. */
typedef struct Change
{
	const char *keys;			/* a query */
	uint64		rows;			/* that it reads, or PG_UINT64_MAX: all */
	Oid			trigger;		/* whose transition tables it reads, or 0 */
	const char *cause;
} Change;

typedef enum Step
{
	STEP_FIND,
	STEP_LOCK_TABLES,
	STEP_LOCK_KEYS,
	STEP_TERMS,
	STEP_WRITE
} Step;

/*
 * Saved plans.  Transition tables of two triggers have different row types
 * under one name, so no plan serves two triggers; and what is best for a row
 * is not for hundreds, so each order of magnitude has its own.
 */
typedef struct PlanKey
{
	Oid			trigger;
	Oid			ledger;
	int			digits;			/* of the number of rows */
	Step		step;
} PlanKey;

typedef struct SavedPlan
{
	PlanKey		key;
	SPIPlanPtr	plan;			/* NULL: none yet */
	char	   *query;			/* what it was made for */
} SavedPlan;

static HTAB *saved_plans = NULL;

/* What the rows are graded by, read after locking. */
typedef struct Terms
{
	Datum		parameters;
	int			parameter_set;
	int			version;
	char	   *date;			/* ISO */
} Terms;

/* --------------------------------------------------------------- statements */

/* "a", "b" with the qualifier before each, from names. */
static char *
columns(List *names, const char *qualifier)
{
	StringInfoData out;
	ListCell   *lc;

	initStringInfo(&out);
	foreach(lc, names)
		appendStringInfo(&out, "%s%s%s", foreach_current_index(lc) > 0 ? ", " : "",
						 qualifier, quote_identifier(lfirst(lc)));
	return out.data;
}

/* a.k1 OPERATOR(pg_catalog.=) b.k1 AND ... : no operator planted elsewhere is meant */
static char *
same_key(List *names, const char *a, const char *b)
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

/* The keys of a transition table as a query, under the subject's names. */
static void
append_keys(StringInfo out, const Attachment *attachment, const char *rows)
{
	ListCell   *lc;

	if (out->len > 0)
		appendStringInfoString(out, " UNION ");
	appendStringInfoString(out, "SELECT ");
	foreach(lc, attachment->keys)
		appendStringInfo(out, "%s%s AS %s", foreach_current_index(lc) > 0 ? ", " : "",
						 quote_identifier(list_nth(attachment->changed_keys, foreach_current_index(lc))),
						 quote_identifier(lfirst(lc)));
	appendStringInfo(out, " FROM %s WHERE true", rows);
	foreach(lc, attachment->changed_keys)
		appendStringInfo(out, " AND %s IS NOT NULL", quote_identifier(lfirst(lc)));
}

static SPIPlanPtr
prepare(const char *query, int nargs, Oid *types)
{
	SPIPlanPtr	plan = SPI_prepare(query, nargs, types);

	if (plan == NULL)
		elog(ERROR, "could not prepare \"%s\": %s", query, SPI_result_code_string(SPI_result));
	return plan;
}

/* The plan of a query, which is kept for the next time. */
static SPIPlanPtr
saved_plan(const PlanKey *key, const char *query, int nargs, Oid *types)
{
	SavedPlan  *saved;
	bool		found;

	if (saved_plans == NULL)
	{
		HASHCTL		control = {.keysize = sizeof(PlanKey), .entrysize = sizeof(SavedPlan)};

		saved_plans = hash_create("customer_grade plans", 64, &control, HASH_ELEM | HASH_BLOBS);
	}
	saved = hash_search(saved_plans, key, HASH_ENTER, &found);
	if (!found)
		saved->plan = NULL;
	if (saved->plan != NULL && strcmp(saved->query, query) != 0)
	{
		SPIPlanPtr	old = saved->plan;

		saved->plan = NULL;
		pfree(saved->query);
		SPI_freeplan(old);
	}
	if (saved->plan == NULL)
	{
		SPIPlanPtr	plan = prepare(query, nargs, types);

		saved->query = MemoryContextStrdup(TopMemoryContext, query);
		SPI_keepplan(plan);
		saved->plan = plan;
	}
	return saved->plan;
}

/* One statement, with that snapshot and what this transaction has done until now. */
static uint64
execute(const Attachment *attachment, const Change *change, Step step, const char *query,
		int nargs, Oid *types, Datum *values, Snapshot snapshot, int expected)
{
	SPIPlanPtr	plan;
	int			result;

	if (change != NULL && change->rows > FEW_ROWS)
		plan = prepare(query, nargs, types);
	else
	{
		PlanKey		key;

		memset(&key, 0, sizeof(key));
		key.step = step;
		if (attachment != NULL)
			key.ledger = attachment->ledger_oid;
		if (change != NULL)
		{
			key.trigger = change->trigger;
			for (uint64 rows = change->rows; rows > 0; rows /= 10)
				key.digits++;
		}
		plan = saved_plan(&key, query, nargs, types);
	}
	result = SPI_execute_snapshot(plan, values, NULL, snapshot, InvalidSnapshot, false, false, 0);
	if (result != expected)
		elog(ERROR, "\"%s\" gave %s", query, SPI_result_code_string(result));
	return SPI_processed;
}

static void
lock_tables(const Attachment *attachment)
{
	execute(attachment, NULL, STEP_LOCK_TABLES,
			psprintf("LOCK TABLE %s IN ACCESS SHARE MODE", attachment->metrics),
			0, NULL, NULL, InvalidSnapshot, SPI_OK_UTILITY);
}

static void
lock_keys(const Attachment *attachment, const Change *change)
{
	char	   *list = columns(attachment->keys, "");

	execute(attachment, change, STEP_LOCK_KEYS,
			psprintf("INSERT INTO %s AS l (%s) SELECT DISTINCT %s FROM (%s) AS k ORDER BY %s "
					 "ON CONFLICT (%s) DO UPDATE SET state = l.state WHERE false",
					 attachment->ledger, list, list, change->keys, list, list),
			0, NULL, NULL, GetLatestSnapshot(), SPI_OK_INSERT);
}

/* Version, parameters and date that hold now. */
static Terms
read_terms(const Attachment *attachment, Snapshot snapshot)
{
	Oid			types[2] = {TEXTOID, OIDOID};
	Datum		values[2] = {CStringGetTextDatum(attachment->standard),
	ObjectIdGetDatum(attachment->subject)};
	Terms		terms;
	bool		isnull;
	TupleDesc	desc;
	HeapTuple	tuple;

	if (execute(attachment, NULL, STEP_TERMS,
				"SELECT p.parameters, a.parameter_set, s.version, pg_catalog.to_char(d.day, 'YYYY-MM-DD') "
				"FROM customer_grade.attachment AS a "
				"JOIN customer_grade.parameter_set AS p ON p.standard OPERATOR(pg_catalog.=) a.standard "
				"AND p.subject OPERATOR(pg_catalog.=) a.subject AND p.number OPERATOR(pg_catalog.=) a.parameter_set "
				"CROSS JOIN LATERAL (SELECT (customer_grade.clock_now() AT TIME ZONE a.time_zone)::pg_catalog.date AS day OFFSET 0) AS d "
				"LEFT JOIN customer_grade.standard AS s ON s.name OPERATOR(pg_catalog.=) a.standard "
				"AND s.effective OPERATOR(pg_catalog.@>) d.day "
				"WHERE a.standard OPERATOR(pg_catalog.=) $1 AND a.subject OPERATOR(pg_catalog.=) $2",
				2, types, values, snapshot, SPI_OK_SELECT) != 1)
		ereport(ERROR,
				(errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
				 errmsg("standard \"%s\" is not attached to table %s any more", attachment->standard,
						get_rel_name(attachment->subject))));
	desc = SPI_tuptable->tupdesc;
	tuple = SPI_tuptable->vals[0];
	terms.parameters = SPI_datumTransfer(SPI_getbinval(tuple, desc, 1, &isnull), false, -1);
	terms.parameter_set = DatumGetInt32(SPI_getbinval(tuple, desc, 2, &isnull));
	terms.date = SPI_getvalue(tuple, desc, 4);
	terms.version = DatumGetInt32(SPI_getbinval(tuple, desc, 3, &isnull));
	if (isnull)
		ereport(ERROR,
				(errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
				 errmsg("standard \"%s\" has no version effective on %s", attachment->standard, terms.date),
				 errhint("Define one, or detach the standard from table %s.", get_rel_name(attachment->subject))));
	return terms;
}

/*
 * The ledger and history of these keys become what the rubric says now.  A few
 * keys are evaluated one by one, which reaches into a view with GROUP BY, too.
 */
static uint64
write_ledger(const Attachment *attachment, const Change *change, const Terms *terms, Snapshot snapshot)
{
	Oid			types[5] = {JSONBOID, INT4OID, INT4OID, DATEOID, TEXTOID};
	Datum		values[5] = {terms->parameters, Int32GetDatum(terms->parameter_set),
		Int32GetDatum(terms->version),
		DirectFunctionCall1(date_in, CStringGetDatum(terms->date)),
	CStringGetTextDatum(change->cause)};
	char	   *list = columns(attachment->keys, "");
	bool		few = change->rows <= FEW_ROWS;

	return execute(attachment, change, STEP_WRITE,
				   psprintf("WITH k AS MATERIALIZED (SELECT DISTINCT %1$s FROM (%2$s) AS k), "
							"now AS MATERIALIZED (SELECT %3$s, a.grade, a.rank, a.score FROM k, "
							"LATERAL (SELECT a.grade, a.rank, a.score FROM %4$s AS m, "
							"LATERAL customer_grade.assess(%6$s, m, $1) AS a WHERE %5$s %11$s) AS a), "
							"changed AS MATERIALIZED (SELECT l.*, n.grade AS new_grade, n.rank AS new_rank, n.score AS new_score, "
							"l.since IS NULL OR l.grade IS DISTINCT FROM n.grade OR l.version IS DISTINCT FROM $3 AS ends, "
							"greatest(pg_catalog.clock_timestamp(), l.since + interval '1 microsecond') AS at "
							"FROM %7$s AS l JOIN now AS n ON %8$s "
							"WHERE l.since IS NULL OR l.grade IS DISTINCT FROM n.grade OR l.rank IS DISTINCT FROM n.rank "
							"OR l.score IS DISTINCT FROM n.score OR l.version IS DISTINCT FROM $3 "
							"OR l.parameter_set IS DISTINCT FROM $2 OR l.evaluated_on IS DISTINCT FROM $4), "
							"gone AS (DELETE FROM %7$s AS l USING k WHERE %12$s "
							"AND NOT EXISTS (SELECT FROM now AS n WHERE %8$s) RETURNING l.*), "
							"closed AS (INSERT INTO %9$s (%1$s, grade, rank, score, state, valid_from, valid_to, version, parameter_set, cause) "
							"SELECT %1$s, grade, rank, score, state, since, at, version, parameter_set, $5 FROM changed "
							"WHERE ends AND since IS NOT NULL "
							"UNION ALL SELECT %1$s, grade, rank, score, state, since, "
							"greatest(pg_catalog.clock_timestamp(), since + interval '1 microsecond'), "
							"version, parameter_set, 'deleted' FROM gone WHERE since IS NOT NULL) "
							"UPDATE %7$s AS l SET grade = c.new_grade, rank = c.new_rank, score = c.new_score, "
							"since = CASE WHEN c.ends THEN c.at ELSE l.since END, "
							"version = $3, parameter_set = $2, evaluated_on = $4 "
							"FROM changed AS c WHERE %10$s",
							list, change->keys, columns(attachment->keys, "k."), attachment->metrics,
							same_key(attachment->keys, "k.", "m."), quote_literal_cstr(attachment->standard),
							attachment->ledger, same_key(attachment->keys, "l.", "n."), attachment->history,
							same_key(attachment->keys, "l.", "c."), few ? "OFFSET 0" : "",
							same_key(attachment->keys, "l.", "k.")),
				   5, types, values, snapshot, SPI_OK_UPDATE);
}

/* A setting until the GUC nest level ends. */
static void
set_for_now(const char *name, const char *value)
{
	(void) set_config_option(name, value, PGC_USERSET, PGC_S_SESSION, GUC_ACTION_SAVE, true, 0, false);
}

/*
 * Run the protocol over the keys of a query, as the owner of the ledger and
 * with settings that no caller chooses.  SPI is connected.
 */
static uint64
regrade_keys(const Attachment *attachment, const Change *change)
{
	Oid			user;
	int			context;
	int			nest_level;
	Snapshot	snapshot;
	Terms		terms;
	uint64		changed;

	GetUserIdAndSecContext(&user, &context);
	SetUserIdAndSecContext(attachment->owner,
						   context | SECURITY_LOCAL_USERID_CHANGE | SECURITY_NOFORCE_RLS);
	nest_level = NewGUCNestLevel();
	set_for_now("search_path", "pg_catalog, pg_temp");
	set_for_now("row_security", "off");

	lock_tables(attachment);
	lock_keys(attachment, change);
	snapshot = RegisterSnapshot(GetLatestSnapshot());
	terms = read_terms(attachment, snapshot);
	set_for_now("customer_grade.as_of", terms.date);
	changed = write_ledger(attachment, change, &terms, snapshot);
	UnregisterSnapshot(snapshot);

	AtEOXact_GUC(true, nest_level);
	SetUserIdAndSecContext(user, context);
	return changed;
}

/* -------------------------------------------------------------- attachments */

static char *
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

static List *
name_list(Datum array)
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

static Oid
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

/*
 * The statements run as the owner of the ledger: what they touch must be his,
 * so that nobody has another's rights used.
 */
static void
check_owner(const Attachment *attachment, Oid relation)
{
	if (relation_owner(relation) != attachment->owner)
		ereport(ERROR,
				(errcode(ERRCODE_INSUFFICIENT_PRIVILEGE),
				 errmsg("%s and %s have different owners", qualified_name(relation), attachment->ledger),
				 errdetail("A table, its ledger, history and metrics view must have one owner."),
				 errhint("Use ALTER TABLE ... OWNER TO.")));
}

/* The table itself and all it is a partition or child of. */
static List *
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

/*
 * The attachments of a standard that a change of relation concerns: as their
 * subject or as a source.  SPI is connected; the registry is readable by all.
 */
static List *
find_attachments(const char *standard, Oid relation)
{
	List	   *relations = relation_and_parents(relation);
	Datum	   *elements = palloc(sizeof(Datum) * list_length(relations));
	Oid			types[2] = {TEXTOID, OIDARRAYOID};
	Datum		values[2];
	List	   *attachments = NIL;
	int			nest_level = NewGUCNestLevel();
	ListCell   *lc;

	set_for_now("search_path", "pg_catalog, pg_temp");
	set_for_now("row_security", "on");
	foreach(lc, relations)
		elements[foreach_current_index(lc)] = ObjectIdGetDatum(lfirst_oid(lc));
	values[0] = CStringGetTextDatum(standard);
	values[1] = PointerGetDatum(construct_array(elements, list_length(relations), OIDOID,
												sizeof(Oid), true, TYPALIGN_INT));
	execute(NULL, NULL, STEP_FIND,
			"SELECT a.subject, a.key_columns, c.changed_keys, a.ledger, a.history, a.metrics "
			"FROM customer_grade.attachment AS a, LATERAL ("
			"SELECT a.key_columns AS changed_keys WHERE a.subject::pg_catalog.oid OPERATOR(pg_catalog.=) ANY ($2) "
			"UNION ALL SELECT s.key_columns FROM customer_grade.source AS s "
			"WHERE s.standard OPERATOR(pg_catalog.=) a.standard AND s.subject OPERATOR(pg_catalog.=) a.subject "
			"AND s.source::pg_catalog.oid OPERATOR(pg_catalog.=) ANY ($2)) AS c "
			"WHERE a.standard OPERATOR(pg_catalog.=) $1 ORDER BY a.ledger::pg_catalog.oid",
			2, types, values, GetLatestSnapshot(), SPI_OK_SELECT);
	for (uint64 i = 0; i < SPI_processed; i++)
	{
		HeapTuple	tuple = SPI_tuptable->vals[i];
		TupleDesc	desc = SPI_tuptable->tupdesc;
		Attachment *attachment = palloc(sizeof(Attachment));
		bool		isnull;
		Oid			history = DatumGetObjectId(SPI_getbinval(tuple, desc, 5, &isnull));
		Oid			metrics = DatumGetObjectId(SPI_getbinval(tuple, desc, 6, &isnull));

		attachment->standard = pstrdup(standard);
		attachment->subject = DatumGetObjectId(SPI_getbinval(tuple, desc, 1, &isnull));
		attachment->keys = name_list(SPI_getbinval(tuple, desc, 2, &isnull));
		attachment->changed_keys = name_list(SPI_getbinval(tuple, desc, 3, &isnull));
		attachment->ledger_oid = DatumGetObjectId(SPI_getbinval(tuple, desc, 4, &isnull));
		attachment->ledger = qualified_name(attachment->ledger_oid);
		attachment->history = qualified_name(history);
		attachment->metrics = qualified_name(metrics);
		attachment->owner = relation_owner(attachment->ledger_oid);
		check_owner(attachment, attachment->subject);
		check_owner(attachment, history);
		check_owner(attachment, metrics);
		attachments = lappend(attachments, attachment);
	}
	AtEOXact_GUC(true, nest_level);
	return attachments;
}

/* All keys there are: of the metrics view, and of the ledger for those that are gone. */
static char *
all_keys(const Attachment *attachment)
{
	char	   *list = columns(attachment->keys, "");

	return psprintf("SELECT %s FROM %s UNION SELECT %s FROM %s",
					list, attachment->metrics, list, attachment->ledger);
}

/* ------------------------------------------------------------------ trigger */

static void
check_event(FunctionCallInfo fcinfo)
{
	TriggerData *data = (TriggerData *) fcinfo->context;

	if (!CALLED_AS_TRIGGER(fcinfo))
		ereport(ERROR,
				(errcode(ERRCODE_E_R_I_E_TRIGGER_PROTOCOL_VIOLATED),
				 errmsg("function \"%s\" can only be called as a trigger", "regrade"),
				 errhint("attach() and watch() make its triggers.")));
	if (!TRIGGER_FIRED_AFTER(data->tg_event) || TRIGGER_FIRED_FOR_ROW(data->tg_event) ||
		data->tg_trigger->tgnargs != 1)
		ereport(ERROR,
				(errcode(ERRCODE_E_R_I_E_TRIGGER_PROTOCOL_VIOLATED),
				 errmsg("trigger \"%s\" must fire after a statement and have one argument, the standard",
						data->tg_trigger->tgname),
				 errhint("attach() and watch() make its triggers.")));
}

static const char *
event_name(TriggerEvent event)
{
	return TRIGGER_FIRED_BY_INSERT(event) ? "insert" :
		TRIGGER_FIRED_BY_UPDATE(event) ? "update" :
		TRIGGER_FIRED_BY_DELETE(event) ? "delete" : "truncate";
}

PG_FUNCTION_INFO_V1(regrade);

Datum
regrade(PG_FUNCTION_ARGS)
{
	TriggerData *data = (TriggerData *) fcinfo->context;
	const char *standard;
	Change		change = {0};
	List	   *attachments;
	ListCell   *lc;

	check_event(fcinfo);
	standard = data->tg_trigger->tgargs[0];
	if (TRIGGER_FIRED_BY_TRUNCATE(data->tg_event))
		change.rows = PG_UINT64_MAX;
	if (data->tg_oldtable)
		change.rows += tuplestore_tuple_count(data->tg_oldtable);
	if (data->tg_newtable)
		change.rows += tuplestore_tuple_count(data->tg_newtable);
	if (change.rows == 0)
		return PointerGetDatum(NULL);
	change.trigger = data->tg_trigger->tgoid;

	SPI_connect();
	SPI_register_trigger_data(data);
	attachments = find_attachments(standard, RelationGetRelid(data->tg_relation));
	if (attachments == NIL)
		ereport(ERROR,
				(errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
				 errmsg("standard \"%s\" is not attached to table \"%s\"", standard,
						RelationGetRelationName(data->tg_relation)),
				 errhint("SELECT customer_grade.attach('%s', '%s'), or drop trigger \"%s\".", standard,
						 RelationGetRelationName(data->tg_relation), data->tg_trigger->tgname)));
	change.cause = psprintf("%s %s", event_name(data->tg_event), RelationGetRelationName(data->tg_relation));
	foreach(lc, attachments)
	{
		Attachment *attachment = lfirst(lc);
		StringInfoData keys;

		initStringInfo(&keys);
		if (TRIGGER_FIRED_BY_TRUNCATE(data->tg_event))
			appendStringInfoString(&keys, all_keys(attachment));
		if (data->tg_oldtable)
			append_keys(&keys, attachment, "old_rows");
		if (data->tg_newtable)
			append_keys(&keys, attachment, "new_rows");
		change.keys = keys.data;
		regrade_keys(attachment, &change);
	}
	SPI_finish();
	return PointerGetDatum(NULL);
}

/* The triggers of the subject and its sources, where they are missing: on new partitions. */
static void
make_triggers(const Attachment *attachment)
{
	Oid			types[2] = {TEXTOID, OIDOID};
	Datum		values[2] = {CStringGetTextDatum(attachment->standard),
	ObjectIdGetDatum(attachment->subject)};

	if (SPI_execute_with_args("SELECT customer_grade.make_triggers($1, w.watched) FROM ("
			"SELECT $2::pg_catalog.regclass AS watched UNION SELECT s.source FROM customer_grade.source AS s "
			"WHERE s.standard OPERATOR(pg_catalog.=) $1 AND s.subject::pg_catalog.oid OPERATOR(pg_catalog.=) $2) AS w",
			2, types, values, NULL, false, 0) != SPI_OK_SELECT)
		elog(ERROR, "could not make triggers");
}

PG_FUNCTION_INFO_V1(refresh_attachment);

Datum
refresh_attachment(PG_FUNCTION_ARGS)
{
	char	   *standard = text_to_cstring(PG_GETARG_TEXT_PP(0));
	Oid			subject = PG_GETARG_OID(1);
	Attachment *attachment = NULL;
	List	   *attachments;
	ListCell   *lc;
	Change		change = {.rows = PG_UINT64_MAX, .cause = "refresh"};
	uint64		changed;

	SPI_connect();
	attachments = find_attachments(standard, subject);
	foreach(lc, attachments)
	{
		if (((Attachment *) lfirst(lc))->subject == subject)
			attachment = lfirst(lc);
	}
	if (attachment == NULL)
		ereport(ERROR,
				(errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
				 errmsg("standard \"%s\" is not attached to table %s", standard, get_rel_name(subject)),
				 errhint("SELECT customer_grade.attach('%s', '%s');", standard, get_rel_name(subject))));
	if (!has_privs_of_role(GetUserId(), attachment->owner))
		aclcheck_error(ACLCHECK_NOT_OWNER, OBJECT_TABLE, get_rel_name(subject));

	make_triggers(attachment);
	LockRelationOid(attachment->ledger_oid, ShareRowExclusiveLock);
	change.keys = all_keys(attachment);
	changed = regrade_keys(attachment, &change);
	SPI_finish();
	PG_RETURN_INT64(changed);
}
