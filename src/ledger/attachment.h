/*
 * attachment.h
 *		Attachments as the triggers see them, and their rows in the registry.
 */
#ifndef LEDGER_ATTACHMENT_H
#define LEDGER_ATTACHMENT_H

#include "postgres.h"

#include "access/htup.h"
#include "access/tupdesc.h"
#include "nodes/pg_list.h"
#include "utils/snapshot.h"

#include "compat.h"
#include "trigger/template.h"

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

	const Place *places;		/* all of this as places of templates, see attachment.c */
} Attachment;

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

/*
 * The sources found through a query, as Attachments with mapping and
 * changed_keys, changed in the subject field.
 */
extern List *attachment_mappings(const Attachment *attachment);

/* The error that a standard is not attached to a table: 55000.  trigger: of the table, that has found out; or NULL. */
pg_noreturn extern void fail_not_attached(const char *standard, Oid table, const char *trigger);

/* Tables of the registry. */
typedef enum RegistryTable
{
	REGISTRY_ATTACHMENT,
	REGISTRY_PARAMETER_SET
} RegistryTable;

/* A row of one by its primary key as snapshot sees it, or NULL; number: of the parameter set. */
extern HeapTuple registry_row(RegistryTable table, const char *standard, Oid subject, int number,
							  Snapshot snapshot, TupleDesc *desc);

/* A column of it by name. */
extern Datum registry_column(HeapTuple row, TupleDesc desc, const char *column, bool *isnull);

#endif							/* LEDGER_ATTACHMENT_H */
