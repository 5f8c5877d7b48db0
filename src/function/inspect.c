/*
 * inspect.c
 *		The parts of a rubric as rows, its tokens, and the type of row it
 *		reads: for reports, user interfaces and generated columns.
 */
#include "postgres.h"

#include "catalog/namespace.h"
#include "catalog/pg_type.h"
#include "funcapi.h"
#include "lib/stringinfo.h"
#include "mb/pg_wchar.h"
#include "nodes/pg_list.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/date.h"
#include "utils/lsyscache.h"
#include "utils/snapmgr.h"
#include "utils/tuplestore.h"
#include "utils/varlena.h"

#include "compat.h"
#include "function/rows.h"
#include "rubric/grader.h"
#include "rubric/json.h"
#include "rubric/print_sql.h"
#include "rubric/value.h"
#include "standard/standard.h"
#include "text.h"
#include "trigger/context.h"

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

/* The names that tell the group, as in "per"; -1: none. */
static void
add_groups(Row *row, const Rubric *rubric, int grouping)
{
	StringInfoData names;
	ListCell   *lc;

	if (grouping < 0)
	{
		add_null(row);
		return;
	}
	initStringInfo(&names);
	foreach(lc, rubric_grouping(rubric, grouping)->names)
		appendStringInfo(&names, "%s%s", names.len > 0 ? ", " : "", ((RubricExpr *) lfirst(lc))->text);
	add_text(row, names.data);
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
		{
			add_source(row, rubric, input->value);
			add_source(row, rubric, input->keep);
			add_groups(row, rubric, input->grouping);
		}
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

/* ------------------------------------------------------------------ tokens */

PG_FUNCTION_INFO_V1(rubric_tokens);
Datum
rubric_tokens(PG_FUNCTION_ARGS)
{
	Row			row = {0};
	text	   *source;
	int			position = 1;	/* in characters */
	ListCell   *lc;

	InitMaterializedSRF(fcinfo, 0);
	if (PG_ARGISNULL(0))
		return (Datum) 0;
	row.result = (ReturnSetInfo *) fcinfo->resultinfo;
	source = PG_GETARG_TEXT_PP(0);
	foreach(lc, rubric_scan_tokens(VARDATA_ANY(source), VARSIZE_ANY_EXHDR(source)))
	{
		const RubricToken *token = lfirst(lc);
		const char *start = VARDATA_ANY(source) + token->start;
		int			length = token->end - token->start;

		add_integer(&row, position);
		add_text(&row, token->kind);
		add_text(&row, pnstrdup(start, length));
		put_row(&row);
		position += pg_mbstrlen_with_len(start, length);
	}
	return (Datum) 0;
}

/* ---------------------------------------------------- values of parameters */

/* unusable_parameters(rubric rubric, given jsonb) RETURNS TABLE (name text, problem text) */
PG_FUNCTION_INFO_V1(unusable_parameters);
Datum
unusable_parameters(PG_FUNCTION_ARGS)
{
	Row			row = {0};
	const Rubric *rubric = get_rubric(fcinfo, false);
	Jsonb	   *given = PG_GETARG_JSONB_P(1);
	DateADT		as_of = GetSQLCurrentDate();	/* any day: the one that grades is not known here */
	ParameterValues *values = parameters_make(rubric);
	ErrorContextCallback *callers = hide_internal_callers();
	Datum		kept;
	ListCell   *lc;

	InitMaterializedSRF(fcinfo, 0);
	row.result = (ReturnSetInfo *) fcinfo->resultinfo;
	values->lenient = true;
	foreach(lc, rubric->parameters)
	{
		if (((Input *) lfirst(lc))->read_by_terms)
			values->needed = bms_add_member(values->needed, foreach_current_index(lc));
	}
	fault_throw_any(parameters_take(values, given, &as_of));
	fault_throw_any(parameters_keep(values, given, &kept));
	error_context_stack = callers;
	foreach(lc, values->problems)
	{
		const ParameterProblem *problem = lfirst(lc);

		add_text(&row, problem->parameter->name);
		add_text(&row, fault_sentence(problem->fault));
		put_row(&row);
	}
	return (Datum) 0;
}

/* nearest_name(name text, candidates text[]) RETURNS text: see text.h */
PG_FUNCTION_INFO_V1(text_nearest_name);
Datum
text_nearest_name(PG_FUNCTION_ARGS)
{
	Datum	   *elements;
	bool	   *nulls;
	int			count;
	List	   *candidates = NIL;
	char	   *hint;

	deconstruct_array(PG_GETARG_ARRAYTYPE_P(1), TEXTOID, -1, false, TYPALIGN_INT, &elements, &nulls, &count);
	for (int i = 0; i < count; i++)
	{
		if (!nulls[i])
			candidates = lappend(candidates, TextDatumGetCString(elements[i]));
	}
	hint = nearest_name(text_to_cstring(PG_GETARG_TEXT_PP(0)), candidates);
	if (hint == NULL)
		PG_RETURN_NULL();
	PG_RETURN_TEXT_P(cstring_to_text(hint));
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

/* Can the columns of a relation be the metrics?  Those that cannot; without type: there is no such column. */
static void
list_unusable(Row *row, const Rubric *rubric, Oid relation)
{
	ListCell   *lc;

	foreach(lc, rubric->metrics)
	{
		const Input *metric = lfirst(lc);
		AttrNumber	column = get_attnum(relation, metric->name);
		Oid			type = column > 0 ? get_atttype(relation, column) : InvalidOid;

		if (OidIsValid(type) ? !grader_wants(metric) || program_source_kind(type, metric->type) != SOURCE_NONE : !metric->read)
			continue;
		add_text(row, metric->name);
		add_text(row, metric->type == RUBRIC_UNKNOWN ? NULL : rubric_type_name(metric->type));
		add_text(row, OidIsValid(type) ? format_type_be(type) : NULL);
		put_row(row);
	}
}

/* unusable_metrics(rubric rubric, relation regclass) RETURNS TABLE (name text, type text, column_type text) */
PG_FUNCTION_INFO_V1(unusable_metrics);
Datum
unusable_metrics(PG_FUNCTION_ARGS)
{
	Row			row = {0};

	InitMaterializedSRF(fcinfo, 0);
	row.result = (ReturnSetInfo *) fcinfo->resultinfo;
	list_unusable(&row, get_rubric(fcinfo, false), PG_GETARG_OID(1));
	return (Datum) 0;
}

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
