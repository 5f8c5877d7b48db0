/*
 * statement.h
 *		Whole statements of a rubric, for findings that are about one.
 */
#ifndef ANALYSIS_STATEMENT_H
#define ANALYSIS_STATEMENT_H

#include "postgres.h"

#include "rubric/rubric.h"

/* A part of the text: [start, end). */
typedef struct Place
{
	int			start;
	int			end;
} Place;

/* the statement that a byte of the text belongs to, without its semicolon */
extern Place rubric_statement(const Rubric *rubric, int location);

#endif							/* ANALYSIS_STATEMENT_H */
