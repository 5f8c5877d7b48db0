/*
 * solve_search.c
 *		Looks for rows for which several conditions come out as wanted.
 *
 * Variable by variable the conditions are restricted to one of its cells; what
 * cannot come out as wanted any more ends the way at once, and what must is
 * left out.  The condition with the fewest variables left says which is next,
 * so what follows from it is tried first.  What is left of the conditions says
 * all about the way so far, so what was in vain once is not tried again.
 */
#include "postgres.h"

#include "miscadmin.h"

#include "analysis/solve_search.h"

#define MAX_OFFERS	64			/* of rows that may be such rows */
#define CONDITIONS_A_STEP 32	/* so many count as one step of work */

typedef struct Search
{
	Model	   *model;
	OfferRows	offer;
	void	   *context;
	bool		only_certain;	/* leave out what may be such rows */
	int		   *cells;
	int			offers;
	bool		enough;
} Search;

void
conditions_init(Conditions *conditions)
{
	conditions->count = 0;
	conditions->max = 16;
	conditions->conditions = palloc(sizeof(Condition) * conditions->max);
}

void
conditions_add(Conditions *conditions, Diagram diagram, int wanted)
{
	if (conditions->count == conditions->max)
	{
		conditions->max *= 2;
		conditions->conditions = repalloc(conditions->conditions, sizeof(Condition) * conditions->max);
	}
	conditions->conditions[conditions->count].diagram = diagram;
	conditions->conditions[conditions->count++].wanted = wanted;
}

void
conditions_join(Conditions *conditions, const Conditions *others)
{
	for (int i = 0; i < others->count; i++)
		conditions_add(conditions, others->conditions[i].diagram, others->conditions[i].wanted);
}

void
conditions_copy(Conditions *copy, const Conditions *conditions)
{
	*copy = *conditions;
	copy->conditions = palloc(sizeof(Condition) * copy->max);
	memcpy(copy->conditions, conditions->conditions, sizeof(Condition) * copy->count);
}

static int
compare_conditions(const void *a, const void *b)
{
	const Condition *left = a;
	const Condition *right = b;

	if (left->diagram != right->diagram)
		return left->diagram < right->diagram ? -1 : 1;
	return left->wanted - right->wanted;
}

/*
 * Leave out what comes out as wanted whatever follows; false: something
 * cannot.  A leaf with other outcomes, too, makes the way uncertain.
 */
static bool
simplify(Search *search, Condition *list, int *count, bool *certain)
{
	const Diagrams *d = search->model->diagrams;
	int			kept = 0;

	for (int i = 0; i < *count; i++)
	{
		bool		has_none;
		int			bits = diagram_all_bits(d, list[i].diagram, &has_none);

		if ((bits & list[i].wanted) == 0)
			return false;
		if ((bits & ~list[i].wanted) == 0 && !has_none)
			continue;
		if (diagram_variable(d, list[i].diagram) == NO_VARIABLE)
		{
			if (search->only_certain)
				return false;
			*certain = false;
			continue;
		}
		list[kept++] = list[i];
	}
	qsort(list, kept, sizeof(Condition), compare_conditions);
	*count = 0;
	for (int i = 0; i < kept; i++)
		if (i == 0 || compare_conditions(&list[i - 1], &list[i]) != 0)
			list[(*count)++] = list[i];
	return true;
}

static int
list_number(Search *search, const Condition *list, int count)
{
	int			number = search->only_certain ? -1 : 0;

	for (int i = 0; i < count; i++)
		number = diagram_pair(search->model->diagrams, number, list[i].diagram * 16 + list[i].wanted);
	return number;
}

/* The variable to go on with: of the condition that has the fewest. */
static int
next_variable(const Diagrams *d, const Condition *list, int count)
{
	const Condition *least = list;

	for (int i = 1; i < count; i++)
		if (diagram_depth(d, list[i].diagram) < diagram_depth(d, least->diagram))
			least = &list[i];
	return diagram_variable(d, least->diagram);
}

/* Goes on with this list, which it may change; true: enough. */
static bool
go_on(Search *search, Condition *list, int count, bool certain)
{
	Diagrams   *d = search->model->diagrams;
	int			offers = search->offers;
	int			variable;
	bool		enough = false;
	int			number;
	Condition  *next;

	check_stack_depth();
	for (int i = 0; i < count; i += CONDITIONS_A_STEP)
		diagram_count_work(d);
	if (!simplify(search, list, &count, &certain))
		return false;
	if (count == 0)
	{
		search->offers++;
		search->enough = search->offer(search->context, search->cells, certain);
		return search->enough || search->offers >= MAX_OFFERS;
	}
	number = list_number(search, list, count);
	if (diagram_is_marked(d, number))
		return false;
	variable = next_variable(d, list, count);
	if (model_axis(search->model, variable)->kind != AXIS_METRIC)
	{
		if (search->only_certain)
			return false;
		certain = false;
	}

	next = palloc(sizeof(Condition) * count);
	for (int cell = 0; cell < diagram_cells(d, variable) && !enough; cell++)
	{
		for (int i = 0; i < count; i++)
		{
			next[i].diagram = diagram_restrict(d, list[i].diagram, variable, cell);
			next[i].wanted = list[i].wanted;
		}
		search->cells[variable] = cell;
		enough = go_on(search, next, count, certain);
	}
	search->cells[variable] = -1;
	pfree(next);
	if (search->offers == offers)
		diagram_mark(d, number);
	return enough;
}

static Found
search_once(Search *search, const Conditions *conditions)
{
	int			nvariables = list_length(search->model->by_variable);
	Conditions	list;

	search->offers = 0;
	search->enough = false;
	search->cells = palloc(sizeof(int) * Max(nvariables, 1));
	memset(search->cells, 0xff, sizeof(int) * nvariables);
	conditions_copy(&list, conditions);
	(void) go_on(search, list.conditions, list.count, true);
	pfree(list.conditions);
	pfree(search->cells);
	if (search->enough)
		return FOUND_ENOUGH;
	return search->offers > 0 ? FOUND_OTHERS : FOUND_NONE;
}

/* First rows that certainly are such rows. */
Found
search_rows(Model *model, const Conditions *conditions, OfferRows offer, void *context)
{
	Search		search = {.model = model, .offer = offer, .context = context, .only_certain = true};

	if (search_once(&search, conditions) == FOUND_ENOUGH)
		return FOUND_ENOUGH;
	search.only_certain = false;
	return search_once(&search, conditions);
}

static bool
take_certain(void *context, const int *cells pg_attribute_unused(), bool certain)
{
	bool	   *result = context;

	*result = *result || certain;
	return certain;
}

bool
search_any(Model *model, const Conditions *conditions, bool *certain)
{
	*certain = false;
	return search_rows(model, conditions, take_certain, certain) != FOUND_NONE;
}

static bool
all_within(Model *model, Diagram diagram, int wanted, bool *const *allowed, bool *seen)
{
	const Diagrams *d = model->diagrams;
	int			variable = diagram_variable(d, diagram);
	bool		has_none;
	int			bits = diagram_all_bits(d, diagram, &has_none);

	if (seen[diagram] || ((bits & ~wanted) == 0 && !has_none))
		return true;
	if (variable == NO_VARIABLE)
		return false;
	diagram_count_work(model->diagrams);
	seen[diagram] = true;
	for (int cell = 0; cell < diagram_cells(d, variable); cell++)
		if (allowed[variable][cell] && !all_within(model, diagram_child(d, diagram, cell), wanted, allowed, seen))
			return false;
	return true;
}

bool
search_all_within(Model *model, const Conditions *conditions, bool *const *allowed)
{
	bool	   *seen = palloc(sizeof(bool) * diagram_count(model->diagrams));
	bool		result = true;

	for (int i = 0; i < conditions->count && result; i++)
	{
		memset(seen, false, sizeof(bool) * diagram_count(model->diagrams));
		result = all_within(model, conditions->conditions[i].diagram, conditions->conditions[i].wanted, allowed, seen);
	}
	pfree(seen);
	return result;
}
