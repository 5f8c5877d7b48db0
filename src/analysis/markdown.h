/*
 * markdown.h
 *		A description as Markdown.
 */
#ifndef ANALYSIS_MARKDOWN_H
#define ANALYSIS_MARKDOWN_H

#include "postgres.h"

#include "nodes/pg_list.h"

#include "analysis/vocabulary.h"

/* sections: of DescribedSection; title: of the whole, NULL: none */
extern char *markdown_description(const List *sections, const char *title, Language language);

#endif							/* ANALYSIS_MARKDOWN_H */
