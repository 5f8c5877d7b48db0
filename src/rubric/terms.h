/*
 * terms.h
 *		How grades move, who decides, and what each grade gets: the statements of a
 *		rubric that no evaluation of a row reads.
 *
 * gram.y makes them, check.c resolves their names, ledger/policy.c settles by
 * them.  A label is its number in Rubric.labels.
 */
#ifndef RUBRIC_TERMS_H
#define RUBRIC_TERMS_H

#include "postgres.h"

#include "nodes/bitmapset.h"
#include "nodes/pg_list.h"

struct RubricExpr;

/* A label as a statement names it; check.c finds it. */
typedef struct LabelName
{
	char	   *name;			/* as written */
	int			start;
} LabelName;

/* "12 months" is 12 months, "2 weeks" 14 days, "1 half-year" 6 months. */
typedef struct Span
{
	int			days;
	int			months;			/* one of both is 0; both: no span */
} Span;

/* The end of a calendar period is the end of every period_months-th month of the year. */
typedef enum Period
{
	PERIOD_MONTH = 1,
	PERIOD_QUARTER = 3,
	PERIOD_HALF_YEAR = 6,
	PERIOD_YEAR = 12
} Period;

typedef struct DayOfYear
{
	int			month;			/* 1 to 12 */
	int			day;			/* 1 to 31; in a year that lacks it (02-29) the last of the month */
} DayOfYear;

typedef enum CalendarKind
{
	CALENDAR_DAILY,
	CALENDAR_WEEKLY,			/* day: 1 Monday to 7 Sunday */
	CALENDAR_MONTH_DAY,			/* day: of the month; the last where it lacks it */
	CALENDAR_PERIOD_END,
	CALENDAR_YEARLY,			/* days: one or more, in the order of the year */
	CALENDAR_WINDOW				/* days: its first and its last */
} CalendarKind;

/* "review ...": when everybody is reviewed, or each customer by itself ("every"). */
typedef struct ReviewTerm
{
	bool		stated;			/* so in all terms that stand at most once: false where the text has none */
	bool		own;
	CalendarKind calendar;		/* this and the next four: unless own */
	Period		period;
	int			day;
	List	   *days;			/* of DayOfYear */
	Span		after;			/* held so long after its day; no span: when the day is over */
	Span		every;			/* own */
	struct RubricExpr *from;	/* own: a date metric or define; NULL: since the grade */
	char	   *title;
	int			start;
	int			value_start;	/* what it says, in the text, without its title; so below */
	int			value_end;
} ReviewTerm;

typedef enum MoveRule
{
	MOVE_AT_ONCE,				/* "immediate", also when not stated; demotion with "after": after so long */
	MOVE_AT_REVIEW,
	MOVE_NEVER
} MoveRule;

/* "promotion ..." and "demotion ..." */
typedef struct MoveTerm
{
	bool		stated;
	MoveRule	rule;
	bool		one_step;
	Span		after;			/* demotion: worse for so long, or with MOVE_AT_REVIEW so long after the review */
	char	   *title;
	int			start;
	int			value_start;
	int			value_end;
} MoveTerm;

/* "validity 12 months", "validity to end of next year" */
typedef struct ValidityTerm
{
	bool		stated;
	Span		span;			/* no span: to the end of a period */
	Period		period;
	bool		next;			/* of the next period */
	char	   *title;
	int			start;
	int			value_start;
	int			value_end;
} ValidityTerm;

/* "provisional 6 months since first_order_on" */
typedef struct ProvisionalTerm
{
	bool		stated;
	Span		span;
	struct RubricExpr *since;	/* a date metric or define; NULL: since the customer is known */
	char	   *title;
	int			start;
	int			value_start;
	int			value_end;
} ProvisionalTerm;

typedef struct ApprovalStep
{
	char	   *name;			/* folded */
	char	   *title;
	int			start;
} ApprovalStep;

/* "approval of A until B valid 1 year steps section, director" */
typedef struct ApprovalTerm
{
	List	   *label_names;	/* of LabelName, as written */
	Bitmapset  *labels;			/* set by check.c; without "of" all ranked ones */
	LabelName  *until_name;		/* NULL: not stated */
	int			until;			/* set by check.c; -1: the next worse grade that needs no approval */
	Span		valid;			/* no span: for ever */
	List	   *steps;			/* of ApprovalStep; NIL: one decision by the approver */
	char	   *title;
	int			start;
	int			value_start;
	int			value_end;
} ApprovalTerm;

/* "override within 1 rank by two people valid 6 months" */
typedef struct OverrideTerm
{
	bool		stated;
	bool		never;
	int			within;			/* ranks from the computed grade; 0: any */
	bool		two_people;
	Span		valid;			/* the longest term, and the default; no span: without limit */
	char	   *title;
	int			start;
	int			value_start;
	int			value_end;
} OverrideTerm;

/* "target A = 20%": one for each label named */
typedef struct TargetTerm
{
	LabelName  *label_name;
	int			label;			/* set by check.c */
	struct RubricExpr *share;	/* a literal number, 0 to 1 */
} TargetTerm;

/* "treatment credit_limit for A, B = 20% * revenue when ..., 10% * revenue otherwise unit 'CNY' '...'" */
typedef struct TreatmentTerm
{
	char	   *name;			/* folded */
	List	   *label_names;	/* of LabelName, as written */
	Bitmapset  *labels;			/* set by check.c; without "for" all labels */
	List	   *alternatives;	/* of Alternative; NIL: granted without a value */
	struct RubricExpr *when;	/* a lone condition, without a value; NULL: none */
	char	   *unit;
	char	   *title;
	int			start;
	int			value_start;	/* the alternatives, or the condition, in the text */
	int			value_end;
} TreatmentTerm;

typedef struct RubricTerms
{
	ReviewTerm	review;
	MoveTerm	promotion;
	MoveTerm	demotion;
	ValidityTerm validity;
	ProvisionalTerm provisional;
	List	   *approvals;		/* of ApprovalTerm */
	OverrideTerm override;
	List	   *targets;		/* of TargetTerm */
	List	   *treatments;		/* of TreatmentTerm */
} RubricTerms;

#endif							/* RUBRIC_TERMS_H */
