/*
 * lint_alternatives.c
 *		Alternatives of criteria and cases that never decide.
 */
#include "postgres.h"

#include "analysis/lint_solver.h"

/* Rows that come to an alternative: the standard applies, and the earlier ones are false. */
typedef struct Alternatives
{
	Solver	   *solver;
	Conditions	rows;
} Alternatives;

/* Why one never decides, if it never does; NULL otherwise. */
static const char *
why_never(Alternatives *alternatives, const Conditions *rows, Diagram condition)
{
	Model	   *m = alternatives->solver->model;
	Conditions	all;
	bool		certain;

	conditions_copy(&all, &alternatives->rows);
	conditions_add(&all, condition, MAY_BE_TRUE);
	if (search_any(m, &all, &certain))
		return NULL;
	conditions_copy(&all, rows);
	conditions_add(&all, condition, MAY_BE_TRUE);
	if (!search_any(m, &all, &certain))
		return "its condition is never true";
	return "those before it decide, or are undecided for a missing input, wherever its condition is true";
}

static void
check_list(Alternatives *alternatives, const List *list)
{
	Solver	   *solver = alternatives->solver;
	Conditions	all;
	ListCell   *lc;

	conditions_copy(&all, &alternatives->rows);
	foreach(lc, list)
	{
		const Alternative *alternative = lfirst(lc);
		Diagram		condition = alternative->when ? model_truth(solver->model, alternative->when) :
			diagram_bits(solver->model->diagrams, MAY_BE_TRUE);
		const char *why = why_never(alternatives, &all, condition);

		if (why)
			(void) solver_report(solver, SEVERITY_ERROR, alternative->points->start,
								 alternative->when ? alternative->when->end : alternative->points->end, NULL,
								 psprintf("this alternative never decides: %s", alternative->when ? why : "those before it leave nobody"));
		conditions_add(&alternatives->rows, condition, MAY_BE_FALSE);
	}
}

static void
check_criteria(Solver *solver)
{
	ListCell   *lc;

	foreach(lc, solver->rubric->criteria)
	{
		const Criterion *criterion = lfirst(lc);
		Alternatives alternatives = {.solver = solver};

		conditions_copy(&alternatives.rows, &solver->guards);
		check_list(&alternatives, criterion->alternatives);
	}
}

/* -------------------------------------------------------------------- cases */

static void
find_parameter(const RubricExpr *leaf, void *context)
{
	bool	   *found = context;

	*found = *found || leaf->kind == EXPR_PARAMETER;
}

/* Another value of a parameter may choose it. */
static bool
is_chosen_by_parameter(const Solver *solver, const RubricExpr *expr, int arm)
{
	bool		found = false;

	if (expr->subject)
		rubric_walk_reads(solver->rubric, expr->subject, find_parameter, &found);
	for (int i = 0; i <= arm; i += 2)
		rubric_walk_reads(solver->rubric, expr->args[i], find_parameter, &found);
	return found;
}

/* Arms are tried in their order; false and null go on. */
static void
check_case(Alternatives *context, const RubricExpr *expr)
{
	Solver	   *solver = context->solver;
	Alternatives arms = {.solver = solver};

	conditions_copy(&arms.rows, &context->rows);
	for (int i = 0; i + 1 < expr->nargs; i += 2)
	{
		Diagram		condition = model_arm(solver->model, expr, i);
		const char *why = why_never(&arms, &context->rows, condition);

		if (why && !is_chosen_by_parameter(solver, expr, i))
			(void) solver_report(solver, SEVERITY_ERROR, expr->args[i]->start, expr->args[i + 1]->end, NULL,
								 psprintf("this alternative of a case never decides: %s", why));
		conditions_add(&arms.rows, condition, MAY_BE_FALSE | MAY_BE_NULL);
	}
}

static bool
check_within(RubricExpr *expr, void *context)
{
	if (expr->kind == EXPR_CASE)
		check_case(context, expr);
	return rubric_expr_walk(expr, check_within, context);
}

static bool
reads_define(RubricExpr *expr, void *context pg_attribute_unused())
{
	return expr->kind == EXPR_DEFINE || rubric_expr_walk(expr, reads_define, context);
}

static void
find_guard_with_define(RubricExpr *root, RubricRole role, void *context)
{
	bool	   *found = context;

	if (role == ROLE_SCOPE || role == ROLE_REQUIREMENT)
		*found = *found || reads_define(root, NULL);
}

typedef struct CaseWalk
{
	Solver	   *solver;
	bool		guarded;		/* defines are read behind scopes and requirements only */
	int			rule;			/* number of the next one */
} CaseWalk;

static void
check_root(RubricExpr *root, RubricRole role, void *context)
{
	CaseWalk   *walk = context;
	Alternatives alternatives = {.solver = walk->solver};

	switch (role)
	{
		case ROLE_RULE:
			/* roots are met in the order of the rules; an "otherwise" has none, but is the last */
			solver_rows_at(walk->solver, walk->rule++, &alternatives.rows);
			break;
		case ROLE_DEFINE:
			if (walk->guarded)
				conditions_copy(&alternatives.rows, &walk->solver->guards);
			else
				conditions_init(&alternatives.rows);
			break;
		case ROLE_WEIGHT:
		case ROLE_MAX:
		case ROLE_MISSING:
		case ROLE_POINTS:
		case ROLE_ALTERNATIVE:
		case ROLE_SCORE:
		case ROLE_FLOOR:
		case ROLE_CAP:
			conditions_copy(&alternatives.rows, &walk->solver->guards);
			break;
		case ROLE_VALUE:
		case ROLE_KEEP:
			return;
		default:
			conditions_init(&alternatives.rows);
			break;
	}
	walk->solver->model->in_score = role == ROLE_SCORE;
	(void) check_within(root, &alternatives);
	walk->solver->model->in_score = false;
}

void
find_dead_alternatives(Solver *solver)
{
	CaseWalk	walk = {.solver = solver};
	bool		guard_reads_define = false;

	check_criteria(solver);
	rubric_walk(solver->rubric, find_guard_with_define, &guard_reads_define);
	walk.guarded = !guard_reads_define && solver->rubric->terms.treatments == NIL;
	rubric_walk(solver->rubric, check_root, &walk);
}
