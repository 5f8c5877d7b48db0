/*
 * settling.c
 *		What settling a customer by the terms of a rubric reads of its row.
 */
#include "postgres.h"

#include "access/htup_details.h"
#include "funcapi.h"

#include "compat.h"
#include "function/call.h"

/*
 * settling_inputs(rubric or standard, row, parameters)
 * RETURNS (limit_rank smallint, provisional_since date, review_from date)
 */
PG_FUNCTION_INFO_V1(rubric_settling_inputs);

Datum
rubric_settling_inputs(PG_FUNCTION_ARGS)
{
	Outcome		outcome;
	SettlingInputs inputs = {.limit = -1, .since = {.isnull = true}, .from = {.isnull = true}};
	Grader	   *grader = call_evaluate_softly(fcinfo, GOAL_SETTLE, &outcome);
	Datum		values[3] = {0};
	bool		nulls[3];

	if (grader == NULL)
		PG_RETURN_NULL();
	if (outcome.reason != REASON_NO_ROW && outcome.reason != REASON_REFUSED)
		program_settle(grader->program, &inputs);
	nulls[0] = inputs.limit < 0;
	if (inputs.limit >= 0)
		values[0] = Int16GetDatum(rubric_label(grader->rubric, inputs.limit)->rank);
	nulls[1] = inputs.since.isnull;
	values[1] = inputs.since.value;
	nulls[2] = inputs.from.isnull;
	values[2] = inputs.from.value;
	PG_RETURN_DATUM(HeapTupleGetDatum(heap_form_tuple(call_result_desc(fcinfo), values, nulls)));
}
