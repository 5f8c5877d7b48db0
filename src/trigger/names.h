/*
 * names.h
 *		Names of relations for our statements and messages.
 */
#ifndef TRIGGER_NAMES_H
#define TRIGGER_NAMES_H

#include "postgres.h"

#include "nodes/pg_list.h"
#include "utils/snapshot.h"

/* Names (char *) from a name[]. */
extern List *names_of_array(Datum array);

/* Object identifiers from an array of a type like oid. */
extern List *oids_of_array(Datum array);

/* Object identifiers as an array of a type like oid. */
extern Datum array_of_oids(List *oids, Oid type);

/* The quoted name of a relation with its schema; 42P01 where it is gone. */
extern char *qualified_name(Oid relation);

/* The same for messages and hints; its number where it is gone. */
extern char *shown_name(Oid relation);

/* A type of the extension's public schema. */
extern Oid	public_type(const char *name);

/* The owner of a relation; InvalidOid where it is gone. */
extern Oid	relation_owner(Oid relation);

/*
 * The table itself and all it is a partition or child of, as a snapshot shows
 * it; NULL: as it is now.  being_detached: a
 * DETACH PARTITION CONCURRENTLY between them is under way, or was interrupted,
 * so queries of the parent do not see its rows any more.
 */
extern List *relation_and_parents(Oid relation, Snapshot snapshot, bool *being_detached);

/* Is it this table, or a partition or child of it? */
extern bool is_part_of(Oid relation, Oid whole);

#endif							/* TRIGGER_NAMES_H */
