/*
 * statement.h
 *		Statements of our own that triggers run: saved plans, the snapshot they
 *		read with, and the role and settings they run under.
 */
#ifndef TRIGGER_STATEMENT_H
#define TRIGGER_STATEMENT_H

#include "postgres.h"

#include "commands/trigger.h"
#include "executor/spi.h"
#include "nodes/pg_list.h"
#include "utils/date.h"
#include "utils/snapshot.h"

/* Statements about more rows than this are planned anew each time, by sets. */
#define FEW_ROWS	999

/*
 * What a statement is for.  Saved plans are told apart by it, by the table
 * and by the trigger: transition tables of two triggers have different row
 * types under one name, so no plan serves two; and what is best for a row is
 * not for hundreds, so each order of magnitude has its own.
 */
typedef struct StatementKey
{
	Oid			trigger;		/* whose transition tables are read, or 0 */
	Oid			relation;
	int			step;			/* number of the statement among those of its file, see below */
	uint64		rows;			/* that it is about: above FEW_ROWS no plan is saved */
	uint64		stamp;			/* what else the query is made from has this number; 0: none */
} StatementKey;

/* Each file that runs statements numbers them from its own base. */
#define ATTACHMENT_STEPS	0
#define REGRADE_STEPS	50
#define TRACK_STEPS		100

/*
 * The query of a plan saved with the same stamp; NULL: there is none.  A
 * query need not be put together for every row.
 */
extern const char *statement_text(const StatementKey *key);

/*
 * Run one statement and return the number of rows.  snapshot: what it reads
 * with; NULL: a new one where the isolation level allows.  It sees what this
 * transaction has done until now either way.
 *
 * Within a trigger, triggers of the tables that it writes fire when the
 * outer statement ends, as those of foreign keys do.
 */
extern uint64 statement_execute(const StatementKey *key, const char *query, int nargs, Oid *types,
								Datum *values, const char *nulls, Snapshot snapshot, int expected);

/*
 * The rows of a query as the table name for the statements that follow in
 * this SPI connection, until statement_drop().  see, if given, is shown each
 * row.  Spills to disk, so any number of rows will do; md.enrtuples is how many.
 * NULL: there is no row, and no table.
 */
typedef void (*StatementSee) (HeapTuple row, TupleDesc desc, void *arg);
extern EphemeralNamedRelation statement_store(const char *name, const StatementKey *key, const char *query,
											  int nargs, Oid *types, Datum *values, const char *nulls,
											  Snapshot snapshot, StatementSee see, void *arg);
extern void statement_drop(EphemeralNamedRelation relation);

/* Role, security context and settings from statement_begin_as() until statement_end_as(). */
typedef struct StatementRole
{
	Oid			user;
	int			context;
	int			nest_level;
} StatementRole;

/*
 * Run what follows as owner, as the triggers of foreign keys do, with a search
 * path that nobody plants anything in and without row-level security: an
 * application needs no right on a ledger, and is lent none.  An error undoes it.
 */
extern void statement_begin_as(Oid owner, StatementRole *saved);
/*
 * And let nothing of his run later, with the rights of whoever has called us:
 * for what is called, not for triggers of his own tables.
 */
extern void statement_restrict(void);
extern void statement_end_as(const StatementRole *saved);

/* A setting until the innermost GUC nest level ends. */
extern void statement_set(const char *name, const char *value);

/* So is the time zone; days begin where the attachment says, not the session. */
extern void statement_set_time_zone(const char *time_zone);

/* Today in a time zone, by the clock that triggers go by. */
extern DateADT clock_day(text *time_zone);

/* A date as a value of the setting as_of. */
extern char *iso_date(DateADT date);

/* "a", "b" from names (char *), with the qualifier before each. */
extern char *column_list(List *names, const char *qualifier);

/* a."k" OPERATOR(pg_catalog.=) b."k" AND ...: no operator planted elsewhere is meant. */
extern char *same_columns(List *names, const char *a, const char *b);

/* Names (char *) from a name[]. */
extern List *names_of_array(Datum array);

/* The quoted name of a relation with its schema; 42P01 where it is gone. */
extern char *qualified_name(Oid relation);

/* The owner of a relation; InvalidOid where it is gone. */
extern Oid	relation_owner(Oid relation);

/* The table itself and all it is a partition or child of. */
extern List *relation_and_parents(Oid relation);

/*
 * Make sure that function is called as an AFTER STATEMENT trigger with
 * nargs arguments; maker names the functions that make its triggers.
 */
extern void statement_trigger_check(FunctionCallInfo fcinfo, const char *function, int nargs,
									const char *maker);

/* insert, update, delete or truncate */
extern const char *trigger_event_name(TriggerEvent event);

/* The number of rows in the transition tables; PG_UINT64_MAX: TRUNCATE. */
extern uint64 trigger_rows(const TriggerData *data);

#endif							/* TRIGGER_STATEMENT_H */
