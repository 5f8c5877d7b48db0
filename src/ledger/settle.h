/*
 * settle.h
 *		From the grade that the rubric gives to the grade in force, by the terms of
 *		the rubric.
 *
 * Pure: no fcinfo, no SPI, no clock.  See settle.c.
 */
#ifndef LEDGER_SETTLE_H
#define LEDGER_SETTLE_H

#include "postgres.h"

#include "utils/date.h"

#include "ledger/calendar.h"
#include "rubric/rubric.h"

/*
 * A grade is the number of its label in Rubric.labels: ranked ones come first,
 * best first, so the smaller number is the better grade.
 */
#define GRADE_NONE		(-1)	/* not graded; no decision; no bound */
#define GRADE_FOREIGN	(-2)	/* this and smaller: a label that this version lacks, for each another number */

typedef enum GradeState
{
	STATE_FINAL,
	STATE_PROVISIONAL,
	STATE_PENDING,				/* the grade that the rubric gives waits for approval */
	STATE_OVERRIDE				/* the grade is that of an override, or of a minimum that has lifted it */
} GradeState;

/* What a rubric says about all customers, made once. */
typedef struct SettleRules
{
	const RubricTerms *terms;	/* of the rubric, which must live as long */
	int			nlabels;
	int			nranked;
	text	   *labels[RUBRIC_MAX_GRADES];
	bool		needs_approval[RUBRIC_MAX_GRADES];

	/* what is in force for a label, [label][what is approved + 1] */
	int8		meanwhile[RUBRIC_MAX_GRADES][RUBRIC_MAX_GRADES + 1];
} SettleRules;

/* A decision of people, which holds up to and including a day. */
typedef struct Decision
{
	int			grade;
	DateADT		until;
} Decision;

/* Where a customer stands on a day.  A date that is missing is NEVER. */
typedef struct Standing
{
	DateADT		day;
	DateADT		changes_on;		/* the day on which another grade begins: now, which may be later */
	bool		reviewing;		/* as of this day, by a common review or its own */
	bool		is_new;			/* the ledger does not know it yet */

	/* what is in force until now */
	int			held;
	DateADT		held_since;		/* the day from which it has this grade */
	GradeState	state;
	DateADT		worse_since;
	DateADT		falls_on;
	DateADT		valid_until;
	DateADT		provisional_until;
	DateADT		review_on;

	/* what the row says; of a row that the rubric refuses: what it said last */
	int			computed;
	int			kept;			/* the grade by the keep values */
	int			limit;			/* of the caps at once that are TRUE the worst */
	DateADT		since;			/* provisional ... since */
	DateADT		review_from;	/* review every ... from */

	/* what people have decided */
	Decision	overridden;
	Decision	minimum;
	Decision	approved;
	Decision	rejected;
	DateADT		next_start;		/* the first day of the next override or minimum that is still to begin */
} Standing;

typedef struct Settlement
{
	int			grade;
	GradeState	state;

	/*
	 * While a worse grade waits: the day from which its span counts, or with no
	 * span under way the first day on which it was earned.
	 */
	DateADT		worse_since;
	DateADT		falls_on;		/* the day on which it then has the worse grade, unless it recovers */
	DateADT		valid_until;	/* the last day of the term in which it does not fall */
	DateADT		provisional_until;	/* the last day of probation */
	DateADT		review_on;		/* the day of the next own review, which is held on the day after */
	DateADT		due_on;			/* the next day on which time alone changes something */
} Settlement;

/* The rules of a checked rubric, allocated here and now. */
extern SettleRules *settle_rules(const Rubric *rubric);

/* The number of a label; GRADE_FOREIGN: this version lacks it. */
extern int	settle_grade(const SettleRules *rules, const text *label);

extern bool settle_is_ranked(const SettleRules *rules, int grade);

extern void settle_standing(const SettleRules *rules, const Standing *standing, Settlement *settlement);

#endif							/* LEDGER_SETTLE_H */
