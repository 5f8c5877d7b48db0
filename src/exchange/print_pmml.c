/*
 * print_pmml.c
 *		The scorecard of a rubric as a Scorecard in PMML 4.4.
 *
 * Criteria become characteristics.  Where a missing input stops one, an
 * attribute of its own behind the condition gives the amount of "missing"; a
 * criterion that has none leaves the score open, so there the field must be
 * given.
 */
#include "postgres.h"

#include "nodes/bitmapset.h"
#include "utils/builtins.h"
#include "utils/fmgrprotos.h"
#include "utils/numeric.h"
#include "utils/xml.h"

#include "exchange/print_pmml.h"
#include "rubric/json.h"

typedef struct Printer
{
	const Rubric *rubric;
	StringInfoData derived;		/* DerivedField elements: what a predicate compares and is no field */
	int			nderived;
	Bitmapset  *needed;			/* metrics without which there is no score */
	char	   *problem;
	List	   *left_out;		/* of char * */
} Printer;

static void print_expression(Printer *p, StringInfo out, const RubricExpr *expr);
static void print_predicate(Printer *p, StringInfo out, const RubricExpr *expr, bool negated);

/* A text within an attribute, which escape_xml() does not care for. */
static char *
in_attribute(const char *text)
{
	StringInfoData out;

	initStringInfo(&out);
	for (const char *c = escape_xml(text); *c; c++)
	{
		if (*c == '"')
			appendStringInfoString(&out, "&quot;");
		else if (*c == '\n' || *c == '\t')
			appendStringInfo(&out, "&#%d;", *c);
		else
			appendStringInfoChar(&out, *c);
	}
	return out.data;
}

static void
no_words(Printer *p, const RubricExpr *expr)
{
	if (p->problem == NULL)
		p->problem = rubric_source(p->rubric, expr->start, expr->end);
}

static const char *
data_type(RubricType type)
{
	return type == RUBRIC_TEXT ? "string" : type == RUBRIC_BOOLEAN ? "boolean" : type == RUBRIC_DATE ? "date" : "double";
}

/* Defines are written out, and parameters have the value of the text. */
static const RubricExpr *
resolved(Printer *p, const RubricExpr *expr)
{
	for (;;)
	{
		if (expr->kind == EXPR_DEFINE)
			expr = rubric_define(p->rubric, expr->index)->expr;
		else if (expr->kind == EXPR_PARAMETER && rubric_parameter(p->rubric, expr->index)->value != NULL)
			expr = rubric_parameter(p->rubric, expr->index)->value;
		else
			return expr;
	}
}

static bool
is_constant(const RubricExpr *expr)
{
	return (expr->kind == EXPR_LITERAL && !expr->isnull) || (expr->kind == EXPR_NEGATE && expr->args[0]->kind == EXPR_LITERAL);
}

static char *
constant_text(const RubricExpr *expr)
{
	if (expr->kind == EXPR_NEGATE)
		return psprintf("-%s", expr->args[0]->text);
	return expr->type == RUBRIC_BOOLEAN ? pstrdup(expr->boolean ? "true" : "false") : expr->text;
}

/* --------------------------------------------------------------- expressions */

static void
print_apply(Printer *p, StringInfo out, const char *function, RubricExpr **args, int nargs)
{
	appendStringInfo(out, "<Apply function=\"%s\">", function);
	for (int i = 0; i < nargs; i++)
		print_expression(p, out, args[i]);
	appendStringInfoString(out, "</Apply>");
}

/* NULL: PMML has none of this kind. */
static const char *
operator_name(ExprKind kind)
{
	switch (kind)
	{
		case EXPR_ADD:
			return "+";
		case EXPR_SUBTRACT:
			return "-";
		case EXPR_MULTIPLY:
			return "*";
		case EXPR_DIVIDE:
			return "/";
		case EXPR_EQ:
			return "equal";
		case EXPR_NE:
			return "notEqual";
		case EXPR_LT:
			return "lessThan";
		case EXPR_LE:
			return "lessOrEqual";
		case EXPR_GT:
			return "greaterThan";
		case EXPR_GE:
			return "greaterOrEqual";
		case EXPR_AND:
			return "and";
		case EXPR_OR:
			return "or";
		case EXPR_NOT:
			return "not";
		default:
			return NULL;
	}
}

static const char *
function_name(const RubricExpr *expr)
{
	switch (expr->function)
	{
		case FUNC_ABS:
			return "abs";
		case FUNC_CEIL:
			return "ceil";
		case FUNC_FLOOR:
			return "floor";
		case FUNC_ROUND:
			return expr->nargs == 1 ? "round" : NULL;
		case FUNC_LEAST:
			return "min";
		case FUNC_GREATEST:
			return "max";
		case FUNC_LN:
			return "ln";
		case FUNC_EXP:
			return "exp";
		case FUNC_SQRT:
			return "sqrt";
		case FUNC_POWER:
			return "pow";
		default:
			return NULL;
	}
}

/* case when a then b ... else z end; what is not known goes on to the next, in both languages */
static void
print_case(Printer *p, StringInfo out, const RubricExpr *expr)
{
	int			conditions = expr->nargs / 2;

	if (expr->subject)
		no_words(p, expr);
	for (int i = 0; i < conditions; i++)
	{
		appendStringInfoString(out, "<Apply function=\"if\">");
		print_expression(p, out, expr->args[2 * i]);
		print_expression(p, out, expr->args[2 * i + 1]);
	}
	/* without the last value it is missing */
	if (!(expr->args[expr->nargs - 1]->kind == EXPR_LITERAL && expr->args[expr->nargs - 1]->isnull))
		print_expression(p, out, expr->args[expr->nargs - 1]);
	for (int i = 0; i < conditions; i++)
		appendStringInfoString(out, "</Apply>");
}

static void
print_expression(Printer *p, StringInfo out, const RubricExpr *expr)
{
	const char *name;

	expr = resolved(p, expr);
	name = expr->kind == EXPR_FUNCTION ? function_name(expr) : operator_name(expr->kind);
	if (is_constant(expr))
		appendStringInfo(out, "<Constant dataType=\"%s\">%s</Constant>",
						 expr->kind == EXPR_NEGATE ? "double" : data_type(expr->type), escape_xml(constant_text(expr)));
	else if (expr->kind == EXPR_METRIC)
		appendStringInfo(out, "<FieldRef field=\"%s\"/>", in_attribute(rubric_metric(p->rubric, expr->index)->name));
	else if (expr->kind == EXPR_NEGATE)
		print_apply(p, out, "-", expr->args, 1);
	else if (expr->kind == EXPR_CASE)
		print_case(p, out, expr);
	else if (expr->kind == EXPR_IS_NULL)
		print_apply(p, out, expr->negated ? "isNotMissing" : "isMissing", expr->args, 1);
	else if (name)
		print_apply(p, out, name, expr->args, expr->nargs);
	else
		no_words(p, expr);
}

/* ---------------------------------------------------------------- predicates */

/* The field that a side of a comparison is, if need be one of its own. */
static char *
field_name(Printer *p, const RubricExpr *expr)
{
	char	   *name;

	expr = resolved(p, expr);
	if (expr->kind == EXPR_METRIC)
		return in_attribute(rubric_metric(p->rubric, expr->index)->name);
	name = psprintf("derived %d", ++p->nderived);
	appendStringInfo(&p->derived, "<DerivedField name=\"%s\" dataType=\"%s\" optype=\"%s\">", name, data_type(expr->type),
					 expr->type == RUBRIC_NUMBER ? "continuous" : "categorical");
	print_expression(p, &p->derived, expr);
	appendStringInfoString(&p->derived, "</DerivedField>\n");
	return name;
}

static void
print_simple(StringInfo out, const char *field, const char *operator, const char *value)
{
	appendStringInfo(out, "<SimplePredicate field=\"%s\" operator=\"%s\"", field, operator);
	if (value)
		appendStringInfo(out, " value=\"%s\"", in_attribute(value));
	appendStringInfoString(out, "/>");
}

static void
print_comparison(Printer *p, StringInfo out, const RubricExpr *expr, bool negated)
{
	const RubricExpr *left = expr->args[0];
	const RubricExpr *right = resolved(p, expr->args[1]);
	ExprKind	kind = expr->kind;

	if (is_constant(resolved(p, left)))
	{
		right = resolved(p, left);
		left = expr->args[1];
		kind = rubric_mirrored(kind);
	}
	if (negated)
		kind = rubric_opposite(kind);
	if (!is_constant(right))
		no_words(p, expr);
	else
		print_simple(out, field_name(p, left), operator_name(kind), constant_text(right));
}

static void
print_set(Printer *p, StringInfo out, const RubricExpr *expr, bool negated)
{
	appendStringInfo(out, "<SimpleSetPredicate field=\"%s\" booleanOperator=\"%s\"><Array n=\"%d\" type=\"%s\">", field_name(p, expr->args[0]),
					 negated ? "isNotIn" : "isIn", expr->nargs - 1, expr->args[1]->type == RUBRIC_TEXT ? "string" : "real");
	for (int i = 1; i < expr->nargs; i++)
	{
		StringInfoData quoted;

		if (!is_constant(expr->args[i]))
		{
			no_words(p, expr);
			return;
		}
		initStringInfo(&quoted);
		for (const char *c = constant_text(expr->args[i]); *c; c++)
			appendStringInfo(&quoted, "%s%c", *c == '"' ? "\\" : "", *c);
		appendStringInfo(out, "%s\"%s\"", i > 1 ? " " : "", escape_xml(quoted.data));
	}
	appendStringInfoString(out, "</Array></SimpleSetPredicate>");
}

static void
print_compound(Printer *p, StringInfo out, bool and, RubricExpr **args, int nargs, bool negated)
{
	appendStringInfo(out, "<CompoundPredicate booleanOperator=\"%s\">", and != negated ? "and" : "or");
	for (int i = 0; i < nargs; i++)
		print_predicate(p, out, args[i], negated);
	appendStringInfoString(out, "</CompoundPredicate>");
}

static void
print_between(Printer *p, StringInfo out, const RubricExpr *expr, bool negated)
{
	const RubricExpr *low = resolved(p, expr->args[1]);
	const RubricExpr *high = resolved(p, expr->args[2]);
	char	   *field = field_name(p, expr->args[0]);

	if (!is_constant(low) || !is_constant(high))
	{
		no_words(p, expr);
		return;
	}
	appendStringInfo(out, "<CompoundPredicate booleanOperator=\"%s\">", negated ? "or" : "and");
	print_simple(out, field, negated ? "lessThan" : "greaterOrEqual", constant_text(low));
	print_simple(out, field, negated ? "greaterThan" : "lessOrEqual", constant_text(high));
	appendStringInfoString(out, "</CompoundPredicate>");
}

static void
print_predicate(Printer *p, StringInfo out, const RubricExpr *expr, bool negated)
{
	expr = resolved(p, expr);
	switch (expr->kind)
	{
		case EXPR_METRIC:
			print_simple(out, field_name(p, expr), "equal", negated ? "false" : "true");
			break;
		case EXPR_LITERAL:
			appendStringInfoString(out, expr->boolean != negated ? "<True/>" : "<False/>");
			break;
		case EXPR_NOT:
			print_predicate(p, out, expr->args[0], !negated);
			break;
		case EXPR_AND:
		case EXPR_OR:
			print_compound(p, out, expr->kind == EXPR_AND, expr->args, expr->nargs, negated);
			break;
		case EXPR_IN:
			print_set(p, out, expr, negated != expr->negated);
			break;
		case EXPR_BETWEEN:
			print_between(p, out, expr, negated != expr->negated);
			break;
		case EXPR_IS_NULL:
			print_simple(out, field_name(p, expr->args[0]), negated != expr->negated ? "isNotMissing" : "isMissing", NULL);
			break;
		case EXPR_IS_TRUE:
			if (negated || expr->negated)
				no_words(p, expr);
			else
				print_predicate(p, out, expr->args[0], false);
			break;
		case EXPR_EQ:
		case EXPR_NE:
		case EXPR_LT:
		case EXPR_LE:
		case EXPR_GT:
		case EXPR_GE:
			print_comparison(p, out, expr, negated);
			break;
		default:
			no_words(p, expr);
	}
}

/* ---------------------------------------------------------------- attributes */

static void
print_missing(Printer *p, StringInfo out, const Bitmapset *metrics)
{
	int			metric = -1;
	bool		several = bms_membership(metrics) == BMS_MULTIPLE;

	if (several)
		appendStringInfoString(out, "<CompoundPredicate booleanOperator=\"or\">");
	while ((metric = bms_next_member(metrics, metric)) >= 0)
		print_simple(out, in_attribute(rubric_metric(p->rubric, metric)->name), "isMissing", NULL);
	if (several)
		appendStringInfoString(out, "</CompoundPredicate>");
}

/* Is a condition never undecided? */
static bool
is_decided(const RubricExpr *condition)
{
	return condition == NULL || condition->kind == EXPR_LITERAL || condition->kind == EXPR_IS_TRUE || condition->kind == EXPR_IS_FALSE ||
		condition->kind == EXPR_IS_NULL;
}

/* Rows for which a condition is undecided, among those for which it is not true. */
static void
print_undecided(Printer *p, StringInfo out, const RubricExpr *condition, const Bitmapset *metrics)
{
	if (condition->kind != EXPR_AND)
	{
		print_missing(p, out, metrics);
		return;
	}
	appendStringInfoString(out, "<CompoundPredicate booleanOperator=\"and\">");
	print_missing(p, out, metrics);
	for (int i = 0; i < condition->nargs; i++)
	{
		Bitmapset  *its = rubric_metrics_read(p->rubric, condition->args[i]);

		if (is_decided(condition->args[i]) || bms_is_empty(its))
		{
			print_predicate(p, out, condition->args[i], false);
			continue;
		}
		appendStringInfoString(out, "<CompoundPredicate booleanOperator=\"or\">");
		print_missing(p, out, its);
		print_predicate(p, out, condition->args[i], false);
		appendStringInfoString(out, "</CompoundPredicate>");
	}
	appendStringInfoString(out, "</CompoundPredicate>");
}

static Datum
number_of(const RubricExpr *constant)
{
	return DirectFunctionCall3(numeric_in, CStringGetDatum(constant_text(constant)), ObjectIdGetDatum(InvalidOid), Int32GetDatum(-1));
}

/* Points that are constant, within their maximum and weighed; NULL: they are not. */
static char *
constant_points(Printer *p, const Criterion *criterion, const RubricExpr *points)
{
	const RubricExpr *max = criterion->max ? resolved(p, criterion->max) : NULL;
	const RubricExpr *weight = criterion->weight ? resolved(p, criterion->weight) : NULL;
	Datum		number;

	points = resolved(p, points);
	if (!is_constant(points) || (max && !is_constant(max)) || (weight && !is_constant(weight)))
		return NULL;
	number = number_of(points);
	if (max)
		number = DirectFunctionCall2(numeric_larger, DirectFunctionCall2(numeric_smaller, number, number_of(max)),
									 DirectFunctionCall1(int4_numeric, Int32GetDatum(0)));
	if (weight)
		number = DirectFunctionCall2(numeric_mul, number, number_of(weight));
	return DatumGetCString(DirectFunctionCall1(numeric_out, number));
}

static void
print_complex_points(Printer *p, StringInfo out, const Criterion *criterion, const RubricExpr *points)
{
	appendStringInfoString(out, "<ComplexPartialScore>");
	if (criterion->weight)
		appendStringInfoString(out, "<Apply function=\"*\">");
	if (criterion->max)
		appendStringInfoString(out, "<Apply function=\"max\"><Constant dataType=\"double\">0</Constant><Apply function=\"min\">");
	print_expression(p, out, points);
	if (criterion->max)
	{
		print_expression(p, out, criterion->max);
		appendStringInfoString(out, "</Apply></Apply>");
	}
	if (criterion->weight)
	{
		print_expression(p, out, criterion->weight);
		appendStringInfoString(out, "</Apply>");
	}
	appendStringInfoString(out, "</ComplexPartialScore>");
}

static void
begin_attribute(StringInfo out, const char *partial_score, const char *title)
{
	appendStringInfoString(out, "<Attribute");
	if (partial_score)
		appendStringInfo(out, " partialScore=\"%s\"", partial_score);
	if (title)
		appendStringInfo(out, " reasonCode=\"%s\"", in_attribute(title));
	appendStringInfoChar(out, '>');
}

static void
print_condition(Printer *p, StringInfo out, const RubricExpr *condition)
{
	if (condition)
		print_predicate(p, out, condition, false);
	else
		appendStringInfoString(out, "<True/>");
}

/* Where the points of an alternative that fits are not known. */
static void
print_unknown_points(Printer *p, StringInfo out, const Alternative *a, const Bitmapset *metrics, const char *missing)
{
	begin_attribute(out, missing, NULL);
	appendStringInfoString(out, "<CompoundPredicate booleanOperator=\"and\">");
	print_condition(p, out, a->when);
	print_missing(p, out, metrics);
	appendStringInfoString(out, "</CompoundPredicate></Attribute>\n");
}

/* Metrics without which an expression is null, whatever the others are. */
static Bitmapset *
strict_metrics(Printer *p, const RubricExpr *expr)
{
	Bitmapset  *result = NULL;

	expr = resolved(p, expr);
	if (expr->kind == EXPR_METRIC)
		return bms_make_singleton(expr->index);
	if (expr->kind == EXPR_FUNCTION ? expr->nargs == 1 && expr->function != FUNC_COALESCE : rubric_is_strict_operator(expr->kind))
	{
		for (int i = 0; i < expr->nargs; i++)
			result = bms_add_members(result, strict_metrics(p, expr->args[i]));
	}
	return result;
}

/* The same of points; what else may leave them open must be no more than nothing. */
static Bitmapset *
points_metrics(Printer *p, const RubricExpr *points, const char *missing)
{
	Bitmapset  *strict = strict_metrics(p, points);

	if (missing && strcmp(missing, "0") != 0 && !bms_equal(strict, rubric_metrics_read(p->rubric, points)))
		no_words(p, points);
	return strict;
}

static void
print_alternative(Printer *p, StringInfo out, const Criterion *criterion, const Alternative *a, const char *missing)
{
	char	   *constant = constant_points(p, criterion, a->points);
	Bitmapset  *points = constant ? NULL : points_metrics(p, a->points, missing);
	Bitmapset  *condition = is_decided(a->when) ? NULL : rubric_metrics_read(p->rubric, a->when);

	if (missing == NULL)
		p->needed = bms_add_members(bms_add_members(p->needed, points), condition);
	else if (!bms_is_empty(points))
		print_unknown_points(p, out, a, points, missing);
	begin_attribute(out, constant, a->title);
	print_condition(p, out, a->when);
	if (constant == NULL)
		print_complex_points(p, out, criterion, a->points);
	appendStringInfoString(out, "</Attribute>\n");
	if (missing && !bms_is_empty(condition))
	{
		begin_attribute(out, missing, NULL);
		print_undecided(p, out, a->when, condition);
		appendStringInfoString(out, "</Attribute>\n");
	}
}

static void
print_criterion(Printer *p, StringInfo out, const Criterion *criterion, Jsonb *baselines)
{
	char	   *missing = NULL;
	const Alternative *last;
	JsonbValue	baseline;
	ListCell   *lc;

	if (criterion->missing)
	{
		const RubricExpr *amount = resolved(p, criterion->missing);

		if (is_constant(amount))
			missing = constant_text(amount);
		else
			no_words(p, criterion->missing);
	}
	appendStringInfo(out, "<Characteristic name=\"%s\"", in_attribute(criterion->name));
	if (criterion->title)
		appendStringInfo(out, " reasonCode=\"%s\"", in_attribute(criterion->title));
	if (baselines && json_find(baselines, criterion->name, &baseline) && baseline.type == jbvNumeric)
		appendStringInfo(out, " baselineScore=\"%s\"", DatumGetCString(DirectFunctionCall1(numeric_out, NumericGetDatum(baseline.val.numeric))));
	appendStringInfoString(out, ">\n");
	foreach(lc, criterion->alternatives)
		print_alternative(p, out, criterion, lfirst(lc), missing);
	last = llast(criterion->alternatives);
	if (last->when && missing)
		appendStringInfo(out, "<Attribute partialScore=\"%s\"><True/></Attribute>\n", missing);
	else if (last->when)
		p->left_out = lappend(p->left_out, psprintf("criterion %s, where no alternative fits", criterion->name));
	appendStringInfoString(out, "</Characteristic>\n");
}

/* ------------------------------------------------------------------ document */

static void
print_field(StringInfo out, const Input *metric)
{
	const Domain *domain = &metric->domain;

	appendStringInfo(out, "<DataField name=\"%s\" optype=\"%s\" dataType=\"%s\">", in_attribute(metric->name),
					 metric->type == RUBRIC_TEXT || metric->type == RUBRIC_BOOLEAN ? "categorical" : "continuous", data_type(metric->type));
	for (int i = 0; i < domain->nvalues; i++)
		appendStringInfo(out, "<Value value=\"%s\"/>", in_attribute(constant_text(domain->values[i])));
	if (domain->kind == DOMAIN_RANGE)
	{
		appendStringInfo(out, "<Interval closure=\"%s%s\"", domain->low_open ? "open" : "closed", domain->high_open ? "Open" : "Closed");
		if (domain->low)
			appendStringInfo(out, " leftMargin=\"%s\"", constant_text(domain->low));
		if (domain->high)
			appendStringInfo(out, " rightMargin=\"%s\"", constant_text(domain->high));
		appendStringInfoString(out, "/>");
	}
	appendStringInfoString(out, "</DataField>\n");
}

/* score = score + 5: its constant, "0" without such a statement */
static char *
initial_score(Printer *p)
{
	const RubricExpr *score = p->rubric->score;

	if (score == NULL || score->kind == EXPR_SCORE)
		return "0";
	if ((score->kind == EXPR_ADD || score->kind == EXPR_SUBTRACT) && score->args[0]->kind == EXPR_SCORE && is_constant(resolved(p, score->args[1])))
		return score->kind == EXPR_ADD ? constant_text(resolved(p, score->args[1])) :
			DatumGetCString(DirectFunctionCall1(numeric_out, DirectFunctionCall1(numeric_uminus, number_of(resolved(p, score->args[1])))));
	no_words(p, score);
	return "0";
}

static bool
has_reasons(const Rubric *rubric)
{
	ListCell   *lc;
	ListCell   *la;

	foreach(lc, rubric->criteria)
	{
		const Criterion *criterion = lfirst(lc);

		if (criterion->title)
			return true;
		foreach(la, criterion->alternatives)
		{
			if (((Alternative *) lfirst(la))->title)
				return true;
		}
	}
	return false;
}

/* Metrics that a requirement names by themselves. */
static void
need_required(Printer *p)
{
	ListCell   *lc;

	foreach(lc, p->rubric->requirements)
	{
		const Requirement *requirement = lfirst(lc);
		const RubricExpr *name = linitial(requirement->names);

		if (list_length(requirement->names) == 1 && name->kind == EXPR_METRIC)
			p->needed = bms_add_member(p->needed, name->index);
		else
			p->left_out = lappend(p->left_out, psprintf("require %s", rubric_source(p->rubric, requirement->start, requirement->end)));
	}
}

char *
print_pmml(const Rubric *rubric, const char *name, Jsonb *baselines, char **problem, List **left_out)
{
	Printer		p = {.rubric = rubric};
	StringInfoData characteristics;
	StringInfoData out;
	char	   *initial = initial_score(&p);
	ListCell   *lc;

	initStringInfo(&p.derived);
	initStringInfo(&characteristics);
	foreach(lc, rubric->criteria)
		print_criterion(&p, &characteristics, lfirst(lc), baselines);
	need_required(&p);
	foreach(lc, rubric->scopes)
		p.left_out = lappend(p.left_out, psprintf("scope when %s", rubric_source(rubric, ((Rule *) lfirst(lc))->when->start, ((Rule *) lfirst(lc))->when->end)));
	if (rubric->rules)
		p.left_out = lappend(p.left_out, "the grades");

	initStringInfo(&out);
	appendStringInfoString(&out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<PMML version=\"4.4\" xmlns=\"http://www.dmg.org/PMML-4_4\">\n<Header/>\n<DataDictionary>\n");
	foreach(lc, rubric->metrics)
		print_field(&out, lfirst(lc));
	appendStringInfo(&out, "</DataDictionary>\n<Scorecard modelName=\"%s\" functionName=\"regression\" useReasonCodes=\"%s\" "
					 "reasonCodeAlgorithm=\"pointsBelow\" initialScore=\"%s\">\n<MiningSchema>\n",
					 in_attribute(name), has_reasons(rubric) ? "true" : "false", initial);
	foreach(lc, rubric->metrics)
		appendStringInfo(&out, "<MiningField name=\"%s\"%s/>\n", in_attribute(((Input *) lfirst(lc))->name),
						 bms_is_member(foreach_current_index(lc), p.needed) ? " missingValueTreatment=\"returnInvalid\"" : "");
	appendStringInfoString(&out, "</MiningSchema>\n");
	if (p.nderived > 0)
		appendStringInfo(&out, "<LocalTransformations>\n%s</LocalTransformations>\n", p.derived.data);
	appendStringInfo(&out, "<Characteristics>\n%s</Characteristics>\n</Scorecard>\n</PMML>\n", characteristics.data);
	*problem = p.problem;
	*left_out = p.left_out;
	return out.data;
}
