/*
 * precision.h
 *		Is a number of a rubric double precision?
 */
#ifndef RUBRIC_PRECISION_H
#define RUBRIC_PRECISION_H

#include "postgres.h"

#include "rubric/program.h"

/* What is known about one rubric's numbers so far. */
typedef struct Precision
{
	const Rubric *rubric;
	const Source *sources;		/* NULL: not known, so any metric may be double precision */
	int		   *defines;		/* 0, 1; -1: not known yet */
	int			sum;			/* of the criteria; likewise */
	int			score;			/* of score = ...; likewise */
	bool		in_score;		/* within "score = ...", where score is the sum */
} Precision;

/* Memory is CurrentMemoryContext's. */
extern void precision_init(Precision *precision, const Rubric *rubric, const Source *sources);

extern bool is_double(Precision *precision, const RubricExpr *expr);
extern bool points_are_double(Precision *precision, const Criterion *criterion);

/* points times weight */
extern bool product_is_double(Precision *precision, const Criterion *criterion);
extern bool criterion_is_double(Precision *precision, const Criterion *criterion);
extern bool sum_is_double(Precision *precision);
extern bool score_is_double(Precision *precision);

#endif							/* RUBRIC_PRECISION_H */
