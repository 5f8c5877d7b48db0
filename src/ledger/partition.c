/*
 * partition.c
 *		The event trigger for partitions and children: those attached get
 *		triggers and have their rows graded; those detached lose their triggers
 *		and the grades of their rows.  Also for tables that become unlogged,
 *		which is refused.
 *
 * It only finds out, from the statement's parse tree, which tables were
 * attached to others, detached or made unlogged; follow_partitions() does the
 * rest, as the registry owner: who has partitions need not know of us.
 */
#include "postgres.h"

#include "catalog/namespace.h"
#include "catalog/pg_type.h"
#include "commands/event_trigger.h"
#include "executor/spi.h"
#include "nodes/parsenodes.h"

#include "compat.h"
#include "standard/standard.h"
#include "trigger/gate.h"
#include "trigger/names.h"
#include "trigger/role.h"
#include "trigger/statement.h"

static List *
append_relation(List *relations, RangeVar *name)
{
	Oid			relation = RangeVarGetRelid(name, NoLock, true);

	return OidIsValid(relation) ? lappend_oid(relations, relation) : relations;
}

/* The tables that the statement has attached to one another, detached or made unlogged. */
static List *
moved_relations(Node *statement)
{
	List	   *relations = NIL;
	ListCell   *lc;

	if (IsA(statement, CreateStmt) || IsA(statement, CreateForeignTableStmt))
	{
		/* a CreateForeignTableStmt begins with a CreateStmt */
		CreateStmt *create = (CreateStmt *) statement;

		if (create->inhRelations != NIL)
			relations = append_relation(relations, create->relation);
	}
	else if (IsA(statement, CreateSchemaStmt))
	{
		/* the event does not name the tables in it one by one */
		foreach(lc, castNode(CreateSchemaStmt, statement)->schemaElts)
			relations = list_concat(relations, moved_relations(lfirst(lc)));
	}
	else if (IsA(statement, AlterTableStmt))
	{
		AlterTableStmt *alter = castNode(AlterTableStmt, statement);

		foreach(lc, alter->cmds)
		{
			AlterTableCmd *command = lfirst_node(AlterTableCmd, lc);

			if (command->subtype == AT_AttachPartition || command->subtype == AT_DetachPartition ||
				command->subtype == AT_DetachPartitionFinalize)
				relations = append_relation(relations, castNode(PartitionCmd, command->def)->name);
			else if (command->subtype == AT_AddInherit || command->subtype == AT_DropInherit)
				relations = append_relation(relations, castNode(RangeVar, command->def));
			else if (command->subtype != AT_SetUnLogged)
				continue;
			relations = append_relation(relations, alter->relation);
		}
	}
	return relations;
}

/*
 * former_parents(relations oid[]) RETURNS oid[]
 *
 * In the body of the event trigger for dropped tables: what these were
 * partitions or children of, and still exists.
 */
PG_FUNCTION_INFO_V1(former_parents);

Datum
former_parents(PG_FUNCTION_ARGS)
{
	List	   *parents = NIL;
	ListCell   *lc;

	foreach(lc, oids_of_array(PG_GETARG_DATUM(0)))
	{
		bool		being_detached;
		ListCell   *lc2;

		foreach(lc2, relation_and_parents(lfirst_oid(lc), registry_event_snapshot(), &being_detached))
		{
			if (OidIsValid(relation_owner(lfirst_oid(lc2))))
				parents = list_append_unique_oid(parents, lfirst_oid(lc2));
		}
	}
	return array_of_oids(parents, OIDOID);
}

PG_FUNCTION_INFO_V1(partitions_changed);

Datum
partitions_changed(PG_FUNCTION_ARGS)
{
	List	   *relations;
	Oid			type = REGCLASSARRAYOID;
	Datum		value;
	SavedRole	role;

	if (!CALLED_AS_EVENT_TRIGGER(fcinfo))
		ereport(ERROR,
				(errcode(ERRCODE_E_R_I_E_EVENT_TRIGGER_PROTOCOL_VIOLATED),
				 errmsg("function \"%s\" can only be called as an event trigger", "partitions_changed")));
	relations = moved_relations(((EventTriggerData *) fcinfo->context)->parsetree);
	if (relations == NIL || !OidIsValid(standard_registry_oid()))
		PG_RETURN_NULL();

	value = array_of_oids(relations, REGCLASSOID);
	role_begin_registry(&role);
	SPI_connect();
	statement_once("SELECT customer_grade_internal.follow_partitions($1)", 1, &type, &value, SPI_OK_SELECT);
	SPI_finish();
	role_end(&role);
	PG_RETURN_NULL();
}
