/*
 * event.h
 *		How a statement trigger was fired.
 */
#ifndef TRIGGER_EVENT_H
#define TRIGGER_EVENT_H

#include "postgres.h"

#include "commands/trigger.h"
#include "fmgr.h"

/*
 * Make sure that function is called as an AFTER STATEMENT trigger with
 * nargs arguments; maker names the functions that make its triggers.
 */
extern void trigger_check(FunctionCallInfo fcinfo, const char *function, int nargs,
						  const char *maker);

/* insert, update, delete or truncate */
extern const char *trigger_event_name(TriggerEvent event);

/* The number of rows in the transition tables; PG_UINT64_MAX: TRUNCATE. */
extern uint64 trigger_rows(const TriggerData *data);

#endif							/* TRIGGER_EVENT_H */
