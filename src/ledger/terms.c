/*
 * terms.c
 *		What the customers of an attachment are graded by: version, parameters,
 *		policy and date.
 *
 * The registry is read by index scans with the snapshot that later reads the
 * metrics, so that both belong to the same moment.
 */
#include "postgres.h"

#include "access/table.h"
#include "catalog/namespace.h"
#include "catalog/pg_type.h"
#include "executor/spi.h"
#include "utils/builtins.h"
#include "utils/date.h"
#include "utils/datum.h"
#include "utils/fmgrprotos.h"
#include "utils/lsyscache.h"
#include "utils/memutils.h"
#include "utils/snapmgr.h"

#include "compat.h"
#include "ledger/terms.h"
#include "standard/standard.h"
#include "text.h"
#include "trigger/context.h"
#include "trigger/names.h"
#include "trigger/statement.h"

/* Do all customers have the grade that the rubric gives? */
static bool
is_plain(const Attachment *attachment, HeapTuple row, TupleDesc desc)
{
	static const char *const rules[] = {"promotion", "demotion"};
	static const char *const options[] = {"grace", "maintenance", "provisional", "approval"};
	bool		isnull;

	for (size_t i = 0; i < lengthof(rules); i++)
	{
		if (strcmp(TextDatumGetCString(registry_column(row, desc, rules[i], &isnull)), "immediate") != 0)
			return false;
	}
	for (size_t i = 0; i < lengthof(options); i++)
	{
		(void) registry_column(row, desc, options[i], &isnull);
		if (!isnull)
			return false;
	}
	return !attachment_has_decisions(attachment);
}

/* The ranked labels of a rubric, best first, as text[]. */
static Datum
read_ranked_labels(text *rubric)
{
	StatementKey key = {.step = TERMS_STEPS};
	Oid			types[1] = {TEXTOID};
	Datum		values[1] = {PointerGetDatum(rubric)};
	bool		isnull;
	Datum		labels;

	statement_execute(&key,
					  "SELECT ARRAY("
					  "	SELECT g.grade FROM customer_grade.grades($1::customer_grade.rubric) AS g "
					  "	WHERE g.rank IS NOT NULL ORDER BY g.rank)",
					  NULL, 1, types, values, NULL, InvalidSnapshot, SPI_OK_SELECT);
	labels = SPI_datumTransfer(SPI_getbinval(SPI_tuptable->vals[0], SPI_tuptable->tupdesc, 1, &isnull), false, -1);
	SPI_freetuptable(SPI_tuptable);
	return labels;
}

/* The same: a session mostly grades by one rubric, which is not parsed again for each statement. */
static Datum
ranked_labels(text *rubric)
{
	static text *last_rubric = NULL;
	static Datum last_labels;
	MemoryContext old;
	Datum		labels;

	if (last_rubric != NULL && same_text(last_rubric, rubric))
		return datumCopy(last_labels, false, -1);
	labels = read_ranked_labels(rubric);
	old = MemoryContextSwitchTo(TopMemoryContext);
	if (last_rubric != NULL)
	{
		pfree(last_rubric);
		last_rubric = NULL;
		pfree(DatumGetPointer(last_labels));
	}
	last_labels = datumCopy(labels, false, -1);
	last_rubric = DatumGetTextPCopy(PointerGetDatum(rubric));
	MemoryContextSwitchTo(old);
	return labels;
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

/* The rubric, and the number of its version. */
static text *
read_rubric(const Attachment *attachment, const TermsWanted *wanted, DateADT date, Snapshot snapshot, int *version)
{
	text	   *standard = cstring_to_text(attachment->standard);

	if (wanted->version == 0)
		return standard_in_force(standard, date, snapshot, attachment->subject.name, version);
	*version = wanted->version;
	return standard_version(standard, wanted->version, snapshot);
}

char *
evaluation_day(DateADT date)
{
	if (DATE_NOT_FINITE(date))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("cannot grade as of %s", iso_date(date)),
				 errhint("Give a day, such as date '2026-03-31'.")));
	return iso_date(date);
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

Terms
terms_read(const Attachment *attachment, const TermsWanted *wanted, Snapshot snapshot)
{
	Terms		terms = {0};
	TupleDesc	desc;
	HeapTuple	row = registry_row(REGISTRY_ATTACHMENT, attachment->standard, attachment->subject.oid, 0, snapshot, &desc);
	Datum		maintenance;
	Datum		time_zone;
	bool		isnull;

	if (!HeapTupleIsValid(row))
		fail_not_attached(attachment->standard, attachment->subject.oid, NULL);
	terms.policy = heap_copy_tuple_as_datum(row, desc);
	terms.parameter_set = wanted->parameter_set != 0 ? wanted->parameter_set :
		DatumGetInt32(registry_column(row, desc, "parameter_set", &isnull));
	terms.parameters = wanted->parameters != (Datum) 0 ? wanted->parameters :
		frozen_parameters(attachment, terms.parameter_set, snapshot);
	maintenance = registry_column(row, desc, "maintenance", &isnull);
	if (!isnull)
		terms.kept_parameters = DirectFunctionCall2(jsonb_concat, terms.parameters, maintenance);

	terms.now = TimestampTzGetDatum(standard_clock_now());
	time_zone = registry_column(row, desc, "time_zone", &isnull);
	terms.time_zone = TextDatumGetCString(time_zone);
	if (wanted->day == NULL)
		terms.date = DateADTGetDatum(standard_clock_day(DatumGetTextPP(time_zone)));
	else
		terms.date = DirectFunctionCall1(date_in, CStringGetDatum(wanted->day));
	terms.as_of = evaluation_day(DatumGetDateADT(terms.date));

	terms.rubric = read_rubric(attachment, wanted, DatumGetDateADT(terms.date), snapshot, &terms.version);
	terms.plain = !wanted->policed && is_plain(attachment, row, desc);
	if (!terms.plain)
		terms.labels = ranked_labels(terms.rubric);
	return terms;
}

/* --------------------------------------------------------------- parameters */

const Place terms_parameters[] = {
	{.name = "parameters", .text = "$1"},
	{.name = "kept_parameters", .text = "$2"},
	{.name = "parameter_set", .text = "$3"},
	{.name = "version", .text = "$4"},
	{.name = "day", .text = "$5"},
	{.name = "cause", .text = "$6"},
	{.name = "policy", .text = "$7"},
	{.name = "labels", .text = "$8"},
	{.name = "reviewing", .text = "$9"},
	{.name = "now", .text = "$10"},
	{.name = NULL}
};

void
terms_arguments(const Terms *terms, const char *cause, bool reviewing,
				Oid *types, Datum *values, char *nulls)
{
	Oid			attachment = get_rel_type_id(
											 get_relname_relid("attachment", get_namespace_oid(INTERNAL_SCHEMA, false)));
	const Oid	all_types[TERMS_PARAMETERS] = {
		JSONBOID, JSONBOID, INT4OID, INT4OID, DATEOID, TEXTOID, attachment, TEXTARRAYOID, BOOLOID, TIMESTAMPTZOID
	};
	const Datum all_values[TERMS_PARAMETERS] = {
		terms->parameters, terms->kept_parameters,
		Int32GetDatum(terms->parameter_set), Int32GetDatum(terms->version), terms->date,
		CStringGetTextDatum(cause), terms->policy, terms->labels, BoolGetDatum(reviewing), terms->now
	};

	memcpy(types, all_types, sizeof(all_types));
	memcpy(values, all_values, sizeof(all_values));
	memset(nulls, ' ', TERMS_PARAMETERS);
	if (terms->kept_parameters == (Datum) 0)
		nulls[1] = 'n';
	if (terms->labels == (Datum) 0)
		nulls[7] = 'n';
}

const Place *
terms_literals(const Terms *terms, const char *cause, bool reviewing)
{
	Place	   *places = palloc0(sizeof(Place) * (TERMS_PARAMETERS + 1));
	Oid			types[TERMS_PARAMETERS];
	Datum		values[TERMS_PARAMETERS];
	char		nulls[TERMS_PARAMETERS];

	terms_arguments(terms, cause, reviewing, types, values, nulls);
	for (int i = 0; i < TERMS_PARAMETERS; i++)
	{
		const char *value = "NULL";
		Oid			output;
		bool		is_varlena;

		getTypeOutputInfo(types[i], &output, &is_varlena);
		if (nulls[i] == ' ')
			value = quote_literal_cstr(OidOutputFunctionCall(output, values[i]));
		places[i].name = terms_parameters[i].name;
		places[i].text = psprintf("%s::%s", value, format_type_be_qualified(types[i]));
	}
	return places;
}

/*
 * version_on(standard text, subject regclass, day date) RETURNS integer
 */
PG_FUNCTION_INFO_V1(version_on);

Datum
version_on(PG_FUNCTION_ARGS)
{
	ErrorContextCallback *callers = hide_internal_callers();
	int			version;

	standard_in_force(PG_GETARG_TEXT_PP(0), PG_GETARG_DATEADT(2), GetActiveSnapshot(), shown_name(PG_GETARG_OID(1)), &version);
	error_context_stack = callers;
	PG_RETURN_INT32(version);
}
