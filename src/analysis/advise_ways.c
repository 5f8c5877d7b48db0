/*
 * advise_ways.c
 *		Seeks the smallest changes of a row that give another grade.
 *
 * The other metrics stay as they are.  Then the cuts of a metric tell where
 * the outcome may change, so from the value on the places behind each cut are
 * graded, one by one, until one gives what is wanted.  A metric that is
 * calculated with is searched besides: wherever a place has it and the one
 * before has not, by halves.  That finds the nearest place if the formula goes
 * in one direction between two cuts.
 */
#include "postgres.h"

#include <math.h>

#include "miscadmin.h"

#include "analysis/advise_ways.h"
#include "rubric/steps.h"

/* Beyond the last cut a search goes by leaps: first this part of the value, then each so many times the last. */
#define FIRST_LEAP	100
#define LEAP	2
#define LEAPS	60

/* A pair is not worth more evaluations than this. */
#define MAX_RUNS	20000

/* Of the first metric of a pair so many cuts are tried, in each direction. */
#define PAIR_CUTS	16

#define MAX_PAIRS	10

struct Ways
{
	Program    *program;
	int			naxes;
	MetricAxis *axes;
	bool		has_texts;		/* a metric that is read has no axis */
	bool		cut_short;		/* not all pairs were tried */
	NullableDatum *inputs;		/* of the row */
	Outcome		outcome;
	int			runs;
};

/* A place that gives what is wanted. */
typedef struct Found
{
	Decimal		at;
	Decimal		edge;			/* the cut before it */
	Datum		datum;
	Bound		bound;
	Outcome		outcome;
	bool		searched;
} Found;

/* A walk from a value away, in one direction. */
typedef struct Walk
{
	Ways	   *ways;
	const MetricAxis *axis;
	int			direction;
	const Wanted *wanted;
	int			scale;			/* a search goes down to so many decimals */
} Walk;

Ways *
ways_make(Program *program, const AxisColumn *columns)
{
	Ways	   *ways = palloc0(sizeof(Ways));
	int			nmetrics = list_length(program->rubric->metrics);

	ways->program = program;
	ways->axes = palloc(sizeof(MetricAxis) * Max(nmetrics, 1));
	for (int i = 0; i < nmetrics; i++)
	{
		if (axis_make(&ways->axes[ways->naxes], program, i, &columns[i]))
			ways->naxes++;
		else if (ways->axes[ways->naxes].source != SOURCE_NONE)
			ways->has_texts = true;
	}
	return ways;
}

void
ways_take_row(Ways *ways, NullableDatum *inputs, const Outcome *outcome)
{
	ways->inputs = inputs;
	ways->outcome = *outcome;
	ways->runs = 0;
}

Exhaustion
ways_exhaustion(const Ways *ways)
{
	if (ways->cut_short)
		return TRIED_SOME;
	for (int i = 0; i < ways->naxes; i++)
	{
		const MetricAxis *axis = &ways->axes[i];

		/* pairs are not sought of a metric that is missing, nor where another one cuts it */
		if (axis->searched || axis->npeers > 0 || ways->inputs[axis->number].isnull)
			return TRIED_SOME;
	}
	return ways->has_texts ? TRIED_ALL_BUT_TEXTS : TRIED_ALL;
}

/* ------------------------------------------------------------------ wanted */

static int
rank_of(const Ways *ways, int label)
{
	return label < 0 ? 0 : rubric_label(ways->program->rubric, label)->rank;
}

Wanted
ways_better(const Ways *ways)
{
	int			present = rank_of(ways, ways->outcome.label);
	Wanted		wanted = {0};

	for (int i = 0; i < list_length(ways->program->rubric->labels); i++)
	{
		int			rank = rank_of(ways, i);

		if (rank > 0 && (present == 0 || rank < present))
			wanted.labels |= UINT64CONST(1) << i;
	}
	return wanted;
}

/* Whatever is not the grade of the row. */
static Wanted
other(const Ways *ways)
{
	Wanted		wanted = {.labels = ~UINT64CONST(0), .ungraded = ways->outcome.label >= 0};

	if (ways->outcome.label >= 0)
		wanted.labels &= ~(UINT64CONST(1) << ways->outcome.label);
	return wanted;
}

static bool
is_wanted(const Wanted *wanted, const Outcome *outcome)
{
	if (outcome->label < 0)
		return wanted->ungraded;
	return (wanted->labels >> outcome->label & 1) != 0;
}

/* ----------------------------------------------------------------- walking */

/* Grade the row with another value of one metric. */
static void
run_with(Ways *ways, const MetricAxis *axis, Datum datum, Outcome *outcome)
{
	NullableDatum *input = &ways->inputs[axis->number];
	NullableDatum kept = *input;

	input->value = datum;
	input->isnull = false;
	program_run(ways->program, ways->inputs, outcome);
	*input = kept;
	ways->runs++;
}

static bool
place_suits(const Walk *walk, const Decimal *place, Found *found)
{
	if (!axis_datum(walk->axis, place, 0, &found->datum))
		return false;
	run_with(walk->ways, walk->axis, found->datum, &found->outcome);
	found->at = *place;
	return is_wanted(walk->wanted, &found->outcome);
}

static bool
is_beyond(const Walk *walk, const Decimal *place, const Decimal *from)
{
	return decimal_compare(place, from) * walk->direction > 0;
}

/* The place in the middle, on the grid; false: there is none between. */
static bool
middle(const Walk *walk, const Decimal *near, const Decimal *far, Decimal *result)
{
	static const Decimal half = {.coefficient = 5, .scale = 1};

	if (decimal_add(result, near, far) || decimal_multiply(result, result, &half))
		return false;
	if (walk->direction > 0)
		grid_floor(result, result, walk->scale);
	else
		grid_ceil(result, result, walk->scale);
	return is_beyond(walk, result, near) && is_beyond(walk, far, result);
}

/* Between a place that does not suit and one that does (found), the nearest that does. */
static void
halve(const Walk *walk, const Decimal *from, Found *found)
{
	Decimal		near = *from;
	Decimal		place;

	found->searched = true;
	while (middle(walk, &near, &found->at, &place))
	{
		Found		tried = *found;

		if (place_suits(walk, &place, &tried))
			*found = tried;
		else
			near = place;
	}
	found->edge = found->at;
	found->bound = walk->direction > 0 ? BOUND_AT_LEAST : BOUND_AT_MOST;
}

static const Candidate *
candidate_beyond(const Cut *cut, int direction)
{
	return direction > 0 ? &cut->up : &cut->down;
}

static bool
candidate_suits(const Walk *walk, const Cut *cut, Found *found)
{
	const Candidate *candidate = candidate_beyond(cut, walk->direction);

	if (candidate->outside)
		outcome_set_ungraded(&found->outcome, REASON_REFUSED, 0);	/* as it would be, without a fault made each time */
	else if (candidate->usable)
		run_with(walk->ways, walk->axis, candidate->datum, &found->outcome);
	else
		return false;
	if (!is_wanted(walk->wanted, &found->outcome))
		return false;
	found->at = candidate->at;
	found->edge = cut->at;
	found->datum = candidate->datum;
	found->searched = false;
	if (walk->direction > 0)
		found->bound = candidate->strict ? BOUND_MORE_THAN : BOUND_AT_LEAST;
	else
		found->bound = candidate->strict ? BOUND_LESS_THAN : BOUND_AT_MOST;
	return true;
}

/* The cuts may be of the row: metrics that this one is compared with cut it, too. */
static void
cuts_of_row(Walk *walk, MetricAxis *own)
{
	Ways	   *ways = walk->ways;

	*own = *walk->axis;
	own->cuts = palloc(sizeof(Cut) * (own->ncuts + 2 * own->npeers));
	own->max_cuts = own->ncuts + 2 * own->npeers;
	memcpy(own->cuts, walk->axis->cuts, sizeof(Cut) * own->ncuts);
	for (int i = 0; i < own->npeers; i++)
	{
		for (int k = 0; k < ways->naxes; k++)
		{
			const MetricAxis *peer = &ways->axes[k];
			Decimal		place;

			if (peer->metric == own->peers[i] && !ways->inputs[peer->number].isnull &&
				axis_place(peer, ways->inputs[peer->number].value, &place))
			{
				axis_add_cut(own, &place, false);
				axis_add_cut(own, &place, true);
			}
		}
	}
	axis_sort_cuts(own);
	walk->axis = own;
}

/* The number of the first cut on the way; those behind it follow in this direction. */
static int
first_cut(const Walk *walk, const Decimal *from)
{
	const MetricAxis *axis = walk->axis;
	int			i = walk->direction > 0 ? 0 : axis->ncuts - 1;

	for (; i >= 0 && i < axis->ncuts; i += walk->direction)
	{
		const Cut  *cut = &axis->cuts[i];
		int			sign = decimal_compare(&cut->at, from) * walk->direction;

		/* who is on a cut has passed it, or not, by the side that the cut is on */
		if (sign > 0 || (sign == 0 && cut->after == (walk->direction > 0)))
			break;
	}
	return i;
}

/* The last place of the grid before the cut. */
static bool
place_before(const Walk *walk, const Cut *cut, Decimal *place)
{
	const Candidate *candidate = candidate_beyond(cut, -walk->direction);
	Decimal		unit;

	*place = candidate->at;
	decimal_set(&unit, -walk->direction, walk->scale);
	return !candidate->strict || decimal_add(place, place, &unit) == NULL;
}

/* Beyond the last cut the places lie ever farther apart. */
static bool
leap(const Walk *walk, const Decimal *value, const Decimal *from, Found *found)
{
	static const Decimal first_leap = {.coefficient = FIRST_LEAP};
	static const Decimal next_leap = {.coefficient = LEAP};
	Decimal		near = *from;
	Decimal		distance;
	Decimal		least;

	decimal_abs(&distance, value);
	if (decimal_divide(&distance, &distance, &first_leap))
		return false;
	grid_floor(&distance, &distance, walk->scale);
	decimal_set(&least, 1, walk->scale);
	if (decimal_compare(&distance, &least) < 0)
		distance = least;
	for (int i = 0; i < LEAPS; i++)
	{
		Decimal		place;

		if (walk->direction > 0 ? decimal_add(&place, &near, &distance) != NULL : decimal_subtract(&place, &near, &distance) != NULL)
			return false;
		if (place_suits(walk, &place, found))
		{
			halve(walk, &near, found);
			return true;
		}
		/* such as at a division by zero, beyond which places may suit again */
		near = place;
		if (decimal_multiply(&distance, &distance, &next_leap))
			return false;
	}
	return false;
}

/* Is it this place alone that suits?  i is the cut before it. */
static void
set_exact(const Walk *walk, int i, Found *found)
{
	int			next = i + walk->direction;
	Found		beyond;

	if (walk->axis->kind == AXIS_BOOLEAN ||
		(next >= 0 && next < walk->axis->ncuts &&
		 decimal_compare(&walk->axis->cuts[next].at, &walk->axis->cuts[i].at) == 0 &&
		 !candidate_suits(walk, &walk->axis->cuts[next], &beyond)))
		found->bound = BOUND_EXACTLY;
}

/* The nearest place from a value on, which does not suit itself. */
static bool
walk_from(Walk *walk, const Decimal *value, Found *found)
{
	Decimal		near = *value;
	MetricAxis	own;

	if (walk->axis->npeers > 0)
		cuts_of_row(walk, &own);
	walk->scale = walk->axis->scale;
	if (!walk->axis->has_step && value->numeric == NULL)
		walk->scale = Max(walk->scale, value->scale);

	for (int i = first_cut(walk, value); i >= 0 && i < walk->axis->ncuts; i += walk->direction)
	{
		const Cut  *cut = &walk->axis->cuts[i];
		Decimal		before;

		if (walk->axis->searched && place_before(walk, cut, &before) && is_beyond(walk, &before, &near))
		{
			if (place_suits(walk, &before, found))
			{
				halve(walk, &near, found);
				return true;
			}
			near = before;
		}
		if (candidate_suits(walk, cut, found))
		{
			set_exact(walk, i, found);
			return true;
		}
		if (candidate_beyond(cut, walk->direction)->outside)
			return false;
		if (is_beyond(walk, &candidate_beyond(cut, walk->direction)->at, &near))
			near = candidate_beyond(cut, walk->direction)->at;
	}
	return walk->axis->searched && leap(walk, value, &near, found);
}

/* --------------------------------------------------------------- one metric */

static double
gap(const Decimal *a, const Decimal *b)
{
	return fabs(decimal_nearest_double(a) - decimal_nearest_double(b));
}

/*
 * How large a change is, so that those of several metrics compare: the
 * difference as a part of the value, or of the width of the present grade if
 * that is greater.  Of a date a year counts as the value; of ordered values
 * and booleans, all their steps.
 */
static double
way_change(const Way *way)
{
	static const Decimal zero;
	double		whole;

	switch (way->axis->kind)
	{
		case AXIS_DATE:
			whole = 365;
			break;
		case AXIS_BOOLEAN:
		case AXIS_ORDER:
			whole = way->axis->nplaces - 1;
			break;
		default:
			whole = Max(gap(&way->value, &zero), way->has_lower ? 0 : gap(&way->needed, &zero));
			break;
	}
	if (way->has_lower)
		whole = Max(whole, gap(&way->needed, &way->lower));
	return whole > 0 ? gap(&way->value, &way->needed) / whole : 0;
}

/* Where the present grade begins; without a beginning, a positive number begins at 0. */
static void
set_lower(Ways *ways, Way *way, int direction)
{
	static const Decimal zero;
	Wanted		others = other(ways);
	Walk		walk = {ways, way->axis, -direction, &others, 0};
	Found		found;

	way->has_lower = walk_from(&walk, &way->value, &found);
	if (way->has_lower)
		way->lower = found.edge;
	else if (way->axis->kind == AXIS_NUMBER && direction > 0 && decimal_compare(&way->value, &zero) >= 0)
	{
		way->has_lower = true;
		way->lower = zero;
	}
}

static void
set_way(Way *way, const MetricAxis *axis, const Found *found)
{
	way->axis = axis;
	way->needed = found->at;
	way->datum = found->datum;
	way->bound = found->bound;
	way->outcome = found->outcome;
	way->searched = found->searched;
}

/* 0 suits, for a value that is missing: do places above it, too? */
static void
set_at_zero(const Walk *walk, Found *found)
{
	int			i = first_cut(walk, &found->at);
	bool		cut = i < walk->axis->ncuts && decimal_compare(&walk->axis->cuts[i].at, &found->at) == 0;
	Found		beyond;

	found->edge = found->at;
	found->searched = false;
	found->bound = walk->axis->kind == AXIS_BOOLEAN || (cut && !candidate_suits(walk, &walk->axis->cuts[i], &beyond)) ?
		BOUND_EXACTLY : BOUND_AT_LEAST;
}

/* The nearest place in one direction. */
static bool
find_way(Ways *ways, const MetricAxis *axis, int direction, const Wanted *wanted, Way *way)
{
	const NullableDatum *input = &ways->inputs[axis->number];
	Walk		walk = {ways, axis, direction, wanted, 0};
	Found		found;

	memset(way, 0, sizeof(Way));
	way->missing = input->isnull;
	if (!way->missing && !axis_place(axis, input->value, &way->value))
		return false;
	/* of a value that is missing, what is nearest to 0 */
	if (way->missing && direction > 0 && place_suits(&walk, &way->value, &found))
		set_at_zero(&walk, &found);
	else if (!walk_from(&walk, &way->value, &found))
		return false;
	set_way(way, axis, &found);
	if (!way->missing)
	{
		set_lower(ways, way, direction);
		way->change = way_change(way);
	}
	return true;
}

static bool
is_nearer(const Way *a, const Way *b)
{
	if (a->missing != b->missing)
		return b->missing;
	return a->change < b->change;
}

bool
ways_nearest(Ways *ways, const Wanted *wanted, Way *way)
{
	bool		any = false;
	Way			tried;

	for (int i = 0; i < ways->naxes; i++)
	{
		for (int direction = 1; direction >= -1; direction -= 2)
		{
			if (find_way(ways, &ways->axes[i], direction, wanted, &tried) && (!any || is_nearer(&tried, way)))
			{
				*way = tried;
				any = true;
			}
		}
	}
	return any;
}

List *
ways_around(Ways *ways)
{
	Wanted		others = other(ways);
	List	   *found = NIL;
	Way			way;

	for (int i = 0; i < ways->naxes; i++)
	{
		if (ways->axes[i].kind != AXIS_NUMBER || ways->inputs[ways->axes[i].number].isnull)
			continue;
		for (int direction = 1; direction >= -1; direction -= 2)
		{
			if (find_way(ways, &ways->axes[i], direction, &others, &way) && way.outcome.reason != REASON_REFUSED)
				found = lappend(found, memcpy(palloc(sizeof(Way)), &way, sizeof(Way)));
		}
	}
	return found;
}

bool
way_is_near(const Way *way, double part)
{
	static const Decimal zero;
	double		change = gap(&way->value, &way->needed);
	double		size = gap(&way->value, &zero);

	return size > 0 && change <= part * size &&
		(!way->has_lower || change <= part * gap(&way->needed, &way->lower));
}

static int
compare_ways(const ListCell *a, const ListCell *b)
{
	const Way  *left = lfirst(a);
	const Way  *right = lfirst(b);

	if (is_nearer(left, right))
		return -1;
	if (is_nearer(right, left))
		return 1;
	return left->axis->metric - right->axis->metric;
}

List *
ways_single(Ways *ways, const Wanted *wanted)
{
	List	   *found = NIL;
	Way			way;

	for (int i = 0; i < ways->naxes; i++)
	{
		for (int direction = 1; direction >= -1; direction -= 2)
		{
			if (!find_way(ways, &ways->axes[i], direction, wanted, &way))
				continue;
			found = lappend(found, memcpy(palloc(sizeof(Way)), &way, sizeof(Way)));
			if (way.missing)
				break;			/* one value to give is enough */
		}
	}
	list_sort(found, compare_ways);
	return found;
}

/* -------------------------------------------------------------- two metrics */

static int
compare_pairs(const ListCell *a, const ListCell *b)
{
	const Pair *left = lfirst(a);
	const Pair *right = lfirst(b);

	if (left->change != right->change)
		return left->change < right->change ? -1 : 1;
	if (left->first.axis != right->first.axis)
		return left->first.axis < right->first.axis ? -1 : 1;
	return left->second.axis < right->second.axis ? -1 : left->second.axis > right->second.axis;
}

/* The second metric alone must not do, with the value that the pair has. */
static bool
suits_alone(Ways *ways, const Wanted *wanted, const Way *way)
{
	Outcome		outcome;

	run_with(ways, way->axis, way->datum, &outcome);
	return is_wanted(wanted, &outcome);
}

/* With the first metric as it has been changed, the smallest change of the second: is it the best pair? */
static bool
complete_pair(Ways *ways, const Wanted *wanted, const MetricAxis *axis, Pair *best, const Way *first)
{
	NullableDatum *input = &ways->inputs[first->axis->number];
	NullableDatum kept = *input;
	bool		is_best = false;

	for (int direction = 1; direction >= -1; direction -= 2)
	{
		Way			second;
		bool		found;

		input->value = first->datum;
		input->isnull = false;
		found = find_way(ways, axis, direction, wanted, &second);
		*input = kept;
		if (!found || second.missing || suits_alone(ways, wanted, &second))
			continue;
		/* its change is told of the row as it is */
		set_lower(ways, &second, direction);
		second.change = way_change(&second);
		if (best->first.axis == NULL || first->change + second.change < best->change)
		{
			*best = (Pair)
			{
				*first, second, first->change + second.change
			};
			is_best = true;
		}
	}
	return is_best;
}

/* The first metric of a pair stands behind cut i: with the second, is it this place alone that suits? */
static void
set_first_exact(Ways *ways, const Wanted *wanted, int direction, int i, Pair *pair)
{
	NullableDatum *input = &ways->inputs[pair->second.axis->number];
	NullableDatum kept = *input;
	Walk		walk = {ways, pair->first.axis, direction, wanted, 0};
	Found		found = {.bound = pair->first.bound};

	input->value = pair->second.datum;
	set_exact(&walk, i, &found);
	*input = kept;
	pair->first.bound = found.bound;
}

/* Each place of the first metric behind a cut, from the value on. */
static void
find_pair(Ways *ways, const Wanted *wanted, const MetricAxis *axis, const MetricAxis *second, Pair *best)
{
	const NullableDatum *input = &ways->inputs[axis->number];
	Way			first = {.axis = axis};

	if (input->isnull || ways->inputs[second->number].isnull || !axis_place(axis, input->value, &first.value))
		return;
	for (int direction = 1; direction >= -1; direction -= 2)
	{
		Wanted		any = {.labels = ~UINT64CONST(0), .ungraded = true};
		Walk		walk = {ways, axis, direction, &any, 0};
		int			tried = 0;

		set_lower(ways, &first, direction);
		for (int i = first_cut(&walk, &first.value); i >= 0 && i < axis->ncuts && tried < PAIR_CUTS; i += direction, tried++)
		{
			Found		found = {0};

			CHECK_FOR_INTERRUPTS();
			if (ways->runs > MAX_RUNS)
			{
				ways->cut_short = true;
				return;
			}
			if (!candidate_suits(&walk, &axis->cuts[i], &found) || found.outcome.reason == REASON_REFUSED ||
				is_wanted(wanted, &found.outcome))
				continue;
			set_way(&first, axis, &found);
			first.change = way_change(&first);
			if (complete_pair(ways, wanted, second, best, &first))
				set_first_exact(ways, wanted, direction, i, best);
		}
		ways->cut_short |= tried == PAIR_CUTS;
	}
}

List *
ways_pairs(Ways *ways, const Wanted *wanted)
{
	List	   *found = NIL;

	ways->runs = 0;
	ways->cut_short = false;
	for (int i = 0; i < ways->naxes; i++)
	{
		for (int k = i + 1; k < ways->naxes; k++)
		{
			Pair		best = {.first = {.axis = NULL}};

			find_pair(ways, wanted, &ways->axes[i], &ways->axes[k], &best);
			if (best.first.axis)
				found = lappend(found, memcpy(palloc(sizeof(Pair)), &best, sizeof(Pair)));
		}
	}
	list_sort(found, compare_pairs);
	return list_truncate(found, MAX_PAIRS);
}

/* ---------------------------------------------------------------- in words */

double
way_progress(const Way *way)
{
	double		whole;

	if (way->missing || !way->has_lower)
		return -1;
	whole = gap(&way->needed, &way->lower);
	return whole > 0 ? Min(gap(&way->value, &way->lower) / whole, 1) : -1;
}

const char *
bound_name(Bound bound)
{
	switch (bound)
	{
		case BOUND_AT_LEAST:
			return "at least";
		case BOUND_MORE_THAN:
			return "more than";
		case BOUND_AT_MOST:
			return "at most";
		case BOUND_LESS_THAN:
			return "less than";
		case BOUND_EXACTLY:
			return "exactly";
	}
	return NULL;
}
