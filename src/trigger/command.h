/*
 * command.h
 *		Commands that fire several statement triggers on one table: INSERT ... ON
 *		CONFLICT DO UPDATE and MERGE.
 *
 * Their AFTER triggers fire one event after the other, each with its own rows.
 * If each locked its own customers, two such commands could lock them in
 * opposite orders.  So the rows of the earlier events are left to the last
 * one, which locks all customers in the order of their keys.
 */
#ifndef TRIGGER_COMMAND_H
#define TRIGGER_COMMAND_H

#include "postgres.h"

#include "commands/trigger.h"
#include "utils/queryenvironment.h"

/* The table of the rows that earlier events have left. */
#define EARLIER_ROWS "earlier_rows"

/*
 * Each AFTER STATEMENT trigger calls this first.  True: another event of this
 * command is to come, whose trigger of the same function and arguments gets
 * these rows, and the caller has nothing else to do.
 */
extern bool command_leaves_rows(const TriggerData *data);

/*
 * The rows that earlier events have left for this trigger, as EARLIER_ROWS for
 * trigger_register_rows(); md.enrtuples has their number.  NULL: there are
 * none.
 */
extern EphemeralNamedRelation command_earlier_rows(const TriggerData *data);

#endif							/* TRIGGER_COMMAND_H */
