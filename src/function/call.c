/*
 * call.c
 *		grade(), score(), rank(), assess(): the functions and their call sites.
 *
 * Each function has four variants: the rubric is given itself or by the name
 * of a standard, and the row comes whole or as the columns that the planner
 * picked out of it (support.c).  The four share one C function.  Which of them
 * is called is read once from the catalog and kept in a CallSite in fn_extra,
 * with everything else that does not change from row to row.
 */
#include "postgres.h"

#include "access/htup_details.h"
#include "catalog/pg_proc.h"
#include "catalog/pg_type.h"
#include "executor/tuptable.h"
#include "funcapi.h"
#include "miscadmin.h"
#include "nodes/primnodes.h"
#include "utils/acl.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/fmgrprotos.h"
#include "utils/lsyscache.h"
#include "utils/syscache.h"
#include "utils/typcache.h"

#include "compat.h"
#include "analysis/advise_ways.h"
#include "function/call.h"
#include "standard/standard.h"
#include "text.h"

/* How the second argument brings the row. */
typedef enum RowForm
{
	ROW_COMPOSITE,
	ROW_JSONB,
	ROW_JSON,					/* json or text: read as jsonb */
	ROW_LITERAL					/* an untyped literal: the same, but a cstring */
} RowForm;

struct CallSite
{
	Grader		grader;
	bool		by_name;		/* the source is a standard's name */
	bool		as_columns;
	bool		source_constant;	/* the same in all rows */
	bool		parameters_constant;
	bool		names_constant;
	int			parameters_argument;
	RowForm		form;
	bool		source_known;	/* a rubric that is the same in all rows, and the grader has it */
	text	   *name;			/* by name: the one resolved */
	StandardMoment moment;
	DateADT		date;			/* by name: the evaluation date */
	Jsonb	   *parameters;		/* those the program has; NULL: none given */
	bool		parameters_set;
	uint64		row_type;		/* identity of the composite type bound */
	TypeCacheEntry *type;		/* of a named one */
	TupleTableSlot *slot;		/* takes a row apart */
	TupleDesc	result;			/* of a function that returns a row; NULL: not yet known */
	MemoryContext ways_context;
	Ways	   *ways;			/* NULL: not yet made for this program and its parameters */
	bool		steady;			/* all is ready, and only columns can differ from row to row */
};

/* ---------------------------------------------------------------- call site */

/*
 * The planner's rewriting must not bypass the privileges on the function that
 * the user called: F_columns asks for EXECUTE on F.
 */
static void
check_execute_right(Form_pg_proc columns_function)
{
	Oid			types[3] = {columns_function->proargtypes.values[CALL_SOURCE], ANYOID, JSONBOID};
	char	   *name = pstrdup(NameStr(columns_function->proname));
	Oid			function;

	name[strlen(name) - strlen(COLUMNS_SUFFIX)] = '\0';
	function = find_function_of_schema(PUBLIC_SCHEMA, name, 3, types);
	if (!OidIsValid(function))
		function = function_of_schema(INTERNAL_SCHEMA, name, 3, types);
	if (function_execute_check(function) != ACLCHECK_OK)
		aclcheck_error(ACLCHECK_NO_PRIV, OBJECT_FUNCTION, name);
}

/* The last jsonb behind the row. */
static int
find_parameters(Form_pg_proc function)
{
	int			argument = function->pronargs - 1;

	while (argument > CALL_ROW && function->proargtypes.values[argument] != JSONBOID)
		argument--;
	return argument;
}

static RowForm
row_form(FmgrInfo *flinfo)
{
	Oid			type = get_fn_expr_argtype(flinfo, CALL_ROW);
	Oid			base = OidIsValid(type) ? getBaseType(type) : InvalidOid;

	if (base == JSONBOID)
		return ROW_JSONB;
	if (base == JSONOID || base == TEXTOID)
		return ROW_JSON;
	if (base == UNKNOWNOID)
		return ROW_LITERAL;
	if (OidIsValid(base) && type_is_rowtype(base))
		return ROW_COMPOSITE;
	ereport(ERROR,
			(errcode(ERRCODE_DATATYPE_MISMATCH),
			 OidIsValid(type) ?
			 errmsg("a value of type %s is not a row", format_type_be(type)) :
			 errmsg("could not determine the type of the row"),
			 errhint("Give a row of a table, a typed ROW(...), jsonb or json.")));
}

/*
 * Is the argument a constant?  A parameter is not one: PL/pgSQL keeps a call
 * site for the whole transaction, with another value in its variable each
 * time.
 */
static bool
argument_is_constant(FmgrInfo *flinfo, int argument)
{
	List	   *arguments;

	if (flinfo->fn_expr == NULL || !IsA(flinfo->fn_expr, FuncExpr))
		return false;
	arguments = ((FuncExpr *) flinfo->fn_expr)->args;
	return argument < list_length(arguments) && IsA(list_nth(arguments, argument), Const);
}

static CallSite *
make_call_site(FunctionCallInfo fcinfo, Goal goal)
{
	FmgrInfo   *flinfo = fcinfo->flinfo;
	MemoryContext old = MemoryContextSwitchTo(flinfo->fn_mcxt);
	CallSite   *site = palloc0(sizeof(CallSite));
	HeapTuple	tuple = SearchSysCache1(PROCOID, ObjectIdGetDatum(flinfo->fn_oid));
	Form_pg_proc function;

	if (!HeapTupleIsValid(tuple))
		elog(ERROR, "cache lookup failed for function %u", flinfo->fn_oid);
	function = (Form_pg_proc) GETSTRUCT(tuple);
	site->by_name = function->proargtypes.values[CALL_SOURCE] == TEXTOID;
	site->as_columns = OidIsValid(function->provariadic);
	if (site->as_columns)
		check_execute_right(function);
	site->parameters_argument = site->as_columns ? COLUMNS_PARAMETERS : find_parameters(function);
	ReleaseSysCache(tuple);

	site->source_constant = argument_is_constant(flinfo, CALL_SOURCE);
	site->parameters_constant = argument_is_constant(flinfo, site->parameters_argument);
	if (site->as_columns)
	{
		if (get_fn_expr_variadic(flinfo))
			ereport(ERROR,
					(errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
					 errmsg("columns cannot be given as a VARIADIC array")));
		site->names_constant = argument_is_constant(flinfo, COLUMNS_NAMES);
	}
	else
		site->form = row_form(flinfo);
	grader_init(&site->grader, flinfo->fn_mcxt, goal);
	MemoryContextSwitchTo(old);
	return site;
}

/* The rubric of the standard that this call names; true: it differs from the last one. */
static bool
take_standard(CallSite *site, FunctionCallInfo fcinfo)
{
	MemoryContext old;
	text	   *name;
	text	   *rubric;
	bool		is_new;
	bool		pushed = false;

	if (site->source_constant && standard_moment_is_now(&site->moment))
		return false;
	name = PG_GETARG_TEXT_PP(CALL_SOURCE);
	if (standard_moment_is_now(&site->moment) && same_text(name, site->name))
		return false;

	/* whatever fails below, the name must be resolved again */
	memset(&site->moment, 0, sizeof(site->moment));
	site->parameters_set = false;	/* one of them may be as_of */
	if (!ActiveSnapshotSet())
	{
		PushActiveSnapshot(GetTransactionSnapshot());
		pushed = true;
	}
	site->date = standard_evaluation_date();
	rubric = standard_used(name, site->date, GetActiveSnapshot());
	is_new = grader_set_rubric(&site->grader, rubric);
	pfree(rubric);

	if (site->name)
		pfree(site->name);
	old = MemoryContextSwitchTo(fcinfo->flinfo->fn_mcxt);
	site->name = cstring_to_text_with_len(VARDATA_ANY(name), VARSIZE_ANY_EXHDR(name));
	MemoryContextSwitchTo(old);
	standard_moment_take(&site->moment);
	if (pushed)
		PopActiveSnapshot();
	return is_new;
}

/* The rubric of this call; false: null. */
static bool
take_rubric(CallSite *site, FunctionCallInfo fcinfo)
{
	bool		is_new;

	if (PG_ARGISNULL(CALL_SOURCE))
		return false;
	if (site->source_known)
		return true;

	if (site->by_name)
		is_new = take_standard(site, fcinfo);
	else
	{
		is_new = grader_set_rubric(&site->grader, PG_GETARG_TEXT_PP(CALL_SOURCE));
		site->source_known = site->source_constant;
	}
	if (is_new)
	{
		site->parameters_set = false;
		site->row_type = 0;
	}
	return true;
}

/* Give the program the parameters of this call; after a fault the next call tries again. */
static const Fault *
take_parameters(CallSite *site, FunctionCallInfo fcinfo)
{
	const Fault *fault;
	int			argument = site->parameters_argument;
	Jsonb	   *parameters = NULL;

	if (site->parameters_set && site->parameters_constant)
		return NULL;
	if (fcinfo->nargs > argument && !PG_ARGISNULL(argument))
		parameters = PG_GETARG_JSONB_P(argument);
	if (site->parameters_set &&
		(parameters == NULL) == (site->parameters == NULL) &&
		(parameters == NULL ||
		 (VARSIZE(parameters) == VARSIZE(site->parameters) &&
		  memcmp(parameters, site->parameters, VARSIZE(parameters)) == 0)))
		return NULL;

	site->parameters_set = false;
	site->ways = NULL;
	fault = program_set_parameters(site->grader.program, parameters, site->by_name ? &site->date : NULL);
	if (fault)
		return fault;
	if (site->parameters)
		pfree(site->parameters);
	site->parameters = NULL;
	if (parameters)
	{
		site->parameters = MemoryContextAlloc(fcinfo->flinfo->fn_mcxt, VARSIZE(parameters));
		memcpy(site->parameters, parameters, VARSIZE(parameters));
	}
	site->parameters_set = true;
	return NULL;
}

/* -------------------------------------------------------------------- rows */

/* The program is ready: what else than the row does it ask for? */
static void
take_treatments(CallSite *site, FunctionCallInfo fcinfo)
{
	if (site->grader.goal == GOAL_TREAT)
		program_hold(site->grader.program, call_treatments(fcinfo, site->grader.rubric));
}

/* The column names of an F_columns call to the grader. */
static void
bind_columns(CallSite *site, FunctionCallInfo fcinfo)
{
	Datum	   *elements;
	bool	   *nulls;
	int			nnames;
	int			ncolumns = PG_NARGS() - COLUMNS_FIRST;
	char	  **names;
	Oid		   *types;

	if (PG_ARGISNULL(COLUMNS_NAMES))
		ereport(ERROR,
				(errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED),
				 errmsg("the list of columns must not be null")));
	deconstruct_array(PG_GETARG_ARRAYTYPE_P(COLUMNS_NAMES), TEXTOID, -1, false, TYPALIGN_INT,
					  &elements, &nulls, &nnames);
	if (nnames < ncolumns)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("%d columns are given, but only %d are named", ncolumns, nnames)));
	names = palloc(sizeof(char *) * Max(nnames, 1));
	types = palloc(sizeof(Oid) * Max(ncolumns, 1));
	for (int i = 0; i < nnames; i++)
	{
		if (nulls[i])
			ereport(ERROR,
					(errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED),
					 errmsg("the name of a column must not be null")));
		names[i] = TextDatumGetCString(elements[i]);
	}
	for (int i = 0; i < ncolumns; i++)
	{
		types[i] = get_fn_expr_argtype(fcinfo->flinfo, COLUMNS_FIRST + i);
		if (!OidIsValid(types[i]))
			ereport(ERROR,
					(errcode(ERRCODE_INDETERMINATE_DATATYPE),
					 errmsg("could not determine the type of column \"%s\"", names[i])));
	}
	grader_bind_columns(&site->grader, ncolumns, nnames, names, types, site->by_name);
	site->parameters_set = false;
}

static void
run_columns(CallSite *site, FunctionCallInfo fcinfo, Outcome *outcome)
{
	const Fault *fault;

	if (site->grader.program == NULL || !site->names_constant)
		bind_columns(site, fcinfo);
	fault = take_parameters(site, fcinfo);
	if (fault)
	{
		outcome_refuse(outcome, fault);
		return;
	}
	site->steady = site->source_constant && site->parameters_constant && site->names_constant;
	program_run(site->grader.program, &fcinfo->args[COLUMNS_FIRST], outcome);
}

/* A number that changes whenever a type's columns change. */
static uint64
row_type(CallSite *site, Oid type, int32 typmod)
{
	if (type != RECORDOID && (site->type == NULL || site->type->type_id != type))
		site->type = lookup_type_cache(type, TYPECACHE_TUPDESC);
	if (type != RECORDOID && site->type->tupDesc_identifier != 0)
		return site->type->tupDesc_identifier;
	return assign_record_type_identifier(type, typmod);
}

static void
bind_composite(CallSite *site, Oid type, int32 typmod)
{
	TupleDesc	tupdesc = lookup_rowtype_tupdesc(type, typmod);
	MemoryContext old;

	site->row_type = 0;
	grader_bind_row(&site->grader, tupdesc);
	old = MemoryContextSwitchTo(site->grader.bound);
	site->slot = MakeSingleTupleTableSlot(CreateTupleDescCopy(tupdesc), &TTSOpsHeapTuple);
	MemoryContextSwitchTo(old);
	ReleaseTupleDesc(tupdesc);
	site->parameters_set = false;
}

static void
run_composite(CallSite *site, FunctionCallInfo fcinfo, Outcome *outcome)
{
	HeapTupleHeader header = PG_GETARG_HEAPTUPLEHEADER(CALL_ROW);
	Oid			type = HeapTupleHeaderGetTypeId(header);
	int32		typmod = HeapTupleHeaderGetTypMod(header);
	uint64		identity = row_type(site, type, typmod);
	HeapTupleData tuple;
	const Fault *fault;

	if (site->grader.program == NULL || site->row_type != identity)
	{
		bind_composite(site, type, typmod);
		site->row_type = identity;
	}
	fault = take_parameters(site, fcinfo);
	if (fault)
	{
		outcome_refuse(outcome, fault);
		return;
	}
	take_treatments(site, fcinfo);
	tuple.t_len = HeapTupleHeaderGetDatumLength(header);
	ItemPointerSetInvalid(&tuple.t_self);
	tuple.t_tableOid = InvalidOid;
	tuple.t_data = header;
	ExecStoreHeapTuple(&tuple, site->slot, false);
	grader_run_slot(&site->grader, site->slot, outcome);
	ExecClearTuple(site->slot);
}

static void
run_json(CallSite *site, FunctionCallInfo fcinfo, Outcome *outcome)
{
	Jsonb	   *document;
	const Fault *fault;

	if (site->form == ROW_JSONB)
		document = PG_GETARG_JSONB_P(CALL_ROW);
	else
	{
		char	   *string = site->form == ROW_LITERAL ? PG_GETARG_CSTRING(CALL_ROW) :
			text_to_cstring(PG_GETARG_TEXT_PP(CALL_ROW));

		document = DatumGetJsonbP(DirectFunctionCall1(jsonb_in, CStringGetDatum(string)));
	}
	if (site->grader.program == NULL)
	{
		grader_bind_json(&site->grader);
		site->parameters_set = false;
	}
	fault = take_parameters(site, fcinfo);
	if (fault)
	{
		outcome_refuse(outcome, fault);
		return;
	}
	take_treatments(site, fcinfo);
	grader_run_json(&site->grader, document, outcome);
}

static pg_noinline Grader *
evaluate_unsteady(FunctionCallInfo fcinfo, Goal goal, Outcome *outcome)
{
	CallSite   *site = fcinfo->flinfo->fn_extra;

	if (site == NULL)
	{
		site = make_call_site(fcinfo, goal);
		fcinfo->flinfo->fn_extra = site;
	}
	site->steady = false;
	if (!take_rubric(site, fcinfo))
		return NULL;

	if (site->as_columns ?
		(PG_ARGISNULL(COLUMNS_ROW_EXISTS) || !PG_GETARG_BOOL(COLUMNS_ROW_EXISTS)) :
		PG_ARGISNULL(CALL_ROW))
	{
		outcome_set_ungraded(outcome, REASON_NO_ROW, 0);
		return &site->grader;
	}

	if (site->as_columns)
		run_columns(site, fcinfo, outcome);
	else if (site->form == ROW_COMPOSITE)
		run_composite(site, fcinfo, outcome);
	else
		run_json(site, fcinfo, outcome);
	return &site->grader;
}

/*
 * Evaluate the row of this call, which may be refused, with a shortcut for all
 * rows of a query but the first.  NULL: the rubric or standard is null.
 */
static inline Grader *
evaluate(FunctionCallInfo fcinfo, Goal goal, Outcome *outcome)
{
	CallSite   *site = fcinfo->flinfo->fn_extra;

	if (unlikely(site == NULL || !site->steady) ||
		(site->by_name && !standard_moment_is_now(&site->moment)) ||
		PG_ARGISNULL(COLUMNS_ROW_EXISTS) || !PG_GETARG_BOOL(COLUMNS_ROW_EXISTS))
		return evaluate_unsteady(fcinfo, goal, outcome);
	program_run(site->grader.program, &fcinfo->args[COLUMNS_FIRST], outcome);
	return &site->grader;
}

static inline Grader *
evaluate_or_throw(FunctionCallInfo fcinfo, Goal goal, Outcome *outcome)
{
	Grader	   *grader = evaluate(fcinfo, goal, outcome);

	if (grader != NULL)
		outcome_throw_refused(outcome);
	return grader;
}

Grader *
call_evaluate(FunctionCallInfo fcinfo, Goal goal, Outcome *outcome)
{
	return evaluate_or_throw(fcinfo, goal, outcome);
}

Grader *
call_evaluate_softly(FunctionCallInfo fcinfo, Goal goal, Outcome *outcome)
{
	return evaluate(fcinfo, goal, outcome);
}

/* The columns of the metrics; a row of JSON has none. */
static AxisColumn *
metric_columns(const CallSite *site)
{
	const Grader *grader = &site->grader;
	AxisColumn *columns = palloc0(sizeof(AxisColumn) * Max(grader->nmetrics, 1));
	TupleDesc	desc = site->form == ROW_COMPOSITE ? site->slot->tts_tupleDescriptor : NULL;

	for (int i = 0; desc != NULL && i < grader->nmetrics; i++)
	{
		if (grader->columns[i] > 0)
		{
			Form_pg_attribute attribute = TupleDescAttr(desc, grader->columns[i] - 1);

			columns[i].type = attribute->atttypid;
			columns[i].typmod = attribute->atttypmod;
		}
	}
	return columns;
}

Ways *
call_ways(FunctionCallInfo fcinfo)
{
	CallSite   *site = fcinfo->flinfo->fn_extra;
	MemoryContext old;

	if (site->ways)
		return site->ways;
	if (site->ways_context == NULL)
		site->ways_context = AllocSetContextCreate(fcinfo->flinfo->fn_mcxt, "customer_grade ways", ALLOCSET_SMALL_SIZES);
	MemoryContextReset(site->ways_context);
	old = MemoryContextSwitchTo(site->ways_context);
	site->ways = ways_make(site->grader.program, metric_columns(site));
	MemoryContextSwitchTo(old);
	return site->ways;
}

TupleDesc
call_result_desc(FunctionCallInfo fcinfo)
{
	CallSite   *site = fcinfo->flinfo->fn_extra;

	if (site->result == NULL)
	{
		MemoryContext old = MemoryContextSwitchTo(fcinfo->flinfo->fn_mcxt);

		if (get_call_result_type(fcinfo, NULL, &site->result) != TYPEFUNC_COMPOSITE)
			elog(ERROR, "return type must be a row type");
		site->result = BlessTupleDesc(CreateTupleDescCopy(site->result));
		MemoryContextSwitchTo(old);
	}
	return site->result;
}

/* --------------------------------------------------------------- functions */

void
call_require_grades(const Grader *grader)
{
	if (grader->shared->labels == NIL)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("the rubric has no grades"),
				 errhint("It gives a score only: call score().")));
}

PG_FUNCTION_INFO_V1(rubric_grade);

Datum
rubric_grade(PG_FUNCTION_ARGS)
{
	Outcome		outcome;
	Grader	   *grader = evaluate_or_throw(fcinfo, GOAL_GRADE, &outcome);

	if (grader == NULL)
		PG_RETURN_NULL();
	if (outcome.label >= 0)
		return grader->labels[outcome.label];
	call_require_grades(grader);
	PG_RETURN_NULL();
}

PG_FUNCTION_INFO_V1(rubric_rank);

Datum
rubric_rank(PG_FUNCTION_ARGS)
{
	Outcome		outcome;
	Grader	   *grader = evaluate_or_throw(fcinfo, GOAL_GRADE, &outcome);
	int			rank = 0;

	if (grader == NULL)
		PG_RETURN_NULL();
	if (outcome.label >= 0)
		rank = rubric_label(grader->shared, outcome.label)->rank;
	else
		call_require_grades(grader);
	if (rank == 0)
		PG_RETURN_NULL();
	PG_RETURN_INT16(rank);
}

PG_FUNCTION_INFO_V1(rubric_score);

Datum
rubric_score(PG_FUNCTION_ARGS)
{
	Outcome		outcome;
	Grader	   *grader = evaluate_or_throw(fcinfo, GOAL_SCORE, &outcome);
	Datum		score;
	bool		isnull;

	if (grader == NULL)
		PG_RETURN_NULL();
	if (!rubric_has_score(grader->shared))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("the rubric has no score"),
				 errhint("A score needs criterion statements or score = ....")));
	if (outcome.reason == REASON_NO_ROW)
		PG_RETURN_NULL();
	score = program_score(grader->program, &outcome, &isnull);
	if (isnull)
		PG_RETURN_NULL();
	return score;
}

PG_FUNCTION_INFO_V1(rubric_assess);

Datum
rubric_assess(PG_FUNCTION_ARGS)
{
	Outcome		outcome;
	Grader	   *grader = evaluate(fcinfo, GOAL_ASSESS, &outcome);
	Datum		values[6] = {0};
	bool		nulls[6] = {true, true, true, true, true, true};
	char	   *reason;

	if (grader == NULL)
		PG_RETURN_NULL();
	if (outcome.label >= 0)
	{
		int			rank = rubric_label(grader->shared, outcome.label)->rank;

		values[0] = grader->labels[outcome.label];
		nulls[0] = false;
		values[1] = Int16GetDatum(rank);
		nulls[1] = rank == 0;
		values[3] = Int32GetDatum(outcome.rule + 1);
		nulls[3] = false;
	}
	if (outcome.reason == REASON_NO_ROW || outcome.reason == REASON_REFUSED)
		reason = program_reason(NULL, &outcome);
	else
	{
		values[2] = program_score(grader->program, &outcome, &nulls[2]);
		/* that a rubric without grades gives no grade is no failure */
		if (grader->shared->labels != NIL || outcome.reason != REASON_GRADED)
			reason = program_reason(grader->program, &outcome);
		else
			reason = nulls[2] ? program_score_reason(grader->program) : NULL;
	}
	if (outcome.adjusted != ADJUSTED_NO)
	{
		values[4] = CStringGetTextDatum(outcome.adjusted == ADJUSTED_CAP ? "cap" : "floor");
		nulls[4] = false;
	}
	if (reason)
	{
		values[5] = CStringGetTextDatum(reason);
		nulls[5] = false;
	}
	PG_RETURN_DATUM(HeapTupleGetDatum(heap_form_tuple(call_result_desc(fcinfo), values, nulls)));
}
