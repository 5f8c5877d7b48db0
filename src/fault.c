/*
 * fault.c
 *		Faults in data: made, told and raised.
 */
#include "postgres.h"

#include "fault.h"

const Fault fault_division_by_zero = {.sqlstate = ERRCODE_DIVISION_BY_ZERO, .message = "division by zero"};
const Fault fault_log_of_zero = {.sqlstate = ERRCODE_INVALID_ARGUMENT_FOR_LOG, .message = "cannot take logarithm of zero"};
const Fault fault_log_of_negative = {.sqlstate = ERRCODE_INVALID_ARGUMENT_FOR_LOG, .message = "cannot take logarithm of a negative number"};
const Fault fault_root_of_negative =
{.sqlstate = ERRCODE_INVALID_ARGUMENT_FOR_POWER_FUNCTION, .message = "cannot take square root of a negative number"};
const Fault fault_zero_to_negative_power =
{.sqlstate = ERRCODE_INVALID_ARGUMENT_FOR_POWER_FUNCTION, .message = "zero raised to a negative power is undefined"};
const Fault fault_complex_power =
{.sqlstate = ERRCODE_INVALID_ARGUMENT_FOR_POWER_FUNCTION, .message = "a negative number raised to a non-integer power yields a complex result"};

Fault *
fault_make(int sqlstate, const char *message)
{
	Fault	   *fault = palloc0(sizeof(Fault));

	fault->sqlstate = sqlstate;
	fault->message = message;
	return fault;
}

/* Not translated: it is stored, and read by others than who caused it. */
char *
fault_sentence(const Fault *fault)
{
	return fault->domain ? psprintf("%s (%s)", fault->message, fault->domain) : pstrdup(fault->message);
}

char *
fault_reason(const Fault *fault)
{
	return psprintf(FAULT_PREFIX "%s", fault_sentence(fault));
}

/* The server has translations of messages that are its own. */
void
fault_throw(const Fault *fault)
{
	ereport(ERROR,
			(errcode(fault->sqlstate),
			 errmsg_internal("%s", _(fault->message)),
			 fault->domain ? errdetail("The domain is: %s.", fault->domain) : 0,
			 fault->hint ? errhint("%s", fault->hint) : 0));
}
