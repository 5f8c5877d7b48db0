/*
 * eval.c
 *		Runs a Program over one row.
 *
 * It is one loop over steps, which ends at the first fault.  Only the numeric
 * fallback of decimal.c, the labels of enum columns, texts that are made and
 * faults allocate memory, in CurrentMemoryContext, which the caller resets for
 * each row.
 */
#include "postgres.h"

#include <math.h>

#include "access/htup_details.h"
#include "catalog/pg_enum.h"
#include "miscadmin.h"
#include "utils/float.h"
#include "utils/syscache.h"

#include "compat.h"
#include "double.h"
#include "rubric/scalar.h"
#include "rubric/steps.h"

/* ------------------------------------------------------------------ loading */

static void
load_enum(RubricValue *value, Datum datum)
{
	HeapTuple	tuple = SearchSysCache1(ENUMOID, datum);

	if (!HeapTupleIsValid(tuple))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_BINARY_REPRESENTATION),
				 errmsg("invalid internal value for enum: %u", DatumGetObjectId(datum))));
	value->text.data = pstrdup(NameStr(((Form_pg_enum) GETSTRUCT(tuple))->enumlabel));
	value->text.length = strlen(value->text.data);
	ReleaseSysCache(tuple);
}

/* --------------------------------------------------------------- the steps */

/* A small number that is not negative passes here; the steps that follow check the rest: see emit_load(). */
static inline const Fault *
check_loaded(const Step *step, RubricValue *value)
{
	if (step->check && unlikely(value->number.numeric != NULL || value->number.coefficient < 0))
		return domain_check_value(step->check, value);
	return NULL;
}

static inline const Fault *
check_double(const Step *step, const RubricValue *value)
{
	if (step->check && unlikely(!isfinite(value->dbl)))
		return domain_fault(step->check, value);
	return NULL;
}

/* Days or months are rounded to an integer, as by a cast in SQL; without a date, too: it may fail. */
static pg_noinline const Fault *
shift_date(StepCode code, RubricValue *result, const RubricValue *a, const RubricValue *b)
{
	RubricValue value = {.isnull = a->isnull || b->isnull};
	int32		count = 0;
	const Fault *fault = b->isnull ? NULL : decimal_to_int32(&b->number, &count);

	if (fault == NULL && !value.isnull)
		fault = code == STEP_ADD_DAYS ? date_add_days(&value.date, a->date, count) : date_add_months(&value.date, a->date, count);
	*result = value;
	return fault;
}

/* Another step over texts or dates; of one value, that is both a and b. */
static pg_noinline const Fault *
compute_scalar(StepCode code, RubricValue *result, const RubricValue *a, const RubricValue *b)
{
	RubricValue value = {.isnull = a->isnull || b->isnull};
	const Fault *fault = NULL;

	if (!value.isnull)
	{
		switch (code)
		{
			case STEP_MONTHS_BETWEEN:
				fault = date_months_between(&value.number, a->date, b->date, FUNC_MONTHS_BETWEEN);
				break;
			case STEP_YEARS_BETWEEN:
				fault = date_months_between(&value.number, a->date, b->date, FUNC_YEARS_BETWEEN);
				break;
			case STEP_LENGTH:
				text_length(&value.number, a);
				break;
			case STEP_LOWER:
				text_lower(&value, a);
				break;
			default:
				fault = text_concat(&value, a, b);
				break;
		}
	}
	*result = value;
	return fault;
}

static const Fault *
cut_decimals(StepCode code, Decimal *result, const Decimal *a, int places)
{
	if (code == STEP_ROUND)
		return decimal_round(result, a, places);
	decimal_trunc(result, a, places);
	return NULL;
}

static inline const Step *
branch(const Program *program, const Step *step, int sign)
{
	/* sign -1, 0, 1 is bit 0, 1, 2: see SIGN_LESS */
	return program->steps +
		(step->dst & (1 << (sign + 1)) ? step->on_true : step->on_false);
}

#define SIGN_OF(a, b) (((a) > (b)) - ((a) < (b)))

/* A value of the row's group: null where it has none, or was not there when the values were taken. */
static inline RubricValue
pick(const GroupedValue *grouped, const RubricValue *group)
{
	RubricValue none = {.isnull = true};

	if (grouped->by_group == NULL)
		return grouped->value;
	return group->isnull ? none : grouped->by_group[group->group];
}

/* The group within another one. */
static void
find_group(RubricValue *result, const ParameterValues *parameters, const RubricValue *around, const char *name, int length)
{
	int			group = groups_find(parameters->groups, around->group, name, length);

	result->isnull = group < 0;
	result->group = group;
}

/* One more than the number of cuts below the number: who is on a cut belongs to the lower tile. */
static void
set_tile(RubricValue *result, const RubricValue *number, const Cuts *cuts, bool is_double)
{
	int			low = 0;
	int			high = cuts->count;

	while (low < high)
	{
		int			middle = (low + high) / 2;
		int			sign = is_double ? decimal_compare_nearest(&cuts->cuts[middle], cuts->nearest[middle], number->dbl) :
			decimal_compare(&cuts->cuts[middle], &number->number);

		if (sign < 0)
			low = middle + 1;
		else
			high = middle;
	}
	result->isnull = false;
	decimal_from_int64(&result->number, low + 1);
}

/* Leaves the outcome in the program, unless there is a fault. */
static const Fault *
run_steps(Program *program, const Step *step, const NullableDatum *inputs)
{
	RubricValue *values = program->values;

#define CHECK(call) \
	do { \
		const Fault *fault = (call); \
\
		if (unlikely(fault != NULL)) \
			return fault; \
	} while (0)

	for (;; step++)
	{
		RubricValue *dst = &values[step->dst];
		const RubricValue *a;
		const RubricValue *b;

		switch (step->code)
		{
			case STEP_LOAD_INT2:
				dst->isnull = inputs[step->a].isnull;
				if (!dst->isnull)
				{
					decimal_from_int64(&dst->number, DatumGetInt16(inputs[step->a].value));
					CHECK(check_loaded(step, dst));
				}
				break;
			case STEP_LOAD_INT4:
				dst->isnull = inputs[step->a].isnull;
				if (!dst->isnull)
				{
					decimal_from_int64(&dst->number, DatumGetInt32(inputs[step->a].value));
					CHECK(check_loaded(step, dst));
				}
				break;
			case STEP_LOAD_INT8:
				dst->isnull = inputs[step->a].isnull;
				if (!dst->isnull)
				{
					decimal_from_int64(&dst->number, DatumGetInt64(inputs[step->a].value));
					CHECK(check_loaded(step, dst));
				}
				break;
			case STEP_LOAD_NUMERIC:
				dst->isnull = inputs[step->a].isnull;
				if (!dst->isnull)
				{
					decimal_from_numeric(&dst->number, inputs[step->a].value);
					CHECK(check_loaded(step, dst));
				}
				break;
			case STEP_LOAD_FLOAT4:
				dst->isnull = inputs[step->a].isnull;
				if (!dst->isnull)
				{
					dst->dbl = DatumGetFloat4(inputs[step->a].value);
					CHECK(check_double(step, dst));
				}
				break;
			case STEP_LOAD_FLOAT8:
				dst->isnull = inputs[step->a].isnull;
				if (!dst->isnull)
				{
					dst->dbl = DatumGetFloat8(inputs[step->a].value);
					CHECK(check_double(step, dst));
				}
				break;
			case STEP_LOAD_TEXT:
			case STEP_LOAD_CHAR:
				dst->isnull = inputs[step->a].isnull;
				if (!dst->isnull)
					value_load_text(dst, inputs[step->a].value, step->code == STEP_LOAD_CHAR);
				break;
			case STEP_LOAD_NAME:
				dst->isnull = inputs[step->a].isnull;
				if (!dst->isnull)
				{
					dst->text.data = NameStr(*DatumGetName(inputs[step->a].value));
					dst->text.length = strlen(dst->text.data);
				}
				break;
			case STEP_LOAD_ENUM:
				dst->isnull = inputs[step->a].isnull;
				if (!dst->isnull)
					load_enum(dst, inputs[step->a].value);
				break;
			case STEP_LOAD_BOOLEAN:
				dst->isnull = inputs[step->a].isnull;
				if (!dst->isnull)
					dst->boolean = DatumGetBool(inputs[step->a].value);
				break;
			case STEP_LOAD_DATE:
				dst->isnull = inputs[step->a].isnull;
				if (!dst->isnull)
					dst->date = DatumGetDateADT(inputs[step->a].value);
				break;

			case STEP_CHECK:
				CHECK(domain_check_value(step->check, dst));
				break;
			case STEP_REFUSE:
				return domain_fault(step->check, dst);

			case STEP_MOVE:
				*dst = values[step->a];
				break;
			case STEP_SET_NULL:
				dst->isnull = true;
				break;
			case STEP_SET_BOOLEAN:
				dst->isnull = false;
				dst->boolean = step->b;
				break;
			case STEP_TO_DOUBLE:
				a = &values[step->a];
				dst->isnull = a->isnull;
				if (!dst->isnull)
					CHECK(decimal_to_double(&a->number, &dst->dbl));
				break;
			case STEP_TO_DECIMAL:
				a = &values[step->a];
				dst->isnull = a->isnull;
				if (!dst->isnull)
				{
					double		number = a->dbl;

					CHECK(decimal_from_double(&dst->number, number));
				}
				break;

#define DECIMAL_STEP(CODE, FUNCTION) \
			case CODE: \
				a = &values[step->a]; \
				b = &values[step->b]; \
				dst->isnull = a->isnull | b->isnull; \
				if (!dst->isnull) \
					CHECK(FUNCTION(&dst->number, &a->number, &b->number)); \
				break

				DECIMAL_STEP(STEP_ADD, decimal_add);
				DECIMAL_STEP(STEP_SUBTRACT, decimal_subtract);
				DECIMAL_STEP(STEP_MULTIPLY, decimal_multiply);
				DECIMAL_STEP(STEP_DIVIDE, decimal_divide);
				DECIMAL_STEP(STEP_POWER, decimal_power);
				DECIMAL_STEP(STEP_MOD, decimal_mod);

#define DECIMAL_STEP1(CODE, CALL) \
			case CODE: \
				a = &values[step->a]; \
				dst->isnull = a->isnull; \
				if (!dst->isnull) \
					CALL; \
				break

				DECIMAL_STEP1(STEP_NEGATE, decimal_negate(&dst->number, &a->number));
				DECIMAL_STEP1(STEP_ABS, decimal_abs(&dst->number, &a->number));
				DECIMAL_STEP1(STEP_CEIL, CHECK(decimal_ceil(&dst->number, &a->number)));
				DECIMAL_STEP1(STEP_FLOOR, CHECK(decimal_floor(&dst->number, &a->number)));
				DECIMAL_STEP1(STEP_LN, CHECK(decimal_ln(&dst->number, &a->number)));
				DECIMAL_STEP1(STEP_EXP, CHECK(decimal_exp(&dst->number, &a->number)));
				DECIMAL_STEP1(STEP_SQRT, CHECK(decimal_sqrt(&dst->number, &a->number)));
				DECIMAL_STEP1(STEP_LOG10, CHECK(decimal_log10(&dst->number, &a->number)));

			case STEP_ROUND:
			case STEP_TRUNC:
				{
					int32		places = 0;

					a = &values[step->a];
					dst->isnull = a->isnull;
					if (step->b >= 0)
					{
						b = &values[step->b];
						dst->isnull |= b->isnull;
						/* without a number, too: it may fail, as in SQL */
						if (!b->isnull)
							CHECK(decimal_to_int32(&b->number, &places));
					}
					if (!dst->isnull)
						CHECK(cut_decimals(step->code, &dst->number, &a->number, places));
					break;
				}

#define DOUBLE_STEP(CODE, FUNCTION) \
			case CODE: \
				a = &values[step->a]; \
				b = &values[step->b]; \
				dst->isnull = a->isnull | b->isnull; \
				if (!dst->isnull) \
					CHECK(FUNCTION(&dst->dbl, a->dbl, b->dbl)); \
				break

				DOUBLE_STEP(STEP_ADD_DOUBLE, double_add);
				DOUBLE_STEP(STEP_SUBTRACT_DOUBLE, double_subtract);
				DOUBLE_STEP(STEP_MULTIPLY_DOUBLE, double_multiply);
				DOUBLE_STEP(STEP_DIVIDE_DOUBLE, double_divide);
				DOUBLE_STEP(STEP_POWER_DOUBLE, double_power);

#define DOUBLE_STEP1(CODE, CALL) \
			case CODE: \
				a = &values[step->a]; \
				dst->isnull = a->isnull; \
				if (!dst->isnull) \
					CALL; \
				break

				DOUBLE_STEP1(STEP_NEGATE_DOUBLE, dst->dbl = -a->dbl);
				DOUBLE_STEP1(STEP_ABS_DOUBLE, dst->dbl = fabs(a->dbl));
				DOUBLE_STEP1(STEP_CEIL_DOUBLE, dst->dbl = ceil(a->dbl));
				DOUBLE_STEP1(STEP_FLOOR_DOUBLE, dst->dbl = floor(a->dbl));
				DOUBLE_STEP1(STEP_ROUND_DOUBLE, dst->dbl = rint(a->dbl));
				DOUBLE_STEP1(STEP_TRUNC_DOUBLE, dst->dbl = trunc(a->dbl));
				DOUBLE_STEP1(STEP_LN_DOUBLE, CHECK(double_ln(&dst->dbl, a->dbl)));
				DOUBLE_STEP1(STEP_EXP_DOUBLE, CHECK(double_exp(&dst->dbl, a->dbl)));
				DOUBLE_STEP1(STEP_SQRT_DOUBLE, CHECK(double_sqrt(&dst->dbl, a->dbl)));
				DOUBLE_STEP1(STEP_LOG10_DOUBLE, CHECK(double_log10(&dst->dbl, a->dbl)));

				/* sign of the candidate a against the best so far, dst */
#define EXTREME_STEP(CODE, SIGN, REPLACES) \
			case CODE: \
				a = &values[step->a]; \
				if (!a->isnull && (dst->isnull || (SIGN) REPLACES 0)) \
					*dst = *a; \
				break

				EXTREME_STEP(STEP_LEAST, decimal_compare(&a->number, &dst->number), <);
				EXTREME_STEP(STEP_GREATEST, decimal_compare(&a->number, &dst->number), >);
				EXTREME_STEP(STEP_LEAST_DOUBLE, float8_cmp_internal(a->dbl, dst->dbl), <);
				EXTREME_STEP(STEP_GREATEST_DOUBLE, float8_cmp_internal(a->dbl, dst->dbl), >);
				EXTREME_STEP(STEP_LEAST_DATE, SIGN_OF(a->date, dst->date), <);
				EXTREME_STEP(STEP_GREATEST_DATE, SIGN_OF(a->date, dst->date), >);
				/* the better is the greater, and position 0 is the best */
				EXTREME_STEP(STEP_LEAST_ORDERED, dst->text.position - a->text.position, <);
				EXTREME_STEP(STEP_GREATEST_ORDERED, dst->text.position - a->text.position, >);

			case STEP_DAYS:
				a = &values[step->a];
				b = &values[step->b];
				dst->isnull = a->isnull | b->isnull;
				if (!dst->isnull)
					CHECK(date_days_between(&dst->number, a->date, b->date));
				break;
			case STEP_ADD_DAYS:
			case STEP_ADD_MONTHS:
				CHECK(shift_date(step->code, dst, &values[step->a], &values[step->b]));
				break;
			case STEP_MONTHS_BETWEEN:
			case STEP_YEARS_BETWEEN:
			case STEP_CONCAT:
				CHECK(compute_scalar(step->code, dst, &values[step->a], &values[step->b]));
				break;
			case STEP_LENGTH:
			case STEP_LOWER:
				CHECK(compute_scalar(step->code, dst, &values[step->a], &values[step->a]));
				break;
			case STEP_DATE_PART:
				a = &values[step->a];
				dst->isnull = a->isnull;
				if (!dst->isnull)
					CHECK(date_part(&dst->number, a->date, step->b));
				break;

			case STEP_GROUP:
				a = &values[step->a];
				b = &values[step->b];
				dst->isnull = true;
				if (!a->isnull && !b->isnull)
					find_group(dst, program->parameters, b, a->text.data, a->text.length);
				break;
			case STEP_GROUP_BOOLEAN:
				a = &values[step->a];
				b = &values[step->b];
				dst->isnull = true;
				if (!a->isnull && !b->isnull)
					find_group(dst, program->parameters, b, a->boolean ? "true" : "false", a->boolean ? 4 : 5);
				break;
			case STEP_PICK:
				*dst = pick(&program->parameters->parameters[step->b], &values[step->a]);
				break;
			case STEP_PICK_CUTS:
				*dst = pick(&program->parameters->tiles[step->b], &values[step->a]);
				break;
			case STEP_TILE:
			case STEP_TILE_DOUBLE:
				a = &values[step->a];
				b = &values[step->b];
				dst->isnull = true;
				if (!a->isnull && !b->isnull)
					set_tile(dst, a, b->cuts, step->code == STEP_TILE_DOUBLE);
				break;

				/* a step that jumps goes to the step before its target: the loop adds one */
#define COMPARE_STEP(CODE, SIGN) \
			case CODE: \
				a = &values[step->a]; \
				b = &values[step->b]; \
				if (a->isnull | b->isnull) \
					step = program->steps + step->on_null - 1; \
				else \
					step = branch(program, step, (SIGN)) - 1; \
				break

				COMPARE_STEP(STEP_COMPARE, decimal_compare(&a->number, &b->number));
				COMPARE_STEP(STEP_COMPARE_DOUBLE, float8_cmp_internal(a->dbl, b->dbl));
				COMPARE_STEP(STEP_COMPARE_MIXED, -decimal_compare_nearest(&b->number, decimal_nearest_double(&b->number), a->dbl));
				COMPARE_STEP(STEP_COMPARE_DATE, SIGN_OF(a->date, b->date));
				COMPARE_STEP(STEP_COMPARE_ORDERED, SIGN_OF(b->text.position, a->text.position));
				COMPARE_STEP(STEP_COMPARE_TEXT, value_same_text(a, b) ? 0 : 1);
				COMPARE_STEP(STEP_COMPARE_BYTES, SIGN_OF(text_compare(a, b), 0));
				COMPARE_STEP(STEP_COMPARE_BOOLEAN, SIGN_OF(a->boolean, b->boolean));

			case STEP_LIKE:
				a = &values[step->a];
				step = program->steps - 1 +
					(a->isnull ? step->on_null : text_is_like(a, &values[step->b]) ? step->on_true : step->on_false);
				break;
			case STEP_TEST:
				a = &values[step->a];
				step = program->steps - 1 +
					(a->isnull ? step->on_null : a->boolean ? step->on_true : step->on_false);
				break;
			case STEP_TEST_ALL:
				{
					bool		any_null = false;

					for (int i = 0; i < program->nrequired; i++)
						any_null |= values[program->required[i]].isnull;
					step = program->steps - 1 + (any_null ? step->on_false : step->on_true);
					break;
				}
			case STEP_TEST_NULL:
				step = program->steps - 1 +
					(values[step->a].isnull ? step->on_true : step->on_false);
				break;
			case STEP_JUMP:
				step = program->steps - 1 + step->on_true;
				break;
			case STEP_ONCE:
				if (program->once[step->a] == program->run)
					step = program->steps - 1 + step->on_true;
				else
					program->once[step->a] = program->run;
				break;

			case STEP_GRADE:
				program->outcome.label = step->a;
				program->outcome.rule = step->b;
				program->outcome.reason = REASON_GRADED;
				step = program->steps - 1 + step->on_true;
				break;
			case STEP_UNGRADED:
				outcome_set_ungraded(&program->outcome, step->a, step->b);
				return NULL;
			case STEP_ADJUST:
				{
					int			rank = rubric_label(program->rubric, program->outcome.label)->rank;
					int			limit = rubric_label(program->rubric, step->a)->rank;
					bool		looked_at = rank > 0 &&
						(step->b == ADJUSTED_FLOOR ? limit < rank : limit > rank);

					step = program->steps - 1 + (looked_at ? step->on_true : step->on_false);
					break;
				}
			case STEP_ADJUSTED:
				program->outcome.label = step->a;
				program->outcome.adjusted = step->b;
				break;
			case STEP_HALT:
				return NULL;

			case STEP_BEGIN_TRACE:
				program->ntrace = 0;
				break;
			case STEP_NOTE:
				program->trace[program->ntrace++] = step->a;
				break;
			case STEP_HOLD:
				program->on_fault = step->on_null;
				step = program->steps - 1 +
					(bms_is_member(step->a, program->held) ? step->on_true : step->on_false);
				break;
		}
	}
}

/* What has been computed once in a run before is to be computed again. */
static inline void
begin_run(Program *program)
{
	if (unlikely(++program->run == 0))
	{
		/* the counter has wrapped around: no flag may seem to be of this run */
		program->run = 1;
		for (int i = 0; i < program->nflags; i++)
			program->once[i] = 0;
	}
}

/* Note the fault in the treatment looked at, and look at those behind it; returns the next fault. */
static const Fault *
pass_treatment(Program *program, const NullableDatum *inputs, const Fault *fault)
{
	const Step *note = &program->steps[program->on_fault];

	program->notes[note->a].fault = fault;
	/* the fault may have left half of a define */
	begin_run(program);
	return run_steps(program, note, inputs);
}

static pg_noinline void
run_row(Program *program, const NullableDatum *inputs, Outcome *outcome)
{
	const Fault *fault;

	begin_run(program);
	outcome_set_ungraded(&program->outcome, REASON_GRADED, 0);
	fault = run_steps(program, program->steps, inputs);
	while (unlikely(fault != NULL) && program->goal == GOAL_TREAT)
		fault = pass_treatment(program, inputs, fault);
	if (unlikely(fault != NULL))
		outcome_refuse(outcome, fault);
	else
		*outcome = program->outcome;
}

const Fault *
program_compute(Program *program, int step)
{
	return run_steps(program, program->steps + step, NULL);
}

/*
 * A row of a cell that has an outcome needs no step: see cells.c.  What makes
 * a fault of a value is told with that value, so no cell keeps it.
 */
void
program_run(Program *program, const NullableDatum *inputs, Outcome *outcome)
{
	Outcome    *kept = program->cells ? cells_find(program->cells, inputs) : NULL;

	if (likely(kept != NULL && kept->label != CELL_EMPTY))
	{
		*outcome = *kept;
		return;
	}
	run_row(program, inputs, outcome);
	if (kept != NULL)
	{
		if (outcome->reason != REASON_REFUSED)
			*kept = *outcome;
	}
	else if (program->runs_to_cells > 0 && --program->runs_to_cells == 0)
		cells_make(program);
}
