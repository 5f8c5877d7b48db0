/*
 * scalar.h
 *		What single steps compute with texts and dates.
 */
#ifndef RUBRIC_SCALAR_H
#define RUBRIC_SCALAR_H

#include "rubric/program.h"

/* scalar_text.c: the order of the bytes, as COLLATE "C" has it: <0, 0, >0 */
extern int	text_compare(const RubricValue *a, const RubricValue *b);

/* scalar_text.c: LIKE, with a backslash as its escape; the pattern does not end with one */
extern bool text_is_like(const RubricValue *text, const RubricValue *pattern);

/* scalar_text.c: of characters */
extern void text_length(Decimal *result, const RubricValue *text);

/* scalar_text.c: these two make texts in CurrentMemoryContext; lower() is of ASCII letters, as COLLATE "C" has it */
extern void text_lower(RubricValue *result, const RubricValue *text);
extern const Fault *text_concat(RubricValue *result, const RubricValue *a, const RubricValue *b);

/* scalar_date.c: an infinite date stays as it is */
extern const Fault *date_add_days(DateADT *result, DateADT date, int32 days);
extern const Fault *date_add_months(DateADT *result, DateADT date, int32 months);

/* scalar_date.c: function: FUNC_YEAR, FUNC_MONTH or FUNC_DAY */
extern const Fault *date_part(Decimal *result, DateADT date, RubricFunction function);

/* scalar_date.c: to - from in days; or in whole months (FUNC_MONTHS_BETWEEN) or years */
extern const Fault *date_days_between(Decimal *result, DateADT to, DateADT from);
extern const Fault *date_months_between(Decimal *result, DateADT from, DateADT to, RubricFunction function);

#endif							/* RUBRIC_SCALAR_H */
