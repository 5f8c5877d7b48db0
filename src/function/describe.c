/*
 * describe.c
 *		description(): a rubric in words, as rows.
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "utils/array.h"

#include "analysis/describe.h"
#include "analysis/describe_markdown.h"
#include "function/language.h"
#include "function/rows.h"

static const char *
form_name(DescribedForm form)
{
	switch (form)
	{
		case FORM_TABLE:
			return "table";
		case FORM_LIST:
			return "list";
		case FORM_STEPS:
			return "steps";
		case FORM_MATRIX:
			break;
	}
	return "matrix";
}

static void
add_texts(Row *row, const List *texts)
{
	ArrayBuildState *array = initArrayResult(TEXTOID, CurrentMemoryContext, false);
	ListCell   *lc;

	foreach(lc, texts)
	{
		const char *text = lfirst(lc);

		accumArrayResult(array, text ? CStringGetTextDatum(text) : (Datum) 0, text == NULL, TEXTOID, CurrentMemoryContext);
	}
	row->nulls[row->ncolumns] = false;
	row->values[row->ncolumns++] = makeArrayResult(array, CurrentMemoryContext);
}

static const char *
optional_text(FunctionCallInfo fcinfo, int argument)
{
	return PG_ARGISNULL(argument) ? NULL : text_to_cstring(PG_GETARG_TEXT_PP(argument));
}

static Jsonb *
optional_jsonb(FunctionCallInfo fcinfo, int argument)
{
	return PG_ARGISNULL(argument) ? NULL : PG_GETARG_JSONB_P(argument);
}

/*
 * description(rubric, language text, parameters jsonb, source jsonb) RETURNS TABLE (section text, form text, heading text,
 * lead text, heads text[], place integer, key text, cells text[])
 */
PG_FUNCTION_INFO_V1(rubric_description);
Datum
rubric_description(PG_FUNCTION_ARGS)
{
	Row			row = {0};
	int			place = 0;
	ListCell   *lc;
	ListCell   *line;

	InitMaterializedSRF(fcinfo, 0);
	if (PG_ARGISNULL(0))
		return (Datum) 0;
	row.result = (ReturnSetInfo *) fcinfo->resultinfo;
	foreach(lc, describe_rubric(get_rubric(fcinfo, false), get_language(fcinfo, 1),
								optional_jsonb(fcinfo, 2), optional_jsonb(fcinfo, 3), false))
	{
		const DescribedSection *section = lfirst(lc);

		foreach(line, section->rows)
		{
			const DescribedRow *described = lfirst(line);

			add_text(&row, section->name);
			add_text(&row, form_name(section->form));
			add_text(&row, section->heading);
			add_text(&row, section->lead);
			add_texts(&row, section->heads);
			add_integer(&row, ++place);
			add_text(&row, described->key);
			add_texts(&row, described->cells);
			put_row(&row);
		}
	}
	return (Datum) 0;
}

/* plain_cells(rubric, language text) RETURNS TABLE (place integer, cells text[]): those of description(), with numbers as their values */
PG_FUNCTION_INFO_V1(rubric_plain_cells);
Datum
rubric_plain_cells(PG_FUNCTION_ARGS)
{
	Row			row = {0};
	int			place = 0;
	ListCell   *lc;
	ListCell   *line;

	InitMaterializedSRF(fcinfo, 0);
	if (PG_ARGISNULL(0))
		return (Datum) 0;
	row.result = (ReturnSetInfo *) fcinfo->resultinfo;
	foreach(lc, describe_rubric(get_rubric(fcinfo, false), get_language(fcinfo, 1), NULL, NULL, true))
	{
		foreach(line, ((const DescribedSection *) lfirst(lc))->rows)
		{
			add_integer(&row, ++place);
			add_texts(&row, ((const DescribedRow *) lfirst(line))->cells);
			put_row(&row);
		}
	}
	return (Datum) 0;
}

/* markdown(rubric, language text, parameters jsonb, source jsonb, title text) RETURNS text */
PG_FUNCTION_INFO_V1(rubric_markdown);
Datum
rubric_markdown(PG_FUNCTION_ARGS)
{
	Language	language;
	List	   *sections;

	if (PG_ARGISNULL(0))
		PG_RETURN_NULL();
	language = get_language(fcinfo, 1);
	sections = describe_rubric(get_rubric(fcinfo, false), language, optional_jsonb(fcinfo, 2), optional_jsonb(fcinfo, 3), false);
	PG_RETURN_TEXT_P(cstring_to_text(markdown_description(sections, say_title(language, optional_text(fcinfo, 4)), language)));
}

/*
 * change_sentence(language text, part text, statement text, field text, old text, new text) RETURNS text: without a field a
 * row is new or dropped, or the order is another
 */
PG_FUNCTION_INFO_V1(change_sentence);
Datum
change_sentence(PG_FUNCTION_ARGS)
{
	Language	language = get_language(fcinfo, 0);
	const char *part = text_to_cstring(PG_GETARG_TEXT_PP(1));
	const char *statement = text_to_cstring(PG_GETARG_TEXT_PP(2));
	const char *field = optional_text(fcinfo, 3);
	const char *before = optional_text(fcinfo, 4);
	const char *after = optional_text(fcinfo, 5);
	char	   *sentence;

	if (field == NULL && before && after)
		sentence = say(language, SAY_ORDER_CHANGED, part, before, after);
	else if (field == NULL && *(before ? before : after) == '\0')
		sentence = say(language, before ? SAY_NAME_REMOVED : SAY_NAME_ADDED, part, statement);
	else if (field == NULL)
		sentence = say(language, before ? SAY_ROW_REMOVED : SAY_ROW_ADDED, part, statement, before ? before : after);
	else if (before && after)
		sentence = say(language, SAY_CELL_CHANGED, part, statement, field, before, after);
	else
		sentence = say(language, before ? SAY_CELL_REMOVED : SAY_CELL_ADDED, part, statement, field, before ? before : after);
	PG_RETURN_TEXT_P(cstring_to_text(sentence));
}
