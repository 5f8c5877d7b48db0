/*
 * text.h
 *		Texts, names and dates as text, for all rooms.
 */
#ifndef TEXT_H
#define TEXT_H

#include "postgres.h"

#include "lib/stringinfo.h"
#include "nodes/pg_list.h"
#include "utils/date.h"

/* the same bytes, neither of them toasted */
extern bool same_text(const text *a, const text *b);

/* 'Did you mean "x"?' over the names of candidates (char *), or NULL if none is near. */
extern char *nearest_name(const char *name, List *candidates);

/* a date written as YYYY-MM-DD, regardless of DateStyle; false: it is not one */
extern bool parse_iso_date(const char *text, int length, DateADT *date);

/* a date as YYYY-MM-DD, infinity or -infinity, regardless of DateStyle */
extern void append_iso_date(StringInfo out, DateADT date);
extern char *iso_date(DateADT date);

#endif							/* TEXT_H */
