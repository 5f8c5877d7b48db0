/*
 * gate.h
 *		Functions that run as another role than their caller.
 */
#ifndef TRIGGER_GATE_H
#define TRIGGER_GATE_H

#include "postgres.h"

#include "utils/snapshot.h"

/* The role that has created the extension; its members administer the registry. */
extern Oid	registry_administrator(void);

/* In the body of an event trigger: the database before the command.  Else NULL. */
extern Snapshot registry_event_snapshot(void);

#endif							/* TRIGGER_GATE_H */
