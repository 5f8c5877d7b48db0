/*
 * context.c
 *		Keeps our own statements and functions out of errors.
 *
 * SPI shows the query that failed, and PL/pgSQL each function and statement on
 * the way.  For our own that would be thousands of characters that help no
 * user.  The functions that users call, and statements that users wrote, stay
 * in the context of an error.
 */
#include "postgres.h"

#include "fmgr.h"
#include "utils/builtins.h"
#include "utils/memutils.h"

#include "standard/standard.h"
#include "trigger/context.h"

/* What the lines about calls of internal functions have in common. */
#define INTERNAL	INTERNAL_SCHEMA "."

/* Takes the lines from start to end out of a context. */
static void
cut_lines(char *context, char *start, char *end)
{
	while (start > context && start[-1] != '\n')
		start--;
	end += strcspn(end, "\n");
	if (*end == '\n')
		end++;
	else if (start > context)
		start--;				/* no line follows */
	memmove(start, end, strlen(end) + 1);
}

/* Takes the lines about calls of internal functions out of a context; of a function in SQL, PostgreSQL tells no schema. */
static void
cut_internal(char *context)
{
	static const char *const marks[] = {INTERNAL, "SQL function \"as_owner_"};
	char	   *found;

	for (int i = 0; i < (int) lengthof(marks); i++)
		while ((found = strstr(context, marks[i])) != NULL)
			cut_lines(context, found, found);
}

void
rethrow_without(const char *query)
{
	ErrorData  *error;

	MemoryContextSwitchTo(TopTransactionContext);
	error = CopyErrorData();
	FlushErrorState();
	if (query != NULL && error->internalquery != NULL && strcmp(error->internalquery, query) == 0)
	{
		error->internalquery = NULL;
		error->internalpos = 0;
	}
	if (error->context != NULL)
	{
		char	   *found = query ? strstr(error->context, query) : NULL;

		if (found != NULL)
			cut_lines(error->context, found, found + strlen(query));
		cut_internal(error->context);
		if (error->context[0] == '\0')
			error->context = NULL;
	}
	ReThrowError(error);
}

/* The line of one caller. */
static char *
caller_line(const ErrorContextCallback *caller)
{
	ErrorContextCallback *all = error_context_stack;
	ErrorContextCallback one = *caller;
	char	   *line;

	one.previous = NULL;
	error_context_stack = &one;
	line = GetErrorContextStack();
	error_context_stack = all;
	return line == NULL ? pstrdup("") : line;
}

/* Is it a function of ours?  A statement, which ends with a quote, may be a user's. */
static bool
is_own_function(const char *line)
{
	return strstr(line, PUBLIC_SCHEMA) != NULL && line[strlen(line) - 1] != '"';
}

ErrorContextCallback *
hide_internal_callers(void)
{
	ErrorContextCallback *callers = error_context_stack;
	ErrorContextCallback *caller;

	/* internal functions, and the statements of functions of ours */
	while ((caller = error_context_stack) != NULL &&
		   (strstr(caller_line(caller), INTERNAL) != NULL ||
			(caller->previous != NULL && is_own_function(caller_line(caller->previous)))))
		error_context_stack = caller->previous;
	return callers;
}

bool
concerns_a_row(int sqlstate)
{
	switch (ERRCODE_TO_CATEGORY(sqlstate))
	{
		case ERRCODE_CARDINALITY_VIOLATION:
		case ERRCODE_DATA_EXCEPTION:
		case ERRCODE_INTEGRITY_CONSTRAINT_VIOLATION:
			return true;
		default:
			return sqlstate == ERRCODE_RAISE_EXCEPTION;
	}
}

static int
sqlstate_of(const text *code)
{
	const char *c = VARDATA_ANY(code);

	if (VARSIZE_ANY_EXHDR(code) != 5)
		elog(ERROR, "invalid error code");
	return MAKE_SQLSTATE(c[0], c[1], c[2], c[3], c[4]);
}

/* concerns_a_row(sqlstate text) RETURNS boolean */
PG_FUNCTION_INFO_V1(error_concerns_a_row);

Datum
error_concerns_a_row(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(concerns_a_row(sqlstate_of(PG_GETARG_TEXT_PP(0))));
}

/* An argument, NULL also for an empty one. */
static char *
told_argument(FunctionCallInfo fcinfo, int n)
{
	char	   *value = PG_ARGISNULL(n) ? "" : text_to_cstring(PG_GETARG_TEXT_PP(n));

	return value[0] == '\0' ? NULL : value;
}

/* The lines of a context without those at its end that the callers add again. */
static char *
context_below(char *context)
{
	char	   *above = GetErrorContextStack();
	size_t		length = strlen(context);

	cut_internal(context);
	length = strlen(context);
	if (above != NULL && length >= strlen(above) && strcmp(context + length - strlen(above), above) == 0)
		context[length - strlen(above)] = '\0';
	length = strlen(context);
	if (length > 0 && context[length - 1] == '\n')
		context[length - 1] = '\0';
	return context[0] == '\0' ? NULL : context;
}

/*
 * throw(code text, message text, detail text, hint text, context text)
 *
 * An error of a function of ours, or one that was caught, with its context.
 * Empty or NULL: there is none.
 */
PG_FUNCTION_INFO_V1(throw_error);

Datum
throw_error(PG_FUNCTION_ARGS)
{
	char	   *detail = told_argument(fcinfo, 2);
	char	   *hint = told_argument(fcinfo, 3);
	char	   *context = told_argument(fcinfo, 4);

	if (PG_ARGISNULL(0) || PG_ARGISNULL(1))
		elog(ERROR, "an error needs a code and a message");
	hide_internal_callers();
	if (context != NULL)
		context = context_below(context);
	ereport(ERROR,
			(errcode(sqlstate_of(PG_GETARG_TEXT_PP(0))),
			 errmsg_internal("%s", text_to_cstring(PG_GETARG_TEXT_PP(1))),
			 detail ? errdetail_internal("%s", detail) : 0,
			 hint ? errhint("%s", hint) : 0,
			 context ? errcontext("%s", context) : 0));
}
