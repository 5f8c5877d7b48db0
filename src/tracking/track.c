/*
 * track.c
 *		The statement trigger that keeps the activity of customers, and
 *		refresh_activity().
 *
 * Inserted rows are merged: INSERT ... ON CONFLICT DO UPDATE adds each
 * customer's new events to its series, in the order of the keys.  The cost does
 * not depend on how many events a customer has.  The one event of a statement
 * is added to its series without a query, where that is there and nothing else
 * has to be done for it.
 *
 * Updated and deleted rows cannot be taken out of a series.  The series of
 * their customers are locked in the order of the keys, with stubs for missing
 * ones.  Then the months of the rows are counted again from the source, which
 * in all isolation levels is read with a snapshot taken under the locks.  A
 * transaction that changes rows of a customer holds its series until it
 * commits, so the source read under the lock is what the series must say.
 *
 * A merge is right only if the rows have not been counted yet.  Where one
 * command inserts rows and changes others of the same customer (ON CONFLICT DO
 * UPDATE, MERGE, WITH, triggers of the user), they may have been: the trigger
 * of the change reads the inserted rows.  So once a command has counted a
 * series again, all its later triggers do so, too.
 *
 * Whichever role changes a row, the statements run as the owner of the series.
 */
#include "postgres.h"

#include "access/xact.h"
#include "catalog/namespace.h"
#include "catalog/pg_inherits.h"
#include "catalog/pg_type.h"
#include "commands/trigger.h"
#include "executor/executor.h"
#include "executor/spi.h"
#include "executor/tuptable.h"
#include "miscadmin.h"
#include "storage/lmgr.h"
#include "storage/proc.h"
#include "utils/acl.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/date.h"
#include "utils/datum.h"
#include "utils/fmgrprotos.h"
#include "utils/lsyscache.h"
#include "utils/rel.h"
#include "utils/snapmgr.h"
#include "utils/tuplestore.h"

#include "activity/activity.h"
#include "compat.h"
#include "standard/standard.h"
#include "trigger/command.h"
#include "trigger/context.h"
#include "trigger/event.h"
#include "trigger/names.h"
#include "trigger/registry_cache.h"
#include "trigger/role.h"
#include "trigger/row.h"
#include "trigger/statement.h"
#include "trigger/template.h"

/* A row of customer_grade_internal.tracking: a table whose rows are the events, and the series made of them. */
typedef struct Tracking
{
	Oid			subject;
	char	   *subject_name;	/* quoted, with its schema */
	List	   *keys;			/* of char *: the key columns of the series */
	Oid			source;
	char	   *source_name;
	bool		being_detached; /* from the source: rows of the relation asked for are no events any more */
	List	   *source_keys;	/* of char *: the columns of the source that hold them */
	char	   *at;
	char	   *amount;			/* NULL: none */
	char	   *quantity;
	int			months;			/* that are kept */
	char	   *time_zone;
	Oid			activity;
	AttrNumber	series;			/* its column; 0: not there */
	AttrNumber *key_numbers;	/* of the keys in it */
	Oid			owner;			/* of subject and series */
	const Place *places;		/* all of this as places of templates, see make_places() */
	uint64		stamp;			/* differs from that of any other struct */
} Tracking;

/* The rows of a statement, or of a whole table. */
typedef struct Rows
{
	uint64		transition;		/* tables that they are in, see StatementKey, or 0 */
	uint64		count;
	List	   *tables;			/* of char *, templates: where they are read from */
	uint64		stamp;			/* of the tracking; 0: these are no transition tables */
	DateADT		day;			/* today, where they are tracked */
} Rows;

typedef enum Step
{
	STEP_FIND = TRACK_STEPS,
	STEP_LOCK_SOURCE,
	STEP_EMPTY,
	STEP_MERGE,
	STEP_LOCK_KEYS,
	STEP_WRITE
} Step;

/* The last command of this session that has counted a series again from its source. */
static LocalTransactionId recompute_transaction = InvalidLocalTransactionId;
static TimestampTz recompute_statement = 0;

/* --------------------------------------------------------------- statements */

/* Does converting the event's time to a day depend on the time zone? */
static bool
needs_time_zone(const Tracking *tracking)
{
	AttrNumber	number = get_attnum(tracking->source, tracking->at);

	return getBaseType(get_atttype(tracking->source, number)) == TIMESTAMPTZOID;
}

static char *
day_of_event(const Tracking *tracking)
{
	const char *at = quote_identifier(tracking->at);

	if (needs_time_zone(tracking))
		return psprintf("(s.%s AT TIME ZONE %s)::date", at, quote_literal_cstr(tracking->time_zone));
	return psprintf("s.%s::date", at);
}

/* A number column of an event as SQL; NULL: it has none. */
static char *
number_of_event(const char *column)
{
	if (column == NULL)
		return pstrdup("NULL::numeric");
	return psprintf("s.%s::numeric", quote_identifier(column));
}

/* The start of a touched month, shifted by an interval, as a value to compare the source's column with. */
static char *
month_bound(const Tracking *tracking, const char *shift)
{
	char	   *bound = psprintf("(t.\"touched month\" + interval '%s')", shift);

	return needs_time_zone(tracking) ?
		psprintf("(%s AT TIME ZONE %s)", bound, quote_literal_cstr(tracking->time_zone)) : bound;
}

/* A tracking as the places of templates; the events are the rows s of a table like the source. */
static const Place *
make_places(const Tracking *tracking)
{
	const Place places[] = {
		{.name = "activity", .text = qualified_name(tracking->activity)},
		{.name = "source", .text = tracking->source_name},
		{.name = "keys", .columns = tracking->keys},
		{.name = "source_keys", .columns = tracking->source_keys, .names = tracking->keys},
		{.name = "months", .text = psprintf("%d", tracking->months)},
		{.name = "today", .text = "$1"},
		{.name = "at", .text = psprintf("s.%s", quote_identifier(tracking->at))},
		{.name = "day", .text = day_of_event(tracking)},
		{.name = "amount", .text = number_of_event(tracking->amount)},
		{.name = "quantity", .text = number_of_event(tracking->quantity)},

		/* rows that are events: with a key and a date */
		{.name = "is_event", .template = "{at} IS NOT NULL AND {source_keys:s is}"},
		{.name = "month", .template = "date_trunc('month', {day}::timestamp)::date"},
		{.name = "series", .template = "customer_grade.activity_agg({day}, {amount}, {quantity})"},

		/*
		 * the range lets an index on key and date be used; it is a day too
		 * wide at both ends, as midnight may come twice
		 */
		{.name = "in_touched_month", .template = "{at} >= {before_month} AND {at} < {after_month} AND {month} = t.`touched month`"},
		{.name = "before_month", .text = month_bound(tracking, "-1 day")},
		{.name = "after_month", .text = month_bound(tracking, "1 month 1 day")},
		{.name = NULL}
	};

	return memcpy(palloc(sizeof(places)), places, sizeof(places));
}

/* A template: {list} of the events of rows, from all tables that have some, each once. */
static char *
select_events(const Rows *rows)
{
	char	   *template = NULL;
	ListCell   *lc;

	foreach(lc, rows->tables)
	{
		char	   *events = psprintf("{list} FROM %s AS s WHERE {is_event}", (char *) lfirst(lc));

		template = template == NULL ?
			psprintf("%s %s", list_length(rows->tables) > 1 ? "SELECT" : "SELECT DISTINCT", events) :
			psprintf("%s UNION SELECT %s", template, events);
	}
	return template;
}

static StatementKey
statement_key(const Tracking *tracking, const Rows *rows, Step step)
{
	StatementKey key = {
		.transition = rows->transition, .relation = tracking->activity, .step = step, .rows = rows->count,
		.stamp = rows->stamp
	};

	return key;
}

static uint64
execute(const Tracking *tracking, const Rows *rows, Step step, const char *template, const Place *places, int expected)
{
	StatementKey key = statement_key(tracking, rows, step);
	Oid			types[1] = {DATEOID};
	Datum		values[1] = {DateADTGetDatum(rows->day)};

	return statement_execute(&key, template, PLACE_SETS(tracking->places, places),
							 1, types, values, NULL, GetLatestSnapshot(), expected);
}

/*
 * Locks the source with all its partitions: a statement on one partition reads
 * the others but has not locked them.  TRUNCATE locks its table before it
 * waits for series, so all others must use the same order.
 */
static void
lock_source(const Tracking *tracking)
{
	StatementKey key = {.relation = tracking->activity, .step = STEP_LOCK_SOURCE};

	if (has_subclass(tracking->source))
		statement_execute(&key, "LOCK TABLE {source} IN ACCESS SHARE MODE", PLACE_SETS(tracking->places),
						  0, NULL, NULL, NULL, InvalidSnapshot, SPI_OK_UTILITY);
}

/* Adds the events of rows that have not been counted yet. */
static uint64
merge_events(const Tracking *tracking, const Rows *rows)
{
	return execute(tracking, rows, STEP_MERGE,
				   "INSERT INTO {activity} AS a ({keys}, series) "
				   "SELECT {source_keys:s}, customer_grade.bounded({series}, {months}, {today}) "
				   "FROM {rows} AS s WHERE {is_event} GROUP BY {source_keys:s} ORDER BY {source_keys:s} "
				   "ON CONFLICT ({keys}) DO UPDATE SET series = "
				   "	customer_grade.bounded(customer_grade.merge(a.series, excluded.series), {months}, {today})",
				   PLACES(TEMPLATE_PLACE("rows", linitial(rows->tables))), SPI_OK_INSERT);
}

/* Locks the series of all these customers, with stubs for missing ones. */
static void
lock_keys(const Tracking *tracking, const Rows *rows, const char *customers)
{
	execute(tracking, rows, STEP_LOCK_KEYS,
			"INSERT INTO {activity} AS a ({keys}, series) "
			"SELECT {keys:k}, '{}'::customer_grade.activity FROM ({customers}) AS k ORDER BY {keys:k} "
			"ON CONFLICT ({keys}) DO UPDATE SET series = a.series WHERE false",
			PLACES(TEMPLATE_PLACE("customers", customers),
				   TEMPLATE_PLACE("events", select_events(rows)),
				   TEMPLATE_PLACE("list", "{source_keys:s as}")),
			SPI_OK_INSERT);
}

/*
 * The new series of the customers of rows, as a list of WITH that ends in n.
 * The touched months are counted again, or all months where that needs all
 * events.
 */
static const char series_by_months[] =
"touched AS MATERIALIZED ({events}), "
"k AS MATERIALIZED ("
"	SELECT {keys:k}, a.series AS `old series`, "
"		customer_grade.replace_months(a.series, k.`touched months`, e.`new series`) AS `new series` "
"	FROM (SELECT {keys}, array_agg(`touched month`) AS `touched months` FROM touched GROUP BY {keys}) AS k "
"		JOIN {activity} AS a ON {keys:k=a} "
"		LEFT JOIN (SELECT {keys:t}, {series} AS `new series` "
"			FROM touched AS t JOIN {source} AS s ON {source_keys:s=t} AND {in_touched_month} GROUP BY {keys:t}) AS e ON {keys:k=e}), "
"n AS MATERIALIZED ("
"	SELECT {keys:k}, k.`old series`, "
"		customer_grade.bounded(coalesce(k.`new series`, e.`new series`, '{}'), {months}, {today}) AS `new series` "
"	FROM k LEFT JOIN (SELECT {source_keys:s as}, {series} AS `new series` FROM {source} AS s "
"		WHERE {is_event} AND ({source_keys:s}) IN (SELECT {keys} FROM k WHERE k.`new series` IS NULL) "
"		GROUP BY {source_keys:s}) AS e ON {keys:k=e})";

/* The same for all customers that have a series. */
static const char all_series[] =
"n AS MATERIALIZED ("
"	SELECT {keys:a}, a.series AS `old series`, "
"		customer_grade.bounded(coalesce(e.`new series`, '{}'), {months}, {today}) AS `new series` "
"	FROM {activity} AS a LEFT JOIN (SELECT {source_keys:s as}, {series} AS `new series` FROM {source} AS s "
"		WHERE {is_event} GROUP BY {source_keys:s}) AS e ON {keys:a=e})";

/* Writes the series of n; customers without events have none. */
static const char write_series[] =
"WITH {n}, gone AS ("
"	DELETE FROM {activity} AS a USING n WHERE {keys:a=n} AND n.`new series` OPERATOR(customer_grade.=) '{}') "
"UPDATE {activity} AS a SET series = n.`new series` FROM n "
"WHERE {keys:a=n} AND n.`new series` OPERATOR(customer_grade.<>) '{}' "
"	AND n.`new series` OPERATOR(customer_grade.<>) n.`old series`";

/*
 * Counts the series of the customers of rows again, or all series.  Customers
 * without events have none.  Returns the number of series that have changed.
 */
static uint64
recompute(const Tracking *tracking, const Rows *rows)
{
	bool		all = rows->transition == 0;

	recompute_transaction = my_local_transaction_id();
	recompute_statement = GetCurrentStatementStartTimestamp();

	/* also series of customers that are not in the source any more */
	lock_keys(tracking, rows, all ? "{events} UNION SELECT {keys} FROM {activity}" : "{events}");

	return execute(tracking, rows, STEP_WRITE, write_series,
				   PLACES(TEMPLATE_PLACE("n", all ? all_series : series_by_months),
						  TEMPLATE_PLACE("events", select_events(rows)),
						  TEMPLATE_PLACE("list", "{source_keys:s as}, {month} AS `touched month`")),
				   SPI_OK_UPDATE);
}

/* Has this command counted any series again from its source? */
static bool
command_recomputes(void)
{
	return recompute_transaction == my_local_transaction_id() &&
		recompute_statement == GetCurrentStatementStartTimestamp();
}

/* ---------------------------------------------------------------- trackings */

static void
check_column(const Tracking *tracking, const char *column)
{
	if (column != NULL && get_attnum(tracking->source, column) == InvalidAttrNumber)
		ereport(ERROR,
				(errcode(ERRCODE_UNDEFINED_COLUMN),
				 errmsg("table \"%s\", whose rows are tracked, has no column \"%s\" any more",
						qualified_name(tracking->source), column),
				 errhint("Use untrack(), and track() with its columns as they are now.")));
}

static char *
get_name(HeapTuple tuple, TupleDesc desc, int column)
{
	bool		isnull;
	Datum		name = SPI_getbinval(tuple, desc, column, &isnull);

	return isnull ? NULL : pstrdup(NameStr(*DatumGetName(name)));
}

/* The trackings whose source is one of these relations, as the registry is now. */
static List *
read_trackings(List *relations, bool being_detached, MemoryContext context)
{
	StatementKey key = {.step = STEP_FIND};
	Oid			types[1] = {OIDARRAYOID};
	Datum		values[1] = {array_of_oids(relations, OIDOID)};
	List	   *trackings = NIL;
	SavedRole	saved;
	MemoryContext old;
	ListCell   *lc;

	role_begin_registry(&saved);
	statement_execute(&key,
					  "SELECT t.subject, t.key_columns, t.source, t.customer_columns, t.at_column, t.amount_column, t.quantity_column, "
					  "	t.months, t.time_zone, t.activity "
					  "FROM customer_grade_internal.tracking AS t WHERE t.source::oid = ANY ($1) ORDER BY t.activity::oid",
					  NULL, 1, types, values, NULL, GetLatestSnapshot(), SPI_OK_SELECT);
	role_end(&saved);
	old = MemoryContextSwitchTo(context);
	for (uint64 i = 0; i < SPI_processed; i++)
	{
		HeapTuple	tuple = SPI_tuptable->vals[i];
		TupleDesc	desc = SPI_tuptable->tupdesc;
		Tracking   *tracking = palloc(sizeof(Tracking));
		bool		isnull;

		tracking->subject = DatumGetObjectId(SPI_getbinval(tuple, desc, 1, &isnull));
		tracking->keys = names_of_array(SPI_getbinval(tuple, desc, 2, &isnull));
		tracking->source = DatumGetObjectId(SPI_getbinval(tuple, desc, 3, &isnull));
		tracking->source_keys = names_of_array(SPI_getbinval(tuple, desc, 4, &isnull));
		tracking->at = get_name(tuple, desc, 5);
		tracking->amount = get_name(tuple, desc, 6);
		tracking->quantity = get_name(tuple, desc, 7);
		tracking->months = DatumGetInt32(SPI_getbinval(tuple, desc, 8, &isnull));
		tracking->time_zone = SPI_getvalue(tuple, desc, 9);
		tracking->activity = DatumGetObjectId(SPI_getbinval(tuple, desc, 10, &isnull));
		tracking->being_detached = being_detached;
		tracking->stamp = registry_stamp();
		tracking->owner = relation_owner(tracking->activity);
		tracking->series = get_attnum(tracking->activity, "series");
		tracking->key_numbers = palloc(list_length(tracking->keys) * sizeof(AttrNumber));
		foreach(lc, tracking->keys)
			tracking->key_numbers[foreach_current_index(lc)] = get_attnum(tracking->activity, lfirst(lc));

		if (!OidIsValid(tracking->owner) || !OidIsValid(relation_owner(tracking->subject)))
			ereport(ERROR,
					(errcode(ERRCODE_UNDEFINED_TABLE),
					 errmsg("customers or activity that the rows of table \"%s\" are tracked for do not exist any more",
							qualified_name(tracking->source)),
					 errhint("SELECT customer_grade.untrack(%u, %u);", tracking->subject, tracking->source)));

		/* the statements run as the owner of the series: no role may use another's rights */
		if (tracking->owner != relation_owner(tracking->subject))
			ereport(ERROR,
					(errcode(ERRCODE_INSUFFICIENT_PRIVILEGE),
					 errmsg("\"%s\" and \"%s\" have different owners", qualified_name(tracking->subject),
							qualified_name(tracking->activity)),
					 errhint("Use ALTER TABLE ... OWNER TO.")));
		foreach(lc, tracking->source_keys)
			check_column(tracking, lfirst(lc));
		check_column(tracking, tracking->at);
		check_column(tracking, tracking->amount);
		check_column(tracking, tracking->quantity);
		tracking->subject_name = qualified_name(tracking->subject);
		tracking->source_name = qualified_name(tracking->source);
		tracking->places = make_places(tracking);
		trackings = lappend(trackings, tracking);
	}
	MemoryContextSwitchTo(old);
	SPI_freetuptable(SPI_tuptable);
	return trackings;
}

/*
 * The trackings of a relation and its parents, kept until something changes.
 * SPI is connected.
 */
static List *
find_trackings(Oid relation)
{
	MemoryContext context;
	RegistryEntry *entry = registry_cache(CACHE_TRACKINGS, relation, "", &context);
	List	   *relations;
	List	   *trackings;
	bool		being_detached;
	ListCell   *lc;

	if (entry->filled)
		return entry->found;
	relations = relation_and_parents(relation, NULL, &being_detached);
	trackings = read_trackings(relations, being_detached, context);
	foreach(lc, trackings)
	{
		const Tracking *t = lfirst(lc);

		relations = list_concat(relations, list_make3_oid(t->subject, t->source, t->activity));
	}
	if (trackings != NIL)
		registry_fill(entry, trackings, relations);
	return trackings;
}

/* ---------------------------------------------------------------- one event */

/* A read pointer of our own in a transition table, before its first row. */
static int
first_row(Tuplestorestate *rows)
{
	int			pointer = tuplestore_alloc_read_pointer(rows, EXEC_FLAG_REWIND);

	tuplestore_select_read_pointer(rows, pointer);
	tuplestore_rescan(rows);
	return pointer;
}

static bool
next_row(Tuplestorestate *rows, int pointer, TupleTableSlot *slot)
{
	tuplestore_select_read_pointer(rows, pointer);
	return tuplestore_gettupleslot(rows, true, false, slot);
}

/* The day of the event in a row; false: only a statement can tell. */
static bool
day_of_row(const Tracking *tracking, TupleTableSlot *row, DateADT *day, bool *isnull)
{
	AttrNumber	column = SPI_fnumber(row->tts_tupleDescriptor, tracking->at);
	Datum		at;

	if (column <= 0)
		return false;
	at = slot_getattr(row, column, isnull);
	if (*isnull)
		return true;
	switch (TupleDescAttr(row->tts_tupleDescriptor, column - 1)->atttypid)
	{
		case DATEOID:
			*day = DatumGetDateADT(at);
			return true;
		case TIMESTAMPTZOID:
			at = DirectFunctionCall2(timestamptz_zone, CStringGetTextDatum(tracking->time_zone), at);
			*day = DatumGetDateADT(DirectFunctionCall1(timestamp_date, at));
			return true;
		case TIMESTAMPOID:
			*day = DatumGetDateADT(DirectFunctionCall1(timestamp_date, at));
			return true;
		default:
			return false;
	}
}

/* The number in a column of a row as numeric; false: only a statement can tell. */
static bool
number_of_row(TupleTableSlot *row, const char *name, NullableDatum *number)
{
	AttrNumber	column;

	number->isnull = true;
	if (name == NULL)
		return true;
	column = SPI_fnumber(row->tts_tupleDescriptor, name);
	if (column <= 0)
		return false;
	number->value = slot_getattr(row, column, &number->isnull);
	switch (TupleDescAttr(row->tts_tupleDescriptor, column - 1)->atttypid)
	{
		case NUMERICOID:
			return true;
		case INT4OID:
			if (!number->isnull)
				number->value = DirectFunctionCall1(int4_numeric, number->value);
			return true;
		case INT8OID:
			if (!number->isnull)
				number->value = DirectFunctionCall1(int8_numeric, number->value);
			return true;
		default:
			return number->isnull;
	}
}

/* Does nothing but our statement triggers have to be done for an UPDATE of the series? */
static bool
is_plain(const Tracking *tracking, Relation activity)
{
	Oid			schema = get_namespace_oid(INTERNAL_SCHEMA, false);

	return tracking->series != InvalidAttrNumber && row_is_plain(activity) && row_has_only_triggers_of(activity, schema);
}

/*
 * Adds the event in a row to the series of its customer.  false: that must be
 * done by a statement, because the series is not there yet or for another
 * reason.
 */
static bool
merge_event(const Tracking *tracking, TupleTableSlot *row, DateADT today, RowChange *merged)
{
	Oid			types[INDEX_MAX_KEYS];
	Datum		values[INDEX_MAX_KEYS];
	RowKey		key = {list_length(tracking->keys), tracking->key_numbers, types, values};
	NullableDatum sums[ACTIVITY_SUMS];
	DateADT		day;
	bool		isnull;
	Activity	series;
	NullableDatum stored = {.isnull = false};

	if (!row_read_key(tracking->source_keys, row, types, values) || !day_of_row(tracking, row, &day, &isnull) || isnull ||
		!number_of_row(row, tracking->amount, &sums[ACTIVITY_AMOUNT]) ||
		!number_of_row(row, tracking->quantity, &sums[ACTIVITY_QUANTITY]))
		return false;
	row_change_begin(merged, tracking->activity);
	if (!is_plain(tracking, merged->relation) || !row_lock(merged->relation, &key, merged->old_row))
		return false;
	activity_load(&series, slot_getattr(merged->old_row, tracking->series, &isnull));
	activity_add_events(&series, day, 1, sums);
	activity_bound(&series, tracking->months, today);
	stored.value = activity_store(&series);
	row_change_columns(merged, 1, &tracking->series, &stored);
	return true;
}

/* The same for the only row that a statement has inserted. */
static bool
merge_single_event(const Tracking *tracking, const TriggerData *data, DateADT today, RowChange *merged)
{
	TupleTableSlot *row = MakeSingleTupleTableSlot(RelationGetDescr(data->tg_relation), &TTSOpsMinimalTuple);
	int			pointer = first_row(data->tg_newtable);
	bool		done = next_row(data->tg_newtable, pointer, row) && merge_event(tracking, row, today, merged);

	ExecDropSingleTupleTableSlot(row);
	return done;
}

/* ------------------------------------------------------------------ trigger */

static bool
same_values(TupleDesc desc, const List *numbers, TupleTableSlot *a, TupleTableSlot *b)
{
	ListCell   *lc;

	foreach(lc, numbers)
	{
		Form_pg_attribute attribute = TupleDescAttr(desc, lfirst_int(lc) - 1);
		bool		a_isnull;
		bool		b_isnull;
		Datum		a_value = slot_getattr(a, lfirst_int(lc), &a_isnull);
		Datum		b_value = slot_getattr(b, lfirst_int(lc), &b_isnull);

		if (a_isnull != b_isnull ||
			(!a_isnull && !datumIsEqual(a_value, b_value, attribute->attbyval, attribute->attlen)))
			return false;
	}
	return true;
}

/* The columns of a relation from which the series are counted. */
static List *
tracked_columns(const Tracking *tracking, Oid relation)
{
	List	   *numbers = list_make1_int(get_attnum(relation, tracking->at));
	ListCell   *lc;

	foreach(lc, tracking->source_keys)
		numbers = lappend_int(numbers, get_attnum(relation, lfirst(lc)));
	if (tracking->amount)
		numbers = lappend_int(numbers, get_attnum(relation, tracking->amount));
	if (tracking->quantity)
		numbers = lappend_int(numbers, get_attnum(relation, tracking->quantity));
	return numbers;
}

/*
 * Has an UPDATE left these columns as they were?  Yes if each new row equals
 * the old row at the same place.
 */
static bool
columns_unchanged(const Tracking *tracking, const TriggerData *data)
{
	TupleDesc	desc = RelationGetDescr(data->tg_relation);
	List	   *numbers;
	TupleTableSlot *old_slot;
	TupleTableSlot *new_slot;
	int			old_pointer;
	int			new_pointer;
	bool		unchanged = true;

	if (!TRIGGER_FIRED_BY_UPDATE(data->tg_event) ||
		tuplestore_tuple_count(data->tg_oldtable) != tuplestore_tuple_count(data->tg_newtable))
		return false;
	numbers = tracked_columns(tracking, RelationGetRelid(data->tg_relation));
	old_slot = MakeSingleTupleTableSlot(desc, &TTSOpsMinimalTuple);
	new_slot = MakeSingleTupleTableSlot(desc, &TTSOpsMinimalTuple);
	old_pointer = first_row(data->tg_oldtable);
	new_pointer = first_row(data->tg_newtable);
	while (unchanged &&
		   next_row(data->tg_oldtable, old_pointer, old_slot) &&
		   next_row(data->tg_newtable, new_pointer, new_slot))
	{
		CHECK_FOR_INTERRUPTS();
		unchanged = same_values(desc, numbers, old_slot, new_slot);
	}
	ExecDropSingleTupleTableSlot(old_slot);
	ExecDropSingleTupleTableSlot(new_slot);
	return unchanged;
}

static void
tell_tracking(void *arg)
{
	const Tracking *tracking = arg;

	errcontext("activity of the customers of table \"%s\" by the rows of table \"%s\"", tracking->subject_name,
			   tracking->source_name);
}

/*
 * Brings the series up to date after a statement, as their owner.  earlier is
 * the number of rows that earlier events of the command have left; transition
 * stands for its transition tables.
 */
static void
keep(const Tracking *tracking, const TriggerData *data, uint64 transition, uint64 earlier)
{
	ErrorContextCallback context = {error_context_stack, tell_tracking, unconstify(Tracking *, tracking)};
	Rows		rows = {
		.transition = transition, .count = trigger_rows(data) + earlier,
		.day = standard_clock_day(cstring_to_text(tracking->time_zone)),
		.stamp = tracking->stamp
	};
	RowChange	merged = {NULL};
	SavedRole	saved;

	if (data->tg_oldtable)
		rows.tables = lappend(rows.tables, "old_rows");
	if (data->tg_newtable)
		rows.tables = lappend(rows.tables, "new_rows");
	if (earlier > 0)
		rows.tables = lappend(rows.tables, EARLIER_ROWS);

	error_context_stack = &context;
	role_begin(tracking->owner, &saved);
	lock_source(tracking);
	if (TRIGGER_FIRED_BY_TRUNCATE(data->tg_event))
	{
		rows.transition = 0;
		rows.tables = list_make1("{source}");
	}
	if (!TRIGGER_FIRED_BY_INSERT(data->tg_event) || earlier > 0 || command_recomputes() || tracking->being_detached)
		recompute(tracking, &rows);
	else if (rows.count > 1 || !merge_single_event(tracking, data, rows.day, &merged))
		merge_events(tracking, &rows);
	role_end(&saved);
	error_context_stack = context.previous;
	row_change_end(&merged, TRIGGER_EVENT_INSERT);
}

PG_FUNCTION_INFO_V1(keep_activity);

Datum
keep_activity(PG_FUNCTION_ARGS)
{
	TriggerData *data = (TriggerData *) fcinfo->context;
	EphemeralNamedRelation earlier;
	uint64		earlier_rows;
	uint64		transition;
	List	   *trackings;
	ListCell   *lc;

	trigger_check(fcinfo, "keep_activity", 0, "track()");
	if ((data->tg_newtable == NULL && (TRIGGER_FIRED_BY_INSERT(data->tg_event) || TRIGGER_FIRED_BY_UPDATE(data->tg_event))) ||
		(data->tg_oldtable == NULL && (TRIGGER_FIRED_BY_DELETE(data->tg_event) || TRIGGER_FIRED_BY_UPDATE(data->tg_event))))
		ereport(ERROR,
				(errcode(ERRCODE_E_R_I_E_TRIGGER_PROTOCOL_VIOLATED),
				 errmsg("trigger \"%s\" must have the transition tables old_rows and new_rows", data->tg_trigger->tgname),
				 errhint("track() makes its triggers.")));
	if (command_leaves_rows(data))
		return PointerGetDatum(NULL);
	earlier = command_earlier_rows(data);
	earlier_rows = earlier == NULL ? 0 : (uint64) earlier->md.enrtuples;
	if (trigger_rows(data) == 0 && earlier_rows == 0)
		return PointerGetDatum(NULL);

	SPI_connect();
	transition = trigger_register_rows(data, earlier);
	trackings = find_trackings(RelationGetRelid(data->tg_relation));
	if (trackings == NIL)
		ereport(ERROR,
				(errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
				 errmsg("rows of table \"%s\" are not tracked", shown_name(RelationGetRelid(data->tg_relation))),
				 errhint("Use track(), or drop trigger \"%s\".", data->tg_trigger->tgname)));
	foreach(lc, trackings)
	{
		if (earlier_rows > 0 || !columns_unchanged(lfirst(lc), data))
			keep(lfirst(lc), data, transition, earlier_rows);
	}
	SPI_finish();
	if (earlier != NULL)
		tuplestore_end(earlier->reldata);
	return PointerGetDatum(NULL);
}

PG_FUNCTION_INFO_V1(refresh_activity);

/* refresh_activity(subject regclass, source regclass): counts all series again. */
Datum
refresh_activity(PG_FUNCTION_ARGS)
{
	Oid			subject = PG_GETARG_OID(0);
	Oid			source = PG_GETARG_OID(1);
	Oid			types[1] = {REGCLASSOID};
	Datum		values[1] = {ObjectIdGetDatum(source)};
	Rows		rows = {.count = PG_UINT64_MAX};
	ErrorContextCallback *callers = hide_internal_callers();
	ErrorContextCallback context = {error_context_stack, tell_tracking, NULL};
	Tracking   *tracking = NULL;
	SavedRole	saved;
	uint64		changed;
	ListCell   *lc;

	SPI_connect();
	foreach(lc, find_trackings(source))
	{
		Tracking   *found = lfirst(lc);

		if (found->subject == subject && found->source == source)
			tracking = found;
	}
	if (tracking == NULL)
		ereport(ERROR,
				(errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
				 errmsg("rows of table \"%s\" are not tracked for table \"%s\"", shown_name(source), shown_name(subject)),
				 errhint("Use track().")));
	if (!has_privs_of_role(GetUserId(), tracking->owner))
		aclcheck_error(ACLCHECK_NOT_OWNER, OBJECT_TABLE, get_rel_name(subject));

	context.arg = tracking;
	error_context_stack = &context;
	statement_once("SELECT customer_grade_internal.make_triggers(customer_grade_internal.needed_activity_triggers($1))",
				   1, types, values, SPI_OK_SELECT);

	/* no other session changes rows or series until all are counted again */
	statement_once(template_expand("LOCK TABLE {source} IN SHARE ROW EXCLUSIVE MODE", PLACE_SETS(tracking->places)),
				   0, NULL, NULL, SPI_OK_UTILITY);
	LockRelationOid(tracking->activity, ShareRowExclusiveLock);
	role_begin(tracking->owner, &saved);
	if (saved.user != tracking->owner)
		role_restrict();
	rows.tables = list_make1("{source}");
	rows.day = standard_clock_day(cstring_to_text(tracking->time_zone));
	if (execute(tracking, &rows, STEP_EMPTY, "SELECT FROM {activity} LIMIT 1", NULL, SPI_OK_SELECT) == 0)
		changed = merge_events(tracking, &rows);
	else
		changed = recompute(tracking, &rows);
	role_end(&saved);
	SPI_finish();
	error_context_stack = callers;
	PG_RETURN_INT64(changed);
}
