/*
 * event.c
 *		How a statement trigger was fired: checks it, and tells its event and
 *		its rows.
 */
#include "postgres.h"

#include "catalog/pg_trigger.h"
#include "common/hashfn.h"
#include "utils/rel.h"
#include "utils/tuplestore.h"

#include "compat.h"
#include "trigger/event.h"
#include "trigger/statement.h"

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

bool
trigger_fires_after(const Trigger *trigger, int16 type)
{
	char		by_role = SessionReplicationRole == SESSION_REPLICATION_ROLE_REPLICA ? TRIGGER_FIRES_ON_REPLICA : TRIGGER_FIRES_ON_ORIGIN;

	return TRIGGER_TYPE_MATCHES(trigger->tgtype, TRIGGER_TYPE_STATEMENT, TRIGGER_TYPE_AFTER, type) &&
		(trigger->tgenabled == TRIGGER_FIRES_ALWAYS || trigger->tgenabled == by_role);
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

/* The hash of what a plan knows of a column. */
static uint64
hash_column(Form_pg_attribute column, uint64 seed)
{
	struct
	{
		Oid			type;
		Oid			collation;
		int32		typmod;
		int16		length;
		char		align;
		bool		dropped;
	}			known;

	memset(&known, 0, sizeof(known));
	known.type = column->atttypid;
	known.collation = column->attcollation;
	known.typmod = column->atttypmod;
	known.length = column->attlen;
	known.align = column->attalign;
	known.dropped = column->attisdropped;
	seed = hash_bytes_extended((const unsigned char *) NameStr(column->attname), strlen(NameStr(column->attname)), seed);
	return hash_bytes_extended((const unsigned char *) &known, sizeof(known), seed);
}

uint64
trigger_register_rows(const TriggerData *data, EphemeralNamedRelation earlier)
{
	TupleDesc	desc = RelationGetDescr(data->tg_relation);
	uint64		hash = (data->tg_oldtable ? 1 : 0) + (data->tg_newtable ? 2 : 0) + (earlier ? 4 : 0);

	if (data->tg_oldtable != NULL)
		statement_register(statement_table(data->tg_trigger->tgoldtable, data->tg_oldtable, desc));
	if (data->tg_newtable != NULL)
		statement_register(statement_table(data->tg_trigger->tgnewtable, data->tg_newtable, desc));
	if (earlier != NULL)
		statement_register(earlier);
	for (int i = 0; i < desc->natts; i++)
		hash = hash_column(TupleDescAttr(desc, i), hash);
	return Max(hash, 1);
}
