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

/* the one that an argument names; null: that of the session */
extern Language get_language(FunctionCallInfo fcinfo, int argument);

#endif							/* FUNCTION_LANGUAGE_H */
