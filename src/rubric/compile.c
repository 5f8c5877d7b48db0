/*
 * compile.c
 *		A checked rubric and the kinds of its inputs to a Program.
 *
 * Values are computed into numbered values; conditions become code with three
 * exits.  While steps are emitted, their targets are labels; they are replaced
 * by step numbers at the end.
 *
 * A program is laid out in the order of evaluation, and no step leads back:
 *
 *		inputs			load each metric, check its domain
 *		scopes			each ends the run (STEP_UNGRADED) or goes on
 *		requirements	likewise
 *		score			where the goal asks for it; else where a rule reads it
 *		rules			each sets the grade (STEP_GRADE) and leads to the floors, ends
 *						the run, or goes on; behind the last: no rule
 *		floors			best first, each only for a worse grade (STEP_ADJUST)
 *		caps			worst first, likewise
 *		STEP_HALT
 *
 * A program of GOAL_TREAT has the treatments only, each behind the inputs that
 * it reads: a fault in one does not keep the others from being given.  One of
 * GOAL_SETTLE has, behind its inputs, the dates and caps that settling reads.
 *
 * For example
 *
 *		grades A > B; metric amount number >= 0; metric vip boolean;
 *		require amount;
 *		grade A when amount > 100 or vip; grade B otherwise;
 *
 * has the values v0 amount, v1 vip, v2 100 and the steps below; "->" names
 * the next step if true, false, null.  Step 7 is vip once more, for rows
 * where amount was null: then vip decides, or nothing does.
 *
 *		 0	LOAD_NUMERIC	v0, input 0			(not below zero)
 *		 1	LOAD_BOOLEAN	v1, input 1
 *		 2	TEST_NULL		v0					-> 4 5
 *		 3	JUMP								-> 4
 *		 4	UNGRADED		amount is required
 *		 5	COMPARE			v0 > v2				-> 8 6 7
 *		 6	TEST			v1					-> 8 10 9
 *		 7	TEST			v1					-> 8 9 9
 *		 8	GRADE			A by rule 0			-> 13
 *		 9	UNGRADED		rule 0 is undecided
 *		10	GRADE			B by rule 1			-> 13
 *		11	UNGRADED		rule 1 is undecided	(never reached)
 *		12	UNGRADED		no rule				(never reached)
 *		13	HALT
 */
#include "postgres.h"

#include "miscadmin.h"
#include "nodes/bitmapset.h"

#include "rubric/precision.h"
#include "rubric/steps.h"

/* A condition that is noted when it has come out: see noted(). */
typedef struct NotedCondition
{
	RubricExpr	expr;			/* EXPR_NOTED; must be first */
	NoteKind	kind;
	int			item;
} NotedCondition;

/* How far a define has been compiled. */
typedef struct DefineState
{
	int			reads;			/* how often the rubric reads it */
	int			value;			/* where its value is kept if read more than once; -1: nowhere yet */
	int			flag;			/* its STEP_ONCE flag */
} DefineState;

/* What depends on the group of a row: where its value is kept, and its STEP_ONCE flag; -1: not read yet. */
typedef struct OnceState
{
	int			value;
	int			flag;
} OnceState;

typedef struct Compiler
{
	const Rubric *rubric;
	const Source *sources;
	Program    *program;
	int			max_steps;
	int			max_values;
	int			max_notes;
	int			nflags;
	int		   *labels;			/* step number each label stands at; -1: not yet placed */
	bool	   *label_used;
	int			last_target;	/* the last step that a label stands at */
	int			nlabels;
	int			max_labels;
	DefineState *defines;
	OnceState  *groupings;		/* values are numbers of groups */
	OnceState  *parameters;		/* those with groups */
	OnceState  *tiles;			/* likewise; values are cuts */
	bool		computing;		/* the values of parameters, each for one group at a time */
	Precision	precision;
	int			sum_value;		/* sum of the criteria; -1: not compiled */
	int			sum_flag;
	int			score_flag;
	RubricExpr	zero;			/* the literal 0, for clamping */
	bool		noting_leaves;	/* this is the condition of a rule, and all is noted */
	Note	   *leaf;			/* of the comparison being compiled, for its two numbers; NULL: none */
} Compiler;

static int	compile_value(Compiler *c, const RubricExpr *expr);
static void compile_condition(Compiler *c, const RubricExpr *expr, int t, int f, int n);
static int	compile_score(Compiler *c);

/* ---------------------------------------------------------------- emitting */

static Step *
emit(Compiler *c, StepCode code, int dst, int a, int b)
{
	Program    *program = c->program;
	Step	   *step;

	if (program->nsteps == c->max_steps)
	{
		c->max_steps *= 2;
		program->steps = repalloc_huge(program->steps, sizeof(Step) * c->max_steps);
	}
	step = &program->steps[program->nsteps++];
	memset(step, 0, sizeof(Step));
	step->code = code;
	step->dst = dst;
	step->a = a;
	step->b = b;
	step->on_true = step->on_false = step->on_null = -1;
	return step;
}

/*
 * Copies a value.  A result that the step before has just put into a value of
 * its own goes to dst instead: nothing else reads it.
 */
static void
emit_move(Compiler *c, int dst, int value)
{
	Program    *program = c->program;
	Step	   *last = program->nsteps > 0 ? &program->steps[program->nsteps - 1] : NULL;

	if (last && last->dst == value && c->last_target < program->nsteps &&
		((last->code >= STEP_TO_DOUBLE && last->code <= STEP_POWER) ||
		 (last->code >= STEP_ADD_DOUBLE && last->code <= STEP_POWER_DOUBLE)))
		last->dst = dst;
	else
		emit(c, STEP_MOVE, dst, value, 0);
}

static int
new_label(Compiler *c)
{
	if (c->nlabels == c->max_labels)
	{
		c->max_labels *= 2;
		c->labels = repalloc_huge(c->labels, sizeof(int) * c->max_labels);
		c->label_used = repalloc_huge(c->label_used, sizeof(bool) * c->max_labels);
	}
	c->labels[c->nlabels] = -1;
	c->label_used[c->nlabels] = false;
	return c->nlabels++;
}

static void
place_label(Compiler *c, int label)
{
	Assert(c->labels[label] == -1);
	c->labels[label] = c->program->nsteps;
	c->last_target = c->program->nsteps;
}

static void
emit_branch(Compiler *c, StepCode code, int dst, int a, int b, int t, int f, int n)
{
	Step	   *step = emit(c, code, dst, a, b);

	step->on_true = t;
	step->on_false = f;
	step->on_null = n;
	c->label_used[t] = c->label_used[f] = c->label_used[n] = true;
}

static void
emit_jump(Compiler *c, int label)
{
	emit_branch(c, STEP_JUMP, 0, 0, 0, label, label, label);
}

static int
new_value(Compiler *c)
{
	Program    *program = c->program;

	if (program->nvalues == c->max_values)
	{
		c->max_values *= 2;
		program->values = repalloc_huge(program->values, sizeof(RubricValue) * c->max_values);
	}
	memset(&program->values[program->nvalues], 0, sizeof(RubricValue));
	program->values[program->nvalues].isnull = true;
	return program->nvalues++;
}

/* Replace labels by step numbers, passing through unconditional jumps. */
static int
label_target(Compiler *c, int label)
{
	const Step *steps = c->program->steps;
	int			target = c->labels[label];

	Assert(target >= 0);
	while (steps[target].code == STEP_JUMP)
		target = c->labels[steps[target].on_true];
	return target;
}

static void
resolve_labels(Compiler *c)
{
	Program    *program = c->program;
	int		   *targets = palloc(sizeof(int) * Max(c->nlabels, 1));

	for (int i = 0; i < c->nlabels; i++)
		targets[i] = c->label_used[i] ? label_target(c, i) : -1;

	for (int i = 0; i < program->nsteps; i++)
	{
		Step	   *step = &program->steps[i];

		if (step->on_true >= 0)
		{
			step->on_true = targets[step->on_true];
			step->on_false = targets[step->on_false];
			step->on_null = targets[step->on_null];
		}
	}
	pfree(targets);
}

/* A value as double or as decimal, converting it if it is the other. */
static int
convert(Compiler *c, int value, bool from_double, bool to_double)
{
	int			dst;

	if (from_double == to_double)
		return value;
	dst = new_value(c);
	emit(c, to_double ? STEP_TO_DOUBLE : STEP_TO_DECIMAL, dst, value, 0);
	return dst;
}

/* Compile a number as double or as decimal. */
static int
compile_number(Compiler *c, const RubricExpr *expr, bool as_double)
{
	return convert(c, compile_value(c, expr), is_double(&c->precision, expr), as_double);
}

/* Compile any value; as_double is for numbers, which have two kinds. */
static int
compile_as(Compiler *c, const RubricExpr *expr, bool as_double)
{
	if (expr->type == RUBRIC_NUMBER)
		return compile_number(c, expr, as_double);
	return compile_value(c, expr);
}

/* ------------------------------------------------------------------ notes */

/*
 * Notes for explain() are made by steps that only programs of GOAL_EXPLAIN
 * have; those of treatments by steps of GOAL_TREAT.
 */
static void
emit_note(Compiler *c, Note note)
{
	Program    *program = c->program;

	if (program->nnotes == c->max_notes)
	{
		c->max_notes = Max(32, 2 * c->max_notes);
		program->notes = program->notes ?
			repalloc_huge(program->notes, sizeof(Note) * c->max_notes) :
			palloc(sizeof(Note) * c->max_notes);
	}
	program->notes[program->nnotes] = note;
	emit(c, STEP_NOTE, 0, program->nnotes++, 0);
}

static void
note_truth(Compiler *c, NoteKind kind, int item, Truth truth)
{
	Note		note = {.kind = kind, .item = item, .truth = truth, .value = -1};

	if (c->program->goal == GOAL_EXPLAIN)
		emit_note(c, note);
}

/* A copy of the value is noted: the program may go on to change it. */
static void
note_value(Compiler *c, NoteKind kind, int item, int value, bool value_double)
{
	Note		note = {.kind = kind, .item = item, .is_double = value_double};

	if (c->program->goal != GOAL_EXPLAIN)
		return;
	note.value = new_value(c);
	emit(c, STEP_MOVE, note.value, value, 0);
	emit_note(c, note);
}

/* Which alternative of a criterion applies. */
static void
note_alternative(Compiler *c, int item, int alternative)
{
	Note		note = {.kind = NOTE_ALTERNATIVE, .item = item, .alternative = alternative, .value = -1};

	if (c->program->goal == GOAL_EXPLAIN)
		emit_note(c, note);
}

/*
 * A condition, wrapped so that compile_condition() notes its outcome.  Unless
 * notes are made, it stays as it is.
 */
static RubricExpr *
noted(Compiler *c, NoteKind kind, int item, RubricExpr *condition)
{
	NotedCondition *wrapped;

	if (c->program->goal != GOAL_EXPLAIN)
		return condition;
	wrapped = palloc0(sizeof(NotedCondition));
	wrapped->expr = *rubric_node(EXPR_NOTED, RUBRIC_BOOLEAN, condition->start, condition->end,
								 list_make1(condition));
	wrapped->kind = kind;
	wrapped->item = item;
	return &wrapped->expr;
}

static void
compile_noted(Compiler *c, const NotedCondition *wrapped, int t, int f, int n)
{
	int			is_true = new_label(c);
	int			is_false = new_label(c);
	int			is_null = new_label(c);

	compile_condition(c, wrapped->expr.args[0], is_true, is_false, is_null);
	place_label(c, is_true);
	note_truth(c, wrapped->kind, wrapped->item, TRUTH_TRUE);
	emit_jump(c, t);
	place_label(c, is_false);
	note_truth(c, wrapped->kind, wrapped->item, TRUTH_FALSE);
	emit_jump(c, f);
	place_label(c, is_null);
	note_truth(c, wrapped->kind, wrapped->item, TRUTH_NULL);
	emit_jump(c, n);
}

/* -------------------------------------------------------------- conditions */

/* Below this many nodes the rest of an AND or OR is "short": see compile_junction(). */
#define SHORT_REST 16

/* A condition that stands for another one, or a part of it. */
static RubricExpr *
make_condition(ExprKind kind, const RubricExpr *like, List *args)
{
	return rubric_node(kind, RUBRIC_BOOLEAN, like->start, like->end, args);
}

/* The number of nodes of an expression, up to a limit, which a define reaches by itself. */
static int
expr_size(const RubricExpr *expr, int limit)
{
	int			size = expr->kind == EXPR_DEFINE ? limit : 1;

	if (expr->subject)
		size += expr_size(expr->subject, limit - size);
	for (int i = 0; i < expr->nargs && size < limit; i++)
		size += expr_size(expr->args[i], limit - size);
	return size;
}

/* The parts of a condition that reasons() tells: see NOTE_LEAF. */
static bool
is_leaf(const RubricExpr *expr)
{
	return expr->kind != EXPR_AND && expr->kind != EXPR_OR && expr->kind != EXPR_NOT && expr->kind != EXPR_NOTED;
}

static bool
is_comparison_of_numbers(const RubricExpr *expr)
{
	return expr->kind >= EXPR_EQ && expr->kind <= EXPR_GE &&
		expr->args[0]->type == RUBRIC_NUMBER && expr->args[1]->type == RUBRIC_NUMBER;
}

/*
 * AND and OR.  "stop" is the exit of the deciding value (OR: true), "on" the
 * exit where no operand decides.  A null must be remembered while the rest is
 * evaluated.  A short rest is emitted a second time for the case that a null
 * was seen; for a long rest, a value remembers it.
 */
static void
compile_junction(Compiler *c, const RubricExpr *expr, int t, int f, int n)
{
	bool		is_or = expr->kind == EXPR_OR;
	int			stop = is_or ? t : f;
	int			on = is_or ? f : t;
	int			nargs = expr->nargs;
	int			rest = 0;

	for (int i = 1; i < nargs && rest < SHORT_REST; i++)
		rest += expr_size(expr->args[i], SHORT_REST - rest);

	if (on == n || rest < SHORT_REST)
	{
		int		   *clean = palloc(sizeof(int) * (nargs + 1));	/* no null so far */
		int		   *null_seen = palloc(sizeof(int) * (nargs + 1));

		for (int i = 1; i < nargs; i++)
		{
			clean[i] = new_label(c);
			null_seen[i] = on == n ? clean[i] : new_label(c);
		}
		clean[nargs] = on;
		null_seen[nargs] = n;

		for (int i = 0; i < nargs; i++)
		{
			if (i > 0)
				place_label(c, clean[i]);
			if (is_or)
				compile_condition(c, expr->args[i], stop, clean[i + 1], null_seen[i + 1]);
			else
				compile_condition(c, expr->args[i], clean[i + 1], stop, null_seen[i + 1]);
		}
		for (int i = 1; i < nargs && on != n; i++)
		{
			place_label(c, null_seen[i]);
			if (!c->label_used[null_seen[i]])
				continue;
			if (is_or)
				compile_condition(c, expr->args[i], stop, null_seen[i + 1], null_seen[i + 1]);
			else
				compile_condition(c, expr->args[i], null_seen[i + 1], stop, null_seen[i + 1]);
		}
	}
	else
	{
		int			seen = new_value(c);

		emit(c, STEP_SET_BOOLEAN, seen, 0, false);
		for (int i = 0; i < nargs; i++)
		{
			int			next = new_label(c);
			int			null = new_label(c);

			if (is_or)
				compile_condition(c, expr->args[i], stop, next, null);
			else
				compile_condition(c, expr->args[i], next, stop, null);
			place_label(c, null);
			emit(c, STEP_SET_BOOLEAN, seen, 0, true);
			place_label(c, next);
		}
		emit_branch(c, STEP_TEST, 0, seen, 0, n, on, on);
	}
}

/* The numbers of a comparison whose outcome is noted. */
static void
keep_sides(Note *leaf, int left, bool left_double, int right, bool right_double)
{
	if (leaf == NULL)
		return;
	leaf->value = left;
	leaf->is_double = left_double;
	leaf->other = right;
	leaf->other_double = right_double;
}

/* One way out of a leaf; both numbers are copied: the program may go on to change them. */
static void
emit_leaf_note(Compiler *c, Note note, Truth truth)
{
	int			sides[2] = {note.value, note.other};

	note.truth = truth;
	for (int i = 0; i < 2 && note.value >= 0; i++)
	{
		int			copy = new_value(c);

		emit(c, STEP_MOVE, copy, sides[i], 0);
		sides[i] = copy;
	}
	note.value = sides[0];
	note.other = sides[1];
	emit_note(c, note);
}

/* An expression that stands for a value already computed, so that it is computed once. */
static RubricExpr *
compute_once(Compiler *c, const RubricExpr *expr, bool as_double)
{
	RubricExpr *value = palloc(sizeof(RubricExpr));

	*value = *expr;
	value->kind = EXPR_COMPUTED;
	value->nargs = 0;
	value->negated = false;
	value->index = compile_as(c, expr, as_double);
	value->boolean = as_double;
	return value;
}

/* A literal or a parameter, perhaps as a define. */
static bool
is_constant(Compiler *c, const RubricExpr *expr)
{
	while (expr->kind == EXPR_DEFINE)
		expr = rubric_define(c->rubric, expr->index)->expr;
	return expr->kind == EXPR_LITERAL || expr->kind == EXPR_PARAMETER;
}

/*
 * A double and a constant, which may be too large or too small for a double.
 * (Between two columns SQL has an error for such a number, and so have we.)
 */
static bool
compile_mixed_comparison(Compiler *c, const RubricExpr *a, const RubricExpr *b, int signs, int t, int f, int n)
{
	if (is_double(&c->precision, b) && is_constant(c, a))
	{
		Note	   *leaf = c->leaf;

		(void) compile_mixed_comparison(c, b, a, (signs & SIGN_EQUAL) |
										(signs & SIGN_LESS ? SIGN_GREATER : 0) | (signs & SIGN_GREATER ? SIGN_LESS : 0), t, f, n);
		if (leaf)
			keep_sides(leaf, leaf->other, leaf->other_double, leaf->value, leaf->is_double);
		return true;
	}
	if (is_double(&c->precision, a) && is_constant(c, b))
	{
		Note	   *leaf = c->leaf;
		int			number;
		int			constant;

		c->leaf = NULL;
		number = compile_value(c, a);
		constant = compile_value(c, b);
		keep_sides(leaf, number, true, constant, false);
		emit_branch(c, STEP_COMPARE_MIXED, signs, number, constant, t, f, n);
		return true;
	}
	return false;
}

static void
compile_comparison(Compiler *c, const RubricExpr *a, const RubricExpr *b, int signs, int t, int f, int n)
{
	Note	   *leaf = c->leaf;
	StepCode	code;
	bool		as_double = false;
	int			left;
	int			right;

	/* an untyped null beside it leaves the type to the other side */
	switch (a->type != RUBRIC_UNKNOWN ? a->type : b->type)
	{
		case RUBRIC_TEXT:
			code = a->order && b->order ? STEP_COMPARE_ORDERED :
				signs == SIGN_EQUAL || signs == (SIGN_LESS | SIGN_GREATER) ? STEP_COMPARE_TEXT : STEP_COMPARE_BYTES;
			break;
		case RUBRIC_BOOLEAN:
			code = STEP_COMPARE_BOOLEAN;
			break;
		case RUBRIC_DATE:
			code = STEP_COMPARE_DATE;
			break;
		default:
			if (compile_mixed_comparison(c, a, b, signs, t, f, n))
				return;
			as_double = is_double(&c->precision, a) || is_double(&c->precision, b);
			code = as_double ? STEP_COMPARE_DOUBLE : STEP_COMPARE;
			break;
	}
	c->leaf = NULL;				/* of this comparison only, not of one within */
	left = compile_as(c, a, as_double);
	right = compile_as(c, b, as_double);
	keep_sides(leaf, left, as_double, right, as_double);
	emit_branch(c, code, signs, left, right, t, f, n);
}

/* The subject of "case x when ...", computed once for all arms; NULL: none. */
static const RubricExpr *
compute_subject(Compiler *c, const RubricExpr *expr)
{
	if (expr->subject == NULL)
		return NULL;
	return compute_once(c, expr->subject, is_double(&c->precision, expr->subject));
}

/* The condition of arm i of a case, by its subject if it has one. */
static void
compile_arm(Compiler *c, const RubricExpr *expr, const RubricExpr *subject, int i, int then, int next)
{
	if (subject)
		compile_comparison(c, subject, expr->args[i], SIGN_EQUAL, then, next, next);
	else
		compile_condition(c, expr->args[i], then, next, next);
}

static bool
is_range_of_numbers(const RubricExpr *expr)
{
	return expr->kind == EXPR_BETWEEN && !expr->negated && expr->args[0]->type == RUBRIC_NUMBER;
}

/* Note the number and the bound of a range that it is not within. */
static void
emit_range_note(Compiler *c, const RubricExpr *expr, const RubricExpr *x, int f)
{
	Note		below = {.kind = NOTE_LEAF, .expr = expr, .value = -1, .other = -1};
	Note		above = below;
	int			is_below = new_label(c);
	int			is_not = new_label(c);
	int			is_above = new_label(c);

	c->leaf = &below;
	compile_comparison(c, x, expr->args[1], SIGN_LESS, is_below, is_not, is_not);
	place_label(c, is_below);
	emit_leaf_note(c, below, TRUTH_FALSE);
	emit_jump(c, f);
	place_label(c, is_not);
	c->leaf = &above;
	compile_comparison(c, x, expr->args[2], SIGN_GREATER, is_above, is_above, is_above);
	place_label(c, is_above);
	emit_leaf_note(c, above, TRUTH_FALSE);
	emit_jump(c, f);
	c->leaf = NULL;
}

/* A part of the condition of a rule, whose outcome is noted. */
static void
compile_leaf(Compiler *c, const RubricExpr *expr, int t, int f, int n)
{
	Note		note = {.kind = NOTE_LEAF, .expr = expr, .value = -1, .other = -1};
	int			exits[3] = {f, t, n};	/* by Truth */
	int			noted_exits[3] = {new_label(c), new_label(c), new_label(c)};
	RubricExpr	range = *expr;
	const RubricExpr *x = NULL;

	c->noting_leaves = false;
	if (is_range_of_numbers(expr))
	{
		/* the number is computed once, also to see which bound it fails */
		x = compute_once(c, expr->args[0], is_double(&c->precision, expr->args[0]));
		range.args = palloc(sizeof(RubricExpr *) * 3);
		memcpy(range.args, expr->args, sizeof(RubricExpr *) * 3);
		range.args[0] = unconstify(RubricExpr *, x);
	}
	c->leaf = is_comparison_of_numbers(expr) ? &note : NULL;
	compile_condition(c, x ? &range : expr, noted_exits[TRUTH_TRUE], noted_exits[TRUTH_FALSE], noted_exits[TRUTH_NULL]);
	c->leaf = NULL;
	for (int i = 0; i < 3; i++)
	{
		place_label(c, noted_exits[i]);
		if (x && i == TRUTH_FALSE)
		{
			emit_range_note(c, expr, x, exits[i]);
			continue;
		}
		emit_leaf_note(c, note, i);
		emit_jump(c, exits[i]);
	}
	c->noting_leaves = true;
}

/* A case that is a condition. */
static void
compile_case_condition(Compiler *c, const RubricExpr *expr, int t, int f, int n)
{
	const RubricExpr *subject = compute_subject(c, expr);

	for (int i = 0; i + 1 < expr->nargs; i += 2)
	{
		int			then = new_label(c);
		int			next = new_label(c);

		compile_arm(c, expr, subject, i, then, next);
		place_label(c, then);
		compile_condition(c, expr->args[i + 1], t, f, n);
		place_label(c, next);
	}
	compile_condition(c, expr->args[expr->nargs - 1], t, f, n);
}

/* A condition: code that leaves to t, f or n. */
static void
compile_condition(Compiler *c, const RubricExpr *expr, int t, int f, int n)
{
	check_stack_depth();
	if (c->noting_leaves && is_leaf(expr))
	{
		compile_leaf(c, expr, t, f, n);
		return;
	}

	/* "is not ...", "not in", "not between": the exits change places */
	if (expr->negated)
	{
		int			other = t;

		t = f;
		f = other;
	}

	switch (expr->kind)
	{
		case EXPR_LITERAL:
			emit_jump(c, expr->isnull ? n : expr->boolean ? t : f);
			break;
		case EXPR_AND:
		case EXPR_OR:
			compile_junction(c, expr, t, f, n);
			break;
		case EXPR_NOT:
			compile_condition(c, expr->args[0], f, t, n);
			break;
		case EXPR_IS_TRUE:
			compile_condition(c, expr->args[0], t, f, f);
			break;
		case EXPR_IS_FALSE:
			compile_condition(c, expr->args[0], f, t, f);
			break;
		case EXPR_IS_NULL:
			if (expr->args[0]->type == RUBRIC_BOOLEAN)
				compile_condition(c, expr->args[0], f, f, t);
			else
				emit_branch(c, STEP_TEST_NULL, 0, compile_value(c, expr->args[0]), 0, t, f, f);
			break;
		case EXPR_EQ:
			compile_comparison(c, expr->args[0], expr->args[1], SIGN_EQUAL, t, f, n);
			break;
		case EXPR_NE:
			compile_comparison(c, expr->args[0], expr->args[1], SIGN_LESS | SIGN_GREATER, t, f, n);
			break;
		case EXPR_LT:
			compile_comparison(c, expr->args[0], expr->args[1], SIGN_LESS, t, f, n);
			break;
		case EXPR_LE:
			compile_comparison(c, expr->args[0], expr->args[1], SIGN_LESS | SIGN_EQUAL, t, f, n);
			break;
		case EXPR_GT:
			compile_comparison(c, expr->args[0], expr->args[1], SIGN_GREATER, t, f, n);
			break;
		case EXPR_GE:
			compile_comparison(c, expr->args[0], expr->args[1], SIGN_GREATER | SIGN_EQUAL, t, f, n);
			break;
		case EXPR_BETWEEN:
			{
				RubricExpr *x = compute_once(c, expr->args[0], is_double(&c->precision, expr->args[0]));
				RubricExpr *low = make_condition(EXPR_GE, expr, list_make2(x, expr->args[1]));
				RubricExpr *high = make_condition(EXPR_LE, expr, list_make2(x, expr->args[2]));

				compile_junction(c, make_condition(EXPR_AND, expr, list_make2(low, high)), t, f, n);
				break;
			}
		case EXPR_IN:
			{
				List	   *equals = NIL;
				RubricExpr *x = compute_once(c, expr->args[0], is_double(&c->precision, expr->args[0]));

				for (int i = 1; i < expr->nargs; i++)
					equals = lappend(equals, make_condition(EXPR_EQ, expr, list_make2(x, expr->args[i])));
				compile_junction(c, make_condition(EXPR_OR, expr, equals), t, f, n);
				break;
			}
		case EXPR_LIKE:
			{
				int			text = compile_value(c, expr->args[0]);
				int			pattern = compile_value(c, expr->args[1]);

				emit_branch(c, STEP_LIKE, 0, text, pattern, t, f, n);
				break;
			}
		case EXPR_CASE:
			compile_case_condition(c, expr, t, f, n);
			break;
		case EXPR_FUNCTION:
			if (expr->function == FUNC_COALESCE)
			{
				for (int i = 0; i < expr->nargs; i++)
				{
					int			next = i + 1 < expr->nargs ? new_label(c) : n;

					compile_condition(c, expr->args[i], t, f, next);
					if (next != n)
						place_label(c, next);
				}
				break;
			}
			emit_branch(c, STEP_TEST, 0, compile_value(c, expr), 0, t, f, n);
			break;
		case EXPR_NOTED:
			compile_noted(c, (const NotedCondition *) expr, t, f, n);
			break;
		case EXPR_DEFINE:
			if (c->defines[expr->index].reads <= 1)
			{
				compile_condition(c, rubric_define(c->rubric, expr->index)->expr, t, f, n);
				break;
			}
			emit_branch(c, STEP_TEST, 0, compile_value(c, expr), 0, t, f, n);
			break;
		default:
			emit_branch(c, STEP_TEST, 0, compile_value(c, expr), 0, t, f, n);
			break;
	}
}

/* ------------------------------------------------------------------ values */

/* A condition wanted as a value. */
static int
compile_boolean(Compiler *c, const RubricExpr *expr)
{
	int			dst = new_value(c);
	int			t = new_label(c);
	int			f = new_label(c);
	int			n = new_label(c);
	int			end = new_label(c);

	compile_condition(c, expr, t, f, n);
	place_label(c, t);
	emit(c, STEP_SET_BOOLEAN, dst, 0, true);
	emit_jump(c, end);
	place_label(c, f);
	emit(c, STEP_SET_BOOLEAN, dst, 0, false);
	emit_jump(c, end);
	place_label(c, n);
	emit(c, STEP_SET_NULL, dst, 0, 0);
	place_label(c, end);
	return dst;
}

static int
compile_case(Compiler *c, const RubricExpr *expr, bool as_double)
{
	int			dst = new_value(c);
	int			end = new_label(c);
	const RubricExpr *subject = compute_subject(c, expr);

	for (int i = 0; i + 1 < expr->nargs; i += 2)
	{
		int			then = new_label(c);
		int			next = new_label(c);

		compile_arm(c, expr, subject, i, then, next);
		place_label(c, then);
		emit_move(c, dst, compile_as(c, expr->args[i + 1], as_double));
		emit_jump(c, end);
		place_label(c, next);
	}
	emit_move(c, dst, compile_as(c, expr->args[expr->nargs - 1], as_double));
	place_label(c, end);
	return dst;
}

static int
compile_coalesce(Compiler *c, const RubricExpr *expr, bool as_double)
{
	int			dst = new_value(c);
	int			end = new_label(c);

	for (int i = 0; i < expr->nargs; i++)
	{
		emit_move(c, dst, compile_as(c, expr->args[i], as_double));
		if (i + 1 < expr->nargs)
		{
			int			next = new_label(c);

			emit_branch(c, STEP_TEST_NULL, 0, dst, 0, next, end, end);
			place_label(c, next);
		}
	}
	place_label(c, end);
	return dst;
}

static int
compile_nullif(Compiler *c, const RubricExpr *expr, bool as_double)
{
	int			dst = new_value(c);
	int			equal = new_label(c);
	int			differs = new_label(c);
	int			end = new_label(c);
	RubricExpr *first = compute_once(c, expr->args[0], as_double);

	compile_comparison(c, first, expr->args[1], SIGN_EQUAL, equal, differs, differs);
	place_label(c, equal);
	emit(c, STEP_SET_NULL, dst, 0, 0);
	emit_jump(c, end);
	place_label(c, differs);
	emit_move(c, dst, first->index);
	place_label(c, end);
	return dst;
}

/* least() and greatest(): all arguments are evaluated, as in SQL. */
static int
compile_extreme(Compiler *c, const RubricExpr *expr, bool as_double)
{
	bool		least = expr->function == FUNC_LEAST;
	int			dst = new_value(c);
	StepCode	code;

	if (expr->type == RUBRIC_DATE)
		code = least ? STEP_LEAST_DATE : STEP_GREATEST_DATE;
	else if (expr->type == RUBRIC_TEXT)
		code = least ? STEP_LEAST_ORDERED : STEP_GREATEST_ORDERED;
	else if (as_double)
		code = least ? STEP_LEAST_DOUBLE : STEP_GREATEST_DOUBLE;
	else
		code = least ? STEP_LEAST : STEP_GREATEST;

	emit_move(c, dst, compile_as(c, expr->args[0], as_double));
	for (int i = 1; i < expr->nargs; i++)
	{
		int			value = compile_as(c, expr->args[i], as_double);

		emit(c, code, dst, value, 0);
	}
	return dst;
}

static int
compile_arithmetic(Compiler *c, const RubricExpr *expr, StepCode decimal_code, StepCode double_code)
{
	bool		as_double = is_double(&c->precision, expr);
	int			a = compile_number(c, expr->args[0], as_double);
	int			b = expr->nargs > 1 ? compile_number(c, expr->args[1], as_double) : -1;
	int			dst = new_value(c);

	emit(c, as_double ? double_code : decimal_code, dst, a, b);
	return dst;
}

/* Code that runs once in a row: the label is where it ends. */
static int
begin_once(Compiler *c, OnceState *state)
{
	int			done = new_label(c);

	if (state->value < 0)
	{
		state->value = new_value(c);
		state->flag = c->nflags++;
	}
	emit_branch(c, STEP_ONCE, 0, state->flag, 0, done, done, done);
	return done;
}

/* The group that the row belongs to: from one of the first name to one within it, and so on. */
static int
compile_group(Compiler *c, int grouping)
{
	OnceState  *state = &c->groupings[grouping];
	int			done = begin_once(c, state);
	int			group = new_value(c);
	ListCell   *lc;

	c->program->values[group].isnull = false;
	c->program->values[group].group = grouping;
	foreach(lc, rubric_grouping(c->rubric, grouping)->names)
	{
		const RubricExpr *name = lfirst(lc);
		int			value = compile_value(c, name);
		int			within = new_value(c);

		emit(c, name->type == RUBRIC_BOOLEAN ? STEP_GROUP_BOOLEAN : STEP_GROUP, within, value, group);
		group = within;
	}
	emit_move(c, state->value, group);
	place_label(c, done);
	return state->value;
}

/* A parameter, or the cuts of a tile, that the row's group decides. */
static int
compile_pick(Compiler *c, StepCode code, OnceState *state, int index, int grouping)
{
	int			done = begin_once(c, state);

	emit(c, code, state->value, compile_group(c, grouping), index);
	place_label(c, done);
	return state->value;
}

static int
compile_parameter(Compiler *c, int index)
{
	int			grouping = rubric_parameter(c->rubric, index)->grouping;

	if (grouping < 0 || c->computing)
		return c->program->parameter_values[index];
	return compile_pick(c, STEP_PICK, &c->parameters[index], index, grouping);
}

static int
compile_tile(Compiler *c, const RubricExpr *expr)
{
	int			grouping = rubric_tile(c->rubric, expr->index)->grouping;
	bool		of_double = is_double(&c->precision, expr->args[0]);
	int			x = compile_value(c, expr->args[0]);
	int			cuts = grouping < 0 ? c->program->tile_cuts[expr->index] :
		compile_pick(c, STEP_PICK_CUTS, &c->tiles[expr->index], expr->index, grouping);
	int			dst = new_value(c);

	emit(c, of_double ? STEP_TILE_DOUBLE : STEP_TILE, dst, x, cuts);
	return dst;
}

/* A step over one or two values that are not numbers, or only exact ones. */
static int
compile_scalar(Compiler *c, StepCode code, const RubricExpr *a, const RubricExpr *b)
{
	int			first = compile_as(c, a, false);
	int			second = b ? compile_as(c, b, false) : -1;
	int			dst = new_value(c);

	emit(c, code, dst, first, second);
	return dst;
}

/* A part of a date. */
static int
compile_date_part(Compiler *c, const RubricExpr *expr)
{
	int			date = compile_value(c, expr->args[0]);
	int			dst = new_value(c);

	emit(c, STEP_DATE_PART, dst, date, (int) expr->function);
	return dst;
}

static int
compile_function(Compiler *c, const RubricExpr *expr)
{
	switch (expr->function)
	{
		case FUNC_ABS:
			return compile_arithmetic(c, expr, STEP_ABS, STEP_ABS_DOUBLE);
		case FUNC_CEIL:
			return compile_arithmetic(c, expr, STEP_CEIL, STEP_CEIL_DOUBLE);
		case FUNC_FLOOR:
			return compile_arithmetic(c, expr, STEP_FLOOR, STEP_FLOOR_DOUBLE);
		case FUNC_ROUND:
		case FUNC_TRUNC:
			if (expr->nargs == 2)
			{
				int			a = compile_number(c, expr->args[0], false);
				int			b = compile_number(c, expr->args[1], false);
				int			dst = new_value(c);

				emit(c, expr->function == FUNC_ROUND ? STEP_ROUND : STEP_TRUNC, dst, a, b);
				return dst;
			}
			if (expr->function == FUNC_ROUND)
				return compile_arithmetic(c, expr, STEP_ROUND, STEP_ROUND_DOUBLE);
			return compile_arithmetic(c, expr, STEP_TRUNC, STEP_TRUNC_DOUBLE);
		case FUNC_LN:
			return compile_arithmetic(c, expr, STEP_LN, STEP_LN_DOUBLE);
		case FUNC_EXP:
			return compile_arithmetic(c, expr, STEP_EXP, STEP_EXP_DOUBLE);
		case FUNC_SQRT:
			return compile_arithmetic(c, expr, STEP_SQRT, STEP_SQRT_DOUBLE);
		case FUNC_POWER:
			return compile_arithmetic(c, expr, STEP_POWER, STEP_POWER_DOUBLE);
		case FUNC_MOD:
			return compile_scalar(c, STEP_MOD, expr->args[0], expr->args[1]);
		case FUNC_LOG10:
			return compile_arithmetic(c, expr, STEP_LOG10, STEP_LOG10_DOUBLE);
		case FUNC_LENGTH:
			return compile_scalar(c, STEP_LENGTH, expr->args[0], NULL);
		case FUNC_LOWER:
			return compile_scalar(c, STEP_LOWER, expr->args[0], NULL);
		case FUNC_YEAR:
		case FUNC_MONTH:
		case FUNC_DAY:
			return compile_date_part(c, expr);
		case FUNC_MONTHS_BETWEEN:
			return compile_scalar(c, STEP_MONTHS_BETWEEN, expr->args[0], expr->args[1]);
		case FUNC_YEARS_BETWEEN:
			return compile_scalar(c, STEP_YEARS_BETWEEN, expr->args[0], expr->args[1]);
		case FUNC_LEAST:
		case FUNC_GREATEST:
			return compile_extreme(c, expr, is_double(&c->precision, expr));
		case FUNC_COALESCE:
			return compile_coalesce(c, expr, is_double(&c->precision, expr));
		case FUNC_NULLIF:
			return compile_nullif(c, expr, is_double(&c->precision, expr));
		case FUNC_TILE:
			return compile_tile(c, expr);
		default:
			break;				/* of the population: taken before */
	}
	elog(ERROR, "unrecognized rubric function: %d", (int) expr->function);
}

/* A define read more than once is computed at the first reading of a row. */
static int
compile_define(Compiler *c, int index)
{
	DefineState *define = &c->defines[index];
	const RubricExpr *expr = rubric_define(c->rubric, index)->expr;
	int			done;

	if (define->reads <= 1)
		return compile_value(c, expr);

	if (define->value < 0)
	{
		define->value = new_value(c);
		define->flag = c->nflags++;
	}
	done = new_label(c);
	emit_branch(c, STEP_ONCE, 0, define->flag, 0, done, done, done);
	emit_move(c, define->value, compile_value(c, expr));
	note_value(c, NOTE_DEFINE, index, define->value, is_double(&c->precision, expr));
	place_label(c, done);
	return define->value;
}

/* The value of an expression; returns its number. */
static int
compile_value(Compiler *c, const RubricExpr *expr)
{
	int			dst;

	check_stack_depth();

	switch (expr->kind)
	{
		case EXPR_LITERAL:
			dst = new_value(c);
			value_from_literal(&c->program->values[dst], expr);
			return dst;
		case EXPR_METRIC:
			return c->program->metric_values[expr->index];
		case EXPR_PARAMETER:
			return compile_parameter(c, expr->index);
		case EXPR_DEFINE:
			return compile_define(c, expr->index);
		case EXPR_SCORE:
			return compile_score(c);
		case EXPR_COMPUTED:
			return expr->index;
		case EXPR_NEGATE:
			return compile_arithmetic(c, expr, STEP_NEGATE, STEP_NEGATE_DOUBLE);
		case EXPR_ADD:
			return compile_arithmetic(c, expr, STEP_ADD, STEP_ADD_DOUBLE);
		case EXPR_SUBTRACT:
			if (expr->args[0]->type == RUBRIC_DATE)
				return compile_scalar(c, STEP_DAYS, expr->args[0], expr->args[1]);
			return compile_arithmetic(c, expr, STEP_SUBTRACT, STEP_SUBTRACT_DOUBLE);
		case EXPR_MULTIPLY:
			return compile_arithmetic(c, expr, STEP_MULTIPLY, STEP_MULTIPLY_DOUBLE);
		case EXPR_DIVIDE:
			return compile_arithmetic(c, expr, STEP_DIVIDE, STEP_DIVIDE_DOUBLE);
		case EXPR_ADD_DAYS:
			return compile_scalar(c, STEP_ADD_DAYS, expr->args[0], rubric_shift(expr));
		case EXPR_ADD_MONTHS:
			return compile_scalar(c, STEP_ADD_MONTHS, expr->args[0], rubric_shift(expr));
		case EXPR_CONCAT:
			return compile_scalar(c, STEP_CONCAT, expr->args[0], expr->args[1]);
		case EXPR_CASE:
			return compile_case(c, expr, is_double(&c->precision, expr));
		case EXPR_FUNCTION:
			return compile_function(c, expr);
		default:
			return compile_boolean(c, expr);
	}
}

/* ------------------------------------------------------------------- score */

/* An amount of a criterion, noted as its author gave it. */
static int
compile_amount(Compiler *c, NoteKind kind, int item, const RubricExpr *amount, bool as_double)
{
	bool		amount_double = is_double(&c->precision, amount);
	int			value = compile_value(c, amount);

	note_value(c, kind, item, value, amount_double);
	return convert(c, value, amount_double, as_double);
}

/* Points below zero never come to the maximum; it is noted if it needs no computing. */
static void
note_unread_max(Compiler *c, int item, const RubricExpr *max)
{
	if (c->program->goal != GOAL_EXPLAIN)
		return;
	if (max->kind == EXPR_LITERAL || max->kind == EXPR_PARAMETER || max->kind == EXPR_METRIC)
		note_value(c, NOTE_MAX, item, compile_value(c, max), is_double(&c->precision, max));
}

/* May an exact maximum be read twice, and by points that are below zero? */
static bool
is_plain_max(Compiler *c, const RubricExpr *max)
{
	return max && !is_double(&c->precision, max) && (is_constant(c, max) || max->kind == EXPR_METRIC);
}

/*
 * Exact points, clamped before others make them double precision: they may be
 * too large for a double, but not for SQL, which makes one type only of what is
 * clamped.
 */
static int
compile_clamped_points(Compiler *c, RubricExpr *points, RubricExpr *max)
{
	RubricExpr *x = compute_once(c, points, false);
	List	   *args;

	args = list_make5(make_condition(EXPR_LT, points, list_make2(x, &c->zero)), &c->zero,
					  make_condition(EXPR_GT, points, list_make2(x, max)), max, x);
	return compile_number(c, rubric_node(EXPR_CASE, RUBRIC_NUMBER, points->start, points->end, args), true);
}

/* Points, clamped and weighted; where they have no value, the missing amount. */
static int
compile_criterion(Compiler *c, int item)
{
	const Criterion *criterion = list_nth(c->rubric->criteria, item);
	bool		points_double = points_are_double(&c->precision, criterion);
	bool		product_double = product_is_double(&c->precision, criterion);
	bool		as_double = criterion_is_double(&c->precision, criterion);
	int			weight = -1;
	int			dst;
	int			none = new_label(c);	/* no alternative applies */
	int			valued = new_label(c);
	int			limited = new_label(c); /* within zero and the maximum */
	int			pointed = new_label(c);
	int			missing = new_label(c);
	int			end = new_label(c);
	ListCell   *lc;

	/* computed without points too: it may fail, as in SQL */
	if (criterion->weight)
		weight = compile_amount(c, NOTE_WEIGHT, item, criterion->weight, product_double);
	dst = new_value(c);
	foreach(lc, criterion->alternatives)
	{
		Alternative *alternative = lfirst(lc);
		int			then = new_label(c);
		int			next = lnext(criterion->alternatives, lc) ? new_label(c) : none;

		if (alternative->when)
			compile_condition(c, alternative->when, then, next, none);
		place_label(c, then);
		note_alternative(c, item, foreach_current_index(lc));
		if (points_double && !is_double(&c->precision, alternative->points) && is_plain_max(c, criterion->max))
		{
			emit_move(c, dst, compile_clamped_points(c, alternative->points, criterion->max));
			note_unread_max(c, item, criterion->max);
			emit_jump(c, limited);
		}
		else
		{
			emit_move(c, dst, compile_number(c, alternative->points, points_double));
			if (next != none)
				emit_jump(c, valued);
		}
		if (next != none)
			place_label(c, next);
	}

	place_label(c, valued);
	if (criterion->max)
	{
		int			zero = compile_number(c, &c->zero, points_double);
		int			not_negative = new_label(c);
		int			too_much = new_label(c);
		int			clamped = new_label(c);
		int			negative = new_label(c);
		int			max;

		emit_branch(c, points_double ? STEP_COMPARE_DOUBLE : STEP_COMPARE, SIGN_LESS, dst, zero,
					negative, not_negative, not_negative);
		place_label(c, negative);
		note_unread_max(c, item, criterion->max);
		emit_move(c, dst, zero);
		emit_jump(c, clamped);
		place_label(c, not_negative);
		max = compile_amount(c, NOTE_MAX, item, criterion->max, points_double);
		emit_branch(c, points_double ? STEP_COMPARE_DOUBLE : STEP_COMPARE, SIGN_GREATER, dst, max,
					too_much, clamped, clamped);
		place_label(c, too_much);
		emit_move(c, dst, max);
		place_label(c, clamped);
	}
	place_label(c, limited);
	if (c->label_used[none])
	{
		emit_jump(c, pointed);
		place_label(c, none);
		emit(c, STEP_SET_NULL, dst, 0, 0);
		place_label(c, pointed);
	}
	note_value(c, NOTE_POINTS, item, dst, points_double);
	if (criterion->weight)
	{
		int			factor = convert(c, dst, points_double, product_double);

		dst = new_value(c);
		emit(c, product_double ? STEP_MULTIPLY_DOUBLE : STEP_MULTIPLY, dst, weight, factor);
	}
	dst = convert(c, dst, product_double, as_double);
	emit_branch(c, STEP_TEST_NULL, 0, dst, 0, missing, end, end);

	place_label(c, missing);
	if (criterion->missing)
		emit_move(c, dst, compile_number(c, criterion->missing, as_double));
	else
		emit(c, STEP_SET_NULL, dst, 0, 0);
	place_label(c, end);
	note_value(c, NOTE_CRITERION, item, dst, as_double);
	return dst;
}

/* The sum of the criteria, computed at its first reading in a row. */
static int
compile_sum(Compiler *c)
{
	bool		sum_double = sum_is_double(&c->precision);
	bool		so_far_double = false;
	int			sum = -1;
	int			done = new_label(c);
	ListCell   *lc;

	if (c->sum_value < 0)
	{
		c->sum_value = new_value(c);
		c->sum_flag = c->nflags++;
	}
	emit_branch(c, STEP_ONCE, 0, c->sum_flag, 0, done, done, done);
	foreach(lc, c->rubric->criteria)
	{
		bool		criterion_double = criterion_is_double(&c->precision, lfirst(lc));
		int			value = compile_criterion(c, foreach_current_index(lc));

		if (sum < 0)
		{
			sum = value;
			so_far_double = criterion_double;
		}
		else
		{
			/* a + b is double from the first double on, as in SQL */
			bool		as_double = so_far_double || criterion_double;
			int			left = convert(c, sum, so_far_double, as_double);
			int			right = convert(c, value, criterion_double, as_double);

			sum = new_value(c);
			emit(c, as_double ? STEP_ADD_DOUBLE : STEP_ADD, sum, left, right);
			so_far_double = as_double;
		}
	}
	Assert(so_far_double == sum_double);
	emit_move(c, c->sum_value, sum);
	if (c->rubric->score == NULL)
		note_value(c, NOTE_SCORE, 0, c->sum_value, sum_double);
	place_label(c, done);
	return c->sum_value;
}

static int
compile_score(Compiler *c)
{
	Program    *program = c->program;
	int			done;

	if (c->rubric->score == NULL || c->precision.in_score)
		return compile_sum(c);

	if (program->score_value < 0)
	{
		program->score_value = new_value(c);
		c->score_flag = c->nflags++;
	}
	done = new_label(c);
	emit_branch(c, STEP_ONCE, 0, c->score_flag, 0, done, done, done);
	c->precision.in_score = true;
	emit_move(c, program->score_value, compile_value(c, c->rubric->score));
	c->precision.in_score = false;
	note_value(c, NOTE_SCORE, 0, program->score_value, score_is_double(&c->precision));
	place_label(c, done);
	return program->score_value;
}

/* ------------------------------------------------------------------ inputs */

/* A bound as a comparison that leads to refuse; a null passes. */
static void
emit_bound(Compiler *c, const DomainCheck *check, int value, const RubricValue *bound,
		   int signs, int refuse)
{
	int			inside = new_label(c);
	int			limit;

	if (bound->isnull)
		return;
	limit = new_value(c);
	c->program->values[limit] = *bound;
	emit_branch(c, check->input->type == RUBRIC_DATE ? STEP_COMPARE_DATE : STEP_COMPARE,
				signs, value, limit, inside, refuse, inside);
	place_label(c, inside);
}

static void
emit_range(Compiler *c, int value, const DomainCheck *check)
{
	const Domain *domain = &check->input->domain;
	int			refuse = new_label(c);
	int			inside = new_label(c);

	emit_bound(c, check, value, &check->low,
			   SIGN_GREATER | (domain->low_open ? 0 : SIGN_EQUAL), refuse);
	emit_bound(c, check, value, &check->high,
			   SIGN_LESS | (domain->high_open ? 0 : SIGN_EQUAL), refuse);
	emit_jump(c, inside);
	place_label(c, refuse);
	emit(c, STEP_REFUSE, value, 0, 0)->check = check;
	place_label(c, inside);
}

/* Is every number from zero on inside the domain?  Then loading it has checked it. */
static bool
takes_all_from_zero(const DomainCheck *check)
{
	const Domain *domain = &check->input->domain;
	Decimal		zero;
	int			sign;

	if (check->input->type != RUBRIC_NUMBER || check->is_double ||
		domain->kind != DOMAIN_RANGE || !check->high.isnull)
		return domain->kind == DOMAIN_ANY;
	decimal_from_int64(&zero, 0);
	sign = decimal_compare(&check->low.number, &zero);
	return sign < 0 || (sign == 0 && !domain->low_open);
}

static void
emit_load(Compiler *c, int metric)
{
	static const StepCode load[] = {
		[SOURCE_INT2] = STEP_LOAD_INT2,
		[SOURCE_INT4] = STEP_LOAD_INT4,
		[SOURCE_INT8] = STEP_LOAD_INT8,
		[SOURCE_NUMERIC] = STEP_LOAD_NUMERIC,
		[SOURCE_FLOAT4] = STEP_LOAD_FLOAT4,
		[SOURCE_FLOAT8] = STEP_LOAD_FLOAT8,
		[SOURCE_TEXT] = STEP_LOAD_TEXT,
		[SOURCE_CHAR] = STEP_LOAD_CHAR,
		[SOURCE_NAME] = STEP_LOAD_NAME,
		[SOURCE_ENUM] = STEP_LOAD_ENUM,
		[SOURCE_BOOLEAN] = STEP_LOAD_BOOLEAN,
		[SOURCE_DATE] = STEP_LOAD_DATE,
	};
	Program    *program = c->program;
	const Source *source = &c->sources[metric];
	Input	   *input = rubric_metric(c->rubric, metric);
	DomainCheck *check;
	int			value;

	if (source->kind == SOURCE_NONE)
		return;
	if (program->metric_values[metric] < 0)
		program->metric_values[metric] = new_value(c);
	value = program->metric_values[metric];
	program->metric_doubles[metric] =
		source->kind == SOURCE_FLOAT4 || source->kind == SOURCE_FLOAT8;
	check = domain_check_make(c->rubric, input, "metric", program->metric_doubles[metric]);
	emit(c, load[source->kind], value, source->input, 0)->check = check;
	if (check && !takes_all_from_zero(check))
	{
		if (input->domain.kind == DOMAIN_RANGE && !check->is_double)
			emit_range(c, value, check);
		else
			emit(c, STEP_CHECK, value, 0, 0)->check = check;
	}
}

/* ------------------------------------------------------------------- parts */

static void
emit_ungraded(Compiler *c, int label, Reason reason, int item)
{
	place_label(c, label);
	emit(c, STEP_UNGRADED, 0, reason, item);
}

static void
compile_scopes(Compiler *c)
{
	ListCell   *lc;

	foreach(lc, c->rubric->scopes)
	{
		Rule	   *scope = lfirst(lc);
		int			item = foreach_current_index(lc);
		int			t = new_label(c);
		int			f = new_label(c);
		int			n = new_label(c);

		compile_condition(c, noted(c, NOTE_SCOPE, item, scope->when), t, f, n);
		emit_ungraded(c, f, REASON_OUT_OF_SCOPE, item);
		emit_ungraded(c, n, REASON_SCOPE_UNDECIDED, item);
		place_label(c, t);
	}
}

/* At least one of the names is not null. */
static void
compile_requirement(Compiler *c, const Requirement *requirement, int met, int unmet)
{
	ListCell   *lc;

	foreach(lc, requirement->names)
	{
		RubricExpr	is_null = {.kind = EXPR_IS_NULL, .type = RUBRIC_BOOLEAN, .nargs = 1};
		RubricExpr *args[1] = {lfirst(lc)};
		int			next = new_label(c);

		is_null.args = args;
		compile_condition(c, &is_null, next, met, met);
		place_label(c, next);
	}
	emit_jump(c, unmet);
}

/* Where only metrics are required, rows that have them all need one step. */
static void
compile_all_required(Compiler *c, int met)
{
	Program    *program = c->program;
	List	   *requirements = c->rubric->requirements;
	int			unmet = new_label(c);
	ListCell   *lc;

	program->required = palloc(sizeof(int) * Max(list_length(requirements), 1));
	foreach(lc, requirements)
	{
		List	   *names = ((Requirement *) lfirst(lc))->names;
		RubricExpr *name = linitial(names);

		if (list_length(names) > 1 || name->kind != EXPR_METRIC)
			return;
		program->required[foreach_current_index(lc)] = c->program->metric_values[name->index];
	}
	program->nrequired = list_length(requirements);
	emit_branch(c, STEP_TEST_ALL, 0, 0, 0, met, unmet, unmet);
	place_label(c, unmet);
}

static void
compile_requirements(Compiler *c)
{
	int			all_met = new_label(c);
	ListCell   *lc;

	if (list_length(c->rubric->requirements) > 1)
		compile_all_required(c, all_met);
	foreach(lc, c->rubric->requirements)
	{
		int			item = foreach_current_index(lc);
		int			met = new_label(c);
		int			unmet = new_label(c);

		compile_requirement(c, lfirst(lc), met, unmet);
		place_label(c, unmet);
		note_truth(c, NOTE_REQUIREMENT, item, TRUTH_FALSE);
		emit(c, STEP_UNGRADED, 0, REASON_REQUIRED, item);
		place_label(c, met);
	}
	place_label(c, all_met);
}

static void
compile_rules(Compiler *c, int graded)
{
	ListCell   *lc;

	foreach(lc, c->rubric->rules)
	{
		Rule	   *rule = lfirst(lc);
		int			item = foreach_current_index(lc);
		int			t = new_label(c);
		int			f = new_label(c);
		int			n = new_label(c);

		c->noting_leaves = c->program->goal == GOAL_EXPLAIN;
		if (rule->when)
			compile_condition(c, noted(c, NOTE_RULE, item, rule->when), t, f, n);
		else
			note_truth(c, NOTE_RULE, item, TRUTH_TRUE);
		place_label(c, t);
		c->noting_leaves = false;
		emit_branch(c, STEP_GRADE, 0, rule->label, item, graded, graded, graded);
		emit_ungraded(c, n, REASON_RULE_UNDECIDED, item);
		place_label(c, f);
	}
	emit(c, STEP_UNGRADED, 0, REASON_NO_RULE, 0);
}

/* Floors best label first, or caps worst label first; of equals, as written. */
static List *
in_order(const Rubric *rubric, List *adjustments, bool best_first)
{
	List	   *sorted = NIL;

	for (int rank = 1; rank <= list_length(rubric->labels); rank++)
	{
		int			wanted = best_first ? rank : list_length(rubric->labels) + 1 - rank;

		for (int i = 0; i < list_length(adjustments); i++)
		{
			Rule	   *rule = list_nth(adjustments, i);

			if (rubric_label(rubric, rule->label)->rank == wanted)
				sorted = lappend_int(sorted, i);
		}
	}
	return sorted;
}

/*
 * Adjustments to the same label are alternatives: any that holds suffices, in
 * any order.  If none holds and one is undecided, a second pass finds which.
 */
static void
compile_adjustments(Compiler *c, List *adjustments, Adjusted kind)
{
	List	   *order = in_order(c->rubric, adjustments, kind == ADJUSTED_FLOOR);
	Reason		reason = kind == ADJUSTED_FLOOR ? REASON_FLOOR_UNDECIDED : REASON_CAP_UNDECIDED;
	NoteKind	note = kind == ADJUSTED_FLOOR ? NOTE_FLOOR : NOTE_CAP;
	int			end = new_label(c);
	int			next;

	for (int first = 0; first < list_length(order); first = next)
	{
		Rule	   *rule = list_nth(adjustments, list_nth_int(order, first));
		List	   *conditions = NIL;
		int			look = new_label(c);
		int			t = new_label(c);
		int			f = new_label(c);
		int			n = new_label(c);

		for (next = first; next < list_length(order); next++)
		{
			Rule	   *other = list_nth(adjustments, list_nth_int(order, next));

			if (other->label != rule->label)
				break;
			conditions = lappend(conditions, noted(c, note, list_nth_int(order, next), other->when));
		}

		emit_branch(c, STEP_ADJUST, 0, rule->label, kind, look, f, f);
		place_label(c, look);
		compile_condition(c, list_length(conditions) == 1 ? linitial(conditions) :
						  make_condition(EXPR_OR, rule->when, conditions), t, f, n);
		for (int i = first; i + 1 < next; i++)
		{
			int			item = list_nth_int(order, i);
			int			undecided = new_label(c);
			int			decided = new_label(c);

			place_label(c, n);
			compile_condition(c, ((Rule *) list_nth(adjustments, item))->when,
							  decided, decided, undecided);
			emit_ungraded(c, undecided, reason, item);
			n = decided;
		}
		emit_ungraded(c, n, reason, list_nth_int(order, next - 1));
		place_label(c, t);
		emit(c, STEP_ADJUSTED, 0, rule->label, kind);
		emit_jump(c, end);
		place_label(c, f);
	}
	place_label(c, end);
}

/* -------------------------------------------------------------- treatments */

static bool
treatment_is_double(Compiler *c, const TreatmentTerm *term)
{
	ListCell   *lc;

	foreach(lc, term->alternatives)
	{
		const RubricExpr *value = ((Alternative *) lfirst(lc))->points;

		if (value->type == RUBRIC_NUMBER && is_double(&c->precision, value))
			return true;
	}
	return false;
}

/* The first alternative that applies, as a value; to none where the treatment is not given. */
static int
compile_alternatives(Compiler *c, const TreatmentTerm *term, bool as_double, int none)
{
	int			dst = new_value(c);
	int			valued = new_label(c);
	int			given = new_label(c);
	ListCell   *lc;

	foreach(lc, term->alternatives)
	{
		const Alternative *alternative = lfirst(lc);
		int			then = new_label(c);
		int			next = lnext(term->alternatives, lc) ? new_label(c) : none;

		if (alternative->when)
			compile_condition(c, alternative->when, then, next, none);
		place_label(c, then);
		emit_move(c, dst, compile_as(c, alternative->points, as_double));
		emit_jump(c, valued);
		if (next != none)
			place_label(c, next);
	}
	place_label(c, valued);
	emit_branch(c, STEP_TEST_NULL, 0, dst, 0, none, given, given);
	place_label(c, given);
	return dst;
}

static void
load_inputs_of_treatment(Compiler *c, int item)
{
	Bitmapset  *metrics = rubric_treatment_reads(c->rubric, item);
	int			metric = -1;

	while ((metric = bms_next_member(metrics, metric)) >= 0)
		emit_load(c, metric);
	bms_free(metrics);
}

/* Each treatment that is looked at is noted if it is given, or after a fault. */
static void
compile_treatment(Compiler *c, int item)
{
	const TreatmentTerm *term = list_nth(c->rubric->terms.treatments, item);
	Note		note = {.kind = NOTE_TREATMENT, .item = item, .value = -1};
	int			look = new_label(c);
	int			given = new_label(c);
	int			faulted = new_label(c);
	int			end = new_label(c);

	emit_branch(c, STEP_HOLD, 0, item, 0, look, end, faulted);
	place_label(c, look);
	load_inputs_of_treatment(c, item);
	if (term->alternatives)
	{
		note.is_double = treatment_is_double(c, term);
		note.value = compile_alternatives(c, term, note.is_double, end);
	}
	else if (term->when)
		compile_condition(c, term->when, given, end, end);
	place_label(c, given);
	emit_note(c, note);
	emit_jump(c, end);
	place_label(c, faulted);
	emit_note(c, note);
	place_label(c, end);
}

/* ---------------------------------------------------------------- settling */

/* The dates that terms name; then the worst cap at once that is true is noted. */
static void
compile_settling(Compiler *c)
{
	const RubricTerms *terms = &c->rubric->terms;
	List	   *order = in_order(c->rubric, c->rubric->caps, false);
	int			end = new_label(c);
	ListCell   *lc;

	c->program->since_value = terms->provisional.since ? compile_value(c, terms->provisional.since) : -1;
	c->program->from_value = terms->review.from ? compile_value(c, terms->review.from) : -1;
	foreach(lc, order)
	{
		const Rule *cap = list_nth(c->rubric->caps, lfirst_int(lc));
		Note		note = {.kind = NOTE_CAP, .item = lfirst_int(lc), .truth = TRUTH_TRUE, .value = -1};
		int			holds = new_label(c);
		int			next = new_label(c);

		if (!cap->at_once)
			continue;
		compile_condition(c, cap->when, holds, next, next);
		place_label(c, holds);
		emit_note(c, note);
		emit_jump(c, end);
		place_label(c, next);
	}
	place_label(c, end);
}

/* ------------------------------------------------------------------- whole */

/* How often each define is read, so that one read once is compiled in place. */
static bool
count_reads(RubricExpr *expr, void *context)
{
	Compiler   *c = context;

	if (expr->kind == EXPR_DEFINE)
		c->defines[expr->index].reads++;
	return rubric_expr_walk(expr, count_reads, c);
}

static void
count_root_reads(RubricExpr *root, RubricRole role, void *context)
{
	const Compiler *c = context;

	if (role != ROLE_VALUE && role != ROLE_KEEP && (!rubric_role_is_term(role) || goal_is_of_terms(c->program->goal)))
		count_reads(root, context);
}

static OnceState *
make_once_states(int count)
{
	OnceState  *states = palloc(sizeof(OnceState) * Max(count, 1));

	for (int i = 0; i < count; i++)
		states[i].value = -1;
	return states;
}

/* Values for what parameters and tiles stand for. */
static void
prepare_parameters(Compiler *c)
{
	const Rubric *rubric = c->rubric;
	Program    *program = c->program;
	int			nparameters = list_length(rubric->parameters);
	int			ntiles = list_length(rubric->tiles);
	ListCell   *lc;
	ListCell   *name;

	program->parameter_values = palloc(sizeof(int) * Max(nparameters, 1));
	for (int i = 0; i < nparameters; i++)
		program->parameter_values[i] = new_value(c);
	program->tile_cuts = palloc(sizeof(int) * Max(ntiles, 1));
	for (int i = 0; i < ntiles; i++)
		program->tile_cuts[i] = new_value(c);

	c->parameters = make_once_states(nparameters);
	for (int i = 0; i < nparameters; i++)
	{
		if (rubric_parameter(rubric, i)->grouping >= 0)
		{
			c->parameters[i].value = program->parameter_values[i];
			c->parameters[i].flag = c->nflags++;
		}
	}
	c->tiles = make_once_states(ntiles);
	c->groupings = make_once_states(list_length(rubric->groupings));
	foreach(lc, rubric->groupings)
	{
		foreach(name, ((Grouping *) lfirst(lc))->names)
			(void) count_reads(lfirst(name), c);
	}
}

/* Does the goal ask for the score even where no rule reads it? */
static bool
wants_score(const Rubric *rubric, Goal goal)
{
	return goal != GOAL_GRADE && rubric_has_score(rubric);
}

/* All parts that grade or score a row, as far as the goal asks for them. */
static void
compile_grading(Compiler *c)
{
	Program    *program = c->program;
	const Rubric *rubric = c->rubric;
	int			graded;

	compile_scopes(c);
	compile_requirements(c);
	if (wants_score(rubric, program->goal))
	{
		program->score_double = score_is_double(&c->precision);
		program->score_value = compile_score(c);
		/* the score becomes numeric at last: see program_score() */
		if (program->score_double && !NUMERIC_HAS_INFINITY)
			convert(c, program->score_value, true, false);
	}
	if (program->goal != GOAL_SCORE && rubric->labels != NIL)
	{
		graded = new_label(c);
		compile_rules(c, graded);
		place_label(c, graded);
		compile_adjustments(c, rubric->floors, ADJUSTED_FLOOR);
		compile_adjustments(c, rubric->caps, ADJUSTED_CAP);
	}
}

static void
begin_program(Compiler *c, Program *program, const Rubric *rubric, const Source *sources)
{
	program->rubric = rubric;
	program->context = CurrentMemoryContext;
	program->score_value = -1;

	c->rubric = rubric;
	c->sources = sources;
	c->program = program;
	c->max_steps = 32;
	program->steps = palloc(sizeof(Step) * c->max_steps);
	c->max_values = 32;
	program->values = palloc(sizeof(RubricValue) * c->max_values);
	c->max_labels = 32;
	c->labels = palloc(sizeof(int) * c->max_labels);
	c->label_used = palloc(sizeof(bool) * c->max_labels);
	precision_init(&c->precision, rubric, sources);
	c->sum_value = -1;
	c->zero.kind = EXPR_LITERAL;
	c->zero.type = RUBRIC_NUMBER;
	c->zero.text = "0";
	c->defines = palloc0(sizeof(DefineState) * Max(list_length(rubric->defines), 1));
	for (int i = 0; i < list_length(rubric->defines); i++)
		c->defines[i].value = -1;
}

/* The steps of an expression of parameters; returns the first one. */
static int
compile_computed(Compiler *c, const RubricExpr *expr, int dst)
{
	int			first;
	int			start = new_label(c);

	if (expr == NULL)
		return -1;
	place_label(c, start);
	first = c->program->nsteps;
	emit_move(c, dst, compile_value(c, expr));
	emit(c, STEP_HALT, 0, 0, 0);
	return first;
}

Program *
program_compile_parameters(const Rubric *rubric)
{
	Program    *program = palloc0(sizeof(Program));
	Compiler	c = {0};
	int			nparameters = list_length(rubric->parameters);

	begin_program(&c, program, rubric, NULL);
	c.computing = true;
	prepare_parameters(&c);
	program->score_value = new_value(&c);
	program->value_steps = palloc(sizeof(int) * Max(nparameters, 1));
	program->keep_steps = palloc(sizeof(int) * Max(nparameters, 1));
	for (int i = 0; i < nparameters; i++)
	{
		const Input *parameter = rubric_parameter(rubric, i);

		program->value_steps[i] = compile_computed(&c, parameter->taken ? NULL : parameter->value,
												   program->parameter_values[i]);
		program->keep_steps[i] = compile_computed(&c, parameter->keep_taken ? NULL : parameter->keep,
												  program->score_value);
	}
	resolve_labels(&c);
	return program;
}

Program *
program_compile(const Rubric *rubric, const Source *sources, Goal goal)
{
	Program    *program = palloc0(sizeof(Program));
	Compiler	c = {0};
	int			nmetrics = list_length(rubric->metrics);

	begin_program(&c, program, rubric, sources);
	program->goal = goal;
	rubric_walk(rubric, count_root_reads, &c);

	program->metric_values = palloc(sizeof(int) * Max(nmetrics, 1));
	program->metric_doubles = palloc0(sizeof(bool) * Max(nmetrics, 1));
	for (int i = 0; i < nmetrics; i++)
	{
		program->metric_values[i] = -1;
		if (goal != GOAL_TREAT)
			emit_load(&c, i);
	}
	prepare_parameters(&c);
	if (goal == GOAL_EXPLAIN || goal_is_of_terms(goal))
		emit(&c, STEP_BEGIN_TRACE, 0, 0, 0);
	if (goal == GOAL_EXPLAIN)
	{
		/* every define keeps its value, to be noted */
		for (int i = 0; i < list_length(rubric->defines); i++)
			c.defines[i].reads = 2;
		/* what the row before has read is not shown for this one */
		for (int i = 0; i < list_length(rubric->parameters); i++)
			if (rubric_parameter(rubric, i)->grouping >= 0)
				emit(&c, STEP_SET_NULL, program->parameter_values[i], 0, 0);
	}
	if (goal_is_of_terms(goal))
		program->read_by_terms = rubric_terms_read(rubric, goal == GOAL_TREAT);
	if (goal == GOAL_TREAT)
	{
		for (int i = 0; i < list_length(rubric->terms.treatments); i++)
			compile_treatment(&c, i);
	}
	else if (goal == GOAL_SETTLE)
		compile_settling(&c);
	else
		compile_grading(&c);
	emit(&c, STEP_HALT, 0, 0, 0);
	resolve_labels(&c);
	if (program->nnotes > 0)
		program->trace = palloc(sizeof(int) * program->nnotes);
	program->nflags = c.nflags;
	program->once = palloc0(sizeof(uint32) * Max(c.nflags, 1));
	return program;
}
