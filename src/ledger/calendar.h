/*
 * calendar.h
 *		Spans, ends of periods and days of reviews.
 *
 * Pure: no fcinfo, no SPI, no clock.  A day that a month lacks is its last one.
 */
#ifndef LEDGER_CALENDAR_H
#define LEDGER_CALENDAR_H

#include "postgres.h"

#include "utils/date.h"

#include "rubric/terms.h"

/* A date that never comes: SQL's NULL where a date may be missing, and its 'infinity'. */
#define NEVER	DATEVAL_NOEND

/* The day so long after another one: 31 January and a month is the end of February. */
extern DateADT calendar_add(DateADT day, Span span);

/* The day after; of NEVER and of the last of all days: NEVER. */
extern DateADT calendar_day_after(DateADT day);

/* The last day of the period that a day is in, or of the next one. */
extern DateADT calendar_period_end(DateADT day, Period period, bool next);

/* The next common review after a day. */
extern DateADT review_next(const ReviewTerm *review, DateADT day);

/*
 * The common review to hold today, if the last one was as of reviewed_on; NEVER:
 * none.  Of several that were missed it is the last one.
 */
extern DateADT review_due(const ReviewTerm *review, DateADT reviewed_on, DateADT today);

/* The same for a customer's own reviews, which are each so long after the one before, counted from an anchor. */
extern DateADT own_review_next(const ReviewTerm *review, DateADT anchor, DateADT day);
extern DateADT own_review_due(const ReviewTerm *review, DateADT anchor, DateADT planned_on, DateADT today);

#endif							/* LEDGER_CALENDAR_H */
