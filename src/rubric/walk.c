/*
 * walk.c
 *		Walks over the expressions of a rubric, as nodeFuncs.c has them.
 */
#include "postgres.h"

#include "miscadmin.h"
#include "nodes/bitmapset.h"

#include "rubric/rubric.h"

bool
rubric_expr_walk(const RubricExpr *expr, RubricWalker walker, void *context)
{
	check_stack_depth();
	if (expr->subject && walker(expr->subject, context))
		return true;
	for (int i = 0; i < expr->nargs; i++)
		if (walker(expr->args[i], context))
			return true;
	return false;
}

static void
walk_root(RubricExpr *root, RubricRole role, RubricRootWalker walker, void *context)
{
	if (root)
		walker(root, role, context);
}

static void
walk_rules(List *rules, RubricRole role, RubricRootWalker walker, void *context)
{
	ListCell   *lc;

	foreach(lc, rules)
		walk_root(((Rule *) lfirst(lc))->when, role, walker, context);
}

static void
walk_alternatives(List *alternatives, RubricRole points, RubricRole when, RubricRootWalker walker, void *context)
{
	ListCell   *lc;

	foreach(lc, alternatives)
	{
		Alternative *alternative = lfirst(lc);

		walk_root(alternative->points, points, walker, context);
		walk_root(alternative->when, when, walker, context);
	}
}

static void
walk_criterion(const Criterion *criterion, RubricRootWalker walker, void *context)
{
	walk_root(criterion->weight, ROLE_WEIGHT, walker, context);
	walk_root(criterion->max, ROLE_MAX, walker, context);
	walk_root(criterion->missing, ROLE_MISSING, walker, context);
	walk_alternatives(criterion->alternatives, ROLE_POINTS, ROLE_ALTERNATIVE, walker, context);
}

static void
walk_terms(const RubricTerms *terms, RubricRootWalker walker, void *context)
{
	ListCell   *lc;

	walk_root(terms->review.from, ROLE_FROM, walker, context);
	walk_root(terms->provisional.since, ROLE_SINCE, walker, context);
	foreach(lc, terms->treatments)
	{
		const TreatmentTerm *term = lfirst(lc);

		walk_alternatives(term->alternatives, ROLE_TREATMENT, ROLE_TREATMENT_WHEN, walker, context);
		walk_root(term->when, ROLE_TREATMENT_WHEN, walker, context);
	}
}

void
rubric_walk(const Rubric *rubric, RubricRootWalker walker, void *context)
{
	ListCell   *lc;
	ListCell   *name;

	foreach(lc, rubric->parameters)
	{
		Input	   *parameter = lfirst(lc);

		walk_root(parameter->value, ROLE_VALUE, walker, context);
		walk_root(parameter->keep, ROLE_KEEP, walker, context);
	}
	foreach(lc, rubric->defines)
		walk_root(((Define *) lfirst(lc))->expr, ROLE_DEFINE, walker, context);
	walk_rules(rubric->scopes, ROLE_SCOPE, walker, context);
	foreach(lc, rubric->requirements)
	{
		foreach(name, ((Requirement *) lfirst(lc))->names)
			walk_root(lfirst(name), ROLE_REQUIREMENT, walker, context);
	}
	foreach(lc, rubric->criteria)
		walk_criterion(lfirst(lc), walker, context);
	walk_root(rubric->score, ROLE_SCORE, walker, context);
	walk_rules(rubric->rules, ROLE_RULE, walker, context);
	walk_rules(rubric->floors, ROLE_FLOOR, walker, context);
	walk_rules(rubric->caps, ROLE_CAP, walker, context);
	walk_terms(&rubric->terms, walker, context);
}

/* -------------------------------------------------- what evaluation reads */

typedef struct ReadWalk
{
	const Rubric *rubric;
	RubricLeafWalker walker;
	void	   *context;
	Bitmapset  *defines;		/* entered so far */
	bool		score;			/* likewise: what score is for the rules */
	bool		criteria;		/* likewise: their sum */
	bool		in_score;		/* within "score = ...", where score is the sum */
} ReadWalk;

static void walk_score(ReadWalk *walk);
static bool walk_reads(RubricExpr *expr, void *context);

/* What tells the group of a customer. */
static void
walk_groups(ReadWalk *walk, int grouping)
{
	ListCell   *lc;

	if (grouping < 0)
		return;
	foreach(lc, rubric_grouping(walk->rubric, grouping)->names)
		walk_reads(lfirst(lc), walk);
}

static bool
walk_reads(RubricExpr *expr, void *context)
{
	ReadWalk   *walk = context;

	switch (expr->kind)
	{
		case EXPR_LITERAL:
		case EXPR_METRIC:
			walk->walker(expr, walk->context);
			return false;
		case EXPR_PARAMETER:
			walk->walker(expr, walk->context);
			walk_groups(walk, rubric_parameter(walk->rubric, expr->index)->grouping);
			return false;
		case EXPR_FUNCTION:
			if (!rubric_is_tile(expr))
				return rubric_expr_walk(expr, walk_reads, walk);
			walk->walker(expr, walk->context);
			walk_groups(walk, rubric_tile(walk->rubric, expr->index)->grouping);
			return walk_reads(expr->args[0], walk);
		case EXPR_DEFINE:
			if (bms_is_member(expr->index, walk->defines))
				return false;
			walk->defines = bms_add_member(walk->defines, expr->index);
			return walk_reads(rubric_define(walk->rubric, expr->index)->expr, walk);
		case EXPR_SCORE:
			walk_score(walk);
			return false;
		default:
			return rubric_expr_walk(expr, walk_reads, walk);
	}
}

static void
walk_criterion_root(RubricExpr *root, RubricRole role, void *context)
{
	if (role >= ROLE_WEIGHT && role <= ROLE_ALTERNATIVE)
		walk_reads(root, context);
}

static void
walk_score(ReadWalk *walk)
{
	RubricExpr *score = walk->rubric->score;

	if (score == NULL || walk->in_score)
	{
		if (!walk->criteria)
			rubric_walk(walk->rubric, walk_criterion_root, walk);
		walk->criteria = true;
	}
	else if (!walk->score)
	{
		walk->score = true;
		walk->in_score = true;
		walk_reads(score, walk);
		walk->in_score = false;
	}
}

static void
walk_deciding_root(RubricExpr *root, RubricRole role, void *context)
{
	switch (role)
	{
		case ROLE_SCOPE:
		case ROLE_REQUIREMENT:
		case ROLE_RULE:
		case ROLE_FLOOR:
		case ROLE_CAP:
			walk_reads(root, context);
			break;
		default:
			break;
	}
}

void
rubric_walk_reads(const Rubric *rubric, const RubricExpr *expr, RubricLeafWalker walker, void *context)
{
	ReadWalk	walk = {.rubric = rubric, .walker = walker, .context = context};

	walk.in_score = expr != NULL && expr == rubric->score;
	if (expr)
		walk_reads(unconstify(RubricExpr *, expr), &walk);
	else
		rubric_walk(rubric, walk_deciding_root, &walk);
	bms_free(walk.defines);
}

static void
add_metric(const RubricExpr *leaf, void *context)
{
	Bitmapset **metrics = context;

	if (leaf->kind == EXPR_METRIC)
		*metrics = bms_add_member(*metrics, leaf->index);
}

Bitmapset *
rubric_metrics_read(const Rubric *rubric, const RubricExpr *expr)
{
	Bitmapset  *metrics = NULL;

	rubric_walk_reads(rubric, expr, add_metric, &metrics);
	return metrics;
}

static void
add_metrics_read(Bitmapset **metrics, const Rubric *rubric, const RubricExpr *expr)
{
	if (expr)
		*metrics = bms_join(*metrics, rubric_metrics_read(rubric, expr));
}

Bitmapset *
rubric_treatment_reads(const Rubric *rubric, int item)
{
	const TreatmentTerm *term = list_nth(rubric->terms.treatments, item);
	Bitmapset  *metrics = NULL;
	ListCell   *lc;

	add_metrics_read(&metrics, rubric, term->when);
	foreach(lc, term->alternatives)
	{
		const Alternative *alternative = lfirst(lc);

		add_metrics_read(&metrics, rubric, alternative->when);
		add_metrics_read(&metrics, rubric, alternative->points);
	}
	return metrics;
}

static void
add_input(const RubricExpr *leaf, void *context)
{
	InputsRead *reads = context;

	if (leaf->kind == EXPR_METRIC)
		reads->metrics = bms_add_member(reads->metrics, leaf->index);
	else if (leaf->kind == EXPR_PARAMETER)
		reads->parameters = bms_add_member(reads->parameters, leaf->index);
	else if (rubric_is_tile(leaf))
		reads->tiles = bms_add_member(reads->tiles, leaf->index);
}

static void
walk_treatment_root(RubricExpr *root, RubricRole role, void *context)
{
	if (role == ROLE_TREATMENT || role == ROLE_TREATMENT_WHEN)
		walk_reads(root, context);
}

/* What settling reads of a row: two dates, and the caps that bound the grade held. */
static void
walk_settling(ReadWalk *walk)
{
	const RubricTerms *terms = &walk->rubric->terms;
	ListCell   *lc;

	if (terms->provisional.since)
		walk_reads(terms->provisional.since, walk);
	if (terms->review.from)
		walk_reads(terms->review.from, walk);
	foreach(lc, walk->rubric->caps)
	{
		const Rule *cap = lfirst(lc);

		if (cap->at_once)
			walk_reads(cap->when, walk);
	}
}

InputsRead
rubric_terms_read(const Rubric *rubric, bool treating)
{
	InputsRead	reads = {0};
	ReadWalk	walk = {.rubric = rubric, .walker = add_input, .context = &reads};

	if (treating)
		rubric_walk(rubric, walk_treatment_root, &walk);
	else
		walk_settling(&walk);

	/* and what the values of these parameters are computed from */
	for (int i = list_length(rubric->parameters) - 1; i >= 0; i--)
	{
		const Input *parameter = rubric_parameter(rubric, i);

		if (bms_is_member(i, reads.parameters) && parameter->value && !parameter->taken)
			walk_reads(parameter->value, &walk);
	}
	bms_free(walk.defines);
	return reads;
}
