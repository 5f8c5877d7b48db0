/*
 * solve_diagram.h
 *		Decision diagrams: functions of the cells that rows lie in.
 *
 * A variable stands for a metric (or something else that a row has one value
 * of) and has so many cells; a row lies in one of them.  A diagram is a graph
 * without cycles whose inner nodes ask for the cell of a variable, in one
 * order of variables for all, and whose leaves hold the answer: either a set
 * of bits (of which one comes out), or an extent of values.  Equal diagrams are
 * one node, so that each operation looks at a pair of nodes once only.
 *
 * Work is counted: beyond the limit an operation leaves through escape.
 */
#ifndef ANALYSIS_SOLVE_DIAGRAM_H
#define ANALYSIS_SOLVE_DIAGRAM_H

#include "postgres.h"

#include <setjmp.h>

#include "analysis/solve_extent.h"

typedef int Diagram;			/* the number of a node */

/*
 * What a leaf of bits says of a condition: which outcomes are possible for the
 * rows there.  None at all: there are no such rows.
 */
#define MAY_BE_FALSE	1
#define MAY_BE_TRUE		2
#define MAY_BE_NULL		4
#define MAY_FAIL		8

#define NO_VARIABLE		PG_INT32_MAX	/* of a leaf */

typedef enum Operation
{
	OP_AND,						/* bits; these two as SQL evaluates them, from left to right */
	OP_OR,
	OP_NOT,						/* bits of the first; likewise the next two */
	OP_IS_TRUE,
	OP_IS_FALSE,
	OP_IS_NULL,					/* bits of a condition */
	OP_VALUE_IS_NULL,			/* extents to bits */
	OP_TO_VALUE,				/* bits to extents: 0 and 1 */
	OP_TO_TRUTH,				/* and back */
	OP_ARITHMETIC,				/* extents; arg: an ExprKind */
	OP_FUNCTION,				/* likewise; arg: a RubricFunction */
	OP_FUNCTION_OF_ONE,
	OP_COALESCE,
	OP_LIMIT_BELOW,				/* extents: see extent_limit() */
	OP_LIMIT_ABOVE,
	OP_NARROW,					/* extents: the values of both, where the first has several */
	OP_MAP,						/* extents; see diagrams_make(), which gets arg */
	OP_SIGNS,					/* extents to SIGN_ bits */
	OP_REFINE_SIGNS,			/* the signs of both, where the first leaves several */
	OP_SIGNS_TO_TRUTH,			/* arg: the signs that are true */
	OP_CHOOSE,					/* this and all below are not for diagram_apply() */
	OP_RESTRICT,
	OP_ANY,
	OP_PAIR,
	OP_MARK
} Operation;

typedef struct Diagrams Diagrams;

/* What OP_MAP makes of an extent. */
typedef Extent (*ExtentMap) (void *context, int arg, const Extent *extent);

/* In CurrentMemoryContext. */
extern Diagrams *diagrams_make(int64 limit, sigjmp_buf *escape, ExtentMap map, void *context);

/* a new variable, behind all others */
extern int	diagram_add_variable(Diagrams *diagrams, int ncells);
extern int	diagram_cells(const Diagrams *diagrams, int variable);

extern Diagram diagram_bits(Diagrams *diagrams, int bits);
extern Diagram diagram_extent(Diagrams *diagrams, const Extent *extent);

/* children: one for each cell; their variables come after this one */
extern Diagram diagram_node(Diagrams *diagrams, int variable, const Diagram *children);

/* b is unused by operations of one argument: give 0 */
extern Diagram diagram_apply(Diagrams *diagrams, Operation operation, int arg, Diagram a, Diagram b);

/* where the condition is true a, where it is false or null b */
extern Diagram diagram_choose(Diagrams *diagrams, Diagram condition, Diagram a, Diagram b);

/* its variable, or NO_VARIABLE */
extern int	diagram_variable(const Diagrams *diagrams, Diagram diagram);
extern Diagram diagram_child(const Diagrams *diagrams, Diagram diagram, int cell);

/* the most variables on a way down to a leaf */
extern int	diagram_depth(const Diagrams *diagrams, Diagram diagram);

/* for rows of this cell */
extern Diagram diagram_restrict(Diagrams *diagrams, Diagram diagram, int variable, int cell);

/* leaves */
extern int	diagram_leaf_bits(const Diagrams *diagrams, Diagram diagram);
extern const Extent *diagram_leaf_extent(const Diagrams *diagrams, Diagram diagram);

/* bits of all leaves below; has_none: one of them is without bits */
extern int	diagram_all_bits(const Diagrams *diagrams, Diagram diagram, bool *has_none);

/* Has any leaf this property?  number: of the test, to tell it from others. */
typedef bool (*LeafTest) (const Diagrams *diagrams, Diagram leaf);
extern bool diagram_any(Diagrams *diagrams, Diagram diagram, LeafTest test, int number);

/* all extents of its leaves joined */
extern Extent diagram_whole_extent(const Diagrams *diagrams, Diagram diagram);

/* A number for a pair of numbers, from 1: the same for the same pair. */
extern int	diagram_pair(Diagrams *diagrams, int a, int b);

/* Pairs can be marked. */
extern void diagram_mark(Diagrams *diagrams, int pair);
extern bool diagram_is_marked(Diagrams *diagrams, int pair);

extern void diagram_count_work(Diagrams *diagrams);

/* how much was counted so far */
extern int64 diagram_work(const Diagrams *diagrams);

/* how many nodes there are */
extern int	diagram_count(const Diagrams *diagrams);

#endif							/* ANALYSIS_SOLVE_DIAGRAM_H */
