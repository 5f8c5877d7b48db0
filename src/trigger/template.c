/*
 * template.c
 *		Our own statements as templates: SQL with named places.
 *
 * A template shows the whole statement at the place that runs it.  Names come
 * from users: columns are quoted here, everything else by the caller.
 * Operators are qualified, so that no operator of another schema can take
 * their place.
 */
#include "postgres.h"

#include <ctype.h>

#include "lib/stringinfo.h"
#include "utils/builtins.h"

#include "compat.h"
#include "trigger/template.h"

static void append_template(StringInfo out, const char *template, const Place *const *sets);

static const Place *
find_place(const Place *const *sets, const char *name, size_t length)
{
	for (; *sets != NULL; sets++)
	{
		for (const Place *place = *sets; place->name != NULL; place++)
		{
			if (strlen(place->name) == length && strncmp(place->name, name, length) == 0)
				return place;
		}
	}
	elog(ERROR, "unknown place \"%.*s\" of a statement", (int) length, name);
}

/* One column of a place in the form that follows the colon: see template.h. */
static void
append_column(StringInfo out, const char *form, int index, const char *column, const char *name)
{
	int			length = strcspn(form, "=| ");
	const char *other = form[length] == '\0' ? "" : form + length + 1;
	char	   *qualified = length == 0 ? pstrdup(column) : psprintf("%.*s.%s", length, form, column);

	if (form[0] == '$')
	{
		appendStringInfo(out, "$%d AS %s", atoi(form + 1) + index, name);
		return;
	}
	switch (form[length])
	{
		case '\0':
			appendStringInfoString(out, qualified);
			return;
		case '=':
			appendStringInfo(out, "%s OPERATOR(pg_catalog.=) %s.%s", qualified, other, name);
			return;
		case '|':
			appendStringInfo(out, "coalesce(%s, %s.%s) AS %s", qualified, other, name, name);
			return;
	}
	if (strcmp(other, "as") == 0)
		appendStringInfo(out, "%s AS %s", qualified, name);
	else if (strcmp(other, "is") == 0)
		appendStringInfo(out, "%s IS NOT NULL", qualified);
	else
		elog(ERROR, "unknown form \"%s\" of columns", form);
}

static void
append_columns(StringInfo out, const Place *place, const char *form)
{
	const char *separator = strchr(form, '=') != NULL || strstr(form, " is") != NULL ? " AND " : ", ";
	List	   *names = place->names != NIL ? place->names : place->columns;
	ListCell   *lc;
	ListCell   *lc2;

	forboth(lc, place->columns, lc2, names)
	{
		if (foreach_current_index(lc) > 0)
			appendStringInfoString(out, separator);
		append_column(out, form, foreach_current_index(lc), quote_identifier(lfirst(lc)), quote_identifier(lfirst(lc2)));
	}
}

/* The text between braces. */
static void
append_place(StringInfo out, const char *body, const Place *const *sets)
{
	size_t		length = strcspn(body, ":");
	const Place *place = find_place(sets, body, length);

	if (place->text != NULL)
		appendStringInfoString(out, place->text);
	else if (place->template != NULL)
		append_template(out, place->template, sets);
	else
		append_columns(out, place, body[length] == ':' ? body + length + 1 : "");
}

static void
append_template(StringInfo out, const char *template, const Place *const *sets)
{
	while (*template != '\0')
	{
		/* '{}' is an empty array */
		if (template[0] == '{' && islower((unsigned char) template[1]))
		{
			char	   *body = pnstrdup(template + 1, strcspn(template, "}") - 1);

			append_place(out, body, sets);
			template += strlen(body) + 2;
		}
		else
		{
			appendStringInfoChar(out, *template == '`' ? '"' : *template);
			template++;
		}
	}
}

char *
template_expand(const char *template, const Place *const *sets)
{
	StringInfoData out;

	initStringInfo(&out);
	append_template(&out, template, sets);
	return out.data;
}
