/*
 * text_json.h
 *		The text of a rubric as JSON, for programs that edit it, and back.
 *
 * {"statements": [{"kind": "grade", "label": "A", "when": "amount >= 90",
 *				   "before": "\n", "text": "grade A when amount >= 90"}, ...],
 *	"after": "\n"}
 *
 * Text is what the author wrote, before and after are the white space and the
 * comments around it, and all others are fields.  A statement is written as its
 * text says where this has the fields given, or where it has none; else it is
 * written from its fields.
 */
#ifndef RUBRIC_TEXT_JSON_H
#define RUBRIC_TEXT_JSON_H

#include "postgres.h"

#include "lib/stringinfo.h"
#include "utils/jsonb.h"

#include "rubric/rubric.h"

/* write_json.c: a rubric as JSON; text is one that rubric_parse() has accepted */
extern char *rubric_write_json(const char *text, int length);

/* write_json.c: the fields of the only statement of a text, after rubric_parse_statement() */
extern Jsonb *rubric_write_fields(const Rubric *statement);

/* A part of a text that was written from JSON, and where there: "statements[3].when". */
typedef struct JsonSpan
{
	char	   *path;
	int			start;
	int			end;
} JsonSpan;

/*
 * print_text.c: append a statement as its fields say, without its semicolon;
 * what came from which field is added to spans.  path: of the statement.
 */
extern void rubric_print_fields(StringInfo out, Jsonb *fields, const char *path, List **spans);

/* print_text.c: report what is wrong at a place of the JSON */
pg_noreturn extern void rubric_json_fail(const char *path, const char *key, const char *problem, const char *hint);

/* print_text.c: the same of what is no rubric there */
pg_noreturn extern void rubric_json_report(const char *path, const RubricError *error);

/* print_text.c: a name and a text as the language writes them, in quotes where they need them */
extern char *rubric_write_name(const char *name);
extern char *rubric_write_string(const char *value);

/* read_json.c: the text, which rubric_parse() accepts; ereport(ERROR) when it is not one */
extern char *rubric_read_json(Jsonb *document);

#endif							/* RUBRIC_TEXT_JSON_H */
