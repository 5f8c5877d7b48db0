/*
 * attachment.c
 *		Attachments as the triggers see them: their tables and their terms.
 */
#include "postgres.h"

#include "access/genam.h"
#include "access/relation.h"
#include "access/table.h"
#include "catalog/namespace.h"
#include "catalog/pg_type.h"
#include "executor/spi.h"
#include "miscadmin.h"
#include "storage/bufmgr.h"
#include "utils/acl.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/date.h"
#include "utils/fmgroids.h"
#include "utils/fmgrprotos.h"
#include "utils/guc.h"
#include "utils/lsyscache.h"
#include "utils/rel.h"
#include "utils/relcache.h"
#include "utils/snapmgr.h"

#include "compat.h"
#include "ledger/attachment.h"
#include "standard/standard.h"
#include "text.h"
#include "trigger/names.h"
#include "trigger/registry_cache.h"
#include "trigger/role.h"
#include "trigger/statement.h"

/* Numbers of the statements here, see StatementKey. */
enum
{
	STEP_FIND = ATTACHMENT_STEPS,
	STEP_LABELS,
	STEP_MAPPINGS,
	STEP_BENCHMARK
};

/* What the members of an attachment are, for those who have lost one. */
static const struct
{
	const char *name;
	const char *hint;
}			member_kinds[] = {
	{"subject", "Detach the standard."},
	{"ledger", "Detach the standard and attach it anew."},
	{"history", "Detach the standard and attach it anew."},
	{"metrics view", "refresh() makes the one anew that attach() has made; of another one, tell customer_grade.attachment."},
	{"table of decisions", "Detach the standard and attach it anew."},
	{"outbox", "Detach the standard and attach it anew."}
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
 * The statements run as the owner of the ledger: what they touch must be his,
 * so that nobody has another's rights used.
 */
static void
check_owner(const Attachment *attachment, const Member *relation)
{
	if (OidIsValid(relation->oid) && relation_owner(relation->oid) != attachment->owner)
		ereport(ERROR,
				(errcode(ERRCODE_INSUFFICIENT_PRIVILEGE),
				 errmsg("%s and %s have different owners", relation->name, attachment->ledger.name),
				 errdetail("A table, its metrics view, and ledger, history and decisions must have one owner."),
				 errhint("Use ALTER TABLE ... OWNER TO.")));
}

/* The keys of customers must still be where the registry says that a relation has them. */
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
							(char *) lfirst(lc), get_rel_name(relation), attachment->standard),
					 errhint("Rename the column back, or detach the standard from %s and attach it anew.",
							 attachment->subject.name)));
	}
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
					 errmsg("the %s of standard \"%s\" on table %s does not exist any more", member_kinds[i].name,
							standard, i > 0 ? attachment->subject.name : psprintf("%u", DatumGetObjectId(oid))),
					 errhint("%s", member_kinds[i].hint)));
		*members[i] = member(oid, isnull);
	}
	attachment->keys = names_of_array(SPI_getbinval(tuple, desc, column++, &isnull));
	attachment->changed_keys = names_of_array(SPI_getbinval(tuple, desc, column++, &isnull));
	attachment->mapping = SPI_getvalue(tuple, desc, column++);
	attachment->mirror = SPI_getvalue(tuple, desc, column++);
	attachment->has_mappings = DatumGetBool(SPI_getbinval(tuple, desc, column++, &isnull));

	attachment->owner = relation_owner(attachment->ledger.oid);
	for (size_t i = 0; i < lengthof(members); i++)
		check_owner(attachment, members[i]);
	check_keys(attachment, relation);
	return attachment;
}

/* The attachments of a standard that a relation has to do with, as the registry tells now. */
static List *
read_attachments(const char *standard, Oid relation, MemoryContext context)
{
	List	   *relations = relation_and_parents(relation);
	Datum	   *elements = palloc(sizeof(Datum) * list_length(relations));
	StatementKey key = {.step = STEP_FIND};
	Oid			types[2] = {TEXTOID, OIDARRAYOID};
	Datum		values[2];
	List	   *attachments = NIL;
	int			nest_level = NewGUCNestLevel();
	MemoryContext old;
	ListCell   *lc;

	setting_set("search_path", "pg_catalog, pg_temp");
	setting_set("row_security", "on");
	foreach(lc, relations)
		elements[foreach_current_index(lc)] = ObjectIdGetDatum(lfirst_oid(lc));
	values[0] = CStringGetTextDatum(standard);
	values[1] = PointerGetDatum(construct_array(elements, list_length(relations), OIDOID,
												sizeof(Oid), true, TYPALIGN_INT));
	statement_execute(&key,
					  "SELECT a.subject, a.ledger, a.history, a.metrics, a.decisions, a.outbox, a.key_columns, "
					  "c.key_columns, c.mapping, a.mirror, EXISTS (SELECT FROM customer_grade_internal.source AS s "
					  "WHERE s.standard OPERATOR(pg_catalog.=) a.standard AND s.subject OPERATOR(pg_catalog.=) a.subject "
					  "AND s.mapping IS NOT NULL) "
					  "FROM customer_grade_internal.attachment AS a, LATERAL ("
					  "SELECT a.key_columns, NULL AS mapping WHERE a.subject::pg_catalog.oid OPERATOR(pg_catalog.=) ANY ($2) "
					  "UNION ALL SELECT a.key_columns, NULL WHERE a.decisions::pg_catalog.oid OPERATOR(pg_catalog.=) ANY ($2) "
					  "UNION ALL SELECT s.key_columns, s.mapping FROM customer_grade_internal.source AS s "
					  "WHERE s.standard OPERATOR(pg_catalog.=) a.standard AND s.subject OPERATOR(pg_catalog.=) a.subject "
					  "AND s.source::pg_catalog.oid OPERATOR(pg_catalog.=) ANY ($2)) AS c "
					  "WHERE a.standard OPERATOR(pg_catalog.=) $1 ORDER BY a.ledger::pg_catalog.oid",
					  2, types, values, NULL, GetLatestSnapshot(), SPI_OK_SELECT);
	old = MemoryContextSwitchTo(context);
	for (uint64 i = 0; i < SPI_processed; i++)
		attachments = lappend(attachments,
							  read_attachment(standard, relation, SPI_tuptable->vals[i], SPI_tuptable->tupdesc));
	MemoryContextSwitchTo(old);
	SPI_freetuptable(SPI_tuptable);
	AtEOXact_GUC(true, nest_level);
	return attachments;
}

List *
attachments_of(const char *standard, Oid relation)
{
	MemoryContext context;
	RegistryEntry *entry = registry_cache(CACHE_ATTACHMENTS, relation, standard, &context);

	if (!entry->filled)
	{
		entry->found = read_attachments(standard, relation, context);
		entry->filled = entry->found != NIL;
	}
	return entry->found;
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
	ereport(ERROR,
			(errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
			 errmsg("standard \"%s\" is not attached to table %s", standard, get_rel_name(subject)),
			 errhint("SELECT customer_grade.attach('%s', '%s');", standard, get_rel_name(subject))));
}

List *
attachment_mappings(const Attachment *attachment)
{
	StatementKey key = {.step = STEP_MAPPINGS};
	Oid			types[2] = {TEXTOID, OIDOID};
	Datum		values[2] = {CStringGetTextDatum(attachment->standard),
	ObjectIdGetDatum(attachment->subject.oid)};
	List	   *mappings = NIL;

	statement_execute(&key,
					  "SELECT s.source, s.key_columns, s.mapping FROM customer_grade_internal.source AS s "
					  "WHERE s.standard OPERATOR(pg_catalog.=) $1 AND s.subject::pg_catalog.oid OPERATOR(pg_catalog.=) $2 "
					  "AND s.mapping IS NOT NULL ORDER BY s.source::pg_catalog.oid",
					  2, types, values, NULL, GetLatestSnapshot(), SPI_OK_SELECT);
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
		mappings = lappend(mappings, mapping);
	}
	SPI_freetuptable(SPI_tuptable);
	return mappings;
}

/*
 * Has anybody ever decided about a customer?  One who is just doing so will
 * have his own statement regrade that customer, after us.
 */
static bool
has_decisions(const Attachment *attachment)
{
	Relation	decisions = try_relation_open(attachment->decisions.oid, AccessShareLock);
	bool		any;

	if (decisions == NULL)
		(void) qualified_name(attachment->decisions.oid);	/* says that it is gone */
	any = RelationGetNumberOfBlocks(decisions) > 0;
	relation_close(decisions, NoLock);
	return any;
}

/* A row of a registry table by its primary key, as snapshot sees it. */
static HeapTuple
registry_row(const char *table, const char *index, ScanKeyData *keys, int nkeys, Snapshot snapshot, TupleDesc *desc)
{
	Oid			schema = get_namespace_oid(INTERNAL_SCHEMA, false);
	Relation	relation = table_open(get_relname_relid(table, schema), AccessShareLock);
	SysScanDesc scan = systable_beginscan(relation, get_relname_relid(index, schema), true, snapshot, nkeys, keys);
	HeapTuple	row = systable_getnext(scan);

	if (HeapTupleIsValid(row))
		row = heap_copytuple(row);
	*desc = CreateTupleDescCopy(RelationGetDescr(relation));
	systable_endscan(scan);

	/* the lock is kept, as for any table a query has read */
	table_close(relation, NoLock);
	return row;
}

/* A column of it by name. */
static Datum
registry_column(HeapTuple row, TupleDesc desc, const char *column, bool *isnull)
{
	return SPI_getbinval(row, desc, SPI_fnumber(desc, column), isnull);
}

/* Do all customers have the grade that the rubric gives? */
static bool
is_plain(const Attachment *attachment, HeapTuple row, TupleDesc desc)
{
	static const char *const rules[] = {"promotion", "demotion"};
	static const char *const options[] = {"grace", "maintenance", "provisional", "approval"};
	bool		isnull;

	for (size_t i = 0; i < lengthof(rules); i++)
	{
		if (strcmp(TextDatumGetCString(registry_column(row, desc, rules[i], &isnull)), "immediate") != 0)
			return false;
	}
	for (size_t i = 0; i < lengthof(options); i++)
	{
		(void) registry_column(row, desc, options[i], &isnull);
		if (!isnull)
			return false;
	}
	return !has_decisions(attachment);
}

/* The ranked labels of a rubric, best first, as text[]. */
static Datum
ranked_labels(text *rubric)
{
	StatementKey key = {.step = STEP_LABELS};
	Oid			types[1] = {TEXTOID};
	Datum		values[1] = {PointerGetDatum(rubric)};
	bool		isnull;
	Datum		labels;

	statement_execute(&key,
					  "SELECT ARRAY(SELECT g.grade FROM customer_grade.grades($1::customer_grade.rubric) AS g "
					  "WHERE g.rank IS NOT NULL ORDER BY g.rank)",
					  1, types, values, NULL, InvalidSnapshot, SPI_OK_SELECT);
	labels = SPI_datumTransfer(SPI_getbinval(SPI_tuptable->vals[0], SPI_tuptable->tupdesc, 1, &isnull), false, -1);
	SPI_freetuptable(SPI_tuptable);
	return labels;
}

Terms
attachment_terms(const Attachment *attachment, const char *day, Snapshot snapshot)
{
	text	   *standard = cstring_to_text(attachment->standard);
	ScanKeyData keys[3];
	Terms		terms = {0};
	HeapTuple	row;
	TupleDesc	desc;
	HeapTuple	set = NULL;
	TupleDesc	set_desc;
	Datum		maintenance;
	Datum		time_zone;
	Relation	registry;
	text	   *rubric;
	bool		known;
	bool		isnull;

	/* ScanKeyInit means collation "C", which is the columns' */
	ScanKeyInit(&keys[0], 1, BTEqualStrategyNumber, F_TEXTEQ, PointerGetDatum(standard));
	ScanKeyInit(&keys[1], 2, BTEqualStrategyNumber, F_OIDEQ, ObjectIdGetDatum(attachment->subject.oid));
	row = registry_row("attachment", "attachment_pkey", keys, 2, snapshot, &desc);
	if (HeapTupleIsValid(row))
	{
		terms.parameter_set = DatumGetInt32(registry_column(row, desc, "parameter_set", &isnull));
		ScanKeyInit(&keys[2], 3, BTEqualStrategyNumber, F_INT4EQ, Int32GetDatum(terms.parameter_set));
		set = registry_row("parameter_set", "parameter_set_pkey", keys, 3, snapshot, &set_desc);
	}
	if (!HeapTupleIsValid(set))
		ereport(ERROR,
				(errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
				 errmsg("standard \"%s\" is not attached to table %s any more", attachment->standard,
						attachment->subject.name)));
	terms.policy = heap_copy_tuple_as_datum(row, desc);
	terms.parameters = registry_column(set, set_desc, "parameters", &isnull);
	maintenance = registry_column(row, desc, "maintenance", &isnull);
	if (!isnull)
		terms.kept_parameters = DirectFunctionCall2(jsonb_concat, terms.parameters, maintenance);

	time_zone = registry_column(row, desc, "time_zone", &isnull);
	terms.time_zone = TextDatumGetCString(time_zone);
	if (day == NULL)
		terms.date = DateADTGetDatum(standard_clock_day(DatumGetTextPP(time_zone)));
	else
		terms.date = DirectFunctionCall1(date_in, CStringGetDatum(day));
	terms.as_of = iso_date(DatumGetDateADT(terms.date));

	registry = standard_registry_open(AccessShareLock);
	rubric = standard_effective(registry, standard, DatumGetDateADT(terms.date), snapshot, &terms.version, &known);
	table_close(registry, NoLock);
	if (rubric == NULL)
		ereport(ERROR,
				(errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
				 errmsg("standard \"%s\" has no version effective on %s", attachment->standard, terms.as_of),
				 errhint("Define one, or detach the standard from table %s.", attachment->subject.name)));
	terms.plain = is_plain(attachment, row, desc);
	if (!terms.plain)
		terms.labels = ranked_labels(rubric);
	return terms;
}

/*
 * The values that an attachment's benchmark gives, computed as its owner:
 * whoever runs the reviews of all lends nobody his rights.
 */
PG_FUNCTION_INFO_V1(attachment_benchmark);

Datum
attachment_benchmark(PG_FUNCTION_ARGS)
{
	char	   *standard = text_to_cstring(PG_GETARG_TEXT_PP(0));
	Oid			types[2] = {TEXTOID, OIDOID};
	Datum		values[2] = {PG_GETARG_DATUM(0), PG_GETARG_DATUM(1)};
	StatementKey key = {.step = STEP_BENCHMARK};
	SavedRole role;
	Attachment *attachment;
	char	   *benchmark;
	Datum		result;
	bool		isnull;

	SPI_connect();
	attachment = attachment_of_subject(standard, PG_GETARG_OID(1));
	if (!has_privs_of_role(GetUserId(), attachment->owner))
		aclcheck_error(ACLCHECK_NOT_OWNER, OBJECT_TABLE, get_rel_name(attachment->subject.oid));
	role_begin(attachment->owner, &role);
	if (role.user != attachment->owner)
		role_restrict();
	setting_set("customer_grade.as_of", iso_date(PG_GETARG_DATEADT(2)));
	statement_execute(&key,
					  "SELECT a.benchmark, a.time_zone FROM customer_grade_internal.attachment AS a "
					  "WHERE a.standard OPERATOR(pg_catalog.=) $1 AND a.subject::pg_catalog.oid OPERATOR(pg_catalog.=) $2",
					  2, types, values, NULL, InvalidSnapshot, SPI_OK_SELECT);
	benchmark = SPI_getvalue(SPI_tuptable->vals[0], SPI_tuptable->tupdesc, 1);
	setting_set_time_zone(SPI_getvalue(SPI_tuptable->vals[0], SPI_tuptable->tupdesc, 2));
	if (benchmark == NULL)
		result = DirectFunctionCall1(jsonb_in, CStringGetDatum("{}"));
	else
	{
		key.rows = PG_UINT64_MAX;	/* seldom run: no plan is kept */
		statement_execute(&key, psprintf("SELECT coalesce((SELECT e.value FROM pg_catalog.jsonb_each(j.row) AS e "
										 "WHERE pg_catalog.jsonb_typeof(e.value) = 'object' LIMIT 1), j.row) "
										 "FROM (SELECT pg_catalog.to_jsonb(b) AS row FROM (%s\n) AS b) AS j", benchmark),
						  0, NULL, NULL, NULL, InvalidSnapshot, SPI_OK_SELECT);
		if (SPI_processed != 1)
			ereport(ERROR,
					(errcode(ERRCODE_CARDINALITY_VIOLATION),
					 errmsg("the benchmark of standard \"%s\" on table %s gives " UINT64_FORMAT " rows",
							standard, attachment->subject.name, SPI_processed),
					 errhint("It must give one row, with a column for each parameter or one of type jsonb with all of them.")));
		result = SPI_getbinval(SPI_tuptable->vals[0], SPI_tuptable->tupdesc, 1, &isnull);
	}
	result = SPI_datumTransfer(result, false, -1);
	role_end(&role);
	SPI_finish();
	PG_RETURN_DATUM(result);
}
