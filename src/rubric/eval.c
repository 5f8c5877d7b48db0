/*
 * eval.c
 *		Runs a Program over one row.
 *
 * It is one loop over steps.  Only the numeric fallback of decimal.c and the
 * labels of enum columns allocate memory, in CurrentMemoryContext, which the
 * caller resets for each row.
 */
#include "postgres.h"

#include <math.h>

#include "access/htup_details.h"
#include "catalog/pg_enum.h"
#include "miscadmin.h"
#include "utils/float.h"
#include "utils/fmgrprotos.h"
#include "utils/syscache.h"

#include "compat.h"
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
static inline void
check_loaded(const Step *step, RubricValue *value)
{
	if (step->check && unlikely(value->number.numeric != NULL || value->number.coefficient < 0))
		domain_check_value(step->check, value);
}

static inline double
call_double(PGFunction function, double a)
{
	return DatumGetFloat8(DirectFunctionCall1(function, Float8GetDatum(a)));
}

static inline const Step *
branch(const Program *program, const Step *step, int sign)
{
	/* sign -1, 0, 1 is bit 0, 1, 2: see SIGN_LESS */
	return program->steps +
		(step->dst & (1 << (sign + 1)) ? step->on_true : step->on_false);
}

#define SIGN_OF(a, b) (((a) > (b)) - ((a) < (b)))

static void
run_steps(Program *program, const NullableDatum *inputs)
{
	const Step *step = program->steps;
	RubricValue *values = program->values;

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
					check_loaded(step, dst);
				}
				break;
			case STEP_LOAD_INT4:
				dst->isnull = inputs[step->a].isnull;
				if (!dst->isnull)
				{
					decimal_from_int64(&dst->number, DatumGetInt32(inputs[step->a].value));
					check_loaded(step, dst);
				}
				break;
			case STEP_LOAD_INT8:
				dst->isnull = inputs[step->a].isnull;
				if (!dst->isnull)
				{
					decimal_from_int64(&dst->number, DatumGetInt64(inputs[step->a].value));
					check_loaded(step, dst);
				}
				break;
			case STEP_LOAD_NUMERIC:
				dst->isnull = inputs[step->a].isnull;
				if (!dst->isnull)
				{
					decimal_from_numeric(&dst->number, inputs[step->a].value);
					check_loaded(step, dst);
				}
				break;
			case STEP_LOAD_FLOAT4:
				dst->isnull = inputs[step->a].isnull;
				if (!dst->isnull)
				{
					dst->dbl = DatumGetFloat4(inputs[step->a].value);
					if (step->check && !isfinite(dst->dbl))
						domain_refuse(step->check, dst);
				}
				break;
			case STEP_LOAD_FLOAT8:
				dst->isnull = inputs[step->a].isnull;
				if (!dst->isnull)
				{
					dst->dbl = DatumGetFloat8(inputs[step->a].value);
					if (step->check && !isfinite(dst->dbl))
						domain_refuse(step->check, dst);
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
				domain_check_value(step->check, dst);
				break;
			case STEP_REFUSE:
				domain_refuse(step->check, dst);
				break;

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
					dst->dbl = decimal_to_double(&a->number);
				break;
			case STEP_TO_DECIMAL:
				a = &values[step->a];
				dst->isnull = a->isnull;
				if (!dst->isnull)
				{
					double		number = a->dbl;

					decimal_from_double(&dst->number, number);
				}
				break;

#define DECIMAL_STEP(CODE, FUNCTION) \
			case CODE: \
				a = &values[step->a]; \
				b = &values[step->b]; \
				dst->isnull = a->isnull | b->isnull; \
				if (!dst->isnull) \
					FUNCTION(&dst->number, &a->number, &b->number); \
				break

				DECIMAL_STEP(STEP_ADD, decimal_add);
				DECIMAL_STEP(STEP_SUBTRACT, decimal_subtract);
				DECIMAL_STEP(STEP_MULTIPLY, decimal_multiply);
				DECIMAL_STEP(STEP_DIVIDE, decimal_divide);
				DECIMAL_STEP(STEP_POWER, decimal_power);

#define DECIMAL_STEP1(CODE, FUNCTION) \
			case CODE: \
				a = &values[step->a]; \
				dst->isnull = a->isnull; \
				if (!dst->isnull) \
					FUNCTION(&dst->number, &a->number); \
				break

				DECIMAL_STEP1(STEP_NEGATE, decimal_negate);
				DECIMAL_STEP1(STEP_ABS, decimal_abs);
				DECIMAL_STEP1(STEP_CEIL, decimal_ceil);
				DECIMAL_STEP1(STEP_FLOOR, decimal_floor);
				DECIMAL_STEP1(STEP_LN, decimal_ln);
				DECIMAL_STEP1(STEP_EXP, decimal_exp);
				DECIMAL_STEP1(STEP_SQRT, decimal_sqrt);

			case STEP_ROUND:
			case STEP_TRUNC:
				a = &values[step->a];
				dst->isnull = a->isnull || (step->b >= 0 && values[step->b].isnull);
				if (!dst->isnull)
				{
					int			decimals = step->b < 0 ? 0 :
						decimal_to_int32(&values[step->b].number);

					if (step->code == STEP_ROUND)
						decimal_round(&dst->number, &a->number, decimals);
					else
						decimal_trunc(&dst->number, &a->number, decimals);
				}
				break;

#define DOUBLE_STEP(CODE, EXPRESSION) \
			case CODE: \
				a = &values[step->a]; \
				b = &values[step->b]; \
				dst->isnull = a->isnull | b->isnull; \
				if (!dst->isnull) \
					dst->dbl = (EXPRESSION); \
				break

				DOUBLE_STEP(STEP_ADD_DOUBLE, float8_pl(a->dbl, b->dbl));
				DOUBLE_STEP(STEP_SUBTRACT_DOUBLE, float8_mi(a->dbl, b->dbl));
				DOUBLE_STEP(STEP_MULTIPLY_DOUBLE, float8_mul(a->dbl, b->dbl));
				DOUBLE_STEP(STEP_DIVIDE_DOUBLE, float8_div(a->dbl, b->dbl));
				DOUBLE_STEP(STEP_POWER_DOUBLE,
							DatumGetFloat8(DirectFunctionCall2(dpow, Float8GetDatum(a->dbl),
															   Float8GetDatum(b->dbl))));

#define DOUBLE_STEP1(CODE, EXPRESSION) \
			case CODE: \
				a = &values[step->a]; \
				dst->isnull = a->isnull; \
				if (!dst->isnull) \
					dst->dbl = (EXPRESSION); \
				break

				DOUBLE_STEP1(STEP_NEGATE_DOUBLE, -a->dbl);
				DOUBLE_STEP1(STEP_ABS_DOUBLE, fabs(a->dbl));
				DOUBLE_STEP1(STEP_CEIL_DOUBLE, ceil(a->dbl));
				DOUBLE_STEP1(STEP_FLOOR_DOUBLE, floor(a->dbl));
				DOUBLE_STEP1(STEP_ROUND_DOUBLE, rint(a->dbl));
				DOUBLE_STEP1(STEP_TRUNC_DOUBLE, trunc(a->dbl));
				DOUBLE_STEP1(STEP_LN_DOUBLE, call_double(dlog1, a->dbl));
				DOUBLE_STEP1(STEP_EXP_DOUBLE, call_double(dexp, a->dbl));
				DOUBLE_STEP1(STEP_SQRT_DOUBLE, call_double(dsqrt, a->dbl));

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
					decimal_from_int64(&dst->number,
									   DatumGetInt32(DirectFunctionCall2(date_mi,
																		 DateADTGetDatum(a->date),
																		 DateADTGetDatum(b->date))));
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
				COMPARE_STEP(STEP_COMPARE_BOOLEAN, SIGN_OF(a->boolean, b->boolean));

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
				program->outcome.label = -1;
				program->outcome.rule = -1;
				program->outcome.adjusted = ADJUSTED_NO;
				program->outcome.reason = step->a;
				program->outcome.item = step->b;
				return;
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
				return;

			case STEP_BEGIN_TRACE:
				program->ntrace = 0;
				break;
			case STEP_NOTE:
				program->trace[program->ntrace++] = step->a;
				break;
		}
	}
}

static void
run_row(Program *program, const NullableDatum *inputs, Outcome *outcome)
{
	if (unlikely(++program->run == 0))
	{
		/* the counter has wrapped around: no flag may seem to be of this run */
		program->run = 1;
		for (int i = 0; i < program->nflags; i++)
			program->once[i] = 0;
	}
	program->outcome.label = -1;
	program->outcome.rule = -1;
	program->outcome.adjusted = ADJUSTED_NO;
	program->outcome.reason = REASON_GRADED;
	program->outcome.item = 0;
	run_steps(program, inputs);
	*outcome = program->outcome;
}

/* A row of a cell that has an outcome needs no step: see cells.c. */
void
program_run(Program *program, const NullableDatum *inputs, Outcome *outcome)
{
	Outcome    *kept = program->cells ? cells_find(program->cells, inputs) : NULL;

	if (kept == NULL)
	{
		run_row(program, inputs, outcome);
		if (program->runs_to_cells > 0 && --program->runs_to_cells == 0)
			cells_make(program);
		return;
	}
	if (unlikely(kept->label == CELL_EMPTY))
		run_row(program, inputs, kept);
	*outcome = *kept;
}
