/*
 * language.c
 *		The language of titles, sentences and pages: one setting for all.
 */
#include "postgres.h"

#include "utils/builtins.h"
#include "utils/guc.h"

#include "compat.h"
#include "function/language.h"

static const struct config_enum_entry languages[] = {
	{"en", ENGLISH, false},
	{"zh", CHINESE, false},
	{NULL, 0, false}
};

static int	language_setting = ENGLISH;

void
language_define_setting(void)
{
	DefineCustomEnumVariable("customer_grade.language",
							 "Language of sentences, of pages and of titles that have two.",
							 "en or zh.",
							 &language_setting, ENGLISH, languages, PGC_USERSET, 0, NULL, NULL, NULL);
}

Language
language_of_session(void)
{
	return (Language) language_setting;
}

char *
shown_title(const char *title)
{
	return say_title(language_of_session(), title);
}

Language
get_language(FunctionCallInfo fcinfo, int argument)
{
	char	   *name;

	if (PG_ARGISNULL(argument))
		return language_of_session();
	name = text_to_cstring(PG_GETARG_TEXT_PP(argument));
	for (const struct config_enum_entry *language = languages; language->name; language++)
		if (strcmp(language->name, name) == 0)
			return (Language) language->val;
	ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			 errmsg("a standard cannot be described in language \"%s\"", name),
			 errhint("The languages are en and zh.")));
}
