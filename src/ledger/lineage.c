/*
 * lineage.c
 *		Where the metrics of customers come from: which columns of tables hold
 *		their keys, and what a metrics view computes over several customers.
 *
 * The query of a view, and those of the views that it reads, are walked as the
 * parser made them.  Columns that it compares by an equality operator, and
 * columns of queries that these come from, are in one class.  The answer is for
 * advice: a comparison counts wherever it stands, and nothing is known of what
 * functions read.
 */
#include "postgres.h"

#include "access/relation.h"
#include "catalog/pg_class.h"
#include "funcapi.h"
#include "miscadmin.h"
#include "nodes/nodeFuncs.h"
#include "optimizer/optimizer.h"
#include "parser/parsetree.h"
#include "parser/parse_relation.h"
#include "rewrite/rewriteHandler.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"
#include "utils/rel.h"
#include "utils/tuplestore.h"

#include "compat.h"
#include "trigger/names.h"

/* A column of a table. */
typedef struct Column
{
	Oid			relation;
	AttrNumber	number;
	struct Column *other;		/* of the same class, nearer to its first one; NULL: this is the first */
} Column;

typedef struct Lineage
{
	List	   *columns;		/* of Column *, all that are compared with others */
	List	   *views;			/* OIDs of those that have been walked */
	List	   *queries;		/* those that the walk is in, innermost first */
	List	   *keys;			/* of Column *: the key of the subject */
	Oid			view;			/* that the walk is in */
	bool		second;			/* walk: the classes are known */
	ReturnSetInfo *result;		/* of the second walk: what is computed over several customers */
} Lineage;

static Column *column_of(Node *expression, List *queries, Lineage *lineage);

/* ------------------------------------------------------------------ classes */

static Column *
first_of_class(Column *column)
{
	while (column->other != NULL)
		column = column->other;
	return column;
}

static Column *
find_column(Oid relation, AttrNumber number, Lineage *lineage)
{
	Column	   *column;
	ListCell   *lc;

	foreach(lc, lineage->columns)
	{
		column = lfirst(lc);
		if (column->relation == relation && column->number == number)
			return column;
	}
	column = palloc0(sizeof(Column));
	column->relation = relation;
	column->number = number;
	lineage->columns = lappend(lineage->columns, column);
	return column;
}

static void
unite(Column *a, Column *b)
{
	if (a == NULL || b == NULL)
		return;
	a = first_of_class(a);
	b = first_of_class(b);
	if (a != b)
		b->other = a;
}

/* ------------------------------------------------------- columns of queries */

static Query *
query_of_view(Oid view)
{
	Relation	relation = relation_open(view, AccessShareLock);
	Query	   *query = copyObject(get_view_query(relation));

	/* views of views of views: each may be read several times */
	CHECK_FOR_INTERRUPTS();
	relation_close(relation, AccessShareLock);
	return query;
}

/* Before 16 a view has itself in its own range table, as OLD and NEW of its rule. */
static bool
is_in_from(const RangeTblEntry *rte)
{
	return rte->rtekind != RTE_RELATION || rte->inFromCl;
}

/* The query that makes the rows of a table of a query, as the first of queries; NIL: there is none. */
static List *
queries_of_table(RangeTblEntry *rte, List *queries)
{
	ListCell   *lc;

	if (rte->rtekind == RTE_RELATION && rte->relkind == RELKIND_VIEW)
		return list_make1(query_of_view(rte->relid));
	if (rte->rtekind == RTE_SUBQUERY)
		return lcons(rte->subquery, list_copy(queries));
	if (rte->rtekind != RTE_CTE || rte->self_reference)
		return NIL;
	queries = list_copy_tail(queries, rte->ctelevelsup);
	foreach(lc, ((Query *) linitial(queries))->cteList)
	{
		CommonTableExpr *cte = lfirst(lc);

		if (strcmp(cte->ctename, rte->ctename) == 0)
			return lcons(cte->ctequery, queries);
	}
	return NIL;
}

/* The column of a table that a column of the first of queries comes from; NULL: none. */
static Column *
column_of_query(int number, List *queries, Lineage *lineage)
{
	Query	   *query = linitial(queries);
	TargetEntry *entry = get_tle_by_resno(query->targetList, number);
	Column	   *column = entry == NULL ? NULL : column_of((Node *) entry->expr, queries, lineage);
	ListCell   *lc;

	/* a union: its column comes from those of all its parts */
	if (query->setOperations != NULL)
	{
		foreach(lc, query->rtable)
		{
			RangeTblEntry *rte = lfirst(lc);
			List	   *part = is_in_from(rte) ? queries_of_table(rte, queries) : NIL;

			if (part != NIL)
				unite(column, column_of_query(number, part, lineage));
		}
	}
	return column;
}

/* The column of a table that an expression in the first of queries is; NULL: it is something else. */
static Column *
column_of(Node *expression, List *queries, Lineage *lineage)
{
	Var		   *var;
	RangeTblEntry *rte;
	List	   *made_by;

	check_stack_depth();
	while (IsA(expression, RelabelType))
		expression = (Node *) ((RelabelType *) expression)->arg;
	if (!IsA(expression, Var))
		return NULL;
	var = (Var *) expression;
	if (var->varattno <= 0)
		return NULL;
	queries = list_copy_tail(queries, var->varlevelsup);
	rte = rt_fetch(var->varno, ((Query *) linitial(queries))->rtable);
	if (rte->rtekind == RTE_JOIN)
		return column_of(list_nth(rte->joinaliasvars, var->varattno - 1), queries, lineage);
	if (rte_groups(rte) != NIL)
		return column_of(list_nth(rte_groups(rte), var->varattno - 1), queries, lineage);
	made_by = queries_of_table(rte, queries);
	if (made_by != NIL)
		return column_of_query(var->varattno, made_by, lineage);
	return rte->rtekind == RTE_RELATION ? find_column(rte->relid, var->varattno, lineage) : NULL;
}

/* ---------------------------------------------------------- several customers */

static bool
is_key(Column *column, const Lineage *lineage)
{
	ListCell   *lc;

	foreach(lc, lineage->keys)
	{
		if (column != NULL && first_of_class(column) == first_of_class(lfirst(lc)))
			return true;
	}
	return false;
}

/* Is one of these columns of the first of queries a customer's? */
static bool
group_by_customer(List *clauses, List *queries, Lineage *lineage)
{
	ListCell   *lc;

	foreach(lc, clauses)
	{
		Node	   *expression = get_sortgroupclause_expr(lfirst(lc), ((Query *) linitial(queries))->targetList);

		if (is_key(column_of(expression, queries, lineage), lineage))
			return true;
	}
	return false;
}

/* Do the tables of the first of queries hold rows of customers? */
static bool
reads_customers(List *queries, Lineage *lineage)
{
	ListCell   *lc;

	foreach(lc, ((Query *) linitial(queries))->rtable)
	{
		RangeTblEntry *rte = lfirst(lc);
		List	   *made_by;
		ListCell   *lc2;

		if (!is_in_from(rte))
			continue;
		made_by = queries_of_table(rte, queries);
		if (made_by != NIL && reads_customers(made_by, lineage))
			return true;
		foreach(lc2, lineage->columns)
		{
			Column	   *column = lfirst(lc2);

			if (rte->rtekind == RTE_RELATION && column->relation == rte->relid && is_key(column, lineage))
				return true;
		}
	}
	return false;
}

/* Does the first of queries run once for each row of a query around it: for its customer, if so wanted? */
static bool
is_correlated(List *queries, bool by_customer, Lineage *lineage)
{
	for (int level = 1; level < list_length(queries); level++)
	{
		ListCell   *lc;

		foreach(lc, pull_vars_of_level(linitial(queries), level))
		{
			Var		   *var = copyObject(lfirst(lc));

			/* as the first of queries itself would name it */
			var->varlevelsup = level;
			if (!by_customer || is_key(column_of((Node *) var, queries, lineage), lineage))
				return true;
		}
	}
	return false;
}

/* Are all rows of the first of queries that are computed together, those equal in clauses, about one customer? */
static bool
is_about_one(List *clauses, List *queries, Lineage *lineage)
{
	if (group_by_customer(clauses, queries, lineage) || is_correlated(queries, true, lineage))
		return true;
	if (reads_customers(queries, lineage))
		return false;
	/* parts of what belongs to a customer, such as the lines of an order */
	return clauses != NIL || is_correlated(queries, false, lineage);
}

static void
tell(const char *what, Lineage *lineage)
{
	Datum		values[2] = {ObjectIdGetDatum(lineage->view), CStringGetTextDatum(what)};
	bool		nulls[2] = {false, false};

	tuplestore_putvalues(lineage->result->setResult, lineage->result->setDesc, values, nulls);
}

/* What the innermost query of the walk computes over the rows of several customers. */
static void
tell_population(Lineage *lineage)
{
	Query	   *query = linitial(lineage->queries);
	ListCell   *lc;

	if (query->hasAggs && !is_about_one(query->groupClause, lineage->queries, lineage))
		tell("an aggregate", lineage);
	foreach(lc, query->windowClause)
	{
		WindowClause *window = lfirst(lc);

		if (!is_about_one(window->partitionClause, lineage->queries, lineage))
			tell("a window function", lineage);
	}
}

/* ------------------------------------------------------------------- the walk */

static bool walk(Node *node, Lineage *lineage);

static void
walk_view(Oid view, Lineage *lineage)
{
	List	   *queries = lineage->queries;
	Oid			outer = lineage->view;

	if (list_member_oid(lineage->views, view))
		return;
	lineage->views = lappend_oid(lineage->views, view);
	lineage->queries = NIL;
	lineage->view = view;
	walk((Node *) query_of_view(view), lineage);
	lineage->queries = queries;
	lineage->view = outer;
}

static void
walk_query(Query *query, Lineage *lineage)
{
	ListCell   *lc;

	lineage->queries = lcons(query, lineage->queries);
	foreach(lc, query->rtable)
	{
		RangeTblEntry *rte = lfirst(lc);

		if (rte->rtekind == RTE_RELATION && rte->relkind == RELKIND_VIEW && is_in_from(rte))
			walk_view(rte->relid, lineage);
	}
	query_tree_walker(query, walk, lineage, 0);
	if (lineage->second)
		tell_population(lineage);
	lineage->queries = list_delete_first(lineage->queries);
}

static bool
walk(Node *node, Lineage *lineage)
{
	if (node == NULL)
		return false;
	if (IsA(node, Query))
	{
		walk_query((Query *) node, lineage);
		return false;
	}
	if (IsA(node, OpExpr) && !lineage->second)
	{
		OpExpr	   *operation = (OpExpr *) node;

		if (list_length(operation->args) == 2 && op_mergejoinable(operation->opno, exprType(linitial(operation->args))))
			unite(column_of(linitial(operation->args), lineage->queries, lineage),
				  column_of(lsecond(operation->args), lineage->queries, lineage));
	}
	return expression_tree_walker(node, walk, lineage);
}

/* The classes of the columns that a view compares, and the key of the subject, which it gives. */
static Lineage *
read_lineage(Oid view, Oid subject, List *keys)
{
	Lineage    *lineage = palloc0(sizeof(Lineage));
	ListCell   *lc;

	foreach(lc, keys)
		lineage->keys = lappend(lineage->keys, find_column(subject, get_attnum(subject, lfirst(lc)), lineage));
	if (get_rel_relkind(view) != RELKIND_VIEW)
		return lineage;
	walk_view(view, lineage);

	/* the view's own key is the customer's, wherever it comes from */
	foreach(lc, keys)
		unite(list_nth(lineage->keys, foreach_current_index(lc)),
			  column_of_query(get_attnum(view, lfirst(lc)), list_make1(query_of_view(view)), lineage));
	return lineage;
}

/* -------------------------------------------------------------- SQL functions */

/*
 * columns_compared(view regclass, subject regclass, key_columns name[])
 *		RETURNS TABLE (relation regclass, column_name name, class integer)
 */
PG_FUNCTION_INFO_V1(columns_compared);

Datum
columns_compared(PG_FUNCTION_ARGS)
{
	ReturnSetInfo *result = (ReturnSetInfo *) fcinfo->resultinfo;
	Lineage    *lineage = read_lineage(PG_GETARG_OID(0), PG_GETARG_OID(1), names_of_array(PG_GETARG_DATUM(2)));
	ListCell   *lc;

	InitMaterializedSRF(fcinfo, 0);
	foreach(lc, lineage->columns)
	{
		Column	   *column = lfirst(lc);
		NameData	name;
		Datum		values[3];
		bool		nulls[3] = {false, false, false};
		int			class = 0;
		ListCell   *lc2;

		foreach(lc2, lineage->columns)
		{
			if (first_of_class(lfirst(lc2)) == first_of_class(column))
			{
				class = foreach_current_index(lc2) + 1;
				break;
			}
		}
		namestrcpy(&name, get_attname(column->relation, column->number, false));
		values[0] = ObjectIdGetDatum(column->relation);
		values[1] = NameGetDatum(&name);
		values[2] = Int32GetDatum(class);
		tuplestore_putvalues(result->setResult, result->setDesc, values, nulls);
	}
	return (Datum) 0;
}

/*
 * population_values(view regclass, subject regclass, key_columns name[])
 *		RETURNS TABLE (view regclass, computation text)
 */
PG_FUNCTION_INFO_V1(population_values);

Datum
population_values(PG_FUNCTION_ARGS)
{
	Oid			view = PG_GETARG_OID(0);
	Lineage    *lineage = read_lineage(view, PG_GETARG_OID(1), names_of_array(PG_GETARG_DATUM(2)));

	InitMaterializedSRF(fcinfo, 0);
	lineage->result = (ReturnSetInfo *) fcinfo->resultinfo;
	lineage->second = true;
	lineage->views = NIL;
	if (get_rel_relkind(view) == RELKIND_VIEW)
		walk_view(view, lineage);
	return (Datum) 0;
}
