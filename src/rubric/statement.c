/*
 * lint_statement.c
 *		Whole statements of a rubric.
 */
#include "postgres.h"

#include "analysis/lint_statement.h"

static bool
is_between_tokens(const RubricToken *token)
{
	return strcmp(token->kind, "space") == 0 || strcmp(token->kind, "comment") == 0;
}

Statements *
statements_make(const Rubric *rubric)
{
	Statements *statements = palloc0(sizeof(Statements));
	List	   *tokens = rubric_scan_tokens(rubric->text, rubric->length);
	TextRange		place = {-1, -1};
	ListCell   *lc;

	/* each has a token at least */
	statements->places = palloc(sizeof(TextRange) * Max(list_length(tokens), 1));
	foreach(lc, tokens)
	{
		const RubricToken *token = lfirst(lc);

		if (rubric->text[token->start] == ';' && strcmp(token->kind, "symbol") == 0)
		{
			statements->places[statements->count++] = place;
			place.start = -1;
		}
		else if (!is_between_tokens(token))
		{
			if (place.start < 0)
				place.start = token->start;
			place.end = token->end;
		}
	}
	return statements;
}

const TextRange *
statement_at(const Statements *statements, int location)
{
	int			first = 0;
	int			last = statements->count - 1;

	/* the first that ends behind the location */
	while (first < last)
	{
		int			middle = (first + last) / 2;

		if (statements->places[middle].end > location)
			last = middle;
		else
			first = middle + 1;
	}
	return &statements->places[first];
}
