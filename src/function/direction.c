/*
 * direction.c
 *		How one grade relates to an earlier one: direction() and notches().
 *
 * Two versions of a standard have scales of their own, and a rank of one says
 * nothing on the other.  Grades of two versions are compared on the scale of
 * the later one, or else of the other one, that has both.
 */
#include "postgres.h"

#include "fmgr.h"
#include "utils/builtins.h"
#include "utils/datum.h"
#include "utils/snapmgr.h"

#include "compat.h"
#include "rubric/shared.h"
#include "standard/standard.h"
#include "text.h"

/* The arguments. */
enum
{
	STANDARD,
	VERSION_FROM,
	GRADE_FROM,
	VERSION_TO,
	GRADE_TO,
	RUBRIC_TO					/* instead of VERSION_TO */
};

/* A version that a call site has looked up, or a rubric that it was given. */
typedef struct Version
{
	text	   *source;			/* the name of the standard; number 0: the text of the rubric */
	int			number;
	const Rubric *rubric;		/* NULL: it is gone */
} Version;

/* How two grades relate. */
typedef struct Comparison
{
	bool		same;
	int			rank_from;		/* on a scale that has both; 0: none has, or the grade has no rank there */
	int			rank_to;
} Comparison;

/* A version, or NULL; each call site reads it once. */
static const Rubric *
find_version(FmgrInfo *site, text *source, int number)
{
	ListCell   *lc;
	Version    *version;
	MemoryContext old;
	text	   *rubric;

	foreach(lc, (List *) site->fn_extra)
	{
		version = lfirst(lc);
		if (version->number == number && same_text(version->source, source))
			return version->rubric;
	}
	rubric = number == 0 ? source : standard_find_version(source, number, GetActiveSnapshot());
	old = MemoryContextSwitchTo(site->fn_mcxt);
	version = palloc(sizeof(Version));
	version->source = (text *) DatumGetPointer(datumCopy(PointerGetDatum(source), false, -1));
	version->number = number;
	version->rubric = rubric ? rubric_acquire(rubric, site->fn_mcxt) : NULL;
	site->fn_extra = lappend(site->fn_extra, version);
	MemoryContextSwitchTo(old);
	return version->rubric;
}

static const Rubric *
version_argument(FunctionCallInfo fcinfo, int argument)
{
	if (PG_ARGISNULL(STANDARD) || PG_ARGISNULL(argument))
		return NULL;
	return find_version(fcinfo->flinfo, PG_GETARG_TEXT_PP(STANDARD), PG_GETARG_INT32(argument));
}

static const Label *
find_label(const Rubric *rubric, const text *grade)
{
	ListCell   *lc;

	foreach(lc, rubric->labels)
	{
		const Label *label = lfirst(lc);

		if (strlen(label->name) == VARSIZE_ANY_EXHDR(grade) &&
			memcmp(label->name, VARDATA_ANY(grade), VARSIZE_ANY_EXHDR(grade)) == 0)
			return label;
	}
	return NULL;
}

/* Does this scale have both grades? */
static bool
compare_on(const Rubric *rubric, const text *from, const text *to, Comparison *result)
{
	const Label *label_from = rubric ? find_label(rubric, from) : NULL;
	const Label *label_to = rubric ? find_label(rubric, to) : NULL;

	if (label_from == NULL || label_to == NULL)
		return false;
	result->rank_from = label_from->rank;
	result->rank_to = label_to->rank;
	return true;
}

/* Compare the grades of a call, neither of which is null. */
static Comparison
compare_grades(FunctionCallInfo fcinfo)
{
	const text *from = PG_GETARG_TEXT_PP(GRADE_FROM);
	const text *to = PG_GETARG_TEXT_PP(GRADE_TO);
	const Rubric *earlier = version_argument(fcinfo, VERSION_FROM);
	const Rubric *later = PG_ARGISNULL(RUBRIC_TO) ? version_argument(fcinfo, VERSION_TO) :
		find_version(fcinfo->flinfo, PG_GETARG_TEXT_PP(RUBRIC_TO), 0);
	Comparison	result = {.same = same_text(from, to)};

	if (PG_ARGISNULL(RUBRIC_TO) && !PG_ARGISNULL(VERSION_FROM) && !PG_ARGISNULL(VERSION_TO) &&
		PG_GETARG_INT32(VERSION_FROM) > PG_GETARG_INT32(VERSION_TO))
	{
		const Rubric *swapped = earlier;

		earlier = later;
		later = swapped;
	}
	if (!compare_on(later, from, to, &result))
		(void) compare_on(earlier, from, to, &result);
	return result;
}

/* direction(standard text, version_from integer, grade_from text, version_to integer, grade_to text, rubric_to rubric) RETURNS text */
PG_FUNCTION_INFO_V1(grade_direction);

Datum
grade_direction(PG_FUNCTION_ARGS)
{
	Comparison	c;

	if (PG_ARGISNULL(GRADE_FROM) || PG_ARGISNULL(GRADE_TO))
		PG_RETURN_TEXT_P(cstring_to_text(!PG_ARGISNULL(GRADE_TO) ? "graded" :
										 !PG_ARGISNULL(GRADE_FROM) ? "no longer graded" : "same"));
	c = compare_grades(fcinfo);
	PG_RETURN_TEXT_P(cstring_to_text(c.same ? "same" :
									 c.rank_from == 0 || c.rank_to == 0 ? "other" :
									 c.rank_to < c.rank_from ? "better" : "worse"));
}

/* notches(the same) RETURNS integer: by how many ranks better */
PG_FUNCTION_INFO_V1(grade_notches);

Datum
grade_notches(PG_FUNCTION_ARGS)
{
	Comparison	c;

	if (PG_ARGISNULL(GRADE_FROM) || PG_ARGISNULL(GRADE_TO))
		PG_RETURN_NULL();
	c = compare_grades(fcinfo);
	if (c.rank_from == 0 || c.rank_to == 0)
		PG_RETURN_NULL();
	PG_RETURN_INT32(c.rank_from - c.rank_to);
}
