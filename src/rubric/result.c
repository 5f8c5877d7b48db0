/*
 * result.c
 *		What the last run of a Program has left: the score, values as text, and
 *		why there is no grade.
 */
#include "postgres.h"

#include "lib/stringinfo.h"
#include "nodes/bitmapset.h"
#include "utils/builtins.h"
#include "utils/fmgrprotos.h"

#include "compat.h"
#include "rubric/steps.h"
#include "text.h"

char *
value_text(const RubricValue *value, RubricType type, bool is_double)
{
	switch (type)
	{
		case RUBRIC_NUMBER:
			if (is_double)
				return DatumGetCString(DirectFunctionCall1(float8out, Float8GetDatum(value->dbl)));
			return DatumGetCString(DirectFunctionCall1(numeric_out,
													   NumericGetDatum(decimal_to_numeric(&value->number))));
		case RUBRIC_TEXT:
			return pnstrdup(value->text.data, value->text.length);
		case RUBRIC_BOOLEAN:
			return pstrdup(value->boolean ? "true" : "false");
		case RUBRIC_DATE:
			return iso_date(value->date);
		case RUBRIC_UNKNOWN:
			break;
	}
	return pstrdup("null");
}

Datum
program_score(const Program *program, const Outcome *outcome, bool *isnull)
{
	const RubricValue *value;

	*isnull = true;
	if (program->score_value < 0 ||
		outcome->reason == REASON_NO_ROW ||
		outcome->reason == REASON_REFUSED ||
		outcome->reason == REASON_OUT_OF_SCOPE ||
		outcome->reason == REASON_SCOPE_UNDECIDED ||
		outcome->reason == REASON_REQUIRED)
		return (Datum) 0;

	value = &program->values[program->score_value];
	*isnull = value->isnull;
	if (value->isnull)
		return (Datum) 0;
	if (program->score_double)
		return DirectFunctionCall1(float8_numeric, Float8GetDatum(value->dbl));
	return NumericGetDatum(decimal_to_numeric(&value->number));
}

static char *
program_value_text(const Program *program, int value, RubricType type, bool is_double)
{
	if (value < 0 || program->values[value].isnull)
		return NULL;
	return value_text(&program->values[value], type, is_double);
}

char *
program_metric_text(const Program *program, int metric)
{
	return program_value_text(program, program->metric_values[metric],
							  rubric_metric(program->rubric, metric)->type,
							  program->metric_doubles[metric]);
}

char *
program_parameter_text(const Program *program, int parameter)
{
	return program_value_text(program, program->parameter_values[parameter],
							  rubric_parameter(program->rubric, parameter)->type, false);
}

List *
program_trace(const Program *program)
{
	List	   *trace = NIL;

	for (int i = 0; i < program->ntrace; i++)
		trace = lappend(trace, &program->notes[program->trace[i]]);
	return trace;
}

static NullableDatum
date_result(const Program *program, int value)
{
	NullableDatum date = {.isnull = value < 0 || program->values[value].isnull};

	if (!date.isnull)
		date.value = DateADTGetDatum(program->values[value].date);
	return date;
}

void
program_settle(const Program *program, SettlingInputs *inputs)
{
	inputs->limit = -1;
	if (program->ntrace > 0)
	{
		const Rule *cap = list_nth(program->rubric->caps, program->notes[program->trace[0]].item);

		inputs->limit = cap->label;
	}
	inputs->since = date_result(program, program->since_value);
	inputs->from = date_result(program, program->from_value);
}

void
program_hold(Program *program, const Bitmapset *treatments)
{
	program->held = treatments;
}

static RubricType
note_type(const Program *program, const Note *note)
{
	if (note->kind == NOTE_DEFINE)
		return rubric_define(program->rubric, note->item)->expr->type;
	if (note->kind == NOTE_TREATMENT)
		return rubric_treatment_type(list_nth(program->rubric->terms.treatments, note->item));
	return RUBRIC_NUMBER;
}

char *
program_note_text(const Program *program, const Note *note)
{
	RubricType	type = note_type(program, note);

	return program_value_text(program, note->value, type, note->is_double);
}

bool
program_note_number(const Program *program, int value, bool is_double, Decimal *number)
{
	if (value < 0 || program->values[value].isnull)
		return false;
	if (is_double)
		return decimal_from_double(number, program->values[value].dbl) == NULL;
	*number = program->values[value].number;
	return true;
}

static void
append_missing(const Program *program, StringInfo names, const RubricExpr *expr, const char *separator)
{
	Bitmapset  *read = rubric_metrics_read(program->rubric, expr);
	int			metric = -1;

	while ((metric = bms_next_member(read, metric)) >= 0)
	{
		int			value = program->metric_values[metric];

		if (value >= 0 && !program->values[value].isnull)
			continue;
		if (names->len > 0)
			appendStringInfoString(names, separator);
		appendStringInfoString(names, rubric_metric(program->rubric, metric)->name);
	}
	bms_free(read);
}

/* What is missing of a required name: of a define that is null although no metric is, its own name. */
static void
append_required(const Program *program, StringInfo names, const RubricExpr *name)
{
	int			before = names->len;

	append_missing(program, names, name, " or ");
	if (names->len == before)
		appendStringInfo(names, "%s%s", before > 0 ? " or " : "", name->text);
}

char *
program_missing(const Program *program, const RubricExpr *expr)
{
	StringInfoData names;

	initStringInfo(&names);
	append_missing(program, &names, expr, ", ");
	return names.data;
}

/* "missing: a, b"; a condition can be null without a null metric (its author wrote null) */
static char *
missing_reason(const Program *program, const RubricExpr *expr)
{
	char	   *names = program_missing(program, expr);

	return names[0] ? psprintf("missing: %s", names) : pstrdup("undecided");
}

char *
program_score_reason(const Program *program)
{
	RubricExpr	score = {.kind = EXPR_SCORE, .type = RUBRIC_NUMBER};

	return missing_reason(program, &score);
}

char *
program_reason(const Program *program, const Outcome *outcome)
{
	const Rubric *rubric;
	Rule	   *rule;

	/* without a row there may be no program */
	if (outcome->reason == REASON_NO_ROW)
		return pstrdup("no row");
	if (outcome->reason == REASON_REFUSED)
		return fault_reason(outcome->fault);
	rubric = program->rubric;
	switch (outcome->reason)
	{
		case REASON_GRADED:
		case REASON_NO_ROW:
		case REASON_REFUSED:
			return NULL;
		case REASON_OUT_OF_SCOPE:
			rule = list_nth(rubric->scopes, outcome->item);
			return rule->title ? psprintf("out of scope: %s", rule->title) : pstrdup("out of scope");
		case REASON_REQUIRED:
			{
				Requirement *requirement = list_nth(rubric->requirements, outcome->item);
				StringInfoData names;
				ListCell   *lc;

				initStringInfo(&names);
				foreach(lc, requirement->names)
					append_required(program, &names, lfirst(lc));
				return psprintf("missing: %s", names.data);
			}
		case REASON_SCOPE_UNDECIDED:
			rule = list_nth(rubric->scopes, outcome->item);
			return missing_reason(program, rule->when);
		case REASON_RULE_UNDECIDED:
			rule = list_nth(rubric->rules, outcome->item);
			return missing_reason(program, rule->when);
		case REASON_FLOOR_UNDECIDED:
			rule = list_nth(rubric->floors, outcome->item);
			return missing_reason(program, rule->when);
		case REASON_CAP_UNDECIDED:
			rule = list_nth(rubric->caps, outcome->item);
			return missing_reason(program, rule->when);
		case REASON_NO_RULE:
			return pstrdup("no rule");
	}
	return NULL;
}
