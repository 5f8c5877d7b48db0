/*
 * json.h
 *		Metrics and parameters from jsonb.
 */
#ifndef RUBRIC_JSON_H
#define RUBRIC_JSON_H

#include "postgres.h"

#include "utils/jsonb.h"

#include "rubric/program.h"

/* A document whose root must be an object: 22023 where it is not; what: "the row", "the parameters". */
extern void json_check_object(const Jsonb *document, const char *what);

/*
 * The value of a key as numeric, text, boolean or date, as its input wants
 * it; an absent key and a JSON null are null.  42804 names an input whose
 * value is of another kind.  noun: "metric" or "parameter".
 */
extern NullableDatum json_fetch(Jsonb *document, const Input *input, const char *noun);

/* The kind of Datum json_fetch() gives for a metric of this type. */
extern SourceKind json_source_kind(RubricType type);

#endif							/* RUBRIC_JSON_H */
