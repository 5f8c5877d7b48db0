/*
 * version.c
 *		The setting version: by which version of a standard our own statements
 *		grade.
 *
 * A table goes by the version that was put in force for it, whatever the
 * evaluation date.  So statements about an attachment set the version before
 * they use its standard by name.
 */
#include "postgres.h"

#include "utils/guc.h"

#include "compat.h"
#include "standard/standard.h"

/* The setting, parsed: a number, a blank, the name of a standard. */
typedef struct Chosen
{
	int			version;
	char		standard[FLEXIBLE_ARRAY_MEMBER];
} Chosen;

static char *version_setting;
static const Chosen *chosen;	/* NULL: none */

/* GUC check hook: empty, or a version, kept parsed in *extra. */
static bool
check_version(char **value, void **extra, GucSource source)
{
	char	   *end;
	long		version;
	Chosen	   *parsed;

	(void) source;
	if (**value == '\0')
		return true;
	version = strtol(*value, &end, 10);
	if (version <= 0 || version > PG_INT32_MAX || end[0] != ' ' || end[1] == '\0')
	{
		GUC_check_errdetail("A version is written as its number, a blank and the name of the standard.");
		return false;
	}
	parsed = guc_malloc(LOG, offsetof(Chosen, standard) + strlen(end));
	if (parsed == NULL)
		return false;
	parsed->version = (int) version;
	strcpy(parsed->standard, end + 1);
	*extra = parsed;
	return true;
}

static void
assign_version(const char *value, void *extra)
{
	(void) value;
	chosen = extra;
	resolution_epoch++;
}

void
standard_define_version_setting(void)
{
	DefineCustomStringVariable("customer_grade.version",
							   "Version by which a standard is used by name, as \"2 sales\", whatever the date.",
							   "Empty: the one effective on the evaluation date. Triggers, reviews and reports set it.",
							   &version_setting, "", PGC_USERSET, GUC_NO_SHOW_ALL | GUC_NOT_IN_SAMPLE,
							   check_version, assign_version, NULL);
}

text *
standard_used(text *name, DateADT date, Snapshot snapshot)
{
	if (chosen != NULL && VARSIZE_ANY_EXHDR(name) == strlen(chosen->standard) &&
		memcmp(VARDATA_ANY(name), chosen->standard, VARSIZE_ANY_EXHDR(name)) == 0)
		return standard_version(name, chosen->version, snapshot);
	return standard_resolve(name, date, snapshot);
}
