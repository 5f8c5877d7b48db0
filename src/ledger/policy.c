/*
 * policy.c
 *		From the grade that the rubric gives to the grade in force, settle().
 *
 * The one place for it, so that triggers, reviews and verify() agree:
 *
 *	1	approval: a grade that needs it and lacks it is replaced by the best
 *		one that may be had meanwhile.  This goes for the grade held until now,
 *		too, so an approval that lapses ends that grade at once, whatever the
 *		demotion rule says;
 *	2	the dead band: a grade that the keep values would keep is kept;
 *	3	promotion and demotion rule, between two grades that have ranks: a move
 *		from or to any other (not graded, unranked, of an older version) is
 *		immediate.  A grade that was pending begins with its approval;
 *	4	the state.  An override comes before all four steps.  Steps 2 and 3 do
 *		not apply to a grade set by an override, so the computed grade is back
 *		as soon as the override ends.
 *
 * Settling a settled customer again on the same day changes nothing; only "one
 * step at review" goes on, by one step at each review.
 */
#include "postgres.h"

#include "access/htup_details.h"
#include "catalog/pg_type.h"
#include "funcapi.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/fmgrprotos.h"
#include "utils/memutils.h"

#include "compat.h"
#include "ledger/policy.h"
#include "text.h"

static const char *const move_names[] = {"immediate", "at review", "one step at review"};
static const char *const state_names[] = {"final", "provisional", "pending", "override"};

/* A call site keeps the policy of the last call and the bytes it was read from. */
typedef struct SettleSite
{
	MemoryContext context;		/* of the policy */
	HeapTupleHeader attachment;
	ArrayType  *labels;			/* NULL: none */
	Policy		policy;
	TupleDesc	result;
	text	   *states[lengthof(state_names)];
} SettleSite;

static SettleSite *make_site(FunctionCallInfo fcinfo);
static const Policy *site_policy(SettleSite *site, HeapTupleHeader attachment, ArrayType *labels);
static GradeState parse_state(const text *name);

/* -------------------------------------------------------------------- core */

static Grade
ranked(const Policy *policy, int rank)
{
	Grade		grade = {policy->labels[rank - 1], rank};

	return grade;
}

static Grade
find_grade(const Policy *policy, const text *label)
{
	Grade		grade = {label, 0};

	for (int i = 0; label != NULL && i < policy->nlabels; i++)
	{
		if (same_text(policy->labels[i], label))
			return ranked(policy, i + 1);
	}
	return grade;
}

static bool
needs_approval(const Policy *policy, Grade grade)
{
	for (int i = 0; grade.label != NULL && i < policy->napproval; i++)
	{
		if (same_text(policy->approval[i], grade.label))
			return true;
	}
	return false;
}

/* Is grade approved?  An approval holds for every worse grade, too. */
static bool
covers(Grade approved, Grade grade)
{
	if (approved.label == NULL || grade.label == NULL)
		return false;
	return same_text(approved.label, grade.label) ||
		(approved.rank > 0 && grade.rank > approved.rank);
}

static bool
may_have(const Policy *policy, Grade approved, Grade grade)
{
	return !needs_approval(policy, grade) || covers(approved, grade);
}

/* The grade, or what is in force instead until it is approved. */
static Grade
grade_meanwhile(const Policy *policy, Grade approved, Grade grade)
{
	Grade		meanwhile = find_grade(policy, policy->until_approved);

	if (may_have(policy, approved, grade))
		return grade;
	/* never better than the grade earned, nor one that needs approval itself */
	if (meanwhile.label == NULL || (meanwhile.rank > 0 && meanwhile.rank < grade.rank) ||
		!may_have(policy, approved, meanwhile))
	{
		meanwhile = find_grade(policy, NULL);
		for (int rank = grade.rank + 1; grade.rank > 0 && rank <= policy->nlabels && meanwhile.label == NULL; rank++)
		{
			if (may_have(policy, approved, ranked(policy, rank)))
				meanwhile = ranked(policy, rank);
		}
	}
	/* a customer that earns more than it was approved for keeps what was approved */
	if (grade.rank > 0 && approved.rank > grade.rank && needs_approval(policy, approved) &&
		(meanwhile.rank == 0 || meanwhile.rank > approved.rank))
		meanwhile = approved;
	return meanwhile;
}

/* The next grade that may be had on the way to another one, which may be had. */
static Grade
one_step(const Policy *policy, Grade approved, int from, int to)
{
	int			direction = to > from ? 1 : -1;
	int			rank = from + direction;

	while (rank != to && !may_have(policy, approved, ranked(policy, rank)))
		rank += direction;
	return ranked(policy, rank);
}

/* The first day that is not before the date plus the interval. */
static DateADT
add_interval(DateADT date, Interval *interval)
{
	Timestamp	end = DatumGetTimestamp(DirectFunctionCall2(date_pl_interval, DateADTGetDatum(date),
															IntervalPGetDatum(interval)));
	DateADT		day = DatumGetDateADT(DirectFunctionCall1(timestamp_date, TimestampGetDatum(end)));

	if (!DATE_NOT_FINITE(day) && end % USECS_PER_DAY != 0)
		day++;
	return day;
}

static DateADT
day_after(DateADT date)
{
	return DATE_NOT_FINITE(date) ? NEVER : date + 1;
}

void
policy_settle(const Policy *policy, const Standing *standing, Settlement *result)
{
	DateADT		day = standing->day;
	bool		overridden = standing->overridden.label != NULL && day <= standing->overridden.until;
	bool		policed = !overridden && standing->held_state != STATE_OVERRIDE;
	Grade		approved = find_grade(policy, day <= standing->approved.until ? standing->approved.label : NULL);
	Grade		held = grade_meanwhile(policy, approved, find_grade(policy, standing->held));
	Grade		computed = standing->computed;
	Grade		target = grade_meanwhile(policy, approved, computed);
	bool		asks = needs_approval(policy, computed);
	bool		has_approval = asks && covers(approved, computed);
	bool		rejected = standing->rejected.label != NULL && day <= standing->rejected.until &&
		computed.label != NULL && same_text(standing->rejected.label, computed.label);

	if (policed && standing->kept_rank > 0 && held.rank > 0 && computed.rank > held.rank)
	{
		Grade		kept = ranked(policy, Max(held.rank, standing->kept_rank));

		while (kept.rank < computed.rank && !may_have(policy, approved, kept))
			kept = ranked(policy, kept.rank + 1);
		if (kept.rank < computed.rank)
			target = kept;
	}

	result->grade = target;
	result->worse_since = NEVER;
	result->due_on = NEVER;
	if (policed && held.rank > 0 && target.rank > 0 && target.rank < held.rank)
	{
		bool		released = standing->held_state == STATE_PENDING && has_approval;
		MoveRule	rule = released ? MOVE_AT_ONCE : policy->promotion;

		if (rule != MOVE_AT_ONCE && !standing->reviewing)
			result->grade = held;
		else if (rule == MOVE_ONE_STEP)
			result->grade = one_step(policy, approved, held.rank, target.rank);
	}
	else if (policed && held.rank > 0 && target.rank > held.rank)
	{
		DateADT		since = Min(standing->worse_since, day);
		DateADT		grace_end = policy->grace ? add_interval(since, policy->grace) : since;

		if (day < grace_end || (policy->demotion != MOVE_AT_ONCE && !standing->reviewing))
			result->grade = held;
		else if (policy->demotion == MOVE_ONE_STEP)
			result->grade = one_step(policy, approved, held.rank, target.rank);
		if (result->grade.rank != target.rank)
			result->worse_since = since;
		if (policy->demotion == MOVE_AT_ONCE && day < grace_end)
			result->due_on = grace_end;
	}

	result->final_on = standing->final_on;
	if (standing->is_new && policy->provisional)
		result->final_on = add_interval(day, policy->provisional);
	if (day >= result->final_on)
		result->final_on = NEVER;

	result->state = asks && !has_approval && !rejected ? STATE_PENDING :
		result->final_on != NEVER ? STATE_PROVISIONAL : STATE_FINAL;
	result->due_on = Min(result->due_on, result->final_on);
	if (has_approval || (needs_approval(policy, result->grade) && covers(approved, result->grade)))
		result->due_on = Min(result->due_on, day_after(standing->approved.until));

	if (asks && !has_approval && rejected)
		result->due_on = Min(result->due_on, day_after(standing->rejected.until));

	if (overridden)
	{
		result->grade = find_grade(policy, standing->overridden.label);
		result->state = STATE_OVERRIDE;
		result->due_on = Min(result->due_on, day_after(standing->overridden.until));
	}
}

/* ---------------------------------------------------------------- function */

static const text *
text_argument(FunctionCallInfo fcinfo, int n)
{
	return PG_ARGISNULL(n) ? NULL : PG_GETARG_TEXT_PP(n);
}

static DateADT
date_argument(FunctionCallInfo fcinfo, int n)
{
	return PG_ARGISNULL(n) ? NEVER : PG_GETARG_DATEADT(n);
}

static int
rank_argument(FunctionCallInfo fcinfo, int n, const Policy *policy)
{
	int			rank = PG_ARGISNULL(n) ? 0 : PG_GETARG_INT16(n);

	if (rank < 0 || rank > policy->nlabels)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("rank %d is out of range", rank),
				 errdetail("The version in force has %d grades with a rank.", policy->nlabels)));
	return rank;
}

PG_FUNCTION_INFO_V1(settle);

Datum
settle(PG_FUNCTION_ARGS)
{
	SettleSite *site = fcinfo->flinfo->fn_extra;
	const Policy *policy;
	Standing	standing;
	Settlement	result;
	Datum		values[6];
	bool		nulls[6];

	if (PG_ARGISNULL(0) || PG_ARGISNULL(2))
		ereport(ERROR,
				(errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED),
				 errmsg("%s must not be null", PG_ARGISNULL(0) ? "policy" : "day")));
	if (site == NULL)
		site = make_site(fcinfo);
	policy = site_policy(site, PG_GETARG_HEAPTUPLEHEADER(0),
						 PG_ARGISNULL(1) ? NULL : PG_GETARG_ARRAYTYPE_P(1));

	standing.day = PG_GETARG_DATEADT(2);
	standing.reviewing = !PG_ARGISNULL(3) && PG_GETARG_BOOL(3);
	standing.held = text_argument(fcinfo, 4);
	standing.held_state = PG_ARGISNULL(5) ? STATE_FINAL : parse_state(PG_GETARG_TEXT_PP(5));
	standing.worse_since = date_argument(fcinfo, 6);
	standing.final_on = date_argument(fcinfo, 7);
	standing.is_new = !PG_ARGISNULL(8) && PG_GETARG_BOOL(8);
	standing.computed.label = text_argument(fcinfo, 9);
	standing.computed.rank = rank_argument(fcinfo, 10, policy);
	standing.kept_rank = rank_argument(fcinfo, 11, policy);
	standing.overridden.label = text_argument(fcinfo, 12);
	standing.overridden.until = date_argument(fcinfo, 13);
	standing.approved.label = text_argument(fcinfo, 14);
	standing.approved.until = date_argument(fcinfo, 15);
	standing.rejected.label = text_argument(fcinfo, 16);
	standing.rejected.until = date_argument(fcinfo, 17);

	policy_settle(policy, &standing, &result);

	nulls[0] = result.grade.label == NULL;
	values[0] = PointerGetDatum(result.grade.label);
	nulls[1] = result.grade.rank == 0;
	values[1] = Int16GetDatum(result.grade.rank);
	nulls[2] = false;
	values[2] = PointerGetDatum(site->states[result.state]);
	nulls[3] = result.worse_since == NEVER;
	values[3] = DateADTGetDatum(result.worse_since);
	nulls[4] = result.final_on == NEVER;
	values[4] = DateADTGetDatum(result.final_on);
	nulls[5] = result.due_on == NEVER;
	values[5] = DateADTGetDatum(result.due_on);
	PG_RETURN_DATUM(HeapTupleGetDatum(heap_form_tuple(site->result, values, nulls)));
}

static SettleSite *
make_site(FunctionCallInfo fcinfo)
{
	MemoryContext old = MemoryContextSwitchTo(fcinfo->flinfo->fn_mcxt);
	SettleSite *site = palloc0(sizeof(SettleSite));
	TupleDesc	result;

	if (get_call_result_type(fcinfo, NULL, &result) != TYPEFUNC_COMPOSITE)
		elog(ERROR, "return type must be a row type");
	site->result = BlessTupleDesc(result);
	site->context = AllocSetContextCreate(CurrentMemoryContext, "customer_grade policy",
										  ALLOCSET_SMALL_SIZES);
	for (int i = 0; i < (int) lengthof(state_names); i++)
		site->states[i] = cstring_to_text(state_names[i]);
	MemoryContextSwitchTo(old);
	fcinfo->flinfo->fn_extra = site;
	return site;
}

static GradeState
parse_state(const text *name)
{
	for (int i = 0; i < (int) lengthof(state_names); i++)
	{
		if (VARSIZE_ANY_EXHDR(name) == strlen(state_names[i]) &&
			memcmp(VARDATA_ANY(name), state_names[i], strlen(state_names[i])) == 0)
			return i;
	}
	ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			 errmsg("unknown state \"%s\" of a grade", text_to_cstring(name)),
			 errhint("States are final, provisional, pending and override.")));
}

/* -------------------------------- the row of an attachment, columns by name */

static MoveRule
read_rule(HeapTupleHeader row, const char *name)
{
	bool		isnull;
	Datum		value = GetAttributeByName(row, name, &isnull);
	char	   *rule;

	if (isnull)
		return MOVE_AT_ONCE;
	rule = TextDatumGetCString(value);
	for (int i = 0; i < (int) lengthof(move_names); i++)
	{
		if (strcmp(rule, move_names[i]) == 0)
			return i;
	}
	ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			 errmsg("unknown %s rule \"%s\"", name, rule),
			 errhint("Rules are \"immediate\", \"at review\" and \"one step at review\".")));
}

static Interval *
read_interval(HeapTupleHeader row, const char *name)
{
	bool		isnull;
	Datum		value = GetAttributeByName(row, name, &isnull);
	Interval   *copy;

	if (isnull)
		return NULL;
	copy = palloc(sizeof(Interval));
	*copy = *DatumGetIntervalP(value);
	return copy;
}

static int
read_labels(ArrayType *array, text ***labels)
{
	Datum	   *elements;
	bool	   *nulls;
	int			count;
	int			kept = 0;

	deconstruct_array(array, TEXTOID, -1, false, TYPALIGN_INT, &elements, &nulls, &count);
	*labels = palloc(sizeof(text *) * Max(count, 1));
	for (int i = 0; i < count; i++)
	{
		if (!nulls[i])
			(*labels)[kept++] = DatumGetTextPCopy(elements[i]);
	}
	return kept;
}

/*
 * The policy of the call.  It is read again only when its bytes differ: a call
 * site sees the same attachment many times, but not always at the same
 * address.
 */
static const Policy *
site_policy(SettleSite *site, HeapTupleHeader attachment, ArrayType *labels)
{
	MemoryContext old;
	Policy	   *policy = &site->policy;
	Datum		value;
	bool		isnull;

	if (site->attachment != NULL &&
		HeapTupleHeaderGetDatumLength(site->attachment) == HeapTupleHeaderGetDatumLength(attachment) &&
		memcmp(site->attachment, attachment, HeapTupleHeaderGetDatumLength(attachment)) == 0 &&
		(site->labels == NULL ? labels == NULL :
		 labels != NULL && VARSIZE(site->labels) == VARSIZE(labels) &&
		 memcmp(site->labels, labels, VARSIZE(labels)) == 0))
		return policy;

	site->attachment = NULL;	/* until all is read */
	MemoryContextReset(site->context);
	old = MemoryContextSwitchTo(site->context);
	memset(policy, 0, sizeof(Policy));
	site->labels = NULL;
	if (labels != NULL)
	{
		site->labels = palloc(VARSIZE(labels));
		memcpy(site->labels, labels, VARSIZE(labels));
		policy->nlabels = read_labels(labels, &policy->labels);
	}
	policy->promotion = read_rule(attachment, "promotion");
	policy->demotion = read_rule(attachment, "demotion");
	policy->grace = read_interval(attachment, "grace");
	policy->provisional = read_interval(attachment, "provisional");
	value = GetAttributeByName(attachment, "approval", &isnull);
	if (!isnull)
		policy->napproval = read_labels(DatumGetArrayTypeP(value), &policy->approval);
	value = GetAttributeByName(attachment, "until_approved", &isnull);
	if (!isnull)
		policy->until_approved = DatumGetTextPCopy(value);
	site->attachment = palloc(HeapTupleHeaderGetDatumLength(attachment));
	memcpy(site->attachment, attachment, HeapTupleHeaderGetDatumLength(attachment));
	MemoryContextSwitchTo(old);
	return policy;
}

/* add_interval() for reports of the day on which a demotion's grace ends */
PG_FUNCTION_INFO_V1(first_day_after);
Datum
first_day_after(PG_FUNCTION_ARGS)
{
	PG_RETURN_DATEADT(add_interval(PG_GETARG_DATEADT(0), PG_GETARG_INTERVAL_P(1)));
}
