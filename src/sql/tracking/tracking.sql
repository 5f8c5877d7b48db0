-- Trackings: the activity of customers, kept up to date with the rows of a table.

CREATE TABLE customer_grade_internal.tracking (
	subject        customer_grade_internal.relation_reference NOT NULL,
	source         customer_grade_internal.relation_reference NOT NULL,
	key_columns    name[] NOT NULL,
	customer_columns name[] NOT NULL,
	at_column      name NOT NULL,
	amount_column  name,
	quantity_column name,
	months         integer NOT NULL CONSTRAINT tracking_months_check CHECK (months BETWEEN 1 AND 12000),
	time_zone      text NOT NULL,
	activity       customer_grade_internal.relation_reference NOT NULL,
	monthly        customer_grade_internal.relation_reference NOT NULL,
	PRIMARY KEY (subject, source)
);
CREATE INDEX tracking_source ON customer_grade_internal.tracking (source);
CREATE INDEX tracking_activity ON customer_grade_internal.tracking (activity);
COMMENT ON INDEX customer_grade_internal.tracking_source IS 'tells at once that a table is not tracked';
COMMENT ON INDEX customer_grade_internal.tracking_activity IS 'tells at once that a table is no activity';

COMMENT ON TABLE customer_grade_internal.tracking IS
	'tables whose rows are events of customers, and the activity kept of them; track() and untrack() write it';
COMMENT ON COLUMN customer_grade_internal.tracking.subject IS 'the table of the customers';
COMMENT ON COLUMN customer_grade_internal.tracking.source IS 'the table whose rows are the events';
COMMENT ON COLUMN customer_grade_internal.tracking.key_columns IS 'the primary key of the subject, and of the activity';
COMMENT ON COLUMN customer_grade_internal.tracking.customer_columns IS
	'columns of the source that hold the key of the subject, in its order';
COMMENT ON COLUMN customer_grade_internal.tracking.at_column IS 'column of the source: date or time of the event';
COMMENT ON COLUMN customer_grade_internal.tracking.amount_column IS 'column of the source: the amount; null: none';
COMMENT ON COLUMN customer_grade_internal.tracking.quantity_column IS 'column of the source: the quantity; null: none';
COMMENT ON COLUMN customer_grade_internal.tracking.months IS
	'calendar months that are kept up to the last event, or up to today if that is earlier; older ones are folded into the carried '
	'total. After a change: refresh_activity()';
COMMENT ON COLUMN customer_grade_internal.tracking.time_zone IS
	'the time zone that decides the day of a timestamp with time zone, and which day is today';
COMMENT ON COLUMN customer_grade_internal.tracking.activity IS 'the table of the series, one row a customer that has events';
COMMENT ON COLUMN customer_grade_internal.tracking.monthly IS 'the view that shows them as rows, one a month';
SELECT customer_grade_internal.make_registry_view('tracking', $condition$
	customer_grade_internal.may_read(r.subject, r.activity, r.monthly) OR (SELECT customer_grade_internal.administers())
$condition$);

SELECT pg_catalog.pg_extension_config_dump('customer_grade_internal.tracking',
	'WHERE EXISTS (SELECT FROM pg_catalog.pg_class AS c WHERE c.oid = subject)');

CREATE TRIGGER attachment_check BEFORE INSERT OR UPDATE OR DELETE ON customer_grade_internal.tracking
	FOR EACH ROW EXECUTE FUNCTION customer_grade_internal.attachment_check();
COMMENT ON TRIGGER attachment_check ON customer_grade_internal.tracking IS 'only the owner of subject and source writes';
CREATE TRIGGER attachment_changed AFTER INSERT OR UPDATE OR DELETE ON customer_grade_internal.tracking
	FOR EACH ROW EXECUTE FUNCTION customer_grade_internal.attachment_changed();
COMMENT ON TRIGGER attachment_changed ON customer_grade_internal.tracking IS 'sessions that have cached it read it again';
ALTER TABLE customer_grade_internal.tracking ENABLE ALWAYS TRIGGER attachment_changed;

CREATE FUNCTION customer_grade_internal.keep_activity() RETURNS trigger
LANGUAGE C VOLATILE
AS 'MODULE_PATHNAME', 'keep_activity';
COMMENT ON FUNCTION customer_grade_internal.keep_activity() IS
	'statement trigger of tracked tables: brings the activity of the customers up to date whose rows the statement changed';

CREATE FUNCTION customer_grade_internal.activity_triggers(relation regclass) RETURNS SETOF name
LANGUAGE sql STABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $function$
	SELECT g.tgname FROM pg_trigger AS g
	WHERE g.tgrelid = relation AND g.tgfoid = 'customer_grade_internal.keep_activity()'::regprocedure AND g.tgparentid = 0
$function$;
COMMENT ON FUNCTION customer_grade_internal.activity_triggers(regclass) IS
	'the triggers on a table that keep activity';

-- Triggers of one event fire in the order of their names: customer_grade_activity_... before customer_grade_regrade_...
CREATE FUNCTION customer_grade_internal.needed_activity_triggers(source regclass)
RETURNS customer_grade_internal.needed_trigger[]
LANGUAGE sql STABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $function$
	SELECT array_agg(t)
	FROM customer_grade_internal.watched_tables(source) AS w(relation),
		customer_grade_internal.statement_triggers(w.relation, 'customer_grade_activity', 'customer_grade_internal.keep_activity()') AS t
$function$;
COMMENT ON FUNCTION customer_grade_internal.needed_activity_triggers(regclass) IS
	'all triggers that a tracked table and its parts must have';

CREATE FUNCTION customer_grade_internal.tracked(subject regclass, source regclass) RETURNS customer_grade_internal.tracking
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $function$
#variable_conflict use_column
DECLARE
	found_row customer_grade_internal.tracking;
BEGIN
	SELECT * INTO found_row FROM customer_grade.tracking AS t
	WHERE t.subject = tracked.subject AND t.source = tracked.source;
	IF NOT FOUND THEN
		PERFORM customer_grade_internal.throw('55000',
			message => format('rows of table "%s" are not tracked for table "%s"', tracked.source, tracked.subject),
			hint => 'Use track().');
	END IF;
	RETURN found_row;
END
$function$;
COMMENT ON FUNCTION customer_grade_internal.tracked(regclass, regclass) IS
	'the tracking of a source for a subject. Error: 55000 there is none';

CREATE FUNCTION customer_grade.refresh_activity(subject regclass, source regclass) RETURNS bigint
LANGUAGE C VOLATILE STRICT
AS 'MODULE_PATHNAME', 'refresh_activity';
COMMENT ON FUNCTION customer_grade.refresh_activity(regclass, regclass) IS
	'rebuild all activity of a tracking, make the triggers that are missing and enable those that are disabled; blocks writers until the '
	'transaction ends. Returns the number of series changed. Afterwards, refresh() the standards that read the activity. Errors: 55000 not '
	'tracked, 42501 not yours, 42710 another trigger has the name of one';
