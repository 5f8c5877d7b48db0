/*
 * decimal.h
 *		Exact decimals: a 128-bit coefficient if the value fits, otherwise
 *		numeric.
 *
 * Every operation gives the value, display scale and rounding that
 * PostgreSQL's numeric gives for the same operands, or returns the fault that
 * numeric raises an error for.  The coefficient form needs no memory; the
 * numeric form is allocated in CurrentMemoryContext.  A result may be one of
 * its own operands.
 *
 * The inline functions cover coefficients of 64 bits, which nearly all
 * business figures have; the _wide functions take any operand.
 */
#ifndef DECIMAL_H
#define DECIMAL_H

#include "compat.h"

#include "common/int.h"
#include "utils/numeric.h"

#include "fault.h"

#ifndef HAVE_INT128
#error "customer_grade needs a compiler with 128-bit integers"
#endif

/*
 * |coefficient| is below 10^38, so a sum of two and a rounding step stay
 * inside an unsigned 128-bit integer.
 */
typedef struct Decimal
{
	int128		coefficient;	/* value = coefficient / 10^scale */
	Numeric		numeric;		/* not NULL: this is the value, the rest is unused */
	int			scale;			/* display scale, 0..DECIMAL_MAX_SCALE */
} Decimal;

#define DECIMAL_MAX_SCALE 38

/* The header of numeric's stored form, see decimal.c. */
#define DECIMAL_HEADER_KIND 0xC000
#define DECIMAL_HEADER_SHORT 0x8000
#define DECIMAL_HEADER_NEGATIVE 0x4000
#define DECIMAL_HEADER_SPECIAL 0xC000
#define DECIMAL_HEADER_EXTENDED 0xF000	/* tells the special ones apart */
#define DECIMAL_HEADER_NAN 0xC000
#define DECIMAL_HEADER_LONG_SCALE 0x3FFF
#define DECIMAL_SHORT_NEGATIVE 0x2000
#define DECIMAL_SHORT_SCALE_SHIFT 7
#define DECIMAL_SHORT_SCALE 0x3F
#define DECIMAL_SHORT_WEIGHT 0x7F
#define DECIMAL_SHORT_WEIGHT_SIGN 0x40

/* room for the stored form of any coefficient */
typedef struct DecimalBuffer
{
	int32		words[8];
} DecimalBuffer;

/* 10^0 .. 10^38 */
extern const uint128 decimal_power10[DECIMAL_MAX_SCALE + 1];

extern void decimal_from_numeric_wide(Decimal *result, Datum numeric);
extern int	decimal_compare_wide(const Decimal *a, const Decimal *b);
extern const Fault *decimal_add_wide(Decimal *result, const Decimal *a, const Decimal *b);
extern const Fault *decimal_subtract_wide(Decimal *result, const Decimal *a, const Decimal *b);
extern const Fault *decimal_multiply_wide(Decimal *result, const Decimal *a, const Decimal *b);

/* exact digits such as "-12.50"; other forms that numeric accepts are accepted, too */
extern void decimal_from_string(Decimal *result, const char *digits);

/* as the cast from double precision to numeric */
extern const Fault *decimal_from_double(Decimal *result, double value);

/* the value in numeric's stored form: the numeric inside, or written to the buffer */
extern Numeric decimal_write_numeric(const Decimal *value, DecimalBuffer *buffer);
extern Numeric decimal_to_numeric(const Decimal *value);	/* palloc'ed or the one inside */
extern Datum decimal_trimmed(const Decimal *value); /* a numeric without zeros at the end */
extern const Fault *decimal_to_double(const Decimal *value, double *result);

/*
 * The nearest double: zero or infinity, where decimal_to_double() fails.  And
 * the sign of a - b with that of a, which takes a for what it is there.
 */
extern double decimal_nearest_double(const Decimal *value);
extern int	decimal_compare_nearest(const Decimal *a, double nearest, double b);
extern const Fault *decimal_to_int32(const Decimal *value, int32 *result);	/* rounds */
extern bool decimal_is_finite(const Decimal *value);

extern const Fault *decimal_divide(Decimal *result, const Decimal *a, const Decimal *b);
extern void decimal_negate(Decimal *result, const Decimal *a);
extern void decimal_abs(Decimal *result, const Decimal *a);
extern const Fault *decimal_ceil(Decimal *result, const Decimal *a);
extern const Fault *decimal_floor(Decimal *result, const Decimal *a);
extern const Fault *decimal_round(Decimal *result, const Decimal *a, int decimals); /* half away from zero */
extern void decimal_trunc(Decimal *result, const Decimal *a, int decimals);
extern const Fault *decimal_mod(Decimal *result, const Decimal *a, const Decimal *b);
extern const Fault *decimal_ln(Decimal *result, const Decimal *a);
extern const Fault *decimal_log10(Decimal *result, const Decimal *a);
extern const Fault *decimal_exp(Decimal *result, const Decimal *a);
extern const Fault *decimal_sqrt(Decimal *result, const Decimal *a);
extern const Fault *decimal_power(Decimal *result, const Decimal *a, const Decimal *b);

static inline void
decimal_set(Decimal *result, int128 coefficient, int scale)
{
	result->coefficient = coefficient;
	result->numeric = NULL;
	result->scale = scale;
}

static inline void
decimal_from_int64(Decimal *result, int64 value)
{
	decimal_set(result, value, 0);
}

static inline bool
decimal_is_small(const Decimal *value)
{
	return value->numeric == NULL && (int64) value->coefficient == value->coefficient;
}

/* The weight in a short header, a number of seven bits with a sign. */
static inline int
decimal_short_weight(uint16 header)
{
	return (int) ((header & DECIMAL_SHORT_WEIGHT) ^ DECIMAL_SHORT_WEIGHT_SIGN) - DECIMAL_SHORT_WEIGHT_SIGN;
}

static inline uint16
decimal_digit(const char *digit)
{
	uint16		result;

	memcpy(&result, digit, sizeof(result));
	return result;
}

/* Multiplies by 10^places unless the result would be out of range. */
static inline bool
decimal_scale_up(int128 *coefficient, int places)
{
	int128		limit = (int128) decimal_power10[DECIMAL_MAX_SCALE - places];

	if (*coefficient >= limit || *coefficient <= -limit)
		return false;
	*coefficient *= (int128) decimal_power10[places];
	return true;
}

/*
 * Numeric's stored form, see decimal.c, of up to four digits (16 decimal
 * places in a row) with the short header.  The numeric may point anywhere
 * (short varlena header, unaligned); it is copied only if necessary.
 */
static inline void
decimal_from_numeric(Decimal *result, Datum numeric)
{
	/* the value of the digits before the last, by their number: no loop, no branch to mispredict */
	static const int64 weights[4][3] = {
		{0, 0, 0}, {1, 0, 0}, {10000, 1, 0}, {100000000, 10000, 1}
	};
	const char *bytes = DatumGetPointer(numeric);
	const char *digits;
	uint16		header;
	uint16		digit;
	int64		coefficient;
	int			last;
	int			size;
	int			exponent;
	int			scale;
	int			weight;

	if (VARATT_IS_1B(bytes))
	{
		size = VARSIZE_1B(bytes) - VARHDRSZ_SHORT;	/* negative for a toast pointer */
		bytes += VARHDRSZ_SHORT;
	}
	else
	{
		size = VARATT_IS_4B_U(bytes) ? (int) VARSIZE_4B(bytes) - VARHDRSZ : -1;
		bytes += VARHDRSZ;
	}
	if (size < 2 || size > 10)
	{
		decimal_from_numeric_wide(result, numeric);
		return;
	}

	memcpy(&header, bytes, 2);
	scale = (header >> DECIMAL_SHORT_SCALE_SHIFT) & DECIMAL_SHORT_SCALE;
	weight = decimal_short_weight(header);
	/* the power of ten that the last stored digit counts in units of the scale */
	exponent = scale - 4 * (size / 2 - 2 - weight);
	/* a value with no more than 18 decimal places fits in 64 bits */
	if ((header & DECIMAL_HEADER_KIND) != DECIMAL_HEADER_SHORT || scale > DECIMAL_MAX_SCALE ||
		exponent < -3 || exponent > 18 - 4 * (size / 2 - 1))
	{
		decimal_from_numeric_wide(result, numeric);
		return;
	}
	if (size == 2)
	{
		decimal_set(result, 0, scale);
		return;
	}

	/* of the digits before the last; missing digits count as 0 */
	digits = bytes + 2;
	last = size - 4;
	coefficient = weights[last / 2][0] * decimal_digit(digits) +
		weights[last / 2][1] * decimal_digit(digits + Min(2, last)) +
		weights[last / 2][2] * decimal_digit(digits + Min(4, last));
	digit = decimal_digit(digits + last);
	if (exponent >= 0)
		coefficient = (coefficient * 10000 + digit) * (int64) decimal_power10[exponent];
	else
	{
		/* ceil(2^24 / 10^n): to divide numbers below 10000 by 10^n */
		static const uint32 reciprocal[] = {0, 1677722, 167773, 16778};
		int64		kept = ((uint64) digit * reciprocal[-exponent]) >> 24;

		if (unlikely(kept * (int64) decimal_power10[-exponent] != digit))
		{
			/* digits beyond the display scale */
			decimal_from_numeric_wide(result, numeric);
			return;
		}
		coefficient = coefficient * (int64) decimal_power10[4 + exponent] + kept;
	}
	decimal_set(result, header & DECIMAL_SHORT_NEGATIVE ? -coefficient : coefficient, scale);
}

/* Both coefficients at the greater scale, if they fit. */
static inline bool
decimal_align(const Decimal *a, const Decimal *b, int64 *x, int64 *y)
{
	int			shift = a->scale - b->scale;

	if (unlikely(!decimal_is_small(a) || !decimal_is_small(b) || shift > 18 || shift < -18))
		return false;
	*x = (int64) a->coefficient;
	*y = (int64) b->coefficient;
	if (shift > 0)
		return !pg_mul_s64_overflow(*y, (int64) decimal_power10[shift], y);
	if (shift < 0)
		return !pg_mul_s64_overflow(*x, (int64) decimal_power10[-shift], x);
	return true;
}

/* <0, 0, >0; NaN is the greatest */
static inline int
decimal_compare(const Decimal *a, const Decimal *b)
{
	int64		x;
	int64		y;

	if (unlikely(!decimal_align(a, b, &x, &y)))
		return decimal_compare_wide(a, b);
	return (x > y) - (x < y);
}

static inline const Fault *
decimal_add(Decimal *result, const Decimal *a, const Decimal *b)
{
	int64		x;
	int64		y;

	if (unlikely(!decimal_align(a, b, &x, &y)))
		return decimal_add_wide(result, a, b);
	decimal_set(result, (int128) x + y, Max(a->scale, b->scale));
	return NULL;
}

static inline const Fault *
decimal_subtract(Decimal *result, const Decimal *a, const Decimal *b)
{
	int64		x;
	int64		y;

	if (unlikely(!decimal_align(a, b, &x, &y)))
		return decimal_subtract_wide(result, a, b);
	decimal_set(result, (int128) x - y, Max(a->scale, b->scale));
	return NULL;
}

static inline const Fault *
decimal_multiply(Decimal *result, const Decimal *a, const Decimal *b)
{
	int			scale = a->scale + b->scale;

	/* 2^126 is below 10^38 */
	if (unlikely(!decimal_is_small(a) || !decimal_is_small(b) || scale > DECIMAL_MAX_SCALE))
		return decimal_multiply_wide(result, a, b);
	decimal_set(result, (int128) (int64) a->coefficient * (int64) b->coefficient, scale);
	return NULL;
}

/*
 * A fast way to compare numerics with constants.  The order of a number is
 * twice its ten-thousandths, truncated towards zero; if something was
 * truncated, one further away from zero.  Every number beyond 10^12 has the
 * greatest order.  A constant is below that and has at most four decimal
 * places, so the order of a number compares with that of a constant as the
 * number does with the constant.
 */
#define DECIMAL_ORDER_PLACES 4
#define DECIMAL_ORDER_LIMIT INT64CONST(1000000000000)

/* false: the number cannot be such a constant */
static inline bool
decimal_constant_order(const Decimal *constant, int64 *order)
{
	int64		coefficient = (int64) constant->coefficient;
	int64		unit = (int64) decimal_power10[Min(constant->scale, 18)];
	int128		whole;

	if (!decimal_is_small(constant) || constant->scale > 18 ||
		coefficient / unit >= DECIMAL_ORDER_LIMIT || coefficient / unit <= -DECIMAL_ORDER_LIMIT)
		return false;
	whole = (int128) coefficient * (int64) decimal_power10[DECIMAL_ORDER_PLACES];
	*order = (int64) (whole / unit) * 2;
	return whole % unit == 0;
}

static inline int64
decimal_int64_order(int64 value)
{
	if (value >= DECIMAL_ORDER_LIMIT)
		return PG_INT64_MAX;
	if (value <= -DECIMAL_ORDER_LIMIT)
		return PG_INT64_MIN;
	return value * (int64) decimal_power10[DECIMAL_ORDER_PLACES] * 2;
}

/* false: NaN, infinity, or a form that is not worth handling here */
static inline bool
decimal_numeric_order(Datum numeric, int64 *order)
{
	/* the value of each of so many digits; no loop, no branch to mispredict */
	static const int64 weights[5][4] = {
		{0, 0, 0, 0},
		{1, 0, 0, 0},
		{10000, 1, 0, 0},
		{100000000, 10000, 1, 0},
		{INT64CONST(1000000000000), 100000000, 10000, 1}
	};
	const char *bytes = DatumGetPointer(numeric);
	uint16		header;
	int			ndigits;
	int			places;			/* of digits down to the ten-thousandths */
	int			count;			/* of digits there */
	int			last;
	int64		result;

	if (VARATT_IS_1B(bytes) && !VARATT_IS_1B_E(bytes))
	{
		ndigits = (int) (VARSIZE_1B(bytes) - VARHDRSZ_SHORT) / 2 - 1;
		bytes += VARHDRSZ_SHORT;
	}
	else if (VARATT_IS_4B_U(bytes))
	{
		ndigits = (int) (VARSIZE_4B(bytes) - VARHDRSZ) / 2 - 1;
		bytes += VARHDRSZ;
	}
	else
		return false;
	memcpy(&header, bytes, sizeof(header));
	if ((header & DECIMAL_HEADER_KIND) != DECIMAL_HEADER_SHORT)
		return false;

	bytes += sizeof(header);
	places = decimal_short_weight(header) + 2;
	if (unlikely(ndigits == 0))
		result = 0;
	else if (unlikely(places > 4))
		result = PG_INT64_MAX;
	else if (unlikely(places <= 0))
		result = 1;
	else
	{
		count = Min(ndigits, places);
		last = (count - 1) * 2;
		result = weights[count][0] * decimal_digit(bytes) +
			weights[count][1] * decimal_digit(bytes + Min(2, last)) +
			weights[count][2] * decimal_digit(bytes + Min(4, last)) +
			weights[count][3] * decimal_digit(bytes + Min(6, last));
		result = result * weights[places - count + 1][0] * 2 + (ndigits > places);
	}
	*order = header & DECIMAL_SHORT_NEGATIVE ? -result : result;
	return true;
}

#endif							/* DECIMAL_H */
