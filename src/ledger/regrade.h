/*
 * regrade.h
 *		The part of the locking protocol that other files need, see regrade.c.
 */
#ifndef LEDGER_REGRADE_H
#define LEDGER_REGRADE_H

#include "postgres.h"

#include "ledger/attachment.h"

/*
 * Lock the customers whose keys a query gives, in the order in which regrading
 * locks them.  Nothing else of theirs may be locked yet.  SPI is connected,
 * and the caller runs as the owner of the ledger.
 */
extern void regrade_lock(const Attachment *attachment, const char *keys);

#endif							/* LEDGER_REGRADE_H */
