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

void
json_check_object(const Jsonb *document, const char *what)
{
	if (!JB_ROOT_IS_OBJECT(document))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("%s must be a JSON object", what),
				 errhint("Write it as {\"name\": value, ...}.")));
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

NullableDatum
json_fetch(Jsonb *document, const Input *input, const char *noun)
{
	JsonbValue	found;
	NullableDatum result = {.isnull = true};

	if (getKeyJsonValueFromContainer(&document->root, input->name, strlen(input->name), &found) == NULL ||
		found.type == jbvNull)
		return result;

	result.isnull = false;
	if (input->type == RUBRIC_TEXT && found.type == jbvString)
		result.value = PointerGetDatum(cstring_to_text_with_len(found.val.string.val,
																found.val.string.len));
	else if (input->type == RUBRIC_BOOLEAN && found.type == jbvBool)
		result.value = BoolGetDatum(found.val.boolean);
	else if (input->type == RUBRIC_DATE && found.type == jbvString)
	{
		DateADT		date;

		if (!parse_iso_date(found.val.string.val, found.val.string.len, &date))
			ereport(ERROR,
					(errcode(ERRCODE_INVALID_DATETIME_FORMAT),
					 errmsg("invalid date \"%.*s\" for %s \"%s\"",
							found.val.string.len, found.val.string.val, noun, input->name),
					 errhint("A date is written as YYYY-MM-DD.")));
		result.value = DateADTGetDatum(date);
	}
	else if ((input->type == RUBRIC_NUMBER || input->type == RUBRIC_UNKNOWN) &&
			 found.type == jbvNumeric)
		result.value = NumericGetDatum(found.val.numeric);
	else
		ereport(ERROR,
				(errcode(ERRCODE_DATATYPE_MISMATCH),
				 errmsg("%s \"%s\" must be a %s, not %s", noun, input->name,
						input->type == RUBRIC_UNKNOWN ? "number" :
						input->type == RUBRIC_TEXT ? "string" : rubric_type_name(input->type),
						json_kind_name(&found)),
				 input->declared ? 0 :
				 errhint("Declare it with a metric statement if another type is meant.")));
	return result;
}
