/*
 * attachment.h
 *		Attachments as the triggers see them: their tables and their terms.
 */
#ifndef LEDGER_ATTACHMENT_H
#define LEDGER_ATTACHMENT_H

#include "postgres.h"

#include "nodes/pg_list.h"
#include "utils/snapshot.h"

/* A relation of an attachment. */
typedef struct Member
{
	Oid			oid;			/* InvalidOid: the attachment has none */
	char	   *name;			/* quoted, with its schema */
} Member;

/* A standard attached to a table. */
typedef struct Attachment
{
	uint64		stamp;			/* differs from that of any other struct */
	char	   *standard;
	Member		subject;
	List	   *keys;			/* of char *: the key's columns */
	Member		ledger;
	Member		history;
	Member		metrics;
	Member		decisions;
	Member		outbox;
	char	   *mirror;			/* column of the subject that repeats the grade, or NULL */
	bool		has_mappings;	/* one of its sources is found through a query */
	Oid			owner;			/* of all of them */

	/* How the rows of the table looked for tell the keys: */
	char	   *mapping;		/* a query that gives its key and the subject's, or NULL: */
	List	   *changed_keys;	/* of char *: its columns that hold the subject's key, or its own */
} Attachment;

/* What customers are graded by, read after they are locked. */
typedef struct Terms
{
	Datum		parameters;		/* jsonb */
	Datum		kept_parameters;	/* the same for keeping a grade; 0: no dead band */
	int			parameter_set;
	int			version;
	Datum		date;
	char	   *as_of;			/* the same in ISO form */
	char	   *time_zone;		/* of the attachment */
	bool		plain;			/* the grade in force is the computed one: no policy, no decision */
	Datum		policy;			/* the row of customer_grade_internal.attachment */
	Datum		labels;			/* ranked labels, text[], best first; 0 if plain */
} Terms;

/*
 * The attachments of a standard that relation has to do with: as their
 * subject (or a part of it), as a source, or as their table of decisions; in
 * the order their ledgers are locked in.  They are kept until something
 * changes, and last until the transaction ends.  SPI is connected.  42501
 * where the tables of one have different owners.
 */
extern List *attachments_of(const char *standard, Oid relation);

/* The one whose subject relation is; 55000 where there is none. */
extern Attachment *attachment_of_subject(const char *standard, Oid subject);

/* The terms on a day (ISO form; NULL: today by its clock) as snapshot sees them. */
extern Terms attachment_terms(const Attachment *attachment, const char *day, Snapshot snapshot);

/*
 * The sources found through a query, as Attachments with mapping and
 * changed_keys, changed in the subject field.
 */
extern List *attachment_mappings(const Attachment *attachment);

#endif							/* LEDGER_ATTACHMENT_H */
