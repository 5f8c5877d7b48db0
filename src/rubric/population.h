/*
 * population.h
 *		What a rubric takes from the population, as a query.
 */
#ifndef RUBRIC_POPULATION_H
#define RUBRIC_POPULATION_H

#include "postgres.h"

#include "utils/date.h"
#include "utils/jsonb.h"

#include "rubric/program.h"

/* Is there nothing that parameters lack and that is taken from the population? */
extern bool population_is_known(const Rubric *rubric, Jsonb *parameters);

/*
 * The next query over a relation, whose name is quoted: it takes the values
 * that the parameters lack, one at least, and that read nothing but what they
 * have.  Sources: the columns of the metrics.
 *
 * The query gives one jsonb, {"size": of the population, "values": {...}}.
 */
extern char *population_query(const Rubric *rubric, const char *relation, const Source *sources,
							  Jsonb *parameters, const DateADT *as_of);

/* What is taken, and what decides who belongs to the population, must be there: the metrics, as a Bitmapset. */
extern struct Bitmapset *population_metrics(const Rubric *rubric);

/* What is taken from the population, by its key in the parameters. */
typedef struct Taken
{
	char	   *key;
	RubricExpr *expr;			/* of a value; NULL: tile */
	RubricType	type;
	const Tile *tile;
	int			grouping;		/* -1: of everybody */
} Taken;

/* All of them in the order of the text: of Taken. */
extern List *population_taken(const Rubric *rubric);

/* All that decides a value, names written out: the value is the same as long as this is, and the population. */
extern char *population_definition(const Rubric *rubric, const Taken *taken);

#endif							/* RUBRIC_POPULATION_H */
