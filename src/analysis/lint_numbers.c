/*
 * lint_numbers.c
 *		Looks for expressions that do not do what they seem to where a metric is
 *		null or zero: greatest() and least(), and divisions.
 *
 * Every expression is looked at where it is evaluated, with what is known
 * there; a define within each expression that reads it.
 */
#include "postgres.h"

#include "lib/stringinfo.h"
#include "miscadmin.h"

#include "analysis/lint_known.h"
#include "analysis/lint.h"

typedef struct NumberSearch
{
	Findings   *findings;
	const Rubric *rubric;
} NumberSearch;

static void search_expr(NumberSearch *search, const RubricExpr *expr, Known known);

/* ------------------------------------------------------- greatest and least */

/* The metrics without which some arguments are null and others are not. */
static Bitmapset *
passed_over(const Known *known, const RubricExpr *expr)
{
	Bitmapset  *metrics = NULL;

	for (int i = 0; i < expr->nargs; i++)
	{
		Bitmapset  *missed = metrics_missed(known, expr->args[i]);

		for (int j = 0; j < expr->nargs; j++)
			if (j != i)
				metrics = bms_add_members(metrics, bms_difference(missed, metrics_needed(known->rubric, expr->args[j])));
	}
	return metrics;
}

static void
check_extreme(NumberSearch *search, const RubricExpr *expr, const Known *known)
{
	Bitmapset  *metrics = passed_over(known, expr);
	StringInfoData names;
	int			metric = -1;

	if (bms_is_empty(metrics))
		return;
	initStringInfo(&names);
	while ((metric = bms_next_member(metrics, metric)) >= 0)
		appendStringInfo(&names, "%s\"%s\"", names.len > 0 ? ", " : "", rubric_metric(search->rubric, metric)->name);
	finding_about(search->findings, SEVERITY_WARNING, expr->start,
				  psprintf("%s() passes over null, and %s may be null", rubric_function_name(expr->function), names.data));
}

/* --------------------------------------------------------------- divisions */

static void
check_division(NumberSearch *search, const RubricExpr *expr, const Known *known)
{
	const RubricExpr *divisor = expr->args[1];

	if (known_signs(known, divisor) & SIGN_ZERO)
		finding_about(search->findings, SEVERITY_WARNING, expr->start,
					  psprintf("division by \"%s\", which may be zero",
							   rubric_source(search->rubric, divisor->start, divisor->end)));
}

/* -------------------------------------------------------------------- walk */

static void
search_case(NumberSearch *search, const RubricExpr *expr, Known known)
{
	if (expr->subject)
		search_expr(search, expr->subject, known);
	for (int i = 0; i + 1 < expr->nargs; i += 2)
	{
		const RubricExpr *when = expr->args[i];
		RubricExpr	equal = {.kind = EXPR_EQ, .type = RUBRIC_BOOLEAN, .nargs = 2};
		RubricExpr *sides[2] = {expr->subject, expr->args[i]};

		search_expr(search, when, known);
		if (expr->subject)
		{
			equal.args = sides;
			when = &equal;
		}
		search_expr(search, expr->args[i + 1], known_after(known, when, CAME_TRUE));
		known = known_after(known, when, CAME_NOT_TRUE);
	}
	search_expr(search, expr->args[expr->nargs - 1], known);
}

static void
search_expr(NumberSearch *search, const RubricExpr *expr, Known known)
{
	check_stack_depth();
	CHECK_FOR_INTERRUPTS();
	switch (expr->kind)
	{
		case EXPR_DEFINE:
			search_expr(search, rubric_define(search->rubric, expr->index)->expr, known);
			return;
		case EXPR_CASE:
			search_case(search, expr, known);
			return;
		case EXPR_FUNCTION:
			if (expr->function == FUNC_GREATEST || expr->function == FUNC_LEAST)
				check_extreme(search, expr, &known);
			break;
		case EXPR_DIVIDE:
			check_division(search, expr, &known);
			break;
		default:
			break;
	}
	for (int i = 0; i < expr->nargs; i++)
	{
		search_expr(search, expr->args[i], known);
		/* a part of a junction is evaluated where those before have not decided it */
		if (expr->kind == EXPR_AND || expr->kind == EXPR_OR)
			known = known_after(known, expr->args[i], expr->kind == EXPR_AND ? CAME_TRUE : CAME_FALSE);
	}
}

/* Alternatives are tried like rules: null stops. */
static void
search_alternatives(NumberSearch *search, List *alternatives, Known known)
{
	ListCell   *lc;

	foreach(lc, alternatives)
	{
		const Alternative *alternative = lfirst(lc);

		if (alternative->when)
		{
			search_expr(search, alternative->when, known);
			search_expr(search, alternative->points, known_after(known, alternative->when, CAME_TRUE));
			known = known_after(known, alternative->when, CAME_FALSE);
		}
		else
			search_expr(search, alternative->points, known);
	}
}

/* Returns what is known of who has passed them all. */
static Known
search_rules(NumberSearch *search, List *rules, Known known, Came came)
{
	ListCell   *lc;

	foreach(lc, rules)
	{
		const Rule *rule = lfirst(lc);

		if (rule->when == NULL)
			continue;
		search_expr(search, rule->when, known);
		known = known_after(known, rule->when, came);
	}
	return known;
}

static void
search_criteria(NumberSearch *search, Known known)
{
	ListCell   *lc;

	foreach(lc, search->rubric->criteria)
	{
		const Criterion *criterion = lfirst(lc);
		RubricExpr *amounts[] = {criterion->weight, criterion->max, criterion->missing};

		for (int i = 0; i < (int) lengthof(amounts); i++)
			if (amounts[i])
				search_expr(search, amounts[i], known);
		search_alternatives(search, criterion->alternatives, known);
	}
}

static void
search_parameters(NumberSearch *search, Known known)
{
	ListCell   *lc;

	foreach(lc, search->rubric->parameters)
	{
		const Input *parameter = lfirst(lc);

		if (parameter->value)
			search_expr(search, parameter->value, known);
		if (parameter->keep)
			search_expr(search, parameter->keep, known);
	}
}

void
lint_numbers(Findings *findings)
{
	const Rubric *rubric = findings->rubric;
	NumberSearch search = {.findings = findings, .rubric = rubric};
	Known		nothing = {.rubric = rubric};
	Known		known = known_in_scope(rubric);
	ListCell   *lc;

	search_rules(&search, rubric->scopes, nothing, CAME_TRUE);
	search_parameters(&search, known);
	search_criteria(&search, known);
	if (rubric->score)
		search_expr(&search, rubric->score, known);
	search_rules(&search, rubric->rules, known, CAME_FALSE);

	/* who is graded: the first rule was decided, either way */
	if (rubric->rules && ((Rule *) linitial(rubric->rules))->when)
		known = known_decided(known, ((Rule *) linitial(rubric->rules))->when);
	search_rules(&search, rubric->floors, known, CAME_FALSE);
	search_rules(&search, rubric->caps, known, CAME_FALSE);
	foreach(lc, rubric->terms.treatments)
	{
		const TreatmentTerm *term = lfirst(lc);

		if (term->when)
			search_expr(&search, term->when, known);
		search_alternatives(&search, term->alternatives, known);
	}
}
