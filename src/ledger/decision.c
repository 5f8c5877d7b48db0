/*
 * decision.c
 *		The ledger row of a customer, for what decides about it as the owner of
 *		the attachment.
 */
#include "postgres.h"

#include "access/htup_details.h"
#include "catalog/pg_type.h"
#include "executor/spi.h"
#include "funcapi.h"
#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/fmgrprotos.h"
#include "utils/jsonb.h"
#include "utils/snapmgr.h"

#include "compat.h"
#include "ledger/attachment.h"
#include "ledger/regrade.h"
#include "trigger/context.h"
#include "trigger/role.h"
#include "trigger/statement.h"
#include "trigger/template.h"

/*
 * lock_customer(standard text, subject regclass, key jsonb)
 * RETURNS (grade text, rank smallint, computed_grade text, computed_rank smallint, state text)
 *
 * The ledger row is locked before the decision is written, because the
 * regrading at the end of the same statement begins with that lock.
 */
PG_FUNCTION_INFO_V1(lock_customer);

Datum
lock_customer(PG_FUNCTION_ARGS)
{
	char	   *key = JsonbToCString(NULL, &PG_GETARG_JSONB_P(2)->root, VARSIZE(PG_GETARG_JSONB_P(2)));
	StatementKey statement = {.rows = PG_UINT64_MAX};	/* seldom run: no plan is kept */
	ErrorContextCallback *callers = hide_internal_callers();
	SavedRole	role;
	Attachment *attachment;
	const Place *const *places;
	TupleDesc	desc;
	Datum		values[5] = {0};
	bool		nulls[5];
	Datum		row;

	if (get_call_result_type(fcinfo, NULL, &desc) != TYPEFUNC_COMPOSITE)
		elog(ERROR, "return type must be a row type");
	desc = BlessTupleDesc(desc);

	SPI_connect();
	attachment = own_attachment(text_to_cstring(PG_GETARG_TEXT_PP(0)), PG_GETARG_OID(1));
	role_begin(attachment->owner, &role);
	places = PLACE_SETS(attachment->places,
						PLACES(TEXT_PLACE("key", quote_literal_cstr(key)),
							   TEMPLATE_PLACE("customer", "SELECT {keys:k} FROM jsonb_populate_record(NULL::{ledger}, {key}) AS k")));
	regrade_lock(attachment, template_expand("{customer}", places));
	statement.relation = attachment->ledger.oid;
	statement_execute(&statement,
					  "SELECT l.grade, l.rank, l.computed_grade, l.computed_rank, l.state "
					  "FROM {ledger} AS l JOIN ({customer}) AS k ON {keys:l=k} WHERE l.since IS NOT NULL",
					  places, 0, NULL, NULL, NULL, GetLatestSnapshot(), SPI_OK_SELECT);
	if (SPI_processed == 1)
		heap_deform_tuple(SPI_tuptable->vals[0], SPI_tuptable->tupdesc, values, nulls);
	else
	{
		/* the lock has inserted a stub */
		memset(nulls, true, sizeof(nulls));
		statement_execute(&statement, "DELETE FROM {ledger} AS l USING ({customer}) AS k WHERE {keys:l=k} AND l.since IS NULL",
						  places, 0, NULL, NULL, NULL, InvalidSnapshot, SPI_OK_DELETE);
	}
	row = SPI_datumTransfer(heap_copy_tuple_as_datum(heap_form_tuple(desc, values, nulls), desc), false, -1);
	role_end(&role);
	SPI_finish();
	error_context_stack = callers;
	PG_RETURN_DATUM(row);
}
