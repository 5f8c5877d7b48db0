/*
 * double.h
 *		Arithmetic in double precision, with the results and faults that
 *		PostgreSQL's operators have.
 */
#ifndef DOUBLE_H
#define DOUBLE_H

#include "postgres.h"

#include <math.h>

#include "fault.h"

extern const Fault double_overflow;
extern const Fault double_underflow;

extern const Fault *double_ln(double *result, double a);
extern const Fault *double_exp(double *result, double a);
extern const Fault *double_log10(double *result, double a);
extern const Fault *double_sqrt(double *result, double a);
extern const Fault *double_power(double *result, double a, double b);

static inline const Fault *
double_add(double *result, double a, double b)
{
	double		sum = a + b;

	if (unlikely(isinf(sum)) && !isinf(a) && !isinf(b))
		return &double_overflow;
	*result = sum;
	return NULL;
}

static inline const Fault *
double_subtract(double *result, double a, double b)
{
	return double_add(result, a, -b);
}

static inline const Fault *
double_multiply(double *result, double a, double b)
{
	double		product = a * b;

	if (unlikely(isinf(product)) && !isinf(a) && !isinf(b))
		return &double_overflow;
	if (unlikely(product == 0) && a != 0 && b != 0)
		return &double_underflow;
	*result = product;
	return NULL;
}

static inline const Fault *
double_divide(double *result, double a, double b)
{
	double		quotient;

	if (unlikely(b == 0) && !isnan(a))
		return &fault_division_by_zero;
	quotient = a / b;
	if (unlikely(isinf(quotient)) && !isinf(a))
		return &double_overflow;
	if (unlikely(quotient == 0) && a != 0 && !isinf(b))
		return &double_underflow;
	*result = quotient;
	return NULL;
}

#endif							/* DOUBLE_H */
