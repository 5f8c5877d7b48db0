/*
 * feel.h
 *		Expressions and unary tests of FEEL, the language of DMN, as a rubric
 *		writes them.
 *
 * The part of FEEL that is about numbers, strings, booleans and dates.  All
 * else is a problem that names what is not understood.
 */
#ifndef EXCHANGE_FEEL_H
#define EXCHANGE_FEEL_H

#include "postgres.h"

#include "rubric/rubric.h"

/* What a name stands for. */
typedef struct FeelName
{
	char	   *name;			/* in FEEL; it may have spaces and signs */
	char	   *written;		/* in the rubric */
	RubricType	type;			/* unknown: any */
} FeelName;

typedef struct FeelReading
{
	char	   *written;		/* NULL: tests that everything passes, or a problem */
	RubricType	type;			/* unknown: null, or not known */
	bool		constant;
	List	   *strings;		/* if all that can come out are constant strings, these: of char * */
	char	   *problem;		/* NULL: it was read */
} FeelReading;

extern FeelReading feel_read_expression(const char *text, List *names);

/* tests of a value that the rubric writes so */
extern FeelReading feel_read_tests(const char *text, const char *subject, RubricType type, List *names);

#endif							/* EXCHANGE_FEEL_H */
