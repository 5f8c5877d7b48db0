/*
 * solve_print.h
 *		Cells of variables in words, or rather in the language of rubrics.
 */
#ifndef ANALYSIS_SOLVE_PRINT_H
#define ANALYSIS_SOLVE_PRINT_H

#include "postgres.h"

#include "analysis/solve_model.h"

/* "revenue > 90 and revenue < 91": allowed has the cells of each variable; "": all rows */
extern char *describe_cells(const Model *model, bool *const *allowed);

/* the same as a condition that can be evaluated: nothing is left out, and null is told apart */
extern char *condition_of_cells(const Model *model, bool *const *allowed);

#endif							/* ANALYSIS_SOLVE_PRINT_H */
