/*
 * solve.h
 *		The findings that need solving: which rows are there, and which not?
 */
#ifndef ANALYSIS_SOLVE_H
#define ANALYSIS_SOLVE_H

#include "postgres.h"

#include "analysis/finding.h"

/* solve.c */
extern void find_by_solving(Findings *findings);

#endif							/* ANALYSIS_SOLVE_H */
