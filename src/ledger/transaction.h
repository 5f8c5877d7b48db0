/*
 * transaction.h
 *		The transaction is the unit in which customers change, see transaction.c.
 */
#ifndef LEDGER_TRANSACTION_H
#define LEDGER_TRANSACTION_H

#include "postgres.h"

/* This transaction writes a ledger. */
extern void transaction_writes(Oid ledger);

/* Has it, or a part of it that was rolled back, written the ledger? */
extern bool transaction_has_written(Oid ledger);

#endif							/* LEDGER_TRANSACTION_H */
