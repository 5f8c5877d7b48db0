/*
 * profile.c
 *		profile(): the results of a family of standards for one row.
 *
 * Each standard of the family is graded by grade() (or score(), where it has
 * no grades), called through a call site of its own that lives as long as
 * that of profile(): so rows, names and parameters are dealt with in one
 * place.
 */
#include "postgres.h"

#include "catalog/pg_collation.h"
#include "catalog/pg_type.h"
#include "fmgr.h"
#include "nodes/makefuncs.h"
#include "utils/builtins.h"
#include "utils/jsonb.h"
#include "utils/lsyscache.h"
#include "utils/memutils.h"

#include "compat.h"
#include "function/call.h"
#include "rubric/shared.h"
#include "standard/standard.h"
#include "text.h"

/* One standard of the family. */
typedef struct Dimension
{
	text	   *standard;
	char	   *key;			/* in the result */
	bool		is_score;
	FmgrInfo	function;
} Dimension;

typedef struct Profile
{
	MemoryContext context;		/* the dimensions and their call sites */
	StandardMoment moment;		/* in which they were found */
	text	   *family;
	int			ndimensions;
	Dimension  *dimensions;
} Profile;

/* A call of grade() or score() that passes on what profile() was given. */
static void
make_call(Dimension *dimension, FunctionCallInfo fcinfo)
{
	FuncExpr   *mine = castNode(FuncExpr, fcinfo->flinfo->fn_expr);
	Oid			types[3] = {TEXTOID, ANYOID, JSONBOID};
	Oid			function = function_of_schema(PUBLIC_SCHEMA, dimension->is_score ? "score" : "grade", 3, types);
	List	   *arguments = list_make3(makeConst(TEXTOID, -1, DEFAULT_COLLATION_OID, -1,
												 PointerGetDatum(dimension->standard), false, false),
									   list_nth(mine->args, CALL_ROW),
									   list_nth(mine->args, CALL_PARAMETERS));
	FuncExpr   *call = makeFuncExpr(function, dimension->is_score ? NUMERICOID : TEXTOID, arguments,
									InvalidOid, InvalidOid, COERCE_EXPLICIT_CALL);

	fmgr_info_cxt(function, &dimension->function, CurrentMemoryContext);
	fmgr_info_set_expr((Node *) call, &dimension->function);
}

static void
find_dimensions(Profile *profile, FunctionCallInfo fcinfo, text *family)
{
	Snapshot	snapshot = GetActiveSnapshot();
	DateADT		date = standard_evaluation_date();
	MemoryContext old;
	List	   *names;
	ListCell   *lc;

	memset(&profile->moment, 0, sizeof(profile->moment));
	MemoryContextReset(profile->context);
	old = MemoryContextSwitchTo(profile->context);
	names = standard_family(family, date, snapshot);
	profile->family = (text *) DatumGetTextPCopy(PointerGetDatum(family));
	profile->ndimensions = list_length(names);
	profile->dimensions = palloc0(sizeof(Dimension) * Max(profile->ndimensions, 1));
	foreach(lc, names)
	{
		Dimension  *dimension = &profile->dimensions[foreach_current_index(lc)];
		const Rubric *rubric;

		dimension->standard = lfirst(lc);
		dimension->key = VARSIZE_ANY_EXHDR(dimension->standard) == VARSIZE_ANY_EXHDR(family) ?
			pstrdup("grade") :
			text_to_cstring(dimension->standard) + VARSIZE_ANY_EXHDR(family) + 1;
		rubric = rubric_acquire(standard_resolve(dimension->standard, date, snapshot), profile->context);
		dimension->is_score = rubric->labels == NIL;
		make_call(dimension, fcinfo);
	}
	MemoryContextSwitchTo(old);
	standard_moment_take(&profile->moment);
}

static JsonbValue
call_dimension(Dimension *dimension, FunctionCallInfo fcinfo)
{
	LOCAL_FCINFO(call, 3);
	JsonbValue	result = {.type = jbvNull};
	Datum		value;

	InitFunctionCallInfoData(*call, &dimension->function, 3, InvalidOid, NULL, NULL);
	call->args[CALL_SOURCE].value = PointerGetDatum(dimension->standard);
	call->args[CALL_SOURCE].isnull = false;
	call->args[CALL_ROW] = fcinfo->args[CALL_ROW];
	call->args[CALL_PARAMETERS] = fcinfo->args[CALL_PARAMETERS];
	value = FunctionCallInvoke(call);
	if (call->isnull)
		return result;
	if (dimension->is_score)
	{
		result.type = jbvNumeric;
		result.val.numeric = DatumGetNumeric(value);
	}
	else
	{
		result.type = jbvString;
		result.val.string.val = VARDATA_ANY(DatumGetPointer(value));
		result.val.string.len = VARSIZE_ANY_EXHDR(DatumGetPointer(value));
	}
	return result;
}

PG_FUNCTION_INFO_V1(standard_profile);

Datum
standard_profile(PG_FUNCTION_ARGS)
{
	Profile    *profile = fcinfo->flinfo->fn_extra;
	JsonbInState state = {0};
	text	   *family;

	if (PG_ARGISNULL(CALL_SOURCE))
		PG_RETURN_NULL();
	family = PG_GETARG_TEXT_PP(CALL_SOURCE);
	if (profile == NULL)
	{
		/* a fast-path function call brings no expression */
		if (!OidIsValid(get_fn_expr_argtype(fcinfo->flinfo, CALL_ROW)))
			ereport(ERROR,
					(errcode(ERRCODE_DATATYPE_MISMATCH),
					 errmsg("could not determine the type of the row")));
		profile = MemoryContextAllocZero(fcinfo->flinfo->fn_mcxt, sizeof(Profile));
		profile->context = AllocSetContextCreate(fcinfo->flinfo->fn_mcxt, "customer_grade profile",
												 ALLOCSET_SMALL_SIZES);
		fcinfo->flinfo->fn_extra = profile;
	}
	if (!standard_moment_is_now(&profile->moment) || !same_text(family, profile->family))
		find_dimensions(profile, fcinfo, family);

	push_jsonb_value(&state, WJB_BEGIN_OBJECT, NULL);
	for (int i = 0; i < profile->ndimensions; i++)
	{
		Dimension  *dimension = &profile->dimensions[i];
		JsonbValue	key = {.type = jbvString};
		JsonbValue	value = call_dimension(dimension, fcinfo);

		key.val.string.val = dimension->key;
		key.val.string.len = strlen(dimension->key);
		push_jsonb_value(&state, WJB_KEY, &key);
		push_jsonb_value(&state, WJB_VALUE, &value);
	}
	push_jsonb_value(&state, WJB_END_OBJECT, NULL);
	PG_RETURN_JSONB_P(JsonbValueToJsonb(state.result));
}
