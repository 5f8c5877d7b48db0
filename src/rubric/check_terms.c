/*
 * check_terms.c
 *		What the grammar cannot say of terms, targets and treatments: which labels
 *		they name, what may stand once, what needs another statement.
 *
 * Their expressions are roots like all others: see check.c.
 */
#include "postgres.h"

#include "decimal.h"
#include "rubric/parse_internal.h"
#include "rubric/value.h"
#include "text.h"

int
rubric_find_label(RubricParse *parse, const char *name, int start)
{
	List	   *names = NIL;
	ListCell   *cell;

	foreach(cell, parse->rubric->labels)
	{
		const Label *label = lfirst(cell);

		if (strcmp(label->name, name) == 0)
			return foreach_current_index(cell);
		names = lappend(names, label->name);
	}
	rubric_fail(parse, start, ERRCODE_SYNTAX_ERROR,
				names ? nearest_name(name, names) :
				"List the grades first, best first: grades A > B > C;",
				"unknown grade \"%s\"", name);
}

/* ------------------------------------------------------------------- grades */

static const char put_in_order[] = "Put the grades in order, best first: grades A > B > C;";

/* A statement that is about grades. */
static void
need_grades(RubricParse *parse, int start)
{
	if (parse->rubric->labels == NIL)
		rubric_fail(parse, start, ERRCODE_SYNTAX_ERROR,
					"List the grades, best first: grades A > B > C;",
					"the rubric has no grades");
}

/* A statement that is about better and worse, or the ranked labels; they stand first. */
static void
need_ranks(RubricParse *parse, int start, const char *hint)
{
	need_grades(parse, start);
	if (rubric_label(parse->rubric, 0)->rank == 0)
		rubric_fail(parse, start, ERRCODE_SYNTAX_ERROR, hint, "no grade has a rank");
}

pg_noreturn static void
refuse_twice(RubricParse *parse, int start, const char *what, const char *name)
{
	rubric_fail(parse, start, ERRCODE_SYNTAX_ERROR, NULL, "%s \"%s\" is stated twice", what, name);
}

/* Find a label and add it to those named so far; what: "approval of", for messages. */
static int
take_label(RubricParse *parse, Bitmapset **labels, const LabelName *name, const char *what)
{
	int			label = rubric_find_label(parse, name->name, name->start);

	if (bms_is_member(label, *labels))
		refuse_twice(parse, name->start, what, name->name);
	*labels = bms_add_member(*labels, label);
	return label;
}

/* ---------------------------------------------------------- how grades move */

static void
check_moves(RubricParse *parse)
{
	const RubricTerms *terms = &parse->rubric->terms;
	const MoveTerm *demotion = &terms->demotion;

	if (terms->promotion.stated)
		need_ranks(parse, terms->promotion.start, put_in_order);
	if (demotion->stated)
		need_ranks(parse, demotion->start, put_in_order);
	if (terms->validity.stated)
		need_ranks(parse, terms->validity.start, put_in_order);
	if (terms->provisional.stated)
		need_grades(parse, terms->provisional.start);

	for (int i = 0; i < 2; i++)
	{
		const MoveTerm *move = i == 0 ? &terms->promotion : demotion;

		if (move->stated && move->rule == MOVE_AT_REVIEW && !terms->review.stated)
			rubric_fail(parse, move->start, ERRCODE_SYNTAX_ERROR,
						"Say when it is: review month end;",
						"%s at review, but there is no review", i == 0 ? "promotion" : "demotion");
	}
	if (demotion->one_step && demotion->rule == MOVE_AT_ONCE &&
		demotion->after.days == 0 && demotion->after.months == 0 && !terms->validity.stated)
		rubric_fail(parse, demotion->start, ERRCODE_SYNTAX_ERROR,
					"Alone it needs a validity: all steps would be taken on one day. "
					"Or say when: demotion one step at review; demotion one step after 30 days;",
					"one step needs a review, a span or a validity");
}

/* -------------------------------------------------------------- who decides */

static void
check_steps(RubricParse *parse, List *steps)
{
	for (int i = 1; i < list_length(steps); i++)
	{
		const ApprovalStep *step = list_nth(steps, i);

		for (int j = 0; j < i; j++)
			if (strcmp(((ApprovalStep *) list_nth(steps, j))->name, step->name) == 0)
				refuse_twice(parse, step->start, "step", step->name);
	}
}

/* The label that is in force meanwhile: no approval, and no better grade, may be needed for it. */
static void
check_until(RubricParse *parse, const ApprovalTerm *term, const Bitmapset *approved)
{
	const Label *until = rubric_label(parse->rubric, term->until);
	int			label = -1;

	if (bms_is_member(term->until, approved))
		rubric_fail(parse, term->until_name->start, ERRCODE_SYNTAX_ERROR,
					"Name a grade that needs no approval.",
					"until \"%s\" needs approval itself", until->name);
	while ((label = bms_next_member(term->labels, label)) >= 0)
	{
		const Label *waiting = rubric_label(parse->rubric, label);

		if (until->rank > 0 && until->rank < waiting->rank)
			rubric_fail(parse, term->until_name->start, ERRCODE_SYNTAX_ERROR,
						"Until it is approved, a customer has a worse grade.",
						"until \"%s\" is better than \"%s\"", until->name, waiting->name);
	}
}

/* "of" names labels, without it stand the ranked ones; approved: those of the statements before, too. */
static void
take_approved(RubricParse *parse, ApprovalTerm *term, Bitmapset **approved)
{
	ListCell   *cell;

	need_grades(parse, term->start);
	foreach(cell, term->label_names)
		term->labels = bms_add_member(term->labels, take_label(parse, approved, lfirst(cell), "approval of"));
	if (term->label_names)
		return;
	need_ranks(parse, term->start, "Name the labels: approval of A, B;");
	foreach(cell, parse->rubric->labels)
	{
		const Label *label = lfirst(cell);
		LabelName	name = {.name = label->name, .start = term->start};

		if (label->rank > 0)
			term->labels = bms_add_member(term->labels, take_label(parse, approved, &name, "approval of"));
	}
}

static void
check_approvals(RubricParse *parse)
{
	List	   *approvals = parse->rubric->terms.approvals;
	Bitmapset  *approved = NULL;
	ListCell   *cell;

	foreach(cell, approvals)
	{
		ApprovalTerm *term = lfirst(cell);

		take_approved(parse, term, &approved);
		if (term->until_name)
			term->until = rubric_find_label(parse, term->until_name->name, term->until_name->start);
		check_steps(parse, term->steps);
	}
	foreach(cell, approvals)
	{
		const ApprovalTerm *term = lfirst(cell);

		if (term->until_name)
			check_until(parse, term, approved);
	}
}

/* ----------------------------------------------- what the company wants, and gives */

static void
check_targets(RubricParse *parse)
{
	Bitmapset  *labels = NULL;
	Decimal		total;
	Decimal		whole;
	ListCell   *cell;

	decimal_from_int64(&total, 0);
	decimal_from_int64(&whole, 1);
	foreach(cell, parse->rubric->terms.targets)
	{
		TargetTerm *term = lfirst(cell);
		RubricValue share;
		Decimal		sum;

		need_grades(parse, term->label_name->start);
		term->label = take_label(parse, &labels, term->label_name, "target of");
		value_from_literal(&share, term->share);
		if (decimal_add(&sum, &total, &share.number) != NULL || decimal_compare(&sum, &whole) > 0)
			rubric_fail(parse, term->share->start, ERRCODE_SYNTAX_ERROR,
						"A target is the share of all customers: target A = 20%, B = 30%;",
						"targets are more than 100 %%");
		total = sum;
	}
}

static void
check_treatments(RubricParse *parse)
{
	ListCell   *cell;

	foreach(cell, parse->rubric->terms.treatments)
	{
		TreatmentTerm *term = lfirst(cell);
		ListCell   *name;

		need_grades(parse, term->start);
		foreach(name, term->label_names)
			take_label(parse, &term->labels, lfirst(name), "treatment for");
		if (term->label_names == NIL)
			term->labels = bms_add_range(NULL, 0, list_length(parse->rubric->labels) - 1);
	}
}

void
rubric_check_terms(RubricParse *parse)
{
	const OverrideTerm *override = &parse->rubric->terms.override;

	check_moves(parse);
	check_approvals(parse);
	if (override->stated)
		need_grades(parse, override->start);
	if (override->within > 0)
		need_ranks(parse, override->start, put_in_order);
	check_targets(parse);
	check_treatments(parse);
}

bool
rubric_has_terms(const Rubric *rubric)
{
	const RubricTerms *terms = &rubric->terms;

	return terms->review.stated || terms->promotion.stated || terms->demotion.stated ||
		terms->validity.stated || terms->provisional.stated || terms->approvals || terms->override.stated ||
		terms->targets || terms->treatments;
}
