/*
 * value.h
 *		Values of literals and parameters, whether they are inside a domain, and
 *		how they are shown.
 */
#ifndef RUBRIC_VALUE_H
#define RUBRIC_VALUE_H

#include "postgres.h"

#include "utils/jsonb.h"

#include "rubric/groups.h"
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
	int			nranges;
	RubricValue *lows;
	RubricValue *highs;
	double	   *lows_double;
	double	   *highs_double;
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

/* The cuts of a tile, in ascending order. */
struct Cuts
{
	int			count;
	Decimal    *cuts;
	double	   *nearest;		/* doubles */
};

/* A value for everybody, or one for each group. */
typedef struct GroupedValue
{
	RubricValue value;			/* unless by_group */
	RubricValue *by_group;		/* by number of the group; NULL: no groups */
} GroupedValue;

typedef struct ParameterProblem
{
	const Input *parameter;
	const Fault *fault;
} ParameterProblem;

/* What parameters and tiles stand for. */
typedef struct ParameterValues
{
	const Rubric *rubric;
	Program    *computing;		/* of the values that the text computes; NULL: of none */
	DomainCheck **checks;
	GroupedValue *parameters;
	GroupedValue *tiles;		/* values are cuts */
	RubricGroups *groups;		/* NULL: the rubric has none */
	Bitmapset  *needed;			/* parameters that must have a value: at first those that grading reads */
	Bitmapset  *needed_tiles;	/* tiles that must have cuts: at first all */
	bool		lenient;		/* note problems and go on; what nobody has taken from the population is none */
	List	   *problems;		/* of ParameterProblem */
} ParameterValues;

/* parameters.c: for parameters_take(); memory is CurrentMemoryContext's. */
extern ParameterValues *parameters_make(const Rubric *rubric);

/*
 * parameters.c: take values from jsonb (may be NULL); what it lacks from
 * as_of (likewise) or from the text, in its order.  A parameter that nothing
 * reads may be without.
 */
extern const Fault *parameters_take(ParameterValues *values, Jsonb *given, const DateADT *as_of);

/* parameters.c: the values that count for keeping a grade as jsonb, by the names of their parameters. */
extern const Fault *parameters_keep(ParameterValues *values, Jsonb *given, Datum *kept);

static inline bool
value_same_text(const RubricValue *a, const RubricValue *b)
{
	return a->text.length == b->text.length &&
		memcmp(a->text.data, b->text.data, a->text.length) == 0;
}

#endif							/* RUBRIC_VALUE_H */
