/*
 * review.c
 *		The parts of reviews and verify() that SQL cannot do: the query that
 *		compares, statements run as the owner of an attachment, and the wait
 *		for transactions that write.
 *
 * A superuser may review the attachments of any owner.  So code that belongs
 * to the owner (benchmark, metrics view, review queue and their triggers) runs
 * as the owner, restricted as in ANALYZE or REFRESH MATERIALIZED VIEW.
 */
#include "postgres.h"

#include "access/xact.h"
#include "catalog/pg_type.h"
#include "executor/spi.h"
#include "funcapi.h"
#include "miscadmin.h"
#include "storage/lmgr.h"
#include "utils/acl.h"
#include "utils/builtins.h"
#include "utils/date.h"
#include "utils/fmgrprotos.h"
#include "utils/lsyscache.h"
#include "utils/snapmgr.h"

#include "compat.h"
#include "fault.h"
#include "ledger/attachment.h"
#include "ledger/difference.h"
#include "ledger/basis.h"
#include "text.h"
#include "trigger/context.h"
#include "trigger/names.h"
#include "trigger/role.h"
#include "trigger/statement.h"
#include "trigger/template.h"

/* The owner; the caller must be a member of that role. */
static Oid
owner_checked(Oid owner, Oid subject)
{
	if (!OidIsValid(owner) || !has_privs_of_role(GetUserId(), owner))
		aclcheck_error(ACLCHECK_NOT_OWNER, OBJECT_TABLE, get_rel_name(subject));
	return owner;
}

static void
begin_as_owner(Oid owner, SavedRole *role)
{
	role_begin(owner, role);
	role_restrict();
}

/* Run a statement; the first column of its first row as text, in the caller's memory. */
static Datum
first_value(const char *query, bool *isnull)
{
	char	   *value = NULL;

	statement_once(query, 0, NULL, NULL, 0);
	if (SPI_tuptable != NULL && SPI_processed > 0)
		value = SPI_getvalue(SPI_tuptable->vals[0], SPI_tuptable->tupdesc, 1);
	*isnull = value == NULL;
	return value == NULL ? (Datum) 0 : SPI_datumTransfer(CStringGetTextDatum(value), false, -1);
}

/* The basis that is committed now. */
static Basis
latest_basis(const Attachment *attachment, const BasisWanted *wanted)
{
	Snapshot	snapshot = RegisterSnapshot(GetLatestSnapshot());
	Basis		basis = basis_read(attachment, wanted, snapshot);

	UnregisterSnapshot(snapshot);
	return basis;
}

/* owner_query(subject regclass, query text, as_of date) RETURNS text */
PG_FUNCTION_INFO_V1(owner_query);

Datum
owner_query(PG_FUNCTION_ARGS)
{
	Oid			subject = PG_GETARG_OID(0);
	char	   *query = text_to_cstring(PG_GETARG_TEXT_PP(1));
	char	   *as_of = evaluation_day(PG_GETARG_DATEADT(2));
	ErrorContextCallback *callers = hide_internal_callers();
	SavedRole	role;
	Datum		value;

	SPI_connect();
	begin_as_owner(owner_checked(relation_owner(subject), subject), &role);
	setting_set("customer_grade.as_of", as_of);
	value = first_value(query, &fcinfo->isnull);
	role_end(&role);
	SPI_finish();
	error_context_stack = callers;
	return value;
}

/*
 * difference_result(standard text, subject regclass, keys text, as_of date, reviewing boolean, query text) RETURNS text
 *
 * The same for a query that may also read the relation "difference", which
 * has what a regrading on that date would change.  keys NULL: of all customers.
 */
PG_FUNCTION_INFO_V1(difference_result);

Datum
difference_result(PG_FUNCTION_ARGS)
{
	BasisWanted wanted = {0};
	DifferenceKind kind = {0};
	Oid			subject;
	char	   *keys;
	Attachment *attachment;
	ErrorContextCallback *callers;
	SavedRole	role;
	Basis		basis;
	Datum		value;

	for (int i = 0; i < PG_NARGS(); i++)
	{
		if (PG_ARGISNULL(i) && i != 2)
			PG_RETURN_NULL();
	}
	subject = PG_GETARG_OID(1);
	keys = PG_ARGISNULL(2) ? NULL : text_to_cstring(PG_GETARG_TEXT_PP(2));
	wanted.day = evaluation_day(PG_GETARG_DATEADT(3));
	callers = hide_internal_callers();

	SPI_connect();
	attachment = attachment_of_subject(text_to_cstring(PG_GETARG_TEXT_PP(0)), subject);
	begin_as_owner(owner_checked(attachment->owner, subject), &role);
	basis = latest_basis(attachment, &wanted);
	kind.scope = keys == NULL ? DIFFERENCE_ALL : DIFFERENCE_FEW;
	kind.unique = keys == NULL && metrics_are_unique(attachment);
	kind.plain = basis.plain;
	basis_use(attachment, &basis);
	value = first_value(template_expand("WITH difference AS ({difference}) {query}",
										PLACE_SETS(attachment->places, basis_literals(&basis, "", PG_GETARG_BOOL(4)),
												   difference_places(&kind),
												   PLACES(TEMPLATE_PLACE("difference", difference_template),
														  TEXT_PLACE("customers", keys),
														  TEXT_PLACE("query", text_to_cstring(PG_GETARG_TEXT_PP(5)))))),
						&fcinfo->isnull);
	role_end(&role);
	SPI_finish();
	error_context_stack = callers;
	return value;
}

static void
tell_attachment(void *arg)
{
	const Attachment *attachment = arg;

	errcontext("customers of table \"%s\", standard \"%s\"", attachment->subject.name, attachment->standard);
}

static char *
rubric_literal(const Basis *basis)
{
	return psprintf("%s::customer_grade.rubric", quote_literal_cstr(text_to_cstring(basis->rubric)));
}

static char *
jsonb_literal(Datum value)
{
	return quote_literal_cstr(DatumGetCString(DirectFunctionCall1(jsonb_out, value)));
}

/* Each key once.  The planner expects as many rows of UNION as go in, where it may expect 200 of DISTINCT. */
static const char distinct_keys[] =
"SELECT {keys} FROM ({given}) AS k UNION SELECT {keys} FROM ({given}) AS k WHERE false";

/*
 * difference(standard text, subject regclass, keys text, as_of date, reviewing boolean,
 *		version integer, parameter_set integer, parameters jsonb, few boolean, new_approvals jsonb) RETURNS TABLE (...)
 *
 * The rows of that relation, as the current user, by the session's as_of and time zone.
 * keys NULL: of all customers; version, parameter_set, parameters NULL: those
 * in force; few: keys gives few customers; new_approvals: to assume.
 */
PG_FUNCTION_INFO_V1(difference);

Datum
difference(PG_FUNCTION_ARGS)
{
	BasisWanted wanted = {.by_terms = true};
	DifferenceKind kind = {0};
	ErrorContextCallback *callers;
	ErrorContextCallback context = {NULL, tell_attachment, NULL};
	char	   *keys = PG_ARGISNULL(2) ? NULL : text_to_cstring(PG_GETARG_TEXT_PP(2));
	Attachment *attachment;
	Basis		basis;

	InitMaterializedSRF(fcinfo, 0);
	if (PG_ARGISNULL(0) || PG_ARGISNULL(1) || PG_ARGISNULL(3) || PG_ARGISNULL(4) || PG_ARGISNULL(8))
		return (Datum) 0;
	wanted.day = evaluation_day(PG_GETARG_DATEADT(3));
	wanted.version = PG_ARGISNULL(5) ? 0 : PG_GETARG_INT32(5);
	wanted.parameter_set = PG_ARGISNULL(6) ? 0 : PG_GETARG_INT32(6);
	wanted.parameters = PG_ARGISNULL(7) ? (Datum) 0 : PG_GETARG_DATUM(7);
	callers = hide_internal_callers();

	SPI_connect();
	attachment = attachment_of_subject(text_to_cstring(PG_GETARG_TEXT_PP(0)), PG_GETARG_OID(1));
	context.previous = error_context_stack;
	context.arg = attachment;
	error_context_stack = &context;
	basis = latest_basis(attachment, &wanted);
	kind.scope = keys == NULL ? DIFFERENCE_ALL : PG_GETARG_BOOL(8) ? DIFFERENCE_FEW : DIFFERENCE_MANY;
	kind.unique = kind.scope != DIFFERENCE_FEW && metrics_are_unique(attachment);
	kind.new_approvals = PG_ARGISNULL(9) ? NULL : jsonb_literal(PG_GETARG_DATUM(9));
	statement_collect(template_expand("SELECT to_jsonb(`customer key`), d.`is stored`, d.`is gone`, d.`old since`, "
									  "	d.`old grade`, d.`old rank`, d.`old score`, d.`old state`, "
									  "	d.`new grade`, d.`new rank`, d.`new score`, d.`new state`, d.`old version`, "
									  "	CASE WHEN d.`old problem` IS DISTINCT FROM d.`new problem` "
									  "		THEN coalesce('" FAULT_PREFIX "' || d.`new problem`, 'not refused any more') END "
									  "FROM ({difference}) AS d, LATERAL (SELECT {keys:d}) AS `customer key`",
									  PLACE_SETS(PLACES(TEMPLATE_PLACE("difference", difference_template),
														TEMPLATE_PLACE("customers", distinct_keys),
														TEXT_PLACE("given", keys),
														TEXT_PLACE("grader", rubric_literal(&basis))),
												 attachment->places, basis_literals(&basis, "verify", PG_GETARG_BOOL(4)),
												 difference_places(&kind))),
					  ((ReturnSetInfo *) fcinfo->resultinfo)->setResult);
	SPI_finish();
	error_context_stack = callers;
	return (Datum) 0;
}

/*
 * foreseen_query(standard text, subject regclass, rubric rubric, parameters jsonb, as_of date, new_approvals jsonb,
 *		former text, amount text) RETURNS text
 *
 * A query for all customers of the metrics view: what publishing a rubric on
 * that day would make of them.  former, amount: expressions over a row of the
 * metrics view, m.
 */
PG_FUNCTION_INFO_V1(foreseen_query);

Datum
foreseen_query(PG_FUNCTION_ARGS)
{
	BasisWanted wanted = {.by_terms = true};
	DifferenceKind kind = {.scope = DIFFERENCE_ALL, .foreseen = true};
	ErrorContextCallback *callers;
	Attachment *attachment;
	Basis		basis;
	char	   *query;
	Datum		result;

	for (int i = 0; i < PG_NARGS(); i++)
	{
		if (PG_ARGISNULL(i) && i != 5)
			PG_RETURN_NULL();
	}
	wanted.rubric = PG_GETARG_TEXT_PP(2);
	wanted.parameters = PG_GETARG_DATUM(3);
	wanted.day = evaluation_day(PG_GETARG_DATEADT(4));
	kind.new_approvals = PG_ARGISNULL(5) ? NULL : jsonb_literal(PG_GETARG_DATUM(5));
	callers = hide_internal_callers();

	SPI_connect();
	attachment = attachment_of_subject(text_to_cstring(PG_GETARG_TEXT_PP(0)), PG_GETARG_OID(1));
	basis = latest_basis(attachment, &wanted);
	kind.unique = metrics_are_unique(attachment);
	query = template_expand(difference_template,
							PLACE_SETS(PLACES(TEXT_PLACE("grader", rubric_literal(&basis)),
											  TEXT_PLACE("former", text_to_cstring(PG_GETARG_TEXT_PP(6))),
											  TEXT_PLACE("amount", text_to_cstring(PG_GETARG_TEXT_PP(7)))),
									   attachment->places, basis_literals(&basis, "publish", false), difference_places(&kind)));
	result = SPI_datumTransfer(CStringGetTextDatum(query), false, -1);
	SPI_finish();
	error_context_stack = callers;
	return result;
}

/* Wait for the transactions that hold a lock on a relation of our caller's that conflicts with mode. */
static void
wait_for_lockers(FunctionCallInfo fcinfo, bool metrics, LOCKMODE mode)
{
	Oid			subject = PG_GETARG_OID(1);
	Attachment *attachment;
	LOCKTAG		tag;

	SPI_connect();
	attachment = attachment_of_subject(text_to_cstring(PG_GETARG_TEXT_PP(0)), subject);
	owner_checked(attachment->owner, subject);
	SET_LOCKTAG_RELATION(tag, MyDatabaseId, metrics ? attachment->metrics.oid : attachment->ledger.oid);
	SPI_finish();
	WaitForLockers(tag, mode, false);
}

/*
 * wait_for_writers(standard text, subject regclass)
 *
 * A transaction that changes customers locks the ledger and only then reads
 * the basis.  So once all transactions have ended that hold the lock now, none
 * writes by a basis older than what was committed before the call.
 */
PG_FUNCTION_INFO_V1(wait_for_writers);

Datum
wait_for_writers(PG_FUNCTION_ARGS)
{
	wait_for_lockers(fcinfo, false, ShareLock);
	PG_RETURN_VOID();
}

/* wait_for_readers(standard text, subject regclass): the same for all who use the metrics view */
PG_FUNCTION_INFO_V1(wait_for_readers);

Datum
wait_for_readers(PG_FUNCTION_ARGS)
{
	wait_for_lockers(fcinfo, true, AccessExclusiveLock);
	PG_RETURN_VOID();
}

/* outside_transaction(command text): COMMIT would fail as well, but without naming the command */
PG_FUNCTION_INFO_V1(outside_transaction);

Datum
outside_transaction(PG_FUNCTION_ARGS)
{
	if (IsTransactionBlock())
		ereport(ERROR,
				(errcode(ERRCODE_ACTIVE_SQL_TRANSACTION),
				 errmsg("%s cannot run inside a transaction block", text_to_cstring(PG_GETARG_TEXT_PP(0))),
				 errhint("It commits after each batch. Turn autocommit on.")));
	PG_RETURN_VOID();
}
