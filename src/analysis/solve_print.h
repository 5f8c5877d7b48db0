/*
 * solve_print.h
 *		Cells of variables in words, or rather in the rubric's own language.
 */
#ifndef ANALYSIS_SOLVE_PRINT_H
#define ANALYSIS_SOLVE_PRINT_H

#include "postgres.h"

#include "analysis/solve_model.h"

/* "revenue > 90 and revenue < 91": allowed has the cells of each variable; "": all rows */
extern char *describe_cells(const Model *model, bool *const *allowed);

#endif							/* ANALYSIS_SOLVE_PRINT_H */
