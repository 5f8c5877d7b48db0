/*
 * language.h
 *		The language of titles, sentences and pages.
 */
#ifndef FUNCTION_LANGUAGE_H
#define FUNCTION_LANGUAGE_H

#include "postgres.h"

#include "fmgr.h"

#include "analysis/describe_vocabulary.h"

/* the setting customer_grade.language */
extern void language_define_setting(void);
extern Language language_of_session(void);

/* of a title "Chinese | English" the part in that language; NULL: no title */
extern char *shown_title(const char *title);

/* the one that an argument names; null: that of the session */
extern Language get_language(FunctionCallInfo fcinfo, int argument);

#endif							/* FUNCTION_LANGUAGE_H */
