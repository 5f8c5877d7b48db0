/*
 * exchange.c
 *		Standards from and for other forms: what their SQL functions need.
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "utils/array.h"
#include "utils/jsonb.h"

#include "exchange/cell.h"
#include "exchange/feel.h"
#include "exchange/print_pmml.h"
#include "exchange/rule_cells.h"
#include "function/rows.h"
#include "rubric/text_json.h"

PG_FUNCTION_INFO_V1(rubric_name);
Datum
rubric_name(PG_FUNCTION_ARGS)
{
	PG_RETURN_TEXT_P(cstring_to_text(rubric_write_name(text_to_cstring(PG_GETARG_TEXT_PP(0)))));
}

PG_FUNCTION_INFO_V1(rubric_string);
Datum
rubric_string(PG_FUNCTION_ARGS)
{
	PG_RETURN_TEXT_P(cstring_to_text(rubric_write_string(text_to_cstring(PG_GETARG_TEXT_PP(0)))));
}

static RubricType
type_of_name(const char *name)
{
	for (RubricType type = RUBRIC_NUMBER; type <= RUBRIC_DATE; type++)
	{
		if (strcmp(rubric_type_name(type), name) == 0)
			return type;
	}
	return RUBRIC_UNKNOWN;
}

static char *
text_argument(FunctionCallInfo fcinfo, int argument)
{
	return PG_ARGISNULL(argument) ? NULL : text_to_cstring(PG_GETARG_TEXT_PP(argument));
}

static void
add_texts(Row *row, const List *texts)
{
	ArrayBuildState *array = initArrayResult(TEXTOID, CurrentMemoryContext, false);
	ListCell   *lc;

	foreach(lc, texts)
		accumArrayResult(array, CStringGetTextDatum((char *) lfirst(lc)), false, TEXTOID, CurrentMemoryContext);
	add_datum(row, makeArrayResult(array, CurrentMemoryContext));
}

PG_FUNCTION_INFO_V1(read_cell);
Datum
read_cell(PG_FUNCTION_ARGS)
{
	Row			row = {0};
	CellColumn	column = {0};
	CellReading reading;
	char	   *cell = text_argument(fcinfo, 0);
	char	   *name = text_argument(fcinfo, 1);
	char	   *type = text_argument(fcinfo, 2);
	char	   *percent = text_argument(fcinfo, 3);
	char	   *thousands = text_argument(fcinfo, 4);

	InitMaterializedSRF(fcinfo, 0);
	row.result = (ReturnSetInfo *) fcinfo->resultinfo;
	column.name = name ? name : "";
	column.type = type ? type_of_name(type) : RUBRIC_UNKNOWN;
	column.percent = percent == NULL ? PERCENT_NOT_TOLD : strcmp(percent, "points") == 0 ? PERCENT_POINTS : PERCENT_FRACTION;
	column.thousands = thousands ? thousands[0] : '\0';
	reading = cell_read(cell ? cell : "", &column);
	add_text(&row, reading.type == RUBRIC_UNKNOWN ? NULL : rubric_type_name(reading.type));
	row.nulls[row.ncolumns] = false;
	row.values[row.ncolumns++] = BoolGetDatum(reading.ordered);
	add_text(&row, reading.problem ? NULL : reading.condition);
	add_texts(&row, reading.problem ? NIL : reading.values);
	add_text(&row, reading.problem);
	add_text(&row, reading.hint);
	put_row(&row);
	return (Datum) 0;
}

/* ---------------------------------------------------------------- rule_table */

typedef struct RuleTable
{
	Row		   *row;
	const Rubric *rubric;
	CellStyle	style;
	int			number;			/* of the rows so far */
} RuleTable;

static void
put_cell(RuleTable *table, const char *kind, const char *label, const char *metric, const char *test, const char *missing, const char *title)
{
	add_integer(table->row, table->number);
	add_text(table->row, kind);
	add_text(table->row, label);
	add_text(table->row, metric);
	add_text(table->row, test);
	add_text(table->row, missing);
	add_text(table->row, title);
	put_row(table->row);
}

static void
put_rule(RuleTable *table, const char *kind, const RuleRow *rule)
{
	const char *label = rule->rule->label < 0 ? NULL : rubric_label(table->rubric, rule->rule->label)->name;
	const char *missing = rule->goes_on ? "next" : "stop";
	ListCell   *lc;

	table->number++;
	if (rule->cells == NIL)
		put_cell(table, kind, label, NULL, NULL, missing, rule->rule->title);
	foreach(lc, rule->cells)
	{
		const RuleCell *cell = lfirst(lc);

		put_cell(table, kind, label, cell->name ? rule_cell_name(table->rubric, cell->name) : NULL, cell->test, missing, rule->rule->title);
	}
}

static void
put_rules(RuleTable *table, const char *kind, const List *rules)
{
	ListCell   *lc;

	foreach(lc, rule_rows(table->rubric, rules, table->style))
		put_rule(table, kind, lfirst(lc));
}

static void
put_requirements(RuleTable *table)
{
	ListCell   *lc;

	foreach(lc, table->rubric->requirements)
	{
		const Requirement *requirement = lfirst(lc);

		table->number++;
		put_cell(table, "require", NULL, NULL, rubric_source(table->rubric, requirement->start, requirement->end), "stop", NULL);
	}
}

static void
put_all_rules(Row *row, const Rubric *rubric, CellStyle style)
{
	RuleTable	table = {.row = row, .rubric = rubric, .style = style};

	put_rules(&table, "scope", rubric->scopes);
	put_requirements(&table);
	put_rules(&table, "grade", rubric->rules);
	put_rules(&table, "floor", rubric->floors);
	put_rules(&table, "cap", rubric->caps);
}

static void
list_rule_table(Row *row, const Rubric *rubric)
{
	put_all_rules(row, rubric, CELL_SPREADSHEET);
}

static void
list_rule_feel(Row *row, const Rubric *rubric)
{
	put_all_rules(row, rubric, CELL_FEEL);
}

PG_FUNCTION_INFO_V1(rubric_rule_table);
Datum
rubric_rule_table(PG_FUNCTION_ARGS)
{
	return list_rubric(fcinfo, false, list_rule_table);
}

PG_FUNCTION_INFO_V1(standard_rule_table);
Datum
standard_rule_table(PG_FUNCTION_ARGS)
{
	return list_rubric(fcinfo, true, list_rule_table);
}

/* ---------------------------------------------------------------------- FEEL */

PG_FUNCTION_INFO_V1(rubric_rule_feel);
Datum
rubric_rule_feel(PG_FUNCTION_ARGS)
{
	return list_rubric(fcinfo, false, list_rule_feel);
}

/* The n-th text of an array argument; NULL: null. */
static char *
text_of_array(Datum *values, bool *nulls, int n)
{
	return nulls[n] ? NULL : TextDatumGetCString(values[n]);
}

/* Arrays of names, of how they are written, and of their types: of FeelName. */
static List *
get_names(FunctionCallInfo fcinfo, int argument)
{
	Datum	   *values[3];
	bool	   *nulls[3];
	int			count[3];
	List	   *names = NIL;

	for (int i = 0; i < 3; i++)
		deconstruct_array(PG_GETARG_ARRAYTYPE_P(argument + i), TEXTOID, -1, false, TYPALIGN_INT, &values[i], &nulls[i], &count[i]);
	for (int n = 0; n < count[0] && n < count[1] && n < count[2]; n++)
	{
		FeelName   *name = palloc(sizeof(FeelName));
		char	   *type = text_of_array(values[2], nulls[2], n);

		name->name = text_of_array(values[0], nulls[0], n);
		name->written = text_of_array(values[1], nulls[1], n);
		name->type = type ? type_of_name(type) : RUBRIC_UNKNOWN;
		if (name->name && name->written)
			names = lappend(names, name);
	}
	return names;
}

PG_FUNCTION_INFO_V1(read_feel);
Datum
read_feel(PG_FUNCTION_ARGS)
{
	Row			row = {0};
	char	   *source = text_argument(fcinfo, 0);
	char	   *subject = text_argument(fcinfo, 1);
	char	   *type = text_argument(fcinfo, 2);
	FeelReading reading;

	InitMaterializedSRF(fcinfo, 0);
	row.result = (ReturnSetInfo *) fcinfo->resultinfo;
	if (subject)
		reading = feel_read_tests(source ? source : "", subject, type ? type_of_name(type) : RUBRIC_UNKNOWN, get_names(fcinfo, 3));
	else
		reading = feel_read_expression(source ? source : "", get_names(fcinfo, 3));
	add_text(&row, reading.problem ? NULL : reading.written);
	add_text(&row, reading.type == RUBRIC_UNKNOWN ? NULL : rubric_type_name(reading.type));
	add_texts(&row, reading.strings);
	row.nulls[row.ncolumns] = false;
	row.values[row.ncolumns++] = BoolGetDatum(reading.constant);
	add_text(&row, reading.problem);
	put_row(&row);
	return (Datum) 0;
}

/* ---------------------------------------------------------------------- PMML */

PG_FUNCTION_INFO_V1(write_pmml);
Datum
write_pmml(PG_FUNCTION_ARGS)
{
	Row			row = {0};
	Rubric	   *rubric = get_rubric(fcinfo, false);
	char	   *problem;
	List	   *left_out = NIL;
	char	   *document;

	InitMaterializedSRF(fcinfo, 0);
	row.result = (ReturnSetInfo *) fcinfo->resultinfo;
	document = print_pmml(rubric, text_argument(fcinfo, 1), PG_ARGISNULL(2) ? NULL : PG_GETARG_JSONB_P(2), &problem, &left_out);
	add_text(&row, problem ? NULL : document);
	add_text(&row, problem);
	add_texts(&row, left_out);
	put_row(&row);
	return (Datum) 0;
}
