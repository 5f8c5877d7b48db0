/*
 * rule_cells.h
 *		Rules as rows of a decision table.
 */
#ifndef EXCHANGE_RULE_CELLS_H
#define EXCHANGE_RULE_CELLS_H

#include "postgres.h"

#include "rubric/rubric.h"

/* In which language the tests of cells are written. */
typedef enum CellStyle
{
	CELL_SPREADSHEET,			/* as cell.c reads them */
	CELL_FEEL					/* unary tests of DMN */
} CellStyle;

/* What a row says about one name. */
typedef struct RuleCell
{
	const RubricExpr *name;		/* NULL: the test is the whole condition, as the rubric writes it */
	char	   *test;
	const RubricExpr *low;		/* a lone bound, which another one may make a range; NULL: none */
	const RubricExpr *high;
	bool		open;			/* likewise: the bound does not belong to it */
} RuleCell;

/* A row: a rule, or an alternative of one.  Without cells it always fits. */
typedef struct RuleRow
{
	const Rule *rule;
	bool		goes_on;		/* a missing input makes it fail; else it stops the grading */
	List	   *cells;			/* of RuleCell */
} RuleRow;

/* of a list of rules: of RuleRow */
extern List *rule_rows(const Rubric *rubric, const List *rules, CellStyle style);

/* the same of a condition; rule is NULL in it */
extern List *condition_rows(const Rubric *rubric, const RubricExpr *condition, CellStyle style);

/* a metric, parameter, define or the score, by its name */
extern const char *rule_cell_name(const Rubric *rubric, const RubricExpr *name);

#endif							/* EXCHANGE_RULE_CELLS_H */
