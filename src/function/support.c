/*
 * support.c
 *		Planner support: a call with a whole row becomes a call with just the
 *		columns that the rubric reads.
 *
 * Building the whole row costs more than grading it.  For every metric a
 * FieldSelect of the row is given to eval_const_expressions(), which turns
 * it into a plain column where it can; where it cannot, the call stays as it
 * is.  The answer must be the same either way:
 *
 * - a row that an outer join may make null gives null, but its columns would
 *   look like a row of nulls; so "tableoid is not null" goes along, or, where
 *   there is no such column, the call stays;
 * - a standard's name passes the metrics of all its versions, since it is not
 * known yet which will be in force, and the registry is added to what
 *   invalidates the plan;
 * - F_columns has the volatility of F, and asks for EXECUTE on F.
 */
#include "postgres.h"

#include "access/sysattr.h"
#include "catalog/namespace.h"
#include "catalog/pg_class.h"
#include "catalog/pg_collation.h"
#include "catalog/pg_proc.h"
#include "catalog/pg_type.h"
#include "funcapi.h"
#include "nodes/makefuncs.h"
#include "nodes/nodeFuncs.h"
#include "nodes/pathnodes.h"
#include "nodes/supportnodes.h"
#include "optimizer/optimizer.h"
#include "parser/parse_relation.h"
#include "parser/parsetree.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/fmgroids.h"
#include "utils/lsyscache.h"
#include "utils/syscache.h"
#include "utils/typcache.h"

#include "compat.h"
#include "function/call.h"
#include "rubric/shared.h"
#include "standard/standard.h"

/* A column of the row, by name. */
typedef struct RowColumn
{
	AttrNumber	number;
	Oid			type;
	int32		typmod;
	Oid			collation;
} RowColumn;

Oid
find_function_of_schema(const char *schema, const char *name, int nargs, const Oid *types)
{
	oidvector  *vector = buildoidvector(types, nargs);

	return GetSysCacheOid3(PROCNAMEARGSNSP, Anum_pg_proc_oid,
						   CStringGetDatum(name), PointerGetDatum(vector),
						   ObjectIdGetDatum(get_namespace_oid(schema, false)));
}

Oid
function_of_schema(const char *schema, const char *name, int nargs, const Oid *types)
{
	Oid			function = find_function_of_schema(schema, name, nargs, types);

	if (!OidIsValid(function))
		ereport(ERROR,
				(errcode(ERRCODE_UNDEFINED_FUNCTION),
				 errmsg("function %s of the extension customer_grade does not exist", name),
				 errhint("Run ALTER EXTENSION customer_grade UPDATE, or reinstall the extension.")));
	return function;
}

/* ----------------------------------------------------------------- the row */

/* Is there a whole row inside of an EXISTS?  The context tells whether we are in one. */
static bool
exists_has_row(Node *node, void *context)
{
	bool	   *in_exists = context;
	bool		in_this = true;

	if (node == NULL)
		return false;
	if (IsA(node, Var))
		return *in_exists && ((Var *) node)->varattno == InvalidAttrNumber;
	if (IsA(node, Query))
		return query_tree_walker((Query *) node, exists_has_row, in_exists, 0);
	if (IsA(node, SubLink) && ((SubLink *) node)->subLinkType == EXISTS_SUBLINK)
		in_exists = &in_this;
	return expression_tree_walker(node, exists_has_row, in_exists);
}

/*
 * Is a Var of level zero one of the query that root is about?  The planner
 * also simplifies the condition of an EXISTS that may become a hashed
 * subplan, with the root of the query around it; it does so again, with the
 * right root, when it plans the EXISTS.
 */
static bool
root_is_of_vars(PlannerInfo *root)
{
	bool		in_exists = false;

	return root == NULL || !root->parse->hasSubLinks ||
		!(exists_has_row((Node *) root->parse, &in_exists) ||
		  exists_has_row((Node *) root->append_rel_list, &in_exists));
}

/* Could an outer join of this query make the whole row of a Var null? */
static bool
may_be_null_extended(PlannerInfo *root, const Var *var pg_attribute_unused())
{
	ListCell   *lc;

	if (VAR_TELLS_NULLING)
		return var_may_be_nulled(var);
	if (root == NULL)
		return false;
	foreach(lc, root->parse->rtable)
	{
		RangeTblEntry *rte = lfirst(lc);

		if (rte->rtekind == RTE_JOIN && rte->jointype != JOIN_INNER)
			return true;
	}
	return false;
}

/*
 * The expression that tells at run time whether the row exists; NULL where
 * none can.
 */
static Expr *
row_exists(PlannerInfo *root, Node *row)
{
	Var		   *var;
	RangeTblEntry *rte;
	NullTest   *test;

	if (IsA(row, RowExpr))
		return (Expr *) makeBoolConst(true, false);

	var = castNode(Var, row);
	if (!may_be_null_extended(root, var))
		return (Expr *) makeBoolConst(true, false);
	if (root == NULL)
		return NULL;

	rte = rt_fetch(var->varno, root->parse->rtable);
	if (rte->rtekind != RTE_RELATION ||
		(rte->relkind != RELKIND_RELATION &&
		 rte->relkind != RELKIND_PARTITIONED_TABLE &&
		 rte->relkind != RELKIND_MATVIEW))
		return NULL;
	var = copyObject(var);
	var->varattno = TableOidAttributeNumber;
	var->vartype = OIDOID;
	var->vartypmod = -1;
	var->varcollid = InvalidOid;
	test = makeNode(NullTest);
	test->arg = (Expr *) var;
	test->nulltesttype = IS_NOT_NULL;
	test->argisrow = false;
	test->location = -1;
	return (Expr *) test;
}

/* A column of a row of anonymous type: fields are its columns as expressions, in order. */
static bool
find_in_fields(List *names, List *fields, const char *name, RowColumn *column)
{
	ListCell   *lc;

	foreach(lc, names)
	{
		Node	   *field = list_nth(fields, foreach_current_index(lc));

		if (strcmp(strVal(lfirst(lc)), name) != 0)
			continue;
		column->number = foreach_current_index(lc) + 1;
		column->type = exprType(field);
		column->typmod = exprTypmod(field);
		column->collation = exprCollation(field);
		return true;
	}
	return false;
}

static bool
find_in_type(Oid type, const char *name, RowColumn *column)
{
	TupleDesc	tupdesc = lookup_rowtype_tupdesc(type, -1);
	bool		found = false;

	for (int i = 0; i < tupdesc->natts && !found; i++)
	{
		Form_pg_attribute attribute = TupleDescAttr(tupdesc, i);

		if (attribute->attisdropped || strcmp(NameStr(attribute->attname), name) != 0)
			continue;
		column->number = i + 1;
		column->type = attribute->atttypid;
		column->typmod = attribute->atttypmod;
		column->collation = attribute->attcollation;
		found = true;
	}
	ReleaseTupleDesc(tupdesc);
	return found;
}

/* The column of a row by name; false: it has none. */
static bool
find_column(PlannerInfo *root, Node *row, const char *name, RowColumn *column)
{
	Oid			type = exprType(row);
	List	   *names;
	List	   *fields;

	if (type != RECORDOID)
		return find_in_type(type, name, column);
	if (IsA(row, RowExpr))
	{
		names = ((RowExpr *) row)->colnames;
		fields = ((RowExpr *) row)->args;
	}
	else
	{
		int			relation = ((Var *) row)->varno;

		expand_rte(rt_fetch(relation, root->parse->rtable), relation, &names, &fields);
	}
	return find_in_fields(names, fields, name, column);
}

/* Rows that can be taken apart, from the outside. */
static bool
row_is_separable(PlannerInfo *root, Node *row)
{
	Oid			type = exprType(row);

	if (type != RECORDOID && get_typtype(type) != TYPTYPE_COMPOSITE)
		return false;
	if (IsA(row, RowExpr))
		return !contain_volatile_functions(row) && !expression_returns_set(row);
	if (IsA(row, Var))
	{
		Var		   *var = (Var *) row;

		return var->varattno == InvalidAttrNumber && var->varlevelsup == 0 &&
			var_is_plain(var) && (type != RECORDOID || root != NULL) && root_is_of_vars(root);
	}
	return false;
}

/* The plain expression of a column, or NULL where the planner has none. */
static Expr *
plain_column(PlannerInfo *root, Node *row, const RowColumn *column)
{
	FieldSelect *field = makeNode(FieldSelect);
	Node	   *plain;

	field->arg = (Expr *) copyObject(row);
	field->fieldnum = column->number;
	field->resulttype = column->type;
	field->resulttypmod = column->typmod;
	field->resultcollid = column->collation;
	plain = eval_const_expressions(root, (Node *) field);
	return IsA(plain, FieldSelect) ? NULL : (Expr *) plain;
}

/* ------------------------------------------------------------- the metrics */

/* The names of the metrics that a source may need, without duplicates; NIL: cannot tell. */
static List *
metrics_of(const Const *source)
{
	List	   *rubrics;
	List	   *names = NIL;
	ListCell   *lc;

	if (source->consttype == TEXTOID)
		rubrics = standard_all_versions(DatumGetTextPP(source->constvalue));
	else
		rubrics = list_make1(DatumGetTextPP(source->constvalue));

	foreach(lc, rubrics)
	{
		const Rubric *rubric = rubric_acquire(lfirst(lc), CurrentMemoryContext);
		ListCell   *metric;

		foreach(metric, rubric->metrics)
		{
			Input	   *input = lfirst(metric);

			if (grader_wants(input))
				names = list_append_unique(names, makeString(pstrdup(input->name)));
		}
	}
	return names;
}

static Const *
names_constant(List *names)
{
	Datum	   *elements = palloc(sizeof(Datum) * Max(list_length(names), 1));
	ListCell   *lc;

	foreach(lc, names)
		elements[foreach_current_index(lc)] = CStringGetTextDatum(strVal(lfirst(lc)));
	return makeConst(TEXTARRAYOID, -1, DEFAULT_COLLATION_OID, -1,
					 PointerGetDatum(construct_array(elements, list_length(names), TEXTOID,
													 -1, false, TYPALIGN_INT)),
					 false, false);
}

/* -------------------------------------------------------------- the rewriting */

static Node *
rewrite_call(PlannerInfo *root, const FuncExpr *call)
{
	Node	   *source = linitial(call->args);
	Node	   *row = lsecond(call->args);
	Node	   *parameters = lthird(call->args);
	Oid			types[5] = {exprType(source), JSONBOID, TEXTARRAYOID, BOOLOID, ANYOID};
	Expr	   *exists;
	List	   *present = NIL;	/* names of columns passed */
	List	   *absent = NIL;	/* names of metrics the row does not have */
	List	   *columns = NIL;
	List	   *arguments;
	ListCell   *lc;
	Oid			function;
	char	   *name;

	if (!IsA(source, Const) || ((Const *) source)->constisnull)
		return NULL;
	/* a grouping set nulls the row, but not the columns taken out of it */
	if (root && root->parse->groupingSets)
		return NULL;
	if (!row_is_separable(root, row) || (exists = row_exists(root, row)) == NULL)
		return NULL;

	foreach(lc, metrics_of((Const *) source))
	{
		char	   *metric = strVal(lfirst(lc));
		RowColumn	column;
		Expr	   *plain;

		if (!find_column(root, row, metric, &column))
		{
			absent = lappend(absent, lfirst(lc));
			continue;
		}
		plain = plain_column(root, row, &column);
		if (plain == NULL)
			return NULL;
		present = lappend(present, lfirst(lc));
		columns = lappend(columns, plain);
	}
	if (columns == NIL || list_length(columns) + COLUMNS_FIRST > FUNC_MAX_ARGS)
		return NULL;
	/* the row path reports best what a rubric lacks; other versions of a standard may not need it */
	if (absent != NIL && types[0] != TEXTOID)
		return NULL;

	name = psprintf("%s" COLUMNS_SUFFIX, get_func_name(call->funcid));
	function = function_of_schema(INTERNAL_SCHEMA, name, lengthof(types), types);
	arguments = list_make4(source, parameters, names_constant(list_concat(present, absent)), exists);
	if (types[0] == TEXTOID && root)
		root->glob->relationOids = list_append_unique_oid(root->glob->relationOids,
														  standard_registry_oid());
	return (Node *) makeFuncExpr(function, call->funcresulttype, list_concat(arguments, columns),
								 call->funccollid, call->inputcollid, COERCE_EXPLICIT_CALL);
}

PG_FUNCTION_INFO_V1(rubric_support);

Datum
rubric_support(PG_FUNCTION_ARGS)
{
	Node	   *request = (Node *) PG_GETARG_POINTER(0);
	Node	   *result = NULL;

	if (IsA(request, SupportRequestSimplify))
	{
		SupportRequestSimplify *simplify = (SupportRequestSimplify *) request;

		result = rewrite_call(simplify->root, simplify->fcall);
	}
	PG_RETURN_POINTER(result);
}
