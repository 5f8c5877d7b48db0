/*
 * terms.c
 *		terms(), treatments(): what a rubric says of reviews, decisions, targets and
 *		of what each grade gets, as rows.
 */
#include "postgres.h"

#include <ctype.h>

#include "function/rows.h"
#include "rubric/value.h"

/* -------------------------------------------------------------------- terms */

/* What a statement says, as its author wrote it; null: its keyword says it all. */
static void
add_said(Row *row, const Rubric *rubric, int start, int end)
{
	while (start < end && isspace((unsigned char) rubric->text[start]))
		start++;
	add_text(row, start < end ? rubric_source(rubric, start, end) : NULL);
}

static void
put_term(Row *row, const Rubric *rubric, const char *statement, int label, int value_start, int value_end,
		 const char *title, int start)
{
	add_text(row, statement);
	add_text(row, label >= 0 ? rubric_label(rubric, label)->name : NULL);
	add_said(row, rubric, value_start, value_end);
	add_text(row, title);
	add_integer(row, rubric_line(rubric, start));
	put_row(row);
}

#define PUT_TERM(statement, term) \
	do { \
		if ((term)->stated) \
			put_term(row, rubric, statement, -1, (term)->value_start, (term)->value_end, (term)->title, (term)->start); \
	} while (0)

/* A row for each label, below it one for each step of its approval. */
static void
list_approval(Row *row, const Rubric *rubric, const ApprovalTerm *term)
{
	int			label = -1;
	ListCell   *lc;

	while ((label = bms_next_member(term->labels, label)) >= 0)
	{
		put_term(row, rubric, "approval", label, term->value_start, term->value_end, term->title, term->start);
		foreach(lc, term->steps)
		{
			const ApprovalStep *step = lfirst(lc);

			add_text(row, "approval step");
			add_text(row, rubric_label(rubric, label)->name);
			add_text(row, step->name);
			add_text(row, step->title);
			add_integer(row, rubric_line(rubric, step->start));
			put_row(row);
		}
	}
}

static void
list_terms(Row *row, const Rubric *rubric)
{
	const RubricTerms *terms = &rubric->terms;
	ListCell   *lc;

	PUT_TERM("review", &terms->review);
	PUT_TERM("promotion", &terms->promotion);
	PUT_TERM("demotion", &terms->demotion);
	PUT_TERM("validity", &terms->validity);
	PUT_TERM("provisional", &terms->provisional);
	foreach(lc, terms->approvals)
		list_approval(row, rubric, lfirst(lc));
	PUT_TERM("override", &terms->override);
	foreach(lc, rubric->caps)
	{
		const Rule *cap = lfirst(lc);

		if (cap->at_once)
			put_term(row, rubric, "cap at once", cap->label, cap->when->start, cap->when->end, cap->title, cap->start);
	}
	foreach(lc, terms->targets)
	{
		const TargetTerm *term = lfirst(lc);

		put_term(row, rubric, "target", term->label, term->share->start, term->share->end, NULL, term->label_name->start);
	}
}

/* --------------------------------------------------------------- treatments */

/* Text without its quotes, everything else as its author wrote it. */
static void
add_value(Row *row, const Rubric *rubric, const RubricExpr *value)
{
	if (value && value->kind == EXPR_LITERAL && value->type == RUBRIC_TEXT)
		add_text(row, value->text);
	else
		add_source(row, rubric, value);
}

static void
put_treatment(Row *row, const Rubric *rubric, const TreatmentTerm *term, int label, int place,
			  const RubricExpr *value, const RubricExpr *when, bool otherwise)
{
	add_text(row, term->name);
	add_text(row, rubric_label(rubric, label)->name);
	add_integer(row, place);
	add_value(row, rubric, value);
	if (otherwise)
		add_text(row, "otherwise");
	else
		add_source(row, rubric, when);
	add_text(row, term->unit);
	add_text(row, term->title);
	put_row(row);
}

/* How many values of this name earlier statements have for a label. */
static int
values_before(const Rubric *rubric, int statement, int label)
{
	const TreatmentTerm *term = list_nth(rubric->terms.treatments, statement);
	int			count = 0;

	for (int i = 0; i < statement; i++)
	{
		const TreatmentTerm *before = list_nth(rubric->terms.treatments, i);

		if (bms_is_member(label, before->labels) && strcmp(before->name, term->name) == 0)
			count += Max(list_length(before->alternatives), 1);
	}
	return count;
}

/* A row for each label and alternative. */
static void
list_treatments(Row *row, const Rubric *rubric)
{
	ListCell   *lc;
	ListCell   *alternative;

	foreach(lc, rubric->terms.treatments)
	{
		const TreatmentTerm *term = lfirst(lc);
		int			label = -1;

		while ((label = bms_next_member(term->labels, label)) >= 0)
		{
			int			place = values_before(rubric, foreach_current_index(lc), label);

			if (term->alternatives == NIL)
				put_treatment(row, rubric, term, label, place + 1, NULL, term->when, false);
			foreach(alternative, term->alternatives)
			{
				const Alternative *a = lfirst(alternative);

				put_treatment(row, rubric, term, label, ++place, a->points, a->when,
							  a->when == NULL && list_length(term->alternatives) > 1);
			}
		}
	}
}

/* ------------------------------------------------------------------ targets */

static void
list_targets(Row *row, const Rubric *rubric)
{
	ListCell   *lc;

	foreach(lc, rubric->terms.targets)
	{
		const TargetTerm *term = lfirst(lc);
		RubricValue share;

		value_from_literal(&share, term->share);
		add_text(row, rubric_label(rubric, term->label)->name);
		add_numeric(row, &share.number);
		put_row(row);
	}
}

/* ------------------------------------------------------------ SQL functions */

PG_FUNCTION_INFO_V1(rubric_terms);
Datum
rubric_terms(PG_FUNCTION_ARGS)
{
	return list_rubric(fcinfo, false, list_terms);
}

PG_FUNCTION_INFO_V1(standard_terms);
Datum
standard_terms(PG_FUNCTION_ARGS)
{
	return list_rubric(fcinfo, true, list_terms);
}

PG_FUNCTION_INFO_V1(rubric_treatments);
Datum
rubric_treatments(PG_FUNCTION_ARGS)
{
	return list_rubric(fcinfo, false, list_treatments);
}

PG_FUNCTION_INFO_V1(standard_treatments);
Datum
standard_treatments(PG_FUNCTION_ARGS)
{
	return list_rubric(fcinfo, true, list_treatments);
}

PG_FUNCTION_INFO_V1(rubric_targets);
Datum
rubric_targets(PG_FUNCTION_ARGS)
{
	return list_rubric(fcinfo, false, list_targets);
}
