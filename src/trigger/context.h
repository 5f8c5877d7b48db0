/*
 * context.h
 *		Keeps our own statements and functions out of errors.
 */
#ifndef TRIGGER_CONTEXT_H
#define TRIGGER_CONTEXT_H

#include "postgres.h"

#include "compat.h"

/* Within PG_CATCH(): throw the error again, without this query of ours (NULL: none) and calls of internal functions. */
pg_noreturn extern void rethrow_without(const char *query);

/*
 * Errors from here on do not show the internal functions that have called.
 * Returns the value that the caller must put back into error_context_stack.
 */
extern ErrorContextCallback *hide_internal_callers(void);

/*
 * Does an error of this code come from the data of a row, rather than from a
 * query or the server?
 */
extern bool concerns_a_row(int sqlstate);

#endif							/* TRIGGER_CONTEXT_H */
