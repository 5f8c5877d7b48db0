/*
 * period.h
 *		What a period of a customer is: a row of the history, or of the ledger, if
 *		it is in force.
 */
#ifndef LEDGER_PERIOD_H
#define LEDGER_PERIOD_H

/* Where the customer stands in the terms of the standard; then in a row of the difference, as found and as it should be. */
#define TERM_DATES "worse_since, falls_on, valid_until, provisional_until, review_on"
#define OLD_TERM_DATES "`old worse since`, `old falls on`, `old valid until`, `old provisional until`, `old review on`"
#define NEW_TERM_DATES "`new worse since`, `new falls on`, `new valid until`, `new provisional until`, `new review on`"

/* The columns that go from the ledger to the history as they are; score and valid_from do not, or not always. */
#define PERIOD_COLUMNS "grade, rank, computed_grade, computed_rank, state, since, version, parameter_set, " TERM_DATES ", metrics"

#endif							/* LEDGER_PERIOD_H */
