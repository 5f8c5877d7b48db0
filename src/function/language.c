/*
 * language.c
 *		The language of titles, sentences and pages: one setting for all.
 */
#include "postgres.h"

#include "utils/guc.h"

#include "compat.h"
#include "function/call.h"

typedef enum Language
{
	LANGUAGE_ENGLISH,
	LANGUAGE_CHINESE
} Language;

static const struct config_enum_entry languages[] = {
	{"en", LANGUAGE_ENGLISH, false},
	{"zh", LANGUAGE_CHINESE, false},
	{NULL, 0, false}
};

static int	language_setting = LANGUAGE_ENGLISH;

void
language_define_setting(void)
{
	DefineCustomEnumVariable("customer_grade.language",
							 "Language of sentences, of pages and of titles that have two.",
							 "en or zh.",
							 &language_setting, LANGUAGE_ENGLISH, languages, PGC_USERSET, 0, NULL, NULL, NULL);
}

bool
language_is_chinese(void)
{
	return language_setting == LANGUAGE_CHINESE;
}
