/*
 * io.c
 *		Text, binary and JSON forms of the type activity.
 *
 * Text:	{2015-01-04..2015-12-30 carried 12 3400.50 40;
 *			 2016-03-02..2016-03-30 2 150.00 3; 2016-05-07 1 20.00 1}
 *
 *		A period is the day of its first event, the day of its last event if
 *		different, "carried" for the carried total, and count, amount and
 *		quantity.  Output is in order, at the decimal places of the series.
 *		Input takes any order; periods of the same month are added up.
 *
 * JSON:	{"carried": {"first": "2015-01-04", "last": "2015-12-30",
 *				"count": 12, "amount": 3400.50, "quantity": 40},
 *			 "months": [{...}, ...]}
 *
 * Binary, integers in network byte order:
 *		byte	version
 *		byte	1 if the first period is the carried total, else 0
 *		byte	decimal places of the amounts; byte of the quantities
 *		int32	number of periods, for each of them:
 *			int32	days from 2000-01-01 to the first event; int32 to the last
 *			int64	count
 *			int64 high, int64 low	amount, a 128-bit integer; quantity likewise
 */
#include "postgres.h"

#include "fmgr.h"
#include "libpq/pqformat.h"
#include "mb/pg_wchar.h"
#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/jsonb.h"

#include "activity/activity.h"
#include "text.h"

#define BINARY_VERSION 1
#define BINARY_PERIOD_SIZE (4 + 4 + 8 + ACTIVITY_SUMS * 16)

#define DATE_LENGTH 10			/* YYYY-MM-DD */

/* -------------------------------------------------------------------- text */

/* false: not YYYY-MM-DD, or no such day */
static bool
parse_day(const char *text, int length, int32 *day)
{
	DateADT		date;

	return parse_iso_date(text, length, &date) && activity_from_date(day, date);
}

static void
skip_space(const char **at)
{
	while (**at == ' ' || **at == '\t' || **at == '\n' || **at == '\r')
		(*at)++;
}

/* A scanned token must end here. */
static bool
ends_here(const char *at)
{
	return strchr(" \t\n\r;}", *at) != NULL;
}

static bool
skip_word(const char **at, const char *word)
{
	size_t		length = strlen(word);

	skip_space(at);
	if (strncmp(*at, word, length) != 0)
		return false;
	*at += length;
	return true;
}

static bool
scan_day(const char **at, int32 *day)
{
	skip_space(at);
	if (!parse_day(*at, strnlen(*at, DATE_LENGTH), day) ||
		((*at)[DATE_LENGTH] != '.' && !ends_here(*at + DATE_LENGTH)))
		return false;
	*at += DATE_LENGTH;
	return true;
}

/* A number such as -12.50, up to 38 digits, not counting spare zeros; does not move if there is none. */
static bool
scan_decimal(const char **at, int128 *coefficient, int *scale)
{
	const char *digit;
	bool		negative;
	bool		point = false;
	bool		any = false;
	int			zeros = 0;		/* at the end of the decimal places, so far */

	*coefficient = 0;
	*scale = 0;
	skip_space(at);
	negative = **at == '-';
	for (digit = *at + negative;; digit++)
	{
		if (*digit == '.' && !point)
			point = true;
		else if (*digit < '0' || *digit > '9')
			break;
		else if (point && *digit == '0')
		{
			zeros++;
			any = true;
		}
		else
		{
			int			places = point ? zeros + 1 : 1;

			if (*scale + places > DECIMAL_MAX_SCALE ||
				*coefficient >= (int128) decimal_power10[DECIMAL_MAX_SCALE - places])
				return false;
			*coefficient = *coefficient * (int128) decimal_power10[places] + (*digit - '0');
			if (point)
				*scale += places;
			zeros = 0;
			any = true;
		}
	}
	if (!any || !ends_here(digit))
		return false;
	if (negative)
		*coefficient = -*coefficient;
	*at = digit;
	return true;
}

/* A whole number in the range of int64; activity_check() looks at the sign. */
static bool
scan_count(const char **at, int64 *count)
{
	const char *start = *at;
	int128		value;
	int			scale;

	if (!scan_decimal(at, &value, &scale) || scale != 0 || (int64) value != value)
	{
		*at = start;
		return false;
	}
	*count = (int64) value;
	return true;
}

/* NULL if it is valid; otherwise what was expected at *at. */
static const char *
scan_period(const char **at, ActivityPeriod *period, bool *carried, int *scales)
{
	if (!scan_day(at, &period->first))
		return "a date YYYY-MM-DD";
	period->last = period->first;
	if (skip_word(at, "..") && !scan_day(at, &period->last))
		return "a date YYYY-MM-DD";
	*carried = skip_word(at, "carried");
	if (!scan_count(at, &period->count))
		return "a count";
	for (int which = 0; which < ACTIVITY_SUMS; which++)
		if (!scan_decimal(at, &period->sums[which], &scales[which]))
			return which == ACTIVITY_AMOUNT ? "an amount" : "a quantity";
	skip_space(at);
	return NULL;
}

PG_FUNCTION_INFO_V1(activity_in);

Datum
activity_in(PG_FUNCTION_ARGS)
{
	const char *text = PG_GETARG_CSTRING(0);
	const char *at = text;
	const char *expected = NULL;
	Activity	activity;

	activity_init(&activity, 0);
	if (!skip_word(&at, "{"))
		expected = "\"{\"";
	else if (!skip_word(&at, "}"))
	{
		do
		{
			ActivityPeriod period;
			bool		carried;
			int			scales[ACTIVITY_SUMS];

			CHECK_FOR_INTERRUPTS();
			expected = scan_period(&at, &period, &carried, scales);
			if (expected)
				break;
			if (!activity_add(&activity, &period, carried, scales,
							  ERRCODE_INVALID_TEXT_REPRESENTATION, fcinfo->context))
				return (Datum) 0;
		} while (skip_word(&at, ";"));
		if (!expected && !skip_word(&at, "}"))
			expected = "\";\" or \"}\"";
	}
	skip_space(&at);
	if (!expected && *at != '\0')
		expected = "the end";
	if (expected)
		ereturn(fcinfo->context, (Datum) 0,
				(errcode(ERRCODE_INVALID_TEXT_REPRESENTATION),
				 errmsg("invalid input syntax for type activity"),
				 errdetail("Expected %s at character %d.", expected,
						   pg_mbstrlen_with_len(text, at - text) + 1)));
	PG_RETURN_DATUM(activity_store(&activity));
}

static void
append_day(StringInfo out, int32 day)
{
	int			month = activity_month(day);

	appendStringInfo(out, "%04d-%02d-%02d", month / MONTHS_PER_YEAR, month % MONTHS_PER_YEAR + 1,
					 activity_day_of_month(day));
}

static void
append_decimal(StringInfo out, int128 coefficient, int scale)
{
	DecimalBuffer buffer;
	Decimal		decimal;

	decimal_set(&decimal, coefficient, scale);
	appendStringInfoString(out,
						   DatumGetCString(DirectFunctionCall1(numeric_out,
															   NumericGetDatum(decimal_write_numeric(&decimal, &buffer)))));
}

PG_FUNCTION_INFO_V1(activity_out);

Datum
activity_out(PG_FUNCTION_ARGS)
{
	ActivityReader reader;
	StringInfoData out;

	activity_open(&reader, PG_GETARG_DATUM(0));
	initStringInfo(&out);
	appendStringInfoChar(&out, '{');
	for (int i = 0; i < reader.nperiods; i++)
	{
		ActivityPeriod period;

		activity_read(&reader, i, &period);
		if (i > 0)
			appendStringInfoString(&out, "; ");
		append_day(&out, period.first);
		if (period.last != period.first)
		{
			appendStringInfoString(&out, "..");
			append_day(&out, period.last);
		}
		if (reader.carried && i == 0)
			appendStringInfoString(&out, " carried");
		appendStringInfo(&out, " " INT64_FORMAT, period.count);
		for (int which = 0; which < ACTIVITY_SUMS; which++)
		{
			appendStringInfoChar(&out, ' ');
			append_decimal(&out, period.sums[which], reader.scales[which]);
		}
	}
	appendStringInfoChar(&out, '}');
	PG_RETURN_CSTRING(out.data);
}

/* ------------------------------------------------------------------ binary */

void
activity_write(StringInfo message, const ActivityReader *reader)
{
	pq_sendbyte(message, BINARY_VERSION);
	pq_sendbyte(message, reader->carried);
	for (int which = 0; which < ACTIVITY_SUMS; which++)
		pq_sendbyte(message, reader->scales[which]);
	pq_sendint32(message, reader->nperiods);
	for (int i = 0; i < reader->nperiods; i++)
	{
		ActivityPeriod period;

		activity_read(reader, i, &period);
		pq_sendint32(message, activity_to_date(period.first));
		pq_sendint32(message, activity_to_date(period.last));
		pq_sendint64(message, period.count);
		for (int which = 0; which < ACTIVITY_SUMS; which++)
		{
			pq_sendint64(message, (uint64) (period.sums[which] >> 64));
			pq_sendint64(message, (uint64) period.sums[which]);
		}
	}
}

/* Fills a new series; trusts none of the input. */
void
activity_receive(Activity *activity, StringInfo message)
{
	int			version = pq_getmsgbyte(message);
	int			carried = pq_getmsgbyte(message);
	int			scales[ACTIVITY_SUMS];
	uint32		nperiods;

	if (version != BINARY_VERSION)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_BINARY_REPRESENTATION),
				 errmsg("unsupported activity version number %d", version)));
	for (int which = 0; which < ACTIVITY_SUMS; which++)
		scales[which] = pq_getmsgbyte(message);
	nperiods = pq_getmsgint(message, sizeof(nperiods));
	if (carried > 1 || scales[ACTIVITY_AMOUNT] > DECIMAL_MAX_SCALE ||
		scales[ACTIVITY_QUANTITY] > DECIMAL_MAX_SCALE ||
		(uint64) nperiods * BINARY_PERIOD_SIZE != (uint64) (message->len - message->cursor))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_BINARY_REPRESENTATION),
				 errmsg("invalid binary form of an activity")));

	for (uint32 i = 0; i < nperiods; i++)
	{
		ActivityPeriod period;
		DateADT		first = (int32) pq_getmsgint(message, sizeof(first));
		DateADT		last = (int32) pq_getmsgint(message, sizeof(last));

		CHECK_FOR_INTERRUPTS();
		/* 0 is not a valid day, so the check refuses it */
		if (!activity_from_date(&period.first, first))
			period.first = 0;
		if (!activity_from_date(&period.last, last))
			period.last = 0;
		period.count = pq_getmsgint64(message);
		for (int which = 0; which < ACTIVITY_SUMS; which++)
		{
			uint128		high = (uint64) pq_getmsgint64(message);

			period.sums[which] = (int128) (high << 64 | (uint64) pq_getmsgint64(message));
		}
		(void) activity_add(activity, &period, carried && i == 0, scales,
							ERRCODE_INVALID_BINARY_REPRESENTATION, NULL);
	}
}

PG_FUNCTION_INFO_V1(activity_recv);

Datum
activity_recv(PG_FUNCTION_ARGS)
{
	Activity	activity;

	activity_init(&activity, 0);
	activity_receive(&activity, (StringInfo) PG_GETARG_POINTER(0));
	PG_RETURN_DATUM(activity_store(&activity));
}

PG_FUNCTION_INFO_V1(activity_send);

Datum
activity_send(PG_FUNCTION_ARGS)
{
	ActivityReader reader;
	StringInfoData message;

	activity_open(&reader, PG_GETARG_DATUM(0));
	pq_begintypsend(&message);
	activity_write(&message, &reader);
	PG_RETURN_BYTEA_P(pq_endtypsend(&message));
}

/* -------------------------------------------------------------------- JSON */

PG_FUNCTION_INFO_V1(activity_to_jsonb);

Datum
activity_to_jsonb(PG_FUNCTION_ARGS)
{
	ActivityReader reader;
	StringInfoData out;
	const char *separator = "";

	activity_open(&reader, PG_GETARG_DATUM(0));
	initStringInfo(&out);
	appendStringInfoChar(&out, '{');
	if (reader.carried)
		appendStringInfoString(&out, "\"carried\": ");
	else
		appendStringInfoString(&out, "\"months\": [");
	for (int i = 0; i < reader.nperiods; i++)
	{
		ActivityPeriod period;

		activity_read(&reader, i, &period);
		appendStringInfo(&out, "%s{\"first\": \"", separator);
		append_day(&out, period.first);
		appendStringInfoString(&out, "\", \"last\": \"");
		append_day(&out, period.last);
		appendStringInfo(&out, "\", \"count\": " INT64_FORMAT, period.count);
		for (int which = 0; which < ACTIVITY_SUMS; which++)
		{
			appendStringInfo(&out, ", \"%s\": ", activity_sum_names[which]);
			append_decimal(&out, period.sums[which], reader.scales[which]);
		}
		appendStringInfoChar(&out, '}');
		separator = ", ";
		if (reader.carried && i == 0)
		{
			appendStringInfoString(&out, ", \"months\": [");
			separator = "";
		}
	}
	appendStringInfoString(&out, "]}");
	return DirectFunctionCall1(jsonb_in, CStringGetDatum(out.data));
}

static void
report_json(const char *detail)
{
	ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			 errmsg("invalid JSON form of an activity"),
			 errdetail_internal("%s", detail),
			 errhint("The form is {\"carried\": PERIOD, \"months\": [PERIOD, ...]}, and a PERIOD is "
					 "{\"first\": \"YYYY-MM-DD\", \"last\": \"YYYY-MM-DD\", \"count\": N, \"amount\": N, \"quantity\": N}.")));
}

/* The member of an object; false: there is none. */
static bool
get_member(JsonbContainer *object, const char *key, enum jbvType type, JsonbValue *value, int *found)
{
	if (getKeyJsonValueFromContainer(object, key, strlen(key), value) == NULL)
		return false;
	if (value->type != type)
		report_json(psprintf("The type of \"%s\" is wrong.", key));
	(*found)++;
	return true;
}

static bool
get_day_member(JsonbContainer *object, const char *key, int32 *day, int *found)
{
	JsonbValue	value;

	if (!get_member(object, key, jbvString, &value, found))
		return false;
	if (!parse_day(value.val.string.val, value.val.string.len, day))
		report_json(psprintf("\"%s\" is not a date YYYY-MM-DD of the years 1 to 9999.", key));
	return true;
}

/* "first" and "count" are required; "last" defaults to "first", sums to 0. */
static void
add_json_period(Activity *activity, const JsonbValue *element, bool carried)
{
	JsonbContainer *object = element->val.binary.data;
	JsonbValue	value;
	ActivityPeriod period;
	int			scales[ACTIVITY_SUMS];
	int			found = 0;

	CHECK_FOR_INTERRUPTS();
	if (element->type != jbvBinary || !JsonContainerIsObject(object))
		report_json("A period is not an object.");
	if (!get_day_member(object, "first", &period.first, &found))
		report_json("A period has no \"first\".");
	if (!get_day_member(object, "last", &period.last, &found))
		period.last = period.first;
	if (!get_member(object, "count", jbvNumeric, &value, &found))
		report_json("A period has no \"count\".");
	period.count = DatumGetInt64(DirectFunctionCall1(numeric_int8, NumericGetDatum(value.val.numeric)));
	if (!DatumGetBool(DirectFunctionCall2(numeric_eq, NumericGetDatum(value.val.numeric),
										  DirectFunctionCall1(int8_numeric, Int64GetDatum(period.count)))))
		report_json("A \"count\" is not a whole number.");
	for (int which = 0; which < ACTIVITY_SUMS; which++)
	{
		NullableDatum sum = {.isnull = true};

		if (get_member(object, activity_sum_names[which], jbvNumeric, &value, &found))
		{
			sum.isnull = false;
			sum.value = NumericGetDatum(value.val.numeric);
		}
		period.sums[which] = activity_get_sum(sum, which, &scales[which]);
	}
	if (found != (int) JsonContainerSize(object))
		report_json("A period has a member that is not known.");
	(void) activity_add(activity, &period, carried, scales, ERRCODE_INVALID_PARAMETER_VALUE, NULL);
}

PG_FUNCTION_INFO_V1(activity_from_jsonb);

Datum
activity_from_jsonb(PG_FUNCTION_ARGS)
{
	Jsonb	   *document = PG_GETARG_JSONB_P(0);
	JsonbValue	value;
	Activity	activity;
	int			found = 0;

	activity_init(&activity, 0);
	if (!JB_ROOT_IS_OBJECT(document))
		report_json("It is not an object.");
	if (get_member(&document->root, "carried", jbvBinary, &value, &found))
		add_json_period(&activity, &value, true);
	if (get_member(&document->root, "months", jbvBinary, &value, &found))
	{
		JsonbContainer *months = value.val.binary.data;

		if (!JsonContainerIsArray(months))
			report_json("\"months\" is not an array.");
		for (uint32 i = 0; i < JsonContainerSize(months); i++)
			add_json_period(&activity, getIthJsonbValueFromContainer(months, i), false);
	}
	if (found != (int) JB_ROOT_COUNT(document))
		report_json("It has a member that is not known.");
	PG_RETURN_DATUM(activity_store(&activity));
}
