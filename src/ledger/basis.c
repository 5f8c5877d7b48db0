/*
 * basis.c
 *		What the customers of an attachment are graded by: version, parameters,
 *		terms and date.
 *
 * The registry is read by index scans with the snapshot that later reads the
 * metrics, so that both belong to the same moment.
 */
#include "postgres.h"

#include "access/table.h"
#include "catalog/namespace.h"
#include "catalog/pg_type.h"
#include "executor/spi.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/date.h"
#include "utils/fmgrprotos.h"
#include "utils/lsyscache.h"
#include "utils/snapmgr.h"
#include "utils/timestamp.h"

#include "compat.h"
#include "ledger/basis.h"
#include "rubric/shared.h"
#include "rubric/value.h"
#include "standard/standard.h"
#include "text.h"
#include "trigger/context.h"
#include "trigger/names.h"
#include "trigger/role.h"
#include "trigger/statement.h"

/* Does a customer move at once to the grade that it earns? */
static bool
moves_at_once(const MoveTerm *move)
{
	return move->rule == MOVE_AT_ONCE && move->after.days == 0 && move->after.months == 0;
}

/* Do all customers have the grade that the rubric gives? */
static bool
is_plain(const Attachment *attachment, const Rubric *rubric)
{
	const RubricTerms *terms = &rubric->terms;

	return moves_at_once(&terms->promotion) && moves_at_once(&terms->demotion) &&
		!terms->review.own && !terms->validity.stated && !terms->provisional.stated && terms->approvals == NIL &&
		!attachment_has_decisions(attachment);
}

/* Do the terms read more of a row than its grade? */
static bool
terms_read_rows(const Rubric *rubric)
{
	ListCell   *lc;

	foreach(lc, rubric->caps)
	{
		if (((Rule *) lfirst(lc))->at_once)
			return true;
	}
	return rubric->terms.provisional.since || rubric->terms.review.from;
}

/* The ranked labels of a rubric, best first, as text[]. */
static Datum
ranked_labels(List *labels)
{
	Datum	   *names = palloc(list_length(labels) * sizeof(Datum));
	int			count = 0;
	ListCell   *lc;

	foreach(lc, labels)
	{
		const Label *label = lfirst(lc);

		if (label->rank > 0)
			names[count++] = CStringGetTextDatum(label->name);
	}
	return PointerGetDatum(construct_array(names, count, TEXTOID, -1, false, TYPALIGN_INT));
}

/* The versions that grade as this one does, int4[]: those of the attachment if it is among them. */
static Datum
alike_versions(Datum in_force, int version)
{
	Datum	   *versions;
	int			count;
	Datum		itself = Int32GetDatum(version);

	deconstruct_array(DatumGetArrayTypeP(in_force), INT4OID, sizeof(int32), true, TYPALIGN_INT, &versions, NULL, &count);
	for (int i = 0; i < count; i++)
	{
		if (DatumGetInt32(versions[i]) == version)
			return in_force;
	}
	return PointerGetDatum(construct_array(&itself, 1, INT4OID, sizeof(int32), true, TYPALIGN_INT));
}

/* The frozen parameters of an attachment. */
static Datum
frozen_parameters(const Attachment *attachment, int number, Snapshot snapshot)
{
	TupleDesc	desc;
	HeapTuple	row = registry_row(REGISTRY_PARAMETER_SET, attachment->standard, attachment->subject.oid, number, snapshot, &desc);
	bool		isnull;

	if (!HeapTupleIsValid(row))
		fail_not_attached(attachment->standard, attachment->subject.oid, NULL);
	return registry_column(row, desc, "parameters", &isnull);
}

/*
 * Parameters with as_of, if the rubric has a date parameter of that name.
 * Grading by the name of a standard fills it from the setting, grading by text
 * does not.
 */
static Datum
add_as_of(const text *rubric, Datum parameters, const char *as_of)
{
	ListCell   *lc;

	foreach(lc, rubric_acquire(rubric, CurrentMemoryContext)->parameters)
	{
		const Input *parameter = lfirst(lc);

		if (parameter->type == RUBRIC_DATE && strcmp(parameter->name, "as_of") == 0)
			return DirectFunctionCall2(jsonb_concat,
									   DirectFunctionCall1(jsonb_in, CStringGetDatum(psprintf("{\"as_of\": \"%s\"}", as_of))),
									   parameters);
	}
	return parameters;
}

/*
 * The parameters with the values that count for keeping a grade; 0: the
 * rubric has none.  Where one of them cannot be had, customers are refused
 * with the others, or keep nothing.
 */
static Datum
kept_parameters(const text *rubric, Datum parameters, DateADT day)
{
	const Rubric *shared = rubric_acquire(rubric, CurrentMemoryContext);
	bool		any = false;
	Jsonb	   *given;
	ParameterValues *values;
	Datum		kept;
	ListCell   *lc;

	foreach(lc, shared->parameters)
		any |= ((Input *) lfirst(lc))->keep != NULL;
	if (!any)
		return (Datum) 0;
	given = DatumGetJsonbP(parameters);
	values = parameters_make(shared);
	if (parameters_take(values, given, &day) || parameters_keep(values, given, &kept))
		return (Datum) 0;
	return DirectFunctionCall2(jsonb_concat, JsonbPGetDatum(given), kept);
}

/* with_as_of(rubric rubric, parameters jsonb, day date) RETURNS jsonb */
PG_FUNCTION_INFO_V1(parameters_with_as_of);

Datum
parameters_with_as_of(PG_FUNCTION_ARGS)
{
	PG_RETURN_DATUM(add_as_of(PG_GETARG_TEXT_PP(0), PG_GETARG_DATUM(1), iso_date(PG_GETARG_DATEADT(2))));
}

char *
evaluation_day(DateADT date)
{
	char	   *day = iso_date(date);
	DateADT		parsed;

	if (!parse_iso_date(day, strlen(day), &parsed))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("cannot grade as of %s", day),
				 errhint("Give a day of the years 1 to 9999, such as date '2026-03-31'.")));
	return day;
}

/* check_day(day date) */
PG_FUNCTION_INFO_V1(check_day);

Datum
check_day(PG_FUNCTION_ARGS)
{
	ErrorContextCallback *callers = hide_internal_callers();

	(void) evaluation_day(PG_GETARG_DATEADT(0));
	error_context_stack = callers;
	PG_RETURN_VOID();
}

Basis
basis_read(const Attachment *attachment, const BasisWanted *wanted, Snapshot snapshot)
{
	Basis		basis = {0};
	const Rubric *rubric;
	TupleDesc	desc;
	HeapTuple	row = registry_row(REGISTRY_ATTACHMENT, attachment->standard, attachment->subject.oid, 0, snapshot, &desc);
	Datum		time_zone;
	bool		isnull;

	if (!HeapTupleIsValid(row))
		fail_not_attached(attachment->standard, attachment->subject.oid, NULL);
	basis.parameter_set = wanted->parameter_set != 0 ? wanted->parameter_set :
		DatumGetInt32(registry_column(row, desc, "parameter_set", &isnull));
	basis.now = TimestampTzGetDatum(standard_clock_now());
	time_zone = registry_column(row, desc, "time_zone", &isnull);
	basis.time_zone = TextDatumGetCString(time_zone);
	if (wanted->day == NULL)
		basis.date = DateADTGetDatum(standard_clock_day(DatumGetTextPP(time_zone)));
	else
		basis.date = DirectFunctionCall1(date_in, CStringGetDatum(wanted->day));
	basis.as_of = evaluation_day(DatumGetDateADT(basis.date));

	basis.version = wanted->version != 0 ? wanted->version :
		DatumGetInt32(registry_column(row, desc, "version", &isnull));
	basis.alike = alike_versions(registry_column(row, desc, "alike", &isnull), basis.version);
	basis.rubric = wanted->rubric != NULL ? wanted->rubric :
		standard_version(cstring_to_text(attachment->standard), basis.version, snapshot);
	basis.parameters = wanted->parameters != (Datum) 0 ? wanted->parameters :
		frozen_parameters(attachment, basis.parameter_set, snapshot);
	/* each customer is compared with them: values of many groups must not be fetched and decompressed each time */
	basis.parameters = JsonbPGetDatum(DatumGetJsonbP(basis.parameters));
	basis.parameters = add_as_of(basis.rubric, basis.parameters, basis.as_of);
	basis.kept_parameters = kept_parameters(basis.rubric, basis.parameters, DatumGetDateADT(basis.date));
	rubric = rubric_acquire(basis.rubric, CurrentMemoryContext);
	basis.plain = !wanted->by_terms && basis.kept_parameters == (Datum) 0 && is_plain(attachment, rubric);
	basis.terms_read = terms_read_rows(rubric);
	basis.labels = ranked_labels(rubric->labels);
	return basis;
}

/* --------------------------------------------------------------- parameters */

const Place basis_parameters[] = {
	{.name = "parameters", .text = "$1"},
	{.name = "kept_parameters", .text = "$2"},
	{.name = "parameter_set", .text = "$3"},
	{.name = "version", .text = "$4"},
	{.name = "day", .text = "$5"},
	{.name = "cause", .text = "$6"},
	{.name = "terms", .text = "$7"},
	{.name = "labels", .text = "$8"},
	{.name = "reviewing", .text = "$9"},
	{.name = "now", .text = "$10"},
	{.name = "alike", .text = "$11"},
	{.name = "terms_read", .text = "$12"},
	{.name = NULL}
};

void
basis_arguments(const Basis *basis, const char *cause, bool reviewing,
				Oid *types, Datum *values, char *nulls)
{
	const Oid	all_types[BASIS_PARAMETERS] = {
		JSONBOID, JSONBOID, INT4OID, INT4OID, DATEOID, TEXTOID, public_type("rubric"), TEXTARRAYOID, BOOLOID, TIMESTAMPTZOID,
		INT4ARRAYOID, BOOLOID
	};
	const Datum all_values[BASIS_PARAMETERS] = {
		basis->parameters, basis->kept_parameters,
		Int32GetDatum(basis->parameter_set), Int32GetDatum(basis->version), basis->date,
		CStringGetTextDatum(cause), PointerGetDatum(basis->rubric), basis->labels, BoolGetDatum(reviewing), basis->now,
		basis->alike, BoolGetDatum(basis->terms_read)
	};

	memcpy(types, all_types, sizeof(all_types));
	memcpy(values, all_values, sizeof(all_values));
	memset(nulls, ' ', BASIS_PARAMETERS);
	if (basis->kept_parameters == (Datum) 0)
		nulls[1] = 'n';
}

const Place *
basis_literals(const Basis *basis, const char *cause, bool reviewing)
{
	Place	   *places = palloc0(sizeof(Place) * (BASIS_PARAMETERS + 1));
	Oid			types[BASIS_PARAMETERS];
	Datum		values[BASIS_PARAMETERS];
	char		nulls[BASIS_PARAMETERS];

	basis_arguments(basis, cause, reviewing, types, values, nulls);
	for (int i = 0; i < BASIS_PARAMETERS; i++)
	{
		const char *value = "NULL";
		Oid			output;
		bool		is_varlena;

		getTypeOutputInfo(types[i], &output, &is_varlena);
		if (nulls[i] == ' ')
			value = quote_literal_cstr(OidOutputFunctionCall(output, values[i]));
		places[i].name = basis_parameters[i].name;
		places[i].text = psprintf("%s::%s", value, format_type_be_qualified(types[i]));
	}
	return places;
}

void
basis_use(const Attachment *attachment, const Basis *basis)
{
	setting_set("customer_grade.as_of", basis->as_of);
	setting_set("customer_grade.version", psprintf("%d %s", basis->version, attachment->standard));
	setting_set_time_zone(basis->time_zone);
}
