/*
 * parse_internal.h
 *		What scan.l, gram.y, ast.c, term.c, check.c, check_terms.c, parse.c and
 *		error.c share and no later stage needs.
 */
#ifndef RUBRIC_PARSE_INTERNAL_H
#define RUBRIC_PARSE_INTERNAL_H

#include "rubric/rubric.h"

/* The place of a token or of what was made of tokens: bytes [start, end). */
typedef struct RubricLocation
{
	int			start;
	int			end;
} RubricLocation;

#define YYLLOC_DEFAULT(Current, Rhs, N) \
	do { \
		if (N) \
		{ \
			(Current).start = YYRHSLOC(Rhs, 1).start; \
			(Current).end = YYRHSLOC(Rhs, N).end; \
		} \
		else \
			(Current).start = (Current).end = YYRHSLOC(Rhs, 0).end; \
	} while (0)

/* A word: labels keep the case, names and keywords do not. */
typedef struct RubricName
{
	char	   *raw;
	char	   *folded;
} RubricName;

#ifndef YY_TYPEDEF_YY_SCANNER_T
#define YY_TYPEDEF_YY_SCANNER_T
typedef void *yyscan_t;
#endif

/* scan.l: parse the text and fill parse->rubric */
extern void rubric_scan(RubricParse *parse);

/* error.c: what a message shows of a text: its first line, at most limit bytes */
extern char *rubric_excerpt(const char *text, int length, int limit);

/* ast.c: constructors; args may be NIL */
extern RubricExpr *rubric_make_expr(RubricParse *parse, ExprKind kind,
									RubricLocation place, List *args);
extern RubricExpr *rubric_make_literal(RubricParse *parse, RubricType type,
									   RubricLocation place, char *text);
extern RubricExpr *rubric_make_call(RubricParse *parse, RubricLocation place,
									const RubricName *name, List *args,
									List *groups);
extern RubricExpr *rubric_make_case(RubricParse *parse, RubricLocation place,
									RubricExpr *operand, List *arms, RubricExpr *otherwise);
extern RubricExpr *rubric_make_like(RubricParse *parse, RubricLocation place,
									RubricExpr *text, RubricExpr *pattern);
extern RubricExpr *rubric_make_negative(RubricParse *parse, RubricLocation place,
										RubricExpr *operand);
extern List *rubric_append(RubricParse *parse, List *list, void *item,
						   int location, const char *what);

/* term.c: what terms are made of; count and its like read DIGITS */
extern int	rubric_make_count(RubricParse *parse, const char *digits, int limit, const char *what,
							  RubricLocation place);
extern Span rubric_make_span(RubricParse *parse, const char *digits, int days, int months,
							 RubricLocation place);
extern int	rubric_make_day(RubricParse *parse, const char *digits, int last, RubricLocation place);
extern DayOfYear *rubric_make_day_of_year(RubricParse *parse, const char *month, const char *day,
										  RubricLocation place);
extern int	rubric_compare_days(const DayOfYear *a, const DayOfYear *b);
extern List *rubric_add_day(RubricParse *parse, List *days, DayOfYear *day, RubricLocation place);
extern int	rubric_make_weekday(RubricParse *parse, const RubricName *name, RubricLocation place);
extern const char *rubric_weekday_name(int day);
extern LabelName *rubric_make_label_name(const RubricName *name, RubricLocation place);
extern ApprovalStep *rubric_make_step(const RubricName *name, char *title, RubricLocation place);

/* check_terms.c: the number of a label; and all terms, whose expressions check.c looks at */
extern int	rubric_find_label(RubricParse *parse, const char *name, int start);
extern void rubric_check_terms(RubricParse *parse);
extern bool rubric_has_terms(const Rubric *rubric);

/* ast.c: refuse an expression that is too high */
extern void rubric_check_height(RubricParse *parse, const RubricExpr *expr);

#endif							/* RUBRIC_PARSE_INTERNAL_H */
