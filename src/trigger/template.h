/*
 * template.h
 *		Our own statements as templates: SQL with named places.
 *
 * A place is the name of a text, or of columns, whose form follows a colon:
 *
 *	{ledger}			the text
 *	{keys}				"a", "b"
 *	{keys:l}			l."a", l."b"
 *	{keys:l=k}			l."a" OPERATOR(pg_catalog.=) k."a" AND l."b" ...
 *	{keys:l|n}			coalesce(l."a", n."a") AS "a", ...
 *	{keys:l as}			l."a" AS "a", ...
 *	{keys:l is}			l."a" IS NOT NULL AND ...
 *	{keys:$10}			$10 AS "a", $11 AS "b"
 *
 *	`old grade`			"old grade": names of our own beside a key contain a
 *						blank, so that no key column has the same name
 *
 * Columns of another table may take the place of those of a key.  On the
 * right-hand side of "=" and after AS the names are those of the key.
 */
#ifndef TRIGGER_TEMPLATE_H
#define TRIGGER_TEMPLATE_H

#include "postgres.h"

#include "nodes/pg_list.h"

typedef struct Place
{
	const char *name;			/* NULL ends an array of them */
	const char *text;			/* goes in as it is; or */
	const char *template;		/* goes in with its own places filled; or */
	List	   *columns;		/* of char *, go in as above, */
	List	   *names;			/* of char *: for a key with these names; NIL: their own */
} Place;

/* Places made where they are used, of these. */
#define TEXT_PLACE(place, value)		{.name = (place), .text = (value)}
#define TEMPLATE_PLACE(place, value)	{.name = (place), .template = (value)}
#define PLACES(...)		((const Place[]) {__VA_ARGS__, {.name = NULL}})

/* Arrays of places, in which a name is looked for in turn. */
#define PLACE_SETS(...)	((const Place *const[]) {__VA_ARGS__, NULL})

extern char *template_expand(const char *template, const Place *const *sets);

#endif							/* TRIGGER_TEMPLATE_H */
