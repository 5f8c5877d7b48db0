/*
 * metrics_row.c
 *		The metrics of one customer, without running the metrics view.
 */
#include "postgres.h"

#include "access/htup_details.h"
#include "access/relation.h"
#include "access/table.h"
#include "access/tableam.h"
#include "catalog/pg_class.h"
#include "executor/executor.h"
#include "nodes/makefuncs.h"
#include "nodes/nodeFuncs.h"
#include "nodes/plannodes.h"
#include "optimizer/clauses.h"
#include "optimizer/optimizer.h"
#include "parser/parsetree.h"
#include "rewrite/rewriteHandler.h"
#include "utils/lsyscache.h"
#include "utils/rel.h"
#include "utils/snapmgr.h"
#include "utils/typcache.h"

#include "compat.h"
#include "ledger/metrics_row.h"
#include "trigger/registry_cache.h"
#include "trigger/row.h"

/* A table of the view: one row of it belongs to a customer. */
typedef struct Part
{
	Oid			relation;
	int			place;			/* in the range table of the view */
	bool		optional;		/* after LEFT JOIN: it may have none */
	int			first;			/* its first column among those of all parts */
	int			ncolumns;
	AttrNumber *keys;			/* its column for each column of the customer's key */
} Part;

struct MetricsRow
{
	int			nkeys;
	List	   *parts;			/* of Part, in the order of the joins */
	TupleDesc	joined;			/* the columns of all parts */
	TupleDesc	desc;			/* those of the view */
	Expr	  **columns;		/* over the columns of all parts */
	bool		immutable;		/* they depend on nothing else */
	List	   *relations;		/* OIDs of the view and the parts' tables */
	List	   *named;			/* OIDs of relations that they name */
	List	   *functions;		/* of PlanInvalItem: which they call, or that are written out in them */
};

/* ---------------------------------------------------------------- the parts */

/* Is there more to the query than joins and expressions? */
static bool
is_join(const Query *query)
{
	return query->commandType == CMD_SELECT && !query->hasAggs && !query->hasWindowFuncs && !query->hasTargetSRFs &&
		!query->hasSubLinks && query->cteList == NIL && query->groupClause == NIL && query->groupingSets == NIL &&
		query->havingQual == NULL && query->distinctClause == NIL && query->limitCount == NULL && query->limitOffset == NULL &&
		query->rowMarks == NIL && query->setOperations == NULL &&
		list_length(query->jointree->fromlist) == 1 && query->jointree->quals == NULL;
}

/* A column of a table of the query; NULL: the node is something else. */
static Var *
column_of_query(Node *node)
{
	if (node != NULL && IsA(node, RelabelType))
		node = (Node *) ((RelabelType *) node)->arg;
	return node != NULL && IsA(node, Var) && ((Var *) node)->varlevelsup == 0 && ((Var *) node)->varattno > 0 ? (Var *) node : NULL;
}

static Part *
part_of(const MetricsRow *metrics, int place)
{
	ListCell   *lc;

	foreach(lc, metrics->parts)
	{
		Part	   *part = lfirst(lc);

		if (part->place == place)
			return part;
	}
	return NULL;
}

/* The number of the customer's key that a column of a part has; -1: none. */
static int
key_of_column(const MetricsRow *metrics, const Var *column)
{
	const Part *part = part_of(metrics, column->varno);

	for (int i = 0; part != NULL && i < metrics->nkeys; i++)
	{
		if (part->keys[i] == column->varattno)
			return i;
	}
	return -1;
}

/* Add a table, whose keys are not known yet; NULL: it is no plain table of this owner. */
static Part *
add_part(MetricsRow *metrics, const Query *query, int place, bool optional, Oid owner)
{
	RangeTblEntry *rte = rt_fetch(place, query->rtable);
	Part	   *part;
	Relation	relation;
	bool		usable;

	if (rte->rtekind != RTE_RELATION || rte->relkind != RELKIND_RELATION || rte->tablesample != NULL)
		return NULL;
	relation = table_open(rte->relid, AccessShareLock);
	/* rows of children would belong to it, too */
	usable = row_is_plain(relation) && relation->rd_rel->relowner == owner && !(rte->inh && relation->rd_rel->relhassubclass);
	if (usable)
	{
		part = palloc0(sizeof(Part));
		part->relation = rte->relid;
		part->place = place;
		part->optional = optional;
		part->ncolumns = RelationGetNumberOfAttributes(relation);
		part->keys = palloc0(metrics->nkeys * sizeof(AttrNumber));
		metrics->parts = lappend(metrics->parts, part);
		metrics->relations = lappend_oid(metrics->relations, part->relation);
	}
	table_close(relation, NoLock);
	return usable ? part : NULL;
}

/* "a.x = b.y", one of which is a key that is known already, the other a column of the new part. */
static bool
take_equality(MetricsRow *metrics, Part *part, Node *condition)
{
	OpExpr	   *equality = (OpExpr *) condition;
	Var		   *sides[2];

	if (!IsA(condition, OpExpr) || list_length(equality->args) != 2 ||
		equality->opno != lookup_type_cache(exprType(linitial(equality->args)), TYPECACHE_EQ_OPR)->eq_opr)
		return false;
	sides[0] = column_of_query(linitial(equality->args));
	sides[1] = column_of_query(lsecond(equality->args));
	for (int i = 0; i < 2; i++)
	{
		Var		   *mine = sides[i];
		Var		   *other = sides[1 - i];
		int			key;

		/* equal types: a value of one is a value of the other */
		if (mine == NULL || other == NULL || (int) mine->varno != part->place || (int) other->varno == part->place ||
			mine->vartype != other->vartype || mine->varcollid != other->varcollid)
			continue;
		key = key_of_column(metrics, other);
		if (key < 0 || part->keys[key] != InvalidAttrNumber || part_of(metrics, other->varno)->optional)
			return false;
		part->keys[key] = mine->varattno;
		return true;
	}
	return false;
}

/* A table joined with those before it by the customer's key; further conditions are for the executor. */
static bool
add_joined(MetricsRow *metrics, Query *query, const JoinExpr *join, Oid owner)
{
	List	   *conditions = make_ands_implicit((Expr *) flatten_join_columns(query, copyObject(join->quals)));
	Part	   *part;
	ListCell   *lc;

	if ((join->jointype != JOIN_LEFT && join->jointype != JOIN_INNER) || !IsA(join->rarg, RangeTblRef) ||
		list_length(conditions) != metrics->nkeys)
		return false;
	part = add_part(metrics, query, ((RangeTblRef *) join->rarg)->rtindex, join->jointype == JOIN_LEFT, owner);
	if (part == NULL)
		return false;
	foreach(lc, conditions)
	{
		if (!take_equality(metrics, part, lfirst(lc)))
			return false;
	}
	return true;
}

/* The first table has the customer's key in the columns that the view gives it by. */
static bool
add_first(MetricsRow *metrics, Query *query, int place, List *keys, Oid owner)
{
	Part	   *part = add_part(metrics, query, place, false, owner);
	ListCell   *lc;

	if (part == NULL)
		return false;
	foreach(lc, keys)
	{
		ListCell   *target;

		foreach(target, query->targetList)
		{
			TargetEntry *entry = lfirst(target);
			Var		   *column;

			if (entry->resjunk || strcmp(entry->resname, lfirst(lc)) != 0)
				continue;
			column = column_of_query(flatten_join_columns(query, copyObject((Node *) entry->expr)));
			if (column != NULL && (int) column->varno == place)
				part->keys[foreach_current_index(lc)] = column->varattno;
		}
		if (part->keys[foreach_current_index(lc)] == InvalidAttrNumber)
			return false;
	}
	return true;
}

static bool
add_parts(MetricsRow *metrics, Query *query, Node *from, List *keys, Oid owner)
{
	if (IsA(from, RangeTblRef))
		return add_first(metrics, query, ((RangeTblRef *) from)->rtindex, keys, owner);
	return IsA(from, JoinExpr) &&
		add_parts(metrics, query, ((JoinExpr *) from)->larg, keys, owner) &&
		add_joined(metrics, query, (JoinExpr *) from, owner);
}

/* -------------------------------------------------------------- expressions */

/* The columns of all parts, one after the other. */
static TupleDesc
join_columns(const MetricsRow *metrics)
{
	TupleDesc	desc;
	int			ncolumns = 0;
	ListCell   *lc;

	foreach(lc, metrics->parts)
	{
		Part	   *part = lfirst(lc);

		part->first = ncolumns;
		ncolumns += part->ncolumns;
	}
	desc = CreateTemplateTupleDesc(ncolumns);
	foreach(lc, metrics->parts)
	{
		const Part *part = lfirst(lc);
		Relation	relation = table_open(part->relation, NoLock);

		for (int i = 1; i <= part->ncolumns; i++)
			TupleDescCopyEntry(desc, part->first + i, RelationGetDescr(relation), i);
		table_close(relation, NoLock);
	}
	TupleDescFinalize(desc);
	return desc;
}

typedef struct Renumbering
{
	const MetricsRow *metrics;
	bool		failed;			/* a node needs more than columns */
} Renumbering;

static Node *
renumber_columns(Node *node, void *context)
{
	Renumbering *renumbering = context;

	if (node == NULL)
		return NULL;
	if (IsA(node, Var))
	{
		Var		   *column = (Var *) node;
		const Part *part = column->varlevelsup == 0 ? part_of(renumbering->metrics, column->varno) : NULL;

		/* the executor computes virtual columns */
		if (part == NULL || column->varattno <= 0 || get_attgenerated(part->relation, column->varattno) == ATTRIBUTE_GENERATED_VIRTUAL)
		{
			renumbering->failed = true;
			return node;
		}
		return (Node *) makeVar(1, part->first + column->varattno, column->vartype, column->vartypmod, column->varcollid, 0);
	}
	if (IsA(node, Param) || IsA(node, CurrentOfExpr) || IsA(node, PlaceHolderVar))
		renumbering->failed = true;
	return expression_tree_mutator(node, renumber_columns, context);
}

/* An expression ready to be evaluated; NULL: it depends on more than columns and functions. */
static Expr *
plan_expression(MetricsRow *metrics, Query *query, Node *expression)
{
	Renumbering renumbering = {metrics, false};
	List	   *relations = NIL;
	List	   *functions = NIL;
	Expr	   *planned;

	expression = renumber_columns(flatten_join_columns(query, copyObject(expression)), &renumbering);
	if (renumbering.failed)
		return NULL;
	planned = expression_planner_with_deps((Expr *) expression, &relations, &functions);
	metrics->named = list_concat(metrics->named, relations);
	metrics->functions = list_concat(metrics->functions, functions);
	return planned;
}

static bool
plan_columns(MetricsRow *metrics, Query *query)
{
	ListCell   *lc;

	metrics->columns = palloc0(metrics->desc->natts * sizeof(Expr *));
	metrics->immutable = true;
	foreach(lc, query->targetList)
	{
		TargetEntry *entry = lfirst(lc);
		Expr	   *planned;

		if (entry->resjunk)
			continue;
		planned = plan_expression(metrics, query, (Node *) entry->expr);
		if (planned == NULL)
			return false;
		metrics->columns[entry->resno - 1] = planned;
		if (contain_mutable_functions((Node *) planned))
			metrics->immutable = false;
	}
	return true;
}

/* -------------------------------------------------------------------- faces */

MetricsRow *
metrics_row_make(Oid view, List *keys, Oid owner)
{
	Relation	relation = relation_open(view, AccessShareLock);
	MetricsRow *metrics = NULL;
	Query	   *query;

	if (relation->rd_rel->relkind == RELKIND_VIEW)
	{
		query = copyObject(get_view_query(relation));
		if (is_join(query))
		{
			metrics = palloc0(sizeof(MetricsRow));
			metrics->nkeys = list_length(keys);
			metrics->relations = list_make1_oid(view);
			metrics->desc = CreateTupleDescCopy(RelationGetDescr(relation));
			if (add_parts(metrics, query, linitial(query->jointree->fromlist), keys, owner))
			{
				metrics->joined = join_columns(metrics);
				if (!plan_columns(metrics, query))
					metrics = NULL;
			}
			else
				metrics = NULL;
		}
	}
	relation_close(relation, NoLock);
	return metrics;
}

List *
metrics_row_relations(const MetricsRow *metrics)
{
	return metrics->relations;
}

bool
metrics_row_depend(const MetricsRow *metrics)
{
	return registry_needs(metrics->relations, NIL) && registry_needs(metrics->named, metrics->functions);
}

TupleDesc
metrics_row_desc(const MetricsRow *metrics)
{
	return metrics->desc;
}

bool
metrics_row_is_immutable(const MetricsRow *metrics)
{
	return metrics->immutable;
}

/* Look up the row of a part, and put its columns into the joined row; false: the view has no row, or must be run. */
static bool
join_part(const Part *part, const RowKey *key, TupleTableSlot *joined)
{
	Relation	relation = table_open(part->relation, NoLock);
	TupleTableSlot *row = table_slot_create(relation, NULL);
	bool		usable;
	bool		found = row_find(relation, key, GetActiveSnapshot(), row, &usable);

	memset(&joined->tts_isnull[part->first], true, part->ncolumns * sizeof(bool));
	if (found)
	{
		HeapTuple	tuple = ExecCopySlotHeapTuple(row); /* outlives the slot */

		heap_deform_tuple(tuple, RelationGetDescr(relation),
						  &joined->tts_values[part->first], &joined->tts_isnull[part->first]);
	}
	ExecDropSingleTupleTableSlot(row);
	table_close(relation, NoLock);
	return found || (usable && part->optional);
}

TupleTableSlot *
metrics_row_get(const MetricsRow *metrics, const Oid *types, const Datum *values, const Bitmapset *columns)
{
	TupleTableSlot *joined = MakeSingleTupleTableSlot(metrics->joined, &TTSOpsVirtual);
	TupleTableSlot *result = MakeSingleTupleTableSlot(metrics->desc, &TTSOpsVirtual);
	ExprContext *context;
	int			column = -1;
	ListCell   *lc;

	foreach(lc, metrics->parts)
	{
		const Part *part = lfirst(lc);
		RowKey		key = {metrics->nkeys, part->keys, types, values};

		if (!join_part(part, &key, joined))
			return NULL;
	}
	context = CreateStandaloneExprContext();
	context->ecxt_scantuple = ExecStoreVirtualTuple(joined);
	memset(result->tts_isnull, true, metrics->desc->natts * sizeof(bool));
	while ((column = bms_next_member(columns, column)) >= 0)
	{
		ExprState  *state = ExecInitExpr(metrics->columns[column - 1], NULL);

		result->tts_values[column - 1] = ExecEvalExpr(state, context, &result->tts_isnull[column - 1]);
	}
	FreeExprContext(context, true);
	return ExecStoreVirtualTuple(result);
}

bool
metrics_row_is_gone(const MetricsRow *metrics, Oid table, const Oid *types, const Datum *values)
{
	ListCell   *lc;

	foreach(lc, metrics->parts)
	{
		const Part *part = lfirst(lc);
		RowKey		key = {metrics->nkeys, part->keys, types, values};
		Relation	relation;
		TupleTableSlot *row;
		bool		usable;
		bool		found;

		if (part->relation != table || part->optional)
			continue;
		relation = table_open(table, NoLock);
		row = table_slot_create(relation, NULL);
		found = row_find(relation, &key, GetActiveSnapshot(), row, &usable);
		ExecDropSingleTupleTableSlot(row);
		table_close(relation, NoLock);
		return usable && !found;
	}
	return false;
}
