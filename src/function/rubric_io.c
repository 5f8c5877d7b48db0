/*
 * rubric_io.c
 *		The type rubric: the author's text, checked on the way in.
 *
 * The stored form is the text itself, so that no compiled form on disk ever
 * needs migration.  The binary form is a version byte and the text.
 */
#include "postgres.h"

#include "fmgr.h"
#include "libpq/pqformat.h"
#include "utils/builtins.h"

#include "compat.h"
#include "rubric/rubric.h"

#define RUBRIC_BINARY_VERSION 1

PG_FUNCTION_INFO_V1(rubric_in);
Datum
rubric_in(PG_FUNCTION_ARGS)
{
	char	   *string = PG_GETARG_CSTRING(0);
	int			length = strlen(string);
	RubricError error;

	if (rubric_parse(string, length, &error) == NULL)
		ereturn(fcinfo->context, (Datum) 0, rubric_report(&error));
	PG_RETURN_TEXT_P(cstring_to_text_with_len(string, length));
}

PG_FUNCTION_INFO_V1(rubric_out);
Datum
rubric_out(PG_FUNCTION_ARGS)
{
	PG_RETURN_CSTRING(TextDatumGetCString(PG_GETARG_DATUM(0)));
}

PG_FUNCTION_INFO_V1(rubric_recv);
Datum
rubric_recv(PG_FUNCTION_ARGS)
{
	StringInfo	message = (StringInfo) PG_GETARG_POINTER(0);
	int			version = pq_getmsgbyte(message);
	char	   *string;
	int			length;

	if (version != RUBRIC_BINARY_VERSION)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_BINARY_REPRESENTATION),
				 errmsg("unsupported rubric version number %d", version)));
	string = pq_getmsgtext(message, message->len - message->cursor, &length);
	(void) rubric_parse_or_throw(string, length);
	PG_RETURN_TEXT_P(cstring_to_text_with_len(string, length));
}

PG_FUNCTION_INFO_V1(rubric_send);
Datum
rubric_send(PG_FUNCTION_ARGS)
{
	text	   *rubric = PG_GETARG_TEXT_PP(0);
	StringInfoData message;

	pq_begintypsend(&message);
	pq_sendbyte(&message, RUBRIC_BINARY_VERSION);
	pq_sendtext(&message, VARDATA_ANY(rubric), VARSIZE_ANY_EXHDR(rubric));
	PG_RETURN_BYTEA_P(pq_endtypsend(&message));
}
