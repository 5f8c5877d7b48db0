/*
 * check_population.c
 *		What a rubric takes from the population, and who may read that.
 *
 * Names are resolved before.  The order of the text is the order in which
 * values are taken, so nothing here has to be sorted out: a parameter reads what
 * stands above it.  Who belongs to the population must not depend on what is
 * taken from it.
 */
#include "postgres.h"

#include "lib/stringinfo.h"
#include "nodes/bitmapset.h"

#include "decimal.h"
#include "rubric/parse_internal.h"

#define MAX_TILES 100

typedef struct PopulationCheck
{
	RubricParse *parse;
	Rubric	   *rubric;
	Input	   *parameter;		/* whose value or keep is looked at; else NULL */
	bool		is_keep;		/* its keep */
	bool		inside;			/* within a population function: in what it is taken of */
	bool		in_amount;		/* likewise: in its share or number */
	bool		grouped;		/* this part has told the groups of the parameter */
	RubricRole	role;			/* of the root that is looked at */
} PopulationCheck;

static bool check_expr(RubricExpr *expr, void *context);

/* ------------------------------------------------------------------ groups */

static bool
same_names(const List *a, RubricExpr *const *b, int count)
{
	const ListCell *lc;

	if (list_length(a) != count)
		return false;
	foreach(lc, a)
	{
		const RubricExpr *x = lfirst(lc);
		const RubricExpr *y = b[foreach_current_index(lc)];

		if (x->kind != y->kind || x->index != y->index)
			return false;
	}
	return true;
}

/* The number of the list of groups that a function has; -1: it has none. */
static int
grouping_of(PopulationCheck *check, const RubricExpr *function)
{
	RubricExpr **names = function->args + rubric_plain_args(function);
	Grouping   *grouping;
	ListCell   *lc;

	if (function->ngroups == 0)
		return -1;
	foreach(lc, check->rubric->groupings)
	{
		if (same_names(((Grouping *) lfirst(lc))->names, names, function->ngroups))
			return foreach_current_index(lc);
	}
	grouping = palloc0(sizeof(Grouping));
	for (int i = 0; i < function->ngroups; i++)
	{
		if (names[i]->kind == EXPR_PARAMETER)
			rubric_fail(check->parse, names[i]->start, ERRCODE_SYNTAX_ERROR,
						"Groups are told by metrics and defines.",
						"\"%s\" is a parameter, the same for everybody", names[i]->text);
		grouping->names = lappend(grouping->names, names[i]);
	}
	check->rubric->groupings = lappend(check->rubric->groupings, grouping);
	return list_length(check->rubric->groupings) - 1;
}

/* All that the value of a parameter is made of has the same groups. */
static void
join_grouping(PopulationCheck *check, const RubricExpr *part, int grouping)
{
	Input	   *parameter = check->parameter;

	if (check->grouped && parameter->grouping != grouping)
		rubric_fail(check->parse, part->start, ERRCODE_SYNTAX_ERROR,
					"All of a parameter has the same groups; put values of everybody into a parameter of their own.",
					"groups differ in parameter \"%s\"", parameter->name);
	check->grouped = true;
	parameter->grouping = grouping;
}

/* ------------------------------------------------------------------- tiles */

static void
check_tile(PopulationCheck *check, RubricExpr *expr)
{
	const RubricExpr *x = expr->args[0];
	const RubricExpr *n = expr->args[1];
	StringInfoData key;
	Tile	   *tile;
	ListCell   *lc;
	int			count = 0;

	/* three digits at most */
	if (n->kind == EXPR_LITERAL && n->type == RUBRIC_NUMBER && strlen(n->text) <= 3 &&
		strspn(n->text, "0123456789") == strlen(n->text))
		count = atoi(n->text);
	if ((x->kind != EXPR_METRIC && x->kind != EXPR_DEFINE) || count < 2 || count > MAX_TILES)
		rubric_fail(check->parse, expr->start, ERRCODE_SYNTAX_ERROR,
					"An expression gets a name by a define: define x = ...; then: tile(x, 5)",
					"tile needs a name and a number from 2 to 100");

	initStringInfo(&key);
	appendStringInfo(&key, "tile(%s, %d", x->text, count);
	for (int i = 0; i < expr->ngroups; i++)
		appendStringInfo(&key, "%s%s", i == 0 ? " per " : ", ", expr->args[2 + i]->text);
	appendStringInfoChar(&key, ')');
	foreach(lc, check->rubric->tiles)
	{
		if (strcmp(((Tile *) lfirst(lc))->key, key.data) == 0)
		{
			expr->index = foreach_current_index(lc);
			return;
		}
	}
	tile = palloc0(sizeof(Tile));
	tile->key = key.data;
	tile->expr = expr;
	tile->count = count;
	tile->grouping = grouping_of(check, expr);
	expr->index = list_length(check->rubric->tiles);
	check->rubric->tiles = lappend(check->rubric->tiles, tile);
}

/* ------------------------------------------------------------- dependence */

typedef struct Dependence
{
	const Rubric *rubric;
	const RubricExpr *on;		/* what depends on the population */
	bool		in_score;
} Dependence;

static bool depends(RubricExpr *expr, void *context);

static void
root_depends(RubricExpr *root, RubricRole role, void *context)
{
	Dependence *dependence = context;

	if (dependence->on == NULL &&
		((role >= ROLE_WEIGHT && role <= ROLE_ALTERNATIVE) || role == ROLE_SCORE))
		(void) depends(root, context);
}

static bool
depends(RubricExpr *expr, void *context)
{
	Dependence *dependence = context;
	bool		found = rubric_is_tile(expr) || rubric_is_population(expr);

	if (expr->kind == EXPR_PARAMETER)
		found = rubric_parameter(dependence->rubric, expr->index)->population;
	else if (expr->kind == EXPR_DEFINE)
		found = rubric_define(dependence->rubric, expr->index)->population;
	else if (expr->kind == EXPR_SCORE && !dependence->in_score)
	{
		dependence->in_score = true;
		rubric_walk(dependence->rubric, root_depends, dependence);
		return dependence->on != NULL;
	}
	if (found)
		dependence->on = expr;
	return found || rubric_expr_walk(expr, depends, context);
}

/* The first part of an expression that depends on the population, or NULL. */
static const RubricExpr *
dependent_part(const Rubric *rubric, RubricExpr *expr)
{
	Dependence	dependence = {.rubric = rubric};

	if (expr)
		(void) depends(expr, &dependence);
	return dependence.on;
}

static void
refuse_dependent(PopulationCheck *check, RubricExpr *expr)
{
	const RubricExpr *part = dependent_part(check->rubric, expr);

	if (part == NULL)
		return;
	rubric_fail(check->parse, part->start, ERRCODE_SYNTAX_ERROR,
				"Read it in a rule or a cap.",
				"%s decides who belongs to the population and cannot read \"%s\"", rubric_role_noun(check->role),
				part->kind == EXPR_FUNCTION ? rubric_function_name(part->function) : part->text);
}

/* ------------------------------------------------------ population functions */

static void
refuse_outside(PopulationCheck *check, const RubricExpr *expr, const char *what)
{
	rubric_fail(check->parse, expr->start, ERRCODE_SYNTAX_ERROR,
				"The value of a parameter is the same for everybody: read it in count(), sum(), top() or their like.",
				"%s is read outside a population function", what);
}

/* The score is whole where the value of a parameter is taken. */
static void
check_score(PopulationCheck *check, const RubricExpr *expr)
{
	const Rubric *rubric = check->rubric;
	int			end = rubric->score ? rubric->score_start : -1;
	ListCell   *lc;

	foreach(lc, rubric->criteria)
		end = Max(end, ((Criterion *) lfirst(lc))->start);
	if (end > expr->start)
		rubric_fail(check->parse, expr->start, ERRCODE_SYNTAX_ERROR,
					"Put the parameter below the criteria and \"score = ...\".",
					"parameter \"%s\" reads the score above what makes it up", check->parameter->name);
}

/* The share, or the number, of a function: the same for everybody, or for a group of its own. */
static void
check_amount(PopulationCheck *check, const RubricExpr *function, RubricExpr *amount)
{
	Decimal		value;
	Decimal		limit;
	bool		is_share = function->function != FUNC_LARGEST;

	check->in_amount = true;
	(void) check_expr(amount, check);
	check->in_amount = false;
	if (amount->kind != EXPR_LITERAL || amount->type != RUBRIC_NUMBER)
		return;
	decimal_from_string(&value, amount->text);
	decimal_from_int64(&limit, is_share ? 0 : 1);
	if (decimal_compare(&value, &limit) >= 0)
	{
		decimal_from_int64(&limit, is_share ? 1 : PG_INT32_MAX);
		if (decimal_compare(&value, &limit) <= 0 && (is_share || strchr(amount->text, '.') == NULL))
			return;
	}
	if (is_share)
		rubric_fail(check->parse, amount->start, ERRCODE_SYNTAX_ERROR, "20 of 100 is written 20%, or 0.2.",
					"share %s is not between 0 and 1", rubric_source(check->rubric, amount->start, amount->end));
	rubric_fail(check->parse, amount->start, ERRCODE_SYNTAX_ERROR, "largest(x, 100) is the value of the hundredth.",
				"%s is not a number of customers", rubric_source(check->rubric, amount->start, amount->end));
}

static void
check_function(PopulationCheck *check, RubricExpr *expr)
{
	if (check->parameter == NULL)
		rubric_fail(check->parse, expr->start, ERRCODE_SYNTAX_ERROR,
					psprintf("Give it to a parameter, and read that: parameter x = %s;",
							 rubric_source(check->rubric, expr->start, expr->end)),
					"population function in %s", rubric_role_noun(check->role));
	if (check->inside || check->in_amount)
		rubric_fail(check->parse, expr->start, ERRCODE_SYNTAX_ERROR,
					"Give it to a parameter above, and read that.",
					"population function in %s", "a population function");
	if (check->is_keep)
		check->parameter->keep_taken = true;
	else
		check->parameter->taken = true;
	join_grouping(check, expr, grouping_of(check, expr));
	if (rubric_plain_args(expr) == 2)
		check_amount(check, expr, expr->args[1]);
	check->inside = true;
	(void) check_expr(expr->args[0], check);
	check->inside = false;
}

static bool
check_expr(RubricExpr *expr, void *context)
{
	PopulationCheck *check = context;
	bool		is_value = check->parameter != NULL && !check->inside;
	Input	   *read;

	if (rubric_is_population(expr))
	{
		check_function(check, expr);
		return false;
	}
	if (rubric_is_tile(expr))
	{
		if (check->parameter)
			rubric_fail(check->parse, expr->start, ERRCODE_SYNTAX_ERROR,
						"Give it to a define, and read that in a population function.",
						"function tile() in %s", rubric_role_noun(check->role));
		check_tile(check, expr);
		return false;
	}
	switch (expr->kind)
	{
		case EXPR_METRIC:
			if (is_value)
				refuse_outside(check, expr, psprintf("metric \"%s\"", expr->text));
			break;
		case EXPR_DEFINE:
			if (is_value)
				refuse_outside(check, expr, psprintf("define \"%s\"", expr->text));
			break;
		case EXPR_SCORE:
			if (is_value)
				refuse_outside(check, expr, "score");
			if (check->parameter)
				check_score(check, expr);
			break;
		case EXPR_PARAMETER:
			read = rubric_parameter(check->rubric, expr->index);
			if (read == check->parameter && (check->inside || !check->is_keep))
				rubric_fail(check->parse, expr->start, ERRCODE_SYNTAX_ERROR, NULL,
							"parameter \"%s\" reads itself", read->name);
			if (is_value && read != check->parameter && read->grouping >= 0)
				join_grouping(check, expr, read->grouping);
			break;
		default:
			break;
	}
	return rubric_expr_walk(expr, check_expr, context);
}

/* ------------------------------------------------------------------- whole */

static void
check_parameter(PopulationCheck *check, Input *parameter)
{
	const RubricExpr *on;
	int			grouping;

	check->parameter = parameter;
	check->grouped = check->is_keep = false;
	if (parameter->value)
	{
		check->role = ROLE_VALUE;
		(void) check_expr(parameter->value, check);
		on = dependent_part(check->rubric, parameter->value);
		parameter->population = on != NULL;
	}
	grouping = parameter->grouping;
	if (parameter->keep)
	{
		check->role = ROLE_KEEP;
		check->is_keep = true;
		(void) check_expr(parameter->keep, check);
		if (parameter->grouping != grouping)
			rubric_fail(check->parse, parameter->keep->start, ERRCODE_SYNTAX_ERROR,
						"All of a parameter has the same groups.",
						"groups differ in parameter \"%s\"", parameter->name);
	}
	check->parameter = NULL;
}

/* Parameters and defines in the order of the text: what one reads stands above it. */
static void
check_names(PopulationCheck *check)
{
	Rubric	   *rubric = check->rubric;
	int			p = 0;
	int			d = 0;

	while (p < list_length(rubric->parameters) || d < list_length(rubric->defines))
	{
		Input	   *parameter = p < list_length(rubric->parameters) ? rubric_parameter(rubric, p) : NULL;
		Define	   *define = d < list_length(rubric->defines) ? rubric_define(rubric, d) : NULL;

		if (define == NULL || (parameter && parameter->start < define->start))
		{
			check_parameter(check, parameter);
			p++;
			continue;
		}
		check->role = ROLE_DEFINE;
		(void) check_expr(define->expr, check);
		define->population = dependent_part(rubric, define->expr) != NULL;
		d++;
	}
}

/*
 * Keep values and cuts are kept among the parameters under names of their own:
 * no parameter may have such a name.
 */
static void
check_frozen_name(PopulationCheck *check, const Input *parameter)
{
	const Rubric *rubric = check->rubric;
	bool		is_frozen = false;
	ListCell   *lc;

	foreach(lc, rubric->tiles)
		is_frozen |= strcmp(((Tile *) lfirst(lc))->key, parameter->name) == 0;
	foreach(lc, rubric->parameters)
	{
		const Input *other = lfirst(lc);

		is_frozen |= other->keep && strcmp(psprintf("%s keep", other->name), parameter->name) == 0;
	}
	if (is_frozen)
		rubric_fail(check->parse, parameter->start, ERRCODE_SYNTAX_ERROR, "Choose another name.",
					"another value is frozen under the name of parameter \"%s\"", parameter->name);
}

static void
check_root(RubricExpr *root, RubricRole role, void *context)
{
	PopulationCheck *check = context;

	if (role == ROLE_VALUE || role == ROLE_KEEP || role == ROLE_DEFINE)
		return;
	check->role = role;
	(void) check_expr(root, check);
	if (role == ROLE_SCOPE || role == ROLE_REQUIREMENT)
		refuse_dependent(check, root);
}

/* A row needs what tells its group, if something reads a value by group: what grades it, or its terms. */
static void
mark_groups(Rubric *rubric, int grouping, bool grading)
{
	ListCell   *lc;

	if (grouping < 0)
		return;
	foreach(lc, rubric_grouping(rubric, grouping)->names)
	{
		Bitmapset  *metrics = rubric_metrics_read(rubric, lfirst(lc));
		int			i = -1;

		while ((i = bms_next_member(metrics, i)) >= 0)
		{
			if (grading)
				rubric_metric(rubric, i)->read = true;
			else
				rubric_metric(rubric, i)->read_by_terms = true;
		}
	}
}

void
rubric_check_population(RubricParse *parse)
{
	PopulationCheck check = {.parse = parse, .rubric = parse->rubric};
	ListCell   *lc;

	foreach(lc, parse->rubric->parameters)
		((Input *) lfirst(lc))->grouping = -1;
	check_names(&check);
	rubric_walk(parse->rubric, check_root, &check);
	foreach(lc, parse->rubric->parameters)
	{
		const Input *parameter = lfirst(lc);

		check_frozen_name(&check, parameter);
		if (parameter->read || parameter->read_by_terms)
			mark_groups(parse->rubric, parameter->grouping, parameter->read);
	}
	foreach(lc, parse->rubric->tiles)
		mark_groups(parse->rubric, ((Tile *) lfirst(lc))->grouping, true);
}
