-- Tracking a table, and ending it.

CREATE FUNCTION customer_grade_internal.make_activity(activity_name text, monthly_name text, t customer_grade_internal.tracking)
	RETURNS void
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $function$
DECLARE
	owner name := (SELECT pg_get_userbyid(c.relowner) FROM pg_class AS c WHERE c.oid = t.subject);
	object record;
BEGIN
	-- room for a series to grow in its page
	EXECUTE format('CREATE TABLE %s (%s, series customer_grade.activity NOT NULL, PRIMARY KEY (%s)) WITH (fillfactor = 70)',
		activity_name,
		customer_grade_internal.key_definitions(t.subject, t.key_columns),
		customer_grade_internal.column_list(t.key_columns));
	EXECUTE format($query$
		CREATE VIEW %1$s AS
			SELECT %2$s, m.month, m.count, m.amount, m.quantity
			FROM %3$s AS a CROSS JOIN LATERAL customer_grade.months(a.series) AS m
			UNION ALL
			SELECT %2$s, NULL::date, c.count, c.amount, c.quantity
			FROM %3$s AS a CROSS JOIN LATERAL customer_grade.carried(a.series) AS c
			WHERE c.count IS NOT NULL
		$query$, monthly_name, customer_grade_internal.column_list(t.key_columns, 'a'), activity_name);
	FOR object IN
		SELECT format(o.kind, o.name) AS name, o.comment
		FROM (VALUES
			('TABLE %s', activity_name, format('客户活动 | activity of %s, made from the rows of %s', t.subject, t.source)),
			('COLUMN %s.series', activity_name,
				format('按月序列 | the monthly series: at most %s months, and a carried total of those before', t.months)),
			('VIEW %s', monthly_name,
				format('客户月度活动 | activity of %s by month, made from the rows of %s', t.subject, t.source)),
			('COLUMN %s.month', monthly_name,
				'月份(当月第一天) | first day of the month; null: all months before those that are kept'),
			('COLUMN %s.count', monthly_name, '次数 | number of events'),
			('COLUMN %s.amount', monthly_name, '金额 | ' || coalesce('sum of ' || t.amount_column, 'not tracked')),
			('COLUMN %s.quantity', monthly_name,
				'数量 | ' || coalesce('sum of ' || t.quantity_column, 'not tracked'))) AS o(kind, name, comment)
	LOOP
		EXECUTE format('COMMENT ON %s IS %L', object.name, object.comment);
	END LOOP;
	-- a member of the owner may track: what is made belongs to the owner
	EXECUTE format('ALTER TABLE %s OWNER TO %I', activity_name, owner);
	EXECUTE format('ALTER VIEW %s OWNER TO %I', monthly_name, owner);
END
$function$;
COMMENT ON FUNCTION customer_grade_internal.make_activity(text, text, customer_grade_internal.tracking) IS
	'make the table of the series of a tracking and the view of it by month';

CREATE FUNCTION customer_grade.track(
	subject regclass,
	source regclass,
	customer_columns name[],
	at_column name,
	amount_column name DEFAULT NULL,
	quantity_column name DEFAULT NULL,
	months integer DEFAULT 36,
	time_zone text DEFAULT NULL,
	prefix text DEFAULT NULL
) RETURNS regclass
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $function$
#variable_conflict use_column
DECLARE
	given_prefix text := coalesce(track.prefix, customer_grade_internal.default_prefix(track.subject,
		(SELECT c.relname FROM pg_class AS c WHERE c.oid = track.source)));
	activity_name text := customer_grade_internal.free_name(track.subject, given_prefix, 'activity');
	monthly_name text := customer_grade_internal.free_name(track.subject, given_prefix, 'monthly');
	t customer_grade_internal.tracking;
BEGIN
	PERFORM customer_grade_internal.check_tracking(track.subject, track.source, track.customer_columns);
	PERFORM customer_grade_internal.check_event_columns(track.source, track.at_column, track.amount_column, track.quantity_column);
	PERFORM customer_grade_internal.check_months(track.months);
	t.subject := track.subject;
	t.source := track.source;
	t.key_columns := customer_grade_internal.primary_key(track.subject);
	t.customer_columns := track.customer_columns;
	t.at_column := track.at_column;
	t.amount_column := track.amount_column;
	t.quantity_column := track.quantity_column;
	t.months := track.months;
	t.time_zone := coalesce(track.time_zone, current_setting('TimeZone'));

	-- nobody writes until the triggers are there and all events are counted
	EXECUTE format('LOCK TABLE %s IN SHARE ROW EXCLUSIVE MODE', track.source);
	PERFORM customer_grade_internal.make_activity(activity_name, monthly_name, t);
	t.activity := activity_name::regclass;
	t.monthly := monthly_name::regclass;
	PERFORM customer_grade_internal.add_row('tracking', to_jsonb(t));
	PERFORM customer_grade.refresh_activity(track.subject, track.source);

	IF NOT customer_grade_internal.has_index(track.source, track.customer_columns) THEN
		RAISE NOTICE USING
			MESSAGE = format('table "%s" has no index on %s', track.source, customer_grade_internal.column_list(track.customer_columns)),
			DETAIL = 'Updates and deletes read the events of their customers again; without an index they read the whole table.',
			HINT = format('CREATE INDEX ON %s (%s);', track.source,
				customer_grade_internal.column_list(track.customer_columns || track.at_column));
	END IF;
	RETURN t.activity;
END
$function$;
COMMENT ON FUNCTION customer_grade.track(regclass, regclass, name[], name, name, name, integer, text, text) IS
	'keep the activity of customers up to date from the rows of a table, in the transactions that change them: makes a table of their '
	'series, a view of it by month, and triggers, counts the rows that are there, and returns the table. Takes the columns that hold the '
	'subject''s key, the time, amount and quantity of an event, the calendar months to keep, and the time zone of a timestamp with time '
	'zone. For the owner of both tables. Errors: 42501 not yours, 42703 no such column, 42804 another type, 42710 tracked already, 42809 '
	'not a table (with a primary key), 55000 row security would hide rows';

CREATE FUNCTION customer_grade.track(
	subject regclass,
	source regclass,
	customer_column name,
	at_column name,
	amount_column name DEFAULT NULL,
	quantity_column name DEFAULT NULL,
	months integer DEFAULT 36,
	time_zone text DEFAULT NULL,
	prefix text DEFAULT NULL
) RETURNS regclass
LANGUAGE sql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $function$
	SELECT customer_grade.track(subject, source, ARRAY[customer_column], at_column, amount_column, quantity_column,
		months, time_zone, prefix)
$function$;
COMMENT ON FUNCTION customer_grade.track(regclass, regclass, name, name, name, name, integer, text, text) IS
	'the same for a subject with a key of one column';

CREATE FUNCTION customer_grade.alter_tracking(subject regclass, source regclass, months integer DEFAULT NULL, time_zone text DEFAULT NULL)
RETURNS bigint
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $function$
#variable_conflict use_column
BEGIN
	PERFORM customer_grade_internal.check_owner(alter_tracking.subject);
	PERFORM customer_grade_internal.tracked(alter_tracking.subject, alter_tracking.source);
	PERFORM customer_grade_internal.check_months(alter_tracking.months);
	-- an error of its own names the zone
	PERFORM now() AT TIME ZONE alter_tracking.time_zone;
	IF alter_tracking.months IS NOT NULL OR alter_tracking.time_zone IS NOT NULL THEN
		PERFORM customer_grade_internal.change_row('tracking',
			jsonb_build_object('subject', alter_tracking.subject, 'source', alter_tracking.source),
			jsonb_strip_nulls(jsonb_build_object('months', alter_tracking.months, 'time_zone', alter_tracking.time_zone)));
	END IF;
	RETURN customer_grade.refresh_activity(alter_tracking.subject, alter_tracking.source);
END
$function$;
COMMENT ON FUNCTION customer_grade.alter_tracking(regclass, regclass, integer, text) IS
	'change how many months a tracking keeps, or its time zone, and count all events again; null leaves a property as it is. Then '
	'refresh() the standards that read the activity. Returns the number of series changed. Errors: 55000 not tracked, 42501 not yours, '
	'22023 a number of months or a time zone that is not allowed';

CREATE FUNCTION customer_grade_internal.release_tracking(t customer_grade_internal.tracking) RETURNS void
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $function$
DECLARE
	made record;
BEGIN
	-- another tracking may need the triggers
	IF NOT EXISTS (SELECT FROM customer_grade.tracking AS o WHERE o.source = t.source AND o.subject <> t.subject) THEN
		FOR made IN
			SELECT name, relation
			FROM customer_grade_internal.watched_tables(t.source) AS relation, customer_grade_internal.activity_triggers(relation) AS name
		LOOP
			EXECUTE format('DROP TRIGGER %I ON %s', made.name, made.relation);
			PERFORM customer_grade_internal.drop_begin_trigger(made.relation);
		END LOOP;
	END IF;
	PERFORM customer_grade_internal.remove_rows('tracking', jsonb_build_object('subject', t.subject, 'source', t.source));
END
$function$;
COMMENT ON FUNCTION customer_grade_internal.release_tracking(customer_grade_internal.tracking) IS
	'remove the triggers of a tracking and its row in the registry; its tables stay';

CREATE FUNCTION customer_grade.untrack(subject regclass, source regclass) RETURNS void
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $function$
#variable_conflict use_column
DECLARE
	t customer_grade_internal.tracking;
BEGIN
	PERFORM customer_grade_internal.check_owner(untrack.subject);
	t := customer_grade_internal.tracked(untrack.subject, untrack.source);
	PERFORM customer_grade_internal.release_tracking(t);
	PERFORM customer_grade_internal.drop_made(t.subject, t.monthly, t.activity);
END
$function$;
COMMENT ON FUNCTION customer_grade.untrack(regclass, regclass) IS
	'undo track(): drops the activity, which track() can rebuild from the source; refused while a view reads it. Errors: 55000 not '
	'tracked, 42501 not yours, 2BP01 a view reads it';
