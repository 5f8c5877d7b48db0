/*
 * case_parts.h
 *		The parts of a rubric that can decide about a row, numbered.
 */
#ifndef ANALYSIS_CASE_PARTS_H
#define ANALYSIS_CASE_PARTS_H

#include "postgres.h"

#include "nodes/bitmapset.h"

#include "rubric/program.h"

typedef enum PartKind
{
	PART_SCOPE,
	PART_REQUIRE,
	PART_POINTS,
	PART_MISSING,
	PART_RULE,
	PART_NO_RULE,
	PART_FLOOR,
	PART_CAP,
	PART_UNDECIDED,
	PART_REFUSED
} PartKind;

typedef struct Part
{
	int			number;
	PartKind	kind;
	int			item;			/* scope, requirement, criterion, rule, floor, cap: its number in the rubric */
	int			ordinal;		/* counts the parts of its kind, or the points of its criterion, from 1; 0: there is only one */
	const char *name;			/* of the criterion, or the label; NULL: it has none */
	int			start;			/* in the text; -1: nowhere */
	int			end;
	const char *title;			/* NULL: none */
} Part;

/* "scope", "require", ... "no rule" */
extern const char *part_kind_name(PartKind kind);

/* all parts in the order of evaluation: of Part */
extern List *rubric_parts(const Rubric *rubric);

/* the numbers of those that decided in the last run (GOAL_EXPLAIN), whose outcome it was */
extern Bitmapset *parts_decided(const Rubric *rubric, const Program *program, const Outcome *outcome);

#endif							/* ANALYSIS_CASE_PARTS_H */
