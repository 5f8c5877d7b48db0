/*
 * difference.c
 *		The one query that compares the ledger with what the standard says now:
 *		for the triggers, reviews and verify().
 *
 * It has nested layers:
 *
 *	compared	for each customer the row of the ledger and the grade computed
 *				from the metrics view;
 *	found		what this transaction found: the row of the ledger, unless it has
 *				written that before;
 *	settled		the grade that should be in force; unless the attachment is plain,
 *				by the terms and the decisions in force;
 *	difference	where the ledger differs from that.
 *
 * A customer that the rubric refuses keeps its computed grade and score, and
 * the problem is told.
 *
 * Where the inputs are kept, a period has those that it began by: the metrics
 * that the version reads, and the parameters.  The rows of metrics are carried
 * through the layers for that.  So is, for what another rubric would change,
 * what the one in force gives.
 *
 * OFFSET 0 keeps the planner from evaluating a customer once for each column
 * of the result.
 */
#include "postgres.h"

#include "fault.h"
#include "ledger/difference.h"
#include "ledger/period.h"
#include "ledger/transaction.h"
#include "trigger/statement.h"

const char	difference_template[] =
"SELECT {keys:d}, `is stored`, `is gone`, `period ends`, {moment} AS at, {why} AS cause, `taken back`, "
"	`old since`, `old valid from`, `old grade`, `old rank`, `old score`, `old computed grade`, `old computed rank`, `old state`, "
"	`old version`, `old parameter set`, " OLD_TERM_DATES ", `old problem`, "
"	`new grade`, `new rank`, `new score`, `new computed grade`, `new computed rank`, `new state`, "
"	" NEW_TERM_DATES ", `new due on`, `new problem`, `ledger since` IS NULL AS `is back`, {found_key} AS `found key`{and_differs}{and_carried} "
"FROM ("
"	SELECT s.*, `is present` IS NULL AS `is gone`, "
"		`old since` IS NULL OR `is present` IS NULL OR (`old version` = ANY ({alike})) IS NOT TRUE "
"			OR `old grade` IS DISTINCT FROM `new grade` OR `old computed grade` IS DISTINCT FROM `new computed grade` "
"			OR `old state` IS DISTINCT FROM `new state` OR (`old worse since` IS NULL) <> (`new worse since` IS NULL) "
"			OR {scores_kept} AND `old score` IS DISTINCT FROM `new score` AS `period ends` "
"	FROM ({settled}) AS s) AS d{where_differs}";

#define DIFFERS \
	"{differs} OR `ledger rank` IS DISTINCT FROM `new rank` OR `ledger score` IS DISTINCT FROM `new score` " \
	"OR `ledger computed rank` IS DISTINCT FROM `new computed rank` OR `ledger due on` IS DISTINCT FROM `new due on` " \
	"OR ROW(`ledger worse since`, `ledger falls on`, `ledger valid until`, `ledger provisional until`, `ledger review on`) " \
	"	IS DISTINCT FROM ROW(" NEW_TERM_DATES ") " \
	"OR `ledger problem` IS DISTINCT FROM `new problem`{or_dated}"
#define RAISE_PROBLEM \
	"WHEN {raises} AND `new problem` IS NOT NULL " \
	"	THEN customer_grade_internal.refuse_customer({subject_oid}, `new problem`, " \
	"		(SELECT to_jsonb(`customer key`) FROM (SELECT {keys:d}) AS `customer key`)) "

static const char when_several_rows[] =
"WHEN `row of customer` > 1 "
"	THEN customer_grade_internal.refuse_several_rows({metrics_oid}, {subject_oid}, "
"		(SELECT to_jsonb(`customer key`) FROM (SELECT {keys:d}) AS `customer key`)) ";

static const char where_differs[] = " WHERE CASE {when_several_rows}" RAISE_PROBLEM "ELSE " DIFFERS " END";

/* What is foreseen raises no problem: it is about to be told. */
static const char where_present[] = " WHERE CASE {when_several_rows}WHEN `is present` THEN true END";

/* the row of the only customer, whether it differs or not: if there are several, its metrics are wrong */
static const char and_differs[] = ", CASE " RAISE_PROBLEM "ELSE " DIFFERS " END AS differs";

static const char or_dated[] =
" OR `ledger parameter set` IS DISTINCT FROM {parameter_set} OR `ledger evaluated on` IS DISTINCT FROM {day}";

static const char first_differs[] = "`period ends`";

/* The period may have ended before, or have to be taken back. */
static const char again_differs[] =
"CASE WHEN `is gone` THEN `is stored` ELSE `ledger since` IS NULL END "
"	OR NOT `period ends` AND `ledger valid from` IS DISTINCT FROM `old valid from` "
"	OR `ledger grade` IS DISTINCT FROM `new grade` OR `ledger computed grade` IS DISTINCT FROM `new computed grade` "
"	OR `ledger state` IS DISTINCT FROM `new state` OR (`ledger version` = ANY ({alike})) IS NOT TRUE{or_metrics}";

/* ------------------------------------------------------------------- inputs */

/* A customer that is refused goes on with what its computed grade came from; not by another version. */
static const char new_metrics[] =
"CASE WHEN NOT `period ends` OR `new problem` IS NOT NULL AND `old version` = ANY ({alike}) THEN `old metrics` "
"	WHEN `new problem` IS NULL THEN {parameters} || coalesce("
"		(SELECT jsonb_object_agg(i.key, i.value) FROM jsonb_each(to_jsonb(`metrics row`)) AS i "
"			WHERE i.key = ANY (ARRAY(SELECT r.name "
"				FROM customer_grade.metrics(customer_grade_internal.rubric_of({grader}, {version})) AS r))), '{}') END";

static const char and_kept_metrics[] = ", `old metrics`, {new_metrics} AS `new metrics`";
static const char and_foreseen[] = ", `new assessment`, `former assessment`, `amount of it`";

/* What a statement of this transaction has kept was not committed. */
static const char or_metrics[] = " OR NOT `is gone` AND `ledger metrics` IS DISTINCT FROM {new_metrics}";

/* ------------------------------------------------------------------- moment */

/* The periods of a customer follow one another, also where the clock stands still or steps back. */
#define NEXT_MOMENT "greatest({now}, `old valid from` + interval '1 microsecond')"

static const char first_moment[] = NEXT_MOMENT;

/* what this transaction does to a customer happens at one moment */
static const char same_moment[] =
"CASE WHEN `taken back` IS NOT NULL THEN `taken back` "
"	WHEN `is own` AND `ledger before` ? 'added' THEN `ledger valid from` "
"	ELSE " NEXT_MOMENT " END";

/* -------------------------------------------------------------------- found */

static const char found_first[] =
"SELECT c.*, NULL::timestamptz AS `taken back`, `ledger since` AS `old since`, `ledger valid from` AS `old valid from`, "
"	`ledger grade` AS `old grade`, `ledger rank` AS `old rank`, `ledger score` AS `old score`, "
"	`ledger computed grade` AS `old computed grade`, `ledger computed rank` AS `old computed rank`, `ledger state` AS `old state`, "
"	`ledger version` AS `old version`, `ledger parameter set` AS `old parameter set`, "
"	`ledger worse since` AS `old worse since`, `ledger falls on` AS `old falls on`, `ledger valid until` AS `old valid until`, "
"	`ledger provisional until` AS `old provisional until`, `ledger review on` AS `old review on`, `ledger problem` AS `old problem`{found_metrics} "
"FROM ({compared}) AS c";

static const char first_metrics[] = ", `ledger metrics` AS `old metrics`";

/* What this transaction has closed is in h; else the row of the ledger. */
#define CLOSED_OR_LEDGER(column, name) \
	"CASE WHEN h.since IS NOT NULL THEN h." column " " \
	"	WHEN (c.`is own` AND `ledger before` ? 'added') IS NOT TRUE THEN `ledger " name "` END AS `old " name "`"

/* The same for what changes without an end of the period. */
#define CLOSED_OR_KEPT_DATE(column, name) \
	"CASE WHEN h.since IS NOT NULL THEN h." column " WHEN c.`is own` AND `ledger before` ?| ARRAY['added', 'dates'] " \
	"	THEN (`ledger before` -> 'dates' ->> '" column "')::date ELSE `ledger " name "` END AS `old " name "`"

static const char found_again[] =
"SELECT c.*, h.valid_to AS `taken back`, "
CLOSED_OR_LEDGER("since", "since") ", "
CLOSED_OR_LEDGER("valid_from", "valid from") ", "
CLOSED_OR_LEDGER("grade", "grade") ", "
CLOSED_OR_LEDGER("rank", "rank") ", "
CLOSED_OR_LEDGER("score", "score") ", "
CLOSED_OR_LEDGER("computed_grade", "computed grade") ", "
CLOSED_OR_LEDGER("computed_rank", "computed rank") ", "
CLOSED_OR_LEDGER("state", "state") ", "
CLOSED_OR_LEDGER("version", "version") ", "
"CASE WHEN h.since IS NOT NULL THEN h.parameter_set WHEN c.`is own` AND `ledger before` ?| ARRAY['added', 'parameter_set'] "
"	THEN (`ledger before` ->> 'parameter_set')::int ELSE `ledger parameter set` END AS `old parameter set`, "
CLOSED_OR_KEPT_DATE("worse_since", "worse since") ", "
CLOSED_OR_KEPT_DATE("falls_on", "falls on") ", "
CLOSED_OR_KEPT_DATE("valid_until", "valid until") ", "
CLOSED_OR_KEPT_DATE("provisional_until", "provisional until") ", "
CLOSED_OR_KEPT_DATE("review_on", "review on") ", "
"	CASE WHEN c.`is own` THEN `ledger before` ->> 'problem' ELSE `ledger problem` END AS `old problem`{found_metrics} "
"FROM ({compared}) AS c, " FOUND_KEY("c", "CASE WHEN c.`is own` THEN c.`ledger before` -> 'key' END") " "
"	LEFT JOIN LATERAL ("
"		SELECT h.* FROM {history} AS h "
"		WHERE {keys:h=f} AND (`ledger since` IS NULL OR c.`is own` AND `ledger before` ? 'closed') "
"			AND CASE WHEN `ledger since` IS NOT NULL THEN h.valid_to = `ledger valid from` "
"				ELSE h.cause = CASE WHEN c.`is own` AND `ledger before` ? 'key' THEN 'renumbered' ELSE 'deleted' END "
"					AND customer_grade_internal.is_own(h.xmin) END "
"		ORDER BY h.valid_to DESC LIMIT 1) AS h ON true";

static const char again_found_key[] = "CASE WHEN `is own` THEN `ledger before` -> 'key' END";

static const char again_metrics[] = ", " CLOSED_OR_LEDGER("metrics", "metrics");

/* ----------------------------------------------------------------- computed */

/* The rank of a grade that is kept is that in the version in force. */
#define COMPUTED \
	"SELECT f.*, " \
	"	CASE WHEN `new problem` IS NULL THEN `assessed grade` ELSE `old computed grade` END AS `new computed grade`, " \
	"	CASE WHEN `new problem` IS NULL THEN `assessed rank` " \
	"		ELSE array_position({labels}, `old computed grade`)::int2 END AS `new computed rank`, " \
	"	CASE WHEN `new problem` IS NULL THEN `assessed score` ELSE `ledger score` END AS `new score` " \
	"FROM ({found}) AS f"

/* ------------------------------------------------- without terms and decisions */

static const char plain_why[] =
"CASE WHEN `is gone` THEN 'deleted' ELSE {cause} END";

static const char plain_settled[] =
"SELECT p.*, p.`new computed grade` AS `new grade`, p.`new computed rank` AS `new rank`, "
"	'final' AS `new state`, NULL::date AS `new worse since`, NULL::date AS `new falls on`, NULL::date AS `new valid until`, "
"	NULL::date AS `new provisional until`, NULL::date AS `new review on`, NULL::date AS `new due on` "
"FROM (" COMPUTED ") AS p";

static const char plain_graded[] =
"customer_grade.assess({grader}, m.*, {parameters}) AS `new assessment`, NULL::int2 AS `kept rank`{graded_row}";

/* ------------------------------------------------------------------ with them */

static const char why_by_terms[] =
"CASE WHEN `is gone` THEN 'deleted' "
"	WHEN `new state` = 'override' THEN 'override' "
"	WHEN `old state` = 'override' AND `new state` <> 'override' THEN 'override ended' "
"	WHEN `old state` = 'pending' AND `new state` <> 'pending' AND `is approved` THEN 'approved' "
"	WHEN `old state` = 'pending' AND `new state` <> 'pending' AND `is rejected` THEN 'rejected' "
"	ELSE {cause} END";

/* Who is refused goes on keeping its grade by easier thresholds, unless its demotion waits already. */
#define KEPT_RANK \
	"CASE WHEN p.`new problem` IS NULL THEN p.`kept rank` " \
	"	WHEN {kept_parameters} IS NOT NULL AND p.`old worse since` IS NULL THEN array_position({labels}, p.`old grade`)::int2 END"

/* The grade of a decision that has begun, and the first day of one that has not. */
#define BEGUN(decision) "CASE WHEN (" decision ".valid_from > {day}) IS NOT TRUE THEN " decision ".grade END"
#define TO_BEGIN(decision) "CASE WHEN " decision ".valid_from > {day} THEN " decision ".valid_from END"

#define DECISION(name, kind, status) \
	"LEFT JOIN {decisions} AS " name " ON {keys:" name "=p} AND " name ".decision = '" kind "' AND " name ".status = '" status "' " \
	"	AND (" name ".valid_until IS NULL OR " name ".valid_until >= {day}) "

/* Who holds a grade when a version begins to ask approval for it is approved then: approve_holders(). */
static const char assumed_approval[] =
"LEFT JOIN jsonb_to_recordset({new_approvals}) AS assumed (grade text, last_day date, covering text[]) "
"	ON assumed.grade = p.`old grade` AND p.`old state` <> 'override' AND (approval.grade = ANY (assumed.covering)) IS NOT TRUE ";

static const char stored_approved[] = "approval.grade, approval.valid_until";
static const char assumed_approved[] =
"coalesce(assumed.grade, approval.grade), CASE WHEN assumed.grade IS NULL THEN approval.valid_until ELSE assumed.last_day END";

static const char settled_by_terms[] =
"SELECT q.*, (q.`new settlement`).grade AS `new grade`, (q.`new settlement`).rank AS `new rank`, (q.`new settlement`).state AS `new state`, "
"	(q.`new settlement`).worse_since AS `new worse since`, (q.`new settlement`).falls_on AS `new falls on`, "
"	(q.`new settlement`).valid_until AS `new valid until`, (q.`new settlement`).provisional_until AS `new provisional until`, "
"	(q.`new settlement`).review_on AS `new review on`, (q.`new settlement`).due_on AS `new due on` "
"FROM ("
"	SELECT p.*, approval.decision_id IS NOT NULL AS `is approved`, rejection.decision_id IS NOT NULL AS `is rejected`, "
"		customer_grade_internal.settle({terms}, {day}, {reviewing}, p.`old since` IS NULL, {held}, "
"			p.`new computed grade`, " KEPT_RANK ", p.`limit rank`, p.`provisional since`, p.`review from`, "
"			" BEGUN("override") ", override.valid_until, " BEGUN("minimum") ", minimum.valid_until, "
"			least(" TO_BEGIN("override") ", " TO_BEGIN("minimum") "), "
"			{approved}, rejection.grade, rejection.valid_until, {now}::date) AS `new settlement` "
"	FROM (" COMPUTED ") AS p "
DECISION("override", "override", "approved")
DECISION("minimum", "minimum", "approved")
DECISION("approval", "approval", "approved") "{assumed_approval}"
DECISION("rejection", "approval", "rejected")
"	OFFSET 0) AS q";

/* The grade held until now is the one found, or what a decision of this transaction has left. */
static const char held_first[] = "p.`old grade`, p.`old since`::date, p.`old state`, " OLD_TERM_DATES;

#define DECIDED_OR_OLD(column, type, name) \
	"CASE WHEN p.`is own` AND p.`ledger before` ? 'decided' " \
	"	THEN (p.`ledger before` -> 'decided' ->> '" column "')::" type " ELSE p.`old " name "` END"

static const char held_again[] =
DECIDED_OR_OLD("grade", "text", "grade") ", "
"CASE WHEN p.`is own` AND p.`ledger before` ? 'decided' THEN p.`ledger since` ELSE p.`old since` END::date, "
DECIDED_OR_OLD("state", "text", "state") ", "
DECIDED_OR_OLD("worse_since", "date", "worse since") ", "
DECIDED_OR_OLD("falls_on", "date", "falls on") ", "
DECIDED_OR_OLD("valid_until", "date", "valid until") ", "
DECIDED_OR_OLD("provisional_until", "date", "provisional until") ", "
DECIDED_OR_OLD("review_on", "date", "review on");

static const char plain_inputs[] =
"NULL::int2 AS `limit rank`, NULL::date AS `provisional since`, NULL::date AS `review from`";

static const char inputs_by_terms[] =
"(g.`settling inputs`).limit_rank AS `limit rank`, (g.`settling inputs`).provisional_since AS `provisional since`, "
"(g.`settling inputs`).review_from AS `review from`";

static const char graded_by_terms[] =
"customer_grade.assess({grader}, m.*, {parameters}) AS `new assessment`, "
"CASE WHEN {kept_parameters} IS NOT NULL THEN (customer_grade.assess({grader}, m.*, {kept_parameters})).rank END AS `kept rank`, "
"customer_grade_internal.settling_inputs(CASE WHEN {terms_read} THEN {grader} END, m.*, {parameters}) AS `settling inputs`{graded_row}";

/* ------------------------------------------------- the customers of each scope */

/* What the rubric gives; a refusal is the reason of an assessment. */
#define ASSESSED \
	"true AS `is present`, (g.`new assessment`).grade AS `assessed grade`, (g.`new assessment`).rank AS `assessed rank`, " \
	"(g.`new assessment`).score AS `assessed score`, " \
	"g.`kept rank`, {settling_inputs}, " \
	"CASE WHEN (g.`new assessment`).reason LIKE '" FAULT_PREFIX "%' " \
	"	THEN substr((g.`new assessment`).reason, length('" FAULT_PREFIX "') + 1) END AS `new problem`{assessed_row}"

/*
 * A customer as the standard grades it now, n, and as the ledger has it, l.
 * Metrics that have several rows for a customer give an error: the second one
 * is told by its number.  Numbering takes as long as the rest, so it is left
 * out where the view has one row for each customer at most.
 */
#define COMPARED_COLUMNS \
	"n.`is present`, n.`assessed grade`, n.`assessed rank`, n.`assessed score`, " \
	"n.`kept rank`, n.`limit rank`, n.`provisional since`, n.`review from`, n.`new problem`, " \
	"l.state IS NOT NULL AS `is stored`, " \
	"l.since AS `ledger since`, l.valid_from AS `ledger valid from`, " \
	"l.grade AS `ledger grade`, l.rank AS `ledger rank`, l.score AS `ledger score`, " \
	"l.computed_grade AS `ledger computed grade`, l.computed_rank AS `ledger computed rank`, l.state AS `ledger state`, " \
	"l.version AS `ledger version`, l.parameter_set AS `ledger parameter set`, l.evaluated_on AS `ledger evaluated on`, " \
	"l.worse_since AS `ledger worse since`, l.falls_on AS `ledger falls on`, l.valid_until AS `ledger valid until`, " \
	"l.provisional_until AS `ledger provisional until`, l.review_on AS `ledger review on`, " \
	"l.due_on AS `ledger due on`, l.problem AS `ledger problem`{compared_row}{own}"

static const char own_columns[] = ", l.before AS `ledger before`, l.`is own`";

static const char ledger_with_own[] =
"(SELECT s.*, customer_grade_internal.is_own(s.xmin) AS `is own` FROM {ledger} AS s)";

#define ROW_OF(customer) "row_number() OVER (" customer ") AS `row of customer`"
#define ROW_OF_SEVERAL ROW_OF("PARTITION BY {keys:g}")
#define ONLY_ROW "1 AS `row of customer`"
#define GRADED_OF_KEY "(SELECT {graded} FROM {metrics} AS m WHERE {keys:m=k} OFFSET 0)"
#define NUMBERED(rows, barrier) "(SELECT {keys:g}, " ASSESSED ", {row_of_customer} FROM (" rows ") AS g " barrier ")"

static const char *const compared[] = {
	[DIFFERENCE_ONE] =
	"SELECT {keys:k}, " COMPARED_COLUMNS " "
	"FROM ({customers}) AS k JOIN {rows_of_ledger} AS l ON {keys:l=k} "
	"	LEFT JOIN LATERAL (SELECT " ASSESSED " FROM " GRADED_OF_KEY " AS g OFFSET 0) AS n ON true",

	[DIFFERENCE_FEW] =
	"SELECT {keys:k}, n.`row of customer`, " COMPARED_COLUMNS " "
	"FROM (SELECT DISTINCT {keys} FROM ({customers}) AS k) AS k LEFT JOIN {rows_of_ledger} AS l ON {keys:l=k} "
	"	LEFT JOIN LATERAL (SELECT " ASSESSED ", " ROW_OF("") " FROM " GRADED_OF_KEY " AS g) AS n ON true "
	"WHERE l.state IS NOT NULL OR n.`is present`",

	[DIFFERENCE_MANY] =
	"SELECT {keys:k}, n.`row of customer`, " COMPARED_COLUMNS " "
	"FROM ({customers}) AS k LEFT JOIN {rows_of_ledger} AS l ON {keys:l=k} "
	"	LEFT JOIN " NUMBERED("SELECT {keys:m}, {graded} FROM {metrics} AS m JOIN ({customers}) AS k ON {keys:m=k} OFFSET 0", "OFFSET 0")
	" AS n ON {keys:n=k} "
	"WHERE l.state IS NOT NULL OR n.`is present`",

	/* In the order of the keys the primary keys' indexes give both sides, and no row has to be kept. */
	[DIFFERENCE_ALL] =
	"SELECT {keys:l|n}, n.`row of customer`, " COMPARED_COLUMNS " "
	"FROM {rows_of_ledger} AS l "
	"	FULL JOIN " NUMBERED("SELECT {keys:m}, {graded} FROM {metrics} AS m ORDER BY {keys:m}", "ORDER BY {keys:g}") " AS n ON {keys:l=n}"
};

/* What is carried through the layers: columns of "graded" (over the metrics view, m), then of g and of n and l. */
typedef struct Carried
{
	const char *graded;
	const char *assessed;
	const char *compared;
	const char *result;
} Carried;

static const Carried carried_nothing = {"", "", "", ""};
static const Carried carried_metrics = {
	", m AS `metrics row`", ", g.`metrics row`", ", n.`metrics row`, l.metrics AS `ledger metrics`", and_kept_metrics
};
static const Carried carried_foreseen = {
	", {former} AS `former assessment`, {amount} AS `amount of it`",
	", g.`new assessment`, g.`former assessment`, g.`amount of it`",
	", n.`new assessment`, n.`former assessment`, n.`amount of it`", and_foreseen
};

/*
 * The planner leaves out what a LEFT JOIN adds no column of, if it knows that
 * there is one row of it at most for each row on the left: by a unique index,
 * GROUP BY or DISTINCT.
 */
bool
metrics_are_unique(const Attachment *attachment)
{
	return statement_needs_one_table(template_expand("SELECT FROM {ledger} AS l LEFT JOIN {metrics} AS m ON {keys:l=m}",
													 PLACE_SETS(attachment->places)));
}

const Place *
difference_places(const DifferenceKind *kind)
{
	bool		one = kind->scope == DIFFERENCE_ONE;
	bool		kept = kind->metrics_kept;
	bool		assumed = kind->new_approvals != NULL;
	const Carried *carried = kind->foreseen ? &carried_foreseen : kept ? &carried_metrics : &carried_nothing;
	const Place places[] = {
		{.name = "and_differs", .template = one ? and_differs : ""},
		{.name = "where_differs", .template = one ? "" : kind->foreseen ? where_present : where_differs},
		{.name = "why", .template = kind->plain ? plain_why : why_by_terms},
		{.name = "differs", .template = kind->again ? again_differs : first_differs},
		{.name = "moment", .template = kind->again ? same_moment : first_moment},
		{.name = "found_key", .template = kind->again ? again_found_key : "NULL::jsonb"},
		{.name = "settled", .template = kind->plain ? plain_settled : settled_by_terms},
		{.name = "held", .template = kind->again ? held_again : held_first},
		{.name = "found", .template = kind->again ? found_again : found_first},
		{.name = "graded", .template = kind->plain ? plain_graded : graded_by_terms},
		{.name = "settling_inputs", .template = kind->plain ? plain_inputs : inputs_by_terms},
		{.name = "compared", .template = compared[kind->scope]},
		{.name = "row_of_customer", .template = kind->unique ? ONLY_ROW : ROW_OF_SEVERAL},
		{.name = "when_several_rows", .template = kind->unique ? "" : when_several_rows},
		{.name = "own", .template = kind->again ? own_columns : ""},
		{.name = "rows_of_ledger", .template = kind->again ? ledger_with_own : "{ledger}"},
		{.name = "or_dated", .template = kind->dated ? or_dated : ""},
		{.name = "approved", .template = assumed ? assumed_approved : stored_approved},
		{.name = "assumed_approval", .template = assumed ? assumed_approval : ""},
		{.name = "new_approvals", .text = kind->new_approvals},
		{.name = "graded_row", .template = carried->graded},
		{.name = "assessed_row", .template = carried->assessed},
		{.name = "compared_row", .template = carried->compared},
		{.name = "found_metrics", .template = !kept ? "" : kind->again ? again_metrics : first_metrics},
		{.name = "new_metrics", .template = new_metrics},
		{.name = "and_carried", .template = carried->result},
		{.name = "or_metrics", .template = kept ? or_metrics : ""},
		{.name = NULL}
	};

	return memcpy(palloc(sizeof(places)), places, sizeof(places));
}
