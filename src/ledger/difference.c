/*
 * difference.c
 *		The one query that compares the ledger with what the standard says now:
 *		of the triggers, of reviews and of verify().
 *
 * It has three layers, one in the other:
 *
 *	compared	for each customer the row of the ledger and the grade computed
 *				from the metrics view; and, unless the attachment is plain, the
 *				decisions in force and the settlement made of all that;
 *	settled		the grade that should be in force;
 *	difference	where that differs.
 *
 * OFFSET 0 keeps the planner from evaluating a customer once for each column
 * of the result.
 */
#include "postgres.h"

#include "ledger/difference.h"

const char difference_template[] =
"SELECT {keys:d}, stored, present IS NULL AS gone, ends, "
"	greatest((SELECT customer_grade_internal.clock_now()), since + interval '1 microsecond') AS at, "
"	{why} AS cause, since, "
"	old_grade, old_rank, old_score, old_computed_grade, old_computed_rank, old_state, old_version, old_parameter_set, "
"	new_grade, new_rank, new_score, computed_grade, computed_rank, new_state, worse_since, provisional_until, due_on "
"FROM ({settled}) AS d "
"WHERE ends OR old_rank IS DISTINCT FROM new_rank OR old_score IS DISTINCT FROM new_score "
"	OR old_computed_grade IS DISTINCT FROM computed_grade OR old_computed_rank IS DISTINCT FROM computed_rank "
"	OR old_worse_since IS DISTINCT FROM worse_since OR old_provisional_until IS DISTINCT FROM provisional_until "
"	OR old_due_on IS DISTINCT FROM due_on{or_dated}";

static const char or_dated[] =
" OR old_parameter_set IS DISTINCT FROM {parameter_set} OR old_evaluated_on IS DISTINCT FROM {day}";

/* ------------------------------------------------- without policy and decision */

static const char plain_why[] =
"CASE WHEN present IS NULL THEN 'deleted' ELSE {cause} END";

static const char plain_settled[] =
"SELECT q.*, (q.assessment).score AS new_score, (q.assessment).grade AS computed_grade, (q.assessment).rank AS computed_rank, "
"	(q.assessment).grade AS new_grade, (q.assessment).rank AS new_rank, 'final' AS new_state, "
"	NULL::date AS worse_since, NULL::date AS provisional_until, NULL::date AS due_on, "
"	q.since IS NULL OR q.present IS NULL OR q.old_version IS DISTINCT FROM {version} "
"		OR q.old_grade IS DISTINCT FROM (q.assessment).grade OR q.old_state IS DISTINCT FROM 'final' AS ends "
"FROM ({compared}) AS q";

static const char plain_graded[] =
"true AS present, customer_grade.assess({grader}, m.*, {parameters}) AS assessment, NULL::int2 AS kept_rank";

/* ------------------------------------------------------------------ with them */

static const char policed_why[] =
"CASE WHEN present IS NULL THEN 'deleted' "
"	WHEN new_state = 'override' THEN 'override' "
"	WHEN old_state = 'override' AND new_state <> 'override' THEN 'override ended' "
"	WHEN old_state = 'pending' AND new_state <> 'pending' AND approved THEN 'approved' "
"	WHEN old_state = 'pending' AND new_state <> 'pending' AND rejected THEN 'rejected' "
"	ELSE {cause} END";

static const char policed_settled[] =
"SELECT q.*, (q.assessment).score AS new_score, (q.assessment).grade AS computed_grade, (q.assessment).rank AS computed_rank, "
"	(q.settlement).grade AS new_grade, (q.settlement).rank AS new_rank, (q.settlement).state AS new_state, "
"	(q.settlement).worse_since, (q.settlement).provisional_until, (q.settlement).due_on, "
"	q.since IS NULL OR q.present IS NULL OR q.old_version IS DISTINCT FROM {version} "
"		OR q.old_grade IS DISTINCT FROM (q.settlement).grade OR q.old_state IS DISTINCT FROM (q.settlement).state AS ends "
"FROM ("
"	SELECT p.*, approval.decision_id IS NOT NULL AS approved, rejection.decision_id IS NOT NULL AS rejected, "
"		customer_grade_internal.settle({policy}, {labels}, {day}, {reviewing}, "
"			p.old_grade, p.old_state, p.old_worse_since, p.old_provisional_until, p.since IS NULL, "
"			(p.assessment).grade, (p.assessment).rank, p.kept_rank, override.grade, override.valid_until, "
"			approval.grade, approval.valid_until, rejection.grade, rejection.valid_until) AS settlement "
"	FROM ({compared}) AS p "
"		LEFT JOIN {decisions} AS override ON {keys:override=p} AND override.decision = 'override' "
"			AND override.status = 'approved' AND (override.valid_until IS NULL OR override.valid_until >= {day}) "
"		LEFT JOIN {decisions} AS approval ON {keys:approval=p} AND approval.decision = 'approval' "
"			AND approval.status = 'approved' AND (approval.valid_until IS NULL OR approval.valid_until >= {day}) "
"		LEFT JOIN {decisions} AS rejection ON {keys:rejection=p} AND rejection.decision = 'approval' "
"			AND rejection.status = 'rejected' AND (rejection.valid_until IS NULL OR rejection.valid_until >= {day}) "
"	OFFSET 0) AS q";

static const char policed_graded[] =
"true AS present, customer_grade.assess({grader}, m.*, {parameters}) AS assessment, "
"CASE WHEN {kept_parameters} IS NOT NULL THEN customer_grade.rank({grader}, m.*, {kept_parameters}) END AS kept_rank";

/* ------------------------------------------------- the customers of each scope */

/* What the standard says of a customer, n, and what the ledger does, l. */
#define COMPARED_COLUMNS \
	"n.present, n.assessment, n.kept_rank, l.state IS NOT NULL AS stored, l.since, l.grade AS old_grade, l.rank AS old_rank, l.score AS old_score, " \
	"l.computed_grade AS old_computed_grade, l.computed_rank AS old_computed_rank, l.state AS old_state, " \
	"l.version AS old_version, l.parameter_set AS old_parameter_set, l.evaluated_on AS old_evaluated_on, " \
	"l.worse_since AS old_worse_since, l.provisional_until AS old_provisional_until, l.due_on AS old_due_on"

static const char *const compared[] = {
	[DIFFERENCE_ONE] =
	"SELECT {keys:k}, " COMPARED_COLUMNS " "
	"FROM ({customers}) AS k JOIN {ledger} AS l ON {keys:l=k} "
	"	LEFT JOIN LATERAL (SELECT {graded} FROM {metrics} AS m WHERE {keys:m=k} OFFSET 0) AS n ON true",

	[DIFFERENCE_FEW] =
	"SELECT {keys:k}, " COMPARED_COLUMNS " "
	"FROM (SELECT DISTINCT {keys} FROM ({customers}) AS k) AS k JOIN {ledger} AS l ON {keys:l=k} "
	"	LEFT JOIN LATERAL (SELECT {graded} FROM {metrics} AS m WHERE {keys:m=k} OFFSET 0) AS n ON true",

	/*
	 * Of DISTINCT over a transition table the planner expects 200 rows and may
	 * join thousands by nested loops; of UNION as many as go in.
	 */
#define MANY_KEYS "SELECT {keys} FROM ({customers}) AS k UNION SELECT {keys} FROM ({customers}) AS k WHERE false"
	[DIFFERENCE_MANY] =
	"SELECT {keys:k}, " COMPARED_COLUMNS " "
	"FROM (" MANY_KEYS ") AS k JOIN {ledger} AS l ON {keys:l=k} "
	"	LEFT JOIN (SELECT {keys:m}, {graded} FROM {metrics} AS m JOIN (" MANY_KEYS ") AS k ON {keys:m=k} OFFSET 0) AS n "
	"	ON {keys:n=k}",

	[DIFFERENCE_ALL] =
	"SELECT {keys:l|n}, " COMPARED_COLUMNS " "
	"FROM {ledger} AS l FULL JOIN (SELECT {keys:m}, {graded} FROM {metrics} AS m OFFSET 0) AS n ON {keys:l=n}"
};

const Place *
difference_places(DifferenceScope scope, bool plain, bool dated)
{
	const Place places[] = {
		{.name = "why",.template = plain ? plain_why : policed_why},
		{.name = "settled",.template = plain ? plain_settled : policed_settled},
		{.name = "graded",.template = plain ? plain_graded : policed_graded},
		{.name = "compared",.template = compared[scope]},
		{.name = "or_dated",.template = dated ? or_dated : ""},
		{NULL}
	};

	return memcpy(palloc(sizeof(places)), places, sizeof(places));
}
