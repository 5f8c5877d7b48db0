/*
 * number.c
 *		Numbers in the sentences of findings.
 */
#include "postgres.h"

#include "utils/fmgrprotos.h"

#include "analysis/number.h"

char *
number_text(const Decimal *number)
{
	return DatumGetCString(DirectFunctionCall1(numeric_out, decimal_trimmed(number)));
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
