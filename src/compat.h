/*
 * compat.h
 *		The only file that looks at PG_VERSION_NUM: PostgreSQL 13 to 19.
 */
#ifndef COMPAT_H
#define COMPAT_H

#include "postgres.h"

#include "fmgr.h"
#include "nodes/parsenodes.h"
#include "nodes/primnodes.h"

/* varlena macros moved out of postgres.h in 16 */
#if PG_VERSION_NUM >= 160000
#include "varatt.h"
#endif

/*
 * The operators of numeric that return NULL instead of raising an error; since
 * 19 in another way.
 */
#include "utils/numeric.h"
#if PG_VERSION_NUM >= 190000
#include "nodes/miscnodes.h"
typedef Numeric (*NumericOperation) (Numeric a, Numeric b, Node *escontext);
static inline Numeric
numeric_or_null(NumericOperation operation, Numeric a, Numeric b)
{
	ErrorSaveContext context = {.type = T_ErrorSaveContext};

	return operation(a, b, (Node *) &context);
}
#else
typedef Numeric (*NumericOperation) (Numeric a, Numeric b, bool *have_error);
static inline Numeric
numeric_or_null(NumericOperation operation, Numeric a, Numeric b)
{
	bool		failed = false;
	Numeric		result = operation(a, b, &failed);

	return failed ? NULL : result;
}
#define numeric_add_safe numeric_add_opt_error
#define numeric_sub_safe numeric_sub_opt_error
#define numeric_mul_safe numeric_mul_opt_error
#define numeric_div_safe numeric_div_opt_error
#endif

/* numeric has infinity since 14 */
#define NUMERIC_HAS_INFINITY (PG_VERSION_NUM >= 140000)

/* since 14 */
#ifndef PG_GETARG_TRANSACTIONID
#define PG_GETARG_TRANSACTIONID(n) DatumGetTransactionId(PG_GETARG_DATUM(n))
#endif

/* a server built by gcc names gcc's own attribute */
#ifdef __clang__
#undef PG_PRINTF_ATTRIBUTE
#define PG_PRINTF_ATTRIBUTE printf
#endif

/* stands before a declaration: since 18 */
#if PG_VERSION_NUM < 180000
#define pg_noreturn pg_attribute_noreturn()
#endif

/* soft errors of input functions: since 16; before, every error is hard */
#if PG_VERSION_NUM >= 160000
#include "nodes/miscnodes.h"
#else
#define ereturn(context, result, ...) \
	do { (void) (context); ereport(ERROR, __VA_ARGS__); return result; } while (0)
#endif

/* an outer join above this Var may make its whole row null */
#if PG_VERSION_NUM >= 160000
#include "nodes/bitmapset.h"
#define VAR_TELLS_NULLING true
#define var_may_be_nulled(var) (!bms_is_empty((var)->varnullingrels))
#else
#define VAR_TELLS_NULLING false
#define var_may_be_nulled(var) false
#endif

/* RETURNING old.* and new.*: since 18 */
#if PG_VERSION_NUM >= 180000
#define var_is_plain(var) ((var)->varreturningtype == VAR_RETURNING_DEFAULT)
#else
#define var_is_plain(var) true
#endif

/* names of catalog indexes were in a header of their own */
#if PG_VERSION_NUM < 140000
#include "catalog/indexing.h"
#endif

/* the transaction of this backend: see standard.h, which includes storage/proc.h */
#if PG_VERSION_NUM >= 170000
#define my_local_transaction_id() (MyProc->vxid.lxid)
#else
#define my_local_transaction_id() (MyProc->lxid)
#endif

/* DETACH PARTITION ... CONCURRENTLY, which FINALIZE ends if it is interrupted: since 14 */
#if PG_VERSION_NUM >= 140000
#define is_being_detached(inherits) ((inherits)->inhdetachpending)
#else
#define AT_DetachPartitionFinalize AT_DetachPartition
#define is_being_detached(inherits) false
#endif

/* memory for what a check hook hands to its assign hook */
#if PG_VERSION_NUM < 160000
#define guc_malloc(elevel, size) malloc(size)
#endif

/* since 14 */
#if PG_VERSION_NUM < 140000
#include "nodes/pg_list.h"
#define list_make5(a, b, c, d, e) lappend(list_make4(a, b, c, d), e)
#endif

/* refuse unknown settings of this prefix; before 15, warn of those already set */
#if PG_VERSION_NUM < 150000
#define MarkGUCPrefixReserved(prefix) EmitWarningsOnPlaceholders(prefix)
#endif

/* 19 wants it for a TupleDesc that is made column by column. */
#if PG_VERSION_NUM < 190000
#define TupleDescFinalize(desc) ((void) 0)
#endif

/* the columns of a range table entry, dropped ones included, as names and Vars */
#if PG_VERSION_NUM >= 180000
#define expand_rte(rte, relation, names, vars) \
	expandRTE(rte, relation, 0, VAR_RETURNING_DEFAULT, -1, true, names, vars)
#else
#define expand_rte(rte, relation, names, vars) \
	expandRTE(rte, relation, 0, -1, true, names, vars)
#endif

/* the expressions of GROUP BY, where a range table entry stands for them: since 18 */
#if PG_VERSION_NUM >= 180000
#define rte_groups(rte) ((rte)->rtekind == RTE_GROUP ? (rte)->groupexprs : NIL)
#else
#define rte_groups(rte) ((List *) NIL)
#endif

/* the caller's EXECUTE right on a function */
#if PG_VERSION_NUM >= 160000
#include "catalog/pg_proc.h"
#include "utils/acl.h"
#define function_execute_check(function) \
	object_aclcheck(ProcedureRelationId, function, GetUserId(), ACL_EXECUTE)
#else
#include "utils/acl.h"
#define function_execute_check(function) \
	pg_proc_aclcheck(function, GetUserId(), ACL_EXECUTE)
#endif

/* set-returning functions that fill a tuplestore: since 15 */
#if PG_VERSION_NUM < 150000
#include "funcapi.h"
#include "miscadmin.h"
#include "utils/tuplestore.h"
static inline void
InitMaterializedSRF(FunctionCallInfo fcinfo, bits32 flags)
{
	ReturnSetInfo *result = (ReturnSetInfo *) fcinfo->resultinfo;
	MemoryContext old;
	TupleDesc	tupdesc;

	(void) flags;
	if (result == NULL || !IsA(result, ReturnSetInfo) ||
		!(result->allowedModes & SFRM_Materialize))
		ereport(ERROR,
				(errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
				 errmsg("set-valued function called in context that cannot accept a set")));
	old = MemoryContextSwitchTo(result->econtext->ecxt_per_query_memory);
	if (get_call_result_type(fcinfo, NULL, &tupdesc) != TYPEFUNC_COMPOSITE)
		elog(ERROR, "return type must be a row type");
	result->returnMode = SFRM_Materialize;
	result->setResult =
		tuplestore_begin_heap((result->allowedModes & SFRM_Materialize_Random) != 0, false, work_mem);
	result->setDesc = tupdesc;
	MemoryContextSwitchTo(old);
}
#endif

/* the next sorted value, copied; since 16 the caller says so */
#if PG_VERSION_NUM >= 160000
#define sort_getdatum(sort, value, isnull) \
	tuplesort_getdatum(sort, true, true, value, isnull, NULL)
#else
#define sort_getdatum(sort, value, isnull) \
	tuplesort_getdatum(sort, true, value, isnull, NULL)
#endif

/* building a jsonb value: since 19 the state has its result */
#if PG_VERSION_NUM >= 190000
#define push_jsonb_value(state, token, value) pushJsonbValue(state, token, value)
#else
#include "utils/jsonb.h"
typedef struct JsonbInState
{
	JsonbValue *result;
	JsonbParseState *parseState;
} JsonbInState;
#define push_jsonb_value(state, token, value) \
	((state)->result = pushJsonbValue(&(state)->parseState, token, value))
#endif

/* the index of a primary key that is not deferrable */
#if PG_VERSION_NUM >= 180000
#define relation_primary_key_index(relation) RelationGetPrimaryKeyIndex(relation, false)
#else
#define relation_primary_key_index(relation) RelationGetPrimaryKeyIndex(relation)
#endif

/* a scan of an index that has no ordering operators */
#if PG_VERSION_NUM >= 190000
#define index_begin_scan(table, index, snapshot, nkeys) index_beginscan(table, index, snapshot, NULL, nkeys, 0, SO_NONE)
#elif PG_VERSION_NUM >= 180000
#define index_begin_scan(table, index, snapshot, nkeys) index_beginscan(table, index, snapshot, NULL, nkeys, 0)
#else
#define index_begin_scan(table, index, snapshot, nkeys) index_beginscan(table, index, snapshot, nkeys, 0)
#endif

/* what a row trigger would need that finds its row changed */
#if PG_VERSION_NUM >= 160000
#define eval_plan_qual_init(state, estate) EvalPlanQualInit(state, estate, NULL, NIL, -1, NIL)
#else
#define eval_plan_qual_init(state, estate) EvalPlanQualInit(state, estate, NULL, NIL, -1)
#endif

/* before 14 the table is in the state */
#if PG_VERSION_NUM >= 140000
#define exec_simple_relation_update(target, estate, recheck, old_row, new_row) \
	ExecSimpleRelationUpdate(target, estate, recheck, old_row, new_row)
#define exec_simple_relation_insert(target, estate, row)	ExecSimpleRelationInsert(target, estate, row)
#else
#define exec_simple_relation_update(target, estate, recheck, old_row, new_row) \
	((estate)->es_result_relation_info = (target), ExecSimpleRelationUpdate(estate, recheck, old_row, new_row))
#define exec_simple_relation_insert(target, estate, row) \
	((estate)->es_result_relation_info = (target), ExecSimpleRelationInsert(estate, row))
#endif

/* joined columns as those of the tables that they come from */
#if PG_VERSION_NUM >= 160000
#define flatten_join_columns(query, node) flatten_join_alias_vars(NULL, query, node)
#else
#define flatten_join_columns(query, node) flatten_join_alias_vars(query, node)
#endif

/* generated columns that are computed when they are read: since 18 */
#if PG_VERSION_NUM < 180000
#define ATTRIBUTE_GENERATED_VIRTUAL 'v'
#endif

#endif							/* COMPAT_H */
