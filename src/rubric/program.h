/*
 * program.h
 *		A rubric compiled for one kind of input: a list of steps over values.
 *
 * compile.c makes it, eval.c runs it.  A step works on numbered values;
 * constants and parameters are values filled before the first run.  A
 * condition is not computed as a value: it is code with three ways out, one
 * each for true, false and null, so three-valued logic costs nothing.
 * A run allocates nothing as long as the numbers are small decimals.
 */
#ifndef RUBRIC_PROGRAM_H
#define RUBRIC_PROGRAM_H

#include "postgres.h"

#include "utils/date.h"
#include "utils/jsonb.h"

#include "decimal.h"
#include "fault.h"
#include "rubric/rubric.h"

typedef struct Cuts Cuts;		/* of a tile: see value.h */

typedef struct RubricValue
{
	union
	{
		Decimal		number;
		double		dbl;
		bool		boolean;
		DateADT		date;
		struct
		{
			const char *data;
			int			length;
			int			position;	/* in the ordered list it belongs to; 0 is the best */
		}			text;
		int			group;		/* number of a group: see groups.h */
		const Cuts *cuts;
	};
	bool		isnull;
} RubricValue;

/* How a metric's value arrives; SOURCE_NONE: the row does not have it. */
typedef enum SourceKind
{
	SOURCE_NONE,
	SOURCE_INT2,
	SOURCE_INT4,
	SOURCE_INT8,
	SOURCE_NUMERIC,
	SOURCE_FLOAT4,
	SOURCE_FLOAT8,
	SOURCE_TEXT,
	SOURCE_CHAR,				/* character(n): trailing blanks do not count */
	SOURCE_NAME,
	SOURCE_ENUM,
	SOURCE_BOOLEAN,
	SOURCE_DATE
} SourceKind;

typedef struct Source
{
	SourceKind	kind;
	int			input;			/* number in the array given to program_run() */
} Source;

typedef enum Goal
{
	GOAL_GRADE,					/* the grade; the score only where a rule reads it */
	GOAL_SCORE,					/* the score */
	GOAL_ASSESS,				/* both */
	GOAL_EXPLAIN,				/* GOAL_GRADE, or the score of a rubric without grades; all is noted */
	GOAL_TREAT,					/* what a grade gets, given by program_hold(); only that is noted */
	GOAL_SETTLE					/* what settling reads of the row: see program_settle() */
} Goal;

/* Does it ask for nothing that grades or scores the row? */
static inline bool
goal_is_of_terms(Goal goal)
{
	return goal == GOAL_TREAT || goal == GOAL_SETTLE;
}

typedef enum Reason
{
	REASON_GRADED,
	REASON_NO_ROW,
	REASON_REFUSED,				/* fault: why */
	REASON_OUT_OF_SCOPE,		/* item: the scope */
	REASON_REQUIRED,			/* item: the requirement that is not met */
	REASON_SCOPE_UNDECIDED,		/* item: the scope, rule, floor, cap that is null */
	REASON_RULE_UNDECIDED,
	REASON_FLOOR_UNDECIDED,
	REASON_CAP_UNDECIDED,
	REASON_NO_RULE
} Reason;

typedef enum Adjusted
{
	ADJUSTED_NO,
	ADJUSTED_FLOOR,
	ADJUSTED_CAP
} Adjusted;

typedef struct Outcome
{
	int			label;			/* number in Rubric.labels; -1: not graded */
	int			rule;			/* number in Rubric.rules of the rule that decided; -1: none */
	Adjusted	adjusted;		/* the last that moved the grade */
	Reason		reason;
	int			item;
	const Fault *fault;			/* lives as long as the memory context of the run */
} Outcome;

static inline void
outcome_set_ungraded(Outcome *outcome, Reason reason, int item)
{
	memset(outcome, 0, sizeof(Outcome));
	outcome->label = -1;
	outcome->rule = -1;
	outcome->reason = reason;
	outcome->item = item;
}

static inline void
outcome_refuse(Outcome *outcome, const Fault *fault)
{
	outcome_set_ungraded(outcome, REASON_REFUSED, 0);
	outcome->fault = fault;
}

/* For who has no use for a row that is refused: raise why. */
static inline void
outcome_throw_refused(const Outcome *outcome)
{
	if (unlikely(outcome->reason == REASON_REFUSED))
		fault_throw(outcome->fault);
}

/* What a condition came to. */
typedef enum Truth
{
	TRUTH_FALSE,
	TRUTH_TRUE,
	TRUTH_NULL
} Truth;

/* What a program of GOAL_EXPLAIN notes at the end of each part of the rubric. */
typedef enum NoteKind
{
	NOTE_SCOPE,					/* these five came to truth */
	NOTE_REQUIREMENT,			/* only one that is not met */
	NOTE_RULE,
	NOTE_FLOOR,
	NOTE_CAP,
	NOTE_DEFINE,				/* the others to value */
	NOTE_WEIGHT,				/* of a criterion; likewise the next three */
	NOTE_MAX,
	NOTE_ALTERNATIVE,			/* of its points: the one taken */
	NOTE_POINTS,				/* within 0..max, before weighting */
	NOTE_CRITERION,				/* what it adds to the score */
	NOTE_SCORE,
	NOTE_LEAF,					/* part of the condition of a rule, without "and", "or", "not": came to truth */
	NOTE_TREATMENT				/* granted, or at fault; GOAL_TREAT only; value -1: without a value */
} NoteKind;

typedef struct Note
{
	NoteKind	kind;
	int			item;			/* number in its list of the rubric */
	Truth		truth;
	int			value;			/* see program_note_text() */
	bool		is_double;
	const Fault *fault;			/* of a treatment: why it is not granted; NULL: it is */
	int			alternative;	/* NOTE_ALTERNATIVE: its number in the criterion */

	/* NOTE_LEAF: what a comparison of two numbers has to its right is other; -1: it compares none */
	const RubricExpr *expr;
	int			other;
	bool		other_double;
} Note;

typedef struct Program Program;

/* compile.c; sources: one for each metric.  All memory is CurrentMemoryContext's. */
extern Program *program_compile(const Rubric *rubric, const Source *sources, Goal goal);

/* compile.c: what computes the values of parameters that the text gives: see program_compute(). */
extern Program *program_compile_parameters(const Rubric *rubric);

/*
 * source.c: how a column of this type can feed a metric of this type, or
 * SOURCE_NONE when it cannot.  RUBRIC_UNKNOWN accepts every usable type.
 */
extern SourceKind program_source_kind(Oid type, RubricType metric);
extern RubricType program_source_type(SourceKind kind);

/*
 * parameters.c: take the parameters from jsonb (may be NULL) and defaults.
 * as_of, if given, fills a date parameter of that name.  A parameter that is
 * missing, unusable or outside its domain is a fault; then the program must
 * not run.
 */
extern const Fault *program_set_parameters(Program *program, Jsonb *parameters, const DateADT *as_of);

/* result.c: the treatments that the next runs look at (GOAL_TREAT), by number; not copied */
struct Bitmapset;
extern void program_hold(Program *program, const struct Bitmapset *treatments);

/* eval.c: evaluate one row; a fault in it is the outcome, but one in a treatment is noted, and the others are looked at. */
extern void program_run(Program *program, const NullableDatum *inputs, Outcome *outcome);

/*
 * result.c: the score of the last run (GOAL_SCORE, GOAL_ASSESS) as numeric.
 * Null also where the standard does not apply, a required metric is missing or
 * the row is refused.
 */
extern Datum program_score(const Program *program, const Outcome *outcome, bool *isnull);

/* What settling reads of a row; a date that is missing is null. */
typedef struct SettlingInputs
{
	int			limit;			/* the label of the worst cap at once that is true; -1: none is */
	NullableDatum since;		/* of provisional ... since, a date */
	NullableDatum from;			/* of review every ... from, likewise */
} SettlingInputs;

/* result.c: these in the last run (GOAL_SETTLE) */
extern void program_settle(const Program *program, SettlingInputs *inputs);

/* result.c: the notes of the last run (GOAL_EXPLAIN, GOAL_TREAT) in the order in which they were made: of Note. */
extern List *program_trace(const Program *program);

/* result.c: a value of the last run as text, palloc'ed; NULL: null or not bound */
extern char *program_metric_text(const Program *program, int metric);
extern char *program_parameter_text(const Program *program, int parameter);
extern char *program_note_text(const Program *program, const Note *note);

/* result.c: a value of a note that is a number; false: null */
extern bool program_note_number(const Program *program, int value, bool is_double, Decimal *number);

/* result.c: the names of the metrics of expr that were null in the last run, "a, b"; palloc'ed. */
extern char *program_missing(const Program *program, const RubricExpr *expr);

/* result.c: why not graded, in words; NULL when graded.  Program may be NULL where there was no row. */
extern char *program_reason(const Program *program, const Outcome *outcome);

/* result.c: why the score is null where the standard applies */
extern char *program_score_reason(const Program *program);

#endif							/* RUBRIC_PROGRAM_H */
