/*
 * rubric.h
 *		The checked form of a rubric, and the stages that make and read it.
 *
 * text --scan.l, gram.y--> Rubric --check.c--> names resolved, types known
 *   --compile.c--> Program (program.h) --eval.c--> grade
 *   --lower.c, print_sql.c--> SQL
 *
 * This part is pure: it allocates with palloc and takes no fcinfo, reads no
 * table and no setting.  A rubric that breaks a rule of the language is
 * reported by rubric_fail(), which leaves through RubricParse.escape, so that
 * rubric_parse() can be used for soft errors as well.
 */
#ifndef RUBRIC_H
#define RUBRIC_H

#include "postgres.h"

#include <setjmp.h>

#include "nodes/pg_list.h"

#include "compat.h"
#include "rubric/terms.h"

/* Limits of the language; each is tested. */
#define RUBRIC_MAX_BYTES	(1024 * 1024)
#define RUBRIC_MAX_NESTING	200
#define RUBRIC_MAX_GRADES	64
#define RUBRIC_MAX_ITEMS	1000	/* metrics, parameters, defines, criteria, rules: each */
#define RUBRIC_MAX_HEIGHT	2000	/* operators in a chain such as a + b + ...: no stage overflows its stack */
#define RUBRIC_MAX_NODES	1000000 /* of all expressions with their defines written out */
#define RUBRIC_MAX_DIGITS	1000	/* of a number */
#define RUBRIC_MAX_TEXT		(1024 * 1024)	/* bytes of what || makes */

typedef enum RubricType
{
	RUBRIC_UNKNOWN,				/* an undeclared metric whose use does not tell its type, or a bare null */
	RUBRIC_NUMBER,
	RUBRIC_TEXT,
	RUBRIC_BOOLEAN,
	RUBRIC_DATE
} RubricType;

typedef enum ExprKind
{
	EXPR_LITERAL,
	EXPR_METRIC,
	EXPR_PARAMETER,
	EXPR_DEFINE,
	EXPR_SCORE,
	EXPR_NAME,					/* before check.c: one of METRIC, PARAMETER, DEFINE */
	EXPR_NEGATE,
	EXPR_ADD,
	EXPR_SUBTRACT,
	EXPR_MULTIPLY,
	EXPR_DIVIDE,
	EXPR_ADD_DAYS,				/* args: date, number; see rubric_shift() */
	EXPR_ADD_MONTHS,			/* likewise */
	EXPR_CONCAT,
	EXPR_EQ,
	EXPR_NE,
	EXPR_LT,
	EXPR_LE,
	EXPR_GT,
	EXPR_GE,
	EXPR_AND,					/* two or more args */
	EXPR_OR,					/* two or more args */
	EXPR_NOT,
	EXPR_IS_NULL,				/* these five may be negated */
	EXPR_IS_TRUE,
	EXPR_IS_FALSE,
	EXPR_IN,					/* args: value, then the list */
	EXPR_BETWEEN,				/* args: value, low, high */
	EXPR_LIKE,					/* args: text, a literal pattern; may be negated */
	EXPR_CASE,					/* args: condition, result, ..., else (always there, maybe a null
								 * literal); with a subject, values it is compared with instead of
								 * conditions */
	EXPR_FUNCTION,
	EXPR_COMPUTED,				/* compile.c only: a value computed before; index is its number */
	EXPR_NOTED					/* compile.c only: a condition that explain() shows */
} ExprKind;

typedef enum RubricFunction
{
	FUNC_ABS,
	FUNC_CEIL,
	FUNC_FLOOR,
	FUNC_ROUND,					/* one argument, or two: the second is the number of decimals */
	FUNC_TRUNC,					/* likewise */
	FUNC_LEAST,
	FUNC_GREATEST,
	FUNC_COALESCE,
	FUNC_NULLIF,
	FUNC_LN,
	FUNC_EXP,
	FUNC_SQRT,
	FUNC_POWER,
	FUNC_MOD,
	FUNC_LOG10,
	FUNC_LENGTH,
	FUNC_LOWER,
	FUNC_YEAR,
	FUNC_MONTH,
	FUNC_DAY,
	FUNC_MONTHS_BETWEEN,
	FUNC_YEARS_BETWEEN,
	FUNC_TILE,					/* of the row, by cuts of the population */
	FUNC_COUNT,					/* these are of the population: values of parameters only */
	FUNC_SUM,
	FUNC_AVG,
	FUNC_MIN,
	FUNC_MAX,
	FUNC_MEDIAN,
	FUNC_STDDEV,
	FUNC_QUANTILE,
	FUNC_TOP,
	FUNC_LARGEST,
	FUNC_PARETO
} RubricFunction;

typedef struct Domain Domain;

/*
 * An expression.  [start, end) is its place in the text, so that a message or
 * explain() can show it as its author wrote it.
 */
typedef struct RubricExpr
{
	ExprKind	kind;
	RubricType	type;			/* set by check.c */
	const Domain *order;		/* ordered text: the list it belongs to; else NULL */
	int			start;
	int			end;
	int			height;			/* levels of the tree below, itself included; with defines written
								 * out after check.c */
	int			size;			/* check.c: nodes of the tree, defines written out */
	bool		plus;			/* written after a unary plus: must be a number */
	bool		negated;		/* is not ..., not in, not between, not like; date - number */
	bool		isnull;			/* literal: null */
	RubricFunction function;
	int			index;			/* metric, parameter, define, tile: number in its list; added to a date: how
								 * many days or months one of the number is */
	char	   *text;			/* literal number: exact decimal digits, suffix applied ("0.05",
								 * "100000"), its decimals are its display scale; literal text
								 * and date: the value; name: folded */
	bool		boolean;		/* literal boolean */
	int32		date;			/* literal date: DateADT */
	struct RubricExpr *subject; /* case: the x of "case x when a then ..."; NULL: none */
	int			nargs;
	int			ngroups;		/* population function: its last args, "per" which it is taken */
	struct RubricExpr **args;
} RubricExpr;

typedef enum DomainKind
{
	DOMAIN_ANY,
	DOMAIN_SET,					/* in (a, b): unordered */
	DOMAIN_ORDER,				/* in (a > b): ordered text values, best first */
	DOMAIN_RANGE,				/* between, >=, >, <=, < */
	DOMAIN_RANGES				/* in (a to b, c to d) */
} DomainKind;

struct Domain
{
	DomainKind	kind;
	int			start;			/* place in the text */
	int			end;
	int			nvalues;
	RubricExpr **values;		/* SET, ORDER: literals */
	RubricExpr *low;			/* RANGE: literals, or NULL where open-ended */
	RubricExpr *high;
	bool		low_open;		/* > instead of >= */
	bool		high_open;		/* < instead of <= */
	int			nranges;
	RubricExpr **lows;			/* RANGES, in ascending order: literals; a single value is both */
	RubricExpr **highs;
};

typedef struct Label
{
	char	   *name;			/* as written */
	char	   *title;			/* NULL: none; so everywhere below */
	int			rank;			/* 1 is the best; 0: without rank */
	int			start;
} Label;

/* A metric or a parameter. */
typedef struct Input
{
	char	   *name;			/* folded */
	RubricType	type;
	bool		declared;		/* false: a name taken from the row (the short form) */
	bool		typed;			/* false: the type was inferred */
	bool		read;			/* some statement that grades or scores a row reads it */
	bool		read_by_terms;	/* some term or treatment does */
	bool		measured;		/* metrics: a population function reads it */
	bool		population;		/* parameters: the value depends on the population */
	bool		taken;			/* likewise: the value is taken from the population, by functions of its own */
	bool		keep_taken;		/* the same of keep */
	int			grouping;		/* likewise: number in groupings of the groups that it has a value for each of; -1: none */
	Domain		domain;
	RubricExpr *value;			/* parameters only; NULL: none */
	RubricExpr *keep;			/* likewise: the value that counts for keeping a grade */
	char	   *unit;
	char	   *title;
	int			start;
} Input;

typedef struct Define
{
	char	   *name;
	RubricExpr *expr;
	int			start;
	bool		population;		/* depends on the population */
} Define;

typedef struct Alternative
{
	RubricExpr *points;
	RubricExpr *when;			/* NULL: unconditional or otherwise */
	char	   *title;			/* of criteria only */
} Alternative;

typedef struct Criterion
{
	char	   *name;
	RubricExpr *weight;			/* NULL: none given; so max and missing */
	RubricExpr *max;
	RubricExpr *missing;
	char	   *title;
	List	   *alternatives;	/* of Alternative */
	int			start;
	int			points_start;	/* the alternatives in the text */
	int			points_end;
} Criterion;

/* require a or b: at least one of them is not null. */
typedef struct Requirement
{
	List	   *names;			/* of RubricExpr: metrics, parameters or defines */
	int			start;
	int			end;
} Requirement;

/* grade ... when, cap, floor; a scope is one too (without label). */
typedef struct Rule
{
	int			label;			/* number in labels; -1: scope */
	RubricExpr *when;			/* NULL: otherwise */
	char	   *title;
	int			start;
	int			end;
	bool		at_once;		/* caps: bounds the grade held, too */
	char	   *label_name;		/* as written, before check.c finds it */
	int			label_start;
} Rule;

/* "per region, size": each group is taken by itself. */
typedef struct Grouping
{
	List	   *names;			/* of RubricExpr: metrics or defines, text or boolean */
} Grouping;

/* tile(x, n), once for all of the same text */
typedef struct Tile
{
	char	   *key;			/* "tile(x, 5 per region)": its cuts among the values taken */
	RubricExpr *expr;			/* the first that stands in the text */
	int			count;			/* n */
	int			grouping;		/* -1: none */
} Tile;

typedef struct Rubric
{
	const char *text;			/* may lack a terminating null byte: see length */
	int			length;
	List	   *labels;			/* of Label, best first, then those without rank */
	List	   *metrics;		/* of Input */
	List	   *parameters;		/* of Input */
	List	   *defines;		/* of Define */
	List	   *scopes;			/* of Rule */
	List	   *requirements;	/* of Requirement */
	List	   *criteria;		/* of Criterion */
	RubricExpr *score;			/* score = ...; NULL: the sum of the criteria, if any */
	int			score_start;
	List	   *rules;			/* of Rule, in the order written */
	List	   *floors;			/* of Rule, as written */
	List	   *caps;			/* of Rule, as written */
	RubricTerms terms;
	List	   *unread;			/* of int: where the statements begin that evaluation does not read, in the order of the text */
	List	   *groupings;		/* of Grouping, by check_population.c; so are tiles */
	List	   *tiles;			/* of Tile */
	bool		declares_metrics;
} Rubric;

/* An error in a rubric, and its place. */
typedef struct RubricError
{
	int			sqlstate;
	char	   *message;
	char	   *hint;			/* NULL: none */
	int			location;		/* in bytes; -1: none */
	int			line;			/* from 1 */
	int			column;			/* from 1, in characters */
	char	   *source_line;	/* the line concerned, shortened; NULL: none */
} RubricError;

/* State of one parse; what scan.l, gram.y and check.c hand around. */
typedef struct RubricParse
{
	Rubric	   *rubric;
	RubricError *error;
	sigjmp_buf	escape;			/* rubric_fail() leaves here */
	bool		all_tokens;		/* scan.l: white space and comments are tokens, too */
	int			offset;			/* scan.l: bytes read */
	int			token_end;		/* scan.l: end of the last token */
	int			comments;		/* scan.l: comments open */
	int			comment_start;
	int			nesting;		/* gram.y: brackets, functions, cases, signs open */
} RubricParse;

/* parse.c: text of length bytes to a checked rubric; NULL and *error when it is not one. */
extern Rubric *rubric_parse(const char *text, int length, RubricError *error);

/* parse.c: the statements of a text as they stand: names are not resolved, and nothing is checked. */
extern Rubric *rubric_parse_statement(const char *text, int length, RubricError *error);

/* parse.c: as rubric_parse(), ereport(ERROR) when it is not one. */
extern Rubric *rubric_parse_or_throw(const char *text, int length);

/* error.c: ereport(ERROR) */
pg_noreturn extern void rubric_throw(const RubricError *error);

/* error.c: to be called within ereport(ERROR, ...) or ereturn(..., ...) */
extern int	rubric_report(const RubricError *error);

/* A token of a rubric's text: bytes [start, end). */
typedef struct RubricToken
{
	const char *kind;			/* "keyword", "name", "number", "string", "symbol", "comment", "space" */
	int			start;
	int			end;
} RubricToken;

/* scan.l: all of a rubric or of a part of it, without a gap: of RubricToken.  Throws with ereport. */
extern List *rubric_scan_tokens(const char *text, int length);

/*
 * alike.c: do two rubrics differ in terms, targets and treatments only?  Both
 * are texts that rubric_parse() has accepted.  Other wording, even of a title,
 * counts as a difference.
 */
extern bool rubrics_grade_alike(const text *a, const text *b);

/* error.c: leave the parse with an error at a byte offset; hint may be NULL. */
pg_noreturn extern void rubric_fail(RubricParse *parse, int location, int sqlstate,
									const char *hint, const char *format,...)
			pg_attribute_printf(5, 6);

/* check.c: resolve names, infer and check types, fold what must hold at once. */
extern void rubric_check(RubricParse *parse);

/*
 * check.c: infer and check types again after the type of an undeclared
 * metric became known from a column (Input.type set by the caller).
 * Throws with ereport.
 */
extern void rubric_check_types(Rubric *rubric);

/* check_population.c: what is taken from the population, and who may read it.  Names are resolved. */
extern void rubric_check_population(RubricParse *parse);

/* ast.c: a node over args (of RubricExpr; may be NIL) */
extern RubricExpr *rubric_node(ExprKind kind, RubricType type, int start, int end, List *args);

/*
 * Walks, in walk.c.  rubric_expr_walk() calls walker for each child of expr
 * until one call returns true, which it returns.  A walker that is to see
 * the whole tree calls it in turn.
 */
typedef bool (*RubricWalker) (RubricExpr *expr, void *context);
extern bool rubric_expr_walk(const RubricExpr *expr, RubricWalker walker, void *context);

/* What the root of an expression is to its statement. */
typedef enum RubricRole
{
	ROLE_DEFINE,
	ROLE_SCOPE,
	ROLE_REQUIREMENT,			/* one of its names */
	ROLE_WEIGHT,				/* of a criterion; likewise the next four */
	ROLE_MAX,
	ROLE_MISSING,
	ROLE_POINTS,
	ROLE_ALTERNATIVE,			/* the condition of points */
	ROLE_SCORE,
	ROLE_RULE,
	ROLE_FLOOR,
	ROLE_CAP,
	ROLE_VALUE,					/* of a parameter; likewise the next */
	ROLE_KEEP,
	ROLE_FROM,					/* of a review; this and all below grade no row */
	ROLE_SINCE,					/* of a provisional grade */
	ROLE_TREATMENT,				/* a value */
	ROLE_TREATMENT_WHEN			/* the condition of a value, or a lone one */
} RubricRole;

/* Is it of a term or treatment, which no evaluation of a row reads? */
static inline bool
rubric_role_is_term(RubricRole role)
{
	return role >= ROLE_FROM;
}

/* check.c: what an expression of this role is, for messages: "a scope" */
extern const char *rubric_role_noun(RubricRole role);

/* All expressions of a rubric; domains have literals only and are none. */
typedef void (*RubricRootWalker) (RubricExpr *root, RubricRole role, void *context);
extern void rubric_walk(const Rubric *rubric, RubricRootWalker walker, void *context);

/*
 * The leaves (literals, metrics, parameters, tiles) that the evaluation of an
 * expression can come to, also through defines, the score and what tells the
 * group of a customer; each of these is entered once.  NULL stands for all
 * that decides a grade.
 */
typedef void (*RubricLeafWalker) (const RubricExpr *leaf, void *context);
extern void rubric_walk_reads(const Rubric *rubric, const RubricExpr *expr,
							  RubricLeafWalker walker, void *context);

/* the metrics among them: a Bitmapset of indexes */
struct Bitmapset;
extern struct Bitmapset *rubric_metrics_read(const Rubric *rubric, const RubricExpr *expr);

/* the metrics that a treatment reads, by its number */
extern struct Bitmapset *rubric_treatment_reads(const Rubric *rubric, int item);

/* Sets of indexes. */
typedef struct InputsRead
{
	struct Bitmapset *metrics;
	struct Bitmapset *parameters;
	struct Bitmapset *tiles;
} InputsRead;

/* what all treatments read (treating), or else settling, also through defines and the score */
extern InputsRead rubric_terms_read(const Rubric *rubric, bool treating);

/*
 * ast.c: readers used by every later stage.
 */
extern Label *rubric_label(const Rubric *rubric, int index);
extern Input *rubric_metric(const Rubric *rubric, int index);
extern Input *rubric_parameter(const Rubric *rubric, int index);
extern Define *rubric_define(const Rubric *rubric, int index);

/* of a case or function: is arg i a possible result, not something it decides by? */
extern bool rubric_is_result(const RubricExpr *expr, int i);

/* of EXPR_ADD_DAYS and EXPR_ADD_MONTHS: the number of days or months, with its sign */
extern RubricExpr *rubric_shift(const RubricExpr *expr);

/* of an operator: is it null wherever an argument is? */
extern bool rubric_is_strict_operator(ExprKind kind);
extern bool rubric_has_score(const Rubric *rubric);

/* count() and its like: one value for all of the population, or of a group */
extern bool rubric_is_population(const RubricExpr *expr);
extern bool rubric_is_tile(const RubricExpr *expr);

/* how many arguments stand before "per" */
extern int	rubric_plain_args(const RubricExpr *expr);
extern Tile *rubric_tile(const Rubric *rubric, int index);
extern Grouping *rubric_grouping(const Rubric *rubric, int index);
extern const char *rubric_type_name(RubricType type);
extern const char *rubric_function_name(RubricFunction function);

/* of its values; unknown: it has none, or only nulls */
extern RubricType rubric_treatment_type(const TreatmentTerm *term);

extern const RubricExpr *rubric_default(const Input *parameter);

/* position in an ordered or unordered list; -1: not in it */
extern int	rubric_domain_position(const Domain *domain, const char *value, int length);

/* <0, 0, >0 for two literals of one type */
extern int	rubric_compare_literals(const RubricExpr *a, const RubricExpr *b);

/* of comparisons: what holds where it does not, and what holds from the other side */
extern ExprKind rubric_opposite(ExprKind comparison);
extern ExprKind rubric_mirrored(ExprKind comparison);

/* Does any parameter say what keeps a grade? */
extern bool rubric_has_keep(const Rubric *rubric);

extern bool rubric_same_order(const Domain *a, const Domain *b);

/* the text of [start, end) as its author wrote it, palloc'ed */
extern char *rubric_source(const Rubric *rubric, int start, int end);

/* the line that a byte of it is on, from 1 */
extern int	rubric_line(const Rubric *rubric, int location);

#endif							/* RUBRIC_H */
