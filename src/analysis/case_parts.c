/*
 * case_parts.c
 *		The parts of a rubric that can decide about a row.
 *
 * A scope decides by being false, a requirement by not being met: the row is
 * not graded.  Points decide by being those that are taken, rules by giving
 * the grade, floors and caps by moving it.  Where nothing of this sort ends the
 * evaluation, "no rule", "undecided" or "refused" does.
 */
#include "postgres.h"

#include "analysis/case_parts.h"

/* The number of the first part of each sort; those of a criterion are its alternatives and the missing amount. */
typedef struct PartNumbers
{
	int			scope;
	int			requirement;
	int			criterion;
	int			rule;
	int			no_rule;
	int			floor;
	int			cap;
	int			undecided;
	int			refused;
} PartNumbers;

static int
criterion_size(const Criterion *criterion)
{
	return list_length(criterion->alternatives) + 1;
}

/* How many parts the first criteria have. */
static int
criteria_size(const Rubric *rubric, int count)
{
	int			size = 0;

	for (int i = 0; i < count; i++)
		size += criterion_size(list_nth(rubric->criteria, i));
	return size;
}

static PartNumbers
part_numbers(const Rubric *rubric)
{
	PartNumbers numbers;

	numbers.scope = 0;
	numbers.requirement = numbers.scope + list_length(rubric->scopes);
	numbers.criterion = numbers.requirement + list_length(rubric->requirements);
	numbers.rule = numbers.criterion + criteria_size(rubric, list_length(rubric->criteria));
	numbers.no_rule = numbers.rule + list_length(rubric->rules);
	numbers.floor = numbers.no_rule + 1;
	numbers.cap = numbers.floor + list_length(rubric->floors);
	numbers.undecided = numbers.cap + list_length(rubric->caps);
	numbers.refused = numbers.undecided + 1;
	return numbers;
}

/* -------------------------------------------------------------------- list */

const char *
part_kind_name(PartKind kind)
{
	static const char *const names[] = {
		[PART_SCOPE] = "scope",
		[PART_REQUIRE] = "require",
		[PART_POINTS] = "points",
		[PART_MISSING] = "missing",
		[PART_RULE] = "rule",
		[PART_NO_RULE] = "no rule",
		[PART_FLOOR] = "floor",
		[PART_CAP] = "cap",
		[PART_UNDECIDED] = "undecided",
		[PART_REFUSED] = "refused",
	};

	return names[kind];
}

static Part *
make_part(int number, PartKind kind, int item, int ordinal, int start, int end)
{
	Part	   *part = palloc0(sizeof(Part));

	part->number = number;
	part->kind = kind;
	part->item = item;
	part->ordinal = ordinal;
	part->start = start;
	part->end = end;
	return part;
}

static List *
add_outcome(List *parts, int number, PartKind kind)
{
	return lappend(parts, make_part(number, kind, 0, 0, -1, -1));
}

static List *
add_rules(List *parts, const Rubric *rubric, List *rules, int number, PartKind kind)
{
	ListCell   *lc;

	foreach(lc, rules)
	{
		const Rule *rule = lfirst(lc);
		Part	   *part = make_part(number++, kind, foreach_current_index(lc), foreach_current_index(lc) + 1,
									 rule->when ? rule->when->start : rule->start,
									 rule->when ? rule->when->end : rule->end);

		part->name = rule->label >= 0 ? rubric_label(rubric, rule->label)->name : NULL;
		part->title = rule->title;
		parts = lappend(parts, part);
	}
	return parts;
}

static List *
add_criterion(List *parts, const Criterion *criterion, int item, int number)
{
	ListCell   *lc;

	foreach(lc, criterion->alternatives)
	{
		const Alternative *alternative = lfirst(lc);
		Part	   *part = make_part(number++, PART_POINTS, item, foreach_current_index(lc) + 1, alternative->points->start,
									 alternative->when ? alternative->when->end : alternative->points->end);

		part->name = criterion->name;
		parts = lappend(parts, part);
	}
	if (criterion->missing)
	{
		Part	   *part = make_part(number, PART_MISSING, item, 0, criterion->missing->start, criterion->missing->end);

		part->name = criterion->name;
		parts = lappend(parts, part);
	}
	return parts;
}

List *
rubric_parts(const Rubric *rubric)
{
	PartNumbers numbers = part_numbers(rubric);
	List	   *parts = add_rules(NIL, rubric, rubric->scopes, numbers.scope, PART_SCOPE);
	ListCell   *lc;

	foreach(lc, rubric->requirements)
	{
		const Requirement *requirement = lfirst(lc);
		int			item = foreach_current_index(lc);

		parts = lappend(parts, make_part(numbers.requirement + item, PART_REQUIRE, item, item + 1, requirement->start, requirement->end));
	}
	foreach(lc, rubric->criteria)
		parts = add_criterion(parts, lfirst(lc), foreach_current_index(lc), numbers.criterion + criteria_size(rubric, foreach_current_index(lc)));
	parts = add_rules(parts, rubric, rubric->rules, numbers.rule, PART_RULE);
	if (rubric->labels)
		parts = add_outcome(parts, numbers.no_rule, PART_NO_RULE);
	parts = add_rules(parts, rubric, rubric->floors, numbers.floor, PART_FLOOR);
	parts = add_rules(parts, rubric, rubric->caps, numbers.cap, PART_CAP);
	parts = add_outcome(parts, numbers.undecided, PART_UNDECIDED);
	return add_outcome(parts, numbers.refused, PART_REFUSED);
}

/* -------------------------------------------------------------------- rows */

static Bitmapset *
add_note(Bitmapset *decided, const Rubric *rubric, const Program *program, const PartNumbers *numbers, const Note *note)
{
	int			number = -1;

	switch (note->kind)
	{
		case NOTE_SCOPE:
			if (note->truth == TRUTH_FALSE)
				number = numbers->scope + note->item;
			break;
		case NOTE_REQUIREMENT:
			number = numbers->requirement + note->item;
			break;
		case NOTE_ALTERNATIVE:
			number = numbers->criterion + criteria_size(rubric, note->item) + note->alternative;
			break;
		case NOTE_POINTS:
			if (program_note_text(program, note) == NULL)
				number = numbers->criterion + criteria_size(rubric, note->item + 1) - 1;
			break;
		case NOTE_RULE:
			if (note->truth == TRUTH_TRUE)
				number = numbers->rule + note->item;
			break;
		case NOTE_FLOOR:
			if (note->truth == TRUTH_TRUE)
				number = numbers->floor + note->item;
			break;
		case NOTE_CAP:
			if (note->truth == TRUTH_TRUE)
				number = numbers->cap + note->item;
			break;
		default:
			break;
	}
	return number >= 0 ? bms_add_member(decided, number) : decided;
}

Bitmapset *
parts_decided(const Rubric *rubric, const Program *program, const Outcome *outcome)
{
	PartNumbers numbers = part_numbers(rubric);
	Bitmapset  *decided = NULL;
	ListCell   *lc;

	switch (outcome->reason)
	{
		case REASON_NO_ROW:
			return NULL;
		case REASON_REFUSED:
			return bms_make_singleton(numbers.refused);
		case REASON_SCOPE_UNDECIDED:
		case REASON_RULE_UNDECIDED:
		case REASON_FLOOR_UNDECIDED:
		case REASON_CAP_UNDECIDED:
			decided = bms_make_singleton(numbers.undecided);
			break;
		case REASON_NO_RULE:
			decided = bms_make_singleton(numbers.no_rule);
			break;
		case REASON_GRADED:
		case REASON_OUT_OF_SCOPE:
		case REASON_REQUIRED:
			break;
	}
	foreach(lc, program_trace(program))
		decided = add_note(decided, rubric, program, &numbers, lfirst(lc));
	return decided;
}
