/*
 * gate.h
 *		Functions that run as another role than their caller.
 */
#ifndef TRIGGER_GATE_H
#define TRIGGER_GATE_H

#include "postgres.h"

/* The role that has created the extension; its members administer the registry. */
extern Oid	registry_administrator(void);

#endif							/* TRIGGER_GATE_H */
