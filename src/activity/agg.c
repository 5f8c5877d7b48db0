/*
 * agg.c
 *		The aggregate activity_agg(): the series of events, or of series.
 *
 * The state is a series in memory.  An event finds its month at the end or by
 * binary search and is added there; only a new month moves others.
 */
#include "postgres.h"

#include "fmgr.h"
#include "libpq/pqformat.h"

#include "activity/activity.h"

static MemoryContext
get_context(FunctionCallInfo fcinfo)
{
	MemoryContext context;

	if (!AggCheckCallContext(fcinfo, &context))
		elog(ERROR, "aggregate function called in non-aggregate context");
	return context;
}

/* The state, made if there is none; periods stay in the context in which they were made. */
static Activity *
get_state(FunctionCallInfo fcinfo, MemoryContext context)
{
	MemoryContext old;
	Activity   *state;

	if (!PG_ARGISNULL(0))
		return (Activity *) PG_GETARG_POINTER(0);
	old = MemoryContextSwitchTo(context);
	state = palloc(sizeof(Activity));
	activity_init(state, 4);
	MemoryContextSwitchTo(old);
	return state;
}

/* Returns the state unchanged; it may be NULL. */
static Datum
keep_state(FunctionCallInfo fcinfo)
{
	if (PG_ARGISNULL(0))
		PG_RETURN_NULL();
	return PG_GETARG_DATUM(0);
}

PG_FUNCTION_INFO_V1(activity_agg_event);

/* activity_agg(at date [, amount numeric [, quantity numeric [, count bigint]]]) */
Datum
activity_agg_event(PG_FUNCTION_ARGS)
{
	MemoryContext context = get_context(fcinfo);
	Activity   *state;
	NullableDatum sums[ACTIVITY_SUMS];

	if (PG_ARGISNULL(1) || (PG_NARGS() > 4 && PG_ARGISNULL(4)))
		return keep_state(fcinfo);
	for (int which = 0; which < ACTIVITY_SUMS; which++)
	{
		sums[which].isnull = true;
		if (PG_NARGS() > 2 + which)
			sums[which] = fcinfo->args[2 + which];
	}
	state = get_state(fcinfo, context);
	activity_add_events(state, PG_GETARG_DATEADT(1), PG_NARGS() > 4 ? PG_GETARG_INT64(4) : 1, sums);
	PG_RETURN_POINTER(state);
}

PG_FUNCTION_INFO_V1(activity_agg_series);

/* activity_agg(activity) */
Datum
activity_agg_series(PG_FUNCTION_ARGS)
{
	MemoryContext context = get_context(fcinfo);
	Activity   *state;
	ActivityReader reader;

	if (PG_ARGISNULL(1))
		return keep_state(fcinfo);
	activity_open(&reader, PG_GETARG_DATUM(1));
	state = get_state(fcinfo, context);
	activity_merge(state, &reader);
	PG_RETURN_POINTER(state);
}

PG_FUNCTION_INFO_V1(activity_agg_final);

Datum
activity_agg_final(PG_FUNCTION_ARGS)
{
	(void) get_context(fcinfo);
	if (PG_ARGISNULL(0))
		PG_RETURN_NULL();
	PG_RETURN_DATUM(activity_store((Activity *) PG_GETARG_POINTER(0)));
}

PG_FUNCTION_INFO_V1(activity_agg_combine);

Datum
activity_agg_combine(PG_FUNCTION_ARGS)
{
	MemoryContext context = get_context(fcinfo);
	Activity   *state;
	Activity   *other;

	if (PG_ARGISNULL(1))
		return keep_state(fcinfo);
	state = get_state(fcinfo, context);
	other = (Activity *) PG_GETARG_POINTER(1);
	for (int i = 0; i < other->nperiods; i++)
		(void) activity_add(state, &other->periods[i], other->carried && i == 0, other->scales,
							ERRCODE_DATA_CORRUPTED, NULL);
	PG_RETURN_POINTER(state);
}

PG_FUNCTION_INFO_V1(activity_agg_serialize);

Datum
activity_agg_serialize(PG_FUNCTION_ARGS)
{
	ActivityReader reader;
	StringInfoData message;

	(void) get_context(fcinfo);
	activity_open(&reader, activity_store((Activity *) PG_GETARG_POINTER(0)));
	pq_begintypsend(&message);
	activity_write(&message, &reader);
	PG_RETURN_BYTEA_P(pq_endtypsend(&message));
}

PG_FUNCTION_INFO_V1(activity_agg_deserialize);

Datum
activity_agg_deserialize(PG_FUNCTION_ARGS)
{
	bytea	   *bytes = PG_GETARG_BYTEA_PP(0);
	Activity   *state = palloc(sizeof(Activity));
	StringInfoData message;

	(void) get_context(fcinfo);
	initStringInfo(&message);
	appendBinaryStringInfo(&message, VARDATA_ANY(bytes), VARSIZE_ANY_EXHDR(bytes));
	activity_init(state, 4);
	activity_receive(state, &message);
	pfree(message.data);
	PG_RETURN_POINTER(state);
}
