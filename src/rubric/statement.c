/*
 * statement.c
 *		The statements of a text, as its tokens tell them.
 */
#include "postgres.h"

#include "rubric/statement.h"

bool
token_is_space(const RubricToken *token)
{
	return strcmp(token->kind, "space") == 0 || strcmp(token->kind, "comment") == 0;
}

bool
token_ends_statement(const RubricToken *token, const char *text)
{
	return strcmp(token->kind, "symbol") == 0 && text[token->start] == ';';
}

Statements *
statements_make(const char *text, int length)
{
	Statements *statements = palloc0(sizeof(Statements));
	List	   *tokens = rubric_scan_tokens(text, length);
	Statement	statement = {.start = -1};
	ListCell   *lc;

	/* each has a token at least */
	statements->statements = palloc(sizeof(Statement) * Max(list_length(tokens), 1));
	foreach(lc, tokens)
	{
		const RubricToken *token = lfirst(lc);

		if (token_ends_statement(token, text))
		{
			statement.semicolon = token->start;
			statements->statements[statements->count++] = statement;
			statement.start = -1;
		}
		else if (!token_is_space(token))
		{
			if (statement.start < 0)
				statement.start = token->start;
			statement.end = token->end;
		}
	}
	return statements;
}

const Statement *
statement_at(const Statements *statements, int location)
{
	int			first = 0;
	int			last = statements->count - 1;

	/* the first that ends behind the location */
	while (first < last)
	{
		int			middle = (first + last) / 2;

		if (statements->statements[middle].end > location)
			last = middle;
		else
			first = middle + 1;
	}
	return &statements->statements[first];
}
