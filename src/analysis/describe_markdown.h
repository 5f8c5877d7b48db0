/*
 * describe_markdown.h
 *		A description as Markdown.
 */
#ifndef ANALYSIS_DESCRIBE_MARKDOWN_H
#define ANALYSIS_DESCRIBE_MARKDOWN_H

#include "postgres.h"

#include "nodes/pg_list.h"

#include "analysis/describe_vocabulary.h"

/* sections: of DescribedSection; title: of the whole, NULL: none */
extern char *markdown_description(const List *sections, const char *title, Language language);

#endif							/* ANALYSIS_DESCRIBE_MARKDOWN_H */
