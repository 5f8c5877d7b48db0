/*
 * lint_statement.h
 *		Whole statements of a rubric, for findings that are about one.
 */
#ifndef ANALYSIS_LINT_STATEMENT_H
#define ANALYSIS_LINT_STATEMENT_H

#include "postgres.h"

#include "rubric/rubric.h"

/* A part of the text: [start, end). */
typedef struct TextRange
{
	int			start;
	int			end;
} TextRange;

typedef struct Statements
{
	int			count;
	TextRange  *places;			/* each without its semicolon, in the order of the text */
} Statements;

extern Statements *statements_make(const Rubric *rubric);

/* the one that a byte of the text belongs to */
extern const TextRange *statement_at(const Statements *statements, int location);

#endif							/* ANALYSIS_LINT_STATEMENT_H */
