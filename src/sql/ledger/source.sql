-- Sources: other tables whose rows regrade customers.

CREATE FUNCTION customer_grade_internal.leads_to(source regclass, subject regclass) RETURNS boolean
LANGUAGE sql STABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $function$
	-- rows of a source change the ledger of a subject, its mirror and its outbox
	WITH RECURSIVE reached AS (
		SELECT leads_to.source AS relation
		UNION
		SELECT m.relation
		FROM reached AS r
			JOIN LATERAL (
				SELECT a.standard, a.subject FROM customer_grade.attachment AS a
					WHERE a.subject = r.relation OR a.decisions = r.relation
				UNION ALL
				SELECT s.standard, s.subject FROM customer_grade.source AS s WHERE s.source = r.relation) AS w ON true
			JOIN customer_grade.attachment AS a ON a.standard = w.standard AND a.subject = w.subject,
			LATERAL (VALUES (a.ledger), (a.history), (a.outbox), (CASE WHEN a.mirror IS NOT NULL THEN a.subject END)) AS m(relation)
		WHERE m.relation IS NOT NULL
	)
	SELECT EXISTS (SELECT FROM reached AS r WHERE r.relation = leads_to.subject)
$function$;
COMMENT ON FUNCTION customer_grade_internal.leads_to(regclass, regclass) IS
	'do changes to the rows of one table lead, through attachments, to changes to the rows of the other (or are they the same)?';

CREATE FUNCTION customer_grade_internal.add_source(standard text, subject regclass, source regclass, customer_columns name[],
	mapping text) RETURNS void
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $function$
#variable_conflict use_column
DECLARE
	a customer_grade_internal.attachment := customer_grade_internal.attached(add_source.standard, add_source.subject);
	made regclass;
BEGIN
	PERFORM customer_grade_internal.check_owner_of_both(add_source.subject, add_source.source);
	PERFORM customer_grade_internal.check_source(add_source.source);
	-- what grading this subject writes must not start its grading again
	FOREACH made IN ARRAY array_remove(ARRAY[a.ledger, a.history, a.outbox, CASE WHEN a.mirror IS NOT NULL THEN a.subject END], NULL) LOOP
		IF customer_grade_internal.leads_to(made, add_source.source) THEN
			PERFORM customer_grade_internal.throw('42P17',
				message => format('table "%s" cannot be a source of table "%s": its rows change with the grades of table "%2$s"',
					add_source.source, add_source.subject),
				hint => 'Grades must not depend on themselves.');
		END IF;
	END LOOP;
	PERFORM customer_grade_internal.check_row_security(add_source.source, add_source.subject);

	EXECUTE format('LOCK TABLE %s IN SHARE ROW EXCLUSIVE MODE', add_source.source);
	PERFORM customer_grade_internal.add_row('source', jsonb_build_object('standard', add_source.standard, 'subject', add_source.subject,
		'source', add_source.source, 'customer_columns', add_source.customer_columns, 'mapping', add_source.mapping));
	PERFORM customer_grade.refresh(add_source.standard, add_source.subject);
	PERFORM customer_grade_internal.advise(i)
	FROM customer_grade_internal.missing_index(add_source.source, add_source.customer_columns) AS i;
END
$function$;
COMMENT ON FUNCTION customer_grade_internal.add_source(text, regclass, regclass, name[], text) IS
	'the common part of watch() and watch_through(): register a source, and grade with its triggers from then on';

CREATE FUNCTION customer_grade.watch(standard text, subject regclass, source regclass, VARIADIC customer_columns name[]) RETURNS void
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $function$
#variable_conflict use_column
DECLARE
	a customer_grade_internal.attachment := customer_grade_internal.attached(watch.standard, watch.subject);
BEGIN
	PERFORM customer_grade_internal.check_given('source', source IS NOT NULL, 'Name the table whose rows change the metrics.');
	PERFORM customer_grade_internal.check_key_count(watch.subject, a.key_columns, watch.source, watch.customer_columns);
	PERFORM customer_grade_internal.check_key(watch.subject, a.key_columns, watch.source, watch.customer_columns);
	PERFORM customer_grade_internal.add_source(watch.standard, watch.subject, watch.source, watch.customer_columns, NULL);
END
$function$;
COMMENT ON FUNCTION customer_grade.watch(text, regclass, regclass, name[]) IS
	'make changes to the rows of another table regrade their customers; customer_columns are its columns that hold the subject''s key. '
	'For the owner of both tables. Errors: 55000 not attached, or row security would hide rows; 42501 not yours; 42703 no such column; '
	'42P17 its rows depend on these grades';

CREATE FUNCTION customer_grade.watch_through(standard text, subject regclass, source regclass, source_key name[], mapping text) RETURNS void
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $function$
#variable_conflict use_column
DECLARE
	a customer_grade_internal.attachment := customer_grade_internal.attached(watch_through.standard, watch_through.subject);
BEGIN
	PERFORM customer_grade_internal.check_owner(watch_through.subject);
	PERFORM customer_grade_internal.check_given('source', source IS NOT NULL, 'Name the table whose rows change the metrics.');
	PERFORM customer_grade_internal.check_given('source_key', array_position(coalesce(source_key, '{NULL}'), NULL) IS NULL,
		format('Name the columns of the key of table "%s".', watch_through.source));
	PERFORM customer_grade_internal.check_given('mapping', mapping IS NOT NULL,
		format('Give a query that selects the key of table "%s", then the key of table "%s".', watch_through.source, watch_through.subject));
	-- as the triggers will run it: with a search path of pg_catalog
	BEGIN
		EXECUTE format('CREATE TEMP VIEW customer_grade_mapping AS %s', watch_through.mapping);
	EXCEPTION WHEN undefined_table OR undefined_function THEN
		RAISE EXCEPTION USING
			ERRCODE = SQLSTATE,
			MESSAGE = SQLERRM,
			HINT = 'Qualify the names in the mapping with their schemas.';
	END;
	IF (SELECT count(*) FROM pg_attribute AS c WHERE c.attrelid = 'pg_temp.customer_grade_mapping'::regclass AND c.attnum > 0)
		<> cardinality(watch_through.source_key) + cardinality(a.key_columns)
	THEN
		RAISE invalid_parameter_value USING
			MESSAGE = format('a mapping from table "%s" to table "%s" must have %s columns', watch_through.source, watch_through.subject,
				cardinality(watch_through.source_key) + cardinality(a.key_columns)),
			HINT = format('Select the key of table "%s", then the key of table "%s".', watch_through.source, watch_through.subject);
	END IF;
	PERFORM customer_grade_internal.check_parts(c.oid)
	FROM pg_rewrite AS r
		JOIN pg_depend AS d ON d.classid = 'pg_rewrite'::regclass AND d.objid = r.oid AND d.refclassid = 'pg_class'::regclass
		JOIN pg_class AS c ON c.oid = d.refobjid AND c.oid <> r.ev_class AND c.relpersistence = 't'
	WHERE r.ev_class = 'pg_temp.customer_grade_mapping'::regclass;
	PERFORM customer_grade_internal.check_key(watch_through.source, watch_through.source_key, 'pg_temp.customer_grade_mapping'::regclass, (
		SELECT array_agg(c.attname ORDER BY c.attnum) FROM pg_attribute AS c
		WHERE c.attrelid = 'pg_temp.customer_grade_mapping'::regclass AND c.attnum BETWEEN 1 AND cardinality(watch_through.source_key)));
	PERFORM customer_grade_internal.check_key(watch_through.subject, a.key_columns, 'pg_temp.customer_grade_mapping'::regclass, (
		SELECT array_agg(c.attname ORDER BY c.attnum) FROM pg_attribute AS c
		WHERE c.attrelid = 'pg_temp.customer_grade_mapping'::regclass AND c.attnum > cardinality(watch_through.source_key)));
	DROP VIEW pg_temp.customer_grade_mapping;
	PERFORM customer_grade_internal.add_source(watch_through.standard, watch_through.subject, watch_through.source,
		watch_through.source_key, watch_through.mapping);
END
$function$;
COMMENT ON FUNCTION customer_grade.watch_through(text, regclass, regclass, name[], text) IS
	'make changes to the rows of another table regrade the customers that a query connects with them. The query returns the key of the '
	'source, whose columns source_key names, then the key of the subject: SELECT group_id, id FROM public.person. Other tables that it '
	'reads must be watched themselves, and a row of the subject that refers to the source should do so by a foreign key. For the owner '
	'of both tables. Errors: as watch(); 22023 the number of columns';

CREATE FUNCTION customer_grade.unwatch(standard text, subject regclass, source regclass) RETURNS void
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $function$
#variable_conflict use_column
BEGIN
	PERFORM customer_grade_internal.attached(unwatch.standard, unwatch.subject);
	PERFORM customer_grade_internal.check_owner(unwatch.subject);
	-- a statement that is running on the source regrades its customers first
	IF EXISTS (SELECT FROM pg_class AS c WHERE c.oid = unwatch.source) THEN
		EXECUTE format('LOCK TABLE %s IN SHARE ROW EXCLUSIVE MODE', unwatch.source);
	END IF;
	IF customer_grade_internal.remove_rows('source', jsonb_build_object('standard', unwatch.standard, 'subject', unwatch.subject,
			'source', unwatch.source)) = 0
	THEN
		RAISE object_not_in_prerequisite_state USING
			MESSAGE = format('standard "%s" on table "%s" does not watch table "%s"', unwatch.standard, unwatch.subject, unwatch.source),
			HINT = format('SELECT source FROM customer_grade.source WHERE (standard, subject) = (%L, %L::regclass);',
				unwatch.standard, unwatch.subject);
	END IF;
	PERFORM customer_grade_internal.drop_unneeded_triggers(unwatch.standard, unwatch.source);
END
$function$;
COMMENT ON FUNCTION customer_grade.unwatch(text, regclass, regclass) IS
	'undo watch() or watch_through(): rows of that table no longer regrade customers. The grades stay as they are. For the owner of both '
	'tables. Errors: 55000 not attached or not watched, 42501 not yours';
