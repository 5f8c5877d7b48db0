/*
 * print_text.c
 *		Statements of a rubric from their fields in JSON.
 *
 * Names and titles are quoted as they need it.  Expressions, literals and spans
 * are text of the language already: read_json.c checks that nothing but what
 * their place allows has been written.
 */
#include "postgres.h"

#include "utils/builtins.h"

#include "rubric/json.h"
#include "rubric/parse_internal.h"
#include "rubric/text_json.h"

/* A statement, or an object in it, being written. */
typedef struct Printing
{
	StringInfo	out;
	Jsonb	   *fields;
	const char *path;
	List	  **spans;
} Printing;

void
rubric_json_fail(const char *path, const char *key, const char *problem, const char *hint)
{
	const char *place = key ? psprintf("%s.%s", path, key) : path;

	ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			 errmsg("%s: %s", place, problem),
			 hint ? errhint("%s", hint) : 0));
}

void
rubric_json_report(const char *path, const RubricError *error)
{
	ereport(ERROR,
			(errcode(error->sqlstate),
			 errmsg("%s: %s", path, error->message),
			 error->hint ? errhint("%s", error->hint) : 0));
}

/* -------------------------------------------------------------------- fields */

/* False: there is none, or it is null. */
static bool
find_field(const Printing *p, const char *key, JsonbValue *found)
{
	return json_find(p->fields, key, found) && found->type != jbvNull;
}

/* NULL: there is none. */
static char *
text_field(const Printing *p, const char *key)
{
	JsonbValue	found;

	if (!find_field(p, key, &found))
		return NULL;
	if (found.type != jbvString)
		rubric_json_fail(p->path, key, "must be a string", NULL);
	return pnstrdup(found.val.string.val, found.val.string.len);
}

static char *
needed_field(const Printing *p, const char *key)
{
	char	   *text = text_field(p, key);

	if (text == NULL)
		rubric_json_fail(p->path, key, "is missing", NULL);
	return text;
}

static bool
flag_field(const Printing *p, const char *key)
{
	JsonbValue	found;

	if (!find_field(p, key, &found))
		return false;
	if (found.type != jbvBool)
		rubric_json_fail(p->path, key, "must be true or false", NULL);
	return found.val.boolean;
}

/* The digits of a whole number; NULL: there is none. */
static char *
number_field(const Printing *p, const char *key)
{
	JsonbValue	found;
	char	   *digits;

	if (!find_field(p, key, &found))
		return NULL;
	digits = found.type == jbvNumeric ? numeric_normalize(found.val.numeric) : "";
	if (digits[0] == '\0' || strspn(digits, "0123456789") < strlen(digits))
		rubric_json_fail(p->path, key, "must be a whole number", NULL);
	return digits;
}

/* The elements of an array, each as what is written by itself. */
static List *
array_field(const Printing *p, const char *key)
{
	JsonbValue	found;
	Jsonb	   *array;
	List	   *items = NIL;

	if (!find_field(p, key, &found))
		return NIL;
	array = found.type == jbvBinary ? JsonbValueToJsonb(&found) : NULL;
	if (array == NULL || !JB_ROOT_IS_ARRAY(array))
		rubric_json_fail(p->path, key, "must be an array", NULL);
	for (uint32 i = 0; i < JB_ROOT_COUNT(array); i++)
		items = lappend(items, getIthJsonbValueFromContainer(&array->root, i));
	return items;
}

static List *
needed_array(const Printing *p, const char *key)
{
	List	   *items = array_field(p, key);

	if (items == NIL)
		rubric_json_fail(p->path, key, "must be an array of one or more", NULL);
	return items;
}

static char *
item_path(const Printing *p, const char *key, int i)
{
	return psprintf("%s.%s[%d]", p->path, key, i);
}

static char *
item_text(const Printing *p, const char *key, int i, const JsonbValue *item)
{
	if (item->type != jbvString)
		rubric_json_fail(item_path(p, key, i), NULL, "must be a string", NULL);
	return pnstrdup(item->val.string.val, item->val.string.len);
}

static Printing
item_object(const Printing *p, const char *key, int i, JsonbValue *item)
{
	Printing	inner = *p;

	inner.path = item_path(p, key, i);
	inner.fields = item->type == jbvBinary ? JsonbValueToJsonb(item) : NULL;
	if (inner.fields == NULL || !JB_ROOT_IS_OBJECT(inner.fields))
		rubric_json_fail(inner.path, NULL, "must be an object", NULL);
	return inner;
}

/* ------------------------------------------------------------------- writing */

static void
write_word(const Printing *p, const char *word)
{
	appendStringInfo(p->out, "%s%s", p->out->len > 0 && p->out->data[p->out->len - 1] != '(' ? " " : "", word);
}

/* What stands at a place of the JSON. */
static void
write_at(const Printing *p, char *path, const char *text)
{
	JsonSpan   *span = palloc(sizeof(JsonSpan));

	write_word(p, text);
	span->path = path;
	span->end = p->out->len;
	span->start = span->end - strlen(text);
	*p->spans = lappend(*p->spans, span);
}

static void
write_field(const Printing *p, const char *key, const char *text)
{
	write_at(p, psprintf("%s.%s", p->path, key), text);
}

static char *
in_quotes(const char *text, char quote)
{
	StringInfoData out;

	initStringInfo(&out);
	appendStringInfoChar(&out, quote);
	for (const char *c = text; *c; c++)
	{
		if (*c == quote)
			appendStringInfoChar(&out, quote);
		appendStringInfoChar(&out, *c);
	}
	appendStringInfoChar(&out, quote);
	return out.data;
}

/* Words of the language are quoted, and all that is not plain ASCII. */
static bool
is_plain_name(const char *name, const char *letters)
{
	List	   *tokens;

	if (name[0] == '\0' || strspn(name, letters) < strlen(name) || (name[0] >= '0' && name[0] <= '9'))
		return false;
	tokens = rubric_scan_tokens(name, strlen(name));
	return list_length(tokens) == 1 && strcmp(((RubricToken *) linitial(tokens))->kind, "name") == 0;
}

char *
rubric_write_name(const char *name)
{
	return is_plain_name(name, "abcdefghijklmnopqrstuvwxyz_0123456789") ? pstrdup(name) : in_quotes(name, '"');
}

char *
rubric_write_string(const char *value)
{
	return in_quotes(value, '\'');
}

static char *
label_text(const char *label)
{
	if (label[0] != '\0' && strspn(label, "0123456789") == strlen(label))
		return pstrdup(label);
	return is_plain_name(label, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_0123456789") ? pstrdup(label) :
		in_quotes(label, '"');
}

/* A word before what a field says; nothing without the field. */
static void
write_optional(const Printing *p, const char *word, const char *key)
{
	char	   *text = text_field(p, key);

	if (text == NULL)
		return;
	if (word)
		write_word(p, word);
	write_field(p, key, text);
}

static void
write_optional_name(const Printing *p, const char *word, const char *key)
{
	char	   *name = text_field(p, key);

	if (name == NULL)
		return;
	write_word(p, word);
	write_field(p, key, rubric_write_name(name));
}

static void
write_title(const Printing *p)
{
	char	   *title = text_field(p, "title");

	if (title)
		write_field(p, "title", in_quotes(title, '\''));
}

static void
write_unit(const Printing *p)
{
	char	   *unit = text_field(p, "unit");

	if (unit == NULL)
		return;
	write_word(p, "unit");
	write_field(p, "unit", in_quotes(unit, '\''));
}

/* An expression by itself, so that nothing behind it completes what it lacks. */
static void
write_expression(const Printing *p, const char *key, const char *text)
{
	char	   *alone = psprintf("score = %s", text);
	RubricError error;

	if (rubric_parse_statement(alone, strlen(alone), &error) == NULL)
		rubric_json_report(psprintf("%s.%s", p->path, key), &error);
	write_field(p, key, text);
}

static void
write_optional_expression(const Printing *p, const char *word, const char *key)
{
	char	   *text = text_field(p, key);

	if (text == NULL)
		return;
	write_word(p, word);
	write_expression(p, key, text);
}

/* Amounts of criteria: whatever is more than a number or a name stands in brackets. */
static void
write_amount(const Printing *p, const char *word)
{
	char	   *text = text_field(p, word);

	if (text == NULL)
		return;
	write_word(p, word);
	if (strspn(text, "0123456789.%abcdefghijklmnopqrstuvwxyz_") == strlen(text))
		write_field(p, word, text);
	else
	{
		write_word(p, "(");
		write_field(p, word, text);
		appendStringInfoChar(p->out, ')');
	}
}

/* Elements one after the other. */
static void
write_texts(const Printing *p, const char *key, const char *separator, char *(*quote) (const char *text))
{
	ListCell   *lc;

	foreach(lc, needed_array(p, key))
	{
		int			i = foreach_current_index(lc);
		char	   *text = item_text(p, key, i, lfirst(lc));

		if (i > 0)
			appendStringInfoString(p->out, separator);
		write_at(p, item_path(p, key, i), quote ? quote(text) : text);
	}
}

/* ---------------------------------------------------------------- statements */

static void
write_labels(const Printing *p, const char *key, const char *separator)
{
	ListCell   *lc;

	foreach(lc, array_field(p, key))
	{
		Printing	label = item_object(p, key, foreach_current_index(lc), lfirst(lc));

		if (foreach_current_index(lc) > 0)
			appendStringInfoString(p->out, separator);
		write_field(&label, "label", label_text(needed_field(&label, "label")));
		write_title(&label);
	}
}

static void
print_grades(const Printing *p)
{
	bool		ranked = array_field(p, "ranked") != NIL;

	write_labels(p, "ranked", " >");
	if (array_field(p, "unranked") == NIL)
		return;
	if (ranked)
		appendStringInfoChar(p->out, ',');
	else
		write_word(p, "unranked");
	write_labels(p, "unranked", ",");
}

static void
write_domain(const Printing *p)
{
	JsonbValue	found;
	Printing	domain = *p;

	if (!find_field(p, "domain", &found))
		return;
	domain.path = psprintf("%s.domain", p->path);
	domain.fields = found.type == jbvBinary ? JsonbValueToJsonb(&found) : NULL;
	if (domain.fields == NULL || !JB_ROOT_IS_OBJECT(domain.fields))
		rubric_json_fail(domain.path, NULL, "must be an object", "It is {\"in\": [...]}, {\"order\": [...]}, {\"from\": ..., \"to\": ...} or the like.");
	if (find_field(&domain, "in", &found) || find_field(&domain, "order", &found))
	{
		bool		order = !find_field(&domain, "in", &found);

		write_word(p, "in (");
		write_texts(&domain, order ? "order" : "in", order ? " >" : ",", NULL);
		appendStringInfoChar(p->out, ')');
	}
	else if (find_field(&domain, "from", &found) && find_field(&domain, "to", &found))
	{
		write_optional(&domain, "between", "from");
		write_optional(&domain, "and", "to");
	}
	else
	{
		write_optional(&domain, ">=", "from");
		write_optional(&domain, ">", "above");
		write_optional(&domain, "<=", "to");
		write_optional(&domain, "<", "below");
	}
}

static void
print_input(const Printing *p)
{
	write_field(p, "name", rubric_write_name(needed_field(p, "name")));
	write_optional(p, NULL, "type");
	write_domain(p);
	write_optional_expression(p, "=", "value");
	write_optional_expression(p, "keep", "keep");
	write_unit(p);
	write_title(p);
}

static void
print_define(const Printing *p)
{
	write_field(p, "name", rubric_write_name(needed_field(p, "name")));
	write_word(p, "=");
	write_expression(p, "value", needed_field(p, "value"));
}

static void
print_score(const Printing *p)
{
	write_word(p, "=");
	write_expression(p, "value", needed_field(p, "value"));
}

static void
write_when(const Printing *p)
{
	if (flag_field(p, "otherwise"))
		write_word(p, "otherwise");
	else
	{
		write_word(p, "when");
		write_expression(p, "when", needed_field(p, "when"));
	}
}

static void
print_scope(const Printing *p)
{
	write_when(p);
	write_title(p);
}

static void
print_rule(const Printing *p)
{
	write_field(p, "label", label_text(needed_field(p, "label")));
	write_when(p);
	if (flag_field(p, "at_once"))
		write_word(p, "at once");
	write_title(p);
}

static void
print_require(const Printing *p)
{
	ListCell   *lc;

	foreach(lc, needed_array(p, "any_of"))
	{
		int			i = foreach_current_index(lc);
		JsonbValue *names = lfirst(lc);
		Jsonb	   *array = names->type == jbvBinary ? JsonbValueToJsonb(names) : NULL;

		if (array == NULL || !JB_ROOT_IS_ARRAY(array) || JB_ROOT_COUNT(array) == 0)
			rubric_json_fail(item_path(p, "any_of", i), NULL, "must be an array of names", NULL);
		if (i > 0)
			appendStringInfoChar(p->out, ',');
		for (uint32 n = 0; n < JB_ROOT_COUNT(array); n++)
		{
			char	   *path = psprintf("any_of[%d]", i);

			if (n > 0)
				write_word(p, "or");
			write_at(p, item_path(p, path, n), rubric_write_name(item_text(p, path, n, getIthJsonbValueFromContainer(&array->root, n))));
		}
	}
}

static void
write_alternatives(const Printing *p, const char *key)
{
	List	   *items = needed_array(p, key);
	ListCell   *lc;

	write_word(p, "=");
	foreach(lc, items)
	{
		Printing	a = item_object(p, key, foreach_current_index(lc), lfirst(lc));
		JsonbValue	found;

		if (foreach_current_index(lc) > 0)
			appendStringInfoChar(p->out, ',');
		write_expression(&a, "value", needed_field(&a, "value"));
		if (list_length(items) > 1 || find_field(&a, "when", &found) || find_field(&a, "otherwise", &found))
			write_when(&a);
		write_title(&a);
	}
}

static void
print_criterion(const Printing *p)
{
	write_field(p, "name", rubric_write_name(needed_field(p, "name")));
	write_amount(p, "weight");
	write_amount(p, "max");
	write_amount(p, "missing");
	write_title(p);
	write_alternatives(p, "points");
}

/* --------------------------------------------------------------------- terms */

static void
print_review(const Printing *p)
{
	char	   *calendar = text_field(p, "calendar");

	if (calendar == NULL)
	{
		write_word(p, "every");
		write_field(p, "every", needed_field(p, "every"));
		write_optional_name(p, "from", "from");
	}
	else if (strcmp(calendar, "period end") == 0)
	{
		write_field(p, "period", needed_field(p, "period"));
		write_word(p, "end");
	}
	else if (strcmp(calendar, "month day") == 0)
	{
		char	   *day = number_field(p, "day");

		write_word(p, "month day");
		write_field(p, "day", day ? day : needed_field(p, "day"));
	}
	else if (strcmp(calendar, "yearly") == 0 || strcmp(calendar, "window") == 0)
	{
		write_word(p, "yearly");
		write_texts(p, "days", calendar[0] == 'y' ? "," : " to", NULL);
	}
	else
	{
		write_field(p, "calendar", calendar);
		write_optional(p, NULL, "weekday");
	}
	write_optional(p, "after", "after");
	write_title(p);
}

static void
print_move(const Printing *p)
{
	char	   *move = needed_field(p, "move");
	char	   *after = text_field(p, "after");
	bool		at_review = strcmp(move, "review") == 0;

	if (flag_field(p, "one_step"))
		write_word(p, "one step");
	if (after && !at_review)
		write_word(p, "after");
	if (after)
		write_field(p, "after", after);
	if (at_review)
		write_word(p, after ? "after review" : "at review");
	else if (!after && !flag_field(p, "one_step"))
		write_field(p, "move", move);
	write_title(p);
}

static void
print_validity(const Printing *p)
{
	char	   *end_of = text_field(p, "end_of");

	if (end_of)
	{
		write_word(p, flag_field(p, "next") ? "to end of next" : "to end of");
		write_field(p, "end_of", end_of);
	}
	else
		write_field(p, "span", needed_field(p, "span"));
	write_title(p);
}

static void
print_provisional(const Printing *p)
{
	write_field(p, "span", needed_field(p, "span"));
	write_optional_name(p, "since", "since");
	write_title(p);
}

static void
print_approval(const Printing *p)
{
	JsonbValue	found;
	char	   *until = text_field(p, "until");
	ListCell   *lc;

	if (find_field(p, "labels", &found))
	{
		write_word(p, "of");
		write_texts(p, "labels", ",", label_text);
	}
	if (until)
	{
		write_word(p, "until");
		write_field(p, "until", label_text(until));
	}
	write_optional(p, "valid", "valid");
	write_title(p);
	if (find_field(p, "steps", &found))
		write_word(p, "steps");
	foreach(lc, array_field(p, "steps"))
	{
		Printing	step = item_object(p, "steps", foreach_current_index(lc), lfirst(lc));

		if (foreach_current_index(lc) > 0)
			appendStringInfoChar(p->out, ',');
		write_field(&step, "name", rubric_write_name(needed_field(&step, "name")));
		write_title(&step);
	}
}

static void
print_override(const Printing *p)
{
	char	   *within = number_field(p, "within");

	if (flag_field(p, "never"))
		write_word(p, "never");
	if (within)
	{
		write_word(p, "within");
		write_field(p, "within", within);
		write_word(p, strcmp(within, "1") == 0 ? "rank" : "ranks");
	}
	if (flag_field(p, "two_people"))
		write_word(p, "by two people");
	write_optional(p, "valid", "valid");
	write_title(p);
}

static void
print_target(const Printing *p)
{
	ListCell   *lc;

	foreach(lc, needed_array(p, "shares"))
	{
		Printing	share = item_object(p, "shares", foreach_current_index(lc), lfirst(lc));

		if (foreach_current_index(lc) > 0)
			appendStringInfoChar(p->out, ',');
		write_field(&share, "label", label_text(needed_field(&share, "label")));
		write_word(p, "=");
		write_field(&share, "share", needed_field(&share, "share"));
	}
}

static void
print_treatment(const Printing *p)
{
	JsonbValue	found;

	write_field(p, "name", rubric_write_name(needed_field(p, "name")));
	if (find_field(p, "labels", &found))
	{
		write_word(p, "for");
		write_texts(p, "labels", ",", label_text);
	}
	if (find_field(p, "values", &found))
		write_alternatives(p, "values");
	write_optional_expression(p, "when", "when");
	write_unit(p);
	write_title(p);
}

void
rubric_print_fields(StringInfo out, Jsonb *fields, const char *path, List **spans)
{
	static const struct
	{
		const char *kind;
		void		(*print) (const Printing *p);
	}			kinds[] = {
		{"grades", print_grades},
		{"metric", print_input},
		{"parameter", print_input},
		{"define", print_define},
		{"scope", print_scope},
		{"require", print_require},
		{"criterion", print_criterion},
		{"score", print_score},
		{"grade", print_rule},
		{"floor", print_rule},
		{"cap", print_rule},
		{"review", print_review},
		{"promotion", print_move},
		{"demotion", print_move},
		{"validity", print_validity},
		{"provisional", print_provisional},
		{"approval", print_approval},
		{"override", print_override},
		{"target", print_target},
		{"treatment", print_treatment},
	};
	Printing	p = {.out = out, .fields = fields, .path = path, .spans = spans};
	char	   *kind = needed_field(&p, "kind");

	for (int i = 0; i < (int) lengthof(kinds); i++)
	{
		if (strcmp(kinds[i].kind, kind) != 0)
			continue;
		appendStringInfoString(out, kind);
		kinds[i].print(&p);
		return;
	}
	rubric_json_fail(path, "kind", psprintf("there are no statements of kind \"%s\"", kind), NULL);
}
