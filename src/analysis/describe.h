/*
 * describe.h
 *		A rubric in words, as sections of rows.
 */
#ifndef ANALYSIS_DESCRIBE_H
#define ANALYSIS_DESCRIBE_H

#include "postgres.h"

#include "nodes/pg_list.h"
#include "utils/jsonb.h"

#include "analysis/describe_vocabulary.h"
#include "rubric/rubric.h"

/* What rows are shown as. */
typedef enum DescribedForm
{
	FORM_TABLE,
	FORM_LIST,					/* sentences: the first cell is what they are about */
	FORM_STEPS,					/* likewise, and their order matters */
	FORM_MATRIX					/* a column for each grade */
} DescribedForm;

typedef struct DescribedRow
{
	char	   *key;			/* the same in another version and language */
	List	   *cells;			/* of char *, which may have lines; NULL: nothing */
} DescribedRow;

typedef struct DescribedSection
{
	const char *name;			/* the same in each language */
	DescribedForm form;
	char	   *heading;
	char	   *lead;			/* sentences; NULL: none */
	List	   *heads;			/* of char *, one for each cell */
	List	   *rows;			/* of DescribedRow */
} DescribedSection;

/*
 * All that the rubric says: of DescribedSection, none of them without rows.
 *
 * parameters: values that are in force; NULL: rules show the names of parameters
 * only.  source: where the standard comes from, {"standard": "sales", "version":
 * "2", "from": "2026-01-01", "until": "2026-12-31", "origin": ..., "remarks":
 * ...}; NULL: the description is of the text alone.  plain_numbers: numbers are
 * written as their values, so that those of two texts compare.
 */
extern List *describe_rubric(const Rubric *rubric, Language language, Jsonb *parameters, Jsonb *source, bool plain_numbers);

#endif							/* ANALYSIS_DESCRIBE_H */
