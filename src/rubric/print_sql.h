/*
 * print_sql.h
 *		A rubric as plain SQL.
 */
#ifndef RUBRIC_PRINT_SQL_H
#define RUBRIC_PRINT_SQL_H

#include "postgres.h"

#include "utils/date.h"
#include "utils/jsonb.h"

#include "rubric/rubric.h"

typedef enum SqlPart
{
	SQL_GRADE,					/* these two: only of a rubric with grades */
	SQL_RANK,
	SQL_SCORE,
	SQL_CHECK					/* are the metrics inside their domains? */
} SqlPart;

/*
 * One expression, palloc'ed.  alias stands before the names of columns; it,
 * parameters and as_of may be NULL, the last two as for an evaluation.
 */
extern char *rubric_print_sql(const Rubric *rubric, SqlPart part, const char *alias,
							  Jsonb *parameters, const DateADT *as_of);

/* The SQL type that holds every value of a rubric's type; text where it is not known. */
extern const char *rubric_sql_type(RubricType type);

#endif							/* RUBRIC_PRINT_SQL_H */
