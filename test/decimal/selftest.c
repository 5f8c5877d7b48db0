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
	void		(*unary) (Decimal *, const Decimal *);
	void		(*binary) (Decimal *, const Decimal *, const Decimal *);
	void		(*with_places) (Decimal *, const Decimal *, int);
	bool		slow;			/* only on short operands, and less often */
} Operation;

static const Operation operations[] = {
	{"add", numeric_add, NULL, decimal_add, NULL, false},
	{"subtract", numeric_sub, NULL, decimal_subtract, NULL, false},
	{"multiply", numeric_mul, NULL, decimal_multiply, NULL, false},
	{"divide", numeric_div, NULL, decimal_divide, NULL, false},
	{"divide", numeric_div, NULL, decimal_divide, NULL, false},
	{"negate", numeric_uminus, decimal_negate, NULL, NULL, false},
	{"abs", numeric_abs, decimal_abs, NULL, NULL, false},
	{"ceil", numeric_ceil, decimal_ceil, NULL, NULL, false},
	{"floor", numeric_floor, decimal_floor, NULL, NULL, false},
	{"round", numeric_round, NULL, NULL, decimal_round, false},
	{"trunc", numeric_trunc, NULL, NULL, decimal_trunc, false},
	{"sqrt", numeric_sqrt, decimal_sqrt, NULL, NULL, true},
	{"ln", numeric_ln, decimal_ln, NULL, NULL, true},
	{"exp", numeric_exp, decimal_exp, NULL, NULL, true},
	{"power", numeric_power, NULL, decimal_power, NULL, true},
};

/* What a function gave: a value, or an error. */
typedef struct Outcome
{
	Datum		value;
	Decimal		decimal;
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

static void
call_decimal(Decimal *result, const Operation *operation, const Pair *a, const Pair *b, int places)
{
	Decimal		same;

	if (below(2))				/* the result may be the first operand */
	{
		same = a->decimal;
		if (operation->unary)
			operation->unary(&same, &same);
		else if (operation->binary)
			operation->binary(&same, &same, &b->decimal);
		else
			operation->with_places(&same, &same, places);
		*result = same;
	}
	else if (operation->unary)
		operation->unary(result, &a->decimal);
	else if (operation->binary)
	{
		*result = b->decimal;	/* or the second */
		operation->binary(result, &a->decimal, result);
	}
	else
		operation->with_places(result, &a->decimal, places);
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

static void
check_same_error(const char *what, const Outcome *ours, const Outcome *theirs)
{
	if (ours->sqlstate != theirs->sqlstate ||
		(ours->sqlstate && strcmp(ours->message, theirs->message) != 0))
		elog(ERROR, "%s: \"%s\" instead of \"%s\"", what,
			 ours->message ? ours->message : "no error",
			 theirs->message ? theirs->message : "no error");
	comparisons++;
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
	char	   *text_a = numeric_text(a->numeric);
	char	   *text_b = numeric_text(b->numeric);
	int			places = random_places();
	char	   *what = psprintf("%s(%s, %s, %d)", operation->name, text_a, text_b, places);
	Outcome		ours;
	Outcome		theirs;

	if (operation->slow && (below(8) != 0 || strlen(text_a) > 12 || strlen(text_b) > 8))
		return;

	CATCHING(&theirs, theirs.value = call_reference(operation, a, b, places));
	CATCHING(&ours, call_decimal(&ours.decimal, operation, a, b, places));
	check_same_error(what, &ours, &theirs);
	if (theirs.sqlstate == 0)
	{
		Numeric		result = DatumGetNumeric(theirs.value);

		check_same(what, &ours.decimal, result);
		if (strlen(numeric_text(result)) <= MAX_TEXT)
		{
			Pair	   *target = &pool[below(POOL)];

			target->numeric = result;
			target->decimal = ours.decimal;
		}
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
	bool		finite = strspn(text, "-.0123456789") == strlen(text);
	Outcome		ours;
	Outcome		theirs;

	if (decimal_is_finite(&pair->decimal) != finite)
		elog(ERROR, "is_finite(%s): not %d", text, finite);

	CATCHING(&theirs, theirs_double = DatumGetFloat8(DirectFunctionCall1(numeric_float8,
																		 NumericGetDatum(pair->numeric))));
	CATCHING(&ours, ours_double = decimal_to_double(&pair->decimal));
	check_same_error(text, &ours, &theirs);
	if (memcmp(&ours_double, &theirs_double, sizeof(double)) != 0)
		elog(ERROR, "to_double(%s): %.17g instead of %.17g", text, ours_double, theirs_double);

	CATCHING(&theirs, theirs.value = DirectFunctionCall1(numeric_int4, NumericGetDatum(pair->numeric)));
	CATCHING(&ours, ours.value = Int32GetDatum(decimal_to_int32(&pair->decimal)));
	check_same_error(text, &ours, &theirs);
	if (DatumGetInt32(ours.value) != DatumGetInt32(theirs.value))
		elog(ERROR, "to_int32(%s): %d", text, DatumGetInt32(ours.value));

	CATCHING(&theirs, theirs.value = DirectFunctionCall1(float8_numeric, Float8GetDatum(value)));
	CATCHING(&ours, decimal_from_double(&ours.decimal, value));
	check_same_error(psprintf("from_double(%.17g)", value), &ours, &theirs);
	if (theirs.sqlstate == 0)
	{
		pair->decimal = ours.decimal;
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

/* Reads the argument as it is stored: compressed or external, for instance. */
PG_FUNCTION_INFO_V1(decimal_copy);
Datum
decimal_copy(PG_FUNCTION_ARGS)
{
	Decimal		decimal;

	decimal_from_numeric(&decimal, PG_GETARG_DATUM(0));
	PG_RETURN_NUMERIC(decimal_to_numeric(&decimal));
}
