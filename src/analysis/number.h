/*
 * number.h
 *		Numbers in the sentences of findings.
 */
#ifndef ANALYSIS_NUMBER_H
#define ANALYSIS_NUMBER_H

#include "postgres.h"

#include "decimal.h"

/* without zeros at the end: "12.5" */
extern char *number_text(const Decimal *number);

/* a share in percent: "12.5%" */
extern char *percent_text(const Decimal *share);

#endif							/* ANALYSIS_NUMBER_H */
