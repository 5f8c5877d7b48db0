/*
 * grader.c
 *		A rubric at work on one kind of row.
 *
 * Binding finds for each metric where its value comes from and compiles the
 * program for that; running fetches the values and evaluates.
 */
#include "postgres.h"

#include "utils/builtins.h"
#include "utils/memutils.h"
#include "utils/plancache.h"

#include "compat.h"
#include "rubric/grader.h"
#include "rubric/json.h"
#include "rubric/shared.h"
#include "text.h"

void
grader_init(Grader *grader, MemoryContext owner, Goal goal)
{
	memset(grader, 0, sizeof(Grader));
	grader->context = AllocSetContextCreate(owner, "customer_grade grader", ALLOCSET_SMALL_SIZES);
	grader->goal = goal;
}

bool
grader_set_rubric(Grader *grader, const text *source)
{
	MemoryContext old;

	if (grader->source && same_text(grader->source, source))
		return false;

	grader->source = NULL;
	grader->program = NULL;
	MemoryContextReset(grader->context);
	old = MemoryContextSwitchTo(grader->context);
	grader->bound = AllocSetContextCreate(grader->context, "customer_grade program",
										  ALLOCSET_SMALL_SIZES);
	grader->shared = rubric_acquire(source, grader->context);
	grader->nmetrics = list_length(grader->shared->metrics);
	if (goal_is_of_terms(grader->goal))
		grader->read_by_terms = rubric_terms_read(grader->shared, grader->goal == GOAL_TREAT).metrics;
	grader->labels = palloc(sizeof(Datum) * Max(list_length(grader->shared->labels), 1));
	for (int i = 0; i < list_length(grader->shared->labels); i++)
		grader->labels[i] = CStringGetTextDatum(rubric_label(grader->shared, i)->name);
	grader->source = (text *) cstring_to_text_with_len(VARDATA_ANY(source), VARSIZE_ANY_EXHDR(source));
	MemoryContextSwitchTo(old);
	return true;
}

bool
grader_wants(const Input *metric)
{
	return metric->read || metric->domain.kind != DOMAIN_ANY;
}

/* The same for the goal of this grader. */
static bool
wants(const Grader *grader, int metric)
{
	if (goal_is_of_terms(grader->goal))
		return bms_is_member(metric, grader->read_by_terms);
	return grader_wants(rubric_metric(grader->shared, metric));
}

/* Must the row have it? */
static bool
needs(const Grader *grader, int metric)
{
	if (goal_is_of_terms(grader->goal))
		return bms_is_member(metric, grader->read_by_terms);
	return rubric_metric(grader->shared, metric)->read;
}

/*
 * An undeclared metric whose use does not tell its type takes it from the
 * column.  The shared rubric must not change, so it is parsed once more.
 */
static const Rubric *
type_metrics(const Rubric *shared, const Source *sources)
{
	Rubric	   *own = NULL;

	for (int i = 0; i < list_length(shared->metrics); i++)
	{
		if (rubric_metric(shared, i)->type != RUBRIC_UNKNOWN)
			continue;
		if (own == NULL)
			own = rubric_parse_or_throw(shared->text, shared->length);
		rubric_metric(own, i)->type = program_source_type(sources[i].kind);
	}
	if (own == NULL)
		return shared;
	rubric_check_types(own);
	return own;
}

/* Forget the kind of row bound before; sources for a new one, in CurrentMemoryContext. */
static Source *
begin_binding(Grader *grader)
{
	grader->program = NULL;
	grader->last_column = 0;
	MemoryContextReset(grader->bound);
	grader->columns = MemoryContextAllocZero(grader->bound,
											 sizeof(AttrNumber) * Max(grader->nmetrics, 1));
	grader->inputs = MemoryContextAllocZero(grader->bound,
											sizeof(NullableDatum) * Max(grader->nmetrics, 1));
	return palloc0(sizeof(Source) * Max(grader->nmetrics, 1));
}

static void
end_binding(Grader *grader, Source *sources)
{
	MemoryContext old = MemoryContextSwitchTo(grader->bound);

	grader->rubric = type_metrics(grader->shared, sources);
	grader->program = program_compile(grader->rubric, sources, grader->goal);
	MemoryContextSwitchTo(old);
	pfree(sources);
}

static SourceKind
usable_kind(const Input *metric, const char *column, Oid type)
{
	SourceKind	kind = program_source_kind(type, metric->type);

	if (kind == SOURCE_NONE)
		ereport(ERROR,
				(errcode(ERRCODE_DATATYPE_MISMATCH),
				 metric->type == RUBRIC_UNKNOWN ?
				 errmsg("column \"%s\" of type %s cannot be a metric", column, format_type_be(type)) :
				 errmsg("column \"%s\" of type %s cannot be the %s metric \"%s\"",
						column, format_type_be(type), rubric_type_name(metric->type), metric->name),
				 metric->type == RUBRIC_DATE ?
				 errhint("Cast the column to date in a view or in ROW(...).") :
				 errhint("Give a column of a fitting type, or cast it in a view or in ROW(...).")));
	return kind;
}

static void
missing_column(const Input *metric, List *names)
{
	char	   *nearest = nearest_name(metric->name, names);

	ereport(ERROR,
			(errcode(ERRCODE_UNDEFINED_COLUMN),
			 errmsg("the row has no column for metric \"%s\"", metric->name),
			 nearest ? errhint("%s", nearest) :
			 errhint("Rows are matched by column name; a view or a typed ROW(...) can rename columns.")));
}

void
grader_bind_row(Grader *grader, TupleDesc tupdesc)
{
	Source	   *sources = begin_binding(grader);

	for (int i = 0; i < grader->nmetrics; i++)
	{
		Input	   *metric = rubric_metric(grader->shared, i);
		List	   *names = NIL;

		if (!wants(grader, i))
			continue;
		for (int column = 0; column < tupdesc->natts; column++)
		{
			Form_pg_attribute attribute = TupleDescAttr(tupdesc, column);

			if (attribute->attisdropped)
				continue;
			if (strcmp(NameStr(attribute->attname), metric->name) == 0)
			{
				sources[i].kind = usable_kind(metric, metric->name, attribute->atttypid);
				sources[i].input = i;
				grader->columns[i] = column + 1;
				grader->last_column = Max(grader->last_column, column + 1);
				break;
			}
			names = lappend(names, NameStr(attribute->attname));
		}
		if (sources[i].kind == SOURCE_NONE && needs(grader, i))
			missing_column(metric, names);
	}
	end_binding(grader, sources);
}

void
grader_run_slot(Grader *grader, TupleTableSlot *slot, Outcome *outcome)
{
	slot_getsomeattrs(slot, grader->last_column);	/* all at once */
	for (int i = 0; i < grader->nmetrics; i++)
	{
		if (grader->columns[i] > 0)
			grader->inputs[i].value = slot_getattr(slot, grader->columns[i],
												   &grader->inputs[i].isnull);
	}
	program_run(grader->program, grader->inputs, outcome);
}

void
grader_bind_columns(Grader *grader, int ncolumns, int nnames, char **names,
					const Oid *types, bool planned)
{
	Source	   *sources = begin_binding(grader);

	for (int i = 0; i < grader->nmetrics; i++)
	{
		Input	   *metric = rubric_metric(grader->shared, i);
		bool		known_absent = !planned;

		if (!wants(grader, i))
			continue;
		for (int column = 0; column < ncolumns; column++)
		{
			if (strcmp(names[column], metric->name) == 0)
			{
				sources[i].kind = usable_kind(metric, metric->name, types[column]);
				sources[i].input = column;
				break;
			}
		}
		if (sources[i].kind != SOURCE_NONE)
			continue;

		for (int name = ncolumns; name < nnames; name++)
			known_absent = known_absent || strcmp(names[name], metric->name) == 0;
		if (!known_absent)
		{
			/* the plan was made before the standard had this metric */
			ResetPlanCache();
			ereport(ERROR,
					(errcode(ERRCODE_T_R_SERIALIZATION_FAILURE),
					 errmsg("the plan does not pass metric \"%s\" of the rubric in force", metric->name),
					 errdetail("The standard got another version while the statement was planned."),
					 errhint("Repeat the transaction.")));
		}
		if (needs(grader, i))
			missing_column(metric, NIL);
	}
	end_binding(grader, sources);
}

void
grader_bind_json(Grader *grader)
{
	Source	   *sources = begin_binding(grader);

	for (int i = 0; i < grader->nmetrics; i++)
	{
		Input	   *metric = rubric_metric(grader->shared, i);

		if (!wants(grader, i))
			continue;
		sources[i].kind = json_source_kind(metric->type);
		sources[i].input = i;
	}
	end_binding(grader, sources);
}

void
grader_run_json(Grader *grader, Jsonb *document, Outcome *outcome)
{
	const Fault *fault = json_check_object(document, "the row");

	for (int i = 0; i < grader->nmetrics && fault == NULL; i++)
	{
		Input	   *metric = rubric_metric(grader->rubric, i);

		if (wants(grader, i))
			fault = json_fetch(&grader->inputs[i], document, metric, "metric");
	}
	if (fault)
		outcome_refuse(outcome, fault);
	else
		program_run(grader->program, grader->inputs, outcome);
}
