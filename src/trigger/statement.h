/*
 * statement.h
 *		Statements of our own that triggers run: saved plans, the snapshot they
 *		read with, and the tables they hand on.
 */
#ifndef TRIGGER_STATEMENT_H
#define TRIGGER_STATEMENT_H

#include "postgres.h"

#include "executor/spi.h"
#include "utils/queryenvironment.h"
#include "utils/snapshot.h"
#include "utils/tuplestore.h"

#include "trigger/template.h"

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
	uint64		stamp;			/* what the places of its template are made from has this number; 0: none */
} StatementKey;

/* Each file that runs statements numbers them from its own base. */
#define ATTACHMENT_STEPS	0
#define TERMS_STEPS	25
#define REGRADE_STEPS	50
#define TRACK_STEPS		100

/*
 * Run one statement, a template with its places (NULL: it has none), and
 * return the number of rows.  It need not be put together for every row: a
 * plan saved with the same stamp has it.  snapshot: what it reads with; NULL:
 * a new one where the isolation level allows.  It sees what this transaction
 * has done until now either way.
 *
 * Within a trigger, triggers of the tables that it writes fire when the
 * outer statement ends, as those of foreign keys do.
 */
extern uint64 statement_execute(const StatementKey *key, const char *template, const Place *const *places,
								int nargs, Oid *types, Datum *values, const char *nulls,
								Snapshot snapshot, int expected);

/*
 * Run a statement with the caller's rights, without saving its plan; expected
 * 0: any.  What it gives is in SPI_tuptable.
 */
extern void statement_once(const char *query, int nargs, Oid *types, Datum *values, int expected);

/* The same for a query, any number of whose rows are added to a store. */
extern void statement_collect(const char *query, Tuplestorestate *store);

/*
 * The rows of a query as the table name for the statements that follow in
 * this SPI connection, until statement_drop().  see, if given, is shown each
 * row.  Spills to disk, so any number of rows will do; md.enrtuples is how many.
 * NULL: there is no row, and no table.
 */
typedef void (*StatementSee) (HeapTuple row, TupleDesc desc, void *arg);
extern EphemeralNamedRelation statement_store(const char *name, const StatementKey *key, const char *template,
											  const Place *const *places, int nargs, Oid *types, Datum *values, const char *nulls,
											  Snapshot snapshot, StatementSee see, void *arg);
extern void statement_drop(EphemeralNamedRelation relation);

#endif							/* TRIGGER_STATEMENT_H */
