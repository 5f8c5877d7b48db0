/*
 * printer.h
 *		What prints expressions of a rubric as SQL; for the files that print.
 */
#ifndef RUBRIC_PRINTER_H
#define RUBRIC_PRINTER_H

#include "postgres.h"

#include "lib/stringinfo.h"

#include "rubric/lower.h"

/* How tightly SQL binds what is printed; an operand that binds less needs brackets. */
typedef enum Level
{
	LEVEL_ANY,
	LEVEL_OR,
	LEVEL_AND,
	LEVEL_NOT,
	LEVEL_IS,
	LEVEL_COMPARE,
	LEVEL_CONCAT,
	LEVEL_ADD,
	LEVEL_MULTIPLY,
	LEVEL_NEGATE,
	LEVEL_CAST,
	LEVEL_BRACKETS				/* nothing but brackets will do */
} Level;

typedef struct Printer Printer;

/* Prints something else instead of an expression; false: it is to be printed. */
typedef bool (*ReplacePrinted) (Printer *p, const RubricExpr *expr);

struct Printer
{
	Lowering	lowering;
	StringInfo	out;
	const char *alias;			/* NULL: none before column names */
	const char *score_column;	/* of the subselect, where score is one */
	const RubricExpr *subselect;	/* this expression is printed as a subselect that has score_column */
	const Source *sources;		/* of the metrics, if they are known */
	ReplacePrinted replace;		/* NULL: nothing is */
	void	   *context;		/* for it */
	int			indent;
};

/* print_sql.c: alias stands before the names of columns, and may be NULL */
extern void printer_init(Printer *p, const Rubric *rubric, ParameterValues *values, const char *alias);

/* print_sql.c: an expression; a number is numeric or double precision */
extern char *printer_text(Printer *p, const RubricExpr *expr);

/* print_sql.c: the part "check" */
extern char *printer_check(Printer *p);

#endif							/* RUBRIC_PRINTER_H */
