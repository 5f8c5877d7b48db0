/*
 * lower.c
 *		The parts of a rubric that SQL lacks, as expressions of its own language.
 *
 * Rules, floors and caps, scopes and requirements become one case; criteria
 * become a sum.  print_sql.c prints what comes out.
 *
 * A condition that is null leaves a customer not graded, so each arm of a
 * case is followed by one for null, unless the condition cannot be null after
 * what stands before it: a metric that is required, or that was compared in
 * an earlier condition that came out false.
 */
#include "postgres.h"

#include "miscadmin.h"
#include "nodes/bitmapset.h"

#include "compat.h"
#include "rubric/json.h"
#include "rubric/lower.h"
#include "rubric/value.h"

/* Steps of the printer: a define is written out at each reading, and caps for each label. */
#define MAX_VISITS		10000000

/* ------------------------------------------------------- making expressions */

/* Made here, not written by an author: start is -1, and its arms and terms get lines of their own. */
RubricExpr *
lower_node(ExprKind kind, RubricType type, List *args)
{
	return rubric_node(kind, type, -1, -1, args);
}

static RubricExpr *
make_literal(RubricType type, char *text)
{
	RubricExpr *expr = lower_node(EXPR_LITERAL, type, NIL);

	expr->text = text;
	expr->isnull = text == NULL;
	return expr;
}

static RubricExpr *
make_function(RubricFunction function, RubricExpr *a, RubricExpr *b)
{
	RubricExpr *expr = lower_node(EXPR_FUNCTION, RUBRIC_NUMBER, list_make2(a, b));

	expr->function = function;
	return expr;
}

RubricExpr *
lower_comparison(ExprKind kind, const RubricExpr *a, const RubricExpr *b)
{
	return lower_node(kind, RUBRIC_BOOLEAN,
					  list_make2(unconstify(RubricExpr *, a), unconstify(RubricExpr *, b)));
}

static RubricExpr *
make_is_null(RubricExpr *expr)
{
	return lower_node(EXPR_IS_NULL, RUBRIC_BOOLEAN, list_make1(expr));
}

static RubricExpr *
make_null(void)
{
	return make_literal(RUBRIC_UNKNOWN, NULL);
}

RubricExpr *
lower_junction(ExprKind kind, List *args)
{
	return list_length(args) == 1 ? linitial(args) : lower_node(kind, RUBRIC_BOOLEAN, args);
}

static void
count_visit(Lowering *l)
{
	check_stack_depth();
	CHECK_FOR_INTERRUPTS();
	if (++l->visits > MAX_VISITS)
		ereport(ERROR,
				(errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
				 errmsg("rubric is too large to be written as SQL"),
				 errhint("Defines are written out wherever they are read, caps and floors for each grade they change.")));
}

const RubricExpr *
lower_resolve(Lowering *l, const RubricExpr *expr)
{
	count_visit(l);
	for (;;)
	{
		if (expr->kind == EXPR_DEFINE)
			expr = rubric_define(l->rubric, expr->index)->expr;
		else if (expr->kind == EXPR_PARAMETER)
			expr = l->parameters[expr->index];
		else if (rubric_is_tile(expr))
			expr = l->tiles[expr->index];
		else if (expr->kind == EXPR_SCORE && !l->score_is_column)
			expr = l->score;
		else
			return expr;
	}
}

static bool
is_literal(Lowering *l, const RubricExpr *expr)
{
	return lower_resolve(l, expr)->kind == EXPR_LITERAL;
}

static RubricExpr *
make_label(Lowering *l, int index)
{
	const Label *label = rubric_label(l->rubric, index);

	if (!l->as_rank)
		return make_literal(RUBRIC_TEXT, label->name);
	if (label->rank == 0)
		return make_null();
	return make_literal(RUBRIC_NUMBER, psprintf("%d", label->rank));
}

/* -------------------------------------------------------- what can be null? */

static bool
is_strict(const RubricExpr *expr)
{
	if (expr->kind == EXPR_FUNCTION)
		return expr->function != FUNC_LEAST && expr->function != FUNC_GREATEST &&
			expr->function != FUNC_COALESCE && expr->function != FUNC_NULLIF;
	return rubric_is_strict_operator(expr->kind);
}

/* Is expr certainly not null for a row that comes to this place?  False where it is not known. */
static bool
cannot_be_null(Lowering *l, const RubricExpr *expr)
{
	bool		any = false;

	count_visit(l);
	switch (expr->kind)
	{
		case EXPR_LITERAL:
			return !expr->isnull;
		case EXPR_METRIC:
			return bms_is_member(expr->index, l->known);
		case EXPR_PARAMETER:
		case EXPR_DEFINE:
			return cannot_be_null(l, lower_resolve(l, expr));
		case EXPR_SCORE:
			return l->score_known;
		case EXPR_IS_NULL:
		case EXPR_IS_TRUE:
		case EXPR_IS_FALSE:
			return true;
		case EXPR_CASE:
			for (int i = 1; i < expr->nargs; i += 2)
				if (!cannot_be_null(l, expr->args[i]))
					return false;
			return cannot_be_null(l, expr->args[expr->nargs - 1]);
		case EXPR_FUNCTION:
			if (expr->function == FUNC_NULLIF)
				return false;
			any = !is_strict(expr);
			break;
		default:
			break;
	}
	for (int i = 0; i < expr->nargs; i++)
		if (cannot_be_null(l, expr->args[i]) == any)
			return any;
	return !any;
}

/* From here on expr is known not to be null. */
static void
learn_not_null(Lowering *l, const RubricExpr *expr)
{
	count_visit(l);
	if (expr->kind == EXPR_METRIC)
		l->known = bms_add_member(l->known, expr->index);
	else if (expr->kind == EXPR_SCORE)
		l->score_known = true;
	else if (expr->kind == EXPR_DEFINE)
		learn_not_null(l, lower_resolve(l, expr));
	else if (is_strict(expr))
	{
		for (int i = 0; i < expr->nargs; i++)
			learn_not_null(l, expr->args[i]);
	}
	else if (expr->kind == EXPR_FUNCTION && expr->function == FUNC_NULLIF)
		learn_not_null(l, expr->args[0]);
}

/* From here on condition is known to be true, or false. */
static void
learn(Lowering *l, const RubricExpr *condition, bool truth)
{
	bool		plain = truth != condition->negated;

	count_visit(l);
	switch (condition->kind)
	{
		case EXPR_DEFINE:
			learn(l, lower_resolve(l, condition), truth);
			break;
		case EXPR_AND:
		case EXPR_OR:
			if (truth == (condition->kind == EXPR_AND))
			{
				for (int i = 0; i < condition->nargs; i++)
					learn(l, condition->args[i], truth);
			}
			break;
		case EXPR_NOT:
			learn(l, condition->args[0], !truth);
			break;
		case EXPR_IS_NULL:
			if (!plain)
				learn_not_null(l, condition->args[0]);
			break;
		case EXPR_IS_TRUE:
		case EXPR_IS_FALSE:
			if (plain)
				learn(l, condition->args[0], condition->kind == EXPR_IS_TRUE);
			break;
		case EXPR_IN:
		case EXPR_BETWEEN:
			/* a true "in" tells that x is not null; a false one, that no value of the list is null either */
			for (int i = 0; i < condition->nargs; i++)
			{
				if (i == 0 || plain == (condition->kind == EXPR_BETWEEN))
					learn_not_null(l, condition->args[i]);
			}
			break;
		default:
			learn_not_null(l, condition);
			break;
	}
}

/* -------------------------------------------------- the parts of the rubric */

/*
 * Arms of a case: condition, value and, where the condition may be null, a
 * third way that ends in null.  Returns whether it may.
 */
static bool
add_arm(Lowering *l, List **args, RubricExpr *condition, RubricExpr *value, bool last)
{
	bool		may_be_null = !cannot_be_null(l, condition);

	*args = lappend(lappend(*args, condition), value);
	if (may_be_null && !last)
		*args = lappend(lappend(*args, make_is_null(condition)), make_null());
	learn(l, condition, false);
	return may_be_null;
}

/* A case of these arms; no otherwise: null. */
static RubricExpr *
make_case(RubricType type, List *args, RubricExpr *otherwise)
{
	if (args == NIL && otherwise)
		return otherwise;
	return lower_node(EXPR_CASE, type, lappend(list_copy(args), otherwise ? otherwise : make_null()));
}

/* Points within 0..max; null stays null. */
static RubricExpr *
clamp(Lowering *l, RubricExpr *points, RubricExpr *max)
{
	RubricExpr *zero = make_literal(RUBRIC_NUMBER, "0");
	bool		max_is_literal;

	if (max == NULL)
		return points;

	max_is_literal = is_literal(l, max) && cannot_be_null(l, max);
	if (max_is_literal && is_literal(l, points) && cannot_be_null(l, points))
	{
		if (rubric_compare_literals(lower_resolve(l, points), zero) < 0)
			return zero;
		return rubric_compare_literals(lower_resolve(l, points), lower_resolve(l, max)) > 0 ? max : points;
	}
	if (max_is_literal && cannot_be_null(l, points))
		return make_function(FUNC_LEAST, make_function(FUNC_GREATEST, points, zero), max);
	return lower_node(EXPR_CASE, RUBRIC_NUMBER,
					  list_make5(lower_comparison(EXPR_LT, points, zero), zero,
								 lower_comparison(EXPR_GT, points, max), max,
								 points));
}

/* What a criterion adds to the score. */
static RubricExpr *
make_criterion(Lowering *l, const Criterion *criterion)
{
	Bitmapset  *known = bms_copy(l->known);
	List	   *args = NIL;
	RubricExpr *otherwise = NULL;
	RubricExpr *value;
	bool		may_be_null = false;
	ListCell   *lc;

	foreach(lc, criterion->alternatives)
	{
		Alternative *alternative = lfirst(lc);
		Bitmapset  *before = bms_copy(l->known);
		RubricExpr *points;

		if (alternative->when)
			learn(l, alternative->when, true);
		points = clamp(l, alternative->points, criterion->max);
		if (!cannot_be_null(l, alternative->points))
			may_be_null = true;
		l->known = before;

		if (alternative->when == NULL)
			otherwise = points;
		else if (add_arm(l, &args, alternative->when, points,
						 lnext(criterion->alternatives, lc) == NULL))
			may_be_null = true;
	}
	l->known = known;

	value = make_case(RUBRIC_NUMBER, args, otherwise);
	if (criterion->weight)
	{
		value = lower_node(EXPR_MULTIPLY, RUBRIC_NUMBER, list_make2(criterion->weight, value));
		if (!cannot_be_null(l, criterion->weight))
			may_be_null = true;
	}
	/* what is never used may still make the sum double precision */
	if (criterion->missing &&
		(may_be_null || otherwise == NULL || is_double(&l->precision, criterion->missing)))
		value = make_function(FUNC_COALESCE, value, criterion->missing);
	return value;
}

/* A copy of expr in which score is the sum of the criteria. */
static RubricExpr *
replace_score(Lowering *l, const RubricExpr *expr, RubricExpr *sum)
{
	RubricExpr *copy;

	count_visit(l);
	if (expr->kind == EXPR_SCORE)
		return sum;
	copy = palloc(sizeof(RubricExpr));
	*copy = *expr;
	if (expr->subject)
		copy->subject = replace_score(l, expr->subject, sum);
	copy->args = palloc(sizeof(RubricExpr *) * Max(expr->nargs, 1));
	for (int i = 0; i < expr->nargs; i++)
		copy->args[i] = replace_score(l, expr->args[i], sum);
	return copy;
}

static RubricExpr *
make_score(Lowering *l)
{
	const Rubric *rubric = l->rubric;
	RubricExpr *sum = NULL;
	ListCell   *lc;

	foreach(lc, rubric->criteria)
	{
		RubricExpr *value = make_criterion(l, lfirst(lc));

		sum = sum ? lower_node(EXPR_ADD, RUBRIC_NUMBER, list_make2(sum, value)) : value;
	}
	return rubric->score ? replace_score(l, rubric->score, sum) : sum;
}

/* Arms that leave a customer not graded: scopes and requirements. */
static List *
make_guards(Lowering *l)
{
	List	   *args = NIL;
	List	   *unmet = NIL;
	ListCell   *lc;

	foreach(lc, l->rubric->scopes)
	{
		RubricExpr *when = ((Rule *) lfirst(lc))->when;
		RubricExpr *outside = lower_node(EXPR_IS_TRUE, RUBRIC_BOOLEAN, list_make1(when));

		outside->negated = true;
		args = lappend(lappend(args, outside), make_null());
		learn(l, when, true);
	}
	foreach(lc, l->rubric->requirements)
	{
		Requirement *requirement = lfirst(lc);
		List	   *nulls = NIL;
		ListCell   *name;

		if (is_literal(l, linitial(requirement->names)) && cannot_be_null(l, linitial(requirement->names)))
			continue;			/* a parameter with a value */
		foreach(name, requirement->names)
			nulls = lappend(nulls, make_is_null(lfirst(name)));
		unmet = lappend(unmet, lower_junction(EXPR_AND, nulls));
		if (list_length(nulls) == 1)
			learn_not_null(l, linitial(requirement->names));
	}
	if (unmet)
		args = lappend(lappend(args, lower_junction(EXPR_OR, unmet)), make_null());
	return args;
}

static RubricExpr *
make_rules(Lowering *l)
{
	List	   *args = NIL;
	RubricExpr *otherwise = NULL;
	ListCell   *lc;

	foreach(lc, l->rubric->rules)
	{
		Rule	   *rule = lfirst(lc);
		RubricExpr *label = make_label(l, rule->label);

		if (rule->when)
			add_arm(l, &args, rule->when, label, lnext(l->rubric->rules, lc) == NULL);
		else
			otherwise = label;
	}
	return make_case(l->as_rank ? RUBRIC_NUMBER : RUBRIC_TEXT, args, otherwise);
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
	return conditions ? lower_junction(EXPR_OR, conditions) : NULL;
}

/*
 * The grade after floors or caps: for each label in reachable, the arms of
 * those floors or caps that can move it, the one that moves it farthest first.
 * The labels that they lead to are added to reachable.
 */
static RubricExpr *
make_adjusted(Lowering *l, RubricExpr *grade, List *adjustments, bool floors, Bitmapset **reachable)
{
	int			nlabels = list_length(l->rubric->labels);
	Bitmapset  *known = bms_copy(l->known);
	bool		score_known = l->score_known;
	Bitmapset  *reached = bms_copy(*reachable);
	List	   *args = NIL;
	bool		adjusted = false;
	RubricExpr *result;

	for (int label = 0; label < nlabels; label++)
	{
		int			rank = rubric_label(l->rubric, label)->rank;
		List	   *arms = NIL;

		if (!bms_is_member(label, reached) || (l->as_rank && rank == 0))
			continue;

		/* ranked labels come first and in the order of their ranks */
		for (int i = 0; i < nlabels && rank > 0; i++)
		{
			int			to = floors ? i : nlabels - 1 - i;
			int			to_rank = rubric_label(l->rubric, to)->rank;
			RubricExpr *condition = adjustment_to(adjustments, to);

			if (condition && to_rank > 0 && (floors ? to_rank < rank : to_rank > rank))
			{
				add_arm(l, &arms, condition, make_label(l, to), false);
				*reachable = bms_add_member(*reachable, to);
				adjusted = true;
			}
		}
		l->known = bms_copy(known);
		l->score_known = score_known;
		args = lappend(args, make_label(l, label));
		args = lappend(args, make_case(grade->type, arms, make_label(l, label)));
	}
	if (!adjusted)
		return grade;
	result = make_case(grade->type, args, NULL);
	result->subject = grade;
	return result;
}

/* ------------------------------------------------------------------- whole */

RubricExpr *
lower_plain_score(Lowering *l)
{
	(void) make_guards(l);
	return make_score(l);
}

RubricExpr *
lower_score(Lowering *l)
{
	List	   *guards = make_guards(l);

	if (!rubric_has_score(l->rubric))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("the rubric has no score"),
				 errhint("A score needs criterion statements or score = ....")));
	return make_case(RUBRIC_NUMBER, guards, make_score(l));
}

static bool
has_adjustments(const Rubric *rubric)
{
	return rubric->floors != NIL || rubric->caps != NIL;
}

RubricExpr *
lower_grade(Lowering *l, List **guards)
{
	const Rubric *rubric = l->rubric;
	RubricExpr *grade;
	Bitmapset  *reachable = NULL;
	Bitmapset  *known;
	bool		score_known;
	ListCell   *lc;

	*guards = make_guards(l);
	l->score = make_score(l);
	l->score_known = l->score && cannot_be_null(l, l->score);
	known = bms_copy(l->known);
	score_known = l->score_known;

	grade = make_rules(l);
	if (!has_adjustments(rubric))
		return grade;
	foreach(lc, rubric->rules)
		reachable = bms_add_member(reachable, ((Rule *) lfirst(lc))->label);
	l->known = bms_copy(known);
	l->score_known = score_known;
	grade = make_adjusted(l, grade, rubric->floors, true, &reachable);
	return make_adjusted(l, grade, rubric->caps, false, &reachable);
}

RubricExpr *
lower_guarded(Lowering *l, List *guards, RubricExpr *grade, bool merge)
{
	if (merge && !has_adjustments(l->rubric) && grade->kind == EXPR_CASE)
	{
		for (int i = 0; i + 1 < grade->nargs; i++)
			guards = lappend(guards, grade->args[i]);
		grade = grade->args[grade->nargs - 1];
	}
	return make_case(l->as_rank ? RUBRIC_NUMBER : RUBRIC_TEXT, guards, grade);
}

typedef struct ScoreReads
{
	Lowering   *lowering;
	int			n;
} ScoreReads;

static bool
count_score_reads(RubricExpr *expr, void *context)
{
	ScoreReads *reads = context;

	count_visit(reads->lowering);
	reads->n += expr->kind == EXPR_SCORE;
	return rubric_expr_walk(expr, count_score_reads, context);
}

int
lower_score_reads(Lowering *l, RubricExpr *expr)
{
	ScoreReads	reads = {.lowering = l};

	count_score_reads(expr, &reads);
	return reads.n;
}

static RubricExpr *
lower_ranges(RubricExpr *metric, const Domain *domain)
{
	List	   *ranges = NIL;

	for (int i = 0; i < domain->nranges; i++)
		ranges = lappend(ranges, lower_node(EXPR_BETWEEN, RUBRIC_BOOLEAN,
											list_make3(metric, domain->lows[i], domain->highs[i])));
	return lower_junction(EXPR_OR, ranges);
}

RubricExpr *
lower_domain(RubricExpr *metric, const Domain *domain)
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
			return lower_node(EXPR_IN, RUBRIC_BOOLEAN, args);
		case DOMAIN_RANGE:
			if (low && high)
				return lower_node(EXPR_BETWEEN, RUBRIC_BOOLEAN, list_make3(metric, low, high));
			if (low)
				return lower_node(domain->low_open ? EXPR_GT : EXPR_GE, RUBRIC_BOOLEAN,
								  list_make2(metric, low));
			return lower_node(domain->high_open ? EXPR_LT : EXPR_LE, RUBRIC_BOOLEAN,
							  list_make2(metric, high));
		case DOMAIN_RANGES:
			return lower_ranges(metric, domain);
		default:
			return NULL;
	}
}

/* ------------------------------------------------------- what is given for a group */

/* A value, or the number of the tile by cuts, as an expression. */
typedef RubricExpr *(*MakeValue) (const void *what, const RubricValue *value);

static RubricExpr *
make_value(const void *what, const RubricValue *value)
{
	const Input *parameter = what;
	RubricExpr *literal = make_literal(parameter->type, value->isnull ? NULL : value_text(value, parameter->type, false));

	literal->boolean = parameter->type == RUBRIC_BOOLEAN && !value->isnull && value->boolean;
	literal->order = parameter->domain.kind == DOMAIN_ORDER ? &parameter->domain : NULL;
	return literal;
}

/* case when x <= 10 then 1 when x <= 20 then 2 when x is not null then 3 end */
static RubricExpr *
make_tile(const void *what, const RubricValue *value)
{
	const Tile *tile = what;
	RubricExpr *x = tile->expr->args[0];
	RubricExpr *is_known = make_is_null(x);
	List	   *args = NIL;

	if (value->isnull)
		return make_literal(RUBRIC_NUMBER, NULL);
	for (int i = 0; i < value->cuts->count; i++)
	{
		RubricValue cut = {.number = value->cuts->cuts[i]};

		args = lappend(args, lower_comparison(EXPR_LE, x, make_literal(RUBRIC_NUMBER, value_text(&cut, RUBRIC_NUMBER, false))));
		args = lappend(args, make_literal(RUBRIC_NUMBER, psprintf("%d", i + 1)));
	}
	is_known->negated = true;
	args = lappend(lappend(args, is_known), make_literal(RUBRIC_NUMBER, psprintf("%d", tile->count)));
	return make_case(RUBRIC_NUMBER, args, NULL);
}

static RubricExpr *
make_group_name(const RubricExpr *name, const RubricGroup *group)
{
	RubricExpr *literal = make_literal(name->type, pnstrdup(group->name, group->length));

	literal->boolean = strcmp(literal->text, "true") == 0;
	return literal;
}

/* case region when 'north' then ... when 'south' then ... end, and so on within; nothing: null */
static RubricExpr *
make_groups(const ParameterValues *values, const GroupedValue *grouped, RubricType type, const Domain *order,
			const void *what, MakeValue make, int around)
{
	const RubricGroup *parent = groups_get(values->groups, around);
	const List *names = rubric_grouping(values->rubric, parent->root)->names;
	RubricExpr *name;
	RubricExpr *result;
	List	   *args = NIL;

	if (parent->depth == list_length(names))
		return make(what, &grouped->by_group[around]);
	name = list_nth(names, parent->depth);
	for (int i = around + 1; i < groups_count(values->groups); i++)
	{
		const RubricGroup *group = groups_get(values->groups, i);

		if (group->around != around)
			continue;
		args = lappend(args, make_group_name(name, group));
		args = lappend(args, make_groups(values, grouped, type, order, what, make, i));
	}
	if (args == NIL)
		return make_literal(type, NULL);
	result = make_case(type, args, NULL);
	result->subject = name;
	result->order = order;
	return result;
}

static RubricExpr *
make_grouped(const ParameterValues *values, const GroupedValue *grouped, int grouping, RubricType type, const Domain *order,
			 const void *what, MakeValue make)
{
	if (grouped->by_group == NULL)
		return make(what, &grouped->value);
	return make_groups(values, grouped, type, order, what, make, grouping);
}

void
lower_init(Lowering *l, const Rubric *rubric, ParameterValues *values)
{
	ListCell   *lc;

	memset(l, 0, sizeof(Lowering));
	l->rubric = rubric;
	precision_init(&l->precision, rubric, NULL);
	l->parameters = palloc(sizeof(RubricExpr *) * Max(list_length(rubric->parameters), 1));
	foreach(lc, rubric->parameters)
	{
		int			index = foreach_current_index(lc);
		const Input *parameter = lfirst(lc);

		l->parameters[index] =
			make_grouped(values, &values->parameters[index], parameter->grouping, parameter->type,
						 parameter->domain.kind == DOMAIN_ORDER ? &parameter->domain : NULL, parameter, make_value);
	}
	l->tiles = palloc(sizeof(RubricExpr *) * Max(list_length(rubric->tiles), 1));
	foreach(lc, rubric->tiles)
	{
		int			index = foreach_current_index(lc);
		const Tile *tile = lfirst(lc);

		l->tiles[index] = make_grouped(values, &values->tiles[index], tile->grouping, RUBRIC_NUMBER, NULL, tile, make_tile);
	}
}
