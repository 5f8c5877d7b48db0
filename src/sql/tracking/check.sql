-- What track() refuses.

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
	parent regclass := (SELECT i.inhparent FROM pg_inherits AS i WHERE i.inhrelid = check_tracking.source LIMIT 1);
BEGIN
	PERFORM customer_grade_internal.check_owner_of_both(check_tracking.subject, check_tracking.source);
	PERFORM customer_grade_internal.check_subject(check_tracking.subject);
	PERFORM customer_grade_internal.check_source(check_tracking.source);
	PERFORM customer_grade_internal.check_same_owner(check_tracking.subject, check_tracking.source);
	IF parent IS NOT NULL THEN
		PERFORM customer_grade_internal.throw('42809',
			message => format('table "%s" is a partition or child of another table', check_tracking.source),
			hint => format('Track table "%s": rows that are written through it would not be seen.', parent));
	END IF;
	IF EXISTS (SELECT FROM customer_grade.tracking AS t
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
END
$function$;
COMMENT ON FUNCTION customer_grade_internal.check_tracking(regclass, regclass, name[]) IS
	'require that the rows of a table can be tracked for a subject. Errors: as track()';
