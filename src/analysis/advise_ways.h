/*
 * advise_ways.h
 *		Which changes of a row give another grade.
 *
 * Each way found has been graded: it gives what was asked for, and no smaller
 * step of its metric in this direction does, unless the metric had to be
 * searched.
 */
#ifndef ANALYSIS_ADVISE_WAYS_H
#define ANALYSIS_ADVISE_WAYS_H

#include "postgres.h"

#include "analysis/advise_axis.h"

/* Grades asked for. */
typedef struct Wanted
{
	uint64		labels;			/* a bit for each: RUBRIC_MAX_GRADES are 64 */
	bool		ungraded;
} Wanted;

typedef enum Bound
{
	BOUND_AT_LEAST,
	BOUND_MORE_THAN,			/* of a metric without a step */
	BOUND_AT_MOST,
	BOUND_LESS_THAN,
	BOUND_EXACTLY
} Bound;

/* One metric changed. */
typedef struct Way
{
	const MetricAxis *axis;
	bool		missing;		/* the row lacks it: value, lower, size are unknown */
	bool		searched;		/* found by a search between cuts */
	bool		has_lower;
	Decimal		value;			/* places */
	Decimal		needed;
	Decimal		lower;			/* where the present grade begins, on the other side of the value */
	Datum		datum;			/* what was graded */
	Bound		bound;
	double		change;			/* see way_change() */
	Outcome		outcome;
} Way;

/* Two metrics changed together. */
typedef struct Pair
{
	Way			first;
	Way			second;			/* after the first */
	double		change;
} Pair;

typedef struct Ways Ways;

/* For a program whose parameters are set; of each metric its column.  In CurrentMemoryContext. */
extern Ways *ways_make(Program *program, const AxisColumn *columns);

/* Look at this row, which has this outcome; the inputs are changed while ways are sought, and then back. */
extern void ways_take_row(Ways *ways, NullableDatum *inputs, const Outcome *outcome);

/* Grades of a better rank than that of the row; of a row without rank all ranked ones are better. */
extern Wanted ways_better(const Ways *ways);

/* The ways that change one metric, smallest change first: of Way. */
extern List *ways_single(Ways *ways, const Wanted *wanted);

/* The smallest of them; false: there is none. */
extern bool ways_nearest(Ways *ways, const Wanted *wanted, Way *way);

/* Of each number that the row has, in each direction, the nearest place that gives another grade or none: of Way. */
extern List *ways_around(Ways *ways);

/*
 * Is the change at most this part of the value, which is not 0, and of the
 * width of the present grade?  So who is in the middle of a narrow grade is
 * not near.
 */
extern bool way_is_near(const Way *way, double part);

/*
 * The ways that change two metrics of which neither suffices, smallest change
 * first: of Pair.
 */
extern List *ways_pairs(Ways *ways, const Wanted *wanted);

/* How much was tried: may there be ways of one or two metrics that ways_single() and ways_pairs() have not found? */
typedef enum Exhaustion
{
	TRIED_ALL,
	TRIED_ALL_BUT_TEXTS,		/* texts without an order are not changed */
	TRIED_SOME
} Exhaustion;
extern Exhaustion ways_exhaustion(const Ways *ways);

/* The share of the way from where the present grade begins to what is needed that lies behind; negative: not known */
extern double way_progress(const Way *way);

extern const char *bound_name(Bound bound);

#endif							/* ANALYSIS_ADVISE_WAYS_H */
