/*
 * policy.h
 *		From the grade that the rubric gives to the grade in force.
 *
 * Pure: no fcinfo, no SPI, no clock.  See policy.c.
 */
#ifndef LEDGER_POLICY_H
#define LEDGER_POLICY_H

#include "postgres.h"

#include "utils/date.h"
#include "utils/timestamp.h"

/* A date that never comes: SQL's NULL where a date may be missing, and its 'infinity'. */
#define NEVER	DATEVAL_NOEND

/* When a customer moves to another grade. */
typedef enum MoveRule
{
	MOVE_AT_ONCE,
	MOVE_AT_REVIEW,
	MOVE_ONE_STEP				/* at review, to the next grade */
} MoveRule;

typedef enum GradeState
{
	STATE_FINAL,
	STATE_PROVISIONAL,
	STATE_PENDING,				/* the grade that the rubric gives waits for approval */
	STATE_OVERRIDE
} GradeState;

/* The options of an attachment that decide here, and the labels of the version in force. */
typedef struct Policy
{
	int			nlabels;
	text	  **labels;			/* those with a rank, best first */
	MoveRule	promotion;
	MoveRule	demotion;
	Interval   *grace;			/* NULL: none */
	Interval   *provisional;	/* NULL: no grade is provisional */
	int			napproval;
	text	  **approval;		/* labels that need approval */
	text	   *until_approved; /* NULL: the next worse grade that may be had */
} Policy;

/* A label with its rank; 0: it has none.  No label: not graded. */
typedef struct Grade
{
	const text *label;
	int			rank;
} Grade;

/* A decision, which holds up to and including a day. */
typedef struct Decision
{
	const text *label;			/* NULL: nothing */
	DateADT		until;
} Decision;

/* Where a customer stands on a day. */
typedef struct Standing
{
	DateADT		day;
	bool		reviewing;
	bool		is_new;
	const text *held;			/* the grade in force until now */
	GradeState	held_state;
	DateADT		worse_since;	/* first day on which a worse grade than held was earned */
	DateADT		final_on;
	Grade		computed;
	int			kept_rank;		/* by the keep values; 0: no dead band */
	Decision	overridden;
	Decision	approved;
	Decision	rejected;
} Standing;

typedef struct Settlement
{
	Grade		grade;
	GradeState	state;
	DateADT		worse_since;
	DateADT		final_on;
	DateADT		due_on;			/* the next day on which time alone changes something */
} Settlement;

extern void policy_settle(const Policy *policy, const Standing *standing, Settlement *result);

#endif							/* LEDGER_POLICY_H */
