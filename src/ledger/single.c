/*
 * single.c
 *		One customer, without a query.
 *
 * Most orders move nobody.  For a customer whose metrics need no query
 * (metrics_row.c), under a standard without terms and decisions, this is told
 * here, and the score and the date of its grade are written.  So is another
 * grade, with the period that ends, and the end of a customer that is deleted,
 * where nobody has to be told and this transaction has not written the ledger
 * before.  Whoever else differs is left to the difference.  The protocol is that of regrade.c: lock
 * the tables, lock the ledger's row, and only then read the basis and the
 * metrics, with a snapshot taken then.
 *
 * What the transaction found (transaction.c) must be in the row itself: another
 * transaction has written it, or its column "before" is null.  That is as true
 * after what is written here.
 *
 * What is kept from one statement to the next is made from the registry and
 * the catalog, never the state of an execution.  It is dropped with the
 * attachment, when one of the relations changes.
 */
#include "postgres.h"

#include "access/sysattr.h"
#include "access/xact.h"
#include "catalog/namespace.h"
#include "executor/executor.h"
#include "miscadmin.h"
#include "storage/lmgr.h"
#include "utils/builtins.h"
#include "utils/date.h"
#include "utils/fmgrprotos.h"
#include "utils/jsonb.h"
#include "utils/lsyscache.h"
#include "utils/memutils.h"
#include "utils/rel.h"
#include "utils/snapmgr.h"
#include "utils/timestamp.h"

#include "compat.h"
#include "ledger/basis.h"
#include "ledger/metrics_row.h"
#include "ledger/single.h"
#include "ledger/transaction.h"
#include "rubric/grader.h"
#include "standard/standard.h"
#include "text.h"
#include "trigger/registry_cache.h"
#include "trigger/row.h"

/* The columns of the ledger that are compared with the grade. */
typedef enum LedgerColumn
{
	LEDGER_SCORE,				/* these three are written within a period, */
	LEDGER_EVALUATED_ON,
	LEDGER_BEFORE,
	LEDGER_GRADE,				/* and these where one begins */
	LEDGER_RANK,
	LEDGER_COMPUTED_GRADE,
	LEDGER_COMPUTED_RANK,
	LEDGER_SINCE,
	LEDGER_VALID_FROM,
	LEDGER_PARAMETER_SET,
	LEDGER_VERSION,
	LEDGER_STATE,
	LEDGER_EMPTY				/* this and all below are null, where there are no terms */
} LedgerColumn;

static const char *const ledger_columns[] = {
	"score", "evaluated_on", "before",
	"grade", "rank", "computed_grade", "computed_rank", "since", "valid_from", "parameter_set", "version", "state",
	"worse_since", "falls_on", "valid_until", "provisional_until", "review_on", "due_on", "problem"
};

/* Those that the history gets as they are. */
static const LedgerColumn copied[] = {
	LEDGER_SCORE, LEDGER_GRADE, LEDGER_RANK, LEDGER_COMPUTED_GRADE, LEDGER_COMPUTED_RANK, LEDGER_SINCE, LEDGER_VALID_FROM,
	LEDGER_PARAMETER_SET, LEDGER_VERSION, LEDGER_STATE
};

/* What is kept of an attachment. */
typedef struct Single
{
	MemoryContext context;		/* of the attachment */
	MetricsRow *metrics;		/* NULL: only the view gives them */
	AttrNumber *keys;			/* of the ledger */
	AttrNumber	columns[lengthof(ledger_columns)];
	AttrNumber *history;		/* its columns: the key, those copied, valid_to, cause */
	MemoryContext bound;		/* what follows, unless it is out of date */
	RowVersion	version;		/* of the attachment, which all below is made from; */
	DateADT		day;			/* and of this day */
	text	   *time_zone;		/* where days begin */
	bool		plain;			/* the grade in force is the computed one */
	int			standard_version;
	int			parameter_set;
	Grader		grader;
	Bitmapset  *reads;			/* columns of the view */
} Single;

/* --------------------------------------------------------------------- kept */

/* The number of a column; clears *found where somebody has renamed or dropped it: a statement will tell. */
static AttrNumber
column_number(Oid table, const char *name, bool *found)
{
	AttrNumber	number = get_attnum(table, name);

	*found &= number != InvalidAttrNumber;
	return number;
}

static AttrNumber *
history_columns(const Attachment *attachment, bool *found)
{
	AttrNumber *columns = palloc((list_length(attachment->keys) + lengthof(copied) + 2) * sizeof(AttrNumber));
	Oid			history = attachment->history.oid;
	int			count = 0;
	ListCell   *lc;

	foreach(lc, attachment->keys)
		columns[count++] = column_number(history, lfirst(lc), found);
	for (size_t i = 0; i < lengthof(copied); i++)
		columns[count++] = column_number(history, ledger_columns[copied[i]], found);
	columns[count++] = column_number(history, "valid_to", found);
	columns[count] = column_number(history, "cause", found);
	return columns;
}

static Single *
make_single(Attachment *attachment)
{
	MemoryContext context = GetMemoryChunkContext(attachment);
	MemoryContext old = MemoryContextSwitchTo(context);
	Single	   *single = palloc0(sizeof(Single));
	bool		found = true;
	ListCell   *lc;

	single->context = context;
	single->keys = palloc(list_length(attachment->keys) * sizeof(AttrNumber));
	foreach(lc, attachment->keys)
		single->keys[foreach_current_index(lc)] = column_number(attachment->ledger.oid, lfirst(lc), &found);
	for (size_t i = 0; i < lengthof(ledger_columns); i++)
		single->columns[i] = column_number(attachment->ledger.oid, ledger_columns[i], &found);
	single->history = history_columns(attachment, &found);
	if (found && attachment->mirror == NULL && !attachment->has_mappings)
		single->metrics = metrics_row_make(attachment->metrics.oid, attachment->keys, attachment->owner);
	if (single->metrics != NULL && !metrics_row_depend(single->metrics))
		single->metrics = NULL;
	MemoryContextSwitchTo(old);
	return single;
}

/* The columns of the view that the grader reads. */
static Bitmapset *
columns_read(const Grader *grader)
{
	Bitmapset  *columns = NULL;

	for (int i = 0; i < grader->nmetrics; i++)
	{
		if (grader->columns[i] > 0)
			columns = bms_add_member(columns, grader->columns[i]);
	}
	return columns;
}

/* Is what was bound still in force? */
static bool
is_bound(Single *single, RowVersion *version)
{
	return single->version.writer == version->writer && ItemPointerEquals(&single->version.place, &version->place) &&
		standard_clock_day(single->time_zone) == single->day;
}

/* Read the basis, and make the grader for it. */
static void
bind_basis(Single *single, const Attachment *attachment, const RowVersion *version, Snapshot snapshot)
{
	const BasisWanted in_force = {0};
	Basis		basis = basis_read(attachment, &in_force, snapshot);
	MemoryContext old;

	single->version.writer = InvalidTransactionId;	/* until all below is done */
	if (single->bound == NULL)
		single->bound = AllocSetContextCreate(single->context, "customer_grade single customer", ALLOCSET_SMALL_SIZES);
	MemoryContextReset(single->bound);
	single->plain = basis.plain;
	single->standard_version = basis.version;
	single->parameter_set = basis.parameter_set;
	single->day = DatumGetDateADT(basis.date);
	old = MemoryContextSwitchTo(single->bound);
	single->time_zone = cstring_to_text(basis.time_zone);
	grader_init(&single->grader, single->bound, GOAL_ASSESS);
	grader_set_rubric(&single->grader, basis.rubric);
	grader_bind_row(&single->grader, metrics_row_desc(single->metrics));
	single->reads = columns_read(&single->grader);

	/* the difference tells why there are no grades */
	if (single->grader.shared->labels == NIL ||
		program_set_parameters(single->grader.program, DatumGetJsonbP(basis.parameters), &single->day) != NULL)
		single->plain = false;
	MemoryContextSwitchTo(old);
	single->version = *version;
}

/* ------------------------------------------------------------------ compare */

static bool
is_text(TupleTableSlot *row, AttrNumber column, const char *value)
{
	bool		isnull;
	Datum		stored = slot_getattr(row, column, &isnull);
	text	   *string;

	if (isnull || value == NULL)
		return isnull && value == NULL;
	string = DatumGetTextPP(stored);
	return VARSIZE_ANY_EXHDR(string) == strlen(value) && memcmp(VARDATA_ANY(string), value, strlen(value)) == 0;
}

/* rank 0 is null */
static bool
is_rank(TupleTableSlot *row, AttrNumber column, int rank)
{
	bool		isnull;
	Datum		stored = slot_getattr(row, column, &isnull);

	return isnull ? rank == 0 : DatumGetInt16(stored) == rank;
}

static bool
is_integer(TupleTableSlot *row, AttrNumber column, int32 value)
{
	bool		isnull;
	Datum		stored = slot_getattr(row, column, &isnull);

	return !isnull && DatumGetInt32(stored) == value;
}

static bool
is_score(TupleTableSlot *row, AttrNumber column, Datum score, bool score_isnull)
{
	bool		isnull;
	Datum		stored = slot_getattr(row, column, &isnull);

	if (isnull || score_isnull)
		return isnull && score_isnull;
	return DatumGetBool(DirectFunctionCall2(numeric_eq, stored, score));
}

static bool
is_null(TupleTableSlot *row, AttrNumber column)
{
	bool		isnull;

	(void) slot_getattr(row, column, &isnull);
	return isnull;
}

/* Is what this transaction found in the row itself? */
static bool
is_as_found(const Single *single, TupleTableSlot *row)
{
	bool		isnull;
	TransactionId writer = DatumGetTransactionId(slot_getsysattr(row, MinTransactionIdAttributeNumber, &isnull));

	return is_null(row, single->columns[LEDGER_BEFORE]) || !TransactionIdIsCurrentTransactionId(writer);
}

/* Is it a grade without terms, by the version in force, before and after; or a stub before? */
static bool
is_final(const Single *single, TupleTableSlot *row)
{
	const AttrNumber *columns = single->columns;

	if (!is_text(row, columns[LEDGER_STATE], "final") ||
		!(is_null(row, columns[LEDGER_SINCE]) || is_integer(row, columns[LEDGER_VERSION], single->standard_version)))
		return false;
	for (size_t i = LEDGER_EMPTY; i < lengthof(ledger_columns); i++)
	{
		if (!is_null(row, columns[i]))
			return false;
	}
	return true;
}

/* ------------------------------------------------------------------ writing */

/* Put the period that ends into the history; false: that needs a statement. */
static bool
end_period(const Single *single, const Attachment *attachment, TupleTableSlot *row, TimestampTz at, const char *cause)
{
	NullableDatum values[INDEX_MAX_KEYS + lengthof(copied) + 2] = {0};
	int			nkeys = list_length(attachment->keys);
	int			count = 0;

	for (int i = 0; i < nkeys; i++, count++)
		values[count].value = slot_getattr(row, single->keys[i], &values[count].isnull);
	for (size_t i = 0; i < lengthof(copied); i++, count++)
		values[count].value = slot_getattr(row, single->columns[copied[i]], &values[count].isnull);
	if (!attachment->scores_kept)
		values[nkeys].isnull = true;	/* the score is copied first */
	values[count++].value = TimestampTzGetDatum(at);
	values[count++].value = CStringGetTextDatum(cause);
	return row_insert(attachment->history.oid, count, single->history, values);
}

/* May the ledger and the history be written here, and is nobody to be told? */
static bool
can_move(const Attachment *attachment)
{
	if (OidIsValid(attachment->outbox.oid) || attachment->metrics_kept || transaction_has_written(attachment->ledger.oid))
		return false;
	LockRelationOid(attachment->history.oid, RowExclusiveLock);
	return registry_needs(NIL, NIL);	/* what the lock has let in may have changed the history */
}

/* Write columns of the ledger, from the first on. */
static void
write_ledger(const Single *single, const Attachment *attachment, RowChange *change, LedgerColumn last, const NullableDatum *values)
{
	transaction_writes(attachment->ledger.oid);
	row_change_columns(change, last + 1, single->columns, values);
}

/* A period begins, as the difference would have it; values has score and date. */
static void
begin_period(const Single *single, const Attachment *attachment, RowChange *change, const Label *label, Datum since, TimestampTz at,
			 const char *before, NullableDatum *values)
{
	values[LEDGER_BEFORE].value = DirectFunctionCall1(jsonb_in, CStringGetDatum(before));
	values[LEDGER_GRADE].isnull = label == NULL;
	values[LEDGER_RANK].isnull = label == NULL || label->rank == 0;
	if (label != NULL)
	{
		values[LEDGER_GRADE].value = CStringGetTextDatum(label->name);
		values[LEDGER_RANK].value = Int16GetDatum(label->rank);
	}
	values[LEDGER_COMPUTED_GRADE] = values[LEDGER_GRADE];
	values[LEDGER_COMPUTED_RANK] = values[LEDGER_RANK];
	values[LEDGER_SINCE].value = since;
	values[LEDGER_VALID_FROM].value = TimestampTzGetDatum(at);
	values[LEDGER_PARAMETER_SET].value = Int32GetDatum(single->parameter_set);
	values[LEDGER_VERSION].value = Int32GetDatum(single->standard_version);
	write_ledger(single, attachment, change, LEDGER_VERSION, values);
}

/* The first period of a customer, unless an earlier one has had its key. */
static bool
write_first(const Single *single, const Attachment *attachment, RowChange *change, const Label *label, NullableDatum *values,
			const RowKey *key)
{
	RowKey		of_history = *key;
	TimestampTz at = standard_clock_now();

	of_history.columns = single->history;
	if (!can_move(attachment) || !row_is_first(attachment->history.oid, &of_history, GetActiveSnapshot()))
		return false;
	begin_period(single, attachment, change, label, TimestampTzGetDatum(at), at, "{\"added\": true}", values);
	return true;
}

/* The next period; the grade may be the same. */
static bool
write_next(const Single *single, const Attachment *attachment, RowChange *change, const Label *label, NullableDatum *values,
		   bool same_grade, const char *cause)
{
	TupleTableSlot *row = change->old_row;
	bool		isnull;
	TimestampTz valid_from = DatumGetTimestampTz(slot_getattr(row, single->columns[LEDGER_VALID_FROM], &isnull));
	Datum		since = slot_getattr(row, single->columns[LEDGER_SINCE], &isnull);
	TimestampTz at = Max(standard_clock_now(), valid_from + 1);

	if (!can_move(attachment) || !end_period(single, attachment, row, at, cause))
		return false;
	begin_period(single, attachment, change, label, same_grade ? since : TimestampTzGetDatum(at), at, "{\"closed\": true}", values);
	return true;
}

/* May rows of the ledger be written here? */
static bool
is_writable(const RowChange *change)
{
	return row_has_only_triggers_of(change->relation, get_namespace_oid(INTERNAL_SCHEMA, false));
}

/* The end of a customer that was deleted. */
static bool
write_last(const Single *single, const Attachment *attachment, RowChange *change)
{
	TupleTableSlot *row = change->old_row;
	bool		isnull;
	TimestampTz valid_from = DatumGetTimestampTz(slot_getattr(row, single->columns[LEDGER_VALID_FROM], &isnull));

	if (is_null(row, single->columns[LEDGER_SINCE]) || !is_writable(change) || !can_move(attachment) ||
		!end_period(single, attachment, row, Max(standard_clock_now(), valid_from + 1), "deleted"))
		return false;
	transaction_writes(attachment->ledger.oid);
	row_change_delete(change);
	return true;
}

/* Write what differs from this outcome; false: that is left to a statement. */
static bool
write_outcome(const Single *single, const Attachment *attachment, RowChange *change, const Outcome *outcome, const RowKey *key,
			  const char *cause)
{
	const AttrNumber *columns = single->columns;
	const Label *label = outcome->label >= 0 ? rubric_label(single->grader.shared, outcome->label) : NULL;
	const char *grade = label ? label->name : NULL;
	int			rank = label ? label->rank : 0;
	TupleTableSlot *row = change->old_row;
	bool		same_grade = is_text(row, columns[LEDGER_GRADE], grade);
	bool		writable = is_writable(change);
	NullableDatum values[LEDGER_VERSION + 1] = {0};
	bool		same_score;

	values[LEDGER_SCORE].value = program_score(single->grader.program, outcome, &values[LEDGER_SCORE].isnull);
	values[LEDGER_EVALUATED_ON].value = DateADTGetDatum(single->day);
	same_score = is_score(row, columns[LEDGER_SCORE], values[LEDGER_SCORE].value, values[LEDGER_SCORE].isnull);
	if (is_null(row, columns[LEDGER_SINCE]))
		return writable && write_first(single, attachment, change, label, values, key);
	if (!same_grade || !is_text(row, columns[LEDGER_COMPUTED_GRADE], grade) || (!same_score && attachment->scores_kept))
		return writable && write_next(single, attachment, change, label, values, same_grade, cause);
	if (!is_rank(row, columns[LEDGER_RANK], rank) || !is_rank(row, columns[LEDGER_COMPUTED_RANK], rank) ||
		!is_integer(row, columns[LEDGER_PARAMETER_SET], single->parameter_set))
		return false;
	if (same_score && is_integer(row, columns[LEDGER_EVALUATED_ON], single->day))
		return true;
	values[LEDGER_BEFORE].isnull = true;
	if (writable)
		write_ledger(single, attachment, change, LEDGER_BEFORE, values);
	return writable;
}

/* ----------------------------------------------------------------- protocol */

/* The row is locked: grade the customer, and compare. */
static bool
regrade_locked(Single *single, const Attachment *attachment, const RowKey *key, const char *cause, Oid deleted_from, RowChange *change)
{
	TupleTableSlot *metrics;
	RowVersion	version;
	Outcome		outcome;

	if (!is_as_found(single, change->old_row) || !attachment_version(attachment, GetActiveSnapshot(), &version))
		return false;
	if (!is_bound(single, &version))
		bind_basis(single, attachment, &version, GetActiveSnapshot());
	if (!single->plain || attachment_has_decisions(attachment))
		return false;
	if (OidIsValid(deleted_from))
		return is_final(single, change->old_row) &&
			metrics_row_is_gone(single->metrics, deleted_from, key->types, key->values) &&
			write_last(single, attachment, change);
	single->version.writer = InvalidTransactionId;	/* an error leaves the grader as it is then */
	metrics = metrics_row_get(single->metrics, key->types, key->values, single->reads);
	if (metrics != NULL)
		grader_run_slot(&single->grader, metrics, &outcome);
	single->version = version;
	return metrics != NULL && outcome.reason != REASON_REFUSED && is_final(single, change->old_row) &&
		write_outcome(single, attachment, change, &outcome, key, cause);
}

bool
single_regrade(Attachment *attachment, const Oid *types, const Datum *values, const char *cause, Oid deleted_from,
			   SingleStub make_stub, void *arg, RowChange *change)
{
	RowKey		key = {list_length(attachment->keys), NULL, types, values};
	Single	   *single;
	bool		done;
	ListCell   *lc;

	if (attachment->single == NULL)
		attachment->single = make_single(attachment);
	single = attachment->single;
	if (!row_may_lock() || single->metrics == NULL || !metrics_row_is_immutable(single->metrics))
		return false;
	foreach(lc, metrics_row_relations(single->metrics))
		LockRelationOid(lfirst_oid(lc), AccessShareLock);
	row_change_begin(change, attachment->ledger.oid);
	key.columns = single->keys;

	/* what the locks have let in may have changed the view */
	done = registry_needs(NIL, NIL) && row_is_plain(change->relation);
	if (done && !row_lock(change->relation, &key, change->old_row))
		done = make_stub(arg) && row_lock(change->relation, &key, change->old_row);
	if (done)
	{
		PushActiveSnapshot(GetLatestSnapshot());
		done = regrade_locked(single, attachment, &key, cause, deleted_from, change);
		PopActiveSnapshot();
	}
	return done;
}
