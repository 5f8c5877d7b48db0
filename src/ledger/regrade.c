/*
 * regrade.c
 *		The statement trigger that keeps ledgers right, refresh() and
 *		regrade_keys().
 *
 * A statement regrades the customers whose keys are in its old and new rows,
 * in a few set-based statements per attachment, whatever their number:
 *
 *	1	lock the tables of the metrics view: TRUNCATE holds its table before
 *		it waits for ledger rows, so others must not do it the other way round;
 *	2	lock what must not change while it is read: the subject's rows where
 *		they repeat the grade, and the rows of sources that a mapping query
 *		connects with these customers;
 *	3	lock the ledger rows in key order, with stubs for those that have
 *		none (INSERT ... ON CONFLICT DO UPDATE ... WHERE false locks without
 *		writing, waits for whoever is inserting the same key, and starts again
 *		where a row was deleted);
 *	4	only now read version, parameters, policy and date;
 *	5	compare the ledger with what the standard says now (difference.c);
 *	6	where that differs, close the periods that end and write the ledger.
 *
 * Steps 4 and 5 read with one snapshot, taken when the locks are held, in all
 * isolation levels, as the triggers of foreign keys do.  Two sessions end in
 * the right answer or in a serialization failure, whatever they do to the
 * same customers, and the version written is the one that graded.
 *
 * Where all customers are meant, the ledger is locked as a whole instead.
 *
 * The statements run as the owner of the ledger, whoever changes a row, with
 * the clock's date in the attachment's time zone, which is theirs, too: an
 * application chooses neither the rights nor the version nor when a day begins.
 */
#include "postgres.h"

#include "access/xact.h"
#include "catalog/pg_type.h"
#include "commands/trigger.h"
#include "executor/spi.h"
#include "lib/stringinfo.h"
#include "miscadmin.h"
#include "storage/lmgr.h"
#include "utils/acl.h"
#include "utils/builtins.h"
#include "utils/date.h"
#include "utils/datum.h"
#include "utils/lsyscache.h"
#include "utils/rel.h"
#include "utils/snapmgr.h"

#include "compat.h"
#include "ledger/attachment.h"
#include "ledger/difference.h"
#include "ledger/regrade.h"
#include "text.h"
#include "trigger/command.h"
#include "trigger/event.h"
#include "trigger/names.h"
#include "trigger/role.h"
#include "trigger/statement.h"

/* Numbers of the statements here, see StatementKey. */
enum
{
	STEP_LOCK_TABLES = REGRADE_STEPS,
	STEP_LOCK_SUBJECT,
	STEP_LOCK_SOURCE,
	STEP_KEYS,
	STEP_LOCK_KEY,
	STEP_LOCK_KEYS,
	STEP_COMPARE,
	STEP_COMPARE_PLAIN,
	STEP_CLOSE,
	STEP_DELETE,
	STEP_INSERT,
	STEP_UPDATE,
	STEP_OUTBOX,
	STEP_MIRROR
};

/* The parameters of all statements: those of the comparison, then a key's columns. */
#define PARAMETERS	(DIFFERENCE_PARAMETERS + INDEX_MAX_KEYS)

/* The customers to be graded, and why. */
typedef struct Change
{
	bool		all;			/* of them, or those whose keys are */
	const TriggerData *data;	/* in the transition tables of this trigger, */
	bool		earlier;		/* and in what earlier events of its command have left; */
	bool		one;			/* which have one key between them: the last parameters; or */
	const char *keys;			/* given by this query */
	uint64		rows;			/* where the keys are read */
	Oid			trigger;		/* whose transition tables are read, or 0 */
	Oid			source;			/* whose rows have changed, or 0 */
	const char *cause;
	const char *day;			/* evaluation date, ISO; NULL: today */
	bool		reviewing;
	int			nargs;
	Oid			types[PARAMETERS];
	Datum		values[PARAMETERS];
	char		nulls[PARAMETERS + 1];
} Change;

/* The table of keys that are not in a transition table, and that of what differs. */
#define KEYS "customer_grade keys"
#define CHANGED "customer_grade changed"

/* --------------------------------------------------------------------- keys */

/* The source's key as a mapping gives it: names that no key of a subject has. */
static void
append_source_keys(StringInfo out, const Attachment *attachment)
{
	for (int i = 1; i <= list_length(attachment->changed_keys); i++)
		appendStringInfo(out, "%s\"source %d\"", i > 1 ? ", " : "", i);
}

/*
 * The customers that rows of a mapped source have to do with: the mapping
 * gives the source's key, then the subject's.
 */
static char *
mapped_keys(const Attachment *attachment, const char *rows)
{
	StringInfoData out;
	ListCell   *lc;

	initStringInfo(&out);
	appendStringInfo(&out, "SELECT %s FROM (%s\n) AS p (", column_list(attachment->keys, "p."), attachment->mapping);
	append_source_keys(&out, attachment);
	appendStringInfo(&out, ", %s), (%s) AS c WHERE true", column_list(attachment->keys, ""), rows);
	foreach(lc, attachment->changed_keys)
		appendStringInfo(&out, " AND p.\"source %d\" OPERATOR(pg_catalog.=) c.%s",
						 foreach_current_index(lc) + 1, quote_identifier(lfirst(lc)));
	return out.data;
}

/* The keys in a transition table as a query, under the subject's names. */
static void
append_rows(StringInfo out, const Attachment *attachment, const char *rows)
{
	ListCell   *lc;

	if (out->len > 0)
		appendStringInfoString(out, " UNION ");
	appendStringInfoString(out, "SELECT ");
	foreach(lc, attachment->changed_keys)
	{
		appendStringInfo(out, "%s%s", foreach_current_index(lc) > 0 ? ", " : "", quote_identifier(lfirst(lc)));
		if (attachment->mapping == NULL)
			appendStringInfo(out, " AS %s",
							 quote_identifier(list_nth(attachment->keys, foreach_current_index(lc))));
	}
	appendStringInfo(out, " FROM %s WHERE true", rows);
	foreach(lc, attachment->changed_keys)
		appendStringInfo(out, " AND %s IS NOT NULL", quote_identifier(lfirst(lc)));
}

/* The query that gives the keys; NULL where neither keys nor rows are given: all. */
static const char *
keys_query(const Attachment *attachment, const Change *change)
{
	StringInfoData rows;
	ListCell   *lc;

	if (change->keys != NULL || change->data == NULL)
		return change->keys;
	initStringInfo(&rows);
	if (change->one)
	{
		appendStringInfoString(&rows, "SELECT ");
		foreach(lc, attachment->keys)
			appendStringInfo(&rows, "%s$%d AS %s", foreach_current_index(lc) > 0 ? ", " : "",
							 DIFFERENCE_PARAMETERS + 1 + foreach_current_index(lc), quote_identifier(lfirst(lc)));
		return rows.data;
	}
	if (change->data->tg_oldtable)
		append_rows(&rows, attachment, "old_rows");
	if (change->data->tg_newtable)
		append_rows(&rows, attachment, "new_rows");
	if (change->earlier)
		append_rows(&rows, attachment, EARLIER_ROWS);
	return attachment->mapping == NULL ? rows.data : mapped_keys(attachment, rows.data);
}

/* The key of the only row of a transition table; false: a column is null. */
static bool
read_key(const Attachment *attachment, const TriggerData *data, Tuplestorestate *rows, Oid *types, Datum *values)
{
	TupleDesc	desc = RelationGetDescr(data->tg_relation);
	TupleTableSlot *slot = MakeSingleTupleTableSlot(desc, &TTSOpsMinimalTuple);
	bool		isnull = false;
	ListCell   *lc;

	tuplestore_select_read_pointer(rows, 0);
	tuplestore_rescan(rows);
	if (!tuplestore_gettupleslot(rows, true, false, slot))
		elog(ERROR, "a transition table is empty");
	foreach(lc, attachment->changed_keys)
	{
		int			number = SPI_fnumber(desc, lfirst(lc));
		int			column = foreach_current_index(lc);
		Form_pg_attribute attribute;
		Datum		value = (Datum) 0;

		isnull = number <= 0;
		if (!isnull)
			value = slot_getattr(slot, number, &isnull);
		if (isnull)
			break;
		attribute = TupleDescAttr(desc, number - 1);
		types[column] = attribute->atttypid;
		values[column] = datumCopy(value, attribute->attbyval, attribute->attlen);
	}
	ExecDropSingleTupleTableSlot(slot);
	return !isnull;
}

/*
 * One key, as statements about a row have it, becomes parameters: much of the
 * time of such a statement would go into reading it out of transition tables
 * in each step.
 */
static void
take_one_key(const Attachment *attachment, Change *change)
{
	const TriggerData *data = change->data;
	int			columns = list_length(attachment->changed_keys);
	Oid		   *types = &change->types[DIFFERENCE_PARAMETERS];
	Datum	   *values = &change->values[DIFFERENCE_PARAMETERS];
	Oid			old_types[INDEX_MAX_KEYS];
	Datum		old_values[INDEX_MAX_KEYS];
	bool		both = data->tg_oldtable != NULL && data->tg_newtable != NULL;

	change->one = false;
	change->nargs = DIFFERENCE_PARAMETERS;
	change->nulls[DIFFERENCE_PARAMETERS] = '\0';
	if (change->all || change->earlier || attachment->mapping != NULL || change->rows != (both ? 2 : 1) ||
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
	memset(change->nulls + DIFFERENCE_PARAMETERS, ' ', columns);
	change->nulls[change->nargs] = '\0';
}

/* --------------------------------------------------------------- statements */

static StatementKey
statement_key(const Attachment *attachment, const Change *change, int step)
{
	/* the statements for one key are others than those for few */
	StatementKey key = {
		.trigger = change->trigger,.relation = attachment->ledger.oid,.step = step,
		.rows = change->one ? 0 : change->rows,.stamp = change->earlier ? 0 : attachment->stamp
	};

	return key;
}

/* The text of a statement, but for those of sources. */
static const char *
statement_query(const Attachment *attachment, const Change *change, int step)
{
	char	   *list = column_list(attachment->keys, "");
	const char *keys = change->all ? NULL : keys_query(attachment, change);
	const char *mirror;

	switch (step)
	{
		case STEP_LOCK_SUBJECT:
			return psprintf("SELECT FROM %s AS s WHERE (%s) IN (%s) ORDER BY %s FOR NO KEY UPDATE",
							attachment->subject.name, column_list(attachment->keys, "s."), keys,
							column_list(attachment->keys, "s."));

		case STEP_LOCK_KEY:
			return psprintf("SELECT FROM %s AS l, (%s) AS k WHERE %s FOR NO KEY UPDATE OF l",
							attachment->ledger.name, keys, same_columns(attachment->keys, "l.", "k."));

		case STEP_LOCK_KEYS:
			return psprintf("INSERT INTO %s AS l (%s) SELECT DISTINCT %s FROM (%s) AS k ORDER BY %s "
							"ON CONFLICT (%s) DO UPDATE SET state = l.state WHERE false",
							attachment->ledger.name, list, list, keys, list, list);

		case STEP_COMPARE:
		case STEP_COMPARE_PLAIN:
			return difference_query(attachment,
									change->all ? DIFFERENCE_ALL :
									change->one ? DIFFERENCE_ONE :
									change->rows > FEW_ROWS ? DIFFERENCE_MANY : DIFFERENCE_FEW,
									keys, quote_literal_cstr(attachment->standard), step == STEP_COMPARE_PLAIN, true);

		case STEP_CLOSE:
			return psprintf("INSERT INTO %s (%s, grade, rank, score, computed_grade, computed_rank, state, "
							"valid_from, valid_to, version, parameter_set, cause) "
							"SELECT %s, old_grade, old_rank, old_score, old_computed_grade, old_computed_rank, old_state, "
							"since, at, old_version, old_parameter_set, cause "
							"FROM \"" CHANGED "\" WHERE ends AND since IS NOT NULL",
							attachment->history.name, list, list);

		case STEP_OUTBOX:
			return psprintf("INSERT INTO %s (%s, old_grade, old_rank, new_grade, new_rank, state, cause, at) "
							"SELECT %s, old_grade, old_rank, CASE WHEN NOT gone THEN new_grade END, "
							"CASE WHEN NOT gone THEN new_rank END, CASE WHEN NOT gone THEN new_state END, cause, "
							"at FROM \"" CHANGED "\" "
							"WHERE since IS NULL AND NOT gone OR since IS NOT NULL AND gone "
							"OR old_grade IS DISTINCT FROM new_grade ORDER BY %s",
							attachment->outbox.name, list, list, list);

		case STEP_DELETE:
			return psprintf("DELETE FROM %s AS l USING \"" CHANGED "\" AS c WHERE c.gone AND %s",
							attachment->ledger.name, same_columns(attachment->keys, "l.", "c."));

		case STEP_INSERT:
			return psprintf("INSERT INTO %s (%s, grade, rank, score, computed_grade, computed_rank, state, since, "
							"version, parameter_set, evaluated_on, worse_since, provisional_until, due_on) "
							"SELECT %s, new_grade, new_rank, new_score, computed_grade, computed_rank, new_state, "
							"at, $4, $3, $5, worse_since, provisional_until, due_on "
							"FROM \"" CHANGED "\" WHERE NOT stored AND NOT gone",
							attachment->ledger.name, list, list);

		case STEP_UPDATE:
			return psprintf("UPDATE %s AS l SET grade = c.new_grade, rank = c.new_rank, score = c.new_score, "
							"computed_grade = c.computed_grade, computed_rank = c.computed_rank, state = c.new_state, "
							"since = CASE WHEN c.ends THEN c.at ELSE l.since END, version = $4, parameter_set = $3, "
							"evaluated_on = $5, worse_since = c.worse_since, provisional_until = c.provisional_until, "
							"due_on = c.due_on FROM \"" CHANGED "\" AS c WHERE c.stored AND NOT c.gone AND %s",
							attachment->ledger.name, same_columns(attachment->keys, "l.", "c."));

		case STEP_MIRROR:
			/* the subject's column becomes what the ledger says */
			mirror = quote_identifier(attachment->mirror);
			return psprintf("UPDATE %s AS s SET %s = l.grade FROM %s AS l WHERE %s "
							"AND s.%s IS DISTINCT FROM l.grade%s",
							attachment->subject.name, mirror, attachment->ledger.name,
							same_columns(attachment->keys, "s.", "l."), mirror,
							keys == NULL ? "" :
							psprintf(" AND (%s) IN (%s)", column_list(attachment->keys, "l."), keys));
	}
	elog(ERROR, "unexpected statement %d", step);
}

/* Run one statement of the protocol and return the number of rows. */
static uint64
run(const Attachment *attachment, Change *change, int step, int expected)
{
	StatementKey key = statement_key(attachment, change, step);
	const char *query = statement_text(&key);

	if (query == NULL)
		query = statement_query(attachment, change, step);
	return statement_execute(&key, query, change->nargs, change->types, change->values, change->nulls,
							 GetLatestSnapshot(), expected);
}

/* -------------------------------------------------------------------- locks */

static void
lock_tables(const Attachment *attachment)
{
	StatementKey key = {.relation = attachment->ledger.oid,.step = STEP_LOCK_TABLES,.stamp = attachment->stamp};
	const char *query = statement_text(&key);

	if (query == NULL)
		query = psprintf("LOCK TABLE %s IN ACCESS SHARE MODE", attachment->metrics.name);
	statement_execute(&key, query, 0, NULL, NULL, NULL, InvalidSnapshot, SPI_OK_UTILITY);
}

/*
 * Who changes a row of a mapped source regrades the customers that the
 * mapping connects with it, but not those that we have not committed yet: he
 * waits for us, or we for him.  It must happen before the ledger is locked:
 * he, too, holds his row first.
 */
static void
lock_sources(const Attachment *attachment, Change *change)
{
	ListCell   *lc;

	foreach(lc, attachment_mappings(attachment))
	{
		const Attachment *mapping = lfirst(lc);
		StatementKey key = statement_key(attachment, change, STEP_LOCK_SOURCE);
		StringInfoData pairs;

		if (mapping->subject.oid == change->source)
			continue;			/* these rows are the ones we have changed */
		key.relation = mapping->subject.oid;
		key.stamp = 0;
		initStringInfo(&pairs);
		append_source_keys(&pairs, mapping);
		statement_execute(&key,
						  psprintf("SELECT FROM %s AS s WHERE (%s) IN (SELECT %s FROM (%s\n) AS p (%s, %s) "
								   "WHERE (%s) IN (%s)) ORDER BY %s FOR SHARE",
								   mapping->subject.name, column_list(mapping->changed_keys, "s."), pairs.data,
								   mapping->mapping, pairs.data, column_list(attachment->keys, ""),
								   column_list(attachment->keys, "p."), keys_query(attachment, change),
								   column_list(mapping->changed_keys, "s.")),
						  change->nargs, change->types, change->values, change->nulls,
						  GetLatestSnapshot(), SPI_OK_SELECT);
	}
}

/*
 * Lock the ledger rows.  One that is there is just locked; where there is
 * none, the statement for many has no gap between finding that and making it.
 * That one also spares transactions that keep their snapshot an error where
 * the row is just deleted.
 */
static void
lock_keys(const Attachment *attachment, Change *change)
{
	if (change->one && !IsolationUsesXactSnapshot())
	{
		/* as who writes: refresh() locks those out, reviews wait for them */
		LockRelationOid(attachment->ledger.oid, RowExclusiveLock);
		if (run(attachment, change, STEP_LOCK_KEY, SPI_OK_SELECT) > 0)
			return;
	}
	run(attachment, change, STEP_LOCK_KEYS, SPI_OK_INSERT);
}

/* ------------------------------------------------------------------ writing */

/* What the comparison has found. */
typedef struct Found
{
	uint64		ending;			/* periods that end */
	uint64		gone;			/* customers that are gone */
	uint64		missing;		/* from the ledger, not even a stub */
	uint64		present;		/* in the ledger and in the subject */
} Found;

static bool
is_true(HeapTuple row, TupleDesc desc, const char *column)
{
	bool		isnull;
	Datum		value = SPI_getbinval(row, desc, SPI_fnumber(desc, column), &isnull);

	return !isnull && DatumGetBool(value);
}

static void
count_found(HeapTuple row, TupleDesc desc, void *arg)
{
	Found	   *found = arg;
	bool		since_is_null;

	(void) SPI_getbinval(row, desc, SPI_fnumber(desc, "since"), &since_is_null);
	if (is_true(row, desc, "ends") && !since_is_null)
		found->ending++;
	if (is_true(row, desc, "gone"))
		found->gone++;
	else if (is_true(row, desc, "stored"))
		found->present++;
	else
		found->missing++;
}

/* Bring the ledger to what the comparison has found, close the periods that end, and fill the outbox. */
static void
write_difference(const Attachment *attachment, Change *change, const Found *found)
{
	/* first, so that nothing of two rows for one customer goes into the history */
	if (found->present > 0 && run(attachment, change, STEP_UPDATE, SPI_OK_UPDATE) < found->present)
		ereport(ERROR,
				(errcode(ERRCODE_CARDINALITY_VIOLATION),
				 errmsg("%s gives several rows for a customer", attachment->metrics.name),
				 errhint("It must give one row for each key of %s.", attachment->subject.name)));
	if (found->ending > 0)
		run(attachment, change, STEP_CLOSE, SPI_OK_INSERT);
	if (OidIsValid(attachment->outbox.oid))
		run(attachment, change, STEP_OUTBOX, SPI_OK_INSERT);
	if (found->gone > 0)
		run(attachment, change, STEP_DELETE, SPI_OK_DELETE);
	if (found->missing > 0)
		run(attachment, change, STEP_INSERT, SPI_OK_INSERT);
}

/* --------------------------------------------------------------- the protocol */

static void
tell_attachment(void *arg)
{
	const Attachment *attachment = arg;

	errcontext("grading customers of %s by standard \"%s\"", attachment->subject.name, attachment->standard);
}

/*
 * What a query gives must not change from step to step; transition tables do
 * not.  Returns the store of its keys, NULL: there are none.
 */
static EphemeralNamedRelation
store_keys(const Attachment *attachment, Change *change)
{
	StatementKey key = statement_key(attachment, change, STEP_KEYS);
	EphemeralNamedRelation keys;

	key.stamp = 0;
	keys = statement_store(KEYS, &key, keys_query(attachment, change), 0, NULL, NULL, NULL,
						   GetLatestSnapshot(), NULL, NULL);
	if (keys != NULL)
	{
		change->rows = (uint64) keys->md.enrtuples;
		change->keys = psprintf("SELECT %s FROM \"" KEYS "\"", column_list(attachment->keys, ""));
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
		run(attachment, change, STEP_LOCK_SUBJECT, SPI_OK_SELECT);
	if (attachment->has_mappings && sources)
		lock_sources(attachment, change);
	lock_keys(attachment, change);
}

void
regrade_lock(const Attachment *attachment, const char *keys)
{
	Change		change = {.keys = keys,.rows = PG_UINT64_MAX};

	lock_tables(attachment);
	lock_customers(attachment, &change, true);
}

/* Steps 4 to 6. */
static uint64
regrade_locked(const Attachment *attachment, Change *change)
{
	Snapshot	snapshot = RegisterSnapshot(GetLatestSnapshot());
	Terms		terms = attachment_terms(attachment, change->day, snapshot);
	Found		found = {0};
	StatementKey key = statement_key(attachment, change, terms.plain ? STEP_COMPARE_PLAIN : STEP_COMPARE);
	const char *query = statement_text(&key);
	EphemeralNamedRelation differing;
	uint64		changed = 0;

	setting_set("customer_grade.as_of", terms.as_of);
	setting_set_time_zone(terms.time_zone);
	difference_arguments(&terms, change->cause, change->reviewing, change->types, change->values, change->nulls);
	if (query == NULL)
		query = statement_query(attachment, change, key.step);
	differing = statement_store(CHANGED, &key, query, change->nargs, change->types, change->values, change->nulls,
								snapshot, count_found, &found);
	UnregisterSnapshot(snapshot);
	if (differing != NULL)
	{
		changed = (uint64) differing->md.enrtuples;
		if (changed > 0)
			write_difference(attachment, change, &found);
		statement_drop(differing);
	}
	if (attachment->mirror != NULL)
		run(attachment, change, STEP_MIRROR, SPI_OK_UPDATE);
	return changed;
}

/*
 * Run the protocol for one attachment and return the number of ledger rows
 * that differed.  SPI is connected.
 */
static uint64
regrade_customers(const Attachment *attachment, const Change *wanted)
{
	ErrorContextCallback context = {error_context_stack, tell_attachment, unconstify(Attachment *, attachment)};
	Change		change = *wanted;	/* its first parameters are known later */
	bool		stored = !change.all && (change.data == NULL || change.earlier || attachment->mapping != NULL);
	EphemeralNamedRelation keys = NULL;
	SavedRole role;
	uint64		changed = 0;

	error_context_stack = &context;
	memset(change.nulls, 'n', DIFFERENCE_PARAMETERS);
	role_begin(attachment->owner, &role);
	if (change.data == NULL && role.user != attachment->owner)
		role_restrict();	/* a superuser may regrade everybody's customers */
	lock_tables(attachment);
	if (stored)
		keys = store_keys(attachment, &change);
	if (!stored || keys != NULL)
	{
		lock_customers(attachment, &change, OidIsValid(change.trigger));
		changed = regrade_locked(attachment, &change);
	}
	if (keys != NULL)
		statement_drop(keys);
	role_end(&role);
	error_context_stack = context.previous;
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
	EphemeralNamedRelation earlier;
	List	   *attachments;
	ListCell   *lc;

	trigger_check(fcinfo, "regrade", 1, "attach()");
	if (command_leaves_rows(data))
		return PointerGetDatum(NULL);
	standard = data->tg_trigger->tgargs[0];
	change.rows = trigger_rows(data);
	earlier = command_earlier_rows(data);
	if (earlier != NULL)
	{
		change.earlier = true;
		change.rows += (uint64) earlier->md.enrtuples;
	}
	if (change.rows == 0)
		return PointerGetDatum(NULL);
	change.all = TRIGGER_FIRED_BY_TRUNCATE(data->tg_event);
	change.trigger = data->tg_trigger->tgoid;
	change.source = RelationGetRelid(data->tg_relation);
	change.cause = psprintf("%s %s", trigger_event_name(data->tg_event), RelationGetRelationName(data->tg_relation));

	SPI_connect();
	SPI_register_trigger_data(data);
	if (earlier != NULL)
		SPI_register_relation(earlier);
	attachments = attachments_of(standard, change.source);
	if (attachments == NIL)
		ereport(ERROR,
				(errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
				 errmsg("standard \"%s\" is not attached to table \"%s\"", standard,
						RelationGetRelationName(data->tg_relation)),
				 errhint("SELECT customer_grade.attach('%s', '%s'), or drop trigger \"%s\".", standard,
						 RelationGetRelationName(data->tg_relation), data->tg_trigger->tgname)));
	foreach(lc, attachments)
	{
		const Attachment *attachment = lfirst(lc);

		take_one_key(attachment, &change);
		regrade_customers(attachment, &change);
	}
	if (earlier != NULL)
		statement_drop(earlier);
	SPI_finish();
	return PointerGetDatum(NULL);
}

/* ------------------------------------------------------------ SQL functions */

/* The attachment, of which the caller must be the owner; SPI is connected. */
static Attachment *
own_attachment(const char *standard, Oid subject)
{
	Attachment *attachment = attachment_of_subject(standard, subject);

	if (!has_privs_of_role(GetUserId(), attachment->owner))
		aclcheck_error(ACLCHECK_NOT_OWNER, OBJECT_TABLE, get_rel_name(subject));
	return attachment;
}

/*
 * What has to follow DDL: the metrics view and its columns, and the triggers
 * of subject, sources and decisions, which new partitions lack.  The caller's
 * rights decide.
 */
static void
refresh_objects(Datum standard, Datum subject)
{
	Oid			types[2] = {TEXTOID, OIDOID};
	Datum		values[2] = {standard, subject};

	if (SPI_execute_with_args("SELECT customer_grade_internal.extend_metrics($1, $2)",
							  2, types, values, NULL, false, 0) != SPI_OK_SELECT ||
		SPI_execute_with_args("SELECT customer_grade_internal.make_triggers($1, w.watched) FROM ("
							  "SELECT a.subject AS watched FROM customer_grade_internal.attachment AS a "
							  "WHERE a.standard OPERATOR(pg_catalog.=) $1 AND a.subject::pg_catalog.oid OPERATOR(pg_catalog.=) $2 "
							  "UNION SELECT a.decisions FROM customer_grade_internal.attachment AS a "
							  "WHERE a.standard OPERATOR(pg_catalog.=) $1 AND a.subject::pg_catalog.oid OPERATOR(pg_catalog.=) $2 "
							  "UNION SELECT s.source FROM customer_grade_internal.source AS s "
							  "WHERE s.standard OPERATOR(pg_catalog.=) $1 AND s.subject::pg_catalog.oid OPERATOR(pg_catalog.=) $2) AS w",
							  2, types, values, NULL, false, 0) != SPI_OK_SELECT)
		elog(ERROR, "could not refresh the objects of an attachment");
}

PG_FUNCTION_INFO_V1(refresh_attachment);

Datum
refresh_attachment(PG_FUNCTION_ARGS)
{
	Change		change = {.all = true,.cause = "refresh",.nargs = DIFFERENCE_PARAMETERS};
	Attachment *attachment;
	uint64		changed;

	SPI_connect();
	refresh_objects(PG_GETARG_DATUM(0), PG_GETARG_DATUM(1));
	attachment = own_attachment(text_to_cstring(PG_GETARG_TEXT_PP(0)), PG_GETARG_OID(1));
	changed = regrade_customers(attachment, &change);
	SPI_finish();
	PG_RETURN_INT64(changed);
}

PG_FUNCTION_INFO_V1(regrade_keys);

Datum
regrade_keys(PG_FUNCTION_ARGS)
{
	Change		change = {.rows = PG_UINT64_MAX,.nargs = DIFFERENCE_PARAMETERS};
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
	change.day = PG_ARGISNULL(3) ? NULL : iso_date(PG_GETARG_DATEADT(3));
	change.reviewing = !PG_ARGISNULL(4) && PG_GETARG_BOOL(4);
	change.cause = PG_ARGISNULL(5) ? "regrade" : text_to_cstring(PG_GETARG_TEXT_PP(5));
	changed = regrade_customers(attachment, &change);
	SPI_finish();
	PG_RETURN_INT64(changed);
}

PG_FUNCTION_INFO_V1(attachment_difference_query);

Datum
attachment_difference_query(PG_FUNCTION_ARGS)
{
	Attachment *attachment;
	char	   *keys = PG_ARGISNULL(2) ? NULL : text_to_cstring(PG_GETARG_TEXT_PP(2));
	char	   *grader;
	Datum		query;

	if (PG_ARGISNULL(0) || PG_ARGISNULL(1))
		PG_RETURN_NULL();
	SPI_connect();
	attachment = attachment_of_subject(text_to_cstring(PG_GETARG_TEXT_PP(0)), PG_GETARG_OID(1));
	grader = PG_ARGISNULL(3) ? quote_literal_cstr(attachment->standard) :
		psprintf("%s::customer_grade.rubric", quote_literal_cstr(text_to_cstring(PG_GETARG_TEXT_PP(3))));
	query = CStringGetTextDatum(difference_query(attachment, keys == NULL ? DIFFERENCE_ALL : DIFFERENCE_MANY,
												 keys, grader, false, false));
	query = SPI_datumTransfer(query, false, -1);
	SPI_finish();
	PG_RETURN_DATUM(query);
}
