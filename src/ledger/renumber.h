/*
 * renumber.h
 *		Ledger and decisions follow customers whose keys change; for the history
 *		see follow.h.
 */
#ifndef LEDGER_RENUMBER_H
#define LEDGER_RENUMBER_H

#include "postgres.h"

#include "commands/trigger.h"

#include "ledger/attachment.h"

/* Former and new keys as a table for statements. */
#define MOVES "moves"

/* Its columns, and those of the key under their names, as places; rest: columns that tell customers of partitions apart, or NIL. */
extern const Place *renumber_places(const Attachment *attachment, List *rest);

/*
 * Move the rows of the customers whose keys the statement of a regrade
 * trigger has changed.  The customers are locked under both keys, SPI knows the
 * transition tables, and the caller runs as the owner of the attachment.
 * changer: the role that has run the statement.
 */
extern void renumber_customers(const Attachment *attachment, const TriggerData *data, Oid changer);

/* The same of the former and new keys that a query gives, in columns "old 1", ..., "new 1", ... */
extern void renumber_given(const Attachment *attachment, const char *query, Oid changer);

#endif							/* LEDGER_RENUMBER_H */
