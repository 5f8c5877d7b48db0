/*
 * solve_witness.c
 *		Rows that show a finding, checked by grading them.
 *
 * In a cell of a metric every value will do, so the plainest is taken.  Where
 * a finding also needs an expression of several metrics to lie in a cell,
 * values are tried: within the cells, near their ends, and such as give the
 * value that the expression is compared with.
 */
#include "postgres.h"

#include "nodes/bitmapset.h"
#include "utils/builtins.h"
#include "utils/date.h"
#include "utils/fmgrprotos.h"
#include "utils/json.h"

#include "analysis/number.h"
#include "analysis/solve_model_internal.h"
#include "analysis/solve_witness.h"
#include "rubric/statement.h"
#include "text.h"

#define MAX_TRIES	100

/* ------------------------------------------------------------------- values */

static Decimal
whole(int64 number)
{
	Decimal		result;

	decimal_from_int64(&result, number);
	return result;
}

/* The middle, with as few decimals as will do. */
static Decimal
middle(const Extent *cell)
{
	Decimal		two = whole(2);
	Decimal		sum;
	Decimal		half;
	Decimal		result;

	if (decimal_add(&sum, &cell->low.value, &cell->high.value) != NULL || decimal_divide(&half, &sum, &two) != NULL)
		return cell->low.value;
	for (int places = 0; places < 40; places++)
		if (decimal_round(&result, &half, places) == NULL && extent_contains(cell, &result))
			return result;
	return half;
}

/* The whole number next to a bound, on the side of the cell. */
static Decimal
beside(const Bound *bound, bool above)
{
	Decimal		one = whole(1);
	Decimal		result = bound->value;

	if (above && decimal_floor(&result, &bound->value) == NULL)
		(void) decimal_add(&result, &result, &one);
	if (!above && decimal_ceil(&result, &bound->value) == NULL)
		(void) decimal_subtract(&result, &result, &one);
	return result;
}

Decimal
plain_number(const Extent *cell)
{
	if (cell->low.infinite && cell->high.infinite)
		return whole(1);
	if (cell->low.infinite)
		return beside(&cell->high, false);
	if (cell->high.infinite)
		return beside(&cell->low, true);
	if (!cell->low.open && !cell->high.open && extent_is_number(cell))
		return cell->low.value;
	return middle(cell);
}

static uint32
next_random(Witnesses *w)
{
	w->seed = w->seed * 1664525 + 1013904223;
	return w->seed >> 8;
}

/* A cut of an expression, by the way of which a value may be found that gives it; false: there is none. */
static bool
random_cut(Witnesses *w, Decimal *cut)
{
	const List *axes = w->model->expressions;
	const Axis *axis;

	if (axes == NIL)
		return false;
	axis = list_nth(axes, next_random(w) % list_length(axes));
	if (axis->cuts == NIL)
		return false;
	*cut = *(Decimal *) list_nth(axis->cuts, next_random(w) % list_length(axis->cuts));
	return true;
}

/* So many twentieths of the way through a cell. */
static Decimal
number_on_the_way(const Extent *cell, int twentieths)
{
	Decimal		share = whole(twentieths);
	Decimal		count = whole(20);
	Decimal		result;

	if (cell->low.infinite || cell->high.infinite ||
		decimal_subtract(&result, &cell->high.value, &cell->low.value) != NULL ||
		decimal_multiply(&result, &result, &share) != NULL ||
		decimal_divide(&result, &result, &count) != NULL ||
		decimal_add(&result, &result, &cell->low.value) != NULL ||
		!extent_contains(cell, &result))
		return plain_number(cell);
	return result;
}

/* A number in a cell: a plain one, one beside an end or a cut, or one that makes a round product with a cut. */
static Decimal
random_number(Witnesses *w, const Extent *cell)
{
	static const int64 sizes[] = {0, 1, 2, 3, 5, 10, 100, 1000, 10000, 1000000};
	Decimal		size = whole(sizes[next_random(w) % lengthof(sizes)]);
	Decimal		cut = size;
	Decimal		result = size;
	const Fault *fault = NULL;

	(void) random_cut(w, &cut);
	switch (next_random(w) % 8)
	{
		case 0:
			return plain_number(cell);
		case 1:
			fault = decimal_multiply(&result, &cut, &size);
			break;
		case 2:
			result = cut;
			break;
		case 3:
			break;
		case 4:
			if (!cell->low.infinite)
				fault = decimal_add(&result, &cell->low.value, &size);
			break;
		case 5:
			if (!cell->high.infinite)
				fault = decimal_subtract(&result, &cell->high.value, &size);
			break;
		case 6:
			fault = decimal_add(&result, &cut, &size);
			break;
		default:
			return number_on_the_way(cell, next_random(w) % 21);
	}
	return fault == NULL && extent_contains(cell, &result) ? result : plain_number(cell);
}

/* A number of the model as a value of the metric. */
static Datum
metric_datum(const Model *m, const Input *metric, const Decimal *number)
{
	int32		whole_number = 0;
	const char *text;

	if (metric->type != RUBRIC_NUMBER && metric->type != RUBRIC_UNKNOWN)
		(void) decimal_to_int32(number, &whole_number);
	switch (metric->type)
	{
		case RUBRIC_TEXT:
			text = model_text(m, whole_number);
			return CStringGetTextDatum(text ? text : "other");
		case RUBRIC_BOOLEAN:
			return BoolGetDatum(whole_number != 0);
		case RUBRIC_DATE:
			return DateADTGetDatum(whole_number);
		default:
			return decimal_trimmed(number);
	}
}

/* --------------------------------------------------------------------- rows */

/*
 * At first plain numbers, then all of them so far through their cells, then
 * any.
 */
static Decimal
choose_number(Witnesses *w, const Extent *cell, int attempt)
{
	if (attempt == 0 || extent_is_number(cell))
		return plain_number(cell);
	if (attempt <= 21)
		return number_on_the_way(cell, 21 - attempt);
	return random_number(w, cell);
}

/* The day that a number falls on, if the cell has it. */
static Decimal
day_near(const Extent *cell, const Decimal *number)
{
	Decimal		day;

	if (decimal_floor(&day, number) != NULL || !extent_contains(cell, &day))
		return plain_number(cell);
	return day;
}

static void
fill_row(Witnesses *w, const int *cells, int attempt)
{
	const Model *m = w->model;

	for (int i = 0; i < list_length(m->rubric->metrics); i++)
	{
		const Axis *axis = &m->metrics[i];
		const Extent *cell;
		Decimal		number;

		w->row[i].isnull = true;
		if (axis->variable < 0 || cells[axis->variable] < 0)
			continue;
		cell = &axis->cells[cells[axis->variable]];
		if (!cell->may_be_value)
			continue;
		number = choose_number(w, cell, axis->input->type == RUBRIC_NUMBER || axis->input->type == RUBRIC_DATE ? attempt : 0);
		if (axis->input->type == RUBRIC_DATE)
			number = day_near(cell, &number);
		w->row[i].isnull = false;
		w->row[i].value = metric_datum(m, axis->input, &number);
	}
}

static bool
passes(Witnesses *w, OutcomeTest test, void *context)
{
	Outcome		outcome;

	program_run(w->grader.program, w->row, &outcome);
	return test(context, &outcome);
}

/* Leave out what does not matter. */
static void
minimize(Witnesses *w, OutcomeTest test, void *context)
{
	for (int i = 0; i < list_length(w->model->rubric->metrics); i++)
	{
		if (w->row[i].isnull)
			continue;
		w->row[i].isnull = true;
		if (!passes(w, test, context))
			w->row[i].isnull = false;
	}
}

static void
append_value(StringInfo json, const Input *metric, Datum value)
{
	switch (metric->type)
	{
		case RUBRIC_TEXT:
			escape_json(json, TextDatumGetCString(value));
			break;
		case RUBRIC_BOOLEAN:
			appendStringInfoString(json, DatumGetBool(value) ? "true" : "false");
			break;
		case RUBRIC_DATE:
			appendStringInfo(json, "\"%s\"", iso_date(DatumGetDateADT(value)));
			break;
		default:
			appendStringInfoString(json, DatumGetCString(DirectFunctionCall1(numeric_out, value)));
			break;
	}
}

static char *
row_json(const Witnesses *w)
{
	StringInfoData json;
	ListCell   *lc;

	initStringInfo(&json);
	appendStringInfoChar(&json, '{');
	foreach(lc, w->model->rubric->metrics)
	{
		const Input *metric = lfirst(lc);
		const NullableDatum *value = &w->row[foreach_current_index(lc)];

		if (value->isnull)
			continue;
		if (json.len > 1)
			appendStringInfoString(&json, ", ");
		escape_json(&json, metric->name);
		appendStringInfoString(&json, ": ");
		append_value(&json, metric, value->value);
	}
	appendStringInfoChar(&json, '}');
	return json.data;
}

/*
 * How often to try: once where the cells of metrics tell all, not at all where
 * it takes a certain value of a parameter that is not known.
 */
static int
tries_for(const Witnesses *w, const int *cells)
{
	const Model *m = w->model;
	int			tries = 1;

	for (int i = 0; i < list_length(m->by_variable); i++)
	{
		const Axis *axis = model_axis(m, i);

		if (cells[i] < 0 || axis->kind == AXIS_METRIC)
			continue;
		if (!w->given && (axis->kind == AXIS_PARAMETER || axis->kind == AXIS_TILE || axis->reads_parameter))
			return 0;
		tries = MAX_TRIES;
	}
	return tries;
}

void
witness_run_with(Witnesses *w, int metric, const Decimal *number, Outcome *outcome)
{
	NullableDatum kept = w->row[metric];

	w->row[metric].isnull = false;
	w->row[metric].value = metric_datum(w->model, rubric_metric(w->model->rubric, metric), number);
	program_run(w->grader.program, w->row, outcome);
	w->row[metric] = kept;
}

char *
witness_json_with(Witnesses *w, int metric, const Decimal *number)
{
	NullableDatum kept = w->row[metric];
	char	   *json;

	w->row[metric].isnull = false;
	w->row[metric].value = metric_datum(w->model, rubric_metric(w->model->rubric, metric), number);
	json = row_json(w);
	w->row[metric] = kept;
	return json;
}

char *
witness_number_text(const Input *metric, const Decimal *number)
{
	int32		day;

	if (metric->type != RUBRIC_DATE)
		return number_text(number);
	(void) decimal_to_int32(number, &day);
	return pstrdup(iso_date(day));
}

char *
witness_find(Witnesses *w, const int *cells, OutcomeTest test, void *context, bool least)
{
	int			tries = tries_for(w, cells);

	for (int i = 0; i < tries && w->usable; i++)
	{
		diagram_count_work(w->model->diagrams);
		fill_row(w, cells, i);
		if (!passes(w, test, context))
			continue;
		if (least)
			minimize(w, test, context);
		return row_json(w);
	}
	return NULL;
}

void
witness_take_cells(const Witnesses *w, int *cells)
{
	for (int i = 0; i < list_length(w->model->rubric->metrics); i++)
	{
		const Axis *axis = &w->model->metrics[i];

		if (w->row[i].isnull && axis->variable >= 0)
			cells[axis->variable] = axis->ncells - 1;
	}
}

/* -------------------------------------------------------------------- grader */

static void
append_key(StringInfo json, const char *key)
{
	appendStringInfoString(json, json->len > 1 ? ", " : "");
	escape_json(json, key);
	appendStringInfoString(json, ": ");
}

/* The value of a parameter that is known; of others any, as no finding may depend on it. */
static void
append_parameter(StringInfo json, const Model *m, const Axis *axis)
{
	const Input *parameter = axis->input;
	Decimal		number;

	if (m->known[axis->index])
		model_number(unconstify(Model *, m), m->values[axis->index], &number);
	else if (axis->ncells > 0 && parameter->grouping < 0 && (parameter->taken || !parameter->population))
		number = plain_number(&axis->cells[0]);
	else
	{
		/* no group has a value; what is computed of others follows them */
		if (parameter->taken)
		{
			append_key(json, parameter->name);
			appendStringInfoString(json, parameter->grouping < 0 ? "null" : "{}");
		}
		return;
	}
	append_key(json, parameter->name);
	append_value(json, parameter, metric_datum(m, parameter, &number));
}

static void
append_tile(StringInfo json, const Tile *tile)
{
	append_key(json, tile->key);
	if (tile->grouping >= 0)
	{
		appendStringInfoString(json, "{}");
		return;
	}
	appendStringInfoChar(json, '[');
	for (int i = 1; i < tile->count; i++)
		appendStringInfo(json, "%s%d", i > 1 ? ", " : "", i);
	appendStringInfoChar(json, ']');
}

static Jsonb *
make_parameters(const Model *m)
{
	StringInfoData json;
	ListCell   *lc;

	initStringInfo(&json);
	appendStringInfoChar(&json, '{');
	for (int i = 0; i < list_length(m->rubric->parameters); i++)
		append_parameter(&json, m, &m->parameters[i]);
	foreach(lc, m->rubric->tiles)
		append_tile(&json, lfirst(lc));
	appendStringInfoChar(&json, '}');
	return DatumGetJsonbP(DirectFunctionCall1(jsonb_in, CStringGetDatum(json.data)));
}

char *
text_with_conditions(const Rubric *rubric, int count, const char *const *conditions)
{
	const Statements *statements = statements_make(rubric->text, rubric->length);
	StringInfoData text;
	RubricError error;

	initStringInfo(&text);
	appendBinaryStringInfo(&text, rubric->text, statements->statements[statements->count - 1].semicolon + 1);
	for (int i = 0; i < count; i++)
	{
		int			length = text.len;

		if (conditions[i] == NULL)
			continue;
		appendStringInfo(&text, "\ntreatment \"%d\" when %s;", i + 1, conditions[i]);
		/* beyond a limit of the language it cannot be asked */
		if (rubric_parse(text.data, text.len, &error) == NULL)
		{
			text.len = length;
			text.data[length] = '\0';
		}
	}
	return text.data;
}

bool
witness_meets(Witnesses *w, const char *condition)
{
	Grader		grader;
	Outcome		outcome;
	List	   *notes;

	diagram_count_work(w->model->diagrams);
	grader_init(&grader, CurrentMemoryContext, GOAL_TREAT);
	(void) grader_set_rubric(&grader, cstring_to_text(text_with_conditions(w->model->rubric, 1, &condition)));
	grader_bind_json(&grader);
	if (program_set_parameters(grader.program, make_parameters(w->model), NULL) != NULL)
		return false;
	if (list_length(grader.rubric->terms.treatments) == list_length(w->model->rubric->terms.treatments))
		return false;
	program_hold(grader.program, bms_make_singleton(list_length(w->model->rubric->terms.treatments)));
	program_run(grader.program, w->row, &outcome);
	notes = program_trace(grader.program);
	return notes != NIL && ((const Note *) linitial(notes))->fault == NULL;
}

void
witnesses_begin(Witnesses *w, Model *model, Goal goal, Jsonb *parameters)
{
	const Rubric *rubric = model->rubric;
	const Fault *fault;

	w->model = model;
	w->given = parameters != NULL;
	w->seed = 1;
	w->row = palloc0(sizeof(NullableDatum) * Max(list_length(rubric->metrics), 1));
	grader_init(&w->grader, CurrentMemoryContext, goal);
	(void) grader_set_rubric(&w->grader, cstring_to_text_with_len(rubric->text, rubric->length));
	grader_bind_json(&w->grader);
	fault = program_set_parameters(w->grader.program, w->given ? parameters : make_parameters(model), NULL);
	if (w->given)
		fault_throw_any(fault);
	w->usable = fault == NULL;
}
