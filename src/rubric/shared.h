/*
 * shared.h
 *		Checked rubrics of this session, by text.
 */
#ifndef RUBRIC_SHARED_H
#define RUBRIC_SHARED_H

#include "postgres.h"

#include "rubric/rubric.h"

/*
 * The checked rubric of a text, kept until owner is reset or deleted and
 * perhaps longer.  It is shared: it must not be changed.  Throws where the
 * text is not a rubric.
 */
extern const Rubric *rubric_acquire(const text *source, MemoryContext owner);

#endif							/* RUBRIC_SHARED_H */
