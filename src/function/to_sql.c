/*
 * to_sql.c
 *		to_sql(): a rubric, or the one of a standard, as plain SQL.
 */
#include "postgres.h"

#include "fmgr.h"
#include "utils/builtins.h"
#include "utils/jsonb.h"
#include "utils/snapmgr.h"

#include "compat.h"
#include "rubric/print_sql.h"
#include "standard/standard.h"

/* The part that a user names.  Where there are no grades, the grade is the score. */
static SqlPart
find_part(const char *name, const Rubric *rubric)
{
	if (strcmp(name, "grade") == 0)
		return rubric->labels == NIL ? SQL_SCORE : SQL_GRADE;
	if (strcmp(name, "score") == 0)
		return SQL_SCORE;
	if (strcmp(name, "check") == 0)
		return SQL_CHECK;
	if (strcmp(name, "rank") != 0)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("unknown part \"%s\" of a rubric", name),
				 errhint("The parts are grade, score, rank and check.")));
	if (rubric->labels == NIL)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("the rubric has no grades"),
				 errhint("It gives a score only: ask for the part score.")));
	return SQL_RANK;
}

static Datum
to_sql(FunctionCallInfo fcinfo, text *source, const DateADT *as_of)
{
	Rubric	   *rubric;
	SqlPart		part;

	if (PG_ARGISNULL(3))
		ereport(ERROR,
				(errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED),
				 errmsg("part of the rubric must not be null")));
	rubric = rubric_parse_or_throw(VARDATA_ANY(source), VARSIZE_ANY_EXHDR(source));
	part = find_part(text_to_cstring(PG_GETARG_TEXT_PP(3)), rubric);
	return CStringGetTextDatum(rubric_print_sql(rubric, part,
												PG_ARGISNULL(1) ? NULL : text_to_cstring(PG_GETARG_TEXT_PP(1)),
												PG_ARGISNULL(2) ? NULL : PG_GETARG_JSONB_P(2), as_of));
}

PG_FUNCTION_INFO_V1(rubric_to_sql);
Datum
rubric_to_sql(PG_FUNCTION_ARGS)
{
	if (PG_ARGISNULL(0))
		PG_RETURN_NULL();
	return to_sql(fcinfo, PG_GETARG_TEXT_PP(0), NULL);
}

PG_FUNCTION_INFO_V1(standard_to_sql);
Datum
standard_to_sql(PG_FUNCTION_ARGS)
{
	DateADT		as_of = standard_evaluation_date();

	if (PG_ARGISNULL(0))
		PG_RETURN_NULL();
	return to_sql(fcinfo, standard_resolve(PG_GETARG_TEXT_PP(0), as_of, GetActiveSnapshot()), &as_of);
}
