-- Changing the type of a key: the subject, our tables that have the key, and the views that read it, in one transaction.

CREATE FUNCTION customer_grade_internal.tables_with_key(subject regclass) RETURNS regclass[]
LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
AS $function$
	SELECT array_agg(k.relation ORDER BY k.place, k.relation::oid)
	FROM (
		SELECT 1 AS place, tables_with_key.subject AS relation
		UNION ALL
		SELECT 2, t.relation
		FROM customer_grade.attachment AS a, unnest(ARRAY[a.ledger, a.history, a.decisions, a.outbox, a.review_queue]) AS t(relation)
		WHERE a.subject = tables_with_key.subject AND t.relation IS NOT NULL
		UNION ALL
		SELECT 3, k.activity FROM customer_grade.tracking AS k WHERE k.subject = tables_with_key.subject) AS k
$function$;
COMMENT ON FUNCTION customer_grade_internal.tables_with_key(regclass) IS
	'a subject and the tables that have its key: those of its attachments and the activity of its customers';

CREATE FUNCTION customer_grade_internal.views_of_column(tables regclass[], column_name name) RETURNS TABLE (view regclass, depth integer)
LANGUAGE sql STABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $function$
	WITH RECURSIVE reading AS (
		SELECT d.refobjid AS read, d.refobjsubid AS column, w.ev_class AS reader
		FROM pg_depend AS d JOIN pg_rewrite AS w ON d.classid = 'pg_rewrite'::regclass AND d.objid = w.oid AND w.ev_class <> d.refobjid
		WHERE d.refclassid = 'pg_class'::regclass
	), found(view, depth) AS (
		SELECT r.reader, 1
		FROM unnest(tables) AS t(relation), customer_grade_internal.watched_tables(t.relation) AS p(relation)
			JOIN pg_attribute AS c ON c.attrelid = p.relation AND c.attname = column_name
			JOIN reading AS r ON r.read = c.attrelid AND r.column = c.attnum
		UNION
		SELECT r.reader, f.depth + 1 FROM found AS f JOIN reading AS r ON r.read = f.view
	)
	SELECT f.view::regclass, max(f.depth) FROM found AS f GROUP BY f.view
$function$;
COMMENT ON FUNCTION customer_grade_internal.views_of_column(regclass[], name) IS
	'the views that read a column of these tables, directly or through other views; a view has a greater depth than those that it reads';

CREATE FUNCTION customer_grade_internal.check_rebuildable(subject regclass, view regclass) RETURNS void
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $function$
BEGIN
	IF (SELECT c.relkind <> 'v' OR c.relowner <> s.relowner
				OR EXISTS (SELECT FROM pg_trigger AS g WHERE g.tgrelid = c.oid) OR EXISTS (SELECT FROM pg_attrdef AS d WHERE d.adrelid = c.oid)
				OR EXISTS (SELECT FROM pg_rewrite AS w WHERE w.ev_class = c.oid AND w.rulename <> '_RETURN')
			FROM pg_class AS c, pg_class AS s WHERE c.oid = view AND s.oid = subject)
	THEN
		PERFORM customer_grade_internal.throw('2BP01',
			message => format('"%s" reads the key of table "%s" and cannot be made again', view, subject),
			detail => 'It has another owner, is materialized, or has triggers, rules or defaults.',
			hint => format('Drop "%s" first, and make it again afterwards.', view));
	END IF;
END
$function$;
COMMENT ON FUNCTION customer_grade_internal.check_rebuildable(regclass, regclass) IS
	'require that a view can be dropped and made again as it was. Error: 2BP01 it cannot';

CREATE FUNCTION customer_grade_internal.grants_of(relation regclass) RETURNS SETOF text
LANGUAGE sql STABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $function$
	SELECT format('GRANT %s%s ON %s TO %s%s', r.privilege_type, o.column, relation,
		CASE r.grantee WHEN 0 THEN 'PUBLIC' ELSE r.grantee::regrole::text END,
		CASE WHEN r.is_grantable THEN ' WITH GRANT OPTION' ELSE '' END)
	FROM (
		SELECT c.relowner, c.relacl AS acl, '' AS column FROM pg_class AS c WHERE c.oid = relation
		UNION ALL
		SELECT c.relowner, a.attacl, format(' (%I)', a.attname)
		FROM pg_class AS c JOIN pg_attribute AS a ON a.attrelid = c.oid WHERE c.oid = relation) AS o, aclexplode(o.acl) AS r
	WHERE r.grantee <> o.relowner
$function$;
COMMENT ON FUNCTION customer_grade_internal.grants_of(regclass) IS
	'the commands that grant what others than its owner may do with a relation';

CREATE FUNCTION customer_grade_internal.comments_of(view regclass) RETURNS SETOF text
LANGUAGE sql STABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $function$
	SELECT format(CASE d.objsubid WHEN 0 THEN 'COMMENT ON VIEW %1$s IS %3$L' ELSE 'COMMENT ON COLUMN %1$s.%2$I IS %3$L' END,
		view, a.attname, d.description)
	FROM pg_description AS d LEFT JOIN pg_attribute AS a ON a.attrelid = d.objoid AND a.attnum = d.objsubid AND d.objsubid > 0
	WHERE d.classoid = 'pg_class'::regclass AND d.objoid = view
$function$;
COMMENT ON FUNCTION customer_grade_internal.comments_of(regclass) IS
	'the commands that comment on a view and its columns';

CREATE FUNCTION customer_grade_internal.make_view_again(view regclass) RETURNS text
LANGUAGE sql STABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $function$
	SELECT concat_ws(E';\n',
		format('CREATE VIEW %s%s AS %s', view, ' WITH (' || array_to_string(c.reloptions, ', ') || ')', rtrim(pg_get_viewdef(c.oid), ';')),
		format('ALTER VIEW %s OWNER TO %s', view, c.relowner::regrole),
		(SELECT string_agg(m.command, E';\n') FROM customer_grade_internal.comments_of(view) AS m(command)),
		(SELECT string_agg(g.command, E';\n') FROM customer_grade_internal.grants_of(view) AS g(command)))
	FROM pg_class AS c WHERE c.oid = view
$function$;
COMMENT ON FUNCTION customer_grade_internal.make_view_again(regclass) IS
	'the commands that make a view again, with its options, owner, comments and grants';

CREATE FUNCTION customer_grade_internal.register_views_again(former oid[], present regclass[]) RETURNS void
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $function$
DECLARE
	-- by the number of the former view
	again CONSTANT jsonb := (SELECT jsonb_object_agg(v.old, v.new) FROM unnest(former, present) AS v(old, new));
	r record;
BEGIN
	FOR r IN
		SELECT a.standard, a.subject,
			jsonb_strip_nulls(jsonb_build_object('metrics', again -> a.metrics::oid::text, 'grades', again -> a.grades::oid::text)) AS changed
		FROM customer_grade.attachment AS a
	LOOP
		PERFORM customer_grade_internal.change_attachment(r.standard, r.subject, r.changed) WHERE r.changed <> '{}';
	END LOOP;
	FOR r IN SELECT k.subject, k.source, again -> k.monthly::oid::text AS monthly FROM customer_grade.tracking AS k LOOP
		PERFORM customer_grade_internal.change_row('tracking', jsonb_build_object('subject', r.subject, 'source', r.source),
			jsonb_build_object('monthly', r.monthly)) WHERE r.monthly IS NOT NULL;
	END LOOP;
	FOR r IN
		SELECT v.standard, v.subject, bool_or(again ? v.view::oid::text) AS changed,
			jsonb_agg(to_jsonb(v.*) || jsonb_build_object('view', coalesce(again -> v.view::oid::text, to_jsonb(v.view)))) AS views
		FROM customer_grade.report_view AS v
		GROUP BY v.standard, v.subject
	LOOP
		CONTINUE WHEN NOT r.changed;
		PERFORM customer_grade_internal.remove_rows('report_view', jsonb_build_object('standard', r.standard, 'subject', r.subject));
		PERFORM customer_grade_internal.add_row('report_view', v.value) FROM jsonb_array_elements(r.views) AS v;
	END LOOP;
END
$function$;
COMMENT ON FUNCTION customer_grade_internal.register_views_again(oid[], regclass[]) IS
	'let the registry name the present views instead of the former ones';

CREATE FUNCTION customer_grade.alter_key_type(subject regclass, key_column name, new_type text) RETURNS void
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $function$
#variable_conflict use_column
DECLARE
	tables CONSTANT regclass[] := customer_grade_internal.tables_with_key(alter_key_type.subject);
	attachments CONSTANT customer_grade_internal.attachment[] := ARRAY(
		SELECT ROW(a.*)::customer_grade_internal.attachment FROM customer_grade.attachment AS a
		WHERE a.subject = alter_key_type.subject ORDER BY a.ledger::oid);
	-- by name, as they are made again
	views text[];
	numbers oid[];
	commands text[];
	typed text;
	relation regclass;
	a customer_grade_internal.attachment;
BEGIN
	PERFORM customer_grade_internal.check_given('subject', subject IS NOT NULL, 'Name the table whose key is of another type from now on.');
	PERFORM customer_grade_internal.check_owner(alter_key_type.subject);
	PERFORM customer_grade_internal.check_given('key_column', key_column IS NOT NULL, format('The key of table "%s" is %s.',
		alter_key_type.subject, customer_grade_internal.column_list(customer_grade_internal.primary_key(alter_key_type.subject))));
	PERFORM customer_grade_internal.check_given('new_type', new_type IS NOT NULL, 'Name a type, such as ''bigint''.');
	IF (key_column = ANY (customer_grade_internal.primary_key(alter_key_type.subject))) IS NOT TRUE THEN
		RAISE undefined_column USING
			MESSAGE = format('table "%s" has no key column "%s"', alter_key_type.subject, key_column),
			HINT = format('Its key is %s.', customer_grade_internal.column_list(customer_grade_internal.primary_key(alter_key_type.subject)));
	END IF;
	-- an error of its own names a type that does not exist
	SELECT new_type || CASE WHEN t.typcollation <> 0 AND c.attcollation <> 0 THEN ' COLLATE ' || c.attcollation::regcollation ELSE '' END
	INTO typed
	FROM pg_type AS t, pg_attribute AS c
	WHERE t.oid = new_type::regtype AND c.attrelid = alter_key_type.subject AND c.attname = key_column;

	FOREACH a IN ARRAY attachments LOOP
		PERFORM customer_grade_internal.lock_writers(a);
		PERFORM customer_grade_internal.follow_keys(a.standard, a.subject);
	END LOOP;
	SELECT array_agg(v.view::text ORDER BY v.depth, v.view), array_agg(v.view::oid ORDER BY v.depth, v.view),
		array_agg(customer_grade_internal.make_view_again(v.view) ORDER BY v.depth, v.view)
	INTO views, numbers, commands
	FROM customer_grade_internal.views_of_column(tables, key_column) AS v,
		customer_grade_internal.check_rebuildable(alter_key_type.subject, v.view);
	EXECUTE (SELECT coalesce(string_agg(format('DROP VIEW %s', v.name), '; ' ORDER BY v.place DESC), '')
		FROM unnest(views) WITH ORDINALITY AS v(name, place));
	FOREACH a IN ARRAY attachments LOOP
		PERFORM customer_grade_internal.drop_triggers(a.standard, a.subject);
	END LOOP;

	FOREACH relation IN ARRAY tables LOOP
		-- constraints, domains and casts are the owner's
		PERFORM customer_grade_internal.owner_query(alter_key_type.subject,
			format('ALTER TABLE %s ALTER %I TYPE %s', relation, key_column, typed), customer_grade.as_of());
	END LOOP;
	PERFORM customer_grade_internal.check_key_operators(alter_key_type.subject);
	FOREACH a IN ARRAY attachments LOOP
		PERFORM customer_grade_internal.set_key_size_check(a.ledger, a.key_columns);
	END LOOP;

	EXECUTE coalesce(array_to_string(commands, E';\n'), '');
	PERFORM customer_grade_internal.register_views_again(numbers, views::regclass[]);
	FOREACH a IN ARRAY attachments LOOP
		PERFORM customer_grade_internal.make_triggers(customer_grade_internal.needed_triggers(a.standard, a.subject));
	END LOOP;
END
$function$;
COMMENT ON FUNCTION customer_grade.alter_key_type(regclass, name, text) IS
	'change the type of a column of the key of a graded or tracked table, as ALTER TABLE ... ALTER COLUMN ... TYPE does, also in all '
	'tables that attach() and track() have made for it. Views that read the key are dropped and made again, with their comments and '
	'grants. Columns of other tables that hold the key stay as they are. For the owner of the table. Errors: 42501 not yours, 42703 it is '
	'not a column of the key, 2BP01 a view cannot be made again, and those of ALTER TABLE';
