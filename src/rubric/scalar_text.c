/*
 * scalar_text.c
 *		Text: order, patterns, length, lower case, concatenation.
 *
 * All of it goes by the bytes or the characters of the server's encoding and by
 * no collation, so that a grade is the same in every database.
 */
#include "postgres.h"

#include "mb/pg_wchar.h"

#include "rubric/scalar.h"

int
text_compare(const RubricValue *a, const RubricValue *b)
{
	int			order = memcmp(a->text.data, b->text.data, Min(a->text.length, b->text.length));

	return order != 0 ? order : a->text.length - b->text.length;
}

/* The bytes of the character at a place; a text that ends within one has what there is. */
static int
character_length(const char *at, const char *end)
{
	return Min(pg_encoding_mblen(GetDatabaseEncoding(), at), (int) (end - at));
}

/*
 * What stands behind the last % is tried at each place in turn: an earlier %
 * need not be tried again, since the last one takes whatever it would have.
 */
bool
text_is_like(const RubricValue *text, const RubricValue *pattern)
{
	const char *t = text->text.data;
	const char *end = t + text->text.length;
	const char *p = pattern->text.data;
	const char *pattern_end = p + pattern->text.length;
	const char *behind_percent = NULL;
	const char *tried = NULL;	/* where in the text what is behind it was tried last */

	while (t < end)
	{
		if (p < pattern_end && *p == '%')
		{
			behind_percent = ++p;
			tried = t;
			continue;
		}
		if (p < pattern_end && *p == '_')
		{
			t += character_length(t, end);
			p++;
			continue;
		}
		if (p < pattern_end && p[*p == '\\'] == *t)
		{
			p += *p == '\\' ? 2 : 1;
			t++;
			continue;
		}
		if (behind_percent == NULL)
			return false;
		tried += character_length(tried, end);
		t = tried;
		p = behind_percent;
	}
	while (p < pattern_end && *p == '%')
		p++;
	return p == pattern_end;
}

void
text_length(Decimal *result, const RubricValue *text)
{
	decimal_from_int64(result, pg_mbstrlen_with_len(text->text.data, text->text.length));
}

void
text_lower(RubricValue *result, const RubricValue *text)
{
	int			length = text->text.length;
	char	   *data = palloc(length + 1);

	for (int i = 0; i < length; i++)
		data[i] = pg_ascii_tolower((unsigned char) text->text.data[i]);
	result->text.data = data;
	result->text.length = length;
}

const Fault *
text_concat(RubricValue *result, const RubricValue *a, const RubricValue *b)
{
	int			length = a->text.length + b->text.length;
	char	   *data;

	if (a->text.length > RUBRIC_MAX_TEXT || b->text.length > RUBRIC_MAX_TEXT || length > RUBRIC_MAX_TEXT)
		return fault_make(ERRCODE_PROGRAM_LIMIT_EXCEEDED,
						  psprintf("text made by || is longer than %d bytes", RUBRIC_MAX_TEXT));
	data = palloc(length + 1);
	memcpy(data, a->text.data, a->text.length);
	memcpy(data + a->text.length, b->text.data, b->text.length);
	result->text.data = data;
	result->text.length = length;
	return NULL;
}
