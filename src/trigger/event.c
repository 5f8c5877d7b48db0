/*
 * event.c
 *		How a statement trigger was fired: checks it, and tells its event and
 *		the number of its rows.
 */
#include "postgres.h"

#include "utils/rel.h"
#include "utils/tuplestore.h"

#include "compat.h"
#include "trigger/event.h"

void
trigger_check(FunctionCallInfo fcinfo, const char *function, int nargs, const char *maker)
{
	TriggerData *data = (TriggerData *) fcinfo->context;

	if (!CALLED_AS_TRIGGER(fcinfo))
		ereport(ERROR,
				(errcode(ERRCODE_E_R_I_E_TRIGGER_PROTOCOL_VIOLATED),
				 errmsg("function \"%s\" can only be called as a trigger", function),
				 errhint("%s makes its triggers.", maker)));
	if (!TRIGGER_FIRED_AFTER(data->tg_event) || TRIGGER_FIRED_FOR_ROW(data->tg_event) ||
		data->tg_trigger->tgnargs != nargs)
		ereport(ERROR,
				(errcode(ERRCODE_E_R_I_E_TRIGGER_PROTOCOL_VIOLATED),
				 errmsg("trigger \"%s\" must fire after a statement and have %d argument(s)",
						data->tg_trigger->tgname, nargs),
				 errhint("%s makes its triggers.", maker)));
}

const char *
trigger_event_name(TriggerEvent event)
{
	return TRIGGER_FIRED_BY_INSERT(event) ? "insert" :
		TRIGGER_FIRED_BY_UPDATE(event) ? "update" :
		TRIGGER_FIRED_BY_DELETE(event) ? "delete" : "truncate";
}

uint64
trigger_rows(const TriggerData *data)
{
	uint64		rows = 0;

	if (TRIGGER_FIRED_BY_TRUNCATE(data->tg_event))
		return PG_UINT64_MAX;
	if (data->tg_oldtable)
		rows += tuplestore_tuple_count(data->tg_oldtable);
	if (data->tg_newtable)
		rows += tuplestore_tuple_count(data->tg_newtable);
	return rows;
}
