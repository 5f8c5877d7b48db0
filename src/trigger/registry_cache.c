/*
 * registry_cache.c
 *		What a session has found in the registry tables.
 *
 * Every statement on a watched table asks for its attachments, so what the
 * registry says of them is kept from one transaction to the next.  The whole
 * cache is flushed when something changes that any entry was made from: a
 * registry table (its trigger sends an invalidation), a relation or function
 * that an entry names, or a schema.  Other relations do not matter: a session that makes
 * temporary tables, or an ANALYZE elsewhere, must not flush the caches of all
 * others.
 *
 * While the registry is being read, it is not known yet which relations the
 * answer will depend on, so every change counts.  The registry is read with
 * the latest snapshot, after all pending invalidations have been accepted.  So
 * in all isolation levels the answer is never older than the last of them.
 *
 * That is enough for what triggers do, which must act as the database is now.
 * A query that grades must instead answer as its own snapshot sees the
 * registry; so call sites do not use this cache, and keep what they have read
 * only as long as a StandardMoment lasts: see standard/standard.h.
 *
 * A flushed entry stays allocated until the end of the transaction, for
 * callers that still hold a pointer.
 */
#include "postgres.h"

#include "catalog/namespace.h"
#include "commands/trigger.h"
#include "nodes/plannodes.h"
#include "utils/hsearch.h"
#include "utils/inval.h"
#include "utils/lsyscache.h"
#include "utils/memutils.h"
#include "utils/rel.h"
#include "utils/syscache.h"

#include "compat.h"
#include "standard/standard.h"
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

static const char *const registry_tables[] = {"attachment", "source", "tracking"};

static MemoryContext cache_context = NULL;
static HTAB *cache;
static HTAB *needed_relations;	/* Oid: what any entry was made from */
static List *needed_functions;	/* of PlanInvalItem */
static bool cache_stale;
static bool reading;			/* an entry is not filled yet */

/* InvalidOid: all relations, or it is not known which. */
static void
relation_changed(Datum arg, Oid relation)
{
	(void) arg;
	if (cache_context == NULL || cache_stale)
		return;
	cache_stale = reading || !OidIsValid(relation) ||
		hash_search(needed_relations, &relation, HASH_FIND, NULL) != NULL;
}

/* hash 0: all functions */
static void
function_changed(Datum arg, int cacheid, uint32 hash)
{
	ListCell   *lc;

	(void) arg;
	if (cache_context == NULL || cache_stale)
		return;
	cache_stale = hash == 0 && needed_functions != NIL;
	foreach(lc, needed_functions)
	{
		const PlanInvalItem *function = lfirst(lc);

		if (function->cacheId == cacheid && function->hashValue == hash)
			cache_stale = true;
	}
}

static void
schema_changed(Datum arg, int cacheid, uint32 hashvalue)
{
	(void) arg;
	(void) cacheid;
	(void) hashvalue;
	cache_stale = true;
}

/* Drop the cache if it is stale, and make one if there is none. */
static void
refresh_cache(void)
{
	static bool listening = false;
	HASHCTL		control = {.keysize = sizeof(CacheKey), .entrysize = sizeof(CachedRelation)};
	HASHCTL		needed_control = {.keysize = sizeof(Oid), .entrysize = sizeof(Oid)};

	if (!listening)
	{
		CacheRegisterRelcacheCallback(relation_changed, (Datum) 0);
		CacheRegisterSyscacheCallback(NAMESPACEOID, schema_changed, (Datum) 0);
		CacheRegisterSyscacheCallback(PROCOID, function_changed, (Datum) 0);
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
		needed_control.hcxt = cache_context;
		needed_relations = hash_create("customer_grade registry relations", 64, &needed_control,
									   HASH_ELEM | HASH_BLOBS | HASH_CONTEXT);
		needed_functions = NIL;
		cache_stale = false;
		reading = false;
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
		{
			reading = reading || !entry->filled;
			return entry;
		}
	}
	reading = true;
	old = MemoryContextSwitchTo(cache_context);
	entry = palloc0(sizeof(RegistryEntry));
	entry->name = pstrdup(name);
	cached->entries = lappend(cached->entries, entry);
	MemoryContextSwitchTo(old);
	return entry;
}

static void
need_relation(Oid relation)
{
	if (OidIsValid(relation))
		(void) hash_search(needed_relations, &relation, HASH_ENTER, NULL);
}

void
registry_fill(RegistryEntry *entry, List *found, List *relations)
{
	Oid			schema = get_namespace_oid(INTERNAL_SCHEMA, false);
	ListCell   *lc;

	for (size_t i = 0; i < lengthof(registry_tables); i++)
		need_relation(get_relname_relid(registry_tables[i], schema));
	foreach(lc, relations)
		need_relation(lfirst_oid(lc));
	entry->found = found;
	entry->filled = true;
	reading = false;
}

bool
registry_needs(List *relations, List *functions)
{
	MemoryContext old;
	ListCell   *lc;

	if (cache_context == NULL || cache_stale)
		return false;
	foreach(lc, relations)
		need_relation(lfirst_oid(lc));
	old = MemoryContextSwitchTo(cache_context);
	needed_functions = list_concat(needed_functions, functions);
	MemoryContextSwitchTo(old);
	return true;
}

uint64
registry_stamp(void)
{
	static uint64 last = 0;

	return ++last;
}

/*
 * The trigger of the registry tables.  It fires for each row because logical
 * replication fires no statement triggers.  TRUNCATE sends an invalidation by
 * itself.
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
