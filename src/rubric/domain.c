/*
 * domain.c
 *		Is a value inside its domain?
 *
 * The literals of a domain become values once, in a DomainCheck; then rows and
 * parameters are checked against them.  A double precision column is compared
 * with the bounds as doubles, as SQL would compare it; one that is too large
 * or too small for a double is compared as it is.  A text of an ordered
 * list gets its position on the way.
 */
#include "postgres.h"

#include <math.h>

#include "utils/builtins.h"

#include "compat.h"
#include "rubric/value.h"

void
value_from_literal(RubricValue *value, const RubricExpr *literal)
{
	memset(value, 0, sizeof(RubricValue));
	value->isnull = literal->isnull;
	if (literal->isnull)
		return;
	switch (literal->type)
	{
		case RUBRIC_NUMBER:
			decimal_from_string(&value->number, literal->text);
			break;
		case RUBRIC_TEXT:
			value->text.data = literal->text;
			value->text.length = strlen(literal->text);
			value->text.position = literal->order ?
				rubric_domain_position(literal->order, literal->text, value->text.length) : -1;
			break;
		case RUBRIC_BOOLEAN:
			value->boolean = literal->boolean;
			break;
		case RUBRIC_DATE:
			value->date = literal->date;
			break;
		case RUBRIC_UNKNOWN:
			value->isnull = true;
			break;
	}
}

/* Literals as values; and as doubles, if doubles is not NULL. */
static RubricValue *
make_values(RubricExpr *const *literals, int count, double **doubles)
{
	RubricValue *values = palloc0(sizeof(RubricValue) * Max(count, 1));

	for (int i = 0; i < count; i++)
		value_from_literal(&values[i], literals[i]);
	if (doubles)
	{
		*doubles = palloc0(sizeof(double) * Max(count, 1));
		for (int i = 0; i < count; i++)
			(*doubles)[i] = decimal_nearest_double(&values[i].number);
	}
	return values;
}

/*
 * What must be checked of an input: its domain, and that a declared number
 * is finite.
 */
DomainCheck *
domain_check_make(const Rubric *rubric, const Input *input, const char *noun, bool is_double)
{
	const Domain *domain = &input->domain;
	DomainCheck *check;

	if (!input->declared ||
		(domain->kind == DOMAIN_ANY && input->type != RUBRIC_NUMBER))
		return NULL;

	check = palloc0(sizeof(DomainCheck));
	check->input = input;
	check->noun = noun;
	check->is_double = is_double;
	check->low.isnull = check->high.isnull = true;
	if (domain->kind == DOMAIN_ANY)
		return check;

	check->domain = rubric_source(rubric, domain->start, domain->end);
	if (domain->low)
		value_from_literal(&check->low, domain->low);
	if (domain->high)
		value_from_literal(&check->high, domain->high);
	check->nvalues = domain->nvalues;
	check->values = make_values(domain->values, domain->nvalues, is_double ? &check->values_double : NULL);
	check->nranges = domain->nranges;
	check->lows = make_values(domain->lows, domain->nranges, is_double ? &check->lows_double : NULL);
	check->highs = make_values(domain->highs, domain->nranges, is_double ? &check->highs_double : NULL);
	if (is_double)
	{
		if (!check->low.isnull)
			check->low_double = decimal_nearest_double(&check->low.number);
		if (!check->high.isnull)
			check->high_double = decimal_nearest_double(&check->high.number);
	}
	return check;
}

/* Is it neither infinite nor NaN? */
static bool
is_finite(const DomainCheck *check, const RubricValue *value)
{
	return check->input->type != RUBRIC_NUMBER ||
		(check->is_double ? isfinite(value->dbl) : decimal_is_finite(&value->number));
}

const Fault *
domain_fault(const DomainCheck *check, const RubricValue *value)
{
	const Input *input = check->input;
	char	   *shown = value_text(value, input->type, check->is_double);
	Fault	   *fault;

	if (!is_finite(check, value))
		return fault_make(ERRCODE_CHECK_VIOLATION,
						  psprintf("%s \"%s\" must be a finite number, not %s", check->noun, input->name, shown));
	fault = fault_make(ERRCODE_CHECK_VIOLATION,
					   psprintf("value %s of %s \"%s\" is outside its domain",
								input->type == RUBRIC_TEXT ? quote_literal_cstr(shown) : shown,
								check->noun, input->name));
	fault->domain = check->domain;
	return fault;
}

/* The place of a value in a list, or -1. */
static int
find_value(const DomainCheck *check, const RubricValue *value)
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
				same = check->is_double ?
					decimal_compare_nearest(&member->number, check->values_double[i], value->dbl) == 0 :
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
compare_bound(const DomainCheck *check, const RubricValue *value, const RubricValue *bound, double bound_double)
{
	if (check->input->type == RUBRIC_DATE)
		return (value->date > bound->date) - (value->date < bound->date);
	if (check->is_double)
		return -decimal_compare_nearest(&bound->number, bound_double, value->dbl);
	return decimal_compare(&value->number, &bound->number);
}

static bool
is_inside(const DomainCheck *check, const RubricValue *value)
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

static bool
is_inside_range(const DomainCheck *check, const RubricValue *value, int i)
{
	return compare_bound(check, value, &check->lows[i], check->is_double ? check->lows_double[i] : 0) >= 0 &&
		compare_bound(check, value, &check->highs[i], check->is_double ? check->highs_double[i] : 0) <= 0;
}

static bool
is_inside_ranges(const DomainCheck *check, const RubricValue *value)
{
	for (int i = 0; i < check->nranges; i++)
		if (is_inside_range(check, value, i))
			return true;
	return false;
}

const Fault *
domain_check_value(const DomainCheck *check, RubricValue *value)
{
	if (value->isnull)
		return NULL;
	if (!is_finite(check, value))
		return domain_fault(check, value);
	if (check->nvalues > 0)
	{
		int			position = find_value(check, value);

		if (position < 0)
			return domain_fault(check, value);
		if (check->input->type == RUBRIC_TEXT)
			value->text.position = position;
		return NULL;
	}
	if (check->nranges > 0)
		return is_inside_ranges(check, value) ? NULL : domain_fault(check, value);
	return is_inside(check, value) ? NULL : domain_fault(check, value);
}
