/*
 * explain.c
 *		explain(): how a row came to its grade, one row per step.
 *
 * A row is evaluated once, by a program that notes what it has been through
 * (GOAL_EXPLAIN); here the notes are put into words.  So what is shown is the
 * order of evaluation, as in assess(), and only as far as evaluation went: the
 * score stands before the rules, a define before what first read it.
 */
#include "postgres.h"

#include "fmgr.h"
#include "funcapi.h"
#include "lib/stringinfo.h"
#include "nodes/bitmapset.h"
#include "utils/builtins.h"
#include "utils/tuplestore.h"

#include "compat.h"
#include "function/call.h"

/* Columns of the result. */
enum
{
	COLUMN_STEP,
	COLUMN_KIND,
	COLUMN_NAME,
	COLUMN_TITLE,
	COLUMN_EXPRESSION,
	COLUMN_VALUE,
	COLUMN_OUTCOME,
	COLUMNS
};

typedef struct Explanation
{
	ReturnSetInfo *result;
	int			step;
	const Grader *grader;
	const Program *program;
	const Rubric *rubric;
	bool	   *define_read;	/* for each define: has it been noted? */
	char	  **define;			/* its value then; NULL: null, so everywhere below */
	bool		score_read;
	char	   *score;
	char	   *weight;			/* of the criterion going on, as far as noted */
	char	   *max;
	char	   *points;
} Explanation;

static void
put_text(Datum *values, bool *nulls, int column, const char *text)
{
	nulls[column] = text == NULL;
	if (text)
		values[column] = CStringGetTextDatum(text);
}

/* One row; any of the texts may be NULL. */
static void
put_step(Explanation *e, const char *kind, const char *name, const char *title,
		 const char *expression, const char *value, const char *outcome)
{
	Datum		values[COLUMNS];
	bool		nulls[COLUMNS] = {false};

	values[COLUMN_STEP] = Int32GetDatum(++e->step);
	put_text(values, nulls, COLUMN_KIND, kind);
	put_text(values, nulls, COLUMN_NAME, name);
	put_text(values, nulls, COLUMN_TITLE, title);
	put_text(values, nulls, COLUMN_EXPRESSION, expression);
	put_text(values, nulls, COLUMN_VALUE, value);
	put_text(values, nulls, COLUMN_OUTCOME, outcome);
	tuplestore_putvalues(e->result->setResult, e->result->setDesc, values, nulls);
}

/* ------------------------------------------------------------------ values */

static void
show_define(Explanation *e, int item, char *value)
{
	Define	   *define = rubric_define(e->rubric, item);

	e->define_read[item] = true;
	e->define[item] = value;
	put_step(e, "define", define->name, NULL,
			 rubric_source(e->rubric, define->expr->start, define->expr->end),
			 value, value ? NULL : "null");
}

/* Weight, maximum and points have been noted before. */
static void
show_criterion(Explanation *e, int item, const char *total)
{
	Criterion  *criterion = list_nth(e->rubric->criteria, item);
	bool		valued = e->points && (e->weight || !criterion->weight);
	StringInfoData outcome;

	initStringInfo(&outcome);
	if (e->points)
	{
		appendStringInfoString(&outcome, e->points);
		if (e->max)
			appendStringInfo(&outcome, " of %s", e->max);
		appendStringInfoString(&outcome, " points");
		if (criterion->weight)
			appendStringInfo(&outcome, ", weight %s", e->weight ? e->weight : "null");
	}
	else
		appendStringInfoString(&outcome, "no value");
	if (!valued && total)
		appendStringInfoString(&outcome, ": the missing amount");
	put_step(e, "criterion", criterion->name, criterion->title,
			 rubric_source(e->rubric, criterion->points_start, criterion->points_end),
			 total, outcome.data);
	e->weight = e->max = e->points = NULL;
}

static void
show_score(Explanation *e, char *score)
{
	const RubricExpr *expr = e->rubric->score;

	e->score_read = true;
	e->score = score;
	put_step(e, "score", NULL, NULL,
			 expr ? rubric_source(e->rubric, expr->start, expr->end) : NULL,
			 score, score ? NULL : "null");
}

/* --------------------------------------------------------------- conditions */

/* What expressions name themselves, each once, with its value. */
typedef struct Reading
{
	const Explanation *e;
	StringInfoData text;
	Bitmapset  *metrics;
	Bitmapset  *parameters;
	Bitmapset  *defines;
	bool		score;
} Reading;

static void
append_reading(Reading *reading, const char *name, const char *value)
{
	if (reading->text.len > 0)
		appendStringInfoString(&reading->text, ", ");
	appendStringInfo(&reading->text, "%s = %s", name, value ? value : "null");
}

/* Add index to the set; false: it was in it already. */
static bool
is_new(Bitmapset **set, int index)
{
	if (bms_is_member(index, *set))
		return false;
	*set = bms_add_member(*set, index);
	return true;
}

/* A define or score that evaluation did not read is left out. */
static bool
read_names(RubricExpr *expr, void *context)
{
	Reading    *reading = context;
	const Explanation *e = reading->e;

	switch (expr->kind)
	{
		case EXPR_METRIC:
			if (is_new(&reading->metrics, expr->index))
				append_reading(reading, rubric_metric(e->rubric, expr->index)->name,
							   program_metric_text(e->program, expr->index));
			break;
		case EXPR_PARAMETER:
			if (is_new(&reading->parameters, expr->index))
				append_reading(reading, rubric_parameter(e->rubric, expr->index)->name,
							   program_parameter_text(e->program, expr->index));
			break;
		case EXPR_DEFINE:
			if (e->define_read[expr->index] && is_new(&reading->defines, expr->index))
				append_reading(reading, rubric_define(e->rubric, expr->index)->name,
							   e->define[expr->index]);
			break;
		case EXPR_SCORE:
			if (e->score_read && !reading->score)
				append_reading(reading, "score", e->score);
			reading->score = true;
			break;
		default:
			break;
	}
	return rubric_expr_walk(expr, read_names, context);
}

static void
show_condition(Explanation *e, const char *kind, const Rule *rule, Truth truth,
			   const char *if_true, const char *if_false)
{
	Reading		reading = {.e = e};
	const char *outcome = truth == TRUTH_TRUE ? if_true : if_false;

	initStringInfo(&reading.text);
	if (rule->when)
		read_names(rule->when, &reading);
	if (truth == TRUTH_NULL)
	{
		char	   *missing = program_missing(e->program, rule->when);

		outcome = missing[0] ? psprintf("undecided, missing: %s", missing) : "undecided";
	}
	put_step(e, kind, rule->label >= 0 ? rubric_label(e->rubric, rule->label)->name : NULL, rule->title,
			 rule->when ? rubric_source(e->rubric, rule->when->start, rule->when->end) : "otherwise",
			 reading.text.len > 0 ? reading.text.data : NULL, outcome);
}

/* Only a requirement that is not met is shown: the metrics above show the others. */
static void
show_requirement(Explanation *e, const Requirement *requirement)
{
	Reading		reading = {.e = e};
	ListCell   *lc;

	initStringInfo(&reading.text);
	foreach(lc, requirement->names)
		read_names(lfirst(lc), &reading);
	put_step(e, "require", NULL, NULL,
			 rubric_source(e->rubric, requirement->start, requirement->end),
			 reading.text.data, "missing");
}

/* -------------------------------------------------------------------- whole */

static void
show_note(Explanation *e, const Note *note)
{
	const Rubric *rubric = e->rubric;
	char	   *value = program_note_text(e->program, note);

	switch (note->kind)
	{
		case NOTE_SCOPE:
			show_condition(e, "scope", list_nth(rubric->scopes, note->item), note->truth,
						   "true: the standard applies", "false: the standard does not apply");
			break;
		case NOTE_REQUIREMENT:
			show_requirement(e, list_nth(rubric->requirements, note->item));
			break;
		case NOTE_RULE:
			show_condition(e, "rule", list_nth(rubric->rules, note->item), note->truth,
						   "true: decides", "false");
			break;
		case NOTE_FLOOR:
			show_condition(e, "floor", list_nth(rubric->floors, note->item), note->truth,
						   "true: moves the grade", "false");
			break;
		case NOTE_CAP:
			show_condition(e, "cap", list_nth(rubric->caps, note->item), note->truth,
						   "true: moves the grade", "false");
			break;
		case NOTE_DEFINE:
			show_define(e, note->item, value);
			break;
		case NOTE_WEIGHT:
			e->weight = value;
			break;
		case NOTE_MAX:
			e->max = value;
			break;
		case NOTE_ALTERNATIVE:	/* the points tell */
			break;
		case NOTE_POINTS:
			e->points = value;
			break;
		case NOTE_CRITERION:
			show_criterion(e, note->item, value);
			break;
		case NOTE_SCORE:
			show_score(e, value);
			break;
		case NOTE_LEAF:			/* for reasons() */
			break;
		case NOTE_TREATMENT:	/* of programs of another goal */
			break;
	}
}

/* What a parameter is computed from, or else the domain of an input; NULL: any value may be given. */
static char *
input_source(const Explanation *e, const Input *input)
{
	if (input->value && rubric_default(input) == NULL)
		return rubric_source(e->rubric, input->value->start, input->value->end);
	if (input->domain.kind == DOMAIN_ANY)
		return NULL;
	return rubric_source(e->rubric, input->domain.start, input->domain.end);
}

static void
show_inputs(Explanation *e, List *inputs, const char *kind,
			char *(*text) (const Program *, int))
{
	ListCell   *lc;

	foreach(lc, inputs)
	{
		Input	   *input = lfirst(lc);
		char	   *value;

		if (!input->read)
			continue;
		value = text(e->program, foreach_current_index(lc));
		put_step(e, kind, input->name, input->title, input_source(e, input),
				 value && input->unit ? psprintf("%s %s", value, input->unit) : value,
				 value ? NULL : input->population ? "null" : "missing");
	}
}

static void
show_result(Explanation *e, const Outcome *outcome)
{
	const char *failure = e->rubric->labels ? "not graded" : "not scored";

	if (outcome->label >= 0)
	{
		Label	   *label = rubric_label(e->rubric, outcome->label);

		put_step(e, "result", label->name, label->title, reasons_sentence(e->grader, outcome), e->score,
				 outcome->adjusted == ADJUSTED_FLOOR ? "graded, lifted by a floor" :
				 outcome->adjusted == ADJUSTED_CAP ? "graded, limited by a cap" : "graded");
	}
	else if (outcome->reason != REASON_GRADED)
		put_step(e, "result", NULL, NULL, NULL, e->score,
				 psprintf("%s: %s", failure, program_reason(e->program, outcome)));
	else if (e->score == NULL)
		put_step(e, "result", NULL, NULL, NULL, NULL,
				 psprintf("%s: %s", failure, program_score_reason(e->program)));
	else
		put_step(e, "result", NULL, NULL, reasons_sentence(e->grader, outcome), e->score, "scored");
}

PG_FUNCTION_INFO_V1(rubric_explain);

Datum
rubric_explain(PG_FUNCTION_ARGS)
{
	Explanation e = {0};
	Outcome		outcome;
	Grader	   *grader;
	ListCell   *lc;

	InitMaterializedSRF(fcinfo, 0);
	e.result = (ReturnSetInfo *) fcinfo->resultinfo;
	grader = call_evaluate(fcinfo, GOAL_EXPLAIN, &outcome);
	if (grader == NULL)
		return (Datum) 0;
	e.grader = grader;
	e.program = grader->program;
	e.rubric = grader->shared;
	if (outcome.reason != REASON_NO_ROW)
	{
		e.rubric = grader->rubric;
		e.define_read = palloc0(sizeof(bool) * Max(list_length(e.rubric->defines), 1));
		e.define = palloc0(sizeof(char *) * Max(list_length(e.rubric->defines), 1));
		show_inputs(&e, e.rubric->metrics, "metric", program_metric_text);
		show_inputs(&e, e.rubric->parameters, "parameter", program_parameter_text);
		foreach(lc, program_trace(e.program))
			show_note(&e, lfirst(lc));
	}
	show_result(&e, &outcome);
	return (Datum) 0;
}
