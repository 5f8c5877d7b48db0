/*
 * shared.c
 *		Checked rubrics of this session, by text.
 *
 * A trigger and PL/pgSQL come back to the same few texts in every statement.
 * As the text is the key, an entry is never out of date.
 */
#include "postgres.h"

#include "common/hashfn.h"
#include "utils/memutils.h"

#include "compat.h"
#include "rubric/shared.h"

#define CACHE_ENTRIES 128

typedef struct SharedRubric
{
	MemoryContext context;		/* NULL: free */
	const Rubric *rubric;
	uint32		hash;
	int			pins;			/* owners that use it */
	uint64		used;			/* when last asked for, as a count */
} SharedRubric;

static SharedRubric entries[CACHE_ENTRIES];
static uint64 asked;

static void
unpin(void *entry)
{
	((SharedRubric *) entry)->pins--;
}

static void
pin(SharedRubric *entry, MemoryContext owner)
{
	MemoryContextCallback *callback = MemoryContextAlloc(owner, sizeof(MemoryContextCallback));

	callback->func = unpin;
	callback->arg = entry;
	MemoryContextRegisterResetCallback(owner, callback);
	entry->pins++;
	entry->used = ++asked;
}

/* A free entry, or the longest unused one of those without owner; NULL: all are in use. */
static SharedRubric *
free_entry(void)
{
	SharedRubric *oldest = NULL;

	for (int i = 0; i < CACHE_ENTRIES; i++)
	{
		SharedRubric *entry = &entries[i];

		if (entry->context == NULL)
			return entry;
		if (entry->pins == 0 && (oldest == NULL || entry->used < oldest->used))
			oldest = entry;
	}
	if (oldest)
	{
		MemoryContextDelete(oldest->context);
		oldest->context = NULL;
	}
	return oldest;
}

/* The parse tree points into the text, which must live as long. */
static const Rubric *
parse_into(const char *data, int length, MemoryContext context)
{
	MemoryContext old = MemoryContextSwitchTo(context);
	const Rubric *rubric = rubric_parse_or_throw(pnstrdup(data, length), length);

	MemoryContextSwitchTo(old);
	return rubric;
}

const Rubric *
rubric_acquire(const text *source, MemoryContext owner)
{
	const char *data = VARDATA_ANY(source);
	int			length = VARSIZE_ANY_EXHDR(source);
	uint32		hash = hash_bytes((const unsigned char *) data, length);
	MemoryContext context;
	const Rubric *rubric;
	SharedRubric *entry;

	for (int i = 0; i < CACHE_ENTRIES; i++)
	{
		entry = &entries[i];
		if (entry->context && entry->hash == hash &&
			entry->rubric->length == length &&
			memcmp(entry->rubric->text, data, length) == 0)
		{
			pin(entry, owner);
			return entry->rubric;
		}
	}

	/* under owner until it is whole, so that an error leaves nothing behind */
	context = AllocSetContextCreate(owner, "customer_grade rubric", ALLOCSET_SMALL_SIZES);
	rubric = parse_into(data, length, context);

	entry = free_entry();
	if (entry)
	{
		MemoryContextSetParent(context, CacheMemoryContext);
		entry->context = context;
		entry->rubric = rubric;
		entry->hash = hash;
		entry->pins = 0;
		pin(entry, owner);
	}
	return rubric;
}
