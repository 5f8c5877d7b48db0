/*
 * follow.h
 *		The history follows customers whose keys have changed, see follow.c.
 */
#ifndef LEDGER_FOLLOW_H
#define LEDGER_FOLLOW_H

#include "postgres.h"

#include "utils/queryenvironment.h"

#include "ledger/attachment.h"

/* The history follows these moves, a table as renumber.h has it, when the transaction commits. */
extern void follow_later(const Attachment *attachment, EphemeralNamedRelation moves);

/* Has this transaction, or a part of it that was rolled back, moved customers of a ledger? */
extern bool follow_is_due(Oid ledger);

#endif							/* LEDGER_FOLLOW_H */
