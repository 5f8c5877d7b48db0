/*
 * json.c
 *		Metrics and parameters from jsonb.
 *
 * JSON has no dates: a date is a string in ISO form (2016-04-21).
 */
#include "postgres.h"

#include "utils/builtins.h"
#include "utils/date.h"

#include "compat.h"
#include "rubric/json.h"
#include "text.h"

const Fault *
json_check_object(const Jsonb *document, const char *what)
{
	Fault	   *fault;

	if (JB_ROOT_IS_OBJECT(document))
		return NULL;
	fault = fault_make(ERRCODE_INVALID_PARAMETER_VALUE, psprintf("%s must be a JSON object", what));
	fault->hint = "Write it as {\"name\": value, ...}.";
	return fault;
}

SourceKind
json_source_kind(RubricType type)
{
	switch (type)
	{
		case RUBRIC_TEXT:
			return SOURCE_TEXT;
		case RUBRIC_BOOLEAN:
			return SOURCE_BOOLEAN;
		case RUBRIC_DATE:
			return SOURCE_DATE;
		default:
			return SOURCE_NUMERIC;
	}
}

static const char *
json_kind_name(const JsonbValue *value)
{
	switch (value->type)
	{
		case jbvNumeric:
			return "a number";
		case jbvString:
			return "a string";
		case jbvBool:
			return "a boolean";
		default:
			return "an object or array";
	}
}

static const Fault *
date_fault(const JsonbValue *found, const Input *input, const char *noun)
{
	Fault	   *fault = fault_make(ERRCODE_INVALID_DATETIME_FORMAT,
								   psprintf("invalid date \"%.*s\" for %s \"%s\"",
											found->val.string.len, found->val.string.val, noun, input->name));

	fault->hint = "A date is written as YYYY-MM-DD.";
	return fault;
}

static const Fault *
kind_fault(const JsonbValue *found, const Input *input, const char *noun)
{
	Fault	   *fault = fault_make(ERRCODE_DATATYPE_MISMATCH,
								   psprintf("%s \"%s\" must be a %s, not %s", noun, input->name,
											input->type == RUBRIC_UNKNOWN ? "number" :
											input->type == RUBRIC_TEXT ? "string" : rubric_type_name(input->type),
											json_kind_name(found)));

	if (!input->declared)
		fault->hint = "Declare it with a metric statement if another type is meant.";
	return fault;
}

bool
json_find(Jsonb *document, const char *key, JsonbValue *found)
{
	return getKeyJsonValueFromContainer(&document->root, key, strlen(key), found) != NULL;
}

const Fault *
json_value(NullableDatum *result, const JsonbValue *found, const Input *input, const char *noun)
{
	result->isnull = found->type == jbvNull;
	if (result->isnull)
		return NULL;
	if (input->type == RUBRIC_TEXT && found->type == jbvString)
		result->value = PointerGetDatum(cstring_to_text_with_len(found->val.string.val, found->val.string.len));
	else if (input->type == RUBRIC_BOOLEAN && found->type == jbvBool)
		result->value = BoolGetDatum(found->val.boolean);
	else if (input->type == RUBRIC_DATE && found->type == jbvString)
	{
		DateADT		date;

		if (!parse_iso_date(found->val.string.val, found->val.string.len, &date))
			return date_fault(found, input, noun);
		result->value = DateADTGetDatum(date);
	}
	else if ((input->type == RUBRIC_NUMBER || input->type == RUBRIC_UNKNOWN) && found->type == jbvNumeric)
		result->value = NumericGetDatum(found->val.numeric);
	else
		return kind_fault(found, input, noun);
	return NULL;
}

const Fault *
json_fetch(NullableDatum *result, Jsonb *document, const Input *input, const char *noun)
{
	JsonbValue	found;

	if (json_find(document, input->name, &found))
		return json_value(result, &found, input, noun);
	result->isnull = true;
	return NULL;
}
