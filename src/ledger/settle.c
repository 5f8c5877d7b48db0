/*
 * settle.c
 *		From the grade that the rubric gives to the grade in force, by the terms of
 *		the rubric.
 *
 * The one place for it, so that triggers, reviews and verify() agree.  In this
 * order:
 *
 *	1	an override in force is the grade, and what waits is forgotten;
 *	2	an approval that has lapsed or is missing, and caps at once, bound both
 *		the grade held and the computed one, which is the target; what is lost
 *		by that begins a new term of validity;
 *	3	if the held grade or the target has no rank in this version, the target
 *		at once;
 *	4	if an override or probation has just ended, the target at once; then a
 *		minimum lifts what is held and the target;
 *	5	keep values lift the target up to what is held;
 *	6	on probation, and for a grade that was pending and is now approved, the
 *		target at once;
 *	7	a better target: by the promotion;
 *	8	a worse one: validity, then the demotion, may hold what is held;
 *	9	another grade begins its term of validity.
 *
 * A minimum is a floor that people have set: like a floor of the language it
 * leaves alone who is not graded or has a label without rank, it needs no
 * approval, and it is at once.  The state is "override" only while the customer
 * has the minimum's grade by it: it has not held that grade before, and what it
 * earns is worse.  Who held it before keeps it under its own state, and when the
 * minimum ends falls as the terms say.
 *
 * To settle a settled customer again on the same day changes nothing; only steps
 * at reviews go on, by one step at each review.
 */
#include "postgres.h"

#include "utils/builtins.h"

#include "ledger/settle.h"
#include "text.h"

/* A settlement that is being made. */
typedef struct Settling
{
	const SettleRules *rules;
	const Standing *in;
	Settlement *out;
	bool		on_probation;
	bool		probation_ended;
	int			approved;		/* as of this day; likewise minimum */
	int			minimum;
	bool		asks;			/* the computed grade needs approval, ... */
	bool		has_approval;
	bool		is_rejected;
	int			held;			/* what counts as held */
	bool		in_own_right;	/* row 2 leaves what was held */
	bool		lost;			/* it does not, nor does the minimum keep it */
	int			earned;			/* the target before minimum and keep values */
	int			target;
	bool		free;			/* row 4: no term holds it */
	bool		announced;		/* a fall that has been announced before still waits */
	DateADT		valid_until;	/* of what is held */
	bool		steps_on;		/* it has made a step, and the next one follows by itself */
} Settling;

/* ------------------------------------------------------------------- rules */

bool
settle_is_ranked(const SettleRules *rules, int grade)
{
	return grade >= 0 && grade < rules->nranked;
}

int
settle_grade(const SettleRules *rules, const text *label)
{
	for (int i = 0; i < rules->nlabels; i++)
	{
		if (same_text(rules->labels[i], label))
			return i;
	}
	return GRADE_FOREIGN;
}

/* An approval holds for every worse grade, too. */
static bool
covers(const SettleRules *rules, int approved, int grade)
{
	if (approved < 0 || grade < 0)
		return false;
	return approved == grade ||
		(settle_is_ranked(rules, approved) && settle_is_ranked(rules, grade) && approved < grade);
}

static bool
may_have(const SettleRules *rules, int approved, int grade)
{
	return grade < 0 || !rules->needs_approval[grade] || covers(rules, approved, grade);
}

/* The grade, or what is in force instead until it is approved. */
static int
grade_meanwhile(const SettleRules *rules, int until, int approved, int grade)
{
	int			meanwhile = until;

	if (may_have(rules, approved, grade))
		return grade;
	if (meanwhile == GRADE_NONE && settle_is_ranked(rules, grade))
	{
		for (int worse = grade + 1; worse < rules->nranked && meanwhile == GRADE_NONE; worse++)
		{
			if (may_have(rules, approved, worse))
				meanwhile = worse;
		}
	}
	/* a customer that earns more than it was approved for keeps what was approved */
	if (covers(rules, grade, approved) && rules->needs_approval[approved] &&
		(!settle_is_ranked(rules, meanwhile) || meanwhile > approved))
		meanwhile = approved;
	return meanwhile;
}

SettleRules *
settle_rules(const Rubric *rubric)
{
	SettleRules *rules = palloc0(sizeof(SettleRules));
	int			until[RUBRIC_MAX_GRADES];
	ListCell   *lc;

	rules->terms = &rubric->terms;
	foreach(lc, rubric->labels)
	{
		const Label *label = lfirst(lc);

		until[rules->nlabels] = GRADE_NONE;
		rules->labels[rules->nlabels++] = cstring_to_text(label->name);
		if (label->rank > 0)
			rules->nranked++;
	}
	foreach(lc, rubric->terms.approvals)
	{
		const ApprovalTerm *term = lfirst(lc);

		for (int i = -1; (i = bms_next_member(term->labels, i)) >= 0;)
		{
			rules->needs_approval[i] = true;
			until[i] = term->until;
		}
	}
	for (int grade = 0; grade < rules->nlabels; grade++)
	{
		for (int approved = GRADE_NONE; approved < rules->nlabels; approved++)
			rules->meanwhile[grade][approved + 1] = grade_meanwhile(rules, until[grade], approved, grade);
	}
	return rules;
}

/* ----------------------------------------------------------------- helpers */

static bool
has_span(Span span)
{
	return span.days > 0 || span.months > 0;
}

static bool
in_force(const Standing *standing, const Decision *decision)
{
	return decision->grade != GRADE_NONE && standing->day <= decision->until;
}

static void
due_by(Settling *s, DateADT day)
{
	s->out->due_on = Min(s->out->due_on, day);
}

static int
bounded(const Settling *s, int grade)
{
	return grade < 0 ? grade : s->rules->meanwhile[grade][s->approved + 1];
}

static bool
is_worse(const Settling *s, int grade, int than)
{
	return settle_is_ranked(s->rules, grade) && settle_is_ranked(s->rules, than) && grade > than;
}

/* The next grade that may be had on the way from what is held to the target. */
static int
one_step(const Settling *s)
{
	int			direction = s->target > s->held ? 1 : -1;
	int			grade = s->held + direction;

	while (grade != s->target && !may_have(s->rules, s->approved, grade))
		grade += direction;
	return grade;
}

/* The last day of a term of validity that begins on a day. */
static DateADT
validity_end(const Settling *s, DateADT day)
{
	const ValidityTerm *term = &s->rules->terms->validity;

	if (has_span(term->span))
		return calendar_add(day, term->span);
	return calendar_period_end(day, term->period, term->next);
}

/* The term after one that has its last day on this day. */
static DateADT
next_validity_end(const Settling *s, DateADT day)
{
	DateADT		end = validity_end(s, day);

	return end > day ? end : validity_end(s, calendar_day_after(day));
}

/* A review as of the last day counts as after it. */
static bool
validity_is_over(const Settling *s)
{
	return s->in->day > s->valid_until ||
		(s->in->day == s->valid_until && s->in->reviewing && s->rules->terms->demotion.rule == MOVE_AT_REVIEW);
}

/* -------------------------------------------------------------------- rows */

/*
 * With a date that is missing or to come, probation has not begun.  Without
 * "since" it begins when the ledger first knows the customer.
 */
static void
find_probation(Settling *s)
{
	const ProvisionalTerm *term = &s->rules->terms->provisional;
	DateADT		day = s->in->day;
	DateADT		begins = day;
	DateADT		ends = day;		/* the first day after it */

	if (term->stated && term->since)
	{
		begins = s->in->since;
		ends = calendar_add(begins, term->span);
	}
	else if (term->stated && s->in->is_new)
		ends = calendar_add(day, term->span);
	else if (term->stated && s->in->provisional_until != NEVER)
		ends = calendar_day_after(s->in->provisional_until);

	s->on_probation = begins <= day && day < ends;
	s->probation_ended = s->in->provisional_until != NEVER && ends <= day;
	if (s->on_probation)
	{
		s->out->provisional_until = ends - 1;
		due_by(s, ends);
	}
	else if (begins > day)
		due_by(s, begins);
}

/* It needs approval and has it. */
static bool
is_approved(const Settling *s, int grade)
{
	return grade >= 0 && s->rules->needs_approval[grade] && covers(s->rules, s->approved, grade);
}

static void
find_approval(Settling *s)
{
	const Standing *in = s->in;

	s->approved = in_force(in, &in->approved) ? Max(in->approved.grade, GRADE_NONE) : GRADE_NONE;
	s->asks = in->computed >= 0 && s->rules->needs_approval[in->computed];
	s->has_approval = is_approved(s, in->computed);
	s->is_rejected = s->asks && in_force(in, &in->rejected) && in->rejected.grade == in->computed;
}

/* Row 2 */
static int
held_still(const Settling *s, int grade)
{
	int			result = bounded(s, grade);

	return is_worse(s, s->in->limit, result) ? bounded(s, s->in->limit) : result;
}

/* A label without rank that only stands in until an approval is worse than every minimum. */
static bool
earns_less_than_minimum(const Settling *s)
{
	if (s->minimum == GRADE_NONE)
		return false;
	return settle_is_ranked(s->rules, s->earned) ? s->earned > s->minimum : settle_is_ranked(s->rules, s->in->computed);
}

/* Rows 2 to 5: what counts as held, and the target. */
static void
find_target(Settling *s)
{
	const Standing *in = s->in;
	bool		lifted;			/* until now by the minimum */

	s->minimum = in_force(in, &in->minimum) && settle_is_ranked(s->rules, in->minimum.grade) ? in->minimum.grade : GRADE_NONE;
	s->held = held_still(s, in->held);
	s->in_own_right = s->held == in->held;
	if (in->held == s->minimum)
		s->held = in->held;
	s->lost = s->held != in->held;
	s->earned = s->target = bounded(s, in->computed);

	lifted = in->state == STATE_OVERRIDE && in->held != GRADE_NONE && in->held == s->minimum;
	s->free = s->probation_ended || (in->state == STATE_OVERRIDE && !lifted);
	if (earns_less_than_minimum(s))
		s->target = s->minimum;
	if (is_worse(s, s->held, s->minimum) && settle_is_ranked(s->rules, s->target))
		s->held = s->minimum;

	if (!s->free && !s->on_probation && !lifted && is_worse(s, s->target, s->held) && settle_is_ranked(s->rules, in->kept))
	{
		int			kept = bounded(s, Max(s->held, in->kept));

		if (is_worse(s, s->target, kept))
			s->target = kept;
	}
}

/* Row 7 */
static int
promoted(const Settling *s)
{
	const MoveTerm *term = &s->rules->terms->promotion;

	if (s->in->state == STATE_PENDING && s->has_approval)
		return s->target;
	if (term->rule == MOVE_NEVER || (term->rule == MOVE_AT_REVIEW && !s->in->reviewing))
		return s->held;
	return term->one_step ? one_step(s) : s->target;
}

/* The first day on which validity lets a customer fall. */
static DateADT
first_day_without_validity(const Settling *s)
{
	return s->valid_until == NEVER ? DATEVAL_NOBEGIN : calendar_day_after(s->valid_until);
}

/*
 * The day of the fall from what is held; NEVER: it waits for a review.  A span
 * after a review counts from the end of the review's day.
 */
static DateADT
fall_day(Settling *s, DateADT *since)
{
	const MoveTerm *term = &s->rules->terms->demotion;
	DateADT		end;

	if (term->rule == MOVE_AT_REVIEW)
	{
		bool		finds_worse = s->in->reviewing && (s->valid_until == NEVER || validity_is_over(s));

		if (!has_span(term->after))
			return finds_worse ? s->in->day : NEVER;
		if (!s->announced && !finds_worse)
			return NEVER;
		if (!s->announced)
			*since = s->in->day;
		end = calendar_day_after(calendar_add(*since, term->after));
	}
	else
		end = calendar_add(*since, term->after);
	return Max(end, first_day_without_validity(s));
}

/* Row 8 */
static int
demoted(Settling *s)
{
	const MoveTerm *term = &s->rules->terms->demotion;
	DateADT		since = s->lost ? s->in->day : Min(s->in->worse_since, s->in->day);
	DateADT		falls_on;
	int			grade;

	if (term->rule == MOVE_NEVER)
		return s->held;
	falls_on = fall_day(s, &since);
	if (s->in->day < falls_on)
	{
		s->out->worse_since = since;
		s->out->falls_on = falls_on;
		return s->held;
	}
	if (!term->one_step)
		return s->target;
	grade = one_step(s);
	if (grade != s->target)
	{
		s->out->worse_since = term->rule == MOVE_AT_ONCE ? s->in->day : since;
		s->steps_on = term->rule == MOVE_AT_ONCE;
	}
	return grade;
}

/* Rows 3, 4 and 6 to 8 */
static int
move(Settling *s)
{
	if (s->free || s->on_probation)
		return s->target;
	if (is_worse(s, s->target, s->held))
		return demoted(s);
	if (is_worse(s, s->held, s->target))
		return promoted(s);
	return s->target;
}

/* A span that is under way goes on by the terms of this version, if they have one. */
static bool
goes_on_falling(const Settling *s)
{
	const MoveTerm *term = &s->rules->terms->demotion;

	return s->in->falls_on != NEVER && !s->lost && is_worse(s, s->target, s->held) &&
		(term->rule == MOVE_AT_ONCE || (term->rule == MOVE_AT_REVIEW && has_span(term->after)));
}

/* Who has no term begins one, unless its fall is announced: validity is new in this version. */
static void
begin_validity(Settling *s)
{
	s->announced = goes_on_falling(s);
	s->valid_until = s->lost ? NEVER : s->in->valid_until;
	if (s->rules->terms->validity.stated && s->valid_until == NEVER && !s->announced)
		s->valid_until = validity_end(s, s->in->day);
}

static bool
lifted_by_minimum(const Settling *s)
{
	bool		held_before = s->in->held == s->minimum && s->in->state != STATE_OVERRIDE && s->in_own_right &&
		!s->free && !s->on_probation;

	return s->out->grade == s->minimum && earns_less_than_minimum(s) && !held_before;
}

static GradeState
find_state(const Settling *s)
{
	if (lifted_by_minimum(s))
		return STATE_OVERRIDE;
	if (s->asks && !s->has_approval && !s->is_rejected)
		return STATE_PENDING;
	return s->on_probation ? STATE_PROVISIONAL : STATE_FINAL;
}

/*
 * Row 9.  Who need not fall when a term is over has the next one, counted from
 * there.  A term that was promised stays when validity is gone from the text.
 */
static void
go_on_validity(Settling *s)
{
	bool		stated = s->rules->terms->validity.stated;
	bool		waits = is_worse(s, s->target, s->out->grade);

	if (!settle_is_ranked(s->rules, s->out->grade) || s->on_probation || s->out->state == STATE_OVERRIDE)
		return;
	if (s->out->grade != s->in->held || s->free)
		s->valid_until = stated ? validity_end(s, s->in->day) : NEVER;
	else if (!stated && s->in->day > s->valid_until)
		s->valid_until = NEVER;
	else if (stated && !waits)
	{
		while (validity_is_over(s))
			s->valid_until = next_validity_end(s, s->valid_until);
	}
	s->out->valid_until = s->valid_until;
	if (s->valid_until != NEVER && !(stated && waits))
		due_by(s, calendar_day_after(s->valid_until));
	if (s->steps_on)
		s->out->falls_on = Max(calendar_add(s->in->day, s->rules->terms->demotion.after), first_day_without_validity(s));
}

/* The days on which a decision ends and that changes something. */
static void
plan_decisions(Settling *s)
{
	const Standing *in = s->in;
	int			grade = s->out->grade;

	if (earns_less_than_minimum(s) ? grade == s->minimum || !settle_is_ranked(s->rules, s->earned) :
		s->minimum != GRADE_NONE && grade == s->minimum && held_still(s, grade) != grade)
		due_by(s, calendar_day_after(in->minimum.until));
	if (s->out->state == STATE_OVERRIDE)
		return;
	if (s->has_approval || is_approved(s, grade) ||
		(is_approved(s, s->earned) && !settle_is_ranked(s->rules, s->rules->meanwhile[in->computed][0])))
		due_by(s, calendar_day_after(in->approved.until));
	if (s->is_rejected && !s->has_approval)
		due_by(s, calendar_day_after(in->rejected.until));
}

/*
 * A review that was planned stays until it is held; another date to count from
 * or another span plans it again.  Without "from" it counts from the day on
 * which the customer got its grade.
 */
static void
plan_review(Settling *s)
{
	const ReviewTerm *term = &s->rules->terms->review;
	const Standing *in = s->in;
	DateADT		anchor;
	DateADT		next = in->review_on;
	bool		is_planned;

	if (!term->stated || !term->own)
		return;
	if (term->from)
		anchor = in->review_from;
	else if (s->out->grade == GRADE_NONE)
		return;
	else
		anchor = in->is_new || s->out->grade != in->held ? in->changes_on : in->held_since;
	if (DATE_NOT_FINITE(anchor))
		return;
	is_planned = !DATE_NOT_FINITE(next) && own_review_next(term, anchor, next - 1) == next;
	if (!is_planned || (in->reviewing && next <= in->day))
		next = own_review_next(term, anchor, in->reviewing ? in->day : in->day - 1);
	s->out->review_on = next;
	due_by(s, calendar_day_after(next));
}

void
settle_standing(const SettleRules *rules, const Standing *standing, Settlement *settlement)
{
	Settling	s = {.rules = rules, .in = standing, .out = settlement};

	settlement->worse_since = NEVER;
	settlement->falls_on = NEVER;
	settlement->valid_until = NEVER;
	settlement->provisional_until = NEVER;
	settlement->review_on = NEVER;
	settlement->due_on = standing->next_start;
	find_probation(&s);
	if (in_force(standing, &standing->overridden))
	{
		settlement->grade = standing->overridden.grade;
		settlement->state = STATE_OVERRIDE;
		due_by(&s, calendar_day_after(standing->overridden.until));
	}
	else
	{
		find_approval(&s);
		find_target(&s);
		begin_validity(&s);
		settlement->grade = move(&s);
		settlement->state = find_state(&s);
		go_on_validity(&s);
		plan_decisions(&s);
		due_by(&s, settlement->falls_on);
	}
	plan_review(&s);
}
