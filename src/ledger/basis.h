/*
 * basis.h
 *		What the customers of an attachment are graded by: version, parameters,
 *		and date.
 */
#ifndef LEDGER_BASIS_H
#define LEDGER_BASIS_H

#include "postgres.h"

#include "utils/date.h"
#include "utils/snapshot.h"

#include "ledger/attachment.h"
#include "trigger/template.h"

/* What is wanted.  All zero: what is in force today. */
typedef struct BasisWanted
{
	const char *day;			/* in ISO form; NULL: today by the attachment's clock */
	int			version;		/* 0: the one in force */
	text	   *rubric;			/* a rubric instead of that version's; NULL: none */
	int			parameter_set;	/* 0: the one in force */
	Datum		parameters;		/* jsonb instead of that set's; 0: none */
	bool		by_terms;		/* settle even where the terms change nothing */
} BasisWanted;

/* It is read after the customers are locked. */
typedef struct Basis
{
	Datum		parameters;		/* jsonb */
	Datum		kept_parameters;	/* the same for keeping a grade; 0: no dead band */
	int			parameter_set;
	int			version;
	Datum		alike;			/* int4[]: it and versions that grade as it does */
	text	   *rubric;			/* whose terms settle the grade, too */
	Datum		now;
	Datum		date;
	char	   *as_of;			/* the same in ISO form */
	char	   *time_zone;		/* of the attachment */
	bool		terms_read;		/* the terms read the row, too: see settling_inputs() */
	bool		plain;			/* the grade in force is the computed one: no terms, no decision */
	Datum		labels;			/* ranked labels, text[], best first */
} Basis;

/* The basis as snapshot sees it; 55000 where there is none. */
extern Basis basis_read(const Attachment *attachment, const BasisWanted *wanted, Snapshot snapshot);

/* Set what statements that use the standard by name go by, until role_end(). */
extern void basis_use(const Attachment *attachment, const Basis *basis);

/*
 * The parameters of statements that grade: the basis, the cause and whether it
 * is a review.  Templates know them by the names in basis.c, either as the
 * parameters $1, $2, ... or as literals.
 */
#define BASIS_PARAMETERS	12

extern const Place basis_parameters[];
extern void basis_arguments(const Basis *basis, const char *cause, bool reviewing,
							Oid *types, Datum *values, char *nulls);
extern const Place *basis_literals(const Basis *basis, const char *cause, bool reviewing);

/* A date as text, for the setting customer_grade.as_of; 22023 where it is infinite. */
extern char *evaluation_day(DateADT date);

#endif							/* LEDGER_BASIS_H */
