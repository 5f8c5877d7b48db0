/*
 * parameters.c
 *		The parameters of a Program: from jsonb, defaults, the evaluation date.
 */
#include "postgres.h"

#include "utils/builtins.h"
#include "utils/memutils.h"

#include "compat.h"
#include "rubric/json.h"
#include "rubric/steps.h"

/* A Datum of json_fetch() as a value, copied into CurrentMemoryContext. */
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

	fault->hint = psprintf("Give it in the parameters, as in '{\"%s\": ...}'::jsonb, or give it a default in the rubric.",
						   input->name);
	return fault;
}

const Fault *
value_from_parameter(RubricValue *value, const Input *input, const DomainCheck *check,
					 Jsonb *parameters, const DateADT *as_of, bool needed)
{
	NullableDatum given = {.isnull = true};
	const Fault *fault = NULL;

	if (parameters)
		fault = json_fetch(&given, parameters, input, "parameter");
	if (fault)
		return fault;

	value->isnull = false;
	if (!given.isnull)
		keep_value(value, input, given.value);
	else if (as_of && input->type == RUBRIC_DATE && strcmp(input->name, "as_of") == 0)
		value->date = *as_of;
	else if (rubric_default(input))
		value_from_literal(value, rubric_default(input));
	else if (needed)
		return missing_fault(input);
	else
		value->isnull = true;
	return check ? domain_check_value(check, value) : NULL;
}

const Fault *
program_set_parameters(Program *program, Jsonb *parameters, const DateADT *as_of)
{
	MemoryContext old;
	const Fault *fault = NULL;
	ListCell   *lc;

	cells_forget(program);
	if (program->parameters_context == NULL)
		program->parameters_context = AllocSetContextCreate(program->context, "customer_grade parameters",
															ALLOCSET_SMALL_SIZES);
	MemoryContextReset(program->parameters_context);
	old = MemoryContextSwitchTo(program->parameters_context);
	if (parameters)
		fault = json_check_object(parameters, "the parameters");

	foreach(lc, program->rubric->parameters)
	{
		int			index = foreach_current_index(lc);
		const Input *input = lfirst(lc);

		if (fault)
			break;
		fault = value_from_parameter(&program->values[program->parameter_values[index]], input,
									 program->parameter_checks[index], parameters, as_of,
									 goal_is_of_terms(program->goal) ? bms_is_member(index, program->parameters_read) : input->read);
	}
	MemoryContextSwitchTo(old);
	return fault;
}
