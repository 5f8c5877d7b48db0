/*
 * to_sql.c
 *		A rubric as plain SQL: one expression that runs without this extension.
 *
 * The parts of a rubric that SQL lacks (rules, caps and floors, criteria) are
 * first written as expressions of its own language; then one printer prints
 * expressions.  It does not know the types of the columns, so what it prints
 * must mean the same for each that can feed a metric:
 *
 * - Integers must not stay integers in arithmetic, where they truncate and
 *   overflow, nor real stay real.  "c.x + 0::numeric" turns both into what the
 *   evaluator computes with, numeric and double precision, and leaves these
 *   two alone.  One operand so treated is enough for an operator; a bare
 *   column is right in a comparison.
 * - Text is cast to text, for enums, varchar and char(n).  It compares byte by
 *   byte as long as the collation of the column is deterministic.
 * - A value of an ordered list becomes its position in the list.
 *
 * A condition that is null leaves a customer not graded, so each arm of a
 * case is followed by one for null, unless the condition cannot be null after
 * what stands before it: a metric that is required, or that was compared in
 * an earlier condition that came out false.
 *
 * A long score that several conditions read goes into a subselect.
 */
#include "postgres.h"

#include "lib/stringinfo.h"
#include "miscadmin.h"
#include "nodes/bitmapset.h"
#include "utils/builtins.h"
#include "utils/jsonb.h"
#include "utils/snapmgr.h"

#include "compat.h"
#include "decimal.h"
#include "rubric/grader.h"
#include "rubric/program.h"
#include "rubric/rubric.h"
#include "rubric/to_sql.h"
#include "standard/standard.h"

/* A score longer than this is not written out more than once. */
#define SHORT_SCORE		100

/* Steps of the printer: what is read again is written out again, labels times caps. */
#define MAX_VISITS		10000000

/* How tightly SQL binds what is printed; an operand that binds less needs brackets. */
typedef enum Level
{
	LEVEL_ANY,
	LEVEL_OR,
	LEVEL_AND,
	LEVEL_NOT,
	LEVEL_IS,
	LEVEL_COMPARE,
	LEVEL_ADD,
	LEVEL_MULTIPLY,
	LEVEL_NEGATE,
	LEVEL_CAST,
	LEVEL_BRACKETS				/* nothing but brackets will do */
} Level;

typedef struct Printer
{
	const Rubric *rubric;
	StringInfo	out;
	const char *alias;			/* NULL: none before column names */
	RubricExpr **parameters;	/* the literals they stand for */
	RubricExpr *score;			/* what score stands for */
	char	   *score_column;	/* the subselect's column it is read from; NULL: written out */
	bool		as_rank;		/* ranks instead of labels */
	const RubricExpr *subselect;	/* this expression is printed as a subselect that has score_column */
	int			indent;
	int			visits;

	/* while expressions are made: what cannot be null at this place */
	Bitmapset  *known;			/* metrics */
	bool		score_known;
} Printer;

/* One of the ways to print an expression, as the operand of something that binds at level around. */
typedef void (*PrintValue) (Printer *p, const RubricExpr *expr, Level around);

/* EXPR_EQ and the five after it */
static const char *const operators[] = {"=", "<>", "<", "<=", ">", ">="};

static void print(Printer *p, const RubricExpr *expr, Level around);
static void print_typed(Printer *p, const RubricExpr *expr, Level around);
static bool may_be_double(Printer *p, const RubricExpr *expr);

const char *
rubric_sql_type(RubricType type)
{
	switch (type)
	{
		case RUBRIC_NUMBER:
			return "numeric";
		case RUBRIC_BOOLEAN:
			return "boolean";
		case RUBRIC_DATE:
			return "date";
		default:
			return "text";
	}
}

/* ------------------------------------------------------- making expressions */

/* Made here, not written by an author: start is -1, and its arms and terms get lines of their own. */
static RubricExpr *
make(ExprKind kind, RubricType type, List *args)
{
	RubricExpr *expr = palloc0(sizeof(RubricExpr));
	ListCell   *lc;

	expr->kind = kind;
	expr->type = type;
	expr->start = expr->end = -1;
	expr->args = palloc(sizeof(RubricExpr *) * Max(list_length(args), 1));
	foreach(lc, args)
		expr->args[expr->nargs++] = lfirst(lc);
	return expr;
}

static RubricExpr *
make_literal(RubricType type, char *text)
{
	RubricExpr *expr = make(EXPR_LITERAL, type, NIL);

	expr->text = text;
	expr->isnull = text == NULL;
	return expr;
}

static RubricExpr *
make_function(RubricFunction function, RubricExpr *a, RubricExpr *b)
{
	RubricExpr *expr = make(EXPR_FUNCTION, RUBRIC_NUMBER, list_make2(a, b));

	expr->function = function;
	return expr;
}

static RubricExpr *
make_comparison(ExprKind kind, const RubricExpr *a, const RubricExpr *b)
{
	return make(kind, RUBRIC_BOOLEAN,
				list_make2(unconstify(RubricExpr *, a), unconstify(RubricExpr *, b)));
}

static RubricExpr *
make_is_null(RubricExpr *expr)
{
	return make(EXPR_IS_NULL, RUBRIC_BOOLEAN, list_make1(expr));
}

static RubricExpr *
make_null(void)
{
	return make_literal(RUBRIC_UNKNOWN, NULL);
}

/* The only one of a list, or all of them under kind. */
static RubricExpr *
make_junction(ExprKind kind, List *args)
{
	return list_length(args) == 1 ? linitial(args) : make(kind, RUBRIC_BOOLEAN, args);
}

static void
visit(Printer *p)
{
	check_stack_depth();
	CHECK_FOR_INTERRUPTS();
	if (++p->visits > MAX_VISITS)
		ereport(ERROR,
				(errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
				 errmsg("rubric is too large to be written as SQL"),
				 errhint("Defines are written out wherever they are read, caps and floors for each grade they change.")));
}

/* What a name stands for: never a define or a parameter, nor score unless it is a column. */
static const RubricExpr *
resolve(Printer *p, const RubricExpr *expr)
{
	visit(p);
	for (;;)
	{
		if (expr->kind == EXPR_DEFINE)
			expr = rubric_define(p->rubric, expr->index)->expr;
		else if (expr->kind == EXPR_PARAMETER)
			expr = p->parameters[expr->index];
		else if (expr->kind == EXPR_SCORE && p->score_column == NULL)
			expr = p->score;
		else
			return expr;
	}
}

static bool
is_literal(Printer *p, const RubricExpr *expr)
{
	return resolve(p, expr)->kind == EXPR_LITERAL;
}

/* A literal that SQL reads as an integer. */
static bool
is_integer(Printer *p, const RubricExpr *expr)
{
	expr = resolve(p, expr);
	return expr->kind == EXPR_LITERAL && expr->type == RUBRIC_NUMBER && !expr->isnull &&
		strchr(expr->text, '.') == NULL;
}

/* An integer that real holds exactly. */
static bool
is_small_integer(Printer *p, const RubricExpr *expr)
{
	return is_integer(p, expr) && strlen(resolve(p, expr)->text) <= 7;
}

static RubricExpr *
make_label(Printer *p, int index)
{
	const Label *label = rubric_label(p->rubric, index);

	if (!p->as_rank)
		return make_literal(RUBRIC_TEXT, label->name);
	if (label->rank == 0)
		return make_null();
	return make_literal(RUBRIC_NUMBER, psprintf("%d", label->rank));
}

/* -------------------------------------------------------- what can be null? */

static bool
is_strict(const RubricExpr *expr)
{
	switch (expr->kind)
	{
		case EXPR_NEGATE:
		case EXPR_ADD:
		case EXPR_SUBTRACT:
		case EXPR_MULTIPLY:
		case EXPR_DIVIDE:
		case EXPR_EQ:
		case EXPR_NE:
		case EXPR_LT:
		case EXPR_LE:
		case EXPR_GT:
		case EXPR_GE:
		case EXPR_NOT:
			return true;
		case EXPR_FUNCTION:
			return expr->function != FUNC_LEAST && expr->function != FUNC_GREATEST &&
				expr->function != FUNC_COALESCE && expr->function != FUNC_NULLIF;
		default:
			return false;
	}
}

/* Is expr surely not null for a row that comes to this place?  Errs on the side of false. */
static bool
cannot_be_null(Printer *p, const RubricExpr *expr)
{
	bool		any = false;

	visit(p);
	switch (expr->kind)
	{
		case EXPR_LITERAL:
			return !expr->isnull;
		case EXPR_METRIC:
			return bms_is_member(expr->index, p->known);
		case EXPR_PARAMETER:
		case EXPR_DEFINE:
			return cannot_be_null(p, resolve(p, expr));
		case EXPR_SCORE:
			return p->score_known;
		case EXPR_IS_NULL:
		case EXPR_IS_TRUE:
		case EXPR_IS_FALSE:
			return true;
		case EXPR_CASE:
			for (int i = 1; i < expr->nargs; i += 2)
				if (!cannot_be_null(p, expr->args[i]))
					return false;
			return cannot_be_null(p, expr->args[expr->nargs - 1]);
		case EXPR_FUNCTION:
			if (expr->function == FUNC_NULLIF)
				return false;
			any = !is_strict(expr);
			break;
		default:
			break;
	}
	for (int i = 0; i < expr->nargs; i++)
		if (cannot_be_null(p, expr->args[i]) == any)
			return any;
	return !any;
}

/* From here on expr is known not to be null. */
static void
learn_not_null(Printer *p, const RubricExpr *expr)
{
	visit(p);
	if (expr->kind == EXPR_METRIC)
		p->known = bms_add_member(p->known, expr->index);
	else if (expr->kind == EXPR_SCORE)
		p->score_known = true;
	else if (expr->kind == EXPR_DEFINE)
		learn_not_null(p, resolve(p, expr));
	else if (is_strict(expr))
	{
		for (int i = 0; i < expr->nargs; i++)
			learn_not_null(p, expr->args[i]);
	}
	else if (expr->kind == EXPR_FUNCTION && expr->function == FUNC_NULLIF)
		learn_not_null(p, expr->args[0]);
}

/* From here on condition is known to be true, or false. */
static void
learn(Printer *p, const RubricExpr *condition, bool truth)
{
	bool		plain = truth != condition->negated;

	visit(p);
	switch (condition->kind)
	{
		case EXPR_DEFINE:
			learn(p, resolve(p, condition), truth);
			break;
		case EXPR_AND:
		case EXPR_OR:
			if (truth == (condition->kind == EXPR_AND))
			{
				for (int i = 0; i < condition->nargs; i++)
					learn(p, condition->args[i], truth);
			}
			break;
		case EXPR_NOT:
			learn(p, condition->args[0], !truth);
			break;
		case EXPR_IS_NULL:
			if (!plain)
				learn_not_null(p, condition->args[0]);
			break;
		case EXPR_IS_TRUE:
		case EXPR_IS_FALSE:
			if (plain)
				learn(p, condition->args[0], condition->kind == EXPR_IS_TRUE);
			break;
		case EXPR_IN:
		case EXPR_BETWEEN:
			/* x in (...) tells of x; that it is not, of the list too */
			for (int i = 0; i < condition->nargs; i++)
			{
				if (i == 0 || plain == (condition->kind == EXPR_BETWEEN))
					learn_not_null(p, condition->args[i]);
			}
			break;
		default:
			learn_not_null(p, condition);
			break;
	}
}

/* -------------------------------------------------- the parts of the rubric */

/*
 * Arms of a case: condition, value and, where the condition may be null, a
 * third way that ends in null.  Returns whether it may.
 */
static bool
add_arm(Printer *p, List **args, RubricExpr *condition, RubricExpr *value, bool last)
{
	bool		may_be_null = !cannot_be_null(p, condition);

	*args = lappend(lappend(*args, condition), value);
	if (may_be_null && !last)
		*args = lappend(lappend(*args, make_is_null(condition)), make_null());
	learn(p, condition, false);
	return may_be_null;
}

/* A case of these arms; no otherwise: null. */
static RubricExpr *
make_case(RubricType type, List *args, RubricExpr *otherwise)
{
	if (args == NIL && otherwise)
		return otherwise;
	return make(EXPR_CASE, type, lappend(list_copy(args), otherwise ? otherwise : make_null()));
}

static int
compare_literals(Printer *p, const RubricExpr *a, const RubricExpr *b)
{
	Decimal		left;
	Decimal		right;

	decimal_from_string(&left, resolve(p, a)->text);
	decimal_from_string(&right, resolve(p, b)->text);
	return decimal_compare(&left, &right);
}

/* Points within 0..max; null stays null. */
static RubricExpr *
clamp(Printer *p, RubricExpr *points, RubricExpr *max)
{
	RubricExpr *zero = make_literal(RUBRIC_NUMBER, "0");
	bool		max_is_literal;

	if (max == NULL)
		return points;

	max_is_literal = is_literal(p, max) && cannot_be_null(p, max);
	if (max_is_literal && is_literal(p, points) && cannot_be_null(p, points))
	{
		if (compare_literals(p, points, zero) < 0)
			return zero;
		return compare_literals(p, points, max) > 0 ? max : points;
	}
	if (max_is_literal && cannot_be_null(p, points))
		return make_function(FUNC_LEAST, make_function(FUNC_GREATEST, points, zero), max);
	return make(EXPR_CASE, RUBRIC_NUMBER,
				list_make5(make_comparison(EXPR_LT, points, zero), zero,
						   make_comparison(EXPR_GT, points, max), max,
						   points));
}

/* What a criterion adds to the score. */
static RubricExpr *
make_criterion(Printer *p, const Criterion *criterion)
{
	Bitmapset  *known = bms_copy(p->known);
	List	   *args = NIL;
	RubricExpr *otherwise = NULL;
	RubricExpr *value;
	bool		may_be_null = false;
	ListCell   *lc;

	foreach(lc, criterion->alternatives)
	{
		Alternative *alternative = lfirst(lc);
		Bitmapset  *before = bms_copy(p->known);
		RubricExpr *points;

		if (alternative->when)
			learn(p, alternative->when, true);
		points = clamp(p, alternative->points, criterion->max);
		if (!cannot_be_null(p, alternative->points))
			may_be_null = true;
		p->known = before;

		if (alternative->when == NULL)
			otherwise = points;
		else if (add_arm(p, &args, alternative->when, points,
						 lnext(criterion->alternatives, lc) == NULL))
			may_be_null = true;
	}
	p->known = known;

	value = make_case(RUBRIC_NUMBER, args, otherwise);
	if (criterion->weight)
	{
		value = make(EXPR_MULTIPLY, RUBRIC_NUMBER, list_make2(criterion->weight, value));
		if (!cannot_be_null(p, criterion->weight))
			may_be_null = true;
	}
	/* what is never used may still make the sum double precision */
	if (criterion->missing &&
		(may_be_null || otherwise == NULL || may_be_double(p, criterion->missing)))
		value = make_function(FUNC_COALESCE, value, criterion->missing);
	return value;
}

/*
 * A copy of expr in which score is the sum of the criteria.  The subject of
 * "case x when ..." is one node in all its conditions, and stays one.
 */
static RubricExpr *
replace_score(Printer *p, const RubricExpr *expr, RubricExpr *sum)
{
	const RubricExpr *subject;
	RubricExpr *copy;

	visit(p);
	if (expr->kind == EXPR_SCORE)
		return sum;
	copy = palloc(sizeof(RubricExpr));
	*copy = *expr;
	copy->args = palloc(sizeof(RubricExpr *) * Max(expr->nargs, 1));
	subject = expr->kind == EXPR_CASE ? rubric_case_subject(expr) : NULL;
	if (subject)
		subject = replace_score(p, subject, sum);
	for (int i = 0; i < expr->nargs; i++)
	{
		if (subject && i % 2 == 0 && i + 1 < expr->nargs)
			copy->args[i] = make_comparison(EXPR_EQ, subject,
											replace_score(p, expr->args[i]->args[1], sum));
		else
			copy->args[i] = replace_score(p, expr->args[i], sum);
	}
	return copy;
}

static RubricExpr *
make_score(Printer *p)
{
	const Rubric *rubric = p->rubric;
	RubricExpr *sum = NULL;
	ListCell   *lc;

	foreach(lc, rubric->criteria)
	{
		RubricExpr *value = make_criterion(p, lfirst(lc));

		sum = sum ? make(EXPR_ADD, RUBRIC_NUMBER, list_make2(sum, value)) : value;
	}
	return rubric->score ? replace_score(p, rubric->score, sum) : sum;
}

/* Arms that leave a customer not graded: scopes and requirements. */
static List *
make_guards(Printer *p)
{
	List	   *args = NIL;
	List	   *unmet = NIL;
	ListCell   *lc;

	foreach(lc, p->rubric->scopes)
	{
		RubricExpr *when = ((Rule *) lfirst(lc))->when;
		RubricExpr *outside = make(EXPR_IS_TRUE, RUBRIC_BOOLEAN, list_make1(when));

		outside->negated = true;
		args = lappend(lappend(args, outside), make_null());
		learn(p, when, true);
	}
	foreach(lc, p->rubric->requirements)
	{
		Requirement *requirement = lfirst(lc);
		List	   *nulls = NIL;
		ListCell   *name;

		if (is_literal(p, linitial(requirement->names)))
			continue;			/* a parameter always has a value */
		foreach(name, requirement->names)
			nulls = lappend(nulls, make_is_null(lfirst(name)));
		unmet = lappend(unmet, make_junction(EXPR_AND, nulls));
		if (list_length(nulls) == 1)
			learn_not_null(p, linitial(requirement->names));
	}
	if (unmet)
		args = lappend(lappend(args, make_junction(EXPR_OR, unmet)), make_null());
	return args;
}

static RubricExpr *
make_rules(Printer *p)
{
	List	   *args = NIL;
	RubricExpr *otherwise = NULL;
	ListCell   *lc;

	foreach(lc, p->rubric->rules)
	{
		Rule	   *rule = lfirst(lc);
		RubricExpr *label = make_label(p, rule->label);

		if (rule->when)
			add_arm(p, &args, rule->when, label, lnext(p->rubric->rules, lc) == NULL);
		else
			otherwise = label;
	}
	return make_case(p->as_rank ? RUBRIC_NUMBER : RUBRIC_TEXT, args, otherwise);
}

/* The conditions under which floors (or caps) to this label hold, or NULL. */
static RubricExpr *
adjustment_to(List *adjustments, int label)
{
	List	   *conditions = NIL;
	ListCell   *lc;

	foreach(lc, adjustments)
	{
		Rule	   *rule = lfirst(lc);

		if (rule->label == label)
			conditions = lappend(conditions, rule->when);
	}
	return conditions ? make_junction(EXPR_OR, conditions) : NULL;
}

/*
 * The grade after floors or caps: for each label that can be reached, those
 * that look at it, from the farthest end of the scale on.  reachable (a set
 * of labels) grows by what they lead to.
 */
static RubricExpr *
make_adjusted(Printer *p, RubricExpr *grade, List *adjustments, bool floors, Bitmapset **reachable)
{
	int			nlabels = list_length(p->rubric->labels);
	Bitmapset  *known = bms_copy(p->known);
	bool		score_known = p->score_known;
	Bitmapset  *reached = bms_copy(*reachable);
	List	   *args = NIL;
	bool		adjusted = false;

	for (int label = 0; label < nlabels; label++)
	{
		int			rank = rubric_label(p->rubric, label)->rank;
		List	   *arms = NIL;

		if (!bms_is_member(label, reached) || (p->as_rank && rank == 0))
			continue;

		/* ranked labels come first and in the order of their ranks */
		for (int i = 0; i < nlabels && rank > 0; i++)
		{
			int			to = floors ? i : nlabels - 1 - i;
			int			to_rank = rubric_label(p->rubric, to)->rank;
			RubricExpr *condition = adjustment_to(adjustments, to);

			if (condition && to_rank > 0 && (floors ? to_rank < rank : to_rank > rank))
			{
				add_arm(p, &arms, condition, make_label(p, to), false);
				*reachable = bms_add_member(*reachable, to);
				adjusted = true;
			}
		}
		p->known = bms_copy(known);
		p->score_known = score_known;
		args = lappend(args, make_comparison(EXPR_EQ, grade, make_label(p, label)));
		args = lappend(args, make_case(grade->type, arms, make_label(p, label)));
	}
	return adjusted ? make_case(grade->type, args, NULL) : grade;
}

/* How often score is read. */
static int
count_score(Printer *p, const RubricExpr *expr)
{
	const RubricExpr *subject = expr->kind == EXPR_CASE ? rubric_case_subject(expr) : NULL;
	int			reads = expr->kind == EXPR_SCORE;

	visit(p);
	if (subject)
		reads += count_score(p, subject);
	for (int i = 0; i < expr->nargs; i++)
	{
		bool		compares = subject && i % 2 == 0 && i + 1 < expr->nargs;

		reads += count_score(p, compares ? expr->args[i]->args[1] : expr->args[i]);
	}
	return reads;
}

/* ----------------------------------------------------------------- numbers */

static bool
is_extreme(const RubricExpr *expr)
{
	return expr->kind == EXPR_FUNCTION &&
		(expr->function == FUNC_LEAST || expr->function == FUNC_GREATEST);
}

static bool
has_decimals_argument(const RubricExpr *expr)
{
	return expr->kind == EXPR_FUNCTION && expr->nargs == 2 &&
		(expr->function == FUNC_ROUND || expr->function == FUNC_TRUNC);
}

/* Of dates, or of columns that nothing tells of whether they are dates or numbers. */
static bool
is_difference(const RubricExpr *expr)
{
	return expr->kind == EXPR_SUBTRACT && expr->args[0]->type != RUBRIC_NUMBER;
}

/*
 * Is a number, printed by print(), numeric or double precision in SQL?  A
 * column may be anything, a literal without decimals is an integer; a case
 * and the like are what the widest of their values is.
 */
static bool
is_typed(Printer *p, const RubricExpr *expr)
{
	expr = resolve(p, expr);
	switch (expr->kind)
	{
		case EXPR_LITERAL:
			return !is_integer(p, expr);
		case EXPR_METRIC:
			return false;
		case EXPR_SUBTRACT:
			return !is_difference(expr);
		case EXPR_CASE:
		case EXPR_FUNCTION:
			if (expr->kind == EXPR_FUNCTION && !is_extreme(expr) && expr->function != FUNC_COALESCE)
				return true;
			for (int i = 0; i < expr->nargs; i++)
			{
				const RubricExpr *arg;

				if (expr->kind == EXPR_CASE && i % 2 == 0 && i + 1 < expr->nargs)
					continue;	/* a condition */
				arg = resolve(p, expr->args[i]);
				if (arg->type == RUBRIC_NUMBER && (arg->kind == EXPR_METRIC || is_typed(p, arg)))
					return true;
			}
			return false;
		default:
			return true;
	}
}

/* Can it be double precision? */
static bool
may_be_double(Printer *p, const RubricExpr *expr)
{
	expr = resolve(p, expr);
	if (expr->type != RUBRIC_NUMBER || has_decimals_argument(expr))
		return false;
	if (expr->kind == EXPR_METRIC)
		return true;
	if (expr->kind == EXPR_SCORE)
		return may_be_double(p, p->score);
	for (int i = 0; i < expr->nargs; i++)
		if (may_be_double(p, expr->args[i]))
			return true;
	return false;
}

/* ---------------------------------------------------------------- printing */

static void
line(Printer *p)
{
	appendStringInfoChar(p->out, '\n');
	appendStringInfoSpaces(p->out, 2 * p->indent);
}

/* Between two words: a new line, or a blank. */
static void
gap(Printer *p, bool new_line)
{
	if (new_line)
		line(p);
	else
		appendStringInfoChar(p->out, ' ');
}

static bool
bracket(Printer *p, Level own, Level around)
{
	if (own >= around)
		return false;
	appendStringInfoChar(p->out, '(');
	return true;
}

static void
unbracket(Printer *p, bool bracketed)
{
	if (bracketed)
		appendStringInfoChar(p->out, ')');
}

static void
print_column(Printer *p, const RubricExpr *metric)
{
	if (p->alias)
		appendStringInfo(p->out, "%s.", quote_identifier(p->alias));
	appendStringInfoString(p->out, quote_identifier(rubric_metric(p->rubric, metric->index)->name));
}

static void
print_literal(Printer *p, const RubricExpr *expr)
{
	StringInfo	out = p->out;

	if (expr->isnull)
	{
		appendStringInfoString(out, "null");
		if (expr->type != RUBRIC_UNKNOWN)
			appendStringInfo(out, "::%s", rubric_sql_type(expr->type));
		return;
	}
	switch (expr->type)
	{
		case RUBRIC_NUMBER:
			appendStringInfoString(out, expr->text);
			break;
		case RUBRIC_BOOLEAN:
			appendStringInfoString(out, expr->boolean ? "true" : "false");
			break;
		case RUBRIC_DATE:
			appendStringInfo(out, "date %s", quote_literal_cstr(expr->text));
			break;
		default:
			appendStringInfoString(out, quote_literal_cstr(expr->text));
			break;
	}
}

/* One of several values of which SQL makes one type: a column must not decide it. */
static void
print_alternative(Printer *p, const RubricExpr *expr, Level around)
{
	const RubricExpr *value = resolve(p, expr);

	if (value->kind == EXPR_METRIC && value->type == RUBRIC_NUMBER)
		print_typed(p, value, around);
	else
		print(p, value, around);
}

static void
print_call(Printer *p, const char *name, const RubricExpr *expr, PrintValue print_argument)
{
	appendStringInfo(p->out, "%s(", name);
	for (int i = 0; i < expr->nargs; i++)
	{
		if (i > 0)
			appendStringInfoString(p->out, ", ");
		print_argument(p, expr->args[i], LEVEL_ANY);
	}
	appendStringInfoChar(p->out, ')');
}

static void
print_case(Printer *p, const RubricExpr *expr, PrintValue print_value)
{
	const RubricExpr *subject = rubric_case_subject(expr);
	const RubricExpr *otherwise = expr->args[expr->nargs - 1];
	bool		lines = expr->start < 0;

	appendStringInfoString(p->out, "case");
	if (subject)
	{
		appendStringInfoChar(p->out, ' ');
		p->indent++;
		print(p, subject, subject->kind == EXPR_CASE ? LEVEL_BRACKETS : LEVEL_ADD);
		p->indent--;
	}
	p->indent++;
	for (int i = 0; i + 1 < expr->nargs; i += 2)
	{
		gap(p, lines);
		appendStringInfoString(p->out, "when ");
		if (subject)
			print(p, expr->args[i]->args[1], LEVEL_ADD);
		else
			print(p, expr->args[i], LEVEL_ANY);
		appendStringInfoString(p->out, " then ");
		print_value(p, expr->args[i + 1], LEVEL_ANY);
	}
	if (!resolve(p, otherwise)->isnull)
	{
		gap(p, lines);
		appendStringInfoString(p->out, "else ");
		print_value(p, otherwise, LEVEL_ANY);
	}
	p->indent--;
	gap(p, lines);
	appendStringInfoString(p->out, "end");
}

/* a + b and the like: one of them must be numeric or double precision already. */
static void
print_operator(Printer *p, const char *operator, const RubricExpr *expr, Level own, Level around)
{
	const RubricExpr *a = expr->args[0];
	const RubricExpr *b = expr->args[1];
	bool		typed = is_difference(expr) || is_typed(p, a) || is_typed(p, b);
	bool		type_b = !typed && is_integer(p, b) && !is_integer(p, a);
	bool		bracketed = bracket(p, own, around);

	if (typed || type_b)
		print(p, a, own);
	else
		print_typed(p, a, own);
	gap(p, expr->start < 0 && expr->kind == EXPR_ADD);
	appendStringInfo(p->out, "%s ", operator);
	if (type_b)
		print_typed(p, b, own + 1);
	else
		print(p, b, own + 1);
	unbracket(p, bracketed);
}

static void
print_comparison(Printer *p, const char *operator, const RubricExpr *a, const RubricExpr *b, Level around)
{
	bool		bracketed = bracket(p, LEVEL_COMPARE, around);

	print(p, a, LEVEL_ADD);
	appendStringInfo(p->out, " %s ", operator);
	print(p, b, LEVEL_ADD);
	unbracket(p, bracketed);
}

/* ---------------------------------------------------------- ordered values */

/* The place of a value in its list: 1 is the best. */
static void
print_position(Printer *p, const RubricExpr *expr, Level around)
{
	const Domain *order = expr->order;

	expr = resolve(p, expr);
	switch (expr->kind)
	{
		case EXPR_LITERAL:
			if (expr->isnull)
				appendStringInfoString(p->out, "null::int");
			else
				appendStringInfo(p->out, "%d", rubric_domain_position(order, expr->text,
																	  strlen(expr->text)) + 1);
			break;
		case EXPR_METRIC:
			appendStringInfoString(p->out, "case ");
			print(p, expr, LEVEL_ADD);
			for (int i = 0; i < order->nvalues; i++)
				appendStringInfo(p->out, " when %s then %d",
								 quote_literal_cstr(order->values[i]->text), i + 1);
			appendStringInfoString(p->out, " end");
			break;
		case EXPR_CASE:
			print_case(p, expr, print_position);
			break;
		case EXPR_FUNCTION:
			/* the lesser is the worse, which stands farther back */
			if (expr->function == FUNC_LEAST)
				print_call(p, "greatest", expr, print_position);
			else if (expr->function == FUNC_GREATEST)
				print_call(p, "least", expr, print_position);
			else if (expr->function == FUNC_COALESCE)
				print_call(p, "coalesce", expr, print_position);
			else
				print_call(p, "nullif", expr, print_position);
			break;
		default:
			elog(ERROR, "unexpected ordered expression: %d", (int) expr->kind);
	}
	(void) around;
}

/* least() or greatest() of ordered values as text. */
static void
print_value_at_position(Printer *p, const RubricExpr *expr)
{
	appendStringInfoString(p->out, "case ");
	print_position(p, expr, LEVEL_ADD);
	for (int i = 0; i < expr->order->nvalues; i++)
		appendStringInfo(p->out, " when %d then %s", i + 1,
						 quote_literal_cstr(expr->order->values[i]->text));
	appendStringInfoString(p->out, " end");
}

/* metric in (the values of its list from first to last) */
static void
print_stretch(Printer *p, const RubricExpr *metric, int first, int last, bool negated, Level around)
{
	bool		bracketed = bracket(p, LEVEL_COMPARE, around);

	print(p, metric, LEVEL_ADD);
	if (first == last)
		appendStringInfoString(p->out, negated ? " <> " : " = ");
	else
		appendStringInfoString(p->out, negated ? " not in (" : " in (");
	for (int i = first; i <= last; i++)
	{
		if (i > first)
			appendStringInfoString(p->out, ", ");
		appendStringInfoString(p->out, quote_literal_cstr(metric->order->values[i]->text));
	}
	if (first != last)
		appendStringInfoChar(p->out, ')');
	unbracket(p, bracketed);
}

/* The position of an ordered literal, or -1 when it is none or null. */
static int
literal_position(Printer *p, const RubricExpr *expr)
{
	const Domain *order = expr->order;

	expr = resolve(p, expr);
	if (expr->kind != EXPR_LITERAL || expr->isnull)
		return -1;
	return rubric_domain_position(order, expr->text, strlen(expr->text));
}

/*
 * The better value is the greater one, and stands nearer to the front.  A
 * comparison with a literal names the values that fulfil it, if there are any.
 */
static void
print_ordered_comparison(Printer *p, ExprKind kind, const RubricExpr *a, const RubricExpr *b,
						 Level around)
{
	static const ExprKind mirrored[] = {EXPR_EQ, EXPR_NE, EXPR_GT, EXPR_GE, EXPR_LT, EXPR_LE};
	const RubricExpr *metric = resolve(p, a);
	int			literal = literal_position(p, b);
	bool		bracketed;

	if (literal_position(p, a) >= 0 && literal < 0)
	{
		print_ordered_comparison(p, mirrored[kind - EXPR_EQ], b, a, around);
		return;
	}
	if (kind == EXPR_EQ || kind == EXPR_NE)
	{
		if (!is_extreme(metric) && !is_extreme(resolve(p, b)))
		{
			print_comparison(p, operators[kind - EXPR_EQ], a, b, around);
			return;
		}
	}
	else if (metric->kind == EXPR_METRIC && literal >= 0)
	{
		bool		better = kind == EXPR_GT || kind == EXPR_GE;
		int			first = better ? 0 : kind == EXPR_LE ? literal : literal + 1;
		int			last = !better ? metric->order->nvalues - 1 :
			kind == EXPR_GE ? literal : literal - 1;

		if (first <= last)
		{
			print_stretch(p, metric, first, last, false, around);
			return;
		}
	}

	bracketed = bracket(p, LEVEL_COMPARE, around);
	print_position(p, a, LEVEL_ADD);
	appendStringInfo(p->out, " %s ", operators[mirrored[kind - EXPR_EQ] - EXPR_EQ]);
	print_position(p, b, LEVEL_ADD);
	unbracket(p, bracketed);
}

/* -------------------------------------------------------------- conditions */

static void
print_junction(Printer *p, const RubricExpr *expr, Level around)
{
	bool		is_or = expr->kind == EXPR_OR;
	bool		bracketed = bracket(p, is_or ? LEVEL_OR : LEVEL_AND, around);

	for (int i = 0; i < expr->nargs; i++)
	{
		if (i > 0)
			appendStringInfoString(p->out, is_or ? " or " : " and ");
		print(p, expr->args[i], LEVEL_NOT);
	}
	unbracket(p, bracketed);
}

static void
print_negatable(Printer *p, const RubricExpr *expr, RubricExpr *positive, Level around)
{
	print(p, expr->negated ? make(EXPR_NOT, RUBRIC_BOOLEAN, list_make1(positive)) : positive, around);
}

/*
 * SQL makes one type of the value and of a list of literals, and may choose
 * real; and it evaluates a list that is not of literals to its end, where the
 * rubric stops at the first that is equal.
 */
static void
print_in(Printer *p, const RubricExpr *expr, Level around)
{
	const RubricExpr *x = expr->args[0];
	bool		literals = true;
	bool		exact_as_real = true;
	bool		bracketed;

	for (int i = 1; i < expr->nargs; i++)
	{
		if (!is_literal(p, expr->args[i]))
			literals = false;
		else if (!is_small_integer(p, expr->args[i]))
			exact_as_real = false;
	}
	if (!literals || (x->order && is_extreme(resolve(p, x))))
	{
		List	   *args = NIL;

		for (int i = 1; i < expr->nargs; i++)
			args = lappend(args, make_comparison(EXPR_EQ, x, expr->args[i]));
		print_negatable(p, expr, make_junction(EXPR_OR, args), around);
		return;
	}

	bracketed = bracket(p, LEVEL_COMPARE, around);
	if (x->type == RUBRIC_NUMBER && !exact_as_real && expr->nargs > 2)
		print_typed(p, x, LEVEL_ADD);
	else
		print(p, x, LEVEL_ADD);
	appendStringInfoString(p->out, expr->negated ? " not in (" : " in (");
	for (int i = 1; i < expr->nargs; i++)
	{
		if (i > 1)
			appendStringInfoString(p->out, ", ");
		print(p, expr->args[i], LEVEL_ANY);
	}
	appendStringInfoChar(p->out, ')');
	unbracket(p, bracketed);
}

static void
print_between(Printer *p, const RubricExpr *expr, Level around)
{
	const RubricExpr *x = expr->args[0];
	bool		bracketed;

	if (x->order && expr->args[1]->order && expr->args[2]->order)
	{
		int			last = literal_position(p, expr->args[1]);
		int			first = literal_position(p, expr->args[2]);

		if (resolve(p, x)->kind == EXPR_METRIC && first >= 0 && first <= last)
			print_stretch(p, resolve(p, x), first, last, expr->negated, around);
		else
			print_negatable(p, expr,
							make(EXPR_AND, RUBRIC_BOOLEAN,
								 list_make2(make_comparison(EXPR_GE, x, expr->args[1]),
											make_comparison(EXPR_LE, x, expr->args[2]))),
							around);
		return;
	}
	bracketed = bracket(p, LEVEL_COMPARE, around);
	print(p, x, LEVEL_ADD);
	appendStringInfoString(p->out, expr->negated ? " not between " : " between ");
	print(p, expr->args[1], LEVEL_ADD);
	appendStringInfoString(p->out, " and ");
	print(p, expr->args[2], LEVEL_ADD);
	unbracket(p, bracketed);
}

static void
print_is(Printer *p, const RubricExpr *expr, const char *what, Level around)
{
	const RubricExpr *arg = resolve(p, expr->args[0]);
	bool		bracketed = bracket(p, LEVEL_IS, around);

	if (arg->kind == EXPR_METRIC)
		print_column(p, arg);
	else
		print(p, arg, LEVEL_CAST);
	appendStringInfo(p->out, " is %s%s", expr->negated ? "not " : "", what);
	unbracket(p, bracketed);
}

/* --------------------------------------------------------------- functions */

static void
print_function(Printer *p, const RubricExpr *expr)
{
	static const char *const names[] = {
		[FUNC_ABS] = "abs",
		[FUNC_CEIL] = "ceil",
		[FUNC_FLOOR] = "floor",
		[FUNC_ROUND] = "round",
		[FUNC_TRUNC] = "trunc",
		[FUNC_LEAST] = "least",
		[FUNC_GREATEST] = "greatest",
		[FUNC_COALESCE] = "coalesce",
		[FUNC_NULLIF] = "nullif",
		[FUNC_LN] = "ln",
		[FUNC_EXP] = "exp",
		[FUNC_SQRT] = "sqrt",
		[FUNC_POWER] = "power",
	};
	const char *name = names[expr->function];

	switch (expr->function)
	{
		case FUNC_ROUND:
		case FUNC_TRUNC:
			if (expr->nargs == 2)
			{
				/* SQL has these for numeric only */
				appendStringInfo(p->out, "%s(", name);
				print_typed(p, expr->args[0], may_be_double(p, expr->args[0]) ? LEVEL_CAST : LEVEL_ANY);
				if (may_be_double(p, expr->args[0]))
					appendStringInfoString(p->out, "::numeric");
				appendStringInfoString(p->out, ", ");
				if (is_integer(p, expr->args[1]))
					print(p, expr->args[1], LEVEL_ANY);
				else
				{
					print_typed(p, expr->args[1], LEVEL_CAST);
					appendStringInfoString(p->out, "::numeric::int");
				}
				appendStringInfoChar(p->out, ')');
				return;
			}
			print_call(p, name, expr, print_typed);
			break;
		case FUNC_LEAST:
		case FUNC_GREATEST:
			if (expr->order)
				print_value_at_position(p, expr);
			else
				print_call(p, name, expr, print_alternative);
			break;
		case FUNC_COALESCE:
			print_call(p, name, expr, print_alternative);
			break;
		case FUNC_NULLIF:
			/* of the type of both, so the second may make it double precision */
			appendStringInfoString(p->out, "nullif(");
			if (expr->type == RUBRIC_NUMBER)
				print_typed(p, expr->args[0], LEVEL_ANY);
			else
				print(p, expr->args[0], LEVEL_ANY);
			appendStringInfoString(p->out, ", ");
			print(p, expr->args[1], LEVEL_ANY);
			appendStringInfoChar(p->out, ')');
			break;
		default:
			print_call(p, name, expr, print_typed);
			break;
	}
}

/* A name that none of the metrics has, nor the alias. */
static char *
free_name(const Printer *p, const char *name)
{
	char	   *result = pstrdup(name);
	bool		taken = p->alias && strcmp(p->alias, result) == 0;

	for (int i = 0; i < list_length(p->rubric->metrics) && !taken; i++)
		taken = strcmp(rubric_metric(p->rubric, i)->name, result) == 0;
	return taken ? free_name(p, psprintf("%s_", result)) : result;
}

/* (select grade from (select score as score) scorecard) */
static void
print_subselect(Printer *p, const RubricExpr *grade)
{
	char	   *table = free_name(p, "scorecard");
	char	   *column = free_name(p, "score");

	p->subselect = NULL;
	p->score_column = psprintf("%s.%s", table, column);
	appendStringInfoString(p->out, "(select ");
	p->indent++;
	print(p, grade, LEVEL_ANY);
	p->score_column = NULL;
	line(p);
	appendStringInfoString(p->out, "from (select ");
	p->indent++;
	print(p, p->score, LEVEL_ANY);
	p->indent -= 2;
	appendStringInfo(p->out, " as %s) %s)", column, table);
}

/* Print an expression as the operand of something that binds at level around. */
static void
print(Printer *p, const RubricExpr *expr, Level around)
{
	StringInfo	out = p->out;
	bool		bracketed;

	expr = resolve(p, expr);
	if (expr == p->subselect)
	{
		print_subselect(p, expr);
		return;
	}
	switch (expr->kind)
	{
		case EXPR_LITERAL:
			/* a literal can be negative: a parameter, a bound of a domain */
			bracketed = bracket(p, expr->type == RUBRIC_NUMBER && !expr->isnull && expr->text[0] == '-' ?
								LEVEL_NEGATE : LEVEL_CAST, around);
			print_literal(p, expr);
			unbracket(p, bracketed);
			break;
		case EXPR_METRIC:
			print_column(p, expr);
			if (expr->type == RUBRIC_TEXT)
				appendStringInfoString(out, "::text");
			break;
		case EXPR_SCORE:
			appendStringInfoString(out, p->score_column);
			break;
		case EXPR_NEGATE:
			/* what it negates gets brackets when it is negative: "--" begins a comment */
			bracketed = bracket(p, LEVEL_NEGATE, around);
			appendStringInfoChar(out, '-');
			print_typed(p, expr->args[0], LEVEL_CAST);
			unbracket(p, bracketed);
			break;
		case EXPR_ADD:
			print_operator(p, "+", expr, LEVEL_ADD, around);
			break;
		case EXPR_SUBTRACT:
			print_operator(p, "-", expr, LEVEL_ADD, around);
			break;
		case EXPR_MULTIPLY:
			print_operator(p, "*", expr, LEVEL_MULTIPLY, around);
			break;
		case EXPR_DIVIDE:
			print_operator(p, "/", expr, LEVEL_MULTIPLY, around);
			break;
		case EXPR_EQ:
		case EXPR_NE:
		case EXPR_LT:
		case EXPR_LE:
		case EXPR_GT:
		case EXPR_GE:
			if (expr->args[0]->order && expr->args[1]->order)
				print_ordered_comparison(p, expr->kind, expr->args[0], expr->args[1], around);
			else
				print_comparison(p, operators[expr->kind - EXPR_EQ],
								 expr->args[0], expr->args[1], around);
			break;
		case EXPR_AND:
		case EXPR_OR:
			print_junction(p, expr, around);
			break;
		case EXPR_NOT:
			bracketed = bracket(p, LEVEL_NOT, around);
			appendStringInfoString(out, "not ");
			print(p, expr->args[0], LEVEL_CAST);
			unbracket(p, bracketed);
			break;
		case EXPR_IS_NULL:
			print_is(p, expr, "null", around);
			break;
		case EXPR_IS_TRUE:
			print_is(p, expr, "true", around);
			break;
		case EXPR_IS_FALSE:
			print_is(p, expr, "false", around);
			break;
		case EXPR_IN:
			print_in(p, expr, around);
			break;
		case EXPR_BETWEEN:
			print_between(p, expr, around);
			break;
		case EXPR_CASE:
			bracketed = bracket(p, LEVEL_CAST, around);
			print_case(p, expr, print_alternative);
			unbracket(p, bracketed);
			break;
		case EXPR_FUNCTION:
			print_function(p, expr);
			break;
		default:
			elog(ERROR, "unexpected rubric expression: %d", (int) expr->kind);
	}
}

/* Print a number so that SQL takes it for numeric or double precision. */
static void
print_typed(Printer *p, const RubricExpr *expr, Level around)
{
	bool		bracketed;

	expr = resolve(p, expr);
	if (is_typed(p, expr))
		print(p, expr, around);
	else if (expr->kind == EXPR_METRIC)
	{
		bracketed = bracket(p, LEVEL_ADD, around);
		print(p, expr, LEVEL_ADD);
		appendStringInfoString(p->out, " + 0::numeric");
		unbracket(p, bracketed);
	}
	else
	{
		print(p, expr, LEVEL_CAST);
		appendStringInfoString(p->out, "::numeric");
	}
}

/* ------------------------------------------------------------------- whole */

/* The score as numeric. */
static void
print_score(Printer *p, const RubricExpr *score)
{
	if (may_be_double(p, score))
	{
		print(p, score, LEVEL_CAST);
		appendStringInfoString(p->out, "::numeric");
	}
	else
		print_typed(p, score, LEVEL_ANY);
}

static void
print_score_part(Printer *p)
{
	List	   *guards = make_guards(p);

	if (!rubric_has_score(p->rubric))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("the rubric has no score"),
				 errhint("A score needs criterion statements or score = ....")));
	print_score(p, make_case(RUBRIC_NUMBER, guards, make_score(p)));
}

/* Does the rules' reading of the score call for a subselect? */
static bool
score_is_long(Printer *p, const RubricExpr *grade)
{
	StringInfo	out = p->out;
	StringInfoData score;

	if (p->score == NULL || count_score(p, grade) < 2)
		return false;
	initStringInfo(&score);
	p->out = &score;
	print(p, p->score, LEVEL_ANY);
	p->out = out;
	return score.len > SHORT_SCORE;
}

static void
print_grade_part(Printer *p)
{
	const Rubric *rubric = p->rubric;
	List	   *guards = make_guards(p);
	RubricExpr *grade;
	Bitmapset  *reachable = NULL;
	Bitmapset  *known;
	bool		score_known;
	bool		plain;
	ListCell   *lc;

	p->score = make_score(p);
	p->score_known = p->score && cannot_be_null(p, p->score);
	known = bms_copy(p->known);
	score_known = p->score_known;

	plain = rubric->floors == NIL && rubric->caps == NIL;
	grade = make_rules(p);
	if (!plain)
	{
		foreach(lc, rubric->rules)
			reachable = bms_add_member(reachable, ((Rule *) lfirst(lc))->label);
		p->known = bms_copy(known);
		p->score_known = score_known;
		grade = make_adjusted(p, grade, rubric->floors, true, &reachable);
		grade = make_adjusted(p, grade, rubric->caps, false, &reachable);
	}

	/* scopes and requirements stay outside of it: where they fail, no score is computed */
	if (score_is_long(p, grade))
		p->subselect = grade;
	else if (plain && grade->kind == EXPR_CASE)
	{
		for (int i = 0; i + 1 < grade->nargs; i++)
			guards = lappend(guards, grade->args[i]);
		grade = grade->args[grade->nargs - 1];
	}
	print(p, make_case(p->as_rank ? RUBRIC_NUMBER : RUBRIC_TEXT, guards, grade), LEVEL_ANY);

	/* where no label has a rank, nothing but nulls has been printed */
	if (p->as_rank && rubric_label(rubric, 0)->rank == 0)
		appendStringInfoString(p->out, "::smallint");
}

/* One condition of the domain test. */
static RubricExpr *
domain_condition(RubricExpr *metric, const Domain *domain)
{
	List	   *args = list_make1(metric);
	RubricExpr *low = domain->low;
	RubricExpr *high = domain->high;

	switch (domain->kind)
	{
		case DOMAIN_SET:
		case DOMAIN_ORDER:
			for (int i = 0; i < domain->nvalues; i++)
				args = lappend(args, domain->values[i]);
			return make(EXPR_IN, RUBRIC_BOOLEAN, args);
		case DOMAIN_RANGE:
			if (low && high)
				return make(EXPR_BETWEEN, RUBRIC_BOOLEAN, list_make3(metric, low, high));
			if (low)
				return make(domain->low_open ? EXPR_GT : EXPR_GE, RUBRIC_BOOLEAN,
							list_make2(metric, low));
			return make(domain->high_open ? EXPR_LT : EXPR_LE, RUBRIC_BOOLEAN,
						list_make2(metric, high));
		default:
			return NULL;
	}
}

/*
 * The domain test of the metrics that are checked when a row is graded, those
 * that nothing reads but have a domain among them, as a CHECK: null
 * passes.  NaN and infinity differ from themselves by NaN; where a list or
 * two bounds exclude them, nothing need be said.
 */
static void
print_check_part(Printer *p)
{
	for (int i = 0; i < list_length(p->rubric->metrics); i++)
	{
		Input	   *input = rubric_metric(p->rubric, i);
		const Domain *domain = &input->domain;
		RubricExpr *metric = make(EXPR_METRIC, input->type, NIL);
		RubricExpr *condition = domain_condition(metric, domain);

		if (!input->declared || !grader_wants(input))
			continue;
		metric->index = i;
		if (condition)
		{
			if (p->out->len > 0)
				appendStringInfoString(p->out, "\nand ");
			print(p, condition, LEVEL_NOT);
		}
		if (input->type == RUBRIC_NUMBER &&
			(domain->kind == DOMAIN_ANY || (domain->kind == DOMAIN_RANGE && !(domain->low && domain->high))))
		{
			if (p->out->len > 0)
				appendStringInfoString(p->out, condition ? " and " : "\nand ");
			print(p, metric, LEVEL_ADD);
			appendStringInfoString(p->out, " - ");
			print(p, metric, LEVEL_ADD);
			appendStringInfoString(p->out, " = 0");
		}
	}
	if (p->out->len == 0)
		appendStringInfoString(p->out, "true");
}

/*
 * The literals that parameters stand for.  They are taken as for an
 * evaluation, by a program that has no columns and is never run.
 */
static RubricExpr **
take_parameters(const Rubric *rubric, Jsonb *given, const DateADT *as_of)
{
	int			nparameters = list_length(rubric->parameters);
	RubricExpr **literals = palloc(sizeof(RubricExpr *) * Max(nparameters, 1));
	Source	   *sources = palloc0(sizeof(Source) * Max(list_length(rubric->metrics), 1));
	Program    *program = program_compile(rubric, sources, GOAL_GRADE);

	program_set_parameters(program, given, as_of);
	for (int i = 0; i < nparameters; i++)
	{
		RubricType	type = rubric_parameter(rubric, i)->type;

		literals[i] = make_literal(type, program_parameter_text(program, i));
		literals[i]->boolean = type == RUBRIC_BOOLEAN && strcmp(literals[i]->text, "true") == 0;
	}
	return literals;
}

static Datum
to_sql(FunctionCallInfo fcinfo, text *source, const DateADT *as_of)
{
	StringInfoData out;
	Printer		p = {0};
	char	   *part;

	if (PG_ARGISNULL(3))
		ereport(ERROR,
				(errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED),
				 errmsg("part of the rubric must not be null")));
	part = text_to_cstring(PG_GETARG_TEXT_PP(3));

	initStringInfo(&out);
	p.out = &out;
	p.rubric = rubric_parse_or_throw(VARDATA_ANY(source), VARSIZE_ANY_EXHDR(source));
	p.alias = PG_ARGISNULL(1) ? NULL : text_to_cstring(PG_GETARG_TEXT_PP(1));
	p.parameters = take_parameters(p.rubric, PG_ARGISNULL(2) ? NULL : PG_GETARG_JSONB_P(2), as_of);

	if (strcmp(part, "score") == 0 || (strcmp(part, "grade") == 0 && p.rubric->labels == NIL))
		print_score_part(&p);
	else if (strcmp(part, "rank") == 0 && p.rubric->labels == NIL)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("the rubric has no grades"),
				 errhint("It gives a score only: ask for the part score.")));
	else if (strcmp(part, "grade") == 0 || strcmp(part, "rank") == 0)
	{
		p.as_rank = strcmp(part, "rank") == 0;
		print_grade_part(&p);
	}
	else if (strcmp(part, "check") == 0)
		print_check_part(&p);
	else
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("unknown part \"%s\" of a rubric", part),
				 errhint("The parts are grade, score, rank and check.")));

	return PointerGetDatum(cstring_to_text_with_len(out.data, out.len));
}

PG_FUNCTION_INFO_V1(rubric_to_sql);
Datum
rubric_to_sql(PG_FUNCTION_ARGS)
{
	if (PG_ARGISNULL(0))
		PG_RETURN_NULL();
	return to_sql(fcinfo, PG_GETARG_TEXT_PP(0), NULL);
}

PG_FUNCTION_INFO_V1(standard_to_sql);
Datum
standard_to_sql(PG_FUNCTION_ARGS)
{
	DateADT		as_of = standard_evaluation_date();

	if (PG_ARGISNULL(0))
		PG_RETURN_NULL();
	return to_sql(fcinfo, standard_resolve(PG_GETARG_TEXT_PP(0), as_of, GetActiveSnapshot()), &as_of);
}
