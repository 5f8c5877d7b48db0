/*
 * case_suggest.c
 *		Searches rows that show what a rubric does.
 *
 * Each metric has a few values worth trying: the constants that it is compared
 * with, their neighbours one step of the last digit away, the values of its
 * domain, and null.  Rows of such values are graded until each part of the
 * rubric has decided one of them: all combinations where they are few, else a
 * fixed number of them, spread evenly, and those that differ from a row found
 * in one metric.  Then each row found is tried with each pair of neighbours
 * around a bound: where the answer changes between them, these two rows show
 * on which side the bound itself is.
 */
#include "postgres.h"

#include <math.h>

#include "catalog/pg_type.h"
#include "common/hashfn.h"
#include "lib/stringinfo.h"
#include "miscadmin.h"
#include "nodes/bitmapset.h"
#include "utils/builtins.h"
#include "utils/fmgrprotos.h"
#include "utils/memutils.h"
#include "utils/numeric.h"

#include "analysis/case_parts.h"
#include "analysis/case_suggest.h"
#include "compat.h"
#include "rubric/grader.h"
#include "text.h"

/* How many rows are graded at most, in each of the three searches. */
#define MAX_ROWS	20000

/* How many values of a metric are tried at most. */
#define MAX_VALUES	1000

/* A value to try. */
typedef struct Candidate
{
	Datum		value;			/* numeric, text, boolean or date */
	bool		is_bound;		/* the metric itself is compared with it */
} Candidate;

typedef struct Candidates
{
	const Input *metric;
	int			digits;			/* numbers: decimals of the finest constant */
	List	   *values;			/* of Candidate, in ascending order */
} Candidates;

/* A row: for each metric the number of its value; -1: null. */
typedef int16 *Choice;

typedef struct Search
{
	const Rubric *rubric;
	Grader		grader;
	int			nmetrics;
	Candidates *candidates;
	DateADT		as_of;
	MemoryContext row;			/* of one row; reset */
	Choice	   *found;			/* for each part a row that it decides; NULL: none */
	int			nparts;
	List	   *seen;			/* of Choice: what is suggested already */
	List	   *suggestions;
} Search;

/* -------------------------------------------------------------- candidates */

static int
compare_values(RubricType type, Datum a, Datum b)
{
	switch (type)
	{
		case RUBRIC_NUMBER:
			return DatumGetInt32(DirectFunctionCall2(numeric_cmp, a, b));
		case RUBRIC_DATE:
			return DatumGetDateADT(a) < DatumGetDateADT(b) ? -1 : DatumGetDateADT(a) > DatumGetDateADT(b);
		case RUBRIC_TEXT:
			return strcmp(TextDatumGetCString(a), TextDatumGetCString(b));
		default:
			return (int) DatumGetBool(a) - (int) DatumGetBool(b);
	}
}

/* Keeps the list in order and without repetition. */
static void
add_candidate(Candidates *candidates, Datum value, bool is_bound)
{
	List	   *values = NIL;
	bool		added = false;
	ListCell   *lc;
	Candidate  *candidate;

	foreach(lc, candidates->values)
	{
		Candidate  *other = lfirst(lc);
		int			order = compare_values(candidates->metric->type, value, other->value);

		if (order == 0)
		{
			other->is_bound |= is_bound;
			return;
		}
	}
	if (list_length(candidates->values) >= MAX_VALUES)
		return;
	candidate = palloc(sizeof(Candidate));
	candidate->value = value;
	candidate->is_bound = is_bound;
	foreach(lc, candidates->values)
	{
		if (!added && compare_values(candidates->metric->type, value, ((Candidate *) lfirst(lc))->value) < 0)
		{
			values = lappend(values, candidate);
			added = true;
		}
		values = lappend(values, lfirst(lc));
	}
	candidates->values = added ? values : lappend(values, candidate);
}

static Datum
number_of_text(const char *digits)
{
	return DirectFunctionCall3(numeric_in, CStringGetDatum(digits), ObjectIdGetDatum(InvalidOid), Int32GetDatum(-1));
}

static Datum
literal_value(const RubricExpr *literal)
{
	switch (literal->type)
	{
		case RUBRIC_NUMBER:
			return number_of_text(literal->text);
		case RUBRIC_DATE:
			return DateADTGetDatum(literal->date);
		case RUBRIC_TEXT:
			return CStringGetTextDatum(literal->text);
		default:
			return BoolGetDatum(literal->boolean);
	}
}

/* A parameter as a literal of its value; NULL: it has none that would do. */
static const RubricExpr *
parameter_value(const Search *search, const RubricExpr *parameter)
{
	char	   *value = program_parameter_text(search->grader.program, parameter->index);
	RubricExpr *literal;

	if (value == NULL || (parameter->type != RUBRIC_NUMBER && parameter->type != RUBRIC_TEXT))
		return NULL;
	literal = rubric_node(EXPR_LITERAL, parameter->type, parameter->start, parameter->end, NIL);
	literal->text = value;
	return literal;
}

/* The constant that an expression is; NULL: it is none. */
static const RubricExpr *
constant_of(const Search *search, const RubricExpr *expr)
{
	if (expr->kind == EXPR_PARAMETER)
		return parameter_value(search, expr);
	return expr->kind == EXPR_LITERAL && !expr->isnull ? expr : NULL;
}

/* A constant for a metric; a number of days is one for a date, too. */
static void
add_constant(Search *search, Candidates *candidates, const RubricExpr *constant, bool is_bound)
{
	RubricType	type = candidates->metric->type;

	if (constant->type == type)
		add_candidate(candidates, literal_value(constant), is_bound);
	else if (type == RUBRIC_DATE && constant->type == RUBRIC_NUMBER)
	{
		double		days = DatumGetFloat8(DirectFunctionCall1(numeric_float8_no_overflow, literal_value(constant)));

		if (fabs(days) < 1000000)
			add_candidate(candidates, DateADTGetDatum(search->as_of - (int) days), false);
	}
	if (constant->type == RUBRIC_NUMBER)
	{
		const char *point = strchr(constant->text, '.');

		candidates->digits = Max(candidates->digits, point ? (int) strlen(point + 1) : 0);
	}
}

static bool
is_comparison(const RubricExpr *expr)
{
	switch (expr->kind)
	{
		case EXPR_EQ:
		case EXPR_NE:
		case EXPR_LT:
		case EXPR_LE:
		case EXPR_GT:
		case EXPR_GE:
		case EXPR_IN:
		case EXPR_BETWEEN:
		case EXPR_LIKE:
			return true;
		default:
			return false;
	}
}

/* The metrics and constants of a comparison, also in the defines that it names. */
typedef struct Sides
{
	const Search *search;
	Bitmapset  *metrics;
	List	   *constants;
} Sides;

static bool
gather_sides(RubricExpr *expr, void *context)
{
	Sides	   *sides = context;
	const RubricExpr *constant = constant_of(sides->search, expr);

	check_stack_depth();
	if (constant)
		sides->constants = lappend(sides->constants, (void *) constant);
	else if (expr->kind == EXPR_METRIC)
		sides->metrics = bms_add_member(sides->metrics, expr->index);
	else if (expr->kind == EXPR_DEFINE)
		return gather_sides(rubric_define(sides->search->rubric, expr->index)->expr, context);
	return rubric_expr_walk(expr, gather_sides, context);
}

static void
add_comparison(Search *search, const RubricExpr *comparison)
{
	Sides		sides = {.search = search};
	bool		is_plain = false;
	int			metric = -1;
	ListCell   *lc;

	rubric_expr_walk(comparison, gather_sides, &sides);
	for (int i = 0; i < comparison->nargs; i++)
		is_plain |= comparison->args[i]->kind == EXPR_METRIC;
	while ((metric = bms_next_member(sides.metrics, metric)) >= 0)
	{
		foreach(lc, sides.constants)
			add_constant(search, &search->candidates[metric], lfirst(lc), is_plain);
	}
}

static bool
find_comparisons(RubricExpr *expr, void *context)
{
	check_stack_depth();
	if (is_comparison(expr))
		add_comparison(context, expr);
	else if (expr->kind == EXPR_CASE && expr->subject)
		add_comparison(context, expr);
	return rubric_expr_walk(expr, find_comparisons, context);
}

static void
find_in_root(RubricExpr *root, RubricRole role, void *context)
{
	if (!rubric_role_is_term(role))
		find_comparisons(root, context);
}

static void
add_domain(Search *search, Candidates *candidates)
{
	const Domain *domain = &candidates->metric->domain;

	for (int i = 0; i < domain->nvalues; i++)
		add_constant(search, candidates, domain->values[i], false);
	for (int i = 0; i < domain->nranges; i++)
	{
		add_constant(search, candidates, domain->lows[i], false);
		add_constant(search, candidates, domain->highs[i], false);
	}
	if (domain->low)
		add_constant(search, candidates, domain->low, false);
	if (domain->high)
		add_constant(search, candidates, domain->high, false);
}

/* One step of the finest constant to both sides of each value. */
static void
add_neighbours(Candidates *candidates)
{
	RubricType	type = candidates->metric->type;
	List	   *values = list_copy(candidates->values);
	Datum		step = (Datum) 0;
	ListCell   *lc;

	if (type == RUBRIC_NUMBER)
		step = number_of_text(psprintf("1e-%d", candidates->digits));
	foreach(lc, values)
	{
		Datum		value = ((Candidate *) lfirst(lc))->value;

		if (type == RUBRIC_NUMBER)
		{
			add_candidate(candidates, DirectFunctionCall2(numeric_sub, value, step), false);
			add_candidate(candidates, DirectFunctionCall2(numeric_add, value, step), false);
		}
		else if (type == RUBRIC_DATE && !DATE_NOT_FINITE(DatumGetDateADT(value)))
		{
			add_candidate(candidates, DateADTGetDatum(DatumGetDateADT(value) - 1), false);
			add_candidate(candidates, DateADTGetDatum(DatumGetDateADT(value) + 1), false);
		}
	}
}

static void
find_candidates(Search *search)
{
	rubric_walk(search->rubric, find_in_root, search);
	for (int i = 0; i < search->nmetrics; i++)
	{
		Candidates *candidates = &search->candidates[i];

		add_domain(search, candidates);
		add_neighbours(candidates);
		if (candidates->metric->type == RUBRIC_BOOLEAN)
		{
			add_candidate(candidates, BoolGetDatum(false), false);
			add_candidate(candidates, BoolGetDatum(true), false);
		}
		else if (candidates->metric->type == RUBRIC_NUMBER)
		{
			static const char *const usual[] = {"0", "1", "10", "100"};

			for (int j = 0; candidates->values == NIL && j < (int) lengthof(usual); j++)
				add_candidate(candidates, number_of_text(usual[j]), false);
		}
		else if (candidates->metric->type == RUBRIC_DATE && candidates->values == NIL)
			add_candidate(candidates, DateADTGetDatum(search->as_of), false);
	}
}

/* -------------------------------------------------------------------- rows */

static void
value_to_json(JsonbValue *json, RubricType type, Datum value)
{
	switch (type)
	{
		case RUBRIC_NUMBER:
			json->type = jbvNumeric;
			json->val.numeric = DatumGetNumeric(value);
			return;
		case RUBRIC_BOOLEAN:
			json->type = jbvBool;
			json->val.boolean = DatumGetBool(value);
			return;
		default:
			json->type = jbvString;
			json->val.string.val = type == RUBRIC_DATE ? iso_date(DatumGetDateADT(value)) : TextDatumGetCString(value);
			json->val.string.len = strlen(json->val.string.val);
	}
}

static Jsonb *
make_input(const Search *search, const Choice choice)
{
	JsonbInState state = {0};
	JsonbValue	json;

	push_jsonb_value(&state, WJB_BEGIN_OBJECT, NULL);
	for (int i = 0; i < search->nmetrics; i++)
	{
		const Candidates *candidates = &search->candidates[i];

		if (choice[i] < 0)
			continue;
		json.type = jbvString;
		json.val.string.val = candidates->metric->name;
		json.val.string.len = strlen(candidates->metric->name);
		push_jsonb_value(&state, WJB_KEY, &json);
		value_to_json(&json, candidates->metric->type, ((Candidate *) list_nth(candidates->values, choice[i]))->value);
		push_jsonb_value(&state, WJB_VALUE, &json);
	}
	push_jsonb_value(&state, WJB_END_OBJECT, NULL);
	return JsonbValueToJsonb(state.result);
}

/* What decides about a row; it lives until the next row. */
static Bitmapset *
decide(Search *search, const Choice choice, int *label)
{
	MemoryContext old;
	Outcome		outcome;
	Bitmapset  *decided;

	CHECK_FOR_INTERRUPTS();
	old = MemoryContextSwitchTo(search->row);
	grader_run_json(&search->grader, make_input(search, choice), &outcome);
	decided = parts_decided(search->rubric, search->grader.program, &outcome);
	*label = outcome.label;
	MemoryContextSwitchTo(old);
	return decided;
}

static Choice
copy_choice(const Search *search, const Choice choice)
{
	Choice		copy = palloc(sizeof(int16) * Max(search->nmetrics, 1));

	memcpy(copy, choice, sizeof(int16) * search->nmetrics);
	return copy;
}

static int
count_nulls(const Search *search, const Choice choice)
{
	int			count = 0;

	for (int i = 0; i < search->nmetrics; i++)
		count += choice[i] < 0;
	return count;
}

/* Notes the row for the parts that have none yet, or one with more nulls. */
static void
try_row(Search *search, const Choice choice)
{
	int			label;
	Bitmapset  *decided = decide(search, choice, &label);
	int			part = -1;

	while ((part = bms_next_member(decided, part)) >= 0)
	{
		Choice		found = search->found[part];

		if (found == NULL)
			search->found[part] = copy_choice(search, choice);
		else if (count_nulls(search, choice) < count_nulls(search, found))
			memcpy(found, choice, sizeof(int16) * search->nmetrics);
	}
	MemoryContextReset(search->row);
}

/* How many rows there are; too many: any number above MAX_ROWS. */
static uint64
count_rows(const Search *search)
{
	uint64		count = 1;

	for (int i = 0; i < search->nmetrics && count <= MAX_ROWS; i++)
		count *= list_length(search->candidates[i].values) + 1;
	return count;
}

/* All rows, or so many of them; the same each time. */
static void
try_rows(Search *search)
{
	Choice		choice = palloc0(sizeof(int16) * Max(search->nmetrics, 1));
	uint64		count = count_rows(search);

	for (uint32 row = 0; row < Min(count, MAX_ROWS); row++)
	{
		uint32		rest = row;

		for (int i = 0; i < search->nmetrics; i++)
		{
			uint32		nvalues = list_length(search->candidates[i].values) + 1;

			if (count <= MAX_ROWS)
			{
				choice[i] = rest % nvalues;
				rest /= nvalues;
			}
			else
				choice[i] = hash_bytes_uint32(row * 1000003 + i) % nvalues;
			/* null comes last */
			if (choice[i] == (int) nvalues - 1)
				choice[i] = -1;
		}
		try_row(search, choice);
	}
}

/* Rows that differ from one found in one metric: they find what needs a rare combination and one thing more. */
static void
try_neighbours(Search *search)
{
	int			left = MAX_ROWS;

	for (int part = 0; part < search->nparts; part++)
	{
		Choice		row;

		if (search->found[part] == NULL)
			continue;
		row = copy_choice(search, search->found[part]);
		for (int i = 0; i < search->nmetrics; i++)
		{
			int16		value = row[i];

			for (row[i] = 0; row[i] < list_length(search->candidates[i].values) && left-- > 0; row[i]++)
				try_row(search, row);
			row[i] = value;
		}
	}
}

/* ------------------------------------------------------------- suggestions */

static bool
is_seen(const Search *search, const Choice choice)
{
	ListCell   *lc;

	foreach(lc, search->seen)
	{
		if (memcmp(lfirst(lc), choice, sizeof(int16) * search->nmetrics) == 0)
			return true;
	}
	return false;
}

static void
suggest(Search *search, const Choice choice, char *name)
{
	Suggestion *suggestion;

	if (choice && is_seen(search, choice))
		return;
	suggestion = palloc0(sizeof(Suggestion));
	suggestion->name = name;
	if (choice)
	{
		search->seen = lappend(search->seen, copy_choice(search, choice));
		suggestion->input = make_input(search, choice);
	}
	search->suggestions = lappend(search->suggestions, suggestion);
}

static char *
part_name(const Part *part)
{
	StringInfoData name;

	initStringInfo(&name);
	appendStringInfoString(&name, part->kind);
	if (strcmp(part->kind, "points") == 0 || strcmp(part->kind, "missing") == 0)
		appendStringInfo(&name, " of %s", part->name);
	if (part->ordinal > 0)
		appendStringInfo(&name, " %d", part->ordinal);
	if (part->name && strcmp(part->kind, "points") != 0 && strcmp(part->kind, "missing") != 0)
		appendStringInfo(&name, ": %s", part->name);
	return name.data;
}

/* A row that is refused, or that no rule grades, is not what an author wants to see missed. */
static void
suggest_parts(Search *search)
{
	ListCell   *lc;

	foreach(lc, rubric_parts(search->rubric))
	{
		const Part *part = lfirst(lc);
		Choice		found = search->found[part->number];

		if (strcmp(part->kind, "refused") == 0)
			search->found[part->number] = NULL;
		else if (found || part->start >= 0)
			suggest(search, found, part_name(part));
	}
}

static char *
value_name(const Search *search, int metric, int value)
{
	const Candidates *candidates = &search->candidates[metric];
	JsonbValue	json;

	value_to_json(&json, candidates->metric->type, ((Candidate *) list_nth(candidates->values, value))->value);
	if (json.type == jbvNumeric)
		return psprintf("%s = %s", candidates->metric->name,
						DatumGetCString(DirectFunctionCall1(numeric_out, NumericGetDatum(json.val.numeric))));
	return psprintf("%s = %s", candidates->metric->name, json.type == jbvBool ? (json.val.boolean ? "true" : "false") : json.val.string.val);
}

/* Does the answer change between a value and the next one, in a row that was found?  Then both are suggested. */
static bool
suggest_step(Search *search, int metric, int value, int *left)
{
	for (int part = 0; part < search->nparts; part++)
	{
		Choice		row;
		int			label;
		int			next_label;
		Bitmapset  *decided;
		bool		differs;

		if (search->found[part] == NULL || (*left -= 2) < 0)
			continue;
		row = copy_choice(search, search->found[part]);
		row[metric] = value;
		decided = decide(search, row, &label);
		row[metric] = value + 1;
		differs = !bms_equal(decided, decide(search, row, &next_label)) || label != next_label;
		MemoryContextReset(search->row);
		if (differs)
		{
			row[metric] = value;
			suggest(search, row, value_name(search, metric, value));
			row[metric] = value + 1;
			suggest(search, row, value_name(search, metric, value + 1));
			return true;
		}
	}
	return false;
}

static void
suggest_bounds(Search *search)
{
	int			left = MAX_ROWS;

	for (int metric = 0; metric < search->nmetrics; metric++)
	{
		const Candidates *candidates = &search->candidates[metric];

		if (candidates->metric->type != RUBRIC_NUMBER && candidates->metric->type != RUBRIC_DATE)
			continue;
		for (int value = 0; value < list_length(candidates->values); value++)
		{
			bool		shown = false;

			if (!((Candidate *) list_nth(candidates->values, value))->is_bound)
				continue;
			/* both neighbours are there, but at the ends of a domain and of time */
			if (value > 0)
				shown = suggest_step(search, metric, value - 1, &left);
			if (value + 1 < list_length(candidates->values))
				shown |= suggest_step(search, metric, value, &left);
			if (!shown)
				suggest(search, NULL, value_name(search, metric, value));
		}
	}
}

List *
rubric_suggest(const text *source, Jsonb *parameters, DateADT as_of)
{
	Search		search = {.as_of = as_of};

	grader_init(&search.grader, CurrentMemoryContext, GOAL_EXPLAIN);
	grader_set_rubric(&search.grader, source);
	grader_bind_json(&search.grader);
	fault_throw_any(program_set_parameters(search.grader.program, parameters, &as_of));
	search.rubric = search.grader.rubric;
	search.nmetrics = list_length(search.rubric->metrics);
	search.candidates = palloc0(sizeof(Candidates) * Max(search.nmetrics, 1));
	for (int i = 0; i < search.nmetrics; i++)
		search.candidates[i].metric = rubric_metric(search.rubric, i);
	search.row = AllocSetContextCreate(CurrentMemoryContext, "row", ALLOCSET_DEFAULT_SIZES);
	search.nparts = ((Part *) llast(rubric_parts(search.rubric)))->number + 1;
	search.found = palloc0(sizeof(Choice) * search.nparts);
	find_candidates(&search);
	try_rows(&search);
	try_neighbours(&search);
	suggest_parts(&search);
	suggest_bounds(&search);
	return search.suggestions;
}
