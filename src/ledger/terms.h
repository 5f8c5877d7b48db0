/*
 * terms.h
 *		What the customers of an attachment are graded by: version, parameters,
 *		policy and date.
 */
#ifndef LEDGER_TERMS_H
#define LEDGER_TERMS_H

#include "postgres.h"

#include "utils/date.h"
#include "utils/snapshot.h"

#include "ledger/attachment.h"
#include "trigger/template.h"

/* Which terms are wanted.  All zero: those in force today. */
typedef struct TermsWanted
{
	const char *day;			/* in ISO form; NULL: today by the attachment's clock */
	int			version;		/* 0: the one in force */
	int			parameter_set;	/* 0: the one in force */
	Datum		parameters;		/* jsonb instead of that set's; 0: none */
	bool		policed;		/* the policy is applied even where it changes nothing */
} TermsWanted;

/* They are read after the customers are locked. */
typedef struct Terms
{
	Datum		parameters;		/* jsonb */
	Datum		kept_parameters;	/* the same for keeping a grade; 0: no dead band */
	int			parameter_set;
	int			version;
	text	   *rubric;
	Datum		now;
	Datum		date;
	char	   *as_of;			/* the same in ISO form */
	char	   *time_zone;		/* of the attachment */
	bool		plain;			/* the grade in force is the computed one: no policy, no decision */
	Datum		policy;			/* the row of customer_grade_internal.attachment */
	Datum		labels;			/* ranked labels, text[], best first */
} Terms;

/* The terms as snapshot sees them; 55000 where there are none. */
extern Terms terms_read(const Attachment *attachment, const TermsWanted *wanted, Snapshot snapshot);

/* Set what statements that use the standard by name go by, until role_end(). */
extern void terms_use(const Attachment *attachment, const Terms *terms);

/*
 * The parameters of statements that grade: the terms, the cause and whether it
 * is a review.  Templates know them by the names in terms.c, either as the
 * parameters $1, $2, ... or as literals.
 */
#define TERMS_PARAMETERS	10

extern const Place terms_parameters[];
extern void terms_arguments(const Terms *terms, const char *cause, bool reviewing,
							Oid *types, Datum *values, char *nulls);
extern const Place *terms_literals(const Terms *terms, const char *cause, bool reviewing);

/* A date as text, for the setting customer_grade.as_of; 22023 where it is infinite. */
extern char *evaluation_day(DateADT date);

#endif							/* LEDGER_TERMS_H */
