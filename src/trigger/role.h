/*
 * role.h
 *		The role and the settings that statements of our own run under.
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
 * Run what follows as owner, as the triggers of foreign keys do, with a search
 * path that nobody plants anything in and without row-level security: an
 * application needs no right on a ledger, and is lent none.  An error undoes it.
 */
extern void role_begin(Oid owner, SavedRole *saved);
/*
 * And let nothing of his run later, with the rights of whoever has called us:
 * for what is called, not for triggers of his own tables.
 */
extern void role_restrict(void);
extern void role_end(const SavedRole *saved);

/* A setting until the innermost GUC nest level ends. */
extern void setting_set(const char *name, const char *value);

/* So is the time zone; days begin where the attachment says, not the session. */
extern void setting_set_time_zone(const char *time_zone);

#endif							/* TRIGGER_ROLE_H */
