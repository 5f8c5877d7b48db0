/*
 * floor.c
 *		The fastest hand-written C: the lower bound that the extension is
 *		measured against.
 *
 * sales_floor() has the rules of the standard "sales" of setup.sql compiled
 * in.  It reads the stored form of a numeric itself, because numeric's own
 * functions would first copy it to expand its short varlena header.
 */
#include "postgres.h"

#include <sys/resource.h>

#include "commands/trigger.h"
#include "fmgr.h"
#include "utils/fmgrprotos.h"
#include "utils/memutils.h"
#include "utils/numeric.h"

#if PG_VERSION_NUM >= 160000
#include "varatt.h"
#endif

PG_MODULE_MAGIC;

/*
 * A numeric below 10^8 of up to four decimal places, in units of 1/10000;
 * false: another one.
 */
static inline bool
small_numeric(Datum datum, int64 *value)
{
	static const int64 unit[] = {1, 10000, INT64CONST(100000000)};
	const char *bytes = DatumGetPointer(datum);
	uint16		header;
	int			ndigits;
	int			weight;
	int64		result = 0;

	if (!VARATT_IS_1B(bytes) || VARATT_IS_1B_E(bytes))
		return false;
	ndigits = (int) (VARSIZE_1B(bytes) - VARHDRSZ_SHORT) / 2 - 1;
	memcpy(&header, bytes + VARHDRSZ_SHORT, 2);
	weight = (int) ((header & 0x7F) ^ 0x40) - 0x40;
	if ((header & 0xC000) != 0x8000 || weight > 1 || ndigits > 3 || weight - ndigits < -2)
		return false;
	for (int i = 0; i < ndigits; i++)
	{
		uint16		digit;

		memcpy(&digit, bytes + VARHDRSZ_SHORT + 2 + 2 * i, 2);
		result = result * 10000 + digit;
	}
	result *= unit[weight + 2 - ndigits];
	*value = header & 0x2000 ? -result : result;
	return true;
}

/* The same for any numeric; values above every threshold are capped. */
static int64
any_numeric(Datum datum)
{
	Datum		scaled;
	int64		value;

	if (small_numeric(datum, &value))
		return value;
	scaled = DirectFunctionCall2(numeric_mul, datum, DirectFunctionCall1(int4_numeric, 10000));
	scaled = DirectFunctionCall1(numeric_ceil, scaled);
	return DatumGetInt64(DirectFunctionCall1(numeric_int8, scaled));
}

PG_FUNCTION_INFO_V1(sales_floor);

Datum
sales_floor(PG_FUNCTION_ARGS)
{
	static const char labels[4][2] = {{5, 'A'}, {5, 'B'}, {5, 'C'}, {5, 'D'}};	/* texts with a short header */
	int64		amount;
	int64		months;

	if (PG_ARGISNULL(0) || PG_ARGISNULL(1))
		PG_RETURN_NULL();
	amount = any_numeric(PG_GETARG_DATUM(0));
	months = any_numeric(PG_GETARG_DATUM(1));
	if (amount < 0 || months < 0)
		ereport(ERROR,
				(errcode(ERRCODE_CHECK_VIOLATION),
				 errmsg("a metric must not be negative")));
	if (amount >= INT64CONST(1000000000) || months <= 30000)
		PG_RETURN_POINTER(labels[0]);
	if (amount >= INT64CONST(500000000) || months <= 60000)
		PG_RETURN_POINTER(labels[1]);
	if (amount >= INT64CONST(200000000) || months <= 120000)
		PG_RETURN_POINTER(labels[2]);
	PG_RETURN_POINTER(labels[3]);
}

/* The cost of any C trigger that does nothing. */
PG_FUNCTION_INFO_V1(empty_trigger);

Datum
empty_trigger(PG_FUNCTION_ARGS)
{
	TriggerData *data = (TriggerData *) fcinfo->context;

	if (!CALLED_AS_TRIGGER(fcinfo))
		elog(ERROR, "empty_trigger() was not called as a trigger");
	return PointerGetDatum(TRIGGER_FIRED_BY_UPDATE(data->tg_event) ?
						   data->tg_newtuple : data->tg_trigtuple);
}

/* Bytes that this backend has allocated. */
PG_FUNCTION_INFO_V1(allocated);

Datum
allocated(PG_FUNCTION_ARGS)
{
	(void) fcinfo;
	PG_RETURN_INT64(MemoryContextMemAllocated(TopMemoryContext, true));
}

/* Milliseconds of processor time that this backend has used. */
PG_FUNCTION_INFO_V1(processor_ms);

Datum
processor_ms(PG_FUNCTION_ARGS)
{
	struct rusage usage;

	(void) fcinfo;
	getrusage(RUSAGE_SELF, &usage);
	PG_RETURN_FLOAT8((usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) * 1000.0 +
					 (usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1000.0);
}
