/*
 * difference.c
 *		The one query that compares the ledger with what the standard says now:
 *		of the triggers, of reviews and of verify().
 *
 * It has three layers.  The inner one brings together for each customer the
 * row of the ledger and the grade computed from the metrics view (and, unless
 * the attachment is plain, the decisions in force); the middle one settles
 * the grade in force; the outer one tells where that differs.  OFFSET 0 keeps
 * the planner from evaluating a customer once for each column of the result.
 */
#include "postgres.h"

#include "catalog/namespace.h"
#include "catalog/pg_type.h"
#include "fmgr.h"
#include "lib/stringinfo.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"

#include "compat.h"
#include "ledger/difference.h"
#include "standard/standard.h"
#include "trigger/names.h"

void
difference_arguments(const Terms *terms, const char *cause, bool reviewing,
					 Oid *types, Datum *values, char *nulls)
{
	Oid			attachment = get_rel_type_id(
		get_relname_relid("attachment", get_namespace_oid(INTERNAL_SCHEMA, false)));
	const Oid	all_types[DIFFERENCE_PARAMETERS] = {
		JSONBOID, JSONBOID, INT4OID, INT4OID, DATEOID, TEXTOID, attachment, TEXTARRAYOID, BOOLOID
	};
	const Datum all_values[DIFFERENCE_PARAMETERS] = {
		terms->parameters, terms->kept_parameters,
		Int32GetDatum(terms->parameter_set), Int32GetDatum(terms->version), terms->date,
		CStringGetTextDatum(cause), terms->policy, terms->labels, BoolGetDatum(reviewing)
	};

	memcpy(types, all_types, sizeof(all_types));
	memcpy(values, all_values, sizeof(all_values));
	memset(nulls, ' ', DIFFERENCE_PARAMETERS);
	if (terms->kept_parameters == (Datum) 0)
		nulls[1] = 'n';
	if (terms->labels == (Datum) 0)
		nulls[7] = 'n';
}

/* a.k1 AS k1, ...; with two qualifiers, the one that is not null */
static void
append_keys(StringInfo out, const Attachment *attachment, const char *a, const char *b)
{
	ListCell   *lc;

	foreach(lc, attachment->keys)
	{
		const char *name = quote_identifier(lfirst(lc));

		if (b == NULL)
			appendStringInfo(out, "%s%s, ", a, name);
		else
			appendStringInfo(out, "coalesce(%s%s, %s%s) AS %s, ", a, name, b, name, name);
	}
}

/* The decisions of a kind and status that hold on the day, as the table name. */
static void
append_decision(StringInfo out, const Attachment *attachment, const char *name,
				const char *kind, const char *status, const char *key)
{
	appendStringInfo(out,
					 " LEFT JOIN %s AS %s ON %s AND %s.decision OPERATOR(pg_catalog.=) '%s' "
					 "AND %s.status OPERATOR(pg_catalog.=) '%s' "
					 "AND (%s.valid_until IS NULL OR %s.valid_until OPERATOR(pg_catalog.>=) $5)",
					 attachment->decisions.name, name,
					 same_columns(attachment->keys, psprintf("%s.", name), key),
					 name, kind, name, status, name, name);
}

char *
difference_query(const Attachment *attachment, DifferenceScope scope, const char *keys,
				 const char *grader, bool plain, bool dated)
{
	StringInfoData out;
	StringInfoData evaluated;
	char	   *list = column_list(attachment->keys, "");

	/* what the standard says of a row m of the metrics view */
	initStringInfo(&evaluated);
	appendStringInfo(&evaluated, "true AS present, customer_grade.assess(%s, m.*, $1) AS assessment, %s AS kept_rank",
					 grader, plain ? "NULL::pg_catalog.int2" :
					 psprintf("CASE WHEN $2 IS NOT NULL THEN customer_grade.rank(%s, m.*, $2) END", grader));

	initStringInfo(&out);
	appendStringInfoString(&out, "SELECT ");
	append_keys(&out, attachment, "d.", NULL);
	appendStringInfoString(&out,
						   "stored, present IS NULL AS gone, ends, "
						   "greatest((SELECT customer_grade_internal.clock_now()), since OPERATOR(pg_catalog.+) interval '1 microsecond') AS at, ");
	appendStringInfoString(&out, plain ?
						   "CASE WHEN present IS NULL THEN 'deleted' ELSE $6 END AS cause, " :
						   "CASE WHEN present IS NULL THEN 'deleted' "
						   "WHEN new_state = 'override' THEN 'override' "
						   "WHEN old_state = 'override' AND new_state <> 'override' THEN 'override ended' "
						   "WHEN old_state = 'pending' AND new_state <> 'pending' AND approved THEN 'approved' "
						   "WHEN old_state = 'pending' AND new_state <> 'pending' AND rejected THEN 'rejected' "
						   "ELSE $6 END AS cause, ");
	appendStringInfoString(&out,
						   "since, old_grade, old_rank, old_score, old_computed_grade, old_computed_rank, old_state, "
						   "old_version, old_parameter_set, new_grade, new_rank, new_score, computed_grade, computed_rank, "
						   "new_state, worse_since, provisional_until, due_on FROM (SELECT ");
	append_keys(&out, attachment, "q.", NULL);
	appendStringInfoString(&out,
						   "q.stored, q.present, q.since, q.old_grade, q.old_rank, q.old_score, q.old_computed_grade, "
						   "q.old_computed_rank, q.old_state, q.old_version, q.old_parameter_set, q.old_evaluated_on, "
						   "q.old_worse_since, q.old_provisional_until, q.old_due_on, "
						   "(q.assessment).score AS new_score, (q.assessment).grade AS computed_grade, (q.assessment).rank AS computed_rank, ");
	appendStringInfoString(&out, plain ?
						   "(q.assessment).grade AS new_grade, (q.assessment).rank AS new_rank, 'final' AS new_state, NULL::pg_catalog.date AS worse_since, "
						   "NULL::pg_catalog.date AS provisional_until, NULL::pg_catalog.date AS due_on, " :
						   "(q.settlement).grade AS new_grade, (q.settlement).rank AS new_rank, (q.settlement).state AS new_state, (q.settlement).worse_since, "
						   "(q.settlement).provisional_until, (q.settlement).due_on, q.approved, q.rejected, ");
	appendStringInfo(&out,
					 "q.since IS NULL OR q.present IS NULL OR q.old_version IS DISTINCT FROM $4 "
					 "OR q.old_grade IS DISTINCT FROM (q.%s).grade OR q.old_state IS DISTINCT FROM %s AS ends FROM (SELECT ",
					 plain ? "assessment" : "settlement", plain ? "'final'" : "(q.settlement).state");

	if (plain)
		appendStringInfoString(&out, "p.* FROM (SELECT ");
	else
	{
		append_keys(&out, attachment, "p.", NULL);
		appendStringInfoString(&out,
							   "p.stored, p.present, p.assessment, p.since, p.old_grade, p.old_rank, p.old_score, p.old_computed_grade, "
							   "p.old_computed_rank, p.old_state, p.old_version, p.old_parameter_set, p.old_evaluated_on, "
							   "p.old_worse_since, p.old_provisional_until, p.old_due_on, "
							   "approval.decision_id IS NOT NULL AS approved, rejection.decision_id IS NOT NULL AS rejected, "
							   "customer_grade_internal.settle($7, $8, $5, $9, p.old_grade, p.old_state, p.old_worse_since, "
							   "p.old_provisional_until, p.since IS NULL, (p.assessment).grade, (p.assessment).rank, p.kept_rank, "
							   "override.grade, override.valid_until, approval.grade, approval.valid_until, "
							   "rejection.grade, rejection.valid_until) AS settlement "
							   "FROM (SELECT ");
	}

	/* the inner layer */
	if (scope == DIFFERENCE_ALL)
		append_keys(&out, attachment, "l.", "n.");
	else
		append_keys(&out, attachment, "k.", NULL);
	appendStringInfoString(&out,
						   "l.state IS NOT NULL AS stored, n.present, n.assessment, n.kept_rank, l.since, l.grade AS old_grade, l.rank AS old_rank, "
						   "l.score AS old_score, l.computed_grade AS old_computed_grade, l.computed_rank AS old_computed_rank, "
						   "l.state AS old_state, l.version AS old_version, l.parameter_set AS old_parameter_set, "
						   "l.evaluated_on AS old_evaluated_on, l.worse_since AS old_worse_since, "
						   "l.provisional_until AS old_provisional_until, l.due_on AS old_due_on FROM ");
	switch (scope)
	{
		case DIFFERENCE_ONE:
		case DIFFERENCE_FEW:
			appendStringInfo(&out,
							 "(%s) AS k JOIN %s AS l ON %s "
							 "LEFT JOIN LATERAL (SELECT %s FROM %s AS m WHERE %s OFFSET 0) AS n ON true",
							 scope == DIFFERENCE_ONE ? keys : psprintf("SELECT DISTINCT %s FROM (%s) AS k", list, keys),
							 attachment->ledger.name, same_columns(attachment->keys, "l.", "k."),
							 evaluated.data, attachment->metrics.name, same_columns(attachment->keys, "m.", "k."));
			break;
		case DIFFERENCE_MANY:
			/*
			 * Of DISTINCT over a transition table the planner expects 200 rows
			 * and may join thousands by nested loops; of UNION as many as go in.
			 */
			keys = psprintf("SELECT %s FROM (%s) AS k UNION SELECT %s FROM (%s) AS k WHERE false",
							list, keys, list, keys);
			appendStringInfo(&out,
							 "(%s) AS k JOIN %s AS l ON %s "
							 "LEFT JOIN (SELECT %s, %s FROM %s AS m JOIN (%s) AS k ON %s OFFSET 0) AS n ON %s",
							 keys, attachment->ledger.name, same_columns(attachment->keys, "l.", "k."),
							 column_list(attachment->keys, "m."), evaluated.data, attachment->metrics.name, keys,
							 same_columns(attachment->keys, "m.", "k."), same_columns(attachment->keys, "n.", "k."));
			break;
		case DIFFERENCE_ALL:
			appendStringInfo(&out,
							 "%s AS l FULL JOIN (SELECT %s, %s FROM %s AS m OFFSET 0) AS n ON %s",
							 attachment->ledger.name, column_list(attachment->keys, "m."), evaluated.data,
							 attachment->metrics.name, same_columns(attachment->keys, "l.", "n."));
			break;
	}
	appendStringInfoString(&out, ") AS p");
	if (!plain)
	{
		append_decision(&out, attachment, "override", "override", "approved", "p.");
		append_decision(&out, attachment, "approval", "approval", "approved", "p.");
		append_decision(&out, attachment, "rejection", "approval", "rejected", "p.");
		appendStringInfoString(&out, " OFFSET 0");
	}

	appendStringInfo(&out, ") AS q) AS d WHERE ends OR old_rank IS DISTINCT FROM new_rank "
					 "OR old_score IS DISTINCT FROM new_score OR old_computed_grade IS DISTINCT FROM computed_grade "
					 "OR old_computed_rank IS DISTINCT FROM computed_rank OR old_worse_since IS DISTINCT FROM worse_since "
					 "OR old_provisional_until IS DISTINCT FROM provisional_until OR old_due_on IS DISTINCT FROM due_on%s",
					 dated ? " OR old_parameter_set IS DISTINCT FROM $3 OR old_evaluated_on IS DISTINCT FROM $5" : "");
	return out.data;
}
