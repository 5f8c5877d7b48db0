/*
 * advise_axis.h
 *		The values of a metric as places on a line, and the cuts between which
 *		nothing changes for a row.
 */
#ifndef ANALYSIS_ADVISE_AXIS_H
#define ANALYSIS_ADVISE_AXIS_H

#include "postgres.h"

#include "decimal.h"
#include "rubric/program.h"

/* Texts without an order have no place: what they name is no more or less of something. */
typedef enum MetricAxisKind
{
	AXIS_NUMBER,
	AXIS_DATE,					/* places are days */
	AXIS_BOOLEAN,				/* 0 and 1 */
	AXIS_ORDER					/* of an ordered text: 0 is the worst */
} MetricAxisKind;

/* The column that feeds a metric; without type: a key of a JSON object. */
typedef struct AxisColumn
{
	Oid			type;
	int32		typmod;
} AxisColumn;

/* The first place beyond a cut, in one direction. */
typedef struct Candidate
{
	Decimal		at;				/* what is told */
	Datum		datum;			/* what is graded */
	bool		strict;			/* it is beyond "at", which no step of the metric tells by how much */
	bool		usable;			/* the column can hold it */
	bool		outside;		/* of the domain of the metric: such a row is refused */
} Candidate;

/* Places below it and from it on are told apart; after: those up to it and above. */
typedef struct Cut
{
	Decimal		at;
	bool		after;
	Candidate	up;
	Candidate	down;
} Cut;

typedef struct MetricAxis
{
	MetricAxisKind kind;
	int			metric;
	const Input *input;
	SourceKind	source;
	int			number;			/* of the input that program_run() gets */
	bool		has_step;
	int			scale;			/* decimals of a step; of other numbers, those that a search goes down to */
	int			digits;			/* a numeric column's before the point; 0: any number of */
	bool		searched;		/* it is calculated with: between cuts, too, something may change */
	int			ncuts;
	int			max_cuts;
	Cut		   *cuts;			/* ascending */
	int			npeers;			/* metrics that it is compared with */
	int		   *peers;
	int			nplaces;		/* AXIS_BOOLEAN, AXIS_ORDER */
	Datum	   *texts;			/* AXIS_ORDER: of each place; 0: the column has no such value */
	const Domain *order;
} MetricAxis;

/*
 * The axis of a metric of a program whose parameters are set, in
 * CurrentMemoryContext; false: it has none.
 */
extern bool axis_make(MetricAxis *axis, const Program *program, int metric, const AxisColumn *column);

/* One more cut, on each side of a place; the cuts must then be sorted again. */
extern void axis_add_cut(MetricAxis *axis, const Decimal *at, bool after);
extern void axis_sort_cuts(MetricAxis *axis);

/* The place of a value; false: it has none, such as NaN. */
extern bool axis_place(const MetricAxis *axis, Datum datum, Decimal *place);

/* A place as a value of the column, in CurrentMemoryContext; beyond: 1 or -1 for a value above or below it. */
extern bool axis_datum(const MetricAxis *axis, const Decimal *place, int beyond, Datum *datum);

/* The greatest place of a grid of so many decimals that is not above, the least one that is not below. */
extern void grid_floor(Decimal *result, const Decimal *a, int scale);
extern void grid_ceil(Decimal *result, const Decimal *a, int scale);

#endif							/* ANALYSIS_ADVISE_AXIS_H */
