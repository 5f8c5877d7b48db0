/*
 * fuzz.c
 *		Mutated rubrics over mutated rows, through every stage.
 *
 * test/fuzz/run links this into a build of the extension with the address and
 * undefined-behaviour sanitizers.  fuzz() takes rubrics and rows from a corpus,
 * changes bytes, tokens and statements of them, and puts each through input,
 * binary input, binding, evaluation by rows and by JSON, and every SQL
 * function of a rubric.  An input that reaches code that no other has reached
 * joins the corpus of this run.
 *
 * An input is wrong when it crashes, when it fails with an SQLSTATE that is
 * not one of refused[], when a message or a printed expression is not valid
 * text, when it is slow, or when two ways to the same answer differ.
 *
 * So that the sanitizers see every chunk, palloc is malloc here: all memory
 * contexts made by the extension are ExactContexts.
 */
#include "postgres.h"

#include <sys/mman.h>
#include <fcntl.h>
#include <time.h>
#include <unistd.h>
#include <sanitizer/asan_interface.h>

#include "access/htup_details.h"
#include "catalog/namespace.h"
#include "catalog/pg_collation.h"
#include "catalog/pg_type.h"
#include "executor/executor.h"
#include "funcapi.h"
#include "lib/stringinfo.h"
#include "libpq/pqformat.h"
#include "mb/pg_wchar.h"
#include "miscadmin.h"
#include "nodes/execnodes.h"
#include "nodes/makefuncs.h"
#include "nodes/memnodes.h"
#include "storage/fd.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/date.h"
#include "utils/fmgrprotos.h"
#include "utils/jsonb.h"
#include "utils/lsyscache.h"
#include "utils/memutils.h"
#include "utils/syscache.h"
#include "utils/tuplestore.h"

#include "compat.h"
#include "function/call.h"
#include "rubric/grader.h"
#include "rubric/json.h"
#include "standard/standard.h"
#include "text.h"

#define MAX_TEXT (24 * 1024)	/* of a mutated rubric */
#define MAX_POOL 20000
#define MAX_SECONDS 10			/* of processor time; without sanitizers it is 1/50 */
#define LENGTHOF(array) ((int) lengthof(array))
#define MAX_MEMORY (INT64CONST(1) << 30)

/* The SQLSTATEs that an input may be refused with. */
static const int refused[] = {
	ERRCODE_SYNTAX_ERROR,		/* 42601 */
	ERRCODE_PROGRAM_LIMIT_EXCEEDED, /* 54000 */
	ERRCODE_STATEMENT_TOO_COMPLEX,	/* 54001 */
	ERRCODE_INVALID_ESCAPE_SEQUENCE,	/* 22025: a pattern ends with a backslash */
	ERRCODE_CHARACTER_NOT_IN_REPERTOIRE,	/* 22021: not UTF-8 */
	ERRCODE_INVALID_BINARY_REPRESENTATION,	/* 22P03 */
	ERRCODE_PROTOCOL_VIOLATION, /* 08P01: no bytes left in a binary message */
	ERRCODE_INVALID_TEXT_REPRESENTATION,	/* 22P02: not JSON */
	ERRCODE_UNTRANSLATABLE_CHARACTER,	/* 22P05: \u0000 in JSON */
	ERRCODE_UNDEFINED_COLUMN,	/* 42703 */
	ERRCODE_DATATYPE_MISMATCH,	/* 42804 */
	ERRCODE_CHECK_VIOLATION,	/* 23514 */
	ERRCODE_INVALID_PARAMETER_VALUE,	/* 22023 */
	ERRCODE_INVALID_DATETIME_FORMAT,	/* 22007 */
	ERRCODE_DATETIME_VALUE_OUT_OF_RANGE,	/* 22008 */
	ERRCODE_DIVISION_BY_ZERO,	/* 22012 */
	ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE, /* 22003 */
	ERRCODE_INVALID_ARGUMENT_FOR_LOG,	/* 2201E */
	ERRCODE_INVALID_ARGUMENT_FOR_POWER_FUNCTION,	/* 2201F */
	ERRCODE_FEATURE_NOT_SUPPORTED,	/* 0A000: NaN to integer */
};

typedef struct Text
{
	char	   *data;
	int			length;
	bool		parsed;			/* it is a rubric */
	uint64		seed;			/* of the corpus: what the row is made from */
} Text;

typedef enum TokenClass
{
	TOKEN_WORD,
	TOKEN_NUMBER,
	TOKEN_STRING,
	TOKEN_SPACE,
	TOKEN_OTHER
} TokenClass;

typedef struct Token
{
	TokenClass	class;
	int			start;
	int			length;
} Token;

/* One input; all of it is in a file, so that it is there after a crash. */
typedef struct Case
{
	uint64		seed;			/* of the row, the parameters and what is called */
	int			length;
	char		text[MAX_TEXT + 1];
} Case;

static Case *current;
static Text *pool;
static int	npool;
static Text *rows;
static int	nrows;
static uint64 random_state;
static int64 sqlstate_counts[lengthof(refused)];
static int64 nparsed;
static int64 nevaluated;
static int64 ngraded;
static int64 live_memory;
static int64 most_memory;
static Oid	schema;

extern Datum rubric_recv(PG_FUNCTION_ARGS);

/* ----------------------------------------------------------------- coverage */

static uint8 edges[1 << 17];
static int	nedges;
static bool new_edge;

void		__sanitizer_cov_trace_pc(void);

/* Called by the compiler's instrumentation at every branch. */
__attribute__((no_sanitize_coverage))
void
__sanitizer_cov_trace_pc(void)
{
	static uint64 before;
	uint64		place = (char *) __builtin_return_address(0) - (char *) edges;
	uint64		edge = ((place ^ before) * UINT64CONST(0x9e3779b97f4a7c15)) >> 47;

	before = place << 1;
	if (edges[edge] == 0)
	{
		edges[edge] = 1;
		nedges++;
		new_edge = true;
	}
}

/* ------------------------------------------------------------------- memory */

typedef struct Chunk
{
	struct Chunk *next;
	struct Chunk *previous;
	Size		size;
	MemoryContext context;		/* where the server looks for it */
} Chunk;

typedef struct ExactContext
{
	MemoryContextData header;
	Chunk		chunks;			/* head of the list */
} ExactContext;

#define CHUNK_OF(pointer) ((Chunk *) ((char *) (pointer) - sizeof(Chunk)))

/* The headers are poisoned for all but these functions. */
#define BLIND __attribute__((no_sanitize("address")))

BLIND static void *
exact_alloc(MemoryContext context, Size size)
{
	ExactContext *exact = (ExactContext *) context;
	Chunk	   *chunk = malloc(sizeof(Chunk) + size);

	if (chunk == NULL)
		return NULL;
	chunk->size = size;
	chunk->context = context;
	chunk->next = exact->chunks.next;
	chunk->previous = &exact->chunks;
	if (chunk->next)
		chunk->next->previous = chunk;
	exact->chunks.next = chunk;
	live_memory += size;
	most_memory = Max(most_memory, live_memory);
	memset(chunk + 1, 0x7f, size);	/* no code may rely on zeros */
	__asan_poison_memory_region(chunk, sizeof(Chunk));
	return chunk + 1;
}

BLIND static void
exact_free(MemoryContext context, void *pointer)
{
	Chunk	   *chunk = CHUNK_OF(pointer);

	(void) context;
	chunk->previous->next = chunk->next;
	if (chunk->next)
		chunk->next->previous = chunk->previous;
	live_memory -= chunk->size;
	__asan_unpoison_memory_region(chunk, sizeof(Chunk));
	free(chunk);
}

BLIND static void *
exact_realloc(MemoryContext context, void *pointer, Size size)
{
	void	   *result = exact_alloc(context, size);

	if (result == NULL)
		return NULL;
	memcpy(result, pointer, Min(size, CHUNK_OF(pointer)->size));
	exact_free(context, pointer);
	return result;
}

BLIND static void
exact_reset(MemoryContext context)
{
	ExactContext *exact = (ExactContext *) context;

	while (exact->chunks.next)
		exact_free(context, exact->chunks.next + 1);
}

static void
exact_delete(MemoryContext context)
{
	exact_reset(context);
	free(context);
}

BLIND static Size
exact_chunk_space(MemoryContext context, void *pointer)
{
	(void) context;
	return CHUNK_OF(pointer)->size;
}

static bool
exact_is_empty(MemoryContext context)
{
	return ((ExactContext *) context)->chunks.next == NULL;
}

static void
exact_stats(MemoryContext context, MemoryStatsPrintFunc print, void *passthru,
			MemoryContextCounters *totals, bool print_to_stderr)
{
	(void) context;
	(void) print;
	(void) passthru;
	(void) totals;
	(void) print_to_stderr;
}

/* AllocSetContextCreateInternal in every file of this build: see test/fuzz/run. */
MemoryContext
AllocSetContextCreateInternal(MemoryContext parent, const char *name,
							  Size min, Size initial, Size max)
{
	static const MemoryContextMethods methods = {
		.alloc = exact_alloc,
		.free_p = exact_free,
		.realloc = exact_realloc,
		.reset = exact_reset,
		.delete_context = exact_delete,
		.get_chunk_space = exact_chunk_space,
		.is_empty = exact_is_empty,
		.stats = exact_stats,
	};
	ExactContext *exact = calloc(1, sizeof(ExactContext));

	(void) min;
	(void) initial;
	(void) max;
	MemoryContextCreate(&exact->header, T_AllocSetContext, &methods, parent, name);
	return &exact->header;
}

/* ------------------------------------------------------------------- chance */

static uint64
chance64(void)
{
	uint64		z = (random_state += UINT64CONST(0x9e3779b97f4a7c15));

	z = (z ^ (z >> 30)) * UINT64CONST(0xbf58476d1ce4e5b9);
	z = (z ^ (z >> 27)) * UINT64CONST(0x94d049bb133111eb);
	return z ^ (z >> 31);
}

/* 0 .. n - 1 */
static int
chance(int n)
{
	return n > 0 ? chance64() % n : 0;
}

/* ---------------------------------------------------------------- mutations */

static const char *const dictionary[] = {
	"abs(", "ceil(", "floor(", "round(", "trunc(", "least(", "greatest(", "coalesce(", "nullif(",
	"ln(", "exp(", "sqrt(", "power(", "mod(", "log10(", "length(", "lower(", "year(", "month(", "day(", "months_between(",
	"years_between(", " like '%a_' ", " not like ", " || ", " + 3 months ", " - 1 year ", " + 2 weeks ", "in (0 to 9, 11) ", "1e6 ", "tile(", "count(", "sum(", "max(", "median(", "quantile(", "top(", "largest(", "pareto(",
	" per ", " keep ", "20%)",
	"grades ", "metric ", "parameter ", "define ", "scope when ", "require ", "criterion ",
	"score ", "grade ", "cap ", "floor ", "unit ", "weight ", "max ", "missing ", "unranked ", "number ", "text ",
	"boolean ", "date ", "and ", "or ", "not ", "in ", "between ", "is ", "null ", "true ", "false ",
	"case ", "when ", "then ", "else ", "end ", "otherwise ", "otherwise; ", "is not null ", "is true ",
	"is not false ", "not in (", "not between ", "case when true then 1 else 2 end ",
	"=", "<>", "!=", "<", "<=", ">", ">=", "+", "-", "*", "/", "(", ")",
	",", ";", "'", "''", "\"", "--", "/*", "*/", "\n", "%", "\xe4\xb8\x87", "\xe4\xba\xbf",
	"\xe4\xb8\x87\xe4\xba\xbf", "\xef\xbc\x8c", "\xef\xbc\x9b", "\xe2\x89\xa5", "\xe3\x80\x80",
	"\xef\xbb\xbf", "\xe5\xa4\xa9", "date '2024-02-29' ", "date '9999-12-31' ", "'a' ", "a ", "b ", "c ",
	"as_of "
};

static const char *const numbers[] = {
	"0", "1", "2", "3", "5", "10", "100", "0.0", "0.5", "1.5", "2.5", "0.00005", "0.000000000000000000005",
	"99999", "100000", "2147483647", "2147483648", "4294967296", "9007199254740993",
	"9223372036854775807", "9223372036854775808", "18446744073709551616",
	"99999999999999999999999999999999999999", "100000000000000000000000000000000000000",
	"170141183460469231731687303715884105727", "340282366920938463463374607431768211456",
	"0.99999999999999999999999999999999999999", "0.000000000000000000000000000000000000001",
	"1.00000000000000000000", "6001", "-1", "-0.5", "-2147483649", "1\xe4\xb8\x87", "5%", "1.5\xe4\xba\xbf",
	"9999\xe4\xb8\x87\xe4\xba\xbf"
};

static bool
is_word_byte(unsigned char c)
{
	return c >= 0x80 || c == '_' || (c >= '0' && c <= '9') ||
		(c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* Cut a text roughly as the scanner does; at most max tokens. */
static int
tokenize(const char *text, int length, Token *tokens, int max)
{
	int			n = 0;

	for (int i = 0; i < length && n < max; n++)
	{
		Token	   *token = &tokens[n];
		unsigned char c = text[i];
		int			end = i + 1;

		token->start = i;
		if (c >= '0' && c <= '9')
		{
			token->class = TOKEN_NUMBER;
			while (end < length && (is_word_byte(text[end]) || text[end] == '.' || text[end] == '%'))
				end++;
		}
		else if (is_word_byte(c))
		{
			token->class = TOKEN_WORD;
			while (end < length && is_word_byte(text[end]))
				end++;
		}
		else if (c == '\'' || c == '"')
		{
			token->class = c == '\'' ? TOKEN_STRING : TOKEN_WORD;
			while (end < length && text[end] != c)
				end++;
			end = Min(end + 1, length);
		}
		else if (c == ' ' || c == '\n' || c == '\t')
		{
			token->class = TOKEN_SPACE;
			while (end < length && (text[end] == ' ' || text[end] == '\n' || text[end] == '\t'))
				end++;
		}
		else
			token->class = TOKEN_OTHER;
		token->length = end - i;
		i = end;
	}
	return n;
}

/* Replace [at, at + cut) of the current text by something, if it fits. */
static void
replace(int at, int cut, const char *by, int length)
{
	char	   *text = current->text;

	if (current->length - cut + length > MAX_TEXT)
		return;
	memmove(text + at + length, text + at + cut, current->length - at - cut);
	memmove(text + at, by, length);
	current->length += length - cut;
}

static void
replace_string(int at, int cut, const char *by)
{
	replace(at, cut, by, strlen(by));
}

static void
mutate_bytes(void)
{
	char	   *text = current->text;
	int			length = current->length;
	int			at = chance(length);
	int			size = chance(4) ? 1 + chance(8) : 1 + chance(200);
	char		byte = chance(256);

	if (length == 0)
	{
		replace(0, 0, &byte, 1);
		return;
	}
	size = Min(size, length - at);
	switch (chance(7))
	{
		case 0:
			text[at] ^= 1 << chance(8);
			break;
		case 1:
			text[at] = byte;
			break;
		case 2:
			replace(at, 0, &byte, 1);
			break;
		case 3:
			replace(at, size, "", 0);
			break;
		case 4:					/* twice, or many times */
			{
				char		copy[256];

				memcpy(copy, text + at, size);
				for (int times = chance(8) ? 1 : 1 + chance(300); times > 0; times--)
					replace(at, 0, copy, size);
				break;
			}
		case 5:					/* elsewhere */
			{
				char		copy[256];

				memcpy(copy, text + at, size);
				replace(chance(length), 0, copy, size);
				break;
			}
		case 6:
			current->length = at;
			break;
	}
}

static Token own_tokens[MAX_TEXT];
static Token other_tokens[MAX_TEXT];

/* Is this word a keyword rather than a name? */
static bool
is_keyword(const char *text, const Token *token)
{
	for (int i = 0; dictionary[i][0] >= 'a'; i++)
		if (strncmp(dictionary[i], text + token->start, token->length) == 0 &&
			(dictionary[i][token->length] == ' ' || dictionary[i][token->length] == '('))
			return true;
	return false;
}

/*
 * A token of this class, or of any if there is none; mostly no keyword, as
 * that hardly ever leaves a rubric.
 */
static const Token *
pick_token(const char *text, const Token *tokens, int ntokens, TokenClass class)
{
	for (int tries = 0; tries < 20; tries++)
	{
		const Token *token = &tokens[chance(ntokens)];

		if (token->class == class &&
			(class != TOKEN_WORD || !is_keyword(text, token) || chance(8) == 0))
			return token;
	}
	return &tokens[chance(ntokens)];
}

static void
mutate_tokens(void)
{
	int			n = tokenize(current->text, current->length, own_tokens, MAX_TEXT);
	const Text *other = &pool[chance(npool)];
	Token		token;
	const Token *with;

	if (n == 0)
		return;
	token = *pick_token(current->text, own_tokens, n, chance(2) ? TOKEN_WORD : chance(TOKEN_OTHER + 1));
	switch (chance(9))
	{
		case 0:					/* by another of this text */
		case 1:
			{
				char		copy[256];
				int			size;

				with = pick_token(current->text, own_tokens, n, token.class);
				size = Min(with->length, (int) sizeof(copy));
				memcpy(copy, current->text + with->start, size);
				replace(token.start, token.length, copy, size);
				break;
			}
		case 2:					/* by one of another text */
			{
				int			m = tokenize(other->data, other->length, other_tokens, MAX_TEXT);

				if (m == 0)
					break;
				with = pick_token(other->data, other_tokens, m, token.class);
				replace(token.start, token.length, other->data + with->start, with->length);
				break;
			}
		case 3:
			replace_string(token.start, chance(2) ? token.length : 0, dictionary[chance(lengthof(dictionary))]);
			break;
		case 4:
			replace(token.start, token.length, "", 0);
			break;
		case 5:
			token = *pick_token(current->text, own_tokens, n, TOKEN_NUMBER);
			replace_string(token.start, token.length, numbers[chance(lengthof(numbers))]);
			break;
		case 6:
			replace_string(token.start, 0, numbers[chance(lengthof(numbers))]);
			break;
		case 7:					/* into a call, brackets, a case; maybe deep */
			{
				static const char *const before[] = {
					"(", "-", "not ", "abs(", "round(", "coalesce(", "least(1, ", "greatest(null, ",
					"nullif(1, ", "case when ", "case ", "1 + ", "1 / ", "null = ", "sqrt(", "ln(", "exp(", "power(2, "
				};
				static const char *const after[] = {
					")", "", "", ")", ", 2)", ", null)", ")", ")",
					")", " then 1 end", " when 1 then 2 else 3 end", "", "", "", ")", ")", ")", ")"
				};
				int			kind = chance(lengthof(before));

				for (int times = chance(20) ? 1 : 1 + chance(260); times > 0; times--)
				{
					replace_string(token.start + token.length, 0, after[kind]);
					replace_string(token.start, 0, before[kind]);
					token.length += strlen(before[kind]) + strlen(after[kind]);
				}
				break;
			}
		case 8:					/* a comparison between two of its words */
			{
				static const char *const operators[] = {
					" = ", " <> ", " < ", " <= ", " > ", " >= ", " + ", " - ", " * ", " / ", " and ", " or ",
					" in (1, ", " between 1 and ", ", ", " is null and "
				};
				char		copy[256];
				int			size;

				with = pick_token(current->text, own_tokens, n, chance(2) ? TOKEN_WORD : TOKEN_NUMBER);
				size = Min(with->length, (int) sizeof(copy));
				memcpy(copy, current->text + with->start, size);
				replace(token.start + token.length, 0, copy, size);
				replace_string(token.start + token.length, 0, operators[chance(lengthof(operators))]);
				break;
			}
	}
}

/* A random statement of a text: what stands between two semicolons. */
static Text
pick_statement(const char *text, int length)
{
	int			at = chance(length + 1);
	int			start = at;
	int			end = at;

	while (start > 0 && text[start - 1] != ';')
		start--;
	while (end < length && text[end] != ';')
		end++;
	end = Min(end + 1, length);
	return (Text)
	{
		.data = (char *) text + start, .length = end - start
	};
}

static void
mutate_statements(void)
{
	const Text *other = &pool[chance(npool)];
	Text		own = pick_statement(current->text, current->length);
	int			start = own.data - current->text;
	Text		taken;

	switch (chance(5))
	{
		case 0:
			replace(start, own.length, "", 0);
			break;
		case 1:					/* from another */
		case 2:
			taken = pick_statement(other->data, other->length);
			replace(start, chance(2) ? own.length : 0, taken.data, taken.length);
			break;
		case 3:					/* the rest from another */
			taken = pick_statement(other->data, other->length);
			taken.length = other->data + other->length - taken.data;
			replace(start, current->length - start, taken.data, taken.length);
			break;
		case 4:					/* swap or repeat */
			{
				static char copy[MAX_TEXT];

				memcpy(copy, own.data, own.length);
				if (chance(2))
					replace(start, own.length, "", 0);
				taken = pick_statement(current->text, current->length);
				replace(taken.data - current->text, 0, copy, own.length);
				break;
			}
	}
}

/* Mostly one that is a rubric: most changes of it make it none. */
static const Text *
pick_text(void)
{
	const Text *text = &pool[chance(npool)];

	for (int tries = 0; tries < 4 && !text->parsed; tries++)
		text = &pool[chance(npool)];
	return text;
}

/* Leave out the bytes that are not UTF-8. */
static void
repair_encoding(void)
{
	int			at = 0;

	while (at < current->length)
	{
		int			size = pg_utf_mblen((unsigned char *) current->text + at);

		if (current->text[at] != '\0' && at + size <= current->length &&
			pg_verifymbstr(current->text + at, size, true))
			at += size;
		else
			replace(at, 1, "", 0);
	}
}

static void
make_case(void)
{
	const Text *from = pick_text();

	current->length = 0;
	replace(0, 0, from->data, Min(from->length, MAX_TEXT));
	for (int times = chance(3) ? 1 : 1 + chance(12); times > 0; times--)
	{
		int			kind = chance(10);

		if (kind < 1)
			mutate_bytes();
		else if (kind < 7)
			mutate_tokens();
		else
			mutate_statements();
	}
	if (chance(20))
		repair_encoding();
	current->text[current->length] = '\0';
	current->seed = chance64();
}

/* --------------------------------------------------------------------- rows */

/* Numbers and strings of the rubric itself: what it compares with. */
typedef struct Literals
{
	char	   *numbers[64];
	int			nnumbers;
	char	   *strings[64];
	int			nstrings;
} Literals;

static void
collect_literals(Literals *literals)
{
	int			n = tokenize(current->text, current->length, own_tokens, MAX_TEXT);

	literals->nnumbers = literals->nstrings = 0;
	for (int i = 0; i < n; i++)
	{
		const char *text = current->text + own_tokens[i].start;
		int			length = own_tokens[i].length;

		if (own_tokens[i].class == TOKEN_NUMBER && literals->nnumbers < LENGTHOF(literals->numbers))
		{
			int			digits = strspn(text, "0123456789");
			bool		wan;

			if (text[digits] == '.')
				digits += 1 + strspn(text + digits + 1, "0123456789");
			wan = length >= digits + 3 && memcmp(text + digits, "\xe4\xb8\x87", 3) == 0;
			if (digits < 100)
				literals->numbers[literals->nnumbers++] = psprintf("%.*s%s", digits, text, wan ? "e4" : "");
		}
		else if (own_tokens[i].class == TOKEN_STRING && length >= 2 &&
				 literals->nstrings < LENGTHOF(literals->strings))
			literals->strings[literals->nstrings++] = pnstrdup(text + 1, length - 2);
	}
}

static Datum
random_numeric(const Literals *literals)
{
	static const char *const special[] = {"NaN", "Infinity", "-Infinity", "1e200", "1e-200", "-1e50", "1e-16"};
	Datum		one;
	const char *text;

	if (literals->nnumbers > 0 && chance(8))
		text = literals->numbers[chance(literals->nnumbers)];
	else if (chance(20))
		text = numbers[chance(27)]; /* those without suffix */
	else
		text = special[chance(lengthof(special))];
	one = DirectFunctionCall3(numeric_in, CStringGetDatum(text), ObjectIdGetDatum(InvalidOid), Int32GetDatum(-1));
	switch (chance(12))
	{
		case 0:
			return DirectFunctionCall1(numeric_uminus, one);
		case 1:
			return DirectFunctionCall2(numeric_add, one,
									   DirectFunctionCall3(numeric_in, CStringGetDatum("0.0001"), ObjectIdGetDatum(InvalidOid), Int32GetDatum(-1)));
		case 2:
			return DirectFunctionCall2(numeric_sub, one,
									   DirectFunctionCall3(numeric_in, CStringGetDatum("1"), ObjectIdGetDatum(InvalidOid), Int32GetDatum(-1)));
		default:
			return one;
	}
}

static DateADT
random_date(const Literals *literals)
{
	static const DateADT special[] = {DATEVAL_NOBEGIN, DATEVAL_NOEND, -2451545, 2145031948, 0, 6000};
	int32		date;

	if (literals->nstrings > 0 && chance(4))
	{
		const char *text = literals->strings[chance(literals->nstrings)];

		if (parse_iso_date(text, strlen(text), &date))
			return date + chance(3) - 1;
	}
	return chance(4) ? 8000 + chance(2000) : special[chance(lengthof(special))];
}

static char *
random_string(const Literals *literals)
{
	static const char *const special[] = {"", " ", "a", "A", "good", "none", "\xe5\xa5\xbd", "x'y\"z\\"};

	if (literals->nstrings > 0 && chance(8))
		return psprintf("%s%s", literals->strings[chance(literals->nstrings)], chance(20) ? "" : " ");
	return pstrdup(special[chance(lengthof(special))]);
}

/* A literal of a domain, as the text of a number or date, or as the text itself. */
static const char *
domain_literal(const Domain *domain)
{
	const RubricExpr *literal;

	if (domain->kind == DOMAIN_RANGE)
		literal = domain->low && (domain->high == NULL || chance(2)) ? domain->low : domain->high;
	else if (domain->kind == DOMAIN_RANGES)
		literal = (chance(2) ? domain->lows : domain->highs)[chance(domain->nranges)];
	else
		literal = domain->values[chance(domain->nvalues)];
	return literal->text;
}

/* What a value is taken from: mostly the domain, where there is one. */
static void
prefer_domain(const Input *input, Literals *literals)
{
	const char *literal;

	if (input->domain.kind == DOMAIN_ANY || chance(8) == 0)
		return;
	literal = domain_literal(&input->domain);
	if (literal == NULL)
		return;					/* boolean */
	if (input->type == RUBRIC_NUMBER && chance(2))
		return;
	literals->numbers[0] = literals->strings[0] = (char *) literal;
	literals->nnumbers = literals->nstrings = 1;
}

/* A value for a metric, in a column of some type that it may have, rarely of another. */
static NullableDatum
random_value(const Input *input, const Literals *all_literals, Oid *column, bool *exact)
{
	RubricType	type = input->type;
	Literals	own_literals = *all_literals;
	const Literals *literals = &own_literals;
	NullableDatum result = {.isnull = chance(6) == 0};
	static const Oid number_types[] = {NUMERICOID, NUMERICOID, NUMERICOID, INT2OID, INT4OID, INT8OID, FLOAT4OID, FLOAT8OID};
	static const Oid text_types[] = {TEXTOID, TEXTOID, VARCHAROID, BPCHAROID, NAMEOID};

	if (chance(500) == 0)
	{
		type = RUBRIC_NUMBER + chance(4);
		*exact = false;			/* a null of another type is fine in JSON */
	}
	else
		prefer_domain(input, &own_literals);
	switch (type)
	{
		case RUBRIC_TEXT:
			{
				char	   *string = random_string(literals);

				*column = text_types[chance(lengthof(text_types))];
				if (*column == NAMEOID)
					result.value = DirectFunctionCall1(namein, CStringGetDatum(string));
				else
					result.value = CStringGetTextDatum(string);
				if (*column != TEXTOID && *column != VARCHAROID)
					*exact = false;
				break;
			}
		case RUBRIC_BOOLEAN:
			*column = BOOLOID;
			result.value = BoolGetDatum(chance(2));
			break;
		case RUBRIC_DATE:
			{
				DateADT		date = random_date(literals);

				*column = DATEOID;
				result.value = DateADTGetDatum(date);
				/* JSON has neither infinite dates nor years of other than four digits */
				if (!result.isnull && (date < -730000 || date > 2900000))
					*exact = false;
				break;
			}
		default:
			*column = number_types[chance(lengthof(number_types))];
			if (*column == NUMERICOID)
			{
				result.value = random_numeric(literals);
				if (!result.isnull && (numeric_is_nan(DatumGetNumeric(result.value)) || numeric_is_inf(DatumGetNumeric(result.value))))
					*exact = false;
			}
			else if (*column == FLOAT8OID || *column == FLOAT4OID)
			{
				float8		number = DatumGetFloat8(DirectFunctionCall1(numeric_float8_no_overflow, random_numeric(literals)));

				result.value = *column == FLOAT8OID ? Float8GetDatum(number) : Float4GetDatum((float4) Max(Min(number, 3e38), -3e38));
				*exact = false;
			}
			else if (*column == INT2OID)
				result.value = Int16GetDatum(chance(3) ? chance(200) - 50 : (int16) chance64());
			else if (*column == INT4OID)
				result.value = Int32GetDatum(chance(3) ? chance(200000) - 1000 : (int32) chance64());
			else
				result.value = Int64GetDatum(chance(3) ? chance(200000) - 1000 : (int64) chance64());
	}
	return result;
}

/* The same value as JSON. */
static void
push_json(JsonbParseState **state, const char *name, NullableDatum value, Oid column)
{
	JsonbValue	json = {.type = jbvString};

	json.val.string.val = (char *) name;
	json.val.string.len = strlen(name);
	pushJsonbValue(state, WJB_KEY, &json);
	if (value.isnull)
		json.type = jbvNull;
	else if (column == BOOLOID)
	{
		json.type = jbvBool;
		json.val.boolean = DatumGetBool(value.value);
	}
	else if (column == DATEOID)
	{
		json.val.string.val = DatumGetCString(DirectFunctionCall1(date_out, value.value));
		json.val.string.len = strlen(json.val.string.val);
	}
	else if (column == TEXTOID || column == VARCHAROID)
	{
		json.val.string.val = TextDatumGetCString(value.value);
		json.val.string.len = strlen(json.val.string.val);
	}
	else
	{
		json.type = jbvNumeric;
		json.val.numeric = DatumGetNumeric(column == INT2OID ? DirectFunctionCall1(int2_numeric, value.value) :
										   column == INT4OID ? DirectFunctionCall1(int4_numeric, value.value) :
										   column == INT8OID ? DirectFunctionCall1(int8_numeric, value.value) :
										   value.value);
	}
	pushJsonbValue(state, WJB_VALUE, &json);
}

/* A row for the rubric in both forms; exact: they are sure to be equal. */
typedef struct Row
{
	int			n;
	char	  **names;
	Oid		   *types;
	NullableDatum *values;
	Jsonb	   *json;
	bool		exact;
} Row;

static Row *
make_row(const Rubric *rubric, const Literals *literals)
{
	Row		   *row = palloc0(sizeof(Row));
	JsonbParseState *state = NULL;
	int			n = list_length(rubric->metrics);

	row->names = palloc(sizeof(char *) * (n + 1));
	row->types = palloc(sizeof(Oid) * (n + 1));
	row->values = palloc(sizeof(NullableDatum) * (n + 1));
	row->exact = true;
	for (int i = 0; i < n; i++)
	{
		const Input *metric = rubric_metric(rubric, i);

		if (chance(300) == 0)
		{
			row->exact = false;
			continue;			/* the row lacks it */
		}
		/* JSON takes an undeclared metric of no known type for a number */
		row->names[row->n] = metric->name;
		row->values[row->n] = random_value(metric, literals, &row->types[row->n], &row->exact);
		if (metric->type == RUBRIC_UNKNOWN && (row->types[row->n] == TEXTOID || row->types[row->n] == VARCHAROID ||
											   row->types[row->n] == BOOLOID || row->types[row->n] == DATEOID))
			row->exact = false;
		row->n++;
	}
	if (row->exact)
	{
		pushJsonbValue(&state, WJB_BEGIN_OBJECT, NULL);
		for (int i = 0; i < row->n; i++)
			push_json(&state, row->names[i], row->values[i], row->types[i]);
		row->json = JsonbValueToJsonb(pushJsonbValue(&state, WJB_END_OBJECT, NULL));
	}
	else
		row->json = NULL;
	return row;
}

static void
push_key(JsonbParseState **state, const char *name)
{
	JsonbValue	key = {.type = jbvString};

	key.val.string.val = (char *) name;
	key.val.string.len = strlen(name);
	pushJsonbValue(state, WJB_KEY, &key);
}

/* The cuts of a tile, mostly as many as it has, mostly in order; sometimes null. */
static void
push_cuts(JsonbParseState **state, const char *name, const Tile *tile)
{
	int64		cut = -(int64) chance(100);
	int			count = chance(50) ? tile->count - 1 : (int) chance(5);

	push_key(state, name);
	if (chance(10) == 0)
	{
		JsonbValue	null = {.type = jbvNull};

		pushJsonbValue(state, WJB_VALUE, &null);
		return;
	}
	pushJsonbValue(state, WJB_BEGIN_ARRAY, NULL);
	for (int i = 0; i < count; i++)
	{
		JsonbValue	element = {.type = jbvNumeric};

		cut += chance(50) ? chance(100) : -1;
		element.val.numeric = DatumGetNumeric(DirectFunctionCall1(int8_numeric, Int64GetDatum(cut)));
		pushJsonbValue(state, WJB_ELEM, &element);
	}
	pushJsonbValue(state, WJB_END_ARRAY, NULL);
}

/* A value or cuts for each of some groups, in objects within each other. */
static void
push_groups(JsonbParseState **state, const char *name, const Input *parameter, const Tile *tile, const Literals *literals, int depth)
{
	static const char *const groups[] = {"a", "b", "true", "false", "gold", ""};

	if (depth > 0 && chance(12))
	{
		push_key(state, name);
		pushJsonbValue(state, WJB_BEGIN_OBJECT, NULL);
		for (size_t i = 0; i < lengthof(groups); i++)
			if (chance(3))
				push_groups(state, groups[i], parameter, tile, literals, depth - 1);
		pushJsonbValue(state, WJB_END_OBJECT, NULL);
	}
	else if (tile)
		push_cuts(state, name, tile);
	else
	{
		bool		exact = true;
		Oid			type;
		NullableDatum value = random_value(parameter, literals, &type, &exact);

		if (exact && (!value.isnull || chance(4) == 0))
			push_json(state, name, value, type);
	}
}

static int
names_of_group(const Rubric *rubric, int grouping)
{
	return grouping < 0 ? 0 : list_length(rubric_grouping(rubric, grouping)->names);
}

/* Parameters: sometimes none, mostly all. */
static Jsonb *
make_parameters(const Rubric *rubric, const Literals *literals)
{
	JsonbParseState *state = NULL;

	if ((rubric->parameters == NIL && rubric->tiles == NIL) || chance(8) == 0)
		return NULL;
	pushJsonbValue(&state, WJB_BEGIN_OBJECT, NULL);
	for (int i = 0; i < list_length(rubric->parameters); i++)
	{
		const Input *parameter = rubric_parameter(rubric, i);

		push_groups(&state, parameter->name, parameter, NULL, literals, names_of_group(rubric, parameter->grouping));
	}
	for (int i = 0; i < list_length(rubric->tiles); i++)
	{
		const Tile *tile = rubric_tile(rubric, i);

		push_groups(&state, tile->key, NULL, tile, literals, names_of_group(rubric, tile->grouping));
	}
	return JsonbValueToJsonb(pushJsonbValue(&state, WJB_END_OBJECT, NULL));
}

/* A row of the corpus with some bytes changed. */
static char *
mutated_json(void)
{
	const Text *from = &rows[chance(nrows)];
	char	   *text = palloc(from->length + 2);
	int			length = from->length;

	memcpy(text, from->data, length);
	for (int times = chance(4); times > 0 && length > 0; times--)
	{
		int			at = chance(length);

		if (chance(2))
			text[at] = "0123456789.-+eE\"{}[],:nulltrfas\\ "[chance(32)];
		else
		{
			memmove(text + at, text + at + 1, length - at - 1);
			length--;
		}
	}
	text[length] = '\0';
	return pg_verifymbstr(text, length, true) ? text : from->data;
}

/* ------------------------------------------------------------------ running */

static void
wrong(const char *what)
{
	ereport(PANIC, (errmsg("fuzz: %s", what)));
}

static void
check_text(const char *text, int length)
{
	/* an invalid text can lead to nothing else */
	if (pg_verifymbstr(current->text, current->length, true) &&
		!pg_verifymbstr(text, length, true))
		wrong(psprintf("not valid UTF-8: %.*s", length, text));
}

/* An error was caught: is it one that inputs may be refused with? */
static void
take_error(MemoryContext context)
{
	ErrorData  *error;
	int			i;

	MemoryContextSwitchTo(context);
	error = CopyErrorData();
	FlushErrorState();
	for (i = 0; i < LENGTHOF(refused); i++)
		if (error->sqlerrcode == refused[i])
			break;
	if (i == lengthof(refused))
		wrong(psprintf("unexpected error %s: %s", unpack_sql_state(error->sqlerrcode), error->message));
	sqlstate_counts[i]++;
	if (error->message == NULL || error->message[0] == '\0')
		wrong("an error without message");
	check_text(error->message, strlen(error->message));
	if (error->detail)
		check_text(error->detail, strlen(error->detail));
	if (error->hint)
		check_text(error->hint, strlen(error->hint));
	FreeErrorData(error);
}

/* What an evaluation gave. */
typedef struct Answer
{
	bool		failed;
	int			sqlstate;
	Outcome		outcome;
	char	   *score;
} Answer;

typedef enum Form
{
	FORM_ROW,
	FORM_COLUMNS,
	FORM_JSON
} Form;

static void
evaluate(MemoryContext context, const text *source, Row *row, Jsonb *parameters, Form form, Goal goal,
		 Answer *answer)
{
	static const DateADT as_of = 9000;

	memset(answer, 0, sizeof(Answer));
	answer->failed = true;
	PG_TRY();
	{
		Grader		grader;
		char	   *reason;

		grader_init(&grader, context, goal);
		grader_set_rubric(&grader, source);
		if (form == FORM_JSON)
		{
			grader_bind_json(&grader);
			fault_throw_any(program_set_parameters(grader.program, parameters, &as_of));
			grader_run_json(&grader, row->json, &answer->outcome);
		}
		else if (form == FORM_COLUMNS)
		{
			grader_bind_columns(&grader, row->n, row->n, row->names, row->types, false);
			fault_throw_any(program_set_parameters(grader.program, parameters, &as_of));
			program_run(grader.program, row->values, &answer->outcome);
		}
		else
		{
			TupleDesc	tupdesc = CreateTemplateTupleDesc(row->n + 1);
			Datum	   *values = palloc0(sizeof(Datum) * (row->n + 1));
			bool	   *nulls = palloc0(sizeof(bool) * (row->n + 1));
			TupleTableSlot *slot;

			/* the first column is none of the metrics */
			TupleDescInitEntry(tupdesc, 1, "\x01", INT4OID, -1, 0);
			for (int i = 0; i < row->n; i++)
			{
				char		name[NAMEDATALEN];

				strlcpy(name, row->names[i], NAMEDATALEN);
				TupleDescInitEntry(tupdesc, i + 2, name, row->types[i], -1, 0);
				values[i + 1] = row->values[i].value;
				nulls[i + 1] = row->values[i].isnull;
			}
			grader_bind_row(&grader, tupdesc);
			fault_throw_any(program_set_parameters(grader.program, parameters, &as_of));
			slot = MakeSingleTupleTableSlot(tupdesc, &TTSOpsHeapTuple);
			ExecStoreHeapTuple(heap_form_tuple(tupdesc, values, nulls), slot, false);
			grader_run_slot(&grader, slot, &answer->outcome);
		}
		if (goal == GOAL_SCORE || goal == GOAL_ASSESS)
		{
			bool		isnull;
			Datum		score = program_score(grader.program, &answer->outcome, &isnull);

			answer->score = isnull ? NULL : DatumGetCString(DirectFunctionCall1(numeric_out, score));
		}
		reason = program_reason(grader.program, &answer->outcome);
		if (reason)
			check_text(reason, strlen(reason));
		outcome_throw_refused(&answer->outcome);
		answer->failed = false;
		nevaluated++;
		if (answer->outcome.label >= 0)
			ngraded++;
	}
	PG_CATCH();
	{
		answer->sqlstate = geterrcode();
		take_error(context);
	}
	PG_END_TRY();
}

static void
compare_answers(const Answer *a, const Answer *b, bool scores)
{
	if (a->failed != b->failed || a->sqlstate != b->sqlstate)
		wrong(psprintf("two ways of evaluation differ: %s and %s",
					   a->failed ? pstrdup(unpack_sql_state(a->sqlstate)) : "an answer",
					   b->failed ? pstrdup(unpack_sql_state(b->sqlstate)) : "an answer"));
	if (a->failed)
		return;
	if (a->outcome.label != b->outcome.label || a->outcome.reason != b->outcome.reason ||
		a->outcome.rule != b->outcome.rule || a->outcome.adjusted != b->outcome.adjusted)
		wrong(psprintf("two ways of evaluation give labels %d and %d", a->outcome.label, b->outcome.label));
	if (scores && ((a->score == NULL) != (b->score == NULL) ||
				   (a->score && strcmp(a->score, b->score) != 0)))
		wrong(psprintf("two ways of evaluation give scores %s and %s",
					   a->score ? a->score : "null", b->score ? b->score : "null"));
}

/*
 * Call an SQL function of the schema; a set is read to its end.  Gives the
 * name in the last row of explain(): "" for none, NULL after an error.
 */
static char *
call_function(MemoryContext context, const char *name, int nargs, const Oid *declared,
			  const Oid *actual, const Datum *values)
{
	char	   *volatile last = NULL;

	PG_TRY();
	{
		Oid			function = function_of_schema(PUBLIC_SCHEMA, name, nargs, declared);

		LOCAL_FCINFO(fcinfo, 8);
		FmgrInfo	flinfo;
		ReturnSetInfo set = {.type = T_ReturnSetInfo};
		ExprContext econtext = {.type = T_ExprContext};
		List	   *args = NIL;
		Datum		result;

		for (int i = 0; i < nargs; i++)
			args = lappend(args, makeConst(actual[i], -1, InvalidOid, -1, values[i], values[i] == 0, false));
		fmgr_info_cxt(function, &flinfo, context);
		flinfo.fn_expr = (Node *) makeFuncExpr(function, get_func_rettype(function), args,
											   InvalidOid, InvalidOid, COERCE_EXPLICIT_CALL);
		InitFunctionCallInfoData(*fcinfo, &flinfo, nargs, DEFAULT_COLLATION_OID, NULL, NULL);
		for (int i = 0; i < nargs; i++)
		{
			fcinfo->args[i].value = values[i];
			fcinfo->args[i].isnull = values[i] == 0;
		}
		if (flinfo.fn_retset)
		{
			econtext.ecxt_per_query_memory = econtext.ecxt_per_tuple_memory = context;
			set.econtext = &econtext;
			set.allowedModes = SFRM_Materialize | SFRM_Materialize_Random;
			set.returnMode = SFRM_ValuePerCall;
			fcinfo->resultinfo = (Node *) &set;
		}
		result = FunctionCallInvoke(fcinfo);
		if (flinfo.fn_retset)
		{
			TupleTableSlot *slot = MakeSingleTupleTableSlot(set.setDesc, &TTSOpsMinimalTuple);

			while (tuplestore_gettupleslot(set.setResult, true, false, slot))
			{
				last = "";
				for (int i = 1; i <= set.setDesc->natts; i++)
				{
					bool		isnull;
					Datum		column = slot_getattr(slot, i, &isnull);

					if (isnull || TupleDescAttr(set.setDesc, i - 1)->atttypid != TEXTOID)
						continue;
					check_text(VARDATA_ANY(DatumGetTextPP(column)), VARSIZE_ANY_EXHDR(DatumGetTextPP(column)));
					if (strcmp(NameStr(TupleDescAttr(set.setDesc, i - 1)->attname), "name") == 0)
						last = TextDatumGetCString(column);
				}
			}
			ExecDropSingleTupleTableSlot(slot);
			tuplestore_end(set.setResult);
		}
		else if (!fcinfo->isnull && get_func_rettype(function) == TEXTOID)
			check_text(VARDATA_ANY(DatumGetTextPP(result)), VARSIZE_ANY_EXHDR(DatumGetTextPP(result)));
	}
	PG_CATCH();
	{
		last = NULL;
		take_error(context);
	}
	PG_END_TRY();
	return last;
}

/* Every SQL function of a rubric; explain() must come to the grade of assess(). */
static void
call_functions(MemoryContext context, const Rubric *rubric_tree, Jsonb *row, Jsonb *parameters,
			   const Answer *assess)
{
	Datum		source = PointerGetDatum(cstring_to_text_with_len(current->text, current->length));
	static const char *const sets[] = {"grades", "metrics", "parameters", "criteria", "rules"};
	static const char *const calls[] = {"grade", "score", "rank", "assess"};
	static const char *const parts[] = {"grade", "score", "rank", "check"};
	Oid			rubric = GetSysCacheOid2(TYPENAMENSP, Anum_pg_type_oid, CStringGetDatum("rubric"), ObjectIdGetDatum(schema));
	Oid			row_declared[] = {rubric, ANYOID, JSONBOID};
	Oid			row_actual[] = {rubric, JSONBOID, JSONBOID};
	Datum		row_values[] = {source, PointerGetDatum(row), PointerGetDatum(parameters)};
	Oid			sql_types[] = {rubric, TEXTOID, JSONBOID, TEXTOID};
	char	   *explained;

	for (int i = 0; i < LENGTHOF(sets); i++)
		call_function(context, sets[i], 1, &rubric, &rubric, &source);
	for (int i = 0; i < LENGTHOF(calls); i++)
		call_function(context, calls[i], 3, row_declared, row_actual, row_values);
	explained = call_function(context, "explain", 3, row_declared, row_actual, row_values);
	if (explained && row && !assess->failed &&
		strcmp(explained, assess->outcome.label < 0 ? "" :
			   rubric_label(rubric_tree, assess->outcome.label)->name) != 0)
		wrong(psprintf("explain() comes to \"%s\"", explained));
	for (int i = 0; i < LENGTHOF(parts); i++)
	{
		Datum		values[] = {source, chance(2) ? 0 : CStringGetTextDatum("c"), PointerGetDatum(parameters),
		CStringGetTextDatum(parts[i])};

		call_function(context, "to_sql", 4, sql_types, sql_types, values);
	}
	{
		Oid			types[] = {rubric, TEXTOID};
		Datum		values[] = {source, CStringGetTextDatum("input")};

		call_function(context, "input_type", 2, types, types, values);
	}
}

/* A copy of just these bytes: the parser may not read past them. */
static char *
exact_copy(void)
{
	char	   *copy = palloc(current->length);

	memcpy(copy, current->text, current->length);
	return copy;
}

/* The tokens of a rubric are all of its text. */
static void
check_tokens(void)
{
	int			place = 0;
	ListCell   *cell;

	foreach(cell, rubric_scan_tokens(exact_copy(), current->length))
	{
		const RubricToken *token = lfirst(cell);

		if (token->start != place || token->end <= place)
			wrong(psprintf("a token of bytes %d to %d follows byte %d", token->start, token->end, place));
		place = token->end;
	}
	if (place != current->length)
		wrong(psprintf("the tokens end at byte %d", place));
}

static void
run_parsed(MemoryContext context, const Rubric *rubric)
{
	Datum		source = PointerGetDatum(cstring_to_text_with_len(current->text, current->length));
	Literals	literals;
	Row		   *row;
	Jsonb	   *parameters;
	Form		form = chance(2) ? FORM_ROW : FORM_COLUMNS;
	Answer		grade;
	Answer		assess;
	Answer		score;
	Answer		other = {.failed = true};

	nparsed++;
	check_tokens();
	collect_literals(&literals);
	row = make_row(rubric, &literals);
	parameters = make_parameters(rubric, &literals);

	evaluate(context, DatumGetTextPP(source), row, parameters, form, GOAL_GRADE, &grade);
	evaluate(context, DatumGetTextPP(source), row, parameters, form, GOAL_ASSESS, &assess);
	if (!grade.failed && !assess.failed)
		compare_answers(&grade, &assess, false);
	evaluate(context, DatumGetTextPP(source), row, parameters, form, GOAL_SCORE, &score);
	if (!score.failed && !assess.failed &&
		((score.score == NULL) != (assess.score == NULL) || (score.score && strcmp(score.score, assess.score) != 0)))
		wrong("score() and assess() give different scores");

	if (row->json)
	{
		evaluate(context, DatumGetTextPP(source), row, parameters, FORM_JSON, GOAL_ASSESS, &other);
		compare_answers(&assess, &other, true);
	}
	else if (nrows > 0)
	{
		PG_TRY();
		{
			row->json = DatumGetJsonbP(DirectFunctionCall1(jsonb_in, CStringGetDatum(mutated_json())));
		}
		PG_CATCH();
		{
			take_error(context);
		}
		PG_END_TRY();
		if (row->json)
			evaluate(context, DatumGetTextPP(source), row, parameters, FORM_JSON, GOAL_ASSESS, &other);
	}
	if (chance(4) == 0)
		call_functions(context, rubric, row->json, parameters, &other);
}

static void
run_binary(MemoryContext context)
{
	PG_TRY();
	{
		StringInfoData message;

		/* no byte past the end, unlike in a StringInfo of the server */
		message.len = message.maxlen = current->length + 1;
		message.cursor = 0;
		message.data = palloc(message.len);
		message.data[0] = chance(20) ? 1 : chance(256);
		memcpy(message.data + 1, current->text, current->length);
		DirectFunctionCall1(rubric_recv, PointerGetDatum(&message));
	}
	PG_CATCH();
	{
		take_error(context);
	}
	PG_END_TRY();
}

/* Put the current input through everything. */
static void
run_case(MemoryContext context)
{
	const Rubric *volatile rubric = NULL;
	RubricError error;

	random_state = current->seed;
	if (chance(16) == 0 || !pg_verifymbstr(current->text, current->length, true))
	{
		run_binary(context);
		return;
	}
	PG_TRY();
	{
		rubric = rubric_parse(exact_copy(), current->length, &error);
		if (rubric == NULL)
			rubric_throw(&error);
	}
	PG_CATCH();
	{
		take_error(context);
	}
	PG_END_TRY();
	if (rubric)
		run_parsed(context, rubric);
}

/* ------------------------------------------------------------------- corpus */

static void
add_text(Text **list, int *n, const char *data, int length, bool parsed, uint64 seed)
{
	if (*n >= MAX_POOL)
		return;
	if (*list == NULL)
		*list = MemoryContextAllocHuge(TopMemoryContext, sizeof(Text) * MAX_POOL);
	(*list)[*n].data = MemoryContextAlloc(TopMemoryContext, length + 1);
	memcpy((*list)[*n].data, data, length);
	(*list)[*n].data[length] = '\0';
	(*list)[*n].parsed = parsed;
	(*list)[*n].seed = seed;
	(*list)[(*n)++].length = length;
}

static char *
read_whole(const char *path)
{
	FILE	   *file = AllocateFile(path, "r");
	StringInfoData text;
	char		buffer[8192];
	size_t		size;

	if (file == NULL)
		ereport(ERROR, (errcode_for_file_access(), errmsg("could not open \"%s\": %m", path)));
	initStringInfo(&text);
	while ((size = fread(buffer, 1, sizeof(buffer), file)) > 0)
		appendBinaryStringInfo(&text, buffer, size);
	FreeFile(file);
	return text.data;
}

/* Two names of files, as list_sort() compares them. */
static int
compare_names(const ListCell *a, const ListCell *b)
{
	return strcmp(lfirst(a), lfirst(b));
}

/*
 * NAME.rubric is a rubric, and where NAME is a number the row is made from it,
 * so that an input that crashed can be kept; NAME.rows has a row of JSON on
 * each line.
 */
static void
read_corpus(const char *directory)
{
	DIR		   *dir = AllocateDir(directory);
	struct dirent *entry;
	List	   *names = NIL;
	ListCell   *cell;

	while ((entry = ReadDir(dir, directory)) != NULL)
		names = lappend(names, pstrdup(entry->d_name));
	FreeDir(dir);
	list_sort(names, compare_names);

	foreach(cell, names)
	{
		char	   *name = lfirst(cell);
		const char *suffix = strrchr(name, '.');
		char	   *text;

		if (suffix && strcmp(suffix, ".rubric") == 0)
		{
			text = read_whole(psprintf("%s/%s", directory, name));
			add_text(&pool, &npool, text, strlen(text), true, strtoull(name, NULL, 10));
		}
		else if (suffix && strcmp(suffix, ".rows") == 0)
		{
			char	   *save;

			text = read_whole(psprintf("%s/%s", directory, name));
			for (char *line = strtok_r(text, "\n", &save); line; line = strtok_r(NULL, "\n", &save))
				add_text(&rows, &nrows, line, strlen(line), false, 0);
		}
	}
}

/* The current input, in a file so that it is still there after a crash. */
static void
map_current(const char *path)
{
	int			fd = open(path, O_RDWR | O_CREAT | O_TRUNC, 0600);

	if (fd < 0 || ftruncate(fd, sizeof(Case)) != 0)
		ereport(ERROR, (errcode_for_file_access(), errmsg("could not create \"%s\": %m", path)));
	current = mmap(NULL, sizeof(Case), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	if (current == MAP_FAILED)
		elog(ERROR, "mmap failed: %m");
	close(fd);
}

PG_FUNCTION_INFO_V1(fuzz);

/* fuzz(seed bigint, inputs bigint, corpus text, more rubrics text[]): what came of it, as text */
Datum
fuzz(PG_FUNCTION_ARGS)
{
	uint64		state = PG_GETARG_INT64(0);
	int64		n = PG_GETARG_INT64(1);
	MemoryContext context;
	MemoryContext old;
	StringInfoData result;
	double		slowest = 0;
	int			given;
	Datum	   *elements;
	int			nelements;

	schema = get_namespace_oid(PUBLIC_SCHEMA, false);
	map_current("fuzz_input");
	read_corpus(text_to_cstring(PG_GETARG_TEXT_PP(2)));
	deconstruct_array(PG_GETARG_ARRAYTYPE_P(3), TEXTOID, -1, false, TYPALIGN_INT, &elements, NULL, &nelements);
	for (int i = 0; i < nelements; i++)
		add_text(&pool, &npool, VARDATA_ANY(DatumGetPointer(elements[i])), VARSIZE_ANY_EXHDR(DatumGetPointer(elements[i])), true, 0);
	given = npool;
	context = AllocSetContextCreate(TopMemoryContext, "fuzz", 0, 0, 0);

	for (int64 i = 0; i < n; i++)
	{
		clock_t		start;
		double		seconds;
		int64		before = live_memory;
		int64		parsed_before = nparsed;

		CHECK_FOR_INTERRUPTS();
		if (i < npool && i < given)
		{
			/* first the corpus as it is */
			current->length = 0;
			replace(0, 0, pool[i].data, Min(pool[i].length, MAX_TEXT));
			current->seed = pool[i].seed;
		}
		else
		{
			random_state = state;
			make_case();
			state = random_state;
		}
		new_edge = false;
		most_memory = live_memory;
		old = MemoryContextSwitchTo(context);
		start = clock();
		run_case(context);
		seconds = (double) (clock() - start) / CLOCKS_PER_SEC;
		MemoryContextSwitchTo(old);
		MemoryContextReset(context);
		slowest = Max(slowest, seconds);
		if (seconds > MAX_SECONDS)
			wrong(psprintf("an input took %.1f s", seconds));
		if (most_memory - before > MAX_MEMORY)
			wrong(psprintf("an input took " INT64_FORMAT " bytes", most_memory - before));
		if (new_edge && current->length > 0)
			add_text(&pool, &npool, current->text, current->length, nparsed > parsed_before, 0);
	}

	initStringInfo(&result);
	appendStringInfo(&result, INT64_FORMAT " inputs, " INT64_FORMAT " rubrics parsed, "
					 INT64_FORMAT " evaluations, " INT64_FORMAT " graded, %d edges, %d kept, slowest %.3f s; refused:",
					 n, nparsed, nevaluated, ngraded, nedges, npool - given, slowest);
	for (int i = 0; i < LENGTHOF(refused); i++)
		if (sqlstate_counts[i] > 0)
			appendStringInfo(&result, " %s " INT64_FORMAT, unpack_sql_state(refused[i]), sqlstate_counts[i]);
	PG_RETURN_TEXT_P(cstring_to_text(result.data));
}
