/*
 * eval.c
 *		Runs a Program over one row.
 *
 * The whole of it is one loop over steps.  Nothing is allocated but by the
 * numeric fallback of decimal.c and by the labels of enum columns, both in
 * CurrentMemoryContext, which the caller resets per row.
 */
#include "postgres.h"

#include <math.h>

#include "access/htup_details.h"
#include "catalog/pg_enum.h"
#include "catalog/pg_type.h"
#include "lib/stringinfo.h"
#include "miscadmin.h"
#include "nodes/bitmapset.h"
#include "utils/builtins.h"
#include "utils/float.h"
#include "utils/fmgrprotos.h"
#include "utils/syscache.h"

#include "compat.h"
#include "rubric/steps.h"
#include "text.h"

static Truth run(Program *program, const NullableDatum *inputs, const Step *step);
static char *value_text(const RubricValue *value, RubricType type, bool is_double);

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

/* ------------------------------------------------------------------ domains */

/* Is it not a number that is infinite or NaN? */
static bool
is_finite(const Check *check, const RubricValue *value)
{
	return check->input->type != RUBRIC_NUMBER ||
		(check->is_double ? isfinite(value->dbl) : decimal_is_finite(&value->number));
}

static void
refuse_value(const Check *check, const RubricValue *value)
{
	const Input *input = check->input;
	char	   *shown = value_text(value, input->type, check->is_double);

	if (!is_finite(check, value))
		ereport(ERROR,
				(errcode(ERRCODE_CHECK_VIOLATION),
				 errmsg("%s \"%s\" must be a finite number, not %s",
						check->noun, input->name, shown)));
	ereport(ERROR,
			(errcode(ERRCODE_CHECK_VIOLATION),
			 errmsg("value %s of %s \"%s\" is outside its domain",
					input->type == RUBRIC_TEXT ? quote_literal_cstr(shown) : shown,
					check->noun, input->name),
			 errdetail("The domain is: %s.", check->domain)));
}

/* The place of a value in a list, or -1. */
static int
find_value(const Check *check, const RubricValue *value)
{
	for (int i = 0; i < check->nvalues; i++)
	{
		const RubricValue *member = &check->values[i];
		bool		same = false;

		switch (check->input->type)
		{
			case RUBRIC_TEXT:
				same = value_same_text(value, member);
				break;
			case RUBRIC_BOOLEAN:
				same = value->boolean == member->boolean;
				break;
			case RUBRIC_DATE:
				same = value->date == member->date;
				break;
			default:
				same = check->is_double ? value->dbl == check->values_double[i] :
					decimal_compare(&value->number, &member->number) == 0;
				break;
		}
		if (same)
			return i;
	}
	return -1;
}

/* sign of value - bound */
static int
compare_bound(const Check *check, const RubricValue *value, const RubricValue *bound, double bound_double)
{
	if (check->input->type == RUBRIC_DATE)
		return (value->date > bound->date) - (value->date < bound->date);
	if (check->is_double)
		return (value->dbl > bound_double) - (value->dbl < bound_double);
	return decimal_compare(&value->number, &bound->number);
}

static bool
is_inside(const Check *check, const RubricValue *value)
{
	const Domain *domain = &check->input->domain;

	if (!check->low.isnull)
	{
		int			sign = compare_bound(check, value, &check->low, check->low_double);

		if (sign < 0 || (sign == 0 && domain->low_open))
			return false;
	}
	if (!check->high.isnull)
	{
		int			sign = compare_bound(check, value, &check->high, check->high_double);

		if (sign > 0 || (sign == 0 && domain->high_open))
			return false;
	}
	return true;
}

void
program_check_value(const Check *check, RubricValue *value)
{
	if (value->isnull)
		return;
	if (!is_finite(check, value))
		refuse_value(check, value);
	if (check->nvalues > 0)
	{
		int			position = find_value(check, value);

		if (position < 0)
			refuse_value(check, value);
		if (check->input->type == RUBRIC_TEXT)
			value->text.position = position;
	}
	else if (!is_inside(check, value))
		refuse_value(check, value);
}

/* --------------------------------------------------------------- the steps */

/* A number not below zero needs no more than the checks that follow: see emit_load(). */
static inline void
check_loaded(const Step *step, RubricValue *value)
{
	if (step->check && unlikely(value->number.numeric != NULL || value->number.coefficient < 0))
		program_check_value(step->check, value);
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

static Truth
run(Program *program, const NullableDatum *inputs, const Step *step)
{
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
						refuse_value(step->check, dst);
				}
				break;
			case STEP_LOAD_FLOAT8:
				dst->isnull = inputs[step->a].isnull;
				if (!dst->isnull)
				{
					dst->dbl = DatumGetFloat8(inputs[step->a].value);
					if (step->check && !isfinite(dst->dbl))
						refuse_value(step->check, dst);
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
				program_check_value(step->check, dst);
				break;
			case STEP_REFUSE:
				refuse_value(step->check, dst);
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
				return TRUTH_NULL;
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
				return step->a;
		}
	}
}

void
program_run_steps(Program *program, const NullableDatum *inputs, Outcome *outcome)
{
	if (unlikely(++program->run == 0))
	{
		/* the counter came round: no flag may look as if it were of this run */
		program->run = 1;
		for (int i = 0; i < program->nflags; i++)
			program->once[i] = 0;
	}
	program->outcome.label = -1;
	program->outcome.rule = -1;
	program->outcome.adjusted = ADJUSTED_NO;
	program->outcome.reason = REASON_GRADED;
	program->outcome.item = 0;
	run(program, inputs, program->steps);
	*outcome = program->outcome;
}

Truth
program_run_section(Program *program, const NullableDatum *inputs, const Section *section)
{
	return run(program, inputs, program->steps + section->start);
}

/* ----------------------------------------------------------------- results */

Datum
program_score(const Program *program, const Outcome *outcome, bool *isnull)
{
	const RubricValue *value;

	*isnull = true;
	if (program->score_value < 0 ||
		outcome->reason == REASON_NO_ROW ||
		outcome->reason == REASON_OUT_OF_SCOPE ||
		outcome->reason == REASON_SCOPE_UNDECIDED ||
		outcome->reason == REASON_REQUIRED)
		return (Datum) 0;

	value = &program->values[program->score_value];
	*isnull = value->isnull;
	if (value->isnull)
		return (Datum) 0;
	if (program->score_double)
		return DirectFunctionCall1(float8_numeric, Float8GetDatum(value->dbl));
	return NumericGetDatum(decimal_to_numeric(&value->number));
}

static char *
value_text(const RubricValue *value, RubricType type, bool is_double)
{
	switch (type)
	{
		case RUBRIC_NUMBER:
			if (is_double)
				return DatumGetCString(DirectFunctionCall1(float8out, Float8GetDatum(value->dbl)));
			return DatumGetCString(DirectFunctionCall1(numeric_out,
													   NumericGetDatum(decimal_to_numeric(&value->number))));
		case RUBRIC_TEXT:
			return pnstrdup(value->text.data, value->text.length);
		case RUBRIC_BOOLEAN:
			return pstrdup(value->boolean ? "true" : "false");
		case RUBRIC_DATE:
			return iso_date(value->date);
		case RUBRIC_UNKNOWN:
			break;
	}
	return pstrdup("null");
}

static char *
program_value_text(const Program *program, int value, RubricType type, bool is_double)
{
	if (value < 0 || program->values[value].isnull)
		return NULL;
	return value_text(&program->values[value], type, is_double);
}

char *
program_metric_text(const Program *program, int metric)
{
	return program_value_text(program, program->metric_values[metric],
							  rubric_metric(program->rubric, metric)->type,
							  program->metric_doubles[metric]);
}

char *
program_parameter_text(const Program *program, int parameter)
{
	return program_value_text(program, program->parameter_values[parameter],
							  rubric_parameter(program->rubric, parameter)->type, false);
}

char *
program_section_text(const Program *program, const Section *section, RubricType type)
{
	return program_value_text(program, section->value, type, section->is_double);
}

bool
program_has_read(const Program *program, int flag)
{
	return flag >= 0 && program->once[flag] == program->run;
}

bool
program_define_text(const Program *program, int define, char **value)
{
	const DefineSection *section = &program->sections.defines[define];

	if (section->value < 0 || !program_has_read(program, section->flag))
		return false;
	*value = program_value_text(program, section->value,
								rubric_define(program->rubric, define)->expr->type,
								section->is_double);
	return true;
}

static void
append_missing(const Program *program, StringInfo names, const RubricExpr *expr, const char *separator)
{
	Bitmapset  *read = rubric_metrics_read(program->rubric, expr);
	int			metric = -1;

	while ((metric = bms_next_member(read, metric)) >= 0)
	{
		int			value = program->metric_values[metric];

		if (value >= 0 && !program->values[value].isnull)
			continue;
		if (names->len > 0)
			appendStringInfoString(names, separator);
		appendStringInfoString(names, rubric_metric(program->rubric, metric)->name);
	}
	bms_free(read);
}

char *
program_missing(const Program *program, const RubricExpr *expr)
{
	StringInfoData names;

	initStringInfo(&names);
	append_missing(program, &names, expr, ", ");
	return names.data;
}

/* "missing: a, b"; a condition can be null without a null metric (its author wrote null) */
static char *
missing_reason(const Program *program, const RubricExpr *expr)
{
	char	   *names = program_missing(program, expr);

	return names[0] ? psprintf("missing: %s", names) : pstrdup("undecided");
}

char *
program_score_reason(const Program *program)
{
	RubricExpr	score = {.kind = EXPR_SCORE, .type = RUBRIC_NUMBER};

	return missing_reason(program, &score);
}

char *
program_reason(const Program *program, const Outcome *outcome)
{
	const Rubric *rubric = program->rubric;
	Rule	   *rule;

	switch (outcome->reason)
	{
		case REASON_GRADED:
			return NULL;
		case REASON_NO_ROW:
			return pstrdup("no row");
		case REASON_OUT_OF_SCOPE:
			rule = list_nth(rubric->scopes, outcome->item);
			return rule->title ? psprintf("out of scope: %s", rule->title) : pstrdup("out of scope");
		case REASON_REQUIRED:
			{
				Requirement *requirement = list_nth(rubric->requirements, outcome->item);
				StringInfoData names;
				ListCell   *lc;

				initStringInfo(&names);
				foreach(lc, requirement->names)
					append_missing(program, &names, lfirst(lc), " or ");
				return psprintf("missing: %s", names.data);
			}
		case REASON_SCOPE_UNDECIDED:
			rule = list_nth(rubric->scopes, outcome->item);
			return missing_reason(program, rule->when);
		case REASON_RULE_UNDECIDED:
			rule = list_nth(rubric->rules, outcome->item);
			return missing_reason(program, rule->when);
		case REASON_FLOOR_UNDECIDED:
			rule = list_nth(rubric->floors, outcome->item);
			return missing_reason(program, rule->when);
		case REASON_CAP_UNDECIDED:
			rule = list_nth(rubric->caps, outcome->item);
			return missing_reason(program, rule->when);
		case REASON_NO_RULE:
			return pstrdup("no rule");
	}
	return NULL;
}
