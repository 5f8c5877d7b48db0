/*
 * registry_cache.c
 *		What a session has found in the registry tables.
 *
 * Everything is forgotten as soon as anything changes in the catalog, or in a
 * registry table, whose trigger says so.  What is found is read with the
 * latest snapshot, after all news until then have been heard, so it is never
 * older than the last of them.  Who still uses what is forgotten finds it
 * until the transaction ends.
 */
#include "postgres.h"

#include "commands/trigger.h"
#include "utils/hsearch.h"
#include "utils/inval.h"
#include "utils/memutils.h"
#include "utils/rel.h"
#include "utils/syscache.h"

#include "compat.h"
#include "trigger/registry_cache.h"

typedef struct CacheKey
{
	Oid			relation;
	CacheKind	kind;
} CacheKey;

typedef struct CachedRelation
{
	CacheKey	key;
	List	   *entries;		/* of RegistryEntry *, by name */
} CachedRelation;

static MemoryContext cache_context = NULL;
static HTAB *cache;
static bool cache_stale;

static void
relation_changed(Datum arg, Oid relation)
{
	(void) arg;
	(void) relation;
	cache_stale = true;
}

static void
schema_changed(Datum arg, int cacheid, uint32 hashvalue)
{
	(void) arg;
	(void) cacheid;
	(void) hashvalue;
	cache_stale = true;
}

/* Forget what is stale, and have a cache. */
static void
refresh_cache(void)
{
	static bool listening = false;
	HASHCTL		control = {.keysize = sizeof(CacheKey), .entrysize = sizeof(CachedRelation)};

	if (!listening)
	{
		CacheRegisterRelcacheCallback(relation_changed, (Datum) 0);
		CacheRegisterSyscacheCallback(NAMESPACEOID, schema_changed, (Datum) 0);
		listening = true;
	}
	AcceptInvalidationMessages();
	if (cache_stale && cache_context != NULL)
	{
		MemoryContextSetParent(cache_context, TopTransactionContext);
		cache_context = NULL;
	}
	if (cache_context == NULL)
	{
		cache_context = AllocSetContextCreate(CacheMemoryContext, "customer_grade registry", ALLOCSET_SMALL_SIZES);
		control.hcxt = cache_context;
		cache = hash_create("customer_grade registry", 16, &control, HASH_ELEM | HASH_BLOBS | HASH_CONTEXT);
		cache_stale = false;
	}
}

RegistryEntry *
registry_cache(CacheKind kind, Oid relation, const char *name, MemoryContext *context)
{
	CacheKey	key;
	CachedRelation *cached;
	RegistryEntry *entry;
	MemoryContext old;
	bool		found;
	ListCell   *lc;

	refresh_cache();
	memset(&key, 0, sizeof(key));
	key.relation = relation;
	key.kind = kind;
	cached = hash_search(cache, &key, HASH_ENTER, &found);
	if (!found)
		cached->entries = NIL;
	*context = cache_context;
	foreach(lc, cached->entries)
	{
		entry = lfirst(lc);
		if (strcmp(entry->name, name) == 0)
			return entry;
	}
	old = MemoryContextSwitchTo(cache_context);
	entry = palloc0(sizeof(RegistryEntry));
	entry->name = pstrdup(name);
	cached->entries = lappend(cached->entries, entry);
	MemoryContextSwitchTo(old);
	return entry;
}

uint64
registry_stamp(void)
{
	static uint64 last = 0;

	return ++last;
}

/*
 * Row trigger of the registry tables, for logical replication fires no other.
 * TRUNCATE is news by itself.
 */
PG_FUNCTION_INFO_V1(attachment_changed);

Datum
attachment_changed(PG_FUNCTION_ARGS)
{
	TriggerData *data = (TriggerData *) fcinfo->context;

	if (!CALLED_AS_TRIGGER(fcinfo))
		ereport(ERROR,
				(errcode(ERRCODE_E_R_I_E_TRIGGER_PROTOCOL_VIOLATED),
				 errmsg("function \"%s\" can only be called as a trigger", "attachment_changed")));
	CacheInvalidateRelcache(data->tg_relation);
	return PointerGetDatum(NULL);
}
