/*
 * lower.h
 *		The parts of a rubric that SQL lacks, as expressions of its own language.
 *
 * The expressions made may share nodes with the rubric and with each other.
 */
#ifndef RUBRIC_LOWER_H
#define RUBRIC_LOWER_H

#include "postgres.h"

#include "nodes/bitmapset.h"
#include "utils/jsonb.h"

#include "rubric/precision.h"
#include "rubric/value.h"

typedef struct Lowering
{
	const Rubric *rubric;
	RubricExpr **parameters;	/* the literals they stand for, or a case of these by the group of the row */
	RubricExpr **tiles;			/* likewise, as a case of the cuts */
	RubricExpr *score;			/* what score stands for, */
	bool		score_is_column;	/* unless it is read from a column */
	bool		as_rank;		/* ranks instead of labels */
	Precision	precision;
	int			visits;

	/* while expressions are made: what cannot be null at this place */
	Bitmapset  *known;			/* metrics */
	bool		score_known;
} Lowering;

/* values: taken from the parameters */
extern void lower_init(Lowering *l, const Rubric *rubric, ParameterValues *values);

/* What a name stands for: never a define, a parameter or a tile, nor score unless it is a column. */
extern const RubricExpr *lower_resolve(Lowering *l, const RubricExpr *expr);

/* The score of a row that passes scopes and requirements, of a rubric that has one. */
extern RubricExpr *lower_plain_score(Lowering *l);

/* The score; 22023 where the rubric has none. */
extern RubricExpr *lower_score(Lowering *l);

/* The grade of a row that passes the guards, arms of a case that leave a row not graded. */
extern RubricExpr *lower_grade(Lowering *l, List **guards);

/* Both in one expression; merge: in one case, where the grade is a plain one. */
extern RubricExpr *lower_guarded(Lowering *l, List *guards, RubricExpr *grade, bool merge);

/* How often an expression reads score. */
extern int	lower_score_reads(Lowering *l, RubricExpr *expr);

/* Is the metric inside the domain?  NULL: any value is. */
extern RubricExpr *lower_domain(RubricExpr *metric, const Domain *domain);

/* Nodes; their places are -1, which tells them from what an author wrote. */
extern RubricExpr *lower_node(ExprKind kind, RubricType type, List *args);
extern RubricExpr *lower_comparison(ExprKind kind, const RubricExpr *a, const RubricExpr *b);

/* the only one of a list, or all of them under kind */
extern RubricExpr *lower_junction(ExprKind kind, List *args);

#endif							/* RUBRIC_LOWER_H */
