/*
 * lint_frozen.c
 *		A rubric with the values that its parameters have somewhere.
 */
#include "postgres.h"

#include "analysis/lint_frozen.h"
#include "analysis/number.h"
#include "rubric/value.h"

/* It stands nowhere in the text: its place is the name of the parameter, without length. */
static RubricExpr *
make_literal(const Input *parameter, const RubricValue *value)
{
	RubricExpr *literal = rubric_node(EXPR_LITERAL, parameter->type, parameter->start, parameter->start, NIL);

	literal->size = 1;
	if (parameter->type == RUBRIC_NUMBER)
		literal->text = number_text(&value->number);
	else
		literal->text = value_text(value, parameter->type, false);
	if (parameter->type == RUBRIC_DATE)
		literal->date = value->date;
	else if (parameter->type == RUBRIC_BOOLEAN)
		literal->boolean = value->boolean;
	if (parameter->domain.kind == DOMAIN_ORDER)
		literal->order = &parameter->domain;
	return literal;
}

void
rubric_freeze(Rubric *rubric, Jsonb *given)
{
	ParameterValues *values = parameters_make(rubric);
	ListCell   *lc;

	values->lenient = true;
	fault_throw_any(parameters_take(values, given, NULL));
	foreach(lc, rubric->parameters)
	{
		Input	   *parameter = lfirst(lc);
		const GroupedValue *taken = &values->parameters[foreach_current_index(lc)];
		const RubricExpr *written = rubric_default(parameter);
		RubricExpr *literal;

		if (taken->by_group || taken->value.isnull)
			continue;
		literal = make_literal(parameter, &taken->value);
		/* a literal of the text keeps its place, and how it is written */
		if (written == NULL || rubric_compare_literals(written, literal) != 0)
			parameter->value = literal;
	}
}
