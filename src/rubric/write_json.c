/*
 * write_json.c
 *		The text of a rubric as JSON.
 */
#include "postgres.h"

#include "parser/scansup.h"
#include "utils/builtins.h"
#include "utils/fmgrprotos.h"
#include "utils/json.h"

#include "rubric/parse_internal.h"
#include "rubric/statement.h"
#include "rubric/text_json.h"

/* ------------------------------------------------------------------- values */

/* "key": before a value, with a comma where it is not the first of its object. */
static void
put_key(StringInfo out, const char *key)
{
	if (out->data[out->len - 1] != '{')
		appendStringInfoChar(out, ',');
	escape_json(out, key);
	appendStringInfoChar(out, ':');
}

/* NULL: no such field. */
static void
put_text(StringInfo out, const char *key, const char *value)
{
	if (value == NULL)
		return;
	put_key(out, key);
	escape_json(out, value);
}

static void
put_number(StringInfo out, const char *key, int value)
{
	put_key(out, key);
	appendStringInfo(out, "%d", value);
}

/* Only where it is true. */
static void
put_flag(StringInfo out, const char *key, bool value)
{
	if (!value)
		return;
	put_key(out, key);
	appendStringInfoString(out, "true");
}

/* An expression as its author wrote it. */
static char *
source_of(const Rubric *rubric, const RubricExpr *expr)
{
	char	   *source = rubric_source(rubric, expr->start, expr->end);

	return expr->plus ? psprintf("+ %s", source) : source;
}

static void
put_source(StringInfo out, const char *key, const Rubric *rubric, const RubricExpr *expr)
{
	put_text(out, key, expr ? source_of(rubric, expr) : NULL);
}

static void
begin_item(StringInfo out)
{
	if (out->data[out->len - 1] != '[')
		appendStringInfoChar(out, ',');
}

/* ---------------------------------------------------------------- statements */

static void
put_labels(StringInfo out, const char *key, const List *labels, bool ranked)
{
	ListCell   *lc;

	put_key(out, key);
	appendStringInfoChar(out, '[');
	foreach(lc, labels)
	{
		const Label *label = lfirst(lc);

		if ((label->rank > 0) != ranked)
			continue;
		begin_item(out);
		appendStringInfoChar(out, '{');
		put_text(out, "label", label->name);
		put_text(out, "title", label->title);
		appendStringInfoChar(out, '}');
	}
	appendStringInfoChar(out, ']');
}

static void
put_literals(StringInfo out, const char *key, const Rubric *rubric, const Domain *domain)
{
	put_key(out, key);
	appendStringInfoChar(out, '[');
	for (int i = 0; i < domain->nvalues; i++)
	{
		begin_item(out);
		escape_json(out, source_of(rubric, domain->values[i]));
	}
	appendStringInfoChar(out, ']');
}

/* "0 to 100" or a single value */
static void
put_ranges(StringInfo out, const Rubric *rubric, const Domain *domain)
{
	put_key(out, "in");
	appendStringInfoChar(out, '[');
	for (int i = 0; i < domain->nranges; i++)
	{
		begin_item(out);
		escape_json(out, rubric_source(rubric, domain->lows[i]->start, domain->highs[i]->end));
	}
	appendStringInfoChar(out, ']');
}

static void
put_domain(StringInfo out, const Rubric *rubric, const Domain *domain)
{
	if (domain->kind == DOMAIN_ANY)
		return;
	put_key(out, "domain");
	appendStringInfoChar(out, '{');
	if (domain->kind == DOMAIN_SET)
		put_literals(out, "in", rubric, domain);
	else if (domain->kind == DOMAIN_ORDER)
		put_literals(out, "order", rubric, domain);
	else if (domain->kind == DOMAIN_RANGES)
		put_ranges(out, rubric, domain);
	put_source(out, domain->low_open ? "above" : "from", rubric, domain->low);
	put_source(out, domain->high_open ? "below" : "to", rubric, domain->high);
	appendStringInfoChar(out, '}');
}

static void
put_input(StringInfo out, const Rubric *rubric, const Input *input)
{
	put_text(out, "name", input->name);
	put_text(out, "type", input->typed ? rubric_type_name(input->type) : NULL);
	put_domain(out, rubric, &input->domain);
	put_source(out, "value", rubric, input->value);
	put_source(out, "keep", rubric, input->keep);
	put_text(out, "unit", input->unit);
	put_text(out, "title", input->title);
}

static void
put_rule(StringInfo out, const Rubric *rubric, const Rule *rule)
{
	put_text(out, "label", rule->label_name);
	put_source(out, "when", rubric, rule->when);
	put_flag(out, "otherwise", rule->when == NULL);
	put_flag(out, "at_once", rule->at_once);
	put_text(out, "title", rule->title);
}

static void
put_requirements(StringInfo out, const Rubric *rubric)
{
	ListCell   *lc;
	ListCell   *name;

	put_key(out, "any_of");
	appendStringInfoChar(out, '[');
	foreach(lc, rubric->requirements)
	{
		begin_item(out);
		appendStringInfoChar(out, '[');
		foreach(name, ((Requirement *) lfirst(lc))->names)
		{
			begin_item(out);
			escape_json(out, ((RubricExpr *) lfirst(name))->text);
		}
		appendStringInfoChar(out, ']');
	}
	appendStringInfoChar(out, ']');
}

static void
put_alternatives(StringInfo out, const char *key, const Rubric *rubric, const List *alternatives)
{
	ListCell   *lc;

	if (alternatives == NIL)
		return;
	put_key(out, key);
	appendStringInfoChar(out, '[');
	foreach(lc, alternatives)
	{
		const Alternative *a = lfirst(lc);

		begin_item(out);
		appendStringInfoChar(out, '{');
		put_source(out, "value", rubric, a->points);
		put_source(out, "when", rubric, a->when);
		put_flag(out, "otherwise", a->when == NULL && list_length(alternatives) > 1);
		put_text(out, "title", a->title);
		appendStringInfoChar(out, '}');
	}
	appendStringInfoChar(out, ']');
}

static void
put_criterion(StringInfo out, const Rubric *rubric, const Criterion *criterion)
{
	put_text(out, "name", criterion->name);
	put_source(out, "weight", rubric, criterion->weight);
	put_source(out, "max", rubric, criterion->max);
	put_source(out, "missing", rubric, criterion->missing);
	put_text(out, "title", criterion->title);
	put_alternatives(out, "points", rubric, criterion->alternatives);
}

/* --------------------------------------------------------------------- terms */

static void
put_span(StringInfo out, const char *key, Span span)
{
	int			count = span.days > 0 ? span.days : span.months % 12 == 0 ? span.months / 12 : span.months;
	const char *unit = span.days > 0 ? "day" : span.months % 12 == 0 ? "year" : "month";

	if (span.days > 0 || span.months > 0)
		put_text(out, key, psprintf("%d %s%s", count, unit, count == 1 ? "" : "s"));
}

static const char *
period_name(Period period)
{
	switch (period)
	{
		case PERIOD_MONTH:
			return "month";
		case PERIOD_QUARTER:
			return "quarter";
		case PERIOD_HALF_YEAR:
			return "half-year";
		case PERIOD_YEAR:
			break;
	}
	return "year";
}

static void
put_days(StringInfo out, const List *days)
{
	ListCell   *lc;

	put_key(out, "days");
	appendStringInfoChar(out, '[');
	foreach(lc, days)
	{
		const DayOfYear *day = lfirst(lc);

		begin_item(out);
		appendStringInfo(out, "\"%02d-%02d\"", day->month, day->day);
	}
	appendStringInfoChar(out, ']');
}

static void
put_calendar(StringInfo out, const ReviewTerm *term)
{
	static const char *const names[] = {
		[CALENDAR_DAILY] = "daily",[CALENDAR_WEEKLY] = "weekly",[CALENDAR_MONTH_DAY] = "month day",
		[CALENDAR_PERIOD_END] = "period end",[CALENDAR_YEARLY] = "yearly",[CALENDAR_WINDOW] = "window"
	};

	put_text(out, "calendar", names[term->calendar]);
	if (term->calendar == CALENDAR_WEEKLY)
		put_text(out, "weekday", rubric_weekday_name(term->day));
	else if (term->calendar == CALENDAR_MONTH_DAY)
		put_number(out, "day", term->day);
	else if (term->calendar == CALENDAR_PERIOD_END)
		put_text(out, "period", period_name(term->period));
	else if (term->days)
		put_days(out, term->days);
	put_span(out, "after", term->after);
}

static void
put_review(StringInfo out, const ReviewTerm *term)
{
	if (!term->own)
		put_calendar(out, term);
	put_span(out, "every", term->every);
	put_text(out, "from", term->from ? term->from->text : NULL);
	put_text(out, "title", term->title);
}

static void
put_move(StringInfo out, const MoveTerm *term)
{
	put_text(out, "move", term->rule == MOVE_AT_ONCE ? "immediate" : term->rule == MOVE_NEVER ? "never" : "review");
	put_flag(out, "one_step", term->one_step);
	put_span(out, "after", term->after);
	put_text(out, "title", term->title);
}

static void
put_validity(StringInfo out, const ValidityTerm *term)
{
	put_span(out, "span", term->span);
	if (term->span.days == 0 && term->span.months == 0)
		put_text(out, "end_of", period_name(term->period));
	put_flag(out, "next", term->next);
	put_text(out, "title", term->title);
}

static void
put_provisional(StringInfo out, const ProvisionalTerm *term)
{
	put_span(out, "span", term->span);
	put_text(out, "since", term->since ? term->since->text : NULL);
	put_text(out, "title", term->title);
}

static void
put_label_names(StringInfo out, const List *names)
{
	ListCell   *lc;

	if (names == NIL)
		return;
	put_key(out, "labels");
	appendStringInfoChar(out, '[');
	foreach(lc, names)
	{
		begin_item(out);
		escape_json(out, ((LabelName *) lfirst(lc))->name);
	}
	appendStringInfoChar(out, ']');
}

static void
put_approval(StringInfo out, const ApprovalTerm *term)
{
	ListCell   *lc;

	put_label_names(out, term->label_names);
	put_text(out, "until", term->until_name ? term->until_name->name : NULL);
	put_span(out, "valid", term->valid);
	put_text(out, "title", term->title);
	if (term->steps == NIL)
		return;
	put_key(out, "steps");
	appendStringInfoChar(out, '[');
	foreach(lc, term->steps)
	{
		const ApprovalStep *step = lfirst(lc);

		begin_item(out);
		appendStringInfoChar(out, '{');
		put_text(out, "name", step->name);
		put_text(out, "title", step->title);
		appendStringInfoChar(out, '}');
	}
	appendStringInfoChar(out, ']');
}

static void
put_override(StringInfo out, const OverrideTerm *term)
{
	put_flag(out, "never", term->never);
	if (term->within > 0)
		put_number(out, "within", term->within);
	put_flag(out, "two_people", term->two_people);
	put_span(out, "valid", term->valid);
	put_text(out, "title", term->title);
}

static void
put_targets(StringInfo out, const Rubric *rubric)
{
	ListCell   *lc;

	put_key(out, "shares");
	appendStringInfoChar(out, '[');
	foreach(lc, rubric->terms.targets)
	{
		const TargetTerm *target = lfirst(lc);

		begin_item(out);
		appendStringInfoChar(out, '{');
		put_text(out, "label", target->label_name->name);
		put_source(out, "share", rubric, target->share);
		appendStringInfoChar(out, '}');
	}
	appendStringInfoChar(out, ']');
}

static void
put_treatment(StringInfo out, const Rubric *rubric, const TreatmentTerm *term)
{
	put_text(out, "name", term->name);
	put_label_names(out, term->label_names);
	put_alternatives(out, "values", rubric, term->alternatives);
	put_source(out, "when", rubric, term->when);
	put_text(out, "unit", term->unit);
	put_text(out, "title", term->title);
}

/* ------------------------------------------------------------------- rubrics */

static void
put_terms(StringInfo out, const Rubric *rubric)
{
	const RubricTerms *terms = &rubric->terms;

	if (terms->review.stated)
		put_review(out, &terms->review);
	if (terms->promotion.stated)
		put_move(out, &terms->promotion);
	if (terms->demotion.stated)
		put_move(out, &terms->demotion);
	if (terms->validity.stated)
		put_validity(out, &terms->validity);
	if (terms->provisional.stated)
		put_provisional(out, &terms->provisional);
	if (terms->approvals)
		put_approval(out, linitial(terms->approvals));
	if (terms->override.stated)
		put_override(out, &terms->override);
	if (terms->targets)
		put_targets(out, rubric);
	if (terms->treatments)
		put_treatment(out, rubric, linitial(terms->treatments));
}

static void
put_grades(StringInfo out, const Rubric *rubric)
{
	put_labels(out, "ranked", rubric->labels, true);
	put_labels(out, "unranked", rubric->labels, false);
}

/* The first word tells what a statement is. */
static char *
kind_of(const Rubric *statement)
{
	ListCell   *lc;

	foreach(lc, rubric_scan_tokens(statement->text, statement->length))
	{
		const RubricToken *token = lfirst(lc);

		if (!token_is_space(token))
			return downcase_identifier(statement->text + token->start, token->end - token->start, false, false);
	}
	return NULL;
}

/* All lists of the rubric but one are empty. */
static void
put_fields(StringInfo out, const Rubric *rubric)
{
	put_text(out, "kind", kind_of(rubric));
	if (rubric->labels)
		put_grades(out, rubric);
	if (rubric->metrics)
		put_input(out, rubric, linitial(rubric->metrics));
	if (rubric->parameters)
		put_input(out, rubric, linitial(rubric->parameters));
	if (rubric->defines)
	{
		put_text(out, "name", ((Define *) linitial(rubric->defines))->name);
		put_source(out, "value", rubric, ((Define *) linitial(rubric->defines))->expr);
	}
	if (rubric->scopes)
		put_rule(out, rubric, linitial(rubric->scopes));
	if (rubric->requirements)
		put_requirements(out, rubric);
	if (rubric->criteria)
		put_criterion(out, rubric, linitial(rubric->criteria));
	put_source(out, "value", rubric, rubric->score);
	if (rubric->rules)
		put_rule(out, rubric, linitial(rubric->rules));
	if (rubric->floors)
		put_rule(out, rubric, linitial(rubric->floors));
	if (rubric->caps)
		put_rule(out, rubric, linitial(rubric->caps));
	put_terms(out, rubric);
}

Jsonb *
rubric_write_fields(const Rubric *statement)
{
	StringInfoData out;

	initStringInfo(&out);
	appendStringInfoChar(&out, '{');
	put_fields(&out, statement);
	appendStringInfoChar(&out, '}');
	return DatumGetJsonbP(DirectFunctionCall1(jsonb_in, CStringGetDatum(out.data)));
}

static void
put_statement(StringInfo out, const char *text, int before, int start, int end)
{
	RubricError error;
	char	   *source = pnstrdup(text + start, end - start);
	Rubric	   *statement = rubric_parse_statement(source, end - start, &error);

	if (statement == NULL)
		rubric_throw(&error);
	begin_item(out);
	appendStringInfoChar(out, '{');
	put_fields(out, statement);
	put_text(out, "before", pnstrdup(text + before, start - before));
	put_text(out, "text", source);
	appendStringInfoChar(out, '}');
}

char *
rubric_write_json(const char *text, int length)
{
	const Statements *statements = statements_make(text, length);
	int			before = 0;		/* where what stands before the statement begins */
	StringInfoData out;

	initStringInfo(&out);
	appendStringInfoString(&out, "{\"statements\":[");
	for (int i = 0; i < statements->count; i++)
	{
		const Statement *statement = &statements->statements[i];

		put_statement(&out, text, before, statement->start, statement->semicolon);
		before = statement->semicolon + 1;
	}
	appendStringInfoChar(&out, ']');
	put_text(&out, "after", pnstrdup(text + before, length - before));
	appendStringInfoChar(&out, '}');
	return out.data;
}
