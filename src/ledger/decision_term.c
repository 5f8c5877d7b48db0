/*
 * decision_term.c
 *		What a rubric says of the decisions of people: which grades need approval,
 *		by which steps, who may override grades how far, and how long all of it
 *		holds.
 */
#include "postgres.h"

#include "access/htup_details.h"
#include "catalog/pg_type.h"
#include "funcapi.h"
#include "utils/array.h"
#include "utils/builtins.h"

#include "compat.h"
#include "ledger/calendar.h"
#include "rubric/shared.h"
#include "text.h"

static Datum
row_of(FunctionCallInfo fcinfo, Datum *values, bool *nulls)
{
	TupleDesc	result;

	if (get_call_result_type(fcinfo, NULL, &result) != TYPEFUNC_COMPOSITE)
		elog(ERROR, "return type must be a row type");
	return HeapTupleGetDatum(heap_form_tuple(BlessTupleDesc(result), values, nulls));
}

/* The last day of what begins on a day and holds for a span; without a span it has none. */
static void
set_last_day(Datum *value, bool *isnull, DateADT day, Span span)
{
	*isnull = span.days == 0 && span.months == 0;
	if (!*isnull)
		*value = DateADTGetDatum(calendar_add(day, span));
}

static bool
is_about(const Rubric *rubric, const ApprovalTerm *term, const text *grade)
{
	for (int i = -1; (i = bms_next_member(term->labels, i)) >= 0;)
	{
		if (same_text(cstring_to_text(rubric_label(rubric, i)->name), grade))
			return true;
	}
	return false;
}

/* The names of steps, or their titles, in their order. */
static Datum
steps_array(List *steps, bool titles)
{
	int			count = list_length(steps);
	Datum	   *values = palloc(Max(count, 1) * sizeof(Datum));
	bool	   *nulls = palloc(Max(count, 1) * sizeof(bool));
	int			lower = 1;

	for (int i = 0; i < count; i++)
	{
		const ApprovalStep *step = list_nth(steps, i);
		const char *value = titles ? step->title : step->name;

		nulls[i] = value == NULL;
		if (value)
			values[i] = CStringGetTextDatum(value);
	}
	if (count == 0)
		return PointerGetDatum(construct_empty_array(TEXTOID));
	return PointerGetDatum(construct_md_array(values, nulls, 1, &count, &lower, TEXTOID, -1, false, TYPALIGN_INT));
}

/* approval_term(rubric rubric, grade text, day date) RETURNS (needed boolean, steps text[], titles text[], last_day date) */
PG_FUNCTION_INFO_V1(approval_term);

Datum
approval_term(PG_FUNCTION_ARGS)
{
	const Rubric *rubric = rubric_acquire(PG_GETARG_TEXT_PP(0), CurrentMemoryContext);
	const text *grade = PG_GETARG_TEXT_PP(1);
	Datum		values[4] = {BoolGetDatum(false)};
	bool		nulls[4] = {false, true, true, true};
	ListCell   *lc;

	foreach(lc, rubric->terms.approvals)
	{
		const ApprovalTerm *term = lfirst(lc);

		if (!is_about(rubric, term, grade))
			continue;
		values[0] = BoolGetDatum(true);
		values[1] = steps_array(term->steps, false);
		values[2] = steps_array(term->steps, true);
		nulls[1] = nulls[2] = false;
		set_last_day(&values[3], &nulls[3], PG_GETARG_DATEADT(2), term->valid);
	}
	PG_RETURN_DATUM(row_of(fcinfo, values, nulls));
}

/* override_term(rubric rubric, day date) RETURNS (never boolean, within integer, two_people boolean, last_day date) */
PG_FUNCTION_INFO_V1(override_term);

Datum
override_term(PG_FUNCTION_ARGS)
{
	const OverrideTerm *term = &rubric_acquire(PG_GETARG_TEXT_PP(0), CurrentMemoryContext)->terms.override;
	Datum		values[4];
	bool		nulls[4] = {false};

	values[0] = BoolGetDatum(term->never);
	values[1] = Int32GetDatum(term->within);
	nulls[1] = term->within == 0;
	values[2] = BoolGetDatum(term->two_people);
	set_last_day(&values[3], &nulls[3], PG_GETARG_DATEADT(1), term->valid);
	PG_RETURN_DATUM(row_of(fcinfo, values, nulls));
}
