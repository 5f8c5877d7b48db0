/*
 * error.c
 *		Errors in a rubric: how a stage raises one, and how it is reported.
 *
 * A stage that finds an error calls rubric_fail(), which finds line and column
 * and jumps to the function that began the parse.  That function returns a
 * soft error, or throws it.  This file calls none of the stages, so each of
 * them can call it.
 */
#include "postgres.h"

#include "lib/stringinfo.h"
#include "mb/pg_wchar.h"

#include "rubric/parse_internal.h"

/* Characters of a line shown in an error, on both sides of the place. */
#define SHOWN_BEFORE 60
#define SHOWN_AFTER 40
/* Bytes shown of a message. */
#define SHOWN_MESSAGE 400

/* Length of the character at s. */
static int
character_length(const char *s, const char *end)
{
	return Min(pg_encoding_mblen(GetDatabaseEncoding(), s), end - s);
}

/* Line, column and the text of the line; of a long line, the part around the place. */
static void
locate(const Rubric *rubric, int location, RubricError *error)
{
	const char *place = rubric->text + location;
	const char *end = rubric->text + rubric->length;
	const char *line = rubric->text;
	const char *start;
	const char *stop;
	int			skipped;

	error->line = 1;
	for (const char *s = rubric->text; s < place; s++)
		if (*s == '\n')
		{
			error->line++;
			line = s + 1;
		}

	error->column = 1;
	for (const char *s = line; s < place; s += character_length(s, end))
		error->column++;

	start = line;
	skipped = error->column - 1 - SHOWN_BEFORE;
	for (int i = 0; i < skipped; i++)
		start += character_length(start, end);
	stop = place;
	for (int i = 0; i < SHOWN_AFTER && stop < end && *stop != '\n' && *stop != '\r'; i++)
		stop += character_length(stop, end);

	error->source_line = psprintf("%s%.*s%s", skipped > 0 ? "..." : "",
								  (int) (stop - start), start,
								  stop < end && *stop != '\n' && *stop != '\r' ? "..." : "");
}

char *
rubric_excerpt(const char *text, int length, int limit)
{
	const char *line_end = memchr(text, '\n', length);
	int			shown = pg_mbcliplen(text, line_end ? line_end - text : length, limit);

	if (shown == length)
		return pnstrdup(text, length);
	return psprintf("%.*s...", shown, text);
}

void
rubric_fail(RubricParse *parse, int location, int sqlstate, const char *hint, const char *format,...)
{
	StringInfoData message;

	initStringInfo(&message);
	for (;;)
	{
		va_list		args;
		int			needed;

		va_start(args, format);
		needed = appendStringInfoVA(&message, format, args);
		va_end(args);
		if (needed == 0)
			break;
		enlargeStringInfo(&message, needed);
	}
	parse->error->sqlstate = sqlstate;
	/* a name in it may be as long as a rubric */
	parse->error->message = rubric_excerpt(message.data, message.len, SHOWN_MESSAGE);
	parse->error->hint = hint ? pstrdup(hint) : NULL;
	parse->error->location = location;
	if (location >= 0)
		locate(parse->rubric, location, parse->error);
	siglongjmp(parse->escape, 1);
}

/* The auxiliary calls of an ereport() or ereturn(). */
int
rubric_report(const RubricError *error)
{
	errcode(error->sqlstate);
	errmsg_internal("%s", error->message);
	if (error->source_line)
		errdetail_internal("Line %d, column %d: %s", error->line, error->column, error->source_line);
	if (error->hint)
		errhint("%s", error->hint);
	return 0;
}

void
rubric_throw(const RubricError *error)
{
	ereport(ERROR, rubric_report(error));
}
