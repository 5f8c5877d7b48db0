/*
 * attachment.c
 *		Attachments as the triggers see them, and their rows in the registry.
 */
#include "postgres.h"

#include "access/genam.h"
#include "access/htup_details.h"
#include "access/relation.h"
#include "access/table.h"
#include "access/xact.h"
#include "catalog/namespace.h"
#include "catalog/pg_type.h"
#include "executor/spi.h"
#include "miscadmin.h"
#include "storage/bufmgr.h"
#include "utils/acl.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/fmgroids.h"
#include "utils/fmgrprotos.h"
#include "utils/guc.h"
#include "utils/lsyscache.h"
#include "utils/rel.h"
#include "utils/relcache.h"
#include "utils/snapmgr.h"
#include "utils/syscache.h"

#include "compat.h"
#include "ledger/attachment.h"
#include "ledger/basis.h"
#include "standard/standard.h"
#include "text.h"
#include "trigger/context.h"
#include "trigger/gate.h"
#include "trigger/names.h"
#include "trigger/registry_cache.h"
#include "trigger/role.h"
#include "trigger/statement.h"
#include "trigger/template.h"

/* Numbers of the statements here, see StatementKey. */
enum
{
	STEP_FIND = ATTACHMENT_STEPS,
	STEP_MAPPINGS,
	STEP_BENCHMARK
};

/* The members of an attachment, for the error that one is missing. */
static const struct
{
	const char *name;
	const char *hint;
}			member_kinds[] = {
	{"subject", "Detach the standard."},
	{"ledger", "Detach the standard, then attach it again."},
	{"history", "Detach the standard, then attach it again."},
	{"metrics view", "refresh() makes the view again if attach() has made it. Otherwise name another one by alter_attachment(metrics => ...)."},
	{"table of decisions", "Detach the standard, then attach it again."},
	{"outbox", "Detach the standard, then attach it again."}
};

static Member
member(Datum oid, bool isnull)
{
	Member		result = {InvalidOid, NULL};

	if (!isnull)
	{
		result.oid = DatumGetObjectId(oid);
		result.name = qualified_name(result.oid);
	}
	return result;
}

/*
 * The statements run as the owner of the ledger: all that they touch must have
 * that owner, so that no role can use the rights of another.
 */
static void
check_same_owner(const Attachment *attachment, const Member *relation)
{
	if (OidIsValid(relation->oid) && relation_owner(relation->oid) != attachment->owner)
		ereport(ERROR,
				(errcode(ERRCODE_INSUFFICIENT_PRIVILEGE),
				 errmsg("\"%s\" and \"%s\" have different owners", relation->name, attachment->ledger.name),
				 errdetail("A table, its metrics view, and ledger, history and decisions must have one owner."),
				 errhint("Use ALTER TABLE ... OWNER TO.")));
}

/* The columns that hold the keys of customers must still be there. */
static void
check_keys(const Attachment *attachment, Oid relation)
{
	ListCell   *lc;

	foreach(lc, attachment->changed_keys)
	{
		if (get_attnum(relation, lfirst(lc)) == InvalidAttrNumber)
			ereport(ERROR,
					(errcode(ERRCODE_UNDEFINED_COLUMN),
					 errmsg("column \"%s\" of table \"%s\", by which standard \"%s\" finds customers, does not exist any more",
							(char *) lfirst(lc), shown_name(relation), attachment->standard),
					 errhint("Rename the column back, or detach the standard from table \"%s\", then attach it again.",
							 attachment->subject.name)));
	}
}

/* So must the column of the subject that repeats the grade. */
static void
check_mirror(const Attachment *attachment)
{
	if (attachment->mirror != NULL && get_attnum(attachment->subject.oid, attachment->mirror) == InvalidAttrNumber)
		ereport(ERROR,
				(errcode(ERRCODE_UNDEFINED_COLUMN),
				 errmsg("column \"%s\" of table \"%s\", which repeats the grade of standard \"%s\", does not exist any more",
						attachment->mirror, attachment->subject.name, attachment->standard),
				 errhint("SELECT customer_grade.alter_attachment(%s, %s, reset => '{mirror}'); or name another column by mirror => '...'.",
						 quote_literal_cstr(attachment->standard), quote_literal_cstr(attachment->subject.name))));
}

/*
 * Names for the columns of the source's key in a mapping, which gives the
 * source's key and then the subject's.  No key of a subject has them.
 */
static List *
source_columns(const Attachment *attachment)
{
	List	   *columns = NIL;

	for (int i = 1; i <= list_length(attachment->changed_keys); i++)
		columns = lappend(columns, psprintf("source %d", i));
	return columns;
}

/* An attachment as the places of templates. */
static const Place *
make_places(const Attachment *attachment)
{
	const Place places[] = {
		{.name = "grader", .text = quote_literal_cstr(attachment->standard)},
		{.name = "subject", .text = attachment->subject.name},
		{.name = "subject_oid", .text = psprintf("%u", attachment->subject.oid)},
		{.name = "ledger", .text = attachment->ledger.name},
		{.name = "history", .text = attachment->history.name},
		{.name = "metrics", .text = attachment->metrics.name},
		{.name = "metrics_oid", .text = psprintf("%u", attachment->metrics.oid)},
		{.name = "decisions", .text = attachment->decisions.name},
		{.name = "outbox", .text = attachment->outbox.name},
		{.name = "scores_kept", .text = attachment->scores_kept ? "true" : "false"},
		{.name = "raises", .text = attachment->raises ? "true" : "false"},
		{.name = "mirror", .text = attachment->mirror ? quote_identifier(attachment->mirror) : NULL},
		{.name = "mapping", .text = attachment->mapping},
		{.name = "keys", .columns = attachment->keys},
		{.name = "changed", .columns = attachment->changed_keys, .names = attachment->mapping ? NIL : attachment->keys},
		{.name = "source", .columns = source_columns(attachment), .names = attachment->changed_keys},
		{.name = NULL}
	};

	return memcpy(palloc(sizeof(places)), places, sizeof(places));
}

static Attachment *
read_attachment(const char *standard, Oid relation, HeapTuple tuple, TupleDesc desc)
{
	Attachment *attachment = palloc0(sizeof(Attachment));
	Member	   *const members[] = {
		&attachment->subject, &attachment->ledger, &attachment->history, &attachment->metrics,
		&attachment->decisions, &attachment->outbox
	};
	int			column = 1;
	bool		isnull;

	attachment->stamp = registry_stamp();
	attachment->standard = pstrdup(standard);
	for (size_t i = 0; i < lengthof(members); i++)
	{
		Datum		oid = SPI_getbinval(tuple, desc, column++, &isnull);

		if (!isnull && get_rel_name(DatumGetObjectId(oid)) == NULL)
			ereport(ERROR,
					(errcode(ERRCODE_UNDEFINED_TABLE),
					 errmsg("the %s of standard \"%s\" on table \"%s\" does not exist any more", member_kinds[i].name,
							standard, i > 0 ? attachment->subject.name : psprintf("%u", DatumGetObjectId(oid))),
					 errhint("%s", member_kinds[i].hint)));
		*members[i] = member(oid, isnull);
	}
	attachment->keys = names_of_array(SPI_getbinval(tuple, desc, column++, &isnull));
	attachment->changed_keys = names_of_array(SPI_getbinval(tuple, desc, column++, &isnull));
	attachment->mapping = SPI_getvalue(tuple, desc, column++);
	attachment->mirror = SPI_getvalue(tuple, desc, column++);
	attachment->notify = DatumGetBool(SPI_getbinval(tuple, desc, column++, &isnull));
	attachment->scores_kept = DatumGetBool(SPI_getbinval(tuple, desc, column++, &isnull));
	attachment->metrics_kept = DatumGetBool(SPI_getbinval(tuple, desc, column++, &isnull));
	attachment->raises = DatumGetBool(SPI_getbinval(tuple, desc, column++, &isnull));
	attachment->paused = DatumGetBool(SPI_getbinval(tuple, desc, column++, &isnull));
	attachment->has_sources = DatumGetBool(SPI_getbinval(tuple, desc, column++, &isnull));
	attachment->has_mappings = DatumGetBool(SPI_getbinval(tuple, desc, column++, &isnull));

	attachment->owner = relation_owner(attachment->ledger.oid);
	for (size_t i = 0; i < lengthof(members); i++)
		check_same_owner(attachment, members[i]);
	check_keys(attachment, relation);
	check_mirror(attachment);
	attachment->places = make_places(attachment);
	return attachment;
}

/* The attachments of a standard that a relation or its parents take part in, as the registry is now. */
static List *
read_attachments(const char *standard, Oid relation, List *relations, MemoryContext context)
{
	StatementKey key = {.step = STEP_FIND};
	Oid			types[2] = {TEXTOID, OIDARRAYOID};
	Datum		values[2];
	List	   *attachments = NIL;
	SavedRole	role;
	MemoryContext old;

	role_begin_registry(&role);
	values[0] = CStringGetTextDatum(standard);
	values[1] = array_of_oids(relations, OIDOID);
	statement_execute(&key,
					  "SELECT a.subject, a.ledger, a.history, a.metrics, a.decisions, a.outbox, a.key_columns, "
					  "	c.customer_columns, c.mapping, a.mirror, a.notify, a.scores = 'history', a.keep_metrics, "
					  "	a.refusals = 'raise', a.paused, w.sources > 0, w.mappings > 0 "
					  "FROM customer_grade_internal.attachment AS a, LATERAL ("
					  "	SELECT count(*) AS sources, count(s.mapping) AS mappings FROM customer_grade_internal.source AS s "
					  "	WHERE s.standard = a.standard AND s.subject = a.subject) AS w, LATERAL ("
					  "	SELECT a.key_columns AS customer_columns, NULL AS mapping WHERE a.subject::oid = ANY ($2) "
					  "	UNION ALL SELECT a.key_columns, NULL WHERE a.decisions::oid = ANY ($2) "
					  "	UNION ALL SELECT s.customer_columns, s.mapping FROM customer_grade_internal.source AS s "
					  "	WHERE s.standard = a.standard AND s.subject = a.subject AND s.source::oid = ANY ($2)) AS c "
					  "WHERE a.standard = $1 ORDER BY a.ledger::oid",
					  NULL, 2, types, values, NULL, GetLatestSnapshot(), SPI_OK_SELECT);
	role_end(&role);
	old = MemoryContextSwitchTo(context);
	for (uint64 i = 0; i < SPI_processed; i++)
		attachments = lappend(attachments,
							  read_attachment(standard, relation, SPI_tuptable->vals[i], SPI_tuptable->tupdesc));
	MemoryContextSwitchTo(old);
	SPI_freetuptable(SPI_tuptable);
	return attachments;
}

List *
attachments_of(const char *standard, Oid relation)
{
	MemoryContext context;
	RegistryEntry *entry = registry_cache(CACHE_ATTACHMENTS, relation, standard, &context);
	List	   *relations;
	List	   *attachments;
	bool		being_detached;
	ListCell   *lc;

	if (entry->filled)
		return entry->found;
	relations = relation_and_parents(relation, NULL, &being_detached);
	attachments = read_attachments(standard, relation, relations, context);
	foreach(lc, attachments)
	{
		const Attachment *a = lfirst(lc);

		relations = list_concat(relations, list_make4_oid(a->subject.oid, a->ledger.oid, a->history.oid, a->metrics.oid));
		relations = list_concat(relations, list_make2_oid(a->decisions.oid, a->outbox.oid));
	}
	if (attachments != NIL)
		registry_fill(entry, attachments, relations);
	return attachments;
}

Attachment *
attachment_of_subject(const char *standard, Oid subject)
{
	ListCell   *lc;

	foreach(lc, attachments_of(standard, subject))
	{
		Attachment *attachment = lfirst(lc);

		if (attachment->subject.oid == subject)
			return attachment;
	}
	fail_not_attached(standard, subject, NULL);
}

Attachment *
own_attachment(const char *standard, Oid subject)
{
	Attachment *attachment = attachment_of_subject(standard, subject);

	if (!has_privs_of_role(GetUserId(), attachment->owner))
		aclcheck_error(ACLCHECK_NOT_OWNER, OBJECT_TABLE, get_rel_name(subject));
	return attachment;
}

bool
attachment_has_decisions(const Attachment *attachment)
{
	Relation	decisions = try_relation_open(attachment->decisions.oid, AccessShareLock);
	bool		any;

	if (decisions == NULL)
		(void) qualified_name(attachment->decisions.oid);	/* raises the error that it is gone */
	any = RelationGetNumberOfBlocks(decisions) > 0;
	relation_close(decisions, NoLock);
	return any;
}

void
fail_not_attached(const char *standard, Oid table, const char *trigger)
{
	char	   *name = shown_name(table);
	char	   *arguments = psprintf("%s, %s", quote_literal_cstr(standard), quote_literal_cstr(name));

	hide_internal_callers();
	ereport(ERROR,
			(errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
			 errmsg("standard \"%s\" is not attached to table \"%s\"", standard, name),
			 trigger ? errdetail("Trigger \"%s\" is left over.", trigger) : 0,
			 trigger ?
			 errhint("To grade the rows of this table: SELECT customer_grade.attach(%s); "
					 "otherwise: SELECT customer_grade_internal.drop_unneeded_triggers(%s);", arguments, arguments) :
			 errhint("SELECT customer_grade.attach(%s);", arguments)));
}

List *
attachment_mappings(const Attachment *attachment)
{
	StatementKey key = {.step = STEP_MAPPINGS};
	Oid			types[2] = {TEXTOID, OIDOID};
	Datum		values[2] = {CStringGetTextDatum(attachment->standard),
	ObjectIdGetDatum(attachment->subject.oid)};
	List	   *mappings = NIL;
	SavedRole	role;

	role_begin_registry(&role);
	statement_execute(&key,
					  "SELECT s.source, s.customer_columns, s.mapping FROM customer_grade_internal.source AS s "
					  "WHERE s.standard = $1 AND s.subject::oid = $2 AND s.mapping IS NOT NULL ORDER BY s.source::oid",
					  NULL, 2, types, values, NULL, GetLatestSnapshot(), SPI_OK_SELECT);
	role_end(&role);
	for (uint64 i = 0; i < SPI_processed; i++)
	{
		HeapTuple	tuple = SPI_tuptable->vals[i];
		TupleDesc	desc = SPI_tuptable->tupdesc;
		Attachment *mapping = palloc(sizeof(Attachment));
		bool		isnull;
		Datum		oid = SPI_getbinval(tuple, desc, 1, &isnull);

		*mapping = *attachment;
		mapping->subject = member(oid, isnull);
		mapping->changed_keys = names_of_array(SPI_getbinval(tuple, desc, 2, &isnull));
		mapping->mapping = SPI_getvalue(tuple, desc, 3);
		mapping->places = make_places(mapping);
		mappings = lappend(mappings, mapping);
	}
	SPI_freetuptable(SPI_tuptable);
	return mappings;
}

/* The registry tables, each with its index on standard, subject and, for some, a number. */
static const struct
{
	const char *table;
	const char *index;
	int			nkeys;
}			registry_tables[] = {
	[REGISTRY_ATTACHMENT] = {"attachment", "attachment_pkey", 2},
	[REGISTRY_PARAMETER_SET] = {"parameter_set", "parameter_set_pkey", 3}
};

/* The same as registry_row(); NULL: desc or version is not wanted. */
static HeapTuple
read_registry(RegistryTable table, const char *standard, Oid subject, int number, Snapshot snapshot, TupleDesc *desc,
			  RowVersion *version)
{
	Oid			schema = get_namespace_oid(INTERNAL_SCHEMA, false);
	Relation	relation = table_open(get_relname_relid(registry_tables[table].table, schema), AccessShareLock);
	ScanKeyData keys[3];
	SysScanDesc scan;
	HeapTuple	row;

	/* ScanKeyInit means collation "C", which is the columns' */
	ScanKeyInit(&keys[0], 1, BTEqualStrategyNumber, F_TEXTEQ, CStringGetTextDatum(standard));
	ScanKeyInit(&keys[1], 2, BTEqualStrategyNumber, F_OIDEQ, ObjectIdGetDatum(subject));
	ScanKeyInit(&keys[2], 3, BTEqualStrategyNumber, F_INT4EQ, Int32GetDatum(number));
	scan = systable_beginscan(relation, get_relname_relid(registry_tables[table].index, schema), true, snapshot,
							  registry_tables[table].nkeys, keys);
	row = systable_getnext(scan);
	if (HeapTupleIsValid(row) && version != NULL)
	{
		version->writer = HeapTupleHeaderGetRawXmin(row->t_data);
		version->place = row->t_self;
	}
	if (desc != NULL)
	{
		if (HeapTupleIsValid(row))
			row = heap_copytuple(row);
		*desc = CreateTupleDescCopy(RelationGetDescr(relation));
	}
	systable_endscan(scan);

	/* the lock is kept, as a query keeps those of its tables */
	table_close(relation, NoLock);
	return row;
}

HeapTuple
registry_row(RegistryTable table, const char *standard, Oid subject, int number, Snapshot snapshot, TupleDesc *desc)
{
	return read_registry(table, standard, subject, number, snapshot, desc, NULL);
}

bool
attachment_version(const Attachment *attachment, Snapshot snapshot, RowVersion *version)
{
	memset(version, 0, sizeof(RowVersion));
	return read_registry(REGISTRY_ATTACHMENT, attachment->standard, attachment->subject.oid, 0, snapshot, NULL, version) != NULL &&
		!TransactionIdIsCurrentTransactionId(version->writer);
}

Datum
registry_column(HeapTuple row, TupleDesc desc, const char *column, bool *isnull)
{
	return SPI_getbinval(row, desc, SPI_fnumber(desc, column), isnull);
}

/* May the current user read all of a relation?  Some columns of it would tell nothing about the others. */
static bool
may_read(Oid relation)
{
	return SearchSysCacheExists1(RELOID, ObjectIdGetDatum(relation)) &&
		pg_class_aclcheck(relation, GetUserId(), ACL_SELECT) == ACLCHECK_OK;
}

/* may_read(VARIADIC relations regclass[]) RETURNS boolean */
PG_FUNCTION_INFO_V1(may_read_any);

Datum
may_read_any(PG_FUNCTION_ARGS)
{
	ListCell   *lc;

	foreach(lc, oids_of_array(PG_GETARG_DATUM(0)))
	{
		if (may_read(lfirst_oid(lc)))
			PG_RETURN_BOOL(true);
	}
	PG_RETURN_BOOL(false);
}

/*
 * What belongs to an attachment is for those who may read what it grades, and
 * for those who administer the registry.  row NULL: the attachment is gone.
 */
static bool
may_see(HeapTuple row, TupleDesc desc)
{
	static const char *const relations[] = {"subject", "ledger", "grades"};

	for (int i = 0; row != NULL && i < (int) lengthof(relations); i++)
	{
		bool		isnull;

		if (may_read(DatumGetObjectId(registry_column(row, desc, relations[i], &isnull))))
			return true;
	}
	return has_privs_of_role(GetUserId(), registry_administrator());
}

/* may_see(standard text, subject regclass) RETURNS boolean */
PG_FUNCTION_INFO_V1(may_see_attachment);

Datum
may_see_attachment(PG_FUNCTION_ARGS)
{
	TupleDesc	desc;
	HeapTuple	row = registry_row(REGISTRY_ATTACHMENT, text_to_cstring(PG_GETARG_TEXT_PP(0)), PG_GETARG_OID(1), 0,
								   GetActiveSnapshot(), &desc);

	PG_RETURN_BOOL(may_see(row, desc));
}

/* attached(standard text, subject regclass) RETURNS attachment */
PG_FUNCTION_INFO_V1(attached);

Datum
attached(PG_FUNCTION_ARGS)
{
	char	   *standard = PG_ARGISNULL(0) ? "" : text_to_cstring(PG_GETARG_TEXT_PP(0));
	Oid			subject = PG_ARGISNULL(1) ? InvalidOid : PG_GETARG_OID(1);
	TupleDesc	desc;
	HeapTuple	row = registry_row(REGISTRY_ATTACHMENT, standard, subject, 0, GetActiveSnapshot(), &desc);

	if (!HeapTupleIsValid(row))
		fail_not_attached(standard, subject, NULL);
	if (!may_see(row, desc))
		ereport(ERROR,
				(errcode(ERRCODE_INSUFFICIENT_PRIVILEGE),
				 errmsg("permission denied for standard \"%s\" on table \"%s\"", standard, shown_name(subject)),
				 errhint("It is open to roles that may read the table, its ledger or its grades.")));
	PG_RETURN_DATUM(heap_copy_tuple_as_datum(row, desc));
}

/* check_tables(standard text, subject regclass) */
PG_FUNCTION_INFO_V1(check_tables);

Datum
check_tables(PG_FUNCTION_ARGS)
{
	ErrorContextCallback *callers = hide_internal_callers();

	SPI_connect();
	attachment_of_subject(text_to_cstring(PG_GETARG_TEXT_PP(0)), PG_GETARG_OID(1));
	SPI_finish();
	error_context_stack = callers;
	PG_RETURN_VOID();
}

static void
tell_benchmark(void *arg)
{
	const Attachment *attachment = arg;

	if (geterrcode() == ERRCODE_UNDEFINED_TABLE)
		errhint("A benchmark finds relations by their full names: write schema.name.");
	errcontext("benchmark of standard \"%s\" on table \"%s\"", attachment->standard, attachment->subject.name);
}

/* Did the transaction use a temporary table?  From now on, only what sets the flag again counts. */
static bool
reset_temporary_used(void)
{
	bool		used = (MyXactFlags & XACT_FLAGS_ACCESSEDTEMPNAMESPACE) != 0;

	MyXactFlags &= ~XACT_FLAGS_ACCESSEDTEMPNAMESPACE;
	return used;
}

/*
 * Run a benchmark.  It must give one row, the same in every session, so
 * temporary tables are refused.
 */
static void
run_benchmark(const Attachment *attachment, const char *benchmark)
{
	StatementKey key = {.step = STEP_BENCHMARK, .rows = PG_UINT64_MAX};	/* seldom run: no plan is kept */
	bool		used_before = reset_temporary_used();
	bool		used;

	PG_TRY();
	{
		statement_execute(&key,
		/* of several columns an object has a value for each group */
						  "SELECT coalesce((SELECT min(e.value::text)::jsonb FROM jsonb_each(j.row) AS e "
						  "	HAVING count(*) = 1 AND min(jsonb_typeof(e.value)) = 'object'), j.row) "
						  "FROM (SELECT to_jsonb(b.*) AS row FROM ({benchmark}\n) AS b) AS j",
						  PLACE_SETS(PLACES(TEXT_PLACE("benchmark", benchmark))),
						  0, NULL, NULL, NULL, InvalidSnapshot, SPI_OK_SELECT);
	}
	PG_FINALLY();
	{
		used = reset_temporary_used();
		if (used || used_before)
			MyXactFlags |= XACT_FLAGS_ACCESSEDTEMPNAMESPACE;
	}
	PG_END_TRY();
	if (used)
		ereport(ERROR,
				(errcode(ERRCODE_WRONG_OBJECT_TYPE),
				 errmsg("the benchmark of standard \"%s\" on table \"%s\" reads a temporary table",
						attachment->standard, attachment->subject.name),
				 errhint("Reviews in other sessions do not find it. Use a permanent table.")));
	if (SPI_processed != 1)
		ereport(ERROR,
				(errcode(ERRCODE_CARDINALITY_VIOLATION),
				 errmsg("the benchmark of standard \"%s\" on table \"%s\" gives " UINT64_FORMAT " rows",
						attachment->standard, attachment->subject.name, SPI_processed),
				 errhint("It must give one row, with a column for each parameter or one of type jsonb with all of them.")));
}

/*
 * benchmark_values(standard text, subject regclass, as_of date) RETURNS jsonb
 *
 * The values that an attachment's benchmark gives.  It is computed as the owner
 * of the attachment, so that a superuser running the reviews of all owners
 * does not lend them its rights.
 */
PG_FUNCTION_INFO_V1(attachment_benchmark);

Datum
attachment_benchmark(PG_FUNCTION_ARGS)
{
	char	   *standard = text_to_cstring(PG_GETARG_TEXT_PP(0));
	Oid			types[2] = {TEXTOID, OIDOID};
	Datum		values[2] = {PG_GETARG_DATUM(0), PG_GETARG_DATUM(1)};
	StatementKey key = {.step = STEP_BENCHMARK};
	SavedRole	role;
	Attachment *attachment;
	ErrorContextCallback *callers = hide_internal_callers();
	ErrorContextCallback context = {error_context_stack, tell_benchmark, NULL};
	char	   *benchmark;
	Datum		result;
	bool		isnull;

	SPI_connect();
	attachment = attachment_of_subject(standard, PG_GETARG_OID(1));
	context.arg = attachment;
	error_context_stack = &context;
	if (!has_privs_of_role(GetUserId(), attachment->owner))
		aclcheck_error(ACLCHECK_NOT_OWNER, OBJECT_TABLE, get_rel_name(attachment->subject.oid));
	role_begin(attachment->owner, &role);
	if (role.user != attachment->owner)
		role_restrict();
	setting_set("customer_grade.as_of", evaluation_day(PG_GETARG_DATEADT(2)));
	statement_execute(&key,
					  "SELECT a.benchmark, a.time_zone FROM customer_grade.attachment AS a "
					  "WHERE a.standard = $1 AND a.subject::oid = $2",
					  NULL, 2, types, values, NULL, InvalidSnapshot, SPI_OK_SELECT);
	benchmark = SPI_getvalue(SPI_tuptable->vals[0], SPI_tuptable->tupdesc, 1);
	setting_set_time_zone(SPI_getvalue(SPI_tuptable->vals[0], SPI_tuptable->tupdesc, 2));
	if (benchmark == NULL)
		result = DirectFunctionCall1(jsonb_in, CStringGetDatum("{}"));
	else
	{
		run_benchmark(attachment, benchmark);
		result = SPI_getbinval(SPI_tuptable->vals[0], SPI_tuptable->tupdesc, 1, &isnull);
	}
	result = SPI_datumTransfer(result, false, -1);
	role_end(&role);
	SPI_finish();
	error_context_stack = callers;
	PG_RETURN_DATUM(result);
}
