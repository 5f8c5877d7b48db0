/*
 * number.c
 *		Numbers in the sentences of findings.
 */
#include "postgres.h"

#include "analysis/number.h"
#include "rubric/value.h"

char *
number_text(const Decimal *number)
{
	RubricValue value = {.number = *number};
	char	   *text = value_text(&value, RUBRIC_NUMBER, false);

	if (strchr(text, '.'))
	{
		char	   *last = text + strlen(text) - 1;

		while (*last == '0')
			*last-- = '\0';
		if (*last == '.')
			*last = '\0';
	}
	return text;
}

char *
percent_text(const Decimal *share)
{
	Decimal		percent;
	Decimal		hundred;

	decimal_from_int64(&hundred, 100);
	if (decimal_multiply(&percent, share, &hundred) != NULL)
		return pstrdup("more than can be counted");
	return psprintf("%s%%", number_text(&percent));
}
