-- What detach() leaves, and attach() goes on with: history, decisions and outbox, as ordinary tables.

CREATE FUNCTION customer_grade_internal.made_for(standard text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $function$
	SELECT ' by standard ' || standard
$function$;
COMMENT ON FUNCTION customer_grade_internal.made_for(text) IS
	'how the comments of the tables of an attachment end: they tell what they belong to, also in a dump';

CREATE FUNCTION customer_grade_internal.shape(relation regclass) RETURNS SETOF text
LANGUAGE sql STABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $function$
	SELECT format('%I %s %s %s %s%s', a.attname, format_type(a.atttypid, a.atttypmod), a.attcollation::regcollation, a.attnotnull,
		a.attidentity, a.attgenerated)
	FROM pg_attribute AS a WHERE a.attrelid = relation AND a.attnum > 0 AND NOT a.attisdropped
	UNION ALL
	SELECT pg_get_constraintdef(c.oid) FROM pg_constraint AS c WHERE c.conrelid = relation
	UNION ALL
	SELECT format('%s %s %s', c.relkind, c.relpersistence, c.relrowsecurity) FROM pg_class AS c WHERE c.oid = relation
$function$;
COMMENT ON FUNCTION customer_grade_internal.shape(regclass) IS
	'columns, constraints and kind of a table as text';

CREATE FUNCTION customer_grade_internal.needs_other_columns(relation regclass, model regclass) RETURNS boolean
LANGUAGE sql STABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $function$
	SELECT EXISTS (
		SELECT FROM pg_attribute AS a
		WHERE a.attrelid = relation AND a.attnum > 0 AND NOT a.attisdropped AND a.attnotnull AND NOT a.atthasdef AND a.attidentity = ''
			AND NOT EXISTS (SELECT FROM pg_attribute AS m WHERE m.attrelid = model AND m.attname = a.attname))
$function$;
COMMENT ON FUNCTION customer_grade_internal.needs_other_columns(regclass, regclass) IS
	'has a table columns that must be given a value and that the other table does not have?';

CREATE FUNCTION customer_grade_internal.left_table(standard text, subject regclass, prefix text, suffix text, model regclass)
RETURNS regclass
LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
AS $function$
	SELECT c.oid::regclass
	FROM pg_class AS s JOIN pg_class AS c ON c.relnamespace = s.relnamespace AND c.relowner = s.relowner AND c.oid <> left_table.model,
		customer_grade_internal.numbered_names(left_table.prefix, left_table.suffix) AS n,
		customer_grade_internal.made_for(left_table.standard) AS ending
	WHERE s.oid = left_table.subject AND c.relname = n.name AND right(obj_description(c.oid, 'pg_class'), length(ending)) = ending
		AND NOT EXISTS (SELECT FROM customer_grade.attachment AS a WHERE c.oid IN (a.ledger, a.history, a.decisions, a.outbox))
		AND NOT EXISTS (SELECT customer_grade_internal.shape(left_table.model) EXCEPT SELECT customer_grade_internal.shape(c.oid))
		AND NOT customer_grade_internal.needs_other_columns(c.oid, left_table.model)
	ORDER BY n.number DESC LIMIT 1
$function$;
COMMENT ON FUNCTION customer_grade_internal.left_table(text, regclass, text, text, regclass) IS
	'the last table that an earlier attachment of the standard has left under such a name, with the owner of the subject and the shape of '
	'a model, that is one which has just been made; null: none';

CREATE FUNCTION customer_grade_internal.go_on_with(standard text, subject regclass, prefix text, suffix text, made regclass) RETURNS text
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $function$
DECLARE
	kept CONSTANT regclass := customer_grade_internal.left_table(standard, subject, prefix, suffix, made);
BEGIN
	IF kept IS NULL THEN
		RETURN made;
	END IF;
	EXECUTE format('DROP TABLE %s', made);
	RAISE NOTICE '%', format('table "%s" goes on', kept);
	RETURN kept;
END
$function$;
COMMENT ON FUNCTION customer_grade_internal.go_on_with(text, regclass, text, text, regclass) IS
	'drop a table that has just been made if an earlier attachment has left such a table; returns the one to use';

CREATE FUNCTION customer_grade_internal.tell_names_taken(VARIADIC names text[]) RETURNS void
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $function$
DECLARE
	taken text;
BEGIN
	-- a numbered name has given way
	SELECT string_agg(format('"%s" (now "%s")', regexp_replace(n.name, E'\\d+("?)$', E'\\1'), n.name), ', ' ORDER BY n.place) INTO taken
	FROM unnest(names) WITH ORDINALITY AS n(name, place) WHERE n.name ~ E'\\d"?$';
	IF taken IS NOT NULL THEN
		RAISE NOTICE USING
			MESSAGE = format('names are taken: %s', taken),
			DETAIL = 'What an earlier attachment has left goes on where owner, columns, constraints and comment are as it made them.';
	END IF;
END
$function$;
COMMENT ON FUNCTION customer_grade_internal.tell_names_taken(text[]) IS
	'tell which of the objects of an attachment have a number because others have their names';

CREATE FUNCTION customer_grade_internal.close_open_periods(a customer_grade_internal.attachment) RETURNS void
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $function$
BEGIN
	-- what is missing, or belongs to another owner by now, is no reason not to detach
	IF (SELECT count(*) FROM pg_class AS c JOIN pg_class AS s ON s.oid = a.subject AND s.relowner = c.relowner
			WHERE c.oid IN (a.ledger, a.history)) < 2
	THEN
		RETURN;
	END IF;
	PERFORM customer_grade_internal.owner_query(a.subject, format('LOCK TABLE %s IN SHARE ROW EXCLUSIVE MODE', a.ledger),
		customer_grade.as_of());
	PERFORM customer_grade_internal.owner_query(a.subject, format('INSERT INTO %s (%s, %s, score, valid_from, valid_to, cause) '
		'SELECT %2$s, %3$s, %4$s, valid_from, customer_grade_internal.period_end(valid_from), ''detached'' '
		'FROM %5$s WHERE since IS NOT NULL FOR UPDATE',
		a.history, customer_grade_internal.column_list(a.key_columns), customer_grade_internal.period_columns(),
		CASE a.scores WHEN 'history' THEN 'score' ELSE 'NULL' END, a.ledger), customer_grade.as_of());
END
$function$;
COMMENT ON FUNCTION customer_grade_internal.close_open_periods(customer_grade_internal.attachment) IS
	'end the periods of the ledger because the standard is detached';

-- Policies and decisions then go by what was in force: promotion, demotion, grace and provisional grades do not begin again.
CREATE FUNCTION customer_grade_internal.open_closed_periods(a customer_grade_internal.attachment) RETURNS void
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $function$
BEGIN
	PERFORM customer_grade_internal.owner_query(a.subject, format('INSERT INTO %s (%s, %s, score, valid_from) '
		'SELECT %2$s, %3$s, score, valid_to '
		'FROM (SELECT DISTINCT ON (%2$s) * FROM %4$s ORDER BY %2$s, valid_to DESC) AS h WHERE cause = ''detached''',
		a.ledger, customer_grade_internal.column_list(a.key_columns), customer_grade_internal.period_columns(), a.history),
		customer_grade.as_of());
	PERFORM customer_grade_internal.drop_kept_metrics(a) WHERE NOT a.keep_metrics;
END
$function$;
COMMENT ON FUNCTION customer_grade_internal.open_closed_periods(customer_grade_internal.attachment) IS
	'fill a new ledger with the periods that detach() has ended: they go on';
