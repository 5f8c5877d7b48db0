/*
 * solve_model.h
 *		A rubric as decision diagrams over the cells of its metrics.
 */
#ifndef ANALYSIS_SOLVE_MODEL_H
#define ANALYSIS_SOLVE_MODEL_H

#include "postgres.h"

#include "analysis/solve_diagram.h"
#include "rubric/rubric.h"

/*
 * What a variable stands for.  Rows differ in metrics; the others are there
 * for what cells do not tell:
 *
 * a parameter without a value in the text, or one that the population gives;
 * a tile;
 * an expression such as a / b or the score, where it depends on more than one
 * metric and not on their cells alone: cut by what it is compared with;
 * a comparison of two such: less, equal or greater.
 */
typedef enum AxisKind
{
	AXIS_METRIC,
	AXIS_PARAMETER,
	AXIS_TILE,
	AXIS_EXPRESSION,
	AXIS_COMPARISON
} AxisKind;

typedef struct Axis
{
	AxisKind	kind;
	int			index;			/* metric, parameter, tile: its number */
	const Input *input;			/* metric, parameter */
	const RubricExpr *expr;		/* expression; comparison: its left side */
	const RubricExpr *other;	/* comparison: its right side */
	bool		reads_parameter;	/* expression, comparison: one that is not known, or a tile */
	int			variable;		/* -1: none yet */
	List	   *cuts;			/* of Decimal: what it is compared with, in no order */
	int			ncells;
	Extent	   *cells;			/* in ascending order; the last one may be null */
} Axis;

typedef struct Model
{
	const Rubric *rubric;
	Diagrams   *diagrams;
	List	   *texts;			/* of char *: a text is its place here */
	List	   *orders;			/* of Domain: those that values are compared by */
	Axis	   *metrics;
	Axis	   *parameters;
	bool	   *known;			/* for each parameter: has it a value? */
	RubricExpr **values;		/* likewise: that value, a literal */
	Axis	   *tiles;
	List	   *expressions;	/* of Axis: expressions and comparisons */
	List	   *by_variable;	/* of Axis */
	Diagram    *defines;		/* values; -1: not made yet */
	int		   *constant;		/* for each define: is it? -1: not known yet */
	Diagram		sum;			/* of the criteria, likewise */
	Diagram		score;
	bool		in_score;		/* within "score = ...", where score is the sum */

	/* what every row passes that comes to the rules: true there */
	List	   *guards;			/* of Diagram, as integers */
} Model;

/* All memory is CurrentMemoryContext's; beyond the limit of work it leaves through escape. */
extern Model *model_make(const Rubric *rubric, int64 limit, sigjmp_buf *escape);

/* a condition: bits of MAY_BE_FALSE and so on */
extern Diagram model_truth(Model *model, const RubricExpr *condition);

/* a value: ranges */
extern Diagram model_value(Model *model, const RubricExpr *expr);

/* the condition of arm i of a case */
extern Diagram model_arm(Model *model, const RubricExpr *expr, int i);
extern Diagram model_score(Model *model);

/* true where a criterion gives no points, so that what is said for missing ones counts */
extern Diagram model_no_points(Model *model, const Criterion *criterion);

/* a literal as a number */
extern void model_number(Model *model, const RubricExpr *literal, Decimal *number);

extern Axis *model_axis(const Model *model, int variable);

/* a text by its number; NULL: the number of none */
extern const char *model_text(const Model *model, int64 number);

#endif							/* ANALYSIS_SOLVE_MODEL_H */
