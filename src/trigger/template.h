/*
 * template.h
 *		Statements of our own as templates: SQL with named places.
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
 *	`old grade`			"old grade": names of ours beside a key have a blank, so
 *						that no key column has them
 *
 * Columns of another table may stand for those of a key.  They have its names
 * on the right-hand side of "=", and after AS.
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

/* Places made where they are used. */
#define PLACES(...)		((const Place[]) {__VA_ARGS__, {NULL}})

/* Arrays of places, in which a name is looked for in turn. */
#define PLACE_SETS(...)	((const Place *const[]) {__VA_ARGS__, NULL})

extern char *template_expand(const char *template, const Place *const *sets);

#endif							/* TRIGGER_TEMPLATE_H */
