/*
 * unit.h
 *		Units of treatments that are a time.
 */
#ifndef RUBRIC_UNIT_H
#define RUBRIC_UNIT_H

#include "postgres.h"

#include "datatype/timestamp.h"

/*
 * The time that a unit is, second to year in English or Chinese, or that it is
 * per, as in "time/month".  A working day counts as 1.4 days.  false: worklists
 * do not understand it.
 */
extern bool unit_span(const char *unit, Interval *span);

/* is it "time/month" or the like? */
extern bool unit_is_rate(const char *unit);

#endif							/* RUBRIC_UNIT_H */
