/*
 * role.h
 *		The role and the settings of our own statements.
 */
#ifndef TRIGGER_ROLE_H
#define TRIGGER_ROLE_H

#include "postgres.h"

/* Role, security context and settings from role_begin() until role_end(). */
typedef struct SavedRole
{
	Oid			user;
	int			context;
	int			nest_level;
} SavedRole;

/*
 * Continue as owner, as the triggers of foreign keys do, with a search path in
 * which no other role can create objects, and without row-level security.  An
 * error undoes it.
 */
extern void role_begin(Oid owner, SavedRole *saved);

/*
 * Also prevents functions of the owner from running later with our caller's
 * rights.  Use it for functions that are called; triggers on the owner's
 * own tables do not need it.
 */
extern void role_restrict(void);
extern void role_end(const SavedRole *saved);

/*
 * Continue as the owner of the registry tables, which no other role may read
 * or write.  Until role_end(), run only what is ours: nothing that a caller or
 * the owner of a table has written.
 */
extern void role_begin_registry(SavedRole *saved);

/* A setting until the innermost GUC nest level ends. */
extern void setting_set(const char *name, const char *value);

/* The same for the time zone: the attachment, not the session, decides when a day begins. */
extern void setting_set_time_zone(const char *time_zone);

#endif							/* TRIGGER_ROLE_H */
