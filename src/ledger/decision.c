/*
 * decision.c
 *		What a person who decides about a customer needs of his ledger row.
 *
 * Who approves or overrides has no right on the ledger.  He has one on the
 * table of decisions, and so may know how the customer stands; and the row is
 * locked for him before he writes his decision, because regrading, which his
 * statement does in the end, begins with that lock.
 */
#include "postgres.h"

#include "access/htup_details.h"
#include "catalog/pg_type.h"
#include "executor/spi.h"
#include "funcapi.h"
#include "miscadmin.h"
#include "utils/acl.h"
#include "utils/builtins.h"
#include "utils/fmgrprotos.h"
#include "utils/jsonb.h"
#include "utils/lsyscache.h"
#include "utils/snapmgr.h"

#include "compat.h"
#include "ledger/attachment.h"
#include "ledger/regrade.h"
#include "trigger/names.h"
#include "trigger/role.h"
#include "trigger/statement.h"

static bool
may_write(Oid relation, AclMode mode)
{
	return pg_class_aclcheck(relation, GetUserId(), mode) == ACLCHECK_OK ||
		pg_attribute_aclcheck_all(relation, GetUserId(), mode, ACLMASK_ANY) == ACLCHECK_OK;
}

PG_FUNCTION_INFO_V1(lock_customer);

Datum
lock_customer(PG_FUNCTION_ARGS)
{
	char	   *key = JsonbToCString(NULL, &PG_GETARG_JSONB_P(2)->root, VARSIZE(PG_GETARG_JSONB_P(2)));
	StatementKey statement = {.rows = PG_UINT64_MAX};	/* seldom run: no plan is kept */
	SavedRole role;
	Attachment *attachment;
	char	   *keys;
	TupleDesc	desc;
	Datum		values[5] = {0};
	bool		nulls[5];
	Datum		row;

	if (get_call_result_type(fcinfo, NULL, &desc) != TYPEFUNC_COMPOSITE)
		elog(ERROR, "return type must be a row type");
	desc = BlessTupleDesc(desc);

	SPI_connect();
	attachment = attachment_of_subject(text_to_cstring(PG_GETARG_TEXT_PP(0)), PG_GETARG_OID(1));
	if (!may_write(attachment->decisions.oid, ACL_INSERT) && !may_write(attachment->decisions.oid, ACL_UPDATE))
		aclcheck_error(ACLCHECK_NO_PRIV, OBJECT_TABLE, get_rel_name(attachment->decisions.oid));

	role_begin(attachment->owner, &role);
	keys = psprintf("SELECT %s FROM pg_catalog.jsonb_populate_record(NULL::%s, %s) AS k",
					column_list(attachment->keys, "k."), attachment->ledger.name, quote_literal_cstr(key));
	regrade_lock(attachment, keys);
	statement.relation = attachment->ledger.oid;
	statement_execute(&statement,
					  psprintf("SELECT l.grade, l.rank, l.computed_grade, l.computed_rank, l.state FROM %s AS l JOIN (%s) AS k ON %s "
							   "WHERE l.since IS NOT NULL",
							   attachment->ledger.name, keys, same_columns(attachment->keys, "l.", "k.")),
					  0, NULL, NULL, NULL, GetLatestSnapshot(), SPI_OK_SELECT);
	if (SPI_processed == 1)
		heap_deform_tuple(SPI_tuptable->vals[0], SPI_tuptable->tupdesc, values, nulls);
	else
	{
		/* the lock has made a stub */
		memset(nulls, true, sizeof(nulls));
		statement_execute(&statement,
						  psprintf("DELETE FROM %s AS l USING (%s) AS k WHERE %s AND l.since IS NULL",
								   attachment->ledger.name, keys, same_columns(attachment->keys, "l.", "k.")),
						  0, NULL, NULL, NULL, InvalidSnapshot, SPI_OK_DELETE);
	}
	row = SPI_datumTransfer(heap_copy_tuple_as_datum(heap_form_tuple(desc, values, nulls), desc), false, -1);
	role_end(&role);
	SPI_finish();
	PG_RETURN_DATUM(row);
}
