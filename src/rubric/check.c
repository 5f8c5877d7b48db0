/*
 * check.c
 *		What the grammar cannot say: names, labels, types, domains.
 *
 * Every expression of a rubric is a root, and roots are looked at in the order
 * of the text.  Types are found by passes from the leaves to the top: a type
 * that an expression must have is pushed down into undeclared metrics and bare
 * nulls, and passes are repeated until nothing changes.
 */
#include "postgres.h"

#include "miscadmin.h"

#include "rubric/parse_internal.h"
#include "text.h"

/* A metric, parameter or define. */
typedef struct Declared
{
	const char *name;
	ExprKind	kind;
	int			index;
	int			start;			/* readers must come after it; -1: undeclared */
} Declared;

/* What score means to an expression. */
typedef enum ScoreUse
{
	SCORE_NONE,					/* it may not be read */
	SCORE_SUM,					/* the sum of the criteria */
	SCORE_TOTAL
} ScoreUse;

/* What the root of an expression must be and may read. */
typedef struct RootRule
{
	RubricType	type;			/* unknown: anything */
	const char *noun;			/* for messages */
	ScoreUse	score;
} RootRule;

static const RootRule root_rules[] = {
	[ROLE_DEFINE] = {RUBRIC_UNKNOWN, "a define", SCORE_NONE},
	[ROLE_SCOPE] = {RUBRIC_BOOLEAN, "a scope", SCORE_NONE},
	[ROLE_REQUIREMENT] = {RUBRIC_UNKNOWN, "a requirement", SCORE_NONE},
	[ROLE_WEIGHT] = {RUBRIC_NUMBER, "a weight", SCORE_NONE},
	[ROLE_MAX] = {RUBRIC_NUMBER, "a maximum", SCORE_NONE},
	[ROLE_MISSING] = {RUBRIC_NUMBER, "the points of a missing value", SCORE_NONE},
	[ROLE_POINTS] = {RUBRIC_NUMBER, "the points of a criterion", SCORE_NONE},
	[ROLE_ALTERNATIVE] = {RUBRIC_BOOLEAN, "the condition of a criterion", SCORE_NONE},
	[ROLE_SCORE] = {RUBRIC_NUMBER, "the score", SCORE_SUM},
	[ROLE_RULE] = {RUBRIC_BOOLEAN, "a grade rule", SCORE_TOTAL},
	[ROLE_FLOOR] = {RUBRIC_BOOLEAN, "a floor", SCORE_TOTAL},
	[ROLE_CAP] = {RUBRIC_BOOLEAN, "a cap", SCORE_TOTAL},
	[ROLE_VALUE] = {RUBRIC_UNKNOWN, "the value of a parameter", SCORE_TOTAL},
	[ROLE_KEEP] = {RUBRIC_UNKNOWN, "the keep value of a parameter", SCORE_TOTAL},
	[ROLE_FROM] = {RUBRIC_DATE, "the day of a review", SCORE_NONE},
	[ROLE_SINCE] = {RUBRIC_DATE, "the beginning of a provisional grade", SCORE_NONE},
	[ROLE_TREATMENT] = {RUBRIC_UNKNOWN, "a treatment", SCORE_TOTAL},
	[ROLE_TREATMENT_WHEN] = {RUBRIC_BOOLEAN, "the condition of a treatment", SCORE_TOTAL},
};

typedef struct Root
{
	RubricExpr *expr;
	RubricRole	role;
	const RootRule *rule;
} Root;

typedef struct Checker
{
	RubricParse *parse;
	Rubric	   *rubric;
	Declared   *names;			/* sorted by name */
	int			nnames;
	Root	   *roots;			/* sorted by place */
	int			nroots;
	int			max_roots;
	bool		first_pass;
	bool		changed;		/* this pass found the type of something */
} Checker;

static void check_statements(Checker *checker);
static void check_label(Checker *checker, Rule *rule, bool ranked);
static void declare_all(Checker *checker);
static void resolve(Checker *checker, const Root *root, RubricExpr *expr);
static void resolve_name(Checker *checker, RubricExpr *expr);
static void check_size(Checker *checker, const RubricExpr *expr, int64 size);
static void check_inputs(Checker *checker);
static void check_input(Checker *checker, Input *input, const char *what);
static void check_literal(Checker *checker, const Input *input, const RubricExpr *value);
static void check_domain(Checker *checker, const Input *input);
static int	compare_values(const void *a, const void *b);
pg_noreturn static void refuse_outside(Checker *checker, const RubricExpr *literal, const Domain *domain);
static void collect_roots(Checker *checker);
static void mark_reads(Checker *checker);
static void infer_types(Checker *checker);
static void assign(Checker *checker, RubricExpr *expr, RubricType type);
static void infer(Checker *checker, RubricExpr *expr);
static void expect(Checker *checker, RubricExpr *expr, RubricType type, const char *what);
static void infer_function(Checker *checker, RubricExpr *expr);
static void infer_population(Checker *checker, RubricExpr *expr);
static void infer_parameters(Checker *checker);
static void compare(Checker *checker, RubricExpr *a, RubricExpr *b, bool ordering, const char *operator);
static void common_type(Checker *checker, RubricExpr *expr, const char *what);
static const RubricExpr *misfit(const RubricExpr *expr, const Domain *order);
static void take_order(RubricExpr *expr, const Domain *order);
static bool join_order(Checker *checker, RubricExpr *expr, const Domain *order, const char *what);
pg_noreturn static void refuse_unordered(Checker *checker, const RubricExpr *expr, const char *what);

void
rubric_check(RubricParse *parse)
{
	Checker		checker = {0};
	int64		size = 0;

	checker.parse = parse;
	checker.rubric = parse->rubric;
	check_statements(&checker);
	rubric_check_terms(parse);
	declare_all(&checker);
	check_inputs(&checker);
	collect_roots(&checker);
	for (int i = 0; i < checker.nroots; i++)
	{
		RubricExpr *expr = checker.roots[i].expr;

		CHECK_FOR_INTERRUPTS();
		resolve(&checker, &checker.roots[i], expr);
		size += expr->size;
		check_size(&checker, expr, size);
	}
	mark_reads(&checker);
	rubric_check_population(parse);
	infer_types(&checker);
	if (checker.rubric->labels == NIL && !rubric_has_score(checker.rubric))
		rubric_fail(parse, -1, ERRCODE_SYNTAX_ERROR,
					"Add \"grades\" with grade rules, or criteria, or \"score = ...\".",
					"rubric has neither grades nor a score");
}

const char *
rubric_role_noun(RubricRole role)
{
	return root_rules[role].noun;
}

void
rubric_check_types(Rubric *rubric)
{
	RubricError error = {0};
	RubricParse parse = {0};
	Checker		checker = {0};

	parse.rubric = rubric;
	parse.error = &error;
	checker.parse = &parse;
	checker.rubric = rubric;
	if (sigsetjmp(parse.escape, 0) != 0)
		rubric_throw(&error);
	collect_roots(&checker);
	infer_types(&checker);
}

/*
 * Statements
 */

static void
check_statements(Checker *checker)
{
	Rubric	   *rubric = checker->rubric;
	ListCell   *cell;
	const Rule *before = NULL;

	if (rubric->labels == NIL && rubric->metrics == NIL && rubric->parameters == NIL &&
		rubric->defines == NIL && rubric->scopes == NIL && rubric->requirements == NIL &&
		rubric->rules == NIL && rubric->caps == NIL && rubric->floors == NIL &&
		!rubric_has_score(rubric) && !rubric_has_terms(rubric))
		rubric_fail(checker->parse, -1, ERRCODE_SYNTAX_ERROR, NULL, "rubric is empty");

	foreach(cell, rubric->labels)
	{
		const Label *label = lfirst(cell);

		for (int i = 0; i < foreach_current_index(cell); i++)
			if (strcmp(rubric_label(rubric, i)->name, label->name) == 0)
				rubric_fail(checker->parse, label->start, ERRCODE_SYNTAX_ERROR, NULL,
							"grade \"%s\" is defined twice", label->name);
	}

	foreach(cell, rubric->rules)
	{
		Rule	   *rule = lfirst(cell);

		if (before && before->when == NULL)
			rubric_fail(checker->parse, rule->start, ERRCODE_SYNTAX_ERROR, NULL,
						"grade rule after \"otherwise\" can never be reached");
		check_label(checker, rule, false);
		before = rule;
	}
	foreach(cell, rubric->caps)
		check_label(checker, lfirst(cell), true);
	foreach(cell, rubric->floors)
		check_label(checker, lfirst(cell), true);

	if (rubric->labels && rubric->rules == NIL)
		rubric_fail(checker->parse, rubric_label(rubric, 0)->start, ERRCODE_SYNTAX_ERROR,
					"A rule is written: grade A when ...; or: grade A otherwise;",
					"grades without a grade rule");

	for (int i = 1; i < list_length(rubric->criteria); i++)
	{
		const Criterion *criterion = list_nth(rubric->criteria, i);

		for (int j = 0; j < i; j++)
			if (strcmp(((Criterion *) list_nth(rubric->criteria, j))->name, criterion->name) == 0)
				rubric_fail(checker->parse, criterion->start, ERRCODE_SYNTAX_ERROR, NULL,
							"criterion \"%s\" is defined twice", criterion->name);
	}
}

/* Find the label of a rule; those of caps and floors must have a rank. */
static void
check_label(Checker *checker, Rule *rule, bool ranked)
{
	rule->label = rubric_find_label(checker->parse, rule->label_name, rule->label_start);
	if (ranked && rubric_label(checker->rubric, rule->label)->rank == 0)
		rubric_fail(checker->parse, rule->label_start, ERRCODE_SYNTAX_ERROR,
					"Caps and floors need a grade from the ordered part of \"grades\".",
					"grade \"%s\" has no rank", rule->label_name);
}

/*
 * Names
 */

/* The place of name in the sorted list, or the place to insert it at. */
static int
name_position(const Checker *checker, const char *name, bool *found)
{
	int			low = 0;
	int			high = checker->nnames;

	*found = false;
	while (low < high)
	{
		int			middle = (low + high) / 2;
		int			order = strcmp(name, checker->names[middle].name);

		if (order == 0)
		{
			*found = true;
			return middle;
		}
		if (order < 0)
			high = middle;
		else
			low = middle + 1;
	}
	return low;
}

static void
declare(Checker *checker, const char *name, ExprKind kind, int index, int start)
{
	bool		found;
	int			position = name_position(checker, name, &found);
	Declared   *place = &checker->names[position];

	if (found)
		rubric_fail(checker->parse, Max(start, place->start), ERRCODE_SYNTAX_ERROR,
					"Metrics, parameters and defines share one name space.",
					"\"%s\" is declared twice", name);
	if (kind == EXPR_METRIC && strlen(name) >= NAMEDATALEN)
		rubric_fail(checker->parse, rubric_metric(checker->rubric, index)->start,
					ERRCODE_PROGRAM_LIMIT_EXCEEDED,
					psprintf("The limit is %d bytes, as for the name of a column.", NAMEDATALEN - 1),
					"name of a metric is too long");
	memmove(place + 1, place, (checker->nnames - position) * sizeof(Declared));
	checker->nnames++;
	place->name = name;
	place->kind = kind;
	place->index = index;
	place->start = start;
}

static void
declare_all(Checker *checker)
{
	Rubric	   *rubric = checker->rubric;
	ListCell   *cell;

	/* room for the undeclared metrics, too */
	checker->names = palloc((RUBRIC_MAX_ITEMS + list_length(rubric->parameters) +
							 list_length(rubric->defines)) * sizeof(Declared));
	foreach(cell, rubric->metrics)
	{
		Input	   *metric = lfirst(cell);

		declare(checker, metric->name, EXPR_METRIC, foreach_current_index(cell), metric->start);
	}
	foreach(cell, rubric->parameters)
	{
		Input	   *parameter = lfirst(cell);

		declare(checker, parameter->name, EXPR_PARAMETER, foreach_current_index(cell), parameter->start);
	}
	foreach(cell, rubric->defines)
	{
		Define	   *define = lfirst(cell);

		declare(checker, define->name, EXPR_DEFINE, foreach_current_index(cell), define->start);
	}
}

static bool
is_zero(const RubricExpr *expr)
{
	return expr->kind == EXPR_LITERAL && expr->type == RUBRIC_NUMBER &&
		expr->text[strspn(expr->text, "0.")] == '\0';
}

/* Gives the size of the child and makes its parent at least as high. */
static int
resolve_child(Checker *checker, const Root *root, RubricExpr *expr, RubricExpr *child)
{
	resolve(checker, root, child);
	expr->height = Max(expr->height, child->height + 1);
	return child->size;
}

/* Resolve the names of an expression; find its size and its height. */
static void
resolve(Checker *checker, const Root *root, RubricExpr *expr)
{
	int64		size = 1;

	check_stack_depth();
	if (expr->subject)
		size += resolve_child(checker, root, expr, expr->subject);
	for (int i = 0; i < expr->nargs; i++)
		size += resolve_child(checker, root, expr, expr->args[i]);
	if (expr->kind == EXPR_NAME)
		resolve_name(checker, expr);
	if (expr->kind == EXPR_DEFINE)
	{
		const RubricExpr *define = rubric_define(checker->rubric, expr->index)->expr;

		size += define->size;
		expr->height += define->height;
	}
	else if (expr->kind == EXPR_SCORE)
	{
		if (root->rule->score == SCORE_NONE)
			rubric_fail(checker->parse, expr->start, ERRCODE_SYNTAX_ERROR,
						"Only grade rules, caps, floors, treatments and \"score = ...\" read the score.",
						"score cannot be read in %s", root->rule->noun);
		if (root->rule->score == SCORE_SUM && checker->rubric->criteria == NIL)
			rubric_fail(checker->parse, expr->start, ERRCODE_SYNTAX_ERROR,
						"In \"score = ...\", score is the sum of the criteria.",
						"score is read, but there are no criteria");
		if (!rubric_has_score(checker->rubric))
			rubric_fail(checker->parse, expr->start, ERRCODE_SYNTAX_ERROR,
						"Add criteria or \"score = ...\".",
						"score is read, but nothing defines it");
	}
	else if (expr->kind == EXPR_DIVIDE && expr->args[0]->kind == EXPR_LITERAL &&
			 expr->args[0]->type == RUBRIC_NUMBER && is_zero(expr->args[1]))
		rubric_fail(checker->parse, expr->args[1]->start, ERRCODE_DIVISION_BY_ZERO, NULL,
					"division by zero");
	check_size(checker, expr, size);
	expr->size = size;
	rubric_check_height(checker->parse, expr);
}

static void
check_size(Checker *checker, const RubricExpr *expr, int64 size)
{
	if (size > RUBRIC_MAX_NODES)
		rubric_fail(checker->parse, expr->start, ERRCODE_PROGRAM_LIMIT_EXCEEDED,
					psprintf("The limit is %d names, literals and operators.", RUBRIC_MAX_NODES),
					"rubric is too large with its defines written out");
}

static void
resolve_name(Checker *checker, RubricExpr *expr)
{
	Rubric	   *rubric = checker->rubric;
	bool		found;
	int			position = name_position(checker, expr->text, &found);
	Declared   *name = &checker->names[position];

	if (!found)
	{
		List	   *names = NIL;
		char	   *hint;
		Input	   *metric;

		if (rubric->declares_metrics)
		{
			for (int i = 0; i < checker->nnames; i++)
				names = lappend(names, (char *) checker->names[i].name);
			hint = nearest_name(expr->text, names);
			rubric_fail(checker->parse, expr->start, ERRCODE_SYNTAX_ERROR,
						hint ? hint : "A rubric that declares a metric declares them all.",
						"unknown name \"%s\"", expr->text);
		}
		metric = palloc0(sizeof(Input));
		metric->name = expr->text;
		metric->start = expr->start;
		rubric->metrics = rubric_append(checker->parse, rubric->metrics, metric, expr->start, "metrics");
		declare(checker, metric->name, EXPR_METRIC, list_length(rubric->metrics) - 1, -1);
	}
	if (expr->start < name->start)
		rubric_fail(checker->parse, expr->start, ERRCODE_SYNTAX_ERROR,
					"A name is declared above its first use.",
					"\"%s\" is used before it is declared", expr->text);
	expr->kind = name->kind;
	expr->index = name->index;
	if (expr->kind == EXPR_DEFINE && rubric_define(rubric, expr->index)->expr->size == 0)
		rubric_fail(checker->parse, expr->start, ERRCODE_SYNTAX_ERROR, NULL,
					"define \"%s\" reads itself", expr->text);
}

/* Why what is being marked is read. */
typedef enum Purpose
{
	TO_GRADE,					/* or to score a row */
	FOR_TERMS,					/* and treatments */
	TO_MEASURE					/* the population: no row that is graded needs it */
} Purpose;

typedef struct Reader
{
	const Rubric *rubric;
	Purpose		purpose;
	Bitmapset  *defines;		/* that it has read so far */
} Reader;

static void
mark_metric(Input *metric, Purpose purpose)
{
	switch (purpose)
	{
		case TO_GRADE:
			metric->read = true;
			break;
		case FOR_TERMS:
			metric->read_by_terms = true;
			break;
		case TO_MEASURE:
			metric->measured = true;
	}
}

static bool
mark_read(RubricExpr *expr, void *context)
{
	Reader	   *reader = context;

	switch (expr->kind)
	{
		case EXPR_METRIC:
			mark_metric(rubric_metric(reader->rubric, expr->index), reader->purpose);
			return false;
		case EXPR_PARAMETER:
			if (reader->purpose == FOR_TERMS)
				rubric_parameter(reader->rubric, expr->index)->read_by_terms = true;
			else
				rubric_parameter(reader->rubric, expr->index)->read = true;
			return false;
		case EXPR_DEFINE:
			if (bms_is_member(expr->index, reader->defines))
				return false;
			reader->defines = bms_add_member(reader->defines, expr->index);
			return mark_read(rubric_define(reader->rubric, expr->index)->expr, reader);
		default:
			return rubric_expr_walk(expr, mark_read, reader);
	}
}

/*
 * Mark the metrics and parameters that are read.  A define that only terms or
 * values of the population read is theirs; one that nothing reads is computed
 * nowhere, but the row must have its metrics.
 */
static void
mark_reads(Checker *checker)
{
	Reader		grading = {.rubric = checker->rubric, .purpose = TO_GRADE};
	Reader		terms = {.rubric = checker->rubric, .purpose = FOR_TERMS};
	Reader		measuring = {.rubric = checker->rubric, .purpose = TO_MEASURE};

	for (int i = 0; i < checker->nroots; i++)
	{
		const Root *root = &checker->roots[i];

		if (root->role == ROLE_VALUE || root->role == ROLE_KEEP)
			mark_read(root->expr, &measuring);
		else if (root->role != ROLE_DEFINE)
			mark_read(root->expr, rubric_role_is_term(root->role) ? &terms : &grading);
	}
	for (int i = 0; i < list_length(checker->rubric->defines); i++)
		if (!bms_is_member(i, terms.defines) && !bms_is_member(i, measuring.defines))
			mark_read(rubric_define(checker->rubric, i)->expr, &grading);
}

/*
 * Metrics and parameters
 */

static void
check_inputs(Checker *checker)
{
	ListCell   *cell;

	foreach(cell, checker->rubric->metrics)
		check_input(checker, lfirst(cell), "metric");
	foreach(cell, checker->rubric->parameters)
		check_input(checker, lfirst(cell), "parameter");
}

static void
check_input(Checker *checker, Input *input, const char *what)
{
	const Domain *domain = &input->domain;
	const RubricExpr *value = rubric_default(input);

	if (!input->typed)
	{
		if (domain->kind == DOMAIN_RANGE)
			input->type = domain->low ? domain->low->type : domain->high->type;
		else if (domain->kind == DOMAIN_RANGES)
			input->type = domain->lows[0]->type;
		else if (domain->kind != DOMAIN_ANY)
			input->type = domain->values[0]->type;
		else if (value)
			input->type = value->type;
		else if (input->value == NULL)
			input->type = RUBRIC_NUMBER;
		/* else that of its value: see infer_parameters() */
	}
	check_domain(checker, input);
	if (value && value->type != input->type)
		rubric_fail(checker->parse, value->start, ERRCODE_SYNTAX_ERROR, NULL,
					"default of %s \"%s\" is %s, not %s", what, input->name,
					rubric_type_name(value->type), rubric_type_name(input->type));
	check_literal(checker, input, value);
	if (input->keep && input->keep->type == input->type)
		check_literal(checker, input, input->keep);
}

/* A value of an input that is a literal must be inside its domain. */
static void
check_literal(Checker *checker, const Input *input, const RubricExpr *value)
{
	const Domain *domain = &input->domain;

	if (value == NULL || value->kind != EXPR_LITERAL || domain->kind == DOMAIN_ANY)
		return;
	if (domain->kind == DOMAIN_RANGE)
	{
		int			low = domain->low ? rubric_compare_literals(value, domain->low) : 1;
		int			high = domain->high ? rubric_compare_literals(value, domain->high) : -1;

		if ((domain->low_open ? low > 0 : low >= 0) && (domain->high_open ? high < 0 : high <= 0))
			return;
	}
	for (int i = 0; i < domain->nranges; i++)
		if (rubric_compare_literals(value, domain->lows[i]) >= 0 && rubric_compare_literals(value, domain->highs[i]) <= 0)
			return;
	for (int i = 0; i < domain->nvalues; i++)
		if (rubric_compare_literals(value, domain->values[i]) == 0)
			return;
	refuse_outside(checker, value, domain);
}

static void
check_domain_type(Checker *checker, const Input *input, const RubricExpr *value)
{
	if (value && value->type != input->type)
		rubric_fail(checker->parse, value->start, ERRCODE_SYNTAX_ERROR, NULL,
					"domain of \"%s\" has a value of type %s, not %s", input->name,
					rubric_type_name(value->type), rubric_type_name(input->type));
}

/* One of a domain's ranges; a bound may be missing. */
static void
check_range(Checker *checker, const Input *input, const RubricExpr *low, const RubricExpr *high, int start)
{
	check_domain_type(checker, input, low);
	check_domain_type(checker, input, high);
	if (input->type != RUBRIC_NUMBER && input->type != RUBRIC_DATE)
		rubric_fail(checker->parse, start, ERRCODE_SYNTAX_ERROR,
					input->type == RUBRIC_TEXT ?
					"List the values, best first: in ('good' > 'fair' > 'poor')" : NULL,
					"%s has no order for a range", rubric_type_name(input->type));
	if (low && high && rubric_compare_literals(low, high) > 0)
		rubric_fail(checker->parse, start, ERRCODE_SYNTAX_ERROR, NULL,
					"range of \"%s\" is empty", input->name);
}

static void
check_ranges(Checker *checker, const Input *input)
{
	const Domain *domain = &input->domain;

	for (int i = 0; i < domain->nranges; i++)
	{
		check_range(checker, input, domain->lows[i], domain->highs[i], domain->lows[i]->start);
		if (i > 0 && rubric_compare_literals(domain->highs[i - 1], domain->lows[i]) >= 0)
			rubric_fail(checker->parse, domain->lows[i]->start, ERRCODE_SYNTAX_ERROR,
						"The least comes first, and none overlaps the one before.",
						"ranges of \"%s\" are not in ascending order", input->name);
	}
}

static void
check_domain(Checker *checker, const Input *input)
{
	const Domain *domain = &input->domain;
	RubricExpr **sorted;

	if (domain->kind == DOMAIN_ANY)
		return;
	if (domain->kind == DOMAIN_RANGE)
	{
		check_range(checker, input, domain->low, domain->high, domain->start);
		return;
	}
	if (domain->kind == DOMAIN_RANGES)
	{
		check_ranges(checker, input);
		return;
	}
	if (domain->kind == DOMAIN_ORDER && input->type != RUBRIC_TEXT)
		rubric_fail(checker->parse, domain->start, ERRCODE_SYNTAX_ERROR,
					"Numbers and dates have an order of their own; put commas between the values.",
					"an ordered list of values is for text, not for %s", rubric_type_name(input->type));
	for (int i = 0; i < domain->nvalues; i++)
		check_domain_type(checker, input, domain->values[i]);

	sorted = palloc(domain->nvalues * sizeof(RubricExpr *));
	memcpy(sorted, domain->values, domain->nvalues * sizeof(RubricExpr *));
	qsort(sorted, domain->nvalues, sizeof(RubricExpr *), compare_values);
	for (int i = 1; i < domain->nvalues; i++)
		if (rubric_compare_literals(sorted[i - 1], sorted[i]) == 0)
			rubric_fail(checker->parse, Max(sorted[i - 1]->start, sorted[i]->start),
						ERRCODE_SYNTAX_ERROR, NULL,
						"domain of \"%s\" names a value twice", input->name);
}

static int
compare_values(const void *a, const void *b)
{
	return rubric_compare_literals(*(RubricExpr *const *) a, *(RubricExpr *const *) b);
}

/* Refuse a literal that is outside its domain. */
static void
refuse_outside(Checker *checker, const RubricExpr *literal, const Domain *domain)
{
	List	   *values = NIL;
	char	   *source = rubric_source(checker->rubric, domain->start, domain->end);

	if (literal->type == RUBRIC_TEXT)
		for (int i = 0; i < domain->nvalues; i++)
			values = lappend(values, domain->values[i]->text);
	rubric_fail(checker->parse, literal->start, ERRCODE_SYNTAX_ERROR,
				values ? nearest_name(literal->text, values) : NULL,
				"%s is outside the domain %s",
				rubric_source(checker->rubric, literal->start, literal->end),
				rubric_excerpt(source, strlen(source), 100));
}

/*
 * Roots
 */

static void
add_root(RubricExpr *expr, RubricRole role, void *context)
{
	Checker    *checker = context;

	if (checker->nroots == checker->max_roots)
	{
		checker->max_roots *= 2;
		checker->roots = repalloc(checker->roots, checker->max_roots * sizeof(Root));
	}
	checker->roots[checker->nroots].expr = expr;
	checker->roots[checker->nroots].role = role;
	checker->roots[checker->nroots++].rule = &root_rules[role];
}

static int
compare_roots(const void *a, const void *b)
{
	int			x = ((const Root *) a)->expr->start;
	int			y = ((const Root *) b)->expr->start;

	return x < y ? -1 : x > y;
}

static void
collect_roots(Checker *checker)
{
	checker->max_roots = 64;
	checker->roots = palloc(checker->max_roots * sizeof(Root));
	rubric_walk(checker->rubric, add_root, checker);
	qsort(checker->roots, checker->nroots, sizeof(Root), compare_roots);
}

/*
 * Types
 */

static const char *
type_phrase(RubricType type)
{
	switch (type)
	{
		case RUBRIC_NUMBER:
			return "a number";
		case RUBRIC_DATE:
			return "a date";
		default:
			return rubric_type_name(type);
	}
}

/* The name of a date, whose message says so of the name. */
static void
expect_day(Checker *checker, RubricExpr *name)
{
	assign(checker, name, RUBRIC_DATE);
	if (name->type != RUBRIC_DATE)
		rubric_fail(checker->parse, name->start, ERRCODE_SYNTAX_ERROR,
					psprintf("It is %s.", type_phrase(name->type)),
					"\"%s\" is not a date", name->text);
}

/* The alternatives of a treatment are values of one type. */
static void
infer_treatment(Checker *checker, const TreatmentTerm *term)
{
	RubricType	type = rubric_treatment_type(term);
	ListCell   *cell;

	foreach(cell, term->alternatives)
	{
		RubricExpr *value = ((Alternative *) lfirst(cell))->points;

		assign(checker, value, type);
		if (value->type != type)
			rubric_fail(checker->parse, value->start, ERRCODE_SYNTAX_ERROR, NULL,
						"%s cannot combine %s with %s", "treatment", type_phrase(type), type_phrase(value->type));
	}
}

static void
infer_treatments(Checker *checker)
{
	ListCell   *cell;

	foreach(cell, checker->rubric->terms.treatments)
		infer_treatment(checker, lfirst(cell));
}

/* The parameter whose value or keep this is. */
static Input *
parameter_of(const Checker *checker, const RubricExpr *root)
{
	ListCell   *cell;

	foreach(cell, checker->rubric->parameters)
	{
		Input	   *parameter = lfirst(cell);

		if (parameter->value == root || parameter->keep == root)
			return parameter;
	}
	elog(ERROR, "no parameter has this value");
}

static void
infer_types(Checker *checker)
{
	checker->first_pass = true;
	infer_parameters(checker);
	do
	{
		checker->changed = false;
		for (int i = 0; i < checker->nroots; i++)
		{
			Root	   *root = &checker->roots[i];

			CHECK_FOR_INTERRUPTS();
			infer(checker, root->expr);
			if (root->role == ROLE_FROM || root->role == ROLE_SINCE)
				expect_day(checker, root->expr);
			else if (root->rule->type != RUBRIC_UNKNOWN)
				expect(checker, root->expr, root->rule->type, root->rule->noun);
		}
		infer_treatments(checker);
		checker->first_pass = false;
	} while (checker->changed);
}

/*
 * The type of a parameter is stated, or that of its value.  What a value reads
 * stands above it, but for undeclared metrics, which are numbers to the
 * functions that read them.
 */
static void
infer_parameters(Checker *checker)
{
	for (int i = 0; i < checker->nroots; i++)
	{
		const Root *root = &checker->roots[i];
		Input	   *parameter;

		if (root->rule == &root_rules[ROLE_DEFINE])
			infer(checker, root->expr);
		if (root->rule != &root_rules[ROLE_VALUE] && root->rule != &root_rules[ROLE_KEEP])
			continue;
		parameter = parameter_of(checker, root->expr);
		infer(checker, root->expr);
		if (parameter->type == RUBRIC_UNKNOWN)
			parameter->type = root->expr->type == RUBRIC_UNKNOWN ? RUBRIC_NUMBER : root->expr->type;
		if (root->expr->type != RUBRIC_UNKNOWN && root->expr->type != parameter->type)
			rubric_fail(checker->parse, root->expr->start, ERRCODE_SYNTAX_ERROR, NULL,
						"%s of \"%s\" must be %s, not %s", root->expr == parameter->keep ? "keep" : "value",
						parameter->name, type_phrase(parameter->type), type_phrase(root->expr->type));
		expect(checker, root->expr, parameter->type, root->rule->noun);
	}
}

/* Something of unknown type must be of this type: push it to where it comes from. */
static void
assign(Checker *checker, RubricExpr *expr, RubricType type)
{
	Input	   *metric;

	check_stack_depth();
	if (expr->type != RUBRIC_UNKNOWN || type == RUBRIC_UNKNOWN)
		return;
	expr->type = type;
	checker->changed = true;
	switch (expr->kind)
	{
		case EXPR_METRIC:
			metric = rubric_metric(checker->rubric, expr->index);
			if (metric->type == RUBRIC_UNKNOWN)
				metric->type = type;
			break;				/* else the next pass finds the contradiction */
		case EXPR_DEFINE:
			assign(checker, rubric_define(checker->rubric, expr->index)->expr, type);
			break;
		default:				/* case, coalesce and their like; a null has no arguments */
			for (int i = 0; i < expr->nargs; i++)
				if (rubric_is_result(expr, i))
					assign(checker, expr->args[i], type);
	}
}

static void
expect(Checker *checker, RubricExpr *expr, RubricType type, const char *what)
{
	if (expr->type == RUBRIC_UNKNOWN)
		assign(checker, expr, type);
	else if (expr->type != type)
		rubric_fail(checker->parse, expr->start, ERRCODE_SYNTAX_ERROR, NULL,
					"%s must be %s, not %s", what, type_phrase(type), type_phrase(expr->type));
}

/* Is it date + number or date - number? */
static bool
is_shift(Checker *checker, const RubricExpr *expr)
{
	const RubricExpr *a = expr->args[0];
	const RubricExpr *b = expr->args[1];

	if (expr->kind == EXPR_ADD && b->type == RUBRIC_DATE && a->type != RUBRIC_DATE)
		rubric_fail(checker->parse, b->start, ERRCODE_SYNTAX_ERROR, "Write the date first, as in: signed_on + 30 days",
					"a date stands to the right of +");
	return a->type == RUBRIC_DATE && (expr->kind == EXPR_ADD || b->type == RUBRIC_NUMBER);
}

/* A date and a number of days, which may be written without "days", or of months. */
static void
infer_shift(Checker *checker, RubricExpr *expr)
{
	if (expr->kind == EXPR_ADD || expr->kind == EXPR_SUBTRACT)
	{
		expr->index = 1;
		expr->negated = expr->kind == EXPR_SUBTRACT;
		expr->kind = EXPR_ADD_DAYS;
	}
	expect(checker, expr->args[0], RUBRIC_DATE, "what days or months are added to");
	expect(checker, expr->args[1], RUBRIC_NUMBER, expr->negated ? "operand of -" : "operand of +");
	expr->type = RUBRIC_DATE;
}

/* The type of an expression, from its leaves to the top. */
static void
infer(Checker *checker, RubricExpr *expr)
{
	static const char *const operators[] = {
		[EXPR_NEGATE] = "operand of -",
		[EXPR_ADD] = "operand of +",
		[EXPR_SUBTRACT] = "operand of -",
		[EXPR_MULTIPLY] = "operand of *",
		[EXPR_DIVIDE] = "operand of /",
		[EXPR_CONCAT] = "operand of ||",
		[EXPR_EQ] = "=",
		[EXPR_NE] = "<>",
		[EXPR_LT] = "<",
		[EXPR_LE] = "<=",
		[EXPR_GT] = ">",
		[EXPR_GE] = ">=",
		[EXPR_AND] = "operand of and",
		[EXPR_OR] = "operand of or",
		[EXPR_NOT] = "operand of not",
		[EXPR_LIKE] = "operand of like",
		[EXPR_IS_TRUE] = "operand of is true",
		[EXPR_IS_FALSE] = "operand of is false",
	};
	const Input *input;
	const RubricExpr *define;
	RubricType	type = RUBRIC_NUMBER;

	check_stack_depth();
	if (expr->subject)
		infer(checker, expr->subject);
	for (int i = 0; i < expr->nargs; i++)
		infer(checker, expr->args[i]);

	switch (expr->kind)
	{
		case EXPR_LITERAL:
			expr->order = NULL;
			if (expr->isnull && checker->first_pass)
				expr->type = RUBRIC_UNKNOWN;
			break;
		case EXPR_METRIC:
		case EXPR_PARAMETER:
			input = expr->kind == EXPR_METRIC ? rubric_metric(checker->rubric, expr->index) :
				rubric_parameter(checker->rubric, expr->index);
			expr->type = input->type;
			expr->order = input->domain.kind == DOMAIN_ORDER ? &input->domain : NULL;
			break;
		case EXPR_DEFINE:
			define = rubric_define(checker->rubric, expr->index)->expr;
			expr->type = define->type;
			expr->order = define->order;
			break;
		case EXPR_SCORE:
			expr->type = RUBRIC_NUMBER;
			break;
		case EXPR_ADD:
		case EXPR_SUBTRACT:
			if (is_shift(checker, expr))
			{
				infer_shift(checker, expr);
				break;
			}
			/* date - date is a number, and so is number - number */
			if (expr->kind == EXPR_ADD)
				type = RUBRIC_NUMBER;
			else if (expr->args[0]->type == RUBRIC_DATE || expr->args[1]->type == RUBRIC_DATE)
				type = RUBRIC_DATE;
			else if (expr->args[0]->type == RUBRIC_UNKNOWN && expr->args[1]->type == RUBRIC_UNKNOWN)
				type = RUBRIC_UNKNOWN;
			for (int i = 0; i < 2 && type != RUBRIC_UNKNOWN; i++)
				expect(checker, expr->args[i], type, operators[expr->kind]);
			expr->type = RUBRIC_NUMBER;
			break;
		case EXPR_ADD_DAYS:
		case EXPR_ADD_MONTHS:
			infer_shift(checker, expr);
			break;
		case EXPR_CONCAT:
			for (int i = 0; i < expr->nargs; i++)
				expect(checker, expr->args[i], RUBRIC_TEXT, operators[expr->kind]);
			expr->type = RUBRIC_TEXT;
			break;
		case EXPR_LIKE:
			expect(checker, expr->args[0], RUBRIC_TEXT, operators[expr->kind]);
			expr->type = RUBRIC_BOOLEAN;
			break;
		case EXPR_NEGATE:
		case EXPR_MULTIPLY:
		case EXPR_DIVIDE:
			for (int i = 0; i < expr->nargs; i++)
				expect(checker, expr->args[i], RUBRIC_NUMBER, operators[expr->kind]);
			expr->type = RUBRIC_NUMBER;
			break;
		case EXPR_EQ:
		case EXPR_NE:
			compare(checker, expr->args[0], expr->args[1], false, operators[expr->kind]);
			expr->type = RUBRIC_BOOLEAN;
			break;
		case EXPR_LT:
		case EXPR_LE:
		case EXPR_GT:
		case EXPR_GE:
			compare(checker, expr->args[0], expr->args[1], true, operators[expr->kind]);
			expr->type = RUBRIC_BOOLEAN;
			break;
		case EXPR_IN:
		case EXPR_BETWEEN:
			for (int i = 1; i < expr->nargs; i++)
				compare(checker, expr->args[0], expr->args[i], expr->kind == EXPR_BETWEEN,
						expr->kind == EXPR_BETWEEN ? "between" : "in");
			expr->type = RUBRIC_BOOLEAN;
			break;
		case EXPR_AND:
		case EXPR_OR:
		case EXPR_NOT:
		case EXPR_IS_TRUE:
		case EXPR_IS_FALSE:
			for (int i = 0; i < expr->nargs; i++)
				expect(checker, expr->args[i], RUBRIC_BOOLEAN, operators[expr->kind]);
			expr->type = RUBRIC_BOOLEAN;
			break;
		case EXPR_IS_NULL:
			expr->type = RUBRIC_BOOLEAN;
			break;
		case EXPR_CASE:
			for (int i = 0; i < expr->nargs - 1; i += 2)
			{
				if (expr->subject)
					compare(checker, expr->subject, expr->args[i], false, operators[EXPR_EQ]);
				else
					expect(checker, expr->args[i], RUBRIC_BOOLEAN, "condition of case");
			}
			common_type(checker, expr, "case");
			break;
		case EXPR_FUNCTION:
			infer_function(checker, expr);
			break;
		case EXPR_NAME:
		case EXPR_COMPUTED:
		case EXPR_NOTED:
			elog(ERROR, "unexpected kind of expression: %d", (int) expr->kind);
	}
	if (expr->plus)
		expect(checker, expr, RUBRIC_NUMBER, operators[EXPR_ADD]);
}

/* Of a function all of whose arguments are of one type. */
static RubricType
argument_type(RubricFunction function)
{
	switch (function)
	{
		case FUNC_LENGTH:
		case FUNC_LOWER:
			return RUBRIC_TEXT;
		case FUNC_YEAR:
		case FUNC_MONTH:
		case FUNC_DAY:
		case FUNC_MONTHS_BETWEEN:
		case FUNC_YEARS_BETWEEN:
			return RUBRIC_DATE;
		default:
			return RUBRIC_NUMBER;
	}
}

static void
infer_function(Checker *checker, RubricExpr *expr)
{
	const char *name = rubric_function_name(expr->function);

	if (rubric_is_population(expr) || rubric_is_tile(expr))
	{
		infer_population(checker, expr);
		return;
	}
	switch (expr->function)
	{
		case FUNC_COALESCE:
		case FUNC_NULLIF:
			common_type(checker, expr, name);
			break;
		case FUNC_LEAST:
		case FUNC_GREATEST:
			common_type(checker, expr, name);
			if (expr->type == RUBRIC_BOOLEAN)
				refuse_unordered(checker, expr, name);
			if (expr->type == RUBRIC_TEXT && expr->order == NULL)
			{
				const Domain *order = NULL;

				for (int i = 0; i < expr->nargs && order == NULL; i++)
					order = expr->args[i]->order;
				for (int i = 0; i < expr->nargs; i++)
					if (order == NULL || !join_order(checker, expr->args[i], order, name))
						refuse_unordered(checker, expr->args[i], name);
			}
			break;
		default:
			for (int i = 0; i < expr->nargs; i++)
				expect(checker, expr->args[i], argument_type(expr->function), psprintf("argument of %s()", name));
			expr->type = expr->function == FUNC_LOWER ? RUBRIC_TEXT : RUBRIC_NUMBER;
	}
}

/* count() counts anything, min() and max() take dates, too; groups are text or boolean. */
static void
infer_population(Checker *checker, RubricExpr *expr)
{
	const char *name = rubric_function_name(expr->function);
	int			nplain = rubric_plain_args(expr);
	bool		is_extreme = expr->function == FUNC_MIN || expr->function == FUNC_MAX;

	for (int i = 0; i < nplain; i++)
	{
		RubricExpr *arg = expr->args[i];

		if (expr->function != FUNC_COUNT && !(is_extreme && arg->type == RUBRIC_DATE))
			expect(checker, arg, RUBRIC_NUMBER, psprintf("argument of %s()", name));
	}
	for (int i = nplain; i < expr->nargs; i++)
	{
		RubricExpr *group = expr->args[i];

		if (group->type == RUBRIC_UNKNOWN)
			assign(checker, group, RUBRIC_TEXT);
		else if (group->type != RUBRIC_TEXT && group->type != RUBRIC_BOOLEAN)
			rubric_fail(checker->parse, group->start, ERRCODE_SYNTAX_ERROR,
						"Define a text or a boolean for each group, such as case when ... then 'small' else 'large' end.",
						"a group must be text or boolean, not %s", type_phrase(group->type));
	}
	expr->type = is_extreme ? expr->args[0]->type : RUBRIC_NUMBER;
}

/*
 * The type that all results share; ordered text only if all belong to equal
 * lists, literals included.
 */
static void
common_type(Checker *checker, RubricExpr *expr, const char *what)
{
	const Domain *order = NULL;

	expr->type = RUBRIC_UNKNOWN;
	for (int i = 0; i < expr->nargs; i++)
	{
		const RubricExpr *arg = expr->args[i];

		if (!rubric_is_result(expr, i) || arg->type == RUBRIC_UNKNOWN)
			continue;
		if (expr->type == RUBRIC_UNKNOWN)
			expr->type = arg->type;
		else if (expr->type != arg->type)
			rubric_fail(checker->parse, arg->start, ERRCODE_SYNTAX_ERROR, NULL,
						"%s cannot combine %s with %s", what,
						type_phrase(expr->type), type_phrase(arg->type));
		if (order == NULL)
			order = arg->order;
	}
	for (int i = 0; i < expr->nargs; i++)
		if (rubric_is_result(expr, i))
			assign(checker, expr->args[i], expr->type);

	expr->order = NULL;
	if (order && misfit(expr, order) == NULL)
		take_order(expr, order);
}

/*
 * The part of a text expression that keeps it from being a value of the
 * ordered list, or NULL.  Text ordered by an equal list, nulls, literals of
 * the list and expressions that choose among these can be such values.
 */
static const RubricExpr *
misfit(const RubricExpr *expr, const Domain *order)
{
	check_stack_depth();
	if (expr->order)
		return rubric_same_order(expr->order, order) ? NULL : expr;
	if (expr->kind == EXPR_LITERAL)
		return expr->isnull || rubric_domain_position(order, expr->text, strlen(expr->text)) >= 0 ? NULL : expr;
	if (expr->kind != EXPR_CASE && (expr->kind != EXPR_FUNCTION || expr->function == FUNC_LOWER))
		return expr;
	for (int i = 0; i < expr->nargs; i++)
	{
		const RubricExpr *part = rubric_is_result(expr, i) ? misfit(expr->args[i], order) : NULL;

		if (part)
			return part;
	}
	return NULL;
}

/* Make an expression without misfit a value of the ordered list. */
static void
take_order(RubricExpr *expr, const Domain *order)
{
	check_stack_depth();
	if (expr->order)
		return;
	expr->order = order;
	for (int i = 0; i < expr->nargs; i++)
		if (rubric_is_result(expr, i))
			take_order(expr->args[i], order);
}

/*
 * Make a text expression next to an ordered one a value of its list.  Gives
 * false if it is plain text; a literal or another list is a mistake.
 */
static bool
join_order(Checker *checker, RubricExpr *expr, const Domain *order, const char *what)
{
	const RubricExpr *part = misfit(expr, order);

	if (part == NULL)
	{
		take_order(expr, order);
		return true;
	}
	if (part->kind == EXPR_LITERAL)
		refuse_outside(checker, part, order);
	if (expr->order)
		rubric_fail(checker->parse, expr->start, ERRCODE_SYNTAX_ERROR,
					"Ordered values go together when their lists are equal.",
					"%s cannot combine values of different lists", what);
	return false;
}

/* Values of a list, or boolean, have no better and no worse. */
static void
refuse_unordered(Checker *checker, const RubricExpr *expr, const char *what)
{
	rubric_fail(checker->parse, expr->start, ERRCODE_SYNTAX_ERROR,
				expr->type == RUBRIC_TEXT ?
				"Give the metric its values, best first: in ('good' > 'fair' > 'poor')" : NULL,
				"%s does not work on %s", what, rubric_type_name(expr->type));
}

/* May it be a value of a list?  Then the order of the bytes is not what is meant. */
static bool
is_listed(const Checker *checker, const RubricExpr *expr)
{
	check_stack_depth();
	if (expr->order)
		return true;
	switch (expr->kind)
	{
		case EXPR_METRIC:
			return rubric_metric(checker->rubric, expr->index)->domain.kind == DOMAIN_SET;
		case EXPR_PARAMETER:
			return rubric_parameter(checker->rubric, expr->index)->domain.kind == DOMAIN_SET;
		case EXPR_DEFINE:
			return is_listed(checker, rubric_define(checker->rubric, expr->index)->expr);
		case EXPR_FUNCTION:
			if (expr->function == FUNC_LOWER)
				return false;
			break;
		case EXPR_CASE:
			break;
		default:
			return false;
	}
	for (int i = 0; i < expr->nargs; i++)
		if (rubric_is_result(expr, i) && is_listed(checker, expr->args[i]))
			return true;
	return false;
}

/* Refuse a literal compared with a metric that cannot have this value. */
static void
check_member(Checker *checker, const RubricExpr *expr, const RubricExpr *literal)
{
	const Domain *domain;

	if (literal->kind != EXPR_LITERAL || literal->isnull)
		return;
	if (expr->kind == EXPR_METRIC)
		domain = &rubric_metric(checker->rubric, expr->index)->domain;
	else if (expr->kind == EXPR_PARAMETER)
		domain = &rubric_parameter(checker->rubric, expr->index)->domain;
	else
		return;
	if (domain->kind == DOMAIN_SET &&
		rubric_domain_position(domain, literal->text, strlen(literal->text)) < 0)
		refuse_outside(checker, literal, domain);
}

static void
compare(Checker *checker, RubricExpr *a, RubricExpr *b, bool ordering, const char *operator)
{
	const Domain *order = a->order ? a->order : b->order;
	RubricExpr *other = a->order ? b : a;

	if (a->type == RUBRIC_UNKNOWN)
		assign(checker, a, b->type);
	else if (b->type == RUBRIC_UNKNOWN)
		assign(checker, b, a->type);
	if (a->type != b->type)
		rubric_fail(checker->parse, b->start, ERRCODE_SYNTAX_ERROR,
					(a->type == RUBRIC_DATE && b->type == RUBRIC_TEXT) ||
					(a->type == RUBRIC_TEXT && b->type == RUBRIC_DATE) ?
					"A date is written: date '2020-12-31'" : NULL,
					"cannot compare %s with %s", type_phrase(a->type), type_phrase(b->type));

	if (a->type == RUBRIC_TEXT)
	{
		if (order && join_order(checker, other, order, operator))
			return;
		if (order == NULL && is_listed(checker, b))
			other = b;
		if (ordering && (order || is_listed(checker, other)))
			refuse_unordered(checker, other, operator);
		if (ordering)
			return;				/* by their bytes */
		check_member(checker, a, b);
		check_member(checker, b, a);
	}
	else if (ordering && a->type == RUBRIC_BOOLEAN)
		refuse_unordered(checker, a, operator);
}
