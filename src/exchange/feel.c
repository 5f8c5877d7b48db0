/*
 * feel.c
 *		Translates FEEL while it parses it, by recursive descent.
 *
 * FEEL has three truth values as SQL has.  Where they differ, the translation
 * says what FEEL means: null = null is true there, x = 5 is false for a null,
 * min() of a null is null, and what has no result, such as a division by zero,
 * is null.
 */
#include "postgres.h"

#include <ctype.h>

#include "mb/pg_wchar.h"
#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/numeric.h"

#include "exchange/feel.h"
#include "rubric/text_json.h"
#include "text.h"

/* A value as the rubric writes it. */
typedef struct FeelValue
{
	char	   *text;
	bool		atomic;			/* it needs no brackets beside an operator */
	RubricType	type;			/* unknown: null, or not known */
	bool		isnull;			/* the constant null */
	bool		constant;
	List	   *strings;		/* as of FeelReading */
} FeelValue;

typedef struct Parser
{
	const char *at;
	List	   *names;			/* of FeelName */
	char	   *problem;
	int			nesting;
	bool		tested;			/* null and false are the same to who asks */
	bool		in_range;		/* a bracket ends it */
} Parser;

static FeelValue parse_expression(Parser *p);
static char *parse_tests(Parser *p, const FeelValue *subject, char closing);

/* ------------------------------------------------------------------ problems */

/* The first one counts; nothing more is read. */
static void
cannot_read(Parser *p, char *problem)
{
	if (p->problem == NULL)
		p->problem = problem;
	p->at = "";
}

static FeelValue
nothing(void)
{
	return (FeelValue)
	{
		.text = "null", .atomic = true
	};
}

static void
need_type(Parser *p, const FeelValue *value, RubricType type, const char *what)
{
	if (value->type != type && value->type != RUBRIC_UNKNOWN)
		cannot_read(p, psprintf("%s must be a %s, not a %s", what, rubric_type_name(type), rubric_type_name(value->type)));
}

/* -------------------------------------------------------------------- tokens */

static void
skip_space(Parser *p)
{
	for (;;)
	{
		const char *end = NULL;

		while (isspace((unsigned char) *p->at))
			p->at++;
		if (strncmp(p->at, "//", 2) == 0)
			p->at += strcspn(p->at, "\n");
		else if (strncmp(p->at, "/*", 2) == 0 && (end = strstr(p->at + 2, "*/")) != NULL)
			p->at = end + 2;
		else
			return;
	}
}

static bool
is_name_char(char c)
{
	return isalnum((unsigned char) c) || c == '_' || IS_HIGHBIT_SET(c);
}

static bool
accept_sign(Parser *p, const char *sign)
{
	skip_space(p);
	if (strncmp(p->at, sign, strlen(sign)) != 0)
		return false;
	p->at += strlen(sign);
	return true;
}

static void
expect_sign(Parser *p, const char *sign)
{
	skip_space(p);
	if (!accept_sign(p, sign))
		cannot_read(p, *p->at ? psprintf("\"%s\" is expected at \"%.*s\"", sign, pg_mbcliplen(p->at, strlen(p->at), 20), p->at) :
					psprintf("\"%s\" is expected at the end", sign));
}

/* The word that comes next, unless a name of the model begins there that is longer. */
static bool
is_next_word(Parser *p, const char *word)
{
	skip_space(p);
	return strncmp(p->at, word, strlen(word)) == 0 && !is_name_char(p->at[strlen(word)]);
}

static bool
accept_word(Parser *p, const char *word)
{
	if (!is_next_word(p, word))
		return false;
	p->at += strlen(word);
	return true;
}

static void
expect_word(Parser *p, const char *word)
{
	if (!accept_word(p, word))
		cannot_read(p, psprintf("\"%s\" is expected", word));
}

/* ------------------------------------------------------------------- writing */

static char *
beside_operator(const FeelValue *value)
{
	return value->atomic ? value->text : psprintf("(%s)", value->text);
}

static FeelValue
make_value(RubricType type, char *text)
{
	return (FeelValue)
	{
		.text = text, .type = type
	};
}

static FeelValue
make_atom(RubricType type, char *text)
{
	return (FeelValue)
	{
		.text = text, .type = type, .atomic = true
	};
}

static bool
may_be_compared(Parser *p, const FeelValue *a, const FeelValue *b)
{
	if (a->type != b->type && a->type != RUBRIC_UNKNOWN && b->type != RUBRIC_UNKNOWN)
	{
		cannot_read(p, psprintf("a %s is compared with a %s", rubric_type_name(a->type), rubric_type_name(b->type)));
		return false;
	}
	return true;
}

/* Never null: two nulls are equal, and nothing else is equal to a null. */
static char *
equality(Parser *p, const FeelValue *a, const FeelValue *b)
{
	char	   *left = beside_operator(a);
	char	   *right = beside_operator(b);

	if (!may_be_compared(p, a, b))
		return "null";
	if (b->isnull)
		return psprintf("%s is null", left);
	if (a->isnull)
		return psprintf("%s is null", right);
	if (a->constant && b->constant)
		return psprintf("%s = %s", left, right);
	if (a->constant || b->constant)
		return psprintf("(%s = %s) is true", left, right);
	return psprintf("((%s = %s) is true or (%s is null and %s is null))", left, right, left, right);
}

static char *
ordering(Parser *p, const FeelValue *a, const char *operator, const FeelValue *b)
{
	if (!may_be_compared(p, a, b))
		return "null";
	if (a->type == RUBRIC_TEXT || b->type == RUBRIC_TEXT)
		cannot_read(p, "strings have no order in a rubric");
	if (a->type == RUBRIC_BOOLEAN || b->type == RUBRIC_BOOLEAN)
		cannot_read(p, "booleans have no order");
	return psprintf("%s %s %s", beside_operator(a), operator, beside_operator(b));
}

/* ------------------------------------------------------------------ literals */

static FeelValue
parse_number(Parser *p)
{
	const char *start = p->at;
	FeelValue	value = make_atom(RUBRIC_NUMBER, NULL);
	Datum		number;

	p->at += strspn(p->at, "0123456789");
	if (p->at[0] == '.' && isdigit((unsigned char) p->at[1]))
		p->at += 1 + strspn(p->at + 1, "0123456789");
	if ((p->at[0] == 'e' || p->at[0] == 'E') && strspn(p->at + 1 + (p->at[1] == '-' || p->at[1] == '+'), "0123456789") > 0)
	{
		int			sign = p->at[1] == '-' || p->at[1] == '+';
		int			digits = strspn(p->at + 1 + sign, "0123456789");

		if (digits > 2)
			cannot_read(p, psprintf("number \"%.*s\" is too large", (int) (p->at - start) + 1 + sign + digits, start));
		else
			p->at += 1 + sign + digits;
	}
	if (p->problem || p->at - start > RUBRIC_MAX_DIGITS)
	{
		cannot_read(p, "a number is too long");
		return nothing();
	}
	number = DirectFunctionCall3(numeric_in, CStringGetDatum(pnstrdup(start, p->at - start)), ObjectIdGetDatum(InvalidOid), Int32GetDatum(-1));
	value.text = DatumGetCString(DirectFunctionCall1(numeric_out, number));
	value.constant = true;
	return value;
}

static int
hex_digits(const char *c, int digits)
{
	int			result = 0;

	for (int i = 0; i < digits; i++)
	{
		if (!isxdigit((unsigned char) c[i]))
			return -1;
		result = result * 16 + (isdigit((unsigned char) c[i]) ? c[i] - '0' : (c[i] | 0x20) - 'a' + 10);
	}
	return result;
}

/* What stands behind a backslash; moves *c to its last character. */
static void
append_escaped(Parser *p, StringInfo out, const char **c)
{
	static const char escapes[] = "nrtbf";
	static const char meant[] = "\n\r\t\b\f";
	const char *escape = strchr(escapes, **c);
	int			digits = **c == 'u' ? 4 : 6;
	int			code;
	unsigned char utf8[8] = {0};

	if (**c != 'u' && **c != 'U')
	{
		appendStringInfoChar(out, escape ? meant[escape - escapes] : **c);
		return;
	}
	code = hex_digits(*c + 1, digits);
	if (code >= 0xD800 && code <= 0xDBFF && (*c)[5] == '\\' && (*c)[6] == 'u')
	{
		int			low = hex_digits(*c + 7, 4);

		code = low < 0xDC00 || low > 0xDFFF ? -1 : 0x10000 + ((code - 0xD800) << 10) + low - 0xDC00;
		digits = 10;
	}
	if (code <= 0 || code > 0x10FFFF || (code >= 0xD800 && code <= 0xDFFF))
	{
		cannot_read(p, "a string has an invalid escape");
		return;
	}
	unicode_to_utf8(code, utf8);
	appendStringInfoString(out, (char *) utf8);
	*c += digits;
}

static char *
parse_characters(Parser *p)
{
	StringInfoData out;
	const char *c = p->at + 1;

	initStringInfo(&out);
	for (; *c && *c != '"'; c++)
	{
		if (*c == '\\' && c[1])
		{
			c++;
			append_escaped(p, &out, &c);
			if (p->problem)
				return out.data;
		}
		else
			appendStringInfoChar(&out, *c);
	}
	if (*c == '\0')
		cannot_read(p, "a string has no end");
	else
		p->at = c + 1;
	return out.data;
}

static FeelValue
string_constant(char *characters)
{
	FeelValue	value = make_atom(RUBRIC_TEXT, rubric_write_string(characters));

	value.constant = true;
	value.strings = list_make1(characters);
	return value;
}

static FeelValue
date_constant(Parser *p, const char *characters)
{
	DateADT		date;
	FeelValue	value = make_atom(RUBRIC_DATE, psprintf("date '%s'", characters));

	if (!parse_iso_date(characters, strlen(characters), &date))
		cannot_read(p, psprintf("\"%s\" is no date", characters));
	value.constant = true;
	return value;
}

static FeelValue
word_constant(RubricType type, char *word)
{
	FeelValue	value = make_atom(type, word);

	value.constant = true;
	value.isnull = type == RUBRIC_UNKNOWN;
	return value;
}

/* ----------------------------------------------------------------- functions */

#define MAX_ARGUMENTS 20

static FeelValue
call(RubricType type, const char *format, const char *argument)
{
	return make_atom(type, psprintf(format, argument));
}

/* 10 to the power of a scale, which is a constant whole number */
static char *
factor_of(Parser *p, const FeelValue *scale)
{
	int			digits = scale->constant && strspn(scale->text, "-0123456789") == strlen(scale->text) ? atoi(scale->text) : 100;

	if (digits < -30 || digits > 30)
	{
		cannot_read(p, "a scale must be a whole number that is written there");
		return "1";
	}
	return digits >= 0 ? psprintf("1%0*d", digits, 0) : psprintf("0.%0*d", -digits, 1);
}

/* Of equals none is nearer: a function of one argument, at the digit of the scale. */
static FeelValue
at_scale(Parser *p, const char *function, const FeelValue *value, const FeelValue *scale)
{
	char	   *factor = factor_of(p, scale);

	if (strcmp(scale->text, "0") == 0)
		return make_atom(RUBRIC_NUMBER, psprintf("%s(%s)", function, value->text));
	return make_atom(RUBRIC_NUMBER, psprintf("(%s(%s * %s) / %s)", function, beside_operator(value), factor, factor));
}

static char *
joined(const FeelValue *arguments, int n, const char *separator)
{
	StringInfoData out;

	initStringInfo(&out);
	for (int i = 0; i < n; i++)
		appendStringInfo(&out, "%s%s", i > 0 ? separator : "", strchr(separator, ',') ? arguments[i].text : beside_operator(&arguments[i]));
	return out.data;
}

/* least() and greatest() pass over nulls. */
static FeelValue
extreme(const char *function, const FeelValue *arguments, int n)
{
	StringInfoData nulls;

	initStringInfo(&nulls);
	for (int i = 0; i < n; i++)
	{
		if (!arguments[i].constant || arguments[i].isnull)
			appendStringInfo(&nulls, "%s%s is null", nulls.len > 0 ? " or " : "", beside_operator(&arguments[i]));
	}
	if (nulls.len == 0)
		return make_atom(RUBRIC_NUMBER, psprintf("%s(%s)", function, joined(arguments, n, ", ")));
	return make_atom(RUBRIC_NUMBER, psprintf("case when %s then null else %s(%s) end", nulls.data, function, joined(arguments, n, ", ")));
}

static char *
floored_quotient(const FeelValue *a, const FeelValue *b)
{
	return psprintf("floor(%s / nullif(%s, 0))", beside_operator(a), b->text);
}

static FeelValue
call_of_one(Parser *p, const char *name, const FeelValue *a)
{
	if (strcmp(name, "not") == 0)
	{
		need_type(p, a, RUBRIC_BOOLEAN, "the argument of not()");
		return make_value(RUBRIC_BOOLEAN, psprintf("not %s", beside_operator(a)));
	}
	need_type(p, a, RUBRIC_NUMBER, psprintf("the argument of %s()", name));
	if (strcmp(name, "abs") == 0)
		return call(RUBRIC_NUMBER, "abs(%s)", a->text);
	if (strcmp(name, "floor") == 0)
		return call(RUBRIC_NUMBER, "floor(%s)", a->text);
	if (strcmp(name, "ceiling") == 0)
		return call(RUBRIC_NUMBER, "ceil(%s)", a->text);
	if (strcmp(name, "exp") == 0)
		return call(RUBRIC_NUMBER, "exp(%s)", a->text);
	if (strcmp(name, "sqrt") == 0)
		return make_atom(RUBRIC_NUMBER, psprintf("case when %s >= 0 then sqrt(%s) end", beside_operator(a), a->text));
	if (strcmp(name, "log") == 0)
		return make_atom(RUBRIC_NUMBER, psprintf("case when %s > 0 then ln(%s) end", beside_operator(a), a->text));
	if (strcmp(name, "even") == 0)
		return make_value(RUBRIC_BOOLEAN, psprintf("%s - 2 * floor(%s / 2) = 0", beside_operator(a), beside_operator(a)));
	return make_value(RUBRIC_BOOLEAN, psprintf("%s - 2 * floor(%s / 2) = 1", beside_operator(a), beside_operator(a)));	/* odd */
}

static FeelValue
call_of_two(Parser *p, const char *name, const FeelValue *a, const FeelValue *b)
{
	need_type(p, a, RUBRIC_NUMBER, psprintf("the first argument of %s()", name));
	need_type(p, b, RUBRIC_NUMBER, psprintf("the second argument of %s()", name));
	if (strcmp(name, "modulo") == 0)
		return make_value(RUBRIC_NUMBER, psprintf("%s - %s * %s", beside_operator(a), beside_operator(b), floored_quotient(a, b)));
	factor_of(p, b);
	if (strcmp(name, "round half up") == 0)
		return make_atom(RUBRIC_NUMBER, psprintf("round(%s, %s)", a->text, b->text));
	if (strcmp(name, "round down") == 0)
		return make_atom(RUBRIC_NUMBER, psprintf("trunc(%s, %s)", a->text, b->text));
	if (strcmp(name, "floor") == 0)
		return at_scale(p, "floor", a, b);
	if (strcmp(name, "ceiling") == 0)
		return at_scale(p, "ceil", a, b);
	/* round up: away from zero */
	return make_atom(RUBRIC_NUMBER, psprintf("case when %s < 0 then %s else %s end", beside_operator(a),
											 at_scale(p, "floor", a, b).text, at_scale(p, "ceil", a, b).text));
}

static FeelValue
call_of_many(Parser *p, const char *name, const FeelValue *arguments, int n)
{
	for (int i = 0; i < n; i++)
		need_type(p, &arguments[i], RUBRIC_NUMBER, psprintf("an argument of %s()", name));
	if (strcmp(name, "min") == 0)
		return extreme("least", arguments, n);
	if (strcmp(name, "max") == 0)
		return extreme("greatest", arguments, n);
	if (strcmp(name, "sum") == 0)
		return make_value(RUBRIC_NUMBER, joined(arguments, n, " + "));
	return make_value(RUBRIC_NUMBER, psprintf("(%s) / %d", joined(arguments, n, " + "), n));	/* mean */
}

/* date("2024-01-31"), date(2024, 1, 31), or of what is a date already */
static FeelValue
call_date(Parser *p, const FeelValue *arguments, int n)
{
	if (n == 1 && arguments[0].type == RUBRIC_DATE)
		return arguments[0];
	if (n == 1 && arguments[0].constant && arguments[0].type == RUBRIC_TEXT)
		return date_constant(p, linitial(arguments[0].strings));
	if (n == 3 && arguments[0].constant && arguments[1].constant && arguments[2].constant &&
		strspn(arguments[0].text, "0123456789") == 4 && strspn(arguments[1].text, "0123456789") <= 2 && strspn(arguments[2].text, "0123456789") <= 2)
		return date_constant(p, psprintf("%s-%02d-%02d", arguments[0].text, atoi(arguments[1].text), atoi(arguments[2].text)));
	cannot_read(p, "date() takes a date that is written there");
	return nothing();
}

static const struct
{
	const char *name;
	int			least;			/* arguments */
	int			most;
}			functions[] = {
	{"not", 1, 1},
	{"abs", 1, 1},
	{"floor", 1, 2},
	{"ceiling", 1, 2},
	{"exp", 1, 1},
	{"sqrt", 1, 1},
	{"log", 1, 1},
	{"even", 1, 1},
	{"odd", 1, 1},
	{"modulo", 2, 2},
	{"round half up", 2, 2},
	{"round down", 2, 2},
	{"round up", 2, 2},
	{"min", 1, MAX_ARGUMENTS},
	{"max", 1, MAX_ARGUMENTS},
	{"sum", 1, MAX_ARGUMENTS},
	{"mean", 1, MAX_ARGUMENTS},
	{"date", 1, 3},
};

static bool
takes_list(const char *name)
{
	return strcmp(name, "min") == 0 || strcmp(name, "max") == 0 || strcmp(name, "sum") == 0 || strcmp(name, "mean") == 0;
}

static int
parse_arguments(Parser *p, const char *name, FeelValue *arguments)
{
	int			n = 0;
	bool		list = takes_list(name) && accept_sign(p, "[");

	if (!list && accept_sign(p, ")"))
		return 0;
	do
	{
		if (n == MAX_ARGUMENTS)
			cannot_read(p, psprintf("%s() has too many arguments", name));
		else
			arguments[n++] = parse_expression(p);
	} while (accept_sign(p, ","));
	if (list)
		expect_sign(p, "]");
	expect_sign(p, ")");
	return n;
}

static FeelValue
parse_call(Parser *p, const char *name)
{
	FeelValue	arguments[MAX_ARGUMENTS];
	int			i = 0;
	int			n;

	while (i < (int) lengthof(functions) && strcmp(functions[i].name, name) != 0)
		i++;
	if (i == (int) lengthof(functions))
	{
		cannot_read(p, psprintf("there is no function %s() in a rubric", name));
		return nothing();
	}
	n = parse_arguments(p, name, arguments);
	if (n < functions[i].least || n > functions[i].most)
		cannot_read(p, psprintf("%s() has a wrong number of arguments", name));
	if (p->problem)
		return nothing();
	if (strcmp(name, "date") == 0)
		return call_date(p, arguments, n);
	if (takes_list(name))
		return call_of_many(p, name, arguments, n);
	return n == 1 ? call_of_one(p, name, &arguments[0]) : call_of_two(p, name, &arguments[0], &arguments[1]);
}

/* --------------------------------------------------------------------- names */

/* Does a name of the model begin here?  Its length, where any white space stands for a space; 0: no. */
static int
match_name(const char *at, const char *name)
{
	const char *start = at;
	const char *c = name;

	while (*c)
	{
		if (*c == ' ' && isspace((unsigned char) *at))
		{
			c += strspn(c, " ");
			while (isspace((unsigned char) *at))
				at++;
		}
		else if (*c++ != *at++)
			return 0;
	}
	return c > name && is_name_char(c[-1]) && is_name_char(*at) ? 0 : at - start;
}

static const FeelName *
longest_name(const Parser *p, int *length)
{
	const FeelName *found = NULL;
	ListCell   *lc;

	*length = 0;
	foreach(lc, p->names)
	{
		const FeelName *name = lfirst(lc);
		int			n = match_name(p->at, name->name);

		if (n <= *length)
			continue;
		*length = n;
		found = name;
	}
	return found;
}

/* Words up to a bracket are the name of a function. */
static char *
function_name(const char *at)
{
	const char *end = at;
	char	   *name;

	while (isalnum((unsigned char) *end) || *end == ' ' || *end == '_')
		end++;
	if (*end != '(' || end == at)
		return NULL;
	name = pnstrdup(at, end - at);
	while (name[strlen(name) - 1] == ' ')
		name[strlen(name) - 1] = '\0';
	return name;
}

static FeelValue
parse_name(Parser *p)
{
	static const char *const refused[] = {"for", "some", "every", "function"};
	int			length;
	const FeelName *name = longest_name(p, &length);
	char	   *function = function_name(p->at);
	int			word = 0;

	if (name)
	{
		p->at += length;
		if (*p->at == '.' && p->at[1] != '.')
			cannot_read(p, psprintf("parts of \"%s\" cannot be read", name->name));
		return make_atom(name->type, name->written);
	}
	while (is_name_char(p->at[word]))
		word++;
	for (int i = 0; i < (int) lengthof(refused); i++)
	{
		if (strncmp(p->at, refused[i], word) == 0 && (int) strlen(refused[i]) == word)
		{
			cannot_read(p, psprintf("\"%s\" is not understood", refused[i]));
			return nothing();
		}
	}
	if (function)
	{
		p->at = strchr(p->at, '(') + 1;
		return parse_call(p, function);
	}
	cannot_read(p, psprintf("unknown name \"%.*s\"", word, p->at));
	return nothing();
}

/* --------------------------------------------------------------- expressions */

static FeelValue
parse_primary(Parser *p)
{
	int			length;

	skip_space(p);
	if (*p->at == '\0')
	{
		cannot_read(p, "an expression is expected at the end");
		return nothing();
	}
	if (isdigit((unsigned char) *p->at) || (*p->at == '.' && isdigit((unsigned char) p->at[1])))
		return parse_number(p);
	if (*p->at == '"')
		return string_constant(parse_characters(p));
	if (p->at[0] == '@' && p->at[1] == '"')
	{
		p->at++;
		return date_constant(p, parse_characters(p));
	}
	if (accept_sign(p, "("))
	{
		FeelValue	value = parse_expression(p);

		expect_sign(p, ")");
		return value;
	}
	if (longest_name(p, &length) == NULL)
	{
		if (accept_word(p, "true"))
			return word_constant(RUBRIC_BOOLEAN, "true");
		if (accept_word(p, "false"))
			return word_constant(RUBRIC_BOOLEAN, "false");
		if (accept_word(p, "null"))
			return word_constant(RUBRIC_UNKNOWN, "null");
		if (*p->at == '[')
			cannot_read(p, "lists are not understood");
		else if (*p->at == '{')
			cannot_read(p, "contexts are not understood");
		else if (!is_name_char(*p->at))
			cannot_read(p, psprintf("\"%.*s\" is not understood", pg_mbcliplen(p->at, strlen(p->at), 20), p->at));
		if (p->problem)
			return nothing();
	}
	return parse_name(p);
}

static FeelValue
parse_postfix(Parser *p)
{
	FeelValue	value = parse_primary(p);

	skip_space(p);
	if (*p->at == '[' && !p->in_range)
		cannot_read(p, "filters are not understood");
	else if (p->at[0] == '.' && p->at[1] != '.')
		cannot_read(p, "parts of values are not understood");
	else if (is_next_word(p, "instance"))
		cannot_read(p, "\"instance of\" is not understood");
	return value;
}

static FeelValue
parse_unary(Parser *p)
{
	FeelValue	value;

	if (!accept_sign(p, "-"))
		return parse_postfix(p);
	if (++p->nesting > RUBRIC_MAX_NESTING)
	{
		cannot_read(p, "an expression is nested too deep");
		return nothing();
	}
	value = parse_unary(p);
	p->nesting--;
	need_type(p, &value, RUBRIC_NUMBER, "the operand of -");
	value.text = psprintf(value.constant && value.text[0] != '-' ? "-%s" : "(- %s)", beside_operator(&value));
	value.atomic = !value.constant;
	return value;
}

static void
need_numbers(Parser *p, const FeelValue *a, const char *operator, const FeelValue *b)
{
	if (a->type == RUBRIC_TEXT && b->type == RUBRIC_TEXT && operator[0] == '+')
		cannot_read(p, "strings cannot be joined in a rubric");
	need_type(p, a, RUBRIC_NUMBER, psprintf("the left side of %s", operator));
	need_type(p, b, RUBRIC_NUMBER, psprintf("the right side of %s", operator));
}

static bool
is_nonzero_constant(const FeelValue *value)
{
	return value->constant && !value->isnull && strpbrk(value->text, "123456789") != NULL;
}

static FeelValue
arithmetic(Parser *p, const FeelValue *a, const char *operator, const FeelValue *b)
{
	char	   *left = beside_operator(a);
	char	   *right = beside_operator(b);

	need_numbers(p, a, operator, b);
	if (a->isnull || b->isnull)
		return word_constant(RUBRIC_UNKNOWN, "null");
	if (strcmp(operator, "**") == 0)
		return make_atom(RUBRIC_NUMBER, psprintf("power(%s, %s)", a->text, b->text));
	if (operator[0] == '/' && !is_nonzero_constant(b))
		right = psprintf("nullif(%s, 0)", b->text);
	return make_value(RUBRIC_NUMBER, psprintf("%s %s %s", left, operator, right));
}

static FeelValue
parse_power(Parser *p)
{
	FeelValue	value = parse_unary(p);

	while (accept_sign(p, "**"))
	{
		FeelValue	exponent = parse_unary(p);

		value = arithmetic(p, &value, "**", &exponent);
	}
	return value;
}

static FeelValue
parse_product(Parser *p)
{
	FeelValue	value = parse_power(p);

	for (;;)
	{
		const char *operator = accept_sign(p, "*") ? "*" : accept_sign(p, "/") ? "/" : NULL;
		FeelValue	right;

		if (operator == NULL)
			return value;
		right = parse_power(p);
		value = arithmetic(p, &value, operator, &right);
	}
}

static FeelValue
parse_sum(Parser *p)
{
	FeelValue	value = parse_product(p);

	for (;;)
	{
		const char *operator = accept_sign(p, "+") ? "+" : accept_sign(p, "-") ? "-" : NULL;
		FeelValue	right;

		if (operator == NULL)
			return value;
		right = parse_product(p);
		value = arithmetic(p, &value, operator, &right);
	}
}

static const char *
accept_comparison(Parser *p)
{
	static const char *const operators[] = {"<=", ">=", "!=", "<", ">", "="};

	for (int i = 0; i < (int) lengthof(operators); i++)
	{
		if (accept_sign(p, operators[i]))
			return operators[i];
	}
	return NULL;
}

static char *
comparison(Parser *p, const FeelValue *a, const char *operator, const FeelValue *b)
{
	if (operator[0] == '=')
		return equality(p, a, b);
	if (operator[0] == '!')
		return psprintf("not (%s)", equality(p, a, b));
	if (a->isnull || b->isnull)
		return "null";
	return ordering(p, a, operator, b);
}

static FeelValue
parse_comparison(Parser *p)
{
	FeelValue	value = parse_sum(p);
	const char *operator = accept_comparison(p);

	if (operator)
	{
		FeelValue	right = parse_sum(p);

		return make_value(RUBRIC_BOOLEAN, comparison(p, &value, operator, &right));
	}
	if (accept_word(p, "between"))
	{
		FeelValue	low = parse_sum(p);
		FeelValue	high;
		char	   *from;

		expect_word(p, "and");
		high = parse_sum(p);
		from = comparison(p, &value, ">=", &low);
		return make_value(RUBRIC_BOOLEAN, psprintf("%s and %s", from, comparison(p, &value, "<=", &high)));
	}
	if (accept_word(p, "in"))
	{
		bool		bracket = accept_sign(p, "(");
		char	   *tests = parse_tests(p, &value, bracket ? ')' : '\0');

		if (bracket)
			expect_sign(p, ")");
		return make_value(RUBRIC_BOOLEAN, tests ? tests : "true");
	}
	return value;
}

static FeelValue
parse_logic(Parser *p, const char *word, FeelValue (*parse_operand) (Parser *p))
{
	FeelValue	value = parse_operand(p);

	while (accept_word(p, word))
	{
		FeelValue	right = parse_operand(p);

		need_type(p, &value, RUBRIC_BOOLEAN, psprintf("the left side of %s", word));
		need_type(p, &right, RUBRIC_BOOLEAN, psprintf("the right side of %s", word));
		value = make_value(RUBRIC_BOOLEAN, psprintf("%s %s %s", beside_operator(&value), word, beside_operator(&right)));
	}
	return value;
}

static FeelValue
parse_and(Parser *p)
{
	return parse_logic(p, "and", parse_comparison);
}

static FeelValue
parse_if(Parser *p)
{
	FeelValue	condition = parse_expression(p);
	FeelValue	yes;
	FeelValue	no;
	FeelValue	value;

	need_type(p, &condition, RUBRIC_BOOLEAN, "the condition of if");
	expect_word(p, "then");
	yes = parse_expression(p);
	expect_word(p, "else");
	no = parse_expression(p);
	may_be_compared(p, &yes, &no);
	value = make_atom(yes.type != RUBRIC_UNKNOWN ? yes.type : no.type,
					  psprintf("case when %s then %s else %s end", condition.text, yes.text, no.text));
	if ((yes.strings || yes.isnull) && (no.strings || no.isnull))
		value.strings = list_concat_copy(yes.strings, no.strings);
	return value;
}

static FeelValue
parse_expression(Parser *p)
{
	FeelValue	value;

	check_stack_depth();
	if (++p->nesting > RUBRIC_MAX_NESTING)
	{
		cannot_read(p, "an expression is nested too deep");
		return nothing();
	}
	value = accept_word(p, "if") ? parse_if(p) : parse_logic(p, "or", parse_and);
	p->nesting--;
	return value;
}

/* --------------------------------------------------------------------- tests */

/* A bracket begins a range if two dots follow before a comma. */
static bool
begins_range(const char *at)
{
	int			depth = 0;

	if (*at == ']')
		return true;
	if (*at != '[' && *at != '(')
		return false;
	for (const char *c = at + 1; *c; c++)
	{
		if (*c == '"')
		{
			do
				c += *c == '\\' && c[1] ? 2 : 1;
			while (*c && *c != '"');
			if (*c == '\0')
				return false;
		}
		else if (*c == '(' || (*c == '[' && depth > 0))
			depth++;
		else if (depth > 0 && (*c == ')' || *c == ']'))
			depth--;
		else if (depth == 0 && c[0] == '.' && c[1] == '.')
			return true;
		else if (depth == 0 && strchr(",)]", *c))
			return false;
	}
	return false;
}

static char *
parse_range(Parser *p, const FeelValue *subject)
{
	bool		low_open = *p->at++ != '[';
	FeelValue	low = parse_sum(p);
	FeelValue	high;
	bool		high_open;
	char	   *from;
	char	   *to;

	expect_sign(p, "..");
	p->in_range = true;
	high = parse_sum(p);
	p->in_range = false;
	skip_space(p);
	high_open = *p->at != ']';
	if (*p->at == '\0' || strchr(")][", *p->at) == NULL)
	{
		cannot_read(p, "the end of a range is expected");
		return "null";
	}
	p->at++;
	from = comparison(p, subject, low_open ? ">" : ">=", &low);
	to = comparison(p, subject, high_open ? "<" : "<=", &high);
	return psprintf("%s and %s", from, to);
}

/* A value that the subject is to be equal to, or a condition of its own. */
static char *
value_test(Parser *p, bool tested, const FeelValue *subject, const FeelValue *value)
{
	if (value->type == RUBRIC_BOOLEAN && !value->constant && subject->type != RUBRIC_BOOLEAN)
		return beside_operator(value);
	if (!tested || !value->constant || value->isnull || !may_be_compared(p, subject, value))
		return equality(p, subject, value);
	if (value->type == RUBRIC_BOOLEAN)
		return psprintf("%s%s", strcmp(value->text, "true") == 0 ? "" : "not ", beside_operator(subject));
	return psprintf("%s = %s", beside_operator(subject), value->text);
}

static char *
parse_test(Parser *p, const FeelValue *subject)
{
	const char *operator;
	FeelValue	value;
	bool		tested = p->tested;

	p->tested = false;
	skip_space(p);
	if (begins_range(p->at))
		return parse_range(p, subject);
	if (accept_sign(p, "["))
	{
		char	   *tests;

		p->tested = tested;
		tests = parse_tests(p, subject, ']');
		expect_sign(p, "]");
		return tests;
	}
	operator = accept_comparison(p);
	value = operator ? parse_sum(p) : parse_expression(p);
	return operator ? comparison(p, subject, operator, &value) : value_test(p, tested, subject, &value);
}

/* A list of tests, of which one must pass.  closing: what ends it, but the end of all. */
static char *
parse_tests(Parser *p, const FeelValue *subject, char closing)
{
	char	   *equals = psprintf("%s = ", beside_operator(subject));
	bool		tested = p->tested;
	bool		all_equal = tested; /* all tests are values that it may be equal to */
	int			n = 0;
	char	   *test;
	StringInfoData out;
	StringInfoData values;

	initStringInfo(&out);
	initStringInfo(&values);
	check_stack_depth();
	if (++p->nesting > RUBRIC_MAX_NESTING)
		cannot_read(p, "an expression is nested too deep");
	do
	{
		p->tested = tested;
		test = parse_test(p, subject);
		appendStringInfo(&out, "%s(%s)", n > 0 ? " or " : "", test);
		all_equal = all_equal && strncmp(test, equals, strlen(equals)) == 0;
		if (all_equal)
			appendStringInfo(&values, "%s%s", n > 0 ? ", " : "", test + strlen(equals));
		n++;
	} while (p->problem == NULL && closing != '\0' && accept_sign(p, ","));
	p->nesting--;
	if (n == 1)
		return test;
	return all_equal ? psprintf("%s in (%s)", beside_operator(subject), values.data) : out.data;
}

/* ----------------------------------------------------------------- interface */

static void
check_end(Parser *p)
{
	skip_space(p);
	if (*p->at)
		cannot_read(p, psprintf("\"%.*s\" is not understood", pg_mbcliplen(p->at, strlen(p->at), 20), p->at));
}

FeelReading
feel_read_expression(const char *text, List *names)
{
	Parser		p = {.at = text, .names = names};
	FeelValue	value = parse_expression(&p);
	FeelReading reading = {.written = value.text, .type = value.type, .constant = value.constant, .strings = value.strings};

	check_end(&p);
	reading.problem = p.problem;
	return reading;
}

FeelReading
feel_read_tests(const char *text, const char *subject, RubricType type, List *names)
{
	Parser		p = {.at = text, .names = names};
	FeelValue	tested = make_atom(type, pstrdup(subject));
	FeelReading reading = {.type = RUBRIC_BOOLEAN};
	bool		negated;

	skip_space(&p);
	if (strspn(p.at, "- \t\r\n") == strlen(p.at))
		return reading;
	negated = accept_word(&p, "not") && accept_sign(&p, "(");
	p.tested = !negated;
	reading.written = parse_tests(&p, &tested, ',');
	if (negated)
	{
		expect_sign(&p, ")");
		reading.written = psprintf("not (%s)", reading.written);
	}
	check_end(&p);
	reading.problem = p.problem;
	return reading;
}
