/*
 * terms_call.c
 *		What SQL asks of the terms of a rubric: the grade in force of a customer,
 *		the days of reviews, and whether two versions differ in terms only.
 */
#include "postgres.h"

#include "access/htup_details.h"
#include "funcapi.h"
#include "utils/builtins.h"
#include "utils/memutils.h"

#include "compat.h"
#include "ledger/calendar.h"
#include "ledger/settle.h"
#include "rubric/shared.h"
#include "text.h"

/* Arguments of settle(); the columns of its result are in the order of settled_row(). */
enum
{
	ARG_TERMS,
	ARG_DAY,
	ARG_REVIEWING,
	ARG_IS_NEW,
	ARG_HELD_GRADE,
	ARG_HELD_SINCE,
	ARG_HELD_STATE,
	ARG_HELD_WORSE_SINCE,
	ARG_HELD_FALLS_ON,
	ARG_HELD_VALID_UNTIL,
	ARG_HELD_PROVISIONAL_UNTIL,
	ARG_HELD_REVIEW_ON,
	ARG_COMPUTED_GRADE,
	ARG_KEPT_RANK,
	ARG_LIMIT_RANK,
	ARG_PROVISIONAL_SINCE,
	ARG_REVIEW_FROM,
	ARG_OVERRIDE_GRADE,
	ARG_OVERRIDE_UNTIL,
	ARG_MINIMUM_GRADE,
	ARG_MINIMUM_UNTIL,
	ARG_NEXT_START,
	ARG_APPROVED_GRADE,
	ARG_APPROVED_UNTIL,
	ARG_REJECTED_GRADE,
	ARG_REJECTED_UNTIL,
	ARG_CHANGES_ON
};

#define RESULT_COLUMNS 9

static const char *const state_names[] = {"final", "provisional", "pending", "override"};

/* A call site keeps the rules of the last call and the text they are of. */
typedef struct SettleSite
{
	MemoryContext context;		/* of the text, the rules and their rubric */
	text	   *terms;			/* NULL: none yet */
	SettleRules *rules;
	TupleDesc	result;
	text	   *states[lengthof(state_names)];
} SettleSite;

static SettleSite *
make_site(FunctionCallInfo fcinfo)
{
	MemoryContext old = MemoryContextSwitchTo(fcinfo->flinfo->fn_mcxt);
	SettleSite *site = palloc0(sizeof(SettleSite));
	TupleDesc	result;

	if (get_call_result_type(fcinfo, NULL, &result) != TYPEFUNC_COMPOSITE)
		elog(ERROR, "return type must be a row type");
	site->result = BlessTupleDesc(result);
	site->context = AllocSetContextCreate(CurrentMemoryContext, "customer_grade terms", ALLOCSET_SMALL_SIZES);
	for (int i = 0; i < (int) lengthof(state_names); i++)
		site->states[i] = cstring_to_text(state_names[i]);
	MemoryContextSwitchTo(old);
	fcinfo->flinfo->fn_extra = site;
	return site;
}

/* The text comes with every call, not always at the same address. */
static const SettleRules *
site_rules(SettleSite *site, const text *terms)
{
	MemoryContext old;

	if (site->terms != NULL && same_text(site->terms, terms))
		return site->rules;

	site->terms = NULL;			/* until all is made */
	MemoryContextReset(site->context);
	old = MemoryContextSwitchTo(site->context);
	site->rules = settle_rules(rubric_acquire(terms, site->context));
	site->terms = cstring_to_text_with_len(VARDATA_ANY(terms), VARSIZE_ANY_EXHDR(terms));
	MemoryContextSwitchTo(old);
	return site->rules;
}

/* --------------------------------------------------------------- arguments */

static DateADT
date_argument(FunctionCallInfo fcinfo, int n)
{
	return PG_ARGISNULL(n) ? NEVER : PG_GETARG_DATEADT(n);
}

static bool
true_argument(FunctionCallInfo fcinfo, int n)
{
	return !PG_ARGISNULL(n) && PG_GETARG_BOOL(n);
}

/* Arguments whose label may be one of another version and may come to be in force, or has been. */
static const int foreign_arguments[] = {ARG_COMPUTED_GRADE, ARG_OVERRIDE_GRADE, ARG_HELD_GRADE};

static int
grade_argument(FunctionCallInfo fcinfo, int n, const SettleRules *rules)
{
	text	   *label;
	int			grade;

	if (PG_ARGISNULL(n))
		return GRADE_NONE;
	label = PG_GETARG_TEXT_PP(n);
	grade = settle_grade(rules, label);
	if (grade == GRADE_FOREIGN)
	{
		for (int i = 0; i < (int) lengthof(foreign_arguments); i++)
		{
			int			other = foreign_arguments[i];

			if (!PG_ARGISNULL(other) && same_text(label, PG_GETARG_TEXT_PP(other)))
				return GRADE_FOREIGN - i;
		}
	}
	return grade;
}

static int
rank_argument(FunctionCallInfo fcinfo, int n, const SettleRules *rules)
{
	int			rank;

	if (PG_ARGISNULL(n))
		return GRADE_NONE;
	rank = PG_GETARG_INT16(n);
	if (rank < 1 || rank > rules->nranked)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("rank %d is out of range", rank),
				 errdetail("The version in force has %d grades with a rank.", rules->nranked)));
	return rank - 1;
}

static GradeState
state_argument(FunctionCallInfo fcinfo, int n, const SettleSite *site)
{
	text	   *name;

	if (PG_ARGISNULL(n))
		return STATE_FINAL;
	name = PG_GETARG_TEXT_PP(n);
	for (int i = 0; i < (int) lengthof(state_names); i++)
	{
		if (same_text(site->states[i], name))
			return i;
	}
	ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			 errmsg("unknown state \"%s\" of a grade", text_to_cstring(name)),
			 errhint("States are final, provisional, pending and override.")));
}

static Decision
decision_argument(FunctionCallInfo fcinfo, int grade, int until, const SettleRules *rules)
{
	Decision	decision;

	decision.grade = grade_argument(fcinfo, grade, rules);
	decision.until = date_argument(fcinfo, until);
	return decision;
}

static void
read_standing(FunctionCallInfo fcinfo, const SettleSite *site, const SettleRules *rules, Standing *standing)
{
	standing->day = PG_GETARG_DATEADT(ARG_DAY);
	standing->reviewing = true_argument(fcinfo, ARG_REVIEWING);
	standing->is_new = true_argument(fcinfo, ARG_IS_NEW);
	standing->held = grade_argument(fcinfo, ARG_HELD_GRADE, rules);
	standing->changes_on = PG_ARGISNULL(ARG_CHANGES_ON) ? standing->day : PG_GETARG_DATEADT(ARG_CHANGES_ON);
	standing->held_since = date_argument(fcinfo, ARG_HELD_SINCE);
	standing->state = state_argument(fcinfo, ARG_HELD_STATE, site);
	standing->worse_since = date_argument(fcinfo, ARG_HELD_WORSE_SINCE);
	standing->falls_on = date_argument(fcinfo, ARG_HELD_FALLS_ON);
	standing->valid_until = date_argument(fcinfo, ARG_HELD_VALID_UNTIL);
	standing->provisional_until = date_argument(fcinfo, ARG_HELD_PROVISIONAL_UNTIL);
	standing->review_on = date_argument(fcinfo, ARG_HELD_REVIEW_ON);
	standing->computed = grade_argument(fcinfo, ARG_COMPUTED_GRADE, rules);
	standing->kept = rank_argument(fcinfo, ARG_KEPT_RANK, rules);
	standing->limit = rank_argument(fcinfo, ARG_LIMIT_RANK, rules);
	standing->since = date_argument(fcinfo, ARG_PROVISIONAL_SINCE);
	standing->review_from = date_argument(fcinfo, ARG_REVIEW_FROM);
	standing->overridden = decision_argument(fcinfo, ARG_OVERRIDE_GRADE, ARG_OVERRIDE_UNTIL, rules);
	standing->minimum = decision_argument(fcinfo, ARG_MINIMUM_GRADE, ARG_MINIMUM_UNTIL, rules);
	standing->next_start = date_argument(fcinfo, ARG_NEXT_START);
	standing->approved = decision_argument(fcinfo, ARG_APPROVED_GRADE, ARG_APPROVED_UNTIL, rules);
	standing->rejected = decision_argument(fcinfo, ARG_REJECTED_GRADE, ARG_REJECTED_UNTIL, rules);
}

/* ------------------------------------------------------------------ result */

static void
set_date(Datum *values, bool *nulls, int column, DateADT date)
{
	values[column] = DateADTGetDatum(date);
	nulls[column] = date == NEVER;
}

static Datum
settled_row(FunctionCallInfo fcinfo, const SettleSite *site, const Settlement *settlement)
{
	Datum		values[RESULT_COLUMNS] = {0};
	bool		nulls[RESULT_COLUMNS] = {0};

	if (settlement->grade >= 0)
		values[0] = PointerGetDatum(site->rules->labels[settlement->grade]);
	else if (settlement->grade <= GRADE_FOREIGN)
		values[0] = PG_GETARG_DATUM(foreign_arguments[GRADE_FOREIGN - settlement->grade]);
	else
		nulls[0] = true;
	values[1] = Int16GetDatum(settlement->grade + 1);
	nulls[1] = !settle_is_ranked(site->rules, settlement->grade);
	values[2] = PointerGetDatum(site->states[settlement->state]);
	set_date(values, nulls, 3, settlement->worse_since);
	set_date(values, nulls, 4, settlement->falls_on);
	set_date(values, nulls, 5, settlement->valid_until);
	set_date(values, nulls, 6, settlement->provisional_until);
	set_date(values, nulls, 7, settlement->review_on);
	set_date(values, nulls, 8, settlement->due_on);
	return HeapTupleGetDatum(heap_form_tuple(site->result, values, nulls));
}

PG_FUNCTION_INFO_V1(settle_customer);

Datum
settle_customer(PG_FUNCTION_ARGS)
{
	SettleSite *site = fcinfo->flinfo->fn_extra;
	const SettleRules *rules;
	Standing	standing;
	Settlement	settlement;

	if (PG_ARGISNULL(ARG_TERMS) || PG_ARGISNULL(ARG_DAY))
		ereport(ERROR,
				(errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED),
				 errmsg("%s must not be null", PG_ARGISNULL(ARG_TERMS) ? "terms" : "day")));
	if (DATE_NOT_FINITE(PG_GETARG_DATEADT(ARG_DAY)))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("cannot settle grades as of %s", iso_date(PG_GETARG_DATEADT(ARG_DAY)))));
	if (site == NULL)
		site = make_site(fcinfo);
	rules = site_rules(site, PG_GETARG_TEXT_PP(ARG_TERMS));
	read_standing(fcinfo, site, rules, &standing);
	settle_standing(rules, &standing, &settlement);
	PG_RETURN_DATUM(settled_row(fcinfo, site, &settlement));
}

/* --------------------------------------------------------- days of reviews */

/* The common reviews (own: those of each customer) of the rubric of argument 0; NULL: it has none. */
static const ReviewTerm *
review_argument(FunctionCallInfo fcinfo, bool own)
{
	const ReviewTerm *review = &rubric_acquire(PG_GETARG_TEXT_PP(0), CurrentMemoryContext)->terms.review;

	return review->stated && review->own == own ? review : NULL;
}

static Datum
date_or_null(FunctionCallInfo fcinfo, DateADT date)
{
	if (DATE_NOT_FINITE(date))
		PG_RETURN_NULL();
	PG_RETURN_DATEADT(date);
}

/* next_review_day(terms rubric, day date) */
PG_FUNCTION_INFO_V1(next_review_day);

Datum
next_review_day(PG_FUNCTION_ARGS)
{
	const ReviewTerm *review = review_argument(fcinfo, false);
	DateADT		day = PG_GETARG_DATEADT(1);

	return date_or_null(fcinfo, review && !DATE_NOT_FINITE(day) ? review_next(review, day) : NEVER);
}

/* due_review_day(terms rubric, reviewed_on date, today date) */
PG_FUNCTION_INFO_V1(due_review_day);

Datum
due_review_day(PG_FUNCTION_ARGS)
{
	const ReviewTerm *review = review_argument(fcinfo, false);
	DateADT		today = PG_GETARG_DATEADT(2);

	return date_or_null(fcinfo, review && !DATE_NOT_FINITE(today) ? review_due(review, PG_GETARG_DATEADT(1), today) : NEVER);
}

/* due_own_review_day(terms rubric, counts_from date, review_on date, today date) */
PG_FUNCTION_INFO_V1(due_own_review_day);

Datum
due_own_review_day(PG_FUNCTION_ARGS)
{
	const ReviewTerm *review = review_argument(fcinfo, true);
	DateADT		counts_from = PG_GETARG_DATEADT(1);
	DateADT		today = PG_GETARG_DATEADT(3);
	bool		finite = !DATE_NOT_FINITE(counts_from) && !DATE_NOT_FINITE(today);

	return date_or_null(fcinfo, review && finite ? own_review_due(review, counts_from, PG_GETARG_DATEADT(2), today) : NEVER);
}

/* ---------------------------------------------------------------- versions */

/* grade_alike(a rubric, b rubric) RETURNS boolean */
PG_FUNCTION_INFO_V1(grade_alike);

Datum
grade_alike(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(rubrics_grade_alike(PG_GETARG_TEXT_PP(0), PG_GETARG_TEXT_PP(1)));
}
