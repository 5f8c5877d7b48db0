/*
 * single.c
 *		One customer that a statement leaves as it is.
 *
 * Most orders move nobody.  For a customer whose metrics need no query
 * (metrics_row.c), under a standard without terms and decisions, this is told
 * here; whoever differs is left to the difference.  The protocol is that of
 * regrade.c: lock the tables, lock the ledger's row, and only then read the
 * basis and the metrics, with a snapshot taken then.
 *
 * What is kept from one statement to the next is made from the registry and
 * the catalog, never the state of an execution.  It is dropped with the
 * attachment, when one of the relations changes.
 */
#include "postgres.h"

#include "access/table.h"
#include "access/tableam.h"
#include "access/xact.h"
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
	LEDGER_GRADE,
	LEDGER_RANK,
	LEDGER_SCORE,
	LEDGER_COMPUTED_GRADE,
	LEDGER_COMPUTED_RANK,
	LEDGER_STATE,
	LEDGER_SINCE,
	LEDGER_VERSION,
	LEDGER_PARAMETER_SET,
	LEDGER_EVALUATED_ON,
	LEDGER_EMPTY				/* this and all below are null, where there are no terms */
} LedgerColumn;

static const char *const ledger_columns[] = {
	"grade", "rank", "score", "computed_grade", "computed_rank", "state", "since", "version", "parameter_set", "evaluated_on",
	"worse_since", "falls_on", "valid_until", "provisional_until", "review_on", "due_on", "problem"
};

/* What is kept of an attachment. */
typedef struct Single
{
	MemoryContext context;		/* of the attachment */
	MetricsRow *metrics;		/* NULL: only the view gives them */
	AttrNumber *keys;			/* of the ledger */
	AttrNumber	columns[lengthof(ledger_columns)];
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

static Single *
make_single(Attachment *attachment)
{
	MemoryContext context = GetMemoryChunkContext(attachment);
	MemoryContext old = MemoryContextSwitchTo(context);
	Single	   *single = palloc0(sizeof(Single));
	ListCell   *lc;

	single->context = context;
	single->keys = palloc(list_length(attachment->keys) * sizeof(AttrNumber));
	foreach(lc, attachment->keys)
		single->keys[foreach_current_index(lc)] = get_attnum(attachment->ledger.oid, lfirst(lc));
	for (size_t i = 0; i < lengthof(ledger_columns); i++)
		single->columns[i] = get_attnum(attachment->ledger.oid, ledger_columns[i]);
	if (attachment->mirror == NULL && !attachment->has_mappings)
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
is_bound(const Single *single, const RowVersion *version)
{
	return single->version.writer == version->writer && ItemPointerEquals(&unconstify(Single *, single)->version.place,
																		   &unconstify(RowVersion *, version)->place) &&
		standard_clock_day(single->time_zone) == single->day;
}

/* Read the basis, and make the grader for it. */
static void
bind(Single *single, const Attachment *attachment, const RowVersion *version, Snapshot snapshot)
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

/* Does the ledger have this outcome, as of this basis? */
static bool
is_stored(const Single *single, TupleTableSlot *row, const Outcome *outcome)
{
	const AttrNumber *columns = single->columns;
	const Label *label = outcome->label >= 0 ? rubric_label(single->grader.shared, outcome->label) : NULL;
	const char *grade = label ? label->name : NULL;
	int			rank = label ? label->rank : 0;
	bool		isnull;
	Datum		score;

	(void) slot_getattr(row, columns[LEDGER_SINCE], &isnull);
	if (isnull || outcome->reason == REASON_REFUSED)
		return false;
	score = program_score(single->grader.program, outcome, &isnull);
	if (!is_text(row, columns[LEDGER_GRADE], grade) || !is_rank(row, columns[LEDGER_RANK], rank) ||
		!is_text(row, columns[LEDGER_COMPUTED_GRADE], grade) || !is_rank(row, columns[LEDGER_COMPUTED_RANK], rank) ||
		!is_score(row, columns[LEDGER_SCORE], score, isnull) || !is_text(row, columns[LEDGER_STATE], "final") ||
		!is_integer(row, columns[LEDGER_VERSION], single->standard_version) ||
		!is_integer(row, columns[LEDGER_PARAMETER_SET], single->parameter_set) ||
		!is_integer(row, columns[LEDGER_EVALUATED_ON], single->day))
		return false;
	for (size_t i = LEDGER_EMPTY; i < lengthof(ledger_columns); i++)
	{
		(void) slot_getattr(row, columns[i], &isnull);
		if (!isnull)
			return false;
	}
	return true;
}

/* ----------------------------------------------------------------- protocol */

/* The row is locked: grade the customer, and compare. */
static bool
grades_the_same(Single *single, const Attachment *attachment, TupleTableSlot *row, const Oid *types, const Datum *values)
{
	TupleTableSlot *metrics;
	RowVersion	version;
	Outcome		outcome;

	if (!attachment_version(attachment, GetActiveSnapshot(), &version))
		return false;
	if (!is_bound(single, &version))
		bind(single, attachment, &version, GetActiveSnapshot());
	if (!single->plain || attachment_has_decisions(attachment))
		return false;
	metrics = metrics_row_get(single->metrics, types, values, single->reads);
	if (metrics == NULL)
		return false;
	grader_run_slot(&single->grader, metrics, &outcome);
	return is_stored(single, row, &outcome);
}

bool
single_stays(Attachment *attachment, const Oid *types, const Datum *values)
{
	Single	   *single;
	Relation	ledger;
	TupleTableSlot *row;
	RowKey		key = {list_length(attachment->keys), NULL, types, values};
	bool		same;
	ListCell   *lc;

	if (transaction_has_written(attachment->ledger.oid))
		return false;
	if (attachment->single == NULL)
		attachment->single = make_single(attachment);
	single = attachment->single;
	if (single->metrics == NULL || !metrics_row_is_immutable(single->metrics))
		return false;
	foreach(lc, metrics_row_relations(single->metrics))
		LockRelationOid(lfirst_oid(lc), AccessShareLock);
	ledger = table_open(attachment->ledger.oid, RowExclusiveLock);
	row = table_slot_create(ledger, NULL);
	key.columns = single->keys;

	/* what the locks have let in may have changed the view */
	same = registry_needs(NIL, NIL) && row_is_plain(ledger) && row_lock(ledger, &key, row);
	if (same)
	{
		PushActiveSnapshot(GetLatestSnapshot());
		same = grades_the_same(single, attachment, row, types, values);
		PopActiveSnapshot();
	}
	ExecDropSingleTupleTableSlot(row);
	table_close(ledger, NoLock);
	return same;
}
