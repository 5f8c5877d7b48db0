/*
 * json.h
 *		Metrics and parameters from jsonb.
 */
#ifndef RUBRIC_JSON_H
#define RUBRIC_JSON_H

#include "postgres.h"

#include "utils/jsonb.h"

#include "rubric/program.h"

/* The fault of a document whose root is no object; what: "the row", "the parameters". */
extern const Fault *json_check_object(const Jsonb *document, const char *what);

/* The value of a key; false: there is none. */
extern bool json_find(Jsonb *document, const char *key, JsonbValue *found);

/* The value of an input; a JSON null is null.  The other two arguments as of json_fetch(). */
extern const Fault *json_value(NullableDatum *result, const JsonbValue *found, const Input *input, const char *noun);

/*
 * The value of a key as numeric, text, boolean or date, as its input wants
 * it; an absent key and a JSON null are null.  A value of another kind is a
 * fault.  noun: "metric" or "parameter".
 */
extern const Fault *json_fetch(NullableDatum *result, Jsonb *document, const Input *input, const char *noun);

/* The kind of Datum json_fetch() gives for a metric of this type. */
extern SourceKind json_source_kind(RubricType type);

#endif							/* RUBRIC_JSON_H */
