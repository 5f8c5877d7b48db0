/*
 * read_json.c
 *		The text of a rubric from JSON.
 */
#include "postgres.h"

#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/fmgrprotos.h"

#include "rubric/json.h"
#include "rubric/parse_internal.h"
#include "rubric/statement.h"
#include "rubric/text_json.h"

/* ------------------------------------------------------------------- compare */

static bool
is_field(const char *key)
{
	return strcmp(key, "text") != 0 && strcmp(key, "before") != 0;
}

/* The keys of an object that are fields and not null. */
static List *
field_keys(Jsonb *object)
{
	List	   *keys = NIL;
	JsonbIterator *it = JsonbIteratorInit(&object->root);
	JsonbValue	item;
	JsonbIteratorToken token;

	while ((token = JsonbIteratorNext(&it, &item, true)) != WJB_DONE)
	{
		char	   *key;

		if (token != WJB_KEY)
			continue;
		key = pnstrdup(item.val.string.val, item.val.string.len);
		(void) JsonbIteratorNext(&it, &item, true);
		if (is_field(key) && item.type != jbvNull)
			keys = lappend(keys, key);
	}
	return keys;
}

static Jsonb *
field(Jsonb *object, const char *key)
{
	JsonbValue	found;

	return json_find(object, key, &found) ? JsonbValueToJsonb(&found) : NULL;
}

static bool
same_fields(Jsonb *a, Jsonb *b)
{
	List	   *keys = field_keys(a);
	ListCell   *lc;

	if (list_length(keys) != list_length(field_keys(b)))
		return false;
	foreach(lc, keys)
	{
		Jsonb	   *x = field(a, lfirst(lc));
		Jsonb	   *y = field(b, lfirst(lc));

		if (y == NULL || compareJsonbContainers(&x->root, &y->root) != 0)
			return false;
	}
	return true;
}

static bool
is_empty_array(Jsonb *value)
{
	return JB_ROOT_IS_ARRAY(value) && !JB_ROOT_IS_SCALAR(value) && JB_ROOT_COUNT(value) == 0;
}

static bool is_alike(Jsonb *given, Jsonb *written, const char *path, const char **where);

static bool
is_alike_array(Jsonb *given, Jsonb *written, const char *path, const char **where)
{
	if (JB_ROOT_COUNT(given) != JB_ROOT_COUNT(written))
	{
		*where = path;
		return false;
	}
	for (uint32 i = 0; i < JB_ROOT_COUNT(given); i++)
	{
		Jsonb	   *a = JsonbValueToJsonb(getIthJsonbValueFromContainer(&given->root, i));
		Jsonb	   *b = JsonbValueToJsonb(getIthJsonbValueFromContainer(&written->root, i));

		if (!is_alike(a, b, psprintf("%s[%u]", path, i), where))
			return false;
	}
	return true;
}

static bool
is_alike_object(Jsonb *given, Jsonb *written, const char *path, const char **where)
{
	ListCell   *lc;

	foreach(lc, field_keys(given))
	{
		Jsonb	   *b = field(written, lfirst(lc));
		char	   *inner = psprintf("%s.%s", path, (char *) lfirst(lc));
		JsonbValue	found;

		*where = inner;
		/* a flag that is false is not written */
		if (b == NULL && json_find(given, lfirst(lc), &found) && found.type == jbvBool && !found.val.boolean)
			continue;
		if (b == NULL || !is_alike(field(given, lfirst(lc)), b, inner, where))
			return false;
	}
	foreach(lc, field_keys(written))
	{
		*where = path;
		/* a list of nothing need not be given */
		if (field(given, lfirst(lc)) == NULL && !is_empty_array(field(written, lfirst(lc))))
			return false;
	}
	return true;
}

/*
 * Has what was written the form of what was given?  Texts may differ, as by
 * white space.  Where it has not, an expression was more than one.
 */
static bool
is_alike(Jsonb *given, Jsonb *written, const char *path, const char **where)
{
	check_stack_depth();
	*where = path;
	if (JB_ROOT_IS_SCALAR(given) || JB_ROOT_IS_SCALAR(written))
		return JB_ROOT_IS_SCALAR(given) && JB_ROOT_IS_SCALAR(written);
	if (JB_ROOT_IS_ARRAY(given) != JB_ROOT_IS_ARRAY(written))
		return false;
	return JB_ROOT_IS_ARRAY(given) ? is_alike_array(given, written, path, where) : is_alike_object(given, written, path, where);
}

/* ------------------------------------------------------------------- reading */

/* The place of a byte in the JSON: the smallest span around it. */
static const char *
place_of(const List *spans, int location)
{
	const JsonSpan *best = NULL;
	ListCell   *lc;

	foreach(lc, spans)
	{
		const JsonSpan *span = lfirst(lc);

		if (location >= span->start && location <= span->end &&
			(best == NULL || span->end - span->start < best->end - best->start))
			best = span;
	}
	return best ? best->path : "rubric";
}

pg_noreturn static void
fail_at(const List *spans, const RubricError *error)
{
	rubric_json_report(place_of(spans, error->location), error);
}

/* A semicolon would begin another statement. */
static bool
has_semicolon(const char *text)
{
	ListCell   *lc;

	foreach(lc, rubric_scan_tokens(text, strlen(text)))
	{
		const RubricToken *token = lfirst(lc);

		if (token_ends_statement(token, text))
			return true;
	}
	return false;
}

/* A statement by itself. */
static Rubric *
parse_statement(const char *text, const char *path, List *spans)
{
	RubricError error;
	Rubric	   *statement = rubric_parse_statement(text, strlen(text), &error);
	JsonSpan	all = {.path = pstrdup(path), .start = 0, .end = PG_INT32_MAX};

	if (statement == NULL)
		fail_at(lappend(spans, &all), &error);
	if (has_semicolon(text))
		rubric_json_fail(path, NULL, "must be one statement", "Remove the semicolon; each statement is an element of its own.");
	return statement;
}

static char *
optional_text(Jsonb *object, const char *path, const char *key)
{
	JsonbValue	found;

	if (!json_find(object, key, &found) || found.type == jbvNull)
		return NULL;
	if (found.type != jbvString)
		rubric_json_fail(path, key, "must be a string", NULL);
	return pnstrdup(found.val.string.val, found.val.string.len);
}

/* A text before something else: what follows a comment of one line stands on the next. */
static void
append_closed(StringInfo out, const char *text)
{
	List	   *tokens = rubric_scan_tokens(text, strlen(text));
	const RubricToken *last = tokens ? llast(tokens) : NULL;

	appendStringInfoString(out, text);
	if (last && strcmp(last->kind, "comment") == 0 && text[last->start] == '-')
		appendStringInfoChar(out, '\n');
}

/* White space and comments. */
static char *
text_between(Jsonb *object, const char *path, const char *key, const char *usual)
{
	char	   *text = optional_text(object, path, key);
	RubricError error;
	ListCell   *lc;

	if (text == NULL)
		text = pstrdup(usual);
	if (rubric_parse_statement(psprintf("%s\nscore = 1", text), strlen(text) + strlen("\nscore = 1"), &error) == NULL)
		rubric_json_fail(path, key, "must be white space and comments", NULL);
	foreach(lc, rubric_scan_tokens(text, strlen(text)))
	{
		const RubricToken *token = lfirst(lc);

		if (!token_is_space(token))
			rubric_json_fail(path, key, "must be white space and comments", NULL);
	}
	return text;
}

/* A statement from its fields, its spans counted from its own beginning. */
static char *
print_statement(Jsonb *object, const char *path, List **spans)
{
	StringInfoData out;
	const char *where;

	initStringInfo(&out);
	rubric_print_fields(&out, object, path, spans);
	if (!is_alike(object, rubric_write_fields(parse_statement(out.data, path, *spans)), path, &where))
		rubric_json_fail(where, NULL, "does not fit its statement",
						 "A field has one value, expression or literal of the language; other fields are not known.");
	return out.data;
}

static char *
statement_text(Jsonb *object, const char *path, List **spans)
{
	char	   *text = optional_text(object, path, "text");

	if (text && (field_keys(object) == NIL || same_fields(object, rubric_write_fields(parse_statement(text, psprintf("%s.text", path), NIL)))))
		return text;
	return print_statement(object, path, spans);
}

static void
append_statement(StringInfo out, Jsonb *object, int i, List **all)
{
	char	   *path = psprintf("statements[%d]", i);
	JsonSpan   *whole = palloc(sizeof(JsonSpan));
	List	   *spans = NIL;
	char	   *text;
	ListCell   *lc;

	append_closed(out, text_between(object, path, "before", i > 0 ? "\n" : ""));
	text = statement_text(object, path, &spans);
	whole->path = path;
	whole->start = 0;
	whole->end = strlen(text);
	foreach(lc, lappend(spans, whole))
	{
		JsonSpan   *span = lfirst(lc);

		span->start += out->len;
		span->end += out->len;
		*all = lappend(*all, span);
	}
	append_closed(out, text);
	appendStringInfoChar(out, ';');
}

static Jsonb *
find_statements(Jsonb *document)
{
	JsonbValue	found;
	Jsonb	   *statements = NULL;

	fault_throw_any(json_check_object(document, "the rubric"));
	if (json_find(document, "statements", &found) && found.type == jbvBinary)
		statements = JsonbValueToJsonb(&found);
	if (statements == NULL || !JB_ROOT_IS_ARRAY(statements))
		rubric_json_fail("statements", NULL, "must be an array", "A rubric is written as {\"statements\": [{\"text\": \"grades A > B\"}, ...]}.");
	return statements;
}

char *
rubric_read_json(Jsonb *document)
{
	Jsonb	   *statements = find_statements(document);
	StringInfoData out;
	List	   *spans = NIL;
	RubricError error;

	initStringInfo(&out);
	for (uint32 i = 0; i < JB_ROOT_COUNT(statements); i++)
	{
		Jsonb	   *object = JsonbValueToJsonb(getIthJsonbValueFromContainer(&statements->root, i));

		if (!JB_ROOT_IS_OBJECT(object))
			rubric_json_fail(psprintf("statements[%u]", i), NULL, "must be an object", NULL);
		append_statement(&out, object, i, &spans);
	}
	appendStringInfoString(&out, text_between(document, "rubric", "after", ""));
	if (rubric_parse(out.data, out.len, &error) == NULL)
		fail_at(spans, &error);
	return out.data;
}
