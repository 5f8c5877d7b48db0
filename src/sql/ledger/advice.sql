-- What attach() tells at once, because it will hurt later. All of it is read from the catalogs: nothing of the owner's runs.

CREATE TYPE customer_grade_internal.advice AS (object text, problem text, detail text, cure text, hint text);
COMMENT ON TYPE customer_grade_internal.advice IS
	'what attach() advises, as a NOTICE; cure: SQL, null: what to do depends on what the object is for, and hint tells';

CREATE FUNCTION customer_grade_internal.columns_compared(view regclass, subject regclass, key_columns name[])
RETURNS TABLE (relation regclass, column_name name, class integer)
LANGUAGE C STABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'columns_compared';
COMMENT ON FUNCTION customer_grade_internal.columns_compared(regclass, regclass, name[]) IS
	'the columns of tables that a metrics view compares with others; those of one class are equal. The key of the subject, which the view '
	'gives, is among them';

CREATE FUNCTION customer_grade_internal.population_values(view regclass, subject regclass, key_columns name[])
RETURNS TABLE (view regclass, computation text)
LANGUAGE C STABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'population_values';
COMMENT ON FUNCTION customer_grade_internal.population_values(regclass, regclass, name[]) IS
	'aggregates and window functions of a metrics view, and of views that it reads, over the rows of several customers';

CREATE FUNCTION customer_grade_internal.has_index(relation regclass, columns name[]) RETURNS boolean
LANGUAGE sql STABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $function$
	SELECT EXISTS (SELECT FROM pg_index AS i JOIN pg_attribute AS c ON c.attrelid = i.indrelid AND c.attnum = i.indkey[0]
		WHERE i.indrelid = relation AND i.indisvalid AND i.indpred IS NULL AND c.attname = ANY (columns))
$function$;
COMMENT ON FUNCTION customer_grade_internal.has_index(regclass, name[]) IS
	'does an index of a table begin with one of these columns?';

-- By what the metrics view compares, or by a foreign key, or else by the names of the key.
CREATE FUNCTION customer_grade_internal.likely_customer_columns(a customer_grade_internal.attachment, relation regclass) RETURNS name[]
LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
AS $function$
	WITH key AS (
		SELECT k.name, k.ordinality FROM unnest(a.key_columns) WITH ORDINALITY AS k(name, ordinality)
	), compared AS (
		SELECT array_agg(m.name ORDER BY key.ordinality) AS names
		FROM key, LATERAL (
			SELECT min(c.column_name::text)::name AS name
			FROM customer_grade_internal.columns_compared(a.metrics, a.subject, a.key_columns) AS k
				JOIN customer_grade_internal.columns_compared(a.metrics, a.subject, a.key_columns) AS c USING (class)
			WHERE k.relation = a.subject AND k.column_name = key.name AND c.relation = likely_customer_columns.relation) AS m
		WHERE m.name IS NOT NULL
	), referring AS (
		SELECT array_agg(c.attname ORDER BY key.ordinality) AS names
		FROM pg_constraint AS f, key, unnest(f.conkey, f.confkey) AS k(attnum, key_attnum), pg_attribute AS c, pg_attribute AS p
		WHERE f.contype = 'f' AND f.conrelid = relation AND f.confrelid = a.subject
			AND c.attrelid = relation AND c.attnum = k.attnum
			AND p.attrelid = a.subject AND p.attnum = k.key_attnum AND p.attname = key.name
		GROUP BY f.oid
		ORDER BY f.oid LIMIT 1
	), named AS (
		-- the primary key of another table says nothing
		SELECT array_agg(key.name ORDER BY key.ordinality) AS names
		FROM key JOIN pg_attribute AS c ON c.attrelid = relation AND c.attname = key.name AND NOT c.attisdropped
		WHERE relation = a.metrics OR a.key_columns IS DISTINCT FROM customer_grade_internal.primary_key(relation)
	)
	SELECT f.names
	FROM (SELECT 1, c.names FROM compared AS c UNION ALL SELECT 2, r.names FROM referring AS r UNION ALL SELECT 3, n.names FROM named AS n)
		AS f(place, names)
	WHERE cardinality(f.names) = cardinality(a.key_columns)
	ORDER BY f.place LIMIT 1
$function$;
COMMENT ON FUNCTION customer_grade_internal.likely_customer_columns(customer_grade_internal.attachment, regclass) IS
	'the columns of a table that seem to hold the key of a subject; null: none';

CREATE FUNCTION customer_grade_internal.tables_read(a customer_grade_internal.attachment)
RETURNS TABLE (relation regclass, watched boolean, columns name[], mapping text)
LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
AS $function$
	WITH source AS (
		SELECT s.* FROM customer_grade.source AS s WHERE s.standard = a.standard AND s.subject = a.subject
	), watched AS (
		SELECT a.subject AS relation
		UNION SELECT s.source FROM source AS s
		-- what is kept of a watched table changes with it
		UNION SELECT k.activity FROM customer_grade.tracking AS k JOIN source AS s ON s.source = k.source
	), read AS MATERIALIZED (
		SELECT r.relation, EXISTS (
				SELECT FROM customer_grade_internal.relation_and_parents(r.relation) AS p(relation) JOIN watched USING (relation)) AS watched,
			CASE WHEN r.relation = a.subject THEN a.key_columns
				ELSE coalesce((SELECT s.customer_columns FROM source AS s WHERE s.source = r.relation AND s.mapping IS NULL),
					customer_grade_internal.likely_customer_columns(a, r.relation)) END AS columns
		FROM customer_grade_internal.relations_read(a.metrics) AS r(relation) JOIN pg_class AS c ON c.oid = r.relation
		WHERE c.relkind IN ('r', 'p') AND c.relnamespace NOT IN ('pg_catalog'::regnamespace, 'customer_grade_internal'::regnamespace)
	), compared AS MATERIALIZED (
		SELECT c.* FROM customer_grade_internal.columns_compared(a.metrics, a.subject, a.key_columns) AS c
	)
	SELECT r.relation, r.watched, CASE WHEN through.mapping IS NULL THEN r.columns ELSE ARRAY[through.column_name] END, through.mapping
	FROM read AS r LEFT JOIN LATERAL (
		-- a table between it and the subject
		SELECT c.column_name,
			format('SELECT %I, %s FROM %s', b.column_name, customer_grade_internal.column_list(t.columns), t.relation) AS mapping
		FROM compared AS c JOIN compared AS b USING (class) JOIN read AS t ON t.relation = b.relation
		WHERE r.columns IS NULL AND c.relation = r.relation AND t.relation <> r.relation AND t.columns IS NOT NULL
		ORDER BY c.column_name, t.relation::text, b.column_name LIMIT 1) AS through ON true
	WHERE r.relation <> a.subject
	ORDER BY r.relation::text
$function$;
COMMENT ON FUNCTION customer_grade_internal.tables_read(customer_grade_internal.attachment) IS
	'the tables besides the subject that a metrics view reads: whether they are watched; the columns that seem to hold the key of '
	'customers or, with a mapping, that of another table; null: not known';

CREATE FUNCTION customer_grade_internal.watch_call(a customer_grade_internal.attachment, source regclass, columns name[], mapping text)
RETURNS text
LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
AS $function$
	SELECT CASE
		WHEN columns IS NULL THEN NULL
		WHEN mapping IS NULL THEN format('SELECT customer_grade.watch(%L, %L, %L, %s);', a.standard, a.subject, source,
			(SELECT string_agg(quote_literal(n.name), ', ' ORDER BY n.ordinality) FROM unnest(columns) WITH ORDINALITY AS n(name, ordinality)))
		ELSE format('SELECT customer_grade.watch_through(%L, %L, %L, %L, %L);', a.standard, a.subject, source, columns, mapping) END
$function$;
COMMENT ON FUNCTION customer_grade_internal.watch_call(customer_grade_internal.attachment, regclass, name[], text) IS
	'the call of watch() or, with a mapping, of watch_through(), as SQL; null: the columns are not known';

CREATE FUNCTION customer_grade_internal.watch_form(a customer_grade_internal.attachment, source regclass) RETURNS text
LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
AS $function$
	SELECT customer_grade_internal.watch_call(a, source,
		ARRAY(SELECT format('<column with %s>', k.name)::name FROM unnest(a.key_columns) WITH ORDINALITY AS k(name, place) ORDER BY k.place),
		NULL)
$function$;
COMMENT ON FUNCTION customer_grade_internal.watch_form(customer_grade_internal.attachment, regclass) IS
	'a call of watch() to complete';

CREATE FUNCTION customer_grade.unwatched(standard text, subject regclass) RETURNS TABLE (relation regclass, watch text, has_index boolean)
LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
AS $function$
	SELECT r.relation,
		coalesce(customer_grade_internal.watch_call(a, r.relation, r.columns, r.mapping), customer_grade_internal.watch_form(a, r.relation)),
		CASE WHEN r.columns IS NOT NULL THEN customer_grade_internal.has_index(r.relation, r.columns) END
	FROM customer_grade_internal.attached(unwatched.standard, unwatched.subject) AS a, customer_grade_internal.tables_read(a) AS r
	WHERE NOT r.watched
$function$;
COMMENT ON FUNCTION customer_grade.unwatched(text, regclass) IS
	'the tables that the metrics view of an attachment reads, directly or through other views, and that are not watched: changes of their '
	'rows grade nobody. watch: the call that cures it, or a form to complete where neither what the view compares nor a foreign key tells '
	'the columns; has_index: does an index begin with one of them (null: not known)? Tables that functions read are not seen. Error: '
	'55000 not attached';

-- ------------------------------------------------------------------ advice of each kind

CREATE FUNCTION customer_grade_internal.unwatched_advice(a customer_grade_internal.attachment)
RETURNS SETOF customer_grade_internal.advice
LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
AS $function$
	SELECT r.relation::text, format('metrics come from table "%s", which is not watched', r.relation),
		'Changes of its rows do not grade their customers again.',
		customer_grade_internal.watch_call(a, r.relation, r.columns, r.mapping), customer_grade_internal.watch_form(a, r.relation)
	FROM customer_grade_internal.tables_read(a) AS r
	WHERE NOT r.watched
$function$;
COMMENT ON FUNCTION customer_grade_internal.unwatched_advice(customer_grade_internal.attachment) IS
	'tables that the metrics view of an attachment reads, directly or through other views, and that are not watched';

CREATE FUNCTION customer_grade_internal.missing_index(relation regclass, columns name[])
RETURNS SETOF customer_grade_internal.advice
LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
AS $function$
	SELECT relation::text, format('table "%s" has no index on %s', relation, customer_grade_internal.column_list(columns)),
		'Metrics are read for single customers; without an index that reads the whole table.',
		format('CREATE INDEX ON %s (%s);', relation, customer_grade_internal.column_list(columns)), NULL
	WHERE columns IS NOT NULL AND NOT customer_grade_internal.has_index(relation, columns)
$function$;
COMMENT ON FUNCTION customer_grade_internal.missing_index(regclass, name[]) IS
	'advice to make an index on columns that hold keys of customers; none if there is one';

CREATE FUNCTION customer_grade_internal.index_advice(a customer_grade_internal.attachment)
RETURNS SETOF customer_grade_internal.advice
LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
AS $function$
	SELECT i.*
	FROM customer_grade_internal.tables_read(a) AS r, customer_grade_internal.missing_index(r.relation, r.columns) AS i
$function$;
COMMENT ON FUNCTION customer_grade_internal.index_advice(customer_grade_internal.attachment) IS
	'tables that the metrics view of an attachment reads without an index on the columns that seem to hold keys';

CREATE FUNCTION customer_grade_internal.unseen_advice(a customer_grade_internal.attachment)
RETURNS SETOF customer_grade_internal.advice
LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
AS $function$
	SELECT c.oid::regclass::text, format('metrics come from %s "%s", which cannot be watched', k.kind, c.oid::regclass),
		'No trigger sees its changes.', NULL,
		format('When it has changed: SELECT customer_grade.refresh(%L, %L);', a.standard, a.subject)
	FROM customer_grade_internal.relations_read(a.metrics) AS r(relation) JOIN pg_class AS c ON c.oid = r.relation,
		LATERAL (SELECT CASE c.relkind WHEN 'm' THEN 'materialized view' WHEN 'f' THEN 'foreign table' END AS kind) AS k
	WHERE k.kind IS NOT NULL
	UNION ALL
	SELECT DISTINCT p.oid::regprocedure::text, format('metrics come from function "%s", whose tables are not known', p.oid::regprocedure),
		'Changes of the tables that it reads do not grade their customers again.', NULL, 'Use watch() for these tables.'
	FROM customer_grade_internal.relations_read(a.metrics) AS v(relation)
		JOIN pg_rewrite AS w ON w.ev_class = v.relation
		JOIN pg_depend AS d ON d.classid = 'pg_rewrite'::regclass AND d.objid = w.oid AND d.refclassid = 'pg_proc'::regclass
		JOIN pg_proc AS p ON p.oid = d.refobjid JOIN pg_language AS l ON l.oid = p.prolang
	-- an immutable function reads no table, and one in C is a library's
	WHERE p.provolatile <> 'i' AND l.lanname NOT IN ('c', 'internal') AND p.pronamespace <> 'customer_grade'::regnamespace
	ORDER BY 1
$function$;
COMMENT ON FUNCTION customer_grade_internal.unseen_advice(customer_grade_internal.attachment) IS
	'what the metrics view of an attachment reads and no trigger sees';

CREATE FUNCTION customer_grade_internal.population_advice(a customer_grade_internal.attachment)
RETURNS SETOF customer_grade_internal.advice
LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
AS $function$
	SELECT DISTINCT p.view::text, format('view "%s" computes %s over several customers', p.view, p.computation),
		'A change of one customer changes the metrics of others, which it does not grade again.', NULL,
		'Let a benchmark compute it, and freeze it as a parameter until the next review.'
	FROM customer_grade_internal.population_values(a.metrics, a.subject, a.key_columns) AS p
	ORDER BY 2
$function$;
COMMENT ON FUNCTION customer_grade_internal.population_advice(customer_grade_internal.attachment) IS
	'what the metrics view of an attachment computes over several customers';

CREATE FUNCTION customer_grade_internal.date_advice(a customer_grade_internal.attachment)
RETURNS SETOF customer_grade_internal.advice
LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
AS $function$
	SELECT t.object, format('grades of table "%s" change with the date, but no review is due', a.subject), t.detail, NULL,
		format('State when everybody is reviewed in a new version of standard "%s": review daily;', a.standard)
	FROM (
		SELECT v.relation::text, format('View "%s" asks for as_of().', v.relation)
		FROM customer_grade_internal.relations_read(a.metrics) AS v(relation)
			JOIN pg_rewrite AS w ON w.ev_class = v.relation
			JOIN pg_depend AS d ON d.classid = 'pg_rewrite'::regclass AND d.objid = w.oid AND d.refclassid = 'pg_proc'::regclass
		WHERE d.refobjid = 'customer_grade.as_of()'::regprocedure
		UNION ALL
		SELECT a.standard, format('Standard "%s" has a parameter as_of.', a.standard)
		FROM customer_grade.parameters(customer_grade_internal.rubric_of(a.standard, a.version)) AS p
		WHERE p.name = 'as_of' AND p.type = 'date'
		LIMIT 1) AS t(object, detail)
	WHERE customer_grade_internal.term(customer_grade_internal.rubric_of(a.standard, a.version), 'review') IS NULL
$function$;
COMMENT ON FUNCTION customer_grade_internal.date_advice(customer_grade_internal.attachment) IS
	'an attachment whose grades change with the date, while no calendar says when reviews are due';

CREATE FUNCTION customer_grade_internal.tell_advice(a customer_grade_internal.attachment) RETURNS void
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $function$
DECLARE
	advice customer_grade_internal.advice;
BEGIN
	FOR advice IN
		SELECT * FROM customer_grade_internal.unwatched_advice(a)
		UNION ALL SELECT * FROM customer_grade_internal.index_advice(a)
		UNION ALL SELECT * FROM customer_grade_internal.unseen_advice(a)
		UNION ALL SELECT * FROM customer_grade_internal.population_advice(a)
		UNION ALL SELECT * FROM customer_grade_internal.date_advice(a)
	LOOP
		PERFORM customer_grade_internal.advise(advice);
	END LOOP;
END
$function$;
COMMENT ON FUNCTION customer_grade_internal.tell_advice(customer_grade_internal.attachment) IS
	'tell what will hurt an attachment later, in a NOTICE for each problem';

CREATE FUNCTION customer_grade_internal.advise(advice customer_grade_internal.advice) RETURNS void
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $function$
BEGIN
	RAISE NOTICE USING
		MESSAGE = advice.problem,
		DETAIL = advice.detail,
		HINT = coalesce(advice.cure, advice.hint);
END
$function$;
COMMENT ON FUNCTION customer_grade_internal.advise(customer_grade_internal.advice) IS
	'tell an advice as a NOTICE';
