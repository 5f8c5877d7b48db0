/*
 * groups.h
 *		The groups that values of a population are taken for, by their names.
 */
#ifndef RUBRIC_GROUPS_H
#define RUBRIC_GROUPS_H

#include "postgres.h"

/*
 * "per region, size" makes a tree: north is a group around "north, large".
 * Each list of names has a root, whose number is that of the list.
 */
typedef struct RubricGroup
{
	int			around;			/* number of the group around; -1: a root */
	int			root;
	int			depth;			/* 0 for a root */
	const char *name;
	int			length;
} RubricGroup;

typedef struct RubricGroups RubricGroups;

extern RubricGroups *groups_make(int nroots);

/* The number of a group within another one, which is added where it is not known yet. */
extern int	groups_add(RubricGroups *groups, int around, const char *name, int length);

/* -1: there is none */
extern int	groups_find(const RubricGroups *groups, int around, const char *name, int length);

/* Numbers run from 0 to the count, and a group comes after the one around it. */
extern int	groups_count(const RubricGroups *groups);
extern const RubricGroup *groups_get(const RubricGroups *groups, int number);

#endif							/* RUBRIC_GROUPS_H */
