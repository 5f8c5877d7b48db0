/*
 * advise.c
 *		advise(): the ways of a row to a better grade; and the nearest one, for
 *		functions that look at a whole table.
 */
#include "postgres.h"

#include <math.h>

#include "access/htup_details.h"
#include "utils/fmgrprotos.h"
#include "utils/jsonb.h"

#include "compat.h"
#include "analysis/advise_ways.h"
#include "function/call.h"
#include "function/rows.h"
#include "text.h"

/* Arguments of advise() and of near_ways(). */
#define ADVISE_TARGET	2
#define NEAR_WITHIN		3

/* ------------------------------------------------------------------- values */

static void
set_string(JsonbValue *value, const char *string)
{
	value->type = jbvString;
	value->val.string.val = unconstify(char *, string);
	value->val.string.len = strlen(string);
}

/* A place in the form that the metric has in a row of JSON. */
static Datum
place_json(const MetricAxis *axis, const Decimal *place)
{
	JsonbValue	value;
	int			whole = (int) place->coefficient;

	switch (axis->kind)
	{
		case AXIS_NUMBER:
			value.type = jbvNumeric;
			value.val.numeric = DatumGetNumeric(decimal_trimmed(place));
			break;
		case AXIS_DATE:
			set_string(&value, iso_date(whole));
			break;
		case AXIS_BOOLEAN:
			value.type = jbvBool;
			value.val.boolean = whole != 0;
			break;
		case AXIS_ORDER:
			set_string(&value, axis->order->values[axis->nplaces - 1 - whole]->text);
			break;
	}
	return JsonbPGetDatum(JsonbValueToJsonb(&value));
}

/* A fraction, with four decimals. */
static Datum
fraction(double value)
{
	Decimal		result;

	decimal_set(&result, llround(value * 10000), 4);
	return NumericGetDatum(decimal_to_numeric(&result));
}

/* needed - value; a boolean has no difference */
static Datum
difference(const Way *way, bool *isnull)
{
	Decimal		result;

	*isnull = way->missing || way->axis->kind == AXIS_BOOLEAN || decimal_subtract(&result, &way->needed, &way->value) != NULL;
	return *isnull ? (Datum) 0 : decimal_trimmed(&result);
}

static void
add_nullable(Row *row, Datum value, bool isnull)
{
	if (isnull)
		add_null(row);
	else
		add_datum(row, value);
}

/* metric, value, bound, needed, difference, change, progress */
static void
add_way(Row *row, const Way *way)
{
	bool		isnull;
	Datum		value;

	add_text(row, way->axis->input->name);
	add_nullable(row, way->missing ? (Datum) 0 : place_json(way->axis, &way->value), way->missing);
	add_text(row, bound_name(way->bound));
	add_datum(row, place_json(way->axis, &way->needed));
	value = difference(way, &isnull);
	add_nullable(row, value, isnull);
	add_nullable(row, way->missing ? (Datum) 0 : fraction(way->change), way->missing);
	add_nullable(row, way_progress(way) < 0 ? (Datum) 0 : fraction(way_progress(way)), way_progress(way) < 0);
}

/* ------------------------------------------------------------------- advise */

typedef struct Advice
{
	Row			row;
	Grader	   *grader;
	Ways	   *ways;
	Datum		score;			/* of the row as it is */
	bool		score_isnull;
	List	   *caps;			/* numbers of the caps that move the grade of the row */
	int			number;
} Advice;

/* The caps that were true in the last run, which move the grade. */
static List *
caps_that_hold(const Program *program)
{
	List	   *caps = NIL;
	ListCell   *lc;

	foreach(lc, program_trace(program))
	{
		const Note *note = lfirst(lc);

		if (note->kind == NOTE_CAP && note->truth == TRUTH_TRUE)
			caps = lappend_int(caps, note->item);
	}
	return caps;
}

/* Grade the row with these ways; second may be NULL. */
static void
run_with_ways(const Advice *advice, const Way *first, const Way *second, Outcome *outcome)
{
	NullableDatum *inputs = advice->grader->inputs;
	NullableDatum *changed[2] = {&inputs[first->axis->number], &inputs[(second ? second : first)->axis->number]};
	NullableDatum kept[2] = {*changed[0], *changed[1]};

	*changed[0] = (NullableDatum)
	{
		.value = first->datum
	};
	if (second)
		*changed[1] = (NullableDatum)
	{
		.value = second->datum
	};
	program_run(advice->grader->program, inputs, outcome);
	*changed[1] = kept[1];
	*changed[0] = kept[0];
}

/* The caps that move the grade of the row as it is, or with one way of a pair. */
static List *
caps_before(const Advice *advice, const Way *first, const Way *second)
{
	List	   *caps = list_copy(advice->caps);
	Outcome		outcome;

	if (second == NULL)
		return caps;
	run_with_ways(advice, first, NULL, &outcome);
	caps = list_concat_unique_int(caps, caps_that_hold(advice->grader->program));
	run_with_ways(advice, second, NULL, &outcome);
	return list_concat_unique_int(caps, caps_that_hold(advice->grader->program));
}

/* The conditions of caps that are not among those that hold. */
static char *
caps_lifted(const Rubric *rubric, List *before, List *holding)
{
	StringInfoData text;
	ListCell   *lc;

	initStringInfo(&text);
	foreach(lc, before)
	{
		const Rule *cap = list_nth(rubric->caps, lfirst_int(lc));

		if (!list_member_int(holding, lfirst_int(lc)))
			appendStringInfo(&text, "%s%s", text.len > 0 ? "; " : "", rubric_source(rubric, cap->when->start, cap->when->end));
	}
	return text.len > 0 ? text.data : NULL;
}

/* grade, rule, points, cap: the row is graded once more */
static void
add_result(Advice *advice, const Way *first, const Way *second)
{
	const Program *program = advice->grader->program;
	const Rubric *rubric = advice->grader->rubric;
	List	   *before = caps_before(advice, first, second);
	Outcome		outcome;
	Datum		score;
	bool		isnull;

	run_with_ways(advice, first, second, &outcome);
	if (outcome.label != (second ? second : first)->outcome.label)
		elog(ERROR, "a way leads to another grade than it has been found for");
	score = program_score(program, &outcome, &isnull);
	add_text(&advice->row, rubric_label(rubric, outcome.label)->name);
	add_integer(&advice->row, outcome.rule + 1);
	if (isnull || advice->score_isnull)
		add_null(&advice->row);
	else
		add_datum(&advice->row, DirectFunctionCall1(numeric_trim_scale, DirectFunctionCall2(numeric_sub, score, advice->score)));
	add_text(&advice->row, caps_lifted(rubric, before, caps_that_hold(program)));
}

static void
put_way(Advice *advice, const Way *way, const Way *first, const Way *second)
{
	add_integer(&advice->row, advice->number);
	add_way(&advice->row, way);
	add_result(advice, first, second);
	add_text(&advice->row, way->searched ? "found by search" : NULL);
	put_row(&advice->row);
}

static void
put_pair(Advice *advice, const Pair *pair)
{
	advice->number++;
	put_way(advice, &pair->first, &pair->first, &pair->second);
	put_way(advice, &pair->second, &pair->first, &pair->second);
}

/* A row that says that there is none. */
static void
put_none(Advice *advice)
{
	static const char *const sentences[] = {
		[TRIED_ALL] = "no change of one or two metrics leads there",
		[TRIED_ALL_BUT_TEXTS] = "no change of one or two metrics leads there, unless a text changes",
		[TRIED_SOME] = "no way found",
	};

	for (int i = 0; i < 12; i++)
		add_null(&advice->row);
	add_text(&advice->row, sentences[ways_exhaustion(advice->ways)]);
	put_row(&advice->row);
}

/* The grades from the best down to the target; without target, those better than that of the row. */
static Wanted
wanted_grades(FunctionCallInfo fcinfo, const Advice *advice)
{
	const Rubric *rubric = advice->grader->rubric;
	Wanted		better = ways_better(advice->ways);
	List	   *names = NIL;
	char	   *target;
	char	   *hint;

	if (PG_ARGISNULL(ADVISE_TARGET))
		return better;
	target = text_to_cstring(PG_GETARG_TEXT_PP(ADVISE_TARGET));
	for (int i = 0; i < list_length(rubric->labels); i++)
	{
		const Label *label = rubric_label(rubric, i);

		names = lappend(names, label->name);
		if (strcmp(label->name, target) != 0)
			continue;
		if (label->rank == 0)
			ereport(ERROR,
					(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
					 errmsg("grade \"%s\" has no rank", target),
					 errhint("A target is a grade that others are better or worse than.")));
		/* labels stand best first */
		if ((better.labels >> i & 1) == 0)
			better.labels = 0;
		better.labels &= (UINT64CONST(2) << i) - 1;
		return better;
	}
	hint = nearest_name(target, names);
	ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			 errmsg("unknown grade \"%s\"", target),
			 hint ? errhint("%s", hint) : 0));
}

static Datum
advise(FunctionCallInfo fcinfo)
{
	Advice		advice = {0};
	Outcome		outcome;
	Wanted		wanted;
	List	   *singles;
	List	   *pairs;
	ListCell   *lc;

	InitMaterializedSRF(fcinfo, 0);
	advice.row.result = (ReturnSetInfo *) fcinfo->resultinfo;
	advice.grader = call_evaluate(fcinfo, GOAL_EXPLAIN, &outcome);
	if (advice.grader == NULL)
		return (Datum) 0;
	call_require_grades(advice.grader);
	if (outcome.reason == REASON_NO_ROW)
		return (Datum) 0;
	advice.caps = caps_that_hold(advice.grader->program);
	advice.score = program_score(advice.grader->program, &outcome, &advice.score_isnull);
	advice.ways = call_ways(fcinfo);
	ways_take_row(advice.ways, advice.grader->inputs, &outcome);
	wanted = wanted_grades(fcinfo, &advice);
	if (wanted.labels == 0)
		return (Datum) 0;

	singles = ways_single(advice.ways, &wanted);
	pairs = ways_pairs(advice.ways, &wanted);
	foreach(lc, singles)
	{
		advice.number++;
		put_way(&advice, lfirst(lc), lfirst(lc), NULL);
	}
	foreach(lc, pairs)
		put_pair(&advice, lfirst(lc));
	if (advice.number == 0)
		put_none(&advice);
	return (Datum) 0;
}

PG_FUNCTION_INFO_V1(rubric_advise);

Datum
rubric_advise(PG_FUNCTION_ARGS)
{
	return advise(fcinfo);
}

/* ------------------------------------------------------------ whole tables */

/* Ready to look for ways of the row of this call, of which only the grade is asked; NULL: it is refused, or there is none. */
static Ways *
take_row(FunctionCallInfo fcinfo, Grader **grader, Outcome *outcome)
{
	Ways	   *ways;

	*grader = call_evaluate_softly(fcinfo, GOAL_GRADE, outcome);
	if (*grader == NULL || outcome->reason == REASON_NO_ROW || outcome->reason == REASON_REFUSED)
		return NULL;
	call_require_grades(*grader);
	ways = call_ways(fcinfo);
	ways_take_row(ways, (*grader)->inputs, outcome);
	return ways;
}

static void
add_label(Row *row, const Grader *grader, int label)
{
	if (label < 0)
		add_null(row);
	else
		add_datum(row, grader->labels[label]);
}

/*
 * nearest_way(standard, input, parameters) RETURNS (grade, grade_to, rank_to,
 * metric, value, bound, needed, difference, change, progress): the smallest
 * change of one metric that gives a better grade
 */
PG_FUNCTION_INFO_V1(nearest_way);

Datum
nearest_way(PG_FUNCTION_ARGS)
{
	Grader	   *grader;
	Outcome		outcome;
	Ways	   *ways = take_row(fcinfo, &grader, &outcome);
	Row			row = {0};
	Wanted		better;
	Way			way;

	if (ways == NULL)
		PG_RETURN_NULL();
	better = ways_better(ways);
	if (better.labels == 0)
		PG_RETURN_NULL();
	add_label(&row, grader, outcome.label);
	if (ways_nearest(ways, &better, &way))
	{
		add_label(&row, grader, way.outcome.label);
		add_datum(&row, Int16GetDatum(rubric_label(grader->rubric, way.outcome.label)->rank));
		add_way(&row, &way);
	}
	else
	{
		while (row.ncolumns < 10)
			add_null(&row);
	}
	PG_RETURN_DATUM(HeapTupleGetDatum(heap_form_tuple(call_result_desc(fcinfo), row.values, row.nulls)));
}

/*
 * near_ways(standard, input, parameters, within) RETURNS SETOF (grade,
 * grade_to, metric, bound, value, needed): numbers that give another grade if
 * they change by no more than this part
 */
PG_FUNCTION_INFO_V1(near_ways);

Datum
near_ways(PG_FUNCTION_ARGS)
{
	Grader	   *grader;
	Outcome		outcome;
	Ways	   *ways;
	Row			row = {0};
	double		within = DatumGetFloat8(DirectFunctionCall1(numeric_float8, PG_GETARG_DATUM(NEAR_WITHIN)));
	ListCell   *lc;

	InitMaterializedSRF(fcinfo, 0);
	row.result = (ReturnSetInfo *) fcinfo->resultinfo;
	ways = take_row(fcinfo, &grader, &outcome);
	if (ways == NULL)
		return (Datum) 0;
	foreach(lc, ways_around(ways))
	{
		const Way  *way = lfirst(lc);

		if (!way_is_near(way, within))
			continue;
		add_label(&row, grader, outcome.label);
		add_label(&row, grader, way->outcome.label);
		add_text(&row, way->axis->input->name);
		add_text(&row, bound_name(way->bound));
		add_datum(&row, decimal_trimmed(&way->value));
		add_datum(&row, decimal_trimmed(&way->needed));
		put_row(&row);
	}
	return (Datum) 0;
}
