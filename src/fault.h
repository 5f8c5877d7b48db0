/*
 * fault.h
 *		Faults in the data of a row or in parameters: a value outside its domain,
 *		a division by zero, a number out of range.
 *
 * Whatever computes with data returns the first fault that it meets, or NULL;
 * it raises none.  So assess() tells a row that is refused from the others
 * without catching an error, and who cannot do without a result raises it.
 */
#ifndef FAULT_H
#define FAULT_H

#include "compat.h"

typedef struct Fault
{
	int			sqlstate;
	const char *message;		/* one sentence */
	const char *domain;			/* the one that the value is outside of; NULL: none, so below */
	const char *hint;
} Fault;

/* What the reason of a refused row begins with. */
#define FAULT_PREFIX "refused: "

/* Those of arithmetic, exact and in double precision. */
extern const Fault fault_division_by_zero;
extern const Fault fault_log_of_zero;
extern const Fault fault_log_of_negative;
extern const Fault fault_root_of_negative;
extern const Fault fault_zero_to_negative_power;
extern const Fault fault_complex_power;

/* A fault in CurrentMemoryContext, with a message that lives as long. */
extern Fault *fault_make(int sqlstate, const char *message);

/* What is wrong in one sentence, and "refused: " with it; palloc'ed. */
extern char *fault_sentence(const Fault *fault);
extern char *fault_reason(const Fault *fault);

/* ereport(ERROR) */
pg_noreturn extern void fault_throw(const Fault *fault);

static inline void
fault_throw_any(const Fault *fault)
{
	if (unlikely(fault != NULL))
		fault_throw(fault);
}

#endif							/* FAULT_H */
