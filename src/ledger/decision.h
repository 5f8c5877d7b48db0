/*
 * decision.h
 *		What becomes of the decisions about a customer that is gone, as pieces of
 *		templates; the decision is d.
 *
 * end_reason tells what each was, so that the transaction that has ended it can
 * restore it for a customer that comes back.
 */
#ifndef LEDGER_DECISION_H
#define LEDGER_DECISION_H

#define LIVE_DECISION "d.status IN ('proposed', 'approved', 'rejected')"

#define END_DECISION(by, at) \
	"status = CASE d.status WHEN 'proposed' THEN 'withdrawn' ELSE 'ended' END, ended_by = " by ", ended_at = " at ", " \
	"end_reason = CASE d.status WHEN 'rejected' THEN 'rejected, deleted' ELSE 'deleted' END "

#define ENDED_DECISION \
	"d.end_reason IN ('deleted', 'rejected, deleted') AND d.status IN ('ended', 'withdrawn') AND customer_grade_internal.is_own(d.xmin)"

#define RESTORE_DECISION \
	"status = CASE WHEN d.status = 'withdrawn' THEN 'proposed' WHEN d.end_reason = 'deleted' THEN 'approved' ELSE 'rejected' END, " \
	"ended_by = NULL, ended_at = NULL, end_reason = NULL "

#endif							/* LEDGER_DECISION_H */
