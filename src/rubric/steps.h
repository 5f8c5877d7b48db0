/*
 * steps.h
 *		The inside of a Program: its steps and tables.  For the files that make
 *		and run one.
 */
#ifndef RUBRIC_STEPS_H
#define RUBRIC_STEPS_H

#include "fmgr.h"

#include "rubric/program.h"
#include "rubric/value.h"

typedef enum StepCode
{
	/* dst := input number a; check of numbers: not one that is finite and not negative */
	STEP_LOAD_INT2,
	STEP_LOAD_INT4,
	STEP_LOAD_INT8,
	STEP_LOAD_NUMERIC,
	STEP_LOAD_FLOAT4,
	STEP_LOAD_FLOAT8,
	STEP_LOAD_TEXT,
	STEP_LOAD_CHAR,
	STEP_LOAD_NAME,
	STEP_LOAD_ENUM,
	STEP_LOAD_BOOLEAN,
	STEP_LOAD_DATE,

	STEP_CHECK,					/* is dst inside its domain (check)? */
	STEP_REFUSE,				/* it is not */

	/* dst := ... */
	STEP_MOVE,					/* a */
	STEP_SET_NULL,
	STEP_SET_BOOLEAN,			/* b */
	STEP_TO_DOUBLE,				/* a */
	STEP_TO_DECIMAL,			/* a */

	STEP_ADD,					/* a, b: decimals */
	STEP_SUBTRACT,
	STEP_MULTIPLY,
	STEP_DIVIDE,
	STEP_NEGATE,
	STEP_ABS,
	STEP_CEIL,
	STEP_FLOOR,
	STEP_ROUND,					/* a to b decimals; b < 0: none */
	STEP_TRUNC,
	STEP_LN,
	STEP_EXP,
	STEP_SQRT,
	STEP_LOG10,
	STEP_MOD,
	STEP_POWER,
	STEP_LEAST,					/* dst := the lesser of dst and a; null counts for nothing */
	STEP_GREATEST,

	STEP_ADD_DOUBLE,			/* the same over doubles */
	STEP_SUBTRACT_DOUBLE,
	STEP_MULTIPLY_DOUBLE,
	STEP_DIVIDE_DOUBLE,
	STEP_NEGATE_DOUBLE,
	STEP_ABS_DOUBLE,
	STEP_CEIL_DOUBLE,
	STEP_FLOOR_DOUBLE,
	STEP_ROUND_DOUBLE,
	STEP_TRUNC_DOUBLE,
	STEP_LN_DOUBLE,
	STEP_EXP_DOUBLE,
	STEP_SQRT_DOUBLE,
	STEP_LOG10_DOUBLE,
	STEP_POWER_DOUBLE,
	STEP_LEAST_DOUBLE,
	STEP_GREATEST_DOUBLE,

	STEP_LEAST_DATE,
	STEP_GREATEST_DATE,
	STEP_LEAST_ORDERED,
	STEP_GREATEST_ORDERED,
	STEP_DAYS,					/* a - b: dates to a decimal */
	STEP_ADD_DAYS,				/* date a, decimal b */
	STEP_ADD_MONTHS,			/* likewise */
	STEP_DATE_PART,				/* of date a to a decimal; b: a RubricFunction */
	STEP_MONTHS_BETWEEN,		/* date a to date b */
	STEP_YEARS_BETWEEN,			/* likewise */

	STEP_LENGTH,				/* of text a to a decimal */
	STEP_LOWER,					/* text a */
	STEP_CONCAT,				/* texts a, b */

	STEP_GROUP,					/* the group within group b whose name is a: text */
	STEP_GROUP_BOOLEAN,			/* likewise: boolean */
	STEP_PICK,					/* the value for group a of what parameter b stands for */
	STEP_PICK_CUTS,				/* likewise: of tile b */
	STEP_TILE,					/* of the decimal a by the cuts b */
	STEP_TILE_DOUBLE,

	/* three ways out; the signs that make it true are in dst: see SIGN_ below */
	STEP_COMPARE,
	STEP_COMPARE_DOUBLE,
	STEP_COMPARE_MIXED,			/* a double with a decimal */
	STEP_COMPARE_DATE,
	STEP_COMPARE_ORDERED,
	STEP_COMPARE_TEXT,			/* equality only */
	STEP_COMPARE_BYTES,			/* texts, by their order */
	STEP_LIKE,					/* text a, pattern b: dst is 0 */
	STEP_COMPARE_BOOLEAN,		/* equality only */
	STEP_TEST,					/* boolean a */
	STEP_TEST_NULL,				/* a is null: true or false */
	STEP_TEST_ALL,				/* none of the required values is null: true or false */

	STEP_JUMP,					/* to on_true */
	STEP_ONCE,					/* the first time in this row go on, later on_true; a: number of the flag */

	STEP_GRADE,					/* the label is a, decided by rule b; go on at on_true */
	STEP_UNGRADED,				/* reason a, item b; ends the run */
	STEP_ADJUST,				/* floor (b = 1) or cap (b = 2) with label a: would it move the grade?  on_true, else on_false */
	STEP_ADJUSTED,				/* likewise: it moves the grade */
	STEP_HALT,					/* ends the run */

	/* GOAL_EXPLAIN, GOAL_TREAT and GOAL_SETTLE only */
	STEP_BEGIN_TRACE,
	STEP_NOTE,					/* a: number of the note */
	STEP_HOLD					/* GOAL_TREAT only: is treatment a looked at? */
} StepCode;

/* STEP_COMPARE: which signs of (a - b) make the condition true */
#define SIGN_LESS		1
#define SIGN_EQUAL		2
#define SIGN_GREATER	4

typedef struct Step
{
	StepCode	code;
	int			dst;
	int			a;
	int			b;
	int			on_true;		/* numbers of steps */
	int			on_false;
	int			on_null;
	const DomainCheck *check;
} Step;

typedef struct Cells Cells;

#define CELL_EMPTY	(-2)		/* as label of an outcome: the cell has none yet */

struct Program
{
	const Rubric *rubric;
	Goal		goal;
	MemoryContext context;		/* where all of it lives */
	Step	   *steps;
	int			nsteps;
	RubricValue *values;
	int			nvalues;
	uint32	   *once;			/* for each flag the run in which its STEP_ONCE was passed */
	int			nflags;
	uint32		run;
	Outcome		outcome;		/* of the run going on */
	Cells	   *cells;			/* NULL: none, or not yet */
	MemoryContext cells_context;
	int			runs_to_cells;	/* after so many runs try to make them; 0: do not */
	int		   *required;		/* values for STEP_TEST_ALL */
	int			nrequired;
	int		   *metric_values;	/* for each metric its value; -1: not bound */
	bool	   *metric_doubles;
	int		   *parameter_values;	/* of a parameter with groups: for the row, once it has been read */
	int		   *tile_cuts;		/* for each tile without groups the value that has its cuts */
	MemoryContext parameters_context;	/* what their values need; NULL: never set */
	ParameterValues *parameters;
	int		   *value_steps;	/* program_compile_parameters(): for each parameter the first step; -1: none */
	int		   *keep_steps;		/* likewise, of keep */
	int			score_value;	/* -1: none computed */
	bool		score_double;

	/* GOAL_TREAT only */
	const Bitmapset *held;		/* the treatments looked at */
	int			on_fault;		/* the step to go on with after a fault in the present one: it notes it */

	/* GOAL_TREAT and GOAL_SETTLE only */
	InputsRead	read_by_terms;

	/* GOAL_SETTLE only: values; -1: the terms have none */
	int			since_value;
	int			from_value;

	/* GOAL_EXPLAIN, GOAL_TREAT and GOAL_SETTLE only */
	Note	   *notes;
	int			nnotes;
	int		   *trace;			/* numbers of the notes made in the last run; none is made twice */
	int			ntrace;
};

/*
 * eval.c: run from this step on to the first STEP_HALT: the value of a parameter is then in parameter_values, that of
 * keep in score_value
 */
extern const Fault *program_compute(Program *program, int step);

/* cells.c: make the cells of a program, if it can have cells */
extern void cells_make(Program *program);

/* cells.c: where the outcome of rows like this one is kept; NULL: the row fits in no cell */
extern Outcome *cells_find(const Cells *cells, const NullableDatum *inputs);

/* cells.c: forget the outcomes kept; parameters have changed */
extern void cells_forget(Program *program);

static inline void
value_load_text(RubricValue *value, Datum datum, bool trim_blanks)
{
	struct varlena *text = PG_DETOAST_DATUM_PACKED(datum);

	value->text.data = VARDATA_ANY(text);
	value->text.length = VARSIZE_ANY_EXHDR(text);
	if (trim_blanks)
	{
		while (value->text.length > 0 && value->text.data[value->text.length - 1] == ' ')
			value->text.length--;
	}
}

#endif							/* RUBRIC_STEPS_H */
