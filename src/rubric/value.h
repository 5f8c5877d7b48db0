/*
 * value.h
 *		Values of literals and parameters, whether they are inside a domain, and
 *		how they are shown.
 */
#ifndef RUBRIC_VALUE_H
#define RUBRIC_VALUE_H

#include "postgres.h"

#include "utils/jsonb.h"

#include "rubric/program.h"

/* A domain ready to be checked; bounds are doubles too, for double columns. */
typedef struct DomainCheck
{
	const Input *input;
	const char *noun;			/* "metric" or "parameter" */
	const char *domain;			/* as its author wrote it; NULL: only "finite" */
	bool		is_double;
	RubricValue low;
	RubricValue high;
	double		low_double;
	double		high_double;
	int			nvalues;
	RubricValue *values;
	double	   *values_double;
} DomainCheck;

/* domain.c: the check of an input, or NULL when there is nothing to check */
extern DomainCheck *domain_check_make(const Rubric *rubric, const Input *input,
									  const char *noun, bool is_double);

/* domain.c: the fault of a value that is outside; gives a listed text its position */
extern const Fault *domain_check_value(const DomainCheck *check, RubricValue *value);

/* domain.c: the fault of a value that is known to be outside */
extern const Fault *domain_fault(const DomainCheck *check, const RubricValue *value);

/* domain.c: the value of a literal; its memory is the literal's */
extern void value_from_literal(RubricValue *value, const RubricExpr *literal);

/* result.c: a value that is not null as text, palloc'ed */
extern char *value_text(const RubricValue *value, RubricType type, bool is_double);

/*
 * parameters.c: one parameter from jsonb (may be NULL), as_of (likewise), or
 * its default; null if it has none of these and is not needed.
 */
extern const Fault *value_from_parameter(RubricValue *value, const Input *input, const DomainCheck *check,
										 Jsonb *parameters, const DateADT *as_of, bool needed);

static inline bool
value_same_text(const RubricValue *a, const RubricValue *b)
{
	return a->text.length == b->text.length &&
		memcmp(a->text.data, b->text.data, a->text.length) == 0;
}

#endif							/* RUBRIC_VALUE_H */
