-- The registry as users read it: a read-only view of each registry table, with the comments of the table.

DO $block$
DECLARE
	registry record;
BEGIN
	FOR registry IN
		SELECT c.oid, c.relname AS name, pg_catalog.obj_description(c.oid, 'pg_class') AS comment
		FROM pg_catalog.pg_class AS c
		WHERE c.relnamespace = 'customer_grade_internal'::pg_catalog.regnamespace AND c.relkind = 'r'
	LOOP
		EXECUTE pg_catalog.format('CREATE VIEW customer_grade.%I AS SELECT * FROM customer_grade_internal.%1$I', registry.name);
		EXECUTE pg_catalog.format('COMMENT ON VIEW customer_grade.%I IS %L', registry.name, registry.comment);
		EXECUTE (
			SELECT pg_catalog.string_agg(pg_catalog.format('COMMENT ON COLUMN customer_grade.%I.%I IS %L',
				registry.name, a.attname, pg_catalog.col_description(a.attrelid, a.attnum)), ';')
			FROM pg_catalog.pg_attribute AS a
			WHERE a.attrelid = registry.oid AND a.attnum > 0);
		EXECUTE pg_catalog.format('GRANT SELECT ON customer_grade.%I TO PUBLIC', registry.name);
	END LOOP;
END
$block$;
