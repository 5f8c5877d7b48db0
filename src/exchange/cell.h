/*
 * cell.h
 *		Cells of a decision table, as people write them in a spreadsheet.
 *
 *		>= 100			90..100			[90..100)		A, B
 *		not(A, B)		< 5, > 10		null			-
 *
 * A cell without anything, or with a lone dash, says nothing about its column.
 */
#ifndef EXCHANGE_CELL_H
#define EXCHANGE_CELL_H

#include "postgres.h"

#include "rubric/rubric.h"

/* What a percent sign does to its number. */
typedef enum PercentMeaning
{
	PERCENT_NOT_TOLD,
	PERCENT_FRACTION,			/* 60% is 0.6 */
	PERCENT_POINTS				/* 60% is 60 */
} PercentMeaning;

/* How the cells of a column are to be read. */
typedef struct CellColumn
{
	const char *name;			/* as the language writes it */
	RubricType	type;			/* unknown: the values tell */
	PercentMeaning percent;
	char		thousands;		/* between groups of three digits; a null byte: there is none */
} CellColumn;

typedef struct CellReading
{
	RubricType	type;			/* of the values; unknown: there are none */
	bool		ordered;		/* it has a range, or a comparison that needs an order */
	char	   *condition;		/* NULL: the cell says nothing */
	List	   *values;			/* literals that the column is compared with, of char * */
	char	   *problem;		/* NULL: it was read */
	char	   *hint;			/* likewise */
} CellReading;

extern CellReading cell_read(const char *cell, const CellColumn *column);

#endif							/* EXCHANGE_CELL_H */
