/*
 * decimal.c
 *		Exact decimals: a 128-bit coefficient if the value fits, otherwise
 *		numeric.
 *
 * The coefficient form follows numeric's rules for the scale and rounding of
 * each operation; a result that would not fit is computed by numeric itself,
 * and is converted back to the coefficient form if it fits.
 *
 * Numeric's stored form, the same since 9.1, all in native byte order:
 *
 *		varlena header (1 or 4 bytes), uint16 header, [int16 weight], digits
 *
 *		header	10 s dddddd wwwwwww		short: sign, display scale, weight
 *				00 dddddddddddddd		long, positive; int16 weight follows
 *				01 dddddddddddddd		long, negative; int16 weight follows
 *				11 ...					NaN or infinity
 *
 * Digits are int16 in base 10000, without zeros at either end; the first one
 * counts 10000^weight.  Zero has no digits, weight 0 and no sign.
 */
#include "postgres.h"

#include "decimal.h"

#include <math.h>

#include "fmgr.h"
#include "miscadmin.h"
#include "port/pg_bitutils.h"
#include "utils/builtins.h"
#include "utils/float.h"

#define DIGIT_BASE 10000
#define DIGIT_PLACES 4			/* decimal places of a digit */
#define MAX_DIGITS 11			/* 38 digits, wherever the decimal point is */

/* Limits of numeric: the places of its first and last decimal digit, and what exp() takes. */
#define MAX_PLACE 131071
#define MIN_PLACE (-16383)
#define MAX_EXPONENT 6000

#define LN_10 2.302585092994045684

#define E19 ((uint128) UINT64CONST(10000000000000000000))

const uint128 decimal_power10[DECIMAL_MAX_SCALE + 1] = {
	UINT64CONST(1),
	UINT64CONST(10),
	UINT64CONST(100),
	UINT64CONST(1000),
	UINT64CONST(10000),
	UINT64CONST(100000),
	UINT64CONST(1000000),
	UINT64CONST(10000000),
	UINT64CONST(100000000),
	UINT64CONST(1000000000),
	UINT64CONST(10000000000),
	UINT64CONST(100000000000),
	UINT64CONST(1000000000000),
	UINT64CONST(10000000000000),
	UINT64CONST(100000000000000),
	UINT64CONST(1000000000000000),
	UINT64CONST(10000000000000000),
	UINT64CONST(100000000000000000),
	UINT64CONST(1000000000000000000),
	E19,
	E19 * UINT64CONST(10),
	E19 * UINT64CONST(100),
	E19 * UINT64CONST(1000),
	E19 * UINT64CONST(10000),
	E19 * UINT64CONST(100000),
	E19 * UINT64CONST(1000000),
	E19 * UINT64CONST(10000000),
	E19 * UINT64CONST(100000000),
	E19 * UINT64CONST(1000000000),
	E19 * UINT64CONST(10000000000),
	E19 * UINT64CONST(100000000000),
	E19 * UINT64CONST(1000000000000),
	E19 * UINT64CONST(10000000000000),
	E19 * UINT64CONST(100000000000000),
	E19 * UINT64CONST(1000000000000000),
	E19 * UINT64CONST(10000000000000000),
	E19 * UINT64CONST(100000000000000000),
	E19 * UINT64CONST(1000000000000000000),
	E19 * E19,
};

static const Decimal zero;
static const Decimal one = {.coefficient = 1};

/* <0, 0, >0; NaN is positive */
static inline int
sign_of(const Decimal *value)
{
	return decimal_compare(value, &zero);
}

#define LIMIT ((int128) decimal_power10[DECIMAL_MAX_SCALE])

static inline uint128
magnitude_of(int128 coefficient)
{
	return coefficient < 0 ? -(uint128) coefficient : (uint128) coefficient;
}

static inline int128
with_sign(uint128 magnitude, bool negative)
{
	return negative ? -(int128) magnitude : (int128) magnitude;
}

/* x >= y as 1 or 0, without a branch to mispredict; they differ by less than 2^127 */
static inline int
at_least(uint128 x, uint128 y)
{
	return 1 - (int) ((x - y) >> 127);
}

/* number of decimal digits; 0 has none */
static inline int
count_digits(uint128 magnitude)
{
	uint64		high = (uint64) (magnitude >> 64);
	uint64		low = (uint64) magnitude;
	int			digits;			/* at least: bits * log10(2) */

	if (high == 0)
	{
		digits = (pg_leftmost_one_pos64(low | 1) + 1) * 1233 >> 12;
		return digits + (low >= (uint64) decimal_power10[digits]);
	}
	digits = (pg_leftmost_one_pos64(high) + 65) * 1233 >> 12;
	return digits + at_least(magnitude, decimal_power10[digits]);
}

/* Quotient and remainder; the divisor mostly has 64 bits. */
static inline uint128
divide(uint128 dividend, uint128 divisor, uint128 *remainder)
{
#if defined(__x86_64__)
	if ((divisor >> 64) == 0)
	{
		uint64		d = (uint64) divisor;
		uint64		high = (uint64) (dividend >> 64);
		uint64		quotient_high = 0;
		uint64		quotient_low;
		uint64		rest;

		if (high >= d)
		{
			quotient_high = high / d;
			high %= d;
		}
		/* high < d, so the quotient fits and the instruction cannot trap */
		__asm__("divq %4"
				: "=a"(quotient_low), "=d"(rest)
				: "0"((uint64) dividend), "1"(high), "r"(d)
				: "cc");
		*remainder = rest;
		return (uint128) quotient_high << 64 | quotient_low;
	}
#endif
	*remainder = dividend % divisor;
	return dividend / divisor;
}

static const Fault numeric_overflow =
{.sqlstate = ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE, .message = "value overflows numeric format"};

/* Operations of numeric itself, on decimals; these must not come to an error. */

static void
numeric_unary(Decimal *result, PGFunction function, const Decimal *a)
{
	DecimalBuffer buffer;

	CHECK_FOR_INTERRUPTS();		/* operations on numbers of many digits can take long */
	decimal_from_numeric(result,
						 DirectFunctionCall1(function,
											 NumericGetDatum(decimal_write_numeric(a, &buffer))));
}

static void
numeric_of_two(Decimal *result, PGFunction function, const Decimal *a, const Decimal *b)
{
	DecimalBuffer buffer_a;
	DecimalBuffer buffer_b;

	CHECK_FOR_INTERRUPTS();
	decimal_from_numeric(result,
						 DirectFunctionCall2(function,
											 NumericGetDatum(decimal_write_numeric(a, &buffer_a)),
											 NumericGetDatum(decimal_write_numeric(b, &buffer_b))));
}

static void
numeric_with_places(Decimal *result, PGFunction function, const Decimal *a, int places)
{
	DecimalBuffer buffer;

	decimal_from_numeric(result,
						 DirectFunctionCall2(function,
											 NumericGetDatum(decimal_write_numeric(a, &buffer)),
											 Int32GetDatum(places)));
}

/* For division, b is not zero. */
static const Fault *
numeric_binary(Decimal *result, NumericOperation operation, const Decimal *a, const Decimal *b)
{
	DecimalBuffer buffer_a;
	DecimalBuffer buffer_b;
	Numeric		numeric;

	CHECK_FOR_INTERRUPTS();
	numeric = numeric_or_null(operation, decimal_write_numeric(a, &buffer_a), decimal_write_numeric(b, &buffer_b));
	if (numeric == NULL)
		return &numeric_overflow;
	decimal_from_numeric(result, NumericGetDatum(numeric));
	return NULL;
}

/* The stored form of a numeric that is finite. */
typedef struct StoredNumeric
{
	bool		negative;
	int			scale;
	int			weight;
	int			ndigits;
	const char *digits;
} StoredNumeric;

static inline StoredNumeric
read_stored(Numeric numeric)
{
	StoredNumeric stored;
	const char *bytes = VARDATA(numeric);
	int			size = VARSIZE(numeric) - VARHDRSZ;
	uint16		header;

	memcpy(&header, bytes, sizeof(header));
	bytes += sizeof(header);
	size -= sizeof(header);
	if ((header & DECIMAL_HEADER_KIND) == DECIMAL_HEADER_SHORT)
	{
		stored.negative = (header & DECIMAL_SHORT_NEGATIVE) != 0;
		stored.scale = (header >> DECIMAL_SHORT_SCALE_SHIFT) & DECIMAL_SHORT_SCALE;
		stored.weight = decimal_short_weight(header);
	}
	else
	{
		int16		weight;

		stored.negative = (header & DECIMAL_HEADER_KIND) == DECIMAL_HEADER_NEGATIVE;
		stored.scale = header & DECIMAL_HEADER_LONG_SCALE;
		memcpy(&weight, bytes, sizeof(weight));
		bytes += sizeof(weight);
		size -= sizeof(weight);
		stored.weight = weight;
	}
	stored.ndigits = size / (int) sizeof(int16);
	stored.digits = bytes;
	return stored;
}

/*
 * Reads any stored form.  A value that does not fit, has digits beyond its
 * display scale or is not finite stays a numeric.
 */
void
decimal_from_numeric_wide(Decimal *result, Datum datum)
{
	StoredNumeric stored;
	uint128		coefficient = 0;

	result->coefficient = 0;
	result->numeric = DatumGetNumeric(datum);
	result->scale = 0;
	if (!decimal_is_finite(result))
		return;
	stored = read_stored(result->numeric);
	if (stored.scale > DECIMAL_MAX_SCALE)
		return;

	for (int i = 0; i < stored.ndigits; i++)
	{
		/* the power of ten that this digit counts in units of the scale */
		int			exponent = stored.scale + DIGIT_PLACES * (stored.weight - i);
		uint16		digit = decimal_digit(stored.digits + i * sizeof(digit));
		uint128		part;

		/* this ends the loop after MAX_DIGITS digits at the latest */
		if (exponent >= DECIMAL_MAX_SCALE || exponent <= -DIGIT_PLACES)
			return;
		if (exponent >= 0)
		{
			if (digit >= decimal_power10[Min(DECIMAL_MAX_SCALE - exponent, DIGIT_PLACES)])
				return;
			part = digit * decimal_power10[exponent];
		}
		else
		{
			uint16		hidden = (uint16) decimal_power10[-exponent];

			if (digit % hidden != 0)
				return;
			part = digit / hidden;
		}
		coefficient += part;
	}
	decimal_set(result, with_sign(coefficient, stored.negative), stored.scale);
}

void
decimal_from_string(Decimal *result, const char *digits)
{
	const char *at = digits;
	uint128		coefficient = 0;
	int			scale = 0;
	bool		negative = *at == '-';
	bool		point = false;
	bool		any = false;

	if (*at == '-' || *at == '+')
		at++;
	for (; *at; at++)
	{
		if (*at == '.' && !point)
			point = true;
		else if (*at >= '0' && *at <= '9' && coefficient < decimal_power10[DECIMAL_MAX_SCALE - 1] &&
				 scale < DECIMAL_MAX_SCALE)
		{
			coefficient = coefficient * 10 + (*at - '0');
			scale += point;
			any = true;
		}
		else
			break;
	}
	if (*at == '\0' && any)
		decimal_set(result, with_sign(coefficient, negative), scale);
	else
		decimal_from_numeric(result,
							 DirectFunctionCall3(numeric_in,
												 CStringGetDatum(digits),
												 ObjectIdGetDatum(InvalidOid),
												 Int32GetDatum(-1)));
}

/*
 * The cast writes 15 significant digits, so a quotient of an integer below
 * 10^15 and a power of ten that gives the value back exactly is its result.
 */
const Fault *
decimal_from_double(Decimal *result, double value)
{
	static const Fault infinite = {.sqlstate = ERRCODE_FEATURE_NOT_SUPPORTED, .message = "cannot convert infinity to numeric"};

	if (fabs(value) < 1e15)
	{
		double		power = 1;

		for (int scale = 0; scale <= 6; scale++, power *= 10)
		{
			double		coefficient = rint(value * power);

			if (fabs(coefficient) < 1e15 && coefficient / power == value)
			{
				decimal_set(result, (int64) coefficient, scale);
				return NULL;
			}
		}
	}
	if (isinf(value) && !NUMERIC_HAS_INFINITY)
		return &infinite;
	decimal_from_numeric(result, DirectFunctionCall1(float8_numeric, Float8GetDatum(value)));
	return NULL;
}

Numeric
decimal_write_numeric(const Decimal *value, DecimalBuffer *buffer)
{
	int16		digits[MAX_DIGITS];
	int			first = MAX_DIGITS;
	int			last = MAX_DIGITS;
	int			weight;
	int			partial = value->scale % DIGIT_PLACES;
	uint128		rest;
	uint16		header;
	char	   *bytes = (char *) buffer;
	Size		size;

	if (value->numeric)
		return value->numeric;

	/* from the right, where the last digit may have places behind the scale */
	rest = magnitude_of(value->coefficient);
	weight = -((value->scale + DIGIT_PLACES - 1) / DIGIT_PLACES) - 1;
	if (partial != 0)
	{
		uint128		hidden;

		rest = divide(rest, decimal_power10[partial], &hidden);
		digits[--first] = (int16) hidden * (int16) decimal_power10[DIGIT_PLACES - partial];
		weight++;
	}
	while (rest >> 64 != 0)
	{
		uint128		digit;

		rest = divide(rest, DIGIT_BASE, &digit);
		digits[--first] = (int16) digit;
		weight++;
	}
	for (uint64 narrow = (uint64) rest; narrow != 0; narrow /= DIGIT_BASE)
	{
		digits[--first] = narrow % DIGIT_BASE;
		weight++;
	}

	while (first < last && digits[first] == 0)
	{
		first++;
		weight--;
	}
	while (first < last && digits[last - 1] == 0)
		last--;
	if (first == last)
		weight = 0;

	header = DECIMAL_HEADER_SHORT | value->scale << DECIMAL_SHORT_SCALE_SHIFT | (weight & DECIMAL_SHORT_WEIGHT);
	if (value->coefficient < 0)
		header |= DECIMAL_SHORT_NEGATIVE;
	size = VARHDRSZ + sizeof(header) + (last - first) * sizeof(digits[0]);
	SET_VARSIZE(bytes, size);
	memcpy(bytes + VARHDRSZ, &header, sizeof(header));
	memcpy(bytes + VARHDRSZ + sizeof(header), &digits[first], (last - first) * sizeof(digits[0]));
	return (Numeric) bytes;
}

Numeric
decimal_to_numeric(const Decimal *value)
{
	return decimal_write_numeric(value, value->numeric ? NULL : palloc(sizeof(DecimalBuffer)));
}

Datum
decimal_trimmed(const Decimal *value)
{
	return DirectFunctionCall1(numeric_trim_scale, NumericGetDatum(decimal_to_numeric(value)));
}

/* Is it small enough for an exact quotient of two exact doubles, which is correctly rounded? */
static bool
quotient_of_doubles(const Decimal *value, double *quotient)
{
	static const double power10[] = {
		1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11,
		1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22
	};
	const int64 exact = INT64CONST(1) << 53;

	if (!decimal_is_small(value) || value->scale >= (int) lengthof(power10) ||
		value->coefficient > exact || value->coefficient < -exact)
		return false;
	*quotient = (double) (int64) value->coefficient / power10[value->scale];
	return true;
}

double
decimal_nearest_double(const Decimal *value)
{
	DecimalBuffer buffer;
	double		result;

	if (quotient_of_doubles(value, &result))
		return result;
	return DatumGetFloat8(DirectFunctionCall1(numeric_float8_no_overflow,
											  NumericGetDatum(decimal_write_numeric(value, &buffer))));
}

const Fault *
decimal_to_double(const Decimal *value, double *result)
{
	char	   *digits;

	*result = decimal_nearest_double(value);
	if (isinf(*result) ? !decimal_is_finite(value) : *result != 0 || sign_of(value) == 0)
		return NULL;
	digits = DatumGetCString(DirectFunctionCall1(numeric_out, NumericGetDatum(decimal_to_numeric(value))));
	/* the display scale may hide all digits */
	if (strpbrk(digits, "123456789") == NULL)
		return NULL;
	return fault_make(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE,
					  psprintf("\"%s\" is out of range for type double precision", digits));
}

int
decimal_compare_nearest(const Decimal *a, double nearest, double b)
{
	int			sign = float8_cmp_internal(nearest, b);

	if (sign == 0 && b == 0)
		return sign_of(a);
	if (sign == 0 && isinf(b) && decimal_is_finite(a))
		return b > 0 ? -1 : 1;
	return sign;
}

/* the header of numeric's stored form; of a coefficient, 0 */
static inline uint16
header_of(const Decimal *value)
{
	uint16		header = 0;

	if (value->numeric)
		memcpy(&header, VARDATA(value->numeric), sizeof(header));
	return header;
}

bool
decimal_is_finite(const Decimal *value)
{
	return (header_of(value) & DECIMAL_HEADER_KIND) != DECIMAL_HEADER_SPECIAL;
}

static bool
is_nan(const Decimal *value)
{
	return (header_of(value) & DECIMAL_HEADER_EXTENDED) == DECIMAL_HEADER_NAN;
}

int
decimal_compare_wide(const Decimal *a, const Decimal *b)
{
	int128		x = a->coefficient;
	int128		y = b->coefficient;
	int			shift = b->scale - a->scale;

	if (a->numeric || b->numeric)
	{
		DecimalBuffer buffer_a;
		DecimalBuffer buffer_b;

		return DatumGetInt32(DirectFunctionCall2(numeric_cmp,
												 NumericGetDatum(decimal_write_numeric(a, &buffer_a)),
												 NumericGetDatum(decimal_write_numeric(b, &buffer_b))));
	}
	/* a number out of range at the other's scale is beyond the other number */
	if (shift > 0 && !decimal_scale_up(&x, shift))
		return x < 0 ? -1 : 1;
	if (shift < 0 && !decimal_scale_up(&y, -shift))
		return y < 0 ? 1 : -1;
	return (x > y) - (x < y);
}

/* Adds y at its scale to a, unless the sum is out of range. */
static inline bool
add_coefficient(Decimal *result, const Decimal *a, int128 y, int y_scale)
{
	int128		x = a->coefficient;
	int			scale = Max(a->scale, y_scale);

	if (!decimal_scale_up(&x, scale - a->scale) || !decimal_scale_up(&y, scale - y_scale) ||
		(y < 0 ? x <= -LIMIT - y : x >= LIMIT - y))
		return false;
	decimal_set(result, x + y, scale);
	return true;
}

const Fault *
decimal_add_wide(Decimal *result, const Decimal *a, const Decimal *b)
{
	if (a->numeric == NULL && b->numeric == NULL && add_coefficient(result, a, b->coefficient, b->scale))
		return NULL;
	return numeric_binary(result, numeric_add_safe, a, b);
}

const Fault *
decimal_subtract_wide(Decimal *result, const Decimal *a, const Decimal *b)
{
	if (a->numeric == NULL && b->numeric == NULL && add_coefficient(result, a, -b->coefficient, b->scale))
		return NULL;
	return numeric_binary(result, numeric_sub_safe, a, b);
}

const Fault *
decimal_multiply_wide(Decimal *result, const Decimal *a, const Decimal *b)
{
	uint128		x = magnitude_of(a->coefficient);
	uint128		y = magnitude_of(b->coefficient);
	uint128		larger = Max(x, y);
	uint128		smaller = Min(x, y);
	int			scale = a->scale + b->scale;

	if (a->numeric == NULL && b->numeric == NULL && scale <= DECIMAL_MAX_SCALE &&
		smaller >> 64 == 0)
	{
		uint128		low = (uint128) (uint64) larger * (uint64) smaller;
		uint128		high = (larger >> 64) * (uint64) smaller + (low >> 64);
		uint128		product = high << 64 | (uint64) low;

		if (high >> 63 == 0 && product < decimal_power10[DECIMAL_MAX_SCALE])
		{
			decimal_set(result, with_sign(product, (a->coefficient < 0) != (b->coefficient < 0)), scale);
			return NULL;
		}
	}
	return numeric_binary(result, numeric_mul_safe, a, b);
}

/*
 * The first digit of numeric's stored form and its weight, the power of 10000
 * that it counts, plus WEIGHT_BIAS.
 */
#define WEIGHT_BIAS 10			/* makes the smallest weight, for 10^-38, positive */

static inline uint64
first_digit(uint128 magnitude, int digits, int scale, int *weight)
{
	unsigned int leading = digits - 1 - scale + WEIGHT_BIAS * DIGIT_PLACES;
	int			cut = digits - 1 - (int) (leading % DIGIT_PLACES);
	uint128		ignored;

	*weight = leading / DIGIT_PLACES;
	if (cut < 0)
		return (uint64) magnitude * (uint64) decimal_power10[-cut];
	if (magnitude >> 64 == 0)
		return (uint64) magnitude / (uint64) decimal_power10[cut];
	return (uint64) divide(magnitude, decimal_power10[cut], &ignored);
}

/*
 * The scale that numeric selects for a quotient: at least 16 significant
 * digits, estimated from the first digits of the stored forms.
 */
static inline int
quotient_scale(const Decimal *a, uint128 dividend, int dividend_digits,
			   const Decimal *b, uint128 divisor, int divisor_digits)
{
	int			weight_a = WEIGHT_BIAS;
	int			weight_b;
	uint64		first_a = 0;
	uint64		first_b;
	int			scale;

	if (dividend != 0)
		first_a = first_digit(dividend, dividend_digits, a->scale, &weight_a);
	first_b = first_digit(divisor, divisor_digits, b->scale, &weight_b);
	scale = NUMERIC_MIN_SIG_DIGITS - (weight_a - weight_b - (first_a <= first_b)) * DIGIT_PLACES;
	return Max(scale, Max(a->scale, b->scale));
}

/*
 * Long division: as many zeros as fit, in nearly all cases all of them, are
 * appended to the dividend at once; then the division continues with the
 * remainder.
 */
static pg_attribute_always_inline bool
divide_magnitudes(Decimal *result, const Decimal *a, uint128 dividend,
				  const Decimal *b, uint128 divisor)
{
	int			dividend_digits = count_digits(dividend);
	int			divisor_digits = count_digits(divisor);
	int			scale = quotient_scale(a, dividend, dividend_digits, b, divisor, divisor_digits);
	int			zeros = scale - a->scale + b->scale;
	int			step = Min(zeros, DECIMAL_MAX_SCALE - dividend_digits);
	uint128		quotient;
	uint128		remainder;

	if (scale > DECIMAL_MAX_SCALE)
		return false;
	quotient = divide(dividend * decimal_power10[step], divisor, &remainder);
	while ((zeros -= step) > 0)
	{
		step = Min(zeros, DECIMAL_MAX_SCALE - divisor_digits);
		if (step == 0 || quotient >= decimal_power10[DECIMAL_MAX_SCALE - step])
			return false;
		quotient = quotient * decimal_power10[step] +
			divide(remainder * decimal_power10[step], divisor, &remainder);
	}
	quotient += at_least(2 * remainder, divisor);
	if (quotient >= decimal_power10[DECIMAL_MAX_SCALE])
		return false;
	decimal_set(result, with_sign(quotient, (a->coefficient < 0) != (b->coefficient < 0)), scale);
	return true;
}

static bool
divide_coefficients(Decimal *result, const Decimal *a, const Decimal *b)
{
	uint128		dividend = magnitude_of(a->coefficient);
	uint128		divisor = magnitude_of(b->coefficient);

	if (divisor == 0)
		return false;
	/* the same for any width; the compiler generates faster code for narrow operands */
	if ((dividend | divisor) >> 64 == 0)
		return divide_magnitudes(result, a, (uint64) dividend, b, (uint64) divisor);
	return divide_magnitudes(result, a, dividend, b, divisor);
}

const Fault *
decimal_divide(Decimal *result, const Decimal *a, const Decimal *b)
{
	if (a->numeric == NULL && b->numeric == NULL && divide_coefficients(result, a, b))
		return NULL;
	if (sign_of(b) == 0 && !is_nan(a))
		return &fault_division_by_zero;
	return numeric_binary(result, numeric_div_safe, a, b);
}

void
decimal_negate(Decimal *result, const Decimal *a)
{
	if (a->numeric)
		numeric_unary(result, numeric_uminus, a);
	else
		decimal_set(result, -a->coefficient, a->scale);
}

void
decimal_abs(Decimal *result, const Decimal *a)
{
	if (a->numeric)
		numeric_unary(result, numeric_abs, a);
	else
		decimal_set(result, with_sign(magnitude_of(a->coefficient), false), a->scale);
}

/* Integer at or next to a in the direction of the sign given. */
static void
next_integer(Decimal *result, const Decimal *a, bool upwards)
{
	uint128		fraction;
	uint128		whole = divide(magnitude_of(a->coefficient), decimal_power10[a->scale], &fraction);
	bool		negative = a->coefficient < 0;

	whole += fraction != 0 && negative != upwards;
	decimal_set(result, with_sign(whole, negative), 0);
}

/*
 * The same for a numeric.  Truncating it comes first: unlike numeric's own
 * functions, this cannot overflow.
 */
static const Fault *
next_integer_of_numeric(Decimal *result, const Decimal *a, bool upwards)
{
	Decimal		whole;
	int			sign;

	numeric_with_places(&whole, numeric_trunc, a, 0);
	sign = decimal_compare(&whole, a);
	if (upwards && sign < 0)
		return decimal_add(result, &whole, &one);
	if (!upwards && sign > 0)
		return decimal_subtract(result, &whole, &one);
	*result = whole;
	return NULL;
}

const Fault *
decimal_ceil(Decimal *result, const Decimal *a)
{
	if (a->numeric)
		return next_integer_of_numeric(result, a, true);
	next_integer(result, a, true);
	return NULL;
}

const Fault *
decimal_floor(Decimal *result, const Decimal *a)
{
	if (a->numeric)
		return next_integer_of_numeric(result, a, false);
	next_integer(result, a, false);
	return NULL;
}

/* Truncates or pads to so many decimal places, which may be negative. */
static bool
set_decimals(Decimal *result, const Decimal *a, int decimals, bool round)
{
	int128		coefficient = a->coefficient;

	if (decimals > DECIMAL_MAX_SCALE || decimals < -DECIMAL_MAX_SCALE)
		return false;
	if (decimals >= a->scale)
	{
		if (!decimal_scale_up(&coefficient, decimals - a->scale))
			return false;
	}
	else
	{
		int			cut = a->scale - decimals;
		uint128		rest;
		uint128		kept;

		if (cut > DECIMAL_MAX_SCALE)
			return false;
		kept = divide(magnitude_of(coefficient), decimal_power10[cut], &rest);
		if (round)
			kept += at_least(2 * rest, decimal_power10[cut]);
		coefficient = with_sign(kept, coefficient < 0);
		if (decimals < 0 && !decimal_scale_up(&coefficient, -decimals))
			return false;
	}
	decimal_set(result, coefficient, Max(decimals, 0));
	return true;
}

/* The decimal digit that counts 10^place. */
static int
digit_at(const StoredNumeric *stored, int place)
{
	int			whole = place >= 0 ? place / DIGIT_PLACES : -((DIGIT_PLACES - 1 - place) / DIGIT_PLACES);
	int			index = stored->weight - whole;

	if (index < 0 || index >= stored->ndigits)
		return 0;
	return decimal_digit(stored->digits + index * sizeof(int16)) /
		(int) decimal_power10[place - whole * DIGIT_PLACES] % 10;
}

/* Does rounding carry beyond the digits that numeric has room for?  They must all be nines then. */
static bool
rounds_out_of_range(Numeric numeric, int decimals)
{
	StoredNumeric stored = read_stored(numeric);
	int			last = decimals > -MIN_PLACE ? MIN_PLACE : decimals < -MAX_PLACE - 2 ? MAX_PLACE + 2 : -decimals;

	for (int place = MAX_PLACE; place >= last; place--)
		if (digit_at(&stored, place) != 9)
			return false;
	return digit_at(&stored, last - 1) >= 5;
}

const Fault *
decimal_round(Decimal *result, const Decimal *a, int decimals)
{
	if (a->numeric == NULL && set_decimals(result, a, decimals, true))
		return NULL;
	if (a->numeric && decimal_is_finite(a) && rounds_out_of_range(a->numeric, decimals))
		return &numeric_overflow;
	numeric_with_places(result, numeric_round, a, decimals);
	return NULL;
}

void
decimal_trunc(Decimal *result, const Decimal *a, int decimals)
{
	if (a->numeric || !set_decimals(result, a, decimals, false))
		numeric_with_places(result, numeric_trunc, a, decimals);
}

const Fault *
decimal_ln(Decimal *result, const Decimal *a)
{
	int			sign = sign_of(a);

	if (sign == 0)
		return &fault_log_of_zero;
	if (sign < 0)
		return &fault_log_of_negative;
	numeric_unary(result, numeric_ln, a);
	return NULL;
}

const Fault *
decimal_log10(Decimal *result, const Decimal *a)
{
	int			sign = sign_of(a);
	Decimal		ten;

	if (sign == 0)
		return &fault_log_of_zero;
	if (sign < 0)
		return &fault_log_of_negative;
	decimal_from_int64(&ten, 10);
	numeric_of_two(result, numeric_log, &ten, a);
	return NULL;
}

const Fault *
decimal_mod(Decimal *result, const Decimal *a, const Decimal *b)
{
	if (!is_nan(a) && !is_nan(b) && sign_of(b) == 0)
		return &fault_division_by_zero;
	numeric_of_two(result, numeric_mod, a, b);
	return NULL;
}

const Fault *
decimal_exp(Decimal *result, const Decimal *a)
{
	if (decimal_is_finite(a) && decimal_nearest_double(a) >= MAX_EXPONENT)
		return &numeric_overflow;
	numeric_unary(result, numeric_exp, a);
	return NULL;
}

const Fault *
decimal_sqrt(Decimal *result, const Decimal *a)
{
	if (sign_of(a) < 0)
		return &fault_root_of_negative;
	numeric_unary(result, numeric_sqrt, a);
	return NULL;
}

/*
 * Powers.  Numeric multiplies for an exponent that is an int32, so the result
 * may have as many digits as there is room for; otherwise it computes
 * exp(b * ln(a)), with the limit of exp().
 */

static bool
is_integer(const Decimal *value)
{
	Decimal		whole;

	decimal_trunc(&whole, value, 0);
	return decimal_compare(&whole, value) == 0;
}

static bool
power_overflows(const Decimal *a, const Decimal *b)
{
	double		limit = MAX_EXPONENT;
	double		near_a;
	double		near_b = decimal_nearest_double(b);
	Decimal		base;
	Decimal		exponent;

	/* then numeric only rounds */
	if (decimal_compare(b, &one) == 0)
		return a->numeric && rounds_out_of_range(a->numeric, NUMERIC_MAX_DISPLAY_SCALE);

	decimal_abs(&base, a);
	if (near_b >= PG_INT32_MIN && near_b <= PG_INT32_MAX && is_integer(b))
		limit = (MAX_PLACE + 1) * LN_10;

	/* nearly always it is seen at once; this logarithm is wrong by less than 1e-15 */
	near_a = decimal_nearest_double(&base);
	if (near_a > 1e-300 && !isinf(near_a) && fabs(near_b) * (fabs(log(near_a)) + 1e-15) < limit - 1)
		return false;

	numeric_unary(&exponent, numeric_ln, &base);
	if (decimal_multiply(&exponent, &exponent, b) != NULL)
		return (decimal_compare(&base, &one) > 0) == (near_b > 0);
	/* what is as near to the limit as rounding may be wrong is beyond it, too */
	return decimal_nearest_double(&exponent) >= limit * (1 - 1e-14);
}

const Fault *
decimal_power(Decimal *result, const Decimal *a, const Decimal *b)
{
	if (!is_nan(a) && !is_nan(b))
	{
		if (sign_of(a) == 0 && sign_of(b) < 0)
			return &fault_zero_to_negative_power;
		if (sign_of(a) < 0 && decimal_is_finite(b) && !is_integer(b))
			return &fault_complex_power;
		if (decimal_is_finite(a) && decimal_is_finite(b) && sign_of(a) != 0 && power_overflows(a, b))
			return &numeric_overflow;
	}
	numeric_of_two(result, numeric_power, a, b);
	return NULL;
}

const Fault *
decimal_to_int32(const Decimal *value, int32 *result)
{
	static const Fault nan = {.sqlstate = ERRCODE_FEATURE_NOT_SUPPORTED, .message = "cannot convert NaN to integer"};
	static const Fault infinite = {.sqlstate = ERRCODE_FEATURE_NOT_SUPPORTED, .message = "cannot convert infinity to integer"};
	static const Fault out_of_range = {.sqlstate = ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE, .message = "integer out of range"};
	Decimal		whole;

	if (!decimal_is_finite(value))
		return is_nan(value) ? &nan : &infinite;
	if (decimal_round(&whole, value, 0) != NULL || whole.numeric || (int32) whole.coefficient != whole.coefficient)
		return &out_of_range;
	*result = (int32) whole.coefficient;
	return NULL;
}
