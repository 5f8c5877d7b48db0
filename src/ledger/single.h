/*
 * single.h
 *		One customer that a statement does not move.
 */
#ifndef LEDGER_SINGLE_H
#define LEDGER_SINGLE_H

#include "postgres.h"

#include "ledger/attachment.h"
#include "trigger/row.h"

/*
 * Lock the ledger's row of the customer of a key, and compare it with what the
 * standard says now, as the difference does, but without a query.  true: at
 * most its score or date had to be written, and is.  false: more differs, or
 * only the difference can tell.  It runs as the owner of the attachment; the
 * caller ends the change, as whoever fires triggers.
 */
extern bool single_regrade(Attachment *attachment, const Oid *types, const Datum *values, RowChange *change);

#endif							/* LEDGER_SINGLE_H */
