/*
 * explain.c
 *		explain(): how a row came to its grade, one row per step.
 *
 * The parts of the rubric are run one after the other, as a GOAL_EXPLAIN
 * program allows, in the order of evaluation and only as far as evaluation
 * goes.  A define is shown after the step that first read it.
 */
#include "postgres.h"

#include "fmgr.h"
#include "funcapi.h"
#include "lib/stringinfo.h"
#include "miscadmin.h"
#include "nodes/bitmapset.h"
#include "utils/builtins.h"

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
	Program    *program;
	const Rubric *rubric;
	const Sections *sections;
	const NullableDatum *inputs;
	Bitmapset  *shown_defines;
	char	   *score;			/* as text; NULL: null or not shown yet */
	bool		score_shown;
	Outcome		outcome;		/* found on the way */
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

/* ------------------------------------------------------------ what was read */

static void
show_defines(Explanation *e)
{
	ListCell   *lc;

	foreach(lc, e->rubric->defines)
	{
		Define	   *define = lfirst(lc);
		int			index = foreach_current_index(lc);
		char	   *value;

		if (bms_is_member(index, e->shown_defines) ||
			!program_define_text(e->program, index, &value))
			continue;
		e->shown_defines = bms_add_member(e->shown_defines, index);
		put_step(e, "define", define->name, NULL,
				 rubric_source(e->rubric, define->expr->start, define->expr->end),
				 value, value ? NULL : "null");
	}
}

/* The criteria, once something has read their sum. */
static void
show_criteria(Explanation *e)
{
	ListCell   *lc;

	foreach(lc, e->rubric->criteria)
	{
		Criterion  *criterion = lfirst(lc);
		const CriterionSections *parts = &e->sections->criteria[foreach_current_index(lc)];
		StringInfoData outcome;
		char	   *total;
		char	   *points;

		program_run_section(e->program, e->inputs, &parts->total);
		total = program_section_text(e->program, &parts->total, RUBRIC_NUMBER);
		points = program_section_text(e->program, &parts->points, RUBRIC_NUMBER);

		initStringInfo(&outcome);
		if (points == NULL)
			appendStringInfoString(&outcome, total ? "no value: the missing amount" : "no value");
		else
		{
			appendStringInfo(&outcome, "%s", points);
			if (parts->max.value >= 0)
			{
				program_run_section(e->program, e->inputs, &parts->max);
				appendStringInfo(&outcome, " of %s",
								 program_section_text(e->program, &parts->max, RUBRIC_NUMBER));
			}
			appendStringInfoString(&outcome, " points");
			if (parts->weight.value >= 0)
			{
				program_run_section(e->program, e->inputs, &parts->weight);
				appendStringInfo(&outcome, ", weight %s",
								 program_section_text(e->program, &parts->weight, RUBRIC_NUMBER));
			}
		}
		show_defines(e);
		put_step(e, "criterion", criterion->name, criterion->title,
				 rubric_source(e->rubric, criterion->points_start, criterion->points_end), total, outcome.data);
	}
}

/* The score, once something has read it. */
static void
show_score(Explanation *e)
{
	if (e->score_shown || !program_has_read(e->program, e->sections->score_flag))
		return;
	e->score_shown = true;
	if (program_has_read(e->program, e->sections->sum_flag))
		show_criteria(e);
	show_defines(e);
	e->score = program_section_text(e->program, &e->sections->total, RUBRIC_NUMBER);
	put_step(e, "score", NULL, NULL,
			 e->rubric->score ?
			 rubric_source(e->rubric, e->rubric->score->start, e->rubric->score->end) : NULL,
			 e->score, e->score ? NULL : "null");
}

typedef struct Reading
{
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

/* What an expression names itself, each once, with its value. */
static void
read_names(Explanation *e, Reading *reading, const RubricExpr *expr)
{
	char	   *value = NULL;
	const RubricExpr *subject;

	check_stack_depth();
	switch (expr->kind)
	{
		case EXPR_METRIC:
			if (bms_is_member(expr->index, reading->metrics))
				return;
			reading->metrics = bms_add_member(reading->metrics, expr->index);
			append_reading(reading, rubric_metric(e->rubric, expr->index)->name,
						   program_metric_text(e->program, expr->index));
			return;
		case EXPR_PARAMETER:
			if (bms_is_member(expr->index, reading->parameters))
				return;
			reading->parameters = bms_add_member(reading->parameters, expr->index);
			append_reading(reading, rubric_parameter(e->rubric, expr->index)->name,
						   program_parameter_text(e->program, expr->index));
			return;
		case EXPR_DEFINE:
			if (bms_is_member(expr->index, reading->defines) ||
				!program_define_text(e->program, expr->index, &value))
				return;
			reading->defines = bms_add_member(reading->defines, expr->index);
			append_reading(reading, rubric_define(e->rubric, expr->index)->name, value);
			return;
		case EXPR_SCORE:
			if (!reading->score)
				append_reading(reading, "score", e->score);
			reading->score = true;
			return;
		default:
			break;
	}
	subject = rubric_case_subject(expr);
	if (subject)
		read_names(e, reading, subject);
	for (int i = 0; i < expr->nargs; i++)
		read_names(e, reading,
				   subject && i % 2 == 0 && i + 1 < expr->nargs ?
				   expr->args[i]->args[1] : expr->args[i]);
}

/* --------------------------------------------------------------- conditions */

static Truth
show_condition(Explanation *e, const char *kind, const char *label, const Rule *rule,
			   const Section *section, const char *if_true, const char *if_false)
{
	Reading		reading = {0};
	char	   *outcome;
	Truth		truth;

	truth = program_run_section(e->program, e->inputs, section);
	show_score(e);
	show_defines(e);

	initStringInfo(&reading.text);
	if (rule->when)
		read_names(e, &reading, rule->when);
	if (truth == TRUTH_NULL)
	{
		char	   *missing = program_missing(e->program, rule->when);

		outcome = missing[0] ? psprintf("undecided, missing: %s", missing) : "undecided";
	}
	else
		outcome = pstrdup(truth == TRUTH_TRUE ? if_true : if_false);
	put_step(e, kind, label, rule->title,
			 rule->when ? rubric_source(e->rubric, rule->when->start, rule->when->end) : "otherwise",
			 reading.text.len > 0 ? reading.text.data : NULL, outcome);
	return truth;
}

static bool
ungraded(Explanation *e, Reason reason, int item)
{
	e->outcome.label = -1;
	e->outcome.reason = reason;
	e->outcome.item = item;
	return false;
}

static bool
show_scopes(Explanation *e)
{
	ListCell   *lc;

	foreach(lc, e->rubric->scopes)
	{
		int			item = foreach_current_index(lc);
		Truth		truth = show_condition(e, "scope", NULL, lfirst(lc), &e->sections->scopes[item],
										   "true: the standard applies",
										   "false: the standard does not apply");

		if (truth != TRUTH_TRUE)
			return ungraded(e, truth == TRUTH_FALSE ? REASON_OUT_OF_SCOPE : REASON_SCOPE_UNDECIDED,
							item);
	}
	return true;
}

/* Only the one that is not met: the metrics above show those that are. */
static bool
show_requirements(Explanation *e)
{
	ListCell   *lc;

	foreach(lc, e->rubric->requirements)
	{
		Requirement *requirement = lfirst(lc);
		int			item = foreach_current_index(lc);
		bool		met = program_run_section(e->program, e->inputs,
											  &e->sections->requirements[item]) == TRUTH_TRUE;
		Reading		reading = {0};
		ListCell   *name;

		show_defines(e);
		if (met)
			continue;
		initStringInfo(&reading.text);
		foreach(name, requirement->names)
			read_names(e, &reading, lfirst(name));
		put_step(e, "require", NULL, NULL,
				 rubric_source(e->rubric, requirement->start, requirement->end),
				 reading.text.data, "missing");
		return ungraded(e, REASON_REQUIRED, item);
	}
	return true;
}

static bool
show_rules(Explanation *e)
{
	ListCell   *lc;

	foreach(lc, e->rubric->rules)
	{
		Rule	   *rule = lfirst(lc);
		int			item = foreach_current_index(lc);
		Truth		truth = show_condition(e, "rule", rubric_label(e->rubric, rule->label)->name, rule,
										   &e->sections->rules[item], "true: decides", "false");

		if (truth == TRUTH_NULL)
			return ungraded(e, REASON_RULE_UNDECIDED, item);
		if (truth == TRUTH_TRUE)
		{
			e->outcome.label = rule->label;
			return true;
		}
	}
	return ungraded(e, REASON_NO_RULE, 0);
}

/*
 * The floors or caps that are looked at from the grade reached on: best floor
 * first, worst cap first.
 */
static bool
show_adjustments(Explanation *e, List *adjustments, const Section *sections, Adjusted kind)
{
	bool		floors = kind == ADJUSTED_FLOOR;
	int			labels = list_length(e->rubric->labels);
	int			reached = rubric_label(e->rubric, e->outcome.label)->rank;

	for (int i = 0; i < labels; i++)
	{
		int			limit = floors ? i + 1 : labels - i;	/* the rank whose turn it is */
		int			undecided = -1;
		ListCell   *lc;

		if (reached == 0 || (floors ? limit >= reached : limit <= reached))
			return true;
		foreach(lc, adjustments)
		{
			Rule	   *rule = lfirst(lc);
			Label	   *to = rubric_label(e->rubric, rule->label);
			int			item = foreach_current_index(lc);
			Truth		truth;

			if (to->rank != limit)
				continue;
			truth = show_condition(e, floors ? "floor" : "cap", to->name, rule, &sections[item],
								   "true: moves the grade", "false");
			if (truth == TRUTH_NULL && undecided < 0)
				undecided = item;
			if (truth == TRUTH_TRUE)
			{
				e->outcome.label = rule->label;
				e->outcome.adjusted = kind;
				return true;
			}
		}
		if (undecided >= 0)
			return ungraded(e, floors ? REASON_FLOOR_UNDECIDED : REASON_CAP_UNDECIDED, undecided);
	}
	return true;
}

/* -------------------------------------------------------------------- whole */

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
		put_step(e, kind, input->name, input->title,
				 input->domain.kind == DOMAIN_ANY ? NULL :
				 rubric_source(e->rubric, input->domain.start, input->domain.end),
				 value && input->unit ? psprintf("%s %s", value, input->unit) : value,
				 value ? NULL : "missing");
	}
}

static void
show_result(Explanation *e)
{
	const Outcome *outcome = &e->outcome;

	if (outcome->label >= 0)
	{
		Label	   *label = rubric_label(e->rubric, outcome->label);

		put_step(e, "result", label->name, label->title, NULL, e->score,
				 outcome->adjusted == ADJUSTED_FLOOR ? "graded, lifted by a floor" :
				 outcome->adjusted == ADJUSTED_CAP ? "graded, limited by a cap" : "graded");
	}
	else if (outcome->reason == REASON_GRADED)
		put_step(e, "result", NULL, NULL, NULL, e->score, "scored");
	else
		put_step(e, "result", NULL, NULL, NULL, NULL,
				 psprintf("not graded: %s", program_reason(e->program, outcome)));
}

PG_FUNCTION_INFO_V1(rubric_explain);

Datum
rubric_explain(PG_FUNCTION_ARGS)
{
	Explanation e = {0};
	Grader	   *grader;

	InitMaterializedSRF(fcinfo, 0);
	e.result = (ReturnSetInfo *) fcinfo->resultinfo;
	grader = call_evaluate(fcinfo, GOAL_EXPLAIN, &e.outcome);
	if (grader == NULL)
		return (Datum) 0;
	if (e.outcome.reason == REASON_NO_ROW)
	{
		put_step(&e, "result", NULL, NULL, NULL, NULL, "not graded: no row");
		return (Datum) 0;
	}

	e.program = grader->program;
	e.rubric = grader->rubric;
	e.sections = program_sections(grader->program);
	e.inputs = call_inputs(fcinfo);
	show_inputs(&e, e.rubric->metrics, "metric", program_metric_text);
	show_inputs(&e, e.rubric->parameters, "parameter", program_parameter_text);

	if (show_scopes(&e) && show_requirements(&e))
	{
		if (e.rubric->labels == NIL)
		{
			program_run_section(e.program, e.inputs, &e.sections->total);
			show_score(&e);
		}
		else if (show_rules(&e) &&
				 show_adjustments(&e, e.rubric->floors, e.sections->floors, ADJUSTED_FLOOR))
			show_adjustments(&e, e.rubric->caps, e.sections->caps, ADJUSTED_CAP);
	}
	show_result(&e);
	return (Datum) 0;
}
