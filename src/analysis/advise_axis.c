/*
 * advise_axis.c
 *		Finds the cuts of a metric in the steps of a program.
 *
 * A value of the program is the metric itself, or is calculated from it, or
 * does not depend on it other than by which branch was taken.  No step leads
 * back, so one pass over the steps tells which.  Where the metric itself is
 * compared with a constant, there is a cut.  Whatever else is done with it
 * must be searched.
 */
#include "postgres.h"

#include <math.h>

#include "catalog/pg_enum.h"
#include "catalog/pg_type.h"
#include "utils/builtins.h"
#include "utils/date.h"
#include "utils/fmgrprotos.h"
#include "utils/lsyscache.h"
#include "utils/syscache.h"

#include "compat.h"
#include "analysis/advise_axis.h"
#include "rubric/steps.h"

/* How much less than a decimal of its bound a value is beyond it where no step is known. */
#define BEYOND_DECIMALS 6

/* A search without a step stops at so many decimals, unless value or bounds have more. */
#define SEARCH_DECIMALS 6

/* ------------------------------------------------------------------ places */

static void
grid_unit(Decimal *result, int scale)
{
	decimal_set(result, 1, scale);
}

void
grid_floor(Decimal *result, const Decimal *a, int scale)
{
	Decimal		cut;
	Decimal		unit;

	decimal_trunc(&cut, a, scale);
	grid_unit(&unit, scale);
	if (decimal_compare(&cut, a) > 0)
		fault_throw_any(decimal_subtract(&cut, &cut, &unit));
	*result = cut;
}

void
grid_ceil(Decimal *result, const Decimal *a, int scale)
{
	Decimal		cut;
	Decimal		unit;

	decimal_trunc(&cut, a, scale);
	grid_unit(&unit, scale);
	if (decimal_compare(&cut, a) < 0)
		fault_throw_any(decimal_add(&cut, &cut, &unit));
	*result = cut;
}

/* The worst of an ordered list has place 0. */
static bool
order_place(const MetricAxis *axis, Datum datum, Decimal *place)
{
	RubricValue value;
	int			position;

	switch (axis->source)
	{
		case SOURCE_TEXT:
		case SOURCE_CHAR:
			value_load_text(&value, datum, axis->source == SOURCE_CHAR);
			break;
		case SOURCE_NAME:
			value.text.data = NameStr(*DatumGetName(datum));
			value.text.length = strlen(value.text.data);
			break;
		default:
			for (int i = 0; i < axis->nplaces; i++)
			{
				if (axis->texts[i] == datum)
				{
					decimal_from_int64(place, i);
					return true;
				}
			}
			return false;
	}
	position = rubric_domain_position(axis->order, value.text.data, value.text.length);
	decimal_from_int64(place, axis->nplaces - 1 - position);
	return position >= 0;
}

bool
axis_place(const MetricAxis *axis, Datum datum, Decimal *place)
{
	switch (axis->source)
	{
		case SOURCE_INT2:
			decimal_from_int64(place, DatumGetInt16(datum));
			return true;
		case SOURCE_INT4:
			decimal_from_int64(place, DatumGetInt32(datum));
			return true;
		case SOURCE_INT8:
			decimal_from_int64(place, DatumGetInt64(datum));
			return true;
		case SOURCE_NUMERIC:
			decimal_from_numeric(place, datum);
			return decimal_is_finite(place);
		case SOURCE_FLOAT4:
			return isfinite(DatumGetFloat4(datum)) && decimal_from_double(place, DatumGetFloat4(datum)) == NULL;
		case SOURCE_FLOAT8:
			return isfinite(DatumGetFloat8(datum)) && decimal_from_double(place, DatumGetFloat8(datum)) == NULL;
		case SOURCE_BOOLEAN:
			decimal_from_int64(place, DatumGetBool(datum));
			return true;
		case SOURCE_DATE:
			decimal_from_int64(place, DatumGetDateADT(datum));
			return !DATE_NOT_FINITE(DatumGetDateADT(datum));
		case SOURCE_TEXT:
		case SOURCE_CHAR:
		case SOURCE_NAME:
		case SOURCE_ENUM:
			return order_place(axis, datum, place);
		case SOURCE_NONE:
			break;
	}
	return false;
}

/* The nearest double that is not on the wrong side of the place. */
static bool
double_datum(const MetricAxis *axis, const Decimal *place, int beyond, Datum *datum)
{
	double		nearest = decimal_nearest_double(place);
	bool		single = axis->source == SOURCE_FLOAT4;
	double		value = single ? (float) nearest : nearest;

	if (beyond != 0 && (beyond > 0 ? value <= nearest : value >= nearest))
		value = single ? nextafterf((float) value, (float) (beyond * INFINITY)) : nextafter(value, beyond * INFINITY);
	*datum = single ? Float4GetDatum((float) value) : Float8GetDatum(value);
	return isfinite(value);
}

static bool
numeric_datum(const MetricAxis *axis, const Decimal *place, int beyond, Datum *datum)
{
	Decimal		value = *place;
	Decimal		limit;
	Decimal		size;

	if (beyond != 0)
	{
		Decimal		little;

		decimal_set(&little, beyond, Min(DECIMAL_MAX_SCALE, axis->scale + BEYOND_DECIMALS));
		if (decimal_add(&value, place, &little))
			return false;
	}
	if (axis->digits > 0 && axis->digits < DECIMAL_MAX_SCALE)
	{
		decimal_set(&limit, decimal_power10[axis->digits], 0);
		decimal_abs(&size, &value);
		if (decimal_compare(&size, &limit) >= 0)
			return false;
	}
	*datum = NumericGetDatum(decimal_to_numeric(&value));
	return true;
}

bool
axis_datum(const MetricAxis *axis, const Decimal *place, int beyond, Datum *datum)
{
	int64		whole;

	switch (axis->source)
	{
		case SOURCE_NUMERIC:
			return numeric_datum(axis, place, beyond, datum);
		case SOURCE_FLOAT4:
		case SOURCE_FLOAT8:
			return double_datum(axis, place, beyond, datum);
		default:
			break;
	}
	/* all others are whole numbers */
	if (!decimal_is_small(place) || place->scale != 0)
		return false;
	whole = (int64) place->coefficient;
	switch (axis->source)
	{
		case SOURCE_INT2:
			*datum = Int16GetDatum((int16) whole);
			return whole >= PG_INT16_MIN && whole <= PG_INT16_MAX;
		case SOURCE_INT4:
			*datum = Int32GetDatum((int32) whole);
			return whole >= PG_INT32_MIN && whole <= PG_INT32_MAX;
		case SOURCE_INT8:
			*datum = Int64GetDatum(whole);
			return true;
		case SOURCE_DATE:
			*datum = DateADTGetDatum((DateADT) whole);
			return whole == (DateADT) whole && IS_VALID_DATE((DateADT) whole);
		case SOURCE_BOOLEAN:
			*datum = BoolGetDatum(whole != 0);
			return whole == 0 || whole == 1;
		default:
			if (whole < 0 || whole >= axis->nplaces)
				return false;
			*datum = axis->texts[whole];
			return *datum != (Datum) 0;
	}
}

/* -------------------------------------------------------------------- cuts */

/* A constant as a place; false: it is none. */
static bool
constant_place(const MetricAxis *axis, const RubricValue *constant, bool is_double, Decimal *place)
{
	if (constant->isnull)
		return false;
	if (axis->kind == AXIS_DATE)
	{
		decimal_from_int64(place, constant->date);
		return !DATE_NOT_FINITE(constant->date);
	}
	if (is_double)
		return isfinite(constant->dbl) && decimal_from_double(place, constant->dbl) == NULL;
	*place = constant->number;
	return true;
}

void
axis_add_cut(MetricAxis *axis, const Decimal *at, bool after)
{
	if (!decimal_is_finite(at))
		return;
	if (axis->ncuts == axis->max_cuts)
	{
		axis->max_cuts = Max(8, 2 * axis->max_cuts);
		axis->cuts = axis->cuts ? repalloc(axis->cuts, sizeof(Cut) * axis->max_cuts) :
			palloc(sizeof(Cut) * axis->max_cuts);
	}
	memset(&axis->cuts[axis->ncuts], 0, sizeof(Cut));
	axis->cuts[axis->ncuts].at = *at;
	axis->cuts[axis->ncuts++].after = after;
}

static int
compare_cuts(const void *a, const void *b)
{
	const Cut  *left = a;
	const Cut  *right = b;
	int			sign = decimal_compare(&left->at, &right->at);

	return sign ? sign : left->after - right->after;
}

/* Is the place, or what is beyond it, on the wrong side of a bound of the domain? */
static bool
is_past(const MetricAxis *axis, const RubricExpr *bound, bool open, int side, const Decimal *place, int beyond)
{
	RubricValue value;
	Decimal		limit;
	int			sign;

	if (bound == NULL)
		return false;
	value_from_literal(&value, bound);
	if (!constant_place(axis, &value, false, &limit))
		return false;
	sign = decimal_compare(place, &limit) * side;
	return sign > 0 || (sign == 0 && (open ? beyond != -side : beyond == side));
}

/* Only of ranges; what else a domain refuses is found out by grading. */
static bool
is_outside(const MetricAxis *axis, const Decimal *place, int beyond)
{
	const Domain *domain = &axis->input->domain;

	return axis->source != SOURCE_FLOAT4 &&
		(is_past(axis, domain->low, domain->low_open, -1, place, beyond) ||
		 is_past(axis, domain->high, domain->high_open, 1, place, beyond));
}

/* The first place above the cut, or (direction -1) below it. */
static void
set_candidate(const MetricAxis *axis, const Cut *cut, int direction, Candidate *candidate)
{
	bool		beyond = cut->after == (direction > 0); /* the cut itself is on the other side */
	Decimal		unit;

	candidate->at = cut->at;
	candidate->strict = beyond && !axis->has_step;
	if (axis->has_step)
	{
		bool		up = direction > 0;

		/* of the places up to the cut or before it, the last; of the others, the first */
		grid_unit(&unit, axis->scale);
		if (cut->after)
		{
			grid_floor(&candidate->at, &cut->at, axis->scale);
			if (up)
				fault_throw_any(decimal_add(&candidate->at, &candidate->at, &unit));
		}
		else
		{
			grid_ceil(&candidate->at, &cut->at, axis->scale);
			if (!up)
				fault_throw_any(decimal_subtract(&candidate->at, &candidate->at, &unit));
		}
	}
	candidate->usable = axis_datum(axis, &candidate->at, candidate->strict ? direction : 0, &candidate->datum);
	candidate->outside = is_outside(axis, &candidate->at, candidate->strict ? direction : 0);
}

/* Ascending, each once, with the places beyond them. */
void
axis_sort_cuts(MetricAxis *axis)
{
	int			kept = 0;

	if (axis->ncuts > 1)
		qsort(axis->cuts, axis->ncuts, sizeof(Cut), compare_cuts);
	for (int i = 0; i < axis->ncuts; i++)
	{
		if (kept == 0 || compare_cuts(&axis->cuts[kept - 1], &axis->cuts[i]) != 0)
			axis->cuts[kept++] = axis->cuts[i];
	}
	axis->ncuts = kept;
	for (int i = 0; i < axis->ncuts && !axis->has_step; i++)
	{
		if (axis->cuts[i].at.numeric == NULL)
			axis->scale = Max(axis->scale, axis->cuts[i].at.scale);
	}
	for (int i = 0; i < axis->ncuts; i++)
	{
		Cut		   *cut = &axis->cuts[i];

		set_candidate(axis, cut, 1, &cut->up);
		set_candidate(axis, cut, -1, &cut->down);
	}
}

/* A comparison with a constant that is true for these signs of (metric - constant). */
static void
add_comparison(MetricAxis *axis, const Decimal *constant, int signs)
{
	bool		less = (signs & SIGN_LESS) != 0;
	bool		equal = (signs & SIGN_EQUAL) != 0;
	bool		greater = (signs & SIGN_GREATER) != 0;

	if (less != equal)
		axis_add_cut(axis, constant, false);
	if (equal != greater)
		axis_add_cut(axis, constant, true);
}

static int
mirrored(int signs)
{
	return (signs & SIGN_EQUAL) | (signs & SIGN_LESS ? SIGN_GREATER : 0) | (signs & SIGN_GREATER ? SIGN_LESS : 0);
}

/* ------------------------------------------------------------------- steps */

/* What a value of the program is to the metric; the later includes the earlier. */
typedef enum Dependence
{
	FREE,						/* nothing of it */
	SAME,						/* the metric, or something free */
	CALCULATED
} Dependence;

typedef struct Pass
{
	MetricAxis *axis;
	const Program *program;
	Dependence *values;
	const bool *constant;		/* values that no step makes: literals and parameters */
} Pass;

static bool
is_double_comparison(const Step *step, int value)
{
	return step->code == STEP_COMPARE_DOUBLE || (step->code == STEP_COMPARE_MIXED && value == step->a);
}

/* The metric whose value this is; -1: none. */
static int
metric_of_value(const Program *program, int value)
{
	for (int i = 0; i < list_length(program->rubric->metrics); i++)
	{
		if (program->metric_values[i] == value)
			return i;
	}
	return -1;
}

static void
add_peer(MetricAxis *axis, int metric)
{
	axis->peers = axis->npeers == 0 ? palloc(sizeof(int)) : repalloc(axis->peers, sizeof(int) * (axis->npeers + 1));
	axis->peers[axis->npeers++] = metric;
}

/* The metric itself is compared with a value that is free. */
static void
pass_comparison(Pass *pass, const Step *step, int other, int signs)
{
	MetricAxis *axis = pass->axis;
	Decimal		place;
	int			peer;

	if (pass->constant[other])
	{
		if (constant_place(axis, &pass->program->values[other], is_double_comparison(step, other), &place))
			add_comparison(axis, &place, signs);
		return;
	}
	peer = metric_of_value(pass->program, other);
	if (peer >= 0)
		add_peer(axis, peer);
	else
		axis->searched = true;
}

static void
pass_compare_step(Pass *pass, const Step *step)
{
	Dependence	a = pass->values[step->a];
	Dependence	b = pass->values[step->b];

	if (a == SAME && b == FREE)
		pass_comparison(pass, step, step->b, step->dst);
	else if (a == FREE && b == SAME)
		pass_comparison(pass, step, step->a, mirrored(step->dst));
	else if (a != FREE || b != FREE)
		pass->axis->searched = true;
}

/* dst := the lesser or greater of dst and a; dst may be the metric up to a constant */
static void
pass_bounded(Pass *pass, const Step *step, bool is_double)
{
	Dependence	a = pass->values[step->a];
	Dependence	dst = pass->values[step->dst];
	Decimal		place;

	if (a == FREE && dst == FREE)
		return;
	if (dst == SAME && a == FREE && pass->constant[step->a] &&
		constant_place(pass->axis, &pass->program->values[step->a], is_double, &place))
		add_comparison(pass->axis, &place, SIGN_EQUAL);
	else
		pass->axis->searched = true;
	pass->values[step->dst] = Max(a, dst);
}

static void
pass_tile(Pass *pass, const Step *step)
{
	const RubricValue *cuts = &pass->program->values[step->b];

	if (pass->values[step->a] == FREE)
		return;
	if (pass->values[step->a] == SAME && pass->constant[step->b])
	{
		for (int i = 0; !cuts->isnull && i < cuts->cuts->count; i++)
			axis_add_cut(pass->axis, &cuts->cuts->cuts[i], true);
		return;
	}
	pass->values[step->dst] = CALCULATED;
	pass->axis->searched = true;
}

/* Division by the metric itself: its sign changes at 0, so a search must not go over it. */
static void
pass_division(Pass *pass, const Step *step)
{
	static const Decimal zero;

	if (pass->values[step->b] == SAME)
		add_comparison(pass->axis, &zero, SIGN_EQUAL);
}

/* dst := calculated from a, and b */
static void
pass_calculation(Pass *pass, const Step *step, bool binary)
{
	if (pass->values[step->a] == FREE && (!binary || pass->values[step->b] == FREE))
		return;
	pass->values[step->dst] = CALCULATED;
	pass->axis->searched = true;
}

static void
pass_step(Pass *pass, const Step *step)
{
	switch (step->code)
	{
		case STEP_MOVE:
		case STEP_TO_DOUBLE:
		case STEP_TO_DECIMAL:
			pass->values[step->dst] = Max(pass->values[step->dst], pass->values[step->a]);
			break;
		case STEP_DIVIDE:
		case STEP_DIVIDE_DOUBLE:
			pass_division(pass, step);
			/* FALLTHROUGH */
		case STEP_ADD:
		case STEP_SUBTRACT:
		case STEP_MULTIPLY:
		case STEP_POWER:
		case STEP_ADD_DOUBLE:
		case STEP_SUBTRACT_DOUBLE:
		case STEP_MULTIPLY_DOUBLE:
		case STEP_POWER_DOUBLE:
		case STEP_DAYS:
		case STEP_MOD:
		case STEP_ADD_DAYS:
		case STEP_ADD_MONTHS:
		case STEP_MONTHS_BETWEEN:
		case STEP_YEARS_BETWEEN:
		case STEP_CONCAT:
			pass_calculation(pass, step, true);
			break;
		case STEP_ROUND:
		case STEP_TRUNC:
		case STEP_ROUND_DOUBLE:
		case STEP_TRUNC_DOUBLE:
			pass_calculation(pass, step, step->b >= 0);
			break;
		case STEP_NEGATE:
		case STEP_ABS:
		case STEP_CEIL:
		case STEP_FLOOR:
		case STEP_LN:
		case STEP_EXP:
		case STEP_SQRT:
		case STEP_NEGATE_DOUBLE:
		case STEP_ABS_DOUBLE:
		case STEP_CEIL_DOUBLE:
		case STEP_FLOOR_DOUBLE:
		case STEP_LN_DOUBLE:
		case STEP_EXP_DOUBLE:
		case STEP_SQRT_DOUBLE:
		case STEP_LOG10:
		case STEP_LOG10_DOUBLE:
		case STEP_DATE_PART:
		case STEP_LENGTH:
		case STEP_LOWER:
		case STEP_GROUP:
		case STEP_GROUP_BOOLEAN:
		case STEP_PICK:
		case STEP_PICK_CUTS:
			pass_calculation(pass, step, false);
			break;
		case STEP_LEAST:
		case STEP_GREATEST:
		case STEP_LEAST_DATE:
		case STEP_GREATEST_DATE:
		case STEP_LEAST_ORDERED:
		case STEP_GREATEST_ORDERED:
			pass_bounded(pass, step, false);
			break;
		case STEP_LEAST_DOUBLE:
		case STEP_GREATEST_DOUBLE:
			pass_bounded(pass, step, true);
			break;
		case STEP_TILE:
		case STEP_TILE_DOUBLE:
			pass_tile(pass, step);
			break;
		case STEP_COMPARE:
		case STEP_COMPARE_DOUBLE:
		case STEP_COMPARE_MIXED:
		case STEP_COMPARE_DATE:
			pass_compare_step(pass, step);
			break;
		default:
			break;
	}
}

static void
add_steps(MetricAxis *axis, const Program *program)
{
	bool	   *constant = palloc(sizeof(bool) * Max(program->nvalues, 1));
	Pass		pass = {.axis = axis, .program = program, .constant = constant};

	pass.values = palloc0(sizeof(Dependence) * Max(program->nvalues, 1));
	pass.values[program->metric_values[axis->metric]] = SAME;
	memset(constant, true, sizeof(bool) * program->nvalues);
	for (int i = 0; i < program->nsteps; i++)
	{
		if (program->steps[i].code < STEP_COMPARE)
			constant[program->steps[i].dst] = false;
	}
	for (int i = 0; i < program->nsteps; i++)
		pass_step(&pass, &program->steps[i]);
	pfree(pass.values);
	pfree(constant);
}

/* ------------------------------------------------------------------- whole */

static void
add_literal(MetricAxis *axis, const RubricExpr *literal, int signs)
{
	RubricValue value;
	Decimal		place;

	if (literal == NULL)
		return;
	value_from_literal(&value, literal);
	if (constant_place(axis, &value, false, &place))
		add_comparison(axis, &place, signs);
}

static void
add_domain(MetricAxis *axis)
{
	const Domain *domain = &axis->input->domain;

	add_literal(axis, domain->low, domain->low_open ? SIGN_GREATER : SIGN_GREATER | SIGN_EQUAL);
	add_literal(axis, domain->high, domain->high_open ? SIGN_LESS : SIGN_LESS | SIGN_EQUAL);
	for (int i = 0; i < domain->nvalues; i++)
		add_literal(axis, domain->values[i], SIGN_EQUAL);
	for (int i = 0; i < domain->nranges; i++)
	{
		add_literal(axis, domain->lows[i], SIGN_GREATER | SIGN_EQUAL);
		add_literal(axis, domain->highs[i], SIGN_LESS | SIGN_EQUAL);
	}
}

/* One step of a number is known of whole numbers, and of a column with so many decimals. */
static void
set_step(MetricAxis *axis, const AxisColumn *column)
{
	int32		typmod = column->typmod;

	axis->has_step = true;
	if (axis->source != SOURCE_NUMERIC && axis->source != SOURCE_FLOAT4 && axis->source != SOURCE_FLOAT8)
		return;
	axis->has_step = false;
	axis->scale = SEARCH_DECIMALS;
	if (OidIsValid(column->type) && getBaseTypeAndTypmod(column->type, &typmod) == NUMERICOID && typmod >= (int32) VARHDRSZ)
	{
		/* a scale below zero is a sign of 11 bits since 15 */
		int			scale = (((typmod - VARHDRSZ) & 0x7ff) ^ 1024) - 1024;

		if (scale >= 0 && scale <= DECIMAL_MAX_SCALE)
		{
			axis->has_step = true;
			axis->scale = scale;
			axis->digits = (((typmod - VARHDRSZ) >> 16) & 0xffff) - scale;
		}
	}
}

static Datum
order_text(const MetricAxis *axis, const AxisColumn *column, const char *text)
{
	if (axis->source == SOURCE_NAME)
		return DirectFunctionCall1(namein, CStringGetDatum(text));
	if (axis->source == SOURCE_ENUM)
	{
		/* the label of an enum may be missing: then it is no value of the column */
		return ObjectIdGetDatum(GetSysCacheOid2(ENUMTYPOIDNAME, Anum_pg_enum_oid,
												ObjectIdGetDatum(getBaseType(column->type)), CStringGetDatum(text)));
	}
	return CStringGetTextDatum(text);
}

static void
make_places(MetricAxis *axis, const AxisColumn *column)
{
	if (axis->kind == AXIS_BOOLEAN)
		axis->nplaces = 2;
	else
	{
		axis->order = &axis->input->domain;
		axis->nplaces = axis->order->nvalues;
		axis->texts = palloc(sizeof(Datum) * axis->nplaces);
		for (int i = 0; i < axis->nplaces; i++)
			axis->texts[axis->nplaces - 1 - i] = order_text(axis, column, axis->order->values[i]->text);
	}
	for (int i = 1; i < axis->nplaces; i++)
	{
		Decimal		place;

		decimal_from_int64(&place, i);
		axis_add_cut(axis, &place, false);
	}
}

bool
axis_make(MetricAxis *axis, const Program *program, int metric, const AxisColumn *column)
{
	static const SourceKind sources[] = {
		[STEP_LOAD_INT2] = SOURCE_INT2,
		[STEP_LOAD_INT4] = SOURCE_INT4,
		[STEP_LOAD_INT8] = SOURCE_INT8,
		[STEP_LOAD_NUMERIC] = SOURCE_NUMERIC,
		[STEP_LOAD_FLOAT4] = SOURCE_FLOAT4,
		[STEP_LOAD_FLOAT8] = SOURCE_FLOAT8,
		[STEP_LOAD_TEXT] = SOURCE_TEXT,
		[STEP_LOAD_CHAR] = SOURCE_CHAR,
		[STEP_LOAD_NAME] = SOURCE_NAME,
		[STEP_LOAD_ENUM] = SOURCE_ENUM,
		[STEP_LOAD_BOOLEAN] = SOURCE_BOOLEAN,
		[STEP_LOAD_DATE] = SOURCE_DATE,
	};

	memset(axis, 0, sizeof(MetricAxis));
	axis->metric = metric;
	axis->input = rubric_metric(program->rubric, metric);
	for (int i = 0; i < program->nsteps; i++)
	{
		const Step *step = &program->steps[i];

		if (step->code <= STEP_LOAD_DATE && step->dst == program->metric_values[metric])
		{
			axis->source = sources[step->code];
			axis->number = step->a;
		}
	}
	if (axis->source == SOURCE_NONE)
		return false;
	set_step(axis, column);
	switch (axis->input->type)
	{
		case RUBRIC_NUMBER:
		case RUBRIC_DATE:
			axis->kind = axis->input->type == RUBRIC_DATE ? AXIS_DATE : AXIS_NUMBER;
			add_domain(axis);
			add_steps(axis, program);
			break;
		case RUBRIC_BOOLEAN:
			axis->kind = AXIS_BOOLEAN;
			make_places(axis, column);
			break;
		case RUBRIC_TEXT:
			if (axis->input->domain.kind != DOMAIN_ORDER)
				return false;
			axis->kind = AXIS_ORDER;
			make_places(axis, column);
			break;
		case RUBRIC_UNKNOWN:
			return false;
	}
	axis_sort_cuts(axis);
	return true;
}
