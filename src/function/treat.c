/*
 * treat.c
 *		What a grade gets, for a row: the treatments that are given, with their
 *		values, and those that a fault keeps from being given.
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "utils/array.h"
#include "utils/timestamp.h"

#include "compat.h"
#include "function/call.h"
#include "function/language.h"
#include "function/rows.h"
#include "rubric/unit.h"

/* Arguments behind those of call.h. */
#define TREAT_GRADE	3
#define TREAT_NAMES	4

/* The number of the label of this name; -1: the rubric has none. */
static int
find_label(const Rubric *rubric, const char *name)
{
	for (int i = 0; i < list_length(rubric->labels); i++)
	{
		if (strcmp(rubric_label(rubric, i)->name, name) == 0)
			return i;
	}
	return -1;
}

/* Is the name among the elements of the argument? */
static bool
is_named(FunctionCallInfo fcinfo, const char *name)
{
	Datum	   *elements;
	bool	   *nulls;
	int			count;

	deconstruct_array(PG_GETARG_ARRAYTYPE_P(TREAT_NAMES), TEXTOID, -1, false, TYPALIGN_INT, &elements, &nulls, &count);
	for (int i = 0; i < count; i++)
	{
		if (!nulls[i] && strcmp(TextDatumGetCString(elements[i]), name) == 0)
			return true;
	}
	return false;
}

Bitmapset *
call_treatments(FunctionCallInfo fcinfo, const Rubric *rubric)
{
	Bitmapset  *treatments = NULL;
	int			label = PG_ARGISNULL(TREAT_GRADE) ? -1 : find_label(rubric, text_to_cstring(PG_GETARG_TEXT_PP(TREAT_GRADE)));
	ListCell   *lc;

	foreach(lc, rubric->terms.treatments)
	{
		const TreatmentTerm *term = lfirst(lc);

		if (label >= 0 && bms_is_member(label, term->labels) &&
			(PG_ARGISNULL(TREAT_NAMES) || is_named(fcinfo, term->name)))
			treatments = bms_add_member(treatments, foreach_current_index(lc));
	}
	return treatments;
}

/*
 * given(rubric or standard, row, parameters, grade text, names text[])
 * RETURNS TABLE (name text, value text, unit text, title text, problem text)
 */
PG_FUNCTION_INFO_V1(rubric_treat);
Datum
rubric_treat(PG_FUNCTION_ARGS)
{
	Row			row = {0};
	Outcome		outcome;
	Grader	   *grader;
	ListCell   *lc;

	InitMaterializedSRF(fcinfo, 0);
	row.result = (ReturnSetInfo *) fcinfo->resultinfo;
	grader = call_evaluate(fcinfo, GOAL_TREAT, &outcome);
	if (grader == NULL || outcome.reason == REASON_NO_ROW)
		return (Datum) 0;
	foreach(lc, program_trace(grader->program))
	{
		const Note *note = lfirst(lc);
		const TreatmentTerm *term = list_nth(grader->rubric->terms.treatments, note->item);

		add_text(&row, term->name);
		add_text(&row, note->fault ? NULL : program_note_text(grader->program, note));
		add_text(&row, term->unit);
		add_text(&row, shown_title(term->title));
		add_text(&row, note->fault ? fault_sentence(note->fault) : NULL);
		put_row(&row);
	}
	return (Datum) 0;
}

/* treated_metrics(rubric) RETURNS text[]: the metrics that treatments read */
PG_FUNCTION_INFO_V1(rubric_treated_metrics);
Datum
rubric_treated_metrics(PG_FUNCTION_ARGS)
{
	const Rubric *rubric = get_rubric(fcinfo, false);
	const Bitmapset *read = rubric_terms_read(rubric, true).metrics;
	ArrayBuildState *names = initArrayResult(TEXTOID, CurrentMemoryContext, false);
	int			metric = -1;

	while ((metric = bms_next_member(read, metric)) >= 0)
		accumArrayResult(names, CStringGetTextDatum(rubric_metric(rubric, metric)->name), false, TEXTOID, CurrentMemoryContext);
	PG_RETURN_DATUM(makeArrayResult(names, CurrentMemoryContext));
}

/* unit_span(unit text) RETURNS interval: see unit.h */
PG_FUNCTION_INFO_V1(treatment_unit_span);
Datum
treatment_unit_span(PG_FUNCTION_ARGS)
{
	Interval   *span = palloc(sizeof(Interval));

	if (!unit_span(text_to_cstring(PG_GETARG_TEXT_PP(0)), span))
		PG_RETURN_NULL();
	PG_RETURN_INTERVAL_P(span);
}
