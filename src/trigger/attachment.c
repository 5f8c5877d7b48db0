/*
 * attachment.c
 *		Attachments as the triggers see them: their tables and their terms.
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "executor/spi.h"
#include "storage/bufmgr.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/date.h"
#include "utils/fmgrprotos.h"
#include "utils/guc.h"
#include "utils/lsyscache.h"
#include "utils/rel.h"
#include "utils/relcache.h"
#include "utils/snapmgr.h"

#include "compat.h"
#include "trigger/attachment.h"
#include "trigger/statement.h"

/* Numbers of the statements here, see StatementKey. */
enum
{
	STEP_FIND = ATTACHMENT_STEPS,
	STEP_TERMS,
	STEP_MAPPINGS,
	STEP_BENCHMARK
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

static Attachment *
read_attachment(const char *standard, HeapTuple tuple, TupleDesc desc)
{
	Attachment *attachment = palloc0(sizeof(Attachment));
	Member	   *const members[] = {
		&attachment->subject, &attachment->ledger, &attachment->history, &attachment->metrics,
		&attachment->decisions, &attachment->outbox
	};
	int			column = 1;
	bool		isnull;

	attachment->standard = pstrdup(standard);
	for (size_t i = 0; i < lengthof(members); i++)
	{
		Datum		oid = SPI_getbinval(tuple, desc, column++, &isnull);

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
	return attachment;
}

List *
attachments_of(const char *standard, Oid relation)
{
	List	   *relations = relation_and_parents(relation);
	Datum	   *elements = palloc(sizeof(Datum) * list_length(relations));
	StatementKey key = {.step = STEP_FIND};
	Oid			types[2] = {TEXTOID, OIDARRAYOID};
	Datum		values[2];
	List	   *attachments = NIL;
	int			nest_level = NewGUCNestLevel();
	ListCell   *lc;

	statement_set("search_path", "pg_catalog, pg_temp");
	statement_set("row_security", "on");
	foreach(lc, relations)
		elements[foreach_current_index(lc)] = ObjectIdGetDatum(lfirst_oid(lc));
	values[0] = CStringGetTextDatum(standard);
	values[1] = PointerGetDatum(construct_array(elements, list_length(relations), OIDOID,
												sizeof(Oid), true, TYPALIGN_INT));
	statement_execute(&key,
					  "SELECT a.subject, a.ledger, a.history, a.metrics, a.decisions, a.outbox, a.key_columns, "
					  "c.key_columns, c.mapping, a.mirror, EXISTS (SELECT FROM customer_grade.source AS s "
					  "WHERE s.standard OPERATOR(pg_catalog.=) a.standard AND s.subject OPERATOR(pg_catalog.=) a.subject "
					  "AND s.mapping IS NOT NULL) "
					  "FROM customer_grade.attachment AS a, LATERAL ("
					  "SELECT a.key_columns, NULL AS mapping WHERE a.subject::pg_catalog.oid OPERATOR(pg_catalog.=) ANY ($2) "
					  "UNION ALL SELECT a.key_columns, NULL WHERE a.decisions::pg_catalog.oid OPERATOR(pg_catalog.=) ANY ($2) "
					  "UNION ALL SELECT s.key_columns, s.mapping FROM customer_grade.source AS s "
					  "WHERE s.standard OPERATOR(pg_catalog.=) a.standard AND s.subject OPERATOR(pg_catalog.=) a.subject "
					  "AND s.source::pg_catalog.oid OPERATOR(pg_catalog.=) ANY ($2)) AS c "
					  "WHERE a.standard OPERATOR(pg_catalog.=) $1 ORDER BY a.ledger::pg_catalog.oid",
					  2, types, values, NULL, GetLatestSnapshot(), SPI_OK_SELECT);
	for (uint64 i = 0; i < SPI_processed; i++)
		attachments = lappend(attachments,
							  read_attachment(standard, SPI_tuptable->vals[i], SPI_tuptable->tupdesc));
	SPI_freetuptable(SPI_tuptable);
	AtEOXact_GUC(true, nest_level);
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
					  "SELECT s.source, s.key_columns, s.mapping FROM customer_grade.source AS s "
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
	Relation	decisions = RelationIdGetRelation(attachment->decisions.oid);
	bool		any = RelationGetNumberOfBlocks(decisions) > 0;

	RelationClose(decisions);
	return any;
}

Terms
attachment_terms(const Attachment *attachment, const char *day, Snapshot snapshot)
{
	StatementKey key = {.relation = attachment->ledger.oid,.step = STEP_TERMS};
	Oid			types[4] = {TEXTOID, OIDOID, TEXTOID, BOOLOID};
	Datum		values[4] = {CStringGetTextDatum(attachment->standard),
		ObjectIdGetDatum(attachment->subject.oid),
		day == NULL ? (Datum) 0 : CStringGetTextDatum(day),
	BoolGetDatum(has_decisions(attachment))};
	Terms		terms = {0};
	bool		isnull;
	TupleDesc	desc;
	HeapTuple	tuple;
	Datum		value;

	if (statement_execute(&key,
						  "SELECT p.parameters, p.parameters OPERATOR(pg_catalog.||) a.maintenance, a.parameter_set, s.version, "
						  "d.day, pg_catalog.to_char(d.day, 'YYYY-MM-DD'), a, CASE WHEN $4 "
						  "OR a.promotion OPERATOR(pg_catalog.<>) 'immediate' OR a.demotion OPERATOR(pg_catalog.<>) 'immediate' "
						  "OR a.grace IS NOT NULL OR a.maintenance IS NOT NULL OR a.provisional IS NOT NULL OR a.approval IS NOT NULL "
						  "THEN ARRAY(SELECT g.label FROM customer_grade.grades(s.rubric) AS g WHERE g.rank IS NOT NULL ORDER BY g.rank) END "
						  "FROM customer_grade.attachment AS a "
						  "JOIN customer_grade.parameter_set AS p ON p.standard OPERATOR(pg_catalog.=) a.standard "
						  "AND p.subject OPERATOR(pg_catalog.=) a.subject AND p.number OPERATOR(pg_catalog.=) a.parameter_set "
						  "CROSS JOIN LATERAL (SELECT coalesce($3::pg_catalog.date, "
						  "(customer_grade.clock_now() AT TIME ZONE a.time_zone)::pg_catalog.date) AS day OFFSET 0) AS d "
						  "LEFT JOIN customer_grade.standard AS s ON s.name OPERATOR(pg_catalog.=) a.standard "
						  "AND s.effective OPERATOR(pg_catalog.@>) d.day "
						  "WHERE a.standard OPERATOR(pg_catalog.=) $1 AND a.subject OPERATOR(pg_catalog.=) $2",
						  4, types, values, day == NULL ? "  n " : NULL, snapshot, SPI_OK_SELECT) != 1)
		ereport(ERROR,
				(errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
				 errmsg("standard \"%s\" is not attached to table %s any more", attachment->standard,
						attachment->subject.name)));
	desc = SPI_tuptable->tupdesc;
	tuple = SPI_tuptable->vals[0];
	terms.parameters = SPI_datumTransfer(SPI_getbinval(tuple, desc, 1, &isnull), false, -1);
	value = SPI_getbinval(tuple, desc, 2, &isnull);
	if (!isnull)
		terms.kept_parameters = SPI_datumTransfer(value, false, -1);
	terms.parameter_set = DatumGetInt32(SPI_getbinval(tuple, desc, 3, &isnull));
	terms.date = SPI_getbinval(tuple, desc, 5, &isnull);
	terms.as_of = SPI_getvalue(tuple, desc, 6);
	terms.policy = SPI_datumTransfer(SPI_getbinval(tuple, desc, 7, &isnull), false, -1);
	value = SPI_getbinval(tuple, desc, 8, &terms.plain);
	if (!terms.plain)
		terms.labels = SPI_datumTransfer(value, false, -1);
	terms.version = DatumGetInt32(SPI_getbinval(tuple, desc, 4, &isnull));
	if (isnull)
		ereport(ERROR,
				(errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
				 errmsg("standard \"%s\" has no version effective on %s", attachment->standard, terms.as_of),
				 errhint("Define one, or detach the standard from table %s.", attachment->subject.name)));
	SPI_freetuptable(SPI_tuptable);
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
	StatementRole role;
	Attachment *attachment;
	char	   *benchmark;
	Datum		result;
	bool		isnull;

	SPI_connect();
	attachment = attachment_of_subject(standard, PG_GETARG_OID(1));
	statement_begin_as(attachment->owner, &role);
	statement_set("customer_grade.as_of", iso_date(PG_GETARG_DATEADT(2)));
	statement_execute(&key,
					  "SELECT a.benchmark FROM customer_grade.attachment AS a "
					  "WHERE a.standard OPERATOR(pg_catalog.=) $1 AND a.subject::pg_catalog.oid OPERATOR(pg_catalog.=) $2",
					  2, types, values, NULL, InvalidSnapshot, SPI_OK_SELECT);
	benchmark = SPI_getvalue(SPI_tuptable->vals[0], SPI_tuptable->tupdesc, 1);
	if (benchmark == NULL)
		result = DirectFunctionCall1(jsonb_in, CStringGetDatum("{}"));
	else
	{
		key.rows = PG_UINT64_MAX;	/* seldom run: no plan is kept */
		statement_execute(&key, psprintf("SELECT pg_catalog.to_jsonb(b) FROM (%s) AS b", benchmark),
						  0, NULL, NULL, NULL, InvalidSnapshot, SPI_OK_SELECT);
		if (SPI_processed != 1)
			ereport(ERROR,
					(errcode(ERRCODE_CARDINALITY_VIOLATION),
					 errmsg("the benchmark of standard \"%s\" on table %s gives " UINT64_FORMAT " rows",
							standard, attachment->subject.name, SPI_processed),
					 errhint("It must give one row, with a column for each parameter.")));
		result = SPI_getbinval(SPI_tuptable->vals[0], SPI_tuptable->tupdesc, 1, &isnull);
	}
	result = SPI_datumTransfer(result, false, -1);
	statement_end_as(&role);
	SPI_finish();
	PG_RETURN_DATUM(result);
}
