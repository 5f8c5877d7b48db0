/*
 * rubric_json.c
 *		The casts between rubric and jsonb.
 */
#include "postgres.h"

#include "fmgr.h"
#include "utils/builtins.h"
#include "utils/fmgrprotos.h"
#include "utils/jsonb.h"

#include "rubric/text_json.h"

PG_FUNCTION_INFO_V1(rubric_to_jsonb);
Datum
rubric_to_jsonb(PG_FUNCTION_ARGS)
{
	text	   *rubric = PG_GETARG_TEXT_PP(0);

	return DirectFunctionCall1(jsonb_in, CStringGetDatum(rubric_write_json(VARDATA_ANY(rubric), VARSIZE_ANY_EXHDR(rubric))));
}

PG_FUNCTION_INFO_V1(jsonb_to_rubric);
Datum
jsonb_to_rubric(PG_FUNCTION_ARGS)
{
	PG_RETURN_TEXT_P(cstring_to_text(rubric_read_json(PG_GETARG_JSONB_P(0))));
}
