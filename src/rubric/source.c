/*
 * source.c
 *		Which columns can feed a metric, and how their values arrive.
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "utils/lsyscache.h"

#include "compat.h"
#include "rubric/program.h"

SourceKind
program_source_kind(Oid type, RubricType metric)
{
	SourceKind	kind;
	Oid			base = getBaseType(type);
	RubricType	fits;

	switch (base)
	{
		case INT2OID:
			kind = SOURCE_INT2;
			break;
		case INT4OID:
			kind = SOURCE_INT4;
			break;
		case INT8OID:
			kind = SOURCE_INT8;
			break;
		case NUMERICOID:
			kind = SOURCE_NUMERIC;
			break;
		case FLOAT4OID:
			kind = SOURCE_FLOAT4;
			break;
		case FLOAT8OID:
			kind = SOURCE_FLOAT8;
			break;
		case TEXTOID:
		case VARCHAROID:
			kind = SOURCE_TEXT;
			break;
		case BPCHAROID:
			kind = SOURCE_CHAR;
			break;
		case NAMEOID:
			kind = SOURCE_NAME;
			break;
		case BOOLOID:
			kind = SOURCE_BOOLEAN;
			break;
		case DATEOID:
			kind = SOURCE_DATE;
			break;
		default:
			if (type_is_enum(base))
				kind = SOURCE_ENUM;
			else
				return SOURCE_NONE;
			break;
	}
	fits = program_source_type(kind);
	return metric == RUBRIC_UNKNOWN || metric == fits ? kind : SOURCE_NONE;
}

RubricType
program_source_type(SourceKind kind)
{
	switch (kind)
	{
		case SOURCE_NONE:
			return RUBRIC_UNKNOWN;
		case SOURCE_INT2:
		case SOURCE_INT4:
		case SOURCE_INT8:
		case SOURCE_NUMERIC:
		case SOURCE_FLOAT4:
		case SOURCE_FLOAT8:
			return RUBRIC_NUMBER;
		case SOURCE_TEXT:
		case SOURCE_CHAR:
		case SOURCE_NAME:
		case SOURCE_ENUM:
			return RUBRIC_TEXT;
		case SOURCE_BOOLEAN:
			return RUBRIC_BOOLEAN;
		case SOURCE_DATE:
			return RUBRIC_DATE;
	}
	return RUBRIC_UNKNOWN;
}
