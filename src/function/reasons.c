/*
 * reasons.c
 *		reasons(): why a row has no more points, and no better grade; and the
 *		same as a sentence of explain().
 *
 * A row is evaluated once, by a program that notes what it has been through
 * (GOAL_EXPLAIN): the points of each criterion and the alternative that gave
 * them, and of rules that did not apply, which parts of their conditions
 * failed, as far as evaluation came.
 */
#include "postgres.h"

#include "mb/pg_wchar.h"
#include "utils/fmgrprotos.h"
#include "utils/jsonb.h"

#include "analysis/number.h"
#include "compat.h"
#include "function/call.h"
#include "function/language.h"
#include "function/rows.h"
#include "rubric/json.h"
#include "rubric/value.h"

#define REASONS_BASELINE	2

typedef struct Reasons
{
	Row			row;
	const Program *program;
	const Rubric *rubric;
	int			place;
} Reasons;

/* A number that may be null. */
typedef struct Amount
{
	bool		isnull;
	Decimal		number;
} Amount;

static const Amount no_amount = {.isnull = true};

static void
add_amount(Row *row, const Amount *amount)
{
	if (amount->isnull)
		add_null(row);
	else
		add_datum(row, decimal_trimmed(&amount->number));
}

static void
put_reason(Reasons *reasons, const char *kind, const char *name, const Amount *value, const Amount *needed, const Amount *lost,
		   const char *reason, int label, int rule)
{
	Row		   *row = &reasons->row;

	add_integer(row, ++reasons->place);
	add_text(row, kind);
	add_text(row, name);
	add_amount(row, value);
	add_amount(row, needed);
	add_amount(row, lost);
	add_text(row, shown_title(reason));
	add_text(row, label < 0 ? NULL : rubric_label(reasons->rubric, label)->name);
	if (rule < 0)
		add_null(row);
	else
		add_integer(row, rule + 1);
	put_row(row);
}

static Amount
note_amount(const Program *program, int value, bool is_double)
{
	Amount		amount = {0};

	amount.isnull = !program_note_number(program, value, is_double, &amount.number);
	return amount;
}

static Amount
minus(const Amount *a, const Amount *b)
{
	Amount		result = {.isnull = a->isnull || b->isnull};

	if (!result.isnull)
		fault_throw_any(decimal_subtract(&result.number, &a->number, &b->number));
	return result;
}

/* ----------------------------------------------------------------- criteria */

typedef struct PointsLost
{
	const Criterion *criterion;
	const char *reason;
	Amount		points;
	Amount		baseline;
	Amount		lost;
} PointsLost;

/* The most that its alternatives give, if all are plain numbers. */
static Amount
best_points(const Criterion *criterion)
{
	Amount		best = no_amount;
	ListCell   *lc;

	foreach(lc, criterion->alternatives)
	{
		const RubricExpr *points = ((Alternative *) lfirst(lc))->points;
		RubricValue value;

		if (points->kind != EXPR_LITERAL)
			return no_amount;
		value_from_literal(&value, points);
		if (value.isnull || (!best.isnull && decimal_compare(&value.number, &best.number) <= 0))
			continue;
		best = (Amount)
		{
			.number = value.number
		};
	}
	return best;
}

/* What is declared for the criterion, or else the most that it can give. */
static Amount
criterion_baseline(Jsonb *baseline, const Criterion *criterion, const Amount *max, const Amount *weight)
{
	Amount		amount = max->isnull ? best_points(criterion) : *max;
	JsonbValue	found;

	if (baseline && json_find(baseline, criterion->name, &found))
	{
		if (found.type != jbvNumeric)
			ereport(ERROR,
					(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
					 errmsg("the baseline of criterion \"%s\" is not a number", criterion->name)));
		amount.isnull = false;
		decimal_from_numeric(&amount.number, NumericGetDatum(found.val.numeric));
	}
	else if (criterion->weight && !amount.isnull)
	{
		amount.isnull = weight->isnull;
		if (!weight->isnull)
			fault_throw_any(decimal_multiply(&amount.number, &amount.number, &weight->number));
	}
	return amount;
}

/* Most lost first; of equals, as written; unknown ones last. */
static int
compare_lost(const ListCell *a, const ListCell *b)
{
	const PointsLost *left = lfirst(a);
	const PointsLost *right = lfirst(b);

	if (left->lost.isnull != right->lost.isnull)
		return left->lost.isnull - right->lost.isnull;
	if (!left->lost.isnull && decimal_compare(&left->lost.number, &right->lost.number) != 0)
		return decimal_compare(&right->lost.number, &left->lost.number);
	return left->criterion->start - right->criterion->start;
}

/* Of each criterion evaluated: of PointsLost. */
static List *
points_lost(const Reasons *reasons, List *trace, Jsonb *baseline)
{
	List	   *result = NIL;
	Amount		weight = no_amount;
	Amount		max = no_amount;
	int			alternative = -1;
	ListCell   *lc;

	foreach(lc, trace)
	{
		const Note *note = lfirst(lc);
		Amount		amount = note_amount(reasons->program, note->value, note->is_double);

		switch (note->kind)
		{
			case NOTE_WEIGHT:
				weight = amount;
				break;
			case NOTE_MAX:
				max = amount;
				break;
			case NOTE_ALTERNATIVE:
				alternative = note->alternative;
				break;
			case NOTE_CRITERION:
				{
					PointsLost *lost = palloc0(sizeof(PointsLost));
					const Criterion *criterion = list_nth(reasons->rubric->criteria, note->item);

					lost->criterion = criterion;
					lost->reason = alternative < 0 ? NULL : ((Alternative *) list_nth(criterion->alternatives, alternative))->title;
					if (lost->reason == NULL)
						lost->reason = criterion->title;
					lost->points = amount;
					lost->baseline = criterion_baseline(baseline, criterion, &max, &weight);
					lost->lost = minus(&lost->baseline, &lost->points);
					result = lappend(result, lost);
					weight = max = no_amount;
					alternative = -1;
					break;
				}
			default:
				break;
		}
	}
	list_sort(result, compare_lost);
	return result;
}

static void
put_criteria(Reasons *reasons, List *trace, Jsonb *baseline)
{
	static const Decimal zero;
	ListCell   *lc;

	foreach(lc, points_lost(reasons, trace, baseline))
	{
		const PointsLost *lost = lfirst(lc);

		if (lost->lost.isnull || decimal_compare(&lost->lost.number, &zero) != 0)
			put_reason(reasons, "criterion", lost->criterion->name, &lost->points, &lost->baseline, &lost->lost, lost->reason, -1, -1);
	}
}

/* -------------------------------------------------------------------- rules */

/* A rule that did not apply, and what its condition came to. */
typedef struct FailedRule
{
	int			item;
	List	   *leaves;			/* of Note */
} FailedRule;

static const Note *
find_leaf(const FailedRule *failed, const RubricExpr *expr)
{
	ListCell   *lc;

	foreach(lc, failed->leaves)
	{
		const Note *note = lfirst(lc);

		if (note->expr == expr)
			return note;
	}
	return NULL;
}

/* Does a part come to what is wanted?  One that was not looked at does no harm. */
static bool
suits(const FailedRule *failed, const RubricExpr *expr, bool wanted)
{
	const Note *leaf;

	switch (expr->kind)
	{
		case EXPR_NOT:
			return suits(failed, expr->args[0], !wanted);
		case EXPR_AND:
		case EXPR_OR:
			{
				bool		all = (expr->kind == EXPR_AND) == wanted;

				for (int i = 0; i < expr->nargs; i++)
				{
					if (suits(failed, expr->args[i], wanted) != all)
						return !all;
				}
				return all;
			}
		default:
			leaf = find_leaf(failed, expr);
			return leaf == NULL || leaf->truth == (wanted ? TRUTH_TRUE : TRUTH_FALSE);
	}
}

static bool
is_plain(const RubricExpr *expr)
{
	return expr->kind == EXPR_LITERAL || expr->kind == EXPR_PARAMETER;
}

static void
put_leaf(Reasons *reasons, const FailedRule *failed, const Note *leaf)
{
	const Rule *rule = list_nth(reasons->rubric->rules, failed->item);
	const RubricExpr *expr = leaf->expr;
	Amount		left = note_amount(reasons->program, leaf->value, leaf->is_double);
	Amount		right = note_amount(reasons->program, leaf->other, leaf->other_double);
	Amount		difference = minus(&left, &right);
	const char *reason = rule->title;

	if (!difference.isnull)
		decimal_abs(&difference.number, &difference.number);
	if (leaf->truth == TRUTH_NULL)
	{
		char	   *missing = program_missing(reasons->program, expr);

		reason = missing[0] ? psprintf("missing: %s", missing) : "undecided";
	}
	if (leaf->value >= 0 && is_plain(expr->args[0]) && !is_plain(expr->args[1]))
	{
		Amount		other = left;

		left = right;
		right = other;
	}
	put_reason(reasons, "condition", rubric_source(reasons->rubric, expr->start, expr->end), &left, &right, &difference, reason,
			   rule->label, failed->item);
}

/* The parts that keep the condition from what is wanted: of Note. */
static List *
failures(const FailedRule *failed, const RubricExpr *expr, bool wanted)
{
	List	   *result = NIL;

	if (suits(failed, expr, wanted))
		return NIL;
	if (expr->kind == EXPR_NOT)
		return failures(failed, expr->args[0], !wanted);
	if (expr->kind != EXPR_AND && expr->kind != EXPR_OR)
		return list_make1(unconstify(Note *, find_leaf(failed, expr)));
	for (int i = 0; i < expr->nargs; i++)
		result = list_concat(result, failures(failed, expr->args[i], wanted));
	return result;
}

static List *
failures_of_rule(const Reasons *reasons, const FailedRule *failed)
{
	return failures(failed, ((Rule *) list_nth(reasons->rubric->rules, failed->item))->when, true);
}

static int
rule_label(const Rubric *rubric, int item)
{
	return ((Rule *) list_nth(rubric->rules, item))->label;
}

/* The rules that did not apply, for the next better grade: of FailedRule. */
static List *
failed_rules(const Rubric *rubric, List *trace, const Outcome *outcome)
{
	int			rank = outcome->label < 0 ? 0 : rubric_label(rubric, outcome->label)->rank;
	List	   *result = NIL;
	List	   *leaves = NIL;
	int			next = 0;
	ListCell   *lc;

	foreach(lc, trace)
	{
		const Note *note = lfirst(lc);
		FailedRule *failed;
		int			its_rank;

		if (note->kind == NOTE_LEAF)
			leaves = lappend(leaves, lfirst(lc));
		if (note->kind != NOTE_RULE)
			continue;
		failed = palloc(sizeof(FailedRule));
		failed->item = note->item;
		failed->leaves = leaves;
		leaves = NIL;
		its_rank = rubric_label(rubric, rule_label(rubric, note->item))->rank;
		if (note->truth == TRUTH_TRUE || its_rank == 0 || (rank > 0 && its_rank >= rank) || its_rank < next)
			continue;
		if (its_rank > next)
			result = NIL;
		next = its_rank;
		result = lappend(result, failed);
	}
	return result;
}

static void
put_rules(Reasons *reasons, List *trace, const Outcome *outcome)
{
	ListCell   *lc;
	ListCell   *leaf;

	foreach(lc, failed_rules(reasons->rubric, trace, outcome))
	{
		foreach(leaf, failures_of_rule(reasons, lfirst(lc)))
			put_leaf(reasons, lfirst(lc), lfirst(leaf));
	}
}

/* The caps that hold the grade down: of Rule. */
static List *
caps_that_hold(const Rubric *rubric, List *trace)
{
	List	   *caps = NIL;
	ListCell   *lc;

	foreach(lc, trace)
	{
		const Note *note = lfirst(lc);

		if (note->kind == NOTE_CAP && note->truth == TRUTH_TRUE)
			caps = lappend(caps, list_nth(rubric->caps, note->item));
	}
	return caps;
}

/* The grade that the caps have limited: that of the rule, or of a floor that has lifted it. */
static int
label_before_caps(const Rubric *rubric, List *trace, const Outcome *outcome)
{
	int			label = rule_label(rubric, outcome->rule);
	ListCell   *lc;

	foreach(lc, trace)
	{
		const Note *note = lfirst(lc);

		/* labels stand best first */
		if (note->kind == NOTE_FLOOR && note->truth == TRUTH_TRUE)
			label = Min(label, ((Rule *) list_nth(rubric->floors, note->item))->label);
	}
	return label;
}

static void
put_caps(Reasons *reasons, List *trace, const Outcome *outcome)
{
	int			label = label_before_caps(reasons->rubric, trace, outcome);
	ListCell   *lc;

	foreach(lc, caps_that_hold(reasons->rubric, trace))
	{
		const Rule *cap = lfirst(lc);

		put_reason(reasons, "cap", rubric_source(reasons->rubric, cap->when->start, cap->when->end), &no_amount, &no_amount, &no_amount,
				   cap->title, label, outcome->rule);
	}
}

/* -------------------------------------------------------------- as sentence */

/* More criteria than these make no sentence. */
#define CRITERIA_TOLD	3

/* What stands between parts, and around them. */
typedef struct Words
{
	const char *missed;			/* the next better grade */
	const char *by;				/* a comparison, and how far its sides are apart */
	const char *fails;
	const char *undecided;
	const char *limited;
	const char *points;			/* lost */
	const char *comma;
	const char *stop;
} Words;

static const Words english = {"Not %s: ", "%s fails by %s", "%s fails", "%s is undecided", "limited by %s", "Points lost: ", ", ", ". "};
static const Words chinese = {"未达 %s：", "%s 差 %s", "%s 不满足", "%s 无法判断", "受限于 %s", "失分：", "、", "。"};

/* A word in the encoding of the database. */
static const char *
in_server_encoding(const char *word)
{
	return pg_any_to_server(word, strlen(word), PG_UTF8);
}

static char *
fill_in(const char *word, const char *first, const char *second)
{
	return psprintf(in_server_encoding(word), first, second);
}

static char *
failure_text(const Reasons *reasons, const Note *leaf, const Words *words)
{
	char	   *source = rubric_source(reasons->rubric, leaf->expr->start, leaf->expr->end);
	Amount		left = note_amount(reasons->program, leaf->value, leaf->is_double);
	Amount		right = note_amount(reasons->program, leaf->other, leaf->other_double);
	Amount		difference = minus(&left, &right);

	if (leaf->truth == TRUTH_NULL)
		return fill_in(words->undecided, source, NULL);
	if (difference.isnull || decimal_compare(&left.number, &right.number) == 0)
		return fill_in(words->fails, source, NULL);
	decimal_abs(&difference.number, &difference.number);
	return fill_in(words->by, source, number_text(&difference.number));
}

/* A sentence of these parts; without parts, none. */
static void
append_sentence(StringInfo text, const char *beginning, List *parts, const Words *words)
{
	ListCell   *lc;

	if (parts == NIL)
		return;
	appendStringInfoString(text, beginning);
	foreach(lc, parts)
		appendStringInfo(text, "%s%s", foreach_current_index(lc) > 0 ? in_server_encoding(words->comma) : "", (char *) lfirst(lc));
	appendStringInfoString(text, in_server_encoding(words->stop));
}

static List *
rule_parts(const Reasons *reasons, List *rules, const Words *words)
{
	List	   *parts = NIL;
	ListCell   *lc;
	ListCell   *leaf;

	foreach(lc, rules)
	{
		foreach(leaf, failures_of_rule(reasons, lfirst(lc)))
			parts = lappend(parts, failure_text(reasons, lfirst(leaf), words));
	}
	return parts;
}

static List *
cap_parts(const Reasons *reasons, List *trace, const Words *words)
{
	List	   *parts = NIL;
	ListCell   *lc;

	foreach(lc, caps_that_hold(reasons->rubric, trace))
	{
		const Rule *cap = lfirst(lc);
		char	   *name = cap->title ? shown_title(cap->title) : rubric_source(reasons->rubric, cap->when->start, cap->when->end);

		parts = lappend(parts, fill_in(words->limited, name, NULL));
	}
	return parts;
}

static List *
criterion_parts(const Reasons *reasons, List *trace)
{
	static const Decimal zero;
	List	   *parts = NIL;
	ListCell   *lc;

	foreach(lc, points_lost(reasons, trace, NULL))
	{
		const PointsLost *lost = lfirst(lc);

		if (lost->lost.isnull || decimal_compare(&lost->lost.number, &zero) <= 0 || list_length(parts) == CRITERIA_TOLD)
			break;
		parts = lappend(parts, psprintf("%s %s", lost->reason ? shown_title(lost->reason) : lost->criterion->name, number_text(&lost->lost.number)));
	}
	return parts;
}

char *
reasons_sentence(const Grader *grader, const Outcome *outcome)
{
	Reasons		reasons = {.program = grader->program, .rubric = grader->rubric};
	const Words *words = language_of_session() == CHINESE ? &chinese : &english;
	List	   *trace = program_trace(grader->program);
	List	   *rules = failed_rules(grader->rubric, trace, outcome);
	bool		capped = outcome->adjusted == ADJUSTED_CAP;
	StringInfoData text;

	initStringInfo(&text);
	if (capped || rules != NIL)
	{
		int			missed = capped ? label_before_caps(grader->rubric, trace, outcome) :
			rule_label(grader->rubric, ((FailedRule *) linitial(rules))->item);

		append_sentence(&text, fill_in(words->missed, rubric_label(grader->rubric, missed)->name, NULL),
						capped ? cap_parts(&reasons, trace, words) : rule_parts(&reasons, rules, words), words);
	}
	append_sentence(&text, in_server_encoding(words->points), criterion_parts(&reasons, trace), words);
	while (text.len > 0 && text.data[text.len - 1] == ' ')
		text.data[--text.len] = '\0';
	return text.len > 0 ? text.data : NULL;
}

/* -------------------------------------------------------------------- whole */

/* The baseline: points of criteria that there are. */
static Jsonb *
get_baseline(FunctionCallInfo fcinfo, const Rubric *rubric)
{
	Jsonb	   *baseline;
	JsonbIterator *iterator;
	JsonbIteratorToken token;
	JsonbValue	value;

	if (PG_ARGISNULL(REASONS_BASELINE))
		return NULL;
	baseline = PG_GETARG_JSONB_P(REASONS_BASELINE);
	fault_throw_any(json_check_object(baseline, "the baseline"));
	iterator = JsonbIteratorInit(&baseline->root);
	while ((token = JsonbIteratorNext(&iterator, &value, true)) != WJB_DONE)
	{
		bool		known = token != WJB_KEY;
		ListCell   *lc;

		foreach(lc, rubric->criteria)
		{
			const char *name = ((Criterion *) lfirst(lc))->name;

			known = known || (strlen(name) == (size_t) value.val.string.len && memcmp(name, value.val.string.val, value.val.string.len) == 0);
		}
		if (!known)
			ereport(ERROR,
					(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
					 errmsg("the rubric has no criterion \"%.*s\"", value.val.string.len, value.val.string.val)));
	}
	return baseline;
}

PG_FUNCTION_INFO_V1(rubric_reasons);

Datum
rubric_reasons(PG_FUNCTION_ARGS)
{
	Reasons		reasons = {0};
	Outcome		outcome;
	Grader	   *grader;
	List	   *trace;

	InitMaterializedSRF(fcinfo, 0);
	reasons.row.result = (ReturnSetInfo *) fcinfo->resultinfo;
	grader = call_evaluate(fcinfo, GOAL_EXPLAIN, &outcome);
	if (grader == NULL || outcome.reason == REASON_NO_ROW)
		return (Datum) 0;
	reasons.program = grader->program;
	reasons.rubric = grader->rubric;
	trace = program_trace(grader->program);
	put_criteria(&reasons, trace, get_baseline(fcinfo, grader->rubric));
	put_rules(&reasons, trace, &outcome);
	if (outcome.adjusted == ADJUSTED_CAP)
		put_caps(&reasons, trace, &outcome);
	return (Datum) 0;
}
