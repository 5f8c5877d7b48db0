/*
 * reference.c
 *		The types of the relations and roles that the registry names.
 *
 * They are regclass and regrole, but for the input of what does not exist:
 * that is a warning.  With regclass and regrole, a restore onto a cluster that
 * lacks one table or role would lose every row of the registry table.  A
 * number stands for something that was dropped: it never becomes the object
 * that has the number here.
 */
#include "postgres.h"

#include "catalog/pg_authid.h"
#include "catalog/pg_class.h"
#include "common/hashfn.h"
#include "fmgr.h"
#include "utils/builtins.h"
#include "utils/fmgrprotos.h"
#include "utils/syscache.h"

/* What a relation that does not exist gets as its number: no server counts so far, and no two rows collide. */
#define MISSING_RELATION(input) \
	((Oid) 0xF0000000 | (DatumGetUInt32(hash_any((const unsigned char *) (input), strlen(input))) & 0x0FFFFFFF))

/* A name that begins with a digit is quoted. */
static bool
is_number(const char *input)
{
	return strspn(input, "0123456789") == strlen(input);
}

/* The object of a name by to_regclass() or to_regrole(); InvalidOid: there is none. */
static Oid
look_up(PGFunction function, const char *input)
{
	LOCAL_FCINFO(fcinfo, 1);
	Datum		oid;

	if (is_number(input))
		return InvalidOid;
	InitFunctionCallInfoData(*fcinfo, NULL, 1, InvalidOid, NULL, NULL);
	fcinfo->args[0].value = CStringGetTextDatum(input);
	fcinfo->args[0].isnull = false;
	oid = function(fcinfo);
	return fcinfo->isnull ? InvalidOid : DatumGetObjectId(oid);
}

static void
warn_missing(const char *kind, const char *input)
{
	ereport(WARNING,
			(errcode(ERRCODE_UNDEFINED_OBJECT),
			 errmsg("%s %s does not exist", kind, input),
			 errdetail("The registry keeps the row that names it."),
			 errhint("customer_grade.doctor() lists such rows.")));
}

PG_FUNCTION_INFO_V1(relation_reference_in);

Datum
relation_reference_in(PG_FUNCTION_ARGS)
{
	char	   *input = PG_GETARG_CSTRING(0);
	Oid			relation = look_up(to_regclass, input);

	if (OidIsValid(relation))
		PG_RETURN_OID(relation);
	if (is_number(input))
	{
		relation = atooid(input);
		if (SearchSysCacheExists1(RELOID, ObjectIdGetDatum(relation)))
			relation = MISSING_RELATION(input);
		PG_RETURN_OID(relation);
	}
	warn_missing("relation", input);
	PG_RETURN_OID(MISSING_RELATION(input));
}

PG_FUNCTION_INFO_V1(role_reference_in);

Datum
role_reference_in(PG_FUNCTION_ARGS)
{
	char	   *input = PG_GETARG_CSTRING(0);
	Oid			role = strcmp(input, "-") == 0 ? InvalidOid : look_up(to_regrole, input);

	if (!OidIsValid(role))
		warn_missing("role", input);
	PG_RETURN_OID(role);
}

PG_FUNCTION_INFO_V1(role_reference_out);

Datum
role_reference_out(PG_FUNCTION_ARGS)
{
	/* nobody is also who is in the place of a role that was dropped */
	if (!SearchSysCacheExists1(AUTHOID, PG_GETARG_DATUM(0)))
		PG_RETURN_CSTRING(pstrdup("-"));
	return regroleout(fcinfo);
}
