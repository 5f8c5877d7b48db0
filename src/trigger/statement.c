/*
 * statement.c
 *		Our own statements: their saved plans, the snapshot they read with, and
 *		the tables they hand on.
 *
 * The plan of a statement about few rows is saved, as triggers run it often; a
 * statement about many rows is planned each time.  StatementKey tells plans
 * apart.
 */
#include "postgres.h"

#include "access/xact.h"
#include "miscadmin.h"
#include "nodes/plannodes.h"
#include "utils/guc.h"
#include "utils/hsearch.h"
#include "utils/memutils.h"
#include "utils/plancache.h"
#include "utils/queryenvironment.h"
#include "utils/snapmgr.h"
#include "utils/tuplestore.h"

#include "compat.h"
#include "trigger/context.h"
#include "trigger/role.h"
#include "trigger/statement.h"

/* Saved plans that a session keeps from one transaction to the next. */
#define MAX_PLANS	500

/* Rows fetched at a time from a query that gives many. */
#define FETCH_ROWS	1000

typedef struct PlanKey
{
	uint64		transition;
	Oid			relation;
	int			step;
	int			digits;			/* of the number of rows */
} PlanKey;

typedef struct SavedPlan
{
	PlanKey		key;
	SPIPlanPtr	plan;			/* NULL: none yet */
	bool		planned;		/* it has been executed */
	int			running;		/* how often: a trigger of the tables it writes may come to it again */
	char	   *query;			/* what it was made for, */
	int			nargs;			/* and with parameters of which types */
	Oid		   *types;
	uint64		stamp;			/* see StatementKey */
} SavedPlan;

static HTAB *saved_plans = NULL;

static void forget_plan(SavedPlan *saved);

/* --------------------------------------------------------------- statements */

static SPIPlanPtr
prepare(const char *query, int nargs, Oid *types, int options)
{
	SPIPlanPtr volatile plan = NULL;

	PG_TRY();
	{
		plan = SPI_prepare_cursor(query, nargs, types, options);
	}
	PG_CATCH();
	{
		rethrow_without(query);
	}
	PG_END_TRY();
	if (plan == NULL)
		elog(ERROR, "could not prepare \"%s\": %s", query, SPI_result_code_string(SPI_result));
	return plan;
}

/*
 * The plans of dropped tables would stay for ever.  If there are many plans,
 * all are freed at the end of a transaction, when none of them runs.
 */
static void
transaction_ended(XactEvent event, void *arg)
{
	HASH_SEQ_STATUS seq;
	SavedPlan  *saved;

	(void) arg;
	if ((event != XACT_EVENT_COMMIT && event != XACT_EVENT_ABORT) ||
		saved_plans == NULL || hash_get_num_entries(saved_plans) <= MAX_PLANS)
		return;
	hash_seq_init(&seq, saved_plans);
	while ((saved = hash_seq_search(&seq)) != NULL)
		forget_plan(saved);
	hash_destroy(saved_plans);
	saved_plans = NULL;
}

/* The entry of a saved plan. */
static SavedPlan *
saved_plan(const StatementKey *key)
{
	PlanKey		plan_key;
	SavedPlan  *saved;
	bool		found;

	memset(&plan_key, 0, sizeof(plan_key));
	plan_key.transition = key->transition;
	plan_key.relation = key->relation;
	plan_key.step = key->step;
	for (uint64 rows = key->rows; rows > 0; rows /= 10)
		plan_key.digits++;

	if (saved_plans == NULL)
	{
		static bool listening = false;
		HASHCTL		control = {.keysize = sizeof(PlanKey), .entrysize = sizeof(SavedPlan)};

		if (!listening)
			RegisterXactCallback(transaction_ended, NULL);
		listening = true;
		saved_plans = hash_create("customer_grade plans", 64, &control, HASH_ELEM | HASH_BLOBS);
	}
	saved = hash_search(saved_plans, &plan_key, HASH_ENTER, &found);
	if (!found)
	{
		saved->plan = NULL;
		saved->running = 0;
		saved->query = NULL;
		saved->types = NULL;
		saved->stamp = 0;
	}
	return saved;
}

static void
forget_plan(SavedPlan *saved)
{
	SPIPlanPtr	plan = saved->plan;
	char	   *query = saved->query;
	Oid		   *types = saved->types;

	saved->plan = NULL;
	saved->query = NULL;
	saved->types = NULL;
	if (query != NULL)
		pfree(query);
	if (types != NULL)
		pfree(types);
	if (plan != NULL)
		SPI_freeplan(plan);
}

static const char *
fill(const char *template, const Place *const *places)
{
	return places == NULL ? template : template_expand(template, places);
}

/* Is there a plan for parameters of these types? */
static bool
has_plan(const SavedPlan *saved, int nargs, const Oid *types)
{
	/* the types of a key are those of the columns that it is read from */
	return saved->plan != NULL && saved->nargs == nargs &&
		(nargs == 0 || memcmp(saved->types, types, nargs * sizeof(Oid)) == 0);
}

/*
 * The plan of a statement about few rows, which is saved: one for all values,
 * because the server would compare the cost of planning with the estimated
 * rows of whole tables, and plan again each time.  NULL: another plan is saved,
 * and it is running.
 */
static SavedPlan *
saved_statement(const StatementKey *key, const char *template, const Place *const *places, int nargs, Oid *types)
{
	SavedPlan  *saved = saved_plan(key);
	const char *query;
	SPIPlanPtr	plan;

	if (key->stamp != 0 && saved->stamp == key->stamp && has_plan(saved, nargs, types))
		return saved;
	query = fill(template, places);
	if (!has_plan(saved, nargs, types) || strcmp(saved->query, query) != 0)
	{
		if (saved->running > 0)
			return NULL;
		forget_plan(saved);
		plan = prepare(query, nargs, types, CURSOR_OPT_GENERIC_PLAN);
		saved->query = MemoryContextStrdup(TopMemoryContext, query);
		saved->nargs = nargs;
		if (nargs > 0)
		{
			saved->types = MemoryContextAlloc(TopMemoryContext, nargs * sizeof(Oid));
			memcpy(saved->types, types, nargs * sizeof(Oid));
		}
		saved->planned = false;
		SPI_keepplan(plan);
		saved->plan = plan;
	}
	saved->stamp = key->stamp;
	return saved;
}

/*
 * A statement that reads with another snapshot than its transaction keeps may
 * only change rows that the transaction sees, as with foreign keys.  Otherwise
 * the transaction would see two rows of one key afterwards: the one that
 * another session has replaced, and its own; by an index only the first.
 */
static Snapshot
crosscheck(Snapshot snapshot)
{
	return snapshot != InvalidSnapshot && IsolationUsesXactSnapshot() ? GetTransactionSnapshot() : InvalidSnapshot;
}

/* SPI_execute_snapshot(), whose errors do not show the query.  running counts the executions. */
static int
execute_plan(const char *query, SPIPlanPtr plan, int *running, Datum *values, const char *nulls,
			 Snapshot snapshot, bool fire_triggers)
{
	volatile int result = 0;

	(*running)++;
	PG_TRY();
	{
		result = SPI_execute_snapshot(plan, values, nulls, snapshot, crosscheck(snapshot), false, fire_triggers, 0);
	}
	PG_CATCH();
	{
		(*running)--;
		rethrow_without(query);
	}
	PG_END_TRY();
	(*running)--;
	return result;
}

/*
 * What is planned until AtEOXact_GUC() is not compiled: the comparison is so
 * long that this takes seconds, more than it saves even for a million
 * customers, and the planner expects too many rows of a table that has been
 * filled since it was analyzed.
 */
static int
begin_planning(void)
{
	int			nest_level = NewGUCNestLevel();

	setting_set("jit", "off");
	return nest_level;
}

void
statement_once(const char *query, int nargs, Oid *types, Datum *values, int expected)
{
	SPIPlanPtr	plan = prepare(query, nargs, types, CURSOR_OPT_PARALLEL_OK);
	int			running = 0;
	int			nest_level = begin_planning();
	int			result = execute_plan(query, plan, &running, values, NULL, InvalidSnapshot, true);

	AtEOXact_GUC(true, nest_level);
	if (result < 0 || (expected != 0 && result != expected))
		elog(ERROR, "\"%s\" gave %s", query, SPI_result_code_string(result));
}

bool
statement_needs_one_table(const char *query)
{
	SPIPlanPtr	plan = prepare(query, 0, NULL, 0);
	CachedPlan *volatile planned = NULL;
	bool		one;

	PG_TRY();
	{
		planned = SPI_plan_get_cached_plan(plan);
	}
	PG_CATCH();
	{
		rethrow_without(query);
	}
	PG_END_TRY();
	one = linitial_node(PlannedStmt, planned->stmt_list)->planTree->lefttree == NULL;
	ReleaseCachedPlan(planned, NULL);
	SPI_freeplan(plan);
	return one;
}

uint64
statement_execute(const StatementKey *key, const char *template, const Place *const *places,
				  int nargs, Oid *types, Datum *values, const char *nulls,
				  Snapshot snapshot, int expected)
{
	SavedPlan  *saved = key->rows > FEW_ROWS ? NULL : saved_statement(key, template, places, nargs, types);
	const char *query = saved == NULL ? fill(template, places) : saved->query;
	SPIPlanPtr	plan = saved == NULL ? prepare(query, nargs, types, 0) : saved->plan;
	bool		fire_triggers = key->transition == 0;
	int			once = 0;
	int			nest_level = 0;
	int			result;

	if (saved == NULL || !saved->planned || !SPI_plan_is_valid(plan))
	{
		nest_level = begin_planning();
		/* few rows are looked up by an index even where the tables are still small */
		if (saved != NULL)
			setting_set("enable_seqscan", "off");
	}
	result = execute_plan(query, plan, saved == NULL ? &once : &saved->running, values, nulls, snapshot, fire_triggers);
	if (result != expected)
		elog(ERROR, "\"%s\" gave %s", query, SPI_result_code_string(result));
	if (nest_level > 0)
	{
		AtEOXact_GUC(true, nest_level);
		if (saved != NULL)
			saved->planned = true;
	}
	return SPI_processed;
}

/* Add the rows that belong to a table to its store, which is made for the first one. */
static void
store_rows(Tuplestorestate **store, StatementSee see, void *arg)
{
	for (uint64 i = 0; i < SPI_processed; i++)
	{
		HeapTuple	row = SPI_tuptable->vals[i];

		if (see != NULL && !see(row, SPI_tuptable->tupdesc, arg))
			continue;
		if (*store == NULL)
			*store = tuplestore_begin_heap(false, false, work_mem);
		tuplestore_puttuple(*store, row);
	}
}

/* SPI_cursor_open(), whose errors do not show the query. */
static Portal
open_cursor(const char *query, SPIPlanPtr plan, Datum *values, const char *nulls, bool read_only)
{
	Portal volatile portal = NULL;
	int			nest_level = begin_planning();

	PG_TRY();
	{
		portal = SPI_cursor_open(NULL, plan, values, nulls, read_only);
	}
	PG_CATCH();
	{
		rethrow_without(query);
	}
	PG_END_TRY();
	AtEOXact_GUC(true, nest_level);
	return portal;
}

static void
fetch_rows(Portal portal, Tuplestorestate **store, StatementSee see, void *arg)
{
	do
	{
		SPI_cursor_fetch(portal, true, FETCH_ROWS);
		store_rows(store, see, arg);
		SPI_freetuptable(SPI_tuptable);
	} while (SPI_processed == FETCH_ROWS);
	SPI_cursor_close(portal);
}

void
statement_collect(const char *query, Tuplestorestate *store)
{
	fetch_rows(open_cursor(query, prepare(query, 0, NULL, CURSOR_OPT_PARALLEL_OK), NULL, NULL, false), &store, NULL, NULL);
}

EphemeralNamedRelation
statement_table(const char *name, Tuplestorestate *rows, TupleDesc desc)
{
	EphemeralNamedRelation table = palloc0(sizeof(EphemeralNamedRelationData));

	table->md.name = pstrdup(name);
	table->md.reliddesc = InvalidOid;
	table->md.tupdesc = desc;
	table->md.enrtype = ENR_NAMED_TUPLESTORE;
	table->md.enrtuples = tuplestore_tuple_count(rows);
	table->reldata = rows;
	return table;
}

void
statement_register(EphemeralNamedRelation table)
{
	if (SPI_register_relation(table) != SPI_OK_REL_REGISTER)
		elog(ERROR, "could not register \"%s\"", table->md.name);
}

EphemeralNamedRelation
statement_store(const char *name, const StatementKey *key, const char *template,
				const Place *const *places, int nargs, Oid *types, Datum *values, const char *nulls,
				Snapshot snapshot, StatementSee see, void *arg)
{
	EphemeralNamedRelation table;
	Tuplestorestate *store = NULL;
	TupleDesc	desc = NULL;

	if (key->rows <= FEW_ROWS)
	{
		statement_execute(key, template, places, nargs, types, values, nulls, snapshot, SPI_OK_SELECT);
		store_rows(&store, see, arg);
		if (store != NULL)
			desc = CreateTupleDescCopy(SPI_tuptable->tupdesc);
		SPI_freetuptable(SPI_tuptable);
	}
	else
	{
		const char *query = fill(template, places);
		Portal		portal;

		CommandCounterIncrement();
		PushCopiedSnapshot(snapshot);
		UpdateActiveSnapshotCommandId();
		portal = open_cursor(query, prepare(query, nargs, types, 0), values, nulls, true);
		PopActiveSnapshot();
		desc = CreateTupleDescCopy(portal->tupDesc);
		fetch_rows(portal, &store, see, arg);
	}
	if (store == NULL)
		return NULL;

	table = statement_table(name, store, desc);
	statement_register(table);
	return table;
}
