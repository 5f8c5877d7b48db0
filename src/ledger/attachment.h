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
#include "storage/itemptr.h"
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
	bool		notify;			/* listeners are told of events added to the outbox */
	bool		scores_kept;	/* the history has scores: each change of one ends a period */
	bool		metrics_kept;	/* periods have the inputs that they began by */
	bool		raises;			/* a customer that the rubric refuses is an error */
	bool		paused;			/* statements grade nobody */
	bool		has_sources;	/* statements on other tables grade its customers, too */
	bool		has_mappings;	/* one of its sources is found through a query */
	Oid			owner;			/* of all of them */

	/* How the keys follow from the rows of the relation asked for: */
	char	   *mapping;		/* a query that gives its key and the subject's, or NULL: */
	List	   *changed_keys;	/* of char *: its columns that hold the subject's key, or its own */

	const Place *places;		/* all of this as places of templates, see attachment.c */
	struct Single *single;		/* see single.c; NULL: not made yet */
} Attachment;

/*
 * The attachments of a standard in which relation is the subject (or a part of
 * it), a source or the table of decisions, in the order in which their ledgers
 * are locked.  The list is kept until something changes, and stays valid until
 * the transaction ends.  SPI is connected.  42501 where the tables of one have
 * different owners.
 */
extern List *attachments_of(const char *standard, Oid relation);

/* The attachment whose subject is this relation; 55000 where there is none. */
extern Attachment *attachment_of_subject(const char *standard, Oid subject);

/* The same, for a caller that must be a member of the owner; 42501. */
extern Attachment *own_attachment(const char *standard, Oid subject);

/*
 * Has the table of decisions any row?  A decision that is being written now
 * does not matter: its own statement regrades that customer, after us.
 */
extern bool attachment_has_decisions(const Attachment *attachment);

/*
 * The sources found through a query, as Attachments: mapping and changed_keys
 * are set, and subject is the source.
 */
extern List *attachment_mappings(const Attachment *attachment);

/*
 * The error that a standard is not attached to a table: 55000. trigger: the
 * name of a trigger left on the table, or NULL.
 */
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

/* What tells one version of a row from all others of its table: it is never written twice by one transaction at one place. */
typedef struct RowVersion
{
	TransactionId writer;
	ItemPointerData place;
} RowVersion;

/*
 * The version of the attachment's row that snapshot sees: while it is the same,
 * so are the version and the parameters in force.  false: there is none, or
 * this transaction has written it and may still undo that.
 */
extern bool attachment_version(const Attachment *attachment, Snapshot snapshot, RowVersion *version);

/* A column of it by name. */
extern Datum registry_column(HeapTuple row, TupleDesc desc, const char *column, bool *isnull);

#endif							/* LEDGER_ATTACHMENT_H */
