/*
 * review.c
 *		What reviews need that SQL does not have: statements run as the owner of
 *		an attachment, and the wait for those who write.
 *
 * A superuser may review everybody's attachments.  So whatever is its owner's
 * (benchmark, metrics view, worklist and their triggers) runs as the owner,
 * restricted as in ANALYZE or REFRESH MATERIALIZED VIEW.
 */
#include "postgres.h"

#include "access/xact.h"
#include "catalog/pg_type.h"
#include "executor/spi.h"
#include "miscadmin.h"
#include "storage/lmgr.h"
#include "utils/acl.h"
#include "utils/builtins.h"
#include "utils/date.h"
#include "utils/lsyscache.h"
#include "utils/snapmgr.h"

#include "compat.h"
#include "ledger/attachment.h"
#include "ledger/difference.h"
#include "text.h"
#include "trigger/names.h"
#include "trigger/role.h"

/* The owner, of whom the caller must be a member. */
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
first_value(const char *query, int nargs, Oid *types, Datum *values, const char *nulls, bool *isnull)
{
	SPIPlanPtr	plan = SPI_prepare_cursor(query, nargs, types, CURSOR_OPT_PARALLEL_OK);
	char	   *value = NULL;
	int			result;

	if (plan == NULL)
		elog(ERROR, "could not prepare \"%s\": %s", query, SPI_result_code_string(SPI_result));
	result = SPI_execute_plan(plan, values, nulls, false, 0);
	if (result < 0)
		elog(ERROR, "\"%s\" gave %s", query, SPI_result_code_string(result));
	if (SPI_tuptable != NULL && SPI_processed > 0)
		value = SPI_getvalue(SPI_tuptable->vals[0], SPI_tuptable->tupdesc, 1);
	*isnull = value == NULL;
	return value == NULL ? (Datum) 0 : SPI_datumTransfer(CStringGetTextDatum(value), false, -1);
}

/* owner_query(subject regclass, query text, as_of date) RETURNS text */
PG_FUNCTION_INFO_V1(owner_query);

Datum
owner_query(PG_FUNCTION_ARGS)
{
	Oid			subject = PG_GETARG_OID(0);
	char	   *query = text_to_cstring(PG_GETARG_TEXT_PP(1));
	char	   *as_of = iso_date(PG_GETARG_DATEADT(2));
	SavedRole role;
	Datum		value;

	SPI_connect();
	begin_as_owner(owner_checked(relation_owner(subject), subject), &role);
	setting_set("customer_grade.as_of", as_of);
	value = first_value(query, 0, NULL, NULL, NULL, &fcinfo->isnull);
	role_end(&role);
	SPI_finish();
	return value;
}

/*
 * difference_result(standard text, subject regclass, keys text, as_of date, reviewing boolean, query text) RETURNS text
 *
 * The same, where the query may read the relation "difference": what a
 * regrading on that date would change.  keys NULL: of all customers.
 */
PG_FUNCTION_INFO_V1(difference_result);

Datum
difference_result(PG_FUNCTION_ARGS)
{
	Oid			subject;
	char	   *keys;
	Attachment *attachment;
	SavedRole role;
	Snapshot	snapshot;
	Terms		terms;
	Oid			types[DIFFERENCE_PARAMETERS];
	Datum		values[DIFFERENCE_PARAMETERS];
	char		nulls[DIFFERENCE_PARAMETERS + 1];
	Datum		value;

	for (int i = 0; i < PG_NARGS(); i++)
	{
		if (PG_ARGISNULL(i) && i != 2)
			PG_RETURN_NULL();
	}
	subject = PG_GETARG_OID(1);
	keys = PG_ARGISNULL(2) ? NULL : text_to_cstring(PG_GETARG_TEXT_PP(2));

	SPI_connect();
	attachment = attachment_of_subject(text_to_cstring(PG_GETARG_TEXT_PP(0)), subject);
	begin_as_owner(owner_checked(attachment->owner, subject), &role);
	snapshot = RegisterSnapshot(GetLatestSnapshot());
	terms = attachment_terms(attachment, iso_date(PG_GETARG_DATEADT(3)), snapshot);
	UnregisterSnapshot(snapshot);
	setting_set("customer_grade.as_of", terms.as_of);
	setting_set_time_zone(terms.time_zone);
	difference_arguments(&terms, "", PG_GETARG_BOOL(4), types, values, nulls);
	value = first_value(psprintf("WITH difference AS (%s) %s",
								 difference_query(attachment, keys == NULL ? DIFFERENCE_ALL : DIFFERENCE_FEW, keys,
												  quote_literal_cstr(attachment->standard), terms.plain, false),
								 text_to_cstring(PG_GETARG_TEXT_PP(5))),
						DIFFERENCE_PARAMETERS, types, values, nulls, &fcinfo->isnull);
	role_end(&role);
	SPI_finish();
	return value;
}

/*
 * wait_for_writers(standard text, subject regclass)
 *
 * Who changes customers locks the ledger and only then reads the terms.  So
 * when all have ended that hold it now, nobody writes by terms older than
 * those committed before the call.
 */
PG_FUNCTION_INFO_V1(wait_for_writers);

Datum
wait_for_writers(PG_FUNCTION_ARGS)
{
	Oid			subject = PG_GETARG_OID(1);
	Attachment *attachment;
	LOCKTAG		tag;

	SPI_connect();
	attachment = attachment_of_subject(text_to_cstring(PG_GETARG_TEXT_PP(0)), subject);
	owner_checked(attachment->owner, subject);
	SET_LOCKTAG_RELATION(tag, MyDatabaseId, attachment->ledger.oid);
	SPI_finish();
	WaitForLockers(tag, ShareLock, false);
	PG_RETURN_VOID();
}

/* outside_transaction(command text): COMMIT would say so, too, but not of what */
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
