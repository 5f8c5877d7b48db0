/*
 * registry_cache.h
 *		What a session has found in the registry tables.
 */
#ifndef TRIGGER_REGISTRY_CACHE_H
#define TRIGGER_REGISTRY_CACHE_H

#include "postgres.h"

#include "nodes/pg_list.h"

typedef enum CacheKind
{
	CACHE_ATTACHMENTS,			/* of a standard */
	CACHE_TRACKINGS				/* the name is "" */
} CacheKind;

typedef struct RegistryEntry
{
	char	   *name;
	bool		filled;
	List	   *found;
} RegistryEntry;

/*
 * The entry of a relation and name.  Unless it is filled, the caller reads the
 * registry with the latest snapshot, puts what it finds into context, and
 * calls registry_fill(), if there is anything.  The entry stays allocated
 * until the transaction ends.
 */
extern RegistryEntry *registry_cache(CacheKind kind, Oid relation, const char *name, MemoryContext *context);

/* Keep what has been found until the registry or one of these relations changes. */
extern void registry_fill(RegistryEntry *entry, List *found, List *relations);

/*
 * What has been found also depends on these relations and functions (of
 * PlanInvalItem).  false: it is out of date already; then so is all that was
 * made from it.
 */
extern bool registry_needs(List *relations, List *functions);

/* A number that is never given twice in a session. */
extern uint64 registry_stamp(void);

#endif							/* TRIGGER_REGISTRY_CACHE_H */
