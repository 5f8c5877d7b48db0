/*
 * describe_markdown.c
 *		A description as Markdown, as GitHub and others show it.
 */
#include "postgres.h"

#include <ctype.h>

#include "lib/stringinfo.h"

#include "analysis/describe.h"
#include "analysis/describe_markdown.h"

/* A matrix of more columns is turned round: it would be too wide. */
#define WIDEST_MATRIX	7

/* ---------------------------------------------------------------------- text */

/* "1." or "-" at the beginning of a line would begin a list: how long it is, 0: there is none. */
static int
list_marker(const char *line, int length)
{
	int			digits = 0;
	int			end;

	while (digits < length && isdigit((unsigned char) line[digits]))
		digits++;
	end = digits + 1;
	if (end > length || (end < length && line[end] != ' '))
		return 0;
	return strchr(digits > 0 ? ".)" : "-+", line[digits]) ? end : 0;
}

/* So that it is shown as it is. */
static void
append_escaped(StringInfo out, const char *text, int length)
{
	int			marker = list_marker(text, length);

	for (int i = 0; i < length; i++)
	{
		if (text[i] == '&')
			appendStringInfoString(out, "&amp;");
		else
		{
			if (i == marker - 1 || strchr("\\`*_{}[]<>#|~$!", text[i]))
				appendStringInfoChar(out, '\\');
			appendStringInfoChar(out, text[i]);
		}
	}
}

/* The next line of words, without its tabs, whose number is its depth; NULL: there is none. */
static const char *
next_line(const char **rest, int *length, int *depth)
{
	const char *line = *rest;

	if (line == NULL)
		return NULL;
	*depth = strspn(line, "\t");
	line += *depth;
	*length = strcspn(line, "\n");
	*rest = line[*length] == '\n' ? line + *length + 1 : NULL;
	if (*length > 0 && line[*length - 1] == '\r')
		(*length)--;
	return line;
}

/* Lines within a cell or a heading. */
static void
append_cell(StringInfo out, const char *words)
{
	const char *rest = words;
	const char *line;
	int			length;
	int			depth;

	while ((line = next_line(&rest, &length, &depth)) != NULL)
	{
		for (int i = 1; i < depth; i++)
			appendStringInfoString(out, "&emsp;");
		if (depth > 0)
			appendStringInfoString(out, "&bull; ");
		append_escaped(out, line, length);
		if (rest)
			appendStringInfoString(out, "<br>");
	}
}

/* ---------------------------------------------------------------------- lists */

/* "- **name** (*note*): words", below it their list */
static void
append_item(StringInfo out, const char *marker, const List *cells, Language language)
{
	const char *rest = lsecond(cells);
	const char *line;
	int			length;
	int			depth;
	StringInfoData head;
	StringInfoData note;

	initStringInfo(&head);
	appendStringInfoString(&head, "**");
	append_cell(&head, linitial(cells));
	appendStringInfoString(&head, "**");
	if (lthird(cells))
	{
		initStringInfo(&note);
		appendStringInfoChar(&note, '*');
		append_cell(&note, lthird(cells));
		appendStringInfoChar(&note, '*');
		appendStringInfoString(out, psprintf("%s %s", marker, say(language, SAY_NOTED, head.data, note.data)));
	}
	else
		appendStringInfo(out, "%s %s", marker, head.data);
	appendStringInfoString(out, say(language, SAY_BEGIN_LIST, ""));
	if (language == ENGLISH)
		appendStringInfoChar(out, ' ');
	while ((line = next_line(&rest, &length, &depth)) != NULL)
	{
		for (int i = 0; i < depth; i++)
			appendStringInfoString(out, "    ");
		if (depth > 0)
			appendStringInfoString(out, "- ");
		append_escaped(out, line, length);
		appendStringInfoChar(out, '\n');
	}
}

static void
append_items(StringInfo out, const DescribedSection *section, Language language)
{
	ListCell   *lc;

	foreach(lc, section->rows)
		append_item(out, section->form == FORM_STEPS ? psprintf("%d.", foreach_current_index(lc) + 1) : "-",
					((DescribedRow *) lfirst(lc))->cells, language);
}

/* --------------------------------------------------------------------- tables */

static bool
is_empty_column(const List *rows, int column)
{
	ListCell   *lc;

	foreach(lc, rows)
	{
		if (list_nth(((DescribedRow *) lfirst(lc))->cells, column) != NULL)
			return false;
	}
	return true;
}

static void
append_row(StringInfo out, const List *cells, const bool *hidden)
{
	ListCell   *lc;

	appendStringInfoChar(out, '|');
	foreach(lc, cells)
	{
		if (hidden[foreach_current_index(lc)])
			continue;
		appendStringInfoChar(out, ' ');
		append_cell(out, lfirst(lc));
		appendStringInfoString(out, " |");
	}
	appendStringInfoChar(out, '\n');
}

/* Without columns in which nothing stands. */
static void
append_table(StringInfo out, const List *heads, const List *rows)
{
	bool	   *hidden = palloc0(sizeof(bool) * list_length(heads));
	ListCell   *lc;

	for (int i = 1; i < list_length(heads); i++)
		hidden[i] = is_empty_column(rows, i);
	append_row(out, heads, hidden);
	appendStringInfoChar(out, '|');
	for (int i = 0; i < list_length(heads); i++)
		appendStringInfoString(out, hidden[i] ? "" : " --- |");
	appendStringInfoChar(out, '\n');
	foreach(lc, rows)
		append_row(out, ((DescribedRow *) lfirst(lc))->cells, hidden);
}

/* What stands in a column, each cell with the name of its row. */
static char *
column_words(const DescribedSection *section, int column, Language language)
{
	StringInfoData out;
	ListCell   *lc;

	initStringInfo(&out);
	foreach(lc, section->rows)
	{
		const List *cells = ((DescribedRow *) lfirst(lc))->cells;

		if (list_nth(cells, column))
			appendStringInfo(&out, "%s%s", out.len > 0 ? "\n" : "",
							 say(language, SAY_GROUP_VALUE, linitial(cells), list_nth(cells, column)));
	}
	return out.len > 0 ? out.data : NULL;
}

static void
append_turned(StringInfo out, const DescribedSection *section, Language language)
{
	List	   *rows = NIL;

	for (int i = 1; i < list_length(section->heads); i++)
	{
		DescribedRow *row = palloc0(sizeof(DescribedRow));

		row->cells = list_make2(list_nth(section->heads, i), column_words(section, i, language));
		rows = lappend(rows, row);
	}
	append_table(out, list_make2(say(language, HEAD_GRADE), section->heading), rows);
}

char *
markdown_description(const List *sections, const char *title, Language language)
{
	StringInfoData out;
	ListCell   *lc;

	initStringInfo(&out);
	if (title)
	{
		appendStringInfoString(&out, "# ");
		append_cell(&out, title);
		appendStringInfoString(&out, "\n");
	}
	foreach(lc, sections)
	{
		const DescribedSection *section = lfirst(lc);

		appendStringInfo(&out, "%s## %s\n\n", out.len > 0 ? "\n" : "", section->heading);
		if (section->lead)
			appendStringInfo(&out, "%s\n\n", section->lead);
		if (section->form == FORM_LIST || section->form == FORM_STEPS)
			append_items(&out, section, language);
		else if (section->form == FORM_MATRIX && list_length(section->heads) > WIDEST_MATRIX)
			append_turned(&out, section, language);
		else
			append_table(&out, section->heads, section->rows);
	}
	return out.data;
}
