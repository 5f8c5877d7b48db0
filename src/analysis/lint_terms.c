/*
 * lint_terms.c
 *		Looks for terms, targets and treatments that do not do what they seem to.
 */
#include "postgres.h"

#include "lib/stringinfo.h"
#include "utils/json.h"

#include "analysis/lint_cutoff.h"
#include "analysis/lint_known.h"
#include "analysis/lint.h"
#include "analysis/number.h"
#include "rubric/unit.h"
#include "rubric/value.h"

static bool
has_span(const Span *span)
{
	return span->days > 0 || span->months > 0;
}

/* -------------------------------------------------------- days of a span */

/* How many days a span can have. */
typedef struct Days
{
	int			least;
	int			most;
} Days;

static Days
days_of_span(const Span *span)
{
	Days		days = {span->days, span->days};

	/* 28 days or 31; of years it is 365 or 366 */
	if (span->months > 0)
	{
		days.least = span->months * 365 / 12 - 2;
		days.most = span->months * 366 / 12 + 2;
	}
	return days;
}

static int
day_number(const DayOfYear *day)
{
	static const int before[] = {0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334};

	return before[day->month - 1] + day->day;
}

/* The days from one review to the next. */
static Days
days_between_reviews(const ReviewTerm *review)
{
	Span		span = {0};
	Days		days = {366, 0};

	if (review->own)
		return days_of_span(&review->every);
	switch (review->calendar)
	{
		case CALENDAR_DAILY:
			span.days = 1;
			break;
		case CALENDAR_WEEKLY:
			span.days = 7;
			break;
		case CALENDAR_MONTH_DAY:
			span.months = 1;
			break;
		case CALENDAR_PERIOD_END:
			span.months = (int) review->period;
			break;
		case CALENDAR_WINDOW:
			span.months = 12;
			break;
		case CALENDAR_YEARLY:
			for (int i = 0; i < list_length(review->days); i++)
			{
				int			next = (i + 1) % list_length(review->days);
				int			gap = day_number(list_nth(review->days, next)) - day_number(list_nth(review->days, i));

				gap += gap <= 0 ? 365 : 0;
				days.least = Min(days.least, gap - 1);
				days.most = Max(days.most, gap + 1);
			}
			return days;
	}
	return days_of_span(&span);
}

/* These two are so in every year. */
static bool
longer_than_reviews(const Span *span, const ReviewTerm *review)
{
	return has_span(span) && review->stated && days_of_span(span).least > days_between_reviews(review).most;
}

static bool
shorter_than_reviews(const Span *span, const ReviewTerm *review)
{
	return has_span(span) && review->stated && days_of_span(span).most < days_between_reviews(review).least;
}

/* ---------------------------------------------------------- how grades move */

static void
lint_spans(Findings *findings)
{
	const RubricTerms *terms = &findings->rubric->terms;

	if (longer_than_reviews(&terms->review.after, &terms->review))
		finding_about(findings, SEVERITY_WARNING, terms->review.start, "a review is held after the day of the next one");
	if (terms->demotion.rule == MOVE_AT_REVIEW && longer_than_reviews(&terms->demotion.after, &terms->review))
		finding_about(findings, SEVERITY_WARNING, terms->demotion.start, "the span is longer than the time between two reviews");
	if (terms->validity.stated && terms->demotion.rule == MOVE_AT_REVIEW && terms->promotion.rule != MOVE_AT_ONCE &&
		shorter_than_reviews(&terms->validity.span, &terms->review))
		finding_about(findings, SEVERITY_WARNING, terms->validity.start,
					  "validity has no effect: it is shorter than the time between two reviews");
	if (terms->validity.stated && terms->demotion.rule == MOVE_NEVER)
		finding_about(findings, SEVERITY_WARNING, terms->validity.start, "validity has no effect: demotion is never");
}

/* Nothing would hold the grade anyway. */
static void
lint_at_once(Findings *findings)
{
	const Rubric *rubric = findings->rubric;
	const RubricTerms *terms = &rubric->terms;
	ListCell   *lc;

	if (terms->demotion.rule != MOVE_AT_ONCE || has_span(&terms->demotion.after) || terms->demotion.one_step ||
		terms->validity.stated || rubric_has_keep(rubric))
		return;
	foreach(lc, rubric->caps)
	{
		const Rule *cap = lfirst(lc);

		if (cap->at_once)
			finding_about(findings, SEVERITY_WARNING, cap->start, "\"at once\" has no effect: demotion is immediate");
	}
}

/* A date whose lack stops the clock. */
static void
lint_date(Findings *findings, const RubricExpr *date, int location, const char *word)
{
	const Rubric *rubric = findings->rubric;
	Known		known = known_in_scope(rubric);

	if (date && !bms_is_empty(metrics_missed(&known, date)))
		finding_about(findings, SEVERITY_WARNING, location,
					  psprintf("%s \"%s\", which is not required", word, rubric_source(rubric, date->start, date->end)));
}

static void
lint_dates(Findings *findings)
{
	const RubricTerms *terms = &findings->rubric->terms;

	lint_date(findings, terms->review.from, terms->review.start, "from");
	lint_date(findings, terms->provisional.since, terms->provisional.start, "since");
	if (terms->provisional.stated && terms->provisional.since == NULL)
		finding_about(findings, SEVERITY_NOTICE, terms->provisional.start,
					  "without \"since\" everybody is provisional from the day of attach()");
}

static int
count_ranks(const Rubric *rubric)
{
	int			ranks = 0;
	ListCell   *lc;

	foreach(lc, rubric->labels)
		ranks = Max(ranks, ((Label *) lfirst(lc))->rank);
	return ranks;
}

static void
lint_override(Findings *findings)
{
	const OverrideTerm *override = &findings->rubric->terms.override;

	if (override->within > 0 && override->within >= count_ranks(findings->rubric))
		finding_about(findings, SEVERITY_WARNING, override->start, "\"within\" has no effect: there are no more ranks than that");
}

/* ---------------------------------------------------------------- cut-offs */

/* A cut-off that the population gave once, and no review takes again. */
static void
lint_renewal(Findings *findings)
{
	const Rubric *rubric = findings->rubric;
	const ReviewTerm *review = &rubric->terms.review;
	const char *why = review->own ? "reviews are each customer's own" : "there is no review";
	ListCell   *lc;

	if (review->stated && !review->own)
		return;
	foreach(lc, rubric->parameters)
	{
		const Input *parameter = lfirst(lc);

		if (parameter->taken || parameter->keep_taken)
			finding_about(findings, SEVERITY_WARNING, parameter->start,
						  psprintf("nothing renews parameter \"%s\": %s", parameter->name, why));
	}
	foreach(lc, rubric->tiles)
	{
		const Tile *tile = lfirst(lc);

		finding_about(findings, SEVERITY_WARNING, tile->expr->start, psprintf("nothing renews %s: %s", tile->key, why));
	}
}

/* What keep is to the value of a parameter. */
typedef enum KeepOrder
{
	KEEP_UNKNOWN,
	KEEP_BELOW,
	KEEP_EQUAL,
	KEEP_ABOVE
} KeepOrder;

static KeepOrder
keep_order(int sign)
{
	return sign < 0 ? KEEP_BELOW : sign == 0 ? KEEP_EQUAL : KEEP_ABOVE;
}

/* "keep 90% * cut" in parameter cut: the factor; NULL: it is something else */
static const RubricExpr *
keep_factor(const RubricExpr *keep, int parameter)
{
	if (keep->kind != EXPR_MULTIPLY)
		return NULL;
	for (int i = 0; i < 2; i++)
	{
		const RubricExpr *factor = keep->args[i];
		const RubricExpr *other = keep->args[1 - i];

		if (factor->kind == EXPR_LITERAL && !factor->isnull && other->kind == EXPR_PARAMETER && other->index == parameter)
			return factor;
	}
	return NULL;
}

static KeepOrder
order_of_keep(const Rubric *rubric, int index)
{
	const Input *parameter = rubric_parameter(rubric, index);
	const RubricExpr *value = rubric_default(parameter);
	const RubricExpr *keep = parameter->keep;
	const RubricExpr *factor = keep_factor(keep, index);
	RubricExpr	read = {.kind = EXPR_PARAMETER, .type = RUBRIC_NUMBER, .index = index};
	RubricExpr	one = {.kind = EXPR_LITERAL, .type = RUBRIC_NUMBER, .text = "1"};
	Known		known = {.rubric = rubric};

	if (value && keep->kind == EXPR_LITERAL && keep->type == value->type && !keep->isnull)
		return keep_order(rubric_compare_literals(keep, value));
	if (factor && known_signs(&known, &read) == SIGN_PLUS)
		return keep_order(rubric_compare_literals(factor, &one));
	return KEEP_UNKNOWN;
}

/* A row that has the grade by the value, and not by keep; NULL: not known. */
static char *
keep_witness(const Rubric *rubric, const CutOff *cut)
{
	const Input *parameter = rubric_parameter(rubric, cut->parameter);
	const RubricExpr *bound = cut->threshold.is_strict ? parameter->keep : rubric_default(parameter);
	StringInfoData json;

	if (cut->threshold.measure->kind != EXPR_METRIC || bound == NULL || bound->kind != EXPR_LITERAL || bound->type != RUBRIC_NUMBER)
		return NULL;
	initStringInfo(&json);
	appendStringInfoChar(&json, '{');
	escape_json(&json, rubric_metric(rubric, cut->threshold.measure->index)->name);
	appendStringInfo(&json, ": %s}", bound->text);
	return json.data;
}

/* The worst grade is not kept. */
static void
check_keep_of_cut(Findings *findings, const CutOff *cut)
{
	const Rubric *rubric = findings->rubric;
	const Input *parameter = rubric_parameter(rubric, cut->parameter);
	KeepOrder	order;

	if (parameter->keep == NULL || cut->rank == count_ranks(rubric))
		return;
	order = order_of_keep(rubric, cut->parameter);
	if (order == KEEP_EQUAL)
		finding_about(findings, SEVERITY_WARNING, parameter->start,
					  psprintf("keep of parameter \"%s\" has no effect: it is the value", parameter->name));
	else if (order == (cut->threshold.is_upper ? KEEP_BELOW : KEEP_ABOVE))
		finding_about(findings, SEVERITY_WARNING, parameter->start,
					  psprintf("keep of parameter \"%s\" is stricter than its value", parameter->name))->witness =
			keep_witness(rubric, cut);
}

static void
lint_keep(Findings *findings)
{
	const Rubric *rubric = findings->rubric;
	ListCell   *lc;

	if (rubric->terms.demotion.rule != MOVE_NEVER)
	{
		foreach(lc, rubric_cuts(rubric))
			check_keep_of_cut(findings, lfirst(lc));
		return;
	}
	foreach(lc, rubric->parameters)
	{
		const Input *parameter = lfirst(lc);

		if (parameter->keep)
			finding_about(findings, SEVERITY_WARNING, parameter->start,
						  psprintf("keep of parameter \"%s\" has no effect: demotion is never", parameter->name));
	}
}

/* The share of a cut-off "measure >= top(measure, 20%)". */
static bool
share_of_cut(const Rubric *rubric, const CutOff *cut, Decimal *share)
{
	const RubricExpr *value = rubric_parameter(rubric, cut->parameter)->value;

	if (value == NULL || !rubric_is_population(value) || value->function != FUNC_TOP || value->ngroups > 0 ||
		cut->threshold.is_upper || value->args[1]->kind != EXPR_LITERAL || !same_expression(value->args[0], cut->threshold.measure))
		return false;
	decimal_from_string(share, value->args[1]->text);
	return true;
}

/* What the targets of a grade and all better ones add up to; false: not all have one. */
static bool
target_down_to(const Rubric *rubric, int rank, Decimal *total)
{
	int			count = 0;
	ListCell   *lc;

	decimal_from_int64(total, 0);
	foreach(lc, rubric->terms.targets)
	{
		const TargetTerm *target = lfirst(lc);
		int			other = rubric_label(rubric, target->label)->rank;
		Decimal		share;

		if (other == 0 || other > rank)
			continue;
		decimal_from_string(&share, target->share->text);
		if (decimal_add(total, total, &share) != NULL)
			return false;
		count++;
	}
	return count == rank;
}

static void
lint_targets(Findings *findings)
{
	const Rubric *rubric = findings->rubric;
	ListCell   *lc;

	foreach(lc, rubric_cuts(rubric))
	{
		const CutOff *cut = lfirst(lc);
		Decimal		share;
		Decimal		target;

		if (share_of_cut(rubric, cut, &share) && target_down_to(rubric, cut->rank, &target) &&
			decimal_compare(&share, &target) != 0)
			finding_about(findings, SEVERITY_NOTICE, rubric_parameter(rubric, cut->parameter)->start,
						  psprintf("the target of grade \"%s\" and better is %s, its cut-off gives them %s",
								   rubric_label(rubric, cut->label)->name, percent_text(&target), percent_text(&share)));
	}
}

/* ------------------------------------------------------- labels of no rule */

static void
add_labels_of(Bitmapset **labels, List *rules)
{
	ListCell   *lc;

	foreach(lc, rules)
		* labels = bms_add_member(*labels, ((Rule *) lfirst(lc))->label);
}

/* A label that only a person can give has its meaning where the rubric has no rules at all. */
static void
lint_labels(Findings *findings)
{
	const Rubric *rubric = findings->rubric;
	Bitmapset  *given = NULL;
	ListCell   *lc;

	if (rubric->rules == NIL)
		return;
	add_labels_of(&given, rubric->rules);
	add_labels_of(&given, rubric->floors);
	add_labels_of(&given, rubric->caps);
	foreach(lc, rubric->terms.approvals)
	{
		const ApprovalTerm *term = lfirst(lc);
		int			label = -1;

		while (term->label_names && (label = bms_next_member(term->labels, label)) >= 0)
			if (!bms_is_member(label, given))
				finding_about(findings, SEVERITY_WARNING, term->start,
							  psprintf("approval of \"%s\", which no rule gives", rubric_label(rubric, label)->name));
		if (term->until >= 0)
			given = bms_add_member(given, term->until);
	}
	foreach(lc, rubric->terms.targets)
	{
		const TargetTerm *target = lfirst(lc);

		if (!bms_is_member(target->label, given))
			finding_about(findings, SEVERITY_WARNING, target->label_name->start,
						  psprintf("target of \"%s\", which no rule gives", target->label_name->name));
	}
	foreach(lc, rubric->terms.treatments)
	{
		const TreatmentTerm *term = lfirst(lc);
		int			label = -1;

		while (term->label_names && (label = bms_next_member(term->labels, label)) >= 0)
			if (!bms_is_member(label, given))
				finding_about(findings, SEVERITY_WARNING, term->start,
							  psprintf("treatment \"%s\" for \"%s\", which no rule gives", term->name, rubric_label(rubric, label)->name));
	}
}

/* -------------------------------------------------------------- treatments */

/* What worklists read as a time; the smaller is better, or the larger. */
typedef struct WorklistTerm
{
	const char *name;
	bool		is_time;
	bool		smaller_is_better;
} WorklistTerm;

static const WorklistTerm worklist_terms[] = {
	{"visit_interval", true, true},
	{"validity", true, false},
	{"agreement_term", true, false},
	{"product_access", true, false},
	{"payment_term", true, false},
	{"credit_limit", false, false},
};

static const WorklistTerm *
find_worklist_term(const char *name)
{
	for (int i = 0; i < (int) lengthof(worklist_terms); i++)
		if (strcmp(worklist_terms[i].name, name) == 0)
			return &worklist_terms[i];
	return NULL;
}

static void
lint_units(Findings *findings)
{
	ListCell   *lc;

	foreach(lc, findings->rubric->terms.treatments)
	{
		const TreatmentTerm *term = lfirst(lc);
		const WorklistTerm *known = find_worklist_term(term->name);
		Interval	span;

		if (known == NULL || !known->is_time || rubric_treatment_type(term) != RUBRIC_NUMBER)
			continue;
		if (term->unit == NULL)
			finding_about(findings, SEVERITY_WARNING, term->start,
						  psprintf("treatment \"%s\" is a number without a unit of time, so worklists pass over it", term->name));
		else if (!unit_span(term->unit, &span))
			finding_about(findings, SEVERITY_WARNING, term->start,
						  psprintf("no worklist understands unit \"%s\" of treatment \"%s\"", term->unit, term->name));
	}
}

/* The first statement of a name stands for all. */
static bool
is_first_of_name(const List *treatments, const TreatmentTerm *term)
{
	ListCell   *lc;

	foreach(lc, treatments)
	{
		const TreatmentTerm *other = lfirst(lc);

		if (strcmp(other->name, term->name) == 0)
			return other == term;
	}
	return false;
}

/* Worklists take units of time for what they are. */
static bool
is_time(const char *unit)
{
	Interval	span;

	return unit && unit_span(unit, &span);
}

static void
check_units_of_name(Findings *findings, const TreatmentTerm *first)
{
	ListCell   *lc;

	foreach(lc, findings->rubric->terms.treatments)
	{
		const TreatmentTerm *term = lfirst(lc);

		if (strcmp(term->name, first->name) != 0 || first->unit == NULL || term->unit == NULL ||
			strcmp(first->unit, term->unit) == 0 || (is_time(first->unit) && is_time(term->unit)))
			continue;
		finding_about(findings, SEVERITY_NOTICE, term->start,
					  psprintf("treatment \"%s\" has unit \"%s\" here and \"%s\" elsewhere", term->name, term->unit, first->unit));
	}
}

/*
 * Grades that do not get what better and worse ones get; of what worklists ask
 * for, all that do not get it.
 */
static void
check_grades_of_name(Findings *findings, const TreatmentTerm *first)
{
	const Rubric *rubric = findings->rubric;
	bool		asked_for = find_worklist_term(first->name) && rubric_treatment_type(first) == RUBRIC_NUMBER;
	int			ranks = count_ranks(rubric);
	Bitmapset  *labels = NULL;
	StringInfoData without;
	ListCell   *lc;

	foreach(lc, rubric->terms.treatments)
	{
		const TreatmentTerm *term = lfirst(lc);

		if (strcmp(term->name, first->name) == 0)
			labels = bms_add_members(labels, term->labels);
	}
	/* ranked labels stand first, best first */
	labels = bms_int_members(labels, bms_add_range(NULL, 0, ranks - 1));
	initStringInfo(&without);
	for (int label = 0, passed = 0; label < ranks && !bms_is_empty(labels); label++)
	{
		if (bms_is_member(label, labels))
			passed++;
		else if (asked_for || (passed > 0 && passed < bms_num_members(labels)))
			appendStringInfo(&without, "%s\"%s\"", without.len > 0 ? ", " : "", rubric_label(rubric, label)->name);
	}
	if (without.len > 0)
		finding_about(findings, SEVERITY_NOTICE, first->start,
					  psprintf("treatment \"%s\" is not for %s", first->name, without.data));
}

/* The number that a grade gets by a name, always; NULL: none, or more than one. */
static const RubricExpr *
number_of_grade(const Rubric *rubric, const TreatmentTerm *first, int label)
{
	const RubricExpr *number = NULL;
	ListCell   *lc;

	foreach(lc, rubric->terms.treatments)
	{
		const TreatmentTerm *term = lfirst(lc);
		const Alternative *only;

		if (strcmp(term->name, first->name) != 0 || !bms_is_member(label, term->labels))
			continue;
		if (number || list_length(term->alternatives) != 1 || (term->unit == NULL) != (first->unit == NULL) ||
			(term->unit && strcmp(term->unit, first->unit) != 0))
			return NULL;
		only = linitial(term->alternatives);
		if (only->when || only->points->kind != EXPR_LITERAL || only->points->type != RUBRIC_NUMBER || only->points->isnull)
			return NULL;
		number = only->points;
	}
	return number;
}

/*
 * Is a better grade given less?  Where nobody knows whether less is better,
 * numbers must at least go one way from grade to grade.
 */
static void
check_numbers_of_name(Findings *findings, const TreatmentTerm *first)
{
	const Rubric *rubric = findings->rubric;
	const WorklistTerm *known = find_worklist_term(first->name);
	int			wanted = known == NULL ? 0 : known->smaller_is_better ? -1 : 1;
	const RubricExpr *better = NULL;
	int			better_label = -1;

	if (known && first->unit && unit_is_rate(first->unit))
		wanted = -wanted;
	for (int label = 0; label < list_length(rubric->labels); label++)
	{
		const RubricExpr *number = number_of_grade(rubric, first, label);
		int			sign;

		if (rubric_label(rubric, label)->rank == 0 || number == NULL)
			continue;
		sign = better ? rubric_compare_literals(better, number) : 0;
		sign = (sign > 0) - (sign < 0);
		if (sign != 0 && wanted == 0)
			wanted = sign;
		if (sign != 0 && sign != wanted)
			finding_about(findings, SEVERITY_NOTICE, number->start,
						  psprintf("treatment \"%s\" is %s for grade \"%s\" than for \"%s\"", first->name, sign > 0 ? "less" : "more",
								   rubric_label(rubric, label)->name, rubric_label(rubric, better_label)->name));
		better = number;
		better_label = label;
	}
}

/* "measure >= 10" */
static bool
has_constant_threshold(const RubricExpr *when, Threshold *threshold)
{
	return threshold_of(when, EXPR_LITERAL, threshold) && !threshold->value->isnull &&
		(threshold->value->type == RUBRIC_NUMBER || threshold->value->type == RUBRIC_DATE);
}

/* Does one bound let through all that another does? */
static bool
bound_covers(const Threshold *wide, const Threshold *narrow)
{
	int			sign;

	if (wide->is_upper != narrow->is_upper || !same_expression(wide->measure, narrow->measure))
		return false;
	sign = rubric_compare_literals(wide->value, narrow->value);
	if (sign == 0)
		return !wide->is_strict || narrow->is_strict;
	return (sign > 0) == wide->is_upper;
}

/* Is there something between what these two let through, one from above and one from below? */
static bool
bounds_leave_gap(const Threshold *upper, const Threshold *lower)
{
	int			sign = rubric_compare_literals(upper->value, lower->value);

	return sign < 0 || (sign == 0 && upper->is_strict && lower->is_strict);
}

/* Alternatives by one measure; others are more than a comparison of their bounds can tell. */
static void
check_alternatives(Findings *findings, const TreatmentTerm *term)
{
	int			count = list_length(term->alternatives);
	Threshold  *bounds = palloc(sizeof(Threshold) * Max(count, 1));
	const Threshold *upper = NULL;
	const Threshold *lower = NULL;

	for (int i = 0; i < count; i++)
	{
		const Alternative *alternative = list_nth(term->alternatives, i);

		if (!has_constant_threshold(alternative->when, &bounds[i]) || !same_expression(bounds[i].measure, bounds[0].measure))
			return;
		for (int j = 0; j < i; j++)
			if (bound_covers(&bounds[j], &bounds[i]))
			{
				finding_about(findings, SEVERITY_WARNING, term->start,
							  psprintf("alternative \"when %s\" of treatment \"%s\" cannot be reached",
									   rubric_source(findings->rubric, alternative->when->start, alternative->when->end), term->name));
				break;
			}
		if (bounds[i].is_upper && (upper == NULL || bound_covers(&bounds[i], upper)))
			upper = &bounds[i];
		if (!bounds[i].is_upper && (lower == NULL || bound_covers(&bounds[i], lower)))
			lower = &bounds[i];
	}
	if (upper && lower && bounds_leave_gap(upper, lower))
		finding_about(findings, SEVERITY_WARNING, term->start,
					  psprintf("the alternatives of treatment \"%s\" leave a gap between %s and %s", term->name,
							   rubric_source(findings->rubric, upper->value->start, upper->value->end),
							   rubric_source(findings->rubric, lower->value->start, lower->value->end)));
}

static void
lint_treatments(Findings *findings)
{
	List	   *treatments = findings->rubric->terms.treatments;
	ListCell   *lc;

	lint_units(findings);
	foreach(lc, treatments)
	{
		const TreatmentTerm *term = lfirst(lc);

		check_alternatives(findings, term);
		if (!is_first_of_name(treatments, term))
			continue;
		check_units_of_name(findings, term);
		check_grades_of_name(findings, term);
		check_numbers_of_name(findings, term);
	}
}

void
lint_terms(Findings *findings)
{
	lint_spans(findings);
	lint_at_once(findings);
	lint_dates(findings);
	lint_override(findings);
	lint_renewal(findings);
	lint_keep(findings);
	lint_targets(findings);
	lint_labels(findings);
	lint_treatments(findings);
}
