/*
 * regrade.h
 *		What others need of the locking protocol, see regrade.c.
 */
#ifndef LEDGER_REGRADE_H
#define LEDGER_REGRADE_H

#include "postgres.h"

#include "ledger/attachment.h"

/*
 * Lock the customers whose keys a query gives, as whoever regrades them does,
 * before anything else of theirs is locked.  SPI is connected, and what runs
 * does so as the owner of the ledger.
 */
extern void regrade_lock(const Attachment *attachment, const char *keys);

#endif							/* LEDGER_REGRADE_H */
