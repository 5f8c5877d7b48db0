/*
 * event.h
 *		How a statement trigger was fired.
 */
#ifndef TRIGGER_EVENT_H
#define TRIGGER_EVENT_H

#include "postgres.h"

#include "commands/trigger.h"
#include "fmgr.h"
#include "utils/queryenvironment.h"

/*
 * Make sure that function is called as an AFTER STATEMENT trigger with
 * nargs arguments; maker names the functions that make its triggers.
 */
extern void trigger_check(FunctionCallInfo fcinfo, const char *function, int nargs,
						  const char *maker);

/* Does it fire after statements of this type (TRIGGER_TYPE_...), by the session's replication role? */
extern bool trigger_fires_after(const Trigger *trigger, int16 type);

/* insert, update, delete or truncate */
extern const char *trigger_event_name(TriggerEvent event);

/* The number of rows in the transition tables; PG_UINT64_MAX: TRUNCATE. */
extern uint64 trigger_rows(const TriggerData *data);

/*
 * Let the statements of this SPI connection read the transition tables, and
 * the rows that earlier events have left (NULL: none).  They are known by the
 * type of their rows, and not, as with SPI_register_trigger_data(), by the
 * table that they come from: a plan made for one partition is right for all
 * that have the same columns.  Returns what stands for them in the key of a
 * plan: which of them there are, and their columns.
 */
extern uint64 trigger_register_rows(const TriggerData *data, EphemeralNamedRelation earlier);

#endif							/* TRIGGER_EVENT_H */
