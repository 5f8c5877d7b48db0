/*
 * gate.c
 *		Functions that run as another role than their caller.
 *
 * A gate is a function without a body of its own.  It takes another role,
 * calls its body, an internal function with the same arguments, and becomes
 * its caller again.  The body can ask whom it works for, and checks whether
 * that role may do what it asks for.  (SECURITY DEFINER would not tell the
 * body who has called.)
 *
 * registry_gate(): no role may write a registry table, but for what the
 * administrator restores.  The bodies, registry_<name>(), write them as their
 * owner.
 *
 * owner_gate(): what evaluates metrics views, or tables of an attachment, runs
 * what the owner of the subject has written.  The bodies, as_owner_<name>(),
 * run as that owner, restricted as in ANALYZE or REFRESH MATERIALIZED VIEW,
 * once they have checked what the caller may read.  Of an attachment they run
 * in its time zone and as of its day: settings of the session must not move
 * what is reported.
 */
#include "postgres.h"

#include "access/genam.h"
#include "access/htup_details.h"
#include "access/table.h"
#include "catalog/indexing.h"
#include "catalog/namespace.h"
#include "catalog/objectaddress.h"
#include "catalog/pg_extension.h"
#include "catalog/pg_proc.h"
#include "catalog/pg_type.h"
#include "commands/event_trigger.h"
#include "executor/spi.h"
#include "fmgr.h"
#include "miscadmin.h"
#include "nodes/execnodes.h"
#include "utils/acl.h"
#include "utils/builtins.h"
#include "utils/fmgroids.h"
#include "utils/fmgrprotos.h"
#include "utils/json.h"
#include "utils/lsyscache.h"
#include "utils/rel.h"
#include "utils/rls.h"
#include "utils/snapmgr.h"
#include "utils/syscache.h"

#include "standard/standard.h"
#include "text.h"
#include "trigger/context.h"
#include "trigger/gate.h"
#include "trigger/names.h"
#include "trigger/role.h"
#include "trigger/statement.h"

/* A body that is running: the role it works for, and the one it runs as.  InvalidOid: none is. */
typedef struct RunningBody
{
	Oid			caller;
	Oid			user;
} RunningBody;

/* Of the registry, and of owners: code of an owner must not pass for a body that writes the registry. */
static RunningBody registry_body = {InvalidOid, InvalidOid};
static RunningBody owner_body = {InvalidOid, InvalidOid};

static Snapshot event_snapshot = NULL;

/* Whatever runs as another role, such as a view that is read, is not the body. */
static Oid
caller_of(const RunningBody *running)
{
	return GetUserId() == running->user ? running->caller : GetUserId();
}

/*
 * The body of a gate: of the internal schema, with the gate's name after a
 * prefix and its arguments, but for those of any type, see keys_to_jsonb().
 */
static Oid
find_body(Oid gate, const char *prefix)
{
	char	   *name = psprintf("%s%s", prefix, get_func_name(gate));
	Oid		   *types;
	int			count;
	Oid			body;

	get_func_signature(gate, &types, &count);
	for (int i = 0; i < count; i++)
	{
		if (types[i] == ANYCOMPATIBLEOID)
			types[i] = JSONBOID;
	}
	body = GetSysCacheOid3(PROCNAMEARGSNSP, Anum_pg_proc_oid, CStringGetDatum(name),
						   PointerGetDatum(buildoidvector(types, count)),
						   ObjectIdGetDatum(get_namespace_oid(INTERNAL_SCHEMA, false)));
	if (!OidIsValid(body))
		elog(ERROR, "function \"%s\" is missing", name);
	return body;
}

static FmgrInfo *
body_of(FmgrInfo *gate, const char *prefix)
{
	if (gate->fn_extra == NULL)
	{
		FmgrInfo   *body = MemoryContextAlloc(gate->fn_mcxt, sizeof(FmgrInfo));

		fmgr_info_cxt(find_body(gate->fn_oid, prefix), body, gate->fn_mcxt);
		gate->fn_extra = body;
	}
	return gate->fn_extra;
}

/* Call the body of a gate as the current user, on behalf of a role. */
static Datum
call_body(FunctionCallInfo fcinfo, const char *prefix, RunningBody *running, Oid caller)
{
	FmgrInfo   *gate = fcinfo->flinfo;
	ErrorContextCallback *callers = hide_internal_callers();
	RunningBody outer = *running;
	Datum		result;

	fcinfo->flinfo = body_of(gate, prefix);
	running->caller = caller;
	running->user = GetUserId();
	PG_TRY();
	{
		result = FunctionCallInvoke(fcinfo);
	}
	PG_CATCH();
	{
		*running = outer;
		fcinfo->flinfo = gate;
		rethrow_without(NULL);
	}
	PG_END_TRY();
	*running = outer;
	fcinfo->flinfo = gate;
	error_context_stack = callers;
	return result;
}

/* Any gate of the registry: the arguments and the result of its body. */
PG_FUNCTION_INFO_V1(registry_gate);

Datum
registry_gate(PG_FUNCTION_ARGS)
{
	Oid			caller = caller_of(&registry_body);
	SavedRole	role;
	Datum		result;

	role_begin_registry(&role);
	result = call_body(fcinfo, "registry_", &registry_body, caller);
	role_end(&role);
	return result;
}

/* An event trigger as a gate: who drops a table needs no right on what the registry knows of it. */
PG_FUNCTION_INFO_V1(registry_event_gate);

Datum
registry_event_gate(PG_FUNCTION_ARGS)
{
	Snapshot	outer = event_snapshot;
	SavedRole	role;

	if (!CALLED_AS_EVENT_TRIGGER(fcinfo))
		ereport(ERROR,
				(errcode(ERRCODE_E_R_I_E_EVENT_TRIGGER_PROTOCOL_VIOLATED),
				 errmsg("function \"%s\" can only be called as an event trigger", get_func_name(fcinfo->flinfo->fn_oid))));
	/* tables without a registry concern nobody, such as while somebody repairs it */
	if (!OidIsValid(standard_registry_oid()))
		PG_RETURN_NULL();
	role_begin_registry(&role);
	PG_TRY();
	{
		event_snapshot = ActiveSnapshotSet() ? GetActiveSnapshot() : NULL;
		call_body(fcinfo, "registry_", &registry_body, GetUserId());
	}
	PG_FINALLY();
	{
		event_snapshot = outer;
	}
	PG_END_TRY();
	role_end(&role);
	PG_RETURN_NULL();
}

Snapshot
registry_event_snapshot(void)
{
	return event_snapshot;
}

/* Row-level security would hide rows from a role that the owner reads. */
static void
check_sees_all_rows(Oid relation, Oid role)
{
	if (check_enable_rls(relation, role, true) == RLS_ENABLED)
		ereport(ERROR,
				(errcode(ERRCODE_INSUFFICIENT_PRIVILEGE),
				 errmsg("row-level security of table \"%s\" applies to role \"%s\"",
						shown_name(relation), GetUserNameFromId(role, false)),
				 errhint("What is computed about all rows is for roles that may read all of them.")));
}

/* May a role read all of a relation? */
static void
check_readable(Oid relation, Oid role)
{
	AclResult	allowed = pg_class_aclcheck(relation, role, ACL_SELECT);

	if (allowed != ACLCHECK_OK)
		aclcheck_error(allowed, get_relkind_objtype(get_rel_relkind(relation)), get_rel_name(relation));
	check_sees_all_rows(relation, role);
}

/* May the caller of the gate read a relation?  The body reads it as the current user, which must be its owner. */
static void
check_readable_by_caller(Oid relation)
{
	check_readable(relation, caller_of(&owner_body));
	if (relation_owner(relation) != GetUserId())
		ereport(ERROR,
				(errcode(ERRCODE_INSUFFICIENT_PRIVILEGE),
				 errmsg("\"%s\" does not belong to role \"%s\"", shown_name(relation), GetUserNameFromId(GetUserId(), false)),
				 errhint("What is read about a table must have its owner.")));
}

/* check_readable(VARIADIC relations regclass[]) */
PG_FUNCTION_INFO_V1(check_readable_relations);

Datum
check_readable_relations(PG_FUNCTION_ARGS)
{
	ListCell   *lc;

	foreach(lc, oids_of_array(PG_GETARG_DATUM(0)))
		check_readable_by_caller(lfirst_oid(lc));
	PG_RETURN_VOID();
}

/* check_may_evaluate(subject regclass, metrics regclass): the same for metrics, which show all rows of the subject. */
PG_FUNCTION_INFO_V1(check_may_evaluate);

Datum
check_may_evaluate(PG_FUNCTION_ARGS)
{
	check_readable_by_caller(PG_GETARG_OID(1));
	check_sees_all_rows(PG_GETARG_OID(0), caller_of(&owner_body));
	PG_RETURN_VOID();
}

/* The subject: the first argument of type regclass.  The owner reads the others, too: they must be its own and readable. */
static Oid
owner_of_arguments(FunctionCallInfo fcinfo)
{
	Oid			subject = InvalidOid;
	Oid			owner;
	Oid		   *types;
	int			count;

	get_func_signature(fcinfo->flinfo->fn_oid, &types, &count);
	for (int i = 0; i < count; i++)
	{
		Oid			relation;

		if (PG_ARGISNULL(i) || types[i] != REGCLASSOID)
			continue;
		relation = PG_GETARG_OID(i);
		if (!OidIsValid(subject))
		{
			subject = relation;
			continue;
		}
		check_readable(relation, GetUserId());
		if (relation_owner(relation) != relation_owner(subject))
			ereport(ERROR,
					(errcode(ERRCODE_INSUFFICIENT_PRIVILEGE),
					 errmsg("\"%s\" and \"%s\" have different owners", shown_name(relation), shown_name(subject)),
					 errhint("It is read as the owner of table \"%s\".", shown_name(subject))));
	}
	owner = relation_owner(subject);
	if (OidIsValid(subject) && !OidIsValid(owner))
		ereport(ERROR,
				(errcode(ERRCODE_UNDEFINED_TABLE),
				 errmsg("relation with OID %u does not exist", subject)));
	return owner;
}

/*
 * A value of any type as jsonb: jsonb as it is, all others as strings.  This
 * must happen as the caller, and by the output function: casts of types may
 * run code of whoever has made the type.
 */
static Datum
value_to_jsonb(Datum value, Oid type)
{
	StringInfoData json;
	char	   *text;
	Oid			output;
	bool		is_varlena;

	if (!OidIsValid(type))
		elog(ERROR, "could not determine the type of the key");
	type = getBaseType(type);
	if (type == JSONBOID)
		return value;
	getTypeOutputInfo(type, &output, &is_varlena);
	text = OidOutputFunctionCall(output, value);
	if (type != JSONOID)
	{
		initStringInfo(&json);
		escape_json(&json, text);
		text = json.data;
	}
	return DirectFunctionCall1(jsonb_in, CStringGetDatum(text));
}

/* Arguments of any type are keys of customers.  The body takes them as jsonb. */
static void
keys_to_jsonb(FunctionCallInfo fcinfo)
{
	Oid		   *types;
	int			count;

	get_func_signature(fcinfo->flinfo->fn_oid, &types, &count);
	for (int i = 0; i < count; i++)
	{
		if (types[i] == ANYCOMPATIBLEOID && !PG_ARGISNULL(i))
			fcinfo->args[i].value = value_to_jsonb(PG_GETARG_DATUM(i), get_fn_expr_argtype(fcinfo->flinfo, i));
	}
}

/* Days are those of the attachment that the gate is about, if it is about one: its arguments then begin with standard and subject. */
static void
use_days_of_attachment(FunctionCallInfo fcinfo)
{
	StatementKey key = {.step = GATE_STEPS};
	Oid			types[2] = {TEXTOID, OIDOID};
	Datum		values[2];
	Oid		   *argument_types;
	int			count;
	SavedRole	role;

	get_func_signature(fcinfo->flinfo->fn_oid, &argument_types, &count);
	if (count < 2 || argument_types[0] != TEXTOID || argument_types[1] != REGCLASSOID || PG_ARGISNULL(0) || PG_ARGISNULL(1))
		return;
	values[0] = PG_GETARG_DATUM(0);
	values[1] = PG_GETARG_DATUM(1);

	SPI_connect();
	role_begin_registry(&role);
	statement_execute(&key,
					  "SELECT a.time_zone FROM customer_grade_internal.attachment AS a WHERE a.standard = $1 AND a.subject::oid = $2",
					  NULL, 2, types, values, NULL, InvalidSnapshot, SPI_OK_SELECT);
	role_end(&role);
	if (SPI_processed > 0)
	{
		char	   *time_zone = SPI_getvalue(SPI_tuptable->vals[0], SPI_tuptable->tupdesc, 1);

		setting_set_time_zone(time_zone);
		setting_set("customer_grade.as_of", iso_date(standard_clock_day(cstring_to_text(time_zone))));
	}
	SPI_finish();
}

/* Any function that runs as the owner of its first table: the arguments and the result of its body. */
PG_FUNCTION_INFO_V1(owner_gate);

Datum
owner_gate(PG_FUNCTION_ARGS)
{
	ReturnSetInfo *rows = (ReturnSetInfo *) fcinfo->resultinfo;
	Oid			caller = GetUserId();
	Oid			owner = owner_of_arguments(fcinfo);
	SavedRole	role;
	Datum		result;

	/* a body in SQL that gives its rows one by one would go on after we have become the caller again */
	if (rows != NULL && IsA(rows, ReturnSetInfo))
		rows->allowedModes |= SFRM_Materialize_Preferred;
	keys_to_jsonb(fcinfo);
	/* without a table the body fails */
	role_begin(OidIsValid(owner) ? owner : caller, &role);
	role_restrict();
	use_days_of_attachment(fcinfo);
	result = call_body(fcinfo, "as_owner_", &owner_body, caller);
	role_end(&role);
	return result;
}

Oid
registry_administrator(void)
{
	Relation	extensions = table_open(ExtensionRelationId, AccessShareLock);
	Oid			administrator = InvalidOid;
	ScanKeyData key;
	SysScanDesc scan;
	HeapTuple	extension;

	ScanKeyInit(&key, Anum_pg_extension_extname, BTEqualStrategyNumber, F_NAMEEQ, CStringGetDatum(PUBLIC_SCHEMA));
	scan = systable_beginscan(extensions, ExtensionNameIndexId, true, NULL, 1, &key);
	extension = systable_getnext(scan);
	if (HeapTupleIsValid(extension))
		administrator = ((Form_pg_extension) GETSTRUCT(extension))->extowner;
	systable_endscan(scan);
	table_close(extensions, AccessShareLock);
	return administrator;
}

/* administrator() RETURNS regrole */
PG_FUNCTION_INFO_V1(administrator);

Datum
administrator(PG_FUNCTION_ARGS)
{
	PG_RETURN_OID(registry_administrator());
}

/* administers() RETURNS boolean */
PG_FUNCTION_INFO_V1(administers);

Datum
administers(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(has_privs_of_role(caller_of(&registry_body), registry_administrator()));
}

/* caller() RETURNS regrole */
PG_FUNCTION_INFO_V1(gate_caller_role);

Datum
gate_caller_role(PG_FUNCTION_ARGS)
{
	PG_RETURN_OID(caller_of(&registry_body));
}

/* reader() RETURNS regrole */
PG_FUNCTION_INFO_V1(gate_reader_role);

Datum
gate_reader_role(PG_FUNCTION_ARGS)
{
	PG_RETURN_OID(caller_of(&owner_body));
}
