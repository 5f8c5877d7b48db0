-- The outbox of an attachment: changes of grades for other programs.

CREATE FUNCTION customer_grade_internal.make_outbox(name text, standard text, subject regclass, key_columns name[]) RETURNS void
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $function$
DECLARE
	c record;
BEGIN
	EXECUTE format($query$
		CREATE TABLE %s (
			event_id  bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
			%s,
			old_grade text,
			old_rank  smallint,
			new_grade text,
			new_rank  smallint,
			direction text NOT NULL,
			state     text,
			problem   text,
			cause     text NOT NULL,
			at        timestamp with time zone NOT NULL
		)
		$query$, name, customer_grade_internal.key_definitions(subject, key_columns));
	EXECUTE format('CREATE INDEX ON %s (%s)', name, customer_grade_internal.column_list(key_columns));
	EXECUTE format('COMMENT ON TABLE %s IS %L', name,
		format('等级变更事件 | events for consumers: changes of grades of %s', subject)
			|| customer_grade_internal.made_for(standard));
	FOR c IN
		VALUES ('event_id', '事件编号 | number; the events of one customer are in order'),
			('old_grade', '原等级 | grade before; null: none'),
			('old_rank', '原等级次序 | rank of the grade before'),
			('new_grade', '新等级 | grade after; null: none'),
			('new_rank', '新等级次序 | rank of the grade after'),
			('direction', '变动方向 | better, worse, same, graded, no longer graded, joined, left or other'),
			('state', '新状态 | state after; null: the customer is gone'),
			('problem', '无法评级的原因 | why the standard refuses the customer, which keeps its grade; null: it does not'),
			('cause', '变更原因 | what changed it'),
			('at', '变更时间 | when')
	LOOP
		EXECUTE format('COMMENT ON COLUMN %s.%I IS %L', name, c.column1, c.column2);
	END LOOP;
END
$function$;
COMMENT ON FUNCTION customer_grade_internal.make_outbox(text, text, regclass, name[]) IS
	'make the outbox of an attachment: a row for each transaction that changes the grade of a customer or whether it is refused, for '
	'consumers';

CREATE FUNCTION customer_grade.add_outbox(standard text, subject regclass) RETURNS regclass
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $function$
#variable_conflict use_column
DECLARE
	a customer_grade_internal.attachment := customer_grade_internal.attached(add_outbox.standard, add_outbox.subject);
	name text := customer_grade_internal.free_name(a.subject, customer_grade_internal.prefix_of(a), 'outbox');
BEGIN
	PERFORM customer_grade_internal.check_owner(add_outbox.subject);
	IF a.outbox IS NOT NULL THEN
		RETURN a.outbox;
	END IF;
	PERFORM customer_grade_internal.make_outbox(name, a.standard, a.subject, a.key_columns);
	EXECUTE format('ALTER TABLE %s OWNER TO %I', name, (SELECT pg_get_userbyid(c.relowner) FROM pg_class AS c WHERE c.oid = a.subject));
	PERFORM customer_grade_internal.change_attachment(a.standard, a.subject,
		jsonb_build_object('outbox', name));
	RETURN name::regclass;
END
$function$;
COMMENT ON FUNCTION customer_grade.add_outbox(text, regclass) IS
	'give an attachment an outbox, if it has none; returns it. For the owner of the subject. Errors: 55000 not attached, 42501 not yours';

CREATE FUNCTION customer_grade.drop_outbox(standard text, subject regclass) RETURNS void
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $function$
#variable_conflict use_column
DECLARE
	a customer_grade_internal.attachment := customer_grade_internal.attached(drop_outbox.standard, drop_outbox.subject);
BEGIN
	PERFORM customer_grade_internal.check_owner(drop_outbox.subject);
	IF a.outbox IS NOT NULL THEN
		PERFORM customer_grade_internal.change_attachment(a.standard, a.subject,
			'{"outbox": null}');
		EXECUTE format('DROP TABLE %s', a.outbox);
	END IF;
END
$function$;
COMMENT ON FUNCTION customer_grade.drop_outbox(text, regclass) IS
	'drop the outbox of an attachment, with the events that no consumer has taken. For the owner of the subject. Errors: 55000 not '
	'attached, 42501 not yours';

CREATE FUNCTION customer_grade_internal.as_owner_take_events(standard text, subject regclass, max_events integer DEFAULT 100)
RETURNS TABLE (event_id bigint, key jsonb, old_grade text, old_rank smallint, new_grade text, new_rank smallint,
	direction text, state text, problem text, cause text, at timestamp with time zone)
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $function$
#variable_conflict use_column
DECLARE
	a customer_grade_internal.attachment := customer_grade_internal.attached(as_owner_take_events.standard, as_owner_take_events.subject);
BEGIN
	IF a.outbox IS NULL THEN
		RAISE object_not_in_prerequisite_state USING
			MESSAGE = format('standard "%s" on table "%s" has no outbox', as_owner_take_events.standard, as_owner_take_events.subject),
			HINT = format('SELECT customer_grade.add_outbox(%L, %L);', as_owner_take_events.standard, as_owner_take_events.subject);
	END IF;
	PERFORM customer_grade_internal.check_readable(a.outbox);
	IF NOT (has_table_privilege(customer_grade_internal.reader(), a.outbox, 'UPDATE')
			AND has_table_privilege(customer_grade_internal.reader(), a.outbox, 'DELETE')) THEN
		RAISE insufficient_privilege USING
			MESSAGE = format('permission denied to take events from table "%s"', a.outbox),
			HINT = format('GRANT SELECT, UPDATE, DELETE ON %s TO %s;', a.outbox, customer_grade_internal.reader());
	END IF;
	RETURN QUERY EXECUTE format($query$
		WITH taken AS (
			DELETE FROM %1$s AS t
			WHERE t.event_id = ANY (ARRAY(
				SELECT e.event_id FROM %1$s AS e ORDER BY e.event_id LIMIT $1 FOR UPDATE SKIP LOCKED))
			RETURNING t.*
		)
		SELECT t.event_id, %2$s, t.old_grade, t.old_rank, t.new_grade, t.new_rank, t.direction, t.state, t.problem, t.cause, t.at
		FROM taken AS t
		ORDER BY t.event_id
		$query$, a.outbox, customer_grade_internal.key_expression(a.key_columns, 't'))
	USING max_events;
END
$function$;
COMMENT ON FUNCTION customer_grade_internal.as_owner_take_events(text, regclass, integer) IS
	'take the oldest events out of an outbox, except those that another consumer is taking: they are gone when this transaction commits '
	'and back when it does not. A consumer that handles them in the same transaction handles each exactly once. Needs SELECT, UPDATE and '
	'DELETE on the outbox. Error: 55000 there is no outbox';
