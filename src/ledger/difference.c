/*
 * difference.c
 *		The one query that compares the ledger with what the standard says now:
 *		for the triggers, reviews and verify().
 *
 * It has three nested layers:
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

#include "fault.h"
#include "ledger/difference.h"

const char	difference_template[] =
"SELECT {keys:d}, `is stored`, `is present` IS NULL AS `is gone`, `period ends`, "
"	greatest((SELECT customer_grade_internal.clock_now()), since + interval '1 microsecond') AS at, "
"	{why} AS cause, since, "
"	`old grade`, `old rank`, `old score`, `old computed grade`, `old computed rank`, `old state`, `old version`, `old parameter set`, "
"	`new grade`, `new rank`, `new score`, computed_grade, computed_rank, `new state`, worse_since, final_on, due_on "
"FROM ({settled}) AS d "
"WHERE CASE WHEN `row of customer` > 1 "
"	THEN customer_grade_internal.refuse_several_rows({metrics_oid}, {subject_oid}, (SELECT to_jsonb(`customer key`) FROM (SELECT {keys:d}) AS `customer key`)) "
"	WHEN (`new assessment`).reason LIKE '" FAULT_PREFIX "%' "
"	THEN customer_grade_internal.refuse_customer({subject_oid}, substr((`new assessment`).reason, length('" FAULT_PREFIX "') + 1), "
"		(SELECT to_jsonb(`customer key`) FROM (SELECT {keys:d}) AS `customer key`)) "
"	ELSE `period ends` OR `old rank` IS DISTINCT FROM `new rank` OR `old score` IS DISTINCT FROM `new score` "
"		OR `old computed grade` IS DISTINCT FROM computed_grade OR `old computed rank` IS DISTINCT FROM computed_rank "
"		OR `old worse since` IS DISTINCT FROM worse_since OR `old final on` IS DISTINCT FROM final_on "
"		OR `old due on` IS DISTINCT FROM due_on{or_dated} END";

static const char or_dated[] =
" OR `old parameter set` IS DISTINCT FROM {parameter_set} OR `old evaluated on` IS DISTINCT FROM {day}";

/* ------------------------------------------------- without policy and decision */

static const char plain_why[] =
"CASE WHEN `is present` IS NULL THEN 'deleted' ELSE {cause} END";

static const char plain_settled[] =
"SELECT q.*, (q.`new assessment`).score AS `new score`, (q.`new assessment`).grade AS computed_grade, (q.`new assessment`).rank AS computed_rank, "
"	(q.`new assessment`).grade AS `new grade`, (q.`new assessment`).rank AS `new rank`, 'final' AS `new state`, "
"	NULL::date AS worse_since, NULL::date AS final_on, NULL::date AS due_on, "
"	q.since IS NULL OR q.`is present` IS NULL OR q.`old version` IS DISTINCT FROM {version} "
"		OR q.`old grade` IS DISTINCT FROM (q.`new assessment`).grade OR q.`old state` IS DISTINCT FROM 'final' AS `period ends` "
"FROM ({compared}) AS q";

static const char plain_graded[] =
"true AS `is present`, customer_grade.assess({grader}, m.*, {parameters}) AS `new assessment`, NULL::int2 AS `kept rank`";

/* ------------------------------------------------------------------ with them */

static const char policed_why[] =
"CASE WHEN `is present` IS NULL THEN 'deleted' "
"	WHEN `new state` = 'override' THEN 'override' "
"	WHEN `old state` = 'override' AND `new state` <> 'override' THEN 'override ended' "
"	WHEN `old state` = 'pending' AND `new state` <> 'pending' AND `is approved` THEN 'approved' "
"	WHEN `old state` = 'pending' AND `new state` <> 'pending' AND `is rejected` THEN 'rejected' "
"	ELSE {cause} END";

static const char policed_settled[] =
"SELECT q.*, (q.`new assessment`).score AS `new score`, (q.`new assessment`).grade AS computed_grade, (q.`new assessment`).rank AS computed_rank, "
"	(q.`new settlement`).grade AS `new grade`, (q.`new settlement`).rank AS `new rank`, (q.`new settlement`).state AS `new state`, "
"	(q.`new settlement`).worse_since, (q.`new settlement`).final_on, (q.`new settlement`).due_on, "
"	q.since IS NULL OR q.`is present` IS NULL OR q.`old version` IS DISTINCT FROM {version} "
"		OR q.`old grade` IS DISTINCT FROM (q.`new settlement`).grade OR q.`old state` IS DISTINCT FROM (q.`new settlement`).state AS `period ends` "
"FROM ("
"	SELECT p.*, approval.decision_id IS NOT NULL AS `is approved`, rejection.decision_id IS NOT NULL AS `is rejected`, "
"		customer_grade_internal.settle({policy}, {labels}, {day}, {reviewing}, "
"			p.`old grade`, p.`old state`, p.`old worse since`, p.`old final on`, p.since IS NULL, "
"			(p.`new assessment`).grade, (p.`new assessment`).rank, p.`kept rank`, override.grade, override.valid_until, "
"			approval.grade, approval.valid_until, rejection.grade, rejection.valid_until) AS `new settlement` "
"	FROM ({compared}) AS p "
"		LEFT JOIN {decisions} AS override ON {keys:override=p} AND override.decision = 'override' "
"			AND override.status = 'approved' AND (override.valid_until IS NULL OR override.valid_until >= {day}) "
"		LEFT JOIN {decisions} AS approval ON {keys:approval=p} AND approval.decision = 'approval' "
"			AND approval.status = 'approved' AND (approval.valid_until IS NULL OR approval.valid_until >= {day}) "
"		LEFT JOIN {decisions} AS rejection ON {keys:rejection=p} AND rejection.decision = 'approval' "
"			AND rejection.status = 'rejected' AND (rejection.valid_until IS NULL OR rejection.valid_until >= {day}) "
"	OFFSET 0) AS q";

static const char policed_graded[] =
"true AS `is present`, customer_grade.assess({grader}, m.*, {parameters}) AS `new assessment`, "
"CASE WHEN {kept_parameters} IS NOT NULL THEN customer_grade.rank({grader}, m.*, {kept_parameters}) END AS `kept rank`";

/* ------------------------------------------------- the customers of each scope */

/*
 * A customer as the standard grades it now, n, and as the ledger has it, l.
 * Metrics that have several rows for a customer give an error: the second one
 * is told by its number.
 */
#define COMPARED_COLUMNS \
	"n.`is present`, n.`row of customer`, n.`new assessment`, n.`kept rank`, l.state IS NOT NULL AS `is stored`, l.since, " \
	"l.grade AS `old grade`, l.rank AS `old rank`, l.score AS `old score`, " \
	"l.computed_grade AS `old computed grade`, l.computed_rank AS `old computed rank`, l.state AS `old state`, " \
	"l.version AS `old version`, l.parameter_set AS `old parameter set`, l.evaluated_on AS `old evaluated on`, " \
	"l.worse_since AS `old worse since`, l.final_on AS `old final on`, l.due_on AS `old due on`"

#define ROW_OF(customer) "row_number() OVER (" customer ") AS `row of customer`"
#define LOOK_UP "LATERAL (SELECT {graded}, " ROW_OF("") " FROM {metrics} AS m WHERE {keys:m=k} OFFSET 0)"
#define NUMBERED(rows) "(SELECT g.*, " ROW_OF("PARTITION BY {keys:g}") " FROM (" rows " OFFSET 0) AS g)"

static const char *const compared[] = {
	[DIFFERENCE_ONE] =
	"SELECT {keys:k}, " COMPARED_COLUMNS " "
	"FROM ({customers}) AS k JOIN {ledger} AS l ON {keys:l=k} "
	"	LEFT JOIN " LOOK_UP " AS n ON true",

	[DIFFERENCE_FEW] =
	"SELECT {keys:k}, " COMPARED_COLUMNS " "
	"FROM (SELECT DISTINCT {keys} FROM ({customers}) AS k) AS k LEFT JOIN {ledger} AS l ON {keys:l=k} "
	"	LEFT JOIN " LOOK_UP " AS n ON true "
	"WHERE l.state IS NOT NULL OR n.`is present`",

	/*
	 * For DISTINCT over a transition table the planner expects 200 rows, and
	 * may join thousands by nested loops; for UNION it expects as many rows as
	 * go in.
	 */
#define MANY_KEYS "SELECT {keys} FROM ({customers}) AS k UNION SELECT {keys} FROM ({customers}) AS k WHERE false"
	[DIFFERENCE_MANY] =
	"SELECT {keys:k}, " COMPARED_COLUMNS " "
	"FROM (" MANY_KEYS ") AS k LEFT JOIN {ledger} AS l ON {keys:l=k} "
	"	LEFT JOIN " NUMBERED("SELECT {keys:m}, {graded} FROM {metrics} AS m JOIN (" MANY_KEYS ") AS k ON {keys:m=k}") " AS n "
	"	ON {keys:n=k} "
	"WHERE l.state IS NOT NULL OR n.`is present`",

	[DIFFERENCE_ALL] =
	"SELECT {keys:l|n}, " COMPARED_COLUMNS " "
	"FROM {ledger} AS l FULL JOIN " NUMBERED("SELECT {keys:m}, {graded} FROM {metrics} AS m") " AS n ON {keys:l=n}"
};

const Place *
difference_places(DifferenceScope scope, bool plain, bool dated)
{
	const Place places[] = {
		{.name = "why", .template = plain ? plain_why : policed_why},
		{.name = "settled", .template = plain ? plain_settled : policed_settled},
		{.name = "graded", .template = plain ? plain_graded : policed_graded},
		{.name = "compared", .template = compared[scope]},
		{.name = "or_dated", .template = dated ? or_dated : ""},
		{.name = NULL}
	};

	return memcpy(palloc(sizeof(places)), places, sizeof(places));
}
