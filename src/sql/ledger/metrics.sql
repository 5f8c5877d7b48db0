-- The metrics view of an attachment: made where attach() is given none, checked where it is given one.

-- Of all versions: a view that attach() makes serves every version.
CREATE FUNCTION customer_grade_internal.metrics_of_subject(standard text, subject regclass, mirror name) RETURNS SETOF text
LANGUAGE sql STABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $function$
	SELECT DISTINCT m.name
	FROM customer_grade.standard AS v, customer_grade.metrics(v.rubric) AS m, pg_attribute AS c
	WHERE v.name = metrics_of_subject.standard AND c.attrelid = subject AND c.attname = m.name AND c.attnum > 0 AND NOT c.attisdropped
		AND c.attname IS DISTINCT FROM mirror
$function$;
COMMENT ON FUNCTION customer_grade_internal.metrics_of_subject(text, regclass, name) IS
	'the columns of a subject that versions of a standard read, but for the one that repeats the grade';

CREATE FUNCTION customer_grade_internal.metrics_query(standard text, subject regclass, key_columns name[], mirror name) RETURNS text
LANGUAGE sql STABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $function$
	SELECT format('SELECT %s FROM %s AS s',
		string_agg(format('s.%I', c.name), ', ' ORDER BY c.place, c.name), subject)
	FROM (
		SELECT k.name::text, k.ordinality AS place
		FROM unnest(key_columns) WITH ORDINALITY AS k(name, ordinality)
		UNION ALL
		SELECT m.name, 1000000
		FROM customer_grade_internal.metrics_of_subject(metrics_query.standard, subject, mirror) AS m(name)
		WHERE m.name <> ALL (key_columns)
	) AS c
$function$;
COMMENT ON FUNCTION customer_grade_internal.metrics_query(text, regclass, name[], name) IS
	'the query of the metrics view that attach() makes: the key and the columns that some version of the standard reads';

CREATE FUNCTION customer_grade_internal.make_metrics(name text, standard text, subject regclass, key_columns name[],
	mirror name) RETURNS void
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $function$
BEGIN
	EXECUTE format('CREATE VIEW %s AS %s', name, customer_grade_internal.metrics_query(standard, subject, key_columns, mirror));
	EXECUTE format('COMMENT ON VIEW %s IS %L', name, format('指标 | metrics that standard %s reads from %s', standard, subject));
	EXECUTE format('ALTER VIEW %s OWNER TO %I', name, (SELECT pg_get_userbyid(c.relowner) FROM pg_class AS c WHERE c.oid = subject));
END
$function$;
COMMENT ON FUNCTION customer_grade_internal.make_metrics(text, text, regclass, name[], name) IS
	'make the metrics view of an attachment that is given none';

CREATE FUNCTION customer_grade_internal.missing_metrics(a customer_grade_internal.attachment) RETURNS text
LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
AS $function$
	SELECT string_agg(format('s.%I', m.name), ', ' ORDER BY m.name)
	FROM customer_grade_internal.metrics_of_subject(a.standard, a.subject, a.mirror) AS m(name)
	WHERE a.metrics_made
		AND NOT EXISTS (SELECT FROM pg_attribute AS v WHERE v.attrelid = a.metrics AND v.attname = m.name)
$function$;
COMMENT ON FUNCTION customer_grade_internal.missing_metrics(customer_grade_internal.attachment) IS
	'the columns of the subject that versions of the standard read and that the metrics view, if attach() has made it, lacks, as a list '
	'for SQL; null: none';

CREATE FUNCTION customer_grade_internal.extend_metrics(standard text, subject regclass) RETURNS void
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $function$
#variable_conflict use_column
DECLARE
	a customer_grade_internal.attachment := customer_grade_internal.attached(extend_metrics.standard, extend_metrics.subject);
	missing CONSTANT text := customer_grade_internal.missing_metrics(a);
	name text;
BEGIN
	IF NOT a.metrics_made THEN
		RETURN;
	END IF;
	IF NOT EXISTS (SELECT FROM pg_class AS c WHERE c.oid = a.metrics) THEN
		name := customer_grade_internal.free_name(a.subject, customer_grade_internal.prefix_of(a), 'metrics');
		PERFORM customer_grade_internal.make_metrics(name, a.standard, a.subject, a.key_columns, a.mirror);
		PERFORM customer_grade_internal.change_attachment(a.standard, a.subject,
			jsonb_build_object('metrics', name));
		RETURN;
	END IF;

	IF missing IS NOT NULL THEN
		-- The view keeps its columns, under the names that those of the subject have now. As the owner: it may have replaced
		-- the view by one with a string that looks like a FROM.
		PERFORM customer_grade_internal.owner_query(a.subject, format('CREATE OR REPLACE VIEW %s AS %s', a.metrics,
			regexp_replace(pg_get_viewdef(a.metrics), E'\n\\s+FROM ', E',\n' || missing || E'\n FROM ')), customer_grade.as_of());
	END IF;
END
$function$;
COMMENT ON FUNCTION customer_grade_internal.extend_metrics(text, regclass) IS
	'add to the metrics view that attach() made the columns that newer versions of the standard read; make it again if it was dropped';

CREATE FUNCTION customer_grade_internal.relations_read(relation regclass) RETURNS SETOF regclass
LANGUAGE sql STABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $function$
	WITH RECURSIVE r AS (
		SELECT relation::oid AS id
		UNION
		SELECT d.refobjid FROM r JOIN pg_class AS c ON c.oid = r.id AND c.relkind = 'v' JOIN pg_rewrite AS w ON w.ev_class = r.id
			JOIN pg_depend AS d ON d.classid = 'pg_rewrite'::regclass AND d.objid = w.oid AND d.refclassid = 'pg_class'::regclass
	)
	SELECT r.id FROM r
$function$;
COMMENT ON FUNCTION customer_grade_internal.relations_read(regclass) IS
	'a relation and, if it is a view, all that it reads, directly or through other views; not what functions read';

CREATE FUNCTION customer_grade_internal.uses_clock(relation regclass) RETURNS boolean
LANGUAGE sql STABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $function$
	-- CURRENT_DATE and the like are nodes of their own, now() and the like are functions
	SELECT EXISTS (
		SELECT FROM customer_grade_internal.relations_read(relation) AS v(id)
			JOIN pg_class AS c ON c.oid = v.id AND c.relkind = 'v' JOIN pg_rewrite AS r ON r.ev_class = v.id
		WHERE r.ev_action::text ~ ('SQLVALUEFUNCTION :op [0-8] |:funcid (' || (
			SELECT string_agg(p.oid::text, '|') FROM pg_proc AS p WHERE p.pronamespace = 'pg_catalog'::regnamespace
				AND p.proname IN ('now', 'transaction_timestamp', 'statement_timestamp', 'clock_timestamp', 'timeofday')) || ') '))
$function$;
COMMENT ON FUNCTION customer_grade_internal.uses_clock(regclass) IS
	'does a view, or one that it reads, depend on the current date or time?';

-- boolean for the query of src/ledger/difference.c, which calls it as a condition. VOLATILE, so that no planner tries it; COST 1, as it is
-- called once at most.
CREATE FUNCTION customer_grade_internal.refuse_several_rows(metrics regclass, subject regclass, key jsonb) RETURNS boolean
LANGUAGE plpgsql VOLATILE PARALLEL SAFE COST 1
SET search_path = pg_catalog, pg_temp
AS $function$
BEGIN
	PERFORM customer_grade_internal.throw('21000',
		message => format('"%s" gives several rows for customer %s', metrics, key),
		hint => format('It must give one row for each key of table "%s".', subject));
	RETURN NULL;
END
$function$;
COMMENT ON FUNCTION customer_grade_internal.refuse_several_rows(regclass, regclass, jsonb) IS
	'error 21000: metrics have several rows for a customer';

-- Likewise.
CREATE FUNCTION customer_grade_internal.refuse_customer(subject regclass, problem text, key jsonb) RETURNS boolean
LANGUAGE plpgsql VOLATILE PARALLEL SAFE COST 1
SET search_path = pg_catalog, pg_temp
AS $function$
BEGIN
	PERFORM customer_grade_internal.throw('23514',
		message => problem,
		detail => format('It is customer %s of table "%s".', key, subject));
	RETURN NULL;
END
$function$;
COMMENT ON FUNCTION customer_grade_internal.refuse_customer(regclass, text, jsonb) IS
	'error 23514: the standard refuses a customer, as problem says';

CREATE FUNCTION customer_grade_internal.check_metrics(subject regclass, key_columns name[], metrics regclass, day date)
RETURNS void
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $function$
DECLARE
	twice jsonb;
BEGIN
	PERFORM customer_grade_internal.check_key(subject, key_columns, metrics, key_columns);
	IF (SELECT c.relkind NOT IN ('v', 'r', 'p') FROM pg_class AS c WHERE c.oid = metrics) THEN
		PERFORM customer_grade_internal.throw('42809',
			message => format('relation "%s" is neither a view nor a table', metrics),
			hint => 'Metrics must show at once what a transaction changes.');
	END IF;
	PERFORM customer_grade_internal.check_parts(metrics);
	PERFORM customer_grade_internal.check_same_owner(subject, metrics);
	twice := customer_grade_internal.owner_query(subject,
		format('SELECT to_jsonb(k.*) FROM (SELECT %1$s FROM %2$s GROUP BY %1$s HAVING count(*) > 1 LIMIT 1) AS k',
			customer_grade_internal.column_list(key_columns), metrics), day);
	IF twice IS NOT NULL THEN
		PERFORM customer_grade_internal.refuse_several_rows(metrics, subject, twice);
	END IF;
	IF customer_grade_internal.uses_clock(metrics) THEN
		RAISE WARNING USING
			MESSAGE = format('view "%s" depends on the current date or time', metrics),
			DETAIL = 'Its metrics change without a change of rows, and grades as of another day cannot be computed.',
			HINT = 'Use customer_grade.as_of() instead.';
	END IF;
END
$function$;
COMMENT ON FUNCTION customer_grade_internal.check_metrics(regclass, name[], regclass, date) IS
	'require that a relation can give the metrics of a subject, on a day. Errors: 42703 or 42804 its key, 42809 neither a view nor a '
	'permanent table, 42501 another owner, 21000 several rows for one customer; warns of a view that depends on the current time';

-- A table without rows would tell nothing.
CREATE FUNCTION customer_grade_internal.check_metrics_columns(a customer_grade_internal.attachment) RETURNS void
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $function$
BEGIN
	PERFORM customer_grade_internal.use_version(a);
	PERFORM customer_grade_internal.owner_query(a.subject,
		format('SELECT (customer_grade.assess(%L, jsonb_populate_record(NULL::%s, ''{}''), %L)).reason', a.standard, a.metrics,
			(SELECT p.parameters FROM customer_grade.parameter_set AS p
				WHERE p.standard = a.standard AND p.subject = a.subject AND p.number = a.parameter_set)),
		customer_grade_internal.clock_day(a));
END
$function$;
COMMENT ON FUNCTION customer_grade_internal.check_metrics_columns(customer_grade_internal.attachment) IS
	'require that a relation has what the version in force reads of it. Error: 42703 or 42804 a metric without a column, or of another '
	'type';
