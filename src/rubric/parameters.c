/*
 * parameters.c
 *		What parameters and tiles stand for: from jsonb, the evaluation date, the
 *		text.
 *
 * jsonb has the values that come from outside and those that were taken from
 * the population:
 *
 *		{"cut": 9, "cut keep": 8, "by_region": {"north": 7}, "tile(x, 5)": [1, 2, 4, 9]}
 *
 * A value per group is an object of its values by name, one within the other
 * where several names tell the group.  A single value instead is that of
 * everybody.
 */
#include "postgres.h"

#include "lib/stringinfo.h"
#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/fmgrprotos.h"
#include "utils/json.h"
#include "utils/memutils.h"

#include "compat.h"
#include "rubric/json.h"
#include "rubric/steps.h"

#define MAX_GROUPS	10000		/* of one parameter */

/* Where values of groups go while they are read: an array by number of the group, or nowhere yet. */
typedef struct GroupReading
{
	ParameterValues *values;
	const Input *parameter;		/* one of both */
	const Tile *tile;
	RubricValue *by_group;		/* NULL: groups are only counted and given numbers */
	int			count;
} GroupReading;

/* ------------------------------------------------------------ single values */

/* A Datum of json_value() as a value, copied into CurrentMemoryContext. */
static void
keep_value(RubricValue *value, const Input *input, Datum datum)
{
	switch (input->type)
	{
		case RUBRIC_TEXT:
			value->text.data = text_to_cstring(DatumGetTextPP(datum));
			value->text.length = strlen(value->text.data);
			value->text.position = -1;
			break;
		case RUBRIC_BOOLEAN:
			value->boolean = DatumGetBool(datum);
			break;
		case RUBRIC_DATE:
			value->date = DatumGetDateADT(datum);
			break;
		default:
			decimal_from_numeric(&value->number,
								 NumericGetDatum(DatumGetNumericCopy(datum)));
			break;
	}
}

static const Fault *
missing_fault(const Input *input)
{
	Fault	   *fault = fault_make(ERRCODE_INVALID_PARAMETER_VALUE, psprintf("parameter \"%s\" has no value", input->name));

	fault->hint = input->taken ?
		psprintf("It is taken from the population: give the parameters customer_grade.benchmark('standard', 'table').") :
		psprintf("Give it in the parameters, as in '{\"%s\": ...}'::jsonb, or give it a default in the rubric.",
				 input->name);
	return fault;
}

/* A computed value lives in the program, which computes the next one. */
static const Fault *
check_value(const ParameterValues *values, int index, RubricValue *value)
{
	const DomainCheck *check = values->checks[index];

	return check ? domain_check_value(check, value) : NULL;
}

static const Fault *
value_from_json(RubricValue *value, const ParameterValues *values, int index, const JsonbValue *found)
{
	const Input *input = rubric_parameter(values->rubric, index);
	NullableDatum given;
	const Fault *fault = json_value(&given, found, input, "parameter");

	if (fault)
		return fault;
	value->isnull = given.isnull;
	if (!given.isnull)
		keep_value(value, input, given.value);
	return check_value(values, index, value);
}

static const Fault *
cuts_fault(const Tile *tile)
{
	return fault_make(ERRCODE_INVALID_PARAMETER_VALUE,
					  psprintf("\"%s\" must be an array of %d numbers in ascending order", tile->key, tile->count - 1));
}

/* The cuts of a tile from an array; null: of nobody. */
static const Fault *
cuts_from_json(RubricValue *value, const Tile *tile, const JsonbValue *found)
{
	Cuts	   *cuts = palloc(sizeof(Cuts));

	value->isnull = found->type == jbvNull;
	if (value->isnull)
		return NULL;
	if (found->type != jbvBinary || !JsonContainerIsArray(found->val.binary.data) ||
		(int) JsonContainerSize(found->val.binary.data) != tile->count - 1)
		return cuts_fault(tile);
	cuts->count = tile->count - 1;
	cuts->cuts = palloc(sizeof(Decimal) * cuts->count);
	cuts->nearest = palloc(sizeof(double) * cuts->count);
	for (int i = 0; i < cuts->count; i++)
	{
		JsonbValue *cut = getIthJsonbValueFromContainer(found->val.binary.data, i);

		if (cut->type != jbvNumeric)
			return cuts_fault(tile);
		decimal_from_numeric(&cuts->cuts[i], NumericGetDatum(DatumGetNumericCopy(NumericGetDatum(cut->val.numeric))));
		cuts->nearest[i] = decimal_nearest_double(&cuts->cuts[i]);
		if (i > 0 && decimal_compare(&cuts->cuts[i - 1], &cuts->cuts[i]) > 0)
			return cuts_fault(tile);
	}
	value->cuts = cuts;
	return NULL;
}

/* ------------------------------------------------------------------ groups */

static bool
is_object(const JsonbValue *found)
{
	return found->type == jbvBinary && JsonContainerIsObject(found->val.binary.data);
}

static int
parameter_index(const ParameterValues *values, const Input *parameter)
{
	ListCell   *lc;

	foreach(lc, values->rubric->parameters)
	{
		if (lfirst(lc) == parameter)
			return foreach_current_index(lc);
	}
	elog(ERROR, "parameter of another rubric");
}

/* The values of an object, or of one within it; names: how many names of the group are still to come. */
static const Fault *
read_groups(GroupReading *reading, JsonbContainer *object, int around, int names)
{
	JsonbIterator *iterator = JsonbIteratorInit(object);
	JsonbValue	key;
	JsonbValue	found;
	const Fault *fault = NULL;

	(void) JsonbIteratorNext(&iterator, &key, true);
	while (fault == NULL && JsonbIteratorNext(&iterator, &key, true) == WJB_KEY)
	{
		int			group = groups_add(reading->values->groups, around, key.val.string.val, key.val.string.len);

		CHECK_FOR_INTERRUPTS();
		(void) JsonbIteratorNext(&iterator, &found, true);
		if (names > 1)
		{
			if (is_object(&found))
				fault = read_groups(reading, found.val.binary.data, group, names - 1);
			else if (found.type != jbvNull)
				fault = fault_make(ERRCODE_INVALID_PARAMETER_VALUE,
								   psprintf("\"%s\" must have an object for each group", reading->tile ?
											reading->tile->key : reading->parameter->name));
		}
		else if (++reading->count > MAX_GROUPS)
		{
			Fault	   *too_many = fault_make(ERRCODE_PROGRAM_LIMIT_EXCEEDED,
											  psprintf("too many groups in \"%s\"", reading->tile ?
													   reading->tile->key : reading->parameter->name));

			too_many->hint = psprintf("The limit is %d.", MAX_GROUPS);
			fault = too_many;
		}
		else if (reading->by_group && reading->tile)
			fault = cuts_from_json(&reading->by_group[group], reading->tile, &found);
		else if (reading->by_group)
			fault = value_from_json(&reading->by_group[group], reading->values,
									parameter_index(reading->values, reading->parameter), &found);
	}
	return fault;
}

static RubricValue *
make_by_group(const ParameterValues *values)
{
	int			count = groups_count(values->groups);
	RubricValue *by_group = palloc0(sizeof(RubricValue) * Max(count, 1));

	for (int i = 0; i < count; i++)
		by_group[i].isnull = true;
	return by_group;
}

static int
depth_of(const ParameterValues *values, int grouping)
{
	return list_length(rubric_grouping(values->rubric, grouping)->names);
}

/* The values by group of a key, if it has some: their groups get numbers. */
static const Fault *
number_key(GroupReading *reading, Jsonb *given, const char *key, int grouping)
{
	JsonbValue	found;

	if (grouping < 0 || !json_find(given, key, &found) || !is_object(&found))
		return NULL;
	return read_groups(reading, found.val.binary.data, grouping, depth_of(reading->values, grouping));
}

/* Values by group, if there are any; true: there are. */
static bool
take_groups(GroupReading *reading, GroupedValue *grouped, int grouping, JsonbValue *found, const Fault **fault)
{
	ParameterValues *values = reading->values;

	if (grouping < 0 || !is_object(found))
		return false;
	grouped->value.isnull = true;
	grouped->by_group = reading->by_group = make_by_group(values);
	*fault = read_groups(reading, found->val.binary.data, grouping, depth_of(values, grouping));
	return true;
}

/* All groups get their numbers before any value is taken: values are kept by number. */
static const Fault *
number_groups(ParameterValues *values, Jsonb *given)
{
	const Fault *fault = NULL;
	ListCell   *lc;

	values->groups = groups_make(list_length(values->rubric->groupings));
	if (given == NULL)
		return NULL;
	foreach(lc, values->rubric->parameters)
	{
		const Input *parameter = lfirst(lc);
		GroupReading reading = {.values = values, .parameter = parameter};

		fault = number_key(&reading, given, parameter->name, parameter->grouping);
		reading.count = 0;
		if (fault == NULL && parameter->keep_taken)
			fault = number_key(&reading, given, psprintf("%s keep", parameter->name), parameter->grouping);
		if (fault)
			return fault;
	}
	foreach(lc, values->rubric->tiles)
	{
		const Tile *tile = lfirst(lc);
		GroupReading reading = {.values = values, .tile = tile};

		fault = number_key(&reading, given, tile->key, tile->grouping);
		if (fault)
			return fault;
	}
	return NULL;
}

/* ------------------------------------------------- values that the text gives */

/* What the steps of an expression read: the values of a group, or of everybody (-1). */
static void
load_values(ParameterValues *values, int group, int grouping)
{
	ListCell   *lc;

	foreach(lc, values->rubric->parameters)
	{
		int			index = foreach_current_index(lc);
		const GroupedValue *grouped = &values->parameters[index];
		RubricValue *slot = &values->computing->values[values->computing->parameter_values[index]];

		if (grouped->by_group == NULL)
			*slot = grouped->value;
		else if (group >= 0 && ((Input *) lfirst(lc))->grouping == grouping)
			*slot = grouped->by_group[group];
		else
			slot->isnull = true;
	}
}

/* Is this a group whose values a parameter with these groups has? */
static bool
is_leaf(const ParameterValues *values, int group, int grouping)
{
	const RubricGroup *one = groups_get(values->groups, group);

	return one->root == grouping && one->depth == depth_of(values, grouping);
}

static bool
has_groups(const ParameterValues *values, int grouping)
{
	if (grouping < 0)
		return false;
	for (int i = 0; i < groups_count(values->groups); i++)
	{
		if (is_leaf(values, i, grouping))
			return true;
	}
	return false;
}

static const Fault *
compute(ParameterValues *values, int step, int slot, RubricValue *value, int index, int group)
{
	const Fault *fault;

	load_values(values, group, rubric_parameter(values->rubric, index)->grouping);
	fault = program_compute(values->computing, step);
	*value = values->computing->values[slot];
	return fault ? fault : check_value(values, index, value);
}

/* Run these steps for each group, or once. */
static const Fault *
compute_grouped(ParameterValues *values, int step, int slot, GroupedValue *result, int index)
{
	int			grouping = rubric_parameter(values->rubric, index)->grouping;
	const Fault *fault = NULL;

	if (!has_groups(values, grouping))
		return compute(values, step, slot, &result->value, index, -1);
	result->by_group = make_by_group(values);
	for (int i = 0; i < groups_count(values->groups) && fault == NULL; i++)
	{
		CHECK_FOR_INTERRUPTS();
		if (is_leaf(values, i, grouping))
			fault = compute(values, step, slot, &result->by_group[i], index, i);
	}
	return fault;
}

/* ------------------------------------------------------------------- whole */

static const Fault *
take_parameter(ParameterValues *values, int index, Jsonb *given, const DateADT *as_of)
{
	const Input *input = rubric_parameter(values->rubric, index);
	GroupedValue *grouped = &values->parameters[index];
	GroupReading reading = {.values = values, .parameter = input};
	const Fault *fault = NULL;
	JsonbValue	found;
	bool		is_given = given && json_find(given, input->name, &found);

	grouped->value.isnull = false;
	if (is_given && take_groups(&reading, grouped, input->grouping, &found, &fault))
		return fault;
	/* what is taken from the population may be null: of nobody */
	if (is_given && (found.type != jbvNull || input->taken))
		return value_from_json(&grouped->value, values, index, &found);
	if (as_of && input->type == RUBRIC_DATE && strcmp(input->name, "as_of") == 0)
		grouped->value.date = *as_of;
	else if (rubric_default(input))
		value_from_literal(&grouped->value, rubric_default(input));
	else if (input->value && !input->taken && bms_is_member(index, values->needed))
		return compute_grouped(values, values->computing->value_steps[index],
							   values->computing->parameter_values[index], grouped, index);
	else if (bms_is_member(index, values->needed) && !(input->taken && values->lenient))
	{
		grouped->value.isnull = true;
		return missing_fault(input);
	}
	else
		grouped->value.isnull = true;
	return check_value(values, index, &grouped->value);
}

static const Fault *
take_tile(ParameterValues *values, int index, Jsonb *given)
{
	const Tile *tile = rubric_tile(values->rubric, index);
	GroupedValue *grouped = &values->tiles[index];
	GroupReading reading = {.values = values, .tile = tile};
	const Fault *fault = NULL;
	Fault	   *missing;
	JsonbValue	found;

	grouped->value.isnull = true;
	if (given && json_find(given, tile->key, &found))
	{
		if (take_groups(&reading, grouped, tile->grouping, &found, &fault))
			return fault;
		return cuts_from_json(&grouped->value, tile, &found);
	}
	/* lenient: nobody has taken them yet */
	if (values->lenient || !bms_is_member(index, values->needed_tiles))
		return NULL;
	missing = fault_make(ERRCODE_INVALID_PARAMETER_VALUE, psprintf("\"%s\" has no cuts", tile->key));
	missing->hint = "They are taken from the population: give the parameters customer_grade.benchmark('standard', 'table').";
	return missing;
}

static const Fault *
note_problem(ParameterValues *values, const Input *parameter, const Fault *fault)
{
	ParameterProblem *problem;

	if (fault == NULL || !values->lenient)
		return fault;
	problem = palloc(sizeof(ParameterProblem));
	problem->parameter = parameter;
	problem->fault = fault;
	values->problems = lappend(values->problems, problem);
	return NULL;
}

/* Does the text compute a value? */
static bool
computes(const Rubric *rubric)
{
	ListCell   *lc;

	foreach(lc, rubric->parameters)
	{
		const Input *parameter = lfirst(lc);

		if ((parameter->value && rubric_default(parameter) == NULL && !parameter->taken) || parameter->keep)
			return true;
	}
	return false;
}

ParameterValues *
parameters_make(const Rubric *rubric)
{
	ParameterValues *values = palloc0(sizeof(ParameterValues));
	int			nparameters = list_length(rubric->parameters);

	values->rubric = rubric;
	if (computes(rubric))
		values->computing = program_compile_parameters(rubric);
	values->checks = palloc(sizeof(DomainCheck *) * Max(nparameters, 1));
	for (int i = 0; i < nparameters; i++)
	{
		values->checks[i] = domain_check_make(rubric, rubric_parameter(rubric, i), "parameter", false);
		if (rubric_parameter(rubric, i)->read)
			values->needed = bms_add_member(values->needed, i);
	}
	for (int i = 0; i < list_length(rubric->tiles); i++)
		values->needed_tiles = bms_add_member(values->needed_tiles, i);
	values->parameters = palloc(sizeof(GroupedValue) * Max(nparameters, 1));
	values->tiles = palloc(sizeof(GroupedValue) * Max(list_length(rubric->tiles), 1));
	return values;
}

const Fault *
parameters_take(ParameterValues *values, Jsonb *given, const DateADT *as_of)
{
	const Rubric *rubric = values->rubric;
	const Fault *fault = NULL;

	memset(values->parameters, 0, sizeof(GroupedValue) * list_length(rubric->parameters));
	memset(values->tiles, 0, sizeof(GroupedValue) * list_length(rubric->tiles));
	if (given)
		fault = json_check_object(given, "the parameters");
	if (fault == NULL && rubric->groupings)
		fault = number_groups(values, given);
	for (int i = 0; i < list_length(rubric->parameters) && fault == NULL; i++)
		fault = note_problem(values, rubric_parameter(rubric, i), take_parameter(values, i, given, as_of));
	for (int i = 0; i < list_length(rubric->tiles) && fault == NULL; i++)
		fault = take_tile(values, i, given);
	return fault;
}

const Fault *
program_set_parameters(Program *program, Jsonb *parameters, const DateADT *as_of)
{
	ParameterValues *values = program->parameters;
	MemoryContext old;
	const Fault *fault;

	cells_forget(program);
	if (values == NULL)
	{
		old = MemoryContextSwitchTo(program->context);
		values = program->parameters = parameters_make(program->rubric);
		program->parameters_context = AllocSetContextCreate(program->context, "customer_grade parameters",
															ALLOCSET_SMALL_SIZES);
		if (goal_is_of_terms(program->goal))
		{
			values->needed = program->read_by_terms.parameters;
			values->needed_tiles = program->read_by_terms.tiles;
		}
		MemoryContextSwitchTo(old);
	}
	MemoryContextReset(program->parameters_context);
	old = MemoryContextSwitchTo(program->parameters_context);
	fault = parameters_take(values, parameters, as_of);
	for (int i = 0; i < list_length(program->rubric->parameters) && fault == NULL; i++)
		program->values[program->parameter_values[i]] = values->parameters[i].value;
	for (int i = 0; i < list_length(program->rubric->tiles) && fault == NULL; i++)
		program->values[program->tile_cuts[i]] = values->tiles[i].value;
	MemoryContextSwitchTo(old);
	return fault;
}

/* -------------------------------------------------------------------- keep */

static void
append_value(StringInfo json, const RubricValue *value, RubricType type)
{
	if (value->isnull)
		appendStringInfoString(json, "null");
	else if (type == RUBRIC_NUMBER || type == RUBRIC_BOOLEAN)
		appendStringInfoString(json, value_text(value, type, false));
	else
		escape_json(json, value_text(value, type, false));
}

/* An object of the groups within one, which are known by a number that is greater. */
static void
append_groups(StringInfo json, const ParameterValues *values, const GroupedValue *grouped, const Input *parameter, int around)
{
	const char *separator = "{";

	for (int i = around + 1; i < groups_count(values->groups); i++)
	{
		const RubricGroup *group = groups_get(values->groups, i);

		if (group->around != around)
			continue;
		appendStringInfoString(json, separator);
		escape_json(json, pnstrdup(group->name, group->length));
		appendStringInfoChar(json, ':');
		if (is_leaf(values, i, parameter->grouping))
			append_value(json, &grouped->by_group[i], parameter->type);
		else
			append_groups(json, values, grouped, parameter, i);
		separator = ",";
	}
	appendStringInfoString(json, separator[0] == '{' ? "{}" : "}");
}

/* The value that counts for keeping a grade: taken from the population, or computed. */
static const Fault *
take_keep(ParameterValues *values, int index, Jsonb *given, GroupedValue *kept)
{
	const Input *parameter = rubric_parameter(values->rubric, index);
	GroupReading reading = {.values = values, .parameter = parameter};
	const Fault *fault = NULL;
	JsonbValue	found;

	if (!parameter->keep_taken)
		return compute_grouped(values, values->computing->keep_steps[index], values->computing->score_value, kept, index);
	kept->value.isnull = true;
	if (given == NULL || !json_find(given, psprintf("%s keep", parameter->name), &found) ||
		take_groups(&reading, kept, parameter->grouping, &found, &fault))
		return fault;
	return value_from_json(&kept->value, values, index, &found);
}

const Fault *
parameters_keep(ParameterValues *values, Jsonb *given, Datum *kept)
{
	StringInfoData json;
	const char *separator = "{";
	ListCell   *lc;

	initStringInfo(&json);
	foreach(lc, values->rubric->parameters)
	{
		const Input *parameter = lfirst(lc);
		GroupedValue value = {0};
		const Fault *fault;

		if (parameter->keep == NULL)
			continue;
		fault = note_problem(values, parameter, take_keep(values, foreach_current_index(lc), given, &value));
		if (fault)
			return fault;
		appendStringInfoString(&json, separator);
		escape_json(&json, parameter->name);
		appendStringInfoChar(&json, ':');
		if (value.by_group)
			append_groups(&json, values, &value, parameter, parameter->grouping);
		else
			append_value(&json, &value.value, parameter->type);
		separator = ",";
	}
	appendStringInfoString(&json, separator[0] == '{' ? "{}" : "}");
	*kept = DirectFunctionCall1(jsonb_in, CStringGetDatum(json.data));
	return NULL;
}
