/*
 * population.c
 *		What a rubric takes from the population: the query over a relation, and
 *		what has been changed about it between two rubrics.
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "fmgr.h"
#include "funcapi.h"
#include "lib/stringinfo.h"
#include "nodes/bitmapset.h"
#include "utils/builtins.h"
#include "utils/jsonb.h"
#include "utils/lsyscache.h"
#include "utils/tuplestore.h"

#include "compat.h"
#include "rubric/population.h"
#include "trigger/names.h"

static Rubric *
get_rubric(FunctionCallInfo fcinfo, int argument)
{
	text	   *source = PG_GETARG_TEXT_PP(argument);

	return rubric_parse_or_throw(VARDATA_ANY(source), VARSIZE_ANY_EXHDR(source));
}

/* The columns of a relation that can be the metrics of a rubric. */
static Source *
find_sources(Rubric *rubric, Oid relation)
{
	Source	   *sources = palloc0(sizeof(Source) * Max(list_length(rubric->metrics), 1));
	Bitmapset  *needed = population_metrics(rubric);
	bool		retyped = false;
	ListCell   *lc;

	foreach(lc, rubric->metrics)
	{
		Input	   *metric = lfirst(lc);
		int			index = foreach_current_index(lc);
		AttrNumber	column = get_attnum(relation, metric->name);
		Oid			type = column > 0 ? get_atttype(relation, column) : InvalidOid;

		if (OidIsValid(type))
			sources[index].kind = program_source_kind(type, metric->type);
		if (sources[index].kind != SOURCE_NONE && metric->type == RUBRIC_UNKNOWN)
		{
			metric->type = program_source_type(sources[index].kind);
			retyped = true;
		}
		if (sources[index].kind != SOURCE_NONE || !bms_is_member(index, needed))
			continue;
		if (!OidIsValid(type))
			ereport(ERROR,
					(errcode(ERRCODE_UNDEFINED_COLUMN),
					 errmsg("\"%s\" has no column for metric \"%s\"", get_rel_name(relation), metric->name),
					 errhint("Values of the population are taken from columns with the names of the metrics.")));
		ereport(ERROR,
				(errcode(ERRCODE_DATATYPE_MISMATCH),
				 errmsg("column \"%s\" of type %s cannot be the %s metric \"%s\"", metric->name, format_type_be(type),
						rubric_type_name(metric->type), metric->name)));
	}
	if (retyped)
		rubric_check_types(rubric);
	return sources;
}

/* population_query(rubric rubric, relation regclass, parameters jsonb, as_of date) RETURNS text */
PG_FUNCTION_INFO_V1(rubric_population_query);

Datum
rubric_population_query(PG_FUNCTION_ARGS)
{
	Rubric	   *rubric = get_rubric(fcinfo, 0);
	Oid			relation = PG_GETARG_OID(1);
	Jsonb	   *parameters = PG_GETARG_JSONB_P(2);
	DateADT		as_of = PG_GETARG_DATEADT(3);

	/* what is not taken needs no column */
	if (population_is_known(rubric, parameters))
		PG_RETURN_NULL();
	PG_RETURN_TEXT_P(cstring_to_text(population_query(rubric, qualified_name(relation), find_sources(rubric, relation), parameters, &as_of)));
}

static void
append_sources(StringInfo out, const Rubric *rubric, const RubricExpr *expr, int first, int end, const char *before)
{
	for (int i = first; i < end; i++)
	{
		appendStringInfoString(out, i == first ? before : ", ");
		appendStringInfoString(out, rubric_source(rubric, expr->args[i]->start, expr->args[i]->end));
	}
}

/* "top 20% per region": what is taken, without what it is taken of; NULL: a value computed of several, or cuts of a tile */
static char *
taken_measure(const Rubric *rubric, const Taken *taken)
{
	const RubricExpr *expr = taken->expr;
	StringInfoData out;

	if (expr == NULL || !rubric_is_population(expr))
		return NULL;
	initStringInfo(&out);
	appendStringInfoString(&out, rubric_function_name(expr->function));
	append_sources(&out, rubric, expr, 1, rubric_plain_args(expr), " ");
	append_sources(&out, rubric, expr, rubric_plain_args(expr), expr->nargs, " per ");
	return out.data;
}

/* population_definitions(rubric rubric) RETURNS TABLE (name text, definition text, measure text) */
PG_FUNCTION_INFO_V1(rubric_population_definitions);

Datum
rubric_population_definitions(PG_FUNCTION_ARGS)
{
	ReturnSetInfo *result;
	Rubric	   *rubric;
	ListCell   *lc;

	InitMaterializedSRF(fcinfo, 0);
	result = (ReturnSetInfo *) fcinfo->resultinfo;
	rubric = get_rubric(fcinfo, 0);
	foreach(lc, population_taken(rubric))
	{
		const Taken *taken = lfirst(lc);
		char	   *measure = taken_measure(rubric, taken);
		Datum		values[3] = {
			CStringGetTextDatum(taken->key),
			CStringGetTextDatum(population_definition(rubric, taken)),
			measure ? CStringGetTextDatum(measure) : (Datum) 0
		};
		bool		nulls[3] = {false, false, measure == NULL};

		tuplestore_putvalues(result->setResult, result->setDesc, values, nulls);
	}
	return (Datum) 0;
}
