-- Tracking a table, and ending it.

CREATE FUNCTION customer_grade_internal.base_type(relation regclass, column_name name) RETURNS regtype
LANGUAGE sql STABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $function$
	WITH RECURSIVE t AS (
		SELECT a.atttypid AS type FROM pg_attribute AS a
		WHERE a.attrelid = relation AND a.attname = column_name AND a.attnum > 0 AND NOT a.attisdropped
		UNION ALL
		SELECT d.typbasetype FROM t JOIN pg_type AS d ON d.oid = t.type AND d.typtype = 'd'
	)
	SELECT t.type::regtype FROM t JOIN pg_type AS b ON b.oid = t.type AND b.typtype <> 'd'
$function$;
COMMENT ON FUNCTION customer_grade_internal.base_type(regclass, name) IS
	'the type of a column, for a domain its base type; null: there is no such column';

CREATE FUNCTION customer_grade_internal.check_event_columns(source regclass, at name, amount name, quantity name) RETURNS void
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $function$
DECLARE
	times CONSTANT regtype[] := '{date,timestamp,timestamptz}';
	numbers CONSTANT regtype[] := '{numeric,smallint,integer,bigint,real,double precision}';
	wanted record;
BEGIN
	FOR wanted IN
		SELECT w.name, w.types, customer_grade_internal.base_type(source, w.name) AS type
		FROM (VALUES (at, times, true), (amount, numbers, false), (quantity, numbers, false)) AS w(name, types, needed)
		WHERE w.name IS NOT NULL OR w.needed
	LOOP
		IF wanted.type IS NULL THEN
			PERFORM customer_grade_internal.throw('42703',
				message => format('table "%s" has no column "%s"', source, wanted.name),
				hint => 'track() takes the columns that hold the key, the time, and perhaps amount and quantity of an event.');
		ELSIF wanted.type <> ALL (wanted.types) THEN
			PERFORM customer_grade_internal.throw('42804',
				message => format('column "%s" of table "%s" has type %s', wanted.name, source, wanted.type),
				hint => format('Its type must be one of: %s.', array_to_string(wanted.types, ', ')));
		END IF;
	END LOOP;
END
$function$;
COMMENT ON FUNCTION customer_grade_internal.check_event_columns(regclass, name, name, name) IS
	'require that these columns can hold time, amount and quantity of events. Errors: 42703 no such column, 42804 another type';

CREATE FUNCTION customer_grade_internal.check_months(months integer) RETURNS void
LANGUAGE plpgsql IMMUTABLE
SET search_path = pg_catalog, pg_temp
AS $function$
BEGIN
	IF months NOT BETWEEN 1 AND 12000 THEN
		PERFORM customer_grade_internal.throw('22023',
			message => format('cannot keep %s months', months),
			hint => 'months must be 1 to 12000.');
	END IF;
END
$function$;
COMMENT ON FUNCTION customer_grade_internal.check_months(integer) IS
	'require a number of months that a tracking may keep, or null. Error: 22023 it may not';

CREATE FUNCTION customer_grade_internal.check_tracking(subject regclass, source regclass, customer_columns name[]) RETURNS void
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $function$
#variable_conflict use_column
DECLARE
	keys name[] := customer_grade_internal.primary_key(check_tracking.subject);
	owner name := (SELECT pg_get_userbyid(c.relowner) FROM pg_class AS c WHERE c.oid = check_tracking.subject);
	parent regclass := (SELECT i.inhparent FROM pg_inherits AS i WHERE i.inhrelid = check_tracking.source LIMIT 1);
BEGIN
	IF NOT (coalesce(customer_grade_internal.owns(check_tracking.subject), false)
		AND coalesce(customer_grade_internal.owns(check_tracking.source), false))
	THEN
		PERFORM customer_grade_internal.throw('42501',
			message => format('must be owner of tables "%s" and "%s"', check_tracking.subject, check_tracking.source));
	END IF;
	PERFORM customer_grade_internal.check_subject(check_tracking.subject);
	PERFORM customer_grade_internal.check_source(check_tracking.source);
	IF parent IS NOT NULL THEN
		PERFORM customer_grade_internal.throw('42809',
			message => format('table "%s" is a partition or child of another table', check_tracking.source),
			hint => format('Track table "%s": rows that are written through it would not be seen.', parent));
	END IF;
	IF EXISTS (SELECT FROM customer_grade_internal.tracking AS t
			WHERE t.subject = check_tracking.subject AND t.source = check_tracking.source)
	THEN
		PERFORM customer_grade_internal.throw('42710',
			message => format('rows of table "%s" are already tracked for table "%s"', check_tracking.source, check_tracking.subject),
			hint => 'refresh_activity() counts all rows again, untrack() undoes it.');
	END IF;
	PERFORM customer_grade_internal.check_key_count(check_tracking.subject, keys, check_tracking.source, check_tracking.customer_columns);
	PERFORM customer_grade_internal.check_key(check_tracking.subject, keys, check_tracking.source, check_tracking.customer_columns);
	PERFORM customer_grade_internal.check_key_names(check_tracking.subject, keys, '{series,month,count,amount,quantity}', 'activity');
	PERFORM customer_grade_internal.check_row_security(check_tracking.source, check_tracking.subject);
	IF NOT has_table_privilege(owner, check_tracking.source, 'SELECT') THEN
		PERFORM customer_grade_internal.throw('42501',
			message => format('the owner of table "%s" may not read table "%s"', check_tracking.subject, check_tracking.source),
			hint => format('GRANT SELECT ON %s TO %I;', check_tracking.source, owner));
	END IF;
END
$function$;
COMMENT ON FUNCTION customer_grade_internal.check_tracking(regclass, regclass, name[]) IS
	'require that the rows of a table can be tracked for a subject. Errors: as track()';

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
	INSERT INTO customer_grade_internal.tracking SELECT t.*;
	PERFORM customer_grade.refresh_activity(track.subject, track.source);

	IF NOT EXISTS (SELECT FROM pg_index AS i JOIN pg_attribute AS a ON a.attrelid = i.indrelid AND a.attnum = i.indkey[0]
			WHERE i.indrelid = track.source AND i.indisvalid AND a.attname = ANY (track.customer_columns)) THEN
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
	PERFORM customer_grade_internal.tracked(alter_tracking.subject, alter_tracking.source);
	PERFORM customer_grade_internal.check_owner(alter_tracking.subject);
	PERFORM customer_grade_internal.check_months(alter_tracking.months);
	-- an error of its own names the zone
	PERFORM now() AT TIME ZONE alter_tracking.time_zone;
	UPDATE customer_grade_internal.tracking AS t
	SET months = coalesce(alter_tracking.months, t.months), time_zone = coalesce(alter_tracking.time_zone, t.time_zone)
	WHERE t.subject = alter_tracking.subject AND t.source = alter_tracking.source;
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
	IF NOT EXISTS (SELECT FROM customer_grade_internal.tracking AS o WHERE o.source = t.source AND o.subject <> t.subject) THEN
		FOR made IN
			SELECT name, relation
			FROM customer_grade_internal.watched_tables(t.source) AS relation, customer_grade_internal.activity_triggers(relation) AS name
		LOOP
			EXECUTE format('DROP TRIGGER %I ON %s', made.name, made.relation);
			PERFORM customer_grade_internal.drop_begin_trigger(made.relation);
		END LOOP;
	END IF;
	DELETE FROM customer_grade_internal.tracking AS d WHERE d.subject = t.subject AND d.source = t.source;
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
	t customer_grade_internal.tracking := customer_grade_internal.tracked(untrack.subject, untrack.source);
BEGIN
	-- a table that is dropped already has no owner
	IF NOT (coalesce(customer_grade_internal.owns(t.subject), true) AND coalesce(customer_grade_internal.owns(t.activity), true)) THEN
		RAISE insufficient_privilege USING MESSAGE = format('must be owner of table "%s"', t.subject);
	END IF;
	PERFORM customer_grade_internal.release_tracking(t);
	PERFORM customer_grade_internal.drop_made(t.subject, t.monthly, t.activity);
END
$function$;
COMMENT ON FUNCTION customer_grade.untrack(regclass, regclass) IS
	'undo track(): drops the activity, which track() can rebuild from the source; refused while a view reads it. Errors: 55000 not '
	'tracked, 42501 not yours, 2BP01 a view reads it';

CREATE FUNCTION customer_grade.verify_activity(subject regclass, source regclass)
RETURNS TABLE (key jsonb, stored customer_grade.activity, series customer_grade.activity)
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $function$
DECLARE
	t customer_grade_internal.tracking := customer_grade_internal.tracked(verify_activity.subject, verify_activity.source);
	keys CONSTANT name[] := customer_grade_internal.key_names(t.key_columns);
	day text := format(CASE customer_grade_internal.base_type(t.source, t.at_column) WHEN 'timestamptz'::regtype
		THEN '(s.%I AT TIME ZONE $2)::date' ELSE 's.%I::date' END, t.at_column);
BEGIN
	-- both up to the same day: a series with events of the future depends on when it was written
	RETURN QUERY EXECUTE format($query$
		SELECT CASE WHEN a.series IS NOT NULL THEN %1$s ELSE %2$s END, a.series, n.series
		FROM (
			SELECT %3$s, customer_grade.bounded(a.series, $1, $3) AS series FROM %4$s AS a
		) AS a FULL JOIN (
			SELECT %5$s, customer_grade.bounded(customer_grade.activity_agg(%6$s, %7$s, %8$s), $1, $3) AS series
			FROM %9$s AS s
			WHERE num_nulls(s.%10$I, %11$s) = 0
			GROUP BY %11$s
		) AS n ON %12$s
		WHERE a.series OPERATOR(customer_grade.=) n.series IS NOT TRUE
		$query$,
		customer_grade_internal.key_expression(keys, 'a', t.key_columns),
		customer_grade_internal.key_expression(keys, 'n', t.key_columns),
		customer_grade_internal.named_keys(t.key_columns, 'a'),
		t.activity,
		customer_grade_internal.named_keys(t.customer_columns, 's'),
		day,
		coalesce('s.' || quote_ident(t.amount_column), 'NULL') || '::numeric',
		coalesce('s.' || quote_ident(t.quantity_column), 'NULL') || '::numeric',
		t.source,
		t.at_column,
		customer_grade_internal.column_list(t.customer_columns, 's'),
		customer_grade_internal.key_match(keys, 'a', keys, 'n'))
	USING t.months, t.time_zone, (customer_grade_internal.clock_now() AT TIME ZONE t.time_zone)::date;
END
$function$;
COMMENT ON FUNCTION customer_grade.verify_activity(regclass, regclass) IS
	'recompute all activity of a tracking from the source and return the differences: there must be none. Error: 55000 not tracked';
