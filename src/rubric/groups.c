/*
 * groups.c
 *		The groups that values of a population are taken for, by their names: a
 *		hash table, asked for each row.
 */
#include "postgres.h"

#include "common/hashfn.h"

#include "rubric/groups.h"

typedef struct GroupKey
{
	int			around;
	int			length;
	const char *name;
} GroupKey;

typedef struct GroupEntry
{
	GroupKey	key;
	int			number;
	uint32		hash;
	char		status;
} GroupEntry;

static inline uint32
hash_key(GroupKey key)
{
	return hash_bytes((const unsigned char *) key.name, key.length) ^ murmurhash32(key.around);
}

static inline bool
same_key(GroupKey a, GroupKey b)
{
	return a.around == b.around && a.length == b.length && memcmp(a.name, b.name, a.length) == 0;
}

#define SH_PREFIX			grouptable
#define SH_ELEMENT_TYPE		GroupEntry
#define SH_KEY_TYPE			GroupKey
#define SH_KEY				key
#define SH_HASH_KEY(tb, k)	hash_key(k)
#define SH_EQUAL(tb, a, b)	same_key(a, b)
#define SH_STORE_HASH
#define SH_GET_HASH(tb, a)	(a)->hash
#define SH_SCOPE			static inline
#define SH_DECLARE
#define SH_DEFINE
#include "lib/simplehash.h"

struct RubricGroups
{
	grouptable_hash *table;
	RubricGroup *groups;
	int			count;
	int			max;
};

static int
append_group(RubricGroups *groups, RubricGroup group)
{
	if (groups->count == groups->max)
	{
		groups->max = Max(64, 2 * groups->max);
		groups->groups = groups->groups ?
			repalloc(groups->groups, sizeof(RubricGroup) * groups->max) :
			palloc(sizeof(RubricGroup) * groups->max);
	}
	groups->groups[groups->count] = group;
	return groups->count++;
}

RubricGroups *
groups_make(int nroots)
{
	RubricGroups *groups = palloc0(sizeof(RubricGroups));

	groups->table = grouptable_create(CurrentMemoryContext, 64, NULL);
	for (int i = 0; i < nroots; i++)
	{
		RubricGroup root = {.around = -1, .root = i};

		(void) append_group(groups, root);
	}
	return groups;
}

int
groups_find(const RubricGroups *groups, int around, const char *name, int length)
{
	GroupKey	key = {.around = around, .length = length, .name = name};
	GroupEntry *entry = grouptable_lookup(groups->table, key);

	return entry ? entry->number : -1;
}

int
groups_add(RubricGroups *groups, int around, const char *name, int length)
{
	GroupKey	key = {.around = around, .length = length};
	int			number = groups_find(groups, around, name, length);
	RubricGroup group;
	bool		found;

	if (number >= 0)
		return number;
	key.name = pnstrdup(name, length);
	group.around = around;
	group.root = groups->groups[around].root;
	group.depth = groups->groups[around].depth + 1;
	group.name = key.name;
	group.length = length;
	number = append_group(groups, group);
	grouptable_insert(groups->table, key, &found)->number = number;
	return number;
}

int
groups_count(const RubricGroups *groups)
{
	return groups->count;
}

const RubricGroup *
groups_get(const RubricGroups *groups, int number)
{
	return &groups->groups[number];
}
