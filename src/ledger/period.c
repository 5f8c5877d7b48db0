/*
 * period.c
 *		What a period of a customer is, for SQL.
 */
#include "postgres.h"

#include "fmgr.h"
#include "utils/builtins.h"

#include "compat.h"
#include "ledger/period.h"

/* period_columns() RETURNS text */
PG_FUNCTION_INFO_V1(period_columns);

Datum
period_columns(PG_FUNCTION_ARGS)
{
	(void) fcinfo;
	PG_RETURN_TEXT_P(cstring_to_text(PERIOD_COLUMNS));
}
