/*
 * lint_words.c
 *		Looks for mistakes that the words of a rubric tell by themselves: names
 *		that nothing reads, weights, percentages, the order of cut-offs.
 */
#include "postgres.h"

#include "miscadmin.h"

#include "analysis/lint_cutoff.h"
#include "analysis/lint_known.h"
#include "analysis/lint.h"
#include "analysis/number.h"
#include "decimal.h"

/* ------------------------------------------------- names that nothing reads */

typedef struct Uses
{
	const Rubric *rubric;
	Bitmapset  *metrics;
	Bitmapset  *parameters;
	Bitmapset  *defines;
} Uses;

static bool mark_used(RubricExpr *expr, void *context);

static void
mark_parameter(Uses *uses, int index)
{
	const Input *parameter = rubric_parameter(uses->rubric, index);

	if (bms_is_member(index, uses->parameters))
		return;
	uses->parameters = bms_add_member(uses->parameters, index);
	if (parameter->value)
		mark_used(parameter->value, uses);
	if (parameter->keep)
		mark_used(parameter->keep, uses);
}

static bool
mark_used(RubricExpr *expr, void *context)
{
	Uses	   *uses = context;

	switch (expr->kind)
	{
		case EXPR_METRIC:
			uses->metrics = bms_add_member(uses->metrics, expr->index);
			return false;
		case EXPR_PARAMETER:
			mark_parameter(uses, expr->index);
			return false;
		case EXPR_DEFINE:
			if (bms_is_member(expr->index, uses->defines))
				return false;
			uses->defines = bms_add_member(uses->defines, expr->index);
			return mark_used(rubric_define(uses->rubric, expr->index)->expr, uses);
		default:
			return rubric_expr_walk(expr, mark_used, uses);
	}
}

static void
mark_root(RubricExpr *root, RubricRole role, void *context)
{
	if (role != ROLE_DEFINE && role != ROLE_VALUE && role != ROLE_KEEP)
		mark_used(root, context);
}

static void
note_unused(Findings *findings, int location, const char *what, const char *name)
{
	finding_about(findings, SEVERITY_NOTICE, location, psprintf("%s \"%s\" is not used", what, name));
}

static void
note_unused_inputs(Findings *findings, List *inputs, const Bitmapset *used, const char *what)
{
	ListCell   *lc;

	foreach(lc, inputs)
	{
		const Input *input = lfirst(lc);

		if (!bms_is_member(foreach_current_index(lc), used))
			note_unused(findings, input->start, what, input->name);
	}
}

static void
lint_names(Findings *findings)
{
	const Rubric *rubric = findings->rubric;
	Uses		uses = {.rubric = rubric};
	ListCell   *lc;

	rubric_walk(rubric, mark_root, &uses);
	note_unused_inputs(findings, rubric->metrics, uses.metrics, "metric");
	note_unused_inputs(findings, rubric->parameters, uses.parameters, "parameter");
	foreach(lc, rubric->defines)
	{
		const Define *define = lfirst(lc);

		if (!bms_is_member(foreach_current_index(lc), uses.defines))
			note_unused(findings, define->start, "define", define->name);
	}
}

/* ------------------------------------------------------------- percentages */

/* Is it a number written with a percent sign? */
static bool
is_percentage(const Rubric *rubric, const RubricExpr *expr)
{
	return expr->kind == EXPR_LITERAL && expr->type == RUBRIC_NUMBER && expr->end > expr->start &&
		rubric->text[expr->end - 1] == '%';
}

static void
lint_weights(Findings *findings)
{
	const Rubric *rubric = findings->rubric;
	Decimal		total;
	Decimal		whole;
	ListCell   *lc;

	if (rubric->criteria == NIL)
		return;
	decimal_from_int64(&total, 0);
	decimal_from_int64(&whole, 1);
	foreach(lc, rubric->criteria)
	{
		const Criterion *criterion = lfirst(lc);
		Decimal		weight;

		if (criterion->weight == NULL || !is_percentage(rubric, criterion->weight))
			return;
		decimal_from_string(&weight, criterion->weight->text);
		if (decimal_add(&total, &total, &weight) != NULL)
			return;
	}
	if (decimal_compare(&total, &whole) != 0)
		finding_about(findings, SEVERITY_WARNING, ((Criterion *) linitial(rubric->criteria))->start,
					  psprintf("weights add up to %s, not to 100%%", percent_text(&total)));
}

static bool
is_literal_number(const RubricExpr *expr, int value)
{
	Decimal		number;
	Decimal		wanted;

	if (expr == NULL || expr->kind != EXPR_LITERAL || expr->type != RUBRIC_NUMBER || expr->isnull)
		return false;
	decimal_from_string(&number, expr->text);
	decimal_from_int64(&wanted, value);
	return decimal_compare(&number, &wanted) == 0;
}

/* A scale from 0 to 100, or a unit that says so; a part of 1 can be shown in percent, too. */
static bool
counts_points(const Input *metric)
{
	static const char *const units[] = {"%", "\uff05", "percent", "percentage point", "percentage points", "\u767e\u5206\u70b9", "\u767e\u5206\u9ede"};
	const Domain *domain = &metric->domain;

	if (domain->kind == DOMAIN_RANGE && domain->high)
	{
		Decimal		high;
		Decimal		one;

		if (domain->high->type != RUBRIC_NUMBER)
			return false;
		decimal_from_string(&high, domain->high->text);
		decimal_from_int64(&one, 1);
		if (decimal_compare(&high, &one) <= 0)
			return false;
		if (is_literal_number(domain->low, 0) && is_literal_number(domain->high, 100))
			return true;
	}
	for (int i = 0; metric->unit && i < (int) lengthof(units); i++)
		if (pg_strcasecmp(metric->unit, units[i]) == 0)
			return true;
	return false;
}

/* The metric that an expression is, but for what does not change its scale; NULL: none. */
static const Input *
metric_of(const Rubric *rubric, const RubricExpr *expr)
{
	for (;;)
	{
		if (expr->kind == EXPR_METRIC)
			return rubric_metric(rubric, expr->index);
		if (expr->kind == EXPR_DEFINE)
			expr = rubric_define(rubric, expr->index)->expr;
		else if (expr->kind == EXPR_NEGATE ||
				 (expr->kind == EXPR_FUNCTION && (expr->function <= FUNC_TRUNC || expr->function == FUNC_COALESCE ||
												  expr->function == FUNC_NULLIF)))
			expr = expr->args[0];
		else
			return NULL;
	}
}

/* The percentage that an expression is, by itself or as a parameter; NULL: none.  0% is 0. */
static const RubricExpr *
percentage_of(const Rubric *rubric, const RubricExpr *expr)
{
	if (expr->kind == EXPR_PARAMETER)
		expr = rubric_default(rubric_parameter(rubric, expr->index));
	else if (expr->kind == EXPR_NEGATE)
		expr = expr->args[0];
	return expr && is_percentage(rubric, expr) && !is_literal_number(expr, 0) ? expr : NULL;
}

static void
check_percentage(Findings *findings, const RubricExpr *a, const RubricExpr *b)
{
	const Input *metric = metric_of(findings->rubric, a);
	const RubricExpr *percentage = percentage_of(findings->rubric, b);
	Decimal		value;

	if (metric == NULL || percentage == NULL || !counts_points(metric))
		return;
	decimal_from_string(&value, percentage->text);
	finding_about(findings, SEVERITY_WARNING, a->start,
				  psprintf("%s is %s, but \"%s\" counts percentage points",
						   rubric_source(findings->rubric, percentage->start, percentage->end), number_text(&value), metric->name));
}

static bool
check_percentages(RubricExpr *expr, void *context)
{
	Findings   *findings = context;

	switch (expr->kind)
	{
		case EXPR_ADD:
		case EXPR_SUBTRACT:
		case EXPR_EQ:
		case EXPR_NE:
		case EXPR_LT:
		case EXPR_LE:
		case EXPR_GT:
		case EXPR_GE:
			check_percentage(findings, expr->args[1], expr->args[0]);
			/* FALLTHROUGH */
		case EXPR_IN:
		case EXPR_BETWEEN:
			for (int i = 1; i < expr->nargs; i++)
				check_percentage(findings, expr->args[0], expr->args[i]);
			break;
		default:
			break;
	}
	return rubric_expr_walk(expr, check_percentages, findings);
}

static void
check_root_percentages(RubricExpr *root, RubricRole role pg_attribute_unused(), void *context)
{
	check_percentages(root, context);
}

/* ------------------------------------------------------ the order of cut-offs */

static void
lint_cut_order(Findings *findings)
{
	const Rubric *rubric = findings->rubric;
	List	   *cuts = rubric_cuts(rubric);
	ListCell   *lc;
	ListCell   *other;

	foreach(lc, cuts)
	{
		const CutOff *better = lfirst(lc);

		foreach(other, cuts)
		{
			const CutOff *worse = lfirst(other);
			bool		above;

			if (better->rank >= worse->rank || !cuts_compare(rubric, better, worse, &above) || above != better->threshold.is_upper)
				continue;
			finding_about(findings, SEVERITY_WARNING, rubric_parameter(rubric, better->parameter)->start,
						  psprintf("parameter \"%s\" of grade \"%s\" is %s \"%s\" of grade \"%s\"",
								   rubric_parameter(rubric, better->parameter)->name, rubric_label(rubric, better->label)->name,
								   above ? "above" : "below",
								   rubric_parameter(rubric, worse->parameter)->name, rubric_label(rubric, worse->label)->name));
		}
	}
}

void
lint_words(Findings *findings)
{
	lint_names(findings);
	lint_weights(findings);
	rubric_walk(findings->rubric, check_root_percentages, findings);
	lint_cut_order(findings);
}
