/*
 * describe_words.h
 *		The expressions of a rubric in words.
 *
 * Words may have several lines, separated by newlines.  A line that belongs to
 * a list begins with as many tabs as the list is deep.
 */
#ifndef ANALYSIS_DESCRIBE_WORDS_H
#define ANALYSIS_DESCRIBE_WORDS_H

#include "postgres.h"

#include "utils/jsonb.h"

#include "analysis/describe_vocabulary.h"
#include "rubric/rubric.h"

typedef struct Wording
{
	const Rubric *rubric;
	Language	language;
	char	  **metrics;		/* what they are called */
	char	  **parameters;
	bool		in_score;		/* in "score = ...", where score is the sum of the criteria */
	bool		plain_numbers;	/* as their values: 0.30, 0.3 and 30% are one */
	bool		show_values;	/* of parameters, where they are read */
	char	  **values;			/* of parameters, from outside; NULL: none is given */
	char	  **keep_values;	/* likewise, for keeping a grade */
} Wording;

/* parameters: values that are in force; NULL: values are not shown where they are read */
extern void wording_init(Wording *w, const Rubric *rubric, Language language, Jsonb *parameters);

/* In lines. */
extern char *wording_condition(const Wording *w, const RubricExpr *expr);
extern char *wording_value(const Wording *w, const RubricExpr *expr, const char *unit);
extern char *wording_alternatives(const Wording *w, const List *alternatives, const char *unit);

/* In one line: what a domain allows; the name of a metric, parameter or define, also of several. */
extern char *wording_allowed(const Wording *w, const Input *input);
extern char *wording_name(const Wording *w, const RubricExpr *name);
extern char *wording_quoted(const Wording *w, const RubricExpr *name);
extern char *wording_names(const Wording *w, const List *names);

#endif							/* ANALYSIS_DESCRIBE_WORDS_H */
