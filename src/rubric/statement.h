/*
 * statement.h
 *		The statements of a text.
 */
#ifndef RUBRIC_STATEMENT_H
#define RUBRIC_STATEMENT_H

#include "postgres.h"

#include "rubric/rubric.h"

/* Without what stands between it and other statements: bytes [start, end). */
typedef struct Statement
{
	int			start;
	int			end;
	int			semicolon;		/* where it is */
} Statement;

typedef struct Statements
{
	int			count;
	Statement  *statements;		/* in the order of the text */
} Statements;

/* of a text that rubric_parse() has accepted */
extern Statements *statements_make(const char *text, int length);

/* the one that a byte of the text belongs to */
extern const Statement *statement_at(const Statements *statements, int location);

/* Is a token white space or a comment? */
extern bool token_is_space(const RubricToken *token);

/* Is it a semicolon? */
extern bool token_ends_statement(const RubricToken *token, const char *text);

#endif							/* RUBRIC_STATEMENT_H */
