/*
 * period.h
 *		What a period of a customer is: a row of the history, or of the ledger, if
 *		it is in force.
 */
#ifndef LEDGER_PERIOD_H
#define LEDGER_PERIOD_H

/* The columns that go from the ledger to the history as they are; score and valid_from do not, or not always. */
#define PERIOD_COLUMNS "grade, rank, computed_grade, computed_rank, state, since, version, parameter_set, worse_since, final_on, metrics"

#endif							/* LEDGER_PERIOD_H */
