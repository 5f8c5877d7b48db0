/*
 * role.c
 *		The role and the settings of our own statements.
 *
 * A role that writes a table of an application needs no privilege on a ledger
 * and is given none.  The triggers work on the ledger as its owner, with
 * settings that the session cannot change.  Role and settings are restored by
 * role_end(), or by the error that skips it.
 */
#include "postgres.h"

#include "miscadmin.h"
#include "pgtime.h"
#include "utils/guc.h"

#include "standard/standard.h"
#include "trigger/names.h"
#include "trigger/role.h"

void
setting_set(const char *name, const char *value)
{
	(void) set_config_option(name, value, PGC_USERSET, PGC_S_SESSION, GUC_ACTION_SAVE, true, 0, false);
}

void
setting_set_time_zone(const char *time_zone)
{
	if (strcmp(pg_get_timezone_name(session_timezone), time_zone) != 0)
		setting_set("TimeZone", time_zone);
}

void
role_begin(Oid owner, SavedRole *saved)
{
	GetUserIdAndSecContext(&saved->user, &saved->context);
	SetUserIdAndSecContext(owner, saved->context | SECURITY_LOCAL_USERID_CHANGE | SECURITY_NOFORCE_RLS);
	saved->nest_level = NewGUCNestLevel();
	setting_set("search_path", "pg_catalog, pg_temp");
	setting_set("row_security", "off");
}

void
role_begin_registry(SavedRole *saved)
{
	Oid			owner = relation_owner(standard_registry_oid());

	if (!OidIsValid(owner))
		ereport(ERROR,
				(errcode(ERRCODE_UNDEFINED_TABLE),
				 errmsg("the tables of extension \"%s\" do not exist", PUBLIC_SCHEMA)));
	role_begin(owner, saved);
}

void
role_restrict(void)
{
	Oid			user;
	int			context;

	GetUserIdAndSecContext(&user, &context);
	SetUserIdAndSecContext(user, context | SECURITY_RESTRICTED_OPERATION);
}

void
role_end(const SavedRole *saved)
{
	/* undo also what code of the owner has set: it must not decide how our caller's next statements run */
	AtEOXact_GUC(false, saved->nest_level);
	SetUserIdAndSecContext(saved->user, saved->context);
}
