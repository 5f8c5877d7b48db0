/*
 * alike.c
 *		Do two rubrics give every row the same grade because they differ in their
 *		terms, targets and treatments only?
 */
#include "postgres.h"

#include "rubric/shared.h"
#include "rubric/statement.h"
#include "text.h"

/* A text that is read from token to token. */
typedef struct Reading
{
	const char *text;
	List	   *tokens;			/* of RubricToken */
	List	   *unread;			/* where statements begin that are left out */
	int			next;
} Reading;

static Reading
begin_reading(const text *rubric)
{
	Reading		reading = {.text = VARDATA_ANY(rubric)};

	reading.tokens = rubric_scan_tokens(reading.text, VARSIZE_ANY_EXHDR(rubric));
	reading.unread = rubric_acquire(rubric, CurrentMemoryContext)->unread;
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

/* The next token of a statement that evaluation reads; NULL at the end. */
static const RubricToken *
next_read(Reading *reading)
{
	const RubricToken *token = next_word(reading);

	while (token && list_member_int(reading->unread, token->start))
	{
		while (!token_ends_statement(token, reading->text))
			token = next_word(reading);
		token = next_word(reading);
	}
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
