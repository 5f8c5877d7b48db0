/*
 * cell.c
 *		Cells of a decision table as conditions.
 *
 * A cell is a list of tests, each a value, a comparison or a range.  What may
 * be meant in more than one way is refused, with a hint how to tell it.
 */
#include "postgres.h"

#include <ctype.h>

#include "exchange/cell.h"
#include "rubric/text_json.h"
#include "text.h"

typedef struct Reader
{
	const CellColumn *column;
	CellReading *reading;
} Reader;

/* The first problem is the one to tell. */
static void
cannot_read(Reader *reader, char *problem, char *hint)
{
	if (reader->reading->problem)
		return;
	reader->reading->problem = problem;
	reader->reading->hint = hint;
}

/* ---------------------------------------------------------------- characters */

/* What keyboards for Chinese write, and what the cell means by it. */
static const struct
{
	const char *written;
	const char *meant;
}			signs[] = {
	{"≥", ">="},
	{"≤", "<="},
	{"≠", "<>"},
	{"＞", ">"},
	{"＜", "<"},
	{"＝", "="},
	{"，", ", "},
	{"、", ", "},
	{"；", "; "},
	{"（", "("},
	{"）", ")"},
	{"～", "~"},
	{"\xC2\xA0", " "},
	{"　", " "},
};

/* The end of what stands in quotes, from its first quote; NULL: it has none. */
static const char *
end_of_quoted(const char *text)
{
	for (const char *c = text + 1; *c; c++)
	{
		if (*c != *text)
			continue;
		if (c[1] != *text)
			return c + 1;
		c++;
	}
	return NULL;
}

static bool
is_quote(char c)
{
	return c == '"' || c == '\'';
}

/* The cell with plain signs, but for what stands in quotes. */
static char *
with_plain_signs(const char *cell)
{
	StringInfoData out;

	initStringInfo(&out);
	while (*cell)
	{
		const char *end = is_quote(*cell) ? end_of_quoted(cell) : NULL;
		int			i = 0;

		if (end)
		{
			appendBinaryStringInfo(&out, cell, end - cell);
			cell = end;
			continue;
		}
		while (i < (int) lengthof(signs) && strncmp(cell, signs[i].written, strlen(signs[i].written)) != 0)
			i++;
		if (i < (int) lengthof(signs))
		{
			appendStringInfoString(&out, signs[i].meant);
			cell += strlen(signs[i].written);
		}
		else
			appendStringInfoChar(&out, *cell++);
	}
	return out.data;
}

static char *
trimmed(const char *start, const char *end)
{
	while (start < end && isspace((unsigned char) *start))
		start++;
	while (end > start && isspace((unsigned char) end[-1]))
		end--;
	return pnstrdup(start, end - start);
}

static bool
is_word(const char *text, const char *word)
{
	return pg_strcasecmp(text, word) == 0;
}

/* -------------------------------------------------------------------- values */

static const char *const suffixes[] = {"万亿", "萬億", "万", "萬", "亿", "億", "%"};

/*
 * Digits with what may stand among them, as the language writes them; NULL: it
 * is no number.  The separator of thousands is told by the caller; where it is
 * a point, the decimals stand after a comma.
 */
static char *
plain_digits(Reader *reader, const char *text)
{
	char		separator = reader->column->thousands;
	char		point = separator == '.' ? ',' : '.';
	bool		decimals = false;
	int			digits = 0;		/* since the last separator or point */
	bool		grouped = false;
	StringInfoData out;

	initStringInfo(&out);
	for (const char *c = text; *c; c++)
	{
		if (isdigit((unsigned char) *c))
		{
			digits++;
			appendStringInfoChar(&out, *c);
			continue;
		}
		if (digits == 0 || decimals || !isdigit((unsigned char) c[1]) || (grouped && digits != 3))
			return NULL;
		if (*c == point)
		{
			decimals = true;
			appendStringInfoChar(&out, '.');
		}
		else if (separator != '\0' && *c == separator && digits <= 3)
			grouped = true;
		else
			return NULL;
		digits = 0;
	}
	return digits == 0 || (grouped && !decimals && digits != 3) ? NULL : out.data;
}

/* NULL: it is no number */
static char *
number_text(Reader *reader, const char *text)
{
	const char *sign = *text == '-' ? "-" : "";
	const char *suffix = "";
	char	   *digits;
	int			length;

	if (*text == '-' || *text == '+')
		text++;
	length = strlen(text);
	for (int i = 0; i < (int) lengthof(suffixes) && *suffix == '\0'; i++)
	{
		int			n = strlen(suffixes[i]);

		if (length > n && strcmp(text + length - n, suffixes[i]) == 0)
			suffix = suffixes[i];
	}
	digits = plain_digits(reader, trimmed(text, text + length - strlen(suffix)));
	if (digits == NULL)
		return NULL;
	if (strcmp(suffix, "%") == 0)
	{
		if (reader->column->percent == PERCENT_NOT_TOLD)
			cannot_read(reader, psprintf("\"%s\" may be a part of 1 or percentage points", text),
						"Tell which: percent => 'fraction' reads 60% as 0.6, percent => 'points' as 60.");
		if (reader->column->percent == PERCENT_POINTS)
			suffix = "";
	}
	return psprintf("%s%s%s", sign, digits, suffix);
}

static char *
boolean_text(Reader *reader, const char *text)
{
	bool		told = reader->column->type == RUBRIC_BOOLEAN;

	if (is_word(text, "true") || (told && (is_word(text, "yes") || strcmp(text, "是") == 0)))
		return "true";
	if (is_word(text, "false") || (told && (is_word(text, "no") || strcmp(text, "否") == 0)))
		return "false";
	return NULL;
}

static char *
date_text(const char *text)
{
	DateADT		date;

	return parse_iso_date(text, strlen(text), &date) ? psprintf("date '%s'", text) : NULL;
}

/* A text in quotes, which are doubled within; NULL: it is none. */
static char *
unquoted(const char *text)
{
	StringInfoData out;
	const char *end = is_quote(*text) ? end_of_quoted(text) : NULL;

	if (end == NULL || *end)
		return NULL;
	initStringInfo(&out);
	for (const char *c = text + 1; c < end - 1; c++)
	{
		appendStringInfoChar(&out, *c);
		if (*c == *text)
			c++;
	}
	return out.data;
}

/* The values of a cell have one type. */
static void
note_type(Reader *reader, RubricType type)
{
	RubricType *known = &reader->reading->type;

	if (*known == RUBRIC_UNKNOWN)
		*known = type;
	else if (*known != type)
		*known = RUBRIC_TEXT;
}

static char *
typed_value(Reader *reader, RubricType type, const char *text)
{
	switch (type)
	{
		case RUBRIC_NUMBER:
			return number_text(reader, text);
		case RUBRIC_BOOLEAN:
			return boolean_text(reader, text);
		case RUBRIC_DATE:
			return date_text(text);
		default:
			return rubric_write_string(text);
	}
}

/* It will be read again as a number, and refused. */
static bool
is_meant_as_number(const char *text)
{
	if (*text == '-' || *text == '+')
		text++;
	return isdigit((unsigned char) *text) && strspn(text, "0123456789,.' ") == strlen(text);
}

/* A value as a literal; NULL and a problem where there is none. */
static char *
value_text(Reader *reader, const char *text)
{
	static const RubricType guesses[] = {RUBRIC_NUMBER, RUBRIC_BOOLEAN, RUBRIC_DATE, RUBRIC_TEXT};
	RubricType	type = reader->column->type;
	char	   *inside = unquoted(text);
	char	   *value = NULL;

	if (*text == '\0' || (is_quote(*text) && inside == NULL && type != RUBRIC_TEXT))
		cannot_read(reader, psprintf("\"%s\" is no value", text), NULL);
	else if (inside && (type == RUBRIC_UNKNOWN || type == RUBRIC_TEXT))
	{
		type = RUBRIC_TEXT;
		value = rubric_write_string(inside);
	}
	else if (type != RUBRIC_UNKNOWN)
	{
		value = typed_value(reader, type, inside ? inside : text);
		if (value == NULL)
			cannot_read(reader, psprintf("\"%s\" is no %s", text, rubric_type_name(type)),
						type == RUBRIC_NUMBER && strpbrk(text, ",. '") ?
						"Separators of thousands are told, as in thousands => ','. A list has spaces: 1, 500." :
						type == RUBRIC_DATE ? "A date is written as YYYY-MM-DD." : NULL);
	}
	else
	{
		for (int i = 0; value == NULL; i++)
		{
			type = guesses[i];
			value = typed_value(reader, type, text);
		}
		if (type == RUBRIC_TEXT && is_meant_as_number(text))
			type = RUBRIC_NUMBER;
	}
	note_type(reader, type);
	reader->reading->values = lappend(reader->reading->values, value);
	return value;
}

/* --------------------------------------------------------------------- tests */

#define ORDER_COMPARISONS	4
static const char *const comparisons[] = {">=", "<=", ">", "<", "<>", "!=", "="};	/* those of order first */

static int
find_comparison(const char *text)
{
	int			found = -1;

	for (int i = 0; i < (int) lengthof(comparisons); i++)
	{
		if (strncmp(text, comparisons[i], strlen(comparisons[i])) == 0 && (found < 0 || strlen(comparisons[i]) > strlen(comparisons[found])))
			found = i;
	}
	return found;
}

/* Two dots that stand between two values. */
static const char *
find_dots(const char *text)
{
	const char *dots = strstr(text, "..");

	return dots > text && dots[2] ? dots : NULL;
}

/* From the sign at its beginning to that at its end, which say whether the ends belong to it. */
static char *
range_text(Reader *reader, const char *text, const char *dots)
{
	const char *name = reader->column->name;
	const char *end = text + strlen(text);
	bool		low_open = *text == '(' || *text == ']';
	bool		high_open = end[-1] == ')' || end[-1] == '[';
	bool		marked = strchr("([]", *text) != NULL;
	char	   *low;
	char	   *high;

	if (marked != (strchr(")][", end[-1]) != NULL))
	{
		cannot_read(reader, psprintf("range \"%s\" has a bracket on one side only", text), NULL);
		return NULL;
	}
	reader->reading->ordered = true;
	low = value_text(reader, trimmed(text + marked, dots));
	high = value_text(reader, trimmed(dots + 2, end - marked));
	if (low == NULL || high == NULL)
		return NULL;
	if (!low_open && !high_open)
		return psprintf("%s between %s and %s", name, low, high);
	return psprintf("%s %s %s and %s %s %s", name, low_open ? ">" : ">=", low, name, high_open ? "<" : "<=", high);
}

/* 90~100, 90-100: do the ends belong to it? */
static bool
is_unclear_range(Reader *reader, const char *text)
{
	for (const char *c = text + 1; *text && *c; c++)
	{
		if ((*c == '~' || *c == '-') && number_text(reader, trimmed(text, c)) && number_text(reader, trimmed(c + 1, c + strlen(c))))
			return true;
	}
	return false;
}

static char *
equal_text(Reader *reader, const char *value)
{
	const char *name = reader->column->name;

	if (reader->reading->type != RUBRIC_BOOLEAN)
		return psprintf("%s = %s", name, value);
	return strcmp(value, "true") == 0 ? pstrdup(name) : psprintf("not %s", name);
}

/* One test; *value: what it is, if it is a lone value. */
static char *
test_text(Reader *reader, const char *text, char **value)
{
	const char *name = reader->column->name;
	bool		text_column = reader->column->type == RUBRIC_TEXT;
	int			comparison = find_comparison(text);
	const char *dots = is_quote(*text) ? NULL : find_dots(text);

	*value = NULL;
	if (comparison >= 0)
	{
		char	   *operand = value_text(reader, trimmed(text + strlen(comparisons[comparison]), text + strlen(text)));

		reader->reading->ordered |= comparison < ORDER_COMPARISONS;
		return operand ? psprintf("%s %s %s", name, comparisons[comparison], operand) : NULL;
	}
	if (is_word(text, "null"))
		return psprintf("%s is null", name);
	if (is_word(text, "not null"))
		return psprintf("%s is not null", name);
	if (dots && !text_column)
		return range_text(reader, text, dots);
	if (!text_column && !is_quote(*text) && is_unclear_range(reader, text))
	{
		cannot_read(reader, psprintf("\"%s\" does not tell which of its ends belong to it", text),
					"Write 90..100 with both ends, [90..100) without the last one.");
		note_type(reader, RUBRIC_NUMBER);
		return NULL;
	}
	*value = value_text(reader, text);
	return *value ? equal_text(reader, *value) : NULL;
}

/* Does a list go on behind this sign?  A comma between digits belongs to a number, or must be told. */
static bool
separates(const Reader *reader, const char *start, const char *c)
{
	if (*c == ';')
		return true;
	return *c == ',' && (reader->column->type == RUBRIC_TEXT || c == start || !isdigit((unsigned char) c[-1]) ||
						 !isdigit((unsigned char) c[1]));
}

/* The tests of a list: of char * */
static List *
split_list(const Reader *reader, const char *text)
{
	List	   *items = NIL;
	const char *start = text;
	const char *c = text;

	while (*c)
	{
		const char *end = is_quote(*c) ? end_of_quoted(c) : NULL;

		if (end)
			c = end;
		else if (separates(reader, text, c))
		{
			items = lappend(items, trimmed(start, c));
			start = ++c;
		}
		else
			c++;
	}
	return lappend(items, trimmed(start, c));
}

static void
append_item(StringInfo out, const char *separator, const char *item)
{
	appendStringInfo(out, "%s%s", out->len > 0 ? separator : "", item);
}

/* The values of a list together, and then its other tests. */
static char *
list_text(Reader *reader, const char *text, bool negated)
{
	List	   *items = split_list(reader, text);
	int			nvalues = 0;
	int			ntests = 0;
	char	   *alone = NULL;	/* the test of the last value */
	StringInfoData values;
	StringInfoData tests;
	ListCell   *lc;

	initStringInfo(&values);
	initStringInfo(&tests);
	foreach(lc, items)
	{
		char	   *value;
		char	   *test = test_text(reader, lfirst(lc), &value);

		if (test == NULL)
			return NULL;
		if (value)
		{
			append_item(&values, ", ", value);
			alone = test;
			nvalues++;
		}
		else
		{
			append_item(&tests, " or ", test);
			ntests++;
		}
	}
	if (nvalues == 1 && ntests == 0 && negated && reader->reading->type != RUBRIC_BOOLEAN)
		return psprintf("%s <> %s", reader->column->name, values.data);
	if (nvalues > 1)
		alone = psprintf("%s %sin (%s)", reader->column->name, negated && ntests == 0 ? "not " : "", values.data);
	if (nvalues > 0)
		append_item(&tests, " or ", alone);
	if (negated && (ntests > 0 || nvalues == 1))
		return psprintf("not (%s)", tests.data);
	return nvalues + ntests > 1 && ntests > 0 ? psprintf("(%s)", tests.data) : tests.data;
}

CellReading
cell_read(const char *cell, const CellColumn *column)
{
	CellReading reading = {0};
	Reader		reader = {.column = column, .reading = &reading};
	char	   *text = with_plain_signs(cell);
	int			length;
	bool		negated;

	text = trimmed(text, text + strlen(text));
	length = strlen(text);
	if (length == 0 || strcmp(text, "-") == 0)
		return reading;
	negated = length > 4 && pg_strncasecmp(text, "not", 3) == 0 && *trimmed(text + 3, text + length) == '(' && text[length - 1] == ')';
	if (negated)
		text = trimmed(strchr(text, '(') + 1, text + length - 1);
	reading.condition = list_text(&reader, text, negated);
	return reading;
}
