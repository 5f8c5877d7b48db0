/*
 * transaction.h
 *		The transaction is the unit in which customers change, see transaction.c.
 */
#ifndef LEDGER_TRANSACTION_H
#define LEDGER_TRANSACTION_H

#include "postgres.h"

/*
 * In templates: f, the key under which the transaction found the customer of a
 * row, if it is another one than the row's; it is in what the row keeps.
 */
#define FOUND_KEY(row, kept) \
	"LATERAL (SELECT {keys:k|" row "} FROM jsonb_populate_record(NULL::{history}, " kept ") AS k) AS f"

/* This transaction writes a ledger. */
extern void transaction_writes(Oid ledger);

/* Has it, or a part of it that was rolled back, written the ledger? */
extern bool transaction_has_written(Oid ledger);

#endif							/* LEDGER_TRANSACTION_H */
