/*
 * solve_model_internal.h
 *		What solve_model.c and solve_cells.c share and nobody else needs.
 */
#ifndef ANALYSIS_SOLVE_MODEL_INTERNAL_H
#define ANALYSIS_SOLVE_MODEL_INTERNAL_H

#include "analysis/solve_model.h"

/* solve_cells.c: find the variables of a rubric and cut them into cells */
extern void cut_rubric(Model *model);

/* solve_cells.c: the axis of an expression that is cut, with a variable; NULL: it is not */
extern Axis *model_find_expression(Model *model, const RubricExpr *expr);

/* solve_cells.c: the axis of a comparison of two expressions, or (swapped) of the same the other way round */
extern Axis *model_comparison(Model *model, const RubricExpr *a, const RubricExpr *b, bool *swapped);

#endif							/* ANALYSIS_SOLVE_MODEL_INTERNAL_H */
