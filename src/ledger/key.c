/*
 * key.c
 *		Do the keys of customers fit into the indexes of our tables?
 *
 * The index of a subject's primary key takes keys for which those of history
 * and decisions, which have more columns, have no room.  Without a check the
 * statement that changes such a customer's grade for the first time would fail,
 * perhaps years later.  So the ledger has this check, and the customer is
 * refused when it is written.
 */
#include "postgres.h"

#include "access/detoast.h"
#include "access/itup.h"
#include "fmgr.h"
#include "utils/lsyscache.h"

#include "compat.h"

/* A third of a page is 2704 bytes; this leaves room for the other columns. */
#define MAX_KEY_BYTES	2500

/* The bytes of a key in an index, which compresses long values. */
static Size
bytes_in_index(FunctionCallInfo fcinfo)
{
	int			columns = PG_NARGS();
	TupleDesc	desc = CreateTemplateTupleDesc(columns);

	/* anybody may call us with more values than an index can have, which is an error of index_form_tuple() */
	Datum	   *values = palloc(columns * sizeof(Datum));
	bool	   *nulls = palloc0(columns * sizeof(bool));

	for (int i = 0; i < columns; i++)
	{
		TupleDescInitEntry(desc, i + 1, NULL, get_fn_expr_argtype(fcinfo->flinfo, i), -1, 0);
		values[i] = PG_GETARG_DATUM(i);
	}
	TupleDescFinalize(desc);
	return IndexTupleSize(index_form_tuple(desc, values, nulls));
}

/* check_key_size(VARIADIC key "any") RETURNS boolean: true, or error 22001 */
PG_FUNCTION_INFO_V1(check_key_size);

Datum
check_key_size(PG_FUNCTION_ARGS)
{
	Size		bytes = 0;

	for (int i = 0; i < PG_NARGS(); i++)
	{
		Oid			type = get_fn_expr_argtype(fcinfo->flinfo, i);

		if (get_typlen(type) == -1)
			bytes += toast_raw_datum_size(PG_GETARG_DATUM(i));
	}
	/* half of it certainly fits, even without compression */
	if (bytes > MAX_KEY_BYTES / 2 && (bytes = bytes_in_index(fcinfo)) > MAX_KEY_BYTES)
		ereport(ERROR,
				(errcode(ERRCODE_STRING_DATA_RIGHT_TRUNCATION),
				 errmsg("the key of a customer is too long"),
				 errdetail("It has %zu bytes in an index; %d are possible.", bytes, MAX_KEY_BYTES)));
	PG_RETURN_BOOL(true);
}
