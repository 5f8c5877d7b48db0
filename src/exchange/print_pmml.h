/*
 * print_pmml.h
 *		The scorecard of a rubric as a Scorecard in PMML 4.4.
 */
#ifndef EXCHANGE_PRINT_PMML_H
#define EXCHANGE_PRINT_PMML_H

#include "postgres.h"

#include "utils/jsonb.h"

#include "rubric/rubric.h"

/*
 * The document.  baselines: an object of points by criterion, or NULL.
 * *problem: what PMML has no words for; then there is no document.  *left_out:
 * what it says nothing about (of char *).
 */
extern char *print_pmml(const Rubric *rubric, const char *name, Jsonb *baselines, char **problem, List **left_out);

#endif							/* EXCHANGE_PRINT_PMML_H */
