/*
 * module.c
 *		What happens when the library is loaded.
 */
#include "postgres.h"

#include "fmgr.h"
#include "utils/guc.h"

#include "compat.h"
#include "function/call.h"
#include "function/language.h"
#include "standard/standard.h"
#include "trigger/row.h"

PG_MODULE_MAGIC;

void		_PG_init(void);

void
_PG_init(void)
{
	standard_define_settings();
	standard_define_version_setting();
	language_define_setting();
	standard_watch_savepoints();
	row_define_settings();

	/* SET customer_grade.asof is an error, not a setting that is never read */
	MarkGUCPrefixReserved("customer_grade");
}
