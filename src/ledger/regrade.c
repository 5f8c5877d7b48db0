/*
 * regrade.c
 *		The statement trigger that keeps ledgers right, refresh() and
 *		regrade_keys().
 *
 * A statement regrades the customers whose keys are in its old and new rows,
 * in a few set-based statements per attachment, regardless of their number:
 *
 *	1	lock the tables of the metrics view: TRUNCATE locks its table before it
 *		waits for ledger rows, so all others must use the same order;
 *	2	lock rows that must not change while they are read: the subject's rows
 *		where they repeat the grade, and the rows of sources that a mapping
 *		query connects with these customers;
 *	3	lock the ledger rows in key order, with stubs for those that have none
 *		(INSERT ...  ON CONFLICT DO UPDATE ...  WHERE false locks without
 *		writing, waits for a session that is inserting the same key, and starts
 *		again where a row was deleted); many new customers that nobody else can
 *		grade need none, see are_new();
 *		then ledger and decisions follow customers whose keys have changed
 *		(renumber.c), and decisions that this transaction has ended hold again
 *		for customers that are back;
 *	4	only now read version, parameters, terms and date;
 *	5	compare the ledger with what the standard says now (difference.c), or
 *		with nothing where the statement has ended all its customers;
 *	6	where that differs, take back what this transaction has closed and told
 *		before (transaction.c), close the periods that end, write the ledger and
 *		fill the outbox.
 *
 * Steps 4 and 5 read with one snapshot, taken when the locks are held, in all
 * isolation levels, as the triggers of foreign keys do.  A transaction that
 * keeps its own snapshot may only write what that shows, also as they do.
 * Whatever two sessions do to the same customers, they end in the right answer
 * or in a serialization failure, and the version written is the one that graded.
 *
 * If all customers are regraded, the ledger is locked as a whole instead.  If
 * it is a single one, single.c sees first whether anything has to be done.
 *
 * Whichever role changes a row, the statements run as the owner of the ledger,
 * in the attachment's time zone and with the clock's date there.  So an
 * application chooses neither the rights nor the version nor when a day
 * begins.
 */
#include "postgres.h"

#include "access/xact.h"
#include "catalog/pg_type.h"
#include "commands/async.h"
#include "commands/trigger.h"
#include "executor/executor.h"
#include "executor/spi.h"
#include "lib/stringinfo.h"
#include "miscadmin.h"
#include "nodes/value.h"
#include "storage/lmgr.h"
#include "utils/builtins.h"
#include "utils/date.h"
#include "utils/datum.h"
#include "utils/lsyscache.h"
#include "utils/rel.h"
#include "utils/snapmgr.h"
#include "utils/tuplestore.h"

#include "compat.h"
#include "ledger/attachment.h"
#include "ledger/basis.h"
#include "ledger/decision.h"
#include "ledger/difference.h"
#include "ledger/follow.h"
#include "ledger/period.h"
#include "ledger/regrade.h"
#include "ledger/renumber.h"
#include "ledger/single.h"
#include "ledger/transaction.h"
#include "standard/standard.h"
#include "text.h"
#include "trigger/command.h"
#include "trigger/context.h"
#include "trigger/event.h"
#include "trigger/names.h"
#include "trigger/role.h"
#include "trigger/statement.h"
#include "trigger/template.h"

/* Numbers of the statements here, see StatementKey. */
enum
{
	STEP_LOCK_TABLES = REGRADE_STEPS,
	STEP_LOCK_SUBJECT,
	STEP_LOCK_SOURCE,
	STEP_KEYS,
	STEP_ANY_STORED,
	STEP_LOCK_KEY,
	STEP_LOCK_KEYS,
	STEP_ANY_LEFT,
	STEP_COMPARE,				/* with each kind of comparison, see compare_step() */
	STEP_SEVERAL_ROWS = STEP_COMPARE + 8,
	STEP_TAKE_BACK,
	STEP_TAKE_BACK_EVENTS,
	STEP_CLOSE,
	STEP_CLOSE_AGAIN,
	STEP_DELETE,
	STEP_NOTE_DELETED,
	STEP_INSERT,
	STEP_UPDATE,
	STEP_UPDATE_ADDED,
	STEP_UPDATE_AGAIN,
	STEP_UPDATE_DECIDED,
	STEP_OUTBOX,
	STEP_OUTBOX_AGAIN,
	STEP_MIRROR,
	STEP_END_DECISIONS,
	STEP_RESTORE_DECISIONS
};

/* The parameters of all statements: those of the basis, then a key's columns. */
#define KEY_PARAMETER	13
#define PARAMETERS		(BASIS_PARAMETERS + INDEX_MAX_KEYS)
StaticAssertDecl(KEY_PARAMETER == BASIS_PARAMETERS + 1, "a key follows the basis");

/* The customers to be graded, and why. */
typedef struct Change
{
	bool		all;			/* of them, or those whose keys are */
	TriggerData *data;			/* in the transition tables of this trigger, */
	EphemeralNamedRelation earlier; /* and in what earlier events of its command have left; */
	bool		one;			/* which have one key between them: the last parameters; or */
	const char *keys;			/* given by this query, */
	const char *moves;			/* among them former and new keys of customers, by this one; NULL: none have another key */
	EphemeralNamedRelation given;	/* whose rows are here */
	uint64		rows;			/* where the keys are read */
	uint64		transition;		/* tables that are read, see StatementKey, or 0: none */
	Oid			source;			/* whose rows have changed, or 0 */
	Oid			changer;		/* the role that has changed them */
	const char *cause;
	BasisWanted wanted;
	bool		reviewing;
	bool		decides;		/* the terms go by what it leaves, see transaction.c */
	bool		again;			/* this transaction has written the ledger before */
	int			nargs;
	Oid			types[PARAMETERS];
	Datum		values[PARAMETERS];
	char		nulls[PARAMETERS + 1];
} Change;

/* The tables of keys that are not in transition tables, and of what differs. */
#define GIVEN_KEYS "given_keys"
#define DIFFERING_ROWS "differing_rows"

/* --------------------------------------------------------------------- keys */

/* The keys in transition tables; with a mapping: of the source. */
#define KEYS_OF(rows) "SELECT {changed:r as} FROM " rows " AS r WHERE {changed:r is}"

static const char *
changed_rows(const Change *change)
{
	bool		old_rows = change->data != NULL && change->data->tg_oldtable != NULL;
	bool		new_rows = change->data != NULL && change->data->tg_newtable != NULL;
	const char *rows = old_rows && new_rows ? KEYS_OF("old_rows") " UNION " KEYS_OF("new_rows") :
		new_rows ? KEYS_OF("new_rows") : KEYS_OF("old_rows");

	return change->earlier ? psprintf("%s UNION " KEYS_OF(EARLIER_ROWS), rows) : rows;
}

/* The customers: the template of a query that gives their keys. */
static const char *
customers(const Attachment *attachment, const Change *change)
{
	if (change->all)
		return "";
	if (change->given != NULL)
		return "SELECT {keys} FROM " GIVEN_KEYS;
	if (change->one)
		return "SELECT {keys:$" CppAsString2(KEY_PARAMETER) "}";
	if (attachment->mapping != NULL)
		return "SELECT {keys:p} FROM ({mapping}\n) AS p ({source}, {keys}), ({rows}) AS c WHERE {source:p=c}";
	return "{rows}";
}

/* A change as the places of templates. */
static const Place *
change_places(const Attachment *attachment, const Change *change)
{
	const Place places[] = {
		{.name = "customers", .text = change->keys, .template = customers(attachment, change)},
		{.name = "rows", .template = changed_rows(change)},
		{.name = "and_metrics", .template = attachment->metrics_kept ? ", metrics" : ""},
		{.name = "and_old_metrics", .template = attachment->metrics_kept ? ", `old metrics`" : ""},
		{.name = "and_new_metrics", .template = attachment->metrics_kept ? ", `new metrics`" : ""},
		{.name = "set_metrics", .template = attachment->metrics_kept ? ", metrics = c.`new metrics`" : ""},
		{.name = NULL}
	};

	return memcpy(palloc(sizeof(places)), places, sizeof(places));
}

/* The key of the only row of a transition table; false: it has none. */
static bool
read_key(const Attachment *attachment, const TriggerData *data, Tuplestorestate *rows, Oid *types, Datum *values)
{
	TupleTableSlot *slot = MakeSingleTupleTableSlot(RelationGetDescr(data->tg_relation), &TTSOpsMinimalTuple);
	bool		found;

	tuplestore_select_read_pointer(rows, 0);
	tuplestore_rescan(rows);
	if (!tuplestore_gettupleslot(rows, true, false, slot))
		elog(ERROR, "a transition table is empty");
	found = row_read_key(attachment->changed_keys, slot, types, values);
	ExecDropSingleTupleTableSlot(slot);
	return found;
}

/*
 * A single key becomes parameters: reading it out of transition tables in each
 * step would take much of the time of a statement about one row.
 */
static void
take_one_key(const Attachment *attachment, Change *change)
{
	const TriggerData *data = change->data;
	int			columns = list_length(attachment->changed_keys);
	Oid		   *types = &change->types[BASIS_PARAMETERS];
	Datum	   *values = &change->values[BASIS_PARAMETERS];
	Oid			old_types[INDEX_MAX_KEYS];
	Datum		old_values[INDEX_MAX_KEYS];
	bool		both = data->tg_oldtable != NULL && data->tg_newtable != NULL;

	change->one = false;
	change->nargs = BASIS_PARAMETERS;
	change->nulls[BASIS_PARAMETERS] = '\0';
	if (change->all || change->earlier != NULL || attachment->mapping != NULL || change->rows != (both ? 2 : 1) ||
		!read_key(attachment, data, data->tg_newtable ? data->tg_newtable : data->tg_oldtable, types, values))
		return;
	if (both)
	{
		if (tuplestore_tuple_count(data->tg_oldtable) != 1 ||
			!read_key(attachment, data, data->tg_oldtable, old_types, old_values))
			return;
		for (int i = 0; i < columns; i++)
		{
			int16		length;
			bool		by_value;

			get_typlenbyval(types[i], &length, &by_value);
			if (!datumIsEqual(old_values[i], values[i], by_value, length))
				return;
		}
	}
	change->one = true;
	change->nargs += columns;
	memset(change->nulls + BASIS_PARAMETERS, ' ', columns);
	change->nulls[change->nargs] = '\0';
}

/* --------------------------------------------------------------- statements */

static StatementKey
statement_key(const Attachment *attachment, const Change *change, int step)
{
	/* the statements for one key differ from those for few */
	StatementKey key = {
		.transition = change->transition, .relation = attachment->ledger.oid, .step = step,
		.rows = change->one ? 0 : change->rows, .stamp = attachment->stamp
	};

	return key;
}

static const Place no_places[] = {{.name = NULL}};

/* Run one statement of the protocol, with two sets of places of its own, and return the number of rows. */
static uint64
run_with(const Attachment *attachment, Change *change, const Place *const *own, int step, const char *template, int expected)
{
	StatementKey key = statement_key(attachment, change, step);

	return statement_execute(&key, template,
							 PLACE_SETS(own[0], own[1], attachment->places, basis_parameters, change_places(attachment, change)),
							 change->nargs, change->types, change->values, change->nulls, GetLatestSnapshot(), expected);
}

static uint64
run(const Attachment *attachment, Change *change, int step, const char *template, int expected)
{
	return run_with(attachment, change, PLACE_SETS(no_places, no_places), step, template, expected);
}

/* -------------------------------------------------------------------- locks */

static void
lock_tables(const Attachment *attachment)
{
	StatementKey key = {.relation = attachment->ledger.oid, .step = STEP_LOCK_TABLES, .stamp = attachment->stamp};

	statement_execute(&key, "LOCK TABLE {metrics} IN ACCESS SHARE MODE", PLACE_SETS(attachment->places),
					  0, NULL, NULL, NULL, InvalidSnapshot, SPI_OK_UTILITY);
}

/*
 * A writer of a mapped source regrades the customers that the mapping connects
 * with its rows, but cannot see those that we have not committed.  So lock the
 * source rows, and before the ledger, as that writer does; then one of us
 * waits for the other.
 */
static void
lock_sources(const Attachment *attachment, Change *change)
{
	ListCell   *lc;

	foreach(lc, attachment_mappings(attachment))
	{
		const Attachment *mapping = lfirst(lc);
		StatementKey key = statement_key(attachment, change, STEP_LOCK_SOURCE);
		char	   *keys;

		if (mapping->subject.oid == change->source)
			continue;			/* our own statement has locked these rows by changing them */
		key.relation = mapping->subject.oid;
		key.stamp = 0;
		keys = template_expand("{customers}", PLACE_SETS(attachment->places, change_places(attachment, change)));
		statement_execute(&key,
						  "SELECT FROM {subject} AS s WHERE ({changed:s}) IN ("
						  "	SELECT {source} FROM ({mapping}\n) AS p ({source}, {keys}) WHERE ({keys:p}) IN ({customers})) "
						  "ORDER BY {changed:s} FOR SHARE",
						  PLACE_SETS(mapping->places, PLACES(TEXT_PLACE("customers", keys))),
						  change->nargs, change->types, change->values, change->nulls, GetLatestSnapshot(), SPI_OK_SELECT);
	}
}

/* Lock the ledger rows, with stubs for those that have none. */
static void
insert_stubs(const Attachment *attachment, Change *change)
{
	run(attachment, change, STEP_LOCK_KEYS,
		"INSERT INTO {ledger} AS l ({keys}) SELECT DISTINCT {keys} FROM ({customers}) AS k ORDER BY {keys} "
		"ON CONFLICT ({keys}) DO UPDATE SET state = l.state WHERE false",
		SPI_OK_INSERT);
}

/*
 * Are these customers that our statement has inserted, and that nobody else
 * can grade?  Statements on other tables do not, those on the subject wait for
 * our keys there, and refresh() waits for our lock on the ledger.  So they
 * need no stubs, which would be written first and updated then.
 */
static bool
are_new(const Attachment *attachment, Change *change)
{
	return change->given != NULL && change->data != NULL && change->earlier == NULL &&
		TRIGGER_FIRED_BY_INSERT(change->data->tg_event) && is_part_of(change->source, attachment->subject.oid) &&
	/* read again, now that the ledger is locked: watch() may have come before us */
		!attachment_of_subject(attachment->standard, attachment->subject.oid)->has_sources &&
		run(attachment, change, STEP_ANY_STORED,
			"SELECT FROM ({customers}) AS k JOIN {ledger} AS l ON {keys:l=k} LIMIT 1", SPI_OK_SELECT) == 0;
}

/*
 * Lock the ledger rows.  A single row that exists is just locked.  Where it is
 * missing, the statement for many locks or inserts it without a gap between
 * the two.  That statement also spares transactions that keep their snapshot
 * an error if the row is being deleted.
 */
static void
lock_keys(const Attachment *attachment, Change *change)
{
	/* the lock of a writer: refresh() locks writers out, and reviews wait for them */
	LockRelationOid(attachment->ledger.oid, RowExclusiveLock);
	if (are_new(attachment, change))
		return;
	if (change->one && !IsolationUsesXactSnapshot() &&
		run(attachment, change, STEP_LOCK_KEY,
			"SELECT FROM {ledger} AS l, ({customers}) AS k WHERE {keys:l=k} FOR NO KEY UPDATE OF l",
			SPI_OK_SELECT) > 0)
		return;
	insert_stubs(attachment, change);
}

/* ------------------------------------------------------------------ writing */

/* Counts of what the comparison has found. */
typedef struct Found
{
	uint64		rows;			/* that it gives */
	uint64		closed;			/* periods that this transaction has closed before */
	uint64		ending;			/* periods that end */
	bool		added;			/* are there new customers? */
	uint64		gone;			/* customers that are gone */
	uint64		missing;		/* from the ledger, not even a stub */
	bool		present;		/* are there some in the ledger and in the subject? */
} Found;

static bool
is_true(HeapTuple row, TupleDesc desc, const char *column)
{
	bool		isnull;
	Datum		value = SPI_getbinval(row, desc, SPI_fnumber(desc, column), &isnull);

	return !isnull && DatumGetBool(value);
}

static bool
is_null(HeapTuple row, TupleDesc desc, const char *column)
{
	bool		isnull;

	(void) SPI_getbinval(row, desc, SPI_fnumber(desc, column), &isnull);
	return isnull;
}

static bool
count_found(HeapTuple row, TupleDesc desc, void *arg)
{
	Found	   *found = arg;

	found->rows++;
	if (SPI_fnumber(desc, "differs") > 0 && !is_true(row, desc, "differs"))
		return false;
	if (!is_null(row, desc, "taken back"))
		found->closed++;
	if (is_null(row, desc, "old since"))
		found->added = true;
	else if (is_true(row, desc, "period ends"))
		found->ending++;
	if (is_true(row, desc, "is gone"))
		found->gone++;
	else if (is_true(row, desc, "is stored"))
		found->present = true;
	else
		found->missing++;
	return true;
}

/*
 * Periods that this transaction has closed, and its events, if it has written
 * them before.  An event "left" under the key of a customer that is there
 * tells of an earlier one, see renumber.c.
 */
static void
take_back(const Attachment *attachment, Change *change, const Found *found)
{
	if (found->closed > 0)
		run(attachment, change, STEP_TAKE_BACK,
			"DELETE FROM {history} AS h USING " DIFFERING_ROWS " AS c, " FOUND_KEY("c", "c.`found key`") " "
			"WHERE {keys:h=f} AND h.valid_to = c.`taken back`",
			SPI_OK_DELETE);
	if (OidIsValid(attachment->outbox.oid))
		run(attachment, change, STEP_TAKE_BACK_EVENTS,
			"DELETE FROM {outbox} AS o USING " DIFFERING_ROWS " AS c, " FOUND_KEY("c", "c.`found key`") " "
			"WHERE customer_grade_internal.is_own(o.xmin) AND CASE WHEN o.direction <> 'left' THEN {keys:o=c} "
			"	ELSE c.`is back` AND c.`taken back` IS NOT NULL AND {keys:o=f} END",
			SPI_OK_DELETE);
}

/*
 * The keys of what ended with a customer as this transaction found it.  Where
 * it finds all under their own keys, they need not be looked for.
 */
static const Place *
keys_found(const Change *change)
{
	static const Place own[] = {
		TEMPLATE_PLACE("found_keys", "{keys:c}"), TEMPLATE_PLACE("and_found", ""), TEMPLATE_PLACE("and_found_of_gone", ""), {.name = NULL}
	};
	static const Place found[] = {
		TEMPLATE_PLACE("found_keys", "{keys:f}"), TEMPLATE_PLACE("and_found", ", " FOUND_KEY("c", "c.`found key`")),
		TEMPLATE_PLACE("and_found_of_gone", ", " FOUND_KEY("c", "CASE WHEN c.`is gone` THEN c.`found key` END")), {.name = NULL}
	};

	return change->again ? found : own;
}

/*
 * A period that ends goes into the history as it was found.  That of a customer
 * that is deleted under another key is where it can come back from: see
 * transaction.c.
 */
static void
close_periods(const Attachment *attachment, Change *change)
{
	run_with(attachment, change, PLACE_SETS(keys_found(change), no_places), change->again ? STEP_CLOSE_AGAIN : STEP_CLOSE,
			 "INSERT INTO {history} ({keys}, grade, rank, score, computed_grade, computed_rank, state, since, "
			 "	valid_from, valid_to, version, parameter_set, " TERM_DATES ", cause{and_metrics}) "
			 "SELECT {found_keys}, `old grade`, `old rank`, CASE WHEN {scores_kept} THEN `old score` END, `old computed grade`, "
			 "	`old computed rank`, `old state`, `old since`, `old valid from`, at, `old version`, `old parameter set`, " OLD_TERM_DATES ", "
			 "	CASE WHEN `is gone` AND `found key` IS NOT NULL THEN 'renumbered' ELSE cause END{and_old_metrics} "
			 "FROM " DIFFERING_ROWS " AS c{and_found} WHERE `period ends` AND `old valid from` < at",
			 SPI_OK_INSERT);
}

static void
fill_outbox(const Attachment *attachment, Change *change)
{
	uint64		events;

	events = run_with(attachment, change, PLACE_SETS(keys_found(change), no_places), change->again ? STEP_OUTBOX_AGAIN : STEP_OUTBOX,
					  "INSERT INTO {outbox} ({keys}, old_grade, old_rank, new_grade, new_rank, direction, state, problem, cause, at) "
					  "SELECT {found_keys}, `old grade`, `old rank`, CASE WHEN NOT `is gone` THEN `new grade` END, CASE WHEN NOT `is gone` THEN `new rank` END, "
					  "	CASE WHEN `old since` IS NULL THEN 'joined' WHEN `is gone` THEN 'left' "
					  "		ELSE customer_grade_internal.direction({grader}, `old version`, `old grade`, {version}, `new grade`) END, "
					  "	CASE WHEN NOT `is gone` THEN `new state` END, CASE WHEN NOT `is gone` THEN `new problem` END, cause, at "
					  "FROM " DIFFERING_ROWS " AS c{and_found_of_gone} "
					  "WHERE `old since` IS NULL AND NOT `is gone` OR `old since` IS NOT NULL AND `is gone` "
					  "	OR NOT `is gone` AND (`old grade` IS DISTINCT FROM `new grade` OR `old problem` IS DISTINCT FROM `new problem`) "
					  "ORDER BY {found_keys}",
					  SPI_OK_INSERT);
	/* the same notification twice in a transaction is sent once */
	if (attachment->notify && events > 0)
		Async_Notify(PUBLIC_SCHEMA, "");
}

/* ------------------------------------------------------------- ledger rows */

/* The five dates of settling, found or new, as they stand in the row's column before. */
#define TERM_DATES_OBJECT(which) \
	"jsonb_build_object('worse_since', c.`" which " worse since`, 'falls_on', c.`" which " falls on`, " \
	"	'valid_until', c.`" which " valid until`, 'provisional_until', c.`" which " provisional until`, 'review_on', c.`" which " review on`)"

/* Parts of the statements that write them; c is a differing row, l that of the ledger. */
static const Place parts[] = {
	/* since when there is the grade, and the period, which begins at {begin} */
	TEMPLATE_PLACE("since", "CASE WHEN c.`old since` IS NULL OR c.`old grade` IS DISTINCT FROM c.`new grade` THEN {begin} ELSE c.`old since` END"),
	TEMPLATE_PLACE("valid_from", "CASE WHEN c.`period ends` THEN {begin} ELSE c.`old valid from` END"),

	/*
	 * The period of a new customer follows those of an earlier one with its
	 * key, also where the clock stands still or steps back.
	 */
	TEMPLATE_PLACE("after_earlier_customer", "greatest(c.at, e.`ended`)"),
	TEMPLATE_PLACE("and_earlier_customer", "LEFT JOIN LATERAL (SELECT h.valid_to AS `ended` FROM {history} AS h "
				   "WHERE c.`old since` IS NULL AND {keys:h=c} ORDER BY h.valid_to DESC LIMIT 1) AS e ON true"),

	/* what the row keeps of what this transaction found, see transaction.c */
	TEMPLATE_PLACE("as_found",
				   "CASE WHEN c.`old since` IS NULL THEN '{\"added\": true}'::jsonb "
				   "	WHEN c.`old problem` IS NOT NULL OR NOT c.`period ends` AND (c.`old parameter set` <> {parameter_set} "
				   "			OR ROW(" OLD_TERM_DATES ") IS DISTINCT FROM ROW(" NEW_TERM_DATES ")) "
				   "		THEN jsonb_strip_nulls(jsonb_build_object('closed', nullif(c.`period ends`, false), 'problem', c.`old problem`, "
				   "			'parameter_set', nullif(c.`old parameter set`, {parameter_set}), "
				   "			'dates', CASE WHEN NOT c.`period ends` THEN " TERM_DATES_OBJECT("old") " END)) "
				   "	WHEN c.`period ends` THEN '{\"closed\": true}' END"),
	/* beside that, where it was found, if that was under another key */
	TEMPLATE_PLACE("as_found_there",
				   "coalesce({as_found}, '{}') || CASE WHEN c.`found key` IS NULL THEN '{}' ELSE jsonb_build_object('key', c.`found key`) END"),
	/* beside that, what a decision or a review leaves, until the next one */
	TEMPLATE_PLACE("decided",
				   "{as_found_there} || jsonb_build_object('decided', "
				   "	jsonb_build_object('grade', c.`new grade`, 'state', c.`new state`) || " TERM_DATES_OBJECT("new") ")"),
	TEMPLATE_PLACE("decided_before",
				   "nullif({as_found_there} || CASE WHEN customer_grade_internal.is_own(l.xmin) AND l.before ? 'decided' "
				   "	THEN jsonb_build_object('decided', l.before -> 'decided') ELSE '{}' END, '{}')"),
	{.name = NULL}
};

/* An update of what differs. */
typedef struct LedgerUpdate
{
	int			step;
	const Place places[4];		/* {begin}, {before}, {differing} */
} LedgerUpdate;

#define LEDGER_UPDATE(begins, keeps, rows) \
	{TEMPLATE_PLACE("begin", begins), TEMPLATE_PLACE("before", keeps), TEMPLATE_PLACE("differing", rows), {.name = NULL}}

static const LedgerUpdate first_update = {STEP_UPDATE, LEDGER_UPDATE("c.at", "{as_found}", DIFFERING_ROWS " AS c")};
static const LedgerUpdate decided_update = {STEP_UPDATE_DECIDED, LEDGER_UPDATE("c.at", "{decided}", DIFFERING_ROWS " AS c")};
static const LedgerUpdate added_update = {
	STEP_UPDATE_ADDED, LEDGER_UPDATE("{after_earlier_customer}", "{as_found}", DIFFERING_ROWS " AS c {and_earlier_customer}")
};
static const LedgerUpdate again_update = {
	STEP_UPDATE_AGAIN, LEDGER_UPDATE("{after_earlier_customer}", "{decided_before}", DIFFERING_ROWS " AS c {and_earlier_customer}")
};

static void
update_ledger(const Attachment *attachment, Change *change, const Found *found)
{
	const LedgerUpdate *update = change->decides ? &decided_update :
		change->again ? &again_update : found->added ? &added_update : &first_update;

	run_with(attachment, change, PLACE_SETS(update->places, parts), update->step,
			 "UPDATE {ledger} AS l SET grade = c.`new grade`, rank = c.`new rank`, score = c.`new score`, "
			 "	computed_grade = c.`new computed grade`, computed_rank = c.`new computed rank`, state = c.`new state`, "
			 "	since = {since}, valid_from = {valid_from}, version = {version}, parameter_set = {parameter_set}, "
			 "	evaluated_on = {day}, (" TERM_DATES ") = ROW(" NEW_TERM_DATES "), due_on = c.`new due on`, "
			 "	problem = c.`new problem`, before = {before}{set_metrics} "
			 "FROM {differing} WHERE c.`is stored` AND NOT c.`is gone` AND {keys:l=c}",
			 SPI_OK_UPDATE);
}

static void
insert_into_ledger(const Attachment *attachment, Change *change)
{
	run_with(attachment, change, PLACE_SETS(added_update.places, parts), STEP_INSERT,
			 "INSERT INTO {ledger} ({keys}, grade, rank, score, computed_grade, computed_rank, state, since, valid_from, "
			 "	version, parameter_set, evaluated_on, " TERM_DATES ", due_on, problem, before{and_metrics}) "
			 "SELECT {keys:c}, `new grade`, `new rank`, `new score`, `new computed grade`, `new computed rank`, `new state`, "
			 "	{since}, {valid_from}, {version}, {parameter_set}, {day}, " NEW_TERM_DATES ", `new due on`, "
			 "	`new problem`, {before}{and_new_metrics} "
			 "FROM {differing} WHERE NOT `is stored` AND NOT `is gone` ORDER BY {keys:c}",
			 SPI_OK_INSERT);
}

static void
delete_from_ledger(const Attachment *attachment, Change *change)
{
	run(attachment, change, STEP_DELETE,
		"DELETE FROM {ledger} AS l USING " DIFFERING_ROWS " AS c WHERE c.`is gone` AND {keys:l=c}",
		SPI_OK_DELETE);
	if (follow_is_due(attachment->ledger.oid))
		run(attachment, change, STEP_NOTE_DELETED,
			"INSERT INTO {ledger} ({keys}, before) "
			"SELECT {keys}, jsonb_build_object('key', `found key`) FROM " DIFFERING_ROWS " WHERE `is gone` AND `found key` IS NOT NULL",
			SPI_OK_INSERT);
}

/*
 * The decisions about customers that are no longer in the subject end, and
 * proposals are withdrawn.  A statement on a source does not end them: a
 * trigger may run it while another statement is still changing the customer's
 * key.
 */
static void
end_decisions(const Attachment *attachment, Change *change)
{
	StatementKey key = statement_key(attachment, change, STEP_END_DECISIONS);
	Oid			types[1] = {TEXTOID};
	Datum		values[1];

	if ((OidIsValid(change->source) && !is_part_of(change->source, attachment->subject.oid)) ||
		!attachment_has_decisions(attachment))
		return;
	values[0] = CStringGetTextDatum(GetUserNameFromId(change->changer, false));
	statement_execute(&key,
					  "UPDATE {decisions} AS d SET " END_DECISION("$1", "c.at")
					  "FROM " DIFFERING_ROWS " AS c "
					  "WHERE c.`is gone` AND {keys:d=c} AND " LIVE_DECISION " "
					  "	AND NOT EXISTS (SELECT FROM {subject} AS s WHERE {keys:s=c})",
					  PLACE_SETS(attachment->places), 1, types, values, NULL, GetLatestSnapshot(), SPI_OK_UPDATE);
}

#define ENDED_OF_CUSTOMERS_BACK \
	ENDED_DECISION " AND EXISTS (SELECT FROM {subject} AS s WHERE {keys:s=d}) " \
	"AND NOT EXISTS (SELECT FROM {ledger} AS l WHERE {keys:l=d} AND l.since IS NOT NULL)"

/* Decisions that this transaction has ended hold again for customers that are back. */
static void
restore_decisions(const Attachment *attachment, Change *change)
{
	if (!attachment_has_decisions(attachment))
		return;
	run(attachment, change, STEP_RESTORE_DECISIONS,
		change->all ?
		"UPDATE {decisions} AS d SET " RESTORE_DECISION "WHERE " ENDED_OF_CUSTOMERS_BACK :
		"UPDATE {decisions} AS d SET " RESTORE_DECISION "FROM ({customers}) AS k WHERE {keys:d=k} AND " ENDED_OF_CUSTOMERS_BACK,
		SPI_OK_UPDATE);
}

/* Bring the ledger to what the comparison has found, close the periods that end, and fill the outbox. */
static void
write_difference(const Attachment *attachment, Change *change, const Found *found)
{
	if (change->again)
		take_back(attachment, change, found);
	if (found->present)
		update_ledger(attachment, change, found);
	if (found->ending > 0)
		close_periods(attachment, change);
	if (OidIsValid(attachment->outbox.oid))
		fill_outbox(attachment, change);
	if (found->gone > 0)
		delete_from_ledger(attachment, change);
	if (found->missing > 0)
		insert_into_ledger(attachment, change);
	if (found->gone > 0)
		end_decisions(attachment, change);	/* last: where its triggers fire at once, they find the ledger right */
}

/* Write the grades of the ledger into the subject's column. */
static void
write_mirror(const Attachment *attachment, Change *change)
{
	run(attachment, change, STEP_MIRROR,
		change->all ?
		"UPDATE {subject} AS s SET {mirror} = l.grade FROM {ledger} AS l "
		"WHERE {keys:s=l} AND s.{mirror} IS DISTINCT FROM l.grade" :
		"UPDATE {subject} AS s SET {mirror} = l.grade FROM {ledger} AS l "
		"WHERE {keys:s=l} AND s.{mirror} IS DISTINCT FROM l.grade AND ({keys:l}) IN ({customers})",
		SPI_OK_UPDATE);
}

/* ------------------------------------------------------------------- errors */

/* An error about more customers than this names none. */
#define MAX_NAMED	5

/* The argument of tell_customers(). */
typedef struct Told
{
	const Attachment *attachment;
	const Change *change;
} Told;

/* A key as the errors of constraints show it: (7, x) */
static char *
shown_key(int columns, const Oid *types, const Datum *values)
{
	StringInfoData out;

	initStringInfo(&out);
	for (int i = 0; i < columns; i++)
	{
		Oid			output;
		bool		is_varlena;

		getTypeOutputInfo(types[i], &output, &is_varlena);
		appendStringInfo(&out, "%s%s", i > 0 ? ", " : "(", OidOutputFunctionCall(output, values[i]));
	}
	appendStringInfoChar(&out, ')');
	return out.data;
}

/* The keys in rows as errors show them, each once, added to shown. */
static List *
add_keys(List *shown, List *columns, TupleDesc desc, Tuplestorestate *rows)
{
	TupleTableSlot *slot = MakeSingleTupleTableSlot(desc, &TTSOpsMinimalTuple);
	int			pointer = tuplestore_alloc_read_pointer(rows, EXEC_FLAG_REWIND);

	tuplestore_select_read_pointer(rows, pointer);
	tuplestore_rescan(rows);
	while (tuplestore_gettupleslot(rows, true, false, slot))
	{
		Oid			types[INDEX_MAX_KEYS];
		Datum		values[INDEX_MAX_KEYS];

		if (row_read_key(columns, slot, types, values))
		{
			void	   *key = makeString(shown_key(list_length(columns), types, values));

			if (!list_member(shown, key))
				shown = lappend(shown, key);
		}
	}
	ExecDropSingleTupleTableSlot(slot);
	return shown;
}

/* The customers whose data may have caused an error, as String nodes; NIL: not known, or too many. */
static List *
concerned_customers(const Attachment *attachment, const Change *change)
{
	const TriggerData *data = change->data;
	List	   *shown = NIL;

	if (change->one)
		return list_make1(makeString(shown_key(list_length(attachment->keys), &change->types[BASIS_PARAMETERS],
											   &change->values[BASIS_PARAMETERS])));
	if (change->all || change->rows > 2 * MAX_NAMED)
		return NIL;
	if (change->given != NULL)
		shown = add_keys(shown, attachment->keys, change->given->md.tupdesc, change->given->reldata);
	else if (data != NULL && attachment->mapping == NULL)
	{
		if (data->tg_oldtable)
			shown = add_keys(shown, attachment->changed_keys, RelationGetDescr(data->tg_relation), data->tg_oldtable);
		if (data->tg_newtable)
			shown = add_keys(shown, attachment->changed_keys, RelationGetDescr(data->tg_relation), data->tg_newtable);
	}
	return list_length(shown) <= MAX_NAMED ? shown : NIL;
}

/*
 * The context of an error: customer (id)=(7) of table "public.customer", ...
 * It costs nothing unless there is an error.
 */
static void
tell_customers(void *arg)
{
	const Told *told = arg;
	const Attachment *attachment = told->attachment;
	List	   *shown = concerns_a_row(geterrcode()) ? concerned_customers(attachment, told->change) : NIL;
	StringInfoData out;
	ListCell   *lc;

	initStringInfo(&out);
	foreach(lc, shown)
		appendStringInfo(&out, "%s%s", foreach_current_index(lc) > 0 ? ", " : "", strVal(lfirst(lc)));
	if (shown == NIL)
		errcontext("customers of table \"%s\", standard \"%s\"", attachment->subject.name, attachment->standard);
	else
		errcontext("%s %s=%s of table \"%s\", standard \"%s\"",
				   list_length(shown) == 1 ? "customer" : "one of the customers",
				   template_expand("({keys})", PLACE_SETS(attachment->places)), out.data,
				   attachment->subject.name, attachment->standard);
}

/* --------------------------------------------------------------- the protocol */

/*
 * Store the keys that a query gives, each once and in order, so that all steps
 * see the same ones, as they do with transition tables.  A key with a null
 * column, such as that of nobody in a mapping, is left out.  NULL: there are
 * none.
 */
static EphemeralNamedRelation
store_keys(const Attachment *attachment, Change *change)
{
	StatementKey key = statement_key(attachment, change, STEP_KEYS);
	EphemeralNamedRelation keys;

	key.stamp = 0;
	keys = statement_store(GIVEN_KEYS, &key, "SELECT DISTINCT {keys:k} FROM ({customers}\n) AS k WHERE {keys:k is} ORDER BY {keys:k}",
						   PLACE_SETS(attachment->places, change_places(attachment, change)),
						   0, NULL, NULL, NULL, GetLatestSnapshot(), NULL, NULL);
	if (keys != NULL)
	{
		change->rows = (uint64) keys->md.enrtuples;
		change->keys = NULL;
		change->given = keys;
	}
	return keys;
}

/* Steps 2 and 3. */
static void
lock_customers(const Attachment *attachment, Change *change, bool sources)
{
	if (change->all)
	{
		change->rows = PG_UINT64_MAX;
		if (attachment->mirror != NULL)
			LockRelationOid(attachment->subject.oid, ShareRowExclusiveLock);
		LockRelationOid(attachment->ledger.oid, ShareRowExclusiveLock);
		return;
	}

	/* with a mirror: the grade is written into these rows later, after the ledger is locked */
	if (attachment->mirror != NULL)
		run(attachment, change, STEP_LOCK_SUBJECT,
			"SELECT FROM {subject} AS s WHERE ({keys:s}) IN ({customers}) ORDER BY {keys:s} FOR NO KEY UPDATE",
			SPI_OK_SELECT);
	if (attachment->has_mappings && sources)
		lock_sources(attachment, change);
	lock_keys(attachment, change);
}

void
regrade_lock(const Attachment *attachment, const char *keys)
{
	Change		change = {.keys = keys, .rows = PG_UINT64_MAX};

	lock_tables(attachment);
	lock_customers(attachment, &change, true);
}

static DifferenceScope
scope_of(const Change *change)
{
	return change->all ? DIFFERENCE_ALL : change->one ? DIFFERENCE_ONE :
		change->rows > FEW_ROWS ? DIFFERENCE_MANY : DIFFERENCE_FEW;
}

/* Each kind of comparison has its own plan. */
static int
compare_step(const DifferenceKind *kind, bool gone)
{
	return STEP_COMPARE + (kind->plain ? 1 : 0) + (kind->again ? 2 : 0) + (gone ? 4 : 0);
}

/* -------------------------------------------------------------------- gone */

/* Customers that are in the subject, or that the metrics view has a row for. */
static const char any_left[] =
"SELECT FROM ({customers}) AS k "
"WHERE EXISTS (SELECT FROM {subject} AS s WHERE {keys:s=k}) OR EXISTS (SELECT FROM {metrics} AS m WHERE {keys:m=k}) LIMIT 1";

static const char any_left_of_all[] =
"SELECT WHERE EXISTS (SELECT FROM {subject}) OR EXISTS (SELECT FROM {metrics})";

/*
 * Has the change ended all its customers?  Then no metrics are evaluated:
 * nobody must be kept from deleting a customer by what is wrong with the
 * standard, or with other customers.  Decisions end with their customer.
 */
static bool
all_are_gone(const Attachment *attachment, Change *change)
{
	if (change->data == NULL ||
		!(change->all || TRIGGER_FIRED_BY_DELETE(change->data->tg_event) || change->source == attachment->decisions.oid))
		return false;
	return run(attachment, change, STEP_ANY_LEFT, change->all ? any_left_of_all : any_left, SPI_OK_SELECT) == 0;
}

/* Metrics of nobody. */
static const Place no_metrics[] = {TEMPLATE_PLACE("metrics", "(SELECT {keys} FROM {ledger} WHERE false)"), {.name = NULL}};

/* Steps 4 to 6. */
static uint64
regrade_locked(const Attachment *attachment, Change *change)
{
	Snapshot	snapshot = RegisterSnapshot(GetLatestSnapshot());
	Basis		basis = basis_read(attachment, &change->wanted, snapshot);
	Found		found = {0};
	DifferenceKind kind = {
		.scope = scope_of(change), .dated = true, .again = change->again, .metrics_kept = attachment->metrics_kept
	};
	EphemeralNamedRelation differing;
	uint64		changed = 0;
	StatementKey key;
	bool		gone;

	basis_use(attachment, &basis);
	basis_arguments(&basis, change->cause, change->reviewing, change->types, change->values, change->nulls);
	gone = all_are_gone(attachment, change);
	kind.plain = basis.plain || gone;
	change->decides = !basis.plain && (change->reviewing || change->source == attachment->decisions.oid);
	kind.unique = kind.scope >= DIFFERENCE_MANY && (gone || metrics_are_unique(attachment));
	key = statement_key(attachment, change, compare_step(&kind, gone));
	differing = statement_store(DIFFERING_ROWS, &key, difference_template,
								PLACE_SETS(gone ? no_metrics : no_places, attachment->places, basis_parameters,
										   change_places(attachment, change), difference_places(&kind)),
								change->nargs, change->types, change->values, change->nulls, snapshot, count_found, &found);
	UnregisterSnapshot(snapshot);
	if (kind.scope == DIFFERENCE_ONE && found.rows > 1)
		run(attachment, change, STEP_SEVERAL_ROWS,
			"SELECT customer_grade_internal.refuse_several_rows({metrics_oid}, {subject_oid}, to_jsonb(k)) FROM ({customers}) AS k",
			SPI_OK_SELECT);
	if (differing != NULL)
	{
		changed = (uint64) differing->md.enrtuples;
		transaction_writes(attachment->ledger.oid);
		write_difference(attachment, change, &found);
		tuplestore_end(differing->reldata);
	}
	if (attachment->mirror != NULL)
		write_mirror(attachment, change);
	return changed;
}

/*
 * Run the protocol by statements.  The tables that are made for this
 * attachment are known in an SPI connection of their own, see
 * statement_store().
 */
static uint64
regrade_by_statements(const Attachment *attachment, Change *change)
{
	bool		stored = !change->all &&
		(change->data == NULL || change->earlier != NULL || attachment->mapping != NULL || change->rows > FEW_ROWS);
	EphemeralNamedRelation keys = NULL;
	uint64		changed = 0;

	SPI_connect();

	/*
	 * triggers on tables that we write cannot wait for the end of a TRUNCATE:
	 * their tables would still be open
	 */
	if (change->data != NULL && !change->all)
		change->transition = trigger_register_rows(change->data, change->earlier);
	lock_tables(attachment);
	if (stored)
		keys = store_keys(attachment, change);
	if (!stored || keys != NULL)
	{
		lock_customers(attachment, change, change->transition != 0);
		if (change->data != NULL && !change->one)
			renumber_customers(attachment, change->data, change->changer);
		if (change->moves != NULL)
			renumber_given(attachment, change->moves, change->changer);
		change->again = transaction_has_written(attachment->ledger.oid);
		if (change->again)
			restore_decisions(attachment, change);
		changed = regrade_locked(attachment, change);
	}
	if (keys != NULL)
		tuplestore_end(keys->reldata);
	SPI_finish();
	return changed;
}

/* An attachment and a change, for make_stub(). */
typedef struct Stub
{
	const Attachment *attachment;
	Change	   *change;
} Stub;

/* Only rows of the subject make new customers. */
static bool
make_stub(void *arg)
{
	Stub	   *stub = arg;

	if (!TRIGGER_FIRED_BY_INSERT(stub->change->data->tg_event) || !is_part_of(stub->change->source, stub->attachment->subject.oid))
		return false;
	insert_stubs(stub->attachment, stub->change);
	return true;
}

/* Run the protocol for a single customer without a query; false: by statements. */
static bool
regrade_single(Attachment *attachment, Change *change, RowChange *row)
{
	Stub		stub = {attachment, change};
	bool		deletes = change->one && TRIGGER_FIRED_BY_DELETE(change->data->tg_event) && change->source == attachment->subject.oid;

	return change->one &&
		single_regrade(attachment, &change->types[BASIS_PARAMETERS], &change->values[BASIS_PARAMETERS], change->cause,
					   deletes ? change->source : InvalidOid, make_stub, &stub, row);
}

/*
 * Run the protocol for one attachment and return the number of ledger rows
 * that differed.  SPI is connected.
 */
static uint64
regrade_customers(Attachment *attachment, const Change *wanted)
{
	Change		change = *wanted;	/* the basis, which comes first, is known later */
	Told		told = {attachment, &change};
	ErrorContextCallback context = {error_context_stack, tell_customers, &told};
	RowChange	single = {NULL};
	SavedRole	role;
	uint64		changed = 0;

	error_context_stack = &context;
	memset(change.nulls, 'n', BASIS_PARAMETERS);
	role_begin(attachment->owner, &role);
	change.changer = role.user;
	if (change.data == NULL && role.user != attachment->owner)
		role_restrict();		/* a superuser may regrade the customers of any owner */
	if (!regrade_single(attachment, &change, &single))
		changed = regrade_by_statements(attachment, &change);
	role_end(&role);
	error_context_stack = context.previous;
	row_change_end(&single, TRIGGER_EVENT_UPDATE);
	return changed;
}

/* ------------------------------------------------------------------ trigger */

PG_FUNCTION_INFO_V1(regrade);

Datum
regrade(PG_FUNCTION_ARGS)
{
	TriggerData *data = (TriggerData *) fcinfo->context;
	const char *standard;
	Change		change = {.data = data};
	List	   *attachments;
	ListCell   *lc;

	trigger_check(fcinfo, "regrade", 1, "attach()");
	if (command_leaves_rows(data))
		return PointerGetDatum(NULL);
	standard = data->tg_trigger->tgargs[0];
	change.rows = trigger_rows(data);
	change.earlier = command_earlier_rows(data);
	if (change.earlier != NULL)
		change.rows += (uint64) change.earlier->md.enrtuples;
	if (change.rows == 0)
		return PointerGetDatum(NULL);
	change.all = TRIGGER_FIRED_BY_TRUNCATE(data->tg_event);
	change.source = RelationGetRelid(data->tg_relation);
	change.cause = psprintf("%s %s", trigger_event_name(data->tg_event), RelationGetRelationName(data->tg_relation));

	SPI_connect();
	attachments = attachments_of(standard, change.source);
	if (attachments == NIL)
		fail_not_attached(standard, change.source, data->tg_trigger->tgname);
	foreach(lc, attachments)
	{
		Attachment *attachment = lfirst(lc);

		/* who ends a pause waits for this statement, see alter_attachment() */
		if (attachment->paused)
			continue;
		take_one_key(attachment, &change);
		regrade_customers(attachment, &change);
	}
	SPI_finish();
	if (change.earlier != NULL)
		tuplestore_end(change.earlier->reldata);
	return PointerGetDatum(NULL);
}

/* ------------------------------------------------------------ SQL functions */

/*
 * Bring the attachment up to date after DDL: the metrics view and its columns,
 * and the triggers that are missing or disabled.  It runs with the caller's rights.
 */
static void
refresh_objects(Datum standard, Datum subject)
{
	Oid			types[2] = {TEXTOID, OIDOID};
	Datum		values[2] = {standard, subject};

	statement_once("SELECT customer_grade_internal.extend_metrics($1, $2)", 2, types, values, SPI_OK_SELECT);
	statement_once("SELECT customer_grade_internal.make_triggers(customer_grade_internal.needed_triggers($1, $2))",
				   2, types, values, SPI_OK_SELECT);
}

PG_FUNCTION_INFO_V1(refresh_attachment);

Datum
refresh_attachment(PG_FUNCTION_ARGS)
{
	Change		change = {.all = true, .cause = "refresh", .nargs = BASIS_PARAMETERS};
	ErrorContextCallback *callers = hide_internal_callers();
	Attachment *attachment;
	uint64		changed;

	SPI_connect();
	refresh_objects(PG_GETARG_DATUM(0), PG_GETARG_DATUM(1));
	attachment = own_attachment(text_to_cstring(PG_GETARG_TEXT_PP(0)), PG_GETARG_OID(1));
	changed = regrade_customers(attachment, &change);
	SPI_finish();
	error_context_stack = callers;
	PG_RETURN_INT64(changed);
}

PG_FUNCTION_INFO_V1(regrade_keys);

Datum
regrade_keys(PG_FUNCTION_ARGS)
{
	Change		change = {.rows = PG_UINT64_MAX, .nargs = BASIS_PARAMETERS};
	ErrorContextCallback *callers = hide_internal_callers();
	Attachment *attachment;
	uint64		changed;

	for (int i = 0; i < 3; i++)
	{
		if (PG_ARGISNULL(i))
			ereport(ERROR,
					(errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED),
					 errmsg("standard, subject and keys must not be null")));
	}
	SPI_connect();
	attachment = own_attachment(text_to_cstring(PG_GETARG_TEXT_PP(0)), PG_GETARG_OID(1));
	change.keys = text_to_cstring(PG_GETARG_TEXT_PP(2));
	change.wanted.day = PG_ARGISNULL(3) ? NULL : evaluation_day(PG_GETARG_DATEADT(3));
	change.reviewing = !PG_ARGISNULL(4) && PG_GETARG_BOOL(4);
	change.cause = PG_ARGISNULL(5) ? "regrade" : text_to_cstring(PG_GETARG_TEXT_PP(5));
	changed = regrade_customers(attachment, &change);
	SPI_finish();
	error_context_stack = callers;
	PG_RETURN_INT64(changed);
}

PG_FUNCTION_INFO_V1(move_customer);

Datum
move_customer(PG_FUNCTION_ARGS)
{
	Change		change = {.rows = PG_UINT64_MAX, .nargs = BASIS_PARAMETERS, .cause = "merge"};
	ErrorContextCallback *callers = hide_internal_callers();
	uint64		changed;

	SPI_connect();
	change.keys = text_to_cstring(PG_GETARG_TEXT_PP(2));
	change.moves = text_to_cstring(PG_GETARG_TEXT_PP(3));
	changed = regrade_customers(own_attachment(text_to_cstring(PG_GETARG_TEXT_PP(0)), PG_GETARG_OID(1)), &change);
	SPI_finish();
	error_context_stack = callers;
	PG_RETURN_INT64(changed);
}
