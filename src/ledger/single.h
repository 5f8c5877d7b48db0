/*
 * single.h
 *		One customer that a statement leaves as it is.
 */
#ifndef LEDGER_SINGLE_H
#define LEDGER_SINGLE_H

#include "postgres.h"

#include "ledger/attachment.h"

/*
 * Lock the ledger's row of the customer of a key, and compare it with what the
 * standard says now, as the difference does, but without a query.  true:
 * nothing has to be written.  false: it differs, or only the difference can
 * tell.  It runs as the owner of the attachment.
 */
extern bool single_stays(Attachment *attachment, const Oid *types, const Datum *values);

#endif							/* LEDGER_SINGLE_H */
