/*
 * describe_words.c
 *		The expressions of a rubric in words.
 *
 * Short conditions stand in one line; a long "and" or "or" becomes a list with
 * a line for each part.  Two bounds of one value are said together: "from 90
 * (included) to 100 (excluded)".
 */
#include "postgres.h"

#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/numeric.h"

#include "analysis/describe_words.h"
#include "analysis/number.h"
#include "compat.h"
#include "rubric/json.h"
#include "text.h"

/* An "and" or "or" of more bytes is a list: of two parts, and of more. */
static const int long_pair[] = {[ENGLISH] = 110,[CHINESE] = 150};
static const int long_junction[] = {[ENGLISH] = 80,[CHINESE] = 110};

/* How tightly an operand must be bound; what is looser stands in brackets. */
typedef enum Binding
{
	BIND_NOTHING,
	BIND_SUM,
	BIND_PRODUCT,
	BIND_ALL
} Binding;

/* A comparison with what it is about on its left. */
typedef struct Comparison
{
	ExprKind	kind;
	const RubricExpr *value;
	const RubricExpr *bound;
} Comparison;

/* A part of an "and": a condition, or two bounds of one value. */
typedef struct Part
{
	const RubricExpr *condition;	/* NULL: bounds */
	Comparison	low;
	Comparison	high;
} Part;

static char *value_words(const Wording *w, const RubricExpr *expr, Binding binding);
static char *condition_words(const Wording *w, const RubricExpr *expr, bool operand);
static char *negated_words(const Wording *w, const RubricExpr *expr);

/* -------------------------------------------------------------------- names */

/* A title is the name of its metric in conditions: without what explains it. */
static char *
short_title(const Wording *w, const char *title)
{
	char	   *name = say_title(w->language, title);
	size_t		length = name ? strcspn(name, ":;") : 0;

	if (length > 0 && name[length] != '\0' && name[length + 1] == ' ')
		name[length] = '\0';
	return name;
}

static bool
is_unique(const Wording *w, const char *name)
{
	int			found = 0;

	for (int i = 0; i < list_length(w->rubric->metrics); i++)
		found += w->metrics[i] && strcmp(w->metrics[i], name) == 0;
	for (int i = 0; i < list_length(w->rubric->parameters); i++)
		found += w->parameters[i] && strcmp(w->parameters[i], name) == 0;
	return found == 1;
}

static char **
short_titles(const Wording *w, const List *inputs)
{
	char	  **names = palloc0(sizeof(char *) * Max(list_length(inputs), 1));
	ListCell   *lc;

	foreach(lc, inputs)
		names[foreach_current_index(lc)] = short_title(w, ((Input *) lfirst(lc))->title);
	return names;
}

/* What has no title is called by its name. */
static char *
unnamed(const Wording *w, const Input *input)
{
	return strcmp(input->name, "as_of") == 0 && input->type == RUBRIC_DATE ? say(w->language, SAY_AS_OF) : input->name;
}

/* Whose title says nothing that tells it from all others is called by its name. */
static void
choose_names(const Wording *w, const List *inputs, char **titles, char **chosen)
{
	ListCell   *lc;

	foreach(lc, inputs)
	{
		const Input *input = lfirst(lc);
		char	   *title = titles[foreach_current_index(lc)];

		chosen[foreach_current_index(lc)] = title == NULL ? unnamed(w, input) :
			is_unique(w, title) ? title : say(w->language, SAY_LABEL, title, input->name);
	}
}

/* Not quoted. */
static char *
plain_name(const Wording *w, const RubricExpr *name)
{
	switch (name->kind)
	{
		case EXPR_METRIC:
			return w->metrics[name->index];
		case EXPR_PARAMETER:
			return w->parameters[name->index];
		case EXPR_SCORE:
			return say(w->language, w->in_score ? SAY_SUM_OF_POINTS : SAY_SCORE);
		default:
			return name->text;
	}
}

/* Would the end of a name be unclear in a sentence? */
static bool
needs_quotes(const Wording *w, const char *name)
{
	return strpbrk(name, ",;:()") || strstr(name, say(w->language, SAY_LIST_SEPARATOR)) ||
		strstr(name, say(w->language, SAY_AND_SEPARATOR)) || strstr(name, say(w->language, SAY_OR_SEPARATOR));
}

char *
wording_quoted(const Wording *w, const RubricExpr *name)
{
	return name->kind == EXPR_SCORE ? plain_name(w, name) : say(w->language, SAY_QUOTED, plain_name(w, name));
}

/* A metric at the beginning of a clause stands without quotes where that is clear. */
char *
wording_name(const Wording *w, const RubricExpr *name)
{
	char	   *plain = plain_name(w, name);

	return name->kind == EXPR_METRIC && !needs_quotes(w, plain) ? plain : wording_quoted(w, name);
}

static void
append_listed(StringInfo out, const Wording *w, const char *item)
{
	if (out->len > 0)
		appendStringInfoString(out, say(w->language, SAY_LIST_SEPARATOR));
	appendStringInfoString(out, item);
}

char *
wording_names(const Wording *w, const List *names)
{
	StringInfoData out;
	ListCell   *lc;

	initStringInfo(&out);
	foreach(lc, names)
		append_listed(&out, w, list_length(names) == 1 ? wording_name(w, lfirst(lc)) : wording_quoted(w, lfirst(lc)));
	return out.data;
}

/* ------------------------------------------------------------------ literals */

/*
 * A number as its author wrote it where that is plain, as "20%" or, for Chinese
 * readers, in units of 10^4; else its digits.
 */
static char *
number_words(const Wording *w, const RubricExpr *literal)
{
	char	   *source = rubric_source(w->rubric, literal->start, literal->end);
	Decimal		value;

	if (source[0] == '\0')
		return literal->text;	/* no author has written it: see rubric_shift() */
	if (w->plain_numbers)
	{
		decimal_from_string(&value, literal->text);
		return number_text(&value);
	}
	for (char *c = source; *c; c++)
	{
		if (strchr("0123456789.%", *c) == NULL && !(*c == '-' && c == source) &&
			!(IS_HIGHBIT_SET(*c) && w->language == CHINESE))
			return literal->text;
	}
	return source;
}

static char *
literal_words(const Wording *w, const RubricExpr *literal)
{
	if (literal->isnull)
		return say(w->language, SAY_NOT_KNOWN_VALUE);
	switch (literal->type)
	{
		case RUBRIC_NUMBER:
			return number_words(w, literal);
		case RUBRIC_BOOLEAN:
			return say(w->language, literal->boolean ? SAY_TRUE : SAY_FALSE);
		case RUBRIC_DATE:
			return literal->text;
		default:
			return say(w->language, SAY_QUOTED, literal->text);
	}
}

/* A share is no amount of the unit. */
static char *
amount_words(const Wording *w, const RubricExpr *literal, const char *unit)
{
	char	   *words = literal_words(w, literal);

	if (literal->type != RUBRIC_NUMBER || strchr(words, '%'))
		return words;
	return say_with_unit(w->language, words, unit);
}

/* A value from outside, or one for each group. */
static char *
given_value(const Wording *w, const Input *parameter, const JsonbValue *given)
{
	StringInfoData out;
	JsonbIterator *it;
	JsonbIteratorToken token;
	JsonbValue	item;
	char	   *group = NULL;

	switch (given->type)
	{
		case jbvNumeric:
			return say_with_unit(w->language, numeric_normalize(given->val.numeric), parameter->unit);
		case jbvBool:
			return say(w->language, given->val.boolean ? SAY_TRUE : SAY_FALSE);
		case jbvString:
			return pnstrdup(given->val.string.val, given->val.string.len);
		default:
			break;
	}
	initStringInfo(&out);
	it = JsonbIteratorInit(given->val.binary.data);
	while ((token = JsonbIteratorNext(&it, &item, false)) != WJB_DONE)
	{
		if (token == WJB_KEY)
			group = pnstrdup(item.val.string.val, item.val.string.len);
		else if (token == WJB_VALUE)
			append_listed(&out, w, say(w->language, SAY_GROUP_VALUE, group,
									   item.type == jbvNull ? say(w->language, SAY_NOT_KNOWN_VALUE) :
									   given_value(w, parameter, &item)));
	}
	return out.data;
}

/* Those of parameters that the object names, with the suffix: NULL for others. */
static char **
given_values(const Wording *w, Jsonb *parameters, const char *suffix)
{
	char	  **values = palloc0(sizeof(char *) * Max(list_length(w->rubric->parameters), 1));
	ListCell   *lc;

	if (parameters == NULL)
		return values;
	foreach(lc, w->rubric->parameters)
	{
		const Input *parameter = lfirst(lc);
		JsonbValue	given;

		if (json_find(parameters, psprintf("%s%s", parameter->name, suffix), &given) && given.type != jbvNull)
			values[foreach_current_index(lc)] = given_value(w, parameter, &given);
	}
	return values;
}

void
wording_init(Wording *w, const Rubric *rubric, Language language, Jsonb *parameters)
{
	char	  **metrics = palloc0(sizeof(char *) * Max(list_length(rubric->metrics), 1));
	char	  **names = palloc0(sizeof(char *) * Max(list_length(rubric->parameters), 1));

	w->rubric = rubric;
	w->language = language;
	w->metrics = short_titles(w, rubric->metrics);
	w->parameters = short_titles(w, rubric->parameters);
	choose_names(w, rubric->metrics, w->metrics, metrics);
	choose_names(w, rubric->parameters, w->parameters, names);
	w->metrics = metrics;
	w->parameters = names;
	w->show_values = parameters != NULL;
	w->values = given_values(w, parameters, "");
	w->keep_values = given_values(w, parameters, " keep");
}

/* --------------------------------------------------------------- comparisons */

static bool
is_comparison(const RubricExpr *expr)
{
	return expr->kind >= EXPR_EQ && expr->kind <= EXPR_GE;
}

static Comparison
read_comparison(const RubricExpr *expr)
{
	Comparison	c = {expr->kind, expr->args[0], expr->args[1]};

	if (c.value->kind == EXPR_LITERAL && c.bound->kind != EXPR_LITERAL)
	{
		c.kind = rubric_mirrored(expr->kind);
		c.value = expr->args[1];
		c.bound = expr->args[0];
	}
	return c;
}

static const char *
unit_of(const Wording *w, const RubricExpr *expr)
{
	if (expr->kind == EXPR_METRIC)
		return rubric_metric(w->rubric, expr->index)->unit;
	if (expr->kind == EXPR_PARAMETER)
		return rubric_parameter(w->rubric, expr->index)->unit;
	return NULL;
}

/* What a comparison is about. */
static char *
subject_words(const Wording *w, const RubricExpr *expr)
{
	return expr->kind == EXPR_METRIC && expr->type != RUBRIC_BOOLEAN ? wording_name(w, expr) : value_words(w, expr, BIND_NOTHING);
}

/* What a value is compared with: a number with its unit, a parameter with its value. */
static char *
bound_words(const Wording *w, const RubricExpr *bound, const char *unit)
{
	const Input *parameter;
	char	   *value;

	if (bound->kind == EXPR_LITERAL)
		return amount_words(w, bound, unit);
	if (bound->kind != EXPR_PARAMETER)
		return value_words(w, bound, BIND_NOTHING);
	if (!w->show_values)
		return wording_quoted(w, bound);
	parameter = rubric_parameter(w->rubric, bound->index);
	value = w->values[bound->index];
	if (value == NULL && rubric_default(parameter))
		value = amount_words(w, rubric_default(parameter), parameter->unit ? parameter->unit : unit);
	return value ? say(w->language, SAY_WITH_VALUE, wording_quoted(w, bound), value) : wording_quoted(w, bound);
}

static Phrase
comparison_phrase(const Comparison *c)
{
	bool		order = c->value->order != NULL;
	bool		text = c->value->type == RUBRIC_TEXT;
	bool		date = c->value->type == RUBRIC_DATE;
	bool		number = c->value->type == RUBRIC_NUMBER;

	switch (c->kind)
	{
		case EXPR_EQ:
			return number ? SAY_EQUAL : SAY_IS;
		case EXPR_NE:
			return number ? SAY_NOT_EQUAL : SAY_IS_NOT;
		case EXPR_GE:
			return order ? SAY_OR_BETTER : text ? SAY_SORTS_FROM : date ? SAY_DATE_FROM : SAY_AT_LEAST;
		case EXPR_GT:
			return order ? SAY_BETTER_THAN : text ? SAY_SORTS_AFTER : date ? SAY_DATE_AFTER : SAY_MORE_THAN;
		case EXPR_LE:
			return order ? SAY_OR_WORSE : text ? SAY_SORTS_UNTIL : date ? SAY_DATE_UNTIL : SAY_AT_MOST;
		default:
			return order ? SAY_WORSE_THAN : text ? SAY_SORTS_BEFORE : date ? SAY_DATE_BEFORE : SAY_LESS_THAN;
	}
}

static char *
comparison_words(const Wording *w, const Comparison *c)
{
	if (c->bound->kind == EXPR_LITERAL && c->bound->type == RUBRIC_BOOLEAN && !c->bound->isnull)
		return c->bound->boolean == (c->kind == EXPR_EQ) ? condition_words(w, c->value, true) : negated_words(w, c->value);
	return say(w->language, comparison_phrase(c), subject_words(w, c->value), bound_words(w, c->bound, unit_of(w, c->value)));
}

static char *
range_words(const Wording *w, const Comparison *low, const Comparison *high)
{
	const char *unit = unit_of(w, low->value);

	return say(w->language, SAY_FROM_TO, subject_words(w, low->value),
			   bound_words(w, low->bound, unit), say(w->language, low->kind == EXPR_GE ? SAY_INCLUDED : SAY_EXCLUDED),
			   bound_words(w, high->bound, unit), say(w->language, high->kind == EXPR_LE ? SAY_INCLUDED : SAY_EXCLUDED));
}

static char *
between_words(const Wording *w, const RubricExpr *expr, bool negated)
{
	Comparison	low = {EXPR_GE, expr->args[0], expr->args[1]};
	Comparison	high = {EXPR_LE, expr->args[0], expr->args[2]};
	const char *unit = unit_of(w, expr->args[0]);

	if (!negated)
		return range_words(w, &low, &high);
	return say(w->language, SAY_NOT_FROM_TO, subject_words(w, expr->args[0]),
			   bound_words(w, expr->args[1], unit), bound_words(w, expr->args[2], unit));
}

static char *
like_words(const Wording *w, const RubricExpr *expr, bool negated)
{
	return say(w->language, negated ? SAY_NOT_LIKE : SAY_LIKE, subject_words(w, expr->args[0]), bound_words(w, expr->args[1], NULL));
}

static char *
in_words(const Wording *w, const RubricExpr *expr, bool negated)
{
	const char *unit = unit_of(w, expr->args[0]);
	StringInfoData list;

	if (expr->nargs == 2)
	{
		Comparison	c = {negated ? EXPR_NE : EXPR_EQ, expr->args[0], expr->args[1]};

		return comparison_words(w, &c);
	}
	initStringInfo(&list);
	for (int i = 1; i < expr->nargs; i++)
		append_listed(&list, w, bound_words(w, expr->args[i], unit));
	return say(w->language, negated ? SAY_NONE_OF : SAY_ONE_OF, subject_words(w, expr->args[0]), list.data);
}

/* ---------------------------------------------------------------- conditions */

static bool
is_junction(const RubricExpr *expr)
{
	return expr->kind == EXPR_AND || expr->kind == EXPR_OR;
}

/* A value that is a condition by itself. */
static bool
is_boolean_name(const RubricExpr *expr)
{
	return expr->kind == EXPR_METRIC || expr->kind == EXPR_PARAMETER || expr->kind == EXPR_DEFINE;
}

static bool
same_name(const RubricExpr *a, const RubricExpr *b)
{
	return a->kind == b->kind && a->index == b->index &&
		(a->kind == EXPR_METRIC || a->kind == EXPR_DEFINE || a->kind == EXPR_PARAMETER || a->kind == EXPR_SCORE);
}

/* Is it a bound of a number or date: a lower or else an upper one? */
static bool
is_bound(const RubricExpr *expr, bool lower, Comparison *c)
{
	if (!is_comparison(expr))
		return false;
	*c = read_comparison(expr);
	return c->value->order == NULL && (lower ? c->kind == EXPR_GE || c->kind == EXPR_GT : c->kind == EXPR_LE || c->kind == EXPR_LT);
}

/* The parts of an "and" or "or"; the two bounds of a value in an "and" are one. */
static List *
junction_parts(const RubricExpr *expr)
{
	bool	   *taken = palloc0(sizeof(bool) * expr->nargs);
	List	   *parts = NIL;

	for (int i = 0; i < expr->nargs; i++)
	{
		Part	   *part = palloc0(sizeof(Part));
		bool		lower = is_bound(expr->args[i], true, &part->low);

		if (taken[i])
			continue;
		part->condition = expr->args[i];
		parts = lappend(parts, part);
		if (expr->kind == EXPR_OR || (!lower && !is_bound(expr->args[i], false, &part->high)))
			continue;
		for (int j = i + 1; j < expr->nargs; j++)
		{
			Comparison *other = lower ? &part->high : &part->low;

			if (taken[j] || !is_bound(expr->args[j], !lower, other) || !same_name(part->low.value, part->high.value))
				continue;
			taken[j] = true;
			part->condition = NULL;
			break;
		}
	}
	return parts;
}

static char *
part_words(const Wording *w, const Part *part)
{
	return part->condition ? condition_words(w, part->condition, true) : range_words(w, &part->low, &part->high);
}

static char *
junction_words(const Wording *w, const RubricExpr *expr)
{
	StringInfoData out;
	ListCell   *lc;

	initStringInfo(&out);
	foreach(lc, junction_parts(expr))
		appendStringInfo(&out, "%s%s", out.len == 0 ? "" :
						 say(w->language, expr->kind == EXPR_AND ? SAY_AND_SEPARATOR : SAY_OR_SEPARATOR),
						 part_words(w, lfirst(lc)));
	return out.data;
}

/* The condition of the arm of a case whose place is i. */
static char *
arm_condition(const Wording *w, const RubricExpr *expr, int i)
{
	Comparison	c = {EXPR_EQ, expr->subject, expr->args[i]};

	return expr->subject ? comparison_words(w, &c) : condition_words(w, expr->args[i], false);
}

static char *
case_condition_words(const Wording *w, const RubricExpr *expr)
{
	StringInfoData out;

	initStringInfo(&out);
	for (int i = 0; i + 1 < expr->nargs; i += 2)
		appendStringInfo(&out, "%s%s", out.len == 0 ? "" : say(w->language, SAY_ARM_SEPARATOR),
						 say(w->language, SAY_CASE_ARM, arm_condition(w, expr, i), condition_words(w, expr->args[i + 1], false)));
	appendStringInfo(&out, "%s%s", say(w->language, SAY_ARM_SEPARATOR),
					 say(w->language, SAY_CASE_ELSE, condition_words(w, expr->args[expr->nargs - 1], false)));
	return out.data;
}

/* "x is true" and its like: what a value that is not known counts as. */
static char *
known_words(const Wording *w, const RubricExpr *expr, bool negated)
{
	const RubricExpr *arg = expr->args[0];
	bool		truth = expr->kind == EXPR_IS_TRUE;

	if (negated && is_boolean_name(arg))
		return say(w->language, truth ? SAY_NO_OR_UNKNOWN : SAY_YES_OR_UNKNOWN, plain_name(w, arg));
	if (!negated)
		return say(w->language, SAY_SHOWN, truth ? condition_words(w, arg, true) : negated_words(w, arg));
	return truth ? say(w->language, SAY_NOT_SHOWN, condition_words(w, arg, true)) :
		say(w->language, SAY_OR_UNKNOWN, condition_words(w, arg, true));
}

static bool
is_boolean_literal(const RubricExpr *expr, bool value)
{
	return expr->kind == EXPR_LITERAL && expr->type == RUBRIC_BOOLEAN && !expr->isnull && expr->boolean == value;
}

/* In one line; operand: of something else, so an "and" or "or" stands in brackets. */
static char *
condition_words(const Wording *w, const RubricExpr *expr, bool operand)
{
	Comparison	c;
	char	   *words;

	check_stack_depth();
	switch (expr->kind)
	{
		case EXPR_LITERAL:
			if (expr->isnull)
				return say(w->language, SAY_UNDECIDED);
			return say(w->language, expr->boolean ? SAY_ALWAYS : SAY_NEVER);
		case EXPR_METRIC:
		case EXPR_PARAMETER:
		case EXPR_DEFINE:
			return say(w->language, SAY_YES, plain_name(w, expr));
		case EXPR_AND:
		case EXPR_OR:
			words = junction_words(w, expr);
			return operand ? say(w->language, SAY_BRACKETS, words) : words;
		case EXPR_NOT:
			return negated_words(w, expr->args[0]);
		case EXPR_IS_NULL:
			return say(w->language, expr->negated ? SAY_IS_KNOWN : SAY_IS_NOT_KNOWN, subject_words(w, expr->args[0]));
		case EXPR_IS_TRUE:
		case EXPR_IS_FALSE:
			return known_words(w, expr, expr->negated);
		case EXPR_IN:
			return in_words(w, expr, expr->negated);
		case EXPR_BETWEEN:
			return between_words(w, expr, expr->negated);
		case EXPR_LIKE:
			return like_words(w, expr, expr->negated);
		case EXPR_CASE:
			words = case_condition_words(w, expr);
			return operand ? say(w->language, SAY_BRACKETS, words) : words;
		case EXPR_FUNCTION:
			if (expr->function == FUNC_COALESCE && expr->nargs == 2 && is_boolean_literal(expr->args[1], false))
				return say(w->language, SAY_SHOWN, condition_words(w, expr->args[0], true));
			if (expr->function == FUNC_COALESCE && expr->nargs == 2 && is_boolean_literal(expr->args[1], true))
				return say(w->language, SAY_OR_UNKNOWN, condition_words(w, expr->args[0], true));
			return say(w->language, SAY_YES, value_words(w, expr, BIND_NOTHING));
		default:
			c = read_comparison(expr);
			return comparison_words(w, &c);
	}
}

/* The opposite; what is not known stays so. */
static char *
negated_words(const Wording *w, const RubricExpr *expr)
{
	Comparison	c;

	check_stack_depth();
	switch (expr->kind)
	{
		case EXPR_METRIC:
		case EXPR_PARAMETER:
		case EXPR_DEFINE:
			return say(w->language, SAY_NO, plain_name(w, expr));
		case EXPR_NOT:
			return condition_words(w, expr->args[0], true);
		case EXPR_IS_NULL:
			return say(w->language, expr->negated ? SAY_IS_NOT_KNOWN : SAY_IS_KNOWN, subject_words(w, expr->args[0]));
		case EXPR_IS_TRUE:
		case EXPR_IS_FALSE:
			return known_words(w, expr, !expr->negated);
		case EXPR_IN:
			return in_words(w, expr, !expr->negated);
		case EXPR_BETWEEN:
			return between_words(w, expr, !expr->negated);
		case EXPR_LIKE:
			return like_words(w, expr, !expr->negated);
		default:
			if (!is_comparison(expr))
				return say(w->language, SAY_NOT, condition_words(w, expr, true));
			c = read_comparison(expr);
			c.kind = rubric_opposite(c.kind);
			return comparison_words(w, &c);
	}
}

/* -------------------------------------------------------------------- lists */

/* A junction, or one of which it is asked whether it is true. */
static const RubricExpr *
listed_junction(const RubricExpr *expr)
{
	if (expr->kind == EXPR_IS_TRUE && !expr->negated)
		expr = expr->args[0];
	return is_junction(expr) ? expr : NULL;
}

static char *split_condition(const Wording *w, const RubricExpr *expr, int depth, StringInfo list);

/* A line of a list, with a list of its own. */
static void
append_line(const Wording *w, StringInfo list, int depth, char *words, StringInfo inner)
{
	appendStringInfoChar(list, '\n');
	for (int i = 0; i < depth; i++)
		appendStringInfoChar(list, '\t');
	appendStringInfo(list, "%s%s", inner->len > 0 ? say(w->language, SAY_BEGIN_LIST, words) : words, inner->data);
}

static void
append_parts(const Wording *w, StringInfo list, int depth, const List *parts)
{
	ListCell   *lc;

	foreach(lc, parts)
	{
		const Part *part = lfirst(lc);
		StringInfoData inner;
		char	   *head;

		initStringInfo(&inner);
		head = part->condition ? split_condition(w, part->condition, depth + 1, &inner) : part_words(w, part);
		append_line(w, list, depth, head, &inner);
	}
}

/* The arms of a case that is a condition. */
static void
append_arms(const Wording *w, StringInfo list, int depth, const RubricExpr *expr)
{
	for (int i = 0; i < expr->nargs; i += 2)
	{
		bool		last = i + 1 == expr->nargs;
		StringInfoData inner;
		char	   *head;

		initStringInfo(&inner);
		head = split_condition(w, expr->args[last ? i : i + 1], depth + 1, &inner);
		append_line(w, list, depth, last ? say(w->language, SAY_CASE_ELSE, head) :
					say(w->language, SAY_CASE_ARM, arm_condition(w, expr, i), head), &inner);
	}
}

/*
 * A condition, its first line apart from the list that follows it; the list
 * is empty where the condition is one line.
 */
static char *
split_condition(const Wording *w, const RubricExpr *expr, int depth, StringInfo list)
{
	const RubricExpr *junction = listed_junction(expr);
	List	   *parts = junction ? junction_parts(junction) : NIL;
	char	   *words = condition_words(w, expr, false);

	if ((int) strlen(words) <= (list_length(parts) > 2 ? long_junction : long_pair)[w->language])
		return words;
	if (expr->kind == EXPR_CASE)
	{
		append_arms(w, list, depth, expr);
		return say(w->language, SAY_DEPENDS);
	}
	if (list_length(parts) < 2)
		return words;
	append_parts(w, list, depth, parts);
	words = say(w->language, junction->kind == EXPR_AND ? SAY_ALL_OF : SAY_ANY_OF);
	return junction == expr ? words : say(w->language, SAY_SHOWN, words);
}

/* What is said of a condition, with its list below. */
static char *
with_list(const Wording *w, char *words, StringInfo list)
{
	return list->len > 0 ? psprintf("%s%s", say(w->language, SAY_BEGIN_LIST, words), list->data) : words;
}

char *
wording_condition(const Wording *w, const RubricExpr *expr)
{
	StringInfoData list;
	char	   *head;

	initStringInfo(&list);
	head = split_condition(w, expr, 1, &list);
	return with_list(w, head, &list);
}

/* "15 if ..." */
static char *
arm_words(const Wording *w, char *value, const RubricExpr *when)
{
	StringInfoData list;
	char	   *head;

	initStringInfo(&list);
	head = split_condition(w, when, 1, &list);
	return with_list(w, say(w->language, SAY_IF, value, head), &list);
}

char *
wording_alternatives(const Wording *w, const List *alternatives, const char *unit)
{
	StringInfoData out;
	ListCell   *lc;

	initStringInfo(&out);
	foreach(lc, alternatives)
	{
		const Alternative *a = lfirst(lc);
		bool		lone = list_length(alternatives) == 1 && a->when == NULL;
		char	   *value = lone ? wording_value(w, a->points, unit) : bound_words(w, a->points, unit);

		value = say_noted(w->language, value, a->title);
		if (out.len > 0)
			appendStringInfoChar(&out, '\n');
		appendStringInfoString(&out, lone ? value : a->when ? arm_words(w, value, a->when) :
							   say(w->language, SAY_OTHERWISE_VALUE, value));
	}
	return out.data;
}

/* -------------------------------------------------------------------- values */

static char *
bracketed(const Wording *w, char *words, bool brackets)
{
	return brackets ? say(w->language, SAY_BRACKETS, words) : words;
}

static char *
operation_words(const Wording *w, const RubricExpr *expr, Binding binding)
{
	bool		sum = expr->kind == EXPR_ADD || expr->kind == EXPR_SUBTRACT;
	const char *sign = sum ? (expr->kind == EXPR_ADD ? "+" : "-") :
		say(w->language, expr->kind == EXPR_MULTIPLY ? SAY_TIMES : SAY_DIVIDED);
	bool		left_only = expr->kind == EXPR_SUBTRACT || expr->kind == EXPR_DIVIDE;
	Binding		inner = sum ? BIND_SUM : BIND_PRODUCT;

	return bracketed(w, psprintf("%s %s %s", value_words(w, expr->args[0], inner), sign,
								 value_words(w, expr->args[1], left_only ? inner + 1 : inner)),
					 binding > inner);
}

/* The conditions and results of a case, in one line. */
static char *
case_words(const Wording *w, const RubricExpr *expr)
{
	StringInfoData out;

	initStringInfo(&out);
	for (int i = 0; i + 1 < expr->nargs; i += 2)
		appendStringInfo(&out, "%s%s", out.len == 0 ? "" : say(w->language, SAY_ARM_SEPARATOR),
						 say(w->language, SAY_IF, value_words(w, expr->args[i + 1], BIND_NOTHING), arm_condition(w, expr, i)));
	appendStringInfo(&out, "%s%s", say(w->language, SAY_ARM_SEPARATOR),
					 say(w->language, SAY_OTHERWISE_VALUE, value_words(w, expr->args[expr->nargs - 1], BIND_NOTHING)));
	return out.data;
}

static char *
arguments_words(const Wording *w, const RubricExpr *expr)
{
	StringInfoData out;

	initStringInfo(&out);
	for (int i = 0; i < expr->nargs; i++)
		append_listed(&out, w, value_words(w, expr->args[i], BIND_ALL));
	return out.data;
}

/* Functions of one or two arguments. */
static Phrase
function_phrase(const RubricExpr *expr)
{
	switch (expr->function)
	{
		case FUNC_ABS:
			return SAY_ABS;
		case FUNC_CEIL:
			return SAY_CEIL;
		case FUNC_FLOOR:
			return SAY_FLOOR;
		case FUNC_ROUND:
			return expr->nargs == 1 ? SAY_ROUND : SAY_ROUND_TO;
		case FUNC_TRUNC:
			return expr->nargs == 1 ? SAY_TRUNC : SAY_TRUNC_TO;
		case FUNC_NULLIF:
			return SAY_NULLIF;
		case FUNC_LN:
			return SAY_LN;
		case FUNC_EXP:
			return SAY_EXP;
		case FUNC_SQRT:
			return SAY_SQRT;
		case FUNC_POWER:
			return SAY_POWER;
		case FUNC_MOD:
			return SAY_MOD;
		case FUNC_LOG10:
			return SAY_LOG10;
		case FUNC_LENGTH:
			return SAY_LENGTH;
		case FUNC_LOWER:
			return SAY_LOWER;
		case FUNC_YEAR:
			return SAY_YEAR_OF;
		case FUNC_MONTH:
			return SAY_MONTH_OF;
		case FUNC_DAY:
			return SAY_DAY_OF;
		case FUNC_MONTHS_BETWEEN:
			return SAY_MONTHS_BETWEEN;
		case FUNC_YEARS_BETWEEN:
			return SAY_YEARS_BETWEEN;
		case FUNC_TILE:
			return SAY_TILE;
		case FUNC_COUNT:
			return SAY_COUNT;
		case FUNC_SUM:
			return SAY_SUM;
		case FUNC_AVG:
			return SAY_AVG;
		case FUNC_MIN:
			return SAY_MIN;
		case FUNC_MAX:
			return SAY_MAX;
		case FUNC_MEDIAN:
			return SAY_MEDIAN;
		case FUNC_STDDEV:
			return SAY_STDDEV;
		case FUNC_QUANTILE:
			return SAY_QUANTILE;
		case FUNC_TOP:
			return SAY_TOP;
		case FUNC_LARGEST:
			return SAY_LARGEST;
		default:
			return SAY_PARETO;
	}
}

/* With the groups for each of which a value of the population is taken. */
static char *
population_words(const Wording *w, const RubricExpr *expr, Phrase phrase, const RubricExpr *measured)
{
	StringInfoData groups;
	char	   *words = say(w->language, phrase, value_words(w, measured, BIND_ALL),
							rubric_plain_args(expr) > 1 ? bound_words(w, expr->args[1], NULL) : "");

	if (expr->ngroups == 0)
		return words;
	initStringInfo(&groups);
	for (int i = rubric_plain_args(expr); i < expr->nargs; i++)
		append_listed(&groups, w, wording_quoted(w, expr->args[i]));
	return say(w->language, SAY_PER, words, groups.data);
}

static char *
function_words(const Wording *w, const RubricExpr *expr)
{
	bool		ordered = expr->args[0]->order != NULL;

	switch (expr->function)
	{
		case FUNC_LEAST:
			return say(w->language, ordered ? SAY_WORST_OF : SAY_SMALLEST_OF, arguments_words(w, expr));
		case FUNC_GREATEST:
			return say(w->language, ordered ? SAY_BEST_OF : SAY_LARGEST_OF, arguments_words(w, expr));
		case FUNC_COALESCE:
			if (expr->nargs == 2)
				return say(w->language, SAY_IF_NOT_KNOWN, value_words(w, expr->args[0], BIND_ALL),
						   value_words(w, expr->args[1], BIND_NOTHING));
			return say(w->language, SAY_FIRST_KNOWN, arguments_words(w, expr));
		default:
			if (expr->function >= FUNC_TILE)
				return population_words(w, expr, function_phrase(expr), expr->args[0]);
			return say(w->language, function_phrase(expr), value_words(w, expr->args[0], BIND_ALL),
					   expr->nargs > 1 ? value_words(w, expr->args[1], BIND_ALL) : "");
	}
}

/* So many days, months or years after a date, or before it. */
static char *
shift_words(const Wording *w, const RubricExpr *expr)
{
	static const Phrase phrases[][2] = {
		{SAY_SPAN_DAY, SAY_SPAN_DAYS}, {SAY_SPAN_MONTH, SAY_SPAN_MONTHS}, {SAY_SPAN_YEAR, SAY_SPAN_YEARS}
	};
	const RubricExpr *count = expr->args[1];
	bool		years = expr->kind == EXPR_ADD_MONTHS && expr->index == 12;
	const Phrase *phrase = phrases[years ? 2 : expr->kind == EXPR_ADD_MONTHS];
	bool		one = count->kind == EXPR_LITERAL && !count->isnull && strcmp(count->text, "1") == 0;
	RubricExpr	plain = *expr;
	char	   *number;

	/* weeks, quarters and half-years are days and months */
	plain.negated = false;
	if (years || expr->index == 1)
		number = value_words(w, count, BIND_ALL);
	else
	{
		number = value_words(w, rubric_shift(&plain), BIND_ALL);
		one = false;
	}
	return say(w->language, expr->negated ? SAY_BEFORE_DATE : SAY_AFTER_DATE,
			   say(w->language, phrase[one ? 0 : 1], number), value_words(w, expr->args[0], BIND_ALL));
}

/* -top(-x, 20%): smaller is better */
static const RubricExpr *
lowest(const RubricExpr *expr)
{
	const RubricExpr *top = expr->kind == EXPR_NEGATE ? expr->args[0] : NULL;

	return top && top->kind == EXPR_FUNCTION && top->function == FUNC_TOP && top->args[0]->kind == EXPR_NEGATE ? top : NULL;
}

static char *
value_words(const Wording *w, const RubricExpr *expr, Binding binding)
{
	check_stack_depth();
	switch (expr->kind)
	{
		case EXPR_LITERAL:
			return literal_words(w, expr);
		case EXPR_METRIC:
		case EXPR_PARAMETER:
		case EXPR_DEFINE:
		case EXPR_SCORE:
			return wording_quoted(w, expr);
		case EXPR_NEGATE:
			if (lowest(expr))
				return bracketed(w, population_words(w, lowest(expr), SAY_BOTTOM, lowest(expr)->args[0]->args[0]), binding > BIND_NOTHING);
			return bracketed(w, psprintf("-%s", value_words(w, expr->args[0], BIND_ALL)), binding > BIND_NOTHING);
		case EXPR_ADD:
		case EXPR_SUBTRACT:
		case EXPR_MULTIPLY:
		case EXPR_DIVIDE:
			return operation_words(w, expr, binding);
		case EXPR_ADD_DAYS:
		case EXPR_ADD_MONTHS:
			return bracketed(w, shift_words(w, expr), binding > BIND_NOTHING);
		case EXPR_CONCAT:
			return bracketed(w, say(w->language, SAY_CONCAT, value_words(w, expr->args[0], BIND_ALL),
									value_words(w, expr->args[1], BIND_ALL)), binding > BIND_NOTHING);
		case EXPR_CASE:
			return bracketed(w, case_words(w, expr), binding > BIND_NOTHING);
		case EXPR_FUNCTION:
			return bracketed(w, function_words(w, expr), binding > BIND_NOTHING);
		default:
			return condition_words(w, expr, binding > BIND_NOTHING);
	}
}

/* The arms of a case in lines. */
static char *
case_lines(const Wording *w, const RubricExpr *expr)
{
	List	   *alternatives = NIL;

	for (int i = 0; i + 1 < expr->nargs; i += 2)
	{
		Alternative *a = palloc0(sizeof(Alternative));

		a->points = expr->args[i + 1];
		a->when = expr->args[i];
		alternatives = lappend(alternatives, a);
	}
	alternatives = lappend(alternatives, palloc0(sizeof(Alternative)));
	((Alternative *) llast(alternatives))->points = expr->args[expr->nargs - 1];
	return wording_alternatives(w, alternatives, NULL);
}

char *
wording_value(const Wording *w, const RubricExpr *expr, const char *unit)
{
	if (expr->kind == EXPR_LITERAL)
		return amount_words(w, expr, unit);
	if (expr->type == RUBRIC_BOOLEAN)
		return wording_condition(w, expr);
	if (expr->kind == EXPR_CASE && expr->subject == NULL)
		return case_lines(w, expr);
	return value_words(w, expr, BIND_NOTHING);
}

/* ------------------------------------------------------------------- domains */

static char *
range_allowed(const Wording *w, const Domain *domain)
{
	char	   *low = domain->low ? literal_words(w, domain->low) : NULL;
	char	   *high = domain->high ? literal_words(w, domain->high) : NULL;

	if (low && high)
		return say(w->language, SAY_DOMAIN_FROM_TO, low, high);
	if (low)
		return say(w->language, domain->low_open ? SAY_DOMAIN_MORE_THAN : SAY_DOMAIN_AT_LEAST, low);
	return say(w->language, domain->high_open ? SAY_DOMAIN_LESS_THAN : SAY_DOMAIN_AT_MOST, high);
}

char *
wording_allowed(const Wording *w, const Input *input)
{
	static const Phrase types[] = {
		[RUBRIC_UNKNOWN] = SAY_TYPE_ANY,[RUBRIC_NUMBER] = SAY_TYPE_NUMBER,[RUBRIC_TEXT] = SAY_TYPE_TEXT,
		[RUBRIC_BOOLEAN] = SAY_TYPE_BOOLEAN,[RUBRIC_DATE] = SAY_TYPE_DATE
	};
	const Domain *domain = &input->domain;
	StringInfoData values;

	if (domain->kind == DOMAIN_ANY)
		return say(w->language, types[input->type]);
	if (domain->kind == DOMAIN_RANGE)
		return range_allowed(w, domain);
	initStringInfo(&values);
	for (int i = 0; i < domain->nvalues; i++)
		append_listed(&values, w, literal_words(w, domain->values[i]));
	for (int i = 0; i < domain->nranges; i++)
	{
		char	   *low = literal_words(w, domain->lows[i]);

		append_listed(&values, w, domain->lows[i] == domain->highs[i] ? low :
					  say(w->language, SAY_DOMAIN_RANGE, low, literal_words(w, domain->highs[i])));
	}
	return domain->kind == DOMAIN_ORDER ? say(w->language, SAY_DOMAIN_ORDER, values.data) : values.data;
}
