/*
 * statement.h
 *		Our own statements: their saved plans, the snapshot they read with, and
 *		the tables they hand on.
 */
#ifndef TRIGGER_STATEMENT_H
#define TRIGGER_STATEMENT_H

#include "postgres.h"

#include "executor/spi.h"
#include "utils/queryenvironment.h"
#include "utils/snapshot.h"
#include "utils/tuplestore.h"

#include "trigger/template.h"

/* Statements about more rows than this are planned each time, and join sets. */
#define FEW_ROWS	999

/*
 * The key of a saved plan: statement, table, transition tables and number of
 * rows.  The transition tables of two triggers can have one name and different
 * row types, so each row type has its own plans.  The best plan for one row is
 * not the best for hundreds, so each order of magnitude has its own.
 */
typedef struct StatementKey
{
	uint64		transition;		/* what trigger_register_rows() says of the tables that are read, or 0 */
	Oid			relation;
	int			step;			/* number of the statement among those of its file, see below */
	uint64		rows;			/* that it is about: above FEW_ROWS no plan is saved */
	uint64		stamp;			/* the number of the struct that the places of its template are made from; 0: none */
} StatementKey;

/* Each file that runs statements numbers them from its own base. */
#define ATTACHMENT_STEPS	0
#define REGRADE_STEPS	50
#define TRACK_STEPS		100
#define GATE_STEPS		125

/*
 * Run one statement, a template with its places (NULL: it has none), and
 * return the number of rows.  The template is not expanded again if there is a
 * plan saved with the same stamp.  snapshot: the one to read with; NULL: a new
 * one where the isolation level allows.  Either way the statement sees what
 * this transaction has done until now.
 *
 * Within a trigger, the triggers of the tables that the statement writes fire
 * when the outer statement ends, as with foreign keys.
 */
extern uint64 statement_execute(const StatementKey *key, const char *template, const Place *const *places,
								int nargs, Oid *types, Datum *values, const char *nulls,
								Snapshot snapshot, int expected);

/*
 * Run a statement with the caller's rights, without saving its plan; expected
 * 0: any.  The rows are in SPI_tuptable.
 */
extern void statement_once(const char *query, int nargs, Oid *types, Datum *values, int expected);

/* Can the planner do with one table for a query?  It is planned, but not run. */
extern bool statement_needs_one_table(const char *query);

/* As statement_once(), for a query that may give any number of rows, which are added to a store. */
extern void statement_collect(const char *query, Tuplestorestate *store);

/* Rows as a table of this name; the statements that follow in this SPI connection know it once it is registered. */
extern EphemeralNamedRelation statement_table(const char *name, Tuplestorestate *rows, TupleDesc desc);
extern void statement_register(EphemeralNamedRelation table);

/*
 * Make the rows of a query a table called name for the statements that follow
 * in this SPI connection.  see, if given, is called for each row and says
 * whether it belongs to the table.  The table spills to disk, so there may be
 * any number of rows; md.enrtuples has it.  NULL: there is no row, and no
 * table.
 *
 * The caller ends the tuplestore.  The name stays until SPI_finish():
 * SPI_unregister_relation() compares the relations as if they were nodes, so
 * it fails where pointers to two names begin with the same four bytes, as they
 * do on big-endian machines.
 */
typedef bool (*StatementSee) (HeapTuple row, TupleDesc desc, void *arg);
extern EphemeralNamedRelation statement_store(const char *name, const StatementKey *key, const char *template,
											  const Place *const *places, int nargs, Oid *types, Datum *values, const char *nulls,
											  Snapshot snapshot, StatementSee see, void *arg);

#endif							/* TRIGGER_STATEMENT_H */
