/*
 * coverage.c
 *		Which parts of a rubric decide about a row, and rows that each of them
 *		decides: for coverage() and suggest_cases().
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "utils/array.h"
#include "utils/fmgrprotos.h"
#include "utils/jsonb.h"

#include "analysis/case_parts.h"
#include "analysis/case_suggest.h"
#include "compat.h"
#include "function/call.h"
#include "function/rows.h"
#include "trigger/context.h"

static void
list_parts(Row *row, const Rubric *rubric)
{
	ListCell   *lc;

	foreach(lc, rubric_parts(rubric))
	{
		const Part *part = lfirst(lc);

		add_integer(row, part->number);
		if (part->start < 0)
			add_null(row);
		else
			add_integer(row, rubric_line(rubric, part->start));
		add_text(row, part_kind_name(part->kind));
		if (part->ordinal == 0)
			add_null(row);
		else
			add_integer(row, part->ordinal);
		add_text(row, part->name);
		add_text(row, part->start < 0 ? NULL : rubric_source(rubric, part->start, part->end));
		add_text(row, part->title);
		put_row(row);
	}
}

/* suggested(rubric, parameters jsonb) RETURNS TABLE (name text, input jsonb) */
PG_FUNCTION_INFO_V1(list_suggestions);

Datum
list_suggestions(PG_FUNCTION_ARGS)
{
	Row			row = {0};
	ErrorContextCallback *callers = hide_internal_callers();
	List	   *suggestions = rubric_suggest(get_rubric(fcinfo, false), PG_GETARG_JSONB_P(1));
	ListCell   *lc;

	error_context_stack = callers;
	InitMaterializedSRF(fcinfo, 0);
	row.result = (ReturnSetInfo *) fcinfo->resultinfo;
	foreach(lc, suggestions)
	{
		const Suggestion *suggestion = lfirst(lc);

		add_text(&row, suggestion->name);
		if (suggestion->input)
			add_datum(&row, DirectFunctionCall1(jsonb_in, CStringGetDatum(suggestion->input)));
		else
			add_null(&row);
		put_row(&row);
	}
	return (Datum) 0;
}

/* parts(rubric) RETURNS TABLE (part integer, line integer, kind text, ordinal integer, name text, statement text, title text) */
PG_FUNCTION_INFO_V1(list_rubric_parts);
Datum
list_rubric_parts(PG_FUNCTION_ARGS)
{
	return list_rubric(fcinfo, false, list_parts);
}

/* decided(rubric, row, parameters) RETURNS integer[] */
PG_FUNCTION_INFO_V1(rubric_decided);
Datum
rubric_decided(PG_FUNCTION_ARGS)
{
	ArrayBuildState *numbers = initArrayResult(INT4OID, CurrentMemoryContext, false);
	Outcome		outcome;
	Grader	   *grader = call_evaluate_softly(fcinfo, GOAL_EXPLAIN, &outcome);
	int			number = -1;
	Bitmapset  *decided;

	if (grader == NULL)
		PG_RETURN_NULL();
	decided = parts_decided(grader->shared, grader->program, &outcome);
	while ((number = bms_next_member(decided, number)) >= 0)
		accumArrayResult(numbers, Int32GetDatum(number), false, INT4OID, CurrentMemoryContext);
	PG_RETURN_DATUM(makeArrayResult(numbers, CurrentMemoryContext));
}
