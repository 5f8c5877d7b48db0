/*
 * solve_extent.h
 *		The values that an expression may have: an interval of numbers, null, a
 *		fault.
 *
 * Values of all types are numbers here: false and true are 0 and 1, a date is
 * its day, a text has the number that the model has given it.
 */
#ifndef ANALYSIS_SOLVE_EXTENT_H
#define ANALYSIS_SOLVE_EXTENT_H

#include "postgres.h"

#include "decimal.h"
#include "rubric/rubric.h"

typedef struct Bound
{
	bool		infinite;
	bool		open;			/* the bound itself is not among the values */
	Decimal		value;
} Bound;

typedef struct Extent
{
	bool		may_be_null;
	bool		may_fail;
	bool		may_be_value;	/* one between the bounds; else these mean nothing */
	Bound		low;
	Bound		high;
} Extent;

/* Which signs a - b may have, and whether there is none. */
#define SIGN_MAY_BE_LESS	1
#define SIGN_MAY_BE_EQUAL	2
#define SIGN_MAY_BE_GREATER 4
#define SIGN_MAY_BE_NULL	8
#define SIGN_MAY_FAIL		16
#define SIGNS_OF_VALUES		(SIGN_MAY_BE_LESS | SIGN_MAY_BE_EQUAL | SIGN_MAY_BE_GREATER)

extern Extent extent_exact(const Decimal *value);
extern Extent extent_null(void);
extern Extent extent_fault(void);
extern Extent extent_everything(void);	/* all numbers */

/* the bounds are one number */
extern bool extent_is_number(const Extent *extent);

/* that one, and neither null nor a fault */
extern bool extent_is_exact(const Extent *extent);

/* Is there a value between the bounds?  Otherwise the extent is made one without value. */
extern bool extent_settle(Extent *extent);

extern bool extent_equal(const Extent *a, const Extent *b);
extern uint32 extent_hash(const Extent *extent);
extern bool extent_contains(const Extent *extent, const Decimal *value);
extern Extent extent_join(const Extent *a, const Extent *b);

/* the values of both; null and faults of a */
extern Extent extent_intersect(const Extent *a, const Extent *b);

/* of an expression over the extents of its arguments; b: unused where it has one only */
extern Extent extent_arithmetic(ExprKind kind, const Extent *a, const Extent *b);
extern Extent extent_function(RubricFunction function, const Extent *a, const Extent *b);

/* limit a value; null stays null, and a limit that is null limits nothing */
extern Extent extent_limit(const Extent *a, const Extent *limit, bool from_above);
extern int	extent_signs(const Extent *a, const Extent *b);

#endif							/* ANALYSIS_SOLVE_EXTENT_H */
