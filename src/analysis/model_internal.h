/*
 * model_internal.h
 *		What model.c and cells.c share and nobody else needs.
 */
#ifndef ANALYSIS_MODEL_INTERNAL_H
#define ANALYSIS_MODEL_INTERNAL_H

#include "analysis/model.h"

/* cells.c: find the variables of a rubric and cut them into cells */
extern void cut_rubric(Model *model);

/* cells.c: a literal as a number */
extern void model_number(Model *model, const RubricExpr *literal, Decimal *number);

/* cells.c: the axis of an expression that is cut, with a variable; NULL: it is not */
extern Axis *model_find_expression(Model *model, const RubricExpr *expr);

/* cells.c: the axis of a comparison of two expressions, or (swapped) of the same the other way round */
extern Axis *model_comparison(Model *model, const RubricExpr *a, const RubricExpr *b, bool *swapped);

#endif							/* ANALYSIS_MODEL_INTERNAL_H */
