/*
 * statement.c
 *		Whole statements of a rubric.
 */
#include "postgres.h"

#include "analysis/statement.h"

static bool
is_between_tokens(const RubricToken *token)
{
	return strcmp(token->kind, "space") == 0 || strcmp(token->kind, "comment") == 0;
}

Place
rubric_statement(const Rubric *rubric, int location)
{
	Place		place = {-1, -1};
	ListCell   *lc;

	foreach(lc, rubric_scan_tokens(rubric->text, rubric->length))
	{
		const RubricToken *token = lfirst(lc);

		if (rubric->text[token->start] == ';' && strcmp(token->kind, "symbol") == 0)
		{
			if (token->start >= location)
				break;
			place.start = -1;
		}
		else if (!is_between_tokens(token))
		{
			if (place.start < 0)
				place.start = token->start;
			place.end = token->end;
		}
	}
	return place;
}
