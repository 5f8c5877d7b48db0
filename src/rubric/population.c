/*
 * population.c
 *		What a rubric takes from the population, as a query.
 *
 *		WITH population AS (
 *			SELECT c.revenue + 0::numeric AS a1, c.region::text AS g1_1
 *			FROM customer AS c WHERE case when ... is false then false else true end)
 *		SELECT jsonb_build_object('size', p1 -> 'size', 'values', (p1 -> 'values') || (p2 -> 'values'))
 *		FROM (SELECT (...) AS p1, (...) AS p2 OFFSET 0) AS parts
 *
 * The population is one scan: its columns are the arguments of functions and
 * the names of groups.  One part of the query is of everybody, and one is of
 * each list of groups; PostgreSQL keeps the population for them if there are
 * several.  Aggregates over the same argument share one sort: see
 * population/cutoff.c.
 */
#include "postgres.h"

#include "nodes/bitmapset.h"
#include "utils/builtins.h"

#include "rubric/json.h"
#include "rubric/population.h"
#include "rubric/print_sql.h"
#include "rubric/printer.h"
#include "rubric/statement.h"

/* More than parameters may have, so that these complain. */
#define MAX_ROWS 100000

typedef struct PopulationQuery
{
	Printer		printer;
	const Rubric *rubric;
	List	   *arguments;		/* of char *, as printed: a1, a2, ... */
	Bitmapset  *groupings;		/* whose names are columns: g1_1, g1_2, ... */
	int			grouping;		/* of the part being printed */
	bool	   *known;			/* for each parameter: has it a value? */
	Jsonb	   *parameters;		/* NULL: none */
} PopulationQuery;

/* --------------------------------------------------------------- what is taken */

static List *
add_taken(List *list, char *key, RubricExpr *expr, const Input *parameter)
{
	Taken	   *taken = palloc0(sizeof(Taken));

	taken->key = key;
	taken->expr = expr;
	taken->type = parameter->type;
	taken->grouping = parameter->grouping;
	return lappend(list, taken);
}

List *
population_taken(const Rubric *rubric)
{
	List	   *list = NIL;
	ListCell   *lc;

	foreach(lc, rubric->parameters)
	{
		const Input *parameter = lfirst(lc);

		if (parameter->taken)
			list = add_taken(list, parameter->name, parameter->value, parameter);
		if (parameter->keep_taken)
			list = add_taken(list, psprintf("%s keep", parameter->name), parameter->keep, parameter);
	}
	foreach(lc, rubric->tiles)
	{
		Tile	   *tile = lfirst(lc);
		Taken	   *taken = palloc0(sizeof(Taken));

		taken->key = tile->key;
		taken->tile = tile;
		taken->grouping = tile->grouping;
		list = lappend(list, taken);
	}
	return list;
}

static void
add_read(Bitmapset **metrics, const Rubric *rubric, RubricExpr *expr)
{
	*metrics = bms_add_members(*metrics, rubric_metrics_read(rubric, expr));
}

Bitmapset *
population_metrics(const Rubric *rubric)
{
	Bitmapset  *metrics = NULL;
	ListCell   *lc;
	ListCell   *name;

	foreach(lc, population_taken(rubric))
	{
		const Taken *taken = lfirst(lc);

		add_read(&metrics, rubric, taken->tile ? taken->tile->expr : taken->expr);
	}
	foreach(lc, rubric->scopes)
		add_read(&metrics, rubric, ((Rule *) lfirst(lc))->when);
	foreach(lc, rubric->requirements)
	{
		foreach(name, ((Requirement *) lfirst(lc))->names)
			add_read(&metrics, rubric, lfirst(name));
	}
	return metrics;
}

/* --------------------------------------------------------- what can be taken now */

static bool
has_key(const PopulationQuery *query, const char *key)
{
	JsonbValue	found;

	return query->parameters && json_find(query->parameters, key, &found);
}

typedef struct Lack
{
	const PopulationQuery *query;
	bool		found;
} Lack;

static void
look_for_lack(const RubricExpr *leaf, void *context)
{
	Lack	   *lack = context;

	if (leaf->kind == EXPR_PARAMETER)
		lack->found |= !lack->query->known[leaf->index];
	else if (rubric_is_tile(leaf))
		lack->found |= !has_key(lack->query, rubric_tile(lack->query->rubric, leaf->index)->key);
}

/* Does an expression read what is still to be taken? */
static bool
lacks(const PopulationQuery *query, const RubricExpr *expr)
{
	Lack		lack = {.query = query};

	rubric_walk_reads(query->rubric, expr, look_for_lack, &lack);
	return lack.found;
}

static bool
can_be_taken(const PopulationQuery *query, const Taken *taken)
{
	if (taken->tile == NULL)
		return !lacks(query, taken->expr);
	/* it does not read itself */
	for (int i = 0; i < taken->tile->expr->nargs; i++)
	{
		if (lacks(query, taken->tile->expr->args[i]))
			return false;
	}
	return true;
}

static void
find_known(PopulationQuery *query)
{
	ListCell   *lc;

	query->known = palloc0(sizeof(bool) * Max(list_length(query->rubric->parameters), 1));
	foreach(lc, query->rubric->parameters)
	{
		const Input *parameter = lfirst(lc);

		query->known[foreach_current_index(lc)] = has_key(query, parameter->name) ||
			(!parameter->taken && (parameter->value == NULL || !lacks(query, parameter->value)));
	}
}

/* The next values to be taken: of Taken. */
static List *
next_values(const PopulationQuery *query)
{
	List	   *list = NIL;
	ListCell   *lc;

	foreach(lc, population_taken(query->rubric))
	{
		Taken	   *taken = lfirst(lc);

		if (!has_key(query, taken->key) && can_be_taken(query, taken))
			list = lappend(list, taken);
	}
	return list;
}

/* ---------------------------------------------------------------- printing */

/* Prints what is of the population itself, a row: outside of functions there are only their results. */
static char *
print_of_row(PopulationQuery *query, const RubricExpr *expr)
{
	Printer    *p = &query->printer;
	ReplacePrinted replace = p->replace;
	char	   *printed;

	p->replace = NULL;
	printed = printer_text(p, expr);
	p->replace = replace;
	if (is_double(&p->lowering.precision, expr))
		printed = psprintf("customer_grade_internal.exact_number(%s)", printed);
	return printed;
}

/* The column of an argument: a1, a2, ... */
static char *
argument_column(PopulationQuery *query, const RubricExpr *expr)
{
	char	   *printed = print_of_row(query, expr);
	ListCell   *lc;

	foreach(lc, query->arguments)
	{
		if (strcmp(lfirst(lc), printed) == 0)
			return psprintf("a%d", foreach_current_index(lc) + 1);
	}
	query->arguments = lappend(query->arguments, printed);
	return psprintf("a%d", list_length(query->arguments));
}

static void
print_aggregate(PopulationQuery *query, const RubricExpr *expr)
{
	static const char *const ordered_aggregates[] = {
		[FUNC_QUANTILE] = "customer_grade_internal.population_quantile",
		[FUNC_TOP] = "customer_grade.quota_cutoff",
		[FUNC_LARGEST] = "customer_grade_internal.population_largest",
		[FUNC_PARETO] = "customer_grade_internal.population_pareto"
	};
	Printer    *p = &query->printer;
	char	   *column = argument_column(query, expr->args[0]);

	switch (expr->function)
	{
		case FUNC_COUNT:
			appendStringInfo(p->out, "count(%s)::numeric", column);
			break;
		case FUNC_MEDIAN:
			appendStringInfo(p->out, "customer_grade_internal.population_quantile(0.5) WITHIN GROUP (ORDER BY %s)", column);
			break;
		case FUNC_QUANTILE:
		case FUNC_TOP:
		case FUNC_LARGEST:
		case FUNC_PARETO:
			appendStringInfo(p->out, "%s((%s)::numeric) WITHIN GROUP (ORDER BY %s)",
							 ordered_aggregates[expr->function], printer_text(p, expr->args[1]), column);
			break;
		default:				/* as in SQL */
			appendStringInfo(p->out, "%s(%s)", rubric_function_name(expr->function), column);
			break;
	}
}

/* Instead of a population function an aggregate, and instead of the name of a group its column. */
static bool
print_result(Printer *p, const RubricExpr *expr)
{
	PopulationQuery *query = p->context;
	ListCell   *lc;

	if (rubric_is_population(expr))
	{
		print_aggregate(query, expr);
		return true;
	}
	if (query->grouping < 0)
		return false;
	foreach(lc, rubric_grouping(query->rubric, query->grouping)->names)
	{
		const RubricExpr *name = lfirst(lc);

		if (expr->kind == name->kind && expr->index == name->index)
		{
			appendStringInfo(p->out, "g%d_%d", query->grouping + 1, foreach_current_index(lc) + 1);
			return true;
		}
	}
	return false;
}

static char *
print_taken(PopulationQuery *query, const Taken *taken)
{
	if (taken->tile)
		return psprintf("customer_grade_internal.population_cuts(%d) WITHIN GROUP (ORDER BY %s)", taken->tile->count,
						argument_column(query, taken->tile->expr->args[0]));
	return psprintf("(%s)::%s", printer_text(&query->printer, taken->expr), rubric_sql_type(taken->type));
}

/* The part of everybody: SELECT ... FROM population. */
static char *
print_everybody(PopulationQuery *query, List *values)
{
	StringInfoData out;
	ListCell   *lc;

	initStringInfo(&out);
	query->grouping = -1;
	appendStringInfoString(&out, "SELECT jsonb_build_object('size', count(*), 'values', '{}'::jsonb");
	foreach(lc, values)
	{
		const Taken *taken = lfirst(lc);

		if (taken->grouping < 0)
			appendStringInfo(&out, " || jsonb_build_object(%s, %s)", quote_literal_cstr(taken->key), print_taken(query, taken));
	}
	appendStringInfoString(&out, ") FROM population");
	return out.data;
}

/* The part of one list of groups: the innermost first, each level an object of the one within. */
static char *
print_groups(PopulationQuery *query, List *values, int grouping)
{
	int			names = list_length(rubric_grouping(query->rubric, grouping)->names);
	StringInfoData out;
	char	   *within;
	ListCell   *lc;

	initStringInfo(&out);
	query->grouping = grouping;
	query->groupings = bms_add_member(query->groupings, grouping);
	appendStringInfoString(&out, "SELECT ");
	for (int name = 1; name <= names; name++)
		appendStringInfo(&out, "g%d_%d, ", grouping + 1, name);
	appendStringInfoString(&out, "count(*) AS n");
	foreach(lc, values)
	{
		const Taken *taken = lfirst(lc);

		if (taken->grouping == grouping)
			appendStringInfo(&out, ", %s AS v%d", print_taken(query, taken), foreach_current_index(lc));
	}
	appendStringInfoString(&out, " FROM population GROUP BY ");
	for (int name = 1; name <= names; name++)
		appendStringInfo(&out, "%sg%d_%d", name > 1 ? ", " : "", grouping + 1, name);
	appendStringInfo(&out, " LIMIT %d", MAX_ROWS);

	for (int name = names; name > 1; name--)
	{
		char	   *column = psprintf("g%d_%d", grouping + 1, name);

		within = out.data;
		initStringInfo(&out);
		appendStringInfoString(&out, "SELECT ");
		for (int outer = 1; outer < name; outer++)
			appendStringInfo(&out, "g%d_%d, ", grouping + 1, outer);
		appendStringInfoString(&out, "sum(n) AS n");
		foreach(lc, values)
		{
			if (((Taken *) lfirst(lc))->grouping == grouping)
				appendStringInfo(&out, ", jsonb_object_agg(%s, v%d) FILTER (WHERE %s IS NOT NULL) AS v%d",
								 column, foreach_current_index(lc), column, foreach_current_index(lc));
		}
		appendStringInfo(&out, " FROM (%s) AS s GROUP BY ", within);
		for (int outer = 1; outer < name; outer++)
			appendStringInfo(&out, "%sg%d_%d", outer > 1 ? ", " : "", grouping + 1, outer);
	}

	within = out.data;
	initStringInfo(&out);
	appendStringInfoString(&out, "SELECT jsonb_build_object('size', coalesce(sum(n), 0), 'values', '{}'::jsonb");
	foreach(lc, values)
	{
		const Taken *taken = lfirst(lc);

		if (taken->grouping == grouping)
			appendStringInfo(&out, " || jsonb_build_object(%s, coalesce(jsonb_object_agg(g%d_1, v%d) "
							 "FILTER (WHERE g%d_1 IS NOT NULL), '{}'))",
							 quote_literal_cstr(taken->key), grouping + 1, foreach_current_index(lc), grouping + 1);
	}
	appendStringInfo(&out, ") FROM (%s) AS s", within);
	return out.data;
}

/* Who belongs to the population: tested in this order, since a scope may fail on what is outside a domain. */
static char *
print_condition(PopulationQuery *query)
{
	Printer    *p = &query->printer;
	StringInfoData out;
	ListCell   *lc;
	ListCell   *name;

	initStringInfo(&out);
	appendStringInfo(&out, "case when (%s) is false then false", printer_check(p));
	foreach(lc, query->rubric->scopes)
		appendStringInfo(&out, " when (%s) is not true then false", print_of_row(query, ((Rule *) lfirst(lc))->when));
	foreach(lc, query->rubric->requirements)
	{
		appendStringInfoString(&out, " when ");
		foreach(name, ((Requirement *) lfirst(lc))->names)
			appendStringInfo(&out, "%s(%s) is null", foreach_current_index(name) > 0 ? " and " : "",
							 print_of_row(query, lfirst(name)));
		appendStringInfoString(&out, " then false");
	}
	appendStringInfoString(&out, " else true end");
	return out.data;
}

/* The columns of the population: arguments and names of groups. */
static char *
print_columns(PopulationQuery *query)
{
	StringInfoData out;
	const char *separator = "";
	int			grouping = -1;
	ListCell   *lc;

	initStringInfo(&out);
	foreach(lc, query->arguments)
	{
		appendStringInfo(&out, "%s%s AS a%d", separator, (char *) lfirst(lc), foreach_current_index(lc) + 1);
		separator = ", ";
	}
	while ((grouping = bms_next_member(query->groupings, grouping)) >= 0)
	{
		foreach(lc, rubric_grouping(query->rubric, grouping)->names)
		{
			const RubricExpr *name = lfirst(lc);

			/* byte by byte, as rows find their group */
			appendStringInfo(&out, "%s(%s)%s AS g%d_%d", separator, print_of_row(query, name),
							 name->type == RUBRIC_TEXT ? " COLLATE \"C\"" : "", grouping + 1, foreach_current_index(lc) + 1);
			separator = ", ";
		}
	}
	return out.data;
}

bool
population_is_known(const Rubric *rubric, Jsonb *parameters)
{
	PopulationQuery query = {.rubric = rubric, .parameters = parameters};

	find_known(&query);
	return next_values(&query) == NIL;
}

char *
population_query(const Rubric *rubric, const char *relation, const Source *sources,
				 Jsonb *parameters, const DateADT *as_of)
{
	PopulationQuery query = {.rubric = rubric, .parameters = parameters};
	ParameterValues *values = parameters_make(rubric);
	List	   *parts = NIL;
	List	   *wanted;
	bool		of_everybody = false;
	Bitmapset  *groupings = NULL;
	int			grouping = -1;
	StringInfoData out;
	ListCell   *lc;

	find_known(&query);
	wanted = next_values(&query);
	values->lenient = true;
	fault_throw_any(parameters_take(values, parameters, as_of));
	foreach(lc, values->problems)
		fault_throw(((ParameterProblem *) lfirst(lc))->fault);
	printer_init(&query.printer, rubric, values, "c");
	query.printer.sources = query.printer.lowering.precision.sources = sources;
	query.printer.lowering.score = rubric_has_score(rubric) ? lower_plain_score(&query.printer.lowering) : NULL;
	query.printer.replace = print_result;
	query.printer.context = &query;

	foreach(lc, wanted)
	{
		const Taken *taken = lfirst(lc);

		if (taken->grouping < 0)
			of_everybody = true;
		else
			groupings = bms_add_member(groupings, taken->grouping);
	}
	if (of_everybody)
		parts = lappend(parts, print_everybody(&query, wanted));
	while ((grouping = bms_next_member(groupings, grouping)) >= 0)
		parts = lappend(parts, print_groups(&query, wanted, grouping));

	initStringInfo(&out);
	appendStringInfo(&out, "WITH population AS (SELECT %s FROM %s AS c WHERE %s) SELECT jsonb_build_object('size', p1 -> 'size', 'values', ",
					 print_columns(&query), relation, print_condition(&query));
	foreach(lc, parts)
		appendStringInfo(&out, "%s(p%d -> 'values')", foreach_current_index(lc) > 0 ? " || " : "", foreach_current_index(lc) + 1);
	appendStringInfoString(&out, ") FROM (SELECT ");
	foreach(lc, parts)
		appendStringInfo(&out, "%s(%s) AS p%d", foreach_current_index(lc) > 0 ? ", " : "", (char *) lfirst(lc),
						 foreach_current_index(lc) + 1);
	/* or the planner would put each part in wherever it is read */
	appendStringInfoString(&out, " OFFSET 0) AS parts");
	return out.data;
}

/* -------------------------------------------------------------- definitions */

typedef struct Definition
{
	const Rubric *rubric;
	StringInfo	out;
	Bitmapset  *metrics;
	Bitmapset  *parameters;
	Bitmapset  *defines;
	bool		score;
} Definition;

/* A part of the text without white space and comments. */
static void
append_tokens(Definition *definition, int start, int end)
{
	const char *text = definition->rubric->text + start;
	ListCell   *lc;

	foreach(lc, rubric_scan_tokens(text, end - start))
	{
		const RubricToken *token = lfirst(lc);

		if (token_is_space(token))
			continue;
		appendBinaryStringInfo(definition->out, text + token->start, token->end - token->start);
		appendStringInfoChar(definition->out, ' ');
	}
	appendStringInfoString(definition->out, ";");
}

static bool define_reads(RubricExpr *expr, void *context);

static void
define_expr(Definition *definition, RubricExpr *expr)
{
	if (expr == NULL)
		return;
	append_tokens(definition, expr->start, expr->end);
	(void) define_reads(expr, definition);
}

static void
define_score_root(RubricExpr *root, RubricRole role, void *context)
{
	if ((role >= ROLE_WEIGHT && role <= ROLE_ALTERNATIVE) || role == ROLE_SCORE)
	{
		appendStringInfo(((Definition *) context)->out, "%d ", (int) role);
		define_expr(context, root);
	}
}

static bool
enter(Bitmapset **entered, int index)
{
	if (bms_is_member(index, *entered))
		return false;
	*entered = bms_add_member(*entered, index);
	return true;
}

/* What the names of an expression stand for. */
static bool
define_reads(RubricExpr *expr, void *context)
{
	Definition *definition = context;
	const Rubric *rubric = definition->rubric;

	switch (expr->kind)
	{
		case EXPR_METRIC:
			if (enter(&definition->metrics, expr->index))
			{
				const Input *metric = rubric_metric(rubric, expr->index);

				appendStringInfo(definition->out, "%s %s", metric->name, rubric_type_name(metric->type));
				append_tokens(definition, metric->domain.start, metric->domain.end);
			}
			break;
		case EXPR_PARAMETER:
			if (enter(&definition->parameters, expr->index))
			{
				appendStringInfo(definition->out, "%s = ", expr->text);
				define_expr(definition, rubric_parameter(rubric, expr->index)->value);
			}
			break;
		case EXPR_DEFINE:
			if (enter(&definition->defines, expr->index))
			{
				appendStringInfo(definition->out, "%s = ", expr->text);
				define_expr(definition, rubric_define(rubric, expr->index)->expr);
			}
			break;
		case EXPR_SCORE:
			if (!definition->score)
			{
				definition->score = true;
				rubric_walk(rubric, define_score_root, definition);
			}
			break;
		default:
			break;
	}
	return rubric_expr_walk(expr, define_reads, context);
}

char *
population_definition(const Rubric *rubric, const Taken *taken)
{
	StringInfoData out;
	Definition	definition = {.rubric = rubric, .out = &out};
	ListCell   *lc;
	ListCell   *name;

	initStringInfo(&out);
	define_expr(&definition, taken->tile ? taken->tile->expr : taken->expr);
	foreach(lc, rubric->scopes)
		define_expr(&definition, ((Rule *) lfirst(lc))->when);
	foreach(lc, rubric->requirements)
	{
		const Requirement *requirement = lfirst(lc);

		append_tokens(&definition, requirement->start, requirement->end);
		foreach(name, requirement->names)
			(void) define_reads(lfirst(name), &definition);
	}
	return out.data;
}
