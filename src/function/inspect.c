/*
 * inspect.c
 *		The parts of a rubric as rows, and the type of row it reads: for
 *		reports, user interfaces and generated columns.
 */
#include "postgres.h"

#include "catalog/namespace.h"
#include "funcapi.h"
#include "lib/stringinfo.h"
#include "nodes/pg_list.h"
#include "utils/builtins.h"
#include "utils/snapmgr.h"
#include "utils/tuplestore.h"
#include "utils/varlena.h"

#include "compat.h"
#include "rubric/print_sql.h"
#include "rubric/rubric.h"
#include "standard/standard.h"

#define MAX_COLUMNS 7

/* The row being put together. */
typedef struct Row
{
	ReturnSetInfo *result;
	int			ncolumns;
	Datum		values[MAX_COLUMNS];
	bool		nulls[MAX_COLUMNS];
} Row;

/* Adds the rows of one kind of part. */
typedef void (*ListParts) (Row *row, const Rubric *rubric);

static void
add_null(Row *row)
{
	row->nulls[row->ncolumns++] = true;
}

static void
add_text(Row *row, const char *value)
{
	if (value == NULL)
	{
		add_null(row);
		return;
	}
	row->nulls[row->ncolumns] = false;
	row->values[row->ncolumns++] = CStringGetTextDatum(value);
}

static void
add_integer(Row *row, int value)
{
	row->nulls[row->ncolumns] = false;
	row->values[row->ncolumns++] = Int32GetDatum(value);
}

/* An expression as its author wrote it; NULL: null. */
static void
add_source(Row *row, const Rubric *rubric, const RubricExpr *expr)
{
	add_text(row, expr ? rubric_source(rubric, expr->start, expr->end) : NULL);
}

static void
put_row(Row *row)
{
	tuplestore_putvalues(row->result->setResult, row->result->setDesc, row->values, row->nulls);
	row->ncolumns = 0;
}

/* The rubric of argument 0: a rubric, or (by_name) the standard's that is in force. */
static Rubric *
get_rubric(FunctionCallInfo fcinfo, bool by_name)
{
	text	   *source = PG_GETARG_TEXT_PP(0);

	if (by_name)
		source = standard_resolve(source, standard_evaluation_date(), GetActiveSnapshot());
	return rubric_parse_or_throw(VARDATA_ANY(source), VARSIZE_ANY_EXHDR(source));
}

static Datum
list_rubric(FunctionCallInfo fcinfo, bool by_name, ListParts list_parts)
{
	Row			row = {0};

	InitMaterializedSRF(fcinfo, 0);
	if (!PG_ARGISNULL(0))
	{
		row.result = (ReturnSetInfo *) fcinfo->resultinfo;
		list_parts(&row, get_rubric(fcinfo, by_name));
	}
	return (Datum) 0;
}

/* ------------------------------------------------------------------- parts */

static void
list_grades(Row *row, const Rubric *rubric)
{
	ListCell   *lc;

	foreach(lc, rubric->labels)
	{
		Label	   *label = lfirst(lc);

		add_text(row, label->name);
		if (label->rank > 0)
			add_integer(row, label->rank);
		else
			add_null(row);
		add_text(row, label->title);
		put_row(row);
	}
}

static void
list_inputs(Row *row, const Rubric *rubric, List *inputs, bool parameters)
{
	ListCell   *lc;

	foreach(lc, inputs)
	{
		Input	   *input = lfirst(lc);

		add_text(row, input->name);
		add_text(row, input->type == RUBRIC_UNKNOWN ? NULL : rubric_type_name(input->type));
		add_text(row, input->domain.kind == DOMAIN_ANY ? NULL :
				 rubric_source(rubric, input->domain.start, input->domain.end));
		if (parameters)
			add_source(row, rubric, input->default_value);
		add_text(row, input->unit);
		add_text(row, input->title);
		put_row(row);
	}
}

static void
list_metrics(Row *row, const Rubric *rubric)
{
	list_inputs(row, rubric, rubric->metrics, false);
}

static void
list_parameters(Row *row, const Rubric *rubric)
{
	list_inputs(row, rubric, rubric->parameters, true);
}

static void
list_criteria(Row *row, const Rubric *rubric)
{
	ListCell   *lc;

	foreach(lc, rubric->criteria)
	{
		Criterion  *criterion = lfirst(lc);

		add_text(row, criterion->name);
		add_source(row, rubric, criterion->weight);
		add_source(row, rubric, criterion->max);
		add_source(row, rubric, criterion->missing);
		add_text(row, rubric_source(rubric, criterion->points_start, criterion->points_end));
		add_text(row, criterion->title);
		put_row(row);
	}
}

static void
list_rule(Row *row, const Rubric *rubric, const char *kind, const Rule *rule, int ordinal)
{
	add_integer(row, ordinal);
	add_text(row, kind);
	add_text(row, rule->label >= 0 ? rubric_label(rubric, rule->label)->name : NULL);
	if (rule->when)
		add_source(row, rubric, rule->when);
	else
		add_text(row, "otherwise");
	add_text(row, rule->title);
	put_row(row);
}

static void
list_rules_of(Row *row, const Rubric *rubric, const char *kind, List *rules)
{
	ListCell   *lc;

	foreach(lc, rules)
		list_rule(row, rubric, kind, lfirst(lc), foreach_current_index(lc) + 1);
}

/* In the order in which they are tried: all of a kind, as written. */
static void
list_rules(Row *row, const Rubric *rubric)
{
	ListCell   *lc;

	list_rules_of(row, rubric, "scope", rubric->scopes);
	foreach(lc, rubric->requirements)
	{
		Requirement *requirement = lfirst(lc);

		add_integer(row, foreach_current_index(lc) + 1);
		add_text(row, "require");
		add_null(row);
		add_text(row, rubric_source(rubric, requirement->start, requirement->end));
		add_null(row);
		put_row(row);
	}
	list_rules_of(row, rubric, "grade", rubric->rules);
	list_rules_of(row, rubric, "floor", rubric->floors);
	list_rules_of(row, rubric, "cap", rubric->caps);
}

/* -------------------------------------------------------------- input_type */

/* CREATE TYPE for a row with the metrics that the rubric reads. */
static Datum
input_type(FunctionCallInfo fcinfo, bool by_name)
{
	Rubric	   *rubric;
	StringInfoData out;
	const char *separator = "";
	ListCell   *lc;

	if (PG_ARGISNULL(0) || PG_ARGISNULL(1))
		PG_RETURN_NULL();
	rubric = get_rubric(fcinfo, by_name);

	initStringInfo(&out);
	appendStringInfoString(&out, "create type ");
	foreach(lc, textToQualifiedNameList(PG_GETARG_TEXT_PP(1)))
	{
		appendStringInfo(&out, "%s%s", separator, quote_identifier(strVal(lfirst(lc))));
		separator = ".";
	}
	separator = " as (\n  ";
	foreach(lc, rubric->metrics)
	{
		Input	   *metric = lfirst(lc);

		if (!metric->read)
			continue;
		appendStringInfo(&out, "%s%s %s", separator, quote_identifier(metric->name),
						 rubric_sql_type(metric->type));
		separator = ",\n  ";
	}
	appendStringInfoString(&out, separator[0] == ',' ? "\n)" : " as ()");
	PG_RETURN_TEXT_P(cstring_to_text_with_len(out.data, out.len));
}

/* ----------------------------------------------------------- SQL functions */

PG_FUNCTION_INFO_V1(rubric_grades);
Datum
rubric_grades(PG_FUNCTION_ARGS)
{
	return list_rubric(fcinfo, false, list_grades);
}

PG_FUNCTION_INFO_V1(standard_grades);
Datum
standard_grades(PG_FUNCTION_ARGS)
{
	return list_rubric(fcinfo, true, list_grades);
}

PG_FUNCTION_INFO_V1(rubric_metrics);
Datum
rubric_metrics(PG_FUNCTION_ARGS)
{
	return list_rubric(fcinfo, false, list_metrics);
}

PG_FUNCTION_INFO_V1(standard_metrics);
Datum
standard_metrics(PG_FUNCTION_ARGS)
{
	return list_rubric(fcinfo, true, list_metrics);
}

PG_FUNCTION_INFO_V1(rubric_parameters);
Datum
rubric_parameters(PG_FUNCTION_ARGS)
{
	return list_rubric(fcinfo, false, list_parameters);
}

PG_FUNCTION_INFO_V1(standard_parameters);
Datum
standard_parameters(PG_FUNCTION_ARGS)
{
	return list_rubric(fcinfo, true, list_parameters);
}

PG_FUNCTION_INFO_V1(rubric_criteria);
Datum
rubric_criteria(PG_FUNCTION_ARGS)
{
	return list_rubric(fcinfo, false, list_criteria);
}

PG_FUNCTION_INFO_V1(standard_criteria);
Datum
standard_criteria(PG_FUNCTION_ARGS)
{
	return list_rubric(fcinfo, true, list_criteria);
}

PG_FUNCTION_INFO_V1(rubric_rules);
Datum
rubric_rules(PG_FUNCTION_ARGS)
{
	return list_rubric(fcinfo, false, list_rules);
}

PG_FUNCTION_INFO_V1(standard_rules);
Datum
standard_rules(PG_FUNCTION_ARGS)
{
	return list_rubric(fcinfo, true, list_rules);
}

PG_FUNCTION_INFO_V1(rubric_input_type);
Datum
rubric_input_type(PG_FUNCTION_ARGS)
{
	return input_type(fcinfo, false);
}

PG_FUNCTION_INFO_V1(standard_input_type);
Datum
standard_input_type(PG_FUNCTION_ARGS)
{
	return input_type(fcinfo, true);
}
