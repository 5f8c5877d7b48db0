/*
 * lint.c
 *		lint(): the findings of a rubric as rows; and for lint() of a table what
 *		its customers come to: outcomes, thresholds, the order of rules.
 */
#include "postgres.h"

#include "access/htup_details.h"
#include "catalog/pg_type.h"
#include "lib/stringinfo.h"
#include "utils/array.h"
#include "utils/fmgrprotos.h"
#include "utils/jsonb.h"

#include "analysis/lint_boundary.h"
#include "analysis/lint_frozen.h"
#include "analysis/lint.h"
#include "analysis/solve_witness.h"
#include "function/call.h"
#include "function/rows.h"
#include "rubric/statement.h"

/* How many keys show a finding. */
#define MAX_EXAMPLES 3

static void
add_place(Row *row, const Rubric *rubric, int start, int end)
{
	add_integer(row, rubric_line(rubric, start));
	add_text(row, rubric_source(rubric, start, end));
}

/* ---------------------------------------------------------------- findings */

static void
add_finding(Row *row, const Rubric *rubric, const Finding *finding)
{
	add_text(row, severity_name(finding->severity));
	add_place(row, rubric, finding->start, finding->end);
	add_text(row, finding->message);
	if (finding->witness)
		add_datum(row, DirectFunctionCall1(jsonb_in, CStringGetDatum(finding->witness)));
	else
		add_null(row);
}

static void
list_findings(Row *row, const Rubric *rubric)
{
	ListCell   *lc;

	foreach(lc, rubric_lint(rubric))
	{
		add_finding(row, rubric, lfirst(lc));
		put_row(row);
	}
}

/* ... and the conditions of whom they concern */
static void
list_conditions(Row *row, const Rubric *rubric)
{
	ListCell   *lc;

	foreach(lc, rubric_lint(rubric))
	{
		const Finding *finding = lfirst(lc);

		add_finding(row, rubric, finding);
		add_text(row, finding->condition);
		put_row(row);
	}
}

PG_FUNCTION_INFO_V1(rubric_lint_rows);

Datum
rubric_lint_rows(PG_FUNCTION_ARGS)
{
	return list_rubric(fcinfo, false, list_findings);
}

PG_FUNCTION_INFO_V1(standard_lint_rows);

Datum
standard_lint_rows(PG_FUNCTION_ARGS)
{
	return list_rubric(fcinfo, true, list_findings);
}

/* F(rubric rubric, parameters jsonb): the rubric with these values */
static Datum
list_frozen(FunctionCallInfo fcinfo, ListParts list_parts)
{
	Row			row = {0};
	Rubric	   *rubric = get_rubric(fcinfo, false);

	rubric_freeze(rubric, PG_GETARG_JSONB_P(1));
	InitMaterializedSRF(fcinfo, 0);
	row.result = (ReturnSetInfo *) fcinfo->resultinfo;
	list_parts(&row, rubric);
	return (Datum) 0;
}

PG_FUNCTION_INFO_V1(rubric_lint_frozen);

Datum
rubric_lint_frozen(PG_FUNCTION_ARGS)
{
	return list_frozen(fcinfo, list_conditions);
}

/* -------------------------------------------------------------- boundaries */

static void
list_boundaries(Row *row, const Rubric *rubric)
{
	ListCell   *lc;

	foreach(lc, rubric_boundaries(rubric))
	{
		const Boundary *boundary = lfirst(lc);

		add_text(row, boundary->metric < 0 ? NULL : rubric_metric(rubric, boundary->metric)->name);
		add_text(row, boundary->value->text);
		add_integer(row, boundary->number);
		add_place(row, rubric, boundary->start, boundary->end);
		put_row(row);
	}
}

/* boundaries(rubric rubric, parameters jsonb) RETURNS TABLE (metric text, value text, number integer, line integer, statement text) */
PG_FUNCTION_INFO_V1(rubric_boundary_rows);

Datum
rubric_boundary_rows(PG_FUNCTION_ARGS)
{
	return list_frozen(fcinfo, list_boundaries);
}

/* ---------------------------------------------------------------- outcomes */

/* Where the evaluation of a row ended, as a number: of the rule that decides, from 0; below 0: none does. */
static int
outcome_number(Reason reason, int item)
{
	return reason == REASON_GRADED ? item : -((int) reason * RUBRIC_MAX_ITEMS + item);
}

/* outcome(rubric, row, parameters) RETURNS integer */
PG_FUNCTION_INFO_V1(rubric_outcome);

Datum
rubric_outcome(PG_FUNCTION_ARGS)
{
	Outcome		outcome;

	if (call_evaluate_softly(fcinfo, GOAL_GRADE, &outcome) == NULL)
		PG_RETURN_NULL();
	PG_RETURN_INT32(outcome_number(outcome.reason, outcome.reason == REASON_GRADED ? Max(outcome.rule, 0) : outcome.item));
}

static void
put_outcome(Row *row, const Rubric *rubric, Reason reason, int item, const char *kind, const Rule *rule)
{
	add_integer(row, outcome_number(reason, item));
	add_text(row, kind);
	add_text(row, rule && rule->label >= 0 ? rubric_label(rubric, rule->label)->name : NULL);
	if (rule)
		add_place(row, rubric, rule->start, rule->end);
	else
	{
		add_null(row);
		add_null(row);
	}
	put_row(row);
}

static void
put_outcomes(Row *row, const Rubric *rubric, Reason reason, const char *kind, List *rules)
{
	ListCell   *lc;

	foreach(lc, rules)
		put_outcome(row, rubric, reason, foreach_current_index(lc), kind, lfirst(lc));
}

static void
list_outcomes(Row *row, const Rubric *rubric)
{
	put_outcomes(row, rubric, REASON_SCOPE_UNDECIDED, "undecided", rubric->scopes);
	put_outcomes(row, rubric, REASON_GRADED, "rule", rubric->rules);
	put_outcomes(row, rubric, REASON_RULE_UNDECIDED, "undecided", rubric->rules);
	put_outcomes(row, rubric, REASON_FLOOR_UNDECIDED, "undecided", rubric->floors);
	put_outcomes(row, rubric, REASON_CAP_UNDECIDED, "undecided", rubric->caps);
	put_outcome(row, rubric, REASON_NO_RULE, 0, "no rule", NULL);
	put_outcome(row, rubric, REASON_REFUSED, 0, "refused", NULL);
}

/* outcomes(rubric rubric) RETURNS TABLE (outcome integer, kind text, grade text, line integer, statement text) */
PG_FUNCTION_INFO_V1(rubric_outcomes);

Datum
rubric_outcomes(PG_FUNCTION_ARGS)
{
	return list_rubric(fcinfo, false, list_outcomes);
}

/* examples_add(keys jsonb[], key record) RETURNS jsonb[]: the first of them; only these become jsonb, which takes longer than to grade */
PG_FUNCTION_INFO_V1(examples_add);

Datum
examples_add(PG_FUNCTION_ARGS)
{
	Datum	   *elements;
	Datum		keys[MAX_EXAMPLES];
	Datum		key;
	int			count = 0;

	if (PG_ARGISNULL(1))
		elog(ERROR, "a key is null");
	if (!PG_ARGISNULL(0))
	{
		ArrayType  *before = PG_GETARG_ARRAYTYPE_P(0);

		if (ArrayGetNItems(ARR_NDIM(before), ARR_DIMS(before)) == MAX_EXAMPLES)
			PG_RETURN_POINTER(before);
		deconstruct_array(before, JSONBOID, -1, false, TYPALIGN_INT, &elements, NULL, &count);
		memcpy(keys, elements, sizeof(Datum) * count);
	}
	key = DirectFunctionCall1(row_to_json, PG_GETARG_DATUM(1));
	keys[count++] = DirectFunctionCall1(jsonb_in, CStringGetDatum(TextDatumGetCString(key)));
	PG_RETURN_POINTER(construct_array(keys, count, JSONBOID, -1, false, TYPALIGN_INT));
}

/* ------------------------------------------------------------- conditions */

/* with_conditions(rubric rubric, conditions text[]) RETURNS rubric: see text_with_conditions() */
PG_FUNCTION_INFO_V1(rubric_with_conditions);

Datum
rubric_with_conditions(PG_FUNCTION_ARGS)
{
	Datum	   *elements;
	bool	   *nulls;
	int			count;
	const char **conditions;

	deconstruct_array(PG_GETARG_ARRAYTYPE_P(1), TEXTOID, -1, false, TYPALIGN_INT, &elements, &nulls, &count);
	conditions = palloc0(sizeof(char *) * Max(count, 1));
	for (int i = 0; i < count; i++)
		if (!nulls[i])
			conditions[i] = TextDatumGetCString(elements[i]);
	PG_RETURN_TEXT_P(cstring_to_text(text_with_conditions(get_rubric(fcinfo, false), count, conditions)));
}

/* ----------------------------------------------------------- rules by rank */

/*
 * The numbers of the rules in the order of the ranks of their grades; NULL:
 * they are so already.  None moves past a rule of a grade without rank.
 */
static int *
order_by_rank(const Rubric *rubric)
{
	int			count = list_length(rubric->rules);
	int		   *order = palloc(sizeof(int) * Max(count, 1));
	bool		moved = false;

	for (int i = 0; i < count; i++)
		order[i] = i;
	for (int i = 0; i < count; i++)
		for (int j = i + 1; j < count; j++)
		{
			const Rule *first = list_nth(rubric->rules, order[i]);
			const Rule *second = list_nth(rubric->rules, order[j]);
			int			rank = rubric_label(rubric, first->label)->rank;
			int			other = rubric_label(rubric, second->label)->rank;
			int			swap = order[i];

			if (rank == 0 || other == 0 || second->when == NULL)
				break;
			if (rank <= other)
				continue;
			order[i] = order[j];
			order[j] = swap;
			moved = true;
		}
	return moved ? order : NULL;
}

/* The text with its rules in another order, all where the last one stood: so all that they read stands above. */
static char *
text_in_order(const Rubric *rubric, const int *order)
{
	const Statements *statements = statements_make(rubric->text, rubric->length);
	StringInfoData text;
	int			end = 0;
	ListCell   *lc;

	initStringInfo(&text);
	foreach(lc, rubric->rules)
	{
		const Rule *rule = lfirst(lc);

		appendBinaryStringInfo(&text, rubric->text + end, rule->start - end);
		end = statement_at(statements, rule->start)->semicolon + 1;
	}
	for (int i = 0; i < list_length(rubric->rules); i++)
	{
		const Rule *rule = list_nth(rubric->rules, order[i]);

		appendBinaryStringInfo(&text, rubric->text + rule->start, rule->end - rule->start);
		appendStringInfoString(&text, ";\n");
	}
	appendBinaryStringInfo(&text, rubric->text + end, rubric->length - end);
	return text.data;
}

/* rules_by_rank(rubric rubric, OUT by_rank rubric, OUT numbers integer[]): both null where the rules are so already */
PG_FUNCTION_INFO_V1(rubric_rules_by_rank);

Datum
rubric_rules_by_rank(PG_FUNCTION_ARGS)
{
	const Rubric *rubric = get_rubric(fcinfo, false);
	int		   *order = order_by_rank(rubric);
	int			count = list_length(rubric->rules);
	Datum		values[2] = {0};
	bool		nulls[2] = {order == NULL, order == NULL};
	TupleDesc	desc;

	if (get_call_result_type(fcinfo, NULL, &desc) != TYPEFUNC_COMPOSITE)
		elog(ERROR, "return type must be a row type");
	if (order)
	{
		Datum	   *numbers = palloc(sizeof(Datum) * count);

		for (int i = 0; i < count; i++)
			numbers[i] = Int32GetDatum(order[i]);
		values[0] = CStringGetTextDatum(text_in_order(rubric, order));
		values[1] = PointerGetDatum(construct_array(numbers, count, INT4OID, sizeof(int32), true, TYPALIGN_INT));
	}
	PG_RETURN_DATUM(HeapTupleGetDatum(heap_form_tuple(BlessTupleDesc(desc), values, nulls)));
}
