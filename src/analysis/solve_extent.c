/*
 * solve_extent.c
 *		The values that an expression may have: interval arithmetic.
 *
 * A result may be wider than it needs to be, never narrower.  What is exact
 * stays exact: it is computed as the evaluator does.
 */
#include "postgres.h"

#include "common/hashfn.h"
#include "utils/builtins.h"
#include "utils/fmgrprotos.h"

#include "analysis/solve_extent.h"

/* ------------------------------------------------------------------- making */

static Bound
bound_at(const Decimal *value, bool open)
{
	Bound		bound = {.open = open, .value = *value};

	return bound;
}

static Bound
bound_nowhere(void)
{
	Bound		bound = {.infinite = true, .open = true};

	return bound;
}

Extent
extent_exact(const Decimal *value)
{
	Extent		extent = {.may_be_value = true, .low = bound_at(value, false), .high = bound_at(value, false)};

	return extent;
}

Extent
extent_null(void)
{
	Extent		extent = {.may_be_null = true};

	return extent;
}

Extent
extent_fault(void)
{
	Extent		extent = {.may_fail = true};

	return extent;
}

Extent
extent_everything(void)
{
	Extent		extent = {.may_be_value = true, .low = bound_nowhere(), .high = bound_nowhere()};

	return extent;
}

/* ---------------------------------------------------------------- comparing */

bool
extent_is_number(const Extent *extent)
{
	return extent->may_be_value && !extent->low.infinite && !extent->high.infinite && decimal_compare(&extent->low.value, &extent->high.value) == 0;
}

bool
extent_is_exact(const Extent *extent)
{
	return extent_is_number(extent) && !extent->may_be_null && !extent->may_fail;
}

bool
extent_settle(Extent *extent)
{
	if (extent->may_be_value && !extent->low.infinite && !extent->high.infinite)
	{
		int			sign = decimal_compare(&extent->low.value, &extent->high.value);

		extent->may_be_value = sign < 0 || (sign == 0 && !extent->low.open && !extent->high.open);
	}
	return extent->may_be_value;
}

static bool
bound_equal(const Bound *a, const Bound *b)
{
	if (a->infinite || b->infinite)
		return a->infinite && b->infinite;
	return a->open == b->open && decimal_compare(&a->value, &b->value) == 0;
}

bool
extent_equal(const Extent *a, const Extent *b)
{
	return a->may_be_null == b->may_be_null && a->may_fail == b->may_fail && a->may_be_value == b->may_be_value &&
		(!a->may_be_value || (bound_equal(&a->low, &b->low) && bound_equal(&a->high, &b->high)));
}

static uint32
bound_hash(const Bound *bound)
{
	double		nearest = bound->infinite ? 0 : decimal_nearest_double(&bound->value) + 0.0;

	return DatumGetUInt32(hash_any((unsigned char *) &nearest, sizeof(nearest))) * 4 + bound->infinite * 2 + bound->open;
}

uint32
extent_hash(const Extent *extent)
{
	uint32		hash = extent->may_be_null + extent->may_fail * 2 + extent->may_be_value * 4;

	if (extent->may_be_value)
		hash = hash_combine(hash, hash_combine(bound_hash(&extent->low), bound_hash(&extent->high)));
	return hash;
}

/* <0, 0, >0: which lower bound lets in more is the lesser; likewise the greater of two upper ones. */
static int
compare_bounds(const Bound *a, const Bound *b, bool upper)
{
	int			sign;

	if (a->infinite || b->infinite)
		return a->infinite == b->infinite ? 0 : a->infinite == upper ? 1 : -1;
	sign = decimal_compare(&a->value, &b->value);
	if (sign == 0 && a->open != b->open)
		sign = a->open == upper ? -1 : 1;
	return sign;
}

bool
extent_contains(const Extent *extent, const Decimal *value)
{
	Bound		bound = bound_at(value, false);

	return extent->may_be_value && compare_bounds(&extent->low, &bound, false) <= 0 &&
		compare_bounds(&extent->high, &bound, true) >= 0;
}

Extent
extent_join(const Extent *a, const Extent *b)
{
	Extent		result = a->may_be_value ? *a : *b;

	result.may_be_null = a->may_be_null || b->may_be_null;
	result.may_fail = a->may_fail || b->may_fail;
	if (a->may_be_value && b->may_be_value)
	{
		if (compare_bounds(&b->low, &result.low, false) < 0)
			result.low = b->low;
		if (compare_bounds(&b->high, &result.high, true) > 0)
			result.high = b->high;
	}
	return result;
}

Extent
extent_intersect(const Extent *a, const Extent *b)
{
	Extent		result = *a;

	if (!a->may_be_value || !b->may_be_value)
		return result;
	if (compare_bounds(&b->low, &result.low, false) > 0)
		result.low = b->low;
	if (compare_bounds(&b->high, &result.high, true) < 0)
		result.high = b->high;
	(void) extent_settle(&result);
	return result;
}

/* Is the lower bound below the upper one, so that a value of the one side is less than one of the other? */
static bool
is_below(const Bound *low, const Bound *high)
{
	return low->infinite || high->infinite || decimal_compare(&low->value, &high->value) < 0;
}

int
extent_signs(const Extent *a, const Extent *b)
{
	int			signs = 0;

	if (a->may_fail || b->may_fail)
		signs |= SIGN_MAY_FAIL;
	if (a->may_be_null || b->may_be_null)
		signs |= SIGN_MAY_BE_NULL;
	if (a->may_be_value && b->may_be_value)
	{
		Extent		both = extent_intersect(a, b);

		if (is_below(&a->low, &b->high))
			signs |= SIGN_MAY_BE_LESS;
		if (is_below(&b->low, &a->high))
			signs |= SIGN_MAY_BE_GREATER;
		if (both.may_be_value)
			signs |= SIGN_MAY_BE_EQUAL;
	}
	return signs;
}

/* --------------------------------------------------------------- arithmetic */

/* The result of an operation over bounds; a fault, such as an overflow, leaves the side without bound. */
static Bound
combine_bounds(const Fault *(*operation) (Decimal *result, const Decimal *a, const Decimal *b), const Bound *a, const Bound *b)
{
	Decimal		value;

	if (a->infinite || b->infinite || operation(&value, &a->value, &b->value) != NULL)
		return bound_nowhere();
	return bound_at(&value, a->open || b->open);
}

static const Fault *
add(Decimal *result, const Decimal *a, const Decimal *b)
{
	return decimal_add(result, a, b);
}

static const Fault *
subtract(Decimal *result, const Decimal *a, const Decimal *b)
{
	return decimal_subtract(result, a, b);
}

static const Fault *
multiply(Decimal *result, const Decimal *a, const Decimal *b)
{
	return decimal_multiply(result, a, b);
}

static int
sign_of(const Bound *bound)
{
	static const Decimal zero = {0};

	return decimal_compare(&bound->value, &zero);
}

static bool
is_not_negative(const Extent *extent)
{
	return !extent->low.infinite && sign_of(&extent->low) >= 0;
}

/* Bounds in the other order: of what falls as its argument rises. */
static void
turn(Extent *extent)
{
	Bound		low = extent->low;

	extent->low = extent->high;
	extent->high = low;
}

static void
negate(Extent *result, const Extent *a)
{
	*result = *a;
	turn(result);
	decimal_negate(&result->low.value, &result->low.value);
	decimal_negate(&result->high.value, &result->high.value);
}

/* a times or by a number that is not zero */
static void
scale(Extent *result, const Extent *a, const Bound *number, const Fault *(*operation) (Decimal *result, const Decimal *a, const Decimal *b))
{
	result->low = combine_bounds(operation, &a->low, number);
	result->high = combine_bounds(operation, &a->high, number);
	if (sign_of(number) < 0)
		turn(result);
}

/* The widest of the products of the bounds. */
static void
multiply_corners(Extent *result, const Extent *a, const Extent *b)
{
	const Bound *corners[4][2] = {{&a->low, &b->low}, {&a->low, &b->high}, {&a->high, &b->low}, {&a->high, &b->high}};

	for (int i = 0; i < 4; i++)
	{
		Bound		product = combine_bounds(multiply, corners[i][0], corners[i][1]);

		product.open = product.infinite;
		if (i == 0 || product.infinite || compare_bounds(&product, &result->low, false) < 0)
			result->low = product;
		if (i == 0 || product.infinite || compare_bounds(&product, &result->high, true) > 0)
			result->high = product;
		if (product.infinite)
			return;
	}
}

static void
multiply_extents(Extent *result, const Extent *a, const Extent *b)
{
	if (extent_is_number(a))
	{
		const Extent *other = a;

		a = b;
		b = other;
	}
	if (extent_is_number(b) && sign_of(&b->low) != 0)
		scale(result, a, &b->low, multiply);
	else if (extent_is_number(b))
		result->low = result->high = b->low;
	else if (is_not_negative(a) && is_not_negative(b))
	{
		result->low = combine_bounds(multiply, &a->low, &b->low);
		result->low.open = false;
		result->high = combine_bounds(multiply, &a->high, &b->high);
	}
	else
		multiply_corners(result, a, b);
}

static void
divide_extents(Extent *result, const Extent *a, const Extent *b)
{
	static const Decimal zero = {0};
	bool		by_zero = extent_contains(b, &zero);

	result->low = result->high = bound_nowhere();
	if (by_zero)
		result->may_fail = true;
	if (extent_is_number(b))
	{
		if (by_zero)
			result->may_be_value = false;
		else
			scale(result, a, &b->low, decimal_divide);
	}
	else if (is_not_negative(a) && is_not_negative(b))
	{
		result->low = bound_at(&zero, false);
		if (!b->high.infinite)
			result->low = combine_bounds(decimal_divide, &a->low, &b->high);
		result->low.open = false;
		if (sign_of(&b->low) > 0)
			result->high = combine_bounds(decimal_divide, &a->high, &b->low);
	}
}

/* What every operation has: no value without values, null of null, a fault of a fault. */
static Extent
begin_result(const Extent *a, const Extent *b)
{
	Extent		result = extent_everything();

	result.may_be_value = a->may_be_value && (b == NULL || b->may_be_value);
	result.may_be_null = a->may_be_null || (b && b->may_be_null);
	result.may_fail = a->may_fail || (b && b->may_fail);
	return result;
}

/* Exact arguments: as the evaluator computes. */
static Extent
exact_result(const Fault *fault, const Decimal *value)
{
	return fault ? extent_fault() : extent_exact(value);
}

Extent
extent_arithmetic(ExprKind kind, const Extent *a, const Extent *b)
{
	Extent		result = begin_result(a, kind == EXPR_NEGATE ? NULL : b);
	bool		may_be_null = result.may_be_null;
	bool		may_fail = result.may_fail;

	if (!result.may_be_value)
		return result;
	switch (kind)
	{
		case EXPR_NEGATE:
			negate(&result, a);
			result.may_be_null = may_be_null;
			result.may_fail = may_fail;
			break;
		case EXPR_ADD:
			result.low = combine_bounds(add, &a->low, &b->low);
			result.high = combine_bounds(add, &a->high, &b->high);
			break;
		case EXPR_SUBTRACT:
			result.low = combine_bounds(subtract, &a->low, &b->high);
			result.high = combine_bounds(subtract, &a->high, &b->low);
			break;
		case EXPR_MULTIPLY:
			multiply_extents(&result, a, b);
			break;
		case EXPR_DIVIDE:
			divide_extents(&result, a, b);
			break;
		default:
			result.may_fail = true; /* of dates or texts: nothing is known of them, and a date may be out of range */
			break;
	}
	return result;
}

/* Least or greatest of two: a null counts for nothing. */
static Extent
extreme(const Extent *a, const Extent *b, bool least)
{
	Extent		result;

	if (!a->may_be_value || !b->may_be_value)
		result = a->may_be_value ? *a : *b;
	else
	{
		result = extent_everything();
		result.low = (compare_bounds(&a->low, &b->low, false) < 0) == least ? a->low : b->low;
		result.high = (compare_bounds(&a->high, &b->high, true) < 0) == least ? a->high : b->high;
		/* without the other, the one alone */
		if (a->may_be_null)
			result = extent_join(&result, b);
		if (b->may_be_null)
			result = extent_join(&result, a);
	}
	result.may_be_null = a->may_be_null && b->may_be_null;
	result.may_fail = a->may_fail || b->may_fail;
	return result;
}

Extent
extent_limit(const Extent *a, const Extent *limit, bool from_above)
{
	Extent		value = *a;
	Extent		bound = *limit;
	Extent		result;

	if (!a->may_be_value)
		return *a;
	value.may_be_null = value.may_fail = false;
	bound.may_fail = false;
	result = extreme(&value, &bound, from_above);
	result.may_be_null = a->may_be_null;
	result.may_fail = a->may_fail || limit->may_fail;
	return result;
}

static Extent
absolute(const Extent *a)
{
	static const Decimal zero = {0};
	Extent		result = *a;

	if (is_not_negative(a))
		return *a;
	negate(&result, a);
	result.may_be_null = a->may_be_null;
	result.may_fail = a->may_fail;
	if (!is_not_negative(&result))
	{
		if (compare_bounds(&a->high, &result.high, true) > 0)
			result.high = a->high;
		result.low = bound_at(&zero, false);
	}
	return result;
}

static const Fault *
compute_exact(RubricFunction function, Decimal *result, const Decimal *a, const Decimal *b)
{
	int32		places = 0;
	const Fault *fault = NULL;

	switch (function)
	{
		case FUNC_CEIL:
			return decimal_ceil(result, a);
		case FUNC_FLOOR:
			return decimal_floor(result, a);
		case FUNC_ROUND:
		case FUNC_TRUNC:
			if (b)
				fault = decimal_to_int32(b, &places);
			if (fault)
				return fault;
			if (function == FUNC_ROUND)
				return decimal_round(result, a, places);
			decimal_trunc(result, a, places);
			return NULL;
		case FUNC_LN:
			return decimal_ln(result, a);
		case FUNC_EXP:
			return decimal_exp(result, a);
		case FUNC_SQRT:
			return decimal_sqrt(result, a);
		case FUNC_LOG10:
			return decimal_log10(result, a);
		case FUNC_MOD:
			return decimal_mod(result, a, b);
		default:
			return decimal_power(result, a, b);
	}
}

static Bound
rounded_bound(RubricFunction function, const Bound *a, const Extent *b)
{
	Decimal		value;

	if (a->infinite || compute_exact(function, &value, &a->value, b ? &b->low.value : NULL) != NULL)
		return bound_nowhere();
	return bound_at(&value, false);
}

Extent
extent_function(RubricFunction function, const Extent *a, const Extent *b)
{
	Extent		result;
	Decimal		value;

	if (function == FUNC_LEAST || function == FUNC_GREATEST)
		return extreme(a, b, function == FUNC_LEAST);
	result = begin_result(a, b);
	if (!result.may_be_value)
		return result;
	if (function == FUNC_ABS)
		return absolute(a);
	if (function >= FUNC_LENGTH && function <= FUNC_YEARS_BETWEEN)
		return result;			/* of dates or texts: nothing is known */
	if (extent_is_exact(a) && (b == NULL || extent_is_exact(b)))
		return exact_result(compute_exact(function, &value, &a->low.value, b ? &b->low.value : NULL), &value);
	switch (function)
	{
		case FUNC_CEIL:
		case FUNC_FLOOR:
		case FUNC_ROUND:
		case FUNC_TRUNC:
			/* they rise with their argument */
			if (b && !extent_is_number(b))
				break;
			result.low = rounded_bound(function, &a->low, b);
			result.high = rounded_bound(function, &a->high, b);
			break;
		default:
			result.may_fail = true; /* a logarithm of zero, an overflow */
			break;
	}
	return result;
}
