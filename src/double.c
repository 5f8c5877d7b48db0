/*
 * double.c
 *		Arithmetic in double precision, with the results and faults that
 *		PostgreSQL's operators have.
 */
#include "postgres.h"

#include "double.h"

#include <errno.h>

const Fault double_overflow = {.sqlstate = ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE, .message = "value out of range: overflow"};
const Fault double_underflow = {.sqlstate = ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE, .message = "value out of range: underflow"};

/* Was a result of the C library, which also sets errno, out of range? */
static const Fault *
range_fault(double result, bool may_be_zero)
{
	if (isinf(result) || (errno == ERANGE && result != 0))
		return &double_overflow;
	if (result == 0 && (errno == ERANGE || !may_be_zero))
		return &double_underflow;
	return NULL;
}

const Fault *
double_ln(double *result, double a)
{
	if (a == 0)
		return &fault_log_of_zero;
	if (a < 0)
		return &fault_log_of_negative;
	*result = log(a);
	return NULL;
}

const Fault *
double_log10(double *result, double a)
{
	if (a == 0)
		return &fault_log_of_zero;
	if (a < 0)
		return &fault_log_of_negative;
	*result = log10(a);
	return NULL;
}

const Fault *
double_exp(double *result, double a)
{
	errno = 0;
	*result = exp(a);
	return isfinite(a) ? range_fault(*result, false) : NULL;
}

const Fault *
double_sqrt(double *result, double a)
{
	if (a < 0)
		return &fault_root_of_negative;
	*result = sqrt(a);
	return NULL;
}

const Fault *
double_power(double *result, double a, double b)
{
	if (a == 0 && b < 0)
		return &fault_zero_to_negative_power;
	if (a < 0 && !isnan(b) && floor(b) != b)
		return &fault_complex_power;
	errno = 0;
	*result = pow(a, b);
	return isfinite(a) && isfinite(b) ? range_fault(*result, a == 0) : NULL;
}
