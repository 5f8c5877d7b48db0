/*
 * solve_cells.c
 *		The variables of a rubric, and the cells that they are cut into.
 *
 * A comparison of something with a constant is traced to what the something
 * may be: through names, cases and their like, and back through arithmetic of
 * one metric with constants (revenue / 12 >= 5 cuts revenue at 60).  Where that
 * ends at an expression of several metrics, the expression is cut.
 */
#include "postgres.h"

#include "miscadmin.h"

#include "analysis/solve_model_internal.h"
#include "rubric/value.h"

/* ---------------------------------------------------------------- constants */

static int
text_number(Model *m, const char *text)
{
	ListCell   *lc;

	foreach(lc, m->texts)
		if (strcmp(lfirst(lc), text) == 0)
		return foreach_current_index(lc);
	m->texts = lappend(m->texts, unconstify(char *, text));
	return list_length(m->texts) - 1;
}

const char *
model_text(const Model *m, int64 number)
{
	return number >= 0 && number < list_length(m->texts) ? list_nth(m->texts, (int) number) : NULL;
}

void
model_number(Model *m, const RubricExpr *literal, Decimal *number)
{
	switch (literal->type)
	{
		case RUBRIC_TEXT:
			decimal_from_int64(number, text_number(m, literal->text));
			break;
		case RUBRIC_BOOLEAN:
			decimal_from_int64(number, literal->boolean);
			break;
		case RUBRIC_DATE:
			decimal_from_int64(number, literal->date);
			break;
		default:
			decimal_from_string(number, literal->text);
			break;
	}
}

/* Does it depend on no variable? */
static bool
is_constant(Model *m, const RubricExpr *expr)
{
	check_stack_depth();
	diagram_count_work(m->diagrams);
	switch (expr->kind)
	{
		case EXPR_METRIC:
		case EXPR_SCORE:
			return false;
		case EXPR_PARAMETER:
			return m->known[expr->index];
		case EXPR_DEFINE:
			if (m->constant[expr->index] < 0)
				m->constant[expr->index] = is_constant(m, rubric_define(m->rubric, expr->index)->expr);
			return m->constant[expr->index];
		default:
			break;
	}
	if (rubric_is_tile(expr) || (expr->subject && !is_constant(m, expr->subject)))
		return false;
	for (int i = 0; i < expr->nargs; i++)
		if (!is_constant(m, expr->args[i]))
			return false;
	return true;
}

/* The value of a constant expression; false: it is null or a fault. */
static bool
constant_value(Model *m, const RubricExpr *expr, Decimal *value)
{
	const Extent *extent = diagram_leaf_extent(m->diagrams, model_value(m, expr));

	if (!extent_is_exact(extent))
		return false;
	*value = extent->low.value;
	return true;
}

/* The constants that an expression may be: of Decimal. */
static List *
add_constants(Model *m, const RubricExpr *expr, List *constants)
{
	Decimal    *value;

	check_stack_depth();
	if (is_constant(m, expr))
	{
		value = palloc(sizeof(Decimal));
		return constant_value(m, expr, value) ? lappend(constants, value) : constants;
	}
	if (expr->kind == EXPR_DEFINE)
		return add_constants(m, rubric_define(m->rubric, expr->index)->expr, constants);
	if (expr->kind == EXPR_CASE || (expr->kind == EXPR_FUNCTION && expr->function >= FUNC_LEAST && expr->function <= FUNC_NULLIF))
	{
		for (int i = 0; i < expr->nargs; i++)
			if (rubric_is_result(expr, i))
				constants = add_constants(m, expr->args[i], constants);
	}
	return constants;
}

/* ------------------------------------------------------------- expressions */

/* Are they the same, names written out? */
static bool
same_expr(const Model *m, const RubricExpr *a, const RubricExpr *b)
{
	check_stack_depth();
	while (a->kind == EXPR_DEFINE)
		a = rubric_define(m->rubric, a->index)->expr;
	while (b->kind == EXPR_DEFINE)
		b = rubric_define(m->rubric, b->index)->expr;
	if (a == b)
		return true;
	if (a->kind != b->kind || a->nargs != b->nargs || a->negated != b->negated || a->type != b->type ||
		(a->kind == EXPR_FUNCTION && a->function != b->function) || (a->subject == NULL) != (b->subject == NULL))
		return false;
	if (a->kind == EXPR_LITERAL)
		return a->isnull == b->isnull && (a->isnull || rubric_compare_literals(a, b) == 0);
	if ((a->kind == EXPR_METRIC || a->kind == EXPR_PARAMETER || rubric_is_tile(a)) && a->index != b->index)
		return false;
	if ((a->kind == EXPR_ADD_DAYS || a->kind == EXPR_ADD_MONTHS) && a->index != b->index)
		return false;
	if (a->subject && !same_expr(m, a->subject, b->subject))
		return false;
	for (int i = 0; i < a->nargs; i++)
		if (!same_expr(m, a->args[i], b->args[i]))
			return false;
	return true;
}

typedef struct ParameterSearch
{
	const Model *model;
	Axis	   *axis;
} ParameterSearch;

static void
find_parameter(const RubricExpr *leaf, void *context)
{
	ParameterSearch *search = context;

	if (rubric_is_tile(leaf) || (leaf->kind == EXPR_PARAMETER && !search->model->known[leaf->index]))
		search->axis->reads_parameter = true;
}

static Axis *
add_axis(Model *m, AxisKind kind, const RubricExpr *expr, const RubricExpr *other)
{
	Axis	   *axis = palloc0(sizeof(Axis));
	ParameterSearch search = {.model = m, .axis = axis};

	axis->kind = kind;
	axis->expr = expr;
	axis->other = other;
	axis->variable = -1;
	rubric_walk_reads(m->rubric, expr, find_parameter, &search);
	if (other)
		rubric_walk_reads(m->rubric, other, find_parameter, &search);
	m->expressions = lappend(m->expressions, axis);
	return axis;
}

/* An axis gets its variable, once it has all its cells. */
static void
give_variable(Model *m, Axis *axis)
{
	axis->variable = diagram_add_variable(m->diagrams, axis->ncells);
	m->by_variable = lappend(m->by_variable, axis);
}

Axis *
model_axis(const Model *m, int variable)
{
	return list_nth(m->by_variable, variable);
}

static Axis *
find_expression(const Model *m, const RubricExpr *expr)
{
	ListCell   *lc;

	foreach(lc, m->expressions)
	{
		Axis	   *axis = lfirst(lc);

		if (axis->kind == AXIS_EXPRESSION && same_expr(m, axis->expr, expr))
			return axis;
	}
	return NULL;
}

Axis *
model_comparison(Model *m, const RubricExpr *a, const RubricExpr *b, bool *swapped)
{
	Axis	   *axis;
	ListCell   *lc;

	foreach(lc, m->expressions)
	{
		axis = lfirst(lc);
		if (axis->kind != AXIS_COMPARISON)
			continue;
		*swapped = !(same_expr(m, axis->expr, a) && same_expr(m, axis->other, b));
		if (!*swapped || (same_expr(m, axis->expr, b) && same_expr(m, axis->other, a)))
			return axis;
	}
	axis = add_axis(m, AXIS_COMPARISON, a, b);
	axis->ncells = 3;
	give_variable(m, axis);
	*swapped = false;
	return axis;
}

/* --------------------------------------------------------------------- cuts */

static void
add_cut(Model *m, Axis *axis, const Decimal *value)
{
	Decimal    *cut;
	ListCell   *lc;

	diagram_count_work(m->diagrams);
	foreach(lc, axis->cuts)
		if (decimal_compare(lfirst(lc), value) == 0)
		return;
	cut = palloc(sizeof(Decimal));
	*cut = *value;
	axis->cuts = lappend(axis->cuts, cut);
}

static void
cut_expression(Model *m, const RubricExpr *expr, const Decimal *value)
{
	Axis	   *axis = find_expression(m, expr);

	add_cut(m, axis ? axis : add_axis(m, AXIS_EXPRESSION, expr, NULL), value);
}

static void cut_by(Model *m, const RubricExpr *expr, const Decimal *value);

/* What must x be where x + c, x - c, c - x, x * c, x / c or c / x is the value? */
static bool
solve(const RubricExpr *expr, bool constant_first, const Decimal *constant, const Decimal *value, Decimal *x)
{
	static const Decimal zero = {0};

	switch (expr->kind)
	{
		case EXPR_ADD:
			return decimal_subtract(x, value, constant) == NULL;
		case EXPR_SUBTRACT:
			if (constant_first)
				return decimal_subtract(x, constant, value) == NULL;
			return decimal_add(x, value, constant) == NULL;
		case EXPR_MULTIPLY:
			return decimal_compare(constant, &zero) != 0 && decimal_divide(x, value, constant) == NULL;
		default:
			if (constant_first)
				return decimal_compare(value, &zero) != 0 && decimal_divide(x, constant, value) == NULL;
			return decimal_multiply(x, value, constant) == NULL;
	}
}

/* Is the arithmetic one of a single unknown with a constant, solved without rounding? */
static bool
cut_operand(Model *m, const RubricExpr *expr, const Decimal *value)
{
	Decimal		constant;
	Decimal		x;
	Decimal		check;

	for (int i = 0; i < 2; i++)
	{
		bool		exact;

		if (!is_constant(m, expr->args[i]) || !constant_value(m, expr->args[i], &constant))
			continue;
		if (!solve(expr, i == 0, &constant, value, &x))
			return false;
		exact = expr->kind != EXPR_MULTIPLY ||
			(decimal_multiply(&check, &x, &constant) == NULL && decimal_compare(&check, value) == 0);
		/* c / x is not of one direction, so its cells are not extents */
		if (!exact || (expr->kind == EXPR_DIVIDE && i == 0))
			return false;
		cut_by(m, expr->args[1 - i], &x);
		return true;
	}
	return false;
}

static void
cut_score(Model *m, const Decimal *value)
{
	static const RubricExpr sum = {.kind = EXPR_SCORE, .type = RUBRIC_NUMBER};

	if (m->rubric->score && !m->in_score)
	{
		m->in_score = true;
		cut_by(m, m->rubric->score, value);
		m->in_score = false;
		return;
	}
	cut_expression(m, &sum, value);
	if (list_length(m->rubric->criteria) == 1)
	{
		const Criterion *criterion = linitial(m->rubric->criteria);
		ListCell   *lc;

		foreach(lc, criterion->alternatives)
			if (criterion->weight == NULL)
			cut_by(m, ((Alternative *) lfirst(lc))->points, value);
	}
}

/* The value of expr is compared with this constant. */
static void
cut_by(Model *m, const RubricExpr *expr, const Decimal *value)
{
	Decimal		negative;

	check_stack_depth();
	diagram_count_work(m->diagrams);
	if (is_constant(m, expr))
		return;
	switch (expr->kind)
	{
		case EXPR_METRIC:
			add_cut(m, &m->metrics[expr->index], value);
			return;
		case EXPR_PARAMETER:
			add_cut(m, &m->parameters[expr->index], value);
			return;
		case EXPR_DEFINE:
			cut_by(m, rubric_define(m->rubric, expr->index)->expr, value);
			return;
		case EXPR_SCORE:
			cut_score(m, value);
			return;
		case EXPR_CASE:
			for (int i = 0; i < expr->nargs; i++)
				if (rubric_is_result(expr, i))
					cut_by(m, expr->args[i], value);
			return;
		case EXPR_NEGATE:
			decimal_negate(&negative, value);
			cut_by(m, expr->args[0], &negative);
			return;
		case EXPR_ADD:
		case EXPR_SUBTRACT:
		case EXPR_MULTIPLY:
		case EXPR_DIVIDE:
			if (!cut_operand(m, expr, value))
				cut_expression(m, expr, value);
			return;
		case EXPR_FUNCTION:
			break;
		default:
			return;				/* a condition is true or false */
	}
	switch (expr->function)
	{
		case FUNC_TILE:
			return;
		case FUNC_LEAST:
		case FUNC_GREATEST:
		case FUNC_COALESCE:
			for (int i = 0; i < expr->nargs; i++)
				cut_by(m, expr->args[i], value);
			return;
		case FUNC_NULLIF:
			cut_by(m, expr->args[0], value);
			return;
		case FUNC_ABS:
			decimal_negate(&negative, value);
			cut_by(m, expr->args[0], value);
			cut_by(m, expr->args[0], &negative);
			return;
		case FUNC_LENGTH:
		case FUNC_LOWER:
		case FUNC_YEAR:
		case FUNC_MONTH:
		case FUNC_DAY:
		case FUNC_MONTHS_BETWEEN:
		case FUNC_YEARS_BETWEEN:
			return;				/* not analysed */
		default:
			cut_expression(m, expr, value);
	}
}

static void
cut_by_constants(Model *m, const RubricExpr *expr, const RubricExpr *other)
{
	ListCell   *lc;

	foreach(lc, add_constants(m, other, NIL))
		cut_by(m, expr, lfirst(lc));
}

static void
cut_comparison(Model *m, const RubricExpr *a, const RubricExpr *b)
{
	cut_by_constants(m, a, b);
	cut_by_constants(m, b, a);
}

/* All comparisons within an expression; a context that walks to defines would meet them again and again. */
static bool
cut_within(RubricExpr *expr, void *context)
{
	Model	   *m = context;
	static const Decimal zero = {0};

	diagram_count_work(m->diagrams);
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
			for (int i = 1; i < expr->nargs; i++)
				cut_comparison(m, expr->args[0], expr->args[i]);
			break;
		case EXPR_CASE:
			for (int i = 0; expr->subject && i + 1 < expr->nargs; i += 2)
				cut_comparison(m, expr->subject, expr->args[i]);
			break;
		case EXPR_DIVIDE:
			cut_by(m, expr->args[1], &zero);
			break;
		case EXPR_FUNCTION:
			if (expr->function == FUNC_NULLIF)
				cut_comparison(m, expr->args[0], expr->args[1]);
			if (expr->function == FUNC_ABS)
				cut_by(m, expr->args[0], &zero);
			break;
		default:
			break;
	}
	return rubric_expr_walk(expr, cut_within, m);
}

/* All but dates of terms and what parameters are computed from. */
static bool
is_modelled(RubricRole role)
{
	return role != ROLE_VALUE && role != ROLE_KEEP && role != ROLE_FROM && role != ROLE_SINCE;
}

static void
cut_root(RubricExpr *root, RubricRole role, void *context)
{
	Model	   *m = context;

	if (!is_modelled(role))
		return;
	m->in_score = role == ROLE_SCORE;
	(void) cut_within(root, m);
	m->in_score = false;
}

/* Points are cut where they are limited. */
static void
cut_points(Model *m)
{
	static const Decimal zero = {0};
	ListCell   *lc;
	ListCell   *cell;

	foreach(lc, m->rubric->criteria)
	{
		const Criterion *criterion = lfirst(lc);

		foreach(cell, criterion->alternatives)
		{
			const RubricExpr *points = ((Alternative *) lfirst(cell))->points;

			if (criterion->max == NULL)
				continue;
			cut_by(m, points, &zero);
			cut_by_constants(m, points, criterion->max);
		}
	}
}

/* -------------------------------------------------------------------- cells */

static int
compare_cuts(const ListCell *a, const ListCell *b)
{
	return decimal_compare(lfirst(a), lfirst(b));
}

static void
add_cell(Axis *axis, Extent cell)
{
	if (extent_settle(&cell) || cell.may_be_null)
		axis->cells[axis->ncells++] = cell;
}

/* Between two days that are neighbours there is none. */
static void
settle_days(Extent *cell)
{
	Decimal		one;

	decimal_from_int64(&one, 1);
	if (!cell->low.infinite && cell->low.open)
		(void) decimal_add(&cell->low.value, &cell->low.value, &one);
	if (!cell->high.infinite && cell->high.open)
		(void) decimal_subtract(&cell->high.value, &cell->high.value, &one);
	cell->low.open = cell->low.infinite;
	cell->high.open = cell->high.infinite;
}

/* The cuts and what is between them, within the whole. */
static void
add_intervals(Axis *axis, Extent whole, bool days)
{
	Bound		from = whole.low;
	ListCell   *lc;

	foreach(lc, axis->cuts)
	{
		Decimal    *cut = lfirst(lc);
		Extent		between = whole;

		/* half a day more is after that day */
		if (days)
			(void) decimal_floor(cut, cut);
		if (!extent_contains(&whole, cut) || (!from.infinite && decimal_compare(cut, &from.value) < 0))
			continue;
		between.low = from;
		between.high = extent_exact(cut).high;
		between.high.open = true;
		if (days)
			settle_days(&between);
		add_cell(axis, between);
		add_cell(axis, extent_exact(cut));
		from = extent_exact(cut).low;
		from.open = true;
	}
	whole.low = from;
	if (days)
		settle_days(&whole);
	add_cell(axis, whole);
}

static void
add_listed(Model *m, Axis *axis, const Domain *domain)
{
	for (int i = 0; i < domain->nvalues; i++)
	{
		Decimal		value;

		model_number(m, domain->values[i], &value);
		add_cell(axis, extent_exact(&value));
	}
}

/* The texts that it is compared with, and any other. */
static void
add_texts(Axis *axis)
{
	Extent		other = extent_everything();
	Decimal		none;
	ListCell   *lc;

	foreach(lc, axis->cuts)
		add_cell(axis, extent_exact(lfirst(lc)));
	decimal_from_int64(&none, -1);
	other.high = extent_exact(&none).high;
	add_cell(axis, other);
}

static Extent
domain_range(Model *m, const Domain *domain)
{
	Extent		extent = extent_everything();
	Decimal		value;

	if (domain->low)
	{
		model_number(m, domain->low, &value);
		extent.low = extent_exact(&value).low;
		extent.low.open = domain->low_open;
	}
	if (domain->high)
	{
		model_number(m, domain->high, &value);
		extent.high = extent_exact(&value).high;
		extent.high.open = domain->high_open;
	}
	return extent;
}

static Extent
range_extent(Model *m, const RubricExpr *low, const RubricExpr *high)
{
	Domain		range = {.kind = DOMAIN_RANGE};

	range.low = unconstify(RubricExpr *, low);
	range.high = unconstify(RubricExpr *, high);
	return domain_range(m, &range);
}

static void
make_input_cells(Model *m, Axis *axis)
{
	const Input *input = axis->input;
	Decimal		value;

	axis->cells = palloc(sizeof(Extent) * (2 * list_length(axis->cuts) + input->domain.nvalues + input->domain.nranges + 4));
	list_sort(axis->cuts, compare_cuts);
	if (input->domain.kind == DOMAIN_SET || input->domain.kind == DOMAIN_ORDER)
		add_listed(m, axis, &input->domain);
	else if (input->type == RUBRIC_TEXT)
		add_texts(axis);
	else if (input->type == RUBRIC_BOOLEAN)
	{
		for (int i = 0; i < 2; i++)
		{
			decimal_from_int64(&value, i);
			add_cell(axis, extent_exact(&value));
		}
	}
	else if (input->domain.kind == DOMAIN_RANGES)
	{
		for (int i = 0; i < input->domain.nranges; i++)
			add_intervals(axis, range_extent(m, input->domain.lows[i], input->domain.highs[i]), input->type == RUBRIC_DATE);
	}
	else
		add_intervals(axis, domain_range(m, &input->domain), input->type == RUBRIC_DATE);
	if (axis->kind == AXIS_METRIC || input->population)
		add_cell(axis, extent_null());
	give_variable(m, axis);
}

static void
make_tile_cells(Model *m, Axis *axis)
{
	int			count = rubric_tile(m->rubric, axis->index)->count;

	axis->cells = palloc(sizeof(Extent) * (count + 1));
	for (int i = 1; i <= count; i++)
	{
		Decimal		value;

		decimal_from_int64(&value, i);
		add_cell(axis, extent_exact(&value));
	}
	add_cell(axis, extent_null());
	give_variable(m, axis);
}

Axis *
model_find_expression(Model *m, const RubricExpr *expr)
{
	Axis	   *axis = find_expression(m, expr);

	if (axis && axis->variable < 0)
	{
		axis->cells = palloc(sizeof(Extent) * (2 * list_length(axis->cuts) + 1));
		list_sort(axis->cuts, compare_cuts);
		add_intervals(axis, extent_everything(), false);
		give_variable(m, axis);
	}
	return axis;
}

/* -------------------------------------------------------------------- whole */

/* Values of parameters as far as the text has them. */
static void
take_parameters(Model *m)
{
	const Rubric *rubric = m->rubric;
	ParameterValues *values = parameters_make(rubric);
	int			count = Max(list_length(rubric->parameters), 1);
	ListCell   *lc;

	values->lenient = true;
	(void) parameters_take(values, NULL, NULL);
	m->known = palloc0(sizeof(bool) * count);
	m->values = palloc0(sizeof(RubricExpr *) * count);
	m->parameters = palloc0(sizeof(Axis) * count);
	foreach(lc, rubric->parameters)
	{
		int			i = foreach_current_index(lc);
		const Input *parameter = lfirst(lc);
		const RubricValue *value = &values->parameters[i].value;
		RubricExpr *literal;

		m->parameters[i].kind = AXIS_PARAMETER;
		m->parameters[i].index = i;
		m->parameters[i].input = parameter;
		m->parameters[i].variable = -1;
		m->values[i] = unconstify(RubricExpr *, rubric_default(parameter));
		m->known[i] = m->values[i] != NULL;
		if (m->known[i] || parameter->population || parameter->value == NULL || values->parameters[i].by_group || value->isnull)
			continue;
		literal = rubric_node(EXPR_LITERAL, parameter->type, parameter->start, parameter->start, NIL);
		literal->order = parameter->domain.kind == DOMAIN_ORDER ? &parameter->domain : NULL;
		literal->text = value_text(value, parameter->type, false);
		literal->boolean = parameter->type == RUBRIC_BOOLEAN && value->boolean;
		literal->date = parameter->type == RUBRIC_DATE ? value->date : 0;
		m->known[i] = true;
		m->values[i] = literal;
	}
}

/* Variables come in the order in which grading reads them. */
static void
add_variable(const RubricExpr *leaf, void *context)
{
	Model	   *m = context;
	Axis	   *axis;

	if (leaf->kind == EXPR_METRIC)
		axis = &m->metrics[leaf->index];
	else if (leaf->kind == EXPR_PARAMETER && !m->known[leaf->index])
		axis = &m->parameters[leaf->index];
	else if (rubric_is_tile(leaf))
		axis = &m->tiles[leaf->index];
	else
		return;
	if (axis->variable >= 0)
		return;
	if (axis->kind == AXIS_TILE)
		make_tile_cells(m, axis);
	else
		make_input_cells(m, axis);
}

static void
add_graded(RubricExpr *root, RubricRole role, void *context)
{
	const Model *m = context;

	if (role >= ROLE_SCOPE && role <= ROLE_CAP)
		rubric_walk_reads(m->rubric, root, add_variable, context);
}

/* Also of what nothing reads. */
static void
add_others(RubricExpr *root, RubricRole role, void *context)
{
	const Model *m = context;

	if (is_modelled(role))
		rubric_walk_reads(m->rubric, root, add_variable, context);
}

void
cut_rubric(Model *m)
{
	const Rubric *rubric = m->rubric;
	int			nmetrics = list_length(rubric->metrics);
	int			ntiles = list_length(rubric->tiles);

	take_parameters(m);
	m->metrics = palloc0(sizeof(Axis) * Max(nmetrics, 1));
	for (int i = 0; i < nmetrics; i++)
	{
		m->metrics[i].kind = AXIS_METRIC;
		m->metrics[i].index = i;
		m->metrics[i].input = rubric_metric(rubric, i);
		m->metrics[i].variable = -1;
	}
	m->tiles = palloc0(sizeof(Axis) * Max(ntiles, 1));
	for (int i = 0; i < ntiles; i++)
	{
		m->tiles[i].kind = AXIS_TILE;
		m->tiles[i].index = i;
		m->tiles[i].variable = -1;
	}
	cut_points(m);
	rubric_walk(rubric, cut_root, m);
	rubric_walk(rubric, add_graded, m);
	rubric_walk(rubric, add_others, m);
}
