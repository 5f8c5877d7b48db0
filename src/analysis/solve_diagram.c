/*
 * solve_diagram.c
 *		Decision diagrams.
 *
 * Nodes and leaves live in arrays and are found again by hashing (hash
 * consing), so that equal diagrams have equal numbers.  Results of operations
 * are kept in one table, by operation and operands.
 */
#include "postgres.h"

#include "common/hashfn.h"
#include "miscadmin.h"

#include "analysis/solve_diagram.h"

typedef struct DiagramNode
{
	int			variable;		/* NO_VARIABLE: a leaf */
	int			content;		/* inner: first of its children; leaf: bits, or from EXTENTS on the number of a extent */
	int			all_bits;		/* of the leaves below */
	bool		has_none;		/* one of them is without bits */
	int			depth;			/* the most variables on a way down, this one included */
	int			next;			/* with the same hash; -1: none */
} DiagramNode;

#define EXTENTS 256

typedef struct ExtentEntry
{
	Extent		extent;
	int			next;
} ExtentEntry;

/* The remembered result of an operation over operands; operation -1: a free place. */
typedef struct Memo
{
	int			operation;
	int			operands[4];	/* arg, then diagrams */
	int			result;
} Memo;

struct Diagrams
{
	int64		work;
	int64		limit;
	sigjmp_buf *escape;
	ExtentMap	map;
	void	   *context;

	int			nvariables;
	int			max_variables;
	int		   *cells;			/* of each variable */

	int			nnodes;
	int			max_nodes;
	DiagramNode *nodes;
	int			nchildren;
	int			max_children;
	Diagram    *children;
	int			nbuckets;		/* for nodes; a power of two, so max_results */
	int		   *buckets;

	int			nextents;
	int			max_extents;
	ExtentEntry *extents;
	int			nextent_buckets;	/* likewise a power of two */
	int		   *extent_buckets;

	int			nresults;
	int			max_results;
	Memo	   *results;
	int			npairs;
};

/* An array that is full gets twice the room. */
#define GROW(array, count, max) \
	do { \
		if ((count) >= (max)) \
		{ \
			(max) *= 2; \
			(array) = repalloc_huge((array), sizeof(*(array)) * (Size) (max)); \
		} \
	} while (0)

static Diagram leaf(Diagrams *d, int content);

static Memo *
make_results(int count)
{
	Memo	   *results = MemoryContextAllocHuge(CurrentMemoryContext, sizeof(Memo) * (Size) count);

	for (int i = 0; i < count; i++)
		results[i].operation = -1;
	return results;
}

Diagrams *
diagrams_make(int64 limit, sigjmp_buf *escape, ExtentMap map, void *context)
{
	Diagrams   *d = palloc0(sizeof(Diagrams));

	d->limit = limit;
	d->escape = escape;
	d->map = map;
	d->context = context;
	d->max_variables = 64;
	d->cells = palloc(sizeof(int) * d->max_variables);
	d->max_nodes = 1024;
	d->nodes = palloc(sizeof(DiagramNode) * d->max_nodes);
	d->max_children = 4096;
	d->children = palloc(sizeof(Diagram) * d->max_children);
	d->nbuckets = 1024;
	d->buckets = palloc(sizeof(int) * d->nbuckets);
	memset(d->buckets, 0xff, sizeof(int) * d->nbuckets);
	d->max_extents = 256;
	d->extents = palloc(sizeof(ExtentEntry) * d->max_extents);
	d->nextent_buckets = 256;
	d->extent_buckets = palloc(sizeof(int) * d->nextent_buckets);
	memset(d->extent_buckets, 0xff, sizeof(int) * d->nextent_buckets);
	d->max_results = 4096;
	d->results = make_results(d->max_results);
	(void) leaf(d, 0);			/* what stands for an operand that there is not: a leaf */
	return d;
}

int64
diagram_work(const Diagrams *d)
{
	return d->work;
}

void
diagram_count_work(Diagrams *d)
{
	if (++d->work > d->limit)
		siglongjmp(*d->escape, 1);
	if (d->work % 1024 == 0)
		CHECK_FOR_INTERRUPTS();
}

int
diagram_count(const Diagrams *d)
{
	return d->nnodes;
}

int
diagram_add_variable(Diagrams *d, int ncells)
{
	GROW(d->cells, d->nvariables, d->max_variables);
	d->cells[d->nvariables] = ncells;
	return d->nvariables++;
}

int
diagram_cells(const Diagrams *d, int variable)
{
	return d->cells[variable];
}

/* ------------------------------------------------------------------ results */

static uint32
hash_result(int operation, const int *operands)
{
	uint32		hash = murmurhash32(operation);

	for (int i = 0; i < 4; i++)
		hash = murmurhash32(hash ^ (uint32) operands[i]) + 0x9e3779b9;
	return hash;
}

/* Where the result is, or will be. */
static Memo *
find_result(const Diagrams *d, int operation, const int *operands)
{
	uint32		place = hash_result(operation, operands);

	for (;; place++)
	{
		Memo	   *result = &d->results[place & (d->max_results - 1)];

		if (result->operation < 0 ||
			(result->operation == operation && memcmp(result->operands, operands, sizeof(result->operands)) == 0))
			return result;
	}
}

static void
keep_result(Diagrams *d, int operation, const int *operands, int value)
{
	Memo	   *result;

	if (d->nresults * 2 >= d->max_results)
	{
		Memo	   *old = d->results;
		int			count = d->max_results;

		d->max_results *= 2;
		d->results = make_results(d->max_results);
		for (int i = 0; i < count; i++)
			if (old[i].operation >= 0)
				*find_result(d, old[i].operation, old[i].operands) = old[i];
		pfree(old);
	}
	result = find_result(d, operation, operands);
	d->nresults += result->operation < 0;
	result->operation = operation;
	memcpy(result->operands, operands, sizeof(result->operands));
	result->result = value;
}

/* -------------------------------------------------------------------- nodes */

static uint32
hash_node(int variable, int content, const Diagram *children, int ncells)
{
	if (variable == NO_VARIABLE)
		return murmurhash32(content);
	return hash_combine(murmurhash32(variable),
						DatumGetUInt32(hash_any((const unsigned char *) children, sizeof(Diagram) * ncells)));
}

static void
rehash_nodes(Diagrams *d)
{
	d->nbuckets *= 2;
	d->buckets = repalloc_huge(d->buckets, sizeof(int) * (Size) d->nbuckets);
	memset(d->buckets, 0xff, sizeof(int) * (Size) d->nbuckets);
	for (int i = 0; i < d->nnodes; i++)
	{
		DiagramNode *node = &d->nodes[i];
		bool		leaf = node->variable == NO_VARIABLE;
		uint32		hash = hash_node(node->variable, node->content, leaf ? NULL : &d->children[node->content],
									 leaf ? 0 : d->cells[node->variable]);
		int		   *bucket = &d->buckets[hash & (d->nbuckets - 1)];

		node->next = *bucket;
		*bucket = i;
	}
}

static Diagram
add_node(Diagrams *d, uint32 hash, const DiagramNode *node)
{
	if (d->nnodes >= d->nbuckets)
		rehash_nodes(d);
	GROW(d->nodes, d->nnodes, d->max_nodes);
	d->nodes[d->nnodes] = *node;
	d->nodes[d->nnodes].next = d->buckets[hash & (d->nbuckets - 1)];
	d->buckets[hash & (d->nbuckets - 1)] = d->nnodes;
	return d->nnodes++;
}

static Diagram
leaf(Diagrams *d, int content)
{
	uint32		hash = hash_node(NO_VARIABLE, content, NULL, 0);
	DiagramNode node = {.variable = NO_VARIABLE, .content = content};

	for (int i = d->buckets[hash & (d->nbuckets - 1)]; i >= 0; i = d->nodes[i].next)
		if (d->nodes[i].variable == NO_VARIABLE && d->nodes[i].content == content)
			return i;
	node.all_bits = content < EXTENTS ? content : 0;
	node.has_none = content == 0;
	return add_node(d, hash, &node);
}

Diagram
diagram_bits(Diagrams *d, int bits)
{
	return leaf(d, bits);
}

static int *
extent_bucket(const Diagrams *d, const Extent *extent)
{
	return &d->extent_buckets[extent_hash(extent) & (d->nextent_buckets - 1)];
}

static void
rehash_extents(Diagrams *d)
{
	d->nextent_buckets *= 2;
	d->extent_buckets = repalloc_huge(d->extent_buckets, sizeof(int) * (Size) d->nextent_buckets);
	memset(d->extent_buckets, 0xff, sizeof(int) * (Size) d->nextent_buckets);
	for (int i = 0; i < d->nextents; i++)
	{
		int		   *bucket = extent_bucket(d, &d->extents[i].extent);

		d->extents[i].next = *bucket;
		*bucket = i;
	}
}

static int
extent_content(Diagrams *d, const Extent *extent)
{
	int		   *bucket;

	for (int i = *extent_bucket(d, extent); i >= 0; i = d->extents[i].next)
		if (extent_equal(&d->extents[i].extent, extent))
			return EXTENTS + i;
	if (d->nextents >= d->nextent_buckets)
		rehash_extents(d);
	GROW(d->extents, d->nextents, d->max_extents);
	bucket = extent_bucket(d, extent);
	d->extents[d->nextents].extent = *extent;
	d->extents[d->nextents].next = *bucket;
	*bucket = d->nextents;
	return EXTENTS + d->nextents++;
}

Diagram
diagram_extent(Diagrams *d, const Extent *extent)
{
	return leaf(d, extent_content(d, extent));
}

Diagram
diagram_node(Diagrams *d, int variable, const Diagram *children)
{
	int			ncells = d->cells[variable];
	DiagramNode node = {.variable = variable, .content = d->nchildren};
	bool		same = true;
	uint32		hash;

	for (int i = 1; i < ncells && same; i++)
		same = children[i] == children[0];
	if (same)
		return children[0];

	hash = hash_node(variable, 0, children, ncells);
	for (int i = d->buckets[hash & (d->nbuckets - 1)]; i >= 0; i = d->nodes[i].next)
		if (d->nodes[i].variable == variable &&
			memcmp(&d->children[d->nodes[i].content], children, sizeof(Diagram) * ncells) == 0)
			return i;

	for (int i = 0; i < ncells; i++)
	{
		node.all_bits |= d->nodes[children[i]].all_bits;
		node.has_none |= d->nodes[children[i]].has_none;
		node.depth = Max(node.depth, d->nodes[children[i]].depth + 1);
		GROW(d->children, d->nchildren, d->max_children);
		d->children[d->nchildren++] = children[i];
	}
	return add_node(d, hash, &node);
}

int
diagram_variable(const Diagrams *d, Diagram diagram)
{
	return d->nodes[diagram].variable;
}

Diagram
diagram_child(const Diagrams *d, Diagram diagram, int cell)
{
	return d->children[d->nodes[diagram].content + cell];
}

/* The part of a diagram that a cell of the variable leads to. */
static Diagram
within(const Diagrams *d, Diagram diagram, int variable, int cell)
{
	return d->nodes[diagram].variable == variable ? diagram_child(d, diagram, cell) : diagram;
}

int
diagram_depth(const Diagrams *d, Diagram diagram)
{
	return d->nodes[diagram].depth;
}

Diagram
diagram_restrict(Diagrams *d, Diagram diagram, int variable, int cell)
{
	int			operands[4] = {variable, diagram, cell, 0};
	int			top = d->nodes[diagram].variable;
	const Memo *known;
	Diagram    *children;
	Diagram		result;

	if (top > variable)
		return diagram;
	if (top == variable)
		return diagram_child(d, diagram, cell);
	known = find_result(d, OP_RESTRICT, operands);
	if (known->operation >= 0)
		return known->result;
	diagram_count_work(d);
	check_stack_depth();
	children = palloc(sizeof(Diagram) * d->cells[top]);
	for (int i = 0; i < d->cells[top]; i++)
		children[i] = diagram_restrict(d, diagram_child(d, diagram, i), variable, cell);
	result = diagram_node(d, top, children);
	pfree(children);
	keep_result(d, OP_RESTRICT, operands, result);
	return result;
}

int
diagram_leaf_bits(const Diagrams *d, Diagram diagram)
{
	Assert(d->nodes[diagram].variable == NO_VARIABLE && d->nodes[diagram].content < EXTENTS);
	return d->nodes[diagram].content;
}

const Extent *
diagram_leaf_extent(const Diagrams *d, Diagram diagram)
{
	Assert(d->nodes[diagram].variable == NO_VARIABLE && d->nodes[diagram].content >= EXTENTS);
	return &d->extents[d->nodes[diagram].content - EXTENTS].extent;
}

int
diagram_all_bits(const Diagrams *d, Diagram diagram, bool *has_none)
{
	*has_none = d->nodes[diagram].has_none;
	return d->nodes[diagram].all_bits;
}

/* --------------------------------------------------------------- operations */

/* AND and OR over one outcome each; the right side is looked at only if the left one does not decide. */
static int
junction_of(int a, int b, int deciding)
{
	if (a == deciding || a == MAY_FAIL)
		return a;
	if (b == deciding || b == MAY_FAIL)
		return b;
	return a == MAY_BE_NULL ? a : b;
}

static int
junction(int a, int b, int deciding)
{
	int			result = 0;

	for (int x = MAY_BE_FALSE; x <= MAY_FAIL; x <<= 1)
		for (int y = MAY_BE_FALSE; y <= MAY_FAIL; y <<= 1)
			if ((a & x) && (b & y))
				result |= junction_of(x, y, deciding);
	return result;
}

/* Bits in place of bits: what false, true and null become; a fault stays. */
static int
replace(int bits, int if_false, int if_true, int if_null)
{
	return (bits & MAY_FAIL) |
		(bits & MAY_BE_FALSE ? if_false : 0) |
		(bits & MAY_BE_TRUE ? if_true : 0) |
		(bits & MAY_BE_NULL ? if_null : 0);
}

static int
truth_of_signs(int signs, int true_signs)
{
	return (signs & true_signs ? MAY_BE_TRUE : 0) |
		(signs & SIGNS_OF_VALUES & ~true_signs ? MAY_BE_FALSE : 0) |
		(signs & SIGN_MAY_BE_NULL ? MAY_BE_NULL : 0) |
		(signs & SIGN_MAY_FAIL ? MAY_FAIL : 0);
}

static int
refined_signs(int signs, int others)
{
	int			values = signs & SIGNS_OF_VALUES;

	if ((values & (values - 1)) == 0)
		return signs;
	return (signs & ~SIGNS_OF_VALUES) | (values & others);
}

static Extent
value_of_truth(int bits)
{
	Extent		result = {.may_be_null = (bits & MAY_BE_NULL) != 0, .may_fail = (bits & MAY_FAIL) != 0};

	for (int i = 0; i < 2; i++)
	{
		Decimal		number;
		Extent		value;

		decimal_from_int64(&number, i);
		value = extent_exact(&number);
		if (bits & (i ? MAY_BE_TRUE : MAY_BE_FALSE))
			result = extent_join(&result, &value);
	}
	return result;
}

static int
truth_of_value(const Extent *extent)
{
	Decimal		zero;
	Decimal		one;

	decimal_from_int64(&zero, 0);
	decimal_from_int64(&one, 1);
	return (extent_contains(extent, &zero) ? MAY_BE_FALSE : 0) | (extent_contains(extent, &one) ? MAY_BE_TRUE : 0) |
		(extent->may_be_null ? MAY_BE_NULL : 0) | (extent->may_fail ? MAY_FAIL : 0);
}

static int
nullness(const Extent *extent)
{
	return (extent->may_be_value ? MAY_BE_FALSE : 0) | (extent->may_be_null ? MAY_BE_TRUE : 0) | (extent->may_fail ? MAY_FAIL : 0);
}

static Extent
coalesce(const Extent *a, const Extent *b)
{
	Extent		first = *a;

	if (!a->may_be_null)
		return first;
	first.may_be_null = false;
	return extent_join(&first, b);
}

/* Nothing is possible. */
static bool
is_void(const Extent *extent)
{
	return !extent->may_be_value && !extent->may_be_null && !extent->may_fail;
}

static Extent
combine_extents(const Diagrams *d, Operation operation, int arg, const Extent *a, const Extent *b)
{
	if (is_void(a))
		return *a;
	switch (operation)
	{
		case OP_MAP:
			return d->map(d->context, arg, a);
		case OP_ARITHMETIC:
			return extent_arithmetic(arg, a, b);
		case OP_FUNCTION:
			return extent_function(arg, a, b);
		case OP_FUNCTION_OF_ONE:
			return extent_function(arg, a, NULL);
		case OP_COALESCE:
			return coalesce(a, b);
		case OP_LIMIT_BELOW:
			return extent_limit(a, b, false);
		case OP_LIMIT_ABOVE:
			return extent_limit(a, b, true);
		default:
			/* a number needs no cell to be told */
			return extent_is_number(a) ? *a : extent_intersect(a, b);
	}
}

static Extent
content_extent(const Diagrams *d, int content)
{
	return d->extents[content - EXTENTS].extent;
}

/* The operation over two leaves: of contents a content. */
static int
combine(Diagrams *d, Operation operation, int arg, int a, int b)
{
	Extent		x;
	Extent		y;
	Extent		result;

	switch (operation)
	{
		case OP_AND:
			return junction(a, b, MAY_BE_FALSE);
		case OP_OR:
			return junction(a, b, MAY_BE_TRUE);
		case OP_NOT:
			return replace(a, MAY_BE_TRUE, MAY_BE_FALSE, MAY_BE_NULL);
		case OP_IS_TRUE:
			return replace(a, MAY_BE_FALSE, MAY_BE_TRUE, MAY_BE_FALSE);
		case OP_IS_FALSE:
			return replace(a, MAY_BE_TRUE, MAY_BE_FALSE, MAY_BE_FALSE);
		case OP_IS_NULL:
			return replace(a, MAY_BE_FALSE, MAY_BE_FALSE, MAY_BE_TRUE);
		case OP_REFINE_SIGNS:
			return refined_signs(a, b);
		case OP_SIGNS_TO_TRUTH:
			return truth_of_signs(a, arg);
		case OP_TO_VALUE:
			result = value_of_truth(a);
			break;
		case OP_TO_TRUTH:
			x = content_extent(d, a);
			return truth_of_value(&x);
		case OP_VALUE_IS_NULL:
			x = content_extent(d, a);
			return nullness(&x);
		case OP_SIGNS:
			x = content_extent(d, a);
			y = content_extent(d, b);
			return extent_signs(&x, &y);
		default:
			x = content_extent(d, a);
			if (b >= EXTENTS)
				y = content_extent(d, b);
			result = combine_extents(d, operation, arg, &x, b >= EXTENTS ? &y : NULL);
			break;
	}
	return extent_content(d, &result);
}

Diagram
diagram_apply(Diagrams *d, Operation operation, int arg, Diagram a, Diagram b)
{
	int			operands[4] = {arg, a, b, 0};
	const Memo *known = find_result(d, operation, operands);
	int			variable = Min(d->nodes[a].variable, d->nodes[b].variable);
	Diagram		result;

	if (known->operation >= 0)
		return known->result;
	diagram_count_work(d);
	check_stack_depth();
	if (variable == NO_VARIABLE)
		result = leaf(d, combine(d, operation, arg, d->nodes[a].content, d->nodes[b].content));
	else
	{
		Diagram    *children = palloc(sizeof(Diagram) * d->cells[variable]);

		for (int i = 0; i < d->cells[variable]; i++)
			children[i] = diagram_apply(d, operation, arg, within(d, a, variable, i), within(d, b, variable, i));
		result = diagram_node(d, variable, children);
		pfree(children);
	}
	keep_result(d, operation, operands, result);
	return result;
}

/* One of both, bits or extents. */
static int
join(Diagrams *d, int a, int b)
{
	Extent		x;
	Extent		y;
	Extent		result;

	if (a < EXTENTS)
		return a | b;
	x = content_extent(d, a);
	y = content_extent(d, b);
	result = extent_join(&x, &y);
	return extent_content(d, &result);
}

/* The choice among leaves. */
static int
choose(Diagrams *d, int condition, int a, int b)
{
	Extent		fault = extent_fault();
	Extent		none = {0};
	bool		bits = a < EXTENTS;
	int			result = bits ? 0 : extent_content(d, &none);

	if (condition & MAY_FAIL)
		result = bits ? MAY_FAIL : extent_content(d, &fault);
	if (condition & MAY_BE_TRUE)
		result = join(d, a, result);
	if (condition & (MAY_BE_FALSE | MAY_BE_NULL))
		result = join(d, b, result);
	return result;
}

Diagram
diagram_choose(Diagrams *d, Diagram condition, Diagram a, Diagram b)
{
	int			operands[4] = {condition, a, b, 0};
	const Memo *known;
	int			variable = Min(d->nodes[condition].variable, Min(d->nodes[a].variable, d->nodes[b].variable));
	Diagram		result;

	/* what is certain needs no look at the rest */
	if (d->nodes[condition].variable == NO_VARIABLE)
	{
		int			bits = d->nodes[condition].content;

		if (bits == MAY_BE_TRUE)
			return a;
		if (bits && (bits & ~(MAY_BE_FALSE | MAY_BE_NULL)) == 0)
			return b;
	}
	known = find_result(d, OP_CHOOSE, operands);
	if (known->operation >= 0)
		return known->result;
	diagram_count_work(d);
	check_stack_depth();
	if (variable == NO_VARIABLE)
		result = leaf(d, choose(d, d->nodes[condition].content, d->nodes[a].content, d->nodes[b].content));
	else
	{
		Diagram    *children = palloc(sizeof(Diagram) * d->cells[variable]);

		for (int i = 0; i < d->cells[variable]; i++)
			children[i] = diagram_choose(d, within(d, condition, variable, i), within(d, a, variable, i), within(d, b, variable, i));
		result = diagram_node(d, variable, children);
		pfree(children);
	}
	keep_result(d, OP_CHOOSE, operands, result);
	return result;
}

bool
diagram_any(Diagrams *d, Diagram diagram, LeafTest test, int number)
{
	int			operands[4] = {number, diagram, 0, 0};
	const Memo *known = find_result(d, OP_ANY, operands);
	bool		result = false;

	if (known->operation >= 0)
		return known->result;
	diagram_count_work(d);
	if (d->nodes[diagram].variable == NO_VARIABLE)
		result = test(d, diagram);
	else
	{
		for (int i = 0; i < d->cells[d->nodes[diagram].variable] && !result; i++)
			result = diagram_any(d, diagram_child(d, diagram, i), test, number);
	}
	keep_result(d, OP_ANY, operands, result);
	return result;
}

static void
join_extents(const Diagrams *d, Diagram diagram, bool *seen, Extent *extent)
{
	const DiagramNode *node = &d->nodes[diagram];

	if (seen[diagram])
		return;
	seen[diagram] = true;
	if (node->variable == NO_VARIABLE)
		*extent = extent_join(extent, diagram_leaf_extent(d, diagram));
	else
	{
		for (int i = 0; i < d->cells[node->variable]; i++)
			join_extents(d, diagram_child(d, diagram, i), seen, extent);
	}
}

Extent
diagram_whole_extent(const Diagrams *d, Diagram diagram)
{
	bool	   *seen = palloc0(sizeof(bool) * d->nnodes);
	Extent		extent = {0};

	join_extents(d, diagram, seen, &extent);
	pfree(seen);
	return extent;
}

/* -------------------------------------------------------------------- pairs */

int
diagram_pair(Diagrams *d, int a, int b)
{
	int			operands[4] = {0, a, b, 0};
	const Memo *known = find_result(d, OP_PAIR, operands);

	if (known->operation >= 0)
		return known->result;
	diagram_count_work(d);
	keep_result(d, OP_PAIR, operands, ++d->npairs);
	return d->npairs;
}

void
diagram_mark(Diagrams *d, int pair)
{
	int			operands[4] = {0, pair, 0, 0};

	keep_result(d, OP_MARK, operands, true);
}

bool
diagram_is_marked(Diagrams *d, int pair)
{
	int			operands[4] = {0, pair, 0, 0};

	return find_result(d, OP_MARK, operands)->operation >= 0;
}
