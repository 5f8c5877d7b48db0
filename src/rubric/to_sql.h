/*
 * to_sql.h
 *		What other stages use of the SQL printer.
 */
#ifndef RUBRIC_TO_SQL_H
#define RUBRIC_TO_SQL_H

#include "rubric/rubric.h"

/* The SQL type that holds every value of a rubric's type; text where it is not known. */
extern const char *rubric_sql_type(RubricType type);

#endif							/* RUBRIC_TO_SQL_H */
