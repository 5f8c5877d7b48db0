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
	value->isnull = false;
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

void
value_from_parameter(RubricValue *value, const Input *input, const DomainCheck *check,
					 Jsonb *parameters, const DateADT *as_of)
{
	NullableDatum given = {.isnull = true};

	if (parameters)
		given = json_fetch(parameters, input, "parameter");
	if (!given.isnull)
		keep_value(value, input, given.value);
	else if (as_of && input->type == RUBRIC_DATE && strcmp(input->name, "as_of") == 0)
	{
		value->isnull = false;
		value->date = *as_of;
	}
	else if (input->default_value)
		value_from_literal(value, input->default_value);
	else
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("parameter \"%s\" has no value", input->name),
				 errhint("Give it in the parameters, as in '{\"%s\": ...}'::jsonb, or give it a default in the rubric.",
						 input->name)));

	if (check)
		domain_check_value(check, value);
}

void
program_set_parameters(Program *program, Jsonb *parameters, const DateADT *as_of)
{
	MemoryContext old;
	ListCell   *lc;

	cells_forget(program);
	if (program->parameters_context == NULL)
		program->parameters_context = AllocSetContextCreate(program->context, "customer_grade parameters",
															ALLOCSET_SMALL_SIZES);
	MemoryContextReset(program->parameters_context);
	old = MemoryContextSwitchTo(program->parameters_context);
	if (parameters)
		json_check_object(parameters, "the parameters");

	foreach(lc, program->rubric->parameters)
	{
		int			index = foreach_current_index(lc);

		value_from_parameter(&program->values[program->parameter_values[index]], lfirst(lc),
							 program->parameter_checks[index], parameters, as_of);
	}
	MemoryContextSwitchTo(old);
}
