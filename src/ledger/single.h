/*
 * single.h
 *		One customer, without a query.
 */
#ifndef LEDGER_SINGLE_H
#define LEDGER_SINGLE_H

#include "postgres.h"

#include "ledger/attachment.h"
#include "trigger/row.h"

/* Locks the ledger's row of a new customer, with a stub; false: it is none. */
typedef bool (*SingleStub) (void *arg);

/*
 * Lock the ledger's row of the customer of a key, and compare it with what the
 * standard says now, as the difference does, but without a query.  true: what
 * had to be written is: score and date, or another grade, whose period ends by
 * this cause, or those of a new customer: make_stub is called for that where
 * there is no row; or the end of one that was deleted from this table, if one
 * is given.  false: more differs, or only the difference can tell.  It runs
 * as the owner of the attachment; the caller ends the change, as whoever fires
 * triggers.
 */
extern bool single_regrade(Attachment *attachment, const Oid *types, const Datum *values, const char *cause, Oid deleted_from,
						   SingleStub make_stub, void *arg, RowChange *change);

#endif							/* LEDGER_SINGLE_H */
