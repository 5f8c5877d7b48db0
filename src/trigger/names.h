/*
 * names.h
 *		Names of columns and relations, and lists of them, as statements of our
 *		own need them.
 */
#ifndef TRIGGER_NAMES_H
#define TRIGGER_NAMES_H

#include "postgres.h"

#include "nodes/pg_list.h"

/* "a", "b" from names (char *), with the qualifier before each. */
extern char *column_list(List *names, const char *qualifier);

/* a."k" OPERATOR(pg_catalog.=) b."k" AND ...: no operator planted elsewhere is meant. */
extern char *same_columns(List *names, const char *a, const char *b);

/* Names (char *) from a name[]. */
extern List *names_of_array(Datum array);

/* The quoted name of a relation with its schema; 42P01 where it is gone. */
extern char *qualified_name(Oid relation);

/* The owner of a relation; InvalidOid where it is gone. */
extern Oid	relation_owner(Oid relation);

/* The table itself and all it is a partition or child of. */
extern List *relation_and_parents(Oid relation);

#endif							/* TRIGGER_NAMES_H */
