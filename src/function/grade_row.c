/*
 * grade_row.c
 *		The row trigger that keeps grade, score and rank in columns of the row.
 *
 * The standard is looked up once a statement, by the clock's date: the
 * setting as_of must not choose what is stored.  What costs more than that,
 * checking the columns and compiling the rubric, is kept for the session in a
 * RowTrigger, so that inserts of single rows are fast too.
 *
 * A RowTrigger is made for one tuple descriptor and one set of arguments, and
 * never changed to others: ALTER TABLE and CREATE OR REPLACE TRIGGER have the
 * next statement make a new one.  To know by its address that the descriptor
 * is still the same, it holds a reference to it, as the server's type cache
 * does; this needs no callback, and a rollback does no harm.
 */
#include "postgres.h"

#include "access/htup_details.h"
#include "access/tupmacs.h"
#include "catalog/pg_type.h"
#include "commands/trigger.h"
#include "executor/tuptable.h"
#include "utils/builtins.h"
#include "utils/datum.h"
#include "utils/fmgrprotos.h"
#include "utils/hsearch.h"
#include "utils/lsyscache.h"
#include "utils/memutils.h"
#include "utils/rel.h"
#include "utils/syscache.h"

#include "compat.h"
#include "rubric/grader.h"
#include "standard/standard.h"
#include "text.h"

/* RowTriggers kept in a session; those that a statement uses do not count. */
#define MAX_TRIGGERS 256

/* What is kept in a row, in the order of the trigger's arguments. */
typedef enum ResultKind
{
	RESULT_GRADE,
	RESULT_SCORE,
	RESULT_RANK
} ResultKind;

#define RESULTS (RESULT_RANK + 1)

static const char *const result_names[RESULTS] = {"grade", "score", "rank"};
static const char *const result_types[RESULTS] = {
	"text, varchar, char or an enum",
	"numeric, double precision or real",
	"smallint, integer or bigint"
};

/* Arguments: the standard, then the columns. */
#define MIN_ARGUMENTS 2
#define MAX_ARGUMENTS (1 + RESULTS)

#define USAGE \
	"CREATE TRIGGER ... BEFORE INSERT OR UPDATE ON ... FOR EACH ROW EXECUTE FUNCTION " \
	"customer_grade.grade_row('standard', 'grade_column' [, 'score_column' [, 'rank_column']])"

/* A column that takes a result. */
typedef struct Target
{
	ResultKind	result;
	AttrNumber	column;
	Oid			type;			/* that of a domain, if it is one */
	int32		typmod;
	Oid			domain;			/* InvalidOid: it is none */
	bool		byval;
	int16		length;
	bool		packable;		/* may be stored with the short varlena header */
} Target;

typedef struct RowTrigger
{
	MemoryContext context;		/* all of it */
	int			users;			/* statements, and one for the table of triggers */
	TupleDesc	tupdesc;
	int			narguments;
	char	   *arguments[MAX_ARGUMENTS];
	text	   *standard;
	int			ntargets;
	Target		targets[RESULTS];	/* in the order of the columns */
	bool		has_domain;		/* one of them is of a domain type */
	AttrNumber	last_column;	/* of those read or compared */
	Grader		grader;
	bool		bound;			/* grader is ready for rows of tupdesc on that date */
	DateADT		date;
	StandardMoment moment;		/* the grader has the rubric in force at this moment */
	MemoryContext moment_context;
	Datum	   *labels;			/* as values of the grade column; 0: not made yet; not
								 * kept longer, as the values of an enum can change */
} RowTrigger;

/* What one statement keeps in fn_extra. */
typedef struct Use
{
	RowTrigger *trigger;
	MemoryContext context;
	MemoryContextCallback end;
	void	   *domain_checks[RESULTS];
} Use;

typedef struct TriggerEntry
{
	Oid			oid;			/* key: the trigger's */
	RowTrigger *trigger;
} TriggerEntry;

static HTAB *triggers;

static void check_event(FunctionCallInfo fcinfo);
static Use *begin_use(FunctionCallInfo fcinfo);
static void take_rubric(RowTrigger *trigger);
static HeapTuple store_results(Use *use, TupleTableSlot *slot, HeapTuple tuple,
							   const Outcome *outcome);
static void tell_row(void *trigger_data);

PG_FUNCTION_INFO_V1(grade_row);
Datum
grade_row(PG_FUNCTION_ARGS)
{
	TriggerData *data = (TriggerData *) fcinfo->context;
	Use		   *use = fcinfo->flinfo->fn_extra;
	bool		is_update;
	TupleTableSlot *slot;
	HeapTuple	tuple;
	Outcome		outcome;
	ErrorContextCallback context;

	check_event(fcinfo);
	if (use == NULL)
		use = begin_use(fcinfo);

	context.callback = tell_row;
	context.arg = data;
	context.previous = error_context_stack;
	error_context_stack = &context;

	is_update = TRIGGER_FIRED_BY_UPDATE(data->tg_event);
	slot = is_update ? data->tg_newslot : data->tg_trigslot;
	tuple = is_update ? data->tg_newtuple : data->tg_trigtuple;

	if (!standard_moment_is_now(&use->trigger->moment))
		take_rubric(use->trigger);
	slot_getsomeattrs(slot, use->trigger->last_column); /* all at once */
	grader_run_slot(&use->trigger->grader, slot, &outcome);
	outcome_throw_refused(&outcome);
	tuple = store_results(use, slot, tuple, &outcome);

	error_context_stack = context.previous;
	return PointerGetDatum(tuple);
}

static void
tell_row(void *trigger_data)
{
	TriggerData *data = trigger_data;

	errcontext("grading a row of table \"%s\" by standard \"%s\"",
			   RelationGetRelationName(data->tg_relation), data->tg_trigger->tgargs[0]);
}

static void
check_event(FunctionCallInfo fcinfo)
{
	TriggerData *data = (TriggerData *) fcinfo->context;

	if (unlikely(!CALLED_AS_TRIGGER(fcinfo)))
		ereport(ERROR,
				(errcode(ERRCODE_E_R_I_E_TRIGGER_PROTOCOL_VIOLATED),
				 errmsg("function \"%s\" can only be called as a trigger", "grade_row"),
				 errhint("Usage: %s.", USAGE)));
	if (unlikely(!TRIGGER_FIRED_BEFORE(data->tg_event) ||
				 !TRIGGER_FIRED_FOR_ROW(data->tg_event) ||
				 TRIGGER_FIRED_BY_DELETE(data->tg_event)))
		ereport(ERROR,
				(errcode(ERRCODE_E_R_I_E_TRIGGER_PROTOCOL_VIOLATED),
				 errmsg("trigger \"%s\" must fire before INSERT or UPDATE, for each row",
						data->tg_trigger->tgname),
				 errhint("Usage: %s.", USAGE)));
}

/* ---------------------------------------------------------- a row's results */

/* The grade as a value of an enum. */
static Datum
enum_value(RowTrigger *trigger, Oid type, const char *label)
{
	if (strlen(label) >= NAMEDATALEN ||
		!SearchSysCacheExists2(ENUMTYPOIDNAME, ObjectIdGetDatum(type), CStringGetDatum(label)))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_TEXT_REPRESENTATION),
				 errmsg("grade \"%s\" of standard \"%s\" is not a value of enum %s",
						label, trigger->arguments[0], format_type_be(type)),
				 errhint("Add it: ALTER TYPE %s ADD VALUE %s.", format_type_be(type),
						 quote_literal_cstr(label))));
	/* also refuses a value that is not committed yet */
	return DirectFunctionCall2(enum_in, CStringGetDatum(label), ObjectIdGetDatum(type));
}

/* A label as a value of the grade column, with the errors of an assignment. */
static Datum
label_value(RowTrigger *trigger, const Target *target, int label)
{
	Datum		name = trigger->grader.labels[label];

	switch (target->type)
	{
		case TEXTOID:
			return name;
		case VARCHAROID:
			return DirectFunctionCall3(varchar, name, Int32GetDatum(target->typmod),
									   BoolGetDatum(false));
		case BPCHAROID:
			return DirectFunctionCall3(bpchar, name, Int32GetDatum(target->typmod),
									   BoolGetDatum(false));
		default:
			return enum_value(trigger, target->type,
							  rubric_label(trigger->grader.shared, label)->name);
	}
}

static Datum
grade_value(RowTrigger *trigger, const Target *target, int label)
{
	if (unlikely(trigger->labels[label] == (Datum) 0))
	{
		MemoryContext old = MemoryContextSwitchTo(trigger->moment_context);

		trigger->labels[label] = label_value(trigger, target, label);
		MemoryContextSwitchTo(old);
	}
	return trigger->labels[label];
}

static Datum
score_value(const Target *target, Datum score)
{
	switch (target->type)
	{
		case FLOAT8OID:
			return DirectFunctionCall1(numeric_float8, score);
		case FLOAT4OID:
			return DirectFunctionCall1(numeric_float4, score);
		default:
			return target->typmod < 0 ? score :
				DirectFunctionCall2(numeric, score, Int32GetDatum(target->typmod));
	}
}

static Datum
rank_value(const Target *target, int rank)
{
	switch (target->type)
	{
		case INT8OID:
			return Int64GetDatum(rank);
		case INT4OID:
			return Int32GetDatum(rank);
		default:
			return Int16GetDatum(rank);
	}
}

/* The value that the target is to have in this row. */
static Datum
result_value(RowTrigger *trigger, const Target *target, const Outcome *outcome, bool *isnull)
{
	Datum		value;
	int			rank;

	if (target->result == RESULT_SCORE)
	{
		value = program_score(trigger->grader.program, outcome, isnull);
		return *isnull ? (Datum) 0 : score_value(target, value);
	}

	*isnull = outcome->label < 0;
	if (*isnull)
		return (Datum) 0;
	if (target->result == RESULT_GRADE)
		return grade_value(trigger, target, outcome->label);
	rank = rubric_label(trigger->grader.shared, outcome->label)->rank;
	*isnull = rank == 0;
	return rank_value(target, rank);
}

static bool
same_value(const Target *target, Datum a, bool a_isnull, Datum b, bool b_isnull)
{
	if (a_isnull || b_isnull)
		return a_isnull && b_isnull;
	return datum_image_eq(a, b, target->byval, target->length);
}

/*
 * The row with its results in place of what it had: the slot has all other
 * columns, so lend it the results for the new tuple.
 */
static HeapTuple
replace_results(const RowTrigger *trigger, TupleTableSlot *slot, HeapTuple tuple,
				const Datum *values, const bool *isnull)
{
	Datum		old_values[RESULTS];
	bool		old_isnull[RESULTS];
	HeapTuple	stored;

	slot_getallattrs(slot);
	for (int i = 0; i < trigger->ntargets; i++)
	{
		int			column = trigger->targets[i].column - 1;

		old_values[i] = slot->tts_values[column];
		old_isnull[i] = slot->tts_isnull[column];
		slot->tts_values[column] = values[i];
		slot->tts_isnull[column] = isnull[i];
	}
	stored = heap_form_tuple(trigger->tupdesc, slot->tts_values, slot->tts_isnull);
	for (int i = 0; i < trigger->ntargets; i++)
	{
		int			column = trigger->targets[i].column - 1;

		slot->tts_values[column] = old_values[i];
		slot->tts_isnull[column] = old_isnull[i];
	}
	stored->t_data->t_ctid = tuple->t_data->t_ctid;
	stored->t_self = tuple->t_self;
	stored->t_tableOid = tuple->t_tableOid;
	return stored;
}

/* Are all columns from the first target on null, so that their place is the tuple's end? */
static bool
ends_before_results(const RowTrigger *trigger, HeapTuple tuple)
{
	int			natts = trigger->tupdesc->natts;

	if (!HeapTupleHasNulls(tuple) || HeapTupleHeaderGetNatts(tuple->t_data) != natts)
		return false;
	for (int i = trigger->targets[0].column - 1; i < natts; i++)
	{
		if (!att_isnull(i, tuple->t_data->t_bits))
			return false;
	}
	return true;
}

/* Take the null bitmap out of a tuple that has no nulls any more. */
static void
drop_bitmap(HeapTuple tuple)
{
	HeapTupleHeader header = tuple->t_data;
	int			natts = HeapTupleHeaderGetNatts(header);
	int			offset = MAXALIGN(SizeofHeapTupleHeader);

	for (int i = 0; i < natts; i++)
	{
		if (att_isnull(i, header->t_bits))
			return;
	}
	memset((char *) header + SizeofHeapTupleHeader, 0, offset - SizeofHeapTupleHeader);
	if (header->t_hoff > offset)
		memmove((char *) header + offset, (char *) header + header->t_hoff,
				tuple->t_len - header->t_hoff);
	tuple->t_len -= header->t_hoff - offset;
	header->t_hoff = offset;
	header->t_infomask &= ~HEAP_HASNULL;
}

/*
 * The same for a row that ends before its results, such as a new row where
 * they are the last columns of the table.  They are appended without taking
 * the row apart, and the tuple is what heap_form_tuple() would make.  NULL: a
 * value cannot be appended that simply.
 */
static HeapTuple
append_results(const RowTrigger *trigger, HeapTuple tuple, const Datum *values, const bool *isnull)
{
	Size		room = tuple->t_len;
	HeapTuple	stored;
	HeapTupleHeader header;
	char	   *end;

	for (int i = 0; i < trigger->ntargets; i++)
	{
		if (isnull[i] || trigger->targets[i].byval)
			room += MAXIMUM_ALIGNOF + sizeof(Datum);
		else if (trigger->targets[i].packable && VARATT_CAN_MAKE_SHORT(DatumGetPointer(values[i])))
			room += VARATT_CONVERTED_SHORT_SIZE(DatumGetPointer(values[i]));
		else
			return NULL;
	}

	stored = palloc(HEAPTUPLESIZE + room);
	*stored = *tuple;
	stored->t_data = header = (HeapTupleHeader) ((char *) stored + HEAPTUPLESIZE);
	memcpy(header, tuple->t_data, tuple->t_len);
	end = (char *) header + tuple->t_len;
	for (int i = 0; i < trigger->ntargets; i++)
	{
		const Target *target = &trigger->targets[i];

		if (isnull[i])
			continue;
		header->t_bits[(target->column - 1) >> 3] |= 1 << ((target->column - 1) & 7);
		if (target->byval)
		{
			char	   *start = (char *) TYPEALIGN(target->length, end);

			memset(end, 0, start - end);
			store_att_byval(start, values[i], target->length);
			end = start + target->length;
		}
		else
		{
			Size		size = VARATT_CONVERTED_SHORT_SIZE(DatumGetPointer(values[i]));

			SET_VARSIZE_SHORT(end, size);
			memcpy(end + VARHDRSZ_SHORT, VARDATA(DatumGetPointer(values[i])), size - VARHDRSZ_SHORT);
			end += size;
			header->t_infomask |= HEAP_HASVARWIDTH;
		}
	}
	stored->t_len = end - (char *) header;
	drop_bitmap(stored);
	return stored;
}

/* The row with its results: tuple itself where it has them already. */
static HeapTuple
store_results(Use *use, TupleTableSlot *slot, HeapTuple tuple, const Outcome *outcome)
{
	RowTrigger *trigger = use->trigger;
	Datum		values[RESULTS];
	bool		isnull[RESULTS];
	bool		differs = false;
	HeapTuple	stored = NULL;

	for (int i = 0; i < trigger->ntargets; i++)
	{
		const Target *target = &trigger->targets[i];

		values[i] = result_value(trigger, target, outcome, &isnull[i]);

		/*
		 * The constraint of a domain runs code of the user, which may fire
		 * this trigger again and change the grader.
		 */
		if (trigger->has_domain && !isnull[i])
			values[i] = datumCopy(values[i], target->byval, target->length);
	}
	for (int i = 0; i < trigger->ntargets; i++)
	{
		const Target *target = &trigger->targets[i];
		bool		old_isnull;
		Datum		old = slot_getattr(slot, target->column, &old_isnull);

		if (same_value(target, values[i], isnull[i], old, old_isnull))
			continue;
		differs = true;
		if (OidIsValid(target->domain))
			domain_check(values[i], isnull[i], target->domain,
						 &use->domain_checks[i], use->context);
	}
	if (!differs)
		return tuple;
	if (ends_before_results(trigger, tuple))
		stored = append_results(trigger, tuple, values, isnull);
	return stored ? stored : replace_results(trigger, slot, tuple, values, isnull);
}

/* -------------------------------------------------------------- the rubric */

static bool
keeps(const RowTrigger *trigger, ResultKind result)
{
	for (int i = 0; i < trigger->ntargets; i++)
	{
		if (trigger->targets[i].result == result)
			return true;
	}
	return false;
}

/* The rubric must give the results that the columns are to store. */
static void
check_results(RowTrigger *trigger)
{
	const Rubric *rubric = trigger->grader.shared;

	if (keeps(trigger, RESULT_SCORE) && !rubric_has_score(rubric))
		ereport(ERROR,
				(errcode(ERRCODE_E_R_I_E_TRIGGER_PROTOCOL_VIOLATED),
				 errmsg("standard \"%s\" has no score", trigger->arguments[0]),
				 errhint("Give '' for the score column, or the rubric criterion statements or score = ....")));
	if ((keeps(trigger, RESULT_GRADE) || keeps(trigger, RESULT_RANK)) && rubric->labels == NIL)
		ereport(ERROR,
				(errcode(ERRCODE_E_R_I_E_TRIGGER_PROTOCOL_VIOLATED),
				 errmsg("standard \"%s\" has no grades", trigger->arguments[0]),
				 errhint("Give '' for the grade column, or the rubric a grades statement.")));
}

/* A metric must have its final value when the trigger fires. */
static void
check_metric(RowTrigger *trigger, const char *name, AttrNumber column)
{
	if (TupleDescAttr(trigger->tupdesc, column - 1)->attgenerated)
		ereport(ERROR,
				(errcode(ERRCODE_E_R_I_E_TRIGGER_PROTOCOL_VIOLATED),
				 errmsg("metric \"%s\" is a generated column, which has no value yet in a BEFORE trigger",
						name),
				 errhint("Let the rubric compute it, with define, from the columns it is generated from.")));
	for (int i = 0; i < trigger->ntargets; i++)
	{
		const char *result = result_names[trigger->targets[i].result];

		if (trigger->targets[i].column == column)
			ereport(ERROR,
					(errcode(ERRCODE_E_R_I_E_TRIGGER_PROTOCOL_VIOLATED),
					 errmsg("column \"%s\" is a metric of standard \"%s\" and cannot take its %s",
							name, trigger->arguments[0], result),
					 errhint("Keep the %s in another column.", result)));
	}
}

/* Make the grader ready for the rows of the table. */
static void
bind_trigger(RowTrigger *trigger, DateADT date)
{
	Grader	   *grader = &trigger->grader;

	check_results(trigger);
	grader_bind_row(grader, trigger->tupdesc);
	trigger->last_column = 0;
	for (int i = 0; i < trigger->ntargets; i++)
		trigger->last_column = Max(trigger->last_column, trigger->targets[i].column);
	for (int i = 0; i < grader->nmetrics; i++)
	{
		if (grader->columns[i] == 0)
			continue;
		check_metric(trigger, rubric_metric(grader->shared, i)->name, grader->columns[i]);
		trigger->last_column = Max(trigger->last_column, grader->columns[i]);
	}
	fault_throw_any(program_set_parameters(grader->program, NULL, &date));
	trigger->date = date;
	trigger->bound = true;
}

/* Give the grader the rubric that is in force now. */
static void
take_rubric(RowTrigger *trigger)
{
	DateADT		date = GetSQLCurrentDate();
	text	   *rubric;
	int			nlabels;

	/* whatever fails below, start again with the next row */
	memset(&trigger->moment, 0, sizeof(trigger->moment));
	rubric = standard_resolve(trigger->standard, date,
							  ActiveSnapshotSet() ? GetActiveSnapshot() : GetTransactionSnapshot());
	if (grader_set_rubric(&trigger->grader, rubric) || trigger->date != date)
		trigger->bound = false;
	pfree(rubric);
	if (!trigger->bound)
		bind_trigger(trigger, date);

	nlabels = list_length(trigger->grader.shared->labels);
	MemoryContextReset(trigger->moment_context);
	trigger->labels = MemoryContextAllocZero(trigger->moment_context, sizeof(Datum) * (nlabels + 1));
	if (ActiveSnapshotSet())
		standard_moment_take(&trigger->moment);
}

/* ------------------------------------------------------- a trigger's set-up */

static void
unknown_column(Relation relation, const char *name)
{
	TupleDesc	tupdesc = RelationGetDescr(relation);
	List	   *names = NIL;
	char	   *nearest;

	for (int i = 0; i < tupdesc->natts; i++)
	{
		if (!TupleDescAttr(tupdesc, i)->attisdropped)
			names = lappend(names, NameStr(TupleDescAttr(tupdesc, i)->attname));
	}
	nearest = nearest_name(name, names);
	ereport(ERROR,
			(errcode(ERRCODE_E_R_I_E_TRIGGER_PROTOCOL_VIOLATED),
			 errmsg("column \"%s\" of table \"%s\" does not exist",
					name, RelationGetRelationName(relation)),
			 errdetail("The arguments of a trigger do not follow when a column is renamed or dropped."),
			 nearest ? errhint("%s", nearest) :
			 errhint("Create the trigger again with the present names.")));
}

/* No type takes two results, so no column can be given for two. */
static bool
type_takes_result(Oid type, ResultKind result)
{
	switch (result)
	{
		case RESULT_GRADE:
			return type == TEXTOID || type == VARCHAROID || type == BPCHAROID || type_is_enum(type);
		case RESULT_SCORE:
			return type == NUMERICOID || type == FLOAT8OID || type == FLOAT4OID;
		case RESULT_RANK:
			break;
	}
	return type == INT2OID || type == INT4OID || type == INT8OID;
}

static void
add_target(RowTrigger *trigger, Relation relation, ResultKind result, const char *name)
{
	Target		target = {.result = result};
	int			place = trigger->ntargets;
	Form_pg_attribute attribute = NULL;

	for (int i = 0; i < trigger->tupdesc->natts && attribute == NULL; i++)
	{
		attribute = TupleDescAttr(trigger->tupdesc, i);
		if (attribute->attisdropped || strcmp(NameStr(attribute->attname), name) != 0)
			attribute = NULL;
	}
	if (attribute == NULL)
		unknown_column(relation, name);
	if (attribute->attgenerated)
		ereport(ERROR,
				(errcode(ERRCODE_E_R_I_E_TRIGGER_PROTOCOL_VIOLATED),
				 errmsg("column \"%s\" is generated and cannot take the %s", name, result_names[result]),
				 errhint("Drop the generation expression (ALTER TABLE ... ALTER COLUMN ... DROP EXPRESSION), or the trigger.")));

	target.typmod = attribute->atttypmod;
	target.type = getBaseTypeAndTypmod(attribute->atttypid, &target.typmod);
	if (!type_takes_result(target.type, result))
		ereport(ERROR,
				(errcode(ERRCODE_E_R_I_E_TRIGGER_PROTOCOL_VIOLATED),
				 errmsg("column \"%s\" of type %s cannot take the %s",
						name, format_type_be(attribute->atttypid), result_names[result]),
				 errhint("A %s needs %s, or a domain over one of them.",
						 result_names[result], result_types[result])));
	target.column = attribute->attnum;
	target.domain = target.type == attribute->atttypid ? InvalidOid : attribute->atttypid;
	target.byval = attribute->attbyval;
	target.length = attribute->attlen;
	target.packable = attribute->attlen == -1 && attribute->attstorage != TYPSTORAGE_PLAIN;

	for (; place > 0 && trigger->targets[place - 1].column > target.column; place--)
		trigger->targets[place] = trigger->targets[place - 1];
	trigger->targets[place] = target;
	trigger->ntargets++;
	trigger->has_domain = trigger->has_domain || OidIsValid(target.domain);
}

/* What the trigger's arguments ask for, in CurrentMemoryContext. */
static void
read_arguments(RowTrigger *trigger, TriggerData *data)
{
	Trigger    *definition = data->tg_trigger;

	if (definition->tgnargs < MIN_ARGUMENTS || definition->tgnargs > MAX_ARGUMENTS)
		ereport(ERROR,
				(errcode(ERRCODE_E_R_I_E_TRIGGER_PROTOCOL_VIOLATED),
				 errmsg("trigger \"%s\" needs %d to %d arguments, not %d", definition->tgname,
						MIN_ARGUMENTS, MAX_ARGUMENTS, definition->tgnargs),
				 errhint("Usage: %s.", USAGE)));
	trigger->narguments = definition->tgnargs;
	for (int i = 0; i < definition->tgnargs; i++)
		trigger->arguments[i] = pstrdup(definition->tgargs[i]);
	if (strchr(trigger->arguments[0], ';'))
		ereport(ERROR,
				(errcode(ERRCODE_E_R_I_E_TRIGGER_PROTOCOL_VIOLATED),
				 errmsg("trigger \"%s\" needs the name of a standard, not the text of a rubric",
						definition->tgname),
				 errhint("Define a standard with customer_grade.define_standard(name, rubric) and give its name.")));
	trigger->standard = cstring_to_text(trigger->arguments[0]);

	for (int i = 0; i < RESULTS && 1 + i < definition->tgnargs; i++)
	{
		if (trigger->arguments[1 + i][0] != '\0')
			add_target(trigger, data->tg_relation, i, trigger->arguments[1 + i]);
	}
	if (trigger->ntargets == 0)
		ereport(ERROR,
				(errcode(ERRCODE_E_R_I_E_TRIGGER_PROTOCOL_VIOLATED),
				 errmsg("trigger \"%s\" names no column", definition->tgname),
				 errhint("Usage: %s.", USAGE)));
}

/* In a context of its own under CurrentMemoryContext. */
static RowTrigger *
make_trigger(TriggerData *data)
{
	MemoryContext context = AllocSetContextCreate(CurrentMemoryContext, "customer_grade trigger",
												  ALLOCSET_SMALL_SIZES);
	MemoryContext old = MemoryContextSwitchTo(context);
	RowTrigger *trigger = palloc0(sizeof(RowTrigger));
	Goal		goal = GOAL_GRADE;

	trigger->context = context;
	trigger->tupdesc = RelationGetDescr(data->tg_relation);
	read_arguments(trigger, data);
	trigger->moment_context = AllocSetContextCreate(context, "customer_grade labels",
													ALLOCSET_SMALL_SIZES);
	if (keeps(trigger, RESULT_SCORE))
		goal = trigger->ntargets > 1 ? GOAL_ASSESS : GOAL_SCORE;
	grader_init(&trigger->grader, context, goal);
	MemoryContextSwitchTo(old);
	return trigger;
}

/* ----------------------------------------------------- triggers of a session */

/* One user has gone; the last one frees the trigger. */
static void
release(void *user_of)
{
	RowTrigger *trigger = user_of;

	if (--trigger->users > 0)
		return;
	if (--trigger->tupdesc->tdrefcount == 0)
		FreeTupleDesc(trigger->tupdesc);
	MemoryContextDelete(trigger->context);
}

static void
forget(TriggerEntry *entry)
{
	RowTrigger *trigger = entry->trigger;

	hash_search(triggers, &entry->oid, HASH_REMOVE, NULL);
	release(trigger);
}

static void
forget_all(void)
{
	HASH_SEQ_STATUS scan;
	TriggerEntry *entry;

	hash_seq_init(&scan, triggers);
	while ((entry = hash_seq_search(&scan)) != NULL)
		forget(entry);
}

/* Was trigger made for the table and the arguments as they are now? */
static bool
is_up_to_date(const RowTrigger *trigger, const TriggerData *data)
{
	if (trigger->tupdesc != RelationGetDescr(data->tg_relation) ||
		trigger->narguments != data->tg_trigger->tgnargs)
		return false;
	for (int i = 0; i < trigger->narguments; i++)
	{
		if (strcmp(trigger->arguments[i], data->tg_trigger->tgargs[i]) != 0)
			return false;
	}
	return true;
}

static RowTrigger *
find_trigger(TriggerData *data)
{
	Oid			oid = data->tg_trigger->tgoid;
	TriggerEntry *entry;
	RowTrigger *trigger;

	if (triggers == NULL)
	{
		HASHCTL		control = {.keysize = sizeof(Oid), .entrysize = sizeof(TriggerEntry)};

		triggers = hash_create("customer_grade triggers", MAX_TRIGGERS, &control,
							   HASH_ELEM | HASH_BLOBS);
	}
	entry = hash_search(triggers, &oid, HASH_FIND, NULL);
	if (entry && is_up_to_date(entry->trigger, data))
		return entry->trigger;

	trigger = make_trigger(data);
	if (entry)
		forget(entry);
	else if (hash_get_num_entries(triggers) >= MAX_TRIGGERS)
		forget_all();
	entry = hash_search(triggers, &oid, HASH_ENTER, NULL);
	entry->trigger = trigger;
	trigger->users = 1;
	trigger->tupdesc->tdrefcount++;
	MemoryContextSetParent(trigger->context, CacheMemoryContext);
	return trigger;
}

static Use *
begin_use(FunctionCallInfo fcinfo)
{
	RowTrigger *trigger = find_trigger((TriggerData *) fcinfo->context);
	MemoryContext context = fcinfo->flinfo->fn_mcxt;
	Use		   *use = MemoryContextAllocZero(context, sizeof(Use));

	use->trigger = trigger;
	use->context = context;
	use->end.func = release;
	use->end.arg = trigger;
	MemoryContextRegisterResetCallback(context, &use->end);
	trigger->users++;
	fcinfo->flinfo->fn_extra = use;
	return use;
}
