/*
 * describe.c
 *		A rubric in words, as sections of rows.
 *
 * Each section has the same columns in each version of a standard, and each row
 * a key, so that two descriptions can be compared cell by cell.
 */
#include "postgres.h"

#include "lib/stringinfo.h"

#include "analysis/describe.h"
#include "analysis/describe_words.h"
#include "rubric/json.h"

/* The description being made. */
typedef struct Describing
{
	Wording		w;
	const Rubric *rubric;
	Language	language;
	List	   *sections;
} Describing;

/* --------------------------------------------------------- sections and rows */

/* A section with its columns; it stays only if it gets rows. */
static DescribedSection *
begin_section(Describing *d, const char *name, DescribedForm form, Phrase heading, int ncolumns, const Phrase *columns)
{
	DescribedSection *section = palloc0(sizeof(DescribedSection));

	section->name = name;
	section->form = form;
	section->heading = say(d->language, heading);
	for (int i = 0; i < ncolumns; i++)
		section->heads = lappend(section->heads, say(d->language, columns[i]));
	return section;
}

static void
end_section(Describing *d, DescribedSection *section)
{
	if (section->rows)
		d->sections = lappend(d->sections, section);
}

/* After what the lead says already. */
static void
add_lead(Describing *d, DescribedSection *section, Phrase sentence)
{
	char	   *said = say(d->language, sentence);

	section->lead = section->lead ? psprintf("%s%s%s", section->lead, say(d->language, SAY_SENTENCE_SEPARATOR), said) : said;
}

static bool
has_key(const DescribedSection *section, const char *key)
{
	ListCell   *lc;

	foreach(lc, section->rows)
	{
		if (strcmp(((DescribedRow *) lfirst(lc))->key, key) == 0)
			return true;
	}
	return false;
}

/* A key that stands already gets a number. */
static DescribedRow *
add_row(DescribedSection *section, const char *key)
{
	DescribedRow *row = palloc0(sizeof(DescribedRow));

	row->key = pstrdup(key);
	for (int n = 2; has_key(section, row->key); n++)
		row->key = psprintf("%s %d", key, n);
	section->rows = lappend(section->rows, row);
	return row;
}

static void
add_cell(DescribedRow *row, char *words)
{
	row->cells = lappend(row->cells, words);
}

static void
append_sentence(const Describing *d, StringInfo out, const char *sentence)
{
	appendStringInfo(out, "%s%s", out->len > 0 ? say(d->language, SAY_SENTENCE_SEPARATOR) : "", sentence);
}

/* -------------------------------------------------------------------- grades */

/* Are the words of a title those of the name? */
static bool
same_words(const char *name, const char *title)
{
	for (; *name && *title; name++, title++)
	{
		if (pg_tolower((unsigned char) *name) != pg_tolower((unsigned char) *title) && !(*name == '_' && *title == ' '))
			return false;
	}
	return *name == *title;
}

/* A label with its title, where that says more. */
static char *
label_words(const Describing *d, const Label *label)
{
	char	   *title = say_title(d->language, label->title);

	return title == NULL || same_words(label->name, title) ? label->name : say(d->language, SAY_LABEL, label->name, title);
}

static char *
label_list(const Describing *d, const Bitmapset *labels)
{
	StringInfoData out;
	int			label = -1;

	initStringInfo(&out);
	while ((label = bms_next_member(labels, label)) >= 0)
		appendStringInfo(&out, "%s%s", out.len > 0 ? say(d->language, SAY_LIST_SEPARATOR) : "",
						 rubric_label(d->rubric, label)->name);
	return out.data;
}

static char *
target_words(const Describing *d, int label)
{
	ListCell   *lc;

	foreach(lc, d->rubric->terms.targets)
	{
		const TargetTerm *target = lfirst(lc);

		if (target->label == label)
			return wording_value(&d->w, target->share, NULL);
	}
	return NULL;
}

static void
describe_grades(Describing *d)
{
	static const Phrase columns[] = {HEAD_GRADE, HEAD_RANK, HEAD_MEANING, HEAD_TARGET};
	DescribedSection *section = begin_section(d, "grades", FORM_TABLE, SAY_GRADES, lengthof(columns), columns);
	bool		ranked = false;
	bool		unranked = false;
	ListCell   *lc;

	foreach(lc, d->rubric->labels)
	{
		const Label *label = lfirst(lc);
		DescribedRow *row = add_row(section, label->name);

		add_cell(row, label->name);
		add_cell(row, label->rank > 0 ? psprintf("%d", label->rank) : NULL);
		add_cell(row, say_title(d->language, label->title));
		add_cell(row, target_words(d, foreach_current_index(lc)));
		ranked |= label->rank > 0;
		unranked |= label->rank == 0;
	}
	if (ranked)
		add_lead(d, section, SAY_GRADES_LEAD);
	if (unranked)
		add_lead(d, section, SAY_GRADES_UNRANKED);
	end_section(d, section);
}

/* --------------------------------------------------------------------- rules */

static void
describe_applies(Describing *d)
{
	static const Phrase columns[] = {HEAD_RULE, HEAD_CONDITION, HEAD_NOTE};
	DescribedSection *section = begin_section(d, "applies", FORM_LIST, SAY_APPLIES, lengthof(columns), columns);
	ListCell   *lc;

	add_lead(d, section, SAY_APPLIES_LEAD);
	foreach(lc, d->rubric->scopes)
	{
		const Rule *scope = lfirst(lc);
		DescribedRow *row = add_row(section, "scope");

		add_cell(row, say(d->language, SAY_SCOPE_NAME));
		add_cell(row, wording_condition(&d->w, scope->when));
		add_cell(row, say_title(d->language, scope->title));
	}
	foreach(lc, d->rubric->requirements)
	{
		const Requirement *requirement = lfirst(lc);
		DescribedRow *row = add_row(section, rubric_source(d->rubric, requirement->start, requirement->end));

		add_cell(row, say(d->language, SAY_REQUIRE_NAME));
		add_cell(row, say(d->language, list_length(requirement->names) > 1 ? SAY_REQUIRE_ANY : SAY_REQUIRE,
						  wording_names(&d->w, requirement->names)));
		add_cell(row, NULL);
	}
	end_section(d, section);
}

static void
describe_rules(Describing *d)
{
	static const Phrase columns[] = {HEAD_GRADE, HEAD_CONDITION, HEAD_NOTE};
	DescribedSection *section = begin_section(d, "rules", FORM_STEPS, SAY_RULES, lengthof(columns), columns);
	bool		open = true;
	ListCell   *lc;

	foreach(lc, d->rubric->rules)
	{
		const Rule *rule = lfirst(lc);
		const Label *label = rubric_label(d->rubric, rule->label);
		DescribedRow *row = add_row(section, label->name);

		add_cell(row, label_words(d, label));
		add_cell(row, rule->when ? wording_condition(&d->w, rule->when) : say(d->language, SAY_OTHERWISE));
		add_cell(row, say_title(d->language, rule->title));
		open &= rule->when != NULL;
	}
	add_lead(d, section, SAY_RULES_LEAD);
	if (open)
		add_lead(d, section, SAY_RULES_OPEN);
	end_section(d, section);
}

static void
describe_limit(Describing *d, DescribedSection *section, const char *kind, Phrase name, const Rule *rule)
{
	const Label *label = rubric_label(d->rubric, rule->label);
	DescribedRow *row = add_row(section, psprintf("%s %s", kind, label->name));
	StringInfoData note;
	char	   *title = say_title(d->language, rule->title);

	initStringInfo(&note);
	if (title)
		appendStringInfoString(&note, title);
	if (rule->at_once)
		appendStringInfo(&note, "%s%s", title ? say(d->language, SAY_ARM_SEPARATOR) : "", say(d->language, SAY_AT_ONCE));
	add_cell(row, say(d->language, name, label->name));
	add_cell(row, wording_condition(&d->w, rule->when));
	add_cell(row, note.len > 0 ? note.data : NULL);
}

static void
describe_limits(Describing *d)
{
	static const Phrase columns[] = {HEAD_RULE, HEAD_CONDITION, HEAD_NOTE};
	DescribedSection *section = begin_section(d, "limits", FORM_LIST, SAY_LIMITS, lengthof(columns), columns);
	ListCell   *lc;

	add_lead(d, section, SAY_LIMITS_LEAD);
	foreach(lc, d->rubric->floors)
		describe_limit(d, section, "floor", SAY_FLOOR_NAME, lfirst(lc));
	foreach(lc, d->rubric->caps)
		describe_limit(d, section, "cap", SAY_CAP_NAME, lfirst(lc));
	end_section(d, section);
}

/* -------------------------------------------------------------------- points */

static char *
optional_value(const Describing *d, const RubricExpr *value)
{
	return value ? wording_value(&d->w, value, NULL) : NULL;
}

static void
describe_points(Describing *d)
{
	static const Phrase columns[] = {HEAD_CRITERION, HEAD_POINTS, HEAD_WEIGHT, HEAD_MAX, HEAD_MISSING};
	DescribedSection *section = begin_section(d, "points", FORM_TABLE, SAY_POINTS, lengthof(columns), columns);
	bool		weighted = false;
	bool		bounded = false;
	ListCell   *lc;

	foreach(lc, d->rubric->criteria)
	{
		const Criterion *criterion = lfirst(lc);
		DescribedRow *row = add_row(section, criterion->name);

		add_cell(row, criterion->title ? say_title(d->language, criterion->title) : criterion->name);
		add_cell(row, wording_alternatives(&d->w, criterion->alternatives, NULL));
		add_cell(row, optional_value(d, criterion->weight));
		add_cell(row, optional_value(d, criterion->max));
		add_cell(row, optional_value(d, criterion->missing));
		weighted |= criterion->weight != NULL;
		bounded |= criterion->max != NULL;
	}
	if (section->rows)
	{
		add_lead(d, section, d->rubric->score ? SAY_POINTS_ADDED : SAY_POINTS_LEAD);
		if (weighted)
			add_lead(d, section, SAY_POINTS_WEIGHTED);
		if (bounded)
			add_lead(d, section, SAY_POINTS_MAX);
		add_lead(d, section, SAY_POINTS_MISSING);
	}
	if (d->rubric->score)
	{
		DescribedRow *row = add_row(section, "score");
		Wording		of_sum = d->w;

		of_sum.in_score = d->rubric->criteria != NIL;
		add_cell(row, say(d->language, SAY_SCORE_NAME));
		add_cell(row, wording_value(&of_sum, d->rubric->score, NULL));
		for (int i = 2; i < (int) lengthof(columns); i++)
			add_cell(row, NULL);
	}
	end_section(d, section);
}

/* -------------------------------------------------- names that the rules read */

static void
describe_defines(Describing *d)
{
	static const Phrase columns[] = {HEAD_NAME, HEAD_MEANING};
	DescribedSection *section = begin_section(d, "defines", FORM_TABLE, SAY_DEFINES, lengthof(columns), columns);
	ListCell   *lc;

	add_lead(d, section, SAY_DEFINES_LEAD);
	foreach(lc, d->rubric->defines)
	{
		const Define *define = lfirst(lc);
		DescribedRow *row = add_row(section, define->name);

		add_cell(row, define->name);
		add_cell(row, wording_value(&d->w, define->expr, NULL));
	}
	end_section(d, section);
}

static char *
parameter_value(const Describing *d, const Input *parameter, int index)
{
	char	   *given = d->w.values[index];
	char	   *words = parameter->value ? wording_value(&d->w, parameter->value, parameter->unit) : NULL;

	if (given && words && rubric_default(parameter) == NULL)
		return say(d->language, SAY_LABEL, given, words);
	return given ? given : words ? words : say(d->language, SAY_FROM_OUTSIDE);
}

static char *
keep_value(const Describing *d, const Input *parameter, int index)
{
	if (d->w.keep_values[index])
		return d->w.keep_values[index];
	return parameter->keep ? wording_value(&d->w, parameter->keep, parameter->unit) : NULL;
}

static void
describe_parameters(Describing *d)
{
	static const Phrase columns[] = {HEAD_NAME, HEAD_MEANING, HEAD_VALUE, HEAD_KEEP, HEAD_ALLOWED, HEAD_UNIT};
	DescribedSection *section = begin_section(d, "parameters", FORM_TABLE, SAY_PARAMETERS, lengthof(columns), columns);
	ListCell   *lc;

	add_lead(d, section, SAY_PARAMETERS_LEAD);
	foreach(lc, d->rubric->parameters)
	{
		const Input *parameter = lfirst(lc);
		DescribedRow *row = add_row(section, parameter->name);

		add_cell(row, parameter->name);
		add_cell(row, say_title(d->language, parameter->title));
		add_cell(row, parameter_value(d, parameter, foreach_current_index(lc)));
		add_cell(row, keep_value(d, parameter, foreach_current_index(lc)));
		add_cell(row, wording_allowed(&d->w, parameter));
		add_cell(row, parameter->unit ? say_unit(d->language, parameter->unit) : NULL);
	}
	end_section(d, section);
}

static void
describe_metrics(Describing *d)
{
	static const Phrase columns[] = {HEAD_NAME, HEAD_MEANING, HEAD_ALLOWED, HEAD_UNIT};
	DescribedSection *section = begin_section(d, "metrics", FORM_TABLE, SAY_METRICS, lengthof(columns), columns);
	ListCell   *lc;

	foreach(lc, d->rubric->metrics)
	{
		const Input *metric = lfirst(lc);
		DescribedRow *row = add_row(section, metric->name);

		add_cell(row, metric->name);
		add_cell(row, say_title(d->language, metric->title));
		add_cell(row, wording_allowed(&d->w, metric));
		add_cell(row, metric->unit ? say_unit(d->language, metric->unit) : NULL);
	}
	end_section(d, section);
}

/* --------------------------------------------------------------------- terms */

static char *
span_words(const Describing *d, Span span)
{
	int			years = span.months / 12;

	if (span.days > 0)
		return span.days == 1 ? say(d->language, SAY_SPAN_DAY) : say(d->language, SAY_SPAN_DAYS, psprintf("%d", span.days));
	if (span.months % 12 != 0)
		return span.months == 1 ? say(d->language, SAY_SPAN_MONTH) :
			say(d->language, SAY_SPAN_MONTHS, psprintf("%d", span.months));
	return years == 1 ? say(d->language, SAY_SPAN_YEAR) : say(d->language, SAY_SPAN_YEARS, psprintf("%d", years));
}

static bool
is_span(Span span)
{
	return span.days > 0 || span.months > 0;
}

static char *
period_words(const Describing *d, Period period)
{
	switch (period)
	{
		case PERIOD_MONTH:
			return say(d->language, PERIOD_NAME_MONTH);
		case PERIOD_QUARTER:
			return say(d->language, PERIOD_NAME_QUARTER);
		case PERIOD_HALF_YEAR:
			return say(d->language, PERIOD_NAME_HALF_YEAR);
		default:
			return say(d->language, PERIOD_NAME_YEAR);
	}
}

static char *
day_words(const Describing *d, const DayOfYear *day)
{
	return say_day_of_year(d->language, day->month, day->day);
}

static char *
days_words(const Describing *d, const List *days)
{
	StringInfoData out;
	ListCell   *lc;

	initStringInfo(&out);
	foreach(lc, days)
		appendStringInfo(&out, "%s%s", out.len > 0 ? say(d->language, SAY_LIST_SEPARATOR) : "", day_words(d, lfirst(lc)));
	return out.data;
}

static char *
calendar_words(const Describing *d, const ReviewTerm *term)
{
	switch (term->calendar)
	{
		case CALENDAR_DAILY:
			return say(d->language, SAY_REVIEW_DAILY);
		case CALENDAR_WEEKLY:
			return say(d->language, SAY_REVIEW_WEEKLY, say_weekday(d->language, term->day));
		case CALENDAR_MONTH_DAY:
			return say(d->language, SAY_REVIEW_MONTH_DAY, psprintf("%d", term->day));
		case CALENDAR_PERIOD_END:
			return say(d->language, SAY_REVIEW_PERIOD_END, period_words(d, term->period));
		case CALENDAR_YEARLY:
			return say(d->language, SAY_REVIEW_YEARLY, days_words(d, term->days));
		default:
			return say(d->language, SAY_REVIEW_WINDOW, day_words(d, linitial(term->days)), day_words(d, lsecond(term->days)));
	}
}

static char *
review_words(const Describing *d, const ReviewTerm *term)
{
	StringInfoData out;

	if (!term->stated)
		return say(d->language, SAY_REVIEW_NONE);
	if (term->own && term->from)
		return say(d->language, SAY_REVIEW_OWN_FROM, span_words(d, term->every), wording_quoted(&d->w, term->from));
	if (term->own)
		return say(d->language, SAY_REVIEW_OWN, span_words(d, term->every));
	initStringInfo(&out);
	append_sentence(d, &out, calendar_words(d, term));
	if (is_span(term->after))
		append_sentence(d, &out, say(d->language, SAY_REVIEW_AFTER, span_words(d, term->after)));
	return out.data;
}

static char *
promotion_words(const Describing *d, const MoveTerm *term)
{
	StringInfoData out;

	initStringInfo(&out);
	append_sentence(d, &out, say(d->language, term->rule == MOVE_AT_ONCE ? SAY_PROMOTION_AT_ONCE :
								 term->rule == MOVE_NEVER ? SAY_PROMOTION_NEVER : SAY_PROMOTION_AT_REVIEW));
	if (term->one_step)
		append_sentence(d, &out, say(d->language, SAY_ONE_STEP_UP));
	return out.data;
}

static char *
demotion_words(const Describing *d, const MoveTerm *term)
{
	StringInfoData out;

	initStringInfo(&out);
	if (term->rule == MOVE_NEVER)
		append_sentence(d, &out, say(d->language, SAY_DEMOTION_NEVER));
	else if (is_span(term->after))
		append_sentence(d, &out, say(d->language, term->rule == MOVE_AT_REVIEW ? SAY_DEMOTION_AFTER_REVIEW : SAY_DEMOTION_AFTER,
									 span_words(d, term->after)));
	else
		append_sentence(d, &out, say(d->language, term->rule == MOVE_AT_REVIEW ? SAY_DEMOTION_AT_REVIEW : SAY_DEMOTION_AT_ONCE));
	if (term->one_step)
		append_sentence(d, &out, say(d->language, SAY_ONE_STEP_DOWN));
	return out.data;
}

static char *
validity_words(const Describing *d, const ValidityTerm *term)
{
	if (is_span(term->span))
		return say(d->language, SAY_VALIDITY_SPAN, span_words(d, term->span));
	return say(d->language, term->next ? SAY_VALIDITY_END_NEXT : SAY_VALIDITY_END, period_words(d, term->period));
}

static char *
provisional_words(const Describing *d, const ProvisionalTerm *term)
{
	if (term->since)
		return say(d->language, SAY_PROVISIONAL_SINCE, span_words(d, term->span), wording_quoted(&d->w, term->since));
	return say(d->language, SAY_PROVISIONAL, span_words(d, term->span));
}

static void
add_term(const Describing *d, DescribedSection *section, const char *key, char *name, char *words, const char *title)
{
	DescribedRow *row = add_row(section, key);

	add_cell(row, name);
	add_cell(row, words);
	add_cell(row, say_title(d->language, title));
}

static void
describe_terms(Describing *d)
{
	static const Phrase columns[] = {HEAD_TERM, HEAD_RULE, HEAD_NOTE};
	DescribedSection *section = begin_section(d, "terms", FORM_LIST, SAY_TERMS, lengthof(columns), columns);
	const RubricTerms *terms = &d->rubric->terms;

	if (d->rubric->labels == NIL)
		return;
	add_term(d, section, "review", say(d->language, SAY_REVIEW_NAME), review_words(d, &terms->review), terms->review.title);
	add_term(d, section, "promotion", say(d->language, SAY_PROMOTION_NAME), promotion_words(d, &terms->promotion),
			 terms->promotion.title);
	add_term(d, section, "demotion", say(d->language, SAY_DEMOTION_NAME), demotion_words(d, &terms->demotion),
			 terms->demotion.title);
	if (rubric_has_keep(d->rubric))
		add_term(d, section, "keep", say(d->language, SAY_KEEP_NAME), say(d->language, SAY_KEEP), NULL);
	if (terms->validity.stated)
		add_term(d, section, "validity", say(d->language, SAY_VALIDITY_NAME), validity_words(d, &terms->validity),
				 terms->validity.title);
	if (terms->provisional.stated)
		add_term(d, section, "provisional", say(d->language, SAY_PROVISIONAL_NAME), provisional_words(d, &terms->provisional),
				 terms->provisional.title);
	end_section(d, section);
}

/* ----------------------------------------------------------------- decisions */

static char *
steps_words(const Describing *d, const List *steps)
{
	StringInfoData out;
	ListCell   *lc;

	initStringInfo(&out);
	foreach(lc, steps)
	{
		const ApprovalStep *step = lfirst(lc);

		appendStringInfo(&out, "%s%s", out.len > 0 ? say(d->language, SAY_ARM_SEPARATOR) : "",
						 say(d->language, SAY_APPROVAL_STEP, psprintf("%d", foreach_current_index(lc) + 1),
							 step->title ? say_title(d->language, step->title) : step->name));
	}
	return out.data;
}

static char *
approval_words(const Describing *d, const ApprovalTerm *term)
{
	StringInfoData out;

	initStringInfo(&out);
	append_sentence(d, &out, say(d->language, SAY_APPROVAL));
	if (term->until >= 0)
		append_sentence(d, &out, say(d->language, SAY_APPROVAL_UNTIL, rubric_label(d->rubric, term->until)->name));
	else
		append_sentence(d, &out, say(d->language, SAY_APPROVAL_UNTIL_NEXT));
	if (is_span(term->valid))
		append_sentence(d, &out, say(d->language, SAY_APPROVAL_VALID, span_words(d, term->valid)));
	if (term->steps)
		append_sentence(d, &out, say(d->language, SAY_APPROVAL_STEPS, steps_words(d, term->steps)));
	return out.data;
}

static char *
override_words(const Describing *d, const OverrideTerm *term)
{
	StringInfoData out;

	if (term->never)
		return say(d->language, SAY_OVERRIDE_NEVER);
	initStringInfo(&out);
	append_sentence(d, &out, say(d->language, SAY_OVERRIDE));
	if (term->within == 1)
		append_sentence(d, &out, say(d->language, SAY_OVERRIDE_WITHIN_ONE));
	else if (term->within > 1)
		append_sentence(d, &out, say(d->language, SAY_OVERRIDE_WITHIN, psprintf("%d", term->within)));
	if (term->two_people)
		append_sentence(d, &out, say(d->language, SAY_OVERRIDE_TWO));
	if (is_span(term->valid))
		append_sentence(d, &out, say(d->language, SAY_OVERRIDE_VALID, span_words(d, term->valid)));
	return out.data;
}

static void
describe_decisions(Describing *d)
{
	static const Phrase columns[] = {HEAD_TERM, HEAD_RULE, HEAD_NOTE};
	DescribedSection *section = begin_section(d, "decisions", FORM_LIST, SAY_DECISIONS, lengthof(columns), columns);
	const RubricTerms *terms = &d->rubric->terms;
	ListCell   *lc;

	foreach(lc, terms->approvals)
	{
		const ApprovalTerm *term = lfirst(lc);
		char	   *labels = label_list(d, term->labels);

		add_term(d, section, psprintf("approval %s", labels), say(d->language, SAY_APPROVAL_NAME, labels),
				 approval_words(d, term), term->title);
	}
	if (terms->override.stated)
		add_term(d, section, "override", say(d->language, SAY_OVERRIDE_NAME), override_words(d, &terms->override),
				 terms->override.title);
	end_section(d, section);
}

/* ---------------------------------------------------------------- treatments */

static bool
is_plain_text(const TreatmentTerm *term)
{
	const Alternative *a = list_length(term->alternatives) == 1 ? linitial(term->alternatives) : NULL;

	return a && a->when == NULL && a->points->kind == EXPR_LITERAL && a->points->type == RUBRIC_TEXT;
}

static char *
treatment_words(const Describing *d, const TreatmentTerm *term)
{
	char	   *title = say_title(d->language, term->title);
	char	   *words;

	if (is_plain_text(term) && title == NULL)
		return ((Alternative *) linitial(term->alternatives))->points->text;
	if (term->alternatives)
		words = wording_alternatives(&d->w, term->alternatives, term->unit);
	else if (term->when)
		words = say(d->language, SAY_GIVEN_IF, wording_condition(&d->w, term->when));
	else
		return title ? title : say(d->language, SAY_GIVEN);
	return say_noted(d->language, words, term->title);
}

/* What a grade gets by one name, a line for each statement. */
static char *
treatments_words(const Describing *d, const char *name, int label)
{
	StringInfoData out;
	ListCell   *lc;

	initStringInfo(&out);
	foreach(lc, d->rubric->terms.treatments)
	{
		const TreatmentTerm *term = lfirst(lc);

		if (strcmp(term->name, name) == 0 && bms_is_member(label, term->labels))
			appendStringInfo(&out, "%s%s", out.len > 0 ? "\n" : "", treatment_words(d, term));
	}
	return out.len > 0 ? out.data : NULL;
}

static void
describe_treatments(Describing *d)
{
	static const Phrase columns[] = {HEAD_TREATMENT};
	DescribedSection *section = begin_section(d, "treatments", FORM_MATRIX, SAY_TREATMENTS, lengthof(columns), columns);
	ListCell   *lc;

	for (int label = 0; label < list_length(d->rubric->labels); label++)
		section->heads = lappend(section->heads, rubric_label(d->rubric, label)->name);
	foreach(lc, d->rubric->terms.treatments)
	{
		const TreatmentTerm *term = lfirst(lc);
		DescribedRow *row;

		if (has_key(section, term->name))
			continue;
		row = add_row(section, term->name);
		add_cell(row, say_treatment(d->language, term->name));
		for (int label = 0; label < list_length(d->rubric->labels); label++)
			add_cell(row, treatments_words(d, term->name, label));
	}
	end_section(d, section);
}

/* ------------------------------------------------------------------- sources */

static char *
source_text(Jsonb *source, const char *key)
{
	JsonbValue	found;

	return json_find(source, key, &found) && found.type == jbvString ? pnstrdup(found.val.string.val, found.val.string.len) : NULL;
}

static char *
effective_words(const Describing *d, Jsonb *source)
{
	char	   *from = source_text(source, "from");
	char	   *until = source_text(source, "until");

	if (source_text(source, "empty"))
		return say(d->language, SAY_EFFECTIVE_NEVER);
	if (from && until)
		return say(d->language, SAY_EFFECTIVE_FROM_UNTIL, from, until);
	if (from)
		return say(d->language, SAY_EFFECTIVE_FROM, from);
	return until ? say(d->language, SAY_EFFECTIVE_UNTIL, until) : say(d->language, SAY_EFFECTIVE_ALWAYS);
}

static void
describe_sources(Describing *d, Jsonb *source)
{
	static const Phrase columns[] = {HEAD_TERM, HEAD_RULE, HEAD_NOTE};
	DescribedSection *section = begin_section(d, "sources", FORM_LIST, SAY_SOURCES, lengthof(columns), columns);
	char	   *origin = source_text(source, "origin");
	char	   *remarks = source_text(source, "remarks");

	add_term(d, section, "standard", say(d->language, SAY_STANDARD_NAME),
			 say(d->language, SAY_STANDARD, source_text(source, "standard"), source_text(source, "version")), NULL);
	add_term(d, section, "effective", say(d->language, SAY_EFFECTIVE_NAME), effective_words(d, source), NULL);
	if (origin)
		add_term(d, section, "origin", say(d->language, SAY_ORIGIN_NAME), say_title(d->language, origin), NULL);
	if (remarks)
		add_term(d, section, "remarks", say(d->language, SAY_REMARKS_NAME), say_title(d->language, remarks), NULL);
	end_section(d, section);
}

List *
describe_rubric(const Rubric *rubric, Language language, Jsonb *parameters, Jsonb *source, bool plain_numbers)
{
	Describing	d = {.rubric = rubric, .language = language};

	wording_init(&d.w, rubric, language, parameters);
	d.w.plain_numbers = plain_numbers;
	describe_grades(&d);
	describe_applies(&d);
	describe_rules(&d);
	describe_limits(&d);
	describe_points(&d);
	describe_defines(&d);
	describe_parameters(&d);
	describe_terms(&d);
	describe_decisions(&d);
	describe_treatments(&d);
	describe_metrics(&d);
	if (source)
		describe_sources(&d, source);
	return d.sections;
}
