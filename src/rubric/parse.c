/*
 * parse.c
 *		From the text of a rubric to its checked form, or to what is wrong.
 */
#include "postgres.h"

#include "rubric/parse_internal.h"

static Rubric *
parse(const char *text, int length, bool check, RubricError *error)
{
	RubricParse parse = {0};

	memset(error, 0, sizeof(RubricError));
	parse.error = error;
	parse.rubric = palloc0(sizeof(Rubric));
	parse.rubric->text = text;
	parse.rubric->length = length;
	if (sigsetjmp(parse.escape, 0) != 0)
		return NULL;
	if (length > RUBRIC_MAX_BYTES)
		rubric_fail(&parse, -1, ERRCODE_PROGRAM_LIMIT_EXCEEDED,
					psprintf("The limit is %d bytes.", RUBRIC_MAX_BYTES), "rubric is too large");
	rubric_scan(&parse);
	if (check)
		rubric_check(&parse);
	return parse.rubric;
}

Rubric *
rubric_parse(const char *text, int length, RubricError *error)
{
	return parse(text, length, true, error);
}

/* The grammar wants a semicolon at the end, which a statement of a text lacks. */
Rubric *
rubric_parse_statement(const char *text, int length, RubricError *error)
{
	char	   *ended = psprintf("%.*s\n;", length, text);	/* behind a comment, too */

	return parse(ended, strlen(ended), false, error);
}

Rubric *
rubric_parse_or_throw(const char *text, int length)
{
	RubricError error;
	Rubric	   *rubric = rubric_parse(text, length, &error);

	if (rubric == NULL)
		rubric_throw(&error);
	return rubric;
}
