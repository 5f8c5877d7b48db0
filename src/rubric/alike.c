/*
 * alike.c
 *		Do two rubrics give every row the same grade because they differ in their
 *		terms, targets and treatments only?
 */
#include "postgres.h"

#include "rubric/statement.h"
#include "text.h"

/* The statements that no evaluation of a row reads, by their first words. */
static const char *const unread[] = {
	"review", "promotion", "demotion", "validity", "provisional", "approval", "override", "target", "treatment"
};

/* A text that is read from token to token. */
typedef struct Reading
{
	const char *text;
	List	   *tokens;			/* of RubricToken */
	int			next;
	bool		begins;			/* the next token begins a statement */
} Reading;

static Reading
begin_reading(const text *rubric)
{
	Reading		reading = {.text = VARDATA_ANY(rubric), .begins = true};

	reading.tokens = rubric_scan_tokens(reading.text, VARSIZE_ANY_EXHDR(rubric));
	return reading;
}

/* The next token that is neither space nor comment; NULL at the end. */
static const RubricToken *
next_word(Reading *reading)
{
	while (reading->next < list_length(reading->tokens))
	{
		const RubricToken *token = list_nth(reading->tokens, reading->next++);

		if (!token_is_space(token))
			return token;
	}
	return NULL;
}

static bool
begins_unread(const Reading *reading, const RubricToken *token)
{
	int			length = token->end - token->start;

	for (int i = 0; i < (int) lengthof(unread); i++)
	{
		if (length == (int) strlen(unread[i]) && pg_strncasecmp(reading->text + token->start, unread[i], length) == 0)
			return true;
	}
	return false;
}

/* The next token of a statement that evaluation reads; NULL at the end. */
static const RubricToken *
next_read(Reading *reading)
{
	const RubricToken *token = next_word(reading);

	while (token && reading->begins && begins_unread(reading, token))
	{
		while (token && !token_ends_statement(token, reading->text))
			token = next_word(reading);
		token = next_word(reading);
	}
	reading->begins = token && token_ends_statement(token, reading->text);
	return token;
}

bool
rubrics_grade_alike(const text *a, const text *b)
{
	Reading		left = begin_reading(a);
	Reading		right = begin_reading(b);

	for (;;)
	{
		const RubricToken *one = next_read(&left);
		const RubricToken *other = next_read(&right);

		if (one == NULL || other == NULL)
			return one == other;
		if (one->end - one->start != other->end - other->start ||
			memcmp(left.text + one->start, right.text + other->start, one->end - one->start) != 0)
			return false;
	}
}
