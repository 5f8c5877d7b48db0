/*
 * rows.h
 *		The parts of a rubric as rows: what functions that list them share.
 */
#ifndef FUNCTION_ROWS_H
#define FUNCTION_ROWS_H

#include "postgres.h"

#include "funcapi.h"
#include "utils/builtins.h"
#include "utils/snapmgr.h"
#include "utils/tuplestore.h"

#include "compat.h"
#include "decimal.h"
#include "rubric/rubric.h"
#include "standard/standard.h"

#define MAX_COLUMNS 16

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

static inline void
add_null(Row *row)
{
	row->nulls[row->ncolumns++] = true;
}

static inline void
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

static inline void
add_integer(Row *row, int value)
{
	row->nulls[row->ncolumns] = false;
	row->values[row->ncolumns++] = Int32GetDatum(value);
}

static inline void
add_numeric(Row *row, const Decimal *value)
{
	row->nulls[row->ncolumns] = false;
	row->values[row->ncolumns++] = NumericGetDatum(decimal_to_numeric(value));
}

static inline void
add_datum(Row *row, Datum value)
{
	row->nulls[row->ncolumns] = false;
	row->values[row->ncolumns++] = value;
}

/* An expression as its author wrote it; NULL: null. */
static inline void
add_source(Row *row, const Rubric *rubric, const RubricExpr *expr)
{
	add_text(row, expr ? rubric_source(rubric, expr->start, expr->end) : NULL);
}

static inline void
put_row(Row *row)
{
	tuplestore_putvalues(row->result->setResult, row->result->setDesc, row->values, row->nulls);
	row->ncolumns = 0;
}

/* The rubric of argument 0: a rubric, or (by_name) the one in force of a standard. */
static inline Rubric *
get_rubric(FunctionCallInfo fcinfo, bool by_name)
{
	text	   *source = PG_GETARG_TEXT_PP(0);

	if (by_name)
		source = standard_used(source, standard_evaluation_date(), GetActiveSnapshot());
	return rubric_parse_or_throw(VARDATA_ANY(source), VARSIZE_ANY_EXHDR(source));
}

static inline Datum
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

#endif							/* FUNCTION_ROWS_H */
