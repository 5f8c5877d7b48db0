/*
 * selftest.c
 *		Random decimals against the server's numeric.
 *
 * A round fills a pool of values, each kept as a Decimal and as a Numeric,
 * and applies random operations to members of the pool; results go back into
 * it.  Stored bytes, SQLSTATEs and messages have to be the same.
 */
#include "postgres.h"

#include "decimal.h"

#include <math.h>

#include "fmgr.h"
#include "lib/stringinfo.h"
#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/memutils.h"

PG_MODULE_MAGIC;

#define POOL 8
#define STEPS_A_ROUND 32
#define MAX_TEXT 120			/* longer results do not go back into the pool */

typedef struct Pair
{
	Decimal		decimal;
	Numeric		numeric;
} Pair;

typedef struct Operation
{
	const char *name;
	PGFunction	reference;
	const Fault *(*unary) (Decimal *, const Decimal *);
	const Fault *(*binary) (Decimal *, const Decimal *, const Decimal *);
	const Fault *(*with_places) (Decimal *, const Decimal *, int);
	bool		slow;			/* only on short operands, and less often */
} Operation;

static const Fault *
negate(Decimal *result, const Decimal *a)
{
	decimal_negate(result, a);
	return NULL;
}

static const Fault *
absolute(Decimal *result, const Decimal *a)
{
	decimal_abs(result, a);
	return NULL;
}

static const Fault *
truncate_to(Decimal *result, const Decimal *a, int places)
{
	decimal_trunc(result, a, places);
	return NULL;
}

static const Operation operations[] = {
	{"add", numeric_add, NULL, decimal_add, NULL, false},
	{"subtract", numeric_sub, NULL, decimal_subtract, NULL, false},
	{"multiply", numeric_mul, NULL, decimal_multiply, NULL, false},
	{"divide", numeric_div, NULL, decimal_divide, NULL, false},
	{"divide", numeric_div, NULL, decimal_divide, NULL, false},
	{"negate", numeric_uminus, negate, NULL, NULL, false},
	{"abs", numeric_abs, absolute, NULL, NULL, false},
	{"ceil", numeric_ceil, decimal_ceil, NULL, NULL, false},
	{"floor", numeric_floor, decimal_floor, NULL, NULL, false},
	{"round", numeric_round, NULL, NULL, decimal_round, false},
	{"trunc", numeric_trunc, NULL, NULL, truncate_to, false},
	{"sqrt", numeric_sqrt, decimal_sqrt, NULL, NULL, true},
	{"ln", numeric_ln, decimal_ln, NULL, NULL, true},
	{"exp", numeric_exp, decimal_exp, NULL, NULL, true},
	{"power", numeric_power, NULL, decimal_power, NULL, true},
};

/* What a function of the server gave: a value, or an error. */
typedef struct Outcome
{
	Datum		value;
	int			sqlstate;
	char	   *message;
} Outcome;

static uint64 random_state;
static int64 comparisons;

static uint64
next_random(void)
{
	random_state ^= random_state >> 12;
	random_state ^= random_state << 25;
	random_state ^= random_state >> 27;
	return random_state * UINT64CONST(2685821657736338717);
}

static int
below(int limit)
{
	return (int) ((next_random() >> 33) % limit);
}

static char *
numeric_text(Numeric numeric)
{
	return DatumGetCString(DirectFunctionCall1(numeric_out, NumericGetDatum(numeric)));
}

static Numeric
numeric_from_text(const char *text)
{
	return DatumGetNumeric(DirectFunctionCall3(numeric_in, CStringGetDatum(text),
											   ObjectIdGetDatum(InvalidOid), Int32GetDatum(-1)));
}

/* Digits with a point at a place that leaves so many decimals. */
static char *
with_point(const char *digits, int decimals)
{
	StringInfoData text;
	int			length = strlen(digits);

	initStringInfo(&text);
	if (below(3) == 0)
		appendStringInfoChar(&text, '-');
	if (decimals >= length)
	{
		appendStringInfoString(&text, "0.");
		for (int i = length; i < decimals; i++)
			appendStringInfoChar(&text, '0');
		appendStringInfoString(&text, digits);
	}
	else
	{
		appendBinaryStringInfo(&text, digits, length - decimals);
		if (decimals > 0)
			appendStringInfo(&text, ".%s", digits + length - decimals);
	}
	return text.data;
}

static char *
random_digits(int length)
{
	char	   *digits = palloc0(length + 1);
	int			manner = below(6);

	for (int i = 0; i < length; i++)
	{
		switch (manner)
		{
			case 0:
				digits[i] = '9';
				break;
			case 1:
				digits[i] = i == 0 ? '1' : '0';
				break;
			case 2:				/* long runs */
				digits[i] = i > 0 && below(5) != 0 ? digits[i - 1] : '0' + below(10);
				break;
			default:
				digits[i] = '0' + below(10);
		}
	}
	if (below(4) == 0)			/* a tie, for some scale */
		digits[length - 1] = '5';
	return digits;
}

static char *
random_text(void)
{
	static const char *const edges[] = {
		"0", "1", "5", "9999", "10000", "4294967296", "2147483647", "2147483648",
		"999999999999999", "1000000000000000", "9007199254740992", "9007199254740993",
		"999999999999999999", "1000000000000000000",
		"9223372036854775807", "9223372036854775808", "9223372036854775809",
		"18446744073709551615", "18446744073709551616", "10000000000000000000",
		"9999999999999999999999999999999999999", "10000000000000000000000000000000000000",
		"49999999999999999999999999999999999999", "50000000000000000000000000000000000000",
		"85070591730234615865843651857942052864", "99999999999999999999999999999999999999",
		"100000000000000000000000000000000000000", "170141183460469231731687303715884105727",
		"170141183460469231731687303715884105728", "340282366920938463463374607431768211456",
	};
	static const char *const strange[] = {
		"NaN", "1e300", "-1e300", "1e-100", "12345e60", "0.5e-60",
	};

	switch (below(40))
	{
		case 0:
			return pstrdup(strange[below(lengthof(strange))]);
		case 1:
		case 2:
		case 3:
		case 4:
			return with_point(edges[below(lengthof(edges))], below(3) ? below(6) : below(46));
		case 5:
		case 6:
		case 7:
		case 8:
			return with_point(random_digits(1 + below(45)), below(46));
		case 9:
		case 10:
			return with_point("0", below(46));
		case 11:
		case 12:
		case 13:
		case 14:
		case 15:
		case 16:
			{
				int			length = 1 + below(22);

				return with_point(random_digits(length), below(length + 6));
			}
		case 17:
		case 18:
		case 19:
			return psprintf("%d", below(101) - 20);
		default:
			return with_point(random_digits(1 + below(12)), below(5));
	}
}

/* The same number in another stored form. */
static Datum
random_form(Numeric numeric)
{
	Size		size = VARSIZE(numeric) - VARHDRSZ;
	uint16		header;
	char	   *form;

	memcpy(&header, VARDATA(numeric), sizeof(header));
	switch (below(4))
	{
		case 0:					/* short varlena header, unaligned */
			if (size + VARHDRSZ_SHORT > VARATT_SHORT_MAX)
				break;
			form = (char *) palloc(size + 16) + 1 + below(8);
			SET_VARSIZE_SHORT(form, size + VARHDRSZ_SHORT);
			memcpy(form + VARHDRSZ_SHORT, VARDATA(numeric), size);
			return PointerGetDatum(form);
		case 1:					/* long numeric header */
			if ((header & 0xC000) == 0x8000)
			{
				uint16		long_header = (header >> 7 & 0x3F) | (header & 0x2000) << 1;
				int16		weight = ((header & 0x7F) ^ 0x40) - 0x40;

				form = palloc(VARHDRSZ + size + 2);
				SET_VARSIZE(form, VARHDRSZ + size + 2);
				memcpy(VARDATA(form), &long_header, 2);
				memcpy(VARDATA(form) + 2, &weight, 2);
				memcpy(VARDATA(form) + 4, VARDATA(numeric) + 2, size - 2);
				return PointerGetDatum(form);
			}
			break;
	}
	return NumericGetDatum(numeric);
}

static void
check_invariants(const char *what, const Decimal *decimal)
{
	Decimal		again;

	if (decimal->numeric)
	{
		decimal_from_numeric(&again, NumericGetDatum(decimal->numeric));
		if (again.numeric == NULL)
			elog(ERROR, "%s: %s stayed a numeric", what, numeric_text(decimal->numeric));
	}
	else if (decimal->scale < 0 || decimal->scale > DECIMAL_MAX_SCALE ||
			 decimal->coefficient >= (int128) decimal_power10[DECIMAL_MAX_SCALE] ||
			 decimal->coefficient <= -(int128) decimal_power10[DECIMAL_MAX_SCALE])
		elog(ERROR, "%s: coefficient out of range", what);
}

static void
check_same(const char *what, const Decimal *decimal, Numeric numeric)
{
	Numeric		ours = decimal_to_numeric(decimal);

	check_invariants(what, decimal);
	if (VARSIZE(ours) != VARSIZE(numeric) || memcmp(ours, numeric, VARSIZE(ours)) != 0)
		elog(ERROR, "%s: %s instead of %s", what, numeric_text(ours), numeric_text(numeric));
	comparisons++;
}

static void
pair_from_numeric(Pair *pair, Numeric numeric)
{
	Datum		form = random_form(numeric);

	decimal_from_numeric(&pair->decimal, form);
	pair->numeric = pair->decimal.numeric ? DatumGetNumeric(form) : numeric;
	check_same("from_numeric", &pair->decimal, pair->numeric);
}

/*
 * Lowers the display scale of a short header and leaves the digits as they
 * are, as some numerics that came in binary from elsewhere have them.
 */
static Numeric
hide_digits(Numeric numeric)
{
	Numeric		hiding = (Numeric) pg_detoast_datum_copy((struct varlena *) numeric);
	uint16		header;
	int			scale;

	memcpy(&header, VARDATA(hiding), sizeof(header));
	scale = header >> 7 & 0x3F;
	if ((header & 0xC000) == 0x8000 && scale > 0)
	{
		header -= (1 + below(scale)) << 7;
		memcpy(VARDATA(hiding), &header, sizeof(header));
	}
	return hiding;
}

static void
random_pair(Pair *pair)
{
	const char *text = random_text();
	Numeric		numeric = numeric_from_text(text);
	Decimal		literal;

	decimal_from_string(&literal, text);
	check_same("from_string", &literal, numeric);
	pair_from_numeric(pair, below(100) == 0 ? hide_digits(numeric) : numeric);
}

/* A number equal or nearly equal to another one, at another scale. */
static void
near_pair(Pair *pair, const Pair *other)
{
	char	   *text = numeric_text(other->numeric);
	Size		length = strlen(text);

	if (length > 100 || strspn(text, "-.0123456789") != length)
		random_pair(pair);
	else
	{
		if (strchr(text, '.') == NULL)
			text = psprintf("%s.", text);
		text = psprintf("%s%.*s", text, below(5), "00000");
		if (below(2))
			text[strlen(text) - 1] = '0' + below(10);
		pair_from_numeric(pair, numeric_from_text(text));
	}
}

static Datum
call_reference(const Operation *operation, const Pair *a, const Pair *b, int places)
{
	if (operation->unary)
		return DirectFunctionCall1(operation->reference, NumericGetDatum(a->numeric));
	return DirectFunctionCall2(operation->reference, NumericGetDatum(a->numeric),
							   operation->binary ? NumericGetDatum(b->numeric) : Int32GetDatum(places));
}

static const Fault *
call_decimal(Decimal *result, const Operation *operation, const Pair *a, const Pair *b, int places)
{
	const Decimal *first = &a->decimal;
	const Decimal *second = &b->decimal;

	if (below(2))				/* the result may be the first operand */
	{
		*result = *first;
		first = result;
	}
	else						/* or the second */
	{
		*result = *second;
		second = result;
	}
	if (operation->unary)
		return operation->unary(result, first);
	if (operation->binary)
		return operation->binary(result, first, second);
	return operation->with_places(result, first, places);
}

/* Nothing here holds resources, so an error needs no subtransaction. */
static void
catch_error(MemoryContext context, Outcome *outcome)
{
	ErrorData  *error;

	MemoryContextSwitchTo(context);
	error = CopyErrorData();
	FlushErrorState();
	outcome->sqlstate = error->sqlerrcode;
	outcome->message = error->message;
}

#define CATCHING(outcome, ...) \
	do { \
		MemoryContext context_ = CurrentMemoryContext; \
		memset((outcome), 0, sizeof(Outcome)); \
		PG_TRY(); \
		{ __VA_ARGS__; } \
		PG_CATCH(); \
		{ catch_error(context_, (outcome)); } \
		PG_END_TRY(); \
	} while (0)

/* What numeric raises we return. */
static void
check_same_fault(const char *what, const Fault *ours, const Outcome *theirs)
{
	if ((ours ? ours->sqlstate : 0) != theirs->sqlstate ||
		(ours && strcmp(ours->message, theirs->message) != 0))
		elog(ERROR, "%s: \"%s\" instead of \"%s\"", what,
			 ours ? ours->message : "no fault",
			 theirs->message ? theirs->message : "no error");
	comparisons++;
}

static char *
shortened(const char *text)
{
	return strlen(text) <= MAX_TEXT ? pstrdup(text) : psprintf("%.20s... of %zu characters", text, strlen(text));
}

/* Does the operation give the same?  NULL: both fail. */
static Numeric
compare_operation(Decimal *result, const Operation *operation, const Pair *a, const Pair *b, int places)
{
	char	   *what = psprintf("%s(%s, %s, %d)", operation->name, shortened(numeric_text(a->numeric)),
								shortened(numeric_text(b->numeric)), places);
	Outcome		theirs;

	CATCHING(&theirs, theirs.value = call_reference(operation, a, b, places));
	check_same_fault(what, call_decimal(result, operation, a, b, places), &theirs);
	if (theirs.sqlstate)
		return NULL;
	check_same(what, result, DatumGetNumeric(theirs.value));
	return DatumGetNumeric(theirs.value);
}

static int
random_places(void)
{
	switch (below(20))
	{
		case 0:
			return below(2) ? PG_INT32_MAX : PG_INT32_MIN;
		case 1:
			return below(5000) - 2500;
		case 2:
		case 3:
		case 4:
			return below(90) - 45;
		default:
			return below(8) - 2;
	}
}

static void
check_operation(Pair *pool)
{
	const Operation *operation = &operations[below(lengthof(operations))];
	const Pair *a = &pool[below(POOL)];
	const Pair *b = &pool[below(POOL)];
	Decimal		ours;
	Numeric		result;

	if (operation->slow && (below(8) != 0 || strlen(numeric_text(a->numeric)) > 12 || strlen(numeric_text(b->numeric)) > 8))
		return;

	result = compare_operation(&ours, operation, a, b, random_places());
	if (result && strlen(numeric_text(result)) <= MAX_TEXT)
	{
		Pair	   *target = &pool[below(POOL)];

		target->numeric = result;
		target->decimal = ours;
	}
}

static int
sign(int value)
{
	return (value > 0) - (value < 0);
}

static void
check_compare(const Pair *a, const Pair *b)
{
	int			theirs = DatumGetInt32(DirectFunctionCall2(numeric_cmp, NumericGetDatum(a->numeric),
														   NumericGetDatum(b->numeric)));

	if (sign(decimal_compare(&a->decimal, &b->decimal)) != sign(theirs) ||
		sign(decimal_compare_wide(&a->decimal, &b->decimal)) != sign(theirs))
		elog(ERROR, "compare(%s, %s): not %d",
			 numeric_text(a->numeric), numeric_text(b->numeric), theirs);
	comparisons++;
}

static double
random_double(const Pair *pair)
{
	char	   *text = numeric_text(pair->numeric);
	double		value;

	switch (below(6))
	{
		case 0:
			return below(50) ? 0.0 : below(2) ? -INFINITY : NAN;
		case 1:
			{
				uint64		bits = next_random();

				memcpy(&value, &bits, sizeof(value));
				return value;
			}
		case 2:
			return (double) below(1000000) / (1 + below(1000));
		case 3:
			return nextafter(strtod(text, NULL), below(2) ? INFINITY : -INFINITY);
		default:
			return strtod(text, NULL);
	}
}

static void
check_conversions(Pair *pair)
{
	char	   *text = numeric_text(pair->numeric);
	double		value = random_double(pair);
	double		ours_double = 0;
	double		theirs_double = 0;
	int32		ours_int = 0;
	bool		finite = strspn(text, "-.0123456789") == strlen(text);
	Decimal		ours;
	Outcome		theirs;

	if (decimal_is_finite(&pair->decimal) != finite)
		elog(ERROR, "is_finite(%s): not %d", text, finite);

	CATCHING(&theirs, theirs_double = DatumGetFloat8(DirectFunctionCall1(numeric_float8,
																		 NumericGetDatum(pair->numeric))));
	check_same_fault(text, decimal_to_double(&pair->decimal, &ours_double), &theirs);
	if (theirs.sqlstate == 0 && memcmp(&ours_double, &theirs_double, sizeof(double)) != 0)
		elog(ERROR, "to_double(%s): %.17g instead of %.17g", text, ours_double, theirs_double);

	CATCHING(&theirs, theirs.value = DirectFunctionCall1(numeric_int4, NumericGetDatum(pair->numeric)));
	check_same_fault(text, decimal_to_int32(&pair->decimal, &ours_int), &theirs);
	if (theirs.sqlstate == 0 && ours_int != DatumGetInt32(theirs.value))
		elog(ERROR, "to_int32(%s): %d", text, ours_int);

	CATCHING(&theirs, theirs.value = DirectFunctionCall1(float8_numeric, Float8GetDatum(value)));
	check_same_fault(psprintf("from_double(%.17g)", value), decimal_from_double(&ours, value), &theirs);
	if (theirs.sqlstate == 0)
	{
		pair->decimal = ours;
		pair->numeric = DatumGetNumeric(theirs.value);
		check_same(psprintf("from_double(%.17g)", value), &pair->decimal, pair->numeric);
	}
}

/* Raises at the first difference; returns the number of comparisons. */
PG_FUNCTION_INFO_V1(decimal_selftest);
Datum
decimal_selftest(PG_FUNCTION_ARGS)
{
	int32		seed = PG_GETARG_INT32(0);
	int32		rounds = PG_GETARG_INT32(1);
	MemoryContext context = AllocSetContextCreate(CurrentMemoryContext, "decimal_selftest",
												  ALLOCSET_DEFAULT_SIZES);
	MemoryContext caller = MemoryContextSwitchTo(context);

	random_state = ((uint64) seed << 20) + UINT64CONST(88172645463325252);
	comparisons = 0;
	for (int round = 0; round < rounds; round++)
	{
		Pair		pool[POOL];

		CHECK_FOR_INTERRUPTS();
		MemoryContextReset(context);
		for (int i = 0; i < POOL; i++)
		{
			if (i > 0 && below(4) == 0)
				near_pair(&pool[i], &pool[below(i)]);
			else
				random_pair(&pool[i]);
		}
		for (int step = 0; step < STEPS_A_ROUND; step++)
		{
			check_operation(pool);
			check_compare(&pool[below(POOL)], &pool[below(POOL)]);
			if (step % 8 == 0)
				check_conversions(&pool[below(POOL)]);
		}
	}
	MemoryContextSwitchTo(caller);
	MemoryContextDelete(context);
	PG_RETURN_INT64(comparisons);
}

/* A number of the edges: an operation of numeric overflows with it, or does not quite. */
static char *
edge(int number)
{
	static const char *const edges[] = {
		"0", "1", "-1", "0.5", "-8", "10", "-10", "0.1", "131071", "131072", "-131072", "2605.766", "2605.767", "-2605.767",
		"6000", "5999.9999999999", "-6000", "1e9", "-1e9", "2147483647", "2147483648", "1e30", "6e44",
		"1.00000000000000000000000000000000000000001", "0.99999999999999999999999999999999999999999",
		"1e131071", "-1e131071", "4e131071", "5e131071", "-6e131071", "1e-16383", "-1e-16383", "1e-1000", "NaN",
#if PG_VERSION_NUM >= 140000
		"Infinity", "-Infinity",
#endif
	};
	StringInfoData nines;

	if (number < (int) lengthof(edges))
		return pstrdup(edges[number]);
	number -= lengthof(edges);
	if (number >= 2)
		return NULL;
	initStringInfo(&nines);
	for (int i = 0; i < 131072; i++)
		appendStringInfoChar(&nines, '9');
	return number == 0 ? nines.data : psprintf("-%s.4", nines.data);
}

/* Every operation on the edges; returns the number of comparisons. */
PG_FUNCTION_INFO_V1(decimal_edges);
Datum
decimal_edges(PG_FUNCTION_ARGS)
{
	static const int places[] = {0, 1, -1, -131070, -131071, -131072, -131073, PG_INT32_MIN, 16383, PG_INT32_MAX};
	MemoryContext context = AllocSetContextCreate(CurrentMemoryContext, "decimal_edges", ALLOCSET_DEFAULT_SIZES);
	Pair		pairs[100];
	Pair		changed;
	int			npairs = 0;
	Decimal		ignored;

	(void) fcinfo;
	comparisons = 0;
	for (char *text = edge(0); text; text = edge(++npairs))
	{
		pairs[npairs].numeric = numeric_from_text(text);
		decimal_from_numeric(&pairs[npairs].decimal, NumericGetDatum(pairs[npairs].numeric));
		changed = pairs[npairs];
		check_conversions(&changed);
	}
	MemoryContextSwitchTo(context);
	for (const Operation *operation = operations; operation < operations + lengthof(operations); operation++)
		for (int i = 0; i < npairs; i++)
		{
			CHECK_FOR_INTERRUPTS();
			MemoryContextReset(context);
			if (operation->unary)
				compare_operation(&ignored, operation, &pairs[i], &pairs[0], 0);
			for (int j = 0; operation->binary && j < npairs; j++)
				compare_operation(&ignored, operation, &pairs[i], &pairs[j], 0);
			for (size_t j = 0; operation->with_places && j < lengthof(places); j++)
				compare_operation(&ignored, operation, &pairs[i], &pairs[0], places[j]);
		}
	PG_RETURN_INT64(comparisons);
}

/* Reads the argument as it is stored: compressed or external, for instance. */
PG_FUNCTION_INFO_V1(decimal_copy);
Datum
decimal_copy(PG_FUNCTION_ARGS)
{
	Decimal		decimal;

	decimal_from_numeric(&decimal, PG_GETARG_DATUM(0));
	PG_RETURN_NUMERIC(decimal_to_numeric(&decimal));
}
